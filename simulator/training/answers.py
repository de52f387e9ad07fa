r"""Answers files: one response a line, or an action where the line begins with `!`.

The same lines work typed in the terminal. `\\n` breaks a line inside a response; a response that begins with an
exclamation mark is written `\\!`. A response takes a short pause first, so that patience works as on the desktop.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from simulator.engine import Acted, Event, Input, Interrupted, Left, Phase, Waited, pause_ms
from simulator.errors import UsageError
from simulator.scenario import ActionKind, Scenario

from .session import Session, check_length

_ESCAPE = re.compile(r"\\([n\\])")
HINT_STRENGTHS = ("light", "clear", "strong")
COMMANDS = (*(kind.value for kind in ActionKind), "interrupt", "wait", "hint", "leave")
MOST_WAIT_S = 3600
MOST_DIGITS = 6


class AnswersError(UsageError):
    """A line of an answers file, or something typed, is no command."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One line: a response, or a command with its argument."""

    text: str = ""
    command: str = ""
    argument: str = ""


def parse_answers(content: str, scenario: Scenario | None = None) -> tuple[Answer, ...]:
    """Read an answers file; an empty line is an empty response.

    Args:
        content: the file.
        scenario: the scene it is for, where responses are to be held against its limit.

    Raises:
        AnswersError: a line begins with `!` and names no command, or is too long; it is named by number.
    """
    lines = content.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    if lines and not lines[-1]:
        lines.pop()
    answers = []
    for number, line in enumerate(lines, start=1):
        try:
            answers.append(parse_line(line))
            if scenario is not None:
                check_length(scenario, answers[-1].text)
        except UsageError as error:
            raise AnswersError(f"Line {number}: {error.message}", error.advice) from error
    return tuple(answers)


def parse_line(line: str) -> Answer:
    """Read one line. Raises AnswersError as `parse_answers` does."""
    if line.startswith("!"):
        return parse_command(line[1:])
    if line.startswith("\\!"):
        line = line[1:]
    return Answer(text=_ESCAPE.sub(lambda match: "\n" if match[1] == "n" else "\\", line))


def parse_command(words: str) -> Answer:
    """Read a command without its `!`: `remedy refund`, `wait 8`, `note ...`, `interrupt 40`.

    Raises:
        AnswersError: no such command, or an argument that does not fit.
    """
    command, _, argument = words.strip().partition(" ")
    argument = argument.strip()
    if command not in COMMANDS:
        raise AnswersError(f"!{command} is no action.", f"There are {', '.join('!' + name for name in COMMANDS)}.")
    number = argument.isascii() and argument.isdigit() and len(argument) <= MOST_DIGITS
    if command == "wait" and not (number and int(argument) <= MOST_WAIT_S):
        raise AnswersError(
            f"!wait needs seconds from 0 to {MOST_WAIT_S}, not {argument!r}.", "Write for instance !wait 8."
        )
    if command == "interrupt" and argument and not number:
        raise AnswersError(f"!interrupt needs a number of characters, not {argument!r}.", "Write !interrupt 40.")
    if command == "remedy" and not argument:
        raise AnswersError("!remedy needs the name of a remedy.", "Write !remedy refund.")
    if command == "hint" and (argument or "light") not in HINT_STRENGTHS:
        raise AnswersError(f"There is no hint {argument!r}.", f"There are {', '.join(HINT_STRENGTHS)}.")
    return Answer(command=command, argument=argument)


def play_answer(session: Session, answer: Answer) -> tuple[Event, ...]:
    """Play one answer on and return what happened.

    Raises:
        UsageError: the response is too long for the channel.
        SurroundingsError: the journal cannot be written.
    """
    match answer.command:
        case "":
            return _respond(session, answer.text)
        case "interrupt":
            given: Input = Interrupted(int(answer.argument) if answer.argument else None)
        case "wait":
            given = Waited(int(answer.argument) * 1000)
        case "leave":
            given = Left()
        case "hint":
            session.hint(answer.argument or "light")
            return ()
        case "remedy":
            given = Acted("remedy", answer.argument)
        case kind:
            given = Acted(kind, text=answer.argument)
    return session.take(given)


def _respond(session: Session, text: str) -> tuple[Event, ...]:
    """Say ``text`` after the pause it stands for; one that cannot be read costs no time."""
    check_length(session.scenario, text)
    detection = session.reads(text)
    events: tuple[Event, ...] = ()
    if session.state.phase is not Phase.DUE and not session.state.cut_in and detection.status == "ok":
        events = session.wait(pause_ms(len(text)))
    if session.ended:
        session.unsaid(text)
        return events
    return events + session.respond(text, detection)


def play_answers(session: Session, answers: Iterable[Answer]) -> None:
    """Play a whole file; where it stops before the scene does, the trainee leaves."""
    for answer in answers:
        if session.ended:
            return
        play_answer(session, answer)
    if not session.ended:
        session.leave()
    if not session.ended:
        session.leave()
