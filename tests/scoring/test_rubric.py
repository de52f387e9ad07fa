from __future__ import annotations

import pytest
import yaml

from scoring.acts import FAULTS, MOVES, STEPS
from scoring.codebook import load_codebook
from scoring.conversation import Conversation, Turn
from scoring.grading import grade, versions
from scoring.points import rounded, share, weighted_mean
from scoring.rubric import FOLDER, RubricError, load_rubric, parse_rubric, rubric_names
from tests.scoring.conversations import GOOD, JACKET, detected, talk

TEXT = (FOLDER / "seven_steps.yaml").read_text(encoding="utf-8")


def changed(change):
    data = yaml.safe_load(TEXT)
    change(data)
    return yaml.safe_dump(data, sort_keys=False)


def test_the_default_rubric_has_the_steps_and_pillars_of_the_codebook():
    rubric = load_rubric()
    assert rubric.id == "seven_steps"
    assert tuple(step.id for step in rubric.steps) == STEPS
    assert {pillar.id: pillar.steps for pillar in rubric.pillars} == dict(load_codebook().pillars)
    assert rubric.minimum == 60
    assert "seven_steps" in rubric_names()


def test_every_fault_costs_points_somewhere_and_nearly_every_move_earns_some():
    rubric = load_rubric()
    lost = {signal for step in rubric.steps for loss in step.loses for signal in loss.signals}
    earned = {signal for step in rubric.steps for criterion in step.earns for signal in criterion.signals}
    assert set(FAULTS) <= lost
    # A greeting belongs to no step of a complaint; the others earn through `handover` and `remedy`.
    assert set(MOVES) - earned == {"courtesy", "escalate", "warm_transfer", "offer_remedy"}


def test_no_step_can_be_filled_by_a_fault_and_every_step_can_reach_its_top():
    for step in load_rubric().steps:
        assert not {signal for criterion in step.earns for signal in criterion.signals} & set(FAULTS)
        for channel in ("store", "phone", "email", "chat"):
            reach = sum(sum(item.points) for item in step.earns if item.counts_in(channel))
            assert step.start + reach >= 900, (step.id, channel)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda data: data["steps"][0]["earns"][0].update(signals=["smile"]), "smile"),
        (lambda data: data["steps"][0].update(colour="red"), "colour"),
        (lambda data: data["steps"][0]["earns"][0].update(points=[2000]), "1000"),
        (lambda data: data["pillars"].pop(), "pillar"),
        (lambda data: data["improvements"].update(smile=[]), "smile"),
        (lambda data: data.pop("steps"), "steps"),
        (lambda data: data["steps"][0]["earns"][0].update(signals=["lissten"]), "did you mean 'listen'"),
        (lambda data: data["steps"][0]["earns"][0].update(signals=["rude"]), "'rude' earns nothing"),
        (lambda data: data["steps"][1]["earns"][2].update(points=[-1]), "steps restate, earns say_back_email, points 0"),
        (lambda data: data["steps"][0]["earns"][0].update(id="glance"), "no clause 'glance'"),
        (lambda data: data["steps"][0]["loses"][0].update(id="glance"), "no clause 'glance' in `harm`"),
        (lambda data: data["steps"][3]["earns"].pop(0), "empathise: whatever is done, no more than 60"),
        (lambda data: data["steps"][0]["earns"].append(data["steps"][0]["earns"][0]), "two parts called 'attention'"),
        (lambda data: data["pillars"][0].update(id="calm"), "'calm' names two things"),
        (lambda data: data["caps"][1].update(step="empathize"), "no step named 'empathize'"),
        (lambda data: data["improvements"]["own"].append({"act": "own", "say": "poems", "turn": "last"}), "'poems'"),
    ],
)
def test_a_rubric_that_cannot_work_is_refused_with_what_is_wrong(change, message):
    with pytest.raises(RubricError, match=message):
        parse_rubric(changed(change))


@pytest.mark.parametrize("text", ["", "[1, 2]", "a: [", "just words", "id: x"])
def test_what_is_no_rubric_is_refused(text):
    with pytest.raises(RubricError):
        parse_rubric(text)


@pytest.mark.parametrize("name", ["nothing_such", "../rubric", "", "seven_steps.yaml"])
def test_an_unknown_rubric_is_refused(name):
    with pytest.raises(RubricError):
        load_rubric(name)


def test_a_rubric_is_data_weights_and_caps_decide():
    def heavier(data):
        for step in data["steps"]:
            step["weight"] = 990 if step["id"] == "empathise" else 1
        data["caps"] = []

    conversation, detections = talk(*GOOD, case=JACKET)
    without = [
        found and detected(turn.text, [f"{act.name}:{turn.text[act.spans[0].start : act.spans[0].end]}" for act in found.acts
                                       if act.name not in {"apologise", "empathise", "admit_fault"}])
        for turn, found in zip(conversation.turns, detections, strict=True)
    ]  # fmt: skip
    usual = grade(conversation, detections=without, improvements=False)
    strict = grade(conversation, parse_rubric(changed(heavier)), without, improvements=False)
    assert usual.overall == 65
    assert strict.overall < 5


def test_the_versions_name_rubric_codebook_and_detector_with_a_hash():
    result = grade(Conversation("en", turns=(Turn("customer", "Hello."),)))
    rubric = load_rubric()
    assert result.versions["rubric"] == f"seven_steps {rubric.version} {rubric.sha256[:12]}"
    other = parse_rubric(changed(lambda data: data.update(minimum=70)))
    assert other.sha256 != rubric.sha256
    assert len(result.versions["detector"].split()[-1]) == len(result.versions["grader"].split()[-1]) == 12


def test_the_weights_are_named_as_the_detector_names_them(monkeypatch):
    monkeypatch.setattr("scoring.grading.detector_version", lambda language: f"{language} 7 abc")
    assert versions("fi", load_rubric())["weights"] == "fi 7 abc"


def test_points_are_rounded_half_up():
    assert [rounded(value) for value in (4, 5, 14, 15, 994, 995, 1000)] == [0, 1, 1, 2, 99, 100, 100]
    assert share(125, 500) == 63
    assert weighted_mean([(1, 1), (2, 1)]) == 2
    assert weighted_mean([]) is None
