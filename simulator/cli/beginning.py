"""For trainers: a new scene to begin with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from simulator.cli.files import find_folder, write_new
from simulator.cli.surroundings import LANGUAGES
from simulator.errors import UsageError


@click.command()
@click.argument("slug")
@click.option("--like", help="Copy this scene (a name or folder) with its comments instead of the small one.")
@click.option(
    "--channel",
    type=click.Choice(["store", "phone", "email", "chat"]),
    help="How the customer comes; store if left out.",
)
@click.option("--language", type=click.Choice(LANGUAGES), help="What it is written in; en if left out.")
@click.option("--xlsx", is_flag=True, help="Write it as a workbook SLUG.xlsx as well.")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the scene's folder is made; among the scenes if left out.",
)
def new(
    *, slug: str, like: str | None, channel: str | None, language: str | None, xlsx: bool, folder: Path | None
) -> None:
    """Begin a scene named SLUG: small, commented, and playable at once."""
    from simulator.authoring import copy_scene, export_workbook, start_scene
    from simulator.scenario import Channel

    if like is not None and (channel or language):
        raise UsageError("A copy keeps its channel and languages.", "Leave out --channel and --language, or --like.")
    root = folder or _usual_root()
    workbook = Path(f"{slug}.xlsx")
    if xlsx and workbook.exists():
        raise UsageError(f'"{workbook}" is there already.', "Move it, or leave out --xlsx.")
    if like is not None:
        made = copy_scene(find_folder(like), slug, root)
    else:
        code: Any = language or "en"
        made = start_scene(slug, root, channel=Channel(channel or "store"), language=code)
    click.echo(f"Wrote {made}:")
    for file in sorted(made.rglob("*.yaml")):
        click.echo(f"  {file.relative_to(made).as_posix()}")
    name = slug if _is_known(made) else str(made)
    if xlsx:
        write_new(workbook, export_workbook(made), force=False)
        click.echo(f"Wrote {workbook}. Edit it, then: silkgloves import {name} {workbook} --force")
    _say_next(name, language or "en", made)


def _usual_root() -> Path:
    """Among the scenes of a checkout; an installed program's own folder is left alone: there it is where one stands."""
    from simulator.resources import in_checkout, scenarios_dir

    return scenarios_dir() if in_checkout() else Path()


def _is_known(made: Path) -> bool:
    from simulator.resources import scenarios_dir

    return made.parent.resolve() == scenarios_dir().resolve()


def _say_next(name: str, language: str, made: Path) -> None:
    spoken = f"lines.{language}.yaml"
    lines = spoken if (made / spoken).is_file() else "lines.*.yaml"
    quoted = f'"{name}"' if " " in name else name
    click.echo("Next:")
    click.echo(f"  silkgloves play {quoted} --text    play it as it is (type !help there)")
    click.echo(f"  {lines} and scenario.yaml    change words, then ways; the comments tell what is what")
    click.echo(f"  silkgloves check {quoted}    what is wrong, with line and advice")
    click.echo(f"  silkgloves rehearse {quoted}    whether its plans still go as planned")
    click.echo("The manual is scenarios/README.md.")
