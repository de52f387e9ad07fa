"""Each smell: a small bad scene that has it, and the good one it was made from that has none."""

from __future__ import annotations

import copy
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from simulator.authoring import smells
from simulator.authoring.smells.bounds import Bounds
from simulator.authoring.smells.figures import figures
from simulator.authoring.smells.hearing import MOST_TEXTS, SEEDS, Said, questions, responses
from simulator.authoring.smells.order import _KEYS
from simulator.scenario import MOOD, Condition, survey
from simulator.scenario.reading import read

BASE = Path(__file__).parents[1] / "scenario" / "invalid" / "base"
FINNISH: dict[str, Any] = {
    "language": "fi",
    "lines": {
        "about.title": "Veloitus", "about.summary": "Jotakuta veloitettiin.", "about.briefing": "Vastaat puhelimeen.",
        "opening.1": "{name} tässä. Veloititte minulta {price}.", "calm.1": "Hyvä. Entä nyt?",
        "done.1": "Se riittää.", "gone.1": "Hei hei.",
    },
    "forms": {"name": {"ash": {"base": "Saarni"}, "birch": {"base": "Koivu"}}},
    "facts": {
        "charge": {"name": "veloitus", "wordings": ["{price}", "sinulta veloitettiin", "veloitus"]},
        "since": {
            "name": "mistä lähtien",
            "tell": "Maanantaista.",
            "questions": ["Mistä lähtien?", "Kuinka kauan?", "Milloin se alkoi?"],
        },
    },
    "remedies": {"refund": {"name": "{price} takaisin"}},
    "knowledge": {"days": {"name": "kuinka kauan", "text": "Kolme päivää.", "values": ["kolme päivää"]}},
}  # fmt: skip


def change(data: Any, path: str, value: Any) -> None:
    """Set what stands at a dotted path; None deletes it, `+` at the end adds to a list."""
    *way, last = path.replace("\\.", "\0").split("/")
    for key in way:
        data = data[int(key) if key.isdigit() else key.replace("\0", ".")]
    last = last.replace("\0", ".")
    if last == "+":
        data.append(value)
    elif value is None:
        del data[int(last) if last.isdigit() else last]
    else:
        data[int(last) if last.isdigit() else last] = value


@pytest.fixture
def subject(tmp_path):
    """Makes a scene of the base one with changes, `file: {path: value}`, and opens it."""

    def make(changes: dict[str, dict[str, Any]] | None = None, *, finnish: bool = False) -> smells.Subject:
        files = {
            path.relative_to(BASE).as_posix(): read(path.read_bytes(), path.name)[0].data
            for path in BASE.rglob("*.yaml")
        }
        if finnish:
            files["lines.fi.yaml"] = copy.deepcopy(FINNISH)
            for turn, text in zip(files["plans/good.yaml"]["turns"], ("Anteeksi.", "Hoidan asian itse."), strict=True):
                turn["say"]["fi"] = text
        for name, parts in (changes or {}).items():
            for path, value in parts.items():
                change(files[name], path, value)
        folder = tmp_path / "scene"
        shutil.rmtree(folder, ignore_errors=True)
        for name, data in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
        ((found, opened),) = survey(folder)
        assert opened is not None, found
        return smells.Subject(opened)

    return make


def codes(subject: smells.Subject) -> set[str]:
    smells.smell_scene(subject)
    return {item.code for item in subject.report.found}


def node(*goto: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"say": [{"line": "calm.1"}], "goto": list(goto), **more}


