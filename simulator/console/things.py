"""Objects behind addresses: found, and only for those whom they concern.

What is not there and what is not theirs is the same to a visitor: `Missing`, a 404. Roles are checked before, by the
route table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from simulator.record import (
    Account,
    Assignment,
    Device,
    Draft,
    Launch,
    Mode,
    Person,
    Publication,
    Round,
    SessionRecord,
    Team,
    UnknownRecordError,
)

if TYPE_CHECKING:
    from simulator.console.ask import Ask

Found = TypeVar("Found")

OPENED = "transcript.opened"
"""Action of the audit log: HR has opened a session's words, with a reason."""
OPEN_FOR = timedelta(minutes=60)
"""How long an opened session stays open to whoever opened it."""


class Missing(Exception):  # noqa: N818 - no error: an answer, 404
    """There is no such thing, or it is none of theirs."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How an object is found.

    Args:
        name: what the matrix of roles and objects calls it.
        parameter: the path parameter that holds its id.
        find: gives the object, or raises `Missing`.
    """

    name: str
    parameter: str
    find: Callable[[Ask, str], Any]


def _got(find: Callable[[str], Found], wanted: str) -> Found:
    """What the record finds by an id; what it does not know is missing."""
    try:
        return find(wanted)
    except UnknownRecordError as error:
        raise Missing from error


def _session(ask: Ask, session_id: str) -> SessionRecord:
    return _got(ask.journal.session, session_id)


def _own_session(ask: Ask, session_id: str) -> SessionRecord:
    found = _session(ask, session_id)
    if found.person_id != ask.visitor.person_id:
        raise Missing
    return found


def _led_session(ask: Ask, session_id: str) -> SessionRecord:
    found = _session(ask, session_id)
    if found.person_id not in ask.journal.teams.people_led_by(ask.visitor.person_id):
        raise Missing
    return found


def _opened_session(ask: Ask, session_id: str) -> SessionRecord:
    found = _session(ask, session_id)
    if not opened(ask, session_id):
        raise Missing
    return found


def opened(ask: Ask, session_id: str) -> bool:
    """Whether the visitor has opened a session's words lately, with a reason."""
    since = ask.console.clock() - OPEN_FOR
    return bool(
        ask.journal.audit.entries(
            limit=1, actor=ask.visitor.person_id, action=OPENED, kind="session", object_id=session_id, since=since
        )
    )


def _person(ask: Ask, person_id: str) -> Person:
    found = _got(ask.journal.person, person_id)
    if found.erased_at is not None:
        raise Missing
    return found


def _led_person(ask: Ask, person_id: str) -> Person:
    if person_id not in ask.journal.teams.people_led_by(ask.visitor.person_id):
        raise Missing
    return _person(ask, person_id)


def _team(ask: Ask, team_id: str) -> Team:
    return _got(ask.journal.teams.team, team_id)


def _led_team(ask: Ask, team_id: str) -> Team:
    found = _team(ask, team_id)
    if found.id not in _led_ids(ask):
        raise Missing
    return found


def _led_ids(ask: Ask) -> set[str]:
    return {team.id for team in ask.journal.teams.led_by(ask.visitor.person_id)}


def _led_round(ask: Ask, round_id: str) -> Round:
    """A round of a group they lead, or one they were asked to rate in."""
    found = _got(ask.journal.rounds.round, round_id)
    if found.team_id not in _led_ids(ask) and ask.visitor.person_id not in found.raters:
        raise Missing
    return found


def _shared_draft(ask: Ask, draft_id: str) -> Draft:
    """A draft of their own, or of somebody who leads a group with them."""
    found = _got(ask.journal.publications.draft, draft_id)
    if found.owner != ask.visitor.person_id and not _led_ids(ask) & {
        team.id for team in ask.journal.teams.led_by(found.owner)
    }:
        raise Missing
    return found


def _led_publication(ask: Ask, publication_id: str) -> Publication:
    found = _got(ask.journal.publications.publication, publication_id)
    if found.team_id not in _led_ids(ask):
        raise Missing
    return found


