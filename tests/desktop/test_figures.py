"""People, feelings, places and icons: what they promise to the views."""

from __future__ import annotations

import os

os.environ["SDL_VIDEODRIVER"] = "dummy"
os.environ["SDL_FRAMEBUFFER_ACCELERATION"] = "0"

from dataclasses import fields, replace

import pygame
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.desktop.figures import (
    FEELINGS,
    ICON_NAMES,
    LOOK_CHOICES,
    PLACE_NAMES,
    POSE_NAMES,
    PRESETS,
    Expression,
    Figure,
    Look,
    Place,
    expression_for,
    feeling_name,
    icon,
    with_pose,
)
from simulator.desktop.figures.rooms import TRADES
from simulator.desktop.figures.store import Allowance
from simulator.resources import scenarios_dir

SIZE = (480, 270)
percent = st.integers(0, 100)


@pytest.fixture(autouse=True, scope="module")
def _screen():
    pygame.display.init()
    pygame.display.set_mode((64, 64))


def board() -> pygame.Surface:
    surface = pygame.Surface((320, 240))
    surface.fill((200, 210, 205))
    return surface


def drawn(figure: Figure) -> bytes:
    surface = board()
    figure.draw(surface, 160, 230)
    return pygame.image.tobytes(surface, "RGB")


def portrait(look: Look, expression: Expression = FEELINGS["neutral"]) -> bytes:
    figure = Figure(look, 190, seed=3)
    figure.settle(expression)
    return drawn(figure)


# -- looks ------------------------------------------------------------------------------------------------------------


def test_a_look_from_a_mapping_keeps_what_was_given_and_fills_the_rest():
    look = Look.from_mapping({"age": "old", "skin": 5, "accessories": ["earrings", "cap"]})
    assert (look.age, look.skin, look.accessories) == ("old", 5, ("earrings", "cap"))
    assert look.hair == Look().hair


@pytest.mark.parametrize(
    "wrong",
    [
        {"age": "child"},
        {"skin": 7},
        {"skin": "2"},
        {"skin": True},
        {"hair": "mohawk"},
        {"beard": None},
        {"accessories": ["crown"]},
        {"accessories": "cap"},
        {"height": 3},
    ],
)
def test_a_wrong_look_is_refused_with_the_allowed_values(wrong):
    with pytest.raises(ValueError, match="look: ") as caught:
        Look.from_mapping(wrong)
    key, value = next(iter(wrong.items()))
    assert key in str(caught.value)
    if key in LOOK_CHOICES and value != "cap":
        assert all(str(choice) in str(caught.value) for choice in LOOK_CHOICES[key])


def test_what_can_be_drawn_of_a_look_is_drawn_and_the_rest_passed_over():
    look = Look.as_far_as_known({"hair": "mohawk", "skin": 5, "height": 3, "accessories": ["crown"], "dress": "coat"})
    assert look == Look(skin=5, dress="coat")


def test_every_person_of_every_scene_can_be_drawn_as_they_are_described():
    # Read line by line: loading thirty scenes would take ten times as long as all the drawing here.
    found = 0
    for file in scenarios_dir().glob("*/scenario.yaml"):
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.strip().startswith("look: {"):
                Look.from_mapping(yaml.safe_load(line)["look"])
                found += 1
    assert found > 50


def test_the_authors_manual_names_every_look_and_every_place():
    manual = (scenarios_dir() / "README.md").read_text(encoding="utf-8")
    section = manual.split("### How people look")[1].split("\n## ")[0]
    rows = dict(line.strip("| ").split(" | ", 1) for line in section.splitlines() if line.startswith("| `"))
    for key, choices in LOOK_CHOICES.items():
        named = rows[f"`{key}`"]
        wanted = (choices[0], choices[-1]) if key == "skin" else choices
        assert all(f"`{choice}`" in named for choice in wanted), key
    assert all(f"`{place}`" in section for place in PLACE_NAMES)
    assert all(f"`{sector}`" in section for _, sector in TRADES)


def test_the_choices_cover_every_field_of_a_look():
    assert set(LOOK_CHOICES) == {field.name for field in fields(Look)}


@pytest.mark.parametrize("name", [name for name in LOOK_CHOICES if name != "accessories"])
def test_every_choice_changes_the_picture(name):
    base = Look(beard="short", glasses="round")
    pictures = {portrait(replace(base, **{name: choice})) for choice in LOOK_CHOICES[name]}
    assert len(pictures) == len(LOOK_CHOICES[name])


