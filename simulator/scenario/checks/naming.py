"""The names of one scenario, and whether what refers to them finds something."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from scoring import ACTS, STEPS
from simulator.scenario.conditions import Condition
from simulator.scenario.reading import Document
from simulator.scenario.reading import Path as Place
from simulator.scenario.sources import Report
from simulator.scenario.values import MOOD, ActionKind, Range
from simulator.scenario.world import WorldFile

EVENTS = (
    "asked",
    "no_act",
    "not_understood",
    "wrong_language",
    "wrong_fact",
    "broke_in",
    "interrupted",
    "silence",
    "prod",
)
"""What a reaction can be keyed to besides acts and actions."""

DEEDS = ("remedy", "note", "lookup", "account", "supervisor", "hold", "comment_card")
"""Actions the pool has a reaction to; the others lead somewhere or are acts themselves."""

CARRIED = ("note", "promise_kept", "promise_broken", "blind_transfer", "warm_transfer", "angry_exit")
"""What the program itself carries from one scene to the next; endings add names of their own under `leaves`."""

ALWAYS = (ActionKind.NOTE, ActionKind.COMMENT_CARD, ActionKind.CALL_BACK)
"""Actions every scene offers, listed or not."""

FULL = 100
"""The most a mood or a grade can be, in points."""


@dataclass(slots=True)
class Names:
    """What can be referred to."""

    nodes: Collection[str] = ()
    endings: Collection[str] = ()
    facts: Collection[str] = ()
    draws: dict[str, Collection[str]] = field(default_factory=dict)
    remedies: Collection[str] = ()
    knowledge: Collection[str] = ()
    actions: Collection[str] = ()
    epilogues: Collection[str] = ()
    world: WorldFile | None = None
    carried: Callable[[], Collection[str]] = tuple
    """Names left by the other scenes; asked for only when needed."""


@dataclass(slots=True)
class Referee:
    """Says of each reference in one document whether it finds something."""

    document: Document
    names: Names
    report: Report

    def known(self, path: Place, name: str, among: Collection[str], code: str, what: str, *, key: bool = False) -> bool:
        """Whether `name` is among the known; if not, `No <what> named …` is reported at `path`."""
        if name in among:
            return True
        near = self.report.near(name, among)
        self.report.error(self.document, path, code, f'No {what} named "{name}".', near, key=key)
        return False

    def each(self, path: Place, names: Iterable[str], among: Collection[str], code: str, what: str) -> None:
        """The same for a list."""
        for index, name in enumerate(names):
            self.known((*path, index), name, among, code, what)

    def target(self, path: Place, name: str | None) -> None:
        """A node or ending to go to."""
        if name is None or name in self.names.nodes or name in self.names.endings:
            return
        near = self.report.near(name, [*self.names.nodes, *self.names.endings])
        self.report.error(self.document, path, "SG104", f'No node named "{name}".', near)

    def ending(self, path: Place, name: str) -> None:
        """An ending, and no node."""
        if name in self.names.nodes and name not in self.names.endings:
            message = f'"{name}" is a node; an ending is needed here.'
            self.report.error(self.document, path, "SG141", message)
            return
        self.known(path, name, self.names.endings, "SG141", "ending")

    def draw(self, path: Place, name: str | None) -> bool:
        """A draw, where one is named."""
        return name is None or self.known(path, name, self.names.draws, "SG143", "draw")

    def options(self, path: Place, drawn: Mapping[str, Iterable[str]]) -> None:
        """Draws, and options of theirs."""
        for draw, options in drawn.items():
            if self.known((*path, draw), draw, self.names.draws, "SG143", "draw", key=True):
                self.each((*path, draw), options, self.names.draws[draw], "SG144", f'option of "{draw}"')

    def acts(self, path: Place, names: Iterable[str]) -> None:
        """Acts of the codebook."""
        self.each(path, names, ACTS, "SG147", "act")

    def steps(self, path: Place, names: Iterable[str]) -> None:
        """Steps of the codebook."""
        self.each(path, names, STEPS, "SG147", "step")

    def action(self, path: Place, text: str) -> None:
        """An action by its kind, or `remedy <id>`."""
        kind, _, rest = text.partition(" ")
        kinds = [item.value for item in ActionKind]
        if not self.known(path, kind, kinds, "SG148", "action"):
            return
        if kind == ActionKind.REMEDY:
            if rest:
                self.known(path, rest, self.names.remedies, "SG145", "remedy")
        elif rest:
            message = f'"{kind}" takes no name after it.'
            self.report.error(self.document, path, "SG148", message, f"Write `{kind}`.")
        elif kind not in self.names.actions and kind not in ALWAYS:
            message = f'The action "{kind}" is not offered in this scene.'
            self.report.warn(self.document, path, "SG148", message, "Add it under `actions`.")

    def span(self, path: Place, span: Range | None, *, most: int | None = None) -> None:
        """A range the right way round, and within what its value can be."""
        if span is None:
            return
        if span.min is not None and span.max is not None and span.min > span.max:
            message = f"The least ({span.min}) is above the most ({span.max})."
            self.report.error(self.document, path, "SG121", message, "Swap them.")
        for end, value in (("min", span.min), ("max", span.max)):
            if value is not None and (value < 0 or (most is not None and value > most)):
                bound = f"0 to {most}" if most is not None else "0 or more"
                self.report.error(self.document, (*path, end), "SG114", f'"{end}" is {value}; it is {bound}.')

    def condition(self, path: Place, when: Condition) -> None:
        """Every name within a condition."""
        given = when.model_fields_set
        if not given:
            return
        for name in given & {"all", "any"}:
            for index, item in enumerate(getattr(when, name)):
                self.condition((*path, name, index), item)
        if when.not_ is not None:
            self.condition((*path, "not"), when.not_)
        for name in given & {"acts", "any_act", "no_act", "said", "said_any", "unsaid", "promised"}:
            self.acts((*path, name), getattr(when, name))
        for name in given & {"asked", "stated", "known", "unknown"}:
            self.each((*path, name), getattr(when, name), self.names.facts, "SG142", "fact")
        for name in given & {"action", "done", "undone"}:
            for index, text in enumerate(getattr(when, name)):
                self.action((*path, name, index), text)
        for name in given & {"facts_stated", "turn", "visits", "stays", "time_s", "queue"}:
            self.span((*path, name), getattr(when, name))
        for name in given & set(MOOD):
            self.span((*path, name), getattr(when, name), most=FULL)
        self.each((*path, "offered"), when.offered, self.names.remedies, "SG145", "remedy")
        self.each((*path, "wrong_fact"), when.wrong_fact, self.names.knowledge, "SG146", "knowledge item")
        self._outside(path, when)

    def _outside(self, path: Place, when: Condition) -> None:
        """What a condition takes from draws, earlier scenes and the shift."""
        self.options((*path, "drawn"), when.drawn)
        for index, name in enumerate(when.carried):
            if name not in CARRIED and name not in self.names.carried():
                near = self.report.near(name, [*CARRIED, *self.names.carried()])
                message = f'No scene leaves "{name}" behind.'
                self.report.error(self.document, (*path, "carried", index), "SG157", message, near)
        choices = {} if self.names.world is None else self.names.world.choices
        for choice, options in when.world.items():
            place = (*path, "world", choice)
            if self.known(place, choice, choices, "SG157", "choice of the shift", key=True):
                self.each(place, options, choices[choice].options, "SG157", f'option of "{choice}"')
