"""Every view in every language and size: nothing is clipped, nothing lies outside, nothing is left untold."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pygame
import pytest

from simulator.desktop import VIEWS, screenshot
from simulator.desktop.desk import Desk
from simulator.desktop.lettering import Block
from simulator.desktop.reader import describe
from simulator.desktop.samples import SAMPLES
from simulator.desktop.sampling import sample_desk
from simulator.desktop.views.cards import GROUPS
from simulator.desktop.views.debrief import DebriefView
from simulator.desktop.views.progress import ProgressView
from simulator.desktop.views.settings import SettingsView
from simulator.desktop.views.view import View
from simulator.desktop.widgets import Button, Dialog, Element, ReplyBox, ScrollArea, Segments
from simulator.errors import UsageError
from simulator.record import Mode
from simulator.scenario import ActionKind, load, slugs
from simulator.texts import languages
from simulator.training import Session

SIZES = ((1280, 720), (960, 600), (1024, 768), (1920, 1080))


def open_sample(
    name: str, language: str, size: tuple[int, int], percent: int = 100, *, spaced: bool = False
) -> View:
    pygame.display.init()
    pygame.font.init()
    pygame.display.set_mode(size)
    desk = kept_desk(language)
    desk.player = None
    desk.settings = desk.settings.model_copy(update={"text_size_percent": percent, "letter_spacing": spaced})
    desk.look(size)
    return SAMPLES[name](desk)


@cache
def kept_desk(language: str) -> Desk:
    """One desk a language: playing its sample sessions takes longer than drawing them."""
    return sample_desk(language, SIZES[0])


def overflows(found: Block, wide: int, high: int) -> bool:
    return found.height_px > high or found.width_px > wide


def broken_word(part: Block) -> str:
    """A word that goes on in the next line, if there is one."""
    for line, following in pairwise(part.lines):
        before, after = part.text[line.end - 1 : line.end], part.text[following.start : following.start + 1]
        if before.isalpha() and after.isalpha():
            return part.text[line.start : following.end]
    return ""


def clipped(element: Element) -> list[str]:
    """What does not fit in an element, or was cut to fit."""
    found: list[str] = []
    if isinstance(element, Button):
        label, detail = element.label()
        room = element.box
        for part, text in ((label, element.text), (detail, element.detail)):
            if part is not None and (part.text != text or overflows(part, room.width, room.height)):
                found.append(f"{element.name}: {text!r}")
            if part is not None and part.text and (broken := broken_word(part)):
                found.append(f"{element.name}: {broken!r} is broken within")
    elif isinstance(element, Dialog):
        found += [f"{element.name}: {part.text!r}" for part in element.texts() if part.width_px > element.box.width]
    elif isinstance(element, ReplyBox):
        shown = element.placeholder_block()
        if shown.text != element.placeholder:
            found.append(f"{element.name}: {element.placeholder!r}")
    elif isinstance(element, Segments):
        for index, (_, label) in enumerate(element.options):
            made = element.label_block(index)
            if made.text != label:
                found.append(f"{element.name}: {label!r}")
            if broken := broken_word(made):
                found.append(f"{element.name}: {broken!r} is broken within")
    return found


def test_the_names_of_the_views_are_told() -> None:
    assert tuple(SAMPLES) == VIEWS


def faults_of(view: View) -> list[str]:
    """What is clipped, stands outside the window, or has nothing to say to a voice."""
    window = pygame.Rect((0, 0), view.theme.size)
    on_pages = {child for e in view.walk() if isinstance(e, ScrollArea) for child in e.children()}
    if view.dialog is not None and view.dialog.scrolls:
        on_pages |= {e for e in view.dialog.walk() if e is not view.dialog}
    found: list[str] = []
    for element in view.walk():
        found += clipped(element)
        if element not in on_pages and not window.contains(element.box):
            found.append(f"{element.name} lies outside: {element.box}")
    for page in (e for e in view.walk() if isinstance(e, ScrollArea)):
        wide = pygame.Rect(0, 0, page.box.width, page.page_height_px)
        found += [f"{e.name} lies outside its page: {e.box}" for e in page.children() if not wide.contains(e.box)]
    if isinstance(view, DebriefView | ProgressView):
        found += [part.text for part, room in view.made.blocks if part.width_px > room]
    if isinstance(view, SettingsView):
        found += [part.text for part, room in view.blocks() if part.width_px > room]
    stops = [*view.focus.stops(), *(view.dialog.focus.stops() if view.dialog is not None else [])]
    t = view.desk.texts
    for stop in stops:
        if not stop.kind or (stop.kind != "page" and describe(stop, t) == t(f"settings.kind.{stop.kind}")):
            found.append(f"{stop.name} says nothing")
    return found


def everywhere(quick: Callable[[str, str], bool]) -> list[Any]:
    """Every view in every language; those that are not quick are measured by .ci/run only."""
    return [
        pytest.param(name, code, marks=() if quick(name, code) else pytest.mark.slow)
        for name in VIEWS
        for code in languages()
    ]


def taken_in_turn(name: str, language: str) -> bool:
    """One language a view, another with each view."""
    return (VIEWS.index(name) - languages().index(language)) % len(languages()) == 0


@pytest.mark.parametrize(("name", "language"), everywhere(taken_in_turn))
def test_no_text_is_clipped_and_nothing_lies_outside(name: str, language: str) -> None:
    for size in SIZES[:2]:
        assert faults_of(open_sample(name, language, size)) == [], f"{name} {language} {size}"


# By large text the window becomes a small one: what is measured at 100 % is measured closer up.
LARGE = (((1280, 720), 200), ((960, 540), 200), ((1280, 720), 150), ((1024, 768), 200), ((1680, 720), 200))
QUICK = {(name, "ru") for name in ("settings", "briefing", "scene", "pause")} | {("scene", "fi"), ("debrief", "el")}


@pytest.mark.parametrize(("name", "language"), everywhere(lambda *which: which in QUICK))
def test_large_text_is_neither_clipped_nor_outside(name: str, language: str) -> None:
    turn = VIEWS.index(name) + languages().index(language)
    for size, percent in LARGE[:1] if (name, language) in QUICK else (LARGE[turn % 2], LARGE[2 + turn % 3]):
        view = open_sample(name, language, size, percent)
        assert faults_of(view) + overlapping(view) == [], f"{name} {language} {size} {percent} %"


@pytest.mark.slow
@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", VIEWS)
def test_the_full_screen_holds_every_view(name: str, language: str) -> None:
    assert faults_of(open_sample(name, language, SIZES[3])) == []


@pytest.mark.slow
@pytest.mark.parametrize(("name", "language"), [(n, code) for n in VIEWS for code in languages() if taken_in_turn(n, code)])
def test_wide_letters_are_neither_clipped_nor_outside(name: str, language: str) -> None:
    view = open_sample(name, language, SIZES[0], 200, spaced=True)
    assert faults_of(view) + overlapping(view) == [], f"{name} {language}"


def overlapping(view: View) -> list[str]:
    """Pairs of elements that can be pressed and lie over each other."""
    boxes = [(e.name, e.box) for e in view.elements if e.focusable and e.visible]
    return [
        f"{one} {other}"
        for place, (one, first) in enumerate(boxes)
        for other, second in boxes[place + 1 :]
        if first.colliderect(second)
    ]


@pytest.mark.parametrize("name", ["home", "briefing", "scene", "exam", "debrief"])
@pytest.mark.parametrize("size", SIZES)
def test_nothing_lies_over_something_else(name: str, size: tuple[int, int]) -> None:
    assert overlapping(open_sample(name, "fi", size)) == []


def test_a_picture_is_written(tmp_path: Path) -> None:
    screenshot("home", language="el", size=(960, 600), out=tmp_path / "home.png")
    assert pygame.image.load(tmp_path / "home.png").get_size() == (960, 600)
    with pytest.raises(UsageError, match="attic"):
        screenshot("attic", language="el", size=(960, 600), out=tmp_path / "x.png")


def test_the_mood_is_not_shown_in_an_exam() -> None:
    exam, practice = open_sample("exam", "en", SIZES[0]), open_sample("scene", "en", SIZES[0])
    assert not exam.has("hint_light")
    assert practice.has("hint_light")
    assert "\n" not in exam.find("panel").text
    assert "\n" in practice.find("panel").text


def spoken_acts() -> set[str]:
    from scoring import ACTS

    return set(ACTS) - {"warm_transfer", "blind_transfer"}  # deeds that the codebook counts as well


def test_no_button_performs_an_act_of_speech() -> None:
    spoken = spoken_acts()
    assert not {kind for kinds in GROUPS.values() for kind in kinds} & spoken
    assert {kind.value for kind in ActionKind} == {kind for kinds in GROUPS.values() for kind in kinds}
    names = {e.name for e in open_sample("tray", "en", SIZES[0]).walk() if isinstance(e, Button)}
    assert not {name.removeprefix("choice_").removeprefix("card_") for name in names} & spoken


@pytest.mark.slow
def test_no_scene_offers_an_act_of_speech_in_any_tray() -> None:
    spoken = spoken_acts()
    for slug in slugs():
        scenario = load(slug)
        session = Session.begin(scenario, scenario.languages[0], 7, mode=Mode.DEMONSTRATION)
        kinds = {choice.kind for choice in session.choices()}
        assert not kinds & spoken, slug
        assert kinds <= {kind.value for kind in ActionKind}, slug
        assert not set(scenario.file.case.remedies) & spoken, slug
