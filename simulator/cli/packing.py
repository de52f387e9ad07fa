"""For trainers: a scene in one file to hand on, and back."""

from __future__ import annotations

from pathlib import Path

import click

from simulator.cli.files import find_folder, write_new
from simulator.errors import EXIT_FAILED


@click.command()
@click.argument("scene")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="The file; SCENE.silk if left out.")
@click.option("--force", is_flag=True, help="Replace the file if it is there.")
def pack(*, scene: str, out: Path | None, force: bool) -> None:
    """Pack SCENE (a name or folder) with its words and plans into one file to hand on."""
    from simulator.authoring import pack_scene

    folder = find_folder(scene)
    packed = pack_scene(folder)
    target = out or Path(f"{folder.name}.silk")
    write_new(target, packed.raw, force=force)
    click.echo(f"Packed {len(packed.files)} files into {target}.")
    for name in packed.left_out:
        click.echo(f'"{name}" is no part of a scene and was left out.')


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--into", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="The folder the scene is put into."
)
@click.option("--force", is_flag=True, help="Replace a scene of that name.")
def unpack(*, file: Path, into: Path, force: bool) -> None:
    """Unpack the scene in FILE into a folder of its own name. All of it is checked before anything is written."""
    from simulator.authoring import unpack_scene
    from simulator.scenario import ScenarioError

    try:
        done = unpack_scene(file, into, force=force)
    except ScenarioError as error:
        for item in error.diagnostics:
            click.echo(str(item))
        click.echo("Nothing was written.")
        raise click.exceptions.Exit(EXIT_FAILED) from error
    for warning in done.warnings:
        click.echo(warning)
    click.echo(f"Unpacked {done.folder} (version {done.version}). Play it: silkgloves play {done.folder} --text")
