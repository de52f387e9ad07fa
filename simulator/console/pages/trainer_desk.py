"""A trainer's desk: what waits, their groups, and the sessions of the people in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from simulator.console.overseen import Listed, Overseen, language_name, reason_words
from simulator.console.routes import Route
from simulator.console.sheets import Column, Sheet
from simulator.console.things import LED_TEAM
from simulator.marking import Status
from simulator.record import Mode, Role

if TYPE_CHECKING:
    from starlette.responses import Response

    from simulator.console.ask import Ask
    from simulator.marking import Waiting
    from simulator.texts import Texts

TRAINER = frozenset({Role.TRAINER})
PAGE = 50
"""Sessions on one page."""
SOON = 5
"""Lines of the queue that the start page shows."""
STATUSES = (*(status.value for status in Status), "erased")
MODES = tuple(mode.value for mode in (Mode.PRACTICE, Mode.EXAM, Mode.SHIFT))


@dataclass(frozen=True, slots=True)
class Filter:
    """Which sessions are listed; empty for all."""

    team: str = ""
    person: str = ""
    scene: str = ""
    language: str = ""
    mode: str = ""
    status: str = ""

    def fits(self, item: Listed) -> bool:
        """Whether a session is among them; whose it is was looked at before."""
        header = item.record.header
        pairs = (
            (self.scene, header.scenario_slug),
            (self.language, header.language),
            (self.mode, header.mode.value),
            (self.status, item.status),
        )
        return all(wanted in ("", there) for wanted, there in pairs)

    @property
    def query(self) -> str:
        """As the part of an address behind the question mark."""
        return urlencode({name: value for name in _FIELDS if (value := getattr(self, name))})


_FIELDS = ("team", "person", "scene", "language", "mode", "status")


def start(ask: Ask) -> Response:
    """What waits for the trainer, and the way to everything else."""
    overseen = Overseen(ask)
    people = overseen.people()
    sessions = overseen.sessions(people)
    waiting = overseen.waiting(sessions)
    me = ask.visitor.person_id
    rounds = [each for each in ask.journal.rounds.of_rater(me) if each.closed_at is None]
    left = {item.record.id for item in sessions if item.blind}
    return ask.page(
        "trainer/start.html.j2",
        teams=[(team, len(overseen.members(team))) for team in overseen.teams],
        waiting=_lines(ask.words, waiting[:SOON], sessions, me),
        waiting_count=len(waiting),
        rounds=rounds,
        to_rate=len(left),
        people=len(people),
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the queue as a page shows it.

    Args:
        item: the session.
        reasons: why it waits, each as a sentence, the most urgent first.
        urgent: whether it is overdue.
        closed: whether the visitor may not answer it, having marked it before.
    """

    item: Listed
    reasons: tuple[str, ...]
    urgent: bool
    closed: bool


def _lines(words: Texts, waiting: Sequence[Waiting], sessions: Sequence[Listed], me: str) -> list[Line]:
    by_id = {item.record.id: item for item in sessions}
    return [
        Line(
            by_id[each.facts.session],
            tuple(reason_words(words, reason) for reason in each.reasons),
            each.cause.value == "overdue",
            me in each.closed_to,
        )
        for each in waiting
    ]


def waiting_page(ask: Ask) -> Response:
    """The whole queue."""
    overseen = Overseen(ask)
    sessions = overseen.sessions(overseen.people())
    waiting = overseen.waiting(sessions)
    return ask.page(
        "trainer/waiting.html.j2",
        lines=_lines(ask.words, waiting, sessions, ask.visitor.person_id),
        teams=overseen.teams,
    )


def waiting_sheet(ask: Ask) -> Sheet:
    """The queue as a table."""
    t, overseen = ask.words, Overseen(ask)
    sessions = overseen.sessions(overseen.people())
    lines = _lines(t, overseen.waiting(sessions), sessions, ask.visitor.person_id)
    columns = (
        Column("scene", t("trainer.column.scene")),
        Column("person", t("trainer.column.person")),
        Column("started", t("trainer.column.started"), "moment"),
        Column("mode", t("trainer.column.mode")),
        Column("reasons", t("trainer.column.reasons")),
    )
    rows = tuple(
        (
            line.item.title,
            line.item.person,
            line.item.record.started_at,
            t(f"report.mode.{line.item.record.header.mode.value}"),
            " ".join(line.reasons),
        )
        for line in lines
    )
    return Sheet("waiting", t("trainer.waiting.title"), columns, rows, as_of=ask.now)


def groups(ask: Ask) -> Response:
    """The groups the trainer leads."""
    overseen = Overseen(ask)
    told = [
        (team, [member.name for member in overseen.members(team)], [m.name for m in overseen.members(team, "trainer")])
        for team in overseen.teams
    ]
    return ask.page("trainer/groups.html.j2", teams=told)


def group(ask: Ask) -> Response:
    """One group and its people."""
    return ask.page(
        "trainer/group.html.j2",
        team=ask.thing,
        sheet=group_sheet(ask),
        links=_member_links(ask),
        trainers=[member.name for member in Overseen(ask).members(ask.thing, "trainer")],
    )


def _member_links(ask: Ask) -> dict[tuple[int, str], str]:
    members = Overseen(ask).members(ask.thing)
    return {
        (place, "person"): f"/trainer/sessions?team={ask.thing.id}&person={member.id}"
        for place, member in enumerate(members)
    }


