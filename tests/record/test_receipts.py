"""Chains held against receipts: whoever rewrites a file with all its links still cannot make it what was signed for."""

from __future__ import annotations

import pytest

from simulator.record import Receipt, chain, examine, receipts, stored
from simulator.record.tables import entry, session
from tests.record.journals import NOON, begin, open_fixed, play
from tests.record.raw import tamper, unguarded


def promise(journal, session_id, count, head):
    signed = Receipt(session_id, count, head, NOON, "key", b"signed", None, None)
    journal.devices.keep_receipt(signed)


@pytest.fixture
def played(database_url):
    """A session of four entries with a receipt for all of them; its id."""
    with open_fixed(database_url) as journal:
        _, session_id = begin(journal)
        play(journal, session_id, b"one", b"two")
        journal.finish(session_id, 3, ending="won_back", overall=83)
        promise(journal, session_id, 4, journal.entries(session_id)[3].chain)
    return session_id


def forge(url, session_id, change):
    """Rewrite a session's entries and all that hangs on them, as somebody who knows everything but the server's key."""
    with open_fixed(url) as journal:
        lines = change(list(journal.entries(session_id)))
        record = journal.session(session_id)
        fixed = stored.fixed_columns(session_id, record.person_id, record.header, record.started_at)
    previous, rows = stored.chain_start(fixed), []
    for number, (kind, at, payload) in enumerate(lines):
        digest = chain.payload_digest(b"s" * 16, payload)
        previous = chain.link(previous, number, kind, at, digest)
        rows.append(
            {
                "session_id": session_id, "sequence": number, "recorded_at": at, "kind": kind, "payload": payload,
                "salt": b"s" * 16, "digest": digest, "chain": previous,
            }
        )  # fmt: skip
    with unguarded(url) as connection:
        connection.execute(entry.delete().where(entry.c.session_id == session_id))
        connection.execute(entry.insert(), rows)
        head = {"entry_count": len(rows), "head_chain": previous}
        connection.execute(session.update().where(session.c.id == session_id).values(**head))


def parts(line):
    return line.kind, line.recorded_at, line.payload


def test_what_a_receipt_names_is_there_also_once_it_has_grown_and_once_it_was_erased(database_url, played):
    with open_fixed(database_url) as journal:
        assert journal.verify(played).ok
        journal.append(played, 4, "mark.confirmed", b"{}")
        assert journal.verify(played).ok
        journal.erase_person(journal.session(played).person_id)
        assert journal.verify(played).ok
        assert examine(journal).ok
        assert journal.gone() == ()


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        (lambda lines: [parts(lines[0]), ("responded", NOON, b"better words"), *map(parts, lines[2:])], 4),
        (lambda lines: [parts(lines[0]), parts(lines[3])], 2),
    ],
    ids=["words changed", "turns taken out"],
)
def test_a_session_rewritten_with_all_its_links_does_not_fit_its_receipt(database_url, played, change, broken):
    forge(database_url, played, change)
    with open_fixed(database_url) as journal:
        with journal.store.read() as connection:
            assert stored.verification(connection, played).ok, "the bare chain cannot see it"
        found = journal.verify(played)
        assert (found.ok, found.broken_sequence) == (False, broken)
        assert found.reason == (
            "its receipt names 4 entries, and there are 2"
            if broken == 2
            else "its first 4 entries are not those that its receipt names"
        )
        assert examine(journal).broken == (played,)


def test_a_session_that_is_gone_is_named_by_its_receipt(database_url, played):
    tamper(database_url, "DELETE FROM entry", "DELETE FROM session")
    with open_fixed(database_url) as journal:
        assert [(lost.session_id, lost.ok) for lost in journal.gone()] == [(played, False)]
        found = examine(journal)
        assert (found.ok, found.broken) == (False, (played,))


def test_what_a_desktop_sent_later_fits_its_receipt_though_marks_came_between(database_url, played):
    with open_fixed(database_url) as journal:
        before = journal.entries(played)[3].chain
        digest = chain.payload_digest(b"t" * 16, b"case")
        desktop = [chain.link(before, 4, "case", NOON, digest)]
        desktop.append(chain.link(desktop[0], 5, "case", NOON, digest))
        journal.append(played, 4, "mark.confirmed", b"{}")
        journal.append(played, 5, "mark.commented", b"{}")
        for number in (6, 7):
            with journal.store.write() as connection:
                head = connection.execute(session.select().where(session.c.id == played)).one()
                linked = chain.link(head.head_chain, number, "case", NOON, digest)
                row = {"session_id": played, "sequence": number, "recorded_at": NOON, "kind": "case", "chain": linked}
                connection.execute(entry.insert().values(**row, payload=b"case", salt=b"t" * 16, digest=digest))
                moved = {"entry_count": number + 1, "head_chain": linked}
                connection.execute(session.update().where(session.c.id == played).values(**moved))
        promise(journal, played, 6, desktop[1])
        assert journal.verify(played).ok
        journal.append(played, 8, "mark.confirmed", b"{}")
        assert journal.verify(played).ok
        promise(journal, played, 7, b"of something else")
        found = journal.verify(played)
        assert (found.ok, found.reason) == (False, "its first 7 entries are not those that its receipt names")
        with journal.store.read() as connection:
            assert receipts.verification(connection, played) == found
