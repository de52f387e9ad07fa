from __future__ import annotations

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest

from simulator.record import open_journal
from simulator.record.chain import stamp
from tests.record.journals import open_fixed
from tests.record.raw import query, tamper

SOMEONE = "01957f00-0000-7000-8000-000000000001"


@pytest.fixture
def written(database_url):
    with open_fixed(database_url) as journal:
        for number in range(1, 6):
            journal.audit.append(
                SOMEONE, f"thing.done_{number % 2}", "thing", f"t{number}", {"n": number}, "why \ud800\0"
            )
        assert journal.audit.verify().ok
    return database_url


def test_entries_come_back_newest_first_by_what_is_asked_for(written):
    with open_fixed(written) as journal:
        entries = journal.audit.entries
        assert [entry.number for entry in entries()] == [5, 4, 3, 2, 1]
        assert [entry.number for entry in entries(before=4, limit=2)] == [3, 2]
        assert [entry.number for entry in entries(action="thing.done_0")] == [4, 2]
        assert [entry.number for entry in entries(object_id="t3", kind="thing", actor=SOMEONE)] == [3]
        assert entries(actor="") == ()
        assert [entry.number for entry in entries(since=entries()[1].at)] == [5, 4]
        newest = entries()[0]
        assert (newest.reason, newest.detail, newest.erased) == (
            "why \ud800\0",
            {"n": 5, "reason": "why \ud800\0"},
            False,
        )


@pytest.mark.parametrize(
    "change",
    [
        "number = 99",
        "at = '2027-01-01T00:00:00.000000Z'",
        "actor = ''",
        "action = 'thing.seen'",
        "kind = 'other'",
        "object_id = 't9'",
        "payload = x'7b7d'",
        "payload = NULL",
        "salt = zeroblob(16)",
        "salt = NULL",
        "digest = zeroblob(32)",
        "chain = zeroblob(32)",
        "chain = 7",
        "at = 'yesterday'",
    ],
)
def test_a_change_of_any_column_is_found(written, change):
    if not tamper(written, f"UPDATE audit SET {change} WHERE number = 3"):
        return
    with open_fixed(written) as journal:
        found = journal.audit.verify()
    assert (found.ok, found.broken_number) == (False, 3)
    assert found.reason


@pytest.mark.parametrize(("statement", "broken"), [("number = 1", 1), ("number = 3", 3)])
def test_a_removed_entry_is_found(written, statement, broken):
    tamper(written, f"DELETE FROM audit WHERE {statement}")
    with open_fixed(written) as journal:
        assert journal.audit.verify().broken_number == broken


def test_a_log_that_was_cut_off_has_another_head_than_was_noted(written):
    with open_fixed(written) as journal:
        noted = journal.audit.verify()
        tamper(written, "DELETE FROM audit WHERE number = 5")
        cut = journal.audit.verify()
    assert (noted.count, cut.count) == (5, 4)
    assert noted.head != cut.head


def test_words_can_be_taken_away_and_the_chain_holds(written):
    with open_fixed(written) as journal:
        with journal.store.write() as connection:
            connection.exec_driver_sql("UPDATE audit SET payload = NULL, salt = NULL WHERE number = 3")
        found = journal.audit.verify()
        assert (found.ok, found.erased_count) == (True, 1)
        assert [entry.erased for entry in journal.audit.entries()] == [False, False, True, False, False]
        journal.audit.append("", "thing.seen", "thing", "")
        assert journal.audit.verify().ok


def test_the_chain_can_be_computed_again_from_its_description(written):
    chain = hashlib.sha256(b"silkgloves audit chain\n").digest()
    columns = "number, at, actor, action, kind, object_id, payload, salt, digest, chain"
    for number, at, *words, payload, salt, digest, linked in query(
        written, f"SELECT {columns} FROM audit ORDER BY number"
    ):
        assert hashlib.sha256(salt + payload).digest() == digest
        moment = stamp(at) if isinstance(at, datetime) else at
        told = json.dumps([number, moment, *words, digest.hex()], separators=(",", ":"))
        chain = hashlib.sha256(chain + told.encode()).digest()
        assert chain == linked


def test_two_servers_append_to_one_chain(database_url):
    with open_journal(database_url) as one, open_journal(database_url) as two, ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: (one, two)[n % 2].audit.append("", "thing.seen", "thing", str(n)), range(40)))
        assert (one.audit.verify().ok, one.audit.verify().count) == (True, 40)


@pytest.mark.parametrize(
    "wrong",
    [
        {"action": "Thing Done"},
        {"kind": ""},
        {"object_id": "a\nb"},
        {"object_id": "\x1b[31m"},
        {"object_id": "\ud800"},
        {"object_id": "x" * 201},
        {"actor": "x" * 37},
        {"actor": "a\nb"},
    ],
)
def test_what_cannot_be_told_in_one_line_is_our_own_mistake(wrong):
    given = {"actor": "", "action": "thing.done", "kind": "thing", "object_id": ""} | wrong
    with open_fixed("sqlite://") as journal:
        with pytest.raises(ValueError, match=r"kind|object|person"):
            journal.audit.append(**given)
        assert journal.audit.entries() == ()
