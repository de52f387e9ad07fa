from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import make_url

from simulator.errors import EXIT_SURROUNDINGS, SurroundingsError
from simulator.record import Purpose, RetentionRule, open_journal
from simulator.record.connection import plain_words
from tests.record.journals import begin, counted_ids, open_fixed, play

POSIX = pytest.mark.skipif(os.name != "posix", reason="needs POSIX users and limits")


def pragma(journal, name):
    return journal._store._connection.connection.driver_connection.execute(f"PRAGMA {name}").fetchone()[0]


def test_what_keeps_acknowledged_turns_is_in_force(tmp_path):
    with open_journal(tmp_path / "a.db", busy_timeout_ms=1234) as journal:
        assert pragma(journal, "journal_mode") == "wal"
        assert pragma(journal, "synchronous") == 2  # FULL
        assert pragma(journal, "foreign_keys") == 1
        assert pragma(journal, "busy_timeout") == 1234
        assert pragma(journal, "secure_delete") == 1
        assert pragma(journal, "recursive_triggers") == 1
        assert pragma(journal, "trusted_schema") == 0


def test_every_write_takes_its_lock_at_the_start_and_a_read_takes_none(tmp_path):
    """A transaction that begins as a reader can be refused in its middle, whatever the busy timeout."""
    said = []
    with open_fixed(tmp_path / "a.db") as journal:
        journal._store._connection.connection.driver_connection.set_trace_callback(said.append)
        person_id, session_id = begin(journal)
        play(journal, session_id, b"one")
        journal.finish(session_id, 2, ending="won_back", overall=1)
        journal.rebuild(session_id)
        journal.rename(person_id, "Bertil")
        journal.retain([RetentionRule(Purpose.TRAINING, 0)], dry_run=False)
        journal.erase_person(person_id)
        assert {line for line in said if line.startswith("BEGIN")} == {"BEGIN IMMEDIATE"}
        said.clear()
        journal.people()
        journal.sessions()
        journal.entries(session_id)
        journal.verify(session_id)
        journal.export_person(person_id)
        journal.retain([RetentionRule(Purpose.TRAINING, 0)])
        assert {line for line in said if line.startswith("BEGIN")} == {"BEGIN DEFERRED"}


def test_folders_are_made_and_odd_names_are_files(tmp_path):
    path = tmp_path / "new" / "folder %20?mode=memory#x ä" / "journal.db"
    with open_fixed(path) as journal:
        _, session_id = begin(journal)
    assert path.is_file()
    with open_journal(path, readonly=True) as reader:
        assert reader.session(session_id).entry_count == 1


def test_a_url_opens_the_same_file_as_its_path(tmp_path):
    with open_fixed(f"sqlite:///{tmp_path / 'a.db'}") as journal:
        begin(journal)
    with open_journal(tmp_path / "a.db") as again:
        assert len(again.sessions()) == 1


def refused(call, *words: str) -> None:
    with pytest.raises(SurroundingsError) as told:
        call()
    assert told.value.exit_code == EXIT_SURROUNDINGS
    assert told.value.advice
    for word in words:
        assert word in told.value.message


def test_a_file_that_is_no_database_is_left_alone(tmp_path):
    path = tmp_path / "letter.txt"
    path.write_bytes(b"Dear reader, " * 1000)
    refused(lambda: open_journal(path), str(path), "not a database")
    refused(lambda: open_journal(path, readonly=True), "not a database")
    assert path.read_bytes() == b"Dear reader, " * 1000


def test_another_program_s_database_is_left_alone(tmp_path):
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE bookmarks (x)")
    refused(lambda: open_journal(path), "not a journal")
    with sqlite3.connect(path) as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("bookmarks",)]


def test_a_damaged_file_says_so(tmp_path):
    path = tmp_path / "a.db"
    with open_fixed(path) as journal:
        _, session_id = begin(journal)
        play(journal, session_id, *[b"x" * 3000] * 20)
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * 4096 * 3 + whole[4096 * 4 :])

    def read_all():
        with open_journal(path) as journal:
            journal.entries(session_id)

    refused(read_all, "damaged")


def test_a_folder_or_a_missing_file_says_so(tmp_path):
    refused(lambda: open_journal(tmp_path), "is a folder")
    refused(lambda: open_journal(tmp_path / "none.db", readonly=True), "does not exist")
    assert not (tmp_path / "none.db").exists()
    (tmp_path / "file").write_text("x")
    refused(lambda: open_journal(tmp_path / "file" / "a.db"), "cannot be made")


