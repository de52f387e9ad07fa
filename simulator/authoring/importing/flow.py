"""A story made ready to be a scene: dead links cut, what leads on without an answer joined, ends found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from .story import At, Choice, Notes, Passage, Story, Text

MOST_TEXTS = 40
"""Paragraphs of one moment; nobody hears out more."""
_MOST_JOINED = 12


@dataclass(frozen=True, slots=True)
class Moment:
    """A node or ending to be.

    Args:
        key: of the passage it is made of.
        texts: what is said, in order.
        choices: what can be answered; empty at an end.
        onward: where any answer leads, where there is none to choose.
        at: where it stands in the source.
    """

    key: str
    texts: tuple[Text, ...]
    choices: tuple[Choice, ...]
    onward: str | None
    at: At

    @property
    def ends(self) -> bool:
        """Whether no way leads out."""
        return not self.choices and self.onward is None


def moments_of(story: Story, notes: Notes) -> dict[str, Moment]:
    """The moments by key, the first of them first; notes what leads nowhere and what nothing leads to."""
    passages = {key: _without_dead_links(passage, story.passages, notes) for key, passage in story.passages.items()}
    real = {key: _first_with_words(key, passages) for key in passages}
    passages = {key: _redirected(passage, real) for key, passage in passages.items() if real[key] == key}
    start = real[story.start]
    joined = {key: _joined(passage, passages, notes) for key, passage in passages.items()}
    reached = _reached(start, joined)
    before = _reached(start, passages)
    found: dict[str, Moment] = {}
    for key in sorted(joined, key=lambda key: key != start):
        if key not in reached and key in before:
            continue  # joined to those that led to it
        moment = joined[key]
        if key not in reached:
            if not moment.texts:
                continue
            notes.add("SG454", f'Nothing leads to "{key[:60]}".', moment.at)
        found[key] = moment
    return found


def _without_dead_links(passage: Passage, passages: Mapping[str, Passage], notes: Notes) -> Passage:
    choices = []
    for choice in passage.choices:
        if choice.to in passages:
            choices.append(choice)
        else:
            notes.add("SG453", f'"{choice.words[:60]}" leads to "{choice.to[:60]}", which is not there.', choice.at)
    onward = passage.onward
    if onward is not None and onward not in passages:
        notes.add("SG453", f'"{passage.key[:60]}" goes on to "{onward[:60]}", which is not there.', passage.at)
        onward = None
    if passage.choices and not choices and onward is None:
        notes.add("SG461", f'"{passage.key[:60]}" ends, because none of its links leads anywhere.', passage.at)
    return replace(passage, choices=tuple(choices), onward=onward)


def _first_with_words(key: str, passages: Mapping[str, Passage]) -> str:
    """The passage that is met where one says nothing, asks nothing and leads on."""
    seen = {key}
    while (passage := passages[key]).onward is not None and not passage.texts and not passage.choices:
        key = passage.onward
        if key in seen:
            break
        seen.add(key)
    return key


def _redirected(passage: Passage, real: Mapping[str, str]) -> Passage:
    choices = tuple(replace(choice, to=real[choice.to]) for choice in passage.choices)
    return replace(passage, choices=choices, onward=None if passage.onward is None else real[passage.onward])


def _joined(passage: Passage, passages: Mapping[str, Passage], notes: Notes) -> Moment:
    """A passage with those it leads on to without an answer."""
    texts = list(passage.texts)
    at, seen = passage, {passage.key}
    while not at.choices and at.onward is not None and at.onward not in seen and len(seen) <= _MOST_JOINED:
        at = passages[at.onward]
        seen.add(at.key)
        texts += at.texts
    if len(texts) > MOST_TEXTS:
        notes.add("SG460", f'"{passage.key[:60]}" is longer than {MOST_TEXTS} paragraphs and was cut.', passage.at)
    onward = None if at.choices else at.onward
    # Where answers can be chosen, a jump besides them is what a script would have done.
    return Moment(passage.key, tuple(texts[:MOST_TEXTS]), at.choices, onward, passage.at)


def _reached(start: str, passages: Mapping[str, Passage] | Mapping[str, Moment]) -> set[str]:
    found, waiting = {start}, [start]
    while waiting:
        for key in ways(passages[waiting.pop()]):
            if key not in found:
                found.add(key)
                waiting.append(key)
    return found


def ways(passage: Passage | Moment) -> Iterator[str]:
    """Where a passage leads, in order."""
    for choice in passage.choices:
        yield choice.to
    if passage.onward is not None:
        yield passage.onward
