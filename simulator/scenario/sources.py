"""The files of one scenario as they were read: data, places and models side by side, before anything is judged."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

from pydantic import BaseModel

from scoring import LANGUAGES
from simulator.resources import scenarios_dir

from .diagnostics import Diagnostic, Severity, did_you_mean
from .formats import FormatsFile
from .mood import MoodTable
from .plans import Plan
from .reading import Document, Position, read
from .reading import Path as Place
from .schema import ScenarioFile
from .shaping import shape
from .values import Language
from .words import LinesFile, PoolFile, PoolLines
from .world import WorldFile

Model = TypeVar("Model", bound=BaseModel)

SCENARIO = "scenario.yaml"
COMMON = "common"
PATHS = "paths"


def lines_name(code: str) -> str:
    """The file that holds the words of a language."""
    return f"lines.{code}.yaml"


def draft_name(code: str) -> str:
    """The file of words that wait for the rest of their translation; nothing is played from it."""
    return f"lines.{code}.draft.yaml"


@dataclass(slots=True)
class Source(Generic[Model]):
    """One file: what was read, and the model made of it."""

    document: Document
    model: Model

    @property
    def data(self) -> Any:
        """The plain data, as it goes into a bundle."""
        return self.document.data


@dataclass(slots=True)
class Report:
    """Collects diagnostics; `found` is what has been said so far."""

    found: list[Diagnostic] = field(default_factory=list)
    _suggested: int = 0

    def error(
        self, document: Document, path: Place, code: str, message: str, suggestion: str = "", *, key: bool = False
    ) -> None:
        """Note an error at `path` of `document` (at its last key with `key`)."""
        self._note(document.position(path, key=key), document.file, code, "error", message, suggestion)

    def warn(
        self, document: Document, path: Place, code: str, message: str, suggestion: str = "", *, key: bool = False
    ) -> None:
        """Note a warning at `path` of `document`."""
        self._note(document.position(path, key=key), document.file, code, "warning", message, suggestion)

    def _note(self, at: Position, file: str, code: str, severity: Severity, message: str, suggestion: str) -> None:
        self.found.append(Diagnostic(file, *at, code, severity, message, suggestion))

    def near(self, name: str, known: Any, likeness: float = 0.6) -> str:
        """`Did you mean …?` for the first faults of a run; comparing thousands of names would take minutes."""
        self._suggested += 1
        return did_you_mean(name, known, likeness) if self._suggested <= MOST_SUGGESTIONS else ""


MOST_SUGGESTIONS = 50


@dataclass(slots=True)
class Pool:
    """The common pool: reactions, their words, and each language's conventions."""

    folder: Path
    pool: Source[PoolFile] | None = None
    world: Source[WorldFile] | None = None
    mood: Source[MoodTable] | None = None
    words: dict[Language, Source[PoolLines]] = field(default_factory=dict)
    formats: dict[Language, Source[FormatsFile]] = field(default_factory=dict)


@dataclass(slots=True)
class Folder:
    """One scenario's folder."""

    path: Path
    pool: Pool
    scenario: Source[ScenarioFile] | None = None
    words: dict[Language, Source[LinesFile]] = field(default_factory=dict)
    plans: dict[str, Source[Plan]] = field(default_factory=dict)
    with_plans: bool = False
    unreadable: set[Language] = field(default_factory=set)
    """Languages whose file is there but has errors; what follows from that is not said as well."""

    @property
    def slug(self) -> str:
        """The scenario's name: that of its folder."""
        return self.path.name


