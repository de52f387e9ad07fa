"""The settings: reached from anywhere, by keyboard, at once, kept; and nothing is lost beneath them."""

from __future__ import annotations

import pygame
import pytest

from simulator.desktop.theme import Palette, use_palette
from simulator.desktop.views.scene import SceneView
from simulator.desktop.views.settings import SECTIONS, SettingsView
from simulator.desktop.views.view import View
from simulator.desktop.widgets import Button
from simulator.record import Mode
from simulator.settings import Settings
from simulator.training import Session
from tests.desktop.driver import Driver


@pytest.fixture(autouse=True)
def _usual_colours():
    yield
    use_palette("warm")


class Plain(View):
    """Something to lay the settings over that costs nothing."""

    def build(self) -> None:
        box = pygame.Rect(0, 0, 200, 40)
        self.elements = [Button("word", box, self.theme, self.desk.texts("desktop.back"), lambda: None)]


def sit_down(driver: Driver) -> View:
    person = driver.journal.add_person("Anna")
    driver.desk.be(person.id, "Anna")
    view = Plain(driver.desk)
    view.build()
    driver.window.show(view)
    return view


def play(driver: Driver, scene: str = "overcharged_card", mode: Mode = Mode.PRACTICE) -> SceneView:
    person = driver.journal.add_person("Anna")
    driver.desk.be(person.id, "Anna")
    session = Session.begin(
        driver.desk.scene(scene), "fi", 7, journal=driver.journal, person_id=person.id, mode=mode
    )  # fmt: skip
    view = SceneView(driver.desk, session)
    driver.window.show(view)
    driver.frame()
    driver.hear_out()
    return view


def test_every_setting_of_a_trainee_is_on_the_page() -> None:
    shown = {row.field for rows in SECTIONS.values() for row in rows}
    assert shown == set(Settings.model_fields) - {"version", "guided"}  # guided is chosen in each briefing


def test_a_choice_holds_at_once_and_is_kept(driver: Driver) -> None:
    below = sit_down(driver)
    driver.key(pygame.K_F9)
    assert isinstance(driver.view, SettingsView)
    assert driver.view.focus.current is driver.find("language")
    driver.key(pygame.K_RIGHT)  # from Finnish to Russian
    assert driver.desk.language == "ru"
    assert driver.find("back").text == driver.desk.texts("desktop.back")
    assert driver.view.focus.current is driver.find("language")
    driver.key(pygame.K_DOWN)
    driver.key(pygame.K_RIGHT)
    assert driver.desk.theme.text_percent == 125
    driver.key(pygame.K_DOWN)
    driver.key(pygame.K_DOWN)
    driver.key(pygame.K_LEFT)  # the row goes round: from warm to contrast
    assert Palette.PAPER == (255, 255, 255)
    folder = driver.desk.settings_folder
    assert folder is not None
    kept = folder.load(driver.desk.person_id).settings
    assert (kept.language, kept.text_size_percent, kept.colours) == ("ru", 125, "contrast")
    driver.key(pygame.K_ESCAPE)
    assert driver.view is below
    assert driver.find("word").text == driver.desk.texts("desktop.back")
    assert driver.find("word").theme.text_percent == 125


def test_every_setting_can_be_changed_by_keyboard_alone(driver: Driver) -> None:
    sit_down(driver)
    driver.key(pygame.K_F9)
    for field in [row.field for rows in SECTIONS.values() for row in rows]:
        while driver.view.focus.current is not driver.find(field):
            driver.key(pygame.K_TAB)
        before = getattr(driver.desk.settings, field)
        driver.key(pygame.K_RIGHT)
        assert getattr(driver.desk.settings, field) != before, field
        box = driver.on_screen(field)
        assert driver.find("settings").box.contains(box), field


def test_the_next_person_has_their_own(driver: Driver) -> None:
    sit_down(driver)
    driver.desk.change_settings(colours="contrast", text_size_percent=150)
    other = driver.journal.add_person("Ben")
    driver.desk.be(other.id, "Ben")
    assert driver.desk.theme.text_percent == 100
    assert Palette.PAPER != (255, 255, 255)


