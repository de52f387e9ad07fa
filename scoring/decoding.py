"""Bytes of a transcript to text: UTF-8, UTF-16, and Windows-1252 where it is sure to be that."""

from __future__ import annotations

WESTERN = frozenset({"en", "fi", "sv"})
"""Languages whose letters Windows-1252 has."""

_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
LAST_KNOWN = 0x2500
"""Letters and marks of the five languages stand below; text read two bytes at a time by mistake stands above."""
_INSIDE_WORDS = frozenset("’–—·")
_SIGNS = frozenset("€£§°«»‘“”„…•™©®½\xa0") | _INSIDE_WORDS
_NOT_WESTERN = frozenset({0xD0, 0xD7, 0xDE, 0xF0, 0xF7, 0xFE})
"""Icelandic letters and two signs of arithmetic among the letters of Windows-1252."""


def decode(data: bytes, language: str) -> str:
    """Return the text of a file with plain line ends.

    UTF-8 (with or without its mark), UTF-16 with its mark or plainly one, and Windows-1252 for English, Finnish and
    Swedish where nothing in it speaks against that. Raises ValueError saying what to do for anything else.
    """
    text = _decoded(data, language)
    if "\x00" in text:
        raise ValueError("there are zero bytes in it: this is no text; save it as UTF-8 text")
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _decoded(data: bytes, language: str) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding)
    wide = _unmarked_wide(data)
    if wide is not None:
        return wide
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        refusal = f"line {line} is not UTF-8; save the file as UTF-8"
        if language not in WESTERN:
            raise ValueError(refusal) from error
        return _western(data, refusal)


def _unmarked_wide(data: bytes) -> str | None:
    """Return the text of UTF-16 without its mark, or None: zero bytes on one side of the pairs, letters we know."""
    zeros = {place % 2 for place, byte in enumerate(data[:4000]) if not byte}
    if len(zeros) != 1 or len(data) % 2:
        return None
    text = data.decode("utf-16-le" if zeros == {1} else "utf-16-be", errors="replace")
    known = sum(ord(char) < LAST_KNOWN for char in text)
    return text if known * 10 >= len(text) * 9 else None


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ValueError(f"it is marked as {encoding} and is not; save it as UTF-8") from error


def _western(data: bytes, refusal: str) -> str:
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise ValueError(refusal) from error
    if any(_is_odd(text[place - 1 : place], char, text[place + 1 : place + 2]) for place, char in enumerate(text)):
        raise ValueError(refusal)
    return text


def _is_odd(before: str, char: str, after: str) -> bool:
    """Whether a character read as Windows-1252 looks like a letter of another encoding.

    Those show as signs inside words, capitals behind small letters, or signs nobody uses.
    """
    if char.isascii():
        return False
    if char.isalpha() and ord(char) not in _NOT_WESTERN and (ord(char) >= 0xC0):
        return char.isupper() and before.islower()
    return char not in _SIGNS or (before.isalpha() and after.isalpha() and char not in _INSIDE_WORDS)
