"""Draws, forms, texts, cases and bundles."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import shutil
from pathlib import Path

import pytest

from simulator.resources import scenarios_dir
from simulator.scenario import Condition, Scenario, ScenarioError, load, load_bundle, load_path, paths, plans, slugs
from simulator.scenario.formats import FormatsFile, render
from simulator.scenario.reading import read
from simulator.scenario.scenario import may_hold

INVALID = Path(__file__).parent / "invalid"
SKETCHES = Path(__file__).parent / "sketches"

FINNISH = """
language: fi
lines:
  about.title: Veloitus
  about.summary: Jotakuta veloitettiin.
  about.briefing: Vastaat puhelimeen.
  opening.1: "{name} tässä. Veloititte {price.gen}. {when.on} se oli."
  calm.1: "{when.on} siis, {clock.at}, {count} kertaa. {price} ei ole paljon."
  done.1: Se riittää.
  gone.1: Kuulemiin.
forms:
  name: {ash: {base: rouva Saarni}, birch: {base: herra Koivu}}
values:
  price: {high: "1099.50"}
facts:
  charge: {name: veloitus, wordings: ["{price}", teitä veloitettiin, veloitus]}
  since: {name: mistä asti, tell: Maanantaista., questions: [Mistä asti?, Kauanko?, Milloin alkoi?]}
remedies:
  refund: {name: "{price} takaisin"}
knowledge:
  days: {name: kauanko, text: Kolme päivää., values: [kolme päivää]}
