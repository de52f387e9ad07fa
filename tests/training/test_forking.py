"""Forks: what they share with their parent, where they come from, and what becomes of the old road."""

from __future__ import annotations

import json

import pytest
from builders import found, scene
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring import MOVES
from simulator.engine import Acted, Interrupted, Left, Responded, Waited, save
from simulator.errors import UsageError
from simulator.record import Mode, open_journal
from simulator.review import Fork, forks_of, gather_overview, read_played, session_json
from simulator.training import Session, fork_turns, replays, unfinished

SCENE = scene()


@pytest.fixture(autouse=True)
def stand_in(monkeypatch):
    monkeypatch.setattr("simulator.training.session.detect", lambda text, **_: found(text, *text.split()).detection)


@pytest.fixture
def journal(tmp_path):
    with open_journal(tmp_path / "journal.sqlite3") as opened:
        yield opened


def begin(journal, *inputs, mode=Mode.PRACTICE, seed=5):
    person = journal.people()[0] if journal.people() else journal.add_person("Aino")
    session = Session.begin(SCENE, "en", seed, journal=journal, person_id=person.id, mode=mode)
    for each in inputs:
        session.take(each)
    return session


def turns_of(played):
    return [step.given.text for step in played.steps if isinstance(step.given, Responded)]


def test_a_fork_begins_where_the_response_was_about_to_be_given_and_says_where_it_came_from(journal):
    parent = begin(
        journal, found("one", "listen"), Acted("note", text="x"), Waited(4000), found("zz", status="not_understood"),
        Interrupted(3), found("two", "rude"), found("three", "listen"),
    )  # fmt: skip
    fork = Session.fork(journal, parent.played.session_id, 2)
    assert [type(step.given) for step in fork.played.steps] == [type(None), Responded, Acted]
    assert save(fork.state) == save(parent.played.steps[2].state)
    kept = read_played(journal, fork.played.session_id)
    assert kept.fork == fork.played.fork == Fork(parent.played.session_id, 2)
    assert forks_of(journal, parent.played.session_id) == (Fork(fork.played.session_id, 2),)
    header = journal.session(fork.played.session_id).header
    assert (header.parent_session_id, header.fork_sequence) == (parent.played.session_id, 2)
    first = json.loads(journal.entries(fork.played.session_id)[0].payload)
    assert first["fork"] == {"session": parent.played.session_id, "turn": 2}


GIVEN = st.one_of(
    st.sampled_from(
        [
            found("listen", "listen"), found("so sorry", "apologise"), found("rude", "rude"), found("x", "restate", stated=["broken"]),
            found("zz", status="not_understood"), Interrupted(3), Acted("note", text="x"), Acted("hold"), Acted("remedy", "refund"),
            Acted("call_back"), Left(),
        ]
    ),
    st.builds(Waited, st.integers(250, 9000)),
)  # fmt: skip


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(GIVEN, min_size=1, max_size=12), st.integers(0, 99), st.data())
def test_a_fork_is_the_parent_up_to_its_turn_and_replays_like_any_other(inputs, seed, data):
    with open_journal("sqlite://") as journal:
        parent = begin(journal, *inputs, seed=seed)
        before = [entry.chain for entry in journal.entries(parent.played.session_id)]
        turns = fork_turns(parent.played)
        if not turns:
            assert parent.ended
            return
        fork = Session.fork(journal, parent.played.session_id, data.draw(st.sampled_from(turns)))
        count = len(fork.played.steps)
        assert fork.played.steps == parent.played.steps[:count]
        assert fork.state.turn == fork.played.fork.turn - 1
        assert not fork.ended
        fork.take(found("listen", "listen"))
        kept = read_played(journal, fork.played.session_id)
        assert save(kept.state) == save(fork.state)
        assert replays(kept)
        assert journal.verify(fork.played.session_id).ok
        assert [entry.chain for entry in journal.entries(parent.played.session_id)] == before


