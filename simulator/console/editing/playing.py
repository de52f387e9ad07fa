"""Trying a scene out in the browser, as a draft or as a version; its plans run. Nothing goes into anybody's record."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from simulator.authoring import drafts
from simulator.console.editing.bench import BENCH, plans_key
from simulator.console.editing.picture import draw, lines_of_nodes
from simulator.console.editing.shelf import HOME, PUBLISHED, published_title, title_in
from simulator.console.editing.trying import lines_sent, seed_of, view_of
from simulator.console.editing.writing import language_for
from simulator.console.fields import Fields
from simulator.scenario import Language, Scenario
from simulator.training import Rehearsal, Try, rehearse

if TYPE_CHECKING:
    from starlette.responses import Response

    from simulator.console.ask import Ask

MOST_PLANS = 24


def try_draft(ask: Ask) -> Response:
    """Try a draft out, from its beginning or on from the lines the form carries."""
    _, frozen = BENCH.survey(ask.thing.slug, ask.thing.files)
    if frozen is None:
        return ask.go(f"{HOME}/{ask.thing.id}", "editor.said.errors")
    title = title_in(ask.thing.files, ask.words.language) or ask.thing.slug
    return _try_page(ask, frozen.scenario, f"{HOME}/{ask.thing.id}", title)


def try_version(ask: Ask) -> Response:
    """Try a frozen version out."""
    scenario = BENCH.published(ask.journal, ask.thing.scenario_hash)
    if scenario is None:
        return ask.go(f"{PUBLISHED}/{ask.thing.id}", "editor.said.unreadable")
    return _try_page(ask, scenario, f"{PUBLISHED}/{ask.thing.id}", published_title(ask, ask.thing))


def _try_page(ask: Ask, scenario: Scenario, back: str, title: str) -> Response:
    given: Fields = ask.form if ask.method == "POST" else ask.query
    language = language_for(ask, scenario, given.get("language"))
    node = given.get("node")
    begun = Try(scenario, language, seed_of(given), node if node in scenario.file.nodes else None)
    lines = lines_sent(given) if ask.method == "POST" else []
    with BENCH.turn():
        tried = BENCH.tries.play(begun, lines)
        view = view_of(tried, ask.words)
    typed = given.get("text") if view.mistake else ""
    return ask.page(
        "editor/try.html.j2",
        back=back,
        title=title,
        scenario=scenario,
        spoken=language,
        seed=begun.seed,
        node=begun.node or "",
        nodes=tuple(scenario.file.nodes),
        view=view,
        typed=typed,
        customer=tried.session.customer_name,
        briefing=_briefing(scenario, language, tried.session.words),
        changed=given.get("version") not in ("", scenario.hash),
    )


def _briefing(scenario: Scenario, language: Language, words: Callable[[str], str]) -> tuple[str, ...]:
    """What a trainee knows before the first line."""
    known = scenario.words[language].lines
    return tuple(words(line) for line in ("about.summary", "about.briefing") if line in known)


def show_picture(ask: Ask) -> Response:
    """The scene as a picture and as a table."""
    _, frozen = BENCH.survey(ask.thing.slug, ask.thing.files)
    if frozen is None:
        return ask.go(f"{HOME}/{ask.thing.id}", "editor.said.errors")
    language = language_for(ask, frozen.scenario, ask.query.get("language"))
    drawing = draw(BENCH, frozen, language, with_plans=ask.query.get("plans") == "yes" and bool(frozen.plans))
    return ask.page(
        "editor/picture.html.j2",
        draft=ask.thing,
        title=title_in(ask.thing.files, ask.words.language) or ask.thing.slug,
        drawing=drawing,
        frozen=frozen,
        places=lines_of_nodes(ask.thing.files["scenario.yaml"], [row.name for row in drawing.rows]),
    )


def run_plans(ask: Ask) -> Response:
    """Play the plans of a draft on their first seed, and show what came of each."""
    _, frozen = BENCH.survey(ask.thing.slug, ask.thing.files)
    if frozen is None:
        return ask.go(f"{HOME}/{ask.thing.id}", "editor.said.errors")
    language = language_for(ask, frozen.scenario, ask.form.get("language"))
    return ask.page(
        "editor/plans.html.j2",
        draft=ask.thing,
        title=title_in(ask.thing.files, ask.words.language) or ask.thing.slug,
        results=_results(frozen, language),
        levels={name: plan.level for name, plan in frozen.plans.items()},
        left_out=max(0, len(frozen.plans) - MOST_PLANS),
        spoken=language,
        frozen=frozen,
    )


def _results(frozen: drafts.Frozen, language: Language) -> tuple[Rehearsal, ...]:
    def make() -> tuple[Rehearsal, ...]:
        with BENCH.turn():
            plans = list(frozen.plans.items())[:MOST_PLANS]
            return tuple(rehearse(frozen.scenario, name, plan, language, plan.seeds[0]) for name, plan in plans)

    return BENCH.runs.get((plans_key(frozen), language), make)
