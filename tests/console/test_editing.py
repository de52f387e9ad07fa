"""What the editor works out: findings in order, differences that stay short, values made once."""

from __future__ import annotations

import threading

import pytest

from simulator.authoring import smells
from simulator.console.editing.bench import Bench, BusyError, Kept
from simulator.console.editing.changes import MOST_LINES, MOST_SHOWN, changes
from simulator.console.editing.findings import MOST_SHOWN as MOST_FOUND
from simulator.console.editing.findings import findings_of, notes_of
from simulator.console.editing.trying import MOST_WAIT_S, line_sent, seed_of
from simulator.console.fields import Fields
from simulator.console.rendering import console_texts
from simulator.scenario import Diagnostic
from simulator.scenario.codes import CODES
from simulator.training import END_HERE, parse_line


def found(file: str, line: int, severity: str = "error", code: str = "SG111") -> Diagnostic:
    return Diagnostic(file, line, 1, code, severity, f"{file} {line}")


def test_errors_come_first_and_those_of_the_file_looked_at_before_others() -> None:
    items = [found("a", 1, "warning", "SG305"), found("a", 2), found("b", 1), found("b", 9, "warning", "SG127")]
    shown = findings_of(items, here="b")
    assert [(item.file, item.line, item.sort) for item in shown.shown] == [
        ("b", 1, "shape"), ("a", 2, "shape"), ("b", 9, "file"), ("a", 1, "smell"),
    ]  # fmt: skip
    assert (shown.errors, shown.warnings, shown.sound, shown.in_file("a"), shown.in_file("b", grave=False)) == (
        2, 2, False, 1, 1,
    )  # fmt: skip
    many = findings_of([found("a", line) for line in range(MOST_FOUND + 7)])
    assert (len(many.shown), many.left_out, many.errors) == (MOST_FOUND, 7, MOST_FOUND + 7)
    assert findings_of(()).sound


def test_whatever_a_check_finds_has_a_meaning_in_every_language() -> None:
    """Not what belongs to stored scenes, paths and the common pool, nor what is only found by listening and playing."""
    elsewhere = {
        "SG120",
        *(f"SG19{number}" for number in range(5)),
        *(f"SG3{number}" for number in (*range(15, 19), 11)),
    }
    wanted = {*CODES, *smells.SMELLS} - elsewhere - {"SG307"}
    for language in ("en", "fi", "sv", "ru", "el"):
        words = console_texts(language)
        assert {code for code in wanted if f"editor.code.{code.lower()}" not in words} == set()


def test_what_was_found_in_a_foreign_file_has_no_lines_to_jump_to() -> None:
    (note,) = notes_of([found("x.twee", 3, "warning", "SG452")]).shown
    assert (note.file, note.place, note.sort) == ("", "3:1", "story")


def test_differences_are_shown_by_line_and_kept_short() -> None:
    old = {"a": "1\n2\n3\n4\n5\n6\n", "b": "x\n", "d": "same\n"}
    new = {"a": "1\n2\n3\n4\nfive\n6\n", "c": "y\nz\n", "d": "same\n"}
    first, gone, come = changes(old, new)
    assert first.lines == (("@", "-3,4 +3,4"), (" ", "3"), (" ", "4"), ("-", "5"), ("+", "five"), (" ", "6"))
    assert (gone.name, gone.sort, gone.before, gone.after) == ("b", "removed", 1, 0)
    assert (come.name, come.sort, come.lines) == ("c", "added", ())
    long = {"a": "x\n" * MOST_SHOWN * 2}, {"a": "y\n" * MOST_SHOWN * 2}
    (change,) = changes(*long)
    assert (len(change.lines), change.more) == (MOST_SHOWN, 3 * MOST_SHOWN + 1)
    (huge,) = changes({"a": "x\n" * (MOST_LINES + 1)}, {"a": "y\n" * 5})
    assert (huge.lines, huge.before, huge.after) == ((), MOST_LINES + 1, 5)


def test_a_value_is_made_once_while_it_is_remembered() -> None:
    made: list[str] = []

    def make(name: str) -> str:
        made.append(name)
        return name

    kept: Kept[str, str] = Kept(2)
    for name in ("a", "a", "b", "a", "c", "a", "b"):
        assert kept.get(name, lambda name=name: make(name)) == name
    assert made == ["a", "b", "c", "b"]


def test_who_waits_too_long_for_their_turn_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulator.console.editing.bench._PATIENCE_S", 0.01)
    bench = Bench()
    told = []

    def wait() -> None:
        with pytest.raises(BusyError), bench.turn():
            pass
        told.append("busy")

    with bench.turn():
        other = threading.Thread(target=wait)
        other.start()
        other.join()
    assert told == ["busy"]
    with bench.turn():
        pass


@pytest.mark.parametrize("text", ["hello", "!help me", "\\!x", "a\nb", "back\\slash \\n", "\\", "!"])
def test_whatever_is_said_is_said_word_for_word(text: str) -> None:
    line = line_sent(Fields([("text", text)]))
    answer = parse_line(line)
    assert (answer.text, answer.command) == (text, "")


def test_deeds_silence_and_the_end_are_lines_too() -> None:
    def line(**sent: str) -> str | None:
        return line_sent(Fields(sent.items()))

    assert line(do="remedy  refund") == "!remedy refund"
    assert line(do="wait", seconds="8") == "!wait 8"
    assert line(do="wait", seconds="999") == f"!wait {MOST_WAIT_S}"
    assert line(do="wait", seconds="²") is None
    assert line(do="end") == END_HERE
    assert line(do="say", text="  \n ") is None
    assert [seed_of(Fields([("seed", given)])) for given in ("7", "-1", "x", "9" * 30, "²")] == [7, 1, 1, 1, 1]
