"""The structure of one scenario: every reference finds something, and the scene can be played to its end."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from scoring import ACTS
from simulator.scenario.checks.drawing import check_values
from simulator.scenario.checks.naming import EVENTS, FULL, Names, Referee
from simulator.scenario.conditions import Condition
from simulator.scenario.reading import Path as Place
from simulator.scenario.reading import read
from simulator.scenario.saying import Reaction, Utterance
from simulator.scenario.scenario import may_hold
from simulator.scenario.schema import Ending, Node, ScenarioFile, Silence, Transition
from simulator.scenario.sources import SCENARIO, Folder, Report, Source
from simulator.scenario.values import CENTI, MOOD, ActionKind, Speaker

ABOUT_LINES = ("about.title", "about.summary", "about.briefing")
_TARGETS = ("SG104", "SG141", "SG149")
"""Where a name that is led to is wrong, what cannot be reached follows from it and is not said as well."""
_MOST_COMBINATIONS = 4096


@dataclass(slots=True)
class Used:
    """What the structure needs of the words: each line with the place of its first use."""

    lines: dict[str, Place] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)


def check_structure(folder: Folder, report: Report) -> Used:
    """Check `scenario.yaml`; returns the lines it uses. The folder's scenario must have been read."""
    if folder.scenario is None:
        raise AssertionError("a folder without structure is not checked")
    return _Walk(folder, folder.scenario, report).run()


def names_of(folder: Folder) -> Names:
    """What can be referred to in this scenario."""
    if folder.scenario is None:
        return Names()
    file = folder.scenario.model
    return Names(
        nodes=file.nodes,
        endings=file.endings,
        facts=file.case.facts,
        draws={name: draw.options for name, draw in file.draws.items()},
        remedies=file.case.remedies,
        knowledge=file.case.knowledge,
        actions=[kind.value for kind in file.actions],
        epilogues=file.epilogues,
        world=None if folder.pool.world is None else folder.pool.world.model,
        carried=lambda: _left_behind(folder),
    )


def _left_behind(folder: Folder) -> set[str]:
    """What the endings of all scenes beside this one leave for later ones."""
    left: set[str] = set()
    for path in [folder.path / SCENARIO, *sorted(folder.path.parent.glob(f"*/{SCENARIO}"))]:
        document, _ = read(path.read_bytes(), path.name)
        data = document.data if document is not None else None
        endings = data.get("endings") if isinstance(data, dict) else None
        for ending in endings.values() if isinstance(endings, dict) else ():
            leaves = ending.get("leaves") if isinstance(ending, dict) else None
            left.update(str(name) for name in leaves or ())
    return left


