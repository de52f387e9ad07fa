from __future__ import annotations

import re
from pathlib import Path

from simulator import record
from simulator.record.figures_tables import metadata
from simulator.record.migrations import MIGRATIONS
from simulator.record.office import DEFAULTS
from simulator.record.records import Purpose
from tests.record.journals import open_fixed
from tests.record.stories import tell

README = (Path(record.__file__).parent / "README.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(\w+)\.(\w+)` \| (no|yes|pseudonym) \| (\S.*?) \| (\S.*?) \|$", re.MULTILINE)


def data_map() -> dict[tuple[str, str], tuple[str, str, str]]:
    return {(table, column): (personal, purpose, end) for table, column, personal, purpose, end in ROW.findall(README)}


def test_the_data_map_lists_every_column_once_and_no_other():
    listed = [found[:2] for found in ROW.findall(README)]
    there = [(table.name, column.name) for table in metadata.sorted_tables for column in table.columns]
    assert sorted(listed) == sorted(there)


OWN = {
    "account", "role", "membership", "sign_in", "api_token", "invitation", "recovery_code", "device", "join_code",
    "refusal", "launch", "badge", "regraded", "standing", "figure",
}  # fmt: skip
"""Tables whose rows go with the person; what is personal elsewhere is emptied."""


def rows_of(journal):
    with journal.store.read() as connection:
        return {table.name: connection.execute(table.select()).mappings().all() for table in metadata.sorted_tables}


def test_what_the_data_map_calls_personal_is_gone_after_an_erasure(database_url):
    with open_fixed(database_url) as journal:
        story = tell(journal)
        theirs = {story.aino, story.aino_account, story.session, story.request}
        before = rows_of(journal)
        assert all(rows for rows in before.values()), "every table has a row to look at"
        journal.erase_person(story.aino)
        after = rows_of(journal)
        assert journal.audit.verify().ok
        assert journal.verify(story.session).ok
    for table, rows in after.items():
        for row in rows:
            named = {value for column, value in row.items() if isinstance(value, str) and column != "actor"}
            if not theirs & named:  # what they did to others is about those
                continue
            assert table not in OWN, (table, row)
            for column, value in row.items():
                personal = data_map()[table, column][0] == "yes"
                assert not (personal and value is not None), (table, column)
    for table in OWN - {"invitation", "recovery_code"}:
        assert 0 < len(after[table]) < len(before[table]), f"somebody else's rows of {table} stay"
    for word in ("Zanzibar", "zanzibar", "SECRETOFAINO", "aino-there", "argon-a", "private words"):
        assert word in told(before)
        assert word not in told(after)
    for word in ("Bertil says", "argon-b", "because", "words of the actor", "Cecilia"):
        assert word in told(after)


def told(rows) -> str:
    return "\n".join(
        value.decode("latin-1") if isinstance(value, bytes) else str(value)
        for found in rows.values()
        for row in found
        for value in row.values()
    )


def test_every_table_with_personal_columns_is_emptied_or_goes():
    personal = {table for (table, _), (kind, _, _) in data_map().items() if kind == "yes"}
    assert personal == (OWN | {"person", "entry", "audit", "request", "assignment", "statement", "result"}) - {
        "recovery_code", "join_code", "refusal", "badge", "figure",
    }  # fmt: skip


def test_derived_columns_are_marked_in_the_data_map():
    derived = {(t.name, c.name) for t in metadata.sorted_tables for c in t.columns if c.info.get("derived")}
    assert derived == {place for place, told in data_map().items() if "derived" in told[1]}


def test_every_purpose_and_migration_is_explained():
    for purpose in Purpose:
        assert f"`{purpose.value}`" in README
    for step in MIGRATIONS:
        assert f"| {step.number} | `{step.name}` |" in README


def test_every_setting_that_keeps_something_is_explained_with_its_days():
    for name, days in DEFAULTS.items():
        assert f"| `{name}` | {days} |" in README
