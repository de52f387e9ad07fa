"""What of the simulator works on this machine, and what to do about what does not: values that a face prints.

Whatever may hang or end a process (display, sound, voice, fonts) is tried out by `simulator.desktop.probe` in a process
of its own, under a time limit.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from simulator import DISTRIBUTION
from simulator.errors import SilkGlovesError
from simulator.processes import own_command
from simulator.resources import PACKAGE_DIR
from simulator.settings import JOURNAL_NAME, data_dir
from simulator.texts import PLURAL_FORMS, Texts, TextsError, languages, texts

OLDEST_PYTHON = (3, 11)
LOW_SPACE_MB = 200
SESSIONS_VERIFIED = 20
"""The database check recomputes the chains of so many sessions at most, the latest."""

PROBE = "simulator.desktop.probe"
PROBE_LIMITS_S = {"display": 20, "sound": 20, "voice": 60, "fonts": 30}
OUR_PACKAGES = ("scoring", "simulator")

Status = Literal["ok", "warn", "fail"]
Probe = Callable[[str], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Check:
    """What was found about one thing.

    Attributes:
        id: what was looked at, e.g. "display".
        status: `warn` where the simulator works without it, `fail` where it does not.
        what: one sentence.
        advice: what to do about it, or "".
    """

    id: str
    status: Status
    what: str
    advice: str = ""


class ProbeError(Exception):
    """A probe ended without an answer; the message says how."""


def examine(t: Texts, *, folder: Path | None = None, probe: Probe | None = None) -> tuple[Check, ...]:
    """Look at everything the simulator needs here.

    Args:
        t: texts of the language to answer in.
        folder: the data folder, if not the usual one.
        probe: how to try out one of `PROBE_LIMITS_S`; tests pass their own.
    """
    folder = data_dir() if folder is None else folder
    probe = partial(run_probe, t) if probe is None else probe
    pygame = check_pygame(t)
    wanted = [name for name in PROBE_LIMITS_S if name == "voice" or pygame.status == "ok"]
    with ThreadPoolExecutor(len(PROBE_LIMITS_S)) as pool:
        probes = {name: pool.submit(_CHECK_PROBES[name], t, partial(probe, name)) for name in wanted}
        checks = [check_python(t, sys.version_info[:3]), check_packages(t), check_languages(t), pygame]
        checks += [check_data(t, folder), check_database(t, folder)]
        return (*checks, *(probes[name].result() for name in wanted))


def verdict(checks: Iterable[Check]) -> Status:
    """The worst status among the checks.

    Args:
        checks: what `examine` found.
    """
    found = {check.status for check in checks}
    return "fail" if "fail" in found else "warn" if "warn" in found else "ok"


def run_probe(t: Texts, name: str) -> dict[str, Any]:
    """Try one thing out in a process of its own.

    Args:
        t: texts for the message when it does not answer.
        name: one of `PROBE_LIMITS_S`.

    Raises:
        ProbeError: it did not answer in time, or ended in an error.
    """
    # Only our own packages are on the way, whatever lies in the folder the command was started in.
    environment = os.environ | {"PYTHONPATH": str(PACKAGE_DIR.parent), "PYGAME_HIDE_SUPPORT_PROMPT": "1"}
    command = [*own_command(PROBE, "-m", PROBE), name]
    limit_s = PROBE_LIMITS_S[name]
    try:
        done = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=limit_s, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise ProbeError(t("doctor.timeout", seconds=limit_s)) from error
    except OSError as error:
        raise ProbeError(str(error)) from error
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    with suppress(ValueError, IndexError):
        answer = json.loads(lines[-1])
        if isinstance(answer, dict):
            return answer
    complaints = done.stderr.decode("utf-8", "replace").strip().splitlines()
    raise ProbeError(complaints[-1] if complaints else f"exit code {done.returncode}")


def _found(t: Texts, what: str, status: Status, case: str, **values: object) -> Check:
    key = f"doctor.{what}.{case}"
    advice = t(f"{key}.advice", **values) if f"{key}.advice" in t else ""
    return Check(what, status, t(key, **values), advice)


def _names(t: Texts, codes: Iterable[str]) -> str:
    return ", ".join(t(f"language.{code}") for code in codes)


def check_python(t: Texts, version: tuple[int, int, int]) -> Check:
    """Whether Python is new enough.

    Args:
        t: texts.
        version: of the interpreter.
    """
    shown = ".".join(map(str, version))
    if version[:2] < OLDEST_PYTHON:
        return _found(t, "python", "fail", "fail", version=shown)
    return _found(t, "python", "ok", "ok", version=shown)


def _version(distribution: str) -> str | None:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return None


def check_pygame(t: Texts, version: Callable[[str], str | None] = _version) -> Check:
    """Whether pygame-ce is installed, and not the older pygame whose files have the same names.

    Args:
        t: texts.
        version: version of an installed distribution, or None.
    """
    new, old = version("pygame-ce"), version("pygame")
    if new and old:
        return _found(t, "pygame", "fail", "both")
    if old:
        return _found(t, "pygame", "fail", "old")
    if not new:
        return _found(t, "pygame", "warn", "missing")
    return _found(t, "pygame", "ok", "ok", version=new)


def other_packages(
    root: Path, search_path: Iterable[str], owners: Mapping[str, list[str]]
) -> Iterator[tuple[str, str, bool]]:
    """Packages of others that bear our names: name, where, and whether it is the one that is imported.

    Args:
        root: the folder that holds our own packages.
        search_path: where Python looks for packages.
        owners: top-level package to the distributions that hold files of it.
    """
    for name in OUR_PACKAGES:
        spec = find_spec(name)
        if spec is None or spec.origin is None or Path(spec.origin).resolve().parent != root / name:
            yield name, str(spec.origin if spec else "-"), True
        for entry in dict.fromkeys(search_path):
            folder = Path(entry or ".").resolve()
            if folder != root and ((folder / name / "__init__.py").is_file() or (folder / f"{name}.py").is_file()):
                yield name, str(folder), False
        for owner in dict.fromkeys(owners.get(name, [])):
            if owner.lower().replace("_", "-") != DISTRIBUTION:
                yield name, owner, False


def check_packages(t: Texts) -> Check:
    """Whether `scoring` and `simulator` are our own: both are plain names that another package may bear.

    Args:
        t: texts.
    """
    root = PACKAGE_DIR.parent
    found = sorted(other_packages(root, sys.path, metadata.packages_distributions()), key=lambda other: not other[2])
    for package, place, imported in found:
        return _found(t, "packages", "fail" if imported else "warn", "shadowed", package=package, place=place)
    return _found(t, "packages", "ok", "ok")


def check_languages(t: Texts) -> Check:
    """Whether every language has all texts.

    Args:
        t: texts.
    """

    def stems(code: str) -> set[str]:
        split = (key.rpartition(".") for key in texts(code).keys)
        return {stem if last in PLURAL_FORMS else f"{stem}.{last}" for stem, _dot, last in split}

    try:
        wanted = stems(languages()[0])
        gaps = {code: len(wanted ^ stems(code)) for code in languages()}
    except (TextsError, IndexError, OSError) as error:
        return _found(t, "languages", "fail", "fail", reason=error)
    reason = ", ".join(f"{code}.yaml: {count}" for code, count in gaps.items() if count)
    if reason:
        return _found(t, "languages", "fail", "fail", reason=reason)
    return _found(t, "languages", "ok", "ok", languages=_names(t, languages()))


def check_data(t: Texts, folder: Path) -> Check:
    """Whether the data folder can be written to and has room.

    Args:
        t: texts.
        folder: the data folder; it is made if it is not there.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"x")
            file.flush()
        free_mb = shutil.disk_usage(folder).free // 1_000_000
    except OSError as error:
        return _found(t, "data", "fail", "unwritable", folder=folder, reason=error.strerror or error)
    if free_mb < LOW_SPACE_MB:
        return _found(t, "data", "warn", "low", folder=folder, free_mb=free_mb)
    return _found(t, "data", "ok", "ok", folder=folder, free_mb=free_mb)


