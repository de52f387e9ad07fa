from __future__ import annotations

import hashlib
import itertools
import sqlite3
import zipfile

import pytest

from simulator.errors import SurroundingsError
from simulator.record import Receipt, RefusalReason, open_journal, take_in
from simulator.record.chain import header_digest, link, payload_digest, stamp
from tests.record.journals import NOON, SCENE, SCENE_HASH, begin, counted_ids, header, open_fixed, play
from tests.record.raw import tamper


def other_ids():
    numbers = itertools.count(1)
    return lambda: f"01957f00-0000-7000-9000-{next(numbers):012x}"


@pytest.fixture
def source(tmp_path):
    """The journal of a desktop: (path, person, a finished session, one to be gone on with)."""
    path = tmp_path / "desktop.sqlite3"
    with open_fixed(path, new_id=other_ids()) as journal:
        person_id, done = begin(journal, "Aino \ud800\0")
        play(journal, done, b"one", b"\xff\0")
        journal.finish(done, 3, ending="won_back", overall=83)
        open_one = journal.begin(person_id, header(mode="shift", seed=-(2**63)), b"{}")
        play(journal, open_one, b"half")
    return path, person_id, done, open_one


def everything(journal, *sessions):
    return [(journal.session(one), journal.entries(one)) for one in sessions]


def test_sessions_come_exactly_as_they_are_and_a_second_time_nothing_is_new(source, database_url):
    path, person_id, done, open_one = source
    before = path.read_bytes()
    with open_journal(path, readonly=True) as there, open_fixed(database_url) as here:
        begin(here, "Bertil")
        found = take_in(here, path)
        assert (found.taken, found.people) == ((done, open_one), (person_id,))
        assert (found.known, found.grown, found.refused) == ((), (), ())
        assert everything(here, done, open_one) == everything(there, done, open_one)
        assert here.person(person_id) == there.person(person_id)
        assert here.verify(done).ok
        assert here.scenario(SCENE_HASH) == SCENE
        again = take_in(here, path)
        assert again.known == (done, open_one)
        assert (again.taken, again.grown, again.refused, again.people) == ((), (), (), ())
    assert path.read_bytes() == before


def test_a_session_that_has_grown_is_gone_on_with_and_one_that_grew_here_is_left(source, database_url):
    path, _, done, open_one = source
    with open_fixed(database_url) as here:
        take_in(here, path)
        here.append(done, 4, "corrected", b"{}")
        with open_journal(path) as there:
            play(there, open_one, b"the other half", start=2)
            there.finish(open_one, 3, ending="walks_out", overall=None)
            found = take_in(here, path)
            assert (found.grown, found.known) == ((open_one,), (done,))
            assert everything(here, open_one) == everything(there, open_one)
        assert here.verify(open_one).ok
        assert here.session(done).entry_count == 5


def test_receipts_do_not_come_along_and_those_here_hold_for_what_is_gone_on_with(source, database_url):
    path, _, done, open_one = source
    with open_fixed(path) as there:
        there.devices.keep_receipt(Receipt(done, 4, b"not what is there", NOON, "a key", b"signed", None, None))
    with open_fixed(database_url) as here:
        take_in(here, path)
        assert here.devices.latest_receipts([done, open_one]) == {}
        head = here.entries(open_one)[-1].chain
        here.devices.keep_receipt(Receipt(open_one, 2, head, NOON, "a key", b"signed", None, None))
        with open_journal(path) as there:
            there.append(open_one, 2, "responded", b"more")
        assert take_in(here, path).grown == (open_one,)
        assert here.verify(open_one).ok
        assert here.verify(done).ok


def test_a_session_that_went_on_otherwise_is_refused(source, database_url):
    path, _, done, open_one = source
    with open_fixed(database_url) as here:
        take_in(here, path)
        here.append(open_one, 2, "responded", b"here")
        with open_journal(path) as there:
            there.append(open_one, 2, "responded", b"there")
        before = everything(here, open_one)
        [refusal] = take_in(here, path).refused
        assert (refusal.session_id, refusal.reason) == (open_one, RefusalReason.CONFLICT)
        assert everything(here, open_one) == before


def test_the_same_id_with_another_header_is_refused(source, tmp_path):
    path, person_id, done, _ = source
    with open_fixed(tmp_path / "here.db", new_id=other_ids()) as here:
        begin(here, language="el")
        assert [refusal.reason for refusal in take_in(here, path).refused] == [RefusalReason.CONFLICT]


