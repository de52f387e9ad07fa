from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from simulator.console.limiting import BY_ADDRESS, BY_BROWSER, BY_LOGIN, Limiting


class Kept:
    """Counters as the record keeps them, in memory, with a clock that is set by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 8, tzinfo=UTC)
        self.windows: dict[str, tuple[int, datetime]] = {}

    def clock(self) -> datetime:
        return self.now

    def hit(self, key: str, window_s: int) -> int:
        count, end = self.windows.get(key, (0, self.now))
        if end <= self.now:
            count, end = 0, self.now + timedelta(seconds=window_s)
        self.windows[key] = (count + 1, end)
        return count + 1

    def hits(self, key: str) -> int:
        count, end = self.windows.get(key, (0, self.now))
        return count if end > self.now else 0

    def hits_end(self, key: str) -> datetime | None:
        end = self.windows.get(key, (0, self.now))[1]
        return end if end > self.now else None

    def forget_hits(self, key: str) -> None:
        self.windows.pop(key, None)


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def limiting(kept: Kept) -> Limiting:
    return Limiting(kept, kept.clock)


def test_five_tries_then_a_wait_that_is_told_in_seconds(limiting: Limiting, kept: Kept) -> None:
    assert [limiting.take(BY_LOGIN, "maria") for _ in range(5)] == [0] * 5
    assert limiting.take(BY_LOGIN, "maria") == 900
    kept.now += timedelta(minutes=10)
    assert limiting.wait_s(BY_LOGIN, "maria") == 300
    assert limiting.take(BY_LOGIN, "somebody else") == 0


def test_a_thousand_tries_are_a_few_and_the_wait_grows_but_ends(limiting: Limiting, kept: Kept) -> None:
    let_through, waits = 0, set()
    for _ in range(1000):
        wait = limiting.take(BY_LOGIN, "maria")
        let_through += wait == 0
        waits.add(wait > 900)
        kept.now += timedelta(seconds=10)  # 2 h 47 min of trying
    assert let_through == 15
    assert waits == {True, False}
    kept.now += timedelta(hours=4)
    assert limiting.take(BY_LOGIN, "maria") == 0


def test_what_is_refused_does_not_lengthen_the_wait(limiting: Limiting, kept: Kept) -> None:
    for _ in range(500):
        limiting.take(BY_LOGIN, "maria")
    assert limiting.wait_s(BY_LOGIN, "maria") == 900
    kept.now += timedelta(seconds=900)
    assert limiting.take(BY_LOGIN, "maria") == 0


def test_one_right_try_forgets_the_wrong_ones(limiting: Limiting) -> None:
    for _ in range(4):
        limiting.take(BY_LOGIN, "maria")
    limiting.forget(BY_LOGIN, "maria")
    assert [limiting.take(BY_LOGIN, "maria") for _ in range(5)] == [0] * 5


def test_limits_and_subjects_count_apart(limiting: Limiting) -> None:
    for _ in range(30):
        limiting.take(BY_LOGIN, "maria")
    assert limiting.wait_s(BY_BROWSER, "maria") == 0
    assert limiting.wait_s(BY_ADDRESS, "maria") == 0


def test_no_counter_tells_whom_it_counts_or_is_too_long(limiting: Limiting, kept: Kept) -> None:
    limiting.take(BY_LOGIN, "maria@example.org" * 1000)
    assert not any("maria" in key for key in kept.windows)
    assert all(len(key) <= 64 for key in kept.windows)
