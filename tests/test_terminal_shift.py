"""A shift in plain text: numbers choose, a stop loses nothing, the review asks what to change."""

from __future__ import annotations

import pytest
from gradings import PROPOSAL, unimproved

from simulator import terminal
from simulator.record import open_journal
from simulator.scenario import glance
from simulator.texts import texts
from simulator.training import Place, Shift


@pytest.fixture(autouse=True)
def no_proofs(monkeypatch):
    monkeypatch.setattr(PROPOSAL, unimproved)


def test_a_shift_is_stopped_gone_on_with_and_reviewed(tmp_path):
    t, said, typed = texts("en"), [], iter(["x", "", "!wait 20", "!quit"])
    with open_journal(tmp_path / "j.sqlite3") as journal:
        person = journal.add_person("Aino").id
        few = [glance(slug, "en") for slug in ("kind_word", "gift_to_wrap", "broken_zip")]
        shift = Shift.begin("en", 3, journal=journal, person_id=person, scenes=few)
        assert not terminal.play_shift(shift, t, read=lambda _: next(typed), write=said.append)
        assert t("shift.text.bad") in said
        assert said[-1] == t("shift.text.kept")
        again = Shift.resume(journal, shift.shift_id)
        assert again.session is not None
        assert again.floor.count(Place.SERVING) == 1

        def read(_prompt):
            if again.session is not None:
                return "!leave"
            return str(next(n for n, line in enumerate(options(said), 1) if t("shift.end") in line))

        assert terminal.play_shift(again, t, read=read, write=said.append)
        terminal.review_shift(again, t, read=lambda _: "2", write=said.append)
        assert any(line.startswith(t("shift.level")) for line in said)
        assert Shift.resume(journal, shift.shift_id).chosen == ("returns", "on_trust")


def options(said: list[str]) -> list[str]:
    """The options shown last."""
    last = max(place for place, line in enumerate(said) if line.startswith("  1. "))
    return said[last:]
