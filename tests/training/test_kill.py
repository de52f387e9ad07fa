"""A session killed at any moment goes on at its last full turn."""

from __future__ import annotations

import random
import sys

import pytest
from kills import kill_once, whole_play_s

from simulator.record import open_journal
from simulator.scenario import load

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="forks; Windows has neither fork nor SIGKILL"),
]


def test_fifty_kills_lose_no_completed_turn(tmp_path):
    path, dice = tmp_path / "journal.sqlite3", random.Random(50)
    scenario = load("overcharged_card")
    with open_journal(path) as journal:
        person = journal.add_person("Aino").id
    lasts_s = whole_play_s(scenario, path, person)
    found = [kill_once(scenario, path, person, dice, lasts_s) for _ in range(50)]
    begun = [killed for killed in found if killed is not None]
    assert [killed for killed in begun if not killed.sound] == []
    assert len(begun) >= 40
    longest = max(killed.kept for killed in begun)
    assert sum(killed.kept < longest for killed in begun) >= 15, "too few kills came in the middle"
