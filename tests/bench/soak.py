"""Play for hours with random hands and look what breaks. Prints JSON; ends with 1 where something did.

    python tests/bench/soak.py [--hours 2] [--seed 1] [--size 1280x720]
    python tests/bench/soak.py --voice --minutes 10

The first plays virtual hours through random scenes, languages and views with the voice stubbed, as fast as it goes. The
second has lines spoken by the real worker process in real time and kills it at random moments. Random hands press what
can be pressed, type responses of the scenes and things that are none, paste, undo, resize and go away.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path
from typing import Any

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import pygame  # noqa: E402 - after the drivers are chosen

from simulator.desktop.desk import Desk, at_once, in_background  # noqa: E402
from simulator.desktop.speech import Player, Speaker  # noqa: E402
from simulator.desktop.theme import Theme  # noqa: E402
from simulator.desktop.views.home import HomeView  # noqa: E402
from simulator.desktop.views.scene import SceneView  # noqa: E402
from simulator.desktop.widgets import ReplyBox, ScrollArea  # noqa: E402
from simulator.desktop.window import Window, open_window  # noqa: E402
from simulator.record import open_journal  # noqa: E402
from simulator.settings import Settings, SettingsFolder  # noqa: E402
from simulator.texts import languages  # noqa: E402

FRAME_MS = 100.0
STRAYS = (
    "…", "asdf qwer", "???", "😀 👍🏽", "\u202eabc", "Ω" * 40, "Привет", "Καλημέρα σας, πώς να βοηθήσω;", "a\n\nb", "<b>&amp;</b>",
    "I'm sorry.", "Anteeksi.", "Jag förstår.", "Извините, пожалуйста.", "No.", "{amount}", "%s %d", "\t", "x" * 2500,
)  # fmt: skip
KEYS = (
    pygame.K_ESCAPE, pygame.K_TAB, pygame.K_RETURN, pygame.K_SPACE, pygame.K_UP, pygame.K_DOWN, pygame.K_LEFT,
    pygame.K_RIGHT, pygame.K_PAGEUP, pygame.K_PAGEDOWN, pygame.K_HOME, pygame.K_END, pygame.K_BACKSPACE, pygame.K_DELETE,
    *range(pygame.K_F1, pygame.K_F11), pygame.K_F12, *range(pygame.K_1, pygame.K_9),
)  # fmt: skip
SIZES = ((1280, 720), (960, 600), (960, 540), (1024, 768), (1720, 720), (1920, 1080))


def memory_mb() -> float:
    """Resident memory of this process."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def children() -> set[int]:
    """Processes whose parent is this one."""
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = (entry / "stat").read_text().rpartition(")")[2].split()[1]
            except OSError:
                continue
            if parent == str(os.getpid()):
                found.add(int(entry.name))
    return found


class Hands:
    """Random input for a window."""

    def __init__(self, window: Window, seed: int) -> None:
        self.window = window
        self.dice = random.Random(seed)
        self.did: Counter[str] = Counter()
        self.last: list[str] = []

    def move(self) -> None:
        """Do something, or nothing."""
        weights = {"wait": 30, "press": 9, "key": 6, "answer": 16, "stray": 2, "resize": 0.05, "drag": 1, "language": 0.1}
        what = self.dice.choices(list(weights), list(weights.values()))[0]
        self.did[what] += 1
        if what != "wait":
            self.last = [*self.last[-30:], f"{what} in {type(self.window.view).__name__}"]
            getattr(self, f"_{what}")()

    def _post(self, kind: int, **values: Any) -> None:
        pygame.event.post(pygame.event.Event(kind, values))

    def _key(self) -> None:
        key = self.dice.choice(KEYS)
        mod = self.dice.choice((0, 0, 0, pygame.KMOD_SHIFT, pygame.KMOD_CTRL))
        for kind in (pygame.KEYDOWN, pygame.KEYUP):
            self._post(kind, key=key, mod=mod, unicode="", scancode=0)

    def _click(self, at: tuple[int, int]) -> None:
        self._post(pygame.MOUSEMOTION, pos=at, rel=(0, 0), buttons=(0, 0, 0))
        for kind in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP):
            self._post(kind, pos=at, button=1)

    def _press(self) -> None:
        view = self.window.view
        if view is None:
            return
        able = [element for element in view.walk() if element.can_focus and not isinstance(element, ReplyBox)]
        if not able:
            return
        element = self.dice.choice(able)
        box = element.box
        for other in view.walk():
            if isinstance(other, ScrollArea) and element in other.children():
                other.reveal(element.box)
                box = other.on_screen(element)
        self._click(box.center)

    def _drag(self) -> None:
        wide, high = self.window.screen.get_size()
        start, end = [(self.dice.randrange(wide), self.dice.randrange(high)) for _ in range(2)]
        self._post(pygame.MOUSEBUTTONDOWN, pos=start, button=1)
        self._post(pygame.MOUSEMOTION, pos=end, rel=(1, 1), buttons=(1, 0, 0))
        self._post(pygame.MOUSEBUTTONUP, pos=end, button=1)
        self._post(pygame.MOUSEWHEEL, x=0, y=self.dice.choice((-3, 3)), flipped=False, precise_x=0.0, precise_y=0.0)

    def _answer(self) -> None:
        view = self.window.view
        if not isinstance(view, SceneView) or view.dialog is not None or view.session.ended:
            return
        session = view.session
        node = session.scenario.file.nodes.get(session.state.node)
        lines = [item.line for item in node.candidates] + list(node.better) if node is not None else []
        text = session.words(self.dice.choice(lines)) if lines else self.dice.choice(STRAYS)
        self._type(text)

    def _stray(self) -> None:
        self._type(self.dice.choice(STRAYS))

    def _type(self, text: str) -> None:
        for part in text.split("\n"):
            self._post(pygame.TEXTINPUT, text=part)
        enter = self.dice.random() < 0.9
        if enter:
            self._post(pygame.KEYDOWN, key=pygame.K_RETURN, mod=0, unicode="", scancode=0)

    def _resize(self) -> None:
        self.window.screen = pygame.display.set_mode(self.dice.choice(SIZES), pygame.RESIZABLE)
        self._post(pygame.VIDEORESIZE, size=self.window.screen.get_size(), w=0, h=0)

    def _language(self) -> None:
        desk, view = self.window.desk, self.window.view
        desk.change_settings(language=self.dice.choice(languages()))
        if view is not None:
            view.rebuild()


