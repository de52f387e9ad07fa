"""Templates of times and dates with slots: "{m} past {h}", "puoli {h}", "{d} of? {month}", "στις {d} του μήνα".

The templates stand in ``calendar.yaml``. Slots: ``{h}`` an hour, ``{m}`` minutes (or a word for them), ``{o}`` an
ordinal, ``{d}`` a day of the month in figures or as an ordinal, ``{e}`` the same but told to be an ordinal,
``{month}``, ``{y}``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product

from scoring.language import Language, load_language
from scoring.lexicon import Lexicon, lexicon
from scoring.numerals import Numerals
from scoring.text import Reading, fold

MOST_DAY = 31
MOST_HOUR = 24
MOST_MINUTE = 59
_ATTACHED = frozenset(("", ":", "-", ".", "'", "’"))


@dataclass(frozen=True, slots=True)
class Template:
    """Pieces in order, each a word (perhaps ``stem*``) or a slot; ``rule`` says what they come to."""

    pieces: tuple[str, ...]
    rule: str
    free: bool = False
    """Whether it may begin with a slot although nothing before tells that a time follows."""


@dataclass(frozen=True, slots=True)
class Found:
    """A template that fits: what its slots hold, and its last token."""

    slots: Mapping[str, int]
    last: int
    rule: str
    words: int
    """How many of its tokens are words of the template."""


class Templates:
    """The templates of one section, looked up by their first piece."""

    def __init__(self, entries: Mapping[str, str], language: Language, words: Lexicon, numerals: Numerals) -> None:
        self.language = language
        self.words = words
        self.numerals = numerals
        self._by_word: dict[str, list[Template]] = {}
        self._by_slot: list[Template] = []
        for text, rule in entries.items():
            for pieces in _pieces(text):
                template = Template(pieces, str(rule).lstrip("!"), str(rule).startswith("!"))
                if pieces[0].startswith("{"):
                    self._by_slot.append(template)
                else:
                    self._by_word.setdefault(pieces[0].rstrip("*"), []).append(template)
        for ways in (*self._by_word.values(), self._by_slot):
            ways.sort(key=lambda template: -len(template.pieces))
        self._free = [template for template in self._by_slot if template.free]
        self._slots = tuple({template.pieces[0] for template in self._by_slot})
        self._free_slots = tuple({template.pieces[0] for template in self._free})
        self._stems = tuple(sorted({piece.rstrip("*") for piece in self._by_word}, key=len, reverse=True))
        self._memo: dict[str, tuple[Template, ...]] = {}

    def _ways(self, word: str) -> tuple[Template, ...]:
        known = self._memo.get(word)
        if known is None:
            known = tuple(
                template
                for stem in (self._stems if word.startswith(self._stems) else ())
                if word.startswith(stem)
                for template in self._by_word[stem]
                if _fits(template.pieces[0], word)
            )
            if len(self._memo) < 20_000:
                self._memo[word] = known
        return known

    def seconds(self, word: str) -> Iterator[str]:
        """Yield the second pieces of the templates that begin with ``word`` itself, "" where there is none."""
        yield from ((*template.pieces, "")[1] for template in self._ways(word))

    def at(self, reading: Reading, place: int, *, slots: bool = True) -> Found | None:
        """Return the longest template that fits at token ``place``; with ``slots`` also those that begin with one."""
        tokens = reading.tokens
        best: Found | None = None
        for template in self._ways(tokens[place].text):
            found = self._fit(reading, place, template, None)
            if found is not None and (best is None or found.last > best.last):
                best = found
        firsts = ((slot, self.fill(reading, place, slot)) for slot in (self._slots if slots else self._free_slots))
        filled = {slot: held for slot, held in firsts if held is not None}
        if not filled:
            # Most words fill no slot: nothing is to be tried.
            return best
        for template in self._by_slot if slots else self._free:
            first = template.pieces[0]
            if first not in filled:
                continue
            found = self._fit(reading, place, template, filled[first])
            if found is not None and (best is None or found.last > best.last):
                best = found
        return best

    def _fit(self, reading: Reading, place: int, template: Template, head: tuple[int, int] | None) -> Found | None:
        """Match the pieces from ``place`` on; ``head`` is what the first one holds where it is a slot."""
        slot = template.pieces[0].startswith("{")
        if slot and (head is None or not self._goes_on(reading, head[1], template)):
            return None
        tokens = reading.tokens
        sentence = tokens[place].sentence
        held: dict[str, int] = {}
        here = place
        words = 0
        for number, piece in enumerate(template.pieces):
            if here >= len(tokens) or tokens[here].sentence != sentence:
                return None
            if piece.startswith("{"):
                filled = head if number == 0 else self.fill(reading, here, piece)
                if filled is None:
                    return None
                held[piece[1:-1]] = filled[0]
                here = filled[1] + 1
            elif _fits(piece, tokens[here].text):
                here += 1
                words += 1
            else:
                return None
        return Found(held, here - 1, template.rule, words)

    def _goes_on(self, reading: Reading, last: int, template: Template) -> bool:
        """Whether what stands behind the first slot can be the second piece: a quick look before the real one."""
        if len(template.pieces) == 1:
            return True
        if last + 1 >= len(reading.tokens):
            return False
        token, piece = reading.tokens[last + 1], template.pieces[1]
        if piece == "{month}":
            return not token.number
        return piece.startswith("{") or _fits(piece, token.text)

    def fill(self, reading: Reading, place: int, slot: str) -> tuple[int, int] | None:
        """Return what a slot holds at ``place`` and its last token, or None."""
        token = reading.tokens[place]
        if slot in ("{d}", "{e}"):
            return self._day(reading, place, told=slot == "{e}")
        if slot == "{o}":
            return self._ordinal(reading, place)
        if slot == "{month}":
            month = None if token.number else self.language.months.get(token.text)
            return None if month is None else (int(month), place)
        if slot == "{y}":
            year = token.number and len(token.text) == 4 and token.text.isdigit()
            return (int(token.text), place) if year else None
        return self._part_of_time(reading, place, slot)

    def _part_of_time(self, reading: Reading, place: int, slot: str) -> tuple[int, int] | None:
        token = reading.tokens[place]
        word = self.words.value("minute_words", token.text) if slot == "{m}" and not token.number else None
        if word is not None:
            return int(word), place
        most = MOST_MINUTE if slot == "{m}" else MOST_HOUR
        number = self.numerals.at(reading, place)
        if number is None or number.value % 1 or not 1 <= number.value <= most or len(number.figures) > 2:
            return None
        return int(number.value), number.last

    def _ordinal(self, reading: Reading, place: int) -> tuple[int, int] | None:
        if not self.words.opens("ordinals", reading.tokens[place].text):
            return None
        texts = [token.text for token in reading.tokens[place : place + 3]]
        for mark in self.words.at(texts, 0, len(texts)):
            if mark.kind == "ordinals":
                return int(mark.value), place + mark.length - 1
        return None

    def _day(self, reading: Reading, place: int, *, told: bool) -> tuple[int, int] | None:
        token = reading.tokens[place]
        if not token.number:
            found = self._ordinal(reading, place)
            return found if found is not None and found[0] <= MOST_DAY else None
        if not token.text.isdigit() or len(token.text) > 2 or not 1 <= int(token.text) <= MOST_DAY:
            return None
        last, ordinal = place, reading.text[token.end : token.end + 1] == "."
        if place + 1 < len(reading.tokens):
            behind = reading.tokens[place + 1]
            between = reading.text[token.end : behind.start]
            if between in _ATTACHED and self.words.has("ordinal_endings", behind.text):
                last, ordinal = place + 1, True
        return (int(token.text), last) if ordinal or not told else None


def _fits(piece: str, word: str) -> bool:
    return word == piece or (piece.endswith("*") and word.startswith(piece[:-1]))


def _pieces(text: str) -> Iterator[tuple[str, ...]]:
    choices = []
    for piece in text.split():
        optional = piece.endswith("?")
        bare = piece.rstrip("?")
        forms = [bare] if bare.startswith("{") else [fold(form) for form in bare.split("|")]
        choices.append([*forms, ""] if optional else forms)
    for pieces in product(*choices):
        kept = tuple(piece for piece in pieces if piece)
        if kept:
            yield kept


def minutes_of(found: Found) -> tuple[int, int] | None:
    """Return (minutes since midnight, the hour named) of a clock template; None for an hour that is none.

    The rule is ``h`` or ``o`` or an hour in figures (times sixty), then ``+m`` or ``-m``, then minutes to
    add or take off.
    """
    rule = found.rule.replace("-", " -").replace("+", " +").split()
    hour = int(rule[0]) if rule[0].isdigit() else found.slots.get(rule[0])
    if hour is None or hour > MOST_HOUR:
        return None
    total = hour * 60
    for part in rule[1:]:
        sign = -1 if part[0] == "-" else 1
        total += sign * (found.slots["m"] if part[1:] == "m" else int(part[1:]))
    return total % 1440, hour


@cache
def templates(code: str, section: str) -> Templates:
    """Return the templates of a section of ``calendar.yaml``, loaded once."""
    language = load_language(code)
    words = lexicon(code)
    entries = {text: "" if rule is True else str(rule) for text, rule in words.sections.get(section, {}).items()}
    return Templates(entries, language, words, numerals(code))


@cache
def numerals(code: str) -> Numerals:
    """Return the numerals of language ``code``, made once."""
    return Numerals(load_language(code))
