"""Sessions as labelled responses: in the very format the evaluation reads, without anybody's name."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from scoring import ACTS, Case, Span, Turn, TurnAction, masked
from scoring.__main__ import main
from scoring.labelled import read_gold
from scoring.panel import read_rated
from simulator.marking import ActChange, Rating, confirm, correct, gold_rows, lines_of, mark_of, rated_row

from .test_marking import AINO, ANNA, FOUND, NOW, TALK, WHY, begun, corrected

WORDS = Span(0, TALK.turns[3].text.index("."))
CASE = Case.from_json({"facts": [{"id": "twice", "text": "charged twice", "key": True}], "authority": ["refund"], "knowledge": [{"id": "days", "value": "3 days"}]})


def confirmed():
    return mark_of([*begun(), confirm(mark_of(begun()), AINO, ANNA, NOW)])


def test_only_what_a_person_stands_behind_is_a_label():
    assert gold_rows(TALK, mark_of(begun())) == []
    assert [row["response"] for row in gold_rows(TALK, confirmed())] == [TALK.turns[1].text, TALK.turns[3].text]
    assert [row["response"] for row in gold_rows(TALK, confirmed(), responses={2})] == [TALK.turns[3].text]


def test_acts_are_those_of_the_mark_of_record():
    mark = mark_of([*begun(), corrected(begun(), acts=(ActChange(1, "apologise"), ActChange(2, "apologise", WORDS)))])
    first, second = gold_rows(TALK, mark)
    assert "apologise" not in first["acts"]
    assert second["acts"]["apologise"] == [[WORDS.start, WORDS.end]]
    assert first["customer"] == TALK.turns[0].text


def test_the_evaluation_reads_the_file(tmp_path, capsys):
    mark = mark_of([*begun(), corrected(begun(), acts=(ActChange(1, "apologise"),))])
    rows = gold_rows(replace(TALK, case=CASE), mark)
    path = tmp_path / "gold.jsonl"
    path.write_bytes(lines_of(rows * 2))
    golds = read_gold(path)
    assert [gold.id for gold in golds] == ["g0001", "g0002", "g0003", "g0004"]
    assert (golds[0].case, golds[0].language, golds[0].channel) == (CASE, "en", "phone")
    assert main(["evaluate", "--gold", str(path), "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["language"], told["responses"]) == ("en", 4)
    assert told["acts"]["apologise"]["support"] == 0
    # The detector hears the apology that the person took away.
    assert told["acts"]["apologise"]["found"] == 2
    assert sum(told["acts"][act]["support"] for act in ACTS) > 0


def test_a_deed_before_any_response_is_no_response():
    talk = replace(TALK, turns=(Turn("trainee", "", actions=(TurnAction("lookup"),)), *TALK.turns))
    event = correct(mark_of(begun()), AINO, ANNA, NOW, WHY, talk, (None, *FOUND), "seven_steps", acts=(ActChange(2, "apologise", WORDS),))
    rows = gold_rows(talk, mark_of([*begun(), event]), responses={2})
    assert [row["response"] for row in rows] == [TALK.turns[3].text]
    assert rows[0]["acts"]["apologise"] == [[WORDS.start, WORDS.end]]


@pytest.mark.parametrize(
    ("text", "language", "hidden"),
    [
        ("Hello, this is Maria Lopez. I'm sorry.", "en", ("Maria", "Lopez")),
        ("Добрый день, меня зовут Анна Петровна, слушаю вас.", "ru", ("Анна", "Петровна")),
        ("Write to a.b-c@firm.example or ring +358 40 123 4567.", "en", ("a.b-c", "firm", "40", "4567")),
        ("Aino Karjalaisen puolesta, olkaa hyvä.", "fi", ("Aino", "Karjalaise")),
        ("half a letter \udc80 of Aino", "xx", ("Aino",)),
    ],
)
def test_names_addresses_and_numbers_are_masked_and_nothing_moves(text, language, hidden):
    found = masked(text, language, ["Aino Karjalainen", "Karjalaise"])
    assert len(found) == len(text)
    assert not [word for word in hidden if word in found]
    assert [found[place].isspace() for place in range(len(text))] == [char.isspace() for char in text]


def test_prices_days_and_lines_stay():
    text = "I'll refund 47,90 euros by 12.10.2026 at 10:30, or 2026-10-13."
    assert masked(text, "en") == text


def test_a_rated_session_is_read_by_the_agreement_command(tmp_path):
    talk = replace(TALK, case=CASE)
    row = rated_row(talk, "seven_steps", [Rating("one", "anna", {"own": 50, "act": None}), Rating("one", "nikos", {"own": 75})])
    path = tmp_path / "rated.jsonl"
    path.write_bytes(lines_of([row]))
    (read,) = read_rated(path)
    assert (read.conversation.turns, read.conversation.case) == (TALK.turns, CASE)
    assert read.ratings == ({"own": 50.0}, {"own": 75.0})
    assert "anna" not in path.read_text()
