"""The notation of patterns, what it refuses, and that matching is linear."""

import time

import pytest

from scoring.language import FOLDER, build_language, load_language, load_yaml
from scoring.notation import PatternError
from scoring.patterns import compile_patterns
from scoring.text import read

READY = sorted(path.parent.name for path in FOLDER.glob("*/patterns.yaml"))


def matches(pattern: str, text: str, classes: dict[str, str] | None = None) -> list[str]:
    """Return the stretches of ``text`` that ``pattern`` matches."""
    _, signs = compile_patterns({"classes": classes or {}, "signs": {"it": pattern}}, "test")
    reading = read(text)
    masks = [signs.vocabulary.of_token(token) for token in reading.tokens]
    found = []
    for number, sentence in enumerate(reading.sentences):
        for hit, _ in signs.find(masks, sentence, number):
            found.append(text[reading.tokens[hit.first].start : reading.tokens[hit.last].end])
    return found


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("so sorry", "I am so sorry, Anna", ["so sorry"]),
        ("so sorry", "so. Sorry", []),
        ("apolog*", "apologies and apologising", ["apologies", "apologising"]),
        ("*mme", "palautamme sen", ["palautamme"]),
        ("palaut*mme", "palautamme ja korvaamme ja palautan", ["palautamme"]),
        ("very|so sorry", "very sorry, so sorry", ["very sorry", "so sorry"]),
        ("am (so)? sorry", "am sorry and am so sorry", ["am sorry", "am so sorry"]),
        ("(a bit|very) late", "a bit late, very late, bit late", ["a bit late", "very late"]),
        ("(so)? sorry", "so sorry", ["so sorry"]),
        ("call _2 back", "call you right back", ["call you right back"]),
        ("call _2 back", "call you all right back", []),
        ("sorry !but", "sorry but no. Sorry now", ["Sorry"]),
        ("^ sorry", "sorry I am sorry", ["sorry"]),
        ("sorry $", "sorry I am sorry", ["sorry"]),
        ("the <thing> broke", "the coffee machine broke", ["the coffee machine broke"]),
        ("hyvää päivää", "Hyvaa paivaa", ["Hyvaa paivaa"]),
    ],
)
def test_notation(pattern: str, text: str, found: list[str]) -> None:
    assert matches(pattern, text, {"thing": "kettle, coffee machine"}) == found


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"acts": {"applaud": {"sure": "bravo"}}}, "applaud"),
        ({"acts": {"own": {"surely": "i will"}}}, "surely"),
        ({"acts": {"own": {"sure": ["(i"]}}}, "brackets"),
        ({"acts": {"own": {"sure": "<nothing>"}}}, "nothing"),
        ({"acts": {"own": {"sure": "_3 will"}}}, "must begin"),
        ({"acts": {"own": {"sure": "(so)?"}}}, "must begin"),
        ({"acts": {"own": {"sure": "i _9 will"}}}, "gap"),
        ({"acts": {"own": {"sure": "i | will"}}}, "alternative"),
        ({"acts": {"own": {"sure": "i will please?"}}}, r"\(please\)\?"),
        ({"acts": {"own": {"sure": [{"say": "i will", "unless": ["not_a_sign"]}]}}}, "not_a_sign"),
        ({"acts": {"own": {"sure": [{"say": "i will", "in": ["kitchen"]}]}}}, "kitchen"),
        ({"acts": {"own": {"sure": [{"say": "i will", "p": "much"}]}}}, "much"),
        ({"signs": {"neg": "not"}, "acts": {"own": {"unless": ["neg@attic"], "sure": "i will"}}}, "attic"),
        ({"classes": {"a": "<b>", "b": "<a>"}, "signs": {"x": "<a>"}}, "itself"),
        ({"rules": {}}, "rules"),
    ],
)
def test_bad_patterns_are_refused_by_name(data: dict[str, object], says: str) -> None:
    with pytest.raises(PatternError, match=says) as caught:
        compile_patterns(data, "xx/patterns.yaml")
    assert "xx/patterns.yaml" in str(caught.value)


@pytest.mark.parametrize("code", READY)
def test_the_files_of_every_language_compile_quickly(code: str) -> None:
    forms, patterns = load_yaml(FOLDER / code / "forms.yaml"), load_yaml(FOLDER / code / "patterns.yaml")
    started = time.process_time()
    language = build_language(code, forms, patterns)
    assert time.process_time() - started < 1.0
    assert language.acts.patterns


@pytest.mark.parametrize("code", ["en", "fi"])
def test_the_signs_the_program_asks_for_are_there(code: str) -> None:
    signs = {pattern.name for pattern in load_language(code).signs.patterns}
    assert signs >= {
        "question_form", "open_form", "fact_form", "no_fact", "telling", "refusal", "rule", "way_forward",
        "restate_lead", "report", "future", "neg", "commit", "grader",
    }  # fmt: skip


@pytest.mark.parametrize("code", READY)
def test_the_signs_the_guards_ask_for_are_there(code: str) -> None:
    signs = {pattern.name for pattern in load_language(code).signs.patterns}
    assert signs >= {"grader", "meta", "undone", "disowned", "farewell", "filler", "mocked", "taken_back"}


def test_work_grows_with_the_text_and_not_faster() -> None:
    def cost(size: int) -> float:
        started = time.process_time()
        matches("a _8 a _8 a _8 a _8 b", "a " * size)
        return time.process_time() - started

    cost(500)
    small, large = cost(2_000), cost(16_000)
    assert large < max(small, 0.01) * 30
