"""Pages of the area `admin`."""

from __future__ import annotations

from simulator.console.routes import Route

ROUTES: tuple[Route, ...] = ()
MENU: tuple[tuple[str, str], ...] = ()
