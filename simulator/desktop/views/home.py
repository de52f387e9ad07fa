"""Home: who plays, in which language; the scenes; what was begun and what was played."""

from __future__ import annotations

from functools import partial

import pygame

from simulator.desktop.desk import Desk
from simulator.desktop.figures import icon
from simulator.desktop.lettering import block, capital, draw_text, fitted, legible
from simulator.desktop.painting import blit, draw_box, draw_card, page_ground, points_colour
from simulator.desktop.theme import Palette
from simulator.desktop.views.people import PeopleDialog
from simulator.desktop.views.scene_card import SceneCard
from simulator.desktop.views.view import View
from simulator.desktop.widgets import Button, ScrollArea, Segments
from simulator.errors import UsageError
from simulator.record import Mode, SessionRecord
from simulator.scenario import Scenario, ScenarioError, offered, slugs
from simulator.texts import languages, texts

CARD_HEIGHT = 176
_PAST_SHOWN = 40


class HomeView(View):
    """Choose who plays, a scene, and how.

    Args:
        desk: what the screens share.
    """

    name = "home"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.mode = Mode.PRACTICE
        self._unfinished: list[SessionRecord] = []
        self._past: list[SessionRecord] = []
        self._portraits: dict[tuple[str, tuple[int, int]], pygame.Surface] = {}
        self._people: PeopleDialog | None = None
        self._faulty: list[str] = []
        self.build()
        if not desk.person_id:
            self.choose_person()
        self._tell_damage()

    # -- building -------------------------------------------------------------------------------------------------

    def build(self) -> None:
        """Make the elements."""
        theme, t = self.theme, self.desk.texts
        px, (wide, high) = theme.px, theme.size
        self._load_sessions()
        margin = px(32)
        self._side = pygame.Rect(wide - px(372) - margin, px(104), px(372), high - px(104) - px(24))
        self._main = pygame.Rect(margin, px(104), self._side.x - px(28) - margin, high - px(104) - px(16))
        names = [(code, capital(texts(code)("language.name"))) for code in languages()]
        language_box = pygame.Rect(wide - margin - px(430), px(28), px(430), px(40))
        person_box = pygame.Rect(language_box.x - px(14) - px(230), px(28), px(230), px(40))
        gear_box = pygame.Rect(person_box.x - px(14) - px(40), px(28), px(40), px(40))
        gear = Button("settings", gear_box, theme, "", self.open_settings, icon_name="gear")
        gear.called = t("settings.open")
        name = legible(self.desk.person_name) or t("desktop.home.nobody")
        mode_box = pygame.Rect(self._main.right - px(280), self._main.y, px(280), px(38))
        self.elements = [
            gear,
            Button("person", person_box, theme, name, self.choose_person, icon_name="person", units=14.5),
            Segments("language", language_box, theme, names, self.desk.language, self._choose_language),
            Segments(
                "mode", mode_box, theme,
                [(Mode.PRACTICE.value, t("desktop.mode.practice")), (Mode.EXAM.value, t("desktop.mode.exam"))],
                self.mode.value, self._choose_mode,
            ),
            self._scene_list(),
            *self._session_lists(),
        ]  # fmt: skip
        if self.focus.current is None:
            self.focus.to(next((e for e in self.focus.stops() if e.name.startswith("scene_")), None))

    def _load_sessions(self) -> None:
        journal = self.desk.journal
        self._unfinished, self._past = [], []
        if journal is not None and self.desk.person_id:
            records = list(reversed(journal.sessions(self.desk.person_id)))
            left = {record.header.parent_session_id for record in records}  # as `training.unfinished`, unloaded here
            self._unfinished = [
                record
                for record in records
                if record.ended_at is None and record.erased_at is None and record.id not in left
            ]
            self._past = [record for record in records if record.ended_at is not None][:_PAST_SHOWN]

    def _scene_list(self) -> ScrollArea:
        px = self.theme.px
        box = pygame.Rect(
            self._main.x - px(12), self._main.y + px(58), self._main.width + px(24), self._main.height - px(58)
        )
        gap = px(16)
        found, self._faulty = [], []
        for slug in slugs():
            try:
                usable = self.mode.value in self.desk.scene(slug).file.about.use
            except ScenarioError:
                self._faulty.append(slug)
                continue
            if usable:
                found.append(slug)
        found.sort(key=lambda slug: not self._offered(slug))
        rough = sum(not self._offered(slug) for slug in found)
        heading = block(self.desk.texts("settings.rough.heading"), self.theme.font(16, bold=True), self._main.width)
        lead = heading.height_px + px(20) if rough else 0
        step = px(CARD_HEIGHT) + gap
        head_y = px(12) + (len(found) - rough) * step

        def paint(target: pygame.Surface, offset: int) -> None:
            if rough:
                heading.draw(target, Palette.AMBER_DARK, (px(12), head_y - offset))

        area = ScrollArea("scenes", box, self.theme, len(found) * step + lead + px(24), paint)
        for index, slug in enumerate(found):
            down = lead if index >= len(found) - rough else 0
            place = pygame.Rect(px(12), px(8) + index * step + down, self._main.width, px(CARD_HEIGHT))
            area.add(SceneCard(slug, place, self.theme, self.desk, self._portraits, partial(self.choose_scene, slug)))
        return area

    def _offered(self, slug: str) -> bool:
        """Whether a scene is no rougher than this person set; others come last, under a heading."""
        return offered(self.desk.scene(slug).file.about.warnings, self.desk.settings.abuse_tolerance)

    def _session_lists(self) -> list[ScrollArea | Button]:
        theme, t, px = self.theme, self.desk.texts, self.theme.px
        made: list[ScrollArea | Button] = []
        y = self._side.y
        if self._unfinished:
            record = self._unfinished[0]
            box = pygame.Rect(self._side.x, y, self._side.width, px(72))
            made.append(
                Button(
                    "go_on", box, theme, t("desktop.home.go_on"), lambda: self.go_on(record.id), style="primary",
                    icon_name="play", detail=f"{self.title_of(record)} · {self.when(record)}", units=16, centred=False,
                )
            )  # fmt: skip
            y += px(72) + px(16)
        self._past_box = pygame.Rect(self._side.x, y, self._side.width, self._side.bottom - y)
        inner = self._past_box.inflate(-px(16), 0)
        inner.y += px(50)
        inner.height -= px(58)
        row = px(58)
        area = ScrollArea("past", inner, theme, max(1, len(self._past) * row))
        for index, record in enumerate(self._past):
            place = pygame.Rect(px(4), index * row + px(3), inner.width - px(14), row - px(6))
            area.add(PastRow(place, self, record))
        made.append(area)
        return made

    def title_of(self, record: SessionRecord) -> str:
        """The title of a session's scene."""
        try:
            scenario = self.desk.scene(record.header.scenario_slug)
        except (ScenarioError, OSError):  # a scene that is gone is named by its folder; its session stays listed
            return record.header.scenario_slug
        return scene_title(self.desk, scenario)

    @staticmethod
    def when(record: SessionRecord) -> str:
        """The day and hour a session began."""
        return record.started_at.astimezone().strftime("%d.%m.%Y %H:%M")

    # -- what the trainee does ------------------------------------------------------------------------------------

    def choose_person(self) -> None:
        """Ask who plays."""
        journal = self.desk.journal
        if journal is None:
            return
        self._people = PeopleDialog(self.desk, journal.people(), self._be, self._close_people)
        self.dialog = self._people.dialog

    def _be(self, person_id: str, name: str) -> None:
        self.desk.be(person_id, name)
        self._close_people()
        self.rebuild()
        self._tell_damage()

    def _tell_damage(self) -> None:
        damaged, self.desk.damaged = self.desk.damaged, None
        if damaged is not None:
            self.tell(self.desk.texts("settings.damaged", file=legible(damaged.name)))

    def _close_people(self) -> None:
        self.dialog, self._people = None, None

    def reopen_dialog(self) -> None:
        """The question who plays is asked anew."""
        self.dialog = None
        self.choose_person()

    def _choose_language(self, code: str) -> None:
        self.desk.change_settings(language=code)
        self.rebuild()

    def _choose_mode(self, value: str) -> None:
        self.mode = Mode(value)
        self.rebuild()

    def choose_scene(self, slug: str) -> None:
        """Read the briefing of a scene."""
        from simulator.desktop.views.briefing import BriefingView

        self.desk.show(BriefingView(self.desk, slug, self.mode))

    def open_settings(self) -> None:
        """Lay the settings over this page."""
        from simulator.desktop.views.settings import SettingsView

        self.desk.lay_over(SettingsView(self.desk))

    def go_on(self, session_id: str) -> None:
        """Go on with a session."""
        self.desk.show(session_view(self.desk, session_id))

    def keys(self, event: pygame.event.Event) -> bool:
        """Arrow keys walk the scene cards."""
        current = self.focus.current
        if event.type == pygame.KEYDOWN and event.key in (pygame.K_UP, pygame.K_DOWN) and current is not None:
            names = [e.name for e in self.focus.stops()]
            step = 1 if event.key == pygame.K_DOWN else -1
            at = names.index(current.name) + step if current.name in names else -1
            group = current.name.split("_")[0]
            if 0 <= at < len(names) and group in ("scene", "past") and names[at].startswith(group):
                self.focus.step(backwards=step < 0)
                return True
        return False

    # -- drawing --------------------------------------------------------------------------------------------------

    def update(self, dt_ms: float) -> None:
        """Draw one missing portrait a frame."""
        super().update(dt_ms)
        for element in self.walk():
            if isinstance(element, SceneCard) and element.draw_portrait():
                return

    def draw_ground(self, target: pygame.Surface) -> None:
        """Draw title and headings."""
        theme, t, px = self.theme, self.desk.texts, self.theme.px
        target.blit(page_ground(theme.size), (0, 0))
        left = px(32)
        draw_logo(target, pygame.Rect(left, px(26), px(46), px(46)))
        room = self.find("settings").box.x - left - px(76)
        draw_text(target, t("app.name"), theme.font(25, bold=True), Palette.INK, (left + px(60), px(19)))
        tag = fitted(
            t("app.tagline"), [theme.font(size) for size in (13.5, 13, 12, 11, 10)], room, px(36), spacing=0.85
        )
        tag.draw(target, Palette.INK_SOFT, (left + px(60), px(54)))
        heading = t("desktop.home.scenes")
        room = self._main.width - px(300)
        draw_text(
            target,
            heading,
            theme.fitting(heading, 21, room, bold=True),
            Palette.INK,
            (self._main.x, self._main.y + px(3)),
        )
        self._draw_past(target)

        if self._faulty:
            words = t("desktop.home.faulty", scenes=", ".join(self._faulty))
            font = theme.fitting(words, 13, self._main.width)
            at = (self._main.x, theme.size[1] - px(22))
            draw_text(target, words, font, Palette.RED_DARK, at)

    def _draw_past(self, target: pygame.Surface) -> None:
        theme, t, px = self.theme, self.desk.texts, self.theme.px
        box = self._past_box
        draw_card(target, box, px(14), depth=px(8))
        title = t("desktop.home.past")
        draw_text(
            target,
            title,
            theme.fitting(title, 16, box.width - px(40), bold=True),
            Palette.INK,
            (box.x + px(18), box.y + px(14)),
        )
        if not self._past:
            empty = block(t("desktop.home.no_past"), theme.font(14.5), box.width - px(36))
            empty.draw(target, Palette.INK_SOFT, (box.x + px(18), box.y + px(50)))


