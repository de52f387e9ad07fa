"""Turns lines into sound in another process, without ever making the frame loop wait.

`say` returns at once; the utterance it returns is looked at each frame until it is no longer pending. One thread of
ours owns the worker process: starts it, gives it one line at a time, ends it when it does not answer, starts it again.
"""

from __future__ import annotations

import json
import queue
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import count
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal

from simulator.processes import own_command

if TYPE_CHECKING:
    from simulator.desktop.speech.sound import SpokenSound

WORKER_COMMAND = own_command("simulator.desktop.speech.worker", str(Path(__file__).with_name("worker.py")))
ANSWER_S = 10.0
"""A line takes 30 ms; a worker that is silent for so long is stuck."""
START_S = 20.0
"""Drivers of some systems take seconds to start the first time."""
_LOST_IN_A_ROW = 3
"""So many workers lost without one answer between them: the voice is given up for this run."""


@dataclass(frozen=True, slots=True)
class VoiceParameters:
    """How somebody sounds, as wishes to whatever voice the machine has.

    Attributes:
        gender: which sort of voice.
        rate_percent: of a normal speaking rate.
        pitch: 0 low to 99 high; only espeak heeds it.
        raised: shouted; others are played a little softer, so that it can be louder.
    """

    gender: Literal["female", "male", "neutral"] = "neutral"
    rate_percent: int = 100
    pitch: int = 50
    raised: bool = False


