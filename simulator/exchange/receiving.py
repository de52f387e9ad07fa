"""The company's side: what desktops send is looked through, graded anew, kept and signed for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from simulator.record import Device, Journal

from .wire import JoinAsked, Joined, Offer, OfferAnswers, SignedReceipt, State, Upload


@dataclass(frozen=True, slots=True)
class Received:
    """What became of an upload.

    Args:
        receipt: the signed word that it is here; None where it is not.
        reason: why it is not, a word of `RefusalReason`; `scenario_needed` where the scene's bytes are to come first.
        detail: what did not fit, in one line for a terminal.
        regraded: whether the company's grader saw it otherwise than the desktop's.
    """

    receipt: SignedReceipt | None = None
    reason: str = ""
    detail: str = ""
    regraded: bool = False


def new_code() -> str:
    """A fresh code to join by, in groups that can be read out: no letter that looks like a digit."""
    raise NotImplementedError


def code_hash(code: str) -> str:
    """What the record keeps of a code; case, blanks and dashes make no difference."""
    raise NotImplementedError


def admit(journal: Journal, asked: JoinAsked, now: datetime) -> Joined | None:
    """Let a desktop join; None where its code opens nothing.

    Args:
        journal: the company's records.
        asked: what it sent.
        now: the company's clock.
    """
    raise NotImplementedError


def answer_offer(journal: Journal, device: Device, offer: Offer, now: datetime) -> OfferAnswers:
    """Say of each offered session whether it is here, and else from which entry on it is needed.

    Args:
        journal: the company's records.
        device: who offers.
        offer: what.
        now: the company's clock.
    """
    raise NotImplementedError


def receive(journal: Journal, device: Device, upload: Upload, now: datetime) -> Received:
    """Take a session in, or say why not: verified, graded anew from its responses, kept and signed for, all at once.

    Args:
        journal: the company's records.
        device: who sends.
        upload: what.
        now: the company's clock.
    """
    raise NotImplementedError


def take_scenario(journal: Journal, scenario_hash: str, content: bytes) -> str:
    """Keep a scene's bytes that a session to come was played by. Returns "" or why they are not kept.

    Args:
        journal: the company's records.
        scenario_hash: what they say their hash is.
        content: the bytes.
    """
    raise NotImplementedError


def scenario_for(journal: Journal, device: Device, scenario_hash: str) -> bytes | None:
    """The bytes of a scene that was assigned or published to a desktop's person; None for any other.

    Args:
        journal: the company's records.
        device: who asks.
        scenario_hash: of the scene.
    """
    raise NotImplementedError


def state_for(journal: Journal, device: Device, now: datetime, met: tuple[str, ...] = ()) -> State:
    """What a desktop has to know.

    Args:
        journal: the company's records.
        device: who asks.
        now: the company's clock.
        met: scenes their person has met on that desktop, by slug.
    """
    raise NotImplementedError
