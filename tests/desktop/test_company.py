"""Those who wait behind the customer, and whoever steps in: they follow the engine's queue and what happens."""

from __future__ import annotations

import os

os.environ["SDL_VIDEODRIVER"] = "dummy"
os.environ["SDL_FRAMEBUFFER_ACCELERATION"] = "0"

import gc
import threading
from dataclasses import replace
from functools import cache
from types import SimpleNamespace
from typing import Any

import pygame
import pytest

from simulator.desktop.desk import Desk
from simulator.desktop.figures import FEELINGS, PRESETS, Crowd, Figure
from simulator.desktop.figures.slicing import checkpoint, sliced
from simulator.desktop.theme import Theme
from simulator.desktop.views.casting import Cast
from simulator.desktop.views.stage import Stage
from simulator.engine import Phase, queue_length, start
from simulator.scenario import load
from simulator.settings import Settings

SIZE = (640, 360)
FRAME_MS = 50.0


@pytest.fixture(autouse=True, scope="module")
def _screen():
    pygame.display.init()
    pygame.font.init()
    pygame.display.set_mode(SIZE)


def crowd(**given: Any) -> Crowd:
    return Crowd((210, 294, 240), 0.5, (0, 480), customer=PRESETS["older_man"], seed=3, **given)


def pass_time(people: Crowd, seconds: float) -> None:
    for _ in range(round(seconds * 1000 / FRAME_MS)):
        people.update(FRAME_MS)
        for _ in range(12):
            people.draw_ahead()


def picture(people: Crowd) -> bytes:
    board = pygame.Surface(SIZE)
    people.draw(board)
    return pygame.image.tobytes(board, "RGB")


def test_people_come_and_go_until_so_many_wait_as_the_queue_holds():
    people = crowd()
    people.fill(2)
    assert len(people.people) == 2
    assert len({one.figure.look for one in people.people} | {PRESETS["older_man"]}) == 3
    for _ in range(200):
        people.change(3)
        pass_time(people, 0.1)
        if len(people.people) == 3 and people.people[2].away == 0.0:
            break
    assert len(people.people) == 3
    assert people.people[2].away == 0.0, "they have walked in"
    people.change(1)
    assert len(people.people) == 1
    pass_time(people, 3)
    assert not people._gone


def test_nobody_can_be_seen_walking_for_those_who_want_little_motion():
    people = crowd(still=True)
    people.fill(1)
    pass_time(people, 1)
    people.change(2)
    assert [one.away for one in people.people] == [0.0] * len(people.people)
    people.change(0)
    assert not people._gone


def test_shouting_turns_their_heads_and_good_handling_gladdens_them():
    people = crowd()
    people.fill(3)
    people.startle()
    for one in people.people:
        assert one.aside == (-1.0 if one.x > 210 else 1.0), "they look at the customer"
        assert one.expression.mouth_curve < FEELINGS["neutral"].mouth_curve
    before = picture(people)
    pass_time(people, 1)
    assert picture(people) != before
    people.ease()
    assert all(one.expression.mouth_curve > 0.5 for one in people.people)


def test_one_of_them_films_and_puts_the_phone_away_again():
    people = crowd()
    people.fill(3)
    people.film(on=True)
    assert [one.expression.pose() for one in people.people].count("filming") == 1
    people.film(on=False)
    assert all(one.expression.pose() != "filming" for one in people.people)


def test_the_weary_look_at_the_time():
    people = crowd()
    people.fill(4)
    people.weariness = 1.0
    poses = set()
    for _ in range(60):
        people.update(1000.0, may_draw=False)
        poses |= {one.expression.pose() for one in people.people}
    assert "watch" in poses
    people.weariness = 0.0
    for _ in range(10):
        people.update(1000.0, may_draw=False)
    assert all(one.expression.pose() != "watch" for one in people.people)


def test_one_more_sees_the_queue_looks_at_the_time_and_goes():
    people = crowd()
    people.fill(1)
    pass_time(people, 2)
    people.turn_away()
    assert len(people._gone) == 1
    assert people._gone[0].expression.pose() == "watch"
    pass_time(people, 9)
    assert not people._gone
    assert len(people.people) == 1


def test_the_same_seed_has_the_same_people_doing_the_same():
    def run() -> bytes:
        people = crowd()
        people.fill(2)
        for _ in range(30):
            people.update(FRAME_MS)
        return picture(people)

    assert run() == run()


# -- the stage --------------------------------------------------------------------------------------------------------


class _Narrator:
    """Says what a test wants."""

    def __init__(self) -> None:
        self.current: Any = None
        self.begun = 0
        self.loudness = 0.0
        self.revealed = 0

    @property
    def speaking(self) -> bool:
        return self.current is not None

    @property
    def shown(self) -> Any:
        return self.current

    def say(self, by: str, *, loud: bool = False) -> None:
        self.current = SimpleNamespace(by=by, loud=loud, text="Well.", cut_at=None)
        self.begun += 1
        self.loudness = 0.6


@cache
def scene(slug: str) -> Any:
    return load(slug)


def stage(slug: str = "shouting_in_store") -> tuple[Stage, Any]:
    scenario = scene(slug)
    state, _ = start(scenario, "en", 7)
    desk = Desk(None, Theme(SIZE), settings=Settings())
    return Stage(desk, scenario, Cast(scenario, state, desk.texts), 480, 7, state), state


def test_as_many_wait_as_the_engine_says():
    made, state = stage()
    company: Any = made._company
    queue = scene("shouting_in_store").file.queue
    assert len(company._crowd.people) == queue_length(queue, state) == 2
    later = replace(state, clock_ms=90_000)
    narrator: Any = _Narrator()
    for _ in range(400):
        made.update(20, later, narrator)
        if len(company._crowd.people) == queue_length(queue, later):
            break
    assert len(company._crowd.people) == queue_length(queue, later) == 4


