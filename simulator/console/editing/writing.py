"""A draft: looked at, edited, checked while somebody types, changed by a file that is sent in, thrown away."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from simulator.authoring import drafts
from simulator.console.editing.beginning import REFUSED, uploaded
from simulator.console.editing.bench import BENCH
from simulator.console.editing.changes import changes
from simulator.console.editing.findings import Findings, findings_of, notes_of
from simulator.console.editing.picture import Drawing, draw
from simulator.console.editing.shelf import HOME, languages_in, name_of, title_in, versions
from simulator.console.things import Missing
from simulator.record import Draft, SequenceError
from simulator.scenario import Language, Scenario
from simulator.texts import languages

if TYPE_CHECKING:
    from starlette.responses import Response

    from simulator.console.ask import Ask

CONFLICT = 409
_STRUCTURE = "scenario.yaml"
_MOST_BESIDE, _MOST_LIVE = 60, 30
"""Nodes and endings up to which the picture stands beside the text, and is drawn anew while somebody types."""
_TRIES = 3
_SPARE_ROWS = 12


def base_of(text: str) -> str:
    """What a form says of the text it began with, to see whether somebody saved another one meanwhile."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def surveyed(draft: Draft) -> tuple[Findings, drafts.Frozen | None]:
    """What is wrong with a draft as it was saved."""
    found, frozen = BENCH.survey(draft.slug, draft.files)
    return findings_of(found), frozen


def show_draft(ask: Ask) -> Response:
    """A draft as a whole."""
    return draft_page(ask)


def draft_page(ask: Ask, refused: drafts.DraftError | None = None, about: str = "") -> Response:
    """A draft as a whole, with what is wrong with what was tried.

    Args:
        ask: the request.
        refused: why something was refused.
        about: which part of the page it belongs to.
    """
    draft: Draft = ask.thing
    findings, frozen = surveyed(draft)
    spoken = languages_in(draft.files)
    return ask.page(
        "editor/draft.html.j2",
        200 if refused is None else REFUSED,
        draft=draft,
        title=title_in(draft.files, ask.words.language) or draft.slug,
        owner=name_of(ask, draft.owner),
        mine=draft.owner == ask.visitor.person_id,
        findings=findings,
        scenario=None if frozen is None else frozen.scenario,
        frozen=frozen,
        lengths={name: text.count("\n") for name, text in draft.files.items()},
        bases={name: base_of(text) for name, text in draft.files.items()},
        missing=tuple(code for code in languages() if code not in spoken),
        named_missing=tuple((code, ask.words(f"language.{code}")) for code in languages() if code not in spoken),
        teams=ask.journal.teams.led_by(ask.visitor.person_id),
        versions=versions(ask, draft=draft),
        most_mb=drafts.MOST_UPLOAD // 2**20,
        refused=refused,
        notes=None if refused is None else notes_of(refused.diagnostics),
        about=about,
        typed={name: ask.form.get(name) for name in ("slug", "plan", "note")},
    )


def _wanted_file(ask: Ask, name: str) -> str:
    """The name of a file the draft has. Raises Missing."""
    if name not in ask.thing.files:
        raise Missing
    return name


def show_file(ask: Ask) -> Response:
    """A file of a draft, to be edited."""
    name = _wanted_file(ask, ask.query.get("file", _STRUCTURE))
    return _file_page(ask, ask.thing, name, ask.thing.files[name])


def _file_page(
    ask: Ask,
    draft: Draft,
    name: str,
    text: str,
    status: int = 200,
    *,
    refused: drafts.DraftError | None = None,
    theirs: str | None = None,
) -> Response:
    """A file to be edited.

    Args:
        ask: the request.
        draft: as it is now.
        name: of the file.
        text: what stands in the editor.
        status: of the answer.
        refused: why it could not be saved.
        theirs: what somebody else saved meanwhile, where that is another text; "" where they took the file away.
    """
    files = {**draft.files, name: text}
    findings, drawing = _looked_at(ask, draft.slug, files, name, _MOST_BESIDE)
    return ask.page(
        "editor/file.html.j2",
        status,
        draft=draft,
        name=name,
        text=text,
        base=base_of(draft.files.get(name, "")),
        rows=text.count("\n") + _SPARE_ROWS,
        findings=findings,
        drawing=drawing,
        refused=refused,
        theirs=theirs,
        changes=() if theirs is None else changes({name: theirs}, {name: text}),
        title=title_in(draft.files, ask.words.language) or draft.slug,
    )


