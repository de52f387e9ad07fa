"""Scenes as workbooks: out and back without loss, the same bytes, and every fault by sheet and cell."""

from __future__ import annotations

import datetime as dt
import io
import json
import shutil
import sys
import zipfile

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from simulator.authoring.workbook import CODES, WorkbookError, export_workbook, import_workbook, transfer
from simulator.authoring.workbook.faults import Faults, code_table, column_letters
from simulator.authoring.workbook.grid import Read, Row
from simulator.authoring.workbook.notation import (
    CANDIDATES,
    CONDITION,
    EFFECT,
    FLAG,
    NAMES,
    NUMBER,
    PICKED,
    RANGE,
    RANGES_BY_NAME,
    SCALAR,
    SETTING,
    TEXT,
    same,
)
from simulator.authoring.workbook.packing import find_table, pack_scene
from simulator.authoring.workbook.phrases import CONDITION_KEYS, NotationError
from simulator.authoring.workbook.sheets import ORDER, PLAN_GOALS, PLANS, TABLES
from simulator.authoring.workbook.unpacking import unpack_scene
from simulator.authoring.writing import write_scene
from simulator.cli import cli
from simulator.errors import EXIT_FAILED, EXIT_SURROUNDINGS, EXIT_USAGE, UsageError
from simulator.resources import scenarios_dir
from simulator.scenario import (
    About,
    Action,
    Card,
    Condition,
    Draw,
    Ending,
    Epilogue,
    Fact,
    Knowledge,
    Node,
    Option,
    Plan,
    PlanTurn,
    Reaction,
    Remedy,
    ScenarioFile,
    Silence,
    Transition,
    Utterance,
    load,
    plans,
)
from simulator.scenario.reading import read

openpyxl = pytest.importorskip("openpyxl")
ROOT = scenarios_dir()
SCENE = "overcharged_card"
UMBRELLA = "umbrella"

STRUCTURE = {
    "format": 1,
    "about": {"version": 1, "sector": "retail", "channel": "store", "difficulty": 1, "minutes": 4, "warnings": []},
    "draws": {"name": {"kind": "name", "options": {"hale": {}, "moss": {"weight": 2}}}, "price": {"kind": "sum", "options": {"low": {"value": "12.90"}, "high": {"value": 49}}}},
    "persona": {
        "name": "name",
        "look": {"hair": "short", "skin": 2, "accessories": ["earrings"]},
        "start": {"anger": 55},
        "burdens": [{"when": {"carried": ["blind_transfer"]}, "effect": {"anger": 8}}],
        "drift": {"per_second": {"patience": "-0.25"}},
        "factors": {"empathise": 130},
        "reactions": [{"on": "hedge", "say": ["me.hedge"]}],
    },
    "case": {
        "restate_needs": 1,
        "facts": {"soaked": {"given": "unasked", "key": True}},
        "wants": ["new_one"],
        "remedies": {"new_one": {"kind": "goods", "by": "trainee", "cost": "6.50", "say": [{"line": "given.1"}]}},
        "apology_due": False,
    },
    "actions": {"supervisor": {"early": {"turn": {"max": 1}}, "early_effect": {"trust": -4}}, "note": {}},
    "queue": {"start": 1},
    "start": "opening",
    "everywhere": {
        "last": [{"when": {"stays": {"min": 3}}, "to": "leaves"}],
        "first": [{"when": {"any": [{"any_act": ["rude"]}, {"not": {"restated": True}}], "turn": {"min": 9}}, "to": "leaves", "effect": {}}],
        "silence": [{"after_s": 9, "say": [{"line": "quiet.1"}]}],
        "not_understood": [{"line": "what.1"}],
    },
    "nodes": {
        "opening": {
            "goto": [{"to": "talks"}],
            "say": [{"tells": ["soaked"], "line": "opening.1"}, {"variants": [{"when": {"turn": {"min": 2}}, "line": "opening.2"}, {"line": "opening.3"}], "loud": True}],
            "silence": [],
            "hints": {"strong": "hint.3", "light": "hint.1", "clear": "hint.2"},
            "candidates": [{"line": "cand.1", "quality": "good"}],
        },
        "talks": {"say": [{"line": "talks.1", "when": {"drawn": {"name": ["hale"], "price": ["low", "high"]}}}], "again": [], "goto": [{"when": {"done": ["remedy new_one"]}, "to": "won"}]},
    },
    "endings": {
        "won": {"retention": 90, "kind": "won_back", "say": [{"line": "won.1"}], "word_of_mouth": {"tone": "good", "people": 5}, "cards": [{"rating": 5, "line": "card.1", "when": {"trust": {"min": 40, "max": 90}}}]},
        "leaves": {"kind": "walks_out", "say": [{"line": "leaves.1"}], "word_of_mouth": {}},
    },
    "limits": {"turns": 12, "turns_to": "leaves", "patience_to": "leaves"},
    "reactions": [{"on": "rude", "say": ["me.rude"]}],
}  # fmt: skip
LINE_IDS = [
    "about.title", "about.summary", "about.briefing", "opening.1", "opening.2", "opening.3", "talks.1", "won.1", "leaves.1", "card.1", "given.1",
    "quiet.1", "what.1", "hint.1", "hint.2", "hint.3", "cand.1", "me.hedge", "me.rude",
]  # fmt: skip


