"""Blind rounds: nobody sees a grade before they have rated, nobody rates what they have seen, and what comes of it."""

from __future__ import annotations

import json
import re

import pytest

from scoring.panel import read_rated
from simulator.console.blindness import SEEN
from simulator.console.rendering import console_texts
from simulator.marking import LEAST, Rating, append_rating, read_mark, read_ratings
from simulator.record import Mode

from .world import World, play

T = console_texts("sv")
EL = console_texts("el")
STEPS = ("hear_out", "restate", "calm", "empathise", "own", "act", "follow_up")
POINTS = {f"points-{step}": "50" for step in STEPS}


def opened(company: World, sessions: list[str] | None = None, raters: tuple[str, ...] = ("tove", "nikos")) -> str:
    found = company.journal.rounds.add(
        "Spring <b>", "seven_steps", sessions=sessions or north(company), raters=[company.people[each] for each in raters],
        by=company.people["tove"], team_id=company.teams["North"],
    )  # fmt: skip
    return found.id


def north(company: World) -> list[str]:
    return [each for (whose, _), each in company.sessions.items() if whose in ("aino", "eleni")]


def session_in(page: str) -> str:
    return re.search(r'name="session" value="([^"]+)"', page)[1]


def rated_by(company: World, session: str) -> list[str]:
    return [rating.by for rating in read_ratings(company.journal.entries(session))]


def test_a_round_is_made_of_sessions_of_one_s_own_group(company: World) -> None:
    browser = company.client("tove")
    page = browser.get("/trainer/rounds/new").text
    assert page.count('name="sessions"') == 4
    assert "Aino" not in page.split("<main")[1]
    data = {
        "name": "Spring",
        "team": company.teams["North"],
        "rubric": "seven_steps",
        "sessions": north(company)[:3],
        "raters": [company.people["tove"], company.people["nikos"]],
    }
    answer = browser.post("/trainer/rounds", data=data)
    assert answer.status_code == 303
    (made,) = company.journal.rounds.rounds()
    assert (made.name, len(made.sessions), len(made.raters)) == ("Spring", 3, 2)
    for wrong in (
        {"name": " "},
        {"sessions": []},
        {"sessions": [company.sessions["boris", "beyond_authority"]]},
        {"raters": [company.people["tove"]]},
        {"raters": [company.people["tove"], company.people["aino"]]},
        {"team": company.teams["South"]},
        {"rubric": "../../secret"},
    ):
        answer = browser.post("/trainer/rounds", data=data | wrong)
        assert answer.status_code == 422, wrong
    assert len(company.journal.rounds.rounds()) == 1


def test_a_rater_sees_the_words_alone(company: World) -> None:
    made = opened(company)
    session = north(company)[0]
    page = company.client("nikos").get(f"/trainer/rounds/{made}/rate?session={session}").text
    main = page.split("<main")[1]
    assert "Olen todella pahoillani" in main
    for hidden in ("<mark", "heard-line", "figure-big", "Aino", "chip", "/trainer/sessions/"):
        assert hidden not in main, hidden
    assert EL("trainer.anchor.calm.low") in main
    assert company.journal.audit.entries(limit=1, actor=company.people["nikos"], action="rating.read", object_id=session)


def test_ratings_are_saved_and_lead_to_the_next_session(company: World) -> None:
    made, browser = opened(company), company.client("nikos")
    url, seen = f"/trainer/rounds/{made}/rate", []
    for _ in range(4):
        page = browser.get(url).text
        session = session_in(page)
        seen.append(session)
        answer = browser.post(url, data=POINTS | {"session": session, "points-calm": "none", "note": "Klart."})
        assert answer.status_code == 303
    assert seen == north(company)
    assert EL("trainer.rate.all_done") in browser.get(url).text
    (rating,) = read_ratings(company.journal.entries(seen[0]), made)
    assert rating.points == dict.fromkeys(STEPS, 50) | {"calm": None}
    # Until the round is closed they may think again.
    browser.post(url, data=POINTS | {"session": seen[0], "points-own": "75"})
    (rating,) = read_ratings(company.journal.entries(seen[0]), made)
    assert rating.points["own"] == 75


