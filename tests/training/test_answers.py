from __future__ import annotations

import pytest
from builders import scene

from simulator.texts import texts
from simulator.training import Answer, AnswersError, parse_answers


def test_a_line_is_a_response_and_a_bang_an_action():
    found = parse_answers("Hello there.\n!remedy refund\n!note leaks, second time\n!wait 8\n!interrupt\n")
    assert found == (
        Answer(text="Hello there."),
        Answer(command="remedy", argument="refund"),
        Answer(command="note", argument="leaks, second time"),
        Answer(command="wait", argument="8"),
        Answer(command="interrupt"),
    )


def test_escapes_break_lines_and_allow_a_bang_and_a_backslash():
    found = parse_answers("first\\nsecond\n\\!really\na\\\\nb\n")
    assert [answer.text for answer in found] == ["first\nsecond", "!really", "a\\nb"]


def test_an_empty_line_is_an_empty_response_and_the_last_line_end_is_none():
    assert parse_answers("a\n\nb\n") == (Answer(text="a"), Answer(), Answer(text="b"))
    assert parse_answers("") == ()
    assert parse_answers("\ufeffa\r\nb") == (Answer(text="a"), Answer(text="b"))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("!dance", "!dance is no action"),
        ("!wait soon", "!wait needs seconds"),
        ("!wait 99999", "!wait needs seconds"),
        ("!wait -1", "!wait needs seconds"),
        ("!interrupt here", "!interrupt needs a number"),
        ("!remedy", "needs the name"),
        ("!hint huge", "no hint"),
        ("!", "is no action"),
        ("!wait " + "9" * 5000, "!wait needs seconds"),
        ("!interrupt " + "9" * 5000, "!interrupt needs a number"),
    ],
)
def test_a_line_that_is_no_command_is_named_by_number_and_value(line, told):
    with pytest.raises(AnswersError) as caught:
        parse_answers(f"fine\n{line}\n")
    assert "Line 2" in str(caught.value)
    assert told in str(caught.value)
    assert caught.value.advice


def test_a_remedy_the_scene_has_not_is_named_by_line_before_anything_is_played():
    with pytest.raises(AnswersError) as caught:
        parse_answers("fine\n!remedy refnd\n", scene())
    assert str(caught.value) == 'Line 2: There is no remedy "refnd" in this scene. Did you mean !remedy refund?'
    assert caught.value.said(texts("fi")).startswith("Rivi 2: Hyvitystä")
