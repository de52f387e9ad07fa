"""A draft checked, and made into the bytes it is played from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from simulator.authoring.smells import Subject, smell_scene
from simulator.collecting import collecting_seldom
from simulator.resources import scenarios_dir
from simulator.scenario import Diagnostic, Plan, Scenario, assemble, survey

from .limits import DraftError, Refusal
from .private import laid_out

MOST_TOLD = 2_000
"""Diagnostics of one draft; a file of nothing but faults holds a hundred thousand, and nobody reads them."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """A draft as it is played from now on.

    Args:
        scenario: the scene.
        plans: how it must play, by name.
        warnings: what is no error.
    """

    scenario: Scenario
    plans: Mapping[str, Plan]
    warnings: tuple[Diagnostic, ...]

    @property
    def hash(self) -> str:
        """SHA-256 of the bytes."""
        return self.scenario.hash

    @property
    def content(self) -> bytes:
        """The bytes; `scenario.load_bundle` makes the same scene of them."""
        return self.scenario.bundle()


def check_draft(slug: str, files: Mapping[str, str]) -> tuple[Diagnostic, ...]:
    """Everything that is wrong with a draft, and what smells in its structure and words, by file and place.

    Args:
        slug: the scene's name.
        files: its texts by name.

    Raises:
        DraftError: a name or a file that cannot be a scene's. What an author wrote never raises.
    """
    return surveyed(slug, files)[0]


def surveyed(slug: str, files: Mapping[str, str]) -> tuple[tuple[Diagnostic, ...], Frozen | None]:
    """What `check_draft` finds, and the frozen draft where there is no error in it. Raises DraftError as it does."""
    with laid_out(slug, files) as folder, collecting_seldom():
        found: list[Diagnostic] = []
        frozen = None
        for said, read in survey(folder, root=scenarios_dir()):
            found += said
            if read is not None:
                subject = Subject(read)
                smell_scene(subject)
                found += subject.report.found
                plans = {name: source.model for name, source in read.plans.items()}
                frozen = Frozen(assemble(read), plans, ())
        named = _by_place(folder, found)
    if frozen is None:
        return named, None
    return named, replace(frozen, warnings=named)


def freeze(slug: str, files: Mapping[str, str]) -> Frozen:
    """A draft without errors as it is played.

    Raises:
        DraftError: it has errors, which are listed, or could not be a scene at all.
    """
    found, frozen = surveyed(slug, files)
    if frozen is None:
        raise DraftError(Refusal.ERRORS, diagnostics=(item for item in found if item.severity == "error"))
    return frozen


def _by_place(folder: Path, found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Each thing once, by the name of its file in the draft instead of its place on disk."""
    mark = f"{folder.parent.name}/{folder.name}/"
    named = {replace(item, file=item.file.rpartition(mark)[2] or Path(item.file).name) for item in found}
    if len(named) > MOST_TOLD:
        named = set(sorted(named, key=lambda item: (item.severity != "error", *_where(item)))[:MOST_TOLD])
    return tuple(sorted(named, key=_where))


def _where(item: Diagnostic) -> tuple[tuple[bool, bool, str], int, int, str, str]:
    return _rank(item.file), item.line, item.column, item.code, item.message


def _rank(name: str) -> tuple[bool, bool, str]:
    return name != "scenario.yaml", "/" in name, name