def test_a_rating_that_is_not_whole_is_told_and_keeps_what_was_chosen(company: World) -> None:
    made, browser = opened(company), company.client("nikos")
    session = north(company)[0]
    for wrong in ({"points-own": "60"}, {"points-own": ""}, {"note": "x" * 2001}, {"points-own": "-25"}):
        sent = POINTS | {"session": session, "points-act": "100"} | wrong
        answer = browser.post(f"/trainer/rounds/{made}/rate", data=sent)
        assert answer.status_code == 422
        assert re.search(r'name="points-act" value="100" checked', answer.text)
    assert rated_by(company, session) == []


def test_whoever_is_to_rate_sees_no_grade_first(company: World) -> None:
    made, browser = opened(company), company.client("tove")
    session = north(company)[0]
    page = browser.get(f"/trainer/sessions/{session}")
    assert T("trainer.blind.title") in page.text
    assert "Olen todella pahoillani" not in page.text
    listed = browser.get("/trainer/sessions.csv").text
    assert listed.count(T("trainer.status.blind")) == 4
    assert T("trainer.waiting.none") in browser.get("/trainer/waiting").text
    assert T.count("trainer.start.to_rate", 4) in browser.get("/trainer").text
    assert '"Aino Mäkelä","2","1","0",' in browser.get(f"/trainer/groups/{company.teams['North']}/members.csv").text
    for action in ("confirm", "points", "act", "uphold", "comment"):
        answer = browser.post(f"/trainer/sessions/{session}/{action}", data={"events": "1"})
        assert T("trainer.blind.title") in answer.text
    assert "gold.jsonl" not in browser.get(f"/trainer/sessions/{session}/gold.jsonl").headers.get("content-disposition", "")
    assert read_mark(company.journal, session).events == 1
    assert made


def test_whoever_has_looked_may_not_rate_any_more_and_is_told_why(company: World) -> None:
    made, browser = opened(company), company.client("tove")
    session, other = north(company)[:2]
    assert browser.post(f"/trainer/sessions/{session}/look").status_code == 303
    assert "figure-big" in browser.get(f"/trainer/sessions/{session}").text
    answer = browser.get(f"/trainer/rounds/{made}/rate?session={session}")
    assert answer.status_code == 409
    assert T("trainer.barred.seen") in answer.text
    answer = browser.post(f"/trainer/rounds/{made}/rate", data=POINTS | {"session": session})
    assert answer.status_code == 409
    assert rated_by(company, session) == []
    assert session_in(browser.get(f"/trainer/rounds/{made}/rate").text) == other
    assert T.count("trainer.round.barred.seen", 1) in browser.get(f"/trainer/rounds/{made}").text


def test_a_session_opened_before_the_round_cannot_be_rated(company: World) -> None:
    browser, session = company.client("tove"), north(company)[0]
    browser.get(f"/trainer/sessions/{session}")
    browser.get(f"/trainer/sessions/{session}")
    assert len(company.journal.audit.entries(action=SEEN, object_id=session)) == 1
    made = opened(company)
    assert browser.post(f"/trainer/rounds/{made}/rate", data=POINTS | {"session": session}).status_code == 409


def test_after_rating_the_grade_may_be_seen_but_the_rating_stands(company: World) -> None:
    made, browser = opened(company), company.client("tove")
    session = north(company)[0]
    browser.post(f"/trainer/rounds/{made}/rate", data=POINTS | {"session": session})
    assert "figure-big" in browser.get(f"/trainer/sessions/{session}").text
    answer = browser.post(f"/trainer/rounds/{made}/rate", data=POINTS | {"session": session, "points-own": "100"})
    assert answer.status_code == 409
    (rating,) = read_ratings(company.journal.entries(session), made)
    assert rating.points["own"] == 50


