"""The company on the desk: what the views ask it, and when it is talked to. Nothing of it waits in the frame loop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol

from simulator.desktop.company_values import Begun, Bond, Outlook, Trouble

if TYPE_CHECKING:
    from simulator.desktop.desk import Job

PERIOD_MS = 600_000.0
"""So often the company is talked to while nothing happens."""
START_MS = 3_000.0
"""So long after the start it is for the first time: the first page is to be seen before."""
_SOONEST_MS = 2_000.0


class Post(Protocol):
    """Carries things between this desktop and its company.

    Everything may take long; what is in the way is told in the outlook, not raised.
    """

    def look(self) -> Outlook:
        """How things stand, without the network."""

    def sync(self) -> Outlook:
        """Send what waits, fetch what is new, and tell how things stand then."""

    def share(self, session_id: str) -> Outlook:
        """Let one session go up with the next sync."""

    def set_sharing(self, *, share: bool) -> Outlook:
        """Let practice that is over from now on go up, or not."""

    def leave(self) -> Outlook:
        """End belonging to the company; everything stays here."""


class CompanyDesk:
    """What the views know of the company, and when it is talked to.

    Args:
        post: carries things; called in the background, one thing at a time.
        bond: to whom the desktop belongs.
        begin_work: works something out off the frame loop.
        now: the time, aware.
    """

    def __init__(
        self,
        post: Post,
        bond: Bond,
        begin_work: Callable[[Callable[[], Any]], Job[Any]],
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.outlook = Outlook(bond)
        self.looked = False
        """Whether it was looked how things stand; until then nothing is known of assignments."""
        self.revision = 0
        """Raised with every change; views compare it."""
        self.failure = ""
        """What went wrong in the program itself the last time; shown on the page of the company, for whoever helps."""
        self.now = now
        self._post = post
        self._begin_work = begin_work
        self._job: Job[Outlook] | None = None
        self._talks = False
        self._wishes: list[Callable[[], Outlook]] = [post.look]
        self._until_ms = START_MS
        self._was_quiet = False
        self._looked_at: set[tuple[str, datetime | None]] = set()

    @property
    def bond(self) -> Bond | None:
        """To whom the desktop belongs; None once it was left."""
        return self.outlook.bond

    @property
    def news(self) -> frozenset[str]:
        """Sessions whose grades a person has confirmed or changed, and that were not looked at since."""
        return frozenset(session for session, _ in self.outlook.fresh - self._looked_at)

    def look_at(self, sessions: frozenset[str]) -> None:
        """Know that these grades were looked at; what is changed in them later is new again."""
        if sessions & self.news:
            self._looked_at |= {each for each in self.outlook.fresh if each[0] in sessions}
            self.revision += 1

    @property
    def busy(self) -> bool:
        """Whether the company is being talked to."""
        return self._talks

    @property
    def gone(self) -> bool:
        """Whether it was left, and nothing of it is at work any more."""
        return self.bond is None and self._job is None and not self._wishes

    def is_of(self, person_id: str) -> bool:
        """Whether the desktop belongs to this person: of nobody else anything is asked, shown or sent."""
        return self.bond is not None and self.bond.person_id == person_id

    # -- wishes ---------------------------------------------------------------------------------------------------

    def sync_soon(self) -> None:
        """Talk to the company as soon as nobody is being talked to here; look first, which is quick."""
        self._wishes.append(self._post.look)
        self._until_ms = 0.0

    def share(self, session_id: str) -> None:
        """Let one session go up."""
        waiting = (*self.outlook.waiting, session_id)
        self._take(replace(self.outlook, waiting=waiting))
        self._wishes.append(lambda: self._post.share(session_id))
        self._until_ms = 0.0

    def set_sharing(self, *, share: bool) -> None:
        """Let practice that is over from now on go up, or not."""
        if self.bond is not None:
            self._take(replace(self.outlook, bond=replace(self.bond, share_practice=share)))
            self._wishes.append(lambda: self._post.set_sharing(share=share))

    def leave(self) -> None:
        """End belonging to the company."""
        self._take(Outlook())
        self._wishes = [self._post.leave]

    def note_begun(self, begun: Begun) -> None:
        """Know at once that an attempt was begun: it counts from now on."""
        self._take(replace(self.outlook, begun=(*self.outlook.begun, begun)))

    # -- time -----------------------------------------------------------------------------------------------------

    def update(self, dt_ms: float, *, quiet: bool) -> None:
        """Let time pass, take what has come, and begin what is due.

        Args:
            dt_ms: real time.
            quiet: whether somebody is being talked to on the screen; then the machine is left to them.
        """
        self._until_ms -= dt_ms
        if self._was_quiet and not quiet:
            self.sync_soon()
        self._was_quiet = quiet
        if self._job is not None:
            if not self._job.done:
                return
            self._finish(self._job)
        if quiet:
            return
        if self._wishes:
            self._begin(self._wishes.pop(0))
        elif self._until_ms <= 0 and self.bond is not None and self.outlook.trouble is not Trouble.REMOVED:
            self._begin(self._post.sync, talks=True)

    def _begin(self, work: Callable[[], Outlook], *, talks: bool = False) -> None:
        self._talks = talks
        self.revision += 1
        self._job = self._begin_work(work)
        if self._job.done:
            self._finish(self._job)

    def _finish(self, job: Job[Outlook]) -> None:
        talked, self._talks, self._job = self._talks, False, None
        self.revision += 1
        try:
            found = job.take()
        except Exception as error:  # noqa: BLE001 - whatever it was: nobody's conversation ends for the sake of a sync
            self.failure = f"{type(error).__name__}: {error}"
            self._until_ms = PERIOD_MS
            self._take(replace(self.outlook, trouble=Trouble.UNCLEAR))
            return
        self.failure = ""
        if self.bond is None and found.bond is not None:
            return  # it was left meanwhile
        self.looked = True
        self._take(found if talked else replace(found, trouble=found.trouble or self.outlook.trouble))
        if talked:
            soon = None if found.retry_at is None else (found.retry_at - self.now()).total_seconds() * 1000
            self._until_ms = PERIOD_MS if soon is None else max(_SOONEST_MS, soon)

    def _take(self, outlook: Outlook) -> None:
        self.outlook = outlook
        self.revision += 1
