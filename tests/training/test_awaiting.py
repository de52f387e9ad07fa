"""Facts for the queue, read for many sessions at once and kept until something is added."""

from __future__ import annotations

import json

import pytest

from simulator.marking import Cause, Reviewer, append_event, confirm, queue, read_mark
from simulator.record import GRADED_KIND, Mode, SessionHeader, open_journal
from simulator.review import CASE_KIND
from simulator.training import FactsOfSessions

CONTENT, HASH = b"{}", "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
GRADE = {
    "overall": 60,
    "pillars": {},
    "steps": {"own": {"points": 60, "evidence": [], "reason": "Because.", "improvement": None}},
    "low_confidence": True,
    "versions": {"rubric": "seven_steps 5"},
    "caps": [],
    "failed": [],
    "unmet": [],
    "turns": [{"turn": 1, "understood": True, "acts": {"own": {"p": 900, "spans": [[0, 3]]}}}],
}


@pytest.fixture
def journal(tmp_path):
    with open_journal(tmp_path / "journal.sqlite") as opened:
        yield opened


def played(journal, person, mode=Mode.EXAM, graded=True):
    journal.put_scenario(HASH, CONTENT)
    session = journal.begin(person.id, SessionHeader("no_receipt", HASH, "fi", mode, 1), b"{}")
    if graded:
        journal.append(session, 1, GRADED_KIND, json.dumps({"grade": GRADE}).encode())
    return session


def test_what_waits_is_read_from_the_entries_and_follows_them(journal):
    aino, anna = journal.add_person("Aino"), journal.add_person("Anna")
    exam, practice = played(journal, aino), played(journal, aino, Mode.PRACTICE)
    played(journal, aino, graded=False)
    facts = FactsOfSessions(journal)
    known = facts(journal.sessions())
    assert known.keys() == {exam, practice}
    assert known[exam].mark.grade["turns"] == [{"turn": 1, "understood": True, "acts": {"own": {"p": 900}}}]
    assert known[exam].mark.grade["steps"] == {"own": {"points": 60}}
    now = known[exam].graded_at
    assert {item.facts.session: item.cause for item in queue(known.values(), now)} == {exam: Cause.UNCONFIRMED, practice: Cause.LOW_CONFIDENCE}

    mark = read_mark(journal, exam)
    append_event(journal, exam, confirm(mark, aino.id, Reviewer(anna.id, reviews=True), now), mark)
    journal.append(practice, 2, CASE_KIND, b"{}")
    known = facts(journal.sessions())
    assert known[exam].mark.confirmed_by == anna.id
    assert len(known[practice].disputed_at) == 1

    journal.erase_person(aino.id)
    assert facts(journal.sessions()) == {}


def test_only_what_has_changed_is_read_again(journal, monkeypatch):
    aino = journal.add_person("Aino")
    first, second = played(journal, aino), played(journal, aino)
    facts, asked = FactsOfSessions(journal), []
    read = journal.entries_of_kinds
    monkeypatch.setattr(journal, "entries_of_kinds", lambda ids, *kinds: asked.append(list(ids)) or read(ids, *kinds))
    before = facts(journal.sessions())
    assert facts(journal.sessions()) == before
    journal.append(second, 2, CASE_KIND, b"{}")
    after = facts(journal.sessions())
    assert asked == [[first, second], [second]]
    # What was asked for last is kept; the answer is whole all the same.
    monkeypatch.setattr("simulator.training.awaiting.MOST_KNOWN", 1)
    assert facts(journal.sessions()) == after
    assert asked == [[first, second], [second]]
    facts([journal.session(second)])
    facts([journal.session(first)])
    assert facts(journal.sessions()) == after
    assert asked[2:] == [[first], [second]]
