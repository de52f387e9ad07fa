"""Moments as the files of a draft scene: structure, words, and a plan for the way to each ending."""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from .flow import Moment
from .plain import one_line
from .story import Choice, Notes, Story
from .telling import tell_apart

PHRASES = Path(__file__).with_name("phrases.yaml")
RUNS_OUT, GIVES_UP, ENDS = "runs_out", "gives_up", "the_end"
_SHORT = 44
_MOST_PLANS = 6
_LONGEST_PLAN = 12
_MOST_TURNS = 100
_LEAVES = {"store": "walks_out", "phone": "hangs_up"}
_PLACES = {"store": "shop", "phone": "phone", "email": "email", "chat": "chat"}
_NO_NAMES = frozenset(["yes", "no", "on", "off", "true", "false", "null", "y", "n"])
_ASCII = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Draft:
    """The data of the files of a scene.

    Args:
        scenario: of `scenario.yaml`.
        words: of `lines.<code>.yaml`, by language.
        plans: of `plans/<name>.yaml`, by name.
    """

    scenario: dict[str, Any]
    words: dict[str, dict[str, Any]]
    plans: dict[str, dict[str, Any]]


@cache
def phrases(language: str) -> Mapping[str, str]:
    """What a draft says of itself in a language."""
    data: dict[str, dict[str, str]] = yaml.safe_load(PHRASES.read_text(encoding="utf-8"))
    return data[language]


@dataclass(slots=True)
class _Namer:
    """Gives each thing a name of its own, made of what it was called."""

    taken: set[str]

    def name(self, words: str, otherwise: str) -> str:
        plain = unicodedata.normalize("NFKD", words.lower()).encode("ascii", "ignore").decode("ascii")
        stem = _ASCII.sub("_", plain).strip("_")[:_SHORT].strip("_")
        if not stem or not any(char.isalpha() for char in stem):
            stem = otherwise
        if not stem[0].isalpha():
            stem = f"{otherwise}_{stem}"
        if stem in _NO_NAMES:
            stem = f"{otherwise}_{stem}"
        found, number = stem, 2
        while found in self.taken:
            found, number = f"{stem}_{number}", number + 1
        self.taken.add(found)
        return found


@dataclass(slots=True)
class _Book:
    """The words of the draft, filled while its structure is written."""

    lines: dict[str, str] = field(default_factory=dict)
    facts: dict[str, dict[str, Any]] = field(default_factory=dict)


def draft_of(story: Story, moments: Mapping[str, Moment], language: str, channel: str, notes: Notes) -> Draft:
    """A scene that loads and can be played, made of a story.

    Args:
        story: where it comes from.
        moments: what it consists of; the first is where it begins.
        language: what it is written in.
        channel: how the customer reaches the firm.
        notes: what could not be carried over.
    """
    return _Drafter(story, moments, language, channel, notes).draft()


