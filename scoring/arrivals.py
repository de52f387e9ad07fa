"""Words by which promised things arrive, beside those of commitment: ``languages/<code>/arrivals.yaml``.

``landing``: money shows on an account; ``money_word``: what stands for money named before; ``owed``: a sum is the
customer's due; ``back``: a sum without a verb goes to the customer; ``place``: where things come to; ``latest``: a last
day follows; ``alternative``: goes on an offer left open; ``finite``: words that show a sentence to have a verb;
``relative``: goes on from the noun before; ``aside``: a rule or a remark beside the matter; ``unbound``: takes what is
asked for out of a condition ("whenever you like"); ``reduced``: what stands before it is the whole;
``contrast``: ends what a habit named before covers; ``that``: goes on with what somebody says; ``treat``: the house
pays; ``free``: for nothing; ``note_word``: what is written down; ``impersonal``: pays whoever it may be, by a rule;
``price``: tells what a thing costs, which is not paid back by what follows.
"""

from __future__ import annotations

from functools import cache

from scoring.language import FOLDER, load_yaml
from scoring.lexicon import Lexicon, commitments, sections_of

ARRIVING = (
    "landing",
    "money_word",
    "owed",
    "back",
    "place",
    "latest",
    "alternative",
    "finite",
    "relative",
    "aside",
    "unbound",
    "reduced",
    "contrast",
    "that",
    "treat",
    "free",
    "note_word",
    "impersonal",
    "price",
)


@cache
def phrases(code: str) -> Lexicon:
    """Return the words of commitment and of arrival of language ``code``, loaded once. Raises LanguageError."""
    path = FOLDER / code / "arrivals.yaml"
    data = load_yaml(path) if path.is_file() else {}
    return Lexicon({**commitments(code).sections, **sections_of(data or {}, ARRIVING, path)})
