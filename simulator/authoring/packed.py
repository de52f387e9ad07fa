"""A packed scene as a stranger may have made it: read member by member, judged before anything is believed.

It is a zip that is never extracted: each member has a name of a closed list, is counted, and is
compared with the manifest.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scoring import LANGUAGES
from simulator.errors import CheckFailedError, SurroundingsError

PACK = 1
"""Version of the packed file, raised when its manifest changes."""

MAX_PACKED = 32 * 1024 * 1024
MAX_FILE = 16 * 1024 * 1024
MAX_TOTAL = 64 * 1024 * 1024
MAX_RATIO = 100
MAX_ENTRIES = 256
_MAX_DIRECTORY = 256 * 1024
_SMALL = 64 * 1024
_MAX_MANIFEST = 256 * 1024

MANIFEST = "manifest.json"
KIND = "silkgloves-scene"
SLUG = re.compile(r"[a-z][a-z0-9_]{0,59}")
_PLAN = re.compile(r"plans/([a-z0-9][a-z0-9_-]{0,79})\.yaml")
_DRIVE = re.compile(r"[A-Za-z]:")
_HASH = re.compile(r"[0-9a-f]{64}")
_FILES = frozenset({MANIFEST, "scenario.yaml", *(f"lines.{code}.yaml" for code in LANGUAGES)})
# Windows takes these for devices whatever stands behind the point.
DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{name}{at}" for name in ("com", "lpt") for at in range(10))})
_END = struct.Struct("<4s4H2LH")
_ENCRYPTED = 0x1


class PackError(CheckFailedError):
    """A packed file cannot be used; nothing of it was written."""


def read_packed(path: Path) -> bytes:
    """The bytes of a packed file. Raises PackError if they are too many, SurroundingsError if it cannot be opened."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_PACKED + 1)
    except OSError as error:
        raise SurroundingsError(f'"{path}" cannot be opened: {error.strerror}.', "Check the name.") from error
    if len(raw) > MAX_PACKED:
        raise PackError("The file has more than 32 MB; no scene has.", "Ask for it again.")
    return raw


def _refuse_directory(raw: bytes) -> None:
    """Look at the end of the zip before anything reads it: a directory of a million entries is a bomb, too."""
    if len(raw) < _END.size or raw[-_END.size :][:4] != b"PK\x05\x06":
        raise PackError("The file is no packed scene, or it is damaged.", "Ask for it again.")
    _, disk, first_disk, here, count, size, offset, comment = _END.unpack(raw[-_END.size :])
    begins = len(raw) - _END.size - size
    if comment or disk or first_disk or here != count or offset != begins or raw[:4] != b"PK\x03\x04":
        raise PackError("The file holds more than a packed scene.", "Ask for it again, packed by silkgloves pack.")
    if count > MAX_ENTRIES or size > _MAX_DIRECTORY:
        raise PackError(f"The file holds {count} entries; {MAX_ENTRIES} are the most.")
    if raw[-_END.size - 20 :][:4] == b"PK\x06\x07":
        raise PackError("The file is a zip of the 64-bit kind, which no scene needs.")


def read_members(raw: bytes, *, loose: bool = False) -> tuple[str, dict[str, bytes]]:
    """All members by name, each of them looked at before it is read.

    Args:
        raw: the packed file.
        loose: whether it may have been packed by hand: all files in one folder, that folder itself named, and what
            systems put beside them.

    Returns:
        The folder that all files are in, or "", and the members by their names in it.
    """
    _refuse_directory(raw)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            entries = archive.infolist()
            if loose:
                entries = [entry for entry in entries if not _is_dust(entry)]
            inside = _common_folder(entries) if loose else ""
            _refuse_entries(entries, inside)
            folder = inside.rstrip("/")
            return folder, {entry.filename.removeprefix(inside): _read_member(archive, entry) for entry in entries}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, struct.error) as error:
        raise PackError("The file is damaged.", "Ask for it again.") from error
    except UnicodeError as error:
        raise PackError("A name in the file cannot be read.", "Ask for it again.") from error


def _is_dust(entry: zipfile.ZipInfo) -> bool:
    """Folders, and what systems leave in them; none of it is ever read."""
    name = entry.orig_filename
    return name.startswith("__MACOSX/") or name.endswith(".DS_Store") or (name.endswith("/") and not entry.file_size)


def _common_folder(entries: Sequence[zipfile.ZipInfo]) -> str:
    """The one folder that holds all entries, with its slash, or ""; its name is taken off and never used."""
    folders = {entry.orig_filename.partition("/")[0] if "/" in entry.orig_filename else "" for entry in entries}
    found = folders.pop() if len(folders) == 1 else ""
    return "" if found in ("", ".", "..", "plans") or "\\" in found else f"{found}/"


