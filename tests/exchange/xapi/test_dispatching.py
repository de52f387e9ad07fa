"""Sending: nothing is lost, nothing is there twice, the order stays, whatever the LRS answers and whoever is killed."""

from __future__ import annotations

import json
import os
import random
import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from simulator.errors import SurroundingsError
from simulator.exchange import Answer, xapi
from simulator.exchange.sending import NetworkSender
from simulator.exchange.xapi.lrs import same
from simulator.exchange.xapi.outlets import asked_to_wait_s
from simulator.record import NewStatement, Sending, open_journal
from tests.exchange.xapi.fake_lrs import ADDRESS, OPTIONS, FakeLrs, KilledError, on_loopback
from tests.record.journals import Ticking

PLACE = xapi.Place("https://console.example.org")


def statement(number: int, verb: str = "scored") -> NewStatement:
    """One that the standard allows, about one of five sessions."""
    body = dict(xapi.tell_tested(PLACE, Ticking().now + timedelta(seconds=number)).body)
    if verb == "voided":
        body = dict(xapi.tell_voided(PLACE, "00000000-0000-5000-8000-000000000000", Ticking().now).body)
    body["id"] = f"{number:08d}-0000-5000-8000-000000000000"
    return NewStatement(body["id"], f"session {number % 5}", None, verb, json.dumps(body))


@contextmanager
def telling(count: int = 0, path: object = ":memory:"):
    """A journal that tells an LMS, with statements that wait, and its clock."""
    clock = Ticking()
    with open_journal(path, clock=clock) as journal:
        xapi.choose(journal, xapi.Chosen(on=True, home=PLACE.home), "", everything=True)
        journal.statements.add(statement(number) for number in range(1, count + 1))
        yield journal, clock


def way(journal, fake) -> xapi.Dispatch:
    clock = journal.clock
    return xapi.Dispatch(journal, xapi.LrsOutlet(xapi.Lrs(OPTIONS, fake), clock), random.Random(1))


def states(journal) -> dict[str, int]:
    return {state.value: count for state, count in journal.statements.counts().items() if count}


def ids(*numbers: int) -> list[str]:
    return [statement(number).id for number in numbers]


