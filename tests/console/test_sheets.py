"""Tables as files: no formula, nothing unseen, nothing lost, the same bytes on any day."""

# ruff: noqa: DTZ001 - a workbook knows no time zones
from __future__ import annotations

import csv
import io
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from simulator.console.sheets import Column, Sheet, dangerous, harmless, shown
from simulator.console.written_sheets import FORMS, sheet_name, write_sheet, written_csv, written_pdf, written_xlsx
from simulator.texts import Texts, languages, texts_with, visible


def words(language: str) -> Texts:
    return texts_with(language, "console")


SHEET = Sheet(
    "ready",
    "Who is ready: [North]",
    (
        Column("name", "Name"), Column("points", "Points", "number"), Column("share", "Share", "percent"),
        Column("on", "Day", "day"), Column("at", "Last session", "moment"), Column("said", "Said"),
    ),
    (
        ("Aino", 83, 50, date(2026, 3, 4), datetime(2026, 3, 4, 23, 30, tzinfo=UTC), "=1+1"),
        ("Örjan", 70.5, 33.3, None, datetime(2026, 3, 4, 1, 0, tzinfo=timezone(timedelta(hours=2))), "fine\nthanks"),
        ("Ωμέγα", None, None, None, None, None),
    ),
    ("Marks of record.",),
    as_of=date(2026, 3, 5),
)  # fmt: skip


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_csv_has_the_mark_for_excel_the_head_first_and_what_it_is_about_under_the_rows():
    content = written_csv(SHEET, words("en"))
    assert content.startswith(b"\xef\xbb\xbf")
    rows = read_csv(content)
    assert rows[0] == ["Name", "Points", "Share", "Day", "Last session", "Said"]
    assert rows[1] == ["Aino", "83", "50", "2026-03-04", "2026-03-04T23:30+00:00", "'=1+1"]
    assert rows[2] == ["Örjan", "70.5", "33.3", "", "2026-03-03T23:00+00:00", "fine\nthanks"]
    assert rows[3] == ["Ωμέγα", "", "", "", "", ""]
    assert [row for row in rows[4:] if row] == [["Who is ready: [North]"], ["Marks of record."], ["Data as of 2026-03-05."]]


def test_a_workbook_reads_back_as_it_was_written():
    book = load_workbook(io.BytesIO(written_xlsx(SHEET, words("en"))))
    assert book.sheetnames == ["Who is ready North", "About this table"]
    page, about = book.worksheets
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    assert rows[0] == [column.head for column in SHEET.columns]
    assert rows[1] == ["Aino", 83, 0.5, datetime(2026, 3, 4), datetime(2026, 3, 4, 23, 30), "=1+1"]
    assert rows[2][:3] == ["Örjan", 70.5, pytest.approx(0.333)]
    assert rows[2][4:] == [datetime(2026, 3, 3, 23, 0), "fine\nthanks"]
    assert page["F2"].data_type == "s"
    assert page["F2"].quotePrefix
    assert not page["F3"].quotePrefix
    assert page["C2"].number_format == "0.##%"
    assert page.freeze_panes == "A2"
    assert [row[0].value for row in about.iter_rows()] == ["Who is ready: [North]", "Marks of record.", "Data as of 2026-03-05."]
    assert book.properties.created == datetime(2026, 3, 5)


NASTY = ["=cmd()", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\x00=1", "\n=1", "  =1", "\u00a0=1", "\u200b=1", "＝1", " ＋1", "－1", "＠x", "﹦1"]


@pytest.mark.parametrize("text", NASTY)
def test_what_a_spreadsheet_would_take_for_a_formula_gets_an_apostrophe(text):
    assert dangerous(text)
    assert harmless(text).startswith("'")
    (row, *_) = read_csv(written_csv(replace(SHEET, columns=(Column("a", text),), rows=()), words("en")))
    assert row == [harmless(text)]


@pytest.mark.parametrize("text", ["", "Aino", "1+1", "a=b", "'=1", "…-", "−3", "(=)"])
def test_other_texts_stay_as_they_are(text):
    assert harmless(text) == text


@given(st.text(alphabet=st.one_of(st.sampled_from("=+-@;,\t\r\n\0\"' ＝－\u200b\ufeff\u202e\ud800a"), st.characters()), max_size=40))
@example("x;=1")
@example("x\n=1")
@example(';"=1')
@example("_x003d_1")
@example("\uffff\ufffe")
@settings(max_examples=150, deadline=None)
def test_no_text_becomes_a_formula_or_is_lost(text):
    sheet = Sheet("s", text, (Column("a", "A"), Column("b", text)), (("x", text),), (text,))
    content = written_csv(sheet, words("en"))
    for delimiter in ",;\t":
        for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter):
            assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in row), delimiter
    assert read_csv(content)[1][1].replace("'", "") == visible(text).replace("'", "")
    page = load_workbook(io.BytesIO(written_xlsx(sheet, words("en")))).worksheets[0]
    assert page["B2"].data_type in ("s", "n", "inlineStr")  # "n" where it is empty
    assert page["B2"].data_type != "n" or page["B2"].value is None


