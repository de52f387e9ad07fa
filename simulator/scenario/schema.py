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
    """The trade, one word."""
    channel: Channel
    """How the customer reaches the firm."""
    difficulty: int = Field(ge=1, le=5)
    """1 easy, 5 very hard."""
    minutes: int = Field(ge=1, le=60)
    """How long it takes to play."""
    teaches: tuple[Step, ...] = ()
    """Steps of the rubric it is good for."""
    rows: tuple[str, ...] = ()
    """Which of the product's rows (R1-R28) the scene carries."""
    warnings: tuple[Literal["shouting", "swearing", "insults", "threats", "grief", "illness"], ...] = ()
    """What a trainee should know before starting."""
    rubric: Id = "seven_steps"
    """The rubric it is graded by."""
    use: tuple[Literal["practice", "exam", "shift"], ...] = ("practice", "exam")
    """Where it may be played."""
    weight: int = Field(default=10, ge=0, le=100)
    """How often a shift draws this scene."""
    place: Literal["shop", "espresso_bar", "hotel", "workshop", "office", "phone", "email", "chat"] = "shop"
    """The room that is drawn."""
    starts_at: Moment = "2026-03-04T10:15"
    """Local date and time when the scene begins; promises are read against it."""
    complaint: Id | None = None
    """The cause this complaint is counted under over a shift, one of those in `common/world.yaml`."""


class Option(Part):
    """One outcome of a draw. Its wordings stand under `forms` in each language."""

    value: str | int | None = None
    """What it is as a value: a sum `"47.90"`, days from the scene's date `-3`, a count `2`, a time `"14:30"`."""
    weight: int = Field(default=1, ge=1, le=100)
    """How often it comes, compared with the other options."""


class Draw(Part):
    """Something that differs between plays of the same scene, drawn by seed, the same in all languages."""

    kind: Literal["name", "item", "sum", "date", "time", "number", "place", "cause", "text"]
    """What is drawn. Sums, dates, times and numbers have values and are worded by each language; the others need
    forms."""
    options: dict[Id, Option] = Field(min_length=1)
    """The outcomes, by name."""
    currency: str = Field(default="EUR", pattern=r"^[A-Z]{3}$")
    """For sums."""


class Variant(Part):
    """One wording of an utterance and when it is the right one."""

    line: LineId
    """The line."""
    when: Condition = Condition()
    """It is right only then."""


class Utterance(Part):
    """Something said. Of its variants the first that fits and was not said before is spoken."""

    line: LineId | None = None
    """The line spoken when no variant fits better."""
    variants: tuple[Variant, ...] = ()
    """Other wordings and when they are right, in the order they are tried."""
    by: Speaker = Speaker.CUSTOMER
    """Who speaks."""
    when: Condition = Condition()
    """It is said only then."""
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
    """Only then."""
    fact: Id | None = None
    """Only where this fact was asked for or said back; for `wrong_fact`: this knowledge item was stated wrongly."""


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


class Voice(Part):
    """How this person sounds, as wishes to whatever voice the machine has."""

    gender: Literal["female", "male", "neutral"] = "neutral"
    """Which voice to look for."""
    rate: int = Field(default=100, ge=60, le=160)
    """Percent of a normal speaking rate."""
    pitch: int = Field(default=50, ge=0, le=99)
    """0 is low, 99 is high."""


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
    """Who may grant it: `nobody` means it must not even be promised."""
    amount: Id | None = None
    """The draw that holds the sum."""
    cost: Points = 0
    """What it costs the firm, in money units."""
    takes_s: int = Field(default=5, ge=0, le=600)
    """Virtual seconds it takes."""
    effect: Effect = Effect()
    """A change of mood when it is done; without it the usual one."""
    when: Condition = Condition()
    """It can be granted only then."""
    kind: Literal["money", "goods", "service", "extra"] = "money"
    """What sort of thing it is."""
    say: tuple[Utterance, ...] = ()
    """What is said when it is done."""
    to: Id | None = None
    """Where it leads."""


