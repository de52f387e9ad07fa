from __future__ import annotations

import json
import os
import random
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from simulator.record import Journal, JournalError, open_journal
from simulator.record.company_tables import assigned_session
from simulator.record.escaping import escape, unescape
from tests.record.journals import SCENE, begin, header, open_fixed, play
from tests.record.raw import tamper
from tests.record.stories import tell, token_hash

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=60)
SECRET = "Päivi-Zanzibar"


@settings(max_examples=300, deadline=None)
@given(ANY_TEXT)
def test_escaping_loses_nothing_and_leaves_what_a_database_takes(text):
    stored = escape(text)
    assert unescape(stored) == text
    assert "\0" not in stored
    stored.encode("utf-8")  # a lone surrogate would raise


@settings(max_examples=40, deadline=None)
@given(ANY_TEXT)
def test_any_name_comes_back_as_it_was_typed(name):
    with open_fixed("sqlite://") as journal:
        person = journal.add_person(name, language="el")
        assert journal.person(person.id) == person
        assert journal.people()[0].display_name == name


@pytest.mark.parametrize(
    "name",
    ["", "👩‍🚒", "\u202eevil\u202c", "a\0b", "\ud800", "\udc00\ud800", "\\u0000", "\\\\", "\\", "\\\ud800", "Ω\n\t"],
)
def test_odd_names_survive_a_reopening_and_a_renaming(database_url, name):
    with open_fixed(database_url) as journal:
        first = journal.add_person(name)
        second = journal.add_person("Plain")
        journal.rename(second.id, name)
    with open_journal(database_url) as again:
        assert [person.display_name for person in again.people()] == [name, name]
        assert again.person(first.id) == first


def test_people_come_in_the_order_they_were_added(database_url):
    with open_fixed(database_url) as journal:
        names = ["Öberg", "aino", "Bertil", "aino"]
        for name in names:
            journal.add_person(name)
        assert [person.display_name for person in journal.people()] == names


def disk_bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file())


def secretive(journal: Journal) -> tuple[str, list[str]]:
    """A person whose name, short and long payloads all hold the secret words; renamed once, in two sessions."""
    person_id, first = begin(journal, f"{SECRET} the first", json.dumps({"hello": SECRET}, ensure_ascii=False).encode())
    journal.rename(person_id, f"{SECRET} renamed")
    second = journal.begin(person_id, header(), SECRET.encode() * 5000)
    for sequence in range(1, 60):
        journal.append(first, sequence, "responded", (f"{SECRET} {sequence} " * sequence).encode())
    journal.finish(first, 60, ending="won_back", overall=83)
    return person_id, [first, second]


def test_erasing_a_person_leaves_no_word_in_the_files_and_every_chain_whole(tmp_path):
    folder = tmp_path / "journal"
    with open_fixed(folder / "a.db", new_salt=lambda: os.urandom(16)) as journal:
        person_id, theirs = secretive(journal)
        other_id, other = begin(journal, "Bertil stays")
        play(journal, other, b"Bertil says")
        salts = [line.salt for line in journal.entries(theirs[0])]
        before = {session_id: [line.chain for line in journal.entries(session_id)] for session_id in theirs}
        assert SECRET.encode() in disk_bytes(folder)
        assert all(salt in disk_bytes(folder) for salt in salts)

        erasure = journal.erase_person(person_id)

        assert (erasure.sessions, erasure.entries, erasure.scrubbed) == (2, 62, True)
        left = disk_bytes(folder)
        assert SECRET.encode() not in left
        assert b"Zanzibar" not in left
        assert json.dumps(SECRET)[1:-1].encode() not in left
        assert b"Bertil says" in left
        for session_id in theirs:
            found = journal.verify(session_id)
            assert found.ok
            assert found.erased_count == found.entry_count
            assert [line.chain for line in journal.entries(session_id)] == before[session_id]
            assert all(line.payload is None and line.salt is None for line in journal.entries(session_id))
        assert all(salt not in left for salt in salts)
        assert journal.session(theirs[0]).overall == 83  # statistics stay
        assert [person.id for person in journal.people()] == [other_id]
        gone = journal.person(person_id)
        assert (gone.display_name, gone.language) == (None, None)
        assert gone.erased_at is not None
        assert journal.verify(other).ok
        assert journal.entries(other)[1].payload == b"Bertil says"
    with sqlite3.connect(folder / "a.db") as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_an_erased_session_can_neither_go_on_nor_be_changed_unseen(database_url):
    with open_fixed(database_url) as journal:
        person_id, session_id = begin(journal)
        play(journal, session_id, b"one")
        journal.erase_person(person_id)
        with pytest.raises(JournalError, match="erased"):
            journal.append(session_id, 2, "responded", b"more")
        with pytest.raises(JournalError, match="erased"):
            journal.begin(person_id, header(), b"{}")
        with pytest.raises(JournalError, match="erased"):
            journal.rename(person_id, "Back again")
        assert journal.sessions(unfinished=True) == ()
        assert journal.rebuild(session_id).entry_count == 2
    tamper(database_url, "UPDATE entry SET kind = 'acted' WHERE sequence = 1")
    with open_journal(database_url) as journal:
        assert journal.verify(session_id).broken_sequence == 1


