"""What people read on screen, from `assets/texts/<code>.yaml`: flat dotted keys, one per line, with {placeholders}.

A new language is one file more. A text that depends on a number has one key per plural form (`x.one`, `x.few`,
`x.many`, `x.other`), as its language needs them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path

import yaml

from simulator.errors import UsageError
from simulator.resources import asset

FALLBACK_LANGUAGE = "en"
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class TextsError(Exception):
    """A texts file is faulty, or our own code asked it for what it does not hold. A bug, not a person's mistake."""


def _two_forms(count: int) -> str:
    return "one" if count == 1 else "other"


def _east_slavic_forms(count: int) -> str:
    if count % 10 == 1 and count % 100 != 11:
        return "one"
    if count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14):
        return "few"
    return "many"


# Unicode CLDR plural rules for whole numbers; a language not named has the two forms `one` and `other`.
_PLURALS: Mapping[str, tuple[Callable[[int], str], tuple[str, ...]]] = {
    "ru": (_east_slavic_forms, ("one", "few", "many")),
}
_TWO_FORMS = (_two_forms, ("one", "other"))
PLURAL_FORMS = frozenset({"one", "few", "many", "other"})
"""Last segments of keys that depend on a number; no other key may end in one of them."""


def plural_forms(language: str) -> tuple[str, ...]:
    """The plural forms a language needs for whole numbers.

    Args:
        language: language code, e.g. "ru".
    """
    return _PLURALS.get(language, _TWO_FORMS)[1]


class Texts:
    """The texts of one language. Call it with a key and the values of its placeholders.

    Args:
        language: language code.
        entries: key to text.
    """

    def __init__(self, language: str, entries: Mapping[str, str]) -> None:
        self.language = language
        self._entries = dict(entries)

    def __call__(self, key: str, /, **values: object) -> str:
        """The text under `key` with its placeholders filled.

        Values are put in as they are: braces within them are never read as placeholders.

        Raises:
            TextsError: no such key, or a placeholder without a value.
        """
        text = self._entries.get(key)
        if text is None:
            raise TextsError(f"no text {key!r} in {self.language}.yaml")

        def fill(match: re.Match[str]) -> str:
            name = match.group(1)
            if name not in values:
                raise TextsError(f"text {key!r} in {self.language}.yaml needs a value for {{{name}}}")
            return str(values[name])

        return _PLACEHOLDER.sub(fill, text)

    def __contains__(self, key: object) -> bool:
        return key in self._entries

    def count(self, key: str, count: int, /, **values: object) -> str:
        """The text under `key` in the plural form that `count` asks for; `{count}` is filled in it.

        Args:
            key: key without its plural form.
            count: the number.
            values: further placeholders.

        Raises:
            TextsError: as for a call.
        """
        form = _PLURALS.get(self.language, _TWO_FORMS)[0](abs(count))
        return self(f"{key}.{form}", count=count, **values)

    def money(self, hundredths: int) -> str:
        """A sum as it is said and written where the language is spoken, without cents where there are none.

        One scene is played in all languages, and its sums are written once, in euros. `number.money_each` says how much
        of its own money a language's scenes put in the place of one, so that costs stand in proportion to the prices
        that customers name there.

        Args:
            hundredths: the sum in cents of a euro; may be less than nothing.
        """
        whole, cents = divmod(abs(hundredths) * int(self("number.money_each")), 100)
        shown = self("number.figures")  # a thousand and a half
        figures = f"{whole:,}".replace(",", shown[1]) + (f"{shown[-3]}{cents:02d}" if cents else "")
        return ("−" if hundredths < 0 else "") + self("number.money", sum=figures)

    def percent(self, number: int) -> str:
        """A share of a hundred as the language writes it."""
        return self("number.percent", number=number)

    def day(self, on: date) -> str:
        """A day as the language writes it.

        Args:
            on: a day; or an aware time, of which it is the day where the person sits who reads it.
        """
        return (on.astimezone() if isinstance(on, datetime) else on).strftime(self("number.day"))

    def moment(self, at: datetime) -> str:
        """Day and hour as the language writes them, where the person sits who reads it.

        Args:
            at: an aware time.
        """
        return at.astimezone().strftime(self("number.moment"))

    @property
    def keys(self) -> tuple[str, ...]:
        """All keys in the order of the file."""
        return tuple(self._entries)

    def placeholders(self, key: str) -> frozenset[str]:
        """Names of the placeholders in the text under `key`.

        Raises:
            TextsError: no such key.
        """
        if key not in self._entries:
            raise TextsError(f"no text {key!r} in {self.language}.yaml")
        return frozenset(_PLACEHOLDER.findall(self._entries[key]))

    def joined_with(self, more: Texts) -> Texts:
        """These texts and more of the same language."""
        return Texts(self.language, self._entries | more._entries)

    def letters(self) -> frozenset[str]:
        """Every character that the texts of this language show, its whole alphabet included."""
        return frozenset("".join(self._entries.values())) - {"\n"}


