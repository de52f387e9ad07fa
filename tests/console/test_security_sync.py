"""What desktops may and may not do to the company: held for SECURITY.md, against the API as it is served."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from simulator.console.tokens import new_token, token_hash
from simulator.exchange import Answer, Company, Link, Request, code_hash, join, new_code
from simulator.exchange.wire import MOST_PACKED, MOST_UNPACKED
from simulator.record import Journal, Mode, open_journal

from .world import World, play

API = "/api/v1"
ADDRESS = "http://localhost"
ID = "0192aaaa-0000-7000-8000-000000000000"
ROUTES = (
    ("GET", f"/sync/state?now={datetime.now(UTC).isoformat().replace('+00:00', 'Z')}"),
    ("POST", "/sync/offer"),
    ("PUT", f"/sync/sessions/{ID}"),
    ("PUT", f"/sync/scenarios/{'0' * 64}"),
    ("GET", f"/sync/scenarios/{'0' * 64}"),
)


def now() -> datetime:
    return datetime.now(UTC)


def cable(company: World, bent: Callable[[Request], Request] = lambda request: request) -> Callable[[Request], Answer]:
    """Carries requests of a desktop to the console; a test may bend them on the way."""
    client = TestClient(company.app, base_url=ADDRESS)

    def send(request: Request) -> Answer:
        sent = bent(request)
        parts = urlsplit(sent.url)
        answer = client.request(
            sent.method, f"{parts.path}?{parts.query}", content=sent.body, headers=dict(sent.headers)
        )
        return Answer(
            answer.status_code, answer.content, {name.lower(): value for name, value in answer.headers.items()}
        )

    return send


def code_for(company: World, login: str, lasts: timedelta = timedelta(hours=1)) -> str:
    code = new_code()
    company.journal.devices.make_code(code_hash(code), person_id=company.people[login], by="", expires_at=now() + lasts)
    return code


@pytest.fixture
def desktop(company: World, tmp_path: Path) -> tuple[Journal, Link]:
    """Aino's desktop, joined."""
    folder = tmp_path / "desktop"
    folder.mkdir()
    with open_journal(folder / "journal.sqlite3") as journal:
        link = join(ADDRESS, code_for(company, "aino"), journal, folder, device="Till", clock=now, send=cable(company))
        yield journal, link


def syncing(
    company: World, desktop: tuple[Journal, Link], folder: Path, bent: Callable[[Request], Request], hours: int = 0
) -> Company:
    """The desktop's side, so many hours from now: what was refused is not sent again at once."""
    journal, link = desktop
    return Company(journal, folder, link, send=cable(company, bent), clock=lambda: now() + timedelta(hours=hours))


def told(request: Request) -> dict:
    return json.loads(gzip.decompress(request.body))


def retold(request: Request, content: dict) -> Request:
    return Request(request.method, request.url, gzip.compress(json.dumps(content).encode()), request.headers)


def test_only_a_desktop_that_is_let_in_reaches_anything_and_nothing_but_its_own_routes(
    company: World, desktop: tuple[Journal, Link]
) -> None:
    journal, link = desktop
    client = TestClient(company.app, base_url=ADDRESS)
    api_token = new_token()
    company.journal.logins.add_token(
        token_hash(api_token), name="W", account_id=company.accounts["heikki"], scopes={"people"}, expires_at=None
    )
    for method, path in ROUTES:
        for token in ("", "x", new_token(), api_token):
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            assert client.request(method, API + path, headers=headers).status_code == 401, (path, token)
    own = {"Authorization": f"Bearer {link.token}"}
    assert client.get(f"{API}/people", headers=own).status_code == 401
    assert client.get("/me", headers=own, follow_redirects=False).headers["location"] == "/sign-in"
    assert client.get(API + ROUTES[0][1], headers=own).status_code == 200
    assert client.get(API + ROUTES[4][1], headers=own).status_code == 404, "no scene but what was given"

    def refused_for() -> set[tuple[int, str]]:
        answers = [client.request(method, API + path, headers=own) for method, path in ROUTES]
        return {(answer.status_code, answer.json()["reason"]) for answer in answers}

    company.journal.logins.block(company.accounts["aino"])
    assert refused_for() == {(401, "blocked")}
    asked = {"code": code_for(company, "aino"), "device": "x", "product": "1", "now": now().isoformat()}
    assert client.post(f"{API}/join", json=asked).json()["reason"] == "unknown_code", "nobody is told who is blocked"
    company.journal.logins.unblock(company.accounts["aino"])
    assert client.get(API + ROUTES[0][1], headers=own).status_code == 200
    company.journal.devices.revoke(link.device_id)
    company.journal.logins.block(company.accounts["aino"])
    assert refused_for() == {(401, "revoked")}, "what holds for ever is told first"
    with company.journal.store.read() as connection:
        rows = connection.exec_driver_sql("SELECT token_hash FROM device").scalars().all()
    assert link.token not in rows


