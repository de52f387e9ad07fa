"""The window from home to the debrief, driven by posted events."""

from __future__ import annotations

import subprocess
import sys

import pygame
import pytest

from simulator.desktop.views.briefing import BriefingView
from simulator.desktop.views.debrief import DebriefView
from simulator.desktop.views.debrief_guess import GuessView
from simulator.desktop.views.home import HomeView
from simulator.desktop.views.scene import SceneView
from simulator.engine import Phase
from simulator.errors import SurroundingsError
from simulator.record import Mode
from simulator.review import transcript
from simulator.training import Session, replays
from tests.desktop.driver import Driver


def start(driver: Driver, slug: str = "overcharged_card", mode: Mode = Mode.PRACTICE) -> SceneView:
    person = driver.journal.add_person("Aino")
    driver.desk.be(person.id, "Aino")
    driver.window.show(BriefingView(driver.desk, slug, mode))
    driver.frame()
    driver.key(pygame.K_RETURN)
    assert isinstance(driver.view, SceneView)
    return driver.view


def test_importing_the_desktop_loads_nothing() -> None:
    code = "import sys, simulator.desktop; print('pygame' in sys.modules, 'numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_without_a_display_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from simulator.desktop import window

    def fail(*_args: object, **_more: object) -> None:
        raise pygame.error("No available video device")

    monkeypatch.setattr(window.pygame.display, "set_mode", fail)
    with pytest.raises(SurroundingsError, match="No available video device"):
        window.open_window()


def test_somebody_new_plays_a_scene_to_the_debrief_in_finnish(driver: Driver) -> None:
    driver.home()
    assert driver.view.dialog is not None
    driver.type("Aino Ääkkönen")
    driver.key(pygame.K_RETURN)
    assert driver.view.dialog is None
    assert driver.desk.person_name == "Aino Ääkkönen"
    assert [person.display_name for person in driver.journal.people()] == ["Aino Ääkkönen"]

    driver.click("scene_overcharged_card")
    assert isinstance(driver.view, BriefingView)
    assert driver.view.scene_language == "fi"
    driver.key(pygame.K_RETURN)
    view = driver.view
    assert isinstance(view, SceneView)
    assert view.session.state.language == "fi"

    driver.hear_out()
    driver.say("Huomenta. Kerro rauhassa, mitä on tapahtunut.", "courtesy", "listen", "open_question")
    driver.hear_out()
    driver.say("Ikävä juttu. Mitä siitä seurasi?", "empathise", "open_question", asked=("over_limit",))
    driver.hear_out()
    driver.say(
        "Saanko kerrata: veloitus kahdesti, raja ylittyi ja kortti hylättiin?", "ask_permission", "restate",
        stated=("double_charge", "fee", "declined"),
    )  # fmt: skip
    driver.hear_out()
    driver.say(
        "Olen pahoillani, virhe oli meidän. Paljonko maksu oli?",
        "apologise",
        "admit_fault",
        "fact_question",
        asked=("fee",),
    )
    driver.hear_out()
    driver.say("Mitä toivoisit, että teemme?", "ask_wish")
    driver.hear_out()
    driver.say(
        "Palautan veloituksen ja korvaan maksun.",
        "own",
        "offer_remedy",
        "explain_next",
        offered=("refund", "cover_fee"),
    )
    driver.hear_out()
    for digit in (pygame.K_1, pygame.K_2):
        driver.key(pygame.K_F4)
        assert driver.view.has("tray")
        driver.key(digit)
        driver.hear_out()
    assert set(view.session.state.done) >= {"remedy refund", "remedy cover_fee"}
    driver.key(pygame.K_F3)
    driver.type("Veloitettu kahdesti, palautettu.")
    driver.click("note_save")
    driver.hear_out()
    assert view.session.state.done["note"] == 1
    driver.say("Kirjasin tämän ja soitan perjantaina.", "note_record", "follow_up", promises=("follow_up",))
    driver.hear_out()
    for _ in range(6):
        if view.session.state.phase is not Phase.OPEN:
            break
        driver.say("Kiitos.", "thank")
        driver.hear_out()
    driver.frame(3)

    assert driver.view.dialog is not None
    assert driver.view.dialog.name == "due_dialog"
    driver.key(pygame.K_RETURN)  # call now
    driver.hear_out()
    assert view.session.state.phase is Phase.EPILOGUE
    for _ in range(6):
        if view.session.ended:
            break
        driver.say("Hei, soitan niin kuin lupasin. Onko raha tullut?", "courtesy", "follow_up")
        driver.hear_out()
    driver.frame(3)
    assert driver.view.dialog is not None
    assert driver.view.dialog.name == "over_dialog"
    driver.key(pygame.K_RETURN)
    driver.frame(2)
    assert isinstance(driver.view, GuessView)
    driver.key(pygame.K_ESCAPE)
    assert isinstance(driver.view, DebriefView)

    record = driver.journal.sessions(driver.desk.person_id)[0]
    assert record.ended_at is not None
    assert record.overall is not None
    assert driver.journal.verify(record.id).ok
    assert replays(Session.resume(driver.journal, record.id).played)
    driver.key(pygame.K_ESCAPE)
    assert isinstance(driver.view, HomeView)
    assert driver.view.has(f"past_{record.id}")


