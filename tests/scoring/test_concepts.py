"""Concepts: words of five languages that mean the same kind of thing."""

from __future__ import annotations

import pytest

from scoring.concepts import build_concepts, load_concepts
from scoring.language import FOLDER, LANGUAGES, LanguageError, load_language
from scoring.text import Spelling, read

PRESENT = [code for code in LANGUAGES if (FOLDER / code / "concepts.yaml").is_file()]
SAID = {
    "en": (
        "I'm so sorry, you'll get your money back tomorrow.",
        {"me", "sorry", "you", "give_money_back", "later_day"},
    ),
    "fi": ("Olen pahoillani, saatte rahanne takaisin huomenna.", {"sorry", "give_money_back", "later_day"}),
    "sv": ("Jag är så ledsen, du får pengarna tillbaka i morgon.", {"me", "sorry", "give_money_back", "later_day"}),
    "ru": ("Простите меня, завтра вернём вам деньги.", {"sorry", "you", "later_day", "money"}),
    "el": ("Ζητώ συγγνώμη, αύριο θα πάρετε πίσω τα χρήματά σας.", {"sorry", "future", "later_day", "money"}),
}


def named(concepts, text, spelling=None):
    return [(found.concept, found.first, found.last) for found in concepts.find(read(text, spelling).tokens)]


def test_every_language_names_the_same_concepts_in_the_same_order():
    assert set(PRESENT) == set(LANGUAGES)
    assert len({load_concepts(code).names for code in PRESENT}) == 1


@pytest.mark.parametrize("code", PRESENT)
def test_a_plain_sentence_is_seen_as_what_it_means(code):
    text, wanted = SAID[code]
    found = {concept for concept, *_ in named(load_concepts(code), text, load_language(code).spelling)}
    assert wanted <= found


def test_words_stems_endings_and_phrases_match_token_by_token():
    concepts = build_concepts({"a": "house, big dog*, *ing, pre*ed, *mat*ma*", "b": "dog"}, "x")
    assert named(concepts, "House") == [("a", 0, 0)]
    assert named(concepts, "housed") == []
    assert named(concepts, "the big doggy") == [("a", 1, 2)]
    assert named(concepts, "dog") == [("b", 0, 0)]
    assert named(concepts, "automatoma matma") == [("a", 0, 0), ("a", 1, 1)]
    assert named(concepts, "mat ma") == []
    assert named(concepts, "running preferred pred") == [("a", 0, 0), ("a", 1, 1)]


def test_accents_and_capitals_do_not_matter_and_contractions_are_opened():
    concepts = build_concepts({"me": "I'll, Ä"}, "x", Spelling(contractions={"i'll": ("i", "will")}))
    assert named(concepts, "a I'll", Spelling(contractions={"i'll": ("i", "will")})) == [("me", 0, 0), ("me", 1, 2)]


@pytest.mark.parametrize(
    ("data", "part"),
    [([], "mapping"), ({"a": "b*"}, r"b\*"), ({"a": " ".join("abcdefghi")}, "more than")],
)
def test_a_bad_entry_is_named(data, part):
    with pytest.raises(LanguageError, match=part):
        build_concepts(data, "el/concepts.yaml")


def test_a_thousand_words_take_their_time_and_no_more():
    concepts = load_concepts("en")
    assert named(concepts, "sorry " * 1000) == [("sorry", place, place) for place in range(1000)]