def test_a_scene_waits_beneath_the_settings_with_what_was_typed(driver: Driver) -> None:
    view = play(driver)
    driver.type("Hei, kuulen")
    driver.key(pygame.K_F10)
    assert view.dialog is not None
    driver.key(pygame.K_F10)  # a second time changes nothing
    driver.click("settings")
    assert isinstance(driver.view, SettingsView)
    steps = len(view.session.played.steps)
    driver.desk.change_settings(text_size_percent=125)
    driver.wait(5)
    assert len(view.session.played.steps) == steps
    driver.key(pygame.K_ESCAPE)
    assert driver.view is view
    assert view.dialog is not None
    assert driver.reply.written == "Hei, kuulen"
    assert view.theme.text_percent == 125
    driver.key(pygame.K_RETURN)
    assert view.dialog is None


@pytest.mark.parametrize("by_pause", [False, pytest.param(True, marks=pytest.mark.slow)])
@pytest.mark.parametrize("mode", [Mode.PRACTICE, Mode.EXAM])
def test_the_clock_stands_still_beneath_the_settings_but_not_in_an_exam(
    driver: Driver, mode: Mode, *, by_pause: bool
) -> None:
    view = play(driver, mode=mode)
    driver.say("Kertokaa lisää.", "listen")
    driver.wait(0.5)  # the customer has begun to answer
    driver.key(pygame.K_F10 if by_pause else pygame.K_F9)
    if by_pause:
        driver.click("settings")
    assert isinstance(driver.view, SettingsView)
    before, revealed = view.play.clock_ms, view.play.narrator.revealed
    driver.wait(1)
    assert (view.play.narrator.revealed > revealed) == (mode is Mode.EXAM)
    driver.desk.change_settings(language="el", text_size_percent=150)
    driver.wait(29)
    assert (view.play.clock_ms - before >= 25_000) == (mode is Mode.EXAM)
    assert mode is Mode.EXAM or view.play.clock_ms == before
    driver.key(pygame.K_ESCAPE)
    driver.frame(2)
    assert driver.view is view
    assert driver.find("send").theme.text_percent == 150


@pytest.mark.parametrize("key", [pygame.K_F10, pytest.param(pygame.K_PAUSE, marks=pytest.mark.slow)])
def test_a_key_pauses_at_any_time_also_while_the_customer_speaks(driver: Driver, key: int) -> None:
    view = play(driver)
    driver.say("Kertokaa lisää.", "listen")
    driver.wait(1)
    assert view.play.narrator.current is not None
    driver.key(key)
    assert view.dialog is not None
    at = view.play.narrator.revealed
    driver.wait(3)
    assert view.play.narrator.revealed == at
    driver.key(pygame.K_RETURN)
    driver.wait(1)
    assert view.play.narrator.revealed > at


def test_closing_the_window_lets_go_of_both_views(driver: Driver) -> None:
    view = sit_down(driver)
    closed: list[str] = []
    view.close = lambda: closed.append("below")  # type: ignore[method-assign]
    driver.key(pygame.K_F9)
    driver.window.show(Plain(driver.desk))
    assert closed == ["below"]


def test_the_full_screen_takes_the_whole_screen_and_outlives_a_change_of_size(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    sit_down(driver)
    asked: list[tuple[tuple[int, int], int]] = []
    real = pygame.display.set_mode

    def set_mode(size: tuple[int, int], flags: int = 0) -> pygame.Surface:
        asked.append((size, flags))
        return real((800, 500) if flags & pygame.FULLSCREEN else size)  # a screen smaller than the smallest window

    monkeypatch.setattr(pygame.display, "set_mode", set_mode)
    driver.key(pygame.K_F11)
    driver.post(pygame.WINDOWSIZECHANGED, x=800, y=500)
    driver.wait(1)
    assert asked == [((0, 0), pygame.FULLSCREEN)]
    assert driver.desk.theme.size == (800, 500)
    driver.key(pygame.K_F11)
    driver.wait(1)
    assert asked[1:] == [((1280, 720), pygame.RESIZABLE)]
    assert driver.desk.theme.size == (1280, 720)


def test_control_and_the_down_arrow_stay_silent_where_there_is_no_time_pressure(driver: Driver) -> None:
    view = play(driver)
    driver.desk.change_settings(untimed=True)
    driver.wait(5)
    clock_ms = view.session.state.clock_ms
    driver.key(pygame.K_DOWN, mod=pygame.KMOD_CTRL)
    assert view.session.state.clock_ms >= clock_ms + 10_000
