"""Tables that hold a whole company as files: a part at a time, each row once, and no half that looks like a whole."""

from __future__ import annotations

import http.client
import io
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from simulator.console import written_sheets
from simulator.console.rendering import console_texts
from simulator.console.sheets import Column, LongRows, Sheet
from simulator.console.visitor import COOKIE
from simulator.console.written_sheets import FORMS, write_sheet
from simulator.errors import SurroundingsError
from simulator.record import Listed, figure_lists
from simulator.record.figures import Figures
from simulator.texts import languages, texts_with

from .browser import served
from .world import World

LONG = {
    "/hr/exams": "heikki", "/hr/waiting": "heikki", "/hr/steps": "heikki", "/trainer/waiting": "tove",
    "/trainer/sessions": "tove",
}  # fmt: skip
"""Who asks for them."""


def one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figure_lists, "BATCH", 1)


def test_rows_are_read_while_they_are_written_and_no_further() -> None:
    words, read = texts_with("en", "console"), []

    def parts() -> Iterator[list[tuple[str, int]]]:
        for part in range(3):
            read.append(part)
            yield [("=1", part), ("b", part)]

    columns = (Column("a", "A"), Column("b", "B", "number"))
    long, held = (Sheet("s", "T", columns, rows, ("note",)) for rows in (LongRows(6, parts), tuple(LongRows(6, parts))))
    read.clear()
    content = write_sheet(long, "csv", words).content
    assert not isinstance(content, bytes)
    assert (next(content), read) == ('\ufeff"A","B"\r\n"\'=1","0"\r\n"b","0"\r\n'.encode(), [0])
    for form in FORMS:
        made = write_sheet(long, form, words).content
        assert (made if isinstance(made, bytes) else b"".join(made)) == write_sheet(held, form, words).content
    with pytest.raises(ValueError, match="1 cells under 2 columns"):
        list(Sheet("s", "T", columns, LongRows(1, lambda: iter([[("a",)]]))).parts())


def test_the_file_is_the_same_however_it_is_read(company: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for login in set(LONG.values()):
        company.journal.speak(company.people[login], "en")
    browsers = {login: company.client(login) for login in LONG.values()}
    whole = {path: browsers[login].get(f"{path}.csv") for path, login in LONG.items()}
    one_by_one(monkeypatch)
    for path, login in LONG.items():
        answer = browsers[login].get(f"{path}.csv")
        assert answer.text.split("Data as of")[0] == whole[path].text.split("Data as of")[0]
        assert len(answer.text.splitlines()) > 4
        assert "content-length" not in answer.headers
        name = {"/hr/steps": "people-and-steps"}.get(path, path.rpartition("/")[2])
        assert f'filename="{name}.csv"' in answer.headers["content-disposition"]
        told = ("content-type", "cache-control", "x-content-type-options")
        assert [answer.headers[each] for each in told] == ["text/csv; charset=utf-8", "no-store", "nosniff"]


def test_each_row_stands_there_once_whatever_moves_meanwhile(company: World, monkeypatch: pytest.MonkeyPatch) -> None:
    company.client("heikki").get("/hr")  # counts
    one_by_one(monkeypatch)
    figures, journal = company.journal.figures, company.journal
    every = [each for part in figures.every_exam() for each in part]
    parts = figures.every_exam()
    found = list(next(parts))
    gone = next(each.result.person_id for each in every if each.result.person_id != found[0].result.person_id)
    journal.erase_person(gone)
    found += [each for part in parts for each in part]
    assert [each.result.session_id for each in found] == [
        each.result.session_id for each in every if each.result.person_id != gone
    ]
    assert figures.count_exams() == len(every) - 1


def test_what_breaks_in_the_middle_ends_the_connection(
    company: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    browser, whole, good = company.client("heikki"), Figures.every_exam, 1
    broken = SurroundingsError("The disk is gone.", "Look for it.")

    def breaks(self: Figures, *asked: Any, **more: Any) -> Iterator[tuple[Listed, ...]]:
        for number, part in enumerate(whole(self, *asked, **more)):
            if number == good:
                raise broken
            yield part

    one_by_one(monkeypatch)
    monkeypatch.setattr(Figures, "every_exam", breaks)
    with served(company.app) as address, caplog.at_level(logging.ERROR):
        asking = http.client.HTTPConnection(address.removeprefix("http://"), timeout=20)
        asking.request("GET", "/hr/exams.csv", headers={"Cookie": f"{COOKIE}={browser.cookies[COOKIE]}"})
        answer = asking.getresponse()
        assert answer.status == 200
        with pytest.raises(http.client.IncompleteRead) as cut:
            answer.read()
        asking.close()
    assert cut.value.partial.count(b"\r\n") == 2
    assert "GET '/hr/exams.csv' broke off in the middle: SurroundingsError" in caplog.text
    good = 0
    assert browser.get("/hr/exams.csv").status_code == 503


def test_a_form_that_cannot_hold_so_many_rows_says_what_can(company: World, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = company.client("heikki")
    monkeypatch.setattr(written_sheets, "MOST_ROWS", {"xlsx": 2, "pdf": 1})
    monkeypatch.setattr(Figures, "every_exam", lambda *_, **__: pytest.fail("rows are read"))
    for language in languages():
        company.journal.speak(company.people["heikki"], language)
        for form, most in (("xlsx", 2), ("pdf", 1)):
            answer = browser.get(f"/hr/exams.{form}?settled=open")
            told = {"title": console_texts(language)("hr.exams.title"), "rows": 3, "most": most}
            assert answer.status_code == 422
            assert console_texts(language).count("out.too_long.told", 3, **told) in answer.text
            assert 'href="/hr/exams.csv?settled=open"' in answer.text
    monkeypatch.undo()
    assert browser.get("/hr/exams.pdf").status_code == 200
    assert io.BytesIO(browser.get("/hr/exams.xlsx").content).read(2) == b"PK"
