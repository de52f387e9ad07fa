from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Self

import pytest

from simulator import doctor
from simulator.doctor import Check, ProbeError, examine, verdict
from simulator.errors import SurroundingsError
from simulator.settings import JOURNAL_NAME
from simulator.texts import Texts, languages, texts

EN = texts("en")
GOOD: dict[str, dict[str, Any]] = {
    "display": {"driver": "x11", "width": 1920, "height": 1080},
    "sound": {"driver": "pulseaudio", "error": ""},
    "voice": {"languages": list(languages()), "error": ""},
    "fonts": {"font": "NotoSans-Regular", "gaps": {}},
}


def answering(**changed: dict[str, Any] | Exception) -> Callable[[str], dict[str, Any]]:
    def probe(name: str) -> dict[str, Any]:
        answer = (GOOD | changed)[name]
        if isinstance(answer, Exception):
            raise answer
        return answer

    return probe


def found(check_id: str, folder: Path, **changed: dict[str, Any] | Exception) -> Check:
    return next(check for check in examine(EN, folder=folder, probe=answering(**changed)) if check.id == check_id)


@pytest.mark.parametrize("language", languages())
def test_where_everything_works_every_check_says_so_in_the_persons_language(tmp_path: Path, language: str) -> None:
    checks = examine(texts(language), folder=tmp_path, probe=answering())
    assert [check for check in checks if check.status != "ok" and check.id != "packages"] == []
    assert {check.id for check in checks} == {
        "python", "packages", "languages", "pygame", "data", "database", "display", "sound", "voice", "fonts",
    }  # fmt: skip
    assert all(check.what for check in checks)


@pytest.mark.parametrize("language", languages())
def test_whatever_does_not_work_comes_with_advice(tmp_path: Path, language: str) -> None:
    nothing = {
        "display": {"driver": ""},
        "sound": {"driver": "", "error": "none"},
        "voice": {"languages": [], "error": "no library"},
        "fonts": {"font": "X", "gaps": {"el": "ΐΰ"}},
    }
    checks = examine(texts(language), folder=tmp_path, probe=answering(**nothing))
    bad = {check.id: check for check in checks if check.id in nothing}
    assert {check.status for check in bad.values()} == {"warn"}
    assert all(check.advice for check in bad.values())
    assert "no library" in bad["voice"].what
    assert "ΐΰ" in bad["fonts"].what


@pytest.mark.parametrize(
    ("check_id", "answer", "status", "words"),
    [
        ("display", {"driver": "x11", "error": "no GL"}, "warn", "no GL"),
        ("display", ProbeError("no answer within 20 seconds"), "warn", "no answer within 20 seconds"),
        ("sound", ProbeError("crashed"), "warn", "no sound device"),
        ("voice", {"languages": ["en", "sv"], "error": "x"}, "warn", "No voice for: ελληνικά, suomi, русский"),
        ("voice", ProbeError("crashed"), "warn", "crashed"),
        ("fonts", ProbeError("crashed"), "warn", "crashed"),
    ],
)
def test_half_working_is_told_from_not_working(
    tmp_path: Path, check_id: str, answer: dict[str, Any] | Exception, status: str, words: str
) -> None:
    check = found(check_id, tmp_path, **{check_id: answer})
    assert (check.status, words in check.what) == (status, True)


@pytest.mark.parametrize(
    ("installed", "status", "words"),
    [
        ({"pygame-ce": "2.5.8"}, "ok", "2.5.8"),
        ({"pygame-ce": "2.5.8", "pygame": "2.6.1"}, "fail", "both"),
        ({"pygame": "2.6.1"}, "fail", "needed"),
        ({}, "warn", "plain text works"),
    ],
)
def test_a_second_pygame_is_reported(installed: dict[str, str], status: str, words: str) -> None:
    check = doctor.check_pygame(EN, installed.get)
    assert (check.status, words in check.what) == (status, True)
    assert bool(check.advice) == (status != "ok")


def test_without_pygame_only_the_voice_is_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "check_pygame", lambda t: Check("pygame", "warn", "missing", "install it"))
    tried: list[str] = []

    def probe(name: str) -> dict[str, Any]:
        tried.append(name)
        return GOOD[name]

    examine(EN, folder=tmp_path, probe=probe)
    assert tried == ["voice"]


def test_an_old_python_fails() -> None:
    assert doctor.check_python(EN, (3, 10, 9)).status == "fail"
    assert doctor.check_python(EN, (3, 11, 0)).status == "ok"
    assert doctor.check_python(EN, (4, 0, 0)).status == "ok"


ROOT = doctor.PACKAGE_DIR.parent


@pytest.mark.parametrize("place", ["scoring/__init__.py", "scoring.py"])
def test_another_package_of_our_name_is_found(tmp_path: Path, place: str) -> None:
    (tmp_path / place).parent.mkdir(exist_ok=True)
    (tmp_path / place).touch()
    path = [str(ROOT), str(tmp_path), str(tmp_path)]
    assert list(doctor.other_packages(ROOT, path, {})) == [("scoring", str(tmp_path), False)]


