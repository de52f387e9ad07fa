"""Pages of the area `admin`: people, groups, keys, the log, what is kept how long, and long work on all records.

The administrator sees who is here and what is kept; never what somebody said.
"""

from __future__ import annotations

from simulator.console.pages.admin import (
    auditing,
    backing_up,
    courses,
    desktops,
    entering,
    erasing,
    front,
    groups,
    keys,
    lms,
    people,
    regrading,
    retaining,
    verifying,
)
from simulator.console.routes import Route

ROUTES: tuple[Route, ...] = tuple(
    route
    for module in (
        front,
        entering,  # its fixed addresses go before those that name a person
        people,
        erasing,
        groups,
        desktops,
        keys,
        auditing,
        retaining,
        backing_up,
        verifying,
        regrading,
        lms,
        courses,
    )
    for route in module.ROUTES
)
MENU: tuple[tuple[str, str], ...] = (
    ("/admin", "admin.front.menu"),
    ("/admin/people", "admin.people.menu"),
    ("/admin/groups", "admin.groups.menu"),
    ("/admin/desktops", "admin.desktops.menu"),
    ("/admin/requests", "admin.requests.menu"),
    ("/admin/keys", "admin.keys.menu"),
    ("/admin/log", "admin.log.menu"),
    ("/admin/retention", "admin.retention.menu"),
    ("/admin/backups", "admin.backups.menu"),
    ("/admin/integrity", "admin.integrity.menu"),
    ("/admin/regrading", "admin.regrading.menu"),
    ("/admin/courses", "course.admin.menu"),
    ("/admin/lms", "lms.menu"),
    ("/admin/settings", "admin.settings.menu"),
)
