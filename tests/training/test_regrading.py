"""Everything stored graded anew: what would change and why, and nothing but proposals when it is applied."""

from __future__ import annotations

import dataclasses
import json
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from datetime import UTC, datetime

import pytest
from builders import found, scene

from scoring import MOVES
from simulator.engine import Acted, Interrupted, Waited
from simulator.errors import UsageError
from simulator.marking import Reviewer, append_event, confirm, read_mark
from simulator.record import Mode, SequenceError, open_journal
from simulator.training import Crew, Regrading, Session, propose_anew, regrade, regrading, session

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
SCENE = scene()
ANNA = Reviewer("anna", reviews=True)
CREW = Crew(1)
WORDS = "listen empathise restate broken apologise"


@pytest.fixture(autouse=True)
def stand_in(monkeypatch):
    """Take every word that is the name of an act for that act; what would be better is left out, which takes long."""

    def detect(text, **_):
        acts = [word for word in text.split() if word in MOVES or word == "rude"]
        stated = ["broken"] if "broken" in text else []
        return found(text, *dict.fromkeys(acts), stated=stated).detection

    monkeypatch.setattr("simulator.training.session.detect", detect)
    monkeypatch.setattr("simulator.training.hearing.detect", detect)
    monkeypatch.setattr("scoring.grading.improve", lambda *_: {})


@pytest.fixture
def journal(tmp_path):
    with open_journal(tmp_path / "journal.sqlite3") as opened:
        yield opened


@pytest.fixture
def older(monkeypatch):
    """Let sessions be graded as by an older version: it had other weights, and heard nobody empathise."""

    def proposal(played):
        grade = json.loads(json.dumps(present(played)))
        grade["versions"] |= {"weights": "older"}
        grade["steps"]["empathise"]["points"] = 7
        grade["overall"] -= 5
        for turn in grade["turns"]:
            turn["acts"].pop("empathise", None)
        return grade

    present = session.proposal
    with monkeypatch.context() as patch:
        patch.setattr(session, "proposal", proposal)
        yield lambda: patch.setattr(session, "proposal", present)


def play(journal, *said, person=None, mode=Mode.PRACTICE, played=SCENE):
    person = person or journal.add_person("Aino").id
    begun = Session.begin(played, "en", 5, journal=journal, person_id=person, mode=mode)
    for given in said or (WORDS,):
        if isinstance(given, str):
            begun.respond(given)
        else:
            begun.take(given)
    begun.leave()
    begun.finish()
    return begun.played.session_id


def test_the_present_grader_agrees_with_itself_to_the_last_act(journal):
    play(
        journal, Waited(500), "listen", Interrupted(3), "restate broken", Acted("supervisor"), "own offer_remedy double"
    )
    play(journal, "rude", "not_an_act")
    report = regrade(journal, crew=CREW, everything=True)
    assert (report.total, report.unchanged, report.changed, report.failures) == (2, 2, (), ())
    assert regrade(journal, crew=CREW).current == 2


def test_it_says_whose_points_move_by_how_much_and_which_words_are_why(journal, older):
    name = play(journal, "listen", WORDS)
    report = regrade(journal, crew=CREW)
    (item,) = report.changed
    assert (item.session, item.moved, item.by_person, item.versions) == (name, True, False, ("weights",))
    assert item.after == item.before + 5
    (act,) = item.heard
    assert (act.turn, act.act, act.now, act.words) == (2, "empathise", True, "empathise")
    moved = {step.step: step for step in item.steps}
    assert moved["empathise"].before == 7
    assert (moved["empathise"].causes, moved["empathise"].acts) == (("heard",), (0,))


def test_a_report_kept_holds_no_word_that_anybody_said(journal, older):
    play(journal)
    report = regrade(journal, crew=CREW)
    kept = json.loads(json.dumps(report.to_json()))
    assert "empathise" not in {act["words"] for item in kept["changed"] for act in item["heard"]}
    again = Regrading.from_json(kept)
    assert again.to_json() == report.to_json()
    assert [item.session for item in again.moved] == [item.session for item in report.moved]


