"""A new scene to begin with: small, commented, sound and playable at once; or a copy of one that is there.

The start lies in `start/`: one scene for all channels and languages. A line that belongs to some of them only ends in a
switch, `#? store phone`, and is left out elsewhere; so is everything after `#?`.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from simulator.errors import SurroundingsError, UsageError
from simulator.scenario import Channel, Language

START = Path(__file__).parent / "start"
SCENARIO = "scenario.yaml"
PLANS = "plans"
LONGEST_NAME = 60
MOST_FILES = 200
MOST_BYTES = 50_000_000
"""What a scene that is copied may have; far beyond any real one."""
RESERVED = frozenset({"common", "paths", "con", "prn", "aux", "nul"}) | {
    f"{port}{n}" for port in ("com", "lpt") for n in range(10)
}
"""Folders of the house, and names that Windows keeps for itself."""

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_SCHEMA = "# yaml-language-server: $schema="


def start_scene(slug: str, root: Path, *, channel: Channel = Channel.STORE, language: Language = "en") -> Path:
    """Write the small scene to begin with into a new folder `root/slug`.

    Args:
        slug: its name.
        root: where the folder is made; made itself where it is not there.
        channel: how the customer comes.
        language: the one language it speaks.

    Returns:
        The folder.

    Raises:
        UsageError: the name cannot be used, or the folder is there already.
        SurroundingsError: it cannot be written.
    """
    target = _new_folder(slug, root)
    texts = {name: _chosen(text, channel, language).encode() for name, text in _start_texts(language).items()}
    if not (root / "schema.json").is_file():
        # Editors would look for schemas that are not there.
        texts = {name: _without_schema(text) for name, text in texts.items()}
    _write_folder(target, texts)
    return target


def copy_scene(source: Path, slug: str, root: Path) -> Path:
    """Copy a scene byte for byte, comments and all, into a new folder `root/slug`.

    Args:
        source: the folder of the scene to be copied.
        slug: the name of the copy.
        root: where the folder is made.

    Returns:
        The new folder.

    Raises:
        UsageError: the name cannot be used, the folder is there already, or `source` is larger than a scene can be.
        SurroundingsError: it cannot be read or written.
    """
    target = _new_folder(slug, root)
    files = [source / SCENARIO, *sorted(source.glob("lines.*.yaml")), *sorted(source.glob(f"{PLANS}/*.yaml"))]
    texts: dict[str, bytes] = {}
    try:
        if len(files) > MOST_FILES or sum(file.stat().st_size for file in files) > MOST_BYTES:
            raise UsageError(f'"{source}" is larger than a scene can be.', "Name the folder of one scene.")
        for file in files:
            texts[file.relative_to(source).as_posix()] = file.read_bytes()
    except OSError as error:
        raise SurroundingsError(
            f'"{error.filename}" cannot be read: {error.strerror}.', "Look at the folder."
        ) from error
    _write_folder(target, texts)
    return target


def _new_folder(slug: str, root: Path) -> Path:
    """Where a scene of that name is to stand. Raises UsageError where it cannot."""
    if len(slug) > LONGEST_NAME or _NAME.fullmatch(slug) is None:
        proposal = re.sub(r"[^a-z0-9]+", "_", slug[:LONGEST_NAME].lower()).strip("_0123456789")
        advice = f'Call it "{proposal}", for example.' if proposal else 'Call it "wet_umbrella", for example.'
        raise UsageError(
            f'"{slug[:LONGEST_NAME]}" cannot be the name of a scene: '
            f"it takes up to {LONGEST_NAME} small letters a-z, digits and underscores, a letter first.",
            advice,
        )
    if slug in RESERVED:
        raise UsageError(f'"{slug}" cannot be the name of a scene, it stands for something else.', "Name it otherwise.")
    target = root / slug
    if target.exists() or target.is_symlink():
        raise UsageError(f'"{target}" is there already.', "Choose another name, or go on writing that one.")
    return target


def _start_texts(language: Language) -> dict[str, str]:
    """The files of the start that a scene in that language has, by name."""
    files = [START / SCENARIO, START / f"lines.{language}.yaml", *sorted((START / PLANS).glob("*.yaml"))]
    return {file.relative_to(START).as_posix(): file.read_text(encoding="utf-8") for file in files}


def _chosen(text: str, channel: Channel, language: Language) -> str:
    """A file of the start for one channel and language: switches followed, the two names filled in."""
    lines = []
    for line in text.splitlines():
        kept, marked, switch = line.partition("#?")
        if marked and not {channel.value, language} & set(switch.split()):
            continue
        lines.append(kept.rstrip() if marked else line)
    return "\n".join([*lines, ""]).replace("{channel}", channel.value).replace("{language}", language)


def _without_schema(text: bytes) -> bytes:
    first, _, rest = text.partition(b"\n")
    return rest if first.startswith(_SCHEMA.encode()) else text


def _write_folder(target: Path, texts: dict[str, bytes]) -> None:
    """Write a folder beside its place and move it there, so that nobody ever finds half of it."""
    beside: Path | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=".new-", dir=target.parent))
        for name, text in texts.items():
            file = beside / name
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(text)
        umask = os.umask(0)
        os.umask(umask)
        beside.chmod(0o777 & ~umask)  # temporary folders are private, this one is not
        beside.rename(target)
    except OSError as error:
        if beside is not None:
            with suppress(OSError):
                shutil.rmtree(beside)
        reason = error.strerror or str(error)
        raise SurroundingsError(f'"{target}" cannot be written: {reason}.', "Look at the folder.") from error
