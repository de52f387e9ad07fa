"""Names in a response, and other names put in their place: men's, women's, foreign ones.

What a name looks like in a language stands in ``languages/<code>/fairness.yaml``. A name is known by the lists there,
by a title, a salutation or an introduction before it, or by the ending of a patronymic. One name keeps one replacement
throughout, in the grammatical form it had.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scoring.lines import InputError

GROUPS = ("men", "women", "foreign_men", "foreign_women")
PARTS = ("first", "patronymic", "last")
_WORD = re.compile(r"(?<![\w])(?:[OD]['’](?=[A-Z]))?[^\W\d_]+(?:-[^\W\d_]+)*(?!\w)")
LONGEST_ABBREVIATION = 4
"""Letters of a title that a full stop may end without ending the sentence."""
_NEXT = re.compile(r"\.? ")


class FairnessError(InputError):
    """The fairness data of a language lack something; the message names file and key."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name found in a text. ``group`` is empty where nothing tells whose it is; ``key`` is the name itself."""

    start: int
    end: int
    part: str
    group: str
    form: int
    key: str


@dataclass(frozen=True, slots=True)
class Names:
    """What the names of a language look like."""

    tables: Mapping[str, Mapping[str, tuple[tuple[str, ...], ...]]]
    known: Mapping[str, tuple[str, str, int, str]]
    titles: tuple[tuple[str, str, int | None], ...]
    honorifics: tuple[tuple[str, str, int | None], ...]
    articles: tuple[tuple[str, str, int | None], ...]
    salutations: tuple[str, ...]
    between: str
    introductions: tuple[str, ...]
    endings: tuple[tuple[str, str, int], ...]
    guesses: tuple[tuple[str, int], ...]
    not_names: frozenset[str]
    called: int
    introduced: int

    @classmethod
    def of(cls, data: Mapping[str, Any], place: str) -> Names:
        """Read the part ``names`` of a fairness file. Raises FairnessError naming ``place`` and key."""
        try:
            return _names(data)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise FairnessError(f"{place}: names: {error}") from error

    def find(self, text: str) -> list[Name]:
        """Return the names in ``text``, in order."""
        return _Finder(self, text).find()

    def swap(self, texts: Sequence[str], target: str, seed: str) -> list[str]:
        """Return the texts with the names of ``target`` (men, women, foreign) in place of theirs, titles to match.

        One name has one replacement over all texts, chosen by a hash of ``seed`` and the name.
        """
        return [self._swapped(text, target, seed) for text in texts]

    def add(self, text: str, seed: str) -> str:
        """Return ``text`` with a name behind the salutation it opens with; unchanged where it has none."""
        lowered = text.casefold()
        named = {name.start for name in self.find(text)}
        for words in self.salutations if len(lowered) == len(text) else ():
            rest = text[len(words) :].lstrip(" ")
            behind = len(text) - len(rest[1:].lstrip(" "))
            if lowered.startswith(words) and (not rest or rest[0] in ",.!\n") and behind not in named:
                group = GROUPS[draw(len(GROUPS), seed, "group")]
                name = self._pick(group, "first", seed, "added")[self.called]
                return f"{text[: len(words)]}{self.between}{name}{text[len(words) :]}"
        return text

    def _swapped(self, text: str, target: str, seed: str) -> str:
        names = self.find(text)
        pieces = [(name.start, name.end, self._replacement(name, target, seed)) for name in names]
        if target in ("men", "women"):
            pieces += self._titles(text, {name.start for name in names}, target)
        for start, end, words in sorted(pieces, reverse=True):
            text = text[:start] + words + text[end:]
        return text

    def _replacement(self, name: Name, target: str, seed: str) -> str:
        group = target
        if target == "foreign":
            man = name.group.endswith("men") and not name.group.endswith("women")
            if not name.group:
                man = not draw(2, seed, name.key, "group")
            group = "foreign_men" if man else "foreign_women"
        entry = self._pick(group, name.part, seed, name.key)
        return entry[min(name.form, len(entry) - 1)]

    def _pick(self, group: str, part: str, seed: str, key: str) -> tuple[str, ...]:
        entries = self.tables[group][part]
        place = draw(len(entries), seed, group, part, key)
        if entries[place][0] == key:
            place = (place + 1) % len(entries)
        return entries[place]

    def _titles(self, text: str, starts: set[int], target: str) -> list[tuple[int, int, str]]:
        """Titles before a name (or before another title that is changed), and words of address that stand alone."""
        source, goal = (1, 0) if target == "men" else (0, 1)
        pieces = []
        following = set(starts)
        for found in reversed(list(_WORD.finditer(text))):
            word = found.group().casefold()
            gap = _NEXT.match(text, found.end())
            leads = gap is not None and gap.end() in following
            pairs = [*self.honorifics, *((*self.titles, *self.articles) if leads else ())]
            if leads and any(word in pair[:2] for pair in self.titles):
                following.add(found.start())
            pair = next((pair for pair in pairs if pair[source] == word), None)
            if pair is not None and pair[goal] != word:
                new = str(pair[goal])
                pieces.append((found.start(), found.end(), _cased(new, found.group())))
        return pieces


