"""What goes over the wire between a desktop and its company, as models; what does not fit them is not looked at.

Every text, list and number has a bound, so that nobody can be made to keep or to work on more than that.
"""

from __future__ import annotations

import base64
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, GetCoreSchemaHandler
from pydantic_core import core_schema

from simulator.record import Mode

FORMAT = 1
"""Of the protocol; both sides name it."""
PATH = "/api/v1"
"""Where the console has it."""

MOST_OFFERED = 200
"""Sessions in one offer."""
MOST_ENTRIES = 4_000
"""Entries of one session."""
MOST_PAYLOAD = 512 * 1024
"""Bytes of one entry."""
MOST_PACKED = 4 * 1024 * 1024
"""Bytes of a body as it is sent."""
MOST_UNPACKED = 24 * 1024 * 1024
"""Bytes of a body unpacked; it is unpacked no further than that."""
MOST_VALUES = 10 * MOST_ENTRIES
"""Values in one body. Payloads are Base64, so each comma stands between two: they are counted before anything is read,
for what is small when it is packed may become gigabytes when it is read."""
MOST_SCENE = 8 * 1024 * 1024
"""Bytes of a scene."""
MOST_SCENE_VALUES = 400_000
"""Commas in a scene, counted before it is read: thirty times as many as our longest has."""
MOST_ASSIGNED = 500
"""Assignments that come down."""
MOST_ATTEMPTS = 10_000
"""Attempts of one assignment."""
MOST_MET = 2_000
"""Scenes somebody may say they have met."""
MOST_MARKS = 200
"""Marks of record that come down: those of the newest sessions."""

ID = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
HASH = r"^[0-9a-f]{64}$"
SLUG = r"^[a-z0-9][a-z0-9_.-]{0,99}$"
_KIND = r"^[a-z][a-z0-9_.-]{0,63}$"
_LANGUAGE = r"^[a-z]{2,3}(-[A-Za-z0-9]{1,8})*$"
_STAMP = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z$"
_BASE64 = r"^[A-Za-z0-9+/]*={0,2}$"

Id = Annotated[str, Field(pattern=ID, max_length=36)]
Hash = Annotated[str, Field(pattern=HASH, max_length=64)]
Slug = Annotated[str, Field(pattern=SLUG, max_length=100)]
Stamp = Annotated[str, Field(pattern=_STAMP, max_length=27)]
"""A time exactly as a chain holds it."""
Language = Annotated[str, Field(pattern=_LANGUAGE, max_length=35)]
Number = Annotated[int, Field(ge=0, le=2**31 - 1)]
Int64 = Annotated[int, Field(ge=-(2**63), le=2**63 - 1)]


def _bytes(value: object) -> object:
    return base64.b64decode(value, validate=True) if isinstance(value, str) else value


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()


class _Raw:
    """Raw bytes, in Base64 on the wire: between so many and so many of them."""

    def __init__(self, least: int, most: int) -> None:
        self._least, self._most = least, most

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        shape = core_schema.str_schema(
            pattern=_BASE64, min_length=-(-self._least // 3) * 4, max_length=-(-self._most // 3) * 4
        )
        counted = core_schema.bytes_schema(min_length=self._least, max_length=self._most)
        return core_schema.json_or_python_schema(
            json_schema=core_schema.chain_schema([
                shape, core_schema.no_info_plain_validator_function(_bytes), counted,
            ]),
            python_schema=core_schema.no_info_before_validator_function(_bytes, counted),
            serialization=core_schema.plain_serializer_function_ser_schema(_text, return_schema=shape),
        )  # fmt: skip


Digest = Annotated[bytes, _Raw(32, 32)]
Salt = Annotated[bytes, _Raw(16, 16)]
Signature = Annotated[bytes, _Raw(64, 64)]
Payload = Annotated[bytes, _Raw(0, MOST_PAYLOAD)]


class Wire(BaseModel):
    """What is the same for all of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Told(Wire):
    """What a company answers. What a newer console says beyond it is passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True)


# Joining


class JoinAsked(Wire):
    """A desktop wants to join.

    Args:
        code: the code its person was given.
        device: what it is called.
        product: the program it runs.
        now: its clock.
    """

    code: str = Field(min_length=1, max_length=100)
    device: str = Field(max_length=200)
    product: str = Field(max_length=40, pattern=r"^[\x20-\x7e]*$")
    now: AwareDatetime


class PersonOfCompany(Told):
    """Whose desktop it is, as the company knows them."""

    id: Id
    name: str = Field(max_length=2_000)
    language: Language | None = None


class Key(Told):
    """The public half of a key that receipts are signed by (Ed25519)."""

    id: Id
    public: Digest


class Joined(Told):
    """A desktop has joined.

    Args:
        token: what it shows from now on.
        device_id: what the company knows it by.
        person: whose it is.
        company: what the company is called; may be empty.
        keys: receipts are signed by one of these.
    """

    token: str = Field(min_length=20, max_length=200)
    device_id: Id
    person: PersonOfCompany
    company: str = Field(max_length=2_000)
    keys: list[Key] = Field(max_length=100)


# What goes up


class SignedReceipt(Told):
    """A signed word that the company has a session up to an entry; see `signing`."""

    session: Id
    entry_count: Number
    head: Digest
    received_at: Stamp
    key: Id
    signature: Signature


class Offered(Wire):
    """A session as a desktop has it: how many entries, and the link of the last."""

    id: Id
    entry_count: Annotated[int, Field(ge=1, le=MOST_ENTRIES)]
    head: Digest


