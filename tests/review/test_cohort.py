"""Figures of many people: what is counted, what is too few to say, and that nobody is ranked or singled out."""

from __future__ import annotations

from itertools import combinations
from random import Random

import pytest
from people import crowd, person, session

from simulator.review import (
    COLUMNS,
    FEW,
    LEAST_MINIMUM,
    Group,
    change,
    cohort_change,
    compare,
    distribution,
    heat_map,
    mean_of,
    needs,
    readiness_counts,
    ready_share,
    share_of,
    unseen_gap,
)
from simulator.review.groups import ALL, disclosed
from simulator.review.uncertainty import FEW_PAIRS, chance_difference


def test_the_heat_map_keeps_the_order_of_names_and_leads_to_the_sessions():
    aino = person("Aino", session(1, 30, unseen=True), session(2, 90), session(3, 60))
    eero = person("Eero")
    for which, points, source in (("latest", 60, "s3"), ("best", 90, "s2"), ("unseen", 30, "s1")):
        first, second = heat_map([aino, eero], which)
        assert [row.name for row in (first, second)] == ["Aino", "Eero"]
        assert [(cell.points, cell.session.id) for cell in first.cells] == [(points, source)] * len(COLUMNS)
        assert all(cell.points is None and cell.heat is None for cell in second.cells)


@pytest.mark.parametrize(("points", "shade"), [(0, 0), (9, 0), (10, 1), (99, 9), (100, 10)])
def test_a_shade_stands_for_ten_points(points, shade):
    (row,) = heat_map(crowd(points), "latest")
    assert row.cells[-1].heat == shade


def test_a_distribution_counts_everybody_once_and_names_quarters_only_where_there_are_enough():
    few = distribution(crowd(0, 100, 55, 55), "overall", "latest")
    assert (few.bands, few.n, few.middle) == ((1, 0, 0, 0, 0, 2, 0, 0, 0, 1), 4, None)
    enough = distribution(crowd(10, 20, 30, 40, 50), "overall", "latest")
    assert (enough.lower, enough.middle, enough.upper) == (20, 30, 40)


def test_means_and_shares_of_few_say_nothing_and_of_more_say_how_sure_they_are():
    assert not mean_of([50] * (FEW - 1)).sure
    sure = mean_of([40, 50, 60, 50, 50])
    # Student's t by hand: 50 ± 2.776 * 7.071 / sqrt(5)
    assert (sure.value, round(sure.low, 1), round(sure.high, 1)) == (50, 41.2, 58.8)
    assert (mean_of([100] * 4 + [60], least=0, most=100).high) == 100
    assert not share_of(1, 2).sure
    # Wilson by hand for 0 of 10
    assert (round(share_of(0, 10).low), round(share_of(0, 10).high)) == (0, 28)
    assert mean_of([]).value is share_of(0, 0).value is None


def test_one_persons_change_counts_only_beyond_what_two_sessions_differ_by_anyhow():
    wavering = [person(f"W{number}", *(session(i, 50 + 10 * (i % 2)) for i in range(6))) for number in range(5)]
    limit = chance_difference([[50, 60] * 3] * 5)
    assert round(limit, 1) == 19.6
    steady = person("Steady", session(1, 50), session(2, 65))
    learner = person("Learner", session(1, 20), session(2, 50), session(3, 80, fork=True))
    assert change(steady, "overall", limit).verdict == "within"
    learnt = change(learner, "overall", limit)
    assert (learnt.n, learnt.first, learnt.latest, learnt.points, learnt.verdict) == (2, 20, 50, 30, "up")
    assert change(person("New", session(1, 20)), "overall", limit).verdict == "too_few"
    assert change(learner, "overall", None).verdict == "too_few"
    assert chance_difference([[1, 2]] * (FEW_PAIRS - 1)) is None
    everybody = cohort_change([*wavering, steady, learner], "overall")
    assert (everybody.moved.n, everybody.rose, everybody.fell) == (7, 1, 0)


def test_a_change_of_everybody_says_whether_it_is_more_than_chance():
    rising = [person(f"P{i}", session(1, 40 + i), session(2, 60 + 2 * i)) for i in range(6)]
    assert cohort_change(rising, "act").moved.direction == "up"
    mixed = [person(f"P{i}", session(1, 50), session(2, 50 + (-1) ** i * 20)) for i in range(6)]
    assert cohort_change(mixed, "act").moved.direction == "open"
    assert cohort_change(rising[:3], "act").moved.direction == "too_few"


