"""Time pressure is a setting: without it thinking costs nothing, and the best grade is the same."""

from __future__ import annotations

import pytest

from scoring import Grade
from simulator.desktop.desk import Desk
from simulator.desktop.theme import Theme
from simulator.desktop.views.play import Play
from simulator.record import Mode
from simulator.scenario import load, load_plan
from simulator.settings import Settings
from simulator.training import Session, grade_session, plan_answer
from tests.desktop.driver import found

SCENE, PLAN, SEED = "overcharged_card", "good", 7
ACTS = (
    ("courtesy", "apologise", "open_question"), ("listen", "empathise", "fact_question"), ("ask_permission", "restate"),
    ("own", "ask_wish", "offer_remedy"), ("explain_next", "note_record"), ("follow_up", "thank"),
)  # fmt: skip


def played(think_s: int, mode: Mode, *, untimed: bool, typing: bool = False) -> tuple[Session, Grade]:
    """Play a good plan on the desktop's clock, with so many seconds of thinking before each turn."""
    scenario = load(SCENE)
    session = Session.begin(scenario, "en", SEED, mode=mode)
    desk = Desk(None, Theme((960, 600)), settings=Settings(untimed=untimed), detect=lambda _text: found("x", ()))
    play = Play(desk, session, note=lambda _e: None, give_back=lambda _t: None, read=lambda _t, _l: None)
    play.begin()
    play.warm_up()
    said = 0
    for turn in load_plan(scenario, PLAN).turns:
        for _ in range(think_s * 2):
            play.update(500, typing=typing, paused=False)
        if session.ended:
            break
        if turn.say is None:
            kind, _, target = (turn.do or "").partition(" ")
            play.act(*((kind, "", target) if kind == "note" else (kind, target, "")))
            continue
        text = plan_answer(session, turn, "en").text
        acts = ACTS[min(said, len(ACTS) - 1)]
        said += 1
        desk.detect = lambda text, acts=acts: found(text, acts, "en")
        assert play.respond(text)
        for _ in range(200):
            play.update(100, typing=False, paused=False)
            if not play.busy:
                break
    while not session.ended:
        session.leave()
    return session, grade_session(session.played, improvements=False)


def silences(session: Session) -> int:
    return sum(event.kind == "silence_broken" for step in session.played.steps for event in step.events)


@pytest.mark.parametrize("mode", [pytest.param(Mode.PRACTICE, marks=pytest.mark.slow), Mode.EXAM])
def test_the_best_grade_is_the_same_without_time_pressure(mode: Mode) -> None:
    quick, best = played(0, mode, untimed=False)
    slow, same = played(40, mode, untimed=True)
    pressed, _ = played(40, mode, untimed=False)
    assert silences(pressed) > 0, "forty seconds are long enough to be noticed"
    assert silences(slow) == silences(quick) == 0
    assert best.overall is not None
    assert same.to_record() == best.to_record()
    assert slow.state.mood == quick.state.mood
    assert slow.state.endings == quick.state.endings


def test_typing_for_minutes_costs_nothing_in_an_exam_either() -> None:
    slow, _ = played(150, Mode.EXAM, untimed=True, typing=True)
    assert silences(slow) == 0


def test_whoever_means_to_stay_silent_can() -> None:
    session = Session.begin(load(SCENE), "en", SEED)
    desk = Desk(None, Theme((960, 600)), settings=Settings(untimed=True), detect=lambda _text: found("x", ()))
    play = Play(desk, session, note=lambda _e: None, give_back=lambda _t: None, read=lambda _t, _l: None)
    play.begin()
    for _ in range(20):
        play.update(100, typing=False, paused=False)
    clock_ms = session.state.clock_ms
    play.stay_silent()
    assert session.state.clock_ms >= clock_ms + 10_000
