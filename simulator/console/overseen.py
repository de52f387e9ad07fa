"""What a trainer oversees: their groups, the people in them, and those people's sessions, a part at a time.

Like HR's pages (`workforce`) nothing here reads all sessions, or keeps any: what was worked out of them is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

from simulator.console.blindness import to_rate
from simulator.console.figuring import figuring_of
from simulator.marking import Cause, Reason
from simulator.record import JournalError, Listed, OverseenSessions, SessionHeader, UnknownRecordError
from simulator.scenario import ScenarioError, glance, load_bundle
from simulator.texts import Texts, visible
from simulator.training import FactsOfSessions, WaitingSession, waiting_in_parts, waiting_of

if TYPE_CHECKING:
    from simulator.console.ask import Ask
    from simulator.record import Amount, Figures, Freshness, Journal, SessionRecord, Team


_FACTS: WeakKeyDictionary[Journal, FactsOfSessions] = WeakKeyDictionary()
_TITLES: dict[tuple[str, str], str] = {}
_MOST_TITLES = 2000
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a group.

    Args:
        id: their person.
        name: what they are called.
        part: `member` or `trainer`.
    """

    id: str
    name: str
    part: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A session in a list.

    Args:
        listed: the session.
        person: whose it is, by name.
        title: what its scene is called.
        blind: the visitor is to rate it without having seen its grade.
    """

    listed: Listed
    person: str
    title: str
    blind: bool = False

    @property
    def id(self) -> str:
        """The session's."""
        return self.listed.result.session_id

    @property
    def points(self) -> int | None:
        """Points of record; of one whose words were taken away those that were kept."""
        result = self.listed.result
        return self.listed.kept if result.status is None else result.overall

    @property
    def status(self) -> str:
        """`erased`, `unfinished`, or how far its mark has come."""
        return "erased" if self.listed.erased else self.listed.result.status or "unfinished"


@dataclass(frozen=True, slots=True)
class Scenes:
    """The sessions of some people, counted.

    Args:
        counts: how many there are by scene, mode and status.
        latest: one of the latest of each scene.
    """

    counts: Mapping[tuple[str, str, str | None], int]
    latest: Mapping[str, str]

    def count(self, slug: str = "", mode: str = "", status: str = "") -> int:
        """How many there are of a scene, a mode and a status; of any where it is empty."""
        return sum(
            count
            for there, count in self.counts.items()
            if all(wanted in ("", each) for wanted, each in zip((slug, mode, status), there, strict=True))
        )


def facts_reader(journal: Journal) -> FactsOfSessions:
    """What reads the marks of a journal and remembers some, one for all requests."""
    found = _FACTS.get(journal)
    if found is None:
        found = _FACTS[journal] = FactsOfSessions(journal)
    return found


