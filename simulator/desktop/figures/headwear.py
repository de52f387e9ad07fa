"""What is worn on the head."""

from __future__ import annotations

from simulator.desktop.figures.canvas import Canvas, Linear, mix
from simulator.desktop.figures.geometry import ellipse, spline
from simulator.desktop.figures.head import Skull, View
from simulator.desktop.figures.look import Look
from simulator.desktop.figures.palette import Palette
from simulator.desktop.figures.strands import seen


def draw_cap(canvas: Canvas, skull: Skull, tones: Palette, view: View) -> None:
    """Draw a cap with a brim in the colour of the clothes."""
    c = skull.cheek + 9
    dome = seen(
        view,
        [
            (-c, -46, 4),
            (-c + 8, -94, 0),
            (-46, -132, 0),
            (0, -141, 0),
            (46, -132, 0),
            (c - 8, -94, 0),
            (c, -46, 4),
            (40, -64, 44),
            (0, -68, 50),
            (-40, -64, 44),
        ],
    )
    crown = spline(dome, closed=True)
    canvas.fill(crown, Linear((-60, -130), (70, -50), tones.cloth_light, tones.cloth_shade))
    for x in (-34, 0, 34):
        canvas.stroke(
            seen(view, [(x * 0.2, -139, 0), (x * 1.1, -104, 26), (x * 1.2, -66, 46)]),
            [0.8, 1.2, 0.8],
            tones.cloth_deep,
            130,
            clip=crown,
        )
    brim = seen(
        view,
        [
            (-64, -60, 34),
            (-34, -72, 54),
            (0, -75, 60),
            (34, -72, 54),
            (64, -60, 34),
            (52, -44, 76),
            (0, -36, 92),
            (-52, -44, 76),
        ],
    )
    outline = spline(brim, closed=True)
    canvas.fill(outline, Linear((0, -74), (0, -36), tones.cloth_shade, tones.cloth_deep))
    canvas.stroke(brim[5:8], [0.5, 2.0, 0.5], tones.cloth_light, 130)
    top = view.at(0, -141, 0)
    canvas.fill(ellipse(*top, 5, 3), tones.cloth_deep)


def draw_headscarf(canvas: Canvas, look: Look, skull: Skull, tones: Palette, view: View) -> None:
    """Draw a headscarf that covers hair and neck, in a tone that goes with the clothes."""
    c = skull.cheek
    scarf = (
        tones.cloth_light
        if look.dress_colour in ("navy", "charcoal", "plum", "forest", "teal")
        else mix(tones.cloth, (250, 240, 226), 0.5)
    )
    shade, deep = mix(scarf, tones.cloth_deep, 0.35), mix(scarf, tones.cloth_deep, 0.7)
    outer = [
        (0, -130, 0),
        (48, -120, 0),
        (c + 4, -80, 0),
        (c + 12, -16, 0),
        (c + 10, 50, 0),
        (c + 2, 92, 4),
        (c + 18, 132, 6),
        (60, 146, 14),
        (0, 150, 20),
        (-60, 146, 14),
        (-c - 18, 132, 6),
        (-c - 2, 92, 4),
        (-c - 10, 50, 0),
        (-c - 12, -16, 0),
        (-c - 4, -80, 0),
        (-48, -120, 0),
    ]
    inner = [
        (0, -70, 48),
        (38, -64, 44),
        (c - 15, -32, 34),
        (c - 13, 10, 30),
        (c - 19, 52, 34),
        (36, 90, 46),
        (0, skull.chin_y, 54),
        (-36, 90, 46),
        (-c + 19, 52, 34),
        (-c + 13, 10, 30),
        (-c + 15, -32, 34),
        (-38, -64, 44),
    ]
    around, face = spline(seen(view, outer), closed=True), spline(seen(view, inner), closed=True)
    # A ring: outer edge and inner edge joined by a seam at the top.
    ring = [*around, around[0], face[0], *face[::-1]]
    canvas.fill(ring, Linear((-70, -120), (75, 120), mix(scarf, (255, 250, 240), 0.3), shade))
    fold_lines = [
        [(-c + 4, -60, 20), (-c + 1, 10, 20), (-c + 14, 70, 26), (-20, 120, 40)],
        [(c - 2, -50, 20), (c + 2, 20, 16), (c - 8, 84, 24), (10, 128, 38)],
        [(-40, -112, 12), (-c + 6, -60, 14), (-c - 2, 6, 8)],
        [(30, -116, 10), (c - 4, -66, 14), (c + 4, 0, 6)],
        [(-c - 6, 110, 8), (-50, 118, 20), (20, 112, 34), (56, 84, 30)],
        [(-c - 2, 124, 8), (-40, 134, 20), (30, 126, 30), (c - 4, 92, 20)],
    ]
    for line in fold_lines:
        canvas.stroke(seen(view, [(x, y, z) for x, y, z in line]), [0.5, 2.6, 0.6], deep, 120, clip=ring)
    canvas.stroke([*face, face[0]], [2.4, 2.4], deep, 150, smooth=False)
