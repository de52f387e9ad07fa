"""cmi5 without an LMS: which addresses are opened, what a launch must hold, statements on any template, packages."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta, timezone
from itertools import count
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.cli import cli
from simulator.errors import UsageError
from simulator.exchange import cmi5
from simulator.exchange.cmi5.statements import Told, mastery_of

LMS = "https://lms.example"
GOOD = {
    "endpoint": f"{LMS}/xapi",
    "fetch": f"{LMS}/fetch?k=1",
    "actor": '{"account":{"homePage":"https://lms.example","name":"Åsa \\u0416 4711"},"name":"X"}',
    "registration": "8f5a3c0e-5b1d-4c56-9d6a-2f1f0d8a7b31",
    "activityId": "https://lms.example/a/1",
    "scene": "overcharged_card",
}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://lms.example", "https://lms.example"),
        (" HTTPS://LMS.Example:443/deep?x#y ", "https://lms.example"),
        ("https://lms.example:8443", "https://lms.example:8443"),
        ("http://127.0.0.1:9", "http://127.0.0.1:9"),
        ("http://[::1]:9", "http://[::1]:9"),
    ],
)
def test_an_address_is_kept_as_it_is_compared(typed: str, kept: str) -> None:
    assert cmi5.read_address(typed) == kept
    assert cmi5.permitted(f"{kept}/any/where?x", [kept])


@pytest.mark.parametrize(
    "url",
    [
        "http://lms.example/x", "https://user@lms.example", "https://lms.example@evil.example", "https://lms.example.evil.example",
        "https://lms.example:444", "//lms.example", "https:lms.example", "javascript:alert(1)", "file:///etc/passwd", "",
        "https://lms.example\\@evil.example", "https://lms.example\n.evil.example", "https://[::1", "https://lms.example:x",
        "https://ｌｍｓ.example", "https://127.0.0.1", "gopher://lms.example",
    ],
)  # fmt: skip
def test_no_other_address_is_permitted(url: str) -> None:
    assert not cmi5.permitted(url, [LMS])


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_whatever_the_browser_brings_back_is_a_launch_or_refused(kept: str) -> None:
    with pytest.raises(cmi5.LaunchFaultError):
        cmi5.Asked.unpacked(kept, [LMS])


def test_a_launch_survives_the_browser_as_it_was() -> None:
    asked = cmi5.Asked.read(list(GOOD.items()), [LMS])
    assert asked.endpoint == f"{LMS}/xapi/"
    assert asked.account == "Åsa Ж 4711"
    assert cmi5.Asked.unpacked(asked.packed(), [LMS]) == asked
    with pytest.raises(cmi5.LaunchFaultError) as refused:
        cmi5.Asked.unpacked(asked.packed(), ["https://other.example"])
    assert refused.value.fault is cmi5.LaunchFault.UNKNOWN_LMS
    assert GOOD["fetch"] not in str(refused.value)


@pytest.mark.parametrize("name", GOOD)
def test_nothing_may_be_missing_stand_twice_or_be_endless(name: str) -> None:
    rest = [(key, value) for key, value in GOOD.items() if key != name]
    for more in (
        [],
        [(name, "")],
        [(name, GOOD[name])] * 2,
        [(name, "x" * 5000)],
        [(name, GOOD[name] + "\0")],
        [(name, "\ud800")],
    ):
        with pytest.raises(cmi5.LaunchFaultError):
            cmi5.Asked.read([*rest, *more], [LMS])


def details(**more: object) -> dict:
    return {
        "actor": {"account": {"homePage": LMS, "name": "1"}}, "activity": "https://lms.example/a/1", "registration": "r",
        "template": {}, "mode": "Normal", "move_on": "Completed", "mastery": 0.6, "scene_hash": "h", "language": "fi", **more,
    }  # fmt: skip


def told(**more: object) -> Told:
    numbers = count(1)
    return Told(details(**more), lambda: f"id {next(numbers)}")


def test_nothing_of_the_template_is_changed_and_ours_stands_beside() -> None:
    template = {
        "revision": "theirs", "extensions": {"https://a.example/x": 1},
        "contextActivities": {"category": {"id": "https://a.example/own"}, "parent": [{"id": "https://a.example/p"}]},
    }  # fmt: skip
    before = json.dumps(template)
    at = datetime(2026, 5, 4, 15, 0, 0, 123456, tzinfo=timezone(timedelta(hours=3)))
    made = told(template=template).verdict(at, 61.0, 60)
    assert made is not None
    assert json.dumps(template) == before
    assert made["timestamp"] == "2026-05-04T12:00:00.123Z"
    context = made["context"]
    assert (context["revision"], context["language"]) == ("theirs", "fi")
    assert [each["id"].rpartition("/")[2] for each in context["contextActivities"]["category"]] == [
        "own",
        "cmi5",
        "moveon",
    ]
    assert context["contextActivities"]["parent"] == [{"id": "https://a.example/p"}]
    assert context["extensions"]["https://a.example/x"] == 1
    assert made["result"]["duration"] == "PT61.00S"
    assert made["result"]["success"] is True


@pytest.mark.parametrize(
    ("mastery", "move_on", "points", "verb"),
    [
        (0.6, "Completed", 60, "passed"),
        (0.6, "Completed", 59, "failed"),
        (0.29, "Completed", 29, "passed"),  # 29 / 100 is not 0.29 in floating point everywhere
        ("0.9", "Completed", 89, "failed"),
        (0, "NotApplicable", 0, "passed"),
        (None, "Passed", 60, "passed"),
        (None, "CompletedAndPassed", 59, "failed"),
        (None, "Completed", 100, None),
        (7, "Completed", 100, None),
        ("NaN", "NotApplicable", 100, None),
        ("soon", "NotApplicable", 100, None),
    ],
)
def test_what_passes_is_the_lms_to_say(mastery: object, move_on: str, points: int, verb: str | None) -> None:
    made = told(mastery=mastery, move_on=move_on).verdict(datetime.now(UTC), 1.0, points)
    assert (made and made["verb"]["id"].rpartition("/")[2]) == verb
    assert mastery_of(details(mastery=mastery, move_on=move_on))[1] is (verb is not None and mastery is not None)


def structure(file: Path) -> ET.Element:
    with zipfile.ZipFile(io.BytesIO(file.read_bytes())) as archive:
        return ET.fromstring(archive.read("cmi5.xml"))


def test_a_path_is_one_block_with_the_points_each_of_its_scenes_asks(tmp_path: Path) -> None:
    out = tmp_path / "course.zip"
    command = [
        "cmi5",
        "--path",
        "first_day",
        "--address",
        "https://t.example",
        "--out",
        str(out),
        "--move-on",
        "Passed",
    ]
    done = CliRunner().invoke(cli, command)
    assert done.exit_code == 0, done.output
    space = {"c": cmi5.NAMESPACE}
    root = structure(out)
    assert [child.tag.rpartition("}")[2] for child in root] == ["course", "block"]
    units = root.findall("c:block/c:au", space)
    assert [unit.get("masteryScore") for unit in units] == ["0.45", "0.50", "0.50", "0.50"]
    assert {unit.get("moveOn") for unit in units} == {"Passed"}
    assert len({each.get("id") for each in root.iter() if each.get("id")}) == 2 + len(units)
    assert {each.get("lang") for each in root.iter() if each.get("lang")} == {"en", "fi", "sv", "ru", "el"}
    before = out.read_bytes()
    assert CliRunner().invoke(cli, [*command, "--force"]).exit_code == 0
    assert out.read_bytes() == before


@pytest.mark.parametrize(
    "command",
    [
        ["beyond_authority"], ["no_such_scene"], [], ["overcharged_card", "--path", "first_day"],
        ["--path", "all_channels"], ["--path", "nowhere"],
    ],
)  # fmt: skip
def test_what_cannot_be_launched_is_not_packed(command: list[str], tmp_path: Path) -> None:
    out = tmp_path / "course.zip"
    done = CliRunner().invoke(cli, ["cmi5", *command, "--address", "https://t.example", "--out", str(out)])
    assert isinstance(done.exception, UsageError)
    assert not out.exists()


def test_a_package_needs_an_address_and_holds_only_what_xml_can() -> None:
    unit = cmi5.Unit("a", {"en": "A \0 \ud800 <&\U0001f600\ufffe"}, {}, 60)
    for address in ("t.example", "ftp://t.example", "https://u@t.example", "https://t.example/deep", ""):
        with pytest.raises(UsageError):
            cmi5.course_package((unit,), address, course="c", titles={"en": "C"}, summaries={})
    with pytest.raises(UsageError):
        cmi5.course_package((), LMS, course="c", titles={"en": "C"}, summaries={})
    packed = cmi5.course_package((unit,), LMS, course="c", titles={"en": "C"}, summaries={})
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        root = ET.fromstring(archive.read("cmi5.xml"))
    assert root.findtext(f".//{{{cmi5.NAMESPACE}}}au/{{{cmi5.NAMESPACE}}}title/{{{cmi5.NAMESPACE}}}langstring") == (
        "A \ufffd \ufffd <&\U0001f600\ufffd"
    )
