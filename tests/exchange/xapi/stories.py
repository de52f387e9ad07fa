"""Sessions with every kind of event of a mark, for what is told to an LMS about them."""

from __future__ import annotations

from unittest import mock

from simulator.exchange import xapi
from simulator.marking import append_event, propose, read_mark, withdraw
from simulator.record import Journal, Mode
from tests.console.sessions import NOW, confirm_it, contest_it, correct_it, play, uphold_it
from tests.gradings import PROPOSAL, unimproved

HOME = "https://console.example.org"
SECRET_WORDS = ("a secret reason", "ein Geheimnis", "Aino Zanzibar", "aino@example.org")
CHOSEN = xapi.Chosen(on=True, home=HOME, modes=("exam", "practice", "shift"))
LANGUAGES = ("en", "fi", "sv", "ru", "el")


def played(
    journal: Journal, person_id: str, language: str = "en", plan: str = "middling", slug: str = "no_receipt"
) -> str:
    """A finished session; its grade is made without proofs, which nobody is told."""
    with mock.patch(PROPOSAL, unimproved):
        return play(journal, person_id, slug, plan, language, mode=Mode.PRACTICE)


def propose_again(journal: Journal, session: str) -> None:
    """The grader proposes anew, with other points."""
    mark = read_mark(journal, session)
    steps = dict(mark.machine["steps"])
    first = next(step for step in steps if steps[step]["points"] is not None)
    steps[first] = {**steps[first], "points": (steps[first]["points"] + 7) % 101}
    grade = {**mark.machine, "steps": steps, "overall": (mark.machine["overall"] + 1) % 101}
    append_event(journal, session, propose(grade, NOW), mark)


def withdraw_it(journal: Journal, session: str) -> None:
    mark = read_mark(journal, session)
    trainee = journal.session(session).person_id
    append_event(journal, session, withdraw(mark, trainee, NOW), mark)


def marked(journal: Journal, session: str, reviewers: tuple[str, ...]) -> None:
    """All that can happen to a grade, one after the other."""
    one, two, three = reviewers
    propose_again(journal, session)
    contest_it(journal, session, ["calm"], SECRET_WORDS[0])
    withdraw_it(journal, session)
    confirm_it(journal, session, one, SECRET_WORDS[1])
    contest_it(journal, session, ["act", "own"], SECRET_WORDS[0])
    uphold_it(journal, session, two, SECRET_WORDS[1])
    mark = read_mark(journal, session)
    points = {"calm": 100 - (mark.grade["steps"]["calm"]["points"] or 0)}
    correct_it(journal, session, one, SECRET_WORDS[0], points=points, acts=[(1, "restate", 0, 4)])
    everything = dict.fromkeys((step for step, each in mark.grade["steps"].items() if each["points"] is not None), 100)
    contest_it(journal, session, ["calm"], SECRET_WORDS[0])
    correct_it(journal, session, three, SECRET_WORDS[1], points=everything)
    propose_again(journal, session)


def people(journal: Journal) -> tuple[str, ...]:
    """A trainee and three reviewers."""
    return tuple(journal.add_person(name).id for name in (SECRET_WORDS[2], "Tove", "Nikos", "Heikki"))
