"""The session view: everything a page shows of a session, for each who may see it, and of one whose words are gone."""

from __future__ import annotations

from shutil import copyfile

import pytest

from scoring import load_rubric, rubric_names
from simulator.console.rendering import Renderer
from simulator.console.session_view import Shows, session_view
from simulator.marking import read_mark
from simulator.record import open_journal
from simulator.review import responses
from simulator.scenario import load
from simulator.texts import texts, texts_with
from simulator.training import Session

from .sessions import NOW, WHY, comment_on, confirm_it, contest_it, correct_it, play, uphold_it


def spoken(code="en"):
    return texts_with(code, "console")


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """A journal in which a session was played; copied for each test, since playing costs more than copying."""
    path = tmp_path_factory.mktemp("played") / "journal.sqlite"
    with open_journal(path) as journal:
        people = {name: journal.add_person(name).id for name in ("Aino", "Anna", "Nikos")}
        return path, people, play(journal, people["Aino"])


@pytest.fixture
def journal(tmp_path, played):
    with open_journal(copyfile(played[0], tmp_path / "journal.sqlite")) as opened:
        yield opened


@pytest.fixture
def people(played):
    return played[1]


@pytest.fixture
def session(played):
    return played[2]


def seen(journal, session, **how):
    return session_view(journal, session, spoken(), now=NOW, **how)


def step(view, name):
    return next(item for item in view.grade.steps if item.id == name)


def test_a_session_shows_what_was_said_and_every_line_of_its_grade(journal, session):
    view = seen(journal, session)
    assert (view.state, view.frame.person, view.frame.language) == ("whole", "Aino", "en")
    responses = [line for line in view.utterances if line.kind == "response"]
    assert [line.turn for line in responses] == list(range(1, len(responses) + 1))
    assert responses[0].text == "Good afternoon. When did you buy it, do you remember?"
    for line in responses:
        marked = {number for piece in line.pieces for number in piece.numbers}
        assert marked == {act.number for act in line.heard if act.words}
    assert sum(item.weight_percent for item in view.grade.steps) == 100
    turns = {line.turn for line in responses}
    assert all(quote.turn in turns and quote.words for item in view.grade.steps for quote in item.quotes)
    assert any(item.better for item in view.grade.steps)
    assert (view.mark.status, view.mark.by_person, view.mark.overall) == ("proposed", False, view.frame.overall)
    assert view.mood[0].turn == 0
    assert set(view.grade.versions) == {"rubric", "codebook", "detector", "weights", "grader"}


def test_what_people_have_made_of_a_mark_stands_beside_what_the_program_proposed(journal, session, people):
    before = seen(journal, session)
    confirm_it(journal, session, people["Anna"], "Agreed \udc80.")
    contest_it(journal, session, ["restate"])
    waiting = seen(journal, session)
    assert (waiting.mark.status, waiting.mark.contest.overdue, step(waiting, "restate").contested) == (
        "contested",
        False,
        True,
    )
    correct_it(journal, session, people["Nikos"], points={"restate": 90})
    view = seen(journal, session)
    restate = step(view, "restate")
    assert (restate.points, restate.proposed, restate.given_by_person, restate.moved) == (
        90,
        step(before, "restate").points,
        True,
        True,
    )
    assert (view.mark.status, view.mark.confirmed_by, view.mark.proposed) == ("corrected", "Nikos", before.mark.overall)
    assert view.mark.overall > before.mark.overall
    kinds = [(item.kind, item.by, item.answers) for item in view.mark.history]
    assert kinds == [
        ("proposed", "the program", False),
        ("confirmed", "Anna", False),
        ("contested", "Aino", False),
        ("corrected", "Nikos", True),
    ]
    assert view.mark.history[1].text == "Agreed \udc80."
    assert view.mark.history[3].text == WHY
    assert next((change.before, change.after) for change in view.mark.history[3].changes) == (restate.proposed, 90)
    # What would have scored higher is told only of steps that are still worth what the grader gave.
    assert restate.better is None
    assert step(view, "empathise").better == step(before, "empathise").better


@pytest.mark.slow
def test_acts_that_only_a_person_hears_or_does_not_hear_are_told(journal, session, people):
    correct_it(journal, session, people["Anna"], acts=[(1, "empathise", 0, 4), (2, "apologise")])
    lines = {line.turn: line for line in seen(journal, session).utterances if line.turn}
    assert [(act.act, act.by_person) for act in lines[1].heard if act.by_person] == [("empathise", "added")]
    assert [(act.act, act.number, act.by_person) for act in lines[2].heard if act.by_person] == [
        ("apologise", 0, "removed")
    ]


@pytest.mark.slow
def test_an_answer_that_changes_nothing_and_a_deadline_that_has_passed(journal, session, people):
    contest_it(journal, session, ["act"])
    late = session_view(journal, session, spoken(), now=NOW.replace(year=2027))
    assert late.mark.contest.overdue
    uphold_it(journal, session, people["Anna"])
    view = seen(journal, session)
    assert (view.mark.status, view.mark.contest, view.mark.history[-1].answers) == ("confirmed", None, True)


