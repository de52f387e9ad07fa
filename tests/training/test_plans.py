"""Every plan of every scene is a test in every language the scene speaks; `silkgloves rehearse` plays all its seeds.

In one language each scene is played at once, one scene after the other in the next; in its others with the slow tests.
"""

from __future__ import annotations

import os

import pytest

from simulator.resources import scenarios_dir
from simulator.scenario import load, plans, slugs
from simulator.training import Crew, rehearse
from simulator.training.repertoire import Play, Repertoire, hand_over

HOME = os.environ.get("SILKGLOVES_HOME", "")
"""Where the gate has rehearsed everything a moment before. What comes of a play is decided by the scene, the plan and the
program's files, and kept under a digest of them: none of it is played again here."""
SCENES = {slug: load(slug) for slug in slugs()}
PLANS = {slug: plans(scenario) for slug, scenario in SCENES.items()}
CASES = [
    pytest.param(
        slug,
        language,
        id=f"{slug}-{language}",
        marks=() if place == number % len(scenario.languages) else pytest.mark.slow,
    )
    for number, (slug, scenario) in enumerate(SCENES.items())
    for place, language in enumerate(scenario.languages)
]
NEAR_THE_TOP = 6
"""Two plans that both play well may come out in either order by so many points."""
BELOW_AVERAGE = 50


@pytest.mark.parametrize(("slug", "language"), CASES)
def test_plans_go_as_planned_and_skill_pays(slug, language, monkeypatch):
    """Each plan comes out as it says; the better one plays, the better it grades; tricks end below average."""
    if HOME:
        monkeypatch.setenv("SILKGLOVES_HOME", HOME)
    folder = scenarios_dir() / slug
    plays = [Play(folder, None, name, plan, language, plan.seeds[0]) for name, plan in PLANS[slug].items()]
    hand_over(folder, None, SCENES[slug])
    with Crew(1) as crew:
        done = Repertoire(crew).begin(SCENES[slug], plays, alone=True).results()
    played = {each.rehearsal.plan: each.rehearsal for each in done}
    assert played.keys() == PLANS[slug].keys()
    assert {name: result.failures for name, result in played.items() if result.failures} == {}
    overall = {name: result.overall or 0 for name, result in played.items()}
    best = max(overall["good"], overall.get("excellent", 0))
    grades = [*(overall[name] for name in ("poor", "middling") if name in overall), best]
    assert grades == sorted(set(grades)), overall
    assert overall.get("excellent", best) >= best - NEAR_THE_TOP, overall
    assert max(overall.get("kitchen_sink", 0), overall.get("gaming", 0)) < BELOW_AVERAGE, overall


def test_a_plan_that_expects_something_else_fails_and_says_what():
    scenario = SCENES["overcharged_card"]
    plan = PLANS["overcharged_card"]["poor"]
    wrong = plan.model_copy(update={"expect": plan.expect.model_copy(update={"endings": ("won_back",)})})
    result = rehearse(scenario, "poor", wrong, "en", 1)
    assert not result.passed
    assert any("expected won_back" in failure for failure in result.failures)


def test_a_turn_for_other_draws_is_left_out():
    scenario = SCENES["overcharged_card"]
    plan = PLANS["overcharged_card"]["poor"]
    name, draw = next((name, draw) for name, draw in scenario.file.draws.items() if len(draw.options) > 1)
    came = scenario.draw(1)[name]
    other = next(option for option in draw.options if option != came)
    never = plan.turns[0].model_copy(update={"do": "remedy refund", "say": None, "drawn": {name: (other,)}})
    always = plan.turns[0].model_copy(update={"drawn": {name: (came,)}})
    changed = plan.model_copy(update={"turns": (never, always, *plan.turns[1:])})
    assert rehearse(scenario, "poor", changed, "en", 1) == rehearse(scenario, "poor", plan, "en", 1)
