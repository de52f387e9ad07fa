"""Sessions as labelled responses: what people stand behind becomes the measure of the detector.

A row is what `python -m scoring evaluate --gold FILE` reads: one response, what the customer said before it, the facts
it is judged against, and the acts in it with their words, as corrected. No ids, dates or people's names are in it.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from scoring import FOUND, masked

if TYPE_CHECKING:
    from scoring import Conversation

    from .mark import Mark
    from .rating import Rating


def gold_rows(
    conversation: Conversation, mark: Mark, *, names: Iterable[str] = (), responses: Container[int] | None = None
) -> list[dict[str, Any]]:
    """The responses of a session as labelled rows; none where no person stands behind its mark.

    Args:
        conversation: the session as it was graded.
        mark: its mark of record; the acts of its grade are the labels, corrections worked in.
        names: of the people concerned, masked beside whatever else looks like a name.
        responses: only these, by their number from 1.
    """
    if not mark.by_person:
        return []
    names = tuple(names)
    acts = {turn["turn"]: turn for turn in mark.grade["turns"]}
    rows, said, number = [], [], 0
    for place, turn in enumerate(conversation.turns):
        if turn.who == "customer":
            said.append(turn.text)
        if turn.who != "trainee" or not turn.text.strip():
            continue
        number += 1
        heard = acts.get(place)
        if heard is not None and heard["understood"] and (responses is None or number in responses):
            rows.append(_row(conversation, "\n".join(said), turn.text, heard["acts"], names))
        said.clear()
    return rows


def _row(
    conversation: Conversation, customer: str, response: str, acts: Mapping[str, Any], names: Sequence[str]
) -> dict[str, Any]:
    row: dict[str, Any] = {
        "lang": conversation.language,
        "channel": conversation.channel,
        "customer": masked(customer, conversation.language, names),
        "response": masked(response, conversation.language, names),
        "acts": {act: found["spans"] for act, found in acts.items() if found["p"] >= FOUND},
    }
    if conversation.case is not None:
        row["case"] = conversation.case.model_dump(mode="json", exclude_defaults=True)
    return row


def rated_row(
    conversation: Conversation, rubric: str, ratings: Sequence[Rating], *, names: Iterable[str] = ()
) -> dict[str, Any]:
    """A rated session as `python -m scoring agreement --rated FILE` reads it; raters by number, in their order.

    Args:
        conversation: the session as it was graded.
        rubric: name of the rubric it was rated by.
        ratings: at least one.
        names: of the people concerned, masked beside whatever else looks like a name.
    """
    names = tuple(names)
    talk: dict[str, Any] = {
        "lang": conversation.language,
        "channel": conversation.channel,
        "turns": [
            {
                "who": turn.who,
                "text": masked(turn.text, conversation.language, names),
                "interrupted": turn.interrupted,
                "silence_s": turn.silence_s,
                "actions": [{"type": deed.type, "id": deed.id} for deed in turn.actions],
            }
            for turn in conversation.turns
        ],
        "exceptions": {
            "no_occasion": list(conversation.exceptions.no_occasion),
            "fails": list(conversation.exceptions.fails),
        },
    }
    if conversation.case is not None:
        talk["case"] = conversation.case.model_dump(mode="json", exclude_defaults=True)
    told = [{"rater": f"r{number}", "steps": dict(each.points)} for number, each in enumerate(ratings, start=1)]
    return {"language": conversation.language, "rubric": rubric, "conversation": talk, "ratings": told}


def lines_of(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Rows as the lines of a file; each gets the id of its place in it, which leads nowhere else."""
    numbered = ({"id": f"g{number:04d}", **row} for number, row in enumerate(rows, start=1))
    # ASCII: half a letter that somebody typed is no UTF-8.
    return "".join(f"{json.dumps(row, sort_keys=False)}\n" for row in numbered).encode()
