"""The rooms and their doors: imports run one way, and what belongs to one room stays in it.

The checker walks the syntax trees, so that an import inside a function counts as well; it is itself tested on a small
tree with one planted violation at a time.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]

# A room may import the rooms of lower storeys, never its own storey's neighbours.
STOREYS = {
    "scoring": 0,
    "simulator": 1, "simulator.errors": 1, "simulator.settings": 1, "simulator.resources": 1, "simulator.processes": 1, "simulator.collecting": 1,
    "simulator.files": 1,
    "simulator.texts": 1,
    "simulator.scenario": 2,
    "simulator.engine": 3,
    "simulator.record": 4,
    "simulator.review": 5, "simulator.marking": 5, "simulator.authoring": 5,
    "simulator.training": 6, "simulator.doctor": 6,
    # What goes out is graded, marked and reviewed before: so it stands above all that, and below every face.
    "simulator.exchange": 7,
    "simulator.desktop": 8, "simulator.terminal": 8, "simulator.console": 8,
    "simulator.cli": 9, "simulator.__main__": 10,
}  # fmt: skip
GROUND_FLOOR = {room for room, storey in STOREYS.items() if storey == 1}

# Where a third party, or a part of the standard library, may be imported; everywhere else it may not.
FENCES = {
    **dict.fromkeys(("pygame", "pygame_gui", "pyttsx3", "espeakng_loader"), ("simulator.desktop",)),
    **dict.fromkeys(("sqlalchemy", "sqlite3", "psycopg", "procrastinate"), ("simulator.record",)),
    **dict.fromkeys(
        ("starlette", "fastapi", "flask", "django", "jinja2", "aiohttp", "uvicorn", "http", "wsgiref", "authlib", "argon2",
         "pyotp", "segno", "limits", "xlsxwriter", "multipart", "markupsafe"),
        ("simulator.console",),
    ),
    **dict.fromkeys(("socket", "urllib", "requests", "httpx"), ("simulator.console", "simulator.exchange")),
    **dict.fromkeys(("click", "rich"), ("simulator.cli", "simulator.terminal", "simulator.__main__")),
}
# The engine is pure: no clock, dice, disk, screen, or detection of its own.
KEPT_FROM_ENGINE = {
    "time", "random", "secrets", "uuid", "uuid6", "os", "sys", "io", "pathlib", "shutil", "tempfile", "subprocess",
    "threading", "asyncio", "numpy", "yaml", "platformdirs",
}  # fmt: skip
DRAWERS = re.compile(r"(utils?|helpers?|common|misc|base|managers?)")
SQL = re.compile(
    r"\s*(SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s.+\sSET|DELETE\s+FROM|CREATE\s+TABLE|PRAGMA\s)",
    re.IGNORECASE | re.DOTALL,
)
WORD = re.compile(r"[^\W\d_]{3,}")
NOT_WORDS = {"scoring/language.py": "the vowels of three alphabets"}


def room_of(module: str) -> str:
    """The room a module belongs to: `simulator.record.tables` -> `simulator.record`."""
    parts = module.split(".")
    return parts[0] if parts[0] == "scoring" else ".".join(parts[:2])


def module_name(path: Path, root: Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(nodes: Sequence[ast.AST], module: str, *, is_package: bool) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """Line, module and names of every import, relative ones resolved, those by `import_module("...")` included."""
    package = module.split(".") if is_package else module.split(".")[:-1]
    for node in nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name, ()
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            yield node.lineno, ".".join([*start, *filter(None, [node.module])]), tuple(a.name for a in node.names)
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in ("import_module", "__import__") and isinstance(node.args[0].value, str):
                yield node.lineno, node.args[0].value, ()


@cache
def is_module(root: Path, module: str) -> bool:
    path = root.joinpath(*module.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


@cache
def door_names(root: Path, package: str) -> frozenset[str]:
    """What a package hands out: its `__all__`. A name there is the door, even where a module is called the same."""
    path = root.joinpath(*package.split("."), "__init__.py")
    if not path.is_file():
        return frozenset()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__":
            return frozenset(ast.literal_eval(node.value))
    return frozenset()


def import_fault(root: Path, module: str, target: str, names: tuple[str, ...]) -> str | None:
    """What is wrong with one import of our own packages, or None."""
    # `from simulator import resources` imports the module, not a name.
    inner = [name for name in names if is_module(root, f"{target}.{name}") and name not in door_names(root, target)]
    full = [f"{target}.{name}" for name in inner] or [target]
    here = room_of(module)
    for imported in full:
        there = room_of(imported)
        if there == here:
            continue
        if there not in STOREYS:
            return f"imports {imported}, which is no room of the house"
        if STOREYS[there] > STOREYS[here] or (STOREYS[there] == STOREYS[here] and here not in GROUND_FLOOR):
            return f"imports {there}, which is not below it"
        if imported != there:
            return f"imports {imported} past the door of {there}"
    return None


def fence_fault(module: str, target: str) -> str | None:
    top, here = target.split(".", maxsplit=1)[0], room_of(module)
    if top in FENCES and here not in FENCES[top]:
        return f"imports {top}, which belongs to {' and '.join(FENCES[top])}"
    if here == "simulator.engine" and top in KEPT_FROM_ENGINE:
        return f"imports {top}, and the engine is pure"
    return None


def strings(nodes: Sequence[ast.AST]) -> Iterator[tuple[int, str]]:
    """Every string that is not a docstring or an attribute's docstring."""
    silent = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
            yield node.lineno, node.value


