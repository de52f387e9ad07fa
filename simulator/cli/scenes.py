"""For trainers: which scenes there are, whether they are sound, and whether their plans go as planned."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from simulator.cli.files import find_folder
from simulator.cli.surroundings import (
    LANGUAGES,
    print_json,
    sound_scenes,
    ui_language,
)
from simulator.errors import (
    EXIT_FAILED,
    UsageError,
)


@click.command()
@click.option("--json", "as_json", is_flag=True)
@click.option("--language", type=click.Choice(LANGUAGES), help="Language of the titles.")
def scenarios(*, as_json: bool, language: str | None) -> None:
    """List the scenes."""
    rows: list[dict[str, Any]] = []
    for scenario in sound_scenes():
        about = scenario.file.about
        code: Any = language or ui_language()
        code = code if code in scenario.words else scenario.languages[0]
        rows.append(
            {
                "slug": scenario.slug,
                "title": scenario.text("about.title", code, scenario.draw(0)),
                "summary": scenario.text("about.summary", code, scenario.draw(0)),
                "channel": about.channel.value,
                "difficulty": about.difficulty,
                "minutes": about.minutes,
                "languages": list(scenario.languages),
                "use": list(about.use),
                "teaches": list(about.teaches),
                "warnings": list(about.warnings),
                "version": about.version,
                "hash": scenario.hash,
            }
        )
    if as_json:
        print_json(rows)
        return
    for row in rows:
        click.echo(f"{row['slug']}: {row['title']}")
        click.echo(f"  {row['summary']}")
        click.echo(
            f"  {row['channel']}, difficulty {row['difficulty']} of 5, about {row['minutes']} min, "
            f"{' '.join(row['languages'])}"
        )


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True)
@click.option("--no-smells", is_flag=True, help="Only faults: leave out what is no fault but worth knowing.")
@click.option("--fresh", is_flag=True, help="Listen and play anew, also where nothing has changed since.")
def check(*, paths: tuple[Path, ...], as_json: bool, no_smells: bool, fresh: bool) -> None:
    """Check scenarios: every fault with file, line, column, code and advice. All built-in ones if no PATH is given.

    Smells are warnings with a code SG3xx; for some of them the detector listens to the scene's responses and its plans
    are played, on all cores.
    """
    from simulator.resources import scenarios_dir
    from simulator.scenario import check as check_path
    from simulator.scenario import counted
    from simulator.training import Crew, inspect

    wanted = paths or (scenarios_dir(),)
    if no_smells:
        found = [diagnostic for path in wanted for diagnostic in check_path(path)]
    else:
        with Crew() as crew:
            found = inspect(wanted, crew=crew, fresh=fresh)
    if as_json:
        print_json([diagnostic.to_json() for diagnostic in found])
    else:
        for diagnostic in found:
            click.echo(str(diagnostic))
        click.echo(counted(found))
    if any(diagnostic.severity == "error" for diagnostic in found):
        raise click.exceptions.Exit(EXIT_FAILED)


@click.command()
@click.argument("scenes", nargs=-1)
@click.option("--language", type=click.Choice(LANGUAGES))
@click.option("--plan", "plan_name", help="Only this plan.")
@click.option("--json", "as_json", is_flag=True)
@click.option("--fresh", is_flag=True, help="Play anew, also where nothing has changed since the last time.")
def rehearse(
    *, scenes: tuple[str, ...], language: str | None, plan_name: str | None, as_json: bool, fresh: bool
) -> None:
    """Run the plans of SCENES (names or folders; all, if none is named) in every language, on every seed they name."""
    from dataclasses import asdict

    from simulator.scenario import load, plans, slugs
    from simulator.training import Crew, rehearse_all

    wanted = []
    for slug in scenes or slugs():
        folder = find_folder(slug)
        scenario = load(folder)
        chosen = {name: plan for name, plan in plans(folder).items() if plan_name in (None, name)}
        codes = [code for code in scenario.languages if language in (None, code)]
        wanted.append((folder, scenario, chosen, codes))
    if plan_name is not None and not any(chosen for _, _, chosen, _ in wanted):
        raise UsageError(f'No plan is named "{plan_name}".', "A plan is named by its file: plans/good.yaml is good.")
    with Crew() as crew:
        results = rehearse_all(wanted, crew=crew, fresh=fresh)
    if as_json:
        print_json([asdict(result) for result in results])
    else:
        for result in results:
            verdict = "ok" if result.passed else "FAILED"
            click.echo(
                f"{verdict} {result.scenario} {result.plan} {result.language} seed {result.seed}: "
                f"{result.ending}, overall {result.overall}"
            )
            for failure in result.failures:
                click.echo(f"    {failure}")
        failed = sum(not result.passed for result in results)
        click.echo(f"{len(results) - failed} passed, {failed} failed")
    if any(not result.passed for result in results):
        raise click.exceptions.Exit(EXIT_FAILED)
