"""Programs of ours that run in a process of their own: by an interpreter, or by a bundle that has none to lend.

A bundle (PyInstaller's, made by `.ci/bundle`) is one program; asked with `RUN_SWITCH` it runs one of these modules
instead of the command line.
"""

from __future__ import annotations

import runpy
import sys
from multiprocessing import freeze_support

RUN_SWITCH = "--run-module"
MODULES = ("simulator.desktop.speech.worker", "simulator.desktop.probe")
"""What a bundle runs besides itself, and nothing else."""


def bundled() -> bool:
    """Whether this is a bundle."""
    return bool(getattr(sys, "frozen", False))


def own_command(module: str, *otherwise: str) -> tuple[str, ...]:
    """The command line that runs a module of ours in a process of its own.

    Args:
        module: one of `MODULES`.
        otherwise: what an interpreter is given where there is one: the path of a file, or `-m` and a module.

    Raises:
        ValueError: the module is not one of them.
    """
    if module not in MODULES:
        raise ValueError(f"{module!r} is not run by itself; allowed: {', '.join(MODULES)}")
    return (sys.executable, RUN_SWITCH, module) if bundled() else (sys.executable, "-P", *otherwise)


def run_requested(arguments: list[str]) -> bool:
    """In a bundle, run the module that was asked for, if one was. Returns whether that is what this process was for.

    Args:
        arguments: `sys.argv`.
    """
    if not bundled():
        return False
    freeze_support()
    if arguments[1:2] != [RUN_SWITCH] or not set(arguments[2:3]) & set(MODULES):
        return False
    sys.argv = arguments[2:]
    runpy.run_module(arguments[2], run_name="__main__")
    return True
