"""The common pool: something to say to everything, in every language, about nothing in particular."""

from __future__ import annotations

import re

import pytest

from scoring import ACTS
from simulator.resources import scenarios_dir
from simulator.scenario import check, load_world
from simulator.scenario.checks.naming import DEEDS, EVENTS
from simulator.scenario.reading import read
from simulator.scenario.words import PoolFile, PoolLines

COMMON = scenarios_dir() / "common"
LANGUAGES = [path.name.split(".")[1] for path in sorted(COMMON.glob("lines.*.yaml"))]
LEAST = {"prod": 8, "no_act": 8}
LONGEST = 90


@pytest.fixture(scope="module")
def pool() -> PoolFile:
    document, _ = read((COMMON / "pool.yaml").read_bytes(), "pool.yaml")
    return PoolFile.model_validate(document.data)


def words(language: str) -> PoolLines:
    document, _ = read((COMMON / f"lines.{language}.yaml").read_bytes(), "lines")
    return PoolLines.model_validate(document.data)


def test_the_pool_is_sound():
    assert [str(item) for item in check(COMMON)] == []


@pytest.mark.parametrize("on", [*ACTS, *EVENTS, *DEEDS])
@pytest.mark.parametrize("anger", [20, 50, 90])
def test_there_is_enough_to_say_in_any_mood(pool, on, anger):
    fitting = {
        line
        for reaction in pool.reactions
        if reaction.on == on
        and reaction.when.restated is None
        and (reaction.when.anger is None or reaction.when.anger.holds(anger))
        for line in reaction.say
    }
    assert len(fitting) >= LEAST.get(on, 3)


@pytest.mark.parametrize("language", LANGUAGES)
def test_lines_are_short_and_each_is_said_once(language):
    spoken = {line: text for line, text in words(language).lines.items() if line.startswith("pool.")}
    assert len(set(spoken.values())) == len(spoken)
    assert [text for text in spoken.values() if len(text) >= LONGEST] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_lines_know_no_place_and_no_channel(language):
    known = {
        "en": r"\b(shop|store|desk|counter|phone|call|line|mail|sir|madam|product|room)\b",
        "fi": r"\b(kauppa|kaupassa|myymäl\w+|tiski\w*|puheli\w+|soit\w+|sähköposti\w*|tuote\w*|herra|rouva)\b",
        "sv": r"\b(butik\w*|affär\w*|telefon\w*|ringa|ringer|mejl\w*|produkt\w*|herr|fru)\b",
        "ru": r"\b(магазин\w*|телефон\w*|звон\w*|письм\w*|товар\w*|господин|госпожа|касс\w*)\b",
        "el": r"\b(κατάστημα\w*|μαγαζ\w*|τηλέφων\w*|email|προϊόν\w*|κύριε|κυρία)\b",
    }
    for line, text in words(language).lines.items():
        if line.startswith("pool."):
            assert not re.search(known[language], text, re.IGNORECASE), text


def test_the_world_has_a_cause_for_no_complaint():
    assert "none" in load_world().complaints
