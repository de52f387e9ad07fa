"""What a coach says of a response, in words, for whatever face shows it."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.texts import Texts, texts, visible

from .coaching import TurnNotes

MOST_WORDS = 64
"""Characters of a response quoted beside what they counted as."""


def told(t: Texts, notes: TurnNotes, example: str = "") -> Iterator[tuple[str, str]]:
    """What is said of a response besides its marks: sort of plate and words.

    Args:
        t: the interface's texts.
        notes: what is known of it.
        example: a way to say it, where it may be shown.
    """
    if notes.unread:
        yield "unread", t("coaching.unread_text")
    elif notes.foreign:
        name = texts(notes.foreign)("language.name")
        yield "unread", t("coaching.foreign", language=name)
    elif notes.repeated:
        yield "note", t("coaching.repeated")
    elif not notes.marks:
        yield "note", t("coaching.none")
    if notes.fault is not None:
        words = visible(shortened(" ".join(notes.fault.words.split())))
        said = t(f"coaching.fault.{notes.fault.name}", words=words)
        yield "fault", said if notes.fault.sure else f"{said} {t('coaching.fault.unsure')}"
    for act in notes.claimed:
        yield "kept", t("coaching.claimed", act=t(f"act.{act}")) if act else t("coaching.kept")
    if example:
        yield "better", t("coaching.for_example", text=example)


def coach_lines(t: Texts, notes: TurnNotes) -> Iterator[str]:
    """Everything said of a response, a line each: what counted as what, and then as `told`."""
    quoted: dict[str, list[str]] = {}
    for mark in notes.marks:
        quoted.setdefault(mark.act, []).append(" ".join(notes.text[mark.start : mark.end].split()))
    for act, words in quoted.items():
        yield t("coaching.row", act=t(f"act.{act}"), words=visible(shortened(" … ".join(words))))
    for _, line in told(t, notes):
        yield line


def shortened(words: str) -> str:
    """Words cut to `MOST_WORDS` characters."""
    return words if len(words) <= MOST_WORDS else words[: MOST_WORDS - 1].rstrip() + "…"
