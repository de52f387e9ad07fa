from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime

import pytest

from simulator.record.chain import link, payload_digest, read_stamp, stamp
from tests.record.journals import begin, open_fixed, play
from tests.record.raw import query, tamper


@pytest.fixture
def written(database_url):
    """A finished session of six entries in a closed journal: (address, session id)."""
    path = database_url
    with open_fixed(path) as journal:
        _, session_id = begin(journal)
        play(journal, session_id, b"one", b"two", b"three", b"four")
        journal.finish(session_id, 5, ending="won_back", overall=80)
        assert journal.verify(session_id).ok
    return path, session_id


@pytest.mark.parametrize(
    "change",
    [
        "sequence = 99",
        "session_id = 'elsewhere'",
        "recorded_at = '2026-03-01T12:00:59.000000Z'",
        "recorded_at = replace(recorded_at, 'Z', '+00:00')",
        "recorded_at = 'yesterday'",
        "recorded_at = x'00'",
        "kind = 'acted'",
        "kind = x'ff'",
        "kind = ''",
        "payload = x'00'",
        "payload = payload || x'00'",
        "payload = 'text'",
        "payload = NULL",
        "payload = NULL, salt = NULL",
        "salt = x'00'",
        "salt = zeroblob(16)",
        "salt = NULL",
        "digest = zeroblob(32)",
        "digest = 'text'",
        "digest = 7",
        "chain = zeroblob(32)",
        "chain = x''",
        "chain = 7",
    ],
)
def test_a_change_of_any_column_is_found_at_its_entry(written, change):
    path, session_id = written
    if not tamper(path, f"UPDATE entry SET {change} WHERE sequence = 3"):
        return
    with open_fixed(path) as journal:
        found = journal.verify(session_id)
    assert not found.ok
    assert found.broken_sequence == 3
    assert found.reason


def test_every_column_of_entry_has_been_tampered_with():
    from simulator.record.tables import entry

    marks = test_a_change_of_any_column_is_found_at_its_entry.pytestmark[0].args[1]
    assert {change.split(" ")[0] for change in marks} == {column.name for column in entry.c}


def test_words_changed_with_a_fitting_digest_still_break_the_chain(written):
    path, session_id = written
    salt = b"s" * 16
    digest = hashlib.sha256(salt + b"kind words").hexdigest()
    tamper(
        path,
        f"UPDATE entry SET payload = CAST('kind words' AS BLOB), salt = x'{salt.hex()}', digest = x'{digest}' WHERE sequence = 2",
    )
    with open_fixed(path) as journal:
        assert journal.verify(session_id).broken_sequence == 2


@pytest.mark.parametrize(
    ("statement", "first_broken"),
    [
        ("DELETE FROM entry WHERE sequence = 2", 2),
        ("DELETE FROM entry WHERE sequence = 5", 5),
        ("DELETE FROM entry WHERE sequence >= 3", 3),
        ("DELETE FROM entry", 0),
        ("UPDATE entry SET sequence = 7 - sequence WHERE sequence IN (3, 4)", 3),
        (
            "INSERT INTO entry SELECT session_id, 6, recorded_at, kind, payload, salt, digest, chain FROM entry WHERE sequence = 5",
            6,
        ),
    ],
)
def test_removed_swapped_and_added_entries_are_found(written, statement, first_broken):
    path, session_id = written
    if "7 - sequence" in statement:  # the primary key forbids a swap in one step
        statements = [
            f"UPDATE entry SET sequence = {new} WHERE sequence = {old}" for old, new in ((3, 90), (4, 3), (90, 4))
        ]
    else:
        statements = [statement]
    tamper(path, *statements)
    with open_fixed(path) as journal:
        assert journal.verify(session_id).broken_sequence == first_broken


def test_an_appended_entry_with_a_fitting_chain_but_no_head_is_found(written):
    path, session_id = written
    with open_fixed(path) as journal:
        last = journal.entries(session_id)[-1]
    at = datetime(2027, 1, 1, tzinfo=UTC)
    digest = payload_digest(b"s" * 16, b"later")
    forged = link(last.chain, 6, "responded", at, digest)
    tamper(
        path,
        f"INSERT INTO entry VALUES ('{session_id}', 6, '{stamp(at)}', 'responded', CAST('later' AS BLOB), "
        f"x'{(b's' * 16).hex()}', x'{digest.hex()}', x'{forged.hex()}')",
    )
    with open_fixed(path) as journal:
        assert journal.verify(session_id).broken_sequence == 6


