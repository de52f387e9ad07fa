"""Where things stand in a correspondence: portrait, inbox and papers at the left, letter and editor in the middle."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pygame

from simulator.desktop.theme import Theme
from simulator.desktop.views.layout import SceneLayout, split, spoken_layout

_COLUMN_UNITS = 236
_LETTER_SHARE = 0.53


@dataclass(frozen=True, slots=True)
class MailPlaces:
    """The places of what only a correspondence has, in pixels.

    Args:
        portrait: the sender's; None where there is no room for it.
        inbox_card: the sheet under the inbox, with its title.
        inbox: the list of letters.
        letter: the letter that is open.
        editor: the sheet under the editor.
        head: subject and receiver of the answer.
    """

    portrait: pygame.Rect | None
    inbox_card: pygame.Rect
    inbox: pygame.Rect
    letter: pygame.Rect
    editor: pygame.Rect
    head: pygame.Rect


def mail_layout(theme: Theme, *, coached: bool) -> SceneLayout:
    """E-mail: a wide editor under the letter, and room at the side for what is looked up.

    Args:
        theme: sizes.
        coached: whether mood and hints are shown.
    """
    px, found = theme.px, spoken_layout(theme, coached=coached)
    left, top, right = px(12), px(12), found.panel.left - px(12)
    high = px(82 if theme.tight else 48)
    cards = pygame.Rect(left, theme.size[1] - px(12) - high, right - left, high)
    column = min(px(_COLUMN_UNITS), (right - left) * 2 // 7)
    inner = pygame.Rect(left, top, right - left, cards.y - px(10) - top)
    middle = pygame.Rect(left + column + px(10), top, inner.width - column - px(10), inner.height)
    editor_y = top + round(inner.height * _LETTER_SHARE) + px(10)
    send_wide = min(px(220), middle.width // 2)
    reply = pygame.Rect(middle.x + px(8), editor_y + px(48), middle.width - px(16), inner.bottom - editor_y - px(56))
    papers_y = top + round(inner.height * 0.6)
    window, half = pygame.Rect(0, 0, found.panel.left - px(6), theme.size[1]), px(5)
    column_right, portrait_low = middle.x - half, top + _portrait_px(inner) + px(16)
    below = pygame.Rect(0, portrait_low, column_right, cards.y - half - portrait_low)
    letter = pygame.Rect(column_right, 0, window.right - column_right, editor_y - half)
    editor = pygame.Rect(column_right, letter.bottom, letter.width, cards.y - half - letter.bottom)
    row = pygame.Rect(0, cards.y - half, window.right, window.bottom - cards.y + half)
    return replace(
        found,
        dock=pygame.Rect(left, cards.y, right - left, cards.height),
        cards=cards,
        reply=reply,
        send=pygame.Rect(middle.right - px(8) - send_wide, editor_y + px(7), send_wide, px(36)),
        cut=None,
        surroundings=inner,
        reading=pygame.Rect(left, papers_y, column, inner.bottom - papers_y),
        papers_stay=True,
        shaded=False,
        zones=split(theme.size, (pygame.Rect(0, 0, column_right, portrait_low), below, letter, editor, row)),
    )


def _portrait_px(inner: pygame.Rect) -> int:
    return round(inner.height * 0.26)


def mail_places(theme: Theme, layout: SceneLayout) -> MailPlaces:
    """What lies around the editor."""
    px, inner, papers = theme.px, layout.surroundings, layout.reading
    high = _portrait_px(inner)
    portrait = pygame.Rect(inner.x, inner.y, papers.width, high) if high >= px(100) else None
    below = inner.y + (high + px(22) if portrait is not None else 0)
    inbox_card = pygame.Rect(inner.x, below, papers.width, papers.y - px(10) - below)
    inbox = pygame.Rect(inbox_card.x + px(4), below + px(26), inbox_card.width - px(8), inbox_card.height - px(32))
    left = papers.right + px(10)
    editor_y = layout.send.y - px(7)
    letter = pygame.Rect(left, inner.y, inner.right - left, editor_y - px(10) - inner.y)
    editor = pygame.Rect(left, editor_y, inner.right - left, inner.bottom - editor_y)
    head = pygame.Rect(left + px(14), editor_y + px(4), layout.send.x - px(24) - left, px(42))
    return MailPlaces(portrait, inbox_card, inbox, letter, editor, head)
