"""Names, addresses and long numbers in a text made unreadable, letter for letter.

Whatever is masked keeps its length, so that places in the text stay where they were.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_DAY = r"(?:\d{1,2}[./]\s?\d{1,2}[./]\s?\d{2,4}|\d{4}-\d{2}-\d{2})(?![\s()./-]{0,2}\d)"
_LONG_NUMBER = re.compile(rf"(?<!\d)(?!{_DAY})\+?\d(?:[\s()./-]{{0,2}}\d){{6,}}")
"""Seven digits and more: telephone numbers, cards, accounts; no price and no date."""
_WORD = re.compile(r"[^\W\d_]+")


def masked(text: str, language: str, names: Iterable[str] = ()) -> str:
    """Return ``text`` with names of people, mail addresses and long numbers masked, and nothing moved.

    Names are known by what ``languages/<code>/fairness.yaml`` tells of them: lists, titles, salutations, introductions,
    patronymics. A bare surname in no list stays, unless it is given.

    Args:
        text: what somebody wrote.
        language: its language; where it is none of ours, only given names are masked.
        names: names of people who must not be recognised; each of their words is masked wherever it stands.
    """
    places = [found.span() for pattern in (_MAIL, _LONG_NUMBER) for found in pattern.finditer(text)]
    places += _found(text, language)
    for word in {word for name in names for word in _WORD.findall(name) if len(word) > 1}:
        # With an ending: Finnish and Greek names change theirs.
        pattern = re.compile(rf"(?<!\w){re.escape(word)}[^\W\d_]{{0,3}}(?!\w)", re.IGNORECASE)
        places += [found.span() for found in pattern.finditer(text) if found.group()[0].isupper()]
    chars = list(text)
    for start, end in places:
        for place in range(start, end):
            chars[place] = _covered(text[place])
    return "".join(chars)


def _found(text: str, language: str) -> Iterator[tuple[int, int]]:
    """Where names stand, as far as the language's tables tell."""
    from scoring.language import LANGUAGES
    from scoring.variations import load_variations

    if language in LANGUAGES:
        for name in load_variations(language).names.find(text):
            yield name.start, name.end


def _covered(char: str) -> str:
    if char.isalpha():
        return "X" if char.isupper() else "x"
    return "0" if char.isdigit() else char
