"""Templates: strict about what is missing, and whatever a person wrote is escaped."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from simulator.console.menu import areas, pages
from simulator.console.sheets import shown
from simulator.texts import Texts, languages, texts_with, visible

PART = "console"
HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
STATIC = HERE / "static"


@cache
def console_texts(language: str) -> Texts:
    """The texts of the console in a language, the program's own among them."""
    return texts_with(language, PART)


def area_files(ending: str) -> tuple[str, ...]:
    """Names of the style sheets or scripts of single areas, in order.

    Args:
        ending: `.css` or `.js`.
    """
    return tuple(sorted(path.name for path in (STATIC / "areas").glob(f"*{ending}")))


def vendor_file(name: str) -> bool:
    """Whether a file of others is there; the pages work without them."""
    return (STATIC / "vendor" / name).is_file()


@cache
def _environment(folders: tuple[Path, ...]) -> Environment:
    """Templates are read and compiled once, however many consoles a process has."""
    environment = Environment(
        loader=FileSystemLoader(folders),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["typed"] = visible
    environment.filters["when"] = datetime.fromisoformat
    environment.globals |= {
        "languages_named": languages_named,
        "areas_of": areas,
        "pages_of": pages,
        "cell": shown,
        "area_styles": area_files(".css"),
        "area_scripts": area_files(".js"),
        "htmx": vendor_file("htmx.min.js"),
    }
    return environment


class Renderer:
    """Makes pages of templates.

    Args:
        folders: where templates lie; only tests add to it.
    """

    def __init__(self, folders: tuple[Path, ...] = (TEMPLATES,)) -> None:
        self._environment = _environment(folders)

    def render(self, template: str, words: Texts, context: Mapping[str, object]) -> str:
        """A page or a part of one.

        `t` stands for the texts in it: `t("hr.ready.title")`, `t.count("hr.sessions", n)`, `t.day(at)`, `t.moment(at)`.

        Args:
            template: its file below `templates/`.
            words: the texts.
            context: what it shows; whatever it asks for and does not get is an error.
        """
        html = self._environment.get_template(template).render(t=words, language=words.language, **context)
        # Half a letter cannot be sent; it is shown as what cannot be read.
        return html.encode("utf-8", "replace").decode("utf-8")


@cache
def languages_named() -> dict[str, str]:
    """What each language calls itself, by its code."""
    return {code: console_texts(code)("shared.language.own_name") for code in languages()}
