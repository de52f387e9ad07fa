"""What of a response does not count: a company's signature, in any language; what only looks like one does."""

from __future__ import annotations

import pytest

from scoring import LANGUAGES, detect
from scoring.detection import prepare
from scoring.guards import capitalised, signature_start
from scoring.language import load_language
from scoring.text import read
from scoring.variations import load_variations


def names(response: str, code: str = "en") -> set[str]:
    return {act.name for act in detect(response, language=code).acts}


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


def test_a_bracket_at_the_end_of_a_sentence_waits_as_well():
    assert "apologise" not in names("Dear [name], I am truly sorry about [matter]. I am sorry for [what happened]")


TAKEN_BACK = {
    "en": ("I'm so sorry about that.", "No, scrap that.", "apologise"),
    "fi": ("Pyydän anteeksi tätä.", "Eiku perun sanani.", "apologise"),
    "sv": ("Jag ber så mycket om ursäkt.", "Skojar bara.", "apologise"),
    "ru": ("Я верну вам деньги сегодня.", "Хотя нет.", "offer_remedy"),
    "el": ("Σας ζητώ συγγνώμη.", "Πλάκα κάνω.", "apologise"),
}


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_is_taken_back_in_the_next_breath_is_no_act(code):
    said, undone, act = TAKEN_BACK[code]
    assert act in names(said, code)
    assert act not in names(f"{said} {undone}", code)
    assert act in names(f"{undone} {said}", code)


def test_a_fault_was_said_even_if_it_is_taken_back():
    assert "dismiss" in names("Calm down. No, scrap that.")


def test_a_promise_taken_back_is_no_promise():
    text = "I will ring you tomorrow. Or rather, I won't."
    assert not detect(text, language="en", reference_time="2026-03-04T10:15").promises


def test_names_stand_inside_a_sentence_and_shouting_is_no_name():
    language = load_language("en")
    reading = read("Well, DPD and Priya will ask. WE ARE CALLING ANNA TODAY.", language.spelling)
    assert [reading.tokens[place].text for place in capitalised(reading, language.stop_words)] == ["dpd", "priya"]


@pytest.mark.parametrize("code", LANGUAGES)
def test_whose_name_opens_a_sentence_makes_no_difference(code):
    rest = {
        "en": "will ring you tomorrow.",
        "fi": "soittaa teille huomenna.",
        "sv": "ringer dig i morgon.",
        "ru": "позвонит вам завтра.",
        "el": "θα σας πάρει αύριο.",
    }[code]
    people = ("Хельга", "Зульфия") if code == "ru" else ("Astrid", "Zulfiya")
    one, other = (prepare(f"{name} {rest}", code, "", "store")[2][0] for name in people)
    assert one.text.tolist() == other.text.tolist()
    assert one.meaning.tolist() == other.meaning.tolist()


MOCKED = {
    "en": ("I'm so sorry about that.", "Shall I roll out the red carpet?", "apologise"),
    "fi": ("Pyydän anteeksi tätä.", "Levitetäänkö punainen matto?", "apologise"),
    "sv": ("Jag ber så mycket om ursäkt.", "Ska vi rulla ut röda mattan?", "apologise"),
    "ru": ("Простите нас, пожалуйста.", "Расстелить вам ковровую дорожку?", "apologise"),
    "el": ("Σας ζητώ συγγνώμη.", "Να στρώσω και κόκκινο χαλί;", "apologise"),
}


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_move_is_made_beside_mockery(code):
    said, mocking, act = MOCKED[code]
    assert act in names(said, code)
    assert act not in names(f"{said} {mocking}", code)
    assert act not in names(f"{mocking} {said}", code)


def test_sentences_that_trail_off_make_no_move():
    said = "I am so very sorry about the... I will send you a... And by Friday you will have..."
    assert not names(said) & {"offer_remedy", "own", "explain_next"}
    assert "apologise" in names("I am so very sorry about that... Let me see what I can do about it today.")


@pytest.mark.parametrize(
    ("code", "men", "women"),
    [
        ("en", "Dear Mr Haddock, I hear you, sir.", "Dear Mrs Haddock, I hear you, madam."),
        ("fi", "Hyvä herra Virta, kuuntelen.", "Hyvä rouva Virta, kuuntelen."),
        ("sv", "Bästa herr Ek, jag lyssnar.", "Bästa fru Ek, jag lyssnar."),
        ("ru", "Уважаемый господин Ким, я слушаю.", "Уважаемый госпожа Ким, я слушаю."),
        ("el", "Αγαπητέ κύριε Ράπτη, σας ακούω.", "Αγαπητή κυρία Ράπτη, σας ακούω."),
    ],
)
def test_men_and_women_are_heard_alike(code, men, women):
    one, other = (prepare(text, code, "", "email")[2][0] for text in (men, women))
    assert one.text.tolist() == other.text.tolist()
    assert one.meaning.tolist() == other.meaning.tolist()
    assert one.context.tolist() == other.context.tolist()


@pytest.mark.parametrize(
    ("code", "text", "act"),
    [
        ("en", "I am so sorry. There is a stain on the red carpet in your hall.", "apologise"),
        ("en", "Oh no... I am so sorry... I will ring you tomorrow at ten...", "apologise"),
        ("fi", "Pyydän anteeksi. Itse asiassa emme veloita mitään.", "apologise"),
        ("sv", "Jag ber om ursäkt. Jag tar tillbaka det trasiga ljuset.", "apologise"),
        ("ru", "Я верну вам всю сумму сегодня. Не шучу.", "offer_remedy"),
        ("el", "Ζητώ συγγνώμη. Έχετε όλο το δίκιο του κόσμου. Θα σας επιστρέψω 40 ευρώ σήμερα.", "apologise"),
    ],
)
def test_honest_answers_keep_their_moves(code, text, act):
    assert act in names(text, code)
