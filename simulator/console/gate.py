"""What every request passes: size, origin, who is asking, what they may, and the headers of every answer.

Endpoints do none of this themselves.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response

from simulator.console.ask import Ask, Console
from simulator.console.fields import Fields, UploadedFile
from simulator.console.rendering import console_texts
from simulator.console.routes import FORM_BYTES, UPLOAD_BYTES, Route
from simulator.console.things import Missing
from simulator.console.visitor import COOKIE, LANGUAGE_COOKIE, find_visitor, language_asked
from simulator.errors import SurroundingsError

if TYPE_CHECKING:
    from starlette.types import Message, Receive

logger = logging.getLogger(__name__)

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
"""Of every answer; pages are besides never kept by a browser (`Cache-Control: no-store`)."""
TRANSPORT = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}
_TOO_LARGE = 413


class _TooLargeError(Exception):
    """More was sent than the route takes."""


def refused_as_foreign(request: Request) -> bool:
    """Whether a request that changes something comes from another site's page (CSRF).

    Browsers say so in Sec-Fetch-Site; older ones name the page's origin. Who says neither is refused.
    """
    if request.method in ("GET", "HEAD"):
        return False
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site != "same-origin"
    origin = urlsplit(request.headers.get("origin", ""))
    return origin.netloc.lower() != request.headers.get("host", "").lower() or not origin.netloc


def handler(route: Route, console: Console) -> Callable[[Request], Awaitable[Response]]:
    """What serves one route.

    Args:
        route: the route.
        console: what all requests share.
    """

    async def handle(request: Request) -> Response:
        if refused_as_foreign(request):
            logger.warning("refused: POST %s from a foreign page, from %s", ascii(route.path), _address(request))
            return await run_in_threadpool(problem, console, request, 403, "foreign")
        try:
            form, files = await _sent(request, UPLOAD_BYTES if route.upload else FORM_BYTES)
        except (_TooLargeError, MultiPartException, HTTPException, ClientDisconnect, ValueError) as error:
            status = _TOO_LARGE if isinstance(error, _TooLargeError) else 400
            return await run_in_threadpool(problem, console, request, status)
        return await run_in_threadpool(_answer, route, console, request, form, files)

    return handle


def _answer(route: Route, console: Console, request: Request, form: Fields, files: dict[str, UploadedFile]) -> Response:
    ask = None
    try:
        ask = asked(console, request, form, files)
        return _admitted(route, ask)
    except Missing:
        if ask is not None:
            _note_refusal(route, ask)
        return problem(console, request, 404, ask=ask)
    except SurroundingsError as error:
        logger.warning("surroundings: %s", ascii(error.message))
        return problem(console, request, 503, ask=ask)
    except Exception:
        reference = secrets.token_hex(4)
        logger.exception("%s %s failed, reference %s", request.method, ascii(route.path), reference)
        return problem(console, request, 500, ask=ask, reference=reference)


def asked(console: Console, request: Request, form: Fields, files: dict[str, UploadedFile]) -> Ask:
    """A request as endpoints see it: the visitor is known, nothing is allowed yet."""
    language = language_asked(request.cookies.get(LANGUAGE_COOKIE, ""), request.headers.get("accept-language", ""))
    token = request.cookies.get(COOKIE, "")
    visitor = find_visitor(console.journal, console.options, token, language, console.clock())
    return Ask(
        console=console,
        visitor=visitor,
        words=console_texts(visitor.language),
        method=request.method,
        url=request.url.path,
        path={name: str(value) for name, value in request.path_params.items()},
        query=Fields(request.query_params.multi_items()),
        form=form,
        files=files,
        cookies=request.cookies,
        address=_address(request),
        origin=f"{'https' if console.options.secure else request.url.scheme}://{request.headers.get('host', '')}",
        fragment=request.headers.get("hx-request") == "true",
    )


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _note_refusal(route: Route, ask: Ask) -> None:
    """Write into the log who asked for what is not theirs, or not there: nothing that they typed."""
    who = ask.visitor.account_id or "nobody"
    logger.warning("refused: %s %s to account %s, from %s", ask.method, ascii(route.path), who, ask.address)


def _admitted(route: Route, ask: Ask) -> Response:
    """Let the visitor through to the endpoint, or say why not."""
    if route.who is not None:
        if not ask.visitor.known:
            if ask.method == "GET" and not ask.fragment:
                return RedirectResponse("/sign-in", status_code=303)
            return _problem_page(ask, 403, "signed_out")
        if not ask.visitor.roles & route.who:
            _note_refusal(route, ask)
            return _problem_page(ask, 403)
        if ask.visitor.first_to_do and not route.early:
            return RedirectResponse(ask.visitor.first_to_do, status_code=303)
    if route.thing is not None:
        ask.thing = route.thing.find(ask, ask.path[route.thing.parameter])
    answer = route.endpoint(ask)
    if not isinstance(answer, Response):
        raise TypeError(f"{route.path} gave no answer")
    return answer


def problem(
    console: Console, request: Request, status: int, why: str = "", *, ask: Ask | None = None, reference: str = ""
) -> Response:
    """A page that says what went wrong and what to do; never what the request held.

    Args:
        console: what all requests share.
        request: the request.
        status: of the answer.
        why: last part of the text's key, where the status alone does not tell.
        ask: the request as endpoints see it, where it came that far.
        reference: what stands beside the error in the log.
    """
    if ask is None:
        try:
            ask = asked(console, request, Fields(), {})
        except Exception:
            logger.exception("no page for the problem")
            return Response(status_code=503, media_type="text/plain")
    return _problem_page(ask, status, why, reference)


def _problem_page(ask: Ask, status: int, why: str = "", reference: str = "") -> Response:
    return ask.page("problem.html.j2", status, about=why or str(status), reference=reference)


async def _sent(request: Request, most: int) -> tuple[Fields, dict[str, UploadedFile]]:
    """The form and the files of a request.

    Raises:
        _TooLargeError: more than ``most`` bytes.
    """
    if request.method != "POST":
        return Fields(), {}
    if int(request.headers.get("content-length") or 0) > most:
        raise _TooLargeError
    counted = Request(request.scope, _counting(request.receive, most))
    async with counted.form(max_files=4, max_fields=2_000, max_part_size=most) as form:
        pairs, files = [], {}
        for name, value in form.multi_items():
            if isinstance(value, str):
                pairs.append((name, value.replace("\r\n", "\n")))
            elif value.filename:
                files[name] = UploadedFile(value.filename, await value.read())
        return Fields(pairs), files


def _counting(receive: Receive, most: int) -> Receive:
    """Stop taking a body that is longer than it may be, whatever its header said."""
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise _TooLargeError
        return message

    return counted
