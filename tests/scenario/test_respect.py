"""How rough a scene is, and who is offered it unasked."""

from __future__ import annotations

import pytest

from simulator.scenario import offered, roughness


@pytest.mark.parametrize(
    ("warnings", "degree"),
    [((), "none"), (("grief", "illness"), "none"), (("shouting", "grief"), "mild"), (("shouting", "insults"), "strong"),
     (("threats",), "strong"), (("swearing",), "strong")],
)  # fmt: skip
def test_abuse_makes_a_scene_rough_and_sorrow_does_not(warnings: tuple[str, ...], degree: str) -> None:
    assert roughness(warnings) == degree
    order = ("none", "mild", "strong")
    for tolerance in order:
        assert offered(warnings, tolerance) == (order.index(degree) <= order.index(tolerance))
