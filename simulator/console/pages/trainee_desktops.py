"""One's own desktops: a code to join by, which there are, what was not taken from them, and the way to end one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from simulator.console.given_figures import minutes_wrong
from simulator.console.overseen import title_of
from simulator.console.routes import Route
from simulator.console.things import OWN_DEVICE
from simulator.record import RefusedUpload, Role, UnknownRecordError

if TYPE_CHECKING:
    from starlette.responses import Response

    from simulator.console.ask import Ask

TRAINEE = frozenset({Role.TRAINEE})
HOME = "/me/desktops"
CODE_FOR = timedelta(minutes=30)
"""How long a code opens."""


def show(ask: Ask) -> Response:
    """The visitor's desktops."""
    me = ask.visitor.person_id
    return ask.page(
        "trainee/desktops.html.j2",
        devices=[each for each in reversed(ask.journal.devices.of_person(me)) if each.revoked_at is None],
        refused=[(each, why(ask, each), session_title(ask, each)) for each in ask.journal.devices.refusals(me)],
        codes=ask.journal.devices.codes(me),
        minutes=minutes_wrong,
    )


def why(ask: Ask, refused: RefusedUpload) -> str:
    """Why an upload was not taken, in words."""
    key = f"trainee.desktops.why.{refused.reason}"
    return ask.words(key if key in ask.words else "trainee.desktops.why.unknown")


def session_title(ask: Ask, refused: RefusedUpload) -> str:
    """What the scene of a refused session is called, where the session is here in another state; else ""."""
    try:
        return title_of(ask.journal, ask.journal.session(refused.session_id), ask.words)
    except UnknownRecordError:
        return ""


def make_code(ask: Ask) -> Response:
    """Make a code for one more desktop, and show it once."""
    code, until = code_for(ask, ask.visitor.person_id)
    return ask.page("trainee/join.html.j2", code=code, until=until, address=ask.origin, back=HOME, whose="")


def code_for(ask: Ask, person_id: str) -> tuple[str, datetime]:
    """A fresh code for somebody, and until when it opens.

    Args:
        ask: the request.
        person_id: whose desktop may join by it.
    """
    from simulator.exchange import code_hash, new_code  # the network's own libraries load with it

    code, until = new_code(), ask.now + CODE_FOR
    made = ask.journal.devices.make_code(
        code_hash(code), person_id=person_id, by=ask.visitor.person_id, expires_at=until
    )
    ask.log("desktop.code_made", "code", made.id, person=person_id)
    return code, until


def end(ask: Ask) -> Response:
    """Let a desktop in no longer; what was played on it stays there and here."""
    ask.journal.devices.revoke(ask.thing.id)
    ask.log("desktop.revoked", "desktop", ask.thing.id, person=ask.thing.person_id)
    return ask.go(HOME, "trainee.said.desktop_gone")


def withdraw_codes(ask: Ask) -> Response:
    """End the codes that nobody has used yet."""
    for each in ask.journal.devices.codes(ask.visitor.person_id):
        ask.journal.devices.withdraw_code(each.id)
        ask.log("desktop.code_withdrawn", "code", each.id)
    return ask.go(HOME, "trainee.said.codes_gone")


ROUTES = (
    Route("GET", HOME, show, TRAINEE),
    Route("POST", f"{HOME}/code", make_code, TRAINEE),
    Route("POST", f"{HOME}/codes/withdraw", withdraw_codes, TRAINEE),
    Route("POST", f"{HOME}/{{device}}/revoke", end, TRAINEE, OWN_DEVICE),
)