def shown(path: Path) -> str:
    """A path as its author would write it: from where they stand, if it lies below."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def open_source(path: Path, model: type[Model], report: Report) -> Source[Model] | None:
    """Read and shape one file; None where it cannot be used, with the reasons in `report`."""
    name = shown(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = error.strerror or "it cannot be read"
        report.found.append(Diagnostic(name, 1, 1, "SG100", "error", f"The file cannot be opened: {reason}."))
        return None
    document, faults = read(raw, name)
    report.found.extend(faults)
    if document is None:
        return None
    shaped, faults = shape(model, document)
    report.found.extend(faults)
    return None if shaped is None else Source(document, shaped)


def open_pool(folder: Path, report: Report, *, spoken: Collection[str] = LANGUAGES) -> Pool:
    """Read the common pool of a scenarios folder, in the languages that are `spoken`."""
    pool = Pool(folder)
    pool.pool = open_source(folder / "pool.yaml", PoolFile, report)
    if (folder / "world.yaml").is_file():
        pool.world = open_source(folder / "world.yaml", WorldFile, report)
    own_mood = folder / "mood.yaml"
    mood = own_mood if own_mood.is_file() else scenarios_dir() / COMMON / "mood.yaml"
    pool.mood = open_source(mood, MoodTable, report)
    for code, path in _by_language(folder, "lines", spoken):
        _keep(pool.words, code, open_source(path, PoolLines, report), report)
    for code, path in _by_language(folder, "formats", spoken):
        _keep(pool.formats, code, open_source(path, FormatsFile, report), report)
    return pool


def open_folder(path: Path, pool: Pool, report: Report, *, with_plans: bool) -> Folder:
    """Read the structure and the words of a scenario, and its plans if asked."""
    folder = Folder(path, pool, with_plans=with_plans)
    folder.scenario = open_source(path / SCENARIO, ScenarioFile, report)
    for code, file in _by_language(path, "lines"):
        source = open_source(file, LinesFile, report)
        _keep(folder.words, code, source, report)
        if source is None:
            folder.unreadable.add(code)
    if with_plans:
        _strangers(path, report)
        for file in sorted((path / "plans").glob("*.yaml")):
            plan = open_source(file, Plan, report)
            if plan is not None:
                folder.plans[file.stem] = plan
    return folder


def _strangers(folder: Path, report: Report) -> None:
    """Files that look like words or plans but are never read, and drafts, which wait."""
    known = {SCENARIO, *map(lines_name, LANGUAGES)}
    drafts = {draft_name(code): code for code in LANGUAGES if not (folder / lines_name(code)).is_file()}
    for path in sorted(folder.glob("*.y*ml")) + sorted(folder.glob("plans/*.yml")):
        if path.name in drafts:
            code = drafts[path.name]
            message = f'The translation to "{code}" is unfinished; the scene is played in its other languages.'
            advice = f"Go on with: silkgloves translate {folder.name} export --language {code}"
            report.found.append(Diagnostic(shown(path), 1, 1, "SG128", "warning", message, advice))
        elif path.name not in known:
            message = f'"{path.name}" is not part of a scenario and is never read.'
            near = did_you_mean(path.name, known) if path.parent == folder else "Name it `.yaml`."
            report.found.append(Diagnostic(shown(path), 1, 1, "SG127", "warning", message, near))


def spoken_in(folder: Path) -> tuple[str, ...]:
    """The languages a scenario has words in."""
    return tuple(code for code, _ in _by_language(folder, "lines"))


def _by_language(folder: Path, stem: str, spoken: Collection[str] = LANGUAGES) -> list[tuple[Language, Path]]:
    """The files `stem.<code>.yaml` there are, in the order of the product's languages."""
    paths = ((code, folder / f"{stem}.{code}.yaml") for code in LANGUAGES if code in spoken)
    return [(cast("Language", code), path) for code, path in paths if path.is_file()]


Worded = TypeVar("Worded", LinesFile, PoolLines, FormatsFile)


def _keep(kept: dict[Language, Source[Worded]], code: Language, source: Source[Worded] | None, report: Report) -> None:
    """Keep a file of words under its language, if it says the same language as its name."""
    if source is None:
        return
    if source.model.language != code:
        message = f'The file is named for "{code}" but says it is "{source.model.language}".'
        report.error(source.document, ("language",), "SG122", message, f"Write `language: {code}` or rename the file.")
        return
    kept[code] = source
