"""Objects of the small company, for each rule of the route table: whose they are and whose not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from simulator.authoring import drafts
from simulator.console.routes import Route
from simulator.console.things import OPENED
from simulator.console.tokens import new_token, token_hash
from simulator.record import NewStatement, Role
from simulator.scenario import Channel
from simulator.training import GivenScene, content_of

from .world import World

ABSENT = "0192aaaa-0000-7000-8000-000000000000"
"""An id nobody has."""


@dataclass
class Objects:
    """Ids by the name of a rule and the login of whoever asks; whatever is not one's own is foreign."""

    owned: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    every: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def put(self, rule: str, every: Iterable[str], owned: dict[str, tuple[str, ...]]) -> None:
        self.every[rule], self.owned[rule] = tuple(every), owned

    def own(self, rule: str, login: str) -> tuple[str, ...]:
        return self.owned.get(rule, {}).get(login, ())

    def foreign(self, rule: str, login: str) -> tuple[str, ...]:
        return tuple(each for each in self.every.get(rule, ()) if each not in self.own(rule, login))

    def some(self, route: Route) -> str:
        return next(iter(self.every.get(route.thing.name, ())), ABSENT) if route.thing else ""


@cache
def _small_scene() -> dict[str, str]:
    """The files of a draft that can be played."""
    return dict(drafts.draft_from_start(Channel.STORE, "en").files)


def give_both(company: World) -> tuple[str, str]:
    """A practice that Tove has given to North, and an exam that HR has given to Boris, which he has taken."""
    journal, people, add = company.journal, company.people, company.journal.assignments.add
    soon = datetime.now(UTC) + timedelta(days=3)

    def scenes(*logins: tuple[str, str]) -> dict[str, Any]:
        played = [journal.session(company.sessions[login, slug]).header for login, slug in logins]
        return content_of(
            GivenScene(each.scenario_slug, each.scenario_hash, {"en": "A scene"}, ("en", "fi"), ("shouting",))
            for each in played
        )

    practice = add(
        "scene", "practice", "Before <May>", scenes(("aino", "overcharged_card")), by=people["tove"],
        team_id=company.teams["North"], note="Take your time", due_at=soon,
    )  # fmt: skip
    exam = add(
        "scene", "exam", "Spring exam", scenes(("boris", "beyond_authority")), by=people["heikki"],
        person_id=people["boris"], attempts=1, due_at=soon,
    )  # fmt: skip
    journal.assignments.link(company.sessions["boris", "beyond_authority"], exam.id, 1)
    return practice.id, exam.id


def _desktop(company: World, session: str) -> tuple[str, str]:
    """Boris's desktop, whose clock is off, and something that was not taken from it."""
    journal, boris = company.journal, company.people["boris"]
    soon = datetime.now(UTC) + timedelta(minutes=30)
    code, unused = token_hash(new_token()), token_hash(new_token())
    for each in (code, unused):
        journal.devices.make_code(each, person_id=boris, by=boris, expires_at=soon)
    device = journal.devices.add(code, token_hash(new_token()), name="At <home>", product="Silk Gloves 1")
    assert device is not None
    journal.devices.touch(device.id, 3600)
    journal.devices.note_refusal(session, "broken", "entry 3: chain", person_id=boris, device_id=device.id)
    (refused,) = journal.devices.refusals()
    return device.id, refused.id


def made_for(company: World) -> Objects:
    """The company's objects; what it has none of is made.

    Args:
        company: a fresh one.
    """
    journal, people, teams = company.journal, company.people, company.teams
    sessions = company.sessions
    north = tuple(each for (login, _), each in sessions.items() if login in ("aino", "eleni"))
    south = tuple(each for (login, _), each in sessions.items() if login == "boris")
    everything = (*north, *south)
    opened = sessions["aino", "beyond_authority"]
    journal.audit.append(people["heikki"], OPENED, "session", opened, {}, "A question from the trainee")
    soon = datetime.now(UTC) + timedelta(days=3)
    draft = journal.publications.add_draft("my_scene", people["tove"], _small_scene())
    a_session = journal.session(opened)
    publication = journal.publications.publish(
        "my_scene", a_session.header.scenario_hash, by=people["tove"], team_id=teams["North"], draft_id=draft.id
    )
    a_round = journal.rounds.add(
        "Spring",
        "seven_steps",
        sessions=north[:2],
        raters=(people["tove"],),
        by=people["tove"],
        team_id=teams["North"],
    )
    invitation = journal.logins.invite(
        token_hash(new_token()), display_name="Mia", roles=frozenset({Role.TRAINEE}), by=people["ada"],
        expires_at=soon,
    )  # fmt: skip
    token = journal.logins.add_token(
        token_hash(new_token()), name="Wages", account_id=company.accounts["heikki"], scopes={"people"}, expires_at=soon
    )
    request = journal.office.ask(people["boris"], "Please")
    run = journal.office.begin_regrading(people["ada"], 5, {"grader": "0"})
    told = NewStatement("6f3d0c4e-0000-5000-8000-000000000001", opened, people["aino"], "scored", "{}")
    journal.statements.add([told])
    practice, exam = give_both(company)
    device, refusal = _desktop(company, sessions["boris", "beyond_authority"])

    launches = {
        login: (journal.launches.claim(people[login], token_hash(new_token()), ABSENT, "https://lms.example/1").id,)
        for login in ("aino", "boris")
    }

    persons = tuple(people[login] for login in ("aino", "boris", "eleni"))
    objects = Objects()
    own = {login: tuple(each for (whose, _), each in sessions.items() if whose == login) for login in people}
    objects.put("own session", everything, own)
    objects.put("session of one's group", everything, {"tove": north, "nikos": south})
    objects.put("any session", everything, dict.fromkeys(people, everything))
    objects.put("session opened with a reason", everything, {"heikki": (opened,)})
    objects.put("member of one's group", persons, {"tove": (persons[0], persons[2]), "nikos": (persons[1],)})
    objects.put("any person", persons, dict.fromkeys(people, persons))
    objects.put("one's group", teams.values(), {"tove": (teams["North"],), "nikos": (teams["South"],)})
    objects.put("any group", teams.values(), dict.fromkeys(people, tuple(teams.values())))
    objects.put("round of one's group", (a_round.id,), {"tove": (a_round.id,)})
    objects.put("shared draft", (draft.id,), {"tove": (draft.id,)})
    objects.put("publication to one's group", (publication.id,), {"tove": (publication.id,)})
    members = dict.fromkeys(("aino", "eleni"), (publication.id,))
    objects.put("publication to a group one is in", (publication.id,), members)
    objects.put("own launch", [each for (each,) in launches.values()], launches)
    given = (practice, exam)
    objects.put("assignment to one's group", given, {"tove": (practice,), "nikos": (exam,)})
    objects.put("any assigned exam", given, {"heikki": (exam,)})
    objects.put("assignment to oneself", given, {"aino": (practice,), "eleni": (practice,), "boris": (exam,)})
    objects.put("own desktop", (device,), {"boris": (device,)})
    for rule, ids in (
        ("any desktop", (device,)),
        ("any refused upload", (refusal,)),
        ("any account", tuple(company.accounts.values())),
        ("any invitation", (invitation.id,)),
        ("any API token", (token.id,)),
        ("any request", (request.id,)),
        ("any re-grading run", (run.id,)),
        ("any statement", (told.id,)),
    ):
        objects.put(rule, ids, dict.fromkeys(people, ids))
    return objects
