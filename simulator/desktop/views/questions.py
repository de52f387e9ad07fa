"""The dialogs of a scene: pause, a note, a call that is due, the end."""

from __future__ import annotations

from collections.abc import Callable

import pygame

from simulator.desktop.desk import Desk
from simulator.desktop.widgets import Dialog, Element, ReplyBox

Press = Callable[[], object]
NOTE_LIMIT = 1000


def pause_dialog(
    desk: Desk,
    room: pygame.Rect,
    *,
    go_on: Press,
    settings: Press,
    sound: Press,
    end: Press,
    later: Press | None = None,
    look_back: Press | None = None,
) -> Dialog:
    """Ask how to go on while the clock stands still; without `later` it is an exam, and the clock runs on.

    Args:
        desk: texts and sizes.
        room: the part of the window it may take.
        go_on: close it.
        settings: open the settings.
        sound: turn the voice on or off.
        end: end the scene here.
        later: leave and go on another day.
        look_back: look at an earlier response, and from there take the other road.
    """
    t, exam = desk.texts, later is None
    sound_label = t("desktop.pause.sound_off" if desk.settings.voice else "desktop.pause.sound_on")
    end_label = t("exam.pause.end" if exam else "desktop.pause.end")
    offered = (
        ("go_on", t("desktop.pause.go_on"), go_on, "primary"),
        ("look_back", t("coaching.look_back"), look_back, "plain"),
        ("sound", sound_label, sound, "plain"),
        ("settings", t("settings.open"), settings, "plain"),
        ("later", t("desktop.pause.later"), later, "plain"),
        ("end", end_label, end, "plain"),
    )
    text = t("exam.pause.text" if exam else "desktop.pause.text")
    return Dialog(
        "pause_dialog",
        desk.theme,
        t("exam.pause.title" if exam else "desktop.pause.title"),
        f"{text}\n\n{t('settings.pause.rights')}",
        [(name, label, press, style) for name, label, press, style in offered if press is not None],
        cancel=go_on,
        wide_units=480,
        room=room,
    )


def note_dialog(desk: Desk, room: pygame.Rect, text: str, save: Callable[[str], object], cancel: Press) -> Dialog:
    """Write a note; `save` gets its words, trimmed."""
    t = desk.texts
    made: list[ReplyBox] = []

    def inner(box: pygame.Rect) -> Element:
        placeholder = t("desktop.note.placeholder")
        made.append(ReplyBox("note_text", box, desk.theme, limit=NOTE_LIMIT, placeholder=placeholder, text=text))
        return made[0]

    def keep() -> None:
        save(made[0].written.strip()[:NOTE_LIMIT])

    return Dialog(
        "note_dialog",
        desk.theme,
        t("action.note"),
        t("desktop.note.text"),
        [("note_save", t("desktop.note.save"), keep, "primary"), ("note_cancel", t("desktop.cancel"), cancel, "plain")],
        cancel=cancel,
        inner=inner,
        inner_units=120,
        wide_units=520,
        room=room,
    )


def due_dialog(desk: Desk, room: pygame.Rect, opens: str, call: Press, let_be: Press) -> Dialog:
    """A promised call is due: make it, or let it go by."""
    t = desk.texts
    actions = [
        ("call_now", t("desktop.due.call"), call, "primary"),
        ("let_be", t("desktop.due.let_be"), let_be, "plain"),
    ]
    return Dialog("due_dialog", desk.theme, t("desktop.due.title"), opens, actions, wide_units=480, room=room)


def over_dialog(desk: Desk, room: pygame.Rect, ending: str, go_on: Press) -> Dialog:
    """The scene is over; `ending` is the kind of its ending."""
    t = desk.texts
    text = t("desktop.over.text", ending=t(f"ending.{ending}"))
    actions = [("to_debrief", t("desktop.over.debrief"), go_on, "primary")]
    return Dialog("over_dialog", desk.theme, t("desktop.over.title"), text, actions, wide_units=420, room=room)
