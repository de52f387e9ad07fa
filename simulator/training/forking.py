"""Taking the other road: what a session and its fork have in common.

A fork at turn N begins where response N was about to be given. Deeds done by then stay done; the silence, the cutting
in and the misunderstandings right before that response belong to it and are lived anew.

The old road stays exactly as it was recorded. One that had not come to its end is not ended for the trainee either:
nobody walked away from that customer, and a grade over half a conversation would say something untrue. It only is no
longer offered to be gone on with (`unfinished`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from simulator.engine import Interrupted, Left, ResponseGiven, Waited
from simulator.errors import UsageError
from simulator.record import Entry, Journal, resumable
from simulator.review import COACHED_KIND, STEP_KIND, Played, Step


def shared_steps(played: Played, turn: int) -> int:
    """How many steps a fork at a turn has in common with its parent.

    Args:
        played: the parent.
        turn: number of the response to give anew, from 1; one more than there are, to go on after the last.

    Raises:
        UsageError: there is no such turn, or the scene was over by then.
    """
    last = played.state.turn
    if not 1 <= turn <= last + 1:
        raise UsageError(f"There is no turn {turn} to go back to.", f"Choose one from 1 to {last + 1}.")
    count = next((index for index, step in enumerate(played.steps) if _gives(step, turn)), len(played.steps))
    while count > 1 and _belongs_to_next(played.steps[count - 1]):
        count -= 1
    if played.steps[count - 1].state.ended:
        raise UsageError(f"The scene was over before turn {turn}.", f"Choose one from 1 to {last}.")
    return count


def fork_turns(played: Played) -> tuple[int, ...]:
    """The turns a session can be forked at: every response, and after the last one where the scene went on."""
    turns = tuple(range(1, played.state.turn + 1))
    try:
        shared_steps(played, played.state.turn + 1)
    except UsageError:
        return turns
    return (*turns, played.state.turn + 1)


def shared_entries(entries: Iterable[Entry], played: Played, turn: int) -> tuple[int, list[tuple[str, bytes]]]:
    """The parent's last entry that is shared, and the entries that come along: steps, and the help seen until then.

    Args:
        entries: the parent's, none of them erased.
        played: the parent.
        turn: as for `shared_steps`.

    Raises:
        UsageError: as `shared_steps` does.
    """
    left = shared_steps(played, turn) - 1
    sequence = 0
    kept: list[tuple[str, bytes]] = []
    help_left = sum(1 for coached in played.coached if coached["turn"] < turn)
    for entry in entries:
        if entry.payload is None:
            continue
        if entry.kind == STEP_KIND and left:
            left, sequence = left - 1, entry.sequence
            kept.append((entry.kind, entry.payload))
        elif entry.kind == COACHED_KIND and help_left:
            # Hints come in the order of turns, so those seen by then are the first ones.
            help_left -= 1
            kept.append((entry.kind, entry.payload))
    return sequence, kept


def unfinished(journal: Journal, person_id: str) -> Sequence[str]:
    """Ids of this person's sessions that can be gone on with, latest first; see `record.resumable`."""
    return [record.id for record in resumable(journal.sessions(person_id))]


def _gives(step: Step, turn: int) -> bool:
    return any(isinstance(event, ResponseGiven) and event.turn == turn for event in step.events)


def _belongs_to_next(step: Step) -> bool:
    """Whether a step is part of what led to the next response: silence, cutting in, leaving, not being understood."""
    if isinstance(step.given, Waited | Interrupted | Left):
        return True
    return step.detection is not None and not any(isinstance(event, ResponseGiven) for event in step.events)
