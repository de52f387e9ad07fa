"""Who comes in a shift, when, and how long they will wait: drawn once, by seed, and then fixed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from simulator.scenario import CENTI, EndingKind, Glance, Scenario, WorldFile

CLOSES_MS = 600_000
"""A shift lasts ten virtual minutes. Typing takes none of them: only what is said, done and left unsaid does."""
LAST_ARRIVAL_MS = 555_000
TARGET_WAIT_MS = 90_000
"""Whoever is served within this time counts as served in time."""
HOUR_MS = 60_000
"""An hour until a promised call is due goes by as a minute of the shift: the counter is shown at its busiest only."""
TILL_DELAY_MS = 30_000
"""Until somebody has come from the back and opened the second till."""
TILL_COST = 25
"""What that costs the firm, in money units."""

_GAPS_MS = (45_000, 95_000)
_BUSY_MS = (150_000, 360_000)
_BUSY_PERCENT = 70
"""In the middle of the shift people come closer together."""
_PATIENCE_MS = {False: (150_000, 240_000), True: (120_000, 190_000)}
"""How long ordinary and upset customers wait before they walk out."""
_PATIENCE_PERCENT = {"phone": 80, "chat": 130}
_BLOCK = 3
"""One in so many customers has a complaint."""
_LONG_MINUTES = 4
_MOST_LONG = 2
_GONE = (15, 6)
"""Who walks out stays with this chance in percent, and tells so many; where a scene has no such ending."""
_CALLS_FROM_MS, _CALLS_APART_MS = 90_000, 150_000


@dataclass(frozen=True, slots=True)
class Arrival:
    """One customer of a shift, known before they come in.

    Args:
        number: their place in the order of arrival, from 0.
        scene: the scene they bring.
        seed: its seed.
        at_ms: when they come.
        patience_ms: how long they wait.
        line: where they wait: the scene's channel.
        upset: whether they come with a complaint.
        complaint: what it is counted under; `none` for ordinary customers.
        lifetime_value: what they are worth to the firm, in money units.
        eased: whether a choice of the firm takes the edge off their complaint.
        gone_percent: the chance that they stay although they walked out of the queue.
        gone_tell: how many they tell about it.
    """

    number: int
    scene: str
    seed: int
    at_ms: int
    patience_ms: int
    line: str
    upset: bool
    complaint: str
    lifetime_value: int
    eased: bool
    gone_percent: int
    gone_tell: int


@dataclass(frozen=True, slots=True)
class Call:
    """A promised call: the session it was promised in, and when it is due."""

    session: str
    due_ms: int


@dataclass(frozen=True, slots=True)
class Roster:
    """Everything that is fixed about a shift.

    Args:
        seed: decides who comes and when.
        language: the language it is played in.
        world: the firm's choices, by name.
        arrivals: in order of time.
        calls: promised in the shift before.
        policy_cost: what the choices cost, in money units.
        till_opens_ms: when a second till opens by itself; None where nobody is there for it.
        own_limit: up to what cost, in hundredths, the trainee grants alone what else takes a supervisor.
    """

    seed: int
    language: str
    world: dict[str, str]
    arrivals: tuple[Arrival, ...]
    calls: tuple[Call, ...] = ()
    policy_cost: int = 0
    till_opens_ms: int | None = None
    own_limit: int = 0


def roster_to_json(roster: Roster) -> dict[str, Any]:
    """A roster as plain values."""
    return asdict(roster)


def roster_from_json(data: Mapping[str, Any]) -> Roster:
    """Read back what `roster_to_json` wrote."""
    values = dict(data)
    values["arrivals"] = tuple(Arrival(**item) for item in data["arrivals"])
    values["calls"] = tuple(Call(**item) for item in data["calls"])
    return Roster(**values)


def draw_roster(
    seed: int,
    language: str,
    scenes: Sequence[Glance],
    scene: Callable[[str], Scenario],
    rules: WorldFile,
    chosen: Mapping[str, str],
    calls: Iterable[str] = (),
) -> Roster:
    """Draw a shift.

    Args:
        seed: the same seed, scenes and choices give the same shift.
        language: the language it will be played in.
        scenes: what may come, at a glance; each is drawn once before any comes twice.
        scene: gives a whole scene by its name; only those that were drawn are asked for.
        rules: the choices a firm has, and what they do.
        chosen: what it has chosen; the default where it says nothing.
        calls: sessions with a call promised for today, in the order of their hours.
    """
    world = {name: chosen.get(name, choice.default) for name, choice in rules.choices.items()}
    effects = [rules.choices[name].effects[option] for name, option in world.items()
               if option in rules.choices[name].effects]  # fmt: skip
    eased = frozenset(cause for effect in effects for cause in effect.eases)
    tills = [effect.till_opens_s for effect in effects if effect.till_opens_s is not None]
    return Roster(
        seed,
        language,
        world,
        _arrivals(seed, sorted(scenes, key=lambda item: item.slug), scene, eased),
        tuple(Call(session, _CALLS_FROM_MS + place * _CALLS_APART_MS) for place, session in enumerate(calls)),
        sum(effect.cost for effect in effects),
        min(tills) * 1000 if tills else None,
        max((effect.own_limit for effect in effects), default=0) * CENTI,
    )


def _arrivals(
    seed: int, scenes: Sequence[Glance], load: Callable[[str], Scenario], eased: frozenset[str]
) -> tuple[Arrival, ...]:
    bags: dict[bool, list[Glance]] = {False: [], True: []}
    made: list[Arrival] = []
    long_ones, at_ms = 0, 0
    while at_ms <= LAST_ARRIVAL_MS:
        number = len(made)
        upset = _is_upset(seed, number)
        if not any(_complains(scene) is upset for scene in scenes):
            upset = not upset
        fits = [scene for scene in scenes if _complains(scene) is upset]
        if not bags[upset]:
            bags[upset] = list(fits)
        left = [scene for scene in bags[upset] if long_ones < _MOST_LONG or not _is_long(scene)] or bags[upset]
        scene = _pick(seed, number, left, eased)
        bags[upset].remove(scene)
        long_ones += _is_long(scene)
        made.append(_arrival(seed, number, load(scene.slug), at_ms, eased))
        gap = _between(seed, f"gap {number}", *_GAPS_MS)
        busy = _BUSY_MS[0] <= at_ms < _BUSY_MS[1]
        at_ms += gap * _BUSY_PERCENT // 100 if busy else gap
    return tuple(made)


def _is_upset(seed: int, number: int) -> bool:
    """Whether customer ``number`` has a complaint: one in each block of three, and never the first who comes."""
    block = number // _BLOCK
    place = 1 + _dice(seed, "upset 0", _BLOCK - 1) if block == 0 else _dice(seed, f"upset {block}", _BLOCK)
    return number % _BLOCK == place


def _complains(scene: Glance) -> bool:
    return (scene.about.complaint or "none") != "none"


def _is_long(scene: Glance) -> bool:
    return scene.about.minutes > _LONG_MINUTES


def _pick(seed: int, number: int, scenes: Sequence[Glance], eased: frozenset[str]) -> Glance:
    weights = [max(1, scene.about.weight * (1 if scene.about.complaint in eased else 2)) for scene in scenes]
    at = _dice(seed, f"scene {number}", sum(weights))
    for scene, weight in zip(scenes, weights, strict=True):
        at -= weight
        if at < 0:
            return scene
    return scenes[-1]


def _arrival(seed: int, number: int, scene: Scenario, at_ms: int, eased: frozenset[str]) -> Arrival:
    about = scene.file.about
    upset, line = (about.complaint or "none") != "none", about.channel.value
    patience = _between(seed, f"patience {number}", *_PATIENCE_MS[upset]) * _PATIENCE_PERCENT.get(line, 100) // 100
    walks = [ending for ending in scene.file.endings.values()
             if ending.kind in (EndingKind.WALKS_OUT, EndingKind.HANGS_UP)]  # fmt: skip
    return Arrival(
        number,
        scene.slug,
        _dice(seed, f"guest {number}", 2**31),
        at_ms,
        patience,
        line,
        upset,
        about.complaint or "none",
        scene.file.case.lifetime_value,
        upset and about.complaint in eased,
        min((ending.retention for ending in walks), default=_GONE[0]),
        max((ending.word_of_mouth.people for ending in walks if ending.word_of_mouth.tone == "bad"), default=_GONE[1]),
    )


def _between(seed: int, name: str, least: int, most: int) -> int:
    return least + _dice(seed, name, most - least + 1)


def _dice(seed: int, name: str, below: int) -> int:
    """A number from 0 to below ``below``, the same for the same seed and name."""
    return int.from_bytes(hashlib.sha256(f"shift:{seed}:{name}".encode()).digest()[:8]) % below
