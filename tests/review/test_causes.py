"""What happened, in plain words: every piece of evidence by its own name, and on the side it speaks for."""

from __future__ import annotations

import pytest

from scoring import ACTS, FAULTS, load_rubric
from simulator.review import INTERRUPTED, WRONG_FACT, acts_named, evidence_name, is_fault
from simulator.review.debrief import Highlight
from simulator.scenario import ActionKind
from simulator.texts import languages, texts

SHOWN = (*ACTS, INTERRUPTED, WRONG_FACT, *(kind.value for kind in ActionKind))


@pytest.mark.parametrize("language", languages())
def test_every_piece_of_evidence_has_a_name_of_its_own(language):
    t = texts(language)
    names = {act: evidence_name(t, act) for act in SHOWN}
    assert names[WRONG_FACT] == t("reason.wrong_fact")
    assert [act for act, name in names.items() if name == t("reason.interrupted")] == [INTERRUPTED]
    assert t("reason.node") not in names.values()


def test_what_speaks_against_the_trainee():
    assert {act for act in SHOWN if is_fault(act)} == {*FAULTS, INTERRUPTED, WRONG_FACT}


def test_an_act_that_cost_points_though_it_is_no_fault_is_neither_good_nor_bad_and_says_why():
    t = texts("en")
    marks = [
        Highlight(0, 0, 5, "apologise", "empathise", "stale_apology"),
        Highlight(0, 0, 5, "apologise", "own"),
        Highlight(0, 6, 9, "restate", "restate"),
        Highlight(0, 9, 12, "rude", "calm"),
    ]
    named = acts_named(marks, t)
    assert list(named) == ["good", "mixed", "bad"]
    assert named["mixed"] == f"{t('act.apologise')}: {t('cost.stale_apology')}"
    assert t("act.apologise") not in named["good"]
    assert acts_named(marks[1:2], t) == {"good": t("act.apologise")}


@pytest.mark.parametrize("language", languages())
def test_whatever_makes_a_good_act_cost_points_can_be_told(language):
    # Those that are told of words: waiting and being ignored have none, and faults are named by themselves.
    for signal in ("rushed", "stale_apology", "needless_handover", "forbidden_remedy", "beyond_remedy"):
        assert any(signal in loss.signals for step in load_rubric("seven_steps").steps for loss in step.loses)
        assert f"cost.{signal}" in texts(language)
