"""The codebook file and the names in the program say the same."""

import copy

import pytest
import yaml

from scoring import ACTS, kind_of, load_codebook
from scoring.codebook import PATH, CodebookError, parse_codebook


def test_all_acts_in_order_each_with_words() -> None:
    codebook = load_codebook()
    assert tuple(definition.id for definition in codebook.acts) == ACTS
    for definition in codebook.acts:
        assert definition.kind is kind_of(definition.id)
        assert definition.definition
        assert len(definition.example) > 5
        assert definition.step in codebook.steps


def test_three_pillars_seven_steps() -> None:
    codebook = load_codebook()
    assert list(codebook.pillars) == ["listening", "apology", "ownership"]
    assert codebook.steps == ("hear_out", "restate", "calm", "empathise", "own", "act", "follow_up")
    assert {definition.step for definition in codebook.acts} == set(codebook.steps)
    assert "apologise" in {definition.id for definition in codebook.of_step("empathise")}


def test_unknown_name_raises() -> None:
    with pytest.raises(KeyError):
        load_codebook().act("applaud")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda data: data["acts"].pop("own"), "complete"),
        (lambda data: data["acts"].update(applaud=data["acts"]["own"]), "applaud"),
        (lambda data: data["acts"]["own"].update(kind="fault"), "own"),
        (lambda data: data["acts"]["own"].update(step="dance"), "dance"),
    ],
)
def test_a_damaged_codebook_is_refused(change, says: str) -> None:
    data = copy.deepcopy(yaml.safe_load(PATH.read_text(encoding="utf-8")))
    change(data)
    with pytest.raises(CodebookError, match=says):
        parse_codebook(data)
