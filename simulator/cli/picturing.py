"""Pictures: `silkgloves graph` draws a scene, `silkgloves screenshot` a view of the desktop."""

from __future__ import annotations

from pathlib import Path

import click

from simulator.cli.files import find_folder, refuse_existing
from simulator.cli.surroundings import LANGUAGES, ui_language
from simulator.errors import UsageError

SHOWN = ("excellent", "good", "recovering", "poor")
"""Plans whose tracks are drawn unless others are named."""
LARGEST_PX = 7680
SMALLEST_PX = 320


class WindowSize(click.ParamType[tuple[int, int]]):
    """A window's size, as 1280x720."""

    name = "WxH"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        """Read width and height in pixels."""
        wide, _, high = str(value).partition("x")
        if not (wide.isdecimal() and high.isdecimal()):
            self.fail(f"{value!r} is not a size. Write it as 1280x720.", param, ctx)
        size = int(wide), int(high)
        if min(size) < SMALLEST_PX or max(size) > LARGEST_PX:
            self.fail(f"{value!r}: from {SMALLEST_PX} to {LARGEST_PX} pixels each way.", param, ctx)
        return size


@click.command()
@click.argument("scene")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="FILE.svg, FILE.png or FILE.html.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Language of the words in it.")
@click.option("--plan", "named", multiple=True, help="Draw the track of this plan; can be given several times.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def graph(*, scene: str, out: Path | None, language: str | None, named: tuple[str, ...], force: bool) -> None:
    """Draw SCENE: its moments coloured by mood, what leads where, and the tracks of its plans."""
    from simulator.authoring import graph as drawing
    from simulator.scenario import load, plans
    from simulator.training import play_tracks

    folder = find_folder(scene)
    scenario, there = load(folder), plans(folder)
    for name in named:
        if name not in there:
            raise UsageError(f"{scenario.slug} has no plan {name!r}.", f"It has {', '.join(there) or 'none'}.")
    own = language or (ui_language() if ui_language() in scenario.words else scenario.languages[0])
    code = next((code for code in scenario.languages if code == own), None)
    if code is None:
        raise UsageError(f"{scenario.slug} cannot be played in {own!r}.", f"It speaks {', '.join(scenario.languages)}.")
    target = out or Path(f"{scenario.slug}.svg")
    refuse_existing(target, force=force)
    shown = named or tuple(name for name in SHOWN if name in there)
    drawing.draw_graph(drawing.picture_of(scenario, play_tracks(scenario, there, code), code, shown=shown), target)
    click.echo(f"Wrote {target}.")


@click.command()
@click.argument("view")
@click.option("--language", type=click.Choice(LANGUAGES), help="Language of the screens and of the scene in them.")
@click.option("--size", type=WindowSize(), default="1280x720", show_default=True, help="Of the window, in pixels.")
@click.option("--text-size", type=click.IntRange(80, 200), default=100, show_default=True, help="In percent.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="The PNG to write: VIEW.png if left out.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def screenshot(
    *, view: str, language: str | None, size: tuple[int, int], text_size: int, out: Path | None, force: bool
) -> None:
    """Draw VIEW of the desktop with sample data, without a screen; an unknown VIEW is answered with those there are."""
    from simulator import desktop

    target = out or Path(f"{view}.png")
    refuse_existing(target, force=force)
    if target.suffix.lower() != ".png":
        raise UsageError(f"{target} is not the name of a PNG.", f"Try --out {target.with_suffix('.png')}")
    desktop.screenshot(view, language=language or ui_language(), size=size, out=target, text_percent=text_size)
    click.echo(f"Wrote {target}.")
