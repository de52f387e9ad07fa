"""Stories of Twine as stories: which passages are read, where they begin, what leads where."""

from __future__ import annotations

from .markup import read_markup
from .plain import one_line
from .story import MOST_CHOICES, At, ForeignError, Notes, Passage, Story, Text
from .twee import Source, SourceStory

_NO_STORY = frozenset(
    [
        "StoryInit",
        "StoryCaption",
        "StoryMenu",
        "StoryBanner",
        "StoryInterface",
        "StoryAuthor",
        "StorySubtitle",
        "StoryShare",
        "StorySettings",
        "StoryIncludes",
        "StoryDisplayTitle",
        "PassageHeader",
        "PassageFooter",
        "PassageReady",
        "PassageDone",
        "StoryScript",
        "StoryStylesheet",
    ]
)
_NO_STORY_TAGS = frozenset(
    [
        "script",
        "stylesheet",
        "widget",
        "header",
        "footer",
        "startup",
        "debug-header",
        "debug-footer",
        "debug-startup",
        "annotation",
        "init",
        "Twine.image",
        "Twine.audio",
        "Twine.video",
        "Twine.vtt",
        "Twine.private",
    ]
)
_FORMATS = ("harlowe", "sugarcube", "chapbook", "snowman")


def story_of(source: SourceStory, notes: Notes) -> Story:
    """The passages read.

    Raises:
        ForeignError: nothing is left, or there are more answers than a scene can have.
    """
    form = source.form if source.form in _FORMATS else _guess(source)
    found: dict[str, Passage] = {}
    answers = 0
    for item in source.passages:
        if item.name in _NO_STORY or _NO_STORY_TAGS.intersection(item.tags):
            if item.text.strip():
                notes.add("SG458", f'"{item.name[:60]}" is no passage that is played and was left out.', At(item.line))
            continue
        if item.name in found:
            notes.add("SG458", f'There is a second passage "{item.name[:60]}"; it was left out.', At(item.line))
            continue
        found[item.name] = passage = _passage(item, form, notes)
        answers += len(passage.choices)
        if answers > MOST_CHOICES:
            raise ForeignError(f"The story has more than {MOST_CHOICES} links.", "Import a part of it.")
    if not found:
        raise ForeignError("The story holds no passage that can be played.", "Look at the file.")
    start = next((name for name in (source.start, "Start") if name in found), next(iter(found)))
    return Story(one_line(source.title, 120), "", start, found)


def _passage(item: Source, form: str, notes: Notes) -> Passage:
    read = read_markup(item, form, notes)
    texts = tuple(Text(item.name, number, words) for number, words in enumerate(read.texts, start=1))
    return Passage(item.name, texts, tuple(read.choices), read.onward, At(item.line))


def _guess(source: SourceStory) -> str:
    """The story format where the file names none: by macros only one of them has."""
    if any("<<" in item.text and ">>" in item.text for item in source.passages):
        return "sugarcube"
    if any(mark in item.text for item in source.passages for mark in ("(if:", "(set:", "(link:", "(link-goto:")):
        return "harlowe"
    return ""
