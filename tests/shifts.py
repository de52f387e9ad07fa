"""Simulated shifts: somebody who plays each customer by a plan, and opens the second till when two wait."""

from __future__ import annotations

from contextlib import suppress

from simulator.engine import Phase
from simulator.scenario import load_plan, plans
from simulator.training import Session, Shift, Summary, plan_answer, play_answer
from simulator.training.rehearsal import PlanError


def play_by_plan(session: Session, name: str) -> None:
    """Play a customer by a plan of their scene, until they leave or a call is due."""
    scenario = session.scenario
    plan = load_plan(scenario, name if name in plans(scenario) else "good")
    with suppress(PlanError):  # a customer who has waited is crosser than those the plan was written for
        for turn in plan.turns:
            if session.ended or session.state.phase is Phase.DUE:
                break
            if turn.fits(session.state.drawn):
                play_answer(session, plan_answer(session, turn, session.state.language))


def answer_call(session: Session) -> None:
    """Say thanks in a call until it is over."""
    for _ in range(6):
        if not session.ended:
            session.respond("Hello, I promised to ring you. Is everything all right now? Thank you.")


def play_shift(language, seed, plan, *, scenes=None, till=True) -> Summary:
    """Play a whole shift; nothing is recorded."""
    shift = Shift.begin(language, seed, scenes=scenes)
    while not shift.floor.doors_closed:
        if not shift.next_guests:
            shift.wait()
            continue
        if till and plan == "good" and shift.can_open_till and len(shift.floor.waiting) > 1:
            shift.open_till()
        play_by_plan(shift.take(shift.next_guests[0]), plan)
        shift.part()
    return shift.close()
