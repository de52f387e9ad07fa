"""What a shift came to: service, grades, cost and value, word of mouth, causes, and one thing to do better."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from simulator.engine import ActionDone, CardFilled, WordSpread
from simulator.scenario import CENTI
from simulator.training.session import Session

from .floor import CallFate, Floor, Place
from .roster import CLOSES_MS, TARGET_WAIT_MS, TILL_COST, Arrival, Roster

DELIGHTED = 5
"""A customer who fills in a card with so many stars had excellent service."""
DELIGHT_PERCENT = 9
"""Seven in ten would spend 13 % more for excellent service (American Express, 2011): nine percent, over all."""
TILL_RETENTION = 60
"""The chance that somebody stays whom the colleague served: correctly, and no more."""
HOMEGOING_RETENTION = 40
"""And somebody who was still waiting when the doors closed."""


@dataclass(frozen=True, slots=True)
class CustomerResult:
    """One customer who was served.

    Args:
        session: the session's id.
        number: their place in the order of arrival; -1 for a call promised in the shift before.
        scene: the scene.
        title: what it is called.
        name: theirs.
        waited_ms: how long they waited.
        overall: points, None where nothing could be graded.
        ending: the kind of the ending reached last.
        rating: stars on the comment card, None where none was filled in.
        card: what is written on it.
    """

    session: str
    number: int
    scene: str
    title: str
    name: str
    waited_ms: int
    overall: int | None
    ending: str
    rating: int | None
    card: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What a shift came to. Money in whole units.

    Args:
        arrived: everybody who came.
        served: by the trainee.
        by_till: by the colleague at the second till.
        walked_out: who did not want to wait any longer.
        still_waiting: when the doors closed.
        in_time: served, by whomever, within the target.
        customers: those served by the trainee, and calls of the shift before.
        overall: mean points over them.
        pillars: mean points per pillar.
        steps: mean points per step.
        weakest: the step with the fewest points on average, with the session that shows it best.
        remedies_cost: what remedies and extras cost.
        till_cost: what the second till cost.
        policy_cost: what the firm's choices cost.
        kept_value: what those who came are likely to bring from now on.
        more_value: what the delighted are likely to spend beyond that.
        lost_served: value lost with customers who were served.
        lost_waiting: value lost with those who walked out, or were still waiting.
        told_good: people who hear something good.
        told_bad: people who hear something bad.
        causes: complaints by cause, most first; walk-outs count as long waits, missed calls as broken promises.
        calls_made: promised calls that were made.
        calls_missed: those that were not.
        calls_open: promised for the next shift.
        better: what to do better: `calls`, `till`, `pace`, `step` or `keep_on`.
    """

    arrived: int
    served: int
    by_till: int
    walked_out: int
    still_waiting: int
    in_time: int
    customers: tuple[CustomerResult, ...]
    overall: int | None
    pillars: dict[str, int]
    steps: dict[str, int]
    weakest: tuple[str, str] | None
    remedies_cost: int
    till_cost: int
    policy_cost: int
    kept_value: int
    more_value: int
    lost_served: int
    lost_waiting: int
    told_good: int
    told_bad: int
    causes: tuple[tuple[str, int], ...]
    calls_made: int
    calls_missed: int
    calls_open: int
    better: str

    @property
    def service_level(self) -> int:
        """Of a hundred who came, how many were served within the target."""
        return 100 if not self.arrived else round(100 * self.in_time / self.arrived)

    @property
    def cost(self) -> int:
        """Everything the shift cost, at once."""
        return self.remedies_cost + self.till_cost + self.policy_cost

    @property
    def balance(self) -> int:
        """Long-term value less short-term cost."""
        return self.kept_value + self.more_value - self.cost

    def figures(self) -> dict[str, Any]:
        """What the next shift is held against, as plain values."""
        names = ("service_level", "walked_out", "still_waiting", "overall", "cost", "balance", "told_good", "told_bad")
        return {name: getattr(self, name) for name in names} | {"causes": dict(self.causes)}


