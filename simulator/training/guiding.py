"""Guided practice: beginnings of sentences and whole responses to choose from and change, until they are not needed.

A moment's help serves the steps its good responses are evidence for. It fades step by step: with the step never shown
unaided there are candidates and openers, after one session in which it was, openers alone, after two nothing. Where a
moment serves several steps, the one shown least decides. Unaided means: the step reached the rubric's minimum in a
finished session of the person's own (no fork, no demonstration) in which no suggestion for it was taken; a session in
which a model response was looked at or a strong hint asked for shows nothing here. All of that is in the journal; no
clock has a say, so nothing is forgotten by pausing.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from scoring import MOVES
from simulator.engine import State
from simulator.record import GRADED_KIND, Journal, Mode
from simulator.review import CANDIDATE, COACHED_KIND, EXAMPLE, OPENER, rubric_of
from simulator.scenario import Candidate, Node, Scenario

from .session import Session

FADED = 2
"""Sessions in which a step was shown unaided, from which its help no longer appears."""

ALL_STEPS = "*"
"""Stands for every step, where help was of use for any."""


@dataclass(frozen=True, slots=True)
class Guidance:
    """What may be chosen at a moment, in the order it is shown.

    Args:
        openers: beginnings of sentences.
        candidates: whole responses, in an order that says nothing of how good they are.
        steps: steps of the rubric they serve.
    """

    openers: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is anything to choose."""
        return bool(self.openers or self.candidates)


def guidance(session: Session, unaided: Mapping[str, int]) -> Guidance:
    """What a guided trainee may choose from at this moment.

    Args:
        session: what is played.
        unaided: how often each step was shown unaided (`shown_unaided`).
    """
    state, scenario = session.state, session.scenario
    node = scenario.file.nodes.get(state.node)
    if node is None or session.ended or not (node.openers or node.candidates):
        return Guidance()
    steps = _served(session, node)
    shown = min((unaided.get(step, 0) for step in steps), default=0)
    if shown >= FADED:
        return Guidance(steps=steps)
    openers = tuple(session.words(line).rstrip(" .…") for line in node.openers)
    candidates = () if shown else tuple(session.words(item.line) for item in shuffled(node.candidates, state))
    return Guidance(openers, candidates, steps)


def shuffled(candidates: Iterable[Candidate], state: State) -> list[Candidate]:
    """Candidates in an order that hangs on the seed and the moment alone; coming back to a moment shuffles anew."""

    def key(item: Candidate) -> bytes:
        moment = f"{state.seed} {state.node} {state.visits.get(state.node, 0)} {item.line}"
        return hashlib.sha256(moment.encode()).digest()

    return sorted(candidates, key=key)


def take(session: Session, guided: Guidance, text: str) -> None:
    """Record that a suggestion was taken into the box; it is not said by that.

    Raises:
        SurroundingsError: the journal cannot be written.
    """
    session.note_help(CANDIDATE if text in guided.candidates else OPENER, steps=list(guided.steps))


def _served(session: Session, node: Node) -> tuple[str, ...]:
    """Steps that the good responses of a moment are evidence for; they are heard as they would be now."""
    good = [item.line for item in node.candidates if item.quality == "good"] or list(node.better[:1])
    acts = {name for line in good for name in session.reads(session.words(line)).names if name in MOVES}
    return steps_of(session.scenario, acts)


def steps_of(scenario: Scenario, acts: Iterable[str]) -> tuple[str, ...]:
    """Steps of a scene's rubric that acts are evidence for, in its order; the step the codebook names, if there."""
    from scoring import load_codebook, load_rubric

    rubric, book = load_rubric(scenario.file.about.rubric), load_codebook()
    there = {step.id for step in rubric.steps}
    found: set[str] = set()
    for act in acts:
        own = book.act(act).step
        earning = {step.id for step in rubric.steps for way in step.earns if act in way.signals and not way.silent}
        found |= {own} & there or earning
    return tuple(step.id for step in rubric.steps if step.id in found)


def shown_unaided(journal: Journal, person_id: str) -> dict[str, int]:
    """In how many sessions somebody has shown each step without help for it.

    Args:
        journal: where their sessions are.
        person_id: who.
    """
    counts: Counter[str] = Counter()
    for record in journal.sessions(person_id):
        own = record.header.parent_session_id is None and record.header.mode is not Mode.DEMONSTRATION
        if record.ended_at is None or record.erased_at is not None or not own:
            continue
        grade, aided = _graded(journal, record.id)
        if grade is not None and ALL_STEPS not in aided:
            counts.update(step for step in reached(grade) if step not in aided)
    return dict(counts)


def reached(grade: dict[str, Any]) -> tuple[str, ...]:
    """Steps of a grade (as JSON) at or above the minimum of its rubric."""
    from scoring import load_rubric, rubric_names

    name = rubric_of(grade)
    if name not in rubric_names():
        return ()
    rubric = load_rubric(name)
    least = {step.id: step.minimum or rubric.minimum for step in rubric.steps}
    points = {step: graded["points"] for step, graded in grade["steps"].items()}
    return tuple(step for step in points if points[step] is not None and points[step] >= least.get(step, 101))


def _graded(journal: Journal, session_id: str) -> tuple[dict[str, Any] | None, set[str]]:
    """The grade of a session, and the steps it had help for."""
    grade: dict[str, Any] | None = None
    aided: set[str] = set()
    for entry in journal.entries(session_id):
        if entry.payload is None or entry.kind not in (GRADED_KIND, COACHED_KIND):
            continue
        data = json.loads(entry.payload)
        if entry.kind == GRADED_KIND:
            grade = grade or data["grade"]
        elif data["strength"] in (OPENER, CANDIDATE):
            aided.update(data["steps"])
        elif data["strength"] in (EXAMPLE, "strong"):
            aided.add(ALL_STEPS)
    return grade, aided
