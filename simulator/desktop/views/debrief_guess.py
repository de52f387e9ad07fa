"""Before the grade is shown: the trainee guesses what the pillars are worth. The guess never changes the grade."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pygame

from scoring import load_rubric
from simulator.desktop.desk import Desk
from simulator.desktop.lettering import block, draw_text
from simulator.desktop.painting import draw_box, draw_card, page_ground
from simulator.desktop.theme import Palette, Theme
from simulator.desktop.views.view import View
from simulator.desktop.widgets import Button, Element, ScrollArea
from simulator.texts import Texts
from simulator.training import Session

STEP = 5
"""Points an arrow key moves."""
_FIRST = 50
_KEYS = {
    pygame.K_RIGHT: STEP, pygame.K_UP: STEP, pygame.K_LEFT: -STEP, pygame.K_DOWN: -STEP, pygame.K_PAGEUP: 20,
    pygame.K_PAGEDOWN: -20, pygame.K_HOME: -100, pygame.K_END: 100,
}  # fmt: skip


class PointsSlider(Element):
    """Points from 0 to 100, set by arrow keys or by mouse; nothing at first.

    Args:
        name: what it is found by.
        box: where.
        theme: sizes.
        label: what the points are for.
        nothing: shown while nothing is set.
        points: what is set at first.
    """

    focusable = True
    kind = "choice"

    def __init__(
        self, name: str, box: pygame.Rect, theme: Theme, label: str, nothing: str, points: int | None = None
    ) -> None:
        super().__init__(name, box, theme)
        self.text = label
        self.points = points
        self._nothing = nothing
        self._held = False

    def state(self, _texts: Texts) -> list[str]:
        """The points as they stand."""
        return [self._shown]

    @property
    def _shown(self) -> str:
        return self._nothing if self.points is None else str(self.points)

    def put(self, points: int) -> None:
        """Set the points, in steps, within 0 to 100."""
        self.points = max(0, min(100, round(points / STEP) * STEP))

    def track(self) -> pygame.Rect:
        """The bar."""
        px = self.theme.px
        return pygame.Rect(self.box.x + px(14), self.box.bottom - px(24), self.box.width - px(28), px(10))

    def handle(self, event: pygame.event.Event) -> bool:
        """Take arrow keys and the mouse."""
        if event.type == pygame.KEYDOWN and self.focused and event.key in _KEYS:
            self.put(_FIRST if self.points is None else self.points + _KEYS[event.key])
            return True
        if event.type == pygame.MOUSEBUTTONDOWN and event.button == 1 and self.box.collidepoint(event.pos):
            self._held = True
        elif event.type == pygame.MOUSEBUTTONUP and self._held:
            self._held = False
            return True
        if event.type in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEMOTION) and self._held:
            track = self.track()
            self.put(round((event.pos[0] - track.x) * 100 / max(1, track.width)))
            return True
        return False

    def draw(self, target: pygame.Surface) -> None:
        """Draw label, figure and bar."""
        theme, px, track = self.theme, self.theme.px, self.track()
        words = self._shown
        bold = theme.font(18, bold=True) if self.points is not None else theme.font(13.5)
        wide = bold.size(words)[0]
        room = track.width - wide - px(12)
        middle = self.box.y + px(24)
        font = theme.fitting(self.text, 17, room, bold=True)
        draw_text(target, self.text, font, Palette.INK, (track.x, middle - font.get_linesize() // 2))
        ink = Palette.INK if self.points is not None else Palette.INK_SOFT
        draw_text(target, words, bold, ink, (track.right - wide, middle - bold.get_linesize() // 2))
        draw_box(target, track, px(5), Palette.PAPER_EDGE)
        if self.points is not None:
            done = pygame.Rect(track.x, track.y, max(px(10), track.width * self.points // 100), track.height)
            draw_box(target, done, px(5), Palette.PLUM)
            pygame.draw.aacircle(
                target, Palette.PLUM, (track.x + track.width * self.points // 100, track.centery), px(10)
            )
        self.draw_focus(target, px(9))


class GuessView(View):
    """Asks for the guess, and goes on to the debrief.

    Args:
        desk: what the screens share.
        session: finished.
        show: shows the debrief.
    """

    name = "guess"

    def __init__(self, desk: Desk, session: Session, show: Callable[[], object]) -> None:
        super().__init__(desk)
        self.session = session
        self._show = show
        self._points: dict[str, int | None] = {}
        self.build()

    def build(self) -> None:
        """Make the elements."""
        theme, t = self.theme, self.desk.texts
        px, (wide, high) = theme.px, theme.size
        pillars = [pillar.id for pillar in load_rubric(self.session.scenario.file.about.rubric).pillars]
        for element in self.walk_sliders():
            self._points[element.name] = element.points
        card_wide = min(px(720), wide - px(32))
        room = card_wide - px(56)
        self._title = block(t("guess.title"), theme.font(22, bold=True), room, spacing=0.95)
        self._words = block(f"{t('guess.text')} {t('guess.keys')}", theme.font(14.5), room, spacing=0.95)
        top = px(24) + self._title.height_px + px(8) + self._words.height_px + px(14)
        row = px(68)
        whole = top + len(pillars) * (row + px(8)) + px(16 + 48 + 24)
        tall = min(whole, high - px(16))
        self._card = pygame.Rect((wide - card_wide) // 2, (high - tall) // 2, card_wide, tall)
        area = ScrollArea("guess_page", self._card.inflate(0, -px(8)), theme, whole - px(8), self._paint)
        sliders = []
        for index, pillar in enumerate(pillars):
            box = pygame.Rect(px(28), top + index * (row + px(8)), room, row)
            name = f"guess_{pillar}"
            sliders.append(
                PointsSlider(name, box, theme, t(f"pillar.{pillar}"), t("guess.none"), self._points.get(name))
            )
            area.add(sliders[-1])
        bottom = top + len(pillars) * (row + px(8)) + px(12)
        half = (room - px(14)) // 2
        show = pygame.Rect(px(28) + room - half, bottom, half, px(48))
        skip = pygame.Rect(px(28), bottom, half, px(48))
        area.add(
            Button("guess_show", show, theme, t("guess.show"), self.go_on, style="primary", icon_name="play", units=16)
        )
        area.add(Button("guess_skip", skip, theme, t("guess.skip"), self._show, key_label="Esc", units=15))
        self.elements = [area]
        if self.focus.current is None:
            self.focus.to(sliders[0])

    def walk_sliders(self) -> list[PointsSlider]:
        """The sliders, by their order."""
        return [element for element in self.walk() if isinstance(element, PointsSlider)]

    def go_on(self) -> None:
        """Keep what was guessed, and show the grade."""
        guessed = {
            slider.name.removeprefix("guess_"): slider.points
            for slider in self.walk_sliders()
            if slider.points is not None
        }
        self.session.guess(guessed)
        self._show()

    def keys(self, event: pygame.event.Event) -> bool:
        """Enter goes on from any slider; Esc skips."""
        if event.type != pygame.KEYDOWN:
            return False
        if event.key == pygame.K_ESCAPE:
            self._show()
            return True
        if event.key in (pygame.K_RETURN, pygame.K_KP_ENTER) and isinstance(self.focus.current, PointsSlider):
            self.focus.step()
            return True
        return False

    def _paint(self, target: pygame.Surface, offset: int) -> None:
        px = self.theme.px
        y = px(20) - offset
        self._title.draw(target, Palette.INK, (px(28), y))
        self._words.draw(target, Palette.INK_SOFT, (px(28), y + self._title.height_px + px(8)))

    def draw_ground(self, target: pygame.Surface) -> None:
        """Draw the card."""
        target.blit(page_ground(self.theme.size), (0, 0))
        draw_card(target, self._card, self.theme.px(16), depth=self.theme.px(10))


def debrief_view(desk: Desk, session: Session, grade: dict[str, Any]) -> View:
    """What follows a scene: the guess first, where there is a grade to guess and it is no moment tried again."""
    from simulator.desktop.views.debrief import DebriefView

    played = session.played
    page = "roads" if played.fork is not None else "summary"
    if grade["overall"] is None or played.guess is not None or played.fork is not None:
        return DebriefView(desk, session, grade, page)
    return GuessView(desk, session, lambda: desk.show(DebriefView(desk, session, grade)))
