"""What is written while the power may be cut: a desktop's journal, turn by turn, a server's, of many people, an upgrade.

Each is a generator that stops once when it is ready, then after every call that has returned: what was acknowledged by
then must not be lost.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from unittest import mock

from simulator.exchange import Upload, receive, take_scenario
from simulator.exchange.packing import upload_of
from simulator.record import Journal, Mode, Role, take_in, upkeep
from simulator.scenario import load
from simulator.training import Session, parse_answers, play_answer
from tests.gradings import PROPOSAL, unimproved
from tests.kills import ANSWERS
from tests.record.journals import NOON, SCENE, SCENE_HASH, header, open_fixed, play
from tests.record.older import make_older
from tests.record.stories import token_hash

Opening = Callable[[], Journal]
SCENES = ("overcharged_card", "shouting_in_store", "no_receipt")
PEOPLE = 6
MONTH = timedelta(days=30)


def desktop(opened: Opening, _path: Path, _aside: Path) -> Iterator[None]:
    """Three sessions in three sittings; the program ends between them, the last one in the middle of a session."""
    answers = parse_answers("\n".join(ANSWERS))
    person = ""
    yield
    for number, slug in enumerate(SCENES):
        with opened() as journal:
            yield
            if not person:
                person = journal.add_person("Aino \0 😀", language="fi").id
                yield
            mode = Mode.EXAM if number == 1 else Mode.PRACTICE
            session = Session.begin(load(slug), "en", number, mode=mode, journal=journal, person_id=person)
            yield
            for answer in answers:
                if session.ended:
                    break
                play_answer(session, answer)
                yield
            if number < len(SCENES) - 1:
                while not session.ended:
                    session.leave()
                    yield
                with mock.patch(PROPOSAL, unimproved):  # what would have been better takes time and writes nothing
                    session.finish()
                yield


def server(opened: Opening, _path: Path, aside: Path) -> Iterator[None]:
    """Sessions of many people come in and are marked; people are erased, time passes, words are taken away."""
    others = [_other(aside / f"desktop_{number}.db", number) for number in range(PEOPLE)]
    trainee, uploads = _played(aside / "joined.db")
    yield
    journal = opened()
    yield
    trainer = journal.add_person("Bertil", language="sv").id
    yield
    journal.logins.add(trainer, "bertil", "argon", [Role.ADMINISTRATOR, Role.TRAINER], "")
    yield
    journal.following.begin("figures")
    yield
    yield from _received(journal, trainee, uploads)
    for number, path in enumerate(others):
        taken = take_in(journal, path)
        assert not taken.refused, taken
        yield
        for session_id in taken.taken:
            mark = json.dumps({"by": trainer, "note": "öäå" * (number % 50)}).encode()
            journal.append(session_id, journal.session(session_id).entry_count, "mark.confirmed", mark)
            yield
            journal.audit.append(trainer, "mark.confirmed", "session", session_id)
            yield
        if number % 3 == 1:
            journal.following.settle("figures", journal.following.waiting("figures").items())
            yield
        if number % 4 == 2:
            assert journal.erase_person(taken.people[0]).scrubbed
            yield
        if number == PEOPLE // 2:
            journal.close()
            journal = opened()
    journal.clock.now = NOON + 40 * MONTH
    upkeep(journal, dry_run=False)
    yield
    journal.close()
    yield


def _received(journal: Journal, trainee: str, uploads: list[tuple[bytes, Upload]]) -> Iterator[None]:
    """A desktop joins and sends what was played on it; a receipt that was given is one that stays."""
    journal.devices.take_person(trainee, "Cecilia", "en")
    yield
    code, token = token_hash("code"), token_hash("token")
    journal.devices.make_code(code, person_id=trainee, by="", expires_at=journal.clock() + MONTH)
    yield
    device = journal.devices.add(code, token, name="desk", product="1")
    assert device is not None
    yield
    for content, upload in uploads:
        assert not take_scenario(journal, upload.header.scenario_hash, content)
        yield
        received = receive(journal, device, upload, journal.clock())
        assert received.receipt is not None, received
        yield


def _played(path: Path) -> tuple[str, list[tuple[bytes, Upload]]]:
    """A person, and what was played on their desktop, as it goes over the wire."""
    numbers = iter(range(1, 100))
    with open_fixed(path, new_id=lambda: f"01957f00-0000-7000-9500-{next(numbers):012x}") as journal:
        person = journal.add_person("Cecilia").id
        for seed, slug in enumerate(SCENES[:2]):
            session = Session.begin(load(slug), "en", seed, journal=journal, person_id=person)
            for answer in parse_answers("\n".join(ANSWERS[:3])):
                play_answer(session, answer)
            session.leave()
            with mock.patch(PROPOSAL, unimproved):
                session.finish()
        uploads = [
            (journal.scenario(each.header.scenario_hash), upload_of(each, journal.entries(each.id), 0, journal.clock()))
            for each in journal.sessions()
        ]
    return person, uploads


def upgrade(opened: Opening, path: Path, _aside: Path) -> Iterator[None]:
    """A journal of version 3, the last without desktops, is opened and so brought to the newest."""
    make_older(f"sqlite:///{path}", 3)
    yield
    with opened() as journal:
        yield
        record = journal.sessions(unfinished=True)[-1]
        play(journal, record.id, b"after the upgrade", start=record.entry_count)
        yield


WORKLOADS = {"desktop": desktop, "server": server, "upgrade": upgrade}


def _other(path: Path, number: int) -> Path:
    """Somebody's own journal, with ids that nobody else has."""
    numbers = iter(range(number * 100 + 1, number * 100 + 100))
    with open_fixed(path, new_id=lambda: f"01957f00-0000-7000-9000-{next(numbers):012x}") as journal:
        journal.put_scenario(SCENE_HASH, SCENE)
        person = journal.add_person(f"Person {number}").id
        for seed in range(2):
            session_id = journal.begin(person, header(seed=seed, mode=Mode.EXAM), b'{"event":"started"}')
            turns = [f"turn {turn} of {number} ".encode() * (40 * seed + turn * 7 % 30 + 1) for turn in range(8)]
            play(journal, session_id, *turns)
            journal.finish(session_id, len(turns) + 1, ending="won_back", overall=number)
    return path
