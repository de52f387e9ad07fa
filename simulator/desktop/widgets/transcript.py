"""The transcript beside the scene: who said what, what was done, and what the coach remarks. Scrolls by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pygame

from simulator.desktop.figures import icon
from simulator.desktop.legible import legible
from simulator.desktop.lettering import Block, block
from simulator.desktop.painting import blit, draw_box
from simulator.desktop.theme import Colour, Palette, Theme
from simulator.desktop.widgets.element import Element
from simulator.texts import Texts

_NAME_COLOURS = {"customer": "AMBER_BRIGHT", "trainee": "GREEN_BRIGHT", "other": "BLUE_BRIGHT"}
_ICONS = {"action": "check", "coach": "hint", "hint": "hint", "refused": "warning", "up": "heart", "down": "warning"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry.

    Args:
        kind: `said`, `action`, `refused`, `coach`, `hint`, `opens`, or `up` and `down` for what a turn did.
        text: the words.
        who: the name of who speaks.
        side: `customer`, `trainee` or `other`.
        loud: shouted.
        at_ms: when, on the virtual clock.
        step: of the session; what belongs to one letter has the same.
    """

    kind: str
    text: str
    who: str = ""
    side: str = "other"
    loud: bool = False
    at_ms: int = 0
    step: int = 0


