"""A desktop that belongs to a company: whose it is, what was refused, what is shared by hand, and leaving."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pygame
import pytest

from simulator.desktop.company_desk import PERIOD_MS, START_MS, CompanyDesk
from simulator.desktop.company_values import STATUSES, Bond, Marked, Outlook, Trouble, Turned
from simulator.desktop.desk import Job
from simulator.desktop.views.assigned import company_texts
from simulator.desktop.views.company_words import line_of, where_words, why_of
from simulator.desktop.views.debrief import DebriefView
from simulator.desktop.views.mark_words import points_words, rights_words, sign_of, story_of
from simulator.desktop.views.membership import MembershipView
from simulator.desktop.views.settings import SettingsView
from simulator.record import Person
from simulator.scenario import load
from simulator.texts import languages, texts_with
from simulator.training import Session
from tests.desktop.driver import Driver


class Kept:
    """A post that keeps what it was asked for.

    Args:
        outlook: how things stand; changed by tests.
    """

    def __init__(self, outlook: Outlook) -> None:
        self.outlook = outlook
        self.asked: list[str] = []

    def look(self) -> Outlook:
        self.asked.append("look")
        return self.outlook

    def sync(self) -> Outlook:
        self.asked.append("sync")
        return self.outlook

    def share(self, session_id: str) -> Outlook:
        self.asked.append(f"share {session_id}")
        self.outlook = replace(self.outlook, waiting=(*self.outlook.waiting, session_id))
        return self.outlook

    def set_sharing(self, *, share: bool) -> Outlook:
        self.asked.append(f"sharing {share}")
        bond = self.outlook.bond
        assert bond is not None
        self.outlook = replace(self.outlook, bond=replace(bond, share_practice=share))
        return self.outlook

    def leave(self) -> Outlook:
        self.asked.append("leave")
        return Outlook()


class Bound:
    """A window at a desktop that belongs to Aino; Pekka uses it too."""

    def __init__(self, driver: Driver, folder: Path) -> None:
        self.driver = driver
        self.aino: Person = driver.journal.add_person("Aino")
        self.pekka: Person = driver.journal.add_person("Pekka")
        self.bond = Bond("Nordic Rail", "https://training.example.com", self.aino.id, "Aino")
        self.post = Kept(Outlook(self.bond))
        self.company = CompanyDesk(self.post, self.bond, driver.desk.begin_work)
        driver.desk.folder, driver.desk.company = folder, self.company
        driver.desk.be(self.aino.id, "Aino")
        self.t = company_texts(driver.desk)

    def played(self, person: Person) -> Session:
        """A practice session that is over."""
        scenario = load("overcharged_card")
        session = Session.begin(scenario, "fi", 7, journal=self.driver.journal, person_id=person.id)
        while not session.ended:
            session.leave()
        return session


@pytest.fixture
def bound(driver: Driver, tmp_path: Path) -> Bound:
    return Bound(driver, tmp_path)


def test_others_who_use_the_desktop_are_asked_and_shown_nothing(bound: Bound) -> None:
    driver = bound.driver
    home = driver.home()
    assert home.has("company")
    assert bound.t("joining.notice", company="Nordic Rail") == driver.find("privacy").text
    home._be(bound.pekka.id, "Pekka")
    driver.frame(2)
    assert not home.has("company")
    assert driver.find("privacy").text == bound.t("home.privacy")
    settings = SettingsView(driver.desk)
    assert not settings.has("join")
    assert not settings.has("membership")
    assert bound.t("joining.not_yours", person="Aino", company="Nordic Rail") in [
        part.text for part, _ in settings.blocks()
    ]


def test_a_refused_session_is_told_with_its_reason_and_what_to_do_and_stays(bound: Bound) -> None:
    driver, session_id = bound.driver, bound.played(bound.aino).played.session_id
    turned = Turned(session_id, "forged")
    bound.post.outlook = replace(bound.post.outlook, turned=(turned,))
    driver.home()
    driver.frame(2)
    assert driver.find("company").text == bound.t.count("joining.line.refused", 1)
    driver.view.focus.to(driver.find("company"))
    driver.key(pygame.K_RETURN)
    assert isinstance(driver.view, MembershipView)
    shown = [part.text for part, _ in driver.view.blocks()]
    assert f"{bound.t('joining.why.forged')} {bound.t('joining.do.forged')}" in shown
    assert why_of(Turned("x", "a reason of tomorrow"), bound.t).startswith(bound.t("joining.why.unknown"))
    assert driver.journal.session(session_id).entry_count > 1


@pytest.mark.slow
def test_one_session_is_shared_by_hand_and_only_after_a_question(bound: Bound) -> None:
    driver, session = bound.driver, bound.played(bound.aino)
    session_id = session.played.session_id
    driver.window.show(DebriefView(driver.desk, session, session.finish()))
    driver.frame(2)
    driver.click("share")
    assert driver.view.dialog is not None
    assert driver.view.dialog.text == bound.t("joining.up.text", company="Nordic Rail")
    driver.key(pygame.K_RETURN)  # the way back has the focus
    driver.frame(2)
    assert not any(asked.startswith("share") for asked in bound.post.asked)
    driver.click("share")
    driver.key(pygame.K_TAB)
    driver.key(pygame.K_RETURN)
    driver.frame(3)
    assert bound.post.asked.count(f"share {session_id}") == 1
    assert not driver.view.has("share")
    assert where_words(bound.company.outlook, session_id, bound.t)[1] == bound.t("joining.up.waits")
    # Once a person has changed its grade, the page that is open says so beside its own figure.
    mark = Marked(11, "corrected", datetime(2026, 3, 4, 12, tzinfo=UTC))
    bound.post.outlook = replace(bound.post.outlook, marks={session_id: mark})
    bound.company.sync_soon()
    driver.frame(4)
    shown = [part.text for part, _ in driver.view.made.blocks]  # type: ignore[attr-defined]
    assert {bound.t("marked.points", points=11), bound.t("marked.here")} <= set(shown)
    other = bound.played(bound.pekka)
    driver.desk.be(bound.pekka.id, "Pekka")
    assert not DebriefView(driver.desk, other, other.finish()).has("share")


@pytest.mark.parametrize("code", languages())
def test_what_became_of_a_grade_is_told_in_plain_words(code: str) -> None:
    t, at = texts_with(code, "desktop"), datetime(2026, 3, 4, 12, tzinfo=UTC)
    day, bond = t.day(at), Bond("Nordic Rail", "https://training.example.com", "p1", "Aino")
    changed = Marked(71, "corrected", at)
    assert story_of(changed, 86, t, exam=True) == [t("marked.changed", day=day, before=86, after=71)]
    assert story_of(changed, 71, t, exam=True) == [t("marked.corrected", day=day)]
    assert story_of(Marked(71, "confirmed", at), 71, t, exam=True) == [t("marked.confirmed", day=day)]
    # The company's own grader may have seen it otherwise: then both figures are told.
    both = story_of(Marked(71, "proposed"), 86, t, exam=True)
    assert both == [t("marked.exam"), t("marked.differs", points=86)]
    assert story_of(Marked(None, "proposed"), 86, t, exam=False) == [t("marked.practice")]
    contested = Marked(71, "contested", at)
    assert story_of(contested, 71, t, exam=True) == [t("marked.contested"), t("marked.stands", day=day)]
    assert "71" in points_words(changed, t)
    assert len({sign_of(Marked(71, status), t)[2] for status in STATUSES}) == len(STATUSES)
    told = {rights_words(mark, Outlook(bond), t) for mark in (changed, contested)}
    assert len(told) == 2
    assert all("training.example.com/me/sessions" in words for words in told)


def test_the_list_of_what_was_played_says_who_stands_behind_the_points(bound: Bound) -> None:
    driver, post = bound.driver, bound.post
    sessions = [bound.played(each) for each in (bound.aino, bound.pekka)]
    for session in sessions:
        session.finish()
    mine, others = (session.played.session_id for session in sessions)
    home = driver.home()
    driver.frame(3)
    row = driver.find(f"past_{mine}")
    assert bound.t("marked.status.corrected") not in row.state(bound.t)
    # It is shown as soon as it has come down, and what others played here stays theirs.
    at = datetime(2026, 3, 4, 12, tzinfo=UTC)
    marks = {each: Marked(71, "corrected", at) for each in (mine, others)}
    post.outlook = replace(post.outlook, marks=marks, fresh=frozenset([(mine, at)]), heard_at=at)
    bound.company.sync_soon()
    driver.frame(4)
    assert driver.find("company").text == bound.t.count("joining.line.marked", 1)
    told = driver.find(f"past_{mine}").state(bound.t)
    assert told[-2:] == [bound.t("debrief.points", points=71), bound.t("marked.status.corrected")]
    driver.click("company")
    driver.key(pygame.K_ESCAPE)
    driver.frame(4)
    assert driver.find("company").text == bound.t("joining.line.good"), "told until it was looked at"
    bound.company.outlook = replace(post.outlook, fresh=frozenset([(mine, at), (mine, at + timedelta(days=1))]))
    assert bound.company.news == {mine}, "the answer to a contest is told again"
    home._be(bound.pekka.id, "Pekka")
    driver.frame(2)
    assert bound.t("marked.status.corrected") not in driver.find(f"past_{others}").state(bound.t)


def test_practice_stays_here_unless_it_is_switched_on(bound: Bound) -> None:
    driver = bound.driver
    driver.home()
    driver.frame(2)
    driver.desk.lay_over(SettingsView(driver.desk))
    driver.view.focus.to(driver.find("membership"))
    driver.key(pygame.K_RETURN)
    choice = driver.find("share")
    assert choice.chosen == "off"  # type: ignore[attr-defined]
    driver.view.focus.to(choice)
    driver.key(pygame.K_RIGHT)
    driver.frame(2)
    assert "sharing True" in bound.post.asked
    driver.key(pygame.K_ESCAPE)
    driver.frame(2)
    assert driver.find("privacy").text == bound.t("joining.notice.all", company="Nordic Rail")


def test_leaving_is_asked_and_keeps_everything(bound: Bound) -> None:
    driver, session = bound.driver, bound.played(bound.aino)
    driver.home()
    driver.frame(2)
    driver.desk.lay_over(MembershipView(driver.desk))
    driver.click("leave")
    driver.key(pygame.K_RETURN)  # the way back has the focus
    assert driver.desk.company is bound.company
    driver.click("leave")
    driver.key(pygame.K_TAB)
    driver.key(pygame.K_RETURN)
    driver.frame(3)
    assert bound.post.asked[-1] == "leave"
    assert driver.desk.company is None
    assert not driver.view.has("company")
    assert [record.id for record in driver.journal.sessions(bound.aino.id)] == [session.played.session_id]


def test_the_company_is_talked_to_at_the_start_after_a_session_and_every_ten_minutes_and_never_in_a_scene() -> None:
    jobs: list[tuple[Job[Outlook], object]] = []

    def begin(work: object) -> Job[Outlook]:
        jobs.append((Job(), work))
        return jobs[-1][0]

    def finish() -> None:
        job, work = jobs[-1]
        job.run(work)  # type: ignore[arg-type]

    bond = Bond("Nordic Rail", "https://training.example.com", "p1", "Aino")
    post = Kept(Outlook(bond))
    company = CompanyDesk(post, bond, begin)
    company.update(20, quiet=False)
    assert len(jobs) == 1  # it looks at once
    company.update(START_MS, quiet=False)
    assert len(jobs) == 1  # one thing at a time, and nobody waits for it
    finish()
    company.update(20, quiet=False)
    assert company.busy
    finish()
    company.update(20, quiet=False)
    assert (post.asked, company.busy) == (["look", "sync"], False)
    company.update(PERIOD_MS, quiet=True)
    assert len(jobs) == 2  # somebody is being talked to
    company.update(20, quiet=False)
    finish()
    company.update(20, quiet=False)
    finish()
    assert post.asked == ["look", "sync", "look", "sync"]
    post.outlook = replace(post.outlook, trouble=Trouble.BLOCKED)
    company.update(PERIOD_MS, quiet=False)
    finish()
    company.update(PERIOD_MS, quiet=False)
    finish()
    company.update(20, quiet=False)
    assert post.asked == ["look", "sync"] * 2 + ["sync"] * 2  # whoever is blocked asks again, and may be let in
    post.outlook = replace(post.outlook, trouble=Trouble.REMOVED)
    company.update(PERIOD_MS, quiet=False)
    company.update(PERIOD_MS, quiet=False)
    finish()
    company.update(2 * PERIOD_MS, quiet=False)
    company.update(2 * PERIOD_MS, quiet=False)
    assert post.asked == ["look", "sync"] * 2 + ["sync"] * 3  # whoever was taken off the list asks no more


def test_a_fault_of_the_program_in_the_background_ends_nothing(bound: Bound) -> None:
    def fail() -> Outlook:
        raise ValueError("a bug")

    bound.post.sync = fail  # type: ignore[method-assign]
    bound.company.sync_soon()
    bound.driver.home()
    bound.driver.frame(4)
    assert bound.company.failure == "ValueError: a bug"
    assert line_of(bound.company, bound.t) == ("clock", bound.t("joining.line.unclear"))


@pytest.mark.parametrize("trouble", list(Trouble)[1:])
def test_every_trouble_has_words(bound: Bound, trouble: Trouble) -> None:
    bound.company.outlook = replace(bound.company.outlook, trouble=trouble)
    assert line_of(bound.company, bound.t)[1]


_BARE_START = """
import os, sys
from simulator.desktop.running import first_view, make_desk
from simulator.desktop.window import Window, open_window
from simulator.record import open_journal
from simulator.settings import data_dir
data_dir().mkdir(parents=True)
screen = open_window()
desk = make_desk(open_journal(data_dir() / "journal.sqlite3"), screen.get_size(), language="en", seed=None, trainee="A")
window = Window(screen, desk)
window.show(first_view(desk, None, "en", None, "practice"))
window.frame(16)
names = ("simulator.exchange", "requests", "cryptography", "simulator.desktop.company_desk", "simulator.desktop.attempts")
print([name for name in names if name in sys.modules], flush=True)
os._exit(0)
"""


@pytest.mark.slow
def test_nothing_of_it_loads_for_whoever_belongs_to_no_company(tmp_path: Path) -> None:
    environment = os.environ | {"SILKGLOVES_HOME": str(tmp_path / "data"), "SDL_VIDEODRIVER": "dummy"}
    done = subprocess.run(
        [sys.executable, "-c", _BARE_START], env=environment, capture_output=True, text=True, check=True, timeout=120
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == "[]"
