"""The scene: the customer across the counter, the reply box, the cards, and the panel at the side."""

from __future__ import annotations

from functools import partial

import pygame

from simulator.desktop.desk import Desk, Job
from simulator.desktop.lettering import draw_text
from simulator.desktop.painting import blit, draw_box, fade
from simulator.desktop.theme import Palette
from simulator.desktop.views.cards import CardRow, Tray
from simulator.desktop.views.play import Play
from simulator.desktop.views.questions import due_dialog, note_dialog, over_dialog, pause_dialog
from simulator.desktop.views.reading import ReadingCard
from simulator.desktop.views.side_panel import SidePanel
from simulator.desktop.views.stage import Stage
from simulator.desktop.views.view import View
from simulator.desktop.widgets import Button, Element, Entry, ReplyBox, TranscriptPanel
from simulator.engine import State
from simulator.training import Session

PANEL_SHARE = 0.25
HINTS = ("light", "clear", "strong")


class SceneView(View):
    """Plays one session.

    Args:
        desk: what the screens share.
        session: begun or resumed.
    """

    name = "scene"

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__(desk)
        self.session = session
        self.entries: list[Entry] = []
        self.reading: tuple[str, tuple[str, ...]] | None = None
        self.play = Play(desk, session, note=self._note, give_back=self._give_back, read=self._open_reading)
        self._tray_kind = ""
        self._choices_of: State | None = None
        self._grading: Job[dict[str, object]] | None = None
        self._started = False
        self.build()
        self.play.begin()
        self.play.warm_up()

    # -- building -------------------------------------------------------------------------------------------------

    @property
    def panel(self) -> pygame.Rect:
        """The panel at the side; a quarter of the width at most."""
        wide, high = self.theme.size
        px = self.theme.px
        left = wide - round(wide * PANEL_SHARE) + px(4)
        return pygame.Rect(left, px(12), wide - px(12) - left, high - px(24))

    def rebuild(self) -> None:
        """Make the elements anew; what was typed stays, with caret and undo."""
        written = self.reply
        super().rebuild()
        self.reply.take_over(written)

    def build(self) -> None:
        """Make the elements."""
        scenario, seed = self.session.scenario, self.session.state.seed
        self.stage = Stage(self.desk, scenario, self.play.cast, self.panel.left, seed)
        self.reply = self._make_reply()
        self.transcript = TranscriptPanel("transcript", self._transcript_box(), self.theme, self.entries)
        side = SidePanel(self.panel, self.desk, self.session, coached=self.play.coached)
        self.elements = [side, self.reply, *self._make_talk_buttons(), *self._make_cards(), *self._make_panel_buttons()]
        self.elements.append(self.transcript)
        if self.reading is not None:
            self.elements.append(
                ReadingCard(self._reading_room(), self.theme, *self.reading, self._close_reading, self.desk.texts)
            )
        self.focus.to(self.reply)

    def _dock(self) -> pygame.Rect:
        """The strip below the people: cards and reply box."""
        px, high = self.theme.px, self.theme.size[1]
        top = high - px(158)
        return pygame.Rect(px(16), top, self.panel.left - px(28), high - px(12) - top)

    def _make_reply(self) -> ReplyBox:
        dock, px, t = self._dock(), self.theme.px, self.desk.texts
        top = dock.y + px(56)
        box = pygame.Rect(dock.x, top, dock.width - px(172), dock.bottom - top)
        return ReplyBox(
            "reply", box, self.theme,
            limit=self.play.limit,
            placeholder=t("desktop.scene.placeholder"),
            send=self.send,
            counter=lambda used, most: t("desktop.scene.counter", used=grouped(used), most=grouped(most)),
        )  # fmt: skip

    def _make_talk_buttons(self) -> list[Button]:
        dock, px, t = self._dock(), self.theme.px, self.desk.texts
        left, wide = dock.right - px(162), px(162)
        top = self.reply.box.y
        half = (self.reply.box.height - px(8)) // 2
        self.send_button = Button(
            "send", pygame.Rect(left, top, wide, half), self.theme, t("desktop.scene.send"), self.send,
            style="primary", icon_name="send", key_label=t("desktop.key.enter"),
        )  # fmt: skip
        self.cut_button = Button(
            "speak_over", pygame.Rect(left, top + half + px(8), wide, half), self.theme, t("desktop.scene.speak_over"),
            self.speak_over, style="danger", icon_name="speak_over", key_label="Esc", units=14,
        )  # fmt: skip
        return [self.send_button, self.cut_button]

    def _make_cards(self) -> list[Element]:
        dock, px = self._dock(), self.theme.px
        box = pygame.Rect(dock.x, dock.y, dock.width, px(48))
        self.cards = CardRow(box, self.theme, self.desk.texts, self._open_group)
        self.cards.refresh(self.session.choices())
        tray: list[Element] = []
        if self._tray_kind:
            self.tray = Tray(self.cards, self._tray_kind, self.theme, self.desk, self.session, self.choose)
            tray = [self.tray]
        return [*tray, *self.cards.buttons]

    def _make_panel_buttons(self) -> list[Button]:
        panel, px, t = self.panel, self.theme.px, self.desk.texts
        top = panel.bottom - px(46)
        made: list[Button] = []
        small = px(34)
        right = panel.right - px(12)
        box = pygame.Rect(right - small, panel.y + px(12), small, small)
        made.append(Button("pause", box, self.theme, "", self.pause, style="dark", icon_name="pause"))
        made[-1].text = ""
        if self.play.coached:
            label = px(0)
            wide = (panel.width - px(24) - label - px(12)) // 3
            for index, strength in enumerate(HINTS):
                box = pygame.Rect(panel.x + px(12) + index * (wide + px(6)), top, wide, px(34))
                made.append(
                    Button(
                        f"hint_{strength}", box, self.theme, t(f"desktop.hint.{strength}"),
                        partial(self.play.hint, strength), style="dark", units=12.5, bold=False,
                    )
                )  # fmt: skip
        return made

    def _transcript_box(self) -> pygame.Rect:
        panel, px = self.panel, self.theme.px
        top = panel.y + (px(206) if self.play.coached else px(76))
        bottom = panel.bottom - (px(72) if self.play.coached else px(12))
        return pygame.Rect(panel.x + px(12), top, panel.width - px(24), bottom - top)

    def reopen_dialog(self) -> None:
        """A dialog is made anew for the new size."""
        opened, self.dialog = self.dialog, None
        if opened is None:
            return
        again = {"pause_dialog": self.pause, "due_dialog": self._open_due, "over_dialog": self._open_over}
        if opened.name in again:
            again[opened.name]()
        elif opened.name == "note_dialog" and isinstance(opened.inner, ReplyBox):
            self._open_note(opened.inner.written)

    # -- what the trainee does ------------------------------------------------------------------------------------

    def send(self) -> None:
        """Say what is written; while the customer speaks it waits until they have finished."""
        text = self.reply.written
        if self.play.over or self.play.due:
            return
        if len(text) > self.play.limit:
            self._note(Entry("coach", self.desk.texts("desktop.scene.too_long", most=grouped(self.play.limit))))
            return
        if text.strip() and self.play.respond(text):
            self.reply.empty()

    def speak_over(self) -> None:
        """Speak over the customer; what is written is said at once afterwards."""
        if self.play.can_interrupt:
            self.play.interrupt()
            if self.play.waiting_text is None:
                self.send()

    def choose(self, kind: str, target: str = "") -> None:
        """Do something besides speaking."""
        self._close_tray()
        if kind == "note":
            self._open_note("")
        else:
            self.play.act(kind, target)
        self.focus.to(self.reply)

    def _open_group(self, group: str) -> None:
        choices = self.cards.members(group)
        if len(choices) == 1 and group != "remedies":
            self.choose(choices[0].kind, choices[0].target)
            return
        reopen = self._tray_kind != group
        self._close_tray()
        if reopen:
            self._tray_kind = group
            self.tray = Tray(self.cards, group, self.theme, self.desk, self.session, self.choose)
            self.elements.insert(0, self.tray)
            self.elements.append(self.elements.pop(0))
            self.focus.to(next((e for e in self.tray.walk() if e.can_focus), None))

    def _close_tray(self) -> None:
        if self._tray_kind:
            self.elements = [element for element in self.elements if element.name != "tray"]
            self._tray_kind = ""
            self.focus.to(self.reply)

    def _give_back(self, text: str) -> None:
        written = self.reply.written
        self.reply.put(text if not written else f"{text} {written}")

    def _note(self, entry: Entry) -> None:
        self.entries.append(entry)
        self.transcript.add(entry)

    # -- things to read and dialogs -------------------------------------------------------------------------------

    def _reading_room(self) -> pygame.Rect:
        px = self.theme.px
        left = px(20)
        return pygame.Rect(left, px(20), self.panel.left - px(40) - left, self._dock().y - px(36))

    def _open_reading(self, title: str, lines: tuple[str, ...]) -> None:
        self._close_reading()
        self.reading = (title, lines)
        if self._started:
            card = ReadingCard(self._reading_room(), self.theme, title, lines, self._close_reading, self.desk.texts)
            self.elements.append(card)

    def _close_reading(self) -> None:
        self.reading = None
        self.elements = [element for element in self.elements if element.name != "reading"]
        self.focus.to(self.reply if self.has("reply") else None)

    def _open_note(self, text: str) -> None:
        def save(words: str) -> None:
            self._close_dialog()
            if words:
                self.play.act("note", text=words)

        self.dialog = note_dialog(self.desk, self._stage_room(), text, save, self._close_dialog)

    def _stage_room(self) -> pygame.Rect:
        """Where dialogs stand: low enough to leave the customer's face in view."""
        high = self.theme.size[1]
        return pygame.Rect(0, round(high * 0.3), self.panel.left, high - round(high * 0.3))

    def _close_dialog(self) -> None:
        self.dialog = None
        self.focus.to(self.reply)

    def pause(self) -> None:
        """Stop the clock and ask how to go on."""
        whole = pygame.Rect(0, 0, self.panel.left, self.theme.size[1])
        self.dialog = pause_dialog(
            self.desk, whole, go_on=self._close_dialog, sound=self._sound, later=self._go_home, end=self._end_here
        )

    def _sound(self) -> None:
        self.desk.change_settings(voice=not self.desk.settings.voice)
        self.pause()

    def _end_here(self) -> None:
        self._close_dialog()
        self.play.leave()

    def _go_home(self) -> None:
        from simulator.desktop.views.home import HomeView

        self.desk.show(HomeView(self.desk))

    def _open_due(self) -> None:
        opens = next((entry.text for entry in reversed(self.entries) if entry.kind == "opens"), "")
        self.dialog = due_dialog(self.desk, self._stage_room(), opens, self._call_now, self._end_here)

    def _call_now(self) -> None:
        self._close_dialog()
        self.play.act("call_back")

    def _open_over(self) -> None:
        endings = self.session.state.endings
        kind = self.session.scenario.file.endings[endings[-1]].kind.value if endings else "ran_out"
        self.dialog = over_dialog(self.desk, self._stage_room(), kind, self._to_debrief)

    def _to_debrief(self) -> None:
        if self._grading is None:
            self._grading = self.desk.begin_work(self.session.finish)

    # -- events, time, drawing ------------------------------------------------------------------------------------

    def keys(self, event: pygame.event.Event) -> bool:
        """Keys of the whole scene: F-keys and Ctrl+digits for the cards, Esc, Ctrl+Space."""
        if event.type != pygame.KEYDOWN:
            return False
        if event.key == pygame.K_ESCAPE:
            return self._escape()
        control = bool(event.mod & pygame.KMOD_CTRL) and not event.mod & pygame.KMOD_ALT
        if event.key == pygame.K_SPACE and control:
            self.play.narrator.show_whole()
            return True
        number = event.key - pygame.K_F1 if pygame.K_F1 <= event.key <= pygame.K_F10 else -1
        if control and pygame.K_1 <= event.key <= pygame.K_9:
            number = event.key - pygame.K_1
        if 0 <= number < len(self.cards.buttons):
            if self.cards.buttons[number].enabled:
                self.cards.buttons[number].press()
            return True
        if self._tray_kind and not control and pygame.K_1 <= event.key <= pygame.K_9:
            return self.tray.pick(event.key - pygame.K_1)
        return False

    def _escape(self) -> bool:
        if self._tray_kind:
            self._close_tray()
        elif self.reading is not None:
            self._close_reading()
        elif self.play.waiting_text is not None and self.play.narrator.speaking:
            self.reply.put((self.play.take_back() or "") + self.reply.written)
        elif self.play.can_interrupt:
            self.speak_over()
        else:
            self.pause()
        return True

    def background(self, event: pygame.event.Event) -> None:
        """Typing goes to the reply box wherever the focus is; a click on the bubble shows the whole line."""
        if event.type in (pygame.TEXTINPUT, pygame.TEXTEDITING) and not self._tray_kind:
            self.focus.to(self.reply)
            self.reply.handle(event)
        elif event.type == pygame.MOUSEBUTTONDOWN:
            if self.stage.bubble_box().collidepoint(event.pos):
                self.play.narrator.show_whole()
            elif self._tray_kind:
                self._close_tray()

    def update(self, dt_ms: float) -> None:
        """Let time pass on the stage and in the session."""
        super().update(dt_ms)
        self._started = True
        self.play.update(dt_ms, typing=bool(self.reply.written), paused=self.dialog is not None)
        self.stage.update(dt_ms, self.session.state, self.play.narrator)
        if self._choices_of is not self.session.state:  # asking costs a third of a millisecond
            self._choices_of = self.session.state
            self.cards.refresh(self.session.choices() if not self.session.ended else ())
        self.send_button.enabled = bool(self.reply.written.strip()) and not self.play.busy and not self.reply.too_long
        self.cut_button.enabled = self.play.can_interrupt
        if self.dialog is None and self.play.due:
            self._open_due()
        elif self.dialog is None and self.play.over:
            self._open_over()
        if self._grading is not None and self._grading.done:
            from simulator.desktop.views.debrief import DebriefView

            grade, self._grading = self._grading.take(), None
            self.desk.show(DebriefView(self.desk, self.session, grade))

    def draw(self, target: pygame.Surface) -> None:
        """Draw stage, panel, elements and dialog."""
        self.stage.draw(target)
        self._draw_dock(target)
        self.stage.draw_bubble(target, self.play.narrator)
        for element in self.elements:
            if element.visible:
                element.draw(target)
        if self.dialog is not None:
            self.dialog.draw(target)

    def _draw_dock(self, target: pygame.Surface) -> None:
        """A shade under the cards, so that they stand off from any counter; above them, what is going on."""
        dock = self._dock()
        high = self.theme.size[1] - dock.y + self.theme.px(16)
        blit(target, fade(self.theme.size[0], high), (0, dock.y - self.theme.px(16)))
        status = self._status()
        if status:
            font = self.theme.fitting(status, 13, dock.width - self.theme.px(60), bold=True)
            wide = font.size(status)[0] + self.theme.px(24)
            box = pygame.Rect(dock.centerx - wide // 2, dock.y - self.theme.px(34), wide, self.theme.px(26))
            draw_box(target, box, self.theme.px(13), (*Palette.NIGHT, 225))
            draw_text(
                target, status, font, Palette.CREAM, (box.x + self.theme.px(12), box.centery - font.get_linesize() // 2)
            )

    def _status(self) -> str:
        t = self.desk.texts
        if self.play.waiting_text is not None and self.play.narrator.speaking:
            return t("desktop.scene.waits")
        if self.play.busy:
            return t("desktop.scene.sending")
        line = self.play.narrator.current
        if line is not None and self.play.narrator.revealed < len(line.text):
            return t("desktop.scene.whole_line")
        return ""

    def close(self) -> None:
        """Fall silent."""
        self.play.close()


def grouped(number: int) -> str:
    """A number with its thousands set apart, as all five languages read it."""
    return f"{number:,}".replace(",", "\u202f") if number >= 10_000 else str(number)
