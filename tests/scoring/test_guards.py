"""What of a response does not count: a company's signature, in any language; what only looks like one does."""

from __future__ import annotations

import pytest

from scoring import LANGUAGES, detect
from scoring.guards import signature_start
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


MOCKED = {
    "en": ("I'm so sorry about that.", "My heart bleeds for you.", "apologise"),
    "fi": ("Pyydän anteeksi tätä.", "Voi voi raukkaa, ihan itku tässä tulee.", "apologise"),
    "sv": ("Jag ber så mycket om ursäkt.", "Ers majestät får väl ta upp det med kungen.", "apologise"),
    "ru": ("Простите нас, пожалуйста.", "Сейчас расплачусь, бедненькая вы наша.", "apologise"),
    "el": ("Σας ζητώ συγγνώμη.", "Θα βάλω τα κλάματα, μεγαλειοτάτη.", "apologise"),
}


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_move_is_made_beside_mockery(code):
    said, mocking, act = MOCKED[code]
    assert act in names(said, code)
    assert act not in names(f"{said} {mocking}", code)
    assert act not in names(f"{mocking} {said}", code)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "So your bill was... I am going to... And by Friday you will..."),
        ("fi", "Olen todella... Minä hoidan sinulle uuden... Ja huomenna saat..."),
        ("sv", "Jag är väldigt... Jag ska ordna en ny... Och i morgon ska jag..."),
        ("ru", "Мы приносим вам свои... Я верну вам новый... И завтра будем..."),
        ("el", "Σας ζητώ... Θα φροντίσω να... Και αύριο θα έχετε..."),
    ],
)
def test_where_most_sentences_stop_before_their_word_nothing_is_said(code, text):
    assert not names(text, code) & {"apologise", "own", "offer_remedy", "explain_next", "follow_up"}


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "Sorry, listening, our fault, refund, tomorrow, phone, thanks."),
        ("fi", "Anteeksi, kuuntelen, virheemme, hyvitys, huomenna, puhelin, kiitos."),
        ("sv", "Förlåt, lyssnar, vårt fel, återbetalning, måndag, mejl, tack."),
        ("ru", "Извините, слушаю, наша ошибка, возврат, завтра, телефон, спасибо."),
        ("el", "Συγγνώμη, ακούω, λάθος μας, επιστροφή, αύριο, κινητό, ευχαριστώ."),
    ],
)
def test_a_list_of_key_words_is_no_answer(code, text):
    assert not names(text, code)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "Here I would apologise and repeat that the parcel is late."),
        ("fi", "Tässä kohtaa pyytäisin anteeksi ja toistaisin, että paketti on myöhässä."),
        ("sv", "Här skulle jag be om ursäkt och upprepa att paketet är sent."),
        ("ru", "Тут полагается извиниться и повторить, что посылка опоздала."),
        ("el", "Εδώ θα ζητούσα συγγνώμη και θα επαναλάμβανα ότι το δέμα άργησε."),
    ],
)
def test_speaking_about_an_answer_is_none(code, text):
    assert not names(text, code)


@pytest.mark.parametrize(
    ("code", "text", "act"),
    [
        ("en", "I am so sorry about that. I was just rehearsing.", "apologise"),
        ("fi", "Pyydän anteeksi. Laskin vain leikkiä.", "apologise"),
        ("sv", "Jag ber om ursäkt. Där gick du på den.", "apologise"),
        ("ru", "Простите нас, пожалуйста. Это была шутка.", "apologise"),
        ("el", "Σας ζητώ συγγνώμη. Πρόβα έκανα.", "apologise"),
    ],
)
def test_other_words_take_a_move_back_too(code, text, act):
    assert act in names(text.split(". ")[0] + ".", code)
    assert act not in names(text, code)


def test_what_takes_a_move_back_does_not_make_it():
    assert "admit_fault" not in names("That was our mistake. Scrap that, it was not our mistake at all.")


