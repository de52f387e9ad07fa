"""The landing where the rooms meet: sessions that are played, detected, journalled and graded; answers files; plans."""

from .answers import Answer, AnswersError, parse_answers, parse_command, parse_line, play_answer, play_answers
from .proof import answer_lines
from .rehearsal import Rehearsal, plan_answer, rehearse
from .session import Choice, Session, grade_session, length_limit, replays, unfinished

__all__ = [
    "Answer",
    "AnswersError",
    "Choice",
    "Rehearsal",
    "Session",
    "answer_lines",
    "grade_session",
    "length_limit",
    "parse_answers",
    "parse_command",
    "parse_line",
    "plan_answer",
    "play_answer",
    "play_answers",
    "rehearse",
    "replays",
    "unfinished",
]
