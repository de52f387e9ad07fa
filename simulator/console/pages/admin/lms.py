"""What goes on to the company's LMS: turned on and off, where to, what was sent, what was answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from pydantic import Field
from starlette.responses import JSONResponse

from simulator.console.forwarding import lrs_of, outlet_of
from simulator.console.pages.admin.asking import ADMINISTRATOR, Form, filled
from simulator.console.routes import Route
from simulator.console.sheets import Column, Sheet
from simulator.console.things import ANY_STATEMENT
from simulator.exchange import UnreachableError, xapi
from simulator.record import Role, Sending

if TYPE_CHECKING:
    from starlette.responses import Response

    from simulator.console.ask import Ask
    from simulator.record import Statement

LOOKERS = ADMINISTRATOR | {Role.HR}
PAGE = 50
MOST_WRITTEN = 50_000
"""Statements in a file; older ones are reached by filters."""
MOST_ASKED = 60
VERDICTS = ("passed", "failed")
"""Shown as one: who looks after the system learns nobody's result."""
LD_JSON = "application/ld+json"
TRIED = "xapi.tried"
"""The setting that holds what came of the last test: `at`, `status`, `answer`."""


class _Wanted(Form):
    on: str = Field(default="", max_length=3)
    home: str = Field(default="", max_length=300)
    modes: list[str]
    proposals: str = Field(default="", max_length=3)
    void: str = Field(default="", max_length=3)
    everything: str = Field(default="", max_length=3)


def _asked(ask: Ask) -> dict[str, Any]:
    """Which statements are wanted, by the address."""
    wanted: dict[str, Any] = {}
    state, session = ask.query.get("state"), ask.query.get("session").strip()
    if state in list(Sending):
        wanted["state"] = Sending(state)
    if 0 < len(session) <= MOST_ASKED:
        wanted["session_id"] = session
    return wanted


def sheet(ask: Ask, found: Sequence[Statement] | None = None) -> Sheet:
    """Statements as a table, the latest first; never what they say about anybody.

    Args:
        ask: the request, with its filters.
        found: only these.
    """
    words = ask.words
    if found is None:
        found = ask.journal.statements.statements(limit=MOST_WRITTEN, **_asked(ask))
    return Sheet(
        "statements",
        words("lms.table"),
        (
            Column("number", words("lms.number"), "number"),
            Column("at", words("lms.made"), "moment"),
            Column("verb", words("lms.what")),
            Column("session", words("lms.session")),
            Column("state", words("lms.state")),
            Column("tries", words("lms.tries"), "number"),
            Column("answered", words("lms.answered"), "moment"),
            Column("status", words("lms.status")),
            Column("answer", words("lms.answer")),
        ),
        tuple(
            (
                each.number,
                each.made_at,
                words("lms.verb.verdict" if each.verb in VERDICTS else f"lms.verb.{each.verb}"),
                each.session_id,
                words(f"lms.state.{each.state.value}"),
                each.tries,
                each.answered_at,
                None if each.status is None else str(each.status),
                each.answer,
            )
            for each in found
        ),
        (words("lms.table_note"),),
    )


def show(ask: Ask, errors: Mapping[str, str] | None = None) -> Response:
    """How it stands, what was chosen, and the latest statements."""
    journal, chosen = ask.journal, xapi.read_chosen(ask.journal)
    before = ask.query.get("before")
    first = int(before) if before.isascii() and before.isdigit() and len(before) < 15 else None
    found = journal.statements.statements(before=first, limit=PAGE + 1, **_asked(ask))
    kept = {name: value for name in ("state", "session") if (value := ask.query.get(name)[:MOST_ASKED])}
    older = urlencode({**kept, "before": found[PAGE - 1].number}) if len(found) > PAGE else ""
    return ask.page(
        "admin/lms.html.j2",
        422 if errors else 200,
        chosen=_typed(ask, chosen) if errors else chosen,
        here=ask.origin,
        named=chosen.home != xapi.NOWHERE or bool(errors),
        to=outlet.name if (outlet := outlet_of(ask.console.options)) else "",
        lrs=ask.console.options.lrs is not None,
        counts=journal.statements.counts(),
        moved=journal.following.count(xapi.FOLLOWER),
        stopped=xapi.stopped(journal),
        next_at=journal.statements.next_at(),
        tried=journal.office.setting(TRIED),
        modes=[mode.value for mode in xapi.MODES],
        sheet=sheet(ask, found[:PAGE]),
        links={(row, "session"): f"/hr/sessions/{each.session_id}" for row, each in enumerate(found[:PAGE])}
        if Role.HR in ask.visitor.roles
        else {},
        refused=[each for each in found[:PAGE] if each.state is Sending.REFUSED],
        changes=Role.ADMINISTRATOR in ask.visitor.roles,
        kept=kept,
        query=urlencode(kept),
        older=f"/admin/lms?{older}" if older else "",
        newest=f"/admin/lms?{urlencode(kept)}" if first is not None else "",
        states=[state.value for state in Sending],
        profile=f"{chosen.home}{xapi.PROFILE_PATH}",
        errors=errors or {},
    )


