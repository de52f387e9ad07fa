"""The second factor: six digits from a telephone, each taken once, and recovery codes for the day it is lost.

Time-based one-time passwords as in RFC 6238: SHA-1, six digits, steps of thirty seconds, which every authenticator
application knows. One step before and after is taken as well, for clocks that are a little off.
"""

from __future__ import annotations

import base64
import re
import secrets
from datetime import datetime

import pyotp
import segno

from simulator.console import tokens

STEP_S = 30
DRIFT_STEPS = 1
SECRET_BYTES = 20
RECOVERY_CODES = 10
# Without letters and digits that look alike. 24 of 31 signs are 118 bits: too many to try, so a plain hash is enough.
_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"
_RECOVERY_SIGNS = 24
_GROUP = 4
_DIGITS = re.compile(r"[0-9]{6}")


def secret_of(token: str) -> str:
    """The secret offered to whoever holds a sign-in's token, in base32.

    The page that shows it and the form that confirms it come to the same secret without it being stored or sent back
    and forth before it is confirmed, and nobody can choose it. It is kept when the account takes it; the token is
    changed then.

    Args:
        token: the token of a sign-in, as its cookie has it.
    """
    return base64.b32encode(tokens.derived(token, "second factor")[:SECRET_BYTES]).decode()


def address_of(secret: str, login: str, issuer: str) -> str:
    """The `otpauth://` address an authenticator application reads.

    Args:
        secret: base32.
        login: the account's login, shown in the application.
        issuer: the product's name, shown in the application.
    """
    return pyotp.TOTP(secret, interval=STEP_S).provisioning_uri(name=login, issuer_name=issuer)


def drawing_of(address: str) -> str:
    """The address as a QR code: SVG to stand in a page, without a style, dark on white whatever the page's colours."""
    drawing: str = segno.make(address, error="m", micro=False).svg_inline(scale=5, dark="#000", light="#fff", border=4)
    return drawing


def grouped(text: str) -> str:
    """A secret or code in groups of four, to be read and typed: `abcd efgh …`."""
    return " ".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP))


def step_of(secret: str, code: str, at: datetime) -> int | None:
    """The time step a code belongs to, or None where it is wrong or too old.

    Whether it was used before is not known here: the record takes each step once.

    Args:
        secret: the account's, base32.
        code: what was typed; spaces are no fault.
        at: aware time of the server.
    """
    digits = "".join(code.split())
    if not _DIGITS.fullmatch(digits):
        return None
    maker = pyotp.TOTP(secret, interval=STEP_S)
    now = int(at.timestamp()) // STEP_S
    found = None
    # All are compared, whichever fits: how long it takes tells nothing.
    for step in range(now - DRIFT_STEPS, now + DRIFT_STEPS + 1):
        if tokens.same(maker.generate_otp(step), digits):
            found = step
    return found


def new_recovery_codes() -> tuple[str, ...]:
    """Ten codes, shown once. Only their hashes are stored, and each opens once."""
    return tuple(
        "".join(secrets.choice(_SIGNS) for _ in range(_RECOVERY_SIGNS)) for _ in range(RECOVERY_CODES)
    )  # fmt: skip


def recovery_hash(code: str) -> str:
    """What is stored of a recovery code. Spaces, hyphens and capitals are no fault.

    Args:
        code: as it was made, or as it was typed.
    """
    return tokens.token_hash("recovery:" + "".join(code.split()).replace("-", "").casefold())
