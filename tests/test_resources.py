from __future__ import annotations

from pathlib import Path

import pytest

from simulator import resources
from simulator.errors import SurroundingsError

CHECKOUT = Path(__file__).resolve().parents[1]


def make_checkout(root: Path) -> Path:
    for name in ("assets", "scenarios", "simulator"):
        (root / name).mkdir(parents=True)
    (root / "pyproject.toml").touch()
    return root / "simulator"


def test_here_the_checkouts_own_folders_are_used() -> None:
    assert resources.in_checkout()
    assert resources.assets_dir() == CHECKOUT / "assets"
    assert resources.scenarios_dir() == CHECKOUT / "scenarios"
    assert resources.asset("texts", "fi.yaml").is_file()


def test_a_checkout_is_preferred_to_an_installed_copy(tmp_path: Path) -> None:
    package = make_checkout(tmp_path)
    (package / "_data" / "assets").mkdir(parents=True)
    assert resources.find_root(package) == tmp_path


@pytest.mark.parametrize("missing", ["pyproject.toml", "assets", "scenarios"])
def test_a_strangers_folder_beside_an_installed_package_is_not_taken_for_ours(tmp_path: Path, missing: str) -> None:
    package = make_checkout(tmp_path)
    (package / "_data" / "assets").mkdir(parents=True)
    path = tmp_path / missing
    path.unlink() if path.is_file() else path.rmdir()
    assert resources.find_root(package) == package / "_data"


def test_without_any_files_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SurroundingsError, match="Install it again") as caught:
        resources.find_root(tmp_path)
    assert caught.value.exit_code == 3
