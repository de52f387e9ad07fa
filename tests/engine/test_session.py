"""What a session does with what comes in: rules of the scene, of the customer, and of the mood."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from builders import found, scene

from scoring import Act, Span
from simulator.engine import (
    Acted,
    ActionDone,
    ActionRefused,
    CardFilled,
    Carried,
    CutOff,
    EpilogueDue,
    Event,
    Interrupted,
    Left,
    MoodChanged,
    Phase,
    PromiseSettled,
    Responded,
    Restated,
    Spoke,
    State,
    Waited,
    WordSpread,
    WrongFact,
    carry,
    replay,
    restore,
    save,
    start,
    step,
)

SCENE = scene()


def play(*inputs, scenario=SCENE, seed: int = 3, carried: Carried | None = None) -> tuple[State, list[Event]]:
    """Play straight, and again saving and reloading the state before every input; both must agree."""
    state, events = start(scenario, "en", seed, carried)
    again, everything = restore(save(state)), list(events)
    assert again == state
    for given in inputs:
        before = state
        state, events = step(scenario, state, given)
        again, twin = step(scenario, restore(save(again)), given)
        assert (again, twin) == (state, events)
        assert replay(before, events) == state
        everything += events
    return state, everything


def spoken(events: list[Event]) -> list[str]:
    return [event.line for event in events if isinstance(event, Spoke)]


def changes(events: list[Event], reason: str) -> list[MoodChanged]:
    return [event for event in events if isinstance(event, MoodChanged) and event.reason == reason]


def restating(*acts: str, **more) -> Responded:
    return found("", "restate", *acts, stated=("broken",), **more)


def test_a_scene_opens_with_the_customers_line_and_what_it_tells():
    state, events = play()
    assert spoken(events) == ["opening.hot"]
    assert state.told == ("broken",)
    assert state.mood.points() == {"anger": 70, "trust": 20, "heard": 0, "patience": 60}


def test_the_same_seed_and_inputs_give_the_same_bytes_and_another_seed_other_draws():
    inputs = [found("", "listen"), Waited(4000), found("", "apologise", "own")]
    assert save(play(*inputs)[0]) == save(play(*inputs)[0])
    drawn = {tuple(sorted(SCENE.draw(seed).items())) for seed in range(20)}
    assert len(drawn) == 4


def test_a_customer_does_not_melt_after_two_kind_words():
    state, _ = play(found("", "apologise"), found("", "empathise", "reassure"))
    assert state.mood.points()["anger"] > 50


def test_gain_in_one_response_is_capped_and_later_moves_weigh_less():
    kind = ("listen", "restate", "empathise", "apologise", "admit_fault", "own", "ask_wish", "follow_up", "note_record")
    state, events = play(found("", *kind, stated=("broken",)))
    assert 70 - state.mood.points()["anger"] <= 17
    trust = {event.cause: event.changes.get("trust", 0) for event in changes(events, "act")}
    assert trust["admit_fault"] < 600
    assert changes(events, "act")[1].factors["order"] == 75


def test_faults_weigh_full_wherever_they_stand():
    _, events = play(found("", "listen", "thank", "courtesy", "rude"))
    assert changes(events, "act")[-1].changes["anger"] == 1600


def test_remedies_and_explanations_reach_at_half_until_the_complaint_is_said_back():
    _, deaf = play(found("", "offer_remedy"))
    _, heard = play(restating("offer_remedy"))
    assert changes(deaf, "act")[0].factors == {"unheard": 50}
    assert "unheard" not in changes(heard, "act")[1].factors


def test_restating_needs_a_fact_of_the_complaint():
    assert not play(found("", "restate"))[0].restated
    state, events = play(restating())
    assert state.restated
    assert Restated(("broken",)) in events


def test_a_second_apology_helps_little_and_a_third_annoys():
    _, events = play(*[found("", "apologise", "own")] * 3)
    anger = [event.changes.get("anger", 0) for event in changes(events, "act") if event.cause == "apologise"]
    assert anger[0] < anger[1] < 0 < anger[2]


def test_an_apology_with_no_deed_after_it_fades_and_a_deed_keeps_it():
    questions = [found(f"question {number}", "fact_question") for number in range(4)]
    assert changes(play(found("", "apologise"), *questions)[1], "apology_faded")
    assert changes(play(found("", "apologise"), found("", "own"), *questions[1:])[1], "apology_faded")
    busy = [found("", "apologise"), *questions[:2], Acted("note", text="x"), *questions[2:]]
    assert not changes(play(*busy)[1], "apology_faded")


def test_an_open_question_brings_out_the_next_fact_and_a_guarded_one_waits_until_they_feel_heard():
    state, events = play(found("", "open_question"))
    assert "fact.day.tell" in spoken(events)
    assert "day" in state.told
    _, events = play(found("", "fact_question", asked=("party",)))
    assert "fact.party.withheld" in spoken(events)
    state, events = play(restating(), found("", "fact_question", asked=("party",)))
    assert "fact.party.tell" in spoken(events)


def test_a_fact_asked_for_is_answered_in_any_node_and_once():
    state, events = play(found("", "rude"), found("", "fact_question", asked=("day",)))
    assert state.node == "hurt"
    assert spoken(events)[-1] == "fact.day.tell"
    _, events = play(*[found("", "fact_question", asked=("day",))] * 2)
    assert spoken(events).count("fact.day.tell") == 1


def test_reactions_are_not_repeated():
    _, events = play(*[found("", "apologise")] * 5)
    lines = spoken(events)
    assert len([line for line in lines if line.startswith("react.")]) == len(
        {*lines} & {"react.sorry", "react.sorry_two"}
    )


def test_cutting_in_costs_and_may_lose_what_was_being_told():
    state, events = play(Interrupted(10))
    assert state.told == ()
    assert changes(events, "interrupted")[0].changes["anger"] == 800
    assert next(event for event in events if isinstance(event, CutOff)).at_char == 10
    late, _ = play(Interrupted(90))
    assert late.told == ("broken",)


def test_hearing_a_long_line_out_shows_attention_but_not_after_cutting_in():
    assert changes(play(found("", "listen"))[1], "let_finish")
    assert not changes(play(Interrupted(5), found("", "listen"))[1], "let_finish")


def test_nobody_can_be_cut_off_in_an_email():
    def to_email(structure, _):
        structure["about"]["channel"] = "email"

    state, events = play(Interrupted(5), scenario=scene(to_email))
    assert not changes(events, "interrupted")
    assert state.told == ("broken",)


def test_the_customer_breaks_in_after_sixty_words_and_hears_nothing_after():
    text = " ".join(["word"] * 100)
    acts = found(text, "listen")
    late = Responded(acts.text, acts.detection)
    state, events = play(late)
    assert any(event.line.startswith("pool.broke_in") for event in events if isinstance(event, Spoke))

    def to_chat(structure, _):
        structure["about"]["channel"] = "chat"

    _, events = play(late, scenario=scene(to_chat))
    assert not any(event.line.startswith("pool.broke_in") for event in events if isinstance(event, Spoke))


def test_silence_runs_patience_down_and_makes_the_customer_speak():
    state, events = play(Waited(10_000))
    assert "opening.silence" in spoken(events)
    assert sum(change.changes["patience"] for change in changes(events, "drift_time")) == -200
    short, _ = play(Waited(400), Waited(400), Waited(400))
    assert changes(play(Waited(400), Waited(400), Waited(400))[1], "drift_time")[0].changes == {"patience": -20}
    assert short.clock_ms > 1200


def test_patience_at_its_end_ends_the_scene_and_the_word_spreads():
    state, events = play(Waited(400_000))
    assert (state.phase, state.endings) == (Phase.ENDED, ("gone",))
    assert WordSpread("bad", 12) in events
    assert CardFilled(1, "card.bad") in events


def test_not_understood_costs_nothing_twice_and_the_second_time_the_coach_speaks():
    unread = found("qwrt zxcv", status="not_understood")
    once, events = play(unread)
    begun, _ = play()
    assert (once.turn, once.mood, once.clock_ms) == (0, begun.mood, begun.clock_ms)
    assert spoken(events)[-1].startswith("pool.not_understood")
    twice, events = play(unread, unread)
    assert (twice.turn, twice.mood) == (0, begun.mood)
    assert [event.note for event in events if event.kind == "coach_noted"] == ["coach.not_understood"]
    thrice, _ = play(unread, unread, unread)
    assert thrice.turn == 1


def test_a_response_with_nothing_in_it_costs_patience_from_the_second_in_a_row():
    _, once = play(found("word"))
    _, twice = play(found("word"), found("word"))
    assert not changes(once, "no_act")
    assert changes(twice, "no_act")[0].changes["patience"] == -400


def test_a_language_the_customer_does_not_speak_is_not_understood_and_costs_trust():
    state, events = play(found("", "apologise", language="sv"))
    assert changes(events, "wrong_language")
    assert not changes(events, "act")
    assert state.acts == {}


def test_a_wrong_fact_is_noticed():
    _, events = play(found("", "explain_next", wrong=("days",)))
    assert WrongFact("days", "five days", "three days") in events
    assert changes(events, "wrong_fact")[0].changes["trust"] == -800


def test_a_remedy_in_silence_is_half_and_an_offered_one_whole():
    _, silent = play(restating(), Acted("remedy", "refund"))
    _, worded = play(restating("offer_remedy", offered=("refund",)), Acted("remedy", "refund"))
    assert changes(silent, "remedy_in_silence")[0].factors == {"silent": 50}
    assert changes(worded, "remedy")[0].factors == {}


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (Acted("remedy", "forever"), "nobody_may"),
        (Acted("remedy", "double"), "beyond_authority"),
        (Acted("remedy", "moon"), "unknown"),
        (Acted("warm_transfer"), "unknown"),
        (Acted("dance"), "unknown"),
    ],
)
def test_what_may_not_be_done_is_refused_with_a_reason_and_changes_nothing(given, why):
    state, events = play(given)
    begun, _ = play()
    assert [event for event in events if isinstance(event, ActionRefused)] == [ActionRefused(given.ref, why)]
    assert state == begun


def test_the_supervisor_may_grant_more_and_fetching_them_as_a_first_reflex_costs():
    state, events = play(Acted("supervisor"), Acted("remedy", "double"))
    assert changes(events, "action_early")[0].changes == {"trust": -500}
    assert "remedy double" in state.done


def test_a_note_can_always_be_left():
    state, events = play(Acted("note", text="leaks"))
    assert next(event for event in events if isinstance(event, ActionDone)).text == "leaks"
    assert state.done == {"note": 1}


def promised() -> list:
    return [restating("offer_remedy", offered=("refund",)), found("", "follow_up"), Acted("remedy", "refund")]


def test_a_promised_call_becomes_an_epilogue_when_it_is_made():
    state, events = play(*promised())
    assert state.phase is Phase.DUE
    assert next(event for event in events if isinstance(event, EpilogueDue)).clock_ms > 48 * 3_600_000
    state, events = play(*promised(), Acted("call_back"), found("", "follow_up"))
    assert state.endings == ("happy", "won")
    assert state.phase is Phase.ENDED
    assert any(event.kept for event in events if isinstance(event, PromiseSettled))


@pytest.mark.parametrize("instead", [Waited(1000), Left(), Acted("hold")])
def test_a_promised_call_not_made_is_a_broken_promise(instead):
    state, events = play(*promised(), instead)
    assert state.endings == ("happy", "forgotten")
    assert [event.kept for event in events if isinstance(event, PromiseSettled)] == [True, False]
    assert state.promises[-1].act == "follow_up"
    assert changes(events, "promise_broken")


def test_words_do_not_reach_a_customer_who_was_not_called():
    state, events = play(*promised(), found("", "courtesy"))
    assert state.phase is Phase.DUE
    assert events[-1] == ActionRefused("respond", "call_first")


def test_without_a_promise_there_is_no_epilogue():
    state, _ = play(restating("offer_remedy", offered=("refund",)), Acted("remedy", "refund"))
    assert state.endings == ("happy",)


def test_the_scene_ends_at_its_turn_limit():
    state, _ = play(*[found("", "courtesy")] * 12)
    assert state.endings == ("late",)


def test_nothing_happens_after_the_end():
    state, _ = play(Left())
    assert step(SCENE, state, found("", "apologise")) == (state, ())


def test_what_was_carried_in_decides_mood_and_flags():
    begun, _ = play()
    state, _ = play(carried=Carried(("note",), begun.mood, {"returns": "generous"}))
    assert state.carried.flags == ("note",)


def test_repairing_a_bad_start_is_possible_at_a_price():
    good = [restating("apologise"), found("", "own", "offer_remedy", offered=("refund",))]
    repaired, _ = play(found("", "dismiss"), *good)
    clean, _ = play(*good)
    assert repaired.mood.trust < clean.mood.trust
    assert repaired.mood.anger < 7000


def test_waiting_once_or_in_many_pieces_is_the_same():
    def impatient(structure, lines):
        structure["nodes"]["opening"]["silence"] = [
            {"after_s": 5, "say": [{"line": "opening.silence"}]},
            {"after_s": 5, "effect": {"patience": -10}, "to": "hurt"},
        ]

    once, events = play(Waited(30_000), scenario=scene(impatient))
    pieces, _ = play(*[Waited(500)] * 60, scenario=scene(impatient))
    assert (once.node, once.mood.patience) == (pieces.node, pieces.mood.patience)
    assert once.node == "hurt"
    assert changes(events, "silence")[0].changes == {"patience": -1000}


def test_a_promise_falls_due_also_on_the_last_turn():
    fillers = [found(f"filler number {number}", "courtesy") for number in range(8)]

    def to_end(structure, _):
        structure["nodes"]["opening"]["goto"].insert(0, {"when": {"acts": ["thank"]}, "to": "happy"})

    inputs = [
        *fillers,
        *[found(f"more of it {n}", "courtesy") for n in range(2)],
        found("", "follow_up"),
        found("", "thank"),
    ]
    state, _ = play(*inputs, scenario=scene(to_end))
    assert state.turn == 12
    assert state.phase is Phase.DUE


def test_an_ending_by_patience_with_an_epilogue_says_nothing_more():
    def hanging(structure, _):
        structure["endings"]["gone"]["epilogue"] = "later"

    state, events = play(found("", "follow_up"), Waited(400_000), scenario=scene(hanging))
    assert state.phase is Phase.DUE
    assert events[-1].kind == "epilogue_due"


def test_a_turn_limit_with_an_epilogue_still_ends():
    def late(structure, _):
        structure["endings"]["late"]["epilogue"] = "later"
        structure["nodes"]["call"]["goto"] = [{"when": {"acts": ["thank"]}, "to": "won"}]

    fillers = [found(f"filler number {number}", "courtesy") for number in range(11)]
    calls = [found(f"calling {number}", "courtesy") for number in range(4)]
    state, _ = play(found("", "follow_up"), *fillers, Acted("call_back"), *calls, scenario=scene(late))
    assert state.endings == ("late", "late")
    assert state.ended


def test_a_fact_heard_before_is_not_lost_when_told_again_and_cut_off():
    def twice(structure, _):
        structure["nodes"]["wish"]["say"][0]["tells"] = ["broken"]

    state, _ = play(restating("offer_remedy"), Interrupted(0), scenario=scene(twice))
    assert state.node == "wish"
    assert state.told == ("broken",)


def test_what_was_answered_with_pardon_has_been_heard():
    state, _ = play(found("qwrt", status="not_understood"), Interrupted(0))
    assert "broken" in state.told


def test_only_what_the_customer_told_counts_as_said_back():
    def untold(structure, _):
        structure["nodes"]["opening"]["say"][0]["tells"] = []

    assert not play(restating(), scenario=scene(untold))[0].restated


def test_the_same_words_again_are_not_taken_in_twice_but_short_ones_may_return():
    text = "I am so sorry about this whole thing, truly"
    _, events = play(found(text, "apologise"), found(text, "apologise"))
    assert len(changes(events, "act")) == 1
    _, events = play(found("I see.", "listen"), found("I see.", "listen"))
    assert len(changes(events, "act")) == 2
    _, events = play(found(text, "rude"), found(text, "rude"))
    assert len(changes(events, "act")) == 2


def test_each_remedy_of_an_offer_is_a_promise_and_a_choice_put_as_a_question_is_none():
    state, _ = play(restating("offer_remedy", offered=("refund", "credit")))
    assert {promise.what for promise in state.promises} == {"refund", "credit"}
    state, _ = play(restating("ask_wish", "offer_remedy", offered=("refund", "credit")))
    assert state.promises == ()


def test_a_remedy_offered_and_never_carried_out_is_a_broken_promise():
    state, _ = play(restating("offer_remedy", offered=("credit",)), Left())
    assert [(promise.what, promise.kept) for promise in state.promises] == [("credit", False)]


def test_a_guarded_fact_is_withheld_in_words_once():
    _, events = play(*[found(f"question {number} of mine", "fact_question", asked=("party",)) for number in range(2)])
    assert spoken(events).count("fact.party.withheld") == 1
    assert spoken(events)[-1] != "fact.party.withheld"


def test_silence_after_cutting_in_ends_the_interruption():
    state, _ = play(Interrupted(5), Waited(3000))
    assert not state.cut_in


def test_short_lines_do_not_use_up_the_attention_for_long_ones():
    def short(structure, lines):
        lines["lines"]["opening.hot"] = "Hello?"
        structure["nodes"]["wish"]["say"][0] = {"line": "wish.long"}
        lines["lines"]["wish.long"] = "And now? " * 30

    _, events = play(*[found("", "listen")] * 5, restating("offer_remedy"), found("", "own"), scenario=scene(short))
    assert "let_finish" not in [event.reason for event in events[:-8] if isinstance(event, MoodChanged)]
    assert changes(events, "let_finish")


def test_cutting_in_half_way_is_the_default():
    _, events = play(Interrupted())
    cut = next(event for event in events if isinstance(event, CutOff))
    first = next(event for event in events if isinstance(event, Spoke))
    assert cut.at_char == first.chars // 2


def tuned(**persona):
    def change(structure, _):
        structure["persona"].update(persona)

    return scene(change)


def test_the_persona_scales_what_soothes_and_what_inflames():
    scenario = tuned(factors={"listen": 200, "rude": 50})
    listened = changes(play(found("", "listen"), scenario=scenario)[1], "act")[0]
    insulted = changes(play(found("", "rude"), scenario=scenario)[1], "act")[0]
    assert (listened.factors["persona"], listened.changes["anger"]) == (200, -600)
    assert (insulted.factors["persona"], insulted.changes["anger"]) == (50, 800)


def test_a_burden_weighs_before_a_word_is_said_where_its_condition_holds():
    burdens = [{"when": {"carried": ["blind_transfer"]}, "effect": {"anger": 10}}]
    heavy, events = play(scenario=tuned(burdens=burdens), carried=Carried(("blind_transfer",)))
    light, _ = play(scenario=tuned(burdens=burdens))
    assert heavy.mood.anger - light.mood.anger == 1000
    assert events[0].reason == "burden"


def test_the_mood_carried_in_replaces_the_personas():
    begun, _ = play()
    mood = replace(begun.mood, anger=1200)
    assert play(carried=Carried(mood=mood))[0].mood.anger == 1200


def test_a_customer_shouts_from_great_anger_on_where_there_is_a_voice():
    def loud(channel):
        def change(structure, _):
            structure["persona"]["start"]["anger"] = 80
            structure["about"]["channel"] = channel

        return play(scenario=scene(change))[1]

    assert [event.loud for event in loud("store") if isinstance(event, Spoke)] == [True]
    assert [event.loud for event in loud("chat") if isinstance(event, Spoke)] == [False]
    assert [event.loud for event in play()[1] if isinstance(event, Spoke)] == [False]


def test_nodes_and_transitions_have_effects_of_their_own():
    def moving(structure, _):
        structure["nodes"]["hurt"]["effect"] = {"trust": -2}
        structure["nodes"]["opening"]["goto"][1]["effect"] = {"patience": -3}

    _, events = play(found("", "rude"), scenario=scene(moving))
    assert changes(events, "node")[0].changes == {"trust": -200}
    assert changes(events, "transition")[0].changes == {"patience": -300}


def test_a_fault_the_detector_is_unsure_of_weighs_half():
    sure = found("", "rude")
    act = replace(sure.detection.acts[0], p=550)
    unsure = Responded(sure.text, replace(sure.detection, acts=(act,)))
    assert changes(play(unsure)[1], "act")[0].factors == {"doubt": 50}


def easily_lost(structure, lines):
    """Any fault drives this customer away."""
    structure["everywhere"] = {"first": [{"when": {"any_act": ["rude", "dismiss"]}, "to": "gone"}]}
    structure["nodes"]["opening"]["goto"] = []


def unsure(text: str, *names: str) -> Responded:
    given = found(text, *names)
    return Responded(text, replace(given.detection, acts=tuple(replace(act, p=700) for act in given.detection.acts)))


@pytest.mark.parametrize(
    ("given", "endings"),
    [
        ((found("a", "rude"),), ("gone",)),
        ((unsure("a", "rude"),), ()),
        ((unsure("no no no", "rude", "dismiss"),), ("gone",)),
        ((unsure("a", "rude"), unsure("b", "dismiss")), ("gone",)),
        ((unsure("a", "rude"), found("b", "listen")), ()),
        ((found("a", "excuse"), unsure("b", "rude")), ("gone",)),
    ],
)
def test_a_customer_does_not_break_off_over_one_fault_that_is_not_certain(given, endings):
    state, events = play(*given, scenario=scene(easily_lost))
    assert state.endings == endings
    assert changes(events, "act")[0].changes.get("anger", 0) > 0


def test_an_uncertain_fault_opens_every_other_way_and_closes_none():
    def hurt(structure, lines):
        structure["everywhere"] = {"first": [{"when": {"any_act": ["rude"]}, "to": "hurt"}]}

    def gone_without(structure, lines):
        structure["everywhere"] = {"first": [{"when": {"no_act": ["rude"]}, "to": "gone"}]}

    assert play(unsure("a", "rude"), scenario=scene(hurt))[0].node == "hurt"
    assert play(unsure("a", "rude"), scenario=scene(gone_without))[0].endings == ()


def test_a_remedy_nobody_came_for_does_half():
    def odd(structure, lines):
        structure["case"]["wants"], structure["case"]["settles_for"] = ["credit"], []

    _, events = play(restating("offer_remedy", offered=("refund",)), Acted("remedy", "refund"), scenario=scene(odd))
    assert changes(events, "remedy")[0].factors == {"unwanted": 50}


def test_a_note_pleases_once():
    _, events = play(Acted("note", text="a"), Acted("note", text="b"))
    assert len(changes(events, "action")) == 1


def test_a_later_day_promised_is_when_the_call_falls_due():
    def on_friday(due):
        given = restating("offer_remedy", "follow_up", offered=("refund",), promises=("follow_up",))
        promise = replace(given.detection.promises[0], due=due)
        given = Responded(given.text, replace(given.detection, promises=(promise,)))
        return play(given, Acted("remedy", "refund"))[0].clock_ms

    began = datetime.fromisoformat(SCENE.starts_at)
    assert on_friday("2026-03-09") == (datetime.fromisoformat("2026-03-09T09:00") - began).total_seconds() * 1000
    assert on_friday("2026-03-01") < 50 * 3_600_000
    assert on_friday("nonsense") < 50 * 3_600_000


def test_the_dice_vary_what_is_said():
    lines = {tuple(spoken(play(found("", "apologise"), seed=seed)[1])) for seed in range(12)}
    assert len(lines) > 1


def test_conditions_see_an_interruption():
    def sees(structure, _):
        structure["nodes"]["opening"]["goto"].insert(0, {"when": {"interrupted": True}, "to": "hurt"})

    assert play(Interrupted(5), found("", "listen"), scenario=scene(sees))[0].node == "hurt"
    assert play(found("", "listen"), scenario=scene(sees))[0].node == "opening"


def test_a_finished_session_leaves_notes_flags_and_open_promises_for_the_next():
    def leaves(structure, _):
        structure["endings"]["happy"]["leaves"] = ["promise_kept"]

    inputs = [
        restating("offer_remedy", offered=("refund",)),
        Acted("note", text="broken twice"),
        Acted("remedy", "refund"),
    ]
    state, _ = play(*inputs, scenario=scene(leaves))
    left = carry(SCENE, state)
    assert left.notes == ("broken twice",)
    assert {"note", "promise_kept"} <= set(left.flags)
    again, _ = play(carried=left)
    assert again.carried == left


def test_a_saved_state_of_another_format_is_refused():
    state, _ = play()
    with pytest.raises(ValueError, match="format 99"):
        restore(save(replace(state, format=99)))


def test_asking_whether_all_is_settled_promises_nothing():
    def promises(text, language="en"):
        def speaks(structure, _):
            structure["persona"]["speaks"] = language

        act = Act("follow_up", 900, (Span(0, len(text) - 1),))
        detection = replace(found("x").detection, acts=(act,), language=language)
        return play(Responded(text, detection), scenario=scene(speaks))[0].promises

    assert promises("Does that settle it for you?") == ()
    assert promises("\u03a3\u03b1\u03c2 \u03ba\u03b1\u03bb\u03cd\u03c0\u03c4\u03b5\u03b9;", "el") == ()
    assert promises("I will ring you on Friday;")
    assert [promise.act for promise in promises("I will ring you on Friday.")] == ["follow_up"]


def test_speaking_of_what_was_carried_out_promises_nothing_new():
    def stay(structure, _):
        structure["nodes"]["opening"]["goto"] = []

    inputs = [
        restating("offer_remedy", offered=("refund",)),
        Acted("remedy", "refund"),
        found("", "explain_next", "offer_remedy", offered=("refund",)),
    ]
    state, _ = play(*inputs, scenario=scene(stay))
    assert [promise.kept for promise in state.promises] == [True]


def test_the_call_is_due_when_the_call_was_promised_and_not_when_the_money_was():
    given = restating("offer_remedy", "follow_up", offered=("refund",), promises=("explain_next", "follow_up"))
    money, call = given.detection.promises
    promises = (replace(money, due="2026-03-09"), replace(call, due="2026-03-06"))
    given = Responded(given.text, replace(given.detection, promises=promises))
    state, _ = play(given, Acted("remedy", "refund"))
    began = datetime.fromisoformat(SCENE.starts_at)
    assert state.clock_ms == (datetime.fromisoformat("2026-03-06T09:00") - began).total_seconds() * 1000


def test_what_is_done_as_it_is_said_is_no_promise_but_a_dated_one_is():
    given = found("", "own", promises=("own",))
    assert play(given)[0].promises == ()
    dated = replace(given.detection.promises[0], due="2026-03-06")
    state, _ = play(Responded(given.text, replace(given.detection, promises=(dated,))))
    assert [promise.due for promise in state.promises] == ["2026-03-06"]


def shared(structure, lines):
    """What holds everywhere: rudeness hurts, thanks settle where nothing else fits, and silence is broken once."""
    structure["everywhere"] = {
        "first": [{"when": {"any_act": ["rude"]}, "to": "hurt"}],
        "last": [{"when": {"any_act": ["thank"]}, "to": "late"}],
        "silence": [{"after_s": 4, "say": [{"line": "every.silence"}]}],
        "not_understood": [{"line": "every.what"}],
    }
    structure["nodes"]["opening"]["goto"] = [{"when": {"any_act": ["offer_remedy"]}, "to": "wish"}]
    structure["nodes"]["hurt"]["apart"] = True
    lines["lines"] |= {"every.silence": "Hello?", "every.what": "Come again?"}


def test_what_holds_everywhere_comes_before_and_after_the_ways_of_a_node():
    scenario = scene(shared)
    assert play(found("no", "rude", "offer_remedy"), scenario=scenario)[0].node == "hurt"
    assert play(found("a new one", "offer_remedy"), scenario=scenario)[0].node == "wish"
    assert play(found("thanks", "thank"), scenario=scenario)[0].endings == ("late",)
    # The node's own way comes before what holds last.
    offered = found("a new one", "offer_remedy")
    assert play(offered, found("thanks", "thank"), scenario=scenario)[0].endings == ("settled",)


def test_a_node_apart_knows_nothing_of_it():
    scenario = scene(shared)
    state, _ = play(found("no", "rude"), found("thanks", "thank"), scenario=scenario)
    assert (state.node, state.endings) == ("hurt", ())


def test_silence_and_words_of_a_node_come_before_those_of_everywhere():
    scenario = scene(shared)
    assert "opening.silence" in spoken(play(Waited(20_000), scenario=scenario)[1])
    assert "every.silence" not in spoken(play(Waited(20_000), scenario=scenario)[1])
    offered = found("a new one", "offer_remedy")
    assert "every.silence" in spoken(play(offered, Waited(20_000), scenario=scenario)[1])
    assert "every.what" in spoken(play(found("hm", status="not_understood"), scenario=scenario)[1])
