"""Progress: how far somebody is, step by step; whether they are ready; what to practise next. Nobody is ranked."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from functools import partial

import pygame

from simulator.desktop.desk import Desk, Job
from simulator.desktop.legible import legible
from simulator.desktop.lettering import draw_text
from simulator.desktop.painting import draw_box, page_ground, points_colour
from simulator.desktop.theme import Palette
from simulator.desktop.views.page import Column, Page
from simulator.desktop.views.path_card import PathShown, courses
from simulator.desktop.views.saving import save_certificate
from simulator.desktop.views.view import View
from simulator.desktop.widgets import Button, Element, ScrollArea
from simulator.errors import UsageError
from simulator.record import Mode
from simulator.review import (
    COLUMNS,
    Exercise,
    PracticePlan,
    Progress,
    gather_progress,
    plan_practice,
    step_name,
)
from simulator.scenario import Glance, ScenarioError, glance, offered, slugs
from simulator.training import MarksOfRecord

_ROW_UNITS = 52
_KINDS = ("best", "latest", "unseen")
_NO_GRADE: dict[str, dict[str, str]] = {"versions": {}}


class ProgressView(View):
    """How far the trainee is.

    Args:
        desk: what the screens share.

    Raises:
        UsageError: there is no journal.
    """

    name = "progress"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        if desk.journal is None:
            raise UsageError("There is no journal.")
        self.progress: Progress = gather_progress(
            desk.journal, desk.person_id, desk.language, marks=MarksOfRecord(desk.journal)
        )
        self._saving: Job[str] | None = None
        self.build()

    # -- building -------------------------------------------------------------------------------------------------

    def build(self) -> None:
        """Make the elements and lay the page out."""
        theme, t = self.theme, self.desk.texts
        px, (wide, high) = theme.px, theme.size
        margin = px(16 if theme.narrow else 32)
        self._margin, self._top = margin, px(84 if not theme.narrow else 62)
        self._scenes = self._glances()
        self.plan = self._plan()
        self._courses = courses(self.desk)
        area = pygame.Rect(margin - px(14), self._top, wide - 2 * margin + px(28), high - self._top)
        self.made = self._page(area.width - px(28))
        scroll = ScrollArea("progress", area, theme, self.made.height_px + px(34), self.made.paint)
        back = pygame.Rect(wide - margin - px(180), px(20 if not theme.narrow else 10), px(180), px(42))
        self.elements = [
            Button("back", back, theme, t("desktop.back"), self.go_home, icon_name="back", key_label="Esc", units=14),
            scroll,
        ]
        for element in self._on_page():
            scroll.add(element)
        self._scroll = scroll
        if self.focus.current is None:
            stops = self.focus.stops()
            self.focus.to(next((stop for stop in stops if stop.name == "practise"), stops[0]))

    def _glances(self) -> dict[str, Glance]:
        found = {}
        for slug in slugs():
            with suppress(ScenarioError, OSError):
                found[slug] = glance(slug, self.desk.language)
        return found

    def _plan(self) -> PracticePlan:
        tolerance = self.desk.settings.abuse_tolerance
        scenes = [
            scene
            for scene in self._scenes.values()
            if "practice" in scene.about.use and offered(scene.about.warnings, tolerance)
        ]
        scenes.sort(key=lambda scene: (scene.about.difficulty, scene.slug))
        # A scene with another rubric gives no points for these steps, whatever else it is good for.
        taught = {scene.slug: scene.about.teaches if scene.about.rubric == "seven_steps" else () for scene in scenes}
        return plan_practice(self.progress, taught)

    def _page(self, wide: int) -> Page:
        theme = self.theme
        page, gap, top = Page(theme, wide), theme.px(18), theme.px(8)
        left = wide if theme.narrow else round((wide - gap) * 0.42)
        right = wide if theme.narrow else wide - gap - left
        first = [self._next(page, left), self._ready(page, left), *self._certificates(page, left)]
        second = [self._steps(page, right), self._sessions(page, right)]
        y = top
        for column in first:
            y = column.place(page.left_px, y).bottom + gap
        x, y = (page.left_px, y) if theme.narrow else (page.left_px + left + gap, top)
        for column in second:
            y = column.place(x, y).bottom + gap
        return page

    def _next(self, page: Page, wide: int) -> Column:
        """What to practise next, with a button that starts it."""
        t, plan = self.desk.texts, self.plan
        column = Column(page, wide, pad_units=22, colour=Palette.NIGHT)
        column.text(t("progress.next"), 14.5, Palette.AMBER_BRIGHT, bold=True)
        if plan.step is None:
            column.text(t("progress.next.first"), 20, Palette.CREAM, bold=True)
        else:
            column.text(step_name(t, _NO_GRADE, plan.step), 24, Palette.CREAM, bold=True)
            column.text(t("progress.next.why"), 14, Palette.CREAM_SOFT)
        column.gap(8)
        for number, exercise in enumerate(plan.exercises, start=1):
            kind = t("progress.next.unseen" if exercise.unseen else "progress.next.again")
            column.text(f"{number}. {self._scenes[exercise.scene].title} · {kind}", 15, Palette.CREAM)
        if plan.exercises:
            column.gap(12)
            column.slot("practise", self.theme.px(46), self.theme.px(340))
        return column

    def _ready(self, page: Page, wide: int) -> Column:
        """Readiness in plain words."""
        t, ready = self.desk.texts, self.progress.readiness
        column = Column(page, wide)
        column.text(t("report.readiness"), 15.5, bold=True)
        column.gap(3)
        column.text(t(f"report.status.{ready.status}"), 15)
        if ready.short:
            column.text(t("report.short", pillars=", ".join(t(f"pillar.{name}") for name in ready.short)), 14)
        if ready.failed:
            faults = ", ".join(t(f"act.{name}") for name in ready.failed)
            column.text(t("report.failed", faults=faults), 14, Palette.RED_DARK)
        column.gap(6)
        column.text(t("progress.ready.what"), 13, Palette.INK_SOFT)
        return column

    def _certificates(self, page: Page, wide: int) -> list[Column]:
        """Exam paths: how far, and the certificate of one that is passed."""
        t, px, found = self.desk.texts, self.theme.px, []
        for shown in self._courses:
            if shown.course.path.use != Mode.EXAM.value:
                continue
            course = shown.course
            column = Column(page, wide)
            column.text(shown.title, 15.5, bold=True)
            column.text(t("home.path.done", done=course.done, count=len(course.stages)), 14, Palette.INK_SOFT)
            column.gap(4)
            for stage in course.stages:
                title = shown.scenes[stage.scene].title
                figure = "–" if stage.best is None else str(stage.best)
                colour = Palette.GREEN_DARK if stage.passed else None
                words = t("progress.stage", scene=title, points=figure, threshold=stage.threshold)
                column.text(words, 14, colour, bold=stage.passed)
            if course.certified:
                column.gap(10)
                column.slot(f"certificate_{course.path_id}", px(44), px(340))
            found.append(column)
        return found

    def _steps(self, page: Page, wide: int) -> Column:
        """Best, latest and unseen per step."""
        t, px, theme = self.desk.texts, self.theme.px, self.theme
        column = Column(page, wide, pad_units=22)
        column.text(t("progress.steps"), 15.5, bold=True)
        column.text(t("progress.steps.what"), 13, Palette.INK_SOFT)
        column.gap(6)
        each = min(px(92), column.room_px // 5)
        room = column.room_px - 3 * each - px(8)

        def heads(target: pygame.Surface, x: int, y: int) -> None:
            for index, kind in enumerate(_KINDS):
                words = t(f"report.{kind}")
                font = theme.fitting(words, 12.5, each - px(8), bold=True)
                left = x + column.room_px - (3 - index) * each + (each - font.size(words)[0]) // 2
                draw_text(target, words, font, Palette.INK_SOFT, (left, y))

        column.draw(px(24), heads)
        for name in COLUMNS:
            label = t("report.overall") if name == "overall" else step_name(t, _NO_GRADE, name)
            column.draw(px(31), partial(self._paint_row, name, label, column.room_px, (room, each)))
        return column

    def _paint_row(
        self, name: str, label: str, wide: int, rooms: tuple[int, int], target: pygame.Surface, x: int, y: int
    ) -> None:
        theme, px, (room, each) = self.theme, self.theme.px, rooms
        whole = name == "overall"
        target.fill(Palette.PAPER_EDGE, (x, y, wide, max(1, px(2 if whole else 1))))
        font = theme.fitting(label, 14.5, room, bold=whole)
        draw_text(target, label, font, Palette.INK, (x, y + px(15) - font.get_linesize() // 2))
        cell = self.progress.cells.get(name)
        for index, kind in enumerate(_KINDS):
            figure = None if cell is None else getattr(cell, kind)
            points = None if figure is None else figure.points
            words = "–" if points is None else str(points)
            bold = theme.font(14.5, bold=True)
            left = x + wide - (3 - index) * each
            middle = left + each // 2
            draw_text(target, words, bold, Palette.INK, (middle - bold.size(words)[0] // 2, y + px(2)))
            bar = pygame.Rect(left + px(12), y + px(23), each - px(24), px(4))
            draw_box(target, bar, px(2), Palette.PAPER_EDGE)
            if points:
                done = pygame.Rect(bar.x, bar.y, max(px(4), bar.width * points // 100), bar.height)
                draw_box(target, done, px(2), points_colour(points))

    def _sessions(self, page: Page, wide: int) -> Column:
        """The graded sessions, the latest first; each leads to its debrief."""
        t, px = self.desk.texts, self.theme.px
        column = Column(page, wide, pad_units=22)
        column.text(t("progress.sessions"), 15.5, bold=True)
        column.gap(4)
        if not self.progress.sessions:
            column.text(t("desktop.home.no_past"), 14, Palette.INK_SOFT)
        for session in reversed(self.progress.sessions):
            column.slot(f"session_{session.id}", px(_ROW_UNITS))
            column.gap(4)
        return column

    def _on_page(self) -> list[Element]:
        """The buttons on the page, where room was left for them."""
        theme, t = self.theme, self.desk.texts
        made: list[Element] = []
        for name, box in self.made.slots.items():
            kind, _, of = name.partition("_")
            if kind == "practise":
                exercise = self.plan.exercises[0]
                words = t("progress.next.begin", scene=self._scenes[exercise.scene].title)
                press = partial(self._practise, exercise)
                made.append(Button(name, box, theme, words, press, style="primary", icon_name="play", units=15))
            elif kind == "certificate":
                shown = next(shown for shown in self._courses if shown.course.path_id == of)
                words = t("progress.certificate")
                press_save = partial(self._save, shown)
                made.append(Button(name, box, theme, words, press_save, style="primary", icon_name="star", units=15))
            else:
                made.append(self._session_row(name, box, of))
        return made

    def _session_row(self, name: str, box: pygame.Rect, session_id: str) -> Button:
        t = self.desk.texts
        session = next(session for session in self.progress.sessions if session.id == session_id)
        points = session.grade["overall"]
        mode = t("home.past.fork" if session.fork else f"report.mode.{session.mode}")
        told = [mode, t.day(datetime.fromisoformat(session.started_at))]
        if session.unseen and not session.fork:
            told.append(t("report.unseen"))
        if self.desk.company is not None:
            from simulator.desktop.views.assigned import company_texts
            from simulator.desktop.views.mark_words import mark_of, sign_of

            mark = mark_of(self.desk, session_id)
            if mark is not None:  # what stands at the company, with who stands behind it
                points = mark.points
                told.append(sign_of(mark, company_texts(self.desk))[2])
        words = f"{session.title}: {'–' if points is None else points}"
        return Button(
            name, box, self.theme, legible(words), partial(self._open, session_id), detail=" · ".join(told),
            units=14.5, centred=False,
        )  # fmt: skip

    # -- what the trainee does ------------------------------------------------------------------------------------

    def _practise(self, exercise: Exercise) -> None:
        from simulator.desktop.views.briefing import BriefingView

        self.desk.show(BriefingView(self.desk, exercise.scene, Mode.PRACTICE))

    def _open(self, session_id: str) -> None:
        from simulator.desktop.views.resuming import session_view

        self.desk.show(session_view(self.desk, session_id))

    def _save(self, shown: PathShown) -> None:
        if self._saving is None:
            self._saving = save_certificate(self.desk, shown)

    def go_home(self) -> None:
        """Go to the scenes."""
        from simulator.desktop.views.home import HomeView

        self.desk.show(HomeView(self.desk))

    def keys(self, event: pygame.event.Event) -> bool:
        """Esc goes back; arrow keys scroll."""
        if event.type == pygame.KEYDOWN and event.key == pygame.K_ESCAPE:
            self.go_home()
            return True
        return self._scroll.take_arrows(event)

    def update(self, dt_ms: float) -> None:
        """Tell where a certificate was saved."""
        super().update(dt_ms)
        if self._saving is not None and self._saving.done:
            job, self._saving = self._saving, None  # first: one that failed is told once
            words = self.desk.texts("export.saved", file=legible(job.take()))
            self.tell(words, title=self.desk.texts("export.title"))

    def draw_ground(self, target: pygame.Surface) -> None:
        """Draw the title."""
        theme, px = self.theme, self.theme.px
        target.blit(page_ground(theme.size), (0, 0))
        words = self.desk.texts("home.progress")
        room = theme.size[0] - 2 * self._margin - px(200)
        top = px(16 if not theme.narrow else 8)
        font = theme.fitting(words, 26, room, bold=True)
        draw_text(target, words, font, Palette.INK, (self._margin, top))
        if not theme.narrow:
            name = legible(self.desk.person_name)
            draw_text(target, name, theme.fitting(name, 14.5, room), Palette.INK_SOFT, (self._margin, px(52)))
