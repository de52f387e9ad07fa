"""What is worked out of a draft, once: checked, frozen, drawn, tried. Remembered by what went in, not by whose."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from threading import Lock
from typing import Generic, TypeVar

from simulator.authoring import drafts
from simulator.errors import SurroundingsError
from simulator.record import Journal
from simulator.scenario import Diagnostic, Scenario, ScenarioError, load_bundle
from simulator.training import Rehearsal, Tryouts

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

_PATIENCE_S = 20
_MOST_SURVEYS, _MOST_SCENES, _MOST_DRAWINGS, _MOST_RUNS = 6, 12, 12, 12


class BusyError(SurroundingsError):
    """Too much is being worked out at this moment."""


class Kept(Generic[Key, Value]):
    """The last few values, by what they were made of. May be shared by threads.

    Args:
        most: how many are kept.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: OrderedDict[Key, Value] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key, make: Callable[[], Value]) -> Value:
        """The value, made where it is not known any more."""
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
        value = make()
        with self._lock:
            self._known[key] = value
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        return value


class Bench:
    """Works out what pages of the editor show; one heavy piece at a time, so that the other pages stay quick."""

    def __init__(self) -> None:
        self._turn = Lock()
        self._surveys: Kept[str, tuple[tuple[Diagnostic, ...], drafts.Frozen | None]] = Kept(_MOST_SURVEYS)
        self._scenes: Kept[str, Scenario] = Kept(_MOST_SCENES)
        self.drawings: Kept[tuple[str, str, bool], str] = Kept(_MOST_DRAWINGS)
        self.runs: Kept[tuple[str, str], tuple[Rehearsal, ...]] = Kept(_MOST_RUNS)
        self.tries = Tryouts()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold on until it is one's turn. Raises BusyError where that takes too long."""
        if not self._turn.acquire(timeout=_PATIENCE_S):
            raise BusyError("Too much is being worked out at this moment.", "Try again in a moment.")
        try:
            yield
        finally:
            self._turn.release()

    def survey(self, slug: str, files: Mapping[str, str]) -> tuple[tuple[Diagnostic, ...], drafts.Frozen | None]:
        """What is wrong with a draft, and the draft as it is played where it has no errors.

        Raises:
            DraftError: a name or a file that cannot be a scene's.
            BusyError: it takes too long until it is its turn.
        """

        def make() -> tuple[tuple[Diagnostic, ...], drafts.Frozen | None]:
            with self.turn():
                return drafts.surveyed(slug, files)

        content = json.dumps([slug, dict(files)], sort_keys=True)
        return self._surveys.get(hashlib.sha256(content.encode()).hexdigest(), make)

    def published(self, journal: Journal, scenario_hash: str) -> Scenario | None:
        """A frozen version by its hash; None where this program cannot read it. Raises UnknownRecordError."""
        try:
            return self._scenes.get(scenario_hash, lambda: load_bundle(journal.scenario(scenario_hash)))
        except ScenarioError:
            return None


def plans_key(frozen: drafts.Frozen) -> str:
    """What results of plans hang on: the scene, and the plans themselves."""
    return "\n".join([frozen.hash, *(f"{name} {plan.model_dump_json()}" for name, plan in frozen.plans.items())])


BENCH = Bench()
"""Shared by all requests of a process; it holds nothing about anybody."""
