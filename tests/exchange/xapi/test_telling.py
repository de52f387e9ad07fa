"""What is told to an LMS: valid, in our profile's words, about points and acts, and never in anybody's words."""

from __future__ import annotations

import json
import re
import uuid
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from simulator.exchange import xapi
from simulator.exchange.xapi.producing import Producer, every_statement
from simulator.exchange.xapi.vocabulary import display, named
from simulator.marking import read_mark
from simulator.record import Receipt, open_journal
from tests.exchange.xapi.stories import CHOSEN, HOME, LANGUAGES, SECRET_WORDS, marked, people, played
from tests.exchange.xapi.validator import faults

EXT = f"{HOME}/xapi/extensions/"


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """A session to which everything has happened, its journal, and what is told about it."""
    with open_journal(tmp_path_factory.mktemp("told") / "journal.sqlite3") as journal:
        trainee, *reviewers = people(journal)
        session = played(journal, trainee)
        marked(journal, session, tuple(reviewers))
        yield journal, session, Producer(journal, CHOSEN).of_session(journal.session(session))


def status(each) -> str:
    return each.body["result"]["extensions"][EXT + "status"]


def test_a_session_is_told_from_its_beginning_to_its_end(told):
    journal, session, statements = told
    verbs = [each.verb for each in statements]
    first = [*["responded"] * 8, *["scored"] * 8, "completed", "terminated"]
    assert verbs[:19] == ["initialized", *first]
    assert {each.body["context"]["registration"] for each in statements} == {session}
    assert len({each.id for each in statements}) == len(statements)
    assert [each.id for each in statements] == [each.body["id"] for each in statements]
    assert all(uuid.UUID(each.id).version == 5 for each in statements)
    assert statements[9].body["object"]["id"] == f"{HOME}/xapi/steps/seven_steps/hear_out"
    assert statements[1].body["result"]["extensions"][EXT + "acts"] == ["courtesy", "fact_question"]


def test_what_people_did_to_the_grade_is_told_as_new_statements_that_refer_to_the_old(told):
    journal, session, statements = told
    by_id = {each.id: each for each in statements}
    whole = [each for each in statements if each.verb == "scored" and "/scenes/" in each.body["object"]["id"]]
    assert [status(each) for each in whole] == [
        "proposed",
        "proposed",
        "confirmed",
        "confirmed",
        "corrected",
        "corrected",
    ]
    for old, new in pairwise(whole):
        assert new.body["context"]["statement"] == {"objectType": "StatementRef", "id": old.id}
    mark = read_mark(journal, session)
    assert whole[-1].body["result"]["score"] == {
        "scaled": mark.overall / 100,
        "raw": mark.overall,
        "min": 0,
        "max": 100,
    }
    assert mark.superseded, "the last proposal is not the mark of record, and nothing is told of it"
    said = [each for each in statements if each.verb in ("contested", "upheld", "withdrew")]
    refers = [(each.verb, by_id[each.body["object"]["id"]].verb) for each in said]
    assert refers == [
        ("contested", "scored"), ("withdrew", "contested"), ("contested", "scored"), ("upheld", "contested"),
        ("contested", "scored"),
    ]  # fmt: skip
    assert [(each.verb, status(each)) for each in statements if each.verb in ("passed", "failed")] == [
        ("failed", "confirmed"), ("passed", "corrected"),
    ]  # fmt: skip
    assert next(each for each in whole if EXT + "heard" in each.body["result"]["extensions"]).body["result"][
        "extensions"
    ][EXT + "heard"] == [{"turn": 1, "act": "restate", "heard": True}]


def test_a_verdict_waits_for_a_person_unless_the_company_wants_it_at_once(told):
    journal, session, statements = told
    at_once = xapi.Chosen(on=True, home=HOME, modes=CHOSEN.modes, proposals=True)
    verdicts = [
        (each.verb, status(each))
        for each in Producer(journal, at_once).of_session(journal.session(session))
        if each.verb in ("passed", "failed")
    ]
    assert verdicts == [("failed", "proposed"), ("failed", "confirmed"), ("passed", "corrected")]


