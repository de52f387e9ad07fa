"""The ways through the console: an area for each role, and the pages of an area."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from simulator.record import Role

if TYPE_CHECKING:
    from simulator.console.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Way:
    """A link of the menu.

    Args:
        path: where it leads.
        key: the text on it.
        here: whether the page shown is the one, or below it.
    """

    path: str
    key: str
    here: bool = False


AREAS = (
    ("admin", Role.ADMINISTRATOR, "/admin"),
    ("hr", Role.HR, "/hr"),
    ("trainer", Role.TRAINER, "/trainer"),
    ("trainee", Role.TRAINEE, "/me"),
)
"""Module of `pages/`, the role whose area it is, and where it begins. Who has several roles starts in the first."""


def areas(visitor: Visitor, url: str) -> tuple[Way, ...]:
    """The areas that are open to somebody.

    Args:
        visitor: who.
        url: the page they are on.
    """
    return tuple(
        Way(path, f"shared.area.{area}", here=_below(url, path)) for area, role, path in AREAS if role in visitor.roles
    )


def pages(visitor: Visitor, url: str) -> tuple[Way, ...]:
    """The pages of the area somebody is in, as its module's ``MENU`` of paths and texts names them.

    Args:
        visitor: who.
        url: the page they are on.
    """
    open_to = [(area, path) for area, role, path in AREAS if role in visitor.roles]
    # On a page of no area (the account, the notice) the way back is the first area's.
    here = next((area for area, path in open_to if _below(url, path)), open_to[0][0] if open_to else "")
    if not here:
        return ()
    items: tuple[tuple[str, str], ...] = import_module(f"simulator.console.pages.{here}").MENU
    best = max((at for at, _ in items if _below(url, at)), key=len, default="")
    return tuple(Way(at, key, here=at == best) for at, key in items)


def start(visitor: Visitor) -> str:
    """Where somebody begins."""
    return next((path for _, role, path in AREAS if role in visitor.roles), "/sign-in")


def _below(url: str, path: str) -> bool:
    return url == path or url.startswith(f"{path}/")