class PastRow(Button):
    """One finished session in the list.

    Args:
        box: where.
        home: the list's screen.
        record: what the journal says.
    """

    def __init__(self, box: pygame.Rect, home: HomeView, record: SessionRecord) -> None:
        title = home.title_of(record)
        super().__init__(f"past_{record.id}", box, home.theme, title, partial(home.go_on, record.id), units=14)
        mode = home.desk.texts(f"desktop.mode.{record.header.mode.value}")
        self.detail = f"{mode} · {home.when(record)}"
        self._overall = record.overall

    def draw(self, target: pygame.Surface) -> None:
        """Draw title, day and points."""
        theme, px = self.theme, self.theme.px
        if self.hovered or self.focused:
            draw_box(target, self.box, px(9), Palette.PAPER_WARM, border=Palette.PAPER_EDGE)
        room = self.box.width - px(76)
        title = fitted(self.text, [theme.font(size, bold=True) for size in (14, 13, 12, 11)], room, px(24))
        title.draw(target, Palette.INK, (self.box.x + px(10), self.box.y + px(5)))
        draw_text(
            target,
            self.detail,
            theme.fitting(self.detail, 12, room),
            Palette.INK_SOFT,
            (self.box.x + px(10), self.box.y + px(27)),
        )
        words = "–" if self._overall is None else str(self._overall)
        font = theme.font(20, bold=True)
        colour = points_colour(self._overall)
        draw_text(
            target,
            words,
            font,
            colour,
            (self.box.right - px(14) - font.size(words)[0], self.box.centery - font.get_linesize() // 2),
        )
        self.draw_focus(target, px(9))


def draw_logo(target: pygame.Surface, box: pygame.Rect) -> None:
    """The mark of the product: a heart on a plum square."""
    draw_box(target, box, box.width // 4, Palette.PLUM)
    size = round(box.width * 0.58)
    blit(target, icon("heart", size, Palette.CREAM), (box.centerx - size // 2, box.centery - size // 2 + 1))


def scene_title(desk: Desk, scenario: Scenario) -> str:
    """A scene's title in the language of the screens where it speaks it."""
    code = next((c for c in scenario.languages if c == desk.language), scenario.languages[0])
    return scenario.text("about.title", code, scenario.draw(0))


def session_view(desk: Desk, session_id: str) -> View:
    """The view of a session: its scene where it is unfinished, else its debrief.

    Raises:
        UnknownRecordError: no such session.
        JournalError: its words were erased.
    """
    from simulator.training import Session

    if desk.journal is None:
        raise UsageError("There is no journal.")
    session = Session.resume(desk.journal, session_id)
    if session.ended or session.played.grade is not None:
        from simulator.desktop.views.debrief import DebriefView

        return DebriefView(desk, session, session.finish())
    from simulator.desktop.views.scene import SceneView

    return SceneView(desk, session)
