"""python -m scoring grade: conversations as people have them: JSON lines, CSV tables, "Customer: ..." text, WebVTT.

Every reader turns a file into conversations of the grade contract, dicts with ``id``, ``lang``, ``channel`` and
``turns``. What cannot be read is refused with file, line and what to do; a speaker nobody knows is never guessed.
"""

from __future__ import annotations

import csv
import io
import re
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from scoring import language as languages
from scoring.conversation import SPEAKERS
from scoring.decoding import decode
from scoring.language import LANGUAGES, LanguageError, load_yaml
from scoring.lines import (
    STANDARD,
    InputError,
    add_streams,
    complain,
    dump,
    grade_item,
    read_case,
    reading,
    run_lines,
    told,
    writing,
)
from scoring.text import fold
from scoring.webvtt import cues

if TYPE_CHECKING:
    from scoring.rubric import Rubric

FORMATS = ("jsonl", "csv", "text", "vtt")
SUFFIXES = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    "": "jsonl",
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "text",
    ".text": "text",
    ".vtt": "vtt",
}
DELIMITERS = ",;\t|"
BREAK = re.compile(r"\s*(?:-{3,}|={3,}|\*{3,})\s*")
"""A line of text that ends one conversation."""
_CLOCK = re.compile(r"\s*[\[(]?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?[\])]?\s+")
_LABEL = re.compile(r"([^\W\d_][^:\n]{0,39}?)\s*:(?:\s+|$)")


class TranscriptError(InputError):
    """A transcript cannot be read; the message names file, line and what to do."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a transcript is to be read. The columns are those of CSV; labels are names of speakers beside the known."""

    language: str
    channel: str = "store"
    who_column: str = "who"
    text_column: str = "text"
    conversation_column: str = "conversation"
    time_column: str = "time"
    labels: Mapping[str, str] = field(default_factory=dict)
    case: Mapping[str, Any] | None = None

    def speaker(self, label: str) -> str | None:
        """Return who a label means, or None when nobody knows."""
        name = _label(label)
        return self.labels.get(name) or known_labels().get(name)


@dataclass(slots=True)
class Talk:
    """A conversation being read."""

    id: str
    turns: list[dict[str, Any]] = field(default_factory=list)

    def say(self, who: str, text: str, *, interrupted: bool = False) -> None:
        """Add a turn."""
        turn: dict[str, Any] = {"who": who, "text": text}
        if interrupted:
            turn["interrupted"] = True
        self.turns.append(turn)

    def go_on(self, text: str, between: str) -> None:
        """Add words to the last turn."""
        said = self.turns[-1]["text"]
        self.turns[-1]["text"] = f"{said}{between}{text}" if said else text


@cache
def known_labels() -> dict[str, str]:
    """Return what each known label of a speaker means, those of all languages together."""
    labels = {who: who for who in SPEAKERS}
    for code in LANGUAGES:
        data = load_yaml(languages.FOLDER / code / "speakers.yaml")
        for who, names in data.items():
            if who not in SPEAKERS:
                raise LanguageError(f"{code}/speakers.yaml: no speaker {who!r}; there are {', '.join(SPEAKERS)}")
            for name in names:
                labels.setdefault(_label(str(name)), who)
    return labels


def _label(text: str) -> str:
    """Return a label as it is compared: folded, blanks evened out."""
    return " ".join(fold(text).split())


def read_transcript(data: bytes, name: str, form: str, options: Options) -> list[dict[str, Any]]:
    """Return the conversations of a CSV, text or WebVTT file.

    Args:
        data: the bytes of the file; UTF-8, UTF-16 with its mark, or Windows-1252 in a western language.
        name: the name of the file, for messages and ids.
        form: one of ``csv``, ``text``, ``vtt``.
        options: language, channel, columns and labels.

    Raises TranscriptError naming file, line and what to do.
    """
    readers: Mapping[str, Callable[[str, str, Options], list[Talk]]] = {
        "csv": read_csv,
        "text": read_text,
        "vtt": read_vtt,
    }
    try:
        text = decode(data, options.language)
    except ValueError as error:
        raise TranscriptError(f"{name}: {error}") from error
    talks = [talk for talk in readers[form](text, name, options) if talk.turns]
    if not talks:
        raise TranscriptError(f"{name}: nobody says anything in it; is it {form}? Name another with --format")
    shared = {"lang": options.language, "channel": options.channel, **({"case": options.case} if options.case else {})}
    return [{"id": talk.id, **shared, "turns": talk.turns} for talk in talks]


def _who(label: str, place: str, options: Options) -> str:
    who = options.speaker(label)
    if who is None:
        raise TranscriptError(
            f"{place}: who is {' '.join(label.split())!r}? Name them with --customer-label or --trainee-label"
        )
    return who


