"""Assignments: given by trainers to their groups, and exams by HR to anybody; how they stand, changed, taken back.

The same pages in two areas; which one it is stands in the address.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, Field, StringConstraints, field_validator

from simulator.console.fields import FormError
from simulator.console.given_figures import (
    assignments_seen,
    kind_words,
    list_sheet,
    people_sheet,
    receiver_name,
    rows_of,
)
from simulator.console.giving import (
    MOST_PEOPLE,
    MOST_SCENES,
    freeze,
    home,
    is_hr,
    may_receive,
    paths_offered,
    people_for,
    scenes_offered,
    teams_for,
)
from simulator.console.overseen import Overseen
from simulator.console.pages.trainer_desk import TRAINER
from simulator.console.routes import Route
from simulator.console.things import ASSIGNED_EXAM, LED_ASSIGNMENT
from simulator.record import JournalError, Mode, Role
from simulator.scenario import ScenarioError
from simulator.training import PATH, content_of, scenes_of

if TYPE_CHECKING:
    from starlette.responses import Response

    from simulator.console.ask import Ask
    from simulator.console.giving import Offer
    from simulator.console.sheets import Sheet
    from simulator.console.things import Rule
    from simulator.record import Assignment

HR = frozenset({Role.HR})
SORTS = ("scene", "path", "exam")
"""What may be given: scenes to practise, a path, an exam of a pool of scenes."""
MOST_NAME, MOST_NOTE, MOST_TRIES = 120, 2000, 50
ASSIGNMENTS, PEOPLE = 50, 100
"""Lines on one page; the files hold all."""
_DIGITS = 6
FARTHEST = timedelta(days=5 * 366)
"""How far ahead a date may lie."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=MOST_NOTE)]


class Dates(BaseModel):
    """The form of another date."""

    due: date | None = None

    @field_validator("due", mode="before")
    @classmethod
    def _may_be_empty(cls, value: object) -> object:
        return value or None


class NewAssignment(Dates):
    """The form of a new assignment."""

    what: str
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MOST_NAME)]
    receiver: str = Field(min_length=1)
    scenes: list[str] = Field(max_length=MOST_SCENES)
    path: str = ""
    tries: Annotated[int, Field(ge=1, le=MOST_TRIES)] | None = None
    opens: date | None = None
    note: Text = ""
    asked: bool = False

    @field_validator("tries", "opens", mode="before")
    @classmethod
    def _may_be_left_out(cls, value: object) -> object:
        return value or None


def show_list(ask: Ask) -> Response:
    """The assignments, and how many have done them."""
    every = assignments_seen(ask)
    part, newer, older = _part(ask, len(every), ASSIGNMENTS)
    seen = every[part]
    links = {(row, "name"): f"{home(ask)}/{each.id}" for row, each in enumerate(seen)}
    return ask.page(
        "trainer/assignments.html.j2", sheet=list_sheet(ask, seen), links=links, home=home(ask), hr=is_hr(ask),
        may=bool(teams_for(ask)), newer=newer, older=older,
    )  # fmt: skip


