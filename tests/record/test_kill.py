"""SIGKILL at random moments while a process writes: what it acknowledged must be there, whole and verifiable."""

from __future__ import annotations

import os
import random
import select
import signal
import subprocess
import sys
import time

import pytest

from simulator.record import open_journal
from tests.record.journals import begin, open_fixed
from tests.record.raw import is_sqlite, query

KILLS = 50

# Imports once, then forks a writer for each line on stdin: a fresh process in some milliseconds instead of 0.4 s.
# A writer goes on from the session's last entry and says each number only after `append` has returned.
WRITER = """
import os, sys
from simulator.record import open_journal
from simulator.record.journal import Journal
path, session_id = sys.argv[1:]
for _ in sys.stdin:
    child = os.fork()
    if child == 0:
        journal = open_journal(path)
        sequence = journal.session(session_id).entry_count
        os.write(1, b"ready\\n")
        while True:
            journal.append(session_id, sequence, "responded", b"turn %d " % sequence * (sequence % 97 + 1))
            os.write(1, b"%d\\n" % sequence)
            sequence += 1
    os.write(1, b"child %d\\n" % child)
    os.waitpid(child, 0)
    os.write(1, b"gone\\n")
"""


class Lines:
    """The lines a process writes, as they come."""

    def __init__(self, stream):
        self._stream = stream
        self._rest = b""

    def next(self, until: float | None = None) -> str | None:
        """The next line; None when the moment `until` comes first."""
        while b"\n" not in self._rest:
            patience = 20 if until is None else max(0, until - time.monotonic())
            ready, _, _ = select.select([self._stream], [], [], patience)
            if not ready and until is not None:
                return None
            assert ready, "the writer fell silent"
            more = os.read(self._stream.fileno(), 65536)
            assert more, "the writer went away"
            self._rest += more
        line, self._rest = self._rest.split(b"\n", 1)
        return line.decode()


def kill_one(lines: Lines, process, after_s: float) -> int:
    """Start a writer, kill it `after_s` after it began to write, return the last number it acknowledged or -1."""
    process.stdin.write(b"go\n")
    process.stdin.flush()
    child, last, deadline, ready = 0, -1, None, False
    while True:
        if ready and child and deadline is None:
            deadline = time.monotonic() + after_s
        line = lines.next(deadline)
        if line is None:
            os.kill(child, signal.SIGKILL)
            break
        if line.startswith("child"):
            child = int(line.split()[1])
        elif line == "ready":
            ready = True
        else:
            last = int(line)
    while (line := lines.next()) != "gone":  # what it had said before it died
        last = int(line)
    return last


def let_go(url: str) -> None:
    """Wait until the server has noticed that a client died: what it had been told to commit, it still commits."""
    if is_sqlite(url):
        return
    others = "datname = current_database() AND pid <> pg_backend_pid()"
    while query(url, f"SELECT pg_sleep(0.01) FROM pg_stat_activity WHERE {others}"):
        pass


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")
def test_nothing_acknowledged_is_lost_when_a_writer_is_killed(database_url):
    path = database_url
    with open_fixed(path) as journal:
        _, session_id = begin(journal)
    moments = random.Random(5)
    kills = KILLS if is_sqlite(path) else KILLS // 5
    acknowledged, written = 0, 1
    command = [sys.executable, "-c", WRITER, str(path), session_id]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0) as process:
        lines = Lines(process.stdout)
        for _ in range(kills):
            last = kill_one(lines, process, moments.uniform(0, 0.08))
            # A writer killed before its first word may still have written one entry on top of what was there.
            said = written if last == -1 else last + 1
            acknowledged = max(acknowledged, last)
            let_go(path)
            with open_journal(path, readonly=True) as reader:
                written = reader.session(session_id).entry_count
                assert said <= written <= said + 1  # all that was said, and at most one that was not said yet
                assert reader.verify(session_id).ok
        process.stdin.close()
    assert acknowledged > kills
    with open_journal(path) as journal:
        entries = journal.entries(session_id)
        assert [line.sequence for line in entries] == list(range(len(entries)))
        assert all(line.payload == b"turn %d " % line.sequence * (line.sequence % 97 + 1) for line in entries[1:])
