"""A conversation for a page: who said what, the acts heard in each response and their words, and what people wrote."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from scoring import FOUND, Span
from simulator.marking import COMMENTED_KIND
from simulator.marking import Mark as MarkOfRecord
from simulator.record import Entry
from simulator.review import (
    Debrief,
    Graded,
    Moment,
    Played,
    TranscriptLine,
    bearing,
    conversation,
    deed_name,
    effect_words,
    evidence_name,
    speaker_name,
    transcript,
)
from simulator.texts import Texts

from .marked_words import Bearing, Mark, Piece, pieces

TRAINEE = "trainee"
SURE = 800
"""Thousandths from which a finding counts as certain."""


@dataclass(frozen=True, slots=True)
class Comment:
    """What a trainer wrote about a response, or with turn 0 about the whole session."""

    turn: int
    by: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class HeardAct:
    """One act of a response.

    Args:
        number: its number within the response, from 1; 0 where it has no words any more.
        act: its name in the codebook.
        name: what it is called, with what it cost where that is not plain.
        bearing: how it bears on the trainee.
        sure: whether the grader is certain, or a person has said so.
        by_person: `added` where only a person hears it, `removed` where a person does not hear what the grader did.
        words: the words it was heard in.
    """

    number: int
    act: str
    name: str
    bearing: Bearing
    sure: bool = True
    by_person: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dispute:
    """The trainee says a response was misread.

    Args:
        reason: `meant` (another act) or `misread` (it could not be read).
        claimed: what they meant; empty where they did not say.
    """

    reason: str
    claimed: str


@dataclass(frozen=True, slots=True)
class Utterance:
    """One line of the conversation.

    Args:
        kind: `spoken`, `response`, `unread`, `action`, `refused` or `opens`, as `review.TranscriptLine`.
        who: whose it is: `customer`, `trainee`, …; empty for narration.
        name: what they are called.
        turn: number of a response in the transcript, from 1; 0 for everything else.
        response: the same response as marks count it (`marking.ActChange.turn`); 0 where it was not graded.
        pieces: the words, marked.
        unheard: words that did not reach the other side.
        broke_off: the speaker was cut off here.
        loud: shouted.
        interrupted: said over the customer.
        silence_s: seconds of silence before it.
        note: what was noted on the account; why something was refused.
        shows: texts an action let the trainee read.
        heard: acts heard in it.
        effect: what it did to the customer, and why.
        comments: what trainers wrote about it.
        disputes: what the trainee says of its reading.
    """

    kind: str
    who: str
    name: str
    turn: int = 0
    response: int = 0
    pieces: tuple[Piece, ...] = ()
    unheard: str = ""
    broke_off: bool = False
    loud: bool = False
    interrupted: bool = False
    silence_s: int = 0
    note: str = ""
    shows: tuple[str, ...] = ()
    heard: tuple[HeardAct, ...] = ()
    effect: str = ""
    comments: tuple[Comment, ...] = ()
    disputes: tuple[Dispute, ...] = ()

    @property
    def text(self) -> str:
        """The words that were heard, without their marks."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def anchor(self) -> str:
        """The id that a page gives it; empty for what is no response."""
        return f"turn-{self.turn}" if self.turn else ""


def comments_of(entries: Iterable[Entry], name: Callable[[str], str]) -> tuple[Comment, ...]:
    """The comments of a session, in the order they were written; one that cannot be read is passed over.

    Args:
        entries: all entries of the session.
        name: gives the name of a person.
    """
    found = []
    for entry in entries:
        if entry.kind != COMMENTED_KIND or entry.payload is None:
            continue
        data = json.loads(entry.payload)
        found.append(Comment(int(data.get("turn") or 0), name(data["by"]), entry.recorded_at, data["text"]))
    return tuple(found)


def utterances(
    played: Played,
    found: Debrief | None,
    mark: MarkOfRecord | None,
    words: Texts,
    comments: Sequence[Comment] = (),
    trainee: str = "",
) -> tuple[Utterance, ...]:
    """The conversation, line by line.

    Args:
        played: the session.
        found: its debrief by the grade of record; None where nothing of the grading is shown.
        mark: the mark of record; None as above.
        words: language of names.
        comments: what trainers wrote.
        trainee: what the trainee is called; empty for "you".
    """
    heard: dict[int, tuple[tuple[HeardAct, ...], tuple[Mark, ...]]] = {}
    numbers: dict[int, int] = {}
    moments: dict[int, Moment] = {}
    if found is not None and mark is not None:
        graded = conversation(played)
        heard = _heard(graded, found, mark, words)
        numbers = {place: graded.response_number(turn) for turn, place in enumerate(graded.lines)}
        moments = {moment.turn: moment for moment in found.moments}
    return tuple(
        replace(made, name=trainee) if trainee and made.who == TRAINEE else made
        for place, line in enumerate(transcript(played))
        if line.kind != "coach" and (line.heard.strip() or line.kind != "spoken")
        for made in [
            _utterance(played, line, words, heard.get(place, ((), ())), numbers.get(place, 0), moments, comments)
        ]
    )


