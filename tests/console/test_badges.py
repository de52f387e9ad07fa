"""Badges (Open Badges 3): given for marks that a person stands behind, checked by anybody, withdrawn with the mark."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from simulator.cli import cli
from simulator.console import own_figures
from simulator.console.badges import ISSUER, ON
from simulator.exchange import badges as credentials
from simulator.exchange import new_key
from simulator.marking import read_mark
from simulator.record import Mode, SigningKey, open_journal
from simulator.scenario import load_path
from simulator.settings import JOURNAL_NAME, data_dir

from .sessions import confirm_it, correct_it
from .world import World, play

PATH = "all_channels"
ADDRESS = "aino.makela@example.org"


@pytest.fixture(autouse=True)
def shorter_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """The path without the scene in which what the world's people say is worth too little, whoever marks it."""
    path = load_path(PATH)
    kept = path.model_copy(update={"scenes": tuple(each for each in path.scenes if each.scene != "beyond_authority")})
    monkeypatch.setattr(
        "simulator.console.own_figures.load_path", lambda each: kept if each == PATH else load_path(each)
    )


def pass_the_path(company: World, *, confirmed: bool = True) -> list[str]:
    """Aino takes every exam of the path, and a person gives her the points; gives the sessions."""
    journal, aino, tove = company.journal, company.people["aino"], company.people["tove"]
    played = []
    for stage in own_figures.load_path(PATH).scenes:
        session = play(journal, aino, stage.scene, "en", Mode.EXAM)
        points = dict.fromkeys(read_mark(journal, session).grade["steps"], 100)
        if confirmed:
            correct_it(journal, session, tove, points=points)
        played.append(session)
    return played


def switch_on(company: World) -> None:
    company.journal.office.set(ON, value=True, by=company.people["ada"])
    company.journal.office.set(ISSUER, "Lamps & Sons", company.people["ada"])
    company.journal.speak(company.people["aino"], "en")


def take(company: World, **more: str):
    return company.client("aino").post("/me/badge", data={"path": PATH, **more})


def look(company: World, badge: bytes) -> str:
    return company.client().post("/badges", files={"badge": ("badge.jwt", badge)}).text


def told(badge: bytes) -> dict:
    body = badge.split(b".")[1]
    return json.loads(base64.urlsafe_b64decode(body + b"=" * (-len(body) % 4)))


