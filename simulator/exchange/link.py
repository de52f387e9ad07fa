"""The bond between this machine and a company: one file in the data folder that only its owner may read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from simulator.errors import SurroundingsError
from simulator.files import write_whole

from .wire import Id, State

LINK_NAME = "company.json"
STATE_NAME = "company_state.json"
"""The last state that came down, to be read without a network."""


class Link(BaseModel):
    """The bond.

    Args:
        address: the company's console, as `https://training.example.org`.
        company: what it is called; may be empty.
        token: what this desktop shows.
        device_id: what the company knows it by.
        person_id: the local person it is about: the company's id of them.
        joined_at: when.
        share_practice: whether practice and shifts go up as well as exams. They do not unless the trainee says so.
        share_since: since when they do: what was over before was played as one's own, and stays here.
        shared: sessions the trainee has given by hand.
        tries: how often in a row nothing was reached.
        not_before: nothing is tried by itself before that.
        revoked: the company no longer lets this desktop in.
        blocked: nor anything else of its person, until their account is let in again; it is asked by itself.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    address: str = Field(max_length=300)
    company: str = Field(default="", max_length=2_000)
    token: str = Field(repr=False, max_length=200)
    device_id: Id
    person_id: Id
    joined_at: AwareDatetime
    share_practice: bool = False
    share_since: AwareDatetime | None = None
    shared: Annotated[tuple[Id, ...], Field(max_length=100_000)] = ()
    tries: int = Field(default=0, ge=0)
    not_before: AwareDatetime | None = None
    revoked: bool = False
    blocked: bool = False


def load_link(folder: Path) -> Link | None:
    """The bond of this machine; None where it has none.

    Args:
        folder: the data folder.

    Raises:
        SurroundingsError: the file is there and cannot be read.
    """
    path = folder / LINK_NAME
    try:
        return Link.model_validate(json.loads(path.read_bytes()))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError) as error:
        raise SurroundingsError(
            f"The bond with the company in {path} cannot be read.", "Join again with a new code; your records stay."
        ) from error


def save_link(folder: Path, link: Link) -> None:
    """Keep the bond, in one step.

    Raises:
        SurroundingsError: the folder cannot be written to, or the disk is full.
    """
    _save(folder / LINK_NAME, link)


def load_state(folder: Path) -> State | None:
    """The last state that came down; None before the first, or where it cannot be read: the next one replaces it."""
    try:
        return State.model_validate(json.loads((folder / STATE_NAME).read_bytes()))
    except (OSError, ValueError, RecursionError):
        return None


def save_state(folder: Path, state: State) -> None:
    """Keep the state that came down.

    Raises:
        SurroundingsError: the folder cannot be written to, or the disk is full.
    """
    _save(folder / STATE_NAME, state)


def _save(path: Path, model: BaseModel) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, (model.model_dump_json(indent=2) + "\n").encode(), private=True)
    except OSError as error:
        raise SurroundingsError(
            f"{path} cannot be written: {error.strerror}.", "Free some space, or check who may write there."
        ) from error
