from __future__ import annotations

from datetime import timedelta

import pytest

from simulator.record import Mode, Purpose, RetentionRule
from tests.record.journals import NOON, Ticking, begin, header, open_fixed, play

RULES = (RetentionRule(Purpose.TRAINING, 90), RetentionRule(Purpose.ASSESSMENT, 365))


@pytest.fixture
def journal(database_url):
    with open_fixed(database_url, clock=Ticking()) as opened:
        yield opened


def later(journal, days: int) -> None:
    journal._clock.now = NOON + timedelta(days=days)


def test_each_purpose_has_its_own_time_and_the_rest_is_kept(journal):
    person_id, practice = begin(journal)
    exam = journal.begin(person_id, header(mode=Mode.EXAM), b"exam words")
    show = journal.begin(person_id, header(mode=Mode.DEMONSTRATION), b"shown words")
    later(journal, 80)
    assert journal.retain(RULES).expired == ()
    later(journal, 100)
    assert [expiry.session_id for expiry in journal.retain(RULES).expired] == [practice]
    later(journal, 400)
    report = journal.retain(RULES, dry_run=False)
    assert [(expiry.session_id, expiry.purpose) for expiry in report.expired] == [
        (practice, Purpose.TRAINING),
        (exam, Purpose.ASSESSMENT),
    ]
    assert report.scrubbed or journal._store.dialect != "sqlite"
    assert [line.payload for line in journal.entries(show)] == [b"shown words"]
    for session_id in (practice, exam):
        assert journal.entries(session_id)[0].payload is None
        assert journal.verify(session_id).ok
    assert journal.retain(RULES, dry_run=False).expired == ()


def test_a_dry_run_reports_and_changes_nothing(journal):
    _, session_id = begin(journal, first=b"12345")
    play(journal, session_id, b"678")
    before = journal.entries(session_id)
    later(journal, 100)
    report = journal.retain(RULES)
    [expiry] = report.expired
    assert report.dry_run
    assert (expiry.entries, expiry.payload_bytes, expiry.last_entry_at) == (2, 8, before[-1].recorded_at)
    assert journal.entries(session_id) == before


def test_a_session_that_was_gone_on_with_counts_from_its_last_entry(journal):
    _, session_id = begin(journal)
    later(journal, 60)
    play(journal, session_id, b"much later")
    later(journal, 100)
    assert journal.retain(RULES).expired == ()
    later(journal, 151)
    assert len(journal.retain(RULES).expired) == 1


def test_no_rule_keeps_everything(journal):
    begin(journal)
    later(journal, 10_000)
    assert journal.retain((), dry_run=False).expired == ()


def test_more_sessions_than_a_statement_has_parameters(journal):
    person_id, _ = begin(journal)
    for _ in range(500):
        journal.begin(person_id, header(), b"words")
    later(journal, 100)
    assert len(journal.retain(RULES, dry_run=False).expired) == 501
    assert all(record.erased_at for record in journal.sessions())
    assert {line.payload for record in journal.sessions() for line in journal.entries(record.id)} == {None}


def test_a_negative_time_is_refused():
    with pytest.raises(ValueError, match="-1 days"):
        RetentionRule(Purpose.TRAINING, -1)
