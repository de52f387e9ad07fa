"""How the notations in cells of a workbook are read: tokens from left to right, conditions and ranges made of them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from typing import Any

REFERENCE = re.compile(r"[A-Za-z0-9_.]+(?: [A-Za-z0-9_.]+)?")
INT = re.compile(r"[-+]?[0-9]{1,15}")
_TOKEN = re.compile(r"\s*(?:(>=|<=|≥|≤|\.\.|[();:,|=])|([-+]?[A-Za-z0-9_]+)|(\S))")
_SAME = {"≥": ">=", "≤": "<="}

LISTS = (
    "acts", "any_act", "no_act", "asked", "stated", "wrong_fact", "action", "offered", "said", "said_any", "unsaid",
    "known", "unknown", "done", "undone", "promised", "carried",
)  # fmt: skip
FLAGS = ("interrupted", "wrong_language", "restated")
RANGES = ("facts_stated", "anger", "trust", "heard", "patience", "turn", "visits", "stays", "time_s", "queue")
MAPS = ("drawn", "world")
COMBINED = ("all", "any", "not")
CONDITION_KEYS = (*LISTS, *FLAGS, *RANGES, *MAPS, *COMBINED)
_DEEPEST = 20


class NotationError(Exception):
    """A cell cannot be read: what is wrong with it, and what to write."""

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(message)
        self.message, self.advice = message, advice


class Reader:
    """Reads the tokens of one cell from left to right, without ever going back."""

    def __init__(self, text: str) -> None:
        self.tokens: list[str] = []
        for match in _TOKEN.finditer(" ".join(text.split())):
            if match[3]:
                raise NotationError(f'"{match[3]}" does not belong here.', "Write it like: any_act: rude; anger >= 40.")
            self.tokens.append(_SAME.get(match[1] or "", match[1] or match[2]))
        self.at = 0
        self.deep = 0

    def peek(self) -> str:
        """The next token; empty at the end."""
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        """Take the next token."""
        token = self.peek()
        self.at += 1
        return token

    def took(self, token: str) -> bool:
        """Whether the next token is this one; then it is taken."""
        if self.peek() != token:
            return False
        self.at += 1
        return True

    def need(self, token: str) -> None:
        """Take this token. Raises NotationError where another stands."""
        if not self.took(token):
            raise NotationError(f'Here "{token}" is missing{self._where()}.', f'Put "{token}" there.')

    def end(self) -> None:
        """Raise NotationError unless everything has been read."""
        if self.peek():
            raise NotationError(
                f'"{self.peek()[:40]}" is one too many{self._where()}.', "Separate parts by a semicolon."
            )

    def _where(self) -> str:
        before = " ".join(self.tokens[max(0, self.at - 3) : self.at])
        return f' after "{before}"' if before else ""

    def name(self) -> str:
        """A name."""
        token = self.take()
        if not REFERENCE.fullmatch(token):
            raise NotationError(f"A name is missing{self._where()}.", "Write it like: any_act: rude, dismiss.")
        return token

    def new_name(self, found: Mapping[str, Any]) -> str:
        """A name that is not among those found before."""
        name = self.name()
        if name in found:
            raise NotationError(f'"{name}" stands here twice.', "Put the two together.")
        return name

    def names(self) -> list[Any]:
        """Names between commas; whole numbers stay numbers."""
        found = []
        while True:
            item = self.name()
            # `remedy refund` is one name of two words.
            if REFERENCE.fullmatch(self.peek()):
                item += f" {self.take()}"
            found.append(int(item) if INT.fullmatch(item) else item)
            if not self.took(","):
                return found

    def number(self) -> int:
        """A whole number."""
        token = self.take()
        if not INT.fullmatch(token):
            raise NotationError(f'"{token[:40]}" is no whole number.', "Write a range like >= 40, <= 60 or 40..60.")
        return int(token)

    def range_(self) -> dict[str, int]:
        """A range: `>= 40`, `<= 60`, `= 50` or `40..60`."""
        if self.took(">="):
            return {"min": self.number()}
        if self.took("<="):
            return {"max": self.number()}
        if self.took("="):
            number = self.number()
            return {"min": number, "max": number}
        least = self.number()
        self.need("..")
        return {"min": least, "max": self.number()}

    def condition(self) -> dict[str, Any]:
        """Clauses between semicolons, up to a bar, a closing bracket or the end."""
        self.deep += 1
        if self.deep > _DEEPEST:
            raise NotationError("The brackets stand too deep in one another.", "Make it simpler.")
        found: dict[str, Any] = {}
        if not (self.peek() == "always" and self.took("always")):
            while True:
                self.clause(found)
                if not self.took(";"):
                    break
        self.deep -= 1
        return found

    def clause(self, found: dict[str, Any]) -> None:
        """One clause, put into ``found``."""
        key = self.name().lower()
        if key not in CONDITION_KEYS:
            raise NotationError(
                f'"{key[:40]}" is no condition.{near(key, CONDITION_KEYS)}', "The first sheet lists them."
            )
        if key in MAPS:
            name = self.new_name(found.get(key, {}))
            self.need(":")
            found.setdefault(key, {})[name] = self.names()
            return
        if key in found:
            raise NotationError(f'"{key}" stands here twice.', "Put the two together, or use: all of (… | …).")
        if key in RANGES:
            found[key] = self.range_()
        elif key in FLAGS:
            self.need(":")
            found[key] = flag_of(self.take())
        elif key in LISTS:
            self.need(":")
            found[key] = self.names()
        else:
            found[key] = self.combined(key)

    def combined(self, key: str) -> Any:
        """`not (…)`, `all of (… | …)`, `any of (… | …)`."""
        if key != "not":
            self.need("of")
        self.need("(")
        parts = [self.condition()]
        while key != "not" and self.took("|"):
            parts.append(self.condition())
        self.need(")")
        return parts[0] if key == "not" else parts


def near(word: str, known: Sequence[str]) -> str:
    """A hint at the known word that is most like another; empty where none is."""
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return f' Did you mean "{near[0]}"?' if near else ""


def flag_of(word: str) -> bool:
    """Read `yes` or `no` (`true` and `false` are understood). Raises NotationError for anything else."""
    plain = word.strip().lower()
    if plain not in ("yes", "no", "true", "false"):
        raise NotationError(f'"{plain[:40]}" is neither yes nor no.', "Write yes or no.")
    return plain in ("yes", "true")
