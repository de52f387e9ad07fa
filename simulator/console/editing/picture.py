"""A scene as a picture that a strict page may hold, and as a table that says the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from xml.etree import ElementTree as ET

from simulator.authoring import drafts, graph
from simulator.console.editing.bench import Bench, BusyError, plans_key
from simulator.errors import SurroundingsError, UsageError
from simulator.scenario import Language
from simulator.training import play_tracks

_SVG = "http://www.w3.org/2000/svg"
_ALLOWED: Mapping[str, frozenset[str]] = {
    "svg": frozenset({"width", "height", "viewBox"}),
    "g": frozenset({"class", "transform"}),
    "rect": frozenset({"x", "y", "width", "height", "rx"}),
    "path": frozenset({"d"}),
    "polygon": frozenset({"points"}),
    "text": frozenset({"x", "y", "font-size", "font-weight", "text-anchor"}),
    "title": frozenset(),
}
_PAINT = frozenset(
    {
        "fill",
        "fill-opacity",
        "stroke",
        "stroke-width",
        "stroke-dasharray",
        "stroke-opacity",
        "stroke-linecap",
        "stroke-linejoin",
    }
)


@dataclass(frozen=True, slots=True)
class Row:
    """A node, ending, or what leads on at any time, and where it leads.

    Args:
        name: its name.
        kind: `node`, `ending` or `anywhere`.
        says: the first thing said there.
        note: the kind of an ending.
        ways: names and guards of where it leads.
    """

    name: str
    kind: str
    says: str
    note: str
    ways: tuple[tuple[str, tuple[str, ...], str], ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A scene as a picture.

    Args:
        svg: the drawing, safe to stand in a page; "" where there is none.
        lacking: why there is none: `library` or `large`; "" where there is one.
        rows: the same as a table.
        language: of the words in it.
        tracks: names of the plans whose ways are drawn.
    """

    svg: str
    lacking: str
    rows: tuple[Row, ...]
    language: Language
    tracks: tuple[str, ...] = ()


def draw(bench: Bench, frozen: drafts.Frozen, language: Language, *, with_plans: bool = False) -> Drawing:
    """Draw a scene.

    Args:
        bench: remembers drawings.
        frozen: the scene.
        language: of the words in it.
        with_plans: whether its plans are played, to colour the boxes and draw their ways.

    Raises:
        BusyError: it takes too long until it is its turn.
    """
    lacking = ""

    def make() -> str:
        with bench.turn():
            tracks = play_tracks(frozen.scenario, frozen.plans, language) if with_plans else ()
            picture = graph.picture_of(frozen.scenario, tracks, language, shown=_SHOWN)
            return clean_svg(graph.graph_svg(_without_anywhere(picture), bare=True))

    try:
        svg = bench.drawings.get((plans_key(frozen) if with_plans else frozen.hash, language, with_plans), make)
    except SurroundingsError as error:
        if isinstance(error, BusyError):
            raise
        svg, lacking = "", "library"
    except UsageError:
        svg, lacking = "", "large"
    rows = _rows(graph.picture_of(frozen.scenario, (), language, shown=()))
    return Drawing(svg, lacking, rows, language, tuple(name for name in _SHOWN if with_plans and name in frozen.plans))


_SHOWN = ("excellent", "good", "recovering", "poor")


def _without_anywhere(picture: graph.Picture) -> graph.Picture:
    """The picture without what holds at any time: it leads from everywhere and would cover the rest."""
    return replace(
        picture,
        boxes=tuple(box for box in picture.boxes if box.kind != "anywhere"),
        ways=tuple(way for way in picture.ways if graph.ANYWHERE not in (way.source, way.target)),
    )


def _rows(picture: graph.Picture) -> tuple[Row, ...]:
    ways: dict[str, list[tuple[str, tuple[str, ...], str]]] = {}
    for way in picture.ways:
        ways.setdefault(way.source, []).append((way.target, way.guards, way.style))
    return tuple(Row(box.name, box.kind, box.says, box.note, tuple(ways.get(box.name, ()))) for box in picture.boxes)


def clean_svg(svg: str) -> str:
    """A drawing with nothing in it but shapes, words and paint: no style, script, link, or address.

    Raises:
        ValueError: it is no drawing.
    """
    if "<!" in svg or "<?" in svg:
        raise ValueError("a drawing of ours declares nothing")
    root = ET.fromstring(svg)  # noqa: S314 - made by us a moment ago, and without declarations
    if root.tag != f"{{{_SVG}}}svg":
        raise ValueError("no drawing")
    _clean(root)
    ET.register_namespace("", _SVG)
    return ET.tostring(root, encoding="unicode")


def _clean(element: ET.Element) -> None:
    name = element.tag.removeprefix(f"{{{_SVG}}}")
    kept = _ALLOWED[name] | _PAINT
    for attribute, value in list(element.attrib.items()):
        if attribute not in kept or "url(" in value or ":" in value:
            del element.attrib[attribute]
    for child in list(element):
        if child.tag.removeprefix(f"{{{_SVG}}}") in _ALLOWED:
            _clean(child)
        else:
            element.remove(child)


def lines_of_nodes(text: str, names: Sequence[str]) -> dict[str, int]:
    """The line in which each node or ending begins, by its name; those that are not found are left out.

    Args:
        text: of `scenario.yaml`, without errors.
        names: of nodes and endings.
    """
    wanted, part = set(names), ""
    found: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if line and not line[0].isspace() and not line.startswith("#"):
            part = line.partition(":")[0]
        elif part in ("nodes", "endings") and line.startswith("  ") and line[2:3] not in (" ", "#", ""):
            name = line.strip().partition(":")[0].strip("\"'")
            if name in wanted:
                found.setdefault(name, number)
    return found