class _Finder:
    """One walk over the words of a text, from the left."""

    def __init__(self, names: Names, text: str) -> None:
        self.names = names
        self.text = text
        self.words = list(_WORD.finditer(text))
        self.found: dict[int, Name] = {}

    def find(self) -> list[Name]:
        for place, word in enumerate(self.words):
            if word.group()[0].isupper() and place not in self.found:
                self._look(place, word.group())
        return [self.found[place] for place in sorted(self.found)]

    def _look(self, place: int, word: str) -> None:
        known = self.names.known.get(word.casefold())
        patronymic = self._patronymic(word)
        if known is not None:
            part, group, form, key = known
            self._keep(place, part, group, form, key)
            if part == "first":
                self._surname(place, group, form)
        elif patronymic is not None:
            group, form = patronymic
            self._keep(place, "patronymic", group, form)
            if place and place - 1 not in self.found and self._follows(place - 1) and self._is_name(place - 1):
                self._keep(place - 1, "first", group, form)
        elif word.casefold() not in self.names.not_names:
            self._by_context(place)

    def _by_context(self, place: int) -> None:
        """A word that only what stands before it makes a name."""
        names = self.names
        before = self.words[place - 1] if place and self._follows(place - 1) else None
        title = None
        if before is not None:
            title = next((pair for pair in names.titles if before.group().casefold() in pair[:2]), None)
        lead = self.text[max(0, self.words[place].start() - 40) : self.words[place].start()]
        lead = lead.casefold().replace("’", "'").rstrip(" ")
        if title is not None and before is not None:
            group = "men" if before.group().casefold() == title[0] else "women"
            form = title[2] if title[2] is not None else self._guess(place)
            if self._next_is_name(place):
                self._keep(place, "first", group, form)
                self._surname(place, group, form)
            else:
                self._keep(place, "last", group, form)
        elif _ends_with(lead, names.salutations) or (
            self._is_called(place) and _ends_with(lead.removesuffix(","), names.salutations)
        ):
            self._keep(place, "first", "", names.called)
            self._surname(place, "", names.called)
        elif _ends_with(lead, names.introductions):
            self._keep(place, "first", "", names.introduced)
            self._surname(place, "", names.introduced)

    def _is_called(self, place: int) -> bool:
        """Whether the word stands alone between a comma and the next mark, as the name of who is greeted does."""
        return self.text[self.words[place].end() :][:1] in (",", "!")

    def _surname(self, place: int, group: str, form: int) -> None:
        """The capitalised word behind a first name is the surname, unless it is a name of another kind."""
        if self._next_is_name(place):
            self._keep(place + 1, "last", group, form)

    def _next_is_name(self, place: int) -> bool:
        after = place + 1
        if after >= len(self.words) or not self._follows(place) or not self._is_name(after):
            return False
        word = self.words[after].group()
        return word.casefold() not in self.names.known and self._patronymic(word) is None

    def _is_name(self, place: int) -> bool:
        word = self.words[place].group()
        return word[0].isupper() and word.casefold() not in self.names.not_names

    def _follows(self, place: int) -> bool:
        """Whether the next word stands right behind this one, a space (after a full stop: of a title) between."""
        word = self.words[place]
        gap = self.text[word.end() : self.words[place + 1].start()]
        titles = self.names.titles if gap == ". " and len(word.group()) <= LONGEST_ABBREVIATION else ()
        return gap == " " or any(word.group().casefold() in pair[:2] for pair in titles)

    def _patronymic(self, word: str) -> tuple[str, int] | None:
        lowered = word.casefold()
        for ending, group, form in self.names.endings:
            if lowered.endswith(ending) and len(lowered) > len(ending) + 1:
                return group, form
        return None

    def _guess(self, place: int) -> int:
        word = self.words[place].group().casefold()
        return next((form for ending, form in self.names.guesses if word.endswith(ending)), 0)

    def _keep(self, place: int, part: str, group: str, form: int, key: str = "") -> None:
        word = self.words[place]
        self.found[place] = Name(word.start(), word.end(), part, group, form, key or word.group())


