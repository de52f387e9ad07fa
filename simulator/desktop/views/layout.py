"""Where things stand in a scene: it follows from the window's size, the channel and whether there is a coach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pygame

from simulator.desktop.theme import SMALLEST_FONT_PX, Theme

PANEL_SHARE = 0.25
TWO_ROWS_UNITS = 1100
"""In rooms narrower than this the cards lie in two rows: side by side their names would break within words."""
_CARD_UNITS = 10.5
"""Design size of a card's name where it is smallest."""
DIALOGS_FROM = 0.3
"""Dialogs of a scene stand below this share of the height, so that the customer's face stays in view."""


@dataclass(frozen=True, slots=True)
class SceneLayout:
    """The places of a scene's parts, in pixels.

    Args:
        panel: the panel at the side; a quarter of the width at most.
        dock: the strip with cards, reply box and buttons.
        cards: the row of cards.
        reply: the reply box.
        send: the button that says it.
        cut: the button that speaks over the customer; None where nobody can be spoken over.
        transcript: what is shown in the panel under the mood.
        hints: the row of hint buttons, at the foot of the panel.
        surroundings: what is left for place and people, or for letters and messages.
        reading: where a card that was looked up may lie.
        papers_stay: whether it stays there and gathers all that is looked up.
        shaded: whether the dock lies on a shade, as over a picture.
        zones: parts of the window that are drawn again only where something in them looks different; the first one
            is drawn every time.
    """

    panel: pygame.Rect
    dock: pygame.Rect
    cards: pygame.Rect
    reply: pygame.Rect
    send: pygame.Rect
    cut: pygame.Rect | None
    transcript: pygame.Rect
    hints: pygame.Rect
    surroundings: pygame.Rect
    reading: pygame.Rect
    papers_stay: bool = False
    shaded: bool = True
    zones: tuple[pygame.Rect, ...] = ()

    @property
    def dialogs(self) -> pygame.Rect:
        """Where dialogs stand that leave the customer's face in view."""
        high = self.panel.bottom + self.panel.top
        return pygame.Rect(0, round(high * DIALOGS_FROM), self.panel.left, high - round(high * DIALOGS_FROM))

    @property
    def all_but_panel(self) -> pygame.Rect:
        """Everything beside the panel."""
        return pygame.Rect(0, 0, self.panel.left, self.panel.bottom + self.panel.top)


def panel_box(theme: Theme) -> pygame.Rect:
    """The panel at the side."""
    wide, high = theme.size
    left = wide - round(wide * PANEL_SHARE) + theme.px(4)
    return pygame.Rect(left, theme.px(12), wide - theme.px(12) - left, high - theme.px(24))


def spoken_layout(theme: Theme, *, coached: bool) -> SceneLayout:
    """Face to face and on the phone: people above, cards and a reply box below, a button to speak over them.

    Args:
        theme: sizes.
        coached: whether mood and hints are shown.
    """
    px, high, panel = theme.px, theme.size[1], panel_box(theme)
    two_rows = theme.room[0] < TWO_ROWS_UNITS or theme.px(_CARD_UNITS) < SMALLEST_FONT_PX
    cards_px, reply_px = px(82 if two_rows else 48), px(62 if theme.tight else 90)
    top = high - px(20) - cards_px - reply_px
    dock = pygame.Rect(px(16), top, panel.left - px(28), high - px(12) - top)
    below = dock.y + cards_px + px(8)
    talk_px = px(140 if theme.tight else 162)
    reply = pygame.Rect(dock.x, below, dock.width - talk_px - px(10), dock.bottom - below)
    send, cut = talk_boxes(dock.right, reply, talk_px, px(8))
    return SceneLayout(
        panel=panel,
        dock=dock,
        cards=pygame.Rect(dock.x, dock.y, dock.width, cards_px),
        reply=reply,
        send=send,
        cut=cut,
        transcript=transcript_box(theme, panel, coached=coached),
        hints=hints_box(theme, panel),
        surroundings=pygame.Rect(0, 0, panel.left, dock.y),
        reading=pygame.Rect(px(20), px(20), panel.left - px(60), dock.y - px(36)),
        zones=split(theme.size, (pygame.Rect(0, 0, panel.left - px(6), high),)),
    )


def split(size: tuple[int, int], parts: Sequence[pygame.Rect]) -> tuple[pygame.Rect, ...]:
    """Zones that cover a window: these parts, which begin at the left edge, and what is right of them."""
    right = max(part.right for part in parts)
    return (*parts, pygame.Rect(right, 0, size[0] - right, size[1]))


def typed_layout(theme: Theme, *, coached: bool) -> SceneLayout:
    """In a chat: as face to face, but nobody can be spoken over.

    Args:
        theme: sizes.
        coached: whether mood and hints are shown.
    """
    found = spoken_layout(theme, coached=coached)
    send = pygame.Rect(found.send.x, found.reply.y, found.send.width, found.reply.height)
    return replace(found, send=send, cut=None)


def talk_boxes(right: int, reply: pygame.Rect, wide: int, gap: int) -> tuple[pygame.Rect, pygame.Rect]:
    """The two buttons beside the reply box: say it, and speak over them."""
    half = (reply.height - gap) // 2
    send = pygame.Rect(right - wide, reply.y, wide, half)
    return send, send.move(0, half + gap)


def transcript_top(theme: Theme, *, coached: bool) -> int:
    """How far below the panel's upper edge the transcript begins; above it are title, clock and mood."""
    return theme.px((128 if theme.narrow else 206) if coached else 76)


def transcript_box(theme: Theme, panel: pygame.Rect, *, coached: bool) -> pygame.Rect:
    """Under the mood and above the hints, where there are any."""
    px = theme.px
    tight = theme.tight
    top = panel.y + transcript_top(theme, coached=coached)
    # Below it the coach's line, see `coaching.coach_box`.
    bottom = panel.bottom - px((144 if tight else 118) if coached else 52)
    return pygame.Rect(panel.x + px(12), top, panel.width - px(24), bottom - top)


def hints_box(theme: Theme, panel: pygame.Rect) -> pygame.Rect:
    """The row of hint buttons; where there is little room they lie below each other."""
    px = theme.px
    if theme.tight:
        return pygame.Rect(panel.x + px(12), panel.bottom - px(90), panel.width - px(24), px(80))
    return pygame.Rect(panel.x + px(12), panel.bottom - px(46), panel.width - px(24), px(34))
