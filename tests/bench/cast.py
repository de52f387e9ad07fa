"""Truly played and graded sessions to make a big company of: every scene, language and mode, with what people did since.

Kept as a journal, played once. `console.py` copies its sessions under other people and times.
"""

from __future__ import annotations

import random
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from shifts import play_by_plan  # noqa: E402 - the checkout must be on the path first

from simulator.engine import Responded  # noqa: E402
from simulator.marking import (  # noqa: E402
    Reviewer,
    append_comment,
    append_event,
    confirm,
    contest,
    correct,
    propose,
    read_mark,
    uphold,
    withdraw,
)
from simulator.record import Journal, Mode, open_journal  # noqa: E402
from simulator.review import conversation, read_played, rubric_of  # noqa: E402
from simulator.scenario import Plan, Scenario, load, plans, slugs  # noqa: E402
from simulator.training import (  # noqa: E402
    Session,
    Shift,
    end_here,
    fork_turns,
    plan_answer,
    play_answer,
)
from simulator.training.rehearsal import PlanError  # noqa: E402

LANGUAGES = ("en", "fi", "sv", "ru", "el")
PLANS = ("good", "middling", "poor")
REASON = {
    "en": "In the second response it is said back, only in other words.",
    "fi": "Toisessa vastauksessa asia sanotaan takaisin, vain toisin sanoin.",
    "sv": "I det andra svaret sägs det tillbaka, bara med andra ord.",
    "ru": "Во втором ответе это повторено, только другими словами.",
    "el": "Στη δεύτερη απάντηση επαναλαμβάνεται, απλώς με άλλα λόγια.",
}
FATES = ("confirmed", "corrected", "contested", "upheld", "withdrawn", "superseded", "commented", "disputed")
"""What becomes of marks, in turn."""


def make_cast(path: Path, languages: tuple[str, ...] = LANGUAGES, scenes: int | None = None) -> None:
    """Play the cast into a new journal; one that is there already stays.

    Args:
        path: where.
        languages: in which.
        scenes: only so many scenes; all where None.
    """
    if path.is_file():
        return
    fresh = path.with_suffix(".making")
    fresh.unlink(missing_ok=True)
    with open_journal(fresh) as journal:
        cast = _Cast(journal)
        for slug in slugs()[:scenes]:
            scenario = load(slug)
            for language in languages:
                cast.scene(scenario, language)
            sys.stderr.write(f"played {slug}\n")
        for number, language in enumerate(languages):
            cast.shift(language, 40 + number)
            cast.shift(language, 80 + number)
    fresh.rename(path)


class _Cast:
    """One trainee who plays everything, and one reviewer."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._trainee = journal.add_person("Trainee").id
        self._reviewer = journal.add_person("Reviewer").id
        self._dice = random.Random(7)
        self._played = 0

    def scene(self, scenario: Scenario, language: str) -> None:
        """Play a scene by all its plans, once in each of its modes in turn, and once as a fork and a demonstration."""
        uses = [Mode(use) for use in scenario.file.about.use if use != Mode.SHIFT.value] or [Mode.SHIFT]
        for number, name in enumerate(PLANS):
            plan = plans(scenario).get(name)
            if plan is None or language not in scenario.languages:
                continue
            mode = uses[number % len(uses)]
            session = self._play(scenario, plan, language, mode)
            self._marked(session, language)
            if name == "middling" and mode is Mode.PRACTICE:
                self._fork(session, plan, language)
            if name == "good" and language in ("en", "el"):
                self._play(scenario, plan, language, Mode.DEMONSTRATION)

    def _play(self, scenario: Scenario, plan: Plan, language: str, mode: Mode) -> str:
        session = Session.begin(
            scenario, language, plan.seeds[0], mode=mode, journal=self._journal, person_id=self._trainee
        )
        _follow(session, plan, language)
        end_here(session)
        session.finish()
        session.guess({"apology": self._dice.randrange(20, 90, 5), "listening": self._dice.randrange(20, 90, 5)})
        return session.played.session_id

    def _fork(self, parent: str, plan: Plan, language: str) -> None:
        turns = fork_turns(read_played(self._journal, parent))
        session = Session.fork(self._journal, parent, turns[min(1, len(turns) - 1)])
        with suppress(PlanError):  # the scene may stand elsewhere by now
            _follow(session, plan, language, skip=2)
        end_here(session)
        session.finish()

    def shift(self, language: str, seed: int) -> None:
        """Play a shift to its end."""
        shift = Shift.begin(language, seed, journal=self._journal, person_id=self._trainee)
        while not shift.floor.doors_closed:
            if not shift.next_guests:
                shift.wait()
                continue
            plan = self._dice.choice(PLANS)
            play_by_plan(shift.take(shift.next_guests[0]), plan)
            shift.part()
        shift.close()

    def _marked(self, session: str, language: str) -> None:
        """Have what people do happen to a session's mark: each sort in turn."""
        fate, self._played = FATES[self._played % len(FATES)], self._played + 1
        journal, now, why = self._journal, datetime.now(UTC), REASON[language]
        who = Reviewer(self._reviewer, reviews=True)
        mark = read_mark(journal, session)
        assert mark is not None
        if fate in ("confirmed", "superseded"):
            mark = append_event(journal, session, confirm(mark, self._trainee, who, now, ""), mark)
        if fate == "superseded":
            other = {**mark.machine, "overall": max(0, (mark.machine["overall"] or 0) - 4)}
            append_event(journal, session, propose(other, now), mark)
        if fate == "corrected":
            self._correct(session, why)
        if fate in ("contested", "upheld", "withdrawn"):
            steps = sorted(mark.grade["steps"])[:2]
            mark = append_event(journal, session, contest(mark, self._trainee, self._trainee, now, steps, why), mark)
        if fate == "upheld":
            append_event(journal, session, uphold(mark, self._trainee, who, now, why), mark)
        if fate == "withdrawn":
            append_event(journal, session, withdraw(mark, self._trainee, now), mark)
        if fate == "commented":
            append_comment(journal, session, self._reviewer, 1, why)
        if fate == "disputed":
            resumed = Session.resume(journal, session)
            steps = [n for n, step in enumerate(resumed.played.steps) if isinstance(step.given, Responded)]
            resumed.dispute(steps[0], "restate")

    def _correct(self, session: str, why: str) -> None:
        journal, mark = self._journal, read_mark(self._journal, session)
        assert mark is not None
        graded = conversation(read_played(journal, session))
        step = next(name for name, graded in mark.grade["steps"].items() if graded["points"] is not None)
        points = 40 if mark.grade["steps"][step]["points"] != 40 else 55
        event = correct(
            mark, self._trainee, Reviewer(self._reviewer, reviews=True), datetime.now(UTC), why,
            graded.conversation, graded.detections, rubric_of(dict(mark.grade)), points={step: points}, acts=[],
        )  # fmt: skip
        append_event(journal, session, event, mark)


def _follow(session: Session, plan: Plan, language: str, skip: int = 0) -> None:
    """Play a plan in a session, without its first turns where told so."""
    for turn in plan.turns[skip:]:
        if session.ended:
            return
        if turn.fits(session.state.drawn):
            play_answer(session, plan_answer(session, turn, language))