def summarise(roster: Roster, floor: Floor, sessions: Mapping[str, Session]) -> Summary:
    """Add a shift up.

    Args:
        roster: who came.
        floor: how it went.
        sessions: the sessions of those served, and of promised calls, by id.
    """
    grades = {name: _grade(session) for name, session in sessions.items()}
    numbers = {guest.session: number for number, guest in enumerate(floor.guests) if guest.session}
    customers = tuple(
        _customer(name, numbers.get(name, -1), session, grades[name], floor) for name, session in sessions.items()
    )
    value = _Value()
    for name, session in sessions.items():
        # Who was served in the shift before is in its ledger already, and counts here with what the call changed.
        value.add_served(session, new=name in numbers)
    value.add_others(roster, floor)
    steps = _means(grade["steps"] for grade in grades.values())
    weakest = _weakest(steps, grades)
    missed = sum(call.fate is CallFate.MISSED for call in floor.calls)
    walked = floor.count(Place.WALKED_OUT)
    overalls = [grade["overall"] for grade in grades.values() if grade["overall"] is not None]
    return Summary(
        arrived=len(floor.guests) - floor.count(Place.COMING),
        served=floor.count(Place.SERVED) + floor.count(Place.SERVING),
        by_till=floor.count(Place.TILL),
        walked_out=walked,
        still_waiting=floor.count(Place.WAITING),
        in_time=sum(guest.place in (Place.SERVED, Place.SERVING, Place.TILL) and guest.waited_ms <= TARGET_WAIT_MS
                    for guest in floor.guests),
        customers=customers,
        overall=round(sum(overalls) / len(overalls)) if overalls else None,
        pillars=_means(grade["pillars"] for grade in grades.values()),
        steps=steps,
        weakest=weakest,
        remedies_cost=value.remedies // CENTI,
        till_cost=TILL_COST if floor.hired else 0,
        policy_cost=roster.policy_cost,
        kept_value=value.kept // 100,
        more_value=value.more // 10_000,
        lost_served=value.lost_served // 100,
        lost_waiting=value.lost_waiting // 100,
        told_good=value.good,
        told_bad=value.bad,
        causes=_causes(roster, floor, walked, missed),
        calls_made=sum(call.fate is CallFate.MADE for call in floor.calls),
        calls_missed=missed,
        calls_open=sum(call.fate is CallFate.OPEN and call.due_ms > CLOSES_MS for call in floor.calls),
        better=_better(floor, missed, walked + floor.count(Place.WAITING), weakest),
    )  # fmt: skip


class _Value:
    """Cost, value and word of mouth, added up: value in hundredths of a unit, cost in hundredths as scenes give it."""

    def __init__(self) -> None:
        self.remedies = self.kept = self.more = self.lost_served = self.lost_waiting = 0
        self.good = self.bad = 0

    def add_served(self, session: Session, *, new: bool) -> None:
        """A customer somebody spoke with.

        Args:
            session: theirs.
            new: whether they came in this shift; of a call, only what happened in it counts.
        """
        played, case = session.played, session.scenario.file.case
        events = list(played.events)
        if not new:
            events = events[next((at for at, event in enumerate(events) if event.kind == "epilogue_due"), 0) :]
        for event in events:
            if isinstance(event, ActionDone) and event.ref.startswith("remedy "):
                self.remedies += case.remedies[event.ref.partition(" ")[2]].cost
            elif isinstance(event, WordSpread):
                self._tell(event.tone, event.people)
        endings = session.state.endings
        if not endings or (not new and len(endings) < 2):
            return
        stays = [session.scenario.file.endings[ending].retention for ending in endings]
        before = 0 if new else stays[0]
        gain = (stays[-1] - before) * case.lifetime_value
        self.kept += gain
        self.lost_served += 100 * case.lifetime_value - gain if new else -gain
        if any(isinstance(event, CardFilled) and event.rating >= DELIGHTED for event in events):
            self.more += stays[-1] * case.lifetime_value * DELIGHT_PERCENT

    def add_others(self, roster: Roster, floor: Floor) -> None:
        """Those the trainee never spoke with."""
        for arrival, guest in zip(roster.arrivals, floor.guests, strict=True):
            if guest.place is Place.TILL:
                self.kept += arrival.lifetime_value * TILL_RETENTION
                self.lost_served += arrival.lifetime_value * (100 - TILL_RETENTION)
            elif guest.place is Place.WALKED_OUT:
                self._lose(arrival, arrival.gone_percent)
                self._tell("bad", arrival.gone_tell)
            elif guest.place is Place.WAITING:
                self._lose(arrival, HOMEGOING_RETENTION)

    def _lose(self, arrival: Arrival, stays: int) -> None:
        self.kept += arrival.lifetime_value * stays
        self.lost_waiting += arrival.lifetime_value * (100 - stays)

    def _tell(self, tone: str, people: int) -> None:
        if tone == "good":
            self.good += people
        elif tone == "bad":
            self.bad += people


