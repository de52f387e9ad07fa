from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from simulator.desktop.speech import (
    Player,
    Speaker,
    Utterance,
    UtteranceState,
    VoiceParameters,
    estimated_duration_ms,
)
from simulator.desktop.speech.player import Playback
from simulator.desktop.speech.sound import (
    RATE_HZ,
    SpokenSound,
    WordTime,
)
from simulator.desktop.speech.speaker import WORKER_COMMAND

# Answers like the real worker, with a tone instead of a voice; the text says how it misbehaves.
FAKE_WORKER = """
import json, os, shutil, sys, time, wave
folder = sys.argv[1]
if os.environ.get("FAKE") == "mute":
    print(json.dumps({"ready": False, "languages": [], "error": "no voice here"}), flush=True)
    sys.stdin.read()
    sys.exit()
if os.environ.get("FAKE") == "dies":
    sys.exit(1)
print("this is not json" if os.environ.get("FAKE") == "babbles" else json.dumps({"ready": True, "languages": ["en"]}), flush=True)
once = os.environ.get("ONCE", "")
for line in sys.stdin:
    request = json.loads(line)
    text = request["text"]
    if "exit" in text or ("once" in text and not os.path.exists(once)):
        open(once, "w").close()
        os._exit(1)
    if "hang" in text:
        sys.stdin.read()
    reply = {"id": request["id"], "ok": True, "words": [[0, 0, 5], [500, 6, 11]]}
    if "unable" in text:
        reply = {"id": request["id"], "ok": False, "error": "unable to say it"}
    elif "other" in text:
        reply["id"] += 1
    elif "nothing" in text:
        reply["file"] = os.path.join(folder, "nothing.wav")
    else:
        reply["file"] = os.path.join(folder, f"{request['id']}.wav")
        with wave.open(reply["file"], "wb") as file:
            file.setnchannels(1); file.setsampwidth(2); file.setframerate(22050)
            file.writeframes(bytes(22050 * 2) if "silence" in text else b"\\x00\\x20\\x00\\xe0" * 11025)
    print(json.dumps(reply), flush=True)
shutil.rmtree(folder, ignore_errors=True)
"""
VOICE = VoiceParameters("female", 110, 60)


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Speaker]]:
    script = tmp_path / "fake_worker.py"
    script.write_text(FAKE_WORKER, encoding="utf-8")
    monkeypatch.setenv("ONCE", str(tmp_path / "once"))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    speakers: list[Speaker] = []

    def begin(fake: str = "", *, answer_s: float = 5.0) -> Speaker:
        monkeypatch.setenv("FAKE", fake)
        speakers.append(Speaker([sys.executable, "-S", str(script)], answer_s=answer_s))
        return speakers[-1]

    yield begin
    for speaker in speakers:
        speaker.close()
    assert [path.name for path in tmp_path.glob("silk-gloves-speech-*")] == []
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("speech")] == []


def wait(*utterances: Utterance) -> None:
    """Until none is pending; the pause is the length of a frame, as in the desktop."""
    frame = threading.Event()
    for _frame in range(2000):
        if not any(utterance.pending for utterance in utterances):
            return
        frame.wait(0.005)
    raise AssertionError("still pending after ten seconds")


def test_a_line_becomes_sound_without_making_the_frame_wait(start: Callable[..., Speaker]) -> None:
    speaker = start()
    utterance = speaker.say("Hello there", "en", VOICE)
    assert utterance.pending, "it came back before there was any sound"
    wait(utterance)
    assert utterance.state is UtteranceState.READY
    assert utterance.sound is not None
    assert utterance.sound.duration_ms == 1000
    assert utterance.sound.words == (WordTime(0, 0, 5), WordTime(500, 6, 11))
    assert len(utterance.sound.envelope) == 50
    assert speaker.languages == ("en",)
    assert speaker.fault == ""


def test_lines_come_out_in_order_and_leave_no_file_behind(start: Callable[..., Speaker], tmp_path: Path) -> None:
    speaker = start()
    utterances = [speaker.say(f"line {number}", "en", VOICE) for number in range(5)]
    wait(*utterances)
    assert {utterance.state for utterance in utterances} == {UtteranceState.READY}
    assert list(tmp_path.glob("silk-gloves-speech-*/*")) == []


