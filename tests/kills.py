"""Kill a session that is being played, at random moments, and look what its journal holds.

The player is forked from a process that has everything loaded, so that a kill costs a fraction of a second. Used by
`tests/training/test_kill.py` (50 kills) and `tests/bench/kills.py` (500).
"""

from __future__ import annotations

import os
import random
import select
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from simulator.record import open_journal
from simulator.review import read_played
from simulator.scenario import Scenario
from simulator.training import Session, parse_answers, play_answer, replays

ANSWERS = (
    "Good morning, you have reached the right person. I'm listening, please go on.",
    "What happened after that?",
    "!wait 2",
    "May I say it back? So you were charged twice and then your card was declined.",
    "I'm sorry, that should never have happened.",
    "!note charged twice",
    "What would put it right for you?",
    "I'll refund the second charge myself, right now.",
    "!remedy refund",
    "I'll ring you on Friday to see that it arrived.",
)


@dataclass(frozen=True)
class Killed:
    """What was found after one kill.

    Args:
        acknowledged: inputs whose effect had been shown before the kill.
        kept: inputs in the journal.
        resumed: the session could be played on to a grade.
        replayed: playing the recorded inputs again gave the recorded events.
        verified: the hash chain holds.
    """

    acknowledged: int
    kept: int
    resumed: bool
    replayed: bool
    verified: bool

    @property
    def sound(self) -> bool:
        """Nothing unreadable, nothing acknowledged lost."""
        return self.kept >= self.acknowledged and self.resumed and self.replayed and self.verified


def _play(scenario: Scenario, path: Path, person: str, seed: int, out: int) -> float:
    with open_journal(path) as journal:
        session = Session.begin(scenario, "en", seed, journal=journal, person_id=person)
        os.write(out, f"{session.played.session_id}\n".encode())
        for answer in parse_answers("\n".join(ANSWERS)):
            play_answer(session, answer)
            os.write(out, f"{len(session.played.steps)}\n".encode())
        answered = time.perf_counter()
        session.finish()
        return answered


def whole_play_s(scenario: Scenario, path: Path, person: str) -> tuple[float, float]:
    """Seconds the answers of a play and the whole play take here and now, so that kills fall into both, not behind.

    Grading at the end takes longer than all the answers: kills spread evenly would hardly ever fall between answers.
    """
    out = os.open(os.devnull, os.O_WRONLY)
    try:
        _play(scenario, path, person, 0, out)
        began = time.perf_counter()
        answered = _play(scenario, path, person, 1, out)
        return answered - began, time.perf_counter() - began
    finally:
        os.close(out)


def kill_once(
    scenario: Scenario, path: Path, person: str, dice: random.Random, lasts_s: tuple[float, float]
) -> Killed | None:
    """Play in a child, kill it after a random time, and examine the journal. None if it had not begun yet.

    ``lasts_s`` are the seconds of the answers and of the whole play; half of the kills fall into the first.
    """
    reader, writer = os.pipe()
    seed = dice.randrange(2**31)
    child = os.fork()
    if child == 0:
        os.close(reader)
        try:
            _play(scenario, path, person, seed, writer)
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        first = pipe.readline()
        select.select([], [], [], dice.uniform(0, dice.choice(lasts_s)))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        told = pipe.read().split()
    if not first.endswith(b"\n"):
        return None
    return examine(path, first.decode().strip(), int(told[-1]) if told else 1)


def examine(path: Path, session_id: str, steps_shown: int) -> Killed:
    """Read what is left of a session, play it on, and verify its chain."""
    with open_journal(path) as journal:
        played = read_played(journal, session_id)
        replayed = replays(played)
        session = Session.resume(journal, session_id)
        while session.played.grade is None and not session.ended:
            session.leave()
        session.finish()
        grade = read_played(journal, session_id).grade
        ended = journal.session(session_id).ended_at is not None
        verified = journal.verify(session_id).ok
    return Killed(steps_shown, len(played.steps), grade is not None and ended, replayed, verified)
