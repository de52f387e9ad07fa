from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.case import Case, CaseFact
from scoring.cues import WordSet, asks, content, same_word, says, tells, wish_within, words


@pytest.mark.parametrize(
    ("text", "language", "kind"),
    [
        ("Yes, that’s right.", "en", "confirms"),
        ("GET ME THE MANAGER", "en", "wants_supervisor"),
        ("I’d like my money back", "en", "wish"),
        ("Juuri niin.", "fi", "confirms"),
        ("Haluan puhua esimiehen kanssa", "fi", "wants_supervisor"),
        ("Kiitoksia paljon", "fi", "thanks"),
        ("Ja, det stämmer", "sv", "confirms"),
        ("Jag vill tala med chefen!", "sv", "wants_supervisor"),
        ("Да, всё верно", "ru", "confirms"),
        ("Позовите начальника", "ru", "wants_supervisor"),
        ("Верните деньги", "ru", "wish"),
        ("Ναι, ακριβώς", "el", "confirms"),
        ("Θέλω τον προϊστάμενο", "el", "wants_supervisor"),
        ("ευχαριστω", "el", "thanks"),
    ],
)
def test_a_cue_is_heard_in_every_language_whatever_its_case_and_accents(text, language, kind):
    assert says(text, language, kind)


@pytest.mark.parametrize(
    ("text", "language", "kind"),
    [
        ("The managerial style", "en", "wants_supervisor"),
        ("I read yesterday's paper", "en", "confirms"),
        ("Einari tuli", "fi", "denies"),
        ("", "ru", "confirms"),
    ],
)
def test_a_part_of_a_word_is_no_cue(text, language, kind):
    assert not says(text, language, kind)


def test_only_the_first_words_count_where_asked():
    assert says("well and then it was no", "en", "denies")
    assert not says("well and then it was no", "en", "denies", first=3)


def test_questions_are_seen_as_each_language_writes_them():
    assert asks("Έτσι είναι;", "el")
    assert not asks("Well; yes", "en")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("jacket", "jackets", True),
        ("takki", "takin", False),
        ("veloitettiin", "veloitus", False),
        ("veloitus", "veloituksen", True),
        ("47.9", "47.95", False),
        ("2024", "2025", False),
        ("возврат", "возврата", True),
    ],
)
def test_forms_of_a_word_share_a_long_beginning_and_numbers_must_be_equal(one, other, same):
    assert same_word(one, other) is same
    assert same_word(other, one) is same


def test_sums_are_one_word_however_written():
    assert words("47,90") == words("47.90") == ("47.9",)
    assert content("It cost 47,90 in all") == ("cost", "47.9")


def test_a_fact_is_told_by_its_value_or_most_of_a_wording():
    fact = CaseFact(id="d", text="charged twice for the jacket", value="Monday")
    assert tells(WordSet("It was on MONDAY"), fact)
    assert tells(WordSet("twice you charged me for that jacket"), fact)
    assert not tells(WordSet("the jacket is blue"), fact)


@pytest.mark.parametrize(
    ("wants", "within"),
    [
        ("a full refund", True),
        ("cash compensation", False),
        ("an apology from the king", None),
        (None, None),
    ],
)
def test_a_wish_is_held_against_what_may_be_granted(wants, within):
    case = Case.from_json({"customer_wants": wants, "authority": ["refund"], "not_allowed": ["compensation"]})
    assert wish_within(case) is within


@given(st.text())
def test_no_text_is_an_error(text):
    found = WordSet(text)
    assert all(found.has(word) for word in words(text))
    assert says(text, "el", "confirms") in {True, False}


def test_a_very_long_text_is_read_in_moderate_time():
    text = "abcd" * 10 + " abcde, 1,2.3 " * 7_000
    begun = time.process_time()  # a quadratic reading would take minutes
    WordSet(text).share("abcdefgh 12 47.90")
    says(text, "en", "wants_supervisor")
    assert time.process_time() - begun < 15
