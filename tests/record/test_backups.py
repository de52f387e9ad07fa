from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from simulator.errors import SurroundingsError
from simulator.record import RESTORED, backup, examine, open_journal, restore
from simulator.record.figures_tables import FIGURES, metadata
from tests.record.journals import begin, open_fixed, play
from tests.record.raw import is_sqlite, path_of, query, tamper
from tests.record.stories import LATER, tell, token_hash

PASSING = {"migration", "sign_in", "attempt", "join_code"}
"""What a restored journal does not have from its backup: when it was made, who was signed in, codes to join by."""


def content(journal):
    with journal.store.read() as connection:
        return {
            table.name: [
                tuple(row)
                for row in connection.execute(table.select().order_by(*table.primary_key))
                if row[0] != RESTORED
            ]
            for table in metadata.sorted_tables
            if table.name not in PASSING and table not in FIGURES
        }


def destroy(url: str) -> None:
    """What a burnt drive leaves of a journal: nothing."""
    if is_sqlite(url):
        for left in Path(path_of(url)).parent.glob(Path(path_of(url)).name + "*"):
            left.unlink()
        return
    tables = ", ".join(f'"{table.name}"' for table in metadata.sorted_tables if table.name != "migration")
    tamper(url, f"TRUNCATE {tables}")


def test_a_journal_that_was_destroyed_comes_back_whole(database_url, tmp_path):
    """The drill: back up, destroy, restore; every row, chain and figure is there, and work goes on."""
    with open_fixed(database_url) as journal:
        story = tell(journal)
        before, sound = content(journal), examine(journal)
        assert sound.ok
        assert [name for name, rows in sound.rows.items() if not rows] == []
        made = backup(journal, tmp_path / "safe" / "backup.sqlite3")
        assert made.found == sound
        assert made.size_bytes == Path(made.path).stat().st_size
        play(journal, journal.begin(story.bertil, journal.session(story.session).header, b"{}"), b"after the backup")
    destroy(database_url)
    brought = restore(made.path, database_url)
    assert (brought.found.ok, brought.erased_again, brought.kept_aside) == (True, (), None)
    with open_journal(database_url) as journal:
        assert content(journal) == before
        assert journal.verify(story.session).ok
        assert journal.audit.verify().head == sound.audit_head
        assert journal.session(story.session).overall == 83
        assert journal.logins.sign_in(token_hash("sign-in b")) is None  # nobody stays signed in
        journal.append(story.session, 5, "corrected", b"{}")
        journal.audit.append("", "backup.restored", "journal", "")
        assert journal.audit.verify().ok
    assert [path.name for path in (tmp_path / "safe").iterdir()] == ["backup.sqlite3"]


@pytest.mark.slow
def test_a_backup_goes_from_one_database_to_the_other_and_back(postgresql_server, tmp_path):
    name, url = postgresql_server.new()
    with open_fixed(url) as journal:
        tell(journal)
        before = content(journal)
        backup(journal, tmp_path / "one.sqlite3")
    restore(tmp_path / "one.sqlite3", tmp_path / "moved.sqlite3")
    with open_journal(tmp_path / "moved.sqlite3") as journal:
        assert content(journal) == before
        backup(journal, tmp_path / "two.sqlite3")
    other, again = postgresql_server.new(empty=True)
    restore(tmp_path / "two.sqlite3", again)
    with open_journal(again) as journal:
        assert content(journal) == before
        assert examine(journal).ok
    for each in (name, other):
        postgresql_server.drop(each)


def test_a_target_that_holds_something_is_left_alone_unless_told(database_url, tmp_path):
    with open_fixed(database_url) as journal:
        tell(journal)
        before = content(journal)
        made = backup(journal, tmp_path / "backup.sqlite3")
        _, later = begin(journal, "Later")
        with pytest.raises(SurroundingsError, match="exists already"):
            backup(journal, made.path)
    with pytest.raises(SurroundingsError, match="holds something already"):
        restore(made.path, database_url)
    with open_journal(database_url) as journal:
        assert journal.session(later)
    brought = restore(made.path, database_url, replace=True)
    with open_journal(database_url) as journal:
        assert content(journal) == before
    if is_sqlite(database_url):
        with open_journal(brought.kept_aside) as aside:
            assert aside.session(later)


