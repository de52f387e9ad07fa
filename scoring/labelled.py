"""Labelled responses: what careful readers found, to hold detection against. Has no say in detection."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from scoring.acts import ACTS, Span
from scoring.case import Case
from scoring.language import FOLDER, LANGUAGES
from scoring.lines import InputError

DEVELOPMENT = "development.jsonl"
"""Per language folder: the responses that measure. Nothing is trained on them, and no writer of patterns reads them."""

Row = TypeVar("Row")


class GoldError(InputError):
    """A labelled file cannot be read; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Gold:
    """A labelled response: what a careful reader found in it.

    ``spans`` holds, for the acts the reader marked, the words that show them; ``near_miss_of`` the acts the response
    comes close to without being them.
    """

    id: str
    channel: str
    customer: str
    response: str
    acts: frozenset[str]
    language: str | None = None
    case: Case | None = None
    spans: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    near_miss_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trap:
    """A response built to get acts credited that it does not hold."""

    id: str
    language: str
    channel: str
    customer: str
    response: str
    built_for: tuple[str, ...]
    case: Case | None = None


def development_path(language: str, folder: Path = FOLDER) -> Path:
    """Return where the development set of a language lies, whether or not it is there."""
    return folder / language / DEVELOPMENT


def read_gold(path: Path) -> list[Gold]:
    """Read labelled responses (JSONL with id, channel, customer, response, acts).

    ``acts`` is ``{act: [[start, end], ...]}``, or in older files a list of names or of ``{"act": name}``. Raises
    GoldError naming file and line, OSError when the file cannot be opened.
    """
    return _rows(path, _gold)


def read_traps(path: Path) -> list[Trap]:
    """Read traps (JSONL with id, language, channel, customer, response, built_for). Errors as :func:`read_gold`."""
    return _rows(path, _trap)


def _rows(path: Path, build: Callable[[Mapping[str, Any]], Row]) -> list[Row]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise GoldError(f"{path.name}: not UTF-8 (byte {error.start}); save it as UTF-8") from error
    rows = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            rows.append(build(json.loads(line)))
        except KeyError as error:
            raise GoldError(f"{path.name}:{number}: the key {error} is missing") from error
        except (ValueError, TypeError, AttributeError, RecursionError) as error:
            told = " ".join(str(error).split()) or type(error).__name__
            raise GoldError(f"{path.name}:{number}: {told}") from error
    return rows


def _gold(data: Mapping[str, Any]) -> Gold:
    acts = data["acts"]
    response = _text(data, "response")
    spans = {}
    if isinstance(acts, Mapping):
        spans = {name: _spans(name, found, response) for name, found in acts.items() if found}
        names = _acts("acts", tuple(acts))
    elif isinstance(acts, list):
        names = _acts("acts", tuple(item["act"] if isinstance(item, Mapping) else item for item in acts))
    else:
        raise TypeError(f"acts: an object or a list is needed, not {type(acts).__name__}")
    near = data.get("near_miss_of") or ()
    return Gold(
        id=str(data["id"]),
        channel=data.get("channel") or "store",
        customer=data.get("customer") or "",
        response=response,
        acts=frozenset(names),
        language=_language(data),
        case=_case(data),
        spans=spans,
        near_miss_of=_acts("near_miss_of", (near,) if isinstance(near, str) else tuple(near)),
    )


def _trap(data: Mapping[str, Any]) -> Trap:
    built_for = data["built_for"]
    language = _language(data)
    if language is None:
        raise KeyError("language")
    return Trap(
        id=str(data["id"]),
        language=language,
        channel=data.get("channel") or "store",
        customer=data.get("customer") or "",
        response=_text(data, "response"),
        built_for=_acts("built_for", (built_for,) if isinstance(built_for, str) else tuple(dict.fromkeys(built_for))),
        case=_case(data),
    )


def _text(data: Mapping[str, Any], key: str) -> str:
    value = data[key]
    if not isinstance(value, str):
        raise TypeError(f"{key}: a text is needed, not {type(value).__name__}")
    return value


def _acts(key: str, names: tuple[Any, ...]) -> tuple[str, ...]:
    for name in names:
        if name not in ACTS:
            raise ValueError(f"{key}: no act named {name!r}")
    return names


def _spans(act: str, found: Any, response: str) -> tuple[Span, ...]:
    spans = tuple(Span.from_json(item) for item in found)
    for span in spans:
        if span.end > len(response):
            raise ValueError(f"{act}: the span {span.to_json()} ends behind the response ({len(response)} characters)")
    return spans


def _language(data: Mapping[str, Any]) -> str | None:
    code = data.get("lang") or data.get("language")
    if code is not None and code not in LANGUAGES:
        raise ValueError(f"no language {code!r}; there are {', '.join(LANGUAGES)}")
    return code


def _case(data: Mapping[str, Any]) -> Case | None:
    case = data.get("case")
    return Case.from_json(case) if case else None


__all__ = ["DEVELOPMENT", "Gold", "GoldError", "Trap", "development_path", "read_gold", "read_traps"]