def words(code, *, backwards=False):
    ids = LINE_IDS[::-1] if backwards else LINE_IDS
    found = {
        "language": code,
        "lines": {line: f"{code}: {line}, she said. =1+1" for line in ids},
        "forms": {"name": {"hale": {"base": "Ms Hale"}, "moss": {"base": "=SUM(A1)"}}},
        "facts": {"soaked": {"name": "wet", "wordings": ["a", "b b", "c"], "questions": []}},
        "remedies": {"new_one": {"wordings": ["-new"], "name": "new"}},
    }
    if code != "en":
        found["sources"] = {"opening.1": "000000000000"}
        found["address"] = "familiar"
    return found


WORDS = {"en": words("en"), "sv": words("sv", backwards=True)}
PLAN_DATA = {
    "good": {
        "format": 1,
        "level": "good",
        "seeds": [1, 2],
        "turns": [
            {"say": {"en": "Hello.\nTwo lines.", "sv": "Hej."}, "expect": {"node": "talks", "acts": ["courtesy"], "anger": {"max": 60}}},
            {"do": "remedy new_one", "drawn": {"name": ["hale"]}},
        ],
        "expect": {"endings": ["won"], "overall": {"min": 1}, "steps": {"act": {"min": 0, "max": 100}}},
    }
}  # fmt: skip


def reread(sheets):
    """Sheets as they would be read, without the file between."""
    found = {}
    for sheet in sheets:
        columns = {head.word: at for at, head in enumerate(sheet.heads, start=1)}
        rows = [
            Row(sheet.title, number, {head.word: cell for head, cell in zip(sheet.heads, row, strict=True) if cell is not None}, columns)
            for number, row in enumerate(sheet.rows, start=3)
        ]  # fmt: skip
        found[sheet.title] = Read(sheet.title, columns, rows)
    return found


@pytest.fixture(scope="module")
def umbrella(tmp_path_factory):
    """The scene of the manual, with a second language, in a folder of its own."""
    manual = (ROOT / "README.md").read_text(encoding="utf-8").split("## A whole scene")[1]
    structure, lines, plan = (
        read(part.split("```")[0].encode(), "x")[0].data for part in manual.split("```yaml\n")[1:4]
    )
    for turn in plan["turns"]:
        if "say" in turn:
            turn["say"]["fi"] = turn["say"]["en"]
    folder = tmp_path_factory.mktemp("scenes") / UMBRELLA
    write_scene(folder, structure, {"en": lines, "fi": {**lines, "language": "fi"}}, {"good": plan})
    return folder


@pytest.fixture(scope="module")
def exported(umbrella):
    return export_workbook(umbrella)


@pytest.fixture
def book(exported, tmp_path):
    """A workbook to be spoilt: `change(editor)`, then `faults()`."""
    return Spoilt(exported, tmp_path)