@pytest.mark.slow
def test_a_badge_is_given_for_what_a_person_stands_behind_and_withdrawn_when_they_correct_it(company: World) -> None:
    played = pass_the_path(company)
    assert "jwt" not in take(company).headers["content-type"], "off until an administrator says so"
    switch_on(company)
    assert f"/me/badge?path={PATH}" in company.client("aino").get("/me/progress").text
    answer = take(company, identifier=f" {ADDRESS.title()} ")
    assert answer.headers["content-type"] == credentials.MEDIA_TYPE
    made = told(answer.content)
    [one] = company.journal.badges.badges()
    assert made["id"] == made["jti"] == f"urn:uuid:{one.id}"
    assert made["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    # The list of withdrawn ones is a word of the last of these; without it a processor of JSON-LD that is strict refuses.
    assert [each.rpartition("/")[2] for each in made["@context"]] == ["v2", "context-3.0.3.json", "extensions.json"]
    assert made["issuer"]["name"] == "Lamps & Sons"
    [hashed] = made["credentialSubject"]["identifier"]
    assert hashed["identityHash"] == credentials.identity_hash(ADDRESS, hashed["salt"])
    shown = answer.text.lower() + json.dumps(made).lower()
    for word in ("aino", "mäkelä", "example.org", company.people["aino"], *played):
        assert word not in shown, "it names nobody and no session"
    assert "given out here, is unchanged and is valid" in look(company, answer.content)
    assert company.client().get("/badges/withdrawn.json").json()["revokedCredential"] == []

    points = dict.fromkeys(read_mark(company.journal, played[0]).grade["steps"], 10)
    correct_it(company.journal, played[0], company.people["tove"], points=points)
    assert "withdrawn since" in look(company, answer.content)
    assert "withdrawn" in company.client("aino").get("/me/badge").text
    assert "jwt" not in take(company).headers["content-type"]
    company.journal.erase_person(company.people["aino"])
    assert company.journal.badges.badges() == ()
    assert "nothing about it is kept any more" in look(company, answer.content)


def test_programs_are_told_which_badges_are_withdrawn_and_by_which_keys_they_are_signed(company: World) -> None:
    switch_on(company)
    session = company.sessions["boris", "beyond_authority"]
    add = company.journal.badges.add
    fallen = [add(company.people["boris"], PATH, {session: least}).id for least in (100, 0)]
    confirm_it(company.journal, company.sessions["eleni", "beyond_authority"], company.people["tove"])
    add(company.people["eleni"], PATH, {company.sessions["eleni", "beyond_authority"]: 0})
    stranger = company.client()
    withdrawn = stranger.get("/badges/withdrawn.json").json()["revokedCredential"]
    # Too few points; enough, but the program's proposal only.
    assert [(each["id"], each["revoked"]) for each in withdrawn] == [(f"urn:uuid:{each}", True) for each in fallen]
    key = company.journal.devices.signing_key(new_key)
    [public] = stranger.get("/badges/keys.json").json()["keys"]
    assert base64.urlsafe_b64decode(public["x"] + "=") == key.public_key
    assert "d" not in public


@pytest.mark.slow
def test_no_badge_for_the_programs_own_proposal(company: World) -> None:
    played = pass_the_path(company, confirmed=False)
    switch_on(company)
    for session in played:
        assert "jwt" not in take(company).headers["content-type"]
        confirm_it(company.journal, session, company.people["tove"])
    assert all(each.content != b"" for each in [take(company)])
    assert company.journal.badges.badges() == (), "confirmed, but short of the minimum"


ACHIEVED = credentials.Achieved(PATH, "All channels", "Four exams", "Confirmed by a person", "en")


def signed(key: SigningKey) -> str:
    from datetime import UTC, datetime

    at = datetime(2026, 5, 4, 12, tzinfo=UTC)
    made = credentials.credential("0192-1", ACHIEVED, issuer="Lamps", address="https://t.example", at=at)
    return credentials.sign(made, key)


def a_key(key_id: str = "k") -> SigningKey:
    from datetime import UTC, datetime

    return SigningKey(key_id, *new_key(), datetime.now(UTC))


def test_a_changed_badge_is_none_and_one_of_others_is_not_ours(company: World) -> None:
    ours, theirs = a_key(), a_key("other")
    text = signed(ours)
    assert credentials.check(f"{text}\n", [theirs, ours]).key == "k"
    assert credentials.check(text, [theirs]).key == ""
    assert credentials.check(text, [theirs]).id == "", "a stranger's id leads to nothing of ours"
    head, body, signature = text.split(".")
    for broken in (
        "", "a.b.c", "...", f"{head}.{body}", f"{head}.{body}x.{signature}", f"{head}.{body}.{signature[:-4]}AAAA",
        f"{head}.{signed(theirs).split('.')[1]}.{signature}", text + "x" * credentials.MOST_BYTES, "é.é.é", f"{head}..",
        coded({"alg": "none"}) + f".{body}.", coded({"alg": "HS256", "jwk": {}}) + f".{body}.{signature}",
        coded([]) + f".{body}.{signature}",
    ):  # fmt: skip
        with pytest.raises(credentials.BadgeError):
            credentials.check(broken, [ours])
        assert "no badge of ours" in look(company, broken.encode())


def coded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def test_a_badge_is_checked_from_the_command_line_without_a_network(tmp_path: Path) -> None:
    with open_journal(data_dir() / JOURNAL_NAME) as journal:
        key = journal.devices.signing_key(new_key)
    file = tmp_path / "badge.jwt"
    file.write_text(signed(key))
    done = CliRunner().invoke(cli, ["verify-badge", str(file)])
    assert done.exit_code == 0
    assert "All channels" in done.output
    stranger = a_key()
    file.write_text(signed(stranger))
    done = CliRunner().invoke(cli, ["verify-badge", str(file)], standalone_mode=False)
    assert (done.return_value or done.exit_code) == 1
    assert stranger.public_key.hex() in done.output
    done = CliRunner().invoke(cli, ["verify-badge", str(file), "--key", stranger.public_key.hex().upper()])
    assert done.exit_code == 0
    file.write_text("no badge")
    assert CliRunner().invoke(cli, ["verify-badge", str(file)]).exit_code == 1
