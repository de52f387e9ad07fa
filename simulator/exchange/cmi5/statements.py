"""Statements as cmi5 defines them: on the LMS's own template, about its own unit, by its own name of who plays."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

_CATEGORY = "https://w3id.org/xapi/cmi5/context/categories/"
_MASTERY = "https://w3id.org/xapi/cmi5/context/extensions/masteryscore"
_ADL = "http://adlnet.gov/expapi/verbs/"
VERBS = {name: f"{_ADL}{name}" for name in ("initialized", "completed", "passed", "failed", "terminated")}
_NORMAL = "Normal"
_MASTERED = Decimal("0.6")
"""What passes where the LMS wants to hear whether somebody passed, and does not say by how much."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a launch tells of, and how.

    Args:
        details: what the LMS said at the start: actor, activity, registration, template, mode, mastery, moveOn.
        new_id: gives a new id for a statement.
    """

    details: Mapping[str, Any]
    new_id: Callable[[], str]

    @property
    def judged(self) -> bool:
        """Whether the LMS wants to hear more than that somebody came and went."""
        return bool(self.details["mode"] == _NORMAL)

    def initialized(self, at: datetime) -> dict[str, Any]:
        """Somebody has begun."""
        return self._statement("initialized", at)

    def completed(self, at: datetime, spent_s: float) -> dict[str, Any]:
        """The scene was played to its end."""
        return self._statement("completed", at, {"completion": True, "duration": duration(spent_s)})

    def verdict(self, at: datetime, spent_s: float, points: int) -> dict[str, Any] | None:
        """Passed or failed; None where the LMS does not want to hear it.

        Args:
            at: when.
            spent_s: how long it took, in seconds.
            points: of 100.
        """
        mastery, given = mastery_of(self.details)
        if mastery is None:
            return None
        scaled = Decimal(points) / 100
        passed = scaled >= mastery
        score = {"scaled": float(scaled), "raw": points, "min": 0, "max": 100}
        result = {"success": passed, "score": score, "duration": duration(spent_s)}
        extensions = {_MASTERY: float(mastery)} if given else {}
        return self._statement("passed" if passed else "failed", at, result, extensions)

    def terminated(self, at: datetime, spent_s: float) -> dict[str, Any]:
        """Nothing more will come."""
        return self._statement("terminated", at, {"duration": duration(spent_s)})

    def _statement(
        self,
        verb: str,
        at: datetime,
        result: Mapping[str, Any] | None = None,
        extensions: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        judging = result is not None and not {"success", "completion"}.isdisjoint(result)
        made = {
            "id": self.new_id(),
            "actor": self.details["actor"],
            "verb": {"id": VERBS[verb], "display": {"en": verb}},
            "object": {"objectType": "Activity", "id": self.details["activity"]},
            "context": self._context(("cmi5", "moveon") if judging else ("cmi5",), extensions or {}),
            "timestamp": at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        }
        return made | ({"result": dict(result)} if result else {})

    def _context(self, categories: tuple[str, ...], extensions: Mapping[str, Any]) -> dict[str, Any]:
        """The LMS's template; nothing of it is changed, and what is ours is put beside."""
        context = copy.deepcopy(dict(self.details["template"]))
        context["registration"] = self.details["registration"]
        context.setdefault("revision", self.details["scene_hash"])
        context.setdefault("language", self.details["language"])
        if extensions:
            context["extensions"] = {**extensions, **context.get("extensions", {})}
        activities = context.setdefault("contextActivities", {})
        there = activities.get("category", [])
        there = list(there) if isinstance(there, list) else [there]
        known = {each.get("id") for each in there if isinstance(each, dict)}
        ours = [f"{_CATEGORY}{name}" for name in categories]
        activities["category"] = there + [{"objectType": "Activity", "id": each} for each in ours if each not in known]
        return context


def mastery_of(details: Mapping[str, Any]) -> tuple[Decimal | None, bool]:
    """What passes, 0 to 1, and whether the LMS said so; None where it does not want to hear of passing."""
    try:
        mastery = Decimal(str(details["mastery"]))
    except (InvalidOperation, KeyError):
        mastery = Decimal("NaN")
    if mastery.is_finite() and 0 <= mastery <= 1:
        return mastery, True
    return (_MASTERED if "Passed" in str(details["move_on"]) else None), False


def duration(seconds: float) -> str:
    """A time as ISO 8601 has it: `PT754.2S`."""
    return f"PT{max(seconds, 0.0):.2f}S"
