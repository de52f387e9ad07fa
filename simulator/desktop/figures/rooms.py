"""The rooms behind the places: one record each, with the painters of its two layers. Units: 720 lines a screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from simulator.desktop.figures.canvas import Canvas, Colour, Linear, mix
from simulator.desktop.figures.desks import call_window, chat_screen, desk_call, desk_office, desk_screen, mail_screen
from simulator.desktop.figures.geometry import ellipse, rounded_box, spline
from simulator.desktop.figures.props import (
    INK,
    PAPER,
    box,
    card_terminal,
    carton,
    contact,
    lamp_glow,
    mug,
    pendant,
    plant,
    receipt,
    window,
)
from simulator.desktop.figures.service_rooms import hotel_before, hotel_behind, workshop_before, workshop_behind
from simulator.desktop.figures.shelves import shelf_row
from simulator.desktop.figures.shops import (
    fashion_before,
    fashion_behind,
    garden_before,
    garden_behind,
    gifts_before,
    gifts_behind,
    grocery_before,
    grocery_behind,
)
from simulator.desktop.figures.surfaces import DAY, counter, grain, vignette, wall

Painter = Callable[[Canvas, float], None]


@dataclass(frozen=True)
class Room:
    """A place's layers and where a customer stands in it."""

    behind: Painter
    before: Painter
    figure_x: float = 0.33
    baseline_y: float = 588.0
    figure_height: float = 486.0
    overhang: float = 120.0
    blur: float = 5.0
    solid_below: float = 3.0  # the foreground is opaque from here down, counted from the counter's edge
    phone: bool = False
    sharp: Painter | None = None
    tile: tuple[float, float, float, float] | None = None  # left, top, right, bottom as shares of width and in lines


def _shop_behind(canvas: Canvas, wide: float) -> None:
    wood: Colour = (146, 98, 66)
    wall(canvas, wide, (238, 224, 202), (226, 204, 176))
    window(canvas, 40, 84, 214, 330, DAY, (250, 244, 234), (150, 176, 190))
    canvas.fill([(40, 90), (254, 90), (520, 640), (180, 640)], (255, 246, 214), 40)
    left = 330.0
    canvas.fill(box(left - 12, 56, wide + 10, 600), mix(wood, INK, 0.28))
    canvas.fill(box(left, 68, wide + 10, 590), Linear((0, 68), (0, 590), (122, 82, 58), (98, 64, 48)))
    for row, y in enumerate((190, 320, 452, 580)):
        canvas.fill(box(left, y - 118, wide, y - 60), (255, 214, 150), 22)
        shelf_row(canvas, left, y, wide - left + 10, 96, 3 + row * 4, wood)
    upright = left
    while upright < wide:
        canvas.fill(box(upright - 6, 60, upright + 6, 600), mix(wood, PAPER, 0.06))
        upright += 318
    plant(canvas, 286, 600, 150, (188, 104, 78))
    for x in (190.0, 560.0, 930.0, 1300.0):
        if x < wide:
            pendant(canvas, x, 34, 62, (52, 66, 72))
            lamp_glow(canvas, x, 110, 240, alpha=70)
    vignette(canvas, wide)


def _shop_before(canvas: Canvas, wide: float) -> None:
    y = 588.0
    counter(canvas, wide, y, ((222, 168, 116), (196, 138, 90)), ((140, 92, 66), (104, 66, 52)), 128)
    grain(canvas, wide, y, (150, 98, 62))
    carton(canvas, 92, y + 26, 142, 96)
    receipt(canvas, wide * 0.33, y + 28)
    card_terminal(canvas, wide * 0.53, y + 34, 0.92)
    plant(canvas, wide * 0.63, y + 24, 56, (232, 222, 204), (108, 150, 104))


