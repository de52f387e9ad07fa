"""The administrator's pages: what they do, what they refuse, and what they never show."""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from simulator.console.badges import issuer
from simulator.console.tokens import token_hash
from simulator.exchange import COMPANY
from simulator.marking import Reviewer, append_event, confirm, read_mark
from simulator.record import Mode, Role
from simulator.review import Played
from simulator.texts import texts, texts_with
from simulator.training import grade_session
from simulator.training import session as playing

from .world import SAID, World, play, world


@pytest.fixture
def ada(company: World) -> TestClient:
    return company.client("ada")


def settle() -> None:
    """Wait for the job that was begun."""
    for thread in threading.enumerate():
        if thread.name.startswith("job-"):
            thread.join(60)


def actions(company: World) -> list[str]:
    return [entry.action for entry in company.journal.audit.entries()]


def links(html: str) -> list[str]:
    return re.findall(r"<code>(?:https://localhost)?(/invitation/[^<]+)</code>", html)


def test_somebody_is_invited_by_a_link_that_is_shown_once(company: World, ada: TestClient) -> None:
    sent = {"name": "Mia <i>", "roles": ["trainee", "trainer"], "team": company.teams["North"], "part": "member"}
    answer = ada.post("/admin/people/new", data=sent)
    (link,) = links(answer.text)
    (made,) = company.journal.logins.invitations()
    assert (made.display_name, made.team_id, made.part) == ("Mia <i>", company.teams["North"], "member")
    assert made.roles == {Role.TRAINEE, Role.TRAINER}
    assert company.client().get(link).status_code == 200
    token = link.rpartition("/")[2]
    assert company.journal.logins.invitation(token_hash(token)) == made
    assert token not in ada.get("/admin/invitations").text
    ada.post(f"/admin/invitations/{made.id}/withdraw")
    assert company.client().get(link).status_code == 404
    assert actions(company)[:2] == ["invitation.withdrawn", "person.invited"]


@pytest.mark.parametrize(
    "wrong",
    [{"name": " "}, {"roles": []}, {"roles": ["king"]}, {"team": "nowhere"}, {"part": "owner"}, {"name": "x" * 201}],
)
def test_an_invitation_that_is_not_filled_in_is_shown_again_with_what_was_typed(
    company: World, ada: TestClient, wrong: dict[str, object]
) -> None:
    answer = ada.post("/admin/people/new", data={"name": "Mia", "roles": ["trainee"], "part": "member"} | wrong)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert company.journal.logins.invitations() == ()


def test_somebody_of_the_desktop_is_invited_to_their_own_records(company: World, ada: TestClient) -> None:
    (desktop,) = [each for each in company.journal.people() if each.display_name == "Only on the desktop"]
    assert "Only on the desktop" in ada.get("/admin/people?role=none").text
    answer = ada.post(f"/admin/people/{desktop.id}/invite", data={"roles": "trainee"})
    assert links(answer.text)
    assert company.journal.logins.invitations()[0].person_id == desktop.id
    assert not links(ada.post(f"/admin/people/{company.people['aino']}/invite", data={"roles": "trainee"}).text)


def test_roles_are_changed_and_whoever_has_them_signs_in_again(company: World, ada: TestClient) -> None:
    aino = company.client("aino")
    assert aino.get("/me").status_code == 200
    ada.post(f"/admin/people/{company.people['aino']}/roles", data={"roles": ["trainee", "hr"]})
    assert company.journal.logins.account(company.accounts["aino"]).roles == {Role.TRAINEE, Role.HR}
    assert aino.get("/me").headers["location"] == "/sign-in"
    (entry, *_) = company.journal.audit.entries(action="account.roles_set")
    assert (entry.detail["before"], entry.detail["after"]) == (["trainee"], ["hr", "trainee"])


def test_the_last_administrator_stays(company: World, ada: TestClient) -> None:
    own = f"/admin/people/{company.people['ada']}"
    for answer in (
        ada.post(f"{own}/roles", data={"roles": "hr"}),
        ada.post(f"{own}/block"),
        ada.post(f"{own}/erase", data={"name": "Ada Lovelace"}),
    ):
        assert answer.status_code == 422
    assert company.journal.logins.account(company.accounts["ada"]).roles == {Role.ADMINISTRATOR}
    assert company.journal.person(company.people["ada"]).erased_at is None


