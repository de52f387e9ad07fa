"""What a draft can begin as: a scene of the product, the small one of the start, or a version that was frozen."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from simulator.authoring.beginning import copy_scene, start_scene
from simulator.authoring.writing import scene_texts
from simulator.resources import scenarios_dir
from simulator.scenario import Channel, Diagnostic, Language, load_bundle, slugs

from .limits import DraftError, Refusal, admit_files
from .private import gathered, private_folder


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a draft begins as.

    Args:
        slug: a name for the scene, or "" where nothing proposes one.
        files: its texts by name.
        notes: what could not be carried over, or should be known.
    """

    slug: str
    files: Mapping[str, str]
    notes: tuple[Diagnostic, ...] = ()


def draft_from_scene(slug: str) -> Beginning:
    """A copy of a scene of the product, comments and plans and all. Raises DraftError where there is none."""
    if slug not in slugs():
        raise DraftError(Refusal.NAME)
    with private_folder() as scratch:
        return Beginning(slug, gathered(copy_scene(scenarios_dir() / slug, slug, scratch)))


def draft_from_start(channel: Channel, language: Language) -> Beginning:
    """The small scene to begin with, for a channel and a language."""
    with private_folder() as scratch:
        return Beginning("", gathered(start_scene("beginning", scratch, channel=channel, language=language)))


def draft_from_bundle(content: bytes) -> Beginning:
    """A version that was frozen, back as texts; its comments and plans were not frozen with it.

    Args:
        content: the bytes that were frozen.

    Raises:
        ScenarioError: the bytes are no scene.
        DraftError: it is larger than a draft may be.
    """
    scenario = load_bundle(content)
    data = json.loads(content)
    return Beginning(scenario.slug, admit_files(scene_texts(data["scenario"], data["words"], {})))
