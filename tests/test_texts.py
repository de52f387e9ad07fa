from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import ACTS, LANGUAGES, STEPS, load_rubric
from simulator.errors import UsageError
from simulator.resources import asset
from simulator.texts import (
    PLURAL_FORMS,
    Texts,
    TextsError,
    languages,
    local_day,
    plural_forms,
    preferred_language,
    read_texts,
    texts,
    texts_with,
)


def without_plural_form(key: str) -> str:
    stem, _, last = key.rpartition(".")
    return stem if last in PLURAL_FORMS else key


def write(path: Path, content: str) -> Path:
    path.write_text(content, encoding="utf-8")
    return path


def test_the_screens_speak_the_languages_that_scoring_knows() -> None:
    assert set(languages()) == set(LANGUAGES)
    assert languages()[0] == "en"


@pytest.mark.parametrize("language", languages())
def test_every_language_has_the_same_keys_and_placeholders_as_english(language: str) -> None:
    english, other = texts("en"), texts(language)
    assert {without_plural_form(key) for key in english.keys} == {without_plural_form(key) for key in other.keys}
    wrong = [key for key in english.keys if key in other and english.placeholders(key) != other.placeholders(key)]
    assert wrong == []


@pytest.mark.parametrize("part", ["console", "desktop"])
@pytest.mark.parametrize("language", languages())
def test_a_part_of_the_program_has_the_same_texts_in_every_language(language: str, part: str) -> None:
    english, other = texts_with("en", part), texts_with(language, part)
    assert set(texts("en").keys) < set(english.keys)
    assert {without_plural_form(key) for key in english.keys} ^ {without_plural_form(key) for key in other.keys} == set()
    wrong = [key for key in english.keys if key in other and english.placeholders(key) != other.placeholders(key)]
    assert wrong == []
    forms: dict[str, set[str]] = {}
    for key in other.keys:
        if (stem := without_plural_form(key)) != key:
            forms.setdefault(stem, set()).add(key.rpartition(".")[2])
    assert {stem: found for stem, found in forms.items() if found != set(plural_forms(language))} == {}


WRITTEN = {
    "en": ("2026-03-05", "2026-03-05 01:30"),
    "fi": ("05.03.2026", "05.03.2026 01.30"),
    "sv": ("2026-03-05", "2026-03-05 01:30"),
    "ru": ("05.03.2026", "05.03.2026 01:30"),
    "el": ("05/03/2026", "05/03/2026 01:30"),
}


@pytest.mark.parametrize("language", languages())
def test_dates_are_those_of_whoever_reads_them_as_their_language_writes_them(
    language: str, local_zone: Callable[[str], None]
) -> None:
    t, at = texts(language), datetime(2026, 3, 4, 23, 30, tzinfo=UTC)
    local_zone("EET-2")
    assert (t.day(at), t.moment(at)) == WRITTEN[language]
    assert t.day(at.date() + timedelta(days=1)) == WRITTEN[language][0]  # a day is that day wherever it is read
    assert local_day(at) == "2026-03-05"
    local_zone("EST+5")
    assert local_day(at) == "2026-03-04"
    assert "18" in t.moment(at)


@pytest.mark.parametrize("language", languages())
def test_a_text_that_counts_has_exactly_the_plural_forms_of_its_language(language: str) -> None:
    forms: dict[str, set[str]] = {}
    for key in texts(language).keys:
        if (stem := without_plural_form(key)) != key:
            forms.setdefault(stem, set()).add(key.rpartition(".")[2])
    assert {stem: found for stem, found in forms.items() if found != set(plural_forms(language))} == {}


@pytest.mark.parametrize("language", languages())
def test_no_text_is_empty_or_padded_or_has_a_brace_that_is_no_placeholder(language: str) -> None:
    for key in texts(language).keys:
        filled = texts(language)(key, **dict.fromkeys(texts(language).placeholders(key), "x"))
        assert filled.strip() == filled != "", key
        assert not set("{}") & set(filled), key


@pytest.mark.parametrize("language", languages())
def test_one_key_stands_on_one_line_in_sections_by_prefix(language: str) -> None:
    lines = asset("texts", f"{language}.yaml").read_text(encoding="utf-8").splitlines()
    section, seen = "", []
    for number, line in enumerate(lines, 1):
        if match := re.fullmatch(r"# --- ([a-z]+): .+", line):
            section = match.group(1)
            seen.append(section)
        elif line and not line.startswith("#"):
            assert re.fullmatch(rf'{section}\.[a-z0-9_.]+: ".*"', line), f"{language}.yaml:{number}"
    assert len(seen) == len(set(seen)), "a section stands in the file twice"


