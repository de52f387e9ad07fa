"""What our drawings share: inks, fonts, text as SVG, and writing them as SVG or PNG.

SVG is written by hand: text stays selectable, the same figures give the same bytes, and nothing is loaded.
"""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape

from simulator.errors import SurroundingsError, UsageError
from simulator.files import write_whole

FONTS = "Noto Sans, Segoe UI, Helvetica Neue, Arial, sans-serif"
INK, SOFT, LINE, PAPER = "#23303a", "#5d6b76", "#d9dfe4", "#ffffff"


def text(
    x: float, y: float, words: str, size: float, *, colour: str = INK, weight: int = 400, anchor: str = "start"
) -> str:
    """A line of text; ``y`` is its base line."""
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" font-weight="{weight}" fill="{colour}" text-anchor="{anchor}">'
        f"{escape(words)}</text>"
    )


def sheet(width: float, height: float, parts: list[str]) -> str:
    """A whole drawing on white paper."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}" font-family="{FONTS}">\n'
        f'<rect width="{width:g}" height="{height:g}" fill="{PAPER}"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def write_drawing(svg: str, path: Path) -> None:
    """Write a drawing, as SVG or PNG by the ending of the name.

    Raises:
        UsageError: another ending.
        SurroundingsError: the library for PNG is missing, or the file cannot be written.
    """
    kind = path.suffix.lower()
    if kind not in (".svg", ".png"):
        raise UsageError(f'"{path.name}" is neither .svg nor .png.', "Name the file for instance drawing.svg.")
    write_bytes(path, svg.encode() if kind == ".svg" else _png(svg))


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file. Raises SurroundingsError where it cannot be."""
    try:
        write_whole(path, content)
    except OSError as error:
        raise SurroundingsError(f"{path} cannot be written: {error.strerror}.", "Choose another place.") from error


def _png(svg: str) -> bytes:
    try:
        import resvg_py  # type: ignore[import-not-found, unused-ignore]  # an optional library
    except ImportError as error:
        raise SurroundingsError(
            "A PNG needs the library resvg_py, which is not installed.",
            "Install it with: python -m pip install resvg_py; or write an .svg.",
        ) from error
    return bytes(resvg_py.svg_to_bytes(svg_string=svg))
