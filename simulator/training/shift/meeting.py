"""Customers as they come to the counter: who may come, in what mood after the wait, and how long they took."""

from __future__ import annotations

from collections.abc import Iterable

from simulator.engine import FULL, CutOff, EpilogueDue, Event, HeardOut, Mood, NotUnderstood, Spoke, TimePassed
from simulator.scenario import CENTI, Glance, Roughness, Scenario, ScenarioError, glance, offered, slugs

_CALM_WAIT_MS, _WAIT_STEP_MS, _MOST_STEPS = 60_000, 15_000, 8
"""Waiting so long leaves nobody cross; each further step tells on the mood they begin with."""
_WAIT_ANGER, _WAIT_TRUST, _WAIT_PATIENCE = 2 * CENTI, -1 * CENTI, -2 * CENTI
_EASED_ANGER, _EASED_TRUST = -10 * CENTI, 6 * CENTI
_LEAST_PATIENCE = 20 * CENTI


def shift_scenes(language: str, tolerance: Roughness = "strong") -> list[Glance]:
    """The scenes a shift may draw in a language.

    Args:
        language: the language it will be played in.
        tolerance: how rough customers may get: `none`, `mild` or `strong`.
    """
    found = []
    for slug in slugs():
        try:
            scene = glance(slug, language)
        except ScenarioError:  # a scene with faults is told elsewhere; the others can be played
            continue
        about = scene.about
        borne = offered(about.warnings, tolerance)
        if "shift" in about.use and about.weight and language in scene.languages and borne:
            found.append(scene)
    return found


def starting_mood(scenario: Scenario, waited_ms: int, *, eased: bool) -> Mood | None:
    """The mood a customer begins with after waiting; None where it is the persona's own.

    Args:
        scenario: what they bring.
        waited_ms: how long they waited.
        eased: whether a choice of the firm takes the edge off their complaint.
    """
    begin = scenario.file.persona.start
    steps = min(_MOST_STEPS, max(0, waited_ms - _CALM_WAIT_MS) // _WAIT_STEP_MS)
    if not steps and not eased:
        return None
    anger = begin.anger + steps * _WAIT_ANGER + (_EASED_ANGER if eased else 0)
    trust = begin.trust + steps * _WAIT_TRUST + (_EASED_TRUST if eased else 0)
    patience = max(min(begin.patience, _LEAST_PATIENCE), begin.patience + steps * _WAIT_PATIENCE)
    return Mood(min(FULL, max(0, anger)), min(FULL, max(0, trust)), begin.heard, patience)


def spent_ms(events: Iterable[Event], *, call: bool = False, last_words: bool = False) -> int:
    """Virtual time a customer took: until they left, or, for a call made later, from its beginning on.

    Args:
        events: of the whole session.
        call: whether the call is meant.
        last_words: whether what was said last is over as well; else it counts once it has been heard.
    """
    before = after = said = 0
    due = False
    for event in events:
        if isinstance(event, EpilogueDue):
            before, said, due = before + said, 0, True
        elif isinstance(event, Spoke):
            said += event.duration_ms
        elif isinstance(event, NotUnderstood):
            said = 0
        elif isinstance(event, TimePassed | HeardOut | CutOff):
            said = said if isinstance(event, TimePassed) else 0
            before, after = (before, after + event.ms) if due else (before + event.ms, after)
    spent = after if call else before
    return spent + (said if last_words and call is due else 0)
