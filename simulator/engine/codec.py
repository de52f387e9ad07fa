"""States and events as JSON, exactly there and back.

Written by hand on the dataclasses: pydantic refuses lone surrogates in text, and what a person typed must survive.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, fields
from typing import Any, get_args

from .events import Event
from .state import STATE_FORMAT, Carried, Mood, PendingLine, Phase, Promise, State

_EVENTS = {next(part.default for part in fields(kind) if part.name == "kind"): kind for kind in get_args(Event)}


def to_bytes(data: Any) -> bytes:
    """Canonical JSON: sorted keys, no spaces, ASCII only, so that even a lone surrogate survives."""
    return json.dumps(data, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode("ascii")


def events_to_json(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Events as plain values."""
    return [asdict(event) for event in events]


def events_from_json(data: Iterable[dict[str, Any]]) -> tuple[Event, ...]:
    """Read back what `events_to_json` wrote.

    Raises:
        ValueError: an unknown kind of event, or one of another shape.
    """
    return tuple(_event(item) for item in data)


def _event(item: dict[str, Any]) -> Event:
    kind = _EVENTS.get(item.get("kind"))
    if kind is None:
        raise ValueError(f"unknown kind of event {item.get('kind')!r}")
    try:
        event: Event = kind(**{name: _frozen(value) for name, value in item.items()})
    except TypeError as error:
        raise ValueError(f"event {item['kind']!r} has another shape: {error}") from error
    return event


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def save(state: State) -> bytes:
    """A whole session at one moment as one JSON: a save game."""
    return to_bytes(asdict(state))


def restore(data: bytes) -> State:
    """Read back what `save` wrote.

    Raises:
        ValueError: not a saved state of this format.
    """
    values = json.loads(data)
    try:
        if values["format"] != STATE_FORMAT:
            raise ValueError(f"a saved state of format {values['format']}; this program reads format {STATE_FORMAT}")
        carried = dict(values["carried"])
        mood = carried["mood"]
        carried["mood"] = None if mood is None else Mood(**mood)
        carried["promises"] = [Promise(**promise) for promise in carried["promises"]]
        return State(
            **{name: _frozen(value) for name, value in values.items()}
            | {
                "carried": Carried(**{name: _frozen(value) for name, value in carried.items()}),
                "mood": Mood(**values["mood"]),
                "phase": Phase(values["phase"]),
                "pending": tuple(
                    PendingLine(**{name: _frozen(value) for name, value in line.items()}) for line in values["pending"]
                ),
                "promises": tuple(Promise(**promise) for promise in values["promises"]),
            }
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"not a saved state of this version: {error}") from error
