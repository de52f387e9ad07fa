"""Whose name stands in a response makes no difference, wherever it stands and however it is written."""

from __future__ import annotations

import pytest

from scoring import LANGUAGES
from scoring.detection import prepare
from scoring.features import feature
from scoring.language import LanguageError, build_language, load_language
from scoring.text import read


def heard(code: str, text: str) -> list[tuple[list[int], list[int], list[int]]]:
    """Return the features of every sentence."""
    units = prepare(text, code, "", "email")[2]
    return [(unit.text.tolist(), unit.meaning.tolist(), unit.context.tolist()) for unit in units]


def names_in(code: str, text: str) -> list[str]:
    language = load_language(code)
    reading = read(text, language.spelling)
    return [reading.tokens[place].text for place in sorted(language.persons.names(reading))]


@pytest.mark.parametrize(
    ("code", "text", "names"),
    [
        ("en", "Well, DPD and Priya will ask. WE ARE CALLING ANNA TODAY.", ["dpd", "priya", "anna"]),
        ("en", "I have it open, Mrs O'Hara. O'CLOCK is no name, and I'M no name.", ["ohara"]),
        ("en", "so gareth told you that", ["gareth"]),
        ("fi", "Hei Mika, mikä meni vikaan? Teille soitetaan, Sinä odotat.", ["mika"]),
        ("sv", "Hej Inga-Lill, inga problem. Wi-Fi i lokalen.", ["inga-lill", "fi"]),
        ("ru", "Эдгар Аркадьевич, мы Вам вернём деньги.", ["эдгар", "аркадьевич"]),
        ("el", "Φώτης εδώ. Μίλησα με τη Βασιλική.", ["φωτησ", "βασιλικη"]),
    ],
)
def test_what_is_a_name(code, text, names):
    assert names_in(code, text) == names


@pytest.mark.parametrize(
    ("code", "men", "women"),
    [
        ("en", "Dear Mr Haddock, I hear you, sir.", "Dear Mrs O'Hara, I hear you, madam."),
        ("fi", "Hyvä herra Virta, kuuntelen.", "Hyvä rouva Maija-Liisa, kuuntelen."),
        ("sv", "Bästa herr Ek, jag lyssnar.", "Bästa fru Gun-Marie, jag lyssnar."),
        ("ru", "Уважаемый господин Ким, я слушаю.", "Уважаемая госпожа Ким, я слушаю."),
        ("el", "Αγαπητέ κύριε Ράπτη, σας ακούω.", "Αγαπητή κυρία Ράπτη, σας ακούω."),
        ("el", "Θα το πω στον κ. Ρήγα αμέσως.", "Θα το πω στην κα. Ρήγα αμέσως."),
        ("el", "Είμαι ο Φώτης, σας ακούω.", "Είμαι η Λένα, σας ακούω."),
        ("el", "Το ξέρει ο κύριος Δελής.", "Το ξέρει η κυρία Δελή."),
    ],
)
def test_men_and_women_are_heard_alike(code, men, women):
    assert heard(code, men) == heard(code, women)


REST = {
    "en": "will ring you tomorrow.",
    "fi": "soittaa teille huomenna.",
    "sv": "ringer dig i morgon.",
    "ru": "позвонит вам завтра.",
    "el": "θα σας πάρει αύριο.",
}
OPENING = {
    "en": ("Astrid", "Gareth", "Zulfiya"),
    "fi": ("Astrid", "Tuula", "Päivi", "Zulfiya"),
    "sv": ("Birgitta", "Gunnel", "Zulfiya"),
    "ru": ("Хельга", "Людмила", "Зульфия"),
    "el": ("Δέσποινα", "Φώτης", "Ζουλφίγια"),
}


@pytest.mark.parametrize("code", LANGUAGES)
def test_whose_name_opens_a_sentence_makes_no_difference(code):
    first, *others = (heard(code, f"{name} {REST[code]}") for name in OPENING[code])
    assert all(other == first for other in others)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "did i miss that, the matt paint and the rosemary were ours"),
        ("fi", "marja oli homeessa, veli joi, juan kahvia, raju sää"),
        ("sv", "ett kärl mäts upp, hjälmar såra, axel och kaj, det inger förtroende"),
        ("ru", "лилия завяла, света не было, роза сломана"),
        ("el", "τα στεφάνια, η άποψή σας σεβαστή, φωτεινή μέρα, ελπίδα ή νίκη"),
    ],
)
def test_ordinary_words_are_no_names(code, text):
    assert names_in(code, text) == []


def test_miss_is_a_title_before_a_name_only():
    first, second = prepare("Did I miss anything? Dear Miss Hale.", "en", "", "email")[2]
    assert feature("w miss") in first.text.tolist()
    assert feature("w mr") in second.text.tolist()


def test_or_is_no_article_in_greek():
    assert heard("el", "Ράνια ή Νίκος το ξέρει.") != heard("el", "Ράνια η Νίκος το ξέρει.")


def test_an_unknown_key_is_named():
    with pytest.raises(LanguageError, match="nicknames"):
        build_language("en", {"persons": {"nicknames": []}}, {})


@pytest.mark.parametrize(
    ("code", "customer", "response"),
    [
        ("en", "Gareth and Bronwyn Hale speaking, our kettle broke.", "Good evening, Gareth Hale and Bronwyn Hale."),
        ("fi", "Täällä Tuula ja Pekka Aro, keitin hajosi.", "Iltaa, Tuula ja Pekka Aro."),
        ("sv", "Birgitta och Lennart Ek här, kokaren gick sönder.", "God kväll, Birgitta och Lennart Ek."),
        ("ru", "Это Людмила и Геннадий Котовы, чайник сломался.", "Добрый вечер, Людмила и Геннадий Котовы."),
        ("el", "Είμαστε η Δέσποινα και ο Φώτης Δελής, χάλασε.", "Καλησπέρα, Δέσποινα και Φώτης Δελής."),
    ],
)
def test_names_said_back_are_no_element_of_the_complaint(code, customer, response):
    findings = prepare(response, code, customer, "store")[1]
    assert not [finding for finding in findings if finding.act == "restate"]
