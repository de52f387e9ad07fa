"""What the trainee does besides speaking, and what silence and cutting in do."""

from __future__ import annotations

from simulator.scenario import Action, ActionKind, Channel, Effect, Remedy, Scenario

from .conditions import Moment
from .events import ActionDone, ActionRefused, CutOff, PromiseSettled, SilenceBroken
from .inputs import Acted, Interrupted, Waited
from .mood import scale
from .moving import end, enforce_mood_limits, enter, follow, keep_call, miss_call
from .responding import hear_out
from .speaking import react, respond_to_cut, say
from .state import Phase, State
from .unfolding import Unfolding

KINDS = frozenset(kind.value for kind in ActionKind)

ALWAYS = (ActionKind.NOTE, ActionKind.COMMENT_CARD)
"""Possible in every scene, also where the author says nothing about it."""

QUIET = (ActionKind.LOOKUP, ActionKind.ACCOUNT, ActionKind.NOTE)
"""Possible while a promised call is due, without missing it."""

HEARD_SHARE = 60
"""A line cut off before this much of it (percent) was not understood."""


def act(u: Unfolding, given: Acted) -> None:
    """Work out everything that follows from an action."""
    refused = _refusal(u, given)
    if refused:
        u.emit(ActionRefused(given.ref, refused))
        return
    if u.state.phase is Phase.DUE and given.kind not in QUIET:
        if given.kind == ActionKind.CALL_BACK:
            u.emit(ActionDone(given.ref, 0))
            keep_call(u)
        else:
            miss_call(u)
        return
    hear_out(u)
    if given.kind == ActionKind.REMEDY:
        _grant(u, given, u.file.case.remedies[given.target])
    else:
        _do(u, given, u.file.actions.get(ActionKind(given.kind), Action()))


def _refusal(u: Unfolding, given: Acted) -> str:
    """Why an action is not possible; empty if it is."""
    if given.kind == ActionKind.REMEDY:
        return _remedy_refusal(u, given)
    if given.kind not in KINDS:
        return "unknown"
    if given.kind == ActionKind.CALL_BACK and u.state.phase is Phase.DUE:
        return ""
    action = u.file.actions.get(ActionKind(given.kind))
    if action is None:
        return "" if given.kind in ALWAYS else "unknown"
    if given.kind == ActionKind.CALL_BACK and action.to is None:
        return "not_now"
    return "" if u.holds(action.when) else "not_now"


def _remedy_refusal(u: Unfolding, given: Acted) -> str:
    remedy = u.file.case.remedies.get(given.target)
    if remedy is None:
        return "unknown"
    if remedy.by == "nobody":
        return "nobody_may"
    alone = remedy.by == "supervisor" and ActionKind.SUPERVISOR.value not in u.state.done
    if alone and not 0 < remedy.cost <= u.state.carried.own_limit:
        return "beyond_authority"
    return "" if u.holds(remedy.when) and given.ref not in u.state.done else "not_now"


def _grant(u: Unfolding, given: Acted, remedy: Remedy) -> None:
    """Carry out a remedy. In silence, or to a customer who was not heard yet, it does half."""
    table = u.scenario.mood
    worded = given.target in u.state.offered
    u.moment = Moment(action=given.ref)
    u.emit(ActionDone(given.ref, remedy.takes_s * 1000, worded))
    u.pass_time(remedy.takes_s * 1000, silent=False, cause=given.ref)
    factors = {"persona": u.file.persona.factors.get("offer_remedy", 100)}
    if not worded:
        factors["silent"] = table.in_silence
    if not u.state.restated:
        factors["unheard"] = table.unheard
    if given.target not in (*u.file.case.wants, *u.file.case.settles_for):
        factors["unwanted"] = table.unwanted
    factors = {name: value for name, value in factors.items() if value != 100}
    effect = remedy.effect if remedy.effect.items() else table.remedy
    u.change(scale(effect, factors), "remedy" if worded else "remedy_in_silence", given.target, factors)
    for number, promise in enumerate(u.state.promises):
        if promise.what == given.target and promise.kept is None:
            u.emit(PromiseSettled(number, kept=True))
    _go_on(u, say(u, remedy.say, "action", given.ref), remedy.to, given.ref, "remedy")


