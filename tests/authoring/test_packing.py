"""A scene in one file: the same bytes everywhere, back as it was, and nothing a stranger put in reaches the disk."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import stat
import struct
import zipfile

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.authoring import PackError, pack_scene, unpack_scene
from simulator.authoring.packed import MANIFEST, name_fault, read_manifest, read_members
from simulator.cli import cli
from simulator.errors import SurroundingsError, UsageError
from simulator.resources import scenarios_dir
from simulator.scenario import ScenarioError, load

SLUG = "overcharged_card"
ROOT = scenarios_dir()


@pytest.fixture(scope="module")
def packed():
    return pack_scene(ROOT / SLUG).raw


@pytest.fixture(scope="module")
def members(packed):
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def entry(name, *, mode=stat.S_IFREG | 0o644, how=zipfile.ZIP_STORED):
    found = zipfile.ZipInfo(name)
    found.external_attr = mode << 16
    found.compress_type = how
    return found


def zipped(entries):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, raw in entries:
            archive.writestr(name if isinstance(name, zipfile.ZipInfo) else entry(name), raw)
    return out.getvalue()


def with_manifest(members, **changes):
    """The members with a manifest that fits them, changed."""
    files = {name: raw for name, raw in members.items() if name != MANIFEST}
    manifest = json.loads(members[MANIFEST])
    manifest["files"] = {
        name: {"sha256": hashlib.sha256(raw).hexdigest(), "bytes": len(raw)} for name, raw in files.items()
    }
    return [(MANIFEST, json.dumps({**manifest, **changes}).encode()), *files.items()]


def refused(tmp_path, raw, error=PackError):
    """Unpacking fails with `error`, and nothing at all was written."""
    path, into = tmp_path / "x.silk", tmp_path / "in"
    path.write_bytes(raw)
    with pytest.raises(error) as caught:
        unpack_scene(path, into)
    assert not into.exists()
    return str(caught.value)


def test_the_same_scene_gives_the_same_bytes_and_comes_back_as_it_was(packed, tmp_path):
    copy = shutil.copytree(ROOT / SLUG, tmp_path / "elsewhere" / SLUG)
    for path in copy.rglob("*.yaml"):
        path.touch()
    assert pack_scene(copy).raw == packed
    path = tmp_path / "x.silk"
    path.write_bytes(packed)
    done = unpack_scene(path, tmp_path / "in")
    assert done.warnings == []
    assert (done.folder, done.version) == (tmp_path / "in" / SLUG, load(SLUG).file.about.version)
    names = sorted(path.relative_to(copy) for path in copy.rglob("*.yaml"))
    assert sorted(path.relative_to(done.folder) for path in done.folder.rglob("*.yaml")) == names
    assert all((done.folder / name).read_bytes() == (copy / name).read_bytes() for name in names)
    assert [path.name for path in (tmp_path / "in").iterdir()] == [SLUG]
    assert pack_scene(done.folder).raw == packed


def test_what_is_no_part_of_a_scene_stays_at_home(tmp_path):
    folder = shutil.copytree(ROOT / SLUG, tmp_path / SLUG)
    (folder / "notes.txt").write_text("secret")
    found = pack_scene(folder)
    assert found.left_out == ("notes.txt",)
    assert b"secret" not in found.raw


def test_a_scene_with_errors_or_an_odd_name_is_not_packed(tmp_path):
    folder = shutil.copytree(ROOT / SLUG, tmp_path / "Odd-Name")
    with pytest.raises(PackError, match="Rename the folder"):
        pack_scene(folder)
    (folder / "lines.en.yaml").write_text("language: en\nlines: {}\n")
    with pytest.raises(ScenarioError, match="SG160"):
        pack_scene(folder)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("../evil.yaml", "leads out"),
        ("plans/../../evil.yaml", "leads out"),
        ("..\\evil.yaml", "leads out"),
        ("/etc/passwd", "a place on the disk"),
        ("\\\\server\\x.yaml", "a place on the disk"),
        ("C:/x.yaml", "a place on the disk"),
        ("C:x.yaml", "a place on the disk"),
        ("plans\\good.yaml", "backslash"),
        ("plans/con.yaml", "device"),
        ("Lines.en.yaml", "case only"),
        ("MANIFEST.JSON", "case only"),
        ("plans/Good.yaml", "no file of a scene"),
        ("plans/good.yaml/", "no file of a scene"),
        ("plans/", "no file of a scene"),
        ("plans/a/b.yaml", "no file of a scene"),
        ("run.py", "no file of a scene"),
        ("lines.de.yaml", "no file of a scene"),
        ("plans/good\u202e.yaml", "no file of a scene"),
        ("", "no file of a scene"),
    ],
)
def test_a_name_that_is_not_ours_is_refused(members, tmp_path, name, told):
    assert told in refused(tmp_path, zipped([*members.items(), (name, b"x")]))
    assert told in name_fault(name)


@pytest.mark.parametrize(
    ("odd", "told"),
    [
        (entry("plans/link.yaml", mode=stat.S_IFLNK | 0o777), "link"),
        (entry("plans/pipe.yaml", mode=stat.S_IFIFO | 0o644), "link"),
        (entry("plans/packed.yaml", how=zipfile.ZIP_BZIP2), "not read"),
        (entry("plans/packed.yaml", how=zipfile.ZIP_LZMA), "not read"),
    ],
)
def test_links_and_other_packings_are_refused(members, tmp_path, odd, told):
    assert told in refused(tmp_path, zipped([*members.items(), (odd, b"/etc/passwd")]))


def test_a_locked_member_is_refused(packed, tmp_path):
    place = packed.rindex(b"PK\x01\x02") + 8  # the flags of the last member, in the directory
    assert "password" in refused(tmp_path, packed[:place] + b"\x01" + packed[place + 1 :])


def test_bombs_are_refused_before_they_go_off(members, tmp_path):
    zeros = entry("plans/big.yaml", how=zipfile.ZIP_DEFLATED)
    assert "grow" in refused(tmp_path, zipped([*members.items(), (zeros, bytes(10 * 1024 * 1024))]))
    assert "larger than 16 MB" in refused(tmp_path, zipped([(entry("plans/b.yaml"), bytes(16 * 1024 * 1024 + 1))]))
    many = [(f"plans/p{at}.yaml", b"") for at in range(300)]
    assert "300 entries" in refused(tmp_path, zipped(many))
    assert "32 MB" in refused(tmp_path, bytes(32 * 1024 * 1024 + 1))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_stands_twice_is_refused(members, tmp_path):
    assert "twice" in refused(tmp_path, zipped([*members.items(), ("scenario.yaml", b"x")]))


def test_a_size_that_lies_and_a_flipped_bit_are_seen(packed, members, tmp_path):
    at = packed.index(members["scenario.yaml"]) + 1000
    flipped = packed[:at] + bytes([packed[at] ^ 1]) + packed[at + 1 :]
    assert "damaged" in refused(tmp_path, flipped)
    # Its checksum mended, the manifest still tells.
    changed = {**members, "scenario.yaml": members["scenario.yaml"] + b"\n"}
    assert "changed after it was packed" in refused(tmp_path, zipped(changed.items()))
    place = packed.rindex(b"PK\x01\x02") + 24  # the size of the last member, in the directory
    lying = packed[:place] + struct.pack("<L", 5) + packed[place + 4 :]
    assert refused(tmp_path, lying)


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", "no packed scene"),
        (b"PK\x05\x06", "no packed scene"),
        (b"PK\x05\x06" + bytes(18), "more than a packed scene"),
        (b"not a zip at all, but a text that is long enough", "no packed scene"),
    ],
)
def test_what_is_no_zip_is_told(tmp_path, raw, told):
    assert told in refused(tmp_path, raw)


def test_nothing_may_stand_before_or_behind_the_zip(packed, tmp_path):
    assert "more than a packed scene" in refused(tmp_path, b"#!/bin/sh\n" + packed)
    assert "no packed scene" in refused(tmp_path, packed + b"more")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"kind": "other"}, "manifest"),
        ({"format": 2}, "newer version"),
        ({"format": True}, "manifest"),
        ({"slug": "../evil"}, "manifest"),
        ({"slug": "con"}, "manifest"),
        ({"slug": "Upper"}, "manifest"),
        ({"slug": 5}, "manifest"),
        ({"version": "1"}, "manifest"),
        ({"version": 77}, "another version"),
        ({"more": 1}, "manifest"),
        ({"files": []}, "manifest"),
        ({"files": {}}, "not in the manifest"),
        ({"files": {"scenario.yaml": {"sha256": "0" * 63, "bytes": 1}}}, "manifest"),
    ],
)
def test_a_manifest_that_does_not_fit_is_refused(members, tmp_path, changes, told):
    assert told in refused(tmp_path, zipped(with_manifest(members, **changes)))


def test_a_manifest_that_is_none_is_refused(members, tmp_path):
    files = [item for item in members.items() if item[0] != MANIFEST]
    assert "manifest" in refused(tmp_path, zipped(files))
    for raw in (b"", b"[]", b"\xff", b"[" * 100_000, b'{"kind": 1, "kind": 2}'):
        with pytest.raises(PackError):
            read_manifest(raw)
    assert "missing from the file" in refused(
        tmp_path, zipped([item for item in members.items() if "good" not in item[0]])
    )


def test_a_scene_with_errors_is_told_by_its_own_lines(members, tmp_path):
    changed = {**members, "lines.en.yaml": b"language: en\nlines: {}\n"}
    assert f"{SLUG}/scenario.yaml:" in refused(tmp_path, zipped(with_manifest(changed)), ScenarioError)


def test_another_common_pool_is_mentioned(members, tmp_path):
    path = tmp_path / "x.silk"
    path.write_bytes(zipped(with_manifest(members, hash="0" * 64)))
    assert "grades may differ" in unpack_scene(path, tmp_path).warnings[0]


def test_nothing_is_replaced_unasked_and_only_scenes_at_all(packed, tmp_path):
    path = tmp_path / "x.silk"
    path.write_bytes(packed)
    folder = unpack_scene(path, tmp_path).folder
    (folder / "plans" / "mine.yaml").write_text("mine")
    with pytest.raises(UsageError, match="--force"):
        unpack_scene(path, tmp_path)
    assert (folder / "plans" / "mine.yaml").read_text() == "mine"
    unpack_scene(path, tmp_path, force=True)
    assert not (folder / "plans" / "mine.yaml").exists()
    (folder / "thesis.doc").write_text("two years of work")
    with pytest.raises(UsageError, match=r"thesis\.doc"):
        unpack_scene(path, tmp_path, force=True)
    assert (folder / "thesis.doc").exists()
    (tmp_path / "real").mkdir()
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / SLUG).symlink_to(tmp_path / "real")
    with pytest.raises(UsageError, match="no folder"):
        unpack_scene(path, tmp_path / "in", force=True)
    assert list((tmp_path / "real").iterdir()) == []
    with pytest.raises(SurroundingsError):
        unpack_scene(tmp_path / "none.silk", tmp_path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(data=st.data())
def test_damage_anywhere_ends_in_a_sentence_or_the_same_members(packed, members, data):
    at = data.draw(st.integers(0, len(packed) - 1) | st.integers(len(packed) - 1200, len(packed) - 1))
    raw = bytearray(packed)
    raw[at] ^= data.draw(st.integers(1, 255))
    try:
        _, found = read_members(bytes(raw))
    except PackError:
        pass
    else:
        assert found.keys() <= members.keys() | {name for name in found if not name_fault(name)}


def test_the_commands_pack_unpack_and_say_what_is_there(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run = CliRunner().invoke
    assert "21 files into overcharged_card.silk" in run(cli, ["pack", SLUG]).output
    assert isinstance(run(cli, ["pack", SLUG]).exception, UsageError)
    assert run(cli, ["pack", SLUG, "--force"]).exit_code == 0
    found = run(cli, ["unpack", "overcharged_card.silk", "--into", "mine"])
    assert found.exit_code == 0
    assert (tmp_path / "mine" / SLUG / "scenario.yaml").is_file()
    assert isinstance(run(cli, ["unpack", "overcharged_card.silk", "--into", "mine"]).exception, UsageError)
