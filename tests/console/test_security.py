"""What every route owes: nothing from a foreign page, nothing kept, nothing that leads elsewhere or tells too much."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.responses import Response

from simulator.console.gate import POLICY
from simulator.console.rendering import STATIC, TEMPLATES
from simulator.console.routes import Route, all_routes
from simulator.record import Role

from .objects import ABSENT
from .visiting import held, is_in
from .world import STAFF, World

ROUTES = all_routes()
POSTS = [route for route in ROUTES if route.method == "POST"]
GETS = [route for route in ROUTES if route.method == "GET"]
FOREIGN = (
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "https://localhost"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "https://localhost.evil.example"},
    {"Origin": ""},
    {"Referer": "https://localhost/account"},
    {},
)
"""Headers of requests that did not come from a page of ours, as new and as old browsers send them."""


def path_of(route: Route, thing: str = ABSENT) -> str:
    return re.sub(r"{\w+}", thing, route.path)


def login_for(route: Route) -> str | None:
    """Somebody who may call a route."""
    return None if route.who is None else next(login for login, (_, _, roles) in STAFF.items() if roles & route.who)


@pytest.mark.slow
def test_no_foreign_page_changes_anything_by_any_route(company: World) -> None:
    browsers = {login: company.client(login) for login in (None, *STAFF)}
    for browser in browsers.values():
        del browser.headers["Sec-Fetch-Site"]
    before = company.journal.audit.entries()
    wrong = [
        (route.path, headers)
        for route in POSTS
        for headers in FOREIGN
        if browsers[login_for(route)].post(path_of(route), data={"language": "el"}, headers=headers).status_code != 403
    ]
    assert wrong == []
    assert company.journal.audit.entries() == before
    assert all(is_in(browser) for login, browser in browsers.items() if login)


@pytest.mark.slow
def test_no_address_that_is_only_read_changes_who_is_in(company: World) -> None:
    """A link or a picture on a foreign page is a GET with the cookie: none may sign out or change an account."""
    accounts = company.journal.logins.accounts()
    browser = company.client("aino")
    for route in GETS:
        if route.who is None or STAFF["aino"][2] & route.who:
            browser.get(path_of(route), headers={"Sec-Fetch-Site": "cross-site"})
    assert is_in(browser)
    assert company.journal.logins.accounts() == accounts


@pytest.mark.slow
def test_every_page_is_framed_by_nobody_kept_nowhere_and_runs_only_our_scripts(company: World) -> None:
    browsers = {login: company.client(login) for login in (None, *STAFF)}
    for route in ROUTES:
        answer = browsers[login_for(route)].request(route.method, path_of(route))
        headers = answer.headers
        assert headers["content-security-policy"] == POLICY, route.path
        assert headers["cache-control"] == "no-store", route.path
        assert (headers["x-frame-options"], headers["x-content-type-options"]) == ("DENY", "nosniff"), route.path
        assert headers["referrer-policy"] in ("same-origin", "no-referrer"), route.path
        assert headers["cross-origin-opener-policy"] == "same-origin", route.path
        assert "server" not in headers, route.path
        assert "x-powered-by" not in headers, route.path
        location = headers.get("location", "/")
        assert re.match(r"/(?![/\\])", location), (route.path, location)
        if answer.headers.get("content-type", "").startswith("text/"):
            assert "charset=utf-8" in headers["content-type"], route.path


def test_the_policy_allows_nothing_inline_and_nothing_of_others() -> None:
    rules = dict(part.strip().split(" ", 1) for part in POLICY.split(";"))
    assert "unsafe" not in POLICY
    assert "*" not in POLICY
    assert rules["frame-ancestors"] == rules["object-src"] == rules["base-uri"] == "'none'"
    assert rules["default-src"] == rules["script-src"] == rules["style-src"] == rules["form-action"] == "'self'"


def _templates() -> list[Path]:
    return sorted(TEMPLATES.rglob("*.j2"))


# Where HTML made by us, of parts we escaped, goes into a page as it stands.
DRAWN = {
    "entrance/set_up.html.j2": ("drawing|safe",),
    "editor/parts.html.j2": ("drawing.svg|safe",),
}


# Files to keep, which stand alone on a disk and bring their style along; always sent as attachments.
FILES = {"trainee/export.html.j2"}


def test_no_template_has_inline_script_or_style_or_lets_unescaped_text_through() -> None:
    wrong = []
    for path in _templates():
        text = re.sub(r"{#.*?#}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        name = path.relative_to(TEMPLATES).as_posix()
        if name in FILES:
            text = text.replace("<style>", "")
        for allowed in DRAWN.get(name, ()):
            assert allowed in text
            text = text.replace(allowed, "")
        for pattern in (
            r"\sstyle\s*=",
            r"<style",
            r"\son[a-z]+\s*=",
            r"<script(?![^>]*\ssrc=)",
            r"\|\s*safe\b",
            r"autoescape",
            r"javascript:",
            r"hx-on",
            r"hx-vals=.js",
            r"srcdoc",
            r"target=._blank",
        ):
            wrong.extend((name, found) for found in re.findall(pattern, text))
    assert wrong == []


def test_pages_load_nothing_from_elsewhere() -> None:
    for path in (*_templates(), *STATIC.glob("*.*"), *(STATIC / "areas").glob("*.*")):
        text = path.read_text(encoding="utf-8")
        text = re.sub(r'xmlns(:\w+)?="[^"]*"', "", text).replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"""(?:src|href|url|import|fetch)\W{1,3}(?:https?:)?//""", text), path


