"""How often something may be tried: sign-ins per account and per address, codes of the second factor.

The windows and their arithmetic are those of the `limits` library; the counters lie in the record, so that several
workers count together and a restart forgets nothing. What is refused is not counted: a wait always ends, however hard
somebody else keeps trying, and whoever signed in before from the same browser has a counter of their own there.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from limits import RateLimitItem, parse_many
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter

from simulator.console import tokens


class Counters(Protocol):
    """What is needed of the record: counters that empty themselves at the end of their window."""

    def hit(self, key: str, window_s: int) -> int:
        """Count one and give the sum; the first opens a window of that length."""

    def hits(self, key: str) -> int:
        """The sum in the open window, 0 without one."""

    def hits_end(self, key: str) -> datetime | None:
        """When the open window ends, or None without one."""

    def forget_hits(self, key: str) -> None:
        """Close the window."""


@dataclass(frozen=True)
class Limit:
    """How often one sort of thing may be tried.

    Args:
        name: part of the counters' keys.
        rates: in the notation of `limits`, each next window longer, so that waiting grows.
    """

    name: str
    rates: tuple[RateLimitItem, ...]


def _limit(name: str, rates: str) -> Limit:
    return Limit(name, tuple(parse_many(rates)))


BY_LOGIN = _limit("login", "5 per 15 minutes; 15 per 4 hours")
"""Wrong passwords for one login, from anywhere but its own browsers."""
BY_BROWSER = _limit("browser", "5 per 15 minutes; 15 per 4 hours")
"""Wrong passwords for one login in a browser it signed in from before."""
BY_ADDRESS = _limit("address", "20 per 15 minutes; 100 per 4 hours")
"""Wrong passwords from one address, for whatever login."""
BY_CODE = _limit("code", "5 per 15 minutes; 15 per 4 hours")
"""Wrong codes of the second factor and recovery codes for one account."""
BY_LINK = _limit("link", "40 per 15 minutes")
"""Links that open nothing, from one address."""


class _InTheRecord(Storage):
    """The storage `limits` counts in, on the record's counters."""

    STORAGE_SCHEME = None

    def __init__(self, counters: Counters) -> None:
        super().__init__()
        self._counters = counters

    @property
    def base_exceptions(self) -> tuple[type[Exception], ...]:
        return ()

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        total = 0
        for _ in range(amount):
            total = self._counters.hit(key, expiry)
        return total

    def get(self, key: str) -> int:
        return self._counters.hits(key)

    def get_expiry(self, key: str) -> float:
        end = self._counters.hits_end(key)
        return end.timestamp() if end else 0.0

    def check(self) -> bool:
        return True

    def reset(self) -> int | None:
        return None

    def clear(self, key: str) -> None:
        self._counters.forget_hits(key)


class Limiting:
    """Counts tries and says how long to wait.

    Args:
        counters: `journal.logins`.
        clock: the aware time of the server.
    """

    def __init__(self, counters: Counters, clock: Callable[[], datetime]) -> None:
        self._limiter = FixedWindowRateLimiter(_InTheRecord(counters))
        self._clock = clock

    def wait_s(self, limit: Limit, subject: str) -> int:
        """Seconds until the next try is let through; 0 for now. Counts nothing.

        Args:
            limit: which limit.
            subject: a login, an address, an account; only its hash is stored.
        """
        key = _key(limit, subject)
        return self._longest([rate for rate in limit.rates if not self._limiter.test(rate, *key)], key)

    def take(self, limit: Limit, subject: str) -> int:
        """Count one try; 0 where it may go ahead, else the seconds to wait. A refused try is not counted.

        Counting comes before the try itself, so that a hundred at once are not a hundred free ones.

        Args:
            limit: which limit.
            subject: as for `wait_s`.
        """
        if wait_s := self.wait_s(limit, subject):
            return wait_s
        key = _key(limit, subject)
        return self._longest([rate for rate in limit.rates if not self._limiter.hit(rate, *key)], key)

    def forget(self, limit: Limit, subject: str) -> None:
        """Forget all tries, after one that was right.

        Args:
            limit: which limit.
            subject: as for `wait_s`.
        """
        for rate in limit.rates:
            self._limiter.clear(rate, *_key(limit, subject))

    def _longest(self, spent: list[RateLimitItem], key: tuple[str, str]) -> int:
        now = self._clock().timestamp()
        ends = (self._limiter.get_window_stats(rate, *key).reset_time for rate in spent)
        return max((max(1, math.ceil(end - now)) for end in ends), default=0)


def _key(limit: Limit, subject: str) -> tuple[str, str]:
    """What a counter is kept under: no login or address in clear, and never longer than its column."""
    return limit.name, tokens.token_hash(subject)[:32]
