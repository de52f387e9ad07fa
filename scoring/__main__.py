"""python -m scoring COMMAND: detect and grade (JSON lines in, JSON lines out), evaluate, fairness, explain, train.

A line that cannot be read is named by its number on standard error; the other lines are still worked on, and the exit
code is 1. The same input gives the same bytes; only the speed that `evaluate` tells is another every time.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module, util

from scoring.language import LanguageError
from scoring.lines import InputError, add_streams, complain, detect_item, reading, run_lines, writing

TRAINING = "scoring.training"
COMMANDS = {
    "grade": ("scoring.transcripts", "grade conversations: JSON lines, or transcripts people have"),
    "evaluate": ("scoring.assessment", "compare detection with labelled responses"),
    "fairness": ("scoring.fairness", "count verdicts that change when only the writing changes"),
    "agreement": ("scoring.panel", "hold grades against those of raters"),
    "cards": ("scoring.cards", "measure, and write the model card of each language"),
    "explain": ("scoring.explaining", "show a response with its acts marked"),
}
"""Commands that live in a module of their own, with ``add_options(parser)`` and ``run(chosen)``; imported when asked
for, so that `detect` does not wait for them."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit code: 0 all well, 1 a bad line or file, 2 (by argparse) bad usage."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["train"]:
        return _train(given[1:])
    chosen = _parser(given[0] if given else "").parse_args(given)
    try:
        if chosen.command == "detect":
            with reading(chosen.source) as lines, writing(chosen.target) as out:
                return run_lines(lines, out, chosen.source, detect_item)
        code: int = import_module(COMMANDS[chosen.command][0]).run(chosen)
    except (InputError, LanguageError) as error:
        return complain(str(error))
    except OSError as error:
        return complain(f"{error.filename or 'input'}: {error.strerror}")
    return code


def _train(arguments: list[str]) -> int:
    """Hand the arguments on to training, which is its own program."""
    if util.find_spec(TRAINING) is None:
        return complain("there is nothing to train with: scoring/training.py is not part of this installation")
    code: int | None = import_module(TRAINING).main(arguments)
    return code or 0


def _parser(asked: str) -> argparse.ArgumentParser:
    """Return the parser; only the command asked for is given its options."""
    parser = argparse.ArgumentParser(prog="python -m scoring", description=(__doc__ or "").split("\n\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    detect = commands.add_parser("detect", help="find the acts of responses")
    add_streams(detect)
    for name, (module, told) in COMMANDS.items():
        command = commands.add_parser(name, help=told)
        if name == asked:
            import_module(module).add_options(command)
    commands.add_parser("train", help="rebuild the weights from the labelled responses", add_help=False)
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
