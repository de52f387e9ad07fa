"""What a grader makes of a session it, or an older one, has graded before: which points move, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Self

from scoring import Rubric, Span
from simulator.review import Graded, Played, transcript

OVERALL = "overall"
BOUNDS = ("pillars", "caps", "failed", "unmet", "low_confidence")
"""What else of a grade somebody goes by, besides the points of its steps and of the whole."""

HEARD, RUBRIC, READING, GRADER, UNEXPLAINED = "heard", "rubric", "reading", "grader", "unexplained"
"""Why points move: acts are heard otherwise; another rubric; something besides acts is read otherwise (facts, sums,
promises, how sure it is); another way of counting; or nothing known: what is stored was not made of these words."""


@dataclass(frozen=True, slots=True)
class HeardOtherwise:
    """An act that is heard now and was not, or was and is not now.

    Args:
        turn: number of the response, from 1, as the transcript counts them.
        act: its name.
        now: whether it is heard now.
        start: where its first words begin in the response, in code points.
        end: where they end.
        words: these words; never kept in a report, which must not outlive an erasure.
    """

    turn: int
    act: str
    now: bool
    start: int
    end: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class StepMoved:
    """A step that would have other points.

    Args:
        step: its name.
        before: points so far; None where there was no occasion.
        after: points now.
        causes: why, `HEARD` first.
        acts: places in the session's `heard` of the acts that touch it.
    """

    step: str
    before: int | None
    after: int | None
    causes: tuple[str, ...]
    acts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Regraded:
    """A session that the present grader sees otherwise.

    Args:
        session: its id.
        person: whose it is.
        scene: slug of the scene.
        language: it was played in.
        mode: it was played as.
        before: overall points of the grader's latest proposal.
        after: overall points now.
        steps: those that move.
        heard: acts heard otherwise, in order.
        versions: names of the versions that differ.
        by_person: whether a person stands behind the mark; then it stays, and is only shown as superseded.
        moved: whether anything somebody goes by changes; else only the evidence does.
    """

    session: str
    person: str
    scene: str
    language: str
    mode: str
    before: int | None
    after: int | None
    steps: tuple[StepMoved, ...] = ()
    heard: tuple[HeardOtherwise, ...] = ()
    versions: tuple[str, ...] = ()
    by_person: bool = False
    moved: bool = True

    @property
    def to_propose(self) -> bool:
        """Whether a new proposal is worth writing: a person's mark is not reopened for other evidence alone."""
        return self.moved or not self.by_person


@dataclass(frozen=True, slots=True)
class Failure:
    """A session that could not be graded anew, and why; no words of anybody."""

    session: str
    said: str


@dataclass(frozen=True, slots=True)
class ReadinessMoved:
    """Somebody whose readiness would be another; see `simulator.review.judge_readiness`."""

    person: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Regrading:
    """What came of grading everything anew.

    Args:
        stamp: of the grader; see `regrading.grader_stamp`.
        total: finished sessions that were there to be graded.
        current: passed over: graded by this very grader.
        unchanged: graded anew and the same in everything.
        ungraded: finished without a grade.
        unfinished: passed over.
        erased: passed over.
        changed: seen otherwise, by person and time.
        failures: could not be graded.
        readiness: whose would change.
        cancelled: ended before everything was looked at.
    """

    stamp: str
    total: int = 0
    current: int = 0
    unchanged: int = 0
    ungraded: int = 0
    unfinished: int = 0
    erased: int = 0
    changed: tuple[Regraded, ...] = ()
    failures: tuple[Failure, ...] = ()
    readiness: tuple[ReadinessMoved, ...] = ()
    cancelled: bool = False

    @property
    def moved(self) -> tuple[Regraded, ...]:
        """Sessions whose marks would move."""
        return tuple(item for item in self.changed if item.moved)

    @property
    def done(self) -> int:
        """Sessions that were looked at."""
        return self.current + self.unchanged + self.ungraded + len(self.changed) + len(self.failures)

    def to_json(self) -> dict[str, Any]:
        """Plain values for keeping, without a word that anybody said."""
        return asdict(replace(self, changed=tuple(bare(item) for item in self.changed)))

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote.

        Raises:
            TypeError: fields that are not a report's.
        """
        return cls(
            **{
                **data,
                "changed": tuple(regraded_from_json(item) for item in data["changed"]),
                "failures": tuple(Failure(**item) for item in data["failures"]),
                "readiness": tuple(ReadinessMoved(**item) for item in data["readiness"]),
            }
        )


def bare(item: Regraded) -> Regraded:
    """A session's change without a word that anybody said."""
    return replace(item, heard=tuple(replace(act, words="") for act in item.heard))


