"""Shifts: laws of the queue, what the journal keeps, and that good handling is worth more in the long run."""

from __future__ import annotations

import json
import random
from functools import cache

import pytest
from gradings import PROPOSAL, unimproved
from shifts import answer_call, play_by_plan, play_shift

from simulator.engine import Phase
from simulator.errors import UsageError
from simulator.record import Mode, open_journal
from simulator.scenario import glance, load, load_world
from simulator.training import CLOSES_MS, Place, Session, Shift, latest_shift, replays, shift_scenes
from simulator.training.shift import (
    Arrival,
    Call,
    Floor,
    Move,
    Roster,
    draw_roster,
    follow,
    opening,
    roster_from_json,
    roster_to_json,
)
from simulator.training.shift.floor import heads, may
from simulator.training.shift.meeting import starting_mood
from simulator.training.shift.roster import HOUR_MS

SHORT = ("kind_word", "gift_to_wrap", "broken_zip", "wrong_coffee", "held_item")
MORE = ("slow_menu", "lost_scarf", "parcel_code", "short_change", "shelf_price", "right_department", "late_delivery")
_scene = cache(load)


@pytest.fixture(autouse=True)
def no_proofs(monkeypatch):
    """Proving improvements takes a second a customer; what is tested here needs none."""
    monkeypatch.setattr(PROPOSAL, unimproved)


@pytest.fixture
def scenes():
    """Enough for a whole shift without a scene twice; all of them take seconds to load."""
    return [glance(slug, "en") for slug in (*SHORT, *MORE)]


@pytest.fixture
def few():
    return [glance(slug, "en") for slug in SHORT]


def draw(seed: int, scenes, world=None, calls=()) -> Roster:
    return draw_roster(seed, "en", scenes, _scene, load_world(), world or {}, calls)


def moves_of(roster: Roster, dice: random.Random) -> list[tuple[Move, Floor]]:
    """A whole shift of a trainee who does whatever comes to mind, with the floor after each move."""
    floor, made = opening(roster), []
    while not floor.closed:
        possible = [Move("took", number, f"session {number}") for number in heads(roster, floor)]
        possible += [Move("called", session=call.session) for call in floor.callable()]
        possible += [Move("till", ms=floor.clock_ms + dice.randrange(40_000)), Move("waited")]
        if floor.serving is not None:
            due_ms = dice.choice([None, None, 3 * 3_600_000, 30 * 3_600_000])
            possible.append(Move("parted", floor.serving, ms=dice.randrange(5_000, 260_000), due_ms=due_ms))
        if floor.calling is not None:
            possible.append(Move("rang_off", session=floor.calling.session, ms=dice.randrange(5_000, 90_000)))
        possible = [move for move in possible if may(roster, floor, move)]
        move = dice.choice(possible) if possible else Move("closed")
        floor = follow(roster, floor, move)
        made.append((move, floor))
    return made


def test_nobody_is_lost_and_time_never_runs_back(scenes):
    for seed in range(25):
        check_one_course(draw(seed, scenes, calls=("yesterday",)), random.Random(seed))


def check_one_course(roster, dice):
    before = 0
    for _, floor in moves_of(roster, dice):
        arrived = sum(arrival.at_ms <= min(floor.clock_ms, CLOSES_MS) for arrival in roster.arrivals)
        counted = {place: floor.count(place) for place in Place}
        assert sum(counted.values()) == len(roster.arrivals)
        assert arrived == sum(counted.values()) - counted[Place.COMING]
        assert counted[Place.SERVING] <= 1
        assert floor.clock_ms >= before
        before = floor.clock_ms
    assert all(
        guest.waited_ms <= arrival.patience_ms for guest, arrival in zip(floor.guests, roster.arrivals, strict=True)
    )
    assert floor.count(Place.TILL) == 0 or floor.till_from_ms is not None


def test_the_moves_alone_give_the_same_floor_again(scenes):
    for seed in range(10):
        roster = draw(seed, scenes)
        made = moves_of(roster, random.Random(seed))
        kept = json.loads(json.dumps([move.to_json() for move, _ in made]))
        again = roster_from_json(json.loads(json.dumps(roster_to_json(roster))))
        assert again == roster == draw(seed, list(reversed(scenes)))
        floor = opening(again)
        for values, (_, before) in zip(kept, made, strict=True):
            floor = follow(again, floor, Move(**values))
            assert floor == before


def test_a_shift_begins_with_an_ordinary_customer_and_mixes(scenes):
    for seed in range(40):
        arrivals = draw(seed, scenes).arrivals
        assert not arrivals[0].upset
        assert arrivals[0].at_ms == 0
        assert 8 <= len(arrivals) <= 13
        assert 2 <= sum(arrival.upset for arrival in arrivals) <= len(arrivals) // 2
        names = [arrival.scene for arrival in arrivals]
        assert max(names.count(name) for name in names) <= 2, "nobody comes again before all of their sort have been"
    assert draw(1, scenes) != draw(2, scenes)


