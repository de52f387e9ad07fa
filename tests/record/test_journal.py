from __future__ import annotations

import hashlib
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.errors import EXIT_USAGE
from simulator.record import JournalError, Mode, Purpose, SequenceError, UnknownRecordError, open_journal
from tests.record.journals import NOON, SCENE, SCENE_HASH, begin, header, open_fixed, play
from tests.record.raw import query, tamper


@pytest.fixture
def journal(database_url):
    with open_fixed(database_url) as opened:
        yield opened


def test_a_second_process_finds_every_entry_and_goes_on(database_url):
    path = database_url
    with open_fixed(path) as journal:
        person_id, session_id = begin(journal)
        play(journal, session_id, b"one", b"two")
        written = journal.entries(session_id)

    with open_journal(path) as again:
        [unfinished] = again.sessions(person_id, unfinished=True)
        assert unfinished.id == session_id
        assert again.entries(session_id) == written
        assert [line.payload for line in written] == [b'{"event":"started"}', b"one", b"two"]
        assert [line.sequence for line in written] == [0, 1, 2]
        again.append(session_id, unfinished.entry_count, "responded", b"three")
        assert again.entries(session_id)[3].payload == b"three"
        assert again.verify(session_id).ok


def test_append_returns_what_entries_gives_back(journal):
    _, session_id = begin(journal)
    added = journal.append(session_id, 1, "responded", b"\0\xff words")
    assert journal.entries(session_id)[1] == added


@pytest.mark.parametrize(("sequence", "said"), [(0, "taken"), (2, "taken"), (4, "gap"), (-1, "taken")])
def test_a_gap_or_a_duplicate_is_refused_and_nothing_is_written(journal, sequence, said):
    _, session_id = begin(journal)
    play(journal, session_id, b"one", b"two")
    before = journal.entries(session_id)
    with pytest.raises(SequenceError, match=said) as told:
        journal.append(session_id, sequence, "responded", b"lost")
    assert "next entry of this session is 3" in str(told.value)
    assert journal.entries(session_id) == before
    assert journal.append(session_id, 3, "responded", b"three").sequence == 3


def test_an_entry_is_seen_by_another_connection_as_soon_as_append_returns(database_url):
    path = database_url
    with open_fixed(path) as journal:
        _, session_id = begin(journal)
        with open_journal(path, readonly=True) as reader:
            for sequence in range(1, 6):
                added = journal.append(session_id, sequence, "responded", b"%d" % sequence)
                assert reader.entries(session_id)[-1] == added


def test_the_same_inputs_give_the_same_chain(new_database):
    chains = []
    for _ in range(2):
        with open_fixed(new_database()) as journal:
            _, session_id = begin(journal)
            play(journal, session_id, b"one", b"two")
            chains.append(journal.entries(session_id))
    assert chains[0] == chains[1]


def test_two_writers_of_one_session_cannot_both_take_a_number(database_url):
    path = database_url
    with open_fixed(path) as one, open_journal(path) as two:
        _, session_id = begin(one)
        one.append(session_id, 1, "responded", b"mine")
        with pytest.raises(SequenceError):
            two.append(session_id, 1, "responded", b"mine too")
        assert two.append(session_id, 2, "responded", b"then next").sequence == 2
        assert one.verify(session_id).ok


def test_finish_fills_the_derived_columns_and_rebuild_restores_them(journal, database_url):
    person_id, session_id = begin(journal)
    play(journal, session_id, b"one")
    finished = journal.finish(session_id, 2, ending="won_back", overall=83)
    done = journal.session(session_id)
    assert (done.ending, done.overall, done.ended_at, done.entry_count) == ("won_back", 83, finished.recorded_at, 3)
    assert journal.sessions(person_id, unfinished=True) == ()

    tamper(database_url, "UPDATE session SET ending=NULL, overall=5, ended_at=NULL, entry_count=77, head_chain=x'00'")
    assert journal.session(session_id) != done
    assert journal.rebuild(session_id) == done
    assert journal.verify(session_id).ok


