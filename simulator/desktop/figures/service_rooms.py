"""A hotel's reception and a workshop's counter. Units: 720 lines a screen."""

from __future__ import annotations

from simulator.desktop.figures.canvas import Canvas, Colour, Linear, mix
from simulator.desktop.figures.geometry import Outline, arc, ellipse, rounded_box, spline
from simulator.desktop.figures.props import (
    INK,
    PAPER,
    box,
    card_terminal,
    contact,
    lamp_glow,
    mug,
    notepad,
    plant,
    window,
)
from simulator.desktop.figures.surfaces import DAY, counter, grain, vignette, wall

_BRASS: Colour = (206, 164, 92)
_STEEL: Colour = (168, 174, 182)


def hotel_behind(canvas: Canvas, wide: float) -> None:
    """Draw a lobby: panelled wall, a large window, sofa and lamps, a lift at the far side."""
    wall(canvas, wide, (232, 220, 204), (214, 196, 174))
    panel: Colour = (176, 132, 98)
    canvas.fill(box(-4, 330, wide + 4, 724), Linear((0, 330), (0, 720), panel, mix(panel, INK, 0.3)))
    canvas.fill(box(-4, 322, wide + 4, 334), mix(panel, PAPER, 0.3))
    for i in range(int(wide / 150) + 1):
        canvas.fill(rounded_box(i * 150 + 14, 352, i * 150 + 136, 560, 4), mix(panel, PAPER, 0.1))
        canvas.fill(rounded_box(i * 150 + 22, 360, i * 150 + 128, 552, 3), panel)
    window(canvas, 34, 60, 236, 330, DAY, (246, 240, 228), (150, 176, 190))
    for left, lean in ((4, 26), (258, -26)):
        curtain: Outline = [(left, 44), (left + 58, 44), (left + 58 + lean, 430), (left + lean, 430)]
        canvas.fill(curtain, Linear((left, 0), (left + 60, 0), (128, 70, 82), (92, 48, 64)))
    _lift(canvas, wide * 0.47, 574)
    _painting(canvas, wide * 0.62, 96)
    for x in (wide * 0.4, wide * 0.86):
        canvas.fill(rounded_box(x - 5, 190, x + 5, 236, 3), _BRASS)
        canvas.fill([(x - 22, 150), (x + 22, 150), (x + 32, 200), (x - 32, 200)], (255, 236, 196))
        lamp_glow(canvas, x, 176, 210, (255, 222, 158), 120)
    _sofa(canvas, 300, 600)
    plant(canvas, wide * 0.9, 610, 190, (226, 214, 196), (80, 130, 84))
    lamp_glow(canvas, wide * 0.4, 40, 420, (255, 232, 186), 90)
    vignette(canvas, wide)


def _lift(canvas: Canvas, x: float, low: float) -> None:
    canvas.fill(rounded_box(x - 14, 168, x + 134, low, 4), (120, 88, 66))
    for i in range(2):
        canvas.fill(
            box(x + i * 62, 184, x + 58 + i * 62, low),
            Linear((x, 184), (x + 120, low), (226, 206, 168), (168, 140, 100)),
        )
    canvas.fill(rounded_box(x + 40, 142, x + 80, 162, 4), (58, 52, 56))
    canvas.fill(spline([(x + 52, 157), (x + 60, 147), (x + 68, 157)], closed=True, steps=2), (255, 206, 120))


def _painting(canvas: Canvas, x: float, y: float) -> None:
    """A wide landscape in a gilt frame."""
    canvas.fill(rounded_box(x - 14, y - 14, x + 314, y + 184, 5), _BRASS)
    canvas.fill(box(x, y, x + 300, y + 170), Linear((0, y), (0, y + 170), (196, 214, 222), (236, 218, 190)))
    for cx, top, tone in ((60, 96, (132, 158, 160)), (200, 80, (112, 144, 142)), (290, 104, (92, 126, 118))):
        hill: Outline = [(x, y + 170), *arc(x + cx, y + 190, 190 - top, 200, 340, 14), (x + 300, y + 170)]
        canvas.fill(hill, tone, clip=box(x, y, x + 300, y + 170))
    canvas.fill(box(x, y + 140, x + 300, y + 170), (84, 116, 100))
    canvas.fill(ellipse(x + 220, y + 44, 20, 20), (255, 236, 196))


def _sofa(canvas: Canvas, x: float, low: float) -> None:
    cloth: Colour = (74, 108, 112)
    canvas.fill(
        rounded_box(x, low - 150, x + 260, low, 26), Linear((x, low - 150), (x, low), mix(cloth, PAPER, 0.2), cloth)
    )
    for i in range(2):
        canvas.fill(rounded_box(x + 24 + i * 108, low - 96, x + 128 + i * 108, low - 20, 16), mix(cloth, PAPER, 0.14))
    canvas.fill(rounded_box(x + 40, low - 128, x + 96, low - 76, 14), (214, 158, 72))


