"""What a response says about the case: the facts it asks for or states back, and the remedies it speaks of.

A question is compared with the example questions of the facts, a statement with their wordings and values, an offer
with the wordings of the remedies. Where the case stands in another language, its numbers and days and the customer's
own sentences around them take the place of the wordings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scoring.acts import FactMentions, RemedyMention, Span
from scoring.case_index import index_case
from scoring.evidence import Finding, View
from scoring.matching import Collection, Key, Phrase
from scoring.parts import Part, Scene
from scoring.quantities import Quantity, Sort
from scoring.questions import Asked
from scoring.remedies import OFFERING, Granted

STATED = 0.56
LEAST = 0.42
"""Shared weight below which a match is chance."""
VALUE = 0.6
"""Weight from which a value alone states its fact."""
SECOND = 0.3
"""Weight from which a second shared word counts as one."""
CORE = 0.45
"""Share of a wording that is enough where the value in it is said."""
TELLING_ELSE = ("explain_next", "follow_up", "excuse", "dismiss", "take_contact")
DENYING = ("deny", "blame_customer")


def find_mentions(
    view: View, findings: Sequence[Finding], quantities: Sequence[Quantity], keys: Sequence[Key]
) -> tuple[dict[str, FactMentions], dict[str, RemedyMention]]:
    """Return the facts asked for or stated, in the order of the case, and the remedies spoken of.

    Spans are code points of the response; ``findings`` are the pieces of evidence for acts found so far,
    ``quantities`` and ``keys`` are those of the response.
    """
    case = view.case
    if case is None or not (case.facts or case.authority or case.not_allowed or case.supervisor):
        return {}, {}
    scene = Scene(view, index_case(case, view.language.code), findings, quantities, keys)
    asked, stated, granted = Asked(scene), _Stated(scene), Granted(scene)
    for number, sentence in enumerate(view.reading.sentences):
        if view.counted[number]:
            parts = scene.parts(number, sentence)
            granted.look(parts)
            asked.look(parts)
            stated.look(number, parts, granted.clauses)
    facts = {
        fact.id: FactMentions(spans_of(view, asked.found.get(fact.id)), spans_of(view, stated.found.get(fact.id)))
        for fact in case.facts
        if fact.id in asked.found or fact.id in stated.found
    }
    remedies = {
        name: RemedyMention(spans_of(view, granted.found[name]), granted.amounts.get(name))
        for name in scene.index.remedies
        if name in granted.found
    }
    return facts, remedies


def spans_of(view: View, ranges: Sequence[tuple[int, int]] | None) -> tuple[Span, ...]:
    """Turn ranges of tokens (both inclusive) into spans, joining those that touch."""
    tokens = view.reading.tokens
    merged: list[tuple[int, int]] = []
    for first, last in sorted({(first, last) for first, last in ranges or ()}):
        near = merged and first <= merged[-1][1] + 1
        if near and tokens[first].sentence == tokens[merged[-1][1]].sentence:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return tuple(Span(tokens[first].start, tokens[last].end) for first, last in merged)


class _Stated:
    """Facts stated, with the ranges of tokens (both inclusive) that state them."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.found: dict[str, list[tuple[int, int]]] = {}
        self.statements = self._with_customer()

    def look(self, number: int, parts: Sequence[Part], granted: set[int]) -> None:
        """Note the facts stated in the clauses of a sentence; where a remedy is granted nothing is."""
        lead = number in self.scene.leads
        # What stands beside a denial may well be said back: "nobody told you, and the pool was closed".
        parts = [part for part in parts if not any(self.scene.covered(act, part) for act in DENYING)]
        open_parts = [part for part in parts if not part.asks and not self._barred(part, granted, lead=lead)]
        denied = [set() if lead else self._denied(part) for part in open_parts]
        for place, part in enumerate(open_parts):
            self._match([part], denied[place])
            if place + 1 < len(open_parts) and not denied[place] and not denied[place + 1]:
                self._match([part, open_parts[place + 1]], set())

    def _barred(self, part: Part, granted: set[int], *, lead: bool) -> bool:
        """Whether a clause states nothing: it offers, or only supposes."""
        offers = part.clause in self.scene.future and any(self.scene.covered(act, part) for act in OFFERING)
        if offers or part.clause in granted:
            return True
        words = self.scene.view.reading.tokens[part.first : part.last]
        return not lead and any(self.scene.words.has("hanging", token.text) for token in words)

    def _denied(self, part: Part) -> set[str]:
        """The words that deny what a clause says; none where it says what should (not) have been."""
        words = [token.text for token in self.scene.view.reading.tokens[part.first : part.last]]
        if any(self.scene.words.has("should", word) for word in words):
            return set()
        # A "not" within a larger key ("did not work") belongs to what is said.
        return {key.text for key in part.keys if key.first == key.last and self.scene.words.has("no", key.text)}

    def _match(self, parts: Sequence[Part], denied: set[str]) -> None:
        keys = self.scene.index.stating.known(
            [key for part in parts for key in part.keys if not self._ahead(part, key)]
        )
        texts = {key.text for key in keys}
        weak = any(self._tells_else(part) for part in parts)
        for name, phrases in self.statements.items():
            shown = set() if denied else self._value_said(name, keys, texts)
            for phrase in phrases:
                if not denied <= phrase.weights.keys():
                    continue
                shown = shown | self._shown(phrase, texts, weak=weak)
            if shown:
                places = [key for key in keys if key.text in shown and key.strength >= 0.4] or [
                    key for key in keys if key.text in shown
                ]
                self.found.setdefault(name, []).append((places[0].first, places[-1].last))

    def _shown(self, phrase: Phrase, texts: set[str], *, weak: bool) -> set[str]:
        """The keys of a wording that are said, when they are enough of it."""
        if phrase.telling.isdisjoint(texts) or (phrase.core and not self._holds_core(phrase.core, texts)):
            return set()
        shared = phrase.shared(texts)
        firm = len(phrase.core) > 1 or any(key.startswith("#") for key in phrase.core)
        if shared < LEAST or shared < (CORE if firm else STATED) * phrase.total:
            return set()
        said = phrase.weights.keys() & texts
        if weak and sum(phrase.weights[key] >= SECOND for key in said) < 2:
            return set()
        return said

    def _tells_else(self, part: Part) -> bool:
        """Whether a clause speaks of what is to come, or excuses: one shared word is too little there."""
        ahead = part.clause in self.scene.future and part.clause not in self.scene.reported
        return ahead or any(self.scene.covered(act, part) for act in TELLING_ELSE)

    def _holds_core(self, core: frozenset[str], texts: set[str]) -> bool:
        numbers = {key for key in core if key.startswith("#")}
        if numbers:
            return bool(numbers & texts)
        return len(core & texts) * 2 >= len(core)

    def _ahead(self, part: Part, key: Key) -> bool:
        """Whether a day is one to come ("you will have it by Monday"), not the day something happened."""
        if not key.text.startswith((f"#{Sort.WEEKDAY}", f"#{Sort.RELATIVE}")):
            return False
        return part.clause in self.scene.future or any(
            self.scene.covered(act, part) for act in ("explain_next", "follow_up")
        )

    def _value_said(self, name: str, keys: Sequence[Key], texts: set[str]) -> set[str]:
        """The keys of a fact's value that are said and tell enough alone."""
        for value in self.scene.index.values.get(name, ()):
            if value.said(texts):
                strengths = {key.text: key.strength for key in keys if key.text in value.content}
                weight = sum(self.scene.index.stating.weight(key, strength) for key, strength in strengths.items())
                if weight >= VALUE:
                    return set(value.content)
        return set()

    def _with_customer(self) -> Mapping[str, tuple[Phrase, ...]]:
        """Wordings of the facts, and the customer's own clauses that name the value of a fact."""
        theirs = Collection()
        for name, values in self.scene.index.values.items():
            for strengths in self.scene.view.customer.clauses:
                if any(value.said(strengths.keys()) for value in values):
                    said = {
                        key: weight for key, weight in strengths.items() if weight >= 1.0 and not key.startswith("#")
                    }
                    theirs.add(name, said)
        if not theirs.items:
            return self.scene.index.statements
        theirs.weigh()
        return {
            name: (*phrases, *(phrase for phrase in theirs.phrases(name) if len(phrase.weights) > 1))
            for name, phrases in self.scene.index.statements.items()
        }
