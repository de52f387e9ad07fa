"""The screen read aloud: every control says what it is, in the language of the screens, and never drowns a customer."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pygame
import pytest

from simulator.desktop.speech import Player, Utterance, UtteranceState, VoiceParameters
from simulator.desktop.speech.sound import SpokenSound
from simulator.desktop.views.briefing import BriefingView
from simulator.desktop.views.settings import SettingsView
from simulator.record import Mode
from simulator.settings import Settings
from tests.desktop.driver import Driver


@dataclass
class Mouth:
    """A speaker that keeps what it is asked to say."""

    said: list[tuple[str, str]] = field(default_factory=list)
    last: Utterance | None = None

    def say(self, text: str, language: str, voice: VoiceParameters, *, phone: bool = False) -> Utterance:
        self.said.append((text, language))
        self.last = Utterance(1, text, language, voice, phone=phone)
        return self.last


def listening(driver: Driver, **more: Any) -> Mouth:
    mouth = Mouth()
    driver.desk.speaker = mouth  # type: ignore[assignment]  # says nothing, keeps everything
    driver.desk.settings = Settings(language="fi", self_voice=True, **more)
    return mouth


def test_the_focus_says_name_kind_state_and_key_in_the_language_of_the_screens(driver: Driver) -> None:
    mouth = listening(driver)
    driver.window.show(SettingsView(driver.desk))
    driver.frame()
    assert mouth.said == [("Näyttöjen kieli, valinta, valittu: Suomi", "fi")]
    driver.frame(20)
    assert len(mouth.said) == 1, "said once"
    driver.key(pygame.K_DOWN)
    assert mouth.said[-1] == ("Tekstin ja kaiken muun koko, valinta, valittu: 100 %", "fi")
    driver.key(pygame.K_RIGHT)
    assert mouth.said[-1] == ("valittu: 125 %", "fi"), "a change says only what changed"
    driver.view.focus.to(driver.find("back"))
    driver.frame()
    assert mouth.said[-1] == ("Takaisin, painike, näppäin Esc", "fi")


def test_what_is_newer_breaks_off_what_is_being_read_and_control_silences_it(driver: Driver) -> None:
    mouth = listening(driver)
    driver.window.show(SettingsView(driver.desk))
    driver.frame()
    first = mouth.last
    driver.key(pygame.K_DOWN)
    assert first is not None
    assert first.state is UtteranceState.CANCELLED
    second = mouth.last
    driver.key(pygame.K_LCTRL)
    assert second is not None
    assert second.state is UtteranceState.CANCELLED


def test_a_dialog_is_read_when_it_opens(driver: Driver) -> None:
    mouth = listening(driver)
    driver.window.show(SettingsView(driver.desk))
    driver.view.tell("Levy on täynnä.")
    driver.frame()
    assert mouth.said[-1][0].startswith("ikkuna: ")
    assert "Levy on täynnä." in mouth.said[-1][0]
    assert "painike" in mouth.said[-1][0]


def test_nothing_is_read_to_those_who_do_not_want_it(driver: Driver) -> None:
    mouth = listening(driver)
    driver.desk.settings = Settings(language="fi")
    driver.window.show(SettingsView(driver.desk))
    driver.frame(3)
    assert mouth.said == []


@pytest.fixture
def player() -> Iterator[Player]:
    os.environ["SDL_AUDIODRIVER"] = "dummy"
    made = Player(volume_percent=80)
    yield made
    made.close()


def spoken(text: str) -> Utterance:
    utterance = Utterance(1, text, "en", VoiceParameters(), phone=False)
    samples = struct.pack("<2205h", *([900] * 2205))
    utterance.resolve(UtteranceState.READY, sound=SpokenSound(samples, 100, (1.0,) * 5))
    return utterance


def test_a_customer_is_lowered_while_something_is_read_and_raised_again(player: Player) -> None:
    assert player.heard
    player.play(spoken("I have been waiting for an hour."))
    line = player._channel.get_sound()  # type: ignore[union-attr]
    usual = line.get_volume()
    player.read(spoken("Say it, button"))
    assert player.reading
    assert line.get_volume() < 0.4 * usual
    player.hush()
    assert not player.reading
    assert line.get_volume() == usual


def test_reading_leaves_the_line_where_it_is(player: Player) -> None:
    playback = player.play(spoken("One."))
    player.read(spoken("Two"))
    assert playback._stopped_ms is None


def test_a_hint_and_what_was_looked_up_are_read_though_neither_has_the_focus(driver: Driver) -> None:
    person = driver.journal.add_person("Aino")
    driver.desk.be(person.id, "Aino")
    mouth = listening(driver, untimed=True)
    driver.window.show(BriefingView(driver.desk, "overcharged_card", Mode.PRACTICE))
    driver.click("start")
    driver.hear_out()
    driver.click("hint_clear")
    hint = next(entry.text for entry in driver.view.entries if entry.kind == "hint")
    driver.frame()
    assert any(hint in said for said, _ in mouth.said)
    driver.key(pygame.K_F1)
    card = driver.view.counter.readings[0]
    driver.frame(3)
    assert any(card.lines[0] in said for said, _ in mouth.said)
    driver.key(pygame.K_ESCAPE)


def test_arrow_keys_walk_the_buttons_of_a_dialog(driver: Driver) -> None:
    person = driver.journal.add_person("Aino")
    driver.desk.be(person.id, "Aino")
    driver.window.show(BriefingView(driver.desk, "overcharged_card", Mode.PRACTICE))
    driver.click("start")
    driver.hear_out()
    driver.click("pause")
    dialog = driver.view.dialog
    assert dialog is not None
    first = dialog.focus.current
    driver.key(pygame.K_DOWN)
    assert dialog.focus.current is dialog.buttons[1]
    driver.key(pygame.K_UP)
    assert dialog.focus.current is first
