"""A big company's records made of a cast: its sessions copied under other people, ids and times, and chained anew.

Rows are what the journal itself would have written: `Journal.verify` finds nothing to say about any of them. They go in
by the quickest road of each database, without triggers and indexes, which are put back as they were.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from simulator.marking import ANSWER_DAYS
from simulator.record import FINISHED_KIND, GRADED_KIND, Entry, Journal, Mode, SessionRecord
from simulator.record import chain as rules
from simulator.record.audit import _START, link
from simulator.record.chain import SALT_BYTES
from simulator.record.stored import chain_start, fixed_columns
from simulator.review import CASE_KIND, STEP_KIND

DAYS = 728
"""How far back the records go, a little less than what retention keeps."""
SECONDS_A_STEP = 23
_CHANGES = re.compile(rb'([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})|(?<="answer_by":")[^"]+')
"""Ids, and the one time that payloads hold."""
ERASED, UNFINISHED = 0.01, 0.02
"""Shares of people who were erased, and of sessions that were left in the middle."""
KEEPS_DEMONSTRATIONS = timedelta(days=30)
NAMES = {
    "en": ("Alex Carter", "Priya Shah", "Sam Okafor", "Grace Bennett"),
    "fi": ("Aino Mäkelä", "Heikki Åkerlund", "Väinö Lehto", "Sari Nieminen"),
    "sv": ("Tove Berg", "Åsa Öberg", "Nils Sjögren", "Maja Lind"),
    "ru": ("Борис Орлов", "Анна Жукова", "Юрий Щербак", "Ольга Ким"),
    "el": ("Νίκος Παπαδάκης", "Ελένη Κωστή", "Άρης Δήμου", "Μαρία Ψαρά"),
}
SORTS, WEIGHTS = ("practice", "exam", "fork", "demonstration", "shift"), (0.65, 0.18, 0.03, 0.02, 0.05)
LOGGED = {f"mark.{name}": f"mark.{name}" for name in ("confirmed", "corrected", "upheld")}
"""What of a tail stands in the audit log too."""


@dataclass(frozen=True, slots=True)
class Size:
    """How big the company is.

    Args:
        sessions: about so many.
        people: who train.
        teams: sites and cohorts together.
        trainers: who mark.
        whole: share of sessions that keep every step; the others keep what lists, figures and marks are made of.
    """

    sessions: int = 1_000_000
    people: int = 20_000
    teams: int = 400
    trainers: int = 50
    whole: float = 0.05


@dataclass(slots=True)
class Part:
    """An entry of the cast, ready to be copied: its payload cut where an id or a time stands that changes."""

    kind: str
    pieces: list[bytes]
    names: list[str]
    wait: timedelta
    tail: bool

    def payload(self, ids: dict[str, bytes]) -> bytes:
        """The payload with other ids and times."""
        if not self.names:
            return self.pieces[0]
        made = [self.pieces[0]]
        for name, piece in zip(self.names, self.pieces[1:], strict=True):
            made += (ids[name], piece)
        return b"".join(made)


@dataclass(slots=True)
class Role:
    """A session of the cast; a unit is one, or those that name each other (a shift, a fork and its parent)."""

    record: SessionRecord
    whole: list[Part]
    thin: list[Part]
    begins: timedelta


@dataclass(slots=True)
class Cast:
    """Units of the cast by language and sort."""

    units: dict[tuple[str, str], list[list[Role]]] = field(default_factory=lambda: defaultdict(list))
    scenarios: dict[str, bytes] = field(default_factory=dict)


def read_cast(journal: Journal) -> Cast:
    """Read a cast for copying."""
    trainee, reviewer = (person.id for person in journal.people())
    records = {record.id: record for record in (*journal.sessions(), *journal.shifts())}
    cast, used = Cast(), set[str]()
    known = {trainee: "trainee", reviewer: "reviewer"} | {name: name for name in records}
    roles = {name: _role(journal, record, known) for name, record in records.items()}
    for record in journal.shifts():
        inside = [name for part in roles[record.id].whole for name in part.names if name in records]
        unit = [roles[record.id], *(roles[name] for name in dict.fromkeys(inside) if name != record.id)]
        cast.units[record.header.language, "shift"].append(unit)
        used |= {role.record.id for role in unit}
    for record in records.values():
        parent = record.header.parent_session_id
        if parent is not None:
            cast.units[record.header.language, "fork"].append([roles[parent], roles[record.id]])
            used.add(record.id)
    for name, role in roles.items():
        if name not in used:
            mode = role.record.header.mode
            sort = mode.value if mode in (Mode.EXAM, Mode.DEMONSTRATION) else "practice"
            cast.units[role.record.header.language, sort].append([role])
    for units in cast.units.values():  # poor first: who has trained longer draws from further behind
        units.sort(key=lambda unit: unit[-1].record.overall or 0)
        for unit in units:
            _spread(unit)
    cast.scenarios = {
        scenario: journal.scenario(scenario) for scenario in {r.header.scenario_hash for r in records.values()}
    }
    return cast


def _spread(unit: list[Role]) -> None:
    """Let the sessions of a unit begin one after another."""
    begins = timedelta()
    for role in unit:
        role.begins = begins
        begins += timedelta(seconds=90) if len(unit) > 2 else timedelta(seconds=SECONDS_A_STEP * len(role.whole))


def _role(journal: Journal, record: SessionRecord, known: dict[str, str]) -> Role:
    entries, whole = journal.entries(record.id), list[Part]()
    at, days = timedelta(), timedelta(hours=20)
    for entry in entries:
        assert entry.payload is not None
        tail = entry.kind.startswith("mark.") or entry.kind in (CASE_KIND, "commented")
        if tail:
            days *= 2.3
        pieces, names = _cut(entry.payload, known)
        whole.append(Part(entry.kind, pieces, names, at + days if tail else at, tail))
        at += timedelta(seconds=SECONDS_A_STEP if entry.kind == STEP_KIND else 1)
    return Role(record, whole, _thin(entries, whole), timedelta())


def _cut(payload: bytes, known: dict[str, str]) -> tuple[list[bytes], list[str]]:
    """What stands between the ids and times that change, and their names."""
    pieces, names, at = list[bytes](), list[str](), 0
    for found in _CHANGES.finditer(payload):
        name = "answer_by" if found[1] is None else known.get(found[1].decode(), "")
        if name:
            pieces.append(payload[at : found.start()])
            names.append(name)
            at = found.end()
    return [*pieces, payload[at:]], names


def _thin(entries: tuple[Entry, ...], whole: list[Part]) -> list[Part]:
    """Without the steps between: the last one, and the one with the comment card, say how a conversation ended."""
    steps = [entry for entry in entries if entry.kind == STEP_KIND]
    keep = {entry.sequence for entry in steps if b'"card_filled"' in (entry.payload or b"")}
    keep |= {steps[-1].sequence} if steps else set()
    return [
        part for entry, part in zip(entries, whole, strict=True) if entry.kind != STEP_KIND or entry.sequence in keep
    ]


class Company:
    """Gives rows: people and teams first, then sessions with their entries in the order they began.

    Args:
        cast: what is copied.
        size: how much of it.
        until: the present.
        seed: decides everything else.
    """

    def __init__(self, cast: Cast, size: Size, until: datetime, seed: int = 1) -> None:
        self.cast, self.size, self.until = cast, size, until
        self.dice = random.Random(seed)
        self.since = until - timedelta(days=DAYS)
        self.people: list[tuple[str, str]] = []
        self.staff: dict[str, list[str]] = {}
        self.trainers_of: dict[str, list[str]] = {}
        self.erased: dict[str, datetime] = {}
        self.logged: list[tuple[datetime, str, str, str]] = []
        self.counts: dict[str, int] = defaultdict(int)

    def new_id(self, at: datetime) -> str:
        """A UUIDv7 of a moment."""
        number = (int(at.timestamp() * 1000) << 80) | 0x7 << 76 | self.dice.getrandbits(76) & ~(3 << 62) | 2 << 62
        text = f"{number:032x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"

    def household(self, password_hash: str, secret: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Everybody and their groups, as rows by table."""
        size, dice, at = self.size, self.dice, self.since
        languages = sorted({language for language, _ in self.cast.units})
        staff = ["administrator"] + ["hr"] * 3 + ["trainer"] * size.trainers
        for number in range(size.people + len(staff)):
            at += timedelta(microseconds=1000)
            language, person = dice.choice(languages), self.new_id(at)
            works = staff[number] if number < len(staff) else "trainee"
            name: str | None = f"{dice.choice(NAMES[language])} {number:05}"
            gone = works == "trainee" and dice.random() < ERASED
            if gone:
                self.erased[person] = self.until - timedelta(days=dice.randrange(1, 300))
                name = None
            yield "person", {
                "id": person, "display_name": name, "language": None if gone else language,
                "created_at": at, "erased_at": self.erased.get(person),
            }  # fmt: skip
            if works == "trainee":
                self.people.append((person, language))
            else:
                self.staff.setdefault(works, []).append(person)
            if not gone:
                yield from self._account(person, f"{works}{number}", works, at, password_hash, secret)
        yield from self._teams(at)

    def _account(
        self, person: str, login: str, works: str, at: datetime, password_hash: str, secret: str
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        account = self.new_id(at)
        factor = secret if works != "trainee" else None
        yield "account", {
            "id": account, "person_id": person, "login": login, "password_hash": password_hash, "totp_secret": factor,
            "totp_step": None, "issuer": None, "subject": None, "created_at": at, "blocked_at": None,
            "notice_seen_at": at,
        }  # fmt: skip
        yield "role", {"account_id": account, "role": works, "given_by": "", "given_at": at}

    def _teams(self, at: datetime) -> Iterator[tuple[str, dict[str, Any]]]:
        sites, cohorts = self.size.teams * 3 // 8, self.size.teams - self.size.teams * 3 // 8
        teams: dict[str, list[str]] = {"site": [], "cohort": []}
        for number in range(sites + cohorts):
            kind, at = ("site" if number < sites else "cohort"), at + timedelta(microseconds=1000)
            team = self.new_id(at)
            teams[kind].append(team)
            name = f"{'Site' if kind == 'site' else 'Course'} {number:03}"
            yield "team", {"id": team, "name": name, "kind": kind, "created_at": at, "closed_at": None}
            trainer = self.staff["trainer"][number % len(self.staff["trainer"])]
            self.trainers_of[team] = [trainer]
            yield "membership", {"team_id": team, "person_id": trainer, "part": "trainer", "since": at}
        self._led: dict[str, str] = {}
        for person, _ in self.people:
            site = self.dice.choice(teams["site"])
            self._led[person] = self.trainers_of[site][0]
            if person in self.erased:
                continue
            for team in (site, *self.dice.sample(teams["cohort"], self.dice.choice((0, 1, 1, 2)))):
                yield "membership", {"team_id": team, "person_id": person, "part": "member", "since": at}

    def sessions(self) -> Iterator[tuple[dict[str, Any], list[tuple[Any, ...]]]]:
        """Each session's columns, and its entries as tuples in the order of the table's columns."""
        done, working = 0, DAYS * 5 // 7
        while done < self.size.sessions:
            share = done / self.size.sessions
            day, within = divmod(share * working, 1)
            at = self.since + timedelta(days=day // 5 * 7 + day % 5, hours=8 + within * 9, seconds=done % 60)
            person, language = self.people[int(self.dice.random() * len(self.people) * (0.6 + 0.4 * share))]
            if at > self.erased.get(person, at):
                continue  # who was erased plays no more
            sort = self.dice.choices(SORTS, WEIGHTS)[0]
            units = next(filter(None, (self.cast.units.get((language, each)) for each in (sort, *SORTS))), [])
            # Who has trained longer does better: the units stand from poor to good.
            unit = units[int(len(units) * self.dice.random() ** (1 / (0.6 + share)))]
            for made in self._copy(unit, person, at, sort):
                done += 1
                yield made

    def _copy(
        self, unit: list[Role], person: str, at: datetime, sort: str
    ) -> Iterator[tuple[dict[str, Any], list[tuple[Any, ...]]]]:
        """A unit played by somebody else at another time."""
        ids = {"trainee": person.encode(), "reviewer": self._led[person].encode()}
        begins = {role.record.id: at + role.begins for role in unit}
        ids |= {name: self.new_id(begun).encode() for name, begun in begins.items()}
        for role in unit:
            name, begun = role.record.id, begins[role.record.id]
            whole = sort == "fork" or role.record.header.mode is Mode.ROSTER or self.dice.random() < self.size.whole
            parts = role.whole if whole else role.thin
            self.counts["whole" if whole else "thin"] += 1
            if sort == "practice" and self.dice.random() < UNFINISHED:
                parts = parts[: 1 + int(self.dice.random() * self._ungraded(parts))]
                self.counts["unfinished"] += 1
            yield self._session(role, ids, person, ids[name].decode(), begun, parts)

    @staticmethod
    def _ungraded(parts: list[Part]) -> int:
        return next((n for n, part in enumerate(parts) if part.kind == GRADED_KIND), len(parts)) - 1

    def _session(
        self, role: Role, ids: dict[str, bytes], person: str, session: str, begun: datetime, parts: list[Part]
    ) -> tuple[dict[str, Any], list[tuple[Any, ...]]]:
        header = role.record.header
        parent = header.parent_session_id
        columns = fixed_columns(
            session, person, replace(header, parent_session_id=parent and ids[parent].decode()), begun
        )
        columns |= {"erased_at": self._gone(header.mode, person, begun), "ended_at": None, "ending": None}
        columns |= {"overall": None}
        marked = self.dice.random() < (0.8 if header.mode is Mode.EXAM else 0.35)
        until = self.erased.get(person, self.until)
        previous, entries = chain_start(columns), list[tuple[Any, ...]]()
        for part in parts:
            at = begun + part.wait
            if part.tail and (not marked or at > until):
                break
            ids["answer_by"] = (at + timedelta(days=ANSWER_DAYS)).isoformat().encode()
            payload, salt = part.payload(ids), self.dice.randbytes(SALT_BYTES)
            digest = hashlib.sha256(salt + payload).digest()
            previous = rules.link(previous, len(entries), part.kind, at, digest)
            kept = (None, None) if columns["erased_at"] else (payload, salt)
            entries.append((session, len(entries), at, part.kind, *kept, digest, previous))
            if part.kind == FINISHED_KIND:
                columns |= {"ended_at": at, "ending": role.record.ending, "overall": role.record.overall}
            elif part.tail:
                self._note(at, ids["reviewer"].decode(), part.kind, session)
        self.counts["entries"] += len(entries)
        return columns | {"entry_count": len(entries), "head_chain": previous}, entries

    def _gone(self, mode: Mode, person: str, begun: datetime) -> datetime | None:
        """When a session's words were taken away: with their person, or with time."""
        over = begun + KEEPS_DEMONSTRATIONS + timedelta(days=1)
        gone = self.erased.get(person) or (over if mode is Mode.DEMONSTRATION and over < self.until else None)
        self.counts["erased"] += gone is not None
        return gone

    def _note(self, at: datetime, by: str, kind: str, session: str) -> None:
        self.counts[kind] += 1
        if kind in LOGGED:
            self.logged.append((at, by, LOGGED[kind], session))

    def log(self) -> Iterator[dict[str, Any]]:
        """The audit log of what reviewers did, in one chain."""
        previous = _START
        for number, (at, by, action, session) in enumerate(sorted(self.logged), start=1):
            salt = self.dice.randbytes(SALT_BYTES)
            row: dict[str, Any] = {"number": number, "at": at, "actor": by, "action": action, "kind": "session"}
            row |= {"object_id": session, "payload": b"{}", "salt": salt, "digest": rules.payload_digest(salt, b"{}")}
            previous = row["chain"] = link(previous, row)
            yield row
