"""Colours of people: skin with its shades, hair, eyes, cloth."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.desktop.figures.canvas import Colour, mix, tinted
from simulator.desktop.figures.look import Look

_SKIN: dict[int, Colour] = {
    1: (251, 221, 200),
    2: (243, 201, 170),
    3: (226, 176, 137),
    4: (193, 138, 99),
    5: (148, 100, 71),
    6: (106, 71, 54),
}
_HAIR: dict[str, Colour] = {
    "black": (38, 33, 40),
    "dark_brown": (62, 42, 36),
    "brown": (104, 67, 47),
    "auburn": (126, 58, 40),
    "red": (186, 86, 44),
    "blond": (214, 172, 104),
    "grey": (148, 148, 154),
    "white": (222, 222, 226),
}
_EYES: dict[str, Colour] = {
    "brown": (106, 66, 38),
    "hazel": (140, 104, 52),
    "green": (92, 126, 84),
    "blue": (82, 128, 172),
    "grey": (118, 134, 146),
}
_CLOTH: dict[str, Colour] = {
    "teal": (46, 112, 118),
    "navy": (52, 64, 104),
    "plum": (120, 66, 104),
    "mustard": (214, 158, 56),
    "brick": (178, 78, 60),
    "forest": (62, 104, 78),
    "green": (112, 148, 84),
    "sand": (202, 176, 138),
    "charcoal": (74, 76, 88),
    "rose": (206, 124, 128),
    "sky": (116, 162, 200),
    "cream": (236, 226, 206),
}


@dataclass(frozen=True)
class Palette:
    """All colours one person is drawn with."""

    skin: Colour
    skin_light: Colour
    skin_shade: Colour
    skin_deep: Colour
    line: Colour
    blush: Colour
    flush: Colour
    lip: Colour
    lip_dark: Colour
    hair: Colour
    hair_light: Colour
    hair_dark: Colour
    brow: Colour
    iris: Colour
    cloth: Colour
    cloth_light: Colour
    cloth_shade: Colour
    cloth_deep: Colour


def palette_for(look: Look) -> Palette:
    """Return the colours of a look."""
    skin = _SKIN[look.skin]
    depth = (look.skin - 1) / 5
    hair = _HAIR[look.hair_colour]
    cloth = _CLOTH[look.dress_colour]
    natural = tinted(skin, 0.87, 0.66, 0.63)
    painted = mix((200, 92, 88), (132, 58, 56), depth)
    rouge = {"soft": 0.62, "round": 0.56, "even": 0.3, "sharp": 0.12, "strong": 0.06}[look.features]
    lip = mix(natural, painted, rouge if look.gentle else min(rouge, 0.12))
    pale_hair = look.hair_colour in ("grey", "white", "blond")
    return Palette(
        skin=skin,
        skin_light=mix(skin, (255, 240, 218), 0.42 - 0.16 * depth),
        skin_shade=tinted(skin, 0.885, 0.775, 0.735),
        skin_deep=tinted(skin, 0.73, 0.57, 0.54),
        line=tinted(skin, 0.52, 0.36, 0.34),
        blush=mix((240, 128, 112), (168, 70, 56), depth),
        flush=mix((226, 62, 48), (160, 36, 30), depth),
        lip=lip,
        lip_dark=tinted(lip, 0.8, 0.7, 0.72),
        hair=hair,
        hair_light=mix(hair, (255, 226, 186), 0.24 if not pale_hair else 0.5),
        hair_dark=tinted(hair, 0.66, 0.6, 0.64) if not pale_hair else tinted(hair, 0.78, 0.74, 0.76),
        brow=tinted(hair, 0.72, 0.68, 0.7) if pale_hair else mix(hair, (30, 22, 22), 0.35),
        iris=_EYES[look.eyes],
        cloth=cloth,
        cloth_light=mix(cloth, (255, 246, 226), 0.2),
        cloth_shade=tinted(cloth, 0.8, 0.77, 0.83),
        cloth_deep=tinted(cloth, 0.6, 0.56, 0.66),
    )
