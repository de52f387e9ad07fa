"""The door's function: a story of another program into the files of a draft scene."""

from __future__ import annotations

import re
import tempfile
from dataclasses import replace
from pathlib import Path

from simulator.authoring.writing import scene_texts, write_scene
from simulator.errors import UsageError
from simulator.scenario import Diagnostic, check

from .drafting import Draft, draft_of
from .flow import moments_of
from .h5p import read_h5p
from .ink import read_ink
from .passages import story_of
from .sources import Form, form_of, read_text
from .story import ForeignError, Notes, Story
from .twee import read_twee
from .twine import read_twine

_SLUG = re.compile(r"[a-z][a-z0-9_]{0,59}")


def read_story(path: Path, notes: Notes, *, story: str = "") -> Story:
    """A story of Twine, H5P or ink.

    Args:
        path: the file.
        notes: what is left out.
        story: which one, where the file holds several.

    Raises:
        ForeignError: the file is none of these, damaged or too large.
        SurroundingsError: it cannot be opened.
    """
    form = form_of(path)
    if form is Form.H5P:
        return read_h5p(path, notes)
    text = read_text(path)
    if form is Form.INK:
        return read_ink(text, path.name, notes)
    if form is Form.TWEE:
        return story_of(read_twee(text, notes), notes)
    return story_of(read_twine(text, story, notes), notes)


def draft_foreign(
    path: Path, *, language: str = "en", channel: str = "store", story: str = ""
) -> tuple[Draft, list[Diagnostic]]:
    """A story as the data of a draft scene, and what could not be carried over. Nothing is written.

    Args:
        path: the file.
        language: what the story is written in; its answers are detected in it.
        channel: how the customer reaches the firm.
        story: which one, where the file holds several.

    Raises:
        ForeignError: the file cannot become a scene.
        SurroundingsError: it cannot be opened.
    """
    notes = Notes(path.name)
    read = read_story(path, notes, story=story)
    if not read.title:
        read = replace(read, title=" ".join(path.stem.removesuffix(".ink").replace("_", " ").split()))
    moments = moments_of(read, notes)
    if not any(moment.texts for moment in moments.values()):
        raise ForeignError(f'"{path.name}" holds no words that could be said.', "Look at the file.")
    draft = draft_of(read, moments, language, channel, notes)
    return draft, list(notes.listed())


def import_foreign(
    path: Path,
    folder: Path,
    *,
    language: str = "en",
    channel: str = "store",
    story: str = "",
    force: bool = False,
    root: Path | None = None,
) -> tuple[tuple[Path, ...], list[Diagnostic]]:
    """A story into the files of a draft scene that can be played at once; all of them or none.

    Args:
        path: the file.
        folder: the scene's folder; its name is the scene's.
        language: what the story is written in.
        channel: how the customer reaches the firm: store, phone, email or chat.
        story: which one, where the file holds several.
        force: whether a scene that stands there may be replaced.
        root: the folder of scenarios whose common pool the scene uses; the built-in one by default.

    Returns:
        The files written, and the report: what could not be carried over, by line or place in the source.

    Raises:
        ForeignError: the file cannot become a scene.
        UsageError: the folder's name cannot be a scene's, or a scene stands there and ``force`` was not given.
        SurroundingsError: the file cannot be read, or the folder not written.
    """
    if not _SLUG.fullmatch(folder.name):
        raise UsageError(
            f'"{folder.name}" cannot be the name of a scene.',
            "Use small letters, digits and underscores; give it with --slug.",
        )
    if (folder / "scenario.yaml").exists() and not force:
        raise UsageError(f'"{folder}" holds a scene already.', "Add --force to replace it, or choose another name.")
    draft, report = draft_foreign(path, language=language, channel=channel, story=story)
    _prove(draft, folder.name, root)
    return write_scene(folder, draft.scenario, draft.words, draft.plans, force=force), report


def _prove(draft: Draft, slug: str, root: Path | None) -> None:
    """Hold the draft against the checks every scene passes, before anything is written.

    Raises:
        ForeignError: it has an error, which no draft of ours may have.
    """
    with tempfile.TemporaryDirectory(prefix="silkgloves-") as beside:
        folder = Path(beside).resolve() / slug
        for place, text in scene_texts(draft.scenario, draft.words, draft.plans).items():
            target = folder / place
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text.encode("utf-8"))
        errors = [item for item in check(folder, root=root) if item.severity == "error"]
    if errors:
        raise ForeignError(
            f"The story makes no scene that can be played: {errors[0].code} {errors[0].message}",
            "Please report this with the file.",
        )
