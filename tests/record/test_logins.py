from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from simulator.record import JournalError, Role, TakenError, UnknownRecordError, open_journal
from tests.record.journals import NOON, Ticking, open_fixed
from tests.record.stories import LATER, token_hash


@pytest.fixture
def journal(database_url):
    with open_fixed(database_url, clock=Ticking()) as opened:
        yield opened


@pytest.fixture
def aino(journal):
    person = journal.add_person("Aino")
    return journal.logins.add(person.id, "Aino@Example.test", "argon", [Role.TRAINEE], "")


def test_an_account_comes_back_as_it_went_in(journal, aino):
    logins = journal.logins
    assert logins.account(aino.id) == aino
    assert logins.by_person(aino.person_id) == aino
    assert (aino.login, aino.roles, aino.password_hash) == ("aino@example.test", {Role.TRAINEE}, "argon")
    logins.set_totp(aino.id, "SECRET")
    logins.set_password(aino.id, "other")
    logins.link_subject(aino.id, "https://issuer.test", "a-1")
    logins.see_notice(aino.id)
    logins.set_roles(aino.id, [Role.HR, Role.TRAINER], aino.person_id)
    changed = logins.by_subject("https://issuer.test", "a-1")
    assert (changed.totp_secret, changed.password_hash, changed.roles) == ("SECRET", "other", {Role.HR, Role.TRAINER})
    assert changed.notice_seen_at is not None
    assert logins.accounts() == (changed,)


@pytest.mark.parametrize("login", ["AINO@EXAMPLE.TEST", "  aino@example.test ", "aino@example．test"])
def test_a_login_is_found_whatever_its_case_and_width(journal, aino, login):
    assert journal.logins.by_login(login) == aino


@pytest.mark.parametrize("login", ["", " ", "a\0b", "\ud800", "a" * 321, "a\u202eb", "a\nb"])
def test_what_cannot_be_a_login_is_refused_and_found_by_nobody(journal, aino, login):
    assert journal.logins.by_login(login) is None
    person = journal.add_person("B")
    with pytest.raises(JournalError, match="cannot be a login"):
        journal.logins.add(person.id, login, None)


def test_logins_people_and_subjects_are_taken_once(journal, aino):
    bertil = journal.add_person("Bertil")
    with pytest.raises(TakenError):
        journal.logins.add(bertil.id, "aino@EXAMPLE.test", None)
    with pytest.raises(TakenError):
        journal.logins.add(aino.person_id, "second", None)
    other = journal.logins.add(bertil.id, "bertil", None, issuer="https://i.test", subject="s")
    with pytest.raises(TakenError):
        journal.logins.link_subject(aino.id, "https://i.test", "s")
    with pytest.raises(TakenError):
        journal.logins.set_login(other.id, "Aino@example.test")
    with pytest.raises(UnknownRecordError):
        journal.logins.add("01957f00-0000-7000-8000-00000000dead", "nobody", None)
    assert len(journal.logins.accounts()) == 2


def test_unknown_accounts_are_named(journal):
    for call in (
        lambda: journal.logins.account("nobody"),
        lambda: journal.logins.set_password("nobody", "x"),
        lambda: journal.logins.set_roles("nobody", [], ""),
        lambda: journal.logins.block("nobody"),
    ):
        with pytest.raises(UnknownRecordError):
            call()


def test_the_last_administrator_stays(journal, aino):
    journal.logins.set_roles(aino.id, [Role.ADMINISTRATOR], "")
    with pytest.raises(JournalError, match="no administrator left"):
        journal.logins.set_roles(aino.id, [Role.TRAINEE], "")
    with pytest.raises(JournalError, match="no administrator left"):
        journal.logins.block(aino.id)
    assert journal.logins.account(aino.id).roles == {Role.ADMINISTRATOR}
    second = journal.logins.add(journal.add_person("B").id, "b", None, [Role.ADMINISTRATOR], "")
    journal.logins.block(aino.id)
    with pytest.raises(JournalError, match="no administrator left"):
        journal.logins.set_roles(second.id, [], "")


def test_a_blocked_account_has_nothing_open(journal, aino):
    logins = journal.logins
    logins.open_sign_in(aino.id, token_hash("s"), LATER, complete=True)
    logins.add_token(token_hash("t"), name="t", account_id=aino.id, scopes=["read"])
    logins.block(aino.id)
    assert logins.sign_in(token_hash("s")) is None
    assert logins.token(token_hash("t")) is None
    logins.unblock(aino.id)
    assert logins.sign_in(token_hash("s")) is None
    assert logins.token(token_hash("t")).name == "t"


