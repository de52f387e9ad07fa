"""A real `silkgloves serve` in a process of its own, that can be killed and started again at the same address.

It is forked from a process that has everything loaded, so that a start costs a moment; with `fresh` it is a new
interpreter each time.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

NURSERY = """
import os, sys
from simulator.cli import main
import simulator.console.api, simulator.console.serving, uvicorn, psycopg
from simulator.exchange import receive
from simulator.scenario import load
from simulator.training import Session, judge
scene = load("overcharged_card")
session = Session.begin(scene, "en", 1)
session.respond("I am sorry.")
session.leave()
for line in sys.stdin:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(writing, 1)
        sys.argv[1:] = line.split()
        main()
    os.close(writing)
    os.read(reading, 1)  # it says its address once it listens; the rest may be said as well, so nothing is closed
    print(child, flush=True)
"""


def free_port() -> int:
    """A port nobody has, and that the system gives to nobody by itself: it stays ours while the server is down."""
    dice = random.Random()
    while True:
        port = dice.randrange(20_000, 30_000)
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        return port


class Served:
    """A server at an address of its own.

    Args:
        database: the company's records.
        folder: its data folder.
        fresh: whether each start is a new interpreter.
    """

    def __init__(self, database: str, folder: Path, *, fresh: bool = False) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.up = threading.Event()
        self.kills = 0
        self._arguments = ["serve", "--database", database, "--port", str(self.port)]
        self._environment = {**os.environ, "SILKGLOVES_HOME": str(folder), "PYTHONPATH": str(Path.cwd())}
        self._fresh = fresh
        self._running: subprocess.Popen[bytes] | None = None
        self._nursery: subprocess.Popen[str] | None = None
        self._pid = 0

    def start(self) -> None:
        """Serve; back once it listens."""
        if self._fresh:
            command = [sys.executable, "-m", "simulator", *self._arguments]
            self._running = subprocess.Popen(command, env=self._environment, stdout=subprocess.PIPE)
            assert self._running.stdout is not None
            assert self._running.stdout.readline()
            self._pid = self._running.pid
        else:
            if self._nursery is None:
                self._nursery = subprocess.Popen(
                    [sys.executable, "-c", NURSERY], env=self._environment, text=True,
                    stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                )  # fmt: skip
            assert self._nursery.stdin is not None
            assert self._nursery.stdout is not None
            self._nursery.stdin.write(" ".join(self._arguments) + "\n")
            self._nursery.stdin.flush()
            self._pid = int(self._nursery.stdout.readline())
        assert self._listens(), "the server has ended at once; what it said stands above"
        self.up.set()

    def kill(self) -> None:
        """End it without a word, as a power cut would."""
        self.up.clear()
        os.kill(self._pid, signal.SIGKILL)
        self.kills += 1
        if self._running is not None:
            self._running.wait(20)
            if self._running.stdout is not None:
                self._running.stdout.close()
            return
        until = time.monotonic() + 20
        while self._listens() and time.monotonic() < until:
            threading.Event().wait(0.005)

    def _listens(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        except OSError:
            return False
        return True

    def end(self) -> None:
        """End it, and what it was forked from."""
        if self._pid:
            os.kill(self._pid, signal.SIGKILL)
        for process in (self._running, self._nursery):
            if process is not None:
                if process.stdin is not None:
                    process.stdin.close()
                process.wait(20)
                if process.stdout is not None:
                    process.stdout.close()
