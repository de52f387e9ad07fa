"""`silkgloves graph`: a scene as a picture."""

from __future__ import annotations

from pathlib import Path

import click

from simulator.cli.surroundings import LANGUAGES, find_scenario, ui_language
from simulator.errors import UsageError

SHOWN = ("excellent", "good", "recovering", "poor")
"""Plans whose tracks are drawn unless others are named."""


@click.command()
@click.argument("scene")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="FILE.svg, FILE.png or FILE.html.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Language of the words in it.")
@click.option("--plan", "named", multiple=True, help="Draw the track of this plan; can be given several times.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def graph(*, scene: str, out: Path | None, language: str | None, named: tuple[str, ...], force: bool) -> None:
    """Draw SCENE: its moments coloured by mood, what leads where, and the tracks of its plans."""
    from simulator.authoring import graph as drawing
    from simulator.scenario import plans
    from simulator.training import play_tracks

    scenario = find_scenario(scene)
    there = plans(scenario)
    for name in named:
        if name not in there:
            raise UsageError(f"{scenario.slug} has no plan {name!r}.", f"It has {', '.join(there) or 'none'}.")
    own = language or (ui_language() if ui_language() in scenario.words else scenario.languages[0])
    code = next((code for code in scenario.languages if code == own), None)
    if code is None:
        raise UsageError(f"{scenario.slug} cannot be played in {own!r}.", f"It speaks {', '.join(scenario.languages)}.")
    target = out or Path(f"{scenario.slug}.svg")
    if target.exists() and not force:
        raise UsageError(f"{target} exists already.", "Name another file with --out, or add --force.")
    shown = named or tuple(name for name in SHOWN if name in there)
    drawing.draw_graph(drawing.picture_of(scenario, play_tracks(scenario, there, code), code, shown=shown), target)
    click.echo(f"Wrote {target}.")
