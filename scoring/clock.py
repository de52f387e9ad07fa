"""Times of day as they are said: ``17:30``, "half past two", "puoli kolmelta", "без четверти пять", "ten at night"."""

from __future__ import annotations

from decimal import Decimal

from scoring.quantities import Quantity, Sort, Source
from scoring.templates import minutes_of

_DAY = 1440
_DAYS = (Sort.WEEKDAY, Sort.RELATIVE, Sort.DATE, Sort.MONTHDAY, Sort.FEAST)
_GIVEN = 4
"""So many tokens before figures may say that they are money: "I'll refund 12.50 today"."""
_HALF_DAY = 12
_SIGN = 2
"""Letters of "am" and "pm"."""
_NEAR = 3
"""So many tokens behind an hour its half of the day may stand."""


def clock_at(source: Source, place: int, previous: Quantity | None) -> Quantity | None:
    """Return the time said at ``place`` in figures with a colon, by name or in words; not a bare hour."""
    return _worded(source, place, previous) or _figures(source, place, previous) or _prefixed(source, place)


def _worded(source: Source, place: int, previous: Quantity | None) -> Quantity | None:
    """Times that a template of the language tells."""
    told = _told(source, place, previous) or _behind_day(source, place, previous)
    found = source.measures.clock.at(source.reading, place, slots=told)
    if found is None:
        return None
    spoken = minutes_of(found)
    if spoken is None or source.counted(found.last + 1):
        return None
    minutes, hour = spoken
    last, half = half_day(source, found.last)
    add = _to_add(half, hour)
    sure = half is not None or hour > _HALF_DAY
    return Quantity(Sort.TIME, Decimal((minutes + add * 60) % _DAY), "", place, last, sure=sure)


def _figures(source: Source, place: int, previous: Quantity | None) -> Quantity | None:
    """``17:30``, "noon", or ``10.30`` behind a word for the clock."""
    token = source.tokens[place]
    named = None if token.number else source.language.clock_times.get(token.text)
    if named is None and not token.number:
        return None
    figures = str(named) if named is not None else token.text
    if named is None and ":" not in figures and not ("." in figures and _dotted(source, place, previous)):
        return None
    hour, _, minute = figures.replace(".", ":").partition(":")
    if not (hour.isdigit() and minute.isdigit() and len(minute) == 2 and int(hour) < 24 and int(minute) < 60):
        return None
    last, half = (place, None) if named is not None else half_day(source, place)
    add = _to_add(half, int(hour))
    sure = named is not None or len(hour) == 2 or half is not None
    return Quantity(Sort.TIME, Decimal(((int(hour) + add) * 60 + int(minute)) % _DAY), "", place, last, sure=sure)


def _dotted(source: Source, place: int, previous: Quantity | None) -> bool:
    """Whether ``10.30`` is a time: told by the word before it, by what stands behind it, by the day beside it."""
    told = _told(source, place, previous) or half_day(source, place)[1] is not None
    return told or _behind_day(source, place, previous) or _before_day(source, place)


def _behind_day(source: Source, place: int, previous: Quantity | None) -> bool:
    """Whether a day stands right before: "tomorrow, 8.15", "Friday 16.30"."""
    day = previous is not None and previous.sort in _DAYS and previous.last + 1 == place
    return day and source.follows(place - 1, place) and not source.counted(place + 1)


def _before_day(source: Source, place: int) -> bool:
    """Whether a day stands right behind figures that are not given: "the 14.05 tomorrow"."""
    if not source.follows(place, place + 1):
        return False
    given = range(max(0, place - _GIVEN), place)
    if any(source.lexicon.has("giving", source.texts[step]) for step in given):
        return False
    behind = place + 1 + source.lexicon.has("day_prefix", source.word(place + 1))
    word = source.word(behind) if source.follows(place, behind) else ""
    return source.language.weekdays.get(word) is not None or source.language.days.get(word) is not None


def _told(source: Source, place: int, previous: Quantity | None) -> bool:
    """Whether what stands before ``place`` tells that an hour follows."""
    before = source.before(place)
    if before in source.language.clock_words or source.lexicon.has("clock_before", before):
        return True
    return _in_range(source, place, previous)