class Overseen:
    """Reads what the visitor oversees, each part when it is first asked for.

    Args:
        ask: the request.
    """

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._me = ask.visitor.person_id
        self._names: dict[str, str] = {}
        self._people: dict[str, dict[str, str]] = {}
        self.teams: tuple[Team, ...] = tuple(
            team for team in ask.journal.teams.led_by(self._me) if team.closed_at is None
        )

    # People.

    def name(self, person_id: str) -> str:
        """What a person is called; a word for somebody erased or unknown."""
        if person_id not in self._names:
            try:
                name = self._ask.journal.person(person_id).display_name
            except UnknownRecordError:
                name = None
            self._names[person_id] = self._called(name)
        return self._names[person_id]

    def names(self, person_ids: Iterable[str]) -> dict[str, str]:
        """What some people are called, asked for at once."""
        ids = list(person_ids)
        known = self._ask.journal.reading.named(ids)
        return {each: self._called(known[each].display_name if each in known else None) for each in ids}

    def members(self, team: Team, part: str = "member") -> tuple[Member, ...]:
        """The people of a group, by name; a trainer who trains in it too stands there as a member."""
        found = [member for member in self._members.get(team.id, ()) if member.part == part]
        return tuple(sorted(found, key=lambda member: member.name.casefold()))

    def people(self, team_id: str = "") -> Mapping[str, str]:
        """Names of the people overseen, by id, in the order of their names.

        Args:
            team_id: only those of this group.
        """
        if team_id not in self._people:
            teams = [team for team in self.teams if team_id in ("", team.id)]
            everyone = {
                member.id: member.name for team in teams for member in self._members[team.id] if member.part == "member"
            }
            # Nobody oversees themselves.
            everyone.pop(self._me, None)
            self._people[team_id] = dict(sorted(everyone.items(), key=lambda pair: pair[1].casefold()))
        return self._people[team_id]

    # Their sessions: those that are over; no demonstrations.

    @cached_property
    def freshness(self) -> Freshness:
        """How fresh the figures are that sessions are listed by."""
        return figuring_of(self._ask.journal).fresh()

    @cached_property
    def blind(self) -> frozenset[str]:
        """Sessions the visitor is to rate without having seen their grades."""
        return frozenset(to_rate(self._ask.journal, self._me, facts_reader(self._ask.journal)))

    def which(self, **asked: Any) -> OverseenSessions:
        """Sessions of the people overseen, fewer by what is asked."""
        return OverseenSessions(self._me, **asked)

    def scenes(self, team_id: str = "", person_id: str = "") -> Scenes:
        """How many sessions there are of what.

        Args:
            team_id: only those of members of this group.
            person_id: only this person's.
        """
        which = self.which(team=team_id, person=person_id)

        def counted() -> Scenes:
            sorts = self._figures.sorts(which)
            latest: dict[str, str] = {}
            for each in sorts:
                latest[each.slug] = max(each.latest, latest.get(each.slug, ""))
            return Scenes({(each.slug, each.mode, each.status): each.sessions for each in sorts}, latest)

        if person_id:
            return counted()
        return self._kept(("overseen", self._me, team_id, self._everyone(team_id)), counted)

    def count(self, which: OverseenSessions, scenes: Scenes) -> int:
        """How many sessions.

        Args:
            which: which.
            scenes: what there is of the same group and person.
        """
        if which.language or which.status == "erased":
            return self._figures.count_overseen(which)
        return sum(scenes.count(slug, which.mode, which.status) for slug in which.slugs or ("",))

    def sessions(self, which: OverseenSessions, *, offset: int = 0, limit: int) -> list[Seen]:
        """Sessions, the latest first.

        Args:
            which: which.
            offset: so many are passed over.
            limit: at most so many.
        """
        found = self._figures.overseen(which, offset=offset, limit=limit)
        return [self.seen(each) for each in found]

    def every_session(self, which: OverseenSessions) -> Iterator[list[Seen]]:
        """The same, all of them, a part at a time."""
        for part in self._figures.every_overseen(which):
            yield [self.seen(each) for each in part]

    def titles(self, scenes: Scenes) -> dict[str, str]:
        """What scenes are called that there are sessions of, by their folders: as in the latest session."""
        which = self.which(ids=tuple(sorted(scenes.latest.values())))
        found = self._figures.overseen(which) if scenes.latest else ()
        return {each.result.slug: listed_title(self._ask, each) for each in found}

    def played(self, team: Team) -> dict[str, Amount]:
        """How much the members of a group have played, by person; without those who have played nothing."""
        return self._figures.played(team.id, self.blind)

    def seen(self, listed: Listed) -> Seen:
        """A session as a list shows it."""
        title = listed_title(self._ask, listed)
        return Seen(listed, self._called(listed.name), title, listed.result.session_id in self.blind)

    # What of it waits for a person; without what would tell a rater the grade.

    def waiting_count(self) -> int:
        """How many sessions wait."""
        key = ("overseen waiting", self._me, self._everyone(), self.blind)
        count, which = self._figures.count_overseen_waiting, self.which()
        return int(self._kept(key, lambda: count(which, self.blind)))

    def waiting(self, *, offset: int = 0, limit: int) -> tuple[WaitingSession, ...]:
        """Sessions that wait, the most urgent first.

        Args:
            offset: so many are passed over.
            limit: at most so many.
        """
        now = self._ask.now
        found = self._figures.overseen_waiting(self.which(), now, self.blind, offset=offset, limit=limit)
        return waiting_of(self._ask.journal, found, now)

    def every_waiting(self) -> Iterator[tuple[WaitingSession, ...]]:
        """The same, all of them, a part at a time."""
        now = self._ask.now
        parts = self._figures.every_overseen_waiting(self.which(), now, self.blind)
        return waiting_in_parts(self._ask.journal, parts, now)

    def waits_for(self, session_id: str) -> tuple[Reason, ...]:
        """Why a session waits; empty where it does not."""
        listed = None if session_id in self.blind else self._figures.result(session_id)
        found = () if listed is None else waiting_of(self._ask.journal, (listed,), self._ask.now)
        return next((each.reasons for each in found), ())

    @cached_property
    def _figures(self) -> Figures:
        """What is kept of sessions, brought up to date first."""
        _ = self.freshness
        return self._ask.journal.figures

    def _kept(self, key: Hashable, made: Callable[[], Made]) -> Made:
        found: Made = figuring_of(self._ask.journal).remembered(key, self.freshness.generation, made)
        return found

    @cached_property
    def _members(self) -> dict[str, list[Member]]:
        found: dict[str, list[Member]] = {team.id: [] for team in self.teams}
        for membership, name in self._ask.journal.teams.names(found):
            called = self._names[membership.person_id] = self._called(name)
            found[membership.team_id].append(Member(membership.person_id, called, membership.part))
        return found

    def _everyone(self, team_id: str = "") -> int:
        """Something that changes with the people overseen."""
        return hash(frozenset(self.people(team_id)))

    def _called(self, name: str | None) -> str:
        return visible(name) if name else self._ask.words("trainer.somebody")


