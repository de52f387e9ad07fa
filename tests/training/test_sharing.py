"""A re-grading shared among workers: the same report to the last byte, whoever dies meanwhile."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from concurrent.futures.process import BrokenProcessPool
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from gradings import PROPOSAL, unimproved

from simulator.errors import UsageError
from simulator.marking import read_mark
from simulator.record import Journal, errands_of, open_journal
from simulator.scenario import load, load_plan
from simulator.training import (
    Crew,
    Session,
    grader_stamp,
    hands,
    plan_answer,
    play_answer,
    propose_anew,
    regrade,
    sharing,
)
from simulator.training.sharing import Workers, do_piece, queue_of, work

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
WORKER = """
import sys
from simulator.record import open_journal
from simulator.training import work
with open_journal(sys.argv[1]) as journal:
    work(journal, beat_s=0.2, stalled_s=2.0, look_s=1)
"""


def older(played: Any) -> dict[str, Any]:
    """The grade of an older grader, which saw a step otherwise."""
    grade = unimproved(played)
    step = next(name for name, graded in grade["steps"].items() if graded["points"] is not None)
    grade["steps"][step]["points"] = (grade["steps"][step]["points"] + 7) % 100
    return {**grade, "overall": 7, "versions": {**grade["versions"], "weights": "older"}}


def fill(journal: Journal, count: int) -> list[str]:
    """Sessions of which an older grader has graded every other one."""
    scenario, plan, made = load("overcharged_card"), load_plan("overcharged_card", "poor"), list[str]()
    for number in range(count):
        person = journal.add_person(f"Aino {number % 3}").id if number < 3 else journal.people()[number % 3].id
        session = Session.begin(scenario, ("en", "fi")[number % 2], number, journal=journal, person_id=person)
        for turn in plan.turns[:2]:
            if not session.ended and turn.fits(session.state.drawn):
                play_answer(session, plan_answer(session, turn, session.state.language))
        while not session.ended:
            session.leave()
        with mock.patch(PROPOSAL, older if number % 4 < 2 else unimproved):
            session.finish()
        made.append(session.played.session_id)
    return made


class AtOnce:
    """Errands that this process does itself, each twice, as after a lost word of thanks."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self.dropped: list[str] = []

    def put(self, queue: str, errands: Iterable[Mapping[str, Any]]) -> None:
        assert queue == queue_of(grader_stamp())
        for errand in errands:
            for begun in (0, 1):
                do_piece(self._journal, json.loads(json.dumps(errand)), begun)

    def left(self, run: str) -> int:
        return 0

    def drop(self, run: str) -> None:
        self.dropped.append(run)


def told(report: Any) -> bytes:
    return json.dumps(report.to_json(), sort_keys=True).encode()


def rows(journal: Journal) -> int:
    with journal.store.read() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM regraded").scalar_one())


@pytest.fixture
def journal(tmp_path):
    with open_journal(tmp_path / "journal.sqlite3") as opened:
        yield opened


def test_shared_work_comes_to_the_same_report_and_leaves_nothing_behind(journal, monkeypatch):
    monkeypatch.setattr("scoring.grading.improve", lambda *_: {})
    fill(journal, 6)
    alone = regrade(journal, crew=Crew(1), everything=True)
    errands, seen = AtOnce(journal), list[tuple[int, int]]()
    shared = regrade(journal, crew=Workers(errands), everything=True, told=lambda *now: seen.append(now))
    assert told(shared) == told(alone)
    assert len(shared.changed) == 4
    assert shared.readiness == alone.readiness
    assert seen[-1] == (6, 6)
    assert len(errands.dropped) == 1
    assert rows(journal) == 0
    done = propose_anew(journal, shared, NOW, crew=Workers(errands))
    assert sorted(done.written) == sorted(item.session for item in shared.changed)
    assert read_mark(journal, done.written[0]).machine["versions"]["weights"] != "older"
    assert regrade(journal, crew=Workers(errands)).current == 6


def test_what_no_worker_could_grade_is_named_and_nobody_waits_for_it(journal, monkeypatch):
    names = fill(journal, 2)
    monkeypatch.setattr(sharing, "LEFT_EVERY", 1)
    errands = AtOnce(journal)
    monkeypatch.setattr(errands, "put", lambda queue, pieces: list(pieces))
    report = regrade(journal, crew=Workers(errands), everything=True)
    assert [item.session for item in report.failures] == names
    assert {item.said for item in report.failures} == {sharing.LOST}
    assert not report.cancelled


def test_a_worker_refuses_what_is_for_another_grader(journal):
    errand = {"run": "r", "stamp": "another", "everything": True, "whole": False, "sessions": fill(journal, 1)}
    with pytest.raises(UsageError, match="another grader"):
        do_piece(journal, errand)
    assert rows(journal) == 0
    assert queue_of("another") != queue_of(grader_stamp())


def test_a_session_that_kills_every_worker_is_given_up_and_no_other(journal, monkeypatch):
    names = fill(journal, 3)
    errand = {"run": "r", "stamp": grader_stamp(), "everything": True, "whole": False, "sessions": names}

    def deadly(content, sessions, asked):
        if any(record.id == names[1] for record, _ in sessions):
            raise SystemExit
        return grade_chunk(content, sessions, asked)

    grade_chunk = sharing.grade_chunk
    monkeypatch.setattr(sharing, "grade_chunk", deadly)
    for begun in range(4):
        with pytest.raises(SystemExit):
            do_piece(journal, errand, begun)
    do_piece(journal, errand, 4)
    found = {each["session"]: (each["kind"], each["said"]) for each in journal.regraded.outcomes("r")}
    assert found.pop(names[1]) == ("failed", BrokenProcessPool.__name__)
    assert {kind for kind, _ in found.values()} <= {"same", "changed"}
    assert len(found) == 2


def test_records_in_a_file_are_graded_by_this_machine_and_take_no_workers(journal):
    assert isinstance(hands(journal), Crew)
    assert errands_of(journal) is None
    with pytest.raises(UsageError, match="PostgreSQL"):
        work(journal)


def begin_worker(url: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", WORKER, url], env=os.environ | {"PYTHONPATH": str(Path.cwd())})


@pytest.mark.slow
def test_a_worker_killed_in_the_middle_loses_nothing_and_doubles_nothing(postgresql_server, monkeypatch):
    monkeypatch.setattr(sharing, "PIECE", 2)
    name, url = postgresql_server.new()
    workers: list[subprocess.Popen[bytes]] = []
    try:
        with open_journal(url) as journal, open_journal(url) as watching:
            assert isinstance(hands(journal), Crew), "nobody works yet"
            fill(journal, 24)
            alone = regrade(journal, crew=Crew(1), everything=True)
            workers += [begin_worker(url), begin_worker(url)]
            crew = hands(journal)
            ends = time.monotonic() + 60
            while isinstance(crew, Crew):
                assert time.monotonic() < ends, "no worker answers"
                crew = hands(journal)
            killed: list[int] = []

            def kill(done: int, total: int) -> None:
                if 0 < done < total and not killed:
                    killed.append(rows(watching))
                    workers[0].send_signal(signal.SIGKILL)

            shared = regrade(journal, crew=crew, everything=True, told=kill)
            assert killed, "it was over before anybody could be killed"
            assert told(shared) == told(alone)
            assert (shared.total, shared.done, shared.failures) == (24, 24, ())
            assert rows(journal) == 0
    finally:
        for worker in workers:
            worker.terminate()
            worker.wait(30)
        postgresql_server.drop(name)
