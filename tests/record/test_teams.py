from __future__ import annotations

import pytest

from simulator.record import JournalError, UnknownRecordError
from tests.record.journals import open_fixed


@pytest.fixture
def journal(database_url):
    with open_fixed(database_url) as opened:
        yield opened


def test_a_team_comes_back_as_it_was_named(journal):
    teams = journal.teams
    made = teams.add("Site \ud800\0", "site")
    assert teams.team(made.id) == made
    assert teams.rename(made.id, "\u202eother").name == "\u202eother"
    second = teams.add("Cohort")
    assert [team.id for team in teams.teams()] == [made.id, second.id]
    closed = teams.close(made.id)
    assert closed.closed_at == teams.close(made.id).closed_at
    assert [team.id for team in teams.teams()] == [second.id]
    assert [team.id for team in teams.teams(closed=True)] == [made.id, second.id]
    with pytest.raises(ValueError, match="family"):
        teams.add("x", "family")


def test_a_trainer_sees_the_members_of_open_teams_they_train_and_nobody_else(journal):
    teams = journal.teams
    a, b, c, d, trainer, other = (journal.add_person(name).id for name in "abcdef")
    one, two, three = (teams.add(name).id for name in ("one", "two", "three"))
    for team, person, part in (
        (one, a, "member"), (one, b, "member"), (one, trainer, "trainer"), (one, other, "trainer"),
        (two, c, "member"), (two, trainer, "member"), (three, d, "member"), (three, trainer, "trainer"),
    ):  # fmt: skip
        teams.put(team, person, part)
    assert teams.people_led_by(trainer) == {a, b, d}
    assert [team.id for team in teams.led_by(trainer)] == [one, three]
    teams.close(three)
    assert teams.people_led_by(trainer) == {a, b}
    assert [team.id for team in teams.led_by(trainer)] == [one]
    teams.remove(one, b)
    assert teams.people_led_by(trainer) == {a}
    teams.put(one, trainer, "member")
    assert teams.people_led_by(trainer) == frozenset()
    assert [(each.team_id, each.part) for each in teams.of_person(trainer)] == [
        (one, "member"), (two, "member"), (three, "trainer"),
    ]  # fmt: skip
    assert [each.person_id for each in teams.members(one)] == [a, trainer, other]
    assert len(teams.memberships()) == 7


def test_nobody_unknown_or_erased_is_put_into_a_team(journal):
    team, person = journal.teams.add("one").id, journal.add_person("a").id
    with pytest.raises(UnknownRecordError):
        journal.teams.put("nothing", person)
    with pytest.raises(UnknownRecordError):
        journal.teams.put(team, "nobody")
    with pytest.raises(ValueError, match="owner"):
        journal.teams.put(team, person, "owner")
    journal.teams.put(team, person)
    journal.erase_person(person)
    assert journal.teams.members(team) == ()
    with pytest.raises(JournalError, match="erased"):
        journal.teams.put(team, person)
