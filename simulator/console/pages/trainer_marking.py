"""A session on a trainer's desk: what was heard and graded, and the trainer's own word on it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from scoring import FAULTS, FOUND, MOVES, Span
from simulator.console.blindness import note_seen, to_rate
from simulator.console.deciding import (
    MOVED,
    Reasoned,
    UndecidedError,
    agree,
    corrected,
    decide,
    give_points,
    graded,
    keep,
    mark_at_hand,
)
from simulator.console.fields import FormError
from simulator.console.given_figures import notes_on
from simulator.console.overseen import Overseen, facts_reader, reason_words, title_of
from simulator.console.pages.trainer_desk import TRAINER
from simulator.console.routes import Route
from simulator.console.session_view import named, session_view
from simulator.console.things import LED_SESSION
from simulator.marking import MOST_COMMENT, MOST_REASON, ActChange, append_comment, gold_rows, lines_of

if TYPE_CHECKING:
    from starlette.responses import Response

    from scoring import Conversation
    from simulator.console.ask import Ask
    from simulator.marking import Mark, MarkEvent

JSONL = "application/jsonl"

_Comment = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MOST_COMMENT)]


class Comment(BaseModel):
    """A comment on a response; turn 0 is the whole session."""

    turn: int = Field(default=0, ge=0)
    text: _Comment


class OtherAct(Reasoned):
    """An act that is there, or is not."""

    turn: int = Field(ge=1)
    act: str
    heard: Literal["yes", "no"]
    words: str = Field(default="", max_length=MOST_REASON)


def session(ask: Ask) -> Response:
    """The session with its grade; whoever is to rate it blindly is told so first."""
    return _blind(ask) or _page(ask)


def _blind(ask: Ask) -> Response | None:
    """What is shown instead of a session that the visitor is to rate without having seen its grade."""
    left = to_rate(ask.journal, ask.visitor.person_id, facts_reader(ask.journal))
    if ask.thing.id not in left:
        return None
    title = title_of(ask.journal, ask.thing, ask.words)
    return ask.page("trainer/blind.html.j2", record=ask.thing, title=title, round=left[ask.thing.id])


def look(ask: Ask) -> Response:
    """See the grade after all; the session cannot be rated blindly by them any more."""
    note_seen(ask, ask.thing.id)
    return ask.go(f"/trainer/sessions/{ask.thing.id}")


def _page(
    ask: Ask,
    status: int = 200,
    *,
    doing: str = "",
    errors: Mapping[str, str] | None = None,
    meanwhile: bool = False,
    notice: str = "",
) -> Response:
    """The page, with what was typed into a form that could not be taken.

    Args:
        ask: the request.
        status: of the answer.
        doing: which form that was.
        errors: what is wrong with it, by field.
        meanwhile: somebody else has marked the session since the form was opened.
        notice: key of a text on top.
    """
    me, record = ask.visitor.person_id, ask.thing
    overseen = Overseen(ask)
    person = overseen.name(record.person_id)
    view = named(session_view(ask.journal, record.id, ask.words, now=ask.now), person)
    mark = mark_at_hand(ask)
    if mark is not None:
        note_seen(ask, ask.thing.id)
    own = record.person_id == me
    return ask.page(
        "trainer/session.html.j2",
        status,
        view=view,
        record=record,
        person=person,
        notes=notes_on(ask, [record.id])[record.id],
        events=0 if mark is None else mark.events,
        waits=tuple(reason_words(ask.words, reason) for reason in overseen.waits_for(record.id)),
        own_session=own,
        closed=mark is not None and mark.contest is not None and me in mark.reviewers,
        may=mark is not None and not own and not (mark.contest is not None and me in mark.reviewers),
        contested=mark is not None and mark.contest is not None,
        by_person=mark is not None and mark.by_person,
        moves=[(act, ask.words(f"act.{act}")) for act in MOVES],
        faults=[(act, ask.words(f"act.{act}")) for act in FAULTS],
        doing=doing,
        given=dict(ask.form.pairs) if doing else {},
        errors=errors or {},
        meanwhile=meanwhile,
        notice=notice,
    )


def comment(ask: Ask) -> Response:
    """Say something to the trainee about a response, or about the whole session."""
    if (blind := _blind(ask)) is not None:
        return blind
    try:
        said = ask.read(Comment)
    except FormError as error:
        return _page(ask, 422, doing="comment", errors=error.fields)
    if ask.thing.erased_at is not None:
        return _page(ask, 409, notice="trainer.fault.erased")
    append_comment(ask.journal, ask.thing.id, ask.visitor.person_id, said.turn, said.text)
    ask.log("comment.written", "session", ask.thing.id, turn=said.turn)
    return ask.go(f"/trainer/sessions/{ask.thing.id}", "trainer.said.commented")


def _attempted(ask: Ask, doing: str, attempt: Callable[[Ask], None], said: str) -> Response:
    """Write what a person decided, or show the form again with what stands in the way.

    Args:
        ask: the request.
        doing: which form.
        attempt: decides.
        said: what is told afterwards.
    """
    if (blind := _blind(ask)) is not None:
        return blind
    try:
        attempt(ask)
    except UndecidedError as undecided:
        if undecided.faults.get("") == MOVED:
            return _page(ask, undecided.status, doing=doing, meanwhile=True)
        return _page(ask, undecided.status, doing=doing, errors=undecided.faults)
    return ask.go(f"/trainer/sessions/{ask.thing.id}", said)


def confirmed(ask: Ask) -> Response:
    """Confirm the mark as it stands."""
    return _attempted(ask, "confirm", agree, "trainer.said.confirmed")


def kept(ask: Ask) -> Response:
    """Answer a contest by leaving the mark as it is."""
    return _attempted(ask, "keep", keep, "trainer.said.upheld")


def pointed(ask: Ask) -> Response:
    """Give a step other points."""
    return _attempted(ask, "step", give_points, "trainer.said.corrected")


def heard(ask: Ask) -> Response:
    """Say that an act is there, with its words, or is not."""

    def make(mark: Mark, typed: OtherAct) -> MarkEvent:
        of = graded(ask)
        change = _change(mark, of.conversation, typed)
        return corrected(ask, mark, of, typed.reason, acts=(change,))

    return _attempted(ask, "act", lambda ask: decide(ask, OtherAct, make), "trainer.said.corrected")


def _change(mark: Mark, talk: Conversation, typed: OtherAct) -> ActChange:
    """What the form says of an act.

    Raises:
        FormError: no such response or act, words that do not stand in it, or nothing that would change.
    """
    places = [place for place, turn in enumerate(talk.turns) if turn.who == "trainee" and turn.text.strip()]
    if typed.turn > len(places):
        raise FormError({"turn": "shared.field.choice"})
    if typed.act not in (*MOVES, *FAULTS):
        raise FormError({"act": "shared.field.choice"})
    place = places[typed.turn - 1]
    turns = {turn["turn"]: turn["acts"] for turn in mark.grade["turns"]}
    heard: Mapping[str, Mapping[str, int]] = turns.get(place, {})
    there = typed.act in heard and heard[typed.act]["p"] >= FOUND
    if typed.heard == "no":
        if not there:
            raise FormError({"act": "trainer.fault.not_there"})
        return ActChange(typed.turn, typed.act)
    words = find_words(talk.turns[place].text, typed.words)
    if words is None:
        raise FormError({"words": "trainer.fault.words" if typed.words.strip() else "trainer.fault.words_missing"})
    return ActChange(typed.turn, typed.act, words)


def find_words(text: str, words: str) -> Span | None:
    """Where words stand in a response; blanks and capitals need not be the same. None where they do not.

    Args:
        text: the response.
        words: what was typed or copied.
    """
    wanted = words.strip().strip("\"'“”„«»‘’…").split()
    if not wanted:
        return None
    found = re.search(r"\s+".join(map(re.escape, wanted)), text, re.IGNORECASE)
    return Span(*found.span()) if found else None


def gold(ask: Ask) -> Response:
    """The session's responses, or one of them, as a gold file."""
    if (blind := _blind(ask)) is not None:
        return blind
    mark = mark_at_hand(ask)
    if mark is None or not mark.by_person:
        return _page(ask, 409, notice="trainer.gold.needs_person")
    given = ask.query.get("response")
    only = {int(given)} if given.isdecimal() and len(given) < 5 else None
    name = ask.journal.person(ask.thing.person_id).display_name or ""
    rows = gold_rows(graded(ask).conversation, mark, names=(name,), responses=only)
    ask.log("gold.exported", "session", ask.thing.id, rows=len(rows))
    return ask.download("gold.jsonl", lines_of(rows), JSONL)


ROUTES = (
    Route("GET", "/trainer/sessions/{session}", session, TRAINER, LED_SESSION),
    Route("POST", "/trainer/sessions/{session}/look", look, TRAINER, LED_SESSION),
    Route("POST", "/trainer/sessions/{session}/comment", comment, TRAINER, LED_SESSION),
    Route("POST", "/trainer/sessions/{session}/confirm", confirmed, TRAINER, LED_SESSION),
    Route("POST", "/trainer/sessions/{session}/uphold", kept, TRAINER, LED_SESSION),
    Route("POST", "/trainer/sessions/{session}/points", pointed, TRAINER, LED_SESSION),
    Route("POST", "/trainer/sessions/{session}/act", heard, TRAINER, LED_SESSION),
    Route("GET", "/trainer/sessions/{session}/gold.jsonl", gold, TRAINER, LED_SESSION),
)