def check_database(t: Texts, folder: Path) -> Check:
    """Whether the journal opens and its latest sessions verify. Where there is none, one is made elsewhere and deleted.

    Args:
        t: texts.
        folder: the data folder.
    """
    from simulator.record import open_journal

    path = folder / JOURNAL_NAME
    try:
        if not path.exists():
            with tempfile.TemporaryDirectory() as scratch, open_journal(Path(scratch) / JOURNAL_NAME) as journal:
                journal.people()
            return _found(t, "database", "ok", "ok")
        with open_journal(path, readonly=True) as journal:
            latest = sorted(journal.sessions(), key=lambda session: session.started_at)[-SESSIONS_VERIFIED:]
            broken = [session.id for session in latest if not journal.verify(session.id).ok]
            broken += [lost.session_id for lost in journal.gone()]
    except SilkGlovesError as error:
        return Check("database", "fail", t("doctor.database.fail", reason=error.message), error.advice)
    if broken:
        return _found(t, "database", "fail", "fail", reason=", ".join(broken))
    return _found(t, "database", "ok", "ok")


def check_display(t: Texts, probe: Callable[[], dict[str, Any]]) -> Check:
    """Whether a window opens.

    Args:
        t: texts.
        probe: tries it out.
    """
    try:
        found = probe()
    except ProbeError as error:
        return _found(t, "display", "warn", "fail", reason=error)
    if not found["driver"]:
        return _found(t, "display", "warn", "missing")
    if "error" in found:
        return _found(t, "display", "warn", "fail", reason=found["error"])
    return _found(t, "display", "ok", "ok", **found)


