"""Figures that are kept up are exactly those that are worked out of all sessions anew, whatever happens."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from histories import START, Clock, History
from people import near

from simulator.marking import Cause, queue
from simulator.record import Journal, Those, open_journal
from simulator.review import (
    COLUMNS,
    OVERALL,
    WHICH,
    Outcomes,
    Overview,
    causes_of_tallies,
    change,
    cohort_change,
    cohort_change_of,
    distribution,
    distribution_of,
    figure_of,
    gather_causes,
    gather_overview,
    limit_of,
    needs,
    readiness_counts,
    unseen_gap,
    unseen_gap_of,
)
from simulator.scenario import load_world
from simulator.training import FactsOfSessions, MarksOfRecord, Summing, waiting_in_parts

CAUSES = tuple(Cause)


def hold_people(journal: Journal, found: Overview) -> None:
    """Where everybody stands, in their order."""
    people, figures = found.people, journal.figures
    listed = joined(figures.every_person(Those()))
    assert listed == [each for at in range(0, len(listed), 2) for each in figures.people(offset=at, limit=2)]
    assert [(each.person_id, each.name) for each in listed] == [(each.person_id, each.name) for each in people]
    assert figures.count() == len(people)
    for old, new in zip(people, listed, strict=True):
        ready = old.readiness
        assert (new.status, new.exams, new.weakest) == (ready.status, ready.exams, ready.weakest)
        told = {"short": ready.short, "failed": ready.failed, "waiting": ready.waiting, "met": tuple(sorted(old.met))}
        assert {name: tuple(value) for name, value in new.told.items()} == told
        assert (new.sessions, new.confirmed) == (len(old.whole), sum(each.confirmed for each in old.whole))
    steps = figures.steps_of([each.person_id for each in people])
    marks = figures.marks(each.latest_session for found in steps.values() for each in found.values())
    for old in people:
        for column in COLUMNS:
            new = steps[old.person_id].get(column)
            for which in WHICH:
                figure = figure_of(old, column, which)
                session = None if figure is None else figure.session.id
                points = None if figure is None else figure.points
                assert points == (None if new is None else getattr(new, which))
                assert session == (None if new is None else getattr(new, f"{which}_session"))
            if new is not None:
                moved = change(old, column, None)
                assert (moved.n, moved.first) == (new.n, new.first)
                latest = old.cells[column].latest
                assert latest is not None
                assert marks[new.latest_session] == (latest.session.status, latest.session.confirmed)
    counted = {status: count for status, count in readiness_counts(people).items() if count}
    assert figures.status_counts() == counted
    helped = needs(people)
    assert figures.help_counts() == {step: len(found) for step, found in helped.items()}
    for step, each in helped.items():
        those = joined(figures.every_person(Those(help_step=step)))
        wanted = [(help_.person.person_id, help_.points, help_.n, help_.confirmed) for help_ in each]
        assert [(one.person_id, one.help_points, one.help_sessions, one.help_confirmed) for one in those] == wanted


def hold_sums(journal: Journal, found: Overview) -> None:
    """Spread, change, chance and unseen beside best."""
    figures, people = journal.figures, found.people
    sums = figures.steps()
    limits = {column: limit for column in COLUMNS if (limit := limit_of(sums, column)) is not None}
    beyond = figures.moved_beyond(limits)
    for column in COLUMNS:
        assert near(cohort_change_of(column, sums, beyond), cohort_change(people, column))
        assert near(unseen_gap_of(column, sums), unseen_gap(people, column))
        for which in WHICH:
            counts = figures.bands(which).get(column, {})
            assert near(distribution_of(column, counts), distribution(people, column, which))
            there = [(each.person_id, figure_of(each, column, which)) for each in people]
            points = {person_id: figure.points for person_id, figure in there if figure is not None}
            assert figures.points(which).get(column, {}) == points


def joined(parts: Iterable[Iterable[Any]]) -> list[Any]:
    """What comes a part at a time."""
    return [each for part in parts for each in part]


def plain(reasons: Any) -> list[Any]:
    """Reasons without the difference between lists and tuples."""
    return [(each.cause, each.since, each.due, json.loads(json.dumps(each.detail))) for each in reasons]


def hold_queue(journal: Journal, now: datetime) -> None:
    """What waits, why, and in which order."""
    over = [record for record in journal.sessions() if record.ended_at]
    facts = FactsOfSessions(journal)(over)
    old = queue(facts.values(), now)
    new = joined(waiting_in_parts(journal, journal.figures.every_waiting(now), now))
    assert [each.result.session_id for each in new] == [each.facts.session for each in old]
    for before, after in zip(old, new, strict=True):
        assert plain(after.reasons) == plain(before.reasons)
        assert after.closed_to == before.closed_to
    counts = Counter(each.cause for each in old)
    places = {CAUSES[place]: count for place, count in journal.figures.waiting_counts(now).items()}
    assert places == counts
    for at in range(0, len(old) + 1, 3):
        part = journal.figures.waiting(now, offset=at, limit=3)
        assert [each.result.session_id for each in part] == [each.facts.session for each in old[at : at + 3]]
    for cause in counts:
        part = journal.figures.waiting(now, CAUSES.index(cause), offset=1, limit=2)
        wanted = [each.facts.session for each in old if each.cause is cause]
        assert [each.result.session_id for each in part] == wanted[1:3]
        every = joined(journal.figures.every_waiting(now, CAUSES.index(cause)))
        assert [each.result.session_id for each in every] == wanted
    totals = journal.figures.totals()
    assert (totals["graded"], totals["settled"]) == (len(facts), sum(each.mark.by_person for each in facts.values()))


def hold_exams(journal: Journal, found: Overview) -> None:
    """Exams, the latest first."""
    exams = [each for one in found.people for each in one.sessions if each.mode == "exam"]
    begun = {record.id: record.started_at for record in journal.sessions()}
    exams.sort(key=lambda each: (begun[each.id], each.id), reverse=True)
    wanted = [(each.id, each.unseen, each.points(OVERALL), each.status) for each in exams]
    listed = [each.result for each in joined(journal.figures.every_exam())]
    assert [(each.session_id, each.unseen, each.overall, each.status) for each in listed] == wanted
    assert journal.figures.count_exams() == len(exams)
    settled = [each.id for each in exams if each.status in ("confirmed", "corrected")]
    assert [each.result.session_id for each in joined(journal.figures.every_exam(settled=True))] == settled
    assert [each.result.session_id for each in journal.figures.exams(offset=1, limit=2)] == [each.id for each in exams[1:3]]
    assert journal.figures.count_exams(settled=False) == len(exams) - len(settled)


def hold_causes(journal: Journal) -> None:
    """Causes of complaint, and what would ease them."""
    read, world = Outcomes(journal), load_world()
    old = gather_causes(read.conversations(journal.sessions()), read.shifts(journal.shifts()), world)
    assert near(causes_of_tallies(journal.figures.complaints(), journal.figures.shifts(), world), old)


def hold(journal: Journal, now: datetime) -> None:
    """Everything, old against new."""
    found = gather_overview(journal, marks=MarksOfRecord(journal), language="en")
    hold_people(journal, found)
    hold_sums(journal, found)
    hold_queue(journal, now)
    hold_exams(journal, found)
    hold_causes(journal)


def goes_on(url: str, seed: int, events: int, every: int) -> None:
    """A history, looked at now and then."""
    dice = Random(seed)
    clock = Clock(dice)
    with open_journal(url, clock=clock) as journal:
        history = History(journal, dice, clock)
        history.begin()
        summing = Summing(journal)
        if seed % 2:
            summing.begin()
        for number in range(events):
            history.goes_on()
            if number % every == every - 1:
                summing.everything()
                hold(journal, clock.now + timedelta(days=dice.choice((0, 1, 8))))
        assert journal.counting.freshness(10).waiting == 0


def test_figures_kept_up_are_those_worked_out_anew() -> None:
    goes_on("sqlite://", 1, 100, 50)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [2, 3])
def test_figures_kept_up_are_those_worked_out_anew_through_long_histories(database_url: str, seed: int) -> None:
    goes_on(database_url, seed, 156, 52)


def test_what_moves_while_it_is_worked_out_is_worked_out_again(tmp_path) -> None:
    dice = Random(8)
    clock = Clock(dice)
    with open_journal(tmp_path / "journal.sqlite3", clock=clock) as journal:
        history, summing = History(journal, dice, clock), Summing(journal)
        history.begin()
        summing.everything()
        for _ in range(12):
            history.plays()
        counting = journal.counting
        whose = counting.moved(100)
        seen = counting.read(whose)
        history.plays()  # between reading and writing
        other = Summing(journal)
        other.everything()  # and somebody else was faster
        assert not counting.write(seen, summing._figures(seen), lambda counts: {})
        hold(journal, clock.now)
        history.plays()
        assert counting.freshness(10).waiting > 0
        summing.everything()
        hold(journal, clock.now)


def test_other_rules_have_everything_counted_anew(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    dice = Random(5)
    clock = Clock(dice)
    with open_journal(tmp_path / "journal.sqlite3", clock=clock) as journal:
        history = History(journal, dice, clock)
        history.begin()
        for _ in range(30):
            history.plays()
        Summing(journal).everything()
        monkeypatch.setattr("simulator.training.summing.RULES", 2)
        again = Summing(journal)
        again.begin()
        assert journal.counting.freshness(1000).waiting == len(journal.sessions()) + len(journal.people(erased=True))
        again.everything()
        hold(journal, clock.now)


def test_only_one_at_a_time_counts_what_takes_long(tmp_path) -> None:
    now = [START]
    with open_journal(tmp_path / "journal.sqlite3", clock=lambda: now[0]) as journal:
        counting = journal.counting
        counting.begin("rules")
        assert counting.hold("one", 60)
        assert not counting.hold("other", 60)
        assert counting.hold("one", 60)
        now[0] += timedelta(seconds=61)  # whoever held it was killed
        assert counting.hold("other", 60)
        counting.release("one")
        assert not counting.hold("one", 60)
        counting.release("other")
        assert counting.hold("one", 60)
