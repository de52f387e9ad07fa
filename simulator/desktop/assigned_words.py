"""What the company has assigned, in words: on home's cards, and in plain text."""

from __future__ import annotations

from simulator.desktop.attempts import Standing, Standings
from simulator.desktop.legible import legible
from simulator.texts import Texts

PART = "desktop"
"""Of the texts: what only those read who belong to a company."""
_TO_COME = (Standing.OPEN, Standing.PAST, Standing.COMING, Standing.NEXT, Standing.LATER)


def name_of(found: Standings, t: Texts) -> str:
    """What an assignment is called; its trainer may have called it nothing."""
    return legible(found.given.name.strip()) or t("assigned.unnamed")


def facts_of(found: Standings, t: Texts) -> str:
    """What it is, until when, and how often it may still be tried, in one line."""
    given = found.given
    due = t("assigned.due.none") if given.due_at is None else t("assigned.due", when=t.moment(given.due_at))
    left = t("assigned.left.any") if found.left is None else t.count("assigned.left", found.left) if found.left else ""
    return " · ".join(part for part in (t(f"assigned.{given.mode}"), due, left) if part)


def title_of(found: Standings, t: Texts) -> str:
    """Which scene comes next; of an exam, which was drawn last, once there is none to come."""
    given, count = found.given, len(found.given.scenes)
    if given.mode == "exam" and found.standing in _TO_COME:
        return t("assigned.drawn")
    slug = found.title or (given.scenes[-1].slug if given.scenes else "")
    scene = next((scene for scene in given.scenes if scene.slug == slug), None)
    titles = {} if scene is None else scene.titles
    title = legible(titles.get(t.language) or next(iter(titles.values()), slug))
    if not title or given.mode == "exam":
        return title and t("assigned.scene", scene=title)
    if given.kind == "path" and count > 1:
        return t("assigned.path", done=found.done, count=count, scene=title)
    return t("assigned.scene", scene=title)


def state_of(found: Standings, t: Texts) -> str:
    """How it stands, in a sentence; nothing where it is open."""
    given = found.given
    if found.standing is Standing.OPEN:
        return ""
    at = given.opens_at if found.standing is Standing.LATER else given.due_at
    when = t.moment(at) if at is not None else ""
    key = f"assigned.state.{found.standing.value}"
    return t(key, when=when) if "when" in t.placeholders(key) else t(key)


def action_of(found: Standings, t: Texts) -> str:
    """What pressing the card does, or "" where it does nothing but tell."""
    standing, exam = found.standing, found.given.mode == "exam"
    if standing is Standing.UNFINISHED:
        return t("assigned.go_on")
    if found.session_id:
        return t("assigned.look")
    if found.attempt is None:
        return ""
    if found.attempt.number == 0:
        return t("assigned.free")
    if standing in (Standing.OPEN, Standing.PAST):
        return t("assigned.begin.exam" if exam else "assigned.begin.practice")
    return t("assigned.again")
