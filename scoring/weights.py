"""The compact file of a trained detector: integer arrays, checked before use.

Layout: eight bytes of magic, the SHA-256 of all that follows (32 bytes), the length of the header (4 bytes,
little endian), the header (JSON), the payload (zlib). The header names every array with type and shape; nothing in
the file is code, and nothing of it is believed before the checksum and the shapes have been checked. Arrays of
``int8`` that hold nothing beyond -8..7, as most weights do, lie there two numbers to a byte, the first in the lower
half ("int4"): half as much is to be unpacked.
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

from scoring.stamps import MAGIC, WeightsError

TYPES = ("uint8", "int8", "uint16", "int16", "uint32", "int32", "int64")
HALVES = "int4"
LEAST, MOST = -8, 7
"""What half a byte holds."""
MOST_BYTES = 64_000_000
"""A payload that unpacks to more than this is refused."""

Arrays = Mapping[str, NDArray[Any]]


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
        halves = array.dtype == np.int8 and bool(((array >= LEAST) & (array <= MOST)).all())
        layout.append([name, HALVES if halves else array.dtype.name, list(array.shape)])
        parts.append(_halved(array) if halves else array.astype(array.dtype.newbyteorder("<")).tobytes())
    payload = b"".join(parts)
    header = {"about": dict(about), "arrays": layout, "bytes": len(payload)}
    head = json.dumps(header, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    # Weights hardly ever repeat each other: looking for repetitions only takes time, on both ways.
    packer = zlib.compressobj(9, strategy=zlib.Z_HUFFMAN_ONLY)
    rest = len(head).to_bytes(4, "little") + head + packer.compress(payload) + packer.flush()
    return MAGIC + hashlib.sha256(rest).digest() + rest


def _halved(array: NDArray[np.int8]) -> bytes:
    """Return small numbers two to a byte; an odd one out stands beside a nought."""
    numbers = np.zeros(array.size + array.size % 2, dtype=np.uint8)
    numbers[: array.size] = array.reshape(-1).view(np.uint8) & 15
    return (numbers[::2] | numbers[1::2] << 4).tobytes()


_PAIRS = np.array([[(half ^ 8) - 8 for half in (byte & 15, byte >> 4)] for byte in range(256)], np.int8).view(np.int16)
"""Per byte, the two numbers in it, side by side in memory."""


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
        if kind not in (*TYPES, HALVES) or any(side < 0 for side in shape):
            raise ValueError(f"array {label!r} has the type {kind!r} and the shape {shape!r}")
        count = int(np.prod(shape, dtype=np.int64))
        if kind == HALVES:
            size = (count + 1) // 2
            pairs = _PAIRS.reshape(-1).take(np.frombuffer(payload, np.uint8, size, place))
            arrays[label] = pairs.view(np.int8)[:count].reshape(shape)
        else:
            dtype = np.dtype(kind).newbyteorder("<")
            size = count * dtype.itemsize
            arrays[label] = np.frombuffer(payload, dtype, count, place).reshape(shape).astype(kind)
        place += size
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
