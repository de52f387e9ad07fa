"""Sample views of a desktop that belongs to a company, or is about to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.desktop.sampling import SCENE

if TYPE_CHECKING:
    from simulator.desktop.company_desk import CompanyDesk
    from simulator.desktop.company_values import Given, Outlook, Trouble
    from simulator.desktop.desk import Desk
    from simulator.desktop.views.view import View

_NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
_HASH = "5" * 64
_EXAM = "e" * 64


def _given() -> tuple[Given, ...]:
    from simulator.desktop.company_values import Draw, Given, GivenScene
    from simulator.scenario import load
    from simulator.texts import languages

    scenario = load(SCENE)
    titles = {str(code): scenario.text("about.title", code, scenario.draw(7)) for code in scenario.languages}
    scene = GivenScene(SCENE, _HASH, titles, tuple(languages()))
    day = timedelta(days=1)
    return (
        Given(
            "a1", "scene", "exam", "Q1 · Front desk", "Take your time; the booth on the third floor is quiet.",
            due_at=_NOW + 7 * day, attempts=2, used=0, next=Draw(1, SCENE, _EXAM, 7),
        ),
        Given("a2", "scene", "practice", "Till", "", (scene,), due_at=_NOW + 3 * day, attempts=3, used=1),
        Given("a3", "path", "practice", "", "", (replace(scene, done=True), scene), used=1),
        Given("a4", "scene", "exam", "Night shift", due_at=_NOW - day, attempts=1, used=1),
        Given("a5", "scene", "practice", "Refunds", "", (scene,), due_at=_NOW - day, attempts=1),
        Given("a6", "scene", "exam", "Q2", opens_at=_NOW + 30 * day, attempts=1, next=None),
    )  # fmt: skip


class StillPost:
    """A post that brings what it is told.

    Args:
        outlook: how things stand.
    """

    def __init__(self, outlook: Outlook) -> None:
        self.outlook = outlook

    def look(self) -> Outlook:
        """How things stand."""
        return self.outlook

    sync = leave = look

    def share(self, session_id: str) -> Outlook:
        """Nothing goes anywhere."""
        del session_id
        return self.outlook

    def set_sharing(self, *, share: bool) -> Outlook:
        """Nothing goes anywhere."""
        del share
        return self.outlook


def company_of_desk(desk: Desk, *, told: bool, sent: bool = True, trouble: Trouble | None = None) -> CompanyDesk:
    """A company with assignments, sessions that wait and one that was refused.

    Args:
        desk: whose it is.
        told: whether anything went wrong.
        sent: whether the first session went up, and a person has changed its grade.
        trouble: what was in the way last.
    """
    from simulator.desktop.company_desk import CompanyDesk
    from simulator.desktop.company_values import Begun, Bond, Marked, Outlook, Trouble, Turned
    from simulator.desktop.desk import at_once

    sessions = () if desk.journal is None else desk.journal.sessions(desk.person_id)
    bond = Bond("Nordic Rail Oy", "https://training.example.com", desk.person_id, desk.person_name)
    ids = [record.id for record in sessions]
    outlook = Outlook(
        bond, _given(), frozenset([_HASH, _EXAM]), (Begun("a4", 1, ids[0], _EXAM, ended=True),) if told else (),
        tuple(ids[2:3]) if told else (), (Turned(ids[1], "conflict", "entry 12 differs"),) if told else (),
        {ids[0]: _NOW} if sent else {}, _NOW, trouble or Trouble.NONE,
        marks={ids[0]: Marked(64, "corrected", _NOW)} if sent else {},
        fresh=frozenset({(ids[0], _NOW)} if sent else ()),
    )  # fmt: skip
    company = CompanyDesk(StillPost(outlook), bond, at_once, now=lambda: _NOW)
    company.update(0, quiet=False)
    return company


def _joined(desk: Desk, *, told: bool = False, sent: bool = True) -> Desk:
    joined = replace(desk, folder=Path(), scenes={})
    joined.company = company_of_desk(joined, told=told, sent=sent)
    return joined


def _first_debrief(joined: Desk) -> View:
    from simulator.desktop.views.resuming import session_view

    return session_view(joined, joined.journal.sessions(joined.person_id)[0].id)  # type: ignore[union-attr]  # samples have one


def join(desk: Desk) -> View:
    """Joining, after an address that could not be reached."""
    from simulator.desktop.company_values import Trouble
    from simulator.desktop.views.joining import JoinView

    view = JoinView(replace(desk, folder=Path()), device="Laptop 7")
    view.find("address").put("https://training.example.com")  # type: ignore[attr-defined]  # a box to write in
    view.find("code").put("K7QM-2XWD-94RT")  # type: ignore[attr-defined]
    view.show_trouble(Trouble.CERTIFICATE)
    return view


def home_assigned(desk: Desk) -> View:
    """What is assigned, first."""
    from simulator.desktop.views.home import HomeView

    view = HomeView(_joined(desk, told=True))
    for _ in range(3):
        view.update(1000 / 60)
    return view


def exam_ask(desk: Desk) -> View:
    """The question before an exam begins."""
    from simulator.scenario import load

    joined = _joined(desk)
    joined.scenes[_EXAM] = load(SCENE)
    from simulator.desktop.views.home import HomeView

    view = HomeView(joined)
    view.find("assigned_a1").press()  # type: ignore[attr-defined]  # a button
    return view


def briefing_assigned(desk: Desk) -> View:
    """The briefing of an exam that has begun."""
    from simulator.desktop.attempts import Attempt
    from simulator.desktop.sampling import sample_session
    from simulator.desktop.views.briefing import BriefingView
    from simulator.desktop.views.undertaking import Undertaking
    from simulator.record import Mode
    from simulator.scenario import load

    joined = _joined(desk)
    joined.scenes[_EXAM] = load(SCENE)
    given, session = _given()[0], sample_session(desk.language, 0, mode="exam")
    taken = Undertaking(given.id, given.name, given.note, Attempt(SCENE, _EXAM, 1, 7), session)
    return BriefingView(joined, SCENE, Mode.EXAM, taken=taken)


def membership(desk: Desk) -> View:
    """The page of the company, with a session that was refused."""
    from simulator.desktop.views.membership import MembershipView

    return MembershipView(_joined(desk, told=True))


def debrief_company(desk: Desk) -> View:
    """A debrief of practice that stays here, and can be shared."""
    return _first_debrief(_joined(desk, sent=False))


def debrief_marked(desk: Desk) -> View:
    """A debrief of what went up, whose grade a person has changed."""
    return _first_debrief(_joined(desk))
