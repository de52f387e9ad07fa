"""Lines in their time: what is dropped is not spoken, and shouting is toned down wherever it is heard again."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.desktop.speech import Utterance, VoiceParameters
from simulator.desktop.views.casting import Cast
from simulator.desktop.views.narration import Manner, Narrator, SpokenLine, spoken_line
from simulator.review import TranscriptLine
from simulator.scenario import load
from simulator.training import Session
from tests.desktop.driver import Driver


class Recorder:
    """A speaker that never gets ready."""

    def __init__(self) -> None:
        self.asked: list[Utterance] = []

    def say(self, text: str, language: str, voice: VoiceParameters, *, phone: bool = False) -> Utterance:
        self.asked.append(Utterance(len(self.asked), text, language, voice, phone=phone))
        return self.asked[-1]

    def close(self) -> None:
        """Nothing to end."""


@pytest.mark.parametrize("end", [Narrator.cut, Narrator.close])
def test_no_voice_is_made_for_what_will_not_be_said(driver: Driver, end: Any) -> None:
    speaker = Recorder()
    driver.desk.speaker = speaker  # type: ignore[assignment]
    driver.desk.change_settings(voice=True)
    narrator = Narrator(driver.desk, manner=Manner.SPOKEN, said=lambda _line: None)
    narrator.say(SpokenLine("customer", words, VoiceParameters(), "en", 0) for words in ("One.", "Two.", "Three."))
    narrator.update(20)
    assert [utterance.pending for utterance in speaker.asked] == [True, True, True]
    end(narrator)
    assert not any(utterance.pending for utterance in speaker.asked)
    assert not narrator.speaking


def test_a_shout_is_toned_down_for_those_who_want_it(driver: Driver) -> None:
    session = Session.begin(load("overcharged_card"), "en", 1)
    cast = Cast(session.scenario, session.state, driver.desk.texts)
    shout = TranscriptLine("spoken", "customer", "NO!", 0, loud=True)
    heard = spoken_line(driver.desk, cast, shout, "NO!", "en")
    assert heard.loud
    assert heard.voice.raised
    driver.desk.change_settings(calm_shouting=True)
    heard = spoken_line(driver.desk, cast, shout, "NO!", "en")
    assert not heard.loud
    assert not heard.voice.raised
