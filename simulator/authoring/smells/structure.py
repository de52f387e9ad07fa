"""Smells of the structure alone: traps, facts nobody learns, conditions that never hold, what a channel rules out."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario import ActionKind, Channel, Condition, Node, ScenarioFile

from .bounds import Bounds
from .subject import Place, Subject, utterances, ways_out

GIVING_UP = (ActionKind.END_CONTACT, ActionKind.BLIND_TRANSFER)
"""Actions that are no way out of a trap: whoever takes them has given the customer up."""


def smell_structure(subject: Subject) -> None:
    """Everything that can be said of the structure without playing or listening."""
    bounds = Bounds(subject.scenario)
    impossible = _conditions(subject, bounds)
    _traps(subject, impossible)
    _facts(subject, bounds, impossible)
    _steps(subject)
    _channel(subject)


def _conditions(subject: Subject, bounds: Bounds) -> set[Place]:
    """Report conditions that never hold; returns the places of those who have them."""
    found: set[Place] = set()
    for place, when in _all_conditions(subject.file):
        if when.model_fields_set and (why := bounds.never(when, in_goto=_is_way(place))) is not None:
            found.add(place[:-1])
            subject.at_structure(place, why.code, why.reason, "As it stands, this never comes.")
    return found


def _is_way(place: Place) -> bool:
    return "goto" in place or place[:2] in (("everywhere", "first"), ("everywhere", "last"))


def _all_conditions(file: ScenarioFile) -> Iterator[tuple[Place, Condition]]:
    """Every condition of the structure with its place; the owner's place is that without the last key."""
    for name, node in file.nodes.items():
        yield from ((("nodes", name, "goto", index, "when"), step.when) for index, step in enumerate(node.goto))
    for key, steps in (("first", file.everywhere.first), ("last", file.everywhere.last)):
        yield from ((("everywhere", key, index, "when"), step.when) for index, step in enumerate(steps))
    for place, said in utterances(file):
        yield (*place, "when"), said.when
        for index, variant in enumerate(said.variants):
            yield (*place, "variants", index, "when"), variant.when
    for kind, action in file.actions.items():
        yield ("actions", kind.value, "when"), action.when
        if action.early is not None:
            yield ("actions", kind.value, "early"), action.early
    for name, remedy in file.case.remedies.items():
        yield ("case", "remedies", name, "when"), remedy.when
    for name, fact in file.case.facts.items():
        yield ("case", "facts", name, "when"), fact.when
    for name, ending in file.endings.items():
        yield from ((("endings", name, "cards", n, "when"), card.when) for n, card in enumerate(ending.cards))
    for name, epilogue in file.epilogues.items():
        yield ("epilogues", name, "when"), epilogue.when
    for index, reaction in enumerate(file.reactions):
        yield ("reactions", index, "when"), reaction.when


def _traps(subject: Subject, impossible: set[Place]) -> None:
    """Nodes from which no ending can be come to but by a limit, said once for each group that hangs together."""
    file = subject.file
    if _a_deed_ends(file):
        return
    steps = {name: _leads(subject, name, impossible) for name in file.nodes}
    back: dict[str, list[str]] = {}
    for name, targets in steps.items():
        for target in targets:
            back.setdefault(target, []).append(name)
    out: set[str] = set()
    waiting = list(file.endings)
    while waiting:
        name = waiting.pop()
        if name not in out:
            out.add(name)
            waiting += back.get(name, [])
    trapped = [name for name in file.nodes if name not in out and name in subject.reachable]
    # A node without any transition is SG156's matter.
    trapped = [name for name in trapped if steps[name]]
    for group in _groups(trapped, steps):
        first = group[0]
        others = "itself" if len(group) == 1 else f"{', '.join(group[:6])}{' …' if len(group) > 6 else ''}"
        message = f'From "{first}" nothing leads but to {others}; only a limit ends the scene there.'
        advice = "Add a transition that leads out."
        subject.at_structure(("nodes", first), "SG301", message, advice, key=True)


def _leads(subject: Subject, name: str, impossible: set[Place]) -> set[str]:
    """Where a response or silence leads from a node; e-mail knows no silence."""
    found = {step.to for place, step in ways_out(subject.file, name) if place not in impossible}
    if subject.file.about.channel is not Channel.EMAIL:
        found |= {item.to for item in subject.file.moment(name).silence if item.to is not None}
    return found


