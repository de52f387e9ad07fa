"""The window: opens, shows a first frame at once, swaps views, and passes events and time to the one on show."""

from __future__ import annotations

import gc
import os
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

os.environ["SDL_FRAMEBUFFER_ACCELERATION"] = "0"  # a flip costs 15-34 ms on machines with software GL without it
os.environ.setdefault("SDL_WINDOWS_DPI_AWARENESS", "permonitorv2")
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

import pygame

from simulator.desktop import heap
from simulator.desktop.keeping import fit_window
from simulator.desktop.legible import legible
from simulator.desktop.lettering import draw_text, forget_letters
from simulator.desktop.painting import page_ground
from simulator.desktop.theme import DESIGN_SIZE, SMALLEST_SIZE, Palette, Theme, forget_fonts, forget_pictures
from simulator.errors import SilkGlovesError, SurroundingsError
from simulator.texts import texts

if TYPE_CHECKING:
    from simulator.desktop.company_desk import CompanyDesk
    from simulator.desktop.desk import Desk
    from simulator.desktop.reader import Reader
    from simulator.desktop.views.view import View

FRAMES_PER_S = 60
_LONGEST_STEP_MS = 100.0
_RESIZE_SETTLES_MS = 140.0
_TIDIED_AT_FRAME = 3
"""Frames of a view before what the one before it left behind is let go: by then it stands, and nobody reads yet."""


def open_window(size: tuple[int, int] = DESIGN_SIZE) -> pygame.Surface:
    """Open the window.

    Raises:
        SurroundingsError: no display can be opened here.
    """
    # Only what is needed: pygame.init() would open joysticks and the sound device too, which can take a second.
    heap.keep_tight()
    try:
        pygame.display.init()
        pygame.font.init()
        pygame.display.set_caption(texts("en")("app.name"))
        wide, high = size
        with suppress(pygame.error, IndexError):
            desk_wide, desk_high = pygame.display.get_desktop_sizes()[0]
            wide, high = min(wide, desk_wide), min(high, desk_high)
        screen = pygame.display.set_mode((wide, high), pygame.RESIZABLE)
    except pygame.error as error:
        raise SurroundingsError(
            f"No window can be opened here: {error}.", "Play in plain text with: silkgloves play SCENE --text"
        ) from error
    pygame.key.set_repeat(380, 32)
    pygame.key.start_text_input()
    return screen


