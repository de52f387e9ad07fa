"""Which drafts and published versions somebody sees, and how they are called."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from simulator.console.editing.bench import Kept
from simulator.record import Draft, Publication, Team, UnknownRecordError
from simulator.resources import scenarios_dir
from simulator.scenario import slugs

if TYPE_CHECKING:
    from simulator.console.ask import Ask

HOME = "/trainer/scenes"
PUBLISHED = f"{HOME}/given"
MEMBERS_HOME = "/me/scenes"
_TITLE = re.compile(r"^[ \t]+about\.title:[ \t]*(.+?)[ \t]*$", re.MULTILINE)
_MOST_TITLE = 120
_LINES = re.compile(r"lines\.([a-z]{2})\.yaml")
_titles: Kept[tuple[str, str], str] = Kept(256)


@dataclass(frozen=True, slots=True)
class OnShelf:
    """A draft in a list.

    Args:
        id: of the draft.
        slug: the scene's name.
        title: what people call it, or "".
        owner: whose it is.
        mine: whether it is the reader's own.
        languages: it has words in.
        updated_at: when it was saved last.
    """

    id: str
    slug: str
    title: str
    owner: str
    mine: bool
    languages: tuple[str, ...]
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Version:
    """A frozen version in a list.

    Args:
        publication: the record.
        title: what people call the scene.
        team: the group it was given to.
        by: who gave it.
        number: which version for this group it is, from 1.
        latest: whether it is the one that is played now.
    """

    publication: Publication
    title: str
    team: str
    by: str
    number: int
    latest: bool


def drafts_on_shelf(ask: Ask) -> tuple[OnShelf, ...]:
    """The reader's drafts and those of people who lead a group with them, the latest saved first."""
    me = ask.visitor.person_id
    owners = {me} | {
        member.person_id
        for team in ask.journal.teams.led_by(me)
        for member in ask.journal.teams.members(team.id)
        if member.part == "trainer"
    }
    found = [draft for owner in owners for draft in ask.journal.publications.drafts(owner)]
    found.sort(key=lambda draft: draft.updated_at, reverse=True)
    return tuple(
        OnShelf(
            draft.id,
            draft.slug,
            title_in(draft.files, ask.words.language),
            name_of(ask, draft.owner),
            draft.owner == me,
            languages_in(draft.files),
            draft.updated_at,
        )
        for draft in found
    )


def versions(ask: Ask, *, slug: str = "", draft: Draft | None = None) -> tuple[Version, ...]:
    """What was given to the reader's groups, withdrawn versions among them, the newest first.

    Args:
        ask: the request.
        slug: only of this scene.
        draft: only what was made of this draft.
    """
    found: list[Version] = []
    for team in ask.journal.teams.led_by(ask.visitor.person_id):
        given = [
            each
            for each in ask.journal.publications.publications(team.id, withdrawn=True)
            if each.team_id == team.id and slug in ("", each.slug) and (draft is None or each.draft_id == draft.id)
        ]
        found += _numbered(ask, team, given)
    return tuple(sorted(found, key=lambda version: version.publication.published_at, reverse=True))


def _numbered(ask: Ask, team: Team, given: list[Publication]) -> list[Version]:
    """Versions of one group, oldest first, each with its number among those of the same scene."""
    numbers: dict[str, int] = {}
    standing = {each.slug: each.id for each in given if each.withdrawn_at is None}
    found = []
    for each in given:
        numbers[each.slug] = numbers.get(each.slug, 0) + 1
        title = published_title(ask, each)
        by = name_of(ask, each.published_by)
        latest = standing.get(each.slug) == each.id
        found.append(Version(each, title, team.name, by, numbers[each.slug], latest))
    return found


def name_of(ask: Ask, person_id: str) -> str:
    """Somebody's name; a word for them where it was erased."""
    try:
        name = ask.journal.person(person_id).display_name
    except UnknownRecordError:
        name = None
    return name or ask.words("editor.somebody")


def languages_in(files: Mapping[str, str]) -> tuple[str, ...]:
    """The languages a draft has words in."""
    return tuple(match[1] for name in files if (match := _LINES.fullmatch(name)))


def title_in(files: Mapping[str, str], language: str) -> str:
    """What a draft calls its scene, found without reading all of it; "" where it says nothing."""
    for code in (language, *languages_in(files)):
        match = _TITLE.search(files.get(f"lines.{code}.yaml", ""))
        if match and match[1][0] not in "|>":
            return match[1].strip("\"'")[:_MOST_TITLE]
    return ""


def published_title(ask: Ask, publication: Publication) -> str:
    """What a frozen version calls its scene, in the reader's language where it has words in it."""
    language = ask.words.language

    def make() -> str:
        try:
            words = json.loads(ask.journal.scenario(publication.scenario_hash))["words"]
            code = language if language in words else next(iter(words))
            return str(words[code]["lines"].get("about.title", publication.slug))[:_MOST_TITLE]
        except (ValueError, KeyError, TypeError, AttributeError, StopIteration):
            return publication.slug  # frozen by a program of another time

    return _titles.get((publication.scenario_hash, language), make)


@cache
def scenes_named(language: str) -> tuple[tuple[str, str], ...]:
    """The scenes of the product: name and title."""
    found = []
    for slug in slugs():
        texts = {path.name: path.read_text(encoding="utf-8") for path in (scenarios_dir() / slug).glob("lines.??.yaml")}
        found.append((slug, title_in(texts, language) or slug))
    return tuple(sorted(found, key=lambda item: item[1].casefold()))