def test_an_account_is_blocked_opened_and_given_another_password(company: World, ada: TestClient) -> None:
    person, aino = f"/admin/people/{company.people['aino']}", company.client("aino")
    ada.post(f"{person}/block")
    assert aino.get("/me").headers["location"] == "/sign-in"
    assert not links(ada.post(f"{person}/reset").text)
    ada.post(f"{person}/unblock")
    (link,) = links(ada.post(f"{person}/reset").text)
    assert company.client().get(link).status_code == 200
    ada.post(f"/admin/people/{company.people['tove']}/second-factor")
    assert company.journal.logins.account(company.accounts["tove"]).totp_secret is None
    assert {"account.blocked", "account.unblocked", "account.reset_link_made"} < set(actions(company))


def test_people_are_put_into_groups_and_taken_out(company: World, ada: TestClient) -> None:
    made = ada.post("/admin/groups", data={"name": "Spring", "kind": "cohort"}).headers["location"].partition("?")[0]
    boris = company.people["boris"]
    ada.post(f"{made}/members", data={"person": boris, "part": "trainer"})
    assert [team.name for team in company.journal.teams.led_by(boris)] == ["Spring"]
    assert "Борис Орлов" in ada.get(made).text
    ada.post(f"{made}/remove", data={"person": boris})
    assert company.journal.teams.led_by(boris) == ()
    assert ada.post(f"{made}/members", data={"person": "nobody"}).status_code == 422
    ada.post(f"{made}/close")
    assert [team.name for team in company.journal.teams.teams()] == ["North", "South"]


def test_a_person_is_erased_only_when_their_name_was_typed(company: World, ada: TestClient) -> None:
    boris, session = company.people["boris"], company.sessions["boris", "beyond_authority"]
    request = company.journal.office.ask(boris, "Please")
    page = ada.get(f"/admin/people/{boris}/erase").text
    assert SAID["ru"] not in page
    assert ada.post(f"/admin/people/{boris}/erase", data={"name": "Boris"}).status_code == 422
    assert company.journal.person(boris).erased_at is None
    ada.post(f"/admin/people/{boris}/erase", data={"name": " Борис Орлов "})
    assert company.journal.person(boris).display_name is None
    assert company.journal.verify(session).ok
    assert company.journal.audit.verify().ok
    settled = [each for each in company.journal.office.requests() if each.id == request.id]
    assert all(each.settled_at is not None for each in settled)
    assert ada.get(f"/admin/people/{boris}").status_code == 404
    assert "Орлов" not in ada.get("/admin/log").text
    assert ada.get("/admin/requests").status_code == 200


def test_a_request_is_refused_with_a_reason_and_once(company: World, ada: TestClient) -> None:
    request = company.journal.office.ask(company.people["aino"], "Please")
    assert ada.post(f"/admin/requests/{request.id}/refuse", data={"answer": "No"}).status_code == 422
    why = "An exam of yours is contested; it goes afterwards."
    for _ in range(2):
        ada.post(f"/admin/requests/{request.id}/refuse", data={"answer": why})
    settled = company.journal.office.request(request.id)
    assert (settled.outcome, settled.answer) == ("refused", why)
    assert actions(company).count("request.settled") == 1


def test_a_key_is_shown_once_and_revoked(company: World, ada: TestClient) -> None:
    sent = {"name": "Wages", "account": company.accounts["heikki"], "scopes": ["people"], "days": "30"}
    answer = ada.post("/admin/keys", data=sent)
    (token,) = re.findall(r'class="once"><code>([^<]+)</code>', answer.text)
    made = company.journal.logins.token(token_hash(token))
    assert made is not None
    assert made.account_id == company.accounts["heikki"]
    assert token not in ada.get("/admin/keys").text
    for wrong in ({"scopes": ["everything"]}, {"account": "nobody"}, {"days": "100000"}, {"name": ""}):
        assert ada.post("/admin/keys", data=sent | wrong).status_code == 422
    ada.post(f"/admin/keys/{made.id}/revoke")
    assert company.journal.logins.token(token_hash(token)) is None


def test_the_log_is_filtered_turned_and_written(company: World, ada: TestClient) -> None:
    for number in range(150):
        company.journal.audit.append(company.people["tove"], "thing.done", "thing", f"t{number}")
    company.journal.audit.append(company.people["heikki"], "transcript.opened", "session", "x", {}, "=A question")
    first = ada.get("/admin/log").text
    assert "t149" in first
    assert "t50" not in first
    (older,) = re.findall(r'href="(/admin/log\?before=\d+)"', first)
    assert "t10" in ada.get(older).text
    only = ada.get("/admin/log", params={"action": "transcript.opened", "actor": company.people["heikki"]}).text
    assert "=A question" in only
    assert "t149" not in only
    assert "t149" not in ada.get("/admin/log", params={"since": "2999-01-01"}).text
    written = ada.get("/admin/log.csv", params={"action": "transcript.opened"}).text
    assert "'=A question" in written
    assert "t149" not in written