def hotel_before(canvas: Canvas, wide: float) -> None:
    """Draw the desk: marble on dark wood, a bell, key cards, a register, flowers."""
    y = 588.0
    counter(canvas, wide, y, ((244, 236, 226), (214, 200, 186)), ((104, 70, 58), (66, 44, 44)), 210)
    for i in range(12):
        x = (i * 239) % round(wide)
        vein = [(x, y + 5 + i % 6), (x + 50, y + 12 + i % 5 * 3), (x + 92, y + 11 + i % 6 * 4), (x + 150, y + 30)]
        canvas.stroke(vein, [0.4, 1.8, 0.5], (190, 168, 150), 90)
    _flowers(canvas, 84, y + 28)
    _bell(canvas, wide * 0.225, y + 36)
    _key_cards(canvas, wide * 0.335, y + 32)
    card_terminal(canvas, wide * 0.53, y + 36, 0.9)
    _register(canvas, wide * 0.63, y + 34)


def _bell(canvas: Canvas, x: float, y: float) -> None:
    contact(canvas, x, y, 70)
    canvas.fill(ellipse(x, y - 2, 33, 7), (62, 44, 42))
    dome = [*arc(x, y - 5, 27, 180, 360, 20)]
    canvas.fill(dome, Linear((x - 26, y - 30), (x + 26, y), (255, 232, 170), (164, 112, 52)))
    canvas.fill(ellipse(x, y - 5, 27, 5), mix(_BRASS, INK, 0.25))
    canvas.fill(rounded_box(x - 3, y - 40, x + 3, y - 30, 2), mix(_BRASS, INK, 0.2))
    canvas.fill(ellipse(x, y - 41, 6, 4), (240, 208, 132))
    canvas.stroke([(x - 18, y - 12), (x - 13, y - 23), (x - 4, y - 28)], [0.6, 4.0, 0.6], (255, 250, 230), 190)


def _key_cards(canvas: Canvas, x: float, y: float) -> None:
    for i, tone in enumerate(((70, 104, 108), (236, 226, 206))):
        left = x + i * 22
        card: Outline = [
            (left - 30, y - 20 + i * 4),
            (left + 26, y - 24 + i * 4),
            (left + 36, y + 2),
            (left - 24, y + 7),
        ]
        canvas.soft([(px + 3, py + 4) for px, py in card], (50, 28, 24), 110, 3)
        canvas.fill(card, tone)
        canvas.stroke(
            [(left - 18, y - 10 + i * 4), (left + 10, y - 13 + i * 4)],
            [3.0, 3.0],
            mix(tone, _BRASS, 0.7),
            smooth=False,
        )


def _register(canvas: Canvas, x: float, y: float) -> None:
    left: Outline = [(x - 66, y - 28), (x, y - 24), (x, y + 4), (x - 78, y + 2)]
    right: Outline = [(x, y - 24), (x + 66, y - 28), (x + 78, y + 2), (x, y + 4)]
    canvas.soft([(x - 74, y + 2), (x + 84, y + 2), (x + 80, y + 12), (x - 70, y + 12)], (50, 28, 24), 130, 4)
    canvas.fill([(x - 72, y - 26), (x + 72, y - 26), (x + 84, y + 6), (x - 84, y + 6)], (120, 58, 64))
    for page in (left, right):
        canvas.fill(page, PAPER)
    for i in range(4):
        for a, b in ((x - 64 - i, x - 10), (x + 10, x + 62 + i)):
            canvas.stroke([(a, y - 20 + i * 6), (b, y - 19 + i * 6)], [1.3, 1.3], (168, 172, 190), smooth=False)
    canvas.stroke([(x + 20, y - 6), (x + 76, y - 34)], [4.6, 5.2], (40, 46, 70), smooth=False)


def _flowers(canvas: Canvas, x: float, y: float) -> None:
    contact(canvas, x, y, 84)
    for i in range(9):
        angle = i * 0.7 - 2.8
        top = (x + angle * 15, y - 118 + abs(angle) * 12 - (i % 3) * 10)
        canvas.stroke([(x + angle * 3, y - 50), (x + angle * 9, y - 84), top], [2.4, 2.0], (96, 136, 92))
        tone = ((236, 150, 140), (250, 236, 220), (214, 110, 120))[i % 3]
        for px, py in ((-6, 0), (6, 0), (0, -6), (0, 6)):
            canvas.fill(ellipse(top[0] + px, top[1] + py, 7.5, 7.5), mix(tone, PAPER, 0.1 if py < 0 else 0.0))
        canvas.fill(ellipse(*top, 4, 4), (246, 206, 120))
    vase = spline(
        [(x - 18, y - 56), (x + 18, y - 56), (x + 27, y - 26), (x + 15, y), (x - 15, y), (x - 27, y - 26)], closed=True
    )
    canvas.fill(vase, Linear((x - 26, 0), (x + 26, 0), (236, 244, 246), (156, 184, 190)), 235)


