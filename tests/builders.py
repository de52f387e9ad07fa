"""Small scenes and detections made by hand, for tests that need no files and no detector."""

from __future__ import annotations

import copy
import json
from typing import Any

import yaml

from scoring import ACTS, Act, Check, Detection, FactMentions, Promise, RemedyMention, Span
from simulator.engine import Responded
from simulator.resources import scenarios_dir
from simulator.scenario import Scenario, load_bundle

SCENE: dict[str, Any] = {
    "format": 1,
    "about": {"version": 1, "sector": "retail", "channel": "store", "difficulty": 2, "minutes": 5},
    "draws": {
        "customer": {"kind": "name", "options": {"a": {}, "b": {}}},
        "amount": {"kind": "sum", "options": {"low": {"value": "20.00"}, "high": {"value": "80.00"}}},
    },
    "persona": {
        "name": "customer",
        "start": {"anger": 70, "trust": 20, "heard": 0, "patience": 60},
        "drift": {"per_second": {"patience": -0.2}, "per_turn": {"patience": -1}},
    },
    "case": {
        "facts": {
            "broken": {"given": "unasked", "key": True},
            "day": {"given": "asked", "open": True},
            "party": {"given": "heard"},
        },
        "wants": ["refund"],
        "settles_for": ["credit"],
        "remedies": {
            "refund": {"by": "trainee", "amount": "amount"},
            "credit": {"by": "trainee"},
            "double": {"by": "supervisor"},
            "forever": {"by": "nobody"},
        },
        "knowledge": {"days": {}},
    },
    "actions": {
        "supervisor": {"takes_s": 20, "early": {"restated": False}, "early_effect": {"trust": -5}},
        "hold": {"takes_s": 30},
    },
    "queue": {"start": 1, "every_s": 30, "most": 3},
    "start": "opening",
    "nodes": {
        "opening": {
            "say": [{"line": "opening.hot", "tells": ["broken"]}],
            "again": [{"line": "opening.again"}],
            "goto": [
                {"when": {"action": ["remedy refund"]}, "to": "happy"},
                {"when": {"any_act": ["rude"]}, "to": "hurt"},
                {"when": {"restated": True, "any_act": ["offer_remedy"]}, "to": "wish"},
            ],
            "silence": [{"after_s": 8, "say": [{"line": "opening.silence"}]}],
        },
        "wish": {
            "say": [{"line": "wish.ask"}],
            "goto": [
                {"when": {"action": ["remedy refund"]}, "to": "happy"},
                {"when": {"any_act": ["thank"]}, "to": "settled"},
            ],
        },
        "hurt": {"say": [{"line": "hurt.line"}], "goto": [{"when": {"any_act": ["apologise"]}, "to": "opening"}]},
        "call": {"say": [{"line": "call.hello"}], "goto": [{"to": "won"}]},
    },
    "endings": {
        "happy": {
            "kind": "satisfied",
            "say": [{"line": "happy.line"}],
            "epilogue": "later",
            "cards": [{"rating": 5, "line": "card.good", "when": {"trust": {"min": 50}}}, {"rating": 4, "line": "card.ok"}],
        },
        "won": {"kind": "won_back", "say": [{"line": "won.line"}], "cards": [{"rating": 5, "line": "card.good"}]},
        "forgotten": {"kind": "settled", "say": [{"line": "forgotten.line"}], "cards": [{"rating": 2, "line": "card.bad"}]},
        "settled": {"kind": "settled", "say": [{"line": "settled.line"}]},
        "gone": {
            "kind": "walks_out",
            "say": [{"line": "gone.line"}],
            "cards": [{"rating": 1, "line": "card.bad"}],
            "word_of_mouth": {"tone": "bad", "people": 12},
        },
        "late": {"kind": "ran_out", "say": [{"line": "late.line"}]},
    },
    "epilogues": {
        "later": {
            "when": {"promised": ["follow_up"]},
            "due_h": 48,
            "opens": "later.opens",
            "start": "call",
            "missed": "forgotten",
        }
    },
    "limits": {"turns": 12, "turns_to": "late", "patience_to": "gone", "anger_to": "gone"},
    "reactions": [{"on": "apologise", "say": ["react.sorry", "react.sorry_two"]}],
}

