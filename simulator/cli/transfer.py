"""For trainers: scenes out into other programs' files, and back from them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from simulator.cli.files import find_folder, holds_scene, refuse_existing, write
from simulator.cli.surroundings import LANGUAGES, print_json
from simulator.errors import EXIT_FAILED, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from simulator.scenario import Diagnostic

WORKBOOKS = (".xlsx", ".xlsm")


@click.command("export")
@click.argument("scene")
@click.option("--format", "form", type=click.Choice(["xlsx"]), default="xlsx", show_default=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="The file; SCENE.xlsx if left out.")
@click.option("--force", is_flag=True, help="Replace the file if it is there.")
def export_scene(*, scene: str, form: str, out: Path | None, force: bool) -> None:
    """Write SCENE (a name or folder) as a workbook that can be edited and imported again."""
    from simulator.authoring import export_workbook

    folder = find_folder(scene)
    target = out or Path(f"{folder.name}.{form}")
    refuse_existing(target, force=force)
    write(target, export_workbook(folder))
    click.echo(f"Wrote {target}. Edit it, then: silkgloves import {scene} {target} --force")


@click.command("import")
@click.argument("arguments", nargs=-1, required=True, metavar="[SCENE] FILE")
@click.option("--slug", help="Name of the scene; that of the file if left out.")
@click.option("--format", "form", type=click.Choice(["xlsx"]), help="What the file is; its ending tells if left out.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", help="What a story is written in.")
@click.option(
    "--channel", type=click.Choice(["store", "phone", "email", "chat"]), default="store", help="Where a story happens."
)
@click.option("--story", default="", help="Which story, where a file of Twine holds several.")
@click.option("--force", is_flag=True, help="Replace a scene that is there.")
@click.option("--json", "as_json", is_flag=True)
def import_scene(
    *,
    arguments: tuple[str, ...],
    slug: str | None,
    form: str | None,
    language: str,
    channel: str,
    story: str,
    force: bool,
    as_json: bool,
) -> None:
    """Make a scene of FILE: a workbook written by export, or a draft of a story of Twine, H5P or ink.

    SCENE is the scene's name, or the folder it is to stand in. Everything is checked before anything is written.
    """
    if len(arguments) > 2 or (len(arguments) == 2 and slug is not None):
        raise UsageError("That is too much: one scene and one file.", "Write: silkgloves import SCENE FILE.xlsx")
    file = Path(arguments[-1])
    scene = arguments[0] if len(arguments) == 2 else slug or _name_of(file)
    if form is None and file.suffix.lower() not in WORKBOOKS:
        _import_foreign(file, scene, language=language, channel=channel, story=story, force=force, as_json=as_json)
        return
    from simulator.authoring import import_workbook
    from simulator.scenario import ScenarioError

    try:
        written, warnings = import_workbook(file, folder_of(scene), force=force)
    except ScenarioError as error:
        _tell(error.diagnostics, as_json=as_json)
        raise click.exceptions.Exit(EXIT_FAILED) from error
    _tell(warnings, as_json=as_json)
    if not as_json:
        click.echo(f"Wrote {len(written)} files to {written[0].parent}. Next: silkgloves rehearse {scene}")


def _name_of(file: Path) -> str:
    """A scene's name made of a file's: `The Kettle.html` is `the_kettle`, `soup.ink.json` is `soup`."""
    stem = file.stem.lower().removesuffix(".ink")
    return "_".join("".join(char if char.isalnum() else " " for char in stem).split())


def folder_of(scene: str) -> Path:
    """The folder of a scene that need not be there yet: by its name among the scenes, or where the path leads."""
    from simulator.resources import scenarios_dir

    path = Path(scene)
    return path if path.name != scene or holds_scene(scene) else scenarios_dir() / scene


def _tell(found: Iterable[Diagnostic], *, as_json: bool) -> None:
    from simulator.scenario import counted

    found = list(found)
    if as_json:
        print_json([item.to_json() for item in found])
        return
    for item in found:
        click.echo(str(item))
    is_faulty = any(item.severity == "error" for item in found)
    click.echo(counted(found) + ("; nothing was written" if is_faulty else ""))


def _import_foreign(
    file: Path, scene: str, *, language: str, channel: str, story: str, force: bool, as_json: bool
) -> None:
    """A story of another program becomes a draft; the report tells what could not be carried over."""
    from simulator.authoring import import_foreign

    folder = folder_of(scene)
    written, report = import_foreign(file, folder, language=language, channel=channel, story=story, force=force)
    if as_json:
        print_json([item.to_json() for item in report])
        return
    for item in report:
        click.echo(str(item))
    click.echo(f"{len(report)} {'thing' if len(report) == 1 else 'things'} to look at")
    click.echo(f"Wrote {len(written)} files to {folder}: a draft. Next: silkgloves rehearse {scene}")
