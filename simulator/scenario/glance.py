"""A scene at a glance: what a list of scenes shows, read without reading and checking the whole scene.

A whole scene takes a tenth of a second to read and check; a list of thirty must be there at once. Only the blocks
`about` and `persona` and two lines are parsed. Whatever does not look as expected is read whole instead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import yaml

from scoring import LANGUAGES
from simulator.resources import scenarios_dir

from .loading import load
from .people import Persona
from .reading import read
from .schema import About
from .shaping import shape
from .sources import SCENARIO
from .values import Language, Part

_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORDS = re.compile(r"^  about\.(?:title|summary):.*(?:\n(?: {4}.*| *$))*", re.MULTILINE)
_kept: dict[tuple[Path, str], tuple[tuple[int, ...], Glance]] = {}


@dataclass(frozen=True, slots=True)
class Glance:
    """What a list of scenes shows.

    Args:
        slug: the scene.
        about: what it is about, for whom, on which channel.
        persona: the customer; how they look and feel at first.
        languages: languages it can be played in.
        title: its title, in the language asked for where it speaks it.
        summary: the same for its summary.
    """

    slug: str
    about: About
    persona: Persona
    languages: tuple[Language, ...]
    title: str
    summary: str


class _Head(Part):
    """What of `scenario.yaml` is looked at."""

    about: About
    persona: Persona


def glance(slug: str, language: str, *, root: Path | None = None) -> Glance:
    """Look at a scene; looking again is free until one of its files changes.

    Args:
        slug: the scene.
        language: the language wanted for title and summary.
        root: folder of the scenes; the built-in one where None.

    Raises:
        ScenarioError: there is none of that name, or it has errors.
    """
    folder = (root or scenarios_dir()) / slug
    codes = tuple(cast("Language", code) for code in LANGUAGES if (folder / f"lines.{code}.yaml").is_file())
    code = next((c for c in codes if c == language), codes[0] if codes else "en")
    files = (folder / SCENARIO, folder / f"lines.{code}.yaml")
    try:
        state = tuple(file.stat().st_mtime_ns for file in files)
        known = _kept.get((folder, code))
        if known is not None and known[0] == state:
            return known[1]
        found = _look(slug, codes, files)
    except (OSError, ValueError, KeyError, TypeError, yaml.YAMLError):
        return _whole(slug, code, root)
    _kept[folder, code] = (state, found)
    return found


def _look(slug: str, codes: tuple[Language, ...], files: tuple[Path, Path]) -> Glance:
    structure = files[0].read_text(encoding="utf-8")
    words: dict[str, Any] = {}
    for match in _WORDS.finditer(files[1].read_text(encoding="utf-8")):
        words |= yaml.load(match[0], Loader=_LOADER)  # noqa: S506 - a safe loader, in C where there is one
    title, summary = words["about.title"], words["about.summary"]
    if not isinstance(title, str) or not isinstance(summary, str) or "{" in title + summary:
        raise TypeError("the words depend on draws")
    document, _ = read((_block(structure, "about") + _block(structure, "persona")).encode(), slug)
    shaped = None if document is None else shape(_Head, document)[0]
    if shaped is None:
        raise TypeError("there is something in it that the check will tell")
    return Glance(slug, shaped.about, shaped.persona, codes, title, summary)


def _block(text: str, key: str) -> str:
    """One top-level key of a YAML text with its value."""
    found = re.search(rf"^{key}:.*\n(?:[ \t].*\n|#.*\n|\n)*", text, re.MULTILINE)
    if found is None:
        raise KeyError(key)
    return found[0]


def _whole(slug: str, code: str, root: Path | None) -> Glance:
    scenario = load(slug, root=root)
    own = next((c for c in scenario.languages if c == code), scenario.languages[0])
    drawn = scenario.draw(0)
    title, summary = (scenario.text(f"about.{name}", own, drawn) for name in ("title", "summary"))
    return Glance(slug, scenario.file.about, scenario.file.persona, tuple(scenario.languages), title, summary)
