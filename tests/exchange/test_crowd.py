"""Many desktops, lost and doubled messages, a killed server: exactly the right rows, on SQLite and on PostgreSQL."""

from __future__ import annotations

import logging
import os

import pytest

from .crowd import run

FULL = os.environ.get("SILKGLOVES_CROWD", "") == "full"
"""200 desktops and 20 kills of a fresh server each time, as a release asks for; else 16 and 3, so that the gate is quick."""


@pytest.mark.slow
def test_a_crowd_leaves_exactly_the_right_rows(database_url: str, tmp_path):
    numbers = {"clients": 200, "kills": 20, "fresh": True} if FULL else {"clients": 16, "kills": 3}
    found = run(database_url, tmp_path, entries=50, **numbers)
    told = f"{database_url.partition(':')[0]}: {found.rows}, {found.kills} kills, {found.seconds:.1f} s, uploads begun "
    told += (
        f"{found.network.begun}, lost {found.network.lost}, doubled {found.network.doubled}, late {found.network.late}"
    )
    logging.getLogger(__name__).warning(told)
    assert found.wrong == []
    later = numbers["clients"] // 2
    assert found.rows == {
        "session": numbers["clients"], "entry": numbers["clients"] * 50 + later, "receipt": numbers["clients"] + later, "key": 1,
    }  # fmt: skip
    assert found.kills == numbers["kills"]
    assert min(found.network.lost, found.network.doubled, found.network.late) > 0
