"""A trainer's desk: what waits, their groups, and the sessions of the people in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from simulator.console.overseen import Overseen, Scenes, Seen, language_name, reason_words
from simulator.console.paging import PAGE, part_of
from simulator.console.routes import Route
from simulator.console.sheets import Column, LongRows, Row, Sheet
from simulator.console.things import LED_TEAM
from simulator.marking import Cause, Status
from simulator.record import Mode, OverseenSessions, Role
from simulator.texts import languages

if TYPE_CHECKING:
    from starlette.responses import Response

    from simulator.console.ask import Ask
    from simulator.texts import Texts
    from simulator.training import WaitingSession

TRAINER = frozenset({Role.TRAINER})
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

    def chosen(self, overseen: Overseen, scenes: Scenes) -> OverseenSessions | None:
        """The sessions that are asked for; None where something is asked for that there is none of.

        Args:
            overseen: what the visitor oversees.
            scenes: what there is of the group and the person.
        """
        known = (
            (self.team, {team.id for team in overseen.teams}),
            (self.person, overseen.people(self.team)),
            (self.scene, scenes.latest),
            (self.mode, MODES),
            (self.status, STATUSES),
        )
        spoken = self.language.replace("-", "")
        if any(wanted and wanted not in there for wanted, there in known) or not (spoken + "a").isalnum():
            return None
        slugs = (self.scene,) if self.scene else ()
        return overseen.which(
            team=self.team, person=self.person, slugs=slugs, language=self.language, mode=self.mode, status=self.status
        )

    @property
    def query(self) -> str:
        """As the part of an address behind the question mark."""
        return urlencode({name: value for name in _FIELDS if (value := getattr(self, name))})


_FIELDS = ("team", "person", "scene", "language", "mode", "status")


def start(ask: Ask) -> Response:
    """What waits for the trainer, and the way to everything else."""
    overseen = Overseen(ask)
    rounds = [each for each in ask.journal.rounds.of_rater(ask.visitor.person_id) if each.closed_at is None]
    return ask.page(
        "trainer/start.html.j2",
        freshness=overseen.freshness,
        teams=[(team, len(overseen.members(team))) for team in overseen.teams],
        waiting=_lines(ask, overseen, overseen.waiting(limit=SOON)),
        waiting_count=overseen.waiting_count(),
        rounds=rounds,
        to_rate=len(overseen.blind),
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

    item: Seen
    reasons: tuple[str, ...]
    urgent: bool
    closed: bool


def _lines(ask: Ask, overseen: Overseen, waiting: Sequence[WaitingSession]) -> list[Line]:
    return [
        Line(
            overseen.seen(each.listed),
            tuple(reason_words(ask.words, reason) for reason in each.reasons),
            each.cause is Cause.OVERDUE,
            ask.visitor.person_id in each.closed_to,
        )
        for each in waiting
    ]


def waiting_page(ask: Ask) -> Response:
    """The queue, a part at a time."""
    overseen = Overseen(ask)
    count = overseen.waiting_count()
    part = part_of(ask, count, "", PAGE)
    return ask.page(
        "trainer/waiting.html.j2",
        freshness=overseen.freshness,
        lines=_lines(ask, overseen, overseen.waiting(offset=part.offset, limit=part.limit)),
        count=count,
        newer=part.before,
        older=part.behind,
    )


def waiting_sheet(ask: Ask) -> Sheet:
    """The queue as a table."""
    t, overseen = ask.words, Overseen(ask)
    columns = (
        Column("scene", t("trainer.column.scene")),
        Column("person", t("trainer.column.person")),
        Column("started", t("trainer.column.started"), "moment"),
        Column("mode", t("trainer.column.mode")),
        Column("reasons", t("trainer.column.reasons")),
    )

    def rows(waiting: Sequence[WaitingSession]) -> Iterator[Row]:
        for line in _lines(ask, overseen, waiting):
            of = line.item.listed.result
            yield line.item.title, line.item.person, of.started_at, t(f"report.mode.{of.mode}"), " ".join(line.reasons)

    read = LongRows(overseen.waiting_count(), lambda: map(rows, overseen.every_waiting()))
    return Sheet("waiting", t("trainer.waiting.title"), columns, read, as_of=ask.now)


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
    overseen = Overseen(ask)
    return ask.page(
        "trainer/group.html.j2",
        freshness=overseen.freshness,
        team=ask.thing,
        sheet=_group(ask, overseen),
        links={
            (place, "person"): f"/trainer/sessions?team={ask.thing.id}&person={member.id}"
            for place, member in enumerate(overseen.members(ask.thing))
        },
        trainers=[member.name for member in overseen.members(ask.thing, "trainer")],
    )


def group_sheet(ask: Ask) -> Sheet:
    """The people of a group: how much they have played, and how much of it waits for a person."""
    return _group(ask, Overseen(ask))


def _group(ask: Ask, overseen: Overseen) -> Sheet:
    t, team = ask.words, ask.thing
    played = overseen.played(team)
    rows = []
    for member in overseen.members(team):
        theirs = played.get(member.id)
        told = (0, 0, 0, None) if theirs is None else (theirs.sessions, theirs.exams, theirs.waiting, theirs.latest)
        rows.append((member.name, *told))
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


def sessions_page(ask: Ask) -> Response:
    """The sessions of the trainer's people, a page at a time."""
    overseen, wanted = Overseen(ask), _filter(ask)
    scenes = _scenes(overseen, wanted)
    which = wanted.chosen(overseen, scenes)
    count = 0 if which is None else overseen.count(which, scenes)
    part = part_of(ask, count, wanted.query, PAGE)
    shown = overseen.sessions(which, offset=part.offset, limit=part.limit) if which and count else []
    return ask.page(
        "trainer/sessions.html.j2",
        freshness=overseen.freshness,
        sheet=_sheet(ask, tuple(_rows(ask, shown))),
        links={(place, "scene"): f"/trainer/sessions/{item.id}" for place, item in enumerate(shown)},
        query=wanted.query,
        wanted={name: getattr(wanted, name) for name in _FIELDS},
        filters=_choices(ask.words, overseen, wanted, scenes),
        count=count,
        newer=part.before,
        older=part.behind,
        anybody=bool(overseen.people()),
    )