class _Drafter:
    """Writes one draft."""

    def __init__(self, story: Story, moments: Mapping[str, Moment], language: str, channel: str, notes: Notes) -> None:
        self.story, self.moments, self.notes = story, moments, notes
        self.language, self.channel = language, channel
        self.said = phrases(language)
        namer = _Namer({RUNS_OUT, GIVES_UP, ENDS})
        self.start = next(iter(moments))
        self.names = {key: namer.name(key, "opening" if key == self.start else "passage") for key in moments}
        facts: dict[str, str] = {}
        namer_of_facts = _Namer(set())
        self.facts: dict[tuple[str, int], str] = {}
        self.answers: dict[Choice, str] = {}
        for key, moment in moments.items():
            for number, choice in enumerate(moment.choices):
                # Moments that were joined share their answers, and so their lines and facts.
                line = self.answers.setdefault(choice, f"{self.names[key]}.answer.{number + 1}")
                self.facts[key, number] = facts.setdefault(line, namer_of_facts.name(line, "answer"))
        self.ends = {key for key, moment in moments.items() if moment.ends and key != self.start}
        self.ways = tell_apart(moments, self.facts, language, channel)
        self.lines: dict[tuple[str, int], str] = {}
        self.book = _Book()

    def draft(self) -> Draft:
        self._head()
        nodes = {self.names[key]: self._node(key) for key in self.moments if key not in self.ends}
        endings = {self.names[key]: self._ending(key) for key in self.moments if key in self.ends}
        if self.moments[self.start].ends:
            endings[ENDS] = self._own_ending("settled", ENDS, "ends")
        endings[RUNS_OUT] = self._own_ending("ran_out", RUNS_OUT, RUNS_OUT)
        endings[GIVES_UP] = self._own_ending(_LEAVES.get(self.channel, "not_met"), GIVES_UP, GIVES_UP)
        depth = self._depth()
        scenario = {
            "format": 1,
            "about": {
                "version": 1,
                "sector": "general",
                "channel": self.channel,
                "difficulty": 2,
                "minutes": min(60, max(3, depth)),
                # A draft is no exam.
                "use": ["practice"],
                "place": _PLACES[self.channel],
            },
            "draws": {"caller": {"kind": "name", "options": {"customer": {}}}},
            "persona": {"name": "caller", "start": {"anger": 45, "trust": 40, "heard": 20, "patience": 100}},
            "case": {"facts": {name: {"given": "unasked"} for name in self.book.facts}} if self.book.facts else {},
            "start": self.names[self.start],
            "nodes": nodes,
            "endings": endings,
            "limits": {
                "turns": min(_MOST_TURNS, max(12, 2 * depth + 4)),
                "turns_to": RUNS_OUT,
                "patience_to": GIVES_UP,
            },
        }
        words: dict[str, Any] = {
            "language": self.language,
            "lines": self.book.lines,
            "forms": {"caller": {"customer": {"base": self.said["customer"]}}},
        }
        if self.book.facts:
            words["facts"] = self.book.facts
        return Draft(scenario, {self.language: words}, self._plans(endings))

    def _head(self) -> None:
        title = clean(self.story.title) or self.said["title"]
        self.book.lines["about.title"] = title
        self.book.lines["about.summary"] = clean(one_line(self.story.summary)) or self.said["summary"].replace(
            "{title}", title
        )
        self.book.lines["about.briefing"] = self.said["briefing"]

    # ---- nodes

    def _say(self, key: str, otherwise: str) -> list[dict[str, Any]]:
        """What is said in a moment; a paragraph shared with another moment keeps its line."""
        found = []
        for text in self.moments[key].texts:
            own = (text.owner, text.number)
            if own not in self.lines:
                name = self.names.get(text.owner) or f"{self.names[key]}.more"
                line = f"{name}.{text.number}"
                while line in self.book.lines:
                    line += "b"
                self.lines[own] = line
                self.book.lines[line] = clean(text.words)
            found.append({"line": self.lines[own]})
        if not found:
            line = f"{self.names[key]}.1"
            self.book.lines[line] = self.said[otherwise]
            found.append({"line": line})
        return found

    def _node(self, key: str) -> dict[str, Any]:
        moment, ways = self.moments[key], self.ways[key]
        say = self._say(key, "nothing")
        node: dict[str, Any] = {"say": say}
        transitions = [
            {"when": dict(when), "to": self.names[to]} if when else {"to": self.names[to]}
            for when, to in ways.transitions
        ]
        if moment.onward is not None:
            transitions.append({"to": self.names[moment.onward]})
        elif moment.ends:
            transitions.append({"to": ENDS})
        node["goto"] = transitions
        candidates = []
        for choice in moment.choices:
            line = self.answers[choice]
            self.book.lines[line] = clean(choice.words)
            candidates.append({"line": line, "quality": "middling"})
        if candidates:
            node["candidates"] = candidates
        self._facts(key, say)
        return node

    def _facts(self, key: str, say: list[dict[str, Any]]) -> None:
        """The facts that answers without acts become, told by the line they answer; and what is told of them."""
        moment, ways = self.moments[key], self.ways[key]
        for name, words in ways.facts.items():
            self.book.facts[name] = {"name": clean(one_line(words, 120)), "wordings": [clean(words)]}
        if ways.facts:
            say[-1]["tells"] = list(ways.facts)
            answers = ", ".join(f'"{one_line(words, 40)}"' for words in list(ways.facts.values())[:4])
            self.notes.add("SG456", f"In {self.names[key]} these are known by their words only: {answers}.", moment.at)
        if ways.otherwise:
            text = f"In {self.names[key]} whatever fits no answer leads to {self.names[ways.otherwise]}."
            self.notes.add("SG455", text, moment.at)
        for choice, right in zip(moment.choices, ways.right, strict=True):
            if not right:
                text = f'In {self.names[key]} nothing tells "{one_line(choice.words, 60)}" from the other answers.'
                self.notes.add("SG455", text, choice.at)

    def _ending(self, key: str) -> dict[str, Any]:
        return {"kind": "settled", "say": self._say(key, "ends")}

    def _own_ending(self, kind: str, name: str, phrase: str) -> dict[str, Any]:
        line = f"{name}.1"
        self.book.lines[line] = self.said[phrase]
        return {"kind": kind, "say": [{"line": line}]}

    # ---- the ways through it

    def _steps(self, key: str) -> list[tuple[str, str]]:
        """What can be said in a moment and where it leads, as far as it is sure."""
        moment = self.moments[key]
        if moment.onward is not None:
            return [(moment.onward, "")]
        right = self.ways[key].right
        return [(choice.to, choice.words) for choice, sure in zip(moment.choices, right, strict=True) if sure]

    def _routes(self) -> dict[str, list[tuple[str, str]]]:
        """The shortest way to each moment: where it leads, and what is said."""
        routes: dict[str, list[tuple[str, str]]] = {self.start: []}
        waiting = deque([self.start])
        while waiting:
            key = waiting.popleft()
            if key in self.ends or len(routes[key]) >= _MOST_TURNS:
                continue
            for to, words in self._steps(key):
                if to not in routes:
                    routes[to] = [*routes[key], (to, words)]
                    waiting.append(to)
        return routes

    def _depth(self) -> int:
        return max(len(route) for route in self._routes().values())

    def _plans(self, endings: Collection[str]) -> dict[str, dict[str, Any]]:
        """A plan for the way to each of the first endings; where there is none, one answer and leave it."""
        routes = self._routes()
        plans: dict[str, dict[str, Any]] = {}
        namer = _Namer(set())
        for key in self.moments:
            if key in self.ends and key in routes and _is_sure(routes[key]) and len(plans) < _MOST_PLANS:
                name = namer.name(f"to_{self.names[key]}", "way")
                plans[name] = self._plan(routes[key], [self.names[key]])
        if not plans:
            plans["first_words"] = self._plan([(self.start, "")], endings, expect_nodes=False)
        return plans

    def _plan(
        self, route: list[tuple[str, str]], endings: Collection[str], *, expect_nodes: bool = True
    ) -> dict[str, Any]:
        turns: list[dict[str, Any]] = []
        for to, words in route:
            turn: dict[str, Any] = {"say": {self.language: clean(words) or self.said["go_on"]}}
            if expect_nodes and to not in self.ends:
                turn["expect"] = {"node": self.names[to]}
            turns.append(turn)
        return {"format": 1, "level": "middling", "turns": turns, "expect": {"endings": list(endings)}}


def _is_sure(route: list[tuple[str, str]]) -> bool:
    """Whether a customer hears it out: not too long, and nothing said twice, which would count for nothing."""
    return len(route) <= _LONGEST_PLAN and len({words for _, words in route}) == len(route)


def clean(words: str) -> str:
    """Words without braces, which would be placeholders in a scene."""
    return words.replace("{", "(").replace("}", ")").strip()
