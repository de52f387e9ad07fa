"""Documents as PDF: the same document gives the same bytes, on any day and on any machine.

The font is Noto Sans, embedded as far as it is used; its licence (SIL Open Font License) allows that.
"""

from __future__ import annotations

import io
from functools import cache
from itertools import pairwise
from typing import Any

from simulator.resources import font_dir
from simulator.texts import visible

from .document import Curve, Document, Heading, Paragraph, Part, Table

_FACES = {"Noto": "Regular", "Noto-Bold": "Bold", "Noto-Italic": "Italic", "Noto-BoldItalic": "BoldItalic"}
_INK, _SOFT, _EDGE = "#2d2536", "#635868", "#e2d6c6"
_GREEN, _AMBER, _RED, _PLUM = "#2e7658", "#de9a38", "#b83e36", "#623e70"
_TONES = {"plain": _INK, "soft": _SOFT, "strong": _INK, "quote": _INK, "good": _GREEN, "bad": _RED}
_CURVE_COLOURS = (_GREEN, _AMBER)


def pdf(document: Document) -> bytes:
    """The document as pages of A4.

    Raises:
        SurroundingsError: the font is not installed.
    """
    from reportlab import rl_config
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.lib.units import mm
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.platypus import SimpleDocTemplate, Spacer

    _register()
    out = io.BytesIO()
    page = landscape(A4) if document.wide else A4

    class Fixed(Canvas):  # type: ignore[misc]  # reportlab has no types
        """A canvas that writes no date and no random id."""

        def __init__(self, *args: Any, **more: Any) -> None:
            super().__init__(*args, **{**more, "invariant": 1})

    def foot(canvas: Any, laid_out: Any) -> None:
        canvas.saveState()
        canvas.setFont("Noto", 7.5)
        canvas.setFillColor(_SOFT)
        canvas.drawString(20 * mm, 12 * mm, _plain(document.foot)[:150])
        canvas.drawRightString(page[0] - 20 * mm, 12 * mm, str(laid_out.page))
        canvas.restoreState()

    styles = _styles()
    rl_config.invariant = 1
    template = SimpleDocTemplate(
        out, pagesize=page, leftMargin=20 * mm, rightMargin=20 * mm, topMargin=18 * mm, bottomMargin=20 * mm,
        title=document.title, author="Silk Gloves", subject=document.subtitle, lang=document.language, invariant=1,
    )  # fmt: skip
    story = [_text(document.title, styles["title"]), _text(document.subtitle, styles["soft"]), Spacer(1, 4 * mm)]
    for part, following in pairwise([*document.parts, None]):
        made = _flowables(part, styles, template.width) if part is not None else []
        if isinstance(following, Paragraph) and following.tone == "quote":
            made[-1].keepWithNext = True  # what introduces a quotation does not stand alone at the foot of a page
        story += made
    template.build(story, onFirstPage=foot, onLaterPages=foot, canvasmaker=Fixed)
    return out.getvalue()


@cache
def _register() -> None:
    from reportlab.lib.fonts import addMapping
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    for name, face in _FACES.items():
        pdfmetrics.registerFont(TTFont(name, str(font_dir() / f"NotoSans-{face}.ttf")))
    for bold in (0, 1):
        for italic in (0, 1):
            addMapping("Noto", bold, italic, list(_FACES)[bold + 2 * italic])


def _styles() -> dict[str, Any]:
    from reportlab.lib.styles import ParagraphStyle

    base = ParagraphStyle("plain", fontName="Noto", fontSize=9.5, leading=13, textColor=_INK, spaceAfter=3)
    made = {"plain": base}
    for tone, colour in _TONES.items():
        made[tone] = ParagraphStyle(tone, base, textColor=colour)
    made["soft"].fontSize = 8.5
    made["strong"].fontName = "Noto-Bold"
    made["quote"].fontName, made["quote"].leftIndent = "Noto-Italic", 10
    made["small"] = ParagraphStyle("small", base, fontSize=8, leading=10.5, spaceAfter=0)
    made["figure"] = ParagraphStyle("figure", made["small"], alignment=2)
    made["small head"] = ParagraphStyle("small head", made["small"], fontName="Noto-Bold", textColor=_SOFT)
    made["figure head"] = ParagraphStyle("figure head", made["small head"], alignment=2)
    made["title"] = ParagraphStyle("title", base, fontName="Noto-Bold", fontSize=19, leading=24, textColor=_PLUM)
    made["h1"] = ParagraphStyle(
        "h1", base, fontName="Noto-Bold", fontSize=13, leading=17, spaceBefore=10, spaceAfter=4, keepWithNext=1
    )
    made["h2"] = ParagraphStyle("h2", made["h1"], fontSize=10.5, leading=14, spaceBefore=6, spaceAfter=2)
    return made


def _plain(text: str) -> str:
    return visible(text).encode("utf-8", "replace").decode("utf-8")


def _text(text: str, style: Any, mark: str = "") -> Any:
    from xml.sax.saxutils import escape

    from reportlab.platypus import Paragraph as Flowing

    words = escape(_plain(text)).replace("\n", "<br/>")
    before = f"<b>{escape(_plain(mark))}</b> " if mark else ""
    return Flowing(before + words, style)


