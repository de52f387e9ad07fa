"""What the speaker may grant: a remedy beyond it is an overpromise only as a firm commitment."""

from __future__ import annotations

import pytest

from scoring.authority import beyond_authority
from scoring.case import Case
from scoring.case_index import case_stems, limit_of
from scoring.detection import view_of
from scoring.evidence import Finding
from scoring.language import load_language
from scoring.matching import keys_of
from scoring.measures import find_quantities
from scoring.mentions import find_mentions
from scoring.message import message_of
from scoring.restating import has_element
from scoring.text import read

CASES = {
    "en": {
        "facts": [{"id": "item", "text": "item", "value": "kettle", "wordings": ["a leaking kettle", "the kettle leaks"]}],
        "authority": [{"id": "credit", "text": "store credit", "wordings": ["a store credit", "a gift card"], "limit": "20"}],
        "supervisor": [{"id": "refund", "text": "money back", "wordings": ["your money back", "a full refund", "refund you"]}],
        "not_allowed": [{"id": "free_year", "text": "a free year", "wordings": ["a year free", "one year for nothing"]}],
    },
    "fi": {"supervisor": [{"id": "refund", "text": "rahat takaisin", "wordings": ["palautan rahat", "rahat takaisin"]}]},
    "sv": {"supervisor": [{"id": "refund", "text": "pengarna tillbaka", "wordings": ["pengarna tillbaka", "betalar tillbaka pengarna"]}]},
    "ru": {"supervisor": [{"id": "refund", "text": "возврат денег", "wordings": ["верну деньги", "возврат денег"]}]},
    "el": {"supervisor": [{"id": "refund", "text": "επιστροφή χρημάτων", "wordings": ["επιστρέψω τα χρήματα", "επιστροφή χρημάτων"]}]},
}  # fmt: skip


def beyond(text: str, code: str = "en", act: str = "offer_remedy") -> list[Finding]:
    language = load_language(code)
    reading = read(text, language.spelling)
    view = view_of(reading, message_of("", code), language, "store", Case.from_json(CASES[code]))
    quantities = find_quantities(reading, language)
    keys = keys_of(reading, language, quantities)
    findings = [Finding(act, 900, 0, len(reading.tokens) - 1, "given")]
    _, remedies = find_mentions(view, findings, quantities, keys)
    assert remedies, "no remedy found"
    return list(beyond_authority(view, remedies, findings if act == "escalate" else [], quantities))


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "I'll give you your money back today."),
        ("en", "You will get a full refund."),
        ("en", "I'll give you a year free."),
        ("en", "I'll put a store credit of 50 euros on your card."),
        ("fi", "Palautan rahat teille tänään."),
        ("sv", "Jag betalar tillbaka pengarna i dag."),
        ("ru", "Я верну деньги сегодня."),
        ("el", "Θα σας επιστρέψω τα χρήματα σήμερα."),
    ],
)
def test_granted_beyond_authority(code: str, text: str) -> None:
    (finding,) = beyond(text, code)
    assert finding.act == "overpromise"
    assert finding.p >= 500


@pytest.mark.parametrize(
    "text",
    [
        "If my manager agrees, I'll give you your money back.",
        "I could give you your money back.",
        "I'll ask my manager whether you can have your money back.",
        "Would you like your money back?",
        "I'll give you a store credit of 20 euros.",
    ],
)
def test_within_authority_or_not_firm(text: str) -> None:
    assert beyond(text) == []


def test_what_the_manager_grants_is_not_ones_own() -> None:
    assert beyond("I'll fetch Anna and you will get a full refund.", act="escalate") == []


def test_a_limit_is_a_sum_however_written() -> None:
    case = Case.from_json({"authority": [{"id": "a", "limit": "1 250,00 €"}, {"id": "b"}, {"id": "c", "limit": "one"}]})
    assert [str(limit_of(term)) for term in case.authority] == ["1250.00", "None", "None"]


def test_an_element_of_the_complaint() -> None:
    language = load_language("en")
    case = Case.from_json(CASES["en"])
    customer = message_of("My kettle leaked on Monday.", "en")
    reading = read("So the kettle leaked. That is bad. My kettle leaked on Monday.", language.spelling)
    view = view_of(reading, customer, language, "store", case)
    assert [has_element(view, number, {}) for number in range(3)] == [True, False, False]


def test_stems_of_a_case_are_worked_out_once() -> None:
    case = Case.from_json(CASES["en"])
    assert case_stems(case, "en") is case_stems(case, "en")
    assert case_stems(Case.from_json(CASES["en"]), "en") is case_stems(case, "en")