class TranscriptPanel(Element):
    """Shows entries; the newest stay in view until somebody scrolls back.

    Args:
        name: what it is found by.
        box: where.
        theme: sizes.
        entries: what it holds at first.
        pick: called with the step of one of the trainee's own responses that is clicked, or, at Enter, of the last.
    """

    focusable = True
    kind = "page"

    def __init__(
        self,
        name: str,
        box: pygame.Rect,
        theme: Theme,
        entries: Sequence[Entry] = (),
        pick: Callable[[int], object] | None = None,
    ) -> None:
        super().__init__(name, box, theme)
        self._pick = pick
        self.entries: list[Entry] = []
        self._pictures: list[pygame.Surface] = []
        self._from_end_px = 0
        for entry in entries:
            self.add(entry)

    @property
    def can_focus(self) -> bool:
        """It is a stop where there is something to scroll or to open."""
        opens = self._pick is not None and any(_is_own(entry) for entry in self.entries)
        return self.visible and (opens or self._height() > self.box.height)

    def add(self, entry: Entry) -> None:
        """Add an entry at the end."""
        again = (
            bool(entry.who)
            and bool(self.entries)
            and self.entries[-1].kind == "said"
            and self.entries[-1].who == entry.who
        )
        self.entries.append(entry)
        self._pictures.append(self._picture(entry, named=not again))
        self._from_end_px = 0
        self.text = "\n".join(filter(None, (f"{e.who}: {e.text}" if e.who else e.text for e in self.entries)))

    def state(self, _texts: Texts) -> list[str]:
        """The newest entry: a voice does not begin at the oldest."""
        return [self.entries[-1].text] if self.entries else []

    def _wide(self) -> int:
        return self.box.width - self.theme.px(26)

    def _picture(self, entry: Entry, *, named: bool) -> pygame.Surface:
        name, words, indent, gap = self._blocks(entry)
        name = name if named else None
        theme = self.theme
        plate = entry.kind in ("coach", "hint", "opens")
        pad = theme.px(8) if plate else 0
        high = (name.height_px if name else 0) + words.height_px + gap + 2 * pad
        picture = pygame.Surface((self._wide(), high), pygame.SRCALPHA)
        if plate:
            ground = Palette.NIGHT_WARM if entry.kind != "opens" else Palette.NIGHT_EDGE
            draw_box(picture, pygame.Rect(0, 0, self._wide(), high - gap), theme.px(8), ground)
        y = pad
        if name is not None:
            name.draw(picture, getattr(Palette, _NAME_COLOURS[entry.side]), (0, 0))
            y += name.height_px
        if entry.kind in _ICONS:
            size = theme.px(14)
            blit(picture, icon(_ICONS[entry.kind], size, self._colour(entry)), (pad, y + theme.px(3)))
        words.draw(picture, self._colour(entry), (pad + indent, y))
        return picture.premul_alpha() if not plate else picture

    def _blocks(self, entry: Entry) -> tuple[Block | None, Block, int, int]:
        theme = self.theme
        name = None
        if entry.who:
            name = block(legible(entry.who), theme.font(12.5, bold=True), self._wide(), most_lines=1, spacing=0.95)
        indent = theme.px(20) if entry.kind in _ICONS else 0
        small = entry.kind in ("up", "down", "action", "refused")
        font = theme.font(12.5 if small else 14.5, bold=entry.loud, italic=entry.kind in ("action", "refused", "opens"))
        plate = 2 * theme.px(8) if entry.kind in ("coach", "hint", "opens") else 0
        words = block(legible(entry.text), font, self._wide() - indent - plate, spacing=0.92)
        return name, words, indent, theme.px(9)

    @staticmethod
    def _colour(entry: Entry) -> Colour:
        return {
            "up": Palette.GREEN_BRIGHT, "down": Palette.RED_BRIGHT, "action": Palette.CREAM_SOFT,
            "refused": Palette.RED_BRIGHT, "coach": Palette.AMBER_BRIGHT, "hint": Palette.AMBER_BRIGHT,
        }.get(entry.kind, Palette.CREAM)  # fmt: skip

    def _height(self) -> int:
        return sum(picture.get_height() for picture in self._pictures) + self.theme.px(16)

    def scroll(self, by_px: int) -> None:
        """Scroll back (more than 0) or on."""
        most = max(0, self._height() - self.box.height)
        self._from_end_px = max(0, min(most, self._from_end_px + by_px))

    def handle(self, event: pygame.event.Event) -> bool:
        """Scroll by wheel and keys."""
        step = self.theme.px(54)
        if event.type == pygame.MOUSEMOTION:
            self.hovered = bool(self.box.collidepoint(event.pos))
        if event.type == pygame.MOUSEWHEEL and self.hovered:
            self.scroll(round(event.y * step))
            return True
        if event.type == pygame.MOUSEBUTTONDOWN and event.button == 1 and self.box.collidepoint(event.pos):
            return self._open(self._own_at(event.pos[1]))
        if event.type == pygame.KEYDOWN:
            if self.focused and event.key in (pygame.K_RETURN, pygame.K_KP_ENTER):
                own = [entry for entry in self.entries if _is_own(entry)]
                return self._open(own[-1] if own else None)
            page = self.box.height - step
            moves = {pygame.K_PAGEUP: page, pygame.K_PAGEDOWN: -page}
            if self.focused:
                moves |= {pygame.K_UP: step, pygame.K_DOWN: -step, pygame.K_HOME: 10**7, pygame.K_END: -(10**7)}
            if event.key in moves:
                self.scroll(moves[event.key])
                return True
        return False

    def look(self) -> object:
        """What it holds and how far it is scrolled."""
        return len(self._pictures), self._from_end_px, self.focused, *self.box

    def _open(self, entry: Entry | None) -> bool:
        if entry is None or self._pick is None:
            return False
        self._pick(entry.step)
        return True

    def _own_at(self, y: int) -> Entry | None:
        """The trainee's own response at a height on the screen."""
        top = self._top()
        for entry, picture in zip(self.entries, self._pictures, strict=True):
            if top <= y < top + picture.get_height():
                return entry if _is_own(entry) else None
            top += picture.get_height()
        return None

    def _top(self) -> int:
        """Where the first entry begins, above the box where there is more than fits."""
        high, px = self._height(), self.theme.px
        if high <= self.box.height:
            return self.box.y + px(10)
        return self.box.bottom - high + self._from_end_px + px(8)

    def draw(self, target: pygame.Surface) -> None:
        """Draw what fits, the newest at the bottom."""
        theme = self.theme
        draw_box(target, self.box, theme.px(10), Palette.NIGHT_DEEP, border=Palette.NIGHT_EDGE)
        clip = target.get_clip()
        target.set_clip(clip.clip(self.box.inflate(0, -theme.px(4))))
        high = self._height()
        y = top = self._top()
        for picture in self._pictures:
            if y + picture.get_height() > self.box.top and y < self.box.bottom:
                blit(target, picture, (self.box.x + theme.px(12), y))
            y += picture.get_height()
        target.set_clip(clip)
        if high > self.box.height:
            thumb = max(theme.px(24), self.box.height * self.box.height // high)
            at = (self.box.height - thumb) * (self.box.top - top) // max(1, high - self.box.height)
            bar = pygame.Rect(self.box.right - theme.px(8), self.box.y + max(0, at), theme.px(4), thumb)
            draw_box(target, bar, theme.px(2), (*Palette.CREAM_SOFT, 150))
        self.draw_focus(target, theme.px(10))


def _is_own(entry: Entry) -> bool:
    return entry.kind == "said" and entry.side == "trainee"
