"""What the macros of Harlowe and SugarCube are called, by what becomes of them, and how links are written."""

from __future__ import annotations

CONDITIONS = frozenset(["if", "else", "elseif", "else-if", "unless", "switch", "case", "default", "cond"])
BRANCHES = frozenset(["else", "elseif", "else-if", "case", "default"])
LINKS = frozenset(
    ["link", "button", "link-goto", "link-reveal-goto", "link-reveal", "link-repeat", "link-replace", "linkreplace"]
)
GOES = frozenset(["goto", "go-to"])
SHOWS = frozenset(["include", "display", "embed"])
DRESS = frozenset(
    [
        "nobr",
        "text-style",
        "text-colour",
        "text-color",
        "text-rotate",
        "color",
        "colour",
        "background",
        "align",
        "font",
        "css",
        "hover-style",
        "transition",
        "t8n",
        "box",
        "float-box",
        "char-style",
        "line-style",
        "page-style",
        "enchant",
        "collapse",
        "verbatim",
        "text-size",
        "transition-time",
        "transition-delay",
        "hook-style",
        "border",
        "b4r",
        "corner-radius",
        "opacity",
    ]
)
SECRET = frozenset(["script", "silently", "silent", "widget", "style"])
CONTAINERS = frozenset(
    [
        "if",
        "switch",
        "link",
        "button",
        "linkreplace",
        "linkappend",
        "linkprepend",
        "nobr",
        "for",
        "capture",
        "timed",
        "repeat",
        "append",
        "prepend",
        "replace",
        "listbox",
        "cycle",
        "type",
        "done",
        "script",
        "silently",
        "silent",
        "widget",
        "style",
    ]
)


def link_parts(inner: str) -> tuple[str, str]:
    """Label and target of what stands in a link: `label->target`, `target<-label`, `label|target`, or both in one."""
    label, arrow, target = inner.rpartition("->")
    if arrow:
        return label.strip(), target.strip()
    target, arrow, label = inner.partition("<-")
    if arrow:
        return label.strip(), target.strip()
    label, bar, target = inner.rpartition("|")
    # Harlowe knows no bar, but Twine draws its arrow, and those who wrote one meant it.
    return (label.strip(), target.strip()) if bar else (inner.strip(), inner.strip())
