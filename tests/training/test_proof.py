"""What the customer would have answered to a proposal; the detector is a stand-in that knows acts by their names."""

from __future__ import annotations

import json

import pytest
from builders import found, scene

from scoring import ACTS, STEPS
from scoring.conversation import Improvement, StepGrade
from simulator.record import Mode, open_journal
from simulator.review import Graded, conversation, debrief, read_played, step_order
from simulator.terminal import debrief_lines
from simulator.texts import texts
from simulator.training import Session, grade_session
from simulator.training.proof import answer_lines, answers


def better(structure, _):
    structure["nodes"]["opening"]["better"] = ["opening.hot"]


def acts_in(text):
    return list(dict.fromkeys(word for word in text.replace(".", " ").split() if word in ACTS))


@pytest.fixture(autouse=True)
def stand_in(monkeypatch):
    def detect(text, **_):
        return found(text, *acts_in(text)).detection

    class Stub:
        def detect(self, text, **_):
            return found(text, *acts_in(text)).detection

    monkeypatch.setattr("simulator.training.session.detect", detect)
    monkeypatch.setattr("scoring.detector", lambda _: Stub())


def played(*responses, change=None):
    session = Session.begin(scene(change), "en", 5, mode=Mode.DEMONSTRATION)
    for text in responses:
        session.respond(text)
    return session


def with_proposal(session, turn, text):
    grade = grade_session(session.played, improvements=False)
    step = grade.steps["empathise"]
    proposal = StepGrade(step.points, step.evidence, step.reason, Improvement(turn, text, 60))
    return type(grade)(**{**{name: getattr(grade, name) for name in grade.__dataclass_fields__},
                          "steps": {**grade.steps, "empathise": proposal}})  # fmt: skip


def test_the_engine_is_run_again_with_the_proposal_said_before_the_words():
    session = played("rude", "listen")
    turn = next(index for index, item in enumerate(conversation(session.played).conversation.turns) if item.who == "trainee")
    answer = answers(session.played, with_proposal(session, turn, "apologise empathise."))["empathise"]
    other = played("apologise empathise. rude")
    assert answer.mood == other.state.mood.points()
    assert answer.mood_was == session.played.steps[1].state.mood.points()
    assert answer.mood["anger"] < answer.mood_was["anger"]
    assert session.words("hurt.line") in answer.line_was
    assert answer.line


def test_the_session_itself_is_left_as_it_was():
    session = played("rude", "listen")
    before = session.state, session.played.steps
    answers(session.played, with_proposal(session, 1, "apologise."))
    assert (session.state, session.played.steps) == before


def test_a_finished_session_keeps_the_answers_and_the_debrief_shows_them(tmp_path, monkeypatch):
    session = played("listen", "rude", "listen")
    grade = with_proposal(session, 1, "apologise empathise.")
    monkeypatch.setattr("simulator.training.judging.grade_session", lambda _: grade)
    with open_journal(tmp_path / "journal.sqlite3") as journal:
        kept = Session.begin(scene(), "en", 5, journal=journal, person_id=journal.add_person("Aino").id)
        for text in ("listen", "rude", "listen"):
            kept.respond(text)
        data = kept.finish()
        stored = read_played(journal, kept.played.session_id).grade
        assert stored == json.loads(json.dumps(data))
        # A journal has keys by letters; steps are shown in the order of the rubric all the same.
        assert step_order(stored) == step_order(data) == STEPS
    answer = data["answers"]["empathise"]
    assert set(answer) == {"mood", "mood_was", "line", "line_was"}
    lines = list(debrief_lines(kept, debrief(kept.played, data), texts("en")))
    assert any("Then the customer would have said" in line or "mood would then have been" in line for line in lines)


def test_what_would_have_changed_is_told_in_plain_sentences():
    t, mood = texts("en"), {"anger": 60, "trust": 20, "heard": 5, "patience": 50}
    same = {"mood": mood, "mood_was": mood, "line": "No.", "line_was": "No."}
    assert list(answer_lines(t, same)) == ["The customer's answer and mood would have stayed the same."]
    moved = {**same, "mood": {**mood, "anger": 52}, "line": "Well."}
    assert list(answer_lines(t, moved)) == [
        'Then the customer would have said: "Well."',
        "The customer's mood would then have been: anger 52 instead of 60.",
    ]
    assert list(answer_lines(t, None)) == []


def test_what_the_author_would_rather_have_heard_goes_with_the_response_given_there():
    session = played("listen", "rude", "listen", change=better)
    graded = conversation(session.played)
    assert isinstance(graded, Graded)
    lines = [turn.better for turn in graded.conversation.turns if turn.who == "trainee"]
    # The second response is still given in the opening; the rude one led to another node.
    assert lines == [(session.words("opening.hot"),), (session.words("opening.hot"),), ()]
    assert graded.conversation.address == "polite"
