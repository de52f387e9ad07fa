"""The protocol by chance: whatever is lost, doubled, torn off, copied or changed, exactly what was played is there.

Faults: a lost request, a lost answer, a doubled one, an old one that comes late, a crash of either side, a full disk of
either side, a wrong clock, a re-installed desktop, a duplicated disk, a changed journal, a mark given meanwhile.
"""

from __future__ import annotations

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from simulator.errors import SurroundingsError
from simulator.exchange import Answer, Request, UnreachableError
from simulator.marking import Reviewer, append_event, confirm, read_mark
from simulator.record import Mode, open_journal

from .bound import Bound, bound, now

FAULTS = ("none", "none", "lost_request", "lost_answer", "doubled", "late", "torn", "full_here", "full_there")


class Crash(BaseException):
    """The desktop's program ends at this very moment."""


class Protocol(RuleBasedStateMachine):
    """A company, and desktops of one person."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="sgp"))
        self.company = open_journal(self.folder / "company.sqlite3")
        first = self.folder / "first"
        first.mkdir()
        self.desktops: list[Bound] = [bound(first, self.company)]
        self.person = self.desktops[0].link.person_id
        self.reviewer = self.company.add_person("Tove").id
        self.private: set[str] = set()
        self.changed: set[str] = set()
        self.past: list[Request] = []

    def teardown(self) -> None:
        for each in self.desktops:
            each.machine(clock=lambda: now() + timedelta(hours=3)).sync()
        self.everything_is_where_it_belongs()
        there = self.company.sessions()
        for each in self.desktops:
            named = {one.session_id for one in self.company.devices.refusals(settled=True)}
            for record in each.desktop.sessions(self.person):
                if record.id not in self.private:
                    assert record.id in {one.id for one in there} or record.id in named
            each.desktop.close()
        self.company.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def pick(self, number: int) -> Bound:
        return self.desktops[number % len(self.desktops)]

    @rule(number=st.integers(0, 9), exam=st.booleans())
    def play(self, number: int, *, exam: bool) -> None:
        session = self.pick(number).play(Mode.EXAM if exam else Mode.PRACTICE)
        if not exam:
            self.private.add(session)

    @rule(number=st.integers(0, 9), which=st.integers(0, 9), word=st.sampled_from(("thank", "own")))
    def say_more(self, number: int, which: int, word: str) -> None:
        desktop = self.pick(number).desktop
        records = desktop.sessions(self.person)
        if records:
            record = records[which % len(records)]
            desktop.append(record.id, record.entry_count, "case", b'{"claimed":"%s","turn":1}' % word.encode())

    @rule(
        number=st.integers(0, 9),
        fault=st.sampled_from(FAULTS),
        at=st.integers(0, 3),
        days=st.sampled_from((0, 0, -40, 400)),
    )
    def sync(self, number: int, fault: str, at: int, days: int) -> None:
        side, count = self.pick(number), iter(range(1_000))

        def send(request: Request) -> Answer:
            here = next(count) == at
            if request.method == "PUT":
                self.past.append(request)
            if here and fault == "lost_request":
                raise UnreachableError("lost")
            if here and fault == "late" and self.past:
                side.carry(self.past[at % len(self.past)])
            answer = side.carry(request)
            if here and fault == "doubled":
                answer = side.carry(request)
            if here and fault == "lost_answer":
                raise UnreachableError("lost")
            if here and fault == "torn":
                raise Crash
            return answer

        machine = side.machine(send=send, clock=lambda: now() + timedelta(days=days))
        full = SurroundingsError("The disk is full.")
        place = {
            "full_here": "simulator.record.devices.Devices.keep_receipt",
            "full_there": "simulator.exchange.receiving.take_upload",
        }.get(fault, "simulator.exchange.company.AGAIN_AFTER")
        stands = {"side_effect": full} if fault.startswith("full") else {"new": timedelta(0)}
        with mock.patch(place, **stands):
            try:
                machine.sync()
            except Crash:
                side.desktop.close()
                side.desktop = open_journal(side.folder / "desktop.sqlite3")

    @rule()
    def server_restarts(self) -> None:
        self.company.close()
        self.company = open_journal(self.folder / "company.sqlite3")
        for each in self.desktops:
            again = bound(
                self.folder / "unused", self.company, person_id=self.person, desktop=each.desktop, link=each.link
            )
            each.company, each.client = again.company, again.client

    @rule(which=st.integers(0, 9))
    def mark(self, which: int) -> None:
        records = self.company.sessions()
        if records:
            session = records[which % len(records)].id
            mark = read_mark(self.company, session)
            append_event(
                self.company, session, confirm(mark, self.person, Reviewer(self.reviewer, reviews=True), now()), mark
            )

    @rule()
    def copy_the_disk(self) -> None:
        if len(self.desktops) < 3:
            old = self.desktops[0]
            folder = self.folder / f"copy_{len(self.desktops)}"
            shutil.copytree(old.folder, folder, ignore=shutil.ignore_patterns("company.sqlite3*"))
            copied = open_journal(folder / "desktop.sqlite3")
            self.desktops.append(Bound(self.company, copied, folder, old.link, old.client))

    @rule()
    def install_again(self) -> None:
        if len(self.desktops) < 3:
            folder = self.folder / f"new_{len(self.desktops)}"
            folder.mkdir()
            self.desktops.append(bound(folder, self.company, person_id=self.person))

    @rule(which=st.integers(0, 9))
    def change_the_journal(self, which: int) -> None:
        side = self.desktops[0]
        ready = [each.id for each in side.desktop.sessions(self.person) if each.id not in side.there()]
        if ready:
            session = ready[which % len(ready)]
            with side.desktop.store.alone() as driver:
                driver.execute("DROP TRIGGER IF EXISTS entry_never_changed")
                driver.execute("UPDATE entry SET payload = ? WHERE session_id = ? AND sequence = 1", (b"{}", session))
            self.changed.add(session)

    @invariant()
    def everything_is_where_it_belongs(self) -> None:
        for record in self.company.sessions():
            assert record.id not in self.private, "practice stays at home"
            assert self.company.verify(record.id).ok
            theirs = [each.digest for each in self.company.entries(record.id) if not each.kind.startswith("mark.")]
            played = [
                [each.digest for each in side.desktop.entries(record.id)]
                for side in self.desktops
                if record.id in {one.id for one in side.desktop.sessions(self.person)}
            ]
            assert any(own[: len(theirs)] == theirs for own in played), "what is there was played, once and in order"
        for side in self.desktops:
            for session, receipt in side.machine().receipts(each.id for each in side.desktop.sessions()).items():
                kept = [each for each in self.company.entries(session) if not each.kind.startswith("mark.")]
                assert len(kept) >= receipt.entry_count, "what was signed for is there"


TestProtocol = Protocol.TestCase
TestProtocol.settings = settings(
    max_examples=15, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck), database=None, print_blob=False, phases=[Phase.generate]
)  # fmt: skip
TestProtocol.pytestmark = [pytest.mark.slow]
