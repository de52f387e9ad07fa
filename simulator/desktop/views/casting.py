"""Who speaks in a scene: their names, looks and voices."""

from __future__ import annotations

from simulator.desktop.figures import Look
from simulator.desktop.speech import VoiceParameters
from simulator.engine import State
from simulator.review import speaker_name
from simulator.scenario import Scenario, Voice
from simulator.texts import Texts

_FALLBACK_LOOKS = {
    "supervisor": Look(age="middle", skin=4, hair="bob", hair_colour="black", dress="blazer", dress_colour="plum"),
    "colleague": Look(hair="curly", hair_colour="auburn", dress="apron", dress_colour="forest"),
}


class Cast:
    """The people of one scene.

    Args:
        scenario: the scene.
        state: the session; its language and draws decide names.
        texts: what speakers without a name are called.
    """

    def __init__(self, scenario: Scenario, state: State, texts: Texts) -> None:
        self._scenario = scenario
        self._state = state
        self._texts = texts

    @property
    def roles(self) -> tuple[str, ...]:
        """Who may speak besides the customer."""
        return tuple(self._scenario.file.cast)

    def name_of(self, who: str) -> str:
        """The customer's name, or what the speaker is."""
        return speaker_name(self._scenario, self._state, self._texts, who)

    def look_of(self, who: str) -> Look:
        """How somebody looks, as far as it can be drawn."""
        given = dict(self._scenario.file.persona.look)
        if who != "customer":
            given = next((dict(m.look) for role, m in self._scenario.file.cast.items() if role == who), {})
        return Look.as_far_as_known(given) if given else _FALLBACK_LOOKS.get(who, Look())

    def voice_of(self, who: str, pace_percent: int) -> VoiceParameters:
        """How somebody sounds at the trainee's pace."""
        voice = self._scenario.file.persona.voice
        if who != "customer":
            voice = next((m.voice for role, m in self._scenario.file.cast.items() if role == who), Voice())
        return VoiceParameters(voice.gender, voice.rate * pace_percent // 100, voice.pitch)
