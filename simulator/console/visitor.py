"""Who is asking: a browser's token leads to a sign-in, the sign-in to an account, the account to a person."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from simulator.console.chosen import idle_minutes
from simulator.console.tokens import looks_like_token, token_hash
from simulator.record import Role, UnknownRecordError
from simulator.texts import FALLBACK_LANGUAGE, languages

if TYPE_CHECKING:
    from simulator.console.options import ServeOptions
    from simulator.record import Journal

COOKIE = "__Host-silkgloves"
"""The cookie of a sign-in. Its prefix makes browsers insist on Secure, Path=/ and no Domain."""
LANGUAGE_COOKIE = "__Host-language"
REVIEWING = frozenset({Role.TRAINER, Role.HR, Role.ADMINISTRATOR})
"""Roles that see other people's records; they need a second factor."""
_SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is asking.

    Args:
        language: in which they read.
        account_id: their account; empty for somebody unknown.
        person_id: the person it belongs to.
        name: their name.
        login: what they sign in with.
        roles: what they are; nothing until the sign-in is complete.
        token_hash: the sign-in.
        complete: whether the second factor, where there is one, was given.
        second_factor: whether they have one.
        needs_factor: whether they must have one.
        notice_seen: whether they have read what is recorded.
    """

    language: str = FALLBACK_LANGUAGE
    account_id: str = ""
    person_id: str = ""
    name: str = ""
    login: str = ""
    roles: frozenset[Role] = field(default_factory=frozenset)
    token_hash: str = ""
    complete: bool = False
    second_factor: bool = False
    needs_factor: bool = False
    notice_seen: bool = False

    @property
    def known(self) -> bool:
        """Whether they are signed in, with all that it takes."""
        return self.complete and bool(self.account_id)

    @property
    def first_to_do(self) -> str:
        """The page they must see before any other; empty when there is none."""
        if not self.known:
            return ""
        if self.needs_factor and not self.second_factor:
            return "/second-factor/set-up"
        return "" if self.notice_seen else "/notice"


def find_visitor(journal: Journal, options: ServeOptions, token: str, language: str, now: datetime) -> Visitor:
    """Who a token belongs to; somebody unknown where it is no good any more.

    Args:
        journal: the records.
        options: how long a sign-in lasts.
        token: the cookie's value; may be anything.
        language: in which somebody unknown reads.
        now: the present.
    """
    unknown = Visitor(language)
    found = journal.logins.sign_in(token_hash(token)) if looks_like_token(token) else None
    if found is None:
        return unknown
    if now >= found.expires_at or now - found.seen_at > timedelta(minutes=idle_minutes(journal, options)):
        journal.logins.close_sign_in(found.token_hash)
        return unknown
    try:
        account = journal.logins.account(found.account_id)
        person = journal.person(account.person_id)
    except UnknownRecordError:
        return unknown
    if account.blocked_at is not None or person.erased_at is not None:
        return unknown
    if now - found.seen_at > _SEEN_EVERY:
        journal.logins.touch_sign_in(found.token_hash)
    return Visitor(
        language=person.language if person.language in languages() else language,
        account_id=account.id,
        person_id=person.id,
        name=person.display_name or "",
        login=account.login,
        roles=account.roles if found.complete else frozenset(),
        token_hash=found.token_hash,
        complete=found.complete,
        second_factor=account.totp_secret is not None,
        needs_factor=options.factor_for_all or bool(account.roles & REVIEWING),
        notice_seen=account.notice_seen_at is not None,
    )


def language_asked(cookie: str, accepted: str) -> str:
    """The language for somebody unknown: chosen before, else the first their browser names that is spoken here.

    Args:
        cookie: what was chosen.
        accepted: the header Accept-Language.
    """
    wanted = [cookie, *(part.split(";")[0].strip().lower() for part in accepted[:500].split(","))]
    spoken = languages()
    return next((code for each in wanted if (code := each.split("-")[0]) in spoken), FALLBACK_LANGUAGE)
