"""Reading a text: folding, tokens, sentences, clauses, quotations, and the way back to the original."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.text import Spelling, fold, read, unmix

ANY = st.text(st.characters(codec=None, categories=None), max_size=200)
ENGLISH = Spelling(
    contractions={"can't": ("can", "not")},
    endings={"'m": ("am",)},
    abbreviations=frozenset({"mr"}),
    clause_words=frozenset({"but"}),
)


def words(text: str, spelling: Spelling = ENGLISH) -> list[str]:
    return [token.text for token in read(text, spelling).tokens]


def sentences(text: str) -> list[str]:
    return [text[sentence.start : sentence.end] for sentence in read(text, ENGLISH).sentences]


@given(ANY)
def test_offsets_lie_inside_the_text_and_grow(text: str) -> None:
    reading = read(text, ENGLISH)
    last = 0
    for token in reading.tokens:
        assert 0 <= token.start < token.end <= len(text)
        assert token.start >= last or token.end >= last
        last = token.start
    covered = [place for sentence in reading.sentences for place in range(sentence.first, sentence.last)]
    assert covered == list(range(len(reading.tokens)))


@given(ANY)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    "written",
    [
        "sorry",
        "SORRY",
        "s\u200borry",
        "s\u00ado\u200drry",
        "ｓｏｒｒｙ",
        "𝐬𝐨𝐫𝐫𝐲",
        "sоrry",
        "só\u0301rry",
        "\u202esorry\u202c",
    ],
)
def test_what_a_reader_sees_as_one_word_is_one_word(written: str) -> None:
    reading = read(written, ENGLISH)
    assert [token.text for token in reading.tokens] == ["sorry"]
    shown = written[reading.tokens[0].start : reading.tokens[0].end]
    assert fold(unmix(fold(shown), "latin")) == "sorry"


def test_look_alikes_go_to_the_alphabet_that_wins() -> None:
    assert unmix("извинитe", "cyrillic") == "извините"
    assert unmix("sоrry", "latin") == "sorry"
    assert unmix("слово", "latin") == "слово"


def test_stretched_letters_keep_both_readings() -> None:
    token = read("sooooorry").tokens[0]
    assert {token.text, token.alt} == {"soorry", "sorry"}


def test_contractions_open_and_keep_their_place() -> None:
    reading = read("I'm sure I can't.", ENGLISH)
    assert [token.text for token in reading.tokens] == ["i", "am", "sure", "i", "can", "not"]
    assert [(token.start, token.end) for token in reading.tokens[:2]] == [(0, 3), (0, 3)]


def test_sentences() -> None:
    assert sentences("One. Two! Three? Four… five") == ["One", "Two", "Three", "Four", "five"]
    assert sentences("Mr Berg paid 47.90 at 17.30 today. Yes.") == ["Mr Berg paid 47.90 at 17.30 today", "Yes"]
    assert sentences("on 5. toukokuuta asti") == ["on 5. toukokuuta asti"]
    assert sentences("Dear Anna\n\nThank you") == ["Dear Anna", "Thank you"]
    assert sentences("Ask mr. berg") == ["Ask mr. berg"]


def test_a_wrapped_line_does_not_end_a_sentence() -> None:
    line = "This is a rather long line of an e-mail that its program has wrapped at"
    assert len(sentences(f"{line}\nsome width")) == 1


def test_the_question_mark_wins() -> None:
    assert [sentence.mark for sentence in read("Really?! Yes!? No!").sentences] == ["?", "?", "!"]


def test_clauses_end_at_commas_and_before_clause_words() -> None:
    clauses = [token.clause for token in read("sorry, that was late but here", ENGLISH).tokens]
    assert len(set(clauses)) == 3
    assert clauses == sorted(clauses)


@pytest.mark.parametrize(
    "text", ['You said "sorry" then', "You said “sorry” then", "You said 'sorry' then", "«sorry» then"]
)
def test_quoted_words_are_marked(text: str) -> None:
    quoted = [token.text for token in read(text, ENGLISH).tokens if token.quoted]
    assert quoted == ["sorry"]


def test_a_quotation_never_closed_is_none() -> None:
    assert not any(token.quoted for token in read('The 5" screen is fine', ENGLISH).tokens)


@pytest.mark.parametrize("text", ["", "\x00", "\ud800", "🙂🙂", "\u200f\u200e", "...", "\n\n"])
def test_texts_without_words(text: str) -> None:
    assert read(text).tokens == []


def test_nul_and_lone_surrogates_part_words_only() -> None:
    assert words("so\x00rry") == ["so", "rry"]
    assert words("fine \ud83d thanks") == ["fine", "thanks"]


def test_numbers_and_signs_are_tokens() -> None:
    assert words("€47.90, 10% at 17:30") == ["€", "47.90", "10", "%", "at", "17:30"]


@pytest.mark.parametrize(("script", "mark"), [("greek", "?"), ("latin", ";")])
def test_a_greek_question_ends_in_a_semicolon(script, mark):
    reading = read("\u03c0\u03cc\u03c4\u03b5 \u03ae\u03c1\u03b8\u03b5;", Spelling(script=script))
    assert [sentence.mark for sentence in reading.sentences] == [mark]
