"""The sheets of a workbook: which part of a scene stands where, and how each column is written.

A *table* is a sheet of rows of one kind (nodes, transitions, facts); a row is a mapping of the scene, a column one of
its keys. A *settings* sheet holds one key a row. Words stand one text a row, a column a language. This module is the
only one that knows the names of sheets and columns.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scoring import ACTS, LANGUAGES

from .notation import (
    CANDIDATES,
    CONDITION,
    EFFECT,
    FLAG,
    NAME,
    NAMES,
    NUMBER,
    PICKED,
    RANGE,
    RANGES_BY_NAME,
    SCALAR,
    TEXT,
    Codec,
)

Path = tuple[str | int, ...]

AS_WRITTEN = "as written"
AS_WRITTEN_MEANING = "Leave it: the order of the parts in the file, where it is not the usual one."
CODES = tuple(LANGUAGES)


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Args:
        head: what stands above it.
        codec: how its cells are written.
        meaning: what stands above the head, in plain words.
        key: the key of the data, dotted; the head where left out.
        choices: what the drop-down list offers: a name of `lists`, or nothing.
        width: in characters.
    """

    head: str
    codec: Codec
    meaning: str
    key: str = ""
    choices: str = ""
    width: int = 16

    @property
    def path(self) -> tuple[str, ...]:
        """The key as a path within the row's mapping."""
        return tuple((self.key or self.head).split("."))


