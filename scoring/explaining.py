"""python -m scoring explain: a response with its acts marked, for people who teach it.

Words that show an act stand in square brackets with the numbers of the acts behind them, so that it reads the same
without colours; on a terminal moves are green and faults red.
"""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import scoring
from scoring.acts import Act, Check, Detection, Kind, Promise, Span
from scoring.case import Case
from scoring.codebook import load_codebook
from scoring.detection import view_of
from scoring.language import LANGUAGES, load_language
from scoring.lines import InputError, read_case, write_report
from scoring.message import message_of
from scoring.text import read

GREEN, RED, YELLOW, DIM, BOLD, PLAIN = "\x1b[32m", "\x1b[31m", "\x1b[33m", "\x1b[2m", "\x1b[1m", "\x1b[0m"


SET_ASIDE = (
    "Not counted (the customer's words, said before, a list of key words, headings, "
    "words about an answer or to a grader)"
)


@dataclass(frozen=True, slots=True)
class Scene:
    """What a response answers."""

    language: str
    customer: str = ""
    channel: str = "store"
    case: Case | None = None
    reference_time: str | None = None


@dataclass(frozen=True, slots=True)
class Paint:
    """Colours a text, or leaves it as it is. Sixteen colours need no library: this room can be used alone."""

    coloured: bool

    def __call__(self, text: str, *codes: str) -> str:
        """Return ``text`` in colour where colours are wanted."""
        return f"{''.join(codes)}{text}{PLAIN}" if self.coloured and text else text


def add_options(command: ArgumentParser) -> None:
    """Add the options of the command line."""
    command.add_argument("response", help="what the trainee said or wrote; - reads it from standard input")
    command.add_argument("--language", choices=LANGUAGES, required=True, help="language of the scene")
    command.add_argument("--customer", default="", help="what the customer said before")
    command.add_argument("--channel", choices=("store", "phone", "email", "chat"), default="store")
    command.add_argument("--case", type=Path, metavar="FILE", help="JSON file of the case: facts, authority, knowledge")
    command.add_argument("--reference-time", help='the moment "tomorrow" is counted from, like 2026-03-04T10:15:00')
    command.add_argument("--colour", choices=("auto", "always", "never"), default="auto", help="colours (auto)")


def run(chosen: Namespace) -> int:
    """Explain one response. Raises InputError for an empty one or a time that cannot be read."""
    response = chosen.response
    if response == "-":
        response = sys.stdin.buffer.read().decode("utf-8-sig", "backslashreplace").rstrip("\r\n")
    if not response.strip():
        raise InputError("explain: there is nothing to explain; give the response in quotation marks")
    scene = Scene(
        chosen.language,
        chosen.customer,
        chosen.channel,
        Case.from_json(read_case(chosen.case)) if chosen.case else None,
        _time(chosen.reference_time) if chosen.reference_time else None,
    )
    write_report(explain(response, scene, coloured=wants_colour(chosen.colour)))
    return 0


def _time(text: str) -> str:
    try:
        datetime.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"--reference-time: {text!r} is no time; write it like 2026-03-04T10:15:00") from error
    return text