@pytest.mark.parametrize("thing", LOOK_CHOICES["accessories"])
def test_every_accessory_shows(thing):
    assert portrait(Look(accessories=(str(thing),))) != portrait(Look())


def test_presets_are_many_and_differ():
    assert len(PRESETS) >= 8
    assert len(set(PRESETS.values())) == len(PRESETS)
    assert PRESETS["older_man"].age == "old"
    for field, least in (("age", 4), ("build", 3), ("skin", 5), ("hair", 7), ("dress", 6)):
        assert len({getattr(look, field) for look in PRESETS.values()}) >= least, field


# -- feelings ---------------------------------------------------------------------------------------------------------


def test_there_are_twelve_feelings_and_each_has_a_face_of_its_own():
    assert len(FEELINGS) == 12
    # In grey and with the arms down: anger must not need colour or gesture to be read.
    faces = set()
    for expression in FEELINGS.values():
        figure = Figure(PRESETS["young_man"], 190)
        figure.settle(with_pose(replace(expression, flush=0.0), "sides"))
        surface = board()
        figure.draw(surface, 160, 230)
        faces.add(pygame.image.tobytes(pygame.transform.grayscale(surface), "RGB"))
    assert len(faces) == 12


@pytest.mark.parametrize(
    ("mood", "name"),
    [
        ((100, 0, 0, 0), "furious"),
        ((80, 20, 20, 30), "angry"),
        ((20, 50, 50, 66), "neutral"),
        ((0, 95, 95, 90), "warm"),
        ((12, 66, 80, 60), "relieved"),
        ((32, 20, 52, 54), "sceptical"),
    ],
)
def test_moods_have_the_name_one_would_give_them(mood, name):
    assert feeling_name(*mood) == name
    assert expression_for(*mood).pose() == FEELINGS[name].pose()


def test_all_feelings_but_the_momentary_one_can_be_reached_by_mood():
    steps = range(0, 101, 10)
    seen = {feeling_name(a, t, h, p) for a in steps for t in steps for h in steps for p in steps}
    assert seen == set(FEELINGS) - {"surprised"}


@given(percent, percent, percent, percent)
@settings(max_examples=150, deadline=None)
def test_a_step_of_one_in_mood_is_a_small_step_in_the_face(anger, trust, heard, patience):
    here = expression_for(anger, trust, heard, patience)
    there = expression_for(min(100, anger + 1), trust, max(0, heard - 1), patience)
    for field in fields(Expression):
        far = 1.2 if field.name == "head_tilt" else 0.25
        assert abs(getattr(here, field.name) - getattr(there, field.name)) < far, field.name


def test_more_anger_pulls_the_brows_further_down():
    brows = [expression_for(anger, 30, 30, 40).brow_inner for anger in (30, 60, 90)]
    assert brows[0] > brows[1] > brows[2]


@pytest.mark.parametrize("mood", [(-1, 0, 0, 0), (0, 101, 0, 0)])
def test_a_mood_outside_its_range_is_refused(mood):
    with pytest.raises(ValueError, match=r"0\.\.100"):
        expression_for(*mood)


# -- figures ----------------------------------------------------------------------------------------------------------


def test_the_same_seed_and_inputs_draw_the_same_frames():
    def run(seed):
        figure = Figure(PRESETS["woman_thirties"], 190, seed=seed)
        frames = []
        for number in range(150):
            figure.update(33, FEELINGS["angry" if number > 40 else "warm"], 0.7 if number % 9 < 5 else 0.0)
            frames.append(drawn(figure) if number % 10 == 0 else b"")
        return frames

    first = run(5)
    assert first == run(5)
    assert first != run(6)


def test_a_figure_moves_towards_its_target_without_jumping():
    figure = Figure(PRESETS["older_man"], 190)
    figure.update(16, FEELINGS["furious"])
    early = figure.motion.value("brow_inner")
    for _ in range(150):
        figure.update(16, FEELINGS["furious"])
    assert -0.2 < early < 0.0
    assert figure.motion.value("brow_inner") == pytest.approx(-1.0, abs=0.01)