def test_unseen_scenes_stand_beside_the_best_of_the_same_people():
    people = [person(f"P{i}", session(1, 50, unseen=True), session(2, 80)) for i in range(5)]
    gap = unseen_gap([*people, person("No unseen", session(9, 100))], "overall")
    assert (gap.unseen.n, gap.unseen.value, gap.best.value, gap.gap.value) == (5, 50, 80, 30)


def test_help_is_told_by_step_and_not_to_those_who_are_ready():
    weak = person("Aino", session(1, 80, act=20), session(2, 80, act=40), weakest="act")
    found = needs([weak, person("Eero", session(1, 90), status="ready", weakest="own"), person("New")])
    (help_needed,) = found["act"]
    assert (list(found), help_needed.person.name, help_needed.points, help_needed.n, help_needed.confirmed) == (
        ["act"],
        "Aino",
        30,
        2,
        0,
    )


def test_readiness_is_counted_for_everybody():
    people = [person("A", status="ready"), person("B", status="nothing_played"), person("C", status="ready")]
    assert readiness_counts(people) == {
        "ready": 2, "to_confirm": 0, "not_yet": 0, "exams_missing": 0, "nothing_played": 1,
    }  # fmt: skip
    assert round(ready_share(people).value) == 67


def groups(people, **members):
    return [
        Group(name, name, frozenset(people[place].person_id for place in places)) for name, places in members.items()
    ]


def shown(found, column="overall"):
    return {one.group.id: one.means[column] for one in found.groups if one.means[column] is not None}


def test_a_small_group_is_held_back_and_no_rest_of_a_few_is_left_to_subtract():
    people = crowd(*range(40, 60))
    both = compare(people, groups(people, north=range(12), south=range(12, 20)), "latest", 5)
    assert set(shown(both)) == {"north", "south"}
    assert not both.held_back
    # All less north and south would be the three of east: the figure of all is given up, not that of south.
    rest = compare(people, groups(people, north=range(9), south=range(9, 17), east=range(17, 20)), "latest", 5)
    assert set(shown(rest)) == {"north", "south"}
    assert rest.held_back
    assert rest.everybody["overall"] is None
    # Of people in no group nothing is told, so they leave no rest.
    free = compare(people, groups(people, north=range(9), south=range(9, 17)), "latest", 5)
    assert set(shown(free)) == {"north", "south"}
    assert free.everybody["overall"].n == 17


def test_of_two_groups_that_share_all_but_a_few_one_is_held_back():
    people = crowd(*range(20))
    found = compare(people, groups(people, most=range(12), nearly=range(10)), "latest", 5)
    assert set(shown(found)) == {"most"}


def test_each_step_is_asked_for_itself():
    people = crowd(*[50] * 10)
    for lacking in people[:3]:
        lacking.sessions[0].grade["steps"]["act"]["points"] = None
    people = [person(one.name, *one.sessions) for one in people]
    found = compare(people, groups(people, north=range(5), south=range(5, 10)), "latest", 5)
    assert set(shown(found)) == {"north", "south"}
    assert set(shown(found, "act")) == {"south"}
    assert found.everybody["act"] is None


def test_of_two_kinds_a_group_within_another_leaves_no_few():
    people = crowd(*range(20))
    sites = groups(people, north=range(12), south=range(12, 20))
    spring = groups(people, spring=range(1, 11), autumn=range(11, 20))
    assert "spring" in shown(compare(people, spring, "latest", 5))
    assert "spring" not in shown(compare(people, spring, "latest", 5, beside=sites))


def test_no_firm_can_set_the_minimum_so_low_that_one_would_know_the_other():
    people = crowd(*range(20))
    found = compare(people, groups(people, pair=range(2), rest=range(2, 20)), "latest", 1)
    assert found.minimum == LEAST_MINIMUM
    assert "pair" not in shown(found)
    assert compare(people[:2], groups(people, pair=range(2)), "latest", 1).everybody["overall"] is None


def test_nobody_can_be_singled_out_by_adding_and_subtracting_what_is_shown():
    """Whatever sums of shown groups and everybody can be made, none concerns fewer people than the minimum."""
    dice = Random(7)
    for _ in range(60):
        there = [f"p{number}" for number in range(dice.randint(5, 24))]
        made = [
            Group(f"g{number}", f"g{number}", frozenset(dice.sample(there, dice.randint(0, len(there)))))
            for number in range(4)
        ]
        open_ids = disclosed(there, made, 5)
        sets = [group.people for group in made if group.id in open_ids]
        sets += [frozenset(there)] if ALL in open_ids else []
        for size in (2, 3):
            for chosen in combinations(sets, size):
                left = chosen[0].difference(*chosen[1:])
                common = chosen[0].intersection(*chosen[1:])
                assert not 0 < len(left) < 5
                assert not 0 < len(common) < 5
