"""Files are written whole or not at all, with their permissions; what is no file is written to as it is."""

from __future__ import annotations

import errno
import os
import stat
import sys
import threading
from pathlib import Path

import pytest

from simulator.files import write_whole

posix = pytest.mark.skipif(sys.platform == "win32", reason="permissions and pipes of POSIX")


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_write_that_breaks_off_leaves_the_old_file_and_nothing_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    file = tmp_path / "debrief.pdf"
    write_whole(file, b"old")

    def disk_full(*_given: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os if call == "fsync" else Path, call, disk_full)
    with pytest.raises(OSError, match="No space"):
        write_whole(file, b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["debrief.pdf"]
    assert file.read_bytes() == b"old"


@posix
def test_a_file_keeps_its_permissions_and_a_new_one_gets_the_usual_ones(tmp_path: Path) -> None:
    plain, mine, usual = tmp_path / "plain", tmp_path / "mine", tmp_path / "usual"
    usual.write_bytes(b"")
    write_whole(plain, b"a")
    write_whole(mine, b"a", private=True)
    assert plain.stat().st_mode == usual.stat().st_mode
    assert stat.S_IMODE(mine.stat().st_mode) == 0o600
    plain.chmod(0o640)
    write_whole(plain, b"b")
    assert (stat.S_IMODE(plain.stat().st_mode), plain.read_bytes()) == (0o640, b"b")


@posix
def test_a_write_protected_file_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "kept"
    file.write_bytes(b"old")
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)  # whoever runs this as root may write anywhere
    with pytest.raises(PermissionError):
        write_whole(file, b"new")
    assert file.read_bytes() == b"old"


@posix
def test_a_link_is_followed_and_a_pipe_is_written_to(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to("real")
    write_whole(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"
    os.mkfifo(tmp_path / "pipe")
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append((tmp_path / "pipe").read_bytes()), daemon=True)
    reader.start()
    write_whole(tmp_path / "pipe", b"through")
    reader.join(5)
    assert read == [b"through"]
