"""The command as somebody types it, in a process of its own where the surroundings matter."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from simulator.cli import cli
from simulator.cli.files import find_folder
from simulator.cli.surroundings import find_scenario, open_own_journal
from simulator.errors import SurroundingsError, UsageError
from simulator.record import Mode
from simulator.resources import scenarios_dir
from simulator.scenario import check, load, slugs
from simulator.texts import texts
from simulator.training import Session, end_here

ROOT = Path(__file__).resolve().parents[1]
ANSWERS = """Good morning, this is Sanna. I'm listening, please tell me what happened.
What happened after that?
!wait 2
So you were charged twice, and it took your card over the limit?
I'm sorry, that should never have happened.
!remedy refund
I'll ring you on Friday to check that it has arrived.
"""


def run(*arguments: str, stdin: str | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command without display and without terminal."""
    clean = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    clean.pop("SDL_VIDEODRIVER", None)
    return subprocess.run(
        [sys.executable, "-m", "simulator", *arguments],
        cwd=ROOT,
        env={**clean, "LANG": "C.UTF-8", **environment},
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


@pytest.fixture
def answers(tmp_path):
    path = tmp_path / "answers.txt"
    path.write_text(ANSWERS, encoding="utf-8")
    return path


def played(answers, *more: str) -> dict:
    found = run("play", "overcharged_card", "--text", "--language", "en", "--seed", "7", "--answers", str(answers), "--json", *more)
    assert found.returncode == 0, found.stderr
    return json.loads(found.stdout)


def test_a_file_is_played_to_one_json_with_everything_in_it(answers):
    data = played(answers)
    assert data["session"]
    assert data["ended"]
    assert data["ending"]
    assert set(data["grade"]["steps"]) == {"hear_out", "restate", "calm", "empathise", "own", "act", "follow_up"}
    assert data["turns"][-1]["mood"].keys() == {"anger", "trust", "heard", "patience"}
    responses = [turn for turn in data["turns"] if turn["response"]]
    assert [turn["turn"] for turn in responses] == [1, 2, 3, 4, 5]
    for turn in responses:
        for act in turn["detection"]["acts"].values():
            for start, end in act["spans"]:
                assert 0 <= start < end <= len(turn["response"])
    assert any(reason["reason"] == "act" for turn in responses for reason in turn["reasons"])


def test_the_same_seed_and_answers_give_the_same_bytes_but_for_the_id(answers):
    first, second = played(answers), played(answers)
    assert first.pop("session") != second.pop("session")
    assert json.dumps(first) == json.dumps(second)


def test_without_display_and_keyboard_a_demonstration_plays_itself():
    found = run()
    assert found.returncode == 0, found.stderr
    assert "Debrief" in found.stdout
    assert "demonstration" in found.stderr


def test_typed_lines_are_played_and_the_session_is_found_again_tomorrow():
    first = run("play", "overcharged_card", "--text", "--language", "en", "--seed", "7", stdin="I'm listening, please go on.\n")
    assert first.returncode == 0, first.stderr
    assert "silkgloves resume" in first.stdout
    second = run("resume", "--text", stdin="!leave\n")
    assert second.returncode == 0, second.stderr
    assert "Debrief" in second.stdout
    assert run("resume", "--text").returncode == 2


@pytest.mark.slow
def test_looking_at_an_unfinished_session_leaves_it_unfinished():
    first = run("play", "overcharged_card", "--text", "--language", "en", stdin="I'm listening, please go on.\n")
    session = first.stdout.split("silkgloves resume ")[1].split()[0]
    assert "Debrief" in run("report", session).stdout
    assert run("resume", "--text", stdin="!quit\n").returncode == 0


def test_json_is_all_that_goes_to_the_output():
    found = run("play", "overcharged_card", "--text", "--language", "en", "--json", stdin="I'm listening.\n!leave\n")
    assert found.returncode == 0, found.stderr
    assert json.loads(found.stdout)["ended"]


def test_a_finished_session_is_reported_again_with_the_same_grade(answers):
    data = played(answers)
    again = run("report", data["session"], "--json")
    assert json.loads(again.stdout)["grade"] == data["grade"]
    assert "Debrief" in run("report", data["session"]).stdout


@pytest.mark.slow
def test_the_overview_is_written_as_page_and_table(answers, tmp_path):
    played(answers, "--trainee", "Aino")
    page, table = tmp_path / "r.html", tmp_path / "r.csv"
    assert run("report", "--all", "--html", str(page), "--csv", str(table)).returncode == 0
    assert "Aino" in page.read_text(encoding="utf-8")
    assert "Aino" in table.read_text(encoding="utf-8-sig")
    assert "Aino" in run("report", "--all").stdout


@pytest.mark.slow
def test_a_debrief_is_written_as_pdf_and_markdown_the_same_on_any_day(answers, tmp_path):
    data = played(answers, "--trainee", "Αΐντα")
    files = [tmp_path / name for name in ("a.pdf", "b.pdf", "a.md")]
    for page, extra in ((files[0], ()), (files[1], ("--markdown", str(files[2])))):
        assert run("report", data["session"], "--pdf", str(page), "--language", "el", *extra).returncode == 0
    assert files[0].read_bytes() == files[1].read_bytes()
    assert files[0].read_bytes().startswith(b"%PDF-")
    text = files[2].read_text(encoding="utf-8")
    assert "Αΐντα" in text
    assert data["session"] in text


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("certificate", "all_channels", "--trainee", "Nobody"), 2, "has not passed"),
        (("certificate", "all_chanels"), 2, "There is no path"),
        (("play", "overcharged_crad", "--text"), 2, 'Did you mean "overcharged_card"?'),
        (("play", "overcharged_card", "--language", "xx"), 2, "xx"),
        (("play", "overcharged_card", "--answers", "no-such-file"), 2, "no-such-file"),
        (("play", "overcharged_card"), 3, "display"),
        (("report", "no-such-session"), 2, "no-such-session"),
        (("report",), 2, "--all"),
        (("dance",), 2, "dance"),
        (("check", "no/such/path"), 1, "SG100"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence_with_the_exit_code(arguments, code, told):
    found = run(*arguments)
    assert found.returncode == code
    assert told in found.stdout + found.stderr
    assert "Traceback" not in found.stderr


def test_a_journal_that_is_none_is_named_and_left_alone(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    (home / "journal.sqlite3").write_bytes(b"this is not a database, whatever its name says" * 50)
    found = run("play", "overcharged_card", "--text", SILKGLOVES_HOME=str(home))
    assert found.returncode == 3
    assert "Traceback" not in found.stderr
    assert (home / "journal.sqlite3").read_bytes().startswith(b"this is not")


@pytest.mark.parametrize("line", ["!dance", "!wait soon"])
def test_a_wrong_line_of_an_answers_file_is_named(tmp_path, line):
    path = tmp_path / "a.txt"
    path.write_text(f"fine\n{line}\n", encoding="utf-8")
    found = run("play", "overcharged_card", "--text", "--answers", str(path), "--json")
    assert found.returncode == 2
    assert "Line 2" in found.stderr


def test_an_answers_file_in_any_bytes_is_played_and_kept(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes("sorry \x00 \x1b[31m \u202e".encode() + b" \xff\xfe\n" + "\u0645\u0631\u062d\u0628\u0627 \U0001f9e4\n\n".encode())
    found = run("play", "overcharged_card", "--text", "--language", "en", "--answers", str(path), "--json")
    assert found.returncode == 0, found.stderr
    texts = [line["text"] for line in json.loads(found.stdout)["transcript"] if line["who"] == "trainee"]
    assert texts[0] == "sorry \x00 \x1b[31m \u202e \udcff\udcfe"


@pytest.mark.slow
def test_the_scenes_are_listed_for_people_and_for_programs():
    rows = json.loads(CliRunner().invoke(cli, ["scenarios", "--json"]).output)
    assert {"overcharged_card", "shouting_in_store"} <= {row["slug"] for row in rows}
    shown = CliRunner().invoke(cli, ["scenarios", "--language", "fi"]).output
    assert "overcharged_card" in shown


@pytest.mark.slow
def test_a_scene_in_a_folder_of_ones_own_is_checked_played_and_rehearsed(tmp_path):
    import shutil

    mine = tmp_path / "my_scene"
    shutil.copytree(ROOT / "scenarios" / "overcharged_card", mine)
    # What a check plays to find smells is the same wherever a scene lies, and takes ten times as long.
    assert run("check", "--no-smells", str(mine)).returncode == 0
    assert "my_scene poor en" in run("rehearse", str(mine), "--plan", "poor", "--language", "en").stdout
    assert run("play", str(mine), "--text", stdin="!leave\n").returncode == 0


@pytest.mark.parametrize("command", ["play", "resume", "scenarios", "check", "rehearse", "report", "certificate", "doctor"])
def test_every_command_explains_itself(command):
    found = CliRunner().invoke(cli, [command, "--help"])
    assert found.exit_code == 0
    assert len(found.output) > 80


@pytest.mark.slow
def test_a_view_is_drawn_into_a_picture_in_any_size_and_nothing_is_written_over(tmp_path):
    picture = tmp_path / "home.png"
    command = ("screenshot", "home", "--language", "ru", "--size", "960x540", "--out", str(picture))
    assert run(*command).returncode == 0
    assert picture.read_bytes()[:4] == b"\x89PNG"
    written = picture.stat().st_mtime_ns
    again = run(*command)
    assert (again.returncode, picture.stat().st_mtime_ns) == (2, written)
    assert "--force" in again.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("attic",), "home"),
        (("home", "--size", "12"), "1280x720"),
        (("home", "--size", "1x1"), "320"),
        (("home", "--out", "home.jpg"), "home.png"),
    ],
)
def test_a_picture_that_cannot_be_drawn_is_answered_with_what_can(tmp_path, arguments, told):
    found = CliRunner().invoke(cli, ["screenshot", *arguments])
    assert found.exit_code != 0
    assert told in found.output + str(found.exception)


