"""Scenes written from data: read back as the same data, laid out for people, never over what somebody wrote."""

from __future__ import annotations

import json
import re
import shutil

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from scoring import LANGUAGES
from simulator.authoring import start_scene
from simulator.authoring.comments import read_comments, read_places
from simulator.authoring.writing import WIDTH, scene_texts, write_scene, yaml_text
from simulator.errors import UsageError
from simulator.resources import scenarios_dir
from simulator.scenario import load
from simulator.scenario.reading import read

ROOT = scenarios_dir()
FILES = sorted(ROOT.glob("*/scenario.yaml")) + sorted(ROOT.glob("*/lines.*.yaml")) + sorted(ROOT.glob("*/plans/*.yaml"))
BUILT_IN = [path for path in FILES if path.relative_to(ROOT).parts[0] in ("overcharged_card", "shouting_in_store")]


def reads_back(data, comments=None):
    text = yaml_text(data, comments=comments)
    document, faults = read(text.encode(), "x.yaml")
    assert not faults, (faults, text)
    assert document is not None
    # Compared as JSON: it tells 1 from "1" and true, and one order of keys from another.
    assert json.dumps(document.data) == json.dumps(data), text
    return text


@pytest.mark.parametrize("path", BUILT_IN, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_file_of_ours_is_written_back_with_its_comments(path):
    raw = path.read_text(encoding="utf-8")
    document, _ = read(raw.encode(), path.name)
    text = reads_back(document.data, read_comments(raw))
    notes = re.findall(r"(?m)(?:^| )# .*$", raw)
    assert sorted(notes) == sorted(re.findall(r"(?m)(?:^| )# .*$", text))
    assert yaml_text(document.data, comments=read_comments(text)) == text


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=200).filter(lambda text: "\x00" not in text)
awkward = st.sampled_from(
    ["no", "true", "NULL", "~", "-", "- a", "a: b", "a #b", "12", "012", "0x1F", "47.90", "-3", "+1", "12:30", "=1", "{a}", "[b]", "'", '"',
     "a\nb", "a\n", "\na", " a", "a ", "a  b", "\t", "a\u2028b", "\ufeffa", "a\u00a0b", "yaml: x", "| x", "> y", "? z", "what?, that", "\x85",
     "on", "1e3", "2026-03-04", "...", "---", "%a", "@a", "`a`", "&a", "*a", "!a", "long word " * 30 + "end", "x" * 400, "a\n\n b\nc", "𝄞 я ä"]
)  # fmt: skip
scalars = awkward | texts | st.integers(-(10**15), 10**15) | st.booleans() | st.none()
keys = st.sampled_from(["on", "line", "value", "to", "yes", "a.b", "1", "sänky", "a b", "null"])
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4), max_leaves=25
)


@given(st.dictionaries(keys | st.sampled_from(["nodes", "lines"]), values, min_size=1, max_size=5))
def test_whatever_is_written_reads_back_the_same(data):
    reads_back(data)


@given(st.dictionaries(keys, values, min_size=1, max_size=5))
def test_other_readers_of_yaml_take_every_text_for_a_text(data):
    def kinds(value):
        if isinstance(value, dict):
            return {key: kinds(item) for key, item in value.items()}
        if isinstance(value, list):
            return [kinds(item) for item in value]
        # Points are numbers to them, as they are to people.
        return float(value) if value == "47.90" else value

    def theirs(value):
        if isinstance(value, dict):
            return {key: theirs(item) for key, item in value.items()}
        if isinstance(value, list):
            return [theirs(item) for item in value]
        return float(value) if value == "47.90" else value

    assert theirs(yaml.safe_load(yaml_text(data))) == kinds(data)


def test_the_layout_is_the_one_of_the_manual():
    data = {
        "format": 1,
        "about": {"version": 1, "sector": "retail", "starts_at": "2026-03-04T10:15"},
        "draws": {"price": {"kind": "sum", "options": {"low": {"value": "12.90"}}}},
        "persona": {"name": "name", "drift": {"per_turn": {"patience": "-1.5"}}},
        "nodes": {
            "opening": {
                "say": [{"line": "opening.1", "tells": ["soaked"]}],
                "goto": [{"when": {"any_act": ["rude", "dismiss"]}, "to": "colder"}, {"to": "talks"}],
            },
            "talks": {},
        },
        "reactions": [{"on": "rude", "say": ["a.b"]}],
    }
    assert yaml_text(data, header="# head").splitlines() == [
        "# head",
        "format: 1",
        "",
        "about:",
        "  version: 1",
        "  sector: retail",
        '  starts_at: "2026-03-04T10:15"',
        "",
        "draws:",
        '  price: {kind: sum, options: {low: {value: "12.90"}}}',
        "",
        "persona:",
        "  name: name",
        "  drift: {per_turn: {patience: -1.5}}",
        "",
        "nodes:",
        "  opening:",
        "    say: [{line: opening.1, tells: [soaked]}]",
        "    goto:",
        "      - {when: {any_act: [rude, dismiss]}, to: colder}",
        "      - {to: talks}",
        "",
        "  talks: {}",
        "",
        'reactions: [{"on": rude, say: [a.b]}]',
    ]


