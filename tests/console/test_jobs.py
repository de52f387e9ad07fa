"""Long work: one at a time, told of in the records, and never thought to run when nobody does it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from simulator.console.jobs import QUIET, RUNNING, Jobs, Progress, last
from simulator.errors import SurroundingsError
from simulator.record import Journal, open_journal

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with open_journal(tmp_path / "journal.sqlite3") as opened:
        yield opened


def clock() -> datetime:
    return NOW


def test_what_comes_of_a_job_is_kept_and_a_second_one_waits(journal: Journal) -> None:
    jobs, go = Jobs(), threading.Event()

    def work(progress: Progress) -> dict[str, int]:
        progress.told(1, 3)
        go.wait(10)
        progress.told(3, 3)
        return {"found": 3}

    assert jobs.start(journal, clock, work, kind="counting", by="ada", subject="all")
    assert not jobs.start(journal, clock, work, kind="other", by="ada")
    seen = jobs.running(journal, NOW)
    assert seen is not None
    assert (seen.kind, seen.by, seen.subject) == ("counting", "ada", "all")
    go.set()
    jobs.wait()
    assert jobs.running(journal, NOW) is None
    kept = last(journal, "counting")
    assert kept is not None
    assert (kept["ok"], kept["found"], kept["by"], kept["subject"]) == (True, 3, "ada", "all")
    assert last(journal, "other") is None


@pytest.mark.parametrize("error", [RuntimeError("a secret"), SurroundingsError("The disk is full.")])
def test_a_job_that_fails_says_so_and_lets_the_next_one_begin(journal: Journal, error: Exception) -> None:
    jobs = Jobs()

    def work(_: Progress) -> dict[str, int]:
        raise error

    assert jobs.start(journal, clock, work, kind="counting", by="ada")
    jobs.wait()
    kept = last(journal, "counting")
    assert kept is not None
    assert (kept["ok"], kept["said"]) == (False, "The disk is full." if isinstance(error, SurroundingsError) else "")
    assert jobs.start(journal, clock, lambda _: {}, kind="counting", by="ada")
    jobs.wait()


def test_a_job_is_stopped_when_it_next_asks(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulator.console.jobs.BEAT_S", 0.0)
    jobs, begun, go = Jobs(), threading.Event(), threading.Event()

    def work(progress: Progress) -> dict[str, bool]:
        assert not progress.stopped()
        begun.set()
        go.wait(10)
        return {"stopped": progress.stopped()}

    jobs.start(journal, clock, work, kind="counting", by="ada")
    begun.wait(10)
    assert jobs.stop(journal, NOW, "ada")
    go.set()
    jobs.wait()
    kept = last(journal, "counting")
    assert kept is not None
    assert kept["stopped"]
    assert not jobs.stop(journal, NOW, "ada")


def test_a_job_is_stopped_when_the_server_ends_and_its_records_say_so(journal: Journal) -> None:
    jobs, begun = Jobs(), threading.Event()

    def work(progress: Progress) -> dict[str, bool]:
        begun.set()
        while not progress.stopped():
            begun.wait(0.01)
        return {"whole": False}

    assert jobs.start(journal, clock, work, kind="counting", by="ada")
    assert begun.wait(10)
    jobs.end()
    assert jobs.running(journal, NOW) is None
    assert last(journal, "counting")["whole"] is False


def test_what_a_killed_server_left_does_not_run(journal: Journal) -> None:
    killed = {
        "kind": "counting", "subject": "", "by": "ada", "process": "gone", "started_at": NOW.isoformat(),
        "beat_at": NOW.isoformat(), "done": 1, "total": 3,
    }  # fmt: skip
    journal.office.set(RUNNING, killed, "ada")
    assert Jobs(alone=True).running(journal, NOW) is None
    among_others = Jobs(alone=False)
    assert among_others.running(journal, NOW) is not None
    assert not among_others.start(journal, clock, lambda _: {}, kind="counting", by="ada")
    assert among_others.running(journal, NOW + QUIET + timedelta(seconds=1)) is None
