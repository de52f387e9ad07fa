"""Simulated trainees: the bank, the levels, what they see, the figures, and that skill pays."""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import LANGUAGES, detect
from simulator.authoring import simulation as simulated
from simulator.authoring.simulation import bank as banks
from simulator.authoring.simulation import drawing, speaking
from simulator.authoring.simulation.figures import summarise, warn
from simulator.authoring.simulation.playing import Trainee
from simulator.authoring.simulation.trainees import ABLE, ALL_AT_ONCE, BEGINNER, LEVEL_NAMED, MASTER, NOVICE, SKILLED
from simulator.cli import cli
from simulator.errors import SurroundingsError, UsageError
from simulator.scenario import load
from simulator.training import simulate
from simulator.training import simulation as playing

ROOT = Path(__file__).resolve().parents[2]
TRAINING_DATA = ("responses.jsonl", "development.jsonl")
COMMON_WORDS = 3
"""Sentences of up to so many words ("Thank you.", "What happened?") are everybody's."""
ACTS_HEARD = 85
"""Percent of the bank's sentences in which the detector must hear what they are meant to show."""


def plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.!?;…])\s+|\n", text) if part.strip()]


@cache
def training_texts(language: str) -> tuple[set[str], set[str]]:
    """Whole responses and single sentences the detector was trained or chosen on."""
    lines = (
        line
        for name in TRAINING_DATA
        for line in (ROOT / "scoring/languages" / language / name).read_text(encoding="utf-8").splitlines()
    )
    whole = [json.loads(line)["response"] for line in lines if line]
    return {plain(text) for text in whole}, {plain(part) for text in whole for part in sentences(text)}


# --- the bank


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_of_the_bank_stands_in_the_training_data(language):
    whole, parts = training_texts(language)
    found = [
        part
        for text in simulated.own_sentences(language)
        for part in sentences(text)
        if len(plain(part).split()) > COMMON_WORDS and plain(part) in parts | whole
    ]
    assert found == []


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_plan_text_of_a_scene_stands_in_the_training_data(language):
    whole, _ = training_texts(language)
    found = []
    for path in sorted((ROOT / "scenarios").glob("*/plans/*.yaml")):
        for turn in yaml.safe_load(path.read_text(encoding="utf-8"))["turns"]:
            text = (turn.get("say") or {}).get(language, "")
            if len(plain(text).split()) > COMMON_WORDS and plain(text) in whole:
                found.append((path.parts[-3], path.stem, text))
    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_acts_and_enough_sentences(language):
    here, english = simulated.load_bank(language), simulated.load_bank("en")
    assert {name: set(acts) for name, acts in here.sentences.items()} == {
        name: set(acts) for name, acts in english.sentences.items()
    }
    assert all(len(entries) >= 4 for acts in here.sentences.values() for entries in acts.values())
    needed = {act for level in simulated.LEVELS for acts in level.courses.usual for act in acts}
    assert needed <= set(here.sentences["plain"])
    assert {fault for level in simulated.LEVELS for fault in level.faults} <= set(here.sentences["poor"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_forms_of_an_entry_have_the_same_slots(language):
    for acts in simulated.load_bank(language).sentences.values():
        for entries in acts.values():
            for entry in entries:
                assert banks.slots(entry["polite"]) == banks.slots(entry["familiar"]), entry


@pytest.mark.parametrize(
    "language", [code if code == "en" else pytest.param(code, marks=pytest.mark.slow) for code in LANGUAGES]
)
def test_the_detector_hears_most_sentences_as_what_they_are(language):
    bank, heard, said = simulated.load_bank(language), 0, 0
    for name, acts in bank.sentences.items():
        for act in acts:
            weak = name == "poor" and act in ("greeting", "listen", "thank", "fact_question", "offer_remedy")
            if weak or act in ("call_opening", "greeting", "courtesy"):
                continue
            for text in bank.spoken(name, act, "polite"):
                if banks.slots(text) & {"facts", "remedy"} or "item" in text:
                    continue
                found = detect(text.replace("{when}", bank.when[0]).replace("{name}", "Mia"), language=language)
                said += 1
                heard += act in {found_act.name for found_act in found.acts if found_act.found}
    assert 100 * heard >= ACTS_HEARD * said, f"{heard} of {said}"


GOOD_BANK = {"when": ["tomorrow"], "warm": {"thank": ["Thanks."]}, "plain": {}, "poor": {}}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"when": None, "loud": {}}, "loud"),
        ({"warm": ["a"]}, "a mapping of acts"),
        ({"warm": {"thank": [{"polite": "x"}]}}, "`familiar`"),
        ({"warm": {"thank": [""]}}, "an entry is a sentence"),
        ({"warm": {"thank": [3]}}, "an entry is a sentence"),
        ({"warm": {"thank": ["Thanks, {sir}."]}}, "no slot named sir"),
    ],
)
def test_a_damaged_bank_is_named(tmp_path, monkeypatch, change, fault):
    monkeypatch.setattr(banks, "FOLDER", tmp_path)
    (tmp_path / "en.yaml").write_text(yaml.safe_dump({**GOOD_BANK, **change}), encoding="utf-8")
    banks.load_bank.cache_clear()
    with pytest.raises(simulated.BankError, match=re.escape(fault)):
        banks.load_bank("en")
    banks.load_bank.cache_clear()


