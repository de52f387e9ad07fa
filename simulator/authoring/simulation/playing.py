"""How simulated trainees play: from what they see to what they say or do next."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol

from .bank import WARM, Bank
from .sight import CutIn, Do, Leave, Offer, Say, Sight, Step
from .speaking import Voice, share
from .trainees import ALL_AT_ONCE, COURSE, LEVEL_NAMED, ONE_SENTENCE, Level, Round

LETTER = "email"
COMPLAINT_ACTS = frozenset({"apologise", "empathise", "admit_fault"})
ABUSE_ANGER = 55
HEARD_ENOUGH = 45
SHORT_OF_PATIENCE = 20
UNSETTLED_ANGER = 45
MOST_OFFERS = 3
WISHED = 50
"""A remedy is taken for what the customer wishes from this share of its words on, in percent."""
MOST_BOUNDARIES = 2
MOST_RESTATED = 3
MOST_TRICKS = 8
MORE: tuple[Round, ...] = (
    ("offer_remedy",),
    ("explain_limit", "follow_up"),
    ("empathise", "open_question"),
    ("offer_remedy", "explain_next"),
    ("own", "follow_up"),
    ("reassure", "thank"),
)
"""What is left to try when the customer is not done yet."""
CALLED: tuple[Round, ...] = (("call_opening",), ("thank", "own", "follow_up"), ("reassure", "thank"))
"""The promised call: how is it now, and what is still to be done."""


class Player(Protocol):
    """Anybody who plays a scene by what they see."""

    def next(self, sight: Sight) -> Step:
        """What they do at this moment."""


def player(name: str, bank: Bank, seed: str) -> Player:
    """A trainee of a level, or somebody with a trick.

    Args:
        name: one of `PLAYERS`.
        bank: the sentences of the language.
        seed: decides everything the player leaves to chance.
    """
    # Dice of their own, so that a run depends on its seed and on nothing played beside it.
    dice = random.Random(seed)  # noqa: S311 - this draws sentences, not secrets
    level = LEVEL_NAMED.get(name)
    return Trickster(name, bank, dice) if level is None else Trainee(level, bank, dice)


class Trainee:
    """One simulated trainee in one session.

    Args:
        level: their skill.
        bank: the sentences of the language.
        dice: theirs alone.
    """

    def __init__(self, level: Level, bank: Bank, dice: random.Random) -> None:
        self._level, self._dice = level, dice
        self._voice = Voice(bank, level.registers, dice)
        self._forgotten = frozenset(
            dice.sample(level.forgettable, min(len(level.forgettable), dice.randint(*level.left_out)))
        )
        self._rounds: deque[Round] = deque()
        self._begun, self._troubled = False, True
        self._deeds: deque[Do] = deque()
        self._looked: set[str] = set()
        self._offered: set[str] = set()
        self._counts: dict[str, int] = {}
        self._extra = 0
        self._later = deque(CALLED if level.patience > LEVEL_NAMED["beginner"].patience else CALLED[:2])
        self._cut = False

    def _chance(self, percent: int) -> bool:
        return self._dice.randrange(100) < percent

    def _count(self, act: str) -> int:
        return self._counts.get(act, 0)

    def next(self, sight: Sight) -> Step:
        """What this trainee does at this moment."""
        self._begin(sight)
        if sight.due:
            self._deeds.clear()
            return Do("call_back") if self._chance(self._level.looks) else Leave()
        while self._deeds:
            deed = self._deeds.popleft()
            if any((offer.kind, offer.target) == (deed.kind, deed.target) and offer.possible for offer in sight.offers):
                return deed
        if sight.spoken and not self._cut and self._chance(self._level.cuts_in):
            self._cut = True
            return CutIn()
        self._cut = False
        acts = self._choose(sight)
        text = self._compose(acts, sight) if acts else ""
        return Say(text) if text else Leave()

    def _begin(self, sight: Sight) -> None:
        """At the first sight of the scene: what they are going to do, as far as they think of it."""
        if not self._begun:
            self._troubled = sight.complaint
            rounds = self._level.courses.fitting(
                letter=sight.channel == LETTER, short=sight.short, troubled=self._troubled
            )
            # Feelings nobody has shown are not answered.
            left_out = self._forgotten if self._troubled else self._forgotten | COMPLAINT_ACTS
            kept = (tuple(act for act in acts if act not in left_out) for acts in rounds)
            self._rounds.extend(acts for acts in kept if acts)
            self._begun = True

    def _choose(self, sight: Sight) -> Round:
        """The acts of the next response; none when there is nothing left to try."""
        if sight.later:
            return self._later.popleft() if self._later else ()
        if self._chance(self._level.adapts) and (answer := self._answer(sight)):
            return answer
        if self._rounds:
            return self._rounds.popleft()
        self._extra += 1
        if self._extra > self._level.patience:
            return ()
        acts = MORE[(self._extra - 1) % len(MORE)]
        return tuple(act for act in acts if self._troubled or act not in COMPLAINT_ACTS)

    def _answer(self, sight: Sight) -> Round:
        """What this very customer calls for, before the usual course goes on."""
        ahead = self._rounds[0] if self._rounds else ()
        abused = {"insults", "threats"}.intersection(sight.warnings) and sight.mood["anger"] >= ABUSE_ANGER
        if sight.turn and abused and self._count("set_boundary") < MOST_BOUNDARIES:
            return ("set_boundary", "open_question")
        little = len(sight.told) <= 1 and self._count("open_question") <= 1
        if "restate" in ahead and little and sight.channel != LETTER:
            return ("open_question",)
        unsaid = [fact for fact in sight.told if fact.key and fact.fact not in self._voice.said_back]
        unheard = sight.mood["heard"] < HEARD_ENOUGH and 0 < self._count("restate") < MOST_RESTATED
        if unsaid and unheard:
            return ("restate",)
        if sight.mood["patience"] < SHORT_OF_PATIENCE and not self._offered:
            while self._rounds and "offer_remedy" not in self._rounds[0]:
                self._rounds.popleft()
        if "offer_remedy" in ahead and not self._count("explain_limit") and self._beyond(sight):
            return self._pass_up(sight)
        if self._unsettled(sight):
            return ("offer_remedy",)
        return ()

    def _unsettled(self, sight: Sight) -> bool:
        """Whether something was done about it and it was not enough: still angry, and there is more to give."""
        more = any(offer.target and offer.possible and offer.target not in self._offered for offer in sight.offers)
        given = 0 < self._count("offer_remedy") < MOST_OFFERS
        return given and more and sight.mood["anger"] >= UNSETTLED_ANGER

    def _beyond(self, sight: Sight) -> bool:
        """Whether what the customer wishes for most is not the trainee's to give."""
        ranked = _ranked(sight)
        return bool(ranked) and not ranked[0].possible and share(ranked[0], sight.heard) >= WISHED

    def _pass_up(self, sight: Sight) -> Round:
        if sight.can("supervisor"):
            return ("explain_limit", "escalate")
        return ("explain_limit", "warm_transfer") if sight.can("warm_transfer") else ("explain_limit",)

    def _compose(self, acts: Round, sight: Sight) -> str:
        """The words for some acts; where the customer would cut in, what does not fit waits for the next response."""
        said: list[str] = []
        if self._level.faults and self._chance(self._level.slips):
            said.append(self._voice.slip(self._dice.choice(self._level.faults), sight))
            if self._chance(self._level.alone):
                return said[0]
        for place, act in enumerate(acts):
            for remedy in self._remedies(act, sight):
                sentence = self._voice.say(act, sight, remedy)
                if not sentence:
                    continue
                long = len(" ".join([*said, sentence]).split()) > self._level.words
                if said and sight.spoken and long and not sight.later:
                    self._rounds.appendleft(acts[place:])
                    return " ".join(said)
                said.append(sentence)
                self._follow(act, remedy)
        return " ".join(said)

    def _remedies(self, act: str, sight: Sight) -> Iterable[Offer | None]:
        """What is offered in one breath: the best that is possible, and from the skilled on a second that is wished."""
        if act != "offer_remedy":
            return (None,)
        possible = [offer for offer in _ranked(sight) if offer.possible and offer.target not in self._offered]
        second = [
            offer for offer in possible[1:2] if share(offer, sight.heard) >= WISHED and WARM in self._level.registers
        ]
        return (*possible[:1], *second)

    def _follow(self, act: str, remedy: Offer | None) -> None:
        """What comes after the words: deeds."""
        self._counts[act] = self._count(act) + 1
        if remedy is not None:
            self._offered.add(remedy.target)
            if self._chance(self._level.deeds):
                self._deeds.append(Do("remedy", remedy.target))
        kinds = {
            "empathise": ("account", "lookup"),
            "fact_question": ("account", "lookup"),
            "follow_up": ("note",),
            "note_record": ("note",),
            "escalate": ("supervisor",),
            "warm_transfer": ("note", "warm_transfer"),
        }.get(act, ())
        for kind in kinds:
            if kind not in self._looked and self._chance(self._level.looks):
                self._deeds.append(Do(kind))
            self._looked.add(kind)


