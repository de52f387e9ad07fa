"""Tokens: random values that open something to whoever holds them. Only their hashes are ever stored.

A token has 256 random bits, so a plain SHA-256 of it is enough: nobody can try them out, and a stolen database opens
nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

TOKEN_BYTES = 32
_SHAPE = re.compile(r"[A-Za-z0-9_-]{43}")


def new_token() -> str:
    """A fresh token: 43 characters that may stand in a cookie or an address."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def looks_like_token(value: str) -> bool:
    """True where a value has the shape of `new_token`; anything else need not be looked up."""
    return _SHAPE.fullmatch(value) is not None


def token_hash(token: str) -> str:
    """What the record keeps of a token: SHA-256 in 64 hexadecimal digits.

    Args:
        token: whatever came in, also what no browser of ours sent.
    """
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def derived(token: str, purpose: str) -> bytes:
    """32 bytes that only the holder of a token can make, different for each purpose.

    Args:
        token: the secret they hang on.
        purpose: what they are for; two purposes never share bytes.
    """
    return hmac.digest(token.encode("utf-8", "surrogatepass"), purpose.encode(), "sha256")


def same(left: str, right: str) -> bool:
    """Compare two secrets in a time that does not tell where they differ."""
    return hmac.compare_digest(left.encode("utf-8", "surrogatepass"), right.encode("utf-8", "surrogatepass"))
