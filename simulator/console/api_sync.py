"""What desktops send and fetch: who they are, how much, how often. The work is that of `simulator.exchange`."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Path, Query, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from limits import parse_many
from pydantic import AwareDatetime, BaseModel, ValidationError
from starlette.responses import Response

from simulator.console.api_access import BY_STRANGER, Shared
from simulator.console.api_models import Problem
from simulator.console.api_problems import PROBLEM_TYPE, Guarded, ProblemError
from simulator.console.limiting import Limit
from simulator.console.tokens import looks_like_token, token_hash
from simulator.exchange import (
    BLOCKED,
    BUSY,
    HASH,
    ID,
    MOST_MET,
    MOST_PACKED,
    MOST_UNPACKED,
    MOST_VALUES,
    REVOKED,
    SCENARIO_NEEDED,
    SLUG,
    UNKNOWN_TOKEN,
    JoinAsked,
    Joined,
    Offer,
    OfferAnswers,
    SignedReceipt,
    State,
    TooLargeError,
    Upload,
    admit,
    answer_offer,
    offset_s,
    receive,
    scenario_for,
    state_for,
    take_scenario,
    unpacked,
)
from simulator.record import Device

BY_JOIN = Limit("join", tuple(parse_many("20 per 15 minutes; 60 per 4 hours")))
"""Codes that open nothing, from one address."""
BY_DEVICE = Limit("device", tuple(parse_many("600 per minute")))
"""Requests of one desktop."""
BY_SCENE = Limit("scene", tuple(parse_many("40 per 15 minutes; 200 per day")))
"""Scenes from one desktop: each is kept for good."""
BUSY_S = 5
_NO_CODE = "This code opens nothing: it may have been used, run out, or be mistyped. Ask for a new one."
_JOIN_AGAIN = "This desktop is not let in. Join again with a new code."
_NOT_LET_IN = {
    UNKNOWN_TOKEN: _JOIN_AGAIN,
    REVOKED: _JOIN_AGAIN,
    BLOCKED: "The account of this desktop's person is blocked. Ask an administrator; everything stays on the desktop.",
}
_SMALL = 64 * 1024
_SLUG = re.compile(SLUG)
BODIES: tuple[type[BaseModel], ...] = (JoinAsked, Offer, Upload)
"""What bodies hold; they are read here, and so described here."""
DESKTOP = HTTPBearer(
    auto_error=False, scheme_name="Desktop", description="A desktop gets its token when it joins with a code."
)
Model = TypeVar("Model", bound=BaseModel)


def _answers(*told: tuple[HTTPStatus, str]) -> dict[int | str, dict[str, Any]]:
    return {
        status.value: {"model": Problem, "description": text, "content": {PROBLEM_TYPE: {}}} for status, text in told
    }  # fmt: skip


_SIZES = (
    (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "More than may be sent"),
    (HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "An encoding other than gzip"),
)
router = APIRouter(
    route_class=Guarded, tags=["desktops"], generate_unique_id_function=lambda route: route.name
)  # fmt: skip


def _body(kind: str, description: str) -> dict[str, Any]:
    """How a body is described that is read here."""
    if kind == "bytes":
        content = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    else:
        content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{kind}"}}}
    return {"requestBody": {"required": True, "description": description, "content": content}}


def _shared(request: Request) -> Shared:
    shared: Shared = request.app.state.shared
    return shared


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _count(shared: Shared, rate: Limit, subject: str) -> None:
    if wait_s := shared.limiting.take(rate, subject):
        raise ProblemError(HTTPStatus.TOO_MANY_REQUESTS, f"Try again in {wait_s} seconds.", Retry_After=str(wait_s))


def desktop(
    request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Security(DESKTOP)] = None
) -> Device:
    """Which desktop asks.

    Raises:
        ProblemError: none of ours, one that is no longer let in, or too many requests.
    """
    shared, token = _shared(request), given.credentials if given else ""
    found = shared.journal.devices.by_token(token_hash(token)) if looks_like_token(token) else None
    if found is None:
        _count(shared, BY_STRANGER, _address(request))
    reason = UNKNOWN_TOKEN if found is None else _shut_out(shared, found)
    if found is None or reason:
        raise ProblemError(HTTPStatus.UNAUTHORIZED, _NOT_LET_IN[reason], reason, WWW_Authenticate="Bearer")
    _count(shared, BY_DEVICE, found.id)
    return found


def _shut_out(shared: Shared, device: Device) -> str:
    """Why a desktop is not let in: for ever, or while its person is blocked; "" where it is."""
    if device.revoked_at is not None:
        return REVOKED
    return BLOCKED if shared.journal.logins.is_blocked(device.person_id) else ""


_Desktop = Annotated[Device, Depends(desktop)]
_Id = Annotated[str, Path(pattern=ID)]


async def _read(request: Request, most: int) -> bytes:
    """The body, as far as it may go."""
    encoding = request.headers.get("content-encoding", "identity").lower()
    if encoding not in ("identity", "gzip"):
        raise ProblemError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send it plain, or packed with gzip.")
    pieces, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size > most:
            raise ProblemError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"At most {most} bytes may be sent.", "too_large")
        pieces.append(piece)
    return b"".join(pieces)


async def _small(request: Request) -> bytes:
    return await _read(request, _SMALL)


async def _large(request: Request, who: _Desktop) -> bytes:
    del who  # nobody else is read so much of
    return await _read(request, MOST_PACKED)


def _plain(request: Request, body: bytes, most: int = MOST_UNPACKED) -> bytes:
    """The body, unpacked no further than that."""
    if request.headers.get("content-encoding", "identity").lower() == "identity":
        return body
    try:
        return unpacked(body, most)
    except TooLargeError as error:
        raise ProblemError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "It unpacks to too much.", "too_large") from error
    except ValueError as error:
        raise ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, "It is not packed with gzip.", "foreign") from error


def _model(kind: type[Model], content: bytes) -> Model:
    if content.count(b",") > MOST_VALUES:
        raise ProblemError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "It holds too many values.", "too_large")
    try:
        return kind.model_validate_json(content)
    except ValidationError as error:
        # Where and why, never what was sent.
        found = error.errors(include_url=False, include_context=False, include_input=False)[:5]
        told = "; ".join(f"{'.'.join(map(str, each['loc']))[:60]}: {each['type']}" for each in found)
        raise ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, ascii(told)[1:-1][:300], "foreign") from error


@router.post(
    "/join",
    summary="Join with a code",
    responses=_answers((HTTPStatus.FORBIDDEN, "A code that opens nothing"), *_SIZES),
    openapi_extra=_body("JoinAsked", "Who wants to join."),
)
def join(request: Request, body: Annotated[bytes, Depends(_small)]) -> Joined:
    """A desktop joins with a code that works once, and gets its token."""
    shared = _shared(request)
    if wait_s := shared.limiting.wait_s(BY_JOIN, _address(request)):
        raise ProblemError(HTTPStatus.TOO_MANY_REQUESTS, f"Try again in {wait_s} seconds.", Retry_After=str(wait_s))
    joined = admit(shared.journal, _model(JoinAsked, _plain(request, body, _SMALL)), shared.console.clock())
    if joined is None:
        _count(shared, BY_JOIN, _address(request))
        raise ProblemError(HTTPStatus.FORBIDDEN, _NO_CODE, "unknown_code")
    shared.journal.audit.append(joined.person.id, "device.joined", "person", joined.person.id)
    return joined


@router.get("/sync/state", summary="What a desktop has to know")
def state(
    request: Request,
    who: _Desktop,
    now: Annotated[AwareDatetime, Query(description="The desktop's clock.")],
    met: Annotated[list[str], Query(max_length=MOST_MET, description="Scenes met on it.")] = [],  # noqa: B006 - FastAPI copies it
) -> State:
    """The company's clock and keys, what was given to the desktop's person, and what became of what they sent."""
    shared = _shared(request)
    ours = shared.console.clock()
    shared.journal.devices.touch(who.id, offset_s(now, ours))
    return state_for(shared.journal, who, ours, tuple(slug for slug in met if _SLUG.fullmatch(slug)))


@router.post(
    "/sync/offer",
    summary="Offer sessions",
    responses=_answers(*_SIZES),
    openapi_extra=_body("Offer", "Sessions that could be sent."),
)
def offer(request: Request, who: _Desktop, body: Annotated[bytes, Depends(_large)]) -> OfferAnswers:
    """Which of the sessions on a desktop are here, and from which entry on the others are needed."""
    shared = _shared(request)
    return answer_offer(shared.journal, who, _model(Offer, _plain(request, body)), shared.console.clock())


@router.put(
    "/sync/sessions/{session_id}",
    summary="Send a session",
    responses=_answers(
        (HTTPStatus.CONFLICT, "It goes on otherwise than what is here, or entries between are missing"),
        (HTTPStatus.SERVICE_UNAVAILABLE, "Too much to do, or the records cannot be reached"),
        *_SIZES,
    ),
    openapi_extra=_body("Upload", "The session, or what has come to it; packed with gzip or plain."),
)
def upload(
    request: Request,
    who: _Desktop,
    session_id: Annotated[str, Path(pattern=ID)],
    body: Annotated[bytes, Depends(_large)],
) -> SignedReceipt:
    """A session is verified, graded anew, kept, and signed for."""
    shared = _shared(request)
    sent = _model(Upload, _plain(request, body))
    if sent.header.id != session_id:
        raise ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, "The address names another session.", "foreign")
    found = receive(shared.journal, who, sent, shared.console.clock())
    if found.receipt is not None:
        return found.receipt
    if found.reason == SCENARIO_NEEDED:
        raise ProblemError(HTTPStatus.NOT_FOUND, "Send the bytes of its scene first.", SCENARIO_NEEDED)
    if found.reason == BUSY:
        raise ProblemError(HTTPStatus.SERVICE_UNAVAILABLE, "Send it again later.", BUSY, Retry_After=str(BUSY_S))
    status = HTTPStatus.CONFLICT if found.reason in ("conflict", "gap") else HTTPStatus.UNPROCESSABLE_ENTITY
    raise ProblemError(status, ascii(found.detail)[1:-1], found.reason)


_Hash = Annotated[str, Path(pattern=HASH)]


@router.put(
    "/sync/scenarios/{scenario_hash}",
    summary="Send a scene",
    status_code=HTTPStatus.NO_CONTENT,
    responses=_answers(*_SIZES),
    openapi_extra=_body("bytes", "The scene's bytes; packed with gzip or plain."),
)
def send_scenario(
    request: Request, who: _Desktop, scenario_hash: _Hash, body: Annotated[bytes, Depends(_large)]
) -> Response:
    """The bytes of a scene that a session to come was played by."""
    _count(_shared(request), BY_SCENE, who.id)
    why = take_scenario(_shared(request).journal, scenario_hash, _plain(request, body))
    if why:
        raise ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, f"This scene is not kept: {why}.", "foreign")
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.get(
    "/sync/scenarios/{scenario_hash}",
    summary="Fetch a scene",
    response_class=Response,
    responses={HTTPStatus.OK.value: {"content": {"application/octet-stream": {"schema": {"type": "string"}}}}},
)
def fetch_scenario(request: Request, who: _Desktop, scenario_hash: _Hash) -> Response:
    """The bytes of a scene that was given to the desktop's person."""
    content = scenario_for(_shared(request).journal, who, scenario_hash)
    if content is None:
        raise ProblemError(HTTPStatus.NOT_FOUND, "No such scene was given to this person.")
    return Response(content, media_type="application/octet-stream")