@pytest.mark.parametrize(
    ("text", "failure"),
    [("unable", "unable to say it"), ("nothing", "unreadable sound"), ("other", "another line"), ("exit", "ended")],
)
def test_a_line_that_cannot_be_spoken_fails_and_the_next_one_is_spoken(
    start: Callable[..., Speaker], text: str, failure: str
) -> None:
    speaker = start()
    bad, good = speaker.say(text, "en", VOICE), speaker.say("fine", "en", VOICE)
    wait(bad, good)
    assert bad.state is UtteranceState.FAILED
    assert failure in bad.failure
    assert good.state is UtteranceState.READY


def test_a_worker_that_dies_once_is_started_again_and_the_line_is_spoken(start: Callable[..., Speaker]) -> None:
    utterance = start().say("once", "en", VOICE)
    wait(utterance)
    assert utterance.state is UtteranceState.READY


def test_a_worker_that_hangs_is_ended(start: Callable[..., Speaker]) -> None:
    speaker = start(answer_s=0.2)
    hanging, good = speaker.say("hang", "en", VOICE), speaker.say("fine", "en", VOICE)
    wait(hanging, good)
    assert "no answer within 0.2 s" in hanging.failure
    assert good.state is UtteranceState.READY


@pytest.mark.parametrize(
    ("fake", "fault"), [("mute", "no voice here"), ("dies", "ended"), ("babbles", "cannot be read")]
)
def test_without_a_voice_every_line_fails_and_the_reason_is_known(
    start: Callable[..., Speaker], fake: str, fault: str
) -> None:
    speaker = start(fake)
    lines = [speaker.say("hello", "en", VOICE) for _line in range(3)]
    wait(*lines)
    assert {line.state for line in lines} == {UtteranceState.FAILED}
    assert fault in speaker.fault
    late = speaker.say("hello", "en", VOICE)
    assert late.state is UtteranceState.FAILED
    assert fault in late.failure


def test_a_command_that_does_not_exist_is_a_fault_and_no_exception(tmp_path: Path) -> None:
    speaker = Speaker([str(tmp_path / "missing")])
    utterance = speaker.say("hello", "en", VOICE)
    wait(utterance)
    assert "cannot be started" in utterance.failure
    speaker.close()


def test_stop_gives_up_what_is_waiting_and_close_ends_a_hanging_worker_soon(start: Callable[..., Speaker]) -> None:
    speaker = start(answer_s=60)
    hanging = speaker.say("hang", "en", VOICE)
    waiting = speaker.say("never heard", "en", VOICE)
    speaker.stop()
    assert {hanging.state, waiting.state} == {UtteranceState.CANCELLED}
    begun = time.perf_counter()
    speaker.close()
    assert time.perf_counter() - begun < 30, "the answer would have taken a minute"
    assert speaker.say("too late", "en", VOICE).state is UtteranceState.FAILED


