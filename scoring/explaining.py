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
from itertools import pairwise

import scoring
from scoring.acts import Act, Check, Detection, Kind, Promise, Span
from scoring.codebook import load_codebook
from scoring.language import LANGUAGES
from scoring.lines import InputError, write_report

GREEN, RED, YELLOW, DIM, BOLD, PLAIN = "\x1b[32m", "\x1b[31m", "\x1b[33m", "\x1b[2m", "\x1b[1m", "\x1b[0m"


@dataclass(frozen=True, slots=True)
class Paint:
    """Colours a text, or leaves it as it is."""

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
    command.add_argument("--reference-time", help='the moment "tomorrow" is counted from, like 2026-03-04T10:15:00')
    command.add_argument("--colour", choices=("auto", "always", "never"), default="auto", help="colours (auto)")


def run(chosen: Namespace) -> int:
    """Explain one response. Raises InputError for an empty one or a time that cannot be read."""
    response = chosen.response
    if response == "-":
        response = sys.stdin.buffer.read().decode("utf-8-sig", "backslashreplace").rstrip("\r\n")
    if not response.strip():
        raise InputError("explain: there is nothing to explain; give the response in quotation marks")
    found = scoring.detect(
        response,
        language=chosen.language,
        customer=chosen.customer,
        channel=chosen.channel,
        reference_time=chosen.reference_time,
    )
    write_report(explain(response, found, chosen.language, coloured=wants_colour(chosen.colour)))
    return 0


def wants_colour(asked: str, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether to colour: on a terminal that can, unless NO_COLOR is set (no-color.org)."""
    if asked != "auto":
        return asked == "always"
    able = environment.get("TERM", "") not in ("", "dumb") or "WT_SESSION" in environment
    return able and not environment.get("NO_COLOR") and sys.stdout.isatty()


def explain(response: str, found: Detection, language: str, *, coloured: bool = False) -> str:
    """Return a response with its acts marked, and what was found, line by line."""
    paint = Paint(coloured)
    if found.status != "ok":
        return f"{visible(response)}\n\nNot understood: in none of the five languages, or no words. Nothing is judged."
    parts = [marked(response, found.acts, paint)]
    if found.language != language:
        parts.append(paint(f"The response is in {found.language}, the scene in {language}: its acts stand.", YELLOW))
    parts.append("\n".join(_act_lines(response, found.acts, paint)) or "No act found.")
    if found.promises:
        parts.append("\n".join(["Promises", *(_promise(response, promise) for promise in found.promises)]))
    if found.checks:
        told = [_check(response, check, paint) for check in found.checks]
        parts.append("\n".join(["Checked against the case", *told]))
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
    due = f", due {promise.due}" if promise.due else ", no date"
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
