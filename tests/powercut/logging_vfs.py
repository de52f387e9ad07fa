"""Everything SQLite does to the files of a folder, in the order it does it.

SQLite reaches files through a table of functions (a VFS). Here its own table is copied, the functions that change files
are wrapped by ones that write down what they are asked to do and then let SQLite's own do it, and the copy is made the
default of this process: in the very library that Python's `sqlite3` uses. Nothing of the product is changed or knows.

What SQLite syncs of folders is seen as well: it opens a folder for no other reason than to sync it.
"""

from __future__ import annotations

import _sqlite3
import ctypes
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_int64, c_void_p
from pathlib import Path
from typing import Any, NamedTuple

_CREATE = 0x4
_DELETE_ON_CLOSE = 0x8
_PARTS_OF_VFS = (
    "xOpen", "xDelete", "xAccess", "xFullPathname", "xDlOpen", "xDlError", "xDlSym", "xDlClose", "xRandomness",
    "xSleep", "xCurrentTime", "xGetLastError", "xCurrentTimeInt64", "xSetSystemCall", "xGetSystemCall",
    "xNextSystemCall",
)  # fmt: skip
_PARTS_OF_FILE = (
    "xClose", "xRead", "xWrite", "xTruncate", "xSync", "xFileSize", "xLock", "xUnlock", "xCheckReservedLock",
    "xFileControl", "xSectorSize", "xDeviceCharacteristics", "xShmMap", "xShmLock", "xShmBarrier", "xShmUnmap",
    "xFetch", "xUnfetch",
)  # fmt: skip


class _Vfs(Structure):
    _fields_ = (
        ("iVersion", c_int),
        ("szOsFile", c_int),
        ("mxPathname", c_int),
        ("pNext", c_void_p),
        ("zName", c_char_p),
        ("pAppData", c_void_p),
        *((name, c_void_p) for name in _PARTS_OF_VFS),
    )


class _Methods(Structure):
    _fields_ = (("iVersion", c_int), *((name, c_void_p) for name in _PARTS_OF_FILE))


class _File(Structure):
    _fields_ = (("pMethods", POINTER(_Methods)),)


_OPEN = CFUNCTYPE(c_int, c_void_p, c_void_p, POINTER(_File), c_int, POINTER(c_int))
_DELETE = CFUNCTYPE(c_int, c_void_p, c_char_p, c_int)
_CLOSE = CFUNCTYPE(c_int, c_void_p)
_WRITE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_TRUNCATE = CFUNCTYPE(c_int, c_void_p, c_int64)
_SYNC = CFUNCTYPE(c_int, c_void_p, c_int)
_GET_CALL = CFUNCTYPE(c_void_p, c_void_p, c_char_p)
_SET_CALL = CFUNCTYPE(c_int, c_void_p, c_char_p, c_void_p)
_OPEN_FOLDER = CFUNCTYPE(c_int, c_char_p, POINTER(c_int))


class Done(NamedTuple):
    """One thing that was done: `what` is create, write, truncate, sync, delete, folder (its sync), or a mark.

    `at` is where a write begins, or how long a file is cut; `data` what is written, or what a mark says.
    """

    what: str
    name: str = ""
    at: int = 0
    data: Any = b""