STRUCTURE = {
    "two nodes lead to each other": ("SG301", {"scenario.yaml": {
        "nodes/calm/goto": [{"to": "round"}], "nodes/round": node({"to": "calm"})}}),
    "the only way out never holds": ("SG301", {"scenario.yaml": {
        "nodes/calm/goto": [{"when": {"known": ["since"], "unknown": ["since"]}, "to": "done"}, {"to": "calm"}]}}),
    "told only where nobody comes": ("SG302", {"scenario.yaml": {
        "nodes/lost": node({"to": "done"}, say=[{"line": "calm.1", "tells": ["charge"]}]),
        "nodes/opening/say": [{"line": "opening.1"}]}}),
    "a fact that never exists": ("SG302", {"scenario.yaml": {
        "case/facts/since/when": {"known": ["charge"], "unknown": ["charge"]}}}),
    "anger cannot fall that fast": ("SG304", {"scenario.yaml": {
        "nodes/calm/goto/+": {"when": {"anger": {"max": 5}, "turn": {"max": 1}}, "to": "gone"}}}),
    "patience has run out before": ("SG304", {"scenario.yaml": {
        "nodes/calm/goto/+": {"when": {"patience": {"max": 0}}, "to": "gone"}}}),
    "calm and furious": ("SG304", {"scenario.yaml": {
        "nodes/calm/goto/+": {"when": {"all": [{"anger": {"max": 30}}, {"anger": {"min": 60}}]}, "to": "gone"}}}),
    "more turns than there are": ("SG305", {"scenario.yaml": {
        "nodes/calm/goto/+": {"when": {"turn": {"min": 40}}, "to": "gone"}}}),
    "an action in words": ("SG305", {"scenario.yaml": {
        "nodes/calm/goto/+": {"when": {"action": ["lookup"], "acts": ["own"]}, "to": "gone"}}}),
    "said and not said": ("SG305", {"scenario.yaml": {
        "nodes/calm/goto/+": {"when": {"any_act": ["own"], "no_act": ["own", "rude"]}, "to": "gone"}}}),
    "none of the choices": ("SG305", {"scenario.yaml": {
        "nodes/calm/goto/+": {"when": {"any": [{"turn": {"min": 40}}, {"queue": {"min": 2}}]}, "to": "gone"}}}),
    "granted by nobody": ("SG305", {"scenario.yaml": {
        "case/remedies/refund/by": "nobody", "nodes/calm/goto/+": {"when": {"done": ["remedy refund"]}, "to": "gone"}}}),
    "no option fits": ("SG305", {"scenario.yaml": {
        "nodes/calm/goto/+": {
            "when": {"drawn": {"name": ["ash"]}, "all": [{"drawn": {"name": ["birch"]}}]}, "to": "gone"}}}),
    "taught and left out": ("SG306", {"scenario.yaml": {"exceptions": {"no_occasion": ["own"]}}}),
    "nothing to say back": ("SG306", {"scenario.yaml": {
        "about/teaches": ["restate"], "case/facts/charge/key": False}}),
    "silence in an e-mail": ("SG314", {"scenario.yaml": {
        "about/channel": "email", "nodes/opening/silence": [{"after_s": 9, "say": [{"line": "calm.1"}]}]}}),
    "cut off in a chat": ("SG314", {"scenario.yaml": {
        "about/channel": "chat", "nodes/opening/interrupted": [{"line": "calm.1"}]}}),
}  # fmt: skip
WORDS = {
    "half a minute of speech": ("SG309", {"lines.en.yaml": {"lines/calm\\.1": "And so it went on. " * 20}}),
    "long by what is drawn": ("SG309", {"lines.en.yaml": {
        "lines/opening\\.1": "{name}. " + "x" * 300, "forms/name/birch/base": "Birch " * 8}}),
    "longer than the customer listens": ("SG310", {
        "scenario.yaml": {"nodes/calm/better": ["better.1"], "persona/interrupts": {"after_words": 15}},
        "lines.en.yaml": {"lines/better\\.1": "I will put that right for you. " * 3}}),
    "its unit stands twice": ("SG313", {"lines.en.yaml": {"lines/calm\\.1": "That is {price} euros."}}),
    "a preposition twice": ("SG313", {
        "scenario.yaml": {"draws/day": {"kind": "date", "options": {"two": {"value": -2}}}},
        "lines.en.yaml": {"lines/calm\\.1": "That was on {day.on}."}}),
    "the sentence ends twice": ("SG313", {"lines.en.yaml": {
        "lines/opening\\.1": "You charged {name}. {price}.", "forms/name/ash/base": "Ash Ltd."}}),
    "two blanks": ("SG313", {"lines.en.yaml": {"lines/calm\\.1": "Good.  And now?"}}),
    "a small letter first": ("SG313", {"lines.en.yaml": {"lines/calm\\.1": "good. And now?"}}),
    "small behind a quotation": ("SG313", {
        "lines.en.yaml": {
            "lines/opening\\.1": 'She said "no." {name} paid {price}.', "forms/name/ash/base": "my aunt"}}),
    "in a plan": ("SG313", {"plans/good.yaml": {"turns/0/say/en": "I'm sorry about the {price} euros."}}),
}  # fmt: skip
TWO = {
    "other sums": ("SG312", {
        "lines.en.yaml": {"lines/calm\\.1": "It was 40 euros, 3 days ago."},
        "lines.fi.yaml": {"lines/calm\\.1": "Se oli 45 euroa 3 päivää sitten."}}),
    "other sums in a plan": ("SG312", {"plans/good.yaml": {
        "turns/0/say": {"en": "I'm sorry about the 40 euros.", "fi": "Olen pahoillani 45 eurosta."}}}),
    "other cents": (
        "SG312",
        {
            "lines.en.yaml": {"lines/calm\\.1": "It was 47.90."},
            "lines.fi.yaml": {"lines/calm\\.1": "Se oli 47,50."},
        },
    ),
    "told in one language": ("SG308", {"lines.en.yaml": {"facts/charge/tell": "You charged me."}}),
    "wordings in one language": ("SG308", {"lines.fi.yaml": {"remedies/refund/wordings": ["rahat takaisin"]}}),
}  # fmt: skip


