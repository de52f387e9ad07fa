"""Trying a scene out from any moment and in any mood: for those who write scenes. Nothing of it is ever recorded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

from simulator.engine import start_at
from simulator.errors import UsageError
from simulator.record import Journal, Mode
from simulator.review import Played, Step
from simulator.scenario import CENTI, MOOD, Language, Scenario

from .heading import versions_of
from .session import Session

MOST = 100
"""Points of a full mood."""


class Trial(Session):
    """A session that began elsewhere than its scene does, so it is nobody's attempt. Make it with `begin_at`."""

    @classmethod
    def begin_at(
        cls,
        scenario: Scenario,
        language: Language,
        seed: int,
        *,
        node: str | None = None,
        mood: Mapping[str, int] | None = None,
    ) -> Self:
        """Start at a node, in a mood.

        Args:
            scenario: the scene.
            language: one of its languages.
            seed: decides the draws.
            node: where to begin; where the scene begins if None.
            mood: points by name (`anger`, `trust`, `heard`, `patience`); what is left out is as at the scene's start.

        Raises:
            UsageError: the scene has no such node, or does not exist in that language.
        """
        if language not in scenario.words:
            spoken = ", ".join(scenario.languages)
            raise UsageError(f"{scenario.slug} cannot be played in {language!r}.", f"It speaks {spoken}.")
        at = scenario.file.start if node is None else node
        if at not in scenario.file.nodes:
            raise UsageError(f'{scenario.slug} has no node "{at[:60]}".', _other_nodes(scenario, at))
        wished = {name: points * CENTI for name, points in (mood or {}).items()}
        state, events = start_at(scenario, language, seed, at, wished)
        # Not bound to what the scene may be used for: an author tries out an exam as well.
        first = Step(None, events, state)
        return cls(Played("", scenario, Mode.DEMONSTRATION.value, versions_of(scenario), (first,)), None, 0)

    def keep(self, journal: Journal, person_id: str) -> None:  # noqa: ARG002 - the same call as a session's
        """Refuse: it would stand among the attempts of a trainee.

        Raises:
            ValueError: always.
        """
        raise ValueError("a session that began elsewhere than its scene is never recorded")


def parse_mood(text: str) -> dict[str, int]:
    """Points by name out of ``anger=70,trust=20``; an empty text names none.

    Raises:
        UsageError: a part is not a known name with whole points from 0 to 100, or a name stands twice.
    """
    found: dict[str, int] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, _, points = (piece.strip() for piece in part.partition("="))
        known = name in MOOD and name not in found
        if not (known and points.isascii() and points.isdigit() and len(points) <= 3 and int(points) <= MOST):
            raise UsageError(
                f'"{part[:60]}" is no mood.',
                f"Write for example anger=70,trust=20: {', '.join(MOOD)}, each once, from 0 to {MOST}.",
            )
        found[name] = int(points)
    return found


def _other_nodes(scenario: Scenario, wrong: str) -> str:
    import difflib

    names = list(scenario.file.nodes)
    close = difflib.get_close_matches(wrong[:60], names, n=1)
    if close:
        return f'Did you mean "{close[0]}"?'
    shown = ", ".join(names[:20])
    return f"There are {shown}{' …' if len(names) > 20 else ''}."
