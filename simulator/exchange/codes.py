"""Codes a desktop joins by: short enough to be read out, long enough that nobody guesses one while it holds."""

from __future__ import annotations

import hashlib
import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No letter that looks like a digit or like another, and no vowel pair that makes a word anybody minds."""
GROUPS, LETTERS = 3, 4


def new_code() -> str:
    """A fresh code as `ABCD-EFGH-JKMN`: 58 random bits."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(LETTERS)) for _ in range(GROUPS))
    return "-".join(groups)


def code_hash(code: str) -> str:
    """What the record keeps of a code: SHA-256 in 64 hex digits. Case, blanks and dashes make no difference.

    Args:
        code: as it was typed.
    """
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


def token_hash(token: str) -> str:
    """What the record keeps of a desktop's token: SHA-256 in 64 hex digits."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
