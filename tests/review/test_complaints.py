"""Causes of complaint: counted over conversations and shifts, with how they ended and what would ease them."""

from __future__ import annotations

import json

import pytest
from builders import found, scene

from simulator.engine import Acted
from simulator.record import Mode, Purpose, RetentionRule, SessionHeader, open_journal
from simulator.review import Outcome, Outcomes, ShiftSum, gather_causes
from simulator.scenario import load_world, outline
from simulator.training import Session


@pytest.fixture
def journal(tmp_path):
    with open_journal(tmp_path / "journal.sqlite3") as opened:
        yield opened


def about(cause):
    def change(structure, _):
        structure["about"]["complaint"] = cause

    return scene(change)


def talk(journal, person, cause, *inputs, mode=Mode.PRACTICE):
    session = Session.begin(about(cause), "en", 1, journal=journal, person_id=person, mode=mode)
    for given in inputs:
        session.take(given)
    for _ in range(2):
        if not session.ended:
            session.leave()
    session.finish()
    return session.played.session_id


def test_the_outline_of_a_stored_scene_is_what_the_scene_says():
    found_now = outline(about("long_wait").bundle())
    assert (found_now.complaint, found_now.endings["gone"], found_now.calls_back) == ("long_wait", "walks_out", True)


def test_conversations_tell_their_cause_their_ending_and_the_card(journal):
    person = journal.add_person("Aino").id
    talk(journal, person, "long_wait", found("", "restate", stated=("broken",)), Acted("remedy", "refund"))
    talk(journal, person, "long_wait", found("", "listen"))
    talk(journal, person, "long_wait", found("", "listen"), mode=Mode.DEMONSTRATION)
    talk(journal, person, None, found("", "listen"))
    read = Outcomes(journal)
    outcomes = read.conversations(journal.sessions())
    assert [(each.cause, each.end) for each in outcomes] == [
        ("long_wait", "well"),
        ("long_wait", "otherwise"),
        ("none", "otherwise"),
    ]
    assert outcomes[0].rating in (4, 5)
    (cause,) = gather_causes(outcomes, (), load_world())
    assert (cause.cause, cause.conversations, cause.ends["well"], cause.stars.n) == ("long_wait", 2, 1, 1)


def test_what_was_erased_still_counts_but_its_card_is_gone(journal):
    person = journal.add_person("Aino").id
    talk(journal, person, "long_wait", found("", "restate", stated=("broken",)), Acted("remedy", "refund"))
    journal.retain([RetentionRule(Purpose.TRAINING, 0)], dry_run=False)
    assert Outcomes(journal).conversations(journal.sessions()) == [Outcome("long_wait", "well", None)]


def test_shifts_add_what_nobody_got_to_hear_and_show_what_a_policy_eased(journal):
    person = journal.add_person("Aino").id
    for staffing, count in (("lean", 3), ("full", 1)):
        roster = json.dumps({"world": {"staffing": staffing}}).encode()
        header = SessionHeader("shift", _kept(journal, roster), "en", Mode.ROSTER, 1)
        summed = json.dumps({"causes": {"long_wait": count}}).encode()
        record = journal.begin(person, header, b"{}", [("summed", summed)])
        journal.finish(record, 2, ending="closed", overall=None)
    shifts = Outcomes(journal).shifts(journal.shifts())
    assert shifts == [
        ShiftSum({"staffing": "lean"}, {"long_wait": 3}),
        ShiftSum({"staffing": "full"}, {"long_wait": 1}),
    ]
    (cause,) = gather_causes([], shifts, load_world())
    (policy,) = cause.eased_by
    assert (cause.conversations, cause.in_shifts, policy.choice, policy.option) == (0, 4, "staffing", "full")
    assert (policy.with_it.value, policy.without.value, policy.with_it.sure) == (1, 3, False)


def _kept(journal, content):
    from hashlib import sha256

    digest = sha256(content).hexdigest()
    journal.put_scenario(digest, content)
    return digest


def test_the_most_frequent_cause_stands_first_and_ordinary_customers_do_not():
    outcomes = (
        [Outcome("none", "well")] * 9 + [Outcome("broken_goods", "lost", 1)] * 2 + [Outcome("long_wait", "well", 5)]
    )
    causes = gather_causes(outcomes, [ShiftSum({}, {"none": 4})], load_world())
    assert [(cause.cause, cause.unhappy) for cause in causes] == [("broken_goods", 2), ("long_wait", 0)]
