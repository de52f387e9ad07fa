"""How an assignment stands on this desktop, and what can be begun for it now; also without a network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from simulator.desktop.company_values import Begun, Given, Outlook


class Standing(StrEnum):
    """How an assignment stands, in the order of the list; each has a text `assigned.state.<value>`, but `open`."""

    UNFINISHED = "unfinished"
    OPEN = "open"
    PAST = "past"
    """Its last day is over; it can be done all the same."""
    UNSHARED = "unshared"
    COMING = "coming"
    NEXT = "next"
    LATER = "later"
    HANDED_IN = "handed_in"
    DONE = "done"
    USED = "used"


_OVER = (Standing.HANDED_IN, Standing.DONE, Standing.USED, Standing.NEXT)
ORDER = tuple(Standing)
"""In which assignments are listed: what can be done now comes first."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What can be begun.

    Args:
        slug: the scene.
        hash: of its frozen bytes, which are here.
        number: as which attempt; 0 for free practice, which counts for nothing.
        seed: what the scene draws by; None where that was not decided.
    """

    slug: str
    hash: str
    number: int = 0
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class Standings:
    """An assignment as it stands.

    Args:
        given: the assignment.
        standing: how it stands.
        attempt: what can be begun for it; None where nothing can.
        session_id: a session to go on with, or to look at where nothing can be begun; or "".
        left: attempts that are left; None for as many as one likes.
        done: how many of its scenes are done.
        title: slug of the scene that comes next; "" where it is not to be known.
        last: the session that ended last for it; or "".
    """

    given: Given
    standing: Standing
    attempt: Attempt | None
    session_id: str
    left: int | None
    done: int
    title: str
    last: str = ""


def survey(outlook: Outlook, now: datetime) -> list[Standings]:
    """All assignments as they stand, in the order in which they are shown."""
    found = [standings(given, outlook, now) for given in outlook.given]
    last = datetime.max.replace(tzinfo=UTC)
    return sorted(found, key=lambda each: (ORDER.index(each.standing), each.given.due_at or last))


def standings(given: Given, outlook: Outlook, now: datetime) -> Standings:
    """One assignment as it stands.

    Sessions that were begun count as attempts, also where the company does not know of them yet.
    """
    exam = given.mode == "exam"
    begun = [each for each in outlook.begun if each.assignment == given.id]
    ended = [each for each in begun if each.ended]
    over = {each.hash for each in ended}
    done = sum(scene.done or (not exam and scene.hash in over) for scene in given.scenes)
    used = max([given.used, *(each.number for each in begun)])
    attempt = _drawn(given, begun)
    if attempt is None and not exam:
        attempt = _once_more(given, begun, over, used)
    left = _left(given, begun, attempt, used)
    kept = attempt if attempt is not None and attempt.hash in outlook.here else None
    whole = _whole(given, done, left)
    last = ended[-1].session_id if ended else ""
    where = outlook.where(last) if last else ""
    standing = _standing(given, where, attempt, left, whole=whole)
    unfinished = next((each for each in reversed(begun) if not each.ended), None)
    session_id = last if standing is Standing.UNSHARED else ""
    if given.opens_at is not None and now < given.opens_at:
        standing = Standing.LATER
    elif unfinished is not None:
        standing, session_id = Standing.UNFINISHED, unfinished.session_id
    elif standing is Standing.OPEN and kept is None:
        standing = Standing.COMING
    elif standing is Standing.OPEN and given.due_at is not None and now > given.due_at:
        standing = Standing.PAST
    title = attempt.slug if attempt is not None else given.scenes[0].slug if given.scenes else ""
    playable = _playable(given, standing, kept, outlook.here)
    if playable is None and standing in _OVER:
        session_id = last
    return Standings(given, standing, playable, session_id, left, done, "" if exam else title, last)


def _drawn(given: Given, begun: Sequence[Begun]) -> Attempt | None:
    """The attempt that the company named, where it was not begun yet."""
    draw = given.next
    if draw is None or any(each.number >= draw.number for each in begun):
        return None
    return Attempt(draw.slug, draw.hash, draw.number, draw.seed)


def _once_more(given: Given, begun: Sequence[Begun], over: set[str], used: int) -> Attempt | None:
    """Of practice: the first scene that is not done, else the first one once more; None where no attempt is left."""
    undone = (each for each in given.scenes if not each.done and each.hash not in over)
    scene = next(undone, None) or next(iter(given.scenes), None)
    if scene is None:
        return None
    tries = used if len(given.scenes) == 1 else sum(each.hash == scene.hash for each in begun)
    if given.attempts is not None and tries >= given.attempts:
        return None
    return Attempt(scene.slug, scene.hash, used + 1)


def _left(given: Given, begun: Sequence[Begun], attempt: Attempt | None, used: int) -> int | None:
    """Attempts that are left: of each scene of a practice, of an exam altogether."""
    if given.attempts is None:
        return None
    if given.mode == "exam" or len(given.scenes) <= 1:
        return max(0, given.attempts - used)
    if attempt is None:
        return 0
    return max(1, given.attempts - sum(each.hash == attempt.hash for each in begun))


def _whole(given: Given, done: int, left: int | None) -> bool:
    """Whether it is done: every scene of a practice; one of an exam, of a path of exams all that are not named."""
    if given.mode != "exam":
        return 0 < len(given.scenes) == done
    if given.kind == "scene":
        return done > 0
    return given.next is None and done > 0 and left != 0


def _standing(given: Given, where: str, attempt: Attempt | None, left: int | None, *, whole: bool) -> Standing:
    """How it stands, apart from what is unfinished and from days.

    Args:
        given: the assignment.
        where: where the last session that ended for it is, as `Outlook.where` says; "" where there is none.
        attempt: what could be begun.
        left: attempts that are left.
        whole: whether it is done.
    """
    exam = given.mode == "exam"
    if where == "waits" or (exam and where == "here"):
        return Standing.HANDED_IN
    if where in ("here", "refused") and whole and not exam:
        return Standing.UNSHARED
    if whole:
        return Standing.DONE
    if attempt is not None:
        return Standing.OPEN
    if left == 0:
        return Standing.USED
    return Standing.NEXT if exam and where else Standing.COMING


def _playable(given: Given, standing: Standing, kept: Attempt | None, here: frozenset[str]) -> Attempt | None:
    """What can be begun: what counts, while it may; else the scene of a practice, freely."""
    found = kept if standing in (Standing.OPEN, Standing.PAST, Standing.DONE) else None
    if found is not None or given.mode == "exam":
        return found
    if standing not in (Standing.USED, Standing.PAST, Standing.DONE, Standing.HANDED_IN):
        return None
    scene = next((each for each in given.scenes if each.hash in here), None)
    return None if scene is None else Attempt(scene.slug, scene.hash)
