"""The process that speaks, and alone loads pyttsx3 and the speech library.

That library may call `exit` when its data is missing, and it is under another licence than ours. This file is run by
its path and imports nothing of the project.

One JSON object a line. To it, on standard input:
    {"id": 7, "text": "...", "language": "fi", "gender": "female", "rate_percent": 100, "pitch": 50}
From it, on standard output: first `{"ready": true, "languages": ["en", ...]}`, then for each request either
    {"id": 7, "ok": true, "file": "<path>", "words": [[at_ms, start, end], ...]}
    {"id": 7, "ok": false, "error": "..."}
`start` and `end` are offsets into the text in code points. When standard input closes it deletes its folder and ends,
even out of a call that hangs, so that no process is left behind however the simulator ended.
"""

from __future__ import annotations

import ctypes
import json
import os
import queue
import shutil
import signal
import sys
import threading
import time
import wave
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, TextIO

ATTEMPTS = 4
"""The espeak driver leaves a file without sound about once in 200 utterances; the same call again then succeeds."""

GRACE_S = 3.0
"""How long a driver may go on once nobody listens any more."""

NORMAL_RATE_WPM = 165
_DRIVERS = {"win32": ("sapi5", "espeak"), "darwin": ("nsss", "espeak")}
_LANGUAGES = ("en", "fi", "sv", "ru", "el")
_ESPEAK_VARIANTS = {"female": "+f2", "male": "+m3", "neutral": ""}
_ESPEAK_PATH_LIMIT = 150
"""espeak-ng keeps the path of its data in 160 bytes and cuts a longer one off."""


def _shortened(data_path: str, folder: Path) -> str:
    """The data path itself, or a link to it from our folder where it is too long for the library."""
    if len(os.fsencode(data_path)) <= _ESPEAK_PATH_LIMIT:
        return data_path
    link = folder / "espeak-ng-data"
    if not link.is_symlink():
        link.symlink_to(data_path, target_is_directory=True)
    return str(link)


def import_espeak(folder: Path) -> None:
    """Import pyttsx3's espeak bindings on the library that comes as a wheel; without it they seek the system's own.

    Args:
        folder: our own folder, for a link where the way to the data is too long.
    """
    library = None
    with suppress(ImportError, OSError, RuntimeError):
        import espeakng_loader

        data_path = _shortened(espeakng_loader.get_data_path(), folder)
        library = ctypes.CDLL(espeakng_loader.get_library_path())
        os.environ["ESPEAK_DATA_PATH"] = data_path
    if library is not None:
        # The bindings try fixed names; whatever they ask for while they load, they get this library.
        vars(ctypes.cdll)["LoadLibrary"] = lambda _name: library
    try:
        import pyttsx3.drivers._espeak  # noqa: F401 - for its effect: it binds the library for good
    finally:
        vars(ctypes.cdll).pop("LoadLibrary", None)