def _ranked(sight: Sight) -> list[Offer]:
    """The remedies, best first: those the customer speaks of, the latest words twice; then as the cards lie."""
    remedies = [offer for offer in sight.offers if offer.target]
    return sorted(remedies, key=lambda offer: -(2 * share(offer, sight.said) + share(offer, sight.heard)) // 25)


class Trickster:
    """Somebody who tries one trick on every customer.

    Args:
        trick: one of `TRICKS`.
        bank: the sentences of the language.
        dice: theirs alone.
    """

    def __init__(self, trick: str, bank: Bank, dice: random.Random) -> None:
        self._trick = trick
        self._voice = Voice(bank, (WARM,), dice)
        self._sentence = ""
        self._deeds: deque[Do] = deque()
        self._turns = 0

    def next(self, sight: Sight) -> Step:
        """What the trick does at this moment."""
        if self._deeds and not sight.due:
            return self._deeds.popleft()
        self._turns += 1
        if sight.due or self._turns > MOST_TRICKS:
            return Leave()
        if self._trick == ONE_SENTENCE:
            self._sentence = self._sentence or " ".join(
                self._voice.say(act, sight) for act in ("apologise", "empathise")
            )
            return Say(self._sentence)
        if self._trick == ALL_AT_ONCE:
            return Leave() if self._turns > 1 else Say(self._everything(sight))
        return Say(self._voice.say(("greeting", "thank", "courtesy")[self._turns % 3], sight))

    def _everything(self, sight: Sight) -> str:
        if sight.channel == LETTER:
            # A letter may well hold everything. The trick is to send everybody the same one.
            sight = replace(sight, told=(), words={}, offers=())
        remedy = next((offer for offer in _ranked(sight) if offer.possible), None)
        if remedy is not None:
            self._deeds.append(Do("remedy", remedy.target))
        self._deeds.append(Do("note"))
        said = (self._voice.say(act, sight, remedy) for acts in COURSE for act in acts)
        return " ".join(text for text in said if text)
