"""A launch from its beginning to the last thing the LMS is told: each once, in order, whatever is torn off between.

What is to be told is written down before it is sent, with its id; what the LMS took is counted. After a killed server
it goes on at the count, and what the LMS has twice it knows by the id.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from simulator.exchange.cmi5.addresses import permitted
from simulator.exchange.cmi5.asked import Asked, LaunchFault, LaunchFaultError
from simulator.exchange.cmi5.lms import LmsError, get_language, get_launch_data, get_token, send_statement
from simulator.exchange.cmi5.statements import VERBS, Told
from simulator.record import Journal, Launch, SequenceError, SessionRecord, UnknownRecordError

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
"""So long nobody else sends for a launch; a killed server's is free after that."""
FIRST_WAIT_S, LONGEST_WAIT_S = 15.0, 3600.0
GIVEN_UP_AFTER = timedelta(days=3)
"""A token is good for a session; an LMS that has not answered for so long will not."""
_MODES = ("Normal", "Browse", "Review")
_MOST_ADDRESS = 2000


def begin(
    journal: Journal,
    asked: Asked,
    person_id: str,
    play: Callable[[dict[str, Any], str], str],
    allowed: tuple[str, ...],
) -> Launch:
    """Begin a launch that somebody has agreed to: token, launch data, session; the LMS is told it has begun.

    Args:
        journal: the records.
        asked: the launch.
        person_id: who plays.
        play: begins the session, or finds the one to go on with, and gives its id; is told the details, which it may
            complete (`scene_hash`, `language`), and the language the LMS prefers.
        allowed: addresses of LMSes that may launch; the way back leads to one of them or nowhere.

    Raises:
        LaunchFaultError: it was used before, or the LMS does not let it in.
    """
    try:
        launch = journal.launches.claim(person_id, asked.fetch_hash, asked.registration, asked.activity)
    except SequenceError as error:
        raise LaunchFaultError(LaunchFault.USED) from error
    try:
        token = get_token(asked)
        data = get_launch_data(asked, token)
        preferred = get_language(asked, token)
    except LmsError as error:
        fault = LaunchFault.UNREACHABLE if error.again else LaunchFault.NOT_LET_IN
        raise LaunchFaultError(fault, str(error)) from error
    details = _details(asked, data, allowed)
    session_id = play(details, preferred)
    told = [Told(details, journal.launches.new_id).initialized(journal.launches.clock())]
    launch = journal.launches.open(launch.id, session_id, details, token, told)
    return send(journal, launch.id)


def _details(asked: Asked, data: Mapping[str, Any], allowed: tuple[str, ...]) -> dict[str, Any]:
    back = data.get("returnURL")
    fits = isinstance(back, str) and len(back) <= _MOST_ADDRESS and permitted(back, allowed)
    mode = data.get("launchMode")
    return {
        "endpoint": asked.endpoint,
        "actor": dict(asked.actor),
        "activity": asked.activity,
        "registration": asked.registration,
        "scene": asked.scene,
        "template": data["contextTemplate"],
        "mode": mode if mode in _MODES else "Browse",  # what nobody knows is judged by nobody
        "move_on": str(data.get("moveOn", "NotApplicable")),
        "mastery": data.get("masteryScore"),
        "back": back if fits else "",
        "scene_hash": "",
        "language": "",
    }


def finish(journal: Journal, launch_id: str) -> Launch:
    """Write down what the LMS is told of a session that is over, and send it. Who comes second changes nothing.

    Args:
        journal: the records.
        launch_id: which launch; its session has ended.
    """
    launch = journal.launches.launch(launch_id)
    if launch.state == "open" and launch.session_id is not None:
        record = journal.session(launch.session_id)
        if record.ended_at is not None:
            journal.launches.end(launch.id, _last_told(journal, launch, record))
    return send(journal, launch_id)


def leave(journal: Journal, launch_id: str) -> Launch:
    """End a launch whose session is not over; it can be gone on with by another launch."""
    launch = journal.launches.launch(launch_id)
    if launch.state == "open":
        told = Told(launch.details, journal.launches.new_id)
        now = journal.launches.clock()
        journal.launches.end(launch.id, [told.terminated(now, _seconds(launch.made_at, now))])
    return send(journal, launch_id)


def _last_told(journal: Journal, launch: Launch, record: SessionRecord) -> list[dict[str, Any]]:
    told = Told(launch.details, journal.launches.new_id)
    now = journal.launches.clock()
    at = max(record.ended_at or now, launch.made_at)
    found: list[dict[str, Any]] = []
    if told.judged and record.overall is not None:
        spent = _seconds(record.started_at, at)
        earlier = _told_before(journal, launch)
        if VERBS["completed"] not in earlier:
            found.append(told.completed(at, spent))
        verdict = told.verdict(at, spent, record.overall)
        # cmi5: passed once for each registration, and nobody who has passed fails.
        if verdict is not None and VERBS["passed"] not in earlier:
            found.append(verdict)
    return [*found, told.terminated(max(now, at), _seconds(launch.made_at, max(now, at)))]


def _told_before(journal: Journal, launch: Launch) -> set[str]:
    """What the LMS was told in earlier launches of the same unit, or still will be."""
    found: set[str] = set()
    for each in journal.launches.of_unit(launch.person_id, launch.registration, launch.activity):
        if each.id != launch.id:
            known = each.statements if each.state in ("open", "ended", "done") else each.statements[: each.sent]
            found |= {str(statement["verb"]["id"]) for statement in known}
    return found


def send(journal: Journal, launch_id: str) -> Launch:
    """Send what of a launch waits to be sent, in order, as far as the LMS takes it; never raises because it does not.

    Args:
        journal: the records.
        launch_id: which.
    """
    now = journal.launches.clock()
    launch = journal.launches.take(launch_id, now + LEASE)
    if launch is None:
        return journal.launches.launch(launch_id)
    sent = launch.sent
    for statement in launch.statements[sent:]:
        try:
            send_statement(str(launch.details["endpoint"]), launch.token, statement)
        except LmsError as error:
            over = not error.again or now - launch.made_at > GIVEN_UP_AFTER
            logger.warning("launch %s: %s%s", launch.id, error, ", given up" if over else "")
            tries = launch.tries + 1
            wait_s = max(error.wait_s, min(FIRST_WAIT_S * 2 ** min(launch.tries, 20), LONGEST_WAIT_S))
            journal.launches.settle(launch.id, sent, tries, now + timedelta(seconds=wait_s), refused=over)
            return journal.launches.launch(launch.id)
        sent += 1
        journal.launches.settle(launch.id, sent, 0, now + LEASE)
    journal.launches.settle(launch.id, sent, 0, None)
    return journal.launches.launch(launch.id)


def send_waiting(journal: Journal, most: int = 20) -> int:
    """Go on with launches that wait: whose next try is due, or whose session ended while the server was killed.

    Args:
        journal: the records.
        most: at most so many.

    Returns:
        How many were looked at.
    """
    waiting = journal.launches.waiting(most)
    for launch_id in waiting:
        try:
            finish(journal, launch_id)
        except UnknownRecordError:  # erased meanwhile
            logger.warning("launch %s is gone", launch_id)
    return len(waiting)


def _seconds(since: datetime, until: datetime) -> float:
    return max((until - since).total_seconds(), 0.0)
