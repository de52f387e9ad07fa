"""Named people to start from. Imports no pygame."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from simulator.desktop.figures.look import Look

PRESETS: Mapping[str, Look] = MappingProxyType(
    {
        "older_man": Look(
            age="old", build="broad", features="strong", skin=2, eyes="blue", hair="thinning", hair_colour="white", beard="moustache",
            glasses="square", dress="coat", dress_colour="forest",
        ),
        "woman_thirties": Look(
            age="adult", build="average", features="soft", skin=2, eyes="green", hair="wavy", hair_colour="auburn",
            dress="knit", dress_colour="teal", accessories=("earrings",),
        ),
        "young_man": Look(
            age="young", build="slim", features="even", skin=3, eyes="hazel", hair="side_part", hair_colour="dark_brown", beard="stubble",
            dress="hoodie", dress_colour="mustard",
        ),
        "business_woman": Look(
            age="middle", build="average", features="soft", skin=6, eyes="brown", hair="curly", hair_colour="black",
            dress="blazer", dress_colour="plum", accessories=("earrings", "necklace"),
        ),
        "student": Look(
            age="young", build="slim", features="soft", skin=4, eyes="brown", hair="braids", hair_colour="black",
            dress="hoodie", dress_colour="sky",
        ),
        "grandmother": Look(
            age="old", build="average", features="soft", skin=1, eyes="grey", hair="bun", hair_colour="grey", glasses="round",
            dress="knit", dress_colour="rose", accessories=("necklace",),
        ),
        "tradesman": Look(
            age="middle", build="broad", features="strong", skin=3, eyes="brown", hair="short", hair_colour="black", beard="full",
            dress="shirt", dress_colour="brick",
        ),
        "woman_headscarf": Look(
            age="adult", build="average", features="soft", skin=3, eyes="brown", hair="long", hair_colour="black",
            dress="coat", dress_colour="navy", accessories=("headscarf",),
        ),
        "manager": Look(
            age="middle", build="average", features="even", skin=5, eyes="brown", hair="bald", hair_colour="black", beard="short",
            glasses="round", dress="blazer", dress_colour="navy",
        ),
        "barista": Look(
            age="adult", build="slim", features="soft", skin=1, eyes="blue", hair="pixie", hair_colour="blond",
            dress="apron", dress_colour="forest", accessories=("earrings",),
        ),
        "office_worker": Look(
            age="adult", build="average", features="soft", skin=3, eyes="brown", hair="bob", hair_colour="black", glasses="square",
            dress="shirt", dress_colour="cream",
        ),
        "driver": Look(
            age="adult", build="broad", features="even", skin=5, eyes="brown", hair="short", hair_colour="black", beard="stubble",
            dress="knit", dress_colour="charcoal", accessories=("cap",),
        ),
    }
)
"""Twelve people of different age, build, skin, hair and dress."""
