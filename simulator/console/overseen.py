"""What a trainer oversees: their groups, the people in them, and those people's sessions with their marks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from simulator.console.blindness import to_rate
from simulator.marking import Cause, Facts, Reason, Waiting, queue
from simulator.record import JournalError, UnknownRecordError
from simulator.scenario import ScenarioError, glance, load_bundle
from simulator.texts import Texts, visible
from simulator.training import FactsOfSessions

if TYPE_CHECKING:
    from simulator.console.ask import Ask
    from simulator.record import Journal, SessionHeader, SessionRecord, Team

_FACTS: WeakKeyDictionary[Journal, FactsOfSessions] = WeakKeyDictionary()
_TITLES: dict[tuple[str, str], str] = {}
_MOST_TITLES = 2000


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
class Listed:
    """A session in a list.

    Args:
        record: the session.
        person: whose it is, by name.
        title: what its scene is called.
        facts: its mark; None where it has none, or its words were taken away.
        blind: the visitor is to rate it without having seen its grade.
    """

    record: SessionRecord
    person: str
    title: str
    facts: Facts | None
    blind: bool = False

    @property
    def points(self) -> int | None:
        """Points of record; of one whose words were taken away those that were kept."""
        return self.record.overall if self.facts is None else self.facts.mark.overall

    @property
    def status(self) -> str:
        """`erased`, `unfinished`, or how far its mark has come."""
        if self.record.erased_at is not None:
            return "erased"
        return "unfinished" if self.facts is None else self.facts.mark.status.value


def facts_reader(journal: Journal) -> FactsOfSessions:
    """What reads the marks of a journal and remembers them, one for all requests."""
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
        self._names: dict[str, str] = {}
        self.teams: tuple[Team, ...] = tuple(
            team for team in ask.journal.teams.led_by(ask.visitor.person_id) if team.closed_at is None
        )

    def name(self, person_id: str) -> str:
        """What a person is called; a word for somebody erased or unknown."""
        if person_id not in self._names:
            try:
                name = self._ask.journal.person(person_id).display_name
            except UnknownRecordError:
                name = None
            self._names[person_id] = visible(name) if name else self._ask.words("trainer.somebody")
        return self._names[person_id]

    def members(self, team: Team, part: str = "member") -> tuple[Member, ...]:
        """The people of a group, by name; a trainer who trains in it too stands there as a member."""
        found = [
            Member(membership.person_id, self.name(membership.person_id), membership.part)
            for membership in self._ask.journal.teams.members(team.id)
            if membership.part == part
        ]
        return tuple(sorted(found, key=lambda member: member.name.casefold()))

    def people(self, team_id: str = "") -> dict[str, str]:
        """Names of the people overseen, by id, in the order of their names.

        Args:
            team_id: only those of this group.
        """
        teams = [team for team in self.teams if team_id in ("", team.id)]
        everyone = {member.id: member.name for team in teams for member in self.members(team)}
        # Nobody oversees themselves.
        everyone.pop(self._ask.visitor.person_id, None)
        return dict(sorted(everyone.items(), key=lambda pair: pair[1].casefold()))

    def sessions(self, people: Iterable[str]) -> list[Listed]:
        """The sessions of people, the latest first; demonstrations and what was never ended are left out."""
        journal = self._ask.journal
        records = [record for person in people for record in journal.sessions(person) if record.ended_at is not None]
        records = [record for record in records if record.header.mode.value != "demonstration"]
        known = facts_reader(journal)(records)
        blind = to_rate(journal, self._ask.visitor.person_id, facts_reader(journal))
        listed = [
            Listed(
                record,
                self.name(record.person_id),
                title_of(journal, record, self._ask.words),
                known.get(record.id),
                record.id in blind,
            )
            for record in records
        ]
        return sorted(listed, key=lambda item: (item.record.started_at, item.record.id), reverse=True)

    def waiting(self, sessions: Iterable[Listed]) -> tuple[Waiting, ...]:
        """What of these sessions waits for a person; without what would tell a rater the grade."""
        sessions = tuple(sessions)
        blind = {item.record.id for item in sessions if item.blind}
        found = queue((item.facts for item in sessions if item.facts is not None), self._ask.now)
        return tuple(item for item in found if item.facts.session not in blind)


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
