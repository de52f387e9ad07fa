"""The queue: grades a person should look at, and why.

Pure over plain inputs. Each session stands in it once, with every reason that applies; a person's word settles all of
them but a contest, which wants an answer of its own. What is urgent comes first, then what has waited longest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median
from typing import Any

from scoring import FOUND

from .mark import Mark

DAYS_TO_CONFIRM = 7
"""Days after which an exam nobody has confirmed counts as overdue."""
SECONDS_A_DAY = 86_400
NEARLY = 100
"""An act found by less than so many per mille above the threshold (`scoring.FOUND`) is found barely."""
BARELY_SHARE = (2, 5)
"""A grade is of low confidence when so large a share of its acts is found barely, ..."""
BARELY_LEAST = 3
"""... and at least so many of them."""
UNREAD_SHARE = (1, 4)
"""... or when so large a share of the responses could not be read."""
OWN_LEAST = 5
"""Other sessions of the person that are needed to say what is usual for them."""
SCENE_LEAST = 8
"""Other sessions of the scene that are needed to say what is usual there."""
FAR = 3.5
"""A modified z-score (0.6745 x distance / MAD) beyond which points are far off (Iglewicz and Hoaglin 1993)."""
NORMAL = 0.6745
NARROWEST = 4.0
"""Points: a smaller MAD counts as this much, or ten grades that are nearly alike would make an outlier of the next."""


class Cause(StrEnum):
    """Why a person should look, the most urgent first."""

    OVERDUE = "overdue"
    """A contest or an exam has waited too long."""
    CONTESTED = "contested"
    UNCONFIRMED = "unconfirmed"
    """An exam counts only once a person stands behind it."""
    SUPERSEDED = "superseded"
    """A newer grader sees it otherwise than the person did."""
    MISREAD = "misread"
    """The trainee says a response was misread."""
    LOW_CONFIDENCE = "low_confidence"
    OUTLYING = "outlying"
    """Far from what is usual for the person and for the scene."""


URGENCY: Mapping[Cause, int] = {cause: place for place, cause in enumerate(Cause)}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the queue needs to know of one graded session.

    Args:
        session: its id.
        person: whose it is.
        scene: slug of the scene.
        mode: `practice`, `exam`, `shift` or `demonstration`.
        graded_at: when it was graded.
        mark: the mark of record.
        disputed_at: when the trainee said of a response that it was misread, once a response.
        counts: whether its points tell what is usual; not those of a moment tried again.
    """

    session: str
    person: str
    scene: str
    mode: str
    graded_at: datetime
    mark: Mark
    disputed_at: tuple[datetime, ...] = ()
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, with its facts.

    Args:
        cause: which.
        since: since when it waits.
        due: until when somebody should have looked, where there is a time for it.
        detail: figures that explain it, by the name of the cause: `steps`; `days`; `before`, `now`; `responses`;
            `fault`, `unscored`, `unread`, `of`, `barely`, `acts`; `points`, `own`, `own_count`, `scene`, `scene_count`.
    """

    cause: Cause
    since: datetime
    due: datetime | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A session somebody should look at, with all its reasons, the most urgent first."""

    facts: Facts
    reasons: tuple[Reason, ...]

    @property
    def cause(self) -> Cause:
        """The most urgent reason."""
        return self.reasons[0].cause

    @property
    def closed_to(self) -> frozenset[str]:
        """Who may not answer it: of a contested mark everybody who has marked it before; always the trainee."""
        before = self.facts.mark.reviewers if self.facts.mark.contest else frozenset()
        return before | {self.facts.person}


def queue(sessions: Iterable[Facts], now: datetime) -> tuple[Waiting, ...]:
    """What waits for a person, the most urgent first, then by the time it is due or has waited since.

    Args:
        sessions: all graded sessions one knows of, also settled ones: they tell what is usual. Demonstrations are left
            out.
        now: the present.
    """
    known = [facts for facts in sessions if facts.mode != "demonstration"]
    usual = _Usual(known)
    waiting = []
    for facts in known:
        reasons = [present(reason, now) for reason in lasting_reasons(facts)]
        far = {} if facts.mark.by_person else usual.far(facts)
        if far:
            reasons.append(Reason(Cause.OUTLYING, facts.graded_at, None, far))
        if reasons:
            waiting.append(Waiting(facts, in_order(reasons)))
    return tuple(sorted(waiting, key=_place))


def _place(item: Waiting) -> tuple[int, datetime, str]:
    first = item.reasons[0]
    return URGENCY[first.cause], placed_at(first), item.facts.session


