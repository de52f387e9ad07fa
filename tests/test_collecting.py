"""The garbage collector is asked to look seldom for a while, and looks as before afterwards."""

from __future__ import annotations

import gc
from threading import Event, Thread

import pytest

from simulator.collecting import COLLECT_AFTER, collecting_seldom


def test_it_looks_seldom_and_then_as_before() -> None:
    before = gc.get_threshold()
    with collecting_seldom():
        assert gc.get_threshold()[0] == COLLECT_AFTER
        with collecting_seldom():
            pass
        assert gc.get_threshold()[0] == COLLECT_AFTER
    assert gc.get_threshold() == before


def test_it_looks_as_before_when_something_goes_wrong() -> None:
    before = gc.get_threshold()
    with pytest.raises(ValueError, match="broken"), collecting_seldom():
        raise ValueError("broken")
    assert gc.get_threshold() == before


def test_whichever_thread_leaves_last_sets_it_back() -> None:
    before = gc.get_threshold()
    inside, leave = Event(), Event()

    def read_long() -> None:
        with collecting_seldom():
            inside.set()
            leave.wait()

    reader = Thread(target=read_long)
    with collecting_seldom():
        reader.start()
        inside.wait()
    assert gc.get_threshold()[0] == COLLECT_AFTER
    leave.set()
    reader.join()
    assert gc.get_threshold() == before
