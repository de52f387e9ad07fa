"""Rehearsals: the plans of a scene, played in a language and on a seed, with what came out held against them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from simulator.errors import UsageError
from simulator.record import Mode
from simulator.scenario import Language, Node, Plan, PlanTurn, Scenario

from .answers import Answer, parse_command, play_answer
from .judging import grade_session
from .session import Session


class PlanError(UsageError):
    """A turn of a plan cannot be played where the scene stands."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """One plan, played once.

    Args:
        failures: what did not come out as planned, one plain sentence each; empty when it passed.
        ending: the last ending reached.
        overall: the grade, or None.
        steps: points per step.
    """

    scenario: str
    plan: str
    language: Language
    seed: int
    failures: tuple[str, ...]
    ending: str
    overall: int | None
    steps: dict[str, int | None]

    @property
    def passed(self) -> bool:
        """Whether everything came out as planned."""
        return not self.failures


@dataclass(frozen=True, slots=True)
class Course:
    """How a plan went, whatever was expected of it.

    Args:
        endings: the endings reached, in order.
        turns: for each response: the number of its turn in the plan, the node it was given in, the acts heard.
        unscored: steps without points.
    """

    endings: tuple[str, ...]
    turns: tuple[tuple[int, str, tuple[str, ...]], ...]
    unscored: tuple[str, ...]


def rehearse(scenario: Scenario, name: str, plan: Plan, language: Language, seed: int) -> Rehearsal:
    """Play a plan and compare. Nothing is recorded."""
    return rehearse_aloud(scenario, name, plan, language, seed)[0]


def rehearse_aloud(
    scenario: Scenario, name: str, plan: Plan, language: Language, seed: int
) -> tuple[Rehearsal, Course]:
    """Play a plan and compare, and tell the course it took, too. Nothing is recorded."""
    session = Session.begin(scenario, language, seed, mode=Mode.DEMONSTRATION)
    turns: list[tuple[int, str, tuple[str, ...]]] = []
    failures = list(_play(session, plan, language, turns))
    grade = grade_session(session.played, improvements=False).to_json()
    failures += _judge(session, plan, grade)
    if failures and turns:
        heard = "; ".join(f"turn {number} at {node}: {', '.join(acts) or 'nothing'}" for number, node, acts in turns)
        failures.append(f"heard: {heard}")
    steps = {step: graded["points"] for step, graded in grade["steps"].items()}
    endings = session.state.endings
    ending = endings[-1] if endings else ""
    rehearsal = Rehearsal(scenario.slug, name, language, seed, tuple(failures), ending, grade["overall"], dict(steps))
    unscored = tuple(step for step, points in steps.items() if points is None)
    return rehearsal, Course(tuple(endings), tuple(turns), unscored)


def plan_answer(session: Session, turn: PlanTurn, language: Language) -> Answer:
    """The answer a plan's turn stands for, its placeholders filled in.

    Raises:
        PlanError: it chooses a listed response, and the node lists none of that quality.
    """
    scenario, drawn = session.scenario, session.state.drawn
    if turn.say is not None:
        return Answer(text=scenario.fill(turn.say[language], language, drawn))
    if turn.choose is not None:
        node = scenario.file.nodes[session.state.node]
        listed = node.better if turn.choose == "better" else _of_quality(node, turn.choose)
        if not listed:
            message = f'"{session.state.node}" lists no {turn.choose} response'
            raise PlanError(message, "List one there, or write `say`.")
        return Answer(text=scenario.text(listed[0], language, drawn))
    return parse_command(turn.do or "")


def _of_quality(node: Node, quality: str) -> tuple[str, ...]:
    return tuple(item.line for item in node.candidates if item.quality == quality)


def _play(
    session: Session, plan: Plan, language: Language, turns: list[tuple[int, str, tuple[str, ...]]]
) -> Iterator[str]:
    """Play the turns; yields what does not come out as planned, and notes the responses in ``turns``."""
    for number, turn in enumerate(plan.turns, start=1):
        if not turn.fits(session.state.drawn):
            continue
        if session.ended:
            yield f"turn {number}: the scene had ended before it, in {session.state.endings[-1]}"
            return
        node = session.state.node
        try:
            play_answer(session, plan_answer(session, turn, language))
        except PlanError as error:
            yield f"turn {number}: {error.message}"
            return
        detection = session.played.steps[-1].detection
        if turn.do is None and detection is not None:
            turns.append((number, node, detection.names))
        yield from _expected(session, turn, number)
    for _ in range(2):
        if not session.ended:
            session.leave()


def _expected(session: Session, turn: PlanTurn, number: int) -> Iterator[str]:
    want, state = turn.expect, session.state
    if want.node is not None and want.node != state.node:
        yield f"turn {number}: node {want.node} expected, {state.node} reached"
    detection = session.played.steps[-1].detection
    found = () if detection is None else detection.names
    for act in want.acts:
        if act not in found:
            yield f"turn {number}: act {act} expected, found {', '.join(found) or 'nothing'}"
    points = state.mood.points()
    for name, value in points.items():
        bounds = getattr(want, name)
        if bounds is not None and not bounds.holds(value):
            yield f"turn {number}: {name} {value} is outside {_range(bounds)}"


def _judge(session: Session, plan: Plan, grade: dict[str, Any]) -> Iterator[str]:
    ending = session.state.endings[-1] if session.state.endings else "none"
    if ending not in plan.expect.endings:
        yield f"ending {ending}, expected {' or '.join(plan.expect.endings)}"
    bounds = plan.expect.overall
    overall = grade["overall"]
    if bounds is not None and (overall is None or not bounds.holds(overall)):
        yield f"overall {overall} is outside {_range(bounds)}"
    for step, wanted in plan.expect.steps.items():
        points = grade["steps"][step]["points"]
        if points is None or not wanted.holds(points):
            yield f"step {step}: {points} is outside {_range(wanted)}"


def _range(bounds: Any) -> str:
    return f"{'' if bounds.min is None else bounds.min}-{'' if bounds.max is None else bounds.max}"