def test_a_reader_in_the_way_is_told_and_a_later_scrub_finishes_the_work(tmp_path):
    folder = tmp_path / "journal"
    with open_fixed(folder / "a.db", busy_timeout_ms=20) as journal:
        person_id, _ = secretive(journal)
        other = sqlite3.connect(folder / "a.db", isolation_level=None)
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM entry").fetchone()
        assert journal.erase_person(person_id).scrubbed is False
        assert journal.people() == ()
        other.execute("ROLLBACK")
        other.close()
        assert journal.scrub() is True
        assert SECRET.encode() not in disk_bytes(folder)


def test_names_that_grew_and_moved_between_pages_leave_no_copy_behind(tmp_path):
    """Zeroing what is freed misses such copies: without the rewriting of the file this very sequence leaves dozens."""
    moves = random.Random(1)
    folder = tmp_path / "journal"
    with open_fixed(folder / "a.db") as journal:
        people = [journal.add_person(("Zanzibar" if number % 2 else "Other") + str(number)) for number in range(60)]
        for _ in range(150):
            person = moves.choice(people)
            journal.rename(person.id, person.display_name[:9] * moves.choice([1, 3, 30, 100, 200]))
        for person in people:
            if "Zanzibar" in person.display_name:
                journal.erase_person(person.id)
        assert b"Zanzibar" not in disk_bytes(folder)
        assert b"Other" in disk_bytes(folder)


def test_erasing_twice_does_nothing_more(database_url):
    with open_fixed(database_url) as journal:
        person_id, _ = begin(journal)
        journal.erase_person(person_id)
        at = journal.person(person_id).erased_at
        assert journal.erase_person(person_id).entries == 0
        assert journal.person(person_id).erased_at == at


def test_an_export_holds_everything_about_one_person_and_nobody_else(database_url):
    with open_fixed(database_url) as journal:
        person_id, session_id = begin(journal, "Aino \ud800\0", first='{"said": "ä"}'.encode())
        play(journal, session_id, b"\xff\0 not text")
        journal.finish(session_id, 2, ending="won_back", overall=70)
        begin(journal, "Bertil", first=b"Bertil's own")
        export = json.loads(json.dumps(journal.export_person(person_id)))
        assert export["person"]["display_name"] == "Aino \ud800\0"
        [told] = export["sessions"]
        assert told["id"] == session_id
        assert (told["ending"], told["overall"], told["mode"], told["purpose"]) == (
            "won_back",
            70,
            "practice",
            "training",
        )
        assert told["entries"][0]["payload"] == '{"said": "ä"}'
        assert told["entries"][1]["payload_base64"] == "/wAgbm90IHRleHQ="
        lines = journal.entries(session_id)
        assert [entry["chain"] for entry in told["entries"]] == [line.chain.hex() for line in lines]
        assert [entry["salt"] for entry in told["entries"]] == [line.salt.hex() for line in lines]
        assert "Bertil" not in json.dumps(export)


