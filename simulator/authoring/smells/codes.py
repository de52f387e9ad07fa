"""Every code a smell can carry: what it means and what to do. All are warnings: the scene can be played."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

SMELLS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        # The structure.
        "SG301": ("Some nodes lead only to each other: nothing but a limit ends the scene there.", "Lead out of them."),
        "SG302": ("A fact can never be learnt.", "Let it be asked for, or tell it where the scene comes by."),
        "SG303": ("No plan reaches an ending.", "Add a plan that does, or delete the ending."),
        "SG304": ("A mood is waited for that nothing can bring about.", "Move the bound, or the mood at the start."),
        "SG305": ("A condition contradicts itself or the scene.", "Delete the part that cannot be."),
        "SG306": ("A step stands under `teaches`, but the scene gives no occasion for it.", "Give one, or delete it."),
        "SG314": ("Something waits for what never happens on this channel.", "Delete it."),
        "SG319": ("A way is never taken: one before it always is.", "Put the narrower one first, or delete it."),
        # What the detector hears.
        "SG307": (
            "An act that a way waits for is heard in one language, and in nothing written for that node in another.",
            "Say it more plainly there.",
        ),
        "SG311": (
            "A hint, opener or model response grants what only somebody else may grant.",
            "Word it as a request.",
        ),
        "SG315": ("A fault is heard in a response that is meant to be good.", "Say it otherwise."),
        "SG316": (
            "Only good acts are heard in a response that is meant to be poor.",
            "Make the fault plain, or rate it better.",
        ),
        "SG317": ("None of a fact's example questions is heard as asking for it.", "Write them plainer."),
        "SG318": ("The scene has more texts than are listened to.", "Nothing, or split the scene."),
        # The words.
        "SG308": ("One language has words that another lacks.", "Add them there."),
        "SG309": ("A line is too long to be listened to or read.", "Shorten or split it."),
        "SG310": ("A model response is longer than this customer listens.", "Shorten it."),
        "SG312": ("A figure differs between languages.", "Correct it, or give the language its own `values`."),
        "SG313": ("What is drawn does not fit the words around it.", "Mend the words, or use another form."),
    }
)


def smell_table() -> str:
    """The table of codes in Markdown."""
    rows = [f"| `{code}` | {meaning} | {advice} |" for code, (meaning, advice) in sorted(SMELLS.items())]
    return "\n".join(["| code | meaning | what to do |", "|---|---|---|", *rows])
