"""Files for people, written whole: after a crash or on a full disk the file is the old one or the new one."""

from __future__ import annotations

import errno
import os
import uuid
from contextlib import suppress
from pathlib import Path

_PRIVATE, _USUAL = 0o600, 0o666
"""Who may read a new file: its owner, or whoever the system lets (the umask is taken off)."""


def write_whole(path: Path, content: bytes, *, private: bool = False) -> None:
    """Write a file beside its place and put it there in one step. One that stood there keeps its permissions.

    A link is followed. What is no file (a pipe, `/dev/stdout`) cannot be replaced, and is written to as it is.

    Args:
        path: the place; its folder is there.
        content: all of it.
        private: whether nobody but the owner may read a new one.

    Raises:
        OSError: the folder cannot be written to, the file that stands there is write-protected, or the disk is full.
            What stood there is as it was.
    """
    place = path.resolve()
    if place.exists() and not place.is_file():
        place.write_bytes(content)
        return
    old = place.stat() if place.exists() else None
    if old is not None and not os.access(place, os.W_OK):
        raise PermissionError(errno.EACCES, "it is write-protected", str(path))
    beside = place.with_name(f".silkgloves-{uuid.uuid4().hex}.tmp")
    mode = _PRIVATE if private else _USUAL
    try:
        with open(beside, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if old is not None:
            beside.chmod(old.st_mode & 0o777)
        beside.replace(place)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
