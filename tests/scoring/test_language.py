"""Language folders load, say what is wrong with them, and languages are told apart."""

import pytest

from scoring import LANGUAGES
from scoring.language import FOLDER, LanguageError, build_language, guess_language, load_language
from scoring.text import read

READY = [code for code in LANGUAGES if (FOLDER / code / "patterns.yaml").is_file()]


@pytest.mark.parametrize("code", READY)
def test_every_language_loads_with_its_tables(code: str) -> None:
    language = load_language(code)
    assert language.code == code
    assert len(language.acts.patterns) > 30
    assert language.weekdays.exact or language.weekdays.stems
    assert len(language.stop_words) > 30
    days = (*language.weekdays.exact.values(), *language.weekdays.stems.values())
    assert set(days) == set(range(7))


def test_loading_twice_gives_the_same_object() -> None:
    assert load_language("en") is load_language("en")


def test_an_unknown_code_is_named() -> None:
    with pytest.raises(LanguageError, match="xx"):
        load_language("xx")


def test_an_unknown_key_is_named() -> None:
    with pytest.raises(LanguageError, match="colours"):
        build_language("en", {"colours": []}, {})


def test_an_unknown_unit_is_named() -> None:
    with pytest.raises(LanguageError, match="fortnight"):
        build_language("en", {"units": {"days": "fortnight"}}, {})


def test_words_that_yaml_takes_for_truth_values_stay_words() -> None:
    language = load_language("en")
    assert {"no", "on", "yes", "off"} <= language.stop_words


@pytest.mark.parametrize(
    ("code", "one", "other"),
    [
        ("en", "charged", "charges"),
        ("en", "delivery", "deliveries"),
        ("fi", "maton", "matto"),
        ("fi", "viikossa", "viikkoa"),
        ("fi", "korjattiin", "korjauksen"),
    ],
)
def test_inflected_forms_share_a_stem(code: str, one: str, other: str) -> None:
    language = load_language(code)
    assert language.stem(one) == language.stem(other)


def test_different_words_have_different_stems() -> None:
    assert load_language("en").stem("jacket") != load_language("en").stem("kettle")


@pytest.mark.parametrize(
    ("text", "expected", "guessed"),
    [
        ("I am sorry that this happened to you", "fi", "en"),
        ("Olen todella pahoillani että näin pääsi käymään", "en", "fi"),
        ("Jag är ledsen att det blev fel och vi ska hjälpa dig", "en", "sv"),
        ("Мне очень жаль что так вышло", "en", "ru"),
        ("Λυπάμαι πολύ για αυτό που έγινε", "en", "el"),
        ("ok", "fi", "fi"),
        ("47,90", "el", "el"),
        ("Hello!", "fi", "fi"),
        ("Es tut mir leid dass das passiert ist und ich werde es für Sie prüfen", "en", None),
        ("Je suis vraiment désolé pour le retard et nous allons vous aider", "en", None),
        ("Mul on väga kahju et see juhtus ja ma aitan teid kohe", "fi", None),
        ("Дуже вибачте що так сталося я вже перевіряю для вас та буде добре", "ru", None),
        ("申し訳ございません、すぐに確認いたします", "en", None),
    ],
)
def test_languages_are_told_apart(text: str, expected: str, guessed: str | None) -> None:
    tokens = [token.text for token in read(text).tokens if not token.number]
    assert guess_language(tokens, expected) == guessed
