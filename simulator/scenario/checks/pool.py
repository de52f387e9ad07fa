"""The common pool: a reaction to everything, in every language, about nothing in particular."""

from __future__ import annotations

from scoring import ACTS
from simulator.scenario.checks.naming import DEEDS, EVENTS, Names, Referee
from simulator.scenario.checks.structure import check_reactions
from simulator.scenario.formats import PLACEHOLDER
from simulator.scenario.reading import Path as Place
from simulator.scenario.sources import Pool, Report


def check_pool(pool: Pool, report: Report) -> None:
    """Check the reactions, their words and the choices of the shift."""
    if pool.pool is None:
        return
    names = Names(world=None if pool.world is None else pool.world.model)
    refer = Referee(pool.pool.document, names, report)
    reactions = pool.pool.model.reactions
    check_reactions(refer, ("reactions",), reactions)
    reacted = {reaction.on for reaction in reactions}
    for name in (*ACTS, *EVENTS, *DEEDS):
        if name not in reacted:
            message = f'The pool has no reaction to "{name}".'
            report.error(pool.pool.document, ("reactions",), "SG193", message, "Add one.", key=True)
    used: dict[str, Place] = {}
    for index, reaction in enumerate(reactions):
        for number, line in enumerate(reaction.say):
            used.setdefault(line, ("reactions", index, "say", number))
    _check_world(pool, refer)
    _check_lines(pool, used, report)


def _check_world(pool: Pool, refer: Referee) -> None:
    """Choices have a default among their options; their names are lines of the pool."""
    if pool.world is None:
        return
    within = Referee(pool.world.document, refer.names, refer.report)
    for name, choice in pool.world.model.choices.items():
        place = ("choices", name)
        within.known((*place, "default"), choice.default, choice.options, "SG157", f'option of "{name}"')
        for option, effect in choice.effects.items():
            at = (*place, "effects", option)
            within.known(at, option, choice.options, "SG157", f'option of "{name}"')
            for number, cause in enumerate(effect.eases):
                within.known((*at, "eases", number), cause, pool.world.model.complaints, "SG157", "cause of complaints")


def _check_lines(pool: Pool, used: dict[str, Place], report: Report) -> None:
    world = {} if pool.world is None else pool.world.model.choices
    choices = [f"world.{name}" for name in world]
    choices += [f"world.{name}.{option}" for name, choice in world.items() for option in choice.options]
    causes = () if pool.world is None else pool.world.model.complaints
    choices += [f"complaint.{name}" for name in causes]
    for language, source in pool.words.items():
        for line, place in used.items():
            if line not in source.model.lines and pool.pool is not None:
                message = f'The line "{line}" has no words in lines.{language}.yaml.'
                report.error(pool.pool.document, place, "SG160", message, "Write it.")
        for line in choices:
            if line not in source.model.lines and pool.world is not None:
                kind, name = line.split(".")[:2]
                message = f'The line "{line}" has no words in lines.{language}.yaml.'
                place = ("choices", name) if kind == "world" else ("complaints", causes.index(name))
                report.error(pool.world.document, place, "SG160", message, "Write it.", key=True)
        for line, text in source.model.lines.items():
            path: Place = ("lines", line)
            if line not in used and line not in choices:
                message = f'The line "{line}" is used nowhere.'
                report.warn(source.document, path, "SG161", message, "Use it or delete it.", key=True)
            if not text.strip():
                report.error(source.document, path, "SG171", "The text is empty.", "Write it or delete it.")
            if PLACEHOLDER.search(text):
                message = "The pool's lines know no draws, so they hold no placeholders."
                report.error(source.document, path, "SG162", message)
