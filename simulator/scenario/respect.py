"""How rough a scene is, and whether it is offered to somebody who did not ask for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, get_args

Roughness = Literal["none", "mild", "strong"]
"""How roughly a customer speaks: not at all, angry and loud, abusive."""

_DEGREES: tuple[Roughness, ...] = get_args(Roughness)
_ROUGH: dict[str, Roughness] = {"shouting": "mild", "swearing": "strong", "insults": "strong", "threats": "strong"}


def roughness(warnings: Iterable[str]) -> Roughness:
    """How rough a scene with these content warnings is. Grief and illness weigh, but nobody is abused by them."""
    return max((_ROUGH.get(name, "none") for name in warnings), key=_DEGREES.index, default="none")


def offered(warnings: Iterable[str], tolerance: Roughness) -> bool:
    """Whether a scene may be chosen for somebody: drawn, recommended, put on a path or at the top of a list.

    Args:
        warnings: the scene's content warnings (`about.warnings`).
        tolerance: how much the person is willing to hear (`Settings.abuse_tolerance`).
    """
    return _DEGREES.index(roughness(warnings)) <= _DEGREES.index(tolerance)