def test_the_worker_ends_and_deletes_its_folder_when_its_input_closes(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    worker = subprocess.run([*WORKER_COMMAND, str(folder)], input=b"", capture_output=True, timeout=60, check=False)
    assert worker.returncode == 0
    assert "ready" in json.loads(worker.stdout)
    assert not folder.exists()


def test_a_worker_without_a_library_says_so_and_stays(tmp_path: Path) -> None:
    (tmp_path / "pyttsx3.py").write_text("raise ImportError('taken away')\n", encoding="utf-8")
    request = {"id": 1, "text": "hello", "language": "en", "gender": "male", "rate_percent": 100, "pitch": 50}
    folder = tmp_path / "own"
    folder.mkdir()
    worker = subprocess.run(
        [*WORKER_COMMAND, str(folder)],
        input=json.dumps(request).encode(),
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        timeout=60,
        check=False,
    )
    ready, answer = (json.loads(line) for line in worker.stdout.splitlines())
    assert (ready["ready"], ready["languages"]) == (False, [])
    assert answer["ok"] is False
    assert answer["error"]


class Clock:
    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def ready(text: str, words: tuple[WordTime, ...] = ()) -> Utterance:
    utterance = Utterance(1, text, "en", VOICE, phone=False)
    utterance.resolve(UtteranceState.READY, sound=SpokenSound(bytes(2 * RATE_HZ), 1000, (0.5,) * 50, words))
    return utterance


def test_an_interruption_falls_at_the_word_being_said() -> None:
    clock = Clock()
    player = Player(heard=False, clock=clock)
    playback = player.play(ready("Hello there, you", (WordTime(0, 0, 5), WordTime(400, 6, 11), WordTime(800, 13, 16))))
    places = []
    for at_s in (0.0, 0.39, 0.4, 0.79, 0.8, 1.0):
        clock.now_s = 100.0 + at_s
        places.append(playback.spoken_chars)
    assert places == [5, 5, 11, 11, 16, 16]
    assert playback.finished


def test_stop_is_silence_at_once_and_the_line_stays_where_it_was() -> None:
    clock = Clock()
    player = Player(clock=clock)
    assert player.heard  # SDL's own dummy device
    playback = player.play(ready("Hello there"))
    clock.now_s += 0.25
    assert playback.loudness == 0.5
    player.stop()
    clock.now_s += 10
    assert (playback.position_ms, playback.finished, playback.loudness) == (250, True, 0.0)
    assert playback.spoken_chars == len("Hello there") // 4
    player.close()


def test_a_new_line_stops_the_one_before() -> None:
    clock = Clock()
    player = Player(heard=False, clock=clock)
    first = player.play(ready("one"))
    clock.now_s += 0.1
    second = player.play(ready("two"))
    assert (first.finished, first.position_ms, second.finished) == (True, 100, False)


def test_without_a_device_time_runs_on(monkeypatch: pytest.MonkeyPatch) -> None:
    import pygame

    def no_device(*_: object, **__: object) -> None:
        raise pygame.error("no device here")

    monkeypatch.setattr(pygame.mixer, "init", no_device)
    clock = Clock()
    player = Player(clock=clock)
    assert not player.heard
    assert "no device here" in player.fault
    playback = player.play(ready("Hello there"))
    assert not playback.finished
    clock.now_s += 1.0
    assert playback.finished
    player.close()


def test_a_line_without_sound_takes_the_time_it_would_take() -> None:
    clock = Clock()
    utterance = Utterance(1, "I have been waiting, for an hour!", "en", VoiceParameters(rate_percent=200), phone=False)
    player = Player(heard=False, clock=clock)
    with pytest.raises(ValueError, match="pending"):
        player.play(utterance)
    utterance.resolve(UtteranceState.FAILED, failure="no voice")
    playback = player.play(utterance)
    assert playback.duration_ms == estimated_duration_ms(utterance.text, 200) < estimated_duration_ms(utterance.text)
    clock.now_s += playback.duration_ms / 2000
    assert 10 < playback.spoken_chars < 23
    assert playback.loudness > 0
    clock.now_s += playback.duration_ms / 2000 + 0.001
    assert (playback.finished, playback.spoken_chars) == (True, len(utterance.text))


def test_a_playback_of_nothing_is_over_at_once() -> None:
    assert Playback("", 0, Clock(), None).finished


@pytest.mark.slow
def test_the_real_voice_speaks_all_five_languages_and_two_hundred_lines() -> None:
    lines = {
        "en": "You charged me twice!",
        "fi": "Veloititte minulta kahdesti!",
        "sv": "Ni tog betalt två gånger!",
        "ru": "Вы списали деньги дважды!",
        "el": "Με χρεώσατε δύο φορές!",
    }
    speaker = Speaker()
    utterances = [
        speaker.say(lines[code], code, VoiceParameters(gender), phone=turn % 2 == 0)
        for turn in range(20)
        for code in lines
        for gender in ("female", "male")
    ]
    wait(*utterances)
    speaker.close()
    assert [utterance.failure for utterance in utterances if utterance.state is not UtteranceState.READY] == []
    for utterance in utterances:
        assert utterance.sound is not None
        assert 800 < utterance.sound.duration_ms < 4000
        assert max(utterance.sound.envelope) == 1.0
        assert utterance.text[utterance.sound.words[-1].start :].rstrip("!").isalpha()
