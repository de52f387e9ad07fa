"""Colours that change at run time, sizes that grow with the text, letters that stand wider apart."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pygame
import pytest

import simulator.desktop
from simulator.desktop.lettering import block, draw_text
from simulator.desktop.painting import page_ground
from simulator.desktop.theme import PALETTES, Palette, Theme, palette_name, use_palette

HOUSE = Path(simulator.desktop.__file__).parent


@pytest.fixture(autouse=True)
def _screen() -> Iterator[None]:
    pygame.display.init()
    pygame.font.init()
    pygame.display.set_mode((64, 64))
    yield
    use_palette("warm")


def luminance(colour: tuple[int, int, int]) -> float:
    """Relative luminance as WCAG 2.2 has it."""
    parts = [c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


ON_PAPER = ("INK", "INK_SOFT", "GREEN_DARK", "RED_DARK", "AMBER_DARK", "BLUE", "PLUM")
ON_NIGHT = ("CREAM", "CREAM_SOFT", "GREEN_BRIGHT", "RED_BRIGHT", "AMBER_BRIGHT", "BLUE_BRIGHT")


@pytest.mark.parametrize(("name", "least"), [("warm", 4.5), ("safe", 4.5), ("contrast", 7.0)])
def test_text_stands_out_from_its_ground(name: str, least: float) -> None:
    colours = PALETTES[name]
    pairs = [(ink, ground) for ink in ON_PAPER for ground in ("PAPER", "PAPER_WARM")]
    pairs += [(ink, ground) for ink in ON_NIGHT for ground in ("NIGHT", "NIGHT_DEEP")]
    pairs += [("WHITE", "GREEN"), ("WHITE", "RED"), ("AMBER_DARK", "AMBER_PALE"), ("BLUE", "BLUE_PALE")]
    pairs += [("INK", "GREEN_PALE"), ("INK", "RED_PALE"), ("AMBER_BRIGHT", "NIGHT_WARM")]
    poor = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in pairs}
    assert {pair: found for pair, found in poor.items() if found < least} == {}


def as_seen_without(kind: str, colour: tuple[int, int, int]) -> tuple[float, float, float]:
    """A colour as somebody sees it who lacks one sort of cones (Viénot, Brettel and Mollon, 1999), linear."""
    r, g, b = ((c / 255) ** 2.2 for c in colour)
    if kind == "deutan":
        return 0.29275 * r + 0.70725 * g, 0.29275 * r + 0.70725 * g, -0.02234 * r + 0.02234 * g + b
    return 0.11238 * r + 0.88762 * g, 0.11238 * r + 0.88762 * g, 0.00401 * r - 0.00401 * g + b


@pytest.mark.parametrize("kind", ["protan", "deutan"])
@pytest.mark.parametrize("name", ["safe", "contrast"])
def test_for_and_against_are_told_apart_without_red_and_green(name: str, kind: str) -> None:
    colours = PALETTES[name]

    def apart(one: str, other: str) -> float:
        pairs = zip(as_seen_without(kind, colours[one]), as_seen_without(kind, colours[other]), strict=True)
        return sum((a - b) ** 2 for a, b in pairs) ** 0.5

    assert apart("GREEN", "RED") > 0.08
    assert apart("GREEN_BRIGHT", "RED_BRIGHT") > 0.3
    assert apart("GREEN_PALE", "RED_PALE") > 0.2


def test_other_colours_take_the_place_of_the_usual_ones_and_what_was_kept_is_drawn_anew() -> None:
    before = page_ground((8, 8)).get_at((0, 0))
    use_palette("contrast")
    assert palette_name() == "contrast"
    assert Palette.PAPER == (255, 255, 255)
    assert page_ground((8, 8)).get_at((0, 0)) != before
    use_palette("warm")
    assert page_ground((8, 8)).get_at((0, 0)) == before


def captured(tree: ast.Module) -> Iterator[int]:
    """Lines that read a colour when the module is imported, and so would keep it when the colours change."""
    deferred = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.Lambda)
        for part in (node.body if isinstance(node.body, list) else [node.body])
        for inner in ast.walk(part)
    }
    for node in ast.walk(tree):
        is_colour = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Palette"
        if is_colour and id(node) not in deferred:
            yield node.lineno


def test_no_module_keeps_a_colour_from_its_import() -> None:
    found = {
        f"{path.relative_to(HOUSE)}:{line}"
        for path in HOUSE.rglob("*.py")
        for line in captured(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert found == set()


def test_larger_text_makes_everything_larger_and_the_room_smaller() -> None:
    usual, twice = Theme((1280, 720)), Theme((1280, 720), 200)
    assert twice.px(40) == 2 * usual.px(40)
    assert twice.font(15).get_linesize() >= 1.9 * usual.font(15).get_linesize()
    assert usual.room == (1280, 720)
    assert twice.room == (640, 360)
    assert (usual.narrow, twice.narrow) == (False, True)


@pytest.mark.parametrize("text", ["Hyvää päivää", "Καλημέρα σας", "Здравствуйте", "e\u0301t\u0308e"])
def test_spaced_letters_are_as_wide_as_they_are_drawn_and_widths_add_up(text: str) -> None:
    font, usual = Theme((1280, 720), spaced=True).font(20), Theme((1280, 720)).font(20)
    assert font.size(text)[0] >= usual.size(text)[0] + 0.1 * 20 * (len(text) - 2)
    assert font.size(text)[0] == font.size(text[:4])[0] + font.size(text[4:])[0]
    assert font.render(text, antialias=True, color=(0, 0, 0)).get_size() == font.size(text)
    assert font.get_linesize() >= 30
    assert draw_text(pygame.Surface((400, 60)), text, font, (0, 0, 0), (0, 0)) == font.size(text)[0]


def test_spaced_text_wraps_earlier() -> None:
    words = "Ole hyvä ja kerro minulle rauhassa, mitä kassalla tapahtui ja kuinka monta kertaa kortti laitettiin lukijaan."
    wide = [len(block(words, Theme((1280, 720), spaced=spaced).font(15), 260).lines) for spaced in (False, True)]
    assert wide[0] < wide[1]
