"""Transcripts people have, read into conversations: who said what, who cut in, and what is refused."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import LANGUAGES
from scoring import __main__ as command
from scoring.conversation import SPEAKERS, Conversation
from scoring.decoding import decode
from scoring.transcripts import FORMATS, Options, TranscriptError, known_labels, read_transcript
from scoring.webvtt import cues

SAID = {
    "en": ("Customer", "You charged me twice!", "Agent", "I'm so sorry about this."),
    "fi": ("Asiakas", "Veloititte kahdesti, törkeää!", "Asiakaspalvelija", "Olen pahoillani tästä."),
    "sv": ("Kund", "Ni har dragit pengarna två gånger!", "Säljare", "Jag ber om ursäkt för det här."),
    "ru": ("Клиент", "Вы списали деньги дважды!", "Стажёр", "Приношу вам свои извинения."),
    "el": ("Πελάτης", "Με χρεώσατε δύο φορές!", "Υπάλληλος", "Σας ζητώ συγγνώμη για αυτό."),
}


def turns(data: bytes | str, form: str, name: str = "talk.x", **options) -> list[tuple[str, str]]:
    (talk,) = talks(data, form, name, **options)
    return [(turn["who"], turn["text"]) for turn in talk["turns"]]


def talks(data: bytes | str, form: str, name: str = "talk.x", language: str = "en", **options) -> list[dict]:
    whole = data.encode() if isinstance(data, str) else data
    return read_transcript(whole, name, form, Options(language, **options))


def in_form(code: str, form: str) -> str:
    them, complaint, us, answer = SAID[code]
    return {
        "text": f"{them}: {complaint}\n{us}: {answer}\n",
        "csv": f'who,text\n{them},"{complaint}"\n{us},"{answer}"\n',
        "vtt": f"WEBVTT\n\n00:01.000 --> 00:03.000\n<v {them}>{complaint}\n\n00:04.000 --> 00:06.000\n<v {us}>{answer}</v>\n",
    }[form]


@pytest.mark.parametrize("form", ["text", "csv", "vtt"])
@pytest.mark.parametrize("code", LANGUAGES)
def test_every_form_is_graded_in_every_language(code: str, form: str, tmp_path: Path) -> None:
    suffix = {"text": "txt"}.get(form, form)
    source, target = tmp_path / f"shop.{suffix}", tmp_path / "out.jsonl"
    source.write_text(in_form(code, form), encoding="utf-8")
    assert command.main(["grade", "--in", str(source), "--out", str(target), "--language", code]) == 0
    graded = json.loads(target.read_text(encoding="utf-8"))
    assert graded["id"] == "shop"
    assert graded["steps"]["empathise"]["points"] > 0
    assert graded["steps"]["empathise"]["evidence"][0]["turn"] == 1


@pytest.mark.parametrize("form", ["text", "csv", "vtt"])
@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_in_any_dress_reads_the_same(code: str, form: str, encoding: str) -> None:
    text = in_form(code, form)
    plain = talks(text, form, language=code)
    for ends in ("\n", "\r\n", "\r"):
        assert talks(text.replace("\n", ends).encode(encoding), form, language=code) == plain
    _, complaint, _, answer = SAID[code]
    assert [turn["text"] for turn in plain[0]["turns"]] == [complaint, answer]


@pytest.mark.parametrize("code", ["en", "fi", "sv"])
def test_windows_1252_is_read_in_western_languages(code: str) -> None:
    text = in_form(code, "text") + "Agent: “Ja” – 5 €… åäö ÅÄÖ é ’s\n"
    assert talks(text.encode("cp1252"), "text", language=code) == talks(text, "text", language=code)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("Клиент: да".encode("cp1251"), "ru"),
        ("Πελάτης: ναι".encode("cp1253"), "el"),
        ("Клиент: привет".encode("cp1251"), "en"),
        ("Asiakas: täällä pöytä".encode("cp850"), "fi"),
        ("Kund: någon står på ön".encode("mac-roman"), "sv"),
        (b"\xef\xbb\xbfCustomer: \xe4", "en"),
        (b"\xff\xfeC\x00u\x00s", "en"),
        (b"Customer: \x81", "en"),
        (b"Customer: one\x00 and more", "en"),
        (b"PK\x03\x04" + b"text \x00\x00" * 50, "en"),
    ],
)
def test_other_bytes_are_refused_with_what_to_do(data: bytes, code: str) -> None:
    with pytest.raises(TranscriptError, match=r"talk\.txt: .*UTF-8"):
        talks(data, "text", "talk.txt", language=code)


def test_the_line_that_is_no_utf_8_is_named() -> None:
    with pytest.raises(ValueError, match="line 2"):
        decode("Клиент: да\n".encode() + "Клиент: да".encode("cp1251"), "ru")


# -- text


def test_lines_go_on_and_clock_times_are_passed_over() -> None:
    text = "[10:02] Customer: You charged me\ntwice!\n\n10:03:15 Agent: I see.\n  Note: refund today.\n(10:04) Agent: Done.\n"
    assert turns(text, "text") == [
        ("customer", "You charged me\ntwice!"),
        ("trainee", "I see.\nNote: refund today."),
        ("trainee", "Done."),
    ]


def test_colons_inside_words_are_no_labels() -> None:
    text = "customer : see https://shop.example at 12:30\n12:30 it was\nAGENT:\nI see.\n"
    assert turns(text, "text") == [
        ("customer", "see https://shop.example at 12:30\n12:30 it was"),
        ("trainee", "I see."),
    ]


def test_a_line_of_dashes_parts_conversations() -> None:
    found = talks("---\nCustomer: a\nAgent: b\n-----\n\nCustomer: c\n===\n", "text", "day.txt")
    assert [(talk["id"], len(talk["turns"])) for talk in found] == [("day-2", 2), ("day-3", 1)]


def test_speakers_of_ones_own_can_be_named() -> None:
    text = "Bob  Smith: You charged me twice!\nΆννα: I see.\nManager: Hello.\n"
    assert turns(text, "text", labels={"bob smith": "customer", "αννα": "trainee"}) == [
        ("customer", "You charged me twice!"),
        ("trainee", "I see."),
        ("supervisor", "Hello."),
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Hello there\nCustomer: hi", "talk.txt:1: who says this? Begin the line with 'Customer:'"),
        ("Customer: hi\n\nBob: hello", "talk.txt:3: who is 'Bob'? Name them with --customer-label or --trainee-label"),
        ("", "talk.txt: nobody says anything"),
        ("---\n\n---", "talk.txt: nobody says anything"),
    ],
)
def test_text_that_cannot_be_read_is_refused(text: str, told: str) -> None:
    with pytest.raises(TranscriptError) as caught:
        talks(text, "text", "talk.txt")
    assert told in str(caught.value)


@pytest.mark.parametrize("code", LANGUAGES)
def test_labels_are_known_in_every_language(code: str) -> None:
    them, _, us, _ = SAID[code]
    for label, who in ((them, "customer"), (us, "trainee"), (them.upper(), "customer"), (f" {us.lower()} ", "trainee")):
        assert Options("en").speaker(label) == who
    assert set(known_labels().values()) == set(SPEAKERS)


# -- CSV


def test_columns_are_named_and_conversations_parted_and_put_in_order() -> None:
    text = (
        "Keskustelu;Aika;Puhuja;Teksti;Muuta\r\n"
        "b;10:05;Myyjä;Selvitän asian.;x\r\n"
        'a;9:58;asiakas;"Lasku; kahdesti";x\r\n'
        'b;10:02;Asiakas;"Missä ""paketti""\r\non?";x\r\n'
        "b;10:10;Asiakas;  ;x\r\n"
        ";;;;\r\n"
    )
    found = talks(
        text,
        "csv",
        language="fi",
        who_column="puhuja",
        text_column="TEKSTI",
        conversation_column="keskustelu",
        time_column="aika",
    )
    assert [(talk["id"], [(turn["who"], turn["text"]) for turn in talk["turns"]]) for talk in found] == [
        ("b", [("customer", 'Missä "paketti"\non?'), ("trainee", "Selvitän asian.")]),
        ("a", [("customer", "Lasku; kahdesti")]),
    ]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_any_usual_delimiter_is_read(mark: str) -> None:
    text = f"who{mark}text{mark}note, more\ncustomer{mark}Hi{mark}x\nagent{mark}Hello{mark}y\n"
    text = text if mark != "," else 'who,text,note\ncustomer,"Hi",x\nagent,Hello,y\n'
    assert turns(text, "csv") == [("customer", "Hi"), ("trainee", "Hello")]


def test_rows_stay_in_their_order_without_times_for_all() -> None:
    text = "who,text,time\ncustomer,a,10:00\nagent,b,\ncustomer,c,9:00\n"
    assert [words for _, words in turns(text, "csv")] == ["a", "b", "c"]


def test_times_of_any_kind_put_rows_in_order() -> None:
    for times in (("2", "10"), ("9:59", "10:00"), ("2026-03-04T09:00", "2026-03-04T10:00")):
        text = f"who,text,time\nagent,second,{times[1]}\ncustomer,first,{times[0]}\n"
        assert [words for _, words in turns(text, "csv")] == ["first", "second"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "speaker,words\nagent,hi\n",
            "talk.csv:1: no column 'who' (there are: speaker, words); name it with --who-column",
        ),
        ("who;words\nagent;hi\n", "no column 'text'"),
        ("who,text\nagent,hi\nBob,hi\n", "talk.csv:3: who is 'Bob'?"),
        ("who,text\nagent\n", "talk.csv:2: 1 columns, 2 are needed"),
        ('who,text\nagent,"hi" there\n', "talk.csv:2: "),
        ('who,text\nagent,"hi\n', "talk.csv:2: "),
        ("who,text\n", "talk.csv: nobody says anything"),
        ("", "talk.csv:1: no column"),
    ],
)
def test_tables_that_cannot_be_read_are_refused(text: str, told: str) -> None:
    with pytest.raises(TranscriptError) as caught:
        talks(text, "csv", "talk.csv")
    assert told in str(caught.value)


def test_a_column_that_was_asked_for_must_be_there() -> None:
    with pytest.raises(TranscriptError, match="--time-column"):
        talks("who,text\nagent,hi\n", "csv", time_column="when")


# -- WebVTT

MEETING = """WEBVTT - a call

