from __future__ import annotations

import hashlib
import threading
from datetime import timedelta

import pytest

from simulator.record import JournalError, Mode, UnknownRecordError, open_journal
from tests.record.journals import NOON, SCENE, SCENE_HASH, header, open_fixed

CONTENT = {"scenes": [{"slug": "some_scene", "hash": SCENE_HASH, "titles": {"fi": "Näytös \ud800\0"}}]}


@pytest.fixture
def journal(database_url):
    with open_fixed(database_url) as opened:
        opened.put_scenario(SCENE_HASH, SCENE)
        yield opened


def given(journal, **more):
    fields = {"kind": "scene", "mode": Mode.EXAM, "name": "May \ud800", "content": CONTENT, "by": "trainer"} | more
    return journal.assignments.add(**fields)


def begun(journal, person, **more):
    return journal.begin(person, header(**more), b"{}")


def test_an_assignment_comes_back_as_it_was_given(journal):
    team, person = journal.teams.add("Till").id, journal.add_person("Aino").id
    due = NOON + timedelta(days=3)
    made = given(journal, team_id=team, note="Read \0 first", attempts=2, opens_at=NOON, due_at=due)
    assert journal.assignments.assignment(made.id) == made
    assert (made.name, made.note, made.content) == ("May \ud800", "Read \0 first", CONTENT)
    assert (made.mode, made.attempts, made.opens_at, made.due_at) == (Mode.EXAM, 2, NOON, due)
    alone = given(journal, person_id=person, mode="practice", kind="path", by="hr")
    assert alone.note == ""
    assert alone.seed != made.seed
    listed = journal.assignments.assignments
    assert listed() == (made, alone)
    assert listed(team_id=team) == listed(by="trainer") == (made,)
    assert listed(person_id=person) == (alone,)
    later = journal.assignments.set_due(made.id, due + timedelta(days=1))
    assert later.due_at == due + timedelta(days=1)
    assert journal.assignments.set_due(made.id, None).due_at is None


def test_what_makes_no_sense_is_refused(journal):
    team, person = journal.teams.add("Till").id, journal.add_person("Aino").id
    for wrong in (
        {"team_id": team, "person_id": person},
        {},
        {"team_id": team, "kind": "shift"},
        {"team_id": team, "mode": "demonstration"},
        {"team_id": team, "attempts": 0},
    ):
        with pytest.raises(ValueError, match=r"assignment|given"):
            given(journal, **wrong)
    with pytest.raises(UnknownRecordError):
        given(journal, team_id="none")
    journal.erase_person(person)
    with pytest.raises(JournalError):
        given(journal, person_id=person)
    assert journal.assignments.assignments() == ()


def test_somebody_is_to_play_what_their_open_teams_and_they_were_given(journal):
    teams = journal.teams
    one, two, closed = (teams.add(name).id for name in ("one", "two", "closed"))
    aino, boss = journal.add_person("Aino").id, journal.add_person("Boss").id
    teams.put(one, aino)
    teams.put(one, boss, "trainer")
    teams.put(closed, aino)
    first, foreign, alone, gone, old = (
        given(journal, **to)
        for to in ({"team_id": one}, {"team_id": two}, {"person_id": aino}, {"team_id": one}, {"team_id": closed})
    )
    teams.close(closed)
    withdrawn = journal.assignments.withdraw(gone.id)
    assert journal.assignments.withdraw(gone.id) == withdrawn
    assert withdrawn.withdrawn_at is not None
    assert journal.assignments.for_person(aino) == (first, alone)
    assert journal.assignments.for_person(aino, withdrawn=True) == (first, alone, withdrawn)
    assert journal.assignments.for_person(boss) == ()
    assert {each.id for each in journal.assignments.assignments()} == {
        each.id for each in (first, foreign, alone, gone, old)
    }


