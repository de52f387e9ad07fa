"""Sessions against a real journal; the detector is a stand-in, so that only the landing is under test."""

from __future__ import annotations

import json

import pytest
from builders import found, scene

from scoring import MOVES
from simulator.engine import Acted, Responded, Waited, save
from simulator.errors import UsageError
from simulator.record import JournalError, Mode, open_journal
from simulator.review import read_played, session_json
from simulator.training import Answer, Session, parse_answers, play_answer, play_answers, replays, unfinished

SCENE = scene()


@pytest.fixture(autouse=True)
def stand_in(monkeypatch):
    """Take every word that is the name of an act for that act."""

    def detect(text, **_):
        acts = [word for word in text.split() if word in MOVES or word == "rude"]
        stated = ["broken"] if "broken" in text else []
        return found(text, *dict.fromkeys(acts), stated=stated).detection

    monkeypatch.setattr("simulator.training.session.detect", detect)


@pytest.fixture
def journal(tmp_path):
    with open_journal(tmp_path / "journal.sqlite3") as opened:
        yield opened


def begin(journal, seed=5, mode=Mode.PRACTICE):
    return Session.begin(SCENE, "en", seed, journal=journal, person_id=journal.add_person("Aino").id, mode=mode)


FILE = "listen\nrestate broken apologise\n!note broken again\nown offer_remedy refund\n!remedy refund\n"


def test_every_step_is_in_the_journal_when_the_call_returns(journal):
    session = begin(journal)
    for given in (found("", "listen"), Waited(500), Acted("note", text="x")):
        session.take(given)
        kept = read_played(journal, session.played.session_id)
        assert kept.state == session.state
        assert len(kept.steps) == len(session.played.steps)


def test_the_journal_replayed_is_the_state_and_playing_the_inputs_again_gives_the_same(journal):
    session = begin(journal)
    play_answers(session, parse_answers(FILE))
    kept = read_played(journal, session.played.session_id)
    assert save(kept.state) == save(session.state)
    assert replays(kept)


def test_tomorrow_the_session_goes_on_where_it_stood(journal):
    session = begin(journal)
    session.respond("listen")
    person = journal.people()[0].id
    assert unfinished(journal, person) == [session.played.session_id]
    again = Session.resume(journal, session.played.session_id)
    assert again.state == session.state
    again.respond("restate broken")
    again.leave()
    again.finish()
    assert unfinished(journal, person) == []


def test_same_seed_and_answers_give_the_same_json_but_for_the_id(journal):
    def one():
        session = begin(journal)
        play_answers(session, parse_answers(FILE))
        data = session_json(session.played, session.finish())
        assert data.pop("session")
        return json.dumps(data)

    assert one() == one()


def test_a_finished_session_is_graded_once(journal):
    session = begin(journal)
    play_answers(session, parse_answers(FILE))
    first = session.finish()
    assert session.finish() is first
    again = Session.resume(journal, session.played.session_id)
    assert again.finish() == first
    assert journal.session(session.played.session_id).overall == first["overall"]


def test_hints_are_recorded_and_stand_beside_the_grade(journal):
    def with_hints(structure, lines):
        structure["nodes"]["opening"]["hints"] = {"light": "hint.a", "clear": "hint.b", "strong": "hint.c"}
        lines["lines"].update({"hint.a": "A", "hint.b": "B", "hint.c": "C"})

    session = Session.begin(scene(with_hints), "en", 1, journal=journal, person_id=journal.add_person("A").id)
    assert session.hint("clear") == "B"
    kept = read_played(journal, session.played.session_id)
    assert kept.coached == ({"turn": 0, "node": "opening", "strength": "clear"},)
    session.respond("listen")
    assert Session.resume(journal, session.played.session_id).state.turn == 1


def test_a_session_whose_words_were_erased_says_so(journal):
    session = begin(journal)
    journal.erase_person(journal.people()[0].id)
    with pytest.raises(JournalError, match="erased"):
        Session.resume(journal, session.played.session_id)


def test_too_long_a_response_is_refused_with_the_limit_and_nothing_changes(journal):
    session = begin(journal)
    before = session.state
    with pytest.raises(UsageError, match="2000"):
        session.respond("x" * 2001)
    assert session.state == before


