"""Scenes a group was given, practised by its members in the browser: sessions as all others, recorded turn by turn."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.console.editing.bench import BENCH
from simulator.console.editing.shelf import MEMBERS_HOME as HOME
from simulator.console.editing.shelf import published_title
from simulator.console.editing.trying import line_sent, stage_of
from simulator.console.editing.writing import language_for
from simulator.console.launched import launch_of, over
from simulator.record import Mode, Publication, SequenceError, SessionRecord
from simulator.training import END_HERE, AnswersError, Session, end_here, parse_line, play_answer

if TYPE_CHECKING:
    from starlette.responses import Response

    from simulator.console.ask import Ask

STAGE = f"{HOME}/stage"
_SEEDS = 1_000_000


@dataclass(frozen=True, slots=True)
class Given:
    """A scene a group was given.

    Args:
        publication: the record.
        title: what it is called, in the reader's language where it speaks it.
        team: the group's name.
        languages: it can be played in.
        warnings: what somebody may not want to hear in it.
        here: whether it can be practised in the browser.
        open: the reader's session of it that is not finished, or "".
    """

    publication: Publication
    title: str
    team: str
    languages: tuple[str, ...]
    warnings: tuple[str, ...]
    here: bool
    open: str


def show_given(ask: Ask) -> Response:
    """What the reader's groups were given: of each scene the current version."""
    return ask.page("editor/given.html.j2", given=_given(ask))


def _given(ask: Ask) -> tuple[Given, ...]:
    me = ask.visitor.person_id
    waiting = {
        record.header.scenario_hash: record.id
        for record in ask.journal.sessions(me, unfinished=True)
        if _can_go_on(record)
    }
    found: list[Given] = []
    for membership in ask.journal.teams.of_person(me):
        team = ask.journal.teams.team(membership.team_id)
        if membership.part != "member" or team.closed_at is not None:
            continue
        latest = {each.slug: each for each in ask.journal.publications.publications(team.id) if each.team_id == team.id}
        for each in latest.values():
            scenario = BENCH.published(ask.journal, each.scenario_hash)
            if scenario is None:
                continue
            found.append(
                Given(
                    each,
                    published_title(ask, each),
                    team.name,
                    scenario.languages,
                    tuple(ask.words(f"warning.{name}") for name in scenario.file.about.warnings),
                    Mode.PRACTICE.value in scenario.file.about.use,
                    waiting.get(each.scenario_hash, ""),
                )
            )
    return tuple(found)


def _can_go_on(record: SessionRecord) -> bool:
    return record.header.mode is Mode.PRACTICE and record.ended_at is None and record.erased_at is None


def begin(ask: Ask) -> Response:
    """Begin a session of a scene that was given; it is recorded as every session is."""
    given: Publication = ask.thing
    scenario = BENCH.published(ask.journal, given.scenario_hash)
    if scenario is None or Mode.PRACTICE.value not in scenario.file.about.use:
        return ask.go(HOME, "editor.said.not_here")
    session = Session.begin(
        scenario,
        language_for(ask, scenario, ask.form.get("language")),
        secrets.randbelow(_SEEDS),
        mode=Mode.PRACTICE,
        journal=ask.journal,
        person_id=ask.visitor.person_id,
    )
    return ask.go(f"{STAGE}/{session.played.session_id}")


def show_stage(ask: Ask) -> Response:
    """A session that is being played; one that cannot be gone on with is shown as it is."""
    if not _can_go_on(ask.thing):
        return ask.go(f"/me/sessions/{ask.thing.id}")
    return _stage_page(ask, Session.resume(ask.journal, ask.thing.id))


def _stage_page(ask: Ask, session: Session, mistake: str = "", said: str = "") -> Response:
    scenario, language = session.scenario, session.state.language
    known = scenario.words[language].lines
    return ask.page(
        "editor/stage.html.j2",
        back=f"{STAGE}/{ask.thing.id}",
        title=session.words("about.title"),
        briefing=tuple(session.words(line) for line in ("about.summary", "about.briefing") if line in known),
        spoken=language,
        at=ask.journal.session(ask.thing.id).entry_count,
        view=stage_of(session, ask.words, mistake),
        typed=ask.form.get("text") if mistake or said else "",
        meanwhile=bool(said),
        launch=launch_of(ask, ask.thing),
    )


def play_on(ask: Ask) -> Response:
    """Play one thing on: what was said or done, or the end. A form that was sent twice plays once."""
    record: SessionRecord = ask.thing
    if not _can_go_on(record):
        return ask.go(f"/me/sessions/{record.id}")
    session = Session.resume(ask.journal, record.id)
    if ask.form.get("at") != str(record.entry_count):
        return _stage_page(ask, session, said="meanwhile")
    line = line_sent(ask.form)
    try:
        if line is not None:
            with BENCH.turn():
                _play(session, line)
    except AnswersError as error:
        return _stage_page(ask, session, error.said(ask.words))
    except SequenceError:
        return _stage_page(ask, Session.resume(ask.journal, record.id), said="meanwhile")
    if session.ended:
        return over(ask, record) or ask.go(f"/me/sessions/{record.id}", "editor.said.over")
    return ask.go(f"{STAGE}/{record.id}#now")


def _play(session: Session, line: str) -> None:
    if line == END_HERE:
        end_here(session)
        return
    play_answer(session, parse_line(line, session.scenario))
    if session.ended:
        session.finish()