def group_sheet(ask: Ask) -> Sheet:
    """The people of a group: how much they have played, and how much of it waits for a person."""
    t, overseen, team = ask.words, Overseen(ask), ask.thing
    members = overseen.members(team)
    sessions = overseen.sessions(member.id for member in members)
    waiting = {each.facts.session for each in overseen.waiting(sessions)}
    rows = []
    for member in members:
        theirs = [item for item in sessions if item.record.person_id == member.id]
        rows.append(
            (
                member.name,
                len(theirs),
                sum(item.record.header.mode is Mode.EXAM for item in theirs),
                sum(item.record.id in waiting for item in theirs),
                theirs[0].record.started_at if theirs else None,
            )
        )
    columns = (
        Column("person", t("trainer.column.person")),
        Column("sessions", t("trainer.column.sessions"), "number"),
        Column("exams", t("trainer.column.exams"), "number"),
        Column("waiting", t("trainer.column.waiting"), "number"),
        Column("latest", t("trainer.column.latest"), "moment"),
    )
    return Sheet("group", t("trainer.group.members", group=team.name), columns, tuple(rows), as_of=ask.now)


def _filter(ask: Ask) -> Filter:
    return Filter(**{name: ask.query.get(name) for name in _FIELDS})


def _listed(overseen: Overseen, wanted: Filter) -> tuple[list[Listed], list[Listed]]:
    """All sessions of the people chosen, and those of them that fit the filter."""
    people = overseen.people(wanted.team)
    chosen = [person for person in people if wanted.person in ("", person)]
    sessions = overseen.sessions(chosen)
    return sessions, [item for item in sessions if wanted.fits(item)]


def sessions_page(ask: Ask) -> Response:
    """The sessions of the trainer's people, a page at a time."""
    overseen, wanted = Overseen(ask), _filter(ask)
    there, fitting = _listed(overseen, wanted)
    given = ask.query.get("page")
    page = min(int(given) if given.isdecimal() and len(given) < 6 else 1, max(1, -(-len(fitting) // PAGE)))
    page = max(1, page)
    shown = fitting[(page - 1) * PAGE : page * PAGE]
    query = wanted.query

    def turn(to: int) -> str:
        return f"/trainer/sessions?{query}{'&' if query else ''}page={to}"

    return ask.page(
        "trainer/sessions.html.j2",
        sheet=_sheet(ask, shown),
        links={(place, "scene"): f"/trainer/sessions/{item.record.id}" for place, item in enumerate(shown)},
        query=query,
        wanted={name: getattr(wanted, name) for name in _FIELDS},
        filters=_choices(ask.words, overseen, wanted, there),
        count=len(fitting),
        newer=turn(page - 1) if page > 1 else "",
        older=turn(page + 1) if page * PAGE < len(fitting) else "",
        anybody=bool(overseen.people()),
    )


def _choices(
    t: Texts, overseen: Overseen, wanted: Filter, there: Sequence[Listed]
) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """The filters: name, label, and what can be chosen."""
    scenes = sorted({(item.record.header.scenario_slug, item.title) for item in there}, key=lambda pair: pair[1])
    known = dict(scenes)
    if wanted.scene and wanted.scene not in known and len(wanted.scene) < 100:
        known[wanted.scene] = wanted.scene
    codes = sorted({item.record.header.language for item in there} | ({wanted.language} - {""}))
    everything = ("", t("trainer.filter.all"))
    return [
        ("team", t("trainer.filter.team"), [everything, *((team.id, team.name) for team in overseen.teams)]),
        ("person", t("trainer.filter.person"), [everything, *overseen.people(wanted.team).items()]),
        ("scene", t("trainer.filter.scene"), [everything, *known.items()]),
        ("language", t("trainer.filter.language"), [everything, *((code, language_name(t, code)) for code in codes)]),
        ("mode", t("trainer.filter.mode"), [everything, *((mode, t(f"report.mode.{mode}")) for mode in MODES)]),
        ("status", t("trainer.filter.status"), [everything, *((each, status_words(t, each)) for each in STATUSES)]),
    ]


def status_words(t: Texts, status: str) -> str:
    """How far a session's mark has come, in words."""
    return t(f"trainer.status.{status}" if status in ("erased", "unfinished") else f"shared.status.{status}")


def sessions_sheet(ask: Ask) -> Sheet:
    """The sessions that fit the filter, all of them."""
    return _sheet(ask, _listed(Overseen(ask), _filter(ask))[1])


def _sheet(ask: Ask, sessions: Sequence[Listed]) -> Sheet:
    t = ask.words
    columns = (
        Column("scene", t("trainer.column.scene")),
        Column("person", t("trainer.column.person")),
        Column("started", t("trainer.column.started"), "moment"),
        Column("mode", t("trainer.column.mode")),
        Column("language", t("trainer.column.language")),
        Column("points", t("trainer.column.points"), "number"),
        Column("status", t("trainer.column.status")),
    )
    rows = tuple(
        (
            item.title,
            item.person,
            item.record.started_at,
            t(f"report.mode.{item.record.header.mode.value}"),
            language_name(t, item.record.header.language),
            None if item.blind else item.points,
            t("trainer.status.blind") if item.blind else status_words(t, item.status),
        )
        for item in sessions
    )
    return Sheet(
        "sessions", t("trainer.sessions.title"), columns, rows, notes=(t("trainer.sessions.note"),), as_of=ask.now
    )


ROUTES = (
    Route("GET", "/trainer", start, TRAINER),
    Route("GET", "/trainer/waiting", waiting_page, TRAINER),
    Route("GET", "/trainer/waiting", waiting_sheet, TRAINER, sheet=True),
    Route("GET", "/trainer/groups", groups, TRAINER),
    Route("GET", "/trainer/groups/{team}", group, TRAINER, LED_TEAM),
    Route("GET", "/trainer/groups/{team}/members", group_sheet, TRAINER, LED_TEAM, sheet=True),
    Route("GET", "/trainer/sessions", sessions_page, TRAINER),
    Route("GET", "/trainer/sessions", sessions_sheet, TRAINER, sheet=True),
)
