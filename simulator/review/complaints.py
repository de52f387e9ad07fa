"""Causes of complaint over all sessions: how often, how it ended, what the comment cards say, what policy would ease.

A conversation is counted under the cause its scene names; what nobody got to hear, because they walked out of a queue
or were not called back, comes from the sums of shifts. No person is named anywhere: this is about the firm.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from simulator.engine import CardFilled
from simulator.record import Entry, Journal, JournalError, Mode, SessionRecord
from simulator.scenario import Outline, ScenarioError, WorldFile, outline

from .played import STEP_KIND, SUMMED_KIND
from .uncertainty import Estimate, mean_of, share_of

NO_COMPLAINT = "none"
ENDS = ("well", "settled", "lost", "otherwise")
"""How a conversation can end, as this table has it."""
_END_OF = {
    **dict.fromkeys(("won_back", "satisfied"), "well"),
    **dict.fromkeys(("settled", "not_met", "supervisor", "transferred"), "settled"),
    **dict.fromkeys(("walks_out", "hangs_up"), "lost"),
}
_CARD = CardFilled(1, "").kind
UNHAPPY_STARS = 2
"""A comment card with so many stars or fewer tells of an unhappy customer."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one conversation.

    Args:
        cause: what its complaint is counted under; `none` for ordinary customers.
        end: one of `ENDS`.
        rating: stars on the comment card; None where none was filled in, or its words were erased.
    """

    cause: str
    end: str
    rating: int | None = None


@dataclass(frozen=True, slots=True)
class ShiftSum:
    """What a shift says about complaints.

    Args:
        world: the firm's choices it was played with.
        causes: how often each cause came up, walk-outs and missed calls among them.
    """

    world: Mapping[str, str]
    causes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Policy:
    """A choice of the firm that eases a cause, with what shifts have shown so far.

    Args:
        choice: its name in `common/world.yaml`.
        option: the option that eases it.
        cost: what it costs a shift, in money units.
        with_it: how often the cause came up a shift played with it.
        without: and without.
    """

    choice: str
    option: str
    cost: int
    with_it: Estimate
    without: Estimate


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause of complaint.

    Args:
        cause: its name in `common/world.yaml`.
        conversations: how many conversations were about it.
        ends: how they ended, by `ENDS`.
        lost: the share that walked out or hung up, in percent, with how sure it is.
        stars: mean of the comment cards, 1..5, with how sure it is.
        unhappy: cards with `UNHAPPY_STARS` stars or fewer.
        in_shifts: how often it came up in shifts, with those nobody got to speak to.
        eased_by: what the firm could choose.
    """

    cause: str
    conversations: int
    ends: Mapping[str, int]
    lost: Estimate
    stars: Estimate
    unhappy: int
    in_shifts: int
    eased_by: tuple[Policy, ...]


