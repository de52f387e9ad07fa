"""The figures of a simulation as a drawing: grades by player, endings by player, nodes by how often they are met."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape

from simulator.authoring.svg import INK, LINE, PAPER, SOFT, sheet, text, write_drawing

from .figures import Row, Simulation
from .trainees import TRICKS

WIDTH = 980
MARGIN = 36
LABEL = 130
BAR = 22
PITCH = 34
SKILL, TRICK, MET = "#2f7d6d", "#b4552d", "#3f6fa8"
ENDINGS = ("#2f7d6d", "#3f6fa8", "#a06c12", "#b4552d", "#7d5ba6", "#5d6b76", "#647d1c", "#a34766", "#347f94", "#8c6d4f")
MOST_NODES = 40
"""Nodes drawn; a scene with more shows those met most often."""


def simulation_svg(found: Simulation) -> str:
    """The drawing as SVG text."""
    parts: list[str] = []
    y = MARGIN
    parts.append(text(MARGIN, y + 8, f"{found.scenario} ({found.language})", 22, weight=700))
    sessions = found.rows[0].sessions if found.rows else 0
    parts.append(text(MARGIN, y + 30, f"{sessions} sessions a row, seed {found.seed}", 13, colour=SOFT))
    y = _grades(parts, found, y + 62)
    y = _endings(parts, found, y + 26)
    y = _nodes(parts, found, y + 26)
    y = _warnings(parts, found, y + 26)
    height = y + MARGIN
    return sheet(WIDTH, height, parts)


def draw_simulation(found: Simulation, path: Path) -> None:
    """Write the drawing; see `simulator.authoring.svg.write_drawing` for its errors."""
    write_drawing(simulation_svg(found), path)


def _rect(x: float, y: float, width: float, colour: str, title: str, height: float = BAR) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:g}" width="{max(width, 0):.1f}" height="{height:g}" fill="{colour}">'
        f"<title>{escape(title)}</title></rect>"
    )


def _head(parts: list[str], y: int, words: str) -> int:
    parts.append(text(MARGIN, y, words, 15, weight=700))
    return y + 14


def _grades(parts: list[str], found: Simulation, y: int) -> int:
    """Means as bars, their spread as a line across the end."""
    left, wide = MARGIN + LABEL, WIDTH - 2 * MARGIN - LABEL - 150
    top = _head(parts, y, "Grades: mean and spread")
    bottom = top + PITCH * len(found.rows)
    for points in range(0, 101, 20):
        x = left + wide * points / 100
        parts.append(f'<line x1="{x:g}" y1="{top}" x2="{x:g}" y2="{bottom}" stroke="{LINE}"/>')
        parts.append(text(x, bottom + 14, str(points), 11, colour=SOFT, anchor="middle"))
    for place, row in enumerate(found.rows):
        at, colour = top + 6 + PITCH * place, TRICK if row.player in TRICKS else SKILL
        middle = at + BAR / 2
        parts.append(text(left - 10, middle + 5, row.player, 13, anchor="end"))
        parts.append(_rect(left, at, wide * row.mean / 100, colour, f"{row.player}: {row.mean} ± {row.spread}"))
        low, high = (left + wide * min(100, max(0, row.mean + sign * row.spread)) / 100 for sign in (-1, 1))
        parts.append(
            f'<line x1="{low:.1f}" y1="{middle:g}" x2="{high:.1f}" y2="{middle:g}" stroke="{INK}" stroke-width="2"/>'
        )
        words = f"{row.mean:g} ± {row.spread:g}, {row.turns:g} turns"
        parts.append(text(WIDTH - MARGIN, middle + 5, words, 12, colour=SOFT, anchor="end"))
    return bottom + 18


def _endings(parts: list[str], found: Simulation, y: int) -> int:
    """Shares of endings, one bar a player, with a legend below."""
    left, wide = MARGIN + LABEL, WIDTH - 2 * MARGIN - LABEL
    top = _head(parts, y, "Endings")
    names = sorted({ending for row in found.rows for ending in row.endings})
    colours = {name: ENDINGS[place % len(ENDINGS)] for place, name in enumerate(names)}
    for place, row in enumerate(found.rows):
        at = top + 6 + PITCH * place
        parts.append(text(left - 10, at + BAR / 2 + 5, row.player, 13, anchor="end"))
        _shares(parts, row, colours, (left, at, wide))
    x, legend = left, top + PITCH * len(found.rows) + 18
    for name in names:
        width = 26 + 7.5 * len(name)
        if x + width > WIDTH - MARGIN:
            x, legend = left, legend + 20
        parts.append(_rect(x, legend - 10, 12, colours[name], name, 12))
        parts.append(text(x + 17, legend, name, 12))
        x += int(width) + 6
    return legend + 8


def _shares(parts: list[str], row: Row, colours: dict[str, str], box: tuple[int, int, int]) -> None:
    left, at, wide = box
    x = float(left)
    for ending in sorted(row.endings):
        width = wide * row.endings[ending] / max(1, row.sessions)
        share = 100 * row.endings[ending] / max(1, row.sessions)
        parts.append(_rect(x, at, width, colours[ending], f"{row.player}: {ending} {share:.0f} %"))
        if width > 34:
            parts.append(text(x + width / 2, at + BAR / 2 + 5, f"{share:.0f} %", 12, colour=PAPER, anchor="middle"))
        x += width


def _nodes(parts: list[str], found: Simulation, y: int) -> int:
    """How many of the trainees' sessions met each node, in two columns."""
    top = _head(parts, y, "Nodes: share of the trainees' sessions that met them")
    names = list(found.nodes)
    if len(names) > MOST_NODES:
        often = sorted(names, key=lambda name: -found.nodes[name])[:MOST_NODES]
        names = [name for name in names if name in often]
    half = (len(names) + 1) // 2
    column = (WIDTH - 2 * MARGIN) // 2
    for place, name in enumerate(names):
        x, at = MARGIN + column * (place // max(1, half)), top + 6 + 22 * (place % max(1, half))
        share, wide = found.nodes[name], column - LABEL - 60
        parts.append(text(x + LABEL - 10, at + 12, name, 12, anchor="end"))
        parts.append(_rect(x + LABEL, at + 1, wide, LINE, name, 13))
        parts.append(_rect(x + LABEL, at + 1, wide * share / 100, MET, f"{name}: {share:g} %", 13))
        parts.append(text(x + LABEL + wide + 6, at + 12, f"{share:.0f} %", 11, colour=SOFT))
    return top + 6 + 22 * half


def _warnings(parts: list[str], found: Simulation, y: int) -> int:
    if not found.warnings:
        return y - 26
    y = _head(parts, y, "To look at") + 8
    for words in found.warnings:
        for line in _wrapped(words, 130):
            parts.append(text(MARGIN, y, line, 12, colour=TRICK))
            y += 17
    return y - 12


def _wrapped(words: str, most: int) -> list[str]:
    lines = [""]
    for word in words.split():
        if len(lines[-1]) + len(word) + 1 > most:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
