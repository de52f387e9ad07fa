"""What a trainee was given: what, until when, how often still, and what was reached; begun in the browser."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from simulator.console.editing.bench import BENCH
from simulator.console.overseen import facts_reader, title_of
from simulator.console.own_figures import sound_marks
from simulator.training import Given, GivenScene, Stand, given_to, in_order

if TYPE_CHECKING:
    from simulator.console.ask import Ask
    from simulator.marking import Mark
    from simulator.record import SessionRecord
    from simulator.scenario import Scenario
    from simulator.texts import Texts

LATELY = timedelta(days=14)
"""How long what is done stays on the start page."""
SOON_DAYS = 14
"""From when on the days that are left are counted."""
_NEAR = {0: "today", 1: "tomorrow"}
OVER = (Stand.DONE, Stand.SPENT)


@dataclass(frozen=True, slots=True)
class Reached:
    """A session that was played for an assignment.

    Args:
        session: its id.
        title: of its scene.
        points: of record; None where there are none.
        status: how far its mark has come, as the end of a text's key; "" where it has none.
    """

    session: str
    title: str
    points: int | None
    status: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A scene of a practice that can be begun in the browser."""

    slug: str
    title: str
    languages: tuple[str, ...]
    done: bool


@dataclass(frozen=True, slots=True)
class Task:
    """An assignment as its trainee sees it.

    Args:
        given: how it stands.
        state: how far they are, as the end of a text's key.
        until: until when, as a sentence; "" where there is no date.
        left: how often it may still be tried, as a sentence; "" where it does not matter.
        warnings: what they may not want to hear in it, in words.
        reached: what was played to its end, the first first.
        running: their session in the browser that is not finished, or "".
        choices: what can be begun in the browser now.
        total: scenes it takes.
    """

    given: Given
    state: str
    until: str
    left: str
    warnings: tuple[str, ...]
    reached: tuple[Reached, ...]
    running: str
    choices: tuple[Choice, ...]
    total: int

    @property
    def over(self) -> bool:
        """Whether nothing more is expected."""
        return self.given.stand in OVER


def tasks(ask: Ask) -> list[Task]:
    """What the visitor was given, in the order it is shown."""
    found = in_order(given_to(ask.journal, ask.visitor.person_id, ask.now))
    records = [each.session for given in found for each in given.sessions]
    marks = sound_marks(facts_reader(ask.journal), records)
    return [task_of(ask, given, marks) for given in found]


def lately(ask: Ask, listed: list[Task]) -> list[Task]:
    """Those for the start page: what is to be done, and what was done lately."""

    def recent(task: Task) -> bool:
        done = task.given.finished_at
        return done is not None and ask.now - done <= LATELY

    return [task for task in listed if not task.over or recent(task)]


def task_of(ask: Ask, given: Given, marks: Mapping[str, Mark]) -> Task:
    """An assignment as its trainee sees it."""
    t = ask.words
    ended = [each.session for each in given.sessions if each.session.ended_at is not None]
    running = next((each.session.id for each in given.sessions if _runs(each.session)), "")
    warnings = dict.fromkeys(name for scene in given.scenes for name in scene.warnings)
    return Task(
        given=given,
        state=_state(given),
        until=_until(t, given, ask.now),
        left=_left(t, given),
        warnings=tuple(t(f"warning.{name}") for name in warnings if f"warning.{name}" in t),
        reached=tuple(_reached(ask, record, marks.get(record.id)) for record in ended),
        running="" if given.is_exam else running,
        choices=() if given.is_exam or given.stand is Stand.SOON else tuple(_choices(ask, given)),
        total=len(given.scenes) if given.assignment.kind == "path" or not given.is_exam else 1,
    )


def _runs(record: SessionRecord) -> bool:
    return record.ended_at is None and record.erased_at is None


def _state(given: Given) -> str:
    if given.stand is Stand.DONE:
        return "done_late" if given.late else "done"
    if given.stand is Stand.OPEN and given.sessions:
        return "begun"
    return given.stand.value


def _until(t: Texts, given: Given, now: datetime) -> str:
    opens, due = given.assignment.opens_at, given.assignment.due_at
    if given.stand is Stand.SOON and opens is not None:
        return t("trainee.given.from", day=t.day(opens))
    if due is None or given.stand in OVER:
        return ""
    days = (due.astimezone().date() - now.astimezone().date()).days
    if days < 0 or given.stand is Stand.LATE:
        return t("trainee.given.was_due", day=t.day(due))
    if days in _NEAR:
        return t(f"trainee.given.{_NEAR[days]}")
    if days <= SOON_DAYS:
        return t.count("trainee.given.days", days, day=t.day(due))
    return t("trainee.given.until", day=t.day(due))


def _left(t: Texts, given: Given) -> str:
    if given.left is None or given.stand is Stand.DONE or given.assignment.kind == "path":
        return ""
    return t.count("trainee.given.left", given.left) if given.left else t("trainee.given.none_left")


def _reached(ask: Ask, record: SessionRecord, mark: Mark | None) -> Reached:
    points = record.overall if mark is None else mark.overall
    status = "" if mark is None or record.erased_at is not None else mark.status.value
    return Reached(record.id, title_of(ask.journal, record, ask.words), points, status)


def _choices(ask: Ask, given: Given) -> list[Choice]:
    """Scenes that may be begun: those that are not done first, each in its order."""
    most = given.assignment.attempts
    open_now = [scene for scene in given.scenes if most is None or given.tries(scene.slug) < most]
    ordered = sorted(open_now, key=lambda scene: scene.slug in given.done)
    return [
        Choice(scene.slug, scene.title(ask.words.language), scene.languages, scene.slug in given.done)
        for scene in ordered
        if scene.languages
    ]


def scene_to_begin(ask: Ask, given: Given, wanted: str) -> tuple[GivenScene, Scenario] | None:
    """The scene that is begun: the one asked for where it may be, else the first that may; None where none may.

    Args:
        ask: the request.
        given: how the assignment stands for the visitor.
        wanted: name of a scene, or "".
    """
    if given.is_exam or given.stand is Stand.SOON:
        return None
    slugs = [choice.slug for choice in _choices(ask, given)]
    slug = wanted if wanted in slugs else next(iter(slugs), "")
    scene = next((each for each in given.scenes if each.slug == slug), None)
    scenario = None if scene is None else BENCH.published(ask.journal, scene.hash)
    return None if scene is None or scenario is None else (scene, scenario)
