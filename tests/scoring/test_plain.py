"""What anybody types in their first hour is heard: one plain response an act and language, each written for one act."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scoring import ACTS, FAULTS, LANGUAGES, Case, CaseFact, detect
from scoring.detection import prepare
from scoring.features import feature

PLAIN = Path(__file__).parent / "gold" / "plain"
LEAST = 0.85


def rows(code):
    return [json.loads(line) for line in (PLAIN / f"{code}.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("code", LANGUAGES)
def test_plain_words_are_heard(code):
    assert {row["act"] for row in rows(code)} == set(ACTS)
    missed = [
        (row["act"], row["response"])
        for row in rows(code)
        if row["act"]
        not in detect(row["response"], language=code, customer=row["customer"], channel=row["channel"]).names
    ]
    assert len(missed) <= (1 - LEAST) * len(ACTS), missed


@pytest.mark.parametrize("code", LANGUAGES)
def test_plain_words_are_none_of_those_learnt_from(code):
    learnt = Path(__file__).parents[2] / "scoring" / "languages" / code / "responses.jsonl"
    known = {json.loads(line)["response"].casefold() for line in learnt.read_text(encoding="utf-8").splitlines()}
    assert known.isdisjoint(row["response"].casefold() for row in rows(code))


STOCK = {
    "en": ("I completely understand how you feel.", "empathise", 'He said: "I completely understand how you feel."'),
    "fi": ("Ymmärrän täysin, että teitä harmittaa.", "empathise", "Anteeksi?"),
    "sv": ("Jag lovar att det inte händer igen.", "overpromise", "Förlåt?"),
    "ru": ("Я всё записала.", "note_record", "Извините?"),
    "el": ("Θα σας συνδέσω με συνάδελφο.", "blind_transfer", "Συγγνώμη;"),
}


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_stock_phrase_is_heard_where_it_is_said_and_meant(code):
    phrase, act, other = STOCK[code]
    assert act in detect(phrase, language=code, customer="", channel="phone").names
    assert {"apologise", "empathise"}.isdisjoint(detect(other, language=code, customer="", channel="phone").names)


@pytest.mark.parametrize("code", LANGUAGES)
def test_stock_phrases_are_nothing_the_networks_see(code):
    with_them = prepare(STOCK[code][0], code, "", "phone")
    assert any(sign.startswith("stock ") for sign in with_them[0].signs)
    assert all(feature(f"sign stock {STOCK[code][1]}") not in unit.context.tolist() for unit in with_them[2])


@pytest.mark.parametrize(
    ("code", "farewell"),
    [
        ("en", "Okay, thanks, bye then."),
        ("fi", "No kiitti, hei hei."),
        ("sv", "Okej, tack för det. Hej då."),
        ("ru", "Хорошо. Ну всё, спасибо, до свидания."),
        ("el", "Εντάξει, ευχαριστώ, γεια σας."),
    ],
)
def test_a_farewell_is_no_fault(code, farewell):
    assert set(FAULTS).isdisjoint(detect(farewell, language=code, customer="", channel="phone").names)


@pytest.mark.parametrize(
    ("code", "response", "act"),
    [
        ("en", "So it keeps coming up. Is that so?", "rude"),
        ("fi", "Jos loukkaukset jatkuvat, lopetan tämän puhelun.", "rude"),
        ("sv", "Har jag förstått rätt?", "follow_up"),
        ("sv", "Får jag säga tillbaka det?", "offer_remedy"),
        ("ru", "До свидания.", "dismiss"),
        ("el", "Μας είχατε γράψει κι άλλη φορά;", "blame_customer"),
    ],
)
def test_words_that_are_never_an_act_are_not_taken_for_it(code, response, act):
    assert act not in detect(response, language=code, customer="", channel="phone").names


@pytest.mark.parametrize(
    ("code", "wording", "response", "said"),
    [
        ("sv", "det ersätts av försäkringen", "Tack.", False),
        ("sv", "du väntade fyrtio minuter", "Du väntade fyrtio minuter.", True),
        ("ru", "вам заплатят за ремонт", "Платье испорчено.", False),
    ],
)
def test_a_fact_is_stated_by_its_own_words_only(code, wording, response, said):
    case = Case(facts=(CaseFact(id="it", wordings=(wording,)),))
    found = detect(response, language=code, customer="", channel="phone", case=case).facts.get("it")
    assert (found is not None and bool(found.stated)) is said


@pytest.mark.parametrize(
    ("code", "comfort"),
    [
        ("en", "No, you did nothing wrong."),
        ("fi", "Te ette ole tehnyt mitään väärää."),
        ("sv", "Nej, du har inte gjort något fel."),
        ("ru", "Нет, вы ни в чём не виноваты."),
        ("el", "Όχι, δεν φταίτε εσείς."),
    ],
)
def test_who_says_that_it_was_not_the_customers_fault_blames_nobody(code, comfort):
    assert {"blame_customer", "deny"}.isdisjoint(detect(comfort, language=code, customer="", channel="phone").names)
