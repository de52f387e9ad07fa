"""What may lie on a drive after its power was cut: all that was synced, and of the rest whatever chance has left.

Of each write since a file's last sync every sector is there, not there, or torn in the middle, each by itself and in no
order; a file cut short may be as long as before; a file made or deleted since the folder's last sync may be missing or
still there. Bytes that were not written to do not change: that is what SQLite asks of a drive ("powersafe overwrite").
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from itertools import pairwise

from tests.powercut.logging_vfs import Done

SECTORS = (512, 4096)
LOSSES = (0.0, 0.02, 0.5, 0.9, 1.0)
"""How much of what was not synced is lost: all between nothing and everything."""
TORN = 0.1


@dataclass
class _File:
    durable: bytearray = field(default_factory=bytearray)
    pending: list[Done] = field(default_factory=list)

    def sync(self) -> None:
        for each in self.pending:
            _apply(self.durable, each)
        self.pending.clear()

    def left(self, dice: random.Random, loss: float, sector: int) -> bytes:
        """What a cut leaves of it."""
        content = bytearray(self.durable)
        for each in self.pending:
            if each.what == "truncate":
                if dice.random() >= loss:
                    _apply(content, each)
                continue
            for part in _sectors(each, sector):
                fate = dice.random()
                if fate < loss * TORN:
                    there = dice.randrange(len(part.data) + 1)
                    torn = part.data[:there], part.data[there:]
                    which = dice.randrange(2)
                    _apply(content, Done("write", "", part.at + (there if which else 0), torn[which]))
                elif fate >= loss:
                    _apply(content, part)
        return bytes(content)


class Disk:
    """A folder on a drive, as far as it is on the drive.

    Args:
        content: files that lie there, synced, by name.
    """

    def __init__(self, content: dict[str, bytes] | None = None) -> None:
        self._durable = {name: _File(bytearray(each)) for name, each in (content or {}).items()}
        self._present = dict(self._durable)
        self._names: list[tuple[str, str, _File | None]] = []  # what was done to the folder since its last sync

    def do(self, done: Done) -> None:
        """Go one step on; a mark is none."""
        if done.what == "create":
            self._present[done.name] = _File()
            self._names.append(("create", done.name, self._present[done.name]))
        elif done.what == "delete":
            del self._present[done.name]
            self._names.append(("delete", done.name, None))
        elif done.what == "folder":
            self._rename(self._durable, self._names)
            self._names.clear()
        elif done.what == "sync":
            self._present[done.name].sync()
        elif done.what in {"write", "truncate"}:
            self._present[done.name].pending.append(done)

    def cut(self, dice: random.Random) -> dict[str, bytes]:
        """The files that are found after a cut at this point, by name."""
        loss, sector = dice.choice(LOSSES), dice.choice(SECTORS)
        names = dict(self._durable)
        self._rename(names, [each for each in self._names if dice.random() >= loss])
        return {name: each.left(dice, loss, sector) for name, each in names.items()}

    @staticmethod
    def _rename(names: dict[str, _File], changes: list[tuple[str, str, _File | None]]) -> None:
        for _, name, made in changes:
            if made is not None:
                names[name] = made
            else:
                names.pop(name, None)


def _apply(content: bytearray, done: Done) -> None:
    if done.what == "truncate":
        del content[done.at :]
        content.extend(bytes(done.at - len(content)))
    else:
        content.extend(bytes(max(0, done.at - len(content))))
        content[done.at : done.at + len(done.data)] = done.data


def _sectors(done: Done, size: int) -> list[Done]:
    """A write in parts that lie in one sector each."""
    end = done.at + len(done.data)
    edges = [done.at, *range(done.at - done.at % size + size, end, size), end]
    return [
        Done("write", done.name, start, done.data[start - done.at : stop - done.at]) for start, stop in pairwise(edges)
    ]