@pytest.mark.parametrize("strict", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_all_goes_out_once_and_in_order_in_batches_of_fifty(strict):
    fake = FakeLrs(strict=strict)
    with telling(120) as (journal, _):
        done = way(journal, fake).run()
        assert (done.sent, done.waiting, done.stopped) == (120, 0, False)
        assert fake.order == ids(*range(1, 121))
        assert [len(json.loads(each.body)) for each in fake.requests if each.method == "POST"] == [50, 50, 20]
        assert way(journal, fake).run().sent == 0


@pytest.mark.parametrize(
    ("versions", "spoken"), [(("1.0.3", "2.0.0"), "1.0.3"), (("2.0.0",), "2.0.0"), (("1.0.1", "1.0.3"), "1.0.3")]
)
def test_the_version_is_one_that_both_speak(versions, spoken):
    fake = FakeLrs(versions=versions)
    with telling(1) as (journal, _):
        assert way(journal, fake).run().sent == 1
    assert fake.requests[-1].headers["X-Experience-API-Version"] == spoken


def weather(seed: int, *, strict: bool, count: int = 130, failing: float = 0.4) -> tuple[FakeLrs, int]:
    """Requests and answers are lost, 429, 500, 503, and the sender is killed between sending and noting."""
    fake, kills = FakeLrs(seed, failing, strict=strict, listing=seed % 4 == 2), 0
    with telling(count) as (journal, clock):
        for _ in range(500):
            try:
                way(journal, fake).run()
            except KilledError:
                kills += 1
                # Nobody let go for it: another one may only send once it has not been heard of for a while.
                journal.statements.hold("killed", 120)
                assert way(journal, fake).run().elsewhere
                clock.now += timedelta(seconds=130)
            if not states(journal).get("waiting"):
                break
            clock.now = max(clock.now, journal.statements.next_at() or clock.now)
        assert states(journal) == {"sent": count}
    assert fake.order == ids(*range(1, count + 1)), "once each, and in their order"
    assert fake.doubled == 0
    return fake, kills


def test_whatever_fails_nothing_is_lost_and_nothing_is_there_twice():
    runs = [weather(seed, strict=strict) for seed in (14,) for strict in (True, False)]
    assert sum(kills for _, kills in runs) >= 3
    assert any("statementId" in request.url for fake, _ in runs for request in fake.requests), "there were conflicts"


@pytest.mark.slow
def test_whatever_fails_in_many_scripts():
    for seed in range(100, 118):
        weather(seed, strict=seed % 2 == 0, failing=0.2 + seed % 4 / 10)


def test_bad_ones_are_found_by_halving_and_parked_with_the_answer_and_can_be_tried_again():
    fake = FakeLrs()
    fake.bad = set(ids(7, 8, 31))
    with telling(40) as (journal, _):
        done = way(journal, fake).run()
        assert (done.sent, done.refused, done.waiting) == (37, 3, 0)
        parked = journal.statements.statements(state=Sending.REFUSED)
        assert [each.id for each in parked] == ids(31, 8, 7)
        assert (parked[0].status, parked[0].answer) == (400, f"{ids(31)[0]} is bad")
        fake.bad = set()
        xapi.go_on(journal, "")
        assert way(journal, fake).run().sent == 3
        assert states(journal) == {"sent": 40}


@pytest.mark.slow
def test_a_batch_that_weighs_too_much_goes_in_smaller_ones():
    fake = FakeLrs()
    fake.most = 7
    with telling(40) as (journal, _):
        assert way(journal, fake).run().sent == 40
    assert fake.order == ids(*range(1, 41))


def test_where_another_statement_has_the_id_it_is_refused_and_named_and_the_rest_goes():
    fake = FakeLrs()
    with telling(3) as (journal, _):
        other = {**json.loads(statement(2).body), "verb": {"id": "http://adlnet.gov/expapi/verbs/failed"}}
        fake.kept[other["id"]] = other
        assert way(journal, fake).run().sent == 2
        (parked,) = journal.statements.statements(state=Sending.REFUSED)
        assert (parked.id, parked.status) == (other["id"], 409)
        assert "another statement" in parked.answer


@pytest.mark.parametrize("status", [401, 403, 404, 302])
def test_who_is_not_let_in_stops_and_says_so_until_a_person_says_go_on(status):
    fake = FakeLrs()
    fake.answer_with = status
    with telling(60) as (journal, clock):
        done = way(journal, fake).run()
        assert done.stopped
        assert xapi.stopped(journal)["status"] == status
        assert xapi.stopped(journal)["answer"] == "as told"
        fake.answer_with, before = None, len(fake.requests)
        clock.now += timedelta(days=1)
        assert way(journal, fake).run().stopped
        assert len(fake.requests) == before, "nothing goes out before a person has looked"
        xapi.go_on(journal, "")
        assert way(journal, fake).run().sent == 60


def test_where_not_one_of_many_is_taken_it_is_not_the_statements():
    fake = FakeLrs()
    fake.answer_with = 400
    with telling(12) as (journal, _):
        done = way(journal, fake).run()
        assert (done.stopped, done.refused, done.waiting) == (True, 0, 12)


@pytest.mark.slow
def test_an_lrs_that_forbids_voiding_keeps_nothing_else_back():
    fake = FakeLrs()
    taking = fake._take
    fake._take = lambda all_: (
        Answer(403, b"no voiding") if any(each["verb"]["id"].endswith("voided") for each in all_) else taking(all_)
    )
    with telling(4) as (journal, _):
        journal.statements.add([statement(5, "voided"), statement(6)])
        done = way(journal, fake).run()
        assert (done.sent, done.refused, done.stopped) == (5, 1, False)


def test_a_wait_that_is_asked_for_is_kept_to():
    fake = FakeLrs()
    with telling(2) as (journal, clock):
        outlet = xapi.LrsOutlet(xapi.Lrs(OPTIONS, fake))
        fake._take = lambda _: Answer(429, b"", {"retry-after": "120"})
        xapi.Dispatch(journal, outlet, random.Random(1)).run()
        assert timedelta(seconds=115) < journal.statements.next_at() - clock.now < timedelta(seconds=125)
        now = Ticking().now
        assert asked_to_wait_s(Answer(503, headers={"retry-after": "Sun, 01 Mar 2026 12:05:00 GMT"}), now) == 300
        assert asked_to_wait_s(Answer(503, headers={"retry-after": "soon"}), now) is None
        assert asked_to_wait_s(Answer(503, headers={"retry-after": "9" * 30}), now) == 3600


@pytest.mark.slow
def test_waits_grow_while_nobody_answers():
    fake = FakeLrs()
    fake.answer_with = 503
    with telling(1) as (journal, clock):
        waits = []
        for _ in range(8):
            way(journal, fake).run()
            waits.append((journal.statements.next_at() - clock.now).total_seconds())
            clock.now = max(clock.now, journal.statements.next_at())
        assert waits[0] < 3
        assert waits[-1] > 60
        (waiting,) = journal.statements.statements()
        assert (waiting.status, waiting.answer, waiting.tries) == (503, "as told", 8)


def test_nothing_is_sent_while_it_is_turned_off():
    fake = FakeLrs()
    with telling(3) as (journal, _):
        xapi.choose(journal, xapi.Chosen(on=False), "")
        assert way(journal, fake).run() == xapi.Dispatched(waiting=3)
        assert fake.requests == []


def test_a_file_gets_each_line_once_also_after_a_kill_in_the_middle_of_one(tmp_path):
    path = tmp_path / "out.jsonl"
    with telling(60) as (journal, _):
        xapi.Dispatch(journal, xapi.FileOutlet(path)).run()
        lines = path.read_bytes().splitlines(keepends=True)
        path.write_bytes(b"".join(lines[:58]) + lines[58][:20])
        journal.statements.add([statement(61)])
        with journal.store.write() as connection:
            connection.exec_driver_sql("UPDATE statement SET state = 'waiting' WHERE number > 40")
        xapi.Dispatch(journal, xapi.FileOutlet(path)).run()
        assert [json.loads(line)["id"] for line in path.read_text().splitlines()] == ids(*range(1, 62))
        assert states(journal) == {"sent": 61}


@pytest.mark.parametrize("content", [b"my notes", b"my notes\nand more", b'{"a": 1}', b'{"a": 1}\n', b"[]\n{", b"{\n"])
def test_a_file_of_anything_else_is_left_as_it_is(tmp_path, content):
    path = tmp_path / "notes"
    path.write_bytes(content)
    with telling(2) as (journal, _), pytest.raises(SurroundingsError, match="something other than statements"):
        xapi.Dispatch(journal, xapi.FileOutlet(path)).run()
    with pytest.raises(SurroundingsError):
        xapi.check_file(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    "address", ["http://lrs.example.org/xapi", "lrs.example.org", "https://user:word@lrs.example.org", "ftp://x/"]
)
def test_an_address_that_would_give_the_secret_away_is_refused(address):
    with pytest.raises(ValueError, match="LRS"):
        xapi.LrsOptions(address=address, key="k", secret="s")
    assert "a secret" not in repr(OPTIONS)
    assert ADDRESS in repr(OPTIONS)


@pytest.mark.slow
def test_over_http_and_with_one_that_never_answers():
    fake = FakeLrs()
    with telling(60) as (journal, clock):
        hasty = NetworkSender("The LMS", "Later.", connect_s=5, read_s=0.3)
        with on_loopback(fake, mute=True) as options:
            done = xapi.Dispatch(journal, xapi.LrsOutlet(xapi.Lrs(options, hasty))).run()
        assert (done.sent, done.waiting) == (0, 60)
        assert "does not answer" in done.answer
        assert len(fake.kept) == 50, "it had arrived all the same"
        clock.now = max(clock.now, journal.statements.next_at())
        with on_loopback(fake) as options:
            assert xapi.Dispatch(journal, xapi.LrsOutlet(xapi.Lrs(options))).run().sent == 60
    assert fake.order == ids(*range(1, 61))


@pytest.mark.slow
def test_of_many_senders_at_once_one_sends(database_url):
    """On both databases: eight of them, each in a thread with a connection of its own, while statements come in."""
    fake = FakeLrs(strict=True)
    with open_journal(database_url) as journal:
        xapi.choose(journal, xapi.Chosen(on=True, home=PLACE.home), "")
        journal.statements.add(statement(number) for number in range(1, 201))
        failed: list[BaseException] = []

        def send() -> None:
            try:
                with open_journal(database_url) as own:
                    for _ in range(5):
                        xapi.Dispatch(own, xapi.LrsOutlet(xapi.Lrs(OPTIONS, fake))).run()
            except BaseException as error:  # noqa: BLE001 - told below
                failed.append(error)

        threads = [threading.Thread(target=send) for _ in range(8)]
        for thread in threads:
            thread.start()
        journal.statements.add(statement(number) for number in range(201, 301))
        for thread in threads:
            thread.join(60)
        assert failed == []
        xapi.Dispatch(journal, xapi.LrsOutlet(xapi.Lrs(OPTIONS, fake))).run()
        assert states(journal) == {"sent": 300}
    assert fake.order == ids(*range(1, 301))
    assert not [each for each in fake.requests if each.method == "GET" and "statementId" in each.url], "no batch twice"


REAL = "SILKGLOVES_TEST_LRS"
"""Environment variable that names the JSON file of a real LRS; see the README of this package."""


@pytest.mark.slow
@pytest.mark.skipif(not os.environ.get(REAL), reason=f"{REAL} names no LRS")
def test_a_real_lrs_takes_what_is_told_and_taking_it_twice_changes_nothing(tmp_path):
    from tests.exchange.xapi.stories import CHOSEN, LANGUAGES, marked, people, played, propose_again

    lrs = xapi.Lrs(xapi.LrsOptions.model_validate_json(Path(os.environ[REAL]).read_bytes()))
    outlet = xapi.LrsOutlet(lrs)
    with open_journal(tmp_path / "journal.sqlite3") as journal:
        xapi.choose(journal, CHOSEN, "")
        trainee, *reviewers = people(journal)
        sessions = [played(journal, trainee, language) for language in LANGUAGES]
        for session in sessions[:-1]:
            marked(journal, session, tuple(reviewers))
        done = xapi.Dispatch(journal, outlet).run()
        assert (done.refused, done.waiting, done.stopped) == (0, 0, False), done
        told = sorted(journal.statements.statements(limit=1000), key=lambda each: each.number)
        assert len(told) == done.sent > 100
        for each in told:
            assert same(json.loads(each.body), lrs.find(each.id)), each.id

        # A sender that was killed sends again what has arrived, some of it with what has not.
        propose_again(journal, sessions[-1])
        xapi.produce(journal)
        new = journal.statements.statements(limit=1000, state=Sending.WAITING)
        again = outlet.put([*told, *new], lambda: None)
        assert new
        assert (again.refused, set(again.sent)) == ({}, {each.id for each in (*told, *new)}), again
        assert xapi.Dispatch(journal, outlet).run().refused == 0

        # What says something else under an id that is there is refused, and what came with it arrives.
        other = json.loads(told[0].body) | {"timestamp": "2026-01-01T00:00:00.000Z"}
        conflict = outlet.put([replace(told[0], body=json.dumps(other)), *told[1:20]], lambda: None)
        assert set(conflict.refused) == {told[0].id}, conflict
        assert set(conflict.sent) == {each.id for each in told[1:20]}
        assert same(json.loads(told[0].body), lrs.find(told[0].id))

        journal.erase_person(trainee)
        done = xapi.Dispatch(journal, outlet).run()
        assert (done.refused, done.waiting) == (0, 0), done
        assert done.sent >= len(told), "each is taken back"
        assert lrs.find(told[0].id) is not None, "and can still be asked for, as voided"