def _bar_behind(canvas: Canvas, wide: float) -> None:
    wall(canvas, wide, (58, 92, 92), (74, 112, 108))
    for row in range(16):
        x = -60.0 + (row % 2) * 42
        while x < wide:
            tone = mix((92, 136, 130), (62, 100, 100), ((row * 7 + int(x)) % 5) / 6)
            canvas.fill(rounded_box(x + 2, row * 40 + 2, x + 82, row * 40 + 38, 3), tone)
            x += 84
    canvas.fill(rounded_box(56, 70, 276, 330, 6), (116, 78, 54))
    canvas.fill(rounded_box(66, 80, 266, 320, 3), (44, 48, 52))
    for i, length in enumerate((120, 0, 150, 110, 140, 0, 130, 96)):
        if length:
            canvas.fill(rounded_box(88, 104 + i * 26, 88 + length, 109 + i * 26, 2), (222, 214, 198))
            canvas.fill(rounded_box(226, 104 + i * 26, 246, 109 + i * 26, 2), (224, 170, 96))
    for y, seed in ((196, 5), (322, 9)):
        shelf_row(canvas, 420, y, wide - 420, 82, seed, (176, 122, 80), "cafe")
        canvas.fill(box(420, y - 100, wide, y - 40), (255, 210, 140), 26)
    _bar_machine(canvas, 560, 566)
    for x in (250.0, 520.0, 790.0, 1060.0):
        if x < wide:
            pendant(canvas, x, 40, 70, (206, 140, 66))
            lamp_glow(canvas, x, 110, 280, (255, 204, 120), 95)
    plant(canvas, 320, 600, 170, (226, 214, 196), (80, 130, 84))
    vignette(canvas, wide, (24, 30, 36), 110)


def _bar_machine(canvas: Canvas, x: float, y: float) -> None:
    canvas.fill(
        rounded_box(x, y - 150, x + 270, y - 20, 14), Linear((x, y - 150), (x, y), (216, 220, 224), (134, 140, 150))
    )
    canvas.fill(rounded_box(x + 14, y - 98, x + 256, y - 44, 6), (52, 56, 66))
    for i in range(3):
        gx = x + 52 + i * 84
        canvas.fill(rounded_box(gx - 20, y - 108, gx + 20, y - 84, 5), (176, 182, 190))
        canvas.fill(rounded_box(gx - 4, y - 84, gx + 46, y - 76, 4), (34, 32, 36))
        canvas.fill(rounded_box(gx - 13, y - 66, gx + 13, y - 44, 4), PAPER)
        canvas.fill(ellipse(x + 40 + i * 92, y - 126, 10, 10), (196, 112, 62))
    for i in range(7):
        canvas.fill(
            rounded_box(x + 16 + i * 35, y - 176, x + 44 + i * 35, y - 152, 5),
            mix(PAPER, (190, 120, 90), 0.2 * (i % 3)),
        )


def _bar_before(canvas: Canvas, wide: float) -> None:
    y = 588.0
    counter(canvas, wide, y, ((240, 236, 230), (214, 206, 200)), ((70, 98, 94), (42, 62, 64)), 46)
    for i in range(14):
        x = (i * 211) % round(wide)
        vein = [(x, y + 4 + i % 7), (x + 46, y + 14 + i % 5 * 3), (x + 88, y + 12 + i % 6 * 4), (x + 140, y + 32)]
        canvas.stroke(vein, [0.4, 1.6, 0.5], (170, 164, 164), 90)
    _cake_stand(canvas, 92, y + 30)
    _espresso(canvas, wide * 0.33 + 4, y + 34)
    card_terminal(canvas, wide * 0.53, y + 36, 0.9)
    for level in range(3):
        for i in range(3 - level):
            cx, cy = wide * 0.62 + i * 36 + level * 18, y + 32 - level * 24
            contact(canvas, cx, cy, 30, 60)
            canvas.fill(
                spline(
                    [
                        (cx - 16, cy - 24),
                        (cx + 16, cy - 24),
                        (cx + 12, cy - 3),
                        (cx + 6, cy),
                        (cx - 6, cy),
                        (cx - 12, cy - 3),
                    ],
                    closed=True,
                    steps=3,
                ),
                Linear((cx - 16, cy), (cx + 16, cy), (255, 252, 246), (212, 200, 190)),
            )
            canvas.fill(ellipse(cx, cy - 24, 15, 3.2), (232, 224, 214))