def _grade(session: Session) -> dict[str, Any]:
    """The grade as it stands; a session with a call still open is graded by what was said so far."""
    if session.ended:
        return session.finish()
    from simulator.training.judging import grade_session

    return grade_session(session.played, improvements=False).to_record()


def _customer(name: str, number: int, session: Session, grade: Mapping[str, Any], floor: Floor) -> CustomerResult:
    card = next((event for event in reversed(list(session.played.events)) if isinstance(event, CardFilled)), None)
    return CustomerResult(
        session=name,
        number=number,
        scene=session.scenario.slug,
        title=session.words("about.title"),
        name=session.customer_name,
        waited_ms=floor.guests[number].waited_ms if number >= 0 else 0,
        overall=grade["overall"],
        ending=session.ending_kind,
        rating=None if card is None else card.rating,
        card="" if card is None else session.words(card.line),
    )


def _points(value: Any) -> int | None:
    found: int | None = value["points"] if isinstance(value, dict) else value
    return found


def _means(parts: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Mean points by name; what nobody was graded on is left out."""
    found: dict[str, list[int]] = {}
    for part in parts:
        for name, value in part.items():
            points = _points(value)
            if points is not None:
                found.setdefault(name, []).append(points)
    return {name: round(sum(points) / len(points)) for name, points in found.items()}


def _weakest(steps: Mapping[str, int], grades: Mapping[str, Mapping[str, Any]]) -> tuple[str, str] | None:
    open_steps = [step for step, points in steps.items() if points < 100]
    if not open_steps:
        return None
    step = min(open_steps, key=lambda name: (steps[name], name))
    shown = {
        name: points
        for name, grade in grades.items()
        if (points := _points(grade["steps"].get(step, {"points": None}))) is not None
    }
    return step, min(shown, key=lambda name: shown[name])


def _causes(roster: Roster, floor: Floor, walked: int, missed: int) -> tuple[tuple[str, int], ...]:
    counts: dict[str, int] = {}
    for arrival, guest in zip(roster.arrivals, floor.guests, strict=True):
        if arrival.upset and guest.place is not Place.COMING:
            counts[arrival.complaint] = counts.get(arrival.complaint, 0) + 1
    for cause, more in (("long_wait", walked), ("broken_promise", missed)):
        if more:
            counts[cause] = counts.get(cause, 0) + more
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _better(floor: Floor, missed: int, unserved: int, weakest: tuple[str, str] | None) -> str:
    """The one thing that would have done most: a promise broken, a queue left standing, else the weakest step."""
    if missed:
        return "calls"
    if unserved > 1:
        return "till" if floor.till_from_ms is None else "pace"
    return "step" if weakest is not None else "keep_on"