def test_a_missing_bank_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(banks, "FOLDER", tmp_path)
    with pytest.raises(simulated.BankError, match=re.escape("xx.yaml")):
        banks._read(tmp_path / "xx.yaml")


# --- what they see and say


def sight(**changes) -> simulated.Sight:
    offers = (
        simulated.Offer("note"),
        simulated.Offer("supervisor"),
        simulated.Offer("remedy", "letter", ("A letter", "write a letter")),
        simulated.Offer("remedy", "refund", ("Refund of the charge", "refund the second charge")),
    )
    base = simulated.Sight(
        "en", "polite", "phone", 0, {"anger": 70, "trust": 20, "heard": 0, "patience": 60}, "You charged me twice!",
        "You charged me twice!", (simulated.Told("twice", ("we charged you twice",), key=True),), offers,
    )  # fmt: skip
    return replace(base, **changes)


def trainee(level=MASTER, seed="1") -> Trainee:
    return Trainee(level, simulated.load_bank("en"), random.Random(seed))


def test_a_trainee_is_shown_no_node_and_no_condition():
    session = playing.play_session(load("overcharged_card"), "en", "master", 1, 0)
    nodes = set(session.scenario.file.nodes)
    shown = playing.look(session)
    assert {field for field in shown.__slots__ if "node" in field or "goto" in field} == set()
    texts = [*shown.words.values(), *(wording for fact in shown.told for wording in fact.wordings)]
    assert nodes.isdisjoint(texts)


def test_facts_nobody_has_told_are_not_seen():
    from simulator.training import Session

    session = Session.begin(load("overcharged_card"), "en", 7)
    seen = {fact.fact for fact in playing.look(session).told}
    assert seen == set(session.state.told)
    assert "fee" not in seen


def test_a_master_hears_out_first_and_says_back_only_what_was_told():
    somebody = trainee()
    said = [somebody.next(sight(turn=turn)) for turn in range(6)]
    texts = [step.text for step in said if isinstance(step, simulated.Say)]
    assert not any("refund" in text.casefold() for text in texts[:2])
    assert any("we charged you twice" in text for text in texts)


def test_what_is_offered_is_what_the_customer_speaks_of():
    wish = sight(said="I want the second charge refunded, a refund!", heard="I want a refund of the second charge.")
    somebody = trainee()
    for _ in range(12):
        step = somebody.next(wish)
        if isinstance(step, simulated.Do) and step.kind == "remedy":
            assert step.target == "refund"
            return
    pytest.fail("nothing was done")