class Spoilt:
    def __init__(self, raw, folder):
        self.book = openpyxl.load_workbook(io.BytesIO(raw))
        self.file = folder / "scene.xlsx"
        self.target = folder / "scenes" / UMBRELLA

    def cell(self, sheet, head, row=None, **where):
        """The cell under a head, in a row or in the first where other columns hold what is asked."""
        page = self.book[sheet]
        heads = {cell.value: cell.column for cell in page[2]}
        if row is None:
            row = next(
                number for number in range(3, page.max_row + 1)
                if all(page.cell(number, heads[name.replace("_", " ") if name not in heads else name]).value == value for name, value in where.items())
            )  # fmt: skip
        return page.cell(row, heads[head])

    def faults(self):
        self.book.save(self.file)
        with pytest.raises(WorkbookError) as caught:
            import_workbook(self.file, self.target)
        assert not self.target.exists()
        return caught.value.diagnostics

    def accepted(self):
        self.book.save(self.file)
        return import_workbook(self.file, self.target)


# Out and back.


def test_a_scene_goes_out_and_comes_back_the_same_and_so_do_the_bytes(exported, umbrella, tmp_path):
    file = tmp_path / "book.xlsx"
    file.write_bytes(exported)
    folder = tmp_path / "one" / UMBRELLA
    written, found = import_workbook(file, folder)
    assert found == []
    assert load(folder).hash == load(umbrella).hash
    assert plans(folder) == plans(umbrella)
    again = export_workbook(folder)
    assert again == exported
    file.write_bytes(again)
    second, _ = import_workbook(file, tmp_path / "two" / UMBRELLA)
    assert [path.read_bytes() for path in written] == [path.read_bytes() for path in second]


@pytest.mark.slow
@pytest.mark.parametrize("slug", sorted(path.parent.name for path in ROOT.glob("*/scenario.yaml")))
def test_every_scene_of_ours_survives(slug, tmp_path):
    file = tmp_path / "book.xlsx"
    file.write_bytes(export_workbook(slug))
    import_workbook(file, tmp_path / slug)
    assert load(tmp_path / slug).hash == load(slug).hash
    assert plans(tmp_path / slug) == plans(slug)


def test_every_odd_way_of_writing_survives():
    sheets = pack_scene(STRUCTURE, WORDS, PLAN_DATA)
    faults = Faults("x")
    found = unpack_scene(reread(sheets), faults)
    assert faults.found == []
    assert same(found.scenario, STRUCTURE)
    assert same(found.words, WORDS)
    assert same(found.plans, PLAN_DATA)
    ScenarioFile.model_validate(found.scenario)  # what is tried here is a scene


SHAPES = {
    "draws": Draw, "options": Option, "facts": Fact, "remedies": Remedy, "knowledge": Knowledge, "actions": Action, "nodes": Node,
    "says": Utterance, "transitions": Transition, "silences": Silence, "endings": Ending, "cards": Card, "epilogues": Epilogue,
    "reactions": Reaction, "plan goals": Plan, "plans": PlanTurn,
}  # fmt: skip


@pytest.mark.parametrize("table", [*TABLES, PLAN_GOALS, PLANS], ids=lambda table: table.sheet)
def test_every_key_of_the_format_has_its_column(table):
    keys = {field.alias or name for name, field in SHAPES[table.sheet].model_fields.items()}
    assert set(table.order) == keys
    below = {place.pattern for place in table.places}
    for key in keys:
        held = any(column.path[0] == key for column in table.columns) or (
            table.sheet == "says" and key in ("line", "variants")
        )
        assert held or any(
            find_table((*pattern, *(() if table.sheet in ("says", "plans") else ("x",)), key)) for pattern in below
        ), key


def test_the_notation_knows_every_condition():
    assert {field.alias or name for name, field in Condition.model_fields.items()} == set(CONDITION_KEYS)


def test_a_setting_of_the_scene_stands_in_a_sheet_even_when_empty(exported):
    book = openpyxl.load_workbook(io.BytesIO(exported))
    keys = {row[0].value for row in book["about"].iter_rows(min_row=3)}
    assert {f"about.{name}" for name in About.model_fields} <= keys