def read_text(text: str, name: str, options: Options) -> list[Talk]:
    """Read ``Label: words`` lines; lines without a label go on, a line of dashes begins another conversation.

    A clock time before the label is passed over. An indented line always goes on, so that words with a colon can.
    """
    stem = _stem(name)
    talks = [Talk(stem)]
    for number, line in enumerate(text.split("\n"), 1):
        words = line.strip()
        if BREAK.fullmatch(line):
            talks.append(Talk(f"{stem}-{len(talks) + 1}"))
            continue
        if not words:
            continue
        talk = talks[-1]
        found = _LABEL.match(_CLOCK.sub("", line, count=1)) if not line[0].isspace() else None
        if found is not None:
            talk.say(_text_speaker(found[1], f"{name}:{number}", options), found.string[found.end() :].strip())
        elif talk.turns:
            talk.go_on(words, "\n")
        else:
            raise TranscriptError(f"{name}:{number}: who says this? Begin the line with 'Customer:' or 'Agent:'")
    return talks


def _text_speaker(label: str, place: str, options: Options) -> str:
    who = options.speaker(label)
    if who is None:
        raise TranscriptError(
            f"{place}: who is {label!r}? Name them with --customer-label or --trainee-label; "
            "if the line only goes on, put a blank before it"
        )
    return who


def read_csv(text: str, name: str, options: Options) -> list[Talk]:
    """Read a table with a heading; rows of one conversation are put in the order of their time, if they have one."""
    delimiter = _delimiter(text, options)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        heading = [_label(column) for column in next(rows, [])]
        columns = _columns(heading, name, options)
        told_rows = list(_csv_rows(rows, columns, name, options))
    except csv.Error as error:
        raise TranscriptError(f"{name}:{rows.line_num}: {error}; check the quotation marks of this row") from error
    talks: dict[str, list[tuple[str, dict[str, str]]]] = {}
    for who, row in told_rows:
        talks.setdefault(row.get("conversation") or _stem(name), []).append((who, row))
    return [_csv_talk(key, found) for key, found in talks.items()]


def _csv_talk(key: str, rows: list[tuple[str, dict[str, str]]]) -> Talk:
    times = [row.get("time", "") for _, row in rows]
    if all(times):
        rows = [rows[place] for place in sorted(range(len(rows)), key=lambda place: (_moment(times[place]), place))]
    talk = Talk(key)
    for who, row in rows:
        talk.say(who, row["text"])
    return talk


def _moment(time: str) -> tuple[float, str]:
    """Return what times are put in order by: a clock time or number by its value, a date by its letters."""
    parts = time.replace(",", ".").split(":")
    try:
        seconds = 0.0
        for part in parts:
            seconds = seconds * 60 + float(part)
    except ValueError:
        return 0.0, time
    return seconds, ""


def _delimiter(text: str, options: Options) -> str:
    """Return what parts the columns: the one with which the heading names them, else the most frequent in it."""
    heading = text.split("\n", 1)[0]
    wanted = {_label(options.who_column), _label(options.text_column)}

    def fits(mark: str) -> tuple[int, int]:
        names = {_label(column.strip('" ')) for column in heading.split(mark)}
        return len(wanted & names), heading.count(mark)

    return max(DELIMITERS, key=fits)


def _columns(heading: list[str], name: str, options: Options) -> dict[str, int]:
    """Return where each column stands. Raises TranscriptError for one that is missing."""
    wanted = {
        "who": (options.who_column, "--who-column"),
        "text": (options.text_column, "--text-column"),
        "conversation": (options.conversation_column, "--conversation-column"),
        "time": (options.time_column, "--time-column"),
    }
    defaults = Options("en")
    columns = {}
    for key, (column, option) in wanted.items():
        if _label(column) in heading:
            columns[key] = heading.index(_label(column))
        elif key in ("who", "text") or column != getattr(defaults, f"{key}_column"):
            there = ", ".join(heading) or "none"
            raise TranscriptError(f"{name}:1: no column {column!r} (there are: {there}); name it with {option}")
    return columns


def _csv_rows(
    rows: Any, columns: Mapping[str, int], name: str, options: Options
) -> Iterator[tuple[str, dict[str, str]]]:
    last = max(columns.values())
    for cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        place = f"{name}:{rows.line_num}"
        if len(cells) <= last:
            raise TranscriptError(f"{place}: {len(cells)} columns, {last + 1} are needed; check commas and quotes")
        row = {key: cells[column].strip() for key, column in columns.items()}
        if row["text"]:
            yield _who(row["who"], place, options), row


def read_vtt(text: str, name: str, options: Options) -> list[Talk]:
    """Read WebVTT: voices or labels say who speaks; a cue without one goes on with the speaker before.

    Cues of one speaker after each other are one turn. A trainee's turn that begins before the customer's words end
    cut them off.
    """
    try:
        found = cues(text)
    except ValueError as error:
        raise TranscriptError(f"{name}:{error}") from error
    talk = Talk(_stem(name))
    speaking = ""
    customer_ends_ms = -1
    for cue in sorted(found, key=lambda cue: (cue.start_ms, cue.line)):
        for voice, words in cue.said:
            who, said = _vtt_speaker(voice, words, f"{name}:{cue.line}", options)
            who = who or speaking
            if not who:
                raise TranscriptError(f"{name}:{cue.line}: who says this? Put '<v Customer>' or 'Customer:' before it")
            if said and who == speaking:
                talk.go_on(said, " ")
            elif said:
                talk.say(who, said, interrupted=who == "trainee" and cue.start_ms < customer_ends_ms)
            speaking = who
            if who == "customer":
                customer_ends_ms = max(customer_ends_ms, cue.end_ms)
    return [talk]


