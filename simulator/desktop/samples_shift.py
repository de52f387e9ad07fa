"""Sample shifts for pictures and measures: the start, the counter in its busiest minute, a customer, the review."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, cast

from simulator.engine import Phase
from simulator.training import Place, Shift, grade_session

if TYPE_CHECKING:
    from simulator.desktop.desk import Desk
    from simulator.desktop.views.view import View
    from simulator.scenario import Language
    from simulator.training import Session

SHIFT_SEED = 5
SHIFT_SCENES = (
    "kind_word", "gift_to_wrap", "early_guest", "held_item", "slow_menu", "broken_zip", "wrong_coffee", "short_change",
)  # fmt: skip
_FRAME_MS = 1000 / 60
_RUSH_MS = 210_000
WAITING = 4
TOO_LONG = 4
"""After so many have come, nobody is served until one has walked out: the sample shows that, too."""


def _begin(language: str, world: dict[str, str] | None = None) -> Shift:
    from simulator.scenario import glance, load

    scenes = [glance(slug, language) for slug in SHIFT_SCENES]
    return Shift.begin(cast("Language", language), SHIFT_SEED, scenes=scenes, scene=cache(load), world=world)


def _converse(session: Session) -> None:
    """Say what the scene itself proposes, until the customer leaves."""
    from simulator.desktop.sampling import sample_detection

    for turn in range(8):
        if session.state.phase is not Phase.OPEN:
            return
        node = session.scenario.file.nodes[session.state.node]
        if turn == 1:
            for choice in session.choices():
                if choice.kind == "remedy" and choice.possible and session.state.phase is Phase.OPEN:
                    session.act("remedy", choice.target)
                    break
        if session.state.phase is Phase.OPEN:
            text = session.words(node.better[0]) if node.better else "…"
            session.respond(text, sample_detection(text, turn, session.state.language))


def _grade_quickly(session: Session) -> None:
    """Grade without proving improvements, which would take most of a minute for all the pictures."""
    while not session.ended:
        session.leave()
    grade = grade_session(session.played, improvements=False).to_record() | {"answers": {}}
    session._played = replace(session.played, grade=grade)  # noqa: SLF001 - a sample, and no journal


@cache
def _half_done(language: str) -> Shift:
    """A shift in its busiest minute, with people waiting; the till is still shut."""
    shift = _begin(language)
    for _ in range(2):
        session = shift.take(shift.next_guests[0])
        _converse(session)
        _grade_quickly(session)
        shift.part()
        shift.wait()
    while len(shift.floor.waiting) < WAITING:
        shift.wait()
    return shift


@cache
def _in_hand(language: str) -> Shift:
    """A shift with a customer in hand and others waiting."""
    shift = _begin(language)
    shift.wait()
    shift.wait()
    shift.take(shift.next_guests[0])
    return shift


@cache
def _closed(language: str) -> Shift:
    """A whole shift."""
    shift = _begin(language, {"returns": "on_trust"})
    shift.before = {
        "service_level": 60, "walked_out": 3, "balance": 2140, "causes": {"broken_goods": 3, "long_wait": 3},
        "world": shift.roster.world | {"returns": "receipt_only"},
    }  # fmt: skip
    while not shift.floor.doors_closed:
        if shift.next_guests:
            if shift.can_open_till and shift.floor.clock_ms > _RUSH_MS:
                shift.open_till()
            if len(shift.floor.guests) - shift.floor.count(Place.COMING) > TOO_LONG and not shift.floor.count(
                Place.WALKED_OUT
            ):
                shift.wait()
                continue
            session = shift.take(shift.next_guests[0])
            _converse(session)
            _grade_quickly(session)
            shift.part()
        else:
            shift.wait()
    shift.close()
    return shift


def shift_start(desk: Desk) -> View:
    """Before a second shift."""
    from simulator.desktop.views.shift_start import ShiftStartView

    return ShiftStartView(desk, _closed(desk.language))


def shift_counter(desk: Desk) -> View:
    """The counter in its busiest minute."""
    from simulator.desktop.views.shift import ShiftView
    from simulator.desktop.views.shift_run import Run

    view = ShiftView(desk, Run(desk, _half_done(desk.language)))
    for _ in range(8):
        view.update(_FRAME_MS)
    return view


def shift_scene(desk: Desk) -> View:
    """A customer of a shift."""
    from simulator.desktop.views.shift_run import Run
    from simulator.desktop.views.shift_scene import ShiftSceneView

    view = ShiftSceneView(desk, Run(desk, _in_hand(desk.language)))
    for _ in range(40):
        view.update(_FRAME_MS * 12)
        if not view.play.narrator.speaking:
            break
    view.stage.settle(view.session.state)
    return view


def shift_summary(desk: Desk) -> View:
    """The shift in review."""
    from simulator.desktop.views.shift_run import Run
    from simulator.desktop.views.shift_summary import ShiftSummaryView

    return ShiftSummaryView(desk, Run(desk, _closed(desk.language)))
