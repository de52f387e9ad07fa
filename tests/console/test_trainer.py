"""A trainer's pages: what waits, their own word on a session, and nothing of anybody else's."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import pytest

from scoring.__main__ import main as scoring_command
from simulator.console.pages.trainer_marking import find_words
from simulator.console.rendering import console_texts
from simulator.marking import Reviewer, append_event, confirm, contest, read_mark
from simulator.review import conversation, read_played

from .world import World

T = console_texts("sv")
WHY = "Det sägs tillbaka i det andra svaret."
STEP = "empathise"


def of(company: World, whose: str = "aino", scene: str = "beyond_authority") -> str:
    return company.sessions[whose, scene]


def at(company: World, whose: str = "aino", scene: str = "beyond_authority") -> str:
    return f"/trainer/sessions/{of(company, whose, scene)}"


def mark_of(company: World, session: str):
    return read_mark(company.journal, session)


def events(company: World, session: str) -> str:
    return str(mark_of(company, session).events)


def contested(company: World, by: str = "tove") -> str:
    """A session somebody has confirmed and its trainee contests."""
    session, now = of(company), datetime.now(UTC)
    aino = company.people["aino"]
    mark = mark_of(company, session)
    mark = append_event(
        company.journal, session, confirm(mark, aino, Reviewer(company.people[by], reviews=True), now), mark
    )
    append_event(company.journal, session, contest(mark, aino, aino, now, [STEP], "Kuuntelin loppuun asti."), mark)
    return session


def test_the_desk_shows_what_waits_in_ones_own_groups_and_no_others(company: World) -> None:
    browser = company.client("tove")
    for path in ("/trainer", "/trainer/waiting"):
        page = browser.get(path)
        assert page.status_code == 200
        assert page.text.count("/trainer/sessions/") >= 2
        assert T("trainer.waits.unconfirmed") in page.text
        assert of(company, "boris") not in page.text
        assert "Борис" not in page.text
    assert T.count("trainer.start.waiting", 2) in browser.get("/trainer").text


def test_groups_and_their_people(company: World) -> None:
    browser = company.client("tove")
    assert "North" in browser.get("/trainer/groups").text
    page = browser.get(f"/trainer/groups/{company.teams['North']}").text
    assert "Aino Mäkelä" in page
    assert f"person={company.people['eleni']}" in page
    table = browser.get(f"/trainer/groups/{company.teams['North']}/members.csv").text
    assert '"Aino Mäkelä","2","1","1",' in table


QUERIES = (
    ("", 4),
    ("mode=exam", 2),
    ("language=fi", 2),
    ("language=fi&mode=exam", 1),
    ("status=proposed", 4),
    ("status=confirmed", 0),
    ("scene=overcharged_card", 2),
    ("person={aino}", 2),
    ("person={boris}", 0),
    ("team={South}", 0),
    ("page=999999999", 4),
    ("page=-1&mode=%27%00", 0),
)


def test_sessions_are_filtered_by_plain_addresses(company: World) -> None:
    browser = company.client("tove")
    for template, count in QUERIES:
        query = template.format(**company.people, **company.teams)
        found = set(re.findall(r'href="/trainer/sessions/([^"?.]+)"', browser.get(f"/trainer/sessions?{query}").text))
        assert len(found) == count, query
        rows = browser.get(f"/trainer/sessions.csv?{query}").text.splitlines()
        assert sum(row.count('","') == 6 for row in rows) - 1 == count, query


def test_lists_come_in_parts_and_read_no_session(company: World, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = company.client("tove")
    browser.get("/trainer")
    monkeypatch.setattr("simulator.console.pages.trainer_desk.PAGE", 1)
    monkeypatch.setattr("simulator.training.FactsOfSessions.__call__", None)
    for name in ("session", "sessions", "entries", "entries_of_kinds"):
        monkeypatch.setattr(type(company.journal), name, None)
    for path, count in (("/trainer/waiting", 2), ("/trainer/sessions", 4)):
        parts = [browser.get(f"{path}?page={page + 1}").text.split("<main")[1] for page in range(count)]
        found = [re.findall(r'href="/trainer/sessions/([^"?.]+)"', part) for part in parts]
        assert len({one for (one,) in found}) == count, path
        assert str(count) in parts[0]
    assert browser.get(f"/trainer/groups/{company.teams['North']}").status_code == 200


def test_confirming_puts_a_name_behind_the_grade(company: World) -> None:
    browser, session = company.client("tove"), of(company)
    answer = browser.post(f"{at(company)}/confirm", data={"events": events(company, session), "note": " Bra. "})
    assert answer.headers["location"] == f"{at(company)}?said=trainer.said.confirmed"
    mark = mark_of(company, session)
    assert (mark.confirmed_by, mark.status) == (company.people["tove"], "confirmed")
    assert T("trainer.said.confirmed") in browser.get(answer.headers["location"]).text
    assert company.journal.audit.entries(limit=1, action="mark.confirmed", object_id=session)
    assert of(company) not in browser.get("/trainer/waiting").text


def test_a_step_is_given_other_points_with_a_reason(company: World) -> None:
    browser, session = company.client("tove"), of(company)
    before = mark_of(company, session)
    data = {"events": events(company, session), "step": STEP, "points": "100", "reason": WHY}
    assert browser.post(f"{at(company)}/points", data=data).status_code == 303
    mark = mark_of(company, session)
    assert mark.grade["steps"][STEP]["points"] == 100
    assert mark.machine == before.machine
    assert mark.corrections[0].reason == WHY
    assert WHY in browser.get(at(company)).text


def test_what_does_not_fit_is_told_beside_its_field_and_stays_typed(company: World) -> None:
    browser, session = company.client("tove"), of(company)
    for data, told in (
        ({"points": "101"}, "shared.field.range"),
        ({"points": "many"}, "shared.field.number"),
        ({"points": ""}, "shared.field.number"),
        ({"reason": "no"}, "shared.marking.reason_short"),
        ({"reason": " " * 50}, "shared.marking.reason_short"),
        ({"reason": "x" * 2001}, "shared.marking.reason_long"),
    ):
        sent = {"events": events(company, session), "step": STEP, "points": "77", "reason": WHY} | data
        answer = browser.post(f"{at(company)}/points", data=sent)
        assert answer.status_code == 422
        assert T(told) in answer.text, data
        assert (sent["points"] if "reason" in data else WHY) in answer.text
    assert not mark_of(company, session).by_person


def test_an_act_is_added_with_its_words_and_taken_away(company: World) -> None:
    browser, session = company.client("tove"), of(company)
    text = conversation(read_played(company.journal, session)).conversation
    said = next(turn.text for turn in text.turns if turn.who == "trainee" and turn.text)
    words = " ".join(said.upper().split()[:3])
    data = {
        "turn": "1",
        "act": "listen",
        "heard": "yes",
        "words": f"”{words}”",
        "reason": WHY,
        "events": events(company, session),
    }
    assert browser.post(f"{at(company)}/act", data=data).status_code == 303
    turns = mark_of(company, session).grade["turns"]
    start, end = next(turn["acts"]["listen"]["spans"][0] for turn in turns if "listen" in turn["acts"])
    assert said[start:end].upper() == words
    data = {"turn": "1", "act": "apologise", "heard": "no", "reason": WHY, "events": events(company, session)}
    assert browser.post(f"{at(company)}/act", data=data).status_code == 303
    mark = mark_of(company, session)
    assert "apologise" not in mark.grade["turns"][0]["acts"]
    assert "listen" in mark.grade["turns"][0]["acts"]


def test_an_act_that_does_not_fit_is_told(company: World) -> None:
    browser, session = company.client("tove"), of(company)
    sent = {
        "turn": "1",
        "act": "listen",
        "heard": "yes",
        "words": "on",
        "reason": WHY,
        "events": events(company, session),
    }
    for data, told in (
        ({"words": "never said this"}, "trainer.fault.words"),
        ({"words": ""}, "trainer.fault.words_missing"),
        ({"heard": "no"}, "trainer.fault.not_there"),
        ({"act": "sing"}, "shared.field.choice"),
        ({"heard": "maybe"}, "shared.field.choice"),
        ({"turn": "99"}, "shared.form.wrong"),
    ):
        answer = browser.post(f"{at(company)}/act", data=sent | data)
        assert answer.status_code == 422
        assert T(told) in answer.text, data
    assert not mark_of(company, session).by_person


def test_what_somebody_else_did_meanwhile_is_told_and_nothing_typed_is_lost(company: World) -> None:
    browser, session = company.client("tove"), of(company)
    stale = events(company, session)
    other = Reviewer(company.people["heikki"], reviews=True)
    mark = mark_of(company, session)
    append_event(company.journal, session, confirm(mark, company.people["aino"], other, datetime.now(UTC)), mark)
    sent = {"events": stale, "step": STEP, "points": "88", "reason": WHY}
    answer = browser.post(f"{at(company)}/points", data=sent)
    assert answer.status_code == 409
    assert T("trainer.meanwhile.title") in answer.text
    assert "Heikki Åkerlund" in answer.text
    assert 'value="88"' in answer.text
    assert WHY in answer.text
    assert mark_of(company, session).points == {}
    assert browser.post(f"{at(company)}/points", data=sent | {"events": events(company, session)}).status_code == 303


def test_a_contest_is_answered_by_somebody_who_has_not_marked_it(company: World) -> None:
    session = contested(company, by="tove")
    tove = company.client("tove")
    page = tove.get(at(company)).text
    assert T("trainer.waiting.by_another") in page
    assert "/uphold" not in page
    answer = tove.post(f"{at(company)}/uphold", data={"events": events(company, session), "reason": WHY})
    assert answer.status_code == 409
    assert T("shared.marking.marked_before") in answer.text
    assert mark_of(company, session).contest is not None


@pytest.mark.parametrize("correcting", [False, True])
def test_whoever_has_not_marked_it_upholds_or_corrects(company: World, correcting: bool) -> None:
    session = contested(company, by="heikki")
    browser = company.client("tove")
    page = browser.get(at(company)).text
    assert "Kuuntelin loppuun asti." in page
    assert "/uphold" in page
    data = {"events": events(company, session), "reason": WHY}
    if correcting:
        answer = browser.post(f"{at(company)}/points", data=data | {"step": STEP, "points": "99"})
    else:
        answer = browser.post(f"{at(company)}/uphold", data=data)
    assert answer.status_code == 303
    (settled,) = mark_of(company, session).contests
    assert (settled.answered_by, settled.answer, settled.changed) == (company.people["tove"], WHY, correcting)
    # What was contested is confirmed no second time by a stale page.
    assert browser.post(f"{at(company)}/uphold", data=data).status_code == 409


def test_comments_stand_beside_the_response_and_hold_anything(company: World) -> None:
    browser = company.client("tove")
    nasty = "<script>alert(1)</script> \u202eabc"
    answer = browser.post(f"{at(company)}/comment", data={"turn": "1", "text": nasty})
    assert answer.headers["location"].endswith("said=trainer.said.commented")
    page = browser.get(at(company)).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert T("shared.marking.reason_short") not in page
    assert browser.post(f"{at(company)}/comment", data={"turn": "1", "text": "  "}).status_code == 422
    assert browser.post(f"{at(company)}/comment", data={"turn": "-1", "text": "x"}).status_code == 422


def test_an_erased_session_is_shown_as_such(company: World) -> None:
    session = of(company)
    company.journal.erase_person(company.people["aino"])
    browser = company.client("tove")
    for path in ("/trainer", "/trainer/sessions", "/trainer/groups", "/trainer/waiting", at(company)):
        assert browser.get(path).status_code in (200, 404), path
    answer = browser.post(f"{at(company)}/confirm", data={"events": "1"})
    assert answer.status_code in (404, 409)
    assert browser.post(f"{at(company)}/comment", data={"turn": "0", "text": "Hej"}).status_code in (404, 409)
    assert session


def test_a_session_goes_into_a_gold_file_once_a_person_stands_behind_it(company: World, tmp_path, capsys) -> None:
    browser, session = company.client("tove"), of(company)
    answer = browser.get(f"{at(company)}/gold.jsonl")
    assert answer.status_code == 409
    assert T("trainer.gold.needs_person") in answer.text
    browser.post(f"{at(company)}/confirm", data={"events": events(company, session)})
    answer = browser.get(f"{at(company)}/gold.jsonl")
    assert answer.headers["content-disposition"].startswith('attachment; filename="gold.jsonl"')
    rows = [json.loads(line) for line in answer.text.splitlines()]
    assert [row["lang"] for row in rows] == ["fi", "fi"]
    assert {"apologise", "empathise"} <= rows[0]["acts"].keys()
    for name in ("Aino", "Mäkelä", session, company.people["aino"]):
        assert name not in answer.text
    one = browser.get(f"{at(company)}/gold.jsonl?response=2").text
    assert [json.loads(line)["response"] for line in one.splitlines()] == [rows[1]["response"]]
    path = tmp_path / "gold.jsonl"
    path.write_bytes(answer.content)
    assert scoring_command(["evaluate", "--gold", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["responses"] == 2


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("sorry about", "sorry about"),
        ("“SORRY  about this”", "Sorry\nabout this"),
        ("sorry.about", None),
        ("", None),
        ('"', None),
    ],
)
def test_words_are_found_however_they_were_copied(words: str, found: str | None) -> None:
    text = found or "Sorry about"
    span = find_words(text, words)
    assert (span is None) == (found is None)
    assert span is None or text[span.start : span.end] == found