def _in_range(source: Source, place: int, previous: Quantity | None) -> bool:
    """Whether a time stands right before: "between eight and ten", "klo 9-17"."""
    if previous is None or previous.sort is not Sort.TIME or not source.follows(previous.last, place):
        return False
    between = place - previous.last - 1
    if between == 0:
        gap = source.reading.text[source.tokens[previous.last].end : source.tokens[place].start]
        return any(mark in gap for mark in "-–—")
    return between == 1 and source.lexicon.has("ranges", source.word(place - 1))


def _prefixed(source: Source, place: int) -> Quantity | None:
    token = source.tokens[place]
    held = None if token.number else source.measures.hour_with_prefix(token.text)
    if held is None:
        return None
    hour, half = held
    return Quantity(Sort.TIME, Decimal((hour + _to_add(half, hour)) % 24 * 60), "", place, place)


def bare_hour(source: Source, place: int, last: int, value: int, previous: Quantity | None) -> Quantity | None:
    """A bare hour: behind "at" or "by", before a postposition, or with an ending that tells the hour."""
    before = source.before(place)
    end, half = half_day(source, last)
    spoken = not source.tokens[place].number and place == last
    told = (
        _told(source, place, previous)
        or source.words.has("after_words", source.word(last + 1))
        or (spoken and source.words.ends("clock_endings", source.word(place)))
        or half is not None
    )
    if not told or (before == "" and half is None and not spoken):
        return None
    if half is None and spoken and _counts(source, place):
        return None
    if source.counted(last + 1) or (
        source.follows(last, last + 1) and source.number(last + 1) is not None and _joined(source, last)
    ):
        return None
    return Quantity(
        Sort.TIME,
        Decimal((value + _to_add(half, value)) % 24 * 60),
        "",
        place,
        end,
        sure=half is not None or value > 12,
    )


def _counts(source: Source, place: int) -> bool:
    """Whether a number in words says how many: "с двумя мастерами", or by the ending it shares, "kahdelta hengeltä"."""
    word, behind = source.word(place), source.behind(place)
    needed = source.lexicon.value("counting", word)
    agrees = source.words.ends("clock_endings", word) and source.words.ends("clock_endings", behind)
    return agrees or (needed is not None and source.before(place) == needed)


def _joined(source: Source, last: int) -> bool:
    """Whether the next number follows without a mark between: "at 10 30" is no bare hour."""
    gap = source.reading.text[source.tokens[last].end : source.tokens[last + 1].start]
    return not gap.strip() and not source.tokens[last + 1].number


def half_day(source: Source, last: int) -> tuple[int, str | None]:
    """Read "in the morning", "pm" behind an hour: (last token, am or pm or None)."""
    for step in range(1, _NEAR + 1):
        if not source.follows(last, last + step):
            break
        word = source.word(last + step)
        if source.number(last + step) is not None:
            # "два-три дня": the word behind the second number is that one's.
            break
        if source.tokens[last + step].number or source.tokens[last + step].clause != source.tokens[last].clause:
            break
        stray = step > 1 and source.word(last + step - 1) not in source.language.stop_words
        if stray and not source.words.has("hour_words", source.word(last + step - 1)):
            break
        if step > 1 and len(word) <= _SIGN and not source.words.has("hour_words", source.word(last + step - 1)):
            # "At five I am there": "am" of the morning stands right behind its hour.
            continue
        for half in ("pm", "am"):
            if source.words.has(half, word) or source.lexicon.has(half, word):
                return last + step, half
            if step == 1 and _spelt(source, last + step, half):
                return last + step + 1, half
    return last, None


def _spelt(source: Source, place: int, half: str) -> bool:
    """Whether two letters with full stops stand for a half of the day: "p.m.", "μ.μ."."""
    if not source.follows(place, place + 1) or len(source.word(place)) + len(source.word(place + 1)) != _SIGN:
        return False
    dotted = source.reading.text[source.tokens[place].end : source.tokens[place + 1].start] == "."
    return dotted and source.lexicon.has(half, source.word(place) + source.word(place + 1))


def _to_add(half: str | None, hour: int) -> int:
    """Hours to add to an hour said with a half of the day."""
    if half == "pm" and hour < _HALF_DAY:
        return _HALF_DAY
    return -_HALF_DAY if half == "am" and hour == _HALF_DAY else 0
