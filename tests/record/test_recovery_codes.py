from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from simulator.record import open_journal


def _hash(number: int) -> str:
    return f"{number:064x}"


@pytest.fixture
def journal(database_url):
    class Clock:
        now = datetime(2026, 11, 23, 8, tzinfo=UTC)

        def __call__(self):
            return self.now

    clock = Clock()
    with open_journal(database_url, clock=clock) as opened:
        opened.test_clock = clock
        yield opened


def _account(journal, name="Aino"):
    return journal.logins.add(journal.add_person(name).id, name, None).id


def test_each_code_lets_in_once_and_only_its_owner(journal) -> None:
    one, other = _account(journal), _account(journal, "Boris")
    journal.logins.set_recovery_codes(one, [_hash(1), _hash(2)])
    assert not journal.logins.take_recovery_code(other, _hash(1))
    assert journal.logins.take_recovery_code(one, _hash(1))
    assert not journal.logins.take_recovery_code(one, _hash(1))
    assert journal.logins.recovery_codes_left(one) == 1


def test_new_codes_end_the_old_ones_and_none_takes_them_away(journal) -> None:
    one = _account(journal)
    journal.logins.set_recovery_codes(one, [_hash(1)])
    journal.logins.set_recovery_codes(one, [_hash(2)])
    assert not journal.logins.take_recovery_code(one, _hash(1))
    journal.logins.set_recovery_codes(one, [])
    assert journal.logins.recovery_codes_left(one) == 0


def test_a_window_of_attempts_tells_when_it_ends(journal) -> None:
    assert journal.logins.hits_end("maria") is None
    journal.logins.hit("maria", 900)
    assert journal.logins.hits_end("maria") == journal.test_clock.now + timedelta(seconds=900)
    journal.test_clock.now += timedelta(seconds=900)
    assert journal.logins.hits_end("maria") is None
