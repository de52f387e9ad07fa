"""What home shows whoever the desktop belongs to: assignments first, and a line that says how things stand.

Loaded for them only; for everybody else home is as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import pygame

from simulator.desktop.assigned_words import name_of, state_of
from simulator.desktop.attempts import Attempt, Standings
from simulator.desktop.company_desk import CompanyDesk
from simulator.desktop.company_values import Begun, Marked, Outlook
from simulator.desktop.desk import Desk
from simulator.desktop.legible import legible
from simulator.desktop.theme import Palette
from simulator.desktop.views.assigned import (
    anything_open,
    assigned_list,
    company_of,
    company_texts,
)
from simulator.desktop.views.company_words import company_name, line_of
from simulator.desktop.views.home_side import Sign
from simulator.desktop.views.mark_words import mark_of, sign_of
from simulator.desktop.widgets import Action, Button, Dialog, ScrollArea
from simulator.record import Mode, SessionRecord
from simulator.review import Assigned
from simulator.scenario import Language, Scenario
from simulator.training import Session

WAY = "assigned"
LINE_UNITS = 50


class CompanyAtHome:
    """The company's part of home.

    Args:
        desk: what the screens share.
        company: of whoever plays.
        tell: tells something in a dialog: text and title.
        ask: opens a dialog, or closes it with None.
        go_on: goes on with a session, or shows its debrief.
    """

    def __init__(
        self,
        desk: Desk,
        company: CompanyDesk,
        *,
        tell: Callable[[str, str], object],
        ask: Callable[[Dialog | None], object],
        go_on: Callable[[str], object],
    ) -> None:
        self._desk = desk
        self.company = company
        self._tell = tell
        self._ask = ask
        self._go_on = go_on
        self._asking: Standings | None = None
        self._seen = -1
        self._outlook: Outlook | None = None
        self._marks: Mapping[str, Marked] = {}

    @property
    def label(self) -> str:
        """What the way is called."""
        return company_texts(self._desk)("assigned.way")

    @property
    def first(self) -> bool:
        """Whether assignments are shown first."""
        return anything_open(self.company)

    @property
    def privacy(self) -> str:
        """Who sees what is written here."""
        bond = self.company.bond
        key = "joining.notice.all" if bond is not None and bond.share_practice else "joining.notice"
        return company_texts(self._desk)(key, company=company_name(self.company.outlook))

    def title(self, record: SessionRecord) -> str:
        """What the company calls a scene that is none of the product's, or ""."""
        for given in self.company.outlook.given:
            for scene in given.scenes:
                if scene.hash == record.header.scenario_hash and scene.titles:
                    return legible(scene.titles.get(self._desk.language) or next(iter(scene.titles.values())))
        return ""

    def sign(self, record: SessionRecord) -> Sign | None:
        """What became of a session's grade at the company; None where nothing is known of it."""
        self._marks = self.company.outlook.marks
        mark = mark_of(self._desk, record.id)
        if mark is None:
            return None
        icon_name, ink, words = sign_of(mark, company_texts(self._desk))
        return Sign(mark.points, icon_name, getattr(Palette, ink), words)

    def marks_moved(self) -> bool:
        """Whether grades have moved since it was asked last, or they were shown."""
        known, self._marks = self._marks, self.company.outlook.marks
        return known is not self._marks and known != self._marks

    def list(self, box: pygame.Rect) -> ScrollArea:
        """The assignments."""
        self._outlook = self.company.outlook
        return assigned_list(self._desk, self.company, box, self.choose)

    def line(self, box: pygame.Rect) -> Button:
        """How things stand, in a line; pressing it shows more."""
        made = Button("company", box, self._desk.theme, "", self.open_page, units=13.5, bold=False, centred=False)
        self._word(made)
        return made

    def _word(self, line: Button) -> None:
        t = company_texts(self._desk)
        line.icon_name, line.text = line_of(self.company, t)
        line.called = f"{company_name(self.company.outlook)}: {line.text}"
        self._seen = self.company.revision

    def changed(self, line: Button | None) -> bool:
        """Put what is new into the line; True where the list is to be made anew."""
        if self.company.revision == self._seen:
            return False
        if line is not None:
            self._word(line)
        self._seen = self.company.revision
        return self.company.outlook is not self._outlook

    def open_page(self) -> None:
        """Lay the page of the company over home."""
        from simulator.desktop.views.membership import MembershipView

        self.company.look_at(self.company.news)
        self._desk.lay_over(MembershipView(self._desk))

    # -- beginning ------------------------------------------------------------------------------------------------

    def choose(self, found: Standings) -> None:
        """Do what a card says: begin, go on, look at it, or tell why not."""
        t = company_texts(self._desk)
        if found.session_id:
            self._go_on(found.session_id)
        elif found.attempt is None:
            note = legible(found.given.note.strip())
            self._tell("\n".join(part for part in (note, state_of(found, t)) if part), name_of(found, t))
        elif found.given.mode == "exam":
            self.ask_to_begin(found)
        else:
            self._brief(found, found.attempt, None)

    def ask_to_begin(self, found: Standings) -> None:
        """Say what beginning an exam means before it begins."""
        if found.attempt is None:
            return
        self._asking = found
        t, given = company_texts(self._desk), found.given
        scenario = self._desk.stored_scene(found.attempt.hash)
        if given.attempts is None:
            once = t("assigned.ask.any")
        elif given.attempts == 1:
            once = t("assigned.ask.once")
        else:
            once = t("assigned.ask.several", number=found.attempt.number, count=given.attempts)
        about = t(
            "assigned.ask.about", minutes=scenario.file.about.minutes,
            language=t(f"assigned.language.{self._language(scenario)}"),
            company=company_name(self.company.outlook),
        )  # fmt: skip
        note = legible(given.note.strip())
        actions: list[Action] = [  # the way back has the focus: nobody begins by pressing Enter twice
            ("exam_no", t("assigned.ask.later"), self._not_yet, "plain"),
            ("exam_yes", t("assigned.ask.begin"), partial(self._begin_exam, found, found.attempt), "primary"),
        ]
        text = "\n\n".join(part for part in (name_of(found, t), note, once, about) if part)
        self._ask(Dialog("exam_ask", self._desk.theme, t("assigned.ask"), text, actions, cancel=self._not_yet))

    def asked_anew(self) -> bool:
        """Ask again where a question is open: for another size of the window."""
        if self._asking is None:
            return False
        self.ask_to_begin(self._asking)
        return True

    def _not_yet(self) -> None:
        self._asking = None
        self._ask(None)

    def _language(self, scenario: Scenario) -> Language:
        codes = scenario.languages
        return next((code for code in codes if code == self._desk.language), codes[0])

    def _begin_exam(self, found: Standings, attempt: Attempt) -> None:
        """Begin: from now on it counts, for now its scene is seen."""
        self._not_yet()
        scenario = self._desk.stored_scene(attempt.hash)
        session = Session.begin(
            scenario, self._language(scenario), attempt.seed or 0, mode=Mode.EXAM, journal=self._desk.journal,
            person_id=self._desk.person_id, assigned=Assigned(found.given.id, attempt.number),
        )  # fmt: skip
        note_begun(self._desk, session, attempt)
        self._brief(found, attempt, session)

    def _brief(self, found: Standings, attempt: Attempt, session: Session | None) -> None:
        from simulator.desktop.views.briefing import BriefingView
        from simulator.desktop.views.undertaking import Undertaking

        free = found.given.mode != "exam" and attempt.number == 0
        name = "" if free else name_of(found, company_texts(self._desk))
        taken = Undertaking(found.given.id, name, legible(found.given.note.strip()), attempt, session)
        mode = Mode.EXAM if found.given.mode == "exam" else Mode.PRACTICE
        self._desk.show(BriefingView(self._desk, attempt.slug, mode, way=WAY, taken=taken))


def note_begun(desk: Desk, session: Session, attempt: Attempt) -> None:
    """Let the company's part know that an attempt was begun."""
    assigned = session.played.assigned
    if desk.company is not None and assigned is not None:
        begun = Begun(assigned.assignment, assigned.number, session.played.session_id, attempt.hash, ended=False)
        desk.company.note_begun(begun)


def at_home(
    desk: Desk,
    known: CompanyAtHome | None,
    tell: Callable[[str, str], object],
    ask: Callable[[Dialog | None], object],
    go_on: Callable[[str], object],
) -> CompanyAtHome | None:
    """The company's part of home for whoever plays; None where the desktop belongs to somebody else.

    Args:
        desk: what the screens share.
        known: the one there was; it is kept, with what was asked, while the company is the same.
        tell: as for `CompanyAtHome`.
        ask: likewise.
        go_on: likewise.
    """
    company = company_of(desk)
    if company is None:
        return None
    if known is not None and known.company is company:
        return known
    return CompanyAtHome(desk, company, tell=tell, ask=ask, go_on=go_on)
