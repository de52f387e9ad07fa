"""Where a drawn word meets the words around it: doubled blanks, stops, words and units; a small letter at the start.

A placeholder is filled from one draw alone, so the joints of each option are looked at one by one; the options need
not be combined.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from simulator.scenario import Channel, Language, Scenario

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)(?:\.([a-z][a-z0-9_]*))?\}")
_WORD = re.compile(r"[^\W\d_]+|[€$£₽%]")
_STOPS = (".", "!", "?")
_CLOSERS = "\"'”’»)"
_STEM = 4
"""So many letters in common make two words one unit: euro, euros, euroa."""
CLAUSES = ("text", "cause")
"""Draws that hold whole clauses."""
_NEAR = 40
"""Characters looked at on either side of a placeholder."""


@dataclass
class Joints:
    """Looks at the joints of texts in one language.

    Args:
        scenario: the scene.
        language: the language of the texts.
    """

    scenario: Scenario
    language: Language
    _forms: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def faults(self, text: str, *, whole: bool) -> Iterator[str]:
        """What is wrong with a text, one sentence each, every fault once.

        Args:
            text: the text with its placeholders.
            whole: it is said as it stands; else it is a phrase or a response, which may begin small.
        """
        found: list[str] = []
        if whole and "  " in text.strip() and "\n" not in text:
            found.append("There are two blanks in a row.")
        # In a chat people write as they like.
        if whole and text[:1].islower() and self.scenario.file.about.channel is not Channel.CHAT:
            found.append(f'The line begins with a small letter: "{text[:20]}".')
        for match in _PLACEHOLDER.finditer(text):
            before, after = text[max(0, match.start() - _NEAR) : match.start()], text[match.end() : match.end() + _NEAR]
            for words in self._words(match[1], match[2] or "base"):
                found += self._at(match, words, before, after, whole=whole)
        yield from dict.fromkeys(found)

    def _words(self, draw: str, form: str) -> list[str]:
        """What can stand for a placeholder."""
        if (draw, form) not in self._forms:
            options = self.scenario.file.draws[draw].options
            self._forms[draw, form] = [
                self.scenario.wording(draw, form, self.language, {draw: option}) for option in options
            ]
        return self._forms[draw, form]

    def _at(self, match: re.Match[str], words: str, before: str, after: str, *, whole: bool) -> Iterator[str]:
        """The faults of one option at one placeholder."""
        here = f'Where {match[0]} is "{words}"'
        if (before[-1:] == " " and words[:1] == " ") or (words[-1:] == " " and after[:1] in (" ", ",", *_STOPS)):
            yield f"{here}, there is a blank too many."
        if words[-1:] in _STOPS and after[:1] in _STOPS and not after.startswith(".."):
            yield f'{here}, the sentence ends twice: "{words[-8:]}{after[:1]}".'
        if whole and words[:1].islower() and self._starts_unseen(before):
            yield f"{here}, a sentence begins with a small letter."
        # Clauses may rightly begin with the word before them: "they told you you could".
        if self.scenario.file.draws[match[1]].kind not in CLAUSES:
            yield from self._doubled(here, words, before, after)
        following = _first_word(after)
        if following and any(_same_unit(following, unit) for unit in self._units(match[1])):
            yield f'{here}, its unit stands twice: "{words} {following}".'

    def _starts_unseen(self, before: str) -> bool:
        """Whether a sentence begins here, behind a quotation, where the program puts no capital."""
        bare = before.rstrip()
        if before == bare or not bare or bare[-1] not in _CLOSERS:
            return False
        inner = bare.rstrip(_CLOSERS)
        return inner.endswith(_STOPS)

    def _doubled(self, here: str, words: str, before: str, after: str) -> Iterator[str]:
        inner = [word.casefold() for word in _WORD.findall(words)]
        last = _last_word(before)
        following = _first_word(after)
        if inner and last and last == inner[0] and words[:1].isalpha():
            yield f'{here}, "{last}" stands twice.'
        if inner and following == inner[-1] and words[-1:].isalpha():
            yield f'{here}, "{following}" stands twice.'

    def _units(self, draw: str) -> set[str]:
        """What the unit of a sum is called in this language, in any form; nothing for other draws."""
        drawn, formats = self.scenario.file.draws[draw], self.scenario.formats.get(self.language)
        if drawn.kind != "sum" or formats is None or drawn.currency not in formats.sums:
            return set()
        patterns = formats.sums[drawn.currency]
        named = (*patterns.forms.values(), *patterns.one.values())
        return {word.casefold() for pattern in named for word in _WORD.findall(pattern.replace("{number}", " "))}


def _same_unit(one: str, other: str) -> bool:
    if one == other:
        return True
    return len(other) >= _STEM and one[:_STEM] == other[:_STEM]


def _last_word(before: str) -> str:
    """The word right before, where only a blank is between."""
    bare = before.removesuffix(" ")
    words = _WORD.findall(bare)
    return words[-1].casefold() if before.endswith(" ") and words and bare.endswith(words[-1]) else ""


def _first_word(after: str) -> str:
    """The word right behind, where at most a blank is between."""
    bare = after.removeprefix(" ")
    match = _WORD.match(bare)
    return match[0].casefold() if match else ""
