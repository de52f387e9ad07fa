"""The closed set of conditions a scenario may test. There is no expression language.

Every key of one condition must hold. Lists say in their description whether all or any of their items are
meant; `all`, `any` and `not` combine conditions freely.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from .values import Act, Flag, Id, Part, Range

ActionRef = Annotated[str, Field(pattern=r"^[a-z_]+( [a-z][a-z0-9_]*)?$")]
"""An action by its kind, or a remedy by its id: `note`, `supervisor`, `remedy refund`."""


class Condition(Part):
    """When something applies. An empty condition always holds."""

    all: tuple[Condition, ...] = ()
    """All of these hold."""
    any: tuple[Condition, ...] = ()
    """At least one of these holds."""
    not_: Condition | None = Field(default=None, alias="not")
    """This one does not hold."""

    acts: tuple[Act, ...] = ()
    """All of these acts are in this response."""
    any_act: tuple[Act, ...] = ()
    """At least one of these acts is in this response."""
    no_act: tuple[Act, ...] = ()
    """None of these acts is in this response."""
    asked: tuple[Id, ...] = ()
    """This response asks for one of these facts."""
    stated: tuple[Id, ...] = ()
    """This response says one of these facts back."""
    wrong_fact: tuple[Id, ...] = ()
    """This response states one of these knowledge items wrongly."""
    action: tuple[ActionRef, ...] = ()
    """One of these actions has just been done."""
    offered: tuple[Id, ...] = ()
    """This response offers one of these remedies in words."""
    interrupted: Flag | None = None
    """The trainee spoke before the customer had finished."""
    wrong_language: Flag | None = None
    """The response is in another language than the customer's."""

    said: tuple[Act, ...] = ()
    """All of these acts have been found at some time in this scene."""
    said_any: tuple[Act, ...] = ()
    """At least one of these acts has been found at some time in this scene."""
    unsaid: tuple[Act, ...] = ()
    """None of these acts has been found so far."""
    known: tuple[Id, ...] = ()
    """All of these facts have been told."""
    unknown: tuple[Id, ...] = ()
    """None of these facts has been told yet."""
    restated: Flag | None = None
    """The complaint has been said back, so the customer listens."""
    facts_stated: Range | None = None
    """How many key facts have been said back."""
    done: tuple[ActionRef, ...] = ()
    """All of these actions have been done."""
    undone: tuple[ActionRef, ...] = ()
    """None of these actions has been done."""
    promised: tuple[Act, ...] = ()
    """A promise made by one of these acts is still open (`follow_up`, `explain_next`, `offer_remedy` …)."""

    anger: Range | None = None
    """The mood now, in points."""
    trust: Range | None = None
    """The same."""
    heard: Range | None = None
    """The same."""
    patience: Range | None = None
    """The same."""
    turn: Range | None = None
    """Responses given so far, this one included."""
    visits: Range | None = None
    """How often the present node has been entered."""
    stays: Range | None = None
    """Responses given in the present node since it was entered."""
    time_s: Range | None = None
    """Virtual seconds since the scene began."""
    queue: Range | None = None
    """People waiting behind this customer."""

    drawn: dict[Id, tuple[Id, ...]] = {}
    """These draws came out as one of the options listed."""
    carried: tuple[Id, ...] = ()
    """All of these were carried in from an earlier scene: `note`, `promise_kept`, `promise_broken` …"""
    world: dict[Id, tuple[Id, ...]] = {}
    """A policy or staffing choice of the shift is one of the options listed."""


Condition.model_rebuild()
