"""The same response written otherwise: each change does what it says, no more, and the same every time."""

from __future__ import annotations

import difflib
import json
from copy import deepcopy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import LANGUAGES
from scoring.language import FOLDER, load_yaml
from scoring.naming import FairnessError
from scoring.variations import KINDS, LETTERS_A_TYPO, build_variations, load_variations

A_TENTH = 10
"""Looking for words a kind can change takes ten seconds a language for all responses; every tenth shows the same."""
RESPONSES = {
    code: [json.loads(line) for line in (FOLDER / code / "responses.jsonl").read_text(encoding="utf-8").splitlines()]
    for code in LANGUAGES
}
NAMED = {
    "en": (
        "Hello Mrs Whitmore-Lee, I'm Declan. Declan's colleague Priya Menon knows.",
        ["Whitmore", "Declan", "Priya", "Menon"],
    ),
    "fi": (
        "Hei Marjatta Salmela, soitan Timolle. Timon kanssa rouva Virtanen.",
        ["Marjatta", "Salmela", "Timo", "Virtanen"],
    ),
    "sv": ("Hej Gunvor! Jag heter Stefan Ek, och Stefans kollega är fru Holm.", ["Gunvor", "Stefan", "Ek,", "Holm"]),
    "ru": (
        "Здравствуйте! Это Руслан. Анну Петровну соединю с Мариной Львовной.",
        ["Руслан", "Анну", "Петровну", "Мариной", "Львовной"],
    ),
    "el": ("Αγαπητή κυρία Ζερβού, με λένε Σάκη. Ο Γιώργος και του Γιώργου το γραφείο.", ["Ζερβού", "Σάκη", "Γιώργ"]),
}


def changed(code: str, kind: str, text: str, customer: str = "", seed: str = "1") -> str:
    return load_variations(code).change(kind, text, customer, seed)[0]


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_kind_changes_something_in_every_language_and_always_the_same(code: str) -> None:
    variations = load_variations(code)
    some = RESPONSES[code][::A_TENTH]
    for kind in KINDS:
        first = [variations.change(kind, row["response"], row["customer"], row["id"]) for row in some]
        again = [variations.change(kind, row["response"], row["customer"], row["id"]) for row in some]
        assert first == again
        assert any(new != row["response"] for (new, _), row in zip(first, some, strict=True)), kind


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("target", ["men", "women", "foreign"])
def test_names_of_every_kind_give_way(code: str, target: str) -> None:
    text, names = NAMED[code]
    new = changed(code, f"names_{target}", text)
    assert [name for name in names if name in new] == []
    tables = load_variations(code).names.tables
    groups = (target,) if target != "foreign" else ("foreign_men", "foreign_women")
    known = {form for group in groups for entries in tables[group].values() for entry in entries for form in entry}
    words = new.replace(",", " ").replace(".", " ").replace("'s", " ").replace("!", " ").split()
    assert len([word for word in words if word in known]) >= len(names)


@pytest.mark.parametrize(
    ("code", "text", "men", "women"),
    [
        ("en", "Mr Smith, sir", "Mr", "Ms"),
        ("fi", "Kyllä, herra Virtanen", "herra", "rouva"),
        ("sv", "Ja, herr Ek", "herr", "fru"),
        ("ru", "Уважаемый Иван Петрович", "Уважаемый", "Уважаемая"),
        ("el", "Αγαπητέ κύριε Δελή", "Αγαπητέ κύριε", "Αγαπητή κυρία"),
    ],
)
def test_titles_go_with_the_names(code: str, text: str, men: str, women: str) -> None:
    assert men in changed(code, "names_men", text)
    assert men not in changed(code, "names_women", text)
    assert women in changed(code, "names_women", text)
    assert men in changed(code, "names_foreign", text)


def test_greek_articles_go_with_the_names() -> None:
    assert changed("el", "names_women", "Το είδε ο κύριος Ζέρβας.").startswith("Το είδε η κυρία ")
    assert changed("el", "names_women", "Μίλησα με τον Γιώργο για τον Οκτώβριο.").startswith("Μίλησα με την ")
    assert changed("el", "names_women", "Μίλησα με τον Γιώργο για τον Οκτώβριο.").endswith(" για τον Οκτώβριο.")
    assert changed("el", "names_foreign", "Μίλησα με τον Γιώργο.").startswith("Μίλησα με τον ")


