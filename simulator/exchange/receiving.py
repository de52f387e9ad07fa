"""The company's side: what desktops send is looked through, graded anew, kept and signed for."""

from __future__ import annotations

import hashlib
import secrets
import threading
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from simulator.errors import SilkGlovesError
from simulator.record import (
    FINISHED_KIND,
    FIRST_KIND,
    GRADED_KIND,
    RESTORED,
    Device,
    Entry,
    Journal,
    JournalError,
    Judged,
    Mode,
    Refusal,
    RefusalReason,
    SentSession,
    SessionHeader,
    SessionRecord,
    UnknownRecordError,
    take_upload,
    whole_of,
)
from simulator.review import (
    CASE_KIND,
    COACHED_KIND,
    GUESSED_KIND,
    RESUMED_KIND,
    STEP_KIND,
)
from simulator.scenario import Scenario, ScenarioError, load_bundle

from .assigning import assigned_to, pools_of, scenes_given
from .attempts import assignment_of
from .beside import BESIDE_KINDS, UNSAID_KIND, is_readable
from .codes import code_hash, token_hash
from .marks import marks_of
from .signing import new_key, public_keys, signer, to_wire
from .wire import (
    MOST_SCENE,
    MOST_SCENE_VALUES,
    JoinAsked,
    Joined,
    Offer,
    OfferAnswer,
    OfferAnswers,
    Offered,
    PersonOfCompany,
    SentEntry,
    SignedReceipt,
    State,
    Upload,
)

COMPANY = "company.name"
"""The setting that says what the company is called."""
SCENARIO_NEEDED = "scenario_needed"
BUSY = "busy"
WHOLE_KINDS = frozenset({
    FIRST_KIND, STEP_KIND, COACHED_KIND, GUESSED_KIND, RESUMED_KIND, UNSAID_KIND, GRADED_KIND, FINISHED_KIND, CASE_KIND,
})  # fmt: skip
"""Kinds of entries a desktop writes while a session is played and read. What people of the company write is none."""
TAIL_KINDS = BESIDE_KINDS
"""Kinds that may follow once it is over."""
TAKEN_MODES = frozenset({Mode.PRACTICE, Mode.EXAM, Mode.SHIFT})
"""A shift's own record stays on the desktop: its sums cannot be worked out here without all its customers."""
GRADING_WAIT_S = 20.0
_GRADING = threading.BoundedSemaphore(1)
"""One session is graded at a time in a process: the pages are to stay quick."""


@dataclass(frozen=True, slots=True)
class Received:
    """What became of an upload.

    Args:
        receipt: the signed word that it is here; None where it is not.
        reason: why it is not, a word of `RefusalReason`; `SCENARIO_NEEDED` where the scene's bytes are to come first;
            `BUSY` where it is to be sent again later.
        detail: what did not fit, in one line for a terminal.
        regraded: whether the company's grader saw it otherwise than the desktop's.
    """

    receipt: SignedReceipt | None = None
    reason: str = ""
    detail: str = ""
    regraded: bool = False


class _RefusedError(Exception):
    def __init__(self, reason: RefusalReason, detail: str) -> None:
        super().__init__(detail)
        self.reason, self.detail = reason, detail


def admit(journal: Journal, asked: JoinAsked, now: datetime) -> Joined | None:
    """Let a desktop join; None where its code opens nothing.

    Args:
        journal: the company's records.
        asked: what it sent.
        now: the company's clock.
    """
    token = secrets.token_urlsafe(32)
    journal.devices.signing_key(new_key)
    device = journal.devices.add(
        code_hash(asked.code), token_hash(token), name=asked.device, product=asked.product
    )  # fmt: skip
    if device is None:
        return None
    journal.devices.touch(device.id, offset_s(asked.now, now))
    return Joined(
        token=token,
        device_id=device.id,
        person=_person(journal, device.person_id),
        company=_company(journal),
        keys=public_keys(journal.devices.keys()),
    )


def _company(journal: Journal) -> str:
    return _whole_letters(str(journal.office.setting(COMPANY, "")))[:200]