def test_sentences_that_trail_off_make_no_move():
    said = "I am so very sorry about the... I will send you a... And by Friday you will have..."
    assert not names(said) & {"offer_remedy", "own", "explain_next"}
    assert "apologise" in names("I am so very sorry about that... Let me see what I can do about it today.")


@pytest.mark.parametrize(
    ("code", "text", "act"),
    [
        ("en", "I am so sorry. There is a stain on the red carpet in your hall.", "apologise"),
        ("en", "Oh no... I am so sorry... I will ring you tomorrow at ten...", "apologise"),
        ("fi", "Pyydän anteeksi. Itse asiassa emme veloita mitään.", "apologise"),
        ("sv", "Jag ber om ursäkt. Jag tar tillbaka det trasiga ljuset.", "apologise"),
        ("ru", "Я верну вам всю сумму сегодня. Не шучу.", "offer_remedy"),
        ("en", "I am so sorry about this... I will take care of that... I'll ring you tomorrow at ten...", "apologise"),
        ("fi", "Pyydän anteeksi... Palautan rahat teille... Minä hoidan sen...", "apologise"),
        ("sv", "Jag beklagar så mycket... Jag ordnar det... Jag ringer dig i morgon klockan tio...", "follow_up"),
        ("ru", "Простите нас... Я понимаю вас... Деньги верну вам...", "apologise"),
        ("fi", "Hei Liisa! Pahoittelen kovasti. Virheemme. Palautan rahat. Soitan huomenna. Kiitos.", "offer_remedy"),
        ("ru", "Простите. Ошибка наша. Деньги верну. Перезвоню завтра. Всё исправлю. Спасибо.", "offer_remedy"),
        ("el", "Συγγνώμη. Λάθος μας. Επιστρέφω χρήματα. Διορθώνω αμέσως. Τηλεφωνώ αύριο. Ευχαριστώ.", "admit_fault"),
        ("en", "I am so sorry. The letter was sent by mistake.", "apologise"),
        ("fi", "Pyydän anteeksi. Väärä malli lähti teille.", "apologise"),
        ("sv", "Jag ber om ursäkt. Fakturan skickades av misstag.", "apologise"),
        ("ru", "Простите нас, пожалуйста. Счёт отправили по ошибке.", "apologise"),
        ("el", "Ζητώ συγγνώμη. Κατά λάθος στάλθηκε δύο φορές.", "apologise"),
        ("fi", "Pyydän anteeksi virhettämme. Korjaus ei maksa teille mitään.", "apologise"),
        ("en", "I'll refund you today. Correction: it is 45 euros, not 40.", "offer_remedy"),
        ("en", "I'm so sorry, this is where we should have called you at once.", "apologise"),
        ("ru", "Здесь следует извиниться: простите нас, ошибка наша.", "apologise"),
        ("sv", "Jag ber om ursäkt. Jag ändrade mig inte, du får pengarna i dag.", "apologise"),
        ("el", "Ζητώ συγγνώμη. Έχετε όλο το δίκιο του κόσμου. Θα σας επιστρέψω 40 ευρώ σήμερα.", "apologise"),
    ],
)
def test_honest_answers_keep_their_moves(code, text, act):
    assert act in names(text, code)


@pytest.mark.parametrize(
    ("code", "ours", "not_ours"),
    [
        ("en", "It was our mistake, not yours.", "It wasn't our mistake."),
        ("fi", "Se oli meidän vikamme, ei teidän.", "Se ei ole meidän vikamme."),
        ("sv", "Det var vårt fel, inte ditt.", "Det var inte vårt fel."),
        ("ru", "Это наша вина, а не ваша.", "Это не наша вина."),
        ("el", "Ήταν δικό μας λάθος, όχι δικό σας.", "Δεν είναι δικό μας λάθος."),
    ],
)
def test_what_is_said_not_to_be_our_fault_is_no_admission(code, ours, not_ours):
    assert "admit_fault" in names(ours, code)
    assert "admit_fault" not in names(not_ours, code)
