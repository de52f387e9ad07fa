"""Blind ratings and how far they agree: figures against ones worked out by hand, and too few to say."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.marking import (
    LEAST,
    LEVELS,
    Rating,
    RatingError,
    agreement,
    append_rating,
    check_rating,
    level,
    read_mark,
    read_ratings,
    weighted_kappa,
)

from .test_keeping import graded, journal  # noqa: F401  # fixtures

LEVEL = st.sampled_from(LEVELS)


def by_table(pairs: list[tuple[int, int]]) -> float:
    """Weighted kappa as textbooks write it: a table of weights, what was seen, what chance gives."""
    n = len(pairs)
    seen = sum((a - b) ** 2 for a, b in pairs) / n
    chance = sum((a - b) ** 2 for a, _ in pairs for _, b in pairs) / n**2
    return 1 - seen / chance


def rated(columns: list[list[int | None]], step: str = "own") -> dict[str, dict[str, dict[str, int | None]]]:
    return {f"r{number}": {f"s{place:03}": {step: points} for place, points in enumerate(column)} for number, column in enumerate(columns)}


@given(st.lists(st.tuples(LEVEL, LEVEL), min_size=2, max_size=40))
def test_kappa_is_that_of_the_textbook(pairs):
    flat = len({level for pair in pairs for level in pair}) == 1
    found = weighted_kappa(pairs)
    if flat:
        assert found is None
    else:
        assert found == pytest.approx(by_table(pairs))
        assert found == pytest.approx(weighted_kappa([(b, a) for a, b in pairs]))


def test_known_figures():
    assert weighted_kappa([(0, 0), (50, 50), (100, 100)]) == 1
    assert weighted_kappa([(0, 100), (100, 0)]) == -1
    assert weighted_kappa([]) is None
    # Fleiss and Cohen 1973 with levels 1, 2, 3: seen 4/6, chance 48/36.
    assert weighted_kappa([(0, 0), (0, 25), (25, 25), (25, 50), (50, 50), (50, 0)]) == pytest.approx(0.25)


def test_the_nearer_level_counts():
    assert [level(points) for points in (0, 12, 13, 38, 62, 63, 88, 100)] == [0, 0, 25, 50, 50, 75, 100, 100]


def test_two_raters_and_the_grader_as_one_more():
    column = [0, 25, 50, 75, 100] * 4
    (step,) = agreement(["own"], rated([column, column]), rated([[points // 2 for points in column]])["r0"])
    assert (step.people.kappa, step.people.same, step.people.pairs, step.people.sessions) == (1, 1, 1, 20)
    assert (step.people.low, step.people.high) == (pytest.approx(1), pytest.approx(1))
    halved = [(points, level(points // 2)) for points in column]
    assert step.machine.kappa == pytest.approx(by_table(halved))
    assert step.machine.low < step.machine.kappa < step.machine.high
    assert step.machine.same == pytest.approx(sum(a == b for a, b in halved) / 20)
    assert not step.machine.few


def test_more_raters_are_the_mean_of_their_pairs():
    a, b, c = [0, 50, 100, 75] * 5, [25, 50, 75, 75] * 5, [0, 100, 50, 25] * 5
    (step,) = agreement(["own"], rated([a, b, c]), {})
    pairs = [by_table(list(zip(x, y, strict=True))) for x, y in ((a, b), (a, c), (b, c))]
    assert step.people.kappa == pytest.approx(sum(pairs) / 3)
    assert step.people.pairs == 3
    assert step.machine.few


def test_too_few_say_nothing():
    column = [0, 25, 50, 75, 100] * 4
    (step,) = agreement(["own"], rated([column[: LEAST - 1], column]), {})
    assert (step.people.few, step.people.kappa, step.people.sessions) == (True, None, LEAST - 1)
    (step,) = agreement(["own"], rated([column[:LEAST], column]), {})
    assert (step.people.few, step.people.kappa) == (False, 1)
    assert agreement(["own"], {}, {})[0].people.few


def test_one_level_throughout_is_agreement_that_no_kappa_can_tell():
    (step,) = agreement(["own"], rated([[50] * LEAST, [50] * LEAST]), {})
    assert (step.people.few, step.people.kappa, step.people.low, step.people.same) == (False, None, None, 1)


def test_no_occasion_is_no_zero():
    column = [0, 25, 50, 75, 100] * 4
    (step,) = agreement(["own"], rated([[*column, None, None], [*column, 0, None]]), {})
    assert (step.people.kappa, step.people.sessions, step.people.one_saw_none) == (1, 20, 1)


def test_the_same_ratings_give_the_same_interval():
    ratings = rated([[0, 50, 100, 75] * 5, [25, 50, 75, 75] * 5])
    assert agreement(["own"], ratings, {}) == agreement(["own"], ratings, {})


@pytest.mark.parametrize(("points", "word"), [({}, "own"), ({"own": 50, "sing": 0}, "sing"), ({"own": 60}, "60"), ({"own": True}, "True")])
def test_what_is_no_rating_is_refused(points, word):
    with pytest.raises(RatingError, match=word):
        check_rating(points, ["own"])
    check_rating({"own": None}, ["own"])


def test_ratings_lie_in_the_session_s_chain_and_are_no_part_of_the_mark(journal, graded):  # noqa: F811
    person, session = graded
    before = read_mark(journal, session)
    append_rating(journal, session, Rating("one", "anna", {"own": 25, "act": None}, "Half a letter \udc80."))
    append_rating(journal, session, Rating("one", "nikos", {"own": 50}))
    append_rating(journal, session, Rating("two", "anna", {"own": 0}))
    append_rating(journal, session, Rating("one", "anna", {"own": 75, "act": None}))
    entries = journal.entries(session)
    ours = {(rating.round, rating.by): rating for rating in read_ratings(entries)}
    assert ours["one", "anna"].points == {"own": 75, "act": None}
    assert {rating.by for rating in read_ratings(entries, "one")} == {"anna", "nikos"}
    assert ours["one", "anna"].at == entries[-1].recorded_at
    assert read_mark(journal, session) == before
    assert journal.verify(session).ok
    journal.erase_person(person)
    assert read_ratings(journal.entries(session)) == ()


def test_what_says_it_is_a_rating_and_is_none_is_named(journal, graded):  # noqa: F811
    _, session = graded
    journal.append(session, 3, "rated", json.dumps({"by": "anna"}).encode())
    with pytest.raises(ValueError, match="entry 3"):
        read_ratings(journal.entries(session))