def read_texts(path: Path) -> Texts:
    """Load one texts file.

    Args:
        path: `<code>.yaml`.

    Raises:
        TextsError: it is not a flat mapping of keys to strings, or a key stands in it twice.
    """
    document = yaml.compose(path.read_text(encoding="utf-8"), Loader=_LOADER)
    if not isinstance(document, yaml.MappingNode):
        raise TextsError(f"{path.name} is not a mapping of keys to texts")
    entries: dict[str, str] = {}
    for key_node, value_node in document.value:
        where = f"{path.name}:{key_node.start_mark.line + 1}"
        if not isinstance(value_node, yaml.ScalarNode) or value_node.tag != "tag:yaml.org,2002:str":
            raise TextsError(f"{where} {key_node.value!r} is not a text; put it in quotes")
        if key_node.value in entries:
            raise TextsError(f"{where} {key_node.value!r} stands there twice")
        entries[key_node.value] = value_node.value
    return Texts(path.stem, entries)


@cache
def languages() -> tuple[str, ...]:
    """Codes of the languages there is a texts file for; English first, the others in alphabetical order."""
    found = sorted(path.stem for path in asset("texts").glob("*.yaml"))
    return tuple(sorted(found, key=lambda code: (code != FALLBACK_LANGUAGE, code)))


@cache
def texts(language: str) -> Texts:
    """The texts of a language, loaded once.

    Args:
        language: language code.

    Raises:
        UsageError: there is no texts file for it.
        TextsError: its file is faulty.
    """
    if language not in languages():
        known = ", ".join(languages())
        raise UsageError(f"There is no language {language!r}.", f"Silk Gloves speaks: {known}.")
    return read_texts(asset("texts", f"{language}.yaml"))


@cache
def texts_with(language: str, part: str) -> Texts:
    """The texts of a language together with those of a part of the program that most people never open.

    They lie in `assets/texts/<part>/<code>/`, a file for each area; all keys of a file begin with its name.

    Args:
        language: language code.
        part: name of the part, "console".

    Raises:
        UsageError: there is no texts file for the language.
        TextsError: a file is faulty, or says what another says already.
    """
    found = texts(language)
    for path in sorted(asset("texts", part, language).glob("*.yaml")):
        area = read_texts(path)
        strange = [key for key in area.keys if key in found or not key.startswith(f"{path.stem}.")]
        if strange:
            raise TextsError(f"{part}/{language}/{path.name}: {strange[0]!r} is there already, or of another area")
        found = found.joined_with(area)
    return found


# Control characters but tab and new line, lone surrogates, direction marks.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_STAND_IN = "\ufffd"


def visible(text: str) -> str:
    """Text that can be shown anywhere: control characters, lone surrogates and direction marks become visible marks."""
    return _UNSEEN.sub(_mark, text)


def visible_char(char: str) -> str:
    """One character for one, for places where offsets must hold: what cannot be shown becomes a stand-in."""
    return " " if char == "\t" else _STAND_IN if _UNSEEN.match(char) else char


def _mark(found: re.Match[str]) -> str:
    code = ord(found[0])
    return chr(0x2400 + code) if code < 0x20 else "\u2421" if code == 0x7F else f"[U+{code:04X}]"


def local_day(at: datetime) -> str:
    """The day of an aware time where the person sits who reads it, `2026-03-04`: for names of files, and to sort by."""
    return at.astimezone().date().isoformat()


def clock_text(ms: int) -> str:
    """Minutes and seconds, as every language here writes them."""
    return f"{ms // 60_000}:{ms // 1000 % 60:02d}"


def preferred_language(environ: Mapping[str, str] | None = None) -> str:
    """The language this person's system is set to, or English where there are no texts for it.

    Args:
        environ: environment to read instead of the process's own.
    """
    environ = os.environ if environ is None else environ
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environ.get(name, ""):
            code = value.split("_")[0].split(".")[0].lower()
            return code if code in languages() else FALLBACK_LANGUAGE
    return FALLBACK_LANGUAGE
