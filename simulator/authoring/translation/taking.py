"""What comes back from translators, row by row, becomes edits of a scene's files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from simulator.authoring.edits import edit_yaml
from simulator.authoring.writing import yaml_text
from simulator.scenario import lines_name

from .exchanged import Row
from .faults import Faults
from .units import NEVER, NO_SOURCE, PLACEHOLDER, Kind, State, Unit, Words, fingerprint, parse_value

_HEADER = "# yaml-language-server: $schema=../schema-lines.json"
_SUGGESTIONS = 20


def _even(text: str) -> str:
    """A text as it is compared: tools change the ends of lines."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _is_control(char: str) -> bool:
    return char not in "\n\t" and (char < " " or "\x7f" <= char <= "\x9f")


class Taking:
    """Takes rows over into units and keeps what is to be written."""

    def __init__(self, units: Sequence[Unit], words: Words, language: str, faults: Faults, *, may_lose: bool) -> None:
        self.units = {unit.id: unit for unit in units}
        self.words, self.language, self.faults, self.may_lose = words, language, faults, may_lose
        self.draws = words.scenario.get("draws", {})
        self.line_of: dict[str, int] = {}
        self.changed: set[str] = set()
        self.edits: dict[str, dict[tuple[str | int, ...], Any]] = {}
        self.notes: dict[str, str] = {}

    def take(self, rows: Iterable[Row]) -> None:
        """Take all rows over; what is wrong with them goes to the faults."""
        for row in rows:
            unit = self.units.get(row.id)
            if unit is None:
                self.faults.add(row.line, "SG436", f'The scene has no text "{row.id[:80]}".', self._near(row.id))
            elif row.id in self.line_of:
                message = f'The text "{row.id}" stands twice, first in line {self.line_of[row.id]}.'
                self.faults.add(row.line, "SG437", message)
            else:
                self.line_of[row.id] = row.line
                self._take(row, unit)

    def _near(self, unit_id: str) -> str:
        import difflib

        if len(self.faults.found) > _SUGGESTIONS or len(unit_id) > 200:
            return ""
        close = difflib.get_close_matches(unit_id, self.units, n=1)
        return f'Did you mean "{close[0]}"?' if close else ""

    def _take(self, row: Row, unit: Unit) -> None:
        target = _even(row.target)
        if unit.source == unit.source.strip():
            # Tools end texts with a line break of their own.
            target = target.strip()
        if not target.strip():
            return
        is_new = target != _even(unit.target)
        if is_new and self._outdated(row, unit):
            message = f'"{unit.id}" has been translated from the present English since; the older text is left out.'
            self.faults.add(row.line, "SG441", message, warning=True)
            return
        if is_new and not self._change(row, unit, target):
            return
        self._note(row, unit, is_new=is_new)

    def _change(self, row: Row, unit: Unit, target: str) -> bool:
        """Take a new text over, if it is sound."""
        stranger = next((char for char in target if _is_control(char)), None)
        if stranger is not None:
            message = f'The text "{unit.id}" holds the control character U+{ord(stranger):04X}.'
            self.faults.add(row.line, "SG440", message, "Delete it.")
            return False
        try:
            value = parse_value(unit.kind, target)
        except ValueError as error:
            self.faults.add(row.line, "SG440", f'The text "{unit.id}" cannot be read: {error}')
            return False
        if unit.source and not self._keeps_placeholders(row, unit, target):
            return False
        self.changed.add(unit.id)
        self.edits.setdefault(unit.plan, {})[unit.path] = value
        return True

    def _keeps_placeholders(self, row: Row, unit: Unit, target: str) -> bool:
        there = list(dict.fromkeys(PLACEHOLDER.findall(target)))
        strangers = [name for name in there if name not in self.draws]
        lost = [name for name in unit.placeholders if name not in there]
        advice = (
            f"The original has {', '.join(f'{{{name}}}' for name in unit.placeholders)}." if unit.placeholders else ""
        )
        for name in strangers:
            self.faults.add(row.line, "SG439", f'In "{unit.id}" the placeholder {{{name}}} names no draw.', advice)
        # Ways to say a thing are each language's own; one of them may well do without a sum.
        if lost and not strangers and unit.kind is Kind.TEXT and not self.may_lose:
            names = ", ".join(f"{{{name}}}" for name in lost)
            advice = "Put it back, in the form the language needs; if it is meant to be left out, add --allow-lost."
            self.faults.add(row.line, "SG438", f'In "{unit.id}" {names} is lost.', advice)
            return False
        return not strangers

    @staticmethod
    def _from_other(row: Row, unit: Unit) -> bool:
        """Whether a row was made from another English than the present one."""
        return bool(row.source) and _even(row.source).strip() not in (_even(unit.source).strip(), NO_SOURCE)

    def _outdated(self, row: Row, unit: Unit) -> bool:
        """Whether the scene holds a translation of the present English, and the row one of an older."""
        noted = self.words.target.get("sources", {}).get(unit.noted_as)
        return self._from_other(row, unit) and noted == fingerprint(unit.source)

    def _note(self, row: Row, unit: Unit, *, is_new: bool) -> None:
        """Note under `sources` what the translation was made from."""
        key = unit.noted_as
        if key is None or (unit.path[0] != "lines" and key in self.words.source.get("lines", {})):
            return
        now = fingerprint(unit.source)
        noted: str | None = self.words.target.get("sources", {}).get(key)
        from_other = self._from_other(row, unit)
        if from_other:
            message = f'"{unit.id}" was translated from another English text than the scene has now.'
            self.faults.add(row.line, "SG441", message, warning=True)
        # A state left standing in a table says nothing of a text that was changed; a flag of a tool does.
        is_stale = row.surely_stale or (row.state is State.STALE and not is_new)
        if from_other:
            wanted: str | None = fingerprint(_even(row.source))
        elif is_stale:
            wanted = noted if noted not in (None, now) else NEVER
        else:
            wanted = now
        if wanted != noted:
            self.notes[key] = str(wanted)

    def texts(self, folder: Path, lines: Path) -> dict[str, str]:
        """The files to be written, by place; those that stay as they are left out.

        Args:
            folder: the scene's.
            lines: where the words of the language stand now, if they do.
        """
        edits = dict(self.edits.get("", {}))
        edits.update({("sources", key): value for key, value in self.notes.items()})
        texts = {}
        if edits:
            texts[lines_name(self.language)] = self._lines_text(lines, edits)
        for plan, changes in self.edits.items():
            if plan:
                place = f"plans/{plan}.yaml"
                texts[place] = edit_yaml(_read_text(folder / place), changes)
        return texts

    def _lines_text(self, path: Path, edits: Mapping[tuple[str | int, ...], Any]) -> str:
        if path.is_file():
            return edit_yaml(_read_text(path), edits, like=self.words.source)
        data: dict[str, Any] = {"language": self.language, "lines": {}}
        for steps, value in edits.items():
            holder = data
            for step in steps[:-1]:
                holder = holder.setdefault(str(step), {})
            holder[str(steps[-1])] = value
        return yaml_text(data, header=_HEADER)


def _read_text(path: Path) -> str:
    """A file with its line ends and its mark, which editing keeps."""
    return path.read_bytes().decode("utf-8")