@pytest.mark.parametrize(
    "change",
    [
        "person_id = 'someone'",
        "chain_version = 2",
        "scenario_slug = 'easier_scene'",
        "scenario_hash = 'cafe'",
        "language = 'en'",
        "mode = 'exam'",
        "purpose = 'assessment'",
        "seed = 8",
        "seed = x'07'",
        "parent_session_id = 'another'",
        "fork_sequence = 2",
        "started_at = '2026-02-01T12:00:00.000000Z'",
    ],
)
def test_a_change_of_the_header_breaks_the_chain_at_its_start(written, change):
    path, session_id = written
    if not tamper(path, f"UPDATE session SET {change}"):
        return
    with open_fixed(path) as journal:
        assert journal.verify(session_id).broken_sequence == 0


def test_every_header_column_has_been_tampered_with():
    from simulator.record.stored import HEADER_COLUMNS

    marks = test_a_change_of_the_header_breaks_the_chain_at_its_start.pytestmark[0].args[1]
    assert {change.split(" ")[0] for change in marks} | {"id"} == set(HEADER_COLUMNS)


@pytest.mark.parametrize(
    "change",
    [
        "overall = 100",
        "ending = 'satisfied'",
        "ended_at = NULL",
        "ended_at = 'never'",
        "entry_count = 5",
        "entry_count = 'six'",
        "head_chain = zeroblob(32)",
    ],
)
def test_a_derived_column_that_contradicts_the_entries_is_found(written, change):
    path, session_id = written
    if not tamper(path, f"UPDATE session SET {change}"):
        return
    with open_fixed(path) as journal:
        assert not journal.verify(session_id).ok


def test_one_session_s_damage_leaves_the_others_green(database_url):
    path = database_url
    with open_fixed(path) as journal:
        _, one = begin(journal)
        _, two = begin(journal)
        play(journal, one, b"a")
        play(journal, two, b"b")
    tamper(path, f"UPDATE entry SET payload = x'00' WHERE session_id = '{one}'")
    with open_fixed(path) as journal:
        assert journal.verify(one).broken_sequence == 0
        assert journal.verify(two).ok


def test_the_chain_can_be_computed_again_from_its_description(written):
    """Another program must be able to follow the rules as the module's first lines tell them."""
    path, _ = written
    names = "id person_id chain_version scenario_slug scenario_hash language mode purpose seed parent_session_id fork_sequence started_at"
    [head] = query(path, f"SELECT {names.replace(' ', ', ')} FROM session")
    told = (stamp(value) if isinstance(value, datetime) else value for value in head)
    fields = json.dumps(dict(zip(names.split(), told, strict=True)), sort_keys=True, separators=(",", ":"))
    chain = hashlib.sha256(b"silkgloves session chain\n" + fields.encode()).digest()
    columns = "sequence, kind, recorded_at, salt, payload, digest, chain"
    for sequence, kind, at, salt, payload, digest, linked in query(
        path, f"SELECT {columns} FROM entry ORDER BY sequence"
    ):
        assert hashlib.sha256(salt + payload).digest() == digest
        moment = stamp(at) if isinstance(at, datetime) else at
        told = sequence.to_bytes(8, "big") + bytes([len(kind)]) + kind.encode() + moment.encode()
        chain = hashlib.sha256(chain + told + digest).digest()
        assert chain == linked


@pytest.mark.parametrize(
    "text", ["2026-03-01", "2026-03-01T12:00:00Z", "2026-03-01T12:00:00.000000+00:00", "", "2026-03-01T12:00:00.000000"]
)
def test_only_one_spelling_of_a_time_is_read(text):
    with pytest.raises(ValueError, match=r".*"):
        read_stamp(text)


def test_a_short_salt_is_refused():
    with pytest.raises(ValueError, match="16 bytes"):
        payload_digest(b"short", b"payload")
