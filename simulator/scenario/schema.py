"""The scenario format, version 1: the structure of one scene (`scenario.yaml`).

The words stand apart, in `lines.<code>.yaml` (see `words.py`), joined by line ids; what must happen when somebody
plays the scene well or badly stands in `plans/*.yaml` (see `plans.py`).
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .conditions import Condition
from .values import (
    Act,
    ActionKind,
    Channel,
    Effect,
    EndingKind,
    Flag,
    Id,
    LineId,
    Moment,
    Part,
    Percent,
    Points,
    Range,
    Speaker,
    Step,
)

FORMAT = 1

Look = dict[str, str | int | bool | tuple[str, ...]]
"""How a person is drawn, by feature; the figures of the desktop know the values."""


class About(Part):
    """What the scene is, for the people who choose it. Title, summary and briefing are lines `about.*`."""

    version: int = Field(ge=1)
    """Raise it when a change would move grades."""
    sector: Id
    channel: Channel
    difficulty: int = Field(ge=1, le=5)
    minutes: int = Field(ge=1, le=60)
    teaches: tuple[Step, ...] = ()
    rows: tuple[str, ...] = ()
    """Which of the product's rows (R1-R28) the scene carries."""
    warnings: tuple[Literal["shouting", "swearing", "insults", "threats", "grief", "illness"], ...] = ()
    """What a trainee should know before starting."""
    rubric: Id = "seven_steps"
    use: tuple[Literal["practice", "exam", "shift"], ...] = ("practice", "exam")
    weight: int = Field(default=10, ge=0, le=100)
    """How often a shift draws this scene."""
    place: Literal["shop", "espresso_bar", "hotel", "workshop", "office", "phone", "email", "chat"] = "shop"
    starts_at: Moment = "2026-03-04T10:15"
    """Local date and time when the scene begins; promises are read against it."""
    complaint: Id | None = None
    """The cause this complaint is counted under over a shift, one of those in `common/world.yaml`."""


class Option(Part):
    """One outcome of a draw. Its wordings stand under `forms` in each language."""

    value: str | int | None = None
    """What it is as a value: a sum `"47.90"`, days from the scene's date `-3`, a count `2`, a time `"14:30"`."""
    weight: int = Field(default=1, ge=1, le=100)


class Draw(Part):
    """Something that differs between plays of the same scene, drawn by seed, the same in all languages."""

    kind: Literal["name", "item", "sum", "date", "time", "number", "place", "cause", "text"]
    options: dict[Id, Option] = Field(min_length=1)
    currency: str = Field(default="EUR", pattern=r"^[A-Z]{3}$")


class Variant(Part):
    """One wording of an utterance and when it is the right one."""

    line: LineId
    when: Condition = Condition()


class Utterance(Part):
    """Something said. Of its variants the first that fits and was not said before is spoken."""

    line: LineId | None = None
    variants: tuple[Variant, ...] = ()
    by: Speaker = Speaker.CUSTOMER
    when: Condition = Condition()
    tells: tuple[Id, ...] = ()
    """Facts the trainee learns by hearing it."""
    loud: Flag | None = None
    """Shouted or not; left out, the mood decides."""

    def choices(self) -> tuple[Variant, ...]:
        """The variants in the order they are tried; a plain `line` is the only or the last one."""
        return self.variants + ((Variant(line=self.line),) if self.line is not None else ())


class Reaction(Part):
    """A short line that shows the customer heard what was said; each is spoken at most once in a session."""

    on: str
    """An act; an action (`note`, `remedy` …) after which nothing else is said; or an event: `asked` (for something
    told before), `no_act`, `not_understood`, `wrong_language`, `wrong_fact`, `broke_in`, `interrupted`, `silence`,
    `prod` (nothing else to say)."""
    say: tuple[LineId, ...] = Field(min_length=1)
    """Alternatives, tried in order."""
    when: Condition = Condition()
    fact: Id | None = None
    """Only where this fact was asked for or said back; for `wrong_fact`: this knowledge item was stated wrongly."""


class Mood(Part):
    """Where a mood stands, in points."""

    anger: Points = 5000
    trust: Points = 3000
    heard: Points = 0
    patience: Points = 7000