def _looked_at(ask: Ask, slug: str, files: dict[str, str], name: str, most: int) -> tuple[Findings, Drawing | None]:
    """What is wrong with files, and the scene as a picture where nothing is and it has no more boxes than `most`."""
    try:
        found, frozen = BENCH.survey(slug, files)
    except drafts.DraftError:
        return findings_of(()), None
    findings = findings_of(found, here=name)
    if frozen is None or len(frozen.scenario.file.nodes) + len(frozen.scenario.file.endings) > most:
        return findings, None
    return findings, draw(BENCH, frozen, language_for(ask, frozen.scenario))


def language_for(ask: Ask, scenario: Scenario, asked: str = "") -> Language:
    """The language a scene is shown in: the one asked for, the reader's, or its first."""
    spoken = scenario.languages
    wanted = (code for name in (asked, ask.words.language) for code in spoken if code == name)
    return next(wanted, spoken[0])


def check_file(ask: Ask) -> Response:
    """What is wrong with a text that is being typed; nothing is saved."""
    draft: Draft = ask.thing
    name = _wanted_file(ask, ask.form.get("file", _STRUCTURE))
    try:
        files = drafts.admit_files({**draft.files, name: ask.form.get("text")})
    except drafts.DraftError as error:
        return ask.part("editor/beside.html.j2", findings=None, refused=error, drawing=None, draft=draft, name=name)
    # Words do not change the picture.
    findings, drawing = _looked_at(ask, draft.slug, files, name, _MOST_LIVE if name == _STRUCTURE else 0)
    return ask.part("editor/beside.html.j2", findings=findings, refused=None, drawing=drawing, draft=draft, name=name)


def save_file(ask: Ask) -> Response:
    """Save a file; where somebody else saved it meanwhile, show both texts."""
    draft: Draft = ask.thing
    name, base, text = ask.form.get("file"), ask.form.get("base"), drafts.even(ask.form.get("text"))
    try:
        drafts.admit_files({name: text})
    except drafts.DraftError as error:
        if name not in draft.files:
            return ask.go(f"{HOME}/{draft.id}")
        return _file_page(ask, draft, name, text.replace("\0", "\u2400"), REFUSED, refused=error)
    for _ in range(_TRIES):
        theirs = draft.files.get(name, "")
        if base_of(theirs) != base and theirs != text:
            return _file_page(ask, draft, name, text, CONFLICT, theirs=theirs)
        try:
            files = drafts.admit_files({**draft.files, name: text})
            ask.journal.publications.save_draft(draft.id, files, draft.revision)
        except drafts.DraftError as error:
            return _file_page(ask, draft, name, text, REFUSED, refused=error)
        except SequenceError:
            draft = ask.journal.publications.draft(draft.id)
            continue
        return ask.go(f"{HOME}/{draft.id}/edit?file={name}", "editor.said.saved")
    return _file_page(ask, draft, name, text, CONFLICT, theirs=draft.files.get(name, ""))


def add_file(ask: Ask) -> Response:
    """Add the words of a language, or a plan, with what they must begin with."""
    draft: Draft = ask.thing
    code, plan = ask.form.get("language"), ask.form.get("plan").strip()
    name = f"plans/{plan}.yaml" if plan else f"lines.{code}.yaml"
    if name in draft.files:
        return ask.go(f"{HOME}/{draft.id}/edit?file={name}")
    try:
        files = drafts.admit_files({**draft.files, name: _first_text(name, code, draft)})
        ask.journal.publications.save_draft(draft.id, files, draft.revision)
    except drafts.DraftError as error:
        return draft_page(ask, error, "add")
    except SequenceError:
        return ask.go(f"{HOME}/{draft.id}", "editor.said.meanwhile")
    return ask.go(f"{HOME}/{draft.id}/edit?file={name}", "editor.said.added")


