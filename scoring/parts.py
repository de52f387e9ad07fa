"""The clauses of a response, seen as what they are to a case: asking, stating or granting."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from scoring.acts import FOUND
from scoring.case_index import CaseIndex
from scoring.comparing import Comparing, comparing
from scoring.evidence import Finding, View
from scoring.matching import Key
from scoring.patterns import Hit
from scoring.quantities import Quantity
from scoring.text import Sentence

FRAGMENT = 5
"""A question of at most so many tokens without a verb ("The fee?") asks."""
DONE_LENGTH = 2
"""A longer sign that holds "have" speaks of the future ("you will have")."""
ASKING = ("fact_question", "open_question", "take_contact")


@dataclass(frozen=True, slots=True)
class Part:
    """One clause: its tokens ``first..last`` (exclusive) and its keys."""

    first: int
    last: int
    clause: int
    keys: tuple[Key, ...]
    asks: bool


class Scene:
    """One response before one case: its quantities and keys, and what is known of its clauses."""

    def __init__(
        self,
        view: View,
        index: CaseIndex,
        findings: Sequence[Finding],
        quantities: Sequence[Quantity],
        keys: Sequence[Key],
    ) -> None:
        self.view = view
        self.index = index
        self.words: Comparing = comparing(view.language.code)
        self.texts = [token.text for token in view.reading.tokens]
        self.quantities = quantities
        self.starts = [quantity.first for quantity in quantities]
        self.keys = keys
        self.key_starts = [key.first for key in keys]
        self.committed = self._commitments()
        self.future = view.sign_clauses("future") | self.committed
        self.reported = view.sign_clauses("report")
        self.refused = view.sign_clauses("refusal")
        self.leads = {hit.sentence for hit in view.signs.get("restate_lead", ())}
        self.telling = {hit.sentence for hit in view.signs.get("report", ())}
        self.by_act: dict[str, set[int]] = {}
        tokens = view.reading.tokens
        for finding in findings:
            if finding.p >= FOUND:
                clauses = {token.clause for token in tokens[finding.first : finding.last + 1]}
                self.by_act.setdefault(finding.act, set()).update(clauses)

    def _commitments(self) -> set[int]:
        """Clauses in which the speaker commits to something that is not done yet."""
        tokens = self.view.reading.tokens
        return {
            tokens[hit.last].clause for hit in self.view.signs.get("commit", ()) if binds(self.view, hit, ability=True)
        }

    def parts(self, number: int, sentence: Sentence) -> list[Part]:
        """Return the clauses of a sentence with their keys, and which of them ask."""
        keys = self.keys[bisect_left(self.key_starts, sentence.first) : bisect_left(self.key_starts, sentence.last)]
        tokens = self.view.reading.tokens
        parts: list[Part] = []
        begin = sentence.first
        for place in range(sentence.first + 1, sentence.last + 1):
            if place < sentence.last and tokens[place].clause == tokens[begin].clause:
                continue
            own = tuple(key for key in keys if begin <= key.first < place and not tokens[key.first].quoted)
            parts.append(Part(begin, place, tokens[begin].clause, own, asks=False))
            begin = place
        return self._asking(number, sentence, parts)

    def _asking(self, number: int, sentence: Sentence, parts: list[Part]) -> list[Part]:
        """Mark the clauses that ask. "So ..., is that right?" states what stands before."""
        marked = sentence.mark == "?"
        opens = [self.opens(part) for part in parts]
        requested = any(self.covered(act, part) for act in ASKING for part in parts)
        requested = requested or any(self._requests(part) for part in parts)
        if not marked and not self.view.is_question(number) and not requested:
            return parts
        lead = number in self.leads
        if marked and not any(opens):
            told = lead or number in self.telling
            asks = not told and (requested or sentence.last - sentence.first <= FRAGMENT)
            return [replace(part, asks=asks) for part in parts]
        if not marked and not any(opens):
            return [replace(part, asks=any(self.covered(act, part) for act in ASKING)) for part in parts]
        if not marked and not self.view.is_question(number):
            opens = [self._requests(part) for part in parts]
        begun = False
        result = []
        for part, asking in zip(parts, opens, strict=True):
            begun = begun or asking
            result.append(replace(part, asks=begun))
        return result

    def opens(self, part: Part) -> bool:
        """Whether a clause opens as a question does."""
        words = [token.text for token in self.view.reading.tokens[part.first : part.last]]
        for place, word in enumerate(words[:6]):
            if self.words.asking_verbs.at(words, place) is not None:
                return True
            if self.words.has("asking", word) or self.words.ends("asking_endings", word):
                return True
            if not self.words.has("skip", word):
                near = words[place : place + 3]
                return any(self.words.has("asking_inside", x) or self.words.ends("asking_endings", x) for x in near)
        return False

    def _requests(self, part: Part) -> bool:
        """Whether a clause asks without a question mark: "tell me ..."."""
        words = [token.text for token in self.view.reading.tokens[part.first : part.last]]
        return any(self.words.asking_verbs.at(words, place) is not None for place in range(min(5, len(words))))

    def covered(self, act: str, part: Part) -> bool:
        """Whether an act was found in a clause."""
        return part.clause in self.by_act.get(act, ())


def binds(view: View, hit: Hit, *, ability: bool = False) -> bool:
    """Whether a sign of commitment binds: not open ("I can"), not done ("I have"), not refused ("I will not").

    With ``ability`` what is still open is let pass.
    """
    words = comparing(view.language.code)
    tokens = view.reading.tokens
    said = [token.text for token in tokens[hit.first : hit.last + 1]]
    behind = [token.text for token in tokens[hit.last + 1 : hit.last + 2] if token.clause == tokens[hit.last].clause]
    if not ability and any(words.has("open", word) for word in said):
        return False
    if any(words.has("no", word) for word in (*said, *behind)):
        return False
    return len(said) > DONE_LENGTH or not any(words.has("done", word) for word in said)