def test_the_file_is_made_for_people(exported):
    book = openpyxl.load_workbook(io.BytesIO(exported))
    assert tuple(book.sheetnames) == tuple(title for title in ORDER if title not in ("values", "sources"))
    assert all(page.sheet_state == "visible" for page in book)
    assert all(page.freeze_panes for page in book if page.title != "read me")
    assert not any(dimension.hidden for page in book for dimension in page.column_dimensions.values())
    lists = {rule.formula1 for rule in book["transitions"].data_validations.dataValidation}
    assert len(lists) == 2
    text = "\n".join(str(row[0].value) for row in book["read me"].iter_rows())
    assert f"silkgloves import {UMBRELLA} {UMBRELLA}.xlsx --force" in text
    assert "any_act: rude, dismiss; no_act: apologise; anger >= 40" in text
    assert book["transitions"]["B3"].value == 1
    assert book["transitions"]["C3"].value == "any_act: rude, dismiss"
    for line in (str(row[0].value) for row in book["read me"].iter_rows()):
        if line.startswith(("any_act", "done", "any of")):
            CONDITION.from_cell(line)


def test_a_text_is_never_taken_for_a_formula(tmp_path):
    from simulator.authoring.workbook.xlsx import read_workbook, workbook_bytes

    file = tmp_path / "book.xlsx"
    file.write_bytes(workbook_bytes(pack_scene(STRUCTURE, WORDS, PLAN_DATA), [], {}))
    faults = Faults("x")
    found = unpack_scene(read_workbook(file, faults), faults)
    assert faults.found == []
    assert same(found.words, WORDS)
    assert same(found.scenario, STRUCTURE)


# What stands in a cell.

IDS = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True).filter(lambda name: name != "always")
RANGES = st.one_of(
    st.integers(-99, 999).map(lambda n: {"min": n}), st.integers(0, 999).map(lambda n: {"max": n}),
    st.tuples(st.integers(0, 9), st.integers(0, 9)).map(lambda ends: {"min": ends[0], "max": ends[1]}),
    st.just({}), st.just({"max": 3, "min": 1}),
)  # fmt: skip
LISTS = st.lists(IDS | IDS.map(lambda name: f"remedy {name}"), max_size=4)
PLAIN = st.fixed_dictionaries(
    {},
    optional={
        "any_act": LISTS, "no_act": LISTS, "done": LISTS, "known": LISTS, "anger": RANGES, "turn": RANGES, "restated": st.booleans(),
        "drawn": st.dictionaries(IDS, LISTS, max_size=2),
    },
)  # fmt: skip
CONDITIONS = st.recursive(
    PLAIN,
    lambda inner: st.builds(
        lambda base, more: {**base, **more},
        PLAIN,
        st.fixed_dictionaries({}, optional={"any": st.lists(inner, max_size=3), "all": st.lists(inner, max_size=2), "not": inner}),
    ),
    max_leaves=6,
)  # fmt: skip


@pytest.mark.slow
@given(CONDITIONS)
def test_a_condition_is_read_back_as_it_was(condition):
    assert same(CONDITION.from_cell(CONDITION.to_cell(condition)), condition)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.text(max_size=12) | st.sampled_from(["12", "-0.5", "yes", "json: 1", " a ", "(none)", "", "\r", "a\nb"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["anger", "min", "line", "a b"]), inner, max_size=3),
    max_leaves=5,
)  # fmt: skip


@given(ANYTHING)
def test_whatever_a_notation_cannot_say_is_kept_as_json(value):
    for codec in (
        TEXT,
        SCALAR,
        SETTING,
        NUMBER,
        FLAG,
        NAMES,
        EFFECT,
        RANGE,
        RANGES_BY_NAME,
        PICKED,
        CANDIDATES,
        CONDITION,
    ):
        cell = codec.to_cell(value)
        assert isinstance(cell, str | int | float | bool)
        assert same(codec.from_cell(cell), value), codec.name


