"""The course package an LMS takes in: a zip with `cmi5.xml`, whose units are addresses of the console."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree as ET  # written, never read: nothing of others is parsed

from simulator.errors import UsageError
from simulator.scenario import Scenario

NAMESPACE = "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"
ACTIVITY_TYPE = "http://adlnet.gov/expapi/activities/simulation"
LAUNCH_PATH = "/cmi5/launch"
MOST_UNITS = 100
MOVE_ON = ("Completed", "Passed", "CompletedAndPassed", "CompletedOrPassed", "NotApplicable")
"""What the LMS may want before it counts a unit as done."""
_MADE = (1980, 1, 1, 0, 0, 0)
"""A package of the same scenes has the same bytes on any day."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A scene as a unit of a course.

    Args:
        scene: its name, or `given-` and a publication's id.
        titles: by language.
        summaries: by language.
        mastery: points of 100 that pass it.
    """

    scene: str
    titles: Mapping[str, str]
    summaries: Mapping[str, str]
    mastery: int

    @classmethod
    def of(cls, scenario: Scenario, scene: str, mastery: int) -> Unit:
        """A scene with its own words.

        Args:
            scenario: the scene.
            scene: what it is called in the unit's address.
            mastery: points of 100 that pass it.
        """
        drawn = scenario.draw(0)
        titles, summaries = (
            {
                str(language): scenario.text(line, language, drawn)
                for language in scenario.languages
                if line in scenario.words[language].lines
            }
            for line in ("about.title", "about.summary")
        )
        return cls(scene, titles, summaries, mastery)


def course_package(
    units: Sequence[Unit],
    address: str,
    *,
    course: str,
    titles: Mapping[str, str],
    summaries: Mapping[str, str],
    block: bool = False,
    move_on: str = "Completed",
) -> bytes:
    """The package as a zip.

    Args:
        units: the scenes, in order.
        address: the console's own, as browsers call it, `https://training.example`.
        course: what tells the course from others at the same address, of small letters, digits, `_` and `-`.
        titles: of the course, by language.
        summaries: of the course, by language.
        block: whether the units belong together in one block, as a path's do.
        move_on: what the LMS wants before it counts a unit as done, one of `MOVE_ON`.

    Raises:
        UsageError: no unit, too many, or an address that leads nowhere.
    """
    if not 1 <= len(units) <= MOST_UNITS:
        raise UsageError(f"A course has 1 to {MOST_UNITS} scenes, not {len(units)}.", "Name them behind the command.")
    base = _checked(address)
    root = ET.Element("courseStructure", {"xmlns": NAMESPACE})
    about = ET.SubElement(root, "course", {"id": f"{base}/cmi5/courses/{course}"})
    _words(about, titles, summaries)
    holder = root
    if block:
        holder = ET.SubElement(root, "block", {"id": f"{base}/cmi5/courses/{course}/block"})
        _words(holder, titles, summaries)
    for unit in units:
        _unit(holder, unit, f"{base}/cmi5/courses/{course}", base, move_on)
    ET.indent(root)
    content = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        info = zipfile.ZipInfo("cmi5.xml", _MADE)
        info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
        archive.writestr(info, content)
    return packed.getvalue()


def _unit(holder: ET.Element, unit: Unit, course: str, base: str, move_on: str) -> None:
    found = ET.SubElement(
        holder,
        "au",
        {
            "id": f"{course}/{unit.scene}",
            # The console lets nobody put it into a frame, so it needs a window of its own.
            "launchMethod": "OwnWindow",
            "moveOn": move_on,
            "masteryScore": f"{unit.mastery / 100:.2f}",
            "activityType": ACTIVITY_TYPE,
        },
    )
    _words(found, unit.titles, unit.summaries)
    ET.SubElement(found, "url").text = f"{base}{LAUNCH_PATH}?scene={quote(unit.scene)}"


def _words(holder: ET.Element, titles: Mapping[str, str], summaries: Mapping[str, str]) -> None:
    """Title and description; a course structure must have both."""
    for name, said in (("title", titles), ("description", summaries or titles)):
        part = ET.SubElement(holder, name)
        for language, text in sorted(said.items()):
            ET.SubElement(part, "langstring", {"lang": language}).text = _readable(text)


def _readable(text: str) -> str:
    """Words as XML can hold them: of control characters only the two that part lines and columns."""
    return "".join(
        sign if sign in "\t\n" or (ord(sign) >= 32 and not 0xD800 <= ord(sign) < 0xE000 and ord(sign) < 0xFFFE)
        or ord(sign) > 0xFFFF else "\ufffd"
        for sign in text
    )  # fmt: skip


def _checked(address: str) -> str:
    parts = urlsplit(address.strip())
    bare = parts.netloc and "@" not in parts.netloc and not parts.path.strip("/") and not parts.query
    if parts.scheme not in ("https", "http") or not bare:
        raise UsageError(f"{address!a} is no address of a console.", "Write --address https://training.example")
    return f"{parts.scheme}://{parts.netloc}"
