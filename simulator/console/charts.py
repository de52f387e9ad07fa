"""Charts drawn by the server as SVG, each with the table of its figures.

Places are shares of the drawing, so that a chart fills whatever room there is and its letters stay as large as the
page's. Nothing hangs on colour: lines differ by their dashes and marks, and the table says the same. There is no style
in the drawing but classes and presentation attributes, as the console's content policy wants it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from simulator.texts import visible

from .sheets import Column, Sheet

LEFT, RIGHT, TOP, BOTTOM = 9.0, 97.0, 13.0, 80.0
"""Where the figures are drawn, in hundredths of the drawing."""
MOST_LABELS = 8
"""Along the lower edge; more run into each other on a telephone."""
MOST_LINES = 4
_ORDER = ("first", "second", "third", "fourth")
_SHAPES = (
    Markup('<circle class="dot {}" r="3.5"/>'),
    Markup('<rect class="dot {}" x="-3.5" y="-3.5" width="7" height="7"/>'),
    Markup('<path class="dot {}" d="M0-4.5 4.5 3.5H-4.5Z"/>'),
    Markup('<path class="dot {}" d="M0-5 5 0 0 5-5 0Z"/>'),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a chart.

    Args:
        name: what it is called.
        values: one for each place along the chart; None where there is none.
    """

    name: str
    values: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing and its figures.

    Args:
        name: its id on the page, ASCII.
        title: what it shows.
        drawing: the SVG.
        keys: of each line a small drawing and its name; empty where there is only one.
        sheet: the same figures as a table.
    """

    name: str
    title: str
    drawing: Markup
    keys: tuple[tuple[Markup, str], ...]
    sheet: Sheet


def line_chart(
    name: str,
    title: str,
    about: str,
    *,
    along: str,
    up: str,
    places: Sequence[str],
    lines: Sequence[Line],
    most: int = 100,
    named: Sequence[str] = (),
) -> Chart:
    """Lines over places that follow each other.

    Args:
        name: its id, ASCII letters, digits and hyphens; unique on the page.
        title: what it shows.
        about: what one sees in it, a sentence for who does not see it.
        along: what the places are.
        up: what the values are.
        places: what each place is called.
        lines: at most four, each with a value for each place.
        most: the upper end of the scale; the lower is 0.
        named: what each place is called in the table, where the chart has no room for it.

    Raises:
        ValueError: too many lines, or a line with too many or too few values.
    """
    if len(lines) > MOST_LINES or any(len(line.values) != len(places) for line in lines):
        raise ValueError(f"chart {name!r}: {len(lines)} lines over {len(places)} places do not fit")
    across = [_share(place, len(places), LEFT + 4, RIGHT - 2) for place in range(len(places))]
    parts = [*_frame(up, along, most), *_labels(places, across)]
    for number, line in enumerate(lines):
        parts += _drawn(line, across, number, most)
    columns = (Column("place", along), *(Column(f"line{n}", line.name, "number") for n, line in enumerate(lines)))
    rows = tuple((place, *(line.values[at] for line in lines)) for at, place in enumerate(named or places))
    keys = tuple((_key(number), line.name) for number, line in enumerate(lines)) if len(lines) > 1 else ()
    return Chart(name, title, _svg(name, title, about, parts), keys, Sheet(name, title, columns, rows))


def column_chart(
    name: str, title: str, about: str, *, along: str, up: str, places: Sequence[str], counts: Sequence[int]
) -> Chart:
    """Columns side by side: how many there are of each.

    Args:
        name: its id, as above.
        title: what it shows.
        about: what one sees in it.
        along: what the places are.
        up: what is counted.
        places: what each column is called.
        counts: how many.
    """
    most = _round_up(max([*counts, 1]))
    wide = (RIGHT - LEFT) / max(1, len(places))
    parts = list(_frame(up, along, most))
    across = []
    for at, count in enumerate(counts):
        x = LEFT + wide * at
        across.append(x + wide / 2)
        y = _height(count, most)
        if count:
            parts.append(
                Markup('<rect class="column" x="{:.2f}%" y="{:.2f}%" width="{:.2f}%" height="{:.2f}%" rx="2"/>').format(
                    x + wide * 0.12, y, wide * 0.76, BOTTOM - y
                )
            )
            parts.append(_words(f"{x + wide / 2:.2f}", f"{y - 2:.2f}", "middle", str(count)))
    parts += _labels(places, across)
    columns = (Column("place", along), Column("count", up, "number"))
    rows = tuple(zip(places, counts, strict=True))
    return Chart(name, title, _svg(name, title, about, parts), (), Sheet(name, title, columns, rows))


def _svg(name: str, title: str, about: str, parts: Sequence[Markup]) -> Markup:
    start = Markup(
        '<svg class="chart plot" id="{0}" role="img" aria-labelledby="{0}-title {0}-about" width="100%" height="240">'
        '<title id="{0}-title">{1}</title><desc id="{0}-about">{2}</desc>'
    ).format(name, visible(title), visible(about))
    return start + Markup("").join(parts) + Markup("</svg>")


def _frame(up: str, along: str, most: int) -> Iterator[Markup]:
    """The scale with its lines, and what the two edges are."""
    for step in range(5 if most % 4 == 0 else 3):
        value = most * step // (4 if most % 4 == 0 else 2)
        y = _height(value, most)
        yield Markup('<line class="axis" x1="{}%" x2="{}%" y1="{:.2f}%" y2="{:.2f}%" stroke="#999"/>').format(
            LEFT, RIGHT, y, y
        )
        yield _words(f"{LEFT - 1.5}", f"{y:.2f}", "end", str(value), middle=True)
    yield _words("1.5", "7.5", "start", up)
    yield _words(f"{RIGHT}", "97.5", "end", along)


def _labels(places: Sequence[str], across: Sequence[float]) -> Iterator[Markup]:
    every = max(1, -(-len(places) // MOST_LABELS))
    for at in range(0, len(places), every):
        yield _words(f"{across[at]:.2f}", "88", "middle", places[at])


def _drawn(line: Line, across: Sequence[float], number: int, most: int) -> Iterator[Markup]:
    before: tuple[float, float] | None = None
    dots = []
    for x, value in zip(across, line.values, strict=True):
        if value is None:
            before = None
            continue
        y = _height(value, most)
        if before is not None:
            yield Markup(
                '<line class="line {}" x1="{:.2f}%" y1="{:.2f}%" x2="{:.2f}%" y2="{:.2f}%" stroke="#555"/>'
            ).format(_ORDER[number], *before, x, y)
        before = (x, y)
        dots.append(Markup('<svg x="{:.2f}%" y="{:.2f}%" overflow="visible">').format(x, y))
        dots.append(_SHAPES[number].format(_ORDER[number]) + Markup("</svg>"))
    yield from dots


def _key(number: int) -> Markup:
    """A short piece of a line, as it is drawn in the chart."""
    mark = Markup('<svg x="16" y="7" overflow="visible">') + _SHAPES[number].format(_ORDER[number]) + Markup("</svg>")
    piece = Markup('<line class="line {}" x1="1" x2="31" y1="7" y2="7" stroke="#555"/>').format(_ORDER[number])
    start = Markup('<svg class="chart key" width="32" height="14" aria-hidden="true" focusable="false">')
    return start + piece + mark + Markup("</svg>")


def _words(x: str, y: str, anchor: str, text: str, *, middle: bool = False) -> Markup:
    drop = Markup(' dy=".35em"') if middle else ""
    return Markup('<text x="{}%" y="{}%" text-anchor="{}"{}>{}</text>').format(
        x, y, anchor, drop, escape(visible(text))
    )


def _share(place: int, count: int, start: float, end: float) -> float:
    """Where a place lies; one alone in the middle."""
    return (start + end) / 2 if count < 2 else start + (end - start) * place / (count - 1)


def _height(value: int, most: int) -> float:
    return BOTTOM - (BOTTOM - TOP) * max(0, min(most, value)) / most


def _round_up(most: int) -> int:
    """The end of a scale that holds ``most`` and is cut in whole steps."""
    step = next(size for size in (1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 10**9) if size * 4 >= most)
    return 4 * step
