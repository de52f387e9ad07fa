"""What a draft may be called, which files it may have, how much there may be of it; and why something is refused."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from enum import StrEnum

from simulator.authoring.beginning import RESERVED
from simulator.authoring.packed import DEVICES, MANIFEST, SLUG, name_fault
from simulator.errors import CheckFailedError
from simulator.scenario import Diagnostic

MOST_UPLOAD = 5 * 1024 * 1024
"""Bytes of a file that is sent in."""
MOST_FILE = 512 * 1024
"""Bytes of one file of a draft: five times the longest that people have written."""
MOST_TOTAL = 3 * 1024 * 1024
MOST_FILES = 100

_NO_TEXT = re.compile(r"[\x00\ud800-\udfff]")


class Refusal(StrEnum):
    """Why something cannot become a draft, or a draft not something else."""

    NAME = "name"
    """The name cannot be a scene's."""
    FILE_NAME = "file_name"
    """No file of a scene is called so."""
    NO_TEXT = "no_text"
    """Something is not UTF-8, or holds what no text holds."""
    EMPTY = "empty"
    """There is nothing in it."""
    TOO_LARGE = "too_large"
    """A file, or what was sent in, is larger than is taken."""
    TOO_MUCH = "too_much"
    """All files together are larger, or there are more of them, than a draft may have."""
    KIND = "kind"
    """What was sent in is of no kind that is known."""
    ARCHIVE = "archive"
    """A packed file is damaged, or holds what it must not."""
    WORKBOOK = "workbook"
    """A workbook has faults; they are listed."""
    STORY = "story"
    """A story cannot become a scene."""
    ERRORS = "errors"
    """The draft has errors; they are listed."""
    SURROUNDINGS = "surroundings"
    """Something is missing on the machine."""


class DraftError(CheckFailedError):
    """Something is refused, and nothing was changed.

    Args:
        refusal: why.
        detail: more of it in plain words, or "".
        diagnostics: what is wrong, where it can be listed.
    """

    def __init__(self, refusal: Refusal, detail: str = "", diagnostics: Iterable[Diagnostic] = ()) -> None:
        super().__init__(detail or refusal.value.replace("_", " "))
        self.refusal = refusal
        self.detail = detail
        self.diagnostics = tuple(diagnostics)


def admit_slug(slug: str) -> str:
    """The name of a scene as it is. Raises DraftError where it cannot be one."""
    if not SLUG.fullmatch(slug) or slug in DEVICES or slug in RESERVED:
        raise DraftError(Refusal.NAME)
    return slug


def slug_from(words: str) -> str:
    """A name for a scene made of any words, as those of a file's name; "" where there is nothing to make it of."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode("ascii").lower()
    slug = re.sub(r"[^a-z0-9]+", "_", plain).strip("_").lstrip("_0123456789")[:60].strip("_")
    return slug if SLUG.fullmatch(slug) and slug not in DEVICES and slug not in RESERVED else ""


def even(text: str) -> str:
    """A text as a form sends it, with its line ends made alike and one at its end."""
    joined = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return joined if not joined or joined.endswith("\n") else joined + "\n"


def admit_files(files: Mapping[str, str]) -> dict[str, str]:
    """The files of a draft, structure first, then words, then plans.

    Faults an author can mend are let in, for a draft is where they are mended.

    Raises:
        DraftError: a name no file of a scene has, too many or too large files, or something that is no text.
    """
    for name in files:
        if name == MANIFEST or name_fault(name):
            raise DraftError(Refusal.FILE_NAME, name_fault(name))
    found = {name: even(files[name]) for name in sorted(files, key=_place)}
    for text in found.values():
        if _NO_TEXT.search(text):
            raise DraftError(Refusal.NO_TEXT)
    sizes = [len(text.encode()) for text in found.values()]
    if any(size > MOST_FILE for size in sizes):
        raise DraftError(Refusal.TOO_LARGE)
    if sum(sizes) > MOST_TOTAL or len(found) > MOST_FILES:
        raise DraftError(Refusal.TOO_MUCH)
    return found


def _place(name: str) -> tuple[bool, bool, str]:
    return name != "scenario.yaml", "/" in name, name
