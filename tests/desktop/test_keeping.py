"""What is kept, how much of it, and that it goes with what it belongs to."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pygame
import pytest

from simulator.desktop import heap
from simulator.desktop.desk import SCENES_KEPT, Desk
from simulator.desktop.figures import canvas
from simulator.desktop.figures.canvas import Canvas, Linear, Radial
from simulator.desktop.figures.places import Place
from simulator.desktop.keeping import PICTURES, Store, bytes_of, fit_window
from simulator.desktop.theme import Theme, forget_pictures, kept_with_palette
from simulator.desktop.views.scene import SceneView
from simulator.scenario import load
from simulator.training import Session
from tests.desktop.driver import Driver


@pytest.fixture(autouse=True)
def display() -> Iterator[None]:
    pygame.display.init()
    pygame.display.set_mode((1280, 720))
    yield
    fit_window((1920, 1080))


def test_what_was_not_asked_for_the_longest_goes_first() -> None:
    kept: Store[bytes] = Store(30, len)
    for number in range(4):
        kept.keep(number, bytes(10))
        kept.find(0)
    assert [number in kept for number in range(4)] == [True, False, True, True]
    assert kept.bytes == 30
    kept.keep(0, bytes(12))
    assert (0 in kept, kept.bytes, len(kept)) == (True, 22, 2), "a new one in the place of an old one"
    kept.keep("large", bytes(90))
    assert len(kept) == 1, "the last one is kept whatever its size"
    kept.limit(5)
    kept.clear()
    assert (len(kept), kept.bytes) == (0, 0)


def test_pictures_are_drawn_once_as_long_as_there_is_room_and_nothing_else_is_wanted() -> None:
    drawn: list[int] = []

    @kept_with_palette
    def square(side: int) -> pygame.Surface:
        drawn.append(side)
        return pygame.Surface((side, side))

    forget_pictures()
    assert square(20) is square(20)
    fit_window((100, 10))
    square(100)
    square(90)
    assert PICTURES.bytes == bytes_of(square(90))
    square(20)
    forget_pictures()
    square(20)
    assert drawn == [20, 100, 90, 20, 20]


@pytest.mark.parametrize("name", ["phone", "chat"])
def test_a_place_painted_in_strips_is_the_same_to_the_last_bit(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    def pictures() -> list[bytes]:
        place = Place(name, (900, 450))
        return [pygame.image.tobytes(part, "RGBA") for part in (place.background(), place.foreground())]

    whole = pictures()
    monkeypatch.setattr(canvas, "_MOST_LAYER_PX", 20_000)
    assert pictures() == whole


def test_shapes_painted_in_strips_are_the_same_to_the_last_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    def picture() -> bytes:
        board = Canvas((-20, -20, 400, 300), 1.3, 2)
        board.fill([(-50, -30), (380, 20), (300, 280), (10, 310)], Radial((90, 80), 300, (250, 10, 90), (0, 90, 200)))
        board.fill([(30, 30), (390, 90), (200, 260)], Linear((0, 0), (300, 200), (1, 2, 3), (250, 240, 0), 255, 30))
        board.fill([(60, 10), (420, 60), (310, 290)], (90, 200, 40), 120)
        board.soft([(50, 60), (350, 60), (350, 200), (50, 220)], (10, 20, 30), 140, 9)
        return pygame.image.tobytes(board.surface, "RGBA")

    whole = picture()
    monkeypatch.setattr(canvas, "_MOST_LAYER_PX", 5_000)
    assert picture() == whole


def test_a_closed_scene_takes_its_pictures_along_at_once(driver: Driver) -> None:
    gc.disable()  # it is not for the collector to find
    try:
        driver.window.show(SceneView(driver.desk, Session.begin(load("shouting_in_store"), "fi", 7)))
        driver.frame(20)
        stage = weakref.ref(driver.view.stage)  # type: ignore[attr-defined]
        driver.home()
        driver.frame()
        assert stage() is None
    finally:
        gc.enable()


def test_a_desk_holds_the_last_few_scenes() -> None:
    desk = Desk(None, Theme((960, 540)))
    for number in range(SCENES_KEPT):
        desk.scenes[str(number)] = object()  # type: ignore[assignment]
    first = desk.scenes["0"]
    assert desk.scene("0") is first
    desk.scene("bicycle_ready")
    assert len(desk.scenes) == SCENES_KEPT
    assert {"0", "bicycle_ready"} < {*desk.scenes}, "what was looked at again stays"
    assert "1" not in desk.scenes


def test_where_the_library_knows_no_such_call_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heap.ctypes, "CDLL", lambda _name: object())
    heap._call.cache_clear()
    heap.keep_tight()
    heap.give_back()
    assert heap._call("mallopt") is None
    heap._call.cache_clear()
