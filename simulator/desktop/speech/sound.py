"""Spoken sound as values: samples, their loudness over time, the words' times, and how a telephone would carry it."""

from __future__ import annotations

import struct
import wave
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from simulator.desktop.speech.rate import RATE_HZ

if TYPE_CHECKING:
    from numpy.typing import NDArray

STEP_MS = 20
_LOW_HZ, _HIGH_HZ, _EDGE_HZ = 320.0, 3_300.0, 60.0
_DRIVE = 2.2
"""How hard the telephone's soft clip is driven: the rough edge of a loud voice on a line."""
_FULL_SCALE = 32_767


@dataclass(frozen=True, slots=True)
class WordTime:
    """When a word is heard: `at_ms` from the start, and its offsets in the text in code points."""

    at_ms: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SpokenSound:
    """One utterance ready to be played.

    Attributes:
        samples: 16-bit mono samples in the machine's byte order at `RATE_HZ`.
        duration_ms: how long it lasts.
        envelope: loudness 0..1 for each `STEP_MS`, 1 being the loudest step of this utterance.
        words: times of the words, where the driver tells them, else empty.
    """

    samples: bytes
    duration_ms: int
    envelope: tuple[float, ...]
    words: tuple[WordTime, ...] = ()

    def loudness(self, at_ms: int) -> float:
        """Loudness 0..1 at a moment; 0 outside the utterance.

        Args:
            at_ms: milliseconds from its start.
        """
        step = at_ms // STEP_MS
        return self.envelope[step] if 0 <= step < len(self.envelope) else 0.0


def prepare(path: Path, words: tuple[WordTime, ...], *, phone: bool) -> SpokenSound:
    """Read a file from the speech worker and make it ready to be played.

    Args:
        path: WAV, or AIFF under any name.
        words: times of the words.
        phone: whether it comes over a telephone.

    Raises:
        ValueError: the file holds no sound we can read.
        OSError: it cannot be read.
    """
    samples, rate_hz = read_samples(path)
    if not len(samples):
        raise ValueError("the file holds no sound")
    samples = resampled(samples, rate_hz)
    if phone:
        samples = telephone(samples)
    return SpokenSound(
        samples=np.round(samples * _FULL_SCALE).astype(np.int16).tobytes(),
        duration_ms=len(samples) * 1000 // RATE_HZ,
        envelope=envelope(samples),
        words=words,
    )


def read_samples(path: Path) -> tuple[NDArray[np.float32], int]:
    """Mono samples -1..1 and their rate from a 16-bit WAV or AIFF file.

    Args:
        path: the file; its name says nothing, macOS writes AIFF under any name.

    Raises:
        ValueError: it is neither, or not 16 bits wide.
        OSError: it cannot be read.
    """
    content = path.read_bytes()
    if content[:4] == b"FORM":
        return _read_aiff(content)
    try:
        with wave.open(str(path), "rb") as file:
            channels, width, rate_hz = file.getnchannels(), file.getsampwidth(), file.getframerate()
            frames = file.readframes(file.getnframes())
    except (wave.Error, EOFError) as error:
        raise ValueError(f"not a sound file: {error}") from error
    if width != 2:
        raise ValueError(f"samples of {width} bytes, not 2")
    return _mono(np.frombuffer(frames[: len(frames) // (2 * channels) * 2 * channels], "<i2"), channels), rate_hz


def _mono(samples: NDArray[np.int16], channels: int) -> NDArray[np.float32]:
    mixed: NDArray[np.float32] = samples.reshape(-1, channels).mean(axis=1, dtype=np.float32) / (_FULL_SCALE + 1)
    return mixed


def _read_aiff(content: bytes) -> tuple[NDArray[np.float32], int]:
    """AIFF and AIFF-C with 16-bit samples (Apple, "Audio Interchange File Format", version 1.3 and AIFF-C draft)."""
    channels, bits, rate_hz, order, data = 0, 0, 0, ">", b""
    position = 12
    while position + 8 <= len(content):
        name, size = struct.unpack_from(">4sI", content, position)
        chunk = content[position + 8 : position + 8 + size]
        if name == b"COMM" and len(chunk) >= 18:
            channels, _frames, bits = struct.unpack_from(">hIh", chunk)
            exponent, mantissa = struct.unpack_from(">HQ", chunk, 8)
            rate_hz = mantissa >> max(0, 16_383 + 63 - exponent)
            order = "<" if chunk[18:22] == b"sowt" else ">"
        elif name == b"SSND":
            data = chunk[8:]
        position += 8 + size + size % 2
    if channels < 1 or bits != 16 or rate_hz < 1:
        raise ValueError("not an AIFF file with 16-bit samples")
    whole = len(data) // (2 * channels) * 2 * channels
    return _mono(np.frombuffer(data[:whole], f"{order}i2").astype(np.int16), channels), rate_hz


def resampled(samples: NDArray[np.float32], rate_hz: int) -> NDArray[np.float32]:
    """The samples at `RATE_HZ`, by straight lines between them: enough for speech.

    Args:
        samples: -1..1.
        rate_hz: their rate.
    """
    if rate_hz == RATE_HZ or not len(samples):
        return samples
    count = max(1, round(len(samples) * RATE_HZ / rate_hz))
    places = np.arange(count) * (rate_hz / RATE_HZ)
    between: NDArray[np.float32] = np.interp(places, np.arange(len(samples)), samples).astype(np.float32)
    return between


def telephone(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """As heard over a telephone: 320 to 3300 Hz with soft shoulders, and a soft clip.

    Args:
        samples: -1..1 at `RATE_HZ`.
    """
    spectrum = np.fft.rfft(samples)
    frequency_hz = np.fft.rfftfreq(len(samples), 1 / RATE_HZ)
    rise = np.clip((frequency_hz - _LOW_HZ + _EDGE_HZ) / (2 * _EDGE_HZ), 0, 1)
    fall = np.clip((_HIGH_HZ + _EDGE_HZ - frequency_hz) / (2 * _EDGE_HZ), 0, 1)
    band = np.fft.irfft(spectrum * rise * fall, len(samples))
    clipped = np.tanh(band * _DRIVE) / np.tanh(_DRIVE)
    heard: NDArray[np.float32] = np.clip(clipped, -1, 1).astype(np.float32)
    return heard


def envelope(samples: NDArray[np.float32]) -> tuple[float, ...]:
    """Root mean square of each `STEP_MS`, relative to the loudest; all 0 for silence.

    Args:
        samples: -1..1 at `RATE_HZ`.
    """
    size = RATE_HZ * STEP_MS // 1000
    padded = np.zeros(-(-len(samples) // size) * size, np.float32)
    padded[: len(samples)] = samples
    loudness = np.sqrt((padded.reshape(-1, size) ** 2).mean(axis=1)) if len(padded) else padded
    peak = float(loudness.max(initial=0.0))
    if peak <= 0:
        return (0.0,) * len(loudness)
    return tuple(round(float(value) / peak, 3) for value in loudness)
