"""What the administrator has chosen for the whole company, and what holds until they choose."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulator.console.options import ServeOptions
    from simulator.record import Journal

GROUP = "minimum_group"
IDLE = "sign_in.idle_minutes"
CONTACT = "notice.contact"
"""Names of settings."""
MOST_GROUP = 100
MOST_NAME = 120
LEAST_IDLE, MOST_IDLE = 5, 24 * 60


def minimum_group(journal: Journal) -> int:
    """How many people a figure of a group must stand for."""
    from simulator.review import LEAST_MINIMUM, MINIMUM_GROUP  # nobody waits for figures who only signs in

    return max(LEAST_MINIMUM, int(journal.office.setting(GROUP, MINIMUM_GROUP)))


def idle_minutes(journal: Journal, options: ServeOptions) -> int:
    """After how many minutes without a request a sign-in ends; never later than the server was started with."""
    return min(options.idle_minutes, int(journal.office.setting(IDLE, options.idle_minutes)))


def company(journal: Journal) -> str:
    """What the company is called; empty until somebody says so."""
    from simulator.exchange import COMPANY

    return str(journal.office.setting(COMPANY, ""))


def contact(journal: Journal) -> str:
    """Whom people ask about what is recorded about them, as it was typed; empty until somebody is named."""
    return str(journal.office.setting(CONTACT, ""))
