"""Editing, wrapping, and the two widgets of our own."""

from __future__ import annotations

from collections.abc import Iterator

import pygame
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.desktop.legible import legible
from simulator.desktop.lettering import block, fitted, wrap
from simulator.desktop.theme import Theme
from simulator.desktop.widgets import Editing, Entry, ReplyBox, Segments, TranscriptPanel
from simulator.resources import font_dir
from simulator.texts import visible_char


@pytest.fixture
def theme() -> Iterator[Theme]:
    pygame.display.init()
    pygame.font.init()
    pygame.display.set_mode((1280, 720))
    yield Theme((1280, 720))
    from simulator.desktop.lettering import forget_letters
    from simulator.desktop.theme import forget_fonts

    forget_letters()
    forget_fonts()
    pygame.font.quit()
    pygame.display.quit()


def box(theme: Theme, **more: object) -> ReplyBox:
    made = ReplyBox("reply", pygame.Rect(10, 10, 420, 96), theme, limit=200, **more)  # type: ignore[arg-type]
    made.focused = True
    return made


def event(kind: int, **values: object) -> pygame.event.Event:
    return pygame.event.Event(kind, values)


def press(made: ReplyBox, key: int, mod: int = 0, scancode: int = 0) -> bool:
    return made.handle(event(pygame.KEYDOWN, key=key, mod=mod, unicode="", scancode=scancode))


def write(made: ReplyBox, text: str) -> None:
    for char in text:
        made.handle(event(pygame.TEXTINPUT, text=char))


def test_typing_is_undone_and_redone_in_pieces() -> None:
    edit = Editing()
    for char in "hyvää päivää":
        edit.insert(char)
    edit.undo()
    assert edit.text in ("hyvää ", "hyvää")
    edit.undo()
    edit.undo()
    assert edit.text == ""
    assert not edit.undo()
    while edit.redo():
        pass
    assert edit.text == "hyvää päivää"


def test_a_selection_is_replaced_and_comes_back() -> None:
    edit = Editing("yksi kaksi kolme")
    edit.select_word(6)
    assert edit.selected == "kaksi"
    edit.insert("viisi", kind="paste")
    assert edit.text == "yksi viisi kolme"
    edit.undo()
    assert edit.text == "yksi kaksi kolme"


def test_a_letter_goes_with_the_marks_on_it() -> None:
    edit = Editing("a" + "e\u0301" + "b")
    edit.step(-1)
    edit.step(-1)
    assert edit.caret == 1, "the caret never stands between a letter and its accent"
    edit.delete(forwards=True)
    assert edit.text == "ab"


def test_words_are_walked_and_deleted() -> None:
    edit = Editing("oikein hyvä asia")
    edit.step(-1, word=True)
    assert edit.caret == len("oikein hyvä ")
    edit.delete(word=True)
    assert edit.text == "oikein asia"


@given(
    st.lists(
        st.one_of(st.text(max_size=8), st.sampled_from(["undo", "redo", "left", "word", "del", "all"])), max_size=30
    )
)
def test_editing_stays_whole_whatever_is_done(steps: list[str]) -> None:
    edit = Editing(most=60)
    for step in steps:
        match step:
            case "undo":
                edit.undo()
            case "redo":
                edit.redo()
            case "left":
                edit.step(-1, select=True)
            case "word":
                edit.delete(word=True)
            case "del":
                edit.delete(forwards=True)
            case "all":
                edit.select_all()
            case _:
                edit.insert(step)
        assert 0 <= edit.caret <= len(edit.text) <= 60
        assert 0 <= edit.anchor <= len(edit.text)


@given(text=st.text(alphabet="abc defghij\n öäå ελ жы", max_size=200), width=st.integers(30, 400))
def test_wrapping_keeps_every_letter_in_its_place(text: str, width: int) -> None:
    pygame.font.init()
    font = pygame.font.Font(font_dir() / "NotoSans-Regular.ttf", 15)
    lines = wrap(text, font, width)
    place = 0
    for line in lines:
        assert line.start in (place, place + 1)
        assert not text[place : line.start].strip()
        place = line.end
        assert font.size(text[line.start : line.end].rstrip())[0] <= width or line.end - line.start == 1
    assert place == len(text)


def test_enter_sends_and_shift_enter_breaks_the_line(theme: Theme) -> None:
    sent: list[str] = []
    made = box(theme, send=lambda: sent.append(made.written))
    write(made, "Hei")
    assert press(made, pygame.K_RETURN, pygame.KMOD_SHIFT)
    write(made, "täällä")
    press(made, pygame.K_RETURN)
    assert sent == ["Hei\ntäällä"]


def test_a_dead_key_is_composed_before_it_is_typed(theme: Theme) -> None:
    made = box(theme)
    made.handle(event(pygame.TEXTEDITING, text="´", start=0, length=1))
    assert made.written == ""
    press(made, pygame.K_BACKSPACE)
    made.handle(event(pygame.TEXTINPUT, text="ά"))
    assert made.written == "ά"


