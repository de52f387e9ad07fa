"""The drawing as a page of its own: to look around in, to see where a node leads, and to read without a picture."""

from __future__ import annotations

from html import escape
from importlib.resources import files

from .structure import Picture


def _beside(name: str) -> str:
    """A file that lies beside this one."""
    return (files(__package__) / name).read_text(encoding="utf-8")


def page_of(picture: Picture, svg: str) -> str:
    """One HTML file that loads nothing; its text says what the drawing shows, for those who do not see it."""
    tracks = "".join(
        f'<label><input type="checkbox" checked data-track="{escape(track.plan)}"> {escape(track.plan)}</label>'
        for track in picture.tracks
    )
    policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
    head = (
        f'<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f"<title>{escape(picture.title)}</title>\n<style>\n{_beside('page.css')}</style>\n"
    )
    bar = (
        f"<header><h1>{escape(picture.title)}</h1>{tracks}"
        '<button id="farther" aria-label="Farther">−</button><button id="closer" aria-label="Closer">+</button>'
        '<button id="fit">Whole width</button></header>\n'
    )
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n{head}</head>\n<body>\n{bar}'
        f'<div id="sheet" tabindex="0" aria-label="The scene as a picture">\n{svg}</div>\n'
        f"<main>\n{_in_words(picture)}</main>\n<script>\n{_beside('page.js')}</script>\n</body>\n</html>\n"
    )


def _in_words(picture: Picture) -> str:
    parts = []
    for box in picture.boxes:
        out = [way for way in picture.ways if way.source == box.name]
        ways = "".join(
            f'<li><a href="#box-{escape(way.target)}">{escape(way.target)}</a>'
            f'<span class="soft"> — {escape(" | ".join(way.guards))}</span></li>'
            for way in out
        )
        mood = "" if box.anger is None else f'<span class="soft"> · anger {box.anger}</span>'
        note = f'<span class="soft"> · {escape(box.note)}</span>' if box.note else ""
        quote = f'<p lang="{picture.language}">{escape(box.says)}</p>' if box.says else ""
        head = f"<h2>{escape(box.name)}{note}{mood}</h2>"
        parts.append(f'<article id="box-{escape(box.name)}">{head}{quote}<ul>{ways}</ul></article>\n')
    return "".join(parts)
