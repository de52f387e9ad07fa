from __future__ import annotations

import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from simulator.record import JournalError, Receipt, UnknownRecordError, open_journal
from tests.record.journals import NOON, begin, open_fixed, play

CODE, TOKEN, OTHER = "c" * 64, "1" * 64, "2" * 64


def at_once(count: int, work) -> list:
    """What so many threads get that begin together."""
    gate = threading.Barrier(count)

    def run(number: int):
        gate.wait()
        return work(number)

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(run, range(count)))


def coded(journal, name: str = "Aino") -> str:
    person = journal.add_person(name).id
    journal.devices.make_code(CODE, person_id=person, by="", expires_at=NOON + timedelta(days=400))
    return person


def test_a_code_lets_one_desktop_in_and_a_token_finds_it(database_url):
    with open_fixed(database_url) as journal:
        person = coded(journal)
        assert [each.person_id for each in journal.devices.codes(person)] == [person]
        device = journal.devices.add(CODE, TOKEN, name="Till \0\ud800", product="1.0")
        assert (device.person_id, device.name, device.revoked_at) == (person, "Till \0\ud800", None)
        assert journal.devices.add(CODE, OTHER, name="Second", product="1.0") is None
        assert journal.devices.codes(person) == ()
        assert journal.devices.codes(person, used=True)[0].device_id == device.id
        assert journal.devices.by_token(TOKEN) == device
        assert journal.devices.by_token(OTHER) is None
        assert journal.devices.of_person(person) == journal.devices.devices() == (device,)
        journal.devices.touch(device.id, -90)
        assert journal.devices.device(device.id).clock_offset_s == -90
        journal.devices.touch(device.id, None)
        assert journal.devices.device(device.id).clock_offset_s == -90
        journal.devices.revoke(device.id)
        revoked = journal.devices.by_token(TOKEN)
        assert revoked.revoked_at is not None
        journal.devices.revoke(device.id)
        assert journal.devices.by_token(TOKEN) == revoked


def test_a_code_that_was_withdrawn_or_is_over_or_of_somebody_blocked_opens_nothing(database_url):
    with open_fixed(database_url) as journal:
        person = coded(journal)
        journal.devices.withdraw_code(journal.devices.codes(person)[0].id)
        assert journal.devices.add(CODE, TOKEN, name="", product="") is None
        journal.devices.make_code(OTHER, person_id=person, by="", expires_at=NOON - timedelta(days=1))
        assert journal.devices.add(OTHER, TOKEN, name="", product="") is None
        journal.devices.make_code("e" * 64, person_id=person, by="", expires_at=NOON + timedelta(days=400))
        assert not journal.logins.is_blocked(person), "who has no account is not blocked"
        account = journal.logins.add(person, "aino", None)
        journal.logins.block(account.id)
        assert journal.logins.is_blocked(person)
        assert journal.devices.add("e" * 64, TOKEN, name="", product="") is None
        journal.logins.unblock(account.id)
        assert journal.devices.add("e" * 64, TOKEN, name="", product="").person_id == person, "it was not used up"
        with pytest.raises(UnknownRecordError):
            journal.devices.make_code("d" * 64, person_id="nobody", by="", expires_at=NOON)
        journal.erase_person(person)
        with pytest.raises(JournalError):
            journal.devices.make_code("d" * 64, person_id=person, by="", expires_at=NOON)


def test_of_many_that_come_with_one_code_one_gets_in(database_url):
    with open_journal(database_url) as journal:
        person = journal.add_person("Aino").id
        ends = journal.clock() + timedelta(hours=1)
        journal.devices.make_code(CODE, person_id=person, by="", expires_at=ends)
        found = at_once(6, lambda number: journal.devices.add(CODE, f"{number}" * 64, name="", product=""))
        assert [each is not None for each in found].count(True) == 1
        assert len(journal.devices.devices()) == 1


def test_the_signing_key_is_made_once_however_many_ask_for_it(database_url):
    with open_journal(database_url) as journal:
        made = at_once(
            6, lambda number: journal.devices.signing_key(lambda: (bytes([number]) * 32, bytes([number]) * 32))
        )
        assert len({each.id for each in made}) == 1
        assert len(journal.devices.keys()) == 1
        journal.devices.know_key(made[0].id, b"x" * 32)
        assert journal.devices.keys() == (made[0],), "a known key stays as it was"


def test_a_scene_that_many_send_at_once_is_kept_once(database_url):
    with open_journal(database_url) as journal:
        content = b"scene" * 1_000
        digest = hashlib.sha256(content).hexdigest()
        at_once(6, lambda _: journal.put_scenario(digest, content))
        assert journal.scenario(digest) == content


def test_receipts_are_kept_once_and_the_latest_is_for_the_most_entries(database_url):
    with open_fixed(database_url) as journal:
        person, session = begin(journal, "Aino")
        play(journal, session, b"one", b"two")
        two, three = (Receipt(session, count, b"h" * 32, NOON, "k", b"s" * 64, "d", 4) for count in (2, 3))
        for each in (three, two, two):
            journal.devices.keep_receipt(each)
        assert journal.devices.receipts(session) == (two, three)
        assert journal.devices.latest_receipts([session, "absent"]) == {session: three}
        with pytest.raises(UnknownRecordError):
            journal.devices.keep_receipt(Receipt("absent", 2, b"h" * 32, NOON, "k", b"s" * 64))
        entries = journal.entries(session)
        assert journal.devices.heads(person) == {session: (3, entries[-1].chain)}
        assert journal.devices.holds(session, 2, entries[1].chain)
        assert not journal.devices.holds(session, 2, entries[2].chain)
        assert journal.devices.holds(session, 3, b"h" * 32), "a receipt was given for it"


def test_of_one_desktop_only_so_many_refusals_are_named(monkeypatch):
    monkeypatch.setattr("simulator.record.devices.MOST_REFUSED", 3)
    with open_journal("sqlite://") as journal:
        for number in range(5):
            journal.devices.note_refusal(str(number) * 36, "broken", "", person_id=None, device_id=None)
        journal.devices.note_refusal("1" * 36, "broken", "again", person_id=None, device_id=None)
        assert sorted(each.times for each in journal.devices.refusals()) == [1, 1, 2]


def test_a_refusal_is_counted_settled_and_comes_up_again(database_url):
    with open_fixed(database_url) as journal:
        person = coded(journal)
        device = journal.devices.add(CODE, TOKEN, name="", product="")
        for detail in ("first", "\0\ud800" * 900):
            journal.devices.note_refusal("s" * 36, "broken", detail, person_id=person, device_id=device.id)
        [found] = journal.devices.refusals(person)
        assert (found.times, found.reason) == (2, "broken")
        assert found.detail.startswith("\0\ud800")
        journal.devices.settle_refusals(found.session_id)
        assert journal.devices.refusals() == ()
        assert len(journal.devices.refusals(settled=True)) == 1
        journal.devices.note_refusal("s" * 36, "broken", "again", person_id=person, device_id=device.id)
        assert [each.times for each in journal.devices.refusals()] == [3]


def test_somebody_of_the_company_is_here_under_their_own_id(database_url):
    with open_fixed(database_url) as journal:
        known = "01957f00-0000-7000-8000-000000000001"
        assert journal.devices.take_person(known, "Aino", "fi").id == known
        assert journal.devices.take_person(known, "Another name", None).display_name == "Aino"
        journal.erase_person(known)
        with pytest.raises(JournalError):
            journal.devices.take_person(known, "Aino", "fi")
