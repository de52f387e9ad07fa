"""A real Chromium before the console: what it shows, whether everyone can use it, whether it fits a telephone."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from simulator.console.visitor import COOKIE

AXE = Path(__file__).resolve().parents[2] / "build" / "frontend" / "axe.min.js"
"""Fetched by `.ci/frontend.py --dev`."""
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 360, "height": 740}
COLOURS = "color-contrast"
ASKING = """async asked => (await axe.run(document, asked)).violations.map(each => [
  each.id, each.impact, each.nodes.slice(0, 3).map(node => node.html + " " + (node.any[0] || {message: ""}).message)
])"""
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def missing(what: str) -> Any:
    """A browser, or what it is asked with, is not on this machine: elsewhere a reason to skip, in the gate a failure."""
    if os.environ.get("SILKGLOVES_GATE"):
        pytest.fail(what)
    pytest.skip(what)


def chromium() -> str:
    """The browser's program."""
    return next((path for name in NAMES if (path := shutil.which(name))), "") or missing("Chromium is not installed")


@contextmanager
def opened_browser() -> Iterator[Any]:
    """One browser without a window."""
    program = chromium()
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(
            executable_path=program,
            # Root has no sandbox; nothing goes to anybody but the server on loopback.
            args=["--no-sandbox", "--disable-background-networking", "--disable-dev-shm-usage"],
        )
        yield browser
        browser.close()


@contextmanager
def served(app: Any) -> Iterator[str]:
    """An application on a port of loopback; gives its address."""
    config = uvicorn.Config(app, port=0, log_level="error", lifespan="off", server_header=False, access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        until = time.monotonic() + 20
        while not server.started and thread.is_alive() and time.monotonic() < until:
            threading.Event().wait(0.01)
        assert server.started
        yield f"http://localhost:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)


def press(page: Any, what: Any) -> None:
    """Press what leads to another page, and wait until that is all there: a click returns with its first bytes.

    Args:
        page: the page.
        what: a selector, or what one has found.
    """
    with page.expect_navigation():
        (page.locator(what) if isinstance(what, str) else what).click()


def sign_in_as(context: Any, address: str, token: str) -> None:
    """Give a browser the cookie of a sign-in."""
    context.add_cookies([
        {"name": COOKIE, "value": token, "url": address, "secure": True, "httpOnly": True, "sameSite": "Lax"}
    ])  # fmt: skip


def violations(page: Any, *, colours: bool = True, all_else: bool = True) -> list[str]:
    """What axe-core finds on the page shown: rule, how bad, and where.

    It is given to the page by the browser's own tools, so that the page's policy against scripts of others stays on.

    Args:
        page: the page.
        colours: whether colours are looked at, which takes as long as all else.
        all_else: whether anything else is.
    """
    if not AXE.is_file():
        missing("axe-core is not there: python .ci/frontend.py --dev")
    if not page.evaluate("typeof axe !== 'undefined'"):
        page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
    asked = {
        "runOnly": {"type": "tag", "values": STANDARDS} if all_else else {"type": "rule", "values": [COLOURS]},
        "rules": {COLOURS: {"enabled": colours}},
        "resultTypes": ["violations"],
        "preload": False,
    }
    found = page.evaluate(ASKING, asked)
    return [f"{rule} ({impact}): {where}" for rule, impact, where in found]


def too_wide(page: Any) -> int:
    """By how many pixels the page must be moved sideways to be read; 0 where it fits."""
    return page.evaluate("document.scrollingElement.scrollWidth - document.documentElement.clientWidth")


@contextmanager
def watched(page: Any) -> Iterator[list[str]]:
    """What the browser complains about meanwhile: errors of scripts, broken policies, files that are not there."""
    told: list[str] = []

    def complain(message: Any) -> None:
        if message.type in ("error", "warning"):
            told.append(f"{page.url}: {message.text}")

    def failed(error: Any) -> None:
        told.append(f"{page.url}: {error}")

    page.on("console", complain)
    page.on("pageerror", failed)
    yield told
    page.remove_listener("console", complain)
    page.remove_listener("pageerror", failed)