def test_text_goes_into_a_workbook_without_loss():
    said = "_x003d_ \ud800 \x07 \u202e 𝔘 \r\n end"
    sheet = Sheet("s", "T", (Column("a", "A"),), ((said,), ("y" * 40_000,)))
    page = load_workbook(io.BytesIO(written_xlsx(sheet, words("en")))).worksheets[0]
    assert page["A2"].value.replace("_x005F_", "_") == visible(said)
    assert len(page["A3"].value) == 32_767
    assert page["A3"].value.endswith("…")


@pytest.mark.parametrize("title", ["", "[]:*?/\\", "'quoted'", "History", "ж" * 50, "𝔘" * 40, "a/b: [c]", "\0", "About this table"])
def test_any_title_gives_a_worksheet_a_name_that_excel_takes(title):
    name = sheet_name(title)
    assert 0 < len(name.encode("utf-16-le")) // 2 <= 31
    assert not set(name) & set("[]:*?/\\")
    assert not name.startswith("'")
    assert not name.endswith("'")
    assert name.casefold() != "history"
    load_workbook(io.BytesIO(written_xlsx(replace(SHEET, title=title), words("en"))))


@pytest.mark.parametrize("language", languages())
def test_every_language_writes_all_forms_and_the_same_bytes_twice(language):
    for form in FORMS:
        made = write_sheet(SHEET, form, words(language))
        assert made.file_name == f"ready.{form}"
        assert made == write_sheet(SHEET, form, words(language))
    assert words(language)("out.sheet.about") in load_workbook(io.BytesIO(written_xlsx(SHEET, words(language)))).sheetnames


@pytest.mark.slow
def test_another_process_on_another_day_writes_the_same_bytes():
    import hashlib

    code = (
        "import hashlib, sys; from tests.console.test_sheets import *;"
        "print(*(hashlib.sha256(write_sheet(SHEET, form, words('el')).content).hexdigest() for form in FORMS))"
    )
    here = [hashlib.sha256(write_sheet(SHEET, form, words("el")).content).hexdigest() for form in FORMS]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == here


def test_a_long_and_wide_table_goes_on_over_pages():
    heads = tuple(Column(f"c{at}", f"Head{at}", "text" if at < 3 else "number") for at in range(14))
    row = ("Aino", "word " * 400, "x" * 3_000, *range(11))
    content = written_pdf(Sheet("s", "Wide", heads, (row,) * 12, ("note",)), words("en"))
    assert content.count(b"/Type /Page\n") > 5
    assert b"/MediaBox [ 0 0 841" in content
    assert b"/MediaBox [ 0 0 595" in written_pdf(replace(SHEET, columns=SHEET.columns[:5], rows=()), words("en"))


def test_cells_are_shown_as_the_language_writes_them():
    at = datetime(2026, 3, 4, 12, 5, tzinfo=UTC)
    assert shown(1234.567, "number", words("sv")) == "1\u202f234,57"
    assert shown(-3, "number", words("en")) == "−3"
    assert shown(-0.001, "number", words("en")) == "0"
    assert shown(12.5, "percent", words("fi")) == "12,5\u00a0%"
    assert shown(at, "day", words("el")) == "04/03/2026"
    assert shown(at, "moment", words("fi")) == "04.03.2026 12.05"
    assert shown("a\x00b", "text", words("en")) == "a␀b"
    assert [shown(nothing, "number", words("en")) for nothing in (None, float("nan"))] == ["–", "–"]


def test_what_is_no_table_is_refused():
    with pytest.raises(ValueError, match="1 cells under 6"):
        replace(SHEET, rows=(("x",),))
    with pytest.raises(ValueError, match="without a zone"):
        Sheet("s", "T", (Column("a", "A"),), ((datetime(2026, 1, 1),),))
    with pytest.raises(ValueError, match="truth value"):
        Sheet("s", "T", (Column("a", "A"),), ((True,),))
