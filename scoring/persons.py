"""Persons spoken of or to: which words are names, and how titles and articles beside them are heard.

Whose name stands in a response must make no difference, so whatever tells men from women and one name from another is
levelled before anything else looks at the words: titles and honorifics are heard as the first of their group, articles
before them as the first of theirs. What a name looks like stands in ``languages/<code>/forms.yaml`` (``persons``) and,
for given names, in ``languages/given_names.yaml``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scoring.shouting import shouted
from scoring.text import Reading, fold

_GROUPS = ("titles", "honorifics", "announced", "articles")
_LISTS = ("patronymics",)


@dataclass(frozen=True, slots=True)
class Persons:
    """How a language names and addresses people. The mappings tell by which word each of a group is heard."""

    titles: Mapping[str, str]
    """Words before a name."""
    honorifics: Mapping[str, str]
    """Words that address somebody without a name."""
    announced: Mapping[str, str]
    """Titles behind an article ("ο κύριος Δελής"): these speak of somebody, not to them."""
    articles: Mapping[str, str]
    """Articles before a name or a title."""
    written_articles: frozenset[str]
    """The same as they are written."""
    patronymics: tuple[str, ...]
    """Endings of a father's name, before which any capitalised word is a name."""
    given: frozenset[str]
    """Given names that are no words, as they are written, in lower case."""
    common: frozenset[str]
    """Function words, folded: a capital makes no name of these, nor of titles."""
    written: frozenset[str]
    """The same with their accents: "Mika" is a name in Finnish, though "mikä" is a function word."""

    @classmethod
    def of(cls, data: Mapping[str, Any], given: str, common: Iterable[str]) -> Persons:
        """Read the part ``persons`` of ``forms.yaml``. Raises ValueError naming an unknown key."""
        unknown = set(data) - {*_GROUPS, *_LISTS}
        if unknown:
            raise ValueError(f"persons: unknown key {min(unknown)!r}; there are {', '.join((*_GROUPS, *_LISTS))}")
        groups = {
            key: {fold(word): fold(group[0]) for group in data.get(key) or () for word in group} for key in _GROUPS
        }
        addressed = (word for key in ("titles", "honorifics") for group in data.get(key) or () for word in group)
        words = (*common, *addressed)
        return cls(
            **groups,
            written_articles=frozenset(word.casefold() for group in data.get("articles") or () for word in group),
            patronymics=tuple(fold(ending) for ending in data.get("patronymics") or ()),
            given=frozenset(given.casefold().split()),
            common=frozenset(map(fold, words)),
            written=frozenset(word.casefold() for word in words),
        )

    def names(self, reading: Reading) -> frozenset[int]:
        """Return the tokens that are names: given names, and what a capital inside a sentence makes one.

        What is shouted, one letter, and function words are none. A capital opens a sentence anyway; there only a
        father's name behind it tells. They are looked for once, as several ask.
        """
        if reading.names is None:
            firsts = {sentence.first for sentence in reading.sentences}
            loud = {place for first, last in shouted(reading) for place in range(first, last + 1)}
            reading.names = frozenset(
                place
                for place, written in enumerate([reading.text[token.start : token.end] for token in reading.tokens])
                if written.casefold() in self.given
                or (
                    written[0].isupper()
                    and place not in loud
                    and self._is_capitalised(reading, place)
                    and (place not in firsts or self._is_patronymic(reading, place + 1))
                )
            )
        return reading.names

    def _is_capitalised(self, reading: Reading, place: int) -> bool:
        token = reading.tokens[place]
        if not reading.text[token.start].isupper() or len(token.text) < 2 or token.number:
            return False
        return token.text not in self.common or self._is_but_alike(reading.text[token.start : token.end], token.text)

    def _is_but_alike(self, written: str, text: str) -> bool:
        """Whether a word only looks like a function word without its accents; contractions are taken apart."""
        return fold(written) == text and written.casefold() not in self.written

    def _is_patronymic(self, reading: Reading, place: int) -> bool:
        return (
            bool(self.patronymics)
            and place < len(reading.tokens)
            and reading.tokens[place].text.endswith(self.patronymics)
            and self._is_capitalised(reading, place)
        )

    def is_name_alone(self, reading: Reading, place: int) -> bool:
        """Whether a name is to be heard as nothing else: a listed one, or one that only looks like a function word."""
        token = reading.tokens[place]
        return token.text in self.common or reading.text[token.start : token.end].casefold() in self.given

    def _is_article(self, reading: Reading, place: int) -> bool:
        """Whether a word is written as an article is: in Greek "ή" (or) only folds to one."""
        token = reading.tokens[place]
        return reading.text[token.start : token.end].casefold() in self.written_articles

    def _as_title(self, reading: Reading, place: int) -> str | None:
        """Return the title a word is written as, even where chat writes another word so (Greek "κ" for "and")."""
        token = reading.tokens[place]
        written = fold(reading.text[token.start : token.end])
        return written if written in self.titles else None

    def level(self, reading: Reading) -> None:
        """Write titles, honorifics and the articles before them as the word by which all of their group are heard."""
        names = self.names(reading)
        texts = [self._as_title(reading, place) or token.text for place, token in enumerate(reading.tokens)]
        for place, text in enumerate(texts):
            if text in self.honorifics:
                heard = self.honorifics[text]
            elif (text in self.titles or text in self.articles) and self._leads(texts, names, place):
                if text in self.titles:
                    spoken_of = self.announced if place and texts[place - 1] in self.articles else self.titles
                    heard = spoken_of.get(text, text)
                elif self._is_article(reading, place):
                    heard = self.articles[text]
                else:
                    continue
            else:
                continue
            reading.tokens[place].text, reading.tokens[place].alt = heard, None

    def _leads(self, texts: Sequence[str], names: frozenset[int], place: int) -> bool:
        """Whether a name stands behind a word, or a title and then a name."""
        return place + 1 in names or (place + 2 in names and texts[place + 1] in self.titles)
