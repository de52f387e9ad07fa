"""JSON lines in, JSON lines out: what commands read and write, line by line; the same input gives the same bytes."""

from __future__ import annotations

import io
import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scoring.rubric import Rubric

FAILED = 1
"""Exit code when a line or file could not be worked on."""

STANDARD = "-"
"""Stands for standard input or standard output where a file is asked for."""

Answer = Callable[[Mapping[str, Any]], dict[str, Any]]


class InputError(ValueError):
    """A line or file cannot be read; the message says what is wrong."""


def add_streams(command: ArgumentParser) -> None:
    """Add the options that name what is read and written."""
    command.add_argument("--in", dest="source", default=STANDARD, help="JSONL file; - is standard input")
    command.add_argument("--out", dest="target", default=STANDARD, help="JSONL file; - is standard output")


def complain(message: str) -> int:
    """Write a message to standard error; return the exit code that goes with it."""
    sys.stderr.write(message.encode("utf-8", "backslashreplace").decode() + "\n")
    return FAILED


def run_lines(lines: Iterator[str] | IO[str], out: IO[str], name: str, answer: Answer) -> int:
    """Work on every line that is not empty, in order; write an answer for each that could be read."""
    code = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            out.write(dump(answer(_item(line))) + "\n")
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
            code = complain(f"{name}:{number}: {told(error)}")
    return code


def _item(line: str) -> Mapping[str, Any]:
    item = json.loads(line)
    if not isinstance(item, dict):
        raise InputError(f"an object is needed, not {type(item).__name__}")
    return item


def told(error: Exception) -> str:
    """Return what an error says, in one line."""
    if isinstance(error, KeyError):
        return f"the key {error} is missing"
    return " ".join(str(error).split()) or type(error).__name__


def dump(data: Any) -> str:
    """Return one line of JSON, keys in the order of the contract; lone surrogates become escapes."""
    text = json.dumps(data, ensure_ascii=False)
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join(f"\\u{ord(char):04x}" if "\ud800" <= char <= "\udfff" else char for char in text)
    return text


@contextmanager
def reading(name: str) -> Iterator[IO[str]]:
    """Open a file or standard input; bytes that are no UTF-8 come through as lone surrogates and go out as escapes.

    A file that begins with the mark of UTF-16 is read as such.
    """
    whole = sys.stdin.buffer.read() if name == STANDARD else Path(name).read_bytes()
    wide = whole.startswith((b"\xff\xfe", b"\xfe\xff"))
    encoding, errors = ("utf-16", "replace") if wide else ("utf-8-sig", "surrogateescape")
    yield io.TextIOWrapper(io.BytesIO(whole), encoding=encoding, errors=errors, newline="\n")


@contextmanager
def writing(name: str) -> Iterator[IO[str]]:
    """Open a file or standard output for UTF-8 with plain line ends."""
    if name != STANDARD:
        with Path(name).open("w", encoding="utf-8", newline="\n") as out:
            yield out
        return
    out = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="\n", write_through=True)
    try:
        yield out
    finally:
        out.detach()


def read_case(path: Path) -> dict[str, Any]:
    """Return the JSON of a case from a file of its own. Raises InputError naming the file, OSError."""
    from scoring.case import Case

    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path.name}: no JSON: {told(error)}") from error
    if not isinstance(data, dict):
        raise InputError(f"{path.name}: the object of a case is needed, not {type(data).__name__}")
    try:
        Case.from_json(data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(f"{path.name}: {told(error)}") from error
    return data


def text_of(item: Mapping[str, Any], key: str, default: str | None = None) -> str:
    """Return a text of the item. Raises InputError for one that is missing without a default, or no text."""
    value = item.get(key)
    if value is None and default is not None:
        return default
    if not isinstance(value, str):
        raise InputError(f"{key}: a text is needed" + ("" if value is None else f", not {type(value).__name__}"))
    return value


def detect_item(item: Mapping[str, Any]) -> dict[str, Any]:
    """Detect one item of the contract: id, lang, channel, customer, response, case, reference_time.

    Without a case the acts are judged by the words and the customer's message.
    """
    import scoring

    case = item.get("case")
    found = scoring.detect(
        text_of(item, "response"),
        language=text_of(item, "lang"),
        customer=text_of(item, "customer", ""),
        channel=text_of(item, "channel", "store"),
        case=scoring.Case.from_json(case) if case else None,
        reference_time=text_of(item, "reference_time", "") or None,
    )
    return {"id": item.get("id"), **found.to_json()}


def grade_item(item: Mapping[str, Any], rubric: Rubric | None = None) -> dict[str, Any]:
    """Grade one conversation of the contract, by the rubric given, else the one it names, else the default."""
    from scoring.grading import grade_record

    return grade_record(item, rubric)


def write_report(text: str) -> None:
    """Write a report to standard output: on a terminal in its own encoding, else in UTF-8; odd letters as escapes."""
    if sys.stdout.isatty():
        encoding = sys.stdout.encoding or "utf-8"
        sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")
        return
    with writing(STANDARD) as out:
        out.write(text.encode("utf-8", "backslashreplace").decode() + "\n")
