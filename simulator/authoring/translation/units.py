"""The words of a scene as units: an id that stays, the English, the translation, and where it stands."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .places import line_notes

NO_SOURCE = "(nothing in English)"
"""Stands for the original of words only the translation has."""

NEVER = "000000000000"
"""Noted for a translation nobody has confirmed yet: no text has this fingerprint that anybody will ever write."""

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)(?:\.[a-z][a-z0-9_]*)?\}")
_LINE_ID = re.compile(r"[a-z][a-z0-9_.]{0,79}")
_FORM = re.compile(r"[a-z][a-z0-9_]{0,59}")
_PARTS: Mapping[str, Mapping[str, str]] = {
    "facts": {
        "name": "short name of the fact",
        "tell": "the customer tells it when asked",
        "withheld": "the customer, while not feeling heard",
        "questions": "ways a trainee asks for it, one a line",
        "wordings": "ways a trainee says it back, one a line",
    },
    "remedies": {"name": "short name of the remedy", "wordings": "ways a trainee offers it, one a line"},
    "knowledge": {
        "name": "short name on the knowledge card",
        "text": "the sentence on the knowledge card",
        "values": "the true values as somebody says them, one a line",
        "wordings": "words that show a sentence speaks of it, one a line",
    },
}
_LISTS = ("questions", "wordings", "values")
_SINGULAR = {"facts": "fact", "remedies": "remedy", "knowledge": "knowledge item"}


def fingerprint(text: str) -> str:
    """What `sources` notes of the English a translation was made from; `check` reads it the same way (SG172)."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


class State(StrEnum):
    """How far a translation is."""

    MISSING = "missing"
    STALE = "stale"
    DONE = "done"


class Kind(StrEnum):
    """How a unit's text holds what stands in the file."""

    TEXT = "text"
    LIST = "list"
    FORMS = "forms"


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing to translate.

    Args:
        id: what it is called in exchanged files; stays while the scene is edited.
        plan: the plan it stands in, or "" for the lines.
        path: where it stands in that file, for the language translated to.
        kind: how its text is read.
        source: the English, or "" where there is none.
        target: the translation as it stands, or "".
        state: how far it is.
        note: where it is spoken, who speaks, and in which mood.
    """

    id: str
    plan: str
    path: tuple[str | int, ...]
    kind: Kind
    source: str
    target: str
    state: State
    note: str

    @property
    def shown_source(self) -> str:
        """The original as exchanged files show it."""
        return self.source or NO_SOURCE

    @property
    def noted_as(self) -> str | None:
        """Its key under `sources`, or None where no such key can be."""
        key = ".".join(map(str, self.path[1:])) if self.path[0] == "lines" else self.id
        return key if self.source and _LINE_ID.fullmatch(key) else None

    @property
    def placeholders(self) -> list[str]:
        """The draws its original names, each once."""
        return list(dict.fromkeys(PLACEHOLDER.findall(self.source)))


@dataclass(frozen=True, slots=True)
class Words:
    """The plain data of a scene's files, every scalar a text."""

    scenario: Mapping[str, Any]
    source: Mapping[str, Any]
    target: Mapping[str, Any]
    plans: Mapping[str, Mapping[str, Any]]


def gather_units(words: Words, language: str) -> list[Unit]:
    """All units of a scene, in the order of the English file, then the plans.

    Args:
        words: what stands in the files.
        language: the language translated to.
    """
    drafts = [*_lines(words), *_forms(words), *_parts(words), *_plans(words, language)]
    notes: Mapping[str, str] = words.target.get("sources", {})
    taken = {*words.source.get("lines", {}), *words.target.get("lines", {})}
    return [_judged(unit, notes, taken) for unit in drafts]


def _judged(unit: Unit, notes: Mapping[str, str], lines: set[str]) -> Unit:
    """The unit with its state."""
    if not unit.target:
        state = State.MISSING
    elif unit.noted_as is None or (unit.path[0] != "lines" and unit.noted_as in lines):
        state = State.DONE
    else:
        state = State.STALE if _is_stale(unit, unit.noted_as, notes) else State.DONE
    return Unit(unit.id, unit.plan, unit.path, unit.kind, unit.source, unit.target, state, unit.note)


