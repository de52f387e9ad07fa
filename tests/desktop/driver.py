"""A window driven by posted events, on a clock that only moves when a test says so."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pygame

from scoring import Act, Detection, FactMentions, Promise, RemedyMention, Span
from simulator.desktop.desk import Desk, at_once
from simulator.desktop.theme import Theme
from simulator.desktop.views.home import HomeView
from simulator.desktop.views.view import View
from simulator.desktop.widgets import Element, ReplyBox, ScrollArea
from simulator.desktop.window import Window, open_window
from simulator.record import Journal, open_journal
from simulator.settings import Settings, SettingsFolder

FRAME_MS = 20.0


def found(text: str, acts: Iterable[str], language: str = "fi", **more: Any) -> Detection:
    """A detection made up for a test: the acts over the whole text, in order."""
    whole = (Span(0, max(1, len(text))),)
    facts = {name: FactMentions(asked=whole, stated=()) for name in more.get("asked", ())}
    facts |= {name: FactMentions(asked=(), stated=whole) for name in more.get("stated", ())}
    facts = dict(sorted(facts.items()))  # in the order in which the journal gives them back
    return Detection(
        language,
        more.get("status", "ok"),
        tuple(Act(act, 900, (Span(place, max(place + 1, len(text))),)) for place, act in enumerate(acts)),
        facts,
        {name: RemedyMention(whole, None) for name in sorted(more.get("offered", ()))},
        tuple(Promise(act, "", None, None, whole[0]) for act in more.get("promises", ())),
        (),
    )


class Driver:
    """A window, its clock, and hands on its keyboard and mouse."""

    def __init__(
        self, folder: Path, *, size: tuple[int, int] = (1280, 720), language: str = "fi", player: bool = True
    ) -> None:
        self.now_s = 100.0
        open_window(size)
        screen = pygame.display.set_mode(size, pygame.RESIZABLE)
        pygame.event.clear()
        self.journal: Journal = open_journal(folder / "journal.sqlite3")
        self.detections: dict[str, Detection] = {}
        self.desk = Desk(
            self.journal,
            Theme(size),
            settings=Settings(language=language, voice=False),
            settings_folder=SettingsFolder(folder),
            clock_s=lambda: self.now_s,
            begin_work=at_once,
            detect=self._detect,
            seed=7,
        )
        if player:
            from simulator.desktop.speech import Player

            self.desk.player = Player(clock=lambda: self.now_s, heard=False)
        self.window = Window(screen, self.desk, clock_s=lambda: self.now_s, sleep=lambda _s: None)

    def _detect(self, text: str) -> Detection:
        return self.detections.get(text) or found(text, ())

    @property
    def view(self) -> View:
        assert self.window.view is not None
        return self.window.view

    def home(self) -> HomeView:
        view = HomeView(self.desk)
        self.window.show(view)
        self.frame()
        return view

    def frame(self, count: int = 1, ms: float = FRAME_MS) -> None:
        for _ in range(count):
            self.now_s += ms / 1000
            self.window.frame(ms)

    def wait(self, seconds: float) -> None:
        """Let time pass in frames of a tenth of a second."""
        self.frame(round(seconds * 10), 100.0)

    def hear_out(self) -> None:
        """Let everybody finish speaking."""
        for _ in range(2000):
            if not self.view.play.narrator.speaking:  # type: ignore[attr-defined]
                return
            self.frame(1, 100.0)
        raise AssertionError("they never stop speaking")

    def post(self, kind: int, **values: Any) -> None:
        pygame.event.post(pygame.event.Event(kind, values))

    def key(self, key: int, *, mod: int = 0, unicode: str = "", scancode: int = 0) -> None:
        self.post(pygame.KEYDOWN, key=key, mod=mod, unicode=unicode, scancode=scancode)
        self.post(pygame.KEYUP, key=key, mod=mod, unicode=unicode, scancode=scancode)
        self.frame()

    def type(self, text: str) -> None:
        """Type a text as an input method delivers it: a letter at a time."""
        for char in text:
            self.post(pygame.TEXTINPUT, text=char)
        self.frame()

    def click(self, name: str) -> None:
        box = self.on_screen(name)
        for kind in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP):
            self.post(kind, pos=box.center, button=1)
        self.frame()

    def on_screen(self, name: str) -> pygame.Rect:
        element = self.view.find(name)
        for other in self.view.walk():
            if isinstance(other, ScrollArea) and element in other.children():
                other.reveal(element.box)
                return other.on_screen(element)
        return element.box

    def find(self, name: str) -> Element:
        return self.view.find(name)

    def say(self, text: str, *acts: str, **more: Any) -> None:
        """Type a response and press Enter; acts are what it is taken for."""
        self.detections[text] = found(text, acts, **more)
        self.type(text)
        self.key(pygame.K_RETURN)
        self.frame()

    @property
    def reply(self) -> ReplyBox:
        element = self.view.find("reply")
        assert isinstance(element, ReplyBox)
        return element

    def close(self) -> None:
        self.window.close()
        self.journal.close()
