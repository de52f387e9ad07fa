"""A certificate for an exam path that was passed. It says what it is: support for a decision, not the decision."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from simulator.texts import Texts

from .course import Course
from .document import Document, Heading, Paragraph, Table


def certificate(course: Course, t: Texts, *, name: str, titles: Mapping[str, str], confirmed: bool) -> Document:
    """Put a certificate together.

    Args:
        course: the path, passed.
        t: its language.
        name: who passed.
        titles: titles of the scenes.
        confirmed: whether a person has confirmed every one of its exams.

    Raises:
        ValueError: the path is no exam path, or is not passed.
    """
    if not course.certified:
        raise ValueError(f"{course.path_id} is not an exam path that was passed")

    def day_of(on: str) -> str:
        return t.day(date.fromisoformat(on))

    language = next((code for code in course.path.titles if code == t.language), next(iter(course.path.titles)))
    title = course.path.titles[language]
    rows = tuple(
        (titles[stage.scene], day_of(stage.on), t("certificate.attempt", number=stage.attempt), str(stage.threshold),
         str(stage.best))
        for stage in course.stages
    )  # fmt: skip
    heads = tuple(t(f"certificate.{head}") for head in ("scene", "day", "attempt_head", "needed", "reached"))
    latest = max(stage.on for stage in course.stages)
    parts = (
        Heading(name),
        Paragraph(t("certificate.text", path=title)),
        Table(heads, rows),
        Paragraph(t("certificate.confirmed" if confirmed else "certificate.unconfirmed"), "strong"),
        Paragraph(t("certificate.support"), "soft"),
    )
    sessions = ", ".join(stage.session for stage in course.stages)
    foot = t("certificate.foot", sessions=sessions)
    return Document(t("certificate.title"), f"{title} · {day_of(latest)}", parts, foot, t.language, latest)
