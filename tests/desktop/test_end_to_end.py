"""The whole way on a real display: keys of three keyboards, from the menu through a scene to the debrief and the record."""

from __future__ import annotations

import getpass
import json
import os
import shutil
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from simulator.record import GRADED_KIND, open_journal
from simulator.review import STEP_KIND, read_played
from simulator.scenario import load, load_plan
from simulator.settings import JOURNAL_NAME, Settings, SettingsFolder
from simulator.training import replays

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
FIRST_OF_FIRST_DAY = "fitting_room"
PATIENCE_S = 90
LAYOUTS = {"fi": ("fi", ":87"), "ru": ("ru", ":88"), "el": ("gr", ":89")}
"""Keyboard and display by language: tests of several languages may run at the same time."""
NEEDED = ("Xvfb", "xdotool", "setxkbmap")


def wait_for(what: str, found: Callable[[], object], meanwhile: Callable[[], object] = lambda: None) -> None:
    """Look again and again until something is so; what another process does cannot be asked for in any other way."""
    deadline = time.monotonic() + PATIENCE_S
    while not found():
        assert time.monotonic() < deadline, f"waited {PATIENCE_S} s for {what}"
        meanwhile()
        time.sleep(0.2)


class Keyboard:
    """Real key events on a display of its own, with a layout as people have it."""

    def __init__(self, layout: str, display: str) -> None:
        self.environment = {name: value for name, value in os.environ.items() if name != "WAYLAND_DISPLAY"}
        self.environment |= {"DISPLAY": display, "SDL_AUDIODRIVER": "dummy", "LC_ALL": "C.UTF-8"}
        self.environment.pop("SDL_VIDEODRIVER", None)
        # Without -noreset the layout is forgotten as soon as the program that set it goes away.
        self._server = subprocess.Popen(
            ["Xvfb", display, "-screen", "0", "1280x720x24", "-noreset"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_for("the display", lambda: self._run("xdotool", "getdisplaygeometry").returncode == 0)
        assert self._run("setxkbmap", layout).returncode == 0

    def _run(self, *command: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(command, env=self.environment, capture_output=True, timeout=60, check=False)

    def press(self, *keys: str) -> None:
        assert self._run("xdotool", "key", *keys).returncode == 0

    def type(self, text: str) -> None:
        """Type letter by letter; an accented Greek one by its dead key, as on a Greek keyboard."""
        plain = ""
        for char in text:
            parts = unicodedata.normalize("NFD", char)
            if "\u0370" <= char <= "\u03ff" and len(parts) == 2 and parts[1] == "\u0301":
                self._type(plain)
                self.press("dead_acute")
                plain = parts[0]
            else:
                plain += char
        self._type(plain)

    def _type(self, text: str) -> None:
        if text:
            assert self._run("xdotool", "type", "--delay", "25", text).returncode == 0

    def window_of(self, process: subprocess.Popen[bytes]) -> bool:
        """Whether a process has a window that can be seen."""
        return self._run("xdotool", "search", "--onlyvisible", "--pid", str(process.pid)).returncode == 0

    def close(self) -> None:
        self._server.terminate()
        self._server.wait(10)


@pytest.fixture(params=LAYOUTS)
def keyboard(request: pytest.FixtureRequest) -> Iterator[tuple[str, Keyboard]]:
    missing = [program for program in NEEDED if shutil.which(program) is None]
    assert not missing, f"install {', '.join(missing)}; .ci/run does"
    made = Keyboard(*LAYOUTS[request.param])
    yield request.param, made
    made.close()


def test_from_the_menu_to_the_record_by_keyboard(tmp_path: Path, keyboard: tuple[str, Keyboard]) -> None:
    language, keys = keyboard
    path = tmp_path / JOURNAL_NAME
    with closing(open_journal(path)) as journal:
        person = journal.add_person(getpass.getuser())
    SettingsFolder(tmp_path).save(person.id, Settings(language=language, voice=False, pace_percent=200))
    program = subprocess.Popen(
        [sys.executable, "-m", "simulator"], cwd=ROOT, env=keys.environment | {"SILKGLOVES_HOME": str(tmp_path)}
    )
    try:
        wait_for("the window", lambda: keys.window_of(program))
        with closing(open_journal(path)) as journal:
            # The first day is under the finger of somebody who has played nothing; its briefing begins with Enter, too.
            wait_for("the session", journal.sessions, lambda: keys.press("Return"))
            session = journal.sessions()[0].id
            scenario = load(FIRST_OF_FIRST_DAY)
            for number, turn in enumerate(load_plan(scenario, "poor").turns, start=1):
                assert turn.say is not None
                text = turn.say[language]  # type: ignore[index]  # one of the scene's languages
                keys.type(text)
                keys.press("Return")
                wait_for(f"response {number}", lambda: len(responses(journal, session)) >= number)  # noqa: B023 - at once
                assert responses(journal, session)[-1] == text
            wait_for("the grade", lambda: journal.session(session).ended_at, lambda: keys.press("Return"))
            record = journal.session(session)
            played = read_played(journal, session)
            kinds = [entry.kind for entry in journal.entries(session)]
            assert (record.header.scenario_slug, record.header.language) == (FIRST_OF_FIRST_DAY, language)
            assert record.ending == "slips_out"
            assert record.overall is not None
            assert GRADED_KIND in kinds
            assert journal.verify(session).ok
            assert replays(played)
        assert program.poll() is None
    finally:
        program.terminate()
        program.wait(20)


def responses(journal, session: str) -> list[str]:
    """What was said in a session, as the record has it."""
    found = []
    for entry in journal.entries(session):
        if entry.kind == STEP_KIND and entry.payload is not None:
            given = json.loads(entry.payload)["input"]
            if given["type"] == "responded":
                found.append(given["text"])
    return found
