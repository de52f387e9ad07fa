"""Setting a limit, warning, and ending an abusive contact are right, and are graded as right."""

from __future__ import annotations

import pytest

from scoring import FAULTS, LANGUAGES
from simulator.record import Mode
from simulator.scenario import Language, load, load_plan
from simulator.training import Session, grade_session, plan_answer, play_answer

LATER = [pytest.param(code, marks=() if code == "en" else pytest.mark.slow) for code in LANGUAGES]


@pytest.mark.parametrize("language", LATER)
def test_a_limit_a_warning_and_the_end_of_an_abusive_call_count_for_the_trainee(language: Language) -> None:
    scenario = load("abusive_caller")
    plan = load_plan(scenario, "ended")
    session = Session.begin(scenario, language, plan.seeds[0], mode=Mode.EXAM)
    for turn in plan.turns:
        if not session.ended and turn.fits(session.state.drawn):
            play_answer(session, plan_answer(session, turn, language))
    assert "ended_for_abuse" in session.state.endings  # which asks for a limit set before
    grade = grade_session(session.played, improvements=False)
    calm = grade.steps["calm"]
    assert calm.points == 100
    assert not {found.act for found in calm.evidence} & set(FAULTS)
    assert not grade.failed
    assert grade.overall is not None
    assert grade.overall >= 70
