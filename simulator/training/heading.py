"""The first entry of a session: what it is played by, and where it comes from."""

from __future__ import annotations

from typing import Any

from simulator import __version__
from simulator.engine import EVENT_FORMAT, STATE_FORMAT, events_to_json
from simulator.review import Played, carried_to_json
from simulator.scenario import FORMAT, Language, Scenario


def first_entry(played: Played) -> dict[str, Any]:
    """What entry 0 of a session holds: everything needed to play it again, and the first events.

    `fork` is None, or holds the session it was forked from and the turn; see `Session.fork`. `assignment` is there only
    where the company gave it.
    """
    scenario, state, fork, assigned = played.scenario, played.steps[0].state, played.fork, played.assigned
    given = {} if assigned is None else {"assignment": {"id": assigned.assignment, "number": assigned.number}}
    return given | {
        "mode": played.mode,
        "language": state.language,
        "seed": state.seed,
        "carried": carried_to_json(state.carried),
        "versions": {**played.versions, **_scoring_versions(scenario, state.language)},
        "fork": None if fork is None else {"session": fork.session, "turn": fork.turn},
        "scenario": {"slug": scenario.slug, "hash": scenario.hash, "version": scenario.file.about.version},
        "events": events_to_json(played.steps[0].events),
    }


def _scoring_versions(scenario: Scenario, language: Language) -> dict[str, str]:
    """What will detect and grade: versions of codebook, detector and rubric."""
    from scoring import load_rubric, versions

    return {
        f"scoring.{name}": text for name, text in versions(language, load_rubric(scenario.file.about.rubric)).items()
    }


def versions_of(scenario: Scenario) -> dict[str, str]:
    """What a session is played by: versions of the product, the formats and the mood table."""
    return {
        "product": __version__,
        "scenario_format": str(FORMAT),
        "events": str(EVENT_FORMAT),
        "state": str(STATE_FORMAT),
        "mood": str(scenario.mood.version),
    }
