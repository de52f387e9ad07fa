from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.acts import ACTS, STEPS, Act, Detection, Promise, RemedyMention, Span
from scoring.conversation import Conversation, ConversationError, Grade, Turn, TurnAction
from scoring.grading import grade, grade_record
from scoring.wording import reasons
from tests.scoring.conversations import (
    AVERAGE,
    GOOD,
    HUONO,
    HYVA,
    JACKET,
    KESKI,
    NOTE,
    OPENING,
    POOR,
    REFUND,
    SINK,
    TAKKI,
    WARM,
    customer,
    supervisor,
    talk,
    trainee,
)


def graded(*rows, case=JACKET, **options):
    conversation, detections = talk(*rows, case=case, **options)
    return grade(conversation, detections=detections, improvements=False)


def points(result):
    return {step: item.points for step, item in result.steps.items()}


# --- whole conversations -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "options", "low", "high"),
    [
        (GOOD, {}, 90, 100),
        (AVERAGE, {}, 40, 60),
        (POOR, {}, 0, 10),
        (HYVA, {"language": "fi", "case": TAKKI}, 85, 100),
        (KESKI, {"language": "fi", "case": TAKKI}, 38, 60),
        (HUONO, {"language": "fi", "case": TAKKI}, 0, 10),
    ],
)
def test_a_conversation_ends_where_a_reviewer_would_put_it(rows, options, low, high):
    result = graded(*rows, **options)
    assert low <= result.overall <= high
    assert list(result.steps) == list(STEPS)
    assert all(item.points is not None for item in result.steps.values())


def test_the_reason_says_in_the_scenes_language_what_was_there_and_what_was_missing():
    english = graded(*AVERAGE)
    assert english.steps["empathise"].reason == (
        "You apologised, but you did not name what it meant for them or admit the fault."
    )
    finnish = graded(*KESKI, language="fi", case=TAKKI)
    assert finnish.steps["empathise"].reason == (
        "Pyysit anteeksi, mutta et sanonut ääneen tilanteen harmia asiakkaalle etkä myöntänyt virhettä."
    )


def test_harm_is_named_before_what_was_missing():
    assert graded(*POOR).steps["own"].reason == "You sent them on without help and brushed the matter aside."


def test_rudeness_with_a_perfect_remedy_ends_below_the_middle():
    rude = graded(*GOOD, trainee("Happy now, you moron?", "rude"))
    assert graded(*GOOD).overall > 90
    assert rude.overall <= 40
    assert rude.caps == ("rude",)
    assert rude.failed == ("rude",)
    assert not rude.low_confidence


def test_a_doubtful_rudeness_lowers_its_step_but_caps_nothing_and_asks_for_a_look():
    sure = graded(*GOOD, trainee("Well, well.", "rude@800"))
    doubtful = graded(*GOOD, trainee("Well, well.", "rude@799"))
    assert sure.overall <= 40
    assert doubtful.overall > 60
    assert doubtful.low_confidence
    assert doubtful.failed == ()
    assert doubtful.steps["calm"].points < graded(*GOOD).steps["calm"].points


def test_warmth_without_any_remedy_ends_below_the_middle():
    result = graded(*WARM)
    assert result.pillars["apology"] >= 80
    assert result.overall < 50
    assert result.steps["act"].points <= 30


def test_everything_well_said_but_no_way_forward_ends_below_the_middle():
    fruitless = {"offer_remedy", "explain_next"}
    rows = [
        (
            replace(turn, actions=()),
            found and replace(found, acts=tuple(act for act in found.acts if act.name not in fruitless)),
        )
        for turn, found in GOOD
    ]
    result = graded(*rows)
    assert result.overall == 45
    assert result.caps == ("no_way_forward",)


def test_where_an_apology_was_due_and_none_came_the_overall_points_are_capped():
    without = [
        (turn, found and replace(found, acts=tuple(act for act in found.acts if act.name != "apologise")))
        for turn, found in GOOD
    ]
    result = graded(*without)
    assert result.overall == 65
    assert result.caps == ("no_apology",)
    excepted = graded(*without, no_occasion=("empathise",))
    assert excepted.overall > 90


# --- everything at once ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("channel", ["store", "phone"])
def test_everything_in_one_breath_ends_below_fifty_in_a_live_channel(channel):
    result = graded(OPENING, SINK, customer("Okay."), channel=channel)
    assert result.overall < 50
    assert "one breath" in result.steps["restate"].reason


def test_saying_parts_of_a_great_heap_again_does_not_make_it_a_conversation():
    again = (customer("And?"), trainee("You get a refund, as I said.", "offer_remedy"), customer("Bye."))
    assert graded(OPENING, SINK, customer("Okay."), *again).overall < 50


