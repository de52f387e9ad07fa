"""Launches from an LMS as the pages see them: kept while somebody signs in, then a session like all others."""

from __future__ import annotations

import logging
import secrets
from typing import TYPE_CHECKING, Any

from simulator.console.things import JOINED_PUBLICATION, Missing
from simulator.record import Mode

if TYPE_CHECKING:
    from starlette.responses import Response

    from simulator.console.ask import Ask
    from simulator.exchange import cmi5
    from simulator.record import Journal, Launch, SessionRecord
    from simulator.scenario import Scenario

logger = logging.getLogger(__name__)

LAUNCH_COOKIE = "__Host-launch"
"""A launch that waits for its sign-in. It never stands in an address of ours, and no script reads it."""
ALLOWED = "cmi5.lms"
"""Setting: addresses of LMSes that may launch; none at first."""
GIVEN = "given-"
"""Begins the name of a scene that was published, before its id."""
_KEPT_S = 30 * 60
_SEEDS = 1_000_000


def allowed(journal: Journal) -> tuple[str, ...]:
    """Addresses of LMSes that may launch; no other is ever opened."""
    return tuple(str(each) for each in journal.office.setting(ALLOWED, []))


def keep(answer: Response, asked: cmi5.Asked) -> None:
    """Have the browser keep a launch for half an hour."""
    answer.set_cookie(
        LAUNCH_COOKIE, asked.packed(), max_age=_KEPT_S, path="/", secure=True, httponly=True, samesite="lax"
    )


def forget(answer: Response) -> None:
    """Have the browser forget it."""
    answer.delete_cookie(LAUNCH_COOKIE, path="/", secure=True, httponly=True, samesite="lax")


def kept(ask: Ask) -> cmi5.Asked:
    """The launch that the browser keeps.

    Raises:
        cmi5.LaunchFaultError: it is none, or its LMS may not launch.
    """
    from simulator.exchange import cmi5

    return cmi5.Asked.unpacked(ask.cookies.get(LAUNCH_COOKIE, ""), allowed(ask.journal))


def scene_of(ask: Ask, asked: cmi5.Asked) -> Scenario:
    """The scene of a launch: one of ours that may be practised, or what a group was given, for its members.

    Raises:
        cmi5.LaunchFaultError: there is none, or not for the visitor.
    """
    from simulator.exchange import cmi5

    found = _published(ask, asked.scene.removeprefix(GIVEN)) if asked.scene.startswith(GIVEN) else _ours(asked.scene)
    if found is None or Mode.PRACTICE.value not in found.file.about.use:
        raise cmi5.LaunchFaultError(cmi5.LaunchFault.NO_SCENE)
    return found


def _published(ask: Ask, publication_id: str) -> Scenario | None:
    from simulator.console.editing.bench import BENCH

    try:
        given = JOINED_PUBLICATION.find(ask, publication_id)
    except Missing:
        return None
    return BENCH.published(ask.journal, given.scenario_hash)


def _ours(slug: str) -> Scenario | None:
    from simulator.scenario import ScenarioError, load, slugs

    if slug not in slugs():
        return None
    try:
        return load(slug)
    except (ScenarioError, OSError):
        return None


def begun(ask: Ask, asked: cmi5.Asked) -> Launch | None:
    """The launch itself, where the visitor has begun it already and plays it."""
    found = ask.journal.launches.by_fetch(asked.fetch_hash)
    return found if found is not None and found.person_id == ask.visitor.person_id and found.state == "open" else None


def start(ask: Ask, asked: cmi5.Asked) -> Launch:
    """Begin a launch that the visitor has agreed to.

    Raises:
        cmi5.LaunchFaultError: it leads nowhere, see its fault.
    """
    from simulator.exchange import cmi5

    scene = scene_of(ask, asked)  # before the token is asked for, which is given once

    def play(details: dict[str, Any], preferred: str) -> str:
        session_id, language = _session_for(ask, asked, scene, str(details["mode"]), preferred)
        details |= {"scene_hash": scene.hash, "language": language}
        return session_id

    launch = cmi5.begin(ask.journal, asked, ask.visitor.person_id, play, allowed(ask.journal))
    ask.log("launch.begun", "launch", launch.id, lms=asked.lms, scene=asked.scene, session=launch.session_id)
    return cmi5.finish(ask.journal, launch.id)


def _session_for(ask: Ask, asked: cmi5.Asked, scene: Scenario, mode: str, preferred: str) -> tuple[str, str]:
    """The session to play and its language: one to go on with, in a review the last one played, else a new one."""
    from simulator.console.editing.writing import language_for
    from simulator.training import Session

    for each in reversed(ask.journal.launches.of_unit(ask.visitor.person_id, asked.registration, asked.activity)):
        record = ask.journal.session(each.session_id) if each.session_id else None
        if record is None or record.erased_at is not None or record.header.scenario_hash != scene.hash:
            continue
        if record.ended_at is None or mode == "Review":
            return record.id, record.header.language
        break
    chosen = ask.form.get("language") or (preferred if preferred in scene.languages else "")
    language = language_for(ask, scene, chosen)
    session = Session.begin(
        scene,
        language,
        secrets.randbelow(_SEEDS),
        mode=Mode.PRACTICE,
        journal=ask.journal,
        person_id=ask.visitor.person_id,
    )
    return session.played.session_id, language


def launch_of(ask: Ask, record: SessionRecord) -> Launch | None:
    """The launch that plays a session now, if one does."""
    found = ask.journal.launches.of_session(record.id)
    return found if found is not None and found.state == "open" else None


def over(ask: Ask, record: SessionRecord) -> Response | None:
    """Where somebody goes whose session is over: to what the LMS was told; None where no launch played it."""
    launch = launch_of(ask, record)
    if launch is None:
        return None
    from simulator.exchange import cmi5

    cmi5.finish(ask.journal, launch.id)
    return ask.go(f"/cmi5/launches/{launch.id}")
