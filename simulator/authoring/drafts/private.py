"""A folder of our own for the moment in which something has to lie on disk."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from .limits import admit_files, admit_slug


@contextmanager
def private_folder() -> Iterator[Path]:
    """A folder only this account can look into; gone with all in it at the end."""
    with tempfile.TemporaryDirectory(prefix="silkgloves-draft-") as scratch:
        yield Path(scratch).resolve()


@contextmanager
def laid_out(slug: str, files: Mapping[str, str]) -> Iterator[Path]:
    """The folder of a scene with the files of a draft in it; gone at the end.

    Raises:
        DraftError: a name or a file that cannot be a scene's.
    """
    admit_slug(slug)
    admitted = admit_files(files)
    with private_folder() as scratch:
        folder = scratch / slug
        (folder / "plans").mkdir(parents=True)
        for name, text in admitted.items():
            (folder / name).write_bytes(text.encode())
        yield folder


def gathered(folder: Path) -> dict[str, str]:
    """The files of a scene that lie in a folder of ours, as texts by name. Raises DraftError as `admit_files` does."""
    found = [*folder.glob("*.yaml"), *folder.glob("plans/*.yaml")]
    return admit_files({path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8-sig") for path in found})
