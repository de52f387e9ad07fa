"""What the trainee can do besides speaking."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.engine import Acted, Phase, State, possible
from simulator.scenario import ActionKind, Scenario


@dataclass(frozen=True, slots=True)
class Choice:
    """Something the trainee can do besides speaking, at this moment.

    Args:
        kind: the `ActionKind`.
        target: the remedy, where it is one.
        name: what the remedy is called; empty for other actions, which the interface names.
        possible: whether it can be done now.
        cost: what a remedy costs the firm, in hundredths of a money unit.
    """

    kind: str
    target: str = ""
    name: str = ""
    possible: bool = True
    cost: int = 0


def choices_of(scenario: Scenario, state: State) -> tuple[Choice, ...]:
    """What can be done besides speaking as a scene stands."""
    file = scenario.file
    words = scenario.words[state.language].remedies
    found = [
        Choice(kind.value, possible=possible(scenario, state, Acted(kind.value)))
        for kind in dict.fromkeys((*file.actions, ActionKind.NOTE, ActionKind.COMMENT_CARD))
    ]
    for name, remedy in file.case.remedies.items():
        given = Acted(ActionKind.REMEDY.value, name)
        label = scenario.fill(words[name].name, state.language, state.drawn)
        found.append(Choice(given.kind, name, label, possible(scenario, state, given), remedy.cost))
    if state.phase is Phase.DUE and all(choice.kind != ActionKind.CALL_BACK for choice in found):
        found.append(Choice(ActionKind.CALL_BACK.value))
    return tuple(found)
