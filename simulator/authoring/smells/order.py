"""Ways that are never taken because one before them always is: whatever opens the later one opens the earlier, too.

Only what the two conditions say themselves is compared, so a way that is dead for deeper reasons is not found, and none
that lives is called dead.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from simulator.engine import tests_action
from simulator.scenario import MOOD, Condition, Transition

from .bounds import FIGURES, conjuncts, gather, narrowest
from .subject import Place, Subject

ALL_OF = ("acts", "no_act", "said", "unsaid", "known", "unknown", "done", "undone", "promised", "carried")
ONE_OF = ("any_act", "said_any", "asked", "stated", "wrong_fact", "offered", "action")
EACH = {"any_act": "acts", "said_any": "said"}
"""One of these is there where all of those are."""
FLAGS = ("interrupted", "wrong_language", "restated")
RANGES = (*MOOD, *FIGURES, "visits", "stays", "time_s")
TABLES = ("drawn", "world")


def smell_order(subject: Subject) -> None:
    """Report each way that stands behind one which is always taken first."""
    file = subject.file
    for key, steps in (("first", file.everywhere.first), ("last", file.everywhere.last)):
        _behind(subject, ("everywhere", key), steps, ())
    for name, node in file.nodes.items():
        _behind(subject, ("nodes", name, "goto"), node.goto, () if node.apart else file.everywhere.first)


def _behind(subject: Subject, place: Place, steps: Sequence[Transition], shared: Sequence[Transition]) -> None:
    for index, step in enumerate(steps):
        first = next((other for other in (*shared, *steps[:index]) if _hides(other.when, step.when)), None)
        if first is not None:
            message = f'This is never taken: whenever it fits, the way to "{first.to}" before it fits, too.'
            advice = "Put the narrower one first, or delete it."
            subject.at_structure((*place, index), "SG319", message, advice)


def _hides(before: Condition, after: Condition) -> bool:
    """Whether an earlier way is tried and fits whenever a later one would; SG150 tells of those that always fit."""
    if not before.model_fields_set or (tests_action(after) and not tests_action(before)):
        return False
    return implies(list(conjuncts(after)), before)


def implies(given: Sequence[Condition], wanted: Condition, *, split: bool = True) -> bool:
    """Whether ``wanted`` holds wherever all of ``given`` do; False where that cannot be told."""
    if all(_granted(given, part) for part in conjuncts(wanted)):
        return True
    choices = [part.any for part in given if part.any] if split else []
    return any(all(implies([*given, *conjuncts(item)], wanted, split=False) for item in choice) for choice in choices)


def _granted(given: Sequence[Condition], part: Condition) -> bool:
    """Whether the keys of one condition, `all` left aside, hold wherever all of ``given`` do."""
    return all(_KEYS[key](given, part, key) for key in part.model_fields_set if key != "all")


def _all_of(given: Sequence[Condition], part: Condition, key: str) -> bool:
    return set(getattr(part, key)) <= gather(given, key)


def _one_of(given: Sequence[Condition], part: Condition, key: str) -> bool:
    wanted = set(getattr(part, key))
    if not wanted or (key in EACH and wanted & gather(given, EACH[key])):
        return True
    return any(getattr(item, key) and set(getattr(item, key)) <= wanted for item in given)


def _within(given: Sequence[Condition], part: Condition, key: str) -> bool:
    wanted = getattr(part, key)
    if wanted is None:
        return True
    least, most = narrowest(given, key)
    above = wanted.min is None or (least is not None and least >= wanted.min)
    return above and (wanted.max is None or (most is not None and most <= wanted.max))


def _chosen(given: Sequence[Condition], part: Condition, key: str) -> bool:
    return all(
        any(name in getattr(item, key) and set(getattr(item, key)[name]) <= set(options) for item in given)
        for name, options in getattr(part, key).items()
    )


def _flag(given: Sequence[Condition], part: Condition, key: str) -> bool:
    return getattr(part, key) in (None, *(getattr(item, key) for item in given))


def _any(given: Sequence[Condition], part: Condition, _key: str) -> bool:
    return not part.any or any(implies(given, item, split=False) for item in part.any)


def _not(given: Sequence[Condition], part: Condition, _key: str) -> bool:
    return part.not_ is None or any(item.not_ == part.not_ for item in given)


_KEYS: dict[str, Callable[[Sequence[Condition], Condition, str], bool]] = {
    **dict.fromkeys(ALL_OF, _all_of),
    **dict.fromkeys(ONE_OF, _one_of),
    **dict.fromkeys(FLAGS, _flag),
    **dict.fromkeys(RANGES, _within),
    **dict.fromkeys(TABLES, _chosen),
    "any": _any,
    "not_": _not,
}
"""How each key of a condition is looked at: only those it names are."""