def test_retention_is_shown_dry_and_run_only_when_confirmed(company: World, ada: TestClient) -> None:
    answer = ada.post("/admin/retention", data={"training": "0", "assessment": ""})
    assert answer.status_code == 303
    assert company.journal.office.setting("retention.assessment", 1) is None
    for wrong in ("-1", "soon", "99999999999"):
        assert ada.post("/admin/retention", data={"training": wrong}).status_code == 422
    page = ada.get("/admin/retention").text
    assert "Aino" in page
    assert ada.post("/admin/retention/run").status_code == 422
    practice = company.sessions["aino", "overcharged_card"]
    assert company.journal.session(practice).erased_at is None
    ada.post("/admin/retention/run", data={"sure": "yes"})
    settle()
    assert company.journal.session(practice).erased_at is not None
    assert company.journal.session(company.sessions["aino", "beyond_authority"]).erased_at is None
    assert company.journal.verify(practice).ok
    assert ada.get("/admin/retention").status_code == 200


def test_records_are_checked_backed_up_and_the_backup_tried(company: World) -> None:
    check_records(company)
    assert actions(company)[:3] == ["backup.drilled", "backup.made", "chains.verified"]


def check_records(company: World) -> None:
    """Check, back up and try the backup by the pages."""
    ada = company.client("ada")
    ada.post("/admin/integrity", data={"sure": "yes"})
    settle()
    assert "All chains hold" in ada.get("/admin/integrity").text
    ada.post("/admin/backups", data={"sure": "yes"})
    settle()
    (file,) = (company.options.home / "backups").iterdir()
    assert file.name in ada.get("/admin/backups").text
    ada.post("/admin/backups/drill", data={"sure": "yes"})
    settle()
    assert "Restored into an empty place" in ada.get("/admin/backups").text


def test_a_session_that_is_gone_is_named_by_its_receipt(company: World, ada: TestClient) -> None:
    with sqlite3.connect(company.journal.store.path) as raw:  # which holds no foreign keys
        raw.execute(
            "INSERT INTO receipt (session_id, entry_count, head_chain, received_at, key_id, signature) "
            "VALUES ('the-one-that-went', 3, x'00', '2026-03-01T12:00:00.000000Z', 'key', x'00')"
        )
    raw.close()
    ada.post("/admin/integrity", data={"sure": "yes"})
    settle()
    told = ada.get("/admin/integrity").text
    assert "All chains hold" not in told
    assert "the-one-that-went" in told


def test_what_is_chosen_for_the_company_holds(company: World, ada: TestClient) -> None:
    sent = {"company": " Nordic\u00a0Rail & Sons ", "group": "8", "idle": "10", "contact": "Data officer <dpo@example.org>"}
    assert issuer(company.journal) == ""
    ada.post("/admin/settings", data=sent)
    assert company.journal.office.setting(COMPANY) == issuer(company.journal) == "Nordic Rail & Sons"
    assert 'value="Nordic Rail &amp; Sons"' in ada.get("/admin/settings").text
    assert "Nordic Rail &amp; Sons" in ada.get("/admin/courses").text, "badges need no name of their own then"
    ada.post("/admin/courses", data={"badges": "yes", "issuer": ""})
    assert issuer(company.journal) == "Nordic Rail & Sons"
    ada.post("/admin/courses", data={"badges": "yes", "issuer": "Rail Academy"})
    assert issuer(company.journal) == "Rail Academy"
    assert company.journal.office.setting("minimum_group") == 8
    assert "Data officer &lt;dpo@example.org&gt;" in company.client("aino").get("/notice").text
    for wrong in ({"group": "1"}, {"idle": "100000"}, {"idle": "31"}, {"contact": "x" * 501},
                  {"company": "x" * 121}, {"company": "Nordic\nRail"}, {"company": "\u202eliaR"}, {"company": "a\0"}):  # fmt: skip
        assert ada.post("/admin/settings", data=sent | wrong).status_code == 422
    assert "cannot be seen" in ada.post("/admin/settings", data=sent | {"company": "\u202eliaR"}).text
    assert ada.post("/admin/courses", data={"issuer": "\u202eliaR"}).status_code == 422
    assert actions(company).count("setting.changed") == 6
    told = [each.detail for each in company.journal.audit.entries() if each.object_id == COMPANY]
    assert told == [{"before": "", "after": "Nordic Rail & Sons"}]


