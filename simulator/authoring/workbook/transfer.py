"""The door's two functions: a scene out into a workbook, and a workbook back into a scene's files."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from simulator.authoring.comments import read_places
from simulator.authoring.writing import scene_texts, write_scene
from simulator.errors import UsageError
from simulator.resources import scenarios_dir
from simulator.scenario import Diagnostic, check, load, plans

from .faults import CellDiagnostic, Faults, at_cell, raise_errors
from .grid import At
from .manual import drop_down_lists, readme_lines
from .packing import pack_scene
from .sheets import LISTS_SHEET, OPTIONAL, ORDER, README, SETTINGS
from .sheets import Path as Keys
from .unpacking import Unpacked, unpack_scene
from .xlsx import read_workbook, workbook_bytes

_SLUG = re.compile(r"[a-z][a-z0-9_]{0,59}")
_TERMS: Mapping[str, str] = MappingProxyType(
    {
        r"Write `lines\.en\.yaml` beside `scenario\.yaml`\.": "Fill the column en of the sheet lines.",
        r"lines\.([a-z]{2})\.yaml": r"the column \1",
        r"Add it there under `lines`: `(\S+): …`\.": r"Add a row \1 to the sheet lines.",
        r"Add it under `forms\.(\w+)\.(\w+)`\.": r"Add it to the sheet forms, in a row of \1 and \2.",
        r"Add it under `(facts|remedies|knowledge)`\.": "Add it to the sheet words.",
        r"Add it under `actions`\.": "Add it to the sheet actions.",
    }
)
# What these say of a cell stays true whatever else is wrong in the workbook; the others may only follow from it.
_STANDING = frozenset(
    f"SG{number}"
    for number in (104, 113, 114, 115, 116, 118, 121, 125, 126, *range(141, 150), 153, 157, 158, 159, 162, 164, 182)
)


def export_workbook(slug_or_path: str | Path, *, root: Path | None = None) -> bytes:
    """A scene with its plans as the bytes of an .xlsx file, the same for the same scene.

    Args:
        slug_or_path: the name of a scene, or its folder.
        root: the folder of scenarios; the built-in one by default.

    Raises:
        ScenarioError: the scene has errors.
        UsageError: a text is too long for a cell.
        SurroundingsError: the library for workbooks is not installed.
    """
    scenario = load(slug_or_path, root=root)
    bundle = json.loads(scenario.bundle())
    found = plans(slug_or_path, root=root)
    data = {name: plan.model_dump(mode="json", by_alias=True, exclude_unset=True) for name, plan in found.items()}
    sheets = pack_scene(bundle["scenario"], bundle["words"], data)
    title = scenario.words[scenario.languages[0]].lines.get("about.title", scenario.slug)
    lists = drop_down_lists(bundle["scenario"], list(data))
    return workbook_bytes(sheets, readme_lines(scenario.slug, title), lists)


def import_workbook(
    path: Path, folder: Path, *, force: bool = False, root: Path | None = None
) -> tuple[tuple[Path, ...], list[Diagnostic]]:
    """A workbook into the files of a scene; all of them, or none where anything is wrong.

    Args:
        path: the .xlsx file.
        folder: the scene's folder; its name is the scene's.
        force: whether a scene that stands there may be replaced.
        root: the folder of scenarios whose common pool the scene uses; the built-in one by default.

    Returns:
        The files written, and the warnings.

    Raises:
        WorkbookError: the workbook has errors; `.diagnostics` holds all of them, by sheet and cell.
        UsageError: the folder's name cannot be a scene's, or a scene stands there and ``force`` was not given.
        SurroundingsError: the library is not installed, or the folder cannot be written.
    """
    if not _SLUG.fullmatch(folder.name):
        raise UsageError(
            f'"{folder.name}" cannot be the name of a scene.', "Use small letters, digits and underscores."
        )
    faults = Faults(path.name)
    sheets = read_workbook(path, faults)
    if not faults.broken:
        for title in ORDER:
            if title not in sheets and title not in (*OPTIONAL, README, LISTS_SHEET):
                faults.broken = True
                faults.add("SG403", f'The sheet "{title}" is missing.')
    if faults.broken:
        raise_errors(faults.ordered())
    found = unpack_scene(sheets, faults)
    _mind_plan_names(found, faults)
    raise_errors(faults.ordered() if faults.broken else ())
    judged = _judge(found, folder.name, path.name, root or scenarios_dir())
    if faults.found:
        judged = [item for item in judged if item.code in _STANDING]
    everything: list[Diagnostic] = [*faults.ordered(), *judged]
    everything.sort(key=_by_sheet)
    raise_errors(everything)
    return write_scene(folder, found.scenario, found.words, found.plans, force=force), everything


def _by_sheet(item: Diagnostic) -> tuple[int, int, int]:
    sheet = item.sheet if isinstance(item, CellDiagnostic) else ""
    return (ORDER.index(sheet) if sheet in ORDER else -1), item.line, item.column


def _mind_plan_names(found: Unpacked, faults: Faults) -> None:
    for name in found.plans:
        if not _SLUG.fullmatch(name):
            at = found.cells[f"plans/{name}.yaml"].get(())
            faults.broken = True
            faults.add(
                "SG410",
                f'"{name[:40]}" cannot be the name of a plan.',
                "Use small letters, digits, underscores.",
                at=at,
            )


def _judge(found: Unpacked, slug: str, file: str, root: Path) -> list[Diagnostic]:
    """What the checks of the scenario room say of the data, at the cells it came from."""
    texts = scene_texts(found.scenario, found.words, found.plans)
    with tempfile.TemporaryDirectory(prefix="silkgloves-") as beside:
        folder = Path(beside).resolve() / slug
        for place, text in texts.items():
            target = folder / place
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text.encode("utf-8"))
        diagnostics = check(folder, root=root)
    places: dict[str, dict[tuple[int, int], Keys]] = {}
    judged: list[Diagnostic] = []
    for item in diagnostics:
        place = next((place for place in texts if item.file.endswith(f"{slug}/{place}")), "")
        if place and place not in places:
            places[place] = {(spot.line, spot.column): spot.path for spot in read_places(texts[place])}
        at = _cell_of(found.cells.get(place, {}), places.get(place, {}).get((item.line, item.column), ()))
        message = _for_workbooks(item.message) if place else f"{item.file}: {item.message}"
        judged.append(at_cell(file, at, item.code, message, _for_workbooks(item.suggestion), item.severity))
    return list(dict.fromkeys(judged))


def _for_workbooks(text: str) -> str:
    """What a check says of files in the terms of a workbook."""
    for pattern, words in _TERMS.items():
        text = re.sub(pattern, words, text)
    return text


def _cell_of(cells: Mapping[Keys, At], path: Keys) -> At | None:
    """The cell of a part of the scene: its own, or that of the nearest thing around it."""
    for depth in range(len(path), 0, -1):
        if path[:depth] in cells:
            return cells[path[:depth]]
    if path and str(path[0]) in SETTINGS:
        return str(path[0]), 1, 1
    return None


__all__ = ["export_workbook", "import_workbook"]
