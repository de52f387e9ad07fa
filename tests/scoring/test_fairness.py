"""Flips counted by hand on a few responses, and through the command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scoring import ACTS, LANGUAGES, Act, Conversation, Detection, Span, Turn, fairness, grade
from scoring import __main__ as command
from scoring.fairness import Change, measure, table, verdict
from scoring.labelled import Gold
from scoring.variations import KINDS

SORRY = {
    "en": "Hello, I'm so sorry about this. I'll call you tomorrow, Mr Smith.",
    "fi": "Hei, olen todella pahoillani tästä. Soitan teille huomenna, rouva Virtanen.",
    "sv": "Hej, jag ber om ursäkt för det här. Jag ringer dig i morgon, Stefan.",
    "ru": "Здравствуйте, приношу вам свои извинения за всё это. Завтра перезвоню, Анна Петровна.",
    "el": "Καλημέρα, σας ζητώ συγγνώμη για αυτό. Θα σας πάρω αύριο, κυρία Παπαδοπούλου.",
}


def found(*names: str) -> Detection:
    return Detection("en", acts=tuple(Act(name, 900, (Span(0, 1),)) for name in names))


def graded(text: str):
    return grade(
        Conversation("en", turns=(Turn("customer", "You charged me twice!"), Turn("trainee", text))), improvements=False
    )


def test_flips_by_hand() -> None:
    change = Change("en", "typos")
    same = graded("I'm so sorry.")
    change.add((found("own", "rude"), same), (found("own", "listen"), same))
    change.add((found("own"), same), (found("own"), same))
    change.add((found("rude"), same), (found(), same))
    assert (change.responses, change.touched, change.flips) == (3, 2, 3)
    assert (change.lost["rude"], change.gained["listen"], change.lost["own"]) == (2, 1, 0)
    assert change.share == pytest.approx(3 / (3 * len(ACTS)))
    assert change.points == 0
    told = change.to_json()
    assert told["acts"] == {"listen": {"lost": 0, "gained": 1}, "rude": {"lost": 2, "gained": 0}}
    assert told["points"]["overall_largest_change"] == 0


def test_points_that_move_are_told() -> None:
    good, bad = graded("I'm so sorry that we charged you twice. That's our mistake."), graded("Calm down.")
    change = Change("en", "typos")
    change.add((found(), good), (found(), bad))
    gap = bad.steps["empathise"].points - good.steps["empathise"].points
    assert gap < 0
    assert change.moves["empathise"] == [gap]
    assert change.to_json()["points"]["steps"]["empathise"] == -gap
    assert change.to_json()["points"]["overall_largest_change"] == good.overall - bad.overall


def test_steps_graded_only_once_are_counted() -> None:
    change = Change("en", "typos")
    nothing = grade(Conversation("en", turns=(Turn("customer", "Hi"),)), improvements=False)
    change.add((found(), graded("I'm so sorry.")), (found(), nothing))
    assert change.left > 0
    assert change.overall == []
    assert change.points == 0


def test_nothing_changed_is_no_share() -> None:
    assert (Change("en", "typos").share, Change("en", "typos").to_json()["share"]) == (0, 0)


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_plain_apology_stays_one_under_other_names(code: str) -> None:
    gold = Gold("1", "store", "", SORRY[code], frozenset())
    for change in measure(code, [gold]):
        if change.kind.startswith("name"):
            assert (change.kind, change.responses, change.flips) == (change.kind, 1, 0)
        else:
            assert change.responses <= 1


class Shy:
    """Changes one word, so that what is lost is known."""

    def change(self, kind, response, customer, seed):
        return (response.replace("sorry", "late"), customer) if kind == "typos" else (response, customer)


def test_only_changed_responses_count() -> None:
    golds = [
        Gold("1", "store", "", "I'm so sorry about this.", frozenset()),
        Gold("2", "store", "", "Go on.", frozenset()),
    ]
    changes = {change.kind: change for change in measure("en", golds, Shy())}
    assert (changes["typos"].responses, changes["typos"].lost["apologise"]) == (1, 1)
    assert all(change.responses == 0 for kind, change in changes.items() if kind != "typos")
    told = table(list(changes.values()))
    assert "apologise 1/0" in next(line for line in told.splitlines() if line.startswith("typos"))


def test_a_verdict_grades_the_response_behind_its_customer() -> None:
    gold = Gold("1", "phone", "You charged me twice!", "I'm so sorry.", frozenset())
    seen, points = verdict("en", gold, gold.response, gold.customer)
    assert seen.names == ("apologise",)
    assert [turn.turn for turn in points.turns] == [1]
    assert points.steps["empathise"].points > 0


def test_the_command_prints_the_same_every_time(tmp_path: Path, capsys) -> None:
    path = tmp_path / "all.jsonl"
    rows = [{"id": code, "lang": code, "response": SORRY[code], "acts": []} for code in LANGUAGES]
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    told = []
    for _ in range(2):
        assert command.main(["fairness", "--gold", str(path), "--json"]) == 0
        told.append(capsys.readouterr().out)
    assert told[0] == told[1]
    assert [(item["language"], item["kind"]) for item in json.loads(told[0])] == [
        (code, kind) for code in LANGUAGES for kind in KINDS
    ]
    assert command.main(["fairness", "--gold", str(path), "--language", "sv", "fi"]) == 0
    tables = capsys.readouterr().out
    assert [line.split()[0] for line in tables.splitlines() if "changed" in line] == ["fi", "sv"]


def test_a_missing_development_set_is_told(monkeypatch, tmp_path: Path, capsys) -> None:
    monkeypatch.setattr("scoring.assessment.FOLDER", tmp_path)
    assert command.main(["fairness", "--language", "el"]) == 1
    assert "languages/el/development.jsonl" in capsys.readouterr().err
    assert fairness.KINDS == KINDS
