"""Plans (`plans/*.yaml`): how somebody plays the scene, and what must come of it. They run as tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from .values import Act, Id, Language, Part, Range, Step

SEEDS = (1, 2)
"""Seeds of a plan that plays well and names none: what is right must be right with other draws too."""
ONE_SEED = (1,)
"""Seeds of all other plans that name none."""


def _seeds_of(plan: dict[str, object]) -> tuple[int, ...]:
    """The seeds of a plan that names none."""
    return SEEDS if plan.get("level") in ("excellent", "good") else ONE_SEED


class TurnExpectation(Part):
    """What must be true after one turn of a plan."""

    node: Id | None = None
    """The scene stands in this node (or ending)."""
    acts: tuple[Act, ...] = ()
    """Acts the detector must find, in every language."""
    anger: Range | None = None
    """The mood afterwards, in points."""
    trust: Range | None = None
    """The same."""
    heard: Range | None = None
    """The same."""
    patience: Range | None = None
    """The same."""


class PlanTurn(Part):
    """One turn: words in each language, something done, or a listed response chosen."""

    say: dict[Language, str] | None = None
    """The response per language; placeholders of draws are filled in."""
    do: str | None = None
    """An action as in an answers file: `remedy refund`, `supervisor`, `note`, `wait 8`, `interrupt`."""
    choose: Literal["good", "middling", "poor", "better"] | None = None
    """The first response of this quality that is listed where the scene stands; `better` takes the model response."""
    drawn: dict[Id, tuple[Id, ...]] = {}
    """The turn is played only where these draws came out as one of the options listed."""
    expect: TurnExpectation = TurnExpectation()
    """What must be true after it."""

    def fits(self, drawn: Mapping[str, str]) -> bool:
        """Whether the turn is played with what was drawn."""
        return all(drawn.get(name) in options for name, options in self.drawn.items())


class PlanExpectation(Part):
    """What must be true at the end."""

    endings: tuple[Id, ...] = Field(min_length=1)
    """The scene ends in one of these."""
    overall: Range | None = None
    """The grade, 0-100."""
    steps: dict[Step, Range] = {}
    """Points of single steps."""


class Plan(Part):
    """The whole of one plan file."""

    format: Literal[1]
    """Always 1."""
    level: Literal["excellent", "good", "middling", "poor", "recovering", "gaming", "kitchen_sink"]
    """How well this person plays."""
    seeds: tuple[int, ...] = Field(default_factory=_seeds_of)
    """Seeds it is played with; where none is named, 1 and 2 for `excellent` and `good`, 1 for the others."""
    turns: tuple[PlanTurn, ...] = Field(min_length=1)
    """What they say and do, in order."""
    expect: PlanExpectation
    """What must come of it."""


class PathScene(Part):
    """One scene of a path, and the grade that opens the next."""

    scene: Id
    """The name of a scene."""
    threshold: int = Field(default=60, ge=0, le=100)
    """The grade that opens the next scene."""


class ScenePath(Part):
    """Scenes to be played in order (`paths/<id>.yaml`)."""

    format: Literal[1]
    """Always 1."""
    titles: dict[Language, str]
    """The path's title in each language."""
    summaries: dict[Language, str] = Field(default_factory=dict)
    """What it is about, in a sentence, in each language."""
    use: Literal["practice", "exam"] = "practice"
    """`practice`: a grade opens the next scene. `exam`: each is taken as an exam; all passed give a certificate."""
    scenes: tuple[PathScene, ...] = Field(min_length=1)
    """The scenes in order."""