def workshop_behind(canvas: Canvas, wide: float) -> None:
    """Draw a workshop: tool board, a bicycle on its stand, drawers, daylight through a roof window."""
    wall(canvas, wide, (214, 216, 210), (186, 188, 182))
    for row in range(17):
        tone = mix((204, 206, 200), (172, 176, 172), (row % 3) / 2)
        canvas.fill(box(-4, row * 44, wide + 4, row * 44 + 2.5), tone)
        for column in range(int(wide / 96) + 2):
            x = column * 96 - (row % 2) * 48
            canvas.fill(box(x, row * 44, x + 2.5, row * 44 + 44), tone)
    window(canvas, 46, 56, 250, 240, DAY, (74, 84, 92), (150, 176, 190))
    canvas.fill([(46, 60), (296, 60), (560, 640), (150, 640)], (255, 250, 226), 34)
    _tool_board(canvas, wide * 0.46, 70, wide * 0.32)
    _drawers(canvas, wide * 0.8, 250, wide * 0.24)
    _bicycle(canvas, wide * 0.6, 520)
    for middle in (wide * 0.36, wide * 0.7):
        canvas.fill(box(middle - 90, 34, middle + 90, 46), (70, 76, 84))
        canvas.fill(box(middle - 84, 46, middle + 84, 52), (255, 250, 226))
        lamp_glow(canvas, middle, 60, 300, (255, 246, 214), 90)
    _drum(canvas, 74, 604)
    vignette(canvas, wide, (44, 48, 56), 90)


def _tool_board(canvas: Canvas, x: float, y: float, wide: float) -> None:
    canvas.fill(rounded_box(x, y, x + wide, y + 210, 6), (188, 142, 96))
    canvas.fill(rounded_box(x + 8, y + 8, x + wide - 8, y + 202, 4), (206, 164, 118))
    count = int(wide / 46)
    for i in range(count):
        cx = x + 30 + i * 44.0
        tone = ((178, 78, 60), (62, 112, 118), (214, 158, 72), (74, 78, 92))[i % 4]
        long = 66.0 + 12 * ((i * 7) % 4)
        canvas.fill(rounded_box(cx - 5, y + 34, cx + 5, y + 34 + long, 4), _STEEL)
        if i % 3 == 0:
            canvas.fill(ellipse(cx, y + 32, 14, 13), _STEEL)
            canvas.fill(ellipse(cx, y + 24, 7, 9), (206, 164, 118))
        elif i % 3 == 1:
            canvas.fill(rounded_box(cx - 19, y + 22, cx + 15, y + 42, 4), mix(_STEEL, INK, 0.4))
        canvas.fill(rounded_box(cx - 8, y + 30 + long, cx + 8, y + 76 + long, 6), tone)


def _drawers(canvas: Canvas, x: float, y: float, wide: float) -> None:
    canvas.fill(rounded_box(x, y, x + wide, 600, 4), (178, 66, 56))
    for row in range(6):
        top = y + 12 + row * 56
        canvas.fill(rounded_box(x + 10, top, x + wide - 6, top + 46, 4), (206, 86, 72))
        canvas.fill(rounded_box(x + 40, top + 8, x + wide - 40, top + 16, 4), (236, 226, 214))


def _bicycle(canvas: Canvas, x: float, y: float) -> None:
    """A bicycle held up by its stand."""
    paint: Colour = (38, 112, 118)
    for cx in (x - 108, x + 112):
        for r, tone in ((76, (46, 46, 54)), (69, (196, 190, 180))):
            rim = ellipse(cx, y, r, r)
            canvas.stroke([*rim, rim[0]], [7.0 if r > 70 else 2.0] * 2, tone, smooth=False)
        for i in range(12):
            end = arc(cx, y, 68, i * 30, i * 30 + 1, 2)[0]
            canvas.stroke([(cx, y), end], [1.2, 1.2], (150, 152, 156), 160, smooth=False)
    seat, crank, head = (x - 40, y - 108), (x + 2, y + 8), (x + 82, y - 104)
    for a, b in ((seat, crank), (crank, head), (head, seat), (crank, (x - 108, y)), ((x - 108, y), seat)):
        canvas.stroke([a, b], [9.0, 9.0], paint, smooth=False)
    canvas.stroke([(x + 76, y - 132), head, (x + 112, y)], [8.0, 8.0, 7.0], paint, smooth=False)
    canvas.stroke([(x + 56, y - 146), (x + 78, y - 134), (x + 100, y - 140)], [7.0, 7.0, 7.0], (40, 40, 46))
    canvas.stroke([seat, (x - 46, y - 128)], [6.0, 6.0], _STEEL, smooth=False)
    canvas.fill(spline([(x - 78, y - 134), (x - 18, y - 130), (x - 44, y - 120)], closed=True, steps=4), (70, 48, 42))
    canvas.stroke(
        [(x - 36, y - 96), (x - 150, y - 60), (x - 150, y + 130)], [9.0, 10.0, 12.0], (74, 78, 88), smooth=False
    )