def test_a_broken_chain_is_refused_and_the_rest_taken(source, database_url):
    path, _, done, open_one = source
    tamper(f"sqlite:///{path}", f"UPDATE entry SET payload = x'00' WHERE sequence = 1 AND session_id = '{done}'")
    with open_fixed(database_url) as here:
        found = take_in(here, path)
        assert found.taken == (open_one,)
        [refusal] = found.refused
        assert (refusal.session_id, refusal.reason) == (done, RefusalReason.BROKEN)
        assert "entry 1" in refusal.detail
        assert [record.id for record in here.sessions()] == [open_one]


def test_erased_words_come_as_erased_and_never_come_back(source, database_url):
    path, person_id, done, open_one = source
    with open_fixed(database_url) as here:
        take_in(here, path)
        here.erase_person(person_id)
        with open_journal(path) as there:
            play(there, open_one, b"more", start=2)
            third = there.begin(person_id, header(), b"{}")
        found = take_in(here, path)
        assert found.known == (done,)
        assert {(one.session_id, one.reason) for one in found.refused} == {
            (open_one, RefusalReason.ERASED_HERE),
            (third, RefusalReason.ERASED_HERE),
        }
        assert all(line.payload is None for line in here.entries(open_one))
        assert here.person(person_id).display_name is None
        with open_journal(path) as there:
            there.erase_person(person_id)
        assert take_in(here, path).taken == (third,)  # its figures; no words are left to bring back
        assert here.entries(third)[0].payload is None
        assert here.person(person_id).display_name is None


def test_a_journal_of_somebody_erased_there_is_taken_with_its_figures(source, database_url):
    path, person_id, done, open_one = source
    with open_journal(path) as there:
        there.erase_person(person_id)
    with open_fixed(database_url) as here:
        assert take_in(here, path).taken == (done, open_one)
        assert here.session(done).overall == 83
        assert here.verify(done).ok
        assert here.person(person_id).display_name is None


def test_what_grew_and_was_erased_there_is_refused(source, database_url):
    path, person_id, done, open_one = source
    with open_fixed(database_url) as here:
        take_in(here, path)
        with open_journal(path) as there:
            play(there, open_one, b"more", start=2)
            there.erase_person(person_id)
        found = take_in(here, path)
        assert found.known == (done,)
        assert [(one.session_id, one.reason) for one in found.refused] == [(open_one, RefusalReason.ERASED_THERE)]
        assert here.entries(open_one)[1].payload == b"half"