def test_a_lock_held_too_long_says_so_and_the_journal_goes_on(tmp_path):
    path = tmp_path / "a.db"
    with open_fixed(path, busy_timeout_ms=20) as journal:
        _, session_id = begin(journal)
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        refused(lambda: journal.append(session_id, 1, "responded", b""), "locked by another program")
        assert len(journal.entries(session_id)) == 1  # reading goes on meanwhile
        other.execute("ROLLBACK")
        other.close()
        assert journal.append(session_id, 1, "responded", b"").sequence == 1


def test_a_full_disk_ends_cleanly_with_every_acknowledged_row(tmp_path):
    path = tmp_path / "a.db"
    acknowledged = []
    with open_fixed(path) as journal:
        _, session_id = begin(journal)
        driver = journal._store._connection.connection.driver_connection
        pages = driver.execute("PRAGMA page_count").fetchone()[0]
        driver.execute(f"PRAGMA max_page_count={pages + 20}")

        def until_full():
            while True:
                payload = b"%d " % len(acknowledged) * 500
                acknowledged.append((journal.append(session_id, len(acknowledged) + 1, "responded", payload), payload))

        refused(until_full, "disk is full", "Nothing acknowledged is lost")
        assert len(acknowledged) > 5
        assert [line.payload for line in journal.entries(session_id)[1:]] == [payload for _, payload in acknowledged]
        driver.execute("PRAGMA max_page_count=100000")
        journal.append(session_id, len(acknowledged) + 1, "responded", b"there is room again")
    with open_journal(path) as again:
        assert again.session(session_id).entry_count == len(acknowledged) + 2
        assert again.verify(session_id).ok


FILE_LIMIT = """
import resource, sys
from simulator.errors import SurroundingsError
from tests.record.journals import begin, open_fixed
journal = open_fixed(sys.argv[1])
_, session_id = begin(journal)
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
sequence = 1
try:
    while sequence < 2000:
        journal.append(session_id, sequence, "responded", b"x" * 2000)
        sequence += 1
except SurroundingsError as error:
    print(session_id, sequence, error.message)
"""


@POSIX
def test_a_limit_on_the_file_s_size_ends_cleanly_too(tmp_path):
    path = tmp_path / "a.db"
    done = subprocess.run([sys.executable, "-c", FILE_LIMIT, str(path)], capture_output=True, text=True, check=True)
    session_id, count, message = done.stdout.split(" ", 2)
    assert "Nothing acknowledged is lost" in message
    with open_journal(path) as journal:
        assert journal.session(session_id).entry_count == int(count)
        assert journal.verify(session_id).ok


@pytest.fixture
def locked_folder():
    """A folder nobody but its owner may write to, and for the test we are not its owner."""
    if os.name != "posix":
        pytest.skip("needs POSIX users")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with open_fixed(folder / "a.db") as journal:
            _, session_id = begin(journal)
        (folder / "a.db").chmod(0o444)
        folder.chmod(0o555)
        root = os.geteuid() == 0
        if root:
            os.seteuid(65534)
        try:
            yield folder, session_id
        finally:
            if root:
                os.seteuid(0)
            folder.chmod(0o755)


def test_a_read_only_folder_can_be_read_and_says_that_it_cannot_be_written(locked_folder):
    folder, session_id = locked_folder
    with open_journal(folder / "a.db", readonly=True) as reader:
        assert len(reader.entries(session_id)) == 1
        assert reader.verify(session_id).ok
    refused(lambda: open_fixed(folder / "a.db"), "may not be written to")
    refused(lambda: open_fixed(folder / "new.db"), "cannot be opened")
    refused(lambda: open_fixed(folder / "sub" / "new.db"), "cannot be made")


def test_our_own_mistakes_in_sql_are_not_dressed_up():
    with sqlite3.connect(":memory:") as raw, pytest.raises(sqlite3.OperationalError), plain_words("here"):
        raw.execute("SELECT nothing FROM nowhere")


OPENERS = """
import sys
from simulator.record import Purpose, RetentionRule, open_journal
sys.stdin.readline()
with open_journal(sys.argv[1]) as journal:
    journal.add_person("one of many")
"""


