"""Rubrics: how acts and deeds become points. Data in ``rubrics/<id>.yaml``, checked here.

Points inside a rubric are integers per mille of a step; caps and minimums are 0..100.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from scoring.acts import ACTS, FAULTS
from scoring.conversation import DEEDS
from scoring.wording import moves, read_yaml, reasons

REACHABLE = 900
"""Points per mille every step must be able to reach."""
FOLDER = Path(__file__).with_name("rubrics")

Timing = Literal["any", "before_solution", "after_solution"]
Where = Literal["first", "before_solution", "last", "fault"]
PerMille = Annotated[int, Field(ge=0, le=1000)]
Points = Annotated[int, Field(ge=0, le=100)]

DERIVED: frozenset[str] = frozenset(
    {
        "greeted",
        "named",
        "extra",
        "wish_beyond",
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
        "pasted",
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
    """One way to earn points in a step: ``points`` for the first, second ... occurrence.

    ``says`` is the clause that names it when it is missing (its id where it names none), ``did`` the clause when it is
    there (that of the act or deed where it names none).
    """

    id: str
    signals: tuple[str, ...]
    points: tuple[PerMille, ...] = Field(min_length=1)
    timing: Timing = "any"
    off_time: PerMille = 1000
    only_in: tuple[str, ...] = ()
    not_in: tuple[str, ...] = ()
    says: str | None = None
    did: str | None = None
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
    """One way to lose points in a step; ``repaired_by`` gives part back. ``says`` is its clause, else its id."""

    id: str
    signals: tuple[str, ...]
    points: tuple[PerMille, ...] = Field(min_length=1)
    repaired_by: tuple[str, ...] = ()
    says: str | None = None

    @property
    def wording(self) -> str:
        """Key of the clause that names this loss."""
        return self.says or self.id


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
    """What to try as an improvement: sentences that show ``act``, put at the start of the turn found by ``turn``.

    ``say`` is the list of moves.yaml they are taken from, where it is not that of the act.
    """

    act: str
    turn: Where
    say: str | None = None

    @property
    def sentences(self) -> str:
        """Key of the sentences in moves.yaml."""
        return self.say or self.act


class Step(_Frozen):
    """One step: where it starts, how it earns and loses points, what bounds it.

    ``minimum``: points without which the grade is not a pass. ``occasion``: signals one of which must be there, else
    the scene gave no occasion for the step. ``mismatches``: kinds of word and deed that do not agree (``act``, ``own``,
    ``follow_up``) its reason names.
    """

    id: str
    weight: int = Field(gt=0)
    minimum: Points = 0
    occasion: tuple[str, ...] = ()
    mismatches: tuple[str, ...] = ()
    start: PerMille = 0
    start_says: str | None = None
    complaint_only: bool = False
    earns: tuple[Criterion, ...] = ()
    loses: tuple[Loss, ...] = ()
    limits: tuple[Limit, ...] = ()


class Pillar(_Frozen):
    """A pillar and the steps it holds; ``minimum`` stands in for the rubric's where it is given."""

    id: str
    minimum: Points | None = None
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
        problems = list(problems_of(self))
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def unmet(self, points: Mapping[str, int | None]) -> tuple[str, ...]:
        """Steps and pillars of ``points`` (by id) that are below their minimum; one that is not graded never is."""
        least = {step.id: step.minimum for step in self.steps}
        least.update({pillar.id: self.minimum_of(pillar.id) for pillar in self.pillars})
        return tuple(name for name, most in least.items() if (got := points.get(name)) is not None and got < most)

    def minimum_of(self, pillar: str) -> int:
        """Points a pillar needs. Raises KeyError when there is no such pillar."""
        for item in self.pillars:
            if item.id == pillar:
                return self.minimum if item.minimum is None else item.minimum
        raise KeyError(pillar)

    def signals(self) -> set[str]:
        """Every signal the rubric names."""
        named = set(self.failing)
        for step in self.steps:
            named.update(step.occasion)
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