def check_sound(t: Texts, probe: Callable[[], dict[str, Any]]) -> Check:
    """Whether there is a sound device.

    Args:
        t: texts.
        probe: tries it out.
    """
    try:
        driver = probe()["driver"]
    except ProbeError:
        driver = ""
    return _found(t, "sound", "ok", "ok", driver=driver) if driver else _found(t, "sound", "warn", "missing")


def check_voice(t: Texts, probe: Callable[[], dict[str, Any]]) -> Check:
    """Which languages are spoken.

    Args:
        t: texts.
        probe: tries it out.
    """
    try:
        found = probe()
    except ProbeError as error:
        return _found(t, "voice", "warn", "fail", reason=error)
    silent = [code for code in languages() if code not in found["languages"]]
    if not silent:
        return _found(t, "voice", "ok", "ok", languages=_names(t, languages()))
    if len(silent) < len(languages()):
        return _found(t, "voice", "warn", "partial", languages=_names(t, silent))
    return _found(t, "voice", "warn", "fail", reason=found["error"])


def check_fonts(t: Texts, probe: Callable[[], dict[str, Any]]) -> Check:
    """Whether the font has the letters of all languages.

    Args:
        t: texts.
        probe: tries it out.
    """
    try:
        found = probe()
    except ProbeError as error:
        return _found(t, "fonts", "warn", "fail", reason=error)
    if gaps := found["gaps"]:
        letters = "".join(sorted(set("".join(gaps.values()))))
        return _found(t, "fonts", "warn", "gaps", font=found["font"], languages=_names(t, gaps), letters=letters)
    return _found(t, "fonts", "ok", "ok", font=found["font"], languages=_names(t, languages()))


_CHECK_PROBES: Mapping[str, Callable[[Texts, Callable[[], dict[str, Any]]], Check]] = {
    "display": check_display,
    "sound": check_sound,
    "voice": check_voice,
    "fonts": check_fonts,
}
