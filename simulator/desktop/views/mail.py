"""E-mail: the inbox with its letters, the letter that is read, and the sender's portrait; the editor lies below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import pygame

from simulator.desktop.desk import Desk
from simulator.desktop.figures import expression_for
from simulator.desktop.legible import legible
from simulator.desktop.lettering import Block, block, draw_text, fitted
from simulator.desktop.painting import draw_box, draw_card, page_ground
from simulator.desktop.theme import Palette
from simulator.desktop.views.layout import SceneLayout
from simulator.desktop.views.mail_layout import MailPlaces, mail_places
from simulator.desktop.views.narration import Narrator
from simulator.desktop.views.portrait import Portrait
from simulator.desktop.views.reading import draw_empty
from simulator.desktop.views.shown import Shown
from simulator.desktop.widgets import Element, Entry, ScrollArea
from simulator.engine import State

_ROW_UNITS = 50
_QUOTED_LINES = 3


@dataclass(slots=True)
class Letter:
    """A letter: what one side wrote in one step.

    Args:
        who: the sender.
        side: `customer`, `trainee` or `other`.
        step: of the session.
        at_ms: when, on the virtual clock.
        parts: its paragraphs.
        unread: whether it was not opened yet.
    """

    who: str
    side: str
    step: int
    at_ms: int
    parts: list[str] = field(default_factory=list)
    unread: bool = True


class Inbox(ScrollArea):
    """The letters of this case, the latest first. Arrow keys and clicks open one.

    Args:
        box: where.
        desk: texts and sizes.
        play: the correspondence.
        letters: those there are; more are added to the same list.
        open_letter: called with the place of a letter in that list.
    """

    def __init__(
        self, box: pygame.Rect, desk: Desk, play: Shown, letters: list[Letter], open_letter: Callable[[int], object]
    ) -> None:
        super().__init__("inbox", box, desk.theme, 0, self._paint_rows)
        self._desk = desk
        self._play = play
        self._letters = letters
        self._open = open_letter
        self.opened = -1

    @property
    def can_focus(self) -> bool:
        """A stop where there is something to choose."""
        return self.visible and len(self._letters) > 1

    def _row_px(self) -> int:
        return self.theme.px(_ROW_UNITS)

    def show(self, opened: int) -> None:
        """Mark the letter that is open, and bring it into view."""
        self.opened = opened
        self.version += 1
        self.page_height_px = len(self._letters) * self._row_px()
        top = (len(self._letters) - 1 - opened) * self._row_px()
        self.reveal(pygame.Rect(0, top, self.box.width, self._row_px()))
        self.text = "\n".join(letter.who for letter in reversed(self._letters))

    def handle(self, event: pygame.event.Event) -> bool:
        """Open a letter by click or arrow keys; scroll."""
        if event.type == pygame.MOUSEBUTTONDOWN and event.button == 1 and self.box.collidepoint(event.pos):
            row = (event.pos[1] - self.box.y + self.offset_px) // self._row_px()
            if 0 <= row < len(self._letters):
                self._open(len(self._letters) - 1 - row)
            return True
        if event.type == pygame.KEYDOWN and self.focused and event.key in (pygame.K_UP, pygame.K_DOWN):
            place = self.opened + (1 if event.key == pygame.K_UP else -1)
            self._open(max(0, min(len(self._letters) - 1, place)))
            return True
        return event.type != pygame.KEYDOWN and super().handle(event)

    def _paint_rows(self, target: pygame.Surface, offset: int) -> None:
        theme, px, row_px = self.theme, self.theme.px, self._row_px()
        for row, letter in enumerate(reversed(self._letters)):
            y = row * row_px - offset
            if y + row_px < 0 or y > self.box.height:
                continue
            if len(self._letters) - 1 - row == self.opened:
                draw_box(target, pygame.Rect(px(3), y + px(2), self.box.width - px(6), row_px - px(4)), px(7),
                         Palette.AMBER_PALE)  # fmt: skip
            if letter.unread:
                pygame.draw.aacircle(target, Palette.BLUE, (px(12), y + px(16)), px(4))
            day, time = self._play.session.scenario.moment(letter.at_ms, self._play.session.state.language)
            small = theme.font(11.5)
            name = block(legible(letter.who), theme.font(13.5, bold=letter.unread), self.box.width - px(74),
                         most_lines=1)  # fmt: skip
            name.draw(target, Palette.INK, (px(22), y + px(5)))
            draw_text(target, time, small, Palette.INK_SOFT, (self.box.width - px(12) - small.size(time)[0], y + px(7)))
            below = theme.fitting(day, 12, self.box.width - px(40))
            draw_text(target, day, below, Palette.INK_SOFT, (px(22), y + px(25)))


class LetterPane(ScrollArea):
    """The letter that is open, whole.

    Args:
        box: where.
        desk: texts and sizes.
        play: the correspondence.
    """

    def __init__(self, box: pygame.Rect, desk: Desk, play: Shown) -> None:
        super().__init__("letter", box, desk.theme, 0, self._paint_letter)
        self._desk = desk
        self._play = play
        self._parts: list[tuple[Block, int, bool]] = []  # words, top, whether they belong to the head
        self._older_from = 0
        """Which part the older letters begin with; those before belong to the letter that is open."""

    def show(self, letter: Letter, subject: str, older: Sequence[Letter] = ()) -> None:
        """Lay a letter out, and below it, smaller, what was written before, as mail programs keep a thread.

        Args:
            letter: the one that is open.
            subject: its subject.
            older: what was written before it, the latest first.
        """
        theme, px, session = self.theme, self.theme.px, self._play.session
        room = self.box.width - px(52)
        day, time = session.scenario.moment(letter.at_ms, session.state.language)
        y, self._parts = px(14), []
        head = fitted(subject, [theme.font(size, bold=True) for size in (19, 18, 17, 16)], room, px(54), spacing=0.9)
        line = f"{legible(letter.who)} · {day}, {time}"
        sender = block(line, theme.font(13), room)
        for words in (head, sender):
            self._parts.append((words, y, True))
            y += words.height_px + px(2)
        y += px(16)
        for part in letter.parts:
            words = block(legible(part), theme.font(16), room)
            self._parts.append((words, y, False))
            y += words.height_px + px(11)
        self._older_from = len(self._parts)
        told = [subject, line, *letter.parts]
        for before in older:
            y += px(12)
            for words in self._quoted(before, room - px(14)):
                self._parts.append((words, y, False))
                y += words.height_px + px(4)
                told.append(words.text)
        self.page_height_px = y + px(8)
        self.version += 1
        self.text = "\n".join(told)
        self.offset_px = 0

    def _quoted(self, letter: Letter, room: int) -> tuple[Block, Block]:
        """Who wrote an older letter and when, and how it began: the whole of it is one press away in the inbox."""
        session, theme = self._play.session, self.theme
        day, time = session.scenario.moment(letter.at_ms, session.state.language)
        head = block(f"{legible(letter.who)} · {day}, {time}", theme.font(12.5, bold=True), room)
        words = legible(" ".join(" ".join(letter.parts).split()))
        return head, block(words, theme.font(13.5), room, most_lines=_QUOTED_LINES)

    def blocks(self) -> list[Block]:
        """The wrapped texts on it."""
        return [words for words, _, _ in self._parts]

    def _paint_letter(self, target: pygame.Surface, offset: int) -> None:
        """Draw the lines in view; a long letter has hundreds."""
        px, x = self.theme.px, self.theme.px(24)
        if self._older_from < len(self._parts):
            top = self._parts[self._older_from][1] - offset
            target.fill(Palette.PAPER_EDGE, (x, top, max(2, px(3)), self.page_height_px - px(12) - offset - top))
        for place, (words, top, head) in enumerate(self._parts):
            older = place >= self._older_from
            x = self.theme.px(38 if older else 24)
            colour = Palette.INK_SOFT if older or place == 1 else Palette.INK
            shift = (words.line_px - words.font.get_linesize()) // 2
            for index, line in enumerate(words.lines):
                y = top + index * words.line_px - offset + shift
                if -words.line_px < y < self.box.height:
                    draw_text(target, words.text[line.start : line.end], words.font, colour, (x, y))
            if place == 1 and head:
                rule = top + words.height_px + px(8) - offset
                target.fill(Palette.PAPER_EDGE, (x, rule, self.box.width - 2 * x, max(1, px(1))))


class MailDesk:
    """The workplace of a correspondence.

    Args:
        desk: sizes and settings.
        play: the correspondence.
        layout: where things stand.
        answering: whether a letter is being written; where nothing more is, the one that is read has its room.
    """

    def __init__(self, desk: Desk, play: Shown, layout: SceneLayout, *, answering: bool = True) -> None:
        self._desk = desk
        self._play = play
        self._layout = layout
        theme = self._theme = desk.theme
        self._places: MailPlaces = mail_places(theme, layout)
        self._answering = answering
        if not answering:
            places = self._places
            self._places = replace(
                places,
                letter=places.letter.union(places.editor),
                inbox_card=places.inbox_card.union(layout.reading),
                inbox=places.inbox.union(layout.reading.inflate(-theme.px(8), -theme.px(8))),
            )
        self._letters: list[Letter] = []
        state, cast = play.session.state, play.cast
        name = cast.name_of("customer")
        self._portrait: Portrait | None = None
        if self._places.portrait is not None:
            self._portrait = Portrait(cast.look_of("customer"), name, self._places.portrait, theme, state.seed)
        self.inbox = Inbox(self._places.inbox, desk, play, self._letters, self.open)
        self.letter = LetterPane(self._places.letter, desk, play)
        self._subject = legible(play.session.words("about.title"))
        t = desk.texts
        fonts = [theme.font(size, bold=True) for size in (14, 13, 12, 11)]
        head = f"{t('desktop.mail.re', subject=self._subject)} · {t('desktop.mail.to', name=legible(name))}"
        self._head = fitted(head, fonts, self._places.head.width, self._places.head.height, spacing=0.88)
        self._target = expression_for(**state.mood.points())
        self._mood_of: State | None = None

    def show(self, entry: Entry) -> None:
        """Take in what was written: lines of one step and sender are one letter."""
        if entry.kind != "said":
            return
        last = self._letters[-1] if self._letters else None
        if last is not None and (last.step, last.who) == (entry.step, entry.who):
            last.parts.append(entry.text)
        else:
            self._letters.append(Letter(entry.who, entry.side, entry.step, entry.at_ms, [entry.text]))
        letter = self._letters[-1]
        if letter.side == "trainee":
            letter.unread = False
            self.inbox.show(self.inbox.opened)
        elif last is None or last is letter or letter.side == "customer":
            self.open(len(self._letters) - 1)
        else:
            self.inbox.show(self.inbox.opened)

    def open(self, place: int) -> None:
        """Open a letter."""
        letter = self._letters[place]
        letter.unread = False
        first = next((at for at, other in enumerate(self._letters) if other.side == letter.side), place)
        older = [other for other in reversed(self._letters[:place]) if not other.unread]
        again = place > 0 and (letter.side != "customer" or place != first)
        subject = self._desk.texts("desktop.mail.re", subject=self._subject) if again else self._subject
        self.letter.show(letter, subject, older)
        self.inbox.show(place)

    def settle(self, state: State) -> None:
        """Take the face of a mood at once, as screenshots need it."""
        if self._portrait is not None:
            self._portrait.settle(expression_for(**state.mood.points()))

    def update(self, dt_ms: float, state: State, narrator: Narrator) -> None:
        """Let the face follow the mood."""
        if self._mood_of is not state:
            self._mood_of = state
            self._target = expression_for(**state.mood.points())
        if self._portrait is not None:
            self._portrait.update(dt_ms, self._target, narrator.loudness)

    def draw(self, target: pygame.Surface) -> None:
        """Draw the ground, the portrait and the sheets; letters are elements."""
        px, places, t = self._theme.px, self._places, self._desk.texts
        target.blit(page_ground(self._theme.size), (0, 0))
        for box in (places.inbox_card, places.letter, *((places.editor,) if self._answering else ())):
            draw_card(target, box, px(12), colour=Palette.PAPER, border=Palette.PAPER_EDGE, depth=px(6))
        title = t("desktop.mail.inbox")
        font = self._theme.fitting(title, 13, places.inbox.width - px(20), bold=True)
        draw_text(target, title, font, Palette.INK_SOFT, (places.inbox.x + px(10), places.inbox_card.y + px(5)))
        if self._portrait is not None:
            self._portrait.draw(target)
        if not self._answering:
            return
        if not self._has_papers():
            draw_empty(target, self._layout.reading, self._theme, t("desktop.mail.papers"), t("desktop.mail.no_papers"))
        head = places.head
        self._head.draw(target, Palette.INK_SOFT, (head.x, head.centery - self._head.height_px // 2))

    def changes(self, _narrator: Narrator) -> list[pygame.Rect] | None:
        """It does not say: the portrait has a zone of its own."""
        return None

    def _has_papers(self) -> bool:
        return any(ref in self._play.session.state.done for ref in ("account", "lookup"))

    def draw_bubble(self, target: pygame.Surface, narrator: Narrator) -> None:
        """Nobody speaks in a letter."""

    def bubble_box(self) -> pygame.Rect:
        """There is nothing to show at once."""
        return pygame.Rect(0, 0, 0, 0)

    def elements(self) -> list[Element]:
        """The inbox and the letter."""
        return [self.inbox, self.letter]
