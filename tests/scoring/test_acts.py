"""Frozen values of detection: their limits and their JSON."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import (
    ACTS,
    FAULTS,
    MOVES,
    Act,
    Check,
    Detection,
    FactMentions,
    Kind,
    Promise,
    RemedyMention,
    Span,
    kind_of,
)

spans = st.builds(lambda start, size: Span(start, start + size), st.integers(0, 10**6), st.integers(1, 10**4))
several = st.lists(spans, min_size=1, max_size=3).map(tuple)
texts = st.text(st.characters(codec=None, categories=None), max_size=12)
maybe = st.none() | texts


@st.composite
def detections(draw: st.DrawFn) -> Detection:
    names = draw(st.lists(st.sampled_from(ACTS), unique=True, max_size=6))
    acts = tuple(Act(name, draw(st.integers(500, 1000)), draw(several)) for name in sorted(names, key=ACTS.index))
    return Detection(
        language=draw(st.sampled_from(["en", "fi", "sv", "ru", "el"])),
        status=draw(st.sampled_from(["ok", "not_understood"])),
        acts=acts,
        facts=draw(st.dictionaries(texts, st.builds(FactMentions, several, several), max_size=2)),
        remedies=draw(st.dictionaries(texts, st.builds(RemedyMention, several, maybe), max_size=2)),
        promises=tuple(
            draw(st.lists(st.builds(Promise, st.sampled_from(ACTS), texts, maybe, maybe, spans), max_size=2))
        ),
        checks=tuple(draw(st.lists(st.builds(Check, texts, texts, texts, spans), max_size=2))),
    )


@given(detections())
def test_json_loses_nothing_not_even_lone_surrogates(detection: Detection) -> None:
    line = json.dumps(detection.to_json())
    assert Detection.from_json(json.loads(line)) == detection


def test_names_and_kinds() -> None:
    assert len(ACTS) == 37
    assert len(MOVES) == 23
    assert len(FAULTS) == 14
    assert kind_of("apologise") is Kind.MOVE
    assert kind_of("hollow_apology") is Kind.FAULT
    with pytest.raises(KeyError):
        kind_of("applaud")


@pytest.mark.parametrize(("start", "end"), [(3, 3), (4, 2), (-1, 2)])
def test_a_span_holds_something(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="span"):
        Span(start, end)


def test_an_act_needs_a_name_a_probability_and_a_span() -> None:
    span = (Span(0, 1),)
    for name, p, where in (("applaud", 600, span), ("own", 1001, span), ("own", 600, ())):
        with pytest.raises(ValueError, match=r"act|p is"):
            Act(name, p, where)
    assert Act("own", 500, span).found
    assert not Act("own", 499, span).found


def test_json_prints_fractions_and_leaves_out_what_is_not_there() -> None:
    detection = Detection(
        "en", acts=(Act("own", 875, (Span(2, 5),)),), facts={"day": FactMentions(asked=(Span(0, 4),))}
    )
    data = detection.to_json()
    assert data["acts"] == {"own": {"p": 0.875, "spans": [[2, 5]]}}
    assert data["mentions"]["facts"] == {"day": {"asked": [[0, 4]]}}
    assert list(data) == ["language", "status", "acts", "mentions", "promises", "checks"]