def test_small_words_around_a_great_heap_do_not_make_it_a_conversation():
    rows = (OPENING, SINK, customer("Okay."), trainee("I hear you.", "listen"), customer("Bye."), trainee("Bye."))
    assert graded(*rows).overall < 50


def test_an_email_is_one_answer_and_may_hold_everything():
    letter = customer("On Monday you charged my card twice for the jacket, 47.90. I want it back.")
    assert graded(letter, SINK, channel="email").overall >= 80


def test_a_letter_that_could_go_to_anybody_ends_below_average_however_complete_it_is():
    letter = customer("On Monday you charged my card twice for the jacket, 47.90. I want it back.")
    anybody = trainee(
        "I'm sorry. What happened? May I repeat? It's our mistake. I'll sort it out. I can refund it. "
        "I'll call you Thursday. Thank you.",
        "apologise:I'm sorry",
        "open_question:What happened?",
        "ask_permission:May I repeat?",
        "admit_fault:It's our mistake",
        "own:I'll sort it out",
        "offer_remedy:I can refund it",
        "follow_up:I'll call you Thursday",
        "thank:Thank you",
    )
    result = graded(letter, anybody, channel="email")
    assert (result.overall, result.caps) == (40, ("pasted",))
    assert "anybody" in result.steps["hear_out"].reason
    assert "pasted" not in graded(letter, anybody, channel="phone").caps
    # A short answer to a short question is no pasted letter.
    assert "pasted" not in graded(customer("Where is it?"), anybody, channel="email").caps


def test_what_comes_late_in_a_crowded_turn_is_worth_less_in_a_live_channel():
    live = graded(OPENING, SINK, channel="phone").steps["own"].points
    written = graded(OPENING, SINK, channel="email").steps["own"].points
    assert live < written


# --- order and repair --------------------------------------------------------------------------------------------


def test_a_remedy_before_any_listening_costs_points_in_the_first_two_steps():
    offer = trainee("We'll refund it.", "offer_remedy", actions=(REFUND,))
    heard = trainee("I hear you. So you were charged twice?", "listen:I hear you", "restate:you were charged twice")
    late = graded(OPENING, offer, customer("And?"), heard, customer("Yes."))
    early = graded(OPENING, heard, customer("Yes."), offer, customer("And?"))
    for step in ("hear_out", "restate"):
        assert late.steps[step].points < early.steps[step].points


def test_a_bad_turn_made_good_earns_part_of_it_back_but_not_all():
    fault = trainee("That can't be.", "deny")
    sorry = trainee("I'm sorry, I was wrong to doubt that.", "apologise", "admit_fault")
    clean = graded(OPENING, sorry).steps["empathise"].points
    repaired = graded(OPENING, fault, customer("It is so!"), sorry).steps["empathise"].points
    before = graded(OPENING, sorry, customer("It is so!"), fault).steps["empathise"].points
    assert before < repaired < clean


def test_the_third_apology_without_a_deed_is_stale():
    sorry = trainee("I'm sorry.", "apologise")
    said = customer("And now?")
    two = graded(OPENING, sorry, said, sorry, said)
    three = graded(OPENING, sorry, said, sorry, said, sorry)
    acted = graded(OPENING, sorry, said, sorry, said, trainee("I'll fix it. I'm sorry.", "own:I'll fix it", "apologise:I'm sorry"))
    assert three.steps["empathise"].points < two.steps["empathise"].points
    assert acted.steps["empathise"].points >= two.steps["empathise"].points


def test_where_nothing_is_done_at_all_the_second_apology_is_stale_already():
    sorry, said = trainee("I'm sorry.", "apologise"), customer("And now?")
    once = graded(OPENING, sorry, said).steps["empathise"]
    twice = graded(OPENING, sorry, said, sorry).steps["empathise"]
    acted = graded(OPENING, sorry, said, trainee("I'll fix it.", "own"), said, sorry).steps["empathise"]
    assert twice.points < once.points == acted.points
    assert "kept apologising" in twice.reason
    assert [item.cost for item in once.evidence] == [""]
    assert sorted((item.turn, item.cost) for item in twice.evidence) == [(1, ""), (3, "stale_apology")]
    assert [item.to_json().get("cost") for item in sorted(twice.evidence, key=lambda item: item.turn)] == [None, "stale_apology"]


