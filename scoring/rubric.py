"""Rubrics: how acts and deeds become points. Data in ``rubrics/<id>.yaml``, checked here.

Points inside a rubric are integers per mille of a step; caps and minimums are 0..100.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from scoring.acts import ACTS
from scoring.conversation import DEEDS
from scoring.wording import read_yaml

FOLDER = Path(__file__).with_name("rubrics")

Timing = Literal["any", "before_solution", "after_solution"]
Where = Literal["first", "before_solution", "last", "fault"]
PerMille = Annotated[int, Field(ge=0, le=1000)]
Points = Annotated[int, Field(ge=0, le=100)]

DERIVED: frozenset[str] = frozenset(
    {
        "interrupted",
        "left_waiting",
        "ignored",
        "rushed",
        "coverage",
        "confirmed",
        "remedy",
        "remedy_other",
        "limit",
        "handover",
        "needless_handover",
        "forbidden_remedy",
        "beyond_remedy",
        "wrong_fact",
        "wish_told",
        "stale_apology",
        "dated",
        "settled",
        "one_breath",
        "nothing_done",
        "failing_fault",
    }
)
"""Signals that no single act shows; ``scoring.observation`` says how each is found."""


class RubricError(ValueError):
    """A rubric file is missing or does not say what the grader needs."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Criterion(_Frozen):
    """One way to earn points in a step: ``points`` for the first, second ... occurrence."""

    id: str
    signals: tuple[str, ...]
    points: tuple[PerMille, ...] = Field(min_length=1)
    timing: Timing = "any"
    off_time: PerMille = 1000
    only_in: tuple[str, ...] = ()
    not_in: tuple[str, ...] = ()
    says: str | None = None
    silent: bool = False
    needs: tuple[str, ...] = ()
    """Named as missing only where one of these is there: nobody is told that nothing was confirmed who said nothing."""

    @property
    def wording(self) -> str:
        """Key of the clause that names this criterion when it is missing."""
        return self.says or self.id

    def counts_in(self, channel: str) -> bool:
        """Whether the criterion exists in this channel."""
        return channel not in self.not_in and (not self.only_in or channel in self.only_in)


class Loss(_Frozen):
    """One way to lose points in a step; ``repaired_by`` gives part of the loss back."""

    id: str
    signals: tuple[str, ...]
    points: tuple[PerMille, ...] = Field(min_length=1)
    repaired_by: tuple[str, ...] = ()


class Limit(_Frozen):
    """The most a step can reach when one of ``when`` is there and none of ``unless``."""

    when: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    most: PerMille


class Cap(_Frozen):
    """The most the overall points can reach; with ``step`` only where that step is graded."""

    id: str
    when: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    step: str | None = None
    most: Points


class Proposal(_Frozen):
    """What to try as an improvement: sentences of ``act``, put at the start of the turn found by ``turn``."""

    act: str
    turn: Where


class Step(_Frozen):
    """One step: where it starts, how it earns and loses points, what bounds it."""

    id: str
    weight: int = Field(gt=0)
    start: PerMille = 0
    start_says: str | None = None
    complaint_only: bool = False
    earns: tuple[Criterion, ...] = ()
    loses: tuple[Loss, ...] = ()
    limits: tuple[Limit, ...] = ()


class Pillar(_Frozen):
    """A pillar and the steps it holds."""

    id: str
    steps: tuple[str, ...] = Field(min_length=1)


class Rubric(_Frozen):
    """A whole rubric. ``sha256`` is the hash of the file it was read from, empty for one made in memory."""

    id: str
    version: int
    minimum: Points = 60
    certain: PerMille = 800
    repair_share: PerMille = 500
    improve_below: Points = 85
    silence_s: int = Field(default=20, gt=0)
    live_channels: tuple[str, ...] = ()
    one_answer_channels: tuple[str, ...] = ()
    crowding: tuple[PerMille, ...] = (1000,)
    failing: tuple[str, ...] = ()
    pillars: tuple[Pillar, ...] = Field(min_length=1)
    steps: tuple[Step, ...] = Field(min_length=1)
    caps: tuple[Cap, ...] = ()
    improvements: dict[str, tuple[Proposal, ...]] = Field(default_factory=dict)
    sha256: str = ""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        steps = [step.id for step in self.steps]
        held = [name for pillar in self.pillars for name in pillar.steps]
        if sorted(steps) != sorted(held) or len(set(steps)) != len(steps):
            raise ValueError("every step belongs to exactly one pillar")
        unknown = sorted(self.signals() - known_signals())
        if unknown:
            raise ValueError(f"unknown signals: {', '.join(unknown)}")
        for name in (*self.improvements, *(cap.step for cap in self.caps if cap.step)):
            if name not in steps:
                raise ValueError(f"no step named {name!r}")
        return self

    def signals(self) -> set[str]:
        """Every signal the rubric names."""
        named = set(self.failing)
        for step in self.steps:
            for criterion in step.earns:
                named.update(criterion.signals, criterion.needs)
            for loss in step.loses:
                named.update(loss.signals, loss.repaired_by)
            for limit in step.limits:
                named.update(limit.when, limit.unless)
        for cap in self.caps:
            named.update(cap.when, cap.unless)
        named.update(proposal.act for tries in self.improvements.values() for proposal in tries)
        return named

    def step(self, name: str) -> Step:
        """Return the step called ``name``. Raises KeyError when there is none."""
        for step in self.steps:
            if step.id == name:
                return step
        raise KeyError(name)

    def pillar_of(self, step: str) -> str:
        """Return the pillar that holds ``step``. Raises KeyError when there is none."""
        for pillar in self.pillars:
            if step in pillar.steps:
                return pillar.id
        raise KeyError(step)

    @property
    def label(self) -> str:
        """Id, version and short hash, as kept with each grade."""
        return f"{self.id} {self.version} {self.sha256[:12]}".rstrip()


def known_signals() -> frozenset[str]:
    """Every signal a rubric may name."""
    return DERIVED | frozenset(ACTS) | frozenset(f"deed:{deed}" for deed in DEEDS)


def parse_rubric(text: str, name: str = "rubric") -> Rubric:
    """Build a rubric from YAML text. Raises RubricError, naming ``name``, for anything it cannot use."""
    try:
        data: Any = read_yaml(text)
        if not isinstance(data, dict):
            raise RubricError(f"{name}: a mapping is needed")
        return Rubric(**{**data, "sha256": hashlib.sha256(text.encode()).hexdigest()})
    except (yaml.YAMLError, ValidationError, TypeError) as error:
        raise RubricError(f"{name}: {error}") from error


@cache
def load_rubric(name: str = "seven_steps") -> Rubric:
    """Return a rubric shipped with the program. Raises RubricError when there is none of that name."""
    path = FOLDER / f"{name}.yaml"
    if not name.replace("_", "").isalnum() or not path.is_file():
        raise RubricError(f"no rubric named {name!r}")
    # Read as bytes and newlines unified, so that the hash is the same on every system.
    return parse_rubric(path.read_bytes().decode("utf-8").replace("\r\n", "\n"), path.name)


def rubric_names() -> tuple[str, ...]:
    """Return the names of the rubrics shipped, sorted."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))
