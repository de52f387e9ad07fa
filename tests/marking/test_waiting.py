"""What waits for a person: each reason by its rule, the urgent first, settled by a person's word."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.marking import (
    ANSWER_DAYS,
    DAYS_TO_CONFIRM,
    Cause,
    Facts,
    Mark,
    confirm,
    contest,
    doubts,
    mark_of,
    propose,
    queue,
    uphold,
)
from simulator.marking.waiting import OWN_LEAST, SCENE_LEAST, distance

from .test_marking import AINO, ANNA, GRADE, NIKOS, NOW, STEP, WHY

PLAIN = GRADE | {"low_confidence": False, "turns": []}


def facts(session: str = "s", *, mode: str = "practice", overall: int | None = 60, person: str = AINO, scene: str = "flat", **more) -> Facts:
    grade = {**PLAIN, "overall": overall, **more}
    return Facts(session, person, scene, mode, NOW, Mark(grade, grade))


def marked(*decide, mode: str = "exam") -> Facts:
    events = [propose(PLAIN, NOW)]
    for each in decide:
        events.append(each(mark_of(events)))
    return Facts("s", AINO, "flat", mode, NOW, mark_of(events))


def causes(item: Facts, at: datetime = NOW, others: tuple[Facts, ...] = ()) -> list[Cause]:
    return [reason.cause for waiting in queue([item, *others], at) if waiting.facts is item for reason in waiting.reasons]


def contested(mark: Mark):
    return contest(mark, AINO, AINO, NOW, [STEP], WHY)


def test_an_exam_waits_until_a_person_stands_behind_it():
    assert causes(facts(mode="exam")) == [Cause.UNCONFIRMED]
    assert causes(facts(mode="exam"), NOW + timedelta(days=DAYS_TO_CONFIRM)) == [Cause.OVERDUE]
    assert causes(facts(mode="practice")) == []
    assert causes(facts(mode="demonstration", low_confidence=True)) == []
    assert causes(marked(lambda mark: confirm(mark, AINO, ANNA, NOW))) == []


def test_a_contest_waits_for_somebody_else_and_has_a_deadline():
    item = marked(lambda mark: confirm(mark, AINO, ANNA, NOW), contested)
    (waiting,) = queue([item], NOW)
    (reason,) = waiting.reasons
    assert (reason.cause, reason.due, reason.detail["steps"]) == (Cause.CONTESTED, NOW + timedelta(days=ANSWER_DAYS), (STEP,))
    assert waiting.closed_to == {"anna", AINO}
    assert causes(item, NOW + timedelta(days=ANSWER_DAYS, seconds=1)) == [Cause.OVERDUE]
    answered = marked(lambda mark: confirm(mark, AINO, ANNA, NOW), contested, lambda mark: uphold(mark, AINO, NIKOS, NOW, WHY))
    assert causes(answered) == []


def test_a_newer_grader_s_view_of_a_person_s_mark_waits():
    item = marked(lambda mark: confirm(mark, AINO, ANNA, NOW), lambda _: propose(PLAIN | {"overall": 3}, NOW))
    (waiting,) = queue([item], NOW)
    assert waiting.cause is Cause.SUPERSEDED
    assert waiting.reasons[0].detail == {"before": PLAIN["overall"], "now": 3}


def test_a_disputed_reading_waits_until_somebody_has_looked_after_it():
    later = NOW + timedelta(hours=1)
    item = replace(marked(lambda mark: confirm(mark, AINO, ANNA, NOW)), disputed_at=(later, later + timedelta(hours=1)))
    assert causes(item) == [Cause.MISREAD]
    assert queue([item], NOW)[0].reasons[0].detail == {"responses": 2}
    assert causes(replace(marked(lambda mark: confirm(mark, AINO, ANNA, later)), disputed_at=(NOW,))) == []


def turn(*found: int, understood: bool = True) -> dict[str, object]:
    names = ("listen", "own", "thank", "act", "deny", "rude", "hedge")
    return {"turn": 1, "understood": understood, "acts": {name: {"p": p, "spans": [[0, 1]]} for name, p in zip(names, found, strict=False)}}


@pytest.mark.parametrize(
    ("grade", "told"),
    [
        ({}, {}),
        ({"low_confidence": True}, {"fault": True}),
        ({"overall": None}, {"unscored": True}),
        ({"turns": [turn(900)] * 3 + [turn(understood=False)]}, {"unread": 1, "of": 4}),
        ({"turns": [turn(900)] * 4 + [turn(understood=False)]}, {}),
        ({"turns": [turn(500, 550, 599, 900, 900)]}, {"barely": 3, "acts": 5}),
        ({"turns": [turn(500, 550, 600, 900, 900)]}, {}),
        ({"turns": [turn(500, 550)]}, {}),
        ({"turns": [turn(300, 400, 450)]}, {}),
    ],
)
def test_low_confidence_has_four_signs(grade, told):
    assert doubts({**PLAIN, **grade}) == told
    assert causes(facts(**grade)) == ([Cause.LOW_CONFIDENCE] if told else [])


def usual(points: int, count: int, **where: str) -> tuple[Facts, ...]:
    return tuple(facts(f"o{points}-{number}-{where}", overall=points + number % 3, **where) for number in range(count))


def test_points_are_far_off_only_where_neither_person_nor_scene_explains_them():
    odd = facts(overall=20)
    own, scene = usual(70, OWN_LEAST, scene="other"), usual(75, SCENE_LEAST, person="others")
    assert causes(odd, others=own + scene) == [Cause.OUTLYING]
    detail = next(item for item in queue([odd, *own, *scene], NOW) if item.facts is odd).reasons[0].detail
    assert detail == {"points": 20, "own": 71, "own_count": OWN_LEAST, "scene": 76, "scene_count": SCENE_LEAST}
    hard, weak = usual(20, SCENE_LEAST, person="others"), usual(20, OWN_LEAST, scene="other")
    assert causes(odd, others=own + hard) == []
    assert causes(odd, others=weak + scene) == []


def test_too_few_sessions_say_nothing_and_one_comparison_decides_alone():
    odd = facts(overall=20)
    own, scene = usual(70, OWN_LEAST, scene="other"), usual(75, SCENE_LEAST, person="others")
    assert causes(odd, others=own[1:] + scene[1:]) == []
    assert causes(odd, others=own + scene[1:]) == [Cause.OUTLYING]
    assert causes(odd, others=own[1:] + scene) == [Cause.OUTLYING]
    assert causes(replace(odd, counts=False), others=own + scene) == []


def test_grades_that_are_all_alike_make_no_outlier_of_the_next():
    assert abs(distance(75, [70] * 20)) < 3.5
    assert distance(40, [70] * 20) < -3.5


def test_the_urgent_comes_first_then_what_has_waited_longest():
    old = replace(facts("old", mode="exam"), graded_at=NOW - timedelta(days=1))
    new = facts("new", mode="exam")
    late = replace(facts("late", mode="exam"), graded_at=NOW - timedelta(days=DAYS_TO_CONFIRM + 1))
    unsure = facts("unsure", low_confidence=True)
    both = facts("both", mode="exam", low_confidence=True)
    assert [item.facts.session for item in queue([unsure, new, both, late, old], NOW)] == ["late", "old", "both", "new", "unsure"]
    assert causes(both) == [Cause.UNCONFIRMED, Cause.LOW_CONFIDENCE]


@given(st.lists(st.tuples(st.sampled_from(["exam", "practice"]), st.integers(0, 100), st.booleans()), max_size=20))
def test_every_session_stands_there_at_most_once_and_the_order_of_input_does_not_matter(rows):
    known = [facts(f"s{number}", mode=mode, overall=points, low_confidence=low) for number, (mode, points, low) in enumerate(rows)]
    found = queue(known, NOW)
    assert len({item.facts.session for item in found}) == len(found)
    assert all(item.reasons for item in found)
    assert queue(known[::-1], NOW) == found
