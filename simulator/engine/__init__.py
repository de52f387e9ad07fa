"""The engine: (state, input) -> (state, events), deterministic and in integers. It never detects, reads or draws."""

from .codec import events_from_json, events_to_json, restore, save, to_bytes
from .conditions import Moment, holds, queue_length
from .events import EVENT_FORMAT, Event
from .inputs import Acted, Input, Interrupted, Left, Responded, Waited, input_from_json, input_to_json
from .mood import mood_table
from .session import initial, replay, start, step
from .state import FULL, STATE_FORMAT, Carried, Mood, Phase, Promise, State, apply
from .timing import TYPING_LIMIT_MS, pause_ms, speaking_ms

__all__ = [
    "EVENT_FORMAT",
    "FULL",
    "STATE_FORMAT",
    "TYPING_LIMIT_MS",
    "Acted",
    "Carried",
    "Event",
    "Input",
    "Interrupted",
    "Left",
    "Moment",
    "Mood",
    "Phase",
    "Promise",
    "Responded",
    "State",
    "Waited",
    "apply",
    "events_from_json",
    "events_to_json",
    "holds",
    "initial",
    "input_from_json",
    "input_to_json",
    "mood_table",
    "pause_ms",
    "queue_length",
    "replay",
    "restore",
    "save",
    "speaking_ms",
    "start",
    "step",
    "to_bytes",
]