def test_a_choice_eases_what_it_is_for(scenes):
    def share(world):
        rosters = [draw(seed, scenes, world) for seed in range(60)]
        upset = [arrival for roster in rosters for arrival in roster.arrivals if arrival.upset]
        eased = [arrival for arrival in upset if arrival.complaint in ("broken_goods", "wrong_goods", "failed_repair")]
        return len(eased) / len(upset), rosters[0]

    (before, plain), (after, trusting) = share({}), share({"returns": "on_trust"})
    assert after < before * 0.8
    assert (plain.policy_cost, trusting.policy_cost) == (0, 60)
    assert draw(1, scenes, {"staffing": "full"}).till_opens_ms == 120_000
    assert draw(1, scenes, {"authority": "own_limit"}).own_limit == 5000


def test_waiting_tells_on_the_mood_and_leaves_a_way_back():
    scene = _scene("broken_zip")
    begin = scene.file.persona.start
    assert starting_mood(scene, 60_000, eased=False) is None
    cross, crosser = starting_mood(scene, 120_000, eased=False), starting_mood(scene, 10**7, eased=False)
    assert begin.anger < cross.anger < crosser.anger <= begin.anger + 1600
    assert begin.patience > cross.patience > crosser.patience >= 2000
    assert starting_mood(scene, 0, eased=True).anger < begin.anger


def one(number: int, at_s: int, *, upset: bool = False, line: str = "store") -> Arrival:
    cause = "broken_goods" if upset else "none"
    return Arrival(
        number,
        "kind_word",
        number,
        at_s * 1000,
        120_000,
        line,
        upset,
        cause,
        100,
        eased=False,
        gone_percent=15,
        gone_tell=6,
    )


def test_the_second_till_takes_ordinary_customers_and_the_others_wait():
    roster = Roster(1, "en", {}, (one(0, 0), one(1, 5), one(2, 10, upset=True), one(3, 15, line="phone"), one(4, 20)))
    floor = follow(roster, opening(roster), Move("took", 0, "a"))
    floor = follow(roster, floor, Move("till", ms=20_000))
    floor = follow(roster, floor, Move("parted", 0, ms=115_000))
    places = [guest.place for guest in floor.guests]
    assert places == [Place.SERVED, Place.TILL, Place.WAITING, Place.WAITING, Place.WAITING]
    assert floor.guests[1].waited_ms == 45_000, "thirty seconds after somebody was sent for"
    with pytest.raises(ValueError, match="till"):
        follow(roster, floor, Move("till", ms=floor.clock_ms))
    assert heads(roster, floor) == (2, 3), "the phone is a line of its own"
    floor = follow(roster, follow(roster, floor, Move("took", 3, "b")), Move("parted", 3, ms=30_000))
    assert [guest.place for guest in floor.guests][2:] == [Place.WALKED_OUT, Place.SERVED, Place.TILL]


def test_a_till_that_opened_by_itself_meanwhile_is_not_paid_for():
    roster = Roster(1, "en", {}, (one(0, 0), one(1, 5)), till_opens_ms=60_000)
    floor = follow(roster, opening(roster), Move("took", 0, "a"))
    floor = follow(roster, floor, Move("till", ms=70_000))
    assert (floor.till_from_ms, floor.hired) == (60_000, False)
    assert follow(roster, opening(roster), Move("till", ms=1000)).hired


def test_a_call_is_made_in_time_or_missed_and_another_day_is_for_the_next_shift():
    roster = Roster(1, "en", {}, (one(0, 0),), (Call("old", 90_000),))
    floor = follow(roster, opening(roster), Move("took", 0, "a"))
    with pytest.raises(ValueError, match="called"):
        follow(roster, floor, Move("called", session="old"))
    floor = follow(roster, floor, Move("parted", 0, ms=40_000, due_ms=3 * 3_600_000))
    assert [call.session for call in floor.callable()] == ["old"]
    assert floor.calls[1].due_ms == 40_000 + 3 * HOUR_MS
    made = follow(roster, follow(roster, floor, Move("called", session="old")), Move("rang_off", session="old", ms=9))
    assert [call.fate.value for call in made.calls] == ["made", "open"]
    late = follow(roster, follow(roster, floor, Move("waited")), Move("waited"))
    late = follow(roster, late, Move("waited"))
    assert [call.fate.value for call in late.calls] == ["missed", "missed"], "nobody called, and the doors are closing"


