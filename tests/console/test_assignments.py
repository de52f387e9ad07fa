"""Assignments in the console: given, frozen, begun, done, late; desktops and the codes they join by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from simulator.console.pages import trainee_desktops, trainer_assignments
from simulator.console.tokens import new_token, token_hash
from simulator.record import Assignment, Receipt
from simulator.texts import texts_with
from simulator.training import Stand, given_to, scenes_of

from .world import World, world

TODAY = datetime.now(UTC).astimezone().date()


@pytest.fixture
def company(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        yield made


def form(company: World, **more: object) -> dict[str, object]:
    """What a trainer types to give North an exam."""
    return {
        "what": "exam",
        "name": "Spring <exam>",
        "receiver": f"team:{company.teams['North']}",
        "scenes": ["own:wrong_information", "own:beyond_authority"],
        "due": (TODAY + timedelta(days=3)).isoformat(),
        "note": "Take your time",
    } | more


def give(company: World, login: str = "tove", area: str = "trainer", **more: object) -> Assignment:
    answer = company.client(login).post(f"/{area}/assignments", data=form(company, **more))
    assert answer.status_code == 303, re.findall(r'class="error"[^>]*>([^<]*)', answer.text)
    (made,) = company.journal.assignments.assignments()
    assert answer.headers["location"] == f"/{area}/assignments/{made.id}?said={area}.said.given"
    return made


def test_an_exam_is_given_frozen_and_written_down(company: World) -> None:
    made = give(company)
    assert (made.kind, made.mode, made.attempts, made.note) == ("scene", "exam", 1, "Take your time")
    assert made.due_at is not None
    assert made.due_at.astimezone().date() == TODAY + timedelta(days=3)
    assert [scene.slug for scene in scenes_of(made)] == ["wrong_information", "beyond_authority"]
    for scene in scenes_of(made):
        assert company.journal.scenario(scene.hash)
        assert set(scene.languages) == {"en", "fi", "sv", "ru", "el"}
    (entry,) = company.journal.audit.entries(action="assignment.given")
    assert (entry.object_id, entry.detail["receiver"]) == (made.id, made.team_id and f"team:{made.team_id}")


FAULTS: list[tuple[dict[str, object], str]] = [
    ({"scenes": []}, "scenes"),
    ({"scenes": ["own:no_receipt"]}, "scenes"),  # for practice alone
    ({"scenes": ["own:../common"]}, "scenes"),
    ({"scenes": ["given:nothing"]}, "scenes"),
    ({"receiver": "team:nobody"}, "receiver"),
    ({"tries": "3"}, "tries"),
    ({"tries": "many"}, "tries"),
    ({"due": (TODAY - timedelta(days=1)).isoformat()}, "due"),
    ({"due": "9999-12-31"}, "due"),
    ({"opens": (TODAY + timedelta(days=9)).isoformat()}, "opens"),
    ({"scenes": ["own:post_everywhere"]}, "asked"),
    ({"what": "path", "path": "nothing"}, "path"),
    ({"what": "path", "path": "all_channels"}, "asked"),
    ({"name": " "}, "name"),
]


@pytest.mark.slow
def test_a_form_that_makes_no_sense_gives_nothing_and_keeps_what_was_typed(company: World) -> None:
    tove = company.client("tove")
    for more, field in FAULTS:
        answer = tove.post("/trainer/assignments", data=form(company, **more))
        assert answer.status_code == 422, more
        assert f'id="{field}-error"' in answer.text, more
        assert "Take your time" in answer.text
    assert company.journal.assignments.assignments() == ()


@pytest.mark.slow
def test_rough_scenes_are_given_only_to_people_who_were_asked(company: World) -> None:
    made = give(company, what="path", path="all_channels", asked="yes")
    assert (made.kind, made.mode, made.attempts) == ("path", "exam", 4)
    assert made.content["path"] == "all_channels"


@pytest.mark.slow
def test_nobody_gives_to_people_whom_they_do_not_lead_and_hr_gives_exams_to_anybody(company: World) -> None:
    foreign = form(company, receiver=f"person:{company.people['boris']}")
    assert company.client("tove").post("/trainer/assignments", data=foreign).status_code == 422
    made = give(company, "heikki", "hr", receiver=f"person:{company.people['boris']}")
    assert made.person_id == company.people["boris"]
    practice = form(company, what="scene", scenes=["own:no_receipt"])
    assert company.client("heikki").post("/hr/assignments", data=practice).status_code == 422
    assert "Spring &lt;exam&gt;" in company.client("nikos").get("/trainer/assignments").text
    assert "Spring &lt;exam&gt;" not in company.client("tove").get("/trainer/assignments").text


@pytest.mark.slow
def test_who_has_done_it_stands_with_the_mark_of_record_and_who_can_draw_nothing(company: World) -> None:
    made = give(company, scenes=["own:beyond_authority"])
    page = company.client("tove").get(f"/trainer/assignments/{made.id}").text
    # Both have met the only scene of the pool before.
    assert page.count(texts_with("sv", "console")("trainer.given.state.none_left")) == 2
    session = company.sessions["eleni", "beyond_authority"]
    company.journal.assignments.link(session, made.id, 1)
    tove = company.client("tove")
    page = tove.get(f"/trainer/assignments/{made.id}").text
    assert f'href="/trainer/sessions/{session}"' in page
    points = company.journal.session(session).overall
    lines = tove.get(f"/trainer/assignments/{made.id}/people.csv").content.decode("utf-8-sig").splitlines()
    told = next(line for line in lines if "Ελένη" in line)
    assert f',"{points}",' in told
    assert texts_with("sv", "console")("shared.status.proposed") in told
    listed = tove.get("/trainer/assignments.csv").content.decode("utf-8-sig")
    assert ',"2","1","1","0",' in listed


@pytest.mark.slow
def test_another_date_and_an_end(company: World) -> None:
    made, tove = give(company), company.client("tove")
    later = TODAY + timedelta(days=9)
    assert tove.post(f"/trainer/assignments/{made.id}/due", data={"due": later.isoformat()}).status_code == 303
    changed = company.journal.assignments.assignment(made.id).due_at
    assert changed is not None
    assert changed.astimezone().date() == later
    assert tove.post(f"/trainer/assignments/{made.id}/due", data={"due": "yesterday"}).status_code == 422
    assert tove.post(f"/trainer/assignments/{made.id}/due", data={"due": ""}).status_code == 303
    assert company.journal.assignments.assignment(made.id).due_at is None
    assert tove.post(f"/trainer/assignments/{made.id}/withdraw", data={}).status_code == 303
    assert company.journal.assignments.for_person(company.people["aino"]) == ()
    assert "Spring" not in company.client("aino").get("/me/assignments").text


@pytest.mark.slow
def test_an_exam_is_shown_to_whom_it_is_for_without_its_scenes(company: World) -> None:
    give(company)
    for path in ("/me", "/me/assignments"):
        page = company.client("aino").get(path).text
        assert "Spring &lt;exam&gt;" in page
        assert "Take your time" in page
        assert "/begin" not in page
        for title in ("Hän kysyi etukäteen", "wrong_information"):
            assert title not in page
    assert "Spring" not in company.client("boris").get("/me").text


def test_no_exam_and_nothing_before_its_time_begins_in_the_browser(company: World) -> None:
    aino, later = company.client("aino"), (TODAY + timedelta(days=1)).isoformat()
    exam = give(company, scenes=["own:overcharged_card"])  # a scene that could be practised
    soon = company.client("tove").post(
        "/trainer/assignments", data=form(company, what="scene", scenes=["own:overcharged_card"], opens=later)
    )
    for made in (exam.id, soon.headers["location"].split("?")[0].rsplit("/", 1)[1]):
        answer = aino.post(f"/me/assignments/{made}/begin", data={"language": "fi"})
        assert "not_here" in answer.headers["location"]
    assert company.journal.assignments.sessions() == ()


def test_a_practice_begun_in_the_browser_counts(company: World) -> None:
    made = give(company, what="scene", scenes=["own:overcharged_card"], tries="2")
    aino, me = company.client("aino"), company.people["aino"]
    (_, number) = _begin(company, aino, made)
    assert number == 1
    page = aino.get("/me").text
    (linked,) = company.journal.assignments.sessions([made.id])
    assert f'href="/me/scenes/stage/{linked.session.id}"' in page
    assert aino.get(f"/me/scenes/stage/{linked.session.id}").status_code == 200
    _begin(company, aino, made)
    # Both attempts are begun: there is no third.
    answer = aino.post(f"/me/assignments/{made.id}/begin", data={"language": "fi"})
    assert "not_here" in answer.headers["location"]
    (given,) = given_to(company.journal, me, datetime.now(UTC))
    assert (given.used, given.left, given.stand) == (2, 0, Stand.OPEN)
    company.journal.finish(linked.session.id, linked.session.entry_count, ending="left", overall=40)
    (given,) = given_to(company.journal, me, datetime.now(UTC))
    assert given.stand is Stand.DONE
    assert aino.get("/me").status_code == 200


def _begin(company: World, browser: TestClient, made: Assignment) -> tuple[str, int]:
    answer = browser.post(f"/me/assignments/{made.id}/begin", data={"language": "fi"})
    assert answer.headers["location"].startswith("/me/scenes/stage/")
    linked = company.journal.assignments.sessions([made.id])[-1]
    first = company.journal.entries(linked.session.id)[0].payload
    assert first is not None
    assert made.id.encode() in first
    return linked.session.id, linked.number


@pytest.mark.slow
def test_hr_reads_that_an_exam_was_assigned_and_late_and_that_the_clock_was_wrong(company: World) -> None:
    heikki, session = company.client("heikki"), company.sessions["boris", "beyond_authority"]
    made = give(company, "heikki", "hr", receiver=f"person:{company.people['boris']}")
    company.journal.assignments.link(session, made.id, 1)
    company.journal.assignments.set_due(made.id, datetime.now(UTC) - timedelta(days=2))
    company.journal.devices.keep_receipt(
        Receipt(session, 3, b"h" * 32, datetime.now(UTC), company.people["ada"], b"s" * 64, None, 3 * 3600)
    )
    words = texts_with("fi", "console")
    told = (
        words("hr.given.assigned", name="Spring &lt;exam&gt;"),
        words("hr.given.late"),
        words.count("hr.given.clock", 180),
    )
    for path in ("/hr/exams", f"/hr/sessions/{session}"):
        page = heikki.get(path).text
        assert all(each in page for each in told), path
    greek = texts_with("el", "console")  # his trainer reads it in Greek
    assert greek("hr.given.late") in company.client("nikos").get(f"/trainer/sessions/{session}").text
    assert words("hr.given.late") in heikki.get("/hr/exams.csv").content.decode("utf-8-sig")


def test_a_code_is_shown_once_and_opens_for_half_an_hour(company: World) -> None:
    from simulator.exchange import code_hash

    boris = company.client("boris")
    page = boris.post("/me/desktops/code", data={}).text
    code = re.search(r"silkgloves join (\S+) --code ([A-Z0-9-]+)<", page)
    assert code is not None
    assert code[1] == "https://localhost"
    (made,) = company.journal.devices.codes(company.people["boris"])
    lasts = made.expires_at - datetime.now(UTC)
    assert trainee_desktops.CODE_FOR - timedelta(minutes=1) < lasts <= trainee_desktops.CODE_FOR
    assert code[2] not in boris.get("/me/desktops").text
    device = company.journal.devices.add(code_hash(code[2]), token_hash(new_token()), name="Home", product="x")
    assert device is not None
    assert device.person_id == company.people["boris"]
    boris.post(f"/me/desktops/{device.id}/revoke", data={})
    assert company.journal.devices.device(device.id).revoked_at is not None
    assert [entry.action for entry in company.journal.audit.entries(limit=2)] == [
        "desktop.revoked",
        "desktop.code_made",
    ]
    boris.post("/me/desktops/code", data={})
    boris.post("/me/desktops/codes/withdraw", data={})
    assert company.journal.devices.codes(company.people["boris"]) == ()


@pytest.mark.slow
def test_the_administrator_sees_what_was_refused_and_settles_it(company: World) -> None:
    ada, boris = company.client("ada"), company.people["boris"]
    answer = ada.post("/admin/desktops/code", data={"person": boris})
    assert "--code" in answer.text
    assert ada.post("/admin/desktops/code", data={"person": "nobody"}).status_code == 422
    session = company.sessions["boris", "beyond_authority"]
    company.journal.devices.note_refusal(session, "broken", "entry <3>", person_id=boris, device_id=None)
    company.journal.devices.note_refusal(session, "of tomorrow", "", person_id=boris, device_id=None)
    words = texts_with("en", "console")
    page = ada.get("/admin/desktops").text
    assert words("admin.desktops.todo.broken") in page
    assert words("admin.desktops.todo.unknown") in page
    assert "entry &lt;3&gt;" in page
    assert (
        texts_with("ru", "console")("trainee.desktops.why.broken") in company.client("boris").get("/me/desktops").text
    )
    (first, *_) = company.journal.devices.refusals()
    assert ada.post(f"/admin/desktops/refused/{first.id}/settle", data={}).status_code == 303
    assert company.journal.devices.refusals() == ()


@pytest.mark.slow
def test_pages_of_assignments_hold_when_somebody_was_erased(company: World) -> None:
    made = give(company)
    company.journal.assignments.link(company.sessions["eleni", "beyond_authority"], made.id, 1)
    alone = company.client("tove").post(
        "/trainer/assignments", data=form(company, receiver=f"person:{company.people['eleni']}")
    )
    company.journal.erase_person(company.people["eleni"])
    for path in ("/trainer/assignments", f"/trainer/assignments/{made.id}"):
        assert company.client("tove").get(path).status_code == 200
    gone = alone.headers["location"].split("?")[0].replace("/trainer/", "/hr/")
    assert company.client("heikki").get(gone).status_code == 200
    assert company.client("heikki").get("/hr/assignments").status_code == 200


@pytest.mark.slow
def test_a_long_list_is_shown_in_parts_and_goes_out_whole(company: World, monkeypatch: pytest.MonkeyPatch) -> None:
    made = give(company)
    monkeypatch.setattr(trainer_assignments, "PEOPLE", 1)
    tove, at = company.client("tove"), f"/trainer/assignments/{made.id}"
    first, second = (tove.get(f"{at}?page={page}").text for page in (1, 2))
    assert ("Aino" in first, "Ελένη" in first) == (True, False)
    assert ("Aino" in second, "Ελένη" in second) == (False, True)
    assert f'href="{at}?page=2"' in first
    assert f'href="{at}?page=1"' in second
    whole = tove.get(f"{at}/people.csv").content.decode("utf-8-sig")
    assert "Aino" in whole
    assert "Ελένη" in whole
    for odd in ("0", "-1", "9" * 40, "²"):
        assert tove.get(at, params={"page": odd}).status_code == 200
