"""The compact file of a trained detector: integer arrays, checked before use.

Layout: eight bytes of magic, the SHA-256 of all that follows (32 bytes), the length of the header (4 bytes,
little endian), the header (JSON), the payload (zlib). The header names every array with type and shape; nothing in
the file is code, and nothing of it is believed before the checksum and the shapes have been checked.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAGIC = b"SILKGLW1"
TYPES = ("uint8", "int8", "uint16", "int16", "uint32", "int32", "int64")
MOST_BYTES = 64_000_000
"""A payload that unpacks to more than this is refused."""

Arrays = Mapping[str, NDArray[Any]]


class WeightsError(ValueError):
    """A weights file is missing, damaged or of another version; the message names the file and what to do."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What a weights file holds: ``about`` (plain data), ``arrays`` by name, and the SHA-256 of it all."""

    about: Mapping[str, Any]
    arrays: Arrays
    digest: str


def pack(about: Mapping[str, Any], arrays: Arrays) -> bytes:
    """Return the bytes of a weights file. The same content gives the same bytes."""
    parts, layout = [], []
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        if array.dtype.name not in TYPES:
            raise WeightsError(f"array {name!r}: type {array.dtype.name} is none of {', '.join(TYPES)}")
        layout.append([name, array.dtype.name, list(array.shape)])
        # Columns of one act lie together: that packs better than rows of one feature.
        parts.append(np.asarray(array.T, dtype=array.dtype.newbyteorder("<")).tobytes())
    payload = b"".join(parts)
    header = {"about": dict(about), "arrays": layout, "bytes": len(payload)}
    head = json.dumps(header, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    rest = len(head).to_bytes(4, "little") + head + zlib.compress(payload, 9)
    return MAGIC + hashlib.sha256(rest).digest() + rest


def unpack(data: bytes, name: str) -> Weights:
    """Read the bytes of a weights file called ``name``. Raises WeightsError for anything but a sound one."""
    try:
        return _unpack(data)
    except (ValueError, KeyError, TypeError, zlib.error, OverflowError, RecursionError) as error:
        raise WeightsError(f"{name}: {error}; rebuild it with `python -m scoring train`") from error


def _unpack(data: bytes) -> Weights:
    if data[: len(MAGIC)] != MAGIC:
        raise ValueError("no weights of this version")
    begin = len(MAGIC) + 32
    digest = hashlib.sha256(data[begin:])
    if digest.digest() != data[len(MAGIC) : begin]:
        raise ValueError("the weights do not fit their checksum")
    start = begin + 4
    size = int.from_bytes(data[begin:start], "little")
    header = json.loads(data[start : start + size])
    if not 0 <= header["bytes"] <= MOST_BYTES:
        raise ValueError(f"{header['bytes']} bytes of weights are more than the {MOST_BYTES} allowed")
    packer = zlib.decompressobj()
    payload = packer.decompress(data[start + size :], MOST_BYTES + 1)
    if len(payload) != header["bytes"] or packer.unconsumed_tail:
        raise ValueError("the weights are cut off or longer than they say")
    arrays: dict[str, NDArray[Any]] = {}
    place = 0
    for label, kind, shape in header["arrays"]:
        if kind not in TYPES or any(side < 0 for side in shape):
            raise ValueError(f"array {label!r} has the type {kind!r} and the shape {shape!r}")
        dtype = np.dtype(kind).newbyteorder("<")
        count = int(np.prod(shape, dtype=np.int64))
        flat = np.frombuffer(payload, dtype=dtype, count=count, offset=place)
        place += count * dtype.itemsize
        arrays[label] = np.ascontiguousarray(flat.reshape(shape[::-1]).T.astype(kind))
    if place != len(payload):
        raise ValueError("the arrays do not fill the file")
    return Weights(header["about"], arrays, digest.hexdigest())


def load(path: Path) -> Weights:
    """Read a weights file. Raises WeightsError."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise WeightsError(f"{path.name}: {error.strerror}; build it with `python -m scoring train`") from error
    return unpack(data, path.name)
