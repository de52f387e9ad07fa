"""What a journal holds beside its sessions, a part for each subject; each loads when it is first asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from simulator.record.part import Part

if TYPE_CHECKING:
    from simulator.record.assignments import Assignments
    from simulator.record.audit import Audit
    from simulator.record.badges import Badges
    from simulator.record.counting import Counting
    from simulator.record.devices import Devices
    from simulator.record.figures import Figures
    from simulator.record.following import Following
    from simulator.record.holding import Holding
    from simulator.record.launches import Launches
    from simulator.record.logins import Logins
    from simulator.record.office import Office
    from simulator.record.publications import Publications
    from simulator.record.reading import Reading
    from simulator.record.regraded import Regraded
    from simulator.record.rounds import Rounds
    from simulator.record.statements import Statements
    from simulator.record.teams import Teams


class Parts(Part):
    """The parts of a journal; the desktop never asks for one and so does not load them."""

    @cached_property
    def logins(self) -> Logins:
        """Accounts, roles, sign-ins, attempts, invitations, API tokens."""
        from simulator.record.logins import Logins

        return Logins(self._store, self._clock, self._new_id, self._new_salt)

    @cached_property
    def teams(self) -> Teams:
        """Teams and who is in them."""
        from simulator.record.teams import Teams

        return Teams(self._store, self._clock, self._new_id, self._new_salt)

    @cached_property
    def audit(self) -> Audit:
        """Who did what."""
        from simulator.record.audit import Audit

        return Audit(self._store, self._clock, self._new_id, self._new_salt)

    @cached_property
    def rounds(self) -> Rounds:
        """Rounds of blind rating."""
        from simulator.record.rounds import Rounds

        return Rounds(self._store, self._clock, self._new_id, self._new_salt)

    @cached_property
    def publications(self) -> Publications:
        """Drafts of scenes and what was published."""
        from simulator.record.publications import Publications

        return Publications(self._store, self._clock, self._new_id, self._new_salt)

    @cached_property
    def office(self) -> Office:
        """Settings, requests, regrading runs."""
        from simulator.record.office import Office

        return Office(self._store, self._clock, self._new_id, self._new_salt)

    @cached_property
    def holding(self) -> Holding:
        """What only one process may do at a time."""
        from simulator.record.holding import Holding

        return Holding(self._store, self._clock, self._new_id, self._new_salt)

    @cached_property
    def regraded(self) -> Regraded:
        """What workers made of sessions while a re-grading lasts."""
        from simulator.record.regraded import Regraded

        return Regraded(self._store, self._clock, self._new_id, self._new_salt)

    @cached_property
    def following(self) -> Following:
        """Which sessions have moved since somebody looked."""
        from simulator.record.following import Following

        return Following(self._store, self._clock, self._new_id, self._new_salt)

    @cached_property
    def assignments(self) -> Assignments:
        """What teams and people were given to play."""
        from simulator.record.assignments import Assignments

        return Assignments(self._store, self._clock, self._new_id, self._new_salt)

    @cached_property
    def launches(self) -> Launches:
        """Launches of our scenes from an LMS."""
        from simulator.record.launches import Launches

        return Launches(self._store, self._clock, self._new_id, self._new_salt)

    @cached_property
    def badges(self) -> Badges:
        """Badges that were given out."""
        from simulator.record.badges import Badges

        return Badges(self._store, self._clock, self._new_id, self._new_salt)

    @cached_property
    def devices(self) -> Devices:
        """Desktops of the company, receipts, and what was refused."""
        from simulator.record.devices import Devices

        return Devices(self._store, self._clock, self._new_id, self._new_salt)

    @cached_property
    def statements(self) -> Statements:
        """What is told to an LMS, and what it answered."""
        from simulator.record.statements import Statements

        return Statements(self._store, self._clock, self._new_id, self._new_salt)

    @cached_property
    def figures(self) -> Figures:
        """What was worked out of sessions, for pages over everybody."""
        from simulator.record.figures import Figures

        return Figures(self._store, self._clock, self._new_id, self._new_salt)

    @cached_property
    def counting(self) -> Counting:
        """How those figures are kept up."""
        from simulator.record.counting import Counting

        return Counting(self._store, self._clock, self._new_id, self._new_salt)

    @cached_property
    def reading(self) -> Reading:
        """People and sessions behind an id, for programs that read them all."""
        from simulator.record.reading import Reading

        return Reading(self._store, self._clock, self._new_id, self._new_salt)
