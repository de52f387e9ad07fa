"""Time the drawing of a scene and print one JSON line.

    python tests/bench/figures.py [--size 1280x720] [--seconds 10] [--place shop] [--person older_man]

CPU milliseconds per frame (update, background, figure, foreground, hands, flip) over a scripted mood with talking and
changing gestures; wall time of creating figure and place, and of the rest drawn ahead.
"""

from __future__ import annotations

import os

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ["SDL_FRAMEBUFFER_ACCELERATION"] = "0"
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

import argparse
import json
import math
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

FRAME_MS = 1000 / 60


def _percentile(values: list[float], share: float) -> float:
    return round(sorted(values)[min(len(values) - 1, int(len(values) * share))], 3)


def main() -> None:
    """Run the measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", default="1280x720")
    parser.add_argument("--seconds", type=float, default=10.0, help="played time")
    parser.add_argument("--place", default="shop")
    parser.add_argument("--person", default="older_man")
    given = parser.parse_args()
    width, height = (int(part) for part in given.size.split("x"))

    begun = time.perf_counter()
    import pygame

    pygame.display.init()
    screen = pygame.display.set_mode((width, height))
    from simulator.desktop.figures import PRESETS, Figure, Place, expression_for

    imported = time.perf_counter()
    place = Place(given.place, (width, height))
    place.background()
    place.foreground()
    spot = place.spot
    figure = Figure(PRESETS[given.person], spot.height_px, seed=7)
    figure.phone = place.phone
    place.draw_background(screen)
    figure.draw(screen, spot.x, spot.baseline_y)
    created = time.perf_counter()
    steps = [time.perf_counter() for _ in figure.prewarm()]
    warmed = time.perf_counter()

    frames: list[float] = []
    figure_only: list[float] = []
    for number in range(int(given.seconds * 60)):
        played_s = number / 60
        wave = 0.5 - 0.5 * math.cos(played_s * math.tau / 9.0)
        mood = expression_for(round(100 * wave), round(100 - 90 * wave), round(90 - 80 * wave), round(80 - 60 * wave))
        loud = max(0.0, math.sin(played_s * 9.0)) if played_s % 4 < 2.5 else 0.0
        start = time.process_time()
        figure.update(FRAME_MS, mood, loud)
        place.draw_background(screen)
        middle = time.process_time()
        figure.draw_behind(screen, spot.x, spot.baseline_y)
        after = time.process_time()
        place.draw_foreground(screen)
        figure.draw_over(screen, spot.x, spot.baseline_y)
        pygame.display.flip()
        frames.append((time.process_time() - start) * 1000)
        figure_only.append((after - middle) * 1000)
    gaps = [b - a for a, b in zip([created, *steps], steps, strict=False)]
    sys.stdout.write(
        json.dumps(
            {
                "size": given.size,
                "place": given.place,
                "person": given.person,
                "frames": len(frames),
                "cpu_ms_median": _percentile(frames, 0.5),
                "cpu_ms_p99": _percentile(frames, 0.99),
                "cpu_ms_worst": round(max(frames), 3),
                "figure_ms_median": _percentile(figure_only, 0.5),
                "import_s": round(imported - begun, 3),
                "create_s": round(created - imported, 3),
                "prewarm_s": round(warmed - created, 3),
                "prewarm_step_ms_worst": round(max(gaps) * 1000, 1),
                "memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
            }
        )
        + "\n"
    )


if __name__ == "__main__":
    main()
