"""The trainee's own side: desks with headset, screen or papers. Units: 720 lines a screen."""

from __future__ import annotations

from simulator.desktop.figures.canvas import Canvas, Colour, Linear, mix
from simulator.desktop.figures.geometry import Outline, arc, ellipse, rounded_box
from simulator.desktop.figures.props import PAPER, box, contact, headset, keyboard, mug, notepad, plant

_NIGHT: Colour = (38, 40, 62)
_SCREEN_RIGHT = 0.7


def _desk(canvas: Canvas, wide: float, y: float, top: tuple[Colour, Colour]) -> None:
    canvas.fill(box(-4, y, wide + 4, 724), Linear((0, y), (0, 720), *top))
    canvas.fill(box(-4, y, wide + 4, y + 2.4), mix(top[0], (255, 255, 255), 0.35))


def call_window(canvas: Canvas, wide: float) -> None:
    """Draw the dark room of the trainee round a window onto the caller's side."""
    left, top, right, low = 34.0, 34.0, wide * 0.7, 640.0
    inner = rounded_box(left, top, right, low, 34)
    outer: Outline = [(-6, -6), (wide + 6, -6), (wide + 6, 726), (-6, 726)]
    ring = [*outer, outer[0], inner[0], *inner[::-1]]
    canvas.fill(ring, Linear((0, 0), (wide, 720), (58, 60, 92), _NIGHT))
    edge = [*inner, inner[0]]
    canvas.stroke(edge, [16, 16], (255, 206, 140), 26, smooth=False)
    canvas.stroke(edge, [7, 7], (255, 216, 160), 60, smooth=False)
    canvas.stroke(edge, [2.4, 2.4], (255, 236, 206), 230, smooth=False)
    for step in range(4):
        wave = arc(right + 6, 300, 34 + step * 24, -34, 34, 16)
        canvas.stroke(wave, [0.6, 4.2, 0.6], (255, 216, 160), 150 - step * 32, smooth=False)


def desk_call(canvas: Canvas, wide: float) -> None:
    """Draw the trainee's desk in a call: headset, keyboard, notes, a mug."""
    y = 566.0
    canvas.soft(box(-20, y - 6, wide * 0.72, y + 8), (20, 14, 30), 150, 9)
    _desk(canvas, wide, y, ((104, 84, 88), (62, 52, 66)))
    canvas.soft(ellipse(wide * 0.33, y + 26, 330, 26), (255, 206, 140), 70, 26, clip=box(-4, y, wide, 724))
    canvas.fill(box(-4, y, wide + 4, y + 2.4), (196, 160, 136))
    keyboard(canvas, wide * 0.33, y + 132, 380)
    headset(canvas, wide * 0.6, y + 72, 150)
    notepad(canvas, wide * 0.1, y + 96, 170)
    mug(canvas, wide * 0.51, y + 64, 50, (70, 122, 124))


def _monitor(canvas: Canvas, wide: float) -> tuple[float, float, float, float]:
    left, top, right, low = 30.0, 30.0, wide * _SCREEN_RIGHT, 548.0
    canvas.soft(rounded_box(left + 6, top + 14, right + 8, low + 14, 18), (30, 34, 44), 120, 12)
    canvas.fill(
        rounded_box(left - 12, top - 12, right + 12, low + 12, 20),
        Linear((0, top), (0, low), (66, 70, 82), (40, 42, 52)),
    )
    screen = rounded_box(left, top, right, low, 8)
    canvas.fill(screen, Linear((left, top), (right, low), (248, 246, 242), (232, 234, 236)))
    return left, top, right, low


def _portrait_panel(canvas: Canvas, wide: float) -> None:
    left, right = wide * 0.035, wide * 0.365
    panel = rounded_box(left, 88, right, 556, 4)
    canvas.fill(panel, Linear((left, 88), (right, 540), (206, 222, 220), (150, 182, 184)))
    canvas.soft(ellipse((left + right) / 2, 290, 150, 150), (240, 244, 236), 150, 30, clip=panel)


def _bars(
    canvas: Canvas, x: float, y: float, lengths: tuple[float, ...], step: float, colour: Colour, thick: float = 8.0
) -> None:
    for i, length in enumerate(lengths):
        canvas.fill(rounded_box(x, y + i * step, x + length, y + i * step + thick, thick / 2), colour)


