"""What became of a grade at the company, in words: who stands behind it, since when, and where it can be contested."""

from __future__ import annotations

from simulator.desktop.company_values import Marked, Outlook
from simulator.desktop.desk import Desk
from simulator.desktop.legible import legible
from simulator.texts import Texts

_ICONS = {"proposed": "clock", "confirmed": "person", "corrected": "person", "contested": "warning"}
_INKS = {"proposed": "INK_SOFT", "confirmed": "GREEN_DARK", "corrected": "GREEN_DARK", "contested": "AMBER_DARK"}
_PAGE = "/me/sessions"
"""Where somebody's own sessions are, below the address of their company."""


def mark_of(desk: Desk, session_id: str) -> Marked | None:
    """What became of the grade of a session at the company; None where nothing is known of it, or it is not theirs."""
    company = desk.company
    theirs = company is not None and company.is_of(desk.person_id)
    return company.outlook.marks.get(session_id) if company is not None and theirs else None


def sign_of(mark: Marked, t: Texts) -> tuple[str, str, str]:
    """Icon, ink and words for who stands behind a grade, for lists."""
    return _ICONS[mark.status], _INKS[mark.status], t(f"marked.status.{mark.status}")


def points_words(mark: Marked, t: Texts) -> str:
    """The points of record."""
    return t("marked.points.none") if mark.points is None else t("marked.points", points=mark.points)


def line_of_mark(mark: Marked, t: Texts) -> str:
    """Points and who stands behind them, in a line."""
    _, _, words = sign_of(mark, t)
    return words if mark.points is None else f"{t('debrief.points', points=mark.points)} · {words}"


def story_of(mark: Marked, here: int | None, t: Texts, *, exam: bool) -> list[str]:
    """How the grade at the company came to stand beside the one of this computer, in sentences.

    Args:
        mark: the grade there.
        here: points that were given on this computer.
        t: the words.
        exam: whether a person is to confirm it.
    """
    moved, day = mark.points != here, "" if mark.at is None else t.day(mark.at)
    if mark.status == "corrected" and moved:
        before, after = ("–" if each is None else each for each in (here, mark.points))
        return [t("marked.changed", day=day, before=before, after=after)]
    if mark.status == "contested":
        told = [t("marked.contested"), *([t("marked.stands", day=day)] if mark.by_person else [])]
    elif mark.by_person:
        told = [t(f"marked.{mark.status}", day=day)]
    else:
        told = [t("marked.exam" if exam else "marked.practice")]
    if moved and mark.points is not None:
        told.append(t("marked.differs", points="–" if here is None else here))
    return told


def rights_words(mark: Marked, outlook: Outlook, t: Texts) -> str:
    """Where the reasons can be read and the grade contested, or a contest taken back."""
    address = "" if outlook.bond is None else legible(outlook.bond.address).removeprefix("https://")
    return t("marked.where.contested" if mark.status == "contested" else "marked.where", address=address + _PAGE)