@pytest.mark.parametrize("case", [*STRUCTURE, *WORDS])
def test_a_smell_in_one_language(subject, case):
    code, changes = {**STRUCTURE, **WORDS}[case]
    assert code in codes(subject(changes))


@pytest.mark.parametrize("case", TWO)
def test_a_smell_between_languages(subject, case):
    code, changes = TWO[case]
    assert codes(subject(changes, finnish=True)) == {code}


@pytest.mark.parametrize("finnish", [False, True])
def test_the_scene_they_are_made_of_has_none(subject, finnish):
    assert codes(subject(finnish=finnish)) == set()


GOOD = {
    "a supervisor leads out": {"scenario.yaml": {
        "nodes/calm/goto": [{"to": "calm"}], "actions/supervisor": {"to": "done"}}},
    "silence leads out": {"scenario.yaml": {
        "nodes/calm/goto": [{"to": "calm"}],
        "nodes/calm/silence": [{"after_s": 9, "to": "done"}], "nodes/opening/goto/+": {"to": "gone"}}},
    "anger has time to fall": {"scenario.yaml": {
        "nodes/calm/goto/+": {"when": {"anger": {"max": 5}}, "to": "gone"}}},
    "an action may lower it again and again": {"scenario.yaml": {
        "actions/lookup/effect": {"anger": -1},
        "nodes/calm/goto/+": {"when": {"anger": {"max": 5}, "turn": {"max": 1}}, "to": "gone"}}},
    "known now, unknown in a choice": {"scenario.yaml": {
        "nodes/calm/goto/+": {"when": {"known": ["since"], "any": [{"unknown": ["since"]}, {}]}, "to": "gone"}}},
    "silence in a chat": {"scenario.yaml": {
        "about/channel": "chat", "nodes/opening/silence": [{"after_s": 9, "say": [{"line": "calm.1"}]}]}},
    "a long chat line": {"scenario.yaml": {"about/channel": "chat"}, "lines.en.yaml": {"lines/calm\\.1": "Well. " * 70}},
    "small letters in a chat": {"scenario.yaml": {"about/channel": "chat"}, "lines.en.yaml": {"lines/calm\\.1": "ok"}},
    "a clause may repeat a word": {
        "scenario.yaml": {"draws/told": {"kind": "text", "options": {"a": {}}}},
        "lines.en.yaml": {"lines/calm\\.1": "They told you {told}.", "forms/told": {"a": {"base": "you could go"}}}},
    "three dots": {"lines.en.yaml": {
        "lines/opening\\.1": "You charged {name}... {price}.", "forms/name/ash/base": "Ash Ltd."}},
}  # fmt: skip


@pytest.mark.parametrize("case", GOOD)
def test_what_only_looks_like_one(subject, case):
    assert codes(subject(GOOD[case])) == set()


