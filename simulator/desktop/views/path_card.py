"""A path of scenes to choose: what it is about, how far the trainee is, and the scene that comes next."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pygame

from simulator.desktop.desk import Desk
from simulator.desktop.figures import icon
from simulator.desktop.lettering import draw_text, fitted
from simulator.desktop.painting import blit, draw_card, draw_ring
from simulator.desktop.theme import Palette, Theme
from simulator.desktop.widgets import Button
from simulator.record import Mode
from simulator.review import Course
from simulator.scenario import Glance, ScenarioError, glance, load_path, paths

HEIGHT_UNITS = 150
FIRST_PATH = "first_day"


@dataclass(frozen=True)
class PathShown:
    """A path as home shows it.

    Args:
        course: how far the trainee is.
        scenes: its scenes, those that can be read.
        title: its title in the language of the screens.
        summary: what it is about.
    """

    course: Course
    scenes: dict[str, Glance]
    title: str
    summary: str

    @property
    def minutes(self) -> int:
        """How long its scenes take together."""
        return sum(scene.about.minutes for scene in self.scenes.values())


def courses(desk: Desk) -> list[PathShown]:
    """All paths with the trainee's progress, the first day first, exams last."""
    from simulator.review import follow
    from simulator.training import MarksOfRecord

    journal = desk.journal
    records = journal.sessions(desk.person_id) if journal is not None and desk.person_id else ()
    # Only certificates ask who stands behind a grade, and only exams earn them.
    exams = [record for record in records if record.header.mode is Mode.EXAM]
    standing = MarksOfRecord(journal)(exams) if journal is not None and exams else {}
    found = []
    for path_id in paths():
        try:
            path = load_path(path_id)
            scenes = {item.scene: glance(item.scene, desk.language) for item in path.scenes}
        except (ScenarioError, OSError):  # a path that is broken is passed over; the check names it
            continue
        course = follow(path_id, path, records, standing)
        by_code = {str(code): title for code, title in path.titles.items()}
        told = {str(code): summary for code, summary in path.summaries.items()}
        title = by_code.get(desk.language) or next(iter(by_code.values()))
        found.append(PathShown(course, scenes, title, told.get(desk.language, "")))
    return sorted(found, key=lambda shown: (shown.course.path.use == "exam", shown.course.path_id != FIRST_PATH))


def begun_path(shown: Iterable[PathShown]) -> PathShown | None:
    """The path to go on with: one for practice that was begun and is not done."""
    return next(
        (
            path
            for path in shown
            if path.course.path.use == "practice"
            and path.course.stages[0].best is not None
            and path.course.next_scene is not None
        ),
        None,
    )


class PathCard(Button):
    """A path to go on with.

    Args:
        shown: the path.
        box: where.
        theme: sizes.
        desk: texts.
        press: called when it is chosen.
    """

    def __init__(
        self, shown: PathShown, box: pygame.Rect, theme: Theme, desk: Desk, press: Callable[[], object]
    ) -> None:
        course, t = shown.course, desk.texts
        super().__init__(f"path_{course.path_id}", box, theme, shown.title, press)
        self._shown = shown
        px, room = theme.px, box.width - theme.px(44)
        count = t("home.path.done", done=course.done, count=len(course.stages))
        self._facts = f"{count} · {t('home.path.minutes', minutes=shown.minutes)}"
        self._facts_font = theme.fitting(self._facts, 12.5, room // 2, bold=True)
        facts_wide = self._facts_font.size(self._facts)[0]
        self._heading = fitted(
            shown.title, [theme.font(size, bold=True) for size in (18, 17, 16, 15, 14, 13, 12)],
            room - facts_wide - px(16), px(30), spacing=0.9,
        )  # fmt: skip
        self._summary = fitted(shown.summary, [theme.font(size) for size in (14, 13, 12, 11, 10)], room, px(22))
        self._next = fitted(
            self._next_words(desk), [theme.font(size, bold=True) for size in (13.5, 13, 12, 11, 10)],
            room - px(24), px(22),
        )  # fmt: skip
        self.detail = self._next.text

    def _next_words(self, desk: Desk) -> str:
        course, t = self._shown.course, desk.texts
        scene = course.next_scene
        if scene is None:
            return t("home.path.certificate" if course.certified else "home.path.passed")
        stage = next(stage for stage in course.stages if stage.scene == scene)
        title = self._shown.scenes[scene].title
        if stage.best is not None and course.path.use != "exam":
            return t("home.path.again", scene=title, best=stage.best, threshold=stage.threshold)
        key = "home.path.exam" if course.path.use == "exam" else "home.path.next"
        return t(key, scene=title, threshold=stage.threshold)

    def draw(self, target: pygame.Surface) -> None:
        """Draw it."""
        px, box = self.theme.px, self.box
        ground = Palette.PAPER_WARM if self.hovered else Palette.PAPER
        draw_card(target, box, px(14), colour=ground, depth=px(8))
        x, y = box.x + px(22), box.y + px(12)
        self._heading.draw(target, Palette.INK, (x, y))
        wide = self._facts_font.size(self._facts)[0]
        draw_text(target, self._facts, self._facts_font, Palette.INK_SOFT, (box.right - px(22) - wide, y + px(4)))
        self._summary.draw(target, Palette.INK_SOFT, (x, y + px(29)))
        self._draw_chain(target, box.y + px(84))
        done = self._shown.course.next_scene is None
        ink = Palette.GREEN_DARK if done else Palette.PLUM
        top = box.bottom - px(33)
        blit(target, icon("check" if done else "play", px(16), ink), (x, top + px(3)))
        self._next.draw(target, ink, (x + px(24), top))
        if self.focused:
            draw_ring(target, box, px(14), max(2, px(2)))

    def _draw_chain(self, target: pygame.Surface, y: int) -> None:
        """The scenes as stations on a line: passed, the next one, those to come."""
        px, stages = self.theme.px, self._shown.course.stages
        left, right = self.box.x + px(22) + px(13), self.box.right - px(22) - px(13)
        each = min(px(150), (right - left) // max(1, len(stages) - 1))
        font = self.theme.fitting("8", 13, px(20), bold=True)
        for index in range(len(stages) - 1):
            colour = Palette.GREEN if stages[index].passed else Palette.PAPER_EDGE
            pygame.draw.line(target, colour, (left + index * each, y), (left + (index + 1) * each, y), max(2, px(3)))
        for index, stage in enumerate(stages):
            at = (left + index * each, y)
            following = stage.scene == self._shown.course.next_scene
            ring = Palette.GREEN if stage.passed else Palette.AMBER_DARK if following else Palette.PAPER_EDGE
            pygame.draw.aacircle(target, ring, at, px(13))
            if stage.passed:
                blit(target, icon("check", px(16), Palette.PAPER), (at[0] - px(8), at[1] - px(8)))
                continue
            pygame.draw.aacircle(target, Palette.AMBER_PALE if following else Palette.PAPER, at, px(10.5))
            words = str(index + 1)
            size = font.size(words)
            place = (at[0] - size[0] // 2, at[1] - font.get_linesize() // 2)
            draw_text(target, words, font, Palette.INK if following else Palette.INK_SOFT, place)