def forged(path, **changes):
    """A session whose chain holds although it never was written by us."""
    fields = {
        "id": "01957f00-0000-7000-8000-00000000f00d", "person_id": "01957f00-0000-7000-8000-00000000cafe",
        "chain_version": 1, "scenario_slug": "some_scene", "scenario_hash": SCENE_HASH, "language": "fi",
        "mode": "practice", "purpose": "training", "seed": 7, "parent_session_id": None, "fork_sequence": None,
        "started_at": stamp(NOON),
    }  # fmt: skip
    words = {"kind": "started", "payload": b"{}", "ending": None, "overall": None, "name": "Mallory", "finished": None}
    words |= {key: changes.pop(key) for key in tuple(changes) if key in words}
    fields |= changes
    lines = [(words["kind"], words["payload"])]
    if words["finished"] is not None:
        lines.append(("finished", words["finished"]))
    raw = sqlite3.connect(path)
    raw.execute("PRAGMA synchronous=OFF")
    raw.execute("INSERT INTO scenario VALUES (?, ?)", (SCENE_HASH, SCENE))
    raw.execute("INSERT INTO person VALUES (?, ?, 'fi', ?, NULL)", (fields["person_id"], words["name"], stamp(NOON)))
    head = header_digest(fields)
    for number, (kind, payload) in enumerate(lines):
        digest = payload_digest(b"s" * 16, payload)
        head = link(head, number, kind, NOON, digest)
        row = (fields["id"], number, stamp(NOON), kind, payload, b"s" * 16, digest, head)
        raw.execute("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
    ended = stamp(NOON) if len(lines) > 1 else None
    row = (*fields.values(), None, len(lines), head, ended, words["ending"], words["overall"])
    raw.execute(f"INSERT INTO session VALUES ({', '.join('?' * len(row))})", row)
    raw.commit()
    raw.close()


@pytest.mark.parametrize(
    "change",
    [
        {"id": "../../etc"},
        {"id": "<script>"},
        {"person_id": "<script>"},
        {"parent_session_id": "<b>", "fork_sequence": 1},
        {"scenario_slug": "<script>alert(1)</script>"},
        {"language": "x' OR 1"},
        {"mode": "holiday"},
        {"purpose": "gossip"},
        {"seed": 7.0},
        {"seed": 2**63 - 1.0},
        {"fork_sequence": 3},
        {"started_at": "2026-03-01T12:00:00+00:00"},
        {"scenario_hash": "0" * 64},
        {"kind": "<script>"},
        {"kind": "responded"},
        {"name": b"\xff"},
        {"finished": b'{"ending": "<b>", "overall": 1}', "ending": "<b>", "overall": 1},
        {"finished": b'{"ending": "a", "overall": 900}', "ending": "a", "overall": 900},
        {"finished": b'{"ending": "a", "overall": "1"}', "ending": "a", "overall": "1"},
        {"finished": b"no json"},
        {"finished": b"[" * 50_000},
    ],
)
def test_values_we_never_write_are_refused_even_with_a_chain_that_holds(tmp_path, made_journal, change):
    path = tmp_path / "forged.db"
    path.write_bytes(made_journal)
    forged(path, **change)
    (tmp_path / "here.db").write_bytes(made_journal)
    with open_fixed(tmp_path / "here.db") as here:
        found = take_in(here, path)
        assert found.taken == ()
        assert [refusal.reason for refusal in found.refused] in ([RefusalReason.FOREIGN], [RefusalReason.BROKEN])
        assert here.sessions() == ()
        assert here.people() == ()


def test_what_is_forged_without_such_values_cannot_be_told_apart(tmp_path, made_journal, database_url):
    """A chain shows changes, not authors; the console takes journals from administrators only."""
    path = tmp_path / "forged.db"
    path.write_bytes(made_journal)
    forged(path)
    with open_fixed(database_url) as here:
        assert len(take_in(here, path).taken) == 1


def test_what_is_no_journal_is_told_in_one_sentence(tmp_path, source):
    with zipfile.ZipFile(tmp_path / "journal.zip", "w") as packed:
        packed.write(source[0])
    (tmp_path / "empty").write_bytes(b"")
    with sqlite3.connect(tmp_path / "other.db") as raw:
        raw.execute("CREATE TABLE bookmarks (x)")
    raw.close()
    views = tmp_path / "views.db"
    views.write_bytes(source[0].read_bytes())
    with sqlite3.connect(views) as raw:
        raw.executescript(
            "DROP TABLE entry; CREATE VIEW entry AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x FROM n) "
            "SELECT x AS session_id, x AS sequence FROM n"
        )
    raw.close()
    newer = tmp_path / "newer.db"
    newer.write_bytes(source[0].read_bytes())
    tamper(f"sqlite:///{newer}", "INSERT INTO migration VALUES (99, 'x', '2030-01-01T00:00:00.000000Z')")
    told = {
        "journal.zip": "not a journal", "empty": "not a journal", "other.db": "not a journal", "none": "does not exist",
        ".": "is a folder", "views.db": "does not hold", "newer.db": "newer Silk Gloves",
    }  # fmt: skip
    with open_fixed(tmp_path / "here.db") as here:
        for name, words in told.items():
            with pytest.raises(SurroundingsError, match=words) as caught:
                take_in(here, tmp_path / name)
            assert caught.value.advice
        with pytest.raises(SurroundingsError, match="the one to take it into"):
            take_in(here, tmp_path / "here.db")


def test_a_journal_of_an_older_version_is_taken_without_being_touched(tmp_path, database_url):
    path = tmp_path / "old.db"
    from tests.record.test_migrations import FIXTURE

    with sqlite3.connect(path) as raw:
        raw.executescript(FIXTURE.read_text(encoding="utf-8"))
    raw.close()
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    with open_fixed(database_url, new_id=counted_ids()) as here:
        found = take_in(here, path)
        assert len(found.taken) == 2
        assert all(here.verify(one).ok for one in found.taken)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before


@pytest.mark.slow
def test_more_sessions_than_one_transaction_takes(tmp_path):
    path = tmp_path / "many.db"
    with open_fixed(path) as there:
        person_id, _ = begin(there)
        for _ in range(230):
            there.begin(person_id, header(), b"{}")
    with open_fixed("sqlite://") as here:
        assert len(take_in(here, path).taken) == 231