def test_an_unfinished_session_is_found_and_gone_on_with(driver: Driver) -> None:
    view = start(driver)
    driver.hear_out()
    driver.say("Kerro lisää.", "open_question")
    turn = view.session.state.turn
    driver.wait(1.5)
    driver.key(pygame.K_ESCAPE)  # the customer speaks: this speaks over them
    driver.hear_out()
    driver.key(pygame.K_ESCAPE)
    assert driver.view.dialog is not None
    driver.click("later")
    assert isinstance(driver.view, HomeView)

    driver.click("go_on")
    again = driver.view
    assert isinstance(again, SceneView)
    assert again.session.state == view.session.state
    assert again.session.state.turn == turn
    assert any(entry.text == "Kerro lisää." for entry in again.entries)
    if again.session.state.pending:
        assert again.play.narrator.speaking, "what they were saying is said again"


def test_what_speaking_over_cost_and_what_was_half_written_are_there_when_gone_on_with(driver: Driver) -> None:
    view = start(driver)
    driver.wait(2.0)
    driver.click("speak_over")
    cost = driver.desk.texts("reason.interrupted")
    assert [cost in entry.text for entry in view.entries].count(True) == 1
    driver.hear_out()
    driver.type("Olen pahoi")
    driver.click("pause")
    driver.click("later")

    driver.click("go_on")
    again = driver.view
    assert isinstance(again, SceneView)
    told = [entry.text for entry in again.entries]
    assert [cost in text for text in told].count(True) == 1
    assert told[0].endswith("–")
    assert cost in told[1]
    assert driver.reply.written == "Olen pahoi"
    assert not driver.desk.drafts


def test_a_deed_done_too_early_says_what_it_cost(driver: Driver) -> None:
    view = start(driver, "passed_around")
    driver.hear_out()
    view.choose("warm_transfer")
    t = driver.desk.texts
    early = t("reason.action_early", action=t("action.warm_transfer"))
    assert any(entry.kind == "down" and early in entry.text for entry in view.entries)


def test_what_cannot_be_read_comes_back_into_the_box_at_no_cost(driver: Driver) -> None:
    view = start(driver)
    driver.hear_out()
    mood, turn = view.session.state.mood, view.session.state.turn
    for _ in range(2):
        driver.say("asdf qwer", status="not_understood")
        driver.hear_out()
        assert driver.reply.written == "asdf qwer"
        driver.key(pygame.K_a, mod=pygame.KMOD_CTRL)
        driver.key(pygame.K_BACKSPACE)
    assert view.session.state.turn == turn
    assert view.session.state.mood.anger <= mood.anger + 100
    assert driver.desk.texts("coach.not_understood", text="asdf qwer") in [
        entry.text for entry in view.entries if entry.kind == "coach"
    ]


