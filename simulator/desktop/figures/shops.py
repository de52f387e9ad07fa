"""Shops of a trade: what is behind the customer, and what lies on the counter. Units: 720 lines a screen."""

from __future__ import annotations

from simulator.desktop.figures.canvas import Canvas, Colour, Linear, mix
from simulator.desktop.figures.geometry import Outline, arc, ellipse, rounded_box, spline
from simulator.desktop.figures.props import INK, PAPER, box, card_terminal, contact, lamp_glow, plant, receipt, window
from simulator.desktop.figures.shelves import shelf_row
from simulator.desktop.figures.surfaces import DAY, counter, grain, vignette, wall

_CLOTHS: tuple[Colour, ...] = (
    (62, 112, 118),
    (214, 158, 72),
    (176, 84, 66),
    (232, 220, 198),
    (84, 96, 140),
    (124, 152, 118),
    (160, 92, 112),
    (74, 76, 88),
)


def fashion_behind(canvas: Canvas, wide: float) -> None:
    """Draw rails with clothes, a mirror and a curtained fitting room."""
    wall(canvas, wide, (240, 232, 224), (226, 214, 204))
    window(canvas, 36, 70, 210, 340, DAY, (250, 246, 240), (150, 176, 190))
    for y, seed in ((96, 1), (352, 4)):
        left, right = wide * 0.4, wide + 10
        canvas.fill(box(left, y, right, y + 7), (92, 78, 74))
        x, i = left + 24, seed
        while x < right - 40:
            _hanger(canvas, x, y, _CLOTHS[(i * 5) % len(_CLOTHS)], 150.0 + 18 * (i % 3))
            x, i = x + 44, i + 1
    left = wide * 0.29
    canvas.fill(rounded_box(left - 56, 100, left + 50, 604, 44), (176, 132, 96))
    canvas.fill(
        rounded_box(left - 46, 112, left + 40, 596, 38),
        Linear((left, 112), (left, 596), (226, 236, 240), (190, 206, 214)),
    )
    for x in (190.0, 620.0, 1050.0):
        if x < wide:
            lamp_glow(canvas, x, 30, 300, (255, 240, 210), 100)
    plant(canvas, 40, 612, 150, (232, 222, 204), (100, 144, 104))
    vignette(canvas, wide)


def _hanger(canvas: Canvas, x: float, y: float, tone: Colour, long: float) -> None:
    canvas.stroke([(x, y), (x, y + 16)], [2.4, 2.4], (120, 120, 126), smooth=False)
    shape: Outline = [
        (x - 6, y + 16),
        (x + 6, y + 16),
        (x + 30, y + 30),
        (x + 36, y + 66),
        (x + 26, y + 70),
        (x + 25, y + long),
        (x - 25, y + long),
        (x - 26, y + 70),
        (x - 36, y + 66),
        (x - 30, y + 30),
    ]
    canvas.fill(shape, Linear((x - 30, 0), (x + 30, 0), mix(tone, PAPER, 0.16), mix(tone, INK, 0.2)))
    canvas.stroke([(x + 8, y + 40), (x + 6, y + long)], [1.4, 2.2], mix(tone, INK, 0.32), 130, smooth=False)


def fashion_before(canvas: Canvas, wide: float) -> None:
    """Draw the counter with folded knitwear and a paper bag."""
    y = 588.0
    counter(canvas, wide, y, ((236, 214, 190), (214, 184, 156)), ((176, 146, 130), (132, 104, 98)), 190)
    grain(canvas, wide, y, (184, 148, 116))
    _folded(canvas, 96, y + 30, 130)
    receipt(canvas, wide * 0.33, y + 28)
    card_terminal(canvas, wide * 0.53, y + 34, 0.92)
    _bag(canvas, wide * 0.63, y + 30)


def _folded(canvas: Canvas, x: float, y: float, wide: float) -> None:
    contact(canvas, x, y, wide * 1.1)
    for i, tone in enumerate(((84, 96, 140), (232, 220, 198), (176, 84, 66), (124, 152, 118))):
        low = y - i * 21
        half = wide / 2 - i * 3
        canvas.fill(
            rounded_box(x - half, low - 22, x + half, low, 9),
            Linear((0, low - 22), (0, low), mix(tone, PAPER, 0.2), mix(tone, INK, 0.16)),
        )
        canvas.stroke(
            [(x - half + 8, low - 9), (x + half - 6, low - 9)], [1.4, 1.4], mix(tone, INK, 0.3), 120, smooth=False
        )


