"""For trainers: the words of a scene out to translators and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from simulator.cli.files import find_folder, write_new
from simulator.cli.surroundings import LANGUAGES, print_json
from simulator.errors import EXIT_FAILED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulator.authoring import State

_TARGETS = [code for code in LANGUAGES if code != "en"]
_FORMATS = ["csv", "xliff", "po"]


@click.group(subcommand_metavar="export|import …")
@click.argument("scene")
@click.pass_context
def translate(context: click.Context, *, scene: str) -> None:
    """Give the words of SCENE (a name or folder) to translators, and take the translations back.

    silkgloves translate umbrella export --language fi writes all words with the English beside them;
    silkgloves translate umbrella import umbrella.fi.csv checks what comes back and puts it into the scene.
    """
    context.obj = (scene, find_folder(scene))


@translate.command("export")
@click.option("--language", type=click.Choice(_TARGETS), required=True, help="The language to translate to.")
@click.option("--format", "form", type=click.Choice(_FORMATS), default="csv", show_default=True)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="The file; SCENE.LANGUAGE.FORMAT if left out."
)
@click.option("--force", is_flag=True, help="Replace the file if it is there.")
@click.pass_obj
def export_translation(found: tuple[str, Path], *, language: str, form: str, out: Path | None, force: bool) -> None:
    """Write all words: id, English, translation, state, and where each is spoken, by whom, in which mood."""
    from simulator.authoring import export_words

    scene, folder = found
    raw, states = export_words(folder, language, form)
    target = out or Path(f"{folder.name}.{language}.{form}")
    write_new(target, raw, force=force)
    click.echo(f"Wrote {target}: {_counted(states)}.")
    click.echo(f"When it is translated: silkgloves translate {scene} import {target}")


@translate.command("import")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--language", type=click.Choice(_TARGETS), help="The language the file must be in.")
@click.option("--format", "form", type=click.Choice(_FORMATS), help="What the file is; its ending tells if left out.")
@click.option(
    "--unfinished", is_flag=True, help="Keep it as a draft while texts are missing; the scene plays on without it."
)
@click.option("--allow-lost", is_flag=True, help="Let a translation leave out what is drawn.")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def import_translation(
    found: tuple[str, Path],
    *,
    file: Path,
    language: str | None,
    form: str | None,
    unfinished: bool,
    allow_lost: bool,
    as_json: bool,
) -> None:
    """Take the translations of FILE over. All of it is checked first; with a single fault nothing is written."""
    from simulator.authoring import import_words
    from simulator.scenario import ScenarioError

    try:
        done = import_words(found[1], file, language, form, unfinished=unfinished, may_lose=allow_lost)
    except ScenarioError as error:
        if as_json:
            print_json([item.to_json() for item in error.diagnostics])
        else:
            for item in error.diagnostics:
                click.echo(str(item))
            click.echo("Nothing was written.")
        raise click.exceptions.Exit(EXIT_FAILED) from error
    if as_json:
        print_json([item.to_json() for item in done.warnings])
        return
    for item in done.warnings:
        click.echo(str(item))
    written = ", ".join(str(path) for path in done.files) or "nothing; the file brings nothing new"
    click.echo(f"{done.changed} texts are new or changed ({done.language}); now {_counted(done.states)}.")
    click.echo(f"Written: {written}.")


def _counted(states: Mapping[State, int]) -> str:
    return ", ".join(f"{count} {state}" for state, count in states.items())