def _person(journal: Journal, person_id: str) -> PersonOfCompany:
    found = journal.person(person_id)
    return PersonOfCompany(id=found.id, name=_whole_letters(found.display_name or "")[:2000], language=found.language)


def _whole_letters(text: str) -> str:
    """A text without halves of letters, which no JSON of others may hold."""
    return text.encode("utf-8", "replace").decode()


def offset_s(theirs: datetime, ours: datetime) -> int:
    """By how many seconds a desktop's clock is ahead of ours; a clock that is beyond all bounds counts as at them."""
    return max(-(2**31), min(2**31 - 1, round((theirs - ours).total_seconds())))


# What goes up


def answer_offer(journal: Journal, device: Device, offer: Offer, now: datetime) -> OfferAnswers:
    """Say of each offered session whether it is here, and else from which entry on it is needed.

    Args:
        journal: the company's records.
        device: who offers.
        offer: what.
        now: the company's clock.
    """
    journal.devices.touch(device.id, offset_s(offer.now, now))
    return OfferAnswers(answers=[_answer(journal, device, each) for each in offer.sessions])


def _answer(journal: Journal, device: Device, offered: Offered) -> OfferAnswer:
    try:
        record = journal.session(offered.id)
    except UnknownRecordError:
        return OfferAnswer(id=offered.id, answer="need")
    if record.person_id != device.person_id:
        detail = "it belongs to somebody else here"
        _note(journal, device, offered.id, RefusalReason.OTHER_PERSON, detail)
        return OfferAnswer(id=offered.id, answer="refused", reason=RefusalReason.OTHER_PERSON.value, detail=detail)
    signed = journal.devices.receipts(offered.id)
    if not signed:
        return OfferAnswer(id=offered.id, answer="need")
    exact = next((each for each in signed if each.entry_count == offered.entry_count), signed[-1])
    if journal.devices.holds(offered.id, offered.entry_count, offered.head):
        return OfferAnswer(id=offered.id, answer="have", receipt=to_wire(exact))
    if offered.entry_count > signed[-1].entry_count:
        return OfferAnswer(id=offered.id, answer="need", first=signed[-1].entry_count)
    detail = f"it goes on otherwise than here before entry {offered.entry_count}"
    _note(journal, device, offered.id, RefusalReason.CONFLICT, detail)
    return OfferAnswer(id=offered.id, answer="conflict", reason=RefusalReason.CONFLICT.value, detail=detail)


def receive(journal: Journal, device: Device, upload: Upload, now: datetime) -> Received:
    """Take a session in, or say why not: verified, graded anew from its responses, kept and signed for, all at once.

    Args:
        journal: the company's records.
        device: who sends.
        upload: what.
        now: the company's clock.
    """
    ahead_s = offset_s(upload.now, now)
    journal.devices.touch(device.id, ahead_s)
    session_id = upload.header.id
    try:
        sent = _sent(upload, device)
        content, judged = b"", Judged()
        if not journal.devices.receipts(session_id):
            looked = _looked_through(journal, sent)
            content = journal.scenario(sent.header.scenario_hash)
            if not _GRADING.acquire(timeout=GRADING_WAIT_S):
                return Received(reason=BUSY, detail="too many sessions are being graded")
            try:
                judged = _judged(journal, looked, sent, content)
            finally:
                _GRADING.release()
    except UnknownRecordError:
        return Received(reason=SCENARIO_NEEDED, detail=upload.header.scenario_hash)
    except _RefusedError as refused:
        _note(journal, device, session_id, refused.reason, refused.detail)
        return Received(reason=refused.reason.value, detail=refused.detail[:300])
    sign = signer(journal.devices.signing_key(new_key), session_id, now, device.id, ahead_s)
    kept = take_upload(journal, sent, sign, tail_kinds=TAIL_KINDS, content=content, judged=judged)
    if isinstance(kept, Refusal):
        _note(journal, device, session_id, kept.reason, kept.detail)
        return Received(reason=kept.reason.value, detail=kept.detail[:300])
    return Received(to_wire(kept), regraded=bool(judged.after))


def _note(journal: Journal, device: Device, session_id: str, reason: RefusalReason, detail: str) -> None:
    journal.devices.note_refusal(
        session_id, reason.value, detail, person_id=device.person_id, device_id=device.id
    )  # fmt: skip