def _bag(canvas: Canvas, x: float, y: float) -> None:
    contact(canvas, x, y, 84)
    for dx in (-14, 14):
        canvas.stroke(
            [(x + dx - 9, y - 90), (x + dx - 7, y - 112), (x + dx + 7, y - 112), (x + dx + 9, y - 90)],
            [2.6, 2.6],
            (110, 84, 66),
        )
    canvas.fill(
        [(x - 38, y - 92), (x + 38, y - 92), (x + 34, y), (x - 34, y)],
        Linear((x - 38, 0), (x + 38, 0), (222, 190, 146), (184, 146, 106)),
    )
    canvas.fill(ellipse(x, y - 44, 15, 15), (250, 242, 226), 200)


def grocery_behind(canvas: Canvas, wide: float) -> None:
    """Draw shelves of food, a cooler with its light, and crates of fruit."""
    wall(canvas, wide, (230, 236, 226), (212, 220, 206))
    window(canvas, 30, 66, 206, 300, DAY, (248, 248, 242), (150, 176, 190))
    left = wide * 0.3
    canvas.fill(box(left - 10, 60, wide * 0.66, 600), (150, 160, 150))
    canvas.fill(box(left, 70, wide * 0.655, 590), (206, 212, 200))
    for row, y in enumerate((186, 306, 428)):
        shelf_row(canvas, left, y, wide * 0.355, 88, 5 + row * 3, (226, 226, 216))
    cool = wide * 0.69
    canvas.fill(rounded_box(cool, 60, wide + 10, 600, 8), (74, 92, 104))
    canvas.fill(box(cool + 12, 78, wide, 590), Linear((0, 78), (0, 590), (226, 246, 250), (176, 210, 220)))
    for row, y in enumerate((190, 310, 430, 560)):
        shelf_row(canvas, cool + 14, y, wide - cool, 84, 2 + row * 5, (232, 240, 242), "cafe")
    lamp_glow(canvas, wide * 0.86, 260, 320, (214, 246, 255), 110)
    for i, tone in enumerate(((206, 72, 58), (236, 168, 62), (122, 170, 80), (150, 90, 140))):
        _crate(canvas, 30 + i * 128.0, 540.0 + 30 * (i % 2), tone)
    for x in (300.0, 700.0):
        canvas.fill(box(x - 120, 26, x + 120, 36), (255, 255, 246))
        lamp_glow(canvas, x, 40, 300, (255, 252, 232), 90)
    vignette(canvas, wide, (50, 60, 56), 80)


def _crate(canvas: Canvas, x: float, y: float, tone: Colour) -> None:
    for row in range(2):
        for i in range(4):
            canvas.fill(
                ellipse(x + 16 + i * 28, y - 12 - row * 16 + (i % 2) * 4, 17, 16),
                mix(tone, PAPER, 0.12 * ((i + row) % 3)),
            )
    canvas.fill(box(x - 8, y - 6, x + 116, y + 60), (190, 148, 100))
    canvas.fill(box(x - 8, y + 22, x + 116, y + 27), (150, 110, 74))


def grocery_before(canvas: Canvas, wide: float) -> None:
    """Draw the till: a belt with bread, milk and apples, a card reader."""
    y = 588.0
    counter(canvas, wide, y, ((226, 228, 222), (204, 208, 202)), ((92, 136, 110), (60, 96, 80)), 230)
    canvas.fill(box(-4, y + 8, wide * 0.47, y + 42), Linear((0, y + 8), (0, y + 42), (74, 78, 84), (54, 58, 64)))
    canvas.fill(box(-4, y + 8, wide * 0.47, y + 10.5), (120, 124, 130))
    _loaf(canvas, 78, y + 34)
    _milk(canvas, 168, y + 34)
    for i, tone in enumerate(((206, 72, 58), (124, 164, 74), (212, 96, 66))):
        cx = wide * 0.36 + i * 34
        contact(canvas, cx, y + 32, 34)
        canvas.fill(
            ellipse(cx, y + 16, 17, 16),
            Linear((cx - 16, y), (cx + 16, y + 32), mix(tone, PAPER, 0.3), mix(tone, INK, 0.2)),
        )
        canvas.stroke([(cx, y + 4), (cx + 3, y - 5)], [2.4, 1.6], (92, 66, 46), smooth=False)
    receipt(canvas, wide * 0.6, y + 28)
    card_terminal(canvas, wide * 0.53, y + 34, 0.92)


def _loaf(canvas: Canvas, x: float, y: float) -> None:
    contact(canvas, x, y, 120)
    shape = spline(
        [(x - 60, y - 8), (x - 54, y - 40), (x, y - 50), (x + 54, y - 40), (x + 60, y - 8), (x, y)], closed=True
    )
    canvas.fill(shape, Linear((x, y - 50), (x, y), (226, 168, 104), (168, 106, 60)))
    for dx in (-30, 0, 30):
        canvas.stroke([(x + dx - 9, y - 42), (x + dx + 7, y - 22)], [1.0, 5.0, 1.0], (246, 214, 160), 220)


