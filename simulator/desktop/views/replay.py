"""A moment looked at again: the scene as it stood at a response, and its lines spoken once more."""

from __future__ import annotations

from dataclasses import replace

import pygame

from simulator.desktop.legible import legible
from simulator.desktop.lettering import Block, block
from simulator.desktop.painting import draw_box
from simulator.desktop.theme import Palette
from simulator.desktop.views.chat import ChatDesk
from simulator.desktop.views.layout import panel_box, typed_layout
from simulator.desktop.views.mail import MailDesk
from simulator.desktop.views.mail_layout import mail_layout
from simulator.desktop.views.narration import MANNERS, Narrator, SpokenLine, spoken_line
from simulator.desktop.views.page import Findings
from simulator.desktop.views.shown import Remembered
from simulator.desktop.views.stage import Stage
from simulator.desktop.views.view import View
from simulator.desktop.widgets import Button, Entry, ScrollArea
from simulator.engine import State
from simulator.review import TranscriptLine, effect_words
from simulator.scenario import Channel


class ReplayView(View):
    """Shows one moment of a finished session; laid over the debrief.

    Args:
        findings: the debrief's.
        turn: number of the response, from 1.
    """

    name = "replay"

    def __init__(self, findings: Findings, turn: int) -> None:
        super().__init__(findings.desk)
        self.findings = findings
        self.turn = turn
        self._turns = [line.turn for line in findings.debrief.lines if line.kind == "response"]
        self._channel = findings.session.scenario.file.about.channel
        self.narrator = Narrator(self.desk, manner=MANNERS[self._channel], said=self._said)
        self._read: list[Entry] = []
        self._answered = False
        self.build()
        self._begin()

    # -- what is shown --------------------------------------------------------------------------------------------

    @property
    def _response(self) -> TranscriptLine:
        lines = self.findings.debrief.lines
        return next(line for line in lines if line.kind == "response" and line.turn == self.turn)

    @property
    def state(self) -> State:
        """The session as it stood: before the response, and after it once the customer answers."""
        steps = self.findings.session.played.steps
        at = self._response.step
        return steps[at if self._answered else max(0, at - 1)].state

    def _spoken(self, *, after: bool) -> list[SpokenLine]:
        """What was said right before the response, or in answer to it."""
        lines = self.findings.debrief.lines
        place = lines.index(self._response)
        step = 1 if after else -1
        found: list[TranscriptLine] = []
        at = place + step
        while 0 <= at < len(lines) and lines[at].kind != "response":
            if lines[at].kind == "spoken" and lines[at].heard.strip():
                found.append(lines[at])
            at += step
        return [self._line(line) for line in (found if after else reversed(found))]

    def _line(self, line: TranscriptLine) -> SpokenLine:
        return spoken_line(self.desk, self.findings.cast, line, line.heard, self.findings.session.state.language)

    def _begin(self) -> None:
        self.narrator.close()
        self.narrator.last = None
        self._answered = self._written
        if self._written:
            self._read = [self._entry(line) for line in self._lines_until_response()]
            self.rebuild()
        self.narrator.say(self._spoken(after=self._written))

    @property
    def _written(self) -> bool:
        """Whether this was written, not spoken: then it is read where it arrived, up to the response and its answer."""
        return not self._channel.spoken

    def _lines_until_response(self) -> list[TranscriptLine]:
        lines = self.findings.debrief.lines
        upto = lines[: lines.index(self._response) + 1]
        return [line for line in upto if line.kind in ("spoken", "response") and line.heard.strip()]

    def _entry(self, line: TranscriptLine) -> Entry:
        own = line.kind == "response"
        side = "trainee" if own else "customer" if line.who == "customer" else "other"
        name = self.desk.texts("desktop.you") if own else self.findings.cast.name_of(line.who)
        at_ms = self.findings.session.played.steps[line.step].state.clock_ms
        return Entry("said", line.heard, name, side, at_ms=at_ms, step=line.step)

    def _said(self, line: SpokenLine) -> None:
        if self._written:
            at_ms = self.findings.session.played.steps[line.step].state.clock_ms
            side = "customer" if line.by == "customer" else "other"
            name = self.findings.cast.name_of(line.by)
            self._read.append(Entry("said", line.text, name, side, at_ms=at_ms, step=line.step))
            self.stage.show(self._read[-1])

    def _make_stage(self) -> Stage | ChatDesk | MailDesk:
        """The place with its people, or the chat or the letters as they stood then."""
        session, cast = self.findings.session, self.findings.cast
        if not self._written:
            return Stage(self.desk, session.scenario, cast, self._panel.left, session.state.seed, self.state)
        seen, theme = Remembered(session, cast, self.narrator), self.theme
        if self._channel is Channel.EMAIL:
            layout = replace(mail_layout(theme, coached=False), panel=self._panel)
            made: ChatDesk | MailDesk = MailDesk(self.desk, seen, layout, answering=False)
        else:
            layout = typed_layout(theme, coached=False)
            low = layout.dock.move(0, theme.size[1] - layout.dock.y)  # nothing lies below the messages here
            made = ChatDesk(self.desk, seen, replace(layout, panel=self._panel, dock=low))
        for entry in self._read:
            made.show(entry)
        return made

    # -- building -------------------------------------------------------------------------------------------------

    def build(self) -> None:
        """Make the elements."""
        theme, t = self.theme, self.desk.texts
        px = theme.px
        self._panel = panel_box(theme)
        if theme.narrow:  # the words need more room than a scene's panel has
            self._panel = pygame.Rect(theme.size[0] - px(290), px(8), px(282), theme.size[1] - px(16))
        self.stage = self._make_stage()
        room = self._panel.width - px(32)
        self._room = room
        high, x = px(40), self._panel.x + px(16)
        y = self._panel.bottom - px(16) - high
        half = (room - px(8)) // 2
        place = self._turns.index(self.turn)
        before = Button("replay_before", pygame.Rect(x, y - 2 * (high + px(8)), half, high), theme, t("replay.before"),
                        lambda: self.go(-1), style="dark", units=14)  # fmt: skip
        after = Button("replay_after", pygame.Rect(x + room - half, before.box.y, half, high), theme,
                       t("replay.after"), lambda: self.go(1), style="dark", units=14)  # fmt: skip
        before.enabled, after.enabled = place > 0, place < len(self._turns) - 1
        self.elements = [
            Button("replay_speak", pygame.Rect(x, y - high - px(8), room, high), theme, t("replay.speak"), self._begin,
                   style="dark", icon_name="play", units=14),
            before,
            after,
            Button("replay_close", pygame.Rect(x, y, room, high), theme, t("replay.close"), self.desk.lift,
                   style="primary", icon_name="back", key_label="Esc", units=14),
        ]  # fmt: skip
        self._words = self._panel_words(room)
        top = self._panel.y + px(12)
        tall = sum(made.height_px + px(10) for made, _ in self._words) + px(4)
        page = pygame.Rect(x, top, room + px(12), before.box.y - px(8) - top)
        self.elements.append(ScrollArea("replay_words", page, theme, tall, self._paint_words))
        self.elements += self.stage.elements()
        if self.focus.current is None:
            self.focus.to(self.elements[0])

    def _panel_words(self, room: int) -> list[tuple[Block, tuple[int, int, int]]]:
        """What the panel says: which response, what was said, what it did, the mood."""
        t, theme, found = self.desk.texts, self.theme, self.findings.debrief
        place = self._turns.index(self.turn) + 1
        title = block(t("replay.title", turn=place, count=len(self._turns)), theme.font(16, bold=True), room)
        words = [(title, Palette.CREAM)]
        said = legible(" ".join(self._response.text.split()))
        words.append((block(t("takeaway.you_said"), theme.font(13, bold=True), room), Palette.AMBER_BRIGHT))
        words.append((block(t("quote.words", words=said), theme.font(14.5), room), Palette.CREAM))
        moment = next((moment for moment in found.moments if moment.turn == self.turn), None)
        if moment is not None:
            effect = effect_words(self.findings.session.played, moment, t)
            colour = Palette.GREEN_BRIGHT if moment.change > 0 else Palette.RED_BRIGHT
            words.append((block(effect, theme.font(13.5, bold=True), room), colour))
        steps = self.findings.session.played.steps
        mood = steps[self._response.step].state.mood.points()
        words.append((block(t("replay.mood", **mood), theme.font(12.5), room), Palette.CREAM_SOFT))
        return words

    # -- what the trainee does ------------------------------------------------------------------------------------

    def go(self, step: int) -> None:
        """Go to the response before or after."""
        place = self._turns.index(self.turn) + step
        if 0 <= place < len(self._turns):
            self.turn = self._turns[place]
            self._begin()
            self.rebuild()

    def keys(self, event: pygame.event.Event) -> bool:
        """Esc goes back to the debrief; arrow keys go from response to response."""
        if event.type != pygame.KEYDOWN:
            return False
        if event.key == pygame.K_ESCAPE:
            self.desk.lift()
            return True
        if event.key in (pygame.K_LEFT, pygame.K_RIGHT):
            self.go(1 if event.key == pygame.K_RIGHT else -1)
            return True
        return False

    def update(self, dt_ms: float) -> None:
        """Let the lines be spoken: those before the response, then those in answer to it."""
        super().update(dt_ms)
        self.narrator.update(dt_ms)
        if not self.narrator.speaking and not self._answered:
            self._answered = True
            self.narrator.say(self._spoken(after=True))
        self.stage.update(dt_ms, self.state, self.narrator)

    def draw(self, target: pygame.Surface) -> None:
        """Draw stage, bubble and panel."""
        px = self.theme.px
        self.stage.draw(target)
        self.stage.draw_bubble(target, self.narrator)
        draw_box(target, self._panel, px(14), (*Palette.NIGHT, 236))
        for element in self.elements:
            element.draw(target)
        if self.dialog is not None:
            self.dialog.draw(target)

    def _paint_words(self, target: pygame.Surface, offset: int) -> None:
        y = self.theme.px(4) - offset
        for made, colour in self._words:
            made.draw(target, colour, (0, y))
            y += made.height_px + self.theme.px(10)

    def close(self) -> None:
        """Fall silent."""
        self.narrator.close()
