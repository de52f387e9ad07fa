"""The story the console is for, told in a real browser on an empty journal: in English on SQLite, in Greek on PostgreSQL.

The first administrator comes in by the link of the terminal and invites HR, two trainers and a trainee. The trainee
plays; one trainer confirms the grade; the trainee contests a line of it; the other trainer corrects it; HR sees the
changed mark of record on the heat map and in the workbook.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest
from openpyxl import load_workbook

from simulator.console import ServeOptions, create_app
from simulator.console.first import first_link
from simulator.marking import read_mark
from simulator.record import Journal, Mode, open_journal
from simulator.texts import Texts, texts_with

from .browser import WIDE, opened_browser, press, served, watched
from .world import SAID, play

pytestmark = pytest.mark.slow

PASSWORDS = "four quiet lamps {}"
NAMES = {
    "en": {"boss": "Ruth Okafor", "hr": "Hanna Price", "first": "Tom Abbey", "second": "Tess Young", "trainee": "Ann Lee"},
    "el": {
        "boss": "Ρούλα Κόκκινου", "hr": "Χάρης Παππάς", "first": "Τάσος Αγγέλου", "second": "Θάλεια Νέζη", "trainee": "Άννα Λεκκού",
    },
}  # fmt: skip
REASONS = {
    "en": ("I did say what would happen next, in my last answer.", "It is there, at the end of the last answer."),
    "el": ("Είπα τι θα γίνει στη συνέχεια, στην τελευταία απάντηση.", "Υπάρχει, στο τέλος της τελευταίας απάντησης."),
}
STEP = "follow_up"
WITHOUT_NUMBERS = """said => {
  const copy = said.cloneNode(true); copy.querySelectorAll("sup").forEach(number => number.remove()); return copy.textContent
}"""
"""The words of a response without the small numbers that lead to what was heard in them."""


@dataclass
class Told:
    """The company of a story while it is told.

    Args:
        language: in which everybody reads.
        address: of the console.
        journal: its records.
        browser: the browser.
        secrets: second factors by login.
        pages: pages by login.
    """

    language: str
    address: str
    journal: Journal
    browser: Any
    secrets: dict[str, str] = field(default_factory=dict)
    pages: dict[str, Any] = field(default_factory=dict)

    @property
    def words(self) -> Texts:
        return texts_with(self.language, "console")

    def page(self, login: str) -> Any:
        """The page of somebody's own browser."""
        if login not in self.pages:
            context = self.browser.new_context(viewport=WIDE, locale=self.language, accept_downloads=True)
            self.pages[login] = context.new_page()
            self.pages[login].set_default_timeout(20_000)
        return self.pages[login]

    def name(self, login: str) -> str:
        return NAMES[self.language][login]

    def code(self, login: str) -> str:
        """What somebody's telephone shows, half a minute later: each code opens once."""
        return pyotp.TOTP(self.secrets[login]).at(datetime.now(UTC) + timedelta(seconds=30))


@contextmanager
def story(folder: Path, database: str, language: str) -> Iterator[Told]:
    options = ServeOptions(database=database, home=folder)
    with (
        open_journal(options.database) as journal,
        served(create_app(journal, options)) as address,
        opened_browser() as browser,
    ):
        yield Told(language, address, journal, browser)


def follow(page: Any, text: str) -> None:
    """Press the button, or follow the link, that is called so."""
    wanted = page.locator("button, a").filter(has_text=re.compile(f"^\\s*{re.escape(text)}"))
    press(page, wanted.locator("visible=true").first)


def join(told: Told, login: str, link: str) -> None:
    """Come in by a link: name, password, second factor where it is asked for, and the notice."""
    page, t = told.page(login), told.words
    page.goto(link if "://" in link else told.address + link)
    if page.locator("#name").count() and not page.input_value("#name"):
        page.fill("#name", told.name(login))
    page.fill("#login", login)
    page.fill("#password", PASSWORDS.format(login))
    page.fill("#again", PASSWORDS.format(login))
    follow(page, t("entrance.continue"))
    if "/second-factor/set-up" in page.url:
        told.secrets[login] = re.search(r"<code>([A-Z2-7 ]+)</code>", page.content())[1].replace(" ", "")
        page.fill("#code", pyotp.TOTP(told.secrets[login]).now())
        press(page, page.locator("main form:has(#code) button"))
        assert page.locator("ol.codes li").count() >= 8
        follow(page, t("entrance.codes.done"))
    page.wait_for_url("**/notice")
    follow(page, t("grading.notice.read"))
    page.wait_for_url(lambda url: "/notice" not in url)
    assert told.name(login) in page.content()


def invite(told: Told, login: str, role: str, part: str = "member") -> str:
    """The administrator invites somebody; gives the link that is shown once."""
    page, t = told.page("boss"), told.words
    page.goto(f"{told.address}/admin/people/new")
    page.fill("#name", told.name(login))
    page.check(f"input[name=roles][value={role}]")
    if role in ("trainer", "trainee"):
        page.select_option("#team", index=1)
        page.check(f"input[name=part][value={part}]")
    follow(page, t("admin.invite.make"))
    return page.locator("#once code").inner_text()


