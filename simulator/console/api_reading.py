"""The addresses of the read API. They only read; whatever a caller may not see is not there."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import MINYEAR, UTC, datetime
from http import HTTPStatus
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Path, Query
from pydantic import AwareDatetime

from simulator.console.api_access import Caller, Reads
from simulator.console.api_models import (
    CauseOut,
    EstimateOut,
    GradeOut,
    Page,
    PersonOut,
    ReadinessOut,
    SessionOut,
    StepOut,
    TeamOut,
)
from simulator.console.api_problems import Guarded, ProblemError
from simulator.console.figuring import figuring_of
from simulator.console.workforce import readiness_of
from simulator.marking import Facts
from simulator.record import Asked, Mode, Person, Reach, Role, SessionRecord, Team, UnknownRecordError
from simulator.review import (
    Cause,
    Estimate,
    Readiness,
    causes_of_tallies,
    gather_overview,
    rubric_of,
    step_order,
    taught_by_scene,
)
from simulator.scenario import load_world
from simulator.training import MarksOfRecord

MOST = 200
"""Items on one page."""
_USUAL = 50
Each = TypeVar("Each")
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
_NO_CURSOR = "Pass a cursor exactly as it was given."
_Id = Annotated[str, Path(pattern=f"^{_ID.pattern}$")]
_Cursor = Annotated[str | None, Query(max_length=200, description="`next` of the page before.")]
_Limit = Annotated[int, Query(ge=1, le=MOST, description="Items on one page.")]
_Person = Annotated[str | None, Query(max_length=64, description="Only this person's.")]
_Confirmed = Annotated[bool | None, Query(description="Only those a person stands behind, or only others.")]
_Since = Annotated[AwareDatetime | None, Query(description="Only what began at this moment or later.")]


router = APIRouter(route_class=Guarded, generate_unique_id_function=lambda route: route.name)


@router.get("/people", summary="People", tags=["people"])
def people(
    caller: Annotated[Caller, Depends(Reads("people"))], cursor: _Cursor = None, limit: _Limit = _USUAL
) -> Page[PersonOut]:
    """People the account may see, in the order they were added. Nobody is ranked."""
    some, following = _people(caller, caller.listed, cursor, limit)
    return Page(items=_told(caller, some), next=following)


@router.get("/people/{person_id}", summary="One person", tags=["people"])
def person(caller: Annotated[Caller, Depends(Reads("people"))], person_id: _Id) -> PersonOut:
    """One person."""
    return _told(caller, [_among(caller, caller.listed, person_id)])[0]


@router.get("/people/{person_id}/readiness", summary="Whether one person is ready", tags=["readiness"])
def person_readiness(caller: Annotated[Caller, Depends(Reads("readiness"))], person_id: _Id) -> ReadinessOut:
    """Whether one person is ready, by the two latest exams on unseen scenes, confirmed by a person."""
    return _ready(caller, [_among(caller, caller.reach, person_id)])[0]


@router.get("/readiness", summary="Who is ready", tags=["readiness"])
def readiness(
    caller: Annotated[Caller, Depends(Reads("readiness"))], cursor: _Cursor = None, limit: _Limit = _USUAL
) -> Page[ReadinessOut]:
    """Whether people are ready, in the order they were added. Nobody is ranked."""
    some, following = _people(caller, caller.reach, cursor, limit)
    return Page(items=_ready(caller, some), next=following)


@router.get("/sessions", summary="Sessions", tags=["sessions"])
def sessions(
    caller: Annotated[Caller, Depends(Reads("sessions"))],
    person: _Person = None,
    mode: Mode | None = None,
    since: _Since = None,
    cursor: _Cursor = None,
    limit: _Limit = _USUAL,
) -> Page[SessionOut]:
    """Sessions, the oldest first, without what was said in them. A page may hold fewer than its limit, even none."""
    found, following = _sessions(caller, person, Asked(mode=mode, since=_moment(since)), cursor, limit)
    return Page(items=[_session(each) for each in found], next=following)


@router.get("/sessions/{session_id}", summary="One session", tags=["sessions"])
def session(caller: Annotated[Caller, Depends(Reads("sessions"))], session_id: _Id) -> SessionOut:
    """One session, without what was said in it."""
    return _session(_one(caller, session_id))


@router.get("/sessions/{session_id}/grade", summary="The mark of record of a session", tags=["grades"])
def grade(caller: Annotated[Caller, Depends(Reads("grades"))], session_id: _Id) -> GradeOut:
    """The mark of record of one session, beside what the grader proposed."""
    record = _one(caller, session_id)
    known = caller.shared.facts([record]).get(record.id)
    if known is None:
        raise _missing("grade")
    return _grade(known)


@router.get("/grades", summary="Marks of record", tags=["grades"])
def grades(
    caller: Annotated[Caller, Depends(Reads("grades"))],
    person: _Person = None,
    confirmed: _Confirmed = None,
    since: _Since = None,
    cursor: _Cursor = None,
    limit: _Limit = _USUAL,
) -> Page[GradeOut]:
    """Marks of record of graded sessions, the oldest first. A page may hold fewer than its limit, even none."""
    # What is counted says which are confirmed, where nothing has moved since; the marks themselves decide.
    counted = confirmed if confirmed is None or not figuring_of(caller.shared.journal).fresh().waiting else None
    asked = Asked(since=_moment(since), kept=True, confirmed=counted)
    records, following = _sessions(caller, person, asked, cursor, limit)
    found = [_grade(known) for known in caller.shared.facts(records).values()]
    return Page(items=[each for each in found if confirmed in (None, each.confirmed)], next=following)


@router.get("/causes", summary="Causes of complaint", tags=["causes"])
def causes(
    caller: Annotated[Caller, Depends(Reads("causes"))], cursor: _Cursor = None, limit: _Limit = _USUAL
) -> Page[CauseOut]:
    """What customers complained about, over all conversations of the firm. For accounts of HR."""
    if Role.HR not in caller.roles:
        raise ProblemError(HTTPStatus.FORBIDDEN, "Only an account of HR reads causes of complaint.")
    figures = caller.shared.journal.figures
    figuring_of(caller.shared.journal).fresh()
    counted = causes_of_tallies(figures.complaints(), figures.shifts(), load_world())
    some, following = _page(sorted(counted, key=lambda each: each.cause), lambda each: each.cause, cursor, limit)
    return Page(items=[_cause(each) for each in some], next=following)


def _page(
    found: Sequence[Each], key: Callable[[Each], str], cursor: str | None, limit: int
) -> tuple[list[Each], str | None]:
    """A part of a list that is in the order of its keys, and the cursor of what follows."""
    after = "" if cursor is None else _place(cursor)
    rest = [each for each in found if key(each) > after]
    some = rest[:limit]
    return some, _cursor(key(some[-1])) if len(rest) > limit else None


def _cursor(place: str) -> str:
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def _place(cursor: str) -> str:
    """What a cursor stands for.

    Raises:
        ProblemError: it is none.
    """
    try:
        place = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError) as error:
        raise ProblemError(HTTPStatus.BAD_REQUEST, _NO_CURSOR) from error
    return place


def _missing(what: str) -> ProblemError:
    return ProblemError(HTTPStatus.NOT_FOUND, f"There is no such {what}, or this account may not see it.")


def _behind(cursor: str | None) -> str:
    """The id a cursor stands for; "" at the beginning.

    Raises:
        ProblemError: it stands for none.
    """
    place = "" if cursor is None else _place(cursor)
    if cursor is not None and not _ID.fullmatch(place):
        raise ProblemError(HTTPStatus.BAD_REQUEST, _NO_CURSOR)
    return place


def _among(caller: Caller, reach: Reach, person_id: str) -> Person:
    found = caller.shared.journal.reading.person(reach, person_id)
    if found is None:
        raise _missing("person")
    return found


def _people(caller: Caller, reach: Reach, cursor: str | None, limit: int) -> tuple[list[Person], str | None]:
    """A page of people, and the cursor of what follows."""
    found = list(caller.shared.journal.reading.people(reach, _behind(cursor), limit + 1))
    return found[:limit], _cursor(found[limit - 1].id) if len(found) > limit else None


def _sessions(
    caller: Caller, person: str | None, asked: Asked, cursor: str | None, limit: int
) -> tuple[tuple[SessionRecord, ...], str | None]:
    """A page of sessions the caller may see, and the cursor of what follows; demonstrations are nobody's."""
    after = _behind(cursor)
    if person is not None and not _ID.fullmatch(person):
        return (), None
    found = caller.shared.journal.reading.sessions(caller.reach, replace(asked, person=person or ""), after, limit)
    return found.sessions, None if found.following is None else _cursor(found.following)


