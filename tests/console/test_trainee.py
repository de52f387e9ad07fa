"""A trainee's pages: what they see of themselves, what they may do about it, and what nobody else can reach."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest

from scoring import load_card
from simulator.console import grading_figures
from simulator.console.things import OPENED
from simulator.marking import read_mark
from simulator.record import Mode
from simulator.scenario import load_path
from simulator.texts import languages, texts, texts_with

from .sessions import comment_on, confirm_it, correct_it, play
from .world import World

EVIL = '<script>alert("x")</script> \x00 \u202e half \udc80'
TYPED = EVIL.replace("\udc80", "")
"""What a browser can send of it."""
PAGES = ("/me", "/me/sessions", "/me/progress", "/me/data", "/notice", "/how-grading-works")


def own(company: World, login: str = "aino", scene: str = "beyond_authority") -> str:
    return company.sessions[login, scene]


class Reader(HTMLParser):
    """What a page holds: its tags and its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        assert not any(name == "style" or name.startswith("on") for name, _ in attrs), (tag, attrs)

    def handle_data(self, data):
        self.words += data


@pytest.mark.slow
@pytest.mark.parametrize("language", languages())
def test_every_page_is_there_in_every_language_with_every_text(company, language):
    company.journal.speak(company.people["aino"], language)
    browser = company.client("aino")
    session = own(company)
    for path in (*PAGES, f"/me/sessions/{session}", f"/me/sessions/{session}/contest"):
        answer = browser.get(path)
        assert answer.status_code == 200, path
        assert f'<html lang="{language}">' in answer.text
        seen = Reader(answer.text)
        assert seen.tags.count("h1") == 1, path
        assert not re.findall(r"\b(?:shared|trainee|grading)\.[a-z]+\.", seen.words), path


@pytest.mark.slow
def test_a_session_shows_its_reasons_its_words_and_that_it_is_a_proposal(company):
    page = company.client("aino").get(f"/me/sessions/{own(company)}").text
    grade = read_mark(company.journal, own(company)).grade
    assert texts("fi")("step.hear_out") in page
    assert grade["versions"]["weights"] in page
    reason = next(step["reason"] for step in grade["steps"].values() if step["points"] is not None)
    assert reason in page
    assert texts_with("fi", "console")("shared.session.told.proposed") in page
    assert 'class="heard' in page


def test_contesting_a_line_and_taking_it_back(company):
    browser, session = company.client("aino"), own(company)
    path = f"/me/sessions/{session}"
    assert browser.post(f"{path}/contest", data={"reason": "Sanoin sen kyllä toisin sanoin."}).status_code == 400
    short = browser.post(f"{path}/contest", data={"steps": "calm", "reason": "ei"})
    assert (short.status_code, 'value="calm" checked' in short.text) == (400, True)
    answer = browser.post(f"{path}/contest", data={"steps": ["calm", "act"], "reason": TYPED})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path}?said=trainee.said.contested")
    mark = read_mark(company.journal, session)
    assert (mark.contest.steps, mark.contest.by) == (("calm", "act"), company.people["aino"])
    page = browser.get(path).text
    assert "<script>alert" not in page
    assert "/withdraw" in page
    again = browser.post(f"{path}/contest", data={"steps": "calm", "reason": "Vielä kerran, olen eri mieltä."})
    assert again.status_code == 400
    assert browser.post(f"{path}/withdraw").status_code == 303
    assert read_mark(company.journal, session).contest is None
    assert [entry.action for entry in company.journal.audit.entries(limit=2)] == ["contest.withdrawn", "mark.contested"]


def test_a_step_that_is_none_of_the_mark_is_refused(company):
    session = own(company)
    data = {"steps": "nothing", "reason": "Sanoin sen kyllä toisin sanoin."}
    assert company.client("aino").post(f"/me/sessions/{session}/contest", data=data).status_code == 400
    assert read_mark(company.journal, session).contest is None


@pytest.mark.slow
def test_comments_and_answers_are_on_the_start_page(company):
    comment_on(company.journal, own(company), company.people["tove"], 1, EVIL)
    page = company.client("aino").get("/me").text
    assert "&lt;script&gt;alert" in page
    assert f"/me/sessions/{own(company)}#turn-1" in page


def test_points_stand_with_how_far_the_mark_has_come(company):
    confirm_it(company.journal, own(company), company.people["tove"])
    page = company.client("aino").get("/me/sessions").text
    assert page.count(texts("fi")("report.mode.exam")) == 1
    sheet = company.client("aino").get("/me/sessions.csv").content.decode("utf-8-sig")
    statuses = texts_with("fi", "console")
    assert sheet.count(statuses("shared.status.confirmed")) == page.count(statuses("shared.status.confirmed")) == 1
    assert sheet.count(statuses("shared.status.proposed")) == 1


@pytest.mark.slow
def test_an_erased_session_is_listed_and_shown_as_such(company):
    """Retention takes the words of a session away while its person stays."""
    from simulator.record import Purpose, RetentionRule

    journal = company.journal
    journal._clock = lambda at=journal._clock: at() + timedelta(days=1)
    journal.retain([RetentionRule(Purpose.TRAINING, 0)], dry_run=False)
    session = own(company, scene="overcharged_card")
    browser = company.client("aino")
    for path in ("/me", "/me/sessions", "/me/progress", f"/me/sessions/{session}", "/me/data/export.html"):
        assert browser.get(path).status_code == 200, path
    assert "poistettu" in browser.get(f"/me/sessions/{session}").text
    assert browser.get(f"/me/sessions/{session}/contest").status_code == 404


