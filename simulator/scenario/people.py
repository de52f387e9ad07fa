"""The people of a scene: the customer with their temperament, and who else speaks."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .conditions import Condition
from .saying import Reaction
from .values import Act, Effect, Id, LineId, Part, Percent, Points

Look = dict[str, str | int | bool | tuple[str, ...]]
"""How a person is drawn, by feature; the figures of the desktop know the values."""


class Voice(Part):
    """How this person sounds, as wishes to whatever voice the machine has."""

    gender: Literal["female", "male", "neutral"] = "neutral"
    """Which voice to look for."""
    rate: int = Field(default=100, ge=60, le=160)
    """Percent of a normal speaking rate."""
    pitch: int = Field(default=50, ge=0, le=99)
    """0 is low, 99 is high."""


class Mood(Part):
    """Where a mood stands, in points."""

    anger: Points = 5000
    """0 calm, 100 beside themselves."""
    trust: Points = 3000
    """0 none, 100 full."""
    heard: Points = 0
    """0 ignored, 100 fully heard."""
    patience: Points = 7000
    """At 0 they leave."""


class Drift(Part):
    """What time does to the mood, in points."""

    per_second: Effect = Effect()
    """For each second of silence, hold, or waiting for something to be done."""
    per_turn: Effect = Effect()
    """For each response."""


class Interrupts(Part):
    """How this customer cuts in when a spoken response goes on and on."""

    after_words: int = Field(default=60, ge=15, le=400)
    """They cut in after so many words (shop and phone)."""
    say: tuple[LineId, ...] = ()
    """What they say, each at most once."""


class Interrupted(Part):
    """How this customer takes being cut off."""

    effect: Effect = Effect(anger=8, trust=-4, heard=-6)
    """The change of mood."""
    say: tuple[LineId, ...] = ()
    """What they say, each at most once."""


class Cause(Part):
    """What is really behind the anger, where it is more than the matter itself."""

    fact: Id
    """The fact that shows it."""
    at: Literal["firm", "day"] = "day"
    """Angry at the firm, or carrying a bad day."""


class Burden(Part):
    """Something that weighs on the customer before a word is said: a hidden cause, a transfer the day before."""

    when: Condition = Condition()
    """Tests draws, what was carried in, and the shift's choices."""
    effect: Effect
    """What is added to the mood."""


class Persona(Part):
    """The customer as a person."""

    name: Id
    """The draw that holds the name."""
    look: Look = {}
    """How they are drawn."""
    voice: Voice = Voice()
    """How they sound."""
    speaks: Literal["scene", "en", "fi", "sv", "ru", "el"] = "scene"
    """The language they understand: that of the scene, or always the same one."""
    start: Mood = Mood()
    """The mood at the start."""
    burdens: tuple[Burden, ...] = ()
    """All that apply are added to the mood at the start."""
    drift: Drift = Drift()
    """What time does to it."""
    factors: dict[Act, Percent] = {}
    """What soothes and what inflames this customer: percent of an act's usual effect."""
    interrupts: Interrupts = Interrupts()
    """How they cut in."""
    interrupted: Interrupted = Interrupted()
    """How they take being cut off."""
    cause: Cause | None = None
    """What is really behind it."""
    reactions: tuple[Reaction, ...] = ()
    """Short answers of this person in any scene."""


class CastMember(Part):
    """Somebody else who speaks: the supervisor, a colleague, a bystander."""

    name: Id | None = None
    """The draw that holds the name."""
    look: Look = {}
    """How they are drawn."""
    voice: Voice = Voice()
    """How they sound."""
