"""How things stand with the company, in words: the line of home, and where one session is."""

from __future__ import annotations

from simulator.desktop.company_desk import CompanyDesk
from simulator.desktop.company_values import REASONS, Outlook, Trouble, Turned
from simulator.desktop.desk import Desk
from simulator.desktop.legible import legible
from simulator.desktop.views.assigned import company_of, company_texts
from simulator.desktop.views.undertaking import Undertaking
from simulator.texts import Texts

_LASTING = (Trouble.REMOVED, Trouble.BLOCKED, Trouble.OLD, Trouble.DISK, Trouble.CERTIFICATE)
"""What does not pass by itself: it is told before anything else."""


def company_name(outlook: Outlook) -> str:
    """What the company is called, fit to be shown."""
    return "" if outlook.bond is None else legible(outlook.bond.company)


def line_of(company: CompanyDesk, t: Texts) -> tuple[str, str]:
    """Icon and words for how things stand, in one line."""
    outlook, trouble = company.outlook, company.outlook.trouble
    name = company_name(outlook)
    if trouble in _LASTING:
        return "warning", _told(t, trouble, name)
    if outlook.turned:
        return "warning", t.count("joining.line.refused", len(outlook.turned))
    if company.news:
        return "person", t.count("joining.line.marked", len(company.news))
    if not company.busy and not outlook.waiting and not trouble and outlook.heard_at is not None:
        return "check", t("joining.line.good")
    return "clock", _on_its_way(company, t)


def _on_its_way(company: CompanyDesk, t: Texts) -> str:
    """What is not done yet, and does itself."""
    outlook, name = company.outlook, company_name(company.outlook)
    if company.busy:
        return t("joining.line.busy", company=name)
    if outlook.waiting:
        return t.count("joining.line.waiting", len(outlook.waiting))
    return _told(t, outlook.trouble, name) if outlook.trouble else t("joining.line.first", company=name)


def _told(t: Texts, trouble: Trouble, name: str) -> str:
    key = f"joining.line.{trouble.value}"
    return t(key if key in t else "joining.line.unclear", company=name)


def reason_of(turned: Turned) -> str:
    """The reason of a refusal, as far as this program knows it."""
    return turned.reason if turned.reason in REASONS else "unknown"


def why_of(turned: Turned, t: Texts) -> str:
    """Why a session was not taken, and what to do."""
    reason = reason_of(turned)
    return f"{t(f'joining.why.{reason}')} {t(f'joining.do.{reason}')}"


def where_words(outlook: Outlook, session_id: str, t: Texts) -> tuple[str, str]:
    """Icon and words for where a session is."""
    where = outlook.where(session_id)
    if where == "received":
        return "check", t("joining.up.received", when=t.moment(outlook.received[session_id]))
    if where == "waits":
        return "clock", t("joining.up.waits")
    if where == "refused":
        turned = next(each for each in outlook.turned if each.session_id == session_id)
        return "warning", f"{t('joining.up.refused')} {why_of(turned, t)}"
    return "account", t("joining.up.here")


def seen_words(desk: Desk, here: str, *, exam: bool) -> str:
    """Who sees what is written in a session; `here` where it is nobody's of the company."""
    company = company_of(desk)
    if company is None or company.bond is None:
        return here
    shared = company.bond.share_practice
    key = "joining.briefing.exam" if exam else f"joining.briefing.{'shared' if shared else 'stays'}"
    return company_texts(desk)(key, company=company_name(company.outlook))


def counts_words(desk: Desk, taken: Undertaking) -> str:
    """For what a session counts, and what the trainer says along with it."""
    t = company_texts(desk)
    counts = t("assigned.counts", name=taken.name)
    return f"{counts}\n{taken.note}" if taken.note else counts