def test_a_wish_beyond_the_trainee_goes_to_the_supervisor():
    offers = (
        simulated.Offer("supervisor"),
        simulated.Offer("remedy", "refund", ("refund the charge",), possible=False),
    )
    wish = sight(offers=offers, said="Refund the charge!", heard="Refund the charge!")
    somebody = trainee()
    assert simulated.Do("supervisor") in [somebody.next(wish) for _ in range(12)]


def test_a_master_sets_a_limit_to_insults_and_a_novice_does_not():
    abusive = sight(turn=2, warnings=("insults",), mood={"anger": 90, "trust": 5, "heard": 0, "patience": 50})
    bank = simulated.load_bank("en")
    limits = bank.spoken("warm", "set_boundary", "polite")
    assert any(limit in trainee().next(abusive).text for limit in limits)
    novice = trainee(NOVICE)
    said = [step.text for _ in range(5) if isinstance(step := novice.next(abusive), simulated.Say)]
    assert not any(limit in text for text in said for limit in limits)


def test_a_letter_is_answered_before_anything_is_asked():
    first = trainee().next(sight(channel="email"))
    assert "we charged you twice" in first.text


def test_a_promised_call_is_made_by_a_master():
    assert trainee().next(sight(due=True)) == simulated.Do("call_back")


def test_who_did_not_come_to_complain_is_greeted():
    greetings = simulated.load_bank("en").spoken("warm", "greeting", "polite")
    for short in (False, True):
        first = trainee().next(sight(complaint=False, short=short))
        assert first.text.startswith(greetings)


def test_in_a_short_encounter_nobody_goes_a_long_way_round():
    master, novice = (level.courses.fitting(letter=False, short=True, troubled=True) for level in (MASTER, NOVICE))
    assert len(master) < len(MASTER.courses.usual)
    assert "offer_remedy" in master[2]
    assert novice == NOVICE.courses.usual


def test_the_letter_for_everybody_holds_nothing_of_this_customer():
    everything = simulated.player(ALL_AT_ONCE, simulated.load_bank("en"), "1")
    text = everything.next(sight(channel="email")).text
    assert "sorry" in text.lower()
    assert "charged you twice" not in text
    assert "47.90" not in text


