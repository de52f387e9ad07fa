"""The words of one scenario: complete in each language, for every draw, and nothing left over."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from simulator.scenario.checks.drawing import VALUES, check_values, fits
from simulator.scenario.checks.naming import Referee
from simulator.scenario.checks.structure import Used, names_of
from simulator.scenario.formats import BASE, PLACEHOLDER, FormatsFile
from simulator.scenario.reading import Path as Place
from simulator.scenario.scenario import form_of, value_of
from simulator.scenario.schema import ScenarioFile
from simulator.scenario.sources import SCENARIO, Folder, Report, Source
from simulator.scenario.values import Language
from simulator.scenario.words import FactWords, LinesFile

SOURCE_LANGUAGE: Language = "en"
"""Translations are measured against this language."""

_FEW = 3
_SPELLING = 0.8
"""So alike are two spellings of one line id; less alike they are two lines."""
_STRAY = re.compile(r"[{}]")
_PARTS = ("facts", "remedies", "knowledge")
_PART_NAMES = {"facts": "fact", "remedies": "remedy", "knowledge": "knowledge item"}
_PART_CODES = {"facts": "SG142", "remedies": "SG145", "knowledge": "SG146"}


def source_hash(text: str) -> str:
    """What a translated line notes under `sources` of the line it was made from: 12 hexadecimal digits of SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def lacks_form(file: ScenarioFile, words: LinesFile, formats: FormatsFile | None, wanted: tuple[str, str, str]) -> bool:
    """Whether (draw, option, form) cannot be said; not where its value is wrong, which is said by itself."""
    draw, option, _ = wanted
    found = form_of(file, words, formats, wanted)
    kind = file.draws[draw].kind
    value = value_of(file, words, draw, option) if kind in VALUES else None
    unfit = value is not None and not fits(kind, value)
    return not unfit and (found is None or not found.strip())


def check_words(folder: Folder, used: Used, report: Report) -> None:
    """Check the words of every language against the structure."""
    if folder.scenario is None:
        return
    file, document = folder.scenario.model, folder.scenario.document
    if not folder.words and not folder.unreadable:
        message = "The scene has no words in any language."
        report.error(document, (), "SG124", message, f"Write `lines.en.yaml` beside `{SCENARIO}`.")
    speaks = file.persona.speaks
    if speaks != "scene" and speaks not in folder.words and speaks not in folder.unreadable:
        message = f'The customer speaks "{speaks}", but there is no lines.{speaks}.yaml.'
        report.error(document, ("persona", "speaks"), "SG124", message, "Add the file.")
    for language, source in folder.words.items():
        _Language(folder, language, source, used, report).run()


