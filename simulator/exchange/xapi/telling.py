"""What a session comes to as xAPI statements: pure, the same entries give the same bytes on any day.

Valid in xAPI 1.0.3 and in 2.0. A statement's id is made of the session, the entry and what it says, so that making it
again gives the same one. No words of anybody, no names, no mail: what was heard, points, and how the grade stands.
"""

from __future__ import annotations

import hmac
import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from scoring import Grade
from simulator.marking import (
    PREFIX,
    Confirmed,
    Contested,
    Corrected,
    Mark,
    MarkEvent,
    Proposed,
    Upheld,
    Withdrawn,
    mark_of,
    read_events,
)
from simulator.record import FINISHED_KIND, FIRST_KIND, GRADED_KIND, Entry, SessionRecord
from simulator.review import STEP_KIND, step_order

from .vocabulary import PLATFORM, PROFILE, SERIOUS_GAME, SIMULATION, Place, display, named

NAMESPACE = uuid.UUID("8f5a3c0e-5b1d-5c56-9d6a-2f1f0d8a7b31")
"""Statements' ids are made below it; it never changes."""
CONSOLE = "silk-gloves"
"""The account of the sender itself, for statements that are about nobody."""


@dataclass(frozen=True, slots=True)
class Told:
    """One statement: its id, what it says in one word, and the whole of it."""

    id: str
    verb: str
    body: Mapping[str, Any]

    def to_json(self) -> str:
        """The statement as one line; ASCII, keys in order."""
        return json.dumps(self.body, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Subject:
    """What is told about, and how.

    Args:
        record: the session.
        pseudonym: whose it is, see `pseudonym`.
        place: where names begin.
        titles: what the scene is called, by language.
        assignment: id of the assignment it was begun for, and which attempt it was.
        proposals: whether "passed" and "failed" are told before a person stands behind the grade.
        untrusted: a grade in the entries before this one is a desktop's which the company's own grader did not find;
            nothing is told of it.
    """

    record: SessionRecord
    pseudonym: str
    place: Place
    titles: Mapping[str, str] = field(default_factory=dict)
    assignment: tuple[str, int] | None = None
    proposals: bool = False
    untrusted: int = 0


def pseudonym(key: bytes, person_id: str) -> str:
    """The name by which an LMS knows a person: who has the key can tell which, nobody else.

    Args:
        key: the company's own.
        person_id: who.
    """
    return hmac.digest(key, person_id.encode(), "sha256").hex()


def tell(subject: Subject, entries: Iterable[Entry]) -> tuple[Told, ...]:
    """All statements about a session, in order.

    Args:
        subject: the session and how it is told about.
        entries: all its entries, in order; erased ones tell nothing.

    Raises:
        ValueError: entries that cannot follow each other.
    """
    telling = _Telling(subject)
    read = [(entry, json.loads(entry.payload)) for entry in entries if entry.payload is not None]
    for entry, data in read:
        telling.hear(entry, data)
        if entry.kind == FINISHED_KIND and not telling.finished:
            # A server that sees the ending otherwise writes its own behind the desktop's.
            last = next(data for entry, data in reversed(read) if entry.kind == FINISHED_KIND)
            telling.finish(entry, last)
    return tuple(telling.told)


def tell_voided(place: Place, statement_id: str, at: datetime) -> Told:
    """Take a statement back: it is about somebody who was erased, and this one is about nobody.

    Args:
        place: where names begin.
        statement_id: the one that no longer holds.
        at: when, aware.
    """
    return _from_console(place, "voided", statement_id, at, _ref(statement_id))


def tell_tested(place: Place, at: datetime) -> Told:
    """A statement by which an administrator sees whether the LMS takes any; about nobody.

    Args:
        place: where names begin.
        at: when, aware.
    """
    thing = {"objectType": "Activity", "id": place.profile, "definition": {"type": PROFILE}}
    return _from_console(place, "tested", stamp(at), at, thing)


def stamp(at: datetime) -> str:
    """A time as statements have it: UTC, to the millisecond."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class _Telling:
    """Goes through the entries of one session; remembers what later statements refer to."""

    def __init__(self, subject: Subject) -> None:
        self.told: list[Told] = []
        self._subject = subject
        self._place = subject.place
        self._heard: list[Entry] = []
        self._told_mark: Mark | None = None
        self.finished = False
        self._latest: dict[str, str] = {}
        self._verdict: tuple[str, bool] | None = None

    def hear(self, entry: Entry, data: Mapping[str, Any]) -> None:
        """Tell what one entry says, if it says anything to an LMS."""
        if entry.kind == FIRST_KIND:
            self._add(entry, "initialized", self._scene())
        elif entry.kind == STEP_KIND:
            self._responded(entry, data)
        elif entry.kind == GRADED_KIND or entry.kind.startswith(PREFIX):
            self._heard.append(entry)
            events = read_events(self._heard)
            mark = mark_of(events)
            if mark is not None and entry.sequence >= self._subject.untrusted:
                self._marked(entry, events[-1], self._told_mark, mark)
                self._told_mark = mark

    def _responded(self, entry: Entry, data: Mapping[str, Any]) -> None:
        given, slug = data["input"], self._subject.record.header.scenario_slug
        for event in data["events"]:
            if event["kind"] == "response_given":
                extensions = {
                    "acts": sorted(event["acts"]),
                    "understood": given.get("detection", {}).get("status") == "ok",
                }
                turn = self._thing("turn", "scenes", slug, "turns", str(event["turn"]))
                self._add(entry, "responded", turn, self._result(extensions), parent=True)

    def finish(self, entry: Entry, data: Mapping[str, Any]) -> None:
        """Tell that it has ended, at the time of one entry and as another says."""
        self.finished = True
        lasted = max(0.0, (entry.recorded_at - self._subject.record.started_at).total_seconds())
        result = {"completion": True, "duration": f"PT{lasted:.2f}S", **self._result({"ending": data["ending"]})}
        self._add(entry, "completed", self._scene(), result)
        self._add(entry, "terminated", self._scene())

    def _marked(self, entry: Entry, event: MarkEvent, before: Mark | None, mark: Mark) -> None:
        """Tell what happened to the grade: a new one in place of the old, or what the old one is answered with."""
        match event.what:
            case Proposed():
                if not mark.by_person:  # where a person stands behind it, the program's new proposal changes nothing
                    self._scored(entry, before, mark)
            case Confirmed():
                self._scored(entry, before, mark)
            case Corrected():
                acts = [{"turn": act.turn, "act": act.act, "heard": act.heard} for act in event.what.acts]
                self._scored(entry, before, mark, {"heard": acts} if acts else {})
            case Contested():
                self._said_of(entry, "contested", "whole", mark, {"steps": sorted(event.what.steps)})
            case Upheld():
                self._said_of(entry, "upheld", "contested", mark, {})
                self._scored(entry, before, mark)
            case Withdrawn():
                self._said_of(entry, "withdrew", "contested", mark, {})

    def _scored(self, entry: Entry, before: Mark | None, mark: Mark, more: Mapping[str, Any] | None = None) -> None:
        """The points: of the steps that have moved, then of the whole."""
        rubric = str(mark.grade["versions"].get("rubric", "")).partition(" ")[0] or "rubric"
        old = before.grade["steps"] if before is not None else {}
        for step in step_order(mark.grade):
            points = mark.grade["steps"][step]["points"]
            if points is None or (step in old and old[step]["points"] == points):
                continue
            of_step = self._thing("step", "steps", rubric, step)
            result = {"score": _score(points), **self._result({"status": mark.status.value})}
            self._graded(entry, "scored", of_step, result, mark, refers=f"step {step}", parent=True)
        score = {} if mark.overall is None else {"score": _score(mark.overall)}
        result = {**score, **self._result({"status": mark.status.value, **(more or {})})}
        self._graded(entry, "scored", self._scene(), result, mark, refers="whole")
        self._judged(entry, mark)

    def _judged(self, entry: Entry, mark: Mark) -> None:
        """Whether it is a pass, by the minimums of the rubric: once a person stands behind it, and where that moves."""
        if mark.overall is None or not (mark.by_person or self._subject.proposals):
            return
        passed = Grade.from_record(mark.grade).passed
        verdict = ("passed" if passed else "failed", mark.by_person)
        if verdict != self._verdict:
            self._verdict = verdict
            result = {"success": passed, "score": _score(mark.overall)}
            result |= self._result({"status": mark.status.value})
            self._graded(entry, verdict[0], self._scene(), result, mark, refers="verdict")

    def _said_of(self, entry: Entry, verb: str, what: str, mark: Mark, more: Mapping[str, Any]) -> None:
        """A statement about another one."""
        result = self._result({"status": mark.status.value, **more})
        self._latest[verb] = self._add(entry, verb, _ref(self._latest[what]), result)

    def _graded(
        self,
        entry: Entry,
        verb: str,
        thing: Mapping[str, Any],
        result: Mapping[str, Any],
        mark: Mark,
        *,
        refers: str,
        parent: bool = False,
    ) -> None:
        """A statement of a grade, which refers to the one it takes the place of."""
        grader = {self._place.extension("grader"): {key: str(value) for key, value in mark.grade["versions"].items()}}
        earlier = {"statement": _ref(self._latest[refers])} if refers in self._latest else {}
        self._latest[refers] = self._add(
            entry, verb, thing, result, parent=parent, context=earlier, extensions=grader, detail=refers
        )

    def _add(
        self,
        entry: Entry,
        verb: str,
        thing: Mapping[str, Any],
        result: Mapping[str, Any] | None = None,
        *,
        parent: bool = False,
        context: Mapping[str, Any] | None = None,
        extensions: Mapping[str, Any] | None = None,
        detail: str = "",
    ) -> str:
        record, place = self._subject.record, self._place
        activities: dict[str, Any] = {"category": _categories(place)}
        more: dict[str, Any] = {place.extension("mode"): record.header.mode.value, **(extensions or {})}
        if parent:
            activities["parent"] = [{"objectType": "Activity", "id": self._scene()["id"]}]
        if self._subject.assignment is not None:
            assignment, attempt = self._subject.assignment
            activities["grouping"] = [self._thing("assignment", "assignments", assignment)]
            more[place.extension("attempt")] = attempt
        about = {
            "registration": record.id,
            "language": record.header.language,
            "contextActivities": activities,
            "extensions": more,
            **(context or {}),
        }
        if thing["objectType"] == "Activity":  # of another statement neither may be said
            about |= {"platform": PLATFORM, "revision": record.header.scenario_hash}
        id_ = str(uuid.uuid5(NAMESPACE, f"{record.id}/{entry.sequence}/{verb}/{detail}"))
        body = {
            "id": id_,
            "actor": _account(place, self._subject.pseudonym),
            "verb": _verb(place, verb),
            "object": dict(thing),
            "context": about,
            "timestamp": stamp(entry.recorded_at),
        }
        if result:
            body["result"] = dict(result)
        self.told.append(Told(id_, verb, body))
        return id_

    def _scene(self) -> dict[str, Any]:
        definition: dict[str, Any] = {"type": SIMULATION}
        if self._subject.titles:
            definition["name"] = dict(self._subject.titles)
        id_ = self._place.thing("scenes", self._subject.record.header.scenario_slug)
        return {"objectType": "Activity", "id": id_, "definition": definition}

    def _thing(self, kind: str, *parts: str) -> dict[str, Any]:
        names = {language: f"{name} {parts[-1]}" for language, name in named(kind).items()}
        definition = {"type": self._place.type_of(kind)} | ({} if kind == "assignment" else {"name": names})
        return {"objectType": "Activity", "id": self._place.thing(*parts), "definition": definition}

    def _result(self, extensions: Mapping[str, Any]) -> dict[str, Any]:
        return {"extensions": {self._place.extension(name): value for name, value in extensions.items()}}


def _from_console(place: Place, verb: str, detail: str, at: datetime, thing: Mapping[str, Any]) -> Told:
    id_ = str(uuid.uuid5(NAMESPACE, f"{verb}/{detail}"))
    body = {
        "id": id_,
        "actor": _account(place, CONSOLE),
        "verb": _verb(place, verb),
        "object": dict(thing),
        "context": {"contextActivities": {"category": _categories(place)}},
        "timestamp": stamp(at),
    }
    return Told(id_, verb, body)


def _account(place: Place, name: str) -> dict[str, Any]:
    return {"objectType": "Agent", "account": {"homePage": place.home, "name": name}}


def _verb(place: Place, verb: str) -> dict[str, Any]:
    return {"id": place.verb(verb), "display": display(verb)}


def _ref(statement_id: str) -> dict[str, Any]:
    return {"objectType": "StatementRef", "id": statement_id}


def _categories(place: Place) -> list[dict[str, Any]]:
    return [
        {"objectType": "Activity", "id": name, "definition": {"type": PROFILE}}
        for name in (SERIOUS_GAME, place.profile)
    ]


def _score(points: int) -> dict[str, Any]:
    return {"scaled": points / 100, "raw": points, "min": 0, "max": 100}
