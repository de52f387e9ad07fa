"""Guided practice beside a scene: beginnings of sentences and whole responses to choose from, change, and say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import pygame

from simulator.desktop.desk import Desk, Job
from simulator.desktop.lettering import block, draw_text, fitted
from simulator.desktop.painting import draw_card
from simulator.desktop.theme import Palette
from simulator.desktop.views.play import Play
from simulator.desktop.widgets import Button, Element, ScrollArea
from simulator.training import Guidance, guidance, shown_unaided, take_suggestion

KEY, KEY_LABEL = pygame.K_F12, "F12"
SLIM_UNITS = 460
"""In a room narrower than this, suggestions stand below each other."""

MOST_SHARE = 0.6
"""Of the room it may take in height, so that the customer's face stays in view."""


class Guide:
    """Offers suggestions at each moment where the trainee has not shown the skill yet.

    Args:
        desk: what the screens share.
        play: the session being played; nothing is offered where it is not a guided one.
        put: puts a suggestion into the reply box, instead of the one put there before.
        give_focus: gives the focus to an element, or with None back to the reply box.
    """

    def __init__(
        self,
        desk: Desk,
        play: Play,
        put: Callable[[str, str], object],
        give_focus: Callable[[Element | None], object],
    ) -> None:
        self._desk, self._play = desk, play
        self._put, self._give_focus = put, give_focus
        played = play.session.played
        self.active = played.guided and play.coached
        self._unaided: dict[str, int] = {}
        self._looking_back: Job[dict[str, int]] | None = None
        if self.active and desk.journal is not None and desk.person_id:  # 0.2 s for 300 sessions: not in a frame
            self._looking_back = desk.begin_work(partial(shown_unaided, desk.journal, desk.person_id))
        self._room = pygame.Rect(0, 0, 0, 0)
        self._moment: tuple[object, ...] = ()
        self._job: Job[Guidance] | None = None
        self._offer = Guidance()
        self._wanted = True
        self._done: tuple[object, ...] | None = None
        """The moment at which something was chosen already."""
        self._last = ""
        self.card: SuggestionCard | None = None
        """What is on offer now, while it is open."""

    def build(self, room: pygame.Rect) -> None:
        """Take the room for this window's size; what was open is made anew."""
        self._room = room
        if self.card is not None:
            self.card = self._make()

    def _make(self) -> SuggestionCard:
        return SuggestionCard(self._desk, self._room, self._offer, (self._take, self.close, self._give_focus))

    def update(self) -> None:
        """Offer what fits the moment, once nobody speaks any more."""
        if not self.active:
            return
        play, state = self._play, self._play.session.state
        if play.narrator.speaking or play.busy or play.session.ended or play.due:
            self.card = None
            return
        moment = (state.node, state.turn, state.visits.get(state.node, 0))
        if self._looking_back is not None:
            if not self._looking_back.done:
                return
            back, self._looking_back = self._looking_back, None  # first: one that failed is told once
            self._unaided = back.take()
        if moment != self._moment:
            self._moment, self._offer = moment, Guidance()
            self._job = self._desk.begin_work(partial(guidance, play.session, self._unaided))
        if self._job is not None and self._job.done:
            job, self._job = self._job, None
            self._offer = job.take()
        if self._offer and self.card is None and self._wanted and self._moment != self._done:
            self.card = self._make()

    def keys(self, event: pygame.event.Event) -> bool:
        """The key that opens the card, walks into it, and closes it; Esc closes it too."""
        inside = self.card is not None and any(element.focused for element in self.card.walk())
        if event.key == pygame.K_ESCAPE and inside:
            self.close()
            return True
        if event.key != KEY or not self.active:
            return False
        if inside:
            self.close()
        elif self._offer:
            self._wanted, self._done = True, None
            self.card = self.card or self._make()
            self._give_focus(next(iter(self.card.buttons), None))
        return True

    def close(self) -> None:
        """Put the card away until the key is pressed again."""
        self.card, self._wanted = None, False
        self._give_focus(None)

    def _take(self, text: str) -> None:
        """Put a suggestion into the box; saying it is the trainee's. The card goes until the next moment."""
        take_suggestion(self._play.session, self._offer, text)
        shown = f"{text} " if text in self._offer.openers else text
        self._put(shown, self._last)
        self._last, self._done, self.card = shown, self._moment, None
        self._give_focus(None)


