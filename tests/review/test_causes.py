"""What happened, in plain words: every piece of evidence by its own name, and on the side it speaks for."""

from __future__ import annotations

import pytest

from scoring import ACTS, FAULTS
from simulator.review import INTERRUPTED, WRONG_FACT, evidence_name, is_fault
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
