"""Play for hours with random hands and look what breaks. Prints JSON; ends with 1 where something did.

    python tests/bench/soak.py [--hours 2] [--seed 1] [--size 1280x720]
    python tests/bench/soak.py --voice --minutes 10

The first plays virtual hours through random scenes, languages and views with the voice stubbed, as fast as it goes: in
steps of a tenth of a second, of which every fourth is drawn. The second has lines spoken by the real worker process in
real time and kills it at random moments. Random hands press what can be pressed, type responses of the scenes and
things that are none, paste, undo, resize and go away.

It fails (1) where an exception came out of a frame, where a process is left, and where memory is not flat.

Memory is flat where the last quarter of the run takes no more than the second: compared are the medians of what the
process holds at rest, and the later one may be `MAY_GROW` greater. At rest means at home, in the window and with the
text size of the beginning, what was kept for other sizes forgotten, after a second of frames: 24 times in a run (12 with
a voice), so that windows of other sizes and scenes under way do not pass for growth, or hide it. Before the first
quarter every language is heard and shown once, for a language takes some megabytes for good; whatever else is met
first, such as a PDF, has that quarter to be met in.
Runs under half an hour (five minutes with a voice) are too short to be judged. How much it held while it was played is
told too, a median for each tenth of the run, and the most. Every rest is told on standard error as it comes.
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
from statistics import median
from typing import Any

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import pygame  # noqa: E402 - after the drivers are chosen

from scoring import detect  # noqa: E402
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
DRAWN_EVERY = 4
MAY_GROW = 0.05
"""The share by which memory at rest may be greater in the last quarter than in the second: what one scene more or
less in the caches and the C library's holes come to."""
RESTS, RESTS_WITH_VOICE = 24, 12
JUDGED_FROM_S, JUDGED_FROM_WITH_VOICE_S = 1800.0, 300.0
SETTLES_MS = 1000.0
PASSED_THROUGH = (964, 544)
GREETINGS = {"en": "Good morning.", "fi": "Huomenta.", "sv": "God morgon.", "ru": "Доброе утро.", "el": "Καλημέρα."}
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
        weights = {"wait": 60, "press": 9, "key": 6, "answer": 16, "stray": 2, "resize": 0.05, "drag": 1, "language": 0.1}
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


