"""Conditions: what they name is asked, and only that."""

from __future__ import annotations

import pytest

from simulator.engine import conditions
from simulator.engine.conditions import Moment, holds
from simulator.scenario import Condition


def test_every_key_of_a_condition_is_asked_in_one_place():
    asked = [conditions._OF_RESPONSE, conditions._OF_SESSION, conditions._OF_FIGURES, {"all", "any", "not_"}]
    assert sum(map(len, asked)) == len(set().union(*asked))
    assert set().union(*asked) == set(Condition.model_fields)


@pytest.mark.parametrize(
    ("named", "met", "expected"),
    [
        ({}, Moment(), True),
        ({"acts": ["apologise"]}, Moment(acts=frozenset({"apologise"})), True),
        ({"acts": ["apologise"]}, Moment(), False),
        ({"not": {"acts": ["apologise"]}}, Moment(), True),
        ({"any": [{"acts": ["thank"]}, {"interrupted": True}]}, Moment(interrupted=True), True),
        ({"all": [{"acts": ["thank"]}, {"interrupted": True}]}, Moment(interrupted=True), False),
        ({"interrupted": False}, Moment(interrupted=True), False),
    ],
)
def test_what_has_just_happened_is_asked(named, met, expected):
    assert holds(Condition.model_validate(named), None, met) is expected
