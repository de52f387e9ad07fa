"""HR's pages: what they tell, that words stay closed without a reason, and that a person's word reaches every figure."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from starlette.testclient import TestClient

from simulator.console import create_app
from simulator.console.pages import hr_marks
from simulator.console.pages.hr import ROUTES
from simulator.console.rendering import console_texts
from simulator.console.things import OPENED
from simulator.marking import append_event, contest, read_mark
from simulator.record import Mode, Purpose, RetentionRule
from simulator.texts import languages

from .objects import give_both
from .world import HOST, SAID, World, play

REASON = "To confirm the exam."
PAGES = tuple(route.path for route in ROUTES if route.method == "GET" and "{" not in route.path and not route.sheet)
SHEETS = tuple(route.path for route in ROUTES if route.sheet)


def exam_of(company: World, login: str) -> str:
    return company.sessions[login, "beyond_authority"]


def opened(company: World, session: str) -> TestClient:
    """HR's browser with a session's words open."""
    browser = company.client("heikki")
    assert browser.post(f"/hr/sessions/{session}/open", data={"reason": REASON}).status_code == 303
    return browser


def mark(company: World, session: str):
    return read_mark(company.journal, session)


def rows(browser: TestClient, path: str) -> list[list[str]]:
    """The lines of a table's CSV, its notes left out."""
    text = browser.get(f"{path}.csv").content.decode("utf-8-sig")
    return [row for row in csv.reader(io.StringIO(text)) if len(row) > 1]


def addresses(company: World) -> list[str]:
    """Every page of HR, with objects of the company."""
    session, person = exam_of(company, "aino"), company.people["aino"]
    return [*PAGES, f"/hr/people/{person}", f"/hr/sessions/{session}", f"/hr/sessions/{session}/words"]


@pytest.mark.slow
def test_every_page_answers_and_names_its_heading_once(company: World) -> None:
    browser = opened(company, exam_of(company, "aino"))
    for path in addresses(company):
        page = browser.get(path)
        assert (path, page.status_code) == (path, 200)
        assert (path, page.text.count("<h1>")) == (path, 1)
        assert "<b>Berg" not in page.text
        assert "style=" not in page.text


@pytest.mark.slow
@pytest.mark.parametrize("language", languages())
def test_every_page_and_table_answers_in_every_language(company: World, language: str) -> None:
    company.journal.speak(company.people["heikki"], language)
    browser = opened(company, exam_of(company, "aino"))
    _, exam = give_both(company)
    for path in (
        *addresses(company),
        *(f"{path}?which=unseen&kind=cohort&state=not_yet&settled=open" for path in PAGES),
    ):
        page = browser.get(path)
        assert (path, page.status_code) == (path, 200)
        assert f'<html lang="{language}">' in page.text
    for path in SHEETS:
        for form in ("csv", "xlsx", "pdf"):
            address = path.replace("{person}", company.people["aino"]).replace("{assignment}", exam) + f".{form}"
            assert (address, browser.get(address).status_code) == (address, 200)


def test_the_start_tells_in_sentences_who_stands_where(company: World) -> None:
    company.journal.speak(company.people["heikki"], "en")
    text = company.client("heikki").get("/hr").text
    assert "Nobody is ready yet." in text
    assert "3 people fell short in one of their two latest exams" in text
    assert "1 person has no graded session yet" in text  # Only on the desktop
    assert "3 exams are not confirmed yet" in text


@pytest.mark.slow
def test_who_only_works_with_the_console_is_not_listed_until_they_play(company: World) -> None:
    browser = company.client("heikki")
    names = [row[0] for row in rows(browser, "/hr/readiness")[1:]]
    assert names == ["Aino Mäkelä", "Only on the desktop", "Ελένη Κωστή", "Борис Орлов"]
    play(company.journal, company.people["ada"], "overcharged_card", "en", Mode.PRACTICE)
    assert "Ada Lovelace" in [row[0] for row in rows(browser, "/hr/readiness")]


def test_a_sessions_page_holds_the_grade_and_no_word_of_what_was_said(company: World) -> None:
    session = exam_of(company, "aino")
    page = company.client("heikki").get(f"/hr/sessions/{session}").text
    assert str(mark(company, session).overall) in page
    assert SAID["fi"].split(",")[0] not in page
    assert "charged twice" not in page


