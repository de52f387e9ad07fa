"""Numbers in figures or in words: ``1 299,00``, ``47.90``, "forty-seven ninety", "tvåhundratrettio", "две тысячи сто".

Language-independent; the words come from ``forms.yaml`` (numbers) and ``calendar.yaml`` (what they lack).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from scoring.comparing import comparing
from scoring.language import Language
from scoring.lexicon import lexicon
from scoring.text import Reading, Token, fold

THOUSANDS = 3
READ_OUT = 3
"""From so many numbers in a row on they are figures read out one by one."""
MOST_DIGITS = 15
"""Longer runs of digits are a number of an account or the like, not a quantity to reckon with."""
COMPOUND = 6
"""Shorter words are not taken apart into number words."""
_MAGNITUDES = (100, 1000)
_LARGE = (1000, 1_000_000)
_UNKNOWN = -1


def decimal_text(value: Decimal) -> str:
    """Return ``47.90`` for 47.9 and ``47`` for 47.00: two digits where there are cents, none otherwise."""
    whole = int(value)
    if value == whole:
        return str(whole)
    text = format(value.normalize(), "f")
    return f"{text}0" if len(text) - text.index(".") == 2 else text


def parse_decimal(text: str) -> Decimal | None:
    """Read ``47,90``, ``1.299,00``, ``1,299.00`` or ``18``; None when it is no plain number."""
    if not text or len(text) > MOST_DIGITS or ":" in text:
        return None
    if text.isdigit():
        return Decimal(text) if text.isascii() else None
    kept = text.rstrip(".,")
    last = max(kept.rfind("."), kept.rfind(","))
    if last >= 0:
        digits_after = len(kept) - last - 1
        whole = kept[:last].replace(".", "").replace(",", "")
        repeated = kept.count(".") + kept.count(",") > 1
        thousands = digits_after == THOUSANDS and (repeated or len(kept[:last]) <= THOUSANDS)
        kept = whole + kept[last + 1 :] if thousands else f"{whole}.{kept[last + 1 :]}"
    try:
        return Decimal(kept) if kept and all(char.isascii() for char in kept) else None
    except InvalidOperation:
        return None


@dataclass(slots=True)
class Number:
    """A number: its value, its last token, its figures as written, and whether they are a price with cents."""

    value: Decimal
    last: int
    figures: str = ""
    cents: bool = False


class Numerals:
    """The number words of a language; what a word is worth is remembered."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.words = comparing(language.code)
        self.lexicon = lexicon(language.code)
        extra = self.lexicon.sections.get("numbers", {})
        self._extra = {fold(word): int(value) for word, value in extra.items() if not word.endswith("*")}
        known = {*language.numbers.exact, *self._extra}
        self._known = tuple(sorted((word for word in known if len(word) > 2), key=lambda word: (-len(word), word)))
        self._memo: dict[str, int] = {}

    def value(self, word: str) -> int | None:
        """The value of one number word; a compound word is the sum of its parts."""
        known = self._memo.get(word)
        if known is None:
            found = self._value(word)
            known = _UNKNOWN if found is None else found
            if len(self._memo) < 20_000:
                self._memo[word] = known
        return None if known == _UNKNOWN else known

    def _value(self, word: str) -> int | None:
        numbers = self.language.numbers
        if word in numbers.exact:
            return int(numbers.exact[word])
        extra = self.lexicon.value("numbers", word)
        if extra is not None:
            return int(extra)
        if len(word) > COMPOUND:
            parts = self._parts(word)
            if parts is not None:
                return parts
        value = numbers.get(word)
        return None if value is None else int(value)

    def _parts(self, word: str) -> int | None:
        """Take a compound apart ("fyrtiosju"): all of it must be number words."""
        total = current = 0
        rest = word
        stems = self.language.numbers.stems
        taken = 0
        while rest:
            teen = next((form for form in self.words.words["teens"] if rest.startswith(form)), None)
            if teen is not None and 0 < current < 10:
                current += 10
                rest = rest[len(teen) :]
                continue
            known = next((form for form in self._known if rest.startswith(form)), None)
            if known is None:
                known = next((stem for stem in stems if rest.startswith(stem) and len(stem) > 2), None)
            if known is None:
                return None if len(rest) > 3 or taken < 2 else total + current
            value = int(self._extra.get(known) or self.language.numbers.exact.get(known, stems.get(known, 0)))
            rest = rest[len(known) :]
            taken += 1
            if value in _MAGNITUDES:
                total += max(current, 1) * value
                current = 0
            else:
                current += value
        return total + current

    def at(self, reading: Reading, place: int) -> Number | None:
        """A number in figures or words that begins at token ``place``."""
        tokens = reading.tokens
        if place >= len(tokens):
            return None
        token = tokens[place]
        if not token.number:
            return None if self.value(token.text) is None else self._spoken(tokens, place)
        spaced = self._spaced(reading, place)
        if spaced is not None:
            return spaced
        value = parse_decimal(token.text)
        if value is None:
            return None
        tail = token.text.rstrip(".,")
        number = Number(value, place, tail, cents=len(tail) > 3 and tail[-3] in ".,")
        return self._thousand(tokens, number)

    def _thousand(self, tokens: Sequence[Token], number: Number) -> Number:
        """Read "5 тысяч": a number in figures before a magnitude in words."""
        behind = number.last + 1
        if behind >= len(tokens) or tokens[behind].number or tokens[behind].sentence != tokens[number.last].sentence:
            return number
        large = self.value(tokens[behind].text)
        if large in _LARGE and number.value < 1000:
            return Number(number.value * large, behind, decimal_text(number.value * large))
        return number

    def _spaced(self, reading: Reading, place: int) -> Number | None:
        """Thousands set apart by a space: ``1 299,00``, ``12 500``, ``1 250 000``."""
        tokens = reading.tokens
        first = tokens[place]
        if not first.text.isdigit() or len(first.text) > THOUSANDS or first.text.startswith("0"):
            return None
        figures, cents, last = first.text, "", place
        while last + 1 < len(tokens) and len(figures) < MOST_DIGITS - THOUSANDS and not cents:
            ahead, here = tokens[last + 1], tokens[last]
            if not ahead.number or ahead.start != here.end + 1 or not reading.text[here.end].isspace():
                break
            whole, _, rest = ahead.text.rstrip(".,").replace(".", ",").partition(",")
            if len(whole) != THOUSANDS or not whole.isdigit() or ahead.sentence != here.sentence:
                break
            figures, cents, last = figures + whole, rest, last + 1
        if last == place:
            return None
        value = parse_decimal(f"{figures}.{cents or '0'}")
        return None if value is None else Number(value, last, figures, cents=len(cents) == 2)

    def _spoken(self, tokens: Sequence[Token], place: int) -> Number | None:
        """Number words at ``place``: "forty-seven ninety", "a hundred and nineteen", compounds in one word."""
        sentence = tokens[place].sentence
        groups: list[tuple[Decimal, int]] = []
        here = place
        while here < len(tokens) and tokens[here].sentence == sentence and len(groups) < MOST_DIGITS:
            if groups and self._joins(groups[-1][0], tokens, here):
                here += 1
                continue
            value = None if tokens[here].number else self.value(tokens[here].text)
            if value is None:
                break
            joined = _joined(groups[-1][0], value) if groups else None
            if joined is None and groups and tokens[here].clause != tokens[here - 1].clause:
                # "The eighty: forty now and ...": two numbers, no price.
                break
            if joined is None:
                groups.append((Decimal(value), here))
            else:
                groups[-1] = (joined, here)
            here += 1
        return None if not groups else _spoken_value(groups[-1][1], groups)

    def _joins(self, value: Decimal, tokens: Sequence[Token], place: int) -> bool:
        """Whether the word at ``place`` is the "and" of "a hundred and nineteen" or, Greek, of a price."""
        word = tokens[place].text
        if place + 1 >= len(tokens) or tokens[place + 1].sentence != tokens[place].sentence:
            return False
        if tokens[place].clause != tokens[place - 1].clause:
            # "seven thousand, and one of the lamps": the comma ends the number.
            return False
        following = None if tokens[place + 1].number else self.value(tokens[place + 1].text)
        if following is None:
            return False
        if value >= 100 and value % 100 == 0 and self.words.has("joins", word):
            return following < 100
        return 10 <= value < 100 and following >= 10 and following % 5 == 0 and self.lexicon.has("cents_join", word)


def _spoken_value(last: int, groups: list[tuple[Decimal, int]]) -> Number:
    """Make one number of the groups: a price, digits read out, or only the first of them."""
    values = [value for value, _ in groups]
    if len(values) == 2 and values[0] >= 10 and 10 <= values[1] < 100:
        return Number(values[0] + values[1] / 100, last, cents=True)
    if READ_OUT <= len(values) <= MOST_DIGITS // 2 and all(value < 100 for value in values):
        digits = "".join(decimal_text(value) for value in values)
        return Number(Decimal(digits), last, digits)
    return Number(values[0], groups[0][1])


def _joined(last: Decimal, value: int) -> Decimal | None:
    """Return ``last`` and ``value`` as one number where the words make one: forty + seven, two * hundred."""
    if value in _LARGE and 0 < last < value:
        return last * value
    if value == 100 and 0 < last % 1000 < 10:
        return last + last % 1000 * (value - 1)
    low = last % 1000
    tens = low % 100 >= 20 and low % 10 == 0 and 0 < value < 10
    hundreds = low >= 100 and low % 100 == 0 and 0 < value < 100
    thousands = last >= 1000 and low == 0 and 0 < value < 1000
    return last + value if tens or hundreds or thousands else None
