"""Assignments as they stand for somebody, and what their exams draw: the same for the same, never what was met."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given as for_any
from hypothesis import settings
from hypothesis import strategies as st

from simulator.record import (
    AssignedSession,
    Assignment,
    Mode,
    SessionHeader,
    SessionRecord,
    open_journal,
)
from simulator.training import (
    GivenScene,
    Stand,
    content_of,
    draw_scene,
    ended_when,
    given_scene,
    given_to,
    in_order,
    known_of,
    next_of,
    rough,
    scenes_of,
    seed_of,
    stand_of,
)
from tests.builders import scene

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
GIVEN = NOON - timedelta(days=30)
DAY = timedelta(days=1)


def a_scene(slug, warnings=()):
    return GivenScene(slug, hashlib.sha256(slug.encode()).hexdigest(), {"en": slug.title()}, ("en",), warnings)


def an_assignment(slugs, *, mode=Mode.EXAM, kind="scene", attempts=1, opens_at=None, due_at=None, seed=5, gone=None):
    content = content_of(a_scene(slug) for slug in slugs)
    return Assignment(
        "a", kind, mode, "May", "", content, "team", None, attempts, opens_at, due_at, seed, "tove", GIVEN, gone
    )


def played(slug, number, *, ended=NOON, person="aino", assignment="a", erased=None):
    header = SessionHeader(slug, hashlib.sha256(slug.encode()).hexdigest(), "en", Mode.EXAM, 1)
    record = SessionRecord(f"{slug} {number}", person, header, NOON, erased, 3, ended, None, None)
    return AssignedSession(assignment, person, number, record)


def stand(assignment, sessions=(), now=NOON, ended=None):
    return stand_of(assignment, "aino", tuple(sessions), now, ended)


def test_the_content_comes_back():
    scenes = (a_scene("one", ("insults",)), a_scene("two"))
    made = Assignment(
        "a", "path", Mode.PRACTICE, "", "", content_of(scenes, "first_day"), "t", None, None, None, None, 1, "", NOON,
        None,
    )  # fmt: skip
    assert scenes_of(made) == scenes
    assert made.content["path"] == "first_day"
    assert rough(scenes) == scenes[:1]
    assert rough(scenes, "strong") == ()
    whole = scene()
    frozen = given_scene(whole)
    assert (frozen.slug, frozen.hash) == (whole.slug, whole.hash)
    assert set(frozen.titles) == set(frozen.languages) == set(whole.languages)


@pytest.mark.parametrize(
    ("more", "sessions", "at", "expected"),
    [
        ({}, (), NOON, Stand.OPEN),
        ({"opens_at": NOON + DAY}, (), NOON, Stand.SOON),
        ({"opens_at": NOON}, (), NOON, Stand.OPEN),
        ({"due_at": NOON}, (), NOON, Stand.OPEN),
        ({"due_at": NOON}, (), NOON + DAY, Stand.LATE),
        ({"due_at": NOON}, (played("one", 1),), NOON + DAY, Stand.DONE),
        ({}, (played("one", 1, ended=None),), NOON, Stand.OPEN),
        ({}, (played("one", 1, ended=None, erased=NOON),), NOON, Stand.SPENT),
        ({}, (played("one", 1, person="boris"),), NOON, Stand.OPEN),
        ({}, (played("one", 1, assignment="b"),), NOON, Stand.OPEN),
        ({"gone": NOON}, (played("one", 1),), NOON, Stand.WITHDRAWN),
        ({"kind": "path", "attempts": 2}, (played("one", 1),), NOON, Stand.OPEN),
        ({"kind": "path", "attempts": 2}, (played("one", 1), played("two", 2)), NOON, Stand.DONE),
        ({"mode": Mode.PRACTICE, "attempts": None}, (played("one", 1),), NOON, Stand.OPEN),
        ({"mode": Mode.PRACTICE, "attempts": 1}, (played("two", 1), played("one", 2)), NOON, Stand.DONE),
    ],
)
def test_how_an_assignment_stands(more, sessions, at, expected):
    assert stand(an_assignment(("one", "two"), **more), sessions, at).stand is expected


def test_done_in_time_is_not_late_whenever_it_came_up():
    made = an_assignment(("one",), due_at=NOON)
    session = played("one", 1, ended=NOON + timedelta(hours=2))
    assert stand(made, [session], NOON + DAY).late
    # The desktop's clock was three hours ahead: by the company's clock it was in time.
    at = ended_when(session.session, NOON + DAY, 3 * 3600)
    assert at == NOON - timedelta(hours=1)
    found = stand(made, [session], NOON + DAY, {session.session.id: at})
    assert (found.late, found.finished_at) == (False, at)
    # A clock that stood in 2019 and was set right before it came up: nothing was done before it was given.
    found = stand(made, [session], NOON + DAY, {session.session.id: NOON - 2000 * DAY})
    assert (found.late, found.finished_at) == (False, GIVEN)
    # A clock that runs ahead and was put right meanwhile cannot make it end after it was here.
    assert ended_when(session.session, NOON, 0) == NOON
    assert ended_when(played("one", 1, ended=None).session, NOON, 0) is None


def test_an_attempt_that_never_came_up_is_used_up_and_a_doubled_one_as_well():
    made = an_assignment(("one", "two", "three"), attempts=3)
    assert stand(made, [played("two", 2)]).used == 2
    assert stand(made, [played("one", 1), played("two", 1)]).used == 2
    assert stand(made, [played("one", 1), played("two", 5)]).left == 0


def test_what_is_to_be_done_stands_first():
    late, soon, free, done = (
        stand(an_assignment(("one",), due_at=due), sessions, NOON)
        for due, sessions in ((NOON - DAY, ()), (NOON + DAY, ()), (None, ()), (NOON - DAY, (played("one", 1),)))
    )
    assert in_order((done, free, soon, late)) == [late, soon, free, done]


SLUGS = st.lists(st.text("abcdefghij", min_size=1, max_size=3), unique=True, max_size=8)


@for_any(SLUGS, st.integers(-(2**63), 2**63 - 1), st.text(min_size=1, max_size=9), st.integers(1, 20), st.data())
@settings(max_examples=60, deadline=None)
def test_a_draw_is_the_same_for_the_same_and_never_what_was_met(slugs, seed, person, number, data):
    made = an_assignment(slugs, seed=seed)
    known = data.draw(st.sets(st.sampled_from(slugs))) if slugs else set()
    scenes = scenes_of(made)
    drawn = draw_scene(made, person, number, scenes, known)
    assert drawn == draw_scene(made, person, number, tuple(reversed(scenes)), known)
    assert (drawn is None) == (set(slugs) <= known)
    assert drawn is None or drawn.slug not in known
    assert -(2**63) <= seed_of(made, person, number) < 2**63


def test_draws_differ_between_people_and_attempts():
    made = an_assignment([f"s{number}" for number in range(12)])
    assert len({draw_scene(made, f"p{each}", 1, scenes_of(made), ()).slug for each in range(40)}) > 6
    assert len({draw_scene(made, "p", each, scenes_of(made), ()).slug for each in range(40)}) > 6


@pytest.fixture
def journal():
    with open_journal("sqlite://") as opened:
        yield opened


def kept(journal, slugs, **more):
    for slug in slugs:
        journal.put_scenario(hashlib.sha256(slug.encode()).hexdigest(), slug.encode())
    person = journal.add_person("Aino").id
    fields = {"kind": "scene", "mode": Mode.EXAM, "attempts": 1} | more
    made = journal.assignments.add(
        fields.pop("kind"), fields.pop("mode"), "May", content_of(map(a_scene, slugs)), by="tove", person_id=person,
        **fields,
    )  # fmt: skip
    return person, made


def play(journal, person, slug, made=None, number=0, *, mode=Mode.EXAM):
    header = SessionHeader(slug, hashlib.sha256(slug.encode()).hexdigest(), "en", mode, 1)
    session = journal.begin(person, header, b"{}")
    journal.finish(session, 1, ending="done", overall=50)
    if made is not None:
        journal.assignments.link(session, made.id, number)


def following(journal, person, told=()):
    (given,) = given_to(journal, person, datetime.now(UTC))
    return next_of(journal, given, known_of(journal, person, told))


@for_any(st.integers(1, 4), st.integers(1, 5), st.data())
@settings(max_examples=12, deadline=None)
def test_attempts_are_never_exceeded_and_every_exam_is_on_something_new(count, attempts, data):
    slugs = [f"s{number}" for number in range(count)]
    with open_journal("sqlite://") as journal:
        person, made = kept(journal, slugs, attempts=attempts)
        seen, told = set(), set()
        for _ in range(count + attempts + 1):
            event = data.draw(st.sampled_from(["attempt", "elsewhere", "told", "twice"]))
            if event == "elsewhere":
                slug = data.draw(st.sampled_from(slugs))
                play(journal, person, slug)
                seen.add(slug)
            elif event == "told":
                told.add(data.draw(st.sampled_from(slugs)))
            drawn = following(journal, person, told)
            if event == "twice":
                assert following(journal, person, told) == drawn
            used = len(journal.assignments.sessions([made.id]))
            if drawn is None:
                assert used == attempts or set(slugs) <= seen | told
                continue
            assert drawn.number == used + 1 <= attempts
            assert drawn.scene.slug not in seen
            if event == "attempt":
                play(journal, person, drawn.scene.slug, made, drawn.number)
                seen.add(drawn.scene.slug)


def test_what_was_drawn_stands_though_the_desktop_has_met_it_since(journal):
    person, made = kept(journal, ["one", "two"], attempts=2)
    first = following(journal, person)
    # The attempt has begun on the desktop, which says that it has met the scene; nothing has come up yet.
    assert following(journal, person, {first.scene.slug}) == first
    play(journal, person, first.scene.slug, made, 1)
    second = following(journal, person)
    assert (second.number, second.scene.slug) == (2, ({"one", "two"} - {first.scene.slug}).pop())


def test_what_was_drawn_falls_when_it_was_met_elsewhere(journal):
    person, made = kept(journal, ["one", "two"])
    first = following(journal, person)
    play(journal, person, first.scene.slug, mode=Mode.PRACTICE)
    second = following(journal, person)
    assert second.number == 1
    assert second.scene.slug != first.scene.slug
    assert [each.scenario_slug for each in journal.assignments.drawings(made.id)] == [second.scene.slug]
    play(journal, person, second.scene.slug, mode=Mode.PRACTICE)
    assert following(journal, person) is None


def test_a_path_goes_on_with_its_first_scene_that_is_not_done(journal):
    person, made = kept(journal, ["one", "two"], kind="path", mode=Mode.PRACTICE, attempts=None)
    first = following(journal, person)
    assert (first.number, first.scene.slug) == (1, "one")
    play(journal, person, "two", made, 1, mode=Mode.PRACTICE)
    assert (following(journal, person).number, following(journal, person).scene.slug) == (2, "one")
    play(journal, person, "one", made, 2, mode=Mode.PRACTICE)
    assert following(journal, person) is None
    assert journal.assignments.drawings() == ()