def string_fault(module: str, place: str, text: str) -> str | None:
    if room_of(module) != "simulator.record" and SQL.match(text):
        return "speaks SQL outside simulator.record"
    if place not in NOT_WORDS and any(not word.isascii() for word in WORD.findall(text)):
        return f"holds words of a human language: {text[:30]!r}"
    return None


def violations(root: Path) -> list[str]:
    """Everything in `scoring` and `simulator` under a root that breaks the rules of the house."""
    found = []
    for path in sorted([*root.glob("scoring/**/*.py"), *root.glob("simulator/**/*.py")]):
        place, module = path.relative_to(root).as_posix(), module_name(path, root)
        if any(DRAWERS.fullmatch(part) for part in module.split(".")):
            found.append(f"{place}: a drawer without a name")
        if room_of(module) not in STOREYS:
            found.append(f"{place}: {room_of(module)} is no room of the house")
            continue
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        for line, target, names in imports(nodes, module, is_package=path.name == "__init__.py"):
            ours = target.split(".")[0] in ("scoring", "simulator")
            fault = import_fault(root, module, target, names) if ours else fence_fault(module, target)
            if fault:
                found.append(f"{place}:{line}: {fault}")
        for line, text in strings(nodes):
            if fault := string_fault(module, place, text):
                found.append(f"{place}:{line}: {fault}")
    return found


def test_the_house_keeps_its_rules() -> None:
    assert violations(CHECKOUT) == []


