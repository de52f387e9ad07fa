"""Plans name what is there and say it in every language; paths lead through scenes there are."""

from __future__ import annotations

import re

from scoring import LANGUAGES
from simulator.scenario.checks.naming import FULL, Names, Referee
from simulator.scenario.checks.structure import names_of
from simulator.scenario.checks.words import lacks_form
from simulator.scenario.formats import BASE, PLACEHOLDER
from simulator.scenario.plans import Plan, PlanTurn, ScenePath
from simulator.scenario.reading import Path as Place
from simulator.scenario.sources import Folder, Report, Source
from simulator.scenario.values import MOOD, ActionKind, Language

_WAYS = {
    "interrupt": re.compile(r"interrupt( \d{1,5})?\Z"),
    "wait": re.compile(r"wait \d{1,5}\Z"),
    "note": re.compile(r"note( .+)?\Z", re.DOTALL),
    "remedy": re.compile(r"remedy [a-z][a-z0-9_]*\Z"),
}


def check_plans(folder: Folder, report: Report) -> None:
    """Check all plans of a scenario."""
    if folder.scenario is None or not folder.with_plans:
        return
    if not folder.plans:
        message = "The scene has no plan, so nothing proves that it can be played."
        report.warn(folder.scenario.document, (), "SG183", message, "Add `plans/good.yaml` and `plans/poor.yaml`.")
    for source in folder.plans.values():
        _check_plan(folder, source, report)


def _check_plan(folder: Folder, source: Source[Plan], report: Report) -> None:
    refer = Referee(source.document, names_of(folder), report)
    for index, turn in enumerate(source.model.turns):
        _check_turn(folder, refer, ("turns", index), turn)
    expect = source.model.expect
    for index, ending in enumerate(expect.endings):
        refer.ending(("expect", "endings", index), ending)
    refer.span(("expect", "overall"), expect.overall, most=FULL)
    for step, span in expect.steps.items():
        refer.steps(("expect", "steps", step), (step,))
        refer.span(("expect", "steps", step), span, most=FULL)


def _check_turn(folder: Folder, refer: Referee, path: Place, turn: PlanTurn) -> None:
    report, document = refer.report, refer.document
    given = [name for name in ("say", "do", "choose") if getattr(turn, name) is not None]
    if len(given) != 1:
        message = (
            f"The turn has {' and '.join(given)} at once." if given else "The turn neither says nor does anything."
        )
        report.error(document, path, "SG180", message, "Give one of `say`, `do` and `choose`; make two turns of two.")
    for language in folder.words if turn.say is not None else ():
        if language not in (turn.say or {}):
            message = f'The turn says nothing in "{language}".'
            report.error(document, (*path, "say"), "SG181", message, f"Add `{language}:`.", key=True)
    for language, text in (turn.say or {}).items():
        _check_words(folder, refer, (*path, "say", language), language, text)
    refer.options((*path, "drawn"), turn.drawn)
    if turn.do is not None:
        _check_deed(refer, (*path, "do"), turn.do)
    if turn.expect.node is not None:
        known = (*refer.names.nodes, *refer.names.endings)
        refer.known((*path, "expect", "node"), turn.expect.node, known, "SG104", "node")
    refer.acts((*path, "expect", "acts"), turn.expect.acts)
    for name in MOOD:
        refer.span((*path, "expect", name), getattr(turn.expect, name), most=FULL)


def _check_words(folder: Folder, refer: Referee, path: Place, language: Language, text: str) -> None:
    """The placeholders of a response can be filled, whatever is drawn."""
    words, formats = folder.words.get(language), folder.pool.formats.get(language)
    for match in PLACEHOLDER.finditer(text):
        draw, form = match[1], match[2] or BASE
        if draw not in refer.names.draws:
            near = refer.report.near(draw, refer.names.draws)
            message = f"The placeholder {match[0]} names no draw."
            refer.report.error(refer.document, path, "SG162", message, near)
        elif words is not None and folder.scenario is not None:
            file, known = folder.scenario.model, None if formats is None else formats.model
            for option in refer.names.draws[draw]:
                if lacks_form(file, words.model, known, (draw, option, form)):
                    message = f'The option "{option}" of "{draw}" has no form "{form}" in {language}.'
                    refer.report.error(refer.document, path, "SG163", message, f"Add it to lines.{language}.yaml.")


def _check_deed(refer: Referee, path: Place, deed: str) -> None:
    """An action as in an answers file, without its exclamation mark."""
    word, _, rest = deed.partition(" ")
    words = [kind.value for kind in ActionKind] + ["interrupt", "wait"]
    known = word in words and (_WAYS[word].match(deed) is not None if word in _WAYS else not rest)
    if not known:
        near = refer.report.near(word, words) if word not in words else ""
        advice = near or "Write it like `remedy refund`, `wait 8`, `note` or `interrupt 40`."
        refer.report.error(refer.document, path, "SG182", f'The action "{deed}" cannot be read.', advice)
    elif word == ActionKind.REMEDY:
        refer.known(path, rest, refer.names.remedies, "SG145", "remedy")


def check_path(source: Source[ScenePath], languages: dict[str, tuple[str, ...]], report: Report) -> None:
    """Check a path of scenes.

    Args:
        source: the file.
        languages: the scenes there are, and the languages each has words in.
        report: takes what is found.
    """
    refer = Referee(source.document, Names(), report)
    seen: set[str] = set()
    for index, entry in enumerate(source.model.scenes):
        place = ("scenes", index, "scene")
        refer.known(place, entry.scene, languages, "SG190", "scene")
        if entry.scene in seen:
            message = f'The scene "{entry.scene}" stands twice in this path.'
            report.error(source.document, place, "SG191", message, "Delete one.")
        seen.add(entry.scene)
    spoken = [set(languages[entry.scene]) for entry in source.model.scenes if entry.scene in languages]
    for language in LANGUAGES:
        if spoken and all(language in item for item in spoken) and language not in source.model.titles:
            message = f'The path has no title in "{language}", though all its scenes are in it.'
            report.error(source.document, ("titles",), "SG192", message, f"Add `{language}:`.", key=True)
