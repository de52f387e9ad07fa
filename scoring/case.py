"""The facts a response is judged against: what happened, what they want, what may be granted.

A case is a value without behaviour of its own. Its words may be in another language than the response.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class CaseFact(_Frozen):
    """One fact of the complaint: its value, ways to say it, questions that ask for it."""

    id: str
    text: str = ""
    value: str | None = None
    wordings: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    key: bool = False


class RemedyTerm(_Frozen):
    """Something that may (or may not) be granted, with an optional limit such as ``"47.90"``."""

    id: str
    text: str = ""
    wordings: tuple[str, ...] = ()
    limit: str | None = None


class KnowledgeFact(_Frozen):
    """A checkable fact with its true values (the first is the preferred form)."""

    id: str
    values: tuple[str, ...]
    wordings: tuple[str, ...] = ()
    text: str = ""
    """What the fact is called; not needed where there are wordings."""


class Case(_Frozen):
    """What a response is judged against."""

    facts: tuple[CaseFact, ...] = ()
    customer_wants: str | None = None
    authority: tuple[RemedyTerm, ...] = ()
    not_allowed: tuple[RemedyTerm, ...] = ()
    supervisor: tuple[RemedyTerm, ...] = ()
    """What only somebody with more authority may grant: asking them for it is right, granting it oneself is not."""
    knowledge: tuple[KnowledgeFact, ...] = ()
    wish_within: bool | None = None
    """Whether what they want lies within the speaker's authority; None where only the words of both tell."""

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Case:
        """Read the loose JSON of the contracts.

        A plain string in a list becomes an item whose id and text are that string; numbers are taken as
        their decimal text; a single value where a list belongs becomes a list of one. ``customer_wants``
        may be a list. Unknown keys are ignored. Raises pydantic.ValidationError (a ValueError) for items
        without an id.
        """
        wants = data.get("customer_wants")
        return cls(
            facts=tuple(CaseFact(**_item(item)) for item in _listed(data.get("facts"))),
            customer_wants="; ".join(_text(item) for item in _listed(wants)) or None,
            authority=tuple(RemedyTerm(**_item(item)) for item in _listed(data.get("authority"))),
            not_allowed=tuple(RemedyTerm(**_item(item)) for item in _listed(data.get("not_allowed"))),
            supervisor=tuple(RemedyTerm(**_item(item)) for item in _listed(data.get("supervisor"))),
            knowledge=tuple(KnowledgeFact(**_known(item)) for item in _listed(data.get("knowledge"))),
            wish_within=data.get("wish_within"),
        )


def _listed(value: Any) -> list[Any]:
    if value is None or value == "":
        return []
    if isinstance(value, (list, tuple)):
        return list(value)
    if isinstance(value, Mapping) and "id" not in value:
        # The mapping form {"id": {...} or "text"}: keys are ids.
        return [
            {"id": str(key), **item} if isinstance(item, Mapping) else {"id": str(key), "text": _text(item)}
            for key, item in value.items()
        ]
    return [value]


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        return str(value.get("text") or value.get("id") or "")
    return str(value)


def _item(value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        return {"id": _text(value), "text": _text(value)}
    item = dict(value)
    for name in ("wordings", "questions"):
        if name in item:
            item[name] = tuple(_text(entry) for entry in _listed(item[name]))
    for name in ("value", "limit"):
        if item.get(name) is not None:
            item[name] = str(item[name])
    if "id" in item:
        item["id"] = str(item["id"])
    if item.get("text") is None:
        item["text"] = ""
    return item


def _known(value: Any) -> dict[str, Any]:
    item = _item(value)
    values = item.get("values", item.get("value", item.get("text")))
    if "values" not in item and "value" not in item:
        item["text"] = ""
    item["values"] = tuple(_text(entry) for entry in _listed(values))
    return item
