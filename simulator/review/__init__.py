"""Review: events for a reader. Transcripts, debriefs, progress and reports; it only reads.

What a session being played needs is imported at once, the overview of everybody with its first use: a scene must
begin within a second.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .cases import MEANT, MISREAD, DisputedResponse, case_entry, cases, responses
from .debrief import Debrief, Highlight, Moment, debrief, ending_kind, rubric_of, step_name, step_order
from .played import (
    CANDIDATE,
    CASE_KIND,
    COACHED_KIND,
    EXAMPLE,
    GUESSED_KIND,
    GUIDED,
    HINT_STRENGTHS,
    OPENER,
    RESUMED_KIND,
    STEP_KIND,
    Fork,
    Played,
    Step,
    carried_from_json,
    carried_to_json,
    forks_of,
    read_played,
    rebuild,
)
from .report import session_json
from .transcript import (
    Graded,
    TranscriptLine,
    conversation,
    customer_said,
    mood_curve,
    mood_figure,
    reasons,
    transcript,
)

if TYPE_CHECKING:
    from .causes import (
        INTERRUPTED,
        NOTED_FACTORS,
        WRONG_FACT,
        Bearing,
        acts_named,
        bearing,
        cause_name,
        deed_name,
        evidence_name,
        is_fault,
        speaker_name,
    )
    from .course import Course, Stage, follow
    from .document import Document, Heading, Paragraph, Table, markdown
    from .overview import overview_csv, overview_html, overview_json, overview_text, readiness_text
    from .portable import pdf
    from .practice import Exercise, PracticePlan, plan_practice
    from .progress import COLUMNS, Overview, Progress, gather_overview, gather_progress
    from .readiness import Exam, Readiness, judge_readiness, short_pillars
    from .written_certificate import certificate
    from .written_debrief import debrief_document, effect_words, help_lines, promise_name, signed

_LAZY = {
    "Bearing": "causes",
    "acts_named": "causes",
    "Document": "document",
    "Heading": "document",
    "Paragraph": "document",
    "Table": "document",
    "bearing": "causes",
    "cause_name": "causes",
    "certificate": "written_certificate",
    "debrief_document": "written_debrief",
    "deed_name": "causes",
    "effect_words": "written_debrief",
    "evidence_name": "causes",
    "help_lines": "written_debrief",
    "is_fault": "causes",
    "INTERRUPTED": "causes",
    "NOTED_FACTORS": "causes",
    "speaker_name": "causes",
    "WRONG_FACT": "causes",
    "markdown": "document",
    "pdf": "portable",
    "promise_name": "written_debrief",
    "signed": "written_debrief",
    "COLUMNS": "progress",
    "Course": "course",
    "Exam": "readiness",
    "Exercise": "practice",
    "PracticePlan": "practice",
    "Stage": "course",
    "follow": "course",
    "gather_progress": "progress",
    "plan_practice": "practice",
    "readiness_text": "overview",
    "Overview": "progress",
    "Progress": "progress",
    "Readiness": "readiness",
    "gather_overview": "progress",
    "judge_readiness": "readiness",
    "short_pillars": "readiness",
    "overview_csv": "overview",
    "overview_html": "overview",
    "overview_json": "overview",
    "overview_text": "overview",
}

__all__ = [
    "CANDIDATE",
    "CASE_KIND",
    "COACHED_KIND",
    "COLUMNS",
    "EXAMPLE",
    "GUESSED_KIND",
    "GUIDED",
    "HINT_STRENGTHS",
    "INTERRUPTED",
    "MEANT",
    "MISREAD",
    "NOTED_FACTORS",
    "OPENER",
    "RESUMED_KIND",
    "STEP_KIND",
    "WRONG_FACT",
    "Bearing",
    "Course",
    "Debrief",
    "DisputedResponse",
    "Document",
    "Exam",
    "Exercise",
    "Fork",
    "Graded",
    "Heading",
    "Highlight",
    "Moment",
    "Overview",
    "Paragraph",
    "Played",
    "PracticePlan",
    "Progress",
    "Readiness",
    "Stage",
    "Step",
    "Table",
    "TranscriptLine",
    "acts_named",
    "bearing",
    "carried_from_json",
    "carried_to_json",
    "case_entry",
    "cases",
    "cause_name",
    "certificate",
    "conversation",
    "customer_said",
    "debrief",
    "debrief_document",
    "deed_name",
    "effect_words",
    "ending_kind",
    "evidence_name",
    "follow",
    "forks_of",
    "gather_overview",
    "gather_progress",
    "help_lines",
    "is_fault",
    "judge_readiness",
    "markdown",
    "mood_curve",
    "mood_figure",
    "overview_csv",
    "overview_html",
    "overview_json",
    "overview_text",
    "pdf",
    "plan_practice",
    "promise_name",
    "read_played",
    "readiness_text",
    "reasons",
    "rebuild",
    "responses",
    "rubric_of",
    "session_json",
    "short_pillars",
    "signed",
    "speaker_name",
    "step_name",
    "step_order",
    "transcript",
]


def __getattr__(name: str) -> Any:
    """Load the overview's names when they are first asked for (PEP 562).

    Raises:
        AttributeError: any other name.
    """
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LAZY[name]}"), name)
