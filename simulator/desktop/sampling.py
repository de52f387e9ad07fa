"""What samples are made of: a session of the sample scene, a desk with people and sessions, a player that stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scoring import Detection
    from simulator.desktop.desk import Desk
    from simulator.record import Journal
    from simulator.training import Session

SCENE, PLAN, SEED = "overcharged_card", "good", 7

# What a plan's responses are taken for: acts, facts asked for, facts stated, remedies offered. Made up, so that a
# picture needs no detector and stays the same when detection gets better.
_TAKEN_FOR: Sequence[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = (
    (("courtesy", "apologise", "open_question"), (), (), ()),
    (("listen", "fact_question"), ("over_limit", "day"), ("declined",), ()),
    (("admit_fault", "fact_question"), ("fee",), ("double_charge", "amount"), ()),
    (("restate", "apologise", "ask_wish"), (), ("amount", "fee", "declined"), ()),
    (("own", "offer_remedy"), (), (), ("refund", "cover_fee")),
    (("explain_next",), (), (), ()),
    (("hedge",), (), (), ()),
    (("note_record", "follow_up"), (), (), ()),
    (("thank",), (), (), ()),
    (("courtesy", "follow_up"), (), (), ()),
    (("thank",), (), (), ()),
)


def sample_detection(text: str, turn: int, language: str) -> Detection:
    """What a sample response is taken for: one act a sentence, in order."""
    from scoring import Act, Detection, FactMentions, Promise, RemedyMention, Span

    acts, asked, stated, offered = _TAKEN_FOR[turn % len(_TAKEN_FOR)]
    spans = _sentences(text)
    whole = (Span(*spans[0]),)
    facts = {name: FactMentions(asked=whole, stated=()) for name in asked}
    facts |= {name: FactMentions(asked=(), stated=whole) for name in stated}
    promises = tuple(Promise(act, "", None, None, whole[0]) for act in acts if act == "follow_up")
    return Detection(
        language,
        "ok",
        tuple(Act(act, 900, (Span(*spans[min(index, len(spans) - 1)]),)) for index, act in enumerate(acts)),
        facts,
        {name: RemedyMention(whole, None) for name in offered},
        promises,
        (),
    )


def _sentences(text: str) -> list[tuple[int, int]]:
    found, start = [], 0
    for at, char in enumerate(text):
        if char in ".?!;" and at > start and text[at + 1 : at + 2] in ("", " "):
            found.append((start, at + 1))
            start = at + 2
    return found or [(0, max(1, len(text)))]


def sample_session(
    language: str, turns: int, *, mode: str = "practice", journal: Journal | None = None, person_id: str = ""
) -> Session:
    """A session of the sample scene, played on by so many turns of a plan."""
    from simulator.record import Mode
    from simulator.scenario import load, load_plan
    from simulator.training import Session, parse_command, plan_answer, play_answer

    scenario = load(SCENE)
    code = next((c for c in scenario.languages if c == language), scenario.languages[0])
    session = Session.begin(scenario, code, SEED, mode=Mode(mode), journal=journal, person_id=person_id)
    said = 0
    for turn in load_plan(scenario, PLAN).turns[:turns]:
        if session.ended:
            break
        if turn.say is None:
            play_answer(session, parse_command(turn.do or ""))
            continue
        answer = plan_answer(session, turn, code)
        session.wait(1500)
        session.respond(answer.text, sample_detection(answer.text, said, code))
        said += 1
    return session


def sample_desk(language: str, size: tuple[int, int], text_percent: int = 100) -> Desk:
    """A desk with a journal in memory that holds a few people and sessions."""
    from datetime import UTC, datetime

    from simulator.desktop.desk import Desk
    from simulator.desktop.theme import Theme
    from simulator.record import Mode, open_journal
    from simulator.settings import Settings

    day = iter(range(1, 10_000))
    numbers = iter(range(1, 10_000))
    journal = open_journal(
        "sqlite://",
        clock=lambda: datetime(2026, 3, 4, 9, 0, tzinfo=UTC).replace(minute=next(day) % 60),
        new_id=lambda: f"00000000-0000-7000-8000-{next(numbers):012d}",
    )
    person = journal.add_person("Sanna Virtanen", language=language)
    for name in ("Nikos Papadakis", "Oleg Smirnov", "Maja Lind"):
        journal.add_person(name)
    settings = Settings(language=language, text_size_percent=text_percent)
    desk = Desk(journal, Theme(size, text_percent), settings=settings, seed=SEED)
    desk.person_id, desk.person_name = person.id, person.display_name or ""
    for turns, mode in ((40, Mode.PRACTICE), (3, Mode.EXAM), (2, Mode.PRACTICE)):
        session = sample_session(language, turns, mode=mode.value, journal=journal, person_id=person.id)
        if mode is Mode.EXAM:
            for _ in range(2):
                if not session.ended:
                    session.leave()
        if session.ended:
            session.finish()
    return desk


class StillPlayer:
    """A player whose line stands at a share of its length."""

    def __init__(self, share: float) -> None:
        self._share = share

    def play(self, utterance: object) -> object:
        """Begin a line that never ends."""
        text: str = getattr(utterance, "text", "")
        count = int(len(text) * self._share)
        while 0 < count < len(text) and text[count] != " ":
            count += 1
        return type("Still", (), {"spoken_chars": count, "loudness": 0.5, "finished": False})()

    def stop(self) -> None:
        """Nothing is heard anyway."""

    hold = go_on = hush = raise_again = stop

    def set_volume(self, _percent: int) -> None:
        """Nothing is heard anyway."""
