"""Review: events for a reader. Transcripts, debriefs, progress and reports; it only reads."""

from .debrief import Debrief, Moment, debrief
from .overview import overview_csv, overview_html, overview_json, overview_text
from .played import (
    COACHED_KIND,
    GRADED_KIND,
    STEP_KIND,
    Played,
    Step,
    carried_from_json,
    carried_to_json,
    read_played,
    rebuild,
)
from .progress import Overview, Progress, overview
from .readiness import Exam, Readiness, readiness
from .report import session_json
from .transcript import Graded, TranscriptLine, conversation, mood_curve, reasons, transcript

__all__ = [
    "COACHED_KIND",
    "GRADED_KIND",
    "STEP_KIND",
    "Debrief",
    "Exam",
    "Graded",
    "Moment",
    "Overview",
    "Played",
    "Progress",
    "Readiness",
    "Step",
    "TranscriptLine",
    "carried_from_json",
    "carried_to_json",
    "conversation",
    "debrief",
    "mood_curve",
    "overview",
    "overview_csv",
    "overview_html",
    "overview_json",
    "overview_text",
    "read_played",
    "readiness",
    "reasons",
    "rebuild",
    "session_json",
    "transcript",
]