def _moment(since: datetime | None) -> datetime | None:
    """A moment in UTC; one so far off that UTC has no year for it becomes the first or the last there is."""
    try:
        return None if since is None else since.astimezone(UTC)
    except OverflowError:
        return _FIRST if since is None or since.year == MINYEAR else _LAST


def _one(caller: Caller, session_id: str) -> SessionRecord:
    try:
        record = caller.shared.journal.session(session_id)
    except UnknownRecordError as error:
        raise _missing("session") from error
    shown = record.header.mode not in (Mode.DEMONSTRATION, Mode.ROSTER)
    if not shown or caller.shared.journal.reading.person(caller.reach, record.person_id) is None:
        raise _missing("session")
    return record


def _ready(caller: Caller, people: Sequence[Person]) -> list[ReadinessOut]:
    """Whether people are ready: as it was counted, and worked out of their sessions where they were not yet."""
    journal = caller.shared.journal
    waiting = figuring_of(journal).fresh().waiting
    taught = taught_by_scene()
    known = {} if waiting else journal.figures.standings(each.id for each in people)
    found = {name: readiness_of(each, taught) for name, each in known.items()}
    rest = {each.id for each in people} - found.keys()
    if rest:
        # A reader of its own: what is read for a few people need not be remembered for everybody.
        gathered = gather_overview(journal, marks=MarksOfRecord(journal), language="en", people=rest)
        found |= {each.person_id: each.readiness for each in gathered.people}
    return [_readiness(each.id, found[each.id]) for each in people if each.id in found]


