"""The matter of a scene: facts, remedies and what can be looked up."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .conditions import Condition
from .saying import Utterance
from .values import Effect, Flag, Id, LineId, Part, Points


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
