"""The debrief: one finding first; then the seven steps; the conversation with what counted in it; two roads."""

from __future__ import annotations

from functools import partial
from typing import Any

import pygame

from simulator.desktop.desk import Desk, Job
from simulator.desktop.legible import legible
from simulator.desktop.lettering import draw_text, fitted
from simulator.desktop.painting import page_ground
from simulator.desktop.theme import Palette
from simulator.desktop.views.casting import Cast
from simulator.desktop.views.debrief_conversation import conversation_page
from simulator.desktop.views.debrief_roads import MOST_ROADS, Road, roads_page
from simulator.desktop.views.debrief_steps import steps_page
from simulator.desktop.views.debrief_summary import response_number, summary_page
from simulator.desktop.views.page import Findings, Page
from simulator.desktop.views.saving import FORMATS, save_debrief
from simulator.desktop.views.view import View
from simulator.desktop.widgets import Action, Button, Dialog, Element, ScrollArea, Segments
from simulator.errors import SilkGlovesError
from simulator.record import Mode
from simulator.review import debrief, forks_of, read_played
from simulator.texts import texts_with
from simulator.training import Session, fork_turns

PAGES = ("summary", "steps", "conversation", "roads")


class DebriefView(View):
    """What a session was worth, and what to try first.

    Args:
        desk: what the screens share.
        session: finished.
        grade: as `Session.finish` gave it.
        page: which page is shown first.
    """

    name = "debrief"

    def __init__(self, desk: Desk, session: Session, grade: dict[str, Any], page: str = "summary") -> None:
        super().__init__(desk)
        self.session = session
        found = debrief(session.played, grade)
        cast = Cast(session.scenario, session.state, desk.texts)
        self.findings = Findings(found, session, desk, cast)
        self.findings = Findings(found, session, desk, cast, self._turn_to_retry())
        self.page = page
        self._roads: list[Road] | None = None
        self._road = 0
        self._saving: Job[str] | None = None
        self._standing: str | None = None
        self.build()

    def _turn_to_retry(self) -> int | None:
        """The response that cost most, else the one the advice is for, where it can be given anew."""
        found, played = self.findings.debrief, self.session.played
        turns = fork_turns(played)
        wanted = [] if found.worst is None else [found.worst.turn]
        if found.advice is not None:
            wanted.append(response_number(self.findings, found.advice["turn"]))
        return next((turn for turn in wanted if turn in turns), None)

    # -- building -------------------------------------------------------------------------------------------------

    def build(self) -> None:
        """Make the elements and lay the page out."""
        theme, t = self.theme, self.desk.texts
        px, (wide, high) = theme.px, theme.size
        margin = px(16 if theme.narrow else 32)
        self._margin = margin
        top = px(8 if theme.narrow else 22)
        each = px(138 if theme.narrow else 184)
        boxes = [pygame.Rect(wide - margin - (3 - i) * each - (2 - i) * px(10), top, each, px(42)) for i in range(3)]
        if self.session.played.assigned is not None:
            boxes = [box.move(each + px(10), 0) for box in boxes[:2]]
        names = [
            ("summary", t("desktop.debrief.first_page")),
            ("steps", t("desktop.debrief.steps")),
            ("conversation", t("desktop.debrief.conversation")),
            ("roads", t("roads.tab")),
        ]
        tabs = pygame.Rect(margin, px(56 if theme.narrow else 84), min(px(820), wide - 2 * margin), px(38))
        area_top = tabs.bottom + px(8)
        area = pygame.Rect(margin - px(14), area_top, wide - 2 * margin + px(28), high - area_top)
        made = self._lay_out(area.width - px(28))
        self._scroll = ScrollArea("debrief", area, theme, made.height_px + px(34), made.paint)
        self.made = made
        self._title_room = boxes[0].x - margin - px(20)
        for element in self._on_page():
            self._scroll.add(element)
        self.elements = [
            Segments("pages", tabs, theme, names, self.page, self.turn_to),
            *self._road_choice(tabs),
            self._scroll,
            Button(
                "home", boxes[0], theme, t("desktop.debrief.home"), self.go_home, icon_name="back", key_label="Esc",
                units=14,
            ),
            Button("save", boxes[1], theme, t("export.open"), self.ask_to_save, icon_name="note", units=14),
        ]  # fmt: skip
        if self.session.played.assigned is None:  # else what can be begun, and whether it counts, stands on its card
            words = t("desktop.debrief.again")
            self.elements.append(Button("again", boxes[2], theme, words, self.play_again, icon_name="play", units=14))
        if self.focus.current is None:
            self.focus.to(next((e for e in self.focus.stops() if e.name == "try_again"), self.elements[0]))

    def _lay_out(self, wide: int) -> Page:
        theme = self.theme
        if self.page == "roads":
            roads = self.roads()
            return roads_page(self.findings, theme, wide, roads[self._road] if roads else None)
        pages = {"summary": summary_page, "steps": steps_page, "conversation": conversation_page}
        return pages[self.page](self.findings, theme, wide)

    def _on_page(self) -> list[Element]:
        """The buttons on the page, where room was left for them."""
        theme, t = self.theme, self.desk.texts
        made: list[Element] = []
        for name, box in self.made.slots.items():
            if name == "try_again":
                made.append(
                    Button(
                        name, box, theme, t("takeaway.again"), self.try_again, style="primary", icon_name="play",
                        detail=t("takeaway.again.detail"), units=17, centred=False,
                    )
                )  # fmt: skip
            elif name == "share":
                words = texts_with(self.desk.language, "desktop")("joining.up.share")
                made.append(Button(name, box, theme, words, self.ask_to_share, icon_name="send", units=15))
            else:
                turn = int(name.partition("_")[2])
                button = Button(name, box, theme, "", partial(self.replay, turn), icon_name="play")
                button.called = f"{t('takeaway.replay')}, {t('desktop.you')} {turn}"
                made.append(button)
        return made

    def _road_choice(self, tabs: pygame.Rect) -> list[Element]:
        """Which other road stands beside this one, where there are several."""
        if self.page != "roads" or len(self.roads()) < 2:
            return []
        options = [(str(index), road.label) for index, road in enumerate(self.roads())]
        box = pygame.Rect(tabs.x, tabs.bottom + self.theme.px(8), tabs.width, self.theme.px(36))
        self._scroll.box.y = box.bottom + self.theme.px(6)
        self._scroll.box.height = self.theme.size[1] - self._scroll.box.y
        return [Segments("road", box, self.theme, options, str(self._road), self._choose_road)]

    def roads(self) -> list[Road]:
        """Other roads through this scene: the first one or forks of it, then earlier sessions, the latest first."""
        if self._roads is None:
            self._roads = []
            for session_id, label, turn in self._other_sessions()[:MOST_ROADS]:
                try:
                    played = read_played(self.desk.journal, session_id)  # type: ignore[arg-type]  # it names sessions
                except SilkGlovesError:  # erased, or written by a newer version: the others can still be shown
                    continue
                if played.grade is not None:
                    self._roads.append(Road(session_id, label, played, debrief(played, played.grade), turn))
        return self._roads

    def _other_sessions(self) -> list[tuple[str, str, int]]:
        journal, played, t = self.desk.journal, self.session.played, self.desk.texts
        if journal is None or not played.session_id:
            return []
        found = []
        if played.fork is not None:
            found.append((played.fork.session, t("roads.first"), played.fork.turn))
        forks = forks_of(journal, played.session_id)
        found += [(fork.session, t("roads.fork"), fork.turn) for fork in reversed(forks)]
        known = {played.session_id, *(session_id for session_id, _, _ in found)}
        person = journal.session(played.session_id).person_id
        for record in reversed(journal.sessions(person)):
            same = record.header.scenario_slug == played.scenario.slug and record.erased_at is None
            if same and record.ended_at is not None and record.id not in known:
                when = t.moment(record.started_at)
                found.append((record.id, t("roads.earlier", when=when), 0))
        return found

    # -- what the trainee does ------------------------------------------------------------------------------------

    def turn_to(self, page: str) -> None:
        """Show another page."""
        self.page = page
        self.rebuild()

    def _choose_road(self, value: str) -> None:
        self._road = int(value)
        self.rebuild()

    def try_again(self) -> None:
        """Take the other road from the worst moment: the same customer, the same draws."""
        from simulator.desktop.views.scene import SceneView

        turn = self.findings.turn_to_retry
        if turn is not None:
            self.desk.show(SceneView(self.desk, self.session.rewind(turn)))

    def replay(self, turn: int) -> None:
        """Look at a moment again, as it was."""
        from simulator.desktop.views.replay import ReplayView

        self.desk.lay_over(ReplayView(self.findings, turn))

    def ask_to_save(self) -> None:
        """Ask in which form the debrief is saved."""
        t = self.desk.texts
        actions: list[Action] = [
            (f"save_{kind}", t(f"export.{kind}"), partial(self._save, kind), "primary" if kind == "pdf" else "plain")
            for kind in FORMATS
        ]
        actions.append(("save_cancel", t("desktop.cancel"), self._close_dialog, "plain"))
        self.dialog = Dialog(
            "save_dialog", self.theme, t("export.ask"), t("export.what"), actions, cancel=self._close_dialog
        )

    def ask_to_share(self) -> None:
        """Ask before this session is given to the company."""
        from simulator.desktop.views.debrief_company import share_dialog

        self.dialog = share_dialog(self.desk, self.session, self._close_dialog)

    def _close_dialog(self) -> None:
        self.dialog = None

    def _save(self, kind: str) -> None:
        self._close_dialog()
        if self._saving is None:
            language = self.desk.language
            self._saving = save_debrief(self.desk, self.session, self.findings.debrief, kind, language)

    def reopen_dialog(self) -> None:
        """The question how to save is asked anew."""
        opened, self.dialog = self.dialog, None
        if opened is not None and opened.name == "save_dialog":
            self.ask_to_save()
        elif opened is not None and opened.name == "share_dialog":
            self.ask_to_share()

    def go_home(self) -> None:
        """Go to the scenes."""
        from simulator.desktop.views.home import HomeView

        self.desk.show(HomeView(self.desk))

    def play_again(self) -> None:
        """Play the same scene with other draws."""
        from simulator.desktop.views.briefing import BriefingView

        slug, mode = self.session.scenario.slug, self.session.played.mode
        again = Mode.EXAM if mode == Mode.EXAM.value else Mode.PRACTICE
        if again.value not in self.session.scenario.file.about.use:
            self.go_home()  # an encounter of the shift is met again in a shift
            return
        self.desk.show(BriefingView(self.desk, slug, again, self.session.state.language))

    def keys(self, event: pygame.event.Event) -> bool:
        """Esc goes back; the page scrolls whatever has the focus; Ctrl+S saves."""
        if event.type != pygame.KEYDOWN:
            return False
        if event.key == pygame.K_ESCAPE:
            self.go_home()
            return True
        if event.key == pygame.K_s and event.mod & pygame.KMOD_CTRL:
            self.ask_to_save()
            return True
        return self._scroll.take_arrows(event)

    def update(self, dt_ms: float) -> None:
        """Tell where a file was saved, and where this session is by now."""
        super().update(dt_ms)
        self._follow_company()
        if self._saving is not None and self._saving.done:
            job, self._saving = self._saving, None
            t = self.desk.texts
            self.tell(t("export.saved", file=legible(job.take())), title=t("export.title"))

    def _follow_company(self) -> None:
        """Lay the first page out anew when this session has gone up, or was refused."""
        if self.desk.company is None or self.page != "summary" or self.dialog is not None:
            return
        from simulator.desktop.views.debrief_company import standing

        found = standing(self.desk, self.session)
        if self._standing is None:
            self._standing = found
        elif self._standing != found:
            self._standing, offset = found, self._scroll.offset_px
            self.rebuild()
            self._scroll.scroll_to(offset)

    # -- drawing --------------------------------------------------------------------------------------------------

    def draw_ground(self, target: pygame.Surface) -> None:
        """Draw title and ending."""
        theme, t, px = self.theme, self.desk.texts, self.theme.px
        target.blit(page_ground(theme.size), (0, 0))
        words = t("debrief.title", scene=self.session.words("about.title"))
        sizes = [theme.font(size, bold=True) for size in (26, 24, 22, 20, 18, 16, 14, 12)]
        title = fitted(words, sizes, self._title_room, px(38))
        title.draw(target, Palette.INK, (self._margin, px(12 if not theme.narrow else 6)))
        if theme.narrow:
            return
        found = self.findings.debrief
        parts = [legible(self.desk.person_name), t(f"desktop.mode.{self.session.played.mode}")]
        if self.session.played.fork is not None:
            parts[1] = t("home.past.fork")
        if found.ending_kind:
            parts.append(t("desktop.over.text", ending=t(f"ending.{found.ending_kind}")))
        line = " · ".join(part for part in parts if part)
        draw_text(target, line, theme.fitting(line, 15, self._title_room), Palette.INK_SOFT, (self._margin, px(52)))
