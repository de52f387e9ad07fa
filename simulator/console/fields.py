"""What a browser sent: fields of an address or a form, and files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, ValidationError
from pydantic_core import PydanticCustomError

Model = TypeVar("Model", bound=BaseModel)
UNSEEN = "unseen"


def _seen(text: str) -> str:
    spaced = "".join(" " if sign in _SPACES else sign for sign in text).strip()
    if not spaced.isprintable():
        raise PydanticCustomError(UNSEEN, "signs that cannot be seen")
    return spaced


_SPACES = "\u00a0\u2007\u202f"
"""Spaces at which no line breaks, as they come along with what is copied."""
Seen = Annotated[str, AfterValidator(_seen)]
"""One line that holds only signs that can be seen: what a company is called stands on its badges and desktops."""


class FormError(Exception):
    """A form was not filled in as it must be; the page shows it again with what was typed.

    Args:
        fields: what is wrong, by field, as the key of a text.
    """

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__(f"not as it must be: {', '.join(sorted(fields))}")
        self.fields = fields


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file that was sent. Its name is what the sender calls it and never a path of this machine."""

    name: str
    content: bytes


class Fields:
    """Fields in their order; a name may stand several times.

    Args:
        pairs: names and values as they were sent.
    """

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        self._pairs = tuple(pairs)

    def get(self, name: str, default: str = "") -> str:
        """The last value under a name."""
        return next((value for key, value in reversed(self._pairs) if key == name), default)

    def all(self, name: str) -> list[str]:
        """All values under a name."""
        return [value for key, value in self._pairs if key == name]

    def __contains__(self, name: object) -> bool:
        return any(key == name for key, _ in self._pairs)

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Everything."""
        return self._pairs

    def read(self, model: type[Model]) -> Model:
        """The fields as a model. Only the model's own fields are looked at; whatever else was sent counts for nothing.

        A field of several values (a list, tuple or set) takes all values under its name. Wrong fields are named by
        ``shared.field.<type of pydantic's error>`` where there is such a text, else ``shared.field.wrong``.

        Raises:
            FormError: not as the model wants it.
        """
        values: dict[str, object] = {}
        for name, field in model.model_fields.items():
            several = getattr(field.annotation, "__origin__", field.annotation) in (list, tuple, set, frozenset)
            if several:
                values[name] = self.all(name)
            elif name in self:
                values[name] = self.get(name)
        try:
            return model.model_validate(values)
        except ValidationError as error:
            wrong = {
                str(each["loc"][0]) if each["loc"] else "": _KEYS.get(each["type"], _WRONG) for each in error.errors()
            }
            raise FormError(wrong) from None


_WRONG = "shared.field.wrong"
_KEYS = {
    "missing": "shared.field.missing",
    "string_too_short": "shared.field.short",
    "string_too_long": "shared.field.long",
    "int_parsing": "shared.field.number",
    "greater_than_equal": "shared.field.range",
    "less_than_equal": "shared.field.range",
    "enum": "shared.field.choice",
    "literal_error": "shared.field.choice",
    UNSEEN: "shared.field.unseen",
}