def test_long_texts_and_lists_are_folded_within_the_width():
    data = {
        "lines": {"a": "word " * 80 + "end", "b": "one\ntwo\n\nthree"},
        "nodes": {"a": {"goto": [{"when": {"any_act": ["offer_remedy"] * 30}}]}},
    }
    text = reads_back(data)
    assert max(map(len, text.splitlines())) <= WIDTH
    assert "  a: >-\n" in text
    assert "  b: |-\n    one\n    two\n\n    three\n" in text


def test_comments_stay_where_what_they_stand_at_still_is():
    before = "# head\nformat: 1\n# of a\na:\n  # of the second\n  - {to: x}\n  - {to: y}\n# of b\nb: 1\n# end\n"
    comments = read_comments(before)
    after = yaml_text({"format": 1, "a": [{"to": "new"}, {"to": "x"}], "c": 1}, comments=comments)
    assert after == "# head\nformat: 1\n\n# of a\na:\n  - {to: new}\n  # of the second\n  - {to: x}\n\nc: 1\n# end\n"


BEHIND = """\
format: 1  # the only one
about:  # what it is about
  sector: "a # no comment"  # a comment
  many: [one, two # not so few
    , three]
  told: >-  # in short
    Once # no comment either
    upon a time.
nodes:
  opening:
    goto:
      # above
      - {to: a}  # behind
      - to: b    # and here
        effect: {anger: 8}  # hot
      - {when: {turn: 1},
         to: c}  # last
"""


def test_comments_behind_stay_where_their_line_is_kept():
    data = read(BEHIND.encode(), "x.yaml")[0].data
    text = reads_back(data, read_comments(BEHIND))
    for note in ("what it is about", "a comment", "not so few", "in short", "behind", "and here", "hot", "last"):
        assert text.count(f"# {note}") == 1, (note, text)
    for line in ("format: 1  # the only one", "about:  # what it is about", "- {to: a}  # behind", "- to: b  # and"):
        assert line in text
    assert yaml_text(data, comments=read_comments(text)) == text
    # What is gone takes its comment along; what is put in before the others does not.
    data["nodes"]["opening"]["goto"][:2] = [{"to": "new"}, {"to": "a"}]
    text = reads_back(data, read_comments(BEHIND))
    assert "- {to: a}  # behind" in text
    assert "and here" not in text
    assert "hot" not in text


def test_the_scene_to_begin_with_keeps_every_comment(tmp_path):
    raw = (start_scene("umbrella", tmp_path) / "scenario.yaml").read_text(encoding="utf-8")
    text = yaml_text(read(raw.encode(), "x.yaml")[0].data, comments=read_comments(raw))
    assert sum("#" in line for line in raw.split("\n")) == sum("#" in line for line in text.split("\n")) > 30


def test_no_comment_is_found_in_a_text_or_a_broken_file():
    assert read_comments("a: |-\n  # not me\n  b\n").above == {}
    assert read_comments("a: [").above == {}


def test_places_name_every_key_and_entry():
    places = {
        (place.path, place.is_key): (place.line, place.column) for place in read_places("a:\n  - {b: 1}\n  - x\n")
    }
    assert places[("a",), True] == (1, 1)
    assert places[("a", 0), False] == (2, 5)
    assert places[("a", 0, "b"), False] == (2, 9)
    assert places[("a", 1), False] == (3, 5)


def parts_of(slug):
    bundle = json.loads(load(slug).bundle())
    return bundle["scenario"], bundle["words"]


def test_a_scene_is_written_whole_and_has_the_same_hash(tmp_path):
    scenario, words = parts_of("overcharged_card")
    folder = tmp_path / "overcharged_card"
    written = write_scene(folder, scenario, words, {"good": {"format": 1}})
    assert [path.relative_to(folder).as_posix() for path in written] == [
        "scenario.yaml", *(f"lines.{code}.yaml" for code in LANGUAGES), "plans/good.yaml"
    ]  # fmt: skip
    assert load(folder).hash == load("overcharged_card").hash
    assert sorted(path.name for path in tmp_path.iterdir() if path.name != "silk-gloves-data") == ["overcharged_card"]


def test_nothing_is_overwritten_without_being_asked(tmp_path):
    scenario, words = parts_of("overcharged_card")
    folder = tmp_path / "overcharged_card"
    shutil.copytree(ROOT / "overcharged_card", folder)
    mine = (folder / "scenario.yaml").read_bytes()
    with pytest.raises(UsageError, match="holds a scene already"):
        write_scene(folder, scenario, words, {})
    assert (folder / "scenario.yaml").read_bytes() == mine
    (folder / "notes.txt").write_text("mine")
    write_scene(folder, scenario, {"en": words["en"]}, {}, force=True)
    left = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    assert left == ["lines.en.yaml", "notes.txt", "scenario.yaml"]
    assert "# The way through, as a trainee meets it:" in (folder / "scenario.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "plans"), [({"../x": {}}, {}), ({}, {"../x": {}}), ({}, {"a/b": {}}), ({"de": {}}, {})]
)
def test_names_that_lead_elsewhere_are_refused(words, plans):
    with pytest.raises(ValueError, match=r"name|index|not in"):
        scene_texts({}, words, plans)


def test_what_the_files_cannot_hold_is_refused():
    with pytest.raises(TypeError, match="float"):
        yaml_text({"a": 1.5})