@pytest.mark.parametrize(
    ("versions", "cause"),
    [
        ({"rubric": "seven_steps 1"}, "rubric"),
        ({"weights": "x"}, "reading"),
        ({"grader": "en 1 x"}, "grader"),
        ({}, "unexplained"),
    ],
)
def test_where_no_act_is_heard_otherwise_the_versions_tell_why(journal, monkeypatch, versions, cause):
    def proposal(played):
        grade = present(played)
        grade["steps"]["own"] |= {"points": 1}
        return {**grade, "versions": {**grade["versions"], **versions}}

    present = session.proposal
    monkeypatch.setattr(session, "proposal", proposal)
    play(journal)
    (item,) = regrade(journal, crew=CREW, everything=True).changed
    assert {step.step: step.causes for step in item.steps} == {"own": (cause,)}


def test_sentences_in_other_words_are_no_change(journal, monkeypatch):
    def proposal(played):
        grade = present(played)
        grade["steps"]["own"] |= {"reason": "Other words."}
        return {**grade, "versions": {**grade["versions"], "grader": "en 2 other"}}

    present = session.proposal
    monkeypatch.setattr(session, "proposal", proposal)
    play(journal)
    assert regrade(journal, crew=CREW).unchanged == 1


def test_applied_twice_it_is_written_once_and_a_person_s_mark_stays(journal, older):
    free, held = play(journal), play(journal)
    mark = read_mark(journal, held)
    mark = append_event(journal, held, confirm(mark, journal.session(held).person_id, ANNA, NOW), mark)
    report = regrade(journal, crew=CREW)
    assert [item.by_person for item in report.changed] == [False, True]
    applied = propose_anew(journal, report, NOW, crew=CREW)
    assert (set(applied.written), applied.already, applied.failures) == ({free, held}, (), ())
    assert (read_mark(journal, free).overall, read_mark(journal, free).superseded) == (report.changed[0].after, False)
    after = read_mark(journal, held)
    assert (after.overall, after.superseded, after.machine["overall"]) == (mark.overall, True, report.changed[1].after)
    assert read_mark(journal, free).machine["answers"] is not None
    again = propose_anew(journal, report, NOW, crew=CREW)
    assert (again.written, set(again.already)) == ((), {free, held})
    assert regrade(journal, crew=CREW).current == 2
    assert all(journal.verify(name).ok for name in (free, held))


def test_one_session_is_applied_alone(journal, older):
    first, second = play(journal), play(journal)
    report = regrade(journal, crew=CREW)
    assert propose_anew(journal, report, NOW, crew=CREW, sessions={second}).written == (second,)
    assert read_mark(journal, first).events == 1


def test_a_confirmed_mark_is_not_reopened_for_other_evidence_alone(journal, monkeypatch):
    def proposal(played):
        grade = json.loads(json.dumps(present(played)))
        for turn in grade["turns"]:
            turn["acts"].pop("listen", None)
        return grade

    present = session.proposal
    monkeypatch.setattr(session, "proposal", proposal)
    name = play(journal)
    mark = read_mark(journal, name)
    append_event(journal, name, confirm(mark, journal.session(name).person_id, ANNA, NOW), mark)
    report = regrade(journal, crew=CREW, everything=True)
    assert [(item.moved, item.to_propose) for item in report.changed] == [(False, False)]
    assert propose_anew(journal, report, NOW, crew=CREW).written == ()
    assert not read_mark(journal, name).superseded


def test_another_grader_than_the_report_s_is_refused(journal, older):
    play(journal)
    report = regrade(journal, crew=CREW)
    with pytest.raises(UsageError, match="has changed"):
        propose_anew(journal, dataclasses.replace(report, stamp="another"), NOW, crew=CREW)


def test_erased_and_unfinished_sessions_are_passed_over_and_counted(journal, older):
    gone = play(journal)
    journal.erase_person(journal.session(gone).person_id)
    Session.begin(SCENE, "en", 5, journal=journal, person_id=journal.add_person("Bo").id)
    report = regrade(journal, crew=CREW)
    assert (report.total, report.erased, report.unfinished, report.changed) == (0, 1, 1, ())
    play(journal)
    report = regrade(journal, crew=CREW)
    journal.erase_person(report.changed[0].person)
    assert propose_anew(journal, report, NOW, crew=CREW).written == ()


