"""Every page and every form, with hostile words in every field and every stored text."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from builders import found

from simulator.authoring.drafts import Frozen, draft_from_scene, freeze
from simulator.console.routes import all_routes
from simulator.console.tokens import new_token, token_hash
from simulator.record import Mode, Role
from simulator.training import Session

from . import world as small_company
from .crawling import PAYLOAD, Page, Walk
from .objects import Objects, made_for
from .test_security import path_of
from .world import STAFF, World, play, world

SKIPPED = re.compile(r"/(sign-out|account/sign-ins|language)$|/admin/people/[^/]+/(erase|block|roles|second-factor)$")
"""Actions that would end the walk of somebody; their own tests look at them."""
EXTRA = tuple(
    (name, value)
    for name in ("roles", "role", "is_admin", "admin", "reviewer", "author", "owner", "by", "person", "person_id", "account", "account_id", "status", "confirmed", "id")
    for value in ("administrator",)
)  # fmt: skip


HOSTILE_WORDS = PAYLOAD.partition("{")[0]
"""Without braces: they are placeholders in the words of a scene."""


@cache
def hostile_scene() -> Frozen:
    """A scene whose title and every line of whose people break out of wherever they are put."""
    files = dict(draft_from_scene("overcharged_card").files)
    for name in [name for name in files if name.startswith("lines.")]:
        files[name] = re.sub(
            r"(?m)^(  [a-z]\w*(?:\.\w+)+: )([^>|\n].*)$",
            lambda line: line[1] + json.dumps(f"{HOSTILE_WORDS} {line[2].strip(chr(34))}"),
            files[name],
        )
    return freeze("hostile_scene", files)


def play_hostile(company: World) -> None:
    """Publish the scene to a group, and let somebody of it play it and say as much."""
    journal, scene = company.journal, hostile_scene()
    journal.put_scenario(scene.hash, scene.content)
    journal.publications.publish(
        "hostile_scene", scene.hash, by=company.people["tove"], team_id=company.teams["North"], note=PAYLOAD
    )
    session = Session.begin(scene.scenario, "en", 7, mode=Mode.EXAM, journal=journal, person_id=company.people["aino"])
    session.take(found(PAYLOAD, "apologise", "empathise", language="en"))
    if not session.ended:
        session.leave()
    session.finish()


def make_hostile(company: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let everything that is stored and shown hold the payload."""
    journal, people = company.journal, company.people
    for person_id in people.values():
        journal.rename(person_id, f"{journal.person(person_id).display_name} {PAYLOAD}")
    for team in journal.teams.teams():
        journal.teams.rename(team.id, f"{team.name} {PAYLOAD}")
    monkeypatch.setitem(small_company.SAID, "fi", PAYLOAD)
    play(journal, people["aino"], "beyond_authority", "fi", Mode.EXAM)
    play_hostile(company)
    soon = datetime.now(UTC) + timedelta(days=3)
    journal.logins.invite(
        token_hash(new_token()), by=people["ada"], expires_at=soon, display_name=PAYLOAD, roles={Role.TRAINEE}
    )
    journal.logins.add_token(
        token_hash(new_token()), name=PAYLOAD, account_id=company.accounts["ada"], scopes={"people"}
    )
    journal.office.ask(people["aino"], PAYLOAD)
    journal.rounds.add(
        PAYLOAD,
        "seven_steps",
        sessions=[company.sessions["aino", "beyond_authority"]],
        raters=[people["tove"]],
        by=people["tove"],
        team_id=company.teams["North"],
    )
    journal.publications.add_draft(
        "hostile", people["tove"], {"scenario.yaml": f"format: 1\ntitle: {PAYLOAD}\n", "lines.en.yaml": PAYLOAD}
    )
    journal.publications.publish(
        "hostile",
        journal.session(company.sessions["aino", "beyond_authority"]).header.scenario_hash,
        by=people["tove"],
        team_id=company.teams["North"],
        note=PAYLOAD,
    )
    for action in ("transcript.opened", "person.erased"):
        journal.audit.append(
            people["ada"], action, "session", company.sessions["aino", "beyond_authority"], {"note": PAYLOAD}, PAYLOAD
        )


def standing(company: World) -> object:
    """Who is what and whose is what: no form of a trainee, trainer or of HR may change it."""
    journal = company.journal
    return (
        [
            (each.id, each.person_id, each.login, each.roles, each.blocked_at)
            for each in journal.logins.accounts()
            if each.id in company.accounts.values()
        ],
        [(each.id, each.person_id) for each in journal.sessions() if each.id in company.sessions.values()],
        [(each.id, each.created_by) for each in journal.rounds.rounds()][:1],
    )


def test_the_walker_sees_what_must_not_be_there() -> None:
    for html in (
        PAYLOAD,
        f"<p>{PAYLOAD}</p>",
        "<a href='javascript:alert(1)'>",
        "<b onclick=x>",
        "<p style='a'>",
        "<script>x</script>",
        "<a href='//evil'>",
        "56211",
    ):
        assert Page(html).wrong, html
    from html import escape

    assert (
        Page(f"<textarea name=a>{escape(PAYLOAD)}</textarea><a href='/x?a=1' title=\"{escape(PAYLOAD)}\">").wrong == []
    )


def starts_of(login: str | None, objects: Objects) -> list[str]:
    """Every address somebody may open, about an object of theirs."""
    starts = ["/", "/sign-in", f"/sign-in?said={PAYLOAD}"]
    for route in all_routes():
        if login and route.method == "GET" and not route.sheet and route.who and route.who & STAFF[login][2]:
            things = objects.own(route.thing.name, login)[:1] if route.thing else ("",)
            starts += [path_of(route, thing) for thing in things]
    return starts


@pytest.mark.slow
def test_no_text_that_anybody_wrote_becomes_a_part_of_a_page_or_more_than_it_may(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world(tmp_path) as company:
        objects = made_for(company)
        make_hostile(company, monkeypatch)
        before, wrong, sent = standing(company), [], 0
        for login in (None, "aino", "heikki", "tove", "ada"):
            if login == "ada":  # the administrator may change who is what; nobody before could
                assert standing(company) == before
            with company.client(login) as browser:
                walk = Walk(browser, SKIPPED)
                walk.look(*starts_of(login, objects))
                for form in list(walk.forms.values()):
                    walk.send(form, () if login == "ada" else EXTRA)
                    sent += 1
            wrong += [(login, *each) for each in walk.wrong]
        for login in ("aino", "heikki", "tove", "ada"):
            with company.client(login) as browser:
                walk = Walk(browser, SKIPPED)
                walk.look(*starts_of(login, objects))
            wrong += [(login, *each) for each in walk.wrong]
        assert wrong == []
        assert sent > 10


@pytest.mark.slow
def test_every_table_of_hostile_words_can_be_taken_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with world(tmp_path) as company:
        objects = made_for(company)
        make_hostile(company, monkeypatch)
        for login in ("ada", "heikki", "tove", "aino"):
            browser = company.client(login)
            for route in all_routes():
                if not route.sheet or not route.who or not route.who & STAFF[login][2]:
                    continue
                thing = next(iter(objects.own(route.thing.name, login)), "") if route.thing else ""
                answer = browser.get(path_of(route, thing))
                assert answer.status_code == 200, (login, route.path)
                disposition = answer.headers["content-disposition"]
                assert re.fullmatch(
                    r"attachment; filename=\"[A-Za-z0-9._-]+\"; filename\*=UTF-8''[A-Za-z0-9._%-]+", disposition
                )
