"""Feast days: known Easters, midsummer, and codes that are none."""

from __future__ import annotations

from datetime import date

import pytest

from scoring.feasts import feast_in, next_feast, orthodox_easter, western_easter
from scoring.language import LANGUAGES
from scoring.lexicon import lexicon


@pytest.mark.parametrize(
    ("year", "west", "east"),
    [(2024, (3, 31), (5, 5)), (2025, (4, 20), (4, 20)), (2026, (4, 5), (4, 12)), (2027, (3, 28), (5, 2)), (2038, (4, 25), (4, 25))],
)  # fmt: skip
def test_easter_of_both_churches(year: int, west: tuple[int, int], east: tuple[int, int]) -> None:
    assert western_easter(year) == date(year, *west)
    assert orthodox_easter(year) == date(year, *east)


def test_midsummer_eve_is_the_friday_between_19_and_25_june() -> None:
    assert feast_in("4@06-19", 2026) == date(2026, 6, 19)
    assert feast_in("4@06-19", 2027) == date(2027, 6, 25)
    assert feast_in("5@06-20", 2026) == date(2026, 6, 20)


def test_days_are_added_and_taken_off() -> None:
    assert feast_in("easter+1", 2026) == date(2026, 4, 6)
    assert feast_in("orthodox~2", 2026) == date(2026, 4, 10)
    assert feast_in("no-such", 2026) is None


def test_a_feast_gone_by_is_next_years() -> None:
    assert next_feast("12-24", date(2026, 12, 24)) == date(2026, 12, 24)
    assert next_feast("12-24", date(2026, 12, 25)) == date(2027, 12, 24)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_feast_named_is_a_day(code: str) -> None:
    for name, feast in lexicon(code).sections["feasts"].items():
        assert feast_in(str(feast), 2026) is not None, name
