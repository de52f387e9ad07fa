"""Scoring: text in, evidence and grade out. Knows no scenario, session, screen or database.

Importing this package is cheap; pydantic, YAML and the language data load with the first use.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from scoring.acts import (
    ACTS,
    FAULTS,
    FOUND,
    MOVES,
    STEPS,
    Act,
    Check,
    Detection,
    FactMentions,
    Kind,
    Mention,
    Promise,
    RemedyMention,
    Span,
    kind_of,
)
from scoring.language import LANGUAGES

if TYPE_CHECKING:
    from scoring.cards import Card as Card
    from scoring.cards import load_card as load_card
    from scoring.case import Case as Case
    from scoring.case import CaseFact as CaseFact
    from scoring.case import KnowledgeFact as KnowledgeFact
    from scoring.case import RemedyTerm as RemedyTerm
    from scoring.codebook import ActDefinition as ActDefinition
    from scoring.codebook import Codebook as Codebook
    from scoring.codebook import load_codebook as load_codebook
    from scoring.correcting import ActCorrection as ActCorrection
    from scoring.correcting import CorrectionError as CorrectionError
    from scoring.correcting import correct as correct
    from scoring.detection import Detector as Detector
    from scoring.grading import Conversation as Conversation
    from scoring.grading import Evidence as Evidence
    from scoring.grading import Grade as Grade
    from scoring.grading import Improvement as Improvement
    from scoring.grading import RubricExceptions as RubricExceptions
    from scoring.grading import StepGrade as StepGrade
    from scoring.grading import Turn as Turn
    from scoring.grading import TurnAction as TurnAction
    from scoring.grading import versions as versions
    from scoring.improvement import with_before as with_before
    from scoring.masking import masked as masked
    from scoring.rubric import Rubric as Rubric
    from scoring.rubric import load_rubric as load_rubric
    from scoring.rubric import rubric_names as rubric_names

_LAZY = {
    "Card": "scoring.cards",
    "load_card": "scoring.cards",
    "Case": "scoring.case",
    "CaseFact": "scoring.case",
    "KnowledgeFact": "scoring.case",
    "RemedyTerm": "scoring.case",
    "ActDefinition": "scoring.codebook",
    "Codebook": "scoring.codebook",
    "load_codebook": "scoring.codebook",
    "Detector": "scoring.detection",
    "ActCorrection": "scoring.correcting",
    "CorrectionError": "scoring.correcting",
    "correct": "scoring.correcting",
    "Conversation": "scoring.conversation",
    "Evidence": "scoring.conversation",
    "Grade": "scoring.conversation",
    "Improvement": "scoring.conversation",
    "RubricExceptions": "scoring.conversation",
    "StepGrade": "scoring.conversation",
    "Turn": "scoring.conversation",
    "TurnAction": "scoring.conversation",
    "Rubric": "scoring.rubric",
    "load_rubric": "scoring.rubric",
    "rubric_names": "scoring.rubric",
    "masked": "scoring.masking",
    "with_before": "scoring.improvement",
    "versions": "scoring.grading",
}


def __getattr__(name: str) -> Any:
    """Load a public name from its module on first use (PEP 562)."""
    module = _LAZY.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(module), name)
    globals()[name] = value
    return value


@cache
def detector(language: str) -> Detector:
    """Return the detector of ``language``, loaded once. Raises LanguageError for an unknown code."""
    from scoring.detection import PatternDetector

    return PatternDetector(language)


def detect(
    response: str,
    *,
    language: str,
    customer: str = "",
    channel: str = "store",
    case: Case | None = None,
    reference_time: str | None = None,
    commitments: bool = True,
) -> Detection:
    """Find the acts of one response; ``language`` is the language of the scene.

    ``customer`` is what the customer said before; ``reference_time`` (ISO 8601) is the moment against
    which "tomorrow" is read. Without ``commitments`` promises and statements held against knowledge are
    left out, a quarter of the work. Offsets are code points of ``response`` as given.
    """
    return detector(language).detect(
        response,
        customer=customer,
        channel=channel,
        case=case,
        reference_time=reference_time,
        commitments=commitments,
    )


def grade(
    conversation: Conversation,
    rubric: Rubric | None = None,
    detections: Sequence[Detection | None] | None = None,
    *,
    improvements: bool = True,
) -> Grade:
    """Grade a conversation.

    ``detections``, aligned with its turns, spares detecting again; ``improvements`` False leaves out the proposals,
    which cost some re-scoring.
    """
    from scoring import grading

    return grading.grade(conversation, rubric, detections, improvements=improvements)


__all__ = [
    "ACTS",
    "FAULTS",
    "FOUND",
    "LANGUAGES",
    "MOVES",
    "STEPS",
    "Act",
    "ActDefinition",
    "Card",
    "Case",
    "CaseFact",
    "Check",
    "Codebook",
    "Conversation",
    "Detection",
    "Detector",
    "Evidence",
    "FactMentions",
    "Grade",
    "Improvement",
    "Kind",
    "KnowledgeFact",
    "Mention",
    "Promise",
    "RemedyMention",
    "RemedyTerm",
    "Rubric",
    "RubricExceptions",
    "Span",
    "StepGrade",
    "Turn",
    "TurnAction",
    "detect",
    "detector",
    "grade",
    "kind_of",
    "load_card",
    "load_codebook",
    "load_rubric",
    "masked",
    "rubric_names",
    "versions",
    "with_before",
]