def test_a_folder_that_is_no_scene_does_not_hide_the_scene_of_its_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "broken_zip").mkdir()
    assert check("broken_zip") == check(scenarios_dir() / "broken_zip") == []
    for command in (
        ["check", "--no-smells", "broken_zip"],
        ["export", "broken_zip"],
        ["translate", "broken_zip", "export", "--language", "fi"],
        ["pack", "broken_zip"],
        ["rehearse", "broken_zip", "--plan", "poor", "--language", "en"],
    ):
        found = CliRunner().invoke(cli, command)
        assert found.exit_code == 0, (command, found.output, found.exception)
    nothing = CliRunner().invoke(cli, ["rehearse", "broken_zip", "--plan", "none"])
    assert isinstance(nothing.exception, UsageError)
    # One that is a scene is meant.
    shutil.copytree(scenarios_dir() / "broken_zip", tmp_path / "broken_zip", dirs_exist_ok=True)
    (tmp_path / "broken_zip" / "lines.sv.yaml").unlink()
    assert find_folder("broken_zip") == tmp_path / "broken_zip"
    assert "sv" not in find_scenario("broken_zip").languages
    (tmp_path / "drawer").mkdir()
    with pytest.raises(UsageError, match="holds no scenario"):
        find_folder("drawer")


def test_a_scene_for_the_shift_is_simply_tried_and_one_for_exams_is_an_exam(tmp_path, monkeypatch):
    monkeypatch.setenv("SILKGLOVES_HOME", str(tmp_path))
    typed = CliRunner().invoke(cli, ["play", "broken_zip", "--text", "--language", "fi"], input="Hei!\n!leave\n")
    assert typed.exit_code == 0, typed.exception
    assert texts("fi")("terminal.for_shift") in typed.output
    assert not list(tmp_path.glob("*.db*"))
    asked = CliRunner().invoke(cli, ["play", "broken_zip", "--text", "--mode", "exam"])
    assert isinstance(asked.exception, UsageError)
    finnish = CliRunner().invoke(cli, ["play", "broken_zip", "--text", "--mode", "exam", "--language", "fi"])
    assert texts("fi")("error.scene_mode", scene="broken_zip", mode="koe") in str(finnish.exception)
    exams = [slug for slug in slugs() if load(slug).file.about.use == ("exam",)]
    found = CliRunner().invoke(cli, ["play", exams[0], "--text", "--language", "en"], input="!quit\n")
    assert found.exit_code == 0, found.exception
    assert "[anger" not in found.output


