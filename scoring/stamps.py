"""What trained weights say they are, read from the heads of their files: nothing is loaded for it, numpy neither."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from scoring.language import FOLDER

MAGIC = b"SILKGLW2"
SHARED_FILE = FOLDER / "shared.weights"


class WeightsError(ValueError):
    """A weights file is missing, damaged or of another version; the message names the file and what to do."""


def weights_file(code: str) -> Path:
    """Return where the weights of a language lie."""
    return FOLDER / code / "words.weights"


def digest_of(code: str) -> str:
    """Return the digest of the classifier of language ``code`` without loading it. Raises WeightsError."""
    return joined(stamp(weights_file(code)), stamp(SHARED_FILE))


def joined(own: str, shared: str) -> str:
    """Return the digest of a classifier from those of its two files."""
    return sha256((own + shared).encode()).hexdigest()


@cache
def detector_version(code: str) -> str:
    """Return the digest of the trained weights of a language, "none" where only its patterns are heard."""
    return digest_of(code)[:12] if weights_file(code).is_file() else "none"


def stamp(path: Path) -> str:
    """Return the SHA-256 a weights file gives itself, read from its head. `load` holds the file to it.

    Raises WeightsError.
    """
    size = len(MAGIC) + 32
    try:
        with path.open("rb") as file:
            head = file.read(size)
    except OSError as error:
        raise WeightsError(f"{path.name}: {error.strerror}; build it with `python -m scoring train`") from error
    if len(head) < size or not head.startswith(MAGIC):
        raise WeightsError(f"{path.name}: no weights of this version; rebuild it with `python -m scoring train`")
    return head[len(MAGIC) :].hex()
