"""What is told to an LMS: once, in order, answered, forgotten, and sent by one at a time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from simulator.record import NewStatement, Purpose, RetentionRule, Sending, UnknownRecordError, open_journal
from tests.record.journals import Ticking, begin, open_fixed


def told(number: int, session_id: str = "s", person_id: str | None = None, verb: str = "scored") -> NewStatement:
    return NewStatement(f"statement {number}", session_id, person_id, verb, f'{{"n": {number}}}')


def ids(found) -> list[str]:
    return [each.id for each in found]


def test_a_statement_is_kept_once_and_taken_in_order(database_url):
    with open_fixed(database_url) as journal:
        said = journal.statements
        assert said.add([told(1), told(2)]) == 2
        assert said.add([told(2), told(3), told(3)]) == 1
        assert ids(said.take(2)) == ["statement 1", "statement 2"]
        assert ids(said.take(9)) == ["statement 1", "statement 2", "statement 3"], "nobody has answered yet"
        said.answered(["statement 1"], 204)
        said.refused("statement 2", 400, "half \ud800 and \0")
        assert [each.tries for each in said.take()] == [2]
        assert said.counts() == {Sending.WAITING: 1, Sending.SENT: 1, Sending.REFUSED: 1, Sending.DROPPED: 0}
        assert said.statement("statement 2").answer == "half \ud800 and \0"
        assert ids(said.statements(limit=2)) == ["statement 3", "statement 2"]
        assert ids(said.statements(before=3, state=Sending.SENT)) == ["statement 1"]
        assert ids(said.statements(verb="passed")) == []
        with pytest.raises(UnknownRecordError):
            said.statement("none")


def test_what_must_wait_holds_back_what_comes_after_it(database_url):
    clock = Ticking()
    with open_fixed(database_url, clock=clock) as journal:
        said = journal.statements
        said.add([told(1), told(2)])
        then = clock.now + timedelta(minutes=5)
        said.later(["statement 1"], then, 503, "later")
        assert said.take() == ()
        assert said.next_at() == then
        clock.now = then
        assert ids(said.take()) == ["statement 1", "statement 2"]
        said.refused("statement 1", 400, "no")
        said.later(["statement 2"], clock.now + timedelta(hours=1), None, "no answer")
        assert said.retry("statement 1") == 1
        assert ids(said.take()) == ["statement 1"], "the one that was refused goes first again"
        assert said.retry() == 2
        assert ids(said.take()) == ["statement 1", "statement 2"]


def test_of_an_erased_person_nothing_is_left_but_what_can_be_voided(database_url):
    with open_fixed(database_url) as journal:
        person, session = begin(journal)
        _, other = begin(journal, "Bertil")
        said = journal.statements
        journal.following.begin("statements", every=False)
        said.add([told(n, session, person) for n in (1, 2, 3)] + [told(4, other)])
        said.take(2)
        said.answered(["statement 1"], 200)
        said.add([told(5, session, person)])
        said.refused("statement 3", 400, "Aino!")
        journal.erase_person(person)
        about = said.statements(session_id=session)
        assert {each.body for each in about} == {None}
        assert {each.answer for each in about} == {None}
        assert ids(said.take()) == ["statement 4"]
        assert said.perhaps_there(session) == ("statement 1", "statement 2")
        said.answered(["statement 2"], 200)
        assert said.statement("statement 2").state is Sending.DROPPED, "the answer came after the erasure"
        assert list(journal.following.waiting("statements")) == [session]
        assert journal.verify(session).ok


def test_words_kept_long_enough_go_from_statements_too_and_an_erasure_after_that_is_told(database_url):
    clock = Ticking()
    with open_fixed(database_url, clock=clock) as journal:
        person, session = begin(journal)
        said = journal.statements
        said.add([told(1, session, person), told(2, session, person)])
        said.take(1)
        clock.now += timedelta(days=9)
        journal.retain([RetentionRule(Purpose.TRAINING, 1)], dry_run=False)
        assert [each.body for each in said.statements()] == [None, None]
        journal.following.begin("statements", every=False)
        assert journal.following.count("statements") == 0
        journal.erase_person(person)
        assert list(journal.following.waiting("statements")) == [session]
        assert said.perhaps_there(session) == ("statement 1",)


def test_one_sends_at_a_time_and_one_who_is_not_heard_of_is_followed_by_the_next(database_url):
    clock = Ticking()
    with open_fixed(database_url, clock=clock) as journal, open_journal(database_url, clock=clock) as second:
        assert journal.statements.hold("a", 60)
        assert not second.statements.hold("b", 60)
        assert journal.statements.hold("a", 60)
        clock.now += timedelta(seconds=61)
        assert second.statements.hold("b", 60)
        assert not journal.statements.hold("a", 60)
        journal.statements.let_go("a")
        assert not journal.statements.hold("a", 60), "only one's own turn can be given up"
        second.statements.let_go("b")
        assert journal.statements.hold("a", 60)
