"""Plans (`plans/*.yaml`): how somebody plays the scene, and what must come of it. They run as tests."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .values import Act, Id, Language, Part, Range, Step

SEEDS = (1, 2, 3)


class TurnExpectation(Part):
    """What must be true after one turn of a plan."""

    node: Id | None = None
    acts: tuple[Act, ...] = ()
    """Acts the detector must find, in every language."""
    anger: Range | None = None
    trust: Range | None = None
    heard: Range | None = None
    patience: Range | None = None


class PlanTurn(Part):
    """One turn: words in each language, or something done."""

    say: dict[Language, str] | None = None
    """The response per language; placeholders of draws are filled in."""
    do: str | None = None
    """An action as in an answers file: `remedy refund`, `supervisor`, `note`, `wait 8`, `interrupt`."""
    expect: TurnExpectation = TurnExpectation()


class PlanExpectation(Part):
    """What must be true at the end."""

    endings: tuple[Id, ...] = Field(min_length=1)
    """The scene ends in one of these."""
    overall: Range | None = None
    steps: dict[Step, Range] = {}


class Plan(Part):
    """The whole of one plan file."""

    format: Literal[1]
    level: Literal["excellent", "good", "middling", "poor", "recovering", "gaming", "kitchen_sink"]
    seeds: tuple[int, ...] = SEEDS
    turns: tuple[PlanTurn, ...] = Field(min_length=1)
    expect: PlanExpectation


class PathScene(Part):
    """One scene of a path, and the grade that opens the next."""

    scene: Id
    threshold: int = Field(default=60, ge=0, le=100)


class ScenePath(Part):
    """Scenes to be played in order (`paths/<id>.yaml`)."""

    format: Literal[1]
    titles: dict[Language, str]
    scenes: tuple[PathScene, ...] = Field(min_length=1)
