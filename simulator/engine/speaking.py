"""Which line is spoken: the first that fits and was not heard before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from simulator.scenario import CENTI, LineId, Reaction, Speaker, Utterance

from .conditions import Moment
from .events import Spoke
from .timing import speaking_ms
from .unfolding import Unfolding, roll

LOUD_ANGER = 75 * CENTI
"""From this anger on (hundredths) a customer shouts, where the channel carries a voice."""


def say_line(
    u: Unfolding,
    line: LineId,
    why: str,
    *,
    cause: str = "",
    by: str = Speaker.CUSTOMER.value,
    tells: tuple[str, ...] = (),
    loud: bool | None = None,
) -> None:
    """Have a line spoken, with its length and duration in the session's language."""
    chars = len(u.scenario.text(line, u.state.language, u.state.drawn))
    if loud is None:
        angry = u.state.mood.anger >= LOUD_ANGER
        loud = by == Speaker.CUSTOMER.value and angry and u.file.about.channel.spoken
    u.emit(Spoke(by, line, why, cause, chars, speaking_ms(chars), tells, loud))


def say(u: Unfolding, utterances: Iterable[Utterance], why: str, cause: str = "") -> bool:
    """Speak each utterance whose condition holds. Returns whether anything was said.

    Of an utterance's variants the first fitting and unspoken one is chosen, or else the last fitting one.
    """
    said = False
    for utterance in utterances:
        if not u.holds(utterance.when):
            continue
        fitting = [variant.line for variant in utterance.choices() if u.holds(variant.when)]
        if not fitting:
            continue
        line = next((line for line in fitting if line not in u.state.spoken), fitting[-1])
        say_line(u, line, why, cause=cause, by=utterance.by.value, tells=utterance.tells, loud=utterance.loud)
        said = True
    return said


def say_again(u: Unfolding, utterances: Sequence[Utterance]) -> bool:
    """Speak the first utterance with a line not heard before; for a node the scene stays in."""
    for utterance in utterances:
        if u.holds(utterance.when) and any(
            variant.line not in u.state.spoken and u.holds(variant.when) for variant in utterance.choices()
        ):
            return say(u, [utterance], "again", u.state.node)
    return False


def say_one_of(u: Unfolding, lines: Sequence[LineId], why: str, cause: str = "") -> bool:
    """Speak one of ``lines`` not heard before, chosen by the dice. Returns whether one was left."""
    fresh = [line for line in lines if line not in u.state.spoken]
    if not fresh:
        return False
    say_line(u, fresh[roll(u.state.seed, u.state.dice, len(fresh))], why, cause=cause)
    return True


def _pools(u: Unfolding) -> tuple[tuple[Reaction, ...], ...]:
    return (u.file.reactions, u.file.persona.reactions, u.scenario.pool.reactions)


def react(u: Unfolding, on: str, *, facts: frozenset[str] = frozenset(), why: str = "reaction") -> bool:
    """Speak a reaction to ``on`` (an act or event): from the scene, then the persona, then the common pool.

    A reaction that names a fact comes first, where that fact was touched. Returns whether one was left to say.
    """
    for reactions in _pools(u):
        matching = [reaction for reaction in reactions if reaction.on == on and u.holds(reaction.when)]
        matching = [reaction for reaction in matching if reaction.fact is None or reaction.fact in facts]
        matching.sort(key=lambda reaction: reaction.fact is None)
        if any(say_one_of(u, reaction.say, why, on) for reaction in matching):
            return True
    return False


def prod(u: Unfolding) -> None:
    """Say something when there is nothing else to say; when even the pool is used up, the line heard least often."""
    if react(u, "prod"):
        return
    lines = [line for pool in _pools(u) for reaction in pool if reaction.on == "prod" for line in reaction.say]
    if lines:
        say_line(u, min(lines, key=lambda line: u.state.spoken.get(line, 0)), "reaction", cause="prod")


def respond_to_cut(u: Unfolding) -> None:
    """What the customer says when spoken over."""
    u.moment = Moment(interrupted=True)
    taken = u.file.persona.interrupted
    u.effect(taken.effect, "interrupted")
    if not (
        say(u, u.node.interrupted, "interrupted")
        or say_one_of(u, taken.say, "interrupted")
        or react(u, "interrupted", why="interrupted")
    ):
        prod(u)