def mail_screen(canvas: Canvas, wide: float) -> None:
    """Draw a large screen with a letter on it; the sender's portrait has a panel of its own."""
    left, top, right, _ = _monitor(canvas, wide)
    canvas.fill(rounded_box(left, top, right, top + 40, 8), (58, 108, 112))
    for i in range(3):
        canvas.fill(ellipse(left + 24 + i * 22, top + 20, 6, 6), (236, 240, 236), 200)
    _portrait_panel(canvas, wide)
    x, room = wide * 0.385, right - wide * 0.385 - 24
    canvas.fill(rounded_box(x, 90, right - 20, 526, 12), PAPER)
    _bars(canvas, x + 26, 116, (room * 0.52,), 20, (70, 76, 92), 13)
    _bars(canvas, x + 26, 146, (room * 0.3,), 20, (160, 164, 176), 8)
    canvas.fill(box(x + 26, 172, right - 44, 174), (214, 210, 204))
    for block, y in enumerate((198, 296, 394)):
        _bars(
            canvas, x + 26, y, (room * 0.84, room * 0.8, room * 0.86, room * (0.5 - 0.1 * block)), 20, (190, 190, 198)
        )


def chat_screen(canvas: Canvas, wide: float) -> None:
    """Draw a large screen for a chat; the customer's portrait has a panel of its own, the messages come later."""
    left, top, right, _ = _monitor(canvas, wide)
    canvas.fill(rounded_box(left, top, right, top + 40, 8), (74, 86, 126))
    canvas.fill(ellipse(left + 26, top + 20, 8, 8), (140, 206, 150))
    _portrait_panel(canvas, wide)


def desk_screen(canvas: Canvas, wide: float) -> None:
    """Draw the screen's lower edge and the desk before it."""
    y = 536.0
    right = wide * _SCREEN_RIGHT
    canvas.fill(box(18, y + 10, right + 12, y + 26), Linear((0, y), (0, y + 26), (52, 54, 66), (36, 38, 48)))
    middle = (30 + right) / 2
    canvas.fill(
        [(middle - 54, y + 26), (middle + 54, y + 26), (middle + 66, y + 66), (middle - 66, y + 66)], (92, 96, 110)
    )
    _desk(canvas, wide, y + 50, ((214, 176, 136), (178, 136, 102)))
    canvas.fill(box(18, y + 10, right + 12, y + 26), Linear((0, y), (0, y + 26), (56, 58, 70), (38, 40, 50)))
    canvas.fill(
        [(middle - 54, y + 26), (middle + 54, y + 26), (middle + 60, y + 64), (middle - 60, y + 64)],
        Linear((0, y + 26), (0, y + 64), (70, 74, 86), (110, 114, 128)),
    )
    contact(canvas, middle, y + 74, 240, 90)
    canvas.fill(rounded_box(middle - 110, y + 62, middle + 110, y + 74, 6), (122, 126, 140))
    keyboard(canvas, middle, y + 152, 400)
    mug(canvas, right - 60, y + 120, 54, (178, 78, 60))
    notepad(canvas, 130, y + 132, 170)


def desk_office(canvas: Canvas, wide: float) -> None:
    """Draw an office desk: laptop seen from behind, papers, a small plant."""
    y = 588.0
    canvas.soft(box(-20, y - 10, wide + 20, y + 4), (50, 28, 24), 70, 6)
    _desk(canvas, wide, y, ((176, 128, 92), (128, 88, 66)))
    canvas.fill(box(-4, y + 58, wide + 4, 724), Linear((0, y + 58), (0, 720), (118, 80, 62), (84, 56, 48)))
    canvas.fill(box(-4, y + 54, wide + 4, y + 60), (146, 102, 74))
    notepad(canvas, wide * 0.33, y + 44, 150)
    x = wide * 0.56
    contact(canvas, x, y + 42, 190)
    canvas.fill(
        [(x - 92, y - 78), (x + 92, y - 78), (x + 100, y + 36), (x - 100, y + 36)],
        Linear((x - 90, y - 78), (x + 90, y + 36), (206, 210, 218), (150, 156, 168)),
    )
    canvas.fill(ellipse(x, y - 22, 10, 10), (236, 238, 242))
    canvas.fill(rounded_box(x - 112, y + 34, x + 112, y + 43, 4), (128, 134, 146))
    plant(canvas, 84, y + 34, 86, (70, 122, 124), (108, 150, 104))
    mug(canvas, wide * 0.2, y + 40, 44, (232, 222, 204))


__all__ = ["call_window", "chat_screen", "desk_call", "desk_office", "desk_screen", "mail_screen"]
