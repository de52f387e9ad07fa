"""The panel at the side of the scene: title and clock, and in practice how the customer feels."""

from __future__ import annotations

from collections.abc import Callable

import pygame

from simulator.desktop.desk import Desk
from simulator.desktop.lettering import Block, draw_text, fitted
from simulator.desktop.painting import blit, draw_box, draw_gauge, rounded, shade
from simulator.desktop.theme import Palette
from simulator.desktop.views.layout import transcript_top
from simulator.desktop.widgets import Element
from simulator.review import mood_figure
from simulator.texts import clock_text
from simulator.training import Session

_CLOCK_SHOWN_MS = 3 * 3_600_000  # after a jump to a promised call the minutes of the scene say nothing
_GAUGE_SETTLES_MS = 260


class SidePanel(Element):
    """What the panel shows itself; transcript and buttons lie on it.

    Args:
        box: where.
        desk: texts and sizes.
        session: what is played.
        coached: whether the mood is shown.
        clock_ms: the virtual clock as it is seen.
    """

    def __init__(
        self, box: pygame.Rect, desk: Desk, session: Session, *, coached: bool, clock_ms: Callable[[], int]
    ) -> None:
        super().__init__("panel", box, desk.theme)
        self._desk = desk
        self._session = session
        self._clock_ms = clock_ms
        self._coached = coached
        self._share = mood_share(session)
        px, theme = self.theme.px, self.theme
        self._room = box.width - px(24) - px(44)
        sizes = [theme.font(size, bold=True) for size in (16, 15, 14, 13, 12, 11, 10, 9)]
        high = px(34 if theme.narrow else 40)  # the clock stands below it, and below that the gauge
        self._title = fitted(session.words("about.title"), sizes, self._room, high, spacing=0.88)
        self.text = self._title.text

    def blocks(self) -> list[Block]:
        """The wrapped texts on it."""
        return [self._title, *([self._word()] if self._desk.settings.feeling_words else [])]

    def _word(self) -> Block:
        word = self._desk.texts(f"mood.word.{mood_word(self._session.state.mood.points())}")
        fonts = [self.theme.font(size, bold=True) for size in (15, 14, 13, 12, 11)]
        room = self.box.width - self.theme.px(28) if self.theme.narrow else self._gauge_px()
        return fitted(word, fonts, room, self.theme.px(20 if self.theme.narrow else 40), spacing=0.88)

    def _gauge_px(self) -> int:
        return min(self.theme.px(74 if self.theme.narrow else 124), (self.box.width - self.theme.px(28)) // 2)

    def update(self, dt_ms: float) -> None:
        """Let the needle follow the mood."""
        settles_ms = 1.0 if self._desk.settings.reduced_motion else _GAUGE_SETTLES_MS
        self._share += (mood_share(self._session) - self._share) * min(1.0, dt_ms / settles_ms)
        if self._coached:
            mood = self._session.state.mood.points()
            self.text = f"{self._title.text}\n{mood_word(mood)}"

    def look(self) -> object:
        """The clock's second, the mood and the needle, which stands once it is where it belongs."""
        mood = self._session.state.mood.points()
        return self._clock(), tuple(mood.values()), round(self._share, 3), self.focused, *self.box

    def reach(self) -> pygame.Rect:
        """Title, clock and mood; the rest of it always looks the same."""
        return pygame.Rect(self.box.topleft, (self.box.width, transcript_top(self.theme, coached=self._coached)))

    def _clock(self) -> str:
        clock_ms = self._clock_ms()
        return clock_text(clock_ms) if clock_ms < _CLOCK_SHOWN_MS else ""

    def draw(self, target: pygame.Surface) -> None:
        """Draw it."""
        box, theme, t = self.box, self.theme, self._desk.texts
        px = theme.px
        blit(target, rounded(box.size, px(16), shade(Palette.NIGHT, 242), shade(Palette.NIGHT_EDGE), 1), box.topleft)
        left = box.x + px(14)
        self._title.draw(target, Palette.CREAM, (left, box.y + px(12)))
        line = " · ".join(filter(None, (t(f"desktop.mode.{self._session.played.mode}"), self._clock())))
        below = (left, box.y + px(14) + self._title.height_px)
        draw_text(target, line, theme.fitting(line, 13, self._room), Palette.CREAM_SOFT, below)
        if not self._coached:
            return
        if theme.narrow:
            self._draw_feeling(target, pygame.Rect(left, box.y + px(66), box.width - px(28), px(60)))
        else:
            self._draw_mood(target, pygame.Rect(left, box.y + px(80), box.width - px(28), px(116)))
        if theme.tight:
            return
        label = t("desktop.hint.title")
        font = theme.fitting(label, 12, box.width - px(28))
        draw_text(target, label, font, Palette.CREAM_SOFT, (left, box.bottom - px(67)))

    def _draw_feeling(self, target: pygame.Surface, box: pygame.Rect) -> None:
        """The gauge and the word alone, where there is little room."""
        wide = self._gauge_px()
        draw_gauge(target, (box.centerx - wide // 2, box.y), wide, self._share)
        if self._desk.settings.feeling_words:
            self._word().draw(target, Palette.CREAM, (box.x, box.bottom - self.theme.px(18)), centred_px=box.width)

    def _draw_mood(self, target: pygame.Surface, box: pygame.Rect) -> None:
        """The gauge with the feeling in words, and what lies behind it."""
        theme, t, px = self.theme, self._desk.texts, self.theme.px
        wide = self._gauge_px()
        draw_gauge(target, (box.x, box.y + px(2)), wide, self._share)
        if self._desk.settings.feeling_words:
            self._word().draw(target, Palette.CREAM, (box.x, box.y + wide // 2 + px(14)), centred_px=wide)
        left = box.x + wide + px(16)
        room = box.right - left
        mood = self._session.state.mood.points()
        for index, name in enumerate(("trust", "heard", "patience")):
            y = box.y + index * px(36)
            label = t(f"mood.{name}")
            draw_text(target, label, theme.fitting(label, 12.5, room), Palette.CREAM_SOFT, (left, y))
            share = mood[name] / 100
            bar = pygame.Rect(left, y + px(20), room, px(7))
            draw_box(target, bar, px(3), Palette.NIGHT_EDGE)
            if share > 0:
                filled = pygame.Rect(bar.x, bar.y, max(px(7), round(bar.width * share)), bar.height)
                draw_box(target, filled, px(3), Palette.GAUGE[min(4, int(share * 5))])


def mood_share(session: Session) -> float:
    """The gauge: 0 furious, 1 won over."""
    return mood_figure(session.state.mood.points()) / 100


def mood_word(mood: dict[str, int]) -> str:
    """The mood in one word of the texts (`mood.word.*`)."""
    anger = mood["anger"]
    if anger >= 45:
        return "furious" if anger >= 85 else "angry" if anger >= 65 else "annoyed"
    if mood["trust"] < 40:
        return "wary"
    return "warm" if mood["trust"] >= 65 and anger < 25 else "calm"
