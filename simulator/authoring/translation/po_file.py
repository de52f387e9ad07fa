"""Units as PO files of gettext: the id is the context, what is stale is fuzzy."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

from simulator.errors import SurroundingsError

from .exchanged import Exchanged, Row, decode
from .faults import Faults
from .units import State, Unit

_LINE = re.compile(r"line (\d{1,9})")
_FUZZY = "fuzzy"


def _polib() -> ModuleType:
    """Raises SurroundingsError where the library is missing."""
    try:
        import polib
    except ImportError as error:
        message = "PO files need the library polib, which is not installed."
        raise SurroundingsError(message, 'Install it with: python -m pip install "silk-gloves[author]"') from error
    return polib


def write_po(units: Iterable[Unit], language: str, scene: str) -> bytes:
    """The file for a translator's tool; it names no time, so that the same words give the same bytes."""
    polib = _polib()
    file = polib.POFile(wrapwidth=0)
    file.metadata = {
        "Project-Id-Version": scene,
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    for unit in units:
        flags = [_FUZZY] if unit.state is State.STALE else []
        # A sentence of ours may hold a %; it is no format of C.
        file.append(
            polib.POEntry(
                msgctxt=unit.id, msgid=unit.shown_source, msgstr=unit.target, comment=_one_line(unit.note), flags=flags
            )
        )
    return f"{file}".encode()


def _one_line(note: str) -> str:
    return note.replace("\n", " ")


def read_po(raw: bytes, faults: Faults) -> Exchanged | None:
    """The rows of a file, or None where it cannot be read."""
    polib = _polib()
    text = decode(raw, faults)
    if text is None:
        return None
    # Read from a file: the library would take a text for a path if one of that name existed, and it cuts lines at
    # characters that end none.
    with tempfile.TemporaryDirectory(prefix="silkgloves.") as folder:
        copy = Path(folder, "words.po")
        copy.write_bytes(text.encode())
        try:
            file = polib.pofile(str(copy), encoding="utf-8", wrapwidth=0)
        except (OSError, ValueError, IndexError, KeyError) as error:
            line = _LINE.search(str(error))
            faults.add(int(line[1]) if line else 1, "SG432", "The file cannot be read here as PO.")
            return None
    if not file and not file.metadata:
        faults.add(1, "SG433", "The file holds nothing of a PO file.")
        return None
    rows = [_row(entry) for entry in file if not entry.obsolete]
    return Exchanged(file.metadata.get("Project-Id-Version", ""), file.metadata.get("Language", ""), rows)


def _row(entry: object) -> Row:
    said: str = getattr(entry, "msgstr", "")
    fuzzy = _FUZZY in getattr(entry, "flags", [])
    state = State.MISSING if not said.strip() else State.STALE if fuzzy else State.DONE
    line = int(getattr(entry, "linenum", 1) or 1)
    unit_id, source = getattr(entry, "msgctxt", None) or "", getattr(entry, "msgid", "")
    return Row(unit_id, source, said, state, line, surely_stale=fuzzy)
