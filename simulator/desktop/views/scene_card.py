"""A scene to choose: the customer in their place, what it is about, and what to expect."""

from __future__ import annotations

from collections.abc import Callable

import pygame

from simulator.desktop.desk import Desk
from simulator.desktop.figures import Figure, Look, Place, expression_for, icon
from simulator.desktop.lettering import draw_text, fitted
from simulator.desktop.painting import blit, draw_box, draw_card, draw_ring, points_colour
from simulator.desktop.theme import Palette, Theme
from simulator.desktop.views.stage import place_of
from simulator.desktop.widgets import Button
from simulator.scenario import CENTI, About, Glance, Persona

PICTURE_UNITS = 132
Portraits = dict[tuple[str, tuple[int, int]], pygame.Surface]
"""Pictures drawn so far, by scene and size."""
_MOST_KEPT = 80
_kept: Portraits = {}


def kept_portraits() -> Portraits:
    """Pictures drawn so far, kept from one visit of home to the next: each costs several frames' time to draw."""
    if len(_kept) > _MOST_KEPT:
        _kept.clear()
    return _kept


class SceneCard(Button):
    """A scene to choose.

    Args:
        scene: what is known of it.
        box: where.
        theme: sizes.
        desk: texts.
        portraits: pictures drawn so far.
        best: the best grade the trainee has on it; None where there is none.
        press: called when it is chosen.
    """

    def __init__(
        self,
        scene: Glance,
        box: pygame.Rect,
        theme: Theme,
        desk: Desk,
        portraits: Portraits,
        best: int | None,
        press: Callable[[], object],
    ) -> None:
        super().__init__(f"scene_{scene.slug}", box, theme, scene.title, press)
        self.summary = scene.summary
        self._scene = scene
        self._portraits = portraits
        self._best = best
        px, t, about = theme.px, desk.texts, scene.about
        self._picture_box = pygame.Rect(0, 0, px(PICTURE_UNITS), box.height)
        room = box.width - px(PICTURE_UNITS) - px(38)
        badge = px(70) if best is not None else 0
        self._heading = fitted(
            self.text, [theme.font(size, bold=True) for size in (18, 17, 16, 15, 14, 13)], room - badge, px(28),
            spacing=0.9,
        )  # fmt: skip
        left = box.height - px(10) - self._heading.height_px - px(36)
        self._summary = fitted(
            self.summary, [theme.font(size) for size in (14, 13.5, 13, 12.5, 12, 11.5, 11, 10)], room, left,
            spacing=0.88,
        )  # fmt: skip
        self._facts = [
            ("clock", t("desktop.home.minutes", minutes=about.minutes), Palette.PLUM),
            ("person", t(f"channel.{about.channel.value}"), Palette.PLUM),
        ]
        if about.warnings:
            words = ", ".join(t(f"warning.{name}") for name in about.warnings)
            self._facts.append(("warning", words, Palette.AMBER_DARK))
        self._difficulty = about.difficulty
        self._difficulty_label = t("desktop.home.difficulty")
        self.detail = " · ".join(words for _, words, _ in self._facts)

    def draw_portrait(self) -> bool:
        """Draw the picture where it is missing; True where that was done, which takes a moment."""
        key = (self._scene.slug, self._picture_box.size)
        if key in self._portraits:
            return False
        self._portraits[key] = portrait(
            self._scene.about, self._scene.persona, self._picture_box.size, self.theme.px(14)
        )
        return True

    def draw(self, target: pygame.Surface) -> None:
        """Draw it."""
        px = self.theme.px
        ground = Palette.PAPER_WARM if self.hovered else Palette.PAPER
        draw_card(target, self.box, px(14), colour=ground, depth=px(8))
        found = self._portraits.get((self._scene.slug, self._picture_box.size))
        if found is not None:
            blit(target, found, self.box.topleft)
        x, y = self.box.x + self._picture_box.width + px(18), self.box.y + px(9)
        self._heading.draw(target, Palette.INK, (x, y))
        y += self._heading.height_px + px(2)
        self._summary.draw(target, Palette.INK_SOFT, (x, y))
        self._draw_facts(target, x, self.box.bottom - px(29))
        if self._best is not None:
            self._draw_best(target)
        if self.focused:
            draw_ring(target, self.box, px(14), max(2, px(2)))

    def _draw_best(self, target: pygame.Surface) -> None:
        """The best grade so far, with a check mark: played before."""
        px, font, words = self.theme.px, self.theme.font(17, bold=True), str(self._best)
        right = self.box.right - px(18)
        wide = font.size(words)[0]
        draw_text(target, words, font, points_colour(self._best), (right - wide, self.box.y + px(9)))
        blit(target, icon("check", px(17), Palette.GREEN), (right - wide - px(22), self.box.y + px(13)))

    def _facts_font(self, room_px: int) -> pygame.font.Font:
        """The largest font in which all facts stand side by side."""
        icons = len(self._facts) * self.theme.px(16 + 5 + 14)
        words = "".join(words for _, words, _ in self._facts)
        return self.theme.fitting(words, 12.5, room_px - icons, bold=True)

    def _draw_facts(self, target: pygame.Surface, x: int, y: int) -> None:
        px = self.theme.px
        right = self.box.right - px(18)
        for index in range(5):
            full = index < self._difficulty  # full or hollow: told without colour too
            at = (right - px(6) - (4 - index) * px(14), y + px(10))
            pygame.draw.aacircle(target, Palette.PLUM if full else Palette.INK_FAINT, at, px(5), 0 if full else 1)
        right -= 5 * px(14) + px(8)
        room = right - x - px(10)
        font = self._facts_font(room)
        for name, words, colour in self._facts:
            size = px(16)
            blit(target, icon(name, size, colour), (x, y + px(2)))
            x += size + px(5)
            ink = Palette.AMBER_DARK if name == "warning" else Palette.INK
            x += draw_text(target, words, font, ink, (x, y + px(1))) + px(14)
        label = self._difficulty_label
        wide = font.size(label)[0]
        if x + wide < right:
            draw_text(target, label, font, Palette.INK_SOFT, (right - wide, y + px(1)))


def portrait(about: About, persona: Persona, size: tuple[int, int], radius: int) -> pygame.Surface:
    """The customer in their place, as a card's picture with rounded left corners, premultiplied."""
    high = round(size[1] * 1.1)
    place = Place(place_of(about), (max(64, round(high * 16 / 9)), max(64, high)), about.sector)
    spot = place.spot
    picture = pygame.Surface(place.size)
    place.draw_background(picture)
    look = Look.as_far_as_known(dict(persona.look))
    mood = persona.start
    figure = Figure(look, max(40, spot.height_px), seed=3)
    figure.phone = place.phone
    figure.settle(expression_for(*(value // CENTI for value in (mood.anger, mood.trust, mood.heard, mood.patience))))
    figure.draw_behind(picture, spot.x, spot.baseline_y)
    place.draw_foreground(picture)
    figure.draw_over(picture, spot.x, spot.baseline_y)
    cut = pygame.Surface(size, pygame.SRCALPHA)
    left = max(0, min(picture.get_width() - size[0], spot.x - size[0] // 2))
    cut.blit(picture, (-left, -round(size[1] * 0.02)))
    mask = pygame.Surface(size, pygame.SRCALPHA)
    draw_box(mask, pygame.Rect(0, 0, size[0] + radius * 2, size[1]), radius, (255, 255, 255))
    cut.blit(mask, (0, 0), special_flags=pygame.BLEND_RGBA_MULT)
    return cut
