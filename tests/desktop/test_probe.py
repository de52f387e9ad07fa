"""The probes themselves, run as `simulator.doctor` runs them. Without the desktop they go with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator import doctor
from simulator.texts import Texts, languages, texts

EN = texts("en")


def test_the_real_probes_answer_here_without_a_display_or_sound_device() -> None:
    assert doctor.run_probe(EN, "display") == {"driver": ""}
    assert doctor.run_probe(EN, "sound")["driver"] == ""
    fonts = doctor.run_probe(EN, "fonts")
    assert fonts["gaps"] == {}
    assert fonts["font"]


def test_the_font_probe_sees_a_missing_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    from simulator.desktop import probe

    monkeypatch.setattr(probe, "languages", lambda: ("en",))
    monkeypatch.setattr(probe, "texts", lambda code: Texts(code, {"x": "ab\u0e01"}))
    assert probe.probe_fonts()["gaps"] == {"en": "\u0e01"}


@pytest.mark.slow
def test_the_real_voice_probe_speaks_every_language_we_have_a_library_for() -> None:
    assert set(doctor.run_probe(EN, "voice")["languages"]) == set(languages())


def test_a_probe_is_not_led_astray_by_the_folder_it_is_started_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "simulator").mkdir()
    (tmp_path / "simulator" / "__init__.py").write_text("raise SystemExit('the wrong one')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert doctor.run_probe(EN, "display") == {"driver": ""}
