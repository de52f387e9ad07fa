"""What the administrator's pages have in common: who may call them, forms, names, and the job that runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ConfigDict

from simulator.console.fields import FormError
from simulator.record import Role

if TYPE_CHECKING:
    from simulator.console.ask import Ask
    from simulator.console.jobs import Job, Work
    from simulator.record import Account, Person

ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
MOST_NAME = 200
"""Characters a name may have here."""

Model = TypeVar("Model", bound=BaseModel)


class Form(BaseModel):
    """What forms of these pages have in common: surrounding spaces are nobody's wish."""

    model_config = ConfigDict(str_strip_whitespace=True)


def filled(ask: Ask, model: type[Model]) -> tuple[Model | None, dict[str, str]]:
    """A form as its model, or what is wrong with it by field."""
    try:
        return ask.read(model), {}
    except FormError as error:
        return None, error.fields


def names(ask: Ask) -> dict[str, str]:
    """What everybody is called, by id; an erased person has no name."""
    return {person.id: person.display_name or "" for person in ask.journal.people(erased=True)}


def accounts_by_person(ask: Ask) -> dict[str, Account]:
    """Accounts by the person they belong to."""
    return {account.person_id: account for account in ask.journal.logins.accounts()}


def called(ask: Ask, person: Person) -> str:
    """What a person is called, also one without a name."""
    return person.display_name or ask.words("admin.nameless")


def by_whom(ask: Ask, named: Mapping[str, str], person_id: str | None) -> str:
    """Who did something: a name, the program, or somebody who was erased."""
    if not person_id:
        return ask.words("admin.program")
    return named.get(person_id) or ask.words("admin.erased_person")


def running(ask: Ask) -> Job | None:
    """The job that runs."""
    return ask.console.jobs.running(ask.journal, ask.now)


def begin(ask: Ask, kind: str, work: Work, subject: str = "") -> bool:
    """Begin a job of the visitor's; False where one runs already."""
    return ask.console.jobs.start(
        ask.journal, ask.console.clock, work, kind=kind, by=ask.visitor.person_id, subject=subject
    )


def last_of(ask: Ask, kind: str) -> Mapping[str, Any] | None:
    """What came of the last job of a kind."""
    from simulator.console.jobs import last

    return last(ask.journal, kind)