def _scenes(overseen: Overseen, wanted: Filter) -> Scenes:
    """What there is of the group and the person that were chosen."""
    known = wanted.team in ("", *(team.id for team in overseen.teams))
    if not known or wanted.person not in ("", *overseen.people(wanted.team)):
        return Scenes({}, {})
    return overseen.scenes(wanted.team, wanted.person)


def _choices(
    t: Texts, overseen: Overseen, wanted: Filter, there: Scenes
) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """The filters: name, label, and what can be chosen."""
    known = dict(sorted(overseen.titles(there).items(), key=lambda pair: pair[1]))
    if wanted.scene and wanted.scene not in known and len(wanted.scene) < 100:
        known[wanted.scene] = wanted.scene
    codes = sorted({*languages(), wanted.language} - {""})
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
    overseen, wanted = Overseen(ask), _filter(ask)
    scenes = _scenes(overseen, wanted)
    which = wanted.chosen(overseen, scenes)
    if which is None:
        return _sheet(ask, ())

    def rows(sessions: Sequence[Seen]) -> Iterator[Row]:
        return _rows(ask, sessions)

    return _sheet(ask, LongRows(overseen.count(which, scenes), lambda: map(rows, overseen.every_session(which))))


def _sheet(ask: Ask, rows: tuple[Row, ...] | LongRows) -> Sheet:
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
    return Sheet(
        "sessions", t("trainer.sessions.title"), columns, rows, notes=(t("trainer.sessions.note"),), as_of=ask.now
    )


def _rows(ask: Ask, sessions: Sequence[Seen]) -> Iterator[Row]:
    t = ask.words
    for item in sessions:
        yield (
            item.title,
            item.person,
            item.listed.result.started_at,
            t(f"report.mode.{item.listed.result.mode}"),
            language_name(t, item.listed.language),
            None if item.blind else item.points,
            t("trainer.status.blind") if item.blind else status_words(t, item.status),
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
