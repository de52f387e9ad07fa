from __future__ import annotations

import re
from pathlib import Path

from simulator import record
from simulator.record.migrations import MIGRATIONS
from simulator.record.records import Purpose
from simulator.record.tables import metadata
from tests.record.journals import SCENE, SCENE_HASH, header, open_fixed

README = (Path(record.__file__).parent / "README.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(\w+)\.(\w+)` \| (no|yes|pseudonym) \| (\S.*?) \| (\S.*?) \|$", re.MULTILINE)


def data_map() -> dict[tuple[str, str], tuple[str, str, str]]:
    return {(table, column): (personal, purpose, end) for table, column, personal, purpose, end in ROW.findall(README)}


def test_the_data_map_lists_every_column_once_and_no_other():
    listed = [found[:2] for found in ROW.findall(README)]
    there = [(table.name, column.name) for table in metadata.sorted_tables for column in table.columns]
    assert sorted(listed) == sorted(there)


def test_what_the_data_map_calls_personal_is_gone_after_an_erasure(tmp_path):
    with open_fixed(tmp_path / "a.db") as journal:
        journal.put_scenario(SCENE_HASH, SCENE)
        person_id = journal.add_person("Aino", language="fi").id
        session_id = journal.begin(person_id, header(), b"{}")
        journal.finish(session_id, 1, ending="won_back", overall=1)
        journal.erase_person(person_id)
        with journal._store.read() as connection:
            for table in metadata.sorted_tables:
                for row in connection.execute(table.select()).mappings():
                    for column, value in row.items():
                        personal = data_map()[table.name, column][0] == "yes"
                        assert not (personal and value is not None), (table.name, column)
    assert {place for place, told in data_map().items() if told[0] == "yes"} >= {
        ("person", "display_name"),
        ("person", "language"),
        ("entry", "payload"),
        ("entry", "salt"),
    }


def test_derived_columns_are_marked_in_the_data_map():
    derived = {(t.name, c.name) for t in metadata.sorted_tables for c in t.columns if c.info.get("derived")}
    assert derived == {place for place, told in data_map().items() if "derived" in told[1]}


def test_every_purpose_and_migration_is_explained():
    for purpose in Purpose:
        assert f"`{purpose.value}`" in README
    for step in MIGRATIONS:
        assert f"| {step.number} | `{step.name}` |" in README
