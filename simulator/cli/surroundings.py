"""What every command needs of its surroundings: whose journal, which language, what scenes, a display or none."""

from __future__ import annotations

import getpass
import json
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from simulator.cli.files import find_folder
from simulator.errors import SurroundingsError

if TYPE_CHECKING:
    from simulator.record import Journal, Person
    from simulator.scenario import Scenario
    from simulator.texts import Texts

BOND_NAME = "company.json"
"""Where there is such a file in the data folder, this machine has joined a company."""
LANGUAGES = ("en", "fi", "sv", "ru", "el")


def get_texts(language: str | None = None) -> Texts:
    """The texts of ``language``, or of the machine's user."""
    from simulator.texts import texts

    return texts(language or ui_language())


def ui_language() -> str:
    """The language of the machine's user where we speak it, else English."""
    for name in ("SILKGLOVES_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        code = os.environ.get(name, "")[:2].lower()
        if code in LANGUAGES:
            return code
    return "en"


def open_own_journal() -> Journal:
    """The journal in the person's data folder. Raises SurroundingsError where it cannot be opened."""
    from simulator.record import open_journal
    from simulator.settings import JOURNAL_NAME, data_dir

    return open_journal(data_dir() / JOURNAL_NAME)


def person_id_of(journal: Journal, name: str | None) -> str:
    """The id of the person called so, who is added on first sight; without a name, of whose machine this is."""
    theirs = company_person(journal)
    if theirs is not None and name in (None, "", theirs.display_name):
        return theirs.id  # whoever else is called so here: what is played for the company is theirs
    wanted = name or user_name()
    for person in journal.people():
        if person.display_name == wanted:
            return person.id
    return journal.add_person(wanted).id


def company_person(journal: Journal) -> Person | None:
    """Whose machine this is to the company it has joined; None where it has joined none."""
    from simulator.record import UnknownRecordError
    from simulator.settings import data_dir

    if not (data_dir() / BOND_NAME).is_file():
        return None
    from simulator.exchange import load_link  # takes a second, and most have joined nobody

    with suppress(SurroundingsError, UnknownRecordError):
        link = load_link(data_dir())
        found = None if link is None else journal.person(link.person_id)
        return None if found is None or found.erased_at is not None else found
    return None


def player_name(name: str | None) -> str:
    """Who plays on the desktop: whoever is named, else whose machine this is to its company, else the user."""
    from simulator.settings import data_dir

    if not name and (data_dir() / BOND_NAME).is_file():
        with open_own_journal() as journal:
            theirs = company_person(journal)
        name = None if theirs is None else theirs.display_name
    return name or user_name()


def user_name() -> str:
    """What the machine calls its user; who plays, unless told otherwise."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "trainee"


def find_scenario(name: str) -> Scenario:
    """The scene of that name or folder. Raises UsageError with the nearest name, or ScenarioError for a faulty one."""
    from simulator.scenario import load

    return load(find_folder(name))


def has_display() -> bool:
    """Whether a window could be opened here."""
    if sys.platform in ("win32", "darwin"):
        return True
    if os.environ.get("SDL_VIDEODRIVER"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def has_keyboard() -> bool:
    """Whether somebody can type here."""
    return sys.stdin is not None and sys.stdin.isatty()


def sound_scenes() -> list[Scenario]:
    """The scenes that can be played; those with errors are named and passed over."""
    from simulator.scenario import ScenarioError, load, slugs

    found = []
    for slug in slugs():
        try:
            found.append(load(slug))
        except ScenarioError:
            click.echo(f"{slug} has errors and is left out; silkgloves check names them.", err=True)
    return found


def print_json(data: Any) -> None:
    """One JSON, readable and byte-stable; a lone surrogate stays an escape."""
    text = json.dumps(data, ensure_ascii=False, indent=2)
    escaped = (f"\\u{ord(char):04x}" if 0xD800 <= ord(char) < 0xE000 else char for char in text)
    sys.stdout.write("".join(escaped) + "\n")
