"""A response with its acts marked: readable without colours, harmless to the terminal."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import Act, Span, load_codebook
from scoring import __main__ as command
from scoring.detection import PatternDetector
from scoring.explaining import Paint, Scene, explain, marked, set_aside, visible, wants_colour

SORRY = [
    ("en", "I'm so sorry about this.", "apologise"),
    ("fi", "Olen todella pahoillani tästä.", "apologise"),
    ("sv", "Jag ber om ursäkt för det här.", "apologise"),
    ("ru", "Приношу вам свои извинения за это.", "apologise"),
    ("el", "Σας ζητώ συγγνώμη για αυτό.", "apologise"),
]
PLAIN = Paint(coloured=False)


@pytest.mark.parametrize(("code", "text", "act"), SORRY)
def test_each_language_is_explained(code: str, text: str, act: str, capsys) -> None:
    assert command.main(["explain", text, "--language", code]) == 0
    told = capsys.readouterr().out
    first, *rest = told.split("\n")
    assert first.startswith("[")
    assert re.sub(r"[\[\]]|(?<=\])[\d,]+", "", first) == text
    line = next(line for line in rest if f" {act} (move, p " in line)
    assert load_codebook().act(act).definition in line
    assert "\x1b" not in told


def test_words_that_show_two_acts_carry_both_numbers() -> None:
    text = "Sorry, two charges here."
    acts = [
        Act("restate", 900, (Span(7, 18),)),
        Act("apologise", 900, (Span(0, 18),)),
        Act("rude", 900, (Span(19, 23),)),
    ]
    assert marked(text, acts, PLAIN) == "[Sorry, ]2[two charges]1,2 [here]3."


def test_moves_are_green_and_faults_red() -> None:
    acts = [Act("own", 900, (Span(0, 1),)), Act("rude", 900, (Span(2, 3),))]
    painted = marked("a b", acts, Paint(coloured=True))
    assert "\x1b[32ma\x1b[0m" in painted
    assert "\x1b[31mb\x1b[0m" in painted


@pytest.mark.parametrize(
    ("asked", "environment", "terminal", "coloured"),
    [
        ("auto", {"TERM": "xterm"}, True, True),
        ("auto", {"TERM": "xterm"}, False, False),
        ("auto", {"TERM": "dumb"}, True, False),
        ("auto", {}, True, False),
        ("auto", {"WT_SESSION": "1"}, True, True),
        ("auto", {"TERM": "xterm", "NO_COLOR": "1"}, True, False),
        ("always", {"NO_COLOR": "1"}, False, True),
        ("never", {"TERM": "xterm"}, True, False),
    ],
)
def test_colours_only_where_they_are_seen(asked, environment, terminal, coloured, monkeypatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal, raising=False)
    assert bool(wants_colour(asked, environment)) is coloured


def test_a_response_cannot_speak_to_the_terminal(capsys) -> None:
    assert command.main(["explain", "I'm sorry\x1b[2J\x07\u202e.", "--language", "en"]) == 0
    told = capsys.readouterr().out
    assert "\x1b" not in told
    assert "\\u001b[2J" in told
    assert "\\u0007\\u202e" in told


@pytest.mark.parametrize(("response", "told"), [("", "nothing to explain"), (" \n", "nothing to explain")])
def test_nothing_to_explain_is_told(response: str, told: str, capsys) -> None:
    assert command.main(["explain", response, "--language", "en"]) == 1
    assert told in capsys.readouterr().err


def test_another_language_is_reported_and_gibberish_not_understood() -> None:
    told = explain("Olen todella pahoillani, että näin pääsi käymään. Selvitän asian heti.", Scene("en"))
    assert "The response is in fi, the scene in en" in told
    told = explain("asdfgh jkl qwrtz sdfghjk", Scene("en"))
    assert told.startswith("asdfgh jkl")
    assert "Not understood" in told


def test_a_response_without_an_act_says_so() -> None:
    assert "No act found." in explain("The shop is next to the station.", Scene("en"))


def test_sentences_set_aside_are_named() -> None:
    customer = "You charged me twice for the jacket on Monday."
    scene = Scene("en", customer)
    response = f"{customer} I'm so sorry about this."
    found = PatternDetector("en").detect(response, customer=customer)
    assert set_aside(response, found, scene) == [Span(0, len(customer) - 1)]
    assert f'"{customer[:-1]}"' in explain(response, scene).split("Not counted")[1]
    assert "Not counted" not in explain("I'm so sorry about this.", scene)


def test_promises_and_checks_are_listed(tmp_path: Path, capsys) -> None:
    case = {"facts": ["charged twice"], "knowledge": [{"id": "return_period", "values": ["30 days"]}]}
    path = tmp_path / "case.json"
    path.write_text(json.dumps(case), encoding="utf-8")
    text = "I'll call you tomorrow. The return period is 14 days."
    arguments = ["explain", text, "--language", "en", "--case", str(path)]
    assert command.main([*arguments, "--reference-time", "2026-03-04T10:15:00"]) == 0
    told = capsys.readouterr().out
    assert "follow_up: I'll call you tomorrow, due 2026-03-05" in told
    assert "return_period: said 14 days, wrong, true is 30 days" in told
    assert command.main(arguments) == 0
    assert "--reference-time" in capsys.readouterr().out
    assert command.main([*arguments, "--reference-time", "soon"]) == 1
    assert "'soon' is no time" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "told"), [("{", "case.json: no JSON"), ("[]", "object of a case"), ('{"facts": [{}]}', "case.json: ")]
)
def test_a_bad_case_is_named(content: str, told: str, tmp_path: Path, capsys) -> None:
    path = tmp_path / "case.json"
    path.write_text(content, encoding="utf-8")
    assert command.main(["explain", "Hello", "--language", "en", "--case", str(path)]) == 1
    assert told in capsys.readouterr().err


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80), st.text(max_size=40))
def test_any_text_can_be_explained(response: str, customer: str) -> None:
    told = explain(response, Scene("en", customer))
    assert all(char in "\n\t\u00a0" or char.isprintable() for char in told)


@given(st.text(max_size=40))
def test_visible_text_keeps_what_prints(text: str) -> None:
    if text.isprintable():
        assert visible(text) == text