def test_codes_open_once_for_a_while_and_cannot_be_tried_out(company: World) -> None:
    client = TestClient(company.app, base_url=ADDRESS)

    def try_code(code: str) -> int:
        asked = {"code": code, "device": "x", "product": "1", "now": now().isoformat()}
        return client.post(f"{API}/join", json=asked).status_code

    good = code_for(company, "aino")
    assert try_code(good.lower().replace("-", " ")) == 200
    assert try_code(good) == 403
    assert try_code(code_for(company, "aino", -timedelta(seconds=1))) == 403
    statuses = [try_code(new_code()) for _ in range(25)]
    assert set(statuses) == {403, 429}
    assert statuses[-1] == 429
    assert try_code(code_for(company, "aino")) == 429, "who guesses waits, also with a right one"


@pytest.mark.slow
def test_what_unpacks_to_too_much_or_is_none_of_ours_is_refused_in_peace(
    company: World, desktop: tuple[Journal, Link]
) -> None:
    own = {"Authorization": f"Bearer {desktop[1].token}"}
    client = TestClient(company.app, base_url=ADDRESS, raise_server_exceptions=False)
    packed = {"Content-Encoding": "gzip"}
    bomb = gzip.compress(b"0" * (MOST_UNPACKED + 1))
    for content, headers, wanted in (
        (b"x" * (MOST_PACKED + 1), {}, 413),
        (bomb, packed, 413),
        (b"no gzip", packed, 422),
        (gzip.compress(b"{}")[:-4], packed, 422),
        (b"{}", {"Content-Encoding": "br"}, 415),
        (b"\xff\x00[", {}, 422),
        (b"[" * 100_000, {}, 422),
        (b'{"sessions":[{"id":"../x"}]}', {}, 422),
    ):
        for method, path in ROUTES[1:3]:
            answer = client.request(method, API + path, content=content, headers=own | headers)
            assert answer.status_code == wanted, (path, content[:20], answer.text)
            assert "x" * 100 not in answer.text


@pytest.mark.slow
def test_a_session_of_somebody_else_or_bent_on_its_way_is_refused_named_and_stays_where_it_was(
    company: World, desktop: tuple[Journal, Link], tmp_path: Path
) -> None:
    journal, link = desktop
    session = play(journal, link.person_id, "overcharged_card", "en", Mode.EXAM)
    before = company.journal.sessions()
    folder = tmp_path / "desktop"

    def with_words(request: Request) -> Request:
        if "/sync/sessions/" not in request.url:
            return request
        content = told(request)
        payload = base64.b64decode(content["entries"][2]["payload"])
        content["entries"][2]["payload"] = base64.b64encode(payload.replace(b"a", b"b", 1)).decode()
        return retold(request, content)

    def as_boris(request: Request) -> Request:
        if "/sync/sessions/" not in request.url:
            return request
        content = told(request)
        content["header"]["person_id"] = company.people["boris"]
        return retold(request, content)

    for hours, bent, reason in ((0, with_words, "broken"), (2, as_boris, "other_person")):
        report = syncing(company, desktop, folder, bent, hours).sync()
        assert [(each.session, each.reason) for each in report.refused] == [(session, reason)]
        assert company.journal.sessions() == before
        company.journal.devices.settle_refusals(session)
    assert journal.verify(session).ok
    other = code_for(company, "boris")
    boris_folder = tmp_path / "boris"
    boris_folder.mkdir()
    with open_journal(boris_folder / "journal.sqlite3") as theirs:
        boris = join(ADDRESS, other, theirs, boris_folder, device="Till", clock=now, send=cable(company))
        stolen: list[Request] = []

        def kept(request: Request) -> Request:
            stolen.append(request)
            return request

        assert syncing(company, desktop, folder, kept, 4).sync().uploaded == (session,)
        [upload] = [each for each in stolen if "/sync/sessions/" in each.url]
        headers = {**upload.headers, "Authorization": f"Bearer {boris.token}"}
        answer = cable(company)(Request(upload.method, upload.url, upload.body, headers))
        assert (answer.status, json.loads(answer.body)["reason"]) == (422, "other_person")
    assert company.journal.session(session).person_id == company.people["aino"]
    again = cable(company)(upload)
    assert again.status == 200
    assert len(company.journal.sessions()) == len(before) + 1, "the same once more doubles nothing"
