"""Sounds of the surroundings: worked out, looped, faded, never in the way of the voice."""

from __future__ import annotations

import os

os.environ["SDL_AUDIODRIVER"] = "dummy"

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pygame
import pytest

from simulator.desktop.desk import Job, at_once
from simulator.desktop.sounds import LOOPED, SOUND_NAMES, Effects
from simulator.desktop.sounds.making import RATE_HZ, make
from simulator.desktop.speech import Player
from simulator.desktop.speech.sound import RATE_HZ as VOICE_HZ
from simulator.desktop.views.soundscape import Soundscape
from simulator.engine import start
from simulator.scenario import load


@pytest.fixture
def player():
    made = Player()
    yield made
    made.close()


@pytest.mark.parametrize("name", SOUND_NAMES)
def test_a_sound_is_audible_stays_in_range_and_is_the_same_each_time(name):
    samples = make(name)
    assert 0.05 < np.abs(samples).max() <= 1.0
    assert 0.1 < len(samples) / RATE_HZ < 10
    assert np.array_equal(samples, make(name))
    assert RATE_HZ == VOICE_HZ


@pytest.mark.parametrize("name", LOOPED)
def test_what_goes_on_joins_its_own_beginning(name):
    samples = make(name).astype(float)
    steps = np.abs(np.diff(samples))
    assert abs(samples[0] - samples[-1]) <= np.quantile(steps, 0.999)


def test_an_unknown_sound_names_those_there_are():
    with pytest.raises(ValueError, match="door_bell"):
        make("explosion")
    with pytest.raises(ValueError, match="hold_music"):
        Effects(30, at_once).loop("door_bell")


def test_without_a_sound_device_nothing_is_worked_out_or_heard():
    asked: list[Callable[[], Any]] = []

    def note(work: Callable[[], Any]) -> Job[Any]:
        asked.append(work)
        return Job()

    effects = Effects(30, note)
    effects.prepare("door_bell")
    effects.play("door_bell")
    effects.loop("shop_murmur")
    effects.update(16)
    effects.close()
    assert asked == []


def test_a_murmur_fades_in_follows_its_volume_and_leaves_the_voice_its_channel(player):
    assert player.heard
    effects = Effects(30, at_once)
    effects.loop("shop_murmur", 0.5)
    effects.update(20)
    early = pygame.mixer.Channel(6).get_volume()
    for _ in range(100):
        effects.update(20)
    assert early < pygame.mixer.Channel(6).get_volume() == pytest.approx(0.15, abs=0.02)
    assert not pygame.mixer.Channel(0).get_busy()
    effects.loop("")
    for _ in range(100):
        effects.update(20)
    assert not pygame.mixer.Channel(6).get_busy()


def test_a_short_sound_that_comes_too_late_is_not_played(player):
    late: Job[Any] = Job()
    effects = Effects(30, lambda _work: late)
    effects.play("door_bell")
    for _ in range(50):
        effects.update(20)
    late.run(lambda: b"\0\0" * 400)
    effects.update(20)
    assert not pygame.mixer.Channel(7).get_busy()


def test_at_no_volume_nothing_is_worked_out(player):
    def refuse(_work: Callable[[], Any]) -> Job[Any]:
        raise AssertionError("worked out for nothing")

    effects = Effects(0, refuse)
    effects.prepare("door_bell")
    effects.play("door_bell")
    effects.loop("shop_murmur")
    effects.update(20)


def test_only_the_sound_that_is_named_is_broken_off(player):
    effects = Effects(30, at_once)
    effects.play("phone_ring")
    effects.update(20)
    effects.play("pick_up")
    effects.hush("phone_ring")
    effects.update(20)
    assert pygame.mixer.Channel(7).get_busy()


class _Asked:
    """Stands for the sounds, and keeps what was asked of it."""

    def __init__(self) -> None:
        self.played: list[str] = []
        self.looping: tuple[str, float] = ("", 0.0)

    def set_volume(self, _percent: int) -> None: ...
    def prepare(self, *_names: str) -> None: ...
    def play(self, name: str, _gain: float = 1.0) -> None:
        self.played.append(name)

    def loop(self, name: str, gain: float = 1.0) -> None:
        self.looping = (name, gain)


def test_shouting_hushes_those_around_and_the_queue_is_heard():
    scenario = load("shouting_in_store")
    effects = _Asked()
    desk: Any = SimpleNamespace(effects=effects, settings=SimpleNamespace(effects_percent=30))
    state, _ = start(scenario, "en", 7)
    around = Soundscape(desk, scenario, fresh=True)
    silent: Any = SimpleNamespace(begun=0, current=None, rest=None)
    around.update(16, state, silent, paused=False)
    assert effects.played == ["door_bell"]
    name, usual = effects.looping
    loud: Any = SimpleNamespace(begun=1, current=SimpleNamespace(loud=True), rest=None)
    around.update(16, state, loud, paused=False)
    assert name == "shop_murmur"
    assert effects.looping[1] < usual


def test_a_caller_on_hold_hears_music_and_nobody_else_does():
    scenario = load("overcharged_card")
    effects = _Asked()
    desk: Any = SimpleNamespace(effects=effects, settings=SimpleNamespace(effects_percent=30))
    state, _ = start(scenario, "en", 7)
    around = Soundscape(desk, scenario, fresh=False)
    for rest, heard in ((SimpleNamespace(kind="hold"), "hold_music"), (None, "")):
        narrator: Any = SimpleNamespace(begun=0, current=None, rest=rest)
        around.update(16, state, narrator, paused=False)
        assert effects.looping[0] == heard
    assert effects.played == []
