"""Reads the screen aloud: whatever has the focus says what it is called, what it is, how it stands, and its key.

For those who want it (`Settings.self_voice`). The same worker speaks that speaks for customers; their line goes on,
lowered, while something is read, and what is read breaks off as soon as there is something newer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.desktop.speech import Utterance, VoiceParameters
from simulator.texts import Texts

if TYPE_CHECKING:
    from simulator.desktop.desk import Desk
    from simulator.desktop.views.view import View
    from simulator.desktop.widgets import Element

VOICE = VoiceParameters("neutral", 125, 50)
"""Quicker than a customer: nobody waits for a label."""
_LONGEST = 400
"""Characters of what stands in a box or on a page that are read; the rest is for the keys of that box."""
_CHANGING = ("box", "page")
"""Kinds whose contents change by typing or scrolling, which is not read again each time."""


def describe(element: Element, t: Texts) -> str:
    """What a voice says of an element.

    Args:
        element: what has the focus.
        t: texts of the screens.
    """
    name = element.called or getattr(element, "placeholder", "") or ("" if element.kind == "page" else element.text)
    kind = t(f"settings.kind.{element.kind}") if element.kind else ""
    parts = [name, kind, *element.state(t)]
    return ", ".join(" ".join(part.split())[:_LONGEST] for part in parts if part.strip())


class Reader:
    """Watches the focus and has it read.

    Args:
        desk: speaker, player, settings and texts.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._told: tuple[object, ...] = ()
        self._dialog: object = None
        self._utterance: Utterance | None = None

    def look(self, view: View) -> None:
        """Read what is new; call it every frame."""
        if not self._desk.settings.self_voice:
            if self._told:
                self._told = ()
                self.hush()
            return
        self._play_when_ready()
        words = ". ".join(part for part in [*view.news, self._focus_words(view)] if part)
        view.news.clear()
        if words:
            self.say(" ".join(words.split()))

    def _focus_words(self, view: View) -> str:
        """What is to be read of the element that has the focus; nothing where that was read already."""
        dialog = view.dialog
        element = (dialog.focus if dialog is not None else view.focus).current
        if element is None:
            return ""
        t = self._desk.texts
        state = () if element.kind in _CHANGING else tuple(element.state(t))
        now = (t.language, id(view), dialog and dialog.name, element.name, state)
        if now == self._told:
            return ""
        same = self._told[:4] == now[:4]
        self._told = now
        words = ", ".join(state) if same and state else describe(element, t)
        if dialog is not None and dialog is not self._dialog:
            words = f"{t('settings.kind.dialog')}: {dialog.title}. {dialog.text} {words}"
        self._dialog = dialog
        return words

    def say(self, words: str) -> None:
        """Read something now; what is being read breaks off."""
        self.hush()
        if self._desk.speaker is not None and words.strip():
            self._utterance = self._desk.speaker.say(words, self._desk.language, VOICE)

    def hush(self) -> None:
        """Stop reading."""
        if self._utterance is not None:
            self._utterance.cancel()
            self._utterance = None
        if self._desk.player is not None:
            self._desk.player.hush()

    def _play_when_ready(self) -> None:
        player = self._desk.player
        if player is None:
            return
        if self._utterance is not None and not self._utterance.pending:
            player.read(self._utterance)
            self._utterance = None
        player.raise_again()
