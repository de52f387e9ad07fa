"""What trainers' commands do with files: find a scene's folder, sound or not, and write without overwriting."""

from __future__ import annotations

from pathlib import Path

from simulator.errors import SurroundingsError, UsageError
from simulator.files import write_whole


def find_folder(name: str) -> Path:
    """The folder of a scene, whether or not it has errors: one that holds a scene here, or the built-in one so named.

    Raises:
        UsageError: there is none; the nearest name is told.
    """
    from simulator.resources import scenarios_dir
    from simulator.scenario import slugs

    if holds_scene(name):
        # A name of its own also for "." and "scenes/umbrella/".
        return Path(name).resolve()
    known = slugs()
    if name in known:
        return scenarios_dir() / name
    import difflib

    close = difflib.get_close_matches(name, known, n=1)
    advice = f'Did you mean "{close[0]}"?' if close else f"There are {', '.join(known)}."
    if Path(name).is_dir():
        advice = "The folder of that name holds no scenario.yaml."
    raise UsageError(f'There is no scene named "{name}".', advice)


def holds_scene(name: str) -> bool:
    """Whether a folder so named, from where one stands, is a scene's; other folders of that name do not count."""
    return (Path(name) / "scenario.yaml").is_file()


def write_new(target: Path, content: bytes, *, force: bool) -> None:
    """Write a file that must not be there yet, unless ``force`` is given.

    Raises:
        UsageError: it is there.
        SurroundingsError: it cannot be written.
    """
    refuse_existing(target, force=force)
    write(target, content)


def refuse_existing(target: Path, *, force: bool) -> None:
    """Raise UsageError where a file that is to be written is there already, unless ``force`` is given."""
    if target.exists() and not force:
        raise UsageError(f'"{target}" is there already.', "Add --force to replace it, or name another file with --out.")


def write(target: Path, content: bytes) -> None:
    """Write a file, whether or not it is there; one that is stays whole until the new one is.

    Raises:
        SurroundingsError: it cannot be written.
    """
    try:
        write_whole(target, content)
    except OSError as error:
        reason = error.strerror or str(error)
        raise SurroundingsError(f'"{target}" cannot be written: {reason}.', "Look at the folder.") from error
