"""What home offers, a list for each way to play: scenes to practise, paths, exams."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

import pygame

from simulator.desktop.desk import Desk
from simulator.desktop.figures import icon
from simulator.desktop.lettering import block
from simulator.desktop.painting import blit, draw_card
from simulator.desktop.theme import Palette
from simulator.desktop.views.path_card import FIRST_PATH, HEIGHT_UNITS, PathCard, PathShown
from simulator.desktop.views.scene_card import Portraits, SceneCard
from simulator.desktop.widgets import Button, Element, ScrollArea
from simulator.record import met
from simulator.scenario import Glance, Roughness, ScenarioError, glance, offered, slugs
from simulator.texts import Texts

CARD_UNITS = 116
_GAP_UNITS = 14


@dataclass
class Offer:
    """The scenes there are, with what the trainee knows of them.

    Args:
        scenes: those that can be read, the easiest first.
        faulty: names of those that cannot.
        best: the best grade by scene.
        met: scenes begun in any mode, also where the words were erased since.
        tolerance: how rough scenes may be for this trainee, as `Settings.abuse_tolerance` has it.
    """

    scenes: list[Glance]
    faulty: list[str]
    best: dict[str, int]
    met: frozenset[str] = field(default_factory=frozenset)
    tolerance: Roughness = "mild"

    def usable(self, use: str) -> list[Glance]:
        """Scenes for `practice` or `exam`."""
        return [scene for scene in self.scenes if use in scene.about.use]

    def rough(self, scene: Glance) -> bool:
        """Whether a scene is rougher than this trainee set; such scenes come last and are not drawn."""
        return not offered(scene.about.warnings, self.tolerance)

    def drawable(self, use: str) -> list[Glance]:
        """Scenes that may be drawn unasked."""
        return [scene for scene in self.usable(use) if not self.rough(scene)]


def survey_scenes(desk: Desk) -> Offer:
    """Look at all scenes, and at what the trainee has played of them."""
    scenes: list[Glance] = []
    faulty: list[str] = []
    for slug in slugs():
        try:
            scenes.append(glance(slug, desk.language))
        except (ScenarioError, OSError):
            faulty.append(slug)
    best: dict[str, int] = {}
    known: dict[str, str] = {}
    if desk.journal is not None and desk.person_id:
        records = desk.journal.sessions(desk.person_id)
        known = met(records)
        for record in records:
            slug = record.header.scenario_slug
            if record.overall is not None and record.header.parent_session_id is None:
                best[slug] = max(record.overall, best.get(slug, 0))
    scenes.sort(key=lambda scene: (scene.about.difficulty, scene.title.casefold()))
    return Offer(scenes, faulty, best, frozenset(known), desk.settings.abuse_tolerance)


def filtered(scenes: Sequence[Glance], channel: str, words: str, t: Texts) -> list[Glance]:
    """Scenes on a channel (`all` for any) in which every word of a search is found: title, summary, skill, channel."""
    wanted = words.casefold().split()
    found = []
    for scene in scenes:
        about = scene.about
        skills = [t(f"step.{step}") for step in about.teaches if f"step.{step}" in t]
        told = [scene.title, scene.summary, t(f"channel.{about.channel.value}"), *skills]
        text = " ".join(told).casefold()
        if channel in ("all", about.channel.value) and all(word in text for word in wanted):
            found.append(scene)
    return found


class _Plate(Element):
    """A dark card with a heading, a few lines, and room for a button below them.

    Args:
        name: what it is found by.
        box: where; it becomes as tall as it must.
        desk: sizes.
        heading: its heading.
        lines: icon and text of each line below.
    """

    def __init__(self, name: str, box: pygame.Rect, desk: Desk, heading: str, lines: Sequence[tuple[str, str]]) -> None:
        theme, px = desk.theme, desk.theme.px
        room = box.width - px(44)
        self._heading = block(heading, theme.font(21, bold=True), room, spacing=0.95)
        self.lines = [
            (icon_name, block(words, theme.font(15.5), room - px(30), spacing=0.92)) for icon_name, words in lines
        ]
        high = px(16 + 8) + self._heading.height_px + sum(made.height_px + px(6) for _, made in self.lines)
        super().__init__(name, pygame.Rect(box.topleft, (box.width, high + px(8 + 46 + 18))), theme)
        self.text = "\n".join([heading, *(words for _, words in lines)])

    def button_box(self, wide_px: int) -> pygame.Rect:
        """Where its button goes."""
        px = self.theme.px
        wide = min(wide_px, self.box.width - px(40))
        return pygame.Rect(self.box.x + px(22), self.box.bottom - px(18 + 46), wide, px(46))

    def draw(self, target: pygame.Surface) -> None:
        """Draw it."""
        px = self.theme.px
        draw_card(target, self.box, px(14), colour=Palette.NIGHT, depth=px(8))
        x, y = self.box.x + px(22), self.box.y + px(16)
        self._heading.draw(target, Palette.CREAM, (x, y))
        y += self._heading.height_px + px(8)
        for name, made in self.lines:
            blit(target, icon(name, px(18), Palette.AMBER_BRIGHT), (x, y + px(2)))
            made.draw(target, Palette.CREAM, (x + px(30), y))
            y += made.height_px + px(6)


@dataclass
class Lists:
    """Makes the lists of home.

    Args:
        desk: what the screens share.
        portraits: pictures drawn so far.
        choose: called with a scene and a mode.
        go_on_path: called with a path that is chosen.
        draw_exam: called to draw an exam.
    """

    desk: Desk
    portraits: Portraits
    choose: Callable[[str, str], object]
    go_on_path: Callable[[PathShown], object]
    draw_exam: Callable[[], object]

    def practice(self, box: pygame.Rect, offer: Offer, scenes: Sequence[Glance], first: PathShown | None) -> ScrollArea:
        """Scenes to practise; for somebody new the first day above them."""
        theme, px = self.desk.theme, self.desk.theme.px
        gap, high = px(_GAP_UNITS), px(CARD_UNITS)
        wide = box.width - px(24)
        calm = [scene for scene in scenes if not offer.rough(scene)]
        ordered = [*calm, *(scene for scene in scenes if offer.rough(scene))]
        heading = block(self.desk.texts("settings.rough.heading"), theme.font(15, bold=True), wide)
        lead = heading.height_px + px(16) if len(calm) < len(scenes) else 0
        top = [0]

        def paint(target: pygame.Surface, offset: int) -> None:
            if lead:
                heading.draw(target, Palette.AMBER_DARK, (px(12), top[0] - offset))

        area = ScrollArea("scenes", box, theme, 0, paint if scenes else self._nothing)
        welcome = 0 if first is None else self._welcome(area, pygame.Rect(px(12), px(8), wide, 0), first) + gap
        area.page_height_px = max(len(scenes) * (high + gap), px(60)) + px(20) + welcome + lead
        top[0] = px(8) + welcome + len(calm) * (high + gap)
        for index, scene in enumerate(ordered):
            down = lead if index >= len(calm) else 0
            place = pygame.Rect(px(12), px(8) + welcome + down + index * (high + gap), wide, high)
            chosen = partial(self.choose, scene.slug, "practice")
            area.add(SceneCard(scene, place, theme, self.desk, self.portraits, offer.best.get(scene.slug), chosen))
        return area

    def _nothing(self, target: pygame.Surface, _offset: int) -> None:
        theme, px = self.desk.theme, self.desk.theme.px
        words = block(self.desk.texts("home.filter.nothing"), theme.font(15), target.get_width() - px(48))
        words.draw(target, Palette.INK_SOFT, (px(24), px(16)))

    def _welcome(self, area: ScrollArea, box: pygame.Rect, first: PathShown) -> int:
        t, theme, px = self.desk.texts, self.desk.theme, self.desk.theme.px
        lines = [
            ("person", t("home.welcome.what")),
            ("speak_over", t("home.welcome.can_do")),
            ("clock", t("home.welcome.how_long", count=len(first.scenes), minutes=first.minutes)),
        ]
        plate = _Plate("welcome", box, self.desk, t("home.welcome.title"), lines)
        area.add(plate)
        area.add(
            Button(
                "first_day", plate.button_box(px(330)), theme, t("home.welcome.begin"),
                partial(self.go_on_path, first), style="primary", icon_name="play", units=16,
            )
        )  # fmt: skip
        return plate.box.height

    def paths(self, box: pygame.Rect, shown: Sequence[PathShown]) -> ScrollArea:
        """Paths of scenes."""
        theme, px = self.desk.theme, self.desk.theme.px
        gap, high = px(_GAP_UNITS), px(HEIGHT_UNITS)
        area = ScrollArea("paths", box, theme, len(shown) * (high + gap) + px(20))
        for index, path in enumerate(shown):
            place = pygame.Rect(px(12), px(8) + index * (high + gap), box.width - px(24), high)
            area.add(PathCard(path, place, theme, self.desk, partial(self.go_on_path, path)))
        return area

    def exam(self, box: pygame.Rect, offer: Offer, shown: Sequence[PathShown]) -> ScrollArea:
        """What an exam is, one drawn among scenes not met yet, and the exam paths."""
        theme, t, px = self.desk.theme, self.desk.texts, self.desk.theme.px
        gap, high = px(_GAP_UNITS), px(HEIGHT_UNITS)
        exams = [path for path in shown if path.course.path.use == "exam"]
        scenes = offer.drawable("exam")
        left = sum(scene.slug not in offer.met for scene in scenes)
        lines = [
            ("clock", t("home.exam.rules")),
            ("person", t("home.exam.unseen", left=left, count=len(scenes))),
            ("account", t("home.exam.kept")),
        ]
        top = pygame.Rect(px(12), px(8), box.width - px(24), 0)
        rules = _Plate("exam_rules", top, self.desk, t("home.exam.title"), lines)
        plate = rules.box
        area = ScrollArea("exams", box, theme, plate.bottom + gap + len(exams) * (high + gap) + px(20))
        area.add(rules)
        begin = Button(
            "exam_begin", rules.button_box(px(330)), theme, t("home.exam.begin"), self.draw_exam, style="primary",
            icon_name="play", units=16,
        )  # fmt: skip
        begin.enabled = bool(scenes)
        area.add(begin)
        for index, path in enumerate(exams):
            place = pygame.Rect(px(12), plate.bottom + gap + index * (high + gap), plate.width, high)
            area.add(PathCard(path, place, theme, self.desk, partial(self.go_on_path, path)))
        return area


def first_day(shown: Sequence[PathShown]) -> PathShown | None:
    """The path for somebody who has played nothing."""
    return next((path for path in shown if path.course.path_id == FIRST_PATH), None)
