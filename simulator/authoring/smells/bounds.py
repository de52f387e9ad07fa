"""Whether a condition can hold at all in this scene; what it takes from the mood is bounded by start and mood table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from simulator.engine import FULL, GAIN_SIGN
from simulator.scenario import CENTI, MOOD, Condition, Effect, Scenario

MOMENT = ("acts", "any_act", "asked", "stated", "wrong_fact", "offered")
"""What only a response brings; an action brings none of it."""

EPILOGUE_TURNS = 4
"""Turns an epilogue may take beyond the limit, as the engine has it."""

FIGURES = ("turn", "facts_stated", "queue")
PAIRS = (
    ("acts", "no_act", "act"),
    ("said", "unsaid", "act"),
    ("known", "unknown", "fact"),
    ("done", "undone", "deed"),
)
CONTRADICTED = ("no_act", "unsaid", "action", "done", "drawn")
"""Without one of these a condition can contradict itself in its ranges only."""


@dataclass(frozen=True, slots=True)
class Never:
    """Why a condition cannot hold: the code of the smell, and one sentence."""

    code: str
    reason: str


@dataclass
class Bounds:
    """What can become of one scene's figures.

    Args:
        scenario: the scene.
    """

    scenario: Scenario

    @cached_property
    def turns(self) -> int:
        """The most responses a session can have."""
        file = self.scenario.file
        return file.limits.turns + (EPILOGUE_TURNS if file.epilogues else 0)

    @cached_property
    def _effects(self) -> tuple[list[Effect], list[Effect]]:
        """The author's effects: those a response can meet once, and those that can be had as often as one likes."""
        file = self.scenario.file
        nodes = [node.effect for node in file.nodes.values()]
        steps = [step.effect for node in file.nodes.values() for step in node.goto]
        steps += [step.effect for step in (*file.everywhere.first, *file.everywhere.last)]
        free = [effect for action in file.actions.values() for effect in (action.effect, action.early_effect)]
        free += [item.effect for node in file.nodes.values() for item in node.silence]
        free += [item.effect for item in file.everywhere.silence] + [file.persona.drift.per_second]
        led_to = {action.to for action in file.actions.values()} | {item.to for item in file.case.remedies.values()}
        free += [node.effect for name, node in file.nodes.items() if name in led_to]
        return [*nodes, *steps], free

    def best(self, name: str, turns: int) -> int:
        """How far a dimension can get to its good side within so many responses, in hundredths of a point.

        Never too little: everything that could help is taken to help as much as it ever can.
        """
        file, table, sign = self.scenario.file, self.scenario.mood, GAIN_SIGN[name]
        per_turn, free = self._effects
        end = 0 if sign < 0 else FULL
        if _best(free, name):
            return end
        persona = file.persona
        gain = abs(getattr(table.cap, name)) + _best([persona.drift.per_turn], name) + 2 * _best(per_turn, name)
        once = [burden.effect for burden in persona.burdens]
        once += [table.note, table.supervisor, table.warm_transfer, table.blind_transfer, table.promise_kept]
        share = max(100, persona.factors.get("offer_remedy", 100))
        grants = [item.effect if item.effect.items() else table.remedy for item in file.case.remedies.values()]
        total = sum(_best([effect], name) for effect in once)
        total += sum(_best([effect], name) * share // 100 for effect in grants)
        total += _best([table.let_finish.effect], name) * table.let_finish.times
        start: int = getattr(persona.start, name)
        best: int = min(FULL, max(0, start + sign * (total + gain * turns)))
        return best

    def never(self, when: Condition, *, in_goto: bool = False) -> Never | None:
        """Why a condition can never hold, or None where it may.

        Args:
            when: the condition.
            in_goto: it decides a way, before which patience at 0 or anger at 100 has ended the scene.
        """
        if not when.model_fields_set:
            return None
        parts = list(conjuncts(when))
        return (
            self._contradiction(parts)
            or self._figures(parts)
            or self._mood(parts, in_goto=in_goto)
            or next(filter(None, (self._choices(part, in_goto=in_goto) for part in parts)), None)
        )

    def _choices(self, when: Condition, *, in_goto: bool) -> Never | None:
        """Of an `any` at least one must be possible."""
        inner = [self.never(item, in_goto=in_goto) for item in when.any]
        return inner[0] if inner and None not in inner else None

    def _contradiction(self, parts: list[Condition]) -> Never | None:
        given = set().union(*(part.model_fields_set for part in parts))
        for yes, no, what in PAIRS:
            if yes not in given or no not in given:
                continue
            both = gather(parts, yes) & gather(parts, no)
            if both:
                return Never(
                    "SG305", f'The {what} "{min(both)}" is asked for under `{yes}` and ruled out under `{no}`.'
                )
        if given.isdisjoint(CONTRADICTED):
            return None
        ruled_out = gather(parts, "no_act")
        for key, ruled in (("any_act", ruled_out), ("said_any", gather(parts, "unsaid"))):
            for part in parts:
                wanted = set(getattr(part, key))
                if wanted and wanted <= ruled:
                    return Never("SG305", f"Every act under `{key}` is ruled out beside it.")
        if any(part.action for part in parts) and any(getattr(part, key) for part in parts for key in MOMENT):
            return Never("SG305", "An action and something said are asked for at once; an action comes without words.")
        return self._drawn(parts) or self._nobody(parts)

    def _drawn(self, parts: list[Condition]) -> Never | None:
        allowed: dict[str, set[str]] = {}
        for part in parts:
            for name, options in part.drawn.items():
                allowed[name] = allowed.get(name, set(options)) & set(options)
        bad = next((name for name, options in allowed.items() if not options), None)
        return None if bad is None else Never("SG305", f'No option of the draw "{bad}" fits all that is asked of it.')

    def _nobody(self, parts: list[Condition]) -> Never | None:
        remedies = self.scenario.file.case.remedies
        for ref in sorted(gather(parts, "done") | _sole(parts, "action")):
            kind, _, name = ref.partition(" ")
            if kind == "remedy" and name in remedies and remedies[name].by == "nobody":
                return Never("SG305", f'Nobody may grant "{name}", so it is never done.')
        return None

    def _figures(self, parts: list[Condition]) -> Never | None:
        file = self.scenario.file
        most = {
            "turn": self.turns,
            "facts_stated": sum(fact.key for fact in file.case.facts.values()),
            "queue": 0 if file.queue is None else max(file.queue.most, file.queue.start),
        }
        for name in FIGURES:
            least, upper = narrowest(parts, name)
            if least is not None and least > most[name]:
                return Never("SG305", f"`{name}` is to be {least} or more, but it can be {most[name]} at most.")
            if least is not None and upper is not None and least > upper:
                return Never("SG305", f"`{name}` is to be {least} or more and {upper} or less.")
        return None

    def _mood(self, parts: list[Condition], *, in_goto: bool) -> Never | None:
        turn = narrowest(parts, "turn")[1]
        turns = self.turns if turn is None else min(turn, self.turns)
        for name in MOOD:
            least, most = narrowest(parts, name)
            if least is not None and most is not None and least > most:
                return Never("SG304", f"`{name}` is to be {least} or more and {most} or less.")
            wanted = most if GAIN_SIGN[name] < 0 else least
            if wanted is None:
                continue
            best = (self.best(name, turns) + CENTI // 2) // CENTI
            if (best > wanted) if GAIN_SIGN[name] < 0 else (best < wanted):
                way = "down" if GAIN_SIGN[name] < 0 else "up"
                within = f"within {turns} responses" if turn is not None else "in this scene"
                return Never("SG304", f"`{name}` is to get {way} to {wanted}; {within} it can get to {best}.")
        return self._limits(parts) if in_goto else None

    def _limits(self, parts: list[Condition]) -> Never | None:
        if narrowest(parts, "patience")[1] == 0:
            return Never("SG304", "`patience` is to be 0, but at 0 `patience_to` has ended the scene before.")
        if narrowest(parts, "anger")[0] == FULL // CENTI and self.scenario.file.limits.anger_to is not None:
            return Never("SG304", "`anger` is to be 100, but at 100 `anger_to` has ended the scene before.")
        return None


def _best(effects: Iterable[Effect], name: str) -> int:
    """The most any of these does to the good side of a dimension, 0 or more."""
    gains: list[int] = [GAIN_SIGN[name] * getattr(effect, name) for effect in effects]
    return max([0, *gains])


def conjuncts(when: Condition) -> Iterable[Condition]:
    """A condition and everything that must hold with it."""
    yield when
    for item in when.all:
        yield from conjuncts(item)


def gather(parts: Iterable[Condition], key: str) -> set[str]:
    """What all of them name under a key."""
    return {name for part in parts for name in getattr(part, key)}


def _sole(parts: Iterable[Condition], key: str) -> set[str]:
    """The only choice where a list that means "one of these" has one entry."""
    return {names[0] for part in parts if len(names := getattr(part, key)) == 1}


def narrowest(parts: Iterable[Condition], name: str) -> tuple[int | None, int | None]:
    """The narrowest range all of them leave."""
    least: int | None = None
    most: int | None = None
    for part in parts:
        found = getattr(part, name)
        if found is not None and found.min is not None:
            least = found.min if least is None else max(least, found.min)
        if found is not None and found.max is not None:
            most = found.max if most is None else min(most, found.max)
    return least, most
