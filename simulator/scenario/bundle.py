"""The canonical bytes of a scenario: what a journal stores once by hash, and plays again from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scoring import LANGUAGES

from .diagnostics import Diagnostic, ScenarioError
from .formats import FormatsFile
from .mood import MoodTable
from .scenario import Scenario
from .schema import ScenarioFile
from .words import LinesFile, PoolFile, PoolLines

BUNDLE = 1
"""Version of the bundle itself, raised when its keys change."""


def pack(slug: str, parts: Mapping[str, Any]) -> bytes:
    """The bytes for the plain data of all files, in their own order, without blanks and comments.

    Args:
        slug: the scenario's name.
        parts: `scenario`, `mood` and `pool` as data; `words`, `pool_words` and `formats` as data per language.
    """
    ordered: dict[str, Any] = {"bundle": BUNDLE, "slug": slug, "scenario": parts["scenario"], "mood": parts["mood"]}
    for name in ("words", "pool", "pool_words", "formats"):
        part = parts[name]
        ordered[name] = part if name == "pool" else {code: part[code] for code in LANGUAGES if code in part}
    return json.dumps(ordered, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def load_bundle(raw: bytes) -> Scenario:
    """The scenario as it was when the bundle was stored.

    Raises:
        ScenarioError: the bytes are no bundle, or one of a later version of the format.
    """
    try:
        data = json.loads(raw)
        return _build(data["slug"], data, raw)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _unreadable(error) from error


@dataclass(frozen=True, slots=True)
class Outline:
    """What statistics ask of a stored scene, read without shaping the whole.

    Args:
        complaint: the cause it is counted under; `none` for ordinary customers.
        endings: the kind of each ending, by its id.
        calls_back: whether a promise to come back is played.
    """

    complaint: str
    endings: Mapping[str, str]
    calls_back: bool


def outline(raw: bytes) -> Outline:
    """The outline of a stored scene.

    Raises:
        ScenarioError: the bytes are no bundle.
    """
    try:
        scene = json.loads(raw)["scenario"]
        kinds = {name: str(ending["kind"]) for name, ending in scene["endings"].items()}
        return Outline(scene["about"].get("complaint") or "none", kinds, bool(scene.get("epilogues")))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _unreadable(error) from error


def _unreadable(error: Exception) -> ScenarioError:
    found = Diagnostic("bundle", 1, 1, "SG120", "error", f"The stored scenario cannot be read: {error}.")
    return ScenarioError([found])


def _build(slug: str, parts: Mapping[str, Any], raw: bytes) -> Scenario:
    """Shape plain data that is known to be sound.

    Raises:
        ValueError: it is not sound after all, or packed by a later version.
    """
    if parts["bundle"] != BUNDLE:
        raise ValueError(f"bundle version {parts['bundle']}")
    return Scenario(
        slug=slug,
        file=ScenarioFile.model_validate(parts["scenario"]),
        words={code: LinesFile.model_validate(item) for code, item in parts["words"].items()},
        mood=MoodTable.model_validate(parts["mood"]),
        pool=PoolFile.model_validate(parts["pool"]),
        pool_words={code: PoolLines.model_validate(item) for code, item in parts["pool_words"].items()},
        formats={code: FormatsFile.model_validate(item) for code, item in parts["formats"].items()},
        _bundle=raw,
    )
