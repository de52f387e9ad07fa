"""`silkgloves join`, `sync` and `leave`, as somebody types them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from click.testing import CliRunner

from simulator.cli import cli
from simulator.cli.joining import _tell
from simulator.cli.surroundings import LANGUAGES, open_own_journal, person_id_of, player_name
from simulator.exchange import NotTaken, SyncReport, code_hash, new_code
from simulator.record import Mode
from simulator.texts import texts
from simulator.training import GivenScene, content_of

from .bound import ADDRESS, ENTRIES, Bound, now
from .desktops import pattern
from .test_assigning import POOL, give, hashed

WAITING = ("unreachable", "busy", "revoked", "blocked", "disk", "fault")


@pytest.fixture
def typed(pair: Bound, tmp_path, monkeypatch):
    """Type a command on a machine of its own; its requests reach the company."""
    monkeypatch.setenv("SILKGLOVES_HOME", str(tmp_path / "home"))

    carry = "simulator.exchange.sending.NetworkSender.__call__"
    monkeypatch.setattr(carry, lambda _, request: pair.carry(request))

    def run(*words: str, exits: int = 0, typing: str = "") -> str:
        done = CliRunner().invoke(cli, words, input=typing)
        assert done.exit_code == exits, done.output + repr(done.exception)
        return done.output

    return run


def joined(pair: Bound, typed) -> str:
    code = new_code()
    pair.company.devices.make_code(
        code_hash(code), person_id=pair.link.person_id, by="", expires_at=now() + timedelta(hours=1)
    )
    return typed("join", ADDRESS, "--code", code, "--name", "Till")


def test_an_exam_is_played_and_handed_in_at_a_terminal(pair: Bound, typed, tmp_path, monkeypatch):
    monkeypatch.setenv("SILKGLOVES_LANGUAGE", "ru")
    played = pattern(ENTRIES, Mode.EXAM, ("I am sorry.",))
    slug, scenario_hash = played.header.scenario_slug, played.header.scenario_hash
    pair.company.put_scenario(scenario_hash, played.content)
    content = content_of([GivenScene(slug, scenario_hash, {"ru": "Не в моих силах"}, ("en", "ru"))])
    given = pair.company.assignments.add(
        "scene", Mode.EXAM, "Весна", content, by="tove", person_id=pair.link.person_id, attempts=1
    )
    joined(pair, typed)
    assert "silkgloves assigned" in typed("sync")
    listed = typed("assigned")
    assert listed.startswith("1. Весна\n")
    assert "Не в моих силах" not in listed, "what was drawn is not to be seen before"
    typed("assigned", "2", exits=1)
    assert "Весна" in typed("assigned", "1", typing="н\n")
    broken = tmp_path / "broken.txt"
    broken.write_text("!nothing there\n", encoding="utf-8")
    typed("assigned", "1", "--answers", str(broken), exits=1)
    with open_own_journal() as journal:
        assert not journal.sessions(pair.link.person_id), "neither a no nor a faulty file uses the attempt"
    said = tmp_path / "said.txt"
    said.write_text("Простите, это наша ошибка.\n", encoding="utf-8")
    typed("assigned", "1", "--answers", str(said), "--json")
    typed("assigned", "1", exits=1)
    typed("sync")
    (there,) = pair.company.assignments.sessions([given.id])
    record = there.session
    assert (there.number, record.person_id, record.header.language) == (1, pair.link.person_id, "ru")
    assert (record.header.mode, record.header.scenario_hash) == (Mode.EXAM, scenario_hash)


def test_who_has_joined_is_told_what_is_given_and_plays_as_the_person_of_the_company(pair: Bound, typed):
    for slug in POOL:
        pair.company.put_scenario(hashed(slug), slug.encode())
    give(pair.company, pair.link.person_id, attempts=1)
    with open_own_journal() as journal:
        journal.add_person("Aino")
        assert person_id_of(journal, "Aino") != pair.link.person_id
    assert "Aino" in joined(pair, typed)
    assert "1 assignment is given" in typed("sync")
    with open_own_journal() as journal:
        assert person_id_of(journal, None) == person_id_of(journal, "Aino") == pair.link.person_id
        assert person_id_of(journal, "Boris") != pair.link.person_id
    assert (player_name(None), player_name("Boris")) == ("Aino", "Boris")
    typed("leave")
    with open_own_journal() as journal:
        assert person_id_of(journal, None) != pair.link.person_id


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_a_sync_did_can_be_said(language: str, capsys: pytest.CaptureFixture[str]):
    for many in (1, 2, 5):
        ids, given = ("one",) * many, (None,) * many
        for error in ("", *WAITING):
            report = SyncReport(ids, (NotTaken("one", "forged"),), ids, given, error, "No answer.", marked=ids)  # type: ignore[arg-type]  # only counted
            _tell(report, texts(language), "Osuuskauppa")
    assert "5" in capsys.readouterr().out
