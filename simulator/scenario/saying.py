"""What is said: utterances with their variants, and reactions."""

from __future__ import annotations

from pydantic import Field

from .conditions import Condition
from .values import Flag, Id, LineId, Part, Speaker


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