class Knowledge(Part):
    """A checkable fact of the house; its true values stand under `knowledge` in each language."""

    draw: Id | None = None
    """The draw that carries its value."""
    effect: Effect = Effect(trust=-8, anger=3)
    """What stating it wrongly does once the customer notices."""


class CaseFile(Part):
    """The matter itself, and what may be done about it."""

    facts: dict[Id, Fact] = {}
    """What can be known about the matter, by name."""
    wants: tuple[Id, ...] = ()
    """Remedies the customer has come for."""
    settles_for: tuple[Id, ...] = ()
    """Remedies that would do."""
    restate_needs: int = Field(default=1, ge=1, le=10)
    """Key facts that must have been said back before the customer listens fully."""
    apology_due: Flag = True
    """Whether there is something to apologise for."""
    remedies: dict[Id, Remedy] = {}
    """What can be granted, by name."""
    policy: LineId | None = None
    """The policy card."""
    knowledge: dict[Id, Knowledge] = {}
    """Facts of the house that can be looked up, by name."""
    lifetime_value: int = 0
    """What a customer like this brings over the years, in money units."""


class Action(Part):
    """Something the trainee can do besides speaking."""

    takes_s: int = Field(default=5, ge=0, le=600)
    """Virtual seconds it takes."""
    when: Condition = Condition()
    """It is possible only then."""
    effect: Effect = Effect()
    """A change of mood."""
    early: Condition | None = None
    """When it is done as a first reflex: then `early_effect` applies instead."""
    early_effect: Effect = Effect()
    """The change of mood where it was done too early."""
    shows: tuple[LineId, ...] = ()
    """What the trainee reads (account, knowledge card)."""
    say: tuple[Utterance, ...] = ()
    """What is said afterwards."""
    to: Id | None = None
    """Where it leads."""


class Transition(Part):
    """Where the scene goes next; the first that fits is taken."""

    when: Condition = Condition()
    """It is taken only then; without it always, so it stands last."""
    to: Id
    """A node or an ending."""
    effect: Effect = Effect()
    """A change of mood on the way."""


class Silence(Part):
    """What happens when nothing is typed for a while."""

    after_s: int = Field(ge=1, le=600)
    """Seconds of silence."""
    say: tuple[Utterance, ...] = ()
    """What is said then."""
    effect: Effect = Effect()
    """A change of mood."""
    to: Id | None = None
    """Where it leads."""


class Hints(Part):
    """Help in three strengths; none gives the answer away on its first word."""

    light: LineId
    """A nudge."""
    clear: LineId
    """What to do."""
    strong: LineId
    """How to begin."""


class Candidate(Part):
    """A response a beginner may choose and edit."""

    line: LineId
    """The response."""
    quality: Literal["good", "middling", "poor"]
    """How good it is; shown only in the debrief."""


class Node(Part):
    """One moment of the scene: what is said on entering it, and where it leads."""

    say: tuple[Utterance, ...] = ()
    """Said on entering, one after another."""
    again: tuple[Utterance, ...] = ()
    """Said when a response leaves the scene in this node."""
    goto: tuple[Transition, ...] = ()
    """Where a response leads; the first that fits."""
    effect: Effect = Effect()
    """A change of mood on entering."""
    silence: tuple[Silence, ...] = ()
    """What happens when nothing is typed."""
    interrupted: tuple[Utterance, ...] = ()
    """Said when the trainee cuts in here."""
    not_understood: tuple[Utterance, ...] = ()
    """Said when a response cannot be read here."""
    hints: Hints | None = None
    """Help for the trainee at this moment."""
    openers: tuple[LineId, ...] = ()
    """Beginnings of sentences for beginners."""
    candidates: tuple[Candidate, ...] = ()
    """Whole responses a beginner may choose and edit."""
    better: tuple[LineId, ...] = ()
    """Model responses at this moment, from which improvements are proposed."""


class Card(Part):
    """The comment card or survey the customer fills in."""

    rating: int = Field(ge=1, le=5)
    """Stars, 1 to 5."""
    line: LineId
    """What is written on it."""
    when: Condition = Condition()
    """It is filled in only then."""


