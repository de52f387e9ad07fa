"""The words of a scene go to translators and come back: nothing lost, nothing taken that is not sound."""

from __future__ import annotations

import csv
import io
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.authoring import (
    TranslationError,
    export_words,
    export_workbook,
    import_words,
    import_workbook,
    pack_scene,
)
from simulator.authoring.translation.exchanged import Row
from simulator.authoring.translation.faults import CODES, Faults
from simulator.authoring.translation.po_file import read_po, write_po
from simulator.authoring.translation.spreadsheet import read_csv, write_csv
from simulator.authoring.translation.units import Kind, State, Unit, fingerprint, parse_value
from simulator.authoring.translation.xliff import NAMESPACE, read_xliff, write_xliff
from simulator.cli import cli
from simulator.errors import SurroundingsError, UsageError
from simulator.resources import scenarios_dir
from simulator.scenario import ScenarioError, check, load, plans

ROOT = scenarios_dir()
FORMATS = ("csv", "xliff", "po")
LANGUAGES = ("fi", "sv", "ru", "el")
EXAMPLE = re.compile(r"^`([a-z.]+(?:/[a-z]+\.yaml)?)`:\n```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
WORD = {"fi": "Hyvä", "sv": "Bästa", "ru": "Друг", "el": "Καλό"}
READ = {"csv": read_csv, "xliff": read_xliff, "po": read_po}


@pytest.fixture
def umbrella(tmp_path):
    folder = tmp_path / "umbrella"
    for name, text in EXAMPLE.findall((ROOT / "README.md").read_text(encoding="utf-8")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def table_of(folder, language):
    raw, _ = export_words(folder, language, "csv")
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def send_back(folder, rows, **how):
    path = folder.parent / "back.csv"
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8-sig", newline="")
    return import_words(folder, path, **how)


def translated(rows, language):
    """Every text with a word of the language before it; forms get theirs after the name."""
    done = [rows[0]]
    for unit_id, source, _, state, note in rows[1:]:
        pattern = r"(?m)^(base: )?" if unit_id.startswith("forms.") else r"(?m)^"
        done.append([unit_id, source, re.sub(pattern, rf"\g<0>{WORD[language]} ", source), state, note])
    return done


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_language_goes_through_and_the_second_pass_is_the_same_bytes(umbrella, language):
    send_back(umbrella, translated(table_of(umbrella, language), language))
    assert [item for item in check(umbrella) if item.severity == "error"] == []
    scenario = load(umbrella)
    assert language in scenario.languages
    assert scenario.words[language].lines["leaves.1"].startswith(WORD[language])
    assert scenario.words[language].facts["soaked"].wordings[1] == f"{WORD[language]} it let the rain through"
    assert plans(umbrella)["good"].turns[1].say[language].startswith(WORD[language])
    files = {path: path.read_bytes() for path in umbrella.rglob("*.yaml")}
    for form in FORMATS:
        first, states = export_words(umbrella, language, form)
        assert states[State.DONE] == sum(states.values()) > 30
        path = umbrella.parent / f"words.{form}"
        path.write_bytes(first)
        done = import_words(umbrella, path)
        assert (done.language, done.changed, done.files) == (language, 0, [])
        assert {path: path.read_bytes() for path in files} == files
        assert export_words(umbrella, language, form)[0] == first


@pytest.mark.parametrize(
    ("slug", "form"),
    [
        ("overcharged_card", "xliff"),
        *(pytest.param("overcharged_card", form, marks=pytest.mark.slow) for form in ("csv", "po")),
        *(pytest.param("shouting_in_store", form, marks=pytest.mark.slow) for form in FORMATS),
    ],
)
def test_a_scene_of_ours_comes_back_as_it_went(tmp_path, slug, form):
    folder = shutil.copytree(ROOT / slug, tmp_path / slug)
    raw, _ = export_words(folder, "fi", form)
    path = tmp_path / f"words.{form}"
    path.write_bytes(raw)
    done = import_words(folder, path)
    assert done.changed == 0
    # What was noted of the originals stands at the end; all else is as it was.
    old, new = ((base / "lines.fi.yaml").read_bytes() for base in (ROOT / slug, folder))
    assert new.startswith(old.rstrip())
    assert (folder / "plans" / "good.yaml").read_bytes() == (ROOT / slug / "plans" / "good.yaml").read_bytes()
    assert export_words(folder, "fi", form)[0] == raw
    assert load(folder).words["fi"].lines == load(slug).words["fi"].lines


def test_the_note_tells_where_who_and_in_which_mood(umbrella):
    notes = {row[0]: row[4] for row in table_of(umbrella, "fi")}
    assert notes["lines.opening.silent"] == "node opening, after 12 s of silence; the customer"
    assert notes["lines.colder.1"] == "node colder; the customer; shouted"
    assert notes["lines.talks.calm"] == "node talks; the customer; anger 40 or less"
    assert notes["lines.hint.listen"] == "node opening, light hint; shown to the trainee"
    assert notes["lines.card.four"].startswith("ending settled, comment card, 4 of 5 stars")
    assert notes["facts.interview.withheld"] == "fact interview; the customer, while not feeling heard"
    assert notes["plans.good.2"] == "plan good (good), turn 2; the trainee"


def test_a_changed_original_makes_its_translation_stale_as_check_does(umbrella):
    send_back(umbrella, translated(table_of(umbrella, "fi"), "fi"))
    for name, old, new in (
        ("lines.en.yaml", "Leaky umbrella, good people.", "Good people, leaky umbrella."),
        ("lines.en.yaml", "the leaking umbrella", "the umbrella that leaks"),
        ("plans/good.yaml", "right away", "at once"),
    ):
        path = umbrella / name
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert [item.code for item in check(umbrella)] == ["SG172"]
    rows = table_of(umbrella, "fi")
    stale = [row[0] for row in rows if row[3] == "stale"]
    assert stale == ["lines.card.four", "facts.soaked.name", "plans.good.2"]
    # Sent back untouched it stays stale; changed, or called done, it is not.
    assert send_back(umbrella, rows).states[State.STALE] == 3
    for row in rows:
        if row[0] == "lines.card.four":
            row[2] = "Hyvää väkeä, vuotava sateenvarjo."
        elif row[0] == "facts.soaked.name":
            row[3] = "done"
    done = send_back(umbrella, rows)
    assert (done.changed, done.states[State.STALE]) == (1, 1)
    assert check(umbrella) == []
    # A turn put in above shifts the numbers, not what was noted.
    plan = umbrella / "plans" / "good.yaml"
    plan.write_text(plan.read_text(encoding="utf-8").replace("turns:\n", "turns:\n  - do: wait 2\n"), encoding="utf-8")
    assert [row[0] for row in table_of(umbrella, "fi") if row[3] == "stale"] == ["plans.good.3"]


def test_a_file_made_from_an_older_original_is_taken_marked_and_never_over_newer_work(umbrella):
    old = translated(table_of(umbrella, "sv"), "sv")
    path = umbrella / "lines.en.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("New umbrella. We'll see.", "A new one."), encoding="utf-8"
    )
    done = send_back(umbrella, old)
    assert [item.code for item in done.warnings] == ["SG441"]
    assert done.states[State.STALE] == 1
    rows = table_of(umbrella, "sv")
    for row in rows:
        row[2] = "En ny." if row[0] == "lines.card.three" else row[2]
    send_back(umbrella, rows)
    again = send_back(umbrella, old)
    assert [item.code for item in again.warnings] == ["SG441"]
    assert load(umbrella).words["sv"].lines["card.three"] == "En ny."


def test_a_half_translated_scene_is_taken_only_when_asked(umbrella):
    rows = translated(table_of(umbrella, "ru"), "ru")
    for row in rows:
        row[2] = "" if row[0] in ("lines.won.1", "plans.good.1", "facts.bought.tell") else row[2]
    with pytest.raises(TranslationError) as caught:
        send_back(umbrella, rows)
    assert sorted(item.line for item in caught.value.diagnostics if item.code == "SG442") != [1, 1, 1]
    assert [item.message.split('"')[1] for item in caught.value.diagnostics] == [
        "lines.won.1",
        "facts.bought.tell",
        "plans.good.1",
    ]
    assert not (umbrella / "lines.ru.yaml").exists()
    assert send_back(umbrella, rows, unfinished=True).states[State.MISSING] == 3
    rest = table_of(umbrella, "ru")
    assert send_back(umbrella, translated(rest, "ru")).states[State.MISSING] == 0
    assert check(umbrella) == []


def test_a_draft_waits_while_all_else_goes_on(umbrella):
    """The lines come first and the forms they need later; the scene stays what it is in English until all is there."""
    before = load(umbrella)
    rows = translated(table_of(umbrella, "fi"), "fi")
    first = [row if row[0].startswith(("id", "lines.")) else [*row[:2], "", *row[3:]] for row in rows]
    with pytest.raises(TranslationError):
        send_back(umbrella, first)
    first = changed(first, "plans.good.1", rows[-2][2])
    done = send_back(umbrella, first, unfinished=True)
    assert [path.name for path in done.files] == ["good.yaml", "lines.fi.draft.yaml"]
    assert [(item.code, item.severity) for item in check(umbrella)] == [("SG128", "warning")]
    assert (load(umbrella).languages, load(umbrella).hash) == (("en",), before.hash)
    assert plans(umbrella).keys() == {"good"}
    assert "lines.fi.draft.yaml" in pack_scene(umbrella).left_out
    workbook = umbrella.parent / "umbrella.xlsx"
    workbook.write_bytes(export_workbook(umbrella))
    import_workbook(workbook, umbrella, force=True)
    assert (umbrella / "lines.fi.draft.yaml").is_file()
    # What is there is exported; a second import goes on in the draft, and the last one makes it whole.
    rest = table_of(umbrella, "fi")
    assert {row[0]: row[2] for row in rest}["lines.won.1"].startswith("Hyvä")
    assert {row[0]: row[2] for row in rest}["plans.good.1"].startswith("Hyvä")
    second = changed(rows, "plans.good.2", "")
    assert [path.name for path in send_back(umbrella, second, unfinished=True).files] == ["lines.fi.draft.yaml"]
    done = send_back(umbrella, translated(table_of(umbrella, "fi"), "fi"))
    assert not (umbrella / "lines.fi.draft.yaml").exists()
    assert umbrella / "lines.fi.yaml" in done.files
    assert check(umbrella) == []
    assert load(umbrella).languages == ("en", "fi")


def test_english_that_grew_can_make_a_draft_of_a_translation_again(umbrella):
    send_back(umbrella, translated(table_of(umbrella, "fi"), "fi"))
    english = umbrella / "lines.en.yaml"
    old = "won.1: That's decent."
    english.write_text(english.read_text(encoding="utf-8").replace(old, f"won.2: Well.\n  {old}"), encoding="utf-8")
    structure = umbrella / "scenario.yaml"
    text = structure.read_text(encoding="utf-8").replace("say: [{line: won.1}]", "say: [{line: won.1}, {line: won.2}]")
    structure.write_text(text, encoding="utf-8")
    assert {item.code for item in check(umbrella)} == {"SG160"}
    rows = changed(table_of(umbrella, "fi"), "lines.leaves.1", "Kävelen mieluummin.")
    with pytest.raises(TranslationError):
        send_back(umbrella, rows)
    send_back(umbrella, rows, unfinished=True)
    assert not (umbrella / "lines.fi.yaml").exists()
    assert load(umbrella).languages == ("en",)
    send_back(umbrella, changed(table_of(umbrella, "fi"), "lines.won.2", "No niin."))
    assert load(umbrella).words["fi"].lines["leaves.1"] == "Kävelen mieluummin."


def test_a_fault_in_a_draft_is_told_where_it_stands(umbrella):
    send_back(umbrella, changed(translated(table_of(umbrella, "fi"), "fi"), "lines.won.1", ""), unfinished=True)
    draft = umbrella / "lines.fi.draft.yaml"
    draft.write_text(draft.read_text(encoding="utf-8").replace("{price}", "{prize}", 1), encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        table_of(umbrella, "fi")
    assert {Path(item.file) for item in caught.value.diagnostics} == {draft}
    assert [item.code for item in check(umbrella)] == ["SG128"]


def changed(rows, unit_id, target):
    return [[*row[:2], target, *row[3:]] if row[0] == unit_id else row for row in rows]


@pytest.mark.parametrize(
    ("unit_id", "target", "code", "told"),
    [
        ("lines.talks.calm", "Selvä. Maksoin siitä. Mitä nyt?", "SG438", "{price}"),
        ("lines.talks.calm", "Selvä. Maksoin {prise}. Mitä nyt?", "SG439", "{price}"),
        ("lines.talks.calm", "Selvä. Maksoin {price.zzz}. Mitä nyt?", "SG163", "zzz"),
        ("lines.talks.calm", "Selvä. Maksoin {price. Mitä nyt {price}?", "SG164", "brace"),
        ("forms.name.hale", "base rouva Hale", "SG440", "base: …"),
        ("forms.name.hale", "base: rouva\nbase: neiti", "SG440", "twice"),
        ("forms.name.hale", "gen: rouvan", "SG163", "base"),
        ("lines.won.1", "Hyvä\x07.", "SG440", "U+0007"),
        ("plans.good.2", "Saat uuden, {nobody}.", "SG439", "nobody"),
    ],
)
def test_an_unsound_text_is_named_by_line_and_nothing_is_written(umbrella, unit_id, target, code, told):
    rows = changed(translated(table_of(umbrella, "fi"), "fi"), unit_id, target)
    before = sorted((path, path.read_bytes()) for path in umbrella.rglob("*") if path.is_file())
    with pytest.raises(TranslationError) as caught:
        send_back(umbrella, rows)
    found = [item for item in caught.value.diagnostics if item.code == code]
    assert found, caught.value.diagnostics
    assert any(told in f"{item.message} {item.suggestion}" for item in found)
    # A form that is missing is told where it is needed; all else where it stands.
    blamed = "lines.opening.1" if target.startswith("gen:") else unit_id
    text = (umbrella.parent / "back.csv").read_text(encoding="utf-8-sig")
    assert {item.line for item in found} == {text[: text.index(f"\n{blamed},") + 1].count("\n") + 1}
    assert sorted((path, path.read_bytes()) for path in umbrella.rglob("*") if path.is_file()) == before


def test_all_faults_of_a_file_are_told_at_once(umbrella):
    rows = translated(table_of(umbrella, "fi"), "fi")
    rows[2][3] = "perhaps"
    rows = changed(rows, "lines.talks.plain", "Ei mitään.")
    rows += [["lines.wonn.1", "x", "y", "done", ""], rows[1], ["", "x", "y", "", ""]]
    with pytest.raises(TranslationError) as caught:
        send_back(umbrella, rows)
    assert [item.code for item in caught.value.diagnostics] == ["SG443", "SG438", "SG436", "SG437", "SG436"]
    assert 'Did you mean "lines.won.1"?' in str(caught.value)
    assert {item.code for item in caught.value.diagnostics} <= CODES.keys()


def test_leaving_a_sum_out_on_purpose_can_be_asked_for(umbrella):
    rows = changed(translated(table_of(umbrella, "fi"), "fi"), "lines.talks.plain", "No?")
    send_back(umbrella, rows, may_lose=True)
    assert load(umbrella).words["fi"].lines["talks.plain"] == "No?"


BOMB = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><xliff xmlns="{ns}" version="2.1" trgLang="fi">&b;</xliff>'
UNIT = '<xliff xmlns="{ns}" version="2.1" srcLang="en" trgLang="fi"><file id="umbrella"><unit id="lines.won.1"><segment><source>x</source><target>{text}</target></segment></unit></file></xliff>'
XML_12 = '<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2"><file/></xliff>'


@pytest.mark.parametrize(
    ("name", "raw", "code"),
    [
        ("a.csv", b"", "SG433"),
        ("a.csv", b"id,en,xx,state,note\r\n", "SG433"),
        ("a.csv", b"name,en,fi,state,note\r\n", "SG433"),
        ("a.csv", b'id,en,fi,state,note\r\nlines.won.1,"a"b",c\r\n', "SG432"),
        ("a.csv", b'id,en,fi,state,note\r\nlines.won.1,"a', "SG432"),
        ("a.csv", "id,en,fi,state\r\nlines.won.1,a,hyvä,done\r\n".encode("cp1252"), "SG431"),
        ("a.csv", b"\xff\xfei", "SG431"),
        ("a.csv", b"id,en,fi,state\n" + b"x" * 200_000, "SG432"),
        ("a.csv", b"x" * (16 * 1024 * 1024 + 1), "SG430"),
        ("a.csv", b"PK\x03\x04\x00\x00", "SG433"),
        ("a.xliff", b"no xml", "SG432"),
        ("a.xliff", b"", "SG432"),
        ("a.xliff", XML_12.encode(), "SG432"),
        ("a.xliff", b"<html/>", "SG432"),
        ("a.xliff", BOMB.format(ns=NAMESPACE).encode(), "SG432"),
        ("a.xliff", UNIT.format(ns=NAMESPACE, text="a <ph id='1'/> b").encode(), "SG432"),
        ("a.xliff", UNIT.format(ns=NAMESPACE, text="<cp hex='D800'/>").encode(), "SG432"),
        ("a.xliff", UNIT.format(ns=NAMESPACE, text="<mrk>" * 60).encode(), "SG432"),
        ("a.xliff", UNIT.format(ns=NAMESPACE, text="x").replace('"umbrella"', '"cold_meal"').encode(), "SG435"),
        ("a.xliff", UNIT.format(ns=NAMESPACE, text="x").replace('trgLang="fi"', 'trgLang="en"').encode(), "SG434"),
        ("a.xliff", b'<?xml version="1.0" encoding="no-such"?><xliff/>', "SG431"),
        ("a.po", b'msgid "a\nmsgstr', "SG432"),
        ("a.po", b"rubbish", "SG432"),
        ("a.po", b"\xff\xfe", "SG431"),
        ("a.po", b'msgid ""\nmsgstr "Language: de\\n"\n', "SG434"),
        ("a.po", b'msgid ""\nmsgstr "Language: fi\\nProject-Id-Version: cold_meal\\n"\n', "SG435"),
    ],
)
def test_a_broken_file_is_told_with_code_and_line(umbrella, name, raw, code):
    path = umbrella.parent / name
    path.write_bytes(raw)
    with pytest.raises(TranslationError) as caught:
        import_words(umbrella, path)
    assert code in [item.code for item in caught.value.diagnostics], str(caught.value)
    assert all(item.line >= 1 and item.message.endswith(".") for item in caught.value.diagnostics)
    assert sorted(path.name for path in umbrella.glob("lines.*")) == ["lines.en.yaml"]


def test_the_wrong_language_no_language_and_no_file_are_told(umbrella):
    with pytest.raises(TranslationError, match="SG434"):
        send_back(umbrella, table_of(umbrella, "fi"), language="sv")
    with pytest.raises(UsageError, match="English"):
        export_words(umbrella, "en", "csv")
    with pytest.raises(UsageError, match="--format"):
        import_words(umbrella, umbrella / "a.doc")
    with pytest.raises(SurroundingsError, match="cannot be opened"):
        import_words(umbrella, umbrella / "none.csv")


@pytest.mark.parametrize(("delimiter", "encoding"), [(";", "utf-8"), ("\t", "utf-16"), (",", "utf-8-sig")])
def test_what_spreadsheets_make_of_a_table_is_read(umbrella, delimiter, encoding):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(translated(table_of(umbrella, "el"), "el"))
    path = umbrella.parent / "back.csv"
    path.write_bytes(out.getvalue().encode(encoding))
    assert import_words(umbrella, path).states[State.MISSING] == 0


def test_a_tool_may_cut_units_into_segments_and_mark_terms():
    text = """<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="en" trgLang="fi"><file id="x">
    <group id="g"><unit id="lines.a"><notes><note>n <b xmlns="other"/></note></notes>
    <segment state="final"><source>One.</source><target>Yksi<cp hex="0021"/></target></segment>
    <ignorable><source> </source></ignorable>
    <segment state="reviewed"><source>Two.</source><target><mrk id="m" type="term">Kaksi</mrk>.</target></segment></unit>
    <unit id="lines.b"><segment><source>Three. </source><target>Kolme.</target></segment><segment><source>Four.</source></segment></unit>
    </group></file></xliff>"""
    faults = Faults("x")
    found = read_xliff(text.replace('<b xmlns="other"/>', "").encode(), faults)
    assert found is not None, faults.found
    assert [(row.id, row.source, row.target, row.state) for row in found.rows] == [
        ("lines.a", "One. Two.", "Yksi! Kaksi.", State.DONE),
        ("lines.b", "Three. Four.", "", State.MISSING),
    ]


def test_a_fuzzy_translation_is_taken_and_stays_stale(umbrella):
    send_back(umbrella, translated(table_of(umbrella, "fi"), "fi"))
    raw, _ = export_words(umbrella, "fi", "po")
    path = umbrella.parent / "back.po"
    text = raw.decode().replace('msgstr "Hyvä Fine. Let', 'msgstr "No niin. Let').replace(
        "#. ending settled; the customer\n", "#. ending settled; the customer\n#, fuzzy\n")  # fmt: skip
    path.write_text(text, encoding="utf-8")
    assert import_words(umbrella, path).states[State.STALE] == 1
    assert load(umbrella).words["fi"].lines["settled.1"].startswith("No niin.")
    assert [item.code for item in check(umbrella)] == ["SG172"]


def test_the_xliff_keeps_the_rules_of_its_schema(umbrella):
    from defusedxml import ElementTree

    rows = translated(table_of(umbrella, "fi"), "fi")
    send_back(umbrella, changed(rows, "lines.hint.words", ""), unfinished=True)
    top = ElementTree.fromstring(export_words(umbrella, "fi", "xliff")[0])
    assert (top.tag, top.get("version"), top.get("srcLang"), top.get("trgLang")) == (
        f"{{{NAMESPACE}}}xliff",
        "2.1",
        "en",
        "fi",
    )
    ids = []
    for unit in top.iter(f"{{{NAMESPACE}}}unit"):
        ids.append(unit.get("id"))
        assert re.fullmatch(r"[A-Za-z0-9._-]+", unit.get("id"))  # an NMTOKEN
        assert [part.tag.split("}")[1] for part in unit] == ["notes", "segment"]
        segment = unit[1]
        parts = [part.tag.split("}")[1] for part in segment]
        assert parts == (["source"] if unit.get("id") == "lines.hint.words" else ["source", "target"])
        assert segment.get("state") == ("initial" if len(parts) == 1 else "translated")
    assert len(ids) == len(set(ids))


def unit_of(unit_id, source, target, state):
    return Unit(
        unit_id,
        "",
        ("lines", "a"),
        Kind.TEXT,
        source,
        target,
        state if target else State.MISSING,
        "node x; the customer",
    )


readable = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\ufffe\uffff"), min_size=1, max_size=60
)
said = (readable | st.sampled_from(["=1+1", "'=1", "''@x", "-no", "+", "@SUM(A1)", "\tx", "a\nb", 'a"b', "a,b;c", "a\\nb", "\\", "<b>&amp;</b>", "]]>", "100 %s", "x" * 400]))  # fmt: skip
said = said.filter(lambda text: bool(text.strip()))


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(
    st.lists(st.tuples(said, said | st.just(""), st.sampled_from([State.STALE, State.DONE])), min_size=1, max_size=6)
)
def test_every_format_brings_back_every_text(drawn):
    units = [unit_of(f"lines.a.{at}", *row) for at, row in enumerate(drawn)]
    written = {"csv": write_csv(units, "fi"), "xliff": write_xliff(units, "fi", "x"), "po": write_po(units, "fi", "x")}
    for form, raw in written.items():
        faults = Faults(form)
        found = READ[form](raw, faults)
        assert found is not None, faults.found
        assert faults.found == []
        assert [(row.id, row.source, row.target, row.state) for row in found.rows] == [
            (unit.id, unit.source, unit.target, unit.state) for unit in units
        ], form


@given(said)
def test_no_cell_begins_like_a_formula(text):
    raw = write_csv([unit_of("lines.a", text, text, State.DONE)], "fi")
    for row in csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)


