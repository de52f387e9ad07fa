"""Badges (Open Badges 3) for a path of exams: JSON-LD, signed as a JWT with the company's key (Ed25519).

The key is the one that receipts are signed by. What it signs there begins with a brace and here with letters, so
neither can be taken for the other. A badge is checked without a network by whoever has the public half.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from simulator.record import SigningKey

CONTEXTS = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",  # has the list of withdrawn ones
)
MEDIA_TYPE = "application/vc+jwt"
MOST_BYTES = 65_536
_ALGORITHMS = ("EdDSA", "Ed25519")


class BadgeError(Exception):
    """What was given is no badge, or was changed.

    Args:
        detail: one line for a terminal.
    """


@dataclass(frozen=True, slots=True)
class Achieved:
    """What a badge says was achieved, in the words of one language.

    Args:
        path: id of the path.
        name: its title.
        description: what it is about.
        criteria: what it took.
        language: of these words.
    """

    path: str
    name: str
    description: str
    criteria: str
    language: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A badge whose signature fits.

    Args:
        id: names it where it was given out; empty where that is none of ours.
        key: id of the key of ours that signed it; empty where none did.
        public_key: the key that did, as it stands in the badge.
        credential: everything it says.
    """

    id: str
    key: str
    public_key: bytes
    credential: Mapping[str, Any]

    def said(self, *names: str) -> str:
        """A text of the credential, by the names that lead to it; empty where there is none."""
        found: Any = self.credential
        for name in names:
            found = found.get(name) if isinstance(found, dict) else None
        return found if isinstance(found, str) else ""


def credential(
    badge_id: str, achieved: Achieved, *, issuer: str, address: str, at: datetime, identifier: str = ""
) -> dict[str, Any]:
    """The credential; it names nobody. Who wants to can have an address of theirs in it as a salted hash.

    Args:
        badge_id: its id in the records.
        achieved: what for.
        issuer: what the company is called.
        address: of its console, without a slash at its end.
        at: when it is given out.
        identifier: an e-mail address to be hashed, or empty.
    """
    subject: dict[str, Any] = {
        "id": f"urn:uuid:{uuid4()}",
        "type": ["AchievementSubject"],
        "achievement": {
            "id": f"{address}/badges#{achieved.path}",
            "type": ["Achievement"],
            "achievementType": "Certification",
            "name": achieved.name,
            "description": achieved.description,
            "criteria": {"narrative": achieved.criteria},
            "inLanguage": achieved.language,
        },
    }
    if identifier:
        salt = secrets.token_hex(16)
        subject["identifier"] = [
            {
                "type": "IdentityObject",
                "hashed": True,
                "identityHash": identity_hash(identifier, salt),
                "identityType": "emailAddress",
                "salt": salt,
            }
        ]
    return {
        "@context": list(CONTEXTS),
        "id": f"urn:uuid:{badge_id}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": achieved.name,
        "issuer": {"id": address, "type": ["Profile"], "name": issuer, "url": address},
        "validFrom": at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "credentialSubject": subject,
        "credentialStatus": {"id": f"{address}/badges/withdrawn.json", "type": "1EdTechRevocationList"},
    }


def identity_hash(identifier: str, salt: str) -> str:
    """An address as a badge holds it: of small letters, salted."""
    return "sha256$" + hashlib.sha256((identifier.strip().lower() + salt).encode("utf-8", "surrogatepass")).hexdigest()


def sign(made: Mapping[str, Any], key: SigningKey) -> str:
    """The credential as a compact JWT.

    Args:
        made: as `credential` made it.
        key: with its private half.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    claims = {
        "iss": made["issuer"]["id"],
        "jti": made["id"],
        "sub": made["credentialSubject"]["id"],
        "nbf": int(datetime.fromisoformat(made["validFrom"]).timestamp()),
    }
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": _coded(key.public_key)}
    header = {"alg": "EdDSA", "typ": "JWT", "jwk": jwk}
    content = f"{_coded(_plain(header))}.{_coded(_plain({**made, **claims}))}"
    private = Ed25519PrivateKey.from_private_bytes(key.private_key or b"")
    return f"{content}.{_coded(private.sign(content.encode()))}"


def check(text: str, keys: Iterable[SigningKey]) -> Checked:
    """Look a badge through: its signature fits, and by whose key it was made. Needs no network.

    Args:
        text: the badge.
        keys: ours; the public halves are enough.

    Raises:
        BadgeError: it is none, or was changed.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    content, _, signature = text.strip().rpartition(".")
    head, _, body = content.partition(".")
    if len(text) > MOST_BYTES or not head or not body or "." in body:
        raise BadgeError("This is no badge: not three parts with points between.")
    header, made = _read(head), _read(body)
    jwk = header.get("jwk")
    if header.get("alg") not in _ALGORITHMS or not isinstance(jwk, dict) or jwk.get("crv") != "Ed25519":
        raise BadgeError("It is signed in a way that is not known here.")
    try:
        public = _decoded(str(jwk.get("x")))
        Ed25519PublicKey.from_public_bytes(public).verify(_decoded(signature), content.encode("ascii"))
    except (InvalidSignature, ValueError) as error:
        raise BadgeError("Its signature does not fit: it was changed.") from error
    kinds = made.get("type")
    if not isinstance(kinds, list) or "OpenBadgeCredential" not in kinds or made.get("jti") != made.get("id"):
        raise BadgeError("It is signed, but no badge.")
    ours = next((key.id for key in keys if key.public_key == public), "")
    name = str(made.get("id", ""))
    return Checked(name.removeprefix("urn:uuid:") if ours else "", ours, public, made)


def public_keys(keys: Iterable[SigningKey]) -> dict[str, Any]:
    """The public halves as a JSON Web Key Set, for whoever checks badges."""
    return {
        "keys": [
            {"kty": "OKP", "crv": "Ed25519", "kid": key.id, "alg": "EdDSA", "use": "sig", "x": _coded(key.public_key)}
            for key in keys
        ]
    }


def withdrawn_list(address: str, badge_ids: Iterable[str]) -> dict[str, Any]:
    """Badges that hold no longer, as 1EdTech has the list.

    Args:
        address: of the console.
        badge_ids: which.
    """
    return {
        "id": f"{address}/badges/withdrawn.json",
        "issuer": address,
        "revokedCredential": [
            {"id": f"urn:uuid:{each}", "revoked": True, "revocationReason": "A mark was corrected below the minimum."}
            for each in badge_ids
        ],
    }


def _plain(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _coded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def _decoded(value: str) -> bytes:
    return base64.b64decode(value.encode("ascii") + b"=" * (-len(value) % 4), altchars=b"-_", validate=True)


def _read(part: str) -> dict[str, Any]:
    try:
        found = json.loads(_decoded(part))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise BadgeError("This is no badge: a part of it cannot be read.") from error
    if not isinstance(found, dict):
        raise BadgeError("This is no badge: a part of it is no object.")
    return found