LINES: dict[str, Any] = {
    "language": "en",
    "lines": {
        "about.title": "A small scene",
        "about.summary": "For tests.",
        "opening.hot": "This thing broke after a week, I paid {amount} for it, and nobody in here has said a word to me yet!",
        "opening.again": "Well?",
        "opening.silence": "Are you still there?",
        "wish.ask": "And now?",
        "hurt.line": "Excuse me?",
        "call.hello": "Yes, hello?",
        "happy.line": "Thanks, that is all I wanted.",
        "won.line": "You rang. I did not expect that.",
        "forgotten.line": "Nobody rang, of course.",
        "settled.line": "Fine.",
        "gone.line": "I am leaving.",
        "late.line": "I have to go.",
        "later.opens": "Two days later.",
        "card.good": "They listened.",
        "card.ok": "It was all right.",
        "card.bad": "Never again.",
        "react.sorry": "Good that you say so.",
        "react.sorry_two": "Yes, you said.",
    },
    "forms": {"customer": {"a": {"base": "Ada"}, "b": {"base": "Bo"}}},
    "facts": {
        "broken": {"name": "the broken thing", "wordings": ["it broke after a week"]},
        "day": {"name": "the day", "tell": "On Monday.", "questions": ["Which day was it?"]},
        "party": {"name": "the party", "tell": "It was for my mother.", "withheld": "That is none of your business."},
    },
    "remedies": {name: {"name": f"the {name}"} for name in ("refund", "credit", "double", "forever")},
    "knowledge": {"days": {"name": "days", "text": "Three days.", "values": ["three days"]}},
}

POOL: dict[str, Any] = {
    "format": 1,
    "reactions": [
        {"on": name, "say": [f"pool.{name}_{number}" for number in range(count)]}
        for name, count in (
            ("prod", 3), ("no_act", 2), ("not_understood", 3), ("wrong_language", 2), ("broke_in", 2),
            ("interrupted", 2), ("silence", 1), ("rude", 1), ("asked", 1), ("hold", 1),
        )
    ],
}  # fmt: skip
POOL_LINES: dict[str, Any] = {
    "language": "en",
    "lines": {line: f"({line})" for reaction in POOL["reactions"] for line in reaction["say"]},
}


def scene(change: Any = None) -> Scenario:
    """The small scene; ``change`` may alter its structure and lines in place first."""
    structure, lines = copy.deepcopy(SCENE), copy.deepcopy(LINES)
    if change is not None:
        change(structure, lines)
    formats = yaml.safe_load((scenarios_dir() / "common" / "formats.en.yaml").read_text(encoding="utf-8"))
    mood = yaml.safe_load((scenarios_dir() / "common" / "mood.yaml").read_text(encoding="utf-8"))
    bundle = {
        "bundle": 1,
        "mood": mood,
        "slug": "small",
        "scenario": structure,
        "words": {"en": lines},
        "pool": POOL,
        "pool_words": {"en": POOL_LINES},
        "formats": {"en": formats},
    }
    return load_bundle(json.dumps(bundle, ensure_ascii=False, separators=(",", ":")).encode())


def found(text: str, *acts: str, language: str = "en", **more: Any) -> Responded:
    """A response in which ``acts`` were found, in this order, each over one word of its own.

    Args:
        text: the response; padded with words where it has too few.
        acts: names of the codebook.
        language: the language it was taken for.
        more: `asked`, `stated`, `offered`: ids; `promises`: acts; `wrong`: ids; `status`.
    """
    words = (text.split() + ["word"] * len(acts))[: max(len(text.split()), len(acts))]
    text = " ".join(words) or text
    starts = [sum(len(word) + 1 for word in words[:place]) for place in range(len(words))]
    spans = {act: (Span(starts[place], starts[place] + len(words[place])),) for place, act in enumerate(acts)}
    first = (Span(0, max(1, len(words[0]))),) if words else ()
    facts = {name: FactMentions(asked=first, stated=()) for name in more.get("asked", ())}
    for name in more.get("stated", ()):
        facts[name] = FactMentions(asked=facts[name].asked if name in facts else (), stated=first)
    detection = Detection(
        language,
        more.get("status", "ok"),
        tuple(Act(act, 900, spans[act]) for act in ACTS if act in spans),
        facts,
        {name: RemedyMention(first, None) for name in more.get("offered", ())},
        tuple(Promise(act, "", None, None, first[0]) for act in more.get("promises", ())),
        tuple(Check(name, "five days", "three days", first[0]) for name in more.get("wrong", ())),
    )
    return Responded(text, detection)