@pytest.mark.parametrize("language", languages())
def test_every_act_and_step_of_the_codebook_has_a_name(language: str) -> None:
    names = texts(language)
    assert len({names(f"act.{act}") for act in ACTS}) == len(ACTS)
    assert len({names(f"step.{step}") for step in STEPS}) == len(STEPS)


@pytest.mark.parametrize("language", languages())
def test_a_language_is_named_alike_everywhere(language: str) -> None:
    assert {texts(other)(f"language.{language}") for other in languages()} == {texts(language)("language.name")}


@pytest.mark.parametrize("language", languages())
def test_words_are_not_left_in_english(language: str) -> None:
    if language == "en":
        return
    prefixes = ("act.", "action.", "ending.", "mood.", "step.", "pillar.")
    same = [key for key in texts("en").keys if key.startswith(prefixes) and texts("en")(key) == texts(language)(key)]
    assert same == []


def test_the_alphabet_counts_among_the_letters_shown() -> None:
    assert {"ё", "Ж", "—"} <= texts("ru").letters()
    assert {"ΐ", "ς", "Ώ"} <= texts("el").letters()


def test_a_missing_key_or_value_is_an_error_that_names_it() -> None:
    with pytest.raises(TextsError, match=r"'desktop\.nowhere' in fi\.yaml"):
        texts("fi")("desktop.nowhere")
    with pytest.raises(TextsError, match=r"\{version\}"):
        texts("fi")("doctor.python.fail")


def test_an_unknown_language_is_the_callers_mistake() -> None:
    with pytest.raises(UsageError) as caught:
        texts("../en")
    assert caught.value.exit_code == 2


@given(st.text())
def test_a_value_goes_in_as_it_is(value: str) -> None:
    assert Texts("en", {"x": "<{name}> {name}"})("x", name=value) == f"<{value}> {value}"


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", {0: "other", 1: "one", 2: "other", 21: "other"}),
        (
            "ru",
            {
                0: "many",
                1: "one",
                2: "few",
                4: "few",
                5: "many",
                11: "many",
                12: "many",
                21: "one",
                104: "few",
                112: "many",
            },
        ),
    ],
)
def test_numbers_take_the_plural_form_of_the_language(language: str, forms: dict[int, str]) -> None:
    table = Texts(language, {f"x.{form}": f"{form} {{count}}" for form in PLURAL_FORMS})
    assert {number: table.count("x", number) for number in forms} == {n: f"{form} {n}" for n, form in forms.items()}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('a: "x"\nb: "y"\na: "z"\n', r"xx\.yaml:3 'a' stands there twice"),
        ("a: 1\n", "is not a text"),
        ("a: yes\n", "is not a text"),
        ("a:\n  b: x\n", "is not a text"),
        ("- a\n", "not a mapping"),
        ("", "not a mapping"),
    ],
)
def test_a_faulty_file_is_refused_with_its_line(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(TextsError, match=message):
        read_texts(write(tmp_path / "xx.yaml", content))


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({"LANG": "fi_FI.UTF-8"}, "fi"),
        ({"LANG": "fi_FI.UTF-8", "LC_ALL": "el_GR.UTF-8"}, "el"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LC_ALL": "", "LANG": "ru"}, "ru"),
        ({}, "en"),
    ],
)
def test_the_persons_system_chooses_the_language(environ: dict[str, str], language: str) -> None:
    assert preferred_language(environ) == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_act_step_pillar_and_action_has_a_name_of_its_own(language: str) -> None:

    from simulator.scenario import ActionKind, EndingKind

    shown = texts(language)
    for prefix, names in (
        ("act", ACTS),
        ("step", STEPS),
        ("pillar", [pillar.id for pillar in load_rubric("seven_steps").pillars]),
        ("action", [kind.value for kind in ActionKind]),
        ("ending", [kind.value for kind in EndingKind]),
    ):
        words = [shown(f"{prefix}.{name}") for name in names]
        assert len(set(words)) == len(words), prefix


@pytest.mark.parametrize(
    ("language", "sums", "share"),
    [
        ("en", ("€0", "€12.50", "€12,345", "−€7"), "60%"),
        ("fi", ("0 €", "12,50 €", "12\u202f345 €", "−7 €"), "60 %"),
        ("el", ("0 €", "12,50 €", "12.345 €", "−7 €"), "60%"),
        ("sv", ("0 kr", "125 kr", "123\u202f450 kr", "−70 kr"), "60 %"),
        ("ru", ("0 ₽", "500 ₽", "493\u202f800 ₽", "−280 ₽"), "60 %"),
    ],
)
def test_sums_and_shares_are_written_as_the_language_writes_them(language, sums, share):
    t = texts(language)
    assert tuple(t.money(cents).replace("\u00a0", " ") for cents in (0, 1250, 1234500, -700)) == sums
    assert t.percent(60).replace("\u00a0", " ") == share