def test_every_test_file_has_a_name_too() -> None:
    names = {path.stem.removeprefix("test_") for path in (CHECKOUT / "tests").rglob("*.py")}
    assert [name for name in names if DRAWERS.fullmatch(name)] == []


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A small house that breaks no rule."""
    files = {
        "scoring/__init__.py": "from scoring.acts import Act\n",
        "scoring/acts.py": "class Act: ...\n",
        "simulator/__init__.py": "",
        "simulator/errors.py": "",
        "simulator/resources.py": "from simulator.errors import SurroundingsError\n",
        "simulator/scenario/__init__.py": "from .schema import Scenario\nfrom scoring import Act\n",
        "simulator/scenario/schema.py": "class Scenario: ...\n",
        "simulator/engine/__init__.py": "from simulator.scenario import Scenario\nimport hashlib\n",
        "simulator/record/__init__.py": "import sqlalchemy\nfrom simulator.record import tables\n",
        "simulator/record/tables.py": "Q = 'SELECT id FROM event'\nfrom simulator import resources\n",
        "simulator/review/__init__.py": "from simulator.record import tables_of\n",
        "simulator/training.py": "from simulator.engine import step\n",
        "simulator/terminal.py": "from simulator.training import play\nimport click\n",
        "simulator/desktop/__init__.py": "import pygame\n",
        "simulator/desktop/speech/__init__.py": "import pyttsx3\nfrom ..views import X\n",
        "simulator/cli.py": "def main():\n    from simulator.desktop import run\n    from simulator.terminal import play\n",
        "simulator/__main__.py": "from simulator.cli import main\n",
    }
    for name, content in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return tmp_path


def test_a_house_in_order_has_no_violations(house: Path) -> None:
    assert violations(house) == []


@pytest.mark.parametrize(
    ("place", "planted", "fault"),
    [
        ("scoring/acts.py", "import simulator.errors", "imports simulator.errors, which is not below it"),
        ("simulator/errors.py", "from simulator.scenario import Scenario", "not below it"),
        ("simulator/scenario/schema.py", "from simulator.engine import step", "imports simulator.engine, which is not"),
        ("simulator/scenario/schema.py", "from ..engine import step", "imports simulator.engine, which is not"),
        ("simulator/scenario/schema.py", "import importlib as i; i.import_module('simulator.engine')", "not below it"),
        ("simulator/engine/__init__.py", "from simulator.record import append", "imports simulator.record"),
        ("simulator/engine/__init__.py", "def f():\n    from simulator.training import play", "simulator.training"),
        ("simulator/engine/__init__.py", "from simulator.scenario.schema import Scenario", "past the door of"),
        ("simulator/engine/__init__.py", "from scoring.acts import Act", "past the door of scoring"),
        ("simulator/engine/__init__.py", "import random", "the engine is pure"),
        ("simulator/engine/__init__.py", "def f():\n    import time", "the engine is pure"),
        ("simulator/review/__init__.py", "from simulator.record.tables import event", "past the door of"),
        ("simulator/review/__init__.py", "from simulator.record import tables", "past the door of"),
        ("simulator/review/__init__.py", "import simulator.record.tables", "past the door of"),
        ("simulator/review/__init__.py", "from simulator.marking import correct", "not below it"),
        ("simulator/review/__init__.py", "import sqlite3", "imports sqlite3, which belongs to simulator.record"),
        ("simulator/review/__init__.py", "Q = '''\n  select *\n from event'''", "speaks SQL"),
        ("simulator/training.py", "import pygame.mixer", "imports pygame, which belongs to simulator.desktop"),
        ("simulator/training.py", "import urllib.request", "imports urllib"),
        ("simulator/desktop/__init__.py", "from simulator.terminal import play", "not below it"),
        ("simulator/terminal.py", "from simulator.desktop import window", "not below it"),
        ("simulator/terminal.py", "from simulator.cli import main", "not below it"),
        ("simulator/terminal.py", "x = 'Hyvää päivää'", "words of a human language"),
        ("simulator/terminal.py", "x = f'Привет {1}'", "words of a human language"),
        ("simulator/training.py", "from simulator.attic import x", "no room of the house"),
        ("simulator/attic.py", "", "simulator.attic is no room of the house"),
        ("simulator/record/utils.py", "", "a drawer without a name"),
        ("simulator/helpers/__init__.py", "", "a drawer without a name"),
    ],
)  # fmt: skip
def test_a_planted_violation_is_found(house: Path, place: str, planted: str, fault: str) -> None:
    path = house / place
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{planted}\n")
    found = violations(house)
    assert found
    assert all(line.startswith(place) for line in found)
    assert any(fault in line for line in found), found