def _espresso(canvas: Canvas, x: float, y: float) -> None:
    contact(canvas, x, y, 86)
    canvas.fill(ellipse(x, y - 3, 40, 9), (236, 230, 222))
    canvas.fill(ellipse(x, y - 5, 36, 7), (252, 249, 243))
    mug(canvas, x, y - 6, 34, (250, 246, 240))


def _cake_stand(canvas: Canvas, x: float, y: float) -> None:
    contact(canvas, x, y, 96)
    canvas.fill(
        spline(
            [(x - 10, y - 34), (x + 10, y - 34), (x + 14, y - 8), (x + 34, y), (x - 34, y), (x - 14, y - 8)],
            closed=True,
            steps=3,
        ),
        (206, 150, 96),
    )
    for i, tone in enumerate(((196, 124, 66), (214, 150, 84), (182, 104, 60))):
        cx = x - 38 + i * 38
        canvas.fill(
            spline(
                [(cx - 22, y - 38), (cx - 16, y - 56), (cx, y - 63), (cx + 16, y - 56), (cx + 22, y - 38)],
                closed=True,
                steps=5,
            ),
            Linear((cx, y - 63), (cx, y - 38), mix(tone, PAPER, 0.3), tone),
        )
        for k in (-8, 0, 8):
            canvas.stroke(
                [(cx + k - 3, y - 58), (cx + k + 2, y - 40)], [1.4, 1.4], mix(tone, INK, 0.3), 150, smooth=False
            )
    canvas.fill(ellipse(x, y - 37, 72, 8), (222, 168, 112))
    dome = spline(
        [
            (x - 64, y - 40),
            (x - 60, y - 82),
            (x - 30, y - 108),
            (x, y - 114),
            (x + 30, y - 108),
            (x + 60, y - 82),
            (x + 64, y - 40),
        ],
        steps=6,
    )
    canvas.fill(dome, (226, 240, 244), 70)
    canvas.stroke([(x - 50, y - 54), (x - 46, y - 82), (x - 26, y - 100)], [1.0, 5.0, 1.0], (255, 255, 255), 150)
    canvas.fill(ellipse(x, y - 118, 7, 7), (206, 150, 96))


def _home_behind(canvas: Canvas, wide: float) -> None:
    """The caller's own room in the evening; the trainee's side is dark round it."""
    wall(canvas, wide, (208, 176, 152), (178, 140, 124))
    dusk: tuple[Colour, Colour] = ((72, 84, 128), (232, 168, 140))
    window(canvas, 92, 92, 170, 240, dusk, (246, 236, 222), (78, 78, 116))
    canvas.fill([(60, 76), (112, 76), (104, 420), (52, 420)], (176, 104, 92))
    canvas.fill([(250, 76), (300, 76), (306, 420), (256, 420)], (158, 90, 82))
    canvas.fill(rounded_box(560, 96, 660, 226, 4), (112, 78, 62))
    canvas.fill(box(570, 106, 650, 216), Linear((570, 106), (650, 216), (222, 196, 150), (118, 150, 146)))
    canvas.fill(rounded_box(690, 128, 762, 220, 4), (244, 236, 224))
    canvas.fill(box(700, 138, 752, 210), Linear((700, 138), (752, 210), (150, 96, 104), (226, 176, 130)))
    sofa: Colour = (92, 116, 124)
    canvas.fill(
        rounded_box(70, 404, 800, 640, 40), Linear((70, 400), (800, 640), mix(sofa, PAPER, 0.16), mix(sofa, INK, 0.3))
    )
    for x in (150.0, 400.0, 640.0):
        canvas.fill(rounded_box(x - 90, 388, x + 130, 560, 34), mix(sofa, PAPER, 0.1 if x < 300 else 0.02))
    canvas.fill(rounded_box(122, 436, 230, 540, 26), (214, 158, 72))
    canvas.fill(box(738, 300, 746, 600), (78, 58, 52))
    canvas.fill(
        [(700, 232), (784, 232), (808, 318), (676, 318)],
        Linear((700, 232), (700, 318), (255, 232, 178), (250, 200, 128)),
    )
    lamp_glow(canvas, 742, 280, 330, (255, 206, 128), 190)
    lamp_glow(canvas, 400, 240, 380, (255, 230, 190), 70)
    plant(canvas, 80, 640, 190, (226, 210, 190), (84, 120, 92))