"""


@pytest.fixture
def scene(tmp_path) -> Path:
    folder = tmp_path / "scene"
    shutil.copytree(INVALID / "base", folder)
    file = folder / "scenario.yaml"
    text = file.read_text(encoding="utf-8")
    more = (
        "  when: {kind: date, options: {x: {value: -2}}}\n"
        '  clock: {kind: time, options: {x: {value: "9:05"}}}\n'.replace("9:05", "09:05")
        + "  count: {kind: number, options: {x: {value: 3}}}\npersona:\n"
    )
    file.write_text(text.replace("persona:\n", more, 1), encoding="utf-8")
    (folder / "lines.fi.yaml").write_text(FINNISH, encoding="utf-8")
    return folder


@pytest.fixture
def scenario(scene) -> Scenario:
    return load(scene)


def test_a_seed_draws_the_same_everywhere(scenario):
    # Written down, so that another machine or version that draws differently fails here.
    assert scenario.draw(7) == {"name": "ash", "price": "high", "when": "x", "clock": "x", "count": "x"}
    assert scenario.draw(7) == scenario.draw("7")
    assert {tuple(scenario.draw(seed).items()) for seed in range(40)} == {
        tuple({"name": n, "price": p, "when": "x", "clock": "x", "count": "x"}.items())
        for n, p in itertools.product(("ash", "birch"), ("low", "high"))
    }


def test_weights_are_kept(scenario):
    draw = scenario.file.draws["price"]
    options = {"low": draw.options["low"].model_copy(update={"weight": 9}), "high": draw.options["high"]}
    heavy = scenario.file.model_copy(update={"draws": {"price": draw.model_copy(update={"options": options})}})
    weighted = dataclasses.replace(scenario, file=heavy)
    low = sum(weighted.draw(seed)["price"] == "low" for seed in range(1000))
    assert 860 < low < 940


def test_each_language_words_the_same_draw_in_its_own_way(scenario):
    drawn = {"name": "ash", "price": "low", "when": "x", "clock": "x", "count": "x"}
    assert scenario.text("opening.1", "en", drawn) == "Ms Ash here. You charged me €12.50."
    # 4 March 2026 is a Wednesday. A sentence that begins with a placeholder begins with a capital.
    assert scenario.text("opening.1", "fi", drawn) == "Rouva Saarni tässä. Veloititte 12,50 euron. Maanantaina se oli."
    assert (
        scenario.text("calm.1", "fi", drawn) == "Maanantaina siis, kello 9.05, kolme kertaa. 12,50 euroa ei ole paljon."
    )


def test_a_language_may_have_its_own_value(scenario):
    drawn = {"name": "ash", "price": "high", "when": "x", "clock": "x", "count": "x"}
    assert scenario.value("price", "en", drawn) == 99
    assert scenario.value("price", "fi", drawn) == "1099.50"
    assert scenario.fill("{price.gen}", "fi", drawn) == "1099,50 euron"
    assert scenario.case("fi", drawn).authority[0].limit == "1099.50"


def test_the_case_is_in_the_words_of_the_language(scenario):
    drawn = {"name": "ash", "price": "low", "when": "x", "clock": "x", "count": "x"}
    case = scenario.case("en", drawn)
    charge = case.facts[0]
    assert (charge.id, charge.value, charge.key, charge.wordings[0]) == ("charge", "12.50", True, "€12.50")
    assert case.facts[1].questions == ("Since when?", "How long?", "When did it begin?")
    assert [(term.id, term.text, term.limit) for term in case.authority] == [("refund", "€12.50 back", "12.50")]
    assert case.knowledge[0].values == ("three days",)
    assert [fact.id for fact in scenario.case("en", drawn, known=frozenset({"since"})).facts] == ["since"]


def test_a_fact_that_was_not_drawn_is_not_in_the_case():
    scenario = load(SKETCHES / "r17_hidden_cause")
    names = {why: [fact.id for fact in scenario.case("en", {"name": "a", "why": why}).facts] for why in ("firm", "job")}
    assert names == {"firm": ["printer", "second_time"], "job": ["printer", "bad_day"]}


def test_remedies_go_by_who_may_grant_them():
    scenario = load(SKETCHES / "r07_what_they_want")
    case = scenario.case("en", scenario.draw(1))
    assert [term.id for term in case.authority] == ["other_room", "breakfast"]
    assert [term.id for term in case.not_allowed] == ["week_free"]
    assert case.customer_wants == "another room; the night free"


def test_lines_come_from_the_scene_the_facts_or_the_pool(scenario):
    drawn = scenario.draw(1)
    assert scenario.text("fact.since.tell", "en", drawn) == "Since Monday."
    assert scenario.text("pool.prod.1", "fi", drawn) == "No?"
    with pytest.raises(KeyError):
        scenario.text("fact.since.withheld", "en", drawn)
    with pytest.raises(KeyError):
        scenario.text("no.such.line", "en", drawn)


def test_a_bundle_is_the_scenario(scenario, scene):
    again = load_bundle(scenario.bundle())
    assert again == scenario
    assert again.hash == scenario.hash
    assert again.text("opening.1", "fi", again.draw(3)) == scenario.text("opening.1", "fi", scenario.draw(3))
    assert load(scene).bundle() == scenario.bundle()


def test_the_hash_follows_the_content_not_comments_or_plans(scene, scenario):
    file = scene / "scenario.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text("# a comment\n" + text, encoding="utf-8")
    (scene / "plans" / "good.yaml").unlink()
    assert load(scene).hash == scenario.hash
    file.write_text(text.replace("takes_s: 5", "takes_s: 6"), encoding="utf-8")
    assert load(scene).hash != scenario.hash


def test_a_missing_scenario_is_named_with_the_nearest(tmp_path, scene):
    with pytest.raises(ScenarioError) as caught:
        load("scen", root=tmp_path)
    assert 'There is no scenario "scen". Did you mean "scene"?' in str(caught.value)


def test_slugs_paths_and_plans(tmp_path, scene):
    (tmp_path / "paths").mkdir()
    (tmp_path / "paths" / "first.yaml").write_text(
        "format: 1\ntitles: {en: First, fi: Alku}\nscenes: [{scene: scene, threshold: 55}]\n", encoding="utf-8"
    )
    shutil.copytree(Path(__file__).parents[2] / "scenarios" / "common", tmp_path / "common")
    assert slugs(tmp_path) == ["scene"]
    assert paths(tmp_path) == ["first"]
    assert load_path("first", root=tmp_path).scenes[0].threshold == 55
    assert list(plans("scene", root=tmp_path)) == ["good"]


def test_conditions_on_draws_alone_are_decided():
    drawn = {"why": "job"}
    here, elsewhere = Condition(drawn={"why": ("job",)}), Condition(drawn={"why": ("firm",)})
    unknown = Condition(turn={"min": 3})
    assert may_hold(here, drawn)
    assert not may_hold(elsewhere, drawn)
    assert may_hold(Condition(any=(elsewhere, unknown)), drawn)
    assert not may_hold(Condition(any=(elsewhere, elsewhere)), drawn)
    assert not may_hold(Condition.model_validate({"not": here}), drawn)
    assert may_hold(Condition.model_validate({"not": unknown}), drawn)
    assert not may_hold(Condition(all=(unknown, elsewhere)), drawn)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("€47.90", "47.90 euros", "on Sunday 1 March", "on Tuesday", "by Tuesday", "at 2:05 pm", "two")),
        (
            "fi",
            (
                "47,90 euroa",
                "47,90 euroa",
                "sunnuntaina 1. maaliskuuta",
                "tiistaina",
                "tiistaihin mennessä",
                "kello 14.05",
                "kaksi",
            ),
        ),
        (
            "sv",
            (
                "47,90 euro",
                "47,90 euro",
                "söndagen den 1 mars",
                "på tisdag",
                "senast på tisdag",
                "klockan 14.05",
                "två",
            ),
        ),
        ("ru", ("47,90 евро", "47,90 евро", "в воскресенье, 1 марта", "во вторник", "до вторника", "в 14:05", "два")),
        (
            "el",
            ("47,90 ευρώ", "47,90 ευρώ", "την Κυριακή 1 Μαρτίου", "την Τρίτη", "έως την Τρίτη", "στις 14:05", "δύο"),
        ),
    ],
)
def test_every_language_has_conventions(language, words):
    document, _ = read((scenarios_dir() / "common" / f"formats.{language}.yaml").read_bytes(), "formats")
    formats = FormatsFile.model_validate(document.data)
    wednesday = dt.date(2026, 3, 4)
    wanted = [
        ("sum", "47.90", "base"),
        ("sum", "47.90", "words"),
        ("date", -3, "full"),
        ("date", 6, "on"),
        ("date", 6, "by"),
    ]
    wanted += [("time", "14:05", "at"), ("number", 2, "base")]
    said = [render(formats, kind, value, form, currency="EUR", day=wednesday) for kind, value, form in wanted]
    assert tuple(said) == words


def test_figures_are_grouped_and_forms_that_do_not_exist_are_none():
    document, _ = read((scenarios_dir() / "common" / "formats.sv.yaml").read_bytes(), "formats")
    formats = FormatsFile.model_validate(document.data)
    day = dt.date(2026, 3, 4)
    assert render(formats, "sum", "1234567.5", "base", currency="EUR", day=day) == "1 234 567,5 euro"
    assert render(formats, "sum", "1234", "base", currency="EUR", day=day) == "1234 euro"
    assert render(formats, "sum", "1", "base", currency="SEK", day=day) == "1 krona"
    assert render(formats, "number", 40, "base", currency="EUR", day=day) == "40"
    assert render(formats, "date", -2, "on", currency="EUR", day=day) == "i måndags"
    assert render(formats, "sum", "5", "gen", currency="EUR", day=day) is None
    assert render(formats, "sum", "5", "base", currency="JPY", day=day) is None
    assert render(formats, "item", "5", "base", currency="EUR", day=day) is None


def test_what_was_drawn_may_end_a_sentence():
    scenario = load("beyond_authority")
    letter = next(iter(scenario.file.nodes["opening"].say[0].choices())).line
    assert "handle. On Thursday" in scenario.text(letter, "en", scenario.draw(1))
