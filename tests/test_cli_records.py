"""Records kept from the command line: taken in, backed up, brought back, cleared by the rules, checked."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from builders import found, scene
from click.testing import CliRunner, Result

from simulator.cli import cli
from simulator.record import Journal, Receipt, open_journal
from simulator.settings import JOURNAL_NAME, data_dir
from simulator.training import Session

SCENE = scene()


def run(*arguments: str | Path, fails: type[Exception] | None = None) -> Result:
    done = CliRunner().invoke(cli, [str(each) for each in arguments])
    if fails is None and done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert fails is None or isinstance(done.exception, fails), done.output
    return done


def play(journal: Journal, name: str = "Aino") -> str:
    person = journal.add_person(name).id
    session = Session.begin(SCENE, "en", 5, journal=journal, person_id=person)
    session.take(found("sorry", "apologise"))
    journal.finish(session.played.session_id, 2, ending="gone", overall=40)
    return session.played.session_id


@pytest.fixture
def own() -> Path:
    """This machine's records, with one session in them."""
    path = data_dir() / JOURNAL_NAME
    with open_journal(path) as journal:
        play(journal)
    return path


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """Another machine's records."""
    path = tmp_path / "other.sqlite3"
    with open_journal(path) as journal:
        play(journal, "Bo")
    return path


def test_a_journal_of_another_machine_is_taken_in_once(own: Path, other: Path) -> None:
    first = json.loads(run("import-journal", other, "--json").stdout)
    assert (len(first["taken"]), len(first["people"]), first["refused"]) == (1, 1, [])
    again = run("import-journal", other)
    assert "taken in: 0" in again.stdout
    assert "here already: 1" in again.stdout
    with open_journal(own) as journal:
        assert len(journal.sessions()) == 2


def test_another_database_can_be_named(own: Path, other: Path, tmp_path: Path) -> None:
    into = tmp_path / "company.sqlite3"
    run("import-journal", other, "--database", into)
    with open_journal(into) as journal, open_journal(own) as untouched:
        assert (len(journal.sessions()), len(untouched.sessions())) == (1, 1)


def test_what_does_not_hold_is_not_taken_and_fails(own: Path, other: Path) -> None:
    with sqlite3.connect(other) as raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type='trigger'").fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        raw.execute("UPDATE entry SET payload = x'7b7d' WHERE sequence = 1")
    raw.close()
    done = run("import-journal", other)
    assert done.exit_code == 1
    assert "taken in: 0" in done.stdout
    assert "was not taken" in done.stderr


def test_records_are_backed_up_tried_and_brought_back(own: Path, tmp_path: Path) -> None:
    file = tmp_path / "all.backup"
    assert "All chains hold" in run("backup", file).stdout
    with open_journal(own) as journal:
        play(journal, "Later")
    tried = run("restore", file, "--drill")
    assert "Nothing was changed" in tried.stdout
    assert "1 sessions of 1 people" in tried.stdout
    from simulator.errors import SurroundingsError

    run("restore", file, fails=SurroundingsError)
    back = run("restore", file, "--replace")
    assert "What was there before lies in" in back.stdout
    with open_journal(own) as journal:
        assert len(journal.sessions()) == 1
    assert json.loads(run("verify", "--json").stdout)["ok"]


def test_verify_fails_where_a_chain_does_not_hold(own: Path) -> None:
    assert "All chains hold" in run("verify").stdout
    with sqlite3.connect(own) as raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type='trigger'").fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        raw.execute("UPDATE entry SET payload = x'7b7d' WHERE sequence = 1")
    raw.close()
    done = run("verify")
    assert done.exit_code == 1
    assert "do not hold" in done.stderr


def test_a_receipt_that_nobody_known_has_signed_proves_nothing(own: Path) -> None:
    with open_journal(own) as journal:
        session = journal.sessions()[0]
        head = journal.entries(session.id)[-1]
        kept = Receipt(session.id, session.entry_count, head.chain, head.recorded_at, "key", b"x" * 64, None, None)
        journal.devices.know_key("key", b"k" * 32)
        journal.devices.keep_receipt(kept)
    done = run("verify")
    assert done.exit_code == 1
    assert f"no known key has signed: {session.id}" in done.stderr
    assert json.loads(run("verify", "--json").stdout)["receipts_not_signed"] == [session.id]


def test_what_was_kept_long_enough_is_said_first_and_taken_away_when_asked(own: Path) -> None:
    with open_journal(own) as journal:
        journal.office.set("retention.training", 0, "")
    told = run("retain")
    assert "Would be taken away: training 1" in told.stdout
    assert "Aino" in told.stdout
    assert json.loads(run("retain", "--json").stdout)["sessions"][0]["entries"] == 3
    assert "Taken away: training 1" in run("retain", "--apply").stdout
    assert "Would be taken away: nothing" in run("retain").stdout
    with open_journal(own) as journal:
        (record,) = journal.sessions()
        assert record.erased_at is not None
        assert journal.verify(record.id).ok