@given(st.binary(max_size=400), st.sampled_from(FORMATS))
def test_any_bytes_are_read_or_told(raw, form):
    faults = Faults("x")
    found = READ[form](raw, faults)
    assert found is not None or faults.found


def test_lists_keep_their_entries_whatever_is_in_them():
    assert parse_value(Kind.LIST, "one\n\n two \nthree\\nfour\\\\") == ["one", "two", "three\nfour\\"]
    assert parse_value(Kind.FORMS, "base: a: b\ngen: c") == {"base": "a: b", "gen": "c"}


def test_the_fingerprint_is_the_one_check_knows(umbrella):
    from simulator.scenario.checks.words import source_hash

    assert fingerprint("Müde {x}\n") == source_hash("Müde {x}\n")
    assert Row("a", "b", "c", None, 1).surely_stale is False


def test_the_command_exports_imports_and_says_what_is_wrong(umbrella, monkeypatch):
    monkeypatch.chdir(umbrella.parent)
    run = CliRunner().invoke
    found = run(cli, ["translate", "umbrella", "export", "--language", "fi", "--format", "po"])
    assert found.exit_code == 0, found.output
    assert "umbrella.fi.po" in found.output
    again = run(cli, ["translate", "umbrella", "export", "--language", "fi", "--format", "po"])
    assert isinstance(again.exception, UsageError)
    found = run(cli, ["translate", "umbrella", "import", "umbrella.fi.po"])
    assert found.exit_code == 0
    Path("bad.csv").write_text("id,en,fi,state\nlines.nothing,x,y,done\n", encoding="utf-8")
    found = run(cli, ["translate", "umbrella", "import", "bad.csv"])
    assert found.exit_code == 1
    assert "bad.csv:2:1 SG436" in found.output
    assert "Nothing was written." in found.output
    assert '"SG436"' in run(cli, ["translate", "umbrella", "import", "bad.csv", "--json"]).output
    assert isinstance(run(cli, ["translate", "umbrela", "export", "--language", "fi"]).exception, UsageError)