class Offer(Wire):
    """Sessions that could be sent."""

    sessions: list[Offered] = Field(max_length=MOST_OFFERED)
    now: AwareDatetime


class OfferAnswer(Told):
    """What becomes of one of them.

    Args:
        id: the session.
        answer: `have` (with the receipt), `need` (from an entry on), `conflict` or `refused` (with the reason).
        first: the entry from which it is needed.
        receipt: the signed word that it is there.
        reason: why it is not taken, a word of `RefusalReason`.
        detail: the same in one line for a terminal.
    """

    id: Id
    answer: Literal["have", "need", "conflict", "refused"]
    first: Number = 0
    receipt: SignedReceipt | None = None
    reason: str = Field(default="", max_length=40)
    detail: str = Field(default="", max_length=300)


class OfferAnswers(Told):
    """What becomes of what was offered, in that order."""

    answers: list[OfferAnswer] = Field(max_length=MOST_OFFERED)


class SentEntry(Wire):
    """One entry, byte for byte; its number follows from its place."""

    recorded_at: Stamp
    kind: Annotated[str, Field(pattern=_KIND, max_length=64)]
    payload: Payload
    salt: Salt
    digest: Digest
    chain: Digest


class SentHeader(Wire):
    """What is fixed about a session, as its chain begins with it."""

    id: Id
    person_id: Id
    chain_version: Number
    scenario_slug: Slug
    scenario_hash: Hash
    language: Language
    mode: Mode
    purpose: Annotated[str, Field(pattern=r"^[a-z_]{1,20}$")]
    seed: Int64
    parent_session_id: Id | None = None
    fork_sequence: Number | None = None
    started_at: Stamp


class Upload(Wire):
    """A session, or what has come to one since.

    Args:
        header: what is fixed about it.
        first: number of the first entry sent: 0 for a whole session.
        entries: from there to its end.
        now: the desktop's clock.
    """

    header: SentHeader
    first: Number = 0
    entries: list[SentEntry] = Field(min_length=1, max_length=MOST_ENTRIES)
    now: AwareDatetime


# What comes down


class AssignedScene(Told):
    """A scene of an assignment; of an exam only those that are over are named.

    Args:
        slug: folder name of the scene.
        hash: its frozen bytes.
        titles: what it is called, by language.
        languages: it can be played in.
        done: whether it is done.
    """

    slug: Slug
    hash: Hash
    titles: dict[Language, Annotated[str, Field(max_length=2_000)]] = Field(max_length=40)
    languages: list[Language] = Field(max_length=40)
    done: bool = False


class NextAttempt(Told):
    """What the next attempt is begun with; of an exam the scene is drawn by the company.

    Args:
        number: which attempt, from 1.
        slug: folder name of the scene; not to be shown before the attempt begins.
        hash: its frozen bytes.
        seed: what its variations are drawn by.
    """

    number: Annotated[int, Field(ge=1, le=MOST_ATTEMPTS)]
    slug: Slug
    hash: Hash
    seed: Int64


class Assigned(Told):
    """An assignment as it comes down.

    Args:
        id: names it.
        kind: a scene or a path.
        mode: practice or exam.
        name: what it is called.
        note: what the trainer wants to say.
        opens_at: from when; None for at once.
        due_at: until when; None for no end.
        attempts: how often it may be tried; None for as often as one likes.
        used: how often it was.
        scenes: what it is made of.
        next: what the next attempt is begun with; None where there is none.
    """

    id: Id
    kind: Literal["scene", "path"]
    mode: Literal["practice", "exam"]
    name: str = Field(max_length=2_000)
    note: str = Field(default="", max_length=20_000)
    opens_at: AwareDatetime | None = None
    due_at: AwareDatetime | None = None
    attempts: Annotated[int, Field(ge=1, le=MOST_ATTEMPTS)] | None = None
    used: Number = 0
    scenes: list[AssignedScene] = Field(default=[], max_length=200)
    next: NextAttempt | None = None


class MarkOfRecord(Told):
    """What became of the grade of a session that went up, as its person may see it; who marked it is not told.

    Args:
        session: which.
        points: overall points of record, 0..100; None where there are none.
        status: how far the mark has come: `proposed`, `confirmed`, `corrected`, `contested`.
        by_person: whether a person stands behind it.
        at: when a person last confirmed or corrected it; None before that.
    """

    session: Id
    points: Annotated[int, Field(ge=0, le=100)] | None = None
    status: Annotated[str, Field(pattern=r"^[a-z_]{1,20}$")]
    by_person: bool = False
    at: AwareDatetime | None = None


class State(Told):
    """What a desktop has to know.

    Args:
        now: the company's clock.
        person: whose it is, as the company calls them now.
        keys: receipts are signed by one of these.
        assignments: what is open for them, and what was done, in the order to be shown.
        withdrawn: assignments that are no longer given.
        restored: when the company's records were last brought back from a backup; "" where never.
        company: what the company is called now, may be empty; None where it does not say.
        marks: what became of the grades of their sessions that went up, the newest ones.
    """

    now: AwareDatetime
    person: PersonOfCompany
    restored: str = Field(default="", max_length=40)
    company: str | None = Field(default=None, max_length=2_000)
    keys: list[Key] = Field(max_length=100)
    assignments: list[Assigned] = Field(default=[], max_length=MOST_ASSIGNED)
    withdrawn: list[Id] = Field(default=[], max_length=MOST_ASSIGNED)
    marks: list[MarkOfRecord] = Field(default=[], max_length=MOST_MARKS)
