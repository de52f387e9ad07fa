"""The page of the company: what went up, what waits, what was not taken and what to do about it, and leaving."""

from __future__ import annotations

from collections.abc import Iterable

import pygame

from simulator.desktop.company_desk import CompanyDesk
from simulator.desktop.company_values import Outlook, Trouble
from simulator.desktop.desk import Desk
from simulator.desktop.legible import legible
from simulator.desktop.theme import Palette
from simulator.desktop.views.assigned import company_texts
from simulator.desktop.views.company_words import company_name, line_of, why_of
from simulator.desktop.views.laid_page import LaidPage
from simulator.desktop.views.mark_words import line_of_mark, sign_of
from simulator.desktop.views.page import Column, Page, marked
from simulator.desktop.widgets import Action, Button, Dialog, Element, Segments
from simulator.record import SessionRecord
from simulator.scenario import ScenarioError, glance

_MOST_SHOWN = 40
"""Sessions in a list; the newest."""
_INKS = {"check": "GREEN_DARK", "warning": "AMBER_DARK", "clock": "INK_SOFT", "person": "GREEN_DARK"}


class MembershipView(LaidPage):
    """How things stand between this desktop and the company it belongs to.

    Args:
        desk: what the screens share; its company is of whoever plays.
    """

    name = "membership"

    def __init__(self, desk: Desk) -> None:
        self._seen = -1
        super().__init__(desk)

    @property
    def company(self) -> CompanyDesk | None:
        """The company; None once it was left."""
        return self.desk.company

    @property
    def _outlook(self) -> Outlook:
        return Outlook() if self.company is None else self.company.outlook

    def heading(self) -> str:
        """What the company is called."""
        return company_name(self._outlook) or company_texts(self.desk)("joining.page")

    def compose(self, page: Page) -> None:
        """How things stand and what can be chosen; beside it the sessions."""
        gap, top = page.theme.px(16), page.theme.px(8)
        wide, other, left = self.columns(page)
        y = self._state(page, wide).place(page.left_px, top).bottom + gap
        y = self._choices(page, wide).place(page.left_px, y).bottom + gap
        self._sessions(page, other).place(left, y if page.theme.narrow else top)

    def _state(self, page: Page, wide: int) -> Column:
        t, px, column = company_texts(self.desk), page.theme.px, Column(page, wide, pad_units=22)
        outlook, company = self._outlook, self.company
        if company is None or outlook.bond is None:
            return column
        name, words = line_of(company, t)
        self._seen = company.revision
        marked(column, name, words, getattr(Palette, _INKS[name]), units=16)
        column.text(t("joining.bound", person=legible(outlook.bond.person_name)), 14)
        if outlook.heard_at is not None:
            column.text(t("joining.heard", when=t.moment(outlook.heard_at)), 13, Palette.INK_SOFT)
        if outlook.trouble in (Trouble.REMOVED, Trouble.BLOCKED):
            column.gap(6)
            column.text(t(f"joining.{outlook.trouble.value}.do"), 14)
        if company.failure:
            column.text(legible(company.failure)[:300], 12, Palette.INK_SOFT)
        column.gap(12)
        column.slot("sync", px(46), px(300))
        return column

    def _choices(self, page: Page, wide: int) -> Column:
        t, px, column = company_texts(self.desk), page.theme.px, Column(page, wide, pad_units=22)
        column.text(t("joining.share"), 16, bold=True)
        column.text(t("joining.share.detail"), 13, Palette.INK_SOFT)
        column.gap(8)
        column.slot("share", px(40), px(240))
        column.gap(22)
        column.slot("leave", px(46), px(300))
        return column

    def _sessions(self, page: Page, wide: int) -> Column:
        t, column, outlook = company_texts(self.desk), Column(page, wide, pad_units=22), self._outlook
        records = self._records()
        if outlook.turned:
            column.text(t("joining.refused"), 17, Palette.AMBER_DARK, bold=True)
            for turned in outlook.turned:
                column.gap(6)
                marked(column, "warning", self._named(turned.session_id, records), Palette.AMBER_DARK)
                column.text(why_of(turned, t), 13.5, indent_px=page.theme.px(30))
                if turned.detail:
                    column.text(legible(turned.detail), 11.5, Palette.INK_SOFT, indent_px=page.theme.px(30))
            column.gap(14)
        if outlook.waiting:
            column.text(t("joining.waiting"), 17, bold=True)
            column.gap(4)
            for session_id in outlook.waiting[-_MOST_SHOWN:]:
                marked(column, "clock", self._named(session_id, records), Palette.INK_SOFT, units=14)
            column.gap(10)
        column.text(t("joining.received"), 17, bold=True)
        column.gap(4)
        if not outlook.received:
            column.text(t("joining.received.none"), 14, Palette.INK_SOFT)
        newest = sorted(outlook.received, key=lambda found: outlook.received[found], reverse=True)
        for session_id in newest[:_MOST_SHOWN]:
            when = t("joining.received.when", when=t.moment(outlook.received[session_id]))
            marked(column, "check", self._named(session_id, records), Palette.GREEN_DARK, units=14)
            column.y -= page.theme.px(6)
            column.text(when, 12.5, Palette.INK_SOFT, indent_px=page.theme.px(30))
            mark = outlook.marks.get(session_id)
            if mark is not None:
                ink = getattr(Palette, sign_of(mark, t)[1])
                column.text(line_of_mark(mark, t), 12.5, ink, bold=True, indent_px=page.theme.px(30))
            column.gap(6)
        return column

    def _records(self) -> dict[str, SessionRecord]:
        journal, bond = self.desk.journal, self._outlook.bond
        if journal is None or bond is None:
            return {}
        found: Iterable[SessionRecord] = (*journal.sessions(bond.person_id), *journal.shifts(bond.person_id))
        return {record.id: record for record in found}

    def _named(self, session_id: str, records: dict[str, SessionRecord]) -> str:
        """A session by its scene, its mode, and when it began."""
        t, record = self.desk.texts, records.get(session_id)
        if record is None:
            return session_id
        mode = record.header.mode.value
        try:
            title = glance(record.header.scenario_slug, self.desk.language).title
        except (ScenarioError, OSError):  # a scene of the company, or the record of a shift
            title = record.header.scenario_slug
        shown = t(f"desktop.mode.{mode}") if f"desktop.mode.{mode}" in t else t("shift.title")
        return f"{title} · {shown} · {t.moment(record.started_at)}"

    def fill(self, name: str, box: pygame.Rect) -> Element:
        """A button, or the switch."""
        t, theme = company_texts(self.desk), self.theme
        bond = self._outlook.bond
        if name == "share":
            chosen = "on" if bond is not None and bond.share_practice else "off"
            made = Segments(
                "share", box, theme, [("off", t("settings.off")), ("on", t("settings.on"))], chosen, self._share
            )  # fmt: skip
            made.called = t("joining.share")
            return made
        if name == "sync":
            button = Button("sync", box, theme, t("joining.sync"), self._sync, icon_name="send", units=15)
            button.enabled = self.company is not None and not self.company.busy
            return button
        return Button("leave", box, theme, t("joining.leave"), self.ask_to_leave, icon_name="close", units=15)

    # -- what the trainee does ------------------------------------------------------------------------------------

    def _sync(self) -> None:
        if self.company is not None:
            self.company.sync_soon()

    def _share(self, value: str) -> None:
        if self.company is not None:
            self.company.set_sharing(share=value == "on")

    def ask_to_leave(self) -> None:
        """Ask before the company is left."""
        t, outlook = company_texts(self.desk), self._outlook
        name, waiting = company_name(outlook), len(outlook.waiting)
        words = t("joining.leave.text", company=name)
        if waiting:
            words += " " + t.count("joining.leave.waiting", waiting)
        actions: list[Action] = [
            ("leave_stay", t("joining.leave.stay"), self._close_dialog, "primary"),
            ("leave_yes", t("joining.leave"), self._leave_company, "danger"),
        ]
        title = t("joining.leave.ask", company=name)
        self.dialog = Dialog("leave_dialog", self.theme, title, words, actions, cancel=self._close_dialog)

    def reopen_dialog(self) -> None:
        """The question is asked anew."""
        opened, self.dialog = self.dialog, None
        if opened is not None and opened.name == "leave_dialog":
            self.ask_to_leave()

    def _close_dialog(self) -> None:
        self.dialog = None

    def _leave_company(self) -> None:
        self._close_dialog()
        if self.company is not None:
            self.company.leave()
        self.leave()

    def update(self, dt_ms: float) -> None:
        """Show what has changed."""
        super().update(dt_ms)
        if self.company is not None and self.company.revision != self._seen and self.dialog is None:
            self.rebuild()
