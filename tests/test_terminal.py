"""The session in plain text: what is shown, in which order, and what typing does."""

from __future__ import annotations

import pytest
from builders import found, scene

from scoring import ACTS
from simulator import terminal
from simulator.record import Mode
from simulator.review import GUIDED
from simulator.texts import texts
from simulator.training import Session

TEXTS = texts("en")


@pytest.fixture(autouse=True)
def stand_in(monkeypatch):
    def detect(text, **_):
        status = "not_understood" if "zzz" in text else "ok"
        acts = [word for word in text.split() if word in ACTS]
        stated = ["broken"] if "broken" in text else []
        offered = ["refund"] if "refund" in text else []
        promises = ["offer_remedy"] if "promise" in text else []
        return found(text, *dict.fromkeys(acts), stated=stated, offered=offered, promises=promises, status=status).detection

    monkeypatch.setattr("simulator.training.session.detect", detect)


def play(*typed: str, scenario=None, mode=None, texts=TEXTS, guided=False) -> tuple[list[str], Session, bool]:
    session = Session.begin(scenario or scene(), "en", 1, **({"mode": mode} if mode else {}))
    if guided:
        session.note_help(GUIDED)
    shown: list[str] = []
    lines = iter(typed)

    def read(prompt):
        try:
            return next(lines)
        except StopIteration:
            raise EOFError from None

    ended = terminal.play(session, texts, read=read, write=shown.append)
    return shown, session, ended


def test_the_opening_shows_title_summary_and_the_first_line_once():
    shown, _, ended = play()
    assert shown[:2] == ["A small scene", "For tests."]
    assert sum("broke after a week" in line for line in shown) == 1
    assert not ended


def test_a_turn_shows_what_the_customer_says_and_the_mood():
    shown, session, _ = play("apologise")
    assert any("Good that you say so." in line or "Yes, you said." in line for line in shown)
    assert shown[-2].startswith("[anger ")
    assert "apology +" in shown[-1]
    assert session.state.turn == 1


def test_an_exam_shows_neither_mood_nor_hints():
    shown, _, _ = play("apologise", "!hint", mode=Mode.EXAM)
    assert not any("anger" in line for line in shown)
    assert TEXTS("terminal.no_hint") in shown


def test_cutting_in_is_shown_by_what_the_customer_says_then():
    shown, session, _ = play("!interrupt 10", "listen")
    assert any("(pool.interrupted" in line for line in shown)
    assert session.state.acts == {"listen": 1}


def test_help_lists_actions_with_what_is_not_possible_now():
    shown, session, _ = play("!help")
    assert any("!remedy refund - the refund" in line for line in shown)
    assert any("!remedy forever" in line and TEXTS("terminal.cannot_now") in line for line in shown)
    assert session.state.turn == 0


def test_a_mistyped_action_is_explained_and_costs_nothing():
    shown, session, _ = play("!refnd", "!wait soon")
    assert any("!refnd is no action" in line for line in shown)
    assert any("!wait needs seconds" in line for line in shown)
    assert session.state.turn == 0


def test_something_near_is_proposed_and_no_remedy_that_is_not_there():
    shown, session, _ = play("!remedy refnd", "!remedy gold", "!remedy", "!refund", "!supervsor", "!hepl", "!x")
    told = [line for line in shown if not line.startswith("[")]
    assert told[-7:] == [
        'There is no remedy "refnd" in this scene. Did you mean !remedy refund?',
        'There is no remedy "gold" in this scene. There are refund, credit, double, forever.',
        "!remedy needs the name of a remedy. There are refund, credit, double, forever.",
        "!refund is no action. Did you mean !remedy refund?",
        "!supervsor is no action. Did you mean !supervisor?",
        "!hepl is no action. Did you mean !help?",
        next(line for line in told if line.startswith("!x is no action. There are !lookup,")),
    ]
    assert session.state.turn == 0


