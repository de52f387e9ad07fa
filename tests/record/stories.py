"""A journal in which something lies in every table, for tests about all of them at once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import insert

from simulator.record import GRADED_KIND, Journal, Role, company_tables, figures_tables
from tests.record.journals import NOON, SCENE, SCENE_HASH, begin, header, play

LATER = NOON + timedelta(days=30)


def token_hash(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()


@dataclass(frozen=True)
class Story:
    """Ids of what was told."""

    aino: str
    bertil: str
    aino_account: str
    bertil_account: str
    session: str
    team: str
    request: str
    draft: str
    publication: str
    round: str
    run: str


def tell(journal: Journal, name: str = "Aino Zanzibar") -> Story:
    """Aino, a trainee, and Bertil, who is everything else: each table gets a row of each."""
    aino, session_id = begin(journal, name)
    play(journal, session_id, f"{name} says".encode())
    journal.append(session_id, 2, GRADED_KIND, b"{}")
    journal.append(session_id, 3, "mark.confirmed", b"{}")
    journal.finish(session_id, 4, ending="won_back", overall=83)
    bertil = journal.add_person("Bertil", language="sv").id
    journal.begin(bertil, header(), b"Bertil says")
    logins, office, scenes = journal.logins, journal.office, journal.publications
    a = logins.add(aino, f"{name}@Example.test".replace(" ", "."), "argon-a", [Role.TRAINEE], bertil)
    b = logins.add(bertil, "bertil", "argon-b", [Role.ADMINISTRATOR, Role.HR, Role.TRAINER], "")
    logins.set_totp(a.id, "SECRETOFAINO")
    logins.take_totp_step(a.id, 7)
    logins.link_subject(a.id, "https://issuer.example", "aino-there")
    logins.set_recovery_codes(a.id, [token_hash("code a")])
    logins.see_notice(a.id)
    for one, account in (("a", a), ("b", b)):
        logins.open_sign_in(account.id, token_hash(f"sign-in {one}"), LATER, complete=True)
        logins.add_token(token_hash(f"token {one}"), name=f"of {one}", account_id=account.id, scopes=["read.sessions"])
    logins.invite(token_hash("link a"), by=bertil, expires_at=LATER, person_id=aino, purpose="reset")
    logins.invite(token_hash("link c"), by=bertil, expires_at=LATER, display_name="Cecilia", roles=[Role.TRAINEE])
    logins.hit(f"login {a.login}", 900)
    team = journal.teams.add("Site \0 one", "site").id
    journal.teams.put(team, aino)
    journal.teams.put(team, bertil, "trainer")
    asked = office.ask(aino, f"{name} wants to be forgotten").id
    office.set("team.minimum", 5, bertil)
    run = office.begin_regrading(bertil, 1, {"grader": 2}).id
    office.finish_regrading(run, {"moved": [session_id]})
    draft = scenes.add_draft("some_scene", bertil, {"scenario.yaml": "half \ud800 and \0"}).id
    publication = scenes.publish("some_scene", SCENE_HASH, by=bertil, team_id=team, draft_id=draft, note="new \0").id
    rated = journal.rounds.add("May", "seven_steps", sessions=[session_id], raters=[aino, bertil], by=bertil).id
    audit = journal.audit.append
    audit(bertil, "transcript.opened", "session", session_id, reason=f"{name} asked me to")
    audit(bertil, "team.changed", "team", team, {"put": [aino], "note": "private words"})
    audit("", "sign_in.failed", "sign_in", "", {"login": a.login.upper()})
    audit(bertil, "setting.changed", "setting", "team.minimum", {"to": 5}, "because")
    audit(aino, "publication.opened", "publication", publication, {"mine": "words of the actor"})
    journal.put_scenario(SCENE_HASH, SCENE)
    tell_of_company(journal, name, (aino, bertil), session_id, team)
    return Story(aino, bertil, a.id, b.id, session_id, team, asked, draft, publication, rated, run)


def tell_of_company(journal: Journal, name: str, people: tuple[str, str], session_id: str, team: str) -> None:
    """Desktops, receipts, assignments and statements of both."""
    head = journal.entries(session_id)[4].chain
    journal.following.begin("somebody")
    tell_of_figures(journal, people, session_id)
    with journal.store.write() as connection:

        def add(table: str, **row: object) -> None:
            connection.execute(insert(getattr(company_tables, table)).values(**row))

        add("signing_key", id="key", public_key=b"public", private_key=b"private", made_at=NOON)
        add(
            "receipt", session_id=session_id, entry_count=5, head_chain=head, received_at=NOON, key_id="key",
            signature=b"signed", device_id=None, clock_offset_s=0,
        )  # fmt: skip
        for number, person in enumerate(people):
            words = f"{name} of {person}" if number == 0 else "Bertil says"
            add(
                "device", id=f"device {number}", person_id=person, name=words, token_hash=token_hash(words),
                product="1.0", joined_at=NOON,
            )  # fmt: skip
            add(
                "join_code", id=f"code {number}", code_hash=token_hash(f"code {number}"), person_id=person,
                created_by=people[1], created_at=NOON, expires_at=LATER,
            )  # fmt: skip
            add(
                "refusal", id=f"refusal {number}", session_id=f"gone {number}", person_id=person, device_id="", times=1,
                reason="broken", detail="entry 3", first_at=NOON, last_at=NOON,
            )  # fmt: skip
            add(
                "assignment", id=f"assignment {number}", kind="scene", mode="exam", name="May", note=words,
                content="{}", person_id=person, seed=7, created_by=people[1], created_at=NOON,
            )  # fmt: skip
            add(
                "statement", id=f"statement {number}", number=number, session_id=f"about {number}", person_id=person,
                verb="scored", made_at=NOON, body=words, state="sent", tries=1, answer=words,
            )  # fmt: skip
            add(
                "launch", id=f"launch {number}", person_id=person, fetch_hash=f"{number}", registration="r", activity="a",
                made_at=NOON, state="open", details=words, statements=f'["{words}"]', sent=0, tries=0,
            )  # fmt: skip
            add("badge", id=f"badge {number}", person_id=person, path="floor", content="{}", made_at=NOON)
        add(
            "drawing", assignment_id="assignment 0", person_id=people[0], number=1, scenario_slug="some_scene",
            scenario_hash=SCENE_HASH, seed=7, drawn_at=NOON,
        )  # fmt: skip
        for session, words in ((session_id, f"{name} was regraded"), ("somebody else's", "Bertil says")):
            add("regraded", run_id="run", session_id=session, stamp="one", told=words, made_at=NOON)
        add("assigned_session", session_id=session_id, assignment_id="assignment 0", person_id=people[0], number=1)


def tell_of_figures(journal: Journal, people: tuple[str, str], session_id: str) -> None:
    """Figures that were worked out of both, as if they had been."""
    rows: list[tuple[str, dict[str, object]]] = [
        ("usual", {"slug": "some_scene", "points": 83, "sessions": 2, "far": 0}),
        ("complaint_tally", {"complaint": "double_charge", "outcome": "well", "stars": 5, "sessions": 2}),
        ("shift_tally", {"world": "{}", "complaint": "", "shifts": 1, "total": 1, "squares": 1}),
        ("figuring", {"id": 1, "generation": 3, "basis": "", "counted_at": NOON, "holder": "", "held_until": NOON}),
    ]
    for number, person_id in enumerate(people):
        session = session_id if number == 0 else "somebody else's"
        flags = dict.fromkeys(("fork", "unseen", "confirmed", "by_person", "settled", "own_far"), 0)
        about = {"slug": "some_scene", "mode": "exam", "started_at": NOON, "entry_count": 5, "reasons": "[]"}
        rows.append(("result", {"session_id": session, "person_id": person_id, **flags, **about}))
        counts = dict.fromkeys(("played", "exams", "sessions", "confirmed", "graded", "settled"), 1)
        name = {"sort_key": b"name", "folded": "name", "status": "ready", "told": "{}"}
        rows.append(("standing", {"person_id": person_id, **counts, **name}))
        points = dict.fromkeys(("n", "first", "latest", "best", "squares"), 1)
        where = {"step": "own", "latest_session": session, "best_session": session}
        rows.append(("figure", {"person_id": person_id, **points, **where}))
    with journal.store.write() as connection:
        for table, row in rows:
            connection.execute(insert(getattr(figures_tables, table)).values(**row))
