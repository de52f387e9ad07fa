"""Drafts: texts by name that are checked, frozen and handed on; and files of strangers that become one, or are refused."""

from __future__ import annotations

import io
import stat
import tempfile
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.authoring import drafts
from simulator.authoring.drafts import DraftError, Refusal
from simulator.resources import scenarios_dir
from simulator.scenario import Channel, load, load_bundle


@pytest.fixture(scope="module")
def small():
    return dict(drafts.draft_from_start(Channel.STORE, "en").files)


@pytest.fixture
def scratch(tmp_path, monkeypatch):
    """Where temporary folders are made, to see that nothing stays there."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def zipped(entries):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, raw in entries:
            archive.writestr(name, raw)
    return out.getvalue()


def refusal(action, *given, **named):
    with pytest.raises(DraftError) as caught:
        action(*given, **named)
    return caught.value.refusal


def test_a_copy_is_the_scene_byte_for_byte_and_freezes_to_its_hash(scratch):
    slug = "wrong_coffee"
    copy = drafts.draft_from_scene(slug)
    folder = scenarios_dir() / slug
    assert copy.slug == slug
    assert {name: text.encode() for name, text in copy.files.items()} == {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.yaml")
    }
    frozen = drafts.freeze(slug, copy.files)
    assert frozen.hash == load(slug).hash == load_bundle(frozen.content).hash
    assert set(frozen.plans) == {path.stem for path in folder.glob("plans/*.yaml")}
    assert list(scratch.iterdir()) == []


def test_a_frozen_version_comes_back_as_texts_of_the_same_hash(small):
    frozen = drafts.freeze("umbrella", small)
    again = drafts.draft_from_bundle(frozen.content)
    assert again.slug == "umbrella"
    assert drafts.freeze("umbrella", again.files).hash == frozen.hash


def test_what_an_author_wrote_is_told_by_file_line_and_column_and_never_raises(small, scratch):
    files = {**small, "scenario.yaml": small["scenario.yaml"].replace("    goto:", "    gotoo:", 1)}
    line = files["scenario.yaml"].split("    gotoo:")[0].count("\n") + 1
    first = drafts.check_draft("umbrella", files)[0]
    assert (first.file, first.line, first.column, first.code) == ("scenario.yaml", line, 5, "SG111")
    assert 'Did you mean "goto"?' in first.suggestion
    assert [item.code for item in drafts.check_draft("umbrella", {})] == ["SG100"]
    broken = {**small, "plans/good.yaml": "turns: [\n"}
    assert [(item.file, item.code) for item in drafts.check_draft("umbrella", broken)] == [("plans/good.yaml", "SG103")]
    with pytest.raises(DraftError) as caught:
        drafts.freeze("umbrella", files)
    assert caught.value.refusal is Refusal.ERRORS
    assert first in caught.value.diagnostics
    assert str(scratch) not in str(drafts.check_draft("umbrella", {}))
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: &a [lol]\nb: [*a, *a]\n", "SG107"),
        ("a: !!python/object/apply:os.system [id]\n", "SG106"),
        ("[" * 100_000, "SG109"),
        ("a: " * 3 + "\n", "SG103"),
        ("format: 1\n---\nformat: 1\n", "SG108"),
        ("format: \x07\n", "SG101"),
        ("", "SG110"),
    ],
)
def test_traps_of_yaml_are_refused_with_a_sentence(small, text, code):
    found = drafts.check_draft("umbrella", {**small, "scenario.yaml": text})
    assert code in {item.code for item in found}
    assert all(item.message for item in found)


def test_of_endless_faults_only_so_many_are_told(small):
    found = drafts.check_draft("umbrella", {**small, "scenario.yaml": "x: 1\n" * 4_000})
    assert 1_000 <= len(found) <= 2_000
    assert found[0].severity == "error"


@pytest.mark.parametrize(
    "name",
    [
        "../evil.yaml",
        "/etc/passwd",
        "plans/../../evil.yaml",
        "plans\\good.yaml",
        "C:/x.yaml",
        "plans/con.yaml",
        "plans/a/b.yaml",
        "lines.xx.yaml",
        "Scenario.yaml",
        "manifest.json",
        ".",
        "",
        "plans/\0.yaml",
        "scenario.yaml\n",
    ],
)
def test_only_names_of_a_scene_are_let_in(small, name, scratch):
    for action in (drafts.check_draft, drafts.freeze, drafts.draft_zip, drafts.draft_silk):
        assert refusal(action, "umbrella", {**small, name: "x: 1\n"}) is Refusal.FILE_NAME
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize("slug", ["", "../x", "Umbrella", "common", "paths", "nul", "a" * 61, "a/b", "a\n", "é"])
def test_only_names_that_a_scene_can_have_are_let_in(small, slug, scratch):
    assert refusal(drafts.check_draft, slug, small) is Refusal.NAME
    assert refusal(drafts.draft_zip, slug, small) is Refusal.NAME
    assert list(scratch.iterdir()) == []


def test_a_copy_of_a_path_is_no_copy_of_a_scene():
    for name in ("../scenarios/cold_meal", "/etc", "common", "nobody", ""):
        assert refusal(drafts.draft_from_scene, name) is Refusal.NAME


def test_names_proposed_are_names_a_scene_can_have():
    assert drafts.slug_from("The Broken Kettle (2)") == "the_broken_kettle_2"
    assert drafts.slug_from("Äiti & lapsi") == "aiti_lapsi"
    assert drafts.slug_from("Καφές") == drafts.slug_from("con") == drafts.slug_from("common") == ""
    assert drafts.slug_from("a" * 59 + " b") == "a" * 59
    assert drafts.slug_from("../../etc/passwd") == "etc_passwd"


def test_a_draft_has_bounds(small):
    admit = drafts.admit_files
    assert refusal(admit, {**small, "lines.fi.yaml": "x" * drafts.MOST_FILE}) is Refusal.TOO_LARGE
    many = {f"plans/p{number}.yaml": "x\n" for number in range(drafts.MOST_FILES)}
    assert refusal(admit, {**small, **many}) is Refusal.TOO_MUCH
    large = {f"plans/p{number}.yaml": "x" * (drafts.MOST_FILE - 1) for number in range(7)}
    assert refusal(admit, large) is Refusal.TOO_MUCH
    assert refusal(admit, {"scenario.yaml": "a\0b"}) is Refusal.NO_TEXT
    assert refusal(admit, {"scenario.yaml": "a\ud800b"}) is Refusal.NO_TEXT
    assert admit({"scenario.yaml": "\ufeffa: 1\r\nb: 2\rc: 3"}) == {"scenario.yaml": "a: 1\nb: 2\nc: 3\n"}


def test_a_zip_and_a_pack_bring_back_the_same_files(small):
    for pack in (drafts.draft_zip, drafts.draft_silk):
        raw = pack("umbrella", small)
        assert pack("umbrella", small) == raw
        back = drafts.draft_from_upload("some name.bin", raw)
        assert (back.slug, dict(back.files)) == ("umbrella", small)
    broken = {**small, "scenario.yaml": "format: 1\n"}
    back = drafts.draft_from_upload("x.zip", drafts.draft_zip("umbrella", broken))
    assert dict(back.files) == broken
    assert refusal(drafts.draft_silk, "umbrella", broken) is Refusal.ERRORS
    assert refusal(drafts.draft_workbook, "umbrella", broken) is Refusal.ERRORS


def test_a_zip_packed_by_hand_may_hold_what_systems_put_there(small):
    entries = [
        ("My scene/", b""),
        ("My scene/plans/", b""),
        ("__MACOSX/My scene/._x", b"x"),
        ("My scene/.DS_Store", b"x"),
    ]
    raw = zipped([*entries, *((f"My scene/{name}", text.encode()) for name, text in small.items())])
    back = drafts.draft_from_upload("x.zip", raw)
    assert (back.slug, dict(back.files)) == ("my_scene", small)


def link(name):
    entry = zipfile.ZipInfo(name)
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


def bomb(name, size=8_000_000):
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry, b"\0" * size


@pytest.mark.parametrize(
    "entries",
    [
        [("../evil.yaml", b"x")],
        [("../../tmp/scenario.yaml", b"x")],
        [("/etc/scenario.yaml", b"x")],
        [("a/../../scenario.yaml", b"x")],
        [("a/scenario.yaml", b"x"), ("b/scenario.yaml", b"x")],
        [("..\\scenario.yaml", b"x")],
        [("C:\\scenario.yaml", b"x")],
        [(link("scenario.yaml"), b"/etc/passwd")],
        [bomb("scenario.yaml")],
        [("inner.zip", zipped([("scenario.yaml", b"x")]))],
        [("scenario.yaml", b"x"), ("run.sh", b"x")],
        [("scenario.yaml", b"x"), ("Scenario.yaml", b"y")],
        [("manifest.json", b"{}"), ("scenario.yaml", b"x")],
        [(f"plans/p{number}.yaml", b"x") for number in range(300)],
    ],
)
def test_tricks_with_zips_are_refused_and_nothing_is_written(entries, scratch):
    assert refusal(drafts.draft_from_upload, "x.zip", zipped(entries)) is Refusal.ARCHIVE
    assert list(scratch.iterdir()) == []


@pytest.mark.slow
def test_what_is_sent_in_has_bounds_and_is_of_a_known_kind(small, monkeypatch):
    take = drafts.draft_from_upload
    assert refusal(take, "x.zip", b"x" * (drafts.MOST_UPLOAD + 1)) is Refusal.TOO_LARGE
    assert refusal(take, "x.zip", b"") is Refusal.EMPTY
    assert refusal(take, "x.zip", b"no zip") is Refusal.ARCHIVE
    assert refusal(take, "x.exe", b"MZ") is Refusal.KIND
    assert refusal(take, "passwd", b"root") is Refusal.KIND
    assert refusal(take, "x.yaml", b"\xff\xfe\x00") is Refusal.NO_TEXT
    assert refusal(take, "bad name!.yaml", b"x: 1") is Refusal.FILE_NAME
    big = zipped([("scenario.yaml", b"x" * (drafts.MOST_FILE + 1))])
    assert refusal(take, "x.zip", big) is Refusal.TOO_LARGE
    sheet = zipped([("xl/workbook.xml", b"<x/>"), bomb("xl/worksheets/sheet1.xml", 30_000_000)])
    assert refusal(take, "x.xlsx", sheet) is Refusal.TOO_MUCH
    assert refusal(take, "x.xlsx", zipped([("xl/workbook.xml", b"<!DOCTYPE x><x/>")])) is Refusal.WORKBOOK
    truncated = drafts.draft_zip("umbrella", small)[:-30]
    assert refusal(take, "x.zip", truncated) is Refusal.ARCHIVE


def test_a_single_file_takes_its_place_in_a_draft(small):
    take = drafts.draft_from_upload
    assert dict(take("lines.en.yaml", b"language: en\n", onto=small).files) == {
        **small,
        "lines.en.yaml": "language: en\n",
    }
    assert "plans/my_plan.yaml" in take("C:\\Users\\a\\my_plan.yaml", b"turns: []\n", onto=small).files
    assert dict(take("/some/where/scenario.yaml", b"format: 1").files) == {"scenario.yaml": "format: 1\n"}


@pytest.mark.slow
def test_a_workbook_changes_a_draft_and_keeps_its_comments(small, scratch):
    raw = drafts.draft_workbook("umbrella", small)
    back = drafts.draft_from_upload("../My Umbrella.xlsx", raw, onto=small)
    assert back.slug == "my_umbrella"
    assert drafts.freeze("umbrella", back.files).hash == drafts.freeze("umbrella", small).hash
    comment = next(line for line in small["scenario.yaml"].splitlines() if line.startswith("#"))
    assert comment in back.files["scenario.yaml"]
    assert list(scratch.iterdir()) == []


TWEE = """:: StoryTitle
<script>alert(1)</script>

