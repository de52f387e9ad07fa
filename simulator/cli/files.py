"""What trainers' commands do with files: find a scene's folder, sound or not, and write without overwriting."""

from __future__ import annotations

from pathlib import Path

from simulator.errors import SurroundingsError, UsageError


def find_folder(name: str) -> Path:
    """The folder of the scene of that name, or that folder, whether or not the scene has errors.

    Raises:
        UsageError: there is none; the nearest name is told.
    """
    from simulator.resources import scenarios_dir
    from simulator.scenario import slugs

    known = slugs()
    if name in known:
        return scenarios_dir() / name
    folder = Path(name)
    if (folder / "scenario.yaml").is_file():
        # A name of its own also for "." and "scenes/umbrella/".
        return folder.resolve()
    import difflib

    close = difflib.get_close_matches(name, known, n=1)
    advice = f'Did you mean "{close[0]}"?' if close else f"There are {', '.join(known)}."
    raise UsageError(f'There is no scene named "{name}".', advice)


def write_new(target: Path, content: bytes, *, force: bool) -> None:
    """Write a file that must not be there yet, unless ``force`` is given.

    Raises:
        UsageError: it is there.
        SurroundingsError: it cannot be written.
    """
    if target.exists() and not force:
        raise UsageError(f'"{target}" is there already.', "Add --force to replace it, or name another file with --out.")
    try:
        target.write_bytes(content)
    except OSError as error:
        reason = error.strerror or str(error)
        raise SurroundingsError(f'"{target}" cannot be written: {reason}.', "Look at the folder.") from error