def _typed(ask: Ask, chosen: xapi.Chosen) -> xapi.Chosen:
    """What was typed, where something is wrong with it."""
    form = ask.form
    return replace(
        chosen,
        on=form.get("on") == "yes",
        home=form.get("home"),
        modes=tuple(form.all("modes")),
        proposals=form.get("proposals") == "yes",
        void=form.get("void") == "yes",
    )


def change(ask: Ask) -> Response:
    """Keep another choice."""
    form, errors = filled(ask, _Wanted)
    if form is None:
        return show(ask, errors)
    try:
        home = xapi.checked_home(form.home)
    except ValueError:
        return show(ask, {"home": "lms.home_wrong"})
    modes = tuple(mode.value for mode in xapi.MODES if mode.value in form.modes)
    if not modes:
        return show(ask, {"modes": "lms.modes_missing"})
    before = xapi.read_chosen(ask.journal)
    after = xapi.Chosen(form.on == "yes", home, modes, form.proposals == "yes", form.void == "yes")
    xapi.choose(ask.journal, after, ask.visitor.person_id, everything=form.everything == "yes")
    if after != before:
        everything = form.everything == "yes"
        ask.log("lms.changed", "setting", "xapi", before=_plain(before), after=_plain(after), everything=everything)
    return ask.go("/admin/lms", "lms.said.saved")


def _plain(chosen: xapi.Chosen) -> dict[str, Any]:
    return {**asdict(chosen), "modes": list(chosen.modes)}


def again(ask: Ask) -> Response:
    """Have sending begin again, what was refused as well."""
    xapi.go_on(ask.journal, ask.visitor.person_id)
    ask.log("lms.resumed", "setting", "xapi")
    return ask.go("/admin/lms", "lms.said.again")


def one_again(ask: Ask) -> Response:
    """Have one statement sent again."""
    ask.journal.statements.retry(ask.thing.id)
    ask.log("lms.retried", "statement", ask.thing.id)
    return ask.go("/admin/lms", "lms.said.again")


def try_out(ask: Ask) -> Response:
    """Give the LMS a statement about nobody, and keep what it answers."""
    lrs, place = lrs_of(ask.console.options), xapi.read_chosen(ask.journal).place
    if lrs is None:
        return ask.go("/admin/lms", "lms.said.nowhere")
    told: dict[str, Any] = {"at": ask.now.isoformat()}
    try:
        answer = lrs.post([xapi.tell_tested(place, ask.now).to_json()])
        told |= {"status": answer.status, "answer": xapi.words_of(answer)}
    except UnreachableError as error:
        told |= {"status": None, "answer": str(error)}
    ask.journal.office.set(TRIED, told, ask.visitor.person_id)
    ask.log("lms.tested", "setting", "xapi", status=told["status"])
    return ask.go("/admin/lms", "lms.said.tested")


def profile(ask: Ask) -> Response:
    """Our profile as JSON-LD, for anybody: it says what the words of our statements mean, and nothing else."""
    chosen = xapi.read_chosen(ask.journal)
    place = xapi.Place(ask.origin) if chosen.home == xapi.NOWHERE else chosen.place
    return JSONResponse(place.document(), media_type=LD_JSON)


_ONE = "/admin/lms/statements/{statement}"
ROUTES = (
    Route("GET", "/admin/lms", show, LOOKERS),
    Route("GET", "/admin/lms/statements", sheet, LOOKERS, sheet=True),
    Route("POST", "/admin/lms", change, ADMINISTRATOR),
    Route("POST", "/admin/lms/again", again, ADMINISTRATOR),
    Route("POST", "/admin/lms/test", try_out, ADMINISTRATOR),
    Route("POST", f"{_ONE}/again", one_again, ADMINISTRATOR, ANY_STATEMENT),
    Route("GET", xapi.PROFILE_PATH, profile, None),
)
