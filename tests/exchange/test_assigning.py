"""What comes down of assignments: of an exam the scene that was drawn, of a practice all its scenes."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from simulator.exchange import assigned_to, scenes_given
from simulator.record import Mode, SessionHeader, open_journal
from simulator.training import GivenScene, content_of

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
POOL = ("one", "two", "three")


def hashed(slug):
    return hashlib.sha256(slug.encode()).hexdigest()


@pytest.fixture
def journal():
    with open_journal("sqlite://") as opened:
        for slug in (*POOL, "four"):
            opened.put_scenario(hashed(slug), slug.encode())
        yield opened


def give(journal, person, slugs=POOL, *, mode=Mode.EXAM, kind="scene", name="May", **more):
    content = content_of(GivenScene(slug, hashed(slug), {"en": slug.title()}, ("en",)) for slug in slugs)
    return journal.assignments.add(kind, mode, name, content, by="tove", person_id=person, **more)


def play(journal, person, slug, mode=Mode.PRACTICE):
    session = journal.begin(person, SessionHeader(slug, hashed(slug), "en", mode, 1), b"{}")
    journal.finish(session, 1, ending="done", overall=50)
    return session


def test_an_exam_comes_down_with_one_drawn_scene_and_without_its_pool(journal):
    aino = journal.add_person("Aino").id
    made = give(journal, aino, attempts=2, opens_at=NOON + timedelta(days=1), due_at=NOON + timedelta(days=2))
    (told,), withdrawn = assigned_to(journal, aino, NOON)
    assert withdrawn == ()
    assert (told.id, told.mode, told.kind, told.attempts, told.used) == (made.id, "exam", "scene", 2, 0)
    assert (told.opens_at, told.due_at, told.scenes) == (made.opens_at, made.due_at, [])
    # It is there before its time, so that it can begin without a network.
    assert told.next is not None
    assert (told.next.number, told.next.hash) == (1, hashed(told.next.slug))
    assert scenes_given(journal, aino) == {told.next.hash}
    assert assigned_to(journal, aino, NOON)[0] == (told,)
    journal.assignments.link(play(journal, aino, told.next.slug, Mode.EXAM), made.id, 1)
    (after,), _ = assigned_to(journal, aino, NOON)
    assert [(scene.slug, scene.done) for scene in after.scenes] == [(told.next.slug, True)]
    assert after.next is not None
    assert (after.used, after.next.number) == (1, 2)
    assert after.next.slug != told.next.slug


def test_what_the_desktop_has_met_is_not_drawn_and_two_exams_do_not_draw_the_same(journal):
    aino = journal.add_person("Aino").id
    for _ in range(3):
        give(journal, aino, attempts=1)
    told, _ = assigned_to(journal, aino, NOON)
    assert {each.next.slug for each in told if each.next} == set(POOL)
    ben = journal.add_person("Ben").id
    give(journal, ben, attempts=1)
    (only,), _ = assigned_to(journal, ben, NOON, ("one", "three"))
    assert only.next is not None
    assert only.next.slug == "two"
    cleo = journal.add_person("Cleo").id
    give(journal, cleo, attempts=1)
    (none,), _ = assigned_to(journal, cleo, NOON, POOL)
    assert none.next is None


def test_a_practice_names_all_its_scenes_and_what_is_to_be_done_stands_first(journal):
    aino = journal.add_person("Aino").id
    done = give(journal, aino, ("four",), mode=Mode.PRACTICE)
    journal.assignments.link(play(journal, aino, "four"), done.id, 1)
    path = give(journal, aino, POOL, mode=Mode.PRACTICE, kind="path", name="Half a \ud800 letter")
    gone = give(journal, aino)
    journal.assignments.withdraw(gone.id)
    told, withdrawn = assigned_to(journal, aino, NOON)
    assert [each.id for each in told] == [path.id, done.id]
    assert withdrawn == (gone.id,)
    assert [scene.slug for scene in told[0].scenes] == list(POOL)
    assert told[0].next is not None
    assert told[0].next.slug == "one"
    assert told[0].scenes[0].titles == {"en": "One"}
    assert told[0].name == "Half a ? letter"
    assert told[0].model_dump_json()
    assert told[1].next is None
    assert scenes_given(journal, aino) == {hashed(slug) for slug in (*POOL, "four")}
    assert scenes_given(journal, journal.add_person("Ben").id) == frozenset()