def _screen_behind(canvas: Canvas, wide: float) -> None:
    wall(canvas, wide, (206, 214, 212), (178, 190, 190))
    window(canvas, wide * 0.72, 60, 260, 300, DAY, (246, 246, 242), (150, 176, 190))
    shelf_row(canvas, wide * 0.7, 520, 400, 90, 6, (170, 126, 88), "books")
    plant(canvas, 40, 560, 240, (232, 222, 204), (92, 140, 100))
    lamp_glow(canvas, wide * 0.85, 200, 420, (255, 248, 224), 110)
    vignette(canvas, wide, (40, 50, 60), 80)


def _office_behind(canvas: Canvas, wide: float) -> None:
    wall(canvas, wide, (226, 220, 208), (204, 196, 184))
    window(canvas, 60, 70, 330, 360, DAY, (248, 244, 238), (148, 170, 184))
    for i in range(13):
        canvas.fill(box(56, 74 + i * 14, 394, 80 + i * 14), (250, 246, 238), 190)
    left = wide * 0.5
    canvas.fill(box(left, 60, wide + 10, 600), (126, 90, 66))
    for row, y in enumerate((180, 300, 420, 540)):
        shelf_row(canvas, left, y, wide - left + 10, 88, 2 + row * 5, (158, 112, 78), "books")
    canvas.fill(rounded_box(wide * 0.385, 110, wide * 0.465, 260, 4), (66, 70, 84))
    canvas.fill(box(wide * 0.393, 122, wide * 0.457, 248), Linear((0, 122), (0, 248), (214, 158, 92), (70, 116, 118)))
    plant(canvas, 440, 610, 200, (92, 104, 112), (86, 132, 92))
    lamp_glow(canvas, 220, 200, 420, (255, 246, 214), 110)
    vignette(canvas, wide)


ROOMS: dict[str, Room] = {
    "shop": Room(_shop_behind, _shop_before),
    "espresso_bar": Room(_bar_behind, _bar_before),
    "phone": Room(
        _home_behind,
        desk_call,
        baseline_y=566.0,
        figure_height=440.0,
        overhang=190.0,
        phone=True,
        sharp=call_window,
        blur=6.0,
        tile=(0.028, 36.0, 0.698, 566.0),
    ),
    "email": Room(
        _screen_behind,
        desk_screen,
        solid_below=42.0,
        baseline_y=547.0,
        figure_height=410.0,
        figure_x=0.2,
        sharp=mail_screen,
        overhang=150.0,
        tile=(0.035, 88.0, 0.365, 546.0),
    ),
    "chat": Room(
        _screen_behind,
        desk_screen,
        solid_below=42.0,
        baseline_y=547.0,
        figure_height=410.0,
        figure_x=0.2,
        sharp=chat_screen,
        overhang=150.0,
        tile=(0.035, 88.0, 0.365, 546.0),
    ),
    "office": Room(_office_behind, desk_office),
    "hotel": Room(hotel_behind, hotel_before),
    "workshop": Room(workshop_behind, workshop_before),
}
"""All places by name."""

TRADES: dict[tuple[str, str], Room] = {
    ("shop", "fashion"): Room(fashion_behind, fashion_before),
    ("shop", "grocery"): Room(grocery_behind, grocery_before),
    ("shop", "garden_centre"): Room(garden_behind, garden_before),
    ("shop", "gifts"): Room(gifts_behind, gifts_before),
    ("shop", "cosmetics"): Room(gifts_behind, gifts_before),
}
"""Places that look different in a trade, by place and sector."""


def room_for(place: str, sector: str = "") -> Room:
    """Return the room of a place, as it looks in a trade where that is drawn."""
    return TRADES.get((place, sector), ROOMS[place])
