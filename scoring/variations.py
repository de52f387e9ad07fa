"""The same response written otherwise: other names, typos, no diacritics, a learner's grammar, padding, a signature.

Every change depends on the response and its id alone: no clock, no chance. The words of each language stand in
``languages/<code>/fairness.yaml``, explained in the English one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from scoring import language as languages
from scoring.language import load_yaml
from scoring.naming import FairnessError, Names, draw

KINDS: tuple[str, ...] = (
    "names_men",
    "names_women",
    "names_foreign",
    "name_added",
    "typos",
    "diacritics",
    "second_language",
    "padding_before",
    "padding_after",
    "signature",
)
LETTERS_A_TYPO = 40
_WORD = re.compile(r"(?<!\w)[^\W\d_]+(?:['’][^\W\d_]+)*")
_KEYS = {"names", "keyboard", "diacritics", "second_language", "padding", "signature"}


@dataclass(frozen=True, slots=True)
class Variations:
    """What one language's responses are changed with.

    ``drop_share``: of the words a learner drops, one in so many goes; ``slip_share`` likewise of endings. ``drop``,
    ``words`` and ``endings`` are in lower case.
    """

    code: str
    names: Names
    neighbours: Mapping[str, str]
    diacritics: Mapping[int, str]
    drop: frozenset[str]
    drop_share: int
    words: Mapping[str, str]
    phrases: tuple[tuple[str, str], ...]
    endings: tuple[tuple[str, str], ...]
    slip_share: int
    before: tuple[str, ...]
    after: tuple[str, ...]
    signature: str

    def change(self, kind: str, response: str, customer: str, seed: str) -> tuple[str, str]:
        """Return response and customer's message changed in one way; both as they were where nothing applies.

        Only names are changed in the customer's message too, so that the same person is spoken of. Raises ValueError
        for a kind outside :data:`KINDS`.
        """
        seed = f"{self.code}:{seed}"
        if kind in ("names_men", "names_women", "names_foreign"):
            swapped = self.names.swap([response, customer], kind.removeprefix("names_"), seed)
            return (swapped[0], swapped[1]) if swapped[0] != response else (response, customer)
        changes = {
            "name_added": self.names.add,
            "typos": self.typos,
            "diacritics": self.without_diacritics,
            "second_language": self.learner,
            "padding_before": self.padded_before,
            "padding_after": self.padded_after,
            "signature": self.signed,
        }
        if kind not in changes:
            raise ValueError(f"no change {kind!r}; there are {', '.join(KINDS)}")
        return changes[kind](response, seed), customer

    def typos(self, text: str, seed: str) -> str:
        """Return ``text`` with one letter in forty swapped, dropped, doubled, or hit on the key beside it."""
        letters = [place for place, char in enumerate(text) if char.isalpha()]
        hit = []
        for block in range(0, len(letters), LETTERS_A_TYPO):
            place = block + draw(LETTERS_A_TYPO, seed, "typo", str(block))
            if place < len(letters):
                hit.append(letters[place])
        chars = list(text)
        for place in reversed(hit):
            self._slip(chars, place, draw(4, seed, "slip", str(place)), seed)
        return "".join(chars)

    def _slip(self, chars: list[str], place: int, slip: int, seed: str) -> None:
        char = chars[place]
        if slip == 0 and place + 1 < len(chars) and chars[place + 1].isalpha() and chars[place + 1] != char:
            chars[place : place + 2] = [chars[place + 1], char]
        elif slip == 1:
            del chars[place]
        elif slip == 2:
            chars.insert(place, char)
        else:
            plain = unicodedata.normalize("NFD", char)[0].lower()
            beside = self.neighbours.get(char.lower()) or self.neighbours.get(plain)
            if beside:
                key = beside[draw(len(beside), seed, "key", str(place))]
                chars[place] = key.upper() if char.isupper() else key
            else:
                del chars[place]

    def without_diacritics(self, text: str, _seed: str) -> str:
        """Return ``text`` without the marks people leave out, as the language's table says."""
        return text.translate(dict(self.diacritics))

    def learner(self, text: str, seed: str) -> str:
        """Return ``text`` as somebody still learning the language might write it."""
        for phrase, slip in self.phrases:
            text = re.sub(rf"(?<!\w){re.escape(phrase)}(?!\w)", slip, text)
        pieces = []
        end = 0
        for place, found in enumerate(_WORD.finditer(text)):
            word = found.group()
            new = self._learned(word, place, seed)
            gap = text[end : found.start()]
            if new or not text[found.end() : found.end() + 1].isspace():
                pieces += [gap, new or word]
                end = found.end()
            else:  # The word goes, with the blank behind it.
                pieces.append(gap)
                end = found.end() + 1
        return _capitalised("".join(pieces) + text[end:], text)

    def _learned(self, word: str, place: int, seed: str) -> str:
        lowered = word.lower()
        if lowered in self.drop and not draw(self.drop_share, seed, "drop", str(place)):
            return ""
        new = self.words.get(lowered)
        if new is None and not draw(self.slip_share, seed, "ending", str(place)):
            pair = next((pair for pair in self.endings if lowered.endswith(pair[0])), None)
            if pair is not None and len(lowered) - len(pair[0]) >= 3:
                new = lowered[: len(lowered) - len(pair[0])] + pair[1]
        if new is None:
            return word
        if word.isupper() and len(word) > 1:
            return new.upper()
        return _capitalised(new, word)

    def padded_before(self, text: str, seed: str) -> str:
        """Return ``text`` with a polite phrase that does nothing before it."""
        return f"{self.before[draw(len(self.before), seed, 'before')]} {text}"

    def padded_after(self, text: str, seed: str) -> str:
        """Return ``text`` with a polite phrase that does nothing behind it."""
        return f"{text.rstrip()} {self.after[draw(len(self.after), seed, 'after')]}"

    def signed(self, text: str, _seed: str) -> str:
        """Return ``text`` with the signature block of a company's mail."""
        return f"{text.rstrip()}\n\n{self.signature}"