def _sent(upload: Upload, device: Device) -> SentSession:
    """An upload as values of the records."""
    told = upload.header
    if told.person_id != device.person_id:
        raise _RefusedError(RefusalReason.OTHER_PERSON, "it is not of the person whose desktop this is")
    try:
        header = SessionHeader(
            scenario_slug=told.scenario_slug,
            scenario_hash=told.scenario_hash,
            language=told.language,
            mode=told.mode,
            seed=told.seed,
            parent_session_id=told.parent_session_id,
            fork_sequence=told.fork_sequence,
            purpose=told.purpose,  # type: ignore[arg-type]  # settled as an enumeration by the header itself
        )
        entries = tuple(_entry(told.id, number, each) for number, each in enumerate(upload.entries, upload.first))
        started_at = datetime.fromisoformat(told.started_at)
    except (ValueError, OverflowError) as error:
        raise _RefusedError(RefusalReason.FOREIGN, ascii(str(error))[:200]) from error
    unread = next((each for each in entries if not is_readable(each)), None)
    if unread is not None:
        raise _RefusedError(RefusalReason.UNGRADABLE, f"entry {unread.sequence} of kind {unread.kind} cannot be read")
    return SentSession(told.id, told.person_id, header, told.chain_version, started_at, upload.first, entries)


def _entry(session_id: str, number: int, each: SentEntry) -> Entry:
    return Entry(
        session_id, number, datetime.fromisoformat(each.recorded_at), each.kind, each.payload, each.salt, each.digest,
        each.chain,
    )  # fmt: skip


def _looked_through(journal: Journal, sent: SentSession) -> SessionRecord:
    """A session that is new here, if it is one a desktop may send.

    Raises:
        UnknownRecordError: its scene's bytes are not here.
    """
    if sent.first:
        raise _RefusedError(RefusalReason.GAP, f"its entries before {sent.first} are not here")
    found = whole_of(sent)
    if isinstance(found, Refusal):
        raise _RefusedError(found.reason, found.detail)
    kinds = [each.kind for each in sent.entries]
    foreign = next((kind for kind in kinds if kind not in WHOLE_KINDS), None)
    if foreign is not None or found.header.mode not in TAKEN_MODES:
        raise _RefusedError(RefusalReason.FOREIGN, f"a desktop sends no {foreign or found.header.mode.value}")
    if found.ended_at is None:
        raise _RefusedError(RefusalReason.NOT_ENDED, "it is still being played")
    if kinds.count(FINISHED_KIND) != 1 or kinds.count(GRADED_KIND) > 1:
        raise _RefusedError(RefusalReason.FOREIGN, "it ends, or is graded, more than once")
    if found.header.mode is Mode.EXAM:
        _check_exam_scene(journal, sent)
    journal.scenario(sent.header.scenario_hash)
    return found


def _check_exam_scene(journal: Journal, sent: SentSession) -> None:
    """An exam is played on what the company knows: a scene of this program, or one that was given."""
    header = sent.header
    if header.scenario_hash in scenes_given(journal, sent.person_id) or header.scenario_hash in _published(journal):
        return
    if header.scenario_hash in pools_of(journal, sent.person_id):
        return
    own = _own_scene(header.scenario_slug)
    if own is None or own.hash != header.scenario_hash:
        raise _RefusedError(RefusalReason.UNKNOWN_SCENE, f"nobody here knows this {header.scenario_slug}")
    journal.put_scenario(own.hash, own.bundle())


def _published(journal: Journal) -> frozenset[str]:
    return frozenset(each.scenario_hash for each in journal.publications.publications(withdrawn=True))


@lru_cache(maxsize=64)
def _own_scene(slug: str) -> Scenario | None:
    """A scene of this program; they do not change while it runs."""
    from simulator.scenario import load, slugs

    try:
        return load(slug) if slug in slugs() else None
    except (ScenarioError, OSError):
        return None


@lru_cache(maxsize=8)
def _read_scene(content: bytes) -> Scenario:
    return load_bundle(content)