class Drift(Part):
    """What time does to the mood, in points."""

    per_second: Effect = Effect()
    """For each second of silence, hold, or waiting for something to be done."""
    per_turn: Effect = Effect()


class Interrupts(Part):
    """How this customer cuts in when a spoken response goes on and on."""

    after_words: int = Field(default=60, ge=15, le=400)
    say: tuple[LineId, ...] = ()


class Interrupted(Part):
    """How this customer takes being cut off."""

    effect: Effect = Effect(anger=8, trust=-4, heard=-6)
    say: tuple[LineId, ...] = ()


class Voice(Part):
    """How this person sounds, as wishes to whatever voice the machine has."""

    gender: Literal["female", "male", "neutral"] = "neutral"
    rate: int = Field(default=100, ge=60, le=160)
    """Percent of a normal speaking rate."""
    pitch: int = Field(default=50, ge=0, le=99)


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


class Persona(Part):
    """The customer as a person."""

    name: Id
    """The draw that holds the name."""
    look: Look = {}
    voice: Voice = Voice()
    speaks: Literal["scene", "en", "fi", "sv", "ru", "el"] = "scene"
    start: Mood = Mood()
    burdens: tuple[Burden, ...] = ()
    """All that apply are added to the mood at the start."""
    drift: Drift = Drift()
    factors: dict[Act, Percent] = {}
    """What soothes and what inflames this customer: percent of an act's usual effect."""
    interrupts: Interrupts = Interrupts()
    interrupted: Interrupted = Interrupted()
    cause: Cause | None = None
    reactions: tuple[Reaction, ...] = ()


class CastMember(Part):
    """Somebody else who speaks: the supervisor, a colleague, a bystander."""

    name: Id | None = None
    """The draw that holds the name."""
    look: Look = {}
    voice: Voice = Voice()


class Fact(Part):
    """Something about the case. Its words (`tell`, `questions`, `wordings`) stand under `facts` in each language."""

    given: Literal["unasked", "asked", "heard"] = "asked"
    """`unasked`: some line tells it. `asked`: told when asked for. `heard`: told when asked for, once the customer
    feels heard."""
    open: Flag = False
    """An open question brings it out too (the first such fact not told yet)."""
    key: Flag = False
    """Part of the complaint: a full restatement says it back."""
    draw: Id | None = None
    """The draw that carries its value."""
    when: Condition = Condition()
    """The fact exists only then (a hidden cause that was not drawn does not)."""


class Remedy(Part):
    """Something that can be granted."""

    by: Literal["trainee", "supervisor", "nobody"] = "trainee"
    amount: Id | None = None
    """The draw that holds the sum."""
    cost: Points = 0
    """What it costs the firm, in money units."""
    takes_s: int = Field(default=5, ge=0, le=600)
    effect: Effect = Effect()
    when: Condition = Condition()
    """It can be granted only then."""
    kind: Literal["money", "goods", "service", "extra"] = "money"
    say: tuple[Utterance, ...] = ()
    to: Id | None = None


class Knowledge(Part):
    """A checkable fact of the house; its true values stand under `knowledge` in each language."""

    draw: Id | None = None
    """The draw that carries its value."""
    effect: Effect = Effect(trust=-8, anger=3)
    """What stating it wrongly does once the customer notices."""


class CaseFile(Part):
    """The matter itself, and what may be done about it."""

    facts: dict[Id, Fact] = {}
    wants: tuple[Id, ...] = ()
    """Remedies the customer has come for."""
    settles_for: tuple[Id, ...] = ()
    """Remedies that would do."""
    restate_needs: int = Field(default=1, ge=1, le=10)
    """Key facts that must have been said back before the customer listens fully."""
    apology_due: Flag = True
    remedies: dict[Id, Remedy] = {}
    policy: LineId | None = None
    """The policy card."""
    knowledge: dict[Id, Knowledge] = {}
    lifetime_value: int = 0
    """What a customer like this brings over the years, in money units."""


class Action(Part):
    """Something the trainee can do besides speaking."""

    takes_s: int = Field(default=5, ge=0, le=600)
    when: Condition = Condition()
    """It is possible only then."""
    effect: Effect = Effect()
    early: Condition | None = None
    """When it is done as a first reflex: then `early_effect` applies instead."""
    early_effect: Effect = Effect()
    shows: tuple[LineId, ...] = ()
    """What the trainee reads (account, knowledge card)."""
    say: tuple[Utterance, ...] = ()
    to: Id | None = None


