"""Files of strangers: what they are, how much of them is read, and how."""

from __future__ import annotations

import json
import struct
import zipfile
import zlib
from enum import StrEnum
from pathlib import Path
from typing import Any

from simulator.errors import SurroundingsError

from .story import ForeignError

MAX_TEXT = 16 * 1024 * 1024
MAX_PACKAGE = 1024 * 1024 * 1024
"""A package of H5P holds videos; of all that only two members are read."""
_MAX_ENTRIES = 20_000
_MAX_DIRECTORY = 4 * 1024 * 1024
_TAIL = 65_536 + 22
_END = struct.Struct("<4s4H2LH")
_ENCRYPTED = 0x1


class Form(StrEnum):
    """What a file is."""

    TWEE = "twee"
    TWINE = "twine"
    H5P = "h5p"
    INK = "ink"


BY_ENDING = {
    ".twee": Form.TWEE, ".tw": Form.TWEE, ".tw3": Form.TWEE,
    ".html": Form.TWINE, ".htm": Form.TWINE,
    ".h5p": Form.H5P,
    ".json": Form.INK, ".js": Form.INK,
}  # fmt: skip


def form_of(path: Path) -> Form:
    """What a file is, by its ending, or by how it begins.

    Raises:
        ForeignError: nothing we read.
        SurroundingsError: it cannot be opened.
    """
    ending = path.suffix.lower()
    if ending == ".ink":
        raise ForeignError(
            f'"{path.name}" is the source of an ink story.', "Export it to JSON in Inky and import that."
        )
    if ending in BY_ENDING:
        return BY_ENDING[ending]
    head = _read(path, 65_536, whole=False)
    text = head.decode("utf-8", errors="replace")
    if head.startswith(b"PK"):
        return Form.H5P
    if "<tw-storydata" in text:
        return Form.TWINE
    if "inkVersion" in text:
        return Form.INK
    if text.lstrip("\ufeff").startswith("::") or "\n::" in text:
        return Form.TWEE
    raise ForeignError(
        f'"{path.name}" is no file of a kind that is known.',
        "Import a workbook (.xlsx), Twee (.twee), Twine (.html), H5P (.h5p) or ink (.json).",
    )


def _read(path: Path, most: int, *, whole: bool = True) -> bytes:
    try:
        with path.open("rb") as file:
            raw = file.read(most + 1)
    except OSError as error:
        raise SurroundingsError(f'"{path}" cannot be opened: {error.strerror}.', "Check the name.") from error
    if whole and len(raw) > most:
        raise ForeignError(f'"{path.name}" is larger than {most // 1024 // 1024} MB.', "No story of words is as long.")
    return raw


def read_text(path: Path) -> str:
    """A file as text, line ends made alike.

    Raises:
        ForeignError: too long, or in no encoding we know.
        SurroundingsError: it cannot be opened.
    """
    return decode(_read(path, MAX_TEXT), path.name)


def decode(raw: bytes, name: str) -> str:
    """UTF-8 with or without a mark, or UTF-16 with one, as text. Raises ForeignError for anything else."""
    code = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = raw.decode(code)
    except UnicodeDecodeError as error:
        raise ForeignError(f'"{name}" is not UTF-8.', "Save it as UTF-8 and import it again.") from error
    if "\0" in text:
        raise ForeignError(f'"{name}" is no text.', "Import the story itself, not a program or picture.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def parse_json(text: str, name: str) -> Any:
    """JSON as data. Raises ForeignError if it is none, or nested beyond reason."""
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ForeignError(f'"{name}" is nested too deeply.', "No story is; export it again.") from error
    except ValueError as error:
        raise ForeignError(f'"{name}" is no valid JSON.', "Export it again.") from error


def read_members(path: Path, names: tuple[str, ...]) -> dict[str, str]:
    """Some members of a zip as text; nothing else of it is unpacked.

    Raises:
        ForeignError: it is no zip, damaged, locked, or would grow beyond reason.
        SurroundingsError: it cannot be opened.
    """
    _refuse_directory(path)
    try:
        with zipfile.ZipFile(path) as archive:
            found = {entry.filename: entry for entry in archive.infolist() if entry.filename in names}
            return {name: decode(_member(archive, entry), name) for name, entry in found.items()}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, struct.error) as error:
        raise _damaged(path) from error
    except UnicodeError as error:
        raise _damaged(path) from error
    except OSError as error:
        raise SurroundingsError(f'"{path}" cannot be read: {error.strerror or error}.', "Copy it again.") from error


def _damaged(path: Path) -> ForeignError:
    return ForeignError(f'"{path.name}" is no H5P package, or it is damaged.', "Export it again.")


def _refuse_directory(path: Path) -> None:
    """Look at the end of a zip before anything reads it: a directory of a million entries is a bomb, too."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            file.seek(max(0, size - _TAIL))
            tail = file.read(_TAIL)
    except OSError as error:
        raise SurroundingsError(f'"{path}" cannot be opened: {error.strerror}.', "Check the name.") from error
    if size > MAX_PACKAGE:
        raise ForeignError(f'"{path.name}" is larger than 1 GB.', "Export it without its videos.")
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        raise _damaged(path)
    _, _, _, _, count, directory, _, _ = _END.unpack(tail[at : at + _END.size])
    if count > _MAX_ENTRIES or directory > _MAX_DIRECTORY:
        raise ForeignError(f'"{path.name}" holds more files than a package of H5P can have.', "Export it again.")


def _member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """The bytes of one member, never more than a text may have."""
    if entry.flag_bits & _ENCRYPTED:
        raise ForeignError("The package is locked with a password.", "Export it without one.")
    if entry.file_size > MAX_TEXT:
        raise ForeignError(f'"{entry.filename}" in the package is larger than 16 MB.', "No story of words is as long.")
    with archive.open(entry) as member:
        raw = member.read(MAX_TEXT + 1)
    if len(raw) > MAX_TEXT:
        raise ForeignError(f'"{entry.filename}" in the package is larger than it says.', "Export it again.")
    return raw
