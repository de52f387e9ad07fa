"""The read API: tokens and their scopes, whose figures an account may see, pages by cursor, problems."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.console.api_access import BY_STRANGER, BY_TOKEN
from simulator.console.scopes import ADDRESSES, DESKTOPS, SCOPES
from simulator.console.tokens import new_token, token_hash
from simulator.texts import languages, texts_with

from .objects import ABSENT
from .sessions import confirm_it
from .world import World


def token(company: World, login: str, scopes=SCOPES, **more) -> str:
    made = new_token()
    company.journal.logins.add_token(
        token_hash(made), name="Wages", account_id=company.accounts[login], scopes=scopes, **more
    )
    return made


def joined(company: World, login: str) -> str:
    """The token of a desktop that has joined for somebody."""
    made, devices = new_token(), company.journal.devices
    ends = datetime.now(UTC) + timedelta(hours=1)
    devices.make_code(token_hash("code"), person_id=company.people[login], by=company.accounts["ada"], expires_at=ends)
    assert devices.add(token_hash("code"), token_hash(made), name="Till", product="1")
    return made


def fetch(company: World, path: str, bearer: str | None = None, **headers: str):
    if bearer is not None:
        headers["Authorization"] = f"Bearer {bearer}"
    return company.client().get(f"/api/v1{path}", headers=headers)


def problem_of(answer) -> dict:
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == answer.status_code
    return answer.json()


def ids(answer, key: str = "id") -> list[str]:
    assert answer.status_code == 200, answer.text
    return [item[key] for item in answer.json()["items"]]


def test_nothing_is_told_without_a_valid_token(company: World):
    revoked, expired, blocked = token(company, "heikki"), None, token(company, "nikos")
    logins = company.journal.logins
    logins.revoke_token(logins.tokens()[0].id)
    expired = token(company, "heikki", expires_at=datetime.now(UTC) - timedelta(seconds=1))
    logins.block(company.accounts["nikos"])
    for bearer in (None, "", "nonsense", new_token(), revoked, expired, blocked, "\x7f" * 43):
        answer = fetch(company, "/people", bearer)
        assert answer.status_code == 401, bearer
        assert answer.headers["www-authenticate"].startswith("Bearer")
        problem_of(answer)
    signed_in = company.client("heikki").get("/api/v1/people")
    assert signed_in.status_code == 401, "a browser's cookie opens nothing here"
    assert fetch(company, f"/people?token={token(company, 'heikki')}").status_code == 401


def test_a_token_reads_what_its_scopes_name_and_nothing_else(company: World):
    paths = {"people": "/people", "sessions": "/sessions", "grades": "/grades", "readiness": "/readiness", "causes": "/causes"}
    assert set(paths) == set(SCOPES)
    assert {path: scope for path, scope in ADDRESSES if "{" not in path} == {path: scope for scope, path in paths.items()}
    for scope, own in paths.items():
        bearer = token(company, "heikki", {scope})
        for path in paths.values():
            answer = fetch(company, path, bearer)
            assert answer.status_code == (200 if path == own else 403), (scope, path)
            if path != own:
                assert "insufficient_scope" in answer.headers["www-authenticate"]


def test_an_account_sees_its_own_people_and_no_others(company: World):
    everybody = {person.id for person in company.journal.people()}
    own = {
        "heikki": everybody,
        "tove": {company.people["aino"], company.people["eleni"]},
        "nikos": {company.people["boris"]},
        "aino": {company.people["aino"]},
        "ada": set(),
    }
    for login, reach in own.items():
        bearer = token(company, login)
        assert set(ids(fetch(company, "/people", bearer))) == (everybody if login == "ada" else reach), login
        assert set(ids(fetch(company, "/readiness", bearer), "person_id")) == reach, login
        for path in ("/sessions", "/grades"):
            answer = fetch(company, path, bearer)
            assert {item["person_id"] for item in answer.json()["items"]} <= reach, (login, path)
        for (whose, _), session in company.sessions.items():
            mine = company.people[whose] in reach
            for path in (f"/sessions/{session}", f"/sessions/{session}/grade", f"/people/{company.people[whose]}/readiness"):
                assert fetch(company, path, bearer).status_code == (200 if mine else 404), (login, path)
            assert ids(fetch(company, f"/sessions?person={company.people[whose]}", bearer)) == (
                [each for (who, _), each in sorted(company.sessions.items(), key=lambda item: item[1]) if who == whose]
                if mine
                else []
            )
        assert fetch(company, "/causes", bearer).status_code == (200 if login == "heikki" else 403)
    for path in (f"/people/{ABSENT}", f"/sessions/{ABSENT}", f"/sessions/{ABSENT}/grade", f"/people/{ABSENT}/readiness"):
        problem_of(fetch(company, path, token(company, "heikki")))


def test_a_grade_is_the_mark_of_record_beside_what_the_machine_proposed(company: World):
    session, bearer = company.sessions["aino", "beyond_authority"], token(company, "tove")
    before = fetch(company, f"/sessions/{session}/grade", bearer).json()
    assert (before["status"], before["confirmed"], before["confirmed_at"]) == ("proposed", False, None)
    assert session not in ids(fetch(company, "/grades?confirmed=true", bearer), "session_id")
    confirm_it(company.journal, session, company.people["tove"])
    after = fetch(company, f"/sessions/{session}/grade", bearer).json()
    assert (after["status"], after["confirmed"]) == ("confirmed", True)
    assert after["overall"] == after["machine_overall"] == before["overall"]
    assert ids(fetch(company, "/grades?confirmed=true", bearer), "session_id") == [session]
    assert session not in ids(fetch(company, "/grades?confirmed=false", bearer), "session_id")
    assert "truly sorry" not in fetch(company, f"/sessions/{session}", bearer).text


def test_a_person_who_was_erased_is_gone_and_so_are_their_sessions(company: World):
    session, person = company.sessions["boris", "beyond_authority"], company.people["boris"]
    own, bearer = token(company, "boris"), token(company, "heikki")
    company.journal.erase_person(person)
    for path in (f"/people/{person}", f"/people/{person}/readiness", f"/sessions/{session}", f"/sessions/{session}/grade"):
        assert fetch(company, path, bearer).status_code == 404, path
    assert fetch(company, "/people", own).status_code == 401
    assert session not in fetch(company, "/sessions", bearer).text


@pytest.mark.parametrize("path", ["/people", "/sessions", "/grades", "/readiness", "/causes"])
def test_pages_put_together_are_the_whole_list(company: World, path: str):
    assert together(company, path, token(company, "heikki"))


def together(company: World, path: str, bearer: str) -> list[dict]:
    """A list of one page, which is the same in pages of two."""
    whole = fetch(company, path, bearer).json()
    assert whole["next"] is None
    found, cursor, more = [], "", "&" if "?" in path else "?"
    while cursor is not None:
        page = fetch(company, f"{path}{more}limit=2{cursor and '&cursor=' + cursor}", bearer).json()
        assert len(page["items"]) <= 2
        found += page["items"]
        cursor = page["next"]
    assert found == whole["items"]
    return found


def test_one_page_looks_at_few_sessions_and_all_pages_at_every_one(company: World, monkeypatch: pytest.MonkeyPatch):
    confirm_it(company.journal, company.sessions["aino", "beyond_authority"], company.people["tove"])
    monkeypatch.setattr("simulator.record.Journal.sessions", None)
    monkeypatch.setattr("simulator.record.Journal.people", None)
    bearers = [token(company, login) for login in ("heikki", "tove")]
    for query, counts in (
        ("/sessions?mode=exam", (3, 2)), ("/sessions?since=2020-01-01T00:00:00Z", (5, 4)),
        ("/sessions?since=0001-01-01T00:00:00%2B14:00", (5, 4)), ("/sessions?since=2100-01-01T00:00:00Z", (0, 0)),
        ("/sessions?mode=demonstration", (0, 0)), ("/grades?confirmed=true", (1, 1)), ("/grades?confirmed=false", (4, 3)),
    ):  # fmt: skip
        for bearer, count in zip(bearers, counts, strict=True):
            assert len(together(company, query, bearer)) == count, query
    monkeypatch.setattr("simulator.record.reading.LOOKED_AT", 1)
    assert len(fetch(company, "/sessions?mode=exam", bearers[0]).json()["items"]) == 1
    monkeypatch.setattr("simulator.record.reading.TURNS", 1)
    monkeypatch.setattr("simulator.record.reading._FEW", 0)
    first = fetch(company, "/sessions?mode=exam", bearers[0]).json()
    assert (first["items"], first["next"] is None) == ([], False)
    found, cursor = [], first["next"]
    while cursor is not None:
        page = fetch(company, f"/sessions?mode=exam&since=2020-01-01T00:00:00Z&cursor={cursor}", bearers[0]).json()
        found, cursor = found + page["items"], page["next"]
    assert len(found) == 3


@pytest.mark.parametrize("cursor", ["!", "abc=", "____", "%00", "A", "ä", "AA", "YWJj"])
def test_a_cursor_that_is_none_is_a_problem(company: World, cursor: str):
    assert fetch(company, f"/people?cursor={cursor}", token(company, "heikki")).status_code == 400


def test_what_cannot_be_read_is_a_problem_that_repeats_nothing(company: World):
    bearer = token(company, "heikki")
    for path in ("/people?limit=0", "/sessions?since=SECRET", "/sessions?mode=SECRET", "/sessions/SECRET", "/sessions?since=2026-01-01T00:00:00"):
        answer = fetch(company, path, bearer)
        assert answer.status_code == 422, path
        assert "SECRET" not in problem_of(answer)["detail"]
    problem_of(fetch(company, "/nothing", bearer))
    answer = company.client().post("/api/v1/people", headers={"Authorization": f"Bearer {bearer}"})
    assert answer.status_code in (403, 405)
    assert ids(fetch(company, "/sessions?since=2100-01-01T00:00:00Z", bearer)) == []


def test_a_name_of_half_letters_is_sent(company: World):
    company.journal.rename(company.people["aino"], "A\ud800\x00no")
    answer = fetch(company, f"/people/{company.people['aino']}", token(company, "heikki"))
    assert answer.json()["name"] == "A?\x00no"
    assert answer.json()["teams"] == [{"id": company.teams["North"], "name": "North"}]


def test_requests_have_a_limit_and_the_answer_says_how_long_to_wait(company: World, monkeypatch):
    from limits import parse_many

    for limit in (BY_TOKEN, BY_STRANGER):
        monkeypatch.setattr(type(limit), "__setattr__", object.__setattr__, raising=False)
        monkeypatch.setattr(limit, "rates", tuple(parse_many("3 per minute")))
    for bearer, usual in ((token(company, "heikki"), 200), (new_token(), 401)):
        found = [fetch(company, "/people", bearer) for _ in range(5)]
        assert [answer.status_code for answer in found] == [usual] * 3 + [429] * 2
        assert 0 < int(found[-1].headers["retry-after"]) <= 60
    assert fetch(company, "/people", token(company, "heikki")).status_code == 200, "another token is counted by itself"


def test_a_fault_of_ours_is_a_problem_with_a_reference_in_the_log(company: World, monkeypatch, caplog):
    monkeypatch.setattr("simulator.console.api_reading._person", lambda *_: 1 / 0)
    answer = fetch(company, "/people", token(company, "heikki"))
    assert answer.status_code == 500
    reference = problem_of(answer)["detail"].split()[-1].rstrip(".")
    assert reference in caplog.text
    assert "ZeroDivision" not in answer.text


def test_the_description_names_what_is_served_and_every_answer(company: World):
    described = fetch(company, "/openapi.json").json()
    assert described["servers"] == [{"url": "/api/v1"}]
    served = [(method.upper(), path) for path, operations in described["paths"].items() for method in operations]
    assert sorted(served) == sorted([("GET", path) for path, _ in ADDRESSES] + list(DESKTOPS))
    assert list(described["paths"])[: len(ADDRESSES)] == [path for path, _ in ADDRESSES]
    for method, path in served:
        operation = described["paths"][path][method.lower()]
        assert (path == "/join") != bool(operation.get("security")), path
        assert operation["summary"]
        for status, answer in operation["responses"].items():
            kind = "application/json" if status == "200" else "application/problem+json"
            if (method, path, status) == ("GET", "/sync/scenarios/{scenario_hash}", "200"):
                kind = "application/octet-stream"
            assert list(answer.get("content", ())) == ([] if status == "204" else [kind]), (path, status)
    assert fetch(company, "/docs").status_code == fetch(company, "/redoc").status_code == 404


@pytest.mark.parametrize("language", languages())
def test_people_read_how_it_is_used(company: World, language: str):
    browser = company.client()
    page = browser.get("/api", headers={"Accept-Language": language})
    assert page.status_code == 200
    words = texts_with(language, "console")
    for scope in SCOPES:
        assert f"<code>{scope}</code>" in page.text
        assert words(f"out.scope.{scope}") in unescape(page.text)
    for path, _ in ADDRESSES:
        assert f"GET /api/v1{path}<" in page.text


@pytest.mark.slow
def test_no_request_leads_to_a_fault_of_ours(company: World, monkeypatch):
    """Requests made from the description, right and wrong ones."""
    import schemathesis
    from schemathesis import GenerationMode

    bearer, desktop = token(company, "heikki"), joined(company, "aino")
    monkeypatch.setattr("simulator.console.limiting.Limiting.take", lambda *_: 0)
    headers = {"Host": "localhost", "Authorization": f"Bearer {bearer}"}
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", company.app, headers=headers)
    own = schemathesis.specs.openapi.checks
    checks = [
        schemathesis.checks.not_a_server_error, own.status_code_conformance, own.content_type_conformance,
        own.response_headers_conformance, own.response_schema_conformance,
    ]  # fmt: skip
    called = []
    for found in schema.get_all_operations():
        operation = found.ok()
        if (operation.method.upper(), operation.path) in DESKTOPS:
            headers["Authorization"] = f"Bearer {desktop}"

        @given(case=st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in GenerationMode)))
        @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        def call(case):
            case.call_and_validate(checks=checks, headers=headers)

        call()
        called.append((operation.method.upper(), operation.path))
    assert sorted(called) == sorted([("GET", path) for path, _ in ADDRESSES] + list(DESKTOPS))
