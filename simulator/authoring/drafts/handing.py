"""A draft handed on: as a zip of its files whatever stands in them; as a workbook or packed scene when it is sound."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.authoring.packed import PackError
from simulator.authoring.packing import pack_scene, zipped
from simulator.authoring.workbook import export_workbook
from simulator.errors import SurroundingsError, UsageError
from simulator.resources import scenarios_dir
from simulator.scenario import ScenarioError

from .limits import DraftError, Refusal, admit_files, admit_slug
from .private import laid_out


def draft_zip(slug: str, files: Mapping[str, str]) -> bytes:
    """The files in a folder of the scene's name; the same files give the same bytes."""
    admit_slug(slug)
    return zipped({f"{slug}/{name}": text.encode() for name, text in admit_files(files).items()})


def draft_silk(slug: str, files: Mapping[str, str]) -> bytes:
    """The scene packed as `silkgloves unpack` takes it. Raises DraftError if it has errors."""
    with laid_out(slug, files) as folder:
        try:
            return pack_scene(folder).raw
        except ScenarioError as error:
            raise DraftError(Refusal.ERRORS) from error
        except PackError as error:
            raise DraftError(Refusal.TOO_MUCH, str(error)) from error


def draft_workbook(slug: str, files: Mapping[str, str]) -> bytes:
    """The scene as a workbook. Raises DraftError if it has errors, or does not fit into one."""
    with laid_out(slug, files) as folder:
        try:
            return export_workbook(folder, root=scenarios_dir())
        except ScenarioError as error:
            raise DraftError(Refusal.ERRORS) from error
        except (UsageError, SurroundingsError) as error:
            raise DraftError(Refusal.SURROUNDINGS, str(error)) from error
