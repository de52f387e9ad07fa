"""What the names of known facts are called in each language: ``callout_fee`` is "käyntimaksu", "utryckningsavgift".

A case may name its facts by an English id only. ``languages/<code>/topics.yaml`` says for the words of such ids how the
language puts them; a key of that kind begins with ``@``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cache

from scoring.language import FOLDER, load_yaml
from scoring.lexicon import Lexicon, sections_of
from scoring.text import fold

INNER = 4
"""So long a stem at least is looked for inside a compound word."""
COMPOUND = 8
"""So long a word at least may be a compound."""
COMPOUNDING = frozenset(("fi", "sv"))
GENERIC = frozenset(
    (
        *("time", "hours", "period", "days", "deadline", "window", "limit", "valid", "validity"),
        *("price", "fee", "cost", "rule", "rules", "policy", "allowed", "needed", "required"),
    )
)
"""Words of ids that say what kind of fact it is and not of what."""
CLOSING, OPENING = "closing", "open"


@cache
def topics(code: str) -> Lexicon:
    """Return the topics of language ``code``, loaded once; each is a section. Raises LanguageError."""
    path = FOLDER / code / "topics.yaml"
    data = load_yaml(path) if path.is_file() else {}
    return Lexicon(sections_of(data or {}, tuple(data or ()), path))


def topics_of(name: str, code: str) -> tuple[str, ...]:
    """Return the topics the id of a fact names: ``callout_fee`` has ``callout`` and ``fee``."""
    known = topics(code).sections
    return tuple(word for word in words_of(name) if word in known)


def named_in_full(name: str, code: str) -> bool:
    """Whether the topics of an id say all of it: ``callout_fee``, but not ``credit_expiry``."""
    known = topics(code).sections
    return all(word in known or word in GENERIC for word in words_of(name))


def words_of(name: str) -> list[str]:
    """Return the words of the id of a fact."""
    return [word for word in name.casefold().replace("-", "_").replace(" ", "_").split("_") if word]


@cache
def _inner(code: str, topic: str) -> tuple[str, ...]:
    forms = topics(code).sections.get(topic, {})
    stems = {form.rstrip("*") for form in forms if " " not in form}

    return tuple(sorted({fold(stem) for stem in stems if len(stem) >= INNER}))


def topic_keys(
    texts: Sequence[str], first: int, last: int, code: str, wanted: Collection[str]
) -> Iterator[tuple[str, int, int]]:
    """Yield (``@topic``, first, last token) for what tokens ``first..last`` (exclusive) speak of, of ``wanted``."""
    known = topics(code)
    for place in range(first, last):
        for mark in known.at(texts, place, last):
            if mark.kind in wanted:
                yield f"@{mark.kind}", place, place + mark.length - 1
        word = texts[place]
        if code in COMPOUNDING and len(word) >= COMPOUND:
            for topic in wanted:
                if any(stem in word for stem in _inner(code, topic)):
                    yield f"@{topic}", place, place