def test_a_folder_without_code_and_our_own_distribution_are_not_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "simulator" / "_data").mkdir(parents=True)
    owners = {"scoring": ["silk_gloves"], "simulator": ["silk-gloves", "silk-gloves"]}
    assert list(doctor.other_packages(ROOT, [str(ROOT), str(tmp_path)], owners)) == []


def test_another_distribution_that_holds_files_of_our_name_is_found() -> None:
    owners = {"scoring": ["silk-gloves", "credit-scoring"]}
    assert list(doctor.other_packages(ROOT, [], owners)) == [("scoring", "credit-scoring", False)]


def test_a_package_that_is_imported_instead_of_ours_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = tmp_path / "scoring" / "__init__.py"
    ours = {name: SimpleNamespace(origin=str(ROOT / name / "__init__.py")) for name in doctor.OUR_PACKAGES}
    monkeypatch.setattr(doctor, "find_spec", (ours | {"scoring": SimpleNamespace(origin=str(elsewhere))}).get)
    check = doctor.check_packages(EN)
    assert check.status == "fail"
    assert str(elsewhere) in check.what
    monkeypatch.setattr(doctor, "find_spec", lambda name: None)
    assert doctor.check_packages(EN).status == "fail"


def test_a_language_with_missing_texts_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = {"a.one": "x", "a.other": "x", "b.x": "x"}
    files = {"en": whole, "ru": {"a.one": "x", "a.few": "x", "a.many": "x", "b.x": "x"}, "sv": {"b.x": "x"}}
    monkeypatch.setattr(doctor, "languages", lambda: ("en", "ru", "sv"))
    monkeypatch.setattr(doctor, "texts", lambda code: Texts(code, files[code]))
    check = doctor.check_languages(EN)
    assert (check.status, "sv.yaml: 1" in check.what, "ru.yaml" in check.what) == ("fail", True, False)


def test_a_data_folder_that_cannot_be_written_to_fails(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    check = doctor.check_data(EN, tmp_path / "file" / "data")
    assert check.status == "fail"
    assert "SILKGLOVES_HOME" in check.advice


def test_little_space_is_a_warning_and_the_probe_file_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda folder: SimpleNamespace(free=199_999_999))
    check = doctor.check_data(EN, tmp_path / "data")
    assert (check.status, "199 MB" in check.what) == ("warn", True)
    assert list((tmp_path / "data").iterdir()) == []


def test_no_journal_is_made_by_looking(tmp_path: Path) -> None:
    assert doctor.check_database(EN, tmp_path).status == "ok"
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_journal_fails_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / JOURNAL_NAME).write_bytes(b"this is no database " * 500)
    check = doctor.check_database(EN, tmp_path)
    assert check.status == "fail"
    assert check.what
    assert check.advice


def test_a_broken_chain_fails_and_names_the_session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import simulator.record

    class Journal:
        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None: ...

        def sessions(self) -> list[SimpleNamespace]:
            return [SimpleNamespace(id=f"session-{number:02}", started_at=number) for number in range(30)]

        def verify(self, session_id: str) -> SimpleNamespace:
            return SimpleNamespace(ok=session_id not in {"session-05", "session-25"})

        def gone(self) -> list[SimpleNamespace]:
            return [SimpleNamespace(session_id="session-of-a-receipt")]

    (tmp_path / JOURNAL_NAME).touch()
    monkeypatch.setattr(simulator.record, "open_journal", lambda path, readonly: Journal())
    check = doctor.check_database(EN, tmp_path)
    assert (check.status, "session-25" in check.what, "session-05" in check.what) == ("fail", True, False)
    assert "session-of-a-receipt" in check.what


def test_a_busy_journal_brings_its_own_advice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import simulator.record

    def busy(path: Path, *, readonly: bool = False) -> None:
        raise SurroundingsError("It is busy.", "Close the other one.")

    monkeypatch.setattr(simulator.record, "open_journal", busy)
    check = doctor.check_database(EN, tmp_path)
    assert ("It is busy." in check.what, check.advice) == (True, "Close the other one.")


def test_the_verdict_is_the_worst_that_was_found() -> None:
    checks = [Check("a", "ok", ""), Check("b", "warn", ""), Check("c", "fail", "")]
    assert [verdict(checks[:count]) for count in (0, 1, 2, 3)] == ["ok", "ok", "warn", "fail"]


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("import sys; sys.exit('no such driver')", "no such driver"),
        ("import os; os._exit(7)", "exit code 7"),
        ("print('[1]')", "exit code 0"),
        ("import time; time.sleep(30)", "no answer within 0.3 seconds"),
    ],
)
def test_a_probe_that_dies_babbles_or_hangs_is_an_error_with_a_reason(
    monkeypatch: pytest.MonkeyPatch, code: str, message: str
) -> None:
    run = subprocess.run
    monkeypatch.setattr(
        doctor.subprocess, "run", lambda command, **rest: run([sys.executable, "-S", "-c", code], **rest)
    )
    monkeypatch.setitem(doctor.PROBE_LIMITS_S, "display", 0.3 if "sleep" in code else 20)
    with pytest.raises(ProbeError, match=message):
        doctor.run_probe(EN, "display")
