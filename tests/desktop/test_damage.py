"""Drawing only what looks different must leave the very picture that drawing everything gives."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pygame
import pytest

from simulator.desktop.views.damage import Looks, Piece, Recorder, differing, parted, replay
from simulator.desktop.views.scene import SceneView
from simulator.scenario import load
from simulator.training import Session
from tests.desktop.driver import Driver

WHOLE = pygame.Rect(0, 0, 100, 80)


@pytest.fixture
def driver(tmp_path: Path) -> Iterator[Driver]:
    made = Driver(tmp_path, size=(960, 540))
    yield made
    made.close()


def begin(driver: Driver, slug: str) -> SceneView:
    view = SceneView(driver.desk, Session.begin(load(slug), "fi", 7))
    driver.window.show(view)
    return view


def played(driver: Driver, view: SceneView) -> Iterator[None]:
    """A scene in which everything moves: typing, a focus that walks, a response, what is looked up, a hint."""
    letters = iter("Olen pahoillani. Kertoisitteko, mitä tapahtui? " * 9)
    for number in range(150):
        if number % 2:
            driver.post(pygame.TEXTINPUT, text=next(letters))
        if number % 30 == 11:
            driver.key(pygame.K_TAB)
        if number == 40:
            driver.key(pygame.K_SPACE, mod=pygame.KMOD_CTRL)
        if number == 70:
            view.send()
        if number == 90 and view.has("hint_light"):
            driver.click("hint_light")
        driver.frame(1, 33.0)
        yield


@pytest.mark.parametrize("slug", ["shouting_in_store", "overcharged_card", "late_delivery"])
def test_what_is_drawn_in_parts_is_what_is_drawn_whole(driver: Driver, slug: str) -> None:
    view = begin(driver, slug)
    screen, whole = driver.window.screen, pygame.Surface(driver.window.screen.get_size()).convert()
    # People who walk in behind the panel are not followed there: it lets a twentieth of them through.
    zone = view.layout.zones[0]
    for number, _ in enumerate(played(driver, view)):
        if number % 10 == 9:
            view.draw(whole)
            left, right = (pygame.image.tobytes(found.subsurface(zone), "RGB") for found in (screen, whole))
            assert left == right, f"frame {number}"


def test_a_line_on_hold_and_a_third_on_it_are_drawn(driver: Driver) -> None:
    view = begin(driver, "right_department")
    driver.hear_out()
    before = pygame.image.tobytes(driver.window.screen, "RGB")
    view.choose("hold")
    driver.frame(2)
    whole = pygame.Surface(driver.window.screen.get_size()).convert()
    view.draw(whole)
    assert pygame.image.tobytes(driver.window.screen, "RGB") == pygame.image.tobytes(whole, "RGB") != before


def picture(size: tuple[int, int] = (10, 10), colour: str = "red") -> pygame.Surface:
    found = pygame.Surface(size)
    found.fill(colour)
    return found


def test_a_recording_is_put_onto_a_surface_within_both_clips() -> None:
    recorder, target = Recorder(WHOLE.size), pygame.Surface(WHOLE.size)
    recorder.set_clip((0, 0, 15, 80))
    recorder.blit(picture(), (10, 10))
    recorder.set_clip(None)
    recorder.blit(picture(colour="blue"), (200, 10))
    assert [piece.box for piece in recorder.pieces] == [pygame.Rect(10, 10, 5, 10)]
    target.set_clip((0, 0, 100, 12))
    replay(recorder.pieces, target)
    painted = {(x, y) for x in range(100) for y in range(80) if target.get_at((x, y))[:3] == (255, 0, 0)}
    assert painted == {(x, y) for x in range(10, 15) for y in (10, 11)}
    assert target.get_clip() == pygame.Rect(0, 0, 100, 12)


def test_a_recorder_refuses_parts_of_pictures() -> None:
    with pytest.raises(ValueError, match="whole"):
        Recorder(WHOLE.size).blit(picture(), (0, 0), (0, 0, 5, 5))


def test_two_recordings_differ_where_pictures_came_and_went() -> None:
    still, moving = picture(), picture()
    first = [Piece(still, (0, 0), 0, (0, 0, 100, 80)), Piece(moving, (20, 0), 0, (0, 0, 100, 80))]
    second = [first[0], Piece(moving, (22, 0), 0, (0, 0, 100, 80))]
    boxes = differing(first, second)
    assert boxes is not None
    assert sorted(box.x for box in boxes) == [20, 22]
    assert differing(first, list(first)) == []
    assert differing(first, first[::-1]) is None


def test_parts_cover_everything_and_do_not_overlap() -> None:
    boxes = [pygame.Rect(x, y, 120, 90) for x, y in ((0, 0), (100, 50), (900, 0), (400, 600), (915, 80), (0, 0))]
    found = parted([*boxes, pygame.Rect(0, 0, 0, 0)])
    assert all(any(part.contains(box) for part in found) for box in boxes)
    assert not any(a.colliderect(b) for a in found for b in found if a is not b)
    assert len(found) == 3


def test_looks_tell_what_came_changed_and_went() -> None:
    looks, box = Looks(), pygame.Rect(0, 0, 10, 10)
    looks.see("a", 1, box)
    looks.see("b", None, box.move(50, 0))
    assert len(looks.take()) == 2
    looks.see("a", 1, box)
    looks.see("b", None, box.move(50, 0))
    assert {part.x for part in looks.take()} == {50}
    looks.see("a", 1, box.move(20, 0))
    assert {part.x for part in looks.take()} == {0, 20, 50}
    assert looks.take() == [box.move(20, 0)]