def in_order(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Reasons of one session, the most urgent first."""
    return tuple(sorted(reasons, key=lambda reason: URGENCY[reason.cause]))


def placed_at(reason: Reason) -> datetime:
    """By which moment a session stands among those that wait for the same cause."""
    return reason.due or reason.since


def lasting_reasons(facts: Facts) -> tuple[Reason, ...]:
    """Why a person should look at a session, as far as it hangs neither on the present nor on other sessions.

    `present` makes of them what they are at a moment; being far from what is usual is not among them.
    """
    return tuple(_lasting(facts))


def late_from(reason: Reason) -> datetime | None:
    """From which moment on a lasting reason is overdue; None where it never is."""
    if reason.cause is Cause.CONTESTED and reason.due is not None:
        return reason.due + timedelta(microseconds=1)  # on the day it is due it is not late
    return reason.since + timedelta(days=DAYS_TO_CONFIRM) if reason.cause is Cause.UNCONFIRMED else None


def present(reason: Reason, now: datetime) -> Reason:
    """What a lasting reason is at a moment."""
    late = late_from(reason)
    cause = Cause.OVERDUE if late is not None and now >= late else reason.cause
    if reason.cause is Cause.UNCONFIRMED:
        return replace(reason, cause=cause, detail={"days": int((now - reason.since).total_seconds()) // SECONDS_A_DAY})
    return replace(reason, cause=cause)


def _lasting(facts: Facts) -> Iterable[Reason]:
    mark, contest = facts.mark, facts.mark.contest
    if contest is not None:
        yield Reason(Cause.CONTESTED, contest.at, contest.answer_by, {"steps": contest.steps})
    elif facts.mode == "exam" and not mark.by_person:
        yield Reason(Cause.UNCONFIRMED, facts.graded_at)
    if mark.superseded:
        yield Reason(
            Cause.SUPERSEDED,
            mark.confirmed_at or facts.graded_at,
            None,
            {"before": mark.overall, "now": mark.machine["overall"]},
        )
    disputed = [at for at in facts.disputed_at if mark.confirmed_at is None or at > mark.confirmed_at]
    if disputed:
        yield Reason(Cause.MISREAD, min(disputed), None, {"responses": len(disputed)})
    unsure = {} if mark.by_person else doubts(mark.machine)
    if unsure:
        yield Reason(Cause.LOW_CONFIDENCE, facts.graded_at, None, unsure)


def doubts(grade: Mapping[str, Any]) -> dict[str, Any]:
    """What makes a grade (in its record form) one of low confidence; empty where nothing does.

    Four signs: a fault that caps or fails was found without certainty (the grader says so itself), nothing could be
    graded, many responses could not be read, many acts were found barely.
    """
    turns: Sequence[Mapping[str, Any]] = grade.get("turns", ())
    unread = sum(not turn["understood"] for turn in turns)
    probabilities = [act["p"] for turn in turns for act in turn["acts"].values() if act["p"] >= FOUND]
    barely = sum(p < FOUND + NEARLY for p in probabilities)
    told: dict[str, Any] = {}
    if grade["low_confidence"]:
        told["fault"] = True
    if grade["overall"] is None:
        told["unscored"] = True
    if unread and _share(unread, len(turns), UNREAD_SHARE):
        told |= {"unread": unread, "of": len(turns)}
    if barely >= BARELY_LEAST and _share(barely, len(probabilities), BARELY_SHARE):
        told |= {"barely": barely, "acts": len(probabilities)}
    return told


def _share(part: int, whole: int, least: tuple[int, int]) -> bool:
    return part * least[1] >= whole * least[0]


class _Usual:
    """What is usual for each person and each scene: the median of their points and how far they spread (MAD)."""

    def __init__(self, known: Sequence[Facts]) -> None:
        self._points: dict[tuple[str, str], list[int]] = {}
        for facts in known:
            if facts.counts and facts.mark.overall is not None:
                for group in (("own", facts.person), ("scene", facts.scene)):
                    self._points.setdefault(group, []).append(facts.mark.overall)
        self._found: dict[tuple[str, str, int], tuple[int, float]] = {}

    def far(self, facts: Facts) -> dict[str, Any]:
        """Why a session's points are far off; empty where they are not, or too little is known.

        Points are far off only when neither the person nor the scene explains them: low points in a scene where all
        have low ones surprise nobody, nor do a beginner's. Where only one of the two is known well enough, it decides.
        """
        points = facts.mark.overall
        if points is None or not facts.counts:
            return {}
        told: dict[str, Any] = {"points": points}
        verdicts = []
        for name, who, least in (("own", facts.person, OWN_LEAST), ("scene", facts.scene, SCENE_LEAST)):
            others = len(self._points[name, who]) - 1
            if others >= least:
                middle, far = self._beside(name, who, points)
                told |= {name: middle, f"{name}_count": others}
                verdicts.append(abs(far) > FAR)
        return told if verdicts and all(verdicts) else {}

    def _beside(self, name: str, who: str, points: int) -> tuple[int, float]:
        """The median of the others of a group, and how far one of its sessions lies from it."""
        key = (name, who, points)
        if key not in self._found:  # the same for all sessions of a group with the same points
            others = list(self._points[name, who])
            others.remove(points)
            self._found[key] = (round(median(others)), distance(points, others))
        return self._found[key]


def distance(points: int, others: Sequence[int]) -> float:
    """How far points lie from the median of others: the modified z-score, less than 0 below it.

    Args:
        points: 0..100.
        others: at least one.
    """
    middle = median(others)
    spread = median(abs(worth - middle) for worth in others)
    return NORMAL * (points - middle) / max(spread, NARROWEST)
