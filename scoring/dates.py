"""Days as they are said: ``14.3.``, ``14/3``, ``2026-03-14``, "3 March", "the 14th", "до конца марта", feasts."""

from __future__ import annotations

from decimal import Decimal

from scoring.quantities import Quantity, Sort, Source

MOST_WEEKS = 53
FIRST_ORDINALS = 5
"""The first few ordinals are said of much else ("the second one")."""


def day_at(source: Source, place: int) -> Quantity | None:
    """Return the day named at ``place``: a weekday, a day told from today, a date, a feast or a period."""
    token = source.tokens[place]
    week = None if token.number else _week(source, place)
    if week is not None:
        return week
    if token.number:
        return _dotted(source, place) or _marked(source, place) or _templated(source, place)
    named = source.named(place, "periods", "feasts")
    for sort, table in ((Sort.WEEKDAY, source.language.weekdays), (Sort.RELATIVE, source.language.days)):
        value = table.get(token.text)
        needed = source.lexicon.value("relative_after", token.text)
        if needed is not None and source.before(place) != needed:
            # "i morgon" is tomorrow, "torsdag morgon" is not.
            continue
        if value is not None and (named is None or named[2] == place):
            return Quantity(sort, Decimal(value), "", place, place)
    date = _templated(source, place)
    if named is not None and (date is None or named[2] >= date.last):
        sort = Sort.FEAST if named[0] == "feasts" else Sort.PERIOD
        return Quantity(sort, Decimal(0), str(named[1]), place, named[2])
    return date


def _week(source: Source, place: int) -> Quantity | None:
    """A week by its number: "vecka 25", "viikolla 25"."""
    if not source.lexicon.has("numbered_week", source.word(place)) or not source.follows(place, place + 1):
        return None
    number = source.tokens[place + 1]
    told = number.number and number.text.rstrip(".").isdigit() and 1 <= int(number.text.rstrip(".")) <= MOST_WEEKS
    if not told or source.counted(place + 2):
        return None
    return Quantity(Sort.PERIOD, Decimal(0), f"week{int(number.text.rstrip('.'))}", place, place + 1)


def _dotted(source: Source, place: int) -> Quantity | None:
    """``12.3.`` and ``12.3.2026``."""
    token = source.tokens[place]
    if "." not in token.text or "," in token.text or ":" in token.text:
        return None
    parts = [part for part in token.text.split(".") if part]
    dotted = source.reading.text[token.end : token.end + 1] == "." or len(parts) == 3
    written = len(parts) in (2, 3) and (dotted or source.lexicon.has("day_before", source.before(place)))
    if not written or source.counted(place + 1):
        return None
    return dated(parts[0], parts[1], parts[2] if len(parts) == 3 else "", place, place)


def _marked(source: Source, place: int) -> Quantity | None:
    """Figures held together by hyphens or slashes: ``2026-03-14``, ``14/3``, ``14-3-2026``."""
    tokens = source.tokens
    run = [place]
    mark = ""
    while len(run) < 3 and source.follows(place, run[-1] + 1) and tokens[run[-1] + 1].number:
        between = source.reading.text[tokens[run[-1]].end : tokens[run[-1] + 1].start]
        if between not in ("-", "/") or (mark and between != mark):
            break
        mark = between
        run.append(run[-1] + 1)
    texts = [source.word(index) for index in run]
    if len(run) == 3 and len(texts[0]) == 4:
        return dated(texts[2], texts[1], texts[0], place, run[-1])
    if len(run) == 3 or (len(run) == 2 and mark == "/" and not source.counted(run[-1] + 1)):
        return dated(texts[0], texts[1], texts[2] if len(run) == 3 else "", place, run[-1])
    return None


def _templated(source: Source, place: int) -> Quantity | None:
    """What a template tells: "3 March", "the 14th", "the end of March"."""
    ends = source.measures.month_ends.at(source.reading, place)
    if ends is not None:
        day = int(ends.rule) if ends.rule.isdigit() else 0
        return Quantity(Sort.DATE, Decimal(ends.slots["month"] * 100 + day), "", place, ends.last)
    found = source.measures.dates.at(source.reading, place)
    if found is None:
        return None
    day = found.slots.get("d", found.slots.get("e", found.slots.get("h", 0)))
    if "month" in found.slots:
        year = str(found.slots["y"]) if "y" in found.slots else ""
        return dated(str(day), str(found.slots["month"]), year, place, found.last)
    if found.last == place and _is_hour(source, place):
        return None
    # "Den 20:e är det klart": what is said with an ordinal counts no years ("år" without its ring).
    ordinal = source.word(found.last) in source.lexicon.sections.get("ordinal_endings", ())
    counts = not ordinal and source.follows(place, found.last + 1) and source.counted(found.last + 1)
    if counts or not _alone(source, found.last, day):
        return None
    return Quantity(Sort.MONTHDAY, Decimal(day), "", place, found.last)


def _is_hour(source: Source, place: int) -> bool:
    """Whether a clock word or an hour and a dash before figures tell an hour: "kl. 12–16." at the end."""
    if not source.tokens[place].number:
        return False
    before = source.before(place)
    if before in source.language.clock_words:
        day_named = source.language.weekdays.get(source.before(place - 1)) is not None
        if day_named or not source.lexicon.has("day_before", before):
            # "på torsdag före 17": the day is named already.
            return True
    if source.lexicon.has("ranges", before) and place > 2 and source.tokens[place - 2].number:
        # "mellan 7 och 10." at the end of a sentence: hours, as the first of them is.
        first = source.before(place - 2)
        if source.lexicon.has("clock_before", first) and not source.lexicon.has("day_before", first):
            return True
    before_it, figures = source.tokens[place - 1], source.tokens[place]
    return place > 0 and before_it.number and figures.start - before_it.end == 1


def _alone(source: Source, last: int, day: int) -> bool:
    """Whether nothing that is counted by an ordinal follows ("the second machine")."""
    behind = source.behind(last)
    if source.tokens[last].number or day > FIRST_ORDINALS or not behind:
        return True
    if source.lexicon.value("ordinals", source.word(last)) is None:
        # "первого числа", "ensimmäinen päivä": the day is said to be one.
        return True
    return behind in source.language.stop_words or source.tokens[last + 1].clause != source.tokens[last].clause


def dated(day: str, month: str, year: str, first: int, last: int) -> Quantity | None:
    """Make a date of its figures; None where they are no date."""
    if not (day.isdigit() and month.isdigit() and (not year or year.isdigit())):
        return None
    if not (
        1 <= int(day) <= 31 and 1 <= int(month) <= 12 and len(day) <= 2 and len(month) <= 2 and len(year) in (0, 2, 4)
    ):
        return None
    full = int(year or 0) + (2000 if len(year) == 2 else 0)
    return Quantity(Sort.DATE, Decimal(full * 10000 + int(month) * 100 + int(day)), "", first, last)
