"""The box in which the trainee writes: full Unicode typing, selection, clipboard, undo, wrapping, scrolling."""

from __future__ import annotations

from collections.abc import Callable

import pygame

from simulator.desktop.clipboard import clipboard
from simulator.desktop.lettering import Block, TextLine, block, draw_text, line_height
from simulator.desktop.painting import blit, draw_box, draw_card, rounded, shade
from simulator.desktop.theme import Palette, Theme
from simulator.desktop.widgets.editing import Editing
from simulator.desktop.widgets.element import Element
from simulator.desktop.widgets.wrapping import Wrapping, as_drawn
from simulator.texts import Texts

_BLINK_MS = 530
_DOUBLE_CLICK_MS = 350
_LETTERS = {
    pygame.KSCAN_A: "a", pygame.KSCAN_C: "c", pygame.KSCAN_V: "v", pygame.KSCAN_X: "x", pygame.KSCAN_Y: "y",
    pygame.KSCAN_Z: "z",
}  # fmt: skip


class ReplyBox(Element):
    """A box to write in.

    Args:
        name: what it is found by.
        box: where.
        theme: sizes.
        limit: characters that may be sent; more can be written, and is marked.
        placeholder: shown while it is empty.
        send: called at Enter, or None where Enter breaks the line.
        changed: called after every change.
        one_line: whether line breaks are refused.
        text: what stands in it at first.
        counter: whether characters are counted.
        units: design size of the letters.
    """

    focusable = True
    kind = "box"

    def __init__(
        self,
        name: str,
        box: pygame.Rect,
        theme: Theme,
        *,
        limit: int,
        placeholder: str = "",
        send: Callable[[], object] | None = None,
        changed: Callable[[], object] | None = None,
        one_line: bool = False,
        text: str = "",
        counter: Callable[[int, int], str] | None = None,
        units: float = 17,
    ) -> None:
        super().__init__(name, box, theme)
        self.limit = limit
        self.placeholder = placeholder
        self.editing = Editing(text, one_line=one_line)
        self._send = send
        self._changed = changed or (lambda: None)
        self._counter = counter
        self._one_line = one_line
        self._font = theme.font(units)
        self._line_px = line_height(self._font, 0.96)
        self._composed = ""
        self._scroll_px = 0
        self._blink_ms = 0.0
        self._since_click_ms = 9999.0
        self._dragging = False
        self._goal_x: int | None = None
        self._wrapping = Wrapping(self._font, self.inner().width - theme.px(4))
        self._layout()

    @property
    def written(self) -> str:
        """What stands in it."""
        return self.editing.text

    @property
    def too_long(self) -> bool:
        """Whether it holds more than may be sent."""
        return len(self.editing.text) > self.limit

    def state(self, texts: Texts) -> list[str]:
        """What stands in it."""
        return [self.written or texts("settings.state.empty")]

    def put(self, text: str) -> None:
        """Put a text in; the one before it comes back by undo."""
        self.editing.replace(text)
        self._after()

    def take_over(self, other: ReplyBox) -> None:
        """Go on with what stands in another box, its caret and its undo."""
        self.editing = other.editing
        self._after(changed=False)

    def empty(self) -> None:
        """Begin anew."""
        self.editing.clear()
        self._composed = ""
        self._after()

    def inner(self) -> pygame.Rect:
        """Where the letters stand."""
        pad = self.theme.px(12)
        room = self.box.inflate(-2 * pad, -2 * self.theme.px(8))
        if self._counter is not None:
            room.height -= self.theme.px(15)
        return room

    def placeholder_block(self) -> Block:
        """The placeholder as it is drawn."""
        room = self.inner()
        most = max(1, room.height // self._line_px)
        return block(self.placeholder, self._font, room.width, most_lines=most, spacing=0.96)

    # -- keys and mouse -------------------------------------------------------------------------------------------

    def handle(self, event: pygame.event.Event) -> bool:
        """Take typing, keys and the mouse."""
        if event.type in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEMOTION, pygame.MOUSEBUTTONUP, pygame.MOUSEWHEEL):
            return self._mouse(event)
        if not self.focused:
            return False
        if event.type == pygame.TEXTINPUT:
            self._composed = ""
            self.editing.insert(event.text)
            self._after()
            return True
        if event.type == pygame.TEXTEDITING:
            self._composed = event.text
            self._layout()
            return True
        if event.type == pygame.KEYDOWN:
            return self._key(event)
        return False

    def _key(self, event: pygame.event.Event) -> bool:
        if self._composed and event.key != pygame.K_ESCAPE:
            return True  # the input method has the keys until it is done
        control = bool(event.mod & (pygame.KMOD_CTRL | pygame.KMOD_META)) and not event.mod & pygame.KMOD_ALT
        shift = bool(event.mod & pygame.KMOD_SHIFT)
        if event.key in (pygame.K_RETURN, pygame.K_KP_ENTER):
            return self._enter(shift=shift, control=control)
        if control and self._shortcut(event, shift=shift):
            return True
        return self._edit(event.key, shift=shift, word=control) or self._walk(event.key, shift=shift, control=control)

    def _enter(self, *, shift: bool, control: bool) -> bool:
        if control or (self._one_line and self._send is None):
            return False
        if self._send is not None and not shift:
            self._send()
        else:
            self.editing.insert("\n")
            self._after()
        return True

    def _shortcut(self, event: pygame.event.Event, *, shift: bool) -> bool:
        # On a Russian or Greek keyboard the key has another letter; the place of the key decides then.
        code = event.key
        letter = chr(code) if 97 <= code <= 122 else _LETTERS.get(getattr(event, "scancode", -1), "")
        edit = self.editing
        match letter:
            case "a":
                edit.select_all()
            case "c":
                clipboard.put(edit.selected) if edit.selected else None
            case "x" if edit.selected:
                clipboard.put(edit.selected)
                edit.delete()
            case "v":
                edit.insert(clipboard.get(), kind="paste")
            case "z":
                edit.redo() if shift else edit.undo()
            case "y":
                edit.redo()
            case _:
                return letter == "x"
        self._after()
        return True

    def _edit(self, key: int, *, shift: bool, word: bool) -> bool:
        if key == pygame.K_BACKSPACE:
            self.editing.delete(word=word)
        elif key == pygame.K_DELETE and not shift:
            self.editing.delete(forwards=True, word=word)
        else:
            return False
        self._after()
        return True

    def _walk(self, key: int, *, shift: bool, control: bool) -> bool:
        edit = self.editing
        if key in (pygame.K_LEFT, pygame.K_RIGHT):
            edit.step(1 if key == pygame.K_RIGHT else -1, select=shift, word=control)
        elif key in (pygame.K_UP, pygame.K_DOWN) and not control:
            return self._walk_line(1 if key == pygame.K_DOWN else -1, select=shift)
        elif key == pygame.K_HOME:
            edit.move(0 if control else self._lines[self._line_of(edit.caret)].start, select=shift)
        elif key == pygame.K_END:
            edit.move(len(edit.text) if control else self._line_end(self._line_of(edit.caret)), select=shift)
        else:
            return False
        self._after(changed=False)
        return True

    def _walk_line(self, step: int, *, select: bool) -> bool:
        place = self._line_of(self.editing.caret) + step
        if self._goal_x is None:
            self._goal_x = self._x_of(self.editing.caret)
        goal = self._goal_x
        if place < 0:
            self.editing.move(0, select=select)
        elif place >= len(self._lines):
            self.editing.move(len(self.editing.text), select=select)
        else:
            self.editing.move(self._char_at(place, goal), select=select)
        self._after(changed=False)
        self._goal_x = goal
        return True

    def _mouse(self, event: pygame.event.Event) -> bool:
        if event.type == pygame.MOUSEWHEEL:
            if self.hovered and self._height() > self.inner().height:
                self._scroll_px -= round(event.y * self._line_px)
                self._bound_scroll()
                return True
            return False
        inside = bool(self.box.collidepoint(event.pos))
        if event.type == pygame.MOUSEMOTION:
            self.hovered = inside
            if self._dragging:
                self.editing.move(self._place_at(event.pos), select=True)
                self._after(changed=False)
            return self._dragging
        if event.type == pygame.MOUSEBUTTONUP:
            held, self._dragging = self._dragging, False
            return held
        if not inside or event.button != 1:
            return False
        place = self._place_at(event.pos)
        if self._since_click_ms < _DOUBLE_CLICK_MS:
            self.editing.select_word(place)
        else:
            self.editing.move(place, select=bool(pygame.key.get_mods() & pygame.KMOD_SHIFT) and self.focused)
            self._dragging = True
        self._since_click_ms = 0.0
        self._after(changed=False)
        return True

    # -- layout ---------------------------------------------------------------------------------------------------

    def _shown(self) -> str:
        """The text as it is drawn, character for character, with what is being composed at the caret."""
        text, caret = self.editing.text, self.editing.caret
        return as_drawn(text[:caret] + self._composed + text[caret:] if self._composed else text)

    @property
    def _lines(self) -> list[TextLine]:
        return self._wrapping.lines

    @property
    def _wrapped(self) -> str:
        return self._wrapping.text

    def _after(self, *, changed: bool = True) -> None:
        self._goal_x = None
        self._blink_ms = 0.0
        self._layout()
        self._follow_caret()
        self.text = self.editing.text
        if changed:
            self._changed()

    def _layout(self) -> None:
        self._wrapping.put(self._shown())

    def _height(self) -> int:
        return len(self._lines) * self._line_px

    def _caret(self) -> int:
        return self.editing.caret + len(self._composed)

    def _follow_caret(self) -> None:
        y = self._line_of(self._caret()) * self._line_px
        room = self.inner().height
        if y < self._scroll_px:
            self._scroll_px = y
        elif y + self._line_px > self._scroll_px + room:
            self._scroll_px = y + self._line_px - room
        self._bound_scroll()

    def _bound_scroll(self) -> None:
        self._scroll_px = max(0, min(self._scroll_px, self._height() - self.inner().height))

    def _line_of(self, place: int) -> int:
        return self._wrapping.line_of(place)

    def _line_end(self, index: int) -> int:
        line = self._lines[index]
        wraps_on = index + 1 < len(self._lines) and self._lines[index + 1].start == line.end
        return max(line.start, line.end - 1) if wraps_on else line.end

    def _x_of(self, place: int) -> int:
        line = self._lines[self._line_of(place)]
        return int(self._font.size(self._wrapped[line.start : place])[0])

    def _char_at(self, index: int, x: int) -> int:
        line = self._lines[index]
        words = self._wrapped[line.start : line.end]
        low, high = 0, len(words)
        while low < high:
            middle = (low + high) // 2
            if (self._font.size(words[:middle])[0] + self._font.size(words[: middle + 1])[0]) / 2 < x:
                low = middle + 1
            else:
                high = middle
        return min(line.start + low, self._line_end(index))

    def _place_at(self, pos: tuple[int, int]) -> int:
        room = self.inner()
        index = (pos[1] - room.y + self._scroll_px) // self._line_px
        index = max(0, min(len(self._lines) - 1, index))
        return min(len(self.editing.text), self._char_at(index, pos[0] - room.x))

    # -- drawing --------------------------------------------------------------------------------------------------

    def update(self, dt_ms: float) -> None:
        """Let the caret blink."""
        self._blink_ms = (self._blink_ms + dt_ms) % (2 * _BLINK_MS)
        self._since_click_ms += dt_ms

    def look(self) -> object:
        """Its words, the caret and what is selected."""
        edit = self.editing
        blinks = self.focused and self._blink_ms < _BLINK_MS
        return edit.text, edit.selection, edit.caret, self._composed, self._scroll_px, self.focused, blinks, *self.box

    def draw(self, target: pygame.Surface) -> None:
        """Draw it."""
        theme, room = self.theme, self.inner()
        radius = theme.px(10)
        draw_card(target, self.box, radius, border=Palette.PAPER_EDGE, depth=theme.px(6))
        clip = target.get_clip()
        target.set_clip(clip.clip(room.inflate(theme.px(4), 0)))
        if not self._wrapped:
            self.placeholder_block().draw(target, Palette.INK_FAINT, room.topleft)
        self._draw_selection(target, room)
        first = self._scroll_px // self._line_px
        for index in range(first, min(len(self._lines), first + room.height // self._line_px + 2)):
            line = self._lines[index]
            y = room.y + index * self._line_px - self._scroll_px
            draw_text(target, self._wrapped[line.start : line.end], self._font, Palette.INK, (room.x, y))
        self._draw_caret(target, room)
        target.set_clip(clip)
        self._draw_extras(target)
        self.draw_focus(target, radius)

    def _draw_selection(self, target: pygame.Surface, room: pygame.Rect) -> None:
        first, last = self.editing.selection
        if first == last or self._composed:
            return
        for index in range(self._line_of(first), self._line_of(last) + 1):
            line = self._lines[index]
            begin, end = max(first, line.start), min(last, line.end)
            left = self._font.size(self._wrapped[line.start : begin])[0]
            wide = self._font.size(self._wrapped[begin:end])[0]
            wide += self.theme.px(5) if last > line.end else 0
            y = room.y + index * self._line_px - self._scroll_px
            target.fill(Palette.AMBER_PALE, (room.x + left, y, wide, self._line_px))

    def _draw_caret(self, target: pygame.Surface, room: pygame.Rect) -> None:
        if not self.focused or self._blink_ms >= _BLINK_MS:
            return
        caret = self._caret()
        x = room.x + self._x_of(caret)
        y = room.y + self._line_of(caret) * self._line_px - self._scroll_px
        if self._composed:
            wide = self._font.size(self._composed)[0]
            target.fill(Palette.BLUE, (x - wide, y + self._line_px - self.theme.px(2), wide, self.theme.px(2)))
        target.fill(Palette.INK, (x, y + self.theme.px(2), max(1, self.theme.px(2)), self._line_px - self.theme.px(4)))
        if pygame.display.get_init():
            pygame.key.set_text_input_rect(pygame.Rect(x, y, 2, self._line_px))

    def _draw_extras(self, target: pygame.Surface) -> None:
        theme = self.theme
        if self._height() > self.inner().height:
            room = self.inner()
            high = max(theme.px(16), room.height * room.height // self._height())
            top = room.y + (room.height - high) * self._scroll_px // max(1, self._height() - room.height)
            box = pygame.Rect(self.box.right - theme.px(8), top, theme.px(4), high)
            blit(target, rounded(box.size, theme.px(2), shade(Palette.INK_FAINT, 150), None, 0), box.topleft)
        if self._counter is not None:
            words = self._counter(len(self.editing.text), self.limit)
            font = theme.font(11.5, bold=self.too_long)
            wide = font.size(words)[0]
            at = (self.box.right - wide - theme.px(12), self.box.bottom - font.get_linesize() - theme.px(1))
            if self.too_long:
                box = pygame.Rect(at[0] - theme.px(5), at[1] + 1, wide + theme.px(10), font.get_linesize())
                draw_box(target, box, theme.px(5), Palette.RED_PALE)
            draw_text(target, words, font, Palette.RED if self.too_long else Palette.INK_SOFT, at)