def test_interruptions_and_silence_cost_points_and_a_hold_explains_silence():
    answer = ("I'm listening.", "listen")
    plain = graded(OPENING, trainee(*answer)).steps["hear_out"].points
    cut = graded(OPENING, trainee(*answer, interrupted=True)).steps["hear_out"]
    slow = graded(OPENING, trainee(*answer, silence_s=40)).steps["hear_out"].points
    held = graded(OPENING, trainee(*answer, silence_s=40, actions=[TurnAction("hold")])).steps["hear_out"].points
    assert cut.points < plain
    assert "interrupted" in {item.act for item in cut.evidence}
    assert slow < plain == held


def test_a_restatement_is_worth_more_when_it_is_full_and_confirmed():
    thin = trainee("So the jacket was charged twice?", "restate")
    full = trainee("So you were charged twice for the jacket on Monday, 47.90?", "restate")
    told = customer("On Monday you charged me twice for the jacket, 47.90.")
    values = [
        graded(told, thin, customer("Hm.")).steps["restate"].points,
        graded(told, full, customer("Hm.")).steps["restate"].points,
        graded(told, full, customer("Yes, exactly.")).steps["restate"].points,
    ]
    assert values == sorted(values)
    assert len(set(values)) == 3
    denied = graded(told, full, customer("No, that's not it.")).steps["restate"].points
    assert denied < values[1]


# --- words and deeds ---------------------------------------------------------------------------------------------


def test_a_note_in_words_and_in_deed_are_half_each_and_the_mismatch_is_named():
    def ending(text, acts, actions):
        return graded(OPENING, trainee("I'm sorry.", "apologise"), customer("Hm."), trainee(text, *acts, actions=actions))

    said = ending("It's noted.", ["note_record"], [REFUND]).steps["follow_up"]
    done = ending("Right.", [], [REFUND, NOTE]).steps["follow_up"]
    both = ending("It's noted.", ["note_record"], [REFUND, NOTE]).steps["follow_up"]
    none = ending("Right.", [], [REFUND]).steps["follow_up"]
    assert said.points == done.points
    assert (both.points - none.points) in {2 * (said.points - none.points) - 1, 2 * (said.points - none.points)}
    assert said.reason.endswith("you said the note was made, but no note was left.")
    assert done.reason.endswith("you left a note, but did not tell the customer.")
    assert "note" not in both.reason.split(";")[-1] or ";" not in both.reason


def test_a_remedy_in_words_and_in_deed_is_one_remedy_and_either_alone_is_half():
    def act(text, acts, actions):
        return graded(OPENING, trainee("I hear you.", "listen"), customer("And?"), trainee(text, *acts, actions=actions)).steps["act"]

    both = act("I'll refund it.", ["offer_remedy"], [REFUND])
    said = act("I'll refund it.", ["offer_remedy"], [NOTE])
    done = act("Right.", [], [REFUND])
    assert said.points == done.points < both.points
    assert said.reason.endswith("a remedy was promised, but none was carried out.")
    assert done.reason.endswith("the remedy was given without a word.")
    assert ("remedy", 0, 0) in {(item.act, item.start, item.end) for item in done.evidence}


def test_the_better_of_two_ways_forward_in_one_turn_counts():
    start = (OPENING, trainee("I hear you.", "listen"), customer("And?"))
    limit = ("I can't pay cash, a voucher works. I'll refund it.", "explain_limit:I can't pay cash, a voucher works.")
    beyond = {**JACKET, "customer_wants": "compensation for the bank fee"}
    alone = graded(*start, trainee(*limit), case=beyond).steps["act"].points
    beside = graded(*start, trainee(*limit, "offer_remedy:I'll refund it."), case=beyond).steps["act"].points
    assert beside == alone


def test_in_a_bare_transcript_a_missing_deed_proves_little():
    offer = trainee("I'll refund it.", "offer_remedy")
    rows = (OPENING, trainee("I hear you.", "listen"), customer("And?"), offer)
    bare, recorded = graded(*rows, recorded=False).steps["act"], graded(*rows).steps["act"]
    done = graded(*rows[:-1], trainee("I'll refund it.", "offer_remedy", actions=[REFUND])).steps["act"]
    assert recorded.points < bare.points < done.points
    assert "nothing here shows" in bare.reason


def test_a_handover_within_authority_that_nobody_asked_for_earns_nothing_in_own():
    handover = trainee("I'll get my manager.", "escalate", actions=[TurnAction("supervisor")])
    listened = trainee("I hear you.", "listen")
    manager = supervisor("Good afternoon.")
    needless = graded(OPENING, listened, customer("And?"), handover, manager)
    asked = graded(OPENING, listened, customer("Get me the manager!"), handover, manager)
    beyond = {**JACKET, "customer_wants": "compensation for the bank fee"}
    needed = graded(OPENING, listened, customer("And?"), handover, manager, case=beyond)
    assert needless.steps["own"].points == 0
    assert "could have settled yourself" in needless.steps["own"].reason
    assert asked.steps["own"].points > 0
    assert needed.steps["own"].points == asked.steps["own"].points


