"""Each sound as numbers: bells, a ringing telephone, voices nobody can make out, music on hold.

All are mono at `RATE_HZ`, between -1 and 1, and the same each time. What is looped joins its own beginning.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.desktop.sounds.effects import SOUND_NAMES

Samples = NDArray[np.float32]
RATE_HZ = 22_050
"""What the mixer runs at; see `simulator.desktop.speech`."""

_MURMUR_S = 7.0
_BEAT_S = 0.5


def make(name: str) -> Samples:
    """Work a sound out.

    Raises:
        ValueError: there is no such sound.
    """
    if name not in SOUND_NAMES:
        raise ValueError(f"sound cannot be {name!r}; there are {', '.join(SOUND_NAMES)}")
    made: Samples = {
        "door_bell": _door_bell,
        "desk_bell": _desk_bell,
        "phone_ring": _phone_ring,
        "pick_up": _pick_up,
        "message_ping": _message_ping,
        "shop_murmur": lambda: _murmur(9, 1),
        "cafe_murmur": _cafe_murmur,
        "lobby_murmur": lambda: _murmur(5, 3) * np.float32(0.6),
        "workshop_murmur": _workshop_murmur,
        "hold_music": _hold_music,
    }[name]()
    return made


def _quiet(seconds: float) -> Samples:
    return np.zeros(round(seconds * RATE_HZ), np.float32)


def _struck(frequency_hz: float, seconds: float, partials: tuple[tuple[float, float, float], ...]) -> Samples:
    """Something struck: partials as multiple of the frequency, strength, and seconds until it has faded to a third."""
    time_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    sound = sum(
        strength * np.sin(2 * np.pi * frequency_hz * multiple * time_s) * np.exp(-time_s / fade_s)
        for multiple, strength, fade_s in partials
    )
    sound *= np.minimum(1.0, time_s / 0.002) * np.minimum(1.0, (seconds - time_s) / 0.03)
    return np.asarray(sound, np.float32)


_BELL = ((1.0, 0.5, 0.5), (2.0, 0.22, 0.3), (2.76, 0.2, 0.22), (5.4, 0.12, 0.09), (0.5, 0.1, 0.4))


def _add(target: Samples, sound: Samples, at_s: float, gain: float = 1.0, *, around: bool = False) -> None:
    """Add a sound to another at a time; `around` lets what goes beyond the end begin at the start again."""
    start = round(at_s * RATE_HZ)
    if around:
        places = (start + np.arange(len(sound))) % len(target)
        np.add.at(target, places, sound * gain)
    else:
        end = min(len(target), start + len(sound))
        target[start:end] += sound[: end - start] * gain


def _door_bell() -> Samples:
    """A bell on a spring above a shop's door: it swings a few times."""
    sound = _quiet(2.0)
    for at_s, hertz, gain in ((0.0, 2093.0, 0.5), (0.13, 2217.0, 0.42), (0.31, 2093.0, 0.34), (0.55, 2217.0, 0.2)):
        _add(sound, _struck(hertz, 1.4, _BELL), at_s, gain)
    return sound


def _desk_bell() -> Samples:
    sound = _quiet(1.8)
    _add(sound, _struck(2637.0, 1.8, ((1.0, 0.6, 0.6), (2.4, 0.2, 0.25), (4.1, 0.1, 0.1))), 0.0, 0.6)
    return sound


def _phone_ring() -> Samples:
    """Two soft trills and a pause, twice."""
    trill = _quiet(0.9)
    for beat in range(16):
        _add(trill, _struck(1175.0 if beat % 2 else 1480.0, 0.16, ((1.0, 0.5, 0.07), (2.0, 0.15, 0.04))), beat * 0.052)
    trill *= np.minimum(1.0, np.arange(len(trill))[::-1] / (0.05 * RATE_HZ)).astype(np.float32)
    sound = _quiet(5.2)
    for at_s in (0.0, 2.4):
        _add(sound, trill, at_s, 0.6)
    return sound


def _pick_up() -> Samples:
    sound = _quiet(0.16)
    _add(sound, _struck(420.0, 0.05, ((1.0, 0.5, 0.008), (3.3, 0.4, 0.006))), 0.0, 0.7)
    _add(sound, _struck(660.0, 0.05, ((1.0, 0.4, 0.006), (2.7, 0.3, 0.004))), 0.07, 0.4)
    return sound


def _message_ping() -> Samples:
    sound = _quiet(0.7)
    _add(sound, _struck(880.0, 0.5, ((1.0, 0.5, 0.12), (2.0, 0.1, 0.06))), 0.0, 0.5)
    _add(sound, _struck(1318.5, 0.5, ((1.0, 0.5, 0.14), (2.0, 0.1, 0.06))), 0.09, 0.5)
    return sound