def test_a_shift_is_kept_move_by_move_and_goes_on_after_a_kill(tmp_path, few):
    with open_journal(tmp_path / "j.sqlite3") as journal:
        person = journal.add_person("Aino").id
        shift = Shift.begin("en", 3, journal=journal, person_id=person, scenes=few)
        first = shift.take(shift.next_guests[0])
        first.wait(3000)
        again = Shift.resume(journal, shift.shift_id)
        assert again.floor == shift.floor
        assert again.session is not None
        assert again.session.state == first.state
        assert again.clock_ms == shift.clock_ms > 3000
        again.open_till()
        again.session.leave()
        again.part()
        again = Shift.resume(journal, shift.shift_id)
        assert again.session is None
        assert again.floor.hired
        assert again.floor.count(Place.SERVED) == 1
        while not again.floor.doors_closed:
            if again.next_guests:
                again.take(again.next_guests[0]).wait(30_000)
                again.part()
            else:
                again.wait()
        found = again.close()
        assert latest_shift(journal, person).ended_at is not None
        assert Shift.resume(journal, shift.shift_id).summary() == found
        assert found.arrived == found.served + found.by_till + found.walked_out + found.still_waiting
        assert journal.verify(shift.shift_id).ok
        records = journal.sessions(person)
        assert {record.header.mode for record in records} == {Mode.SHIFT}
        assert all(record.ended_at for record in records)
        assert all(replays(Session.resume(journal, record.id).played) for record in records)


def test_a_kill_between_a_session_and_its_move_leaves_no_double(tmp_path, few):
    with open_journal(tmp_path / "j.sqlite3") as journal:
        person = journal.add_person("Aino").id
        shift = Shift.begin("en", 3, journal=journal, person_id=person, scenes=few)
        shift._begin_session(0)  # the program is killed here: the session is on disk, the move is not
        again = Shift.resume(journal, shift.shift_id)
        assert again.session is None
        again.take(0)
        assert len(journal.sessions(person)) == 1


def test_a_promise_goes_over_into_the_next_shift(tmp_path):
    scenes = [glance("right_department", "en"), glance("kind_word", "en")]
    with open_journal(tmp_path / "j.sqlite3") as journal:
        person = journal.add_person("Aino").id
        shift = Shift.begin("en", 2, journal=journal, person_id=person, scenes=scenes)
        while shift.session is None or shift.session.scenario.slug != "right_department":
            if shift.session is not None:
                shift.part()
            shift.take(shift.next_guests[0]) if shift.next_guests else shift.wait()
        play_by_plan(shift.session, "good")
        assert shift.session.state.phase is Phase.DUE
        shift.part()
        found = shift.close()
        assert found.calls_open == 1
        assert found.customers[-1].overall is not None
        with pytest.raises(UsageError):
            shift.choose("returns", "never")
        shift.choose("returns", "on_trust")
        after = Shift.resume(journal, shift.shift_id)
        kept = Shift.begin("en", 4, journal=journal, person_id=person, after=after, scenes=scenes[1:])
        assert kept.roster.world["returns"] == "on_trust"
        assert kept.roster.policy_cost == 60
        while not kept.floor.callable():
            kept.wait()
        promised = kept.floor.callable()[0].session
        kept._make(Move("called", session=promised))  # the program is killed here: nobody has been rung yet
        kept = Shift.resume(journal, kept.shift_id)
        assert kept.session is not None
        answer_call(kept.session)
        kept.part()
        summary = kept.close()
        assert summary.calls_made == 1
        assert summary.customers[-1].scene == "right_department"
        assert any(promise.kept for promise in kept.sitting(kept.roster.calls[0].session).state.promises)


def test_scenes_above_what_somebody_wants_to_hear_are_not_drawn():
    found = {level: {scene.slug for scene in shift_scenes("en", level)} for level in ("none", "mild", "strong")}
    assert found["none"] < found["mild"] | found["none"] <= found["strong"]
    assert not any(glance(slug, "en").about.warnings for slug in found["none"])
    assert len(found["none"]) >= 10, "enough for a shift without a harsh word"


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "fi", "sv", "ru", "el"])
def test_good_handling_is_worth_more_in_the_long_run(language):
    scenes = shift_scenes(language)
    for seed in (1, 2):
        good, poor = (play_shift(language, seed, plan, scenes=scenes) for plan in ("good", "poor"))
        assert good.overall > poor.overall + 40
        assert good.balance > 2 * poor.balance, "although remedies and the second till cost more at once"
        assert good.cost > poor.cost
        assert good.told_good > 5 * poor.told_good
        assert poor.told_bad > 2 * good.told_bad, "also where some walked out of the queue meanwhile"
        assert poor.service_level > good.service_level, "brushing people off is quick"


@pytest.mark.slow
def test_a_second_till_saves_customers():
    scenes = shift_scenes("en")
    with_till = [play_shift("en", seed, "good", scenes=scenes) for seed in (1, 2, 3)]
    without = [play_shift("en", seed, "good", scenes=scenes, till=False) for seed in (1, 2, 3)]
    assert sum(s.walked_out + s.still_waiting for s in with_till) < sum(s.walked_out + s.still_waiting for s in without)
    assert sum(s.balance for s in with_till) > sum(s.balance for s in without)
