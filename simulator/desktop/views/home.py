"""Home: who plays, in which language; the scenes; what was begun and what was played."""

from __future__ import annotations

import secrets
from functools import partial
from typing import TYPE_CHECKING

import pygame

from simulator.desktop.desk import Desk
from simulator.desktop.legible import legible
from simulator.desktop.lettering import capital, draw_text
from simulator.desktop.painting import page_ground
from simulator.desktop.theme import Palette
from simulator.desktop.views.home_lists import Lists, Offer, filtered, first_day, survey_scenes
from simulator.desktop.views.home_side import (
    ROW_UNITS,
    SIGN_UNITS,
    Call,
    Notice,
    PastRow,
    call_buttons,
    draw_head,
    draw_past,
    places,
)
from simulator.desktop.views.path_card import PathShown, begun_path, courses
from simulator.desktop.views.people import PeopleDialog
from simulator.desktop.views.scene_card import SceneCard, kept_portraits
from simulator.desktop.views.view import View
from simulator.desktop.widgets import Button, Dialog, Element, ReplyBox, ScrollArea, Segments
from simulator.record import Mode, SessionRecord, resumable
from simulator.scenario import Channel, ScenarioError, glance
from simulator.texts import languages, texts

if TYPE_CHECKING:
    from simulator.desktop.views.home_company import CompanyAtHome

WAYS = ("practice", "paths", "exam")
_PAST_SHOWN = 40
_SEARCH_LIMIT = 60
_DRAWS = 2**31


