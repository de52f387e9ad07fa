"""Transcripts, the conversation for the grader, debriefs, progress and reports."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from builders import found, scene

from scoring import Conversation, FactMentions, Promise, RemedyMention, Span, Turn, TurnAction
from simulator.engine import Acted, Interrupted, Responded, Waited
from simulator.record import Mode, Purpose, RetentionRule, open_journal
from simulator.review import (
    Exam,
    Graded,
    conversation,
    debrief,
    debrief_document,
    gather_overview,
    gather_progress,
    judge_readiness,
    markdown,
    mood_curve,
    overview_csv,
    overview_html,
    overview_json,
    overview_text,
    pdf,
    promise_name,
    read_played,
    session_json,
    transcript,
)
from simulator.scenario import load
from simulator.texts import texts
from simulator.training import Session, unseen_exams

STEPS = ("hear_out", "restate", "calm", "empathise", "own", "act", "follow_up")


def played(*inputs, scenario=None):
    session = Session.begin(scenario or scene(), "en", 1)
    for given in inputs:
        session.take(given)
    return session


def grade(points=80, *, failed=(), **steps):
    return {
        "overall": points,
        "pillars": {"listening": points, "apology": points, "ownership": points},
        "steps": {
            step: {"points": steps.get(step, points), "evidence": [], "reason": "…", "improvement": None}
            for step in STEPS
        },
        "versions": {},
        "failed": list(failed),
    }


def test_a_transcript_holds_lines_responses_and_deeds_in_order():
    session = played(found("Sorry about that", "apologise"), Acted("note", text="broken"), Acted("remedy", "forever"))
    kinds = [(line.kind, line.who) for line in transcript(session.played)]
    assert kinds == [
        ("spoken", "customer"), ("response", "trainee"), ("spoken", "customer"), ("spoken", "customer"),
        ("action", "trainee"), ("refused", "trainee"),
    ]  # fmt: skip


def test_a_line_cut_off_shows_what_was_heard_and_the_response_says_it_interrupted():
    session = played(Interrupted(12), found("one moment", "cut_off"))
    lines = transcript(session.played)
    assert lines[0].heard == lines[0].text[:12]
    graded = conversation(session.played)
    assert graded.conversation.turns[0].text == lines[0].text[:12]
    assert [turn.interrupted for turn in graded.conversation.turns if turn.who == "trainee"] == [True]


def test_the_grader_gets_only_what_reached_the_customer():
    words = " ".join(f"w{number}" for number in range(80))
    late = found(words, "listen").detection
    text = words + " sorry"
    session = played(Responded(text, late))
    turn = next(turn for turn in conversation(session.played).conversation.turns if turn.who == "trainee")
    assert turn.text == " ".join(f"w{number}" for number in range(60))


def test_the_grader_gets_deeds_with_the_response_before_and_silence_before_the_response():
    session = played(Waited(3000), found("ok", "listen"), Acted("note", text="x"), Acted("remedy", "refund"))
    turn = next(turn for turn in conversation(session.played).conversation.turns if turn.who == "trainee")
    assert [(action.type, action.id) for action in turn.actions] == [("note", ""), ("remedy", "refund")]
    assert turn.silence_s == 3


def test_what_could_not_be_read_is_left_out_of_the_grade_and_kept_in_the_transcript():
    session = played(found("zzz", status="not_understood"), found("ok", "listen"))
    assert [line.text for line in transcript(session.played) if line.kind == "unread"] == ["zzz"]
    assert sum(turn.who == "trainee" for turn in conversation(session.played).conversation.turns) == 1


def test_the_curve_has_a_point_at_the_start_and_after_each_response():
    session = played(found("", "listen"), Waited(1000), found("", "apologise"))
    assert [point["turn"] for point in mood_curve(session.played)] == [0, 1, 2]


def test_best_and_worst_turn_and_the_weakest_step_are_named():
    session = played(found("", "rude"), found("", "restate", "apologise", stated=("broken",)))
    shown = debrief(session.played, grade(70, act=20))
    assert (shown.worst.turn, shown.worst.cause) == (1, "rude")
    assert (shown.best.turn, shown.best.cause) == (2, "restate")
    assert shown.next_step == "act"


def test_evidence_points_into_the_trainees_own_words(monkeypatch):
    session = played(found("sorry about that", "apologise"))
    with_evidence = grade(70)
    turn = next(i for i, t in enumerate(conversation(session.played).conversation.turns) if t.who == "trainee")
    with_evidence["steps"]["empathise"]["evidence"] = [{"turn": turn, "start": 0, "end": 5, "act": "apologise"}]
    mark = debrief(session.played, with_evidence).highlights[0]
    assert transcript(session.played)[mark.line].text[mark.start : mark.end] == "sorry"


def test_the_json_of_a_session_names_every_reason():
    session = played(Interrupted(5), found("", "apologise"), Acted("remedy", "refund"))
    data = session_json(session.played, grade())
    reasons = [reason["reason"] for turn in data["turns"] for reason in turn["reasons"]]
    assert reasons[0] == "interrupted"
    assert "remedy_in_silence" in reasons
    assert json.loads(json.dumps(data)) == data


@pytest.fixture
def journal(tmp_path):
    with open_journal(tmp_path / "journal.sqlite3") as opened:
        yield opened


def record(journal, person, mode=Mode.PRACTICE, *acts):
    session = Session.begin(scene(), "en", 1, journal=journal, person_id=person, mode=mode)
    session.take(found("", *(acts or ("listen",))))
    session.leave()
    session.finish()
    return session.played.session_id


def test_the_first_play_of_a_scene_is_unseen_and_later_ones_are_not(journal):
    person = journal.add_person("Aino").id
    first, second = record(journal, person), record(journal, person, Mode.PRACTICE, "apologise", "own", "restate")
    cell = gather_overview(journal).people[0].cells["overall"]
    assert cell.unseen.session.id == first
    assert cell.latest.session.id == second
    assert cell.best.points == max(cell.unseen.points, cell.latest.points)


def test_demonstrations_do_not_count_and_the_erased_are_left_out(journal):
    kept, gone = journal.add_person("Aino").id, journal.add_person("Eero").id
    record(journal, kept, Mode.DEMONSTRATION)
    record(journal, gone)
    journal.erase_person(gone)
    people = gather_overview(journal).people
    assert [(progress.name, progress.sessions) for progress in people] == [("Aino", ())]


@pytest.mark.parametrize("way", ["erased", "demonstration", "begun"])
def test_a_scene_once_met_is_unseen_neither_for_progress_nor_for_an_exam(journal, way):
    person = journal.add_person("Aino").id
    if way == "begun":
        Session.begin(scene(), "en", 1, journal=journal, person_id=person)
    else:
        record(journal, person, Mode.DEMONSTRATION if way == "demonstration" else Mode.PRACTICE)
    if way == "erased":
        journal.retain([RetentionRule(Purpose.TRAINING, 0)], dry_run=False)
        assert journal.sessions(person)[0].erased_at is not None
    slug = journal.sessions(person)[0].header.scenario_slug
    again = record(journal, person, Mode.EXAM)
    for progress in (gather_overview(journal).people[0], gather_progress(journal, person, "en")):
        (session,) = progress.sessions
        assert (session.id, session.unseen) == (again, False)
        assert progress.cells["overall"].unseen is None
        assert progress.met == {slug}
    assert unseen_exams(journal, person, [slug, "other"]) == ("other",)


def verdict(*exams, grades=None):
    return judge_readiness(list(exams), grades or [exam.grade for exam in exams] or [grade()], "seven_steps", {"small"})


def test_readiness_asks_for_two_unseen_exams_above_the_minimum_confirmed_by_a_person():
    good = grade(80)
    assert verdict().status == "exams_missing"
    assert verdict(Exam("a", good)).status == "exams_missing"
    assert verdict(Exam("a", good), Exam("b", good)).status == "to_confirm"
    assert verdict(Exam("a", good, confirmed=True), Exam("b", good, confirmed=True)).status == "ready"
    low = verdict(Exam("a", good), Exam("b", grade(40)))
    assert (low.status, low.short) == ("not_yet", ("apology", "listening", "ownership"))
    failed = verdict(Exam("a", good), Exam("b", grade(90, failed=["rude"])))
    assert (failed.status, failed.failed) == ("not_yet", ("rude",))


def test_only_the_two_latest_exams_count():
    good, bad = grade(80), grade(10)
    assert verdict(Exam("a", bad), Exam("b", good), Exam("c", good)).status == "to_confirm"


def test_the_weakest_step_leads_to_a_scene_not_played_yet():
    found_now = judge_readiness([], [grade(80, follow_up=10)], "seven_steps", {"overcharged_card"})
    assert found_now.weakest == "follow_up"
    assert found_now.next_scene not in (None, "overcharged_card")


HOSTILE = ["=1+1", "@cmd", "-2", "<script>alert(1)</script>", "Ää\u202e🧤", "\ud800", "\x00x"]


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("language", ["en", "el"])
def test_no_name_breaks_the_table_the_page_or_the_spreadsheet(journal, name, language):
    record(journal, journal.add_person(name).id)
    seen, t = gather_overview(journal), texts(language)
    rows = list(csv.reader(io.StringIO(overview_csv(seen, t))))
    assert all(not row[0].startswith(("=", "+", "-", "@", "\x00")) for row in rows)
    page = overview_html(seen, t, lambda session_id: read_played(journal, session_id))
    assert "<script>alert" not in page
    page.encode("utf-8")
    assert overview_text(seen, t)
    assert overview_json(seen)[0]["name"] == name


class Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.ids, self.targets, self.open = set(), set(), []

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if "id" in values:
            self.ids.add(values["id"])
        if tag == "a":
            self.targets.add(values["href"].removeprefix("#"))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_every_figure_of_the_page_leads_to_its_evidence(journal):
    person = journal.add_person("Aino").id
    record(journal, person, Mode.PRACTICE, "apologise", "own")
    page = overview_html(gather_overview(journal), texts("en"), lambda session_id: read_played(journal, session_id))
    links = Links()
    links.feed(page)
    assert links.targets
    assert links.targets <= links.ids
    assert links.open == []
    assert "<mark>" in page


def test_a_scene_begun_and_never_ended_does_not_disturb_the_overview(journal):
    person = journal.add_person("Aino").id
    record(journal, person)

    def other(structure, _):
        structure["about"]["version"] = 2

    Session.begin(scene(other), "en", 1, journal=journal, person_id=person)
    assert len(gather_overview(journal).people[0].sessions) == 1


def test_a_pillar_without_occasion_is_no_failure():
    exam = grade(80)
    exam["pillars"]["apology"] = None
    assert verdict(Exam("a", exam), Exam("b", exam)).status == "to_confirm"


def test_facts_and_promises_said_after_the_break_in_did_not_reach_anybody():
    text = " ".join(f"w{number}" for number in range(90))
    late = len(text) - 3
    given = found(text, "listen").detection
    given = replace(
        given,
        facts={"broken": FactMentions((), (Span(late, late + 2),)), "day": FactMentions((Span(0, 2),), ())},
        promises=(Promise("follow_up", "ring", None, None, Span(late, late + 2)),),
        remedies={"refund": RemedyMention((Span(late, late + 2),), None)},
    )
    session = played(Responded(text, given))
    graded = conversation(session.played)
    heard = next(detection for detection in graded.detections if detection is not None)
    assert (set(heard.facts), heard.promises, heard.remedies) == ({"day"}, (), {})


def test_lines_after_the_one_that_broke_off_were_never_said():
    def two_lines(structure, lines):
        structure["nodes"]["opening"]["say"].append({"line": "opening.again"})

    session = played(Interrupted(3), scenario=scene(two_lines))
    first, second, *_ = transcript(session.played)
    assert (len(first.heard), second.heard) == (3, "")
    spoken_turns = [turn.text for turn in conversation(session.played).conversation.turns]
    assert "Well?" not in spoken_turns


def test_an_interruption_and_a_deed_count_with_their_response():
    calm = played(found("", "listen"))
    rough = played(Interrupted(5), found("", "listen"))
    assert debrief(calm.played, grade()).worst is None
    assert debrief(rough.played, grade()).worst.reason == "interrupted"
    generous = played(found("", "restate", stated=("broken",)), Acted("remedy", "refund"))
    assert debrief(generous.played, grade()).best.change > debrief(played(found("", "restate", stated=("broken",))).played, grade()).best.change


def test_a_day_that_was_promised_is_written_as_the_language_writes_it():
    session = Session.begin(load("five_complaints"), "fi", 7)
    named = promise_name(session.played, {"what": "vastaan", "due": "2026-02-19T12:00"}, texts("fi"))
    assert "2026-" not in named
    assert "19" in named
    assert named.endswith("12:00")
    assert not promise_name(session.played, {"what": "vastaan", "due": "2026-02-19"}, texts("fi")).endswith("00:00")


def test_people_read_local_time_and_programs_an_offset(local_zone):
    late = datetime(2026, 3, 4, 23, 30, tzinfo=UTC)
    with open_journal("sqlite://", clock=lambda: late) as journal:
        person = journal.add_person("Aino").id
        record(journal, person, Mode.PRACTICE, "apologise", "own")
        session = journal.sessions()[0].id

        def written() -> tuple[str, bytes]:
            found = gather_overview(journal)
            at = overview_json(found)[0]["sessions"][0]["started_at"]
            assert datetime.fromisoformat(at) == late
            played_again, t = read_played(journal, session), texts("en")
            seen = debrief(played_again, played_again.grade)
            made = debrief_document(played_again, seen, t, name="Aino", started_at=journal.session(session).started_at)
            page = overview_html(found, t, lambda session_id: read_played(journal, session_id))
            return page + markdown(made), pdf(made)

        local_zone("EET-2")
        text, printed = written()
        assert text.count("2026-03-05 01:30") == 2
        assert "2026-03-04" not in text
        assert written()[1] == printed
        local_zone("UTC")
        assert written()[0].count("2026-03-04 23:30") == 2


def test_a_deed_before_any_response_is_not_counted_as_one():
    deed = Turn("trainee", "", actions=(TurnAction("lookup"),))
    talk = Conversation("en", turns=(deed, Turn("customer", "Well?"), Turn("trainee", "Yes."), Turn("trainee", "And?")))
    graded = Graded(talk, (None,) * 4, (0, 1, 2, 3))
    assert [graded.response_number(turn) for turn in range(4)] == [1, 1, 1, 2]
