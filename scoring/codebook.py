"""The codebook: what each act means, read from ``codebook.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from scoring.acts import ACTS, Kind, kind_of

PATH = Path(__file__).with_name("codebook.yaml")


class CodebookError(ValueError):
    """The codebook file does not say what the program needs."""


@dataclass(frozen=True, slots=True)
class ActDefinition:
    """One act of the codebook; ``not_`` says what is not this act (may be empty)."""

    id: str
    kind: Kind
    step: str
    definition: str
    example: str
    not_: str


@dataclass(frozen=True, slots=True)
class Codebook:
    """All acts in codebook order, and the pillars with their steps."""

    version: int
    acts: tuple[ActDefinition, ...]
    pillars: Mapping[str, tuple[str, ...]]

    def act(self, name: str) -> ActDefinition:
        """Return the definition of ``name``. Raises KeyError when there is none."""
        for definition in self.acts:
            if definition.id == name:
                return definition
        raise KeyError(name)

    @property
    def steps(self) -> tuple[str, ...]:
        """The seven steps, in order."""
        return tuple(step for steps in self.pillars.values() for step in steps)

    def of_step(self, step: str) -> tuple[ActDefinition, ...]:
        """Return the acts that are evidence for ``step``."""
        return tuple(definition for definition in self.acts if definition.step == step)


@cache
def load_codebook() -> Codebook:
    """Return the codebook shipped with the program. Raises CodebookError when it is damaged."""
    from scoring.wording import read_yaml

    return parse_codebook(read_yaml(PATH.read_text(encoding="utf-8")))


def parse_codebook(data: Any) -> Codebook:
    """Build a codebook from parsed YAML; names, kinds and order must be those of :mod:`scoring.acts`."""
    pillars = {name: tuple(steps) for name, steps in data["pillars"].items()}
    steps = {step for names in pillars.values() for step in names}
    definitions = []
    for name, entry in data["acts"].items():
        if name not in ACTS:
            raise CodebookError(f"codebook: no act named {name!r} in the program")
        if entry["kind"] != kind_of(name).value:
            raise CodebookError(f"codebook: {name} is a {kind_of(name).value}, not a {entry['kind']}")
        if entry["step"] not in steps:
            raise CodebookError(f"codebook: {name} names the unknown step {entry['step']!r}")
        definitions.append(
            ActDefinition(name, kind_of(name), entry["step"], entry["definition"], entry["example"], entry["not"])
        )
    if tuple(definition.id for definition in definitions) != ACTS:
        raise CodebookError("codebook: the acts must be complete and in the order of scoring.acts")
    return Codebook(int(data["version"]), tuple(definitions), pillars)
