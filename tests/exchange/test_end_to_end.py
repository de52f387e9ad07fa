"""The company's whole way: an exam is assigned, drawn and played on a desktop, the cable is cut in the middle of the
upload, HR sees the grade, a trainer corrects it, the desktop says so, and the LMS gets the person's mark in place of the
proposal."""

from __future__ import annotations

import csv
import io
import logging
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pygame
import pytest

from simulator.desktop.views.assigned import company_texts
from simulator.desktop.views.briefing import BriefingView
from simulator.desktop.views.debrief import DebriefView
from simulator.desktop.views.joining import JoinView
from simulator.exchange import Answer, Request, UnreachableError, receipt_holds, send_over_network, xapi
from simulator.marking import read_mark
from simulator.record import Mode
from simulator.scenario import load, load_plan
from simulator.training import judge
from tests.console.browser import served
from tests.console.world import World, world
from tests.desktop.driver import Driver
from tests.exchange.xapi.fake_lrs import FakeLrs, on_loopback

pytestmark = pytest.mark.slow

MET, UNSEEN = "beyond_authority", "wrong_information"
"""The pool of the exam: Aino has taken the one, so the other is drawn."""
WHY = "The apology came late, and I have listened to it twice."
LANGUAGES = {"sqlite": "sv", "postgresql": "ru"}


class Cable:
    """The network between a desktop and the console, which can be cut in the middle of an upload.

    Args:
        cuts: what happens to the next uploads: `half` sends half of one and hangs up, `answer` loses its answer.
    """

    def __init__(self, *cuts: str) -> None:
        self.cuts = list(cuts)
        self.uploads = 0

    def __call__(self, request: Request) -> Answer:
        if request.method != "PUT" or "/sync/sessions/" not in request.url:
            return send_over_network(request)
        self.uploads += 1
        how = self.cuts.pop(0) if self.cuts else ""
        if how == "half":
            _send_half(request)
        answer = send_over_network(request) if how != "half" else None
        if answer is None or how:
            raise UnreachableError("The cable was cut.", "Everything stays here.")
        return answer


