"""Figures over everybody, kept up with the sessions: what pages show without reading a million of them.

What a session comes to hangs on its own entries alone; where its person stands, what was unseen, and what is far from
their usual, on all of theirs. So a person of whom something has moved is worked out anew from what is known of each of
their sessions, and only what has moved is read. It comes to exactly what `gather_overview`, `queue` and `gather_causes`
give; a test holds them against each other.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from time import monotonic
from typing import Any

from scoring import load_rubric, rubric_names
from simulator.marking import (
    OWN_LEAST,
    SCENE_LEAST,
    URGENCY,
    Beside,
    Cause,
    Facts,
    Reason,
    Status,
    beside_others,
    in_order,
    lasting_reasons,
    late_from,
    placed_at,
    present,
)
from simulator.record import (
    FAR,
    NOT_FAR,
    UNKNOWN,
    Journal,
    Listed,
    Mode,
    Moved,
    Person,
    PersonFigures,
    PersonStanding,
    Result,
    SessionRecord,
    StepFigure,
)
from simulator.review import COLUMNS, Outcomes, Progress, Standing, as_called, needs, progress_of, series

from .awaiting import FactsOfSessions
from .marks import standing_of
from .standing import UNREADABLE

RULES = 1
"""Goes up when something is worked out otherwise than before: everything is counted anew then."""
PEOPLE = 20
"""Of so many people figures are worked out at once."""
_LOOKED_AT = 400
_AGAIN = 3


def basis() -> str:
    """The rules figures are worked out by, in words that change with them."""
    rubrics = ", ".join(f"{name} {load_rubric(name).sha256[:16]}" for name in rubric_names())
    return f"rules {RULES}, rubrics {rubrics}"


class Summing:
    """Keeps the figures of a journal up.

    Args:
        journal: where sessions and figures lie.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._outcomes = Outcomes(journal)
        self._called = as_called("en")
        self._begun = False

    @property
    def begun(self) -> bool:
        """Whether everything is counted, or to be counted, by these rules."""
        return self._begun or self._journal.counting.begun(basis())

    def begin(self) -> None:
        """Have everything counted that never was, or by other rules."""
        if not self._begun:
            self._journal.counting.begin(basis())
            self._begun = True

    def some(self, seconds: float, people: int = PEOPLE) -> bool:
        """Work out some of what has moved.

        Args:
            seconds: when so much time is over nobody else is begun with.
            people: of so many at once.

        Returns:
            Whether nothing is left.
        """
        ends = monotonic() + seconds
        while whose := self._journal.counting.moved(_LOOKED_AT):
            for at in range(0, len(whose), people):
                if monotonic() >= ends:
                    return False
                self.work_out(whose[at : at + people])
        return True

    def everything(self, people: int = PEOPLE) -> None:
        """Work out all that has moved, of so many people at once."""
        self.begin()
        while not self.some(60.0, people):
            pass

    def work_out(self, people: Sequence[str]) -> bool:
        """Work out what some people's sessions come to.

        Args:
            people: ids.

        Returns:
            Whether it was written: not where others kept writing at the same time.
        """
        for _ in range(_AGAIN):
            seen = self._journal.counting.read(people)
            if self._journal.counting.write(seen, self._figures(seen), far_in_scene):
                return True
        return False

    def _figures(self, seen: Moved) -> list[PersonFigures]:
        over = [record for record in seen.sessions if record.ended_at is not None]
        fresh = [record for record in over if record.id in seen.marks or record.id not in seen.results]
        results = {record.id: _alone(seen.results[record.id]) for record in over if record.id in seen.results}
        results |= self._worked_out(fresh)
        theirs: dict[str, list[SessionRecord]] = {person.id: [] for person in seen.people}
        for record in seen.sessions:
            theirs[record.person_id].append(record)
        return [self._person(person, theirs[person.id], results) for person in seen.people]

    def _worked_out(self, records: Sequence[SessionRecord]) -> dict[str, Result]:
        """What sessions that are over come to, each by itself."""
        played = [record for record in records if record.header.mode is not Mode.ROSTER]
        shifts = [record for record in records if record.header.mode is Mode.ROSTER]
        facts = self._facts(played)
        ends, sums = self._outcomes.by_session(played), self._outcomes.sums_by_shift(shifts)
        self._outcomes.forget()
        found = {}
        for record in records:
            more: dict[str, Any] = {}
            if record.id in ends:
                end = ends[record.id]
                more |= {"complaint": end.cause, "outcome": end.end, "stars": end.rating}
            if record.id in sums:
                more["summed"] = _compact({"world": sums[record.id].world, "causes": sums[record.id].causes})
            found[record.id] = _marked(record, facts.get(record.id), more)
        return found

    def _facts(self, records: Sequence[SessionRecord]) -> dict[str, Facts]:
        try:
            return FactsOfSessions(self._journal)(records)
        except UNREADABLE:
            if len(records) < 2:  # nobody knows what its grade was
                return {}
        return {name: facts for record in records for name, facts in self._facts([record]).items()}

    def _person(self, person: Person, records: Sequence[SessionRecord], results: Mapping[str, Result]) -> PersonFigures:
        """Everything about one person, from what each of their sessions comes to."""
        played = [record for record in records if record.header.mode is not Mode.ROSTER]
        standing = {
            record.id: Standing(json.loads(each.grade), each.confirmed, each.status or "")
            for record in played
            if (each := results.get(record.id)) is not None and each.grade is not None
        }
        progress = progress_of(person.id, "", played, standing, self._called)
        unseen = {session.id for session in progress.sessions if session.unseen}
        here = _beside_own([results[record.id] for record in records if record.id in results], unseen)
        if person.erased_at is not None:
            return PersonFigures(person.id, here, None)
        return PersonFigures(person.id, here, _standing(progress, here), tuple(_steps(progress)))