def _a_deed_ends(file: ScenarioFile) -> bool:
    """Whether some action or remedy, short of giving up, leads to a place; it can be done in every node."""
    deeds = [action.to for kind, action in file.actions.items() if kind not in GIVING_UP]
    deeds += [remedy.to for remedy in file.case.remedies.values() if remedy.by != "nobody"]
    return any(to is not None for to in deeds)


def _groups(names: list[str], steps: dict[str, set[str]]) -> list[list[str]]:
    """Names that hang together by their steps, whichever way, in the order of the file."""
    left = dict.fromkeys(names)
    beside: dict[str, set[str]] = {name: set() for name in names}
    for name in names:
        for target in steps[name] & left.keys():
            beside[name].add(target)
            beside[target].add(name)
    order = {name: index for index, name in enumerate(names)}
    groups = []
    while left:
        group, waiting = set(), [next(iter(left))]
        while waiting:
            name = waiting.pop()
            if name in left:
                del left[name]
                group.add(name)
                waiting += beside[name]
        groups.append(sorted(group, key=order.__getitem__))
    return groups


def _facts(subject: Subject, bounds: Bounds, impossible: set[Place]) -> None:
    """Facts that neither a line nor an answer brings out."""
    file = subject.file
    told = {name for place, said in utterances(file) if _comes(subject, place, impossible) for name in said.tells}
    for name, fact in file.case.facts.items():
        if name in told:
            continue
        if fact.given == "unasked":
            message = f'"{name}" is told only where the scene never comes to.'
        elif fact.when.model_fields_set and bounds.never(fact.when) is not None:
            message = f'"{name}" never exists, so nobody can ask for it.'
        else:
            continue
        subject.at_structure(("case", "facts", name), "SG302", message, "Tell it where the scene comes by.", key=True)


def _comes(subject: Subject, place: Place, impossible: set[Place]) -> bool:
    """Whether what is said at a place can ever be said."""
    channel = subject.file.about.channel
    if place[0] in ("nodes", "endings") and place[1] not in subject.reachable:
        return False
    if "silence" in place and channel is Channel.EMAIL:
        return False
    if "interrupted" in place and not channel.spoken:
        return False
    return place not in impossible


def _steps(subject: Subject) -> None:
    """Steps under `teaches` for which the structure leaves no room."""
    file = subject.file
    lacks = {}
    if not any(fact.key for fact in file.case.facts.values()):
        lacks["restate"] = "no fact is marked `key`, so there is nothing to say back"
    if not file.case.remedies:
        lacks["act"] = "there are no remedies"
    for index, step in enumerate(file.about.teaches):
        why = lacks.get(step)
        if step in file.exceptions.no_occasion:
            why = "`exceptions.no_occasion` leaves it out of the grade"
        if why is not None:
            message = f'The scene is to teach "{step}", but {why}.'
            subject.at_structure(("about", "teaches", index), "SG306", message, "Give an occasion, or delete it here.")


def _channel(subject: Subject) -> None:
    """Silence in e-mail; cutting in where nobody speaks."""
    file = subject.file
    channel = file.about.channel
    never = []
    if channel is Channel.EMAIL:
        never.append(("silence", "Nobody waits in silence for an e-mail"))
    if not channel.spoken:
        never.append(("interrupted", f"Nobody can be cut off in {channel.value}"))
    for key, why in never:
        places: list[Place] = [("nodes", name, key) for name, node in file.nodes.items() if _has(node, key)]
        if getattr(file.everywhere, key):
            places.append(("everywhere", key))
        for place in places:
            subject.at_structure(place, "SG314", f"{why}, so this never comes.", f"Delete `{key}`.", key=True)
    if not channel.spoken:
        for part in ("interrupts", "interrupted"):
            if getattr(file.persona, part).say:
                message = f"Nobody cuts in in {channel.value}, so these lines are never said."
                subject.at_structure(("persona", part, "say"), "SG314", message, "Delete them.", key=True)


def _has(node: Node, key: str) -> bool:
    return bool(getattr(node, key))