@pytest.mark.parametrize("language", ["fi", "sv", "ru", "el"])
@pytest.mark.parametrize(
    "typed", ["!supervsor", "!x", "!remedy", "!remedy gold", "!wait soon", "!interrupt here", "!hint huge", "y" * 2001]
)
def test_what_cannot_be_played_is_told_in_the_language_of_the_play(language, typed):
    session = Session.begin(scene(), "en", 1)
    told: dict[str, str] = {}
    for code in ("en", language):
        shown: list[str] = []
        lines = iter([typed, "!quit"])
        terminal.play(session, texts(code), read=lambda _, lines=lines: next(lines), write=shown.append)
        told[code] = shown[-2]
    assert not told[language].startswith("[")
    # What is left of the English are commands and names.
    left = {word for word in told["en"].split() if word.isalpha()} & set(told[language].split())
    assert left <= {"refund", "credit", "double", "forever", "light", "clear", "strong"}


def test_an_interrupted_play_says_how_to_go_on(monkeypatch):
    session, shown = Session.begin(scene(), "en", 1), []
    monkeypatch.setattr(session.played.__class__, "session_id", "abc")

    def read(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        terminal.play(session, texts("sv"), read=read, write=shown.append)
    assert shown[-1] == texts("sv")("terminal.kept", session="abc")


def test_what_may_not_be_granted_is_refused_in_words():
    shown, _, _ = play("!remedy forever", "!remedy double")
    assert f"[{TEXTS('refused.nobody_may')}]" in shown
    assert f"[{TEXTS('refused.beyond_authority')}]" in shown


def test_not_understood_twice_brings_the_coach():
    shown, session, _ = play("zzz", "zzz")
    assert any("zzz" in line and line.startswith("[Coach") for line in shown)
    assert session.state.turn == 0


def test_a_whole_scene_ends_in_a_debrief_with_steps_and_words():
    shown, session, ended = play("restate broken apologise", "own offer_remedy refund", "!remedy refund")
    assert ended
    lines: list[str] = []
    terminal.show_debrief(session, TEXTS, lines.append)
    text = "\n".join(lines)
    assert "Debrief: A small scene" in text
    assert TEXTS("terminal.over", ending=TEXTS("ending.satisfied")) in text
    for step in ("hear_out", "restate", "calm", "empathise", "own", "act", "follow_up"):
        assert TEXTS(f"step.{step}") in text
    assert '"offer_remedy"' in text
    assert TEXTS("debrief.proposal") in text
    assert "Comment card: " in text


def test_a_due_call_is_announced_and_missed_where_nobody_calls():
    shown, session, ended = play("restate broken", "offer_remedy refund follow_up", "!remedy refund", "!leave")
    assert TEXTS("terminal.due") in shown
    assert session.state.endings == ("happy", "forgotten")
    lines: list[str] = []
    terminal.show_debrief(session, TEXTS, lines.append)
    assert any("come back" in line and "broken" in line for line in lines)


@pytest.mark.parametrize(
    ("text", "mark"),
    [("a\x00b", "a␀b"), ("\x1b[31m", "␛[31m"), ("\u202eabc", "[U+202E]abc"), ("\ud800", "[U+D800]"), ("x\ny\t", "x\ny\t")],
)
def test_what_cannot_be_shown_becomes_a_visible_mark(text, mark):
    assert terminal.visible(text) == mark


@pytest.mark.parametrize("language", ["en", "fi", "sv", "ru", "el"])
def test_a_debrief_can_be_shown_in_every_language(language):
    session = Session.begin(scene(), "en", 1)
    session.respond("restate broken apologise rude")
    session.interrupt()
    session.respond("own offer_remedy refund follow_up promise")
    session.act("note", text="x")
    session.leave()
    session.leave()
    lines: list[str] = []
    terminal.show_debrief(session, texts(language), lines.append)
    assert len(lines) > 20


def test_the_session_goes_on_after_stopping_in_the_middle():
    shown, session, ended = play("apologise", "!quit")
    assert not ended
    assert session.state.turn == 1
    assert not session.ended


def test_an_exam_has_no_coach():
    shown, _, _ = play("zzz", "zzz", mode=Mode.EXAM)
    assert not any(line.startswith("[Coach") for line in shown)


def test_what_scaled_a_change_is_said():
    shown, _, _ = play("offer_remedy refund")
    assert any(TEXTS("factor.unheard") in line for line in shown)


def test_a_session_gone_on_with_shows_what_was_said_before_by_both():
    session = Session.begin(scene(), "en", 1)
    session.respond("apologise, says the trainee")
    shown: list[str] = []

    def stop(_):
        raise EOFError

    terminal.play(session, TEXTS, read=stop, write=shown.append)
    mine = shown.index("You: apologise, says the trainee")
    assert any("broke after a week" in line for line in shown[:mine])
    assert len(shown) > mine + 1


def test_a_reason_too_small_to_count_is_not_named():
    def drifting(structure, _):
        structure["persona"]["drift"] = {"per_second": {"patience": -0.02}}

    shown, _, _ = play("!wait 2", "listen", scenario=scene(drifting))
    assert any(line.startswith("[why: ") for line in shown)
    assert not any("\u22120" in line or "+0" in line for line in shown)


def with_help(structure, lines):
    opening = structure["nodes"]["opening"]
    opening["better"], opening["openers"] = ["better.one"], ["op.one"]
    opening["candidates"] = [{"line": "better.one", "quality": "good"}]
    lines["lines"].update({"better.one": "apologise, it broke", "op.one": "I am"})


def test_the_coach_says_what_counted_keeps_what_was_meant_and_shows_a_way_only_after_an_answer():
    shown, session, _ = play(
        "!coach", "!example", "rude", "!coach", "!meant apologise", "!meant kindness", "!example", scenario=scene(with_help)
    )
    told = "\n".join(shown)
    assert told.count(TEXTS("terminal.nothing_said")) == 2
    assert TEXTS("coaching.row", act=TEXTS("act.rude"), words="rude") in shown
    assert TEXTS("coaching.fault.rude", words="rude") in told
    assert TEXTS("coaching.claimed", act=TEXTS("act.apologise")) in shown
    assert TEXTS("terminal.no_such_act", act="kindness") in shown
    assert f"  apologise - {TEXTS('act.apologise')}" in shown
    assert shown.count(TEXTS("coaching.for_example", text="apologise, it broke")) == 1
    assert session.state.turn == 1
    assert [case["claimed"] for case in session.played.cases] == ["apologise"]


def test_what_was_meant_is_asked_for_in_the_language_of_the_play():
    finnish = texts("fi")
    shown, session, _ = play("rude", "!meant", "!meant kindness", texts=finnish)
    assert finnish("terminal.say_which_act") in shown
    assert finnish("terminal.no_such_act", act="kindness") in shown
    assert not session.played.cases


def test_a_suggestion_in_text_is_shown_to_be_typed_and_recorded():
    shown, session, _ = play("!suggest", "!suggest 2", scenario=scene(with_help))
    assert "  1. I am …" in shown
    assert TEXTS("terminal.taken", text="apologise, it broke") in shown
    assert session.state.turn == 0
    assert [taken["strength"] for taken in session.played.taken] == ["candidate"]


def test_a_guided_session_in_text_lists_suggestions_by_itself():
    shown, session, _ = play("rude", scenario=scene(with_help), guided=True)
    assert "  1. I am …" in shown
    assert session.played.guided
    shown, _, _ = play("rude", scenario=scene(with_help))
    assert "  1. I am …" not in shown


def test_leaving_an_exam_in_text_ends_it_and_the_coach_is_silent():
    shown, session, ended = play("rude", "!coach", "!quit", mode=Mode.EXAM)
    assert ended
    assert session.played.grade is not None
    assert TEXTS("terminal.exam_ends") in shown
    assert not any(TEXTS("act.rude") in line for line in shown)