def far_in_scene(counts: Mapping[int, int]) -> dict[int, int]:
    """Whether points are far from what is usual in their scene, as the record keeps it.

    Args:
        counts: how often each came up there.
    """
    return {points: _verdict(beside.far) for points, beside in beside_others(counts, SCENE_LEAST).items()}


def _verdict(far: bool | None) -> int:
    return UNKNOWN if far is None else FAR if far else NOT_FAR


def _compact(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def _alone(known: Result) -> Result:
    """What was known of a session, without what hangs on others."""
    if known.urgency == URGENCY[Cause.OUTLYING]:
        known = replace(known, urgency=None, place_at=None)
    if known.own_count is None and not known.unseen:
        return known
    return replace(known, unseen=False, own_far=NOT_FAR, own_middle=None, own_count=None)


def _marked(record: SessionRecord, facts: Facts | None, more: dict[str, Any]) -> Result:
    """A session with its mark, if it has one.

    Args:
        record: the session.
        facts: its mark.
        more: what is known of it besides.
    """
    header = record.header
    mode, fork = header.mode.value, header.parent_session_id is not None
    if facts is not None:
        mark = facts.mark
        counts = header.mode is not Mode.DEMONSTRATION
        more |= {
            "status": mark.status.value,
            "confirmed": standing_of(mark).confirmed,
            "by_person": mark.by_person,
            "overall": mark.overall,
            "grade": _compact(_points(mark.grade, whole=header.mode is Mode.EXAM)) if counts else None,
            "confirmed_at": mark.confirmed_at,
            "exam_at": record.started_at if header.mode is Mode.EXAM else None,
            "settled": mark.status in (Status.CONFIRMED, Status.CORRECTED),
            "graded_at": facts.graded_at,
            **(_waiting(facts) if counts else {}),
        }
    return Result(
        record.id, record.person_id, header.scenario_slug, mode, fork, record.started_at, record.entry_count, **more
    )


def _waiting(facts: Facts) -> dict[str, Any]:
    """Why a person should look at a session, for itself."""
    reasons = in_order(lasting_reasons(facts))
    if not reasons:
        return {}
    mark, first = facts.mark, reasons[0]
    closed = sorted(mark.reviewers) if mark.contest else []
    return {
        "urgency": URGENCY[first.cause],
        "place_at": placed_at(first),
        "late_at": next((at for reason in reasons if (at := late_from(reason)) is not None), None),
        "reasons": _compact({"closed": closed, "reasons": [_told(reason) for reason in reasons]}),
    }


def _points(grade: Mapping[str, Any], *, whole: bool) -> dict[str, Any]:
    """What of a grade figures go by; of an exam all that readiness does."""
    steps = {step: {"points": graded["points"]} for step, graded in grade["steps"].items()}
    kept = {name: grade[name] for name in ("pillars", "failed", "versions") if name in grade} if whole else {}
    return {**kept, "overall": grade["overall"], "steps": steps}


def _told(reason: Reason) -> list[Any]:
    due = None if reason.due is None else reason.due.isoformat()
    return [reason.cause.value, reason.since.isoformat(), due, dict(reason.detail)]


def _told_reasons(text: str | None) -> tuple[tuple[Reason, ...], frozenset[str]]:
    """The lasting reasons a result keeps, and who may not settle them besides the trainee."""
    if text is None:
        return (), frozenset()
    data = json.loads(text)
    found = (
        Reason(Cause(cause), datetime.fromisoformat(since), None if due is None else datetime.fromisoformat(due), more)
        for cause, since, due, more in data["reasons"]
    )
    return tuple(found), frozenset(data["closed"])


@dataclass(frozen=True, slots=True)
class WaitingSession:
    """A session that waits for a person, with all its reasons, the most urgent first.

    Args:
        listed: the session.
        reasons: as they are now.
        closed_to: who may not answer it.
    """

    listed: Listed
    reasons: tuple[Reason, ...]
    closed_to: frozenset[str]

    @property
    def result(self) -> Result:
        """What the session comes to."""
        return self.listed.result

    @property
    def cause(self) -> Cause:
        """The most urgent reason."""
        return self.reasons[0].cause


def waiting_of(journal: Journal, listed: Iterable[Listed], now: datetime) -> tuple[WaitingSession, ...]:
    """Sessions that wait for a person, as `queue` has them, in the order they come in.

    Args:
        journal: where their figures lie.
        listed: sessions as `journal.figures` gives them.
        now: the present.
    """
    return next(waiting_in_parts(journal, (listed,), now))


def waiting_in_parts(
    journal: Journal, parts: Iterable[Iterable[Listed]], now: datetime
) -> Iterator[tuple[WaitingSession, ...]]:
    """The same a part at a time; what is usual in a scene is looked up once for all of them."""
    usual: dict[str, dict[int, Beside]] = {}
    for part in parts:
        yield tuple(waits for each in part if (waits := _as_waiting(journal, each, now, usual)) is not None)


def _as_waiting(
    journal: Journal, each: Listed, now: datetime, usual: dict[str, dict[int, Beside]]
) -> WaitingSession | None:
    lasting, closed = _told_reasons(each.result.reasons)
    reasons = [present(reason, now) for reason in lasting]
    if each.result.own_far != NOT_FAR and each.result.graded_at is not None:
        if each.result.slug not in usual:
            usual[each.result.slug] = beside_others(journal.figures.usual_in(each.result.slug), SCENE_LEAST)
        far = _far(each.result, usual[each.result.slug])
        reasons += [Reason(Cause.OUTLYING, each.result.graded_at, None, far)] if far else []
    return WaitingSession(each, in_order(reasons), closed | {each.result.person_id}) if reasons else None


def _far(result: Result, usual: Mapping[int, Beside]) -> dict[str, int | None]:
    """What is told of points that neither their person nor their scene explains; empty where one does."""
    beside = usual.get(result.overall if result.overall is not None else -1)
    verdicts, told = [], {"points": result.overall}
    if result.own_far != UNKNOWN:
        verdicts.append(result.own_far == FAR)
        told |= {"own": result.own_middle, "own_count": result.own_count}
    if beside is not None and beside.far is not None:
        verdicts.append(beside.far)
        told |= {"scene": beside.middle, "scene_count": beside.count}
    return told if verdicts and all(verdicts) else {}


def _beside_own(results: Sequence[Result], unseen: Collection[str]) -> tuple[Result, ...]:
    """A person's sessions, each beside the others.

    Args:
        results: by themselves.
        unseen: those on scenes the person had not met.
    """
    counts = Counter(each.overall for each in results if each.tells_usual and each.overall is not None)
    usual = beside_others(counts, OWN_LEAST)
    found = []
    for each in results:
        new = each.session_id in unseen
        if each.tells_usual and each.overall is not None and not each.by_person:
            beside = usual[each.overall]
            far = _verdict(beside.far)
            each = replace(each, unseen=new, own_far=far, own_middle=beside.middle, own_count=beside.count)  # noqa: PLW2901
        found.append(replace(each, unseen=new) if each.unseen is not new else each)
    return tuple(found)


def _standing(progress: Progress, results: Sequence[Result]) -> PersonStanding:
    ready, whole = progress.readiness, progress.whole
    told = {"short": ready.short, "failed": ready.failed, "waiting": ready.waiting, "met": sorted(progress.met)}
    graded = [each for each in results if each.status is not None]
    help_ = next((each for found in needs([progress]).values() for each in found), None)
    return PersonStanding(
        progress.person_id,
        len(progress.met),
        ready.status,
        ready.exams,
        ready.weakest,
        {name: list(value) for name, value in told.items()},
        len(whole),
        sum(session.confirmed for session in whole),
        len(graded),
        sum(each.by_person for each in graded),
        *((None,) * 4 if help_ is None else (help_.step, help_.points, help_.n, help_.confirmed)),
    )


def _steps(progress: Progress) -> Iterable[StepFigure]:
    for column in COLUMNS:
        points, cell = series(progress, column), progress.cells[column]
        if cell.latest is None or cell.best is None:
            continue
        unseen = cell.unseen
        yield StepFigure(
            progress.person_id,
            column,
            len(points),
            points[0],
            cell.latest.points,
            cell.best.points,
            None if unseen is None else unseen.points,
            sum((after - before) ** 2 for before, after in pairwise(points)),
            cell.latest.session.id,
            cell.best.session.id,
            None if unseen is None else unseen.session.id,
        )
