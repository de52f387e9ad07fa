"""A file that somebody sends in, made into a draft: a workbook, a packed scene, a story, or one file of a scene.

Its name only proposes: what it is called on disk, for the moment it lies there, is ours.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import PurePosixPath

from simulator.authoring.importing import ForeignError, import_foreign
from simulator.authoring.packed import MANIFEST, PackError, compare, name_fault, read_manifest, read_members
from simulator.authoring.workbook import import_workbook
from simulator.errors import SurroundingsError
from simulator.scenario import Channel, Language, ScenarioError

from .limits import MOST_UPLOAD, DraftError, Refusal, admit_files, slug_from
from .origins import Beginning
from .private import gathered, laid_out, private_folder

MOST_WORKBOOK = 24 * 1024 * 1024
"""Bytes a workbook may unpack to: a scene of 10,000 nodes takes about 10 million."""
STORIES = (".twee", ".tw", ".tw3", ".html", ".htm", ".h5p", ".json", ".js")
_STEM = 48
_OURS = "upload"


def draft_from_upload(
    name: str,
    raw: bytes,
    *,
    language: Language = "en",
    channel: Channel = Channel.STORE,
    onto: Mapping[str, str] | None = None,
) -> Beginning:
    """What a file that was sent in becomes.

    Args:
        name: what its sender calls it.
        raw: its bytes.
        language: what a story is written in.
        channel: how the customer of a story reaches the firm.
        onto: the files of a draft it is to replace: a workbook keeps their comments, a single file leaves the others.

    Raises:
        DraftError: it is too large, of no kind that is known, damaged, hostile, or has faults (which are listed).
    """
    if not raw:
        raise DraftError(Refusal.EMPTY)
    if len(raw) > MOST_UPLOAD:
        raise DraftError(Refusal.TOO_LARGE)
    shown = PurePosixPath(name.replace("\\", "/")).name
    ending = PurePosixPath(shown).suffix.lower()
    slug = slug_from(shown.removesuffix(PurePosixPath(shown).suffix).removesuffix(".ink"))
    if raw[:4] == b"PK\x03\x04":
        inside = _members_of(raw)
        if "xl/workbook.xml" in inside:
            return _of_workbook(raw, slug, onto or {})
        if "h5p.json" in inside or ending == ".h5p":
            return _of_story(raw, slug, ".h5p", language, channel)
        return _of_pack(raw, slug)
    if ending in (".yaml", ".yml"):
        return _of_file(shown, raw, onto or {})
    if ending in STORIES:
        return _of_story(raw, slug, ending, language, channel)
    if ending in (".xlsx", ".xlsm", ".silk", ".zip"):
        raise DraftError(Refusal.ARCHIVE)
    raise DraftError(Refusal.KIND)


def _members_of(raw: bytes) -> frozenset[str]:
    """The names in a zip, which are only compared with a few."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return frozenset(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, OverflowError) as error:
        raise DraftError(Refusal.ARCHIVE) from error


def _of_workbook(raw: bytes, slug: str, onto: Mapping[str, str]) -> Beginning:
    _refuse_bomb(raw)
    with laid_out(slug or "scene", onto) as folder:
        path = folder.parent / f"{_OURS}.xlsx"
        path.write_bytes(raw)
        try:
            _, notes = import_workbook(path, folder, force=True)
        except ScenarioError as error:
            raise DraftError(Refusal.WORKBOOK, diagnostics=error.diagnostics) from error
        except SurroundingsError as error:
            raise DraftError(Refusal.SURROUNDINGS, str(error)) from error
        return Beginning(slug, gathered(folder), tuple(notes))


def _refuse_bomb(raw: bytes) -> None:
    """Unpack a workbook once, into nothing, before a library does. Raises DraftError if it is too much."""
    left = MOST_WORKBOOK
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            for part in archive.infolist():
                with archive.open(part) as stream:
                    while piece := stream.read(1 << 18):
                        left -= len(piece)
                        if left < 0:
                            raise DraftError(Refusal.TOO_MUCH)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        RuntimeError,
        NotImplementedError,
        OverflowError,
    ) as error:
        raise DraftError(Refusal.ARCHIVE) from error


def _of_pack(raw: bytes, slug: str) -> Beginning:
    try:
        folder, members = read_members(raw, loose=True)
        if MANIFEST in members:
            manifest = read_manifest(members.pop(MANIFEST))
            compare(manifest, members)
            folder = manifest["slug"]
    except PackError as error:
        raise DraftError(Refusal.ARCHIVE, str(error)) from error
    return Beginning(slug_from(folder) or slug, _texts(members))


def _texts(members: Mapping[str, bytes]) -> dict[str, str]:
    try:
        return admit_files({name: raw.decode("utf-8-sig") for name, raw in members.items()})
    except UnicodeDecodeError as error:
        raise DraftError(Refusal.NO_TEXT) from error


def _of_file(shown: str, raw: bytes, onto: Mapping[str, str]) -> Beginning:
    """One file: by its name the structure, the words of a language, or else a plan."""
    name = shown if not name_fault(shown) else f"plans/{shown}"
    if name_fault(name):
        raise DraftError(Refusal.FILE_NAME)
    return Beginning("", admit_files({**onto, **_texts({name: raw})}))


def _of_story(raw: bytes, slug: str, ending: str, language: Language, channel: Channel) -> Beginning:
    with private_folder() as scratch:
        path = scratch / f"{slug[:_STEM] or _OURS}{ending}"
        path.write_bytes(raw)
        folder = scratch / "made" / (slug or "scene")
        folder.parent.mkdir()
        try:
            _, notes = import_foreign(path, folder, language=language, channel=channel.value)
        except ForeignError as error:
            raise DraftError(Refusal.STORY, str(error)) from error
        except SurroundingsError as error:
            raise DraftError(Refusal.SURROUNDINGS, str(error)) from error
        return Beginning(slug, gathered(folder), tuple(notes))