def draw(choices: int, *seed: str) -> int:
    """Return a number below ``choices`` that depends on the seed alone."""
    digest = hashlib.sha256("\x1f".join(seed).encode("utf-8", "backslashreplace")).digest()
    return int.from_bytes(digest[:8], "big") % choices


def _cased(word: str, like: str) -> str:
    return word[:1].upper() + word[1:] if like[:1].isupper() else word


def _ends_with(lead: str, phrases: Sequence[str]) -> bool:
    return any(lead.endswith(phrase) and not lead[: -len(phrase)][-1:].isalnum() for phrase in phrases)


def _names(data: Mapping[str, Any]) -> Names:
    forms = list(data["forms"])
    tables = {
        group: {part: tuple(tuple(str(entry).split()) for entry in data[group].get(part) or ()) for part in PARTS}
        for group in GROUPS
    }
    for group, parts in tables.items():
        for part in ("first", "last"):
            if not parts[part]:
                raise ValueError(f"{group}: no {part} names")
        for part, entries in parts.items():
            for entry in entries:
                if len(entry) != len(forms):
                    raise ValueError(f"{group}: {part}: {' '.join(entry)}: {len(forms)} forms are needed")
    return Names(
        tables=tables,
        known=_known(tables, len(forms)),
        titles=_pairs(data.get("titles"), forms),
        honorifics=_pairs(data.get("honorifics"), forms),
        articles=_pairs(data.get("articles"), forms),
        salutations=_longest_first(data["salutations"]),
        between=str(data["between"]),
        introductions=_longest_first(data["introductions"]),
        endings=_endings(data.get("patronymic_endings"), forms),
        guesses=tuple((str(ending), forms.index(form)) for ending, form in data.get("guess") or ()),
        not_names=frozenset(str(word).casefold() for word in data.get("not_names") or ()),
        called=forms.index(data["called"]),
        introduced=forms.index(data["introduced"]),
    )


def _known(
    tables: Mapping[str, Mapping[str, tuple[tuple[str, ...], ...]]], forms: int
) -> dict[str, tuple[str, str, int, str]]:
    """Return every listed form with what it is; of names that look alike the more basic form wins."""
    known: dict[str, tuple[str, str, int, str]] = {}
    for form in range(forms):
        for group, parts in tables.items():
            for part, entries in parts.items():
                for entry in entries:
                    known.setdefault(entry[form].casefold(), (part, group, form, entry[0]))
    return known


def _pairs(data: Any, forms: list[str]) -> tuple[tuple[str, str, int | None], ...]:
    """Read ``[men's word, women's word]`` or ``[men's word, women's word, form]``."""
    return tuple(
        (pair[0].casefold(), pair[1].casefold(), forms.index(pair[2]) if len(pair) > 2 else None) for pair in data or ()
    )


def _longest_first(data: Any) -> tuple[str, ...]:
    return tuple(sorted((str(words).casefold() for words in data), key=lambda words: (-len(words), words)))


def _endings(data: Any, forms: list[str]) -> tuple[tuple[str, str, int], ...]:
    endings = []
    for group, lines in (data or {}).items():
        if group not in GROUPS:
            raise ValueError(f"patronymic_endings: no group {group!r}")
        for line in lines:
            parts = str(line).split()
            if len(parts) != len(forms):
                raise ValueError(f"patronymic_endings: {line}: {len(forms)} forms are needed")
            endings += [(ending, group, form) for form, ending in enumerate(parts)]
    return tuple(endings)
