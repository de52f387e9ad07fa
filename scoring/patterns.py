"""Token patterns: sequences of words with alternatives, options and bounded gaps, read from YAML.

The notation is described in ``scoring/README.md`` and, by example, in ``languages/en/patterns.yaml``.
Matching walks over tokens, never over characters: a pattern is tried only in sentences that hold all
its words, each gap is bounded, so the work grows with the text and not faster.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scoring.acts import ACT_ORDER
from scoring.text import Reading, Sentence, Token, fold

LEVELS: Mapping[str, int] = {"sure": 900, "likely": 700, "hint": 350}
KINDS = ("number", "amount", "day", "month", "unit", "clock", "name", "heard")
SCOPES = ("clause", "sentence", "before", "after", "near", "response")
PLACES = ("question", "statement", "start", "end")
MAX_GAP = 8


class PatternError(ValueError):
    """A pattern file says something that cannot be read; the message names the place."""


@dataclass(frozen=True, slots=True)
class Word:
    """One token that carries one of the bits of ``mask``."""

    mask: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Up to ``most`` tokens of any kind."""

    most: int


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several sequences; an optional group holds the empty one too."""

    ways: tuple[tuple[Node, ...], ...]


@dataclass(frozen=True, slots=True)
class Without:
    """The next token must not carry a bit of ``mask``."""

    mask: int


@dataclass(frozen=True, slots=True)
class Edge:
    """The start or the end of the sentence."""

    end: bool


Node = Word | Gap | Choice | Without | Edge


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


@dataclass(frozen=True, slots=True)
class Hit:
    """A match: ``first`` and ``last`` are token numbers, both inclusive."""

    name: str
    p: int
    first: int
    last: int
    sentence: int
    source: str = ""


class Vocabulary:
    """Numbers every distinct word form of the patterns and tells which of them a token satisfies."""

    def __init__(self) -> None:
        self._bits: dict[str, int] = {}
        self._exact: dict[str, int] = {}
        self._prefix: dict[str, int] = {}
        self._affix: dict[str, list[tuple[str, int]]] = {}
        self._lengths: tuple[int, ...] = ()
        self._known: dict[str, int] = {}

    def bit(self, form: str) -> int:
        """Return the bit of ``form``: ``word``, ``stem*``, ``*ending``, ``stem*ending`` or ``<kind>``."""
        known = self._bits.get(form)
        if known is not None:
            return known
        bit = 1 << len(self._bits)
        self._bits[form] = bit
        if form.startswith("<"):
            return bit
        if "*" not in form:
            self._exact[form] = bit
        else:
            stem, ending = form.split("*", 1)
            if ending:
                self._affix.setdefault(stem, []).append((ending, bit))
            else:
                self._prefix[stem] = bit
        self._lengths = tuple(sorted({len(stem) for stem in (*self._prefix, *self._affix)}))
        return bit

    def kind(self, name: str) -> int:
        """Return the bit of a token kind such as ``number``."""
        return self.bit(f"<{name}>")

    def of_text(self, text: str) -> int:
        """Return the bits of all forms that ``text`` satisfies (kinds aside)."""
        known = self._known.get(text)
        if known is not None:
            return known
        mask = self._exact.get(text, 0)
        for length in self._lengths:
            if length > len(text):
                break
            stem = text[:length]
            mask |= self._prefix.get(stem, 0)
            for ending, bit in self._affix.get(stem, ()):
                if len(text) >= length + len(ending) and text.endswith(ending):
                    mask |= bit
        if len(self._known) < 50_000:
            self._known[text] = mask
        return mask

    def of_token(self, token: Token) -> int:
        """Return the bits of the words ``token`` can be read as."""
        mask = self.of_text(token.text)
        return mask | self.of_text(token.alt) if token.alt else mask


class Compiler:
    """Turns the notation into nodes. ``where`` in errors says file and entry."""

    def __init__(self, vocabulary: Vocabulary, classes: Mapping[str, Any], where: str) -> None:
        self.vocabulary = vocabulary
        self.where = where
        self._sources = classes
        self._classes: dict[str, tuple[tuple[Node, ...], ...]] = {}
        self._open: list[str] = []

    def sequence(self, text: str, entry: str) -> tuple[Node, ...]:
        """Compile one pattern. Raises PatternError when it is empty or cannot be read."""
        parts = _split(text)
        if parts is None:
            raise PatternError(f"{self.where}: {entry}: brackets do not match in {text!r}")
        nodes = tuple(node for part in parts for node in self._part(part, entry))
        if not nodes:
            raise PatternError(f"{self.where}: {entry}: empty pattern")
        return nodes

    def _part(self, part: str, entry: str) -> tuple[Node, ...]:
        if part in ("^", "$"):
            return (Edge(end=part == "$"),)
        if part.startswith("_") and part[1:].isdigit():
            most = int(part[1:])
            if not 1 <= most <= MAX_GAP:
                raise PatternError(f"{self.where}: {entry}: a gap is _1 to _{MAX_GAP}, not {part}")
            return (Gap(most),)
        if part.startswith("("):
            inner, optional = part.removesuffix("?")[1:-1], part.endswith("?")
            ways = tuple(self.sequence(way, entry) for way in _alternatives(inner))
            if len(ways) == 1 and not optional:
                return ways[0]
            return (Choice((*ways, ())) if optional else Choice(ways),)
        if part.startswith("!"):
            return (Without(_mask(self._choice(part[1:], entry))),)
        return (self._choice(part, entry),)

    def _choice(self, part: str, entry: str) -> Node:
        mask = 0
        ways: list[tuple[Node, ...]] = []
        for piece in _alternatives(part):
            if piece.startswith("<") and piece.endswith(">"):
                for way in self._class(piece[1:-1], entry):
                    if len(way) == 1 and isinstance(way[0], Word):
                        mask |= way[0].mask
                    else:
                        ways.append(way)
            elif piece and piece != "*":
                mask |= self.vocabulary.bit(fold(piece))
            else:
                raise PatternError(f"{self.where}: {entry}: empty alternative in {part!r}")
        if not ways:
            return Word(mask)
        if mask:
            ways.append((Word(mask),))
        return Choice(tuple(ways))

    def _class(self, name: str, entry: str) -> tuple[tuple[Node, ...], ...]:
        if name in KINDS:
            return ((Word(self.vocabulary.kind(name)),),)
        if name not in self._sources:
            raise PatternError(f"{self.where}: {entry}: no class named <{name}>")
        if name in self._open:
            raise PatternError(f"{self.where}: class <{name}> contains itself")
        if name not in self._classes:
            self._open.append(name)
            ways = _listed(self._sources[name])
            self._classes[name] = tuple(self.sequence(way, f"class {name}") for way in ways)
            self._open.pop()
        return self._classes[name]


def _split(text: str) -> list[str] | None:
    """Split at spaces outside brackets; None when brackets do not match."""
    parts: list[str] = []
    depth = 0
    current = ""
    for char in text:
        if char in "(":
            depth += 1
        elif char in ")":
            depth -= 1
        if char.isspace() and depth == 0:
            if current:
                parts.append(current)
            current = ""
        else:
            current += char
        if depth < 0:
            return None
    if current:
        parts.append(current)
    return parts if depth == 0 else None


def _alternatives(text: str) -> list[str]:
    """Split at the bars that stand outside inner brackets."""
    pieces = [""]
    depth = 0
    for char in text:
        depth += (char == "(") - (char == ")")
        if char == "|" and depth == 0:
            pieces.append("")
        else:
            pieces[-1] += char
    return [piece.strip() for piece in pieces]


def _mask(node: Node) -> int:
    if isinstance(node, Word):
        return node.mask
    if isinstance(node, Choice):
        return _first(((node),)) or 0
    return 0


def _first(nodes: Sequence[Node]) -> int | None:
    """Return the bits a match can begin with; None when it can begin with anything."""
    mask = 0
    for node in nodes:
        if isinstance(node, Word):
            return mask | node.mask
        if isinstance(node, Gap):
            return None
        if isinstance(node, Choice):
            empty = False
            for way in node.ways:
                if not way:
                    empty = True
                    continue
                begin = _first(way)
                if begin is None:
                    return None
                mask |= begin
            if not empty:
                return mask
    return None


def _needed(nodes: Sequence[Node]) -> list[int]:
    """Return masks of which a sentence must hold a bit each, or the pattern cannot match."""
    found: list[int] = []
    for node in nodes:
        if isinstance(node, Word):
            found.append(node.mask)
        elif isinstance(node, Choice):
            ways = [_needed(way) for way in node.ways]
            if all(ways):
                union = 0
                for way in ways:
                    union |= min(way, key=int.bit_count)
                found.append(union)
    return found


@dataclass(slots=True)
class PatternSet:
    """All patterns of a language, indexed by the rarest word each of them needs."""

    vocabulary: Vocabulary
    patterns: tuple[Pattern, ...]
    _by_bit: dict[int, list[int]] = field(default_factory=dict)
    _by_text: dict[int, tuple[int, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        use: dict[int, int] = {}
        for pattern in self.patterns:
            for mask in pattern.needed:
                for bit in _bits(mask):
                    use[bit] = use.get(bit, 0) + 1
        for place, pattern in enumerate(self.patterns):
            key = min(pattern.needed, key=lambda mask: sum(use[bit] for bit in _bits(mask)))
            for bit in _bits(key):
                self._by_bit.setdefault(bit, []).append(place)

    def find(self, masks: Sequence[int], sentence: Sentence, number: int) -> list[tuple[Hit, int]]:
        """Return all matches in one sentence, each with the number of its pattern.

        ``masks`` are the bits of every token of the reading. Conditions are not looked at here (see
        :mod:`scoring.evidence`).
        """
        span = masks[sentence.first : sentence.last]
        present = 0
        for mask in span:
            present |= mask
        hits: list[tuple[Hit, int]] = []
        for place in self._candidates(present):
            pattern = self.patterns[place]
            if all(mask & present for mask in pattern.needed):
                hits.extend((hit, place) for hit in _matches(pattern, span, sentence.first, number))
        return hits

    def _candidates(self, present: int) -> list[int]:
        found: set[int] = set()
        by_bit = self._by_bit
        for bit in _bits(present):
            places = by_bit.get(bit)
            if places:
                found.update(places)
        return sorted(found)


def _bits(mask: int) -> Iterable[int]:
    while mask:
        low = mask & -mask
        yield low
        mask ^= low


def _matches(pattern: Pattern, span: Sequence[int], offset: int, number: int) -> Iterable[Hit]:
    size = len(span)
    free = 0
    for start in range(size):
        if start < free or not span[start] & pattern.first:
            continue
        ends = {start}
        for node in pattern.nodes:
            ends = _step(node, ends, span, size)
            if not ends:
                break
        else:
            end = min((end for end in ends if end > start), default=0)
            if end:
                free = end
                yield Hit(pattern.name, pattern.p, offset + start, offset + end - 1, number, pattern.source)


def _step(node: Node, places: set[int], span: Sequence[int], size: int) -> set[int]:
    if isinstance(node, Word):
        return {place + 1 for place in places if place < size and span[place] & node.mask}
    if isinstance(node, Gap):
        return {min(place + more, size) for place in places for more in range(node.most + 1)}
    if isinstance(node, Without):
        return {place for place in places if place >= size or not span[place] & node.mask}
    if isinstance(node, Edge):
        return {place for place in places if place == (size if node.end else 0)}
    found: set[int] = set()
    for way in node.ways:
        ends = places
        for part in way:
            ends = _step(part, ends, span, size)
            if not ends:
                break
        found |= ends
    return found


def compile_patterns(data: Mapping[str, Any], where: str) -> tuple[PatternSet, PatternSet]:
    """Compile a parsed ``patterns.yaml`` into (acts, signs). Raises PatternError naming the entry."""
    unknown = set(data) - {"classes", "signs", "acts"}
    if unknown:
        raise PatternError(f"{where}: unknown section {sorted(unknown)[0]!r}")
    vocabulary = Vocabulary()
    for kind in KINDS:
        vocabulary.kind(kind)
    compiler = Compiler(vocabulary, data.get("classes") or {}, where)
    signs_data = data.get("signs") or {}
    signs = [pattern for name, ways in signs_data.items() for pattern in _sign(compiler, name, ways)]
    acts: list[Pattern] = []
    for name, entry in (data.get("acts") or {}).items():
        if name not in ACT_ORDER:
            raise PatternError(f"{where}: no act named {name!r}")
        acts.extend(_act(compiler, name, entry, frozenset(signs_data)))
    return PatternSet(vocabulary, tuple(acts)), PatternSet(vocabulary, tuple(signs))


def _sign(compiler: Compiler, name: str, ways: Any) -> Iterable[Pattern]:
    for way in _listed(ways):
        yield _pattern(compiler, name, 1000, way, f"sign {name}")


def _act(compiler: Compiler, name: str, entry: Any, signs: frozenset[str]) -> Iterable[Pattern]:
    if not isinstance(entry, Mapping):
        raise PatternError(f"{compiler.where}: {name}: needs levels {', '.join(LEVELS)}")
    unknown = set(entry) - set(LEVELS) - {"unless"}
    if unknown:
        raise PatternError(f"{compiler.where}: {name}: unknown key {sorted(map(str, unknown))[0]!r}")
    always = _conditions(compiler, name, entry.get("unless"), signs)
    for level, p in LEVELS.items():
        for group in _groups(entry.get(level)):
            extra = set(group) - {"say", "p", "in", "unless", "needs", "heard", "bare"}
            if extra:
                raise PatternError(f"{compiler.where}: {name}: unknown key {sorted(map(str, extra))[0]!r}")
            places = tuple(_listed(group.get("in")))
            heard = tuple(_listed(group.get("heard")))
            if any(place not in PLACES for place in places) or any(sign not in signs for sign in heard):
                raise PatternError(f"{compiler.where}: {name}: unknown place or sign in {group!r}")
            unless = _conditions(compiler, name, group.get("unless"), signs)
            for way in _listed(group.get("say")):
                yield _pattern(
                    compiler,
                    name,
                    int(group.get("p", p)),
                    way,
                    name,
                    places,
                    unless if str(group.get("bare", "")).lower() == "true" else (*always, *unless),
                    _conditions(compiler, name, group.get("needs"), signs),
                    heard,
                )


def _pattern(
    compiler: Compiler,
    name: str,
    p: int,
    text: str,
    entry: str,
    places: tuple[str, ...] = (),
    unless: tuple[Condition, ...] = (),
    needs: tuple[Condition, ...] = (),
    heard: tuple[str, ...] = (),
) -> Pattern:
    nodes = compiler.sequence(text, entry)
    needed = tuple(_needed(nodes))
    first = _first([node for node in nodes if not isinstance(node, (Edge, Without))])
    if not needed or first is None:
        raise PatternError(f"{compiler.where}: {entry}: {text!r} must begin with a word that is not optional")
    return Pattern(name, p, nodes, needed, first, places, unless, needs, heard, text)


def _conditions(compiler: Compiler, name: str, data: Any, signs: frozenset[str]) -> tuple[Condition, ...]:
    found = []
    for item in _listed(data):
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


def _listed(value: Any) -> list[str]:
    """Read a list, or a text whose entries stand on lines of their own or between commas."""
    if value is None:
        return []
    items = value if isinstance(value, (list, tuple)) else [value]
    return [piece.strip() for item in items for piece in str(item).replace("\n", ",").split(",") if piece.strip()]
