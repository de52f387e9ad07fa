"""From the files of a folder to a Scenario, or to everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from simulator.collecting import collecting_seldom
from simulator.resources import scenarios_dir

from .bundle import pack
from .checks import check_folder, check_path, check_pool
from .diagnostics import Diagnostic, ScenarioError, did_you_mean, failed
from .plans import Plan, ScenePath
from .scenario import Scenario
from .sources import (
    COMMON,
    PATHS,
    SCENARIO,
    Folder,
    Pool,
    Report,
    open_folder,
    open_pool,
    open_source,
    spoken_in,
)
from .values import Language
from .words import PoolLines
from .world import WorldFile


def slugs(root: Path | None = None) -> list[str]:
    """The names of the scenarios in `root` (the built-in ones by default), sorted."""
    return sorted(path.parent.name for path in (root or scenarios_dir()).glob(f"*/{SCENARIO}"))


def _languages(root: Path) -> dict[str, tuple[str, ...]]:
    """Each scene there is, and the languages it has words in."""
    return {slug: spoken_in(root / slug) for slug in slugs(root)}


def load(slug_or_path: str | Path, *, root: Path | None = None) -> Scenario:
    """A scenario by its name, or by the path of its folder.

    Args:
        slug_or_path: `overcharged_card`, or a folder that holds a `scenario.yaml`.
        root: the folder of scenarios, for names and for the common pool; the built-in one by default.

    Raises:
        ScenarioError: it does not exist or has errors; `.diagnostics` holds all of them.
    """
    base = root or scenarios_dir()
    path = _find(slug_or_path, base)
    report = Report()
    with collecting_seldom():
        pool = open_pool(base / COMMON, report, spoken=spoken_in(path))
        folder = open_folder(path, pool, report, with_plans=False)
        if not failed(report.found):
            check_folder(folder, report)
        if failed(report.found):
            raise ScenarioError(_ordered(report.found))
        return assemble(folder)


def _find(slug_or_path: str | Path, base: Path) -> Path:
    direct = Path(slug_or_path)
    if isinstance(slug_or_path, str) and direct.name == slug_or_path and (base / slug_or_path / SCENARIO).is_file():
        return base / slug_or_path
    if direct.name == SCENARIO:
        direct = direct.parent
    if (direct / SCENARIO).is_file():
        return direct
    suggestion = did_you_mean(direct.name, slugs(base)) or "See `silkgloves scenarios`."
    raise ScenarioError(
        [Diagnostic(str(slug_or_path), 1, 1, "SG100", "error", f'There is no scenario "{slug_or_path}".', suggestion)]
    )


def assemble(folder: Folder) -> Scenario:
    """The Scenario of a folder without errors, as `survey` hands it out."""
    pool = folder.pool
    if folder.scenario is None or pool.pool is None or pool.mood is None:
        raise AssertionError("only a folder without errors becomes a scenario")
    parts = {
        "scenario": folder.scenario.data,
        "mood": pool.mood.data,
        "words": {code: source.data for code, source in folder.words.items()},
        "pool": pool.pool.data,
        "pool_words": {code: source.data for code, source in pool.words.items() if code in folder.words},
        "formats": {code: source.data for code, source in pool.formats.items() if code in folder.words},
    }
    return Scenario(
        slug=folder.slug,
        file=folder.scenario.model,
        words={code: source.model for code, source in folder.words.items()},
        mood=pool.mood.model,
        pool=pool.pool.model,
        pool_words={code: source.model for code, source in pool.words.items() if code in folder.words},
        formats={code: source.model for code, source in pool.formats.items() if code in folder.words},
        _bundle=pack(folder.slug, parts),
    )


def check(path: str | Path, *, root: Path | None = None) -> list[Diagnostic]:
    """Everything that is wrong with what lies at `path`, by file and line; author faults never raise.

    Args:
        path: a scenario's folder or any file in it, the common pool, a file of `paths/`, a folder of all these, or the
            name of a scenario in `root`.
        root: the folder of scenarios for the pool and for names; found from `path` where left out.
    """
    with collecting_seldom():
        return _ordered([item for found, _ in survey(path, root=root) for item in found])


def survey(path: str | Path, *, root: Path | None = None) -> Iterator[tuple[list[Diagnostic], Folder | None]]:
    """Check like `check`, one scene after another, and hand out what was read for those who look further.

    Args:
        path: as for `check`.
        root: as for `check`.

    Yields:
        For each part what was found in it, and the files of a scene in which there was no error; None for all else.
    """
    target = Path(path)
    if str(path) in slugs(root) and not (target / SCENARIO).is_file():
        # A folder of that name may lie here by chance.
        target = (root or scenarios_dir()) / path
    pools: dict[Path, Pool] = {}
    broken: set[Path] = set()
    for part in _targets(target):
        report = Report()
        base = root or _root_of(part)
        if part.is_dir() and base not in pools:
            pools[base] = open_pool(base / COMMON, report)
            if failed(report.found):
                broken.add(base)
        folder = None
        if part.name == COMMON:
            check_pool(pools[base], report)
        elif part.is_dir():
            folder = open_folder(part, pools[base], report, with_plans=True)
            check_folder(folder, report)
        else:
            source = open_source(part, ScenePath, report)
            if source is not None:
                check_path(source, _languages(base), report)
        yield report.found, None if base in broken or failed(report.found) else folder


def _targets(target: Path) -> list[Path]:
    """What is to be checked one by one for `target`: scenario folders, the pool, files of paths."""
    if target.is_file():
        if target.parent.name == PATHS:
            return [target]
        folder = target.parent.parent if target.parent.name == "plans" else target.parent
        return [folder]
    if (target / SCENARIO).exists() or target.name == COMMON:
        return [target]
    if target.name == PATHS:
        return sorted(target.glob("*.yaml"))
    inner = sorted(path.parent for path in target.glob(f"*/{SCENARIO}"))
    if inner or (target / COMMON).is_dir():
        common = [target / COMMON] if (target / COMMON).is_dir() else []
        return common + inner + sorted((target / PATHS).glob("*.yaml"))
    return [target]


def _root_of(part: Path) -> Path:
    """The scenarios folder a part belongs to: its parent where a common pool lies there, else the built-in one."""
    parent = part.resolve().parent
    if parent.name == PATHS:
        parent = parent.parent
    return parent if (parent / COMMON).is_dir() else scenarios_dir()


def _ordered(found: list[Diagnostic]) -> list[Diagnostic]:
    """Without repetitions, by file and place."""
    return sorted(dict.fromkeys(found), key=lambda item: (item.file, item.line, item.column, item.code))


def plans(scenario: Scenario | str | Path, *, root: Path | None = None) -> dict[str, Plan]:
    """The plans of a scenario by name.

    Raises:
        ScenarioError: a plan file has errors.
    """
    base = root or scenarios_dir()
    path = _find(scenario.slug if isinstance(scenario, Scenario) else scenario, base)
    report = Report()
    found = {file.stem: open_source(file, Plan, report) for file in sorted((path / "plans").glob("*.yaml"))}
    if failed(report.found):
        raise ScenarioError(_ordered(report.found))
    return {name: source.model for name, source in found.items() if source is not None}


def load_plan(scenario: Scenario | str | Path, name: str, *, root: Path | None = None) -> Plan:
    """One plan of a scenario.

    Raises:
        ScenarioError: there is none of that name, or it has errors.
    """
    base = root or scenarios_dir()
    path = _find(scenario.slug if isinstance(scenario, Scenario) else scenario, base) / "plans" / f"{name}.yaml"
    report = Report()
    source = open_source(path, Plan, report)
    if source is None:
        raise ScenarioError(_ordered(report.found))
    return source.model


def load_world(root: Path | None = None) -> WorldFile:
    """The causes complaints are counted under, and what a firm can choose from shift to shift.

    Raises:
        ScenarioError: the file has errors.
    """
    report = Report()
    source = open_source((root or scenarios_dir()) / COMMON / "world.yaml", WorldFile, report)
    if source is None:
        raise ScenarioError(_ordered(report.found))
    return source.model


@cache
def load_world_words(language: Language, root: Path | None = None) -> Mapping[str, str]:
    """What choices and causes are called in a language, by line (`world.<choice>`, `complaint.<cause>` …).

    Raises:
        ScenarioError: the file has errors.
    """
    report = Report()
    source = open_source((root or scenarios_dir()) / COMMON / f"lines.{language}.yaml", PoolLines, report)
    if source is None:
        raise ScenarioError(_ordered(report.found))
    return source.model.lines


def paths(root: Path | None = None) -> list[str]:
    """The ids of the scene paths, sorted."""
    return sorted(path.stem for path in ((root or scenarios_dir()) / PATHS).glob("*.yaml"))


def load_path(path_id: str, *, root: Path | None = None) -> ScenePath:
    """A path of scenes by its id.

    Raises:
        ScenarioError: there is none of that id, or it has errors.
    """
    base = root or scenarios_dir()
    report = Report()
    source = open_source(base / PATHS / f"{path_id}.yaml", ScenePath, report)
    if source is not None:
        check_path(source, _languages(base), report)
    if source is None or failed(report.found):
        raise ScenarioError(_ordered(report.found))
    return source.model
