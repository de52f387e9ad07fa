"""Every plan of every scene is a test in every language the scene speaks, on each of its seeds."""

from __future__ import annotations

import pytest

from simulator.scenario import load, plans, slugs
from simulator.training import rehearse

SCENES = {slug: load(slug) for slug in slugs()}
PLANS = {slug: plans(scenario) for slug, scenario in SCENES.items()}
CASES = [
    pytest.param(slug, name, language, id=f"{slug}-{name}-{language}")
    for slug, scenario in SCENES.items()
    for name in PLANS[slug]
    for language in scenario.languages
]


@pytest.mark.parametrize(("slug", "name", "language"), CASES)
def test_a_plan_goes_as_planned(slug, name, language):
    plan = PLANS[slug][name]
    results = [rehearse(SCENES[slug], name, plan, language, seed) for seed in plan.seeds]
    assert {result.seed: result.failures for result in results if not result.passed} == {}


@pytest.mark.parametrize("slug", SCENES)
def test_skill_pays(slug):
    """The better a plan plays, the better it grades, in every language."""
    order = ("poor", "middling", "good", "excellent")
    for language in SCENES[slug].languages:
        overall = {
            plan.level: rehearse(SCENES[slug], name, plan, language, plan.seeds[0]).overall
            for name, plan in PLANS[slug].items()
        }
        grades = [overall[level] or 0 for level in order if level in overall]
        assert grades == sorted(grades), (language, overall)
        assert overall["kitchen_sink"] < overall["good"]
        assert overall["gaming"] < overall["middling"]


def test_a_plan_that_expects_something_else_fails_and_says_what():
    scenario = SCENES["overcharged_card"]
    plan = PLANS["overcharged_card"]["poor"]
    wrong = plan.model_copy(update={"expect": plan.expect.model_copy(update={"endings": ("won_back",)})})
    result = rehearse(scenario, "poor", wrong, "en", 1)
    assert not result.passed
    assert any("expected won_back" in failure for failure in result.failures)
