"""A desktop's side: what goes up, what comes down, and what is known without a network."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

from simulator.errors import SurroundingsError, UsageError
from simulator.record import Journal, JournalError, Mode, Receipt, RefusalReason, SessionRecord, met

from .asking import BLOCKED, REVOKED, Asking, Problem, TurnedAwayError, read
from .link import Link, load_link, load_state, save_link, save_state
from .packing import upload_of
from .sending import Answer, Sender, UnreachableError, backoff_s, send_over_network
from .signing import from_wire, receipt_holds
from .wire import (
    MOST_ENTRIES,
    MOST_OFFERED,
    MOST_PACKED,
    Assigned,
    MarkOfRecord,
    Offer,
    OfferAnswer,
    OfferAnswers,
    Offered,
    SignedReceipt,
    State,
)

MOST_MET_TOLD = 300
"""Scenes met that are told at once; there are not that many."""
AGAIN_AFTER = timedelta(hours=1)
"""A session that was refused is sent again by itself after so long: a newer console may take it."""
TOO_LARGE = "too_large"
MOST_FAULTS = 3
"""Sessions that may meet a fault of the company's before everything is left for later."""
_SHARED_MODES = frozenset({Mode.PRACTICE, Mode.SHIFT})


@dataclass(frozen=True, slots=True)
class NotTaken:
    """A session the company did not take; it stays here as it was.

    Args:
        session: its id.
        reason: why, a word of `RefusalReason` or `TOO_LARGE`; texts `company.refused.<reason>` say it.
        detail: what did not fit, in one line for a terminal.
    """

    session: str
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did.

    Args:
        uploaded: sessions that went up, or grew there.
        refused: sessions that were not taken.
        waiting: sessions that are to go up and have not, because of `error`.
        assignments: what is given now; the last known where nothing came down.
        error: "" where all went well; else `unreachable`, `busy`, `revoked`, `blocked`, `disk`, `fault`
            (texts `company.error.<error>`).
        said: the same as a sentence for a terminal, where there is one.
        retry_at: when the next try is due; None where there was no error, or no try will help.
        marked: sessions whose marks a person has confirmed or corrected since the last sync.
    """

    uploaded: tuple[str, ...] = ()
    refused: tuple[NotTaken, ...] = ()
    waiting: tuple[str, ...] = ()
    assignments: tuple[Assigned, ...] = ()
    error: str = ""
    said: str = ""
    retry_at: datetime | None = None
    marked: tuple[str, ...] = ()


class Company:
    """This machine's side of the bond. One thread at a time; nothing is held open between calls.

    Args:
        journal: this machine's records.
        folder: the data folder.
        link: the bond.
        send: carries requests.
        clock: the present.
        dice: gives the chance in waiting times.
    """

    def __init__(
        self,
        journal: Journal,
        folder: Path,
        link: Link,
        *,
        send: Sender = send_over_network,
        clock: Callable[[], datetime],
        dice: random.Random | None = None,
    ) -> None:
        self.journal, self.folder, self.link = journal, folder, link
        self._clock = clock
        self._dice = dice or random.Random()  # noqa: S311 - spreads tries, guards nothing
        self._asking = Asking(link.address, link.token, send)

    def sync(self) -> SyncReport:
        """Send what is to go up, keep the receipts, and fetch what was given, with the bytes of its scenes.

        It can be broken off at any moment and gone on with; doing it twice does nothing twice. Nothing is raised for
        what the network, the company or the disk does: it stands in the report, and nothing recorded is lost by it.
        """
        uploaded, refused = list[str](), dict[str, NotTaken]()
        error, said, wait_s, marked = "", "", 0, tuple[str, ...]()
        try:
            faults = 0
            for batch in _batches(self._offerable(refused)):
                faults += self._send_some(batch, uploaded, refused)
            known, state = load_state(self.folder), self._fetch()
            before = "" if known is None else known.restored
            if state.restored != before:
                # The company went back to a backup: what it has signed for since is not there any more, but here.
                save_state(self.folder, state.model_copy(update={"restored": before}))
                for batch in _batches(self._offerable(refused, everything=True)):
                    faults += self._send_some(batch, uploaded, refused)
            save_state(self.folder, state)
            if state.company is not None and state.company != self.link.company:
                self._keep(company=state.company)
            error, marked = "fault" if faults else "", _marked(known, state)
        except TurnedAwayError as turned:
            error, wait_s = turned.error, turned.wait_s
        except UnreachableError as unreachable:
            error, said = "unreachable", str(unreachable)
        except SurroundingsError as surroundings:
            error, said = "disk", str(surroundings)
        retry_at = self._note(error, wait_s)
        return SyncReport(
            tuple(uploaded),
            tuple(refused.values()),
            tuple(each.id for each in self.to_send() if each.id not in refused),
            self.assignments(),
            error,
            said,
            retry_at,
            marked,
        )

    def due(self) -> bool:
        """Whether a try by itself may be made now: nothing has failed, or the time of waiting is over."""
        return not self.link.revoked and (self.link.not_before is None or self._clock() >= self.link.not_before)

    def to_send(self, *, everything: bool = False) -> tuple[SessionRecord, ...]:
        """Sessions that are to go up and of which the company does not have everything yet, the oldest first.

        Args:
            everything: also those of which there is a receipt.
        """
        ready = [each for each in self.journal.sessions(self.link.person_id) if self.goes_up(each)]
        if everything:
            return tuple(ready)
        known = self.receipts(each.id for each in ready)
        return tuple(each for each in ready if each.id not in known or known[each.id].entry_count < each.entry_count)

    def goes_up(self, record: SessionRecord) -> bool:
        """Whether a session is one that goes up: an exam that is over, or practice the trainee shares.

        Args:
            record: a session of the company's person.
        """
        if record.ended_at is None or record.erased_at is not None or record.person_id != self.link.person_id:
            return False
        since = self.link.share_since if self.link.share_practice else None
        shared = record.id in self.link.shared or (since is not None and record.ended_at >= since)
        return record.header.mode is Mode.EXAM or (shared and record.header.mode in _SHARED_MODES)

    def assignments(self) -> tuple[Assigned, ...]:
        """What was given when it was last heard of; needs no network."""
        state = load_state(self.folder)
        return () if state is None else tuple(state.assignments)

    def marks(self) -> tuple[MarkOfRecord, ...]:
        """What had become of the grades of what went up when it was last heard of; needs no network."""
        state = load_state(self.folder)
        return () if state is None else tuple(state.marks)

    def receipts(self, session_ids: Iterable[str]) -> dict[str, Receipt]:
        """The latest receipt of each of the sessions that has one: of what stands in it the company has everything."""
        return self.journal.devices.latest_receipts(session_ids)

    def share_practice(self, *, share: bool) -> Link:
        """Say whether practice and shifts that are over from now on go up too; what went up stays there.

        Returns:
            The bond as it is now.
        """
        if share == self.link.share_practice:
            return self.link
        return self._keep(share_practice=share, share_since=self._clock() if share else None)

    def share(self, session_id: str) -> Link:
        """Give one session by hand; it goes up with the next sync.

        Returns:
            The bond as it is now.

        Raises:
            UsageError: it is not a session of the person who has joined.
        """
        if self.journal.session(session_id).person_id != self.link.person_id:
            raise UsageError(
                "This session was played by somebody else.", "Only what the company's person played can be given."
            )
        return self._keep(shared=tuple(dict.fromkeys((*self.link.shared, session_id))))

    # Going up

    def _offerable(
        self, refused: dict[str, NotTaken], *, everything: bool = False
    ) -> list[tuple[SessionRecord, Offered]]:
        """What is offered now; what was refused a moment ago is only told again."""
        since = self._clock() - AGAIN_AFTER
        lately = {each.session_id: each for each in self.journal.devices.refusals(self.link.person_id)}
        heads = self.journal.devices.heads(self.link.person_id)
        found = []
        for record in self.to_send(everything=everything):
            known = lately.get(record.id)
            count, head = heads[record.id]
            if known is not None and since < known.last_at <= self._clock():
                refused[record.id] = NotTaken(record.id, known.reason, known.detail)
            elif not 0 < count <= MOST_ENTRIES or len(head) != 32:
                self._refuse(refused, record.id, TOO_LARGE, "")
            else:
                found.append((record, Offered(id=record.id, entry_count=count, head=head)))
        return found

    def _send_some(
        self, batch: list[tuple[SessionRecord, Offered]], uploaded: list[str], refused: dict[str, NotTaken]
    ) -> int:
        """Send what is needed of some sessions. Returns how many met a fault of the company's, and stay for later."""
        offer = Offer(sessions=[offered for _, offered in batch], now=self._clock())
        answers = self._asking.fetch(OfferAnswers, "POST", "/sync/offer", offer)
        if isinstance(answers, Problem):
            raise TurnedAwayError("fault")
        told, faults = {each.id: each for each in answers.answers}, 0
        for record, offered in batch:
            answer = told.get(record.id)
            if answer is None:
                continue
            if answer.answer in ("conflict", "refused"):
                self._refuse(refused, record.id, answer.reason, answer.detail)
            elif answer.answer == "need":
                try:
                    self._upload(record, answer, uploaded, refused)
                except TurnedAwayError as turned:  # one session they cannot cope with does not hold up the others
                    faults += 1
                    if turned.error != "fault" or faults > MOST_FAULTS:
                        raise
            elif answer.receipt is not None:
                self._keep_receipt(answer.receipt, offered)
        return faults

    def _upload(
        self, record: SessionRecord, answer: OfferAnswer, uploaded: list[str], refused: dict[str, NotTaken]
    ) -> None:
        try:
            upload = upload_of(record, self.journal.entries(record.id), answer.first, self._clock())
        except (ValueError, TypeError, JournalError) as error:
            # What cannot be read any more is named, and everything else goes up.
            large = "too_long" in str(error) or "too_large" in str(error)
            self._refuse(refused, record.id, TOO_LARGE if large else RefusalReason.BROKEN.value, "")
            return
        offered = Offered(
            id=record.id, entry_count=answer.first + len(upload.entries), head=upload.entries[-1].chain
        )  # fmt: skip
        path = f"/sync/sessions/{record.id}"
        done = self._asking.ask("PUT", path, upload, pack=True)
        if isinstance(done, Problem) and done.reason == "scenario_needed":
            self._send_scene(record.header.scenario_hash)
            done = self._asking.ask("PUT", path, upload, pack=True)
        if isinstance(done, Problem):
            reason = TOO_LARGE if done.status == 413 else done.reason
            if not reason:
                raise TurnedAwayError("fault")
            self._refuse(refused, record.id, reason, done.detail)
            return
        self._keep_receipt(read(SignedReceipt, done), offered)
        uploaded.append(record.id)

    def _send_scene(self, scenario_hash: str) -> None:
        """Send a scene's bytes; where they are not taken, the session that needs them will not be either."""
        content = self.journal.scenario(scenario_hash)
        if len(content) <= MOST_PACKED:
            self._asking.ask("PUT", f"/sync/scenarios/{scenario_hash}", content, pack=True)

    def _keep_receipt(self, sent: SignedReceipt, offered: Offered) -> None:
        """Keep a receipt that is for what was sent and signed by the company; any other is no receipt.

        Of an old copy of a desktop the company may have more; then its receipt names more.
        """
        receipt = from_wire(sent)
        keys = self._keys()
        if receipt.key_id not in keys:
            self._ask_state()  # the company signs with another key by now, and says so there
            keys = self._keys()
        exact = (receipt.entry_count, receipt.head_chain) == (offered.entry_count, offered.head)
        if (
            receipt.session_id != offered.id
            or not (exact or receipt.entry_count > offered.entry_count)
            or receipt.key_id not in keys
            or not receipt_holds(receipt, keys[receipt.key_id])
        ):
            raise TurnedAwayError("fault")
        self.journal.devices.keep_receipt(receipt)
        self.journal.devices.settle_refusals(receipt.session_id)

    def _keys(self) -> dict[str, bytes]:
        known = self.journal.devices.keys()
        return {key.id: key.public_key for key in known}

    def _refuse(self, refused: dict[str, NotTaken], session_id: str, reason: str, detail: str) -> None:
        self.journal.devices.note_refusal(
            session_id, reason[:40], detail, person_id=self.link.person_id, device_id=self.link.device_id
        )
        refused[session_id] = NotTaken(session_id, reason, detail)

    # Coming down

    def _fetch(self) -> State:
        """What the company says now, with the bytes of its scenes; the state itself is not kept yet."""
        state = self._ask_state()
        for scenario_hash in _scenes_of(state):
            self._fetch_scene(scenario_hash)
        return state

    def _ask_state(self) -> State:
        """What the company says now; the keys it signs with are known from then on."""
        known = list(met(self.journal.sessions(self.link.person_id)))[-MOST_MET_TOLD:]
        asked = urlencode([("now", self._clock().isoformat()), *(("met", slug) for slug in known)])
        state = self._asking.fetch(State, "GET", f"/sync/state?{asked}")
        if isinstance(state, Problem):
            raise TurnedAwayError("fault")
        for key in state.keys:
            self.journal.devices.know_key(key.id, key.public)
        return state

    def _fetch_scene(self, scenario_hash: str) -> None:
        try:
            self.journal.scenario(scenario_hash)
        except JournalError:  # not here yet, or damaged: then keeping it again changes nothing, and harms nothing
            answer = self._asking.ask("GET", f"/sync/scenarios/{scenario_hash}")
            if isinstance(answer, Answer):
                try:
                    self.journal.put_scenario(scenario_hash, answer.body)
                except ValueError as error:
                    raise TurnedAwayError("fault") from error

    # What is remembered between tries

    def _note(self, error: str, wait_s: int) -> datetime | None:
        """Remember when to try again; a disk that cannot be written to must not hide what went wrong."""
        tries = self.link.tries + 1 if error else 0
        retry_at = None
        if error and error != REVOKED:
            retry_at = self._clock() + timedelta(seconds=max(wait_s, backoff_s(tries, self._dice)))
        changed = {
            "tries": tries, "not_before": retry_at, "revoked": error == REVOKED, "blocked": error == BLOCKED,
        }  # fmt: skip
        if any(getattr(self.link, name) != value for name, value in changed.items()):
            try:
                self._keep(**changed)
            except SurroundingsError:
                self.link = self.link.model_copy(update=changed)
        return retry_at

    def _keep(self, **changed: object) -> Link:
        """Change the bond as it is kept by now: another program may have ended or changed it meanwhile."""
        kept = load_link(self.folder)
        if kept is not None and kept.token == self.link.token:
            self.link = kept
        self.link = self.link.model_copy(update=changed)
        if kept is not None and kept.token == self.link.token:
            save_link(self.folder, self.link)
        return self.link


def _batches(found: list[tuple[SessionRecord, Offered]]) -> Iterator[list[tuple[SessionRecord, Offered]]]:
    for start in range(0, len(found), MOST_OFFERED):
        yield found[start : start + MOST_OFFERED]


def _scenes_of(state: State) -> list[str]:
    """Hashes of everything that is given, what comes next first."""
    following = [each.next.hash for each in state.assignments if each.next is not None]
    return list(dict.fromkeys((*following, *(scene.hash for each in state.assignments for scene in each.scenes))))


def _marked(before: State | None, now: State) -> tuple[str, ...]:
    """Sessions whose marks a person has confirmed or corrected since; contesting one is no such thing."""
    known = set() if before is None else {(each.session, each.at) for each in before.marks}
    return tuple(each.session for each in now.marks if each.by_person and (each.session, each.at) not in known)