def test_people_blink_now_and_then_and_not_all_at_once():
    def shut(seed):
        figure = Figure(PRESETS["barista"], 60, seed=seed)
        times = []
        for number in range(1500):
            figure.update(20, FEELINGS["neutral"])
            if figure.motion.blink() > 0.9:
                times.append(number)
        return times

    one, other = shut(1), shut(2)
    assert 15 < len(one) < 150
    assert one != other


def test_a_voice_opens_the_mouth_and_silence_shuts_it():
    figure = Figure(PRESETS["barista"], 60)
    widest = 0.0
    for _ in range(60):
        figure.update(16, FEELINGS["neutral"], 1.0)
        widest = max(widest, figure.motion.mouth()[0])
    for _ in range(60):
        figure.update(16, FEELINGS["neutral"], 0.0)
    assert widest > 0.4
    assert figure.motion.mouth()[0] < 0.05


@pytest.mark.parametrize("pose", POSE_NAMES)
def test_every_posture_of_the_arms_shows(pose):
    other = "folded" if pose == "sides" else "sides"
    neutral = FEELINGS["neutral"]
    assert portrait(PRESETS["driver"], with_pose(neutral, pose)) != portrait(
        PRESETS["driver"], with_pose(neutral, other)
    )


def test_a_phone_stays_at_the_ear_whatever_the_feeling():
    figure = Figure(PRESETS["woman_thirties"], 100)
    figure.phone = True
    for name in ("furious", "hurt", "sceptical", "surprised"):
        figure.settle(FEELINGS[name])
        assert figure.motion.arms[1].pose.hand == "grip"
    figure.settle(FEELINGS["worried"])
    assert not figure.motion.arms[0].pose.over_counter, "a caller has no counter to lean on"
    figure.phone = False
    figure.settle(FEELINGS["hurt"])
    assert figure.motion.arms[1].pose.hand != "grip"


def test_arms_do_not_flutter_where_two_moods_meet():
    figure = Figure(PRESETS["driver"], 60)
    near = replace(FEELINGS["neutral"], arms_sides=0.50, arms_folded=0.49)
    far = replace(FEELINGS["neutral"], arms_sides=0.49, arms_folded=0.50)
    poses = set()
    for number in range(40):
        figure.update(16, near if number % 2 else far)
        poses.add(figure.motion.pose)
    assert poses == {"sides"}


def test_nothing_but_hands_is_drawn_below_the_counters_edge():
    figure = Figure(PRESETS["tradesman"], 150)
    figure.settle(with_pose(FEELINGS["neutral"], "sides"))
    surface = board()
    before = pygame.image.tobytes(surface.subsurface((0, 200, 320, 40)), "RGB")
    figure.draw(surface, 160, 200)
    assert pygame.image.tobytes(surface.subsurface((0, 200, 320, 40)), "RGB") == before
    figure.settle(with_pose(FEELINGS["neutral"], "counter"))
    figure.draw(surface, 160, 200)
    assert pygame.image.tobytes(surface.subsurface((0, 200, 320, 40)), "RGB") != before


def test_drawing_ahead_changes_nothing_that_is_seen_and_ends_at_one():
    warm, cold = Figure(PRESETS["manager"], 150, seed=2), Figure(PRESETS["manager"], 150, seed=2)
    shares = list(warm.prewarm())
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    warm.settle(FEELINGS["neutral"])
    cold.settle(FEELINGS["neutral"])
    assert drawn(warm) == drawn(cold)


def test_stores_stay_small_however_long_one_talks():
    figure = Figure(PRESETS["business_woman"], 60)
    surface = board()
    for number in range(900):
        figure.update(33, expression_for(number * 7 % 101, number * 3 % 101, number * 5 % 101, 50), number % 11 / 10)
        figure.draw(surface, 160, 230)
    assert figure._kept.bytes <= 60 * 60 * 40


def test_a_frame_draws_anew_what_it_may_and_always_something():
    allowance = Allowance(2.0)
    allowance.begin()
    assert allowance.take("eyes"), "the first thing, else nothing would ever be drawn"
    assert not allowance.take("brows")
    allowance.begin()
    assert allowance.take("brows")
    assert allowance.take("brows")
    assert not allowance.take("mouth")
    allowance.begin(unbounded=True)
    assert all(allowance.take("eyes", "hand") for _ in range(5))


