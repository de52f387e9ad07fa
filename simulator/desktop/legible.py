"""Any text as a face can show it; needs no window."""

from __future__ import annotations

from simulator.texts import visible


def legible(text: str) -> str:
    """Any text as our fonts can draw it: what no one could see becomes a visible mark."""
    marked = visible(text).replace("\t", "    ")
    return "".join(
        f"[U+{ord(char) - 0x2400:04X}]" if 0x2400 <= ord(char) < 0x2420 else char for char in marked
    ).replace("\u2421", "[U+007F]")
