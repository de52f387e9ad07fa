"""What the detector is asked, and a detector with a memory: the same words to the same customer are heard once."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Protocol

from scoring import Case, Detection, detect
from simulator.engine import Responded, State
from simulator.review import Played, customer_said
from simulator.scenario import ActionKind, Scenario

REMEMBERED = 512
"""Responses a process remembers; an hour of one trainee, or the plans of a scene."""


class Detects(Protocol):
    """What finds the acts of a response; see `scoring.detect`."""

    def __call__(
        self,
        response: str,
        *,
        language: str,
        customer: str = "",
        channel: str = "store",
        case: Case | None = None,
        reference_time: str | None = None,
    ) -> Detection:
        """Return what the response does."""
        ...


@lru_cache(maxsize=REMEMBERED)
def heard(
    detect: Detects, text: str, language: str, customer: str, channel: str, case: Case, reference_time: str
) -> Detection:
    """What ``detect`` finds in a response; a detection is a frozen value, so it can be handed out again.

    Args:
        detect: the detector.
        text: the response.
        language: the language of the scene.
        customer: what the customer said before.
        channel: store, phone, email or chat.
        case: the case as it stands.
        reference_time: the moment on the scene's clock, ISO 8601.
    """
    return detect(text, language=language, customer=customer, channel=channel, case=case, reference_time=reference_time)


def is_supervised(state: State) -> bool:
    """Whether the supervisor has been fetched: then what they may grant may be promised."""
    return ActionKind.SUPERVISOR.value in state.done


def case_at(scenario: Scenario, state: State) -> Case:
    """The case as it stands, against which a response said now is read."""
    return scenario.case(
        state.language, state.drawn, supervised=is_supervised(state), own_limit=state.carried.own_limit
    )


def moment(scenario: Scenario, state: State) -> str:
    """The moment on the scene's clock, ISO 8601, as the detector needs it to read "tomorrow"."""
    from datetime import datetime, timedelta

    return (datetime.fromisoformat(scenario.starts_at) + timedelta(milliseconds=state.clock_ms)).isoformat(
        timespec="minutes"
    )


def heard_again(played: Played) -> Played:
    """A session with every response heard anew by the detector as it is now; what followed from it stays as it was.

    Each response is read at its own moment: after what the customer had said by then, in the case and at the time as
    they stood.
    """
    scenario, cases = played.scenario, dict[bool, Case]()
    steps = list(played.steps)
    for index, past in enumerate(played.steps):
        if not isinstance(past.given, Responded):
            continue
        before = played.steps[index - 1].state
        case = cases.setdefault(is_supervised(before), case_at(scenario, before))
        found = detect(
            past.given.text,
            language=before.language,
            customer=customer_said(replace(played, steps=played.steps[:index])),
            channel=scenario.file.about.channel.value,
            case=case,
            reference_time=moment(scenario, before),
        )
        steps[index] = replace(past, given=replace(past.given, detection=found))
    return replace(played, steps=tuple(steps))