def _murmur(voices: int, seed: int) -> Samples:
    """Voices from across a room: pitch and syllables, no words."""
    chance = np.random.default_rng(seed)
    count = round(_MURMUR_S * RATE_HZ)
    at = np.arange(count) / count
    whole = np.zeros(count)
    for _ in range(voices):
        pitch_hz = chance.uniform(95, 215) * (1 + 0.06 * _round_curve(chance, 9, at))
        phase = np.cumsum(pitch_hz) / RATE_HZ
        phase *= round(float(phase[-1])) / phase[-1]  # whole waves, so that the end meets the beginning
        phase += chance.uniform()
        syllables = np.clip(_round_curve(chance, 30, at), 0, None)
        phrases = np.clip(0.3 + _round_curve(chance, 6, at), 0, 1)
        whole += (2 * (phase % 1.0) - 1) * syllables * phrases * chance.uniform(0.5, 1.0)
    room = chance.standard_normal(count) * 0.5
    spectrum = np.fft.rfft(whole)
    hertz = np.fft.rfftfreq(count, 1 / RATE_HZ)
    shape = np.clip(hertz / 220, 0, 1) / (1 + (hertz / 520) ** 2.2) + 0.25 * np.exp(-(((hertz - 1250) / 330) ** 2))
    spectrum = spectrum * shape + np.fft.rfft(room) * 0.16 / (1 + (hertz / 240) ** 2)
    heard = np.fft.irfft(spectrum, count)
    made: Samples = (0.3 * heard / np.abs(heard).max()).astype(np.float32)
    return made


def _round_curve(chance: np.random.Generator, points: int, at: NDArray[np.float64]) -> NDArray[np.float64]:
    """A wandering curve about -1..1 that ends as it begins."""
    heights = chance.uniform(-1, 1, points)
    curve: NDArray[np.float64] = np.interp(at * points, np.arange(points + 1), np.append(heights, heights[0]))
    return curve


def _cafe_murmur() -> Samples:
    """Voices, cups put down, a little steam."""
    sound = _murmur(11, 2)
    chance = np.random.default_rng(12)
    for _ in range(9):
        hertz = float(chance.uniform(2400, 4200))
        clink = _struck(hertz, 0.3, ((1.0, 0.4, 0.05), (1.53, 0.3, 0.03), (2.3, 0.15, 0.02)))
        _add(sound, clink, float(chance.uniform(0, _MURMUR_S)), float(chance.uniform(0.03, 0.1)), around=True)
    count = round(1.3 * RATE_HZ)
    hiss = np.diff(chance.standard_normal(count + 1)) * np.hanning(count)
    _add(sound, hiss.astype(np.float32), 4.1, 0.014, around=True)
    return sound


def _workshop_murmur() -> Samples:
    """Few voices, a ratchet, a tool laid down."""
    sound = _murmur(3, 4) * np.float32(0.6)
    click = _struck(1900.0, 0.06, ((1.0, 0.3, 0.008), (2.1, 0.3, 0.006)))
    for at_s in (1.2, 1.32, 1.44, 1.56, 1.68, 4.6, 4.72, 4.84):
        _add(sound, click, at_s, 0.12)
    tool = _struck(1240.0, 0.5, ((1.0, 0.3, 0.06), (2.37, 0.3, 0.05), (3.9, 0.2, 0.03)))
    _add(sound, tool, 2.9, 0.1)
    _add(sound, tool, 6.0, 0.06, around=True)
    return sound


def _hold_music() -> Samples:
    """Four bars of plucked chords of our own, as thin as on a telephone line."""
    chords = (
        (261.6, 329.6, 392.0, 493.9),
        (220.0, 261.6, 329.6, 392.0),
        (174.6, 220.0, 261.6, 329.6),
        (196.0, 246.9, 293.7, 392.0),
    )
    sound = _quiet(len(chords) * 4 * _BEAT_S)
    pluck = ((1.0, 0.5, 0.32), (2.0, 0.24, 0.2), (3.0, 0.1, 0.12))
    for bar, chord in enumerate(chords):
        for step, note in enumerate((0, 2, 1, 3, 2, 1, 3, 2)):
            at_s = (bar * 4 + step / 2) * _BEAT_S
            _add(sound, _struck(chord[note] * 2, 0.9, pluck), at_s, 0.26, around=True)
        _add(sound, _struck(chord[0], 1.8, pluck), bar * 4 * _BEAT_S, 0.3, around=True)
    spectrum, hertz = np.fft.rfft(sound), np.fft.rfftfreq(len(sound), 1 / RATE_HZ)
    thin = np.fft.irfft(spectrum * np.clip(hertz / 400, 0, 1) * np.clip((3600 - hertz) / 800, 0, 1), len(sound))
    made: Samples = (0.4 * thin / np.abs(thin).max()).astype(np.float32)
    return made
