"""Joining a company: what leaves this computer and what does not is read before, then address, code and a name."""

from __future__ import annotations

import platform

import pygame

from simulator.desktop.company_post import company_desk, join_company
from simulator.desktop.company_values import Bond, JoinError, Trouble
from simulator.desktop.desk import Desk, Job
from simulator.desktop.legible import legible
from simulator.desktop.theme import Palette
from simulator.desktop.views.assigned import company_texts
from simulator.desktop.views.laid_page import LaidPage
from simulator.desktop.views.page import Column, Page, marked
from simulator.desktop.widgets import Button, Element, ReplyBox

_FIELDS = ("address", "code", "device")
_LIMITS = {"address": 300, "code": 100, "device": 60}
_GOES = (("send", "goes.exams"), ("person", "goes.practice"), ("account", "goes.device"))
_STAYS = (("check", "stays.practice"), ("check", "stays.others"), ("check", "stays.never"))
_SEEN = (("book", "seen.readers"), ("supervisor", "seen.hr"))
_AT_FAULT = {
    Trouble.CODE: "code", Trouble.USED: "code", Trouble.TRIES: "code", Trouble.ADDRESS: "address",
    Trouble.HTTPS: "address", Trouble.STRANGER: "address", Trouble.OFFLINE: "address",
}  # fmt: skip
"""Which box is to be looked at again."""


