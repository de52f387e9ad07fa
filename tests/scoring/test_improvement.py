from __future__ import annotations

from dataclasses import replace

import pytest

from scoring import LANGUAGES
from scoring.acts import ACT_ORDER, Act, Detection, Span
from scoring.conversation import Conversation, Turn
from scoring.grading import grade
from scoring.improvement import MOST_RESCORED
from scoring.rubric import load_rubric
from scoring.tally import score
from scoring.wording import moves
from tests.scoring.conversations import AVERAGE, GOOD, JACKET, POOR, customer, talk, trainee


class Reader:
    """A detector that knows the sentences to try by heart, keeps what was found before, and counts its readings."""

    def __init__(self, language="en", known=(), also=()):
        self.language, self.known, self.also, self.read = language, dict(known), tuple(also), []

    def detect(self, response, **_):
        self.read.append(response)
        found = {}
        for act, sentences in moves(self.language).sentences.items():
            for sentence in sentences:
                head, _, tail = sentence.partition("{facts}")
                if response.startswith(head) and tail in response:
                    found[act] = Act(act, 900, (Span(0, len(head)),))
        for text, detection in self.known.items():
            place = response.find(text)
            if place >= 0 and detection:
                found.update({act.name: moved(act, place) for act in detection.acts})
        found.update({name: Act(name, 900, (Span(0, 1),)) for name in self.also})
        return Detection(self.language, acts=tuple(sorted(found.values(), key=lambda act: ACT_ORDER[act.name])))


def moved(act, by):
    return replace(act, spans=tuple(Span(span.start + by, span.end + by) for span in act.spans))


@pytest.fixture
def reader(monkeypatch):
    def install(rows, **options):
        made = Reader(known={turn.text: found for turn, found in rows if found}, **options)
        monkeypatch.setattr("scoring.detector", lambda _: made)
        return made

    return install


def improved(rows, **options):
    conversation, detections = talk(*rows, case=JACKET, **options)
    return conversation, detections, grade(conversation, detections=detections)


@pytest.mark.parametrize("rows", [AVERAGE, POOR, GOOD[:4]])
def test_what_is_shown_is_borne_out_by_scoring_the_changed_turn_again(rows, reader):
    detector = reader(rows)
    conversation, detections, result = improved(rows)
    shown = {step: item.improvement for step, item in result.steps.items() if item.improvement}
    assert shown
    before = score(conversation, detections, load_rubric())
    for step, improvement in shown.items():
        turn = conversation.turns[improvement.turn]
        text = f"{improvement.text} {turn.text}"
        turns = list(conversation.turns)
        turns[improvement.turn] = replace(turn, text=text)
        found = list(detections)
        found[improvement.turn] = detector.detect(text)
        after = score(replace(conversation, turns=tuple(turns)), found, load_rubric())
        assert after.points(step) == improvement.points_after > before.points(step)
        assert all(after.points(other) >= before.points(other) for other in before.steps)
        assert after.overall >= before.overall


def test_an_improvement_speaks_of_the_step_it_is_for(reader):
    reader(AVERAGE)
    _, _, result = improved(AVERAGE)
    assert result.steps["hear_out"].improvement.text in moves("en").sentences["listen"]
    assert result.steps["follow_up"].improvement.text in moves("en").sentences["follow_up"]
    assert result.steps["restate"].improvement.turn == 3


def test_a_restatement_to_try_holds_what_the_customer_has_told(reader):
    reader(AVERAGE)
    _, _, result = improved(AVERAGE)
    assert "charged twice for the jacket" in result.steps["restate"].improvement.text


def test_facts_in_another_language_are_not_put_into_a_sentence(reader):
    rows = (customer("Takki veloitettiin kahdesti!"), trainee("Hm.", language="fi"), customer("No?"))
    reader(rows, language="fi")
    _, _, result = improved(rows, language="fi")
    assert "jacket" not in result.steps["restate"].improvement.text


def test_a_good_step_is_left_alone(reader):
    detector = reader(GOOD)
    _, _, result = improved(GOOD)
    assert not any(item.improvement for item in result.steps.values() if item.points >= load_rubric().improve_below)
    assert len(detector.read) <= MOST_RESCORED


def test_nothing_is_shown_that_makes_another_step_fall(reader):
    detector = reader(AVERAGE, also=("rude",))
    _, _, result = improved(AVERAGE)
    assert detector.read
    assert not any(item.improvement for item in result.steps.values())


def test_nothing_is_shown_that_the_detector_does_not_read(monkeypatch):
    class Deaf:
        def detect(self, response, **_):
            return Detection("en")

    monkeypatch.setattr("scoring.detector", lambda _: Deaf())
    _, _, result = improved(POOR)
    assert not any(item.improvement for item in result.steps.values())


def test_a_sentence_the_detector_takes_for_something_else_is_not_shown(monkeypatch):
    class Mistaken:
        def detect(self, response, **_):
            return Detection("en", acts=(Act("open_question", 900, (Span(0, 1),)), Act("fact_question", 900, (Span(0, 1),))))

    monkeypatch.setattr("scoring.detector", lambda _: Mistaken())
    rows = (customer("It's broken!"), trainee("When?", "fact_question"), customer("Today."), trainee("Hm."))
    _, _, result = improved(rows)
    assert result.steps["hear_out"].improvement.text in moves("en").sentences["open_question"]


def test_the_cost_is_bounded_and_improvements_can_be_left_out(reader):
    detector = reader(POOR, also=("rude",))
    conversation, detections, _ = improved(POOR)
    assert 0 < len(detector.read) <= MOST_RESCORED
    detector.read.clear()
    grade(conversation, detections=detections, improvements=False)
    assert detector.read == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_something_to_try(language, reader):
    rows = (customer("?!"), trainee("...", language=language), customer("?!"), trainee("...", language=language))
    reader((), language=language)
    _, _, result = improved(rows, language=language)
    assert all(result.steps[step].improvement for step in ("hear_out", "empathise", "own", "follow_up"))


def test_the_grader_detects_what_was_not_given_with_what_the_customer_said_before(monkeypatch):
    asked = []

    class Listener:
        def detect(self, response, **options):
            asked.append((response, options["customer"], options["channel"], bool(options["reference_time"])))
            return Detection("en")

    monkeypatch.setattr("scoring.detector", lambda _: Listener())
    turns = (Turn("customer", "One."), Turn("trainee", "Two."), Turn("customer", "Three."), Turn("trainee", "Four."))
    grade(Conversation("en", "phone", None, turns), detections=[None, Detection("en"), None, None], improvements=False)
    assert asked == [("Four.", "Three.", "phone", True)]
