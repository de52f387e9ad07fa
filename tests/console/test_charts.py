"""Charts: well-formed drawings with nothing that the content policy refuses, and a table with the same figures."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.console.charts import Line, column_chart, line_chart

VALUES = st.lists(st.none() | st.integers(-5, 130), max_size=30)


def drawn(chart):
    drawing = str(chart.drawing)
    assert not re.search(r"style=|<style|<script|\son\w+=", drawing)
    tree = ET.fromstring(drawing)
    assert tree.get("role") == "img"
    assert [child.tag for child in tree][:2] == ["title", "desc"]
    return tree


@settings(max_examples=40, deadline=None)
@given(VALUES)
def test_whatever_the_values_the_drawing_stays_within_its_frame(values):
    places = [str(at) for at in range(len(values))]
    chart = line_chart("c", "t", "a", along="x", up="y", places=places, lines=[Line("l", tuple(values))])
    tree = drawn(chart)
    spots = [(float(svg.get("x")[:-1]), float(svg.get("y")[:-1])) for svg in tree.findall("svg")]
    assert len(spots) == sum(value is not None for value in values)
    assert all(0 <= x <= 100 and 0 <= y <= 100 for x, y in spots)
    assert [row[1] for row in chart.sheet.rows] == values


def test_words_of_people_cannot_leave_the_drawing():
    evil = "<script>alert(1)</script>\x00\u202e"
    lines = [Line(evil, (1, 2)), Line("b", (None, 3))]
    chart = line_chart("c", evil, evil, along=evil, up=evil, places=[evil, "b"], lines=lines)
    drawn(chart)
    assert "<script" not in str(chart.drawing)
    assert len({str(key) for key, _ in chart.keys}) == 2


def test_a_line_with_a_gap_is_not_drawn_across_it():
    chart = line_chart("c", "t", "a", along="x", up="y", places="abcd", lines=[Line("l", (1, None, 2, 3))])
    assert str(chart.drawing).count('class="line first"') == 1


def test_lines_must_fit_the_places():
    with pytest.raises(ValueError, match="do not fit"):
        line_chart("c", "t", "a", along="x", up="y", places="ab", lines=[Line("l", (1,))])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 5000), max_size=12))
def test_columns_reach_as_high_as_they_count(counts):
    chart = column_chart("c", "t", "a", along="x", up="y", places=[str(at) for at in range(len(counts))], counts=counts)
    columns = drawn(chart).findall("rect")
    assert len(columns) == sum(count > 0 for count in counts)
    pairs = sorted(zip([count for count in counts if count], [float(each.get("height")[:-1]) for each in columns], strict=True))
    assert [height for _, height in pairs] == sorted(height for _, height in pairs)
    assert [row[1] for row in chart.sheet.rows] == counts
