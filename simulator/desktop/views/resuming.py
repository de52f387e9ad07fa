"""Coming back to a session: its scene where it goes on, its debrief where it is over."""

from __future__ import annotations

from simulator.desktop.desk import Desk
from simulator.desktop.views.view import View
from simulator.errors import UsageError


def session_view(desk: Desk, session_id: str) -> View:
    """The view of a session: its scene where it is unfinished, else its debrief.

    Raises:
        UnknownRecordError: no such session.
        JournalError: its words were erased.
    """
    from simulator.training import Session

    if desk.journal is None:
        raise UsageError("There is no journal.")
    session = Session.resume(desk.journal, session_id)
    if session.ended or session.played.grade is not None:
        from simulator.desktop.views.debrief import DebriefView

        return DebriefView(desk, session, session.finish())
    from simulator.desktop.views.scene import SceneView

    session.go_on()
    return SceneView(desk, session)
