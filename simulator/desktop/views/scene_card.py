"""A scene to choose: the customer in their place, what it is about, and what to expect."""

from __future__ import annotations

from collections.abc import Callable

import pygame

from simulator.desktop.desk import Desk
from simulator.desktop.figures import Figure, Look, Place, expression_for, icon
from simulator.desktop.lettering import draw_text, fitted
from simulator.desktop.painting import blit, draw_box, draw_card, draw_ring
from simulator.desktop.theme import Palette, Theme
from simulator.desktop.views.stage import place_name
from simulator.desktop.widgets import Button
from simulator.scenario import CENTI, Scenario


class SceneCard(Button):
    """A scene to choose.

    Args:
        slug: the scene.
        box: where.
        theme: sizes.
        desk: texts and the scene.
        portraits: pictures drawn so far, kept between rebuilds.
        press: called when it is chosen.
    """

    def __init__(
        self,
        slug: str,
        box: pygame.Rect,
        theme: Theme,
        desk: Desk,
        portraits: dict[tuple[str, tuple[int, int]], pygame.Surface],
        press: Callable[[], object],
    ) -> None:
        scenario = desk.scene(slug)
        code = next((c for c in scenario.languages if c == desk.language), scenario.languages[0])
        drawn = scenario.draw(0)
        super().__init__(f"scene_{slug}", box, theme, scenario.text("about.title", code, drawn), press)
        self.summary = scenario.text("about.summary", code, drawn)
        self._scenario = scenario
        self._portraits = portraits
        px, t, about = theme.px, desk.texts, scenario.file.about
        self._picture_box = pygame.Rect(0, 0, px(168), box.height)
        room = box.width - px(168) - px(40)
        self._text_px = room
        self._heading = fitted(
            self.text, [theme.font(size, bold=True) for size in (19, 18, 17, 16, 15)], room, px(52), spacing=0.9
        )
        warned = bool(about.warnings)
        self._warning = None
        if warned:
            words = t("desktop.warning", what=", ".join(t(f"warning.{name}") for name in about.warnings))
            self._warning = fitted(words, [theme.font(size) for size in (12.5, 12, 11, 10)], room - px(24), px(20))
        left = box.height - px(14) - self._heading.height_px - px(38) - (px(24) if warned else 0)
        self._summary = fitted(
            self.summary, [theme.font(size) for size in (14.5, 14, 13.5, 13, 12.5, 12)], room, left, spacing=0.9
        )
        codes = " ".join(c.upper() for c in scenario.languages)
        self._facts = (
            ("clock", t("desktop.home.minutes", minutes=about.minutes)),
            ("person", t(f"channel.{about.channel.value}")),
            ("speak_over", codes),
        )
        self._difficulty = about.difficulty
        self._difficulty_label = t("desktop.home.difficulty")
        self.detail = " · ".join(words for _, words in self._facts)

    def draw_portrait(self) -> bool:
        """Draw the picture where it is missing; True where that was done, which takes a moment."""
        key = (self._scenario.slug, self._picture_box.size)
        if key in self._portraits:
            return False
        self._portraits[key] = portrait(self._scenario, self._picture_box.size, self.theme.px(14))
        return True

    def draw(self, target: pygame.Surface) -> None:
        """Draw it."""
        px = self.theme.px
        ground = Palette.PAPER_WARM if self.hovered else Palette.PAPER
        draw_card(target, self.box, px(14), colour=ground, depth=px(9))
        found = self._portraits.get((self._scenario.slug, self._picture_box.size))
        if found is not None:
            blit(target, found, self.box.topleft)
        x, y = self.box.x + self._picture_box.width + px(20), self.box.y + px(12)
        self._heading.draw(target, Palette.INK, (x, y))
        y += self._heading.height_px + px(4)
        self._summary.draw(target, Palette.INK_SOFT, (x, y))
        bottom = self.box.bottom - px(34)
        if self._warning is not None:
            blit(target, icon("warning", px(16), Palette.AMBER_DARK), (x, bottom - px(22)))
            self._warning.draw(target, Palette.AMBER_DARK, (x + px(22), bottom - px(23)))
        self._draw_facts(target, x, bottom + px(2))
        if self.focused:
            draw_ring(target, self.box, px(14), max(2, px(2)))

    def _draw_facts(self, target: pygame.Surface, x: int, y: int) -> None:
        px, font = self.theme.px, self.theme.font(12.5, bold=True)
        right = self.box.right - px(18)
        for index in range(5):
            colour = Palette.PLUM if index < self._difficulty else Palette.PAPER_EDGE
            pygame.draw.aacircle(target, colour, (right - px(6) - (4 - index) * px(14), y + px(10)), px(5))
        label = self._difficulty_label
        wide = font.size(label)[0]
        room_right = right - 5 * px(14) - px(6)
        for name, words in self._facts:
            size = px(16)
            if x + size + px(6) + font.size(words)[0] > room_right - px(10):
                break
            blit(target, icon(name, size, Palette.PLUM), (x, y + px(2)))
            x += size + px(6)
            x += draw_text(target, words, font, Palette.INK, (x, y)) + px(18)
        if x + wide < room_right:
            draw_text(target, label, font, Palette.INK_SOFT, (room_right - wide, y))


def portrait(scenario: Scenario, size: tuple[int, int], radius: int) -> pygame.Surface:
    """The customer in their place, as a card's picture with rounded left corners, premultiplied."""
    high = round(size[1] * 1.1)
    place = Place(place_name(scenario), (max(64, round(high * 16 / 9)), max(64, high)), scenario.file.about.sector)
    spot = place.spot
    picture = pygame.Surface(place.size)
    place.draw_background(picture)
    look = Look.as_far_as_known(dict(scenario.file.persona.look))
    mood = scenario.file.persona.start
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