def _part(ask: Ask, count: int, size: int) -> tuple[slice, str, str]:
    """The part of a long list that is asked for, and the addresses of the parts before and behind it."""
    asked, last = ask.query.get("page"), max(1, -(-count // size))
    page = min(last, max(1, int(asked))) if asked.isdecimal() and len(asked) < _DIGITS else 1
    before, behind = (f"{ask.url}?page={each}" if 1 <= each <= last else "" for each in (page - 1, page + 1))
    return slice((page - 1) * size, page * size), before, behind


def list_table(ask: Ask) -> Sheet:
    """The same list as a table."""
    return list_sheet(ask, assignments_seen(ask))


# -- giving ----------------------------------------------------------------------------------------------------------


def new(ask: Ask) -> Response:
    """The form of a new assignment."""
    return _form(ask)


def _sorts(ask: Ask) -> tuple[str, ...]:
    return ("exam", "path") if is_hr(ask) else SORTS


def _form(ask: Ask, errors: dict[str, str] | None = None, rough: tuple[Offer, ...] = ()) -> Response:
    given = ask.form if ask.method == "POST" else ask.query
    what = given.get("what") if given.get("what") in _sorts(ask) else _sorts(ask)[0]
    named = given.get("who").strip()
    scenes = () if what == PATH else scenes_offered(ask, Mode.EXAM if what == "exam" else Mode.PRACTICE)
    return ask.page(
        "trainer/assignment_new.html.j2",
        422 if errors else 200,
        home=home(ask),
        hr=is_hr(ask),
        what=what,
        sorts=_sorts(ask),
        scenes=scenes,
        paths=[(path_id, path.titles.get(ask.words.language, path_id), path) for path_id, path in paths_offered(ask)],  # type: ignore[call-overload]  # a code it has or not
        teams=teams_for(ask),
        people=people_for(ask, named),
        named=named,
        most_people=MOST_PEOPLE,
        form=given,
        chosen=given.all("scenes"),
        rough=rough,
        errors=errors or {},
        most={"name": MOST_NAME, "tries": MOST_TRIES, "scenes": MOST_SCENES},
    )


def add(ask: Ask) -> Response:
    """Give something, frozen as it is now."""
    try:
        typed = ask.read(NewAssignment)
    except FormError as error:
        return _form(ask, {name: _fault(name, key) for name, key in error.fields.items()})
    if typed.what not in _sorts(ask):
        return _form(ask, {"what": "shared.field.choice"})
    wrong, rough = _checked(ask, typed)
    if wrong:
        return _form(ask, wrong, rough)
    try:
        made = _give(ask, typed)
    except (ScenarioError, JournalError):  # a scene is broken, or somebody was erased a moment ago
        return _form(ask, {"scenes" if typed.what != PATH else "path": "trainer.given.fault.broken"})
    ask.log(
        "assignment.given",
        "assignment",
        made.id,
        assigned=made.kind,
        mode=made.mode.value,
        receiver=typed.receiver,
        scenes=[scene.slug for scene in scenes_of(made)],
        asked=typed.asked,
    )
    return ask.go(f"{home(ask)}/{made.id}", f"{home(ask).split('/')[1]}.said.given")


def _fault(name: str, key: str) -> str:
    own = f"trainer.given.fault.{name}"
    return own if name in ("due", "opens", "tries", "receiver") else key


def _may_give_to(ask: Ask, receiver: str) -> bool:
    sort, _, wanted = receiver.partition(":")
    if sort == "team":
        return any(team.id == wanted for team in teams_for(ask))
    return sort == "person" and may_receive(ask, wanted)


def _checked(ask: Ask, typed: NewAssignment) -> tuple[dict[str, str], tuple[Offer, ...]]:
    """What is wrong with a form that could be read, and the scenes that nobody is given unasked."""
    wrong: dict[str, str] = {}
    rough: tuple[Offer, ...] = ()
    if not _may_give_to(ask, typed.receiver):
        wrong["receiver"] = "trainer.given.fault.receiver"
    wrong |= _wrong_dates(ask, typed.opens, typed.due)
    if typed.what == PATH:
        known = dict(paths_offered(ask))
        if typed.path not in known:
            return wrong | {"path": "trainer.given.fault.path"}, ()
        slugs = {f"own:{item.scene}" for item in known[typed.path].scenes}
        rough = tuple(each for each in scenes_offered(ask, Mode(known[typed.path].use)) if each.key in slugs)
    else:
        offered = {each.key: each for each in scenes_offered(ask, Mode.EXAM if typed.what == "exam" else Mode.PRACTICE)}
        if not typed.scenes or not set(typed.scenes) <= offered.keys():
            return wrong | {"scenes": "trainer.given.fault.scenes"}, ()
        rough = tuple(offered[key] for key in dict.fromkeys(typed.scenes))
        if typed.what == "exam" and (typed.tries or 1) > len({each.slug for each in rough}):
            wrong["tries"] = "trainer.given.fault.tries_pool"
    rough = tuple(each for each in rough if each.rough)
    if rough and not typed.asked:
        wrong["asked"] = "trainer.given.fault.asked"
    return wrong, rough


def _wrong_dates(ask: Ask, opens: date | None, due: date | None) -> dict[str, str]:
    today = ask.now.astimezone().date()
    if due is not None and not today <= due <= today + FARTHEST:
        return {"due": "trainer.given.fault.due"}
    if opens is not None and not today - FARTHEST <= opens <= (due or today + FARTHEST):
        return {"opens": "trainer.given.fault.opens"}
    return {}


def _begins(day: date) -> datetime:
    """When a day begins where the people sit who read it."""
    return datetime.combine(day, time.min).astimezone().astimezone(UTC)


def _ends(day: date | None) -> datetime | None:
    return None if day is None else _begins(day + timedelta(days=1)) - timedelta(seconds=1)


def _give(ask: Ask, typed: NewAssignment) -> Assignment:
    sort, receiver = typed.receiver.split(":", 1)
    tries = typed.tries
    if typed.what == PATH:
        path = dict(paths_offered(ask))[typed.path]
        mode, scenes = Mode(path.use), freeze(ask, [f"own:{item.scene}" for item in path.scenes])
        # Each exam of a path is taken once; what is practised may be played as often as one likes.
        tries = len(scenes) if mode is Mode.EXAM else None
    else:
        mode, scenes = Mode.EXAM if typed.what == "exam" else Mode.PRACTICE, freeze(ask, typed.scenes)
        tries = tries or (1 if mode is Mode.EXAM else None)
    return ask.journal.assignments.add(
        PATH if typed.what == PATH else "scene",
        mode,
        typed.name,
        content_of(scenes, typed.path if typed.what == PATH else ""),
        by=ask.visitor.person_id,
        team_id=receiver if sort == "team" else None,
        person_id=receiver if sort == "person" else None,
        note=typed.note,
        attempts=tries,
        opens_at=None if typed.opens is None else _begins(typed.opens),
        due_at=_ends(typed.due),
    )


# -- one assignment --------------------------------------------------------------------------------------------------


def show(ask: Ask) -> Response:
    """One assignment: who has done it, and with what mark."""
    return _one(ask)


def _one(ask: Ask, errors: dict[str, str] | None = None) -> Response:
    assignment: Assignment = ask.thing
    every = rows_of(ask, assignment)
    part, before, behind = _part(ask, len(every), PEOPLE)
    rows = every[part]
    links: dict[tuple[int, str], str] = {}
    people = set(Overseen(ask).people())
    for place, row in enumerate(rows):
        if row.record is not None and (is_hr(ask) or row.person_id in people):
            links[place, "scene"] = f"/{'hr' if is_hr(ask) else 'trainer'}/sessions/{row.record.id}"
    due = assignment.due_at
    return ask.page(
        "trainer/assignment.html.j2",
        422 if errors else 200,
        home=home(ask),
        given=assignment,
        kind=kind_words(ask.words, assignment),
        receiver=receiver_name(ask, assignment),
        by=Overseen(ask).name(assignment.created_by),
        scenes=scenes_of(assignment),
        sheet=people_sheet(ask, assignment, rows),
        links=links,
        count=len(every),
        before=before,
        behind=behind,
        due=ask.form.get("due") if errors else "" if due is None else due.astimezone().date().isoformat(),
        errors=errors or {},
    )


def people_table(ask: Ask) -> Sheet:
    """Who has done it, as a table."""
    return people_sheet(ask, ask.thing, rows_of(ask, ask.thing))


def set_due(ask: Ask) -> Response:
    """Change until when it is to be done."""
    try:
        typed = ask.read(Dates)
    except FormError:
        return _one(ask, {"due": "trainer.given.fault.due"})
    wrong = _wrong_dates(ask, None, typed.due)
    if wrong:
        return _one(ask, wrong)
    due = _ends(typed.due)
    ask.journal.assignments.set_due(ask.thing.id, due)
    ask.log("assignment.dated", "assignment", ask.thing.id, due=None if due is None else due.isoformat())
    return ask.go(f"{home(ask)}/{ask.thing.id}", f"{home(ask).split('/')[1]}.said.due")


def withdraw(ask: Ask) -> Response:
    """Take an assignment back; what was played for it stays."""
    if ask.thing.withdrawn_at is None:
        ask.journal.assignments.withdraw(ask.thing.id)
        ask.log("assignment.withdrawn", "assignment", ask.thing.id)
    return ask.go(f"{home(ask)}/{ask.thing.id}", f"{home(ask).split('/')[1]}.said.taken_back")


def _routes(base: str, who: frozenset[Role], rule: Rule) -> tuple[Route, ...]:
    return (
        Route("GET", base, show_list, who),
        Route("GET", base, list_table, who, sheet=True),
        Route("GET", f"{base}/new", new, who),
        Route("POST", base, add, who),
        Route("GET", f"{base}/{{assignment}}", show, who, rule),
        Route("GET", f"{base}/{{assignment}}/people", people_table, who, rule, sheet=True),
        Route("POST", f"{base}/{{assignment}}/due", set_due, who, rule),
        Route("POST", f"{base}/{{assignment}}/withdraw", withdraw, who, rule),
    )


ROUTES = _routes("/trainer/assignments", TRAINER, LED_ASSIGNMENT)
HR_ROUTES = _routes("/hr/assignments", HR, ASSIGNED_EXAM)
