"""How far somebody is on a path, and what to practise next."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from simulator.record import Mode, SessionHeader, SessionRecord
from simulator.review import Progress, Readiness, Standing, follow, plan_practice
from simulator.review.progress import GradedSession
from simulator.scenario import ScenePath, glance, load, load_path, slugs

PATH = ScenePath.model_validate(
    {"format": 1, "titles": {"en": "Two"}, "scenes": [{"scene": "a", "threshold": 60}, {"scene": "b", "threshold": 70}]}
)
DAY = datetime(2026, 3, 4, 9, tzinfo=UTC)


def record(slug: str, overall: int | None, mode: Mode = Mode.PRACTICE, **more: object) -> SessionRecord:
    header = SessionHeader(slug, "0" * 64, "en", mode, 1)
    made = SessionRecord(
        id=f"{slug}-{overall}", person_id="p", header=header, started_at=DAY, ended_at=DAY, ending="x", overall=overall,
        erased_at=None, entry_count=2,
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


def test_a_grade_opens_the_next_scene():
    course = follow("two", PATH, [])
    assert (course.done, course.next_scene, course.is_open("a"), course.is_open("b")) == (0, "a", True, False)
    course = follow("two", PATH, [record("a", 59)])
    assert (course.done, course.next_scene, course.is_open("b")) == (0, "a", False)
    course = follow("two", PATH, [record("a", 59), record("a", 60)])
    assert (course.done, course.next_scene, course.is_open("b")) == (1, "b", True)
    assert (course.stages[0].attempt, course.stages[0].on) == (2, "2026-03-04")


def test_a_stage_was_passed_on_the_day_of_whoever_reads_it(local_zone):
    late = record("a", 80, ended_at=datetime(2026, 3, 4, 23, 30, tzinfo=UTC))
    for zone, day in (("UTC", "2026-03-04"), ("EET-2", "2026-03-05")):
        local_zone(zone)
        assert follow("two", PATH, [late]).stages[0].on == day


def test_forks_unfinished_and_ungraded_sessions_do_not_count():
    fork = record("a", 90)
    fork = replace(fork, header=replace(fork.header, parent_session_id="x", fork_sequence=3))
    assert follow("two", PATH, [fork, record("a", None), record("b", 90, ended_at=None)]).done == 0
    assert follow("two", PATH, [record("a", 90, Mode.DEMONSTRATION)]).done == 0


def test_an_exam_path_is_passed_by_exams_alone_and_gives_a_certificate():
    exam = PATH.model_copy(update={"use": "exam"})
    practised = [record("a", 90), record("b", 90)]
    assert follow("two", PATH, practised).passed
    assert not follow("two", PATH, practised).certified
    assert follow("two", exam, practised).done == 0
    course = follow("two", exam, [record("b", 70, Mode.EXAM), record("a", 90, Mode.EXAM)])
    assert course.certified
    assert follow("two", exam, []).is_open("b")


def session(slug: str, points: int, *, unseen: bool = False, fork: bool = False) -> GradedSession:
    steps = {name: {"points": points if name == "own" else 90} for name in ("hear_out", "own")}
    return GradedSession(
        slug, "p", slug, slug, "en", "practice", "", "", unseen, {"overall": points, "steps": steps}, fork
    )


def progress(*sessions: GradedSession) -> Progress:
    return Progress("p", "P", sessions, {}, Readiness("not_yet"), frozenset(item.slug for item in sessions))


TAUGHT = {"easy": ("hear_out",), "one": ("own",), "two": ("own",), "new": ("hear_out",), "other": ("own",)}


def test_practice_is_for_the_weakest_step_rested_and_ends_in_a_scene_never_met():
    plan = plan_practice(progress(session("one", 40), session("easy", 40), session("two", 50)), TAUGHT)
    assert plan.step == "own"
    # `two` was played a moment ago, `one` has rested; `other` teaches the step and was never met.
    assert [(item.scene, item.unseen) for item in plan.exercises] == [("one", False), ("other", True)]


def test_practice_begins_with_the_easiest_scene_and_forks_are_left_out():
    assert plan_practice(progress(), TAUGHT).exercises[0].scene == "easy"
    plan = plan_practice(progress(session("one", 100), session("one", 10, fork=True)), TAUGHT)
    assert plan.step == "hear_out"


def test_a_glance_shows_what_the_whole_scene_says():
    for slug in ("fitting_room", "overcharged_card"):
        whole, seen = load(slug), glance(slug, "el")
        assert seen.about == whole.file.about
        assert seen.persona == whole.file.persona
        assert seen.languages == whole.languages
        assert seen.title == whole.text("about.title", "el", whole.draw(0))
        assert seen.summary == whole.text("about.summary", "el", whole.draw(0))


def test_every_scene_of_the_library_can_be_glanced_at():
    assert all(glance(slug, "ru").title for slug in slugs())
    assert {item.scene for item in load_path("first_day").scenes} <= set(slugs())


def test_the_mark_of_record_decides_and_a_person_stands_behind_the_course_only_where_they_do_for_every_exam():
    exam = PATH.model_copy(update={"use": "exam"})
    taken = [record("a", 90, Mode.EXAM), record("b", 90, Mode.EXAM)]
    assert follow("two", exam, taken).passed
    assert not follow("two", exam, taken).confirmed
    first, second = (Standing({"overall": points}, confirmed=True, status="corrected") for points in (80, 60))
    corrected = follow("two", exam, taken, {"a-90": first, "b-90": second})
    assert ([stage.best for stage in corrected.stages], corrected.passed, corrected.confirmed) == ([80, 60], False, True)
    half = follow("two", exam, taken, {"a-90": first})
    assert (half.passed, half.confirmed) == (True, False)