def _milk(canvas: Canvas, x: float, y: float) -> None:
    contact(canvas, x, y, 50)
    canvas.fill(box(x - 22, y - 76, x + 22, y), Linear((x - 22, 0), (x + 22, 0), (250, 250, 248), (206, 214, 220)))
    canvas.fill([(x - 22, y - 76), (x + 22, y - 76), (x + 12, y - 98), (x - 12, y - 98)], (226, 232, 236))
    canvas.fill(box(x - 13, y - 106, x + 13, y - 96), (240, 244, 246))
    canvas.fill(box(x - 22, y - 52, x + 22, y - 20), (84, 132, 180))


def garden_behind(canvas: Canvas, wide: float) -> None:
    """Draw a glasshouse: iron ribs, daylight, benches of plants."""
    canvas.fill(box(-4, -4, wide + 4, 724), Linear((0, 0), (0, 620), (196, 226, 236), (226, 236, 214)))
    for i in range(7):
        cx = i * wide / 6
        canvas.fill(
            ellipse(cx, 420, wide * 0.11, 120 + 26 * (i % 3)),
            mix((118, 164, 112), (214, 232, 214), 0.4 + 0.1 * (i % 3)),
        )
    for i in range(int(wide / 150) + 2):
        canvas.fill(box(i * 150 - 4, -4, i * 150 + 4, 560), (244, 248, 244))
    for y in (120, 300):
        canvas.fill(box(-4, y, wide + 4, y + 6), (244, 248, 244))
    for i in range(int(wide / 300) + 2):
        canvas.stroke(
            [(i * 300 - 150, 122), (i * 300, -30), (i * 300 + 150, 122)], [7.0, 7.0], (244, 248, 244), smooth=False
        )
    for row, (low, size, seed) in enumerate(((470.0, 120.0, 0), (604.0, 170.0, 2))):
        canvas.fill(box(-4, low, wide + 4, low + 14), (176, 140, 104))
        x, i = 20.0 + row * 40, seed
        while x < wide:
            pot = ((188, 104, 78), (226, 214, 196), (92, 112, 116))[i % 3]
            leaf = ((86, 140, 88), (118, 160, 90), (74, 122, 96), (140, 166, 96))[(i * 3) % 4]
            plant(canvas, x, low, size * (0.8 + 0.15 * (i % 3)), pot, leaf)
            x, i = x + size * 0.78, i + 1
    lamp_glow(canvas, wide * 0.3, 60, 520, (255, 252, 226), 120)
    vignette(canvas, wide, (40, 62, 46), 70)


def garden_before(canvas: Canvas, wide: float) -> None:
    """Draw a potting bench: seedlings, a watering can, seeds in paper."""
    y = 588.0
    counter(canvas, wide, y, ((206, 170, 126), (176, 138, 98)), ((118, 132, 104), (80, 94, 76)), 150)
    grain(canvas, wide, y, (138, 100, 64))
    _can(canvas, 100, y + 32)
    for i, tone in enumerate(((214, 110, 90), (112, 158, 120), (228, 176, 84))):
        _seeds(canvas, wide * 0.32 + i * 44, y + 30, tone)
    card_terminal(canvas, wide * 0.53, y + 34, 0.92)
    for i in range(3):
        plant(canvas, wide * 0.61 + i * 44, y + 26, 44, (188, 104, 78), (108, 158, 96))


def _can(canvas: Canvas, x: float, y: float) -> None:
    contact(canvas, x, y, 130)
    tin: tuple[Colour, Colour] = ((150, 178, 180), (92, 120, 126))
    canvas.stroke([(x + 20, y - 30), (x + 66, y - 62), (x + 80, y - 84)], [16.0, 11.0, 9.0], mix(*tin, 0.4))
    canvas.fill(ellipse(x + 82, y - 86, 17, 8, 40), tin[1])
    canvas.stroke([(x - 30, y - 66), (x - 62, y - 52), (x - 54, y - 12), (x - 30, y - 10)], [6.0, 7.0, 6.0], tin[1])
    canvas.fill([(x - 34, y - 72), (x + 34, y - 72), (x + 40, y), (x - 40, y)], Linear((x - 40, 0), (x + 40, 0), *tin))
    canvas.fill(ellipse(x, y - 72, 34, 8), mix(tin[1], INK, 0.25))
    canvas.stroke([(x - 26, y - 74), (x, y - 102), (x + 26, y - 74)], [5.0, 6.0, 5.0], tin[1])


