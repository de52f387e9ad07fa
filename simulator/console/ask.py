"""One request, as an endpoint sees it: who asks for what, and the ways to answer."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from starlette.responses import RedirectResponse, Response, StreamingResponse

from simulator.console.fields import Fields, Model, UploadedFile
from simulator.console.jobs import Jobs
from simulator.console.oidc import Provider
from simulator.console.passwords import Passwords
from simulator.console.rendering import Renderer
from simulator.console.visitor import Visitor
from simulator.texts import Texts

if TYPE_CHECKING:
    from simulator.console.options import ServeOptions
    from simulator.record import Journal

logger = logging.getLogger(__name__)

_SAID = re.compile(r"[a-z]+\.said\.[a-z_.]+")
_UNSAFE_NAME = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Console:
    """What all requests share.

    Args:
        journal: the records.
        options: how it is served.
        clock: the present, aware, in UTC.
        renderer: templates.
        passwords: hashes and checks them.
        provider: the company's sign-in service, where there is one.
        jobs: long work behind the pages.
    """

    journal: Journal
    options: ServeOptions
    clock: Callable[[], datetime]
    renderer: Renderer
    passwords: Passwords = field(default_factory=Passwords)
    provider: Provider | None = None
    jobs: Jobs = field(default_factory=Jobs)


@dataclass(slots=True)
class Ask:
    """One request.

    Args:
        console: what all requests share.
        visitor: who asks.
        words: the texts of their language.
        method: GET or POST.
        url: the path asked for, without the query.
        path: the parameters in it.
        query: the fields of the address.
        form: the fields of the form.
        files: the files sent with it, by field.
        cookies: as the browser sent them.
        address: where the request comes from; for rates, and nothing else.
        origin: the console's own address as the browser calls it, without a slash at its end.
        thing: the object the route's rule found.
        fragment: whether a part of a page is asked for, by htmx.
    """

    console: Console
    visitor: Visitor
    words: Texts
    method: str = "GET"
    url: str = "/"
    path: Mapping[str, str] = field(default_factory=dict)
    query: Fields = field(default_factory=Fields)
    form: Fields = field(default_factory=Fields)
    files: Mapping[str, UploadedFile] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)
    address: str = ""
    origin: str = ""
    thing: Any = None
    fragment: bool = False

    @property
    def journal(self) -> Journal:
        """The records."""
        return self.console.journal

    @property
    def now(self) -> datetime:
        """The present."""
        return self.console.clock()

    def page(self, template: str, /, status: int = 200, **context: object) -> Response:
        """A whole page.

        Args:
            template: its file below `templates/`.
            status: of the answer.
            context: what it shows.
        """
        return self._rendered(template, status, context)

    def part(self, template: str, /, **context: object) -> Response:
        """A part of a page, for htmx."""
        return self._rendered(template, 200, context)

    def go(self, path: str, said: str = "") -> Response:
        """Send the browser to another page of the console.

        Args:
            path: of the page, with its query if it has one.
            said: key of what is told on top of it, `<area>.said.<what>`.

        Raises:
            ValueError: a path that could lead elsewhere.
        """
        if not path.startswith("/") or path.startswith(("//", "/\\")) or any(ord(char) < 33 for char in path):
            raise ValueError(f"no page of the console: {path!a}")
        if said:
            path += ("&" if "?" in path else "?") + urlencode({"said": said})
        return RedirectResponse(path, status_code=303)

    def download(self, name: str, content: bytes | Iterator[bytes], media_type: str) -> Response:
        """A file to keep.

        Args:
            name: what it is called; other signs than letters of ASCII, digits, `.`, `-` and `_` become `-`.
            content: its bytes, or what makes them a part at a time. The first part is made here, so that what stands in
                the way of all of it is told by a page.
            media_type: its type.
        """
        plain = _UNSAFE_NAME.sub("-", name).strip("-.") or "file"
        headers = {"Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(plain)}"}
        if isinstance(content, bytes):
            return Response(content, media_type=media_type, headers=headers)
        parts = self._told_if_broken(chain((next(content),), content))
        return StreamingResponse(parts, media_type=media_type, headers=headers)

    def _told_if_broken(self, parts: Iterator[bytes]) -> Iterator[bytes]:
        """What fails when bytes are out already ends the connection, so that no half of a file looks like all of it."""
        try:
            yield from parts
        except Exception as error:
            # The server, which has to end the connection, writes down where it happened.
            logger.error("%s %s broke off in the middle: %s", self.method, ascii(self.url), type(error).__name__)  # noqa: TRY400
            raise

    def read(self, model: type[Model]) -> Model:
        """The form as a model; whatever else was sent counts for nothing.

        Raises:
            FormError: not filled in as it must be.
        """
        return self.form.read(model)

    def log(self, action: str, kind: str, object_id: str, reason: str = "", **detail: object) -> None:
        """Write into the audit log what the visitor does.

        Args:
            action: `<noun>.<past participle>`, as `transcript.opened`.
            kind: what sort of object it is about.
            object_id: its id.
            reason: their words.
            detail: further plain values; never secrets, never words of a trainee.
        """
        self.journal.audit.append(self.visitor.person_id, action, kind, object_id, dict(detail), reason)

    def _rendered(self, template: str, status: int, context: Mapping[str, object]) -> Response:
        said = self.query.get("said")
        known = said if _SAID.fullmatch(said) and said in self.words else ""
        html = self.console.renderer.render(
            template, self.words, {"ask": self, "visitor": self.visitor, "said": known, **context}
        )
        return Response(html, status_code=status, media_type="text/html; charset=utf-8")
