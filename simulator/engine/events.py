"""What happened, each with its reason. Events are facts: state is the events applied in order (`state.apply`)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

EVENT_FORMAT = 1
"""Raised when the shape of an event changes; written into every session's first entry."""


@dataclass(frozen=True, slots=True)
class Spoke:
    """Somebody said a line.

    Args:
        by: the `Speaker`.
        line: the line id; its words depend on language and draws.
        why: `node`, `again`, `reaction`, `fact`, `silence`, `interrupted`, `broke_in`, `not_understood`, `action`,
            `ending`: what brought the line about.
        cause: the act, fact, action or node behind it.
        chars: its length, in characters, in the language of the session.
        duration_ms: how long saying it takes on the virtual clock.
        tells: facts learned by it.
        loud: whether it is shouted.
    """

    by: str
    line: str
    why: str
    cause: str
    chars: int
    duration_ms: int
    tells: tuple[str, ...] = ()
    loud: bool = False
    kind: Literal["spoke"] = "spoke"


@dataclass(frozen=True, slots=True)
class HeardOut:
    """The pending lines were listened to, to their end; ``attentive`` where that was long enough to show."""

    ms: int
    attentive: bool = False
    kind: Literal["heard_out"] = "heard_out"


@dataclass(frozen=True, slots=True)
class CutOff:
    """The trainee spoke over a line: it broke off after ``at_char`` characters, and ``lost`` facts were not heard."""

    line: str
    at_char: int
    ms: int
    lost: tuple[str, ...] = ()
    kind: Literal["cut_off"] = "cut_off"


@dataclass(frozen=True, slots=True)
class ResponseGiven:
    """The trainee's response and what was found in the part the customer heard.

    Args:
        text: the whole response, as typed.
        heard_to: how many characters reached the customer before they broke in.
        acts: names found, in the order in which they begin.
        asked: facts asked for.
        stated: facts said back.
        offered: remedies offered in words.
        language: the language it is in.
        interrupted: it was spoken over the customer.
        foreign: the customer does not speak that language.
        digest: stands for its words, so that the same words said again are known.
        repeated: the same words were said before; the customer does not take them in a second time.
    """

    turn: int
    text: str
    heard_to: int
    acts: tuple[str, ...]
    asked: tuple[str, ...] = ()
    stated: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    language: str = ""
    interrupted: bool = False
    foreign: bool = False
    digest: str = ""
    repeated: bool = False
    kind: Literal["response_given"] = "response_given"


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """The response could not be read; ``count`` in a row. No turn, mood or time is lost on the first two."""

    text: str
    count: int
    kind: Literal["not_understood"] = "not_understood"


@dataclass(frozen=True, slots=True)
class CoachNoted:
    """Something the coach tells the trainee; ``note`` is a key of the interface's texts."""

    note: str
    kind: Literal["coach_noted"] = "coach_noted"


@dataclass(frozen=True, slots=True)
class MoodChanged:
    """The mood moved, in hundredths of a point, and why.

    Args:
        changes: dimension -> change that really came about, after caps.
        reason: `burden`, `act`, `let_finish`, `interrupted`, `drift_time`, `drift_turn`, `no_act`, `wrong_language`,
            `wrong_fact`, `apology_faded`, `remedy`, `remedy_in_silence`, `action`, `action_early`, `node`, `silence`,
            `transition`, `promise_broken`.
        cause: the act, fact, action or node.
        factors: percent by which the usual effect was scaled: `persona`, `order`, `repeat`, `unheard`, `silent`;
            only those other than 100.
    """

    changes: dict[str, int]
    reason: str
    cause: str = ""
    factors: dict[str, int] = field(default_factory=dict)
    kind: Literal["mood_changed"] = "mood_changed"


@dataclass(frozen=True, slots=True)
class Restated:
    """The complaint has been said back; from now on the customer listens fully."""

    facts: tuple[str, ...]
    kind: Literal["restated"] = "restated"


@dataclass(frozen=True, slots=True)
class PromiseMade:
    """A commitment was taken from the trainee's words."""

    act: str
    what: str
    due: str | None
    amount: str | None
    turn: int
    kind: Literal["promise_made"] = "promise_made"


@dataclass(frozen=True, slots=True)
class PromiseSettled:
    """A promise (by its number in the session) was kept or broken."""

    number: int
    kept: bool
    kind: Literal["promise_settled"] = "promise_settled"


@dataclass(frozen=True, slots=True)
class WrongFact:
    """The trainee stated something wrongly that can be looked up."""

    fact: str
    said: str
    true: str
    kind: Literal["wrong_fact"] = "wrong_fact"


@dataclass(frozen=True, slots=True)
class ActionDone:
    """The trainee did something.

    Args:
        ref: `note`, `remedy refund` …
        takes_ms: how long it took on the virtual clock.
        worded: for a remedy, whether it had been offered in words.
        shows: lines the trainee reads by it.
    """

    ref: str
    takes_ms: int
    worded: bool = True
    text: str = ""
    shows: tuple[str, ...] = ()
    kind: Literal["action_done"] = "action_done"


@dataclass(frozen=True, slots=True)
class ActionRefused:
    """Something could not be done; ``why``: `unknown`, `not_now`, `beyond_authority`, `nobody_may`, `call_first`."""

    ref: str
    why: str
    kind: Literal["action_refused"] = "action_refused"


@dataclass(frozen=True, slots=True)
class TimePassed:
    """The virtual clock moved; ``silent`` time counts as silence towards the customer."""

    ms: int
    silent: bool
    kind: Literal["time_passed"] = "time_passed"


@dataclass(frozen=True, slots=True)
class SilenceBroken:
    """The customer spoke up because nothing was said; ``index`` counts the node's silences."""

    index: int
    kind: Literal["silence_broken"] = "silence_broken"


@dataclass(frozen=True, slots=True)
class Moved:
    """The scene went to another node; ``by`` says what led there (`goto 2`, `action note`, `silence`)."""

    to: str
    by: str
    kind: Literal["moved"] = "moved"


@dataclass(frozen=True, slots=True)
class Ended:
    """An ending was reached."""

    ending: str
    outcome: str
    kind: Literal["ended"] = "ended"


@dataclass(frozen=True, slots=True)
class CardFilled:
    """The customer filled in the comment card, 1-5."""

    rating: int
    line: str
    kind: Literal["card_filled"] = "card_filled"


@dataclass(frozen=True, slots=True)
class WordSpread:
    """Word of mouth: how many people hear about it and in which tone."""

    tone: str
    people: int
    kind: Literal["word_spread"] = "word_spread"


@dataclass(frozen=True, slots=True)
class EpilogueDue:
    """The time of a promised call has come; the clock jumps there."""

    epilogue: str
    opens: str
    clock_ms: int
    kind: Literal["epilogue_due"] = "epilogue_due"


Event = (
    Spoke
    | HeardOut
    | CutOff
    | ResponseGiven
    | NotUnderstood
    | CoachNoted
    | MoodChanged
    | Restated
    | PromiseMade
    | PromiseSettled
    | WrongFact
    | ActionDone
    | ActionRefused
    | TimePassed
    | SilenceBroken
    | Moved
    | Ended
    | CardFilled
    | WordSpread
    | EpilogueDue
)
