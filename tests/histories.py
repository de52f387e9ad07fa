"""Random histories of a small firm: people play, are graded, marked, contested, erased; by a seed, quickly."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from random import Random
from typing import Any

from scoring import STEPS
from simulator.marking import Confirmed, Contested, Corrected, MarkEvent, Upheld, Withdrawn, append_event, read_mark
from simulator.record import GRADED_KIND, Journal, Mode, Purpose, RetentionRule, SessionHeader
from simulator.scenario import load, load_world, slugs

START = datetime(2026, 3, 2, 8, tzinfo=UTC)


class Clock:
    """A clock that goes on by a random while with every look at it."""

    def __init__(self, dice: Random) -> None:
        self._dice, self.now = dice, START

    def __call__(self) -> datetime:
        """The present."""
        self.now += timedelta(seconds=self._dice.choice((1, 60, 3_600)))
        return self.now


@cache
def scenes() -> tuple[Any, ...]:
    """Some of the shipped scenes."""
    return tuple(load(slug) for slug in slugs()[:3])


@cache
def world_choices() -> dict[str, list[str]]:
    """The firm's choices and their options."""
    return {name: sorted(choice.effects) for name, choice in load_world().choices.items()}


def grade(dice: Random) -> dict[str, Any]:
    """What a grader might propose."""
    steps = {step: {"points": dice.choice((None, dice.randint(0, 100), 50)), "evidence": []} for step in STEPS}
    points = dice.choice((None, dice.randint(0, 100), dice.randint(48, 52), 50, 50))
    turns = [
        {"turn": turn, "understood": dice.random() < 0.8, "acts": {"own": {"p": dice.choice((510, 560, 900))}}}
        for turn in range(dice.randint(0, 6))
    ]
    return {
        "overall": points,
        "pillars": {pillar: dice.choice((None, 30, 61, 90)) for pillar in ("listening", "apology", "ownership")},
        "steps": steps,
        "low_confidence": dice.random() < 0.1,
        "versions": {"rubric": dice.choice(("seven_steps 1", "gone 3"))},
        "turns": turns,
        "caps": [],
        "failed": ["insult"] if dice.random() < 0.1 else [],
        "unmet": [],
    }


def _bytes(data: Any) -> bytes:
    return json.dumps(data).encode()


@dataclass
class History:
    """A firm that goes on by one random event at a time.

    Args:
        journal: where it is written; its clock must be the one given.
        dice: decide everything.
        clock: of the journal.
    """

    journal: Journal
    dice: Random
    clock: Clock
    people: list[str] = field(default_factory=list)
    reviewers: list[str] = field(default_factory=list)

    def begin(self) -> None:
        """Somebody to begin with, and scenes."""
        for scene in scenes():
            self.journal.put_scenario(scene.hash, scene.bundle())
        self.reviewers = [self.journal.add_person(name).id for name in ("Tove", "Nikos")]
        for _ in range(3):
            self.joins()

    def goes_on(self) -> None:
        """One thing happens."""
        what = self.dice.choices(
            (self.plays, self.marks, self.disputes, self.shift, self.joins, self.renamed, self.erased, self.grows_old),
            (60, 30, 6, 4, 3, 2, 1, 0.5),
        )[0]
        what()

    def joins(self) -> None:
        """Somebody new."""
        name = self.dice.choice(("aino", "Aino", "Åke", "Борис", "Ελένη", "straße", "STRASSE", "İ", "a\\b", "\ud800x"))
        self.people.append(self.journal.add_person(name).id)

    def renamed(self) -> None:
        """Somebody has another name."""
        self.journal.rename(self.dice.choice(self.people), self.dice.choice(("Zoe", "Ämmä", "aino")))

    def erased(self) -> None:
        """Somebody goes."""
        if len(self.people) > 2:
            self.journal.erase_person(self.people.pop(self.dice.randrange(len(self.people))))

    def grows_old(self) -> None:
        """The words of all exams go."""
        self.journal.retain([RetentionRule(Purpose.ASSESSMENT, 0)], dry_run=False)

    def plays(self) -> None:
        """A session, perhaps a fork, perhaps not to its end, perhaps without a grade."""
        dice, scene = self.dice, self.dice.choice(scenes())
        person = dice.choice(self.people[:3] if dice.random() < 0.8 else self.people)
        mode = dice.choices((Mode.PRACTICE, Mode.EXAM, Mode.SHIFT, Mode.DEMONSTRATION), (10, 6, 2, 1))[0]
        earlier = self.journal.sessions(person)
        fork = (dice.choice(earlier).id, 0) if earlier and dice.random() < 0.1 else (None, None)
        header = SessionHeader(scene.slug, scene.hash, "en", mode, 1, *fork)
        following: list[tuple[str, bytes]] = [("step", _bytes({"events": []}))]
        if dice.random() < 0.7:
            card = {"kind": "card_filled", "rating": dice.randint(1, 5), "line": "card.good"}
            following.append(("step", _bytes({"events": [card]})))
        if dice.random() < 0.95:
            following.append((GRADED_KIND, _bytes({"grade": grade(dice)})))
        session = self.journal.begin(person, header, b"{}", following)
        if dice.random() < 0.93:
            ending = dice.choice([*scene.file.endings, "unknown_ending"])
            self.journal.finish(session, len(following) + 1, ending=ending, overall=None)

    def shift(self) -> None:
        """A shift that is over, with what customers were unhappy about."""
        dice = self.dice
        world = {name: dice.choice(options) for name, options in world_choices().items() if dice.random() < 0.7}
        content = _bytes({"world": world})
        scenario_hash = sha256(content).hexdigest()
        self.journal.put_scenario(scenario_hash, content)
        header = SessionHeader("shift", scenario_hash, "en", Mode.ROSTER, 1)
        causes = {cause: dice.randint(0, 5) for cause in dice.sample(sorted(load_world().complaints), 3)}
        following = [("summed", _bytes({"causes": causes}))] if dice.random() < 0.9 else []
        session = self.journal.begin(dice.choice(self.people), header, b"{}", following)
        if dice.random() < 0.9:
            self.journal.finish(session, len(following) + 1, ending="closed", overall=None)

    def disputes(self) -> None:
        """A trainee says that a response was misread."""
        record = self._some()
        if record is not None:
            self.journal.append(record.id, record.entry_count, "case", b"{}")

    def marks(self) -> None:
        """Somebody has a word on a mark, or the grader proposes anew."""
        record, dice = self._some(), self.dice
        mark = None if record is None else read_mark(self.journal, record.id)
        if record is None or mark is None:
            return
        if dice.random() < 0.15:
            self.journal.append(record.id, record.entry_count, GRADED_KIND, _bytes({"grade": grade(dice)}))
            return
        who = dice.choice(self.reviewers)
        if mark.contest is None:
            due = self.clock.now + timedelta(hours=dice.randint(-2, 20))
            what: Any = dice.choice((Confirmed(), Corrected("So it was.", grade(dice)), Contested(("own",), "No.", due)))
        else:
            what = dice.choice((Upheld("It stays."), Withdrawn(), Corrected("Yes.", grade(dice))))
        append_event(self.journal, record.id, MarkEvent(self.clock.now, who, what), mark)

    def _some(self) -> Any:
        found = [each for each in self.journal.sessions() if each.ended_at is not None and each.erased_at is None]
        return self.dice.choice(found) if found else None
