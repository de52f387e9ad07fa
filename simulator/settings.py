"""Where a person's data lies, and how each trainee likes the simulator to look, sound and behave."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from platformdirs import user_data_path, user_documents_path
from pydantic import BaseModel, ConfigDict, Field, model_validator

from simulator.errors import SurroundingsError
from simulator.files import write_whole
from simulator.texts import FALLBACK_LANGUAGE, languages

HOME_VARIABLE = "SILKGLOVES_HOME"
"""Environment variable that names another data folder."""

JOURNAL_NAME = "journal.sqlite3"
"""The journal's file in the data folder."""

_TRAINEE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


def data_dir(environ: Mapping[str, str] | None = None) -> Path:
    """The folder that holds a person's journal and settings. It need not exist yet.

    Args:
        environ: environment to read instead of the process's own.
    """
    chosen = (os.environ if environ is None else environ).get(HOME_VARIABLE, "")
    return Path(chosen).expanduser() if chosen else user_data_path("silk-gloves", appauthor=False)


def exports_dir(environ: Mapping[str, str] | None = None) -> Path:
    """The folder that files for people are saved in: among their documents, or in the data folder that was named.

    Args:
        environ: environment to read instead of the process's own.
    """
    chosen = (os.environ if environ is None else environ).get(HOME_VARIABLE, "")
    return Path(chosen).expanduser() / "exports" if chosen else user_documents_path() / "Silk Gloves"


class Settings(BaseModel):
    """One trainee's settings. A newer version's keys are passed over, so that going back loses nothing else."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    version: Literal[1] = 1
    language: str = FALLBACK_LANGUAGE
    """Language of the screens; a scene may be played in another."""
    text_size_percent: int = Field(default=100, ge=80, le=200)
    volume_percent: int = Field(default=80, ge=0, le=100)
    voice: bool = True
    """Whether the customer's lines are spoken."""
    effects_percent: int = Field(default=30, ge=0, le=100)
    """Loudness of door bell, murmur and ring, beside `volume_percent` of the voices. Quiet by default."""
    self_voice: bool = False
    """Whether the control that has the focus is read aloud."""
    colours: Literal["warm", "safe", "contrast"] = "warm"
    """Which colours: the usual ones, ones that the colour-blind tell apart, or the strongest contrast."""
    letter_spacing: bool = False
    """Wider letters, words and lines, for those whom it helps to read."""
    reduced_motion: bool = False
    """Nobody sways, nothing shakes, nothing slides."""
    calm_shouting: bool = False
    """Shouting is toned down: no nudge, no capitals, no louder voice. What is said stays the same."""
    feeling_words: bool = True
    """Whether the customer's feeling is named beside the gauge."""
    abuse_tolerance: Literal["none", "mild", "strong"] = "mild"
    """How rough customers may get: scenes above it carry a warning and are not drawn unasked."""
    pace_percent: int = Field(default=100, ge=50, le=200)
    """How fast lines appear and are spoken. Never changes what a scene or a grade takes as time."""
    untimed: bool = False
    """No time pressure: silence runs nothing down, in practice and in exams alike. The grade stays within reach."""
    guided: bool = False
    """Whether practice comes with suggestions; chosen before each scene, and remembered."""

    @property
    def high_contrast(self) -> bool:
        """Whether the strongest contrast is chosen."""
        return self.colours == "contrast"

    @model_validator(mode="before")
    @classmethod
    def _from_older(cls, stored: Any) -> Any:
        """Older files said `high_contrast`, yes or no."""
        if isinstance(stored, dict) and stored.get("high_contrast") is True and "colours" not in stored:
            return stored | {"colours": "contrast"}
        return stored


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """Settings as found.

    Attributes:
        settings: the settings to go by.
        kept_aside: where a damaged file was moved to, or None; a face tells the trainee (`settings.damaged`).
    """

    settings: Settings
    kept_aside: Path | None = None


class SettingsFolder:
    """The settings of all trainees in one data folder, a JSON file each.

    Args:
        folder: the data folder, usually `data_dir()`.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "settings"

    def path(self, trainee_id: str) -> Path:
        """The file of one trainee.

        Raises:
            ValueError: the id could leave the folder; ids are letters, digits, `-` and `_`.
        """
        if not _TRAINEE_ID.fullmatch(trainee_id):
            raise ValueError(f"not a trainee id: {trainee_id!r}")
        return self._folder / f"{trainee_id}.json"

    def load(self, trainee_id: str) -> LoadedSettings:
        """A trainee's settings, or the defaults where there are none.

        A damaged file is moved aside, never written over, and the defaults are used.

        Args:
            trainee_id: the trainee.

        Raises:
            SurroundingsError: the file is there and cannot be read.
        """
        path = self.path(trainee_id)
        try:
            settings = Settings.model_validate(json.loads(path.read_bytes()))
        except FileNotFoundError:
            return LoadedSettings(Settings())
        except OSError as error:
            raise SurroundingsError(
                f"The settings in {path} cannot be read: {error.strerror}.", "Check who may read it."
            ) from error
        except (ValueError, RecursionError):  # JSON, encoding and model errors are ValueErrors
            return LoadedSettings(Settings(), _set_aside(path))
        if settings.language not in languages():
            settings = settings.model_copy(update={"language": FALLBACK_LANGUAGE})
        return LoadedSettings(settings)

    def save(self, trainee_id: str, settings: Settings) -> None:
        """Write a trainee's settings in one step: after a crash the file is the old one or the new one.

        Args:
            trainee_id: the trainee.
            settings: what to keep.

        Raises:
            SurroundingsError: the folder cannot be written to, or the disk is full.
        """
        path = self.path(trainee_id)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            text = json.dumps(settings.model_dump(), indent=2, ensure_ascii=False) + "\n"
            write_whole(path, text.encode(), private=True)
        except OSError as error:
            raise SurroundingsError(
                f"The settings cannot be saved in {path}: {error.strerror}.",
                f"Free some space, or name another folder in {HOME_VARIABLE}.",
            ) from error


def _set_aside(path: Path) -> Path:
    """Move a damaged file beside itself under a name not taken yet."""
    number = 1
    while (target := path.with_name(f"{path.stem}.damaged-{number}.json")).exists():
        number += 1
    try:
        path.replace(target)
    except OSError as error:
        raise SurroundingsError(
            f"The settings in {path} are damaged and cannot be moved aside: {error.strerror}.", "Delete that file."
        ) from error
    return target