def _effect_of(u: Unfolding, given: Acted, action: Action) -> tuple[Effect, str]:
    if action.early is not None and u.holds(action.early):
        return action.early_effect, "action_early"
    if action.effect.items():
        return action.effect, "action"
    by_kind = {
        ActionKind.NOTE: u.scenario.mood.note,
        ActionKind.SUPERVISOR: u.scenario.mood.supervisor,
        ActionKind.WARM_TRANSFER: u.scenario.mood.warm_transfer,
        ActionKind.BLIND_TRANSFER: u.scenario.mood.blind_transfer,
    }
    repeated = given.ref in u.state.done
    return (Effect() if repeated else by_kind.get(ActionKind(given.kind), Effect())), "action"


def _do(u: Unfolding, given: Acted, action: Action) -> None:
    u.moment = Moment(action=given.ref)
    effect, reason = _effect_of(u, given, action)
    u.emit(ActionDone(given.ref, action.takes_s * 1000, text=given.text, shows=action.shows))
    u.pass_time(action.takes_s * 1000, silent=False, cause=given.ref)
    u.effect(effect, reason, given.ref)
    said = say(u, action.say, "action", given.ref)
    _go_on(u, said, action.to, given.ref, given.kind)


def _go_on(u: Unfolding, said: bool, to: str | None, ref: str, on: str) -> None:
    """After an action: the limits, then where it leads, else a word from the customer."""
    if enforce_mood_limits(u):
        return
    if to is not None:
        enter(u, to, f"action {ref}")
    elif not follow(u, after_action=True) and not said:
        react(u, on)


def wait(u: Unfolding, given: Waited) -> None:
    """Silence: the clock runs, patience drifts, and at the node's thresholds the customer speaks up."""
    if u.state.phase is Phase.DUE:
        miss_call(u)
        return
    hear_out(u)
    left = given.ms
    while left > 0 and not enforce_mood_limits(u):
        due = _next_silence_ms(u)
        ms = left if due is None else min(left, due)
        u.pass_time(ms, silent=True)
        left -= ms
        if ms == due:
            _break_silence(u)
            hear_out(u)
    enforce_mood_limits(u)


def _next_silence_ms(u: Unfolding) -> int | None:
    """How much more silence it takes until the customer speaks up; None where they will not."""
    silences = u.node.silence
    if u.state.silences >= len(silences) or u.file.about.channel is Channel.EMAIL:
        return None
    return max(1, silences[u.state.silences].after_s * 1000 - u.state.silence_ms)


def _break_silence(u: Unfolding) -> None:
    index = u.state.silences
    silence = u.node.silence[index]
    u.emit(SilenceBroken(index))
    u.effect(silence.effect, "silence")
    if not say(u, silence.say, "silence"):
        react(u, "silence", why="silence")
    if silence.to is not None:
        enter(u, silence.to, "silence")


def interrupt(u: Unfolding, given: Interrupted) -> None:
    """The trainee speaks over the customer: the line breaks off, facts in it may be lost, and it costs."""
    if not u.state.pending or not u.file.about.channel.spoken or u.state.phase is Phase.DUE:
        return
    total = sum(line.chars for line in u.state.pending)
    at = total // 2 if given.at_char is None else max(0, min(given.at_char, total))
    ms, lost, cut_line, cut_at = 0, [], u.state.pending[-1].line, u.state.pending[-1].chars
    for line in u.state.pending:
        heard = max(0, min(at, line.chars))
        ms += line.duration_ms * heard // max(1, line.chars)
        if heard * 100 < line.chars * HEARD_SHARE:
            lost += [fact for fact in line.tells if fact in u.state.told]
        if 0 <= at < line.chars:
            cut_line, cut_at = line.line, at
        at -= line.chars
    u.emit(CutOff(cut_line, cut_at, ms, tuple(lost)))
    respond_to_cut(u)
    enforce_mood_limits(u)


def leave(u: Unfolding) -> None:
    """The trainee has nothing more to say: a due call is missed, an open scene ends at its turn limit's ending."""
    if u.state.phase is Phase.DUE:
        miss_call(u)
    else:
        end(u, u.file.limits.turns_to)


def possible(scenario: Scenario, state: State, given: Acted) -> bool:
    """Whether an action could be done at this moment."""
    return not _refusal(Unfolding(scenario, state), given)
