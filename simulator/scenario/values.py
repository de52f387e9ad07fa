"""The small values every part of a scenario is made of: ids, points, ranges, and the names from the codebook."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from scoring import ACTS, STEPS

CENTI = 100
"""Mood is kept in hundredths of a point, so that slow drift stays exact in integers."""


class Part(BaseModel):
    """A frozen piece of a scenario; a key it does not know is an error of the author, never ignored."""

    # The docstrings under the fields become descriptions in schema_export; reading them here would slow every start.
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, defer_build=True)

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        """Itself: parts never change, and pydantic copies each default as often as it is used."""
        return self


def to_centipoints(value: object) -> int:
    """Read points as an author writes them (``-6``, ``0.25``) into whole hundredths of a point.

    Raises:
        ValueError: not a number, or more than two decimals.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise ValueError("points are a number, like -6 or 0.25")  # noqa: TRY004 - pydantic reports no TypeError
    try:
        scaled = Decimal(str(value)) * CENTI
    except InvalidOperation as error:
        raise ValueError("points are a number, like -6 or 0.25") from error
    if not scaled.is_finite() or scaled != scaled.to_integral_value():
        raise ValueError("points have at most two decimals, like 0.25")
    return int(scaled)


Points = Annotated[int, BeforeValidator(to_centipoints), WithJsonSchema({"type": "number", "x-points": True})]
"""Mood points, written 0-100 with up to two decimals, held as hundredths."""

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
"""Names things in the structure: nodes, facts, draws, remedies, endings."""

LineId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.]*$", max_length=80)]
"""Names one line of words; stable, because translations and journals refer to it."""


def _of_the_calendar(value: str) -> str:
    """Let a date and time pass that exists. Raises ValueError for any other."""
    try:
        datetime.fromisoformat(value)
    except ValueError as error:
        raise ValueError("there is no such date or time") from error
    return value


Moment = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$"), AfterValidator(_of_the_calendar)]
"""A local date and time, `2026-03-04T10:15`."""

Act = Annotated[str, Field(json_schema_extra={"enum": list(ACTS)})]
"""One of the 37 acts of the codebook."""

Step = Annotated[str, Field(json_schema_extra={"enum": list(STEPS)})]
"""One of the seven steps of the codebook."""

Flag = Annotated[bool, Field(strict=True)]
"""`true` or `false`, nothing else: `no` is text, as YAML 1.2 has it."""

Percent = Annotated[int, Field(ge=0, le=400)]
Language = Literal["en", "fi", "sv", "ru", "el"]


class Channel(StrEnum):
    """How the customer reaches the firm."""

    STORE = "store"
    PHONE = "phone"
    EMAIL = "email"
    CHAT = "chat"

    @property
    def spoken(self) -> bool:
        """Whether words are heard as they are said, so that either side can be interrupted."""
        return self in (Channel.STORE, Channel.PHONE)


class Speaker(StrEnum):
    """Who says a line of a scenario."""

    CUSTOMER = "customer"
    SUPERVISOR = "supervisor"
    COLLEAGUE = "colleague"
    BYSTANDER = "bystander"


class ActionKind(StrEnum):
    """What a trainee can do besides speaking."""

    LOOKUP = "lookup"
    ACCOUNT = "account"
    SUPERVISOR = "supervisor"
    WARM_TRANSFER = "warm_transfer"
    BLIND_TRANSFER = "blind_transfer"
    NOTE = "note"
    REMEDY = "remedy"
    COMMENT_CARD = "comment_card"
    HOLD = "hold"
    CALL_BACK = "call_back"
    END_CONTACT = "end_contact"


class EndingKind(StrEnum):
    """How a scene can end, from best to worst."""

    WON_BACK = "won_back"
    SATISFIED = "satisfied"
    SETTLED = "settled"
    NOT_MET = "not_met"
    SUPERVISOR = "supervisor"
    TRANSFERRED = "transferred"
    ENDED_FOR_ABUSE = "ended_for_abuse"
    WALKS_OUT = "walks_out"
    HANGS_UP = "hangs_up"
    RAN_OUT = "ran_out"


class Range(Part):
    """A closed range of whole numbers; either end may be left open."""

    min: int | None = None
    """The least."""
    max: int | None = None
    """The most."""

    def holds(self, value: int) -> bool:
        """Whether ``value`` lies within the range."""
        return (self.min is None or value >= self.min) and (self.max is None or value <= self.max)


class Effect(Part):
    """A direct change of mood, in points."""

    anger: Points = 0
    """Points added or taken away."""
    trust: Points = 0
    """The same."""
    heard: Points = 0
    """The same."""
    patience: Points = 0
    """The same."""

    def items(self) -> tuple[tuple[str, int], ...]:
        """The changes that are not zero, as (dimension, hundredths of a point)."""
        return tuple((name, value) for name in MOOD if (value := getattr(self, name)))


MOOD = ("anger", "trust", "heard", "patience")
"""The four dimensions of a customer's mood, each 0-100 points."""