NOTE made by a machine
over two lines

STYLE
::cue { color: red }

1
00:01.000 --> 00:05.000 align:start position:10%
<v.loud Customer>You charged me <b>twice</b> &amp; <00:02.000>nobody helps!</v>

00:04.500 --> 00:06.000
<v Agent>I'm so sorry.</v>

00:06.200 --> 00:09.000
<v Agent>I'll refund
it today.</v> <v Customer>Thank you.</v>

01:00:00.000 --> 01:00:02.000
Agent: Good&nbsp;bye.

01:00:02.500 --> 01:00:03.000
And thanks.
"""


def test_cues_become_turns_and_cutting_in_is_seen() -> None:
    (talk,) = talks(MEETING, "vtt", "call.vtt", channel="phone")
    assert talk == {
        "id": "call",
        "lang": "en",
        "channel": "phone",
        "turns": [
            {"who": "customer", "text": "You charged me twice & nobody helps!"},
            {"who": "trainee", "text": "I'm so sorry. I'll refund it today.", "interrupted": True},
            {"who": "customer", "text": "Thank you."},
            {"who": "trainee", "text": "Good bye. And thanks."},
        ],
    }


def test_only_the_trainee_cuts_in_and_only_before_the_end() -> None:
    text = (
        "WEBVTT\n\n00:01.000 --> 00:05.000\n<v Customer>a\n\n00:05.000 --> 00:09.000\n<v Agent>b\n\n"
        "00:08.000 --> 00:10.000\n<v Customer>c\n"
    )
    (talk,) = talks(text, "vtt")
    assert [turn.get("interrupted", False) for turn in talk["turns"]] == [False, False, False]


def test_cues_are_put_in_the_order_of_time() -> None:
    text = "WEBVTT\n\n00:05.000 --> 00:06.000\n<v Agent>b\n\n00:01.000 --> 00:02.000\n<v Customer>a\n"
    assert turns(text, "vtt") == [("customer", "a"), ("trainee", "b")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("00:01.000 --> 00:02.000\n<v Agent>b", "talk.vtt:1: a WebVTT file begins with the line WEBVTT"),
        ("WEBVTT\n\n00:01 --> 00:02.000\n<v Agent>b", "talk.vtt:3: '00:01' is no time"),
        ("WEBVTT\n\n00:01.000 -->\n<v Agent>b", "talk.vtt:3: '' is no time"),
        ("WEBVTT\n\nid\n00:03.000 --> 00:02.000\n<v Agent>b", "talk.vtt:4: the cue ends before it begins"),
        ("WEBVTT\n\nHello there\n", "talk.vtt:3: a cue needs its times"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nhello", "talk.vtt:3: who says this?"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n<v Bob>hello", "talk.vtt:3: who is 'Bob'?"),
        ("WEBVTT\n\nNOTE nothing\n", "talk.vtt: nobody says anything"),
    ],
)
def test_captions_that_cannot_be_read_are_refused(text: str, told: str) -> None:
    with pytest.raises(TranscriptError) as caught:
        talks(text, "vtt", "talk.vtt")
    assert told in str(caught.value)


def test_hours_and_entities_are_read() -> None:
    (cue,) = cues("WEBVTT\n\n100:00:01.250 --> 100:00:02.000\n<v A &amp; B>1 &lt; 2</v>")
    assert (cue.start_ms, cue.end_ms, cue.said) == (360_001_250, 360_002_000, (("A & B", "1 < 2"),))


# -- the command


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--in", "talk.docx"], "what is a .docx file? Give --format"),
        (["--in", "talk.vtt"], "Give --language"),
        (["--in", "none.csv", "--language", "en"], "none.csv"),
        (["--in", "talk.vtt", "--language", "en", "--customer-label", "Bo", "--trainee-label", "bo"], "both customer"),
        (["--in", "talk.jsonl", "--case", "case.json"], "--case"),
    ],
)
def test_bad_usage_is_told(arguments: list[str], told: str, capsys, monkeypatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "talk.vtt").write_text(MEETING, encoding="utf-8")
    assert command.main(["grade", *arguments]) == 1
    assert told in capsys.readouterr().err


def test_format_label_and_case_from_the_command_line(tmp_path: Path) -> None:
    source, target, case = tmp_path / "talk.log", tmp_path / "out.jsonl", tmp_path / "case.json"
    source.write_text("Pat: You charged me twice!\nKim: I'm sorry we charged you twice.\n", encoding="utf-8")
    case.write_text(json.dumps({"facts": ["charged twice"], "authority": ["refund"]}), encoding="utf-8")
    arguments = ["grade", "--in", str(source), "--out", str(target), "--format", "text", "--language", "en"]
    arguments += ["--customer-label", "pat", "--trainee-label", "KIM", "--channel", "chat", "--case", str(case)]
    assert command.main(arguments) == 0
    assert json.loads(target.read_text(encoding="utf-8"))["overall"] is not None


def test_a_transcript_comes_through_a_pipe(monkeypatch, capsys) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(in_form("sv", "text").encode())))
    assert command.main(["grade", "--format", "text", "--language", "sv"]) == 0
    assert json.loads(capsys.readouterr().out)["id"] == "transcript"


def test_json_lines_without_a_language_take_the_one_asked_for(tmp_path: Path) -> None:
    source, target = tmp_path / "talk.jsonl", tmp_path / "out.jsonl"
    them, complaint, us, answer = SAID["fi"]
    rows = [{"who": "customer", "text": complaint}, {"who": "trainee", "text": answer}]
    source.write_text(json.dumps({"id": 1, "turns": rows}), encoding="utf-8")
    assert command.main(["grade", "--in", str(source), "--out", str(target), "--language", "fi"]) == 0
    assert json.loads(target.read_text(encoding="utf-8"))["versions"]["detector"].startswith("fi")


def test_the_same_file_gives_the_same_bytes(tmp_path: Path) -> None:
    source = tmp_path / "talk.vtt"
    source.write_text(MEETING, encoding="utf-8")
    outs = []
    for name in ("a", "b"):
        command.main(["grade", "--in", str(source), "--out", str(tmp_path / name), "--language", "en"])
        outs.append((tmp_path / name).read_bytes())
    assert outs[0] == outs[1]


@given(
    st.binary(max_size=120), st.sampled_from([form for form in FORMATS if form != "jsonl"]), st.sampled_from(LANGUAGES)
)
def test_any_bytes_are_read_or_refused(data: bytes, form: str, code: str) -> None:
    head = {"vtt": b"WEBVTT\n\n", "csv": b"who,text\n", "text": b"Customer: "}[form]
    try:
        found = talks(head + data, form, language=code)
    except TranscriptError as error:
        refusal = str(error)
        found = []
    else:
        refusal = ""
    assert found or refusal.startswith("talk.x:")
    assert all(Conversation.from_json(talk).turns for talk in found)