@given(st.text(max_size=60) | st.text("any_act:; |()<>=.0139", max_size=40))
def test_any_cell_is_read_or_refused_in_a_sentence(text):
    for codec in (NUMBER, FLAG, NAMES, EFFECT, RANGE, RANGES_BY_NAME, PICKED, CANDIDATES, CONDITION):
        try:
            codec.from_cell(text)
        except NotationError as error:
            told = (error.message, error.advice)
        else:
            continue
        assert all(told)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("any_act: rude, dismiss; anger >= 40", {"any_act": ["rude", "dismiss"], "anger": {"min": 40}}),
        ("Any_act: rude;anger ≥ 40", {"any_act": ["rude"], "anger": {"min": 40}}),
        ("not (known: fee)", {"not": {"known": ["fee"]}}),
        (
            "any of (turn = 1 | done: remedy refund)",
            {"any": [{"turn": {"min": 1, "max": 1}}, {"done": ["remedy refund"]}]},
        ),
        ("drawn boss: a, b; drawn day: c", {"drawn": {"boss": ["a", "b"], "day": ["c"]}}),
        ("restated: no; stays 2..3", {"restated": False, "stays": {"min": 2, "max": 3}}),
        ("always", {}),
    ],
)
def test_conditions_as_people_type_them(cell, value):
    assert same(CONDITION.from_cell(cell), value)


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("any_akt: rude", 'Did you mean "any_act"?'),
        ("any_act rude", '":" is missing'),
        ("anger > 3", '">" does not belong here'),
        ("anger: 3", "no whole number"),
        ("any_act: rude; any_act: hedge", "stands here twice"),
        ("any of (any_act: rude", '")" is missing'),
        ("any_act: rude) ", "one too many"),
        ("not (" * 40, "too deep"),
        ("restated: maybe", "neither yes nor no"),
        ("json: {", "no JSON"),
        ('json: {"a": 1.5}', "has a point"),
        ("json: " + "[" * 9000, "no JSON"),
    ],
)
def test_conditions_that_cannot_be_read_say_why(cell, message):
    with pytest.raises(NotationError) as caught:
        CONDITION.from_cell(cell)
    assert message in caught.value.message


# Faults.


def spoil_merged(book):
    book.book["lines"].merge_cells("B4:B6")


def spoil_sheet(book):
    del book.book["nodes"]


def spoil_extra(book):
    book.book.create_sheet("my notes")


def spoil_column(book):
    book.book["transitions"]["D2"] = None


def spoil_heads(book):
    book.book["nodes"].delete_rows(1, 2)


def spoil_beside(book):
    book.book["facts"]["Z9"] = "x"


WHOLE = [
    (spoil_merged, "SG408", "lines", "B4"),
    (spoil_sheet, "SG403", "", ""),
    (spoil_extra, "SG405", "my notes", "A1"),
    (spoil_column, "SG404", "transitions", "A2"),
    (spoil_heads, "SG404", "nodes", "A2"),
    (spoil_beside, "SG405", "facts", "Z9"),
]


@pytest.mark.parametrize(("spoil", "code", "sheet", "cell"), WHOLE, ids=[fault[0].__name__ for fault in WHOLE])
def test_a_spoilt_sheet_is_told(book, spoil, code, sheet, cell):
    spoil(book)
    told = [(item.code, item.sheet, item.cell) for item in book.faults()]
    assert (code, sheet, cell) in told