def test_an_export_after_an_erasure_still_works(database_url):
    with open_fixed(database_url) as journal:
        person_id, _ = begin(journal)
        journal.erase_person(person_id)
        export = journal.export_person(person_id)
        assert export["person"]["display_name"] is None
        assert export["sessions"][0]["entries"][0]["payload"] is None
        assert journal.scenario(header().scenario_hash) == SCENE


def test_an_export_holds_what_the_console_keeps_but_no_secret_and_no_words_about_others(database_url):
    with open_fixed(database_url) as journal:
        story = tell(journal)
        export = json.loads(json.dumps(journal.export_person(story.aino)))
        console = export["console"]
        assert console["account"]["login"] == "aino.zanzibar@example.test"
        assert console["account"]["second_factor"] is True
        assert [role["role"] for role in console["roles"]] == ["trainee"]
        assert [(team["name"], team["part"]) for team in console["teams"]] == [("Site \0 one", "member")]
        assert [request["reason"] for request in console["requests"]] == ["Aino Zanzibar wants to be forgotten"]
        assert [token["name"] for token in console["api_tokens"]] == ["of a"]
        assert [one["name"] for one in console["rounds"]] == ["May"]
        assert len(console["sign_ins"]) == len(console["invitations"]) == 1
        assert [entry["action"] for entry in console["audit"]] == [
            "transcript.opened",
            "team.changed",
            "sign_in.failed",
        ]
        assert console["audit"][0]["detail"] == {"reason": "Aino Zanzibar asked me to"}
        assert [entry["action"] for entry in console["done"]] == ["publication.opened"]
        assert [each["name"] for each in console["desktops"]] == [f"Aino Zanzibar of {story.aino}"]
        assert [each["session_id"] for each in console["receipts"]] == [story.session]
        assert console["receipt_keys"] == [
            {"id": "key", "public_key": b"public".hex(), "made_at": "2026-03-01T12:00:00.000000Z"}
        ]
        assert [each["note"] for each in console["assignments"]] == [f"Aino Zanzibar of {story.aino}"]
        assert [each["body"] for each in console["statements"]] == [f"Aino Zanzibar of {story.aino}"]
        for name in ("join_codes", "refused_uploads", "drawn", "assigned_sessions"):
            assert len(console[name]) == 1, name
        text = json.dumps(export)
        assert b"private".hex() not in text
        for secret in (
            "argon",
            "SECRETOFAINO",
            "token_hash",
            token_hash("token a"),
            token_hash("sign-in a"),
            token_hash("code 0"),
        ):
            assert secret not in text
        assert "words of the actor" not in text  # about others
        assert "Bertil says" not in text
        assert journal.export_person(story.bertil)["console"]["drafts"][0]["slug"] == "some_scene"
        nobody = journal.export_person(journal.add_person("Nobody").id)["console"]
        assert nobody.pop("account") is None
        assert not any(nobody.values())


def test_an_export_does_not_tell_which_scene_an_exam_will_be_on(database_url):
    with open_fixed(database_url) as journal:
        story = tell(journal)
        with journal.store.write() as connection:
            connection.execute(delete(assigned_session))
        console = journal.export_person(story.aino)["console"]
        assert console["drawn"] == []
        assert [sorted({"seed", "content"} & set(each)) for each in console["assignments"]] == [[]]


def test_erasing_somebody_who_used_the_console_leaves_no_word_in_the_files(tmp_path):
    folder = tmp_path / "journal"
    with open_fixed(folder / "a.db", new_salt=lambda: os.urandom(16)) as journal:
        story = tell(journal)
        words = (b"Zanzibar", b"zanzibar", b"SECRETOFAINO", b"aino-there", b"private words", b"argon-a")
        assert all(word in disk_bytes(folder) for word in words)
        assert journal.erase_person(story.aino).scrubbed
        assert not [word for word in words if word in disk_bytes(folder)]
        assert b"argon-b" in disk_bytes(folder)
