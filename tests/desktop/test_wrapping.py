"""Lines of a text that is edited are the lines it would have if it were wrapped at once."""

from __future__ import annotations

import random

import pygame
import pytest

from simulator.desktop.lettering import wrap
from simulator.desktop.theme import Theme
from simulator.desktop.widgets.wrapping import Wrapping, as_drawn
from simulator.texts import visible_char

PIECES = ("sana ", "pitkä sana ", "\n", "x" * 60, " ", "  ", "Ω ", "e\u0301", "\n\n", "yksi kaksi kolme ")


@pytest.mark.parametrize("seed", range(6))
def test_wrapping_a_change_gives_the_lines_of_the_whole(seed: int) -> None:
    pygame.font.init()
    font = Theme((1280, 720)).font(17)
    dice = random.Random(seed)
    text = "".join(dice.choice(PIECES) for _ in range(400))
    wrapping = Wrapping(font, 300)
    wrapping.put(text)
    for _ in range(120):
        first = dice.randrange(len(text) + 1)
        last = min(len(text), first + dice.choice((0, 0, 0, 1, 1, 7, 300)))
        text = text[:first] + dice.choice((*PIECES, "", "")) + text[last:]
        wrapping.put(text)
        assert wrapping.lines == wrap(text, font, 300)
        place = dice.randrange(len(text) + 1)
        assert wrapping.line_of(place) == max(n for n, line in enumerate(wrapping.lines) if line.start <= place)


def test_a_text_is_drawn_character_for_character() -> None:
    odd = "a\u202eb\0c\td\ud83d é\n😀"
    assert as_drawn(odd) == "".join(map(visible_char, odd))
