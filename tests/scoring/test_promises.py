"""Promises: who commits to what, by when, and for how much."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import scoring
from scoring.acts import Detection
from scoring.case import Case
from scoring.commitments import same_pairs
from scoring.comparing import comparing
from scoring.days import add_working_days, period_day
from scoring.deadlines import due_of, read_moment
from scoring.language import LANGUAGES, load_language
from scoring.measures import find_quantities
from scoring.text import read

NOW = "2026-03-04T10:15"  # a Wednesday
TODAY, TOMORROW, FRIDAY, MONDAY = "2026-03-04", "2026-03-05", "2026-03-06", "2026-03-09"

# What is said, by when, how much. The act is one that can be kept.
KEPT = {
    "en": [
        ("I'll ring you on Friday to check that the money has arrived.", FRIDAY, None),
        ("I'll refund €94.50 to your card today.", TODAY, "94.50"),
        ("You'll have the money within three working days.", MONDAY, None),
        ("I'll call you back tomorrow at ten.", f"{TOMORROW}T10:00", None),
        ("I'll call you by five.", f"{TODAY}T17:00", None),
        ("I'll get back to you in an hour.", f"{TODAY}T11:15", None),
        ("We will send you a new one this week.", "2026-03-08", None),
        ("I'm sending you a new one by courier today.", TODAY, None),
        ("I'll call you again on 12 March.", "2026-03-12", None),
        ("I'll call you on March 12th.", "2026-03-12", None),
        ("I'll call you on 5 April at 11.", "2026-04-05T11:00", None),
        ("I'll pay the bank's fee of twenty-two fifty, too.", None, "22.50"),
        ("The repair will be done by the end of next week.", "2026-03-15", None),
        ("I'll phone you at half past three on Monday.", f"{MONDAY}T15:30", None),
        ("You will get it back in two weeks.", "2026-03-18", None),
        ("I'll let you know by noon.", f"{TODAY}T12:00", None),
        ("I'll call you within the hour.", f"{TODAY}T11:15", None),
        ("I'll refund you forty-seven euros ninety.", None, "47.90"),
        ("I'll refund 47 euros and 90 cents.", None, "47.90"),
        ("I'll refund you one hundred and nineteen euros right away.", None, "119"),
        ("I'll refund EUR 1,299.00 tomorrow.", TOMORROW, "1299"),
        ("I'll call you at 4 pm.", f"{TODAY}T16:00", None),
        ("I'll call you tomorrow at 9.30 in the morning.", f"{TOMORROW}T09:30", None),
        ("I'll call you on Wednesday.", "2026-03-11", None),
        ("I'll ring you the day after tomorrow.", FRIDAY, None),
        ("I'll get back to you in thirty minutes.", f"{TODAY}T10:45", None),
        ("Your refund will arrive by Monday at the latest.", MONDAY, None),
        ("I'll refund it, and you'll have it by Friday.", FRIDAY, None),
        ("I'll ring you in three days.", "2026-03-07", None),
        ("I'll call you on 2026-03-20 at 14:05.", "2026-03-20T14:05", None),
        ("We'll replace it within 10 business days.", "2026-03-18", None),
        ("I'll get my manager.", None, None),
    ],
    "fi": [
        ("Soitan sinulle perjantaina ja tarkistan, että rahat ovat tulleet.", FRIDAY, None),
        ("Palautan 94,50 euroa kortillesi tänään.", TODAY, "94.50"),
        ("Rahat ovat kortillasi kolmen pankkipäivän kuluessa.", MONDAY, None),
        ("Soitan huomenna kello kymmenen.", f"{TOMORROW}T10:00", None),
        ("Soitan sinulle viiteen mennessä.", f"{TODAY}T17:00", None),
        ("Palaan asiaan tunnin kuluttua.", f"{TODAY}T11:15", None),
        ("Lähetämme sinulle uuden tällä viikolla.", "2026-03-08", None),
        ("Tarkistan sen uudestaan 12.3.", "2026-03-12", None),
        ("Soitan teille tiistaina kymmeneltä ja kysyn, miten se on toiminut.", "2026-03-10T10:00", None),
        ("Saat uuden keittimen kahden viikon kuluttua.", "2026-03-18", None),
        ("Soitan maanantaina klo 15.30.", f"{MONDAY}T15:30", None),
        ("Palautan rahat maanantaihin mennessä.", MONDAY, None),
        ("Palautan teille neljäkymmentäseitsemän euroa yhdeksänkymmentä senttiä.", None, "47.90"),
        ("Palautan 119 euroa huomenna.", TOMORROW, "119"),
        ("Soitan sinulle ylihuomenna.", FRIDAY, None),
        ("Soitan sinulle 12. maaliskuuta.", "2026-03-12", None),
        ("Soitan teille huomenna puoli neljä.", f"{TOMORROW}T15:30", None),
        ("Palautamme rahat viiden arkipäivän kuluessa.", "2026-03-11", None),
        ("Soitan sinulle puolen tunnin sisällä, viimeistään kello 11.", f"{TODAY}T11:00", None),
        ("Soitan kolmen päivän päästä.", "2026-03-07", None),
        ("Saatte uuden ensi viikolla.", "2026-03-15", None),
        ("Soitan keskiviikkona.", "2026-03-11", None),
        ("Soitan sinulle kahden tunnin kuluttua.", f"{TODAY}T12:15", None),
        ("Hyvitän sinulle 15 euroa.", None, "15"),
        ("Hyvitän 1 299,00 euroa tänään.", TODAY, "1299"),
        ("Palautan rahat viikon kuluessa.", "2026-03-11", None),
        ("Soitan 20 minuutin kuluttua.", f"{TODAY}T10:35", None),
        ("Soitan teille lauantaina kello yhdeksän.", "2026-03-07T09:00", None),
        ("Maksan pankin maksun, 22,50 euroa.", None, "22.50"),
        ("Palautan rahat kuun loppuun mennessä.", "2026-03-31", None),
        ("Soitan sinulle torstaina kello 14.", f"{TOMORROW}T14:00", None),
    ],
    "sv": [
        ("Jag ringer dig på fredag klockan tio.", f"{FRIDAY}T10:00", None),
        ("Jag betalar tillbaka 94,50 kronor i dag.", TODAY, "94.50"),
        ("Pengarna är på kortet inom tre bankdagar.", MONDAY, None),
        ("Jag ringer i morgon.", TOMORROW, None),
        ("Jag återkommer inom en timme.", f"{TODAY}T11:15", None),
        ("Jag ringer dig halv fyra på måndag.", f"{MONDAY}T15:30", None),
    ],
    "ru": [
        ("Я позвоню вам в пятницу в десять часов.", f"{FRIDAY}T10:00", None),
        ("Я верну вам 94,50 рублей сегодня.", TODAY, "94.50"),
        ("Деньги вернутся в течение трёх рабочих дней.", MONDAY, None),
        ("Я перезвоню завтра.", TOMORROW, None),
        ("Я перезвоню через час.", f"{TODAY}T11:15", None),
    ],
}
ROWS = [(code, *row) for code, rows in KEPT.items() for row in rows]

NOTHING = {
    "en": [
        "If you want, I can refund it today.",
        "If you like, I'll call you on Friday.",
        "Shall I call you on Friday?",
        "I have refunded the 94.50 yesterday.",
        "I won't call you on Friday.",
        "I can give you 15 euros.",
        "I can't refund that today.",
        'You said "I will call you on Friday".',
        "I'm sorry about Friday.",
        "Thank you for calling.",
    ],
    "fi": [
        "Jos haluat, voin palauttaa sen tänään.",
        "Soitanko sinulle perjantaina?",
        "Palautin rahat eilen.",
        "En soita sinulle perjantaina.",
        "Voin antaa sinulle 15 euroa.",
        "Kiitos soitosta.",
    ],
    "sv": ["Om du vill kan jag betala tillbaka i dag.", "Ska jag ringa dig på fredag?"],
    "ru": ["Если хотите, я могу вернуть деньги сегодня.", "Позвонить вам в пятницу?"],
    "el": ["Αν θέλετε, μπορώ να σας επιστρέψω τα χρήματα σήμερα."],
}


NATURAL = [
    json.loads(line)
    for line in (Path(__file__).parent / "promises_natural.jsonl").read_text(encoding="utf-8").splitlines()
]
"""Sentences of one kind beside each other in five languages, with every day and sum they promise."""


@pytest.mark.parametrize("row", NATURAL, ids=lambda row: f"{row['language']}: {row['response'][:40]}")
def test_natural_sentences_promise_what_they_say(row: dict[str, Any]) -> None:
    promises = scoring.detect(row["response"], language=row["language"], reference_time=NOW).promises
    told = [(promise.due, promise.amount) for promise in promises if promise.due or promise.amount]
    assert same_pairs([(due, amount) for due, amount in row["promises"]], told), promises


@pytest.mark.parametrize(
    ("code", "text", "values", "wording"),
    [
        ("en", "Orders are packed within three days.", "3 days", "orders are packed"),
        ("fi", "Hyvitykset maksetaan viidessä arkipäivässä.", "5 arkipäivää", "hyvitys maksetaan"),
        ("sv", "Våra bud kör ända till åtta på kvällen.", "kl. 20", "våra bud kör"),
        ("ru", "За подъём мы берём триста рублей за этаж.", "300 рублей за этаж", "за подъём"),
        ("el", "Αλλαγές κάνουμε μέσα σε τριάντα μέρες.", "30 ημέρες", "αλλαγές"),
    ],
)
def test_what_a_known_fact_says_is_no_promise(code: str, text: str, values: str, wording: str) -> None:
    known = {"id": "rule", "values": [values], "wordings": [wording]}
    found = scoring.detect(text, language=code, case=Case.from_json({"knowledge": [known]}), reference_time=NOW)
    assert [check.fact for check in found.checks] == ["rule"]
    assert found.promises == ()


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "I'll refund you 40 euros today and ring you on Thursday."),
        ("fi", "Palautan 40 euroa tänään ja soitan torstaina."),
        ("sv", "Jag betalar tillbaka 400 kronor i dag och ringer på torsdag."),
        ("ru", "Верну вам 400 рублей сегодня и перезвоню в четверг."),
        ("el", "Σας επιστρέφω 40 ευρώ σήμερα και σας παίρνω την Πέμπτη."),
    ],
)
def test_a_call_beside_a_refund_is_a_call(code: str, text: str) -> None:
    promises = scoring.detect(text, language=code, reference_time=NOW).promises
    assert [promise.act for promise in promises] == ["offer_remedy", "follow_up"]


@pytest.mark.parametrize(("code", "text", "due", "amount"), ROWS)
def test_a_promise_has_its_due_and_its_sum(code: str, text: str, due: str | None, amount: str | None) -> None:
    promises = scoring.detect(text, language=code, reference_time=NOW).promises
    assert promises, "no promise found"
    assert any(promise.due == due for promise in promises), promises
    assert any(promise.amount == amount for promise in promises), promises
    for promise in promises:
        assert promise.what == text[promise.span.start : promise.span.end]


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in NOTHING.items() for text in texts])
def test_nothing_is_promised(code: str, text: str) -> None:
    assert scoring.detect(text, language=code, reference_time=NOW).promises == ()


# Whole responses with all they promise: (language, text, [(due, amount), ...]).
WHOLE: list[tuple[str, str, list[tuple[str | None, str | None]]]] = [
    (
        "en",
        "The deposit of €300 will be returned in two instalments: €200 on 9 March and the remaining €100 on 1 April.",
        [(MONDAY, "200"), ("2026-04-01", "100")],
    ),
    ("en", "Send us the receipt by Friday and we'll refund you €15.", []),
    ("en", "Two dates are free, but it's booked: Monday 9 March, 9.30 am.", [(f"{MONDAY}T09:30", None)]),
    ("en", "You'll have our answer a week from today.", [("2026-03-11", None)]),
    ("fi", "Mekaanikko tulee perjantaina klo 12–16.", [(f"{FRIDAY}T16:00", None)]),
    ("fi", "Postikulut, 6,90, hyvitän samalla.", [(None, "6.90")]),
    ("sv", "Kommer du in med kvittot senast på fredag så får du tillbaka alla 899 kronor.", []),
    ("sv", "Montören kommer på fredag kl. 12–16.", [(f"{FRIDAY}T16:00", None)]),
    ("sv", "Hon kontaktar dig senast klockan 21.", [(f"{TODAY}T21:00", None)]),
    ("ru", "Принесёте чек до пятницы — вернём все 8900 рублей.", []),
    ("ru", "Перезвоню вам минут через двадцать.", [(f"{TODAY}T10:35", None)]),
    ("ru", "Коллега ещё в пятницу начислила вам за это 500 рублей.", []),
    (
        "ru",
        "Все пятнадцать тысяч вернутся к вам: десять тысяч сегодня, остальные пять тысяч тридцатого.",
        [(TODAY, "10000"), ("2026-03-30", "5000")],
    ),
    ("el", "Τα χρήματα θα έχουν πιστωθεί στον λογαριασμό σας ως το τέλος του χρόνου.", [("2026-12-31", None)]),
    ("el", "Επιβεβαιώνω ότι τα 49,99 ευρώ πιστώθηκαν στις 2 Μαρτίου.", []),
    # Without a verb: what comes where.
    ("en", "By Friday, on your account: 40 euros.", [(FRIDAY, "40")]),
    ("fi", "Huomenna ennen puoltapäivää ovellanne, kaksi asentajaa mukana.", [(f"{TOMORROW}T12:00", None)]),
    ("sv", "Senast på fredag, på ditt konto: 400 kronor.", [(FRIDAY, "400")]),
    ("ru", "До пятницы на вашей карте: 4000 рублей.", [(FRIDAY, "4000")]),
    ("el", "Αύριο πριν τις δώδεκα, στην πόρτα σας, με δύο τεχνικούς.", [(f"{TOMORROW}T12:00", None)]),
    # The sum in the sentence before, the day in the one behind.
    ("en", "We still owe you 35 pounds. I'll transfer it on Monday.", [(MONDAY, "35")]),
    ("fi", "Olemme teille vielä 35 euroa velkaa. Maksan sen maanantaina.", [(MONDAY, "35")]),
    ("sv", "Jag krediterar 185 kronor, och du ser det på kontot inom fem dagar.", [(MONDAY, "185")]),
    ("ru", "Стоимость плиты, 34 900 рублей, вернём завтра.", [(TOMORROW, "34900")]),
    ("el", "Σας χρωστάμε ακόμη 35 ευρώ. Τα μεταφέρω τη Δευτέρα.", [(MONDAY, "35")]),
    # What hangs on the customer's deed, options, habits, what is done.
    ("en", "Once you've sent the receipt we refund within ten days.", []),
    ("fi", "Kun olette lähettäneet kuitin, palautamme rahat kymmenessä päivässä.", []),
    ("sv", "Vi kan hämta den på torsdag, eller så lämnar du in den senast lördag.", []),
    ("sv", "Avgiften är femtio kronor och man måste komma dit själv.", []),
    ("ru", "Доставка обычно занимает три дня, и мы всегда звоним по понедельникам.", []),
    ("el", "Σας επιστρέψαμε 30 ευρώ την περασμένη Τρίτη.", []),
    # A condition that carries its own commitment bars no other.
    (
        "en",
        "He comes at three on Friday, and if the part is missing he'll bring it later.",
        [(f"{FRIDAY}T15:00", None)],
    ),
    ("ru", "За доставку вернём полторы тысячи.", [(None, "1500")]),
    ("sv", "Frakten, 79:-, sätter vi tillbaka före halvårsskiftet.", [(None, "79")]),
    ("el", "Η πρόβα θα γίνει το Σάββατο 14 στις πέντε.", [("2026-03-14T17:00", None)]),
]


@pytest.mark.parametrize(("code", "text", "wanted"), WHOLE)
def test_a_response_promises_all_it_does_and_no_more(
    code: str, text: str, wanted: list[tuple[str | None, str | None]]
) -> None:
    promises = scoring.detect(text, language=code, reference_time=NOW).promises
    assert [(promise.due, promise.amount) for promise in promises] == wanted


def test_a_promise_names_the_most_telling_act() -> None:
    (call,) = scoring.detect("I'll ring you on Friday.", language="en", reference_time=NOW).promises
    assert (call.act, call.what) == ("follow_up", "I'll ring you on Friday")


def test_two_clauses_are_two_promises_each_with_its_own() -> None:
    text = "I'll refund 94.50 euros today, and I'll ring you on Friday."
    first, second = scoring.detect(text, language="en", reference_time=NOW).promises
    assert (first.act, first.due, first.amount) == ("offer_remedy", TODAY, "94.50")
    assert (second.act, second.due, second.amount) == ("follow_up", FRIDAY, None)


def test_without_a_reference_time_nothing_relative_is_due() -> None:
    (promise,) = scoring.detect("I'll ring you on Friday.", language="en").promises
    assert promise.due is None


def test_the_zone_of_the_reference_is_kept() -> None:
    (promise,) = scoring.detect(
        "I'll ring you tomorrow at ten.", language="en", reference_time="2026-03-04T10:15:00+02:00"
    ).promises
    assert promise.due == "2026-03-05T10:00+02:00"


@pytest.mark.parametrize("reference", ["", "soon", "2026-13-45", "\ud800"])
def test_a_reference_that_is_no_time_is_none(reference: str) -> None:
    assert read_moment(reference) is None
    assert scoring.detect("I'll ring you on Friday.", language="en", reference_time=reference).promises[0].due is None


# Every language with its forms resolves days on its own, whatever its patterns find.
DAYS = {
    "en": [("on Friday", FRIDAY), ("tomorrow", TOMORROW), ("yesterday", None), ("two weeks ago", None)],
    "fi": [("perjantaina", FRIDAY), ("huomenna", TOMORROW), ("eilen", None), ("kaksi viikkoa sitten", None)],
    "sv": [("på fredag", FRIDAY), ("i morgon", TOMORROW), ("i går", None), ("för två veckor sedan", None)],
    "ru": [("в пятницу", FRIDAY), ("завтра", TOMORROW), ("вчера", None), ("две недели назад", None)],
    "el": [("την Παρασκευή", FRIDAY), ("αύριο", TOMORROW), ("χθες", None), ("σε τρεις ημέρες", "2026-03-07")],
}


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_reads_its_days(code: str) -> None:
    language = load_language(code)
    moment = datetime.fromisoformat(NOW)
    for text, due in DAYS[code]:
        reading = read(text, language.spelling)
        quantities = find_quantities(reading, language)
        assert due_of(reading.tokens, quantities, 0, len(reading.tokens), language, moment) == due, text


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_has_its_words_of_promises(code: str) -> None:
    words = comparing(code)
    for kind in ("open", "hanging", "wishing", "no", "yes", "asking", "past"):
        assert words.words[kind], f"{code}: {kind}"


WEDNESDAY = "2026-03-04T10:15"


@pytest.mark.parametrize(
    ("code", "said", "wanted"),
    [
        # A unit left out is that of the length before; what a habit covers ends at "but".
        ("sv", "De brukar ta fyra timmar, men i dag är de hos dig inom två.", [("2026-03-04T12:15", None)]),
        ("fi", "Yleensä se vie neljä tuntia, mutta nyt he ovat teillä kahden sisällä.", [("2026-03-04T12:15", None)]),
        # A whole shared out in bare numbers, and what is taken from a whole.
        ("ru", "Верну 800 рублей: четыреста сейчас и четыреста в пятницу.", [(None, "400"), ("2026-03-06", "400")]),
        ("el", "Από τα 80 ευρώ παίρνετε πίσω τα σαράντα.", [(None, "40")]),
        ("fi", "Päivävuokrasta, 42 eurosta, palautan puolet eli 21 euroa.", [(None, "21")]),
        ("en", "You'll get half price on your next visit.", [(None, "50%")]),
        ("sv", "Hyran på 6000 kronor sänks med 500 kronor.", [(None, "500")]),
        # A length alone, a week by its number, the day a length is counted from.
        ("en", "Ninety minutes, and your heating's back on.", [("2026-03-04T11:45", None)]),
        ("sv", "Luckorna är hos dig senast vecka 12.", [("2026-03-22", None)]),
        ("ru", "Верну 880 рублей в течение пяти рабочих дней с сегодняшнего дня.", [("2026-03-11", "880")]),
        # Numbers that count people are no hours, two before one unit are a range.
        ("ru", "Приеду к вам с тремя помощниками в пятницу.", [("2026-03-06", None)]),
        ("ru", "Выписка будет готова через два-три дня.", [("2026-03-07", None)]),
        # Remarks and rules beside the matter.
        ("en", "By the way, breakfast is served from seven until eleven.", []),
        ("ru", "Завтрак подают с семи до одиннадцати.", []),
        ("el", "Βάσει κανονισμού η επιστροφή γίνεται σε δέκα ημέρες.", []),
        # An imperative that binds nothing, and one that does.
        ("sv", "Lämna in klockan när du vill, vi står för lagningen, 450 kronor.", [(None, "450")]),
        ("sv", "Skicka kvittot så betalar jag 300 kronor i morgon.", []),
        # What is sent is what was promised.
        ("en", "You're getting a £15 voucher, which I'll text you by four.", [("2026-03-04T16:00", "15")]),
    ],
)
def test_terms_told_in_few_words(code: str, said: str, wanted: list[tuple[str | None, str | None]]) -> None:
    found = scoring.detect(said, language=code, reference_time=WEDNESDAY)
    assert [(promise.due, promise.amount) for promise in found.promises] == wanted


def test_working_days_leave_out_the_weekend() -> None:
    assert add_working_days(date(2026, 3, 4), 3) == date(2026, 3, 9)
    assert add_working_days(date(2026, 3, 6), 1) == date(2026, 3, 9)


def test_a_period_ends_on_its_last_day() -> None:
    assert period_day("week", date(2026, 3, 4)) == date(2026, 3, 8)
    assert period_day("month", date(2026, 12, 30)) == date(2026, 12, 31)
    assert period_day("next_month", date(2026, 12, 30)) == date(2027, 1, 31)


PIECES = [
    "I'll call you", "by", "at", "in", "Friday", "tomorrow", "31.2.", "99", "7", "weeks", "hours", "half past", "€",
    "0,00", "1e9", "999999999999999999", "March", ",", ".", "?", "if", "Soitan", "huomenna", "kello", "\ud800", "\x00", "\n",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join)))
def test_no_text_breaks_it_and_spans_stay_inside(text: str) -> None:
    for code in ("en", "fi"):
        found = scoring.detect(text, language=code, reference_time=NOW)
        for promise in found.promises:
            assert 0 <= promise.span.start < promise.span.end <= len(text)
            assert promise.what == text[promise.span.start : promise.span.end]
        assert Detection.from_json(json.loads(json.dumps(found.to_json()))) == found


def test_a_percentage_behind_a_sum_shares_nothing_out():
    text = "Uusia pupuja on lelukaupassamme, alkaen 14,90, ja sähköpostilistalaisille −15 %."
    assert not scoring.detect(text, language="fi", reference_time=NOW).promises
