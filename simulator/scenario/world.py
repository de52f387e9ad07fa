"""What a firm can choose from shift to shift (`common/world.yaml`): policies and staffing, as closed choices."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .values import Id, Part


class Choice(Part):
    """One policy or staffing choice; its words are the pool's lines `world.<choice>` and `world.<choice>.<option>`."""

    options: Annotated[tuple[Id, ...], Field(min_length=2)]
    default: Id


class WorldFile(Part):
    """The whole of `common/world.yaml`."""

    format: Literal[1]
    choices: dict[Id, Choice]
