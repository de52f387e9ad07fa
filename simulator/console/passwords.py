"""Passwords: which are taken, how they are kept, and how one is checked without telling who has an account.

Argon2id, as costly as OWASP's recommendation, and never more of them at once than the machine has memory for. For a
login that nobody has, and for an account without a password, just as much is computed as for one that exists.
"""

from __future__ import annotations

import base64
import secrets
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

MIN_LENGTH = 12
MAX_LENGTH = 200
MEMORY_KIB = 46 * 1024
PASSES = 1
AT_ONCE = 4
"""Passwords hashed at the same time: 184 MiB at most. The others wait."""

_COMMON_FILE = Path(__file__).with_name("common_passwords.txt")
# What people put in place of letters. It is undone before a password is compared with the list.
_IN_PLACE = str.maketrans({"@": "a", "4": "a", "3": "e", "1": "i", "!": "i", "0": "o", "$": "s", "5": "s", "7": "t"})
_ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv")
_LEAST_NAME = 4
# Digits and signs that do not make a common word another one: ten million combinations are tried in a moment.
_MOST_AROUND = 8


class PasswordFault(StrEnum):
    """Why a password is not taken. The value is the last part of a text's key."""

    SHORT = "short"
    LONG = "long"
    NAMED = "named"
    COMMON = "common"


@dataclass(frozen=True)
class Verdict:
    """What checking a password found.

    Args:
        right: the password is the account's.
        renewed: the hash to store in place of the old one, because the parameters have changed since; "" to keep it.
    """

    right: bool
    renewed: str = ""


class Passwords:
    """Hashes and checks passwords.

    Args:
        memory_kib: memory of one hash, `MEMORY_KIB` where it is left out.
        passes: passes over that memory.
        at_once: hashes computed at the same time.
    """

    def __init__(self, *, memory_kib: int | None = None, passes: int = PASSES, at_once: int = AT_ONCE) -> None:
        memory_kib = memory_kib or MEMORY_KIB
        self._hasher = PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=1, type=Type.ID)
        self._room = BoundedSemaphore(at_once)
        salt, digest = (base64.b64encode(secrets.token_bytes(size)).decode().rstrip("=") for size in (16, 32))
        # Made without computing anything, and right for no password; checking against it costs what a real one costs.
        self._nobody = f"$argon2id$v=19$m={memory_kib},t={passes},p=1${salt}${digest}"
        self.computed = 0
        """Hashes computed so far; a test counts them instead of measuring time."""

    def hash(self, password: str) -> str:
        """The hash to store for a password."""
        with self._room:
            self.computed += 1
            return self._hasher.hash(_bytes(password))

    def check(self, stored: str | None, password: str) -> Verdict:
        """Whether a password is the one that was stored.

        Args:
            stored: the account's hash; None or "" where there is no account or it has no password.
            password: what was typed, taken as it is.
        """
        with self._room:
            self.computed += 1
            try:
                self._hasher.verify(stored or self._nobody, _bytes(password))
            except (VerifyMismatchError, VerificationError, InvalidHashError):
                return Verdict(right=False)
        if stored and self._hasher.check_needs_rehash(stored):
            return Verdict(right=True, renewed=self.hash(password))
        return Verdict(right=bool(stored))


def fault_of(password: str, *names: str) -> PasswordFault | None:
    """Why a new password is not taken, or None.

    No rule asks for digits, capitals or signs: length is what helps, and what everybody knows is refused.

    Args:
        password: as it was typed.
        names: the person's login and name; the password may not be one of them, nor a part of them repeated.
    """
    if len(password) < MIN_LENGTH:
        return PasswordFault.SHORT
    if len(password) > MAX_LENGTH:
        return PasswordFault.LONG
    stem = _stem(password)
    parts = {_stem(part) for name in names for part in (name, name.partition("@")[0], *name.split())}
    if any(_made_of(stem, part) for part in parts if len(part) >= _LEAST_NAME):
        return PasswordFault.NAMED
    plain = unicodedata.normalize("NFKC", password).casefold()
    if len(set(plain)) < _LEAST_NAME or _is_row(plain) or _is_common(plain) or _is_common(_undone(plain)):
        return PasswordFault.COMMON
    return None


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")


def _stem(text: str) -> str:
    """A text's letters in small, without what stands around and between them."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalpha())


def _undone(text: str) -> str:
    """A text with letters again where digits and signs stand for them, those at its ends left away."""
    first = next((at for at, sign in enumerate(text) if sign.isalpha()), 0)
    last = next((at for at in range(len(text), 0, -1) if text[at - 1].isalpha()), len(text))
    return text[first:last].translate(_IN_PLACE)


def _made_of(text: str, part: str) -> bool:
    """True where a text is a part once or over and over, perhaps broken off at its end."""
    return bool(part) and len(text) >= len(part) and (part * (len(text) // len(part) + 1)).startswith(text)


def _is_row(text: str) -> bool:
    """True where a text follows the keys or the alphabet, forwards or backwards, or repeats a few signs."""
    if any(_made_of(text, text[:length]) for length in range(1, len(text) // 3 + 1)):
        return True
    runs = [piece for row in _ROWS for piece in (row, row[::-1])]
    return any(_made_of(text, run) or text in run for run in runs) or _covered(text, runs)


def _covered(text: str, runs: list[str]) -> bool:
    """True where nothing is left of a text once pieces of four or more neighbouring keys are taken from its front."""
    while text:
        longest = max(
            (size for run in runs for size in range(_LEAST_NAME, len(run) + 1) if text[:size] in run), default=0
        )
        if longest == 0 or len(text) < _LEAST_NAME:
            return False
        text = text[min(longest, len(text)) :]
    return True


def _is_common(text: str) -> bool:
    """True where a text is a common password, or nothing but one or two of them with some digits or signs around."""
    common = _common()
    stem = _stem(text)
    if text in common:
        return True
    if len(text) - len(stem) > _MOST_AROUND:
        return False
    if stem in common or any(_made_of(stem, word) for word in common if 2 * len(word) <= len(stem)):
        return True
    return any(stem[:cut] in common and stem[cut:] in common for cut in range(1, len(stem)))


@cache
def _common() -> frozenset[str]:
    """The words of the list, in small letters."""
    lines = _COMMON_FILE.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip().casefold() for line in lines if line.strip() and not line.startswith("#"))
