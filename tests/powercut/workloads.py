"""What is written while the power may be cut: a desktop's journal, turn by turn, a server's, of many people, an upgrade.

Each is a generator that stops once when it is ready, then after every call that has returned: what was acknowledged by
then must not be lost.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

from simulator.record import Journal, Mode, Role, take_in, upkeep
from simulator.scenario import load
from simulator.training import Session, parse_answers, play_answer
from tests.kills import ANSWERS
from tests.record.journals import NOON, SCENE, SCENE_HASH, header, open_fixed, play
from tests.record.older import OLDER, make_older

Opening = Callable[[], Journal]
SCENES = ("overcharged_card", "shouting_in_store", "no_receipt")
PEOPLE = 9
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
                session.finish()
                yield


def server(opened: Opening, _path: Path, aside: Path) -> Iterator[None]:
    """Sessions of many people come in and are marked; people are erased, time passes, words are taken away."""
    others = [_other(aside / f"desktop_{number}.db", number) for number in range(PEOPLE)]
    yield
    journal = opened()
    yield
    trainer = journal.add_person("Bertil", language="sv").id
    yield
    journal.logins.add(trainer, "bertil", "argon", [Role.ADMINISTRATOR, Role.TRAINER], "")
    yield
    journal.following.begin("figures")
    yield
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


def upgrade(opened: Opening, path: Path, _aside: Path) -> Iterator[None]:
    """A journal of an earlier version is opened, and so brought to the newest."""
    make_older(f"sqlite:///{path}", OLDER[-1])
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
