"""Events of a mark in the journal: bound into the session's chain, erased with it, never written over one another."""

from __future__ import annotations

import json

import pytest

from simulator.marking import (
    CommentError,
    Reviewer,
    append_comment,
    append_event,
    confirm,
    contest,
    propose,
    read_mark,
)
from simulator.record import GRADED_KIND, Mode, SequenceError, SessionHeader, open_journal

from .test_marking import GRADE, NOW, STEP

CONTENT = b"{}"
HASH = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
ANNA, NIKOS = Reviewer("anna", reviews=True), Reviewer("nikos", reviews=True)


@pytest.fixture
def journal(tmp_path):
    with open_journal(tmp_path / "journal.sqlite") as opened:
        yield opened


@pytest.fixture
def graded(journal):
    person = journal.add_person("Aino")
    journal.put_scenario(HASH, CONTENT)
    header = SessionHeader("no_receipt", HASH, "fi", Mode.EXAM, 1)
    session = journal.begin(person.id, header, b"{}")
    assert read_mark(journal, session) is None
    journal.append(session, 1, GRADED_KIND, json.dumps({"grade": GRADE}).encode())
    journal.finish(session, 2, ending="content", overall=GRADE["overall"])
    return person.id, session


def test_events_lie_behind_what_was_played_and_the_chain_holds_them(journal, graded):
    person, session = graded
    mark = read_mark(journal, session)
    assert (mark.machine, mark.by_person) == (GRADE, False)
    mark = append_event(journal, session, confirm(mark, person, ANNA, NOW, "Agreed \udc80."), mark)
    mark = append_event(journal, session, contest(mark, person, person, NOW, [STEP], "Kuuntelin loppuun asti."), mark)
    assert read_mark(journal, session) == mark
    assert (mark.confirmed_by, mark.contest.by) == ("anna", person)
    assert journal.verify(session).ok


def test_two_reviewers_at_once_do_not_write_over_each_other(journal, graded):
    person, session = graded
    seen = read_mark(journal, session)
    first = append_event(journal, session, confirm(seen, person, ANNA, NOW), seen)
    with pytest.raises(SequenceError, match="Somebody else"):
        append_event(journal, session, confirm(seen, person, NIKOS, NOW), seen)
    assert read_mark(journal, session) == first


def test_an_erased_person_s_mark_is_gone_and_the_chain_still_holds(journal, graded):
    person, session = graded
    mark = read_mark(journal, session)
    append_event(journal, session, confirm(mark, person, ANNA, NOW), mark)
    journal.erase_person(person)
    assert read_mark(journal, session) is None
    assert journal.verify(session).ok


def test_a_new_proposal_is_told_apart(journal, graded):
    person, session = graded
    mark = read_mark(journal, session)
    mark = append_event(journal, session, confirm(mark, person, ANNA, NOW), mark)
    mark = append_event(journal, session, propose({**GRADE, "overall": 3}, NOW), mark)
    assert (mark.overall, mark.machine["overall"], mark.superseded) == (GRADE["overall"], 3, True)


def test_a_comment_stands_behind_whatever_was_written_and_is_no_part_of_the_mark(journal, graded):
    _, session = graded
    before = read_mark(journal, session)
    entry = append_comment(journal, session, "anna", 2, " Well said. \udc80 ")
    assert (entry.kind, json.loads(entry.payload)) == ("commented", {"by": "anna", "turn": 2, "text": "Well said. \udc80"})
    for text in (" ", "x" * 2001):
        with pytest.raises(CommentError):
            append_comment(journal, session, "anna", 2, text)
    assert read_mark(journal, session) == before


def test_what_hangs_on_nothing_is_tried_again_when_somebody_else_writes_in_between(journal, graded, monkeypatch):
    _, session = graded
    append, raced = journal.append, []

    def racing(session_id, sequence, kind, payload):
        if not raced:
            raced.append(append(session_id, sequence, "commented", b"{}"))
        return append(session_id, sequence, kind, payload)

    monkeypatch.setattr(journal, "append", racing)
    assert append_comment(journal, session, "anna", 0, "Good.").sequence == raced[0].sequence + 1
