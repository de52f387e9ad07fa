"""What is shouted: runs of words in capitals."""

from __future__ import annotations

from scoring.text import Reading


def shouted(reading: Reading) -> list[tuple[int, int]]:
    """Return runs of tokens (first, last) that are shouted in capitals.

    Names, abbreviations and one stressed word are no shouting: it takes three words in a row with
    twelve letters or more. They are looked for once, as several ask.
    """
    if reading.shouted is None:
        reading.shouted = _shouted(reading)
    return reading.shouted


def _shouted(reading: Reading) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    first: int | None = None
    letters = words = 0
    for place, token in enumerate([*reading.tokens, None]):
        piece = reading.text[token.start : token.end] if token else ""
        if token and piece.isupper():
            first = place if first is None else first
            letters, words = letters + len(piece), words + 1
        elif not token or not token.number:
            if first is not None and words >= 3 and letters >= 12:
                runs.append((first, place - 1))
            first, letters, words = None, 0, 0
    return runs
