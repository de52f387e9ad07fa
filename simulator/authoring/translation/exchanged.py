"""A file of translations as rows, whatever its format, and the bounds every format keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from simulator.errors import SurroundingsError

from .faults import Faults
from .units import State

MAX_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Row:
    """One unit as a file brings it back.

    Args:
        id: the unit's.
        source: the original it was translated from.
        target: the translation, or "".
        state: how far it is, or None where the file does not tell.
        line: where it stands, 1-based.
        surely_stale: the file says by itself that the translation, changed or not, is not finished.
    """

    id: str
    source: str
    target: str
    state: State | None
    line: int
    surely_stale: bool = False


@dataclass(frozen=True, slots=True)
class Exchanged:
    """All of one file.

    Args:
        scene: the scene it was exported from, or "" where the file does not tell.
        language: the language translated to, or "".
        rows: the units in the order of the file.
    """

    scene: str
    language: str
    rows: Sequence[Row]


def read_bounded(path: Path, faults: Faults, most: int = MAX_BYTES) -> bytes | None:
    """The bytes of a file, or None where it is too large, with the reason in ``faults``.

    Raises:
        SurroundingsError: it cannot be opened.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(most + 1)
    except OSError as error:
        reason = error.strerror or "it cannot be read"
        raise SurroundingsError(f'"{path}" cannot be opened: {reason}.', "Check the name and the folder.") from error
    if len(raw) > most:
        faults.add(1, "SG430", f"The file has more than {most // 1024 // 1024} MB.")
        return None
    return raw


def decode(raw: bytes, faults: Faults) -> str | None:
    """UTF-8 as text, or None with the place of the first bad byte in ``faults``."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        faults.add(line, "SG431", f"Byte 0x{raw[error.start]:02x} is not UTF-8.")
        return None
