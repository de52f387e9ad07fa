from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from simulator.console import second_factor, tokens

NOW = datetime(2026, 11, 23, 8, 0, 5, tzinfo=UTC)
SECRET = second_factor.secret_of("a" * 43)


def code(at: datetime) -> str:
    return pyotp.TOTP(SECRET).at(at)


def test_the_vector_of_the_standard() -> None:
    # RFC 6238, appendix B, cut to six digits.
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert second_factor.step_of(secret, "287082", datetime.fromtimestamp(59, UTC)) == 1


@pytest.mark.parametrize(
    ("late_s", "taken"), [(0, True), (-30, True), (30, True), (-60, False), (60, False), (3600, False)]
)
def test_one_step_of_drift_is_forgiven(late_s: int, taken: bool) -> None:
    found = second_factor.step_of(SECRET, code(NOW + timedelta(seconds=late_s)), NOW)
    assert found == ((int(NOW.timestamp()) + late_s) // 30 if taken else None)


def test_spaces_are_no_fault_and_anything_else_is() -> None:
    right = code(NOW)
    assert second_factor.step_of(SECRET, f" {right[:3]} {right[3:]}\n", NOW) is not None
    for wrong in (
        "",
        right[:5],
        right + "0",
        "abcdef",
        right.translate({48 + n: 0x660 + n for n in range(10)}),
        "\0" * 6,
    ):
        assert second_factor.step_of(SECRET, wrong, NOW) is None


def test_the_secret_hangs_on_the_token_and_does_not_tell_it() -> None:
    token = tokens.new_token()
    assert (
        second_factor.secret_of(token) == second_factor.secret_of(token) != second_factor.secret_of(tokens.new_token())
    )
    assert re.fullmatch("[A-Z2-7]{32}", second_factor.secret_of(token))


def test_the_drawing_stands_in_a_page_with_a_strict_policy() -> None:
    address = second_factor.address_of(SECRET, 'a"<b>@example.org', "Silk Gloves")
    assert pyotp.parse_uri(address).secret == SECRET
    drawing = second_factor.drawing_of(address)
    assert drawing.startswith("<svg")
    assert "style" not in drawing
    assert "<b>" not in drawing


def test_recovery_codes_are_many_unlike_and_forgiving_to_type() -> None:
    codes = second_factor.new_recovery_codes()
    assert len(set(codes)) == 10
    assert not set("".join(codes)) & set("01oil")
    for each in codes:
        typed = second_factor.grouped(each).upper().replace(" ", "-")
        assert second_factor.recovery_hash(typed) == second_factor.recovery_hash(each)
    assert len({second_factor.recovery_hash(each) for each in codes}) == 10
    # A code is no token: what opens as one must not open as the other.
    assert second_factor.recovery_hash(codes[0]) != tokens.token_hash(codes[0])