def listed_title(ask: Ask, listed: Listed) -> str:
    """What the scene of a session in a list is called, in the reader's language where it speaks that."""
    each = listed.result
    header = SessionHeader(each.slug, listed.scenario_hash, listed.language, each.mode, listed.seed)  # type: ignore[arg-type]
    return header_title(ask.journal, header, ask.words)


def title_of(journal: Journal, record: SessionRecord, words: Texts) -> str:
    """What the scene of a session is called, in the reader's language where it speaks that."""
    return header_title(journal, record.header, words)


def header_title(journal: Journal, header: SessionHeader, words: Texts) -> str:
    """The same, of what is fixed about a session."""
    key = (header.scenario_hash, words.language)
    if key not in _TITLES:
        if len(_TITLES) >= _MOST_TITLES:
            _TITLES.clear()
        _TITLES[key] = _title(journal, header, words.language)
    return _TITLES[key]


def _title(journal: Journal, header: SessionHeader, language: str) -> str:
    try:
        return visible(glance(header.scenario_slug, language).title)
    except (ScenarioError, OSError, ValueError, KeyError):
        pass
    try:  # A scene of the console's own, or one that is gone, is told by the bytes it was played from.
        scenario = load_bundle(journal.scenario(header.scenario_hash))
        spoken = language if language in scenario.words else header.language
        return visible(scenario.text("about.title", spoken, scenario.draw(header.seed)))  # type: ignore[arg-type]  # as it was played
    except (JournalError, ScenarioError, ValueError, KeyError, TypeError):
        return header.scenario_slug


def language_name(words: Texts, code: str) -> str:
    """What a language is called."""
    return words(f"language.{code}") if f"language.{code}" in words else code


def reason_words(words: Texts, reason: Reason) -> str:
    """Why a grade waits for a person, as a sentence."""
    told, cause = reason.detail, reason.cause
    if reason.due is not None:
        return words(f"trainer.waits.{cause}.contest", day=words.day(reason.due))
    if cause is Cause.SUPERSEDED:
        figures = {name: "–" if told[name] is None else told[name] for name in ("before", "now")}
        return words("trainer.waits.superseded", **figures)
    if cause is Cause.MISREAD:
        return words.count("trainer.waits.misread", told["responses"])
    if cause is Cause.LOW_CONFIDENCE:
        return " ".join(_doubts(words, told))
    if cause is Cause.OUTLYING:
        kind = "both" if {"own", "scene"} <= told.keys() else "own" if "own" in told else "scene"
        return words(f"trainer.waits.outlying.{kind}", **told)
    days = told["days"]
    return words.count("trainer.waits.unconfirmed.days", days) if days else words("trainer.waits.unconfirmed")


def _doubts(words: Texts, told: Mapping[str, Any]) -> Iterable[str]:
    for sign in ("fault", "unscored"):
        if sign in told:
            yield words(f"trainer.waits.low_confidence.{sign}")
    if "unread" in told:
        yield words.count("trainer.waits.low_confidence.unread", told["unread"], of=told["of"])
    if "barely" in told:
        yield words.count("trainer.waits.low_confidence.barely", told["barely"], of=told["acts"])
