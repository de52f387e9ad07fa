"""Where each line of a scene is spoken, by whom and in which mood, in a sentence for translators."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

MOOD = ("anger", "trust", "heard", "patience")
MOST = 3
"""Places named; of the others only how many there are."""

_WHEN = {
    "again": "when a response leads nowhere",
    "interrupted": "when cut off",
    "not_understood": "when a response cannot be read",
    "interrupts": "cutting in",
}
_SHOWN = "shown to the trainee"
_TRAINEE = "the trainee"
_HINTS = {"light": "light hint", "clear": "clear hint", "strong": "strong hint"}
_LISTS = {"openers": "beginning of a sentence", "better": "model response", "shows": ""}


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a line stands, gathered on the way down to it."""

    where: str = ""
    who: str = "the customer"
    mood: str = ""

    def words(self) -> str:
        """The note."""
        return "; ".join(part for part in (self.where, self.who, self.mood) if part)


def line_notes(scenario: Mapping[str, Any]) -> dict[str, str]:
    """A note for each line of a scene.

    Args:
        scenario: the data of `scenario.yaml`; numbers may be texts.
    """
    found: dict[str, list[str]] = {}
    for line, spot in _lines(scenario):
        notes = found.setdefault(line, [])
        if spot.words() not in notes:
            notes.append(spot.words())
    return {line: _together(notes) for line, notes in found.items()}


def _together(notes: list[str]) -> str:
    more = f" | and {len(notes) - MOST} more places" if len(notes) > MOST else ""
    return " | ".join(notes[:MOST]) + more


def _lines(scenario: Mapping[str, Any]) -> Iterator[tuple[str, Spot]]:
    for name in ("title", "summary", "briefing"):
        yield f"about.{name}", Spot(f"{name} of the scene", _SHOWN)
    case = scenario.get("case", {})
    if "policy" in case:
        yield case["policy"], Spot("policy card", _SHOWN)
    groups = (
        ("node", scenario.get("nodes", {})),
        ("ending", scenario.get("endings", {})),
        ("epilogue", scenario.get("epilogues", {})),
        ("action", scenario.get("actions", {})),
        ("remedy", case.get("remedies", {})),
    )
    for what, group in groups:
        for name, part in group.items():
            yield from _within(part, Spot(f"{what} {name}"))
    yield from _within(scenario.get("everywhere", {}), Spot("everywhere"))
    yield from _within(scenario.get("persona", {}), Spot("this customer"))
    yield from _within(scenario.get("reactions", []), Spot("anywhere"))


def _within(part: Any, spot: Spot) -> Iterator[tuple[str, Spot]]:
    """The lines in a part of a scene, in the order of the file."""
    if isinstance(part, list):
        for item in part:
            yield from _within(item, spot)
    if not isinstance(part, Mapping):
        return
    spot = _narrowed(part, spot)
    for key, value in part.items():
        if key in ("line", "opens"):
            yield value, replace(spot, who=_SHOWN) if key == "opens" else spot
        elif key in _LISTS:
            who = _SHOWN if key == "shows" else _TRAINEE
            yield from ((line, replace(spot, where=_joined(spot.where, _LISTS[key]), who=who)) for line in value)
        elif key == "hints":
            yield from (
                (line, replace(spot, where=f"{spot.where}, {_HINTS[way]}", who=_SHOWN)) for way, line in value.items()
            )
        elif key not in ("when", "effect"):
            yield from _said(key, value, spot)


def _said(key: str, value: Any, spot: Spot) -> Iterator[tuple[str, Spot]]:
    inner = replace(spot, where=_joined(spot.where, _WHEN.get(key, "")))
    for item in value if isinstance(value, list) else [value]:
        if key == "say" and isinstance(item, str):
            yield item, spot
        else:
            yield from _within(item, inner)


def _narrowed(part: Mapping[str, Any], spot: Spot) -> Spot:
    """A spot with what the part itself tells: who speaks, after what, in which mood."""
    where, who = spot.where, part.get("by", spot.who)
    if "on" in part:
        where = _joined(where, f"reaction to {part['on']}")
    if "after_s" in part:
        where = _joined(where, f"after {part['after_s']} s of silence")
    if "quality" in part:
        where, who = _joined(where, f"{part['quality']} response to choose"), _TRAINEE
    if "rating" in part:
        where = _joined(where, f"comment card, {part['rating']} of 5 stars")
    said = [spot.mood, _mood(part.get("when", {})), "shouted" if str(part.get("loud", "")) in ("true", "True") else ""]
    return Spot(where, who, ", ".join(word for word in said if word))


def _mood(when: Any) -> str:
    """The mood a condition asks for, and the acts it answers, in words."""
    if not isinstance(when, Mapping):
        return ""
    words = []
    for name in MOOD:
        span = when.get(name, {})
        least, most = (span.get("min"), span.get("max")) if isinstance(span, Mapping) else (None, None)
        if least is not None and most is not None:
            words.append(f"{name} {least}-{most}")
        elif least is not None or most is not None:
            words.append(f"{name} {most} or less" if least is None else f"{name} {least} or more")
    acts = [*when.get("acts", []), *when.get("any_act", [])]
    if acts:
        words.append(f"after {' or '.join(acts)}")
    return ", ".join(words)


def _joined(where: str, more: str) -> str:
    return f"{where}, {more}" if more else where