FAULTS = [
    ("a formula", "SG406", "lines", "en", {"row": 5}, "=A1"),
    ("a date", "SG407", "options", "value", {"row": 5}, dt.datetime(2026, 3, 4, 10, 15)),  # noqa: DTZ001
    ("an error", "SG409", "nodes", "effect", {"row": 3}, "#REF!"),
    ("an act", "SG147", "transitions", "when", {"row": 3}, "any_act: rood"),
    ("a node", "SG104", "transitions", "to", {"row": 3}, "flair"),
    ("a condition", "SG411", "transitions", "when", {"row": 3}, "if rude"),
    ("an effect", "SG410", "actions", "effect", {"row": 3}, "anger up"),
    ("a row of nothing", "SG413", "transitions", "from", {"row": 3}, "nowhere"),
    ("a line said by nobody", "SG413", "says", "where", {"row": 3}, "the node"),
    ("a row that belongs nowhere", "SG414", "transitions", "from", {"row": 3}, None),
    ("a name twice", "SG412", "nodes", "node", {"row": 4}, "opening"),
    ("no name", "SG414", "endings", "ending", {"row": 4}, None),
    ("a fact", "SG142", "says", "tells", {"row": 3}, "nonsense"),
    ("an ending's kind", "SG115", "endings", "kind", {"row": 3}, "happy"),
    ("a setting out of bounds", "SG114", "about", "value", {"key": "about.difficulty"}, 9),
    ("a placeholder", "SG162", "lines", "en", {"line": "opening.1"}, "{amuont}"),
    ("a plan's action", "SG182", "plans", "do", {"do": "remedy new_one"}, "dance"),
    ("a plan's name", "SG410", "plan goals", "plan", {"row": 3}, "../x"),
    ("a pick", "SG410", "says", "pick", {"row": 3}, "both"),
    ("a condition of a plain line", "SG415", "says", "if", {"row": 3}, "restated: yes"),
    ("a number that is none", "SG410", "transitions", "order", {"row": 3}, "first"),
    ("a language", "SG410", "languages", "language", {"row": 4}, "de"),
    ("words of no kind", "SG410", "words", "kind", {"row": 3}, "fakt"),
]


IN_THE_FILE = ("a formula", "a date", "an error")


@pytest.mark.parametrize(
    ("code", "sheet", "head", "where", "value"),
    [fault[1:] for fault in FAULTS if fault[0] in IN_THE_FILE], ids=IN_THE_FILE,
)  # fmt: skip
def test_what_is_no_value_is_told_by_sheet_and_cell(book, code, sheet, head, where, value):
    cell = book.cell(sheet, head, **where)
    cell.value = value
    assert (code, sheet, cell.coordinate) in [(item.code, item.sheet, item.cell) for item in book.faults()]


@pytest.mark.parametrize(
    ("code", "sheet", "head", "where", "value"),
    [fault[1:] for fault in FAULTS if fault[0] not in IN_THE_FILE], ids=[fault[0] for fault in FAULTS if fault[0] not in IN_THE_FILE],
)  # fmt: skip
def test_a_fault_is_told_by_sheet_and_cell(umbrella, tmp_path, monkeypatch, code, sheet, head, where, value):
    """The rows are spoilt as they were read; writing and reading a file for each would take ten times as long."""
    sheets = rows_of(umbrella)
    row = next(
        row
        for row in sheets[sheet].rows
        if where in ({"row": row.number}, {name: row.cells.get(name) for name in where})
    )
    row.cells.pop(head, None)
    if value is not None:
        row.cells[head] = value
    monkeypatch.setattr(transfer, "read_workbook", lambda path, faults: sheets)
    with pytest.raises(WorkbookError) as caught:
        import_workbook(tmp_path / "scene.xlsx", tmp_path / UMBRELLA)
    found = caught.value.diagnostics
    told = next((item for item in found if item.code == code), None)
    assert told is not None, [str(item) for item in found]
    assert (told.sheet, told.line, told.column) == row.at(head)
    assert told.message
    assert f'sheet "{sheet}", cell {told.cell}: {code} error: ' in str(told)
    assert not (tmp_path / UMBRELLA).exists()


def rows_of(folder):
    bundle = json.loads(load(folder).bundle())
    data = {
        name: plan.model_dump(mode="json", by_alias=True, exclude_unset=True) for name, plan in plans(folder).items()
    }
    return reread(pack_scene(bundle["scenario"], bundle["words"], data))


def test_a_line_without_words_is_told_where_it_is_said(book):
    book.cell("lines", "fi", line="opening.1").value = None
    told = next(item for item in book.faults() if item.code == "SG160")
    assert (told.sheet, told.cell) == ("says", book.cell("says", "line", line="opening.1").coordinate)
    assert "has no words in the column fi. Add a row opening.1 to the sheet lines." in str(told)