class JoinView(LaidPage):
    """Asks for what is needed to join, and joins.

    Args:
        desk: what the screens share.
        device: what this computer is called at first; its own name where None.
    """

    name = "join"

    def __init__(self, desk: Desk, device: str | None = None) -> None:
        self._boxes: dict[str, ReplyBox] = {}
        self._first = {"device": (platform.node() if device is None else device)[: _LIMITS["device"]]}
        self._joining: Job[Bond] | None = None
        self.error = ""
        """What did not work, as it is shown; or ""."""
        super().__init__(desk)
        t = company_texts(desk)
        for name, lines in (("goes", _GOES), ("stays", _STAYS), ("seen", _SEEN)):  # read aloud before anything else
            self.news.append(" ".join([f"{t(f'joining.{name}')}:", *(t(f"joining.{key}") for _, key in lines)]))

    # -- the page -------------------------------------------------------------------------------------------------

    def heading(self) -> str:
        """The title of the page."""
        return company_texts(self.desk)("joining.open")

    def compose(self, page: Page) -> None:
        """The form, and what leaves the computer: beside each other, or that which is to be read first above."""
        gap, top = page.theme.px(16), page.theme.px(8)
        wide, other, left = self.columns(page)
        form, told = self._form(page, wide), self._told(page, other)
        if page.theme.narrow:
            form.place(page.left_px, told.place(page.left_px, top).bottom + gap)
        else:
            form.place(page.left_px, top)
            told.place(left, top)

    def _form(self, page: Page, wide: int) -> Column:
        t, px = company_texts(self.desk), page.theme.px
        column = Column(page, wide, pad_units=22)
        column.text(t("joining.intro"), 14.5, Palette.INK_SOFT)
        for name in _FIELDS:
            column.gap(12)
            column.text(t(f"joining.{name}"), 15, bold=True)
            if f"joining.{name}.why" in t:
                column.text(t(f"joining.{name}.why"), 13, Palette.INK_SOFT)
            column.gap(4)
            column.slot(name, px(44))
        column.gap(14)
        if self.error:
            marked(column, "warning", self.error, Palette.RED_DARK)
            column.gap(6)
        column.slot("join", px(52))
        return column

    def _told(self, page: Page, wide: int) -> Column:
        t = company_texts(self.desk)
        column = Column(page, wide, pad_units=22, colour=Palette.PAPER_WARM)
        parts = (("goes", _GOES, Palette.PLUM), ("stays", _STAYS, Palette.GREEN_DARK), ("seen", _SEEN, Palette.BLUE))
        for index, (name, lines, ink) in enumerate(parts):
            column.gap(10 if index else 0)
            column.text(t(f"joining.{name}"), 16.5, bold=True)
            column.gap(6)
            for icon_name, key in lines:
                marked(column, icon_name, t(f"joining.{key}"), ink, units=14)
        return column

    def first_stop(self) -> Element:
        """The first box; where it stands below what is to be read first, the page begins at its top."""
        return self.find("back") if self.theme.narrow else self.find("address")

    def fill(self, name: str, box: pygame.Rect) -> Element:
        """A box to write in, or the button."""
        t, theme = company_texts(self.desk), self.theme
        if name == "join":
            busy = self._joining is not None
            words = t("joining.busy" if busy else "joining.go")
            button = Button("join", box, theme, words, self.join, style="primary", icon_name="send", units=17)
            button.enabled = not busy
            return button
        written, first = self._boxes.get(name), self._first.get(name, "")
        made = ReplyBox(
            name, box, theme, limit=_LIMITS[name], placeholder=t(f"joining.{name}.like"), send=self._next,
            one_line=True, text=first, units=16,
        )  # fmt: skip
        made.called = t(f"joining.{name}")
        if written is not None:
            made.take_over(written)
        self._boxes[name] = made
        return made

    # -- what the trainee does ------------------------------------------------------------------------------------

    def _next(self) -> None:
        """Enter goes on to the next box, and joins from the last."""
        current = self.focus.current
        place = _FIELDS.index(current.name) if current is not None and current.name in _FIELDS else 0
        if place + 1 < len(_FIELDS):
            self.focus.to(self._boxes[_FIELDS[place + 1]])
        else:
            self.join()

    def join(self) -> None:
        """Ask the company, off the frame loop."""
        address, code, device = (" ".join(self._boxes[name].written.split()) for name in _FIELDS)
        journal, folder = self.desk.journal, self.desk.folder
        if self._joining is not None or journal is None or folder is None:
            return
        if not address or not code:
            self._fail(company_texts(self.desk)("joining.error.empty"), "address" if not address else "code")
            return
        self.error = ""
        device, send = device or self._first["device"], self.desk.send
        self._joining = self.desk.begin_work(
            lambda: join_company(address, code, device, journal, folder, send=send)
        )  # fmt: skip
        if not self._joining.done:
            self.rebuild()

    def update(self, dt_ms: float) -> None:
        """Take the answer once it is there."""
        super().update(dt_ms)
        if self._joining is not None and self._joining.done:
            job, self._joining = self._joining, None
            try:
                bond = job.take()
            except JoinError as error:
                self.show_trouble(error.trouble)
            else:
                self._joined(bond)

    def show_trouble(self, trouble: Trouble) -> None:
        """Say what did not work, and go to the box where it can be put right."""
        t = company_texts(self.desk)
        address = self._boxes["address"].written.strip()
        host = (address.partition("://")[2] or address).partition("/")[0]
        self._fail(t(f"joining.error.{trouble.value}", host=legible(host)), _AT_FAULT.get(trouble, "join"))

    def _fail(self, words: str, name: str) -> None:
        """Show what did not work, and go to where it can be put right."""
        self.error = words
        self.news.append(words)
        self.rebuild()
        self.focus.to(self.find(name))

    def _joined(self, bond: Bond) -> None:
        """Sit the person down whose desktop this is now, and go home."""
        from simulator.desktop.views.home import HomeView

        desk, t = self.desk, company_texts(self.desk)
        desk.be(bond.person_id, bond.person_name)
        desk.company = company_desk(desk, send=desk.send)
        if desk.company is not None:
            desk.company.sync_soon()
        home = HomeView(desk)
        words = t("joining.done", person=legible(bond.person_name), company=legible(bond.company))
        home.tell(words, title=t("joining.done.title"))
        desk.show(home)