def test_our_scripts_make_no_code_or_markup_of_text() -> None:
    for path in (*STATIC.glob("*.js"), *(STATIC / "areas").glob("*.js")):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\beval\(|new Function|innerHTML|outerHTML|insertAdjacentHTML|document\.write", text), (
            path
        )


ODD_PATHS = (
    "/static/../app.py", "/static/..%2fapp.py", "/static/%2e%2e/app.py", "/static/..%5capp.py", "/static//etc/passwd",
    "/static/%00", "/static/console.css%00.html", "/static/....//app.py", "/static/" + "a" * 8000, "/%00", "/..;/admin", "//evil.example/", "/\\evil.example",
    "/account/%2e%2e/admin", "/sign-in%0d%0aX-Forged:%20yes", "/invitation/" + "../" * 20 + "etc/passwd", "/invitation/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "/invitation/" + "a" * 9000, "/invitation/%ff%fe", "/.git/config", "/.env", "/api/../admin", "/%c0%ae%c0%ae/", "/static/%2e%2e%2f%2e%2e%2fconsole%2fcommon_passwords.txt",
)  # fmt: skip


def test_odd_paths_lead_nowhere(company: World) -> None:
    with company.client() as browser:
        for path in ODD_PATHS:
            answer = browser.get(path)
            assert answer.status_code in (303, 307, 400, 404, 405), path
            assert "x-forged" not in answer.headers, path
            assert "from __future__" not in answer.text, path
            assert "root:" not in answer.text, path
            assert re.match(r"(https://localhost)?/(?![/\\])", answer.headers.get("location", "/")), path


@pytest.mark.slow
def test_an_object_that_is_named_oddly_is_just_not_there(company: World) -> None:
    odd = (
        "%2e%2e",
        "%00",
        "a" * 5000,
        "%27%20or%20%271%27=%271",
        "-1",
        "%0d%0aSet-Cookie:%20a=b",
        "%ed%a0%80",
        "{{7*7}}",
        "null",
    )
    browsers = {login: company.client(login) for login in STAFF}
    for route in GETS:
        if route.thing is None:
            continue
        for name in odd:
            answer = browsers[login_for(route)].get(path_of(route, name))
            assert answer.status_code in (400, 403, 404), (route.path, name, answer.status_code)
            assert "49" not in re.sub(r"[0-9a-f]{8}", "", answer.text) or "{{7*7}}" not in name
            assert "set-cookie" not in answer.headers


def test_what_is_told_on_top_of_a_page_is_ours(company: World) -> None:
    browser = company.client()
    for said in ("You have won", "<b>won</b>", "shared.brand", "entrance.said.nothing", "entrance.password.short"):
        page = browser.get("/sign-in", params={"said": said}).text
        assert 'role="status"' not in page
    assert 'role="status"' in browser.get("/sign-in", params={"said": "entrance.said.signed_out"}).text


