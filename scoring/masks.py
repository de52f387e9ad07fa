"""What patterns see of a text: per token, the bits of the forms and kinds it satisfies."""

from __future__ import annotations

from scoring.language import Language
from scoring.text import Reading, Token


def masks_of(reading: Reading, language: Language, heard: frozenset[str]) -> list[int]:
    """Return, per token, the bits of the forms and kinds it satisfies.

    A given name is no other word, whatever it looks like. One that opens a sentence is not shown to patterns as a name:
    of names that nobody has listed they would not know it.
    """
    vocabulary = language.acts.vocabulary
    name, said = vocabulary.kind("name"), vocabulary.kind("heard")
    number, amount = vocabulary.kind("number"), vocabulary.kind("amount")
    stop_words = language.stop_words
    masks = []
    tokens = reading.tokens
    persons = language.persons
    names, firsts = persons.names(reading), {sentence.first for sentence in reading.sentences}
    for place, token in enumerate(tokens):
        text = token.text
        if place in names and persons.is_name_alone(reading, place):
            masks.append(0 if place in firsts else name)
            continue
        if token.number:
            mask = vocabulary.of_text(text) | _figures(tokens, place, language)
        else:
            mask = language.bits(text)
            if token.alt:
                mask |= vocabulary.of_text(token.alt)
            if mask & number and place + 1 < len(tokens) and language.currencies.get(tokens[place + 1].text):
                mask |= amount
        if place in names:
            mask |= 0 if place in firsts else name
        elif heard and text not in stop_words and language.stem(text) in heard:
            mask |= said
        masks.append(mask)
    return masks


def _figures(tokens: list[Token], place: int, language: Language) -> int:
    """Return the bits of the kinds that a number in figures is of: a sum by its cents or the words beside it."""
    text = tokens[place].text
    kind = language.acts.vocabulary.kind
    mask = kind("number")
    beside = (*tokens[max(0, place - 1) : place], *tokens[place + 1 : place + 2])
    decimals = text[-3:-2] in (".", ",") and text[-2:].isdigit()
    if decimals or any(language.currencies.get(other.text) for other in beside):
        mask |= kind("amount")
    return mask | kind("clock") if ":" in text else mask
