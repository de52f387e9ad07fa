"""Values of a YAML file changed in place: the new data is there, and everything else keeps its bytes."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from simulator.authoring.edits import edit_yaml, read_nodes
from simulator.errors import CheckFailedError
from simulator.resources import scenarios_dir

FILE = """# the head
language: fi   # a code
lines:
  a.1: "Hei {x}"  # seen by Aino
  a.2: >-
    a long text
    goes on

  # a section
  b.1: word
forms:
  item: {coat: {base: takki}}
facts: {}
turns:
  - say: {en: "One.", fi: "Yksi."}
    do: note   # at once
  - say:
      en: Two
"""
ROOT = scenarios_dir()
FILES = [ROOT / "overcharged_card" / "lines.fi.yaml", ROOT / "shouting_in_store" / "plans" / "good.yaml"]


def texts_of(node, path=()):
    if isinstance(node, dict):
        for key, part in node.items():
            yield from texts_of(part, (*path, key))
    elif isinstance(node, list):
        for at, part in enumerate(node):
            yield from texts_of(part, (*path, at))
    else:
        yield path, node


@pytest.mark.parametrize(
    ("path", "value", "there"),
    [
        (("lines", "a.1"), "Terve!", "  a.1: Terve!  # seen by Aino\n"),
        (("lines", "a.1"), "pitkä " * 40 + "lause.", 'lause."  # seen by Aino\n'),
        (("lines", "a.2"), "Short.", "  a.2: Short.\n\n  # a section\n"),
        (("lines", "a.3"), "New: one.", '    goes on\n  a.3: "New: one."\n\n  # a section\n'),
        (("lines", "z.9"), "last", "  b.1: word\n  z.9: last\nforms:\n"),
        (("forms", "item", "coat"), {"base": "takki", "gen": "takin"}, "item: {coat: {base: takki, gen: takin}}\n"),
        (("forms", "item", "hat"), {"base": "hattu"}, "item: {coat: {base: takki}, hat: {base: hattu}}\n"),
        (("facts", "s", "questions"), ["a", "b?"], 'facts:\n  s: {questions: [a, "b?"]}\n'),
        (("turns", 0, "say", "fi"), "Kaksi.", 'say: {en: "One.", fi: Kaksi.}\n    do: note   # at once'),
        (("turns", 0, "say", "sv"), "Ett.", 'say: {en: "One.", fi: "Yksi.", sv: Ett.}'),
        (("turns", 1, "say", "el"), "Δύο", "      en: Two\n      el: Δύο\n"),
        (("sources", "a.1"), "123456789012", '      en: Two\nsources: {a.1: "123456789012"}\n'),
    ],
)  # fmt: skip
def test_one_value_changes_and_the_lines_around_it_stay(path, value, there):
    like = {"lines": dict.fromkeys(("a.1", "a.2", "a.3", "b.1"), "")}
    edited = edit_yaml(FILE, {path: value}, like=like)
    assert there in edited
    # A line that came or went belongs to the value itself.
    before, after = FILE.splitlines(), edited.splitlines()
    gone = [line for line in before if line not in after]
    assert len(gone) <= 3
    assert sum("#" in line for line in after) == sum("#" in line for line in before)
    found = read_nodes(edited).plain()
    for step in path:
        found = found[step]
    assert found == value


def test_without_edits_every_byte_stays_and_so_do_windows_line_ends():
    assert edit_yaml("\ufeff" + FILE, {}) == "\ufeff" + FILE
    crlf = FILE.replace("\n", "\r\n")
    edited = edit_yaml(crlf, {("facts", "s", "name"): "nimi"})
    assert edited.replace("\r\n", "").count("\n") == 0
    assert yaml.safe_load(edited)["facts"] == {"s": {"name": "nimi"}}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_text_of_a_real_file_can_be_replaced(path):
    raw = path.read_text(encoding="utf-8")
    places = [
        at for at, text in texts_of(read_nodes(raw).plain()) if isinstance(text, str) and not isinstance(at[-1], int)
    ]
    edits = {at: f"Uusi, {number}: {{x}}!" for number, at in enumerate(places)}
    found = dict(texts_of(read_nodes(edit_yaml(raw, edits)).plain()))
    assert {at: found[at] for at in edits} == edits


words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=300) | st.sampled_from(
    ["no", "- a", "a: b", "a #b", "12", "47.90", "a\nb", " a", "a ", "{a}", "'", '"', "x" * 400, "word " * 60 + "end", "...", "#"]
)  # fmt: skip
paths = st.sampled_from(
    [("lines", "a.1"), ("lines", "a.2"), ("lines", "b.1"), ("lines", "b.2"), ("lines", "a.15"), ("facts", "s", "name"), ("facts", "t", "name"),
     ("turns", 0, "say", "fi"), ("turns", 1, "say", "fi"), ("turns", 1, "say", "en"), ("sources", "b.1"), ("remedies", "r", "name"),
     ("forms", "item", "coat", "base"), ("forms", "item", "coat", "gen"), ("forms", "place", "x", "base")]
)  # fmt: skip


@given(st.dictionaries(paths, words, min_size=1))
def test_whatever_is_written_is_read_back_and_nothing_else_has_changed(edits):
    found = dict(texts_of(read_nodes(edit_yaml(FILE, edits)).plain()))
    old = {at: text for at, text in texts_of(read_nodes(FILE).plain()) if at not in edits}
    assert found == {**{at: text for at, text in old.items() if at != ("facts",)}, **edits}


def test_what_cannot_be_edited_in_place_is_said_in_a_sentence():
    with pytest.raises(CheckFailedError, match="cannot be edited in place"):
        edit_yaml("? a\n: b\n", {("a",): "c"})
