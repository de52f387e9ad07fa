"""The detector with a memory: the same words to the same customer in the same case are heard once in a process."""

from __future__ import annotations

from functools import lru_cache
from typing import Protocol

from scoring import Case, Detection

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