def _utterance(
    played: Played,
    line: TranscriptLine,
    words: Texts,
    heard: tuple[tuple[HeardAct, ...], tuple[Mark, ...]],
    number: int,
    moments: Mapping[int, Moment],
    comments: Sequence[Comment],
) -> Utterance:
    acts, marks = heard
    said = line.kind in ("response", "unread")
    turn = line.turn if said else 0
    return Utterance(
        line.kind,
        line.who,
        speaker_name(played.scenario, played.state, words, line.who) if line.who else "",
        turn=turn,
        response=number if turn else 0,
        pieces=pieces(_shown(played, line, words), marks),
        unheard=line.text[len(line.heard) :] if said else "",
        broke_off=line.kind == "spoken" and line.cut_at is not None,
        loud=line.loud,
        interrupted=line.interrupted,
        silence_s=line.silence_ms // 1000,
        note=_note(line, words),
        shows=line.shows,
        heard=acts,
        effect=effect_words(played, moments[turn], words) if turn in moments else "",
        comments=tuple(comment for comment in comments if turn and comment.turn == turn),
        disputes=_disputes(played, line) if said else (),
    )


def _shown(played: Played, line: TranscriptLine, words: Texts) -> str:
    if line.kind in ("action", "refused"):
        # A response can be refused as well: where a call was promised, nobody is there until it is made.
        known = f"action.{line.text.partition(' ')[0]}" in words
        return deed_name(played, words, line.text) if known else words("shared.session.responses")
    return line.heard


def _note(line: TranscriptLine, words: Texts) -> str:
    return words(f"refused.{line.note}") if line.kind == "refused" else line.note if line.kind == "action" else ""


def _disputes(played: Played, line: TranscriptLine) -> tuple[Dispute, ...]:
    return tuple(Dispute(case["reason"], case["claimed"]) for case in played.cases if case["step"] == line.step)


def _heard(
    graded: Graded, found: Debrief, mark: MarkOfRecord, words: Texts
) -> dict[int, tuple[tuple[HeardAct, ...], tuple[Mark, ...]]]:
    """By place in the transcript: the acts of a response and where their words stand."""
    machine, record = _acts_by_turn(mark.machine), _acts_by_turn(mark.grade)
    costs = {(item.line, item.act): item.cost for item in found.highlights if item.cost}
    heard = {}
    for turn, place in enumerate(graded.lines):
        acts, before = record.get(turn, {}), machine.get(turn, {})
        listed: list[HeardAct] = []
        marks: list[Mark] = []
        text = graded.conversation.turns[turn].text
        for number, (act, data) in enumerate(_in_order(acts), start=1):
            cost = costs.get((place, act), "")
            bears = bearing(act, cost)
            spans = _spans(data)
            marks += [Mark(span.start, span.end, number, bears) for span in spans]
            quoted = tuple(" ".join(text[span.start : span.end].split()) for span in spans)
            added = "" if act in before else "added"
            name = evidence_name(words, act, cost)
            listed.append(HeardAct(number, act, name, bears, data["p"] >= SURE or bool(added), added, quoted))
        gone = [act for act in before if act not in acts]
        listed += [HeardAct(0, act, evidence_name(words, act), bearing(act), by_person="removed") for act in gone]
        heard[place] = (tuple(listed), tuple(marks))
    return heard


def _in_order(acts: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Acts in the order in which they are said."""
    return sorted(acts.items(), key=lambda item: (min((span.start for span in _spans(item[1])), default=0), item[0]))


def _spans(data: Mapping[str, Any]) -> tuple[Span, ...]:
    return tuple(Span.from_json(span) for span in data["spans"])


def _acts_by_turn(grade: Mapping[str, Any]) -> dict[int, dict[str, Any]]:
    """What was heard in each turn of the conversation, as a grade in its record form tells it."""
    return {
        turn["turn"]: {act: data for act, data in turn["acts"].items() if data["p"] >= FOUND}
        for turn in grade.get("turns", ())
    }