def found_company(told: Told) -> None:
    """The first administrator, a group, and everybody else."""
    t = told.words
    join(told, "boss", first_link(told.journal))
    page = told.page("boss")
    assert told.page("boss").url.endswith("/admin")
    page.goto(f"{told.address}/admin/groups")
    page.fill("#name", "Nord")
    page.locator("input[name=kind]").first.check()
    follow(page, t("admin.groups.add"))
    for login, role, part in (
        ("hr", "hr", "member"), ("first", "trainer", "trainer"), ("second", "trainer", "trainer"),
        ("trainee", "trainee", "member"),
    ):  # fmt: skip
        join(told, login, invite(told, login, role, part))


def sign_in_again(told: Told, login: str) -> None:
    """Go, and come in again by password and second factor."""
    page = told.page(login)
    press(page, "form[action='/sign-out'] button")
    page.wait_for_url("**/sign-in**")
    page.goto(f"{told.address}/hr/steps")
    assert "/sign-in" in page.url, "signed out is out"
    page.fill("#login", login)
    page.fill("#password", PASSWORDS.format(login))
    press(page, page.locator("main form:has(#password) button"))
    page.wait_for_url("**/second-factor")
    page.fill("#code", "000000")
    press(page, page.locator("main form:has(#code) button"))
    assert page.locator("#code-error").count(), "a wrong code opens nothing"
    page.fill("#code", told.code(login))
    press(page, page.locator("main form:has(#code) button"))
    page.wait_for_url(lambda url: "second-factor" not in url)
    assert told.name(login) in page.content()


def points_of(told: Told, session: str) -> int:
    return read_mark(told.journal, session).grade["steps"][STEP]["points"]


def on_the_heat_map(told: Told) -> tuple[str, int | None]:
    """What HR reads of the trainee's step: on the page, and in the workbook that it gives."""
    page, t = told.page("hr"), told.words
    page.goto(f"{told.address}/hr/steps?which=latest")
    row = page.locator("table.hr-heat tbody tr").filter(has_text=told.name("trainee"))
    heads = page.locator("table.hr-heat thead th").all_inner_texts()
    at = next(place for place, head in enumerate(heads) if head.strip() == t(f"step.{STEP}"))
    shown = row.locator("td").nth(at - 1).locator("a").evaluate("link => link.firstChild.textContent.trim()")
    with page.expect_download() as download:
        page.locator(".downloads a", has_text="XLSX").click()
    sheet = load_workbook(io.BytesIO(Path(download.value.path()).read_bytes())).worksheets[0]
    rows = [[cell.value for cell in line] for line in sheet.iter_rows()]
    column = rows[0].index(t(f"step.{STEP}"))
    return shown, next(line[column] for line in rows[1:] if line[0] == told.name("trainee"))


def test_from_the_first_link_to_the_changed_mark(new_database, tmp_path: Path):
    """In English on SQLite, in Greek on PostgreSQL."""
    database = new_database()
    language = "en" if database.startswith("sqlite") else "el"
    with story(tmp_path, database, language) as told:
        t, address = told.words, told.address
        found_company(told)
        sign_in_again(told, "hr")
        person = next(each.id for each in told.journal.people() if each.display_name == told.name("trainee"))
        session = play(told.journal, person, "overcharged_card", language, Mode.PRACTICE)
        before = points_of(told, session)
        assert on_the_heat_map(told) == (str(before), before)

        page = told.page("trainee")
        page.goto(f"{address}/me/sessions/{session}")
        with watched(page) as complaints:
            page.reload()
        assert complaints == []
        words = page.locator("#turn-1 .said")
        assert words.locator("mark.heard").count(), "what was heard is marked in the words the grade rests on"
        assert words.evaluate(WITHOUT_NUMBERS) == SAID[language]

        reviewer = told.page("first")
        reviewer.goto(f"{address}/trainer/sessions/{session}")
        follow(reviewer, t("trainer.confirm.send"))
        assert read_mark(told.journal, session).status == "confirmed"

        page.goto(f"{address}/me/sessions/{session}/contest?step={STEP}")
        assert page.is_checked(f"input[name=steps][value={STEP}]")
        page.fill("#reason", REASONS[language][0])
        follow(page, t("trainee.contest.send"))
        assert read_mark(told.journal, session).contest.reason == REASONS[language][0]

        reviewer.goto(f"{address}/trainer/sessions/{session}")
        assert reviewer.locator(f"#points-{STEP}").count() == 0, "who has marked it does not answer for it"

        other = told.page("second")
        other.goto(f"{address}/trainer/waiting")
        press(other, other.locator(f"a[href*='{session}']").first)
        assert REASONS[language][0] in other.content()
        other.locator(f"details:has(#points-{STEP}) > summary").click()
        after = 100 if before < 60 else 20
        other.fill(f"#points-{STEP}", str(after))
        other.fill(f"#points-reason-{STEP}", REASONS[language][1])
        press(other, other.locator(f"details:has(#points-{STEP}) button"))
        mark = read_mark(told.journal, session)
        assert (mark.status, mark.grade["steps"][STEP]["points"]) == ("corrected", after)
        assert mark.machine["steps"][STEP]["points"] == before, "what the machine proposed stays beside it"

        page.goto(f"{address}/me/sessions/{session}")
        shown = page.locator("main").inner_text()
        assert REASONS[language][1] in shown
        assert told.name("second") in shown
        assert on_the_heat_map(told) == (str(after), after)
