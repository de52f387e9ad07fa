"""Pages about badges: taking one for a path of exams, and checking one, which anybody may."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, StringConstraints
from starlette.responses import Response

from simulator.console import badges
from simulator.console.fields import FormError
from simulator.console.routes import Route
from simulator.exchange import badges as credentials
from simulator.exchange import new_key
from simulator.record import Role
from simulator.texts import local_day

if TYPE_CHECKING:
    from simulator.console.ask import Ask
    from simulator.review import Course

TRAINEE = frozenset({Role.TRAINEE})


class _Take(BaseModel):
    path: str
    identifier: Annotated[str, StringConstraints(strip_whitespace=True, max_length=254)] = ""


def _title(course: Course, language: str) -> str:
    titles: dict[Any, str] = dict(course.path.titles)
    return titles.get(language) or next(iter(titles.values()))


def show(ask: Ask) -> Response:
    """What a badge holds, to take it; and those that were taken."""
    return _page(ask, ask.query.get("path"))


def _page(ask: Ask, path: str, errors: dict[str, str] | None = None) -> Response:
    course = badges.course_for(ask.journal, ask.visitor.person_id, path)
    taken = ask.journal.badges.badges(ask.visitor.person_id)
    return ask.page(
        "course/badge.html.j2",
        422 if errors else 200,
        course=course,
        title=_title(course, ask.words.language) if course else "",
        issuer=badges.issuer(ask.journal),
        taken=[(each, badges.holds(ask.journal, each)) for each in reversed(taken)],
        identifier=ask.form.get("identifier") if errors else "",
        errors=errors or {},
    )


def take(ask: Ask) -> Response:
    """Give the badge out; it is noted that and on which exams it stands, the badge itself is not kept."""
    try:
        form = ask.read(_Take)
    except FormError as error:
        return _page(ask, ask.form.get("path"), error.fields)
    course = badges.course_for(ask.journal, ask.visitor.person_id, form.path)
    if course is None:
        return _page(ask, form.path)
    noted = ask.journal.badges.add(ask.visitor.person_id, form.path, badges.minimums(course))
    language = ask.words.language
    summaries: dict[Any, str] = dict(course.path.summaries)
    title = _title(course, language)
    achieved = credentials.Achieved(
        form.path, title, summaries.get(language) or title, ask.words("course.badge.criteria"), language
    )
    made = credentials.credential(
        noted.id,
        achieved,
        issuer=badges.issuer(ask.journal),
        address=ask.origin,
        at=noted.made_at,
        identifier=form.identifier,
    )
    signed = credentials.sign(made, ask.journal.devices.signing_key(new_key))
    ask.log("badge.taken", "badge", noted.id, path=form.path)
    name = f"badge-{form.path}-{local_day(noted.made_at)}.jwt"
    return ask.download(name, signed.encode(), credentials.MEDIA_TYPE)


def show_check(ask: Ask) -> Response:
    """Where a badge is checked."""
    return ask.page("course/check.html.j2", state="", checked=None)


def check(ask: Ask) -> Response:
    """Say whether a badge is ours, unchanged, and still holds. Nothing of it is kept."""
    sent = ask.files.get("badge")
    text = sent.content[: credentials.MOST_BYTES + 1].decode("ascii", "replace") if sent else ""
    try:
        checked = credentials.check(text, ask.journal.devices.keys())
    except credentials.BadgeError:
        return ask.page("course/check.html.j2", 422, state="broken", checked=None)
    return ask.page("course/check.html.j2", state=badges.state_of(ask.journal, checked), checked=checked)


def give_keys(ask: Ask) -> Response:
    """The public keys, for programs that check badges."""
    return _json(credentials.public_keys(ask.journal.devices.keys()))


def give_withdrawn(ask: Ask) -> Response:
    """Badges that hold no longer, for programs: random ids, nothing about anybody."""
    ids = badges.withdrawn(ask.journal, ask.console.options.database, ask.now)
    return _json(credentials.withdrawn_list(ask.origin, ids))


def _json(content: Any) -> Response:
    return Response(json.dumps(content), media_type="application/json")


ROUTES = (
    Route("GET", "/me/badge", show, TRAINEE),
    Route("POST", "/me/badge", take, TRAINEE),
    Route("GET", "/badges", show_check, None),
    Route("POST", "/badges", check, None, upload=True),
    Route("GET", "/badges/keys.json", give_keys, None),
    Route("GET", "/badges/withdrawn.json", give_withdrawn, None),
)
MENU: tuple[tuple[str, str], ...] = ()
