"""How far somebody is on a path of scenes; read from the sessions' records and, where they are given, their marks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from simulator.record import Mode, SessionRecord
from simulator.scenario import ScenePath
from simulator.texts import local_day

from .standing import Standing


@dataclass(frozen=True, slots=True)
class Stage:
    """One scene of a path.

    Args:
        scene: its name.
        threshold: the grade that passes it.
        best: the best grade so far; None where there is none.
        session: the session that grade comes from; empty where there is none.
        attempt: which attempt that was, from 1; 0 where there is none.
        on: the day that session ended where it is read, `2026-03-04`; empty where there is none.
        confirmed: whether a person stands behind that grade.
    """

    scene: str
    threshold: int
    best: int | None = None
    session: str = ""
    attempt: int = 0
    on: str = ""
    confirmed: bool = False

    @property
    def passed(self) -> bool:
        """Whether the grade reaches the threshold."""
        return self.best is not None and self.best >= self.threshold


@dataclass(frozen=True, slots=True)
class Course:
    """One person on one path.

    Args:
        path_id: the path.
        path: its file.
        stages: its scenes in order.
    """

    path_id: str
    path: ScenePath
    stages: tuple[Stage, ...]

    @property
    def done(self) -> int:
        """How many scenes are passed."""
        return sum(stage.passed for stage in self.stages)

    @property
    def passed(self) -> bool:
        """Whether all of them are."""
        return self.done == len(self.stages)

    @property
    def next_scene(self) -> str | None:
        """The first scene that is not passed; None where all are."""
        return next((stage.scene for stage in self.stages if not stage.passed), None)

    @property
    def certified(self) -> bool:
        """Whether it gives a certificate: an exam path, passed."""
        return self.path.use == Mode.EXAM.value and self.passed

    @property
    def confirmed(self) -> bool:
        """Whether a person stands behind every grade that counts."""
        return all(stage.confirmed for stage in self.stages)

    def is_open(self, scene: str) -> bool:
        """Whether a scene may be played: all before it are passed; in an exam path any may."""
        before = [stage.passed for stage in self.stages[: [stage.scene for stage in self.stages].index(scene)]]
        return self.path.use == Mode.EXAM.value or all(before)


def follow(
    path_id: str, path: ScenePath, records: Iterable[SessionRecord], standing: Mapping[str, Standing] | None = None
) -> Course:
    """Work out how far somebody is.

    Args:
        path_id: the path.
        path: its file.
        records: their sessions in the order they began. Forks and demonstrations do not count; on an exam path only
            exams do.
        standing: the marks of record of sessions, by id; for others the first grade counts, and no person stands
            behind it.
    """
    marks = standing or {}
    attempts: dict[str, list[SessionRecord]] = {}
    for record in records:
        header = record.header
        whole = header.parent_session_id is None and header.mode is not Mode.DEMONSTRATION
        fits = path.use != Mode.EXAM.value or header.mode is Mode.EXAM
        if whole and fits and record.ended_at is not None:
            mark = marks.get(record.id)
            counted = record if mark is None else replace(record, overall=mark.grade["overall"])
            attempts.setdefault(header.scenario_slug, []).append(counted)
    return Course(path_id, path, tuple(_stage(item.scene, item.threshold, attempts, marks) for item in path.scenes))


def _stage(
    scene: str, threshold: int, attempts: dict[str, list[SessionRecord]], marks: Mapping[str, Standing]
) -> Stage:
    tried = attempts.get(scene, [])
    graded = [(number, record) for number, record in enumerate(tried, start=1) if record.overall is not None]
    if not graded:
        return Stage(scene, threshold)
    # The first attempt that passed is what counts; until one has, the best there was.
    passed = [item for item in graded if (item[1].overall or 0) >= threshold]
    number, record = passed[0] if passed else max(graded, key=lambda item: item[1].overall or 0)
    on = "" if record.ended_at is None else local_day(record.ended_at)
    confirmed = record.id in marks and marks[record.id].confirmed
    return Stage(scene, threshold, record.overall, record.id, number, on, confirmed)
