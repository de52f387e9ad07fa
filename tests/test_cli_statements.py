"""`silkgloves statements`: how it stands, all of them in a file, and sent to the LMS that the environment names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from builders import found, scene
from click.testing import CliRunner, Result

from simulator.cli import cli
from simulator.errors import SurroundingsError, UsageError
from simulator.exchange import xapi
from simulator.record import Mode, open_journal
from simulator.settings import JOURNAL_NAME, data_dir
from simulator.training import Session
from tests.exchange.xapi.fake_lrs import FakeLrs, on_loopback

SCENE = scene()


def run(*arguments: str | Path, fails: type[Exception] | None = None) -> Result:
    done = CliRunner().invoke(cli, ["statements", *map(str, arguments)])
    if fails is None and done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert fails is None or isinstance(done.exception, fails), done.output
    return done


@pytest.fixture
def records() -> Path:
    """This machine's records: two practised sessions, one of which has ended."""
    path = data_dir() / JOURNAL_NAME
    with open_journal(path) as journal:
        person = journal.add_person("Aino").id
        for _ in range(2):
            session = Session.begin(SCENE, "en", 5, journal=journal, person_id=person, mode=Mode.PRACTICE)
            session.take(found("sorry", "apologise"))
        journal.finish(session.played.session_id, 2, ending="gone", overall=40)
    return path


def verbs(text: str) -> list[str]:
    return [json.loads(line)["verb"]["id"].rpartition("/")[2] for line in text.splitlines()]


def test_all_of_them_go_into_a_file_the_same_each_time(records: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    assert "Wrote 0 statements" in run("--xapi-out", out).stdout, "practice only where it is asked for"
    assert "Wrote 4 statements" in run("--xapi-out", out, "--mode", "practice").stdout
    first = out.read_bytes()
    assert verbs(first.decode()) == ["initialized", "responded", "completed", "terminated"]
    run("--xapi-out", out, "--mode", "practice")
    assert out.read_bytes() == first
    assert run("--xapi-out", "-", "--mode", "practice").stdout.encode() == first
    assert run("--xapi-out", "-", "--mode", "practice", "--since", "2099-01-01").stdout == ""
    assert not list(tmp_path.glob("*.part"))
    run("--xapi-out", tmp_path / "nowhere" / "out", fails=SurroundingsError)


def test_they_are_sent_to_the_lms_that_the_environment_names(records: Path, tmp_path: Path, monkeypatch) -> None:
    named, fake = tmp_path / "lrs.json", FakeLrs()
    run("--send", fails=UsageError)
    monkeypatch.setenv("SILKGLOVES_LRS", str(named))
    named.write_text('{"address": "http://lrs.example.org", "key": "k", "secret": "swordfish"}')
    refused = run("--send", fails=UsageError)
    assert "only reached by https" in str(refused.exception)
    assert "swordfish" not in str(refused.exception)
    with on_loopback(fake) as options:
        named.write_text(options.model_dump_json())
        assert "turns it on" in str(run("--send", fails=UsageError).exception)
        with open_journal(records) as journal:
            xapi.choose(journal, xapi.Chosen(on=True, modes=("practice",)), "", everything=True)
        assert json.loads(run("--json").stdout) == {
            "on": True, "stopped": None, "waiting": 0, "sent": 0, "refused": 0, "dropped": 0,
        }  # fmt: skip
        assert run("--send").stdout == "Sent: 4; refused: 0; waiting: 0.\n"
        assert run("--send").stdout == "Sent: 0; refused: 0; waiting: 0.\n"
        fake.answer_with = 401
        with open_journal(records) as journal, journal.store.write() as connection:
            connection.exec_driver_sql("UPDATE statement SET state = 'waiting'")
        stopped = run("--send")
        assert stopped.exit_code == 1
        assert "as told" in stopped.output
    assert "Sending has stopped: 401" in run().output
    assert len(fake.order) == 4
