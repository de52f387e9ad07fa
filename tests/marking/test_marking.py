"""From a proposal to the mark of record: who may do what, and what stands there afterwards."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import scoring
from scoring import Conversation, Span, Turn
from simulator.marking import (
    ANSWER_DAYS,
    ActChange,
    MarkEvent,
    MarkingError,
    Reviewer,
    Status,
    confirm,
    contest,
    correct,
    happening_from_json,
    mark_of,
    propose,
    uphold,
    withdraw,
)

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
AINO, ANNA, NIKOS = "aino", Reviewer("anna", reviews=True), Reviewer("nikos", reviews=True)
WHY = "She says it back in the second response."
TALK = Conversation(
    "en",
    "phone",
    None,
    (
        Turn("customer", "You charged me twice, and my card was declined at the chemist's!"),
        Turn("trainee", "I'm sorry about that. What happened at the chemist's?"),
        Turn("customer", "They sent me away without my medicine."),
        Turn("trainee", "That must have been awful. I'll refund the second charge today and call you tomorrow at ten."),
        Turn("customer", "All right. Thank you."),
    ),
)
FOUND = tuple(scoring.detect(turn.text, language="en") if turn.who == "trainee" else None for turn in TALK.turns)
GRADE = scoring.grade(TALK, detections=FOUND, improvements=False).to_record()
STEP = next(iter(GRADE["steps"]))


def begun() -> list[MarkEvent]:
    return [propose(GRADE, NOW)]


def corrected(events: list[MarkEvent], who: Reviewer = ANNA, **changes: object) -> MarkEvent:
    mark = mark_of(events)
    assert mark is not None
    given = changes or {"points": {STEP: 90}}
    return correct(mark, AINO, who, NOW, WHY, TALK, FOUND, "seven_steps", **given)  # type: ignore[arg-type]


def test_a_proposal_is_no_person_s_word():
    mark = mark_of(begun())
    assert mark is not None
    assert (mark.status, mark.by_person, mark.overall) == (Status.PROPOSED, False, GRADE["overall"])
    assert mark_of([]) is None


def test_who_confirms_stands_behind_it():
    events = begun()
    events.append(confirm(mark_of(events), AINO, ANNA, NOW))
    mark = mark_of(events)
    assert (mark.status, mark.confirmed_by, mark.grade) == (Status.CONFIRMED, "anna", GRADE)


def test_a_correction_keeps_both_values_and_works_the_rest_out_by_the_rubric():
    events = begun()
    events.append(corrected(events, points={STEP: 100}))
    mark = mark_of(events)
    (correction,) = mark.corrections
    assert correction.points == {STEP: (GRADE["steps"][STEP]["points"], 100)}
    assert correction.reason == WHY
    assert mark.machine == GRADE
    assert mark.grade["steps"][STEP]["points"] == 100
    assert correction.overall == (GRADE["overall"], mark.overall)
    assert mark.overall > GRADE["overall"]
    assert mark.grade["pillars"] != GRADE["pillars"]


def test_an_act_heard_otherwise_is_graded_anew():
    text = TALK.turns[3].text
    words = Span(0, text.index("."))
    taken = mark_of([*begun(), corrected(begun(), acts=(ActChange(1, "apologise"),))])
    given = mark_of([*begun(), corrected(begun(), acts=(ActChange(2, "apologise", words),))])
    assert "apologise" not in taken.grade["turns"][0]["acts"]
    assert given.grade["turns"][1]["acts"]["apologise"] == {"p": 1000, "spans": [[words.start, words.end]]}
    assert taken.overall < GRADE["overall"] <= given.overall


def test_a_later_correction_builds_on_the_earlier_ones():
    second = list(GRADE["steps"])[1]
    events = begun()
    events.append(corrected(events, points={STEP: 100}, acts=(ActChange(1, "apologise"),)))
    events.append(corrected(events, NIKOS, points={second: 5}))
    mark = mark_of(events)
    assert (mark.grade["steps"][STEP]["points"], mark.grade["steps"][second]["points"]) == (100, 5)
    assert "apologise" not in mark.grade["turns"][0]["acts"]
    assert mark.corrections[1].points.keys() == {second}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"points": {"politeness": 3}}, "politeness"),
        ({"points": {STEP: 101}}, "101"),
        ({"acts": (ActChange(3, "apologise"),)}, "no response 3"),
        ({"acts": (ActChange(1, "sing"),)}, "sing"),
        ({"acts": (ActChange(2, "apologise"),)}, "not found"),
        ({"acts": (ActChange(1, "own", Span(0, 999)),)}, "999"),
        ({"points": {}}, "Nothing is corrected"),
    ],
)
def test_what_does_not_fit_is_named(changes, words):
    with pytest.raises(MarkingError, match=words):
        corrected(begun(), **changes)


def test_nobody_reviews_themselves_or_without_the_role():
    mark = mark_of(begun())
    with pytest.raises(MarkingError, match="own session"):
        confirm(mark, AINO, Reviewer(AINO, reviews=True), NOW)
    with pytest.raises(MarkingError, match="trainers and HR"):
        confirm(mark, AINO, Reviewer("oleg"), NOW)


@pytest.mark.parametrize("reason", ["", "   ", "no", "x" * 2001])
def test_a_reason_is_a_sentence(reason):
    with pytest.raises(MarkingError, match="reason"):
        contest(mark_of(begun()), AINO, AINO, NOW, [STEP], reason)


def test_a_contest_is_answered_by_somebody_else_in_time():
    events = [*begun()]
    events.append(confirm(mark_of(events), AINO, ANNA, NOW))
    events.append(contest(mark_of(events), AINO, AINO, NOW, [STEP, STEP], "I did let him finish, twice."))
    mark = mark_of(events)
    assert (mark.status, mark.contest.steps) == (Status.CONTESTED, (STEP,))
    assert not mark.contest.overdue(NOW + timedelta(days=ANSWER_DAYS))
    assert mark.contest.overdue(NOW + timedelta(days=ANSWER_DAYS, seconds=1))
    for attempt in (lambda: corrected(events, ANNA), lambda: uphold(mark, AINO, ANNA, NOW, WHY)):
        with pytest.raises(MarkingError, match="not marked this session before"):
            attempt()
    with pytest.raises(MarkingError, match="contested"):
        confirm(mark, AINO, NIKOS, NOW)
    settled = mark_of([*events, corrected(events, NIKOS)])
    assert settled.contest is None
    assert (settled.status, settled.contests[0].answered_by, settled.contests[0].changed) == (
        Status.CORRECTED, "nikos", True,
    )  # fmt: skip
    upheld = mark_of([*events, uphold(mark, AINO, NIKOS, NOW, WHY)])
    assert (upheld.status, upheld.grade, upheld.contests[0].answer) == (Status.CONFIRMED, GRADE, WHY)


def test_only_the_trainee_contests_and_takes_back():
    events = begun()
    with pytest.raises(MarkingError, match="the person it is about"):
        contest(mark_of(events), AINO, "anna", NOW, [STEP], WHY)
    with pytest.raises(MarkingError, match="not none"):
        contest(mark_of(events), AINO, AINO, NOW, [], WHY)
    events.append(contest(mark_of(events), AINO, AINO, NOW, [STEP], WHY))
    with pytest.raises(MarkingError, match="already"):
        contest(mark_of(events), AINO, AINO, NOW, [STEP], WHY)
    with pytest.raises(MarkingError, match="No contest of yours"):
        withdraw(mark_of(events), "anna", NOW)
    events.append(withdraw(mark_of(events), AINO, NOW))
    assert mark_of(events).status is Status.PROPOSED
    assert mark_of(events).contests[0].answered_by is None


def test_a_new_proposal_does_not_move_a_person_s_mark():
    better = scoring.grade(TALK, improvements=False).to_record() | {"overall": 1}
    events = [*begun(), propose(better, NOW)]
    assert mark_of(events).overall == 1
    events = [*begun(), corrected(begun()), propose(better, NOW)]
    mark = mark_of(events)
    assert mark.superseded
    assert mark.machine["overall"] == 1
    assert mark.grade["steps"][STEP]["points"] == 90
    assert not mark_of([*events, confirm(mark, AINO, NIKOS, NOW)]).superseded


def test_events_that_cannot_follow_each_other_are_refused():
    proposal, confirmed = propose(GRADE, NOW), confirm(mark_of(begun()), AINO, ANNA, NOW)
    contested = contest(mark_of(begun()), AINO, AINO, NOW, [STEP], WHY)
    for events in ([confirmed], [proposal, contested, contested], [proposal, withdraw(mark_of([proposal, contested]), AINO, NOW)]):
        with pytest.raises(ValueError, match="event"):
            mark_of(events)


MOVES = st.lists(st.sampled_from(["propose", "confirm", "correct", "contest", "withdraw", "uphold"]), max_size=12)


@settings(max_examples=40, deadline=None)
@given(MOVES, st.lists(st.sampled_from([ANNA, NIKOS]), min_size=12, max_size=12))
def test_whatever_people_try_the_events_come_to_a_mark_and_read_back_the_same(moves, reviewers):
    events = begun()
    for number, (move, who) in enumerate(zip(moves, reviewers, strict=False)):
        mark = mark_of(events)
        try:
            match move:
                case "propose":
                    events.append(propose(GRADE, NOW))
                case "confirm":
                    events.append(confirm(mark, AINO, who, NOW))
                case "correct":
                    events.append(corrected(events, who, points={STEP: number * 5}))
                case "contest":
                    events.append(contest(mark, AINO, AINO, NOW, [STEP], WHY))
                case "withdraw":
                    events.append(withdraw(mark, AINO, NOW))
                case "uphold":
                    events.append(uphold(mark, AINO, who, NOW, WHY))
        except MarkingError:
            continue
    mark = mark_of(events)
    assert mark.events == len(events)
    assert mark.by_person or mark.grade == mark.machine
    assert (mark.status is Status.CONTESTED) == (mark.contest is not None)
    read = [MarkEvent(event.at, event.by, happening_from_json(event.kind, event.to_json())) for event in events]
    assert mark_of(read) == mark


@pytest.mark.parametrize(("kind", "data"), [("sung", {}), ("confirmed", {"loud": True}), ("contested", {"steps": []})])
def test_what_is_no_event_is_refused(kind, data):
    with pytest.raises(ValueError, match=kind):
        happening_from_json(kind, data)
