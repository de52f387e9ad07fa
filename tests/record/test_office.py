from __future__ import annotations

import pytest

from simulator.record import GRADED_KIND, JournalError, SequenceError, UnknownRecordError
from simulator.record.office import DEFAULTS
from tests.record.journals import SCENE, SCENE_HASH, begin, open_fixed, play
from tests.record.stories import tell


@pytest.fixture
def journal(database_url):
    with open_fixed(database_url) as opened:
        yield opened


def test_settings_have_defaults_and_keep_what_was_set(journal):
    office = journal.office
    assert office.settings() == DEFAULTS
    office.set("team.minimum", 7, "")
    office.set("team.minimum", {"of": "\ud800\0"}, "")
    assert office.setting("team.minimum") == {"of": "\ud800\0"}
    assert office.setting("nothing") is None
    assert office.setting("nothing", 3) == 3
    office.set("retention.training", None, "")
    assert office.settings()["retention.training"] is None
    with pytest.raises(ValueError, match="kind"):
        office.set("Not A Name", 1, "")


def test_a_request_is_open_once_and_settled_once(journal):
    aino = journal.add_person("Aino").id
    asked = journal.office.ask(aino, "tired \ud800\0")
    assert journal.office.ask(aino, "again") == asked
    assert journal.office.requests(settled=False) == (asked,)
    done = journal.office.settle(asked.id, "", "refused", "not \0 yet")
    assert (done.outcome, done.answer, done.reason) == ("refused", "not \0 yet", "tired \ud800\0")
    with pytest.raises(JournalError, match="settled before"):
        journal.office.settle(asked.id, "", "done")
    second = journal.office.ask(aino)
    assert [one.id for one in journal.office.requests(aino)] == [asked.id, second.id]
    journal.erase_person(aino)
    settled = journal.office.settle(second.id, "", "done", "words about somebody who is gone")
    assert (settled.outcome, settled.answer) == ("done", "")
    assert journal.office.request(asked.id).reason == ""
    with pytest.raises(JournalError, match="erased"):
        journal.office.ask(aino)


def test_a_run_moves_ends_and_is_applied_once(journal):
    office = journal.office
    run = office.begin_regrading("", 10, {"grader": 2})
    office.move_regrading(run.id, 4)
    assert (office.regrading(run.id).done, office.regrading(run.id).report) == (4, None)
    assert office.finish_regrading(run.id, {"moved": []}).finished_at is not None
    assert [office.apply_regrading(run.id) for _ in range(2)] == [True, False]
    later = office.begin_regrading("", 1, {})
    assert [one.id for one in office.regradings()] == [later.id, run.id]
    with pytest.raises(UnknownRecordError):
        office.move_regrading("nothing", 1)


def test_a_draft_is_never_saved_over_somebody_else_s(journal):
    scenes = journal.publications
    made = scenes.add_draft("a_scene", "", {"scenario.yaml": "half \ud800 \0"})
    assert scenes.draft(made.id).files == {"scenario.yaml": "half \ud800 \0"}
    saved = scenes.save_draft(made.id, {"a": "b"}, 1, slug="other")
    assert (saved.revision, saved.slug, saved.files) == (2, "other", {"a": "b"})
    with pytest.raises(SequenceError, match="elsewhere"):
        scenes.save_draft(made.id, {"a": "lost"}, 1)
    assert scenes.drafts("") == (saved,)
    assert scenes.drafts("someone") == ()
    scenes.drop_draft(made.id)
    with pytest.raises(UnknownRecordError):
        scenes.draft(made.id)


def test_a_team_sees_what_was_given_to_it_or_to_everybody(journal):
    scenes = journal.publications
    with pytest.raises(UnknownRecordError):
        scenes.publish("a", SCENE_HASH, by="")
    journal.put_scenario(SCENE_HASH, SCENE)
    one, two = (journal.teams.add(name).id for name in ("one", "two"))
    to_one, to_two, to_all = (
        scenes.publish("a", SCENE_HASH, by="", team_id=team, note="n\0").id for team in (one, two, None)
    )
    assert [each.id for each in scenes.publications(one)] == [to_one, to_all]
    assert [each.id for each in scenes.publications(two)] == [to_two, to_all]
    gone = scenes.withdraw(to_all)
    assert scenes.withdraw(to_all) == gone
    assert [each.id for each in scenes.publications(one)] == [to_one]
    assert [each.id for each in scenes.publications(withdrawn=True)] == [to_one, to_two, to_all]
    assert scenes.publication(to_one).note == "n\0"


def test_a_round_keeps_the_order_of_its_sessions(journal):
    story = tell(journal)
    _, second = begin(journal)
    made = journal.rounds.add(
        "R\0", "seven_steps", sessions=[second, story.session, second], raters=[story.bertil], by=""
    )
    assert (made.sessions, made.raters, made.name) == ((second, story.session), (story.bertil,), "R\0")
    assert journal.rounds.round(made.id) == made
    assert [one.id for one in journal.rounds.of_session(second)] == [made.id]
    assert [one.id for one in journal.rounds.of_rater(story.aino)] == [story.round]
    assert [one.id for one in journal.rounds.rounds()] == [story.round, made.id]
    assert journal.rounds.rounds("nothing") == ()
    closed = journal.rounds.close(made.id)
    assert journal.rounds.close(made.id) == closed


def test_marks_of_many_sessions_are_read_at_once(journal):
    sessions = [begin(journal)[1] for _ in range(3)]
    for each in sessions[:2]:
        play(journal, each, b"words")
        journal.append(each, 2, GRADED_KIND, b"grade")
        journal.append(each, 3, "mark.confirmed", b"mark")
        journal.append(each, 4, "markers", b"another kind")
    found = journal.entries_of_kinds(sessions, [GRADED_KIND], ["mark."])
    assert [[line.kind for line in found[each]] for each in sessions] == [[GRADED_KIND, "mark.confirmed"]] * 2 + [[]]
    assert found[sessions[0]] == journal.entries(sessions[0])[2:4]
    assert journal.entries_of_kinds(None, [GRADED_KIND], ["mark."]) == found
    assert journal.entries_of_kinds(["nothing"], [GRADED_KIND]) == {"nothing": ()}
    assert journal.entries_of_kinds([], [GRADED_KIND]) == {}


@pytest.mark.parametrize("odd", ["\0", "a\0b", "\ud800", "x" * 10_000, "' OR 1=1 --", "", "é"])
def test_nothing_is_found_by_what_no_database_can_hold(journal, odd):
    tell(journal)
    for look in (
        journal.person, journal.session, journal.entries, journal.verify, journal.scenario, journal.export_person,
        journal.logins.account, journal.teams.team, journal.rounds.round, journal.publications.draft,
        journal.publications.publication, journal.office.request, journal.office.regrading,
    ):  # fmt: skip
        with pytest.raises(UnknownRecordError):
            look(odd)
    for look in (
        journal.logins.by_login, journal.logins.by_person, journal.logins.sign_in, journal.logins.invitation,
        journal.logins.token, journal.teams.led_by, journal.teams.of_person, journal.rounds.of_rater, journal.sessions,
    ):  # fmt: skip
        try:
            assert not look(odd)
        except UnknownRecordError:
            assert not odd.isprintable()
    assert journal.audit.entries(kind="nothing", before=7) == ()
    with pytest.raises(UnknownRecordError):
        journal.audit.entries(before=10**30)
    assert len(journal.people()) == 2
