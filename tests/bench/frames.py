"""Time the desktop as it is played and print JSON.

    python tests/bench/frames.py [--size 1280x720] [--seconds 30] [--typing] [--scene SLUG ...] [--starts 5] [--no-voice]

Frames (events, update, drawing, flip), 60 a second, on a clock that only the bench moves: a scene of each channel is
played in turn, with responses every eight seconds. With --typing letters come at twelve a second, and in e-mail go into
the middle of a letter of 15,000 characters. Three measures, in milliseconds: `frame_cpu_ms` is what the whole process
computes, with what is drawn ahead in a helper thread for which the loop waits (the one to compare); `loop_cpu_ms` the
loop's own thread alone; `frame_ms` how long the frame takes, waiting and other programs included. Start: a process of
its own, as the command line opens the window, from its begin to the first frame and to a scene that takes letters; wall
and CPU time, medians. Voice: from asking for a line to its sound, and from cutting in to silence; medians.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

FRAME_MS = 1000 / 60
SCENES = ("shouting_in_store", "overcharged_card", "late_delivery", "five_complaints")
LANGUAGE = "fi"
RESPONSE_MS = 8000.0
LETTER_MS = 1000 / 12
WORDS = "Olen todella pahoillani, että näin kävi. Kertoisitteko vielä, mitä tapahtui ja milloin? "


def main() -> int:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", default="1280x720")
    parser.add_argument("--seconds", type=float, default=30.0, help="played time of each scene")
    parser.add_argument("--typing", action="store_true")
    parser.add_argument("--scene", action="append")
    parser.add_argument("--starts", type=int, default=5)
    parser.add_argument("--no-voice", action="store_true")
    parser.add_argument("--profile", action="store_true", help="print where the time of the slowest frames goes")
    parser.add_argument("--one-start", type=float, help=argparse.SUPPRESS)
    given = parser.parse_args()
    wide, high = (int(part) for part in given.size.split("x"))
    if given.one_start is not None:
        print(json.dumps(one_start(given.one_start)))
        return 0
    found = play((wide, high), given.seconds, given.scene or list(SCENES), typing=given.typing, profile=given.profile)
    if given.starts:
        found["start"] = starts(given.starts)
    if not given.no_voice:
        found["voice"] = voice()
    print(json.dumps({"size": given.size, "typing": given.typing, **found}, indent=2))
    return 0


def percentile(values: list[float], share: float) -> float:
    """The value under which this share of them lies."""
    return round(sorted(values)[min(len(values) - 1, int(len(values) * share))], 2)


def play(size: tuple[int, int], seconds: float, scenes: list[str], *, typing: bool, profile: bool) -> dict[str, Any]:
    """Play scenes and time every frame."""
    from simulator.desktop.window import open_window

    open_window(size)
    import pygame

    screen = pygame.display.set_mode(size)
    times: list[Times] = []
    by_scene: dict[str, dict[str, dict[str, float]]] = {}
    for slug in scenes:
        own = [*frames(screen, slug, seconds * 1000, typing=typing, profile=profile)]
        by_scene[slug] = told(own)
        times += own
    return {
        "frames": len(times),
        **told(times),
        "scenes": by_scene,
        "memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def told(times: list[Times]) -> dict[str, dict[str, float]]:
    """Median, p99 and worst of each measure."""
    found = {}
    for name, values in zip(Times._fields, zip(*times, strict=True), strict=True):
        some = list(values)
        found[name] = {"median": percentile(some, 0.5), "p99": percentile(some, 0.99), "worst": round(max(some), 2)}
    return found


class Times(NamedTuple):
    """What one frame took, in milliseconds; see the top of the file."""

    frame_cpu_ms: float
    loop_cpu_ms: float
    frame_ms: float


def clocks_s() -> tuple[float, float, float]:
    """The clocks of the three measures."""
    return time.process_time(), time.thread_time(), time.perf_counter()


def frames(screen: Any, slug: str, length_ms: float, *, typing: bool, profile: bool) -> Iterator[Times]:
    """What each frame of one scene took."""
    import pygame

    from simulator.desktop.desk import Desk, at_once
    from simulator.desktop.sampling import sample_detection
    from simulator.desktop.speech import Player
    from simulator.desktop.theme import Theme
    from simulator.desktop.views.scene import SceneView
    from simulator.desktop.window import Window, tidy
    from simulator.scenario import load
    from simulator.settings import Settings
    from simulator.training import Session

    now_s = [0.0]
    desk = Desk(
        None, Theme(screen.get_size()), settings=Settings(language=LANGUAGE, voice=False), clock_s=lambda: now_s[0],
        begin_work=at_once, seed=7,
    )  # fmt: skip
    desk.player = Player(clock=lambda: now_s[0], heard=False)
    window = Window(screen, desk, clock_s=lambda: now_s[0], sleep=lambda _s: None)
    view = SceneView(desk, Session.begin(load(slug), LANGUAGE, 7))
    # Detection has a thread of its own in a game that is played; here it is made up.
    desk.detect = lambda text: sample_detection(text, view.session.state.turn, LANGUAGE)
    view.play.warm_up()
    window.show(view)
    long = typing and view.play.limit > 10_000
    if long:
        view.reply.put(WORDS * (15_000 // len(WORDS)))
        view.reply.editing.move(7_000)
    letters, to_say_ms, to_type_ms, place = WORDS, RESPONSE_MS, LETTER_MS, 0
    tidy()  # as the window does once a view stands
    for _ in range(round(length_ms / FRAME_MS)):
        now_s[0] += FRAME_MS / 1000
        to_say_ms, to_type_ms = to_say_ms - FRAME_MS, to_type_ms - FRAME_MS
        if typing and to_type_ms <= 0:
            to_type_ms += LETTER_MS
            pygame.event.post(pygame.event.Event(pygame.TEXTINPUT, text=letters[place % len(letters)]))
            place += 1
        if to_say_ms <= 0 and not long:
            to_say_ms += RESPONSE_MS
            if not typing:
                view.reply.put(WORDS)
            pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_RETURN, mod=pygame.KMOD_CTRL, unicode=""))
        begun_s = clocks_s()
        window.frame(FRAME_MS)
        spent = Times(*((now - then) * 1000 for now, then in zip(clocks_s(), begun_s, strict=True)))
        if profile and spent.frame_cpu_ms > PROFILED_MS:
            print(f"{slug} at {now_s[0]:.2f} s: {spent.frame_cpu_ms:.1f} ms", file=sys.stderr)
        yield spent
    view.close()


PROFILED_MS = 8.0


def starts(count: int) -> dict[str, Any]:
    """Medians of starting the window in a process of its own."""
    found = []
    environ = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryDirectory() as compiled:
        for _ in range(count + 1):
            with tempfile.TemporaryDirectory() as folder:
                command = [sys.executable, __file__, "--one-start", repr(time.time())]
                environ |= {"SILKGLOVES_HOME": folder, "PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": compiled}
                done = subprocess.run(command, capture_output=True, text=True, check=True, env=environ)
                found.append(json.loads(done.stdout.splitlines()[-1]))
    found = found[1:]  # the first one compiles, as an installation does
    return {name: round(statistics.median(one[name] for one in found), 3) for name in found[0]}


def one_start(begun_at: float) -> dict[str, float]:
    """Open the window as the command line does, up to a scene that takes letters."""
    import simulator.cli  # noqa: F401 - the command line loads it first
    from simulator.desktop import window as opened

    screen = opened.open_window()
    opened.draw_splash(screen, LANGUAGE)
    first_s, first_cpu_s = time.time() - begun_at, time.process_time()
    from simulator.desktop.running import first_view, make_desk, nothing_let_go
    from simulator.record import open_journal
    from simulator.settings import JOURNAL_NAME, data_dir

    with nothing_let_go():
        data_dir().mkdir(parents=True, exist_ok=True)
        journal = open_journal(data_dir() / JOURNAL_NAME)
        desk = make_desk(journal, screen.get_size(), language=LANGUAGE, seed=7, trainee="Bench")
    window = opened.Window(screen, desk)
    try:
        with nothing_let_go():
            window.show(first_view(desk, SCENES[1], LANGUAGE, None, "practice"))
        briefing: Any = window.view
        window.frame(FRAME_MS)
        briefing.start()
        window.frame(FRAME_MS)
        assert window.view is not None
        assert window.view.has("reply")
        playable_s, playable_cpu_s = time.time() - begun_at, time.process_time()
    finally:
        window.close()
        if desk.speaker is not None:
            desk.speaker.close()
        if desk.player is not None:
            desk.player.close()
        journal.close()
    return {
        "first_frame_s": first_s, "first_frame_cpu_s": first_cpu_s,
        "playable_s": playable_s, "playable_cpu_s": playable_cpu_s,
    }  # fmt: skip


def voice(count: int = 15) -> dict[str, Any]:
    """Medians: from asking for a line to its sound, and from cutting in to silence."""
    from simulator.desktop.speech import Player, Speaker, VoiceParameters
    from simulator.scenario import load

    scenario = load(SCENES[1])
    drawn = scenario.draw(7)
    lines = [scenario.text(name, LANGUAGE, drawn) for name in list(scenario.words[LANGUAGE].lines)[20 : 20 + count]]
    speaker, player = Speaker(), Player()
    asked, cut = [], []
    try:
        first = speaker.say("Hei.", LANGUAGE, VoiceParameters())
        while first.pending:
            time.sleep(0.01)
        if first.sound is None:
            return {"failure": first.failure}
        for line in lines:
            begun_s = time.perf_counter()
            utterance = speaker.say(line, LANGUAGE, VoiceParameters(), phone=True)
            while utterance.pending:
                time.sleep(0.001)
            player.play(utterance)
            asked.append((time.perf_counter() - begun_s) * 1000)
            begun_s = time.perf_counter()
            player.stop()
            cut.append((time.perf_counter() - begun_s) * 1000)
    finally:
        speaker.close()
        player.close()
    return {"request_to_sound_ms": round(statistics.median(asked), 1), "interrupt_ms": round(statistics.median(cut), 2)}


if __name__ == "__main__":
    sys.exit(main())
