"""A scene tried out in text without a session anywhere: the lines so far are played anew each time one is added.

What was played a moment ago is remembered, so that a turn costs a turn; forgetting it changes nothing but the time.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

from simulator.review import Played
from simulator.scenario import Language, Scenario

from .answers import parse_line, play_answer
from .examining import end_here
from .mistakes import AnswersError
from .trial import Trial

MOST_LINES = 80
"""Lines of one try; no scene is as long."""
END_HERE = "!end"
"""The line that ends a try where it stands, whatever is still due."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A try as it stands.

    Args:
        session: what was played; graded where it is over.
        lines: those that could be played.
        mistake: why the next one could not, or None. It and all behind it were not played.
    """

    session: Trial
    lines: tuple[str, ...]
    mistake: AnswersError | None = None


@dataclass(frozen=True, slots=True)
class Try:
    """Where a try begins.

    Args:
        scenario: the scene.
        language: one of its languages.
        seed: decides the draws.
        node: where it begins; where the scene does if None.
    """

    scenario: Scenario
    language: Language
    seed: int
    node: str | None = None

    def known_by(self, lines: tuple[str, ...]) -> _Key:
        """What it is remembered by after some lines."""
        return self.scenario.hash, self.language, self.seed, self.node, lines


_Key = tuple[str, Language, int, str | None, tuple[str, ...]]


class Tryouts:
    """Plays tries, and remembers the last few. May be shared by threads.

    Args:
        most: how many it remembers.
    """

    def __init__(self, most: int = 48) -> None:
        self._most = most
        self._known: OrderedDict[_Key, Played] = OrderedDict()
        self._lock = Lock()

    def play(self, begun: Try, lines: Sequence[str]) -> Tried:
        """Play lines as an answers file has them, from the beginning. Nothing is recorded anywhere.

        Args:
            begun: where it begins.
            lines: responses, deeds (`!remedy refund`), `END_HERE`; behind the end nothing is played.

        Raises:
            UsageError: the scene has no such node, or does not exist in that language.
        """
        wanted = tuple(lines[:MOST_LINES])
        at, session = self._furthest(begun, wanted)
        mistake = None
        for line in wanted[at:]:
            if session.ended:
                break
            try:
                _play(session, line)
            except AnswersError as error:
                mistake = error
                break
            at += 1
            self._keep(begun.known_by(wanted[:at]), session.played)
        return Tried(session, wanted[:at], mistake)

    def _furthest(self, begun: Try, lines: tuple[str, ...]) -> tuple[int, Trial]:
        """How many lines were played before, and the session after them."""
        for at in range(len(lines), 0, -1):
            with self._lock:
                played = self._known.get(begun.known_by(lines[:at]))
            if played is not None:
                return at, Trial(played, None, 0)
        return 0, Trial.begin_at(begun.scenario, begun.language, begun.seed, node=begun.node)

    def _keep(self, key: _Key, played: Played) -> None:
        with self._lock:
            self._known[key] = played
            self._known.move_to_end(key)
            while len(self._known) > self._most:
                self._known.popitem(last=False)


def _play(session: Trial, line: str) -> None:
    if line == END_HERE:
        end_here(session)
    else:
        play_answer(session, parse_line(line, session.scenario))
        if session.ended:
            session.finish()
