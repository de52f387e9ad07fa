"""Frozen values that detection hands out: acts, spans, mentions, promises, checks.

Probabilities are integers in per mille inside the program and fractions in JSON. Offsets are code
points of the response exactly as it was given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

Status = Literal["ok", "not_understood"]

FOUND = 500
"""An act counts as found from this probability (per mille) on."""

MOVES: tuple[str, ...] = (
    "listen",
    "open_question",
    "fact_question",
    "ask_permission",
    "restate",
    "empathise",
    "apologise",
    "admit_fault",
    "own",
    "reassure",
    "ask_wish",
    "offer_remedy",
    "explain_next",
    "explain_limit",
    "take_contact",
    "follow_up",
    "escalate",
    "warm_transfer",
    "note_record",
    "thank",
    "courtesy",
    "invite_feedback",
    "set_boundary",
)
FAULTS: tuple[str, ...] = (
    "cut_off",
    "deny",
    "excuse",
    "hide_policy",
    "blame_customer",
    "dismiss",
    "rude",
    "hollow_apology",
    "overpromise",
    "blind_transfer",
    "hedge",
    "pushy_sale",
    "echo_frustration",
    "take_personally",
)
ACTS: tuple[str, ...] = MOVES + FAULTS

STEPS: tuple[str, ...] = ("hear_out", "restate", "calm", "empathise", "own", "act", "follow_up")
"""The seven steps of the codebook, in order; `hear_out` to `calm` are Listening, `empathise` is Apology, the rest
Ownership."""
ACT_ORDER: Mapping[str, int] = {name: place for place, name in enumerate(ACTS)}


class Kind(StrEnum):
    """Whether an act helps (a move) or harms (a fault)."""

    MOVE = "move"
    FAULT = "fault"


def kind_of(act: str) -> Kind:
    """Return the kind of ``act``. Raises KeyError for a name that is no act."""
    return Kind.MOVE if ACT_ORDER[act] < len(MOVES) else Kind.FAULT


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of the response in code points, ``0 <= start < end``."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a span needs 0 <= start < end, not {self.start}, {self.end}")

    def to_json(self) -> list[int]:
        """Return ``[start, end]``."""
        return [self.start, self.end]

    @classmethod
    def from_json(cls, data: Any) -> Span:
        """Read ``[start, end]``."""
        start, end = data
        return cls(int(start), int(end))


def _spans_to_json(spans: tuple[Span, ...]) -> list[list[int]]:
    return [span.to_json() for span in spans]


def _spans_from_json(data: Any) -> tuple[Span, ...]:
    return tuple(Span.from_json(item) for item in data or ())


@dataclass(frozen=True, slots=True)
class Act:
    """One act found: its codebook name, probability ``p`` in per mille, and the text that shows it."""

    name: str
    p: int
    spans: tuple[Span, ...]

    def __post_init__(self) -> None:
        if self.name not in ACT_ORDER:
            raise ValueError(f"no act named {self.name!r}")
        if not 0 <= self.p <= 1000:
            raise ValueError(f"p is in per mille, 0 to 1000, not {self.p}")
        if not self.spans:
            raise ValueError(f"an act needs at least one span: {self.name}")

    @property
    def kind(self) -> Kind:
        """Move or fault."""
        return kind_of(self.name)

    @property
    def found(self) -> bool:
        """True from ``p >= 500`` on."""
        return self.p >= FOUND


@dataclass(frozen=True, slots=True)
class FactMentions:
    """Where the response asks for a fact of the case, and where it states one."""

    asked: tuple[Span, ...] = ()
    stated: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """Where the response speaks of something."""

    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class RemedyMention:
    """Where the response speaks of a remedy, and the sum it names (decimal string) if any."""

    spans: tuple[Span, ...]
    amount: str | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment of the speaker: the act it belongs to, what, by when (ISO 8601), how much, where."""

    act: str
    what: str
    due: str | None
    amount: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Check:
    """A statement about something the case knows. ``said == true`` when the statement is right."""

    fact: str
    said: str
    true: str
    span: Span

    @property
    def right(self) -> bool:
        """Whether what was said agrees with what is true."""
        return self.said == self.true


@dataclass(frozen=True, slots=True)
class Detection:
    """Everything found in one response.

    ``language`` is the language the response is in; a response too short to tell keeps the scene's
    language. ``acts`` holds the acts found, in codebook order.
    """

    language: str
    status: Status = "ok"
    acts: tuple[Act, ...] = ()
    facts: Mapping[str, FactMentions] = field(default_factory=dict)
    remedies: Mapping[str, RemedyMention] = field(default_factory=dict)
    promises: tuple[Promise, ...] = ()
    checks: tuple[Check, ...] = ()

    def act(self, name: str) -> Act | None:
        """Return the act called ``name`` if it was found."""
        return next((act for act in self.acts if act.name == name), None)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the acts found, in codebook order."""
        return tuple(act.name for act in self.acts)

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form of the detect contract, without ``id``."""
        return {
            "language": self.language,
            "status": self.status,
            "acts": {act.name: {"p": act.p / 1000, "spans": _spans_to_json(act.spans)} for act in self.acts},
            "mentions": {
                "facts": {name: _fact_to_json(fact) for name, fact in self.facts.items()},
                "remedies": {
                    name: {"spans": _spans_to_json(remedy.spans), "amount": remedy.amount}
                    for name, remedy in self.remedies.items()
                },
            },
            "promises": [
                {
                    "act": promise.act,
                    "what": promise.what,
                    "due": promise.due,
                    "amount": promise.amount,
                    "span": promise.span.to_json(),
                }
                for promise in self.promises
            ],
            "checks": [
                {"fact": check.fact, "said": check.said, "true": check.true, "span": check.span.to_json()}
                for check in self.checks
            ],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Detection:
        """Read what :meth:`to_json` wrote; the round trip loses nothing."""
        mentions = data.get("mentions") or {}
        acts = [
            Act(name, round(found["p"] * 1000), _spans_from_json(found["spans"]))
            for name, found in (data.get("acts") or {}).items()
        ]
        return cls(
            language=data["language"],
            status=data.get("status", "ok"),
            acts=tuple(sorted(acts, key=lambda act: ACT_ORDER[act.name])),
            facts={
                name: FactMentions(_spans_from_json(fact.get("asked")), _spans_from_json(fact.get("stated")))
                for name, fact in (mentions.get("facts") or {}).items()
            },
            remedies={
                name: RemedyMention(_spans_from_json(remedy["spans"]), remedy.get("amount"))
                for name, remedy in (mentions.get("remedies") or {}).items()
            },
            promises=tuple(
                Promise(item["act"], item["what"], item["due"], item["amount"], Span.from_json(item["span"]))
                for item in data.get("promises") or ()
            ),
            checks=tuple(
                Check(item["fact"], item["said"], item["true"], Span.from_json(item["span"]))
                for item in data.get("checks") or ()
            ),
        )


def _fact_to_json(fact: FactMentions) -> dict[str, list[list[int]]]:
    found: dict[str, list[list[int]]] = {}
    if fact.asked:
        found["asked"] = _spans_to_json(fact.asked)
    if fact.stated:
        found["stated"] = _spans_to_json(fact.stated)
    return found