@given(st.sampled_from(simulated.PLAYERS), st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_a_player_always_comes_to_an_end_and_never_leaves_a_slot_open(name, seed):
    somebody, turn = simulated.player(name, simulated.load_bank("en"), str(seed)), 0
    for _ in range(playing.MOST_STEPS):
        step = somebody.next(sight(turn=turn))
        if isinstance(step, simulated.Leave):
            return
        if isinstance(step, simulated.Say):
            turn += 1
            assert step.text.strip()
            assert "{" not in step.text
    pytest.fail("never left")


@given(st.sampled_from(simulated.PLAYERS), st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_the_same_seed_says_the_same(name, seed):
    one, two = (simulated.player(name, simulated.load_bank("en"), str(seed)) for _ in range(2))
    assert [one.next(sight(turn=turn)) for turn in range(8)] == [two.next(sight(turn=turn)) for turn in range(8)]


def test_what_is_said_stays_within_what_a_customer_listens_to():
    somebody = trainee()
    for turn in range(14):
        step = somebody.next(sight(turn=turn))
        if isinstance(step, simulated.Say):
            # A single sentence may be longer; a second one is kept for the next turn.
            assert len(step.text.split()) <= MASTER.words or len(sentences(step.text)) <= 2


def test_an_article_is_not_said_twice():
    voice = speaking.Voice(simulated.load_bank("en"), ("warm",), random.Random(1))
    worded = sight(words={"item": "the coat"})
    said = [voice.say("apologise", worded) for _ in range(40)]
    assert all(said)
    assert not any("the the" in text for text in said)


def test_skill_is_more_of_the_same_the_higher_it_is():
    ladder = (NOVICE, BEGINNER, ABLE, SKILLED, MASTER)
    assert ladder == simulated.LEVELS
    for lower, upper in pairwise(ladder):
        assert lower.slips > upper.slips
        assert lower.deeds < upper.deeds
        assert lower.adapts < upper.adapts


# --- figures


def runs(**grades: int) -> list[simulated.Run]:
    return [
        simulated.Run(name.replace("_", " "), number, grade, {"act": grade, "own": None}, 5, "end", ("a",))
        for name, grade in grades.items()
        for number in range(2)
    ]


def rows(**grades: int):
    players = [name.replace("_", " ") for name in grades]
    return summarise("x", "en", 1, runs(**grades), players, ("a", "b")).rows


@pytest.mark.parametrize(
    ("grades", "warnings"),
    [
        ({"novice": 10, "beginner": 30, "able": 50, "skilled": 70, "master": 90}, []),
        ({"novice": 10, "beginner": 14, "able": 50, "skilled": 70, "master": 90}, ["hardly pays between novice"]),
        ({"novice": 10, "beginner": 15, "able": 20, "skilled": 25, "master": 30}, []),
        ({"novice": 10, "beginner": 30, "able": 50, "skilled": 90, "master": 70}, ["master do worse than the skilled"]),
        ({"able": 40, "one_sentence": 41}, ['"one sentence" wins']),
        ({"able": 40, "all_at_once": 40, "only_polite": 12}, []),
        ({"all_at_once": 90}, []),
    ],
)
def test_warnings(grades, warnings):
    found = warn(rows(**grades))
    assert len(found) == len(warnings)
    assert all(words in line for words, line in zip(warnings, found, strict=True))


def test_figures_of_a_player():
    found = summarise("x", "en", 1, runs(able=40, one_sentence=10), ["able", "one sentence", "master"], ("a", "b"))
    assert [row.player for row in found.rows] == ["able", "one sentence"]
    assert found.rows[0].endings == {"end": 2}
    assert found.rows[0].steps == {"act": 40.0}
    assert found.nodes == {"a": 100.0, "b": 0.0}
    assert json.loads(json.dumps(found.to_json()))["players"][0]["mean"] == 40.0


def test_the_order_of_runs_does_not_matter():
    several = runs(novice=10, able=40, master=90)
    mixed = random.Random(3).sample(several, len(several))
    players = ["novice", "able", "master"]
    assert summarise("x", "en", 1, several, players, ("a",)) == summarise("x", "en", 1, mixed, players, ("a",))


def test_the_drawing_says_it_all_and_is_escaped():
    found = summarise("<x>", "en", 1, runs(able=40, master=90), ["able", "master"], ("a", "b"))
    svg = simulated.simulation_svg(found)
    assert "&lt;x&gt;" in svg
    for words in ("able", "master", "40 ± 0", "end", "100 %", "To look at") if found.warnings else ("able", "40 ± 0"):
        assert words in svg
    assert svg == simulated.simulation_svg(found)


def test_a_drawing_without_runs_is_drawn_too():
    assert simulated.simulation_svg(summarise("x", "en", 1, [], ["able"], ())).startswith("<svg")


def test_only_svg_and_png_are_drawn(tmp_path):
    found = summarise("x", "en", 1, runs(able=40), ["able"], ("a",))
    simulated.draw_simulation(found, tmp_path / "x.svg")
    assert (tmp_path / "x.svg").read_text(encoding="utf-8") == simulated.simulation_svg(found)
    with pytest.raises(UsageError, match=re.escape("x.gif")):
        simulated.draw_simulation(found, tmp_path / "x.gif")
    with pytest.raises(SurroundingsError, match="cannot be written"):
        simulated.draw_simulation(found, tmp_path / "nowhere" / "x.svg")


def test_png_is_a_picture_or_a_plain_sentence(tmp_path, monkeypatch):
    import builtins

    found = summarise("x", "en", 1, runs(able=40), ["able"], ("a",))
    real = builtins.__import__

    def without(name, *more, **named):
        if name == "resvg_py":
            raise ImportError(name)
        return real(name, *more, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(SurroundingsError, match="resvg_py") as caught:
        drawing.draw_simulation(found, tmp_path / "x.png")
    assert caught.value.exit_code == 3
    monkeypatch.undo()
    pytest.importorskip("resvg_py")
    drawing.draw_simulation(found, tmp_path / "x.png")
    assert (tmp_path / "x.png").read_bytes().startswith(b"\x89PNG")


# --- sessions


def test_a_master_does_better_than_a_novice_on_the_same_customer():
    scenario = load("overcharged_card")
    novice, master = (playing.play_run(scenario, "en", name, 3, 0) for name in ("novice", "master"))
    assert master.overall > novice.overall + 40
    assert master.turns > novice.turns


@pytest.mark.slow
def test_skill_pays_in_a_built_in_scene():
    found = simulate("overcharged_card", "en", trainees=12, seed=3)
    means = [row.mean for row in found.rows[:5]]
    assert means == sorted(means)
    assert min(found.gaps.values()) > 0
    tricks = [row.mean for row in found.rows[5:]]
    assert max(tricks) < means[2]


def test_the_same_sessions_come_out_whatever_is_remembered():
    scenario = load("overcharged_card")
    fresh = playing.play_run(scenario, "en", "able", 5, 2)
    assert playing.play_run(scenario, "en", "able", 5, 2) == fresh
    playing._remembered.clear()
    assert playing.play_run(scenario, "en", "able", 5, 2) == fresh


def test_what_is_remembered_is_bounded(monkeypatch):
    monkeypatch.setattr(playing, "MOST_REMEMBERED", 6)
    playing._remembered.clear()
    playing.play_run(load("overcharged_card"), "en", "skilled", 1, 1)
    assert len(playing._remembered) <= 6


def test_a_language_the_scene_lacks_is_refused():
    with pytest.raises(UsageError, match="cannot be played"):
        simulate("overcharged_card", "xx", trainees=1, cores=1)  # type: ignore[arg-type]


@pytest.mark.slow
def test_the_number_of_cores_changes_nothing(monkeypatch):
    monkeypatch.setattr(playing, "CHUNK", 2)  # two jobs a player, the second a smaller one, without eleven sessions each
    one = simulate("overcharged_card", "en", trainees=3, seed=2, cores=1)
    assert simulate("overcharged_card", "en", trainees=3, seed=2, cores=2) == one


# --- the command


def invoke(*arguments: str):
    return CliRunner().invoke(cli, ["simulate", *arguments])


def test_the_command_prints_json_and_draws(tmp_path):
    out = tmp_path / "x.svg"
    found = invoke(
        "overcharged_card", "--trainees", "1", "--cores", "1", "--language", "en", "--json", "--out", str(out)
    )
    assert found.exit_code == 0, found.output
    data = json.loads(found.stdout)
    assert [row["player"] for row in data[0]["players"]] == list(simulated.PLAYERS)
    drawn = out.read_bytes()
    again = invoke("overcharged_card", "--trainees", "1", "--cores", "1", "--language", "en", "--out", str(out))
    assert isinstance(again.exception, UsageError)
    assert "is there already" in str(again.exception)
    assert out.read_bytes() == drawn


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["overcharged_cart"], "overcharged_card"),
        (["overcharged_card", "--out", "x.gif"], "x.gif"),
        (["overcharged_card", "--language", "xx"], "xx"),
        (["overcharged_card", "--trainees", "0"], "0"),
        (["overcharged_card", "--trainees", "100000000"], "100000000"),
    ],
)
def test_the_command_refuses_before_anything_is_played(arguments, words):
    found = invoke(*arguments)
    assert found.exit_code != 0
    assert words in f"{found.output}{found.exception}"


def test_every_player_has_a_level_or_a_trick():
    assert set(simulated.PLAYERS) == {*LEVEL_NAMED, *simulated.TRICKS}