@pytest.fixture
def graded_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, new_database: Callable[[], str]) -> Iterator[World]:
    """A company, on either database, whose sessions were graded by an older version, which heard no apology."""

    def older(played: Played) -> dict[str, Any]:
        grade = {**grade_session(played, improvements=False).to_record(), "answers": {}}
        grade["versions"] |= {"weights": "older"}
        grade["overall"] = 3
        grade["steps"]["empathise"]["points"] = 1
        for turn in grade["turns"]:
            turn["acts"].pop("apologise", None)
        return grade

    monkeypatch.setattr("simulator.training.crew.cores", lambda: 1)
    url = new_database()
    with world(tmp_path, "" if url.startswith("sqlite") else url) as made:
        with monkeypatch.context() as patch:
            patch.setattr(playing, "proposal", older)
            play(made.journal, made.people["aino"], "overcharged_card", "fi", Mode.PRACTICE, improved=True)
            held = play(made.journal, made.people["eleni"], "overcharged_card", "el", Mode.PRACTICE, improved=True)
        mark = read_mark(made.journal, held)
        assert mark is not None
        agreed = confirm(
            mark, made.people["eleni"], Reviewer("tove", reviews=True), datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
        )
        append_event(made.journal, held, agreed, mark)
        yield made


@pytest.mark.slow
def test_everything_is_graded_anew_looked_at_and_applied(graded_before: World) -> None:
    company, ada = graded_before, graded_before.client("ada")
    assert ada.post("/admin/regrading").status_code == 200  # nothing chosen, nothing begun
    run = ada.post("/admin/regrading", data={"scope": "newer"}).headers["location"]
    settle()
    page = ada.get(run).text
    assert re.search(f"now heard: [^;<]*{re.escape(texts('en')('act.apologise'))}", page)
    assert "A person’s; stays" in page
    assert "Proposal; follows" in page
    assert SAID["fi"] not in page
    assert SAID["fi"] not in ada.get(f"{run}/sessions.csv").text
    assert ada.post(f"{run}/apply").status_code == 409
    ada.post(f"{run}/apply", data={"which": "all"})
    settle()
    check_records(company)
    *_, free, held = company.journal.sessions()
    followed, stayed = read_mark(company.journal, free.id), read_mark(company.journal, held.id)
    assert followed is not None
    assert stayed is not None
    assert (followed.overall != 3, followed.superseded) == (True, False)
    assert (stayed.overall, stayed.superseded) == (3, True)
    assert "2 new proposals were written" in ada.get(run).text
    ada.post(f"{run}/apply", data={"which": "all"})
    settle()
    assert read_mark(company.journal, free.id) == followed
    assert {"regrading.started", "regrading.applied"} <= set(actions(company))


def test_a_run_that_a_killed_server_left_says_so(company: World, ada: TestClient) -> None:
    run = company.journal.office.begin_regrading(company.people["ada"], 5, {"grader": "0"})
    assert "The server was stopped while this run was going on" in ada.get(f"/admin/regrading/{run.id}").text
    assert "Interrupted" in ada.get("/admin/regrading").text


def test_no_page_of_the_administrator_shows_what_was_said(company: World, ada: TestClient) -> None:
    for path in ("", "/people", f"/people/{company.people['aino']}", "/groups", "/log", "/retention", "/requests"):
        html = ada.get(f"/admin{path}").text
        assert not any(words in html for words in SAID.values())


def test_every_action_written_here_has_a_name() -> None:
    """The log names actions in words; one that a page writes and no text names would stand there as code."""
    pages = Path(__file__).resolve().parents[2] / "simulator" / "console"
    found = set()
    for path in pages.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        found |= set(re.findall(r"\.log\(\s*\"([a-z_]+\.[a-z_]+)\"", source))
        found |= set(re.findall(r"audit\.append\(\s*[^,]+,\s*\"([a-z_]+\.[a-z_]+)\"", source))
    assert len(found) > 40
    words = texts_with("en", "console")
    assert {action for action in found if f"admin.action.{action}" not in words} == set()
