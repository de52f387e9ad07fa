"""Suggestions for beginners: shuffled the same way each time, recorded when taken, and gone once a skill is shown."""

from __future__ import annotations

import pytest
from builders import found, scene

from scoring import MOVES
from simulator.record import Mode, open_journal
from simulator.review import read_played
from simulator.training import (
    Session,
    draw_exam,
    end_here,
    guidance,
    shown_unaided,
    take_suggestion,
    unseen_exams,
)


@pytest.fixture(autouse=True)
def stand_in(monkeypatch):
    def detect(text, **_):
        return found(text, *dict.fromkeys(word for word in text.split() if word in MOVES)).detection

    monkeypatch.setattr("simulator.training.session.detect", detect)


def with_help(structure, lines):
    structure["nodes"]["opening"]["openers"] = ["op.one"]
    structure["nodes"]["opening"]["candidates"] = [
        {"line": f"cand.{name}", "quality": name} for name in ("good", "middling", "poor")
    ]
    lines["lines"].update({"op.one": "I am", "cand.good": "apologise empathise", "cand.middling": "own", "cand.poor": "no"})


SCENE = scene(with_help)


@pytest.fixture
def journal():
    with open_journal("sqlite://") as opened:
        yield opened


def begin(journal, seed=1, mode=Mode.PRACTICE):
    person = journal.people()[0] if journal.people() else journal.add_person("Aino")
    return Session.begin(SCENE, "en", seed, mode=mode, journal=journal, person_id=person.id)


def apologised(journal, **more):
    session = begin(journal, **more)
    session.respond("apologise empathise admit_fault restate")
    return session


def end(session):
    while not session.ended:
        session.leave()
    session.finish()


def test_candidates_are_shuffled_by_seed_and_moment_and_serve_the_steps_of_the_good_one():
    orders = {seed: guidance(Session.begin(SCENE, "en", seed), {}).candidates for seed in range(12)}
    assert len(set(orders.values())) > 2
    assert orders[3] == guidance(Session.begin(SCENE, "en", 3), {}).candidates
    found_here = guidance(Session.begin(SCENE, "en", 1), {})
    assert found_here.steps == ("empathise",)
    assert found_here.openers == ("I am",)


def test_help_fades_by_what_was_shown_unaided_first_candidates_then_openers():
    session = Session.begin(SCENE, "en", 1)
    assert len(guidance(session, {"own": 9}).candidates) == 3
    once, twice = guidance(session, {"empathise": 1}), guidance(session, {"empathise": 2})
    assert (once.openers, once.candidates) == (("I am",), ())
    assert not twice
    session.leave()
    assert not guidance(session, {})


def test_a_step_counts_as_shown_where_no_suggestion_for_it_was_taken(journal):
    person = journal.add_person("Aino").id
    end(apologised(journal))
    assert shown_unaided(journal, person)["empathise"] == 1
    aided = begin(journal)
    take_suggestion(aided, guidance(aided, {}), "I am")
    aided.respond("apologise empathise admit_fault restate")
    end(aided)
    kept = read_played(journal, aided.played.session_id)
    assert [(taken["strength"], taken["steps"]) for taken in kept.taken] == [("opener", ["empathise"])]
    assert shown_unaided(journal, person)["empathise"] == 1
    example = apologised(journal)
    example.note_help("example")
    end(example)
    fork = Session.fork(journal, aided.played.session_id, 1)
    fork.respond("apologise empathise admit_fault restate")
    end(fork)
    assert shown_unaided(journal, person)["empathise"] == 1
    end(apologised(journal, mode=Mode.EXAM))
    assert shown_unaided(journal, person)["empathise"] == 2


def test_an_exam_is_drawn_from_scenes_never_met(journal):
    person = journal.add_person("Aino").id
    scenes = ("a", "b", "small")
    drawn = {draw_exam(journal, person, scenes, seed) for seed in range(30)}
    assert drawn == set(scenes)
    assert draw_exam(journal, person, scenes, 5) == draw_exam(journal, person, reversed(scenes), 5)
    begin(journal)
    assert unseen_exams(journal, person, scenes) == ("a", "b")
    assert draw_exam(journal, person, ("small",), 1) is None


def test_leaving_an_exam_ends_and_grades_it_and_one_torn_off_is_noted_when_it_goes_on(journal):
    torn = begin(journal, mode=Mode.EXAM)
    again = Session.resume(journal, torn.played.session_id)
    again.go_on()
    assert read_played(journal, torn.played.session_id).resumed == 1
    end_here(again)
    assert journal.session(torn.played.session_id).ended_at is not None
    again.go_on()
    practice = begin(journal)
    practice.go_on()
    assert (again.played.resumed, practice.played.resumed) == (1, 0)
