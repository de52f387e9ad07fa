from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from simulator.record import UnknownRecordError, examine, upkeep
from simulator.record.company_tables import statement
from simulator.record.office import DEFAULTS
from tests.record.journals import NOON, Ticking, open_fixed
from tests.record.raw import is_sqlite
from tests.record.stories import LATER, tell, token_hash


@pytest.fixture
def journal(database_url):
    with open_fixed(database_url, clock=Ticking()) as opened:
        yield opened


def later(journal, days: int) -> None:
    journal.clock.now = NOON + timedelta(days=days)


def test_nothing_is_over_at_first(journal):
    tell(journal)
    report = upkeep(journal)
    assert report.sessions == ()
    assert not any(report.removed.values())
    assert set(report.removed) == {name.removeprefix("retention.") for name in DEFAULTS} - {
        "training",
        "assessment",
        "demonstration",
    }


def test_a_dry_run_says_what_would_go_and_changes_nothing(journal):
    story = tell(journal)
    journal.office.settle(story.request, story.bertil, "refused")
    journal.devices.revoke("device 1")
    journal.devices.settle_refusals("gone 1")
    later(journal, 4000)
    before = examine(journal)
    report = upkeep(journal)
    assert report.dry_run
    assert len(report.sessions) == 2
    assert report.removed == {
        "sign_ins": 2,
        "attempts": 1,
        "invitations": 2,
        "api_tokens": 0,
        "requests": 1,
        "audit": 5,
        "join_codes": 2,
        "devices": 1,
        "refusals": 1,
        "statements": 2,
        "launches": 2,
    }
    assert examine(journal) == before


def test_what_is_over_goes_and_every_chain_holds(journal, database_url):
    story = tell(journal)
    journal.office.settle(story.request, story.bertil, "refused")
    journal.logins.revoke_token(journal.logins.tokens(story.aino_account)[0].id)
    journal.devices.revoke("device 1")
    journal.devices.settle_refusals("gone 1")
    later(journal, 4000)
    expected = upkeep(journal)
    report = upkeep(journal, dry_run=False)
    assert (report.sessions, report.removed) == (expected.sessions, expected.removed)
    assert report.scrubbed is is_sqlite(database_url)
    assert journal.audit.verify().ok
    assert journal.audit.verify().erased_count == 5
    assert all(entry.erased and entry.detail == {} for entry in journal.audit.entries())
    assert journal.verify(story.session).ok
    assert journal.entries(story.session)[1].payload is None
    assert journal.office.requests() == ()
    assert [token.name for token in journal.logins.tokens()] == ["of b"]
    assert journal.logins.sign_ins(story.aino_account) == ()
    assert [each.id for each in journal.devices.devices()] == ["device 0"]
    assert [each.session_id for each in journal.devices.refusals()] == ["gone 0"]
    assert journal.devices.codes(used=True) == ()
    assert journal.launches.by_fetch("0") is None
    assert [journal.statements.statement(f"statement {number}").body for number in range(2)] == [None, None]
    assert len(journal.devices.receipts(story.session)) == 1
    again = upkeep(journal, dry_run=False)
    assert again.sessions == ()
    assert not any(again.removed.values())
    assert again.scrubbed


def test_each_thing_is_kept_as_long_as_its_setting_says(journal):
    story = tell(journal)
    journal.office.set("retention.training", 10, story.bertil)
    journal.office.set("retention.audit", None, story.bertil)
    later(journal, 11)
    assert len(upkeep(journal).sessions) == 2
    later(journal, 4000)
    assert "audit" not in upkeep(journal, dry_run=False).removed
    assert journal.audit.entries()[0].detail != {}


def test_what_can_still_be_used_is_never_removed(journal):
    story = tell(journal)
    with journal.store.write() as connection:
        connection.execute(update(statement).where(statement.c.number == 1).values(state="waiting"))
    for name in DEFAULTS:
        journal.office.set(name, 0, story.bertil)
    upkeep(journal, dry_run=False)
    assert journal.logins.sign_in(token_hash("sign-in a")).expires_at == LATER
    assert len(journal.logins.invitations()) == 2
    assert journal.logins.token(token_hash("token a"))
    assert len(journal.office.requests(settled=False)) == 1
    assert len(journal.devices.codes()) == len(journal.devices.devices()) == len(journal.devices.refusals()) == 2
    assert journal.statements.statement("statement 0").body is None
    assert journal.statements.statement("statement 1").body == "Bertil says"


def test_launches_go_after_their_time_and_those_never_ended_lose_their_token_before(journal):
    launches, story = journal.launches, tell(journal)

    def launched(number: int) -> str:
        made = launches.claim(story.bertil, f"{number}" * 64, f"registration {number}", "unit")
        return launches.open(made.id, f"played {number}", {}, "secret", [{"id": "1"}]).id

    played, done = launched(2), launched(3)
    launches.end(done, [])
    launches.settle(done, 1, 0, None)
    journal.office.set("retention.launches", 3, story.bertil)
    later(journal, 4)
    assert upkeep(journal, dry_run=False).removed["launches"] == 1
    assert launches.launch(played).token == "secret", "it may still be played, and told"
    with pytest.raises(UnknownRecordError):
        launches.launch(done)
    journal.office.set("retention.launches", 365, story.bertil)
    later(journal, 31)
    assert upkeep(journal).removed["launches"] == upkeep(journal, dry_run=False).removed["launches"] == 1
    assert (launches.launch(played).state, launches.launch(played).token) == ("left", "")
    assert played not in launches.waiting()
    assert upkeep(journal).removed["launches"] == 0
    journal.office.set("retention.launches", None, story.bertil)
    later(journal, 4000)
    assert "launches" not in upkeep(journal, dry_run=False).removed
    assert launches.launch(played).state == "left"


@pytest.mark.parametrize("value", [-1, 1.5, "30", True, 10**9, [1]])
def test_a_time_that_is_no_number_of_days_is_refused(value):
    with open_fixed("sqlite://") as journal, pytest.raises(ValueError, match="days"):
        journal.office.set("retention.training", value, "")
