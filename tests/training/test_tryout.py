"""Tries: the same lines are the same session, whatever is remembered, and no line can break one."""

from __future__ import annotations

import pytest

from simulator.errors import UsageError
from simulator.record import Mode
from simulator.scenario import load
from simulator.training import END_HERE, MOST_LINES, Session, Try, Tryouts, parse_answers, play_answers

LINES = ("I am so sorry about that. What happened?", "!wait 3", "Let me put it right at once.", END_HERE)


@pytest.fixture(scope="module")
def begun():
    return Try(load("wrong_coffee"), "en", 3)


def test_a_try_is_the_session_an_answers_file_plays_and_is_graded(begun):
    tried = Tryouts().play(begun, LINES)
    session = Session.begin(begun.scenario, "en", 3, mode=Mode.DEMONSTRATION)
    play_answers(session, parse_answers("\n".join(LINES[:-1])))
    assert tried.session.played.steps == session.played.steps
    assert tried.session.played.grade == session.finish()
    assert tried.lines == LINES
    assert tried.mistake is None
    assert not tried.session.recorded


@pytest.mark.slow
def test_what_is_remembered_and_what_is_forgotten_come_to_the_same(begun):
    remembering, forgetting = Tryouts(), Tryouts(most=0)
    for at in range(len(LINES) + 1):
        assert remembering.play(begun, LINES[:at]).session.played == forgetting.play(begun, LINES[:at]).session.played
    other = ("We do not do that.", *LINES[1:])
    assert remembering.play(begun, other).session.played == forgetting.play(begun, other).session.played


@pytest.mark.slow
def test_going_on_from_what_is_remembered_leaves_it_as_it_was(begun):
    tries = Tryouts()
    before = tries.play(begun, LINES[:1]).session.played
    tries.play(begun, LINES)
    assert tries.play(begun, LINES[:1]).session.played == before


def test_a_line_that_cannot_be_played_stops_there_and_says_why(begun):
    tried = Tryouts().play(begun, (LINES[0], "!dance", "more"))
    assert tried.lines == LINES[:1]
    assert tried.mistake is not None
    assert "!dance" in str(tried.mistake)
    long = Tryouts().play(begun, ("x" * 3000,))
    assert long.lines == ()
    assert long.mistake is not None


def test_nothing_is_played_behind_the_end_and_there_is_an_end_to_lines(begun):
    assert Tryouts().play(begun, (END_HERE, "too late")).lines == (END_HERE,)
    assert len(Tryouts().play(begun, ["!wait 0"] * (MOST_LINES + 5)).lines) <= MOST_LINES


def test_a_try_may_begin_at_any_node_there_is(begun):
    node = list(begun.scenario.file.nodes)[-1]
    assert Tryouts().play(Try(begun.scenario, "en", 3, node), ()).session.state.node == node
    with pytest.raises(UsageError):
        Tryouts().play(Try(begun.scenario, "en", 3, "nowhere"), ())
