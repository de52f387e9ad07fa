"""For an LMS: scenes as a course package (cmi5). For whoever was shown a badge: checking it without a network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from simulator.cli.files import write_new
from simulator.cli.surroundings import open_own_journal
from simulator.errors import EXIT_FAILED, UsageError

if TYPE_CHECKING:
    from simulator.exchange import cmi5 as course
    from simulator.scenario import ScenePath

MASTERY = 60
"""Points that pass a unit, unless a path or the LMS says otherwise."""
_SHOWN = (("issuer", "name"), ("issuer", "id"), ("validFrom",))


@click.command()
@click.argument("scenes", nargs=-1, metavar="SCENE…")
@click.option("--path", "path_id", help="All scenes of a practice path as one block, each with its own points to pass.")
@click.option("--address", required=True, help="The console, as browsers call it: https://training.example")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), default=Path("course.zip"), show_default=True)
@click.option("--mastery", type=click.IntRange(0, 100), default=MASTERY, show_default=True, help="Points that pass.")
@click.option(
    "--move-on",
    type=click.Choice(["Completed", "Passed", "CompletedAndPassed", "CompletedOrPassed", "NotApplicable"]),
    default="Completed",
    show_default=True,
    help="What the LMS wants before a scene counts as done.",
)
@click.option("--force", is_flag=True, help="Replace the file if it is there.")
def cmi5(
    *, scenes: tuple[str, ...], path_id: str | None, address: str, out: Path, mastery: int, move_on: str, force: bool
) -> None:
    """Write a course package (cmi5) for an LMS, with a unit for each SCENE; they are played in the console.

    An administrator names the LMS in the console, under Courses and badges, before it can launch anything.
    """
    from simulator.exchange import cmi5 as courses
    from simulator.scenario import load_path, paths

    if bool(scenes) == bool(path_id):
        raise UsageError("Name scenes, or a path with --path.", "Write: silkgloves cmi5 SCENE --address URL")
    if path_id:
        if path_id not in paths():
            raise UsageError(f"There is no path {path_id!r}.", f"There are {', '.join(paths())}.")
        path = load_path(path_id)
        units = tuple(_unit(item.scene, item.threshold) for item in path.scenes)
        titles, summaries = _words(path)
    else:
        units = tuple(_unit(scene, mastery) for scene in dict.fromkeys(scenes))
        titles, summaries = dict(units[0].titles), dict(units[0].summaries)
    name = path_id or "-".join(unit.scene for unit in units)[:100]
    packed = courses.course_package(
        units, address, course=name, titles=titles, summaries=summaries, block=bool(path_id), move_on=move_on
    )
    write_new(out, packed, force=force)
    click.echo(f"Wrote {out}: {len(units)} {'scene' if len(units) == 1 else 'scenes'}, played at {address}.")


def _unit(slug: str, mastery: int) -> course.Unit:
    from simulator.exchange import cmi5 as courses
    from simulator.scenario import load, slugs

    if slug not in slugs():
        raise UsageError(f"There is no scene {slug!r} of this product.", "See: silkgloves scenarios")
    scene = load(slug)
    if "practice" not in scene.file.about.use:
        raise UsageError(f"{slug} is no scene for practice; a course launches practice.", "Leave it out.")
    return courses.Unit.of(scene, slug, mastery)


def _words(path: ScenePath) -> tuple[dict[str, str], dict[str, str]]:
    titles, summaries = ({str(code): text for code, text in each.items()} for each in (path.titles, path.summaries))
    return titles, summaries


@click.command("verify-badge")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--key", "named", multiple=True, help="A public key that is trusted, as 64 hexadecimal digits; repeatable."
)
def verify_badge(*, file: Path, named: tuple[str, ...]) -> None:
    """Check the badge in FILE without a network: unchanged, and signed by a key that is known here.

    Known are the keys of this data folder (a server's own, or those of the company a desktop joined) and those named.
    """
    from simulator.exchange import badges
    from simulator.texts import visible

    try:
        text = file.read_text(encoding="ascii", errors="replace")
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.", "Name the file of a badge.") from error
    with open_own_journal() as journal:
        keys = journal.devices.keys()
    try:
        checked = badges.check(text, keys)
    except badges.BadgeError as error:
        click.echo(str(error))
        raise click.exceptions.Exit(EXIT_FAILED) from error
    issuer, address, since = (visible(checked.said(*names)) for names in _SHOWN)
    click.echo(visible(checked.said("credentialSubject", "achievement", "name")))
    click.echo(f"Given out by {issuer} ({address}), {since}.")
    if not checked.key and checked.public_key.hex() not in {each.lower() for each in named}:
        click.echo(f"It is unchanged, but signed by a key that is not known here: {checked.public_key.hex()}")
        raise click.exceptions.Exit(EXIT_FAILED)
    click.echo("It is unchanged, and signed by a key that is known here.")
    click.echo(f"Whether it was withdrawn since: {visible(checked.said('credentialStatus', 'id'))}")
