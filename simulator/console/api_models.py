"""What the read API answers with, field by field; its OpenAPI description is made of this."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from simulator.review import READINESS

Item = TypeVar("Item")
Points = Annotated[int, Field(ge=0, le=100)]


class Answer(BaseModel):
    """What is the same for all answers."""

    model_config = ConfigDict(extra="forbid")


class Page(Answer, Generic[Item]):
    """A part of a list, in the order of ids. It may hold fewer items than asked for, even none, while more follow."""

    items: list[Item]
    next: str | None = Field(description="Pass it as `cursor` to get what follows; null, and only null, at the end.")


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str = Field(default="about:blank")
    title: str = Field(description="The status in words.")
    status: int
    detail: str = Field(description="What to do about it.")
    reason: str | None = Field(default=None, description="A word that a program may go by; desktops do.")


class TeamOut(Answer):
    """A group somebody belongs to."""

    id: str
    name: str


class PersonOut(Answer):
    """A person with records here."""

    id: str
    name: str
    language: str | None = Field(description="The language they read, as a code; null where they never chose.")
    created_at: datetime
    teams: list[TeamOut] = Field(description="Groups they are a member of.")


class SessionOut(Answer):
    """A session, without what was said in it."""

    id: str
    person_id: str
    scenario: str = Field(description="Short name of the scene.")
    scenario_hash: str = Field(description="SHA-256 of the very version that was played.")
    language: str
    mode: str = Field(description="`practice`, `exam`, `shift`, ...")
    started_at: datetime
    ended_at: datetime | None
    ending: str | None = Field(description="How the scene ended; it has no influence on the grade.")
    fork_of: str | None = Field(description="The session of which a moment was tried again.")
    erased: bool = Field(description="Its words, and with them its grade, were erased.")


class StepOut(Answer):
    """Points of one step."""

    step: str
    points: Points | None = Field(description="Null where there was no occasion for it, or it could not be judged.")
    machine: Points | None = Field(description="What the grader proposed.")


class GradeOut(Answer):
    """The mark of record of a session."""

    session_id: str
    person_id: str
    scenario: str
    mode: str
    rubric: str
    status: Literal["proposed", "confirmed", "corrected", "contested"]
    confirmed: bool = Field(description="A person stands behind it, and nothing contested waits for an answer.")
    confirmed_at: datetime | None
    graded_at: datetime = Field(description="When the grader first proposed one.")
    overall: Points | None = Field(description="The mark of record.")
    machine_overall: Points | None = Field(description="What the grader proposed.")
    failed: list[str] = Field(description="Faults that fail the session whatever its points.")
    steps: list[StepOut]


class ReadinessOut(Answer):
    """Whether somebody is ready, and what is missing."""

    person_id: str
    status: str = Field(json_schema_extra={"enum": list(READINESS)})
    exams: int = Field(description="Exams taken on scenes never played before.")
    short: list[str] = Field(description="Pillars below the minimum in one of the two latest exams.")
    failed: list[str] = Field(description="Failing faults in them.")
    weakest: str | None = Field(description="The step with the lowest mean over the latest sessions.")
    next_scene: str | None = Field(description="A scene they have not played that helps with it.")
    waiting: list[str] = Field(description="Exams that no person has confirmed yet, by session.")


class EstimateOut(Answer):
    """A figure and how sure it is."""

    n: int
    value: float | None
    low: float | None = Field(description="Lower end of the 95 % interval; null where there are too few to say.")
    high: float | None


class CauseOut(Answer):
    """A cause of complaint over all conversations; no person is named."""

    cause: str
    conversations: int
    ended_well: int
    settled: int
    lost: int
    other: int
    lost_percent: EstimateOut
    stars: EstimateOut
    unhappy_cards: int
    in_shifts: int