@pytest.mark.parametrize("text", ["", "\x00", "\ud800", "\u202eabc\u202c", "🧤" * 500, "\x1b[31mred", "x" * 2000])
def test_any_text_is_played_and_kept_without_loss(journal, text):
    session = begin(journal)
    session.respond(text)
    kept = read_played(journal, session.played.session_id)
    given = kept.steps[-1].given
    assert isinstance(given, Responded)
    assert given.text == text


def test_an_answers_file_that_stops_early_leaves_the_scene():
    session = Session.begin(SCENE, "en", 1)
    play_answers(session, parse_answers("listen\n"))
    assert session.ended
    assert session.state.endings == ("late",)


def test_a_language_the_scene_lacks_is_named():
    with pytest.raises(UsageError, match="fi"):
        Session.begin(SCENE, "fi", 1)


def test_choices_name_remedies_and_what_is_possible_now():
    choices = {(choice.kind, choice.target): choice for choice in Session.begin(SCENE, "en", 1).choices()}
    assert choices["remedy", "refund"].name == "the refund"
    assert choices["remedy", "refund"].possible
    assert not choices["remedy", "forever"].possible
    assert choices["note", ""].possible
    assert ("lookup", "") not in choices


def test_a_session_shown_first_can_be_kept_before_anything_is_played_and_not_later(journal):
    session = Session.begin(SCENE, "en", 5)
    session.keep(journal, journal.add_person("Aino").id)
    session.respond("listen")
    assert read_played(journal, session.played.session_id).state == session.state
    with pytest.raises(ValueError, match="just begun"):
        session.keep(journal, journal.people()[0].id)


def test_a_session_killed_between_its_grade_and_its_end_is_closed_when_it_is_finished_again(journal, monkeypatch):
    session = begin(journal)
    play_answers(session, parse_answers(FILE))

    def killed(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(type(journal), "finish", killed)
        with pytest.raises(KeyboardInterrupt):
            session.finish()
    again = Session.resume(journal, session.played.session_id)
    assert again.finish()["overall"] == journal.session(session.played.session_id).overall
    assert journal.session(session.played.session_id).ended_at is not None


def test_what_cannot_be_read_costs_no_time_in_text(monkeypatch):
    monkeypatch.setattr("simulator.training.session.detect", lambda text, **_: found(text, status="not_understood").detection)
    session = Session.begin(SCENE, "en", 1)
    before = session.state
    play_answer(session, Answer(text="qwrt " * 30))
    assert (session.state.clock_ms, session.state.mood, session.state.turn) == (before.clock_ms, before.mood, 0)


def test_what_was_typed_too_late_is_kept(journal):
    def nervous(structure, _):
        structure["persona"]["start"]["patience"] = 1
        structure["persona"]["drift"]["per_second"]["patience"] = -1

    session = Session.begin(scene(nervous), "en", 1, journal=journal, person_id=journal.add_person("A").id)
    play_answer(session, Answer(text="a long answer " * 20))
    assert session.ended
    payloads = [entry.payload for entry in journal.entries(session.played.session_id) if entry.kind == "unsaid"]
    assert b"a long answer" in payloads[0]


def test_the_detector_sees_what_the_customer_said_since_the_last_response_understood(monkeypatch):
    seen = []

    def detect(text, *, customer, **_):
        seen.append(customer)
        return found(text, status="not_understood" if "zzz" in text else "ok").detection

    monkeypatch.setattr("simulator.training.session.detect", detect)
    session = Session.begin(SCENE, "en", 1)
    session.respond("zzz")
    session.respond("fine")
    assert "broke after a week" in seen[1]
    session.interrupt(0)
    session.respond("fine again")
    assert "broke after a week" not in seen[2]


def test_a_scene_is_played_only_as_what_it_is_for():
    def practice_only(structure, _):
        structure["about"]["use"] = ["practice"]

    with pytest.raises(UsageError, match="not for exam"):
        Session.begin(scene(practice_only), "en", 1, mode=Mode.EXAM)
    assert Session.begin(scene(practice_only), "en", 1, mode=Mode.DEMONSTRATION)


def test_the_first_entry_holds_all_versions_and_where_it_came_from(journal):
    session = begin(journal)
    first = json.loads(journal.entries(session.played.session_id)[0].payload)
    assert {"product", "events", "state", "mood", "scenario_format", "scoring.rubric", "scoring.detector"} <= set(first["versions"])
    assert {"mode", "seed", "fork", "carried", "scenario"} <= set(first)