def _refuse_entries(entries: Sequence[zipfile.ZipInfo], inside: str = "") -> None:
    seen: dict[str, str] = {}
    total = 0
    for entry in entries:
        name = entry.orig_filename.removeprefix(inside)
        shown = name.encode("unicode_escape").decode("ascii")[:80]
        reason = name_fault(name) or _entry_fault(entry)
        if not reason and name.casefold() in seen:
            reason = "stands in it twice"
        seen[name.casefold()] = name
        total += entry.file_size
        if reason:
            raise PackError(f'"{shown}" in the file {reason}.', "Nothing was written. Ask where the file comes from.")
    if total > MAX_TOTAL:
        raise PackError(
            f"Unpacked the file would take {total} bytes; {MAX_TOTAL} are the most.", "Nothing was written."
        )


def name_fault(name: str) -> str:
    """What is wrong with the name of a file in a scene, or "". Only known names are let through."""
    parts = name.replace("\\", "/").split("/")
    plan = _PLAN.fullmatch(name)
    if ".." in parts:
        return "leads out of the folder"
    if name.startswith(("/", "\\")) or _DRIVE.match(name):
        return "names a place on the disk"
    if "\\" in name:
        return "has a backslash in its name"
    if plan and plan[1] in DEVICES:
        return "has the name of a device"
    if not plan and name not in _FILES:
        return "differs from a known name by its case only" if name.casefold() in _FILES else "is no file of a scene"
    return ""


def _entry_fault(entry: zipfile.ZipInfo) -> str:  # noqa: PLR0911 - a list of refusals
    mode = entry.external_attr >> 16
    if entry.filename != entry.orig_filename:
        return "has another name than it shows"
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return "is a link or no ordinary file"
    if entry.flag_bits & _ENCRYPTED:
        return "is locked with a password"
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "is packed in a way that is not read"
    if entry.file_size > MAX_FILE:
        return "is larger than 16 MB"
    if entry.file_size > _SMALL and entry.file_size > MAX_RATIO * max(1, entry.compress_size):
        return f"would grow more than {MAX_RATIO} times"
    return ""


def _read_member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as member:
        raw = member.read(entry.file_size + 1)
    if len(raw) != entry.file_size:
        raise PackError(f'"{entry.filename}" in the file has another size than it says.', "Nothing was written.")
    return raw


def read_manifest(raw: bytes | None) -> dict[str, Any]:
    """The manifest, every value of the kind it must be."""
    broken = PackError("The manifest of the file cannot be read.", "Ask for it again, packed by silkgloves pack.")
    if raw is None or len(raw) > _MAX_MANIFEST:
        raise broken
    try:
        data = json.loads(raw.decode("utf-8"), object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise broken from error
    if not isinstance(data, dict) or data.get("kind") != KIND:
        raise broken
    if type(data.get("format")) is int and data["format"] > PACK:
        raise PackError("The file was packed by a newer version of Silk Gloves.", "Install that version.")
    slug, version, files = data.get("slug"), data.get("version"), data.get("files")
    sound = (
        set(data) == {"kind", "format", "slug", "version", "hash", "files"}
        and type(data["format"]) is int
        and data["format"] == PACK
        and isinstance(slug, str)
        and SLUG.fullmatch(slug) is not None
        and slug not in DEVICES
        and type(version) is int
        and isinstance(data["hash"], str)
        and isinstance(files, dict)
        and all(_is_entry(entry) for entry in files.values())
    )
    if not sound:
        raise broken
    return data


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A mapping in which no key stands twice. Raises ValueError for one that does."""
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a key stands twice")
    return dict(pairs)


def _is_entry(entry: Any) -> bool:
    return (
        isinstance(entry, dict)
        and set(entry) == {"sha256", "bytes"}
        and isinstance(entry["sha256"], str)
        and _HASH.fullmatch(entry["sha256"]) is not None
        and type(entry["bytes"]) is int
    )


def compare(manifest: Mapping[str, Any], files: Mapping[str, bytes]) -> None:
    """Raise PackError unless the files are those of the manifest, byte for byte."""
    listed = manifest["files"]
    odd = sorted({*listed} ^ {*files})
    if odd:
        shown = odd[0].encode("unicode_escape").decode("ascii")[:80]
        where = "is missing from the file" if odd[0] in listed else "is not in the manifest"
        raise PackError(f'"{shown}" {where}.', "Nothing was written. Ask for it again.")
    for name, raw in files.items():
        if len(raw) != listed[name]["bytes"] or hashlib.sha256(raw).hexdigest() != listed[name]["sha256"]:
            raise PackError(f'"{name}" in the file was changed after it was packed.', "Nothing was written.")
