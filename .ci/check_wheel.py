"""Holds a wheel against the repository: everything that must travel is in it, and nothing else.

The responses the detector learns from stay in the repository (see `exclude` in pyproject.toml).

Usage: check_wheel.py WHEEL   (run in the checkout it was built from)
"""

from __future__ import annotations

import subprocess
import sys
import zipfile


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


def main(wheel: str) -> None:
    """Compare, say what differs, and end with 1 if anything does.

    Args:
        wheel: path of the wheel.
    """
    listed = subprocess.run(["git", "ls-files", "-z"], capture_output=True, check=True).stdout  # noqa: S607 - git is git
    wanted = expected(listed.decode("utf-8").rstrip("\0").split("\0"))
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if not name.endswith("/")}
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