def test_what_cannot_be_graded_is_named_and_the_run_goes_on(journal, older, monkeypatch):
    broken, whole = play(journal, "listen"), play(journal)
    present = regrading.heard_again

    def heard_again(played):
        if played.session_id == broken:
            raise RuntimeError("listen")
        return present(played)

    monkeypatch.setattr(regrading, "heard_again", heard_again)
    report = regrade(journal, crew=CREW)
    assert [(item.session, item.said) for item in report.failures] == [(broken, "RuntimeError")]
    assert [item.session for item in report.changed] == [whole]


def test_a_grade_that_another_program_wrote_is_proposed_anew_or_named(journal, monkeypatch):
    monkeypatch.setattr(session, "proposal", lambda _: {"overall": 50})
    half = play(journal)
    monkeypatch.setattr(session, "proposal", lambda _: {"overall": None, "steps": [], "turns": 3})
    odd = play(journal, person=journal.session(half).person_id)
    report = regrade(journal, crew=CREW)
    assert [item.session for item in report.moved] == [half]
    assert [item.session for item in report.failures] == [odd]
    assert report.readiness == ()
    assert propose_anew(journal, report, NOW, crew=CREW).written == (half,)
    assert read_mark(journal, half).grade["steps"]


class Mortal(Crew):
    """A crew whose process dies of one session."""

    def __init__(self, poison):
        super().__init__(2)
        self.poison, self.died = poison, 0

    def give(self, do, *work, alone=False):
        future = Future()
        if self.poison in {record.id for record, _ in work[1]}:
            future.set_exception(BrokenProcessPool())
            self.died += 1
        else:
            future.set_result(do(*work))
        return future


def test_a_process_that_dies_takes_one_session_with_it(journal, older):
    names = [play(journal, "listen") for _ in range(3)]
    crew = Mortal(names[1])
    report = regrade(journal, crew=crew)
    assert [item.session for item in report.failures] == [names[1]]
    assert {item.session for item in report.changed} == {names[0], names[2]}
    assert crew.died == 2


def test_progress_is_told_and_a_run_can_be_stopped(journal, older, monkeypatch):
    monkeypatch.setattr(regrading, "CHUNK", 1)
    for _ in range(5):
        play(journal, "listen")
    told = []
    report = regrade(journal, crew=CREW, told=lambda *now: told.append(now), stopped=lambda: len(told) >= 2)
    assert report.cancelled
    assert told == [(done, 5) for done in range(1, len(told) + 1)]
    assert report.done == len(told) < 5
    whole = regrade(journal, crew=CREW)
    assert (whole.cancelled, whole.done) == (False, 5)


def test_readiness_that_would_change_is_named(journal, monkeypatch):
    def proposal(played):
        grade = json.loads(json.dumps(present(played)))
        steps = {step: {**graded, "points": 90} for step, graded in grade["steps"].items()}
        full = dict.fromkeys(grade["pillars"], 90)
        versions = {**grade["versions"], "weights": "older"}
        return {**grade, "steps": steps, "pillars": full, "failed": [], "overall": 90, "versions": versions}

    present = session.proposal
    monkeypatch.setattr(session, "proposal", proposal)
    aino, bo = journal.add_person("Aino").id, journal.add_person("Bo").id
    for person in (aino, bo):
        for slug in ("small_one", "small_two"):
            one = scene(lambda structure, _: structure["about"].update(use=["exam"]))
            one = dataclasses.replace(one, slug=slug)
            name = play(journal, "rude", person=person, mode=Mode.EXAM, played=one)
            if person == bo:
                mark = read_mark(journal, name)
                append_event(journal, name, confirm(mark, bo, ANNA, NOW), mark)
    report = regrade(journal, crew=CREW)
    assert [item.by_person for item in report.moved] == [False, False, True, True]
    assert [(item.person, item.before, item.after) for item in report.readiness] == [(aino, "to_confirm", "not_yet")]


def test_somebody_who_writes_at_the_same_moment_is_waited_for(journal, older, monkeypatch):
    name = play(journal)
    report = regrade(journal, crew=CREW)
    calls = []

    def once(journal, session_id, event, mark):
        calls.append(session_id)
        if len(calls) == 1:
            raise SequenceError("Somebody else has marked this session meanwhile.")
        return append_event(journal, session_id, event, mark)

    monkeypatch.setattr(regrading, "append_event", once)
    assert propose_anew(journal, report, NOW, crew=CREW).written == (name,)
    assert calls == [name, name]
