"""WebVTT, as meeting programs and captioning write it: cues with their time, voices and words."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

ARROW = "-->"
_TIME = re.compile(r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})")
_TAG = re.compile(r"<(/?)([^<>\s.]*)([^<>]*)>")
_ANNOTATION = re.compile(r"(?:\.[^\s.]+)*\s+(.*)", re.DOTALL)
_SKIPPED = ("NOTE", "STYLE", "REGION")


@dataclass(frozen=True, slots=True)
class Cue:
    """One cue: when it shows in milliseconds, the line of its times, and (voice, words) in order.

    A voice is empty where the cue names none.
    """

    start_ms: int
    end_ms: int
    line: int
    said: tuple[tuple[str, str], ...]


def cues(text: str) -> list[Cue]:
    """Return the cues of a WebVTT file in the order they stand.

    Comments, style sheets and regions are passed over. Raises ValueError beginning with the number of the line.
    """
    lines = text.split("\n")
    if not re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0]):
        raise ValueError("1: a WebVTT file begins with the line WEBVTT; put it there, or name the --format")
    return [cue for number, block in _blocks(lines) if (cue := _cue(number, block)) is not None]


def _blocks(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield runs of lines that are not empty with the number of their first, what stands behind the head."""
    block: list[str] = []
    for number, line in enumerate([*lines, ""], 1):
        if line.strip():
            block.append(line)
        else:
            if block and number - len(block) > 1:
                yield number - len(block), block
            block = []


def _cue(number: int, block: list[str]) -> Cue | None:
    place = next((place for place, line in enumerate(block[:2]) if ARROW in line), None)
    if place is None:
        if block[0].split()[0] in _SKIPPED:
            return None
        raise ValueError(f"{number}: a cue needs its times, like 00:01.000 {ARROW} 00:04.500; add them (or NOTE)")
    line = number + place
    begin, _, rest = block[place].partition(ARROW)
    start_ms, end_ms = _milliseconds(begin.strip(), line), _milliseconds((rest.split() or [""])[0], line)
    if end_ms < start_ms:
        raise ValueError(f"{line}: the cue ends before it begins; mend its times")
    return Cue(start_ms, end_ms, line, tuple(_said("\n".join(block[place + 1 :]))))


def _milliseconds(text: str, line: int) -> int:
    found = _TIME.fullmatch(text)
    if found is None:
        raise ValueError(f"{line}: {text!r} is no time; write it like 00:01.000 or 01:00:01.000")
    hours, minutes, seconds, thousandths = (int(part or 0) for part in found.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths


def _said(payload: str) -> Iterator[tuple[str, str]]:
    """Yield (voice, words): the words with tags taken off and entities read, blanks evened out."""
    voice, words, end = "", "", 0
    for tag in _TAG.finditer(payload):
        words += payload[end : tag.start()]
        end = tag.end()
        if tag[2] == "v":
            if plain := _plain(words):
                yield voice, plain
            words = ""
            named = _ANNOTATION.fullmatch(tag[3])
            voice = _plain(named[1]) if named and not tag[1] else ""
    if plain := _plain(words + payload[end:]):
        yield voice, plain


def _plain(text: str) -> str:
    return " ".join(html.unescape(text).split())
