from __future__ import annotations

import json
from dataclasses import replace

import pytest

from scoring import LANGUAGES
from scoring.acts import ACT_ORDER, Act, Detection, Span
from scoring.conversation import Conversation, Turn
from scoring.grading import grade
from scoring.improvement import LEAST_RISE, MOST_RESCORED, differ
from scoring.rubric import FOLDER, load_rubric, parse_rubric
from scoring.tally import score
from scoring.wording import moves, read_yaml
from tests.scoring.conversations import AVERAGE, GOOD, JACKET, OPENING, POOR, customer, talk, trainee


class Reader:
    """A detector that knows the sentences to try by heart, keeps what was found before, and counts its readings."""

    def __init__(self, language="en", known=(), also=()):
        self.language, self.known, self.also, self.read = language, dict(known), tuple(also), []
        self.sentences = moves(language).sentences

    def detect(self, response, **_):
        self.read.append(response)
        found = {}
        for act, sentences in self.sentences.items():
            for sentence in sentences:
                head, _, rest = sentence.partition("{")
                tail = rest.partition("}")[2]
                if act in ACT_ORDER and response.startswith(head) and tail in response:
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


def rescored(conversation, detections, detector, turn, text):
    """Score a conversation with ``text`` said before the words of ``turn``."""
    changed = f"{text} {conversation.turns[turn].text}"
    turns, found = list(conversation.turns), list(detections)
    turns[turn], found[turn] = replace(turns[turn], text=changed), detector.detect(changed)
    return score(replace(conversation, turns=tuple(turns)), found, load_rubric())


@pytest.mark.parametrize("rows", [AVERAGE, POOR, GOOD[:4]])
def test_each_proposal_stands_in_two_wordings_and_raises_its_step_by_five_points(rows, reader):
    detector = reader(rows)
    conversation, detections, result = improved(rows)
    shown = {step: item for step, item in result.steps.items() if item.improvement}
    assert shown
    for step, item in shown.items():
        improvement = item.improvement
        assert differ(improvement.text, improvement.other) or "{facts}" in str(moves("en").sentences[step])
        assert improvement.text != improvement.other
        for text, points in ((improvement.text, improvement.points_after), (improvement.other, improvement.other_points_after)):
            after = rescored(conversation, detections, detector, improvement.turn, text)
            assert after.points(step) == points >= item.points + LEAST_RISE


@pytest.mark.parametrize(("per_mille", "shown"), [(40, False), (50, True)])
def test_a_rise_of_less_than_five_points_is_not_shown(per_mille, shown, reader):
    rows = (customer("It broke!"), trainee("I'll ring you on Friday.", "follow_up"))
    reader(rows)
    data = read_yaml((FOLDER / "seven_steps.yaml").read_text(encoding="utf-8"))
    thanks = next(item for item in data["steps"][-1]["earns"] if item["id"] == "thanks")
    thanks["points"] = [per_mille]
    next(item for item in data["steps"][-1]["earns"] if item["id"] == "check_back")["points"] = [500, 250]
    data["improvements"]["follow_up"] = [{"act": "thank", "turn": "last"}]
    conversation, detections = talk(*rows)
    result = grade(conversation, parse_rubric(json.dumps(data)), detections)
    assert (result.steps["follow_up"].improvement is not None) is shown


def test_a_proposal_that_is_read_in_one_wording_only_is_not_shown(reader):
    known = (customer("It broke!"), trainee("Hm."), customer("And?"))
    detector = reader(known)
    deaf = detector.detect

    def detect(response, **options):
        found = deaf(response, **options)
        kept = tuple(act for act in found.acts if act.name != "apologise" or "apologise for" in response)
        return replace(found, acts=kept)

    detector.detect = detect
    _, _, result = improved(known)
    assert "pologi" not in result.steps["empathise"].improvement.text


def test_what_the_author_would_rather_have_heard_is_tried_first_and_never_with_a_fault(reader, monkeypatch):
    detector = reader(AVERAGE)
    plain = detector.detect

    def detect(response, **options):
        found = plain(response, **options)
        more = {"how awful": "empathise", "poor you": "empathise", "you fool": "rude"}
        acts = {act.name: act for act in found.acts}
        for words, name in more.items():
            if words in response.casefold():
                acts[name] = Act(name, 900, (Span(0, len(words)),))
        return replace(found, acts=tuple(sorted(acts.values(), key=lambda act: ACT_ORDER[act.name])))

    detector.detect = detect
    conversation, detections = talk(*AVERAGE, case=JACKET)
    turns = list(conversation.turns)
    turns[1] = replace(turns[1], better=("Poor you, you fool.", "Right. How awful for a party. What then?"))
    result = grade(replace(conversation, turns=tuple(turns)), detections=detections)
    assert result.steps["empathise"].improvement.text == "How awful for a party."
    assert result.steps["empathise"].improvement.other in moves("en").sentences["empathise"]
    assert grade(replace(conversation, turns=tuple(turns)), detections=detections, improvements=False).overall == result.overall


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_address_of_the_scene_is_kept(language, reader):
    rows = (customer("?!"), trainee("...", language=language), customer("?!"), trainee("...", language=language))
    detector = reader((), language=language)
    conversation, detections = talk(*rows, case=JACKET, language=language)
    spoken = {}
    for address in ("polite", "familiar"):
        detector.sentences = moves(language).spoken(address)
        result = grade(replace(conversation, address=address), detections=detections)
        spoken[address] = {item.improvement.text for item in result.steps.values() if item.improvement}
        allowed = {text for texts in moves(language).spoken(address).values() for text in texts}
        assert spoken[address] <= allowed
    assert (spoken["polite"] == spoken["familiar"]) == (language in {"en", "sv"})


def test_slots_take_the_form_a_language_needs(reader):
    rows = (customer("?!"), trainee("...", language="fi"), customer("?!"), trainee("...", language="fi"))
    reader((), language="fi")
    conversation, detections = talk(*rows, case=JACKET, language="fi")
    with_item = replace(conversation, words={"item": "porakone", "item.gen": "porakoneen"})
    result = grade(with_item, detections=detections)
    assert result.steps["empathise"].improvement.text == "Pyydän anteeksi, että porakoneen kanssa kävi näin."
    nothing = grade(replace(conversation, words={"item": "porakone"}), detections=detections)
    assert "porakone" not in nothing.steps["empathise"].improvement.text


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("I'm sorry about this.", "I'm sorry about this.", False),
        ("I'm sorry about this trouble.", "I'm so sorry about this trouble.", False),
        ("I apologise for the trouble.", "We regret what happened.", True),
    ],
)
def test_two_wordings_differ_in_most_of_their_words(one, other, expected):
    assert differ(one, other) is expected


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


def test_nothing_is_shown_that_is_read_as_a_fault_too_even_where_it_costs_nothing(reader):
    rows = (OPENING, trainee("You fool.", "rude", "deny", "dismiss", "blame_customer"), customer("What?"), trainee("Hm."))
    detector = reader(rows, also=("hedge",))
    _, _, result = improved(rows)
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
