"""From an act to a sentence: which one of the bank, and what its slots are filled with."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from .bank import POOR, SLOT, Bank, slots
from .sight import Offer, Sight, Told

STEM = 5
"""Letters by which two words are taken for one: enough for the inflections of the five languages."""
MOST_FACTS = 4
_WORD = re.compile(r"\w{4,60}")
_DOUBLED = re.compile(r"\b(\w{2,40}) \1\b", re.IGNORECASE)


def stems(text: str) -> frozenset[str]:
    """The beginnings of a text's longer words."""
    return frozenset(word[:STEM] for word in _WORD.findall(text.casefold()))


def share(offer: Offer, text: str) -> int:
    """How much of one of an offer's wordings stands in a text, in percent."""
    there = stems(text)
    found = [100 * len(own & there) // len(own) for wording in offer.wordings if (own := stems(wording))]
    return max(found, default=0)


class Voice:
    """One trainee's way of speaking: registers of the bank, and no sentence twice while there is another.

    Args:
        bank: the sentences of the language.
        registers: those this trainee draws from.
        dice: theirs alone.
    """

    def __init__(self, bank: Bank, registers: Sequence[str], dice: random.Random) -> None:
        self._bank, self._registers, self._dice = bank, registers, dice
        self._used: set[str] = set()
        self.said_back: set[str] = set()

    def say(self, act: str, sight: Sight, remedy: Offer | None = None) -> str:
        """A sentence that shows an act; empty where the bank or the scene has nothing for it."""
        entries = [text for name in self._registers for text in self._bank.spoken(name, act, sight.address)]
        return self._choose(entries or list(self._bank.spoken(POOR, act, sight.address)), sight, remedy)

    def slip(self, fault: str, sight: Sight) -> str:
        """A sentence that shows a fault."""
        return self._choose(list(self._bank.spoken(POOR, fault, sight.address)), sight, None)

    def _choose(self, entries: list[str], sight: Sight, remedy: Offer | None) -> str:
        entries = [text for text in dict.fromkeys(entries) if self._fits(text, sight, remedy)]
        fresh = [text for text in entries if text not in self._used]
        used = [text for text in entries if text in self._used]
        for chosen in (*self._dice.sample(fresh, len(fresh)), *self._dice.sample(used, len(used))):
            filled = self._fill(chosen, sight, remedy)
            # A form that brings its own article doubles that of the sentence; nobody talks like that.
            if not _DOUBLED.search(filled):
                self._used.add(chosen)
                return filled
        return ""

    def _fill(self, sentence: str, sight: Sight, remedy: Offer | None) -> str:
        values = {**sight.words, "when": self._dice.choice(self._bank.when)}
        if remedy is not None and remedy.wordings:
            values["remedy"] = self._dice.choice(remedy.wordings[1:] or remedy.wordings)
        if "facts" in slots(sentence):
            values["facts"] = self._facts(sight.told)
        return SLOT.sub(lambda slot: values[slot[1]], sentence)

    def _fits(self, text: str, sight: Sight, remedy: Offer | None) -> bool:
        """Whether there is something for each slot."""
        for slot in slots(text):
            there = {"when": True, "remedy": remedy is not None and bool(remedy.wordings), "facts": bool(sight.told)}
            if not there.get(slot, bool(sight.words.get(slot))):
                return False
        return True

    def _facts(self, told: Sequence[Told]) -> str:
        """What was told, the complaint itself and what was not said back yet first, one wording each."""
        order = sorted(told, key=lambda fact: (fact.fact in self.said_back, not fact.key))[:MOST_FACTS]
        self.said_back.update(fact.fact for fact in order)
        wordings = []
        for fact in (fact for fact in told if fact in order):
            long = [wording for wording in fact.wordings if " " in wording.strip()]
            wordings.append(self._dice.choice(long or list(fact.wordings)).rstrip(".!?;"))
        return ", ".join(wordings)