def wants_colour(asked: str, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether to colour: on a terminal that can, unless NO_COLOR is set (no-color.org)."""
    if asked != "auto":
        return asked == "always"
    able = environment.get("TERM", "") not in ("", "dumb") or "WT_SESSION" in environment
    return able and not environment.get("NO_COLOR") and sys.stdout.isatty()


def explain(response: str, scene: Scene, *, coloured: bool = False) -> str:
    """Return a response with its acts marked, and what was found, line by line."""
    found = scoring.detect(
        response,
        language=scene.language,
        customer=scene.customer,
        channel=scene.channel,
        case=scene.case,
        reference_time=scene.reference_time,
    )
    paint = Paint(coloured)
    if found.status != "ok":
        return f"{visible(response)}\n\nNot understood: in none of the five languages, or no words. Nothing is judged."
    parts = [marked(response, found.acts, paint)]
    if found.language != scene.language:
        mismatch = f"The response is in {found.language}, the scene in {scene.language}: its acts stand."
        parts.append(paint(mismatch, YELLOW))
    parts.append("\n".join(_act_lines(response, found.acts, paint)) or "No act found.")
    aside = set_aside(response, found, scene)
    if aside:
        parts.append("\n".join([paint(SET_ASIDE, YELLOW), *(f"   {_quoted(response, span)}" for span in aside)]))
    if found.promises:
        heading = "Promises" if scene.reference_time else "Promises (dates are worked out with --reference-time)"
        parts.append("\n".join([heading, *(_promise(response, promise) for promise in found.promises)]))
    if found.checks:
        checks = [_check(response, check, paint) for check in found.checks]
        parts.append("\n".join(["Checked against the case", *checks]))
    return "\n\n".join(parts)


def marked(response: str, acts: Sequence[Act], paint: Paint) -> str:
    """Return the response with ``[words]`` and the numbers of the acts they show behind them."""
    edges = {0, len(response)}
    for act in acts:
        edges.update(edge for span in act.spans for edge in (span.start, span.end) if edge <= len(response))
    pieces = []
    for start, end in pairwise(sorted(edges)):
        shown = [number for number, act in enumerate(acts, 1) if any(_holds(span, start, end) for span in act.spans)]
        words = visible(response[start:end])
        if shown and words.strip():
            colour = RED if any(acts[number - 1].kind is Kind.FAULT for number in shown) else GREEN
            numbers = ",".join(map(str, shown))
            pieces.append(f"[{paint(words, colour)}]{paint(numbers, DIM)}")
        else:
            pieces.append(words)
    return "".join(pieces)


def set_aside(response: str, found: Detection, scene: Scene) -> list[Span]:
    """Return the sentences that did not count, and so show no act."""
    language = load_language(found.language)
    reading = read(response, language.spelling)
    view = view_of(reading, message_of(scene.customer, language.code), language, scene.channel, scene.case)
    return [
        Span(sentence.start, sentence.end)
        for sentence, counted in zip(reading.sentences, view.counted, strict=True)
        if not counted
    ]


def _holds(span: Span, start: int, end: int) -> bool:
    return span.start <= start and end <= span.end


def _act_lines(response: str, acts: Sequence[Act], paint: Paint) -> list[str]:
    codebook = load_codebook()
    lines = []
    for number, act in enumerate(acts, 1):
        colour = RED if act.kind is Kind.FAULT else GREEN
        name = paint(act.name, BOLD, colour)
        lines.append(f"{number:2} {name} ({act.kind.value}, p {act.p / 1000:.2f}): {codebook.act(act.name).definition}")
        lines += [f"     {_quoted(response, span)}" for span in act.spans]
    return lines


def _promise(response: str, promise: Promise) -> str:
    due = f", due {promise.due}" if promise.due else ""
    amount = f", {promise.amount}" if promise.amount else ""
    return f"   {promise.act}: {visible(promise.what)}{due}{amount}: {_quoted(response, promise.span)}"


def _check(response: str, check: Check, paint: Paint) -> str:
    verdict = paint("right", GREEN) if check.right else paint(f"wrong, true is {visible(check.true)}", RED)
    return f"   {visible(check.fact)}: said {visible(check.said)}, {verdict}: {_quoted(response, check.span)}"


def _quoted(response: str, span: Span) -> str:
    return f'"{visible(" ".join(response[span.start : span.end].split()))}"'


def visible(text: str) -> str:
    """Return ``text`` with control characters shown as escapes, so that no response can speak to the terminal."""
    return "".join(char if char in "\n\t" or _prints(char) else _escape(char) for char in text)


def _prints(char: str) -> bool:
    return char.isprintable() or char == "\u00a0"


def _escape(char: str) -> str:
    point = ord(char)
    return f"\\u{point:04x}" if point <= 0xFFFF else f"\\U{point:08x}"