def test_a_session_ends_once_and_takes_corrections_afterwards(journal):
    _, session_id = begin(journal)
    journal.finish(session_id, 1, ending="walks_out", overall=None)
    with pytest.raises(JournalError, match="ended already"):
        journal.finish(session_id, 2, ending="won_back", overall=90)
    assert journal.append(session_id, 2, "corrected", b"{}").sequence == 2
    assert journal.session(session_id).overall is None
    assert journal.verify(session_id).ok


def test_unfinished_sessions_are_listed_apart_and_in_order(journal):
    aino, first = begin(journal, "Aino")
    _, other = begin(journal, "Bertil")
    second = journal.begin(aino, header(mode=Mode.EXAM), b"{}")
    journal.finish(first, 1, ending="won_back", overall=70)
    assert [s.id for s in journal.sessions()] == [first, other, second]
    assert [s.id for s in journal.sessions(aino)] == [first, second]
    assert [s.id for s in journal.sessions(unfinished=True)] == [other, second]


def test_the_header_comes_back_as_it_went_in(journal):
    person_id, parent = begin(journal)
    given = header(mode=Mode.EXAM, seed=-(2**63), parent_session_id=parent, fork_sequence=0, purpose=Purpose.TRAINING)
    session_id = journal.begin(person_id, given, b"")
    record = journal.session(session_id)
    assert record.header == given
    assert record.person_id == person_id
    assert record.started_at == journal.entries(session_id)[0].recorded_at
    assert record.started_at.utcoffset() == timedelta(0)
    assert header(mode=Mode.EXAM).purpose is Purpose.ASSESSMENT


@pytest.mark.parametrize(
    "wrong",
    [
        {"scenario_slug": "../etc"},
        {"scenario_slug": "nul\0"},
        {"scenario_hash": "abc"},
        {"language": "f\ud800"},
        {"mode": "holiday"},
        {"seed": 2**63},
        {"seed": 2.0**62},
        {"fork_sequence": 3},
        {"parent_session_id": "01957f00-0000-7000-8000-000000000001"},
    ],
)
def test_a_header_that_cannot_be_stored_exactly_is_refused(wrong):
    with pytest.raises(ValueError, match=r".+"):
        header(**wrong)


def test_unknown_people_sessions_and_scenarios_are_named_and_nothing_is_written(journal):
    person_id, session_id = begin(journal)
    for call in (
        lambda: journal.begin("nobody", header(), b""),
        lambda: journal.begin(person_id, header(scenario_hash="0" * 64), b""),
        lambda: journal.append("nothing", 0, "responded", b""),
        lambda: journal.finish("nothing", 0, ending="won_back", overall=1),
        lambda: journal.entries("nothing"),
        lambda: journal.session("nothing"),
        lambda: journal.verify("nothing"),
        lambda: journal.rebuild("nothing"),
        lambda: journal.scenario("0" * 64),
        lambda: journal.rename("nobody", "Name"),
        lambda: journal.export_person("nobody"),
        lambda: journal.erase_person("nobody"),
    ):
        with pytest.raises(UnknownRecordError) as told:
            call()
        assert told.value.exit_code == EXIT_USAGE
    assert [s.id for s in journal.sessions()] == [session_id]


@pytest.mark.parametrize("kind", ["", "Responded", "a b", "ä", "x" * 65, "nul\0"])
def test_a_kind_that_is_no_plain_word_is_our_own_mistake(journal, kind):
    _, session_id = begin(journal)
    with pytest.raises(ValueError, match="kind"):
        journal.append(session_id, 1, kind, b"")
    assert len(journal.entries(session_id)) == 1


def test_text_instead_of_bytes_is_our_own_mistake(journal):
    _, session_id = begin(journal)
    with pytest.raises(TypeError):
        journal.append(session_id, 1, "responded", "text")
    assert len(journal.entries(session_id)) == 1


@pytest.mark.parametrize(("ending", "overall"), [("", 1), ("won back", 1), ("won_back", 101), ("won_back", -1)])
def test_an_ending_or_grade_out_of_bounds_is_refused(journal, ending, overall):
    _, session_id = begin(journal)
    with pytest.raises(ValueError, match=r"ending|grade"):
        journal.finish(session_id, 1, ending=ending, overall=overall)
    assert journal.session(session_id).ended_at is None


