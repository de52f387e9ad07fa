"""Where statements go: an LRS, or a file. What became of a batch comes back, statement by statement."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from simulator.errors import SurroundingsError
from simulator.exchange.sending import Answer, UnreachableError

from .lrs import Lrs, same

if TYPE_CHECKING:
    from simulator.record import Statement

LONGEST_ANSWER = 500
"""Signs of an answer that are kept."""
MOST_WAIT_S = 3600.0
"""Nobody is waited for longer than this, whatever they ask for."""
NONE_TAKEN = 10
"""Where of at least so many not one is taken, it is not the statements."""
_TAKEN = (200, 204)
_BUSY = (408, 425, 429)
_BAD = (400, 413, 415, 422)
_FORBIDDEN = 403
_CONFLICT = 409
_VOIDED = "voided"


@dataclass
class Outcome:
    """What became of a batch. What is named in neither `sent` nor `refused` is to be sent again.

    Args:
        sent: ids of what has arrived, by the status it was answered with; None for a file.
        refused: ids of what will never be taken, with the answer.
        status: of the answer because of which the rest waits.
        answer: its words.
        wait_s: for how many seconds it asks to be left alone.
        stop: nothing more may be sent before a person has looked.
    """

    sent: dict[str, int | None] = field(default_factory=dict)
    refused: dict[str, tuple[int, str]] = field(default_factory=dict)
    status: int | None = None
    answer: str = ""
    wait_s: float | None = None
    stop: bool = False


class Outlet(Protocol):
    """Where statements go."""

    @property
    def name(self) -> str:
        """Where that is, for people; without secrets."""
        ...

    def put(self, batch: Sequence[Statement], beat: Callable[[], None]) -> Outcome:
        """Give a batch away.

        Args:
            batch: in order.
            beat: called before each request; it raises where it may not go on.
        """
        ...


class _HaltError(Exception):
    """The rest of a batch is not sent now."""


class LrsOutlet:
    """Statements go to an LRS.

    Args:
        lrs: which.
        clock: the present, for answers that name a time.
    """

    def __init__(self, lrs: Lrs, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._lrs = lrs
        self._clock = clock

    @property
    def name(self) -> str:
        """Its address."""
        return self._lrs.address

    def put(self, batch: Sequence[Statement], beat: Callable[[], None]) -> Outcome:
        """Give it a batch; see `Outlet`."""
        outcome = Outcome()
        try:
            self._deliver(batch, outcome, beat)
        except _HaltError:
            return outcome
        except UnreachableError as error:
            outcome.answer = str(error)
            return outcome
        if len(outcome.refused) == len(batch) >= NONE_TAKEN:
            outcome.status, outcome.answer = next(iter(outcome.refused.values()))
            outcome.refused.clear()
            outcome.stop = True
        return outcome

    def _deliver(
        self, batch: Sequence[Statement], outcome: Outcome, beat: Callable[[], None], *, again: bool = False
    ) -> None:
        """Send some statements; where they are not all good, in halves until the bad ones stand alone.

        Args:
            batch: in order.
            outcome: what became of them is noted here.
            beat: called before each request.
            again: a conflict about these was looked at before.
        """
        beat()
        answer = self._lrs.post([each.body or "" for each in batch])
        status = answer.status
        if status in _TAKEN:
            outcome.sent.update({each.id: status for each in batch})
        elif status == _CONFLICT and not again:
            self._compare(batch, outcome, beat)
        elif status in (*_BAD, _CONFLICT) or (status == _FORBIDDEN and any(each.verb == _VOIDED for each in batch)):
            if len(batch) == 1:
                outcome.refused[batch[0].id] = (status, words_of(answer))
                return
            middle = len(batch) // 2
            self._deliver(batch[:middle], outcome, beat, again=again)
            self._deliver(batch[middle:], outcome, beat, again=again)
        else:
            outcome.status, outcome.answer = status, words_of(answer)
            outcome.stop = status not in _BUSY and status < 500
            outcome.wait_s = asked_to_wait_s(answer, self._clock())
            raise _HaltError

    def _compare(self, batch: Sequence[Statement], outcome: Outcome, beat: Callable[[], None]) -> None:
        """Some are there already: see which, and whether they say the same; send those that are not there."""
        rest = []
        for each in batch:
            beat()
            there = self._lrs.find(each.id)
            if there is None:
                rest.append(each)
            elif same(json.loads(each.body or "{}"), there):
                outcome.sent[each.id] = _CONFLICT
            else:
                outcome.refused[each.id] = (_CONFLICT, "another statement has this id")
        if rest:
            self._deliver(rest, outcome, beat, again=True)


class FileOutlet:
    """Statements go to a file, one to a line; one that stands there is not written again.

    Args:
        path: the file; made where there is none.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._size = -1
        self._there: set[str] = set()

    @property
    def name(self) -> str:
        """The file."""
        return str(self._path)

    def put(self, batch: Sequence[Statement], beat: Callable[[], None]) -> Outcome:
        """Append a batch; see `Outlet`.

        Raises:
            SurroundingsError: the file cannot be written.
        """
        beat()
        try:
            self._look()
            lines = "".join(f"{each.body}\n" for each in batch if each.id not in self._there)
            with self._path.open("ab") as file:
                file.write(lines.encode())
                file.flush()
                os.fsync(file.fileno())
                self._size = file.tell()
        except OSError as error:
            raise SurroundingsError(
                f"{self._path} cannot be written: {error.strerror}.", "Name another file, or free some space."
            ) from error
        self._there.update(each.id for each in batch)
        return Outcome(sent=dict.fromkeys((each.id for each in batch), None))

    def _look(self) -> None:
        """See what stands in the file; a line that was torn off when somebody was killed is taken away."""
        if not self._path.exists():
            self._size, self._there = 0, set()
            return
        if self._path.stat().st_size == self._size:
            return
        content = self._path.read_bytes()
        whole = content.rfind(b"\n") + 1
        self._there = _ids_in(self._path, content[:whole], content[whole:])
        if whole < len(content):
            os.truncate(self._path, whole)


