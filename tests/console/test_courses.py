"""Scenes launched from an LMS (cmi5): checked, signed in for, played, and told about: each thing once and in order."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from unittest import mock
from xml.etree import ElementTree as ET

import pytest
from builders import found
from fake_lms import SESSION, FakeLms, fake_lms
from gradings import PROPOSAL, unimproved

from simulator.console.launched import ALLOWED, LAUNCH_COOKIE
from simulator.exchange import cmi5
from simulator.record import Mode
from simulator.training import Session, end_here

from .browser import NARROW, WIDE, opened_browser, press, served, too_wide, violations, watched
from .test_editor import hidden
from .test_practising import publish
from .visiting import PASSWORD, give_password
from .world import SAID, World

SCENE = "overcharged_card"


@pytest.fixture
def lms(company: World) -> Iterator[FakeLms]:
    """An LMS that the administrator has named."""
    with fake_lms() as there:
        company.journal.office.set(ALLOWED, [there.address], company.people["ada"])
        company.journal.speak(company.people["aino"], "en")
        yield there


def begin(browser, address: str, language: str = "en"):
    """Launch and agree; gives the last answer."""
    assert browser.get(address).headers["location"] == "/cmi5"
    assert browser.get("/cmi5").status_code == 200
    return browser.post("/cmi5/begin", data={"language": language})


def play_to_the_end(company: World, browser, stage: str):
    """Say something that needs no detector, and end on the page; gives its answer."""
    Session.resume(company.journal, stage.rpartition("/")[2]).take(found(SAID["en"], "apologise", "admit_mistake"))
    with mock.patch(PROPOSAL, unimproved):
        return browser.post(stage, data={"at": hidden(browser.get(stage).text, "at"), "do": "end"})


def test_who_comes_from_a_course_signs_in_first_and_nothing_of_the_launch_stands_in_an_address(
    company: World, lms: FakeLms
) -> None:
    give_password(company, "aino")
    browser = company.client()
    answer = browser.get(lms.launch(SCENE))
    assert answer.headers["location"] == "/cmi5"
    cookie = answer.headers["set-cookie"]
    assert all(part in cookie for part in ("HttpOnly", "Secure", "SameSite=lax", "Max-Age=1800"))
    assert browser.get("/cmi5").headers["location"] == "/sign-in"
    let_in = browser.post("/sign-in", data={"login": "aino", "password": PASSWORD})
    assert let_in.headers["location"] == "/"
    assert browser.get("/").headers["location"] == "/cmi5"
    page = browser.get("/cmi5").text
    assert "4711" in page
    assert "127.0.0.1" in page
    assert "/fetch" not in page
    assert lms.asked == [], "nothing is asked of the LMS before somebody has agreed"
    assert browser.post("/cmi5/drop").headers["location"] == "/"
    assert browser.get("/").headers["location"] == "/me"


def test_a_launch_is_told_in_order_and_once(company: World, lms: FakeLms) -> None:
    lms.back = f"{lms.address}/course"
    aino = company.client("aino")
    stage = begin(aino, lms.launch(SCENE)).headers["location"]
    assert lms.asked[:3] == ["POST /fetch", "GET /xapi/activities/state", "GET /xapi/agents/profile"]
    assert lms.verbs == ["initialized"]
    record = company.journal.session(stage.rpartition("/")[2])
    assert (record.person_id, record.header.mode) == (company.people["aino"], Mode.PRACTICE)
    assert "/cmi5/launches/" in aino.get(stage).text
    done = play_to_the_end(company, aino, stage).headers["location"]
    record = company.journal.session(record.id)
    judged = "passed" if record.overall >= 60 else "failed"
    assert lms.verbs == ["initialized", "completed", judged, "terminated"]
    page = aino.get(done)
    assert page.status_code == 200
    assert aino.get(f"{done}/back").headers["location"] == f"{lms.address}/course"
    launch = company.journal.launches.of_session(record.id)
    assert (launch.state, launch.token) == ("done", "")
    check_rules(lms, record.overall)
    for _ in range(2):
        cmi5.finish(company.journal, launch.id)
        cmi5.send_waiting(company.journal)
    assert len(lms.statements) == 4
    assert lms.asked.count("PUT /xapi/statements") == 4


def check_rules(lms: FakeLms, points: int) -> None:
    """What cmi5 asks of every statement."""
    statements = list(lms.statements.values())
    times = [each["timestamp"] for each in statements]
    assert times == sorted(times)
    for each in statements:
        context = each["context"]
        assert each["actor"]["account"]["name"] == "4711"
        assert each["object"]["id"] == lms.activity
        assert context["registration"] == lms.registration
        assert context["extensions"][SESSION] == "session-1"
        assert context["contextActivities"]["grouping"] == [{"id": "https://console.example/cmi5/courses/x/y"}]
        categories = {one["id"].rpartition("/")[2] for one in context["contextActivities"]["category"]}
        result = each.get("result", {})
        assert categories == ({"cmi5", "moveon"} if {"success", "completion"} & set(result) else {"cmi5"})
        verb = each["verb"]["id"].rpartition("/")[2]
        assert ("duration" in result) == (verb != "initialized")
        assert result.get("completion") == (True if verb == "completed" else None)
        if verb in ("passed", "failed"):
            assert result["score"] == {"scaled": points / 100, "raw": points, "min": 0, "max": 100}
            assert context["extensions"]["https://w3id.org/xapi/cmi5/context/extensions/masteryscore"] == lms.mastery
            assert result["success"] is (points / 100 >= lms.mastery)
        else:
            assert "score" not in result


@pytest.mark.slow
@pytest.mark.parametrize(("answers", "twice"), [([500], 409), ([0], 409), ([-1], 403), ([429, 503], 409), ([-1, -1], 409)])
def test_what_the_lms_did_not_answer_is_sent_again_in_order_and_not_twice(
    company: World, lms: FakeLms, answers: list[int], twice: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    aino, journal = company.client("aino"), company.journal
    lms.twice = twice
    stage = begin(aino, lms.launch(SCENE)).headers["location"]
    lms.answers = list(answers)
    play_to_the_end(company, aino, stage)
    launch = journal.launches.of_session(stage.rpartition("/")[2])
    assert launch.state == "ended"
    assert cmi5.send_waiting(journal) == 0, "its time has not come"
    later = datetime.now(UTC)
    for _ in range(len(answers) + 1):
        later += timedelta(hours=2)
        monkeypatch.setattr(journal.launches, "_clock", lambda at=later: at)
        cmi5.send_waiting(journal)
    assert lms.verbs[0] == "initialized"
    assert lms.verbs[-1] == "terminated"
    assert len(lms.verbs) == len(set(lms.verbs)) == 4
    assert journal.launches.launch(launch.id).state == "done"


@pytest.mark.slow
def test_a_server_killed_between_the_end_and_the_telling_goes_on_where_it_was(company: World, lms: FakeLms) -> None:
    aino, journal = company.client("aino"), company.journal
    stage = begin(aino, lms.launch(SCENE)).headers["location"]
    # The session ends past the pages, as it does for a server that dies right after.
    session = Session.resume(journal, stage.rpartition("/")[2])
    session.take(found(SAID["en"], "apologise"))
    with mock.patch(PROPOSAL, unimproved):
        end_here(session)
    assert lms.verbs == ["initialized"]
    assert cmi5.send_waiting(journal) == 1
    assert lms.verbs[-1] == "terminated"
    assert cmi5.send_waiting(journal) == 0


@pytest.mark.slow
def test_a_launch_opens_once_and_a_later_one_goes_on_with_the_scene(company: World, lms: FakeLms) -> None:
    aino = company.client("aino")
    first = lms.launch(SCENE, "one")
    stage = begin(aino, first).headers["location"]
    assert begin(aino, first).headers["location"] == stage, "pressed twice, it has begun"
    assert begin(company.client("eleni"), first).status_code == 409
    assert lms.asked.count("POST /fetch") == 1
    assert begin(aino, lms.launch(SCENE)).headers["location"] == stage
    states = {
        each.state for each in company.journal.launches.of_unit(company.people["aino"], lms.registration, lms.activity)
    }
    assert states == {"left", "open"}
    launch = company.journal.launches.of_session(stage.rpartition("/")[2])
    left = aino.post(f"/cmi5/launches/{launch.id}/leave")
    assert left.headers["location"] == f"/cmi5/launches/{launch.id}"
    assert lms.verbs == ["initialized", "initialized", "terminated"]
    again = begin(aino, lms.launch(SCENE)).headers["location"]
    assert again == stage, "what was left is gone on with"
    assert begin(aino, first).status_code == 409
    play_to_the_end(company, aino, again)
    assert lms.verbs.count("completed") == 1


@pytest.mark.slow
def test_completed_and_passed_are_told_once_a_registration(company: World, lms: FakeLms) -> None:
    lms.mastery = 0.0
    aino = company.client("aino")
    for _ in range(2):
        play_to_the_end(company, aino, begin(aino, lms.launch(SCENE)).headers["location"])
    assert lms.verbs == ["initialized", "completed", "passed", "terminated", "initialized", "terminated"]


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["Browse", "Review"])
def test_who_only_looks_is_not_judged(company: World, lms: FakeLms, mode: str) -> None:
    aino = company.client("aino")
    play_to_the_end(company, aino, begin(aino, lms.launch(SCENE)).headers["location"])
    lms.statements.clear()
    lms.mode = mode
    answer = begin(aino, lms.launch(SCENE))
    if mode == "Browse":
        play_to_the_end(company, aino, answer.headers["location"])
    else:
        assert answer.headers["location"].startswith("/cmi5/launches/")
    assert lms.verbs == ["initialized", "terminated"]


@pytest.mark.slow
def test_without_a_mastery_score_nobody_is_told_of_passing_unless_the_lms_moves_on_by_it(
    company: World, lms: FakeLms
) -> None:
    lms.mastery, lms.move_on = None, "Completed"
    aino = company.client("aino")
    play_to_the_end(company, aino, begin(aino, lms.launch(SCENE)).headers["location"])
    assert lms.verbs == ["initialized", "completed", "terminated"]


def test_no_address_is_opened_that_the_administrator_has_not_named(company: World, lms: FakeLms) -> None:
    aino = company.client("aino")
    with fake_lms() as stranger:
        for more in (
            {"endpoint": f"{stranger.address}/xapi"},
            {"fetch": f"{stranger.address}/fetch?k=1"},
            {"fetch": lms.address.replace("http://", "http://user@") + "/fetch"},
            {"fetch": f"{lms.address}@{stranger.address.removeprefix('http://')}/fetch"},
            {"fetch": "http://169.254.169.254/latest"},
            {"fetch": "file:///etc/passwd"},
            {"endpoint": lms.address.replace("127.0.0.1", "127.0.0.2")},
        ):
            assert aino.get(lms.launch(SCENE, **more)).status_code == 403, more
        assert stranger.asked == lms.asked == []
        aino.get(lms.launch(SCENE))
        company.journal.office.set(ALLOWED, [], company.people["ada"])
        assert aino.post("/cmi5/begin").status_code == 403, "what the browser kept is checked anew"
        assert lms.asked == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "wrong",
    [
        {"registration": "1"},
        {"actor": "{}"},
        {"actor": '{"mbox":"mailto:a@b.example"}'},
        {"actor": '{"objectType":"Group","account":{"homePage":"https://a.example","name":"1"}}'},
        {"activityId": "no address"},
        {"registration": "\0"},
        {"endpoint": ""},
        {"fetch": "x" * 3000},
        {"actor": "[" * 800},
    ],
)
def test_a_launch_that_is_none_is_refused_in_peace(company: World, lms: FakeLms, wrong: dict[str, str]) -> None:
    aino = company.client("aino")
    answer = aino.get(lms.launch(SCENE, **wrong))
    if answer.status_code == 303:
        answer = aino.get("/cmi5")
    assert answer.status_code in (400, 403, 404)
    assert aino.get(f"{lms.launch(SCENE)}&fetch=twice").status_code == 400
    assert [aino.get(lms.launch(name)).status_code for name in ("../secret", "")] == [404, 400]
    aino.get(lms.launch("no_such_scene_at_all"))
    assert aino.get("/cmi5").status_code == 404
    aino.cookies.set(LAUNCH_COOKIE, "e30", domain="localhost.local", path="/")
    assert aino.get("/cmi5").status_code == 400
    assert lms.asked == []


@pytest.mark.slow
def test_an_lms_that_does_not_let_us_in_begins_nothing(company: World, lms: FakeLms) -> None:
    aino = company.client("aino")
    before = len(company.journal.sessions(company.people["aino"]))
    lms.data_status = 404
    assert begin(aino, lms.launch(SCENE)).status_code == 502
    lms.data_status = 200
    company.journal.office.set(ALLOWED, [lms.address, "http://127.0.0.1:9"], company.people["ada"])
    assert begin(aino, lms.launch(SCENE, fetch="http://127.0.0.1:9/fetch")).status_code == 502
    assert len(company.journal.sessions(company.people["aino"])) == before


@pytest.mark.slow
def test_what_a_group_was_given_is_launched_by_its_members_alone(company: World, lms: FakeLms) -> None:
    given = publish(company)
    aino, boris = company.client("aino"), company.client("boris")
    address = lms.launch(f"given-{given.id}")
    boris.get(address)
    assert boris.get("/cmi5").status_code == 404
    stage = begin(aino, address).headers["location"]
    assert company.journal.session(stage.rpartition("/")[2]).header.scenario_hash == given.scenario_hash
    launch = company.journal.launches.of_session(stage.rpartition("/")[2])
    assert boris.get(f"/cmi5/launches/{launch.id}").status_code == 404


def test_a_course_package_holds_an_address_of_ours_for_each_scene(company: World, lms: FakeLms) -> None:
    given = publish(company, "A <lamp> & more")
    answer = company.client("tove").get(f"/trainer/scenes/given/{given.id}/course.zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.namelist() == ["cmi5.xml"]
        root = ET.fromstring(archive.read("cmi5.xml"))
    ours = {"c": cmi5.NAMESPACE}
    assert root.tag == f"{{{cmi5.NAMESPACE}}}courseStructure"
    [unit] = root.findall("c:au", ours)
    assert unit.get("launchMethod") == "OwnWindow"
    assert unit.get("masteryScore") == "0.60"
    assert unit.findtext("c:title/c:langstring", "", ours) == "A <lamp> & more"
    assert [child.tag.rpartition("}")[2] for child in unit] == ["title", "description", "url"]
    launched = unit.findtext("c:url", "", ours)
    assert launched == f"https://localhost/cmi5/launch?scene=given-{given.id}"


def test_a_launch_keeps_nobody_from_their_pages_who_cannot_play_it(company: World, lms: FakeLms) -> None:
    tove = company.client("tove")
    tove.get(lms.launch(SCENE))
    assert tove.get("/cmi5").status_code == 403
    assert tove.get("/").headers["location"] == "/trainer"


def test_the_administrator_names_who_may_launch(company: World) -> None:
    ada = company.client("ada")
    assert ada.get("/admin/courses").status_code == 200
    wrong = ada.post("/admin/courses", data={"lms": "http://lms.example"})
    assert wrong.status_code == 422, "without TLS only on this machine"
    ada.post("/admin/courses", data={"lms": "https://LMS.example/path\nhttps://lrs.example:8443"})
    assert company.journal.office.setting(ALLOWED) == ["https://lms.example", "https://lrs.example:8443"]
    assert ada.post("/admin/courses", data={"badges": "yes"}).status_code == 422
    page = ada.get("/admin/courses").text
    assert re.search(r"https://lms\.example\s+https://lrs\.example:8443", page)
    [last] = company.journal.audit.entries(limit=1)
    assert json.loads(json.dumps(last.detail))["after"] == ["https://lms.example", "https://lrs.example:8443"]


@pytest.mark.slow
def test_from_a_course_through_the_sign_in_to_the_scene_and_back_in_a_real_browser(
    company: World, lms: FakeLms
) -> None:
    give_password(company, "aino")
    lms.back = f"{lms.address}/course"
    with served(company.app) as address, opened_browser() as browser:
        page = browser.new_context(reduced_motion="reduce").new_page()
        lms.link = f"{address}{lms.launch(SCENE)}"
        with watched(page) as told:
            page.goto(lms.back)
            press(page, "a")
            assert page.url == f"{address}/sign-in"
            page.fill("#login", "aino")
            page.fill("#password", PASSWORD)
            press(page, "main form button")
            assert page.url == f"{address}/cmi5"
            wrong = violations(page) + violations_at_360(page)
            press(page, "main form[action='/cmi5/begin'] button")
            assert lms.verbs == ["initialized"]
            session = page.url.rpartition("/")[2]
            Session.resume(company.journal, session).take(found(SAID["en"], "apologise"))
            page.reload()
            with mock.patch(PROPOSAL, unimproved):
                press(page, "button[value='end']")
            assert "/cmi5/launches/" in page.url
            wrong += violations(page) + violations_at_360(page)
            assert lms.verbs[-1] == "terminated"
            press(page, "main a.button.strong")
            assert page.url == lms.back
        assert wrong == []
        assert [each for each in told if lms.address not in each] == []


def violations_at_360(page) -> list[str]:
    page.set_viewport_size(NARROW)
    beyond = too_wide(page)
    page.set_viewport_size(WIDE)
    return [f"{beyond} pixels too wide"] if beyond else []