class HomeView(View):
    """Choose who plays, a scene, and how.

    Args:
        desk: what the screens share.
        way: which list is shown first, one of `WAYS`, or `assigned`; what is assigned where there is anything, if "".
    """

    name = "home"

    def __init__(self, desk: Desk, way: str = "") -> None:
        super().__init__(desk)
        self._company: CompanyAtHome | None = None
        self._chosen = bool(way)
        self.way = way
        self.channel = "all"
        self._unfinished: list[SessionRecord] = []
        self._shift_open = False
        self._past: list[SessionRecord] = []
        self._portraits = kept_portraits()
        self._people: PeopleDialog | None = None
        self._offer = Offer([], [], {})
        self._paths: list[PathShown] = []
        self._search: ReplyBox | None = None
        self._lists = Lists(desk, self._portraits, self.choose_scene, self.go_on_path, self.draw_exam)
        self.build()
        if not desk.person_id:
            self.choose_person()
        self._tell_damage()

    # -- building -------------------------------------------------------------------------------------------------

    @property
    def newcomer(self) -> bool:
        """Whether the trainee has played nothing yet."""
        return not self._past and not self._unfinished

    def build(self) -> None:
        """Make the elements."""
        theme, t = self.theme, self.desk.texts
        px = theme.px
        self._meet_company()
        self._load()
        self._main, self._side, top = places(theme)
        names = [(code, capital(texts(code)("language.name"))) for code in languages()]
        gear = Button("settings", top.gear, theme, "", self.open_settings, icon_name="gear")
        gear.called = t("settings.open")
        name = legible(self.desk.person_name) or t("desktop.home.nobody")
        ways = pygame.Rect(self._main.x, self._main.y, self._main.width, px(42))
        own = [] if self._company is None else [("assigned", self._company.label)]
        listed = self._list()
        self.elements = [
            gear,
            Button("person", top.person, theme, name, self.choose_person, icon_name="person", units=14.5),
            Segments("language", top.language, theme, names, self.desk.language, self._choose_language),
            Segments(
                "mode", ways, theme, [*own, *((way, t(f"home.way.{way}")) for way in WAYS)], self.way, self._choose_way
            ),
            *listed,
            *(() if theme.narrow else self._side_elements()),
        ]  # fmt: skip
        if theme.narrow and isinstance(listed[-1], ScrollArea):
            self._below(listed[-1])
        if self.focus.current is None:
            first = [e for e in self.focus.stops() if e.name.startswith(("first_day", "scene_", "assigned_"))]
            self.focus.to(next(iter(first), None))

    def _meet_company(self) -> None:
        """Know the company of whoever plays, where the desktop belongs to them; their assignments come first."""
        if self.desk.company is None:
            self._company = None
        else:
            from simulator.desktop.views.home_company import at_home

            self._company = at_home(self.desk, self._company, self.tell, self._ask, self.go_on)
        if self._company is None and self.way in ("", "assigned"):
            self.way = "practice"
        elif self._company is not None and not self._chosen:
            self.way = "assigned" if self._company.first else "practice"

    def _ask(self, dialog: Dialog | None) -> None:
        self.dialog = dialog

    def _load(self) -> None:
        journal = self.desk.journal
        self._unfinished, self._past, self._shift_open = [], [], False
        if journal is not None and self.desk.person_id:
            records = journal.sessions(self.desk.person_id)
            self._unfinished = resumable(records)
            self._shift_open = bool(journal.shifts(self.desk.person_id, unfinished=True))
            self._past = [record for record in reversed(records) if record.ended_at is not None][:_PAST_SHOWN]
        self._offer = survey_scenes(self.desk)
        self._paths = courses(self.desk)

    def _list(self) -> list[Element]:
        """The list of the way that is chosen, and what filters it."""
        px = self.theme.px
        top = self._main.y + px(52)
        if self.way == "assigned" and self._company is not None:
            self._search = None
            return [self._company.list(self._list_box(top))]
        if self.way == "practice" and not self.newcomer:
            filters = self._filters(top)
            return [*filters, self._practice_list(top + px(46))]
        self._search = None
        if self.way == "practice":
            return [self._practice_list(top)]
        box = self._list_box(top)
        if self.way == "paths":
            return [self._lists.paths(box, self._paths)]
        return [self._lists.exam(box, self._offer, self._paths)]

    def _list_box(self, top: int) -> pygame.Rect:
        px = self.theme.px
        return pygame.Rect(self._main.x - px(12), top, self._main.width + px(24), self._main.bottom - top)

    def _filters(self, top: int) -> list[Element]:
        theme, t, px = self.theme, self.desk.texts, self.theme.px
        written, self._search = self._search, ReplyBox(
            "search", pygame.Rect(self._main.x, top, px(300), px(38)), theme, limit=_SEARCH_LIMIT,
            placeholder=t("home.filter.search"), changed=self._refill, one_line=True, units=14.5,
        )  # fmt: skip
        if written is not None:
            self._search.take_over(written)
        left = self._main.x + px(312)
        box = pygame.Rect(left, top, self._main.right - left, px(38))
        options = [(name, t(f"home.filter.{name}")) for name in ("all", *(channel.value for channel in Channel))]
        return [self._search, Segments("channel", box, theme, options, self.channel, self._choose_channel)]

    def _practice_list(self, top: int) -> ScrollArea:
        words = self._search.written if self._search is not None else ""
        scenes = filtered(self._offer.usable("practice"), self.channel, words, self.desk.texts)
        first = first_day(self._paths) if self.newcomer else None
        return self._lists.practice(self._list_box(top), self._offer, scenes, first)

    def _refill(self) -> None:
        """Show what fits the search; the search box keeps the focus."""
        if any(element.name == "scenes" for element in self.elements):
            place = next(i for i, element in enumerate(self.elements) if element.name == "scenes")
            made = self._practice_list(self.elements[place].box.y)
            if self.theme.narrow:
                self._below(made)
            self.elements[place] = made

    def _calls(self, left: int, top: int, wide: int) -> list[Element]:
        """Going on where one stopped, and progress, from `top` down."""
        theme, t, px = self.theme, self.desk.texts, self.theme.px
        calls: list[Call] = []
        if self._unfinished:
            record = self._unfinished[0]
            told = f"{self.title_of(record)} · {self.when(record)}"
            calls.append(("go_on", t("desktop.home.go_on"), told, partial(self.go_on, record.id), "primary", "play"))
        path = begun_path(self._paths)
        if path is not None and path.course.next_scene is not None:
            told = t("home.path.go_on", scene=path.scenes[path.course.next_scene].title)
            style = "card" if self._unfinished else "primary"
            calls.append(("go_on_path", path.title, told, partial(self.go_on_path, path), style, "play"))
        if self._past:
            calls.append(
                ("progress", t("home.progress"), t("home.progress.detail"), self.open_progress, "card", "star")
            )
        if self.desk.journal is not None and self.desk.person_id:
            words = t("shift.go_on" if self._shift_open else "shift.title")
            calls.append(("shift", words, t("shift.tag"), self.open_shift, "card", "clock"))
        return call_buttons(theme, calls, pygame.Rect(left, top, wide, px(58)))

    def _side_elements(self) -> list[Element]:
        px, side = self.theme.px, self._side
        made = self._calls(side.x, side.y, side.width)
        y = made[-1].box.bottom + px(14) if made else side.y
        notice = Notice(self.desk, pygame.Rect(side.x + px(4), 0, side.width - px(8), px(92)), self._privacy)
        notice.box.bottom = side.bottom
        line = self._company_line(pygame.Rect(side.x, notice.box.top - px(62), side.width, px(50)))
        self._past_box = pygame.Rect(side.x, y, side.width, (line or notice).box.top - px(12) - y)
        return [*made, self._past_list(), *([line] if line is not None else []), notice]

    @property
    def _privacy(self) -> str:
        return "" if self._company is None else self._company.privacy

    def _company_line(self, box: pygame.Rect) -> Button | None:
        """How things stand with the company; None for those who have none."""
        return None if self._company is None else self._company.line(box)

    def _below(self, area: ScrollArea) -> None:
        """Put what stands at the side otherwise below a list."""
        px = self.theme.px
        left, wide, y = px(12), area.box.width - px(24), area.page_height_px
        line = self._company_line(pygame.Rect(left, y, wide, px(54)))
        if line is not None:
            area.add(line)
            y = line.box.bottom + px(12)
        for element in self._calls(left, y, wide):
            area.add(element)
            y = element.box.bottom + px(12)
        for record in self._past:
            row = self._past_row(pygame.Rect(left, y, wide, 0), record)
            area.add(row)
            y = row.box.bottom + px(4)
        notice = Notice(self.desk, pygame.Rect(left, y + px(6), wide, px(150)), self._privacy)
        area.add(notice)
        area.page_height_px = notice.box.bottom + px(16)
        self._past_box = pygame.Rect(0, 0, 0, 0)

    def _past_list(self) -> ScrollArea:
        theme, px = self.theme, self.theme.px
        inner = self._past_box.inflate(-px(16), 0)
        inner.y += px(46)
        inner.height -= px(54)
        area, y = ScrollArea("past", inner, theme, 1), px(3)
        for record in self._past:
            row = self._past_row(pygame.Rect(px(4), y, inner.width - px(14), 0), record)
            area.add(row)
            y = row.box.bottom + px(6)
        area.page_height_px = y
        return area

    def _past_row(self, box: pygame.Rect, record: SessionRecord) -> PastRow:
        """A row of what was played, as tall as it must be."""
        title, press = self.title_of(record), partial(self.go_on, record.id)
        sign = None if self._company is None else self._company.sign(record)
        box.height = self.theme.px(ROW_UNITS if sign is None else ROW_UNITS + SIGN_UNITS)
        return PastRow(box, self.desk, record, title, self.when(record), press, sign)

    def title_of(self, record: SessionRecord) -> str:
        """The title of a session's scene."""
        try:
            return glance(record.header.scenario_slug, self.desk.language).title
        except (ScenarioError, OSError):  # a scene that is gone is named by its folder; its session stays listed
            named = "" if self._company is None else self._company.title(record)
            return named or record.header.scenario_slug

    def when(self, record: SessionRecord) -> str:
        """The day and hour a session began."""
        return self.desk.texts.moment(record.started_at)

    # -- what the trainee does ------------------------------------------------------------------------------------

    def choose_person(self) -> None:
        """Ask who plays."""
        journal = self.desk.journal
        if journal is None:
            return
        free = self.desk.folder is not None and self.desk.company is None
        join = self.join_company if free else None
        self._people = PeopleDialog(self.desk, journal.people(), self._be, self._close_people, join)
        self.dialog = self._people.dialog

    def join_company(self) -> None:
        """Lay the page over this one on which a company is joined."""
        from simulator.desktop.views.joining import JoinView

        self._close_people()
        self.desk.lay_over(JoinView(self.desk))

    def rebuild(self) -> None:
        """Make the elements anew; while nobody plays it is asked who does."""
        super().rebuild()
        if not self.desk.person_id and self.dialog is None:
            self.choose_person()

    def _be(self, person_id: str, name: str) -> None:
        self.desk.be(person_id, name)
        self._close_people()
        self._chosen = False
        self.focus.to(None)  # somebody else begins at the top
        self.rebuild()
        self._tell_damage()

    def _tell_damage(self) -> None:
        damaged, self.desk.damaged = self.desk.damaged, None
        if damaged is not None:
            self.tell(self.desk.texts("settings.damaged", file=legible(damaged.name)))

    def _close_people(self) -> None:
        self.dialog, self._people = None, None

    def reopen_dialog(self) -> None:
        """A question is asked anew: who plays, or whether an exam is to begin; what was only told is not."""
        self.dialog = None
        if self._people is not None:
            self.choose_person()
        elif self._company is not None:
            self._company.asked_anew()

    def _choose_language(self, code: str) -> None:
        self.desk.change_settings(language=code)
        self.rebuild()

    def _choose_way(self, way: str) -> None:
        self.way, self._chosen = way, True
        self.rebuild()

    def _choose_channel(self, channel: str) -> None:
        self.channel = channel
        self._refill()

    def choose_scene(self, slug: str, mode: str = "practice") -> None:
        """Read the briefing of a scene."""
        from simulator.desktop.views.briefing import BriefingView

        self.desk.show(BriefingView(self.desk, slug, Mode(mode), way=self.way))

    def go_on_path(self, shown: PathShown) -> None:
        """Go on with a path: its next scene, its certificate, or once more the scene that went worst."""
        course = shown.course
        if course.certified:
            self.open_progress()
            return
        worst = min(course.stages, key=lambda stage: stage.best or 0)
        self.choose_scene(course.next_scene or worst.scene, course.path.use)

    def draw_exam(self) -> None:
        """An exam: a scene not met yet, drawn; where all were met, any."""
        from simulator.training import draw_exam

        scenes = [scene.slug for scene in self._offer.drawable("exam")]
        if self.desk.journal is None or not scenes:
            return
        seed = secrets.randbelow(_DRAWS)
        drawn = draw_exam(self.desk.journal, self.desk.person_id, scenes, seed)
        self.choose_scene(drawn or scenes[seed % len(scenes)], "exam")

    def open_progress(self) -> None:
        """Look at the trainee's progress."""
        from simulator.desktop.views.progress import ProgressView

        self.desk.show(ProgressView(self.desk))

    def open_shift(self) -> None:
        """Go to the shift: the one being played, else how the next one begins."""
        from simulator.desktop.views.shift_run import shift_view

        self.desk.show(shift_view(self.desk))

    def open_settings(self) -> None:
        """Lay the settings over this page."""
        from simulator.desktop.views.settings import SettingsView

        self.desk.lay_over(SettingsView(self.desk))

    def go_on(self, session_id: str) -> None:
        """Go on with a session."""
        from simulator.desktop.views.resuming import session_view

        self.desk.show(session_view(self.desk, session_id))

    def keys(self, event: pygame.event.Event) -> bool:
        """Arrow keys walk the cards; Ctrl+F goes to the search."""
        if event.type != pygame.KEYDOWN:
            return False
        if event.key == pygame.K_f and event.mod & pygame.KMOD_CTRL and self._search is not None:
            self.focus.to(self._search)
            return True
        current = self.focus.current
        if event.key in (pygame.K_UP, pygame.K_DOWN) and current is not None:
            stops = self.focus.stops()
            step = 1 if event.key == pygame.K_DOWN else -1
            at = stops.index(current) + step if current in stops else -1
            group = current.name.split("_")[0]
            alike = 0 <= at < len(stops) and stops[at].name.startswith(group)
            if (group in ("scene", "past", "path", "assigned") and alike) or (current is self._search and step > 0):
                target = stops[at] if current is not self._search else self._first_card(stops)
                self.focus.to(target or current)
                return True
        return False

    def _first_card(self, stops: list[Element]) -> Element | None:
        return next((element for element in stops if element.name.startswith("scene_")), None)

    # -- drawing --------------------------------------------------------------------------------------------------

    def update(self, dt_ms: float) -> None:
        """Show what the company has sent; draw one missing portrait a frame, of a card that is in view."""
        super().update(dt_ms)
        self._follow_company()
        for area in self.elements:
            if not isinstance(area, ScrollArea):
                continue
            for card in area.children():
                if isinstance(card, SceneCard) and area.box.colliderect(area.on_screen(card)) and card.draw_portrait():
                    return

    def _follow_company(self) -> None:
        """Put what is new about the company where it stands; the list stays where it was scrolled to."""
        if self._company is None or self.dialog is not None:
            return
        line = self.find("company")
        new = self._company.changed(line if isinstance(line, Button) else None)
        first = not self._chosen and self._company.first != (self.way == "assigned")
        moved = self._company.marks_moved() and bool(self._past)
        if not first and not moved and not (new and self.way == "assigned"):
            return
        offsets = {area.name: area.offset_px for area in self.elements if isinstance(area, ScrollArea)}
        self.rebuild()
        for area in self.elements:
            if isinstance(area, ScrollArea):
                area.scroll_to(offsets.get(area.name, 0))

    def draw_ground(self, target: pygame.Surface) -> None:
        """Draw title and headings."""
        theme, t, px = self.theme, self.desk.texts, self.theme.px
        target.blit(page_ground(theme.size), (0, 0))
        if theme.narrow:
            return
        draw_head(target, self.desk, self.find("settings").box.x)
        draw_past(target, self.desk, self._past_box, empty=not self._past)
        if self._offer.faulty:
            words = t("desktop.home.faulty", scenes=", ".join(self._offer.faulty))
            font = theme.fitting(words, 13, self._main.width)
            at = (self._main.x, theme.size[1] - px(22))
            draw_text(target, words, font, Palette.RED_DARK, at)
