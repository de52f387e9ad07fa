"""What a firm sees over a shift (`common/world.yaml`): causes of complaints, and the choices it can make."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .values import Id, Part


class Choice(Part):
    """One policy or staffing choice; its words are the pool's lines `world.<choice>` and `world.<choice>.<option>`."""

    options: Annotated[tuple[Id, ...], Field(min_length=2)]
    """What can be chosen."""
    default: Id
    """What is chosen until somebody changes it."""


class WorldFile(Part):
    """The whole of `common/world.yaml`."""

    format: Literal[1]
    """Always 1."""
    choices: dict[Id, Choice]
    """Policies and staffing, by name."""
    complaints: tuple[Id, ...]
    """The causes complaints are counted under; their words are the pool's lines `complaint.<id>`."""