class _Language:
    """The words of one language."""

    def __init__(
        self, folder: Folder, language: Language, source: Source[LinesFile], used: Used, report: Report
    ) -> None:
        if folder.scenario is None:
            raise AssertionError("words are checked against a structure")
        self.folder, self.language, self.used, self.report = folder, language, used, report
        self.structure = folder.scenario
        self.file: ScenarioFile = folder.scenario.model
        self.words, self.document = source.model, source.document
        self.refer = Referee(source.document, names_of(folder), report)
        formats = folder.pool.formats.get(language)
        self.formats: FormatsFile | None = None if formats is None else formats.model
        pool = folder.pool.words.get(language)
        self.pool_lines: Mapping[str, str] = {} if pool is None else pool.model.lines
        self.looked_at: set[tuple[str, str, str]] = set()

    def run(self) -> None:
        if self.language not in self.folder.pool.words or self.formats is None:
            message = f'The common pool does not speak "{self.language}".'
            advice = f"Add common/lines.{self.language}.yaml and common/formats.{self.language}.yaml."
            self.report.error(self.document, ("language",), "SG194", message, advice)
        self._lines()
        self._draws()
        self._parts()
        for name, fact in self.words.facts.items():
            if name in self.file.case.facts:
                self._fact(("facts", name), name, fact)
        for path, text in _texts(self.words):
            self._text(path, text)
        self._stale()

    def _lines(self) -> None:
        name = f"lines.{self.language}.yaml"
        # What is used nowhere may be this one misspelt; what is used is another line.
        spare = [line for line in self.words.lines if line not in self.used.lines]
        for line, place in self.used.lines.items():
            if line not in self.words.lines and line not in self.pool_lines:
                near = self.report.near(line, spare, _SPELLING) or f"Add it there under `lines`: `{line}: …`."
                message = f'The line "{line}" has no words in {name}.'
                self.report.error(self.structure.document, place, "SG160", message, near)
        for line in self.words.lines:
            if line not in self.used.lines:
                message = f'The line "{line}" is used nowhere.'
                self.report.warn(self.document, ("lines", line), "SG161", message, "Use it or delete it.", key=True)

    def _draws(self) -> None:
        """Forms and values are given for draws and options there are."""
        for part in ("forms", "values"):
            for draw, options in getattr(self.words, part).items():
                if not self.refer.known((part, draw), draw, self.file.draws, "SG143", "draw", key=True):
                    continue
                known = self.file.draws[draw].options
                for option in options:
                    place = (part, draw, option)
                    self.refer.known(place, option, known, "SG144", f'option of "{draw}"', key=True)
                if part == "values":
                    self._values(draw)
        for draw, options in self.words.forms.items():
            for option, forms in options.items():
                for form, text in forms.items():
                    if "{" in text or "}" in text:
                        message = f'The form "{form}" of "{draw}" holds a brace; a form is put in as it stands.'
                        advice = "Write it in plain words, or put the placeholder into the line."
                        self.report.error(self.document, ("forms", draw, option, form), "SG164", message, advice)

    def _values(self, draw: str) -> None:
        kind = self.file.draws[draw]
        known = {name: value for name, value in self.words.values[draw].items() if name in kind.options}
        check_values(self.refer, ("values", draw), kind, dict(known))

    def _parts(self) -> None:
        """Every fact, remedy and knowledge item has its words, and the other way round."""
        name = f"lines.{self.language}.yaml"
        for part in _PARTS:
            structure, words = getattr(self.file.case, part), getattr(self.words, part)
            what = _PART_NAMES[part]
            for item in structure:
                if item not in words:
                    message = f'The {what} "{item}" has no words in {name}.'
                    advice = self.report.near(item, [word for word in words if word not in structure])
                    place = ("case", part, item)
                    self.report.error(
                        self.structure.document, place, "SG165", message, advice or f"Add it under `{part}`.", key=True
                    )
            for item in words:
                if item not in structure:
                    near = self.report.near(item, structure)
                    message = f'There is no {what} named "{item}".'
                    self.report.error(self.document, (part, item), "SG170", message, near, key=True)

    def _fact(self, path: Place, name: str, words: FactWords) -> None:
        """What is needed to tell the fact, ask for it and say it back."""
        fact = self.file.case.facts[name]
        # What was drawn is the fact's value, by which the grader knows it.
        if fact.draw in self.file.draws:
            for option in self.file.draws[fact.draw].options:
                self._form(path, (fact.draw, option, BASE))
        if fact.given != "unasked" and words.tell is None:
            message = f'The fact "{name}" is told when asked for, but `tell` is missing.'
            self.report.error(self.document, path, "SG166", message, "Write the customer's answer.", key=True)
        if fact.given == "heard" and words.withheld is None:
            message = f'The fact "{name}" is held back at first, but `withheld` is missing.'
            self.report.error(
                self.document, path, "SG166", message, "Write what the customer answers until then.", key=True
            )
        needs = {"questions": fact.given != "unasked", "wordings": fact.key}
        for kind, needed in needs.items():
            count = len(getattr(words, kind))
            if not needed or count >= _FEW:
                continue
            message = f'The fact "{name}" has {count or "no"} {kind}.'
            say = self.report.warn if count else self.report.error
            say(self.document, path, "SG168" if count else "SG167", message, "Give three to five.", key=True)

    def _text(self, path: Place, text: str) -> None:
        """One text: not empty, and every placeholder can be filled whatever is drawn.

        A placeholder is filled from one draw alone, by its option and the form asked for, and nothing else in the
        text depends on a draw. So a text can be filled for every combination of draws exactly when each of its
        placeholders can be filled for each option of its own draw: the sum of the options has to be looked at,
        not their product.
        """
        if not text.strip():
            self.report.error(self.document, path, "SG171", "The text is empty.", "Write it or delete it.")
        if "{" not in text and "}" not in text:
            return
        for match in PLACEHOLDER.finditer(text):
            draw, form = match[1], match[2] or BASE
            if draw not in self.file.draws:
                near = self.report.near(draw, self.file.draws)
                message = f"The placeholder {match[0]} names no draw."
                self.report.error(self.document, path, "SG162", message, near)
                continue
            for option in self.file.draws[draw].options:
                self._form(path, (draw, option, form))
        if _STRAY.search(PLACEHOLDER.sub("", text)):
            message = "A brace here belongs to no placeholder."
            self.report.error(self.document, path, "SG164", message, "Write `{draw}` or `{draw.form}`.")

    def _form(self, path: Place, wanted: tuple[str, str, str]) -> None:
        """The option has the form; the same lack is reported once per language."""
        if wanted in self.looked_at:
            return
        self.looked_at.add(wanted)
        draw, option, form = wanted
        if not lacks_form(self.file, self.words, self.formats, wanted):
            return
        message = f'The option "{option}" of "{draw}" has no form "{form}" in {self.language}.'
        known = sorted({*self.words.forms.get(draw, {}).get(option, {}), *self._convention(draw)})
        near = self.report.near(form, known)
        advice = near or f"Add it under `forms.{draw}.{option}`."
        self.report.error(self.document, path, "SG163", message, advice)

    def _convention(self, draw: str) -> tuple[str, ...]:
        """The forms the language's conventions have for a draw of this kind."""
        if self.formats is None:
            return ()
        kind = self.file.draws[draw].kind
        entry = self.formats.sums.get(self.file.draws[draw].currency)
        tables: dict[str, Mapping[str, object]] = {
            "sum": {} if entry is None else entry.forms,
            "date": self.formats.dates,
            "time": self.formats.times,
            "number": self.formats.numbers,
        }
        return tuple(tables.get(kind, {}))

    def _stale(self) -> None:
        """Translated lines whose source has changed since."""
        source = self.folder.words.get(SOURCE_LANGUAGE)
        for line, noted in self.words.sources.items():
            original = None if source is None else source.model.lines.get(line)
            if original is not None and source_hash(original) != noted:
                message = f'The line "{line}" was translated from an older text.'
                advice = f"Look at it again, then note `{source_hash(original)}`."
                self.report.warn(self.document, ("sources", line), "SG172", message, advice)


def _texts(words: LinesFile) -> Iterator[tuple[Place, str]]:
    """Every text of a file of words, with its path."""
    for line, text in words.lines.items():
        yield ("lines", line), text
    for part in _PARTS:
        for name, item in getattr(words, part).items():
            yield from _within((part, name), item)


def _within(path: Place, item: BaseModel) -> Iterator[tuple[Place, str]]:
    for key in type(item).model_fields:
        value = getattr(item, key)
        if isinstance(value, str):
            yield (*path, key), value
        elif isinstance(value, tuple):
            yield from (((*path, key, index), text) for index, text in enumerate(value))
