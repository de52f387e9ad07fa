"""Marks of record for figures: what people have said about a grade counts, and is read anew once it moves."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from builders import found, scene

from simulator.marking import Reviewer, append_event, confirm, contest, read_mark, withdraw
from simulator.record import Mode, Purpose, RetentionRule, open_journal
from simulator.review import gather_overview
from simulator.training import MarksOfRecord, Session, whole_marks

NOW = datetime(2026, 3, 4, tzinfo=UTC)


@pytest.fixture
def journal(tmp_path):
    with open_journal(tmp_path / "journal.sqlite3") as opened:
        yield opened


def exam(journal, person):
    session = Session.begin(scene(), "en", 1, journal=journal, person_id=person, mode=Mode.EXAM)
    session.take(found("", "listen", "apologise"))
    session.leave()
    session.finish()
    return session.played.session_id


def test_a_grade_is_a_proposal_until_a_person_confirms_it_and_no_longer_settled_once_contested(journal):
    trainee, trainer = journal.add_person("Aino").id, journal.add_person("Tove").id
    session = exam(journal, trainee)
    for marks in (MarksOfRecord(journal), whole_marks(journal)):
        assert [(s.status, s.confirmed) for s in marks(journal.sessions()).values()] == [("proposed", False)]
    marks = MarksOfRecord(journal)
    steps = [("confirmed", True), ("contested", False), ("confirmed", True)]
    for wanted, act in zip(
        steps,
        (
            lambda mark: confirm(mark, trainee, Reviewer(trainer, reviews=True), NOW),
            lambda mark: contest(mark, trainee, trainee, NOW, ["calm"], "I did say that I was sorry."),
            lambda mark: withdraw(mark, trainee, NOW),
        ),
        strict=True,
    ):
        mark = read_mark(journal, session)
        append_event(journal, session, act(mark), mark)
        standing = marks(journal.sessions())[session]
        assert (standing.status, standing.confirmed) == wanted
    (progress,) = [person for person in gather_overview(journal, marks=marks).people if person.sessions]
    assert progress.sessions[0].confirmed
    assert not gather_overview(journal).people[0].sessions[0].confirmed


def test_what_waits_for_a_person_is_named(journal):
    trainee = journal.add_person("Aino").id
    session = exam(journal, trainee)
    (progress,) = gather_overview(journal, marks=MarksOfRecord(journal), language="en").people
    assert progress.readiness.waiting == (session,)


def test_what_was_erased_is_forgotten(journal):
    exam(journal, journal.add_person("Aino").id)
    marks = MarksOfRecord(journal)
    assert marks(journal.sessions())
    journal.retain([RetentionRule(Purpose.ASSESSMENT, 0)], dry_run=False)
    assert marks(journal.sessions()) == {}
    assert gather_overview(journal, marks=marks).people[0].sessions == ()
