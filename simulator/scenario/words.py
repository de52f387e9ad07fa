"""The words of one scenario in one language (`lines.<code>.yaml`), and the pool of lines all scenarios share."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .saying import Reaction
from .values import Id, Language, LineId, Part


class FactWords(Part):
    """How one fact is told, asked for and said back."""

    name: str
    """A short noun phrase for the scorecard: `the double charge`."""
    tell: str | None = None
    """What the customer answers when asked; needed unless the fact is given unasked."""
    withheld: str | None = None
    """What the customer answers while not feeling heard; needed where the fact is given only then."""
    questions: tuple[str, ...] = ()
    """Three to five ways a trainee may ask for it."""
    wordings: tuple[str, ...] = ()
    """Three to five ways a trainee may say it back."""


class RemedyWords(Part):
    """How a remedy is called and offered."""

    name: str
    """A short noun phrase: `the money back`."""
    wordings: tuple[str, ...] = ()
    """Ways a trainee may offer it."""


class KnowledgeWords(Part):
    """A checkable fact as the knowledge card shows it."""

    name: str
    """A short noun phrase."""
    text: str
    """The sentence on the knowledge card."""
    values: tuple[str, ...] = Field(min_length=1)
    """The true values, as somebody would say them; placeholders of draws are filled in."""
    wordings: tuple[str, ...] = ()
    """Words that show a sentence speaks of this fact."""


class LinesFile(Part):
    """The whole of `lines.<code>.yaml`."""

    language: Language
    """The code in the file's name."""
    address: Literal["polite", "familiar"] = "polite"
    """How the trainee speaks to the customer, where the language has two ways: `polite` (Finnish te) or `familiar`
    (sinä). Proposals in the debrief follow it."""
    lines: dict[LineId, str]
    """Every line of the scene, by line id; `about.title`, `about.summary` and `about.briefing` are always needed."""
    forms: dict[Id, dict[Id, dict[Id, str]]] = {}
    """Draw, option, form, words. `{amount}` in a line is the form `base`, `{amount.gen}` the form `gen`."""
    values: dict[Id, dict[Id, str]] = {}
    """Where a sum, date or time differs in this language's country: draw, option, value."""
    facts: dict[Id, FactWords] = {}
    """The words of each fact."""
    remedies: dict[Id, RemedyWords] = {}
    """The words of each remedy."""
    knowledge: dict[Id, KnowledgeWords] = {}
    """The words of each knowledge item."""
    sources: dict[LineId, str] = {}
    """For translated lines: a hash of the line they were translated from, to mark stale ones."""


class PoolFile(Part):
    """The reactions every scenario falls back on (`common/pool.yaml`)."""

    format: Literal[1]
    """Always 1."""
    reactions: tuple[Reaction, ...]
    """Tried in order."""


class PoolLines(Part):
    """The words of the pool in one language (`common/lines.<code>.yaml`)."""

    language: Language
    """The code in the file's name."""
    lines: dict[LineId, str]
    """The words of every line of the pool."""
