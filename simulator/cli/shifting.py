"""A shift at the counter: on the desktop, or in plain text."""

from __future__ import annotations

import secrets
from typing import Any

import click

from simulator.cli.playing import SEEDS, open_desktop
from simulator.cli.surroundings import LANGUAGES, get_texts, has_display, open_own_journal, person_id_of, ui_language
from simulator.errors import SurroundingsError


@click.command()
@click.option("--text", is_flag=True, help="Play in plain text.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Language of the shift.")
@click.option("--seed", type=click.IntRange(0, SEEDS - 1), help="Who comes, and when; drawn if left out.")
@click.option("--trainee", help="Who plays; if left out, who joined a company, else your user name.")
def shift(*, text: bool, language: str | None, seed: int | None, trainee: str | None) -> None:
    """Ten minutes at the counter with a queue: go on with the shift begun last, or begin the next one."""
    if not text:
        if not has_display():
            raise SurroundingsError(get_texts()("error.no_display"), get_texts()("error.no_display.advice"))
        open_desktop(None, language, seed, mode="shift", trainee=trainee)
        return
    from simulator import terminal
    from simulator.settings import SettingsFolder, data_dir
    from simulator.training import Shift, latest_shift, shift_scenes

    with open_own_journal() as journal:
        person = person_id_of(journal, trainee)
        record = latest_shift(journal, person)
        before = None if record is None else Shift.resume(journal, record.id)
        if before is not None and not before.floor.closed:
            played = before
        else:
            code: Any = language or ui_language()
            tolerance = SettingsFolder(data_dir()).load(person).settings.abuse_tolerance
            drawn = secrets.randbelow(SEEDS) if seed is None else seed
            scenes = shift_scenes(code, tolerance)
            played = Shift.begin(code, drawn, journal=journal, person_id=person, scenes=scenes, after=before)
        t = get_texts(played.language)
        if terminal.play_shift(played, t):
            terminal.review_shift(played, t)
