"""Holds a wheel against the repository: everything that must travel is in it, and nothing else.

The responses the detector learns from stay in the repository (see `exclude` in pyproject.toml). What the console serves
to browsers and is not ours is fetched (.ci/frontend.py): the manifest packed with it says what it is.

Usage: check_wheel.py WHEEL   (run in the checkout it was built from)
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import zipfile

VENDOR = "simulator/console/static/vendor/"


def expected(tracked: list[str]) -> set[str]:
    """Names in the wheel for the files under version control.

    Args:
        tracked: paths in the repository.
    """
    code = {
        path
        for path in tracked
        if path.startswith(("simulator/", "scoring/")) and not path.endswith("/responses.jsonl")
    }
    data = {f"simulator/_data/{path}" for path in tracked if path.startswith(("assets/", "scenarios/"))}
    return code | data


def fetched(archive: zipfile.ZipFile) -> set[str]:
    """Names in the wheel for the files of others, each with the hash its manifest says; none where none was fetched.

    Args:
        archive: the wheel.
    """
    if os.environ.get("SILKGLOVES_FRONTEND") != "1":
        return set()
    rows = json.loads(archive.read(f"{VENDOR}manifest.json"))
    for row in rows:
        found = hashlib.sha256(archive.read(VENDOR + row["file"])).hexdigest()
        if found != row["sha256"]:
            print(f"{row['file']} is not what the manifest says")
            sys.exit(1)
    return {f"{VENDOR}manifest.json", *(VENDOR + row["file"] for row in rows)}


def main(wheel: str) -> None:
    """Compare, say what differs, and end with 1 if anything does.

    Args:
        wheel: path of the wheel.
    """
    listed = subprocess.run(["git", "ls-files", "-z"], capture_output=True, check=True).stdout  # noqa: S607 - git is git
    wanted = expected(listed.decode("utf-8").rstrip("\0").split("\0"))
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if not name.endswith("/")}
        wanted |= fetched(archive)
    found = {name for name in names if ".dist-info/" not in name}
    licences = {name.rpartition("/licenses/")[2] for name in names if "/licenses/" in name}
    for title, paths in (("missing", wanted - found), ("too much", found - wanted)):
        for path in sorted(paths):
            print(f"{title}: {path}")
    if wanted != found or licences != {"LICENSE", "assets/CREDITS.md"}:
        print(f"licences: {sorted(licences)}")
        sys.exit(1)
    print(f"{len(found)} files, all of them expected")


if __name__ == "__main__":
    main(sys.argv[1])
