from __future__ import annotations

from string import Formatter

import pytest

from scoring import LANGUAGES
from scoring.acts import MOVES
from scoring.rubric import load_rubric, rubric_names
from scoring.wording import FOLDER, customer_cues, moves, read_yaml, reasons

SECTIONS = ("frames", "did", "harm", "missing", "mismatch", "whole")
ITEM = {"en": "item", "fi": "item.gen", "sv": "item.def", "ru": "item.ins", "el": "item.acc"}
"""The form of the thing complained of that each language's sentences need."""
SLOTS = {
    "did": {"did"},
    "lacking": {"lacking"},
    "both": {"did", "lacking"},
    "mismatch": {"text", "mismatch"},
    "and": {"0", "1"},
    "missing_one": {"0"},
    "missing_two": {"0", "1"},
    "harm_missing": {"0", "1"},
    "stop": set(),
}


def slots(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["reasons.yaml", "moves.yaml", "customer.yaml"])
def test_every_language_has_the_same_keys_in_the_same_order(language, name):
    def keys(code):
        data = read_yaml((FOLDER / code / name).read_text(encoding="utf-8"))
        return {section: list(items) if isinstance(items, dict) else None for section, items in data.items()}

    assert keys(language) == keys("en")
    assert list(keys(language)) == list(keys("en"))


@pytest.mark.parametrize("name", rubric_names())
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_a_rubric_can_ask_for_is_there(language, name):
    words, rubric = reasons(language), load_rubric(name)
    assert set(MOVES) <= set(words.did)
    for step in rubric.steps:
        assert step.start_says is None or step.start_says in words.did
        assert {item.wording for item in step.earns if not item.silent} <= set(words.missing)
        assert {item.did for item in step.earns if item.did} <= set(words.did)
        assert {loss.wording for loss in step.loses} <= set(words.harm)
    tried = {proposal.sentences for proposals in rubric.improvements.values() for proposal in proposals}
    assert all(len(set(moves(language).sentences[act])) >= 2 for act in tried)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_template_renders_and_nothing_but_the_frames_has_slots(language):
    words = reasons(language)
    assert {name: slots(text) for name, text in words.frames.items()} == SLOTS
    for section in SECTIONS[1:]:
        for key, text in getattr(words, section).items():
            assert text.strip() == text
            assert text, (section, key)
            assert not slots(text)
            assert not text.endswith(".")
    for address in ("polite", "familiar"):
        for act, sentences in moves(language).spoken(address).items():
            assert sum(not slots(sentence) or act == "restate" for sentence in sentences) >= 3, act
            for sentence in sentences:
                assert slots(sentence) <= {"facts", ITEM[language]}
                assert sentence.rstrip()[-1] in ".?;!"


def test_languages_are_not_copies_of_each_other():
    for section in SECTIONS[1:]:
        for key in getattr(reasons("en"), section):
            texts = [getattr(reasons(language), section)[key] for language in LANGUAGES]
            assert len(set(texts)) == len(LANGUAGES), (section, key)


def test_an_unknown_language_speaks_english():
    assert reasons("de") == reasons("en")
    assert customer_cues("de") == customer_cues("en")
