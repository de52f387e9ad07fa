"""For trainers: a scene played by simulated trainees, to see whether skill pays in it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simulator.cli.files import find_folder, refuse_existing
from simulator.cli.surroundings import LANGUAGES, print_json, ui_language
from simulator.errors import UsageError

if TYPE_CHECKING:
    from simulator.authoring import simulation as simulated

MOST_TRAINEES = 10_000
MOST_SEED = 2**31
RARE = 5
"""A node met by fewer than this many percent of the sessions is pointed out."""


@click.command()
@click.argument("scene")
@click.option("--trainees", type=click.IntRange(1, MOST_TRAINEES), default=100, show_default=True, help="Per level.")
@click.option(
    "--seed", type=click.IntRange(0, MOST_SEED), default=1, show_default=True, help="The same seed, the same figures."
)
@click.option(
    "--language", "languages", type=click.Choice(LANGUAGES), multiple=True, help="Can be given several times."
)
@click.option("--cores", type=click.IntRange(1, 256), help="Processes; all the machine has if left out.")
@click.option("--json", "as_json", is_flag=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Draw it: FILE.svg or FILE.png.")
@click.option("--force", is_flag=True, help="Write over a drawing that is there.")
def simulate(
    *,
    scene: str,
    trainees: int,
    seed: int,
    languages: tuple[str, ...],
    cores: int | None,
    as_json: bool,
    out: Path | None,
    force: bool,
) -> None:
    """Let simulated trainees of five levels play SCENE, and three tricks, and say whether skill pays."""
    from simulator.authoring import simulation as simulated
    from simulator.scenario import load

    folder = find_folder(scene)
    scenario = load(folder)
    own = ui_language() if ui_language() in scenario.words else scenario.languages[0]
    codes = tuple(dict.fromkeys(languages or (own,)))
    _refuse_unspoken(scenario.slug, codes, scenario.languages)
    targets = {code: _target(out, code, alone=len(codes) == 1) for code in codes} if out else {}
    for target in targets.values():
        refuse_existing(target, force=force)
    found = [_played(folder, code, trainees=trainees, seed=seed, cores=cores or os.cpu_count()) for code in codes]
    if as_json:
        print_json([simulation.to_json() for simulation in found])
    else:
        for simulation in found:
            _print(simulation)
    for simulation in found:
        if simulation.language in targets:
            simulated.draw_simulation(simulation, targets[simulation.language])


def _refuse_unspoken(slug: str, codes: tuple[str, ...], spoken: tuple[str, ...]) -> None:
    for code in codes:
        if code not in spoken:
            raise UsageError(f"{slug} cannot be played in {code!r}.", f"It speaks {', '.join(spoken)}.")


def _target(out: Path, code: str, *, alone: bool) -> Path:
    """The file of a language: as named, with the language before the ending where there are several."""
    if out.suffix.lower() not in (".svg", ".png"):
        raise UsageError(f'"{out.name}" is neither .svg nor .png.', "Name the file for instance simulation.svg.")
    return out if alone else out.with_name(f"{out.stem}-{code}{out.suffix}")


def _played(folder: Path, code: Any, *, trainees: int, seed: int, cores: int | None) -> simulated.Simulation:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from simulator.authoring import simulation as simulated
    from simulator.training import simulate as simulate_scene

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(f"{folder.name} {code}", total=trainees * len(simulated.PLAYERS))
        return simulate_scene(
            str(folder),
            code,
            trainees=trainees,
            seed=seed,
            cores=cores,
            told=lambda done: progress.update(task, advance=done),
        )


def _print(found: simulated.Simulation) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    table = Table(title=f"{found.scenario} {found.language}, seed {found.seed}")
    for head in ("player", "sessions", "grade", "spread", "turns"):
        table.add_column(head, justify="left" if head == "player" else "right", no_wrap=True)
    table.add_column("endings")
    for row in found.rows:
        endings = ", ".join(f"{name} {100 * count // row.sessions} %" for name, count in row.endings.items())
        table.add_row(
            row.player, str(row.sessions), f"{row.mean:.1f}", f"{row.spread:.1f}", f"{row.turns:.1f}", endings
        )
    console.print(table)
    nodes = ", ".join(f"{name} {share:.0f} %" for name, share in found.nodes.items())
    click.echo(f"Nodes met by the trainees: {nodes}")
    rare = [name for name, share in found.nodes.items() if share < RARE]
    if rare:
        click.echo(f"Hardly ever met: {', '.join(rare)}")
    for warning in found.warnings:
        click.echo(f"warning: {warning}")
    if not found.warnings:
        click.echo("Skill pays at every step, and no trick wins.")