def _flowables(part: Part, styles: dict[str, Any], wide: float) -> list[Any]:
    from reportlab.platypus import Spacer

    match part:
        case Heading(text, level):
            return [_text(text, styles[f"h{level}"])]
        case Paragraph(text, tone, mark):
            return [_text(text, styles[tone], mark)]
        case Table():
            return [(_wide_table if part.widths else _table)(part, styles, wide), Spacer(1, 6)]
        case Curve():
            return [_drawing(part, wide), Spacer(1, 6)]


def _table(part: Table, styles: dict[str, Any], wide: float) -> Any:
    from reportlab.lib.colors import HexColor
    from reportlab.platypus import Table as Laid

    count = len(part.heads)
    rows: list[list[Any]] = [[_text(head, styles["soft"]) for head in part.heads]]
    for row in part.rows:
        cells: list[Any] = [_text(cell, styles["plain"]) for cell in row]
        if part.bars:
            cells.append(_bar(row[-1]))
        rows.append(cells)
    if part.bars:
        rows[0].append("")
        narrow, bar = wide * 0.13, wide * 0.27
        widths = [wide - narrow * (count - 1) - bar, *([narrow] * (count - 1)), bar]
    else:
        first = wide * (0.16 if count > 2 else 0.34)
        widths = [first, *([(wide - first) / (count - 1)] * (count - 1))]
    edge = HexColor(_EDGE)
    style = [("LINEBELOW", (0, 0), (-1, -1), 0.5, edge), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    style += [("LEFTPADDING", (0, 0), (-1, -1), 0), ("TOPPADDING", (0, 0), (-1, -1), 1.5)]
    return Laid(rows, colWidths=widths, style=[*style, ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5)], repeatRows=1)


def _wide_table(part: Table, styles: dict[str, Any], wide: float) -> Any:
    """A table of the console: many columns in the shares they ask for; a row may go on on the next page."""
    from reportlab.lib.colors import HexColor
    from reportlab.platypus import Table as Laid

    def line(cells: tuple[str, ...], head: str = "") -> list[Any]:
        return [
            _text(cell, styles[("figure" if at in part.figures else "small") + head]) for at, cell in enumerate(cells)
        ]

    widths = [wide * share / sum(part.widths) for share in part.widths]
    style = [("LINEBELOW", (0, 0), (-1, -1), 0.5, HexColor(_EDGE)), ("VALIGN", (0, 0), (-1, -1), "TOP")]
    style += [("LEFTPADDING", (0, 0), (-1, -1), 3), ("RIGHTPADDING", (0, 0), (-1, -1), 3)]
    rows = [line(part.heads, " head"), *(line(row) for row in part.rows)]
    return Laid(rows, colWidths=widths, style=style, repeatRows=1, splitInRow=1)


def _bar(cell: str) -> Any:
    from reportlab.graphics.shapes import Drawing, Rect
    from reportlab.lib.colors import HexColor

    points = int(cell) if cell.isdigit() else 0
    colour = _GREEN if points >= 70 else _AMBER if points >= 45 else _RED
    drawing = Drawing(110, 7)
    drawing.add(Rect(0, 0, 110, 6, rx=3, fillColor=HexColor(_EDGE), strokeColor=None))
    if points:
        drawing.add(Rect(0, 0, max(6, 110 * points / 100), 6, rx=3, fillColor=HexColor(colour), strokeColor=None))
    return drawing


def _drawing(part: Curve, wide: float) -> Any:
    from reportlab.graphics.shapes import Circle, Drawing, Line, PolyLine, String
    from reportlab.lib.colors import HexColor

    high, left, low = 120.0, 24.0, 16.0
    drawing = Drawing(wide, high + 14)
    count = max(1, len(part.lines[0]) - 1)
    step = (wide - left - 14) / count
    for value in (0, 25, 50, 75, 100):
        y = low + (high - low - 6) * value / 100
        drawing.add(Line(left, y, wide, y, strokeColor=HexColor(_EDGE), strokeWidth=0.5))
        drawing.add(String(left - 5, y - 3, str(value), fontName="Noto", fontSize=7, textAnchor="end"))
    every = max(1, -(-len(part.lines[0]) // 26))
    for index in range(0, len(part.lines[0]), every):
        words = str(index) if index else part.start
        drawing.add(String(left + 8 + index * step, 3, words, fontName="Noto", fontSize=7, textAnchor="middle"))
    at = left
    for name, values, colour in zip(part.names, part.lines, _CURVE_COLOURS, strict=False):
        points = [(left + 8 + i * step, low + (high - low - 6) * v / 100) for i, v in enumerate(values)]
        flat = [coordinate for point in points for coordinate in point]
        drawing.add(PolyLine(flat, strokeColor=HexColor(colour), strokeWidth=1.6))
        for x, y in points:
            drawing.add(Circle(x, y, 2, fillColor=HexColor(colour), strokeColor=None))
        drawing.add(Line(at, high + 7, at + 14, high + 7, strokeColor=HexColor(colour), strokeWidth=2))
        drawing.add(String(at + 18, high + 4, name, fontName="Noto", fontSize=8))
        at += 34 + 5 * len(name)
    return drawing
