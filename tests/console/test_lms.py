"""The page of what goes to the LMS: turned on, looked at, tried again; the profile for anybody."""

from __future__ import annotations

import json
import threading

import pytest

from simulator.console import forwarding
from simulator.console.pages.admin import lms as page
from simulator.exchange import Answer, UnreachableError, xapi
from simulator.record import NewStatement, Sending
from tests.exchange.xapi.fake_lrs import OPTIONS, FakeLrs

from .world import World, world

HOME = "https://console.example.org"


@pytest.fixture
def company(tmp_path):
    with world(tmp_path) as made:
        yield made


def chosen(company: World, login: str = "ada", **fields) -> int:
    form = {"on": "yes", "home": HOME, "modes": ["exam"], "void": "yes"} | fields
    return company.client(login).post("/admin/lms", data=form).status_code


def looked(company: World, login: str = "ada", query: str = "") -> str:
    answer = company.client(login).get(f"/admin/lms{query}")
    assert answer.status_code == 200
    return answer.text


def sent(company: World, fake: FakeLrs) -> xapi.Dispatched:
    return xapi.Dispatch(company.journal, xapi.LrsOutlet(xapi.Lrs(OPTIONS, fake))).run()


def test_nothing_is_sent_until_somebody_turns_it_on_and_then_exams_are(company):
    fake = FakeLrs()
    assert sent(company, fake).sent == 0
    assert "Nothing is sent until it is turned on" in looked(company)
    assert chosen(company, everything="yes") == 303
    assert xapi.read_chosen(company.journal) == xapi.Chosen(on=True, home=HOME)
    assert sent(company, fake).sent > 0
    told = {each["context"]["registration"] for each in fake.kept.values()}
    exams = {company.sessions[key] for key in company.sessions if key[1] == "beyond_authority"}
    assert told == exams
    (entry,) = company.journal.audit.entries(action="lms.changed")
    assert entry.detail["after"]["home"] == HOME


@pytest.mark.slow
def test_by_default_only_what_moves_from_now_on_is_told(company):
    fake = FakeLrs()
    assert chosen(company) == 303
    assert sent(company, fake).sent == 0


@pytest.mark.parametrize("fields", [{"home": "console"}, {"home": "https://x/?q"}, {"modes": []}, {"modes": ["roster"]}])
def test_a_wrong_choice_is_said_and_changes_nothing(company, fields):
    assert chosen(company, **fields) == 422
    assert not xapi.read_chosen(company.journal).on


@pytest.mark.slow
def test_what_was_refused_is_shown_with_its_answer_and_can_be_sent_again(company):
    fake = FakeLrs()
    fake._answer, answer = lambda _: Answer(401, b"<b>who</b> are you"), fake._answer
    chosen(company, everything="yes")
    assert sent(company, fake).stopped
    shown = looked(company)
    assert "Sending stopped" in shown
    assert "&lt;b&gt;who&lt;/b&gt; are you" in shown
    fake._answer = answer
    assert company.client("ada").post("/admin/lms/again").status_code == 303
    company.journal.statements.take(1)
    (first, *_) = reversed(company.journal.statements.statements())
    fake.bad = {first.id}
    assert sent(company, fake).refused == 1
    assert "is bad" in looked(company, query="?state=refused")
    assert "is bad" not in looked(company, query="?state=sent")
    fake.bad = set()
    assert company.client("ada").post(f"/admin/lms/statements/{first.id}/again").status_code == 303
    assert company.journal.statements.statement(first.id).state is Sending.WAITING
    assert sent(company, fake).sent == 1


def test_hr_looks_and_nobody_learns_a_result_there(company):
    chosen(company, everything="yes", proposals="yes")
    sent(company, FakeLrs())
    company.journal.speak(company.people["heikki"], "en")
    shown = looked(company, "heikki")
    assert "passed or not" in shown
    assert ">passed<" not in shown
    assert ">failed<" not in shown
    assert '<form method="post" action="/admin/lms' not in shown
    assert company.client("heikki").post("/admin/lms", data={}).status_code == 403
    file = company.client("heikki").get("/admin/lms/statements.csv")
    assert file.text.count("\n") > 20
    score = next(each for each in company.journal.statements.statements() if each.verb == "scored")
    assert json.loads(score.body)["actor"]["account"]["name"] not in shown + file.text