def test_who_was_erased_since_the_backup_does_not_come_back(database_url, tmp_path):
    with open_fixed(database_url) as journal:
        story = tell(journal)
        made = backup(journal, tmp_path / "backup.sqlite3")
        journal.erase_person(story.aino)
    brought = restore(made.path, database_url, replace=True)
    assert brought.erased_again == (story.aino,)
    with open_journal(database_url) as journal:
        assert journal.person(story.aino).display_name is None
        assert journal.logins.by_person(story.aino) is None
        assert all(line.payload is None for line in journal.entries(story.session))
        assert examine(journal).ok


def test_a_desktop_that_was_revoked_since_the_backup_stays_out_and_who_is_let_in_is_told(database_url, tmp_path):
    with open_fixed(database_url) as journal:
        story = tell(journal)
        devices = journal.devices
        codes = [token_hash(f"by {number}") for number in range(3)]
        for code in codes:
            devices.make_code(code, person_id=story.aino, by=story.bertil, expires_at=LATER)
        left, stays = (devices.add(code, token_hash(code), name="desk", product="1") for code in codes[:2])
        made = backup(journal, tmp_path / "backup.sqlite3")
        devices.revoke(left.id)
        since = devices.device(left.id).revoked_at
        devices.add(codes[2], token_hash("new"), name="desk", product="1")
    told = ("device 0", "device 1", stays.id)
    brought = restore(made.path, database_url, replace=True)
    assert (brought.revoked_again, brought.let_in) == ((left.id,), told)
    with open_journal(database_url) as journal:
        assert journal.devices.device(left.id).revoked_at == since
        # A code that was used after the backup does not open a second time; what was used before is told as it was.
        assert journal.devices.add(codes[2], token_hash("thief"), name="x", product="1") is None
        assert [code.device_id for code in journal.devices.codes(used=True)] == [left.id, stays.id]
        assert len(journal.devices.keys()) == 1
    elsewhere = restore(made.path, tmp_path / "new.db")  # where the journal before is lost nobody knows of the revoked
    assert (elsewhere.revoked_again, set(elsewhere.let_in)) == ((), {*told, left.id})


def test_sessions_nobody_has_to_look_at_again_are_not_told_anew_by_a_restore(database_url, tmp_path):
    with open_fixed(database_url) as journal:
        tell(journal)
        journal.following.settle("somebody", journal.following.waiting("somebody").items())
        made = backup(journal, tmp_path / "backup.sqlite3")
    restore(made.path, database_url, replace=True)
    with open_journal(database_url) as journal:
        assert journal.following.waiting("somebody") == {}
        begin(journal, "Later")
        assert journal.following.count("somebody") == 1


EVERY_TABLE = """
import sys
from simulator.record import backups, open_journal
from sqlalchemy import inspect
with open_journal("sqlite://") as journal, journal.store.read() as connection:
    there = set(inspect(connection).get_table_names())
print(sorted(there ^ {table.name for table in backups._TABLES}))
"""