def test_a_sign_in_holds_until_its_end_or_until_it_is_closed(journal, aino):
    logins = journal.logins
    opened = [logins.open_sign_in(aino.id, token_hash(word), LATER, complete=True) for word in "abc"]
    assert logins.sign_in(token_hash("a")) == opened[0]
    assert logins.sign_in("") is None
    logins.touch_sign_in(token_hash("a"))
    assert logins.sign_in(token_hash("a")).seen_at > opened[0].seen_at
    logins.close_sign_in(token_hash("b"))
    assert logins.sign_in(token_hash("b")) is None
    assert logins.close_sign_ins(aino.id, keep=token_hash("a")) == 1
    assert [each.token_hash for each in logins.sign_ins(aino.id)] == [token_hash("a")]
    journal.clock.now = LATER
    assert logins.sign_in(token_hash("a")) is None
    with pytest.raises(ValueError, match="SHA-256"):
        logins.open_sign_in(aino.id, "the token itself", LATER, complete=True)


def at_once(call, count=8):
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(lambda _: call(), range(count)))


def test_of_many_who_use_a_link_or_a_code_at_once_one_succeeds(database_url, journal, aino):
    journal.logins.invite(token_hash("link"), by=aino.person_id, expires_at=LATER, display_name="C")
    with open_journal(database_url, clock=Ticking(NOON + timedelta(days=1))) as other:
        taken = at_once(lambda: journal.logins.take_totp_step(aino.id, 9) + other.logins.take_totp_step(aino.id, 9))
        used = at_once(
            lambda: journal.logins.use_invitation(token_hash("link")) + other.logins.use_invitation(token_hash("link"))
        )
    assert sum(taken) == sum(used) == 1
    assert not journal.logins.take_totp_step(aino.id, 8)
    assert journal.logins.take_totp_step(aino.id, 10)


def test_attempts_are_counted_in_their_window(database_url, journal):
    hit, hits = journal.logins.hit, journal.logins.hits
    assert [hit("a\ud800\0", 60) for _ in range(3)] == [1, 2, 3]
    assert (hits("a\ud800\0"), hits("b")) == (3, 0)
    journal.clock.now += timedelta(seconds=61)
    assert hits("a\ud800\0") == 0
    assert hit("a\ud800\0", 60) == 1
    journal.logins.forget_hits("a\ud800\0")
    assert hits("a\ud800\0") == 0
    with open_journal(database_url) as other:
        counted = at_once(lambda: (other.logins.hit("c", 600), journal.logins.hit("c", 10**7))[0])
    assert len(set(counted)) == 8  # no two attempts were counted as one
    assert "attacker" not in str(counted)


def test_an_invitation_holds_once_and_for_its_time(journal, aino):
    logins = journal.logins
    team = journal.teams.add("T").id
    made = logins.invite(
        token_hash("x"), by=aino.person_id, expires_at=LATER, display_name="Ce\0c \ud800", roles=[Role.HR, Role.TRAINEE],
        team_id=team, part="member",
    )  # fmt: skip
    assert logins.invitation(token_hash("x")) == made
    assert logins.invitations() == (made,)
    assert (made.display_name, made.roles) == ("Ce\0c \ud800", {Role.HR, Role.TRAINEE})
    assert logins.use_invitation(token_hash("x"), aino.person_id)
    used = logins.invitation(token_hash("x"))
    assert (used.display_name, used.person_id, logins.invitations()) == (None, aino.person_id, ())
    logins.withdraw_invitation(made.id)  # used: it stays as it is
    assert logins.invitation(token_hash("x")) == used
    second = logins.invite(token_hash("y"), by="", expires_at=LATER, purpose="first")
    logins.withdraw_invitation(second.id)
    assert logins.invitation(token_hash("y")) is None
    logins.invite(token_hash("z"), by="", expires_at=LATER, purpose="reset")
    journal.clock.now = LATER
    assert not logins.use_invitation(token_hash("z"))
    with pytest.raises(ValueError, match="gossip"):
        logins.invite(token_hash("w"), by="", expires_at=LATER, purpose="gossip")


def test_a_token_reads_until_it_is_revoked_or_over(journal, aino):
    logins = journal.logins
    made = logins.add_token(
        token_hash("t"), name="n\0", account_id=aino.id, scopes=["b.read", "a.read"], expires_at=LATER
    )
    assert (made.name, made.scopes) == ("n\0", {"a.read", "b.read"})
    assert logins.token(token_hash("t")) == made
    logins.touch_token(made.id)
    assert logins.token(token_hash("t")).used_at is not None
    logins.revoke_token(made.id)
    assert logins.token(token_hash("t")) is None
    assert [token.revoked_at is None for token in logins.tokens(aino.id)] == [False]
    logins.add_token(token_hash("u"), name="u", account_id=aino.id, scopes=[], expires_at=LATER)
    journal.clock.now = LATER
    assert logins.token(token_hash("u")) is None
