"""What simulated trainees say: sentences by register and act, one data file a language, beside those of the grader.

A register is a way of speaking that levels share: `warm`, `plain` and `poor`. The warm one is joined with the
sentences to try that the grader proposes (`scoring/languages/<code>/moves.yaml`), for that is what a trainee who reads
their debriefs ends up saying. Slots: {facts}, {item} and its forms, {remedy}, {name}, {when}; a sentence is passed over
where the scene has nothing for one of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

import scoring

FOLDER = Path(__file__).with_name("bank")
MOVES = Path(scoring.__file__).parent / "languages"
WARM, PLAIN, POOR = "warm", "plain", "poor"
REGISTERS = (WARM, PLAIN, POOR)
POLITE, FAMILIAR = "polite", "familiar"
SLOT = re.compile(r"\{([a-z_]{1,40}(?:\.[a-z_]{1,40})?)\}")
SLOTS = frozenset({"facts", "item", "remedy", "name", "when"})


class BankError(ValueError):
    """A language's bank is missing or not of the shape it must have."""


@dataclass(frozen=True, slots=True)
class Bank:
    """The sentences of one language.

    Args:
        sentences: by register and act, each entry in its polite and its familiar form.
        when: words for {when}, a day with an hour.
    """

    sentences: Mapping[str, Mapping[str, tuple[Mapping[str, str], ...]]]
    when: tuple[str, ...]

    def spoken(self, register: str, act: str, address: str) -> tuple[str, ...]:
        """The sentences of a register that show an act, for an address; empty where it has none."""
        return tuple(entry[address] for entry in self.sentences[register].get(act, ()))


def slots(sentence: str) -> frozenset[str]:
    """The slots of a sentence, forms included: `item.gen`."""
    return frozenset(SLOT.findall(sentence))


@cache
def load_bank(language: str) -> Bank:
    """The bank of a language.

    Raises:
        BankError: there is none, or it is damaged.
    """
    data = _read(FOLDER / f"{language}.yaml")
    if set(data) != {*REGISTERS, "when"}:
        raise BankError(f"bank/{language}.yaml: needed are {', '.join(REGISTERS)} and when, found {', '.join(data)}")
    registers = {name: _acts(data[name], f"bank/{language}.yaml: {name}") for name in REGISTERS}
    moves = _acts(_read(MOVES / language / "moves.yaml"), f"{language}/moves.yaml")
    warm = registers[WARM]
    # Only what a skilled trainee says anyway: whether the customer has a receipt fits few scenes.
    joined = {act: (*entries, *(() if act == "fact_question" else moves.get(act, ()))) for act, entries in warm.items()}
    return Bank({**registers, WARM: joined}, tuple(str(item) for item in data["when"]))


def own_sentences(language: str) -> tuple[str, ...]:
    """Every sentence of a bank file itself, in both forms, without those of the grader. Raises BankError."""
    data = _read(FOLDER / f"{language}.yaml")
    acts = [entries for name in REGISTERS for entries in _acts(data[name], name).values()]
    return tuple(dict.fromkeys(text for entries in acts for entry in entries for text in entry.values()))


def _read(path: Path) -> dict[str, Any]:
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise BankError(f"{path.name}: {error}") from error
    if not isinstance(data, dict):
        raise BankError(f"{path.name}: a mapping is needed")
    return data


def _acts(data: Any, place: str) -> dict[str, tuple[Mapping[str, str], ...]]:
    if not isinstance(data, dict):
        raise BankError(f"{place}: a mapping of acts is needed")
    return {str(act): tuple(_entry(item, f"{place}: {act}") for item in items) for act, items in data.items()}


def _entry(item: Any, place: str) -> Mapping[str, str]:
    forms = item if isinstance(item, dict) else {POLITE: item, FAMILIAR: item}
    if set(forms) != {POLITE, FAMILIAR} or not all(isinstance(text, str) and text for text in forms.values()):
        raise BankError(f"{place}: an entry is a sentence, or has `{POLITE}` and `{FAMILIAR}`; not {item!r}")
    for text in forms.values():
        unknown = {slot.partition(".")[0] for slot in slots(text)} - SLOTS
        if unknown:
            raise BankError(f"{place}: no slot named {', '.join(sorted(unknown))}")
    return forms