def _is_stale(unit: Unit, key: str, notes: Mapping[str, str]) -> bool:
    """Whether the original has changed since it was translated.

    Turns have numbers for names, and a turn put in above shifts them. So a turn is as old as its original only if no
    turn of its plan has noted that.
    """
    if unit.plan:
        noted = {value for name, value in notes.items() if name.startswith(f"plans.{unit.plan}.")}
        return bool(noted) and fingerprint(unit.source) not in noted
    return key in notes and notes[key] != fingerprint(unit.source)


def _union(source: Mapping[str, Any], target: Mapping[str, Any]) -> list[str]:
    return list(dict.fromkeys([*source, *target]))


def _draft(unit_id: str, path: tuple[str | int, ...], kind: Kind, pair: tuple[str, str], note: str) -> Unit:
    return Unit(unit_id, "", path, kind, *pair, State.MISSING, note)


def _lines(words: Words) -> Iterator[Unit]:
    source, target = words.source.get("lines", {}), words.target.get("lines", {})
    notes = line_notes(words.scenario)
    for line in _union(source, target):
        pair = source.get(line, ""), target.get(line, "")
        yield _draft(f"lines.{line}", ("lines", line), Kind.TEXT, pair, notes.get(line, "used nowhere"))


def _forms(words: Words) -> Iterator[Unit]:
    source, target = words.source.get("forms", {}), words.target.get("forms", {})
    for draw in _union(source, target):
        kind = words.scenario.get("draws", {}).get(draw, {}).get("kind", "")
        for option in _union(source.get(draw, {}), target.get(draw, {})):
            pair = tuple(
                "\n".join(f"{form}: {_on_one_line(text)}" for form, text in side.get(draw, {}).get(option, {}).items())
                for side in (source, target)
            )
            note = f'what {{{draw}}} may become ({kind}); one form a line like "base: …", add the forms your lines use'
            yield _draft(f"forms.{draw}.{option}", ("forms", draw, option), Kind.FORMS, (pair[0], pair[1]), note)


def _parts(words: Words) -> Iterator[Unit]:
    for part, keys in _PARTS.items():
        source, target = words.source.get(part, {}), words.target.get(part, {})
        for name in _union(source, target):
            for key, meaning in keys.items():
                kind = Kind.LIST if key in _LISTS else Kind.TEXT
                pair = _part_text(source, name, key), _part_text(target, name, key)
                note = f"{_SINGULAR[part]} {name}; {meaning}"
                if any(pair):
                    yield _draft(f"{part}.{name}.{key}", (part, name, key), kind, pair, note)


def _part_text(side: Mapping[str, Any], name: str, key: str) -> str:
    value = side.get(name, {}).get(key, "")
    return "\n".join(map(_on_one_line, value)) if isinstance(value, list) else str(value)


def _plans(words: Words, language: str) -> Iterator[Unit]:
    for plan, data in words.plans.items():
        for at, turn in enumerate(data.get("turns", [])):
            say = turn.get("say")
            if not isinstance(say, Mapping):
                continue
            note = f"plan {plan} ({data.get('level', '')}), turn {at + 1}; the trainee"
            pair = say.get("en", ""), say.get(language, "")
            path = ("turns", at, "say", language)
            yield Unit(f"plans.{plan}.{at + 1}", plan, path, Kind.TEXT, *pair, State.MISSING, note)


def _on_one_line(text: str) -> str:
    """An entry of a list on a line of its own."""
    return text.replace("\\", "\\\\").replace("\n", "\\n")


def _off_one_line(text: str) -> str:
    return re.sub(r"\\(\\|n)", lambda match: "\n" if match[1] == "n" else "\\", text)


def parse_value(kind: Kind, text: str) -> str | list[str] | dict[str, str]:
    """What a unit's text stands for in the file.

    Raises:
        ValueError: it cannot be read; the message is a sentence.
    """
    if kind is Kind.TEXT:
        return text
    rows = [row.strip() for row in text.split("\n") if row.strip()]
    if kind is Kind.LIST:
        return [_off_one_line(row) for row in rows]
    forms: dict[str, str] = {}
    for row in rows:
        form, colon, said = (part.strip() for part in row.partition(":"))
        if not (colon and said and _FORM.fullmatch(form)):
            raise ValueError(f'"{row[:60]}" is no form like "base: …".')
        if form in forms:
            raise ValueError(f'The form "{form}" stands twice.')
        forms[form] = _off_one_line(said)
    return forms
