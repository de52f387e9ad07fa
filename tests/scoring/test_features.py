"""What the classifier sees of a response: words and stems of a sentence by name, and where the sentence stands."""

from __future__ import annotations

from zlib import crc32

import pytest

from scoring import LANGUAGES
from scoring.detection import prepare
from scoring.features import feature
from scoring.language import load_language

SAID = {
    "en": ("I will look. Right now?", ("i", "will", "look")),
    "fi": ("Minä katson sen. Heti?", ("mina", "katson", "sen")),
    "sv": ("Jag tittar nu. Strax?", ("jag", "tittar", "nu")),
    "ru": ("Я посмотрю это. Сейчас?", ("я", "посмотрю", "это")),
    "el": ("Θα το δω. Τώρα;", ("θα", "το", "δω")),
}


@pytest.mark.parametrize("code", LANGUAGES)
def test_words_and_stems_are_hashed_by_their_names(code):
    said, (one, two, three) = SAID[code]
    stem = load_language(code).stem
    first, second = prepare(said, code, "", "store")[2]
    assert first.text.tolist() == [
        crc32(name.encode())
        for name in (
            f"w {one}",
            f"b ^ {one}",
            f"s {stem(one)}",
            f"w {two}",
            f"b {one} {two}",
            f"s {stem(two)}",
            f"t {stem(one)} {stem(two)}",
            f"w {three}",
            f"b {two} {three}",
            f"s {stem(three)}",
            f"t {stem(two)} {stem(three)}",
            f"u {stem(one)} {stem(three)}",
            f"b {three} $",
        )
    ]
    assert first.text_tokens.tolist() == [0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2]
    assert second.text.tolist()[-1] == crc32(f"b {_last(code)} $?".encode())


def _last(code: str) -> str:
    return {"en": "now", "fi": "heti", "sv": "strax", "ru": "сеичас", "el": "τωρα"}[code]


def test_concepts_are_hashed_alone_in_pairs_and_beside_their_neighbours():
    first, second = prepare("I will refund you. Thank you!", "en", "", "store")[2]
    here, there = set(first.meaning.tolist()), set(second.meaning.tolist())
    assert {feature("z me"), feature("z me .")} <= here
    assert feature("> thanks") in here
    assert feature("< me") in there
    assert not here & {feature("< me")}


def test_the_first_sentence_that_counts_is_the_first():
    customer = "My kettle leaks all over the worktop."
    (unit,) = prepare(f"{customer} I will look into that.", "en", customer, "store")[2]
    assert feature("first") in unit.context.tolist()
    assert feature("last") in unit.context.tolist()


def test_signs_for_the_guards_are_no_features():
    view, _, units = prepare("I will refund you. Just kidding.", "en", "", "store")
    assert "undone" in view.signs
    assert all(feature("sign undone") not in unit.context.tolist() for unit in units)