:: Start
My kettle broke!
[[I am so sorry.->Happy]]
[[That is our policy.->Leaves]]

:: Happy
Thank you.

:: Leaves
Never again.
"""


@pytest.mark.slow
def test_a_story_becomes_a_draft_that_can_be_played(scratch):
    made = drafts.draft_from_upload("../../Kettle Story.twee", TWEE.encode(), language="en", channel=Channel.CHAT)
    assert made.slug == "kettle_story"
    assert drafts.freeze("kettle_story", made.files).scenario.file.about.channel is Channel.CHAT
    assert refusal(drafts.draft_from_upload, "x.twee", b"no passage") is Refusal.STORY
    assert refusal(drafts.draft_from_upload, "x.json", b"[" * 100_000) is Refusal.STORY
    assert list(scratch.iterdir()) == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_upload_is_refused_or_read_but_never_more(small, data):
    raw = bytearray(drafts.draft_zip("umbrella", small))
    for _ in range(data.draw(st.integers(1, 6))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    # Anything but a refusal would be our bug.
    with suppress(DraftError):
        files = drafts.draft_from_upload("x.zip", bytes(raw)).files
        assert drafts.admit_files(files) == dict(files)


@pytest.mark.slow
def test_no_name_from_outside_is_ever_a_path(small, monkeypatch):
    written = []
    real = Path.write_bytes
    monkeypatch.setattr(Path, "write_bytes", lambda path, raw: (written.append(path), real(path, raw))[1])
    drafts.draft_from_upload("../../../etc/cron.d/evil.twee", TWEE.encode())
    drafts.check_draft("umbrella", small)
    root = Path(tempfile.gettempdir()).resolve()
    assert written
    assert all(path.is_relative_to(root) and "cron" not in str(path) for path in written)
