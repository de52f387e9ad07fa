"""In the debrief: where this session is, what became of its grade, and giving it to the company by hand."""

from __future__ import annotations

from collections.abc import Callable

from simulator.desktop.company_values import Marked
from simulator.desktop.desk import Desk
from simulator.desktop.theme import Palette
from simulator.desktop.views.assigned import company_of, company_texts
from simulator.desktop.views.company_words import company_name, where_words
from simulator.desktop.views.mark_words import mark_of, points_words, rights_words, sign_of, story_of
from simulator.desktop.views.page import Column, Findings, Page, marked
from simulator.desktop.widgets import Action, Dialog
from simulator.record import Mode
from simulator.training import Session

_INKS = {"check": "GREEN_DARK", "warning": "AMBER_DARK", "clock": "INK_SOFT", "account": "INK_SOFT"}


def is_shown(desk: Desk, session: Session) -> bool:
    """Whether there is anything to say: the desktop belongs to whoever played, and it was recorded."""
    return company_of(desk) is not None and session.recorded


def stands(desk: Desk, session: Session) -> bool:
    """Whether a person stands behind its grade at the company: that is what counts then, and it is told first."""
    found = mark_of(desk, session.played.session_id)
    return found is not None and found.by_person


def company_card(page: Page, findings: Findings, wide: int) -> Column:
    """Where the session is and what became of its grade; room for the button that shares it, where it stays here."""
    desk, session = findings.desk, findings.session
    t, px, column = company_texts(desk), page.theme.px, Column(page, wide)
    company = company_of(desk)
    if company is None:
        return column
    outlook, name = company.outlook, company_name(company.outlook)
    column.text(t("joining.up", company=name), 15, bold=True)
    column.gap(6)
    mark = mark_of(desk, session.played.session_id)
    if mark is not None:
        _mark(column, findings, mark)
    exam = session.played.mode == Mode.EXAM.value
    icon_name, words = where_words(outlook, session.played.session_id, t)
    if exam and outlook.where(session.played.session_id) == "here":  # it has only just ended
        icon_name, words = "clock", t("joining.up.waits")
    marked(column, icon_name, words, getattr(Palette, _INKS[icon_name]), units=13.5)
    stays = outlook.where(session.played.session_id) == "here" and not exam
    if stays and session.played.assigned is not None:
        column.text(t("assigned.unshared.counts", company=name), 13.5)
    if mark is not None:
        column.text(rights_words(mark, outlook, t), 13, Palette.INK_SOFT)
    if stays:
        column.gap(4)
        column.slot("share", px(44), px(330))
    return column


def _mark(column: Column, findings: Findings, mark: Marked) -> None:
    """What became of the grade, beside the one of this computer."""
    t, company = company_texts(findings.desk), findings.desk.company
    icon_name, ink, _ = sign_of(mark, t)
    if company is not None:
        company.look_at(frozenset([findings.session.played.session_id]))
    exam = findings.session.played.mode == Mode.EXAM.value
    story = story_of(mark, findings.debrief.grade["overall"], t, exam=exam)
    column.text(points_words(mark, t), 18, bold=True)
    column.gap(3)
    marked(column, icon_name, story[0], getattr(Palette, ink), units=14)
    for told in story[1:]:
        column.text(told, 13.5, indent_px=column.theme.px(30))
        column.gap(4)


def whose_words(desk: Desk, session: Session) -> str:
    """Whose the grade of this page is, where the company has one of its own; else nothing."""
    found = mark_of(desk, session.played.session_id)
    return "" if found is None else company_texts(desk)("marked.here")


def standing(desk: Desk, session: Session) -> str:
    """Where the session is and what became of its grade, in a word; what the page is made anew by."""
    company, session_id = company_of(desk), session.played.session_id
    return "" if company is None else f"{company.outlook.where(session_id)} {mark_of(desk, session_id)}"


def share_dialog(desk: Desk, session: Session, close: Callable[[], object]) -> Dialog:
    """Ask whether a session is to be shared: it cannot be taken back.

    Args:
        desk: what the screens share.
        session: which.
        close: closes the dialog.
    """
    t, company = company_texts(desk), company_of(desk)

    def share() -> None:
        close()
        if company is not None:
            company.share(session.played.session_id)

    name = "" if company is None else company_name(company.outlook)
    actions: list[Action] = [
        ("share_no", t("desktop.cancel"), close, "plain"),
        ("share_yes", t("joining.up.yes"), share, "primary"),
    ]
    text = t("joining.up.text", company=name)
    return Dialog("share_dialog", desk.theme, t("joining.up.ask"), text, actions, cancel=close)