def test_comments_stand_at_their_turn_and_those_on_the_whole_apart(journal, session, people):
    comment_on(journal, session, people["Anna"], 2, "<b>Well</b> said \x00")
    comment_on(journal, session, people["Anna"], 0, "Nice.")
    view = seen(journal, session)
    assert [(line.turn, line.comments[0].text, line.comments[0].by) for line in view.utterances if line.comments] == [
        (2, "<b>Well</b> said \x00", "Anna")
    ]
    assert [remark.text for remark in view.remarks] == ["Nice."]


def test_a_rater_sees_the_words_and_nothing_of_the_grading(journal, session, people):
    comment_on(journal, session, people["Anna"], 1, "Very good.")
    view = seen(journal, session, shows=Shows.WORDS)
    assert (view.grade, view.mark, view.mood, view.remarks) == (None, None, (), ())
    assert view.utterances
    assert not any(line.heard or line.effect or line.comments or len(line.pieces) > 1 for line in view.utterances)


def test_without_a_reason_nobody_s_words_are_shown(journal, session, people):
    comment_on(journal, session, people["Anna"], 1, "Very good.")
    view = seen(journal, session, shows=Shows.FIGURES)
    assert view.utterances == ()
    assert view.grade.overall == seen(journal, session).grade.overall
    assert not any(item.quotes or item.better for item in view.grade.steps)


def test_an_erased_session_says_so_and_keeps_its_frame(journal, session, people):
    points = journal.session(session).overall
    title = seen(journal, session).frame.title
    journal.erase_person(people["Aino"])
    view = seen(journal, session)
    assert (view.state, view.utterances, view.grade) == ("erased", (), None)
    assert (view.frame.person, view.frame.title, view.frame.overall) == (None, title, points)
    assert read_mark(journal, session) is None


@pytest.mark.slow
def test_a_reviewer_who_was_erased_has_no_name(journal, session, people):
    confirm_it(journal, session, people["Anna"])
    journal.erase_person(people["Anna"])
    assert seen(journal, session).mark.confirmed_by == "somebody whose name was erased"


@pytest.mark.slow
def test_an_unfinished_session_shows_what_there_is(journal, people):
    view = seen(journal, play(journal, people["Aino"], finish=False))
    assert (view.state, view.grade, view.mark) == ("unfinished", None, None)
    assert any(line.kind == "response" for line in view.utterances)


def test_entries_that_do_not_fit_together_are_told_and_break_nothing(journal, session):
    journal.append(
        session, len(journal.entries(session)), "mark.upheld", b'{"by": "x", "what": {"reason": "no contest"}}'
    )
    assert seen(journal, session).state == "unreadable"


@pytest.mark.slow
@pytest.mark.parametrize("code", ["fi", "sv", "ru", "el"])
def test_names_are_in_the_reader_s_language(journal, session, code):
    view = session_view(journal, session, spoken(code), now=NOW)
    assert view.grade.steps[0].name == texts(code)("step.hear_out")


@pytest.mark.slow
def test_help_disputes_interruptions_and_what_could_not_be_read_are_told(journal, people):
    session = Session.begin(load("no_receipt"), "en", 3, journal=journal, person_id=people["Aino"])
    session.hint("light")
    session.interrupt(9)
    session.respond("Calm down, it is your own fault!")
    session.respond("xqzv wrtp lkjh")
    session.act("note", text="bought \u202e on Monday <i>")
    session.act("supervisor")
    steps = list(responses(session.played))
    session.dispute(steps[0], "empathise")
    session.dispute(steps[1])
    session.leave()
    session.finish()
    session.guess({"listening": 40})
    view = seen(journal, session.played.session_id)
    kinds = {line.kind for line in view.utterances}
    assert {"spoken", "response", "unread", "action"} <= kinds
    said = next(line for line in view.utterances if line.kind == "response")
    assert (said.interrupted, said.disputes[0].claimed, said.name) == (True, "empathise", "Aino")
    unread = next(line for line in view.utterances if line.kind == "unread")
    assert (unread.disputes[0].reason, unread.heard) == ("misread", ())
    assert any(line.broke_off for line in view.utterances)
    assert any(act.bearing == "bad" for act in said.heard)
    assert any("hint" in told for told in view.help)
    assert view.grade.unmet
    html = whole(view)
    assert "<i>" not in html
    assert "[U+202E]" in html


def whole(view):
    """The session as the macros of the pages draw it."""
    renderer = Renderer()
    template = '{% import "session.html.j2" as sessions with context %}{{ sessions.whole(view) }}'
    return renderer._environment.from_string(template).render(t=spoken(), language="en", view=view)


def test_whatever_bounds_the_points_has_words():
    caps = {cap.id for name in rubric_names() for cap in load_rubric(name).caps}
    assert {cap for cap in caps if f"shared.session.cap.{cap}" not in spoken()} == set()


def test_a_grade_that_another_program_wrote_is_told_and_breaks_nothing(journal, session):
    """Entries come from other machines as well; their chain may hold whatever they say."""
    journal.append(
        session, len(journal.entries(session)), "graded", b'{"grade": {"overall": "many", "steps": {"x": {}}}}'
    )
    assert seen(journal, session).state == "unreadable"
