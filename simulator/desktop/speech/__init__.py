"""The customer's voice: lines become sound in a worker process, and are played, stopped and lip-synced here.

`Speaker.say` returns an `Utterance` at once; look at it each frame and, once it is no longer pending, give it to
`Player.play`. numpy and pygame load only when they are needed.
"""

from simulator.desktop.speech.player import Playback, Player, estimated_duration_ms
from simulator.desktop.speech.speaker import Speaker, Utterance, UtteranceState, VoiceParameters, raised

__all__ = [
    "Playback",
    "Player",
    "Speaker",
    "Utterance",
    "UtteranceState",
    "VoiceParameters",
    "estimated_duration_ms",
    "raised",
]
