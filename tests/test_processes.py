"""Programs of ours in a process of their own, with an interpreter and out of a bundle."""

from __future__ import annotations

import sys

import pytest

from simulator.processes import MODULES, RUN_SWITCH, own_command, run_requested


def bundle(monkeypatch, *arguments: str) -> list[str]:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "argv", ["silkgloves", *arguments])
    return sys.argv


def test_an_interpreter_is_given_what_it_shall_run(monkeypatch):
    assert own_command(MODULES[0], "worker.py") == (sys.executable, "-P", "worker.py")
    assert not run_requested(["silkgloves", RUN_SWITCH, MODULES[0]])


def test_a_bundle_runs_itself(monkeypatch):
    asked: list[tuple[str, list[str]]] = []
    monkeypatch.setattr("runpy.run_module", lambda module, **_: asked.append((module, sys.argv)))
    arguments = bundle(monkeypatch, RUN_SWITCH, MODULES[1], "voice")
    assert own_command(MODULES[1], "-m", MODULES[1]) == (sys.executable, RUN_SWITCH, MODULES[1])
    assert run_requested(arguments)
    assert asked == [(MODULES[1], [MODULES[1], "voice"])]


@pytest.mark.parametrize("arguments", [(), ("play",), (RUN_SWITCH,), (RUN_SWITCH, "os"), ("play", RUN_SWITCH, MODULES[0])])
def test_a_bundle_runs_nothing_else_and_leaves_the_command_line_alone(monkeypatch, arguments):
    assert not run_requested(bundle(monkeypatch, *arguments))
    assert sys.argv == ["silkgloves", *arguments]


def test_no_other_module_can_be_asked_for():
    with pytest.raises(ValueError, match="voice"):
        own_command("os.voice")
