"""One plain sentence per step, in the second person and the conversation's language: what was there, what was missing.

The words are in ``languages/<code>/reasons.yaml``; here they are only chosen and joined.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.points import rounded
from scoring.signals import FULL
from scoring.wording import reasons

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scoring.points import Earned, Result
    from scoring.rubric import Step
    from scoring.signals import Observations
    from scoring.wording import Reasons

NAMED = 2
"""At most so many things done, and so many lacking, in one sentence."""
GOOD = 90
"""From these points on only what did harm is named beside what was there."""


def reason(result: Result, seen: Observations, channel: str, language: str) -> str:
    """Return the sentence for a graded step."""
    words = reasons(language)
    did = _did(result, words)
    lacking = _lacking(result, seen, channel, words)
    mismatch = _mismatch(result.step, seen)
    if did and lacking:
        text = words.frames["both"].format(did=_joined(did, words), lacking=lacking)
    elif did:
        text = words.frames["did"].format(did=_joined(did, words))
    elif lacking:
        text = words.frames["lacking"].format(lacking=lacking)
    else:
        text = words.whole["nothing"]
    if mismatch:
        text = words.frames["mismatch"].format(text=text, mismatch=words.mismatch[mismatch])
    return _sentence(text, words)


def _mismatch(step: Step, seen: Observations) -> str | None:
    """The first mismatch of word and deed the step speaks of."""
    return next((seen.mismatches[kind] for kind in step.mismatches if kind in seen.mismatches), None)


def whole_reason(key: str, language: str) -> str:
    """Return the sentence for a step that is not graded: ``no_occasion``, ``no_turn``, ``not_understood`` ..."""
    words = reasons(language)
    return _sentence(words.whole[key], words)


def _sentence(text: str, words: Reasons) -> str:
    return text[:1].upper() + text[1:] + words.frames["stop"]


def _joined(clauses: Sequence[str], words: Reasons) -> str:
    return clauses[0] if len(clauses) == 1 else words.frames["and"].format(*clauses)


def _did(result: Result, words: Reasons) -> list[str]:
    """What was there, the weightiest first; what a step starts with counts unless something spoilt it."""
    sources = [
        (points, item.position, earned.criterion.did or item.act)
        for earned in result.earned
        for item, points in earned.sources
        if points > 0 and item.turn >= 0
    ]
    sources.sort(key=lambda source: (-source[0], *source[1:]))
    acts = [act for *_, act in sources]
    spoilt = any(lost.cost for lost in result.lost)
    if result.step.start_says and not spoilt:
        acts.insert(0, result.step.start_says)
    return [words.did[act] for act in dict.fromkeys(acts)][:NAMED]


def _lacking(result: Result, seen: Observations, channel: str, words: Reasons) -> str:
    """What did harm and what was missing, as one clause; empty where there is nothing to say."""
    harms = sorted((lost for lost in result.lost if lost.cost), key=lambda lost: (-lost.cost, lost.loss.id))
    harm = [words.harm[signal] for signal in result.bound_by if signal in words.harm]
    harm = [*harm, *(words.harm[lost.loss.wording] for lost in harms)][:NAMED]
    missing = [] if rounded(result.points) >= GOOD else _missing(result, seen, channel, words)
    missing = missing[: NAMED - len(harm)]
    frames = words.frames
    if len(harm) == NAMED:
        return frames["and"].format(*harm)
    if harm and missing:
        return frames["harm_missing"].format(harm[0], missing[0])
    if harm:
        return harm[0]
    faded = _mismatch(result.step, seen) is None and any(item.value < FULL for item, _ in result.sources)
    if not missing and faded and rounded(result.points) < GOOD:
        return words.harm["faded"]
    if len(missing) == NAMED:
        return frames["missing_two"].format(*missing)
    return frames["missing_one"].format(missing[0]) if missing else ""


def _missing(result: Result, seen: Observations, channel: str, words: Reasons) -> list[str]:
    short = [
        earned
        for earned in result.earned
        if not earned.criterion.silent and earned.criterion.counts_in(channel) and _short(earned, seen)
    ]
    short.sort(key=lambda earned: (earned.got - earned.most, earned.criterion.id))
    keys = dict.fromkeys(earned.criterion.wording for earned in short)
    return [words.missing[key] for key in keys]


def _short(earned: Earned, seen: Observations) -> bool:
    """Whether to name a criterion as missing: not there at all, or much of a whole (all key facts) is."""
    if earned.criterion.needs:
        return seen.any(earned.criterion.needs) and 2 * earned.got < earned.most
    return not earned.got
