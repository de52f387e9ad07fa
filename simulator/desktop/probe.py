"""Tries out what the desktop needs, in a process of its own: `python -m simulator.desktop.probe display`.

Prints one JSON object. Drivers of displays, sound and voices may hang or end the process; `simulator.doctor` gives each
a time limit and reads what it prints.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from simulator.resources import asset
from simulator.texts import languages, texts

_NO_REAL_DISPLAY = ("dummy", "offscreen")
_FRAME_S = 0.02


def probe_display() -> dict[str, Any]:
    """Open a hidden window. `driver` is "" where there is no display."""
    import pygame

    try:
        pygame.display.init()
    except pygame.error:
        return {"driver": ""}
    driver = pygame.display.get_driver()
    if driver in _NO_REAL_DISPLAY:
        return {"driver": ""}
    width, height = pygame.display.get_desktop_sizes()[0]
    try:
        pygame.display.set_mode((320, 200), pygame.HIDDEN)
    except pygame.error as error:
        return {"driver": driver, "error": str(error)}
    return {"driver": driver, "width": width, "height": height}


def probe_sound() -> dict[str, Any]:
    """Open the sound device. `driver` is "" where there is none."""
    import pygame

    from simulator.desktop.speech import Player

    player = Player()
    driver = pygame.mixer.get_driver() if player.heard else ""
    player.close()
    return {"driver": "" if driver == "dummy" else driver, "error": player.fault}


def probe_voice() -> dict[str, Any]:
    """Speak each language's own name; those that gave a sound are named."""
    from simulator.desktop.speech import Speaker, UtteranceState, VoiceParameters

    speaker = Speaker()
    lines = [speaker.say(texts(code)("language.name"), code, VoiceParameters()) for code in languages()]
    pause = threading.Event()
    while any(line.pending for line in lines):
        pause.wait(_FRAME_S)
    speaker.close()
    failures = [line.failure for line in lines if line.failure]
    spoken = [line.language for line in lines if line.state is UtteranceState.READY]
    return {"languages": spoken, "error": speaker.fault or "; ".join(failures[:1])}


def font_path() -> Path:
    """The font the screens are written in: our own, or the one that comes with pygame_gui."""
    own = sorted(asset("fonts").glob("*-Regular.[ot]tf"))
    if own:
        return own[0]
    import pygame_gui

    return Path(pygame_gui.__file__).parent / "data" / "NotoSans-Regular.ttf"


def probe_fonts() -> dict[str, Any]:
    """Look for every letter that the texts show. `gaps` names the letters missing for each language."""
    from pygame import freetype

    # `pygame.font.Font.metrics` answers for a missing letter too, with the box drawn in its place; freetype says None.
    freetype.init()
    path = font_path()
    font = freetype.Font(path, 16)
    gaps = {
        code: "".join(letter for letter in sorted(texts(code).letters()) if font.get_metrics(letter) == [None])
        for code in languages()
    }
    return {"font": path.stem, "gaps": {code: letters for code, letters in gaps.items() if letters}}


PROBES: dict[str, Callable[[], dict[str, Any]]] = {
    "display": probe_display,
    "sound": probe_sound,
    "voice": probe_voice,
    "fonts": probe_fonts,
}


def main(name: str) -> None:
    """Run one probe and print what it found.

    Args:
        name: one of `PROBES`.
    """
    os.environ["PYGAME_HIDE_SUPPORT_PROMPT"] = "1"
    sys.stdout.write(json.dumps(PROBES[name]()) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
