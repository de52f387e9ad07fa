"""Review: events for a reader. Transcripts, debriefs, progress and reports; it only reads."""

from .debrief import Debrief, Moment, debrief
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
from .report import session_json
from .transcript import Graded, TranscriptLine, conversation, mood_curve, reasons, transcript

__all__ = [
    "COACHED_KIND",
    "GRADED_KIND",
    "STEP_KIND",
    "Debrief",
    "Graded",
    "Moment",
    "Played",
    "Step",
    "TranscriptLine",
    "carried_from_json",
    "carried_to_json",
    "conversation",
    "debrief",
    "mood_curve",
    "read_played",
    "reasons",
    "rebuild",
    "session_json",
    "transcript",
]