def _send_half(request: Request) -> None:
    parts = urlsplit(request.url)
    headers = {**request.headers, "Host": parts.netloc, "Content-Length": str(len(request.body))}
    head = f"PUT {parts.path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    with socket.create_connection((parts.hostname or "", parts.port or 80), timeout=10) as line:
        line.sendall(f"{head}\r\n".encode() + request.body[: len(request.body) // 2])


@contextmanager
def desktop(folder: Path, language: str, cable: Cable) -> Iterator[Driver]:
    """A window without a screen, with the detector in earnest."""
    folder.mkdir()
    driver = Driver(folder, language=language)
    driver.desk.folder, driver.desk.send, driver.desk.detect = folder, cable, None
    try:
        yield driver
    finally:
        driver.close()


def assign_exam(company: World) -> str:
    """The trainer gives the exam by the page's form; gives the assignment."""
    tove = company.client("tove")
    page = tove.get("/trainer/assignments/new?what=exam").text
    assert f'value="own:{UNSEEN}"' in page
    given = {
        "what": "exam", "name": "Spring exam", "receiver": f"team:{company.teams['North']}", "tries": "1",
        "scenes": [f"own:{MET}", f"own:{UNSEEN}"], "note": "Take your time.", "asked": "yes",
    }  # fmt: skip
    answer = tove.post("/trainer/assignments", data=given)
    assert answer.status_code == 303, answer.text
    return str(urlsplit(answer.headers["location"]).path.rpartition("/")[2])


def join_by_code(company: World, driver: Driver, address: str) -> None:
    """Aino makes a code on her page and types it on the desktop."""
    page = company.client("aino").post("/me/desktops/code").text
    code = re.search(r'id="once"><code>([A-Z0-9-]+)</code>', page)
    assert code is not None
    driver.window.show(JoinView(driver.desk))
    for name, words in (("address", address), ("code", code[1].lower()), ("device", "Till 3")):
        box = driver.view.find(name)
        driver.view.focus.to(box)
        box.empty()  # type: ignore[attr-defined]
        driver.type(words)
    driver.key(pygame.K_RETURN)
    assert driver.desk.person_id == company.people["aino"]
    driver.view.dialog = None


def begin_exam(driver: Driver, assignment: str) -> None:
    """The card of the assignment, the question whether to begin, the briefing."""
    driver.view.focus.to(driver.find(f"assigned_{assignment}"))
    driver.key(pygame.K_RETURN)
    driver.key(pygame.K_TAB)
    driver.key(pygame.K_RETURN)
    assert isinstance(driver.view, BriefingView)
    driver.key(pygame.K_RETURN)


def play(driver: Driver, language: str) -> str:
    """Say two things of a plan, typed, and leave; gives the session."""
    session = driver.view.session  # type: ignore[attr-defined]
    turns = load_plan(load(UNSEEN), "excellent").turns
    said = [turn.say[language] for turn in turns if turn.say and "{" not in turn.say[language]]  # type: ignore[index]  # one of its languages
    for text in said[:2]:
        driver.hear_out()
        driver.type(text)
        driver.key(pygame.K_RETURN)
        driver.frame()
    assert session.state.turn >= 2
    for _ in range(3):
        if not session.ended:
            session.leave()
    driver.hear_out()
    driver.wait(2)
    return str(session.played.session_id)


def synced(driver: Driver) -> None:
    assert driver.desk.company is not None
    driver.desk.company.sync_soon()
    driver.frame(4)


def test_from_the_assignment_to_the_persons_mark_in_the_lms(
    new_database: Callable[..., str], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    url = new_database()
    language = LANGUAGES[url.partition(":")[0].partition("+")[0]]
    fake, cable = FakeLrs(), Cable("half", "answer")
    with (
        world(tmp_path / "company", "" if url.startswith("sqlite") else url) as company,
        served(company.app) as address,
        on_loopback(fake) as lrs,
        desktop(tmp_path / "desktop", language, cable) as driver,
    ):
        company.journal.speak(company.people["aino"], language)
        xapi.choose(company.journal, xapi.Chosen(on=True, home="https://console.example"), company.people["ada"])
        lms = xapi.Dispatch(company.journal, xapi.LrsOutlet(xapi.Lrs(lrs)))
        assignment = assign_exam(company)
        driver.home()
        join_by_code(company, driver, address)
        synced(driver)
        begin_exam(driver, assignment)
        session = play(driver, language)
        exam_goes_up_through_the_cut_cable(company, driver, cable, session, assignment)
        people_see_and_correct_it(company, session, assignment)
        the_desktop_says_the_persons_mark(company, driver, session, assignment)
        the_lms_has_the_persons_mark(company, lms, fake, session)
    assert [each.getMessage() for each in caplog.records if each.levelno >= logging.ERROR] == []


def exam_goes_up_through_the_cut_cable(
    company: World, driver: Driver, cable: Cable, session: str, assignment: str
) -> None:
    journal, here = company.journal, driver.journal
    t = company_texts(driver.desk)
    driver.home()
    while cable.cuts:
        before = len(cable.cuts)
        synced(driver)
        assert len(cable.cuts) < before
        driver.frame(3)
        assert driver.find("company").text == t.count("joining.line.waiting", 1), "nothing is taken for sent"
    synced(driver)
    assert driver.find("company").text == t("joining.line.good")
    record = journal.session(session)
    assert (record.header.mode, record.header.scenario_slug) == (Mode.EXAM, UNSEEN)
    assert record.person_id == company.people["aino"]
    assert [each.id for each in journal.sessions(record.person_id)].count(session) == 1
    counted = journal.assignments.of_session(session)
    assert counted is not None
    assert (counted.assignment_id, counted.number) == (assignment, 1)
    # The grade is worked out anew from what was said; both machines have the same grader, so they agree.
    entries = journal.entries(session)
    found = judge(session, load(UNSEEN), entries[: here.session(session).entry_count])
    assert record.overall == found.overall == here.session(session).overall
    mark = read_mark(journal, session)
    assert mark is not None
    assert not mark.by_person
    [receipt] = journal.devices.receipts(session)
    [kept] = here.devices.receipts(session)
    [key] = here.devices.keys()
    assert receipt_holds(kept, key.public_key)
    assert (kept.signature, kept.entry_count) == (receipt.signature, here.session(session).entry_count)
    assert journal.verify(session).ok
    assert here.verify(session).ok


def people_see_and_correct_it(company: World, session: str, assignment: str) -> None:
    """HR and the trainer see the proposal; the trainer corrects it; HR sees the person's mark."""
    hr, tove, journal = company.client("heikki"), company.client("tove"), company.journal
    mark = read_mark(journal, session)
    assert mark is not None
    assert f"/hr/sessions/{session}" in hr.get("/hr/exams").text
    assert company.client("aino").get(f"/me/sessions/{session}").status_code == 200
    assert f"/trainer/sessions/{session}" in tove.get(f"/trainer/assignments/{assignment}").text
    corrected = mark
    # A cap may hold the whole where it is for a step or two.
    for step in [name for name, each in mark.grade["steps"].items() if each["points"]]:
        sent = {"events": str(corrected.events), "step": step, "points": "0", "reason": WHY}
        assert tove.post(f"/trainer/sessions/{session}/points", data=sent).status_code == 303
        found = read_mark(journal, session)
        assert found is not None
        corrected = found
        if corrected.overall != mark.overall:
            break
    assert corrected.by_person
    assert corrected.overall != mark.overall
    rows = list(csv.reader(io.StringIO(hr.get("/hr/exams.csv").text)))
    [row] = [each for each in rows if "Aino Mäkelä" in each and "Spring exam" in each[-1]]
    assert str(corrected.overall) in row
    assert str(corrected.overall) in hr.get(f"/hr/sessions/{session}").text


def the_desktop_says_the_persons_mark(company: World, driver: Driver, session: str, assignment: str) -> None:
    """The trainee reads on their own screen that a person changed the grade, by how much and when; and nobody's name."""
    t, mark = company_texts(driver.desk), read_mark(company.journal, session)
    assert mark is not None
    assert mark.confirmed_at is not None
    synced(driver)
    assert driver.find("company").text == t.count("joining.line.marked", 1)
    status = t("marked.status.corrected")
    assert driver.find(f"past_{session}").state(t)[-2:] == [t("debrief.points", points=mark.overall), status]
    card = driver.find(f"assigned_{assignment}")
    assert f"{t('debrief.points', points=mark.overall)} · {status}" in card.called
    driver.view.focus.to(card)
    driver.key(pygame.K_RETURN)
    assert isinstance(driver.view, DebriefView)
    shown = " ".join(part.text for part, _ in driver.view.made.blocks)
    here = driver.journal.session(session).overall
    assert t("marked.points", points=mark.overall) in shown
    assert t("marked.changed", day=t.day(mark.confirmed_at), before=here, after=mark.overall) in shown
    assert not any(word in shown for word in (WHY, "Tove"))


def the_lms_has_the_persons_mark(company: World, lms: xapi.Dispatch, fake: FakeLrs, session: str) -> None:
    sent = lms.run()
    assert (sent.waiting, sent.refused) == (0, 0)
    ours = [fake.kept[each] for each in fake.order if fake.kept[each]["context"].get("registration") == session]
    whole = [each for each in ours if _verb(each) == "scored" and "/scenes/" in each["object"]["id"]]
    mark = read_mark(company.journal, session)
    assert mark is not None
    machine, persons = whole[0], whole[-1]
    assert machine["result"]["score"]["raw"] == mark.machine["overall"]
    assert persons["result"]["score"]["raw"] == mark.overall != mark.machine["overall"]
    assert persons["context"]["statement"]["id"] in {each["id"] for each in whole[:-1]}
    assert _verb(ours[0]) == "initialized"
    assert company.people["aino"] not in str(ours)
    before = list(fake.order)
    assert lms.run().sent == 0
    assert fake.order == before
    assert len(before) == len(set(before))
    assert fake.doubled == 0


def _verb(statement: dict[str, Any]) -> str:
    return str(statement["verb"]["id"]).rpartition("/")[2]