def test_an_offer_of_what_may_not_be_granted_costs_points_unless_the_supervisor_allowed_it():
    def offer(text, name, *before, amount=None):
        span = (Span(0, len(text)),)
        row = trainee(text, "offer_remedy", remedies={name: RemedyMention(span, amount)}, actions=[TurnAction("remedy", name)])
        case = {**JACKET, "authority": [{"id": "refund", "limit": "50"}], "not_allowed": [{"id": "cash", "text": "cash"}]}
        return graded(OPENING, trainee("I hear you.", "listen"), *before, row, case=case).steps["act"]

    granted = offer("Here is the refund.", "refund", amount="47.90")
    forbidden = offer("Here is the cash.", "cash")
    too_much = offer("Here is the refund.", "refund", amount="80")
    allowed = offer("Here is the cash.", "cash", supervisor("Give them the cash."))
    assert forbidden.points < granted.points
    assert "may not grant" in forbidden.reason
    assert too_much.points < granted.points
    assert allowed.points == granted.points


def test_a_date_makes_a_promise_to_check_back_worth_more():
    text = "I'll ring you on Thursday."
    promise = Promise("follow_up", "ring", "2025-05-01", None, Span(0, len(text)))
    start = (OPENING, trainee("I'm sorry.", "apologise"), customer("Hm."))
    vague = graded(*start, trainee("I'll ring you.", "follow_up")).steps["follow_up"].points
    dated = graded(*start, trainee(text, "follow_up", promises=(promise,))).steps["follow_up"].points
    assert dated > vague


# --- unscored ----------------------------------------------------------------------------------------------------


def test_a_step_without_occasion_is_left_out_and_says_so():
    result = graded(*GOOD, no_occasion=("follow_up",))
    assert result.steps["follow_up"].points is None
    assert result.steps["follow_up"].evidence == ()
    assert result.steps["follow_up"].reason == "This scene gave no occasion for this step."
    assert result.pillars["ownership"] is not None


def test_a_pillar_with_nothing_graded_is_none():
    assert graded(*GOOD, no_occasion=("empathise",)).pillars["apology"] is None


def test_a_fault_the_scene_fails_caps_the_grade():
    assert graded(*GOOD, trainee("It will never happen again.", "overpromise")).overall > 60
    result = graded(*GOOD, trainee("It will never happen again.", "overpromise"), fails=("overpromise",))
    assert result.overall == 40
    assert result.failed == ("overpromise",)


def test_words_that_could_not_be_read_are_not_graded():
    turn = Turn("trainee", "xqzt blorp")
    conversation = Conversation("en", "phone", None, (OPENING[0], turn))
    result = grade(conversation, detections=[None, Detection("en", "not_understood")])
    assert result.overall is None
    assert set(points(result).values()) == {None}
    assert "could not be read" in result.steps["calm"].reason
    assert not result.turns[0].understood


def test_a_trainee_who_never_spoke_is_not_graded():
    result = graded(OPENING)
    assert result.overall is None
    assert "did not get to speak" in result.steps["own"].reason


def test_an_empty_conversation_is_not_graded():
    result = grade(Conversation("en"))
    assert result.overall is None
    assert set(result.pillars.values()) == {None}


def test_a_trainee_who_says_nothing_that_helps_is_not_perfectly_calm():
    result = graded(OPENING, trainee("Mm."))
    assert result.steps["calm"].points == 60
    assert result.overall < 15


# --- the contract ------------------------------------------------------------------------------------------------


def test_the_record_has_exactly_the_shape_of_the_contract(monkeypatch):
    found = {turn.text: detection for turn, detection in AVERAGE if detection}

    class Stub:
        def detect(self, response, **_):
            return found.get(response, Detection("en"))

    monkeypatch.setattr("scoring.detector", lambda _: Stub())
    data = {
        "id": "a-1",
        "lang": "en",
        "channel": "phone",
        "case": JACKET,
        "turns": [
            {"who": turn.who, "text": turn.text, "actions": [{"type": item.type, "id": item.id} for item in turn.actions]}
            for turn, _ in AVERAGE
        ],
    }
    result = grade_record(data)
    assert list(result) == ["id", "overall", "pillars", "steps", "versions", "low_confidence"]
    assert list(result["steps"]) == list(STEPS)
    assert list(result["steps"]["act"]) == ["points", "evidence", "reason", "improvement"]
    assert list(result["steps"]["act"]["evidence"][0]) == ["turn", "start", "end", "act"]
    assert set(result["versions"]) == {"rubric", "codebook", "detector", "weights", "grader"}
    assert result["overall"] == graded(*AVERAGE).overall
    assert json.dumps(result) == json.dumps(grade_record(data))


