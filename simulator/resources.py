"""Where the files that travel with the product are: scenarios, texts, fonts, images, sounds, themes.

In a checkout they are `scenarios/` and `assets/` beside the package, so that an author's edit is seen at once. In an
installed wheel they lie inside the package, under `_data/`.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from simulator.errors import SurroundingsError

PACKAGE_DIR = Path(__file__).resolve().parent
_CHECKOUT_DIR = PACKAGE_DIR.parent


def find_root(package_dir: Path) -> Path:
    """The directory that holds `scenarios/` and `assets/` for a package at `package_dir`.

    A checkout is known by its `pyproject.toml` beside both directories: a stranger's `assets/` in site-packages must
    not be taken for ours.

    Args:
        package_dir: the directory of the `simulator` package.

    Raises:
        SurroundingsError: neither a checkout nor an installed copy of the data is there.
    """
    checkout = package_dir.parent
    if all((checkout / part).exists() for part in ("pyproject.toml", "assets", "scenarios")):
        return checkout
    installed = package_dir / "_data"
    if (installed / "assets").is_dir():
        return installed
    raise SurroundingsError(
        f"The files that belong to Silk Gloves are missing beside {package_dir}.",
        "Install it again, for example with: python -m pip install --force-reinstall silk-gloves",
    )


def in_checkout() -> bool:
    """True where the files come from a source checkout and not from an installed wheel."""
    return find_root(PACKAGE_DIR) == _CHECKOUT_DIR


def data_root() -> Path:
    """The directory that holds `scenarios/` and `assets/`."""
    return find_root(PACKAGE_DIR)


def scenarios_dir() -> Path:
    """The folder of the built-in scenarios, one folder each."""
    return data_root() / "scenarios"


def assets_dir() -> Path:
    """The folder of fonts, images, sounds, themes and texts."""
    return data_root() / "assets"


def asset(*parts: str) -> Path:
    """The path of one asset, for example `asset("texts", "fi.yaml")`. It need not exist.

    Args:
        parts: path segments below `assets/`.
    """
    return assets_dir().joinpath(*parts)


def font_dir() -> Path:
    """The folder of the fonts, which come with pygame_gui; they cover all five languages.

    Raises:
        SurroundingsError: pygame_gui is not installed.
    """
    # Looked up without importing it, which would cost a tenth of a second before the first frame.
    spec = find_spec("pygame_gui")
    if spec is None or spec.origin is None:
        raise SurroundingsError("pygame_gui is not installed.", "Run: python -m pip install pygame_gui")
    return Path(spec.origin).parent / "data"
