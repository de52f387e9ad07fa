"""The settings: how the trainee likes it. Each holds at once and is kept; the page lies over whatever was on show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import pygame

from simulator.desktop.desk import Desk
from simulator.desktop.legible import legible
from simulator.desktop.lettering import Block, block, capital
from simulator.desktop.painting import draw_card, page_ground
from simulator.desktop.theme import Colour, Palette
from simulator.desktop.views.view import View
from simulator.desktop.widgets import Button, ScrollArea, Segments
from simulator.texts import Texts, languages, texts

WIDEST_UNITS = 1000
_SIZES = ("100", "125", "150", "175", "200")
_LOUDNESS = ("0", "15", "30", "50", "80", "100")
_PACES = ("50", "75", "100", "125", "150", "200")


@dataclass(frozen=True, slots=True)
class Row:
    """One setting.

    Args:
        field: of `Settings`.
        name: key of its label below `settings.`; its second line is `settings.<name>.detail`, where there is one.
        values: what can be chosen; empty for on and off.
    """

    field: str
    name: str
    values: tuple[str, ...] = ()


SECTIONS: dict[str, tuple[Row, ...]] = {
    "read": (
        Row("language", "language"),
        Row("text_size_percent", "text_size", _SIZES),
        Row("letter_spacing", "letter_spacing"),
        Row("colours", "colours", ("warm", "safe", "contrast")),
        Row("reduced_motion", "reduced_motion"),
        Row("feeling_words", "feeling_words"),
    ),
    "hear": (
        Row("voice", "voice"),
        Row("volume_percent", "volume", _LOUDNESS),
        Row("effects_percent", "effects", _LOUDNESS),
        Row("self_voice", "self_voice"),
    ),
    "pace": (Row("untimed", "untimed"), Row("pace_percent", "pace", _PACES)),
    "respect": (
        Row("abuse_tolerance", "abuse_tolerance", ("none", "mild", "strong")),
        Row("calm_shouting", "calm_shouting"),
    ),
}
"""The settings in their order, by section."""


@dataclass(frozen=True, slots=True)
class _Text:
    """A text on the page."""

    block: Block
    colour: Colour
    at: tuple[int, int]


class SettingsView(View):
    """Every setting of the person who plays.

    Lay it over the view on show (`desk.lay_over`): what was going on there waits and goes on afterwards; an
    exam runs on.

    Args:
        desk: what the screens share.
    """

    name = "settings"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._offset_units = 0.0
        self.build()

    def rebuild(self) -> None:
        """Make the elements anew; the page stays where it was scrolled to."""
        self._offset_units = self._area.offset_px / self._area.theme.factor
        super().rebuild()

    def build(self) -> None:
        """Make the elements."""
        theme, px, (wide, high) = self.theme, self.theme.px, self.theme.size
        column = min(wide - px(48), px(WIDEST_UNITS))
        left = (wide - column) // 2
        back = pygame.Rect(0, 0, px(150), px(40))
        back.topright = (left + column, px(16))
        self._title = block(self.desk.texts("settings.title"), theme.font(25, bold=True), back.x - left - px(16))
        top = max(back.bottom, px(16) + self._title.height_px) + px(10)
        self._title_at = (left, px(16))
        self._card = pygame.Rect(left, top, column, high - top - px(16))
        box = self._card.inflate(-px(12), -px(16))
        self._texts: list[_Text] = []
        controls = [*self._lay_out(box.width - px(28)), *self._company(box.width - px(28))]
        self._area = ScrollArea("settings", box, theme, self._page_px, self._paint)
        for control in controls:
            self._area.add(control)
        label = self.desk.texts("desktop.back")
        leave = Button("back", back, theme, label, self.leave, icon_name="back", key_label="Esc")
        self.elements = [self._area, leave]
        self._area.scroll_to(theme.px(self._offset_units))
        if self.focus.current is None:
            self.focus.to(controls[0])

    def _lay_out(self, wide: int) -> Iterator[Segments]:
        """Put labels and controls on the page: beside each other where there is room, else below each other."""
        t, px, theme = self.desk.texts, self.theme.px, self.theme
        left, y = px(14), px(8)
        y = self._write(t("settings.intro"), 13.5, Palette.INK_SOFT, (left, y), wide) + px(8)
        beside = not theme.narrow
        for section, rows in SECTIONS.items():
            y = self._write(t(f"settings.section.{section}"), 18, Palette.PLUM, (left, y + px(10)), wide, bold=True)
            for row in rows:
                room = wide - px(430) if beside else wide
                end = self._write(t(f"settings.{row.name}"), 15, Palette.INK, (left, y + px(10)), room, bold=True)
                if f"settings.{row.name}.detail" in t:
                    end = self._write(t(f"settings.{row.name}.detail"), 13, Palette.INK_SOFT, (left, end), room)
                if beside:
                    box = pygame.Rect(left + wide - px(414), y + px(10), px(414), px(38))
                    y = max(end, box.bottom) + px(4)
                else:
                    box = pygame.Rect(left, end + px(6), wide, px(40))
                    y = box.bottom + px(6)
                yield self._control(row, box)
        self._page_px = y + px(16)

    def _company(self, wide: int) -> Iterator[Button]:
        """Below the settings: joining a company, or the page of the one that this desktop belongs to."""
        on_show = self.desk.on_show()
        if self.desk.folder is None or (on_show is not None and on_show.plays):
            return  # nobody else sits down in the middle of a conversation
        from simulator.desktop.views.assigned import company_of, company_texts

        t, px, company = company_texts(self.desk), self.theme.px, self.desk.company
        left, mine = px(14), company_of(self.desk)
        y = self._write(t("joining.section"), 18, Palette.PLUM, (left, self._page_px + px(4)), wide, bold=True) + px(8)
        if company is not None and mine is None:
            bond = company.bond
            names = {} if bond is None else {"person": legible(bond.person_name), "company": legible(bond.company)}
            self._page_px = self._write(t("joining.not_yours", **names), 14, Palette.INK_SOFT, (left, y), wide) + px(16)
            return
        name, key = ("membership", "joining.page") if mine is not None else ("join", "joining.open")
        words = t(key) if mine is None or mine.bond is None else legible(mine.bond.company)
        box = pygame.Rect(left, y, min(wide, px(520)), px(62))
        self._page_px = box.bottom + px(20)
        yield Button(
            name, box, self.theme, words, self._open_company, style="card", icon_name="person",
            detail=t(f"{key}.detail"), units=16, centred=False,
        )  # fmt: skip

    def _open_company(self) -> None:
        from simulator.desktop.views.assigned import company_of
        from simulator.desktop.views.joining import JoinView
        from simulator.desktop.views.membership import MembershipView

        self.desk.lay_over(MembershipView(self.desk) if company_of(self.desk) is not None else JoinView(self.desk))

    def _write(
        self, text: str, units: float, colour: Colour, at: tuple[int, int], wide: int, *, bold: bool = False
    ) -> int:
        """Put a text on the page; returns where it ends."""
        found = block(text, self.theme.font(units, bold=bold), wide, spacing=0.95)
        self._texts.append(_Text(found, colour, at))
        return at[1] + found.height_px

    def _control(self, row: Row, box: pygame.Rect) -> Segments:
        t = self.desk.texts
        options = options_of(row, t)
        if row.field in ("letter_spacing", "reduced_motion", "feeling_words", "voice", "self_voice", "untimed",
                         "calm_shouting"):  # fmt: skip
            box.width = min(box.width, self.theme.px(220))
        made = Segments(
            row.field, box, self.theme, options, self._chosen(row, [value for value, _ in options]),
            partial(self._choose, row),
        )  # fmt: skip
        made.called = t(f"settings.{row.name}")
        return made

    def _chosen(self, row: Row, values: Sequence[str]) -> str:
        kept = getattr(self.desk.settings, row.field)
        if isinstance(kept, bool):
            return "on" if kept else "off"
        if isinstance(kept, int):
            return min(values, key=lambda value: abs(int(value) - kept))
        return str(kept) if str(kept) in values else values[0]

    def _choose(self, row: Row, value: str) -> None:
        kept = getattr(self.desk.settings, row.field)
        changed: object = value == "on" if isinstance(kept, bool) else int(value) if isinstance(kept, int) else value
        self.desk.change_settings(**{row.field: changed})
        self.rebuild()

    def leave(self) -> None:
        """Go back to what lies beneath."""
        self.desk.lift()

    def keys(self, event: pygame.event.Event) -> bool:
        """Esc goes back; up and down walk the settings."""
        if event.type != pygame.KEYDOWN:
            return False
        if event.key == pygame.K_ESCAPE:
            self.leave()
            return True
        if event.key in (pygame.K_UP, pygame.K_DOWN):
            self.focus.step(backwards=event.key == pygame.K_UP)
            return True
        return False

    def blocks(self) -> list[tuple[Block, int]]:
        """Every text on the page with the room it has, for the test that measures."""
        return [(part.block, self._area.box.width - part.at[0]) for part in self._texts]

    def _paint(self, target: pygame.Surface, offset: int) -> None:
        for part in self._texts:
            y = part.at[1] - offset
            if -part.block.height_px < y < target.get_height():
                part.block.draw(target, part.colour, (part.at[0], y))

    def draw_ground(self, target: pygame.Surface) -> None:
        """Draw title and card."""
        target.blit(page_ground(self.theme.size), (0, 0))
        self._title.draw(target, Palette.INK, self._title_at)
        draw_card(target, self._card, self.theme.px(14), depth=self.theme.px(8))


def options_of(row: Row, t: Texts) -> list[tuple[str, str]]:
    """Values and labels a setting can have."""
    if row.field == "language":
        return [(code, capital(texts(code)("language.name"))) for code in languages()]
    if not row.values:
        return [("off", t("settings.off")), ("on", t("settings.on"))]
    if row.values[0].isdigit():
        return [(value, t.percent(int(value))) for value in row.values]
    return [(value, t(f"settings.{row.name}.{value}")) for value in row.values]