def _drum(canvas: Canvas, x: float, y: float) -> None:
    canvas.fill(
        rounded_box(x - 50, y - 150, x + 50, y, 8), Linear((x - 50, 0), (x + 50, 0), (92, 132, 140), (48, 76, 86))
    )
    for row in (40, 100):
        canvas.fill(box(x - 52, y - 150 + row, x + 52, y - 144 + row), (60, 92, 100))


def workshop_before(canvas: Canvas, wide: float) -> None:
    """Draw the bench: worn wood with a steel edge, a job slip, tools, a part, a card reader."""
    y = 588.0
    counter(canvas, wide, y, ((196, 156, 112), (166, 126, 86)), ((86, 92, 102), (56, 60, 70)), 176)
    grain(canvas, wide, y, (126, 88, 56))
    canvas.fill(box(-4, y + 44, wide + 4, y + 54), Linear((0, y + 44), (0, y + 54), (206, 210, 216), (122, 128, 138)))
    _toolbox(canvas, 92, y + 30)
    notepad(canvas, wide * 0.33, y + 36, 130)
    _spanner(canvas, wide * 0.445, y + 26)
    card_terminal(canvas, wide * 0.53, y + 36, 0.9)
    _cog(canvas, wide * 0.605, y + 26)
    mug(canvas, wide * 0.665, y + 34, 42, (178, 78, 60))


def _toolbox(canvas: Canvas, x: float, y: float) -> None:
    contact(canvas, x, y, 150)
    canvas.fill(rounded_box(x - 72, y - 62, x + 72, y, 5), Linear((x, y - 62), (x, y), (206, 84, 66), (150, 50, 46)))
    canvas.fill(
        rounded_box(x - 76, y - 74, x + 76, y - 56, 5), Linear((x, y - 74), (x, y - 56), (226, 110, 88), (178, 66, 56))
    )
    canvas.stroke(
        [(x - 34, y - 72), (x - 34, y - 98), (x + 34, y - 98), (x + 34, y - 72)], [7.0] * 4, (62, 62, 70), smooth=False
    )
    for sign in (-1, 1):
        canvas.fill(rounded_box(x + sign * 44 - 8, y - 62, x + sign * 44 + 8, y - 44, 2), (206, 210, 216))


def _spanner(canvas: Canvas, x: float, y: float) -> None:
    canvas.soft([(x - 44, y + 3), (x + 50, y - 5), (x + 50, y + 5), (x - 44, y + 10)], (50, 28, 24), 120, 3)
    canvas.stroke([(x - 40, y + 2), (x + 40, y - 6)], [9.0, 8.0], _STEEL, smooth=False)
    canvas.stroke([(x - 38, y), (x + 38, y - 8)], [2.0, 2.0], (236, 240, 244), 190, smooth=False)
    for cx, cy, r in ((x - 44, y + 2, 12.0), (x + 46, y - 7, 10.0)):
        canvas.fill(ellipse(cx, cy, r, r * 0.62), _STEEL)
        canvas.fill(ellipse(cx + (-4 if cx < x else 4), cy, r * 0.5, r * 0.34), (176, 136, 94))


def _cog(canvas: Canvas, x: float, y: float) -> None:
    contact(canvas, x, y + 4, 60, 100)
    for i in range(14):
        end = arc(0, 0, 29, i * 360 / 14, i * 360 / 14 + 1, 2)[0]
        canvas.fill(ellipse(x + end[0], y - 4 + end[1] * 0.42, 4.4, 3.2), (110, 116, 126))
    canvas.fill(ellipse(x, y - 4, 28, 12), (136, 142, 152))
    canvas.fill(ellipse(x, y - 6, 24, 9.5), (176, 182, 190))
    canvas.fill(ellipse(x, y - 5, 9, 4), (96, 84, 74))


__all__ = ["hotel_before", "hotel_behind", "workshop_before", "workshop_behind"]
