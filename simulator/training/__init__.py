"""The landing where the rooms meet: sessions that are played, detected, journalled and graded; answers files; plans."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .answers import Answer, AnswersError, parse_answers, parse_command, parse_line, play_answer, play_answers
from .forking import fork_turns
from .proof import answer_lines
from .rehearsal import Rehearsal, plan_answer, rehearse
from .session import Choice, Session, grade_session, length_limit, replays, unfinished
from .trial import Trial, parse_mood

if TYPE_CHECKING:
    from .crew import Crew as Crew
    from .inspection import inspect as inspect
    from .repertoire import rehearse_all as rehearse_all
    from .shift import (
        CLOSES_MS as CLOSES_MS,
    )
    from .shift import (
        TARGET_WAIT_MS as TARGET_WAIT_MS,
    )
    from .shift import (
        TILL_COST as TILL_COST,
    )
    from .shift import (
        Place as Place,
    )
    from .shift import (
        Shift as Shift,
    )
    from .shift import (
        Summary as Summary,
    )
    from .shift import (
        latest_shift as latest_shift,
    )
    from .shift import (
        shift_scenes as shift_scenes,
    )
    from .simulation import simulate as simulate
    from .simulation import simulate_all as simulate_all
    from .tracks import play_tracks as play_tracks

# Simulated trainees and smells need the authoring room, which nobody who only plays should wait for.
_LAZY = {
    "Crew": ".crew",
    "inspect": ".inspection",
    "rehearse_all": ".repertoire",
    "simulate": ".simulation",
    "simulate_all": ".simulation",
    "play_tracks": ".tracks",
    "CLOSES_MS": ".shift",
    "TARGET_WAIT_MS": ".shift",
    "TILL_COST": ".shift",
    "Place": ".shift",
    "Shift": ".shift",
    "Summary": ".shift",
    "latest_shift": ".shift",
    "shift_scenes": ".shift",
}


def __getattr__(name: str) -> Any:
    """Load a public name from its module on first use (PEP 562)."""
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_LAZY[name], __name__), name)


__all__ = [
    "CLOSES_MS",
    "TARGET_WAIT_MS",
    "TILL_COST",
    "Answer",
    "AnswersError",
    "Choice",
    "Crew",
    "Place",
    "Rehearsal",
    "Session",
    "Shift",
    "Summary",
    "Trial",
    "answer_lines",
    "fork_turns",
    "grade_session",
    "inspect",
    "latest_shift",
    "length_limit",
    "parse_answers",
    "parse_command",
    "parse_line",
    "parse_mood",
    "plan_answer",
    "play_answer",
    "play_answers",
    "play_tracks",
    "rehearse",
    "rehearse_all",
    "replays",
    "shift_scenes",
    "simulate",
    "simulate_all",
    "unfinished",
]
