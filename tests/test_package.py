from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from importlib import metadata
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

import simulator
from scoring import LANGUAGES

CHECKOUT = Path(__file__).resolve().parents[1]
PYPROJECT: dict[str, Any] = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = PYPROJECT["project"]
README = (CHECKOUT / "README.md").read_text(encoding="utf-8")


def canonical(requirement: str) -> str:
    """The distribution's name in its usual form: `pygame_gui>=0.6` -> `pygame-gui`."""
    return re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", requirement).group()).lower()


def constraints() -> list[str]:
    lines = (CHECKOUT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


CONSTRAINED = {canonical(line) for line in constraints()}


def declared() -> list[str]:
    return [*PROJECT["dependencies"], *chain(*PROJECT["optional-dependencies"].values())]


def test_it_stands_on_pygame_ce_and_never_on_pygame() -> None:
    names = {canonical(requirement) for requirement in declared()}
    assert "pygame-ce" in names
    assert "pygame" not in names | CONSTRAINED


def test_the_espeak_library_is_asked_for_only_where_it_has_wheels() -> None:
    markers = [text.partition(";")[2] for text in PROJECT["dependencies"] if canonical(text) == "espeakng-loader"]
    systems = {re.search(r"platform_system == '(\w+)'", marker).group(1): marker for marker in markers}
    machines = {system: set(re.findall(r"platform_machine == '(\w+)'", marker)) for system, marker in systems.items()}
    assert machines == {
        "Linux": {"x86_64", "aarch64"},
        "Darwin": {"x86_64", "arm64"},
        "Windows": {"AMD64", "ARM64"},
    }


def test_every_constraint_is_one_exact_version_without_an_address() -> None:
    test = r"(sys_platform|platform_machine|python_full_version) [!<>=]+ '[\w.]+'"
    shape = re.compile(rf"[a-z0-9][a-z0-9._-]*==[0-9][0-9a-z.]*( ; {test}( or {test})?)?")
    assert [line for line in constraints() if not shape.fullmatch(line)] == []
    assert "//" not in (CHECKOUT / "constraints.txt").read_text(encoding="utf-8")


def test_constraints_hold_for_the_other_platforms_too() -> None:
    assert {"pywin32", "pypiwin32", "comtypes", "colorama", "pyobjc", "pyobjc-core"} <= CONSTRAINED


PLATFORMS = (
    {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "aarch64"},
    {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64"},
    {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix", "platform_machine": "arm64"},
)


def needed(requirement: str, platform: dict[str, str]) -> bool:
    marker = Requirement(requirement).marker
    return marker is None or marker.evaluate(platform | {"extra": ""})


@pytest.mark.parametrize("platform", PLATFORMS, ids=lambda platform: platform["sys_platform"])
def test_everything_a_platform_installs_is_constrained(platform: dict[str, str]) -> None:
    """Follows what the distributions installed here require on that platform."""
    waiting = {canonical(requirement) for requirement in declared() if needed(requirement, platform)}
    seen: set[str] = {"silk-gloves"}
    while waiting - seen:
        name = (waiting - seen).pop()
        seen.add(name)
        try:
            requires = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            continue  # the other platform's own, or of the extra `dev`
        waiting |= {canonical(text) for text in requires if needed(text, platform)}
    assert seen - CONSTRAINED == {"silk-gloves"}


def test_what_is_tested_here_is_what_the_constraints_say() -> None:
    other = []
    for line in constraints():
        requirement, _, marker = (part.strip() for part in line.partition(";"))
        name, _, version = requirement.partition("==")
        if "python_full_version" in marker:
            continue  # two lines, one for each range of Pythons
        try:
            installed = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
        if installed != version:
            other.append(f"{requirement}, installed {installed}")
    assert other == []


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)\n```$", README, re.MULTILINE | re.DOTALL)


def test_the_readmes_two_commands_are_one_line_each_and_use_the_constraints() -> None:
    for kind in ("sh", "bat"):
        start, test = blocks(kind)
        assert "\n" not in start + test
        assert start.count("-c constraints.txt") == test.count("-c constraints.txt") == 1
        assert start.endswith("silkgloves")
        assert "-m pytest" in test
    assert blocks("sh")[0].startswith("python3 -m venv")


def test_the_readme_says_what_was_never_tried() -> None:
    for platform in ("Windows", "macOS"):
        assert re.search(rf"^\| {platform} \| \*\*never run\*\*", README, re.MULTILINE)
    assert "never heard" in README
    for language in ("English", "Finnish", "Swedish", "Russian", "Greek"):
        assert language in README
    assert len(LANGUAGES) == 5


def test_every_command_the_readme_shows_is_known_to_the_command_line() -> None:
    shown = set(re.findall(r"^silkgloves ([a-z][a-z0-9-]*)", README, re.MULTILINE)) | set(
        re.findall(r"`silkgloves ([a-z][a-z0-9-]*)", README)
    )
    from simulator.cli import cli

    assert shown
    assert shown - set(cli.commands) == set()


@pytest.mark.parametrize("module", ["simulator", "scoring"])
def test_importing_a_package_loads_none_of_the_heavy_libraries(module: str) -> None:
    heavy = "{'pygame', 'numpy', 'sqlalchemy', 'pydantic', 'yaml', 'rich', 'pyttsx3'}"
    code = f"import {module}, sys; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_python_m_simulator_is_the_same_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "simulator", "--version"], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    assert simulator.__version__ in done.stdout
    assert PROJECT["scripts"] == {"silkgloves": "simulator.cli:main"}


def test_data_travels_inside_the_package_and_tests_stay_out() -> None:
    wheel = PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["packages"] == ["simulator", "scoring"]
    assert wheel["force-include"] == {"assets": "simulator/_data/assets", "scenarios": "simulator/_data/scenarios"}
