"""Where boxes and ways stand: laid out in layers by Graphviz, whose library comes with the wheel of pygraphviz."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from simulator.errors import SurroundingsError, UsageError

from .structure import Box, Picture, Way

MOST_BOXES = 300
"""More boxes make no picture anybody could read."""
WIDE, ROW, HEAD = 216.0, 15.0, 34.0
QUOTE_LETTERS, GUARD_LETTERS, GUARD_LETTER, GUARD_ROW = 33, 34, 5.4, 13.0
MOST_QUOTE, MOST_GUARDS = 2, 3
POINTS = 72.0

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Placed:
    """A box with its middle and size, in points from the top left."""

    box: Box
    quote: tuple[str, ...]
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Drawn:
    """A way as a Bezier curve (one point, then three for each piece), with the middle of its label."""

    way: Way
    curve: tuple[Point, ...]
    label: tuple[str, ...]
    at: Point | None


@dataclass(frozen=True, slots=True)
class Layout:
    """A picture with places."""

    width: float
    height: float
    boxes: tuple[Placed, ...]
    ways: tuple[Drawn, ...]


def lay_out(picture: Picture) -> Layout:
    """Place everything.

    Raises:
        SurroundingsError: the library for the layout is missing.
        UsageError: the scene is too large to be drawn.
    """
    if len(picture.boxes) > MOST_BOXES:
        message = f"The scene has {len(picture.boxes)} nodes and endings; at most {MOST_BOXES} can be drawn."
        raise UsageError(message, "Split the scene.")
    graph = _graph()
    quotes = {box.name: _wrapped(box.says, QUOTE_LETTERS, MOST_QUOTE) for box in picture.boxes}
    sizes = {box.name: (WIDE, HEAD + ROW * len(quotes[box.name])) for box in picture.boxes}
    for box in picture.boxes:
        width, height = sizes[box.name]
        graph.add_node(box.name, width=width / POINTS, height=height / POINTS)
    graph.add_subgraph([picture.start], rank="source")
    labels = {}
    for number, way in enumerate(picture.ways):
        labels[number] = tuple(_guards(way.guards))
        graph.add_edge(way.source, way.target, key=str(number), label=_room(labels[number]))
    graph.layout(prog="dot")
    *_, width, height = (float(part) for part in graph.graph_attr["bb"].split(","))
    boxes = []
    for box in picture.boxes:
        x, y = _point(graph.get_node(box.name).attr["pos"], height)
        boxes.append(Placed(box, quotes[box.name], x, y, *sizes[box.name]))
    ways = []
    for number, way in enumerate(picture.ways):
        attributes = graph.get_edge(way.source, way.target, key=str(number)).attr
        curve = tuple(_curve(attributes["pos"], height))
        at = _point(attributes["lp"], height) if attributes["lp"] else None
        ways.append(Drawn(way, curve, labels[number], at))
    return Layout(width, height, tuple(boxes), tuple(ways))


def _graph() -> Any:
    try:
        import pygraphviz  # type: ignore[import-not-found, import-untyped, unused-ignore]  # an optional library
    except ImportError as error:
        raise SurroundingsError(
            "A graph needs the library pygraphviz, which is not installed.",
            'Install it with: python -m pip install "silk-gloves[author]"',
        ) from error
    graph = pygraphviz.AGraph(
        strict=False, directed=True, rankdir="TB", nodesep="0.3", ranksep="0.55", splines="spline"
    )
    graph.node_attr.update(shape="box", fixedsize="true", label="")
    return graph


def _wrapped(words: str, letters: int, most: int) -> tuple[str, ...]:
    """Words in at most so many rows; what is left out is shown by an ellipsis."""
    return tuple(textwrap.wrap(words, letters, max_lines=most, placeholder=" …"))


def _guards(guards: Sequence[str]) -> Iterator[str]:
    """The rows of a label: the first guards, each shortened, and how many more there are."""
    for guard in guards[:MOST_GUARDS]:
        yield textwrap.shorten(guard, GUARD_LETTERS, placeholder=" …") if len(guard) > GUARD_LETTERS else guard
    if len(guards) > MOST_GUARDS:
        yield f"and {len(guards) - MOST_GUARDS} more"


def _room(label: Sequence[str]) -> str:
    """A label of the size that the rows need: Graphviz keeps the room, we write the words."""
    width = max(len(row) for row in label) * GUARD_LETTER + 8
    height = len(label) * GUARD_ROW + 4
    return (
        f'<<TABLE BORDER="0" CELLPADDING="0" CELLSPACING="0" FIXEDSIZE="TRUE" WIDTH="{width:.0f}" '
        f'HEIGHT="{height:.0f}"><TR><TD></TD></TR></TABLE>>'
    )


def _point(text: str, height: float) -> Point:
    x, y = text.split(",")[:2]
    return float(x), height - float(y)


def _curve(text: str, height: float) -> Iterator[Point]:
    """The points of a spline as Graphviz writes it; its tip (`e,x,y`) comes last."""
    tip = None
    for part in text.split():
        if part.startswith("e,"):
            tip = _point(part[2:], height)
        elif not part.startswith("s,"):
            yield _point(part, height)
    if tip is not None:
        # A straight piece to the tip of the arrow.
        yield tip
        yield tip
        yield tip
