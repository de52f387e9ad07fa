"""How assignments stand on a desktop, also where the company does not know yet what was played here."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from simulator.desktop.attempts import Attempt, Standing, standings, survey
from simulator.desktop.company_values import Begun, Draw, Given, GivenScene, Outlook, Turned

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
DAY = timedelta(days=1)
ONE, TWO = GivenScene("one", "1" * 64), GivenScene("two", "2" * 64)
HERE = frozenset([ONE.hash, TWO.hash])
EXAM = Given("e", "scene", "exam", "Exam", attempts=2, next=Draw(1, "one", ONE.hash, 7))
PRACTICE = Given("p", "scene", "practice", "Practice", scenes=(ONE,), attempts=2, next=Draw(1, "one", ONE.hash, 7))
PATH = Given("w", "path", "practice", "Path", scenes=(ONE, TWO), next=Draw(1, "one", ONE.hash, 7))
OVER = Begun("e", 1, "s1", ONE.hash, ended=True)


def outlook(given: Given, *begun: Begun, **more: object) -> Outlook:
    return Outlook(given=(given,), here=HERE, begun=begun, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "begun", "more", "standing", "attempt"),
    [
        (EXAM, (), {}, Standing.OPEN, Attempt("one", ONE.hash, 1, 7)),
        (EXAM, (), {"here": frozenset()}, Standing.COMING, None),
        (replace(EXAM, opens_at=NOW + DAY), (), {}, Standing.LATER, None),
        (replace(EXAM, due_at=NOW - DAY), (), {}, Standing.PAST, Attempt("one", ONE.hash, 1, 7)),
        (EXAM, (replace(OVER, ended=False),), {}, Standing.UNFINISHED, None),
        (EXAM, (OVER,), {"waiting": ("s1",)}, Standing.HANDED_IN, None),
        (EXAM, (OVER,), {"received": {"s1": NOW}}, Standing.NEXT, None),
        (replace(EXAM, attempts=1), (OVER,), {"received": {"s1": NOW}}, Standing.USED, None),
        (replace(EXAM, attempts=1), (OVER,), {"turned": (Turned("s1", "forged"),)}, Standing.USED, None),
        (
            replace(EXAM, used=1, scenes=(replace(ONE, done=True),), next=Draw(2, "two", TWO.hash, 9)),
            (OVER,), {"received": {"s1": NOW}}, Standing.DONE, Attempt("two", TWO.hash, 2, 9),
        ),
        (replace(EXAM, attempts=1, used=1, next=None, scenes=(ONE,)), (), {}, Standing.USED, None),
        (replace(EXAM, next=None), (), {}, Standing.COMING, None),
    ],
)  # fmt: skip
def test_an_exam_stands_as_what_is_known_here_says(
    given: Given, begun: tuple[Begun, ...], more: dict[str, object], standing: Standing, attempt: Attempt | None
) -> None:
    found = standings(given, replace(outlook(given, *begun), **more), NOW)  # type: ignore[arg-type]
    assert (found.standing, found.attempt) == (standing, attempt)
    assert found.title == ""  # nobody knows its scene before it begins


def test_an_attempt_counts_from_its_beginning_also_where_nobody_else_knows_of_it() -> None:
    assert standings(EXAM, outlook(EXAM), NOW).left == 2
    assert standings(EXAM, outlook(EXAM, replace(OVER, ended=False)), NOW).left == 1


def test_practice_that_is_over_here_counts_once_it_is_shared() -> None:
    done = Begun("p", 1, "s1", ONE.hash, ended=True)
    found = standings(PRACTICE, outlook(PRACTICE, done), NOW)
    assert (found.standing, found.session_id) == (Standing.UNSHARED, "s1")
    found = standings(PRACTICE, outlook(PRACTICE, done, received={"s1": NOW}), NOW)
    assert (found.standing, found.attempt) == (Standing.DONE, Attempt("one", ONE.hash, 2))


def test_practice_whose_attempts_are_used_up_can_be_played_freely() -> None:
    given = replace(PRACTICE, used=2, next=None)
    found = standings(given, outlook(given), NOW)
    assert (found.standing, found.attempt) == (Standing.USED, Attempt("one", ONE.hash))
    found = standings(given, replace(outlook(given), here=frozenset()), NOW)
    assert found.attempt is None


def test_a_path_goes_on_without_a_network() -> None:
    done = Begun("w", 1, "s1", ONE.hash, ended=True)
    found = standings(PATH, outlook(PATH, done), NOW)
    assert (found.standing, found.attempt, found.title) == (Standing.OPEN, Attempt("two", TWO.hash, 2), "two")
    assert (found.done, found.left) == (1, None)


def test_what_can_be_done_now_comes_first_and_of_that_what_is_due_first() -> None:
    later, sooner = replace(EXAM, id="a", due_at=NOW + 2 * DAY), replace(PRACTICE, id="b", due_at=NOW + DAY)
    used = replace(EXAM, id="c", attempts=1, used=1, next=None)
    everything = Outlook(given=(used, later, sooner, replace(EXAM, id="d")), here=HERE)
    assert [found.given.id for found in survey(everything, NOW)] == ["b", "a", "d", "c"]