class WordOfMouth(Part):
    """How many people hear about it, and in which tone."""

    tone: Literal["good", "bad", "none"] = "none"
    """Good news or bad."""
    people: int = Field(default=0, ge=0, le=1000)
    """How many hear it."""


class Ending(Part):
    """One way the scene can end; the customer has the last word."""

    kind: EndingKind
    """What became of the customer."""
    say: tuple[Utterance, ...]
    """Last words; one of them is the customer's and always fits."""
    cards: tuple[Card, ...] = ()
    """The first that fits is filled in."""
    word_of_mouth: WordOfMouth = WordOfMouth()
    """What others hear of it."""
    retention: int = Field(default=50, ge=0, le=100)
    """The chance, in percent, that the customer stays; the ledger multiplies it with the lifetime value."""
    epilogue: Id | None = None
    """The epilogue that may follow."""
    leaves: tuple[Id, ...] = ()
    """What the next scene with this customer finds (`blind_transfer`, `angry_exit` …); notes and promises are added
    by what was done."""


class Epilogue(Part):
    """What becomes of a promise to come back: played when it is due, or missed."""

    when: Condition = Condition()
    """It is played only then; else the scene ends with the ending that named it."""
    due_h: int = Field(default=48, ge=1, le=24 * 60)
    """Hours until it is due, where the trainee named no time."""
    opens: LineId
    """What the trainee reads when the time has come."""
    start: Id
    """The node that begins it, once the trainee calls back."""
    missed: Id
    """The ending when nobody calls."""


class Queue(Part):
    """People who wait behind this customer (R20)."""

    start: int = Field(default=0, ge=0, le=30)
    """People waiting when the scene begins."""
    every_s: int = Field(default=60, ge=5, le=3600)
    """Seconds until one more joins."""
    most: int = Field(default=8, ge=0, le=50)
    """It grows no longer than this."""


class Limits(Part):
    """What ends a scene that does not end by itself."""

    turns: int = Field(default=20, ge=3, le=100)
    """Responses after which the scene ends."""
    turns_to: Id
    """The ending when the turns are used up."""
    patience_to: Id
    """The ending when patience reaches 0."""
    anger_to: Id | None = None
    """The ending when anger reaches 100; left out, the scene goes on."""


class RubricExceptions(Part):
    """Where the rubric does not fit this scene."""

    no_occasion: tuple[Step, ...] = ()
    """Steps this scene gives no occasion for; they are left out of the grade."""
    fails: tuple[Act, ...] = ()
    """Faults that fail the scene whatever else was said."""


class ScenarioFile(Part):
    """The whole of `scenario.yaml`."""

    format: Literal[1]
    """The version of this format: always 1."""
    about: About
    """What the scene is, for the people who choose it."""
    draws: dict[Id, Draw] = {}
    """What differs between plays, by name."""
    persona: Persona
    """The customer."""
    cast: dict[Literal["supervisor", "colleague", "bystander"], CastMember] = {}
    """Who else speaks."""
    case: CaseFile
    """The matter, and what may be done about it."""
    actions: dict[ActionKind, Action] = {}
    """What the trainee can do besides speaking; `note` and `comment_card` are always possible."""
    queue: Queue | None = None
    """People who wait behind this customer."""
    start: Id
    """The node the scene begins in."""
    nodes: dict[Id, Node] = Field(min_length=1)
    """The moments of the scene, by name."""
    endings: dict[Id, Ending] = Field(min_length=1)
    """The ways it can end, by name."""
    epilogues: dict[Id, Epilogue] = {}
    """What becomes of promises, by name."""
    limits: Limits
    """What ends a scene that does not end by itself."""
    reactions: tuple[Reaction, ...] = ()
    """Short answers of this customer in this scene; they come before those of the persona and of the common pool."""
    exceptions: RubricExceptions = RubricExceptions()
    """Where the rubric does not fit this scene."""


__all__ = ["FORMAT", "Range", "ScenarioFile"]