def test_speaking_over_the_customer_breaks_the_sentence_where_it_was(driver: Driver) -> None:
    view = start(driver)
    driver.wait(2.0)
    revealed = view.play.narrator.revealed
    assert 0 < revealed < len(view.play.narrator.current.text)
    driver.click("speak_over")
    cut = [line for line in transcript(view.session.played) if line.cut_at is not None]
    assert len(cut) == 1
    assert abs(cut[0].cut_at - revealed) < 12
    assert view.entries[0].text.endswith("–")


def test_a_response_typed_while_they_speak_waits_for_its_turn(driver: Driver) -> None:
    view = start(driver)
    driver.wait(0.5)
    driver.say("Huomenta.", "courtesy")
    assert view.session.state.turn == 0
    assert driver.reply.written == ""
    driver.key(pygame.K_ESCAPE)
    assert driver.reply.written == "Huomenta.", "Esc takes it back"
    driver.key(pygame.K_RETURN)
    driver.hear_out()
    driver.frame(2)
    assert view.session.state.turn == 1


def test_silence_runs_and_stands_still_while_something_is_typed(driver: Driver) -> None:
    view = start(driver)
    driver.hear_out()
    before = view.session.state.clock_ms
    driver.wait(4.5)
    ran = view.session.state.clock_ms
    assert ran - before >= 4000
    driver.hear_out()
    driver.type("Hetki")
    ran = view.session.state.clock_ms
    driver.wait(30)
    assert view.session.state.clock_ms == ran, "the clock stands still from the first key to sending"


def test_in_an_exam_it_stands_still_for_a_minute_at_most(driver: Driver) -> None:
    view = start(driver, mode=Mode.EXAM)
    driver.hear_out()
    driver.type("Hetki")
    ran = view.session.state.clock_ms
    driver.wait(59)
    assert view.session.state.clock_ms == ran
    driver.wait(6)
    assert view.session.state.clock_ms > ran
    assert not driver.view.has("hint_light")


def test_the_window_may_change_its_size_at_any_time(driver: Driver) -> None:
    view = start(driver)
    driver.hear_out()
    driver.type("Puoli lausetta")
    for size in ((960, 600), (2560, 1440), (1024, 768), (1280, 720)):
        pygame.display.set_mode(size, pygame.RESIZABLE)
        driver.post(pygame.VIDEORESIZE, size=size, w=size[0], h=size[1])
        driver.frame(12)
        assert driver.desk.theme.size == size
        assert driver.reply.written == "Puoli lausetta"
        assert view.layout.panel.width <= size[0] * 0.25
        window = pygame.Rect((0, 0), size)
        for element in view.walk():
            assert window.contains(element.box), element.name


def test_every_action_has_a_card_and_a_key(driver: Driver) -> None:
    view = start(driver)
    driver.hear_out()
    kinds = {choice.kind for choice in view.session.choices()}
    shown = set()
    for index in range(len(view.counter.cards.buttons)):
        driver.key(pygame.K_F1 + index)
        if view.has("tray"):
            shown |= {button.name.split("_", 1)[1].split("_")[0] for button in view.counter.tray.buttons}
            driver.key(pygame.K_ESCAPE)
        elif driver.view.dialog is not None:
            shown.add("note")
            driver.key(pygame.K_ESCAPE)
        else:
            shown |= {kind for kind in kinds if kind in view.session.state.done}
        driver.hear_out()
    assert {kind.split("_")[0] for kind in kinds} <= {name.split("_")[0] for name in shown}


def test_a_tray_that_is_open_when_the_scene_ends_closes_with_the_next_size(driver: Driver) -> None:
    view = start(driver)
    driver.hear_out()
    driver.click("card_remedies")
    assert driver.view.has("tray")
    view.session.leave()
    view.rebuild()
    assert not driver.view.has("tray")


def test_what_was_looked_up_lies_on_a_card_until_it_is_put_away(driver: Driver) -> None:
    view = start(driver)
    driver.hear_out()
    driver.key(pygame.K_2, mod=pygame.KMOD_CTRL)
    assert view.has("reading")
    assert view.session.words("account.history") in view.find("reading").text
    driver.key(pygame.K_ESCAPE)
    assert not view.has("reading")


