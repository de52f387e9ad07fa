"""What depends on a scene's channel: how its parts are laid out, and what stands around the conversation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import pygame

from simulator.desktop.desk import Desk
from simulator.desktop.theme import Theme
from simulator.desktop.views.chat import ChatDesk
from simulator.desktop.views.layout import SceneLayout, spoken_layout, typed_layout
from simulator.desktop.views.mail import MailDesk
from simulator.desktop.views.mail_layout import mail_layout
from simulator.desktop.views.narration import Narrator
from simulator.desktop.views.phone import PhoneStage
from simulator.desktop.views.play import Play
from simulator.desktop.views.stage import Stage
from simulator.desktop.widgets import Element, Entry
from simulator.engine import State
from simulator.scenario import Channel


class Surroundings(Protocol):
    """What stands around the conversation: place and people, or letters and messages."""

    def settle(self, state: State) -> None:
        """Take the face of a mood at once, as screenshots need it."""

    def update(self, dt_ms: float, state: State, narrator: Narrator) -> None:
        """Let time pass."""

    def draw(self, target: pygame.Surface) -> None:
        """Draw what lies below cards and reply box."""

    def changes(self, narrator: Narrator) -> list[pygame.Rect] | None:
        """Where it looks different from the last time this was asked; None where it does not say."""

    def show(self, entry: Entry) -> None:
        """Take in what was said or written."""

    def draw_bubble(self, target: pygame.Surface, narrator: Narrator) -> None:
        """Draw what is being said, or was said last."""

    def bubble_box(self) -> pygame.Rect:
        """Where a click shows the whole line."""

    def elements(self) -> list[Element]:
        """What can be focused in it, in the order Tab walks."""


class _LayOut(Protocol):
    def __call__(self, theme: Theme, *, coached: bool) -> SceneLayout: ...


@dataclass(frozen=True, slots=True)
class ChannelFace:
    """How a scene of one channel looks.

    Args:
        lay_out: where its parts stand.
        surroundings: makes what stands around the conversation.
        written: what is said stands in the surroundings, so that the panel need not show it again.
        texts: prefix of the words at the reply box.
        enter_sends: whether Enter sends; else it breaks the line, and Ctrl+Enter sends.
    """

    lay_out: _LayOut
    surroundings: Callable[[Desk, Play, SceneLayout], Surroundings]
    written: bool = False
    texts: str = "desktop.scene"
    enter_sends: bool = True

    @property
    def send_key(self) -> str:
        """The key of the texts that names the key that sends."""
        return "desktop.key.enter" if self.enter_sends else "desktop.mail.key"


def _stage(desk: Desk, play: Play, layout: SceneLayout) -> Surroundings:
    session = play.session
    return Stage(desk, session.scenario, play.cast, layout.panel.left, session.state.seed, session.state)


FACES: dict[Channel, ChannelFace] = {
    Channel.STORE: ChannelFace(spoken_layout, _stage),
    Channel.PHONE: ChannelFace(spoken_layout, PhoneStage),
    Channel.EMAIL: ChannelFace(mail_layout, MailDesk, written=True, texts="desktop.mail", enter_sends=False),
    Channel.CHAT: ChannelFace(typed_layout, ChatDesk, written=True, texts="desktop.chat"),
}
"""Each channel's look. A new one is a line here."""