def problems_of(rubric: Rubric) -> Iterator[str]:
    """What is wrong with a rubric whose parts are well formed, each as one clause that names the place."""
    steps = [step.id for step in rubric.steps]
    held = [name for pillar in rubric.pillars for name in pillar.steps]
    if sorted(steps) != sorted(held) or len(set(steps)) != len(steps):
        odd = (set(steps) ^ set(held)) | {
            name for name in (*steps, *held) if max(steps.count(name), held.count(name)) > 1
        }
        yield f"every step belongs to exactly one pillar; look at {', '.join(sorted(odd))}"
    pillars = [pillar.id for pillar in rubric.pillars]
    for name in sorted((set(steps) & set(pillars)) | {name for name in pillars if pillars.count(name) > 1}):
        yield f"{name!r} names two things; steps and pillars need names of their own"
    known = known_signals()
    for name in sorted(rubric.signals() - known):
        near = get_close_matches(name, sorted(known), 1)
        yield f"unknown signal {name!r}" + (f", did you mean {near[0]!r}?" if near else "")
    for name in (*rubric.improvements, *(cap.step for cap in rubric.caps if cap.step)):
        if name not in steps:
            yield f"no step named {name!r}; there are {', '.join(steps)}"
    for step in rubric.steps:
        yield from _step_problems(step)
    tried = {proposal.sentences for tries in rubric.improvements.values() for proposal in tries}
    for act in sorted(tried - set(moves("en").sentences)):
        yield f"improvements: there are no sentences for {act!r} in moves.yaml"


def _step_problems(step: Step) -> Iterator[str]:
    words = reasons("en")
    for parts in ([item.id for item in step.earns], [item.id for item in step.loses]):
        for name in sorted({name for name in parts if parts.count(name) > 1}):
            yield f"{step.id}: two parts called {name!r}"
    for criterion in step.earns:
        for fault in sorted({*criterion.signals} & {*FAULTS}):
            yield f"{step.id}: {criterion.id}: the fault {fault!r} earns nothing"
        if not criterion.silent and criterion.wording not in words.missing:
            yield f"{step.id}: {criterion.id}: no clause {criterion.wording!r} in `missing` of reasons.yaml; see `says`"
        if criterion.did and criterion.did not in words.did:
            yield f"{step.id}: {criterion.id}: no clause {criterion.did!r} in `did` of reasons.yaml"
    for loss in step.loses:
        if loss.wording not in words.harm:
            yield f"{step.id}: {loss.id}: no clause {loss.wording!r} in `harm` of reasons.yaml; see `says`"
    if step.start_says and step.start_says not in words.did:
        yield f"{step.id}: no clause {step.start_says!r} in `did` of reasons.yaml"
    most = step.start + sum(sum(criterion.points) for criterion in step.earns)
    if most < REACHABLE:
        yield f"{step.id}: whatever is done, no more than {most // 10} of 100 points can be reached"


def parse_rubric(text: str, name: str = "rubric") -> Rubric:
    """Build a rubric from YAML text. Raises RubricError, naming ``name`` and every place that is wrong."""
    try:
        data: Any = read_yaml(text)
    except yaml.YAMLError as error:
        raise RubricError(f"{name}: {' '.join(str(error).split())}") from error
    if not isinstance(data, dict):
        raise RubricError(f"{name}: a mapping is needed")
    try:
        return Rubric(**{**{str(key): value for key, value in data.items()}, "sha256": _hash(text)})
    except ValidationError as error:
        told = (f"{_place(data, found['loc'])}{found['msg'].removeprefix('Value error, ')}" for found in error.errors())
        raise RubricError(f"{name}: {'; '.join(told)}") from error


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _place(data: Any, path: tuple[int | str, ...]) -> str:
    """Where in the file something is wrong, by ids where there are some: ``steps listen, earns wish, points: ``."""
    told: list[str] = []
    for part in path:
        if isinstance(data, (list, dict)):
            try:
                data = data[part]  # type: ignore[index]  # a key of a mapping or a place in a list, as pydantic tells
            except (KeyError, IndexError, TypeError):
                data = None
        label = data.get("id", part) if isinstance(data, dict) and isinstance(part, int) else part
        if isinstance(part, int) and told:
            told[-1] = f"{told[-1]} {label}"
        else:
            told.append(str(label))
    return f"{', '.join(told)}: " if told else ""


def read_rubric(path: Path) -> Rubric:
    """Read a rubric from a file of its own. Raises RubricError for a file that is missing or cannot be used."""
    try:
        # Read as bytes and newlines unified, so that the hash is the same on every system.
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        raise RubricError(f"{path.name}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise RubricError(f"{path.name}: not UTF-8, at byte {error.start}") from error
    return parse_rubric(text, path.name)


@cache
def load_rubric(name: str = "seven_steps") -> Rubric:
    """Return a rubric shipped with the program. Raises RubricError when there is none of that name."""
    path = FOLDER / f"{name}.yaml"
    if not name.replace("_", "").isalnum() or not path.is_file():
        raise RubricError(f"no rubric named {name!r}; there are {', '.join(rubric_names())}")
    return read_rubric(path)


@cache
def rubric_names() -> tuple[str, ...]:
    """Return the names of the rubrics shipped, sorted."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))
