"""The scene: the customer, the reply box, the cards, and the panel at the side."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pygame

from simulator.desktop.desk import Desk
from simulator.desktop.lettering import draw_text
from simulator.desktop.painting import blit, draw_box, fade
from simulator.desktop.theme import Palette
from simulator.desktop.views.channels import FACES
from simulator.desktop.views.coaching import Coach
from simulator.desktop.views.counter import Counter
from simulator.desktop.views.damage import Looks, parted
from simulator.desktop.views.guide import Guide
from simulator.desktop.views.interludes import Interludes
from simulator.desktop.views.layout import SceneLayout
from simulator.desktop.views.play import Play
from simulator.desktop.views.side_panel import SidePanel
from simulator.desktop.views.soundscape import Soundscape
from simulator.desktop.views.view import View
from simulator.desktop.widgets import Button, Dialog, Element, Entry, ReplyBox, TranscriptPanel
from simulator.training import Session, end_here

HINTS = ("light", "clear", "strong")
_READ_OUT = ("hint", "coach", "refused")
"""What the panel tells besides what is said, and does not come back to."""


class SceneView(View):
    """Plays one session.

    Args:
        desk: what the screens share.
        session: begun or resumed.
    """

    name = "scene"
    plays = True
    can_go_back = True
    """Whether an earlier response can be given anew from here."""

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__(desk)
        self.session = session
        self.entries: list[Entry] = []
        self.counter = Counter(desk, session, self.choose, self._give_focus)
        self.play = Play(desk, session, note=self._note, give_back=self._give_back, read=self._open_reading)
        self.soundscape = Soundscape(desk, session.scenario, fresh=not session.state.turn)
        self.coach = Coach(desk, self.play, self.show_dialog, self._take_other_road if self.can_go_back else None)
        self.guide = Guide(desk, self.play, self._suggest, self._give_focus)
        self.interludes = Interludes(desk, self.play, self.show_dialog, self.entries, self.coach.open)
        self._looks = Looks()
        self._whole = True
        self._zone_looks: dict[int, list[object]] = {}
        self._drawn_on: pygame.Surface | None = None
        self._face = FACES[session.scenario.file.about.channel]
        self.build()
        self.play.begin()
        self.reply.put(desk.drafts.pop(session.played.session_id, ""))
        self._warmed_up = False

    @property
    def runs_on(self) -> bool:
        """Under the settings as under the pause dialog: the clock of an exam does not stand still."""
        return not self.play.coached

    # -- building -------------------------------------------------------------------------------------------------

    def rebuild(self) -> None:
        """Make the elements anew; what was typed stays, with caret and undo."""
        written = self.reply
        super().rebuild()
        self.reply.take_over(written)

    def build(self) -> None:
        """Make the elements."""
        self._forget_looks()
        self.layout = self.lay_out()
        self.interludes.layout = self.layout
        self.stage = self._face.surroundings(self.desk, self.play, self.layout)
        self.reply = self._make_reply()
        for entry in self.entries:
            self.stage.show(entry)
        told = [entry for entry in self.entries if self._in_panel(entry)]
        self.transcript = TranscriptPanel("transcript", self.layout.transcript, self.theme, told, self.coach.open)
        self.counter.build(self.layout.cards, self.layout.reading, stays=self.layout.papers_stay)
        side = SidePanel(
            self.layout.panel, self.desk, self.session, coached=self.play.coached, clock_ms=lambda: self.play.clock_ms
        )
        self._before: list[Element] = [side, *self.stage.elements(), self.reply, *self._make_talk_buttons()]
        coach = self.coach.build(self.layout.panel, self.layout.all_but_panel)
        self._after: list[Element] = [*self._make_panel_buttons(), coach, self.transcript]
        # Letters and messages stay in view; they stand beside the panel, which is empty then.
        spoken = self.session.scenario.file.about.channel.spoken
        self.guide.build(self.layout.reading if spoken else self.layout.transcript)
        self._put_together()
        self.focus.to(self.reply)

    def lay_out(self) -> SceneLayout:
        """Where everything stands."""
        return self._face.lay_out(self.theme, coached=self.play.coached)

    def _put_together(self) -> None:
        """All elements in the order Tab walks them; an open tray and what is read lie on top and are walked last."""
        guide = self.guide.card if self.counter.paper is None else None
        loose = [e for e in (guide, self.counter.paper, self.counter.tray) if e is not None]
        self.elements = [*self._before, *self.counter.cards.buttons, *self._after, *loose]

    def _make_reply(self) -> ReplyBox:
        t = self.desk.texts
        return ReplyBox(
            "reply", self.layout.reply, self.theme,
            limit=self.play.limit,
            placeholder=t("settings.reply.short" if self.theme.tight else f"{self._face.texts}.placeholder"),
            send=self.send if self._face.enter_sends else None,
            counter=lambda used, most: t("desktop.scene.counter", used=grouped(used), most=grouped(most)),
        )  # fmt: skip

    def _make_talk_buttons(self) -> list[Button]:
        t, layout = self.desk.texts, self.layout
        self.send_button = Button(
            "send", layout.send, self.theme, t(f"{self._face.texts}.send"), self.send,
            style="primary", icon_name="send", units=14,
            key_label="" if self.theme.tight else t(self._face.send_key),
        )  # fmt: skip
        self.cut_button: Button | None = None
        if layout.cut is not None:
            self.cut_button = Button(
                "speak_over", layout.cut, self.theme, t("desktop.scene.speak_over"), self.speak_over,
                style="danger", icon_name="speak_over", key_label="Esc", units=14,
            )  # fmt: skip
        return [button for button in (self.send_button, self.cut_button) if button is not None]

    def _make_panel_buttons(self) -> list[Button]:
        panel, px, t = self.layout.panel, self.theme.px, self.desk.texts
        small = px(34)
        box = pygame.Rect(panel.right - px(12) - small, panel.y + px(12), small, small)
        made = [Button("pause", box, self.theme, "", self.interludes.pause, style="dark", icon_name="pause")]
        made[-1].text, made[-1].called = "", t("settings.label.pause")
        row = self.layout.hints
        wide, high, gap = (row.width - px(12)) // 3, (row.height - px(8)) // 3, px(6)
        for index, strength in enumerate(HINTS if self.play.coached else ()):
            box = pygame.Rect(row.x + index * (wide + gap), row.y, wide, row.height)
            if self.theme.tight:
                box = pygame.Rect(row.x, row.y + index * (high + px(4)), row.width, high)
            made.append(
                Button(
                    f"hint_{strength}", box, self.theme, t(f"desktop.hint.{strength}"),
                    partial(self.play.hint, strength), style="dark", units=12.5, bold=False,
                )
            )  # fmt: skip
        return made

    def reopen_dialog(self) -> None:
        """A dialog is made anew for the new size."""
        opened, self.dialog = self.dialog, None
        if opened is not None and not self.coach.reopen(opened.name):
            self.interludes.reopen(opened)

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
        self.counter.close_tray()
        if kind == "note":
            self.interludes.note()
        else:
            self.play.act(kind, target)
        self._give_focus(None)

    def _suggest(self, text: str, instead_of: str) -> None:
        """Put a suggestion into the box; what the trainee has written themselves stays before it."""
        written = self.reply.written
        self.reply.put(text if not written.strip() or written == instead_of else f"{written.rstrip()} {text}")

    def _take_other_road(self, session: Session) -> None:
        """Go on with a fork; what stands in the box goes along."""
        view = SceneView(self.desk, session)
        view.reply.take_over(self.reply)
        self.desk.show(view)

    def _give_back(self, text: str) -> None:
        written = self.reply.written
        self.reply.put(text if not written else f"{text} {written}")

    def _note(self, entry: Entry) -> None:
        self.entries.append(entry)
        self._tell(entry.text if entry.kind in _READ_OUT else "")
        self.stage.show(entry)
        if self._in_panel(entry):
            self.transcript.add(entry)

    def _tell(self, words: str) -> None:
        if words and self.desk.settings.self_voice:
            self.news.append(words)

    def _in_panel(self, entry: Entry) -> bool:
        """Whether the panel shows an entry: letters and messages are read where they arrive."""
        return not (self._face.written and entry.kind == "said")

    def _open_reading(self, title: str, lines: tuple[str, ...]) -> None:
        self._tell(" ".join((title + ":", *lines)))
        self.counter.lay_open(title, lines)

    def _give_focus(self, element: Element | None) -> None:
        """Give the focus to an element, or back to the reply box."""
        self._put_together()
        self.focus.to(element or self.reply)

    def show_dialog(self, dialog: Dialog | None) -> None:
        """Put a dialog on the scene; None takes it away and gives the focus back."""
        self.dialog = dialog
        if dialog is None:
            self.focus.to(self.reply)

    # -- events, time, drawing ------------------------------------------------------------------------------------

    def keys(self, event: pygame.event.Event) -> bool:
        """Keys of the whole scene: those of the cards, Esc, Ctrl+Space, Ctrl+Enter, and the pages of what is read."""
        if event.type != pygame.KEYDOWN:
            return False
        if self.counter.keys(event) or self.coach.keys(event) or self.guide.keys(event):
            return True
        control = bool(event.mod & pygame.KMOD_CTRL) and not event.mod & pygame.KMOD_ALT
        if event.key in (pygame.K_PAGEUP, pygame.K_PAGEDOWN) and self.focus.current is not self.transcript:
            return any(element.handle(event) for element in self.stage.elements())
        does: dict[tuple[int, bool], Callable[[], object]] = {
            (pygame.K_ESCAPE, control): self._escape,
            (pygame.K_SPACE, True): self.play.narrator.show_whole,
            (pygame.K_RETURN, True): self.send,
            (pygame.K_KP_ENTER, True): self.send,
            (pygame.K_DOWN, True): self.play.stay_silent,
        }
        act = does.get((event.key, control))
        if act is not None:
            act()
        return act is not None

    def _escape(self) -> None:
        if self.play.waiting_text is not None and self.play.narrator.speaking:
            self.reply.put((self.play.take_back() or "") + self.reply.written)
        elif self.play.can_interrupt:
            self.speak_over()
        else:
            self.interludes.pause()

    def pause(self) -> None:
        """Stop the clock and ask how to go on; where a dialog is open it stands still already."""
        if self.dialog is None:
            self.interludes.pause()

    def background(self, event: pygame.event.Event) -> None:
        """Typing goes to the reply box wherever the focus is; a click on the bubble shows the whole line."""
        if event.type in (pygame.TEXTINPUT, pygame.TEXTEDITING) and self.counter.tray is None:
            self.focus.to(self.reply)
            self.reply.handle(event)
        elif event.type == pygame.MOUSEBUTTONDOWN:
            if self.stage.bubble_box().collidepoint(event.pos):
                self.play.narrator.show_whole()
            else:
                self.counter.close_tray()

    def update(self, dt_ms: float) -> None:
        """Let time pass on the stage and in the session."""
        super().update(dt_ms)
        if self._drawn_on is not None and not self._warmed_up:  # the first frame does not wait for it
            self._warmed_up = True
            self.play.warm_up()
        thinking = bool(self.reply.written) or self.guide.card is not None
        self.play.update(dt_ms, typing=thinking, paused=self.dialog is not None and self._stands_still(self.dialog))
        self.stage.update(dt_ms, self.session.state, self.play.narrator)
        self.soundscape.update(dt_ms, self.session.state, self.play.narrator, paused=self.dialog is not None)
        self.counter.refresh()
        self.coach.update()
        self.guide.update()
        self._put_together()
        self.send_button.enabled = bool(self.reply.written.strip()) and not self.reply.too_long
        if self.cut_button is not None:
            self.cut_button.enabled = self.play.can_interrupt
        if self.dialog is None and self.play.due:
            self.interludes.due()
        elif self.dialog is None and self.play.over:
            self.interludes.over()
        self.interludes.update()

    def _stands_still(self, dialog: Dialog) -> bool:
        """Whether the clock stands still under a dialog: in an exam only where the scene itself waits."""
        return self.play.coached or dialog.name in ("due_dialog", "over_dialog", "notice")

    def draw(self, target: pygame.Surface) -> None:
        """Draw stage, panel, elements and dialog; of what stands still only what looks different now.

        The window's surface keeps what was drawn on it. A place with people takes more time to draw than anything that
        moves in it.
        """
        # A tray or a dialog lies over several zones.
        flat = self.dialog is None and self.counter.tray is None
        changes = self.stage.changes(self.play.narrator)
        if not flat or self._drawn_on is not target:
            self._forget_looks()
        self._drawn_on = target
        if changes is None:
            self._draw_zones(target, flat=flat)
        else:
            self._draw_changes(target, changes)
        target.set_clip(None)
        if self.dialog is not None:
            self._forget_looks()
            self.dialog.draw(target)

    def _forget_looks(self) -> None:
        """Draw everything the next time."""
        self._zone_looks.clear()
        self._looks.forget()
        self._whole = True

    def _draw_changes(self, target: pygame.Surface, changes: list[pygame.Rect]) -> None:
        """Draw what looks different, part by part."""
        shown = [element for element in self.elements if element.visible]
        for element in shown:
            self._looks.see(element, element.look(), element.reach())
        self._looks.see("status", self._status(), self._status_reach())
        parts = [*(box.clip(self.layout.zones[0]) for box in changes), *self._looks.take()]
        whole = target.get_rect()
        for part in parted([whole] if self._whole else [box.clip(whole) for box in parts]):
            # The panel reaches no further than what changes on it, and is drawn wherever its ground was wiped away.
            held = [element for element in shown if part.colliderect(element.reach()) or part.colliderect(element.box)]
            self._draw_part(target, part, held)
        self._whole = False

    def _draw_zones(self, target: pygame.Surface, *, flat: bool) -> None:
        """Draw zones of the window in which an element looks different, and the first one always."""
        for number, zone in enumerate(self.layout.zones):
            held = [e for e in self.elements if e.visible and zone.colliderect(e.box)]
            looks = [element.look() for element in held]
            if number and flat and None not in looks and self._zone_looks.get(number) == looks:
                continue
            self._zone_looks[number] = looks
            self._draw_part(target, zone, held)

    def _draw_part(self, target: pygame.Surface, part: pygame.Rect, held: list[Element]) -> None:
        target.set_clip(part)
        self.stage.draw(target)
        self._draw_dock(target)
        self.stage.draw_bubble(target, self.play.narrator)
        for element in held:
            element.draw(target)

    def _draw_dock(self, target: pygame.Surface) -> None:
        """A shade under the cards, so that they stand off from any counter; above them, what is going on."""
        dock = self.layout.dock
        high = self.theme.size[1] - dock.y + self.theme.px(16)
        if self.layout.shaded:
            blit(target, fade(self.theme.size[0], high), (0, dock.y - self.theme.px(16)))
        status = self._status()
        if status and self.guide.card is None:  # which lies where this would stand
            font = self.theme.fitting(status, 13, dock.width - self.theme.px(60), bold=True)
            wide = font.size(status)[0] + self.theme.px(24)
            box = pygame.Rect(dock.centerx - wide // 2, dock.y - self.theme.px(34), wide, self.theme.px(26))
            draw_box(target, box, self.theme.px(13), (*Palette.NIGHT, 225))
            draw_text(
                target, status, font, Palette.CREAM, (box.x + self.theme.px(12), box.centery - font.get_linesize() // 2)
            )

    def _status_reach(self) -> pygame.Rect:
        """Where a status stands, however long it is."""
        dock, px = self.layout.dock, self.theme.px
        return pygame.Rect(dock.x, dock.y - px(36), dock.width, px(30))

    def _status(self) -> str:
        t = self.desk.texts
        narrator = self.play.narrator
        if self.play.waiting_text is not None and narrator.speaking:
            return t("desktop.scene.waits")
        if narrator.rest is not None:
            return t("desktop.call.skip")
        if self._face.written:
            return t("desktop.chat.at_once") if narrator.current is not None else ""
        if self.play.busy:
            return t("desktop.scene.sending")
        line = narrator.current
        if line is not None and narrator.revealed < len(line.text):
            return t("desktop.scene.whole_line")
        return t("desktop.scene.heard_out") if self.play.heard_out and not self.reply.written else ""

    def left(self) -> None:
        """What is half written waits; leaving an exam ends it, only one torn off by a crash can be gone on with."""
        session = self.session
        draft = "\n".join(text for text in (self.play.waiting_text, self.reply.written) if text)
        if self.play.coached and draft.strip() and session.recorded and not session.ended:
            self.desk.drafts[session.played.session_id] = draft
        if self.play.coached or not session.recorded or session.played.grade is not None or self.interludes.grading:
            return
        if self.play.waiting_text is not None:
            session.unsaid(self.play.waiting_text)
        end_here(session)

    def close(self) -> None:
        """Fall silent."""
        self.play.close()
        self.soundscape.close()
        self._forget_looks()  # they hold on to elements and their pictures


def grouped(number: int) -> str:
    """A number with its thousands set apart, as all five languages read it."""
    return f"{number:,}".replace(",", "\u202f") if number >= 10_000 else str(number)
