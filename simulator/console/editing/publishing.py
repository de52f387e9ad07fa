"""A draft frozen and given to a group; versions looked at, gone on from, taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.authoring import drafts
from simulator.console.editing.bench import BENCH
from simulator.console.editing.shelf import HOME, MEMBERS_HOME, PUBLISHED, name_of, published_title, versions
from simulator.console.editing.writing import draft_page
from simulator.record import Draft, Publication
from simulator.scenario import ScenarioError

if TYPE_CHECKING:
    from starlette.responses import Response

    from simulator.console.ask import Ask

MOST_NOTE = 500


def publish(ask: Ask) -> Response:
    """Freeze a draft without errors, and give it to a group the visitor leads."""
    draft: Draft = ask.thing
    team = next(
        (each for each in ask.journal.teams.led_by(ask.visitor.person_id) if each.id == ask.form.get("team")), None
    )
    if team is None:
        return ask.go(f"{HOME}/{draft.id}", "editor.said.no_team")
    if ask.form.get("revision") != str(draft.revision):
        return ask.go(f"{HOME}/{draft.id}", "editor.said.meanwhile")
    _, frozen = BENCH.survey(draft.slug, draft.files)
    if frozen is None:
        return draft_page(ask, drafts.DraftError(drafts.Refusal.ERRORS), "publish")
    standing = ask.journal.publications.publications(team.id)
    if any(each.scenario_hash == frozen.hash and each.team_id == team.id for each in standing):
        return ask.go(f"{HOME}/{draft.id}", "editor.said.same")
    ask.journal.put_scenario(frozen.hash, frozen.content)
    note = ask.form.get("note").strip()[:MOST_NOTE]
    given = ask.journal.publications.publish(
        draft.slug, frozen.hash, by=ask.visitor.person_id, team_id=team.id, draft_id=draft.id, note=note
    )
    ask.log("scene.published", "publication", given.id, slug=draft.slug, scenario=frozen.hash, team=team.id)
    return ask.go(f"{PUBLISHED}/{given.id}", "editor.said.published")


def show_version(ask: Ask) -> Response:
    """A frozen version, and the others of the same scene."""
    given: Publication = ask.thing
    scenario = BENCH.published(ask.journal, given.scenario_hash)
    return ask.page(
        "editor/version.html.j2",
        given=given,
        title=published_title(ask, given),
        scenario=scenario,
        team=ask.journal.teams.team(given.team_id or ""),
        by=name_of(ask, given.published_by),
        versions=versions(ask, slug=given.slug),
    )


def withdraw(ask: Ask) -> Response:
    """Take a version back; what was played of it stays as it was played."""
    given: Publication = ask.thing
    if given.withdrawn_at is None:
        ask.journal.publications.withdraw(given.id)
        reason = ask.form.get("reason").strip()[:MOST_NOTE]
        ask.log("scene.withdrawn", "publication", given.id, reason, slug=given.slug, scenario=given.scenario_hash)
    return ask.go(f"{PUBLISHED}/{given.id}", "editor.said.withdrawn")


def give_version(ask: Ask) -> Response:
    """The frozen scene in one file that the desktop program takes."""
    given: Publication = ask.thing
    try:
        begun = drafts.draft_from_bundle(ask.journal.scenario(given.scenario_hash))
        packed = drafts.draft_silk(given.slug, begun.files)
    except (drafts.DraftError, ScenarioError):
        back = f"{PUBLISHED}/{given.id}" if ask.url.startswith(PUBLISHED) else MEMBERS_HOME
        return ask.go(back, "editor.said.unreadable")
    return ask.download(f"{given.slug}.silk", packed, "application/zip")