def test_one_name_has_one_replacement_in_the_form_it_had() -> None:
    new, customer = load_variations("fi").change("names_men", "Timo soittaa, kysykää Timolta.", "Timon vika!", "7")
    name = new.split()[0]
    assert name != "Timo"
    entry = next(entry for entry in load_variations("fi").names.tables["men"]["first"] if entry[0] == name)
    assert new == f"{entry[0]} soittaa, kysykää {entry[4]}."
    assert customer == f"{entry[1]} vika!"


def test_a_patronymic_goes_with_its_first_name() -> None:
    new = changed("ru", "names_men", "Соединю с Зинаидой Львовной.")
    _, _, first, patronymic = new.rstrip(".").split()
    assert any(first == entry[4] for entry in load_variations("ru").names.tables["men"]["first"])
    assert any(patronymic == entry[4] for entry in load_variations("ru").names.tables["men"]["patronymic"])


@pytest.mark.parametrize(
    "text",
    ["I'll call on Monday. May I? The refund is on its way.", "This is wrong.", "Hello, I'm sorry.", "Hi there."],
)
def test_what_is_no_name_stays(text: str) -> None:
    assert changed("en", "names_men", text) == text


def test_a_name_behind_greeting_and_comma_is_known() -> None:
    assert "Жанна" not in changed("ru", "names_women", "Здравствуйте, Жанна! Слушаю вас.")
    assert "Ζαχαρία" not in changed("el", "names_men", "Καλημέρα σας, Ζαχαρία, σας ακούω.")
    assert changed("ru", "names_men", "Здравствуйте, Жалко как, слушаю") == "Здравствуйте, Жалко как, слушаю"


@pytest.mark.parametrize(
    ("code", "text", "start", "rest"),
    [
        ("en", "Good morning! Go on.", "Good morning ", "! Go on."),
        ("fi", "Hei, kerro vain.", "Hei ", ", kerro vain."),
        ("sv", "Hejsan.\nBerätta.", "Hejsan ", ".\nBerätta."),
        ("ru", "Добрый день! Слушаю.", "Добрый день, ", "! Слушаю."),
        ("el", "Καλημέρα σας, σας ακούω.", "Καλημέρα σας, ", ", σας ακούω."),
    ],
)
def test_a_name_is_put_behind_a_salutation(code: str, text: str, start: str, rest: str) -> None:
    new = changed(code, "name_added", text)
    assert new.startswith(start)
    assert new.endswith(rest)
    called = {
        entry[load_variations(code).names.called]
        for group in load_variations(code).names.tables.values()
        for entry in group["first"]
    }
    assert new[len(start) : len(new) - len(rest)] in called
    assert changed(code, "name_added", new) == new  # it has one now
    assert changed(code, "name_added", rest) == rest


@pytest.mark.parametrize("code", LANGUAGES)
def test_one_letter_in_forty_is_mistyped(code: str) -> None:
    letters = typos = 0
    for row in RESPONSES[code][::3]:
        new = changed(code, "typos", row["response"], seed=row["id"])
        letters += sum(char.isalpha() for char in row["response"])
        matcher = difflib.SequenceMatcher(None, row["response"], new, autojunk=False)
        edits = [item for item in matcher.get_opcodes() if item[0] != "equal"]
        typos += len(edits)
        assert (
            abs(len(new) - len(row["response"]))
            <= sum(char.isalpha() for char in row["response"]) // LETTERS_A_TYPO + 1
        )
    assert 0.8 < typos * LETTERS_A_TYPO / letters < 2.1  # a swap may show as two edits


def test_a_neighbour_key_is_one_beside_it() -> None:
    beside = load_variations("en").neighbours
    assert (sorted(beside["g"]), sorted(beside["q"]), sorted(beside["m"])) == (
        sorted("fhtyvb"),
        ["a", "w"],
        sorted("njk"),
    )
    assert "ä" in load_variations("fi").neighbours["ö"]
    assert "ы" in load_variations("ru").neighbours["ф"]
    assert "θ" in load_variations("el").neighbours["υ"]


