"""Figures made of sums and counts are the same as those made of everybody; groups are divided as they were."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from statistics import median

from hypothesis import given, settings
from hypothesis import strategies as st
from people import near, person, session

from simulator.marking import OWN_LEAST, beside_others
from simulator.marking.waiting import FAR, distance
from simulator.record import ComplaintTally, ShiftTally
from simulator.review import (
    ENDS,
    Group,
    Outcome,
    ShiftSum,
    causes_of_tallies,
    distribution,
    distribution_of,
    gather_causes,
    mean_of,
)
from simulator.review.groups import ALL, _tells, disclosed
from simulator.review.uncertainty import chance_difference, chance_of_sums, mean_of_sums
from simulator.scenario import load_world

POINTS = st.integers(0, 100)
@given(st.lists(st.integers(-100, 100), max_size=40))
def test_a_mean_of_sums_is_the_mean_of_the_values(values: list[int]) -> None:
    sums = mean_of_sums(len(values), sum(values), sum(value * value for value in values), least=-100, most=100)
    assert near(sums, mean_of(values, least=-100, most=100))


@given(st.lists(st.lists(POINTS, max_size=8), max_size=12))
def test_chance_of_sums_is_chance(series: list[list[int]]) -> None:
    squares = [(b - a) ** 2 for points in series for a, b in pairwise(points)]
    assert near(chance_of_sums(sum(squares), len(squares)), chance_difference(series))


@given(st.lists(POINTS, max_size=40))
def test_a_distribution_of_counts_is_that_of_the_people(points: list[int]) -> None:
    people = [person(f"P{number}", session(number, worth)) for number, worth in enumerate(points)]
    assert near(distribution_of("overall", Counter(points)), distribution(people, "overall", "latest"))


@given(st.lists(st.one_of(POINTS, st.sampled_from([50, 51, 90])), min_size=1, max_size=30))
def test_points_beside_the_others_are_what_lists_of_them_say(points: list[int]) -> None:
    for worth, beside in beside_others(Counter(points), OWN_LEAST).items():
        others = list(points)
        others.remove(worth)
        assert beside.count == len(others)
        assert beside.middle == (round(median(others)) if others else None)
        assert beside.far == (None if len(others) < OWN_LEAST else abs(distance(worth, others)) > FAR)


CAUSES = ("late_delivery", "double_charge", "none")
OUTCOMES = st.builds(Outcome, st.sampled_from(CAUSES), st.sampled_from(ENDS), st.one_of(st.none(), st.integers(1, 5)))
WORLD = load_world()
SHIFTS = st.builds(
    ShiftSum,
    st.fixed_dictionaries(
        {}, optional={name: st.sampled_from(sorted(choice.effects)) for name, choice in WORLD.choices.items()}
    ),
    st.dictionaries(st.sampled_from([*CAUSES, *WORLD.complaints][:9]), st.integers(0, 9)),
)


@settings(max_examples=60)
@given(st.lists(OUTCOMES, max_size=30), st.lists(SHIFTS, max_size=12))
def test_causes_of_tallies_are_those_of_the_conversations(outcomes: list[Outcome], shifts: list[ShiftSum]) -> None:
    counted = Counter((each.cause, each.end, each.rating) for each in outcomes)
    tallies = [ComplaintTally(*key, count) for key, count in counted.items()]
    sums = [ShiftTally(each.world, 1, {name: (n, n * n) for name, n in each.causes.items()}) for each in shifts]
    assert near(causes_of_tallies(tallies, sums, WORLD), gather_causes(outcomes, shifts, WORLD))


def open_before(there, groups, minimum, others):
    """Which groups are shown, as it was first written: every part counted anew for each group."""
    shown = []
    sized = [(group.people & there, group) for group in groups]
    for members, group in sorted(sized, key=lambda item: (-len(item[0]), item[1].id != ALL, item[1].name.casefold())):
        candidate = [*(people for _, people in shown), members]
        counted = frozenset().union(*candidate)
        parts = Counter(tuple(person in people for people in candidate) for person in counted)
        small = not members or min(parts.values()) < minimum
        if not small and not any(_tells(members, other, minimum) for other in others):
            shown.append((group.id, members))
    return frozenset(group for group, _ in shown)


def disclosed_before(everybody, groups, minimum, beside=()):
    there = frozenset(everybody)
    elsewhere = disclosed_before(there, beside, minimum) if beside else frozenset()
    others = [group.people & there for group in beside if group.id in elsewhere]
    if ALL in elsewhere:
        others.append(there & frozenset().union(*(group.people for group in beside)))
    together = Group(ALL, "", there)
    with_all, without = (open_before(there, chosen, minimum, others) for chosen in ((together, *groups), groups))
    return without if len(without) >= len(with_all) else with_all


PEOPLE = [f"p{number:02}" for number in range(24)]


def kinds(name: str) -> st.SearchStrategy[list[Group]]:
    people = st.frozensets(st.sampled_from(PEOPLE), max_size=16)
    sets = st.lists(people, max_size=6)
    return sets.map(lambda found: [Group(f"{name}{at}", f"{name} {at % 4}", each) for at, each in enumerate(found)])


@settings(max_examples=300)
@given(st.frozensets(st.sampled_from(PEOPLE), min_size=8), kinds("site"), kinds("cohort"), st.integers(3, 6))
def test_groups_are_shown_exactly_as_when_every_part_is_counted(there, groups, beside, minimum) -> None:
    assert disclosed(there, groups, minimum, beside) == disclosed_before(there, groups, minimum, beside)
