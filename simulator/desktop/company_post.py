"""Carries things between this desktop and its company: what the exchange knows, as the screens show it.

Everything here runs off the frame loop. The exchange, and what it needs of networks and signatures, loads with the
first call, which nobody makes who belongs to no company.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.desktop.company_desk import CompanyDesk
from simulator.desktop.company_values import (
    STATUSES,
    Begun,
    Bond,
    Draw,
    Given,
    GivenScene,
    JoinError,
    Marked,
    Outlook,
    Trouble,
    Turned,
)
from simulator.errors import SilkGlovesError, SurroundingsError, UsageError
from simulator.record import Journal, JournalError, UnknownRecordError

if TYPE_CHECKING:
    from simulator.desktop.desk import Desk
    from simulator.exchange import Answer, Assigned, Company, Link, MarkOfRecord, Request, Sender

_STARTED = "started"
_ERRORS = {
    "": Trouble.NONE, "unreachable": Trouble.OFFLINE, "busy": Trouble.SERVER, "revoked": Trouble.REMOVED,
    "blocked": Trouble.BLOCKED, "disk": Trouble.DISK, "fault": Trouble.SERVER,
}  # fmt: skip
_STATUSES = {
    0: Trouble.UNCLEAR,
    **dict.fromkeys((200, 201), Trouble.DISK),  # it answered as it should; what failed came after
    **dict.fromkeys((400, 401, 403, 409, 422), Trouble.CODE),
    410: Trouble.USED, 426: Trouble.OLD, 429: Trouble.TRIES,
}  # fmt: skip
"""What an answer to a code means, by its status."""
_FAULTS = range(500, 600)


class _Wire:
    """The sender, and what the last answer was: the sentences of the exchange are for terminals.

    Args:
        send: carries requests; over the network where None.
    """

    def __init__(self, send: Sender | None) -> None:
        self._send = send
        self.status = 0
        self.untrusted = False

    def __call__(self, request: Request) -> Answer:
        """Carry a request."""
        from simulator.exchange import send_over_network

        self.status, self.untrusted = 0, False
        try:
            answer = (self._send or send_over_network)(request)
        except SurroundingsError as error:
            self.untrusted = "SSL" in type(error.__cause__).__name__
            raise
        self.status = answer.status
        return answer


class CompanyPost:
    """What `CompanyDesk` has carried.

    Args:
        journal: this machine's records.
        folder: the data folder.
        send: carries requests; over the network where None.
        now: the time, aware.
    """

    def __init__(
        self,
        journal: Journal,
        folder: Path,
        *,
        send: Sender | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._journal = journal
        self._folder = folder
        self._wire = _Wire(send)
        self._now = now
        self._here: set[str] = set()
        self._assigned: dict[str, tuple[str, int] | None] = {}
        self._heard_at: datetime | None = None
        self._fresh: set[tuple[str, datetime | None]] = set()

    def look(self) -> Outlook:
        """How things stand, without the network."""
        company = self._company()
        return Outlook() if company is None else self._outlook(company, Trouble.NONE)

    def sync(self) -> Outlook:
        """Send what waits, fetch what is new, and tell how things stand then."""
        company = self._company()
        if company is None:
            return Outlook()
        report = company.sync()
        if report.marked:
            self._fresh.update((each.session, each.at) for each in company.marks() if each.session in report.marked)
        trouble = Trouble.CERTIFICATE if report.error and self._wire.untrusted else _ERRORS.get(
            report.error, Trouble.UNCLEAR
        )  # fmt: skip
        if not trouble:
            self._heard_at = self._now()
        return replace(self._outlook(company, trouble), retry_at=report.retry_at)

    def share(self, session_id: str) -> Outlook:
        """Let one session go up with the next sync."""
        company = self._company()
        if company is None:
            return Outlook()
        company.share(session_id)
        return self._outlook(company, Trouble.NONE)

    def set_sharing(self, *, share: bool) -> Outlook:
        """Let practice that is over from now on go up, or not."""
        company = self._company()
        if company is None:
            return Outlook()
        company.share_practice(share=share)
        return self._outlook(company, Trouble.NONE)

    def leave(self) -> Outlook:
        """End belonging to the company; everything stays here."""
        from simulator.exchange import leave

        leave(self._folder)
        return Outlook()

    # -- reading --------------------------------------------------------------------------------------------------

    def _company(self) -> Company | None:
        from simulator.exchange import Company, load_link

        link = load_link(self._folder)
        return None if link is None else Company(
            self._journal, self._folder, link, send=self._wire, clock=self._now
        )  # fmt: skip

    def _outlook(self, company: Company, trouble: Trouble) -> Outlook:
        journal, link = self._journal, company.link
        records = [*journal.sessions(link.person_id), *journal.shifts(link.person_id)]
        given = tuple(_given(each) for each in company.assignments())
        turned = {each.session_id: each for each in journal.devices.refusals(link.person_id)}
        receipts = company.receipts([record.id for record in records])
        return Outlook(
            bond=bond_of(journal, link),
            given=given,
            here=frozenset(self._hashes_here(given)),
            begun=tuple(self._begun(link)),
            waiting=tuple(record.id for record in company.to_send() if record.id not in turned),
            turned=tuple(Turned(each.session_id, each.reason, each.detail) for each in turned.values()),
            received={session: receipt.received_at for session, receipt in receipts.items()},
            heard_at=self._heard_at,
            trouble=Trouble.REMOVED if link.revoked else Trouble.BLOCKED if link.blocked else trouble,
            marks={each.session: _marked(each) for each in company.marks() if each.session in receipts},
            fresh=frozenset(self._fresh),
        )

    def _hashes_here(self, given: Iterable[Given]) -> Iterable[str]:
        for each in given:
            for found in (*(scene.hash for scene in each.scenes), *((each.next.hash,) if each.next else ())):
                if found not in self._here:
                    try:
                        self._journal.scenario(found)
                    except (UnknownRecordError, JournalError):
                        continue
                    self._here.add(found)
                yield found

    def _begun(self, link: Link) -> Iterable[Begun]:
        """Sessions begun for assignments: their first entries say so, each is read once."""
        records = [each for each in self._journal.sessions(link.person_id) if each.started_at >= link.joined_at]
        fresh = [record.id for record in records if record.id not in self._assigned]
        for session_id, entries in self._journal.entries_of_kinds(fresh, (_STARTED,)).items():
            self._assigned[session_id] = _assigned_to(entries[0].payload if entries else None)
        for record in records:
            found = self._assigned.get(record.id)
            if found is not None:
                ended = record.ended_at is not None
                yield Begun(found[0], found[1], record.id, record.header.scenario_hash, ended)


def bond_of(journal: Journal, link: Link) -> Bond:
    """The bond as the screens show it."""
    name = journal.person(link.person_id).display_name or ""
    company = link.company or link.address.partition("://")[2]
    return Bond(company, link.address, link.person_id, name, link.share_practice)


def company_desk(desk: Desk, *, send: Sender | None = None) -> CompanyDesk | None:
    """The company of a desk, as the file in its data folder has it; None where there is none, or it cannot be read.

    Args:
        desk: what the screens share.
        send: carries requests; over the network where None.
    """
    from simulator.exchange import load_link

    if desk.journal is None or desk.folder is None:
        return None
    try:
        link = load_link(desk.folder)
        bond = None if link is None else bond_of(desk.journal, link)
    except SilkGlovesError:
        return None  # joining anew replaces it; what was played is in the journal
    if bond is None:
        return None
    return CompanyDesk(CompanyPost(desk.journal, desk.folder, send=send), bond, desk.begin_work)


def join_company(
    address: str,
    code: str,
    device: str,
    journal: Journal,
    folder: Path,
    *,
    send: Sender | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Bond:
    """Join a company.

    Args:
        address: of its console, as it was typed.
        code: as it was typed.
        device: what this desktop is called.
        journal: this machine's records.
        folder: the data folder.
        send: carries requests; over the network where None.
        now: the time, aware.

    Raises:
        JoinError: it did not work; nothing was changed.
    """
    from simulator.exchange import UnreachableError, checked_address, join, load_link

    if load_link(folder) is not None:
        raise JoinError(Trouble.JOINED)
    if any(sign.isspace() for sign in address.strip()):
        raise JoinError(Trouble.ADDRESS)
    try:
        where = checked_address(address)
    except UsageError as error:
        plain = address.strip().lower().startswith("http://")
        raise JoinError(Trouble.HTTPS if plain else Trouble.ADDRESS) from error
    wire = _Wire(send)
    try:
        link = join(where, code, journal, folder, device=device, clock=now, send=wire)
    except UnreachableError as error:
        answered = Trouble.STRANGER if wire.status else Trouble.OFFLINE  # with what no company says
        raise JoinError(Trouble.CERTIFICATE if wire.untrusted else answered) from error
    except SilkGlovesError as error:
        raise JoinError(_why_not(wire.status)) from error
    return bond_of(journal, link)


def _why_not(status: int) -> Trouble:
    if status in _FAULTS:
        return Trouble.SERVER
    return _STATUSES.get(status, Trouble.STRANGER)


def _assigned_to(payload: bytes | None) -> tuple[str, int] | None:
    data = None if payload is None else json.loads(payload).get("assignment")
    return None if data is None else (data["id"], data["number"])


def _given(each: Assigned) -> Given:
    scenes = tuple(
        GivenScene(scene.slug, scene.hash, dict(scene.titles), tuple(scene.languages), scene.done)
        for scene in each.scenes
    )
    following = each.next
    draw = None if following is None else Draw(following.number, following.slug, following.hash, following.seed)
    return Given(
        each.id, each.kind, each.mode, each.name, each.note, scenes, each.opens_at, each.due_at, each.attempts,
        each.used, draw,
    )  # fmt: skip


def _marked(each: MarkOfRecord) -> Marked:
    """A mark as the screens show it; a status that is newer than this program goes by who stands behind it."""
    status = each.status if each.status in STATUSES else "confirmed" if each.by_person else "proposed"
    return Marked(each.points, status, each.at if each.by_person else None)