def check_file(path: Path) -> None:
    """See that a file holds statements and nothing else, so that nothing of anybody's is lost by writing into it.

    Args:
        path: the file; there may be none.

    Raises:
        SurroundingsError: it holds something else, or cannot be read.
    """
    try:
        with path.open("rb") as file:
            first = file.readline()
    except FileNotFoundError:
        return
    except OSError as error:
        raise SurroundingsError(f"{path} cannot be read: {error.strerror}.", "Name another file.") from error
    torn = b"" if first.endswith(b"\n") else first
    _ids_in(path, first[: len(first) - len(torn)], torn)


def _ids_in(path: Path, lines: bytes, torn: bytes) -> set[str]:
    """Ids of the statements in whole lines, and a look at what was torn off behind them."""
    ids: set[str] = set()
    rest = [torn] if torn and (_read(torn) is not None or not torn.startswith(b'{"')) else []
    for line in (*lines.splitlines(), *rest):
        found = _read(line) if line.strip() else {"id": ""}
        if not isinstance(found, dict) or not isinstance(found.get("id"), str):
            raise SurroundingsError(
                f"{path} holds something other than statements; nothing was written.", "Name another file."
            )
        ids.add(found["id"])
    return ids


def _read(line: bytes) -> Any:
    """A line as JSON; None where it is none."""
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def words_of(answer: Answer) -> str:
    """The words of an answer, as far as they are kept."""
    return answer.body[: LONGEST_ANSWER * 4].decode("utf-8", "replace")[:LONGEST_ANSWER]


def asked_to_wait_s(answer: Answer, now: datetime) -> float | None:
    """For how many seconds an answer asks to be left alone; None where it does not say.

    Args:
        answer: the answer.
        now: the present, aware.
    """
    headers: Mapping[str, str] = answer.headers
    asked = headers.get("retry-after", "").strip()
    if asked.isascii() and asked.isdigit():
        return min(MOST_WAIT_S, float(asked[:9]))
    try:
        until = parsedate_to_datetime(asked)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return min(MOST_WAIT_S, max(0.0, (until - now).total_seconds()))