class Synthesizer:
    """One pyttsx3 driver.

    Args:
        name: "espeak", "sapi5" or "nsss".
        folder: where its files go.

    Raises:
        Exception: whatever the driver raises when it cannot start.
    """

    def __init__(self, name: str, folder: Path) -> None:
        if name == "espeak":
            import_espeak(folder)
        import pyttsx3

        self.name = name
        self._folder = folder
        self._engine = pyttsx3.init(name)
        self._voices = self._engine.getProperty("voices")
        self._words: list[tuple[int, int, int]] = []
        if name == "espeak":
            self._watch_words()

    def _watch_words(self) -> None:
        """Note the time of each word on its way to the driver, which keeps only the sound."""
        from pyttsx3.drivers import _espeak

        driver = self._engine.proxy._driver  # noqa: SLF001 - pyttsx3 has no other way to the synth callback

        def on_synth(samples: Any, count: int, events: Any) -> int:
            index = 0
            while events[index].type != _espeak.EVENT_LIST_TERMINATED:
                event = events[index]
                if event.type == _espeak.EVENT_WORD:
                    start = event.text_position - 1
                    self._words.append((event.audio_position, start, start + event.length))
                index += 1
            return int(driver._onSynth(samples, count, events))  # noqa: SLF001 - as above

        _espeak.SetSynthCallback(on_synth)

    def voice(self, language: str, gender: str) -> str | None:
        """The id of the voice nearest to a wish, or None where the language is not spoken.

        Args:
            language: language code.
            gender: "female", "male" or "neutral".
        """
        found = []
        for voice in self._voices:
            tags = [str(tag).replace("_", "-").lower() for tag in voice.languages or () if tag]
            if any(tag == language or tag.startswith(f"{language}-") for tag in tags):
                plain = str(voice.id).endswith(f"/{language}") or language in tags
                other_gender = gender != "neutral" and str(voice.gender or "").lower().find(gender) != 0
                found.append((other_gender if self.name != "espeak" else False, not plain, str(voice.id)))
        if not found:
            return None
        identifier = min(found)[2]
        return identifier + _ESPEAK_VARIANTS.get(gender, "") if self.name == "espeak" else identifier

    def speak(self, request: dict[str, Any], voice: str) -> dict[str, Any]:
        """Speak one request into a file.

        Args:
            request: see the module's docstring.
            voice: an id from `voice`.
        """
        text = _speakable(request["text"])
        path = self._folder / f"{int(request['id'])}.wav"
        if not any(letter.isalnum() for letter in text):
            return {"ok": False, "error": "nothing in it can be spoken"}
        for _attempt in range(ATTEMPTS):
            self._words.clear()
            path.unlink(missing_ok=True)
            self._engine.setProperty("voice", voice)
            self._engine.setProperty("rate", NORMAL_RATE_WPM * int(request["rate_percent"]) // 100)
            if self.name == "espeak":
                self._engine.setProperty("pitch", int(request["pitch"]))
            self._engine.save_to_file(text, str(path))
            self._engine.runAndWait()
            self._settle()
            if has_sound(path):
                words = [word for word in self._words if word[1] < word[2] <= len(text)]
                return {"ok": True, "file": str(path), "words": words}
        return {"ok": False, "error": f"{self.name} gave no sound in {ATTEMPTS} attempts"}

    def _settle(self) -> None:
        """Wait until the library is idle: a call too early is lost without a word."""
        if self.name != "espeak":
            return
        from pyttsx3.drivers import _espeak

        for _turn in range(200):
            if not _espeak.IsPlaying():
                return
            time.sleep(0.005)


def _speakable(text: str) -> str:
    """The text without what speech libraries stumble over, at the same offsets: NUL, controls, lone surrogates."""
    return "".join(
        " " if letter < " " or letter == "\x7f" or "\ud800" <= letter <= "\udfff" else letter for letter in text
    )


def has_sound(path: Path) -> bool:
    """True where a file holds at least one sample.

    Args:
        path: a WAV file, or the AIFF that macOS writes under any name.
    """
    try:
        with wave.open(str(path), "rb") as file:
            return file.getnframes() > 0
    except FileNotFoundError:
        return False
    except (wave.Error, EOFError):
        return path.stat().st_size > 4096


def start_drivers(folder: Path) -> tuple[list[Synthesizer], list[str]]:
    """Every driver of this platform that starts, best first, and what went wrong with the others.

    Args:
        folder: where their files go.
    """
    started, faults = [], []
    for name in _DRIVERS.get(sys.platform, ("espeak",)):
        try:
            started.append(Synthesizer(name, folder))
        except Exception as error:  # noqa: BLE001 - drivers raise anything; what failed is reported to the parent
            faults.append(f"{name}: {type(error).__name__}: {error}")
    return started, faults


def answer(request: dict[str, Any], drivers: Iterable[Synthesizer], faults: list[str]) -> dict[str, Any]:
    """Speak one request with the first driver that knows its language.

    Args:
        request: see the module's docstring.
        drivers: the drivers that started.
        faults: what to say where none did.
    """
    error = "; ".join(faults) or f"no voice for {request['language']}"
    for driver in drivers:
        if voice := driver.voice(request["language"], request["gender"]):
            try:
                reply = driver.speak(request, voice)
            except Exception as fault:  # noqa: BLE001 - as above; the next driver may still speak
                reply = {"ok": False, "error": f"{driver.name}: {type(fault).__name__}: {fault}"}
            if reply["ok"]:
                return reply
            error = reply["error"]
    return {"ok": False, "error": error}


def requests_until_the_end(stream: IO[bytes], folder: Path) -> Iterator[bytes]:
    """Lines of a stream, read in a thread that sees its end even while a driver hangs.

    Args:
        stream: standard input.
        folder: our own folder, deleted when the process must be ended the hard way.
    """
    lines: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()

    def read() -> None:
        for line in stream:
            lines.put(line)
        lines.put(None)
        time.sleep(GRACE_S)
        shutil.rmtree(folder, ignore_errors=True)
        os._exit(1)

    threading.Thread(target=read, daemon=True).start()
    while (line := lines.get()) is not None:
        yield line


def main(folder: Path, requests: Iterable[bytes], replies: TextIO) -> None:
    """Serve requests until their stream ends.

    Args:
        folder: an existing folder of our own; deleted at the end.
        requests: lines of JSON.
        replies: where the answers go.
    """
    drivers, faults = start_drivers(folder)
    spoken = [code for code in _LANGUAGES if any(driver.voice(code, "neutral") for driver in drivers)]
    ready = {"ready": bool(drivers), "languages": spoken, "error": "; ".join(faults)}
    print(json.dumps(ready), file=replies, flush=True)
    for line in requests:
        request = json.loads(line)
        print(json.dumps({"id": request["id"]} | answer(request, drivers, faults)), file=replies, flush=True)


if __name__ == "__main__":
    # pyttsx3 prints to standard output; that stream is ours alone, so its prints go to standard error.
    own_stdout = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the simulator's to handle; it closes our input
    own_folder = Path(sys.argv[1])
    try:
        main(own_folder, requests_until_the_end(sys.stdin.buffer, own_folder), own_stdout)
    except BrokenPipeError:
        pass  # the simulator is gone; nobody is left to tell
    finally:
        shutil.rmtree(own_folder, ignore_errors=True)
        own_stdout.close()
    os._exit(0)  # espeak asserts when the interpreter takes it down in order
