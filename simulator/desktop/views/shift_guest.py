"""Somebody who waits: a portrait, where they wait, how they look, and for how long already."""

from __future__ import annotations

from collections.abc import Callable

import pygame

from simulator.desktop.figures import icon
from simulator.desktop.lettering import fitted
from simulator.desktop.painting import blit, draw_box, draw_card, draw_ring
from simulator.desktop.theme import Palette, Theme
from simulator.desktop.views.scene_card import portrait
from simulator.desktop.views.shift_run import Run
from simulator.desktop.widgets import Button
from simulator.scenario import glance
from simulator.texts import clock_text
from simulator.training import TARGET_WAIT_MS

PICTURE_SHARE = 0.4


class GuestCard(Button):
    """One customer who waits; pressed, they are served.

    Args:
        run: the shift.
        number: which customer.
        box: where.
        theme: sizes.
        take: called when they are chosen; None where somebody stands before them in their line.
    """

    def __init__(self, run: Run, number: int, box: pygame.Rect, theme: Theme, take: Callable[[], None] | None) -> None:
        arrival, t = run.shift.roster.arrivals[number], run.desk.texts
        super().__init__(f"guest_{number}", box, theme, t(f"shift.take.{arrival.line}"), take or (lambda: None))
        self.enabled = take is not None
        self._run, self._scene = run, arrival.scene
        self._upset = arrival.upset
        self.waited_ms = run.shift.floor.clock_ms - arrival.at_ms
        px = theme.px
        self._picture_box = pygame.Rect(0, 0, min(box.height, round(box.width * PICTURE_SHARE)), box.height)
        room = box.width - self._picture_box.width - px(30)
        sizes = (16, 15, 14, 13, 12, 11)
        self._place = fitted(
            t(f"shift.queue.{arrival.line}"),
            [theme.font(size, bold=True) for size in sizes],
            room,
            px(40),
            spacing=0.88,
        )
        self._mood = fitted(
            t("shift.upset" if arrival.upset else "shift.ordinary"), [theme.font(size) for size in (13.5, 13, 12, 11)],
            room - px(24), px(20),
        )  # fmt: skip
        self._waited = fitted(
            t("shift.has_waited", time=clock_text(self.waited_ms)), [theme.font(size) for size in (13.5, 13, 12, 11)],
            room - px(24), px(20),
        )  # fmt: skip
        self._action = fitted(
            self.text, [theme.font(size, bold=True) for size in (13.5, 13, 12, 11, 10)], room - px(20), px(26)
        )
        self.detail = f"{self._place.text} · {self._mood.text} · {self._waited.text}"

    def draw_portrait(self) -> bool:
        """Draw the picture where it is missing; True where that was done, which takes a moment."""
        key = (self._scene, self._picture_box.size)
        if key in self._run.pictures:
            return False
        scene = glance(self._scene, self._run.desk.language)
        self._run.pictures[key] = portrait(scene.about, scene.persona, self._picture_box.size, self.theme.px(14))
        return True

    def draw(self, target: pygame.Surface) -> None:
        """Draw it."""
        px, box = self.theme.px, self.box
        ground = Palette.PAPER_WARM if self.hovered and self.enabled else Palette.PAPER
        draw_card(target, box, px(14), colour=ground, depth=px(8))
        found = self._run.pictures.get((self._scene, self._picture_box.size))
        if found is not None:
            blit(target, found, box.topleft)
        texts_px = self._place.height_px + px(80)
        x, y = box.x + self._picture_box.width + px(14), box.y + max(px(9), (box.height - texts_px) // 2)
        self._place.draw(target, Palette.INK, (x, y))
        y += self._place.height_px + px(2)
        mood_ink = Palette.AMBER_DARK if self._upset else Palette.INK_SOFT
        blit(target, icon("warning" if self._upset else "check", px(15), mood_ink), (x, y + px(2)))
        self._mood.draw(target, mood_ink, (x + px(21), y))
        y += px(20)
        long = self.waited_ms > TARGET_WAIT_MS
        wait_ink = Palette.RED_DARK if long else Palette.INK_SOFT
        blit(target, icon("clock", px(15), wait_ink), (x, y + px(2)))
        self._waited.draw(target, wait_ink, (x + px(21), y))
        if self.enabled:
            pill = pygame.Rect(x, y + px(27), self._action.width_px + px(22), px(27))
            draw_box(target, pill, px(13), Palette.GREEN_DARK if self.hovered else Palette.GREEN)
            at = (pill.x + px(11), pill.centery - self._action.height_px // 2)
            self._action.draw(target, Palette.WHITE, at)
        if self.focused:
            draw_ring(target, box, px(14), max(2, px(2)))