def test_the_old_road_is_neither_ended_nor_offered_any_more(journal):
    parent = begin(journal, found("one", "listen"))
    person = journal.people()[0].id
    fork = Session.fork(journal, parent.played.session_id, 1)
    assert unfinished(journal, person) == [fork.played.session_id]
    assert journal.session(parent.played.session_id).ended_at is None
    assert Session.resume(journal, parent.played.session_id).state == parent.state


def test_a_fork_is_finished_and_graded_like_any_other(journal):
    parent = begin(journal, found("one", "listen"), found("two", "rude"), Left())
    parent.finish()
    fork = Session.fork(journal, parent.played.session_id, 2)
    fork.take(found("three", "apologise"))
    fork.leave()
    data = session_json(fork.played, fork.finish())
    assert data["fork"] == {"session": parent.played.session_id, "turn": 2}
    assert session_json(parent.played, parent.finish())["fork"] is None
    assert turns_of(read_played(journal, fork.played.session_id)) == ["one", "three"]
    assert Session.resume(journal, fork.played.session_id).finish()["overall"] == data["grade"]["overall"]


def test_a_moment_tried_again_is_listed_and_gives_no_figure_for_what_somebody_can_do(journal):
    parent = begin(journal, found("one", "rude"), Left())
    parent.finish()
    fork = Session.fork(journal, parent.played.session_id, 1)
    fork.take(found("three", "apologise", "listen"))
    fork.leave()
    fork.finish()
    (progress,) = gather_overview(journal).people
    assert [session.fork for session in progress.sessions] == [False, True]
    for cell in progress.cells.values():
        assert all(
            figure is None or figure.session.id == parent.played.session_id for figure in (cell.best, cell.latest)
        )


def test_help_seen_before_the_turn_comes_along(journal):
    def with_hints(structure, lines):
        structure["nodes"]["opening"]["hints"] = {"light": "hint.a", "clear": "hint.b", "strong": "hint.c"}
        lines["lines"].update({"hint.a": "A", "hint.b": "B", "hint.c": "C"})

    person = journal.add_person("Aino").id
    parent = Session.begin(scene(with_hints), "en", 1, journal=journal, person_id=person)
    parent.hint("light")
    parent.take(found("one", "listen"))
    parent.hint("strong")
    fork = Session.fork(journal, parent.played.session_id, 1)
    assert [coached["strength"] for coached in fork.played.coached] == ["light"]
    assert read_played(journal, fork.played.session_id).coached == fork.played.coached
    fork.take(found("two", "listen"))
    assert Session.resume(journal, fork.played.session_id).state == fork.state


def test_an_exam_is_one_take_and_once_over_its_fork_is_practice(journal):
    exam = begin(journal, found("one", "listen"), mode=Mode.EXAM)
    with pytest.raises(UsageError, match="one take"):
        Session.fork(journal, exam.played.session_id, 1)
    exam.leave()
    exam.finish()
    fork = Session.fork(journal, exam.played.session_id, 1)
    assert fork.played.mode == "practice"
    assert read_played(journal, fork.played.session_id).mode == "practice"


def test_there_is_no_fork_outside_the_conversation_or_after_its_end(journal):
    parent = begin(journal, found("one", "listen"))
    for turn in (0, 3):
        with pytest.raises(UsageError, match="no turn"):
            Session.fork(journal, parent.played.session_id, turn)
    parent.take(found("two", *(name for name in MOVES if name == "thank")))
    parent.take(Acted("remedy", "refund"))
    parent.take(Left())
    assert parent.ended
    assert fork_turns(parent.played)[-1] <= parent.state.turn + 1


def test_a_session_that_is_not_recorded_is_rewound_in_memory():
    session = Session.begin(SCENE, "en", 1)
    session.take(found("one", "listen"))
    session.take(found("two", "rude"))
    again = session.rewind(2)
    assert not again.recorded
    assert turns_of(again.played) == ["one"]