def test_a_backup_knows_every_table_whatever_else_was_loaded():
    ran = subprocess.run([sys.executable, "-c", EVERY_TABLE], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == str(sorted(["migration", *(table.name for table in FIGURES)]))


def test_erased_words_are_not_in_a_backup_made_afterwards(tmp_path):
    with open_fixed(tmp_path / "a.db", busy_timeout_ms=20) as journal:
        story = tell(journal)
        reader = sqlite3.connect(tmp_path / "a.db", isolation_level=None)  # so that the file cannot be rewritten
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM entry").fetchone()
        assert not journal.erase_person(story.aino).scrubbed
        made = backup(journal, tmp_path / "backup.sqlite3")
        reader.close()
    assert b"Zanzibar" not in Path(made.path).read_bytes()
    assert b"Bertil says" in Path(made.path).read_bytes()


def test_a_broken_chain_is_backed_up_and_told_and_only_brought_back_when_accepted(database_url, tmp_path):
    with open_fixed(database_url) as journal:
        story = tell(journal)
    tamper(database_url, f"UPDATE entry SET payload = x'00' WHERE sequence = 1 AND session_id = '{story.session}'")
    with open_fixed(database_url) as journal:
        made = backup(journal, tmp_path / "backup.sqlite3")
    assert made.found.broken == (story.session,)
    with pytest.raises(SurroundingsError, match="1 broken sessions"):
        restore(made.path, tmp_path / "new.db")
    assert restore(made.path, tmp_path / "other.db", accept_broken=True).found.broken == (story.session,)


def test_a_backup_whose_audit_log_was_changed_is_not_brought_back(tmp_path):
    with open_fixed(tmp_path / "a.db") as journal:
        tell(journal)
        made = backup(journal, tmp_path / "backup.sqlite3")
    tamper(f"sqlite:///{made.path}", "UPDATE audit SET actor = 'nobody' WHERE number = 2")
    with pytest.raises(SurroundingsError, match="audit log"):
        restore(made.path, tmp_path / "new.db")


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX modes")
def test_only_its_owner_may_read_a_backup(tmp_path):
    with open_fixed(tmp_path / "a.db") as journal:
        made = backup(journal, tmp_path / "backup.sqlite3")
    assert stat.S_IMODE(Path(made.path).stat().st_mode) == 0o600


def test_a_journal_in_use_elsewhere_is_not_replaced(tmp_path):
    with open_fixed(tmp_path / "a.db") as journal:
        tell(journal)
        made = backup(journal, tmp_path / "backup.sqlite3")
        before = content(journal)
        with pytest.raises(SurroundingsError, match="locked by another program"):
            restore(made.path, tmp_path / "a.db", replace=True)
        assert content(journal) == before
    assert sorted(path.name for path in tmp_path.glob("*.part*")) == []


def test_what_is_no_backup_says_so(tmp_path):
    (tmp_path / "letter.txt").write_bytes(b"Dear reader, " * 100)
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("CREATE TABLE bookmarks (x)")
    other.close()
    with open_fixed(tmp_path / "a.db") as journal:
        tell(journal)
        made = backup(journal, tmp_path / "backup.sqlite3")
    whole = Path(made.path).read_bytes()
    (tmp_path / "torn.db").write_bytes(whole[: len(whole) // 2])
    for name, words in {
        "letter.txt": "not a database",
        "other.db": "not a journal",
        "none": "does not exist",
        "torn.db": "damaged",
    }.items():
        with pytest.raises(SurroundingsError, match=words):
            restore(tmp_path / name, tmp_path / "new.db")
        with open_journal(tmp_path / "new.db") as journal:
            assert journal.people() == ()


def test_a_journal_in_memory_is_backed_up_too(tmp_path):
    with open_fixed("sqlite://") as journal:
        _, session_id = begin(journal)
        backup(journal, tmp_path / "backup.sqlite3")
    with open_journal(tmp_path / "backup.sqlite3", readonly=True) as copy:
        assert copy.verify(session_id).ok


def test_a_backup_of_an_older_version_is_brought_up_to_date_and_left_as_it_is(tmp_path, database_url):
    from tests.record.test_migrations import FIXTURE

    old = tmp_path / "old.db"
    with sqlite3.connect(old) as raw:
        raw.executescript(FIXTURE.read_text(encoding="utf-8"))
    raw.close()
    before = old.read_bytes()
    assert restore(old, database_url).found.rows["session"] == 2
    assert old.read_bytes() == before
    assert query(database_url, "SELECT count(*) FROM account") == [(0,)]
