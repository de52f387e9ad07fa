"""Marked words: whatever the spans, nothing of a response is lost or said twice."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.console.marked_words import Mark, Piece, pieces

MARKS = st.lists(
    st.builds(
        Mark, st.integers(-2, 30), st.integers(-2, 30), st.integers(1, 4), st.sampled_from(("good", "mixed", "bad"))
    ),
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(), max_size=20), MARKS)
def test_the_pieces_are_the_text_again(text, marks):
    assert "".join(piece.text for piece in pieces(text, marks)) == text


def test_overlapping_marks_are_cut_where_they_meet_and_the_heavier_one_colours():
    found = pieces("I am sorry, but no", [Mark(0, 10, 1, "good"), Mark(5, 18, 2, "bad")])
    assert found == (
        Piece("I am ", (1,), "good", ()),
        Piece("sorry", (1, 2), "bad", (1,)),
        Piece(", but no", (2,), "bad", (2,)),
    )


def test_a_mark_beyond_the_words_ends_with_them_and_one_outside_is_left_out():
    assert pieces("ab", [Mark(1, 9, 1, "mixed"), Mark(5, 9, 2, "bad")]) == (
        Piece("a"),
        Piece("b", (1,), "mixed", (1,)),
    )
    assert pieces("", [Mark(0, 3, 1, "good")]) == ()