def test_words_open_with_a_reason_only_which_is_logged(company: World) -> None:
    session, browser = exam_of(company, "aino"), company.client("heikki")
    assert browser.get(f"/hr/sessions/{session}/words").status_code == 404
    assert browser.post(f"/hr/sessions/{session}/open", data={"reason": "  why   "}).status_code == 422
    assert browser.get(f"/hr/sessions/{session}/words").status_code == 404
    browser.post(f"/hr/sessions/{session}/open", data={"reason": REASON})
    page = browser.get(f"/hr/sessions/{session}/words")
    assert "charged twice" in page.text
    (entry,) = company.journal.audit.entries(action=OPENED, object_id=session)
    assert (entry.actor, entry.detail["reason"]) == (company.people["heikki"], REASON)
    assert browser.get(f"/hr/sessions/{exam_of(company, 'boris')}/words").status_code == 404


@pytest.mark.slow
def test_words_close_after_an_hour(company: World) -> None:
    session = exam_of(company, "aino")
    cookies = opened(company, session).cookies
    later = datetime.now(UTC) + timedelta(minutes=20)
    for minutes, status in ((0, 200), (41, 404)):
        at = later + timedelta(minutes=minutes)
        options = company.options.model_copy(update={"idle_minutes": 600})
        app = create_app(company.journal, options, lambda at=at: at)
        headers = {"Sec-Fetch-Site": "same-origin"}
        browser = TestClient(app, base_url=HOST, cookies=cookies, headers=headers)
        assert browser.get(f"/hr/sessions/{session}/words").status_code == status


def test_nothing_is_decided_by_whoever_has_not_opened_the_words(company: World) -> None:
    session, browser = exam_of(company, "aino"), company.client("heikki")
    answer = browser.post(f"/hr/sessions/{session}/confirm", data={"events": "1"})
    assert answer.status_code == 404
    assert not mark(company, session).by_person


def test_a_confirmed_grade_is_confirmed_on_every_page_and_in_every_file(company: World) -> None:
    company.journal.speak(company.people["heikki"], "en")
    session = exam_of(company, "boris")
    browser = opened(company, session)
    assert "✓" not in browser.get("/hr/steps").text.split("<tbody>")[1]
    assert browser.post(f"/hr/sessions/{session}/confirm", data={"events": "1"}).status_code == 303
    assert mark(company, session).confirmed_by == company.people["heikki"]
    assert browser.get("/hr/steps").text.split("<tbody>")[1].count("✓") >= 7
    (exam,) = [row for row in rows(browser, "/hr/exams") if row[0] == "Борис Орлов"]
    assert "Confirmed by a person" in exam
    assert session not in browser.get("/hr/waiting").text
    head, *people = rows(browser, "/hr/steps")
    (row,) = [row for row in people if row[0] == "Борис Орлов"]
    assert row[head.index("Confirmed by a person")] == "8"
    assert "Confirmed by a person" in browser.get(f"/hr/people/{company.people['boris']}").text
    assert "5 grades; confirmed or corrected by a person: 1." in browser.get("/hr/progress").text
    assert company.journal.audit.entries(action="mark.confirmed", object_id=session)


def test_a_corrected_step_moves_the_heat_map_and_the_old_grade_stays_visible(company: World) -> None:
    company.journal.speak(company.people["heikki"], "en")
    session = exam_of(company, "boris")
    browser, before = opened(company, session), mark(company, exam_of(company, "boris"))
    typed = {"events": "1", "step": "restate", "points": "88", "reason": "They said it back in the second response."}
    assert browser.post(f"/hr/sessions/{session}/points", data=typed).status_code == 303
    after = mark(company, session)
    assert (after.grade["steps"]["restate"]["points"], after.overall > before.overall) == (88, True)
    head, *people = rows(browser, "/hr/steps")
    (row,) = [row for row in people if row[0] == "Борис Орлов"]
    assert row[head.index(console_texts("en")("step.restate"))] == "88"
    assert "Corrected by a person" in row
    assert str(before.overall) in browser.get(f"/hr/sessions/{session}").text


def test_what_does_not_fit_is_refused_and_what_was_typed_stays(company: World) -> None:
    session = exam_of(company, "aino")
    browser = opened(company, session)
    for form, typed, status in (
        ("confirm", {"events": "7"}, 409),
        ("confirm", {}, 422),
        ("points", {"events": "1", "step": "restate", "points": "101", "reason": REASON}, 422),
        ("points", {"events": "1", "step": "nothing", "points": "50", "reason": REASON}, 422),
        ("points", {"events": "1", "step": "restate", "points": "50", "reason": "no"}, 422),
        ("uphold", {"events": "1", "reason": REASON}, 409),
    ):
        answer = browser.post(f"/hr/sessions/{session}/{form}", data=typed)
        assert (form, typed, answer.status_code) == (form, typed, status)
        assert 'role="alert"' in answer.text
        assert typed.get("reason", "") in answer.text
    assert mark(company, session).events == 1


