"""Saving is noticed once and whole, whatever editors do; what cannot be read is said and ends nothing; Ctrl-C does."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from simulator.authoring import Watch, start_scene, watching
from simulator.authoring.watching import LOOK_S, QUIET_S, stamp
from simulator.cli import cli
from simulator.errors import UsageError

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder(tmp_path):
    return start_scene("lamp", tmp_path)


class Script:
    """Stands for time: with each pause one more thing happens; after the last somebody presses Ctrl-C."""

    def __init__(self, *deeds: Callable[[], object] | None) -> None:
        self.deeds = list(deeds)
        self.pauses: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.pauses.append(seconds)
        if not self.deeds:
            raise KeyboardInterrupt
        deed = self.deeds.pop(0)
        if deed is not None:
            deed()


def add(file: Path, text: str = "# more\n") -> Callable[[], object]:
    def deed() -> None:
        file.write_text(file.read_text(encoding="utf-8") + text, encoding="utf-8")

    return deed


def test_a_save_is_told_once_and_when_it_is_whole(folder):
    script = Script(
        None,
        add(folder / "scenario.yaml"),
        add(folder / "scenario.yaml"),  # still being written
        add(folder / "plans" / "good.yaml"),
        None,
    )
    watch = Watch(folder, script)
    assert watch.next() == ["plans/good.yaml", "scenario.yaml"]
    assert script.pauses == [LOOK_S, LOOK_S, QUIET_S, QUIET_S, QUIET_S]
    assert watch.changed() == []
    with pytest.raises(KeyboardInterrupt):
        watch.next()


def test_saving_by_renaming_new_files_and_deleted_ones_are_seen(folder):
    def rename() -> None:
        beside = folder / "scenario.yaml.swp"
        beside.write_bytes((folder / "scenario.yaml").read_bytes())
        beside.replace(folder / "scenario.yaml")

    def replace_folder() -> None:
        folder.rename(folder.with_name("old"))
        shutil.copytree(folder.with_name("old"), folder)

    watch = Watch(folder, Script(rename, None))
    assert watch.next() == ["scenario.yaml"]
    watch._pause = Script(lambda: (folder / "lines.fi.yaml").write_text("", encoding="utf-8"), None)
    assert watch.next() == ["lines.fi.yaml"]
    watch._pause = Script((folder / "lines.fi.yaml").unlink, None)
    assert watch.next() == ["lines.fi.yaml"]
    watch._pause = Script(replace_folder, None)
    assert "scenario.yaml" in watch.next()


def test_a_folder_that_vanishes_and_comes_back(folder):
    away = folder.with_name("away")
    watch = Watch(folder, Script(lambda: folder.rename(away), None))
    assert "scenario.yaml" in watch.next()
    assert stamp(folder) == {}
    watch._pause = Script(lambda: away.rename(folder), None)
    assert "scenario.yaml" in watch.next()


def test_what_is_no_part_of_the_scene_is_passed_over(folder):
    watch = Watch(
        folder,
        Script(lambda: (folder / ".scenario.yaml.swp").write_text("x"), lambda: (folder / "note.txt").write_text("x")),
    )
    with pytest.raises(KeyboardInterrupt):
        watch.next()


def test_a_file_that_never_rests_is_read_all_the_same(folder):
    script = Script(*[add(folder / "scenario.yaml") for _ in range(40)])
    assert Watch(folder, script).next() == ["scenario.yaml"]
    assert len(script.deeds) > 15


def test_messages_of_the_system_wake_it_or_looking_does(folder, monkeypatch):
    for module in ("there", "missing"):
        if module == "missing":
            monkeypatch.setitem(sys.modules, "watchdog.events", None)
        with watching(folder) as watch:
            add(folder / "scenario.yaml")()
            assert watch.next() == ["scenario.yaml"]


def lived(
    monkeypatch: pytest.MonkeyPatch, folder: Path, *deeds: Callable[[], object] | None, options: tuple[str, ...] = ()
) -> str:
    """What `silkgloves watch` prints while these things happen, up to Ctrl-C."""
    from contextlib import contextmanager

    @contextmanager
    def played(path):
        yield Watch(path, Script(*deeds))

    monkeypatch.setattr("simulator.authoring.watching", played)
    result = CliRunner().invoke(cli, ["watch", str(folder), *options], standalone_mode=False)
    assert result.exit_code != 0
    assert result.exception is None or type(result.exception).__name__ in (
        "KeyboardInterrupt",
        "Abort",
        "SystemExit",
    ), result.exception
    return result.output


def test_a_scene_is_mended_under_the_eyes_of_watch(folder, monkeypatch):
    scenario = folder / "scenario.yaml"
    sound = scenario.read_text(encoding="utf-8")

    def put(text: str) -> Callable[[], object]:
        return lambda: scenario.write_text(text, encoding="utf-8")

    told = lived(
        monkeypatch,
        folder,
        put(sound.replace("to: story}", "to: stroy}")),
        None,
        put(sound[: len(sound) // 2]),
        None,
        lambda: scenario.write_bytes(b"\xff\xfe\x00"),
        None,
        scenario.unlink,
        None,
        put(sound.replace("settled:", "settled:  # the middle way")),
        None,
        options=("--plan", "good"),
    )
    looks = told.split("Waiting for the next save")
    assert "plan good: 2 times played, overall 9" in looks[0]
    assert "ended in satisfied" in looks[0]
    assert 'No node or ending named "stroy"' in looks[1] or "SG104" in looks[1]
    assert "SG1" in looks[2]
    assert "SG101" in looks[3]
    assert "Saved: scenario.yaml" in looks[4]
    assert "plan good: 2 times played" in looks[5]
    assert "Traceback" not in told


def test_it_shows_any_moment_in_any_mood(folder, monkeypatch):
    told = lived(monkeypatch, folder, options=("--from", "understood", "--mood", "anger=80"))
    assert "That's what I've been saying all the time!" in told
    assert "[anger 80, trust 30, feels heard 0, patience 70]" in told
    told = lived(monkeypatch, folder, options=("--from", "understood", "--mood", "anger=20"))
    assert "At last somebody who listens." in told


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--from", "wihs"), 'lamp has no node "wihs". Did you mean "wish"?'),
        (("--plan", "best"), 'There is no plan "best"; there are good, poor, recovering.'),
        (("--language", "fi"), "lamp does not speak fi; it speaks en."),
    ],
)
def test_what_is_asked_for_and_not_there_is_said(folder, monkeypatch, options, said):
    assert said in lived(monkeypatch, folder, options=options)


def test_a_plan_that_fails_is_told_turn_by_turn(folder, monkeypatch):
    plan = folder / "plans" / "good.yaml"
    plan.write_text(plan.read_text(encoding="utf-8").replace("node: wish", "node: closing"), encoding="utf-8")
    told = lived(monkeypatch, folder)
    assert "FAILED good en seed 1: satisfied" in told
    assert "turn 4: node closing expected, wish reached" in told


def test_bad_moods_are_refused_before_anything_is_watched(folder):
    done = CliRunner().invoke(cli, ["watch", str(folder), "--mood", "joy=3"])
    assert isinstance(done.exception, UsageError)
    assert '"joy=3" is no mood.' in str(done.exception)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no such signal there")
def test_ctrl_c_ends_with_130(folder):
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "simulator", "watch", str(folder)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        for line in process.stdout:
            if "Waiting" in line:
                break
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 130
        assert "Traceback" not in process.stderr.read()