@pytest.mark.parametrize(
    ("code", "text", "plain"),
    [
        ("en", "I’m “sorry”, it's a café", 'I\'m "sorry", it’s a cafe'),
        ("fi", "Äiti pöydän ääressä", "Aiti poydan aaressa"),
        ("sv", "Får jag återkomma på Öland", "Far jag aterkomma pa Oland"),
        ("ru", "Ёлка ещё зелёная", "Елка еще зеленая"),
        ("el", "Αύριο θα σας προϊδεάσω, Έλλη", "Αυριο θα σας προιδεασω, Ελλη"),
    ],
)
def test_diacritics_go(code: str, text: str, plain: str) -> None:
    assert changed(code, "diacritics", text) == plain


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_learner_drops_and_slips_but_denies_nothing_away(code: str) -> None:
    denials = {"en": ["not", "no", "never"], "fi": ["ei", "en", "emme"], "sv": ["inte", "aldrig"], "ru": ["не", "нет"],
               "el": ["δεν", "μην", "όχι"]}  # fmt: skip
    for row in RESPONSES[code]:
        new = changed(code, "second_language", row["response"], seed=row["id"])
        for word in denials[code]:
            assert new.lower().split().count(word) >= row["response"].lower().split().count(word), row["id"]


@pytest.mark.parametrize(
    ("code", "text", "slips"),
    [
        ("en", "She paid the bill and has the receipt", {"payed", "have"}),
        ("fi", "Meidän laskun kanssa", {"lasku"}),
        ("sv", "Nu ska jag se på felet", {"jag ska", "fel"}),
        ("ru", "Наша вина была", {"Наш ", "был"}),
        ("el", "Τρεις μέρες στην Αθήνα", {"Τρία", "στο"}),
    ],
)
def test_a_learners_slips_are_those_of_the_language(code: str, text: str, slips: set[str]) -> None:
    new = changed(code, "second_language", text)
    assert all(slip in new for slip in slips), new


def test_padding_and_signature_leave_the_words_alone() -> None:
    for code in LANGUAGES:
        variations = load_variations(code)
        assert any(changed(code, "padding_before", "x") == f"{words} x" for words in variations.before)
        assert any(changed(code, "padding_after", "x ") == f"x {words}" for words in variations.after)
        assert changed(code, "signature", "x\n") == f"x\n\n{variations.signature}"
        assert not variations.names.find(variations.signature)


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="no change 'shouting'"):
        changed("en", "shouting", "x")


@given(st.text(max_size=120), st.sampled_from(KINDS), st.sampled_from(LANGUAGES), st.text(max_size=5))
def test_any_text_can_be_changed(text: str, kind: str, code: str, seed: str) -> None:
    assert isinstance(changed(code, kind, text, text, seed), str)


def data(code: str = "en") -> dict:
    return deepcopy(load_yaml(Path(FOLDER) / code / "fairness.yaml"))


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda it: it.pop("keyboard"), "'keyboard'"),
        (lambda it: it.update(extra="x"), "unknown key 'extra'"),
        (lambda it: it["names"].pop("men"), "names: 'men'"),
        (lambda it: it["names"]["men"].update(first=["Tom Toms"]), "1 forms are needed"),
        (lambda it: it["names"]["women"].update(last=[]), "women: no last names"),
        (lambda it: it["names"].update(called="vocative"), "names: "),
        (lambda it: it["padding"].update(before=[]), "at least one phrase"),
        (lambda it: it["second_language"].update(drop_one_in="often"), "ValueError"),
        (lambda it: it.update(diacritics={"ab": "a"}), "TypeError"),
    ],
)
def test_damaged_data_is_refused_with_file_and_key(damage, told: str) -> None:
    broken = data()
    damage(broken)
    with pytest.raises(FairnessError, match=r"en/fairness\.yaml") as caught:
        build_variations("en", broken, "en/fairness.yaml")
    assert told in str(caught.value)


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_language_has_words_of_its_own(code: str) -> None:
    own = load_variations(code)
    for other in LANGUAGES:
        if other != code:
            theirs = load_variations(other)
            assert own.signature != theirs.signature
            assert not set(own.before + own.after) & set(theirs.before + theirs.after)