def _joined_publication(ask: Ask, publication_id: str) -> Publication:
    """What was given to a group they are a member of, and not taken back."""
    found = _got(ask.journal.publications.publication, publication_id)
    joined = {each.team_id for each in ask.journal.teams.of_person(ask.visitor.person_id) if each.part == "member"}
    if found.withdrawn_at is not None or found.team_id not in joined:
        raise Missing
    return found


def _own_launch(ask: Ask, launch_id: str) -> Launch:
    found = _got(ask.journal.launches.launch, launch_id)
    if found.person_id != ask.visitor.person_id:
        raise Missing
    return found


def _led_assignment(ask: Ask, assignment_id: str) -> Assignment:
    """One given to a group they lead, or to somebody in one."""
    found = _got(ask.journal.assignments.assignment, assignment_id)
    to_person = found.person_id is not None and found.person_id in ask.journal.teams.people_led_by(
        ask.visitor.person_id
    )
    if found.team_id not in _led_ids(ask) and not to_person:
        raise Missing
    return found


def _assigned_exam(ask: Ask, assignment_id: str) -> Assignment:
    """An exam; what is practised is no business of HR's."""
    found = _got(ask.journal.assignments.assignment, assignment_id)
    if found.mode is not Mode.EXAM:
        raise Missing
    return found


def _own_assignment(ask: Ask, assignment_id: str) -> Assignment:
    """One that was given to them, and not taken back."""
    for each in ask.journal.assignments.for_person(ask.visitor.person_id):
        if each.id == assignment_id:
            return each
    raise Missing


def _own_device(ask: Ask, device_id: str) -> Device:
    found = _got(ask.journal.devices.device, device_id)
    if found.person_id != ask.visitor.person_id:
        raise Missing
    return found


def _device(ask: Ask, device_id: str) -> Device:
    return _got(ask.journal.devices.device, device_id)


def _account(ask: Ask, account_id: str) -> Account:
    return _got(ask.journal.logins.account, account_id)


def _among(listed: Callable[[Ask], Any]) -> Callable[[Ask, str], Any]:
    """One of a short list, by its id."""

    def find(ask: Ask, wanted: str) -> Any:
        for each in listed(ask):
            if each.id == wanted:
                return each
        raise Missing

    return find


OWN_SESSION = Rule("own session", "session", _own_session)
LED_SESSION = Rule("session of one's group", "session", _led_session)
ANY_SESSION = Rule("any session", "session", _session)
OPENED_SESSION = Rule("session opened with a reason", "session", _opened_session)
LED_PERSON = Rule("member of one's group", "person", _led_person)
ANY_PERSON = Rule("any person", "person", _person)
LED_TEAM = Rule("one's group", "team", _led_team)
ANY_TEAM = Rule("any group", "team", _team)
LED_ROUND = Rule("round of one's group", "round", _led_round)
SHARED_DRAFT = Rule("shared draft", "draft", _shared_draft)
LED_PUBLICATION = Rule("publication to one's group", "publication", _led_publication)
JOINED_PUBLICATION = Rule("publication to a group one is in", "publication", _joined_publication)
OWN_LAUNCH = Rule("own launch", "launch", _own_launch)
LED_ASSIGNMENT = Rule("assignment to one's group", "assignment", _led_assignment)
ASSIGNED_EXAM = Rule("any assigned exam", "assignment", _assigned_exam)
OWN_ASSIGNMENT = Rule("assignment to oneself", "assignment", _own_assignment)
OWN_DEVICE = Rule("own desktop", "device", _own_device)
ANY_DEVICE = Rule("any desktop", "device", _device)
ANY_REFUSAL = Rule("any refused upload", "refusal", _among(lambda ask: ask.journal.devices.refusals(settled=True)))
ANY_ACCOUNT = Rule("any account", "account", _account)
ANY_INVITATION = Rule("any invitation", "invitation", _among(lambda ask: ask.journal.logins.invitations()))
ANY_TOKEN = Rule("any API token", "token", _among(lambda ask: ask.journal.logins.tokens()))
ANY_REQUEST = Rule("any request", "request", _among(lambda ask: ask.journal.office.requests()))
ANY_RUN = Rule("any re-grading run", "run", _among(lambda ask: ask.journal.office.regradings()))
ANY_STATEMENT = Rule("any statement", "statement", lambda ask, wanted: _got(ask.journal.statements.statement, wanted))
