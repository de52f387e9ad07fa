"""Units as XLIFF 2.1, which translators' tools read: written by hand, read without expanding anything."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any
from xml.sax.handler import ContentHandler, feature_namespaces
from xml.sax.saxutils import escape, quoteattr

from simulator.errors import SurroundingsError

from .exchanged import Exchanged, Row
from .faults import Faults
from .units import State, Unit

NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
"""XLIFF 2.1 kept the namespace of 2.0."""

_STALE = "silkgloves:stale"
# Marks of reviewers and terms, whose text is ordinary text.
_TRANSPARENT = ("mrk", "sm", "em")
_MAX_DEPTH = 50
_CHARACTERS = {"\r": "&#13;", "\x85": "&#133;", "\u2028": "&#8232;"}


def _inline(text: str) -> str:
    return escape(text, _CHARACTERS)


def write_xliff(units: Iterable[Unit], language: str, scene: str) -> bytes:
    """The file for a translator's tool."""
    rows = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<xliff xmlns="{NAMESPACE}" version="2.1" srcLang="en" trgLang={quoteattr(language)}>',
        # One unit stays one segment: what is spoken in one breath is translated in one.
        f'  <file id={quoteattr(scene)} canResegment="no" xml:space="preserve">',
    ]
    for unit in units:
        state = {
            State.MISSING: 'state="initial"',
            State.STALE: f'state="initial" subState="{_STALE}"',
            State.DONE: 'state="translated"',
        }[unit.state]
        rows += [
            f"    <unit id={quoteattr(unit.id)}>",
            f'      <notes><note category="where">{_inline(unit.note)}</note></notes>',
            f"      <segment {state}>",
            f"        <source>{_inline(unit.shown_source)}</source>",
            *([f"        <target>{_inline(unit.target)}</target>"] if unit.target else []),
            "      </segment>",
            "    </unit>",
        ]
    rows += ["  </file>", "</xliff>"]
    return ("\n".join(rows) + "\n").encode()


def read_xliff(raw: bytes, faults: Faults) -> Exchanged | None:
    """The rows of a file, or None where it is none; entities and document types are refused."""
    sax = _defused_sax()
    parser = sax.make_parser()
    parser.forbid_dtd = True
    parser.setFeature(feature_namespaces, 1)
    reader = _Reader(faults)
    parser.setContentHandler(reader)
    import io
    from xml.sax import SAXParseException

    from defusedxml import DefusedXmlException

    try:
        parser.parse(io.BytesIO(raw))
    except _Refusal as refusal:
        faults.add(refusal.line, "SG432", str(refusal))
    except DefusedXmlException:
        faults.add(1, "SG432", "The file declares a document type or entities.", "Delete the declaration.")
    except SAXParseException as error:
        faults.add(error.getLineNumber() or 1, "SG432", f"The XML is broken: {error.getMessage()}.")
    except (LookupError, ValueError) as error:
        faults.add(1, "SG431", f"The encoding cannot be read: {str(error)[:80]}.")
    else:
        if reader.language is None:
            faults.add(1, "SG433", "The file is no XLIFF 2.", "Ask the tool for XLIFF 2.0 or 2.1.")
            return None
        return Exchanged(reader.scene, reader.language, reader.rows)
    return None


def _defused_sax() -> ModuleType:
    """Raises SurroundingsError where the library is missing."""
    try:
        import defusedxml.sax
    except ImportError as error:
        message = "XLIFF files need the library defusedxml, which is not installed."
        raise SurroundingsError(message, 'Install it with: python -m pip install "silk-gloves[author]"') from error
    return defusedxml.sax


class _Refusal(Exception):  # noqa: N818 - a jump out of the parser, never seen outside this module
    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@dataclass(slots=True)
class _Segment:
    state: str
    sub_state: str
    is_text: bool
    source: list[str] = field(default_factory=list)
    target: list[str] | None = None


