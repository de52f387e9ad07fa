from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from simulator.errors import SurroundingsError
from simulator.settings import LoadedSettings, Settings, SettingsFolder, data_dir

CHANGED = Settings(
    language="el", text_size_percent=150, volume_percent=0, voice=False, reduced_motion=True, colours="contrast",
    abuse_tolerance="none", pace_percent=70, letter_spacing=True, calm_shouting=True, feeling_words=False,
    untimed=True, self_voice=True, effects_percent=0,
)  # fmt: skip


def test_the_environment_names_the_data_folder(tmp_path: Path) -> None:
    assert data_dir({"SILKGLOVES_HOME": str(tmp_path)}) == tmp_path
    assert data_dir({"SILKGLOVES_HOME": "~/x"}) == Path.home() / "x"
    assert data_dir({}).name == "silk-gloves"


def test_settings_come_back_as_they_were_saved(tmp_path: Path) -> None:
    folder = SettingsFolder(tmp_path / "new")
    folder.save("anna", CHANGED)
    assert folder.load("anna") == LoadedSettings(CHANGED)
    assert folder.load("someone-else") == LoadedSettings(Settings())
    assert [path.name for path in (tmp_path / "new" / "settings").iterdir()] == ["anna.json"]


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"null", b"[]", b"\xff\xfe", b"\x00", b'{"volume_percent": 101}', b'{"language": 5}',
        b'{"version": 2}', b"[" * 100_000,
    ],
)  # fmt: skip
def test_a_damaged_file_is_kept_aside_and_the_defaults_are_used(tmp_path: Path, content: bytes) -> None:
    folder = SettingsFolder(tmp_path)
    folder.save("anna", CHANGED)
    for number in (1, 2):
        folder.path("anna").write_bytes(content)
        loaded = folder.load("anna")
        assert loaded.settings == Settings()
        assert loaded.kept_aside == folder.path("anna").with_name(f"anna.damaged-{number}.json")
        assert loaded.kept_aside.read_bytes() == content
        assert not folder.path("anna").exists()


@given(content=st.binary(max_size=200))
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_no_bytes_in_the_file_stop_the_start(tmp_path: Path, content: bytes) -> None:
    folder = SettingsFolder(tmp_path)
    folder.path("anna").parent.mkdir(exist_ok=True)
    folder.path("anna").write_bytes(content)
    assert isinstance(folder.load("anna").settings, Settings)


def test_a_key_of_a_newer_version_and_a_language_no_longer_there_are_passed_over(tmp_path: Path) -> None:
    folder = SettingsFolder(tmp_path)
    folder.save("anna", CHANGED)
    stored = json.loads(folder.path("anna").read_bytes()) | {"language": "xx", "colour": "blue"}
    folder.path("anna").write_text(json.dumps(stored), encoding="utf-8")
    assert folder.load("anna") == LoadedSettings(CHANGED.model_copy(update={"language": "en"}))


@pytest.mark.parametrize(("stored", "colours"), [(True, "contrast"), (False, "warm")])
def test_a_file_of_an_older_version_loads_with_its_contrast(tmp_path: Path, stored: bool, colours: str) -> None:
    folder = SettingsFolder(tmp_path)
    folder.save("anna", CHANGED)
    older = {
        "version": 1, "language": "fi", "text_size_percent": 80, "volume_percent": 80, "voice": True,
        "reduced_motion": False, "high_contrast": stored, "abuse_tolerance": "mild", "pace_percent": 100,
    }  # fmt: skip
    folder.path("anna").write_text(json.dumps(older), encoding="utf-8")
    loaded = folder.load("anna")
    assert loaded.kept_aside is None
    assert (loaded.settings.colours, loaded.settings.high_contrast) == (colours, stored)
    assert loaded.settings == Settings(language="fi", text_size_percent=80, colours=colours)


@pytest.mark.parametrize("trainee_id", ["", "..", "../anna", "a/b", "a\\b", "-a", "a" * 65, "ä", "a\n"])
def test_an_id_cannot_leave_the_folder(tmp_path: Path, trainee_id: str) -> None:
    with pytest.raises(ValueError, match="not a trainee id"):
        SettingsFolder(tmp_path).path(trainee_id)


def test_a_failed_save_says_so_and_leaves_the_old_file_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = SettingsFolder(tmp_path)
    folder.save("anna", CHANGED)

    def disk_full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", disk_full)
    with pytest.raises(SurroundingsError, match="No space left") as caught:
        folder.save("anna", Settings())
    assert caught.value.exit_code == 3
    assert folder.load("anna").settings == CHANGED
    assert [path.name for path in (tmp_path / "settings").iterdir()] == ["anna.json"]


def test_a_folder_that_cannot_be_made_is_reported_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(SurroundingsError, match="cannot be saved"):
        SettingsFolder(tmp_path / "file").save("anna", Settings())


def test_a_file_that_cannot_be_read_is_not_taken_for_damaged(tmp_path: Path) -> None:
    folder = SettingsFolder(tmp_path)
    folder.path("anna").mkdir(parents=True)
    with pytest.raises(SurroundingsError, match="cannot be read"):
        folder.load("anna")
    assert folder.path("anna").is_dir()