def raised(voice: VoiceParameters) -> VoiceParameters:
    """The same voice shouting: louder, a little higher and faster."""
    return replace(voice, rate_percent=voice.rate_percent * 107 // 100, pitch=min(99, voice.pitch + 9), raised=True)


class UtteranceState(StrEnum):
    """How far an utterance is."""

    PENDING = "pending"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Utterance:
    """One line on its way to being sound.

    Attributes:
        text: what is said.
        language: in which language.
        voice: how.
        phone: whether it comes over a telephone.
        state: changes once, from pending to what became of it.
        sound: set where `state` is ready.
        failure: why there is no sound, for a log; "" otherwise.
    """

    def __init__(self, number: int, text: str, language: str, voice: VoiceParameters, *, phone: bool) -> None:
        self.number = number
        self.text = text
        self.language = language
        self.voice = voice
        self.phone = phone
        self.state = UtteranceState.PENDING
        self.sound: SpokenSound | None = None
        self.failure = ""
        self._lock = threading.Lock()

    @property
    def pending(self) -> bool:
        """True while it may still become sound."""
        return self.state is UtteranceState.PENDING

    def cancel(self) -> None:
        """Give it up: it stays silent even if its sound comes."""
        self.resolve(UtteranceState.CANCELLED)

    def resolve(self, state: UtteranceState, *, sound: SpokenSound | None = None, failure: str = "") -> None:
        """Settle what became of it; only the first time counts.

        Args:
            state: any but pending.
            sound: what is heard, where it is ready.
            failure: why nothing is heard, where it failed.
        """
        with self._lock:
            if self.pending:
                self.sound, self.failure = sound, failure
                self.state = state


class WorkerLostError(Exception):
    """The worker ended, or did not answer in time."""


class _Worker:
    """The process and the thread that reads its answers."""

    def __init__(self, command: Sequence[str], folder: str) -> None:
        self._process = subprocess.Popen(
            [*command, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._answers: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        reader = threading.Thread(target=self._read, args=(self._process.stdout,), name="speech-reader", daemon=True)
        reader.start()
        self._reader = reader

    def _read(self, stream: IO[bytes]) -> None:
        for line in stream:
            self._answers.put(line)
        self._answers.put(None)

    def receive(self, wait_s: float) -> dict[str, Any]:
        """The next answer.

        Raises:
            WorkerLostError: it ended, said something else than JSON, or nothing in time.
        """
        try:
            line = self._answers.get(timeout=wait_s)
        except queue.Empty as error:
            raise WorkerLostError(f"no answer within {wait_s:g} s") from error
        if line is None:
            raise WorkerLostError("the speech process ended")
        try:
            answer = json.loads(line)
        except ValueError as error:
            raise WorkerLostError(f"an answer that cannot be read: {line[:80]!r}") from error
        if not isinstance(answer, dict):
            raise WorkerLostError(f"an answer that cannot be read: {line[:80]!r}")
        return answer

    def send(self, request: dict[str, Any]) -> None:
        """Pass a request on.

        Raises:
            WorkerLostError: it ended.
        """
        pipe = self._process.stdin
        try:
            if pipe is None:
                raise WorkerLostError("the speech process has no input")
            pipe.write(json.dumps(request).encode("ascii") + b"\n")
            pipe.flush()
        except (OSError, ValueError) as error:
            raise WorkerLostError("the speech process ended") from error

    def kill(self) -> None:
        """End it at once; safe to call from any thread and more than once."""
        self._process.kill()

    def close(self, wait_s: float) -> None:
        """Let it end by itself by closing its input, or kill it after a while; nothing of it is left afterwards."""
        if self._process.stdin:
            try:
                self._process.stdin.close()
            except OSError:  # it ended with a line still unread
                self._process.kill()
        try:
            self._process.wait(wait_s)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join()
        if self._process.stdout:
            self._process.stdout.close()


class Speaker:
    """Speaks lines through a worker process, one at a time, in the order they come.

    Args:
        command: the worker's command line; its folder is added as last argument.
        answer_s: how long a line may take.
        start_s: how long a worker may take until it says that it is ready.
    """

    def __init__(
        self, command: Sequence[str] = WORKER_COMMAND, *, answer_s: float = ANSWER_S, start_s: float = START_S
    ) -> None:
        self._command = tuple(command)
        self._answer_s = answer_s
        self._start_s = start_s
        self._numbers = count(1)
        self._queue: queue.SimpleQueue[Utterance | None] = queue.SimpleQueue()
        self._waiting: list[Utterance] = []
        self._worker: _Worker | None = None
        self._lost = 0
        self._closing = False
        self._languages: tuple[str, ...] | None = None
        self._fault = ""
        self._thread = threading.Thread(target=self._run, name="speech", daemon=True)
        self._thread.start()

    @property
    def languages(self) -> tuple[str, ...] | None:
        """Codes of the languages a voice was found for, or None until the worker has said so."""
        return self._languages

    @property
    def fault(self) -> str:
        """Why nothing can be spoken in this run, or "" where it can or is not known yet."""
        return self._fault

    def say(self, text: str, language: str, voice: VoiceParameters, *, phone: bool = False) -> Utterance:
        """Begin to turn a line into sound. Returns at once.

        Args:
            text: the line.
            language: language code.
            voice: how it sounds.
            phone: whether it comes over a telephone.
        """
        utterance = Utterance(next(self._numbers), text, language, voice, phone=phone)
        if self._closing or self._fault:
            utterance.resolve(UtteranceState.FAILED, failure=self._fault or "closed")
            return utterance
        self._waiting = [other for other in self._waiting if other.pending]
        self._waiting.append(utterance)
        self._queue.put(utterance)
        return utterance

    def stop(self) -> None:
        """Give up every line that is not sound yet. Returns at once."""
        for utterance in self._waiting:
            utterance.cancel()
        self._waiting = []

    def close(self) -> None:
        """Give up everything and end the worker. Takes a second at most; afterwards nothing is left of it."""
        self._closing = True
        self.stop()
        self._queue.put(None)
        self._thread.join(0.3)
        while self._thread.is_alive():  # more than once: a worker may only just have been started
            if worker := self._worker:
                worker.kill()
            self._thread.join(0.1)

    def _run(self) -> None:
        with suppress(WorkerLostError):  # counted; the first line tries again
            self._ensure_worker()  # now, so that the first line finds it ready
        while (utterance := self._queue.get()) is not None:
            if utterance.pending:
                self._serve(utterance)
        self._drop_worker(0.2)

    def _serve(self, utterance: Utterance) -> None:
        failure = ""
        for _attempt in range(2):
            if self._closing:
                return
            try:
                self._speak(utterance)
            except WorkerLostError as error:
                failure = str(error)
            else:
                return
        utterance.resolve(UtteranceState.FAILED, failure=failure)

    def _speak(self, utterance: Utterance) -> None:
        worker = self._ensure_worker()
        voice = utterance.voice
        request = {
            "id": utterance.number,
            "text": utterance.text,
            "language": utterance.language,
            "gender": voice.gender,
            "rate_percent": voice.rate_percent,
            "pitch": voice.pitch,
        }
        try:
            worker.send(request)
            answer = worker.receive(self._answer_s)
            if answer.get("id") != utterance.number:
                raise WorkerLostError("an answer to another line")  # noqa: TRY301 - treated like every other loss
        except WorkerLostError as error:
            self._note_loss(str(error))
            raise
        self._lost = 0
        self._finish(utterance, answer)

    def _finish(self, utterance: Utterance, answer: dict[str, Any]) -> None:
        from simulator.desktop.speech.sound import WordTime, prepare  # numpy, loaded off the frame loop

        if not answer.get("ok"):
            utterance.resolve(UtteranceState.FAILED, failure=str(answer.get("error", "")))
            return
        path = Path(str(answer.get("file", "")))
        try:
            words = tuple(WordTime(*word) for word in answer.get("words", ()))
            sound = prepare(path, words, phone=utterance.phone)
        except (OSError, ValueError, TypeError) as error:
            utterance.resolve(UtteranceState.FAILED, failure=f"unreadable sound: {error}")
        else:
            utterance.resolve(UtteranceState.READY, sound=sound)
        with suppress(OSError):  # held by a scanner of viruses, say; the folder goes in the end
            path.unlink(missing_ok=True)

    def _ensure_worker(self) -> _Worker:
        if self._worker is not None:
            return self._worker
        if self._fault or self._closing:
            raise WorkerLostError(self._fault or "closed")
        folder = tempfile.mkdtemp(prefix="silk-gloves-speech-")
        try:
            self._worker = worker = _Worker(self._command, folder)
            self._folder = folder
        except OSError as error:
            shutil.rmtree(folder, ignore_errors=True)
            self._fault = f"the speech process cannot be started: {error}"
            raise WorkerLostError(self._fault) from error
        try:
            hello = worker.receive(self._start_s)
        except WorkerLostError as error:
            self._note_loss(str(error))
            raise
        self._languages = tuple(hello.get("languages", ()))
        if not hello.get("ready"):
            self._fault = str(hello.get("error")) or "no voice"
            self._drop_worker(1.0)
            raise WorkerLostError(self._fault)
        return worker

    def _note_loss(self, reason: str) -> None:
        self._drop_worker(0.0)
        self._lost += 1
        if self._lost >= _LOST_IN_A_ROW:
            self._fault = reason

    def _drop_worker(self, wait_s: float) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.close(wait_s)
            shutil.rmtree(self._folder, ignore_errors=True)
