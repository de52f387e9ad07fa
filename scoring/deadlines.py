"""By when: the days and times of a stretch of a response, resolved against a moment.

A day alone gives a date, a time or hours give a date with time. Conventions, where speech leaves it open:

- a weekday is the next one, never today; "next" before it, or "next week" beside it, is the one of the next calendar
  week (Monday to Sunday); "this week" and "next week" end on their Sunday, a month on its last day;
- of a range ("between eight and ten", "two to three days") the end counts, of several days the last one said;
- a bare hour from one to seven is in the afternoon unless the morning is named, as shops and offices speak;
- a part of a day ("this evening") is its date; a duration counts only where it is told to be a deadline;
- working days leave out Saturdays and Sundays, and no feast.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from scoring.comparing import comparing
from scoring.days import add_months, add_working_days, day_of, next_monthday, period_day
from scoring.language import Language
from scoring.lengths import Length, added, span_of
from scoring.lexicon import Lexicon, lexicon
from scoring.quantities import Quantity, Sort
from scoring.templates import MOST_DAY
from scoring.text import Token

MINUTES = 60
AFTERNOON = 7
"""Up to this hour a bare hour is meant in the afternoon."""
NEAR = 3
"""So many tokens around a duration may tell that it is a deadline."""
SIGN = 2
"""Letters of "am" and "pm"."""
OWNED = "s"
"""What is left of "'s" behind a word."""
_DAY_SORTS = (Sort.WEEKDAY, Sort.RELATIVE, Sort.DATE, Sort.MONTHDAY, Sort.FEAST)
NOW = "now"
"""Unit of "right away": a time that names no day."""
_WEEKS_AHEAD = {"next_week": 7, "week_after_next": 14}


def read_moment(reference_time: str | None) -> datetime | None:
    """Read an ISO 8601 date or time; None for none, or for what cannot be read."""
    if not reference_time:
        return None
    try:
        return datetime.fromisoformat(reference_time)
    except ValueError:
        return None


def due_of(
    tokens: Sequence[Token],
    quantities: Sequence[Quantity],
    first: int,
    last: int,
    language: Language,
    moment: datetime,
    closing: int | None = None,
    base: date | None = None,
) -> str | None:
    """Return by when tokens ``first..last`` (exclusive) say it will be, as ISO 8601; None when they do not say.

    ``closing`` is when the doors close, in minutes since midnight, for "before we close"; ``base`` is the day of a
    time said without one, the next such hour where it is None.
    """
    try:
        return _Resolver(tokens, quantities, (first, last), language, moment, closing, base).due()
    except OverflowError:
        # Dates beyond the calendar: nobody can keep such a promise, and nothing is due.
        return None


class _Resolver:
    def __init__(
        self,
        tokens: Sequence[Token],
        quantities: Sequence[Quantity],
        inside: tuple[int, int],
        language: Language,
        moment: datetime,
        closing: int | None,
        base: date | None,
    ) -> None:
        self.tokens = tokens
        self.first, self.last = inside
        self.quantities = [q for q in quantities if self.first <= q.first and q.last < self.last]
        self.language = language
        self.words = comparing(language.code)
        self.lexicon: Lexicon = lexicon(language.code)
        self.moment = moment
        self.today = moment.date()
        self.closing = closing
        self.base = base
        self.texts = [token.text for token in tokens[self.first : self.last]]

    def due(self) -> str | None:
        """The day and the time said, joined."""
        spans = self._spans()
        ahead = self._weeks_ahead(spans)
        day = self._day(ahead, [quantity.last for _, quantity in spans])
        time = self._time()
        exact: datetime | None = None
        if day is None:
            for span, _ in spans:
                exact, day = self._after(span)
        elif day == self.today and spans and time is None:
            # "Today they are with you within two hours."
            exact = self._after(spans[-1][0])[0]
            day = day if exact is None else None
        period, closes = self._period()
        if day is None and exact is None:
            day = period
        if time is None and closes and self.closing is not None:
            time = (self.closing, True)
        if time is not None:
            return self._at(day, *time)
        if day is not None:
            return day.isoformat()
        return None if exact is None else exact.isoformat(timespec="minutes")

    # Days

    def _weeks_ahead(self, spans: Sequence[tuple[Length, Quantity]]) -> int | None:
        """How many days the week meant by a weekday lies ahead; None where it is simply the next one."""
        for quantity in self.quantities:
            if quantity.sort is Sort.PERIOD and quantity.unit in _WEEKS_AHEAD:
                return _WEEKS_AHEAD[quantity.unit]
        if not any(quantity.sort is Sort.WEEKDAY for quantity in self.quantities):
            return None
        weeks = [span.days for span, _ in spans if span.days and span.days % 7 == 0]
        return -weeks[-1] if weeks else None

    def _day(self, ahead: int | None, ends: Sequence[int]) -> date | None:
        """The last day said; "a week on Friday" counts weeks on (``ahead`` below nought) from the next Friday.

        ``ends`` are the last tokens of the lengths of time said: today right behind one is where it is counted from.
        """
        found: date | None = None
        for quantity in self.quantities:
            if quantity.sort not in _DAY_SORTS or self._gone(quantity):
                continue
            counted = any(0 < quantity.first - end <= NEAR for end in ends)
            today = quantity.sort is Sort.RELATIVE and not quantity.value
            if (today and counted) or ((today or quantity.sort is Sort.WEEKDAY) and self._owns(quantity)):
                continue
            if quantity.sort is Sort.WEEKDAY and self._dated_back(quantity):
                continue
            if quantity.sort is Sort.WEEKDAY:
                found = self._numbered(quantity) or self._weekday(quantity, ahead) or found
            elif found is None or quantity.sort is not Sort.RELATIVE or quantity.value:
                # "Friday night", "tomorrow evening": the part of a day names no other day.
                found = day_of(quantity, self.today) or found
        return found

    def _owns(self, day: Quantity) -> bool:
        """Whether a day only names something: "today's wasted afternoon", "Friday's lesson", "τη σημερινή μέρα"."""
        behind = self.tokens[day.last + 1].text if day.last + 1 < self.last else ""
        if self.lexicon.has("within_behind", behind):
            return False
        return self.lexicon.has("naming", self.tokens[day.first].text) or behind == OWNED

    def _dated_back(self, weekday: Quantity) -> bool:
        """Whether the date beside a weekday lies behind: "on Wednesday 23.9." said on the 25th."""
        beside = [q for q in self.quantities if q.sort is Sort.DATE and q.first - weekday.last == 1]
        return bool(beside) and day_of(beside[0], self.today) is None

    def _numbered(self, weekday: Quantity) -> date | None:
        """A weekday with its number behind it, where the two agree: "Saturday 25"."""
        for quantity in self.quantities:
            if quantity.first == weekday.last + 1 and quantity.sort in (Sort.NUMBER, Sort.TIME):
                value = self.texts[quantity.first - self.first].rstrip(".")
                day = next_monthday(int(value), self.today) if value.isdigit() and int(value) <= MOST_DAY else None
                return day if day is not None and day.weekday() == weekday.value else None
        return None

    def _weekday(self, quantity: Quantity, ahead: int | None) -> date | None:
        day = day_of(quantity, self.today)
        if day is None:
            return None
        before = self.tokens[quantity.first - 1].text if quantity.first > self.first else ""
        behind = self.tokens[quantity.last + 1].text if quantity.last + 1 < self.last else ""
        if self.lexicon.has("again_week", behind):
            return day + timedelta(days=7)
        if ahead is None and self.lexicon.has("next", before):
            ahead = 7
        if ahead is None:
            return day
        if ahead < 0:
            return day - timedelta(days=ahead)
        monday = self.today - timedelta(days=self.today.weekday())
        return monday + timedelta(days=ahead + int(quantity.value))

    def _gone(self, quantity: Quantity) -> bool:
        """Whether a quantity lies behind ("two weeks ago", "yesterday") or comes again and again ("each day")."""
        behind = self.tokens[quantity.last + 1].text if quantity.last + 1 < self.last else ""
        before = self.tokens[quantity.first - 1].text if quantity.first > self.first else ""
        if self.lexicon.has("gone", before) or self.lexicon.has("naming", before):
            return True
        if span_of(quantity) is not None and (
            self.words.has("past", behind) or self.lexicon.has("ago", behind) or self.lexicon.has("gone_span", before)
        ):
            return True
        return quantity.sort is Sort.RELATIVE and quantity.value < 0

    # Times

    def _time(self) -> tuple[int, bool] | None:
        found: tuple[int, bool] | None = None
        for quantity in self.quantities:
            if quantity.sort is Sort.TIME and not self._gone(quantity) and not self._of_yesterday(quantity):
                found = int(quantity.value), quantity.sure
        if found is None or found[1]:
            return found
        # Short signs stand right behind their hour and are read with it: "I am" is no morning.
        words = [word for word in self.texts if len(word) > SIGN]
        half = next((half for half in ("pm", "am") for word in words if self._is_half(half, word)), None)
        if half is None:
            return found
        minutes = found[0] + (720 if half == "pm" and found[0] < 720 else 0)
        return minutes, True

    def _of_yesterday(self, time: Quantity) -> bool:
        """Whether the day right before an hour lies behind: "yesterday at four"."""
        before = [q for q in self.quantities if q.last < time.first <= q.last + NEAR and q.sort in _DAY_SORTS]
        return bool(before) and before[-1].sort is Sort.RELATIVE and before[-1].value < 0

    def _is_half(self, half: str, word: str) -> bool:
        return self.words.has(half, word) or self.lexicon.has(half, word)

    # Lengths of time

    def _spans(self) -> list[tuple[Length, Quantity]]:
        """The lengths of time that are told to be deadlines; of a range the last."""
        found: list[tuple[Length, Quantity]] = []
        for quantity in self.quantities:
            span = span_of(quantity) or self._turned(quantity)
            behind = self.tokens[quantity.last + 1].text if quantity.last + 1 < self.last else ""
            if span is None or self._gone(quantity) or self.lexicon.has("offset", behind):
                continue
            if self._is_deadline(quantity):
                found.append((span, quantity))
            elif found and self._adds(found[-1][1], quantity):
                found[-1] = (added(found[-1][0], span), quantity)
        named = any(quantity.sort is Sort.PERIOD for quantity in self.quantities)
        return found if found or named else self._unnumbered()

    def _turned(self, quantity: Quantity) -> Length | None:
        """A length said the other way round: "минут через двадцать"."""
        place = quantity.first
        if quantity.sort is not Sort.NUMBER or place - 2 < self.first:
            return None
        unit = self.language.units.get(self.tokens[place - 2].text)
        if unit is None or not self.lexicon.has("within", self.tokens[place - 1].text):
            return None
        return span_of(Quantity(Sort.DURATION, quantity.value, str(unit), place, quantity.last))

    def _adds(self, earlier: Quantity, later: Quantity) -> bool:
        """Whether a length adds to the one right before it: "an hour and twenty minutes"."""
        between = self.tokens[earlier.last + 1 : later.first]
        return len(between) <= 1 and all(self.words.has("joins", token.text) for token in between)

    def _is_deadline(self, quantity: Quantity) -> bool:
        if quantity.unit.startswith("+"):
            return True
        ends = quantity.last + 1 == self.last or self.words.has("joins", self.tokens[quantity.last + 1].text)
        if quantity.first == self.first and ends:
            # "Ninety minutes, and your heating is on."; years are told of the past, "one minute" asks to wait.
            return quantity.unit != "year" and (quantity.unit != "minute" or quantity.value > 1)
        begin = quantity.first - self.first
        end = quantity.last + 1 - self.first
        before = self.texts[max(0, begin - NEAR) : begin]
        if any(self.lexicon.has(kind, word) for word in before for kind in ("within", "lasting")):
            return True
        if any(self.lexicon.has("lasting", word) for word in self.texts[max(0, begin - 2 * NEAR) : begin]):
            return True
        behind = self.texts[end : end + NEAR]
        if any(self.lexicon.has("within_behind", word) for word in behind):
            return True
        return self.words.ends("within_endings", self.tokens[quantity.last].text)

    def _unnumbered(self) -> list[tuple[Length, Quantity]]:
        """A unit without a number: "in an hour", "within the week"."""
        taken = {place for quantity in self.quantities for place in range(quantity.first, quantity.last + 1)}
        for place in range(self.first, self.last):
            word = self.tokens[place].text
            unit = self.lexicon.value("time_units", word) or self.language.units.get(word)
            if unit is None or self.lexicon.has("plurals", word) or self.tokens[place].quoted:
                continue
            if {place, place - 1, place - 2} & taken or len(word) == 1:
                # A letter by itself is no unit: "T. Sirpa" signs a letter.
                continue
            one = Quantity(Sort.DURATION, Decimal(1), str(unit), place, place)
            span = span_of(one)
            if span is not None and not self._gone(one) and self._is_deadline(one):
                return [(span, one)]
        return []

    def _after(self, span: Length) -> tuple[datetime | None, date | None]:
        """The moment or day a length of time from now."""
        if span.minutes and not (span.days or span.working_days or span.months):
            late = self.moment + timedelta(minutes=span.minutes)
            return late, None
        day = add_working_days(self.today, span.working_days) + timedelta(days=span.days)
        return None, add_months(day, span.months) if span.months else day

    # Periods

    def _period(self) -> tuple[date | None, bool]:
        """The end of a period named, and whether it is the closing of the doors."""
        for quantity in self.quantities:
            if quantity.sort is not Sort.PERIOD or self._gone(quantity):
                continue
            if quantity.unit == "closing":
                return self.today, True
            day = period_day(quantity.unit, self.today)
            if day is not None:
                return day, False
        return None, False

    def _at(self, day: date | None, minutes: int, sure: bool) -> str:
        if not sure and MINUTES <= minutes <= AFTERNOON * MINUTES:
            minutes += 720
        day = day or self.base
        midnight = datetime.combine(day or self.today, datetime.min.time(), self.moment.tzinfo)
        due = midnight + timedelta(minutes=minutes)
        if day is None and due <= self.moment:
            due += timedelta(hours=12) if not sure and minutes < 720 else timedelta(days=1)
        return due.isoformat(timespec="minutes")
