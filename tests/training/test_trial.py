"""A scene is tried out from any node in any mood, and nothing of it is recorded."""

from __future__ import annotations

import json
from functools import cache

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.cli import cli
from simulator.engine import initial, replay, start, start_at
from simulator.errors import UsageError
from simulator.record import open_journal
from simulator.scenario import CENTI, MOOD, load
from simulator.settings import JOURNAL_NAME, data_dir
from simulator.training import Session, Trial, grade_session, parse_mood

SCENE = "overcharged_card"
POINTS = st.integers(0, 100)


@pytest.fixture(scope="module")
def scenario():
    return load(SCENE)


def test_it_begins_at_every_node(scenario):
    for node in scenario.file.nodes:
        trial = Trial.begin_at(scenario, "en", 3, node=node)
        assert trial.state.node == node or trial.ended
        assert trial.state.drawn == Session.begin(scenario, "en", 3).state.drawn


@cache
def load_once():
    return load(SCENE)


@settings(deadline=None)
@given(mood=st.dictionaries(st.sampled_from(MOOD), POINTS), seed=st.integers(0, 99))
def test_the_mood_is_the_one_wished_for(mood, seed):
    scenario = load_once()
    node = scenario.file.start
    state, events = start_at(scenario, "en", seed, node, {name: points * CENTI for name, points in mood.items()})
    usual = start(scenario, "en", seed)[0].mood.points()
    assert state.mood.points() == {**usual, **mood}
    assert replay(initial(scenario, "en", seed), events) == state


def test_without_wishes_it_is_the_usual_start(scenario):
    assert start_at(scenario, "en", 5, scenario.file.start, {}) == start(scenario, "en", 5)


def test_it_plays_on_and_is_graded(scenario):
    trial = Trial.begin_at(scenario, "en", 1, node="wish", mood={"anger": 20})
    trial.respond("I'm sorry about that. What would you like us to do?")
    assert trial.state.turn == 1
    assert grade_session(trial.played).overall is not None


def test_it_is_never_kept(scenario, tmp_path):
    with open_journal(tmp_path / "journal.sqlite3") as journal:
        person = journal.add_person("Somebody").id
        with pytest.raises(ValueError, match="never recorded"):
            Trial.begin_at(scenario, "en", 1).keep(journal, person)
        assert list(journal.sessions(person)) == []


def test_the_command_tries_out_and_leaves_no_trace():
    done = CliRunner().invoke(
        cli,
        ["play", SCENE, "--text", "--from", "wish", "--mood", "anger=20,trust=80", "--seed", "1"],
        input="Hello.\n!quit\n",
    )
    assert done.exit_code == 0, done.output
    assert "[anger 20, trust 80" in done.output
    assert not (data_dir() / JOURNAL_NAME).exists()


def test_the_command_tries_out_a_file(tmp_path):
    answers = tmp_path / "answers.txt"
    answers.write_text("I'm sorry about that.\n!leave\n", encoding="utf-8")
    done = CliRunner().invoke(
        cli, ["play", SCENE, "--answers", str(answers), "--from", "wish", "--json", "--seed", "1"]
    )
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)
    assert not (data_dir() / JOURNAL_NAME).exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--from", "wihs"], 'has no node "wihs". Did you mean "wish"?'),
        (["--from", ""], 'has no node ""'),
        (["--mood", "anger"], '"anger" is no mood.'),
        (["--from", "wish", "--mode", "exam"], "An exam begins at its beginning."),
    ],
)
def test_the_command_refuses_in_one_sentence(arguments, said):
    done = CliRunner().invoke(cli, ["play", SCENE, *arguments])
    assert isinstance(done.exception, UsageError)
    assert said in str(done.exception)


def test_moods_are_read():
    assert parse_mood("") == {}
    assert parse_mood(" anger = 70 , trust=20,") == {"anger": 70, "trust": 20}


@pytest.mark.parametrize(
    "text", ["anger", "anger=", "=7", "joy=7", "anger=101", "anger=-1", "anger=1.5", "anger=7,anger=8", "anger=٣", "anger=7;trust=8", "anger=0x1", "anger=" + "9" * 5000]
)  # fmt: skip
def test_what_is_no_mood_is_refused(text):
    with pytest.raises(UsageError, match="is no mood") as refused:
        parse_mood(text)
    assert len(str(refused.value)) < 250