@pytest.mark.parametrize(
    ("english", "finnish"),
    [
        ("It costs 47.90.", "Se maksaa 47,90."),
        ("10,000 people", "10 000 ihmistä"),
        ("at 5 pm", "kello 17"),
        ("between 9 and 5", "kello 9–17"),
        ("at 9:30", "kello 9.30"),
        ("within 14 days", "kahdessa viikossa"),
        ("2/3/2026", "2.3.2026"),
        ("at 5:00 p.m.", "kello 17.00"),
    ],
)
def test_the_same_figure_in_other_clothes(subject, english, finnish):
    changes = {"lines.en.yaml": {"lines/calm\\.1": english}, "lines.fi.yaml": {"lines/calm\\.1": f"Eli {finnish}"}}
    assert "SG312" not in codes(subject(changes, finnish=True))


def test_own_values_make_other_figures_right(subject):
    _, changes = TWO["other sums"]
    changes["lines.fi.yaml"]["values"] = {"price": {"low": "15.00"}}
    assert codes(subject(changes, finnish=True)) == set()


@given(st.text(alphabet="0123456789.,: \u00a0apm-€", max_size=40))
def test_figures_are_read_from_anything_and_equal_themselves(text):
    for figure in figures(text, "en"):
        assert figure.same(figure)
        assert figure.shown in text


def test_the_bounds_of_a_mood_grow_with_the_turns(subject):
    bounds = Bounds(subject().scenario)
    for name in MOOD:
        reached = [abs(bounds.best(name, turns) - bounds.best(name, 0)) for turns in range(12)]
        assert reached == sorted(reached)


def said(kind: str, **more: Any) -> Said:
    return Said(("nodes", "calm", "candidates", 0, "line"), "cand.1", "calm", kind, **more)


CANDIDATE = {
    "scenario.yaml": {"nodes/calm/candidates": [{"line": "cand.1", "quality": "good"}]},
    "lines.en.yaml": {"lines/cand\\.1": "Fine."},
}


@pytest.mark.parametrize(
    ("kind", "always", "code"),
    [
        ("good", ("rude",), "SG315"),
        ("better", ("hedge",), "SG315"),
        ("good", ("overpromise",), "SG311"),
        ("hint", ("overpromise",), "SG311"),
        ("opener", ("overpromise",), "SG311"),
        ("good", (), None),
        ("poor", ("rude",), None),
        ("poor", ("overpromise",), None),
        ("middling", ("rude",), None),
    ],
)
def test_what_is_heard_against_what_is_meant(subject, kind, always, code):
    scene = subject(CANDIDATE)
    smells.smell_heard(scene, {"en": [smells.Heard(said(kind), always, always)]})
    assert [item.code for item in scene.report.found] == ([code] if code else [])


def test_a_question_nobody_takes_for_one(subject):
    scene = subject()
    (question,) = questions(scene.scenario)
    smells.smell_heard(scene, {"en": [smells.Heard(question)]})
    assert [(item.code, item.file.endswith("lines.en.yaml")) for item in scene.report.found] == [("SG317", True)]


def test_a_poor_response_that_only_earns(subject):
    scene = subject(CANDIDATE)
    smells.smell_heard(scene, {"en": [smells.Heard(said("poor"), ("thank",)), smells.Heard(said("poor"))]})
    assert [item.code for item in scene.report.found] == ["SG316"]


def test_an_act_heard_in_one_language_only(subject):
    scene = subject({**CANDIDATE, "lines.fi.yaml": {"lines/cand\\.1": "Hyvä."}}, finnish=True)
    heard = {"en": [smells.Heard(said("good"), ("own",))], "fi": [smells.Heard(said("good"), ("thank",))]}
    smells.smell_between(scene, heard, [])
    (found,) = scene.report.found
    assert (found.code, found.file.endswith("scenario.yaml")) == ("SG307", True)
    assert "own, for which the way from" in found.message
    assert found.message.endswith("heard there in en, but in no response and no plan in fi.")
    scene.report.found.clear()
    said_in_a_plan = course(language="fi", turns=((2, "calm", ("own",)),))
    smells.smell_between(scene, heard, [said_in_a_plan])
    assert scene.report.found == []