@pytest.mark.slow
def test_a_damaged_mark_breaks_no_list(company):
    session = own(company)
    wrong = b'{"by": "x", "what": {"reason": "nothing was contested"}}'
    company.journal.append(session, len(company.journal.entries(session)), "mark.upheld", wrong)
    other = own(company, scene="overcharged_card")
    company.journal.append(other, len(company.journal.entries(other)), "graded", b'{"grade": {"steps": 7}}')
    browser = company.client("aino")
    for path in ("/me", "/me/sessions", "/me/progress", f"/me/sessions/{session}"):
        assert browser.get(path).status_code == 200, path


@pytest.mark.slow
def test_everything_about_oneself_goes_out_whole_and_harmless(company):
    comment_on(company.journal, own(company), company.people["tove"], 1, EVIL)
    company.journal.audit.append(company.people["heikki"], OPENED, "session", own(company), {}, "Because <b>I</b> must")
    browser = company.client("aino")
    kept = json.loads(browser.get("/me/data/export.json").content)
    assert {each["id"] for each in kept["sessions"]} == {own(company), own(company, scene="overcharged_card")}
    answer = browser.get("/me/data/export.html")
    assert answer.headers["content-disposition"].startswith("attachment")
    seen = Reader(answer.text)
    assert "script" not in seen.tags
    assert not re.search(r"""(?:src|href)=["'](?!#)""", answer.text)
    assert "Because <b>I</b> must" in seen.words
    assert "Heikki" in company.client("aino").get("/me/data").text
    assert kept["person"]["id"] == company.people["aino"]


def test_the_wish_to_be_erased_is_kept_answered_and_taken_back(company):
    browser, office = company.client("aino"), company.journal.office
    assert browser.post("/me/data/erasure", data={"reason": "x"}).status_code == 400
    assert office.requests(company.people["aino"]) == ()
    assert browser.post("/me/data/erasure", data={"reason": TYPED, "sure": "yes"}).status_code == 303
    assert "<script>alert" not in browser.get("/me/data").text
    assert browser.post("/me/data/erasure/withdraw").status_code == 303
    (request,) = office.requests(company.people["aino"])
    assert request.outcome == "withdrawn"
    assert 'action="/me/data/erasure"' in browser.get("/me/data").text


def test_nothing_is_open_before_the_notice_is_read(company):
    from simulator.record import Role

    person = company.journal.add_person("Uusi", language="fi")
    company.accounts["new"] = company.journal.logins.add(person.id, "new", None, frozenset({Role.TRAINEE}), "").id
    browser = company.client("new")
    assert browser.get("/me").headers["location"] == "/notice"
    assert 'action="/notice"' in browser.get("/notice").text
    assert browser.post("/notice").headers["location"] == "/me"
    assert browser.get("/me").status_code == 200
    assert 'action="/notice"' not in browser.get("/notice").text
    assert company.journal.audit.entries(limit=1)[0].action == "notice.seen"


def test_there_is_no_certificate_before_the_path_is_passed(company):
    for path in ("all_channels", "../secret", ""):
        answer = company.client("aino").get("/me/certificate", params={"path": path})
        assert answer.headers["location"] == "/me/progress"


@pytest.mark.slow
def test_a_passed_path_gives_a_certificate_that_says_whether_a_person_confirmed_it(company):
    journal, aino = company.journal, company.people["aino"]
    path = load_path("all_channels")
    played = [play(journal, aino, stage.scene, "excellent", "en", mode=Mode.EXAM) for stage in path.scenes]
    assert all(
        journal.session(session).overall >= stage.threshold for session, stage in zip(played, path.scenes, strict=True)
    )
    browser, words = company.client("aino"), texts_with("fi", "console")
    page = browser.get("/me/progress").text
    assert words("trainee.progress.unconfirmed") in page
    first = browser.get("/me/certificate", params={"path": "all_channels"})
    assert (first.content[:5], first.headers["content-type"]) == (b"%PDF-", "application/pdf")
    for session in played:
        confirm_it(journal, session, company.people["tove"])
    assert words("certificate.confirmed") in browser.get("/me/progress").text
    second = browser.get("/me/certificate", params={"path": "all_channels"}).content
    assert second != first.content
    # A mark that a person has put below the threshold no longer passes.
    correct_it(
        journal,
        played[0],
        company.people["tove"],
        points=dict.fromkeys(read_mark(journal, played[0]).grade["steps"], 0),
    )
    assert browser.get("/me/certificate", params={"path": "all_channels"}).headers["location"] == "/me/progress"


def test_the_figures_of_how_grading_works_are_those_of_the_cards(company, monkeypatch):
    card = load_card("fi")
    page = company.client().get("/how-grading-works", headers={"Accept-Language": "en"}).text
    assert f"{round(100 * card.precision)}%" in page
    older = type(card)(**{**{name: getattr(card, name) for name in card.__slots__}, "weights": "other", "learnt": 4321})
    monkeypatch.setattr(grading_figures, "load_card", lambda code: older if code == "fi" else load_card(code))
    page = company.client().get("/how-grading-works", headers={"Accept-Language": "en"}).text
    assert "4,321" in page
    assert "than those installed now: suomi" in page


def test_times_of_keeping_are_those_that_are_set(company):
    company.journal.office.set("retention.training", 91, company.people["ada"])
    company.journal.office.set("retention.assessment", None, company.people["ada"])
    page = company.client().get("/how-grading-works", headers={"Accept-Language": "en"}).text
    assert "91 days" in page
    assert "until it is erased" in page