def _judged(journal: Journal, record: SessionRecord, sent: SentSession, content: bytes) -> Judged:
    """What the company's own grader makes of a session, and what it was begun for."""
    from simulator.marking import PREFIX, propose
    from simulator.training import judge

    try:
        scenario = _read_scene(content)
        if scenario.slug != record.header.scenario_slug:
            raise _RefusedError(RefusalReason.FOREIGN, "its scene has another name")
        found = judge(record.id, scenario, sent.entries)
        given = found.played
        if given.mode != record.header.mode.value or given.state.language != record.header.language:
            raise _RefusedError(RefusalReason.FOREIGN, "its first entry is not that of its header")
        if given.state.seed != record.header.seed:
            raise _RefusedError(RefusalReason.FOREIGN, "its first entry has another seed")
        if found.replays is False:
            raise _RefusedError(RefusalReason.FORGED, "played again, something else happens")
        after: tuple[tuple[str, bytes], ...] = ()
        if found.grade is not None:
            event = propose(found.grade, record.started_at)
            after = ((PREFIX + event.kind, _plain({"by": event.by, "what": event.to_json()})),)
        same = (record.ending, record.overall) == (found.ending, found.overall)
        named = assignment_of(journal, record, given.assigned)
    except (SilkGlovesError, ValueError, TypeError, KeyError, AttributeError, IndexError, ArithmeticError) as error:
        if isinstance(error, UnknownRecordError):
            raise _RefusedError(RefusalReason.UNGRADABLE, "what it names is not here") from error
        raise _RefusedError(RefusalReason.UNGRADABLE, type(error).__name__) from error
    except RecursionError as error:
        raise _RefusedError(RefusalReason.UNGRADABLE, "nested too deeply") from error
    return Judged(after, "" if same else found.ending, found.overall, named)


def _plain(data: object) -> bytes:
    import json

    # ASCII: a quoted word may hold half a letter.
    return json.dumps(data, sort_keys=True, separators=(",", ":")).encode()


def take_scenario(journal: Journal, scenario_hash: str, content: bytes) -> str:
    """Keep a scene's bytes that a session to come was played by.

    Args:
        journal: the company's records.
        scenario_hash: what they say their hash is.
        content: the bytes.

    Returns:
        "" where they are kept, else why they are not.
    """
    if len(content) > MOST_SCENE or content.count(b",") > MOST_SCENE_VALUES:
        return "it is too large"
    if hashlib.sha256(content).hexdigest() != scenario_hash:
        return "its hash is another"
    try:
        _read_scene(content)
    except (ScenarioError, RecursionError):
        return "it cannot be read"
    journal.put_scenario(scenario_hash, content)
    return ""


# What comes down


def scenario_for(journal: Journal, device: Device, scenario_hash: str) -> bytes | None:
    """The bytes of a scene that was assigned or published to a desktop's person; None for any other.

    Args:
        journal: the company's records.
        device: who asks.
        scenario_hash: of the scene.
    """
    given = scenario_hash in scenes_given(journal, device.person_id)
    if not given:
        teams = [each.team_id for each in journal.teams.of_person(device.person_id) if each.part == "member"]
        given = any(
            each.scenario_hash == scenario_hash
            for team in (*teams, None)
            for each in journal.publications.publications(team)
            if each.team_id == team
        )
    if not given:
        return None
    try:
        return journal.scenario(scenario_hash)
    except JournalError:
        return None


def state_for(journal: Journal, device: Device, now: datetime, met: tuple[str, ...] = ()) -> State:
    """What a desktop has to know.

    Args:
        journal: the company's records.
        device: who asks.
        now: the company's clock.
        met: scenes their person has met on that desktop, by slug.
    """
    journal.devices.signing_key(new_key)
    given, withdrawn = assigned_to(journal, device.person_id, now, met)
    return State(
        now=now,
        person=_person(journal, device.person_id),
        keys=public_keys(journal.devices.keys()),
        assignments=list(given),
        withdrawn=list(withdrawn),
        restored=str(journal.office.setting(RESTORED, "")),
        company=_company(journal),
        marks=list(marks_of(journal, device.person_id)),
    )
