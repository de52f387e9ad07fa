"""Before a shift: what it is, how the house does things, and the one thing that may be changed."""

from __future__ import annotations

import secrets
from functools import partial
from typing import cast

import pygame

from simulator.desktop.desk import Desk, Job
from simulator.desktop.lettering import fitted
from simulator.desktop.painting import page_ground
from simulator.desktop.theme import Palette
from simulator.desktop.views.page import Column, Page, Paint
from simulator.desktop.views.shift_run import Run
from simulator.desktop.views.view import View
from simulator.desktop.widgets import Button, Element, ScrollArea, Segments
from simulator.scenario import CENTI, Choice, Language, load_world, load_world_words
from simulator.training import TILL_COST, TILL_DELAY_MS, Shift, shift_scenes

SEEDS = 2**31


class ShiftStartView(View):
    """Read what a shift is, change one thing, and begin.

    Args:
        desk: what the screens share.
        before: the shift before; None where this is the first.
    """

    name = "shift_start"

    def __init__(self, desk: Desk, before: Shift | None) -> None:
        super().__init__(desk)
        self.before = before
        self._rules = load_world()
        self._language = cast("Language", desk.language)
        self._world = {name: choice.default for name, choice in self._rules.choices.items()}
        if before is not None:
            self._world |= before.roster.world
        self.changed: tuple[str, str] | None = None if before is None else before.chosen
        self._causes = {} if before is None else before.figures.get("causes", {})
        self._beginning: Job[Shift] | None = None
        self.build()

    # -- building -------------------------------------------------------------------------------------------------

    def build(self) -> None:
        """Make the elements."""
        theme, t = self.theme, self.desk.texts
        px, (wide, high) = theme.px, theme.size
        margin, foot = (px(16), px(52)) if theme.narrow else (px(32), px(78))
        bottom, top, pad = high - foot, px(54 if theme.narrow else 88), px(14)
        tall = bottom - top - px(8)
        left_wide = wide - 2 * margin if theme.narrow else round((wide - 2 * margin - px(24)) * 0.42)
        sizes = [theme.font(size, bold=True) for size in (28, 26, 24, 22)]
        self._title = fitted(t("shift.title"), sizes, wide - 2 * margin, px(46))
        self._page = Page(theme, left_wide)
        end = self._about(left_wide).place(pad, px(10)).bottom
        area = pygame.Rect(margin - pad, top, left_wide + 2 * pad, tall)
        self.elements = []
        if theme.narrow:
            made, end = self._choices(left_wide, end + px(14))
        else:
            about, page_wide = self._page, wide - 2 * margin - px(24) - left_wide
            self.elements.append(ScrollArea("about", area, theme, about.height_px + px(24), about.paint))
            area = pygame.Rect(margin + left_wide + px(24) - pad, top, page_wide + 2 * pad, tall)
            self._page = Page(theme, page_wide)
            made, end = self._choices(page_wide, px(10))
        scroll = ScrollArea("choices", area, theme, end + px(10), self._page.paint)
        for element in made:
            scroll.add(element)
        high_px = foot - px(12) if theme.narrow else px(52)
        back = pygame.Rect(margin, bottom, px(170 if theme.narrow else 200), high_px)
        begin = pygame.Rect(0, bottom, px(260 if theme.narrow else 320), high_px)
        begin.right = wide - margin
        self.elements = [
            scroll,
            *self.elements,
            Button("back", back, theme, t("desktop.back"), self.go_back, icon_name="back", key_label="Esc"),
            Button("begin", begin, theme, t("shift.begin"), self.begin, style="primary", icon_name="play", units=18),
        ]
        if self.focus.current is None:
            self.focus.to(self.find("begin"))

    def _about(self, wide: int) -> Column:
        t, column = self.desk.texts, Column(self._page, wide, pad_units=22)
        column.text(t("shift.lead"), 17, bold=True)
        column.gap(6)
        column.text(t("shift.house"), 15, Palette.INK_SOFT)
        for key in ("queue", "till", "calls", "ledger"):
            column.gap(8)
            words = t(
                f"shift.how.{key}",
                **({"cost": t.money(TILL_COST * CENTI), "seconds": TILL_DELAY_MS // 1000} if key == "till" else {}),
            )
            column.beside(_dot(self.theme.px(4)))
            column.text(words, 15, indent_px=self.theme.px(18))
        before = self.before
        waiting = () if before is None else [before.sitting(promised) for promised in before.promised]
        if waiting:
            column.gap(12)
            column.text(t("shift.calls"), 15.5, Palette.PLUM, bold=True)
            for session in waiting:
                column.text(session.customer_name, 15)
        return column

    def _choices(self, wide: int, y: int) -> tuple[list[Element], int]:
        """One card for each choice of the house, from `y` down; and where they end."""
        t, px = self.desk.texts, self.theme.px
        head = Column(self._page, wide, pad_units=16, colour=Palette.PAPER_WARM)
        head.text(t("shift.choices"), 17, bold=True)
        head.text(t("shift.choices.first" if self.before is None else "shift.choices.change"), 14, Palette.INK_SOFT)
        y = head.place(px(14), y).bottom + px(12)
        made: list[Element] = []
        for name, choice in self._rules.choices.items():
            column, segments = self._choice_card(name, choice, wide, y)
            y = column.place(px(14), y).bottom + px(14)
            made += segments
        return made, y

    def _choice_card(self, name: str, choice: Choice, wide: int, top: int) -> tuple[Column, list[Element]]:
        t, px = self.desk.texts, self.theme.px
        lines = load_world_words(self._language)
        column = Column(self._page, wide, pad_units=16)
        column.text(lines[f"world.{name}"], 16, bold=True)
        column.gap(4)
        shown = self._shown(name)
        box = pygame.Rect(px(14) + px(16), top + column.y, column.room_px, px(58))
        options = [(option, lines[f"world.{name}.{option}"]) for option in choice.options]
        segments = Segments(f"choice_{name}", box, self.theme, options, shown, partial(self.choose, name))
        segments.enabled = self.before is not None
        column.gap(62)
        effect = choice.effects.get(next((o for o in choice.options if o in choice.effects), ""))
        if effect is not None:
            causes = [
                lines[f"complaint.{cause}"] + (f" ({self._causes[cause]})" if cause in self._causes else "")
                for cause in effect.eases
            ]
            option = next(o for o in choice.options if o in choice.effects)
            words = f"{lines[f'world.{name}.{option}']}: {t('shift.choices.cost', cost=t.money(effect.cost * CENTI))}"
            column.text(words, 13.5, Palette.INK)
            column.text(t("shift.choices.eases", causes=", ".join(causes)), 13.5, Palette.INK_SOFT)
        return column, [segments]

    def _shown(self, name: str) -> str:
        if self.changed is not None and self.changed[0] == name:
            return self.changed[1]
        return self._world[name]

    # -- what the trainee does ------------------------------------------------------------------------------------

    def choose(self, name: str, option: str) -> None:
        """Change one choice; another that was changed before goes back to what it was."""
        self.changed = None if self._world[name] == option else (name, option)
        self.rebuild()

    def begin(self) -> None:
        """Begin the shift."""
        desk, before = self.desk, self.before
        if before is not None and self.changed is not None and self.changed != before.chosen:
            before.choose(*self.changed)
        elif before is not None and self.changed is None and before.chosen is not None:
            before.choose(before.chosen[0], self._world[before.chosen[0]])
        if self._beginning is None:
            self._beginning = desk.begin_work(self._begin)
            self.find("begin").enabled = False

    def _begin(self) -> Shift:
        desk = self.desk
        seed = secrets.randbelow(SEEDS) if desk.seed is None else desk.seed
        return Shift.begin(
            self._language, seed, journal=desk.journal, person_id=desk.person_id, after=self.before, scene=desk.scene,
            scenes=shift_scenes(desk.language, desk.settings.abuse_tolerance),
        )  # fmt: skip

    def update(self, dt_ms: float) -> None:
        """Go on once the shift is drawn: reading ten scenes takes a moment."""
        super().update(dt_ms)
        if self._beginning is not None and self._beginning.done:
            job, self._beginning = self._beginning, None
            self.find("begin").enabled = True
            Run(self.desk, job.take()).go_on()

    def go_back(self) -> None:
        """Go to the scenes."""
        from simulator.desktop.views.home import HomeView

        self.desk.show(HomeView(self.desk))

    def handle(self, event: pygame.event.Event) -> None:
        """Take an event; not while the shift is being drawn: it would be begun behind another screen."""
        if self._beginning is None:
            super().handle(event)

    def keys(self, event: pygame.event.Event) -> bool:
        """Esc goes back."""
        if event.type == pygame.KEYDOWN and event.key == pygame.K_ESCAPE:
            self.go_back()
            return True
        return False

    def draw_ground(self, target: pygame.Surface) -> None:
        """Draw the title."""
        theme, px = self.theme, self.theme.px
        target.blit(page_ground(theme.size), (0, 0))
        self._title.draw(target, Palette.INK, (px(16), px(8)) if theme.narrow else (px(32), px(26)))


def _dot(radius: int) -> Paint:
    def paint(target: pygame.Surface, x: int, y: int) -> None:
        pygame.draw.aacircle(target, Palette.PLUM, (x + radius + 1, y + 3 * radius), radius)

    return paint
