"""What a trainee sees on the screen at one moment, and what they may do next. Nothing else reaches a simulated one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Told:
    """A fact the customer has told, in the words one would say it back with.

    Args:
        fact: its name.
        wordings: ways to say it, with what was drawn filled in.
        key: whether it is the complaint itself and no circumstance; whoever listens hears that.
    """

    fact: str
    wordings: tuple[str, ...]
    key: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """A card on the screen: an action, or a remedy with its name and the words for it.

    Args:
        kind: the action, as conditions name it.
        target: the remedy, where it is one.
        wordings: its name first, then other words for it, with what was drawn filled in.
        possible: whether the card can be used now.
    """

    kind: str
    target: str = ""
    wordings: tuple[str, ...] = ()
    possible: bool = True


@dataclass(frozen=True, slots=True)
class Sight:
    """One moment of a scene as its screen shows it.

    Args:
        language: the language it is played in.
        address: `polite` or `familiar`.
        channel: store, phone, email or chat.
        turn: responses given so far.
        mood: anger, trust, heard and patience in points, as the gauge shows them.
        said: what the customer said since the last response.
        heard: everything the customer has said.
        told: the facts told so far, in the order they came.
        offers: the cards.
        words: words for the slots `item` (and its forms) and `name`.
        warnings: what the briefing warns of.
        due: the scene is over but for a promised call that is due now.
        later: the promised call is being made.
        complaint: the customer has come to complain, as anybody hears.
        short: it is a short encounter of the shift, as its card says; nobody goes a long way round.
    """

    language: str
    address: str
    channel: str
    turn: int
    mood: Mapping[str, int]
    said: str
    heard: str
    told: tuple[Told, ...]
    offers: tuple[Offer, ...]
    words: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    due: bool = False
    later: bool = False
    complaint: bool = True
    short: bool = False

    @property
    def spoken(self) -> bool:
        """Whether it is talk, in which a long response is cut in on."""
        return self.channel in ("store", "phone")

    def can(self, kind: str) -> bool:
        """Whether an action that is no remedy could be done now."""
        return any(offer.kind == kind and offer.possible for offer in self.offers)


@dataclass(frozen=True, slots=True)
class Say:
    """Say or write this."""

    text: str


@dataclass(frozen=True, slots=True)
class Do:
    """Use a card."""

    kind: str
    target: str = ""


@dataclass(frozen=True, slots=True)
class CutIn:
    """Speak before the customer has finished."""


@dataclass(frozen=True, slots=True)
class Leave:
    """Have nothing more to say."""


Step = Say | Do | CutIn | Leave
