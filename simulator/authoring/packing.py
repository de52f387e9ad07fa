"""A scene in one file to hand on (`.silk`), and back into a folder, whoever the file comes from.

The file is a zip with a manifest. What comes back from others is judged in `packed` before anything is written.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scoring import LANGUAGES
from simulator.errors import SurroundingsError, UsageError
from simulator.resources import scenarios_dir
from simulator.scenario import Diagnostic, ScenarioError, check, load

from .packed import (
    DEVICES,
    KIND,
    MANIFEST,
    MAX_ENTRIES,
    MAX_TOTAL,
    PACK,
    SLUG,
    PackError,
    compare,
    name_fault,
    read_manifest,
    read_members,
    read_packed,
)

_LONG_AGO = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What was unpacked: the folder, the scene's version, and what should be known of it."""

    folder: Path
    version: int
    warnings: Sequence[str]


@dataclass(frozen=True, slots=True)
class Packed:
    """What was packed: the bytes, the files in them, and those of the folder that were left out."""

    raw: bytes
    files: Sequence[str]
    left_out: Sequence[str]


def pack_scene(folder: Path) -> Packed:
    """A scene as one file; the same files give the same bytes everywhere.

    Args:
        folder: the scene's.

    Raises:
        ScenarioError: the scene or one of its plans has errors.
        PackError: its name or a plan's could not be a file's name everywhere, or it is too large.
        SurroundingsError: a file cannot be read.
    """
    root = _root(folder)
    errors = [item for item in check(folder, root=root) if item.severity == "error"]
    if errors:
        raise ScenarioError(errors)
    scenario = load(folder, root=root)
    try:
        files = {name: (folder / name).read_bytes() for name in _names_in(folder)}
        found = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
        left_out = sorted(name for name in found if name not in files)
    except OSError as error:
        raise SurroundingsError(f'"{folder}" cannot be read: {error.strerror}.', "Look at the folder.") from error
    _refuse_name(folder.name, files)
    if sum(map(len, files.values())) > MAX_TOTAL or len(files) >= MAX_ENTRIES:
        raise PackError(f'"{folder.name}" is too large to pack.', f"{MAX_ENTRIES} files and 64 MB are the most.")
    manifest = {
        "kind": KIND,
        "format": PACK,
        "slug": folder.name,
        "version": scenario.file.about.version,
        "hash": scenario.hash,
        "files": {name: {"sha256": hashlib.sha256(raw).hexdigest(), "bytes": len(raw)} for name, raw in files.items()},
    }
    head = (json.dumps(manifest, indent=2, ensure_ascii=True) + "\n").encode()
    return Packed(zipped({MANIFEST: head, **files}), tuple(files), tuple(left_out))


def _names_in(folder: Path) -> list[str]:
    lines = [f"lines.{code}.yaml" for code in LANGUAGES]
    plans = sorted(f"plans/{path.name}" for path in folder.glob("plans/*.yaml"))
    return [name for name in ("scenario.yaml", *lines, *plans) if (folder / name).is_file()]


def _refuse_name(slug: str, files: Mapping[str, bytes]) -> None:
    if not SLUG.fullmatch(slug) or slug in DEVICES:
        raise PackError(f'"{slug}" is no name of a scene.', "Rename the folder: small letters, digits, underscores.")
    for name in files:
        if reason := name_fault(name):
            raise PackError(f'"{name}" {reason}.', "Rename the plan: small letters, digits, - and _.")


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip that tells nothing of when, where and on which machine it was made."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, raw in files.items():
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            # Stored, not deflated: compressors differ from machine to machine, and a scene is small.
            entry.compress_type = zipfile.ZIP_STORED
            entry.create_system = 3
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, raw)
    return out.getvalue()


def unpack_scene(path: Path, into: Path, *, force: bool = False) -> Unpacked:
    """Unpack a scene below a folder, under its own name; nothing is written before all of it has been checked.

    Args:
        path: the packed file.
        into: the folder the scene's folder is put into.
        force: replace a scene of that name.

    Raises:
        PackError: the file is damaged, or not one of ours, or holds what it must not.
        ScenarioError: the scene in it has errors.
        UsageError: something stands there already.
        SurroundingsError: a file cannot be read or written.
    """
    _, files = read_members(read_packed(path))
    manifest = read_manifest(files.pop(MANIFEST, None))
    compare(manifest, files)
    target = into / manifest["slug"]
    _refuse_target(target, force=force)
    warnings = _check_scene(manifest, files, into)
    _put(target, files)
    return Unpacked(target, manifest["version"], warnings)


def _refuse_target(target: Path, *, force: bool) -> None:
    """Raise UsageError where something stands that must not be replaced."""
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise UsageError(f'"{target}" is no folder.', "Unpack into another folder with --into.")
    if not target.exists():
        return
    if not force:
        raise UsageError(f'"{target}" is there already.', "Add --force to replace it, or --into another folder.")
    for path in sorted(target.rglob("*")):
        name = path.relative_to(target).as_posix()
        if path.is_symlink() or not (name == "plans" or (name != MANIFEST and not name_fault(name))):
            raise UsageError(f'"{target}" holds "{name}", which is no part of a scene.', "Move it elsewhere first.")


def _root(folder: Path) -> Path:
    """The folder of scenes with the common pool."""
    parent = folder.resolve().parent
    return parent if (parent / "common").is_dir() else scenarios_dir()


def _check_scene(manifest: Mapping[str, Any], files: Mapping[str, bytes], into: Path) -> list[str]:
    """Check the scene in a scratch folder; what should be known of it. Raises ScenarioError if it has errors."""
    root = _root(into / manifest["slug"])
    with tempfile.TemporaryDirectory(prefix="silkgloves.") as scratch:
        folder = Path(scratch, manifest["slug"])
        _write_files(folder, files)
        errors = [_named(item, folder) for item in check(folder, root=root) if item.severity == "error"]
        if errors:
            raise ScenarioError(errors)
        scenario = load(folder, root=root)
    if scenario.file.about.version != manifest["version"]:
        raise PackError("The manifest names another version than the scene has.", "Nothing was written.")
    if scenario.hash != manifest["hash"]:
        return ["Reactions or moods common to all scenes differ here from where it was packed, so grades may differ."]
    return []


def _named(item: Diagnostic, folder: Path) -> Diagnostic:
    """A diagnostic by the place in the packed file, not in the scratch folder."""
    name = Path(item.file).name
    place = f"{folder.name}/plans/{name}" if Path(item.file).parent.name == "plans" else f"{folder.name}/{name}"
    return Diagnostic(place, item.line, item.column, item.code, item.severity, item.message, item.suggestion)


def _write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, raw in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(raw)


def _put(target: Path, files: Mapping[str, bytes]) -> None:
    """Write the scene beside its place and move it there; what stood there goes last, and comes back on failure."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as scratch:
            fresh, old = Path(scratch, "new"), Path(scratch, "old")
            _write_files(fresh, files)
            if target.exists():
                os.rename(target, old)  # noqa: PTH104 - a folder, within one disk
            try:
                os.rename(fresh, target)  # noqa: PTH104 - as above
            except OSError:
                if old.exists():
                    shutil.move(old, target)
                raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise SurroundingsError(f'"{target}" cannot be written: {reason}.', "Look at the folder.") from error
