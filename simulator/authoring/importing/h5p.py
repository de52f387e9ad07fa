"""H5P Branching Scenario: `content/content.json` of a package, by the semantics of its libraries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from .plain import html_paragraphs, one_line
from .sources import parse_json, read_members
from .story import MOST_CHOICES, MOST_PASSAGES, At, Choice, ForeignError, Notes, Passage, Story, Text

_CONTENT, _MANIFEST = "content/content.json", "h5p.json"
_DEFAULT_END = -1
_MEDIA = {
    "H5P.Image": "picture",
    "H5P.Video": "video",
    "H5P.Audio": "sound",
    "H5P.ImageHotspots": "picture with hotspots",
    "H5P.InteractiveVideo": "interactive video",
    "H5P.CoursePresentation": "presentation",
}


def read_h5p(path: Path, notes: Notes) -> Story:
    """A package as a story.

    Raises:
        ForeignError: it is damaged, or holds no branching scenario.
        SurroundingsError: it cannot be opened.
    """
    members = read_members(path, (_CONTENT, _MANIFEST))
    manifest = parse_json(members.get(_MANIFEST, "{}"), _MANIFEST)
    library = _text(manifest, "mainLibrary")
    if _CONTENT not in members or library not in ("", "H5P.BranchingScenario"):
        shown = f"; it is {library[:60]}" if library else ""
        raise ForeignError(f'"{path.name}" is no branching scenario of H5P{shown}.', "Export a Branching Scenario.")
    root = parse_json(members[_CONTENT], _CONTENT)
    scenario = _mapping(_mapping(root).get("branchingScenario", root))
    contents = scenario.get("content")
    if not isinstance(contents, list) or not contents:
        raise ForeignError(f'"{path.name}" holds no content of a branching scenario.', "Export it again.")
    if len(contents) > MOST_PASSAGES:
        raise ForeignError(f"The story has more than {MOST_PASSAGES} passages.", "Import a part of it.")
    return _story(scenario, contents, _text(manifest, "title"), notes)


def _story(scenario: Mapping[str, Any], contents: list[Any], title: str, notes: Notes) -> Story:
    screens = {
        _number(_mapping(item).get("contentId"), _DEFAULT_END): item for item in reversed(_list(scenario, "endScreens"))
    }
    passages: dict[str, Passage] = {}
    for number, item in enumerate(contents):
        for passage in _content(number, _mapping(item), notes):
            passages[passage.key] = passage
    if sum(len(passage.choices) for passage in passages.values()) > MOST_CHOICES:
        raise ForeignError(f"The story has more than {MOST_CHOICES} alternatives.", "Import a part of it.")
    for number, screen in sorted(screens.items(), reverse=True):
        passages[_key(number)] = _ending(number, _mapping(screen), notes)
    # An end without a screen of its own is the default one.
    wanted = {choice.to for passage in passages.values() for choice in passage.choices}
    wanted.update(passage.onward for passage in passages.values() if passage.onward)
    for key in sorted(wanted):
        if key.startswith("end ") and key not in passages:
            default = passages.get(_key(_DEFAULT_END))
            passages[key] = Passage(key, default.texts if default else (), (), None, At(part=key))
    first = _mapping(scenario.get("startScreen"))
    summary = _words(first, "startScreenSubtitle", "the start screen", notes)
    name = _text(scenario, "title") or _text(first, "startScreenTitle") or title
    return Story(one_line(" ".join(html_paragraphs(name)[0]), 120), " ".join(summary[:3]), _key(0), passages)


def _content(number: int, item: Mapping[str, Any], notes: Notes) -> Iterator[Passage]:
    """The passages of one content: itself, and what is told after an answer on the way to an end."""
    kind = _mapping(item.get("type"))
    library = _text(kind, "library").partition(" ")[0]
    params = _mapping(kind.get("params"))
    key, part = _key(number), f"content {number + 1}"
    onward = _target(item.get("nextContentId"))
    if library == "H5P.BranchingQuestion":
        yield from _question(key, part, _mapping(params.get("branchingQuestion", params)), notes)
        return
    words = list(_told(library, params, part, notes))
    if library in _MEDIA:
        name = _text(_mapping(kind.get("metadata")), "title")
        shown = f' "{one_line(name, 60)}"' if name else ""
        notes.add("SG452", f"The {_MEDIA[library]}{shown} was left out.", At(part=part))
    elif library != "H5P.AdvancedText":
        notes.add("SG458", f"A part of the kind {library[:40] or 'unknown'} was left out.", At(part=part))
    yield from _with_feedback(key, part, _texts(key, words), onward, _mapping(item.get("feedback")), notes)


def _with_feedback(
    key: str, part: str, texts: tuple[Text, ...], onward: str, feedback: Mapping[str, Any], notes: Notes
) -> Iterator[Passage]:
    """A passage that leads on without an answer; a feedback before an end is that end's screen."""
    words = _feedback(feedback, part, notes)
    if words and onward.startswith("end "):
        end = f"{key}, feedback"
        yield Passage(key, texts, (), end, At(part=part))
        yield Passage(end, _texts(end, words), (), None, At(part=part))
        return
    _leave_feedback(words, part, notes)
    yield Passage(key, texts, (), onward, At(part=part))