def test_a_bad_speaker_is_an_error_that_names_the_turn():
    with pytest.raises(ConversationError, match=r"turns\[1\]"):
        grade_record({"id": 1, "lang": "en", "turns": [{"who": "customer", "text": ""}, {"who": "cat", "text": ""}]})


def test_a_grade_is_kept_without_loss():
    result = graded(*GOOD)
    again = Grade.from_record(json.loads(json.dumps(result.to_record())))
    assert again == result


def test_detections_must_be_aligned_with_the_turns():
    conversation, detections = talk(*GOOD)
    with pytest.raises(ValueError, match="detections for"):
        grade(conversation, detections=detections[:-1])


# --- properties --------------------------------------------------------------------------------------------------

WORDS = st.text(alphabet="abc ä?.\U0001f600\u200b", min_size=1, max_size=30).filter(str.strip)
WHO = st.sampled_from(["customer", "trainee", "trainee", "colleague", "supervisor", "bystander"])
DEED = st.sampled_from(["note", "remedy", "supervisor", "warm_transfer", "blind_transfer", "hold", "call_back", "odd"])


@st.composite
def conversations(draw):
    rows = []
    for _ in range(draw(st.integers(0, 7))):
        text, who = draw(WORDS), draw(WHO)
        if who != "trainee":
            rows.append((Turn(who, text), None))
            continue
        acts = []
        for name in sorted(draw(st.sets(st.sampled_from(ACTS), max_size=6)), key=ACTS.index):
            start = draw(st.integers(0, len(text) - 1))
            acts.append(Act(name, draw(st.integers(500, 1000)), (Span(start, draw(st.integers(start + 1, len(text)))),)))
        status = draw(st.sampled_from(["ok", "ok", "ok", "not_understood"]))
        deeds = tuple(TurnAction(deed) for deed in draw(st.lists(DEED, max_size=2)))
        turn = Turn("trainee", text, None, draw(st.booleans()), draw(st.integers(0, 60)), deeds)
        rows.append((turn, Detection("en", status, tuple(acts) if status == "ok" else ())))
    channel = draw(st.sampled_from(["store", "phone", "email", "chat"]))
    language = draw(st.sampled_from(["en", "fi", "sv", "ru", "el"]))
    case = draw(st.sampled_from([None, JACKET]))
    return talk(*rows, channel=channel, case=case, language=language, recorded=draw(st.booleans()))


@settings(max_examples=200, deadline=None)
@given(conversations())
def test_points_evidence_and_reasons_are_always_well_formed(drawn):
    conversation, detections = drawn
    result = grade(conversation, detections=detections, improvements=False)
    turns = conversation.turns
    for item in result.steps.values():
        assert item.points is None or 0 <= item.points <= 100
        assert len(item.evidence) <= 4
        assert item.reason.endswith(".")
        assert "{" not in item.reason
        for evidence in item.evidence:
            assert turns[evidence.turn].who == "trainee"
            assert 0 <= evidence.start <= evidence.end <= len(turns[evidence.turn].text)
            assert evidence.start < evidence.end or evidence.act not in ACTS or turns[evidence.turn].actions
    assert result.overall is None or 0 <= result.overall <= 100
    again = grade(conversation, detections=detections, improvements=False)
    assert json.dumps(result.to_record()) == json.dumps(again.to_record())
    assert Grade.from_record(result.to_record()) == result


@settings(max_examples=200, deadline=None)
@given(conversations(), st.integers(0, 7), st.integers(500, 1000))
def test_a_rude_turn_never_raises_the_overall_points(drawn, place, p):
    conversation, detections = drawn
    before = grade(conversation, detections=detections, improvements=False).overall
    rude = Turn("trainee", "you fool")
    found = Detection("en", acts=(Act("rude", p, (Span(0, 8),)),))
    turns, place = conversation.turns, min(place, len(conversation.turns))
    worse = replace(conversation, turns=(*turns[:place], rude, *turns[place:]))
    after = grade(worse, detections=(*detections[:place], found, *detections[place:]), improvements=False).overall
    assert before is None or after <= before


def test_every_step_has_words_for_a_deed_as_evidence():
    deeds = {"lookup", "account", "supervisor", "note", "remedy", "comment_card", "call_back"}
    assert deeds <= set(reasons("en").did)
