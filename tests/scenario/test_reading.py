"""Reading YAML: values by the core schema of YAML 1.2, places to the character, and never an exception."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from simulator.scenario import reading
from simulator.scenario.reading import read


def value(text: str) -> object:
    document, found = read(f"a: {text}\n".encode(), "x.yaml")
    assert found == []
    assert document is not None
    return document.data["a"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no", "no"),
        ("on", "on"),
        ("Yes", "Yes"),
        ("12:30", "12:30"),
        ("2026-03-04", "2026-03-04"),
        ("1_000", "1_000"),
        ("47.90", "47.90"),
        ("1e3", "1e3"),
        ("true", True),
        ("FALSE", False),
        ("~", None),
        ("null", None),
        ("-12", -12),
        ("+7", 7),
        ("012", 12),
        ("0o17", 15),
        ("0xff", 255),
        ('"12"', "12"),
        ("'true'", "true"),
        ("9" * 30, "9" * 30),
        ('"\\u20ac\\n"', "€\n"),
    ],
)
def test_scalars_follow_yaml_1_2(text, expected):
    found = value(text)
    assert found == expected
    assert type(found) is type(expected)


def test_places_are_1_based_lines_and_characters():
    raw = "ä: [é, {ключ: 值}]\nb:\n  - c: 'd'\n".encode()
    document, found = read(raw, "x.yaml")
    assert not found
    assert document.position(("ä",), key=True) == (1, 1)
    assert document.position(("ä", 0)) == (1, 5)
    assert document.position(("ä", 1, "ключ"), key=True) == (1, 9)
    assert document.position(("ä", 1, "ключ")) == (1, 15)
    assert document.position(("b", 0, "c")) == (3, 8)
    # A part that is not there is placed at the nearest that is.
    assert document.position(("b", 0, "zzz", 4)) == (3, 5)
    assert document.position(("b", 9)) == (3, 3)


def test_a_byte_order_mark_is_no_character():
    document, _ = read(b"\xef\xbb\xbfa: 1\n", "x.yaml")
    assert document.data == {"a": 1}
    assert document.position(("a",), key=True) == (1, 1)


def test_windows_line_ends():
    document, _ = read(b"a: 1\r\nb:\r\n  c: 2\r\n", "x.yaml")
    assert document.data == {"a": 1, "b": {"c": 2}}
    assert document.position(("b", "c")) == (3, 6)


def test_all_duplicates_are_reported():
    document, found = read(b"a: 1\na: 2\nb: {c: 1, c: 2}\n", "x.yaml")
    assert document is not None
    assert [(item.code, item.line, item.column) for item in found] == [("SG105", 2, 1), ("SG105", 3, 11)]


TEXTS = st.text(alphabet="ab:-[]{}&*!|>'\"#?,% \n\té€\x00\u2028", max_size=60)


def test_a_byte_order_mark_within_the_text_is_refused():
    document, found = read("a: x\ufeffy\n".encode(), "x.yaml")
    assert document is None
    assert [(item.code, item.line, item.column) for item in found] == [("SG101", 1, 5)]


@given(st.one_of(st.binary(max_size=80), TEXTS.map(str.encode), st.text(max_size=40).map(str.encode)))
def test_any_bytes_end_in_data_or_diagnostics(raw):
    document, found = read(raw, "x.yaml")
    assert document is not None or found
    for item in found:
        assert item.line >= 1
        assert item.column >= 1


@given(TEXTS)
def test_both_loaders_agree(text):
    pure = reading._LOADER
    first, found = read(text.encode(), "x.yaml")
    try:
        reading._LOADER = yaml.SafeLoader
        second, found_too = read(text.encode(), "x.yaml")
    finally:
        reading._LOADER = pure
    if first is not None and second is not None and not found and not found_too:
        assert first.data == second.data
