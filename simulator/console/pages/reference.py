"""The page on the read API, for whoever connects another program; it tells nothing that is secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.console.routes import Route
from simulator.console.scopes import ADDRESSES, SCOPES

if TYPE_CHECKING:
    from starlette.responses import Response

    from simulator.console.ask import Ask

_BASE = "/api/v1"
MENU: tuple[tuple[str, str], ...] = ()


def api(ask: Ask) -> Response:
    """How other programs read."""
    options = ask.console.options
    name = options.hosts[0] if options.hosts else options.host
    base = f"{'https' if options.secure else 'http'}://{name}{_BASE}"
    return ask.page("out/api.html.j2", base=base, base_path=_BASE, addresses=ADDRESSES, scopes=SCOPES)


ROUTES = (Route("GET", "/api", api, None),)
