"""What the console serves to browsers and is not ours: named with its hash, fetched only when asked for, credited."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]
CONSOLE = CHECKOUT / "simulator" / "console"
LOCK = (CONSOLE / "package-lock.json").read_text(encoding="utf-8")
ABOUT = json.loads((CONSOLE / "package.json").read_text(encoding="utf-8"))


def hook() -> ModuleType:
    pytest.importorskip("hatchling", reason="the extra `dev` is not installed")
    spec = importlib.util.spec_from_file_location("frontend", CHECKOUT / ".ci" / "frontend.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_lock_names_versions_and_hashes_but_no_address():
    packages = {name: row for name, row in json.loads(LOCK)["packages"].items() if name}
    assert {name.removeprefix("node_modules/") for name in packages} >= {*ABOUT["dependencies"], *ABOUT["devDependencies"]}
    assert all(re.fullmatch(r"sha512-[\w+/=]+", row["integrity"]) for row in packages.values())
    assert "://" not in LOCK
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", asked) for asked in (ABOUT["dependencies"] | ABOUT["devDependencies"]).values())


def test_everything_fetched_is_credited_and_ignored_by_git():
    credited = (CHECKOUT / "assets" / "CREDITS.md").read_text(encoding="utf-8")
    for name in ABOUT["dependencies"] | ABOUT["devDependencies"]:
        assert re.search(rf"^\| [^|]*(?<!\w){re.escape(name.removesuffix('.org'))}\b", credited, re.MULTILINE | re.IGNORECASE), name
    assert "/simulator/console/static/vendor/" in (CHECKOUT / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_the_hook_stands_where_pyproject_says():
    targets = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]
    path = targets["wheel"]["hooks"]["custom"]["path"]
    assert (CHECKOUT / path).is_file()
    assert f"/{path}" in targets["sdist"]["include"]


def test_nothing_is_fetched_unless_asked(monkeypatch, tmp_path):
    module = hook()
    monkeypatch.setattr(module, "fetch", lambda: pytest.fail("fetched"))
    monkeypatch.delenv(module.ASKED, raising=False)
    made = module.FrontendHook(str(tmp_path), {}, None, None, str(tmp_path), "wheel")
    data = {"artifacts": []}
    made.initialize("standard", data)
    assert data["artifacts"] == ["/simulator/console/static/vendor/*"]
    assert made.dependencies() == []


def test_copied_files_come_with_a_manifest_that_matches(tmp_path):
    module = hook()
    package = tmp_path / "node_modules" / "thing"
    (package / "dist").mkdir(parents=True)
    (package / "dist" / "thing.js").write_bytes(b"1")
    (package / "package.json").write_text('{"version": "1.2.3", "license": "MIT"}')
    target = tmp_path / "vendor"
    target.mkdir()
    (target / "old.js").touch()
    rows = module.copy(tmp_path / "node_modules", {"thing": ("dist/thing.js",)}, target)
    assert [path.name for path in target.iterdir()] == ["thing.js"]
    assert rows == [
        {"file": "thing.js", "name": "thing", "version": "1.2.3", "licence": "MIT", "sha256": hashlib.sha256(b"1").hexdigest()}
    ]


@pytest.mark.slow
def test_a_wheel_builds_without_npm_and_holds_what_is_there(tmp_path, monkeypatch):
    """A copy of the little that the build reads, so that the checkout's own vendor folder plays no part."""
    hook()
    for name in ("pyproject.toml", "LICENSE", "README.md", "constraints.txt"):
        shutil.copy(CHECKOUT / name, tmp_path)
    for name in (".ci/frontend.py", "simulator/__init__.py", "scoring/__init__.py", "assets/CREDITS.md", "scenarios/README.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(CHECKOUT / name, tmp_path / name)
    shutil.copy(CHECKOUT / ".gitignore", tmp_path)
    vendor = tmp_path / "simulator" / "console" / "static" / "vendor"
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("SILKGLOVES_FRONTEND", raising=False)
    for expected in (False, True):
        if expected:
            vendor.mkdir(parents=True)
            (vendor / "htmx.min.js").write_text("1")
        subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel"], cwd=tmp_path, check=True, capture_output=True)
        (wheel,) = (tmp_path / "dist").glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            assert ("simulator/console/static/vendor/htmx.min.js" in archive.namelist()) is expected
        wheel.unlink()
