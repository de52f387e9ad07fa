"""The first sheet of a workbook, and what its drop-down lists offer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scoring import ACTS
from simulator.scenario import ActionKind, EndingKind, Speaker

from .phrases import FLAGS, LISTS, MAPS, RANGES
from .sheets import DONE, EVENTS

MANUAL: tuple[tuple[str, str], ...] = (
    ("head", "How to use this workbook"),
    ("text", "Each sheet holds one part of the scene. The first row of a sheet tells what its columns mean, the second holds their heads; leave the heads as they are. Rows can be changed, added and deleted."),
    ("text", "Change what you like, save the file, and bring it back with:"),
    ("code", "silkgloves import {slug} {slug}.xlsx --force"),
    ("text", "Everything is checked first. If something cannot be right, you are told the sheet and the cell, and nothing is changed. Then rehearse it: silkgloves rehearse {slug}"),
    ("head", "The sheets"),
    ("text", "about, customer, limits: one setting a row. Empty ones take their usual value; delete a value to go back to it."),
    ("text", "nodes: the moments of the scene. says: what is said at each of them, by the names of lines. lines: the words of each line, a column a language. transitions: where a response leads."),
    ("text", "facts, draws, options, forms, words, remedies, knowledge: the matter, what differs from play to play, and its words."),
    ("text", "plans: what somebody says turn by turn, with what must come of it in plan goals. They are the tests of a scene."),
    ("text", "A row that belongs to something names it in its first column; a new node therefore needs a row in nodes and rows in says and transitions that name it."),
    ("head", "How cells are written"),
    ("text", "Names: small letters, digits and underscores. Several names have commas between them:"),
    ("code", "silence.hello, silence.there"),
    ("text", "A change of mood: the parts of the mood and points. There are anger, trust, heard and patience."),
    ("code", "anger +8, patience -6"),
    ("text", "A range: at least, at most, from-to, or exactly."),
    ("code", ">= 40        <= 60        40..60        = 1"),
    ("text", "A condition: parts with semicolons between them; all of them must hold. An empty cell always holds."),
    ("code", "any_act: rude, dismiss; no_act: apologise; anger >= 40"),
    ("code", "done: remedy refund, supervisor; drawn boss: in_yes, in_no; restated: yes"),
    ("code", "any of (any_act: overpromise | offered: refund; turn <= 3); not (known: fee)"),
    ("text", "Parts with names behind a colon: {lists}."),
    ("text", "Parts with yes or no behind a colon: {flags}. Parts with a range: {ranges}. Parts with a name and its options: {maps}."),
    ("text", "Parts that combine whole conditions: all of (… | …), any of (… | …), not (…)."),
    ("text", "A cell that begins with json: holds something that cannot be said more simply; take it over as it is."),
    ("head", "Words and translations"),
    ("text", "A text may hold {{draw}} or {{draw.form}} in braces; what was drawn is put in there. Write an empty column full, and the scene has one more language; give it a row in languages."),
    ("text", "The column status tells which translations are missing, or stale because the English line has changed since. Write {done} there once you have looked at a stale one."),
    ("head", "What to leave alone"),
    ("text", "The columns as written and order … keep the order of the file; sources keeps what translations were made from; lists holds what the drop-down lists offer. They may stay as they are, and nothing in them changes how the scene plays."),
    ("text", "No formulas, no merged cells, and dates and times as text: put an apostrophe before them if the program turns them into something else."),
)  # fmt: skip


def readme_lines(slug: str, title: str) -> list[tuple[str, str]]:
    """The lines of the first sheet, each with its kind."""
    filled = {
        "slug": slug, "lists": ", ".join(LISTS), "flags": ", ".join(FLAGS), "ranges": ", ".join(RANGES),
        "maps": ", ".join(MAPS), "done": DONE,
    }  # fmt: skip
    return [("title", title), *((kind, text.format(**filled)) for kind, text in MANUAL)]


def drop_down_lists(scenario: Mapping[str, Any], plans: Sequence[str]) -> dict[str, list[str]]:
    """What can be chosen in a scene, by name of the list."""
    case = scenario.get("case", {})
    nodes, endings = list(scenario["nodes"]), list(scenario["endings"])
    silences = max(
        len(node.get("silence", ())) for node in [*scenario["nodes"].values(), scenario.get("everywhere", {})]
    )
    speakers = [f"node {name}" for name in nodes] + ["everywhere"]
    speakers += [f"action {name}" for name in scenario.get("actions", {})]
    speakers += [f"remedy {name}" for name in case.get("remedies", {})]
    speakers += [f"ending {name}" for name in endings]
    actions = [kind.value for kind in ActionKind]
    return {
        "acts": list(ACTS),
        "nodes": nodes,
        "endings": endings,
        "goals": nodes + endings,
        "sources": [*nodes, "everywhere", "everywhere first", "everywhere last"],
        "speakers": speakers,
        "parts": [
            "say",
            "again",
            "interrupted",
            "not_understood",
            *(f"silence {at + 1}" for at in range(silences + 1)),
        ],
        "picks": ["variant", "line"],
        "facts": list(case.get("facts", {})),
        "draws": list(scenario.get("draws", {})),
        "plans": list(plans),
        "yes or no": ["yes", "no"],
        "given": ["unasked", "asked", "heard"],
        "by": ["trainee", "supervisor", "nobody"],
        "remedy kinds": ["money", "goods", "service", "extra"],
        "draw kinds": ["name", "item", "sum", "date", "time", "number", "place", "cause", "text"],
        "action kinds": actions,
        "ending kinds": [kind.value for kind in EndingKind],
        "speakers of lines": [speaker.value for speaker in Speaker],
        "occasions": [*ACTS, *EVENTS, *actions],
        "tones": ["good", "bad", "none"],
        "whose": ["scene", "customer"],
        "levels": ["excellent", "good", "middling", "poor", "recovering", "gaming", "kitchen_sink"],
        "addresses": ["polite", "familiar"],
        "choices": ["better", "good", "middling", "poor"],
        "statuses": [DONE],
        "channels": ["store", "phone", "email", "chat"],
    }
