"""Things that stand about in places, drawn in units of one 720-line screen (1 unit = 1 pixel at 1280 x 720)."""

from __future__ import annotations

from simulator.desktop.figures.canvas import Canvas, Colour, Linear, Radial, mix
from simulator.desktop.figures.geometry import Outline, ellipse, rotated, rounded_box, shifted, spline

INK: Colour = (44, 40, 54)
PAPER: Colour = (250, 246, 238)


def box(x0: float, y0: float, x1: float, y1: float) -> Outline:
    """Return a plain box."""
    return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]


def contact(canvas: Canvas, x: float, y: float, wide: float, alpha: int = 120) -> None:
    """Draw the soft shadow of something that stands at (x, y)."""
    canvas.soft(ellipse(x + 6, y, wide * 0.56, max(3.0, wide * 0.07)), (50, 28, 24), alpha, 5)


def window(
    canvas: Canvas,
    x: float,
    y: float,
    wide: float,
    high: float,
    sky: tuple[Colour, Colour],
    frame: Colour,
    city: Colour,
) -> None:
    """Draw a window with sky, far houses and greenery."""
    canvas.fill(rounded_box(x - 12, y - 12, x + wide + 12, y + high + 12, 6), frame)
    pane = box(x, y, x + wide, y + high)
    canvas.fill(pane, Linear((x, y), (x, y + high), *sky))
    for i, (at, tall, broad) in enumerate(
        (
            (0.02, 0.36, 0.14),
            (0.15, 0.5, 0.1),
            (0.27, 0.3, 0.16),
            (0.45, 0.56, 0.12),
            (0.59, 0.38, 0.15),
            (0.76, 0.48, 0.13),
            (0.88, 0.3, 0.14),
        )
    ):
        tone = mix(city, sky[1], 0.25 + 0.2 * (i % 3))
        canvas.fill(box(x + at * wide, y + high * (1 - tall), x + (at + broad) * wide, y + high), tone, clip=pane)
    for at, size in ((0.1, 0.2), (0.36, 0.15), (0.62, 0.18), (0.9, 0.22)):
        canvas.fill(
            ellipse(x + at * wide, y + high * 1.0, wide * size, high * size * 0.9),
            mix((98, 140, 104), sky[1], 0.25),
            clip=pane,
        )
    canvas.fill(box(x + wide / 2 - 5, y, x + wide / 2 + 5, y + high), frame)
    canvas.fill(box(x, y + high * 0.42 - 4, x + wide, y + high * 0.42 + 4), frame)
    canvas.fill(box(x - 22, y + high + 10, x + wide + 22, y + high + 24), mix(frame, (120, 96, 80), 0.15))


def pendant(canvas: Canvas, x: float, y: float, size: float, shade: Colour, glow: Colour = (255, 226, 160)) -> None:
    """Draw a hanging lamp with its light."""
    canvas.fill(box(x - 2, 0, x + 2, y), INK)
    canvas.soft(ellipse(x, y + size * 0.9, size * 1.9, size * 1.4), glow, 120, size * 0.5)
    canvas.fill(
        spline(
            [
                (x - size * 0.16, y - 2),
                (x + size * 0.16, y - 2),
                (x + size * 0.4, y + size * 0.25),
                (x + size * 0.62, y + size * 0.62),
                (x - size * 0.62, y + size * 0.62),
                (x - size * 0.4, y + size * 0.25),
            ],
            closed=True,
            steps=3,
        ),
        shade,
    )
    canvas.fill(ellipse(x, y + size * 0.62, size * 0.56, size * 0.13), (255, 244, 214))


def plant(canvas: Canvas, x: float, y: float, size: float, pot: Colour, leaf: Colour = (86, 132, 92)) -> None:
    """Draw a potted plant; (x, y) is the middle of the pot's foot."""
    for i, (turn, long) in enumerate(
        ((-62, 0.92), (-34, 1.15), (-10, 1.3), (14, 1.24), (38, 1.1), (64, 0.9), (-48, 0.7), (26, 0.8))
    ):
        blade: Outline = spline(
            [(0, 0), (-size * 0.15, -size * 0.42 * long), (0, -size * 0.95 * long), (size * 0.15, -size * 0.42 * long)],
            closed=True,
            steps=5,
        )
        tone = mix(leaf, (34, 74, 62) if i % 2 else (160, 186, 112), 0.3)
        canvas.fill(shifted(rotated(blade, turn), x, y - size * 0.5), tone)
    canvas.fill(
        [
            (x - size * 0.34, y - size * 0.58),
            (x + size * 0.34, y - size * 0.58),
            (x + size * 0.25, y),
            (x - size * 0.25, y),
        ],
        Linear((x - size * 0.3, y), (x + size * 0.3, y), mix(pot, PAPER, 0.2), mix(pot, INK, 0.25)),
    )
    canvas.fill(box(x - size * 0.37, y - size * 0.64, x + size * 0.37, y - size * 0.52), pot)