def test_a_response_of_any_length_and_any_letters_does_no_harm(driver: Driver) -> None:
    view = start(driver)
    driver.hear_out()
    driver.reply.put("x" * 100_000)
    driver.key(pygame.K_RETURN)
    assert view.session.state.turn == 0
    assert driver.reply.too_long
    assert view.entries[-1].kind == "coach"
    odd = "nul \0 suunta \u202e pari \ud83d hymy \U0001f600 e\u0301 \t rivi\nkaksi"
    driver.reply.put(odd)
    driver.key(pygame.K_RETURN)
    driver.frame()
    driver.hear_out()
    driver.frame(3)
    assert any(entry.text.startswith("nul") for entry in view.entries)
    said = [line.text for line in transcript(view.session.played) if line.kind == "response"]
    assert said == [odd], "kept as it was typed"
    again = Session.resume(driver.journal, view.session.played.session_id)
    assert [line.text for line in transcript(again.played) if line.kind == "response"] == [odd]


def test_hints_are_given_in_practice_and_kept(driver: Driver) -> None:
    view = start(driver)
    driver.hear_out()
    driver.click("hint_strong")
    assert view.entries[-1].kind == "hint"
    assert [hint["strength"] for hint in view.session.played.coached] == ["strong"]


def test_the_language_of_the_screens_changes_at_once_and_is_kept(driver: Driver) -> None:
    person = driver.journal.add_person("Åsa")
    driver.desk.be(person.id, "Åsa")
    home = driver.home()
    box = home.find("language").part(3)
    for kind in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP):
        driver.post(kind, pos=box.center, button=1)
    driver.frame()
    assert driver.desk.language == "ru"
    assert driver.desk.settings_folder.load(person.id).settings.language == "ru"


def test_tab_walks_everything_and_enter_presses(driver: Driver) -> None:
    person = driver.journal.add_person("Åsa")
    driver.desk.be(person.id, "Åsa")
    home = driver.home()
    names = []
    for _ in home.focus.stops():
        driver.key(pygame.K_TAB)
        names.append(home.focus.current.name)
    assert {"person", "language", "mode", "scene_overcharged_card"} <= set(names)
    while home.focus.current.name != "scene_overcharged_card":
        driver.key(pygame.K_TAB)
    driver.key(pygame.K_RETURN)
    assert isinstance(driver.view, BriefingView)
    driver.key(pygame.K_ESCAPE)
    assert isinstance(driver.view, HomeView)


def test_a_full_disk_is_told_and_costs_nothing(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    view = start(driver)
    driver.hear_out()

    def full(*_args: object, **_more: object) -> None:
        raise SurroundingsError("The disk is full.", "Free some space.")

    state = view.session.state
    with monkeypatch.context() as patch:
        patch.setattr(driver.journal, "append", full)
        driver.say("Kerro lisää.", "open_question")
        assert driver.view.dialog is not None
        assert driver.view.dialog.text == "The disk is full. Free some space."
    assert view.session.state == state
    driver.key(pygame.K_RETURN)
    assert driver.view.dialog is None
    assert driver.reply.written == "Kerro lisää.", "what was typed is not lost"


def test_damaged_settings_are_told(driver: Driver) -> None:
    person = driver.journal.add_person("Aino")
    path = driver.desk.settings_folder.path(person.id)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("{not json", encoding="utf-8")
    driver.desk.be(person.id, "Aino")
    home = driver.home()
    assert home.dialog is not None
    assert "damaged-1" in home.dialog.text


def test_a_faulty_scene_does_not_keep_the_others_from_being_played(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    from simulator.desktop.views import home_lists
    from simulator.scenario import ScenarioError, glance

    person = driver.journal.add_person("Aino")
    driver.desk.be(person.id, "Aino")

    def faulty(slug: str, language: str) -> object:
        if slug == "shouting_in_store":
            raise ScenarioError(())
        return glance(slug, language)

    monkeypatch.setattr(home_lists, "glance", faulty)
    home = driver.home()
    assert home.has("scene_overcharged_card")
    assert not home.has("scene_shouting_in_store")
    assert home._offer.faulty == ["shouting_in_store"]
