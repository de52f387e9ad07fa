"""The names by which statements say what they say: verbs, types and extensions, below the company's own address.

Where a verb of ADL fits, it is used; what is our own stands in the profile, `assets/xapi/profile.jsonld`, which the
console serves at the address that is its name.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from simulator.resources import asset

ADL = "http://adlnet.gov/expapi"
ADL_VERBS = ("initialized", "responded", "scored", "passed", "failed", "completed", "terminated", "voided")
OWN_VERBS = ("contested", "upheld", "withdrew", "tested")
SERIOUS_GAME = "https://w3id.org/xapi/seriousgame"
"""The profile of serious games, as a category."""
SIMULATION = f"{ADL}/activities/simulation"
PROFILE = f"{ADL}/activities/profile"
PROFILE_PATH = "/xapi/profile"
"""Where the console serves our profile."""
PLATFORM = "Silk Gloves"
_HOME = "{home}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where all names of a company begin.

    Args:
        home: the console's address as browsers call it, without a slash at its end. Statements, people and scenes are
            known to the LMS by names below it: with another address they are others.
    """

    home: str

    @property
    def profile(self) -> str:
        """The name of our profile, and where it is served."""
        return f"{self.home}{PROFILE_PATH}"

    def verb(self, name: str) -> str:
        """The whole name of a verb."""
        return f"{self.home}/xapi/verbs/{name}" if name in OWN_VERBS else f"{ADL}/verbs/{name}"

    def type_of(self, name: str) -> str:
        """The whole name of a type of activity of our own."""
        return f"{self.home}/xapi/activity-types/{name}"

    def extension(self, name: str) -> str:
        """The whole name of an extension."""
        return f"{self.home}/xapi/extensions/{name}"

    def thing(self, *parts: str) -> str:
        """The whole name of a scene, a response, a step, an assignment."""
        return "/".join((self.home, "xapi", *parts))

    def document(self) -> dict[str, Any]:
        """The profile as it is served."""
        found: dict[str, Any] = json.loads(_profile().replace(_HOME, self.home))
        return found


def display(verb: str) -> dict[str, str]:
    """A verb as people read it, by language."""
    return dict(_verbs()[verb])


def named(concept: str) -> dict[str, str]:
    """What one of our types of activity is called, by language."""
    return dict(_concepts()[f"{_HOME}/xapi/activity-types/{concept}"])


@cache
def _profile() -> str:
    return asset("xapi", "profile.jsonld").read_text(encoding="utf-8")


@cache
def _concepts() -> Mapping[str, Mapping[str, str]]:
    return {concept["id"]: concept["prefLabel"] for concept in json.loads(_profile())["concepts"]}


@cache
def _verbs() -> Mapping[str, Mapping[str, str]]:
    own = {name: _concepts()[f"{_HOME}/xapi/verbs/{name}"] for name in OWN_VERBS}
    known = json.loads(asset("xapi", "names.json").read_text(encoding="utf-8"))
    return {**own, **known["verbs"]}
