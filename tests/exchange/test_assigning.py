"""What comes down of assignments: of an exam the scene that was drawn, of a practice all its scenes."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from simulator.exchange import assigned_to, scenes_given
from simulator.exchange.assigning import pools_of
from simulator.exchange.attempts import assignment_of
from simulator.record import Mode, SessionHeader, open_journal
from simulator.review import Assigned as Began
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


def sent(journal, person, slug, seed, mode=Mode.EXAM, scene_hash=""):
    """A session as it comes up: nothing of it is known before."""
    header = SessionHeader(slug, scene_hash or hashed(slug), "en", mode, seed)
    with open_journal("sqlite://") as desktop:
        desktop.devices.take_person(person, "Aino", None)
        desktop.put_scenario(header.scenario_hash, (scene_hash and b"mine") or slug.encode())
        return desktop.session(desktop.begin(person, header, b"{}"))


def test_an_exam_counts_as_it_was_drawn_whatever_has_happened_to_it_since(journal):
    team = journal.teams.add("North", "site")
    aino = journal.add_person("Aino").id
    journal.teams.put(team.id, aino, "member")
    content = content_of(GivenScene(slug, hashed(slug), {}, ("en",)) for slug in POOL)
    made = journal.assignments.add("scene", Mode.EXAM, "May", content, by="tove", team_id=team.id)
    (told,), _ = assigned_to(journal, aino, NOON)
    first = told.next
    assert first is not None
    exam = sent(journal, aino, first.slug, first.seed)
    before = Began(made.id, 1)
    # Meanwhile, on another machine, the scene is met: what was drawn falls, of which this desktop cannot hear.
    play(journal, aino, first.slug)
    (told,), _ = assigned_to(journal, aino, NOON)
    assert told.next is not None
    assert (told.next.number, told.next.seed) == (1, first.seed)
    assert told.next.slug != first.slug
    assert hashed(first.slug) in pools_of(journal, aino)
    assert assignment_of(journal, exam, before) == (made.id, 1)
    never = next(slug for slug in POOL if slug not in {first.slug, told.next.slug})
    assert assignment_of(journal, sent(journal, aino, never, first.seed), before) is None, "nobody drew that"
    assert assignment_of(journal, sent(journal, aino, first.slug, first.seed), before) is None, "met before it began"
    journal.teams.remove(team.id, aino)
    assert assignment_of(journal, sent(journal, aino, told.next.slug, first.seed), before) == (made.id, 1)


def test_a_practice_counts_on_its_own_scenes_only_and_no_number_stops_what_comes_down(journal):
    aino = journal.add_person("Aino").id
    made = give(journal, aino, mode=Mode.PRACTICE)

    def counts(slug="one", number=1, scene_hash=""):
        record = sent(journal, aino, slug, 1, Mode.PRACTICE, scene_hash)
        return assignment_of(journal, record, Began(made.id, number)) is not None

    assert counts()
    assert not counts(scene_hash=hashlib.sha256(b"mine").hexdigest()), "a scene of one's own under the name"
    assert not counts("four")
    assert not any(counts(number=number) for number in (2**31 - 1, 0, 1.5, "1"))
    journal.assignments.link(play(journal, aino, "four"), made.id, 10_000)
    (told,), _ = assigned_to(journal, aino, NOON)
    assert (told.used, told.next) == (10_000, None)