class _Walk:
    """One walk over the structure, in the order of the file."""

    def __init__(self, folder: Folder, source: Source[ScenarioFile], report: Report) -> None:
        self.file = source.model
        self.document = source.document
        self.report = report
        self.names = names_of(folder)
        self.refer = Referee(source.document, self.names, report)
        self.used = Used()

    def run(self) -> Used:
        for line in ABOUT_LINES:
            self.used.lines[line] = ("about",)
        self._about()
        for name, draw in self.file.draws.items():
            check_values(self.refer, ("draws", name, "options"), draw, {k: o.value for k, o in draw.options.items()})
        self._persona()
        self._case()
        self._actions()
        for name, node in self.file.nodes.items():
            self._node(("nodes", name), node)
        self._everywhere()
        for name, ending in self.file.endings.items():
            self._ending(("endings", name), ending)
        self._rest()
        self._told()
        self._reach()
        return self.used

    def _line(self, path: Place, line: str | None) -> None:
        if line is not None:
            self.used.lines.setdefault(line, path)

    def _lines(self, path: Place, lines: tuple[str, ...]) -> None:
        for index, line in enumerate(lines):
            self.used.lines.setdefault(line, (*path, index))

    def _say(self, path: Place, said: tuple[Utterance, ...]) -> None:
        for index, utterance in enumerate(said):
            place = (*path, index)
            if utterance.line is None and not utterance.variants:
                self.report.error(self.document, place, "SG123", "Nothing is said here.", "Give `line` or `variants`.")
            self._line((*place, "line"), utterance.line)
            for number, variant in enumerate(utterance.variants):
                self._line((*place, "variants", number, "line"), variant.line)
                self.refer.condition((*place, "variants", number, "when"), variant.when)
            self.refer.condition((*place, "when"), utterance.when)
            self.refer.each((*place, "tells"), utterance.tells, self.names.facts, "SG142", "fact")
            self.used.told.update(utterance.tells)
            if utterance.by is not Speaker.CUSTOMER and utterance.by.value not in self.file.cast:
                message = f"The {utterance.by.value} speaks but is not in the cast."
                advice = f"Add `{utterance.by.value}: {{}}` under `cast`."
                self.report.error(self.document, (*place, "by"), "SG159", message, advice)

    def _about(self) -> None:
        about = self.file.about
        self.refer.steps(("about", "teaches"), about.teaches)
        world = self.names.world
        if about.complaint is not None and world is not None:
            self.refer.known(("about", "complaint"), about.complaint, world.complaints, "SG157", "cause of complaints")

    def _persona(self) -> None:
        persona = self.file.persona
        self._name(("persona", "name"), persona.name)
        for dimension in MOOD:
            points = getattr(persona.start, dimension)
            if not 0 <= points <= FULL * CENTI:
                message = f'"{dimension}" begins at {points / CENTI:g}; it is 0 to {FULL}.'
                self.report.error(self.document, ("persona", "start", dimension), "SG114", message)
        for index, burden in enumerate(persona.burdens):
            self.refer.condition(("persona", "burdens", index, "when"), burden.when)
        for act in persona.factors:
            self.refer.known(("persona", "factors", act), act, ACTS, "SG147", "act", key=True)
        self._lines(("persona", "interrupts", "say"), persona.interrupts.say)
        self._lines(("persona", "interrupted", "say"), persona.interrupted.say)
        self._reactions(("persona", "reactions"), persona.reactions)
        if persona.cause is not None:
            self.refer.known(("persona", "cause", "fact"), persona.cause.fact, self.names.facts, "SG142", "fact")
        for role, member in self.file.cast.items():
            if member.name is not None:
                self._name(("cast", role, "name"), member.name)

    def _name(self, path: Place, draw: str) -> None:
        if self.refer.draw(path, draw):
            self._kind(path, draw, "name")

    def _kind(self, path: Place, draw: str, kind: str) -> None:
        found = self.file.draws[draw].kind
        if found != kind:
            message = f'The draw "{draw}" is of kind {found}; kind {kind} is needed here.'
            self.report.error(self.document, path, "SG143", message)

    def _reactions(self, path: Place, reactions: tuple[Reaction, ...]) -> None:
        check_reactions(self.refer, path, reactions)
        for index, reaction in enumerate(reactions):
            self._lines((*path, index, "say"), reaction.say)

    def _case(self) -> None:
        case = self.file.case
        for name, fact in case.facts.items():
            self.refer.draw(("case", "facts", name, "draw"), fact.draw)
            self.refer.condition(("case", "facts", name, "when"), fact.when)
        for key in ("wants", "settles_for"):
            self.refer.each(("case", key), getattr(case, key), self.names.remedies, "SG145", "remedy")
        for name, remedy in case.remedies.items():
            path: Place = ("case", "remedies", name)
            if remedy.amount is not None and self.refer.draw((*path, "amount"), remedy.amount):
                self._kind((*path, "amount"), remedy.amount, "sum")
            self.refer.condition((*path, "when"), remedy.when)
            self._say((*path, "say"), remedy.say)
            self.refer.target((*path, "to"), remedy.to)
        self._line(("case", "policy"), case.policy)
        for name, item in case.knowledge.items():
            self.refer.draw(("case", "knowledge", name, "draw"), item.draw)
        self._restatable()

    def _restatable(self) -> None:
        """There are as many key facts as must be said back, whatever is drawn.

        Only the draws that decide whether a key fact exists are combined; beyond some thousands of combinations
        the facts are counted without looking at them.
        """
        keys = [fact for fact in self.file.case.facts.values() if fact.key]
        draws = sorted({name for fact in keys for name in _drawn_in(fact.when) if name in self.file.draws})
        options = [list(self.file.draws[name].options) for name in draws]
        least = len(keys)
        if math.prod(len(item) for item in options) <= _MOST_COMBINATIONS:
            for combination in itertools.product(*options):
                drawn = dict(zip(draws, combination, strict=True))
                least = min(least, sum(may_hold(fact.when, drawn) for fact in keys))
        case = self.file.case
        needed = case.restate_needs
        if needed > least and (keys or "restate_needs" in case.model_fields_set):
            message = f"{needed} key facts must be said back, but there can be only {least}."
            self.report.error(self.document, ("case", "restate_needs"), "SG154", message)

    def _actions(self) -> None:
        for kind, action in self.file.actions.items():
            path: Place = ("actions", kind.value)
            self.refer.condition((*path, "when"), action.when)
            if action.early is not None:
                self.refer.condition((*path, "early"), action.early)
            self._lines((*path, "shows"), action.shows)
            self._say((*path, "say"), action.say)
            self.refer.target((*path, "to"), action.to)

    def _node(self, path: Place, node: Node) -> None:
        for key in ("say", "again", "interrupted", "not_understood"):
            self._say((*path, key), getattr(node, key))
        self._goto((*path, "goto"), node.goto)
        self._silences((*path, "silence"), node.silence)
        if node.hints is not None:
            for strength in ("light", "clear", "strong"):
                self._line((*path, "hints", strength), getattr(node.hints, strength))
        self._lines((*path, "openers"), node.openers)
        for index, candidate in enumerate(node.candidates):
            self._line((*path, "candidates", index, "line"), candidate.line)
        self._lines((*path, "better"), node.better)
        if not any(self._ways(str(path[-1]))):
            message = f'No transition leads out of "{path[-1]}".'
            self.report.warn(self.document, path, "SG156", message, "Add `goto`.", key=True)

    def _goto(self, path: Place, ways: tuple[Transition, ...]) -> None:
        always = None
        for index, step in enumerate(ways):
            if always is not None:
                message = f'This is never reached: the transition to "{ways[always].to}" before it always applies.'
                self.report.error(self.document, (*path, index), "SG150", message, "Move that one to the end.")
            self.refer.condition((*path, index, "when"), step.when)
            self.refer.target((*path, index, "to"), step.to)
            if always is None and not step.when.model_fields_set:
                always = index

    def _silences(self, path: Place, silences: tuple[Silence, ...]) -> None:
        for index, silence in enumerate(silences):
            self._say((*path, index, "say"), silence.say)
            self.refer.target((*path, index, "to"), silence.to)

    def _everywhere(self) -> None:
        shared = self.file.everywhere
        self._goto(("everywhere", "first"), shared.first)
        self._goto(("everywhere", "last"), shared.last)
        self._silences(("everywhere", "silence"), shared.silence)
        for key in ("interrupted", "not_understood"):
            self._say(("everywhere", key), getattr(shared, key))

    def _ending(self, path: Place, ending: Ending) -> None:
        name = str(path[-1])
        if name in self.file.nodes:
            message = f'"{name}" is the name of a node too.'
            self.report.error(self.document, path, "SG153", message, "Rename one of them.", key=True)
        self._say((*path, "say"), ending.say)
        if not any(_always_said(item) for item in ending.say):
            message = f'The ending "{name}" may come without a word of the customer.'
            advice = "Give it a customer's line without `when`."
            self.report.error(self.document, path, "SG152", message, advice, key=True)
        for index, card in enumerate(ending.cards):
            self._line((*path, "cards", index, "line"), card.line)
            self.refer.condition((*path, "cards", index, "when"), card.when)
        if ending.epilogue is not None:
            self.refer.known((*path, "epilogue"), ending.epilogue, self.names.epilogues, "SG149", "epilogue")

    def _rest(self) -> None:
        """Start, epilogues, limits, reactions of the scene, exceptions."""
        file = self.file
        if file.start not in file.nodes:
            near = self.report.near(file.start, file.nodes)
            self.report.error(self.document, ("start",), "SG104", f'No node named "{file.start}".', near)
        for name, epilogue in file.epilogues.items():
            path: Place = ("epilogues", name)
            self.refer.condition((*path, "when"), epilogue.when)
            self._line((*path, "opens"), epilogue.opens)
            self.refer.known((*path, "start"), epilogue.start, self.names.nodes, "SG104", "node")
            self.refer.ending((*path, "missed"), epilogue.missed)
        for key in ("turns_to", "patience_to", "anger_to"):
            name = getattr(file.limits, key)
            if name is not None:
                self.refer.ending(("limits", key), name)
        self._reactions(("reactions",), file.reactions)
        self.refer.steps(("exceptions", "no_occasion"), file.exceptions.no_occasion)
        self.refer.acts(("exceptions", "fails"), file.exceptions.fails)

    def _told(self) -> None:
        for name, fact in self.file.case.facts.items():
            if fact.given == "unasked" and name not in self.used.told:
                message = f'The fact "{name}" is given unasked, but no line tells it.'
                advice = "Name it under `tells` of an utterance, or let it be asked for."
                self.report.error(self.document, ("case", "facts", name), "SG155", message, advice, key=True)

    def _reach(self) -> None:
        """Nodes and endings nothing leads to. Actions and limits apply everywhere."""
        if any(item.code in _TARGETS for item in self.report.found):
            return
        file = self.file
        seen: set[str] = set()
        waiting = [file.start, file.limits.turns_to, file.limits.patience_to, file.limits.anger_to]
        waiting += [action.to for action in file.actions.values()]
        waiting += [remedy.to for remedy in file.case.remedies.values()]
        while waiting:
            name = waiting.pop()
            if name is None or name in seen:
                continue
            seen.add(name)
            waiting += self._ways(name)
        for kind in ("nodes", "endings"):
            for name in getattr(file, kind):
                if name not in seen:
                    message = f'Nothing leads to "{name}".'
                    advice = "Lead to it or delete it."
                    self.report.warn(self.document, (kind, name), "SG151", message, advice, key=True)

    def _ways(self, name: str) -> Iterator[str | None]:
        ending = self.file.endings.get(name)
        if name in self.file.nodes:
            node = self.file.moment(name)
            yield from (step.to for step in node.goto)
            yield from (silence.to for silence in node.silence)
        if ending is not None and ending.epilogue in self.file.epilogues:
            epilogue = self.file.epilogues[str(ending.epilogue)]
            yield from (epilogue.start, epilogue.missed)