def test_a_figure_too_small_to_draw_is_refused():
    with pytest.raises(ValueError, match="at least 40"):
        Figure(Look(), 10)


# -- places and icons -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PLACE_NAMES)
@pytest.mark.parametrize("size", [SIZE, (360, 270), (630, 270)])
def test_a_place_fills_its_size_and_leaves_the_customer_room(name, size):
    place = Place(name, size)
    assert place.background().get_size() == size
    assert place.foreground().get_size() == (size[0], size[1] - place.foreground_y)
    spot = place.spot
    assert 0.15 * size[0] <= spot.x <= 0.5 * size[0]
    assert spot.height_px < spot.baseline_y < size[1]
    # Opaque below the counter's edge, else the person's cut would show.
    low = place.foreground().get_at((spot.x, size[1] - place.foreground_y - 2))
    assert low.a == 255


@pytest.mark.parametrize("name", PLACE_NAMES)
def test_the_quick_way_of_drawing_the_foreground_gives_the_whole_strip(name):
    place = Place(name, (640, 360))
    quick, plain = pygame.Surface((640, 360)), pygame.Surface((640, 360))
    for surface in (quick, plain):
        surface.fill((10, 200, 30))
    place.draw_foreground(quick)
    plain.blit(place.foreground(), (0, place.foreground_y), special_flags=pygame.BLEND_PREMULTIPLIED)
    assert pygame.image.tobytes(quick, "RGB") == pygame.image.tobytes(plain, "RGB")


def test_places_differ_and_only_the_phone_has_people_with_phones():
    pictures = {pygame.image.tobytes(Place(name, SIZE).background(), "RGB") for name in PLACE_NAMES}
    assert len(pictures) == len(PLACE_NAMES) == 8
    assert [name for name in PLACE_NAMES if Place(name, SIZE).phone] == ["phone"]


@pytest.mark.parametrize("sector", ["fashion", "grocery", "garden_centre", "gifts"])
def test_a_shop_looks_like_its_trade_and_is_opaque_below_the_counter(sector):
    place, plain = Place("shop", SIZE, sector), Place("shop", SIZE)
    assert pygame.image.tobytes(place.background(), "RGB") != pygame.image.tobytes(plain.background(), "RGB")
    assert place.foreground().get_at((place.spot.x, SIZE[1] - place.foreground_y - 2)).a == 255


def test_a_sector_without_a_shop_of_its_own_looks_as_usual():
    odd, plain = Place("office", SIZE, "transport"), Place("office", SIZE)
    assert pygame.image.tobytes(odd.background(), "RGB") == pygame.image.tobytes(plain.background(), "RGB")


def test_a_scene_keeps_people_inside_a_portrait():
    place = Place("chat", SIZE)
    figure = Figure(PRESETS["tradesman"], place.spot.height_px * 2)
    figure.settle(FEELINGS["surprised"])
    with_person, empty = pygame.Surface(SIZE), pygame.Surface(SIZE)
    place.draw_scene(with_person, figure)
    place.draw_background(empty)
    place.draw_foreground(empty)
    right_of_tile = pygame.Rect(place.tile.right, 0, SIZE[0] - place.tile.right, SIZE[1])
    same = pygame.image.tobytes(with_person.subsurface(right_of_tile), "RGB")
    assert same == pygame.image.tobytes(empty.subsurface(right_of_tile), "RGB")
    assert pygame.image.tobytes(with_person, "RGB") != pygame.image.tobytes(empty, "RGB")


def test_an_unknown_place_or_icon_names_the_allowed_ones():
    with pytest.raises(ValueError, match="espresso_bar"):
        Place("beach", SIZE)
    with pytest.raises(ValueError, match="speak_over"):
        icon("rocket", 24, (0, 0, 0))


@pytest.mark.parametrize("size_px", [16, 24, 48])
def test_icons_are_drawn_in_their_colour_and_differ(size_px):
    pictures = set()
    for name in ICON_NAMES:
        surface = icon(name, size_px, (200, 40, 40))
        assert surface.get_size() == (size_px, size_px)
        solid = pygame.mask.from_surface(surface, 200).count()
        assert 0.04 * size_px**2 < solid < 0.8 * size_px**2, name
        pictures.add(pygame.image.tobytes(surface, "RGBA"))
    assert len(pictures) == len(ICON_NAMES) - 1  # remedy and gift are one picture
