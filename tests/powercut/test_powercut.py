"""A power cut at any moment: nothing acknowledged is lost, nothing half-written is seen.

1,000 cuts each are made with `pytest -m release tests/powercut` or `python -m tests.powercut.crashes`; each run fewer.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys

import pytest

from tests.powercut.disk import Disk
from tests.powercut.logging_vfs import Done

FEW, MANY = 50, 1000


def crashed(workload: str, crashes: int, *more: str) -> dict[str, object]:
    run = [sys.executable, "-m", "tests.powercut.crashes", workload, "--crashes", str(crashes), *more]
    ended = subprocess.run(run, check=True, capture_output=True, text=True, timeout=600)
    return json.loads(ended.stdout)


def faults(found: dict[str, object]) -> int:
    return found["crashes"] - found.get("as_acknowledged", 0) - found.get("and_what_was_under_way", 0)


@pytest.mark.parametrize("workload", ["desktop", "server"])
@pytest.mark.parametrize(
    "crashes", [pytest.param(FEW, marks=pytest.mark.slow), pytest.param(MANY, marks=pytest.mark.release)]
)
def test_nothing_acknowledged_is_lost_when_the_power_is_cut(workload, crashes):
    found = crashed(workload, crashes)
    assert found["faults"] == []
    assert faults(found) == 0
    assert found["crashes"] == crashes
    assert found["cut_twice"] > crashes / 10
    assert found["done"]["acknowledged"] > 30
    # What makes it worth anything: log and file were both written and synced, the log was begun anew and thrown away.
    assert all(found["done"][what] > 1 for what in ("write", "sync", "truncate", "create", "delete", "folder"))


@pytest.mark.slow
def test_an_upgrade_that_the_power_was_cut_in_is_made_again_and_loses_nothing():
    found = crashed("upgrade", FEW // 2)
    assert (faults(found), found["faults"]) == (0, [])
    assert found["done"]["write"] > 50


@pytest.mark.parametrize(
    "synchronous", [pytest.param("NORMAL", marks=pytest.mark.slow), pytest.param("OFF", marks=pytest.mark.release)]
)
def test_with_less_syncing_acknowledged_turns_are_lost_and_it_is_seen(synchronous):
    found = crashed("server", FEW // 2, "--synchronous", synchronous)
    assert found["lost"] > 0
    assert faults(found) > FEW / 10
    if synchronous == "OFF":
        assert found.get("unreadable", 0) + found.get("damaged", 0) > 0


def left(disk: Disk, tries: int = 300) -> list[dict[str, bytes]]:
    dice = random.Random(7)
    return [disk.cut(dice) for _ in range(tries)]


def test_what_was_synced_is_there_after_every_cut():
    disk = Disk()
    for done in (Done("create", "a"), Done("write", "a", 0, b"x" * 3000), Done("sync", "a"), Done("folder")):
        disk.do(done)
    assert all(found == {"a": b"x" * 3000} for found in left(disk))


def test_a_file_whose_folder_was_not_synced_may_be_missing_and_one_thrown_away_still_there():
    disk = Disk({"old": b"log"})
    for done in (Done("delete", "old"), Done("create", "new"), Done("write", "new", 0, b"x"), Done("sync", "new")):
        disk.do(done)
    assert {tuple(sorted(found)) for found in left(disk)} == {(), ("old",), ("new",), ("new", "old")}
    assert all(found.get("new", b"x") == b"x" for found in left(disk))


def test_sectors_of_what_was_not_synced_are_there_or_not_each_by_itself_and_no_other_byte_changes():
    before = b"." * 3000
    disk = Disk({"a": before})
    disk.do(Done("write", "a", 500, b"x" * 1000))
    contents = {found["a"] for found in left(disk)}
    assert before in contents
    assert b"." * 500 + b"x" * 1000 + b"." * 1500 in contents
    assert all(each[:500] + each[1500:] == b"." * 2000 for each in contents)
    assert any(each[500:512] == b"." * 12 and each[512:1024] == b"x" * 512 for each in contents)
    assert any(0 < each[512:1024].count(b"x") < 512 for each in contents), "no sector was ever torn"


def test_a_file_cut_short_may_be_as_long_as_before():
    disk = Disk({"a": b"abc"})
    disk.do(Done("truncate", "a", 1))
    assert {found["a"] for found in left(disk)} == {b"a", b"abc"}