class SuggestionCard(Element):
    """A paper card with what may be chosen.

    Args:
        desk: texts and sizes.
        room: where it may lie; it takes the lower left of it.
        offer: what is on it.
        calls: called with what was chosen; when it is put away; with a suggestion the arrow keys went to.
    """

    def __init__(
        self,
        desk: Desk,
        room: pygame.Rect,
        offer: Guidance,
        calls: tuple[Callable[[str], object], Callable[[], object], Callable[[Element], object]],
    ) -> None:
        take, close, self._give_focus = calls
        t, theme = desk.texts, desk.theme
        px = theme.px
        wide = room.width  # wide and low, so that face and bubble stay in view
        inner = wide - 2 * px(16)
        self._title = fitted(
            t("guide.title"), [theme.font(size, bold=True) for size in (16, 15, 14, 13)], inner - px(76), px(44)
        )
        # By large text, and beside letters and messages, there is room for the suggestions alone.
        slim = theme.tight or room.width < px(SLIM_UNITS)
        self._note = None if slim else block(t("guide.note"), theme.font(13), inner - px(44), spacing=0.95)
        head = px(16) + self._title.height_px + (self._note.height_px if self._note else 0) + px(8)
        self.buttons, page = _suggestions(desk, inner - px(12), offer, take, columns=1 if slim else 3)
        most = room.height if slim else round(room.height * MOST_SHARE)
        high = min(most, head + page + px(14))
        super().__init__("guide", pygame.Rect(room.x, room.bottom - high, wide, high), theme)
        self._area = ScrollArea(
            "guide_list", pygame.Rect(self.box.x + px(16), self.box.y + head, inner, high - head - px(10)), theme, page
        )
        for button in self.buttons:
            self._area.add(button)
        small = px(32)
        box = pygame.Rect(self.box.right - px(10) - small, self.box.y + px(10), small, small)
        self._close = Button("guide_close", box, theme, "", close, icon_name="close")
        self._close.called = t("desktop.put_away")
        self.text = "\n".join((self._title.text, t("guide.note"), *(button.text for button in self.buttons)))

    def children(self) -> Sequence[Element]:
        """The suggestions, and the button that puts them away."""
        return [self._area, self._close]

    def reveal(self, box: pygame.Rect) -> None:
        """Bring a suggestion into view."""
        if any(button.box is box for button in self.buttons):
            self._area.reveal(box)

    def handle(self, event: pygame.event.Event) -> bool:
        """Pass events on; arrow keys walk the suggestions, clicks do not go through."""
        if event.type == pygame.KEYDOWN and event.key in (pygame.K_UP, pygame.K_DOWN) and self._walk(event.key):
            return True
        took = [element.handle(event) for element in self.children()]
        if any(took):
            return True
        return event.type == pygame.MOUSEBUTTONDOWN and bool(self.box.collidepoint(event.pos))

    def _walk(self, key: int) -> bool:
        here = next((index for index, button in enumerate(self.buttons) if button.focused), None)
        if here is None:
            return False
        self._give_focus(self.buttons[(here + (1 if key == pygame.K_DOWN else -1)) % len(self.buttons)])
        return True

    def draw(self, target: pygame.Surface) -> None:
        """Draw it."""
        px = self.theme.px
        draw_card(target, self.box, px(14), colour=Palette.PAPER, border=Palette.PAPER_EDGE, depth=px(12))
        at = (self.box.x + px(16), self.box.y + px(12))
        self._title.draw(target, Palette.INK, at)
        key_at = (at[0] + self._title.width_px + px(10), at[1] + px(3))
        draw_text(target, KEY_LABEL, self.theme.font(11, bold=True), Palette.INK_SOFT, key_at)
        if self._note is not None:
            self._note.draw(target, Palette.INK_SOFT, (at[0], at[1] + self._title.height_px))
        self._area.draw(target)
        self._close.draw(target)


def _suggestions(
    desk: Desk, wide_px: int, offer: Guidance, take: Callable[[str], object], columns: int
) -> tuple[list[Button], int]:
    """Buttons for openers, and below them for whole responses, side by side; and the height of the page."""
    theme = desk.theme
    px, font = theme.px, theme.font(14)
    made: list[Button] = []
    most = wide_px - px(8)
    x = y = px(4)
    for index, text in enumerate(offer.openers):
        shown = f"{text} …"
        wide = min(most, font.size(shown)[0] + px(26))
        words = block(shown, font, most - 2 * px(8) - px(2), spacing=0.88)
        if x + wide > wide_px and x > px(4):
            x, y = px(4), made[-1].box.bottom + px(8)
        box = pygame.Rect(x, y, wide, max(px(34), words.height_px + px(12)))
        made.append(Button(f"opener_{index}", box, theme, shown, partial(take, text), units=14, bold=False))
        x += wide + px(8)
    y = made[-1].box.bottom + px(10) if made else y
    gap, count = px(10), min(columns, max(1, len(offer.candidates)))
    wide = (most - (count - 1) * gap) // count
    blocks = [block(text, font, wide - 2 * px(6) - px(2), spacing=0.88) for text in offer.candidates]
    row = max((each.height_px for each in blocks), default=0) + px(18)
    for index, text in enumerate(offer.candidates):
        tall = row if count > 1 else blocks[index].height_px + px(18)
        place = (px(4) + index % count * (wide + gap), y)
        made.append(
            Button(
                f"candidate_{index}", pygame.Rect(place, (wide, tall)), theme, text, partial(take, text), style="plain",
                units=14, bold=False, centred=False,
            )
        )  # fmt: skip
        y += tall + gap if index % count == count - 1 else 0
    return made, max((button.box.bottom for button in made), default=y) + px(6)
