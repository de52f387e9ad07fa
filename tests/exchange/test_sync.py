"""A desktop joins, sends what is to go up and nothing else, and is told what stands in the way; nothing is lost."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete

from simulator.console.tokens import token_hash
from simulator.errors import SurroundingsError, UsageError
from simulator.exchange import (
    COMPANY,
    Answer,
    Request,
    UnreachableError,
    backoff_s,
    checked_address,
    code_hash,
    join,
    leave,
    load_link,
    new_code,
    receipt_holds,
)
from simulator.marking import Reviewer, append_event, confirm, read_mark
from simulator.record import Mode
from simulator.record.company_tables import signing_key
from simulator.texts import languages, texts

from .bound import ADDRESS, Bound, now
from .desktops import pattern, record_as


def code_for(pair: Bound, *, minutes: int = 10) -> str:
    code = new_code()
    person = pair.company.add_person("Boris \ud800\0").id
    ends = now() + timedelta(minutes=minutes)
    pair.company.devices.make_code(code_hash(code), person_id=person, by="", expires_at=ends)
    return code


def joins(pair: Bound, code: str, name: str = "new", **more):
    return join(
        ADDRESS, code, pair.desktop, pair.folder / name, device="T\udc80ill", clock=now, **{"send": pair.send, **more}
    )


def test_a_code_lets_one_desktop_join_as_the_person_it_was_made_for(pair: Bound):
    code = code_for(pair)
    link = joins(pair, code.lower().replace("-", " "))
    assert load_link(pair.folder / "new") == link
    assert (pair.folder / "new" / "company.json").stat().st_mode & 0o077 == 0
    assert pair.desktop.person(link.person_id).display_name == "Boris ?\0"
    [device] = pair.company.devices.of_person(link.person_id)
    assert (device.id, device.name) == (link.device_id, "T?ill")
    assert link.token not in repr(link)
    with pytest.raises(UsageError, match="used, run out, or be mistyped"):
        joins(pair, code, "another")
    with pytest.raises(UsageError, match="already"):
        joins(pair, code_for(pair))
    assert leave(pair.folder / "new") == link
    assert leave(pair.folder / "new") is None


def try_codes(pair: Bound, times: int) -> None:
    for _ in range(times):
        with pytest.raises(UsageError):
            joins(pair, "NONE-SUCH")


@pytest.mark.slow
def test_a_code_that_is_over_or_wrong_opens_nothing_and_trying_is_limited(pair: Bound):
    with pytest.raises(UsageError):
        joins(pair, code_for(pair, minutes=-1))
    with pytest.raises(SurroundingsError, match="no time"):
        try_codes(pair, 30)
    assert not (pair.folder / "new" / "company.json").exists()


@pytest.mark.parametrize(
    "address",
    [
        "http://training.example.org",
        "ftp://x.org",
        "https://",
        "https://user:pw@x.org",
        "https://x.org:99999",
        "http://127.0.0.1.example.org",
    ],
)
def test_nothing_is_sent_without_encryption_except_to_this_machine(address: str):
    with pytest.raises(UsageError):
        checked_address(address)
    assert checked_address("training.example.org/") == "https://training.example.org"
    assert checked_address("http://[::1]:8765/x") == "http://[::1]:8765"


def test_nothing_leaves_without_joining_and_practice_stays_at_home_unless_shared(pair: Bound):
    stranger = pair.desktop.add_person("Somebody of this machine").id
    pair.play()
    exam, practice, other = pair.play(), pair.play(Mode.PRACTICE), pair.play(Mode.PRACTICE)
    own = record_as(pair.desktop, stranger, pattern(6, Mode.EXAM, ("I am sorry.",)))
    assert pair.sent == []
    report = pair.machine().sync()
    assert report.error == ""
    assert exam in report.uploaded
    assert not {practice, other, own} & pair.there().keys()
    for words in (practice, other, own):
        assert not any(words.encode() in request.body or words in request.url for request in pair.sent)
    pair.link = pair.machine().share(practice)
    pair.machine().sync()
    assert practice in pair.there()
    assert other not in pair.there()
    with pytest.raises(UsageError):
        pair.machine().share(own)
    pair.link = pair.machine().share_practice(share=True)
    report = pair.machine().sync()
    assert (report.error, report.refused) == ("", ())
    assert other not in pair.there(), "what was practised before was practised in private"
    later = pair.play(Mode.PRACTICE)
    pair.machine().sync()
    assert later in pair.there()
    assert own not in pair.there()


@pytest.mark.slow
def test_what_went_up_is_signed_for_and_a_second_time_nothing_goes_up(pair: Bound):
    exam = pair.play()
    assert pair.machine().sync().uploaded == (exam,)
    receipt = pair.machine().receipts([exam])[exam]
    keys = pair.company.devices.keys()
    [key] = [each.public_key for each in keys if each.id == receipt.key_id]
    assert receipt_holds(receipt, key)
    assert not receipt_holds(replace(receipt, entry_count=5), key)
    assert receipt.head_chain == pair.desktop.entries(exam)[-1].chain
    known = pair.desktop.devices.keys()
    assert {each.private_key for each in known} == {None}
    pair.sent.clear()
    assert pair.machine().sync().uploaded == ()
    assert [request.method for request in pair.sent] == ["GET"]
    assert pair.company.session(exam) == pair.desktop.session(exam)


@pytest.mark.slow
def test_a_lost_answer_and_a_lost_request_double_nothing(pair: Bound):
    exam = pair.play()

    def lose(request):
        pair.carry(request)
        raise UnreachableError("lost")

    for _ in range(3):
        report = pair.machine(send=lose).sync()
        assert (report.error, report.waiting) == ("unreachable", (exam,))
    put = []

    def lose_uploads(request):
        if request.method == "PUT":
            put.append(request)
            return lose(request)
        return pair.carry(request)

    assert pair.machine(send=lose_uploads).sync().error == "unreachable"
    assert list(pair.there()) == [exam], "it was taken, only the answer was lost"
    report = pair.machine().sync()
    assert (report.error, report.waiting, report.uploaded) == ("", (), ())
    assert pair.carry(put[0]).status == 200, "a doubled request is answered as the first"
    assert pair.there() == {exam: pair.here(exam)}
    assert len(pair.company.devices.receipts(exam)) == 1


@pytest.mark.slow
def test_what_comes_later_follows_also_where_a_person_has_marked_meanwhile(pair: Bound):
    exam = pair.play()
    pair.machine().sync()
    mark = read_mark(pair.company, exam)
    reviewer = pair.company.add_person("Tove").id
    append_event(pair.company, exam, confirm(mark, pair.link.person_id, Reviewer(reviewer, reviews=True), now()), mark)
    case = b'{"claimed":"thank","turn":1}'
    pair.desktop.append(exam, pair.desktop.session(exam).entry_count, "case", case)
    assert pair.machine().sync().uploaded == (exam,)
    kinds = [each.kind for each in pair.company.entries(exam)]
    assert kinds[-2:] == ["mark.confirmed", "case"]
    assert pair.company.entries(exam)[-1].payload == case
    assert pair.company.entries(exam)[-1].recorded_at == pair.desktop.entries(exam)[-1].recorded_at
    assert pair.company.verify(exam).ok
    receipt = pair.machine().receipts([exam])[exam]
    assert (receipt.entry_count, receipt.head_chain) == (7, pair.desktop.entries(exam)[-1].chain)
    pair.desktop.append(exam, 7, "case", b'{"claimed":"own","turn":1}')
    assert pair.machine().sync().uploaded == (exam,)
    assert [each.kind for each in pair.company.entries(exam)][-2:] == ["case", "case"]


@pytest.mark.slow
def test_a_desktop_that_is_no_longer_let_in_is_told_and_loses_nothing(pair: Bound):
    exam = pair.play()
    pair.company.devices.revoke(pair.link.device_id)
    machine = pair.machine()
    report = machine.sync()
    assert (report.error, report.retry_at, report.waiting) == ("revoked", None, (exam,))
    assert load_link(pair.folder).revoked
    assert not machine.due()
    assert pair.desktop.verify(exam).ok


def test_while_its_person_is_blocked_a_desktop_is_told_and_afterwards_goes_on_by_itself(pair: Bound):
    account = pair.company.logins.add(pair.link.person_id, "aino", None)
    exam, machine = pair.play(), pair.machine()
    pair.company.logins.block(account.id)
    report = machine.sync()
    assert (report.error, report.waiting, pair.there()) == ("blocked", (exam,), {})
    assert report.retry_at > now(), "it asks again by itself"
    link = load_link(pair.folder)
    assert (link.blocked, link.revoked, link.not_before) == (True, False, report.retry_at)
    pair.company.logins.unblock(account.id)
    assert machine.sync().uploaded == (exam,)
    assert not load_link(pair.folder).blocked


def test_what_the_company_is_called_reaches_its_desktops_and_what_a_newer_one_says_beside_it_is_passed_over(pair: Bound):
    pair.company.office.set(COMPANY, "Nordic Rail \ud800", by="")
    assert pair.machine().sync().error == ""
    assert load_link(pair.folder).company == "Nordic Rail ?"

    def newer(request: Request) -> Answer:
        answer = pair.send(request)
        told = json.loads(answer.body) | {"weather": "fine"}
        told.pop("company", None)
        return replace(answer, body=json.dumps(told).encode())

    assert pair.machine(send=newer).sync().error == ""
    assert load_link(pair.folder).company == "Nordic Rail ?", "who does not say is not called otherwise"


@pytest.mark.parametrize("language", languages())
def test_whatever_went_wrong_has_words_for_a_terminal(language: str):
    t = texts(language)
    for error in ("unreachable", "busy", "revoked", "blocked", "disk", "fault"):
        assert t(f"company.error.{error}", company="Nordic Rail")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer(200, b"<html>sign in to this network", {"content-type": "text/html"}), "unreachable"),
        (Answer(302, b"", {"location": "https://portal.example"}), "unreachable"),
        (Answer(401, b"{}", {"content-type": "application/json"}), "unreachable"),
        (Answer(401, b"<html>", {"content-type": "text/html"}), "unreachable"),
        (Answer(502, b"", {}), "fault"),
        (Answer(503, b"", {"retry-after": "120"}), "busy"),
        (Answer(429, b"", {"retry-after": "9" * 400}), "busy"),
        (Answer(200, b'{"answers":[]}' + b" " * 10, {}), "unreachable"),
    ],
)  # fmt: skip
def test_whatever_answers_in_the_companys_place_nothing_is_lost(pair: Bound, answer: Answer, error: str):
    exam = pair.play()
    machine = pair.machine(send=lambda _: answer)
    report = machine.sync()
    assert (report.error, report.waiting) == (error, (exam,))
    assert not machine.due()
    assert report.retry_at > now()
    if "retry-after" in answer.headers and error == "busy" and len(answer.headers["retry-after"]) < 5:
        assert report.retry_at - now() > timedelta(seconds=100)
    assert pair.machine().sync().uploaded == (exam,)
    assert pair.machine().due()


def test_waiting_grows_and_has_an_end():
    dice = random.Random(1)
    waits = [backoff_s(tries, dice) for tries in range(1, 40)]
    assert 1 <= waits[0] <= 2
    assert all(wait <= 900 for wait in waits)
    assert min(waits[20:]) >= 450


@pytest.mark.slow
def test_a_receipt_that_the_company_did_not_sign_is_none(pair: Bound):
    exam = pair.play()

    def forge(request):
        answer = pair.carry(request)
        return (
            replace(answer, body=answer.body.replace(b'"entry_count":6', b'"entry_count":7'))
            if request.method == "PUT"
            else answer
        )

    assert pair.machine(send=forge).sync().error == "fault"
    assert pair.machine().receipts([exam]) == {}


@pytest.mark.slow
def test_a_company_that_signs_with_another_key_is_asked_for_it(pair: Bound):
    exams = {pair.play() for _ in range(5)}
    with pair.desktop.store.write() as writing:
        writing.execute(delete(signing_key))
    assert set(pair.machine().sync().uploaded) == exams
    assert pair.machine().receipts(exams).keys() == exams


def test_what_another_program_does_to_the_bond_meanwhile_stands(pair: Bound):
    def share(request):
        pair.machine().share_practice(share=True)
        raise UnreachableError("lost")

    def go(request):
        leave(pair.folder)
        raise UnreachableError("lost")

    assert pair.machine(send=share).sync().error == "unreachable"
    kept = load_link(pair.folder)
    assert (kept.share_practice, kept.tries) == (True, 1)
    assert pair.machine(send=go).sync().error == "unreachable"
    assert load_link(pair.folder) is None, "who has left does not belong again"


@pytest.mark.slow
def test_a_full_disk_of_either_side_loses_nothing(pair: Bound, monkeypatch):
    exam = pair.play()

    def full(*_, **__):
        raise SurroundingsError("The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr("simulator.exchange.receiving.take_upload", full)
        assert pair.machine().sync().error == "busy"
    assert pair.there() == {}
    with monkeypatch.context() as patched:
        patched.setattr(type(pair.desktop.devices), "keep_receipt", full)
        assert pair.machine().sync().error == "disk"
    assert pair.machine().sync().waiting == ()
    assert pair.there() == {exam: pair.here(exam)}


@pytest.mark.slow
def test_a_wrong_clock_is_kept_beside_the_receipt_and_changes_no_time(pair: Bound):
    pair.clock = lambda: now() + timedelta(days=400)
    exam = pair.play()
    pair.machine().sync()
    [receipt] = pair.company.devices.receipts(exam)
    assert abs(receipt.clock_offset_s - 400 * 86400) < 60
    assert abs(receipt.received_at - now()) < timedelta(minutes=1)
    assert pair.company.session(exam).started_at == pair.desktop.session(exam).started_at
    assert abs(pair.company.devices.device(pair.link.device_id).clock_offset_s - 400 * 86400) < 60


def test_a_token_of_a_desktop_opens_nothing_else_and_others_open_nothing_here(pair: Bound):
    headers = {"Authorization": f"Bearer {pair.link.token}"}
    assert pair.client.get("/api/v1/people", headers=headers).status_code == 401
    assert pair.client.get("/api/v1/sync/state?now=2026-01-01T00:00:00Z").status_code == 401
    assert pair.company.devices.by_token(token_hash(pair.link.token)).id == pair.link.device_id
