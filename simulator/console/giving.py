"""What may be given to play, and to whom: scenes of the product, published ones, paths; frozen when they are given."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.console.editing.bench import BENCH
from simulator.console.editing.shelf import published_title
from simulator.console.overseen import Overseen
from simulator.console.workforce import Workforce
from simulator.record import Mode, Role
from simulator.scenario import ScenarioError, glance, load, load_path, offered, paths, slugs
from simulator.texts import visible
from simulator.training import UNASKED, given_scene

if TYPE_CHECKING:
    from simulator.console.ask import Ask
    from simulator.record import Publication, Team
    from simulator.scenario import Scenario, ScenePath
    from simulator.training import GivenScene

MOST_SCENES = 40
"""Scenes of one assignment."""
MOST_PEOPLE = 50
"""People that HR is shown at once: a company may have many thousands, and a name finds the others."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A scene that may be given.

    Args:
        key: names it in a form: `own:<slug>` or `given:<publication>`.
        slug: the scene's name.
        title: what it is called.
        warnings: what somebody may not want to hear in it, in words.
        rough: whether nobody is given it without having been asked.
        exam_only: whether it cannot be practised.
        team: the group it was published to; "" for a scene of the product.
    """

    key: str
    slug: str
    title: str
    warnings: tuple[str, ...]
    rough: bool
    exam_only: bool
    team: str = ""


def is_hr(ask: Ask) -> bool:
    """Whether the page is one of HR's: it gives exams, to anybody."""
    return ask.url.startswith("/hr/")


def home(ask: Ask) -> str:
    """The address of the list this page belongs to."""
    return f"/{'hr' if is_hr(ask) else 'trainer'}/assignments"


def scenes_offered(ask: Ask, mode: Mode) -> tuple[Offer, ...]:
    """Scenes that may be given as practice or as exam, by title; those for nothing else first.

    Args:
        ask: the request.
        mode: as what.
    """
    found = [*_own(ask, mode), *_published(ask, mode)]
    return tuple(sorted(found, key=lambda offer: (not offer.exam_only, bool(offer.team), offer.title.casefold())))


def _own(ask: Ask, mode: Mode) -> Iterable[Offer]:
    for slug in slugs():
        with suppress(ScenarioError, OSError):
            seen = glance(slug, ask.words.language)
            if mode.value in seen.about.use:
                yield _offer(ask, f"own:{slug}", slug, seen.title, seen.about.warnings, seen.about.use)


def _published(ask: Ask, mode: Mode) -> Iterable[Offer]:
    teams = {team.id: team for team in teams_for(ask)}
    latest: dict[tuple[str, str], Publication] = {}
    for each in ask.journal.publications.publications():
        if each.team_id in teams:
            latest[each.slug, each.team_id] = each
    for (_, team_id), each in latest.items():
        scenario = BENCH.published(ask.journal, each.scenario_hash)
        if scenario is not None and mode.value in scenario.file.about.use:
            about = scenario.file.about
            title = published_title(ask, each)
            yield _offer(ask, f"given:{each.id}", each.slug, title, about.warnings, about.use, teams[team_id].name)


def _offer(
    ask: Ask, key: str, slug: str, title: str, warnings: tuple[str, ...], use: tuple[str, ...], team: str = ""
) -> Offer:
    told = tuple(ask.words(f"warning.{name}") for name in warnings)
    exam_only = use == (Mode.EXAM.value,)
    return Offer(key, slug, visible(title), told, not offered(warnings, UNASKED), exam_only, visible(team))


def paths_offered(ask: Ask) -> tuple[tuple[str, ScenePath], ...]:
    """Paths that may be given, with their ids; HR gives those of exams."""
    found = []
    for path_id in paths():
        with suppress(ScenarioError):
            path = load_path(path_id)
            if not is_hr(ask) or path.use == Mode.EXAM.value:
                found.append((path_id, path))
    return tuple(found)


def teams_for(ask: Ask) -> tuple[Team, ...]:
    """Groups the visitor may give something to: those they lead, for HR all."""
    if is_hr(ask):
        return tuple(sorted(ask.journal.teams.teams(), key=lambda team: (team.name.casefold(), team.id)))
    return Overseen(ask).teams


def people_for(ask: Ask, named: str = "") -> tuple[tuple[str, str], ...]:
    """People the visitor may give something to, with their names: those they oversee, for HR trainees.

    Args:
        ask: the request.
        named: what HR looks for in their names; the first `MOST_PEOPLE` are given.
    """
    if not is_hr(ask):
        return tuple(Overseen(ask).people().items())
    force = Workforce(ask)
    found = force.figures.people(force.those(search=named), limit=MOST_PEOPLE)
    able = _trainees(ask, [each.person_id for each in found])
    return tuple(
        (each.person_id, visible(each.name) or ask.words("trainer.somebody"))
        for each in found
        if each.person_id in able
    )


def may_receive(ask: Ask, person_id: str) -> bool:
    """Whether the visitor may give something to a person."""
    if not is_hr(ask):
        return person_id in Overseen(ask).people()
    return bool(_trainees(ask, [person_id]))


def _trainees(ask: Ask, person_ids: list[str]) -> frozenset[str]:
    accounts = ask.journal.logins.of_people(person_ids)
    return frozenset(
        person_id
        for person_id, account in accounts.items()
        if Role.TRAINEE in account.roles and account.blocked_at is None
    )


def freeze(ask: Ask, keys: Iterable[str]) -> tuple[GivenScene, ...]:
    """Scenes as they are now, their bytes kept; of two of one name the later one.

    Args:
        ask: the request.
        keys: of offers.

    Raises:
        ScenarioError: a scene has errors.
    """
    found: dict[str, GivenScene] = {}
    for key in keys:
        sort, name = key.split(":", 1)
        scene = _frozen(ask, load(name)) if sort == "own" else _of_publication(ask, name)
        found[scene.slug] = scene
    return tuple(found.values())


def _frozen(ask: Ask, scenario: Scenario) -> GivenScene:
    ask.journal.put_scenario(scenario.hash, scenario.bundle())
    return given_scene(scenario)


def _of_publication(ask: Ask, publication_id: str) -> GivenScene:
    scenario = BENCH.published(ask.journal, ask.journal.publications.publication(publication_id).scenario_hash)
    if scenario is None:
        raise ScenarioError([])
    return given_scene(scenario)
