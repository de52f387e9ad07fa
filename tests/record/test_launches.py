"""Launches from an LMS and badges in the records: each launch opens once, is told about by one at a time, ends once."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from simulator.record import Journal, Mode, SequenceError, SessionHeader, UnknownRecordError, open_journal
from simulator.record.launches import DONE, ENDED, LEFT, OPEN, REFUSED

from .stories import SCENE, SCENE_HASH

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
TOLD = [{"id": "1", "said": "a \ud800 \0"}]


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        self.now += timedelta(microseconds=1)
        return self.now


def session_of(journal: Journal, person: str) -> str:
    journal.put_scenario(SCENE_HASH, SCENE)
    return journal.begin(person, SessionHeader("some_scene", SCENE_HASH, "en", Mode.PRACTICE, 7), b"{}")


def test_a_launch_opens_once_ends_once_and_its_token_goes(database_url: str) -> None:
    clock = Clock()
    with open_journal(database_url, clock=clock) as journal:
        launches, person = journal.launches, journal.add_person("Aino").id
        made = launches.claim(person, "f" * 64, "registration", "activity")
        with pytest.raises(SequenceError):
            launches.claim(person, "f" * 64, "registration", "activity")
        opened = launches.open(made.id, session_of(journal, person), {"actor": "\0 \ud800"}, "secret", TOLD)
        assert (opened.state, opened.token, opened.details["actor"], opened.statements) == (
            OPEN, "secret", "\0 \ud800", tuple(TOLD),
        )  # fmt: skip
        assert launches.waiting() == (made.id,)
        taken = launches.take(made.id, clock.now + timedelta(minutes=2))
        assert taken is not None
        assert launches.take(made.id, clock.now + timedelta(minutes=2)) is None, "one sends at a time"
        assert launches.waiting() == ()
        ended = launches.end(made.id, [{"id": "2"}])
        assert launches.end(made.id, [{"id": "3"}]) == ended
        launches.settle(made.id, 1, 0, None)  # by who had taken it before the end came
        assert launches.launch(made.id).state == ENDED
        assert launches.waiting() == (made.id,), "what came meanwhile is not forgotten"
        launches.settle(made.id, 2, 0, None)
        done = launches.launch(made.id)
        assert (done.state, done.token, done.sent) == (DONE, "", 2)
        assert launches.waiting() == ()
        journal.erase_person(person)
        with pytest.raises(UnknownRecordError):
            launches.launch(made.id)


def test_a_later_launch_of_the_same_unit_leaves_the_earlier_one(database_url: str) -> None:
    with open_journal(database_url, clock=Clock()) as journal:
        launches, person, other = journal.launches, journal.add_person("Aino").id, journal.add_person("Bo").id
        found = []
        for number, whose in enumerate((person, person, other)):
            made = launches.claim(whose, f"{number}" * 64, "registration", "activity")
            found.append(launches.open(made.id, session_of(journal, whose), {}, "secret", TOLD).id)
        assert [launches.launch(each).state for each in found] == [LEFT, OPEN, OPEN]
        assert launches.launch(found[0]).token == ""
        assert [each.id for each in launches.of_unit(person, "registration", "activity")] == found[:2]
        latest = launches.launch(found[1])
        assert launches.of_session(latest.session_id or "") == latest
        launches.settle(found[1], 0, 1, None, refused=True)
        assert launches.launch(found[1]).state == REFUSED
        assert found[1] not in launches.waiting()


def test_of_many_at_once_one_has_it(database_url: str) -> None:
    with open_journal(database_url) as journal:
        launches, person = journal.launches, journal.add_person("Aino").id
        made = launches.claim(person, "f" * 64, "registration", "activity")
        launches.open(made.id, session_of(journal, person), {}, "secret", TOLD)
        until = datetime.now(UTC) + timedelta(minutes=5)
        taken, claimed, begin = [], [], threading.Barrier(6)

        def go() -> None:
            begin.wait(20)
            if launches.take(made.id, until) is not None:
                taken.append(1)
            try:
                launches.claim(person, "e" * 64, "registration", "activity")
                claimed.append(1)
            except SequenceError:
                pass
            launches.end(made.id, [{"id": "2"}])

        threads = [threading.Thread(target=go) for _ in range(6)]
        for each in threads:
            each.start()
        for each in threads:
            each.join(60)
        assert claimed == [1]
        assert len(launches.launch(made.id).statements) == 2
        # An end makes it due at once: whoever comes after it may take it once more.
        assert 1 <= len(taken) <= 2


def test_a_badge_is_found_by_its_id_and_goes_with_its_person(database_url: str) -> None:
    with open_journal(database_url, clock=Clock()) as journal:
        aino, bo = journal.add_person("Aino").id, journal.add_person("Bo").id
        made, other = (journal.badges.add(each, "path", {"session": 60}) for each in (aino, bo))
        assert journal.badges.badge(made.id) == made
        assert journal.badges.badges(aino) == (made,)
        assert journal.badges.badges() == (made, other)
        assert journal.export_person(bo)["console"]["badges"][0]["path"] == "path"
        journal.erase_person(aino)
        assert journal.badges.badges() == (other,)
        with pytest.raises(UnknownRecordError):
            journal.badges.badge(made.id)