def test_of_a_grade_that_only_the_desktop_gives_nothing_is_told(told, monkeypatch):
    """The company's grader saw it otherwise when the session came: its proposal, and its ending, are what is told."""
    journal, session, statements = told
    entries = journal.entries(session)
    graded = next(each.sequence for each in entries if each.kind == "graded")
    own = next(each for each in entries if each.kind == "mark.proposed")
    finished = entries[own.sequence - 1]
    ending = replace(finished, sequence=own.sequence, payload=b'{"ending": "another", "overall": 1}')
    came = Receipt(session, own.sequence, b"", own.recorded_at - timedelta(seconds=5), "key", b"")
    monkeypatch.setattr(journal.devices, "receipts", lambda session_id: (came,))
    monkeypatch.setattr(journal, "entries", lambda session_id: (*entries, replace(ending, sequence=len(entries))))
    now = Producer(journal, CHOSEN).of_session(journal.session(session))
    scored = [each for each in now if each.verb == "scored"]
    assert len(scored) < len([each for each in statements if each.verb == "scored"])
    whole = next(each for each in scored if "/scenes/" in each.body["object"]["id"])
    assert whole.body["result"]["score"]["raw"] == read_mark_of(own)
    assert "statement" not in whole.body["context"], "it takes no other's place"
    assert len([each for each in scored[: scored.index(whole)] if "/steps/" in each.body["object"]["id"]]) == 7
    assert graded < own.sequence
    (completed,) = [each for each in now if each.verb == "completed"]
    assert completed.body["result"]["extensions"][EXT + "ending"] == "another"
    assert (
        completed.body["timestamp"]
        == statements[[each.verb for each in statements].index("completed")].body["timestamp"]
    )
    late = replace(came, received_at=own.recorded_at - timedelta(days=1))
    monkeypatch.setattr(journal.devices, "receipts", lambda session_id: (late,))
    monkeypatch.setattr(journal, "entries", lambda session_id: entries)
    later = Producer(journal, CHOSEN).of_session(journal.session(session))
    assert [each.id for each in later] == [each.id for each in statements], "graded anew long after it came"


def read_mark_of(proposed) -> int:
    return json.loads(proposed.payload)["what"]["grade"]["overall"]


def test_nobodys_words_name_or_id_goes_out(told):
    journal, session, statements = told
    out = "\n".join(each.to_json() for each in statements)
    said = [json.loads(e.payload)["input"].get("text") for e in journal.entries(session) if e.kind == "step"]
    for words in (*filter(None, said), *SECRET_WORDS):
        assert json.dumps(words)[1:-1] not in out
    for person in journal.people():
        assert person.id not in out
    assert "mailto" not in out
    assert "mbox" not in out
    names = {each.body["actor"]["account"]["name"] for each in statements}
    assert names == {xapi.pseudonym(xapi.key_of(journal), journal.session(session).person_id)}


def test_telling_again_gives_the_same_bytes_and_another_key_another_person(told):
    journal, session, statements = told
    again = Producer(journal, CHOSEN).of_session(journal.session(session))
    assert [each.to_json() for each in again] == [each.to_json() for each in statements]
    assert [each.to_json() for each in every_statement(journal, CHOSEN)] == [each.to_json() for each in statements]
    assert xapi.pseudonym(b"another", "somebody") != xapi.pseudonym(b"one", "somebody")
    assert list(every_statement(journal, xapi.Chosen(on=True, home=HOME))) == [], "practice only where it was chosen"


def test_every_name_we_use_stands_in_the_profile(told):
    _, _, statements = told
    place = xapi.Place(HOME)
    profile = place.document()
    assert profile["id"] == place.profile
    assert "{home}" not in json.dumps(profile)
    concepts = {each["id"] for each in profile["concepts"]}
    assert all(
        each["inScheme"] == profile["versions"][-1]["id"] for each in (*profile["concepts"], *profile["templates"])
    )
    named_here = {place.verb(verb) for verb in xapi.OWN_VERBS}
    used = set(
        re.findall(
            rf'"({re.escape(HOME)}/xapi/(?:verbs|extensions|activity-types)/[^"]+)"',
            json.dumps([e.body for e in statements]),
        )
    )
    assert used | named_here <= concepts
    assert concepts - used == {place.verb("tested"), place.extension("attempt"), place.type_of("assignment")}
    templates = {(each["verb"], each.get("objectActivityType")) for each in profile["templates"]}
    for each in statements:
        thing = each.body["object"]
        assert (each.body["verb"]["id"], thing.get("definition", {}).get("type")) in templates, each.verb
    for verb in (*xapi.ADL_VERBS, *xapi.OWN_VERBS):
        assert set(display(verb)) == set(LANGUAGES)
    assert {language for kind in ("turn", "step") for language in named(kind)} == set(LANGUAGES)


@pytest.mark.slow
def test_an_independent_validator_finds_nothing_in_any_language(tmp_path):
    """Every kind of event of a mark, of a person who was erased, and the administrator's test."""
    with open_journal(tmp_path / "journal.sqlite3") as journal:
        trainee, *reviewers = people(journal)
        for language in LANGUAGES:
            marked(journal, played(journal, trainee, language), tuple(reviewers))
        statements = list(every_statement(journal, CHOSEN))
    place, at = xapi.Place(HOME), statements[0]
    at = journal.clock()
    more = [xapi.tell_voided(place, statements[0].id, at), xapi.tell_tested(place, at)]
    assert {each.verb for each in (*statements, *more)} == {*xapi.ADL_VERBS, *xapi.OWN_VERBS}
    lines = [each.to_json() for each in (*statements, *more)]
    assert faults(lines) == []
    spoilt = json.loads(lines[0])
    spoilt["actor"]["mbox"] = "nobody"
    assert faults([json.dumps(spoilt)]), "the validator finds what is wrong"