class Transition(Part):
    """Where the scene goes next; the first that fits is taken."""

    when: Condition = Condition()
    to: Id
    effect: Effect = Effect()


class Silence(Part):
    """What happens when nothing is typed for a while."""

    after_s: int = Field(ge=1, le=600)
    say: tuple[Utterance, ...] = ()
    effect: Effect = Effect()
    to: Id | None = None


class Hints(Part):
    """Help in three strengths; none gives the answer away on its first word."""

    light: LineId
    clear: LineId
    strong: LineId


class Candidate(Part):
    """A response a beginner may choose and edit."""

    line: LineId
    quality: Literal["good", "middling", "poor"]


class Node(Part):
    """One moment of the scene: what is said on entering it, and where it leads."""

    say: tuple[Utterance, ...] = ()
    again: tuple[Utterance, ...] = ()
    """Said when a response leaves the scene in this node."""
    goto: tuple[Transition, ...] = ()
    effect: Effect = Effect()
    silence: tuple[Silence, ...] = ()
    interrupted: tuple[Utterance, ...] = ()
    not_understood: tuple[Utterance, ...] = ()
    hints: Hints | None = None
    openers: tuple[LineId, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    better: tuple[LineId, ...] = ()
    """Model responses at this moment, from which improvements are proposed."""


class Card(Part):
    """The comment card or survey the customer fills in."""

    rating: int = Field(ge=1, le=5)
    line: LineId
    when: Condition = Condition()


class WordOfMouth(Part):
    """How many people hear about it, and in which tone."""

    tone: Literal["good", "bad", "none"] = "none"
    people: int = Field(default=0, ge=0, le=1000)


class Ending(Part):
    """One way the scene can end; the customer has the last word."""

    kind: EndingKind
    say: tuple[Utterance, ...]
    cards: tuple[Card, ...] = ()
    """The first that fits is filled in."""
    word_of_mouth: WordOfMouth = WordOfMouth()
    retention: int = Field(default=50, ge=0, le=100)
    """The chance, in percent, that the customer stays; the ledger multiplies it with the lifetime value."""
    epilogue: Id | None = None
    leaves: tuple[Id, ...] = ()
    """What the next scene with this customer finds (`blind_transfer`, `angry_exit` …); notes and promises are added
    by what was done."""


class Epilogue(Part):
    """What becomes of a promise to come back: played when it is due, or missed."""

    when: Condition = Condition()
    due_h: int = Field(default=48, ge=1, le=24 * 60)
    opens: LineId
    """What the trainee reads when the time has come."""
    start: Id
    """The node that begins it, once the trainee calls back."""
    missed: Id
    """The ending when nobody calls."""


class Queue(Part):
    """People who wait behind this customer (R20)."""

    start: int = Field(default=0, ge=0, le=30)
    every_s: int = Field(default=60, ge=5, le=3600)
    most: int = Field(default=8, ge=0, le=50)


class Limits(Part):
    """What ends a scene that does not end by itself."""

    turns: int = Field(default=20, ge=3, le=100)
    turns_to: Id
    patience_to: Id
    anger_to: Id | None = None


class RubricExceptions(Part):
    """Where the rubric does not fit this scene."""

    no_occasion: tuple[Step, ...] = ()
    fails: tuple[Act, ...] = ()


class ScenarioFile(Part):
    """The whole of `scenario.yaml`."""

    format: Literal[1]
    about: About
    draws: dict[Id, Draw] = {}
    persona: Persona
    cast: dict[Literal["supervisor", "colleague", "bystander"], CastMember] = {}
    case: CaseFile
    actions: dict[ActionKind, Action] = {}
    queue: Queue | None = None
    start: Id
    nodes: dict[Id, Node] = Field(min_length=1)
    endings: dict[Id, Ending] = Field(min_length=1)
    epilogues: dict[Id, Epilogue] = {}
    limits: Limits
    reactions: tuple[Reaction, ...] = ()
    exceptions: RubricExceptions = RubricExceptions()


__all__ = ["FORMAT", "Range", "ScenarioFile"]
