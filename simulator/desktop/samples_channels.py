"""Samples of what the channels look like: a call on hold, with a third on the line, dropped; a chat; letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulator.desktop.desk import Desk
    from simulator.desktop.views.scene import SceneView
    from simulator.desktop.views.view import View

CALL, CHAT, MAIL = "right_department", "late_delivery", "five_complaints"
SEED = 7
_FRAME_MS = 200.0


def _begun(desk: Desk, slug: str) -> SceneView:
    """A scene whose first lines were said."""
    from simulator.desktop.sampling import sample_detection
    from simulator.desktop.views.scene import SceneView
    from simulator.scenario import load
    from simulator.training import Session

    scenario = load(slug)
    code = next((c for c in scenario.languages if c == desk.language), scenario.languages[0])
    desk.detect = lambda text: sample_detection(text, 0, code)
    view = SceneView(desk, Session.begin(scenario, code, SEED))
    return _on(view, 20)


def _on(view: SceneView, count: int) -> SceneView:
    for _ in range(count):
        view.update(_FRAME_MS)
    view.stage.settle(view.session.state)
    return view


def _written(view: SceneView) -> str:
    """What the scene itself proposes to say first."""
    node = view.session.scenario.file.nodes[view.session.state.node]
    return view.session.words(node.candidates[0].line)


def _answered(desk: Desk, slug: str) -> SceneView:
    view = _begun(desk, slug)
    view.reply.put(_written(view))
    view.send()
    return _on(view, 20)


def call_hold(desk: Desk) -> View:
    """The caller waits, with the time running."""
    from simulator.desktop.views.narration import Rest

    view = _begun(desk, CALL)
    view.choose("account")
    view.choose("hold")
    view.play.narrator.rest = Rest("hold", 20_000, 4500.0, 2000.0)
    view.counter.put_away()
    view.update(1)
    view.play.narrator.rest = Rest("hold", 20_000, 4500.0, 2000.0)
    return view


def call_third(desk: Desk) -> View:
    """A colleague is on the line, too."""
    view = _begun(desk, CALL)
    view.choose("warm_transfer")
    return _on(view, 20)


def call_dropped(desk: Desk) -> View:
    """Passed on without a word: the line is dead."""
    from simulator.desktop.views.narration import Rest

    view = _begun(desk, CALL)
    view.play.narrator.rest = Rest("blind_transfer", 4000, 1800.0, 1500.0)
    return view


def chat(desk: Desk) -> View:
    """Messages left and right; somebody is writing, and something was sent."""
    from dataclasses import replace

    view = _answered(desk, CHAT)
    narrator = view.play.narrator
    if narrator.last is None:
        from simulator.desktop.speech import VoiceParameters
        from simulator.desktop.views.narration import SpokenLine

        narrator.last = SpokenLine("customer", "…", VoiceParameters(), view.session.state.language, 0)
    narrator.current = replace(narrator.last, cut_at=None)
    for element in view.stage.elements():
        element.update(1)
    return view


def mail(desk: Desk) -> View:
    """A letter, the inbox, and what was looked up beside it."""
    view = _begun(desk, MAIL)
    view.choose("account")
    view.choose("lookup")
    view.reply.put(_written(view))
    return _on(view, 5)


def mail_answer(desk: Desk) -> View:
    """The answer to an answer."""
    return _answered(desk, MAIL)


def interrupted(desk: Desk) -> View:
    """The customer was spoken over: the sentence is broken off."""
    from simulator.desktop.sampling import StillPlayer
    from simulator.desktop.views.scene import SceneView
    from simulator.scenario import load
    from simulator.training import Session

    desk.player = StillPlayer(0.45)  # type: ignore[assignment]  # looks like a player to the narrator
    scenario = load(CALL)
    code = next((c for c in scenario.languages if c == desk.language), scenario.languages[0])
    view = SceneView(desk, Session.begin(scenario, code, SEED))
    view.update(1)
    view.update(1)
    view.play.interrupt()
    view.play.narrator.close()
    return _on(view, 1)
