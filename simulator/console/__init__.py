"""The console: HR reviews, trainers calibrate, trainees see their own; server-rendered, on the records.

`serve` is the way in. The web framework loads with its first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .app import create_app
    from .first import link_for
    from .options import LrsOptions, OpenIdOptions, ServeOptions
    from .serving import serve

__all__ = ["LrsOptions", "OpenIdOptions", "ServeOptions", "create_app", "link_for", "serve"]

_LAZY = {
    "create_app": "app",
    "link_for": "first",
    "LrsOptions": "options",
    "OpenIdOptions": "options",
    "ServeOptions": "options",
    "serve": "serving",
}


def __getattr__(name: str) -> Any:
    """Load what is asked for (PEP 562).

    Raises:
        AttributeError: any other name.
    """
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LAZY[name]}"), name)
