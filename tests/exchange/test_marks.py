"""What becomes of a grade at the company comes down to the desktop: no more than its person's own page there tells."""

from __future__ import annotations

import json
from unittest import mock

import pytest

from simulator.exchange import state_for
from simulator.exchange.link import load_state
from simulator.exchange.marks import marks_of
from simulator.marking import Reviewer, append_event, confirm, contest, correct, read_mark
from simulator.record import Journal, Mode, Role
from simulator.review import conversation, read_played, rubric_of
from simulator.training import Summing

from .bound import Bound, now


def told(company: Journal, person: str) -> dict[str, tuple[int | None, str, bool]]:
    return {each.session: (each.points, each.status, each.by_person) for each in marks_of(company, person)}


def confirmed(pair: Bound, session: str, reviewer: Reviewer) -> None:
    mark = read_mark(pair.company, session)
    assert mark is not None
    append_event(pair.company, session, confirm(mark, pair.link.person_id, reviewer, now(), "Well done."), mark)


def corrected(pair: Bound, session: str, reviewer: Reviewer) -> int | None:
    """Every step that has points gets all of them; gives the points altogether."""
    mark = read_mark(pair.company, session)
    assert mark is not None
    of = conversation(read_played(pair.company, session))
    points = {step: 100 for step, each in mark.grade["steps"].items() if each["points"] is not None}
    why, rubric = "Seen otherwise by me.", rubric_of(dict(mark.grade))
    event = correct(
        mark, pair.link.person_id, reviewer, now(), why, of.conversation, of.detections, rubric, points=points
    )  # fmt: skip
    return append_event(pair.company, session, event, mark).overall


@pytest.mark.slow
def test_what_became_of_a_grade_comes_down_and_nobodys_name_or_words(pair: Bound):
    company, person = pair.company, pair.link.person_id
    tove = Reviewer(company.add_person("Tove Reviewer").id, reviews=True)
    exam, other, kept = pair.play(), pair.play(), pair.play(Mode.PRACTICE)
    machine = pair.machine()
    assert machine.sync().marked == ()
    own = pair.desktop.session(exam).overall
    # Nobody has looked: it is told without reading anything of what was said.
    with mock.patch.object(type(company), "entries_of_kinds", side_effect=AssertionError("read")):
        assert told(company, person) == {exam: (own, "proposed", False), other: (own, "proposed", False)}
    confirmed(pair, exam, tove)
    points = corrected(pair, other, tove)
    assert points != own
    report = machine.sync()
    assert (report.error, set(report.marked)) == ("", {exam, other})
    marks = {each.session: each for each in machine.marks()}
    assert (marks[exam].points, marks[exam].status, marks[exam].by_person) == (own, "confirmed", True)
    assert (marks[other].points, marks[other].status, marks[other].by_person) == (points, "corrected", True)
    assert marks[other].at == read_mark(company, other).confirmed_at
    assert kept not in marks
    body = (pair.folder / "company_state.json").read_text()
    assert not any(words in body for words in ("Tove", tove.id, "Well done", "otherwise"))
    assert machine.sync().marked == (), "told once"
    # What figures were worked out of says the same, and is read in place of the words.
    summing = Summing(company)
    summing.begin()
    assert summing.some(60)
    with mock.patch.object(type(company), "entries_of_kinds", side_effect=AssertionError("read")):
        assert {each.session: each for each in marks_of(company, person)} == marks
    mark = read_mark(company, exam)
    step = next(iter(mark.grade["steps"]))
    append_event(company, exam, contest(mark, person, person, now(), [step], "I did apologise to them."), mark)
    assert told(company, person)[exam] == (own, "contested", True)
    assert machine.sync().marked == (), "they have done that themselves"


@pytest.mark.slow
def test_what_their_own_page_does_not_show_does_not_come_down_and_a_company_need_not_tell(pair: Bound):
    company, person = pair.company, pair.link.person_id
    exam = pair.play()
    pair.machine().sync()
    device = company.devices.device(pair.link.device_id)
    headers = {"Authorization": f"Bearer {pair.link.token}"}
    state = pair.client.get("/api/v1/sync/state?now=2026-01-01T00:00:00Z", headers=headers).json()
    assert [each["session"] for each in state.pop("marks")] == [exam]
    # A state of an older company has none; one of a newer may have more than is known here.
    path = pair.folder / "company_state.json"
    path.write_text(json.dumps({**state, "tomorrow": 1}))
    assert load_state(pair.folder).marks == []
    assert pair.machine().marks() == ()
    account = company.logins.add(person, "aino", None, [Role.TRAINEE])
    assert [each.session for each in state_for(company, device, now()).marks] == [exam]
    company.logins.set_roles(account.id, [Role.HR], "")
    assert marks_of(company, person) == ()
    company.logins.set_roles(account.id, [Role.TRAINEE], "")
    company.logins.block(account.id)
    assert marks_of(company, person) == ()
    company.logins.unblock(account.id)
    stranger = company.add_person("Somebody else").id
    assert marks_of(company, stranger) == ()
    company.append(exam, company.session(exam).entry_count, "mark.confirmed", b"{}")
    assert marks_of(company, person) == (), "what cannot be read is told on no page either"
    company.erase_person(person)
    assert marks_of(company, person) == ()