class Outcomes:
    """Reads what became of conversations, and remembers it: a conversation that is over stays as it ended.

    Args:
        journal: where they are.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._outlines: dict[str, Outline | None] = {}
        self._known: dict[str, Outcome] = {}
        self._sums: dict[str, ShiftSum] = {}

    def conversations(self, records: Sequence[SessionRecord]) -> list[Outcome]:
        """What became of those that are over; demonstrations are left out."""
        return list(self.by_session(records).values())

    def by_session(self, records: Sequence[SessionRecord]) -> dict[str, Outcome]:
        """The same, by session."""
        over = [r for r in records if r.ended_at is not None and r.header.mode is not Mode.DEMONSTRATION]
        fresh = [record for record in over if record.id not in self._known]
        ratings = self._ratings([record for record in fresh if record.erased_at is None])
        for record in fresh:
            scene = self._outline(record.header.scenario_hash)
            cause = NO_COMPLAINT if scene is None else scene.complaint
            kind = "" if scene is None else scene.endings.get(record.ending or "", "")
            self._known[record.id] = Outcome(cause, _END_OF.get(kind, "otherwise"), ratings.get(record.id))
        return {record.id: self._known[record.id] for record in over}

    def shifts(self, records: Sequence[SessionRecord]) -> list[ShiftSum]:
        """The sums of shifts that are over; those whose words were erased are left out."""
        return list(self.sums_by_shift(records).values())

    def sums_by_shift(self, records: Sequence[SessionRecord]) -> dict[str, ShiftSum]:
        """The same, by shift."""
        over = [record for record in records if record.ended_at is not None and record.erased_at is None]
        fresh = [record for record in over if record.id not in self._sums]
        for record_id, entry in self._journal.last_entries(SUMMED_KIND, [record.id for record in fresh]).items():
            if entry.payload is not None:
                roster = next(record.header.scenario_hash for record in fresh if record.id == record_id)
                world = json.loads(self._journal.scenario(roster))["world"]
                self._sums[record_id] = ShiftSum(world, json.loads(entry.payload)["causes"])
        return {record.id: self._sums[record.id] for record in over if record.id in self._sums}

    def forget(self) -> None:
        """Forget every conversation and shift; what is known of scenes stays."""
        self._known.clear()
        self._sums.clear()

    def _ratings(self, records: Sequence[SessionRecord]) -> dict[str, int]:
        """Stars by session. Where a promised call followed, the card may lie further back than the last step."""
        found = {}
        last = self._journal.last_entries(STEP_KIND, [record.id for record in records])
        for record in records:
            entry = last.get(record.id)
            stars = None if entry is None else _stars(entry)
            scene = self._outline(record.header.scenario_hash)
            if stars is None and scene is not None and scene.calls_back:
                steps = self._journal.entries(record.id)
                given = (_stars(step) for step in reversed(steps) if step.kind == STEP_KIND)
                stars = next((each for each in given if each is not None), None)
            if stars is not None:
                found[record.id] = stars
        return found

    def _outline(self, scenario_hash: str) -> Outline | None:
        if scenario_hash not in self._outlines:
            try:
                self._outlines[scenario_hash] = outline(self._journal.scenario(scenario_hash))
            except (ScenarioError, JournalError):  # a scene that cannot be read says nothing of its cause
                self._outlines[scenario_hash] = None
        return self._outlines[scenario_hash]


def _stars(entry: Entry) -> int | None:
    # Most steps have no card; only those that may are parsed.
    if entry.payload is None or _CARD.encode() not in entry.payload:
        return None
    events = json.loads(entry.payload)["events"]
    return next((event["rating"] for event in reversed(events) if event.get("kind") == _CARD), None)


@dataclass(slots=True)
class _Tally:
    ends: Counter[str] = field(default_factory=Counter)
    ratings: list[int] = field(default_factory=list)


def gather_causes(outcomes: Iterable[Outcome], shifts: Sequence[ShiftSum], world: WorldFile) -> tuple[Cause, ...]:
    """Count causes of complaint, the most frequent first; causes that never came up are left out.

    Args:
        outcomes: conversations; those without a complaint are passed over.
        shifts: sums of shifts.
        world: the causes there are, and what eases them.
    """
    tallies: dict[str, _Tally] = {}
    for outcome in outcomes:
        if outcome.cause != NO_COMPLAINT:
            tally = tallies.setdefault(outcome.cause, _Tally())
            tally.ends[outcome.end] += 1
            if outcome.rating is not None:
                tally.ratings.append(outcome.rating)
    in_shifts: Counter[str] = Counter()
    for shift in shifts:
        in_shifts.update(shift.causes)
    names = [name for name in {*tallies, *in_shifts} if name != NO_COMPLAINT]
    found = [_cause(name, tallies.get(name, _Tally()), in_shifts[name], shifts, world) for name in names]
    return tuple(sorted(found, key=lambda cause: (-cause.conversations, -cause.in_shifts, cause.cause)))


def _cause(name: str, tally: _Tally, in_shifts: int, shifts: Sequence[ShiftSum], world: WorldFile) -> Cause:
    total = tally.ends.total()
    return Cause(
        name,
        total,
        {end: tally.ends[end] for end in ENDS},
        share_of(tally.ends["lost"], total),
        mean_of(tally.ratings, least=1, most=5),
        sum(stars <= UNHAPPY_STARS for stars in tally.ratings),
        in_shifts,
        tuple(_policies(name, shifts, world)),
    )


def _policies(cause: str, shifts: Sequence[ShiftSum], world: WorldFile) -> Iterable[Policy]:
    for choice, rules in world.choices.items():
        for option, effect in rules.effects.items():
            if cause in effect.eases:
                counts: dict[bool, list[int]] = {True: [], False: []}
                for shift in shifts:
                    counts[shift.world.get(choice, rules.default) == option].append(shift.causes.get(cause, 0))
                shown = (mean_of(counts[chosen], least=0) for chosen in (True, False))
                yield Policy(choice, option, effect.cost, *shown)