def test_the_first_drawing_stands(journal):
    aino = journal.add_person("Aino").id
    made = given(journal, person_id=aino)
    other = hashlib.sha256(b"other").hexdigest()
    journal.put_scenario(other, b"other")
    draw = journal.assignments.draw
    first = draw(made.id, aino, 1, slug="some_scene", scenario_hash=SCENE_HASH, seed=-5)
    assert draw(made.id, aino, 1, slug="other", scenario_hash=other, seed=9) == first
    second = draw(made.id, aino, 2, slug="other", scenario_hash=other, seed=9)
    assert journal.assignments.drawings(made.id, aino) == journal.assignments.drawings(made.id) == (first, second)
    assert journal.assignments.drawings(made.id, "nobody") == ()
    again = draw(made.id, aino, 2, slug="some_scene", scenario_hash=SCENE_HASH, seed=3, instead_of="other")
    assert (again.scenario_slug, again.scenario_hash, again.seed) == ("some_scene", SCENE_HASH, 3)
    assert draw(made.id, aino, 2, slug="other", scenario_hash=other, seed=9, instead_of="other") == again
    assert journal.assignments.drawings(person_id=aino) == (first, again)
    with pytest.raises(UnknownRecordError):
        draw(made.id, aino, 3, slug="never", scenario_hash="0" * 64, seed=1)
    with pytest.raises(UnknownRecordError):
        draw("none", aino, 3, slug="other", scenario_hash=other, seed=1)


def test_two_that_draw_at_once_get_the_same(database_url, journal):
    aino = journal.add_person("Aino").id
    made = given(journal, person_id=aino)
    start, found = threading.Barrier(2), []

    def draw(seed):
        with open_journal(database_url) as opened:
            start.wait()
            found.append(
                opened.assignments.draw(made.id, aino, 1, slug="some_scene", scenario_hash=SCENE_HASH, seed=seed)
            )

    threads = [threading.Thread(target=draw, args=(seed,)) for seed in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found[0] == found[1]
    assert journal.assignments.drawings(made.id) == (found[0],)


def test_a_session_belongs_to_the_assignment_it_was_first_kept_for(journal):
    aino, ben = journal.add_person("Aino").id, journal.add_person("Ben").id
    team = journal.teams.add("Till").id
    made, other = given(journal, team_id=team), given(journal, team_id=team)
    sessions = [begun(journal, aino), begun(journal, ben), begun(journal, aino)]
    link = journal.assignments.link
    link(sessions[0], made.id, 1)
    link(sessions[1], made.id, 1)
    link(sessions[2], other.id, 4)
    link(sessions[0], other.id, 9)
    assert [(each.assignment_id, each.person_id, each.number, each.session.id) for each in
            journal.assignments.sessions()] == [
        (made.id, aino, 1, sessions[0]), (made.id, ben, 1, sessions[1]), (other.id, aino, 4, sessions[2]),
    ]  # fmt: skip
    assert [each.session.id for each in journal.assignments.sessions([made.id])] == sessions[:2]
    assert [each.session.id for each in journal.assignments.sessions(person_id=aino)] == [sessions[0], sessions[2]]
    assert journal.assignments.sessions([]) == ()
    found = journal.assignments.of_session(sessions[0])
    assert found is not None
    assert (found.assignment_id, found.session) == (made.id, journal.session(sessions[0]))
    assert journal.assignments.of_session("none") is None
    assert journal.assignments.of_sessions([*sessions[1:], "none"]).keys() == set(sessions[1:])
    with pytest.raises(UnknownRecordError):
        link("none", made.id, 1)
    with pytest.raises(UnknownRecordError):
        link(sessions[0], "none", 1)
    assert journal.assignments.met([aino, "nobody"], ["some_scene", "other"]) == {
        aino: {"some_scene"}, "nobody": frozenset(),
    }  # fmt: skip
    assert journal.assignments.met([aino], ["other"]) == {aino: frozenset()}
    journal.erase_person(aino)
    assert [each.session.erased_at is None for each in journal.assignments.sessions([made.id])] == [False, True]