@pytest.mark.slow
def test_a_long_list_is_paged(company, monkeypatch):
    monkeypatch.setattr(page, "PAGE", 5)
    chosen(company, everything="yes")
    sent(company, FakeLrs())
    numbers = [each.number for each in company.journal.statements.statements(limit=6)]
    assert f"before={numbers[4]}" in looked(company)
    assert f"before={numbers[4] - 5}" in looked(company, query=f"?before={numbers[4]}")


@pytest.mark.slow
def test_the_administrator_tries_the_lms_with_a_statement_about_nobody(company, monkeypatch):
    fake = FakeLrs()
    monkeypatch.setattr(page, "lrs_of", lambda options: xapi.Lrs(OPTIONS, fake))
    assert company.client("ada").post("/admin/lms/test").headers["location"].endswith("lms.said.tested")
    (kept,) = fake.kept.values()
    assert kept["verb"]["id"].endswith("/xapi/verbs/tested")
    assert "Answer 200" in looked(company)

    def mute(request):
        raise UnreachableError("The LMS does not answer.", "Later.")

    monkeypatch.setattr(page, "lrs_of", lambda options: xapi.Lrs(OPTIONS, mute))
    company.client("ada").post("/admin/lms/test")
    assert "does not answer" in looked(company)


def test_what_was_told_about_an_erased_person_is_voided_and_what_waits_is_dropped(company):
    fake, journal = FakeLrs(), company.journal
    chosen(company, everything="yes")
    sent(company, fake)
    aino = {each.id for each in journal.statements.statements() if each.person_id == company.people["aino"]}
    kept = len(fake.kept)
    journal.statements.add([NewStatement("waiting", "s", company.people["aino"], "scored", "{}")])
    journal.erase_person(company.people["aino"])
    assert sent(company, fake).sent == len(aino) > 5
    assert fake.voided == aino
    assert len(fake.kept) == kept + len(aino)
    pseudonym = xapi.pseudonym(xapi.key_of(journal), company.people["aino"])
    for each in journal.statements.statements():
        assert pseudonym not in (each.body or "")
    assert journal.statements.statement("waiting").state is Sending.DROPPED
    chosen(company, void="")
    journal.erase_person(company.people["boris"])
    assert sent(company, fake).sent == 0, "a company may leave them there"


@pytest.mark.slow
def test_a_server_with_a_file_writes_into_it_from_a_thread_and_ends_with_the_server(company, tmp_path):
    out = tmp_path / "out.jsonl"
    chosen(company, everything="yes")
    options = company.options.model_copy(update={"xapi_out": out})
    assert forwarding.begin_forwarding(company.journal, company.options) is None
    running = xapi.Running(company.journal, forwarding.outlet_of(options), every_s=0.01)
    waited = threading.Event()
    for _ in range(1000):
        if company.journal.statements.counts()[Sending.SENT]:
            break
        waited.wait(0.02)
    running.end()
    counts = company.journal.statements.counts()
    lines = [json.loads(line)["id"] for line in out.read_text().splitlines()]
    assert len(lines) == len(set(lines)) == counts[Sending.SENT] > 20


def test_the_profile_is_there_for_anybody_under_the_name_the_statements_use(company):
    chosen(company)
    answer = company.client().get("/xapi/profile")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/ld+json")
    assert answer.json() == xapi.Place(HOME).document()


def test_the_notice_says_so_to_everybody_once_it_is_on(company):
    said = "Your results also go to"
    assert said not in company.client().get("/how-grading-works").text
    trainee = company.client("aino")
    company.journal.speak(company.people["aino"], "en")
    assert said not in trainee.get("/notice").text
    chosen(company)
    shown = trainee.get("/notice").text
    assert said in shown
    assert "About: Exams." in shown
    assert "Never: anybody" in shown