def test_processes_that_open_a_new_journal_together_all_succeed(new_database):
    url = new_database(empty=True)
    command = [sys.executable, "-c", "import sqlalchemy, simulator.record.journal\n" + OPENERS, url]
    running = [subprocess.Popen(command, stdin=subprocess.PIPE, text=True) for _ in range(4)]
    for process in running:
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in running:
        process.communicate(timeout=30)
        assert process.returncode == 0
    with open_journal(url) as journal:
        assert len(journal.people()) == 4


def test_an_unreachable_server_says_so_without_the_password(monkeypatch):
    with pytest.raises(SurroundingsError) as told:
        open_journal("postgresql+psycopg://someone:secret-word@127.0.0.1:1/nothing?connect_timeout=1")
    assert "secret-word" not in str(told.value)


@pytest.mark.parametrize(
    "address", ["nonsense://user:secret-word@host/x", "postgresql+nodriver://user:secret-word@host/x", "://"]
)
def test_an_address_of_another_kind_says_so_without_the_password(address):
    with pytest.raises(SurroundingsError, match="address") as told:
        open_journal(address)
    assert "secret-word" not in str(told.value)


def test_threads_share_a_journal_and_take_turns(database_url):
    """The desktop grades and writes beside its frame loop; the console answers from a pool of threads."""
    with open_fixed(database_url, new_id=counted_ids()) as journal:
        sessions = [begin(journal)[1] for _ in range(4)]

        def write(session_id):
            for number in range(1, 21):
                journal.append(session_id, number, "step", b"words")
                assert journal.session(session_id).entry_count == number + 1
                journal.audit.append("", "thread.wrote", "session", session_id)
            return journal.verify(session_id).ok

        with ThreadPoolExecutor(4) as pool:
            assert all(pool.map(write, sessions))
        assert journal.audit.verify().ok
        assert journal.audit.verify().count == 80


@pytest.fixture
def server_url(postgresql_server):
    """The address of a journal on PostgreSQL."""
    name, url = postgresql_server.new()
    yield url
    postgresql_server.drop(name)


KILL_OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"


@pytest.mark.slow
def test_a_connection_to_the_server_that_was_lost_is_opened_again(server_url, postgresql_server):
    name = make_url(server_url).database
    with open_fixed(server_url) as journal:
        _, session_id = begin(journal)
        for number in range(1, 4):
            cut = postgresql_server.admin.execute(KILL_OTHERS, (name,)).fetchall()
            assert cut, "nothing was cut"
            assert journal.append(session_id, number, "responded", b"words").sequence == number
            postgresql_server.admin.execute(KILL_OTHERS, (name,))
            assert len(journal.entries(session_id)) == number + 1
        assert journal.verify(session_id).ok


@pytest.mark.slow
def test_a_connection_lost_in_the_middle_writes_nothing_and_says_so(server_url, postgresql_server):
    name = make_url(server_url).database
    with open_fixed(server_url) as journal:
        _, session_id = begin(journal)

        def cut_while_writing():
            with journal._store.write() as connection:
                connection.exec_driver_sql("UPDATE person SET language = 'el'")
                postgresql_server.admin.execute(KILL_OTHERS, (name,))
                connection.exec_driver_sql("UPDATE person SET language = 'sv'")

        refused(cut_while_writing, "cannot be reached")
        assert journal.people()[0].language is None
        assert journal.append(session_id, 1, "responded", b"words").sequence == 1


@pytest.mark.slow
def test_what_a_server_complains_of_is_told_in_plain_words(server_url):
    with open_fixed(server_url, busy_timeout_ms=50) as journal, open_journal(server_url) as other:
        _, session_id = begin(journal)
        with other._store.write() as connection:
            connection.exec_driver_sql("SELECT 1 FROM session FOR UPDATE")
            refused(lambda: journal.append(session_id, 1, "responded", b""), "locked by another program")
            assert len(journal.entries(session_id)) == 1  # reading goes on meanwhile
        assert journal.append(session_id, 1, "responded", b"").sequence == 1


@pytest.mark.slow
def test_a_reader_on_the_server_sees_one_moment(server_url):
    with open_fixed(server_url) as journal, open_journal(server_url) as other, journal._store.read() as connection:
        before = connection.exec_driver_sql("SELECT count(*) FROM person").scalar_one()
        other.add_person("Bertil")
        assert connection.exec_driver_sql("SELECT count(*) FROM person").scalar_one() == before
