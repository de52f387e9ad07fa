"""The addresses of the read API. They only read; whatever a caller may not see is not there."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
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
from simulator.marking import Facts
from simulator.record import Mode, Role, SessionRecord, UnknownRecordError
from simulator.review import Cause, Estimate, Progress, causes_of_tallies, gather_overview, rubric_of, step_order
from simulator.scenario import load_world
from simulator.training import MarksOfRecord

MOST = 200
"""Items on one page."""
_USUAL = 50
Each = TypeVar("Each")
_Id = Annotated[str, Path(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
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
    some, following = _page(sorted(caller.listed), str, cursor, limit)
    return Page(items=[_person(caller, each) for each in some], next=following)


@router.get("/people/{person_id}", summary="One person", tags=["people"])
def person(caller: Annotated[Caller, Depends(Reads("people"))], person_id: _Id) -> PersonOut:
    """One person."""
    return _person(caller, _among(person_id, caller.listed))


@router.get("/people/{person_id}/readiness", summary="Whether one person is ready", tags=["readiness"])
def person_readiness(caller: Annotated[Caller, Depends(Reads("readiness"))], person_id: _Id) -> ReadinessOut:
    """Whether one person is ready, by the two latest exams on unseen scenes, confirmed by a person."""
    return _readiness(_progress(caller, {_among(person_id, caller.reach)})[0])


@router.get("/readiness", summary="Who is ready", tags=["readiness"])
def readiness(
    caller: Annotated[Caller, Depends(Reads("readiness"))], cursor: _Cursor = None, limit: _Limit = _USUAL
) -> Page[ReadinessOut]:
    """Whether people are ready, in the order they were added. Nobody is ranked."""
    some, following = _page(sorted(caller.reach), str, cursor, limit)
    by_id = {found.person_id: found for found in _progress(caller, set(some))}
    return Page(items=[_readiness(by_id[each]) for each in some], next=following)


@router.get("/sessions", summary="Sessions", tags=["sessions"])
def sessions(
    caller: Annotated[Caller, Depends(Reads("sessions"))],
    person: _Person = None,
    mode: Mode | None = None,
    since: _Since = None,
    cursor: _Cursor = None,
    limit: _Limit = _USUAL,
) -> Page[SessionOut]:
    """Sessions, the oldest first, without what was said in them."""
    found = [each for each in _records(caller, person) if mode in (None, each.header.mode)]
    found = [each for each in found if since is None or each.started_at >= since]
    some, following = _page(found, _id_of, cursor, limit)
    return Page(items=[_session(each) for each in some], next=following)


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
    """Marks of record of sessions that were graded, the oldest first."""
    records = [each for each in _records(caller, person) if since is None or each.started_at >= since]
    found = [_grade(known) for known in caller.shared.facts(records).values()]
    found = [each for each in found if confirmed in (None, each.confirmed)]
    some, following = _page(sorted(found, key=_session_of), _session_of, cursor, limit)
    return Page(items=some, next=following)


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
        raise ProblemError(HTTPStatus.BAD_REQUEST, "Pass a cursor exactly as it was given.") from error
    return place


def _missing(what: str) -> ProblemError:
    return ProblemError(HTTPStatus.NOT_FOUND, f"There is no such {what}, or this account may not see it.")


def _among(person_id: str, those: frozenset[str]) -> str:
    if person_id not in those:
        raise _missing("person")
    return person_id


def _id_of(record: SessionRecord) -> str:
    return record.id


def _session_of(grade: GradeOut) -> str:
    return grade.session_id


def _records(caller: Caller, person: str | None) -> list[SessionRecord]:
    """Sessions the caller may see, in the order of their ids; demonstrations are nobody's."""
    if person is not None and person not in caller.reach:
        return []
    found = [each for each in caller.shared.journal.sessions(person) if _shown(each, caller)]
    return sorted(found, key=_id_of)


def _one(caller: Caller, session_id: str) -> SessionRecord:
    try:
        record = caller.shared.journal.session(session_id)
    except UnknownRecordError as error:
        raise _missing("session") from error
    if not _shown(record, caller):
        raise _missing("session")
    return record


def _shown(record: SessionRecord, caller: Caller) -> bool:
    return record.person_id in caller.reach and record.header.mode not in (Mode.DEMONSTRATION, Mode.ROSTER)


def _progress(caller: Caller, people: set[str]) -> Sequence[Progress]:
    journal = caller.shared.journal
    # A reader of its own: what is read for a few people need not be remembered for everybody.
    marks = MarksOfRecord(journal)
    return gather_overview(journal, marks=marks, language="en", people=people).people


def _person(caller: Caller, person_id: str) -> PersonOut:
    found = caller.everybody[person_id]
    teams = caller.shared.journal.teams
    own = {each.team_id for each in teams.of_person(person_id) if each.part == "member"}
    return PersonOut(
        id=found.id,
        name=_sendable(found.display_name or ""),
        language=found.language,
        created_at=found.created_at,
        teams=[TeamOut(id=team.id, name=_sendable(team.name)) for team in teams.teams() if team.id in own],
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


def _readiness(person: Progress) -> ReadinessOut:
    found = person.readiness
    return ReadinessOut(
        person_id=person.person_id,
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