def _vtt_speaker(voice: str, words: str, place: str, options: Options) -> tuple[str, str]:
    """Return who speaks (empty where nothing says) and the words, a label before them taken off."""
    if voice:
        return _who(voice, place, options), words
    found = _LABEL.match(words)
    who = options.speaker(found[1]) if found else None
    return (who, words[found.end() :].strip()) if found and who else ("", words)


def _stem(name: str) -> str:
    return Path(name).stem if name != STANDARD else "transcript"


def add_options(command: ArgumentParser) -> None:
    """Add the options of the command line."""
    add_streams(command)
    command.add_argument("--format", choices=FORMATS, help="what the file is; guessed from its ending")
    command.add_argument("--language", choices=LANGUAGES, help="language of the conversation; JSONL says it itself")
    command.add_argument("--channel", choices=("store", "phone", "email", "chat"), help="how they spoke (store)")
    command.add_argument(
        "--case", type=Path, metavar="FILE", help="JSON file of the case they speak of (not for JSONL)"
    )
    command.add_argument(
        "--rubric",
        metavar="NAME",
        help="grade by this rubric: a name (seven_steps, last, heard, latte, everyday) or a YAML file; else by the "
        "one a line names, or seven_steps",
    )
    for column in ("who", "text", "conversation", "time"):
        command.add_argument(f"--{column}-column", default=column, metavar="NAME", help="CSV: the column of this name")
    for who in ("customer", "trainee"):
        command.add_argument(
            f"--{who}-label", action="append", default=[], metavar="NAME", help=f"a name the {who} has in the file"
        )


def run(chosen: Namespace) -> int:
    """Grade a file of conversations. Raises InputError, OSError."""
    form = chosen.format or _guessed(chosen.source)
    rubric = read_rubric_option(chosen.rubric)
    if form == "jsonl":
        if chosen.case:
            raise InputError("--case: JSON lines hold their cases themselves")
        with reading(chosen.source) as lines, writing(chosen.target) as out:
            return run_lines(lines, out, chosen.source, _answer(chosen, rubric))
    if chosen.language is None:
        raise InputError(f"{chosen.source}: which language do they speak? Give --language")
    data = sys.stdin.buffer.read() if chosen.source == STANDARD else Path(chosen.source).read_bytes()
    talks = read_transcript(data, Path(chosen.source).name, form, options_of(chosen))
    with writing(chosen.target) as out:
        return _grade_all(talks, out, chosen.source, rubric)


def read_rubric_option(name: str | None) -> Rubric | None:
    """Return the rubric asked for, by name or file; None where none is. Raises InputError."""
    if name is None:
        return None
    from scoring.rubric import RubricError, load_rubric, read_rubric

    try:
        return read_rubric(Path(name)) if Path(name).suffix in (".yaml", ".yml") else load_rubric(name)
    except RubricError as error:
        raise InputError(f"--rubric: {error}") from error


def _grade_all(talks: Sequence[dict[str, Any]], out: IO[str], name: str, rubric: Rubric | None) -> int:
    code = 0
    for talk in talks:
        try:
            out.write(dump(grade_item(talk, rubric)) + "\n")
        except ValueError as error:  # What the reader let through and the grader does not take.
            code = complain(f"{name}: {talk['id']}: {told(error)}")
    return code


def _answer(chosen: Namespace, rubric: Rubric | None) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """Grade one item; language and channel asked for stand in where it names none."""

    def answer(item: Mapping[str, Any]) -> dict[str, Any]:
        whole = dict(item)
        if chosen.language and not (item.get("lang") or item.get("language")):
            whole["lang"] = chosen.language
        if chosen.channel and not item.get("channel"):
            whole["channel"] = chosen.channel
        return grade_item(whole, rubric)

    return answer


def options_of(chosen: Namespace) -> Options:
    """Return what the command line says about reading transcripts. Raises InputError for a label given twice."""
    labels: dict[str, str] = {}
    for who, names in (("customer", chosen.customer_label), ("trainee", chosen.trainee_label)):
        for name in names:
            if labels.setdefault(_label(name), who) != who:
                raise InputError(f"{name!r} cannot be both customer and trainee")
    return Options(
        language=chosen.language,
        channel=chosen.channel or "store",
        who_column=chosen.who_column,
        text_column=chosen.text_column,
        conversation_column=chosen.conversation_column,
        time_column=chosen.time_column,
        labels=labels,
        case=read_case(chosen.case) if chosen.case else None,
    )


def _guessed(source: str) -> str:
    suffix = "" if source == STANDARD else Path(source).suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError(f"{source}: what is a {suffix} file? Give --format {', '.join(FORMATS[:-1])} or {FORMATS[-1]}")
    return SUFFIXES[suffix]
