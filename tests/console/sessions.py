"""Sessions in a journal, played by the plans of the scenes, for tests and screenshots of the console."""

from __future__ import annotations

from datetime import UTC, datetime

from scoring import Span
from simulator.marking import (
    ActChange,
    Reviewer,
    append_comment,
    append_event,
    confirm,
    contest,
    correct,
    read_mark,
    uphold,
)
from simulator.record import Journal, Mode
from simulator.review import conversation, read_played, rubric_of
from simulator.scenario import load, load_plan
from simulator.training import Session, plan_answer, play_answer

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
WHY = "In the second response it is said back, only in other words."


def play(
    journal: Journal,
    person_id: str,
    slug: str = "no_receipt",
    plan: str = "middling",
    language: str = "en",
    *,
    mode: Mode = Mode.PRACTICE,
    seed: int = 1,
    finish: bool = True,
) -> str:
    """Play a plan of a scene and keep it; return the session's id."""
    scenario = load(slug)
    script = load_plan(slug, plan)
    session = Session.begin(scenario, language, seed, mode=mode, journal=journal, person_id=person_id)
    for turn in script.turns:
        if session.ended:
            break
        if turn.fits(session.state.drawn):
            play_answer(session, plan_answer(session, turn, language))
    if finish:
        for _ in range(2):
            if not session.ended:
                session.leave()
        session.finish()
    return session.played.session_id


def confirm_it(journal: Journal, session: str, reviewer: str, note: str = "") -> None:
    mark = read_mark(journal, session)
    who = Reviewer(reviewer, reviews=True)
    append_event(journal, session, confirm(mark, journal.session(session).person_id, who, NOW, note), mark)


def contest_it(journal: Journal, session: str, steps: list[str], reason: str = WHY) -> None:
    mark = read_mark(journal, session)
    trainee = journal.session(session).person_id
    append_event(journal, session, contest(mark, trainee, trainee, NOW, steps, reason), mark)


def uphold_it(journal: Journal, session: str, reviewer: str, reason: str = WHY) -> None:
    mark = read_mark(journal, session)
    who = Reviewer(reviewer, reviews=True)
    append_event(journal, session, uphold(mark, journal.session(session).person_id, who, NOW, reason), mark)


def correct_it(journal: Journal, session: str, reviewer: str, reason: str = WHY, **changes) -> None:
    """Correct a session's mark: `points` by step, `acts` as (response, act, start, end) or (response, act)."""
    mark, played = read_mark(journal, session), read_played(journal, session)
    graded = conversation(played)
    acts = [ActChange(item[0], item[1], Span(*item[2:]) if item[2:] else None) for item in changes.get("acts", ())]
    event = correct(
        mark,
        journal.session(session).person_id,
        Reviewer(reviewer, reviews=True),
        NOW,
        reason,
        graded.conversation,
        graded.detections,
        rubric_of(dict(mark.grade)),
        points=changes.get("points"),
        acts=acts,
    )
    append_event(journal, session, event, mark)


def comment_on(journal: Journal, session: str, by: str, turn: int, text: str) -> None:
    append_comment(journal, session, by, turn, text)
