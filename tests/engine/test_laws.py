"""Laws that hold for any sequence of inputs."""

from __future__ import annotations

import json

from builders import found, scene
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import ACTS
from simulator.engine import (
    FULL,
    Acted,
    Interrupted,
    Left,
    Responded,
    Waited,
    events_from_json,
    events_to_json,
    initial,
    input_from_json,
    input_to_json,
    replay,
    restore,
    save,
    start,
    step,
    to_bytes,
)
from simulator.scenario import MOOD

SCENE = scene()
RESPONSES = st.builds(
    lambda acts, asked, stated, offered, language, status: found(
        "some words", *acts, asked=asked, stated=stated, offered=offered, language=language, status=status
    ),
    st.lists(st.sampled_from(ACTS), max_size=6, unique=True),
    st.lists(st.sampled_from(["broken", "day", "party"]), max_size=2, unique=True),
    st.lists(st.sampled_from(["broken"]), max_size=1),
    st.lists(st.sampled_from(["refund", "credit"]), max_size=1),
    st.sampled_from(["en", "en", "en", "fi"]),
    st.sampled_from(["ok", "ok", "ok", "not_understood"]),
)
ACTIONS = st.builds(
    Acted,
    st.sampled_from(["note", "supervisor", "hold", "comment_card", "call_back", "remedy", "nonsense"]),
    st.sampled_from(["", "refund", "credit", "double", "forever"]),
    st.text(max_size=20),
)
INPUTS = st.one_of(
    RESPONSES,
    ACTIONS,
    st.builds(Waited, st.integers(0, 30_000)),
    st.builds(Interrupted, st.one_of(st.none(), st.integers(-5, 400))),
    st.just(Left()),
)


@given(st.lists(INPUTS, max_size=25), st.integers(0, 2**40))
@settings(max_examples=150, deadline=None)
def test_state_is_the_events_applied_and_survives_saving(inputs, seed):
    state, events = start(SCENE, "en", seed)
    assert replay(initial(SCENE, "en", seed), events) == state
    for given_input in inputs:
        before = state
        state, events = step(SCENE, before, given_input)
        assert replay(before, events) == state
        assert events_from_json(events_to_json(events)) == events
        assert restore(save(state)) == state
        assert input_from_json(input_to_json(given_input)) == given_input
        assert all(0 <= getattr(state.mood, name) <= FULL for name in MOOD)
        assert state.clock_ms >= before.clock_ms


@given(st.lists(RESPONSES, min_size=80, max_size=80), st.integers(0, 1000))
@settings(max_examples=40, deadline=None)
def test_every_sequence_of_responses_ends(inputs, seed):
    state, _ = start(SCENE, "en", seed)
    for given_input in inputs:
        state, _ = step(SCENE, state, given_input)
        if state.phase.value == "due":
            state, _ = step(SCENE, state, Acted("call_back"))
    assert state.ended
    assert state.turn <= SCENE.file.limits.turns + 4


@given(st.lists(RESPONSES, max_size=8), RESPONSES)
@settings(max_examples=80, deadline=None)
def test_being_rude_as_well_never_pleases_anybody(inputs, last):
    state, _ = start(SCENE, "en", 1)
    for given_input in inputs:
        state, _ = step(SCENE, state, given_input)
    if state.ended or state.phase.value == "due" or last.detection.language != "en":
        return
    acts = [act.name for act in last.detection.acts if act.name != "rude"]
    plain, _ = step(SCENE, state, found("some words", *acts))
    rude, _ = step(SCENE, state, found("some words", *acts, "rude"))
    if acts:
        assert rude.mood.anger >= plain.mood.anger
        assert rude.mood.trust <= plain.mood.trust


def test_text_of_any_kind_survives_the_journal():
    odd = "\x00 \ud800 \u202e \U0001f9e4 " + "x" * 500
    given_input = Responded(odd, found("word").detection)
    state, _ = start(SCENE, "en", 1)
    after, events = step(SCENE, state, given_input)
    assert events_from_json(events_to_json(events)) == events
    assert input_from_json(input_to_json(given_input)).text == odd
    assert restore(save(after)) == after


def test_what_a_detection_lists_in_any_order_replays_the_same():
    given_input = found("some words", "restate", "offer_remedy", stated=("party", "broken"), offered=("refund", "credit"))
    again = input_from_json(json.loads(to_bytes(input_to_json(given_input))))
    state, _ = start(SCENE, "en", 1)
    assert step(SCENE, state, again) == step(SCENE, state, given_input)
