"""The grader's words in one language: clauses of reasons, sentences to try, cues in a customer's words.

Three files per language, the same keys in each: ``reasons.yaml``, ``moves.yaml``, ``customer.yaml``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from scoring.language import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = Path(__file__).with_name("languages")
FALLBACK = "en"
POLITE = "polite"
FAMILIAR = "familiar"

try:  # The C loader reads the same YAML about ten times faster; not every build of PyYAML has it.
    from yaml import CSafeLoader as _Loader
except ImportError:  # pragma: no cover
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]  # same interface, no common type


class WordingError(ValueError):
    """A language's words for the grader are missing or incomplete."""


def read_yaml(text: str) -> Any:
    """Read YAML text into plain values. Raises yaml.YAMLError."""
    return yaml.load(text, Loader=_Loader)  # always one of PyYAML's two safe loaders


@dataclass(frozen=True, slots=True)
class Reasons:
    """Clauses a reason is put together from. All are verb phrases but for ``whole`` and ``mismatch``.

    ``did``: what the trainee did, by act or deed. ``harm``: what did harm, by id of the loss. ``missing``: what was
    not done, by wording key of a criterion. ``mismatch``: word and deed that do not agree. ``whole``: sentences
    for a step that is not graded, or in which nothing was found. ``frames``: how clauses become one sentence.
    """

    frames: Mapping[str, str]
    did: Mapping[str, str]
    harm: Mapping[str, str]
    missing: Mapping[str, str]
    mismatch: Mapping[str, str]
    whole: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Moves:
    """Sentences to try, by act. A slot in braces is filled from the case, or the sentence is passed over.

    ``sentences`` address the customer politely (vous), ``familiar`` as a friend (tu); where a language has one way,
    both are the same.
    """

    sentences: Mapping[str, tuple[str, ...]]
    familiar: Mapping[str, tuple[str, ...]]

    def spoken(self, address: str) -> Mapping[str, tuple[str, ...]]:
        """The sentences for an address: ``familiar``, or anything else for polite."""
        return self.familiar if address == FAMILIAR else self.sentences


def language_or_fallback(language: str) -> str:
    """Return ``language`` if it is one of the five, else English: a grade always has words."""
    return language if language in LANGUAGES else FALLBACK


@cache
def _file(language: str, name: str) -> Mapping[str, Any]:
    path = FOLDER / language / name
    try:
        data = read_yaml(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise WordingError(f"{language}/{name}: {error}") from error
    if not isinstance(data, dict):
        raise WordingError(f"{language}/{name}: a mapping is needed")
    return data


def _section(language: str, file: str, name: str) -> Mapping[str, str]:
    section = _file(language, file).get(name)
    if not isinstance(section, dict):
        raise WordingError(f"{language}/{file}: section {name!r} is missing")
    return {str(key): str(value) for key, value in section.items()}


@cache
def reasons(language: str) -> Reasons:
    """Return the clauses of reasons. Raises WordingError for damaged files."""
    code = language_or_fallback(language)
    names = ("frames", "did", "harm", "missing", "mismatch", "whole")
    return Reasons(**{name: _section(code, "reasons.yaml", name) for name in names})


@cache
def moves(language: str) -> Moves:
    """Return the sentences to try. Raises WordingError for damaged files."""
    data = _file(language_or_fallback(language), "moves.yaml")
    polite, familiar = (
        {str(act): tuple(_addressed(item, address, str(act)) for item in entries) for act, entries in data.items()}
        for address in (POLITE, FAMILIAR)
    )
    return Moves(polite, familiar)


def _addressed(entry: Any, address: str, act: str) -> str:
    if not isinstance(entry, dict):
        return str(entry)
    if set(entry) != {POLITE, FAMILIAR}:
        raise WordingError(f"moves.yaml: {act}: an entry is a sentence, or has `{POLITE}` and `{FAMILIAR}`")
    return str(entry[address])


@cache
def customer_cues(language: str) -> Mapping[str, tuple[str, ...]]:
    """Return what customers say to agree, thank, ask for a manager and so on, by cue."""
    data = _file(language_or_fallback(language), "customer.yaml")
    return {str(cue): tuple(str(item) for item in phrases) for cue, phrases in data.items()}
