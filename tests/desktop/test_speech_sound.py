from __future__ import annotations

import array
import math
import struct
import wave
from pathlib import Path

import numpy as np
import pytest

from simulator.desktop.speech.sound import (
    RATE_HZ,
    SpokenSound,
    envelope,
    prepare,
    read_samples,
    resampled,
    telephone,
)


def tone(frequency_hz: float, seconds: float = 0.5, level: float = 0.5) -> np.ndarray:
    times = np.arange(int(RATE_HZ * seconds)) / RATE_HZ
    return (level * np.sin(2 * math.pi * frequency_hz * times)).astype(np.float32)


@pytest.mark.parametrize(("frequency_hz", "passes"), [(100, False), (1000, True), (3000, True), (5000, False)])
def test_the_telephone_carries_the_voice_band_only(frequency_hz: float, passes: bool) -> None:
    heard = float(np.abs(telephone(tone(frequency_hz))[2000:-2000]).max())
    assert heard > 0.5 if passes else heard < 0.02


def test_the_telephone_clips_softly_and_never_beyond_full_scale() -> None:
    heard = telephone(tone(1000, level=1.0))
    assert 0.95 < float(np.abs(heard).max()) <= 1.0


def test_loudness_follows_the_voice_in_steps_of_twenty_milliseconds() -> None:
    samples = np.concatenate([tone(500, 0.1, 0.5), np.zeros(RATE_HZ // 10, np.float32), tone(500, 0.1, 0.25)])
    steps = envelope(samples)
    assert len(steps) == 15
    assert (steps[2], steps[7], steps[12]) == (1.0, 0.0, pytest.approx(0.5, abs=0.02))
    sound = SpokenSound(b"", 300, steps)
    assert [sound.loudness(at_ms) for at_ms in (-1, 45, 150, 300)] == [0.0, 1.0, 0.0, 0.0]
    assert set(envelope(np.zeros(1000, np.float32))) == {0.0}
    assert envelope(np.zeros(0, np.float32)) == ()


def write_wav(path: Path, samples: list[int], *, channels: int = 1, rate_hz: int = RATE_HZ, width: int = 2) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate_hz)
        file.writeframes(array.array("h", samples).tobytes())
    return path


def aiff(samples: list[int], *, little_endian: bool) -> bytes:
    """As macOS writes it: 22050 Hz as an 80-bit number, one channel."""
    rate = struct.pack(">HQ", 16383 + 14, 22050 << (63 - 14))
    common = struct.pack(">hIh", 1, len(samples), 16) + rate + (b"sowt\x00\x00" if little_endian else b"NONE\x00\x00")
    data = struct.pack(f"{'<' if little_endian else '>'}{len(samples)}h", *samples)
    chunks = b"".join(
        name + struct.pack(">I", len(body)) + body for name, body in ((b"COMM", common), (b"SSND", bytes(8) + data))
    )
    return b"FORM" + struct.pack(">I", 4 + len(chunks)) + b"AIFC" + chunks


def test_stereo_is_mixed_and_any_rate_becomes_the_mixers(tmp_path: Path) -> None:
    samples, rate_hz = read_samples(write_wav(tmp_path / "a.wav", [8192, -8192, 16384, 0], channels=2, rate_hz=44100))
    assert rate_hz == 44100
    assert samples.tolist() == [0.0, 0.25]
    assert len(resampled(np.zeros(44100, np.float32), 44100)) == RATE_HZ
    halved = resampled(np.repeat(tone(400), 2), 2 * RATE_HZ)
    assert float(np.abs(halved[100:5000] - tone(400)[100:5000]).max()) < 0.05


@pytest.mark.parametrize("little_endian", [True, False])
def test_the_aiff_that_macos_writes_under_any_name_is_read(tmp_path: Path, little_endian: bool) -> None:
    path = tmp_path / "speech.wav"
    path.write_bytes(aiff([0, 16384, -16384], little_endian=little_endian))
    samples, rate_hz = read_samples(path)
    assert rate_hz == 22050
    assert samples.tolist() == [0.0, 0.5, -0.5]


@pytest.mark.parametrize("content", [b"", b"RIFF", b"FORM", b"FORM\x00\x00\x00\x04AIFF", b"\x00" * 100])
def test_a_file_without_sound_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.wav").write_bytes(content)
    with pytest.raises(ValueError, match=r"not a sound file|not an AIFF"):
        prepare(tmp_path / "a.wav", (), phone=False)
    with pytest.raises(ValueError, match="no sound"):
        prepare(write_wav(tmp_path / "b.wav", []), (), phone=False)
    with pytest.raises(ValueError, match="1 bytes"):
        prepare(write_wav(tmp_path / "c.wav", [1], width=1), (), phone=False)
