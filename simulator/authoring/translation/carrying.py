"""The words of a scene carried out to translators and back; what comes back is written only if all of it is sound."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from scoring import LANGUAGES
from simulator.authoring.edits import Node, read_nodes
from simulator.errors import SurroundingsError, UsageError
from simulator.resources import scenarios_dir
from simulator.scenario import Diagnostic, ScenarioError, check, draft_name, lines_name, shown

from .exchanged import Exchanged, read_bounded
from .faults import CODES, Faults, TranslationError
from .po_file import read_po, write_po
from .spreadsheet import read_csv, write_csv
from .taking import Taking
from .units import Kind, State, Unit, Words, gather_units
from .xliff import read_xliff, write_xliff

SOURCE = "en"
FORMATS = ("csv", "xliff", "po")
_SUFFIXES = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".xliff": "xliff",
    ".xlf": "xliff",
    ".xml": "xliff",
    ".po": "po",
}
_READERS = {"csv": read_csv, "xliff": read_xliff, "po": read_po}
# What a scene lacks while it is being translated; no reason to refuse its words to translators.
_UNFINISHED = frozenset({"SG124", "SG160", "SG163", "SG165", "SG166", "SG167", "SG181", "SG192"})


@dataclass(frozen=True, slots=True)
class Carried:
    """What an import did.

    Args:
        language: the language of the file.
        changed: texts that are new or other than before.
        states: how many texts of the scene are in which state now.
        files: the files written.
        warnings: what should be looked at.
    """

    language: str
    changed: int
    states: Mapping[State, int]
    files: Sequence[Path]
    warnings: Sequence[Diagnostic]


def export_words(folder: Path, language: str, form: str) -> tuple[bytes, Mapping[State, int]]:
    """All words of a scene for a translator, and how many are in which state.

    Args:
        folder: the scene's.
        language: the language to translate to; the scene need not have it yet.
        form: one of `FORMATS`.

    Raises:
        UsageError: it is the language translated from, or the format is unknown.
        ScenarioError: the scene has errors beside those of a translation under way.
        SurroundingsError: a library is missing.
    """
    _known_language(language)
    _mind_soundness(folder, language)
    units = gather_units(_read_words(folder, language), language)
    if form == "csv":
        raw = write_csv(units, language)
    elif form == "xliff":
        raw = write_xliff(units, language, folder.name)
    elif form == "po":
        raw = write_po(units, language, folder.name)
    else:
        raise UsageError(f'There is no format "{form}".', f"Choose one of {', '.join(FORMATS)}.")
    return raw, _states(units)


def import_words(
    folder: Path,
    path: Path,
    language: str | None = None,
    form: str | None = None,
    *,
    unfinished: bool = False,
    may_lose: bool = False,
) -> Carried:
    """Take the translations of a file over into a scene; nothing is written unless all of it is sound.

    An empty translation changes nothing. What was translated from another English than the present one is taken
    over and marked as old. While texts are missing, the words stand in `lines.<code>.draft.yaml`, which nobody plays.

    Args:
        folder: the scene's.
        path: the file.
        language: the language it must be in, or None to take it from the file.
        form: its format, or None to tell by its name.
        unfinished: write a draft where texts are missing.
        may_lose: let a translation leave out what is drawn.

    Raises:
        UsageError: the format cannot be told, or the language is the one translated from.
        TranslationError: the file has faults; all of them at once.
        ScenarioError: the scene itself has errors.
        SurroundingsError: a file cannot be read or written, or a library is missing.
    """
    faults = Faults(str(path))
    form = form or _SUFFIXES.get(path.suffix.lower())
    if form not in _READERS:
        raise UsageError(f'"{path.name}" has no ending of a known format.', "Add --format csv, xliff or po.")
    raw = read_bounded(path, faults)
    found = None if raw is None else _READERS[form](raw, faults)
    if found is None:
        faults.raise_errors()
        raise AssertionError("a file that cannot be read has a fault")
    language = _language_of(found, language, folder.name, faults)
    _mind_soundness(folder, language)
    words = _read_words(folder, language)
    taken = Taking(gather_units(words, language), words, language, faults, may_lose=may_lose)
    taken.take(found.rows)
    faults.raise_errors()
    old = _lines_of(folder, language)
    texts = taken.texts(folder, old)
    is_whole = _check_result(folder, texts, taken, unfinished=unfinished)
    new = folder / (lines_name if is_whole else draft_name)(language)
    if old.is_file() and old != new:
        texts.setdefault(lines_name(language), old.read_bytes().decode("utf-8"))
    if lines_name(language) in texts:
        texts[new.name] = texts.pop(lines_name(language))
    _write(folder, texts, outdated=old if new.name in texts and old != new else None)
    now = _states(gather_units(_read_words(folder, language), language))
    return Carried(language, len(taken.changed), now, [folder / place for place in texts], list(faults.found))


def _lines_of(folder: Path, language: str) -> Path:
    """Where the words of a language stand or are to stand: in its draft, if there is only that."""
    whole, draft = folder / lines_name(language), folder / draft_name(language)
    return draft if draft.is_file() and not whole.is_file() else whole


def _known_language(language: str) -> None:
    if language == SOURCE:
        raise UsageError("English is the language scenes are translated from.", "Name another with --language.")
    if language not in LANGUAGES:
        raise UsageError(f'There is no language "{language}".', f"Choose one of {', '.join(LANGUAGES)}.")


def _language_of(found: Exchanged, asked: str | None, scene: str, faults: Faults) -> str:
    """The language of a file, which must be the one asked for, and its scene, which must be this one."""
    before = len(faults.found)
    if found.scene and found.scene != scene:
        faults.add(1, "SG435", f'The file belongs to the scene "{found.scene[:60]}", not to "{scene}".')
    if asked is not None and found.language and found.language != asked:
        message = f'The file is in "{found.language[:20]}", but "{asked}" was asked for.'
        faults.add(1, "SG434", message, f"Import it with --language {found.language[:20]}, or take the other file.")
    elif (asked or found.language) not in LANGUAGES or (asked or found.language) == SOURCE:
        message = f'The file names the language "{found.language[:20]}", which is none that scenes are translated to.'
        faults.add(1, "SG434", message, "Name fi, sv, ru or el with --language, and in the file.")
    if len(faults.found) > before:
        # Against the wrong scene or language every row would be a fault.
        faults.raise_errors()
    return asked or found.language


def _root(folder: Path) -> Path:
    """The folder of scenes with the common pool."""
    parent = folder.resolve().parent
    return parent if (parent / "common").is_dir() else scenarios_dir()


def _mind_soundness(folder: Path, language: str) -> None:
    """Raise ScenarioError where the scene has other errors than those of a translation under way.

    Raises:
        UsageError: there is nothing to translate from.
    """
    wrong = [item for item in _errors(folder, language, {}) if item.code not in _UNFINISHED]
    if wrong:
        name = _lines_of(folder, language).name
        raise ScenarioError(replace(item, file=item.file.replace(lines_name(language), name)) for item in wrong)
    if not (folder / lines_name(SOURCE)).is_file():
        raise UsageError(f'"{folder.name}" has no English words to translate from.', f"Write {lines_name(SOURCE)}.")


def _errors(folder: Path, language: str, texts: Mapping[str, str | None]) -> list[Diagnostic]:
    """The errors of a scene in which the draft of a language counts and some files read otherwise, or are not there."""
    old = _lines_of(folder, language)
    with tempfile.TemporaryDirectory(prefix="silkgloves.") as scratch:
        copy = Path(scratch).resolve() / folder.name
        # A scene may ask for what the scenes beside it leave behind.
        places = {path: Path(scratch, path.parent.name) for path in folder.resolve().parent.glob("*/scenario.yaml")}
        places |= dict.fromkeys(folder.glob("*.yaml"), copy)
        places |= dict.fromkeys(folder.glob("plans/*.yaml"), copy / "plans")
        for path, place in places.items():
            place.mkdir(exist_ok=True)
            shutil.copyfile(path, place / (lines_name(language) if path == old else path.name))
        for name, text in texts.items():
            if text is None:
                (copy / name).unlink(missing_ok=True)
            else:
                (copy / name).write_bytes(text.encode("utf-8"))
        found = check(copy, root=_root(folder))
    errors = [item for item in found if item.severity == "error"]
    return [replace(item, file=item.file.replace(copy.as_posix(), shown(folder), 1)) for item in errors]


def _known_by(item: Diagnostic) -> tuple[str, str, str]:
    return Path(item.file).name, item.code, item.message


def _read_words(folder: Path, language: str) -> Words:
    """The plain data of the files, which `check` has found readable."""

    def plain(path: Path) -> Any:
        return read_nodes(path.read_text(encoding="utf-8-sig")).plain() if path.is_file() else {}

    plans = {path.stem: plain(path) for path in sorted((folder / "plans").glob("*.yaml"))}
    source, target = plain(folder / lines_name(SOURCE)), plain(_lines_of(folder, language))
    return Words(plain(folder / "scenario.yaml"), source, target, plans)


def _states(units: Iterable[Unit]) -> dict[State, int]:
    counts = dict.fromkeys(State, 0)
    for unit in units:
        counts[unit.state] += bool(unit.source or unit.target)
    return counts


def _check_result(folder: Path, texts: Mapping[str, str], taken: Taking, *, unfinished: bool) -> bool:
    """Check the scene as it would become, and say whether the language is whole then.

    Raises:
        TranslationError: the language brings errors in.
    """
    language = taken.language
    others = {_known_by(item) for item in _errors(folder, language, {lines_name(language): None})}
    own = [item for item in _errors(folder, language, texts) if _known_by(item) not in others]
    untouched = [unit for unit in taken.units.values() if unit.id not in taken.changed]
    missing = [unit for unit in untouched if unit.source and not unit.target]
    # A form cannot be there before the forms are; all else that is lacking is lacking until it is translated.
    lacking = _UNFINISHED
    if not (unfinished and any(unit.kind is Kind.FORMS for unit in missing)):
        lacking -= {"SG163"}
    for item in own:
        if item.code not in lacking:
            _blame(item, texts, taken)
    lacks = [item for item in own if item.code in lacking]
    if lacks and not unfinished:
        for unit in missing:
            taken.faults.add(taken.line_of.get(unit.id, 1), "SG442", f'The text "{unit.id}" has no translation.')
        if not any(item.severity == "error" for item in taken.faults.found):
            # What is missing is nothing that could be translated.
            raise TranslationError(lacks)
    taken.faults.raise_errors()
    return not lacks


def _blame(item: Diagnostic, texts: Mapping[str, str], taken: Taking) -> None:
    """Note an error of the scene at the line of the file whose text brought it in."""
    place = Path(item.file)
    name = place.name if place.parent.name != "plans" else f"plans/{place.name}"
    unit = _unit_at(taken, name, texts[name], item) if name in texts else None
    line = 1 if unit is None else taken.line_of[unit.id]
    where = f'In "{unit.id}": ' if unit is not None else f"In {name}: "
    taken.faults.add(line, item.code, f"{where}{item.message}", item.suggestion or CODES["SG440"][1])


def _unit_at(taken: Taking, name: str, text: str, item: Diagnostic) -> Unit | None:
    """The unit that stands where an error was found."""
    text = text.removeprefix("\ufeff")
    top = read_nodes(text)
    rows = text.split("\n")
    at = sum(len(row) + 1 for row in rows[: item.line - 1]) + item.column - 1
    for unit_id in taken.changed:
        unit = taken.units[unit_id]
        place = f"plans/{unit.plan}.yaml" if unit.plan else lines_name(taken.language)
        span = _span(top, unit.path) if place == name else None
        if span is not None and span[0] <= at < max(span[1], span[0] + 1):
            return unit
    return None


def _span(top: Node, path: tuple[str | int, ...]) -> tuple[int, int] | None:
    node, start = top, top.start
    for step in path:
        if isinstance(node.parts, dict) and str(step) in node.parts:
            start, node = node.keys[str(step)].start, node.parts[str(step)]
        elif isinstance(node.parts, list) and isinstance(step, int):
            node = node.parts[step]
            start = node.start
        else:
            return None
    return start, node.end


def _write(folder: Path, texts: Mapping[str, str], *, outdated: Path | None) -> None:
    """Write the files beside and move them into place; what they replace goes. Raises SurroundingsError on failure."""
    try:
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as scratch:
            for at, text in enumerate(texts.values()):
                Path(scratch, str(at)).write_bytes(text.encode("utf-8"))
            for at, place in enumerate(texts):
                os.replace(Path(scratch, str(at)), folder / place)  # noqa: PTH105 - replaces on Windows as well
        if outdated is not None:
            outdated.unlink(missing_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise SurroundingsError(
            f'The words cannot be written to "{folder}": {reason}.', "Look at the folder."
        ) from error