def test_shortcuts_go_by_the_place_of_the_key_on_a_russian_keyboard(theme: Theme) -> None:
    made = box(theme)
    write(made, "Здравствуйте")
    press(made, 0x44F, pygame.KMOD_CTRL, pygame.KSCAN_A)
    assert made.editing.selected == "Здравствуйте"
    press(made, 0x441, pygame.KMOD_CTRL, pygame.KSCAN_X)
    assert made.written == ""
    press(made, 0x43C, pygame.KMOD_CTRL, pygame.KSCAN_V)
    press(made, 0x43C, pygame.KMOD_CTRL, pygame.KSCAN_V)
    assert made.written == "Здравствуйте" * 2
    press(made, 0x44F, pygame.KMOD_CTRL, pygame.KSCAN_Z)
    assert made.written == "Здравствуйте"


def test_altgr_is_no_shortcut(theme: Theme) -> None:
    made = box(theme)
    write(made, "a")
    press(made, pygame.K_a, pygame.KMOD_CTRL | pygame.KMOD_ALT)
    assert made.editing.selected == ""


def test_up_and_down_walk_wrapped_lines_and_keep_the_column(theme: Theme) -> None:
    made = box(theme)
    made.put("yksi kaksi kolme neljä viisi kuusi seitsemän kahdeksan yhdeksän kymmenen yksitoista")
    end = made.editing.caret
    press(made, pygame.K_UP)
    up = made.editing.caret
    assert up < end
    press(made, pygame.K_DOWN)
    assert made.editing.caret == end


def test_the_mouse_sets_the_caret_and_selects(theme: Theme) -> None:
    made = box(theme)
    made.put("Hyvää huomenta")
    inner = made.inner()
    made.handle(event(pygame.MOUSEBUTTONDOWN, pos=(inner.x, inner.y + 4), button=1))
    assert made.editing.caret == 0
    made.handle(event(pygame.MOUSEMOTION, pos=(inner.right, inner.y + 4), rel=(1, 0), buttons=(1, 0, 0)))
    made.handle(event(pygame.MOUSEBUTTONUP, pos=(inner.right, inner.y + 4), button=1))
    assert made.editing.selected == "Hyvää huomenta"


def test_more_than_may_be_sent_is_kept_and_marked(theme: Theme) -> None:
    made = box(theme, counter=lambda used, most: f"{used}/{most}")
    made.put("x" * 201)
    assert made.too_long
    assert len(made.written) == 201
    made.draw(pygame.display.get_surface())


def test_what_no_one_could_see_is_shown(theme: Theme) -> None:
    assert legible("a\0b\u202ec\ud800") == "a[U+0000]b[U+202E]c[U+D800]"
    made = box(theme)
    made.put("a\0b\ud800\t")
    made.draw(pygame.display.get_surface())
    assert made.written == "a\0b\ud800\t"


def test_a_stand_in_takes_the_place_of_exactly_one_character() -> None:
    odd = "a\0\u202e\ud800\t\nä"
    shown = "".join(visible_char(char) for char in odd)
    assert len(shown) == len(odd)
    assert shown[0] + shown[-2:] == "a\nä"
    assert not set("\0\u202e\ud800\t") & set(shown)


def test_a_text_takes_the_largest_font_that_fits(theme: Theme) -> None:
    fonts = [theme.font(size) for size in (20, 16, 12)]
    assert fitted("lyhyt", fonts, 200, 40).font is fonts[0]
    assert fitted("Palautuskäytäntöselvitys", fonts, 190, 20).font is not fonts[0]
    cut = fitted("sana " * 200, fonts, 100, 40)
    assert cut.text.endswith("…")
    assert cut.height_px <= 40


def test_an_ellipsis_ends_what_was_left_over(theme: Theme) -> None:
    made = block("yksi kaksi kolme neljä viisi", theme.font(15), 80, most_lines=1)
    assert len(made.lines) == 1
    assert made.text.endswith("…")


def test_the_transcript_follows_until_somebody_scrolls_back(theme: Theme) -> None:
    panel = TranscriptPanel("transcript", pygame.Rect(0, 0, 260, 200), theme)
    assert not panel.can_focus
    for number in range(30):
        panel.add(Entry("said", f"Rivi {number}", "Kim", "customer"))
    assert panel.can_focus
    panel.focused = True
    panel.handle(event(pygame.KEYDOWN, key=pygame.K_PAGEUP, mod=0))
    assert panel._from_end_px > 0
    panel.add(Entry("said", "uusi", "Kim", "customer"))
    assert panel._from_end_px == 0
    assert panel.text.endswith("Kim: uusi")
    panel.draw(pygame.display.get_surface())


def test_a_row_of_choices_that_is_off_takes_no_click(theme: Theme) -> None:
    chosen: list[str] = []
    row = Segments("row", pygame.Rect(0, 0, 200, 40), theme, [("a", "A"), ("b", "B")], "a", chosen.append)
    click = event(pygame.MOUSEBUTTONDOWN, pos=(150, 20), button=1)
    row.enabled = False
    assert row.handle(click), "nor does what lies under it"
    assert (row.chosen, chosen) == ("a", [])
    row.enabled = True
    assert row.handle(click)
    assert (row.chosen, chosen) == ("b", ["b"])
