"""The customer's message, read once for all that is held against it."""

from __future__ import annotations

import pytest

from scoring import Case, detect
from scoring.message import message_of

CASE = Case.from_json(
    {
        "facts": [{"id": "sum", "text": "47,90 €", "value": "47,90 €", "key": True}],
        "authority": [{"id": "refund", "text": "refund", "wordings": ["refund", "palautus", "återbetalning", "возврат"]}],
        "knowledge": {"back_days": 3},
    }
)
TALKS = {
    "en": ("Mr Smith charged me €47.90 on Monday!", ["You were charged 47.90.", "I'll call you tomorrow."]),
    "fi": ("Minulta veloitettiin 47,90 € maanantaina!", ["Teiltä veloitettiin 47,90 euroa.", "Soitan teille huomenna."]),
    "sv": ("Ni drog 47,90 € i måndags!", ["Vi drog 47,90 euro.", "Jag ringer dig i morgon."]),
    "ru": ("С меня сняли 47,90 € в понедельник!", ["С вас сняли 47,90 евро.", "Я позвоню вам завтра."]),
    "el": ("Μου χρεώσατε 47,90 € τη Δευτέρα!", ["Σας χρεώσαμε 47,90 ευρώ.", "Θα σας τηλεφωνήσω αύριο."]),
}


@pytest.mark.parametrize("code", TALKS)
def test_a_message_is_the_same_whatever_was_held_against_it(code: str) -> None:
    customer, responses = TALKS[code]
    alone = []
    for response in responses:
        message_of.cache_clear()
        alone.append(detect(response, language=code, customer=customer, case=CASE))
    for _ in range(2):
        assert [detect(response, language=code, customer=customer, case=CASE) for response in responses] == alone
    assert message_of(customer, code) is message_of(customer, code)


def test_a_message_is_read_in_each_language_by_itself() -> None:
    assert message_of("Hello", "en") is not message_of("Hello", "sv")


def test_a_copy_of_the_message_is_told_from_an_answer_that_shares_words() -> None:
    customer = "The kettle I bought here last week leaks all over my kitchen."
    copied = detect(customer, language="en", customer=customer)
    assert copied.names == ()
    assert "restate" in detect("So the kettle you bought leaks in your kitchen.", language="en", customer=customer).names


@pytest.mark.parametrize("code", TALKS)
def test_without_commitments_everything_else_is_found(code: str) -> None:
    customer, responses = TALKS[code]
    whole = detect(responses[1], language=code, customer=customer, case=CASE)
    part = detect(responses[1], language=code, customer=customer, case=CASE, commitments=False)
    assert whole.promises
    assert part.promises == part.checks == ()
    assert (part.acts, part.facts, part.remedies) == (whole.acts, whole.facts, whole.remedies)