def test_an_exam_that_is_not_over_is_not_reported_on(tmp_path, monkeypatch):
    monkeypatch.setenv("SILKGLOVES_HOME", str(tmp_path))
    with open_own_journal() as journal:
        person = journal.add_person("Aino").id
        exam = Session.begin(load("overcharged_card"), "en", 7, mode=Mode.EXAM, journal=journal, person_id=person)
        name = exam.played.session_id
    told = CliRunner().invoke(cli, ["report", name])
    assert isinstance(told.exception, UsageError)
    assert "not over" in str(told.exception)
    with open_own_journal() as journal:
        end_here(Session.resume(journal, name))
    assert CliRunner().invoke(cli, ["report", name]).exit_code == 0


@pytest.mark.parametrize("option", ["--html", "--csv"])
def test_a_report_is_written_anew_and_one_broken_off_leaves_the_old_one_whole(tmp_path, monkeypatch, option):
    monkeypatch.setenv("SILKGLOVES_HOME", str(tmp_path))
    page = tmp_path / "all"
    assert CliRunner().invoke(cli, ["report", "--all", option, str(page), "--language", "en"]).exit_code == 0
    old = page.read_bytes()
    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", disk_full)
        told = CliRunner().invoke(cli, ["report", "--all", option, str(page), "--language", "el"])
    assert isinstance(told.exception, SurroundingsError), told.exception
    assert page.read_bytes() == old
    assert CliRunner().invoke(cli, ["report", "--all", option, str(page), "--language", "el"]).exit_code == 0
    assert page.read_bytes() != old
    assert not list(tmp_path.glob("*.tmp"))


def disk_full(_handle: int) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_report_that_cannot_be_written_is_said_in_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setenv("SILKGLOVES_HOME", str(tmp_path))
    for option in ("--html", "--csv"):
        told = CliRunner().invoke(cli, ["report", "--all", option, str(tmp_path / "nowhere" / "all")])
        assert isinstance(told.exception, SurroundingsError), told.exception
