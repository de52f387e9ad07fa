"""The file of a trained detector: what goes in comes out, and nothing damaged gets in."""

from __future__ import annotations

import hashlib
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from scoring.stamps import MAGIC, WeightsError, stamp
from scoring.weights import load, pack, unpack

ABOUT = {"version": 1, "name": "käyttö λόγος"}


def sample() -> bytes:
    return pack(
        ABOUT, {"a.weights": np.arange(-6, 6, dtype=np.int8).reshape(4, 3), "b": np.array([7], dtype=np.uint32)}
    )


@given(
    st.dictionaries(
        st.text(max_size=8),
        st.sampled_from(["int8", "uint16", "int32", "uint32", "int64"]).flatmap(
            lambda kind: arrays.arrays(np.dtype(kind), arrays.array_shapes(max_dims=2, max_side=5))
        ),
        max_size=4,
    )
)
def test_what_is_packed_comes_out_again_and_the_same_content_is_the_same_bytes(content):
    data = pack(ABOUT, content)
    found = unpack(data, "x")
    assert found.about == ABOUT
    assert set(found.arrays) == set(content)
    for name, array in content.items():
        assert found.arrays[name].dtype == array.dtype
        assert np.array_equal(found.arrays[name], array)
    assert pack(ABOUT, dict(reversed(list(content.items())))) == data


@pytest.mark.parametrize("numbers", [[-8, 7, 0], [7], [-1, -8, 3, 2], [8, 0, 1], [-9, 0], [-128, 127]])
def test_small_numbers_share_a_byte_and_come_out_as_they_were(numbers):
    array = np.array([numbers], dtype=np.int8)
    data = pack(ABOUT, {"a": array})
    found = unpack(data, "x").arrays["a"]
    assert found.dtype == np.int8
    assert found.shape == array.shape
    assert np.array_equal(found, array)
    assert (b'"int4"' in data) == all(-8 <= number <= 7 for number in numbers)


@given(st.data())
def test_no_single_damaged_byte_gets_in_unseen(data):
    whole = sample()
    place = data.draw(st.integers(0, len(whole) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != whole[place]))
    damaged = whole[:place] + bytes([other]) + whole[place + 1 :]
    with pytest.raises(WeightsError, match=r"x\.weights.*train"):
        unpack(damaged, "x.weights")


@given(st.integers(0, 400))
def test_a_file_cut_off_anywhere_is_refused(length):
    whole = sample()
    if length < len(whole) - 8:
        with pytest.raises(WeightsError):
            unpack(whole[:length], "x")


def forged(**changes) -> bytes:
    """A file with another header and a checksum that fits it."""
    rest = sample()[len(MAGIC) + 32 :]
    size = int.from_bytes(rest[:4], "little")
    head = json.dumps(json.loads(rest[4 : 4 + size]) | changes).encode()
    rest = len(head).to_bytes(4, "little") + head + rest[4 + size :]
    return MAGIC + hashlib.sha256(rest).digest() + rest


@pytest.mark.parametrize(
    "changes",
    [
        {"bytes": 10**12},
        {"bytes": 3},
        {"arrays": [["a", "object", [16]]]},
        {"arrays": [["a", "int8", [-1, -16]]]},
        {"arrays": [["a", "int8", [400]]]},
        {"arrays": [["a", "int8", [2]]]},
        {"arrays": "abc"},
    ],
)
def test_a_header_that_says_something_else_is_refused(changes):
    with pytest.raises(WeightsError):
        unpack(forged(**changes), "x")


def test_a_type_that_is_no_integer_is_not_packed():
    with pytest.raises(WeightsError, match="float64"):
        pack({}, {"a": np.zeros(2)})


def test_a_missing_file_says_what_to_do(tmp_path):
    with pytest.raises(WeightsError, match=r"words\.weights.*python -m scoring train"):
        load(tmp_path / "words.weights")


def test_a_file_is_known_by_its_stamp_without_being_read(tmp_path):
    path = tmp_path / "a.weights"
    path.write_bytes(sample())
    assert stamp(path) == load(path).digest
    path.write_bytes(sample()[:20])
    for broken in (path, tmp_path / "none.weights"):
        with pytest.raises(WeightsError, match="scoring train"):
            stamp(broken)
