"""The scenario format, version 1: the structure of one scene (`scenario.yaml`).

The words stand apart, in `lines.<code>.yaml` (see `words.py`), joined by line ids; what must happen when somebody
plays the scene well or badly stands in `plans/*.yaml` (see `plans.py`).
"""

from __future__ import annotations

from functools import cached_property
from typing import Literal

from pydantic import Field

from .conditions import Condition
from .matter import CaseFile
from .people import CastMember, Persona
from .saying import Reaction, Utterance
from .values import (
    Act,
    ActionKind,
    Channel,
    Effect,
    EndingKind,
    Id,
    LineId,
    Moment,
    Part,
    Range,
    Step,
)

FORMAT = 1


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
    apart: bool = False
    """What holds `everywhere` does not hold here."""


class Everywhere(Part):
    """What holds in every node that is not `apart`, written once."""

    first: tuple[Transition, ...] = ()
    """Ways that are tried before those of the node."""
    last: tuple[Transition, ...] = ()
    """Ways that are tried when none of the node's own fits."""
    silence: tuple[Silence, ...] = ()
    """What happens when nothing is typed, where the node says nothing of it."""
    interrupted: tuple[Utterance, ...] = ()
    """Said when the trainee cuts in, where the node has no words for it."""
    not_understood: tuple[Utterance, ...] = ()
    """Said when a response cannot be read, where the node has no words for it."""


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
    everywhere: Everywhere = Everywhere()
    """What all these moments share."""
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

    def moment(self, name: str) -> Node:
        """The node `name` with what holds everywhere.

        Raises:
            KeyError: there is no such node.
        """
        if name not in self._moments:
            self._moments[name] = self._whole(self.nodes[name])
        return self._moments[name]

    @cached_property
    def _moments(self) -> dict[str, Node]:
        """The moments asked for so far; every turn asks for one."""
        return {}

    def _whole(self, node: Node) -> Node:
        shared = self.everywhere
        if node.apart or not shared.model_fields_set:
            return node
        return node.model_copy(
            update={
                "goto": (*shared.first, *node.goto, *shared.last),
                "silence": node.silence or shared.silence,
                "interrupted": node.interrupted or shared.interrupted,
                "not_understood": node.not_understood or shared.not_understood,
            }
        )


__all__ = ["FORMAT", "Range", "ScenarioFile"]