def mug(canvas: Canvas, x: float, y: float, size: float, colour: Colour) -> None:
    """Draw a mug; (x, y) is the middle of its foot."""
    contact(canvas, x, y, size * 1.3)
    ring = ellipse(x + size * 0.52, y - size * 0.5, size * 0.27, size * 0.27)
    canvas.stroke([*ring, ring[0]], [size * 0.13, size * 0.13], mix(colour, INK, 0.2), smooth=False)
    body = spline(
        [
            (x - size * 0.48, y - size),
            (x + size * 0.48, y - size),
            (x + size * 0.44, y - size * 0.15),
            (x + size * 0.3, y),
            (x - size * 0.3, y),
            (x - size * 0.44, y - size * 0.15),
        ],
        closed=True,
        steps=4,
    )
    canvas.fill(
        body, Linear((x - size * 0.5, y), (x + size * 0.5, y), mix(colour, PAPER, 0.35), mix(colour, INK, 0.22))
    )
    canvas.fill(ellipse(x, y - size, size * 0.48, size * 0.13), mix(colour, PAPER, 0.4))
    canvas.fill(ellipse(x, y - size * 0.985, size * 0.4, size * 0.095), (88, 56, 42))


def card_terminal(canvas: Canvas, x: float, y: float, size: float = 1.0) -> None:
    """Draw a card reader; (x, y) is the middle of its foot."""
    contact(canvas, x, y, 84 * size)

    def at(points: Outline) -> Outline:
        return [(x + px * size, y + py * size) for px, py in points]

    canvas.fill(
        at(spline([(-31, -84), (31, -84), (37, -8), (28, 0), (-28, 0), (-37, -8)], closed=True, steps=3)),
        Linear((x - 36 * size, y), (x + 40 * size, y), (74, 78, 94), (36, 38, 50)),
    )
    canvas.fill(
        at(rounded_box(-24, -77, 24, -48, 4)),
        Linear(at([(0, -77)])[0], at([(0, -48)])[0], (196, 232, 222), (142, 200, 190)),
    )
    canvas.fill(at(rounded_box(-17, -70, 10, -66, 2)), (70, 110, 108))
    canvas.fill(at(rounded_box(-17, -61, 2, -57, 2)), (70, 110, 108))
    for row in range(3):
        for column in range(3):
            tone: Colour = (
                (116, 190, 128)
                if (row, column) == (2, 2)
                else (222, 120, 102)
                if (row, column) == (2, 0)
                else (214, 216, 226)
            )
            canvas.fill(
                at(rounded_box(-24 + column * 17, -41 + row * 12.5, -10 + column * 17, -32 + row * 12.5, 3)), tone
            )


def receipt(canvas: Canvas, x: float, y: float) -> None:
    """Draw a slip of paper lying on the counter."""
    slip: Outline = [(x - 34, y + 6), (x - 14, y - 11), (x + 38, y - 6), (x + 20, y + 13)]
    canvas.soft(shifted(slip, 3, 4), (50, 28, 24), 120, 3)
    canvas.fill(slip, PAPER)
    for i in range(3):
        canvas.stroke(
            [(x - 16 + i * -5 + 4, y - 4 + i * 4.4), (x + 22 - i * 5, y - 1.2 + i * 4.6)],
            [1.6, 1.6],
            (150, 146, 150),
            smooth=False,
        )


def carton(canvas: Canvas, x: float, y: float, wide: float, high: float) -> None:
    """Draw a brought-back appliance's carton with an open lid."""
    card: Colour = (198, 152, 106)
    contact(canvas, x, y, wide * 1.15, 140)
    canvas.fill(
        [
            (x - wide * 0.5, y - high),
            (x - wide * 0.66, y - high - 24),
            (x - wide * 0.2, y - high - 30),
            (x - wide * 0.08, y - high),
        ],
        mix(card, PAPER, 0.25),
    )
    canvas.fill(
        [
            (x + wide * 0.5, y - high),
            (x + wide * 0.64, y - high - 20),
            (x + wide * 0.16, y - high - 28),
            (x + wide * 0.06, y - high),
        ],
        mix(card, INK, 0.12),
    )
    canvas.fill(box(x - wide * 0.44, y - high - 8, x + wide * 0.44, y - high + 4), (96, 68, 52))
    canvas.fill(
        box(x - wide / 2, y - high, x + wide / 2, y),
        Linear((x - wide / 2, y - high), (x + wide / 2, y), mix(card, PAPER, 0.16), mix(card, INK, 0.2)),
    )
    label = rounded_box(x - wide * 0.3, y - high * 0.76, x + wide * 0.3, y - high * 0.2, 6)
    canvas.fill(label, (58, 108, 112))
    cx, cy, u = x, y - high * 0.46, high * 0.01
    canvas.fill(rounded_box(cx - 17 * u, cy - 18 * u, cx + 17 * u, cy - 9 * u, 3), PAPER)
    canvas.fill(rounded_box(cx + 5 * u, cy - 18 * u, cx + 17 * u, cy + 16 * u, 2), PAPER)
    canvas.fill(rounded_box(cx - 17 * u, cy + 13 * u, cx + 17 * u, cy + 19 * u, 2), PAPER)
    canvas.fill(rounded_box(cx - 11 * u, cy - 9 * u, cx - 2 * u, cy - 5 * u, 1), PAPER)
    canvas.fill(rounded_box(cx - 11 * u, cy + 4 * u, cx - 1 * u, cy + 12 * u, 2), PAPER)
    canvas.fill(box(x - wide * 0.5, y - high * 0.97, x + wide * 0.5, y - high * 0.9), (226, 204, 168), 170)