def _seeds(canvas: Canvas, x: float, y: float, tone: Colour) -> None:
    card: Outline = [(x - 16, y - 40), (x + 18, y - 38), (x + 20, y + 2), (x - 18, y)]
    canvas.soft([(px + 3, py + 4) for px, py in card], (50, 28, 24), 110, 3)
    canvas.fill(card, PAPER)
    canvas.fill([(x - 16, y - 40), (x + 18, y - 38), (x + 18, y - 28), (x - 17, y - 30)], tone)
    canvas.fill(ellipse(x + 1, y - 14, 9, 9), mix(tone, PAPER, 0.3))


def gifts_behind(canvas: Canvas, wide: float) -> None:
    """Draw shelves of wrapped boxes and rolls of paper."""
    wall(canvas, wide, (244, 228, 220), (230, 208, 198))
    window(canvas, 36, 76, 210, 330, DAY, (252, 246, 240), (150, 176, 190))
    left = wide * 0.29
    canvas.fill(box(left, 56, wide + 10, 600), (196, 148, 128))
    for row, y in enumerate((190, 322, 454, 586)):
        canvas.fill(box(left + 8, y - 122, wide + 10, y), mix((226, 184, 164), (255, 226, 190), 0.3))
        x, i = left + 26, row * 3
        while x < wide:
            broad = 54.0 + 16 * ((i * 5) % 4)
            _present(canvas, x, y, broad, 46.0 + 14 * ((i * 7) % 4), _CLOTHS[(i * 3 + row) % len(_CLOTHS)])
            x, i = x + broad + 22, i + 1
        canvas.fill(box(left, y, wide + 10, y + 11), (168, 118, 100))
    for x in (200.0, 640.0, 1040.0):
        if x < wide:
            lamp_glow(canvas, x, 60, 280, (255, 230, 190), 100)
    vignette(canvas, wide)


def _present(canvas: Canvas, x: float, y: float, broad: float, high: float, tone: Colour) -> None:
    ribbon = mix(tone, PAPER, 0.74) if sum(tone) < 520 else (196, 92, 84)
    canvas.fill(
        box(x, y - high, x + broad, y), Linear((x, 0), (x + broad, 0), mix(tone, PAPER, 0.2), mix(tone, INK, 0.14))
    )
    canvas.fill(box(x + broad * 0.42, y - high, x + broad * 0.58, y), ribbon)
    canvas.fill(box(x, y - high * 0.58, x + broad, y - high * 0.42), ribbon)
    for sign in (-1, 1):
        loop = ellipse(x + broad / 2 + sign * 11, y - high - 7, 11, 7, sign * -24)
        canvas.fill(loop, ribbon)
        canvas.fill(ellipse(x + broad / 2 + sign * 11, y - high - 7, 5, 3, sign * -24), mix(ribbon, INK, 0.3))


def gifts_before(canvas: Canvas, wide: float) -> None:
    """Draw the wrapping table: a present, rolls of paper, scissors' ribbon."""
    y = 588.0
    counter(canvas, wide, y, ((240, 220, 200), (220, 192, 170)), ((164, 108, 104), (118, 76, 80)), 170)
    _present_near(canvas, 92, y + 30)
    for i, tone in enumerate(((84, 132, 140), (214, 158, 72), (196, 92, 100))):
        top = y + 8 + i * 9
        canvas.soft(box(wide * 0.27, top + 8, wide * 0.42, top + 14), (50, 28, 24), 110, 3)
        canvas.fill(
            rounded_box(wide * 0.265 + i * 12, top - 4, wide * 0.41 + i * 12, top + 10, 7),
            Linear((0, top - 4), (0, top + 10), mix(tone, PAPER, 0.4), mix(tone, INK, 0.15)),
        )
        canvas.fill(ellipse(wide * 0.41 + i * 12, top + 3, 4, 7), PAPER)
    card_terminal(canvas, wide * 0.53, y + 34, 0.92)
    cx = wide * 0.62
    contact(canvas, cx, y + 30, 60)
    for r, tone in ((30, (196, 70, 84)), (22, (222, 110, 116)), (9, (120, 44, 58))):
        canvas.fill(ellipse(cx, y + 10 - (30 - r) * 0.2, r, r * 0.66), tone)
    canvas.stroke([*arc(cx + 30, y + 8, 26, 60, 170, 10)], [6.0, 5.0, 3.0], (206, 84, 96))


def _present_near(canvas: Canvas, x: float, y: float) -> None:
    contact(canvas, x, y, 150)
    _present(canvas, x - 70, y, 140, 92, (62, 112, 118))


__all__ = [
    "fashion_before",
    "fashion_behind",
    "garden_before",
    "garden_behind",
    "gifts_before",
    "gifts_behind",
    "grocery_before",
    "grocery_behind",
]
