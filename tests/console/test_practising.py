"""Scenes a group was given: its members practise them in the browser, recorded as every session, each on its own version."""

from __future__ import annotations

import hashlib
import re

import pytest

from simulator.authoring import drafts
from simulator.console.editing.practising import STAGE
from simulator.console.editing.shelf import MEMBERS_HOME as HOME
from simulator.console.editing.shelf import PUBLISHED
from simulator.record import Mode, Publication
from simulator.scenario import Channel

from .crawling import Page
from .test_editor import EVIL, hidden, said
from .world import World

SMALL = dict(drafts.draft_from_start(Channel.STORE, "en").files)
SORRY = "I'm so sorry about that. What happened?"


def publish(company: World, title: str = "The lamp that stays dark") -> Publication:
    """Give a version of a small scene to the group North."""
    files = {**SMALL, "lines.en.yaml": SMALL["lines.en.yaml"].replace("The lamp that stays dark", title)}
    frozen = drafts.freeze("wet_lamp", files)
    company.journal.put_scenario(frozen.hash, frozen.content)
    north, tove = company.teams["North"], company.people["tove"]
    return company.journal.publications.publish("wet_lamp", frozen.hash, by=tove, team_id=north)


def begin(browser, given: Publication) -> str:
    return browser.post(f"{HOME}/{given.id}/begin", data={"language": "en"}).headers["location"]


@pytest.mark.slow
def test_a_member_practises_what_the_group_was_given_and_keeps_that_version(company: World) -> None:
    journal, aino = company.journal, company.client("aino")
    journal.speak(company.people["aino"], "en")
    first = publish(company)
    assert "The lamp that stays dark" in aino.get(HOME).text
    stage = begin(aino, first)
    page = aino.get(stage).text
    sent = {"at": hidden(page, "at"), "text": f"{SORRY} {EVIL}", "do": "say"}
    assert aino.post(stage, data=sent).headers["location"] == f"{stage}#now"
    count = journal.session(stage.rpartition("/")[2]).entry_count
    twice = aino.post(stage, data=sent)
    assert "already played" in twice.text
    assert journal.session(stage.rpartition("/")[2]).entry_count == count

    second = publish(company, "Another lamp")
    journal.publications.withdraw(first.id)
    assert aino.post(f"{HOME}/{first.id}/begin").status_code == 404
    assert stage not in (shelf := aino.get(HOME).text)
    assert "Another lamp" in shelf
    page = aino.get(stage).text
    assert Page(page).wrong == []
    assert "The lamp that stays dark" in page
    done = aino.post(stage, data={"at": hidden(page, "at"), "do": "end"})
    assert said(done) == "editor.said.over"
    record = journal.session(stage.rpartition("/")[2])
    assert (record.header.scenario_hash, record.header.mode) == (first.scenario_hash, Mode.PRACTICE)
    assert record.overall is not None
    assert journal.verify(record.id).broken_sequence is None
    assert aino.get(stage).headers["location"] == f"/me/sessions/{record.id}"
    assert aino.get(f"/me/sessions/{record.id}").status_code == 200
    assert begin(aino, second) != stage


def test_it_is_open_to_members_and_each_session_to_its_own(company: World) -> None:
    given = publish(company)
    aino, boris, tove = (company.client(login) for login in ("aino", "boris", "tove"))
    assert boris.post(f"{HOME}/{given.id}/begin").status_code == 404
    assert boris.get(f"{HOME}/{given.id}/scene.silk").status_code == 404
    assert tove.get(HOME).status_code == 403
    assert aino.get(f"{HOME}/{given.id}/scene.silk").content.startswith(b"PK")
    stage = begin(aino, given)
    assert stage.startswith(STAGE)
    assert boris.get(stage).status_code == boris.post(stage, data={"do": "end"}).status_code == 404
    exam = company.sessions["aino", "beyond_authority"]
    assert aino.post(f"{STAGE}/{exam}", data={"do": "end"}).headers["location"] == f"/me/sessions/{exam}"


def test_a_version_of_another_time_that_cannot_be_read_breaks_no_page(company: World) -> None:
    content = b'{"bundle":99,"slug":"old"}'
    digest = hashlib.sha256(content).hexdigest()
    company.journal.put_scenario(digest, content)
    tove = company.people["tove"]
    given = company.journal.publications.publish("old", digest, by=tove, team_id=company.teams["North"])
    aino, trainer = company.client("aino"), company.client("tove")
    assert aino.get(HOME).status_code == trainer.get(f"{PUBLISHED}/{given.id}").status_code == 200
    for answer in (
        aino.post(f"{HOME}/{given.id}/begin"),
        aino.get(f"{HOME}/{given.id}/scene.silk"),
        trainer.get(f"{PUBLISHED}/{given.id}/try"),
        trainer.get(f"{PUBLISHED}/{given.id}/scene.silk"),
        trainer.post(f"{PUBLISHED}/{given.id}/copy"),
    ):
        assert said(answer) in ("editor.said.unreadable", "editor.said.not_here", "editor.said.not_copied")
    assert trainer.post(f"{PUBLISHED}/{given.id}/withdraw").status_code == 303


def test_a_line_that_cannot_be_played_is_told_and_what_was_typed_stays(company: World) -> None:
    company.journal.speak(company.people["aino"], "en")
    aino = company.client("aino")
    stage = begin(aino, publish(company))
    sent = {"at": hidden(aino.get(stage).text, "at"), "text": "x" * 2500, "do": "say"}
    page = aino.post(stage, data=sent).text
    assert "x" * 2500 in page
    assert re.search(r'class="error"[^>]*>[^<]*2500', page)
    assert company.journal.session(stage.rpartition("/")[2]).entry_count == 1
