"""What a person looks like: the closed set of choices a scenario may name. Imports no pygame."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any

LOOK_CHOICES: Mapping[str, tuple[str | int, ...]] = MappingProxyType(
    {
        "age": ("young", "adult", "middle", "old"),
        "build": ("slight", "slim", "average", "broad"),
        "features": ("soft", "round", "even", "sharp", "strong"),
        "skin": (1, 2, 3, 4, 5, 6),
        "eyes": ("brown", "hazel", "green", "blue", "grey"),
        "hair": (
            "short",
            "side_part",
            "pixie",
            "bob",
            "wavy",
            "long",
            "bun",
            "braids",
            "curly",
            "ponytail",
            "receding",
            "thinning",
            "bald",
        ),
        "hair_colour": ("black", "dark_brown", "brown", "auburn", "red", "blond", "grey", "white"),
        "beard": ("none", "stubble", "moustache", "short", "full"),
        "glasses": ("none", "round", "square"),
        "dress": ("blazer", "shirt", "hoodie", "jacket", "coat", "apron", "knit"),
        "dress_colour": (
            "teal",
            "navy",
            "plum",
            "mustard",
            "brick",
            "forest",
            "green",
            "sand",
            "charcoal",
            "rose",
            "sky",
            "cream",
        ),
        "accessories": ("earrings", "headscarf", "cap", "scarf", "necklace"),
    }
)
"""Allowed values by field; `accessories` takes any number of them, every other field exactly one."""


@dataclass(frozen=True, slots=True)
class Look:
    """The outside of a person. Every field has a default; see LOOK_CHOICES for what it may hold."""

    age: str = "adult"
    build: str = "average"
    features: str = "even"
    skin: int = 2
    eyes: str = "brown"
    hair: str = "short"
    hair_colour: str = "brown"
    beard: str = "none"
    glasses: str = "none"
    dress: str = "shirt"
    dress_colour: str = "teal"
    accessories: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse values outside LOOK_CHOICES.

        Raises:
            ValueError: naming the field, the value and what is allowed.
        """
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name == "accessories":
                if not isinstance(value, tuple):
                    raise ValueError(f"look: accessories must be a list, not {value!r}")
                for item in value:
                    _check(field.name, item)
            else:
                _check(field.name, value)

    @property
    def gentle(self) -> bool:
        """Whether lashes, lips and waist are drawn for a gentle face rather than a bony one."""
        bony = self.beard != "none" or self.hair in ("receding", "thinning", "bald")
        return self.features in ("soft", "round") and not bony

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> Look:
        """Build a look from a scenario's mapping.

        Raises:
            ValueError: unknown key or value; the message names the allowed ones.
        """
        for key in values:
            if key not in LOOK_CHOICES:
                raise ValueError(f"look: unknown key {key!r}; allowed: {', '.join(LOOK_CHOICES)}")
        given = dict(values)
        if "accessories" in given and isinstance(given["accessories"], (list, tuple)):
            given["accessories"] = tuple(given["accessories"])
        return cls(**given)

    @classmethod
    def as_far_as_known(cls, values: Mapping[str, Any]) -> Look:
        """Build a look from what can be drawn of a mapping; unknown keys and values are passed over."""
        known: dict[str, Any] = {}
        for key, value in values.items():
            with suppress(ValueError, TypeError):
                cls.from_mapping({key: value})
                known[key] = value
        return cls.from_mapping(known)


def _check(name: str, value: object) -> None:
    allowed = LOOK_CHOICES[name]
    # The type counts too: True == 1 in Python, but a YAML `true` is no skin tone.
    if not any(value == choice and type(value) is type(choice) for choice in allowed):
        raise ValueError(f"look: {name} cannot be {value!r}; allowed: {', '.join(str(choice) for choice in allowed)}")