def _capitalised(text: str, like: str) -> str:
    return text[:1].upper() + text[1:] if like[:1].isupper() else text


@cache
def load_variations(code: str) -> Variations:
    """Return the variations of a language, loaded once. Raises LanguageError without a file, FairnessError for data."""
    place = f"{code}/fairness.yaml"
    return build_variations(code, load_yaml(languages.FOLDER / code / "fairness.yaml"), place)


def build_variations(code: str, data: Any, place: str) -> Variations:
    """Build the variations of a language from parsed YAML. Raises FairnessError naming ``place`` and the key."""
    if not isinstance(data, Mapping):
        raise FairnessError(f"{place}: a mapping is needed")
    if set(data) != _KEYS:
        odd = min(set(data) ^ _KEYS)
        raise FairnessError(f"{place}: {'unknown key' if odd in data else 'the key is missing:'} {odd!r}")
    try:
        learner, padding = data["second_language"], data["padding"]
        return Variations(
            code=code,
            names=Names.of(data["names"], place),
            neighbours=_neighbours(data["keyboard"]),
            diacritics={ord(key): value for key, value in data["diacritics"].items()},
            drop=frozenset(word.lower() for word in learner.get("drop") or ()),
            drop_share=int(learner["drop_one_in"]),
            words={word.lower(): slip for word, slip in (learner.get("words") or {}).items()},
            phrases=tuple((learner.get("phrases") or {}).items()),
            endings=tuple(sorted((learner.get("endings") or {}).items(), key=lambda pair: -len(pair[0]))),
            slip_share=int(learner["slip_one_in"]),
            before=_phrases(padding, "before"),
            after=_phrases(padding, "after"),
            signature=str(data["signature"]).strip(),
        )
    except FairnessError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise FairnessError(f"{place}: {type(error).__name__}: {error}") from error


def _phrases(padding: Mapping[str, Sequence[str]], key: str) -> tuple[str, ...]:
    phrases = tuple(padding[key])
    if not phrases:
        raise ValueError(f"padding: {key}: at least one phrase is needed")
    return phrases


def _neighbours(rows: Sequence[str]) -> dict[str, str]:
    """Return, per key, the letters beside it: left and right, and the two keys of the rows above and below."""
    beside: dict[str, str] = {}
    for row, keys in enumerate(rows):
        for place, key in enumerate(keys):
            near = [keys[place - 1 : place], keys[place + 1 : place + 2]]
            if row:
                near.append(rows[row - 1][place : place + 2])
            if row + 1 < len(rows):
                near.append(rows[row + 1][max(0, place - 1) : place + 1])
            beside[key] = "".join(char for piece in near for char in piece if char.isalpha())
    return beside