def _first_text(name: str, code: str, draft: Draft) -> str:
    """What a new file begins with: of words the structure of another language's, of a plan one turn."""
    if name.startswith("plans/"):
        spoken = languages_in(draft.files) or ("en",)
        says = "".join(f"      {each}: …\n" for each in spoken)
        return f"format: 1\nlevel: good\nseeds: [1]\nturns:\n  - say:\n{says}"
    for each in languages_in(draft.files):
        text = draft.files[f"lines.{each}.yaml"]
        return text.replace(f"language: {each}", f"language: {code}", 1)
    return f"language: {code}\nlines: {{}}\n"


def remove_file(ask: Ask) -> Response:
    """Take a file out of a draft."""
    draft: Draft = ask.thing
    name = ask.form.get("file")
    if name not in draft.files or base_of(draft.files[name]) != ask.form.get("base"):
        return ask.go(f"{HOME}/{draft.id}", "editor.said.meanwhile")
    files = {each: text for each, text in draft.files.items() if each != name}
    return _kept(ask, files, "editor.said.removed")


def _kept(ask: Ask, files: dict[str, str], said: str, slug: str | None = None) -> Response:
    """Save all files on the revision that was looked at, and go to the draft."""
    draft: Draft = ask.thing
    given = ask.form.get("revision")
    revision = int(given) if given.isascii() and given.isdigit() and len(given) < 10 else draft.revision
    try:
        ask.journal.publications.save_draft(draft.id, files, revision, slug=slug)
    except SequenceError:
        said = "editor.said.meanwhile"
    return ask.go(f"{HOME}/{draft.id}", said)


def rename(ask: Ask) -> Response:
    """Give a draft's scene another name."""
    try:
        slug = drafts.admit_slug(ask.form.get("slug").strip())
    except drafts.DraftError as error:
        return draft_page(ask, error, "rename")
    return _kept(ask, dict(ask.thing.files), "editor.said.renamed", slug)


def show_upload(ask: Ask) -> Response:
    """What a file that was sent in would change; nothing is changed yet."""
    draft: Draft = ask.thing
    try:
        begun = uploaded(ask, dict(draft.files))
    except drafts.DraftError as error:
        return draft_page(ask, error, "upload")
    found, _ = BENCH.survey(draft.slug, begun.files)
    return ask.page(
        "editor/upload.html.j2",
        draft=draft,
        title=title_in(draft.files, ask.words.language) or draft.slug,
        changes=changes(draft.files, begun.files),
        files=begun.files,
        notes=notes_of(begun.notes),
        findings=findings_of(found),
    )


def take_upload(ask: Ask) -> Response:
    """Take over what was shown, if nobody saved the draft meanwhile."""
    names, texts = ask.form.all("name"), ask.form.all("text")
    try:
        files = drafts.admit_files(dict(zip(names, texts, strict=False)))
    except drafts.DraftError as error:
        return draft_page(ask, error, "upload")
    if not files or len(names) != len(texts):
        return ask.go(f"{HOME}/{ask.thing.id}")
    ask.log("draft.replaced", "draft", ask.thing.id, files=len(files))
    return _kept(ask, files, "editor.said.taken")


def drop(ask: Ask) -> Response:
    """Throw a draft away; what was published of it stays."""
    if ask.form.get("sure") != "yes":
        return ask.go(f"{HOME}/{ask.thing.id}", "editor.said.not_sure")
    ask.journal.publications.drop_draft(ask.thing.id)
    ask.log("draft.dropped", "draft", ask.thing.id, slug=ask.thing.slug)
    return ask.go(HOME, "editor.said.dropped")


def give_zip(ask: Ask) -> Response:
    """All files, as they are."""
    return ask.download(f"{ask.thing.slug}.zip", drafts.draft_zip(ask.thing.slug, ask.thing.files), "application/zip")


def give_pack(ask: Ask) -> Response:
    """The scene in one file that the desktop program takes."""
    try:
        packed = drafts.draft_silk(ask.thing.slug, ask.thing.files)
    except drafts.DraftError as error:
        return draft_page(ask, error, "download")
    return ask.download(f"{ask.thing.slug}.silk", packed, "application/zip")


def give_workbook(ask: Ask) -> Response:
    """The scene as a workbook."""
    try:
        with BENCH.turn():
            book = drafts.draft_workbook(ask.thing.slug, ask.thing.files)
    except drafts.DraftError as error:
        return draft_page(ask, error, "download")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return ask.download(f"{ask.thing.slug}.xlsx", book, kind)