class Recorder:
    """Writes down what SQLite does to files of one folder at a time, from when `watch` is called.

    One a process; SQLite keeps pointers into it, so it must live as long as the process.
    """

    def __init__(self) -> None:
        self.log: list[Done] = []
        self._folder: Path | None = None
        self._open: dict[int, str] = {}  # by the address of the open file
        self._tables: dict[int, _Methods] = {}  # ours, by the address of SQLite's
        self._real: dict[int, _Methods] = {}  # SQLite's, by the address of the open file
        self._kept: list[Any] = []
        library = ctypes.CDLL(_sqlite3.__file__)  # what is looked for in it is found in the library it is linked to
        library.sqlite3_vfs_find.restype = POINTER(_Vfs)
        self._default = library.sqlite3_vfs_find(None)
        self._register(library)

    def watch(self, folder: Path | None) -> list[Done]:
        """Begin a new log, of this folder; return it. None watches nothing."""
        self._folder, self.log = folder, []
        return self.log

    def mark(self, what: str, data: Any = b"") -> None:
        """Write a mark between what was done, where something is watched."""
        if self._folder is not None:
            self.log.append(Done(what, data=data))

    def _note(self, what: str, path: str | None, at: int = 0, data: bytes = b"") -> None:
        if self._folder is not None and path is not None and Path(path).parent == self._folder:
            self.log.append(Done(what, Path(path).name, at, data))

    def _keep(self, function: Any) -> int:
        self._kept.append(function)
        return int(ctypes.cast(function, c_void_p).value or 0)

    def _register(self, library: Any) -> None:
        real = self._default.contents
        ours = _Vfs.from_buffer_copy(real)
        ours.zName = b"logging"
        real_open, real_delete = _OPEN(real.xOpen), _DELETE(real.xDelete)

        def opening(_vfs: int, name: int | None, file: Any, flags: int, told: Any) -> int:
            path = None if name is None else (ctypes.string_at(name)).decode()
            new = path is not None and bool(flags & _CREATE) and not Path(path).exists()
            code = real_open(ctypes.addressof(real), name, file, flags, told)
            if code == 0 and path is not None and not flags & _DELETE_ON_CLOSE:
                if new:
                    self._note("create", path)
                self._wrap(file, path)
            return code

        def deleting(_vfs: int, name: bytes, sync_folder: int) -> int:
            if Path(name.decode()).exists():
                self._note("delete", name.decode())
            return real_delete(ctypes.addressof(real), name, sync_folder)

        get_call, set_call = _GET_CALL(real.xGetSystemCall), _SET_CALL(real.xSetSystemCall)
        real_folder = _OPEN_FOLDER(get_call(ctypes.addressof(real), b"openDirectory"))

        def opening_folder(name: bytes, handle: Any) -> int:  # called with the path of a file in it
            code = real_folder(name, handle)
            if code == 0:
                self._note("folder", name.decode())
            return code

        ours.xOpen = self._keep(_OPEN(opening))
        ours.xDelete = self._keep(_DELETE(deleting))
        refused = set_call(ctypes.addressof(real), b"openDirectory", self._keep(_OPEN_FOLDER(opening_folder)))
        self._kept += [ours, real_open, real_delete, real_folder]
        if refused or library.sqlite3_vfs_register(ctypes.byref(ours), 1):
            raise OSError("SQLite takes no other functions for its files here")

    def _wrap(self, file: Any, path: str) -> None:
        address = ctypes.addressof(file.contents)
        theirs = file.contents.pMethods.contents
        where = ctypes.addressof(theirs)
        if where not in self._tables:
            self._tables[where] = self._wrapped(theirs)
        self._open[address] = path
        file.contents.pMethods = ctypes.pointer(self._tables[where])

    def _wrapped(self, theirs: _Methods) -> _Methods:
        ours = _Methods.from_buffer_copy(theirs)
        real_write, real_truncate = _WRITE(theirs.xWrite), _TRUNCATE(theirs.xTruncate)
        real_sync, real_close = _SYNC(theirs.xSync), _CLOSE(theirs.xClose)

        def write(file: int, data: int, length: int, at: int) -> int:
            self._note("write", self._open.get(file), at, ctypes.string_at(data, length))
            return real_write(file, data, length, at)

        def truncate(file: int, size: int) -> int:
            self._note("truncate", self._open.get(file), size)
            return real_truncate(file, size)

        def sync(file: int, flags: int) -> int:
            self._note("sync", self._open.get(file))
            return real_sync(file, flags)

        def close(file: int) -> int:
            self._open.pop(file, None)
            return real_close(file)

        ours.xWrite, ours.xTruncate = self._keep(_WRITE(write)), self._keep(_TRUNCATE(truncate))
        ours.xSync, ours.xClose = self._keep(_SYNC(sync)), self._keep(_CLOSE(close))
        self._kept += [real_write, real_truncate, real_sync, real_close]
        return ours
