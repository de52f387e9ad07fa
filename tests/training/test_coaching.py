"""What a coach says of a response, disputes kept for a reviewer, and that neither changes mood or grade."""

from __future__ import annotations

import pytest
from builders import found, scene
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import ACTS, MOVES
from simulator.engine import Acted, Interrupted, Left, Waited, save
from simulator.errors import UsageError
from simulator.record import Mode, open_journal
from simulator.review import MEANT, MISREAD, cases, debrief, read_played, session_json
from simulator.training import Fault, Mark, Session, achieved, fork_turns, grade_session, notes_on, replays


def played(*inputs, change=None, mode=Mode.PRACTICE, journal=None):
    person = journal.add_person("Aino").id if journal is not None else ""
    session = Session.begin(scene(change), "en", 1, mode=mode, journal=journal, person_id=person)
    for each in inputs:
        session.take(each)
    return session


def test_the_words_that_counted_are_marked_in_their_order_and_one_fault_is_named_with_its_words():
    session = played(found("sorry but rules shut up", "apologise", "hide_policy", "rude"))
    notes = notes_on(session.played, 1)
    assert notes.marks == (Mark("apologise", 0, 5), Mark("hide_policy", 6, 9), Mark("rude", 10, 15))
    assert notes.fault == Fault("rude", "rules")
    assert (notes.turn, notes.unread, notes.claimed) == (1, False, ())


def test_a_wrong_fact_or_speaking_over_them_is_named_where_no_fault_was_said():
    assert notes_on(played(found("five days", "own", wrong=["days"])).played, 1).fault == Fault("wrong_fact", "five days")
    assert notes_on(played(Interrupted(3), found("yes", "listen")).played, 2).fault == Fault("interrupted", "")
    assert notes_on(played(found("yes", "listen")).played, 1).fault is None


def test_what_could_not_be_read_says_so_and_has_the_number_it_would_have_had():
    notes = notes_on(played(found("yes", "listen"), found("zz", status="not_understood")).played, 2)
    assert (notes.unread, notes.turn, notes.marks) == (True, 2, ())
    with pytest.raises(ValueError, match="no response"):
        notes_on(played().played, 0)


def test_a_step_is_marked_once_when_it_is_reached_and_only_for_what_was_said_or_done_for_it():
    session = played(
        found("yes", "listen", "open_question"), found("broken so", "restate", "ask_permission", stated=["broken"]),
        found("sorry", "apologise", "empathise"), found("again sorry", "apologise", "empathise"),
    )  # fmt: skip
    marked = [achieved(session.played, step) for step in range(len(session.played.steps))]
    assert marked[0] == ()
    assert "empathise" in marked[3]
    named = [step for steps in marked for step in steps]
    assert len(named) == len(set(named))
    assert "hear_out" not in achieved(played(found("yes", "listen"), Acted("remedy", "refund")).played, 2)


def test_model_responses_are_there_only_for_a_moment_that_was_answered():
    def with_better(structure, lines):
        structure["nodes"]["opening"]["better"] = ["better.one"]
        lines["lines"]["better.one"] = "It broke, and I'm sorry."

    session = played(found("yes", "listen"), change=with_better)
    assert notes_on(session.played, 1).better == ("It broke, and I'm sorry.",)


GIVEN = st.one_of(
    st.sampled_from(
        [
            found("listen", "listen"), found("so sorry", "apologise"), found("rude", "rude"), found("zz", status="not_understood"),
            Interrupted(3), Acted("note", text="x"), Acted("remedy", "refund"), Waited(4000), Left(),
        ]
    )
)  # fmt: skip


@settings(max_examples=8, deadline=None)
@given(st.lists(GIVEN, min_size=1, max_size=6), st.data())
def test_disputes_and_help_change_neither_state_nor_grade(inputs, data):
    plain, helped = played(*inputs), Session.begin(scene(), "en", 1)
    for each in inputs:
        helped.take(each)
        for step in range(len(helped.played.steps)):
            if data.draw(st.booleans()):
                try:
                    helped.dispute(step, data.draw(st.sampled_from(MOVES)))
                except UsageError:
                    assert step == 0 or not hasattr(helped.played.steps[step].given, "detection")
        helped.note_help(data.draw(st.sampled_from(["light", "strong", "opener", "example"])), steps=[])
    assert save(helped.state) == save(plain.state)
    assert helped.played.steps == plain.played.steps
    assert fork_turns(helped.played) == fork_turns(plain.played)
    one, other = (grade_session(each.played, improvements=False).to_record() for each in (helped, plain))
    assert one == other


def test_a_disputed_response_is_kept_for_a_reviewer_with_what_was_found_and_what_was_meant():
    with open_journal("sqlite://") as journal:
        session = played(found("you said so", "deny"), found("zz", status="not_understood"), journal=journal)
        assert session.dispute(1, "restate")
        assert not session.dispute(1, "restate")
        assert session.dispute(2)
        first, second = cases(journal)
        assert (first.reason, first.turn, first.text, first.claimed) == (MEANT, 1, "you said so", "restate")
        assert first.detection.names == ("deny",)
        assert (second.reason, second.turn, second.claimed) == (MISREAD, 2, "")
        kept = read_played(journal, session.played.session_id)
        assert kept.cases == session.played.cases
        assert replays(kept)
        assert notes_on(kept, 1).claimed == ("restate",)
        session.leave()
        grade = session.finish()
        assert session.dispute(1, "own")
        assert Session.resume(journal, session.played.session_id).finish() == grade
        assert [case["claimed"] for case in debrief(session.played, grade).disputed] == ["restate", "", "own"]
        assert session_json(session.played, grade)["disputed"][0]["claimed"] == "restate"
        fork = Session.fork(journal, session.played.session_id, 2)
        assert fork.played.cases == ()
        journal.erase_person(journal.people()[0].id)
        assert cases(journal) == ()


def test_only_a_response_can_be_disputed_and_only_with_an_act_there_is():
    session = played(found("yes", "listen"), Acted("note", text="x"))
    for step, claimed in ((0, "own"), (2, "own"), (9, "own"), (1, "kindness"), (1, "")):
        with pytest.raises(UsageError):
            session.dispute(step, claimed)
    assert set(MOVES) < set(ACTS)


def test_in_an_exam_nobody_is_helped_and_a_misread_response_is_kept_all_the_same():
    session = played(found("yes", "listen"), mode=Mode.EXAM)
    assert session.hint("light") is None
    with pytest.raises(UsageError, match="no help"):
        session.note_help("opener")
    assert session.dispute(1, "own")
