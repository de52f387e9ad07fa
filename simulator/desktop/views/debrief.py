"""The debrief: one finding first; then the seven steps; then the conversation with what counted in it."""

from __future__ import annotations

from typing import Any

import pygame

from simulator.desktop.desk import Desk
from simulator.desktop.lettering import draw_text, fitted, legible
from simulator.desktop.painting import page_ground
from simulator.desktop.theme import Palette
from simulator.desktop.views.casting import Cast
from simulator.desktop.views.debrief_conversation import conversation_page
from simulator.desktop.views.debrief_steps import steps_page
from simulator.desktop.views.debrief_summary import summary_page
from simulator.desktop.views.page import Findings
from simulator.desktop.views.view import View
from simulator.desktop.widgets import Button, ScrollArea, Segments
from simulator.record import Mode
from simulator.review import debrief
from simulator.training import Session

PAGES = {"summary": summary_page, "steps": steps_page, "conversation": conversation_page}


class DebriefView(View):
    """What a session was worth, and what to try first.

    Args:
        desk: what the screens share.
        session: finished.
        grade: as `Session.finish` gave it.
        page: which page is shown first.
    """

    name = "debrief"

    def __init__(self, desk: Desk, session: Session, grade: dict[str, Any], page: str = "summary") -> None:
        super().__init__(desk)
        self.session = session
        self.findings = Findings(
            debrief(session.played, grade), session, desk, Cast(session.scenario, session.state, desk.texts)
        )
        self.page = page
        self.build()

    def build(self) -> None:
        """Make the elements and lay the page out."""
        theme, t = self.theme, self.desk.texts
        px, (wide, high) = theme.px, theme.size
        margin = px(32)
        each = px(200)
        again = pygame.Rect(wide - margin - each, px(22), each, px(42))
        home = pygame.Rect(again.x - px(12) - each, px(22), each, px(42))
        names = [
            ("summary", t("desktop.debrief.first_page")),
            ("steps", t("desktop.debrief.steps")),
            ("conversation", t("desktop.debrief.conversation")),
        ]
        tabs = pygame.Rect(margin, px(84), min(px(640), wide - 2 * margin), px(38))
        area = pygame.Rect(margin - px(14), px(132), wide - 2 * margin + px(28), high - px(132))
        made = PAGES[self.page](self.findings, theme, area.width - px(28))
        self._scroll = ScrollArea("debrief", area, theme, made.height_px + px(34), made.paint)
        self.made = made
        self._title_room = home.x - margin - px(20)
        self.elements = [
            Segments("pages", tabs, theme, names, self.page, self.turn_to),
            self._scroll,
            Button(
                "home",
                home,
                theme,
                t("desktop.debrief.home"),
                self.go_home,
                icon_name="back",
                key_label="Esc",
                units=14,
            ),
            Button(
                "again",
                again,
                theme,
                t("desktop.debrief.again"),
                self.play_again,
                style="primary",
                icon_name="play",
                units=14,
            ),
        ]
        if self.focus.current is None:
            self.focus.to(self.elements[0])

    def turn_to(self, page: str) -> None:
        """Show another page."""
        self.page = page
        self.rebuild()

    def go_home(self) -> None:
        """Go to the scenes."""
        from simulator.desktop.views.home import HomeView

        self.desk.show(HomeView(self.desk))

    def play_again(self) -> None:
        """Play the same scene with other draws."""
        from simulator.desktop.views.briefing import BriefingView

        slug, mode = self.session.scenario.slug, self.session.played.mode
        again = Mode.EXAM if mode == Mode.EXAM.value else Mode.PRACTICE
        self.desk.show(BriefingView(self.desk, slug, again, self.session.state.language))

    def keys(self, event: pygame.event.Event) -> bool:
        """Esc goes back; the page scrolls whatever has the focus."""
        if event.type != pygame.KEYDOWN:
            return False
        if event.key == pygame.K_ESCAPE:
            self.go_home()
            return True
        if event.key in (pygame.K_UP, pygame.K_DOWN):
            self._scroll.scroll_to(
                self._scroll.offset_px + self.theme.px(60) * (1 if event.key == pygame.K_DOWN else -1)
            )
            return True
        return False

    def draw_ground(self, target: pygame.Surface) -> None:
        """Draw title and ending."""
        theme, t, px = self.theme, self.desk.texts, self.theme.px
        target.blit(page_ground(theme.size), (0, 0))
        words = t("debrief.title", scene=self.session.words("about.title"))
        title = fitted(
            words, [theme.font(size, bold=True) for size in (26, 24, 22, 20, 18, 16)], self._title_room, px(38)
        )
        title.draw(target, Palette.INK, (px(32), px(12)))
        found = self.findings.debrief
        parts = [legible(self.desk.person_name), t(f"desktop.mode.{self.session.played.mode}")]
        if found.ending_kind:
            parts.append(t("desktop.over.text", ending=t(f"ending.{found.ending_kind}")))
        line = " · ".join(part for part in parts if part)
        draw_text(target, line, theme.fitting(line, 15, self._title_room), Palette.INK_SOFT, (px(32), px(52)))