@pytest.mark.parametrize(("spoilt", "code"), [("{zzz}", "SG162"), ("{price.zzz}", "SG163"), ("{", "SG164")])
def test_a_fault_of_a_placeholder_is_told_by_its_cell_and_in_the_terms_of_a_workbook(book, spoilt, code):
    """Long texts and texts of several lines are written otherwise; they are found all the same."""
    cell = book.cell("lines", "en", line="opening.1")
    for text in (spoilt, "word " * 60 + spoilt, f"two\nlines {spoilt}"):
        cell.value = text
        told = [item for item in book.faults() if item.code == code]
        assert {(item.sheet, item.cell) for item in told} == {("lines", cell.coordinate)}
        assert not any("yaml" in str(item) or "`forms" in str(item) for item in told)


def test_an_unknown_setting_is_told_at_its_row(book):
    key = book.cell("about", "key", key="about.sector")
    key.value = "about.sektor"
    told = next(item for item in book.faults() if item.code == "SG111")
    assert (told.sheet, told.line) == ("about", key.row)


def test_all_faults_are_told_at_once(book):
    # As in `check`, a value of the wrong kind (SG11x) is told before names are looked up: see the next test.
    book.cell("transitions", "when", row=3).value = "any_act: rood"
    book.cell("transitions", "to", row=4).value = "flair"
    book.cell("transitions", "when", row=5).value = "if"
    book.cell("lines", "en", row=7).value = "=1"
    book.cell("says", "tells", row=3).value = "nonsense"
    found = [(item.code, item.sheet, item.cell) for item in book.faults() if item.severity == "error"]
    assert ("SG147", "transitions", "C3") in found
    assert ("SG104", "transitions", "D4") in found
    assert ("SG411", "transitions", "C5") in found
    assert ("SG406", "lines", "B7") in found
    assert ("SG142", "says", "I3") in found
    assert len(found) == 5


def test_a_value_of_the_wrong_kind_is_told_before_names_are_looked_up(book):
    """A bound of `check`, written down so that whoever lifts it sees it here."""
    book.cell("endings", "kind", row=3).value = "happy"
    book.cell("transitions", "to", row=3).value = "flair"
    book.cell("transitions", "when", row=5).value = "if"
    assert [item.code for item in book.faults()] == ["SG411", "SG115"]


# Editing.


def test_what_is_edited_arrives(book):
    page = book.book["transitions"]
    page.append(["opening", 1.5, "any_act: thank", "talks", "trust +2"])
    book.cell("lines", "en", line="opening.again").value = 3
    book.cell("about", "value", key="about.minutes").value = None
    book.cell("about", "value", key="about.minutes").value = 9.0
    book.book["about"].append(["about.weight", None])
    book.accepted()
    scenario = load(book.target)
    assert scenario.file.nodes["opening"].goto[1].when.any_act == ("thank",)
    assert scenario.file.about.minutes == 9
    assert scenario.words["en"].lines["opening.again"] == "3"


def test_done_renews_what_a_translation_was_made_from(tmp_path):
    from simulator.authoring.workbook.wordrows import source_hash

    sheets = {sheet.title: sheet for sheet in pack_scene(STRUCTURE, WORDS, {})}
    row = next(row for row in sheets["lines"].rows if row[0] == "opening.1")
    assert row[6] == "stale: sv"
    row[6] = "done"
    found = unpack_scene(reread(sheets.values()), Faults("x"))
    assert found.words["sv"]["sources"]["opening.1"] == source_hash(WORDS["en"]["lines"]["opening.1"])


def test_a_full_column_is_a_new_language():
    sheets = {sheet.title: sheet for sheet in pack_scene(STRUCTURE, {"en": WORDS["en"]}, {})}
    for row in sheets["lines"].rows:
        row[2] = f"fi {row[0]}"
    found = unpack_scene(reread(sheets.values()), Faults("x"))
    assert list(found.words) == ["en", "fi"]
    assert found.words["fi"]["lines"]["opening.1"] == "fi opening.1"


# Files that are no workbooks of ours.


