"""What of a response does not count: a company's signature, in any language; what only looks like one does."""

from __future__ import annotations

import pytest

from scoring import LANGUAGES, detect
from scoring.guards import signature_start
from scoring.variations import load_variations

BODY = "Olen pahoillani, soitan teille huomenna."


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_signature_adds_no_act(code):
    plain = {"en": "Okay, see you.", "fi": "Selvä, nähdään.", "sv": "Okej, vi ses.", "ru": "Ясно.", "el": "Εντάξει."}
    signed = load_variations(code).signed(plain[code], "")
    before, after = (
        {act.name for act in detect(text, language=code, channel="email").acts} for text in (plain[code], signed)
    )
    assert after <= before


@pytest.mark.parametrize(
    "signature",
    [
        "--\nKaisla Oy\nSatamakuja 12\n020 000 0000",
        "Kaisla Oy | Asiakaspalvelu\nwww.kaisla.example",
        "--\nKaisla Oy | Asiakaspalvelu",
        "Puhelin 020 000 0000\nanna@kaisla.example",
    ],
)
def test_a_signature_begins_with_dashes_or_addresses(signature):
    text = f"{BODY}\n\n{signature}"
    assert signature_start(text) == text.index(signature)


@pytest.mark.parametrize(
    "text",
    [
        "",
        BODY,
        "020 000 0000",
        f"{BODY}\n\nYstävällisin terveisin\nAnna Kaisla",
        f"{BODY}\nVoitte soittaa minulle: 020 000 0000.\nNumero on oma.",
        f"{BODY}\nNumeroni on\n020 000 0000",
        "--\nKaisla Oy\n" + "Tässä on vielä paljon asiaa. " * 40,
        "--\nsoitan huomenna",
        f"{BODY}\n--\nOlen tosi pahoillani.",
        f"{BODY}\n---\nSoitan huomenna numeroon 020 000 0000",
        f"Hei.\nSeuranta: https://x.example/1\n{BODY}\nKysyttävää: apu@x.example",
    ],
)
def test_prose_is_no_signature(text):
    assert signature_start(text) == len(text)


def test_the_name_under_a_closing_line_stays():
    text = f"{BODY}\n\nTerveisin\nAnna Kaisla\nKaisla Oy | Asiakaspalvelu\nwww.kaisla.example"
    assert text[signature_start(text) :].startswith("Kaisla Oy |")


def test_a_form_nobody_filled_in_does_not_count():
    said = detect("Dear [name], I am truly sorry about [matter].", language="en")
    assert "apologise" not in {act.name for act in said.acts}
    for text in ("I am truly sorry about that [1].", "I am truly sorry, I will refund you [as agreed] tomorrow."):
        assert "apologise" in {act.name for act in detect(text, language="en").acts}
