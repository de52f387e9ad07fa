"""What screens are made of: elements that are drawn, focused and pressed. Import only from here."""

from simulator.desktop.widgets.button import Button, Style
from simulator.desktop.widgets.dialog import Action, Dialog
from simulator.desktop.widgets.editing import Editing
from simulator.desktop.widgets.element import Element, Focus
from simulator.desktop.widgets.reply import ReplyBox
from simulator.desktop.widgets.scroll import ScrollArea
from simulator.desktop.widgets.segments import Segments
from simulator.desktop.widgets.transcript import Entry, TranscriptPanel

__all__ = [
    "Action", "Button", "Dialog", "Editing", "Element", "Entry", "Focus", "ReplyBox", "ScrollArea", "Segments", "Style",
    "TranscriptPanel",
]  # fmt: skip