def course(**more: Any) -> smells.PlayedPlan:
    base = {"plan": "good", "language": "en", "seed": 1, "endings": ("done",), "turns": (), "unscored": ()}
    return smells.PlayedPlan(**{**base, **more})


def test_what_the_plans_never_come_to(subject):
    scene = subject()
    plans = {name: source.model for name, source in scene.folder.plans.items()}
    smells.smell_played(scene, plans, [course()])
    assert [(item.code, item.message) for item in scene.report.found] == [
        ("SG303", 'No plan comes to the ending "gone".')
    ]
    scene.report.found.clear()
    smells.smell_played(scene, plans, [course(), course(seed=2, endings=("gone",), unscored=("own",))])
    assert scene.report.found == []
    smells.smell_played(scene, plans, [course(endings=("gone", "done"), unscored=("own",))])
    assert [item.code for item in scene.report.found] == ["SG306"]
    scene.report.found.clear()
    smells.smell_played(scene, {}, [])
    assert scene.report.found == []


def test_too_many_texts_are_said_to_be_too_many(subject):
    scene = subject()
    scene.file.nodes["calm"].__dict__["openers"] = ("calm.1",) * (MOST_TEXTS + 1)
    smells.smell_heard(scene, {})
    assert [item.code for item in scene.report.found] == ["SG318"]
    assert len(responses(scene.scenario)) == MOST_TEXTS + 1


REAL = {
    "scenario.yaml": {
        "case/remedies/refund/by": "supervisor",
        "nodes/calm/candidates": [{"line": "cand.good", "quality": "good"}, {"line": "cand.poor", "quality": "poor"}],
        "nodes/calm/hints": {"light": "hint.light", "clear": "hint.clear", "strong": "hint.strong"},
        "nodes/calm/openers": ["opener.one"],
    },
    "lines.en.yaml": {
        "lines/cand\\.good": "You're an idiot, it's your own fault.",
        "lines/cand\\.poor": "I'm sorry, I'll look into it for you right away.",
        "lines/hint\\.light": "Think of the supervisor before you speak of any refund.",
        "lines/hint\\.clear": "Take it on.",
        "lines/hint\\.strong": 'Say: "I\'ll refund you the {price} right now." And then do it.',
        "lines/opener\\.one": "I'm sorry that …",
        "remedies/refund": {"name": "a refund of {price}", "wordings": ["refund you the {price}", "a refund"]},
        "facts/since/questions": ["Lovely weather.", "Thank you.", "Goodbye."],
    },
}


def test_the_real_detector_hears_them(subject):
    scene = subject(REAL)
    smells.smell_heard(scene, {"en": smells.listen(scene.scenario, "en")})
    found = {(item.code, scene.folder.words["en"].document.file == item.file) for item in scene.report.found}
    assert found == {("SG311", True), ("SG315", True), ("SG316", True), ("SG317", True)}
    assert len([item for item in scene.report.found if item.code == "SG311"]) == 1


def test_with_the_supervisor_there_their_remedies_may_be_granted(subject):
    changes = copy.deepcopy(REAL)
    structure, words = changes["scenario.yaml"], changes["lines.en.yaml"]
    held = {key.rpartition("/")[2]: structure.pop(key) for key in list(structure) if key.startswith("nodes/")}
    structure["nodes/held"] = {"say": [{"line": "calm.1"}], "goto": [{"to": "done"}], **held}
    structure["actions/supervisor"] = {"to": "held"}
    words["lines/cand\\.good"] = "I'll put that right for you."
    words["lines/cand\\.poor"] = "That's your own fault, you idiot."
    words["facts/since/questions"] = ["Since when?", "How long has it been so?", "When did it begin?"]
    scene = subject(changes)
    assert all(item.supervised for item in responses(scene.scenario))
    smells.smell_heard(scene, {"en": smells.listen(scene.scenario, "en")})
    assert [str(item) for item in scene.report.found] == []


