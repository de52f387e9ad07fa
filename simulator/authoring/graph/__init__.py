"""A scene as a picture (`silkgloves graph`): `structure` says what is shown, `layout` where, `drawing` how."""

from __future__ import annotations

from .drawing import draw_graph, graph_svg
from .structure import ANYWHERE, Box, Picture, Track, Way, guard_text, picture_of

__all__ = ["ANYWHERE", "Box", "Picture", "Track", "Way", "draw_graph", "graph_svg", "guard_text", "picture_of"]
