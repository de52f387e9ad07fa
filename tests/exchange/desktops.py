"""Desktops of a company for tests: sessions of so many entries, made once and re-chained for each person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from simulator.console.tokens import new_token, token_hash
from simulator.exchange import Link, new_key
from simulator.record import FINISHED_KIND, GRADED_KIND, Journal, Mode, SessionHeader, open_journal
from simulator.scenario import load
from simulator.training import Session

SCENES = {Mode.PRACTICE: "overcharged_card", Mode.EXAM: "beyond_authority"}
SAID = (
    "I am truly sorry, that was our mistake.",
    "So you were charged twice and then your card was declined. Is that right?",
)


@dataclass(frozen=True)
class Pattern:
    """A session that was played once: its header, and the kinds and exact bytes of its entries."""

    header: SessionHeader
    content: bytes
    entries: tuple[tuple[str, bytes], ...]
    ending: str
    overall: int | None


@cache
def pattern(entries: int, mode: Mode = Mode.PRACTICE, said: tuple[str, ...] = SAID) -> Pattern:
    """A finished session, detected and graded in earnest, of so many entries: what is missing is silence."""
    with open_journal("sqlite://") as journal:
        person = journal.add_person("Pattern").id
        session = Session.begin(load(SCENES[mode]), "en", 7, mode=mode, journal=journal, person_id=person)
        for text in said:
            session.respond(text)
        session_id = session.played.session_id
        for _ in range(entries - 3 - journal.session(session_id).entry_count):
            assert session.wait(100)
        session.leave()
        session.finish()
        record = journal.session(session_id)
        kept = tuple((each.kind, each.payload or b"") for each in journal.entries(session_id))
        assert [kind for kind, _ in kept[-2:]] == [GRADED_KIND, FINISHED_KIND]
        content = journal.scenario(record.header.scenario_hash)
        return Pattern(record.header, content, kept, str(record.ending), record.overall)


def record_as(journal: Journal, person_id: str, made: Pattern) -> str:
    """The session as this person's own: same words, a chain of their own. Returns its id."""
    journal.put_scenario(made.header.scenario_hash, made.content)
    first, *following = made.entries[:-1]
    session_id = journal.begin(person_id, made.header, first[1], following)
    journal.finish(session_id, len(made.entries) - 1, ending=made.ending, overall=made.overall)
    return session_id


def bind(company: Journal, desktop: Journal, person_id: str, address: str, *, share: bool = True) -> Link:
    """A bond as a code would have made it, without the network."""
    token, now = new_token(), datetime.now(UTC)
    code = token_hash(f"code {token}")
    company.devices.make_code(code, person_id=person_id, by="", expires_at=now + timedelta(hours=1))
    device = company.devices.add(code, token_hash(token), name="Till", product="1")
    assert device is not None
    desktop.devices.take_person(person_id, "Somebody", "en")
    key = company.devices.signing_key(new_key)
    desktop.devices.know_key(key.id, key.public_key)
    return Link(
        address=address, token=token, device_id=device.id, person_id=person_id, joined_at=now,
        share_practice=share, share_since=datetime(2000, 1, 1, tzinfo=UTC) if share else None,
    )  # fmt: skip


def copy_of(path: Path, target: Path) -> Path:
    """A closed journal's file, copied."""
    target.write_bytes(path.read_bytes())
    return target
