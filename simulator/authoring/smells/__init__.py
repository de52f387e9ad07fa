"""Smells: what is no error, but what an author would want to know. Warnings with codes `SG3xx`.

Structure and words are looked at by `smell_scene`; what the detector hears by `listen`, one language at a time, and
`smell_heard`; what the plans come to by `smell_played`; what one language has and another lacks by `smell_between`.
"""

from __future__ import annotations

from .codes import SMELLS, smell_table
from .hearing import Heard, heard_from_json, heard_to_json, listen
from .judging import PlayedPlan, smell_between, smell_heard, smell_played
from .order import smell_order
from .structure import smell_structure
from .subject import Subject
from .wording import smell_words


def smell_scene(subject: Subject) -> None:
    """Report what structure and words show by themselves."""
    smell_structure(subject)
    smell_order(subject)
    smell_words(subject)


__all__ = [
    "SMELLS",
    "Heard",
    "PlayedPlan",
    "Subject",
    "heard_from_json",
    "heard_to_json",
    "listen",
    "smell_between",
    "smell_heard",
    "smell_played",
    "smell_scene",
    "smell_table",
]