def test_a_question_is_heard_with_draws_in_which_its_fact_exists(subject):
    asked = ["Since when?", "How long has it been so?", "When did it begin?"]
    scene = subject(
        {
            "scenario.yaml": {
                "draws/kind": {"kind": "cause", "options": {"often": {"weight": 40}, "rare": {}}},
                "case/facts/since/when": {"drawn": {"kind": ["rare"]}},
            },
            "lines.en.yaml": {
                "forms/kind": {"often": {"base": "often"}, "rare": {"base": "rarely"}},
                "facts/since/questions": asked,
            },
        }
    ).scenario
    assert {scene.draw(seed)["kind"] for seed in SEEDS} == {"often"}
    assert [item.asked for item in smells.listen(scene, "en") if item.said.kind == "question"] == [True]


def test_what_was_heard_survives_as_plain_values(subject):
    heard = smells.listen(subject(REAL).scenario, "en")
    assert [smells.heard_from_json(smells.heard_to_json(item)) for item in heard] == heard


def test_a_customer_of_another_language_is_not_listened_for(subject):
    scene = subject({"scenario.yaml": {"persona/speaks": "en"}}, finnish=True)
    assert smells.listen(scene.scenario, "fi") == []
    assert smells.listen(scene.scenario, "en") != []


def test_every_code_is_shown_by_a_test_and_stands_in_the_table():
    tested = {code for code, _ in (*STRUCTURE.values(), *WORDS.values(), *TWO.values())}
    assert tested | {"SG303", "SG307", "SG311", "SG315", "SG316", "SG317", "SG318", "SG319"} == set(smells.SMELLS)
    assert all(code in smells.smell_table() for code in smells.SMELLS)


@pytest.mark.parametrize(
    ("before", "after", "dead"),
    [
        ({"any_act": ["deny", "rude"]}, {"any_act": ["deny"]}, True),
        ({"any_act": ["deny", "rude"]}, {"acts": ["deny", "apologise"]}, True),
        ({"any_act": ["deny"]}, {"any_act": ["deny", "rude"]}, False),
        ({"any_act": ["deny"], "no_act": ["apologise"]}, {"any_act": ["deny"]}, False),
        ({"any_act": ["deny"], "no_act": ["apologise"]}, {"any_act": ["deny"], "no_act": ["apologise", "own"]}, True),
        ({"anger": {"min": 40}}, {"anger": {"min": 60, "max": 80}}, True),
        ({"anger": {"min": 40, "max": 70}}, {"anger": {"min": 60}}, False),
        ({"drawn": {"name": ["ash"]}}, {"drawn": {"name": ["ash"]}, "restated": True}, True),
        ({"drawn": {"name": ["ash"]}}, {"drawn": {"name": ["ash", "birch"]}}, False),
        ({"any": [{"known": ["since"]}, {"restated": True}]}, {"restated": True, "turn": {"min": 2}}, True),
        ({"any_act": ["deny"]}, {"any": [{"any_act": ["deny"], "turn": {"min": 2}}, {"acts": ["deny", "own"]}]}, True),
        ({"any_act": ["deny"]}, {"any": [{"any_act": ["deny"]}, {"any_act": ["own"]}]}, False),
        ({"all": [{"any_act": ["deny"]}, {"turn": {"min": 2}}]}, {"any_act": ["deny"], "turn": {"min": 3}}, True),
        ({"not": {"restated": True}}, {"not": {"restated": True}, "any_act": ["own"]}, True),
        # After an action only ways that ask for one are tried, so the first may be passed over.
        ({"turn": {"min": 1}}, {"turn": {"min": 1}, "done": ["remedy refund"]}, False),
        ({"done": ["remedy refund"]}, {"turn": {"min": 1}, "done": ["remedy refund"]}, True),
    ],
)
def test_a_way_behind_one_that_always_fits_before_it_is_told(subject, before, after, dead):
    ways = [{"when": before, "to": "calm"}, {"when": after, "to": "done"}, {"to": "calm"}]
    found = subject({"scenario.yaml": {"nodes/opening/goto": ways}})
    smells.smell_scene(found)
    told = [item for item in found.report.found if item.code == "SG319"]
    assert bool(told) is dead
    shared = subject({"scenario.yaml": {"everywhere": {"first": ways[:1]}, "nodes/opening/goto": ways[1:]}})
    smells.smell_scene(shared)
    assert any(item.code == "SG319" for item in shared.report.found) is dead


def test_every_key_of_a_condition_is_looked_at_when_ways_are_compared():
    assert set(_KEYS) == set(Condition.model_fields) - {"all"}
