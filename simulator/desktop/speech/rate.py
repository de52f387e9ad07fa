"""How finely sound is sampled. By itself, because the player wants it at start and numpy takes a tenth of a second."""

from __future__ import annotations

RATE_HZ = 22_050
"""What the mixer runs at and espeak writes, so that nothing is converted on the way."""
