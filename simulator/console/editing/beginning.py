"""The shelf of scenes, and a new draft: a copy, the small scene to begin with, or a file that is sent in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from simulator.authoring import drafts
from simulator.console.editing.bench import BENCH
from simulator.console.editing.findings import notes_of
from simulator.console.editing.shelf import HOME, drafts_on_shelf, scenes_named, versions
from simulator.scenario import Channel, Language, ScenarioError
from simulator.texts import languages

if TYPE_CHECKING:
    from starlette.responses import Response

    from simulator.console.ask import Ask

REFUSED = 422
"""Status of a page that shows a form again."""


def show_shelf(ask: Ask) -> Response:
    """The drafts and the published versions."""
    teams = ask.journal.teams.led_by(ask.visitor.person_id)
    return ask.page("editor/shelf.html.j2", drafts=drafts_on_shelf(ask), versions=versions(ask), leads=bool(teams))


def show_new(ask: Ask) -> Response:
    """The ways to begin a draft."""
    return _new_page(ask)


def _new_page(ask: Ask, refused: drafts.DraftError | None = None, way: str = "") -> Response:
    """The ways to begin, with what is wrong with the one that was tried."""
    return ask.page(
        "editor/new.html.j2",
        200 if refused is None else REFUSED,
        scenes=scenes_named(ask.words.language),
        channels=tuple(channel.value for channel in Channel),
        languages=languages(),
        typed={name: ask.form.get(name) for name in ("slug", "source", "channel", "language")},
        refused=refused,
        notes=None if refused is None else notes_of(refused.diagnostics),
        way=way,
        most_mb=drafts.MOST_UPLOAD // 2**20,
    )


def begin_copy(ask: Ask) -> Response:
    """A draft that begins as a copy of a scene of the product."""
    return _begin(ask, "copy", lambda: drafts.draft_from_scene(ask.form.get("source")))


def begin_start(ask: Ask) -> Response:
    """A draft that begins as the small scene."""
    return _begin(ask, "start", lambda: drafts.draft_from_start(_channel(ask), _language(ask)))


def begin_upload(ask: Ask) -> Response:
    """A draft made of a file that is sent in."""
    return _begin(ask, "upload", lambda: uploaded(ask))


def uploaded(ask: Ask, onto: dict[str, str] | None = None) -> drafts.Beginning:
    """What a file that was sent in becomes. Raises DraftError."""
    file = ask.files.get("file")
    if file is None:
        raise drafts.DraftError(drafts.Refusal.EMPTY)
    language, channel = _language(ask), _channel(ask)
    with BENCH.turn():
        return drafts.draft_from_upload(file.name, file.content, language=language, channel=channel, onto=onto)


def _begin(ask: Ask, way: str, make: Callable[[], drafts.Beginning]) -> Response:
    """Make a draft, and show it; or the ways to begin with what is wrong."""
    try:
        begun = make()
        slug = drafts.admit_slug(ask.form.get("slug").strip() or begun.slug or "new_scene")
    except drafts.DraftError as error:
        return _new_page(ask, error, way)
    draft = ask.journal.publications.add_draft(slug, ask.visitor.person_id, begun.files)
    ask.log("draft.begun", "draft", draft.id, slug=slug, way=way)
    if begun.notes:
        return ask.page("editor/carried.html.j2", draft=draft, notes=notes_of(begun.notes))
    return ask.go(f"{HOME}/{draft.id}", "editor.said.begun")


def begin_from_version(ask: Ask) -> Response:
    """A draft that goes on from a frozen version."""
    publication = ask.thing
    try:
        begun = drafts.draft_from_bundle(ask.journal.scenario(publication.scenario_hash))
    except (drafts.DraftError, ScenarioError):
        return ask.go(f"{HOME}", "editor.said.not_copied")
    draft = ask.journal.publications.add_draft(publication.slug, ask.visitor.person_id, begun.files)
    ask.log("draft.begun", "draft", draft.id, slug=publication.slug, way="version", publication=publication.id)
    return ask.go(f"{HOME}/{draft.id}", "editor.said.begun")


def _language(ask: Ask) -> Language:
    given = ask.form.get("language")
    return cast("Language", given if given in languages() else "en")


def _channel(ask: Ask) -> Channel:
    given = ask.form.get("channel")
    return Channel(given) if given in {channel.value for channel in Channel} else Channel.STORE
