"""A scene as a picture: everything in it is shown, in the same place each time, and the page says it in words."""

from __future__ import annotations

import re
import sys
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from simulator.authoring import graph
from simulator.authoring.graph import Box, Picture, Track, Way
from simulator.authoring.graph.drawing import colour_of
from simulator.authoring.graph.layout import MOST_BOXES, lay_out
from simulator.cli import cli
from simulator.errors import SurroundingsError, UsageError
from simulator.scenario import Condition, load, plans
from simulator.training import play_tracks

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def picture():
    scene = load("passed_around")
    return graph.picture_of(scene, play_tracks(scene, plans(scene), "el"), "el", shown=("good", "poor"))


@pytest.fixture(scope="module")
def svg(picture):
    return graph.graph_svg(picture)


def test_every_node_and_ending_is_there_with_its_words(picture, svg):
    file = load("passed_around").file
    names = {box.name for box in picture.boxes}
    assert names == {*file.nodes, *file.endings, graph.ANYWHERE}
    drawn = {group.get("data-name") for group in ET.fromstring(svg).iter(f"{SVG}g")} - {None}
    assert drawn == names
    assert any("α" <= letter <= "ω" for box in picture.boxes for letter in box.says)


def test_every_way_is_there_with_its_guards(picture):
    file = load("passed_around").file
    ways = {(way.source, way.target): way for way in picture.ways if way.style == "response"}
    for name, node in file.nodes.items():
        for step in node.goto:
            assert graph.guard_text(step.when) in ways[name, step.to].guards
    later = [way for way in picture.ways if way.style == "later"]
    assert {way.target for way in later} >= {epilogue.start for epilogue in file.epilogues.values()}


def test_tracks_begin_at_the_start_and_end_in_an_ending(picture):
    file = load("passed_around").file
    assert [track.plan for track in picture.tracks] == ["good", "poor"]
    for track in picture.tracks:
        assert track.stops[0][0] == file.start
        assert track.stops[-1][0] in file.endings


def test_the_same_scene_gives_the_same_bytes(picture, svg):
    assert graph.graph_svg(picture) == svg


def test_no_box_stands_on_another_and_all_on_the_sheet(picture):
    found = lay_out(picture)
    for at, one in enumerate(found.boxes):
        assert one.width / 2 <= one.x <= found.width - one.width / 2 + 1
        for other in found.boxes[at + 1 :]:
            apart_x = abs(one.x - other.x) >= (one.width + other.width) / 2
            apart_y = abs(one.y - other.y) >= (one.height + other.height) / 2
            assert apart_x or apart_y, (one.box.name, other.box.name)


def test_a_mood_is_a_colour():
    assert colour_of(Box("a", "node")) == "#eef1f3"
    red = [int(colour_of(Box("a", "node", anger=anger))[1:3], 16) for anger in (0, 50)]
    green = [int(colour_of(Box("a", "node", anger=anger))[3:5], 16) for anger in (0, 50, 100)]
    assert red[0] < red[1]
    assert green == sorted(green, reverse=True)


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        ({}, "else"),
        ({"any_act": ["rude"], "no_act": ["apologise"]}, "rude; not apologise"),
        ({"restated": True}, "restated: yes"),
        ({"stated": ["fee"], "stays": {"min": 2}}, "says fee; stays >= 2"),
    ],
)
def test_a_guard_is_short(condition, text):
    assert graph.guard_text(Condition.model_validate(condition)) == text


def test_names_that_look_like_markup_are_only_names():
    odd = 'a"<b>&'
    boxes = (Box(odd, "node", "<script>alert(1)</script>"), Box("end", "ending", note="settled"))
    track = Track("p<", "good", ((odd, 1), ("end", 2)))
    found = Picture("T & <T>", "en", odd, boxes, (Way(odd, "end", ("x < y & z",)),), (track,))
    root = ET.fromstring(graph.graph_svg(found))
    assert odd in {group.get("data-name") for group in root.iter(f"{SVG}g")}


def test_the_page_loads_nothing_and_says_everything_in_words(picture, tmp_path):
    graph.draw_graph(picture, tmp_path / "scene.html")
    page = (tmp_path / "scene.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    assert re.findall(r"""(?:src|href)=["'](?!#)""", page) == []
    for box in picture.boxes:
        assert f'<article id="box-{box.name}">' in page


def test_a_drawing_is_written_as_svg_png_or_page(tmp_path):
    run = CliRunner().invoke(cli, ["graph", "passed_around", "--out", str(tmp_path / "a.png"), "--plan", "poor"])
    assert run.exit_code == 0, run.output
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    again = CliRunner().invoke(cli, ["graph", "passed_around", "--out", str(tmp_path / "a.png")])
    assert isinstance(again.exception, UsageError)
    assert "--force" in again.exception.advice


@pytest.mark.parametrize(
    ("options", "said"),
    [(("--plan", "nobody"), "no plan 'nobody'"), (("--out", "a.gif"), "none of .svg, .png and .html")],
)
def test_what_cannot_be_drawn_is_said(options, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run = CliRunner().invoke(cli, ["graph", "passed_around", *options])
    assert isinstance(run.exception, UsageError)
    assert said in run.exception.message
    assert list(tmp_path.iterdir()) == []


def test_a_scene_too_large_is_refused():
    boxes = tuple(Box(f"n{number}", "node") for number in range(MOST_BOXES + 1))
    with pytest.raises(UsageError, match=str(MOST_BOXES)):
        lay_out(Picture("T", "en", "n0", boxes, (), ()))


def test_without_the_library_the_way_to_it_is_told(monkeypatch, picture):
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    with pytest.raises(SurroundingsError, match="pygraphviz") as caught:
        lay_out(picture)
    assert "pip install" in caught.value.advice
