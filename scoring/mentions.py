"""What a response says about the case: the facts it asks for or states back, and the remedies it speaks of.

A question is compared with the example questions of the facts, a statement with their wordings and values, an offer
with the wordings of the remedies. Where the case stands in another language, its numbers and days and the customer's
own sentences around them take the place of the wordings.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from scoring.acts import FOUND, FactMentions, RemedyMention, Span
from scoring.case_index import CaseIndex, index_case
from scoring.comparing import Comparing, comparing
from scoring.evidence import Finding, View
from scoring.matching import Collection, Key, Phrase, keys_of, kind_keys, number_key
from scoring.measures import Quantity, Sort, decimal_text
from scoring.promises import binds
from scoring.text import Sentence

ASKED = 0.5
STATED = 0.56
REMEDY = 0.62
LEAST = 0.42
"""Shared weight below which a match is chance."""
VALUE = 0.6
"""Weight from which a value alone states its fact."""
SAID_ONLY = 0.6
"""Weight in a question of a word that stands in the wordings of a fact but in none of its questions."""
OTHER_KIND = 0.6
"""A fact that is never asked for by this kind of question ("when") fits less."""
SECOND = 0.3
"""Weight from which a second shared word counts as one."""
MOST_ASKED = 2
"""A question asks for the two best facts at most."""
CLOSE = 0.9
"""A second fact must fit nearly as well as the best."""
CORE = 0.45
"""Share of a wording that is enough where the value in it is said."""
FRAGMENT = 5
"""A question of at most so many tokens without a verb ("The fee?") asks."""
ASKING = ("fact_question", "open_question", "take_contact")
OFFERING = ("offer_remedy", "ask_wish")
GRANTING = (*OFFERING, "own", "explain_next", "explain_limit")
OTHER_QUESTIONS = (*OFFERING, "ask_permission", "follow_up")
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
    if case is None or not (case.facts or case.authority or case.not_allowed):
        return {}, {}
    finder = _Finder(view, index_case(case, view.language.code), findings, quantities, keys)
    finder.run()
    facts = {
        fact.id: FactMentions(finder.spans(finder.asked.get(fact.id)), finder.spans(finder.stated.get(fact.id)))
        for fact in case.facts
        if fact.id in finder.asked or fact.id in finder.stated
    }
    return facts, finder.remedies()


@dataclass(frozen=True, slots=True)
class _Part:
    """One clause: its tokens ``first..last`` (exclusive) and its keys."""

    first: int
    last: int
    clause: int
    keys: tuple[Key, ...]
    asks: bool


class _Finder:
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
        self.quantities = quantities
        self.starts = [quantity.first for quantity in quantities]
        self.keys = keys
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
        self.asked: dict[str, list[tuple[int, int]]] = {}
        self.stated: dict[str, list[tuple[int, int]]] = {}
        self.granted: dict[str, list[tuple[int, int]]] = {}
        self.granted_in: set[int] = set()
        self.amounts: dict[str, str] = {}
        self.statements = self._with_customer()

    def _commitments(self) -> set[int]:
        """Clauses in which the speaker commits to something that is not done yet."""
        tokens = self.view.reading.tokens
        return {
            tokens[hit.last].clause for hit in self.view.signs.get("commit", ()) if binds(self.view, hit, ability=True)
        }

    def spans(self, ranges: Sequence[tuple[int, int]] | None) -> tuple[Span, ...]:
        """Turn ranges of tokens (both inclusive) into spans, joining those that touch."""
        tokens = self.view.reading.tokens
        merged: list[tuple[int, int]] = []
        for first, last in sorted({(first, last) for first, last in ranges or ()}):
            near = merged and first <= merged[-1][1] + 1
            if near and tokens[first].sentence == tokens[merged[-1][1]].sentence:
                merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
            else:
                merged.append((first, last))
        return tuple(Span(tokens[first].start, tokens[last].end) for first, last in merged)

    def run(self) -> None:
        """Look at every sentence that counts."""
        place = 0
        for number, sentence in enumerate(self.view.reading.sentences):
            keys = []
            while place < len(self.keys) and self.keys[place].first < sentence.last:
                keys.append(self.keys[place])
                place += 1
            if self.view.counted[number]:
                parts = self._parts(number, sentence, keys)
                self._grant(parts)
                self._ask(parts)
                self._state(number, parts)

    def _parts(self, number: int, sentence: Sentence, keys: Sequence[Key]) -> list[_Part]:
        tokens = self.view.reading.tokens
        parts: list[_Part] = []
        begin = sentence.first
        for place in range(sentence.first + 1, sentence.last + 1):
            if place < sentence.last and tokens[place].clause == tokens[begin].clause:
                continue
            own = tuple(key for key in keys if begin <= key.first < place and not tokens[key.first].quoted)
            parts.append(_Part(begin, place, tokens[begin].clause, own, asks=False))
            begin = place
        return self._asking(number, sentence, parts)

    def _asking(self, number: int, sentence: Sentence, parts: list[_Part]) -> list[_Part]:
        """Mark the clauses that ask. "So ..., is that right?" states what stands before."""
        marked = sentence.mark == "?"
        opens = [self._opens(part) for part in parts]
        requested = any(self._covered(act, part) for act in ASKING for part in parts)
        requested = requested or any(self._requests(part) for part in parts)
        if not marked and not self.view.is_question(number) and not requested:
            return parts
        lead = number in self.leads
        if marked and not any(opens):
            told = lead or number in self.telling
            asks = not told and (requested or sentence.last - sentence.first <= FRAGMENT)
            return [replace(part, asks=asks) for part in parts]
        if not marked and not any(opens):
            return [replace(part, asks=any(self._covered(act, part) for act in ASKING)) for part in parts]
        if not marked and not self.view.is_question(number):
            opens = [self._requests(part) for part in parts]
        begun = False
        result = []
        for part, asking in zip(parts, opens, strict=True):
            begun = begun or asking
            result.append(replace(part, asks=begun))
        return result

    def _opens(self, part: _Part) -> bool:
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

    def _requests(self, part: _Part) -> bool:
        """Whether a clause asks without a question mark: "tell me ..."."""
        words = [token.text for token in self.view.reading.tokens[part.first : part.last]]
        return any(self.words.asking_verbs.at(words, place) is not None for place in range(min(5, len(words))))

    def _covered(self, act: str, part: _Part) -> bool:
        return part.clause in self.by_act.get(act, ())

    # Questions

    def _ask(self, parts: Sequence[_Part]) -> None:
        """Compare each asking clause, together with the clauses up to the next one that opens a question."""
        if any(self._covered(act, part) for act in OTHER_QUESTIONS for part in parts) and not any(
            self._covered(act, part) for act in ASKING for part in parts
        ):
            return
        groups: list[list[_Part]] = []
        for part in parts:
            if part.asks:
                if groups and not self._opens(part):
                    groups[-1].append(part)
                else:
                    groups.append([part])
        for group in groups:
            keys = [key for part in group for key in part.keys]
            kinds = kind_keys(self.view.reading, group[0].first, group[-1].last, self.view.language)
            for name in self._best_asked(keys, kinds):
                self.asked.setdefault(name, []).append((group[0].first, group[-1].last - 1))

    def _best_asked(self, keys: Sequence[Key], kinds: set[str]) -> list[str]:
        asking = self.index.asking
        keys = asking.known(keys)
        weights = {key.text: asking.weight(key.text, key.strength) for key in keys}
        weights.update({kind: asking.rarity.get(kind, 0.0) for kind in kinds})
        total = sum(weights.values())
        scores = {name: self._fits(name, weights, total, kinds) for name in self.index.vocabulary}
        ranked = sorted((name for name in scores if scores[name] >= ASKED), key=lambda name: -scores[name])
        return [name for name in ranked[:MOST_ASKED] if scores[name] >= CLOSE * scores[ranked[0]]]

    def _fits(self, name: str, weights: Mapping[str, float], total: float, kinds: set[str]) -> float:
        """How well a question fits a fact: by its most similar example, or by all words of the fact together."""
        best = 0.0
        for phrase in self.index.questions[name]:
            if phrase.telling.isdisjoint(weights):
                continue
            shared = phrase.shared(weights)
            if shared >= LEAST:
                best = max(best, 2 * shared / (total + phrase.total))
        vocabulary = self.index.vocabulary[name]
        asked = self.index.asked_words[name]
        pooled = sum(w * (1.0 if key in asked else SAID_ONLY) for key, w in weights.items() if key in vocabulary)
        if total:
            best = max(best, 0.95 * pooled / total * min(1.0, pooled / 0.9))
        missed = kinds - vocabulary
        return best * (OTHER_KIND if missed and missed == kinds else 1.0)

    # Statements

    def _state(self, number: int, parts: Sequence[_Part]) -> None:
        lead = number in self.leads
        if any(self._covered(act, part) for act in DENYING for part in parts):
            return
        open_parts = [part for part in parts if not part.asks and not self._barred(part, lead=lead)]
        denied = [set() if lead else self._denied(part) for part in open_parts]
        for place, part in enumerate(open_parts):
            self._match([part], denied[place])
            if place + 1 < len(open_parts) and not denied[place] and not denied[place + 1]:
                self._match([part, open_parts[place + 1]], set())

    def _barred(self, part: _Part, *, lead: bool) -> bool:
        """Whether a clause states nothing: it offers, or only supposes."""
        offers = part.clause in self.future and any(self._covered(act, part) for act in OFFERING)
        if offers or part.clause in self.granted_in:
            return True
        words = self.view.reading.tokens[part.first : part.last]
        return not lead and any(self.words.has("hanging", token.text) for token in words)

    def _denied(self, part: _Part) -> set[str]:
        """The words that deny what a clause says; none where it says what should (not) have been."""
        words = [token.text for token in self.view.reading.tokens[part.first : part.last]]
        if any(self.words.has("should", word) for word in words):
            return set()
        # A "not" within a larger key ("did not work") belongs to what is said.
        return {key.text for key in part.keys if key.first == key.last and self.words.has("no", key.text)}

    def _match(self, parts: Sequence[_Part], denied: set[str]) -> None:
        keys = self.index.stating.known([key for part in parts for key in part.keys if not self._ahead(part, key)])
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
                self.stated.setdefault(name, []).append((places[0].first, places[-1].last))

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

    def _tells_else(self, part: _Part) -> bool:
        """Whether a clause speaks of what is to come, or excuses: one shared word is too little there."""
        ahead = part.clause in self.future and part.clause not in self.reported
        return ahead or any(self._covered(act, part) for act in TELLING_ELSE)

    def _holds_core(self, core: frozenset[str], texts: set[str]) -> bool:
        numbers = {key for key in core if key.startswith("#")}
        if numbers:
            return bool(numbers & texts)
        return len(core & texts) * 2 >= len(core)

    def _ahead(self, part: _Part, key: Key) -> bool:
        """Whether a day is one to come ("you will have it by Monday"), not the day something happened."""
        if not key.text.startswith((f"#{Sort.WEEKDAY}", f"#{Sort.RELATIVE}")):
            return False
        return part.clause in self.future or any(self._covered(act, part) for act in ("explain_next", "follow_up"))

    def _value_said(self, name: str, keys: Sequence[Key], texts: set[str]) -> set[str]:
        """The keys of a fact's value that are said and tell enough alone."""
        for value in self.index.values.get(name, ()):
            if value.said(texts):
                strengths = {key.text: key.strength for key in keys if key.text in value.content}
                weight = sum(self.index.stating.weight(key, strength) for key, strength in strengths.items())
                if weight >= VALUE:
                    return set(value.content)
        return set()

    def _with_customer(self) -> Mapping[str, tuple[Phrase, ...]]:
        """Wordings of the facts, and the customer's own clauses that name the value of a fact."""
        theirs = Collection()
        customer = self.view.customer
        keys = keys_of(customer, self.view.language)
        clauses: dict[int, dict[str, float]] = {}
        for key in keys:
            clauses.setdefault(customer.tokens[key.first].clause, {})[key.text] = key.strength
        for name, values in self.index.values.items():
            for strengths in clauses.values():
                if any(value.said(set(strengths)) for value in values):
                    said = {
                        key: weight for key, weight in strengths.items() if weight >= 1.0 and not key.startswith("#")
                    }
                    theirs.add(name, said)
        if not theirs.items:
            return self.index.statements
        theirs.weigh()
        return {
            name: (*phrases, *(phrase for phrase in theirs.phrases(name) if len(phrase.weights) > 1))
            for name, phrases in self.index.statements.items()
        }

    # Remedies

    def _grant(self, parts: Sequence[_Part]) -> None:
        granting = self.index.granting
        for part in parts:
            if part.clause in self.refused or not self._grants(part):
                continue
            keys = granting.known(part.keys)
            texts = {key.text for key in keys}
            matches: dict[str, set[str]] = {}
            for name, phrases in self.index.remedies.items():
                for phrase in phrases:
                    shared = self._remedy_said(name, phrase, texts)
                    if shared:
                        matches[name] = matches.get(name, set()) | shared
            for name, limit in self._named_limits(texts).items():
                matches.setdefault(name, set()).add(limit)
            for name in self._fitting(matches, texts):
                found = [key for key in keys if key.text in matches[name]]
                places = [key for key in found if key.strength >= 0.4] or found
                if self._negated(part, places[0]):
                    continue
                self.granted.setdefault(name, []).append((places[0].first, places[-1].last))
                self.granted_in.add(part.clause)
                amount = self._sum_in(name, part, places)
                if amount is not None:
                    self.amounts.setdefault(name, amount)

    def _negated(self, part: _Part, first: Key) -> bool:
        """Whether "not" stands before the words of a remedy; an overpromise ("it will never break") says it too."""
        words = [token.text for token in self.view.reading.tokens[part.first : first.first]]
        return any(self.words.has("no", word) for word in words) and not self._covered("overpromise", part)

    def _remedy_said(self, name: str, phrase: Phrase, texts: set[str]) -> set[str]:
        """The keys of a remedy's wording that are said, when they are enough of it; its sum may be left out."""
        if phrase.telling.isdisjoint(texts):
            return set()
        rarity = self.index.granting.rarity
        typical = self.index.typical[name]
        known = any(key in typical for key in phrase.weights)
        weights = {key: w * (0.25 if known and key.startswith("#") else 1.0) for key, w in phrase.weights.items()}
        shared = {key for key in weights if key in texts}
        weight = sum(weights[key] for key in shared)
        if weight < LEAST or weight < REMEDY * sum(weights.values()):
            return set()
        return {key for key in shared if rarity[key] > 0}

    def _named_limits(self, texts: set[str]) -> dict[str, str]:
        """Remedies named by a sum that is the limit of one of them only."""
        limits = [limit for limit in self.index.limits.values() if limit is not None]
        return {
            name: limit
            for name, limit in self.index.limits.items()
            if limit is not None and limit in texts and limits.count(limit) == 1
        }

    def _grants(self, part: _Part) -> bool:
        """Whether a clause speaks of what will be or may be done, rather than of what was."""
        offered = any(self._covered(act, part) for act in (OFFERING if part.asks else GRANTING))
        offered = offered or (part.clause in self.future and self._covered("overpromise", part))
        return offered or (not part.asks and part.clause in self.committed and part.clause not in self.reported)

    def _fitting(self, matches: Mapping[str, set[str]], texts: set[str]) -> list[str]:
        """Drop a remedy whose words are all part of another's, and one whose sum is another's."""
        limits = {name: limit for name, limit in self.index.limits.items() if limit is not None and limit in texts}
        kept = []
        for name, shared in matches.items():
            limit = self.index.limits.get(name)
            others = [other for other in matches if other != name]
            wrong_sum = (
                limit is not None
                and limit not in texts
                and any(other in limits and matches[other] - {limits[other]} >= shared for other in others)
            )
            larger = any(matches[other] > shared and (limit is None or limit not in texts) for other in others)
            same = any(matches[other] == shared and other in kept for other in others)
            if not wrong_sum and not larger and not same:
                kept.append(name)
        return kept

    def _sum_in(self, name: str, part: _Part, keys: Sequence[Key]) -> str | None:
        """The sum said of a remedy: its limit where that is said, else the sum nearest to its words."""
        near = self.quantities[bisect_left(self.starts, part.first) : bisect_left(self.starts, part.last)]
        sums = [quantity for quantity in near if quantity.sort is Sort.SUM]
        limit = self.index.limits.get(name)
        own = [quantity for quantity in sums if number_key(quantity.value) == limit]
        best = own or sorted(sums, key=lambda q: min(abs(q.first - key.last) for key in keys))
        return decimal_text(best[0].value) if best else None

    def remedies(self) -> dict[str, RemedyMention]:
        """Return the remedies found, in the order of the case."""
        return {
            name: RemedyMention(self.spans(self.granted[name]), self.amounts.get(name))
            for name in self.index.remedies
            if name in self.granted
        }