@dataclass(frozen=True, slots=True)
class Place:
    """One container of a scene whose entries stand in a table.

    Args:
        pattern: its path, `*` for any name or number.
        label: what the columns that say where a row belongs hold, from the path.
        find: the path from those cells, or None.
    """

    pattern: tuple[str, ...]
    label: Callable[[Path], tuple[str, ...]]
    find: Callable[[tuple[str, ...]], Path | None]


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet of rows of one kind.

    Args:
        sheet: its title.
        meaning: what it is for, in a sentence.
        kind: decides the colour.
        where: heads, meanings and lists of the columns that say where a row belongs.
        name: the column with the name, or "" for entries of lists, which have an order.
        columns: the keys of the mapping that stand in cells.
        order: all keys in their usual order, with those whose entries stand in a table of their own.
        places: the containers whose entries these are.
    """

    sheet: str
    meaning: str
    kind: str
    where: tuple[tuple[str, str, str], ...]
    name: str
    columns: tuple[Column, ...]
    order: tuple[str, ...]
    places: tuple[Place, ...]


def _fixed(*path: str) -> Place:
    return Place(path, lambda _: (), lambda _: path)


def _of(first: tuple[str, ...], last: tuple[str, ...] = ()) -> Place:
    """Containers of everything named under `first`."""
    return Place(
        (*first, "*", *last),
        lambda path: (str(path[len(first)]),),
        lambda cells: (*first, cells[0], *last) if cells[0] else None,
    )


def _labelled(words: str, *path: str) -> Place:
    return Place(path, lambda _: (words,), lambda cells: path if cells == (words,) else None)


_SAYS = ("say", "again", "interrupted", "not_understood")
_OWNERS = {"node": ("nodes",), "action": ("actions",), "remedy": ("case", "remedies"), "ending": ("endings",)}


def _find_said(cells: tuple[str, ...]) -> Path | None:
    """`node opening` + `silence 2` -> nodes, opening, silence, 1, say."""
    owner, _, name = cells[0].partition(" ")
    if owner == "everywhere" and not name:
        base: Path = ("everywhere",)
    elif owner in _OWNERS and name:
        base = (*_OWNERS[owner], name)
    else:
        return None
    part, _, number = cells[1].partition(" ")
    if (
        part == "silence"
        and number.isdecimal()
        and len(number) < 5
        and int(number) >= 1
        and owner in ("node", "everywhere")
    ):
        return (*base, "silence", int(number) - 1, "say")
    inside = {"node": _SAYS, "everywhere": _SAYS[2:]}.get(owner, ("say",))
    return (*base, part) if part in inside and not number else None


def _label_said(path: Path) -> tuple[str, ...]:
    if path[0] == "everywhere":
        owner, rest = "everywhere", path[1:]
    else:
        kind = next(kind for kind, base in _OWNERS.items() if path[: len(base)] == base)
        depth = len(_OWNERS[kind])
        owner, rest = f"{kind} {path[depth]}", path[depth + 1 :]
    return owner, f"silence {int(rest[1]) + 1}" if rest[0] == "silence" else str(rest[0])


def _said(*pattern: str) -> Place:
    return Place(pattern, _label_said, _find_said)


WHEN = "Only then; see the first sheet for how conditions are written."
MOOD = "Change of mood, like: anger +8, patience -6."
_WHEN = Column("when", CONDITION, WHEN, width=48)
_EFFECT = Column("effect", EFFECT, MOOD, width=24)
_TO = Column("to", NAME, "The node or ending it leads to.", choices="goals")

TABLES = (
    Table(
        "draws", "What differs from play to play.", "matter", (), "draw",
        (
            Column("kind", NAME, "What is drawn.", choices="draw kinds"),
            Column("currency", NAME, "For sums, three letters."),
        ),
        ("kind", "options", "currency"), (_fixed("draws"),),
    ),
    Table(
        "options", "The outcomes of each draw. Their words stand in the sheet forms.", "matter",
        (("draw", "The draw it belongs to.", "draws"),), "option",
        (
            Column("value", SCALAR, "A sum 47.90, days from the scene's date -3, a time 14:30, a count. Sums and times as text."),
            Column("weight", NUMBER, "How often it comes, compared with the others."),
        ),
        ("value", "weight"), (_of(("draws",), ("options",)),),
    ),
    Table(
        "facts", "What can be known about the matter.", "matter", (), "fact",
        (
            Column("given", NAME, "How it comes out.", choices="given"),
            Column("open", FLAG, "An open question brings it out, too.", choices="yes or no", width=9),
            Column("key", FLAG, "Part of the complaint.", choices="yes or no", width=9),
            Column("draw", NAME, "The draw that carries its value.", choices="draws"),
            _WHEN,
        ),
        ("given", "open", "key", "draw", "when"), (_fixed("case", "facts"),),
    ),
    Table(
        "remedies", "What can be granted.", "matter", (), "remedy",
        (
            Column("by", NAME, "Who may grant it.", choices="by"),
            Column("kind", NAME, "What sort of thing it is.", choices="remedy kinds"),
            Column("amount", NAME, "The draw that holds the sum.", choices="draws"),
            Column("cost", NUMBER, "What it costs the firm.", width=9),
            Column("takes_s", NUMBER, "Seconds it takes.", width=9),
            _EFFECT, _WHEN, _TO,
        ),
        ("by", "amount", "cost", "takes_s", "kind", "effect", "when", "say", "to"), (_fixed("case", "remedies"),),
    ),
    Table(
        "knowledge", "What is true about the house and can be looked up.", "matter", (), "item",
        (Column("draw", NAME, "The draw that carries its value.", choices="draws"), _EFFECT),
        ("draw", "effect"), (_fixed("case", "knowledge"),),
    ),
    Table(
        "actions", "What the trainee can do besides speaking.", "play", (), "action",
        (
            Column("takes_s", NUMBER, "Seconds it takes.", width=9),
            _WHEN, _EFFECT,
            Column("early", CONDITION, "When it is done too early.", width=32),
            Column("early_effect", EFFECT, MOOD, width=24),
            Column("shows", NAMES, "Lines the trainee reads.", width=28),
            _TO,
        ),
        ("takes_s", "when", "early", "early_effect", "effect", "shows", "say", "to"), (_fixed("actions"),),
    ),
    Table(
        "nodes", "The moments of the scene. What is said there stands in the sheet says, where they lead in transitions.", "play",
        (), "node",
        (
            _EFFECT,
            Column("hint light", NAME, "A nudge.", "hints.light", width=24),
            Column("hint clear", NAME, "What to do.", "hints.clear", width=24),
            Column("hint strong", NAME, "How to begin.", "hints.strong", width=24),
            Column("openers", NAMES, "Lines: beginnings of sentences for beginners.", width=32),
            Column("candidates", CANDIDATES, "Whole responses, like: good: cand.one; poor: cand.two.", width=40),
            Column("better", NAMES, "Lines: model responses.", width=32),
            Column("apart", FLAG, "What holds everywhere does not hold here.", choices="yes or no", width=9),
        ),
        (
            "effect", "say", "again", "goto", "silence", "interrupted", "not_understood", "hints", "openers", "candidates", "better",
            "apart",
        ),
        (_fixed("nodes"),),
    ),
    Table(
        "says", "What is said where. Several variants of one utterance share their number; the first that fits is spoken.", "play",
        (
            ("where", "node …, action …, remedy …, ending …, or everywhere.", "speakers"),
            ("part", "say, again, silence 1 …, interrupted, not_understood.", "parts"),
        ),
        "",
        (
            Column("by", NAME, "Who speaks; the customer where empty.", choices="speakers of lines"),
            Column("when", CONDITION, "The utterance is said only then.", width=36),
            Column("tells", NAMES, "Facts the trainee learns by it.", width=20),
            Column("loud", FLAG, "Shouted or not; left empty, the mood decides.", choices="yes or no", width=9),
        ),
        ("variants", "line", "by", "when", "tells", "loud"),
        (
            *(_said("nodes", "*", part) for part in _SAYS), _said("nodes", "*", "silence", "*", "say"),
            *(_said("everywhere", part) for part in _SAYS[2:]), _said("everywhere", "silence", "*", "say"),
            _said("actions", "*", "say"), _said("case", "remedies", "*", "say"), _said("endings", "*", "say"),
        ),
    ),
    Table(
        "transitions", "Where a response leads. Of each node the first row that fits is taken.", "play",
        (("from", "A node, everywhere first (before the node's own) or everywhere last.", "sources"),), "",
        (_WHEN, _TO, _EFFECT), ("when", "to", "effect"),
        (
            _labelled("everywhere first", "everywhere", "first"), _labelled("everywhere last", "everywhere", "last"),
            _of(("nodes",), ("goto",)),
        ),
    ),
    Table(
        "silences", "What happens when nothing is typed.", "play",
        (("where", "A node, or everywhere.", "sources"),), "",
        (Column("after_s", NUMBER, "Seconds of silence.", width=9), _EFFECT, _TO),
        ("after_s", "effect", "say", "to"),
        (_labelled("everywhere", "everywhere", "silence"), _of(("nodes",), ("silence",))),
    ),
    Table(
        "endings", "The ways the scene can end. The last words stand in the sheet says.", "play", (), "ending",
        (
            Column("kind", NAME, "What became of the customer.", choices="ending kinds"),
            Column("retention", NUMBER, "The chance in percent that they stay.", width=10),
            Column("tone", NAME, "What others hear of it.", "word_of_mouth.tone", "tones", 9),
            Column("people", NUMBER, "How many hear it.", "word_of_mouth.people", width=9),
            Column("epilogue", NAME, "The epilogue that may follow."),
            Column("leaves", NAMES, "What the next scene with them finds.", width=24),
        ),
        ("kind", "say", "cards", "word_of_mouth", "retention", "epilogue", "leaves"), (_fixed("endings"),),
    ),
    Table(
        "cards", "Comment cards; of each ending the first that fits is filled in.", "play",
        (("ending", "The ending it belongs to.", "endings"),), "",
        (Column("rating", NUMBER, "Stars, 1 to 5.", width=9), Column("line", NAME, "What is written on it.", width=28), _WHEN),
        ("rating", "line", "when"), (_of(("endings",), ("cards",)),),
    ),
    Table(
        "epilogues", "What becomes of a promise to come back.", "play", (), "epilogue",
        (
            _WHEN,
            Column("due_h", NUMBER, "Hours until it is due.", width=9),
            Column("opens", NAME, "The line the trainee reads then.", width=24),
            Column("start", NAME, "The node that begins it.", choices="nodes"),
            Column("missed", NAME, "The ending when nobody calls.", choices="endings"),
        ),
        ("when", "due_h", "opens", "start", "missed"), (_fixed("epilogues"),),
    ),
    Table(
        "reactions", "Short answers that show the customer heard.", "play",
        (("whose", "scene, or customer (in any scene).", "whose"),), "",
        (
            Column("on", NAME, "An act, an action or an event.", choices="occasions"),
            Column("fact", NAME, "Only where this fact was asked for or said back.", choices="facts"),
            _WHEN,
            Column("say", NAMES, "Lines, tried in order.", width=40),
        ),
        ("on", "fact", "when", "say"),
        (_labelled("scene", "reactions"), _labelled("customer", "persona", "reactions")),
    ),
)  # fmt: skip

PLAN_GOALS = Table(
    "plan goals", "How well each plan plays, and what must come of it.", "plans", (), "plan",
    (
        Column("format", NUMBER, "Always 1.", width=9),
        Column("level", NAME, "How well this person plays.", choices="levels"),
        Column("seeds", NAMES, "Seeds it is played with."),
        Column("endings", NAMES, "It ends in one of these.", "expect.endings", width=32),
        Column("overall", RANGE, "The grade, like >= 60.", "expect.overall"),
        Column("steps", RANGES_BY_NAME, "Points of steps, like: act >= 40; own 20..60.", "expect.steps", width=32),
    ),
    ("format", "level", "seeds", "turns", "expect"), (_fixed("plans"),),
)  # fmt: skip
PLANS = Table(
    "plans", "What somebody says and does, turn by turn; a column a language.", "plans",
    (("plan", "The plan it belongs to.", "plans"),), "",
    (
        *(Column(code, TEXT, "What they say.", f"say.{code}", width=48) for code in CODES),
        Column("do", TEXT, "Or what they do: remedy refund, note, wait 8 …", width=24),
        Column("choose", NAME, "Or a listed response: better, good, middling, poor.", choices="choices", width=12),
        Column("drawn", PICKED, "Played only where this was drawn: boss: in_yes, in_no.", width=24),
        Column("node", NAME, "The scene must stand here then.", "expect.node", "goals"),
        Column("acts", NAMES, "Acts that must be heard.", "expect.acts", width=24),
        *(Column(mood, RANGE, "The mood must be so then.", f"expect.{mood}", width=10) for mood in ("anger", "trust", "heard", "patience")),
    ),
    ("say", "do", "choose", "drawn", "expect"), (_of(("plans",), ("turns",)),),
)  # fmt: skip

SETTINGS = {
    "about": "What the scene is, and what may be done about the matter.",
    "customer": "The customer as a person, and who else speaks.",
    "limits": "What ends a scene that does not end by itself, and who waits.",
}
"""Sheets with one key a row."""
SETTINGS_OF = {"persona": "customer", "cast": "customer", "limits": "limits", "queue": "limits"}
"""Parts of a scene that do not stand in the sheet about."""

SETTING_CODECS: dict[tuple[str, ...], Codec] = {
    ("persona", "burdens", "*", "when"): CONDITION,
    ("persona", "burdens", "*", "effect"): EFFECT,
    ("persona", "interrupted", "effect"): EFFECT,
    ("persona", "drift", "per_second"): EFFECT,
    ("persona", "drift", "per_turn"): EFFECT,
}
LISTED_SETTINGS = frozenset(
    {"teaches", "rows", "warnings", "use", "wants", "settles_for", "no_occasion", "fails", "say", "accessories"}
)
"""Keys that hold lists, whatever sheet they stand in."""
USUAL_SETTINGS = {
    "about": (
        "about.teaches", "about.rows", "about.warnings", "about.rubric", "about.use", "about.weight", "about.place",
        "about.starts_at", "about.complaint", "case.wants", "case.settles_for", "case.restate_needs", "case.apology_due",
        "case.policy", "case.lifetime_value", "exceptions.no_occasion", "exceptions.fails",
    ),
    "customer": (
        "persona.voice.gender", "persona.voice.rate", "persona.voice.pitch", "persona.speaks", "persona.start.anger",
        "persona.start.trust", "persona.start.heard", "persona.start.patience", "persona.drift.per_second",
        "persona.drift.per_turn", "persona.interrupts.after_words", "persona.interrupts.say", "persona.interrupted.effect",
        "persona.interrupted.say", "persona.cause.fact", "persona.cause.at",
    ),
    "limits": (
        "limits.turns", "limits.turns_to", "limits.patience_to", "limits.anger_to", "queue.start", "queue.every_s", "queue.most",
    ),
}  # fmt: skip
"""Keys that stand there even when empty, so that they can be filled."""

LINES, FORMS, VALUES, WORDS, SOURCES, LANGUAGES_SHEET = "lines", "forms", "values", "words", "sources", "languages"
WORD_PARTS = {"fact": "facts", "remedy": "remedies", "knowledge": "knowledge"}
WORD_SHEETS: dict[str, tuple[tuple[str, str], ...]] = {
    LINES: (("line", "The name of the line; it stays."),),
    WORDS: (
        ("kind", "fact, remedy or knowledge."), ("name", "Its name in the scene."),
        ("part", "name, tell, withheld, text, or questions 1, wordings 1, values 1 …"),
    ),
    FORMS: (("draw", "The draw."), ("option", "The option."), ("form", "base, gen … as the lines use it.")),
    VALUES: (("draw", "The draw."), ("option", "The option, where this language's country has another value.")),
    SOURCES: (("line", "What each translated line was made from; kept by the program."),),
}  # fmt: skip
OPTIONAL = (VALUES, SOURCES)
STATUS = "status"
STATUS_MEANING = "Missing or stale translations. Write done where you have looked at a stale one."
DONE = "done"
README = "read me"
LISTS_SHEET = "lists"

ORDER = (
    README, "about", "customer", "facts", "draws", "options", FORMS, VALUES, "remedies", "knowledge", "actions", "nodes", "says",
    LINES, WORDS, "transitions", "silences", "endings", "cards", "epilogues", "limits", "reactions", "plans", "plan goals",
    LANGUAGES_SHEET, SOURCES, LISTS_SHEET,
)  # fmt: skip
"""The sheets from left to right."""

EVENTS = (
    "asked", "no_act", "not_understood", "wrong_language", "wrong_fact", "broke_in", "interrupted", "silence", "prod",
)  # fmt: skip
ACT_NAMES = tuple(ACTS)
