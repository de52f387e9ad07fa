"""What a desktop that means harm may send: it is refused, named, and leaves nothing behind."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Callable
from datetime import datetime

import pytest
from limits import parse_many

from simulator.console.limiting import Limit
from simulator.exchange import MOST_PACKED, upload_of
from simulator.marking import read_mark
from simulator.record import Mode, SessionHeader, open_journal
from simulator.record.chain import header_digest, link, payload_digest

from .bound import ADDRESS, ENTRIES, Bound, now
from .desktops import bind, pattern, record_as

SALT = bytes(16)
pytestmark = pytest.mark.slow


def plain(pair: Bound, session_id: str, first: int = 0) -> dict:
    """An upload as JSON."""
    made = upload_of(pair.desktop.session(session_id), pair.desktop.entries(session_id), first, now())
    return json.loads(made.model_dump_json())


def put(pair: Bound, body: dict | bytes, session_id: str = "", token: str = "", **headers: str):
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    session_id = session_id or body["header"]["id"]
    given = {"Authorization": f"Bearer {token or pair.link.token}", **headers}
    return pair.client.put(f"/api/v1/sync/sessions/{session_id}", content=content, headers=given)


def rechained(body: dict, change: Callable[[list[dict]], None]) -> dict:
    """The upload with its entries changed, and a chain that holds again: whoever owns a file can do that."""
    entries = [{**each, "payload": base64.b64decode(each["payload"])} for each in body["entries"]]
    change(entries)
    previous = header_digest(body["header"])
    for number, each in enumerate(entries):
        digest = payload_digest(SALT, each["payload"])
        previous = link(previous, number, each["kind"], datetime.fromisoformat(each["recorded_at"]), digest)
        told = {"salt": SALT, "digest": digest, "chain": previous, "payload": each["payload"]}
        each.update({name: base64.b64encode(value).decode() for name, value in told.items()})
    return {**body, "entries": entries}


def refused(pair: Bound, answer, reason: str, status: int = 422) -> None:
    assert (answer.status_code, answer.json().get("reason")) == (status, reason), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert pair.there() == {}
    assert [each.reason for each in pair.company.devices.refusals()] == [reason]


def edit(entries: list[dict], kind: str, change: Callable[[dict], object]) -> None:
    for each in entries:
        if each["kind"] == kind:
            data = json.loads(each["payload"])
            change(data)
            each["payload"] = json.dumps(data).encode()


def test_a_session_of_somebody_else_is_refused(pair: Bound):
    other = bind(pair.company, pair.desktop, pair.company.add_person("Boris").id, ADDRESS)
    theirs = plain(pair, record_as(pair.desktop, other.person_id, pattern(ENTRIES, Mode.EXAM, ("I am sorry.",))))
    refused(pair, put(pair, theirs), "other_person")
    assert put(pair, theirs, token=other.token).status_code == 200
    assert put(pair, theirs).json()["reason"] == "other_person"
    mine = plain(pair, pair.play())
    mine["header"]["person_id"] = other.person_id
    assert put(pair, mine, token=other.token).json()["reason"] == "broken"


def test_a_forged_grade_is_not_believed_anywhere(pair: Bound):
    exam = pair.play()
    honest = pair.desktop.session(exam)

    def forge(entries: list[dict]) -> None:
        edit(entries, "graded", lambda data: data["grade"].update(overall=100, failed=[], caps=[]))
        edit(entries, "graded", lambda data: [step.update(points=100) for step in data["grade"]["steps"].values()])
        edit(entries, "finished", lambda data: data.update(overall=100, ending="won_back"))

    assert put(pair, rechained(plain(pair, exam), forge)).status_code == 200
    there = pair.company.session(exam)
    assert (there.overall, there.ending) == (honest.overall, honest.ending)
    assert (there.ended_at, there.entry_count) == (honest.ended_at, ENTRIES + 2)
    mark = read_mark(pair.company, exam)
    assert (mark.overall, mark.machine["overall"]) == (honest.overall, honest.overall)
    assert not mark.by_person
    assert pair.company.verify(exam).ok
    assert pair.company.rebuild(exam) == there
    pair.company.erase_person(pair.link.person_id)
    assert pair.company.session(exam).overall == honest.overall, "what stays of an erased session is ours as well"


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"overall": "x"},
        {"overall": None, "steps": 7},
        {"steps": {}, "pillars": [], "versions": {}, "turns": [{}]},
        {"overall": 10**400},
    ],
)
def test_a_grade_of_another_shape_is_replaced_or_refused(pair: Bound, wrong: dict):
    exam = pair.play()
    answer = put(
        pair,
        rechained(plain(pair, exam), lambda entries: edit(entries, "graded", lambda data: data.update(grade=wrong))),
    )
    if answer.status_code == 200:
        assert read_mark(pair.company, exam).overall == pair.desktop.session(exam).overall
    else:
        refused(pair, answer, "ungradable")


@pytest.mark.parametrize("kind", ["mark.confirmed", "mark.proposed", "rated", "commented", "shift", "invented"])
def test_marks_and_words_of_others_do_not_come_from_a_desktop(pair: Bound, kind: str):
    exam = pair.play()
    entry = {"kind": kind, "recorded_at": plain(pair, exam)["entries"][-1]["recorded_at"], "payload": b"{}"}
    refused(pair, put(pair, rechained(plain(pair, exam), lambda entries: entries.append(entry))), "foreign")


@pytest.mark.parametrize("kind", ["mark.confirmed", "graded", "finished", "step"])
def test_nor_do_they_come_later(pair: Bound, kind: str):
    exam = pair.play()
    assert put(pair, plain(pair, exam)).status_code == 200
    pair.desktop.append(exam, ENTRIES, kind, b'{"by":"","what":{}}')
    assert put(pair, plain(pair, exam, ENTRIES)).json()["reason"] == "foreign"
    assert put(pair, plain(pair, exam)).json()["reason"] == "foreign", "nor with the whole once more"
    assert len(pair.company.entries(exam)) == ENTRIES


def test_an_exam_on_a_scene_of_ones_own_is_refused_and_practice_on_it_is_not(pair: Bound):
    made = pattern(ENTRIES, Mode.EXAM, ("I am sorry.",))
    content = made.content.replace(b'"anger"', b'"anger" ', 1)
    digest = hashlib.sha256(content).hexdigest()
    header = SessionHeader("beyond_authority", digest, "en", Mode.EXAM, made.header.seed)
    pair.desktop.put_scenario(digest, content)
    mine = pair.desktop.begin(pair.link.person_id, header, made.entries[0][1], made.entries[1:-1])
    pair.desktop.finish(mine, ENTRIES - 1, ending=made.ending, overall=made.overall)
    headers = {"Authorization": f"Bearer {pair.link.token}"}
    assert pair.client.put(f"/api/v1/sync/scenarios/{digest}", content=content, headers=headers).status_code == 204
    refused(pair, put(pair, plain(pair, mine)), "unknown_scene")


def test_scenes_are_kept_only_where_they_are_scenes_and_their_hash_is_theirs(pair: Bound, monkeypatch):
    monkeypatch.setattr("simulator.console.api_sync.BY_SCENE", Limit("scene", tuple(parse_many("3 per day"))))
    headers = {"Authorization": f"Bearer {pair.link.token}"}
    content = pattern(ENTRIES, Mode.EXAM, ("I am sorry.",)).content
    for wrong, digest in (
        (content, "0" * 64),
        (b"{}", hashlib.sha256(b"{}").hexdigest()),
        (b"[" * 100_000, hashlib.sha256(b"[" * 100_000).hexdigest()),
    ):
        assert pair.client.put(f"/api/v1/sync/scenarios/{digest}", content=wrong, headers=headers).status_code == 422
    assert (
        pair.client.get(f"/api/v1/sync/scenarios/{hashlib.sha256(content).hexdigest()}", headers=headers).status_code
        == 404
    )
    digest = hashlib.sha256(content).hexdigest()
    answer = pair.client.put(f"/api/v1/sync/scenarios/{digest}", content=content, headers=headers)
    assert answer.status_code == 429, "no desktop fills the company's disk"


def test_what_was_never_played_is_refused_before_anything_is_heard_in_it(pair: Bound, monkeypatch):
    """Hearing takes long, and one session is graded at a time: nobody is to hold up the exams of all others."""

    def endless(entries: list[dict]) -> None:
        place = next(number for number, each in enumerate(entries) if each["kind"] == "step")
        entries[place : place + 1] = [dict(entries[place]) for _ in range(200)]

    def other(entries: list[dict]) -> None:
        edit(entries, "step", lambda data: data.update(events=[]))

    monkeypatch.setattr("simulator.training.verdict.heard_again", pytest.fail)
    for change, reason in ((endless, "ungradable"), (other, "forged")):
        answer = put(pair, rechained(plain(pair, pair.play()), change))
        assert (answer.status_code, answer.json()["reason"]) == (422, reason)


def test_events_that_do_not_follow_are_refused(pair: Bound):
    def forge(entries: list[dict]) -> None:
        edit(entries, "step", lambda data: data.update(events=data["events"][:-1]))

    refused(pair, put(pair, rechained(plain(pair, pair.play()), forge)), "forged")


def test_what_is_changed_without_the_chain_is_broken(pair: Bound):
    for change in (
        lambda body: body["header"].update(seed=8),
        lambda body: body["header"].update(mode="practice", purpose="training"),
        lambda body: body["entries"][1].update(payload=base64.b64encode(b"{}").decode()),
        lambda body: body["entries"].pop(2),
        lambda body: body["entries"].reverse(),
        lambda body: body["header"].update(chain_version=2),
    ):
        body = plain(pair, pair.play())
        change(body)
        answer = put(pair, body)
        assert (answer.status_code, answer.json()["reason"]) in {(422, "broken"), (422, "foreign")}, answer.text
    assert pair.there() == {}


def test_a_gap_and_a_session_still_played_are_refused(pair: Bound):
    exam = pair.play()
    refused(pair, put(pair, plain(pair, exam, 3)), "gap", 409)
    pair.company.devices.settle_refusals(exam)
    made = pattern(ENTRIES, Mode.EXAM, ("I am sorry.",))
    open_one = pair.desktop.begin(pair.link.person_id, made.header, made.entries[0][1], made.entries[1:-1])
    refused(pair, put(pair, plain(pair, open_one)), "not_ended")


def test_another_continuation_is_a_conflict_and_named(pair: Bound):
    exam = pair.play()
    assert put(pair, plain(pair, exam)).status_code == 200
    body = plain(pair, exam)
    pair.desktop.append(exam, ENTRIES, "case", b'{"turn": 1}')
    tail = plain(pair, exam, ENTRIES)
    other = rechained(body, lambda entries: None)
    assert put(pair, other).status_code == 409
    assert put(pair, tail).status_code == 200
    tail["entries"] = rechained(tail, lambda entries: None)["entries"]
    answer = put(pair, tail)
    assert (answer.status_code, answer.json()["reason"]) == (409, "conflict")
    assert [each.reason for each in pair.company.devices.refusals()] == ["conflict"]


@pytest.mark.parametrize("text", ["\0", "\ud800", "\u202e", "a" * 2_000])
def test_whatever_was_typed_goes_up_as_it_is(pair: Bound, text: str):
    made = pattern(ENTRIES, Mode.EXAM, (text,))
    exam = record_as(pair.desktop, pair.link.person_id, made)
    assert pair.machine().sync().uploaded == (exam,)
    assert pair.there() == {exam: pair.here(exam)}


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("step", lambda data: data["input"].update(text="a" * 2_001)),
        ("step", lambda data: data.update(input={"kind": "waited", "ms": 10**30})),
        ("step", lambda data: data.update(events=7)),
        ("started", lambda data: data.update(seed=8)),
        ("started", lambda data: data.update(language="fi")),
        ("started", lambda data: data.update(mode="practice")),
        ("finished", lambda data: data.update(overall=10**30)),
        ("finished", lambda data: data.update(ending="\0")),
        ("finished", lambda data: data.clear()),
    ],
)  # fmt: skip
def test_values_that_nobody_could_have_played_are_refused(pair: Bound, kind: str, change: Callable[[dict], object]):
    body = rechained(plain(pair, pair.play()), lambda entries: edit(entries, kind, change))
    answer = put(pair, body)
    assert answer.status_code == 422, answer.text
    assert answer.json()["reason"] in {"foreign", "ungradable", "forged"}
    assert pair.there() == {}


@pytest.mark.parametrize("year", ["0001", "1969", "2200", "9999"])
def test_times_that_no_clock_shows_are_refused_also_later(pair: Bound, year: str):
    """Pages reckon with times: one such session would keep everybody from the list of its assignment."""

    def move(entries: list[dict]) -> None:
        for each in entries:
            each["recorded_at"] = year + each["recorded_at"][4:]

    exam = pair.play()
    body = plain(pair, exam)
    began = {**body["header"], "started_at": year + body["header"]["started_at"][4:]}
    assert put(pair, rechained({**body, "header": began}, move)).json()["reason"] == "foreign"
    assert pair.there() == {}
    pair.machine().sync()
    day = datetime.fromisoformat(f"{year}-02-03T00:00:00+00:00")
    with open_journal(pair.folder / "desktop.sqlite3", clock=lambda: day) as later:
        later.append(exam, ENTRIES, "case", b'{"claimed":"own","turn":1}')
    assert put(pair, plain(pair, exam, ENTRIES)).json()["reason"] == "foreign"
    assert pair.company.session(exam).entry_count == ENTRIES


@pytest.mark.parametrize("kind", ["case", "coached", "guessed", "unsaid"])
def test_nobody_makes_their_session_unreadable_later(pair: Bound, kind: str):
    """Every page of it reads what stands beside the conversation."""
    exam = pair.play()
    pair.machine().sync()
    texts = (b"\xff", b"[]", b"{}", b'{"turn":"x","claimed":7}', b'{"a":' + b"[" * 50_000 + b"]" * 50_000 + b"}")
    sound = {"turn": 1, "strength": "nudge", "pillars": {"calm": 50}, "text": "half \ud800 a letter \0"}
    for payload in (*texts, json.dumps(sound).encode()):
        body = plain(pair, exam)
        tail = {**body["entries"][-1], "kind": kind, "payload": base64.b64encode(payload).decode()}
        salt, digest = bytes(16), payload_digest(bytes(16), payload)
        last, at = base64.b64decode(tail["chain"]), datetime.fromisoformat(tail["recorded_at"])
        told = {"salt": salt, "digest": digest, "chain": link(last, ENTRIES, kind, at, digest)}
        tail |= {name: base64.b64encode(value).decode() for name, value in told.items()}
        answer = put(pair, {**body, "first": ENTRIES, "entries": [tail]})
        expected = (422, "ungradable") if payload in texts else (200, None)
        assert (answer.status_code, answer.json().get("reason")) == expected, payload[:40]


def test_words_nested_without_end_are_refused(pair: Bound):
    def nest(entries: list[dict]) -> None:
        entries[1]["payload"] = b'{"input":' + b"[" * 100_000 + b"]" * 100_000 + b"}"

    refused(pair, put(pair, rechained(plain(pair, pair.play()), nest)), "ungradable")


def test_sizes_have_bounds_also_once_unpacked(pair: Bound):
    exam = pair.play()
    bomb = gzip.compress(b" " * 200_000_000, 9)
    assert len(bomb) < MOST_PACKED
    answer = put(pair, bomb, exam, **{"Content-Encoding": "gzip"})
    assert (answer.status_code, answer.json()["reason"]) == (413, "too_large")
    assert put(pair, bytes(MOST_PACKED + 1), exam).status_code == 413
    # Each of these would be gigabytes once it is read, and keep the server busy for half a minute.
    for many in (b'{"entries":[' + b"{}," * 5_000_000 + b"{}]}", b"{" + b'"1":1,' * 3_000_000 + b'"a":1}'):
        answer = put(pair, gzip.compress(many, 1), exam, **{"Content-Encoding": "gzip"})
        assert (answer.status_code, answer.json()["reason"]) == (413, "too_large")
    stranger = gzip.compress(b'{"code":"' + bytes(1_000_000) + b'"}')
    joining = pair.client.post("/api/v1/join", content=stranger, headers={"Content-Encoding": "gzip"})
    assert joining.status_code == 413, "of strangers hardly anything is unpacked"
    for wrong in (b"", b"nothing", gzip.compress(b"{}")[:-3], gzip.compress(b"{}") + b"x"):
        assert put(pair, wrong, exam, **{"Content-Encoding": "gzip"}).status_code == 422
    assert put(pair, b"{}", exam, **{"Content-Encoding": "br"}).status_code == 415
    assert put(pair, b"[" * 1_000_000, exam).status_code == 422
    huge = plain(pair, exam)
    huge["header"]["seed"] = 2**63
    assert put(pair, huge).status_code == 422
    huge["header"]["seed"], huge["first"] = 7, 2**31
    assert put(pair, huge).status_code == 422
    assert put(pair, plain(pair, exam), pair.play()).status_code == 422, "the address names another session"
    assert pair.there() == {}


def test_a_journal_that_was_tampered_with_is_refused_and_named_and_the_rest_goes_up(pair: Bound):
    bad, good = pair.play(), pair.play()
    with pair.desktop.store.alone() as driver:
        driver.execute("DROP TRIGGER entry_never_changed")
        driver.execute("UPDATE entry SET payload = ? WHERE session_id = ? AND sequence = 1", (b'{"input":{}}', bad))
    report = pair.machine().sync()
    assert report.uploaded == (good,)
    assert [(each.session, each.reason) for each in report.refused] == [(bad, "broken")]
    assert [(each.session_id, each.reason) for each in pair.company.devices.refusals()] == [(bad, "broken")]
    assert [each.session_id for each in pair.desktop.devices.refusals()] == [bad]
    pair.sent.clear()
    again = pair.machine().sync()
    assert [each.session for each in again.refused] == [bad]
    assert [request.method for request in pair.sent] == ["GET"], "not sent again at once"