def regraded_from_json(data: Mapping[str, Any]) -> Regraded:
    """Read a `Regraded` from its plain values."""
    steps = tuple(
        StepMoved(**{**item, "causes": tuple(item["causes"]), "acts": tuple(item["acts"])}) for item in data["steps"]
    )
    heard = tuple(HeardOtherwise(**item) for item in data["heard"])
    return Regraded(**{**data, "steps": steps, "heard": heard, "versions": tuple(data["versions"])})


@dataclass(frozen=True, slots=True)
class Difference:
    """What two grades of the same conversation differ in; empty where they do not."""

    steps: tuple[StepMoved, ...] = ()
    heard: tuple[HeardOtherwise, ...] = ()
    versions: tuple[str, ...] = ()
    moved: bool = False

    @property
    def any(self) -> bool:
        """Whether a reader of the two would see anything else."""
        return self.moved or bool(self.heard)


@dataclass(frozen=True, slots=True)
class _Acts:
    """Acts of a grade's record, by the turn of the conversation."""

    turns: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, grade: Mapping[str, Any]) -> Self:
        return cls({item["turn"]: item["acts"] for item in grade.get("turns", ())})


def difference(before: Mapping[str, Any], after: Mapping[str, Any], graded: Graded, rubric: Rubric) -> Difference:
    """Hold two grades of one conversation against each other.

    Args:
        before: the older, in its record form.
        after: the newer.
        graded: the conversation.
        rubric: the newer grade's.
    """
    was, now = before.get("versions", {}), after["versions"]
    versions = tuple(name for name in now if was.get(name) != now[name])
    heard = tuple(_heard(_Acts.of(before), _Acts.of(after), graded))
    steps = tuple(_steps(before, after, rubric, heard, _general(was, now)))
    moved = bool(steps) or any(before.get(name) != after.get(name) for name in (OVERALL, *BOUNDS))
    return Difference(steps, heard, versions, moved)


def with_numbers(found: Difference, played: Played, graded: Graded) -> Difference:
    """Name responses as the transcript numbers them instead of turns of the conversation."""
    lines = transcript(played)
    return replace(found, heard=tuple(replace(item, turn=lines[graded.lines[item.turn]].turn) for item in found.heard))


def _heard(before: _Acts, after: _Acts, graded: Graded) -> Iterator[HeardOtherwise]:
    for place, turn in enumerate(graded.conversation.turns):
        old, new = before.turns.get(place, {}), after.turns.get(place, {})
        for act in sorted(old.keys() ^ new.keys()):
            span = Span.from_json((new if act in new else old)[act]["spans"][0])
            yield HeardOtherwise(place, act, act in new, span.start, span.end, turn.text[span.start : span.end])


def _general(was: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    """Causes the versions tell, besides acts."""

    def differ(*names: str) -> bool:
        return any(was.get(name) != now.get(name) for name in names)

    def counting(versions: Mapping[str, str]) -> list[str]:
        return versions.get("grader", "").split()[:2]  # behind it stands a hash of its sentences, which give no points

    return (
        *((RUBRIC,) if differ("rubric") else ()),
        *((READING,) if differ("detector", "weights", "codebook") else ()),
        *((GRADER,) if counting(was) != counting(now) else ()),
    )


def _steps(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    rubric: Rubric,
    heard: tuple[HeardOtherwise, ...],
    general: tuple[str, ...],
) -> Iterator[StepMoved]:
    old = before.get("steps", {})  # what another program wrote may lack anything
    for step in dict.fromkeys((*after["steps"], *old)):
        points = (old.get(step, {}).get("points"), after["steps"].get(step, {}).get("points"))
        if points[0] == points[1]:
            continue
        signals = _signals(rubric, step)
        touching = tuple(place for place, item in enumerate(heard) if item.act in signals)
        # What is said more in a turn crowds out the rest, and coverage hangs on acts too: then all of them are why.
        acts = touching or tuple(range(len(heard)))
        causes = (*((HEARD,) if acts else ()), *(item for item in general if not (acts and item == READING)))
        yield StepMoved(step, *points, causes or (UNEXPLAINED,), acts)


def _signals(rubric: Rubric, name: str) -> frozenset[str]:
    """Everything that bears on a step in a rubric."""
    step = next((item for item in rubric.steps if item.id == name), None)
    if step is None:
        return frozenset()
    found = set(step.occasion)
    for criterion in step.earns:
        found.update(criterion.signals)
    for loss in step.loses:
        found.update(loss.signals, loss.repaired_by)
    for limit in step.limits:
        found.update(limit.when, limit.unless)
    return frozenset(found)