def zipped(**parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return stream.getvalue()


def with_part(raw, name, change):
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as given, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as taken:
        for part in given.namelist():
            taken.writestr(part, change(given.read(part)) if part == name else given.read(part))
    return stream.getvalue()


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbb">]><a>&b;</a>'


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda raw: b"not a workbook", "SG401"),
        (lambda raw: b"", "SG401"),
        (lambda raw: raw[: len(raw) // 2], "SG401"),
        (lambda raw: zipped(a_xml=b"<a/>"), "SG401"),
        (lambda raw: zipped(bomb_xml=b" " * 70_000_000), "SG402"),
        (lambda raw: with_part(raw, "xl/workbook.xml", lambda part: ENTITIES + part), "SG402"),
        (lambda raw: with_part(raw, "xl/workbook.xml", lambda part: part.decode().encode("utf-16")), "SG402"),
        (lambda raw: with_part(raw, "xl/worksheets/sheet4.xml", lambda part: part[:-40]), "SG401"),
        (lambda raw: zipped(**{f"p{number}_xml": b"<a/>" for number in range(300)}), "SG402"),
    ],
    ids=["text", "empty", "half", "a zip", "a bomb", "entities", "utf-16", "broken xml", "many parts"],
)
def test_files_that_are_no_workbook_end_in_a_sentence(make, code, exported, tmp_path):
    file = tmp_path / "bad.xlsx"
    file.write_bytes(make(exported))
    with pytest.raises(WorkbookError) as caught:
        import_workbook(file, tmp_path / UMBRELLA)
    assert [item.code for item in caught.value.diagnostics] == [code]
    assert not (tmp_path / UMBRELLA).exists()


def test_a_cell_far_out_is_refused_before_the_rows_between_are_made(book):
    book.book["lines"]["A1048576"] = "x"
    assert [item.code for item in book.faults()] == ["SG402"]


# The command.


def run(*arguments):
    return CliRunner().invoke(cli, [str(argument) for argument in arguments], standalone_mode=False)


def test_the_commands_go_there_and_back(umbrella, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run("export", umbrella).exception is None
    file = tmp_path / f"{UMBRELLA}.xlsx"
    assert file.exists()
    twice = run("export", umbrella)
    assert isinstance(twice.exception, UsageError)
    folder = tmp_path / "mine" / UMBRELLA
    first = run("import", folder, file)
    assert "0 errors" in first.output
    again = run("import", folder, file)
    assert isinstance(again.exception, UsageError)
    assert again.exception.exit_code == EXIT_USAGE
    assert "0 errors" in run("import", folder, file, "--force").output


def test_a_faulty_workbook_ends_with_1_and_json_when_asked(book):
    book.cell("transitions", "to", row=3).value = "flair"
    book.book.save(book.file)
    told = run("import", book.target, book.file)
    assert told.return_value == EXIT_FAILED
    assert 'sheet "transitions", cell D3: SG104 error' in told.output
    assert "nothing was written" in told.output
    found = json.loads(run("import", book.target, book.file, "--json").output)
    assert found[0]["sheet"] == "transitions"
    assert found[0]["cell"] == "D3"


def test_without_the_library_one_sentence_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    told = run("export", SCENE, "--out", "never.xlsx")
    assert told.exception.exit_code == EXIT_SURROUNDINGS
    assert 'pip install "silk-gloves[author]"' in str(told.exception)


@pytest.mark.parametrize("name", ["Bad Name", "../up", "9lives"])
def test_a_scene_cannot_have_any_name(name, tmp_path):
    with pytest.raises(UsageError, match="cannot be the name"):
        import_workbook(tmp_path / "x.xlsx", tmp_path / "in" / name.replace("/", "\\"))


def test_codes_and_letters():
    assert all(code in code_table() for code in CODES)
    assert [column_letters(number) for number in (1, 26, 27, 702, 703)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_comments_of_the_scene_that_is_replaced_stay(book, umbrella):
    shutil.copytree(umbrella, book.target)
    scenario = book.target / "scenario.yaml"
    scenario.write_text(
        scenario.read_text(encoding="utf-8").replace("\nstart:", "\n# where it begins\nstart:"), encoding="utf-8"
    )
    book.book.save(book.file)
    import_workbook(book.file, book.target, force=True)
    assert "# where it begins\nstart: opening\n" in scenario.read_text(encoding="utf-8")
