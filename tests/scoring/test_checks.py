"""Checks: what is said about known facts, held against what is true."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import scoring
from scoring.acts import Check, Detection
from scoring.case import Case

HERE = Path(__file__).parent
WEDNESDAY, SATURDAY = "2026-03-04T10:15", "2026-03-07T10:15"


@cache
def case(scene: str, code: str) -> Case:
    data = json.loads((HERE / "mentions_cases.json").read_text(encoding="utf-8"))
    return Case.from_json(data[f"{scene} 1 {code}"])


def checks(text: str, scene: str = "overcharged_card", code: str = "en") -> tuple[Check, ...]:
    now = WEDNESDAY if scene == "overcharged_card" else SATURDAY
    return scoring.detect(text, language=code, case=case(scene, code), reference_time=now).checks


# scene, language, text, fact, right
SAID = [
    ("overcharged_card", "en", "The refund takes three banking days.", "refund_time", True),
    ("overcharged_card", "en", "The refund takes 3 working days.", "refund_time", True),
    ("overcharged_card", "en", "A refund takes five working days.", "refund_time", False),
    ("overcharged_card", "en", "The money will be on your card tomorrow.", "refund_time", False),
    ("overcharged_card", "en", "It'll be back on the card by Monday.", "refund_time", True),
    ("overcharged_card", "en", "We cover fees up to 60 euros.", "fee_rule", False),
    ("overcharged_card", "en", "We cover fees up to €40.", "fee_rule", True),
    ("overcharged_card", "en", "We cover fees up to forty euros.", "fee_rule", True),
    ("overcharged_card", "en", "The claims desk is open from nine to five.", "desk_hours", True),
    ("overcharged_card", "en", "The claims desk is open from nine to four.", "desk_hours", False),
    ("overcharged_card", "en", "The credit is valid for six months.", "credit_valid", False),
    ("overcharged_card", "en", "The voucher is valid for a year.", "credit_valid", True),
    ("overcharged_card", "en", "The letter goes out today.", "letter_time", True),
    ("overcharged_card", "en", "I'll e-mail the letter tomorrow.", "letter_time", False),
    ("shouting_in_store", "en", "The guarantee on the machine is two years.", "guarantee", True),
    ("shouting_in_store", "en", "The guarantee is three years.", "guarantee", False),
    ("shouting_in_store", "en", "The guarantee is twenty-four months.", "guarantee", True),
    ("shouting_in_store", "en", "A repair takes two weeks.", "repair_time", True),
    ("shouting_in_store", "en", "The repair takes five working days.", "repair_time", False),
    ("shouting_in_store", "en", "You can keep the loan machine for six weeks.", "loan_time", False),
    ("overcharged_card", "fi", "Palautus kestää kolme pankkipäivää.", "refund_time", True),
    ("overcharged_card", "fi", "Palautus kestää viisi arkipäivää.", "refund_time", False),
    ("overcharged_card", "fi", "Rahat ovat kortilla huomenna.", "refund_time", False),
    ("overcharged_card", "fi", "Korvaamme pankin maksuja 60 euroon asti.", "fee_rule", False),
    ("overcharged_card", "fi", "Lahjakortti on voimassa kuusi kuukautta.", "credit_valid", False),
    ("shouting_in_store", "fi", "Laitteen takuu on kaksi vuotta.", "guarantee", True),
    ("shouting_in_store", "fi", "Takuuta on kolme vuotta.", "guarantee", False),
    ("shouting_in_store", "fi", "Korjaus kestää kymmenen arkipäivää.", "repair_time", True),
    ("shouting_in_store", "fi", "Korjaus kestää viisi päivää.", "repair_time", False),
]


@pytest.mark.parametrize(("scene", "code", "text", "fact", "right"), SAID)
def test_a_statement_is_held_against_the_truth(scene: str, code: str, text: str, fact: str, right: bool) -> None:
    found = [check for check in checks(text, scene, code) if check.fact == fact]
    assert [check.right for check in found] == [right]
    (check,) = found
    if not right:
        assert check.said == text[check.span.start : check.span.end]


@pytest.mark.parametrize(
    "text",
    [
        "I'll ring you on Friday to check that the money is on your card.",
        "I'll pay you 94.50 back.",
        "You bought it on Thursday for 119 euros.",
        "How long does the refund take, three days?",
        "The refund takes a moment.",
        "Thank you for waiting ten minutes.",
    ],
)
def test_what_is_said_of_something_else_is_no_check(text: str) -> None:
    assert checks(text) == ()


def test_days_for_banking_days_are_let_pass() -> None:
    assert checks("The refund takes three days.") == ()


@pytest.mark.parametrize(("text", "right"), [("Delivery is free.", True), ("Delivery is not free.", False)])
def test_yes_and_no_are_values(text: str, right: bool) -> None:
    known = Case.from_json({"knowledge": [{"id": "delivery", "values": ["yes"], "wordings": ["delivery is free"]}]})
    (check,) = scoring.detect(text, language="en", case=known).checks
    assert check.right is right


def test_a_fact_without_wordings_is_known_by_its_name() -> None:
    known = Case.from_json({"knowledge": [{"id": "return_period", "values": ["30 days"]}]})
    (check,) = scoring.detect("The return period is 14 days.", language="en", case=known).checks
    assert (check.said, check.true) == ("14 days", "30 days")


PIECES = [
    "refund",
    "takes",
    "on your card",
    "three",
    "days",
    "€",
    "40",
    "Monday",
    "not",
    ",",
    ".",
    "?",
    "\ud800",
    "guarantee",
]


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.text(max_size=150), st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join)))
def test_no_text_breaks_it_and_spans_stay_inside(text: str) -> None:
    found = scoring.detect(text, language="en", case=case("overcharged_card", "en"), reference_time=WEDNESDAY)
    for check in found.checks:
        assert 0 <= check.span.start < check.span.end <= len(text)
        assert check.said == check.true or check.said == text[check.span.start : check.span.end]
    assert Detection.from_json(json.loads(json.dumps(found.to_json()))) == found


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=30), max_size=3), st.text(max_size=80))
def test_no_knowledge_breaks_it(values: list[str], text: str) -> None:
    known = Case.from_json({"knowledge": [{"id": "known", "values": values, "wordings": [text[:20]]}]})
    scoring.detect(text, language="en", case=known, reference_time=WEDNESDAY)


# language, text, whether what is said of the guarantee is right (None: nothing is said of it)
OF_THE_GUARANTEE = [
    ("en", "If the guarantee were two years I'd replace it.", None),
    ("en", "My colleague said the guarantee is three years.", None),
    ("en", "The guarantee? It's three years.", False),
    ("en", "The guarantee is roughly three years, two years to be exact.", True),
    ("fi", "Jos takuu olisi kolme vuotta, vaihtaisin sen.", None),
    ("fi", "Takuuko? Se on kolme vuotta.", False),
    ("sv", "Om garantin vore tre år skulle jag byta.", None),
    ("ru", "Если бы гарантия была три года, я бы заменил.", None),
    ("el", "Η εγγύηση; Είναι τρία χρόνια.", False),
]
YEARS = {"en": "two years", "fi": "kaksi vuotta", "sv": "två år", "ru": "два года", "el": "δύο χρόνια"}
GUARANTEE = {"en": "guarantee", "fi": "takuu", "sv": "garanti", "ru": "гарантия", "el": "εγγύηση"}


@pytest.mark.parametrize(("code", "text", "right"), OF_THE_GUARANTEE)
def test_what_is_supposed_or_told_by_others_states_nothing(code: str, text: str, right: bool | None) -> None:
    known = {"id": "warranty", "values": [YEARS[code]], "wordings": [GUARANTEE[code]]}
    found = scoring.detect(text, language=code, case=Case.from_json({"knowledge": [known]})).checks
    assert [check.right for check in found] == ([] if right is None else [right])


SUNDAYS = {
    "en": (
        "So this is what happened: three have boiled dry, and it is put aside until Sunday. Is that right?",
        ("Saturday", "put aside until"),
        "until Sunday",
    ),
    "fi": (
        "Varmistan, että ymmärsin oikein: kolme keitetty kuiviin, pannu on sivussa, haette sen sunnuntaina. Niinkö?",
        ("lauantai", "sivussa asti"),
        "haette sen sunnuntaina",
    ),
}


@pytest.mark.parametrize("code", SUNDAYS)
def test_the_customers_own_day_said_back_states_nothing(code: str) -> None:
    text, (day, wording), theirs = SUNDAYS[code]
    knowledge = [{"id": "kept", "values": [day], "wordings": [wording]}]

    def wrong(*facts: object) -> list[str]:
        case = Case.from_json({"facts": list(facts), "knowledge": knowledge})
        return [check.said for check in scoring.detect(text, language=code, case=case).checks if not check.right]

    assert len(wrong()) == 1
    assert wrong({"id": "back", "text": theirs, "wordings": [theirs]}) == []


# language, response, value, wording, whether what is said is right (None: nothing is stated)
IN_OTHER_WORDS = [
    ("fi", "Varastointi maksaa kolmekymppiä kuussa.", "40 euroa", "varastointi maksaa", False),
    ("en", "You don't need the original box.", "not needed", "original box", True),
    ("en", "Extra keys aren't included in the rent.", "included in the rent", "extra keys", False),
    ("en", "The surgery is on the second floor.", "third floor", "the surgery is on", False),
    ("en", "You can freeze your membership twice a year.", "once a year", "freeze your membership", False),
    ("en", "The help line is answered day and night.", "8 am to 8 pm", "the help line is answered", False),
    ("en", "She's in until eight this evening.", "until 6 pm", "she's in until", False),
    ("en", "If the extra keys aren't here by Monday I can look into it.", "included in the rent", "extra keys", None),
    ("en", "You don't have to book for blood tests.", "appointment needed", "blood tests", False),
    ("en", "Covers can be washed at sixty.", "40 degrees", "covers can be washed", False),
    ("fi", "Loppusiivous ei ole pakollinen.", "vapaaehtoinen", "loppusiivous", True),
    ("fi", "Pahvien poisvienti kuuluu meillä aina hintaan.", "ei sisälly", "pahvien poisvienti", False),
    ("fi", "Portaat kannetaan toiseen kerrokseen asti.", "kolmanteen kerrokseen", "portaat kannetaan", False),
    ("fi", "Laukku punnittiin kello 6.40.", "23 kiloa", "laukku saa painaa", None),
    ("sv", "Öppnad kartong går bra.", "ja, går bra", "öppnad kartong", True),
    ("sv", "Jouren är bemannad dygnet runt.", "17–07", "jouren är bemannad", False),
    ("sv", "Garantin gäller i tre år så ni betalar ingenting.", "3 år", "garantin gäller", True),
    ("ru", "Трещины в гарантию у нас входят.", "нет, трещины не покрываются", "трещины по гарантии", False),
    ("ru", "Держать книги можно, напомню, недели две.", "30 дней", "держать книги", False),
    ("ru", "Сервис находится на Ленина, 14.", "Ленина, 41", "сервис находится", False),
    ("el", "Οι εξετάσεις γίνονται μόνο τον Ιούνιο.", "Μάιο και Δεκέμβριο", "οι εξετάσεις γίνονται", False),
    ("en", "We never take medicine back, whatever the reason.", "only if faulty", "take medicine back", False),
    ("en", "You can swap skis as often as you like.", "once a day", "swap skis", False),
    ("en", "Only the person named on it can collect the parcel.", "anyone with the code", "collect the parcel", False),
    ("en", "You don't need the receipt for a return.", "yes", "return without receipt", True),
    ("en", "We do deliver on Sundays, don't worry.", "no", "deliver on Sundays", False),
    ("en", "The insurance pays up to a million.", "£1,000,000", "the insurance pays", True),
    ("en", "There's a one and a half percent fee for a bank transfer.", "1%", "bank transfer", False),
    ("fi", "Pysäköinti on meillä maksullista.", "maksuton", "pysäköinti", False),
    ("fi", "Rungon takuu on viisivuotinen.", "2 vuotta", "rungon takuu", False),
    ("fi", "Lounastaukoa meillä ei ole.", "12–13", "lounastauko", False),
    ("fi", "Ovet aukeavat tuntia ennen esitystä.", "60 minuuttia ennen", "ovet aukeavat", True),
    ("sv", "Parkeringen är gratis för gäster.", "mot avgift", "parkering", False),
    ("sv", "Bonuspoängen förfaller aldrig.", "efter ett år", "bonuspoäng", False),
    ("sv", "Handbagaget får väga tio kilo.", "10 kg", "handbagage", True),
    ("ru", "Поменять кольцо у нас, увы, нельзя.", "обмену не подлежат", "поменять кольцо", True),
    ("ru", "Посылка не должна весить больше тридцати кило.", "до 20 кг", "посылка весит", False),
    ("ru", "Отменить запись, чтоб вы знали, можно за сутки.", "за 24 часа", "отменить запись", True),
    ("ru", "Двери открывают за сорок минут до начала.", "за час до начала", "двери открывают", False),
    ("ru", "Детский билет у нас до четырнадцати.", "до 12 лет", "детский билет", False),
    ("el", "Το πάρκινγκ είναι επί πληρωμή.", "δωρεάν", "πάρκινγκ", False),
    ("el", "Ο έλεγχος κρατάει γύρω στο εικοσάλεπτο.", "45 λεπτά", "ο έλεγχος κρατάει", False),
    ("el", "Κατοικίδια στα δωμάτια δεν βάζουμε.", "επιτρέπονται", "κατοικίδια", False),
    ("el", "Η μεταφορά γίνεται, να ξέρετε, σε δύο εβδομάδες.", "10 εργάσιμες", "η μεταφορά γίνεται", True),
]


@pytest.mark.parametrize(("code", "text", "value", "wording", "right"), IN_OTHER_WORDS)
def test_what_is_meant_is_compared(code: str, text: str, value: str, wording: str, right: bool | None) -> None:
    facts = [
        {"id": "rule", "values": [value], "wordings": [wording]},
        {"id": "unsaid", "values": ["77 %"], "wordings": ["xyzzy"]},
    ]
    found = scoring.detect(text, language=code, case=Case.from_json({"knowledge": facts})).checks
    assert [(check.fact, check.right) for check in found] == ([] if right is None else [("rule", right)])


def test_of_two_facts_in_a_clause_each_has_the_number_behind_its_name() -> None:
    facts = [
        {"id": "breakfast", "values": ["until 10:00"], "wordings": ["breakfast runs"]},
        {"id": "bar", "values": ["until 23:00"], "wordings": ["the bar"]},
    ]
    text = "Breakfast runs until ten and the bar until midnight."
    found = scoring.detect(text, language="en", case=Case.from_json({"knowledge": facts})).checks
    assert [(check.fact, check.said) for check in found] == [("breakfast", "until 10:00"), ("bar", "midnight")]


def test_an_it_stands_for_what_was_named_before() -> None:
    facts = [
        {"id": "unblock", "values": ["yes, by phone"], "wordings": ["unblock the card"]},
        {"id": "abroad", "values": ["1%"], "wordings": ["cash abroad"]},
    ]
    text = "Being abroad without a card is frightening. We can't unblock it by phone, I'm afraid."
    found = scoring.detect(text, language="en", case=Case.from_json({"knowledge": facts})).checks
    assert [(check.fact, check.right) for check in found] == [("unblock", False)]


def test_a_value_of_several_words_tells_by_itself() -> None:
    facts = [
        {"id": "price_rule", "values": ["hyllpriset gäller"], "wordings": ["vid prisfel"]},
        {"id": "bonus", "values": ["1 %"], "wordings": ["bonus på köp"]},
    ]
    found = scoring.detect("Då gäller förstås hyllpriset.", language="sv", case=Case.from_json({"knowledge": facts}))
    assert [(check.fact, check.right) for check in found.checks] == [("price_rule", True)]


@pytest.mark.parametrize(
    ("code", "text", "value", "wording", "sum_"),
    [
        ("en", "I'll refund the 40 euros you paid for the visit today.", "60 euros", "a visit", "40"),
        ("sv", "Vi ersätter ombokningen med 1 740 kronor i dag.", "2 000 kr", "högsta ersättning", "1740"),
        ("ru", "Верну всю сумму, 1290, ещё сегодня.", "700 рублей", "доставка от суммы", "1290"),
    ],
)
def test_the_sum_of_the_case_given_back_states_no_price(
    code: str, text: str, value: str, wording: str, sum_: str
) -> None:
    known = {"id": "rule", "values": [value], "wordings": [wording]}
    facts = [{"id": "sum", "text": "xyzzy", "value": sum_}]
    assert not scoring.detect(text, language=code, case=Case.from_json({"facts": facts, "knowledge": [known]})).checks


NATURAL = [json.loads(line) for line in (HERE / "checks_natural.jsonl").read_text(encoding="utf-8").splitlines()]
"""Sentences of one kind beside each other in five languages, with what they say of facts, right or wrong."""


@pytest.mark.parametrize("row", NATURAL, ids=lambda row: f"{row['language']}: {row['response'][:40]}")
def test_natural_sentences_say_of_facts_what_they_say(row: dict[str, Any]) -> None:
    known = Case.from_json({"knowledge": row["knowledge"]})
    found = scoring.detect(row["response"], language=row["language"], case=known, reference_time=WEDNESDAY)
    assert {check.fact: check.right for check in found.checks} == row["checks"]
    assert found.promises == ()
