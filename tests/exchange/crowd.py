"""Many desktops at once, a network that loses and doubles, and a server that is killed meanwhile."""

from __future__ import annotations

import http.client
import random
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from simulator.exchange import Answer, Company, Request, UnreachableError, receipt_holds
from simulator.record import Journal, Mode, open_journal

from .desktops import bind, pattern, record_as
from .serving import Served

LOST, DOUBLED, LATE = 0.25, 0.15, 0.10
"""Shares of requests whose answer is lost, that are sent twice, and that are sent once more much later."""
THREADS = 6


def send(request: Request) -> Answer:
    """The shortest way over loopback: hundreds of desktops share two cores here."""
    parts = urlsplit(request.url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
    try:
        connection.request(
            request.method, request.url[len(f"http://{parts.netloc}") :], request.body, dict(request.headers)
        )
        answer = connection.getresponse()
        return Answer(answer.status, answer.read(), {name.lower(): value for name, value in answer.getheaders()})
    except (OSError, http.client.HTTPException) as error:
        raise UnreachableError(f"nobody answers: {error!r}") from error
    finally:
        connection.close()


@dataclass
class Network:
    """What lies between, with faults by dice.

    Args:
        dice: decides.
        begun: counts uploads that were begun.
    """

    dice: random.Random
    begun: int = 0
    lost: int = 0
    doubled: int = 0
    late: int = 0
    _past: deque[Request] = field(default_factory=lambda: deque(maxlen=50))
    _lock: threading.Lock = field(default_factory=threading.Lock)
    told: Callable[[], None] = lambda: None

    def __call__(self, request: Request) -> Answer:
        with self._lock:
            chance = [self.dice.random() for _ in range(3)]
            if request.method == "PUT":
                self.begun += 1
                self._past.append(request)
            old = self.dice.choice(self._past) if self._past and chance[2] < LATE else None
        self.told()
        if old is not None:
            self.late += 1
            send(old)
        answer = send(request)
        if chance[1] < DOUBLED:
            self.doubled += 1
            answer = send(request)
        if chance[0] < LOST:
            self.lost += 1
            raise UnreachableError("lost")
        return answer


@dataclass(frozen=True)
class Crowd:
    """What came of it.

    Args:
        sessions: on the desktops.
        rows: of the company's tables.
        kills: of the server.
        network: what it did.
        seconds: it took.
        wrong: what is not as it must be, in words.
    """

    sessions: int
    rows: dict[str, int]
    kills: int
    network: Network
    seconds: float
    wrong: list[str]


def run(
    database: str, folder: Path, *, clients: int, entries: int, kills: int, seed: int = 7, fresh: bool = False
) -> Crowd:
    """Let all desktops send, every fifth one an exam, until everything is there; half of them send something later.

    Args:
        database: of the company, empty.
        folder: for files.
        clients: how many desktops.
        entries: of each session.
        kills: how often the server is killed while it works.
        seed: of the dice.
        fresh: whether the server is a new interpreter after each kill.
    """
    began = time.monotonic()
    server = Served(database, folder / "server", fresh=fresh)
    network = Network(random.Random(seed))
    with open_journal(database) as company, open_journal(folder / "desktops.sqlite3") as desktop:
        try:
            server.start()
            machines = _machines(company, desktop, folder, server.address, network, clients, entries)
            everything = clients + clients // 2
            _send_all(machines, server, network, kills, everything, desktop)
            wrong = _compare(company, desktop, machines, entries)
            rows = _rows(company)
        finally:
            server.end()
    return Crowd(clients, rows, server.kills, network, time.monotonic() - began, wrong)


def _machines(
    company: Journal, desktop: Journal, folder: Path, address: str, network: Network, clients: int, entries: int
) -> list[Company]:
    found = []
    for number in range(clients):
        person = company.add_person(f"Client {number}").id
        link = bind(company, desktop, person, address)
        mode = Mode.PRACTICE if number % 5 else Mode.EXAM
        record_as(desktop, person, pattern(entries, mode))
        place = folder / f"client_{number}"
        found.append(Company(desktop, place, link, send=network, clock=lambda: datetime.now(UTC)))
    return found


def _send_all(
    machines: list[Company], server: Served, network: Network, kills: int, everything: int, desktop: Journal
) -> None:
    """Every desktop syncs, in any order, until nothing is left; the server is killed in the middle of requests."""
    wanted = threading.Event()
    at = [max(1, everything * (number + 1) // (kills + 1)) for number in range(kills)]

    def told() -> None:
        if server.kills < len(at) and network.begun >= at[server.kills]:
            wanted.set()

    network.told = told
    failed = list[BaseException]()
    work = _worker(machines, server, network, desktop, failed)
    threads = [threading.Thread(target=work, daemon=True) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        if wanted.wait(0.05):
            wanted.clear()
            server.kill()
            server.start()
    if failed:
        raise failed[0]


def _worker(
    machines: list[Company], server: Served, network: Network, desktop: Journal, failed: list[BaseException]
) -> Callable[[], None]:
    """What each thread does: one desktop after the other syncs; half of them then have something more to send."""
    waiting = deque(machines)
    network.dice.shuffle(waiting)
    later = set(machines[::2])
    lock, left = threading.Lock(), [len(machines)]

    def work() -> None:
        while left[0] and not failed:
            with lock:
                machine = waiting.popleft() if waiting else None
            if machine is None or not server.up.wait(1):
                if machine is not None:
                    waiting.append(machine)
                else:
                    threading.Event().wait(0.01)
                continue
            try:
                report = machine.sync()
                if report.error or report.waiting:
                    waiting.append(machine)
                elif machine in later:
                    later.discard(machine)
                    _say_more(desktop, machine)
                    waiting.append(machine)
                else:
                    with lock:
                        left[0] -= 1
            except BaseException as error:
                failed.append(error)
                raise

    return work


def _say_more(desktop: Journal, machine: Company) -> None:
    """The trainee says of a response that it was misread: an entry behind the end."""
    for record in desktop.sessions(machine.link.person_id):
        payload = b'{"claimed":"thank","heard":[],"reason":"meant","turn":1}'
        desktop.append(record.id, record.entry_count, "case", payload)


def _compare(company: Journal, desktop: Journal, machines: list[Company], entries: int) -> list[str]:
    """What is not the same there and here, row by row."""
    wrong = []
    known = company.devices.keys()
    keys = {key.id: key.public_key for key in known}
    here = {record.id: record for machine in machines for record in desktop.sessions(machine.link.person_id)}
    there = {record.id: record for record in company.sessions()}
    if here != there:
        wrong.append(f"sessions differ: {len(here)} here, {len(there)} there")
    for session_id in here.keys() & there.keys():
        if desktop.entries(session_id) != company.entries(session_id):
            wrong.append(f"entries of {session_id} differ")
        if not company.verify(session_id).ok:
            wrong.append(f"{session_id} does not verify")
    kept = desktop.devices.latest_receipts(here)
    for session_id, record in here.items():
        receipt = kept.get(session_id)
        whole = receipt is not None and receipt.entry_count == record.entry_count
        if receipt is None or not whole or not receipt_holds(receipt, keys[receipt.key_id]):
            wrong.append(f"no sound receipt of {session_id}")
    if company.devices.refusals(settled=True):
        wrong.append(f"refused: {company.devices.refusals(settled=True)[:2]}")
    return wrong


def _rows(company: Journal) -> dict[str, int]:
    sessions = company.sessions()
    receipts = sum(len(company.devices.receipts(record.id)) for record in sessions)
    entries = sum(len(company.entries(record.id)) for record in sessions)
    return {"session": len(sessions), "entry": entries, "receipt": receipts, "key": len(company.devices.keys())}