def _question(key: str, part: str, question: Mapping[str, Any], notes: Notes) -> Iterator[Passage]:
    choices: list[Choice] = []
    ends: list[Passage] = []
    for number, raw in enumerate(_list(question, "alternatives"), start=1):
        answer, own = _mapping(raw), f"{part}, alternative {number}"
        words = " ".join(html_paragraphs(_text(answer, "text"))[0])
        target = _target(answer.get("nextContentId"))
        feedback = _feedback(_mapping(answer.get("feedback")), own, notes)
        if feedback and target.startswith("end "):
            target = f"{key}, feedback {number}"
            ends.append(Passage(target, _texts(target, feedback), (), None, At(part=own)))
        else:
            _leave_feedback(feedback, own, notes)
        if words:
            choices.append(Choice(words, target, At(part=own)))
        else:
            notes.add("SG458", "An alternative without words was left out.", At(part=own))
    yield Passage(key, _texts(key, _words(question, "question", part, notes)), tuple(choices), None, At(part=part))
    yield from ends


def _told(library: str, params: Mapping[str, Any], part: str, notes: Notes) -> Iterator[str]:
    """The words of a content that is no question."""
    if library == "H5P.AdvancedText":
        yield from _words(params, "text", part, notes)
    if library == "H5P.CoursePresentation":
        for slide in _list(_mapping(params.get("presentation")), "slides"):
            for element in _list(_mapping(slide), "elements"):
                action = _mapping(_mapping(element).get("action"))
                if _text(action, "library").startswith("H5P.AdvancedText"):
                    yield from _words(_mapping(action.get("params")), "text", part, notes)


def _ending(number: int, screen: Mapping[str, Any], notes: Notes) -> Passage:
    key, part = _key(number), f"end screen {-number}"
    words = [*_words(screen, "endScreenTitle", part, notes), *_words(screen, "endScreenSubtitle", part, notes)]
    if screen.get("endScreenImage"):
        notes.add("SG452", "The picture of an end screen was left out.", At(part=part))
    return Passage(key, _texts(key, words), (), None, At(part=part))


def _feedback(feedback: Mapping[str, Any], part: str, notes: Notes) -> list[str]:
    return [*_words(feedback, "title", part, notes), *_words(feedback, "subtitle", part, notes)]


def _leave_feedback(words: list[str], part: str, notes: Notes) -> None:
    if words:
        text = f'The feedback "{one_line(" ".join(words), 80)}" was left out.'
        notes.add("SG457", text, At(part=part))


def _words(data: Mapping[str, Any], name: str, part: str, notes: Notes) -> list[str]:
    found, media = html_paragraphs(_text(data, name))
    if media:
        notes.add("SG452", f"A medium ({', '.join(sorted(media))}) was left out.", At(part=part))
    return found


def _texts(key: str, words: list[str]) -> tuple[Text, ...]:
    return tuple(Text(key, number, text) for number, text in enumerate(words, start=1))


def _key(number: int) -> str:
    return f"content {number + 1}" if number >= 0 else f"end {-number}"


def _target(value: Any) -> str:
    """Where a content leads: by the semantics an end where nothing is said."""
    return _key(_number(value, _DEFAULT_END))


def _number(value: Any, default: int) -> int:
    if isinstance(value, str) and len(value) <= 9 and value.lstrip("-").isdecimal() and value.isascii():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**9 else default


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(data: Mapping[str, Any], name: str) -> list[Any]:
    value = data.get(name)
    return value if isinstance(value, list) else []


def _text(data: Any, name: str) -> str:
    value = _mapping(data).get(name)
    return value if isinstance(value, str) else ""