BODIES = (
    (b"a=b&" * 300_000, {"Content-Type": "application/x-www-form-urlencoded"}, 413),
    (b"a=b&" * 2_100, {"Content-Type": "application/x-www-form-urlencoded"}, 400),
    (b"a" * 10, {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": "99999999999"}, 413),
    (b"\xff\xfe\x00=%ff%00", {"Content-Type": "application/x-www-form-urlencoded"}, 422),
    (b'{"login": "aino"}', {"Content-Type": "application/json"}, 422),
    (
        b"--x\r\nContent-Disposition: form-data; name=login\r\n\r\n" + b"y" * 100,
        {"Content-Type": "multipart/form-data; boundary=x"},
        None,
    ),
    (b"nonsense", {"Content-Type": "multipart/form-data; boundary=" + "x" * 5000}, None),
)


def test_bodies_that_no_form_of_ours_sends_are_refused_in_peace(company: World) -> None:
    with company.client() as browser:
        for body, headers, status in BODIES:
            answer = browser.post("/sign-in", content=body, headers=headers)
            assert answer.status_code < 500, headers
            assert status is None or answer.status_code == status, headers


def test_other_methods_are_refused(company: World) -> None:
    with company.client("ada") as browser:
        for method in ("PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "OPTIONS", "PROPFIND"):
            answer = browser.request(method, "/account")
            assert answer.status_code in (403, 404, 405), method
            assert answer.headers["content-security-policy"] == POLICY, method


def test_what_a_proxy_says_of_the_name_counts_for_nothing(company: World) -> None:
    forged = {
        "X-Forwarded-Host": "evil.example",
        "Forwarded": "host=evil.example",
        "X-Original-URL": "/admin",
        "X-HTTP-Method-Override": "POST",
    }
    answer = company.client().get("/sign-in", headers=forged)
    assert answer.status_code == 200
    assert "evil.example" not in answer.text
    assert company.client().get("/sign-in", headers={"Host": "localhost@evil.example"}).status_code == 421
    assert company.client().get("/sign-in", headers={"Host": "evil.example:localhost"}).status_code == 421


def test_a_fault_of_ours_tells_the_visitor_nothing_of_it(company: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> Response:
        raise RuntimeError("secret inside <script>")

    browser = company.client("aino")
    monkeypatch.setattr("simulator.record.sign_ins.SignIns.sign_ins", broken)
    answer = browser.get("/account")
    assert answer.status_code == 500
    assert "secret inside" not in answer.text
    assert "RuntimeError" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.headers["content-security-policy"] == POLICY


@pytest.mark.slow
def test_who_has_half_signed_in_is_nobody_yet(company: World) -> None:
    with company.client("ada", complete=False) as ada, company.client("tove", complete=False) as tove:
        for route in ROUTES:
            if route.who is not None:
                browser = ada if Role.ADMINISTRATOR in route.who else tove
                status = browser.request(route.method, path_of(route)).status_code
                assert status == (303 if route.method == "GET" else 403), route.path


def test_a_role_that_is_taken_away_is_gone_with_the_next_page(company: World) -> None:
    browser = company.client("tove")
    own = [
        route for route in GETS if route.who and route.who <= STAFF["tove"][2] and not route.thing and not route.sheet
    ]
    company.journal.logins.set_roles(company.accounts["tove"], (), company.people["ada"])
    for route in own:
        assert browser.get(path_of(route)).status_code == 403, route.path
    company.journal.logins.block(company.accounts["tove"])
    assert browser.get("/account").status_code == 303
    assert company.journal.logins.sign_in(held(browser)) is None


def test_who_asks_for_what_is_not_theirs_stands_in_the_log_and_nothing_they_typed(
    company: World, caplog: pytest.LogCaptureFixture
) -> None:
    company.client("aino").get("/admin")
    company.client("tove").get("/trainer/sessions/forged%0d%0aentry")
    company.client("aino").post("/sign-out", headers={"Sec-Fetch-Site": "cross-site", "User-Agent": "forged\x1b"})
    told = [record.getMessage() for record in caplog.records if record.name == "simulator.console.gate"]
    assert len(told) == 3
    assert company.accounts["aino"] in told[0]
    assert company.accounts["tove"] in told[1]
    assert "foreign" in told[2]
    assert not any("forged" in line for line in told)


def test_over_tls_browsers_are_told_to_stay_there(company: World) -> None:
    from starlette.testclient import TestClient

    from simulator.console import create_app

    app = create_app(company.journal, company.options.model_copy(update={"secure": True}))
    answer = TestClient(app, base_url="http://localhost", follow_redirects=False).get("/sign-in")
    assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
    assert "strict-transport-security" not in company.client().get("/sign-in").headers