class _Reader(ContentHandler):
    """Gathers units from the events of the parser."""

    def __init__(self, faults: Faults) -> None:
        super().__init__()
        self.faults = faults
        self.scene = ""
        self.language: str | None = None
        self.rows: list[Row] = []
        self._open: list[str] = []
        self._unit: tuple[str, int] | None = None
        self._segments: list[_Segment] = []
        self._text: list[str] | None = None

    @property
    def _line(self) -> int:
        locator: Any = self._locator  # type: ignore[attr-defined]  # set by the parser
        return int(locator.getLineNumber() or 1)

    def startElementNS(self, name: tuple[str | None, str], qname: str | None, attrs: Any) -> None:  # noqa: ARG002, N802 - SAX's names
        space, local = name
        self._open.append(local)
        if len(self._open) > _MAX_DEPTH:
            raise _Refusal(self._line, f"Elements stand in one another more than {_MAX_DEPTH} deep.")
        if space != NAMESPACE:
            if self.language is None:
                raise _Refusal(self._line, "The file is no XLIFF 2; XLIFF 1.2 is another format.")
            if self._text is not None:
                raise _Refusal(self._line, f"The element <{local}> cannot stand in a text of ours.")
            return
        found = {key[1]: value for key, value in attrs.items() if key[0] is None}
        if local == "xliff":
            self.language = found.get("trgLang", "")
            if not found.get("version", "").startswith("2."):
                raise _Refusal(self._line, "The file is no XLIFF 2; XLIFF 1.2 is another format.")
        elif local == "file":
            self.scene = self.scene or found.get("id", "")
        elif local == "unit":
            self._unit, self._segments = (found.get("id", ""), self._line), []
        elif local in ("segment", "ignorable"):
            self._segments.append(
                _Segment(found.get("state", "initial"), found.get("subState", ""), is_text=local == "segment")
            )
        else:
            self._inside(local, found)

    def _inside(self, local: str, found: dict[str, str]) -> None:
        if local in ("source", "target") and self._open[-2] in ("segment", "ignorable") and self._segments:
            self._text = []
        elif self._text is not None and local == "cp":
            self._text.append(self._character(found.get("hex", "")))
        elif self._text is not None and local not in _TRANSPARENT:
            message = f"The element <{local}> cannot stand in a text of ours; write what is said as plain text."
            raise _Refusal(self._line, message)

    def _character(self, code: str) -> str:
        if not re.fullmatch(r"[0-9A-Fa-f]{1,6}", code) or int(code, 16) > 0x10FFFF or 0xD800 <= int(code, 16) < 0xE000:
            raise _Refusal(self._line, f'There is no character "{code[:20]}".')
        return chr(int(code, 16))

    def characters(self, content: str) -> None:
        if self._text is not None:
            self._text.append(content)

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:  # noqa: ARG002, N802 - SAX's names
        space, local = name
        self._open.pop()
        if space != NAMESPACE:
            return
        if local == "source" and self._text is not None:
            self._segments[-1].source, self._text = self._text, None
        elif local == "target" and self._text is not None:
            self._segments[-1].target, self._text = self._text, None
        elif local == "unit" and self._unit is not None:
            self.rows.append(_row(*self._unit, self._segments))
            self._unit = None


def _row(unit_id: str, line: int, segments: list[_Segment]) -> Row:
    """One row of the segments a tool may have cut a unit into."""
    source = "".join("".join(segment.source) for segment in segments)
    parts, states = [], []
    for segment in segments:
        if segment.is_text:
            states.append(_state(segment))
        # What stands between segments, mostly a blank, is taken over where it was not translated.
        said = segment.target if segment.target is not None else [] if segment.is_text else segment.source
        parts.append("".join(said))
    if State.MISSING in states and any(state is not State.MISSING for state in states):
        # Half a sentence is no translation yet.
        return Row(unit_id, source, "", State.MISSING, line)
    state = State.STALE if State.STALE in states else State.MISSING if State.MISSING in states else State.DONE
    return Row(unit_id, source, "" if state is State.MISSING else "".join(parts), state, line)


def _state(segment: _Segment) -> State:
    if not "".join(segment.target or []).strip():
        return State.MISSING
    return State.STALE if segment.state == "initial" and segment.sub_state == _STALE else State.DONE
