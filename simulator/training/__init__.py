"""The landing where the rooms meet: sessions that are played, detected, journalled and graded; answers files; plans."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .answers import Answer, parse_answers, parse_command, parse_line, play_answer, play_answers
from .choices import Choice
from .coaching import Fault, Mark, TurnNotes, achieved, meanings, notes_on
from .examining import draw_exam, end_here, unseen_exams
from .forking import fork_turns, unfinished
from .guiding import Guidance, guidance, shown_unaided
from .guiding import take as take_suggestion
from .judging import grade_session, replays
from .mistakes import AnswersError
from .proof import answer_lines
from .rehearsal import Rehearsal, plan_answer, rehearse
from .session import Session, length_limit
from .telling import coach_lines, shortened, told
from .trial import Trial, parse_mood
from .tryout import END_HERE, MOST_LINES, Tried, Try, Tryouts

if TYPE_CHECKING:
    from .awaiting import FactsOfSessions as FactsOfSessions
    from .awaiting import facts_of as facts_of
    from .crew import Crew as Crew
    from .inspection import inspect as inspect
    from .marks import MarksOfRecord as MarksOfRecord
    from .marks import whole_marks as whole_marks
    from .regraded import HeardOtherwise as HeardOtherwise
    from .regraded import Regraded as Regraded
    from .regraded import Regrading as Regrading
    from .regrading import Applied as Applied
    from .regrading import grader_stamp as grader_stamp
    from .regrading import propose_anew as propose_anew
    from .regrading import regrade as regrade
    from .repertoire import rehearse_all as rehearse_all
    from .shift import CLOSES_MS as CLOSES_MS
    from .shift import TARGET_WAIT_MS as TARGET_WAIT_MS
    from .shift import TILL_COST as TILL_COST
    from .shift import TILL_DELAY_MS as TILL_DELAY_MS
    from .shift import CustomerResult as CustomerResult
    from .shift import Floor as Floor
    from .shift import Place as Place
    from .shift import Shift as Shift
    from .shift import Summary as Summary
    from .shift import latest_shift as latest_shift
    from .shift import shift_due_ms as shift_due_ms
    from .shift import shift_news as shift_news
    from .shift import shift_scenes as shift_scenes
    from .simulation import simulate as simulate
    from .simulation import simulate_all as simulate_all
    from .tracks import play_tracks as play_tracks

# Simulated trainees and smells need the authoring room, which nobody who only plays should wait for.
_LAZY = {
    **dict.fromkeys(
        (
            "CLOSES_MS",
            "TARGET_WAIT_MS",
            "TILL_COST",
            "TILL_DELAY_MS",
            "CustomerResult",
            "Floor",
            "Place",
            "Shift",
            "Summary",
            "latest_shift",
            "shift_due_ms",
            "shift_news",
            "shift_scenes",
        ),
        ".shift",
    ),
    **dict.fromkeys(("HeardOtherwise", "Regraded", "Regrading"), ".regraded"),
    **dict.fromkeys(("Applied", "grader_stamp", "propose_anew", "regrade"), ".regrading"),
    "Crew": ".crew",
    "FactsOfSessions": ".awaiting",
    "facts_of": ".awaiting",
    "MarksOfRecord": ".marks",
    "whole_marks": ".marks",
    "inspect": ".inspection",
    "rehearse_all": ".repertoire",
    "simulate": ".simulation",
    "simulate_all": ".simulation",
    "play_tracks": ".tracks",
}


def __getattr__(name: str) -> Any:
    """Load a public name from its module on first use (PEP 562)."""
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_LAZY[name], __name__), name)


__all__ = [
    "CLOSES_MS",
    "END_HERE",
    "MOST_LINES",
    "TARGET_WAIT_MS",
    "TILL_COST",
    "TILL_DELAY_MS",
    "Answer",
    "AnswersError",
    "Applied",
    "Choice",
    "Crew",
    "CustomerResult",
    "FactsOfSessions",
    "Fault",
    "Floor",
    "Guidance",
    "HeardOtherwise",
    "Mark",
    "MarksOfRecord",
    "Place",
    "Regraded",
    "Regrading",
    "Rehearsal",
    "Session",
    "Shift",
    "Summary",
    "Trial",
    "Tried",
    "Try",
    "Tryouts",
    "TurnNotes",
    "achieved",
    "answer_lines",
    "coach_lines",
    "draw_exam",
    "end_here",
    "facts_of",
    "fork_turns",
    "grade_session",
    "grader_stamp",
    "guidance",
    "inspect",
    "latest_shift",
    "length_limit",
    "meanings",
    "notes_on",
    "parse_answers",
    "parse_command",
    "parse_line",
    "parse_mood",
    "plan_answer",
    "play_answer",
    "play_answers",
    "play_tracks",
    "propose_anew",
    "regrade",
    "rehearse",
    "rehearse_all",
    "replays",
    "shift_due_ms",
    "shift_news",
    "shift_scenes",
    "shortened",
    "shown_unaided",
    "simulate",
    "simulate_all",
    "take_suggestion",
    "told",
    "unfinished",
    "unseen_exams",
    "whole_marks",
]
