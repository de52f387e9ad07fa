"""What can be done besides speaking: cards on the counter, and the trays that open above them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

import pygame

from simulator.desktop.desk import Desk
from simulator.desktop.lettering import capital
from simulator.desktop.painting import draw_card
from simulator.desktop.theme import Palette, Theme
from simulator.desktop.widgets import Button, Element
from simulator.engine import Phase
from simulator.texts import Texts, texts
from simulator.training import Choice, Session

GROUPS: dict[str, tuple[str, ...]] = {
    "lookup": ("lookup",),
    "account": ("account",),
    "note": ("note",),
    "remedies": ("remedy",),
    "supervisor": ("supervisor",),
    "hand_over": ("warm_transfer", "blind_transfer"),
    "more": ("hold", "comment_card", "call_back", "end_contact"),
}
"""The cards, in their order, and the kinds of action on each."""
_FEW = 4
_ONE_ROW_UNITS = 60
"""A box for cards that is taller than this has room for two rows."""
_ICONS = {
    "lookup": "book", "account": "account", "note": "note", "remedies": "gift", "supervisor": "supervisor",
    "hand_over": "transfer", "more": "card", "warm_transfer": "transfer", "blind_transfer": "transfer", "hold": "hold",
    "comment_card": "star", "call_back": "call_back", "end_contact": "close", "remedy": "remedy",
}  # fmt: skip


class CardRow:
    """The cards on the counter.

    Args:
        box: where they lie.
        theme: sizes.
        texts: their names.
        open_group: called with the name of the group whose card was pressed.
    """

    def __init__(self, box: pygame.Rect, theme: Theme, texts: Texts, open_group: Callable[[str], object]) -> None:
        self.box = box
        self._theme = theme
        self._texts = texts
        self._open = open_group
        self._choices: dict[str, tuple[Choice, ...]] = {}
        self.buttons: list[Button] = []

    def members(self, group: str) -> tuple[Choice, ...]:
        """What is on a card."""
        return self._choices.get(group, ())

    def refresh(self, choices: Iterable[Choice]) -> None:
        """Show what can be done now; without choices nothing can."""
        choices = tuple(choices)
        if not choices:
            for button in self.buttons:
                button.enabled = False
            return
        found = {
            group: tuple(choice for choice in choices if choice.kind in kinds)
            for group, kinds in GROUPS.items()
            if any(choice.kind in kinds for choice in choices)
        }
        if tuple(found) != tuple(self._choices):
            self._lay_out(found)
        self._choices = found
        for button, group in zip(self.buttons, found, strict=True):
            button.enabled = any(choice.possible for choice in found[group]) or group == "remedies"

    def _lay_out(self, found: dict[str, tuple[Choice, ...]]) -> None:
        rows = 2 if self.box.height > self._theme.px(_ONE_ROW_UNITS) and len(found) > _FEW else 1
        gap, count = self._theme.px(8), -(-len(found) // rows)
        wide = min(self._theme.px(190), (self.box.width - gap * (count - 1)) // count)
        high = (self.box.height - (rows - 1) * self._theme.px(6)) // rows
        self.buttons[:] = []
        for index, (group, members) in enumerate(found.items()):
            left, top = index % count * (wide + gap), index // count * (high + self._theme.px(6))
            box = pygame.Rect(self.box.x + left, self.box.y + top, wide, high)
            single = members[0].kind if len(members) == 1 and group != "remedies" else group
            self.buttons.append(
                Button(
                    f"card_{group}", box, self._theme, self._texts(f"desktop.card.{single}"),
                    partial(self._open, group), style="card", icon_name=_ICONS[single],
                    key_label=f"F{index + 1}", units=14, bold=True, centred=False,
                )
            )  # fmt: skip
        tries = [(units, 8, True) for units in (14, 13.5, 13, 12.5, 12, 11.5, 11, 10.5)]
        for units, gap_units, bold in [*tries, (10.5, 4, True), (10.5, 4, False)]:
            for row in range(rows):
                self._share_out(self.buttons[row * count : (row + 1) * count], gap_units, units, bold=bold)
            within = all(button.box.right <= self.box.right for button in self.buttons)
            if within and all(button.fits_at(units) for button in self.buttons):
                break

    def _share_out(self, row: Sequence[Button], gap_units: float, units: float, *, bold: bool) -> None:
        """Give the cards of a row their widths: alike, but for those whose longest word needs more."""
        for button in row:
            button.units, button.bold = units, bold
        gap = self._theme.px(gap_units)
        least = [button.least_px(units) for button in row]
        room = self.box.width - gap * (len(row) - 1)
        wide = min(self._theme.px(190), room // len(row))
        for _ in row:  # each card that takes more leaves less for the others
            more = [need for need in least if need > wide]
            if not more or len(more) == len(row):
                break
            wide = max(1, min(wide, (room - sum(more)) // (len(row) - len(more))))
        x = self.box.x
        for button, need in zip(row, least, strict=True):
            button.box = pygame.Rect(x, button.box.y, max(wide, need), button.box.height)
            x = button.box.right + gap


class Tray(Element):
    """The choices of one card, above it. Digits pick, Esc closes.

    Args:
        row: the cards.
        group: whose choices.
        theme: sizes.
        desk: texts.
        session: for what stands behind a remedy.
        choose: called with kind and target.
    """

    def __init__(
        self, row: CardRow, group: str, theme: Theme, desk: Desk, session: Session, choose: Callable[[str, str], object]
    ) -> None:
        px = theme.px
        card = next(button.box for button in row.buttons if button.name == f"card_{group}")
        members = row.members(group)
        each, gap = px(58), px(8)  # two lines of a long name, and what it costs
        columns = 2 if len(members) > 3 else 1  # low and wide, so that the customer's face stays in view
        rows = -(-len(members) // columns)
        broad = min(px(300), (row.box.width - px(24) - (columns - 1) * gap) // columns)
        wide = px(24) + columns * broad + (columns - 1) * gap
        high = rows * (each + gap) - gap + px(24)
        left = max(row.box.x, min(card.centerx - wide // 2, row.box.right - wide))
        top = max(px(8), row.box.y - high - px(10))  # where there is little room it lies over the cards
        super().__init__("tray", pygame.Rect(left, top, wide, high), theme)
        self.group = group
        self.buttons = []
        for index, choice in enumerate(members):
            box = pygame.Rect(
                self.box.x + px(12) + index // rows * (broad + gap),
                self.box.y + px(12) + index % rows * (each + gap),
                broad,
                each,
            )
            button = Button(
                f"choice_{choice.kind}_{choice.target}".rstrip("_"), box, theme,
                capital(choice.name or desk.texts(f"action.{choice.kind}")),
                partial(choose, choice.kind, choice.target),
                icon_name=_ICONS[choice.kind], detail=self._detail(choice, desk, session), key_label=str(index + 1),
                units=14, centred=False,
            )  # fmt: skip
            button.enabled = choice.possible
            self.buttons.append(button)
        self.text = "\n".join(button.text for button in self.buttons)

    @staticmethod
    def _detail(choice: Choice, desk: Desk, session: Session) -> str:
        t = desk.texts
        if choice.kind != "remedy":
            return "" if choice.possible else t("refused.not_now")
        remedy = session.scenario.file.case.remedies[choice.target]
        if remedy.by == "nobody":
            return t("desktop.tray.nobody")
        if remedy.by == "supervisor" and not choice.possible:
            return t("desktop.tray.supervisor")
        if f"remedy {choice.target}" in session.state.done:
            return t("desktop.tray.done")
        if not choice.possible or session.state.phase is Phase.DUE:
            return t("refused.not_now")
        # In the money the customer speaks of, whatever the language of the screens.
        cost = texts(session.state.language).money(choice.cost)
        return t("desktop.tray.cost", cost=cost) if choice.cost else t("desktop.tray.free")

    def children(self) -> Sequence[Element]:
        """Its buttons."""
        return self.buttons

    def pick(self, index: int) -> bool:
        """Press the choice of this number; False where there is none."""
        if index >= len(self.buttons):
            return False
        if self.buttons[index].enabled:
            self.buttons[index].press()
        return True

    def handle(self, event: pygame.event.Event) -> bool:
        """Pass events to the choices; arrow keys are left to Tab."""
        took = [button.handle(event) for button in self.buttons]  # each must see the pointer go
        if any(took):
            return True
        return event.type == pygame.MOUSEBUTTONDOWN and bool(self.box.collidepoint(event.pos))

    def draw(self, target: pygame.Surface) -> None:
        """Draw it."""
        draw_card(target, self.box, self.theme.px(14), colour=Palette.PAPER_WARM, depth=self.theme.px(12))
        for button in self.buttons:
            button.draw(target)
