"""What a firm sees over a shift (`common/world.yaml`): causes of complaints, and the choices it can make."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .values import Id, Part


class ChoiceEffect(Part):
    """What one option does to the next shift."""

    cost: int = Field(default=0, ge=0, le=10_000)
    """What it costs the firm a shift, in money units."""
    eases: tuple[Id, ...] = ()
    """Causes of complaint that come up half as often, and less heated."""
    till_opens_s: int | None = Field(default=None, ge=0, le=600)
    """A second till opens by itself after so many seconds."""
    own_limit: int = Field(default=0, ge=0, le=10_000)
    """Up to this cost, in money units, the trainee grants alone what else takes a supervisor."""


class Choice(Part):
    """One policy or staffing choice; its words are the pool's lines `world.<choice>` and `world.<choice>.<option>`."""

    options: Annotated[tuple[Id, ...], Field(min_length=2)]
    """What can be chosen."""
    default: Id
    """What is chosen until somebody changes it."""
    effects: dict[Id, ChoiceEffect] = {}
    """What an option does to the next shift, by its name; one that is left out does nothing by itself."""


class WorldFile(Part):
    """The whole of `common/world.yaml`."""

    format: Literal[1]
    """Always 1."""
    choices: dict[Id, Choice]
    """Policies and staffing, by name."""
    complaints: tuple[Id, ...]
    """The causes complaints are counted under; their words are the pool's lines `complaint.<id>`."""
