"""Pages of the area `trainer`."""

from __future__ import annotations

from simulator.console.routes import Route

ROUTES: tuple[Route, ...] = ()
MENU: tuple[tuple[str, str], ...] = (("/trainer/scenes", "editor.menu"),)
