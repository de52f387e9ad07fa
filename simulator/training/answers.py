r"""Answers files: one response a line, or an action where the line begins with `!`.

The same lines work typed in the terminal. `\\n` breaks a line inside a response; a response that begins with an
exclamation mark is written `\\!`. A response takes a short pause first, so that patience works as on the desktop.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from simulator.engine import Acted, Event, Input, Interrupted, Left, Phase, Waited, pause_ms
from simulator.scenario import ActionKind, Scenario

from .mistakes import AnswersError, Said
from .session import Session, check_length

_ESCAPE = re.compile(r"\\([n\\])")
HINT_STRENGTHS = ("light", "clear", "strong")
COMMANDS = (*(kind.value for kind in ActionKind), "interrupt", "wait", "hint", "leave")
MOST_WAIT_S = 3600
MOST_DIGITS = 6
MOST_SHOWN = 40


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
            answers.append(parse_line(line, scenario))
            if scenario is not None:
                check_length(scenario, answers[-1].text)
        except AnswersError as error:
            raise AnswersError(error.what, error.advised, line=number) from error
    return tuple(answers)


def parse_line(line: str, scenario: Scenario | None = None, also: Iterable[str] = ()) -> Answer:
    """Read one line, as `parse_command` does where it begins with `!`. Raises AnswersError."""
    if line.startswith("!"):
        return parse_command(line[1:], scenario, also)
    if line.startswith("\\!"):
        line = line[1:]
    return Answer(text=_ESCAPE.sub(lambda match: "\n" if match[1] == "n" else "\\", line))


def parse_command(words: str, scenario: Scenario | None = None, also: Iterable[str] = ()) -> Answer:
    """Read a command without its `!`: `remedy refund`, `wait 8`, `note ...`, `interrupt 40`.

    Args:
        words: what stands behind the `!`.
        scenario: the scene, where its remedies are to be minded.
        also: what else can be typed here, to be proposed for something mistyped.

    Raises:
        AnswersError: no such command, or an argument that does not fit.
    """
    command, _, argument = words.strip().partition(" ")
    argument = argument.strip()
    remedies = [] if scenario is None else list(scenario.file.case.remedies)
    given = {"given": argument[:MOST_SHOWN]}
    if command not in COMMANDS:
        written = {name: f"!remedy {name}" for name in remedies} | {name: f"!{name}" for name in (*COMMANDS, *also)}
        what = ("answer.unknown", {"command": f"!{command[:MOST_SHOWN]}"})
        raise AnswersError(what, _advice(command, written, [f"!{name}" for name in COMMANDS]))
    number = argument.isascii() and argument.isdigit() and len(argument) <= MOST_DIGITS
    if command == "wait" and not (number and int(argument) <= MOST_WAIT_S):
        raise AnswersError(("answer.wait", {**given, "most": MOST_WAIT_S}), ("answer.example", {"example": "!wait 8"}))
    if command == "interrupt" and argument and not number:
        raise AnswersError(("answer.interrupt", given), ("answer.example", {"example": "!interrupt 40"}))
    if command == "remedy" and (not argument or (scenario is not None and argument not in remedies)):
        # A scene may have no remedies; then the advice is a remedy's form.
        advice = _advice(argument, {name: f"!remedy {name}" for name in remedies}, remedies or ["!remedy …"])
        raise AnswersError(("answer.remedy", given) if argument else ("answer.remedy_missing", {}), advice)
    if command == "hint" and (argument or "light") not in HINT_STRENGTHS:
        raise AnswersError(("answer.hint", given), ("answer.known", {"names": ", ".join(HINT_STRENGTHS)}))
    return Answer(command=command, argument=argument)


def _advice(typed: str, known: Mapping[str, str], names: Iterable[str]) -> Said:
    """What is nearest to something mistyped, as it is written; all there is where nothing is near."""
    import difflib

    near = difflib.get_close_matches(typed[:MOST_SHOWN].lower(), known, n=1)
    return ("answer.near", {"near": known[near[0]]}) if near else ("answer.known", {"names": ", ".join(names)})


def play_answer(session: Session, answer: Answer) -> tuple[Event, ...]:
    """Play one answer on and return what happened.

    Raises:
        AnswersError: the response is too long for the channel.
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
