"""python -m scoring detect | grade | evaluate: JSON lines in, JSON lines out; the same input gives the same bytes.

A line that cannot be read is named by its number on standard error; the other lines are still worked on, and the exit
code is 1.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import scoring
from scoring.evaluation import Evaluation, GoldError, evaluate, read_gold, table

FAILED = 1
GOLD = Path(__file__).resolve().parent.parent / "tests" / "scoring" / "gold"
"""Where a checkout keeps its labelled responses, one file per language."""

Answer = Callable[[Mapping[str, Any]], dict[str, Any]]


class InputError(ValueError):
    """A line or file cannot be read; the message says what is wrong."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit code: 0 all well, 1 a bad line or file, 2 (by argparse) bad usage."""
    chosen = _parser().parse_args(arguments)
    try:
        if chosen.command == "evaluate":
            return run_evaluate(chosen.gold, chosen.language, as_json=chosen.json)
        answer = detect_item if chosen.command == "detect" else grade_item
        with _reading(chosen.source) as lines, _writing(chosen.target) as out:
            return run_lines(lines, out, chosen.source, answer)
    except (InputError, GoldError) as error:
        return _complain(str(error))
    except OSError as error:
        return _complain(f"{error.filename or 'input'}: {error.strerror}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scoring", description=(__doc__ or "").split("\n\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    for name, told in (("detect", "find the acts of responses"), ("grade", "grade conversations")):
        command = commands.add_parser(name, help=told)
        command.add_argument("--in", dest="source", default="-", help="JSONL file; - is standard input")
        command.add_argument("--out", dest="target", default="-", help="JSONL file; - is standard output")
    command = commands.add_parser("evaluate", help="compare detection with labelled responses")
    command.add_argument(
        "--gold", action="append", type=Path, help="JSONL file of labelled responses; without it those of the checkout"
    )
    command.add_argument("--language", choices=scoring.LANGUAGES, help="language of the responses")
    command.add_argument("--json", action="store_true", help="print JSON instead of a table")
    return parser


def _complain(message: str) -> int:
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
            code = _complain(f"{name}:{number}: {_told(error)}")
    return code


def _item(line: str) -> Mapping[str, Any]:
    item = json.loads(line)
    if not isinstance(item, dict):
        raise InputError(f"an object is needed, not {type(item).__name__}")
    return item


def _told(error: Exception) -> str:
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


def _text(item: Mapping[str, Any], key: str, default: str | None = None) -> str:
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
    case = item.get("case")
    found = scoring.detect(
        _text(item, "response"),
        language=_text(item, "lang"),
        customer=_text(item, "customer", ""),
        channel=_text(item, "channel", "store"),
        case=scoring.Case.from_json(case) if case else None,
        reference_time=_text(item, "reference_time", "") or None,
    )
    return {"id": item.get("id"), **found.to_json()}


def grade_item(item: Mapping[str, Any]) -> dict[str, Any]:
    """Grade one conversation of the contract."""
    from scoring.grading import grade_record

    return grade_record(item)


def run_evaluate(paths: Sequence[Path] | None, language: str | None, *, as_json: bool) -> int:
    """Print the agreement of detection with each gold file.

    Args:
        paths: gold files; None for those of the checkout (only that of ``language`` where it is given).
        language: the language of the responses; else that of their first line, else the name of the file.
        as_json: print JSON instead of tables.
    """
    files = list(paths or sorted(GOLD.glob(f"{language or '*'}.jsonl")))
    if not files:
        raise InputError(f"no labelled responses in {GOLD.name}/; name a file with --gold")
    results = [_evaluated(path, language) for path in files]
    told = json.dumps([result.to_json() for result in results], indent=1)
    sys.stdout.write((told if as_json else "\n\n".join(table(result) for result in results)) + "\n")
    return 0


def _evaluated(path: Path, language: str | None) -> Evaluation:
    golds = read_gold(path)
    code = language or next((gold.language for gold in golds if gold.language), None)
    code = code or next((name for name in scoring.LANGUAGES if path.stem.split("_")[-1] == name), None)
    if code not in scoring.LANGUAGES:
        raise InputError(f"{path.name}: which language? Give --language")
    detector = scoring.detector(code)
    found = [
        detector.detect(gold.response, customer=gold.customer, channel=gold.channel, case=gold.case) for gold in golds
    ]
    return evaluate(golds, found, code)


@contextmanager
def _reading(name: str) -> Iterator[IO[str]]:
    """Open a file or standard input; bytes that are no UTF-8 come through as lone surrogates and go out as escapes."""
    if name == "-":
        whole = io.BytesIO(sys.stdin.buffer.read())
        yield io.TextIOWrapper(whole, encoding="utf-8-sig", errors="surrogateescape", newline="\n")
        return
    with Path(name).open(encoding="utf-8-sig", errors="surrogateescape", newline="\n") as lines:
        yield lines


@contextmanager
def _writing(name: str) -> Iterator[IO[str]]:
    if name != "-":
        with Path(name).open("w", encoding="utf-8", newline="\n") as out:
            yield out
        return
    out = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="\n", write_through=True)
    try:
        yield out
    finally:
        out.detach()


if __name__ == "__main__":
    raise SystemExit(main())
