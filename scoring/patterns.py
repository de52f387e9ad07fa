"""Token patterns with their conditions, read from YAML and matched over whole readings.

Matching walks over tokens, never over characters: a pattern is tried only in sentences that hold all
its words, each gap is bounded, so the work grows with the text and not faster.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from scoring.acts import ACT_ORDER
from scoring.notation import (
    KINDS,
    Choice,
    Compiler,
    Edge,
    Gap,
    Node,
    PatternError,
    Vocabulary,
    Without,
    Word,
    first_bits,
    listed,
    needed_bits,
)
from scoring.text import Sentence

LEVELS: Mapping[str, int] = {"sure": 900, "likely": 700, "hint": 350}
SCOPES = ("clause", "sentence", "before", "after", "near", "response", "customer")
MOST_REMEMBERED = 20_000
PLACES = ("question", "statement", "start", "end")
GUARDS_ONLY = frozenset({"undone", "disowned", "farewell", "filler"})
"""Signs for the guards, which judge after the networks: neither they nor their words change what the networks see."""
STOCK, NEVER = "stock ", "never "
"""What the signs of stock phrases, and of words that are never an act, begin with; the act follows. The networks see
neither."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A sign that must (or must not) be found in a scope around a match."""

    sign: str
    scope: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern: what it shows, how strongly, and under which conditions."""

    name: str
    p: int
    nodes: tuple[Node, ...]
    needed: tuple[int, ...]
    first: int
    places: tuple[str, ...] = ()
    unless: tuple[Condition, ...] = ()
    needs: tuple[Condition, ...] = ()
    heard: tuple[str, ...] = ()
    source: str = ""
    opens: bool = False
    """Whether it can match at the start of a sentence only."""


class Hit(NamedTuple):
    """A match: ``first`` and ``last`` are token numbers, both inclusive. There are many: a tuple is soon made."""

    name: str
    p: int
    first: int
    last: int
    sentence: int
    source: str = ""


@dataclass(slots=True)
class PatternSet:
    """All patterns of a language, indexed by the rarest word each of them needs."""

    vocabulary: Vocabulary
    patterns: tuple[Pattern, ...]
    _by_bit: dict[int, list[int]] = field(default_factory=dict)
    """Per number of a bit, the patterns whose rarest word carries it."""
    _others: list[tuple[int, ...]] = field(default_factory=list)
    """Per pattern, the bits needed beside those of its rarest word, rare ones first."""
    _by_mask: dict[int, tuple[int, ...]] = field(default_factory=dict)
    """Where words lead, once looked up: the bits of a token and the numbers of the patterns to be tried."""

    def __post_init__(self) -> None:
        use: dict[int, int] = {}
        for pattern in self.patterns:
            for mask in pattern.needed:
                use[mask] = use.get(mask, 0) + 1
        # Taking a mask apart costs more than all else here: many patterns share theirs.
        bits = {mask: _bits_in(mask) for mask in use}
        weights: dict[int, int] = {}
        for mask, count in use.items():
            for bit in bits[mask]:
                weights[bit] = weights.get(bit, 0) + count
        cost = {mask: sum(weights[bit] for bit in bits[mask]) for mask in use}
        for place, pattern in enumerate(self.patterns):
            rarest, *others = sorted(pattern.needed, key=cost.__getitem__)
            self._others.append(tuple(others))
            for bit in bits[rarest]:
                self._by_bit.setdefault(bit, []).append(place)

    def only(self, names: Container[str]) -> PatternSet:
        """Return the patterns of the given names as a set of their own."""
        return PatternSet(self.vocabulary, tuple(pattern for pattern in self.patterns if pattern.name in names))

    def asked_of_customer(self) -> frozenset[str]:
        """Return the names of the signs that patterns look for in what the customer said."""
        conditions = (condition for pattern in self.patterns for condition in (*pattern.unless, *pattern.needs))
        named = (condition.sign for condition in conditions if condition.scope == "customer")
        return frozenset((*named, *(sign for pattern in self.patterns for sign in pattern.heard)))

    def find(self, masks: Sequence[int], sentence: Sentence, number: int) -> list[tuple[Hit, int]]:
        """Return all matches in one sentence, each with the number of its pattern.

        ``masks`` are the bits of every token of the reading. Conditions are not looked at here (see
        :mod:`scoring.evidence`).
        """
        span = masks[sentence.first : sentence.last]
        present = 0
        candidates: set[int] = set()
        for mask in span:
            if mask:
                present |= mask
                candidates.update(self._by_mask.get(mask) or self._led_to(mask))
        hits: list[tuple[Hit, int]] = []
        for place in sorted(candidates):
            for mask in self._others[place]:
                if not mask & present:
                    break
            else:
                pattern = self.patterns[place]
                for start, end in _matches(pattern, span):
                    first, last = sentence.first + start, sentence.first + end - 1
                    hits.append((Hit(pattern.name, pattern.p, first, last, number, pattern.source), place))
        return hits

    def _led_to(self, mask: int) -> tuple[int, ...]:
        """Return the numbers of the patterns whose rarest word a token with the bits of ``mask`` can be."""
        known = self._by_mask.get(mask)
        if known is None:
            known = tuple({place for bit in _bits_in(mask) for place in self._by_bit.get(bit, ())})
            if len(self._by_mask) < MOST_REMEMBERED:
                self._by_mask[mask] = known
        return known


def _bits_in(mask: int) -> list[int]:
    """Return the numbers of the bits of ``mask``: far smaller than the bits themselves, and sooner looked up."""
    numbers = []
    while mask:
        number = mask.bit_length() - 1
        numbers.append(number)
        mask ^= 1 << number
    return numbers


def _matches(pattern: Pattern, span: Sequence[int]) -> list[tuple[int, int]]:
    """Return the stretches (first, behind the last) of a sentence that a pattern matches, none overlapping."""
    size = len(span)
    first, free = pattern.first, 0
    found = []
    for start, mask in enumerate(span[:1] if pattern.opens else span):
        if mask & first and start >= free:
            end = _end(pattern.nodes, span, start, size)
            if end > start:
                free = end
                found.append((start, end))
    return found


def _end(nodes: Sequence[Node], span: Sequence[int], start: int, size: int) -> int:
    """Return where the shortest match that begins at ``start`` ends, or 0. Plain words are walked without sets."""
    place = start
    for step, node in enumerate(nodes):
        if not isinstance(node, Word):
            ends = _walk(nodes[step:], {place}, span, size)
            return min((end for end in ends if end > start), default=0) if ends else 0
        if place >= size or not span[place] & node.mask:
            return 0
        place += 1
    return place


def _walk(nodes: Sequence[Node], places: set[int], span: Sequence[int], size: int) -> set[int]:
    """Return the places reached from ``places`` by all of ``nodes`` in order."""
    for node in nodes:
        places = _step(node, places, span, size)
        if not places:
            break
    return places


def _step(node: Node, places: set[int], span: Sequence[int], size: int) -> set[int]:
    if isinstance(node, Choice):
        return _choose(node, places, span, size)
    if isinstance(node, Word):
        return {place + 1 for place in places if place < size and span[place] & node.mask}
    if isinstance(node, Gap):
        return {min(place + more, size) for place in places for more in range(node.most + 1)}
    if isinstance(node, Without):
        return {place for place in places if place >= size or not span[place] & node.mask}
    return {place for place in places if place == (size if node.end else 0)}


def _choose(node: Choice, places: set[int], span: Sequence[int], size: int) -> set[int]:
    """Return the places reached by one of the ways; a way is tried only where its first word stands."""
    found = set(places) if node.optional else set()
    for place in places:
        if place >= size:
            continue
        mask = span[place]
        if mask & node.word:
            found.add(place + 1)
        if mask & node.begin:
            for first, way in node.led:
                if mask & first:
                    found |= _walk(way, {place}, span, size)
    for way in node.other:
        found |= _walk(way, places, span, size)
    return found


def compile_patterns(data: Mapping[str, Any], where: str) -> tuple[PatternSet, PatternSet]:
    """Compile a parsed ``patterns.yaml`` into (acts, signs). Raises PatternError naming the entry."""
    unknown = set(data) - {"classes", "signs", "acts", "stock", "never"}
    if unknown:
        raise PatternError(f"{where}: unknown section {min(unknown)!r}")
    vocabulary = Vocabulary()
    for kind in KINDS:
        vocabulary.kind(kind)
    compiler = Compiler(vocabulary, data.get("classes") or {}, where)
    signs_data = data.get("signs") or {}
    learnt = (item for item in signs_data.items() if item[0] not in GUARDS_ONLY)
    signs = [pattern for name, ways in learnt for pattern in _sign(compiler, name, ways)]
    acts: list[Pattern] = []
    for name, entry in (data.get("acts") or {}).items():
        if name not in ACT_ORDER:
            raise PatternError(f"{where}: no act named {name!r}")
        acts.extend(_act(compiler, name, entry, frozenset(signs_data)))
    vocabulary.close_learnt()
    for name in sorted(GUARDS_ONLY & signs_data.keys()):
        signs.extend(_sign(compiler, name, signs_data[name]))
    for section, lead in (("stock", STOCK), ("never", NEVER)):
        for name, ways in (data.get(section) or {}).items():
            if name not in ACT_ORDER:
                raise PatternError(f"{where}: {section}: no act named {name!r}")
            # A stock phrase goes to the end of the sentence, whatever may be left out of it; one word may follow.
            told = [f"{way} _1 $" for way in listed(ways)] if section == "stock" else ways
            signs.extend(_sign(compiler, f"{lead}{name}", told))
    return PatternSet(vocabulary, tuple(acts)), PatternSet(vocabulary, tuple(signs))


@dataclass(frozen=True, slots=True)
class _Terms:
    """What all patterns of one entry share."""

    name: str
    p: int
    places: tuple[str, ...] = ()
    unless: tuple[Condition, ...] = ()
    needs: tuple[Condition, ...] = ()
    heard: tuple[str, ...] = ()


def _sign(compiler: Compiler, name: str, ways: Any) -> Iterable[Pattern]:
    for way in listed(ways):
        yield _pattern(compiler, _Terms(name, 1000), way, f"sign {name}")


def _act(compiler: Compiler, name: str, entry: Any, signs: frozenset[str]) -> Iterable[Pattern]:
    if not isinstance(entry, Mapping):
        raise PatternError(f"{compiler.where}: {name}: needs levels {', '.join(LEVELS)}")
    unknown = set(entry) - set(LEVELS) - {"unless"}
    if unknown:
        raise PatternError(f"{compiler.where}: {name}: unknown key {min(map(str, unknown))!r}")
    always = _conditions(compiler, name, entry.get("unless"), signs)
    for level, p in LEVELS.items():
        for group in _groups(entry.get(level)):
            terms = _terms(compiler, name, p, group, always, signs)
            for way in listed(group.get("say")):
                yield _pattern(compiler, terms, way, name)


def _terms(
    compiler: Compiler,
    name: str,
    p: int,
    group: Mapping[str, Any],
    always: tuple[Condition, ...],
    signs: frozenset[str],
) -> _Terms:
    extra = set(group) - {"say", "p", "in", "unless", "needs", "heard", "bare"}
    if extra:
        raise PatternError(f"{compiler.where}: {name}: unknown key {min(map(str, extra))!r}")
    places = tuple(listed(group.get("in")))
    heard = tuple(listed(group.get("heard")))
    if any(place not in PLACES for place in places) or any(sign not in signs for sign in heard):
        raise PatternError(f"{compiler.where}: {name}: unknown place or sign in {group!r}")
    weight = str(group.get("p", p))
    if not weight.isdigit() or not 0 < int(weight) <= 1000:
        raise PatternError(f"{compiler.where}: {name}: p is 1 to 1000, not {weight!r}")
    unless = _conditions(compiler, name, group.get("unless"), signs)
    bare = str(group.get("bare", "")).lower() == "true"
    needs = _conditions(compiler, name, group.get("needs"), signs)
    return _Terms(name, int(weight), places, unless if bare else (*always, *unless), needs, heard)


def _pattern(compiler: Compiler, terms: _Terms, text: str, entry: str) -> Pattern:
    nodes = compiler.sequence(text, entry)
    needed = tuple(needed_bits(nodes))
    first = first_bits([node for node in nodes if not isinstance(node, (Edge, Without))])
    if not needed or first is None:
        raise PatternError(f"{compiler.where}: {entry}: {text!r} must begin with a word that is not optional")
    opens = isinstance(nodes[0], Edge) and not nodes[0].end
    return Pattern(
        terms.name, terms.p, nodes, needed, first, terms.places, terms.unless, terms.needs, terms.heard, text, opens
    )


def _conditions(compiler: Compiler, name: str, data: Any, signs: frozenset[str]) -> tuple[Condition, ...]:
    found = []
    for item in listed(data):
        sign, _, scope = str(item).partition("@")
        scope = scope or "clause"
        if sign not in signs:
            raise PatternError(f"{compiler.where}: {name}: no sign named {sign!r}")
        if scope not in SCOPES:
            raise PatternError(f"{compiler.where}: {name}: no scope named {scope!r}; there are {', '.join(SCOPES)}")
        found.append(Condition(sign, scope))
    return tuple(found)


def _groups(value: Any) -> Iterable[Mapping[str, Any]]:
    """Read a level: a text of patterns, or a list of texts and mappings."""
    items = value if isinstance(value, (list, tuple)) else [value]
    for item in items:
        if item:
            yield item if isinstance(item, Mapping) else {"say": item}