class Soak:
    """One run.

    Args:
        folder: for the journal and the settings.
        played_s: virtual seconds; real ones with a voice.
        seed: decides what the hands do.
        size: of the window at first.
        voice: whether lines are spoken by the real worker, which is then killed at random.
    """

    def __init__(self, folder: Path, *, played_s: float, seed: int, size: tuple[int, int], voice: bool) -> None:
        self.played_s, self.voice, self.size = played_s, voice, size
        self.now_s = 0.0
        open_window(size)
        screen = pygame.display.set_mode(size, pygame.RESIZABLE)
        clock = time.monotonic if voice else lambda: self.now_s
        self.journal = open_journal(folder / "journal.sqlite3")
        self.desk = Desk(
            self.journal, Theme(size), settings=Settings(language="en", voice=voice),
            settings_folder=SettingsFolder(folder), clock_s=clock, begin_work=in_background if voice else at_once,
            seed=None,
        )  # fmt: skip
        self.desk.be(self.journal.add_person("Soak").id, "Soak")
        self.desk.player = self.player = Player(heard=True) if voice else Player(clock=clock, heard=False)
        self.before = children()
        if voice:
            self.desk.speaker = Speaker()
        self.window = Window(screen, self.desk, clock_s=clock, sleep=time.sleep if voice else lambda _s: None)
        self.desk.leave = lambda: None
        self.window.show(HomeView(self.desk))
        self.hands, self.dice = Hands(self.window, seed), random.Random(seed + 1)
        self.views: Counter[str] = Counter()
        self.memory: list[tuple[float, float]] = []
        """When (the share of the run), and megabytes."""
        self.at_rest: list[tuple[float, float]] = []
        self.killed = self.frames = 0
        self.next_kill_s = 5.0
        self.began_s, self.cpu_began_s = time.monotonic(), time.process_time()

    @property
    def passed_s(self) -> float:
        """How long it has been played."""
        return time.monotonic() - self.began_s if self.voice else self.now_s

    def run(self) -> str:
        """Play to the end; returns what broke."""
        rests = RESTS_WITH_VOICE if self.voice else RESTS
        try:
            self.meet_languages()
            self.began_s, self.now_s = time.monotonic(), 0.0
            while self.passed_s < self.played_s:
                self.play_on()
                share = self.passed_s / self.played_s
                if self.frames % 50 == 0:
                    self.memory.append((share, memory_mb()))
                if share * rests >= len(self.at_rest) + 1:
                    self.at_rest.append((share, self.rest()))
                    print(f"{share:4.0%}  {self.at_rest[-1][1]:.0f} MB at rest", file=sys.stderr, flush=True)
        except Exception:  # noqa: BLE001 - what breaks is what this is for
            return traceback.format_exc()
        finally:
            self.window.close()
            if self.desk.speaker is not None:
                self.desk.speaker.close()
            self.player.close()
        return ""

    def meet_languages(self) -> None:
        """Hear and show every language once."""
        for code in languages():
            detect(GREETINGS[code], language=code)
            self.desk.change_settings(language=code)
            self.window.show(HomeView(self.desk))
            self.frame()
        self.desk.change_settings(language="en")

    def play_on(self) -> None:
        """Let the hands do something, and a frame pass."""
        if not self.voice or self.dice.random() < 0.1:
            self.hands.move()
        if self.voice and self.passed_s >= self.next_kill_s:
            self.next_kill_s = self.passed_s + self.dice.uniform(2, 12)
            for child in children() - self.before:
                os.kill(child, signal.SIGKILL)
                self.killed += 1
        self.frame()
        if self.window.view is not None:
            self.views[type(self.window.view).__name__] += 1

    def frame(self) -> None:
        """Let a frame pass; without a voice only some are drawn."""
        step_ms = 1000 / 60 if self.voice else FRAME_MS
        self.now_s += step_ms / 1000
        self.frames += 1
        self.window.step(step_ms)
        if self.voice or self.frames % DRAWN_EVERY == 0:
            self.window.draw()
        if self.voice:
            time.sleep(0.012)

    def rest(self) -> float:
        """Go home, in the window of the beginning, and say how many megabytes are held."""
        pygame.event.clear()
        self.desk.change_settings(text_size_percent=100, letter_spacing=False)
        self.window.show(HomeView(self.desk))
        for size in (PASSED_THROUGH, self.size):
            self.window.screen = pygame.display.set_mode(size, pygame.RESIZABLE)
            pygame.event.post(pygame.event.Event(pygame.VIDEORESIZE, size=size, w=0, h=0))
            for _ in range(round(SETTLES_MS / (1000 / 60 if self.voice else FRAME_MS))):
                self.frame()
        return memory_mb()

    def tell(self, failure: str) -> dict[str, Any]:
        """What came of it."""
        cpu_s, records = time.process_time() - self.cpu_began_s, self.journal.sessions()
        self.journal.close()
        gc.collect()
        return {
            "failure": failure,
            "did_last": self.hands.last if failure else [],
            "played_s": round(self.played_s),
            "wall_s": round(time.monotonic() - self.began_s),
            "cpu_s": round(cpu_s),
            "frames": self.frames,
            "frame_cpu_ms": round(cpu_s * 1000 / max(1, self.frames), 2),
            "views": dict(self.views),
            "hands": dict(self.hands.did),
            "sessions": len(records),
            "ended": sum(record.ended_at is not None for record in records),
            "scenes": len({record.header.scenario_slug for record in records}),
            "languages": len({record.header.language for record in records}),
            "workers_killed": self.killed,
            "processes_left": len(children() - self.before),
            "memory_mb": self.told_memory(),
        }  # fmt: skip

    def told_memory(self) -> dict[str, Any]:
        """Memory while it was played and at rest, and whether it was flat."""
        tenths: list[list[float]] = [[] for _ in range(10)]
        for share, held in self.memory:
            tenths[min(9, int(share * 10))].append(held)
        second = [held for share, held in self.at_rest if 0.25 < share <= 0.51]
        last = [held for share, held in self.at_rest if share > 0.76]
        judged = self.played_s >= (JUDGED_FROM_WITH_VOICE_S if self.voice else JUDGED_FROM_S) and second and last
        return {
            "played_by_tenths": [round(median(part)) for part in tenths if part],
            "most": round(max((held for _, held in self.memory), default=0.0)),
            "at_rest": [round(held) for _, held in self.at_rest],
            "second_quarter": round(median(second)) if second else None,
            "last_quarter": round(median(last)) if last else None,
            "flat": median(last) <= median(second) * (1 + MAY_GROW) if judged else None,
        }


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
        run = Soak(Path(folder), played_s=played_s, seed=given.seed, size=(wide, high), voice=given.voice)
        found = run.tell(run.run())
    print(json.dumps(found, indent=1, ensure_ascii=False))
    broken = found["failure"] or found["processes_left"] or found["memory_mb"]["flat"] is False
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