def test_scenario_bytes_are_kept_once_and_checked(journal, database_url):
    journal.put_scenario(SCENE_HASH, SCENE)
    journal.put_scenario(SCENE_HASH, SCENE)
    assert journal.scenario(SCENE_HASH) == SCENE
    with pytest.raises(ValueError, match="SHA-256 of its bytes"):
        journal.put_scenario(hashlib.sha256(b"other").hexdigest(), SCENE)
    assert query(database_url, "SELECT count(*) FROM scenario") == [(1,)]
    tamper(database_url, "UPDATE scenario SET content = x'00'")
    with pytest.raises(JournalError, match="damaged"):
        journal.scenario(SCENE_HASH)


def test_times_are_aware_utc_whatever_zone_the_clock_has(database_url):
    from datetime import timezone

    helsinki = datetime(2026, 3, 1, 14, 0, 0, 123456, tzinfo=timezone(timedelta(hours=2)))
    with open_fixed(database_url, clock=lambda: helsinki) as journal:
        _, session_id = begin(journal)
        [first] = journal.entries(session_id)
        assert first.recorded_at == NOON + timedelta(microseconds=123456)
        assert first.recorded_at.tzinfo is UTC
        assert journal.verify(session_id).ok


def test_a_clock_without_a_zone_writes_nothing(database_url):
    with open_fixed(database_url) as journal:
        _, session_id = begin(journal)
        journal._clock = lambda: datetime(2026, 3, 1)  # noqa: DTZ001 - the mistake under test
        with pytest.raises(ValueError, match="without a zone"):
            journal.append(session_id, 1, "responded", b"")
        assert len(journal.entries(session_id)) == 1


def test_real_ids_are_version_7_and_sort_by_time(database_url):
    from uuid import UUID

    with open_journal(database_url) as journal:
        ids = [journal.add_person("x").id for _ in range(20)]
        assert ids == sorted(ids)
        assert {UUID(made).version for made in ids} == {7}
        _, session_id = begin(journal)
        salts = {line.salt for line in journal.entries(session_id)} | {journal.append(session_id, 1, "a", b"").salt}
        assert len(salts) == 2


def test_a_reader_cannot_write(database_url):
    from simulator.errors import SurroundingsError

    path = database_url
    with open_fixed(path) as journal:
        _, session_id = begin(journal)
    with open_journal(path, readonly=True) as reader:
        with pytest.raises(SurroundingsError, match="reading only"):
            reader.append(session_id, 1, "responded", b"")
        with pytest.raises(SurroundingsError, match="may not be written"), reader._store.read() as connection:
            connection.exec_driver_sql("DELETE FROM entry")
        assert len(reader.entries(session_id)) == 1


def test_closing_twice_is_harmless(database_url):
    journal = open_fixed(database_url)
    journal.close()
    journal.close()


def test_importing_the_room_does_not_load_the_database_library():
    code = "import sys, simulator.record as r; r.open_journal; assert 'sqlalchemy' not in sys.modules; r.Journal; assert 'sqlalchemy' in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


@settings(max_examples=40, deadline=None)
@given(
    first=st.binary(max_size=200),
    lines=st.lists(
        st.tuples(st.sampled_from(["responded", "acted", "waited", "a.b-c_9"]), st.binary(max_size=2000)), max_size=12
    ),
)
def test_whatever_bytes_go_in_come_out_in_order_and_verify(first, lines):
    with open_fixed("sqlite://") as journal:
        _, session_id = begin(journal, first=first)
        for sequence, (kind, payload) in enumerate(lines, 1):
            journal.append(session_id, sequence, kind, payload)
        read = journal.entries(session_id)
        assert [(line.kind, line.payload) for line in read] == [("started", first), *lines]
        verified = journal.verify(session_id)
        assert verified.ok
        assert verified.entry_count == len(lines) + 1


@pytest.mark.parametrize(
    "text", ["", "x" * 100_000, "nul\0", "half \ud83d", "\u202e right to left \u200f", "👩‍👩‍👧‍👦", "Ἀθῆναι", "\x1b[31m"]
)
def test_any_words_survive_as_json_payload(journal, text):
    import json

    _, session_id = begin(journal)
    journal.append(session_id, 1, "responded", json.dumps({"text": text}).encode("ascii"))
    assert json.loads(journal.entries(session_id)[1].payload)["text"] == text
