"""A small company for the console's tests: who works there, who trains whom, and what they have played.

Made once for each process as a file, and copied; so a test may change whatever it likes.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from unittest import mock

from builders import found
from gradings import PROPOSAL, unimproved
from starlette.testclient import TestClient

from simulator.console import ServeOptions, create_app
from simulator.console.tokens import new_token, token_hash
from simulator.console.visitor import COOKIE
from simulator.engine import Acted
from simulator.record import Journal, Mode, Role, open_journal
from simulator.scenario import load
from simulator.training import Session

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
"""Everybody's second factor."""
HOST = "https://localhost"

STAFF = {
    "ada": ("Ada Lovelace", "en", {Role.ADMINISTRATOR}),
    "heikki": ("Heikki Åkerlund", "fi", {Role.HR}),
    "tove": ("Tove <b>Berg</b>", "sv", {Role.TRAINER}),
    "nikos": ("Νίκος Παπαδάκης", "el", {Role.TRAINER}),
    "aino": ("Aino Mäkelä", "fi", {Role.TRAINEE}),
    "boris": ("Борис Орлов", "ru", {Role.TRAINEE}),
    "eleni": ("Ελένη Κωστή", "el", {Role.TRAINEE}),
}
"""By login: name, language, roles. Tove trains North (Aino, Eleni), Nikos trains South (Boris)."""

SAID = {
    "en": "I am truly sorry about this, that was our mistake",
    "fi": "Olen todella pahoillani tästä, se oli meidän virheemme",
    "sv": "Jag är verkligen ledsen för det här, det var vårt fel",
    "ru": "Мне очень жаль, это была наша ошибка, я всё исправлю",
    "el": "Λυπάμαι πραγματικά για αυτό, ήταν δικό μας λάθος",
}
PLAYED = (
    ("aino", "overcharged_card", "fi", Mode.PRACTICE),
    ("aino", "beyond_authority", "fi", Mode.EXAM),
    ("boris", "beyond_authority", "ru", Mode.EXAM),
    ("eleni", "overcharged_card", "el", Mode.PRACTICE),
    ("eleni", "beyond_authority", "el", Mode.EXAM),
)
"""Finished sessions, in order: whose, which scene, language, mode."""


_scene = cache(load)


@dataclass(frozen=True)
class World:
    """A company and its console.

    Args:
        journal: its records.
        options: how the console is served.
        people: ids by login.
        accounts: ids by login.
        teams: ids by name.
        sessions: ids of finished sessions by whose and scene.
    """

    journal: Journal
    options: ServeOptions
    people: dict[str, str]
    accounts: dict[str, str]
    teams: dict[str, str]
    sessions: dict[tuple[str, str], str]
    app: object = field(repr=False)

    def client(self, login: str | None = None, *, complete: bool = True) -> TestClient:
        """A browser, signed in as somebody unless nobody is named; it follows no redirects."""
        browser = TestClient(
            self.app,
            base_url=HOST,
            follow_redirects=False,
            headers={"Sec-Fetch-Site": "same-origin", "Accept-Language": "en"},
        )
        if login is not None:
            token = new_token()
            ends = datetime.now(UTC) + timedelta(hours=12)
            self.journal.logins.open_sign_in(self.accounts[login], token_hash(token), ends, complete)
            browser.cookies.set(COOKIE, token, domain="localhost.local", path="/")  # as the answer would set it
        return browser


@cache
def _template() -> Path:
    """The company's records as a file."""
    folder = Path(tempfile.mkdtemp(prefix="silkgloves-world-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with open_journal(folder / "world.sqlite3") as journal:
        _fill(journal)
    return folder / "world.sqlite3"


def _fill(journal: Journal) -> None:
    people = {}
    for login, (name, language, roles) in STAFF.items():
        people[login] = journal.add_person(name, language=language).id
        account = journal.logins.add(people[login], login, None, frozenset(roles), "")
        journal.logins.see_notice(account.id)
        if roles != {Role.TRAINEE}:
            journal.logins.set_totp(account.id, SECRET)
    for name, kind, trainer, members in (
        ("North", "site", "tove", ("aino", "eleni")),
        ("South", "site", "nikos", ("boris",)),
    ):
        team = journal.teams.add(name, kind)
        journal.teams.put(team.id, people[trainer], "trainer")
        for member in members:
            journal.teams.put(team.id, people[member], "member")
    for number, (login, slug, language, mode) in enumerate(PLAYED):
        play(journal, people[login], slug, language, mode, improved=number == 1)
    journal.add_person("Only on the desktop")


def play(
    journal: Journal,
    person_id: str,
    slug: str,
    language: str,
    mode: Mode,
    *,
    finish: bool = True,
    improved: bool = False,
) -> str:
    """Play a scene briefly, without the detector: what was said is fixed, what was found in it as well.

    Args:
        journal: where it is kept.
        person_id: who plays.
        slug: the scene.
        language: in which it is played.
        mode: as what.
        finish: whether it is graded and closed.
        improved: whether proved improvements stand in its grade, which takes the detector and most of a second.
    """
    session = Session.begin(_scene(slug), language, 7, mode=mode, journal=journal, person_id=person_id)
    session.take(found(SAID[language], "apologise", "admit_mistake", "empathise", language=language))
    session.take(Acted("note", text="charged twice"))
    session.take(found(SAID[language], "offer_remedy", "promise_followup", language=language))
    if finish:
        if not session.ended:
            session.leave()
        with nullcontext() if improved else mock.patch(PROPOSAL, unimproved):
            session.finish()
    return session.played.session_id


@contextmanager
def world(folder: Path, database: str = "", fill: Callable[[Journal], None] = _fill) -> Iterator[World]:
    """The company with its console.

    Args:
        folder: for its file.
        database: an empty database to put it into instead.
        fill: puts people and sessions into an empty journal.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "world.sqlite3"
    if not database:
        shutil.copy(_template(), path)
    options = ServeOptions(database=database or str(path), home=folder)
    with open_journal(options.database) as journal:
        if database:
            fill(journal)
        people = {account.login: account.person_id for account in journal.logins.accounts()}
        logins = {person: login for login, person in people.items()}
        yield World(
            journal=journal,
            options=options,
            people=people,
            accounts={account.login: account.id for account in journal.logins.accounts()},
            teams={team.name: team.id for team in journal.teams.teams()},
            sessions={
                (logins[record.person_id], record.header.scenario_slug): record.id for record in journal.sessions()
            },
            app=create_app(journal, options),
        )
