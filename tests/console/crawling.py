"""Walks through the console as a person with bad intentions would: every link, every form, every field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from starlette.testclient import TestClient

PAYLOAD = (
    "'\"></textarea></title></script><sg-xss onfocus=alert(1) autofocus><script>alert(1)</script>{{123*457}}${123*457}"
)
"""Breaks out of an attribute, a text field, a title, a script, and is a template; 123*457 is 56211."""
EVALUATED = "56211"
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32,}")
_LOCAL = re.compile(r"/(?![/\\])|[#?]|$")
_FILES = re.compile(r"\.(pdf|xlsx|csv|silk|zip|jsonl)(\?|$)|/workbook$")
_LINKS = {"href", "src", "action", "formaction", "hx-get", "hx-post", "data", "poster", "xlink:href"}
_FORBIDDEN = {"sg-xss", "iframe", "object", "embed", "base", "applet", "style", "frame", "marquee"}
_TYPED = {"text", "search", "email", "url", "tel", "password", ""}


@dataclass
class Form:
    """A form that posts, with its fields as they stand."""

    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    @property
    def kind(self) -> tuple[object, ...]:
        """The same for the same form about another object."""
        return _ID.sub("*", self.action), tuple(sorted({name for name, _ in self.fields} | set(self.typed)))


class Page(HTMLParser):
    """What a page holds: links, forms, and whatever must not be there.

    Args:
        html: the page.
        own_style: it is a file to keep and may bring its style along.
    """

    def __init__(self, html: str, *, own_style: bool = False) -> None:
        super().__init__()
        self._forbidden = _FORBIDDEN - ({"style"} if own_style else set())
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.wrong: list[str] = []
        self._form: Form | None = None
        self._select = ""
        self._script = False
        if EVALUATED in html:
            self.wrong.append("a template in a text was evaluated")
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in self._forbidden or any(name.startswith("on") or name == "style" for name in values):
            self.wrong.append(f"<{tag} {attrs}>")
        self.wrong.extend(f"{name}={values[name]!r}" for name in _LINKS & set(values) if not _LOCAL.match(values[name]))
        self._script = tag == "script"
        if tag == "a" and values.get("href", "").startswith("/"):
            self.links.append(values["href"].partition("#")[0])
        if tag == "form" and values.get("method", "").lower() == "post":
            self._form = Form(values.get("action", ""))
            self.forms.append(self._form)
        if self._form is not None:
            self._field(tag, values)

    def _field(self, tag: str, values: dict[str, str]) -> None:
        name, kind, form = values.get("name", ""), values.get("type", ""), self._form
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            if "selected" in values or self._select not in {each for each, _ in form.fields}:
                form.fields = [pair for pair in form.fields if pair[0] != self._select]
                form.fields.append((self._select, values.get("value", "")))
        elif not name:
            return
        elif tag == "textarea" or (tag == "input" and kind in _TYPED):
            form.typed.append(name)
        elif tag == "input" and kind == "file":
            form.files.append(name)
        elif tag == "input" and kind == "radio":
            if name not in {each for each, _ in form.fields}:
                form.fields.append((name, values.get("value", "on")))
        elif tag in ("input", "button"):
            form.fields.append((name, values.get("value", "on" if kind == "checkbox" else "")))

    def handle_endtag(self, tag: str) -> None:
        self._form = None if tag == "form" else self._form
        self._select = "" if tag == "select" else self._select
        self._script = False if tag == "script" else self._script

    def handle_data(self, data: str) -> None:
        if self._script and data.strip():
            self.wrong.append(f"<script>{data[:40]}")


class Walk:
    """One person's walk.

    Args:
        browser: signed in as them.
        skipped: actions that are not taken.
    """

    def __init__(self, browser: TestClient, skipped: re.Pattern[str]) -> None:
        self.browser, self.skipped = browser, skipped
        self.wrong: list[tuple[str, object]] = []
        self.forms: dict[tuple[object, ...], Form] = {}
        self.seen: set[str] = set()

    def look(self, *starts: str, most: int = 400) -> None:
        """Open pages and what they link to."""
        waiting = list(starts)
        kinds: dict[str, int] = {}
        while waiting and len(self.seen) < most:
            path = waiting.pop(0)
            kind = re.sub(r"=[^&]*", "=*", _ID.sub("*", path))
            if path in self.seen or kinds.get(kind, 0) >= 2 or path.startswith("/static/") or _FILES.search(path):
                continue
            self.seen.add(path)
            kinds[kind] = kinds.get(kind, 0) + 1
            waiting.extend(self.read(path, self.browser.get(path)))

    def read(self, path: str, answer) -> Iterator[str]:
        """Check one answer; gives where it leads."""
        if answer.status_code >= 500:
            self.wrong.append((path, answer.status_code))
        location = answer.headers.get("location", "/")
        if not _LOCAL.match(location):
            self.wrong.append((path, location))
        if not answer.headers.get("content-type", "").startswith("text/html"):
            return
        # A file to keep stands alone, outside the console's policy, with a style of its own.
        page = Page(answer.text, own_style="attachment" in answer.headers.get("content-disposition", ""))
        self.wrong.extend((path, each) for each in page.wrong)
        for form in page.forms:
            if not self.skipped.search(form.action):
                self.forms.setdefault(form.kind, form)
        yield from page.links

    def send(self, form: Form, extra: tuple[tuple[str, str], ...] = ()) -> int:
        """Fill in a form with the payload and send it."""
        pairs = [*form.fields, *((name, PAYLOAD) for name in form.typed), *extra]
        data: dict[str, list[str]] = {}
        for name, value in pairs:
            data.setdefault(name, []).append(value)
        files = {name: (f"{PAYLOAD}.yaml", PAYLOAD.encode(), "text/html") for name in form.files}
        answer = self.browser.post(form.action, data=data, files=files or None)
        list(self.read(f"POST {form.action}", answer))
        return answer.status_code
