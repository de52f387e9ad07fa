"""Assignments as they stand for one person: what is left to play, and until when.

Sessions that were begun count as attempts; one that was torn off does as well. What an exam draws is in `drawing.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from simulator.record import AssignedSession, Assignment, Journal, Mode, SessionRecord
from simulator.scenario import Roughness, Scenario, offered

PATH = "path"
"""Kind of an assignment whose scenes are played in order, all of them."""
UNASKED: Roughness = "mild"
"""How rough a scene may be that somebody is given without having been asked: loud, but not abusive."""


class Stand(StrEnum):
    """How far somebody is with an assignment."""

    WITHDRAWN = "withdrawn"
    SOON = "soon"
    """Its time has not come yet."""
    OPEN = "open"
    LATE = "late"
    """It is still to be done, and its time is over. It may be done all the same."""
    DONE = "done"
    SPENT = "spent"
    """No attempt is left, and none was played to its end."""


@dataclass(frozen=True, slots=True)
class GivenScene:
    """A scene of an assignment, frozen.

    Args:
        slug: its name.
        hash: of its bytes, as they are stored.
        titles: by language.
        languages: it can be played in.
        warnings: what somebody may not want to hear in it.
    """

    slug: str
    hash: str
    titles: Mapping[str, str]
    languages: tuple[str, ...]
    warnings: tuple[str, ...] = ()

    def title(self, language: str) -> str:
        """What it is called, in a language where it speaks it."""
        return self.titles.get(language) or next(iter(self.titles.values()), self.slug)


@dataclass(frozen=True, slots=True)
class Given:
    """An assignment as it stands for one person.

    Args:
        assignment: the record.
        person_id: who.
        scenes: all of them, in order.
        sessions: theirs that were begun for it, in order.
        used: attempts that are used up.
        done: scenes they have played to an end, by name.
        stand: how far they are.
        finished_at: when it was done; None where it is not.
        late: whether it was done, or is still to be done, after its time.
    """

    assignment: Assignment
    person_id: str
    scenes: tuple[GivenScene, ...]
    sessions: tuple[AssignedSession, ...]
    used: int
    done: frozenset[str]
    stand: Stand
    finished_at: datetime | None
    late: bool

    @property
    def is_exam(self) -> bool:
        """Whether it is played as an exam."""
        return self.assignment.mode is Mode.EXAM

    @property
    def left(self) -> int | None:
        """Attempts that are left, of each scene of a practice; None for as many as one likes."""
        most = self.assignment.attempts
        if most is None:
            return None
        if self.is_exam or len(self.scenes) == 1:
            return max(0, most - self.used)
        return max((max(0, most - self.tries(scene.slug)) for scene in self.scenes), default=0)

    def tries(self, slug: str) -> int:
        """How often one of its scenes was begun for it."""
        return sum(each.session.header.scenario_slug == slug for each in self.sessions)


def given_scene(scenario: Scenario) -> GivenScene:
    """A scene as an assignment names it; its bytes must be stored under its hash."""
    drawn = scenario.draw(0)
    titles = {str(code): scenario.text("about.title", code, drawn) for code in scenario.languages}
    languages = tuple(str(code) for code in scenario.languages)
    return GivenScene(scenario.slug, scenario.hash, titles, languages, tuple(scenario.file.about.warnings))


def content_of(scenes: Iterable[GivenScene], path: str = "") -> dict[str, Any]:
    """The content of an assignment, as the record keeps it.

    Args:
        scenes: in order.
        path: the path they are taken from, if they are.
    """
    return {"path": path, "scenes": [_scene_to_json(scene) for scene in scenes]}


def scenes_of(assignment: Assignment) -> tuple[GivenScene, ...]:
    """The scenes of an assignment, in order."""
    return tuple(
        GivenScene(
            str(each["slug"]),
            str(each["hash"]),
            dict(each.get("titles", {})),
            tuple(each.get("languages", ())),
            tuple(each.get("warnings", ())),
        )
        for each in assignment.content["scenes"]
    )


def rough(scenes: Iterable[GivenScene], tolerance: Roughness = UNASKED) -> tuple[GivenScene, ...]:
    """Scenes that nobody is given without having been asked.

    Args:
        scenes: some.
        tolerance: how much they are willing to hear, where that is known.
    """
    return tuple(scene for scene in scenes if not offered(scene.warnings, tolerance))


def ended_when(record: SessionRecord, received_at: datetime, offset_s: int | None) -> datetime | None:
    """When a session ended by the company's clock; what was recorded is not rewritten.

    Args:
        record: the session.
        received_at: when it came up.
        offset_s: by how many seconds its desktop's clock was ahead then.
    """
    if record.ended_at is None:
        return None
    return min(record.ended_at - timedelta(seconds=offset_s or 0), received_at)


def stand_of(
    assignment: Assignment,
    person_id: str,
    sessions: Sequence[AssignedSession],
    now: datetime,
    ended: Mapping[str, datetime | None] | None = None,
) -> Given:
    """How an assignment stands for somebody.

    Args:
        assignment: the record.
        person_id: who.
        sessions: that were begun for it, in order; those of others are passed over.
        now: the present by the company's clock.
        ended: when sessions ended by the company's clock, by id; what is not named ended when it says.
    """
    scenes, times = scenes_of(assignment), ended or {}
    theirs = tuple(each for each in sessions if each.person_id == person_id and each.assignment_id == assignment.id)
    # A number may be missing (an attempt that never came up) or come twice (a duplicated disk): both are used up.
    used = max([len(theirs), *(each.number for each in theirs)])
    first: dict[str, datetime] = {}
    for each in theirs:
        at = times.get(each.session.id, each.session.ended_at)
        slug = each.session.header.scenario_slug
        if at is not None:
            # Nothing was done before it was given: the clock stood wrong when it was played, and right when it came up.
            at = max(at, assignment.created_at)
            first[slug] = min(at, first.get(slug, at))
    finished_at = _finished(assignment, scenes, first)
    late = assignment.due_at is not None and (finished_at or now) > assignment.due_at
    given = Given(assignment, person_id, scenes, theirs, used, frozenset(first), Stand.OPEN, finished_at, late)
    return _with_stand(given, now)


def _finished(assignment: Assignment, scenes: Sequence[GivenScene], first: Mapping[str, datetime]) -> datetime | None:
    """When it was done: one scene of an exam, every scene of a practice and of a path."""
    needed = 1 if assignment.mode is Mode.EXAM and assignment.kind != PATH else len(scenes)
    times = sorted(first[scene.slug] for scene in scenes if scene.slug in first)
    return times[needed - 1] if 0 < needed <= len(times) else None


def _with_stand(given: Given, now: datetime) -> Given:
    assignment = given.assignment
    if assignment.withdrawn_at is not None:
        stand = Stand.WITHDRAWN
    elif given.finished_at is not None:
        stand = Stand.DONE
    elif given.left == 0 and not any(_runs(each.session) for each in given.sessions):
        stand = Stand.SPENT
    elif assignment.opens_at is not None and now < assignment.opens_at:
        stand = Stand.SOON
    else:
        stand = Stand.LATE if given.late else Stand.OPEN
    return Given(
        assignment, given.person_id, given.scenes, given.sessions, given.used, given.done, stand, given.finished_at,
        given.late,
    )  # fmt: skip


def _runs(record: SessionRecord) -> bool:
    return record.ended_at is None and record.erased_at is None


def given_to(journal: Journal, person_id: str, now: datetime, *, withdrawn: bool = False) -> tuple[Given, ...]:
    """What somebody was given, in the order it was; nothing is drawn.

    Args:
        journal: the records.
        person_id: who.
        now: the present by the company's clock.
        withdrawn: also what is no longer given.
    """
    sessions = journal.assignments.sessions(person_id=person_id)
    ended = ended_times(journal, sessions)
    assignments = journal.assignments.for_person(person_id, withdrawn=withdrawn)
    return tuple(stand_of(each, person_id, sessions, now, ended) for each in assignments)


def in_order(given: Iterable[Given]) -> list[Given]:
    """Assignments as they are shown: what is to be done, the nearest date first; then what is done, latest first."""

    def place(each: Given) -> tuple[bool, float, float]:
        over = each.stand in (Stand.DONE, Stand.SPENT, Stand.WITHDRAWN)
        at, due = each.assignment.created_at.timestamp(), each.assignment.due_at
        return over, -at if over else due.timestamp() if due else float("inf"), at

    return sorted(given, key=place)


def ended_times(journal: Journal, sessions: Iterable[AssignedSession]) -> dict[str, datetime | None]:
    """When sessions ended by the company's clock, by id; see `ended_when`."""
    records = [each.session for each in sessions]
    receipts = journal.devices.latest_receipts(record.id for record in records)
    found: dict[str, datetime | None] = {}
    for record in records:
        receipt = receipts.get(record.id)
        if receipt is None:
            found[record.id] = record.ended_at
        else:
            found[record.id] = ended_when(record, receipt.received_at, receipt.clock_offset_s)
    return found


def _scene_to_json(scene: GivenScene) -> dict[str, Any]:
    return {
        "slug": scene.slug,
        "hash": scene.hash,
        "titles": dict(scene.titles),
        "languages": list(scene.languages),
        "warnings": list(scene.warnings),
    }
