"""A scene as a picture: boxes coloured by mood, ways with their guards, and plans as tracks over them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from simulator.authoring.svg import INK, SOFT, sheet, text, write_bytes, write_drawing
from simulator.errors import UsageError

from .layout import GUARD_ROW, HEAD, ROW, Drawn, Layout, Placed, Point, lay_out
from .page import page_of
from .structure import Box, Picture, Track

MARGIN, TITLE, LEGEND = 28.0, 54.0, 26.0
CALM, TENSE, HOT, UNKNOWN = (214, 235, 226), (250, 231, 186), (243, 190, 176), "#eef1f3"
GOOD_ENDINGS = ("won back", "satisfied", "settled")
LATE_ENDINGS = ("not met", "supervisor", "transferred")
EDGE, SILENT, LATER = "#7b8994", "#a06c12", "#3f6fa8"
TRACKS = ("#2f7d6d", "#b4552d", "#6a4fa3", "#a06c12", "#2b6cb0", "#a34766")
SPREAD = 5.0
"""Points between tracks that go the same way."""


def graph_svg(picture: Picture, *, bare: bool = False) -> str:
    """The drawing as SVG text. Raises SurroundingsError and UsageError as `lay_out` does.

    Args:
        picture: what it shows.
        bare: without title and legend, for a page that says both in its own language.
    """
    found = lay_out(picture)
    top = MARGIN if bare else MARGIN + TITLE
    inner = [f'<g transform="translate({MARGIN:g} {top:g})">']
    inner += [_way(drawn) for drawn in found.ways]
    inner += list(_tracks(picture, found))
    inner += [_box(placed, bare=bare) for placed in found.boxes]
    inner += [_label(drawn) for drawn in found.ways if drawn.at is not None]
    inner.append("</g>")
    if bare:
        return sheet(round(found.width + 2 * MARGIN), round(found.height + 2 * MARGIN), inner)
    head = [
        text(MARGIN, MARGIN + 16, picture.title, 20, weight=700),
        *_legend(picture.tracks),
    ]
    width = max(found.width + 2 * MARGIN, 640.0)
    return sheet(round(width), round(found.height + 2 * MARGIN + TITLE), [*head, *inner])


def draw_graph(picture: Picture, path: Path) -> None:
    """Write the drawing as SVG, PNG, or a page to look around in, by the ending of the name.

    Raises:
        UsageError: another ending, or a scene too large to be drawn.
        SurroundingsError: a library is missing, or the file cannot be written.
    """
    kind = path.suffix.lower()
    if kind not in (".svg", ".png", ".html"):
        raise UsageError(f'"{path.name}" is none of .svg, .png and .html.', "Name the file for instance scene.svg.")
    svg = graph_svg(picture)
    if kind == ".html":
        write_bytes(path, page_of(picture, svg).encode())
    else:
        write_drawing(svg, path)


def colour_of(box: Box) -> str:
    """Green where plans come calm, red where they come angry, grey where none comes."""
    if box.anger is None:
        return UNKNOWN
    low, high, share = (CALM, TENSE, box.anger / 50) if box.anger <= 50 else (TENSE, HOT, box.anger / 50 - 1)
    mixed = (round(one + (other - one) * share) for one, other in zip(low, high, strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)


def _box(placed: Placed, *, bare: bool = False) -> str:
    box = placed.box
    left, top = placed.x - placed.width / 2, placed.y - placed.height / 2
    edge, wide, dashes = "#9aa6af", 1.2, ""
    round_ = 9.0
    if box.kind == "ending":
        edge = "#2f7d6d" if box.note in GOOD_ENDINGS else "#a06c12" if box.note in LATE_ENDINGS else "#b03a2e"
        wide, round_ = 2.4, placed.height / 2 if not placed.quote else 22.0
    elif box.kind == "anywhere":
        edge, dashes = SOFT, ' stroke-dasharray="5 4"'
    mood = "no plan comes here" if box.anger is None else f"anger {box.anger} where plans come here"
    note = f": {escape(box.note)}" if box.note else ""
    outline = f'fill="{colour_of(box)}" stroke="{edge}" stroke-width="{wide:g}"{dashes}'
    corner = f'x="{left:.1f}" y="{top:.1f}" width="{placed.width:g}" height="{placed.height:g}" rx="{round_:g}"'
    parts = [
        f'<g class="box" data-name={quoteattr(box.name)}>',
        f"<title>{escape(box.name)}{'' if bare else f'{note}. {mood}'}. {escape(box.says)}</title>",
        f"<rect {corner} {outline}/>",
        text(round(placed.x, 1), round(top + 21, 1), box.name, 14, weight=700, anchor="middle"),
    ]
    for row, words in enumerate(placed.quote):
        parts.append(text(round(placed.x, 1), round(top + HEAD + ROW * row + 4, 1), words, 11, anchor="middle"))
    parts.append("</g>")
    return "\n".join(parts)


def _way(drawn: Drawn) -> str:
    colour = {"silence": SILENT, "later": LATER}.get(drawn.way.style, EDGE)
    dashes = ' stroke-dasharray="6 4"' if drawn.way.style != "response" else ""
    names = f"data-from={quoteattr(drawn.way.source)} data-to={quoteattr(drawn.way.target)}"
    guards = "\n".join(drawn.way.guards)
    return (
        f'<g class="way" {names}><title>{escape(drawn.way.source)} → {escape(drawn.way.target)}\n{escape(guards)}'
        f'</title><path d="{_path(drawn.curve)}" fill="none" stroke="{colour}" stroke-width="1.3"{dashes}/>'
        f"{_tip(drawn.curve, colour)}</g>"
    )


def _label(drawn: Drawn) -> str:
    if drawn.at is None:
        return ""
    x, y = drawn.at
    top = y - GUARD_ROW * len(drawn.label) / 2 + 9.5
    width = max(len(row) for row in drawn.label) * 5.0 + 6
    height = GUARD_ROW * len(drawn.label) + 2
    rows = [
        text(round(x, 1), round(top + GUARD_ROW * row, 1), words, 9.5, colour=SOFT, anchor="middle")
        for row, words in enumerate(drawn.label)
    ]
    back = (
        f'<rect x="{x - width / 2:.1f}" y="{y - height / 2:.1f}" width="{width:.1f}" height="{height:.1f}" '
        f'fill="#ffffff" fill-opacity="0.82"/>'
    )
    names = f"data-from={quoteattr(drawn.way.source)} data-to={quoteattr(drawn.way.target)}"
    return f'<g class="label" {names}>{back}{"".join(rows)}</g>'


def _path(curve: tuple[Point, ...]) -> str:
    first, *rest = curve
    return f"M{first[0]:.1f},{first[1]:.1f} C" + " ".join(f"{x:.1f},{y:.1f}" for x, y in rest)


def _tip(curve: tuple[Point, ...], colour: str) -> str:
    """An arrow head at the end of a curve."""
    (x0, y0), (x1, y1) = curve[-4], curve[-1]
    length = max(((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5, 0.1)
    ux, uy = (x1 - x0) / length, (y1 - y0) / length
    back = (x1 - 9 * ux, y1 - 9 * uy)
    points = ((x1, y1), (back[0] - 3.6 * uy, back[1] + 3.6 * ux), (back[0] + 3.6 * uy, back[1] - 3.6 * ux))
    return f'<polygon points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}" fill="{colour}"/>'


def _tracks(picture: Picture, found: Layout) -> Iterator[str]:
    """The tracks of plans along the ways they took; where a deed jumped, straight."""
    ways = {(drawn.way.source, drawn.way.target): drawn.curve for drawn in found.ways}
    places = {placed.box.name: (placed.x, placed.y) for placed in found.boxes}
    for number, track in enumerate(picture.tracks):
        shift = SPREAD * (number - (len(picture.tracks) - 1) / 2)
        pieces = []
        for (source, _), (target, _) in zip(track.stops, track.stops[1:], strict=False):
            curve = ways.get((source, target)) or _straight(places, source, target)
            pieces.append(_path(tuple((x + shift, y) for x, y in curve)))
        if pieces:
            yield (
                f'<g class="track" data-plan={quoteattr(track.plan)}><title>{escape(track.plan)}</title>'
                f'<path d="{" ".join(pieces)}" fill="none" stroke="{_track_colour(number)}" stroke-width="4" '
                f'stroke-opacity="0.62" stroke-linecap="round" stroke-linejoin="round"/></g>'
            )


def _straight(places: Mapping[str, Point], source: str, target: str) -> tuple[Point, ...]:
    first, last = places[source], places[target]
    return (first, first, last, last)


def _track_colour(number: int) -> str:
    return TRACKS[number % len(TRACKS)]


def _legend(tracks: tuple[Track, ...]) -> Iterator[str]:
    x, y = MARGIN, MARGIN + 38
    for colour, words in (
        (colour_of(Box("", "node", anger=10)), "plans come calm"),
        (colour_of(Box("", "node", anger=90)), "angry"),
        (UNKNOWN, "no plan comes"),
    ):
        yield f'<rect x="{x:g}" y="{y - 10:g}" width="16" height="12" rx="3" fill="{colour}" stroke="#9aa6af"/>'
        yield text(x + 22, y, words, 12, colour=INK)
        x += 40 + 6.6 * len(words)
    for number, track in enumerate(tracks):
        yield f'<rect x="{x:g}" y="{y - 6:g}" width="22" height="4" rx="2" fill="{_track_colour(number)}"/>'
        yield text(x + 28, y, f"plan {track.plan}", 12, colour=INK)
        x += 46 + 6.6 * (len(track.plan) + 5)