def soak(folder: Path, *, played_s: float, seed: int, size: tuple[int, int], voice: bool) -> dict[str, Any]:
    """Play so long and tell what came of it.

    Args:
        folder: for the journal and the settings.
        played_s: virtual seconds; real ones with a voice.
        seed: decides what the hands do.
        size: of the window at first.
        voice: whether lines are spoken by the real worker, which is then killed at random.
    """
    open_window(size)
    screen = pygame.display.set_mode(size, pygame.RESIZABLE)
    now = [0.0]
    clock = time.monotonic if voice else lambda: now[0]
    journal = open_journal(folder / "journal.sqlite3")
    person = journal.add_person("Soak")
    desk = Desk(
        journal, Theme(size), settings=Settings(language="en", voice=voice), settings_folder=SettingsFolder(folder),
        clock_s=clock, begin_work=in_background if voice else at_once, seed=None,
    )  # fmt: skip
    desk.be(person.id, "Soak")
    desk.player = Player(heard=True) if voice else Player(clock=clock, heard=False)
    before = children()
    if voice:
        desk.speaker = Speaker()
    window = Window(screen, desk, clock_s=clock, sleep=time.sleep if voice else lambda _s: None)
    window.show(HomeView(desk))
    desk.leave = lambda: None
    hands, dice = Hands(window, seed), random.Random(seed + 1)
    views: Counter[str] = Counter()
    memory: list[float] = []
    killed, frames, failure = 0, 0, ""
    began_s, next_kill_s = time.monotonic(), 5.0
    try:
        while (time.monotonic() - began_s if voice else now[0]) < played_s:
            passed_s = time.monotonic() - began_s if voice else now[0]
            step_ms = 1000 / 60 if voice else FRAME_MS
            now[0] += step_ms / 1000
            if not voice or dice.random() < 0.1:
                hands.move()
            if voice and passed_s >= next_kill_s:
                next_kill_s = passed_s + dice.uniform(2, 12)
                for child in children() - before:
                    os.kill(child, signal.SIGKILL)
                    killed += 1
            window.frame(step_ms)
            if window.view is not None:
                views[type(window.view).__name__] += 1
            if voice:
                time.sleep(0.012)
            if frames % 600 == 0:
                memory.append(memory_mb())
            frames += 1
    except Exception:  # noqa: BLE001 - what breaks is what this is for
        failure = traceback.format_exc()
    finally:
        window.close()
        if desk.speaker is not None:
            desk.speaker.close()
        desk.player.close()
    records = journal.sessions()
    journal.close()
    gc.collect()
    left = sorted(children() - before)
    third = max(1, len(memory) // 3)
    middle, last = memory[third : 2 * third] or memory, memory[-third:]
    return {
        "failure": failure,
        "did_last": hands.last if failure else [],
        "played_s": round(played_s),
        "wall_s": round(time.monotonic() - began_s),
        "frames": frames,
        "views": dict(views),
        "hands": dict(hands.did),
        "sessions": len(records),
        "ended": sum(record.ended_at is not None for record in records),
        "scenes": len({record.header.scenario_slug for record in records}),
        "languages": len({record.header.language for record in records}),
        "workers_killed": killed,
        "processes_left": len(left),
        "memory_mb": {"first": round(memory[0]), "most": round(max(memory)), "growth": round(sum(last) / len(last) - sum(middle) / len(middle), 1)},
    }  # fmt: skip


def main() -> None:
    """Parse, soak, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hours", type=float, default=2.0)
    parser.add_argument("--minutes", type=float, default=10.0, help="with --voice")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--size", default="1280x720")
    parser.add_argument("--voice", action="store_true")
    given = parser.parse_args()
    wide, high = (int(part) for part in given.size.split("x"))
    played_s = given.minutes * 60 if given.voice else given.hours * 3600
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SILKGLOVES_HOME"] = folder
        found = soak(Path(folder), played_s=played_s, seed=given.seed, size=(wide, high), voice=given.voice)
    print(json.dumps(found, indent=1, ensure_ascii=False))
    sys.exit(1 if found["failure"] or found["processes_left"] else 0)


if __name__ == "__main__":
    main()
