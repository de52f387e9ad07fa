"""The five levels of skill and the three tricks: what each does, how surely, and how often something slips out.

A level is figures, no code: which rounds it goes through and in what order, which steps it leaves out, how often it
does what it said it would do, and in which register it speaks. `playing` turns them into responses.
"""

from __future__ import annotations

from dataclasses import dataclass

from .bank import PLAIN, POOR, WARM

Round = tuple[str, ...]
"""The acts of one response, in order."""

COURSE: tuple[Round, ...] = (
    ("apologise", "listen", "open_question"),
    ("empathise", "fact_question"),
    ("ask_permission", "restate"),
    ("admit_fault", "ask_wish"),
    ("own", "offer_remedy"),
    ("explain_next",),
    ("follow_up", "take_contact"),
    ("note_record", "thank"),
)
"""How it is done well: hear out, say back, see the fault and ask the wish, then act, and look after it."""

BY_LETTER: tuple[Round, ...] = (
    ("greeting", "apologise", "empathise", "restate", "open_question"),
    ("thank", "admit_fault", "fact_question", "ask_wish"),
    ("own", "offer_remedy", "explain_next"),
    ("note_record", "follow_up", "take_contact"),
)
"""The same in e-mail, where people answer what was written before they ask, and nobody cuts in."""

UNTROUBLED: tuple[Round, ...] = (
    ("greeting", "listen"),
    ("open_question",),
    ("restate", "ask_wish"),
    ("courtesy", "fact_question"),
    ("own", "offer_remedy"),
    ("explain_next",),
    ("follow_up", "take_contact"),
    ("note_record", "farewell"),
)
"""With somebody who has not come to complain: welcome them, find out, help, and use their name."""

IN_SHORT: tuple[Round, ...] = (
    ("apologise", "empathise", "open_question"),
    ("restate", "admit_fault", "ask_wish"),
    ("own", "offer_remedy", "explain_next"),
    ("follow_up", "note_record", "thank"),
)
"""The same in an encounter of a few turns."""

UNTROUBLED_IN_SHORT: tuple[Round, ...] = (
    ("greeting", "listen", "open_question"),
    ("restate", "courtesy", "ask_wish"),
    ("own", "offer_remedy"),
    ("take_contact", "thank", "farewell"),
)

HASTY: tuple[Round, ...] = (
    ("greeting", "apologise"),
    ("offer_remedy",),
    ("fact_question",),
    ("own",),
    ("explain_next",),
    ("thank",),
)
"""Polite and in a hurry: the offer comes before the question."""

AT_A_LOSS: tuple[Round, ...] = (
    ("greeting",),
    ("fact_question",),
    ("listen",),
    ("offer_remedy",),
    ("fact_question",),
    ("thank",),
)


@dataclass(frozen=True, slots=True)
class Courses:
    """What somebody does, round by round, where they know of a difference; as in `usual` where they know of none.

    Args:
        usual: with a complaint, in talk.
        by_letter: in e-mail.
        untroubled: with somebody who has no complaint.
        in_short: in an encounter of a few turns.
        untroubled_in_short: there, with somebody who has no complaint.
    """

    usual: tuple[Round, ...]
    by_letter: tuple[Round, ...] | None = None
    untroubled: tuple[Round, ...] | None = None
    in_short: tuple[Round, ...] | None = None
    untroubled_in_short: tuple[Round, ...] | None = None

    def fitting(self, *, letter: bool, short: bool, troubled: bool) -> tuple[Round, ...]:
        """The rounds for a customer and a channel."""
        if troubled:
            found = self.by_letter if letter else self.in_short if short else None
        else:
            found = self.untroubled_in_short if short else self.untroubled
        return found or self.usual


WELL = Courses(COURSE, BY_LETTER, UNTROUBLED, IN_SHORT, UNTROUBLED_IN_SHORT)


@dataclass(frozen=True, slots=True)
class Level:
    """One level of skill. Shares are percent.

    Args:
        name: how it is called in tables.
        registers: the ways of speaking it draws from.
        courses: what it does, round by round.
        left_out: how many steps it forgets, least and most.
        forgettable: the steps that can be forgotten.
        deeds: how surely a remedy offered is also carried out.
        looks: how surely it looks things up, writes a note, keeps a call.
        slips: how often a fault slips into a response.
        faults: the faults that slip out.
        alone: how often a slip is all that is said.
        cuts_in: how often it speaks over the customer.
        adapts: how surely it answers what this customer does: shouting, a wish beyond its powers, news not said back.
        patience: how many rounds more it goes on when the customer is not done.
        words: words a response may have before what is left waits for the next, where the customer would cut in.
    """

    name: str
    registers: tuple[str, ...]
    courses: Courses = WELL
    left_out: tuple[int, int] = (0, 0)
    forgettable: tuple[str, ...] = ()
    deeds: int = 100
    looks: int = 100
    slips: int = 0
    faults: tuple[str, ...] = ()
    alone: int = 0
    cuts_in: int = 0
    adapts: int = 100
    patience: int = 6
    words: int = 48


SMALL_STEPS = ("ask_permission", "empathise", "admit_fault", "fact_question", "ask_wish", "take_contact", "note_record",
               "thank", "listen", "courtesy", "farewell")  # fmt: skip
STEPS = (*SMALL_STEPS, "follow_up", "explain_next", "restate", "open_question", "own")

NOVICE = Level(
    "novice",
    (POOR, PLAIN),
    Courses(AT_A_LOSS),
    deeds=15,
    looks=15,
    slips=75,
    faults=("hedge", "hide_policy", "excuse", "blame_customer", "dismiss", "deny", "take_personally", "hollow_apology"),
    alone=65,
    cuts_in=25,
    adapts=0,
    patience=2,
    words=90,
)
BEGINNER = Level(
    "beginner",
    (PLAIN,),
    Courses(HASTY),
    left_out=(0, 2),
    forgettable=("own", "fact_question", "explain_next"),
    deeds=45,
    looks=30,
    slips=22,
    faults=("hedge", "hollow_apology", "excuse", "overpromise"),
    alone=20,
    cuts_in=4,
    adapts=15,
    patience=3,
    words=80,
)
ABLE = Level(
    "able",
    (PLAIN,),
    left_out=(7, 9),
    forgettable=STEPS,
    deeds=70,
    looks=55,
    slips=17,
    faults=("hedge", "excuse", "hollow_apology"),
    alone=0,
    adapts=50,
    patience=4,
    words=60,
)
SKILLED = Level(
    "skilled",
    (PLAIN, WARM),
    left_out=(6, 8),
    forgettable=(*SMALL_STEPS, "follow_up"),
    deeds=90,
    looks=80,
    slips=11,
    faults=("hedge", "excuse"),
    adapts=80,
    patience=5,
    words=52,
)
MASTER = Level("master", (WARM,))
LEVELS = (NOVICE, BEGINNER, ABLE, SKILLED, MASTER)

ONE_SENTENCE, ALL_AT_ONCE, ONLY_POLITE = "one sentence", "all at once", "only polite"
TRICKS = (ONE_SENTENCE, ALL_AT_ONCE, ONLY_POLITE)
"""What somebody tries who would rather win than listen: one soothing sentence over and over, everything in the first
breath, nothing but manners."""

PLAYERS = (*(level.name for level in LEVELS), *TRICKS)
LEVEL_NAMED = {level.name: level for level in LEVELS}