def test_a_long_list_is_shown_in_parts_and_goes_out_whole(company: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hr_marks, "PAGE", 2)
    browser = company.client("heikki")
    first, second = (browser.get(f"/hr/exams?page={page}").text for page in ("1", "2"))
    assert [text.count("/hr/people/") for text in (first, second)] == [2, 1]
    assert "/hr/exams?page=2" in first
    assert browser.get("/hr/exams?page=99").text.count("/hr/people/") == 1
    assert browser.get("/hr/exams?page=x").text.count("/hr/people/") == 2
    assert len(rows(browser, "/hr/exams")) == 4


@pytest.mark.slow
def test_a_contest_is_answered_by_somebody_who_has_not_marked_it_before(company: World) -> None:
    session, trainee = exam_of(company, "aino"), company.people["aino"]
    browser = opened(company, session)
    browser.post(f"/hr/sessions/{session}/confirm", data={"events": "1"})
    stands = mark(company, session)
    why = "I did say it back to her."
    append_event(
        company.journal, session, contest(stands, trainee, trainee, datetime.now(UTC), ["restate"], why), stands
    )
    page = browser.get(f"/hr/sessions/{session}/words").text
    assert f"/hr/sessions/{session}/uphold" not in page
    answer = browser.post(f"/hr/sessions/{session}/uphold", data={"events": "3", "reason": REASON})
    assert answer.status_code == 409
    assert mark(company, session).contest is not None


@pytest.mark.slow
def test_nobody_decides_on_their_own_session(company: World) -> None:
    session = play(company.journal, company.people["heikki"], "overcharged_card", "fi", Mode.EXAM)
    answer = opened(company, session).post(f"/hr/sessions/{session}/confirm", data={"events": "1"})
    assert answer.status_code == 409
    assert not mark(company, session).by_person


@pytest.mark.slow
def test_groups_below_the_firms_minimum_are_held_back(company: World) -> None:
    company.journal.speak(company.people["heikki"], "en")
    browser = company.client("heikki")
    held = rows(browser, "/hr/groups")[1:]
    assert {row[-1] for row in held} == {"not shown"}
    north = company.teams["North"]
    for number in range(3):
        person = company.journal.add_person(f"New {number}").id
        company.journal.teams.put(north, person)
        play(company.journal, person, "overcharged_card", "en", Mode.PRACTICE)
    told = {row[0]: row for row in rows(browser, "/hr/groups") if row[1] == "Overall"}
    assert (told["North"][2], told["South"][-1], told["All together"][-1]) == ("5", "not shown", "not shown")
    company.journal.office.set("minimum_group", 7, company.people["ada"])
    assert {row[-1] for row in rows(browser, "/hr/groups")[1:]} == {"not shown"}


@pytest.mark.slow
def test_what_was_erased_is_told_and_breaks_no_page(company: World) -> None:
    company.journal.retain([RetentionRule(Purpose.ASSESSMENT, 0)], dry_run=False)
    browser = company.client("heikki")
    session = exam_of(company, "aino")
    page = browser.get(f"/hr/sessions/{session}")
    assert page.status_code == 200
    assert f"/hr/sessions/{session}/open" not in page.text
    browser.post(f"/hr/sessions/{session}/open", data={"reason": REASON})
    assert browser.get(f"/hr/sessions/{session}/words").status_code == 200
    assert browser.post(f"/hr/sessions/{session}/confirm", data={"events": "1"}).status_code == 409
    company.journal.erase_person(company.people["boris"])
    for path in PAGES:
        assert (path, browser.get(path).status_code) == (path, 200)
    assert browser.get(f"/hr/people/{company.people['boris']}").status_code == 404
    assert browser.get(f"/hr/sessions/{exam_of(company, 'boris')}").status_code == 200


def test_causes_name_no_person(company: World) -> None:
    text = company.client("heikki").get("/hr/causes").text
    assert "Aino Mäkelä" not in text.replace("Heikki Åkerlund", "")
    assert len(rows(company.client("heikki"), "/hr/causes")) > 1
