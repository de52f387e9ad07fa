from __future__ import annotations

import pytest

from simulator.console import tokens


def test_tokens_are_long_different_and_recognised() -> None:
    made = {tokens.new_token() for _ in range(200)}
    assert len(made) == 200
    assert all(tokens.looks_like_token(token) for token in made)


@pytest.mark.parametrize(
    "value", ["", "a" * 42, "a" * 44, "a" * 42 + "\n", "a" * 42 + "é", "../" + "a" * 40, "a" * 42 + "="]
)
def test_other_things_are_no_tokens(value: str) -> None:
    assert not tokens.looks_like_token(value)


def test_the_record_keeps_a_hash_that_fits_its_column_whatever_came_in() -> None:
    assert len({tokens.token_hash(value) for value in ("", "\0", "\ud800", "x" * 10_000)}) == 4
    assert all(len(tokens.token_hash(value)) == 64 for value in ("", "\ud800"))


def test_purposes_do_not_share_bytes() -> None:
    token = tokens.new_token()
    assert tokens.derived(token, "a") == tokens.derived(token, "a")
    assert len({tokens.derived(token, "a"), tokens.derived(token, "b"), tokens.derived(tokens.new_token(), "a")}) == 3
