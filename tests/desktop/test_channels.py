"""What the channels ask of a scene: a call on hold, a third on the line, messages, letters, responses in two goes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pygame
import pytest

from simulator.desktop.views.chat import ChatDesk
from simulator.desktop.views.debrief import DebriefView
from simulator.desktop.views.mail import MailDesk
from simulator.desktop.views.narration import Rest
from simulator.desktop.views.phone import PhoneStage
from simulator.desktop.views.replay import ReplayView
from simulator.desktop.views.scene import SceneView
from simulator.engine import Phase
from simulator.review import transcript
from simulator.scenario import load
from simulator.training import Session
from tests.desktop.driver import Driver, found


@pytest.fixture
def driver(tmp_path: Path) -> Iterator[Driver]:
    made = Driver(tmp_path, size=(960, 540))  # what is looked at here does not depend on the size, the time does
    yield made
    made.close()


def begin(driver: Driver, slug: str, *, drawn: bool = False) -> SceneView:
    """Begin a scene. It is drawn only where the test looks at that: drawing takes most of the time."""
    view = SceneView(driver.desk, Session.begin(load(slug), "fi", 7))
    if not drawn:
        setattr(view, "draw", lambda _target: None)  # noqa: B010 - mypy does not let a method be set
    driver.window.show(view)
    driver.frame()
    return view


def responses(view: SceneView) -> list[str]:
    return [line.text for line in transcript(view.session.played) if line.kind == "response"]


def test_a_caller_waits_on_hold_and_the_clock_runs_through_it(driver: Driver) -> None:
    view = begin(driver, "right_department")
    driver.hear_out()
    before = view.play.clock_ms
    view.choose("hold")
    driver.frame(2)
    assert isinstance(view.play.narrator.rest, Rest)
    assert view.play.narrator.rest.kind == "hold"
    assert before <= view.play.clock_ms < before + 2000
    driver.wait(2)
    assert before + 6000 < view.play.clock_ms < before + 14_000
    driver.key(pygame.K_SPACE, mod=pygame.KMOD_CTRL)
    assert view.play.narrator.rest is None
    assert view.play.clock_ms >= before + 20_000


def test_the_clock_of_a_call_never_runs_back(driver: Driver) -> None:
    view = begin(driver, "right_department")
    seen = []
    for act in ("account", "hold", "warm_transfer"):
        for _ in range(40):
            driver.frame(1, 200.0)
            seen.append(view.play.clock_ms)
        view.choose(act)
    assert seen == sorted(seen)


def test_a_colleague_comes_onto_the_line(driver: Driver) -> None:
    view = begin(driver, "right_department")
    stage = cast("PhoneStage", view.stage)
    driver.hear_out()
    assert stage._third is None
    view.choose("warm_transfer")
    driver.hear_out()
    assert stage._third is not None
    assert stage._third.name == view.play.cast.name_of("colleague")


def test_a_promised_call_is_a_new_one_without_whoever_was_on_the_line(driver: Driver) -> None:
    view = begin(driver, "right_department")
    stage = cast("PhoneStage", view.stage)
    driver.hear_out()
    view.choose("warm_transfer")
    driver.hear_out()
    for act in ("restate", "follow_up", "courtesy"):
        driver.say(f"{act}.", act)
        driver.hear_out()
    assert view.session.state.phase is Phase.DUE
    driver.click("call_now")
    driver.frame(3)
    assert stage._third is None
    driver.hear_out()
    assert stage._third is None
    assert view.play.call_ms < 60_000 < view.play.clock_ms


def test_what_is_written_in_a_chat_before_the_answer_is_one_response(driver: Driver) -> None:
    view = begin(driver, "late_delivery")
    chat = cast("ChatDesk", view.stage)
    assert "Onko siellä ihminen" in chat.window.text, "the first message was there before anybody looked"
    driver.type("Olen pahoillani.")
    driver.key(pygame.K_RETURN)
    driver.frame(10)
    assert responses(view) == []
    driver.type("Mitä tapahtui?")
    driver.key(pygame.K_RETURN)
    driver.wait(3)
    assert responses(view) == ["Olen pahoillani.\nMitä tapahtui?"]


def test_a_second_go_joins_a_response_that_waits(driver: Driver) -> None:
    view = begin(driver, "overcharged_card")
    driver.frame(3)
    driver.type("Hyvää päivää.")
    driver.key(pygame.K_RETURN)
    driver.type("Mitä tapahtui?")
    driver.key(pygame.K_RETURN)
    assert responses(view) == []
    driver.hear_out()
    driver.frame(3)
    assert responses(view) == ["Hyvää päivää. Mitä tapahtui?"]


def test_a_second_go_that_would_be_too_long_stays_in_the_box(driver: Driver) -> None:
    view = begin(driver, "overcharged_card")
    driver.frame(3)
    for _ in range(2):
        view.reply.put("sana " * 300)
        driver.key(pygame.K_RETURN)
    assert view.play.waiting_text == "sana " * 300
    assert view.reply.written == "sana " * 300


def test_letters_are_whole_have_their_day_and_can_be_opened_again(driver: Driver) -> None:
    view = begin(driver, "five_complaints")
    desk = cast("MailDesk", view.stage)
    assert not view.play.narrator.speaking
    assert len(desk._letters) == 1
    assert all(f"\n{number}. " in desk.letter.text for number in range(1, 6))
    assert "keskiviikko 18. helmikuuta, 08:50" in desk.letter.text
    driver.type("Hyvä rouva,")
    driver.key(pygame.K_RETURN)
    driver.type("kiitos kirjeestä.")
    assert responses(view) == [], "Enter breaks the line in a letter"
    driver.key(pygame.K_RETURN, mod=pygame.KMOD_CTRL)
    driver.frame(2)
    assert responses(view) == ["Hyvä rouva,\nkiitos kirjeestä."]
    assert [letter.side for letter in desk._letters] == ["customer", "trainee", "customer"]
    assert desk.inbox.opened == 2
    view.focus.to(desk.inbox)
    for _ in range(2):
        driver.key(pygame.K_DOWN)
    assert desk.inbox.opened == 0
    assert "\n5. " in desk.letter.text


def test_what_is_looked_up_stays_beside_the_letter(driver: Driver) -> None:
    view = begin(driver, "five_complaints")
    for key in (pygame.K_F2, pygame.K_F1):
        driver.key(key)
    text = view.find("reading").text
    assert view.session.words("account.bill") in text
    assert view.session.words("lookup.card") in text
    assert not view.find("reading").box.colliderect(view.reply.box)
    assert not view.find("reading").box.colliderect(view.find("letter").box)


def test_a_letter_shows_below_it_what_was_written_before(driver: Driver) -> None:
    view = begin(driver, "five_complaints")
    driver.type("Selvitän tämän tänään.")
    driver.key(pygame.K_RETURN, mod=pygame.KMOD_CTRL)
    driver.hear_out()
    desk = cast("MailDesk", view.stage)
    first, own = desk._letters[0], next(letter for letter in desk._letters if letter.side == "trainee")
    desk.open(len(desk._letters) - 1)
    words = desk.letter.text
    assert words.index(desk._letters[-1].parts[0]) < words.index(own.parts[0]) < words.index(first.parts[0][:30])
    desk.open(0)
    assert own.parts[0] not in desk.letter.text, "nothing was written before the first"


@pytest.mark.parametrize(("slug", "kind"), [("late_delivery", ChatDesk), ("five_complaints", MailDesk)])
def test_what_was_written_is_looked_at_again_where_it_was_written(driver: Driver, slug: str, kind: type) -> None:
    session = Session.begin(load(slug), "fi", 7)
    session.respond("Selvitän tämän.", found("Selvitän tämän.", ["own"]))
    session.leave()
    replay = ReplayView(DebriefView(driver.desk, session, session.finish()).findings, 1)
    driver.window.show(replay)
    driver.wait(40)
    assert isinstance(replay.stage, kind)
    shown = [entry.text for entry in replay._read]
    assert shown[0] == transcript(session.played)[0].text
    assert "Selvitän tämän." in shown
    assert len(shown) > shown.index("Selvitän tämän.") + 1, "and what was answered"


def test_drawing_what_changed_leaves_the_window_as_drawing_all_of_it(driver: Driver) -> None:
    view = begin(driver, "late_delivery", drawn=True)
    driver.say("Selvitän tämän.", "own")
    driver.wait(4)
    screen = driver.window.screen
    panel = screen.subsurface(view.layout.panel)
    piecewise = pygame.surfarray.array3d(panel).astype(int)
    view._forget_looks()
    view.draw(screen)
    off = abs(pygame.surfarray.array3d(panel).astype(int) - piecewise)
    assert off.max() < 24, "but for the needle, which may stand a hair off"


def test_a_customer_is_not_given_away_by_the_press_of_one_key(driver: Driver) -> None:
    view = begin(driver, "fitting_room")
    driver.hear_out()
    view.counter.open_group("hand_over")
    assert view.counter.tray is not None
    assert not view.session.state.done
    driver.key(pygame.K_1)
    assert "blind_transfer" in view.session.state.done


def test_leaving_is_not_called_time_running_out() -> None:
    session = Session.begin(load("fitting_room"), "fi", 7)
    session.leave()
    assert session.ending_kind == "left"


def test_cutting_in_is_seen_and_felt(driver: Driver) -> None:
    view = begin(driver, "overcharged_card")
    driver.wait(3)
    driver.key(pygame.K_ESCAPE)
    driver.hear_out()
    said = [entry.text for entry in view.entries if entry.kind == "said"]
    assert said[0].endswith("–")
    assert any(entry.kind == "down" for entry in view.entries)


def test_hearing_out_a_long_complaint_leaves_a_quiet_mark(driver: Driver) -> None:
    view = begin(driver, "overcharged_card")
    assert not view.play.heard_out
    driver.hear_out()
    assert view.play.heard_out
    driver.type("H")
    driver.wait(3)
    view.choose("account")
    assert not view.play.heard_out


def test_what_stands_still_is_not_drawn_again(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    view = begin(driver, "five_complaints", drawn=True)
    driver.frame(5)
    drawn = []
    for element in view.elements:
        monkeypatch.setattr(element, "draw", lambda _target, name=element.name: drawn.append(name))
    driver.frame(1, 1.0)
    assert drawn == []
    driver.type("a")
    assert "reply" in drawn
    assert "transcript" not in drawn


def test_refusals_say_what_was_refused(driver: Driver) -> None:
    view = begin(driver, "overcharged_card")
    driver.hear_out()
    view.play.act("remedy", "more_credit")
    refused = [entry.text for entry in view.entries if entry.kind == "refused"]
    assert refused == [f"{name(view)}: {driver.desk.texts('refused.beyond_authority')}"]


def name(view: SceneView) -> str:
    return next(choice.name for choice in view.session.choices() if choice.target == "more_credit")