def keyboard(canvas: Canvas, x: float, y: float, wide: float) -> None:
    """Draw a keyboard lying on a desk; (x, y) is the middle of its near edge."""
    top = wide * 0.44
    slab: Outline = [(x - top, y - 34), (x + top, y - 34), (x + wide / 2, y), (x - wide / 2, y)]
    canvas.soft(shifted(slab, 3, 7), (30, 20, 30), 150, 5)
    canvas.fill(slab, Linear((x, y - 34), (x, y), (226, 226, 232), (196, 196, 206)))
    for row in range(4):
        share = row / 4 + 0.1
        left, right, ky = (
            x - top - (wide / 2 - top) * share + 8,
            x + top + (wide / 2 - top) * share - 8,
            y - 34 + 34 * share,
        )
        count = 15 - row % 2
        step = (right - left) / count
        for i in range(count):
            canvas.fill(
                rounded_box(left + i * step + 1.4, ky - 2.5, left + (i + 1) * step - 1.4, ky + 3.4, 1.5),
                (250, 250, 252),
            )


def headset(canvas: Canvas, x: float, y: float, size: float) -> None:
    """Draw a headset on a stand; (x, y) is the middle of the foot."""
    dark: Colour = (40, 42, 56)
    contact(canvas, x, y, size * 0.9)
    canvas.fill(ellipse(x, y - 3, size * 0.36, size * 0.075), (86, 90, 108))
    canvas.fill(box(x - size * 0.045, y - size * 1.06, x + size * 0.045, y - 4), (104, 108, 126))
    band = [
        (x - size * 0.42, y - size * 0.52),
        (x - size * 0.4, y - size * 0.9),
        (x, y - size * 1.16),
        (x + size * 0.4, y - size * 0.9),
        (x + size * 0.42, y - size * 0.52),
    ]
    canvas.stroke(band, [size * 0.085] * 3, dark)
    canvas.stroke([(px, py - size * 0.012) for px, py in band], [size * 0.02] * 3, (120, 126, 150))
    for sign in (-1, 1):
        cup = rounded_box(
            x + sign * size * 0.42 - size * 0.115,
            y - size * 0.66,
            x + sign * size * 0.42 + size * 0.115,
            y - size * 0.24,
            size * 0.1,
        )
        canvas.fill(
            cup, Linear((x - size * 0.5, y - size * 0.66), (x + size * 0.5, y - size * 0.2), (70, 74, 94), dark)
        )
        canvas.fill(ellipse(x + sign * size * 0.42, y - size * 0.45, size * 0.05, size * 0.1), (214, 158, 72))
    boom = [(x - size * 0.42, y - size * 0.28), (x - size * 0.38, y - size * 0.12), (x - size * 0.2, y - size * 0.07)]
    canvas.stroke(boom, [size * 0.04, size * 0.035], dark)
    canvas.fill(ellipse(x - size * 0.17, y - size * 0.07, size * 0.075, size * 0.05, -8), dark)


def notepad(canvas: Canvas, x: float, y: float, wide: float) -> None:
    """Draw a notepad with a pen on a desk."""
    pad: Outline = [(x - wide * 0.42, y - 34), (x + wide * 0.46, y - 36), (x + wide * 0.5, y), (x - wide * 0.5, y + 2)]
    canvas.soft(shifted(pad, 4, 6), (30, 20, 30), 130, 4)
    canvas.fill(shifted(pad, 0, 3), (206, 196, 184))
    canvas.fill(pad, PAPER)
    for i in range(4):
        canvas.stroke(
            [(x - wide * 0.36 - i, y - 27 + i * 7), (x + wide * (0.34 - 0.1 * (i % 2)), y - 28 + i * 7)],
            [1.5, 1.5],
            (150, 168, 190),
            smooth=False,
        )
    canvas.stroke([(x + wide * 0.2, y - 6), (x + wide * 0.62, y - 34)], [5.0, 5.6], (178, 78, 60), smooth=False)
    canvas.stroke([(x + wide * 0.2, y - 6), (x + wide * 0.24, y - 8.6)], [1.0, 4.6], (236, 206, 160), smooth=False)


def lamp_glow(
    canvas: Canvas, x: float, y: float, reach: float, colour: Colour = (255, 214, 140), alpha: int = 150
) -> None:
    """Draw light in the air."""
    canvas.fill(ellipse(x, y, reach, reach), Radial((x, y), reach, colour, colour, alpha, 0))