def draw_splash(screen: pygame.Surface, language: str) -> None:
    """Show the first frame: the name, while everything else loads."""
    theme, t = Theme(screen.get_size()), texts(language)
    screen.blit(page_ground(screen.get_size()), (0, 0))
    for text, units, bold, down in ((t("app.name"), 54, True, -60), (t("desktop.loading"), 18, False, 24)):
        font = theme.font(units, bold=bold)
        wide = font.size(text)[0]
        at = (screen.get_width() // 2 - wide // 2, screen.get_height() // 2 + theme.px(down))
        draw_text(screen, text, font, Palette.PLUM if bold else Palette.INK_SOFT, at)
    pygame.display.flip()


def tidy() -> None:
    """Let go of what earlier views left behind, and look no more at what is there now.

    Python does it by itself, but whenever it likes: 30 to 90 ms in the middle of somebody's sentence.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


class Window:
    """Runs views.

    Args:
        screen: the window's surface.
        desk: what the views share.
        clock_s: seconds, running on.
        sleep: waits; tests pass one that does not.
    """

    def __init__(
        self,
        screen: pygame.Surface,
        desk: Desk,
        *,
        clock_s: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.screen = screen
        self.desk = desk
        self.view: View | None = None
        self.running = True
        self._clock_s = clock_s
        self._sleep = sleep
        self._last_s = clock_s()
        self._resized_ms: float | None = None
        self._beneath: View | None = None
        self._closed: list[View] = []
        self._reader: Reader | None = None
        self._full = False
        self._shown_frames = 0
        self._windowed = DESIGN_SIZE
        fit_window(screen.get_size())
        desk.show = self.show
        desk.lay_over = self.lay_over
        desk.lift = self.lift
        desk.leave = self.stop
        desk.on_show = lambda: self._beneath or self.view

    def show(self, view: View) -> None:
        """Put a view on the window."""
        for gone in (self.view, self._beneath):
            if gone is not None and gone is not view:
                gone.left()
                self._close(gone)
        self.view, self._beneath = view, None
        self._shown_frames = 0
        self._last_s = self._clock_s()

    def lay_over(self, view: View) -> None:
        """Put a view over the one on show, for which time stands still until `lift`; but that of an exam runs on."""
        if self._beneath is None:
            self._beneath = self.view
            if self.desk.player is not None and not (self.view is not None and self.view.runs_on):
                self.desk.player.hold()
        elif self.view is not None:
            self._close(self.view)
        self.view = view

    def lift(self) -> None:
        """Take the view away that was laid over another; the other is built anew, for sizes and language may differ."""
        if self._beneath is None:
            return
        if self.view is not None:
            self._close(self.view)
        self.view, self._beneath = self._beneath, None
        self.view.rebuild()
        if self.desk.player is not None:
            self.desk.player.go_on()
        self._last_s = self._clock_s()

    def _close(self, view: View) -> None:
        view.close()
        self._closed.append(view)

    def _clear_away(self) -> None:
        """Free what closed views were drawn with: in the frame after, when nothing of them is at work any more."""
        if self._closed:
            for view in self._closed:
                view.release()
            self._closed.clear()
            heap.give_back()

    def open_settings(self) -> None:
        """Lay the settings over whatever is on show; a second time takes them away."""
        from simulator.desktop.views.settings import SettingsView

        if isinstance(self.view, SettingsView):
            self.lift()
        elif self.view is not None:
            self.lay_over(SettingsView(self.desk))

    def stop(self) -> None:
        """Close the window after this frame."""
        self.running = False

    def frame(self, dt_ms: float) -> None:
        """Take the events that came, let time pass, and draw."""
        self.step(dt_ms)
        self.draw()

    def step(self, dt_ms: float) -> None:
        """Take the events that came and let time pass."""
        self._clear_away()
        for event in pygame.event.get():
            self._guard(partial(self._take, event))
        if self._resized_ms is not None:
            self._resized_ms -= dt_ms
            if self._resized_ms <= 0:
                self._fit()
        if self.view is not None:
            self._guard(partial(self.view.update, dt_ms))
            self._read_aloud()
        if self._beneath is not None and self._beneath.runs_on:
            self._guard(partial(self._beneath.update, dt_ms))
        if self.desk.effects is not None:
            self.desk.effects.update(dt_ms)
        if self.desk.company is not None:
            self._talk_to_company(self.desk.company, dt_ms)

    def _talk_to_company(self, company: CompanyDesk, dt_ms: float) -> None:
        """Let what is due go up and come down, off the frame loop, while nobody is being talked to."""
        on_show = self.desk.on_show()
        company.update(dt_ms, quiet=on_show is not None and on_show.plays)
        if company.gone:
            self.desk.company = None

    def draw(self) -> None:
        """Draw the view on show."""
        if self.view is not None:
            self.view.draw(self.screen)
        pygame.display.flip()

    def _read_aloud(self) -> None:
        """Have the focus read; the reader loads with the first who wants it."""
        if self._reader is None and self.desk.settings.self_voice:
            from simulator.desktop.reader import Reader

            self._reader = Reader(self.desk)
        if self._reader is not None and self.view is not None:
            self._reader.look(self.view)

    def _guard(self, act: Callable[[], object]) -> None:
        """Do something; what the surroundings do not allow, as a full disk, is told in a dialog. Nothing is lost."""
        try:
            act()
        except SilkGlovesError as error:
            if self.view is None:
                raise
            self.view.tell(legible(str(error)))

    def _take(self, event: pygame.event.Event) -> None:
        if event.type == pygame.KEYDOWN and event.key in (pygame.K_LCTRL, pygame.K_RCTRL) and self._reader is not None:
            self._reader.hush()
        if event.type == pygame.QUIT:
            self.stop()
        elif event.type in (pygame.VIDEORESIZE, pygame.WINDOWSIZECHANGED):
            self._resized_ms = _RESIZE_SETTLES_MS
        elif event.type == pygame.KEYDOWN and event.key == pygame.K_F11:
            self.toggle_full_screen()
        elif event.type == pygame.KEYDOWN and event.key == pygame.K_F9:
            self.open_settings()
        elif event.type == pygame.KEYDOWN and event.key in (pygame.K_F10, pygame.K_PAUSE):
            if self.view is not None:
                self.view.pause()
        elif self.view is not None:
            self.view.handle(event)

    def _fit(self) -> None:
        """Build everything anew for the window's size; a window smaller than the smallest is made larger again."""
        self._resized_ms = None
        surface = pygame.display.get_surface()
        if surface is None:
            return
        wide, high = max(SMALLEST_SIZE[0], surface.get_width()), max(SMALLEST_SIZE[1], surface.get_height())
        if (wide, high) != surface.get_size() and not self._full:  # `set_mode` would leave the full screen
            surface = pygame.display.set_mode((wide, high), pygame.RESIZABLE)
        self.screen = surface
        if self.desk.theme.size != surface.get_size():
            forget_pictures()
            fit_window(surface.get_size())
            self.desk.look(surface.get_size())
            if self.view is not None:
                self.view.rebuild()

    def toggle_full_screen(self) -> None:
        """Take the whole screen, or give it back. Everything is built anew for the size it then has.

        `pygame.display.toggle_fullscreen` would keep the window's size and blow its pixels up.
        """
        surface = pygame.display.get_surface()
        if not self._full:
            self._windowed = surface.get_size() if surface is not None else DESIGN_SIZE
            pygame.display.set_mode((0, 0), pygame.FULLSCREEN)
        else:
            with warnings.catch_warnings():  # the system may still hold it at the screen's size, and gives in later
                warnings.simplefilter("ignore")
                pygame.display.set_mode(self._windowed, pygame.RESIZABLE)
            pygame.event.pump()
            if pygame.display.get_window_size() != self._windowed:
                pygame.display.set_mode(self._windowed, pygame.RESIZABLE)
        self._full = not self._full
        pygame.key.start_text_input()  # a window made anew does not listen for it by itself
        self._fit()

    def run(self) -> None:
        """Show frames until the window is closed."""
        self._last_s = self._clock_s()
        while self.running:
            begun_s = self._clock_s()
            dt_ms = min(_LONGEST_STEP_MS, (begun_s - self._last_s) * 1000)
            self._last_s = begun_s
            self.frame(dt_ms)
            self._shown_frames += 1
            if self._shown_frames == _TIDIED_AT_FRAME:
                tidy()
            self._sleep(max(0.0, 1 / FRAMES_PER_S - (self._clock_s() - begun_s)))
        for view in (self.view, self._beneath):
            if view is not None:
                view.left()

    def close(self) -> None:
        """Let go of the view, the fonts and the display."""
        for view in (self.view, self._beneath):
            if view is not None:
                view.close()
        forget_letters()
        forget_fonts()
        pygame.font.quit()
        pygame.display.quit()
