"""The rubrics beside the default one: LAST, HEARD, LATTE, and everyday service."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from scoring import LANGUAGES
from scoring.acts import Act, Detection, Span
from scoring.conversation import Conversation, Turn
from scoring.cues import names_somebody
from scoring.grading import grade, grade_record
from scoring.rubric import FOLDER, load_rubric, rubric_names
from scoring.transcripts import read_rubric_option
from simulator.texts import texts
from tests.scoring.conversations import (
    AVERAGE,
    GOOD,
    JACKET,
    OPENING,
    POOR,
    SINK,
    WARM,
    customer,
    talk,
    trainee,
)

STEPS = {
    "seven_steps": ("hear_out", "restate", "calm", "empathise", "own", "act", "follow_up"),
    "last": ("listen", "apologise", "solve", "thank"),
    "heard": ("hear", "empathise", "apologise", "resolve", "diagnose"),
    "latte": ("listen", "acknowledge", "take_action", "thank", "explain"),
    "everyday": ("greet", "name", "hear_wish", "extra", "honest", "no_pressure"),
}
COMPLAINTS = tuple(name for name in STEPS if name != "everyday")


def graded(*rows, rubric="seven_steps", case=JACKET, **options):
    conversation, detections = talk(*rows, case=case, **options)
    return grade(conversation, load_rubric(rubric), detections, improvements=False)


def without(rows, *acts):
    return [
        (turn, found and replace(found, acts=tuple(act for act in found.acts if act.name not in acts)))
        for turn, found in rows
    ]


def test_the_rubrics_of_the_trade_are_there_with_their_steps():
    assert set(rubric_names()) == set(STEPS)
    assert {name: tuple(step.id for step in load_rubric(name).steps) for name in STEPS} == STEPS
    assert len({load_rubric(name).sha256 for name in STEPS}) == len(STEPS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", STEPS)
def test_every_step_and_pillar_has_a_name_in_every_language(language, name):
    t, rubric = texts(language), load_rubric(name)
    shown = [t(key if (key := f"step.{name}.{step.id}") in t else f"step.{step.id}") for step in rubric.steps]
    assert len(set(shown)) == len(shown)
    assert all(t(f"pillar.{pillar.id}") for pillar in rubric.pillars)


@pytest.mark.parametrize("rubric", COMPLAINTS)
def test_every_rubric_puts_conversations_in_the_same_order(rubric):
    good, average, poor = (graded(*rows, rubric=rubric).overall for rows in (GOOD, AVERAGE, POOR))
    assert good >= 85
    assert 30 <= average <= 65
    assert poor <= 15


@pytest.mark.parametrize("rubric", COMPLAINTS)
def test_no_step_of_an_ordinary_complaint_is_left_out(rubric):
    for rows in (GOOD, AVERAGE, POOR, WARM):
        for case in (JACKET, None):
            assert all(item.points is not None for item in graded(*rows, rubric=rubric, case=case).steps.values())


@pytest.mark.parametrize("rubric", COMPLAINTS)
def test_in_every_rubric_rudeness_with_a_remedy_and_warmth_without_one_end_below_the_middle(rubric):
    rude = graded(*GOOD, trainee("Happy now, you moron?", "rude"), rubric=rubric)
    assert rude.overall < 50
    assert rude.failed == ("rude",)
    assert not rude.passed
    assert graded(*WARM, rubric=rubric).overall < 50
    assert graded(OPENING, SINK, customer("Okay."), rubric=rubric).overall < 50
    no_apology = graded(*without(GOOD, "apologise"), rubric=rubric)
    assert no_apology.overall <= 65
    assert no_apology.caps == ("no_apology",)


@pytest.mark.parametrize("rubric", COMPLAINTS)
def test_a_doubtful_fault_lowers_its_step_in_every_rubric_but_caps_nothing(rubric):
    clean = graded(*GOOD, rubric=rubric)
    doubtful = graded(*GOOD, trainee("Well, well.", "rude@799"), rubric=rubric)
    assert doubtful.low_confidence
    assert doubtful.overall > 50
    assert doubtful.failed == doubtful.caps == ()
    assert any(doubtful.steps[step].points < clean.steps[step].points for step in clean.steps)


@pytest.mark.parametrize(("rubric", "step"), [("last", "apologise"), ("heard", "apologise"), ("latte", "acknowledge")])
def test_a_mandatory_minimum_of_a_step_is_told_apart_from_the_pillars(rubric, step):
    bare = graded(*without(GOOD, "apologise", "empathise", "admit_fault", "restate"), rubric=rubric)
    assert bare.steps[step].points < load_rubric(rubric).step(step).minimum
    assert step in bare.unmet
    assert not bare.passed
    whole = graded(*GOOD, rubric=rubric)
    assert whole.unmet == ()
    assert whole.passed


def test_a_deed_without_a_word_is_named_in_the_steps_of_another_rubric():
    rows = [(turn, found) for turn, found in without(GOOD, "offer_remedy")]
    assert "remedy was given without a word" in graded(*rows, rubric="last").steps["solve"].reason


# --- everyday service --------------------------------------------------------------------------------------------

WISH = customer("Where do I find gift paper?")


def hello(text="Good morning, welcome! I'm Anna Berg.", *, p=950):
    spans = (Span(0, 22), Span(23, len(text))) if "Anna" in text else (Span(0, len(text)),)
    return Turn("trainee", text), Detection("en", acts=(Act("courtesy", p, spans),))


SERVED = (
    WISH,
    hello(),
    customer("Hello."),
    trainee(
        "What is it for? Let me find it for you. Shall I carry your bag?",
        "open_question:What is it for?",
        "own:Let me find it for you",
        "courtesy:Shall I carry your bag?",
    ),
    customer("Thank you."),
    trainee("You're welcome, thank you for coming in.", "thank"),
)


def everyday(*rows, case=None, **options):
    return graded(*rows, rubric="everyday", case=case, **options)


def test_good_service_without_a_complaint_reaches_the_top_and_honesty_had_no_occasion():
    result = everyday(*SERVED)
    assert result.overall >= 80
    assert result.steps["honest"].points is None
    assert "no occasion" in result.steps["honest"].reason
    assert result.steps["greet"].reason.startswith("You greeted them warmly")
    assert "small extra" in result.steps["extra"].reason


def test_a_greeting_a_name_and_an_extra_are_three_things():
    greeting = everyday(WISH, hello("Good morning, welcome!"))
    named = everyday(WISH, hello())
    extra = everyday(WISH, trainee("Would you like a coffee?", "courtesy"))
    assert greeting.steps["name"].points < named.steps["name"].points
    assert greeting.steps["greet"].points == named.steps["greet"].points > extra.steps["greet"].points
    assert extra.steps["extra"].points > greeting.steps["extra"].points


def test_pressing_a_sale_fails_and_an_honest_limit_counts():
    pushed = everyday(*SERVED, trainee("You really must buy this lamp too.", "pushy_sale"))
    assert pushed.failed == ("pushy_sale",)
    assert pushed.overall <= 55
    assert pushed.steps["no_pressure"].points < everyday(*SERVED).steps["no_pressure"].points
    limit = everyday(*SERVED, trainee("We have none today, but the shop next door does.", "explain_limit"))
    curt = everyday(*SERVED, trainee("It's against our rules.", "hide_policy"))
    assert limit.steps["honest"].points >= 80
    assert curt.steps["honest"].points < 40


@pytest.mark.parametrize(
    ("language", "text", "named"),
    [
        ("en", "Good morning, welcome to the shop", False),
        ("en", "Good afternoon, Ms Berg", True),
        ("en", "Hello. I'm glad you came", False),
        ("fi", "Hyvää päivää, Laine", True),
        ("fi", "Hyvää päivää ja tervetuloa", False),
        ("sv", "Hej och välkommen, jag heter Eva", True),
        ("sv", "Hej och välkommen", False),
        ("ru", "Добрый день, рады Вас видеть", False),
        ("ru", "Добрый день, меня зовут Анна", True),
        ("el", "Καλημέρα σας και καλώς ήρθατε", False),
        ("el", "Καλημέρα, με λένε Μαρία", True),
    ],
)
def test_a_name_is_told_from_a_greeting(language, text, named):
    assert names_somebody(text, language) is named


# --- doors -------------------------------------------------------------------------------------------------------


def test_a_record_names_its_rubric_and_the_one_asked_for_goes_before_it(monkeypatch):
    monkeypatch.setattr("scoring.detector", lambda _: type("Deaf", (), {"detect": lambda *_, **__: Detection("en")})())
    data = {"id": 1, "lang": "en", "turns": [{"who": "customer", "text": "Hm!"}, {"who": "trainee", "text": "Hm."}]}
    assert tuple(grade_record({**data, "rubric": "last"})["steps"]) == STEPS["last"]
    assert tuple(grade_record({**data, "rubric": "last"}, load_rubric("heard"))["steps"]) == STEPS["heard"]
    assert tuple(grade_record(data)["steps"]) == STEPS["seven_steps"]


def test_a_rubric_may_be_a_file_of_ones_own_and_a_bad_one_is_told(tmp_path):
    own = tmp_path / "own.yaml"
    text = (FOLDER / "last.yaml").read_text(encoding="utf-8")
    own.write_text(text.replace("id: last\n", "id: own\n"), encoding="utf-8")
    assert read_rubric_option(str(own)).id == "own"
    own.write_text("id: own", encoding="utf-8")
    with pytest.raises(ValueError, match=r"--rubric: own\.yaml: version: Field required"):
        read_rubric_option(str(own))
    with pytest.raises(ValueError, match="there are everyday, heard, last, latte, seven_steps"):
        read_rubric_option("lasst")
    with pytest.raises(ValueError, match=r"--rubric: none\.yaml"):
        read_rubric_option(str(tmp_path / "none.yaml"))


def test_the_grader_never_sees_name_history_or_earlier_grades():
    fields = set(Conversation.__dataclass_fields__) | set(Turn.__dataclass_fields__)
    assert not fields & {"name", "person", "person_id", "history", "grades", "trainee", "ending"}
    data = {"id": 1, "lang": "en", "turns": [{"who": "customer", "text": "It broke!"}, {"who": "trainee", "text": "I'm sorry."}]}
    more = {"name": "Aino", "history": ["poor"], "grades": [3], "ending": "walks_out", "person": {"name": "Aino"}}
    named = {**data, **more, "turns": [{**turn, "name": "Aino", "overall": 3} for turn in data["turns"]]}
    assert json.dumps(grade_record(named)) == json.dumps(grade_record(data))