def _told(caller: Caller, people: Sequence[Person]) -> list[PersonOut]:
    teams = caller.shared.journal.teams
    theirs, every = teams.of_people(each.id for each in people), teams.teams()
    return [_person(each, [team for team in every if team.id in theirs[each.id]]) for each in people]


def _person(found: Person, teams: Sequence[Team]) -> PersonOut:
    return PersonOut(
        id=found.id,
        name=_sendable(found.display_name or ""),
        language=found.language,
        created_at=found.created_at,
        teams=[TeamOut(id=team.id, name=_sendable(team.name)) for team in teams],
    )


def _sendable(text: str) -> str:
    """What a person typed, without the half letters that no JSON in UTF-8 can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _session(record: SessionRecord) -> SessionOut:
    header = record.header
    return SessionOut(
        id=record.id,
        person_id=record.person_id,
        scenario=header.scenario_slug,
        scenario_hash=header.scenario_hash,
        language=header.language,
        mode=header.mode.value,
        started_at=record.started_at,
        ended_at=record.ended_at,
        ending=record.ending,
        fork_of=header.parent_session_id,
        erased=record.erased_at is not None,
    )


def _grade(known: Facts) -> GradeOut:
    mark = known.mark
    return GradeOut(
        session_id=known.session,
        person_id=known.person,
        scenario=known.scene,
        mode=known.mode,
        rubric=rubric_of(mark.grade),
        status=mark.status.value,
        confirmed=mark.by_person and mark.contest is None,
        confirmed_at=mark.confirmed_at,
        graded_at=known.graded_at,
        overall=mark.grade["overall"],
        machine_overall=mark.machine["overall"],
        failed=list(mark.grade["failed"]),
        steps=_steps(mark.grade, mark.machine["steps"]),
    )


def _steps(record: Mapping[str, Any], machine: Mapping[str, Any]) -> list[StepOut]:
    points = {step: found["points"] for step, found in record["steps"].items()}
    return [
        StepOut(step=step, points=points[step], machine=machine.get(step, {}).get("points"))
        for step in step_order(record)
    ]


def _readiness(person_id: str, found: Readiness) -> ReadinessOut:
    return ReadinessOut(
        person_id=person_id,
        status=found.status,
        exams=found.exams,
        short=list(found.short),
        failed=list(found.failed),
        weakest=found.weakest,
        next_scene=found.next_scene,
        waiting=list(found.waiting),
    )


def _cause(found: Cause) -> CauseOut:
    return CauseOut(
        cause=found.cause,
        conversations=found.conversations,
        ended_well=found.ends["well"],
        settled=found.ends["settled"],
        lost=found.ends["lost"],
        other=found.ends["otherwise"],
        lost_percent=_estimate(found.lost),
        stars=_estimate(found.stars),
        unhappy_cards=found.unhappy,
        in_shifts=found.in_shifts,
    )


def _estimate(found: Estimate) -> EstimateOut:
    return EstimateOut(n=found.n, value=found.value, low=found.low, high=found.high)