def _always_said(utterance: Utterance) -> bool:
    """Whether the customer says something here whatever has happened."""
    return (
        utterance.by is Speaker.CUSTOMER
        and not utterance.when.model_fields_set
        and any(not variant.when.model_fields_set for variant in utterance.choices())
    )


def _drawn_in(when: Condition) -> set[str]:
    """The draws a condition looks at."""
    inner = [*when.all, *when.any, *([when.not_] if when.not_ is not None else [])]
    return set(when.drawn).union(*(_drawn_in(item) for item in inner))


def check_reactions(refer: Referee, path: Place, reactions: tuple[Reaction, ...]) -> None:
    """Reactions are keyed to an act or an event, and their conditions name what there is."""
    for index, reaction in enumerate(reactions):
        place = (*path, index)
        known = (*ACTS, *EVENTS, *(kind.value for kind in ActionKind))
        if reaction.on not in known:
            near = refer.report.near(reaction.on, known) or f"Use an act, an action, or one of {', '.join(EVENTS)}."
            message = f'Nothing called "{reaction.on}" can be reacted to.'
            refer.report.error(refer.document, (*place, "on"), "SG158", message, near)
        refer.condition((*place, "when"), reaction.when)
        if reaction.fact is not None and reaction.on == "wrong_fact":
            refer.known((*place, "fact"), reaction.fact, refer.names.knowledge, "SG146", "knowledge item")
        elif reaction.fact is not None:
            refer.known((*place, "fact"), reaction.fact, refer.names.facts, "SG142", "fact")