def test_a_session_of_no_round_or_a_foreign_one_is_not_rated(company: World) -> None:
    made = opened(company, north(company)[:1])
    browser = company.client("nikos")
    for session in (north(company)[1], company.sessions["boris", "beyond_authority"], "nothing", ""):
        browser.post(f"/trainer/rounds/{made}/rate", data=POINTS | {"session": session})
    assert all(rated_by(company, session) == [] for session in company.sessions.values())
    outside = opened(company, raters=("tove", "tove"))
    assert company.client("nikos").get(f"/trainer/rounds/{outside}").status_code == 404


def test_erased_sessions_fall_out_of_a_round(company: World) -> None:
    made = opened(company)
    company.journal.erase_person(company.people["aino"])
    browser = company.client("nikos")
    assert session_in(browser.get(f"/trainer/rounds/{made}/rate").text) == north(company)[2]
    assert EL.count("trainer.round.barred.gone", 2) in browser.get(f"/trainer/rounds/{made}").text
    answer = browser.get(f"/trainer/rounds/{made}/rate?session={north(company)[0]}")
    assert EL("trainer.barred.gone") in answer.text


def test_figures_come_once_they_can_spoil_nobody_s_rating(company: World) -> None:
    made = opened(company)
    tove, nikos = company.client("tove"), company.client("nikos")
    for browser in (tove, nikos):
        assert browser.get(f"/trainer/rounds/{made}/agreement").status_code == 409
    assert nikos.post(f"/trainer/rounds/{made}/close").status_code == 409
    assert tove.get(f"/trainer/rounds/{made}/rated.jsonl").status_code == 409
    assert T("trainer.agreement.later") in tove.get(f"/trainer/rounds/{made}/agreement.csv").text
    assert tove.post(f"/trainer/rounds/{made}/close").status_code == 303
    page = nikos.get(f"/trainer/rounds/{made}/agreement")
    assert page.status_code == 200
    assert EL("trainer.agreement.note.too_few", least=LEAST) in page.text
    answer = nikos.post(f"/trainer/rounds/{made}/rate", data=POINTS | {"session": north(company)[0]})
    assert answer.status_code == 409
    assert EL("trainer.rate.closed") in answer.text


@pytest.mark.slow
def test_agreement_is_told_step_by_step_with_the_program_as_one_more_rater(company: World, tmp_path) -> None:
    for _seed in range(LEAST - 4):
        play(company.journal, company.people["aino"], "overcharged_card", "fi", Mode.PRACTICE)
    sessions = [each.id for each in company.journal.sessions() if each.person_id in (company.people["aino"], company.people["eleni"])]
    made = opened(company, sessions)
    for place, session in enumerate(sessions):
        for rater, shift in (("tove", 0), ("nikos", 1)):
            points = dict.fromkeys(STEPS, 25 * ((place + shift * (place % 3 == 0)) % 5))
            append_rating(company.journal, session, Rating(made, company.people[rater], points))
    browser = company.client("tove")
    browser.post(f"/trainer/rounds/{made}/close")
    page = browser.get(f"/trainer/rounds/{made}/agreement").text
    assert page.count('class="dot first"') >= len(STEPS)
    assert "Spring &lt;b&gt;" in page
    rows = browser.get(f"/trainer/rounds/{made}/agreement.csv").text.splitlines()[1 : 1 + len(STEPS)]
    assert all(f'"{LEAST}"' in row and T("trainer.agreement.too_few") not in row for row in rows)

    # What they differ in most is shown, and whoever has seen the program's points there has seen them.
    assert "Νίκος Παπαδάκης" in page.split(T("trainer.gaps.title"))[1]
    assert "Aino" not in page.split("<main")[1]
    assert {entry.object_id for entry in company.journal.audit.entries(action=SEEN)} <= set(sessions)
    assert company.journal.audit.entries(action=SEEN, actor=company.people["tove"])

    path = tmp_path / "rated.jsonl"
    path.write_bytes(browser.get(f"/trainer/rounds/{made}/rated.jsonl").content)
    assert len(read_rated(path)) == len(sessions)
    assert company.people["tove"] not in path.read_text()
    assert "Mäkelä" not in json.dumps([json.loads(line) for line in path.read_text().splitlines()], ensure_ascii=False)
    assert browser.get(f"/trainer/rounds/{made}/gold.jsonl").text == ""
