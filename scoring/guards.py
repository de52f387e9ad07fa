"""Guards: which sentences of a response do not count, and whether it can be read at all."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable

from scoring.language import VOWELS, Language
from scoring.message import Message, grams
from scoring.notation import Vocabulary
from scoring.text import Reading, Sentence, Token

COPY_TOKENS = 4
"""A sentence shorter than this is never taken for a pasted one ("Thank you")."""
MANY_CLAUSES = 6
"""So many clauses of a word or two, and nothing else, are a list of key words."""
LONGEST_SIGNATURE = 600
"""Characters; what is longer has something to say."""
LONGEST_ADDRESS = 10
"""Words of a line of a signature."""
LONGEST_BLANK = 40
"""Characters of what waits to be filled in."""
LEAST_PHONE = 7
"""Digits of a telephone number."""
_MASHED = re.compile(r"[^{0}]{{5}}|\A[^{0}]{{4}}\Z".format("".join(sorted(VOWELS))))
"""Five letters in a row without a vowel, or a word of four."""


def uncounted(reading: Reading, customer: Message, stop_words: frozenset[str]) -> list[bool]:
    """Return, per sentence, whether it counts: copies of the customer and repetitions do not.

    Key words strung together, a reply made of headings alone, a sentence of a form that was never filled in ("[name]")
    and a company's signature do not count either.
    """
    seen: set[tuple[str, ...]] = set()
    signature = signature_start(reading.text)
    blanks = _blanks(reading.text)
    counted = []
    for sentence in reading.sentences:
        key = _key(reading, sentence)
        copied = len(key) >= COPY_TOKENS and (key in customer.sentences or _mostly(key, customer.grams))
        listed = is_word_list(reading.words(sentence), stop_words)
        blank = bisect_left(blanks, sentence.start) < bisect_left(blanks, sentence.end)
        counted.append(not (copied or listed or blank or key in seen or sentence.start >= signature))
        seen.add(key)
    if _only_headings(reading, stop_words):
        return [False] * len(counted)
    return counted


def _blanks(text: str) -> list[int]:
    """Return where what waits in brackets to be filled in begins; a single bracket may be a remark."""
    places = []
    opened = text.find("[")
    while opened >= 0:
        closed = text.find("]", opened, opened + LONGEST_BLANK)
        inside = text[opened + 1 : closed].lstrip() if closed > 0 else ""
        if inside[:1].isalpha() and "[" not in inside:
            places.append(closed - len(inside))
        opened = text.find("[", opened + 1)
    return places if len(places) > 1 else []


def signature_start(text: str) -> int:
    """Return where the signature of a company's mail begins; the length of ``text`` where there is none.

    It begins with a line of two dashes (RFC 3676) if an address follows, or with the first of several address lines
    that do not open the text, if no prose follows. A name under a closing line is no part of it.
    """
    lines = text.splitlines(keepends=True)
    begin = len(text)
    found, addresses, prose = begin, 0, False
    for line in reversed(lines[1:]):
        begin -= len(line)
        if len(text) - begin > LONGEST_SIGNATURE:
            break
        bare = line.strip()
        if bare == "--" and addresses:
            return begin
        if _is_address(bare):
            addresses += 1
            found = begin if addresses > 1 and not prose else found
        prose = prose or _is_prose(bare)
    return found


def _is_prose(line: str) -> bool:
    return line.endswith((".", "!", "?", "…", ";")) or len(line.split()) > LONGEST_ADDRESS


def _is_address(line: str) -> bool:
    """Whether a line tells where a firm is found, without being a sentence."""
    if _is_prose(line) or line.endswith(","):
        return False
    digits = sum(char.isdigit() for char in line)
    return "|" in line or "www." in line or "://" in line or "@" in line or digits >= LEAST_PHONE


def _key(reading: Reading, sentence: Sentence) -> tuple[str, ...]:
    return tuple(token.text for token in reading.words(sentence))


def _mostly(key: tuple[str, ...], theirs: frozenset[tuple[str, ...]]) -> bool:
    own = grams(key)
    return bool(own) and sum(gram in theirs for gram in own) * 10 >= len(own) * 8


def is_word_list(tokens: list[Token], stop_words: frozenset[str]) -> bool:
    """Whether ``tokens`` are key words strung together: many short clauses, hardly a function word."""
    clauses = len({token.clause for token in tokens})
    if clauses < 4 or len(tokens) > clauses * 2:
        return False
    return sum(token.text in stop_words for token in tokens) * 6 <= len(tokens)


def _only_headings(reading: Reading, stop_words: frozenset[str]) -> bool:
    lines = [sentence for sentence in reading.sentences if sentence.mark in ("\n", "") and sentence.starts_line]
    if len(lines) < 3 or len(lines) * 10 < len(reading.sentences) * 7:
        return False
    bare = [
        sentence
        for sentence in lines
        if sentence.last - sentence.first <= 4
        and not any(token.text in stop_words for token in reading.words(sentence))
    ]
    return len(bare) * 10 >= len(lines) * 7


def unquote_all(reading: Reading) -> None:
    """Undo quotation when nearly the whole response stands in quotation marks."""
    quoted = sum(token.quoted for token in reading.tokens)
    if quoted * 10 >= len(reading.tokens) * 9:
        for token in reading.tokens:
            token.quoted = False


def is_gibberish(reading: Reading, customer: Message, language: Language) -> bool:
    """Whether hardly anything in the reading is a word anyone knows.

    Known are function words, forms of the patterns and words of the customer. Words nobody knows but
    that could be words are let pass.
    """
    words = [token for token in reading.tokens if not token.number][:300]
    if not words:
        return not reading.tokens
    mashed = sum(_is_mashed(token.text) for token in words)
    if mashed * 2 != len(words):
        return mashed * 2 > len(words)
    # One of two: any word that somebody knows tells.
    vocabulary: Vocabulary = language.acts.vocabulary
    return not any(
        token.text in language.stop_words
        or token.text in customer.words
        or bool(vocabulary.of_token(token) & vocabulary.learnt)
        for token in words
    )


def _is_mashed(word: str) -> bool:
    """Whether ``word`` looks like a hand dropped on the keyboard."""
    return _MASHED.search(word) is not None


def said_before(reading: Reading, hits: Iterable[tuple[int, int]]) -> Iterable[int]:
    """Yield the tokens of what is taken back: the sentence before each hit, and what stands before it in its own.

    ``hits`` are the sentence and first token of words that take back what was said just before ("no, scrap that").
    """
    for number, first in hits:
        yield from range(reading.sentences[max(0, number - 1)].first, first)


def said_beside(reading: Reading, numbers: Iterable[int]) -> Iterable[int]:
    """Yield the tokens of the sentences ``numbers``, and of those before and after."""
    last = len(reading.sentences) - 1
    for number in numbers:
        yield from range(reading.sentences[max(0, number - 1)].first, reading.sentences[min(last, number + 1)].last)


def only_key_words(reading: Reading) -> bool:
    """Whether a response is nothing but words between commas or on lines of their own ("sorry, our fault, refund").

    Faults are said so too, and so is "yes, mm, go on": only moves that need a sentence are not made. Short sentences
    are no such list: "Pahoittelen. Hyvitän kaiken." says all that is needed.
    """
    clauses = len({token.clause for token in reading.tokens})
    stops = any(sentence.mark not in ("", "\n") for sentence in reading.sentences[:-1])
    return clauses >= MANY_CLAUSES and not stops and len(reading.tokens) * 3 <= clauses * 4


def broken_off(reading: Reading, open_words: frozenset[str]) -> Iterable[int]:
    """Yield the tokens of what trails off in the middle of a sentence, where that is no manner.

    "I am so sorry..." is a manner; "I am going to..." stops before its word, for which something must follow
    ``open_words``. Half of the sentences must trail off, and half of these stop before their word, which are not said
    then; where two thirds of them do, none that trails off is said. A last line without an end trails off too.
    """
    trailing = [sentence for sentence in reading.sentences if _trails(reading, sentence)]
    stopped = [sentence for sentence in trailing if reading.tokens[sentence.last - 1].text in open_words]
    if len(trailing) < 2 or len(trailing) * 2 < len(reading.sentences) or len(stopped) * 2 < len(trailing):
        return
    unsaid = trailing if len(stopped) * 3 >= len(trailing) * 2 else stopped
    for sentence in unsaid:
        yield from range(sentence.first, sentence.last)


def _trails(reading: Reading, sentence: Sentence) -> bool:
    """Whether dots stand behind a sentence, or nothing behind the last one although it is not alone."""
    if sentence is reading.sentences[-1] and not sentence.mark and not sentence.starts_line:
        return True
    return reading.text[sentence.end : sentence.end + 4].lstrip().startswith(("...", "…"))