def test_who_is_to_say_something_is_there_though_nobody_queues():
    made, _ = stage("plastic_fern")
    company: Any = made._company
    assert len(company._crowd.people) == 1


def test_a_supervisor_walks_in_and_the_customer_looks_at_them():
    made, state = stage()
    narrator: Any = _Narrator()
    helper: Any = made._helper
    made.update(20, state, narrator)
    assert not helper.here
    assert made._figure.motion.aside == 0.0
    narrator.say("supervisor")
    made.update(20, state, narrator)
    outside = helper._place()[0]
    for _ in range(60):
        made.update(20, state, narrator)
    assert helper.here
    assert helper._place()[0] < outside
    assert helper._figure.motion.value("head_turn") < -0.5, "they face the customer"
    assert made._figure.motion.aside == 1.0
    assert made._figure.motion.value("head_turn") > 0.3
    board = pygame.Surface(SIZE)
    made.draw(board)
    made.draw_bubble(board, narrator)
    bubble = made.bubble()
    assert bubble is not None
    assert abs(bubble.tip[0] - helper._x) < 40


def test_the_customer_turns_to_a_bystander_whose_bubble_points_at_them():
    made, state = stage()
    narrator: Any = _Narrator()
    narrator.say("bystander")
    for _ in range(30):
        made.update(20, state, narrator)
    board = pygame.Surface(SIZE)
    made.draw(board)
    made.draw_bubble(board, narrator)
    company: Any = made._company
    bubble = made.bubble()
    assert bubble is not None
    assert bubble.tip == company.mouth_of_speaker()
    assert made._figure.motion.aside * company.side_of_speaker > 0


def test_repeated_shouting_brings_out_a_phone_and_calm_puts_it_away():
    made, state = stage()
    narrator: Any = _Narrator()
    company: Any = made._company
    furious = replace(state, mood=replace(state.mood, anger=9000))
    for _ in range(3):
        narrator.say("customer", loud=True)
        made.update(20, furious, narrator)
    assert company._crowd._filming
    calm = replace(state, mood=replace(state.mood, anger=2000))
    made.update(20, calm, narrator)
    assert not company._crowd._filming


def test_a_customer_who_has_had_enough_walks_out_and_the_others_watch():
    made, state = stage()
    endings = scene("shouting_in_store").file.endings
    gone = next(name for name, ending in endings.items() if ending.kind.value == "walks_out")
    other = next(name for name, ending in endings.items() if ending.kind.value != "walks_out")
    narrator: Any = _Narrator()
    for name, left in ((other, False), (gone, True)):
        over = replace(state, phase=Phase.ENDED, endings=(name,))
        for _ in range(60):
            made.update(40, over, narrator)
        assert (made._customer_x() < 0) == left


def test_nothing_is_nudged_where_shouting_is_toned_down():
    made, state = stage()
    narrator: Any = _Narrator()
    for settings, nudged in (({}, True), ({"calm_shouting": True}, False), ({"reduced_motion": True}, False)):
        made._desk.settings = Settings(**settings)
        made._nudge_ms = 0.0
        narrator.say("customer", loud=True)
        made.update(1, state, narrator)
        assert (made._nudge_ms > 0) == nudged


# -- attention, hair, and drawing in slices ---------------------------------------------------------------------------


def test_eyes_go_first_and_the_head_follows():
    figure = Figure(PRESETS["woman_thirties"], 60)
    figure.motion.aside = 1.0
    for _ in range(4):
        figure.update(20, FEELINGS["neutral"])
    early_gaze, early_turn = figure.motion.value("gaze_x"), figure.motion.value("head_turn")
    swings = []
    for _ in range(60):
        figure.update(20, FEELINGS["neutral"])
        swings.append(figure.motion.hair_swing())
    assert early_gaze / figure.motion.value("gaze_x") > 2 * early_turn / figure.motion.value("head_turn")
    assert min(swings) < -0.5, "hair stays behind"
    assert abs(swings[-1]) < 1.0


def test_whoever_wants_little_motion_sees_nobody_sway():
    figure = Figure(PRESETS["woman_thirties"], 60)
    figure.motion.still = True
    for _ in range(50):
        figure.update(40, FEELINGS["neutral"])
        assert (figure.motion.sway(), figure.motion.breath(), figure.motion.hair_swing()) == (0.0, 0.0, 0.0)


def test_a_drawing_in_slices_ends_as_one_at_once_and_leaves_no_thread():
    figure, plain = Figure(PRESETS["student"], 120, at_once=False), Figure(PRESETS["student"], 120)
    slices = sum(1 for _ in figure.build())
    assert slices > 1
    for one in (figure, plain):
        one.settle(FEELINGS["hurt"])
    boards = [pygame.Surface((160, 130), pygame.SRCALPHA) for _ in range(2)]
    for board, one in zip(boards, (figure, plain), strict=True):
        one.draw(board, 80, 128)
    assert pygame.image.tobytes(boards[0], "RGBA") == pygame.image.tobytes(boards[1], "RGBA")
    broken = Figure(PRESETS["driver"], 200, at_once=False).build()
    next(broken)
    del broken
    gc.collect()
    for thread in threading.enumerate():
        if thread.name == "drawing":
            thread.join(2)
            assert not thread.is_alive()


def test_a_drawing_that_fails_fails_where_it_is_waited_for():
    def fail() -> None:
        checkpoint()
        raise KeyError("paint")

    with pytest.raises(KeyError, match="paint"):
        list(sliced(fail))
