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
    from .assigning import PATH as PATH
    from .assigning import UNASKED as UNASKED
    from .assigning import Given as Given
    from .assigning import GivenScene as GivenScene
    from .assigning import Stand as Stand
    from .assigning import content_of as content_of
    from .assigning import ended_times as ended_times
    from .assigning import ended_when as ended_when
    from .assigning import given_scene as given_scene
    from .assigning import given_to as given_to
    from .assigning import in_order as in_order
    from .assigning import rough as rough
    from .assigning import scenes_of as scenes_of
    from .assigning import stand_of as stand_of
    from .awaiting import FactsOfSessions as FactsOfSessions
    from .awaiting import facts_of as facts_of
    from .crew import Crew as Crew
    from .drawing import Known as Known
    from .drawing import Next as Next
    from .drawing import draw_scene as draw_scene
    from .drawing import drawn_before as drawn_before
    from .drawing import known_of as known_of
    from .drawing import next_of as next_of
    from .drawing import seed_of as seed_of
    from .drawing import unmet_scene as unmet_scene
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
    from .sharing import hands as hands
    from .sharing import work as work
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
    from .summing import Summing as Summing
    from .summing import WaitingSession as WaitingSession
    from .summing import waiting_in_parts as waiting_in_parts
    from .summing import waiting_of as waiting_of
    from .tracks import play_tracks as play_tracks
    from .verdict import Verdict as Verdict
    from .verdict import judge as judge

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
    **dict.fromkeys(
        (
            "PATH",
            "UNASKED",
            "Given",
            "GivenScene",
            "Stand",
            "content_of",
            "ended_times",
            "ended_when",
            "given_scene",
            "given_to",
            "in_order",
            "rough",
            "scenes_of",
            "stand_of",
        ),
        ".assigning",
    ),
    **dict.fromkeys(
        ("Known", "Next", "draw_scene", "drawn_before", "known_of", "next_of", "seed_of", "unmet_scene"),
        ".drawing",
    ),
    **dict.fromkeys(("HeardOtherwise", "Regraded", "Regrading"), ".regraded"),
    **dict.fromkeys(("Applied", "grader_stamp", "propose_anew", "regrade"), ".regrading"),
    "Crew": ".crew",
    "hands": ".sharing",
    "work": ".sharing",
    "FactsOfSessions": ".awaiting",
    "facts_of": ".awaiting",
    "MarksOfRecord": ".marks",
    "Summing": ".summing",
    "WaitingSession": ".summing",
    "waiting_in_parts": ".summing",
    "waiting_of": ".summing",
    "whole_marks": ".marks",
    "inspect": ".inspection",
    "rehearse_all": ".repertoire",
    "simulate": ".simulation",
    "simulate_all": ".simulation",
    "play_tracks": ".tracks",
    "Verdict": ".verdict",
    "judge": ".verdict",
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
    "PATH",
    "TARGET_WAIT_MS",
    "TILL_COST",
    "TILL_DELAY_MS",
    "UNASKED",
    "Answer",
    "AnswersError",
    "Applied",
    "Choice",
    "Crew",
    "CustomerResult",
    "FactsOfSessions",
    "Fault",
    "Floor",
    "Given",
    "GivenScene",
    "Guidance",
    "HeardOtherwise",
    "Known",
    "Mark",
    "MarksOfRecord",
    "Next",
    "Place",
    "Regraded",
    "Regrading",
    "Rehearsal",
    "Session",
    "Shift",
    "Stand",
    "Summary",
    "Summing",
    "Trial",
    "Tried",
    "Try",
    "Tryouts",
    "TurnNotes",
    "Verdict",
    "WaitingSession",
    "achieved",
    "answer_lines",
    "coach_lines",
    "content_of",
    "draw_exam",
    "draw_scene",
    "drawn_before",
    "end_here",
    "ended_times",
    "ended_when",
    "facts_of",
    "fork_turns",
    "given_scene",
    "given_to",
    "grade_session",
    "grader_stamp",
    "guidance",
    "in_order",
    "inspect",
    "judge",
    "known_of",
    "latest_shift",
    "length_limit",
    "meanings",
    "next_of",
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
    "rough",
    "scenes_of",
    "seed_of",
    "shift_due_ms",
    "shift_news",
    "shift_scenes",
    "shortened",
    "shown_unaided",
    "simulate",
    "simulate_all",
    "stand_of",
    "take_suggestion",
    "told",
    "unfinished",
    "unmet_scene",
    "unseen_exams",
    "waiting_in_parts",
    "waiting_of",
    "whole_marks",
    "work",
]
