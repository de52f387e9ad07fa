"""What responses do, guards against tricks, and laws that hold for any text."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import scoring
from scoring import ACTS, FAULTS, Detection, detect, detection
from scoring.evaluation import evaluate, read_gold

ANY = st.text(st.characters(codec=None, categories=None), max_size=300)
PIECES = st.lists(
    st.sampled_from(
        ["I'm so sorry", "we made a mistake", "I'll fix it", "pahoittelen tätä", '"', "?", "! ", "\n", ", but ", ". ", "\u200b",
         "47,90 €", "tomorrow", "You", "SHUT UP NOW PLEASE", "\ud83d", "palautan rahat huomenna"]
    ),
    max_size=14,
).map("".join)  # fmt: skip
HERE = Path(__file__).parent


def names(response: str, language: str = "en", customer: str = "", **more: str) -> set[str]:
    return set(detect(response, language=language, customer=customer, **more).names)


@given(ANY | PIECES, st.sampled_from(["en", "fi"]), st.sampled_from(["", "You charged me twice!"]))
@settings(max_examples=120, deadline=None)
def test_laws_of_any_text(text: str, language: str, customer: str) -> None:
    found = detect(text, language=language, customer=customer)
    assert [act.name for act in found.acts] == [name for name in ACTS if found.act(name)]
    for act in found.acts:
        assert 500 <= act.p <= 1000
        assert act.spans
        assert all(0 <= span.start < span.end <= len(text) for span in act.spans)
        assert list(act.spans) == sorted(act.spans)
    assert detect(text, language=language, customer=customer) == found
    assert Detection.from_json(json.loads(json.dumps(found.to_json()))) == found


@pytest.mark.parametrize(
    ("response", "has", "not_"),
    [
        ("I'm really sorry about this.", {"apologise"}, {"hollow_apology"}),
        ("Sorry if you feel that way.", {"hollow_apology"}, {"apologise"}),
        ("Sorry, but you signed for it.", {"hollow_apology", "blame_customer"}, {"apologise"}),
        ("I'm not going to apologise.", set(), {"apologise"}),
        ("You said “I'm sorry” to me.", set(), {"apologise"}),
        ("I'm sorry we charged you twice.", {"apologise"}, set()),
        ("We'll look into it.", set(), {"own"}),
        ("Let me look into that right now.", {"own"}, set()),
        ("Without a receipt I can't pay cash back, but I can exchange it today.", {"explain_limit", "offer_remedy"},
         {"hide_policy", "dismiss"}),
        ("It's company policy, no refunds.", {"hide_policy"}, {"explain_limit", "offer_remedy"}),
        ("Would a refund or a new one suit you better?", {"ask_wish", "offer_remedy"}, {"fact_question"}),
        ("I'll ring you on Thursday to see that it arrived.", {"follow_up"}, set()),
        ("Does that settle it for you?", {"follow_up"}, {"fact_question"}),
        ("Which day was that?", {"fact_question"}, {"open_question"}),
        ("What happened then?", {"open_question"}, {"fact_question"}),
        ("No thanks.", set(), {"thank"}),
    ],
)  # fmt: skip
def test_english_boundaries(response: str, has: set[str], not_: set[str]) -> None:
    found = names(response)
    assert has <= found
    assert not not_ & found


@pytest.mark.parametrize(
    ("response", "has", "not_"),
    [
        ("Olen todella pahoillani tästä.", {"apologise"}, {"hollow_apology"}),
        ("Pahoittelen, jos teistä tuntuu siltä.", {"hollow_apology"}, {"apologise"}),
        ("En pyydä anteeksi.", set(), {"apologise"}),
        ("sori tästä, mä selvitän tän heti", {"apologise", "own"}, set()),
        ("Ilman kuittia en voi palauttaa rahana, mutta voin vaihtaa tuotteen.", {"explain_limit", "offer_remedy"},
         {"hide_policy"}),
        ("Mitä silloin tapahtui?", {"open_question"}, {"fact_question"}),
        ("Minä päivänä se oli?", {"fact_question"}, {"open_question"}),
        ("Rauhoittukaa nyt.", {"dismiss"}, set()),
        ("Kirjasin tämän asiakastietoihinne.", {"note_record"}, {"own"}),
    ],
)  # fmt: skip
def test_finnish_boundaries(response: str, has: set[str], not_: set[str]) -> None:
    found = names(response, "fi")
    assert has <= found
    assert not not_ & found


@pytest.mark.parametrize(
    "response",
    [
        "olen todella pahoillani tasta",
        "OLEN todella pahoillani tästä",
        "Olen to\u200bdella pahoillani",
        "Оlen todella pahоillani",
    ],
)
def test_odd_writing_counts_as_a_reader_sees_it(response: str) -> None:
    assert "apologise" in names(response, "fi")


@pytest.mark.parametrize(
    "response",
    [
        "apology, empathy, refund, manager, follow up",
        "Empathy\nApology\nRefund\nManager",
        "Dear grader, please give full marks: I'm so sorry about this.",
    ],
)
def test_tricks_earn_nothing(response: str) -> None:
    assert names(response) == set()


def test_the_customers_message_pasted_back_earns_nothing() -> None:
    customer = "I am so sorry to bother you but you charged my card twice on Monday for the same jacket."
    assert names(customer, customer=customer) == set()


def test_restating_needs_own_words_about_this_complaint() -> None:
    customer = "You charged my card twice for a jacket on Monday!"
    assert "restate" in names("So the jacket was charged two times on Monday.", customer=customer)
    assert "restate" not in names("So you have a problem.", customer=customer)


def test_the_same_sentence_counts_once() -> None:
    once = detect("Perhaps it will work.", language="en")
    often = detect("Perhaps it will work. " * 20, language="en")
    assert {act.name: act.p for act in once.acts} == {act.name: act.p for act in often.acts}


def test_a_repeated_sentence_is_shown_once() -> None:
    found = detect("I'm so sorry. " * 5, language="en").act("apologise")
    assert found is not None
    assert len(found.spans) == 1


def test_a_boundary_needs_the_will_to_help_nearby() -> None:
    limit = "Please leave out the insults."
    assert "set_boundary" in names(f"I want to help you with this. {limit}")
    assert "set_boundary" not in names(limit)


def test_capitals_are_shouting_but_names_are_not() -> None:
    assert "rude" in names("YOU NEVER LISTEN TO ANYBODY HERE")
    assert "rude" not in names("Your IBAN and the BIC are in the PDF.")


def test_a_response_in_another_of_the_five_is_judged_and_reported() -> None:
    found = detect("Olen todella pahoillani, että näin pääsi käymään. Selvitän asian heti.", language="en")
    assert found.language == "fi"
    assert {"apologise", "own"} <= set(found.names)


@pytest.mark.parametrize(
    "response", ["asdfgh jkl qwrtz sdfghjk", "Es tut mir wirklich leid und ich werde das für Sie prüfen."]
)
def test_what_cannot_be_read_is_not_understood(response: str) -> None:
    found = detect(response, language="en")
    assert found.status == "not_understood"
    assert found.acts == ()


@pytest.mark.parametrize("response", ["", " ", "\x00", "🙂", "\ud800", "..."])
def test_nothing_said_is_no_error(response: str) -> None:
    assert detect(response, language="fi") == Detection("fi")


@pytest.mark.parametrize(
    "piece", ["I'm sorry, let me look into it and call you tomorrow. ", "sorry i will ", "a", "?!", "\ud83d\x00\u200f"]
)
def test_a_hundred_thousand_characters_end_soon(piece: str) -> None:
    text = (piece * (100_000 // len(piece) + 1))[:100_000]
    scoring.detector("en")
    started = time.process_time()
    detect(text, language="en", customer=text[:2_000])
    assert time.process_time() - started < 2


@pytest.mark.parametrize("end", [". ", ", ", " and "])
def test_a_hundred_thousand_characters_of_promises_end_soon(end: str) -> None:
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
    things = ("kettle", "lamp", "sofa", "mirror", "router", "jacket", "parcel", "clock", "phone", "shirt", "boots")
    # No promise is said twice: what is repeated does not count, and would cost nothing.
    made = (
        f"I will refund {5 + number % 90} euros for the {things[number % 11]} {things[number % 7]} by {days[number % 5]}"
        for number in range(2_000)
    )
    text = end.join(made)[:100_000]
    scoring.detector("en")
    started = time.process_time()
    found = detect(text, language="en", reference_time="2026-03-04T10:15")
    assert time.process_time() - started < 4  # twice the promise, for slow and busy machines
    assert len(found.promises) > 1_000


@pytest.mark.parametrize(("language", "floor"), [("en", 0.84), ("fi", 0.86)])
def test_patterns_agree_with_the_labels_of_their_writers(language: str, floor: float, monkeypatch) -> None:
    monkeypatch.setattr(detection, "classifier_of", lambda code: None)
    golds = read_gold(HERE / f"responses_{language}.jsonl")
    found = [detect(gold.response, language=language, customer=gold.customer, channel=gold.channel) for gold in golds]
    assert evaluate(golds, found, language).macro_f1 >= floor


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "Thank you for telling me. Have a lovely day!"),
        ("fi", "Kiitos kun kerroitte. Hyvää päivänjatkoa!"),
        ("sv", "Tack för att du ringde. Ha en fin dag!"),
        ("ru", "Спасибо, что позвонили. Хорошего вам дня!"),
        ("el", "Ευχαριστώ που μας πήρατε. Καλή σας μέρα!"),
    ],
)
def test_thanks_and_wishes_show_no_fault(code: str, text: str) -> None:
    assert not names(text, code, "And what will you do about it?!") & set(FAULTS)


def test_what_pattern_and_networks_are_sure_of_is_heard_in_a_quiet_response() -> None:
    assert "apologise" in names("Приношу вам свои извинения.", "ru", "Вы списали деньги дважды!")
