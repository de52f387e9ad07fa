"""The scene: the customer across the counter, the reply box, the cards, and the panel at the side."""

from __future__ import annotations

import pygame

from simulator.desktop.desk import Desk, Job
from simulator.desktop.lettering import block, draw_text, fitted
from simulator.desktop.painting import blit, draw_box, draw_gauge, rounded, shade
from simulator.desktop.theme import Palette
from simulator.desktop.views.cards import CardRow, Tray
from simulator.desktop.views.play import Play, action_name
from simulator.desktop.views.reading import ReadingCard
from simulator.desktop.views.stage import Stage
from simulator.desktop.views.view import View
from simulator.desktop.widgets import Button, Dialog, Element, Entry, ReplyBox, TranscriptPanel
from simulator.engine import Phase
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
        self._typed = ""
        self.reading: tuple[str, tuple[str, ...]] | None = None
        self.play = Play(desk, session, note=self._note, give_back=self._give_back, read=self._open_reading)
        self._tray_kind = ""
        self._gauge_share = self._mood_share()
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

    def build(self) -> None:
        """Make the elements; what was typed stays."""
        if self.has("reply"):
            self._typed = self._reply().written
        scenario, seed = self.session.scenario, self.session.state.seed
        self.stage = Stage(self.desk, scenario, self.play.cast, self.panel.left, seed)
        self.reply = self._make_reply()
        self.transcript = TranscriptPanel("transcript", self._transcript_box(), self.theme, self.entries)
        self.elements = [self.reply, *self._make_talk_buttons(), *self._make_cards(), *self._make_panel_buttons()]
        self.elements.append(self.transcript)
        if self.reading is not None:
            self.elements.append(ReadingCard(self._reading_room(), self.theme, *self.reading, self._close_reading, self.desk.texts))
        self.focus.to(self.reply)

    def _reply(self) -> ReplyBox:
        found = self.find("reply")
        assert isinstance(found, ReplyBox)  # noqa: S101 - narrows the type; made so in `build`
        return found

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
            text=self._typed,
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
                        lambda strength=strength: self.play.hint(strength), style="dark", units=12.5, bold=False,
                    )
                )  # fmt: skip
        return made

    def _transcript_box(self) -> pygame.Rect:
        panel, px = self.panel, self.theme.px
        top = panel.y + (px(206) if self.play.coached else px(92))
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
        t = self.desk.texts

        def write(box: pygame.Rect) -> Element:
            return ReplyBox("note_text", box, self.theme, limit=1000, placeholder=t("desktop.note.placeholder"), text=text)

        def save() -> None:
            inner = self.dialog.inner if self.dialog is not None else None
            words = inner.written.strip() if isinstance(inner, ReplyBox) else ""
            self._close_dialog()
            if words:
                self.play.act("note", text=words)

        self.dialog = Dialog(
            "note_dialog", self.theme, t("action.note"), t("desktop.note.text"),
            [("note_save", t("desktop.note.save"), save, "primary"), ("note_cancel", t("desktop.cancel"), self._close_dialog, "plain")],
            cancel=self._close_dialog, inner=write, inner_units=120, wide_units=520, room=self._stage_room(),
        )  # fmt: skip

    def _stage_room(self) -> pygame.Rect:
        return pygame.Rect(0, 0, self.panel.left, self.theme.size[1])

    def _close_dialog(self) -> None:
        self.dialog = None
        self.focus.to(self.reply)

    def pause(self) -> None:
        """Stop the clock and ask how to go on."""
        t = self.desk.texts
        self.dialog = Dialog(
            "pause_dialog", self.theme, t("desktop.pause.title"), t("desktop.pause.text"),
            [
                ("go_on", t("desktop.pause.go_on"), self._close_dialog, "primary"),
                ("sound", t("desktop.pause.sound_off" if self.desk.settings.voice else "desktop.pause.sound_on"), self._sound, "plain"),
                ("later", t("desktop.pause.later"), self._go_home, "plain"),
                ("end", t("desktop.pause.end"), self._end_here, "plain"),
            ],
            cancel=self._close_dialog, wide_units=440, room=self._stage_room(),
        )  # fmt: skip

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
        t = self.desk.texts
        opens = next((entry.text for entry in reversed(self.entries) if entry.kind == "opens"), "")
        self.dialog = Dialog(
            "due_dialog", self.theme, t("desktop.due.title"), opens,
            [
                ("call_now", t("desktop.due.call"), self._call_now, "primary"),
                ("let_be", t("desktop.due.let_be"), self._end_here, "plain"),
            ],
            wide_units=480, room=self._stage_room(),
        )  # fmt: skip

    def _call_now(self) -> None:
        self._close_dialog()
        self.play.act("call_back")

    def _open_over(self) -> None:
        t, endings = self.desk.texts, self.session.state.endings
        kind = self.session.scenario.file.endings[endings[-1]].kind.value if endings else "ran_out"
        self.dialog = Dialog(
            "over_dialog", self.theme, t("desktop.over.title"), t("desktop.over.text", ending=t(f"ending.{kind}")),
            [("to_debrief", t("desktop.over.debrief"), self._to_debrief, "primary")],
            wide_units=420, room=self._stage_room(),
        )  # fmt: skip

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
        self.cards.refresh(self.session.choices() if not self.play.over else ())
        self.send_button.enabled = bool(self.reply.written.strip()) and not self.play.busy and not self.reply.too_long
        self.cut_button.enabled = self.play.can_interrupt
        share = self._mood_share()
        self._gauge_share += (share - self._gauge_share) * min(1.0, dt_ms / 260)
        if self.dialog is None and self.play.due:
            self._open_due()
        elif self.dialog is None and self.play.over:
            self._open_over()
        if self._grading is not None and self._grading.done:
            from simulator.desktop.views.debrief import DebriefView

            grade, self._grading = self._grading.take(), None
            self.desk.show(DebriefView(self.desk, self.session, grade))

    def _mood_share(self) -> float:
        """The gauge: 0 furious, 1 won over."""
        mood = self.session.state.mood.points()
        calm = 0.5 * (100 - mood["anger"]) + 0.25 * mood["trust"] + 0.15 * mood["heard"] + 0.1 * mood["patience"]
        return calm / 100

    def draw(self, target: pygame.Surface) -> None:
        """Draw stage, panel, elements and dialog."""
        self.stage.draw(target)
        self._draw_dock(target)
        self.stage.draw_bubble(target, self.play.narrator)
        self._draw_panel(target)
        for element in self.elements:
            if element.visible:
                element.draw(target)
        if self.dialog is not None:
            self.dialog.draw(target)

    def _draw_dock(self, target: pygame.Surface) -> None:
        """A shade under the cards, so that they stand off from any counter; above them, what is going on."""
        dock = self._dock()
        high = target.get_height() - dock.y + self.theme.px(16)
        blit(target, fade(self.theme.size[0], high), (0, dock.y - self.theme.px(16)))
        status = self._status()
        if status:
            font = self.theme.fitting(status, 13, dock.width - self.theme.px(60), bold=True)
            wide = font.size(status)[0] + self.theme.px(24)
            box = pygame.Rect(dock.centerx - wide // 2, dock.y - self.theme.px(34), wide, self.theme.px(26))
            draw_box(target, box, self.theme.px(13), (*Palette.NIGHT, 225))
            draw_text(target, status, font, Palette.CREAM, (box.x + self.theme.px(12), box.centery - font.get_linesize() // 2))

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

    def _draw_panel(self, target: pygame.Surface) -> None:
        panel, theme, t = self.panel, self.theme, self.desk.texts
        px = theme.px
        blit(target, rounded(panel.size, px(16), shade(Palette.NIGHT, 242), shade(Palette.NIGHT_EDGE), 1), panel.topleft)
        room = panel.width - px(24) - px(44)
        title = fitted(
            self.session.words("about.title"), [theme.font(size, bold=True) for size in (16, 15, 14, 13, 12)], room, px(40), spacing=0.88
        )
        title.draw(target, Palette.CREAM, (panel.x + px(14), panel.y + px(12)))
        mode = t(f"desktop.mode.{self.session.played.mode}")
        line = f"{mode} · {clock_text(self.session.state.clock_ms)}"
        draw_text(target, line, theme.fitting(line, 13, room), Palette.CREAM_SOFT, (panel.x + px(14), panel.y + px(14) + title.height_px))
        if not self.play.coached:
            return
        self._draw_mood(target, pygame.Rect(panel.x + px(14), panel.y + px(76), panel.width - px(28), px(120)))
        label = t("desktop.hint.title")
        font = theme.fitting(label, 12, panel.width - px(28))
        draw_text(target, label, font, Palette.CREAM_SOFT, (panel.x + px(14), panel.bottom - px(67)))

    def _draw_mood(self, target: pygame.Surface, box: pygame.Rect) -> None:
        """The gauge with the feeling in words, and what lies behind it."""
        theme, t = self.theme, self.desk.texts
        px = theme.px
        wide = min(px(124), box.width // 2)
        draw_gauge(target, (box.x, box.y + px(4)), wide, self._gauge_share)
        word = t(f"mood.word.{mood_word(self.session.state.mood.points())}")
        found = fitted(word, [theme.font(size, bold=True) for size in (15, 14, 13, 12, 11)], wide, px(40), spacing=0.88)
        found.draw(target, Palette.CREAM, (box.x, box.y + wide // 2 + px(16)), centred_px=wide)
        left = box.x + wide + px(16)
        room = box.right - left
        for index, name in enumerate(("trust", "heard", "patience")):
            y = box.y + index * px(36)
            label = t(f"mood.{name}")
            draw_text(target, label, theme.fitting(label, 12.5, room), Palette.CREAM_SOFT, (left, y))
            share = self.session.state.mood.points()[name] / 100
            bar = pygame.Rect(left, y + px(20), room, px(7))
            draw_box(target, bar, px(3), Palette.NIGHT_EDGE)
            if share > 0:
                colour = Palette.GAUGE[min(4, int(share * 5))]
                draw_box(target, pygame.Rect(bar.x, bar.y, max(px(7), round(bar.width * share)), bar.height), px(3), colour)

    def close(self) -> None:
        """Fall silent."""
        self.play.close()


def fade(wide: int, high: int) -> pygame.Surface:
    """A shade that grows towards the bottom, premultiplied."""
    key = (wide, high)
    if key not in _FADES:
        _FADES.clear()
        strip = pygame.Surface((1, 16), pygame.SRCALPHA)
        for y in range(16):
            strip.set_at((0, y), (0, 0, 0, round(120 * min(1.0, y / 5))))
        _FADES[key] = pygame.transform.smoothscale(strip, (wide, high))
    return _FADES[key]


_FADES: dict[tuple[int, int], pygame.Surface] = {}


def mood_word(mood: dict[str, int]) -> str:
    """The mood in one word of the texts (`mood.word.*`)."""
    anger = mood["anger"]
    if anger >= 45:
        return "furious" if anger >= 85 else "angry" if anger >= 65 else "annoyed"
    if mood["trust"] < 40:
        return "wary"
    return "warm" if mood["trust"] >= 65 and anger < 25 else "calm"


def clock_text(ms: int) -> str:
    """Minutes and seconds."""
    return f"{ms // 60_000}:{ms // 1000 % 60:02d}"


def grouped(number: int) -> str:
    """A number with its thousands set apart, as all five languages read it."""
    return f"{number:,}".replace(",", "\u202f") if number >= 10_000 else str(number)
