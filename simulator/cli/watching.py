"""For trainers: a scene looked at again at every save."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simulator.cli.files import find_folder
from simulator.cli.surroundings import LANGUAGES, get_texts
from simulator.errors import SilkGlovesError

if TYPE_CHECKING:
    from simulator.scenario import Plan, Scenario
    from simulator.training import Session

MOST_FAULTS = 20
"""Faults shown at once; one that is mended often takes others along."""


@click.command()
@click.argument("scene")
@click.option("--language", type=click.Choice(LANGUAGES), help="Only this language; all for plans if left out.")
@click.option("--plan", "plan_name", help="Only this plan, and show how it is played.")
@click.option("--from", "node", help="Show the scene from this node on.")
@click.option("--mood", default="", help="In this mood, such as anger=70,trust=20.")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=1, show_default=True, help="What is drawn.")
@click.option("--once", is_flag=True, help="Look once and do not wait for a save.")
def watch(
    *, scene: str, language: str | None, plan_name: str | None, node: str | None, mood: str, seed: int, once: bool
) -> None:
    """Check SCENE at every save, run its plans, and show how it begins. Ctrl-C ends it."""
    from simulator.authoring import watching
    from simulator.training import parse_mood

    folder = find_folder(scene)
    wished = parse_mood(mood)
    with watching(folder) as seen:

        def superseded() -> bool:
            return not once and bool(seen.changed())

        while True:
            _tell(_look(folder, language, plan_name, superseded, node=node, mood=wished, seed=seed))
            if once:
                return
            click.echo("Waiting for the next save; Ctrl-C ends.")
            names = seen.next()
            click.echo("")
            click.echo(f"Saved: {', '.join(names[:5])}{' …' if len(names) > 5 else ''}")


def _tell(lines: Iterator[str]) -> None:
    """Print what there is to say; that a scene cannot be read, or a node is gone, is said as well and ends nothing."""
    try:
        for line in lines:
            click.echo(line)
    except SilkGlovesError as error:
        click.echo(str(error))
    except (OSError, UnicodeError, RecursionError) as error:
        # A file can be gone or half there between two looks.
        click.echo(f"The scene cannot be read just now: {error}.")


def _look(
    folder: Path,
    language: str | None,
    plan_name: str | None,
    superseded: Callable[[], bool],
    *,
    node: str | None,
    mood: dict[str, int],
    seed: int,
) -> Iterator[str]:
    """Everything about a scene as it lies there now; given up where it was saved again meanwhile."""
    from simulator.scenario import check, counted, load, plans

    found = check(folder)
    for item in found[:MOST_FAULTS]:
        yield str(item)
    if len(found) > MOST_FAULTS:
        yield f"… and {len(found) - MOST_FAULTS} more"
    yield counted(found)
    if any(item.severity == "error" for item in found):
        return
    scenario = load(folder)
    if language is not None and language not in scenario.words:
        yield f"{scenario.slug} does not speak {language}; it speaks {', '.join(scenario.languages)}."
        return
    made = plans(folder)
    if plan_name is not None and plan_name not in made:
        yield f'There is no plan "{plan_name}"; there are {", ".join(made) or "none"}.'
    chosen = {name: plan for name, plan in made.items() if plan_name in (None, name)}
    codes = [code for code in scenario.languages if language in (None, code)]
    yield from _rehearsed(scenario, chosen, codes, superseded)
    if not superseded():
        shown = chosen.get(plan_name) if plan_name else None
        yield from _preview(scenario, codes[0], shown, node=node, mood=mood, seed=seed)


def _rehearsed(
    scenario: Scenario, chosen: dict[str, Plan], codes: list[Any], superseded: Callable[[], bool]
) -> Iterator[str]:
    from simulator.training import rehearse

    for name, plan in chosen.items():
        grades = []
        for code in codes:
            for seed in plan.seeds:
                if superseded():
                    return
                result = rehearse(scenario, name, plan, code, seed)
                grades.append(result.overall)
                if not result.passed:
                    yield f"FAILED {name} {code} seed {seed}: {result.ending}, overall {result.overall}"
                    yield from (f"    {failure}" for failure in result.failures)
        known = [grade for grade in grades if grade is not None]
        spread = f"overall {min(known)} to {max(known)}" if known else "ungraded"
        yield f"plan {name}: {len(grades)} times played, {spread}"


def _preview(
    scenario: Scenario, code: Any, plan: Plan | None, *, node: str | None, mood: dict[str, int], seed: int
) -> Iterator[str]:
    """How the scene begins, or how a plan is played, as it reads in plain text."""
    from simulator import terminal
    from simulator.training import Trial, plan_answer, play_answer

    session: Session = Trial.begin_at(scenario, code, seed, node=node, mood=mood)
    if plan is not None:
        for turn in plan.turns:
            if not session.ended and turn.fits(session.state.drawn):
                play_answer(session, plan_answer(session, turn, code))
    lines: list[str] = []
    stage = terminal.Stage(session, get_texts(code), lines.append)
    yield ""
    now = f"ended in {session.state.endings[-1]}" if session.ended else f"now at {session.state.node}"
    yield f"--- {scenario.slug}, {code}, seed {seed}, {now}"
    if node is None:
        stage.opening()
    stage.whole()
    stage.mood()
    hints = scenario.file.nodes[session.state.node].hints
    yield from lines
    if hints is not None and not session.ended:
        yield get_texts(code)("terminal.hint", text=session.words(hints.strong))
    yield "---"
