"""The notation of token patterns: words, alternatives, options, bounded gaps, compiled to nodes.

The notation is described in ``scoring/README.md`` and, by example, in ``languages/en/patterns.yaml``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scoring.text import Token, fold

KINDS = ("number", "amount", "day", "month", "unit", "clock", "name", "heard")
"""Kinds of token a pattern can ask for as ``<number>`` and so on; the reader of a response marks them."""

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
    """One of several sequences; an optional group holds the empty one too.

    What follows from ``ways`` is worked out once: ``word`` are the bits of those of a single word, ``led`` the longer
    ones by the bits they must begin with, ``begin`` all these bits, ``other`` those that may begin with anything.
    """

    ways: tuple[tuple[Node, ...], ...]
    optional: bool
    word: int
    led: tuple[tuple[int, tuple[Node, ...]], ...]
    begin: int
    other: tuple[tuple[Node, ...], ...]

    @classmethod
    def of(cls, ways: Iterable[tuple[Node, ...]]) -> Choice:
        """Make a choice of its ways."""
        ways = tuple(ways)
        word = begin = 0
        led: list[tuple[int, tuple[Node, ...]]] = []
        other: list[tuple[Node, ...]] = []
        for way in ways:
            first = first_bits(way)
            if len(way) == 1 and isinstance(way[0], Word):
                word |= way[0].mask
            elif first is not None:
                led.append((first, way))
                begin |= first
            elif way:
                other.append(way)
        return cls(ways, () in ways, word, tuple(led), begin, tuple(other))


@dataclass(frozen=True, slots=True)
class Without:
    """The next token must not carry a bit of ``mask``."""

    mask: int


@dataclass(frozen=True, slots=True)
class Edge:
    """The start or the end of the sentence."""

    end: bool


Node = Word | Gap | Choice | Without | Edge


class Vocabulary:
    """Numbers every distinct word form of the patterns and tells which of them a token satisfies."""

    def __init__(self) -> None:
        self._bits: dict[str, int] = {}
        self._exact: dict[str, int] = {}
        self._prefix: dict[str, int] = {}
        self._affix: dict[str, list[tuple[str, int]]] = {}
        self._lengths: tuple[int, ...] | None = None
        self._known: dict[str, int] = {}
        self.learnt = -1
        """The bits of the forms that the networks may know of: all, or those there were at :meth:`close_learnt`."""

    def close_learnt(self) -> None:
        """Leave the forms that come from here on to the guards."""
        self.learnt = (1 << len(self._bits)) - 1

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
        self._lengths = None
        return bit

    def kind(self, name: str) -> int:
        """Return the bit of a token kind such as ``number``."""
        return self.bit(f"<{name}>")

    def of_text(self, text: str) -> int:
        """Return the bits of all forms that ``text`` satisfies (kinds aside)."""
        known = self._known.get(text)
        if known is not None:
            return known
        if self._lengths is None:
            self._lengths = tuple(sorted({len(stem) for stem in (*self._prefix, *self._affix)}))
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
        self._parts: dict[str, tuple[Node, ...]] = {}

    def sequence(self, text: str, entry: str) -> tuple[Node, ...]:
        """Compile one pattern. Raises PatternError when it is empty or cannot be read."""
        parts = _split(text)
        if parts is None:
            raise PatternError(f"{self.where}: {entry}: brackets do not match in {text!r}")
        nodes = tuple(node for part in parts for node in self._known_part(part, entry))
        if not nodes:
            raise PatternError(f"{self.where}: {entry}: empty pattern")
        return nodes

    def _known_part(self, part: str, entry: str) -> tuple[Node, ...]:
        """Compile ``part`` once: the same words stand in many patterns."""
        known = self._parts.get(part)
        if known is None:
            known = self._parts[part] = self._part(part, entry)
        return known

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
            return (Choice.of((*ways, ()) if optional else ways),)
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
            elif piece.endswith("?"):
                raise PatternError(f"{self.where}: {entry}: what may be left out stands in brackets: ({piece[:-1]})?")
            elif piece and piece != "*":
                mask |= self.vocabulary.bit(fold(piece))
            else:
                raise PatternError(f"{self.where}: {entry}: empty alternative in {part!r}")
        if not ways:
            return Word(mask)
        if mask:
            ways.append((Word(mask),))
        return Choice.of(ways)

    def _class(self, name: str, entry: str) -> tuple[tuple[Node, ...], ...]:
        if name in KINDS:
            return ((Word(self.vocabulary.kind(name)),),)
        if name not in self._sources:
            raise PatternError(f"{self.where}: {entry}: no class named <{name}>")
        if name in self._open:
            raise PatternError(f"{self.where}: class <{name}> contains itself")
        if name not in self._classes:
            self._open.append(name)
            ways = listed(self._sources[name])
            self._classes[name] = tuple(self.sequence(way, f"class {name}") for way in ways)
            self._open.pop()
        return self._classes[name]


def _split(text: str) -> list[str] | None:
    """Split at spaces outside brackets; None when brackets do not match."""
    if "(" not in text and ")" not in text:
        return text.split()
    parts: list[str] = []
    depth = 0
    current = ""
    for char in text:
        if char == "(":
            depth += 1
        elif char == ")":
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
    if "(" not in text:
        return [piece.strip() for piece in text.split("|")]
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
        return first_bits(((node),)) or 0
    return 0


def first_bits(nodes: Sequence[Node]) -> int | None:
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
                begin = first_bits(way)
                if begin is None:
                    return None
                mask |= begin
            if not empty:
                return mask
    return None


def needed_bits(nodes: Sequence[Node]) -> list[int]:
    """Return masks of which a sentence must hold a bit each, or the pattern cannot match."""
    found: list[int] = []
    for node in nodes:
        if isinstance(node, Word):
            found.append(node.mask)
        elif isinstance(node, Choice):
            ways = [needed_bits(way) for way in node.ways]
            if all(ways):
                union = 0
                for way in ways:
                    union |= min(way, key=int.bit_count)
                found.append(union)
    return found


def listed(value: Any) -> list[str]:
    """Read a list, or a text whose entries stand on lines of their own or between commas."""
    if value is None:
        return []
    items = value if isinstance(value, (list, tuple)) else [value]
    return [piece.strip() for item in items for piece in str(item).replace("\n", ",").split(",") if piece.strip()]
