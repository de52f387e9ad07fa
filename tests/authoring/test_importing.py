"""Stories of Twine, H5P and ink as draft scenes: what is carried over, what is told, and what is refused."""

from __future__ import annotations

import html
import io
import json
import struct
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.authoring.importing import CODES, ForeignError, draft_foreign, drafting, import_foreign, telling
from simulator.authoring.importing.drafting import phrases
from simulator.authoring.importing.macros import link_parts
from simulator.authoring.importing.markup import read_markup
from simulator.authoring.importing.plain import MAX_PARAGRAPH, html_paragraphs, paragraphs, without_marks
from simulator.authoring.importing.story import MOST_PASSAGES, Notes, code_table
from simulator.authoring.importing.telling import Heard
from simulator.authoring.importing.twee import Source
from simulator.cli import cli
from simulator.errors import EXIT_FAILED, EXIT_SURROUNDINGS, EXIT_USAGE, SurroundingsError, UsageError
from simulator.scenario import check, load, plans
from simulator.training import rehearse

LANGUAGES = ("en", "fi", "sv", "ru", "el")

KETTLE = r"""
:: StoryTitle
The Broken Kettle

:: StoryData
{"ifid":"D674C58C-DEFA-4F70-B7A2-27742230C0FC","format":"SugarCube","start":"Counter"}

:: Style [stylesheet]
body {}

:: Counter [shop] {"position":"100,100"}
<<set $anger to 3>>This kettle broke on the ''second'' day!
I want to know what you will do about it.

* [[I'm so sorry, that must be annoying. What happened?->Tells]]
* [[That is our policy, I can't do anything.|Cold]]
* [[Look at the kettle->Look]]

:: Tells
It just went bang. <<if $anger gt 2>>And I burnt my hand!<<else>>No harm done. [[Fine->Happy]]<</if>>
[[I can give you a new one right away.->Happy]]
[[I'll call my supervisor.->Boss]]
[[Gone->Nowhere]]

:: Cold
Policy! I've heard enough {really}.
[[I am so sorry.->Tells][$anger to 1]]
[[Goodbye.->Leaves]]

:: Look
The bottom is black.
[[Go on->Tells]]

:: Happy
Thank you, that's decent.

:: Boss
Your boss was kind. [img[boss.png]]

:: Leaves
I'll never come back.

:: Lost \[and\] found
Nobody comes here.
"""

SOUP: dict[str, Any] = {
    "inkVersion": 21,
    "root": [
        [
            "#", "^title: The soup", "/#", "^My soup is cold!", "\n",
            [
                "ev", {"^->": "0.5.$r1"}, {"temp=": "$r"}, "str", {"->": ".^.s"}, [{"#n": "$r1"}], "/str",
                "str", "^.", "/str", "/ev", {"*": "0.c-0", "flg": 22},
                {"s": ["^I am so sorry", {"->": "$r", "var": True}, None]},
            ],
            "ev", "str", "^Soup is meant to be cold.", "/str", {"VAR?": "rude"}, "/ev", {"*": "0.c-1", "flg": 21},
            {
                "c-0": [
                    "ev", {"^->": "0.c-0.$r2"}, "/ev", {"temp=": "$r"}, {"->": "0.5.s"}, [{"#n": "$r2"}],
                    "^, I'll bring you a hot one.", "\n", {"->": "calm"}, {"#f": 5},
                ],
                "c-1": ["\n", "^What did you say?", "\n", "ev", 1, "/ev", {"VAR=": "rude", "re": True}, {"->": "angry"}, {"#f": 5}],
            },
        ],
        "done",
        {
            "calm": [
                [
                    "^Well, ", "ev", {"VAR?": "rude"}, "/ev",
                    [{"->": ".^.b", "c": True}, {"b": ["^ at last", {"->": "calm.0.5"}, None]}], "nop", "^. Thank you.", "\n",
                    "ev", "str", "^Is there anything else I can do for you?", "/str", "/ev", {"*": ".^.c-0", "flg": 4},
                    "ev", "str", "^It's on the house, of course.", "/str", "/ev", {"*": ".^.c-1", "flg": 4},
                    {
                        "c-0": ["^ ", {"->": "angry"}, "\n", {"#f": 5}],
                        "c-1": ["^ ", "\n", "^That is kind of you.", "\n", "end", {"#f": 5}],
                    },
                ],
                {"#f": 1},
            ],
            "angry": ["^I am leaving.", "\n", "end", {"#f": 1}],
        },
    ],
    "listDefs": {},
}  # fmt: skip

PARCEL: dict[str, Any] = {
    "branchingScenario": {
        "title": "Late <b>parcel</b>",
        "startScreen": {"startScreenTitle": "<p>Late parcel</p>", "startScreenSubtitle": "<p>Practise &amp; learn</p>"},
        "endScreens": [{"endScreenTitle": "Thank you, goodbye.", "contentId": -1}],
        "content": [
            {
                "type": {
                    "library": "H5P.AdvancedText 1.1",
                    "params": {
                        "text": "<p>My parcel is a week late!</p><p><img src='x.png'/>Nobody calls me back.</p>"
                    },
                },
                "nextContentId": 1,
            },
            {
                "type": {
                    "library": "H5P.BranchingQuestion 1.0",
                    "params": {
                        "branchingQuestion": {
                            "question": "<p>What will you do about it?</p>",
                            "alternatives": [
                                {
                                    "text": "I am so sorry about the wait. When did you order it?",
                                    "nextContentId": 2,
                                    "feedback": {"title": "<p>Well done</p>"},
                                },
                                {
                                    "text": "That is the carrier's fault, not ours.",
                                    "nextContentId": -1,
                                    "feedback": {"title": "<p>I'm going to your competitor.</p>"},
                                },
                            ],
                        }
                    },
                }
            },
            {"type": {"library": "H5P.Video 1.5", "params": {}, "metadata": {"title": "A film"}}, "nextContentId": 3},
            {
                "type": {
                    "library": "H5P.BranchingQuestion 1.0",
                    "params": {
                        "branchingQuestion": {
                            "question": "Last Monday. Well?",
                            "alternatives": [
                                {"text": "I will find it and call you tomorrow at ten.", "nextContentId": -1},
                                {"text": "I can't help you.", "nextContentId": "1"},
                            ],
                        }
                    },
                }
            },
        ],
    }
}


def twine(form: str, start: str, **passages: str) -> str:
    """A story of Twine 2 as it is published."""
    inner = "".join(
        f'<tw-passagedata pid="{pid}" name="{html.escape(name)}" tags="">{html.escape(text)}</tw-passagedata>\n'
        for pid, (name, text) in enumerate(passages.items(), start=1)
    )
    pid = list(passages).index(start) + 1
    return (
        f'<html><script>var x = "</tw";</script><tw-storydata name="{form} &amp; co" startnode="{pid}" format="{form}" hidden>'
        f'<style id="twine-user-stylesheet"></style><script id="twine-user-script">go()</script>\n{inner}</tw-storydata>'
    )


HOTEL = twine(
    "Harlowe",
    "Start",
    Room=(
        "(if: $angry is 1)[I am //furious//!](else:)[It is fine. [[Thank you for telling me.->Bye]]] It smells of smoke.\n"
        '(link-goto: "I\'ll move you to another room.", "Moved")\n'
        '(link: "Nobody else complained.")[(set: $angry to 2)(goto: "Bye")]'
    ),
    Start=(
        "|desk>[I want my money back, (print: $name)!]\n\n"
        "[[I understand how annoying that is. What is wrong with the room?->Room]]\n[[Bye<-Calm down.]]\n"
        "[[Web->https://example.org]]"
    ),
    Moved="Much better. <img src='bed.png'>",
    Bye="Goodbye then.",
)
CHAPBOOK = twine(
    "Chapbook",
    "Start",
    Start=(
        "mood: 3\n--\n[if mood > 2]\nWhere is my order? {cycling link for 'x', choices: ['a']}\n\n[continued]\n"
        "{embed image: 'x.png'}\nI waited *three* weeks.\n\n> [[I'm sorry for the wait.->Ok]]\n"
        "> {link to: 'No', label: \"You should have read the terms.\"}"
    ),
    Ok="Thanks.",
    No="Unbelievable.",
)


def h5p(path: Path, content: Any, manifest: Any = None, *, method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("h5p.json", json.dumps(manifest or {"title": "t", "mainLibrary": "H5P.BranchingScenario"}))
        archive.writestr("content/content.json", content if isinstance(content, str) else json.dumps(content))
    return path


def story_file(folder: Path, name: str) -> Path:
    """One of the little stories as a file."""
    texts = {
        "kettle.twee": KETTLE,
        "soup.ink.json": json.dumps(SOUP),
        "soup.js": f"var storyContent = {json.dumps(SOUP)};",
        "hotel.html": HOTEL,
        "archive.html": CHAPBOOK + HOTEL,
    }
    path = folder / name
    if name == "parcel.h5p":
        return h5p(path, PARCEL)
    path.write_text(texts[name], encoding="utf-8")
    return path


def codes(report: Any) -> set[str]:
    return {item.code for item in report}


# ---- whole stories


@pytest.mark.parametrize(
    ("name", "endings"),
    [
        ("kettle.twee", {"happy", "boss", "leaves"}),
        ("soup.ink.json", {"angry", "calm_0_c_1", "passage_0_c_1"}),
        ("soup.js", {"angry", "calm_0_c_1", "passage_0_c_1"}),
        ("hotel.html", {"bye", "moved"}),
        ("archive.html", {"ok", "passage_no"}),
        ("parcel.h5p", {"content_2_feedback_2", "end_1"}),
    ],
)
def test_a_story_becomes_a_draft_that_plays_to_each_of_its_ends(tmp_path: Path, name: str, endings: set[str]) -> None:
    folder = tmp_path / "draft"
    import_foreign(story_file(tmp_path, name), folder)
    assert [item for item in check(folder) if item.severity == "error"] == []
    scene = load(folder)
    reached = set()
    for plan_name, plan in plans(folder).items():
        for seed in (1, 7):
            played = rehearse(scene, plan_name, plan, "en", seed)
            assert played.passed, (plan_name, played.failures)
            reached.add(played.ending)
    assert reached == endings


def test_the_same_story_gives_the_same_bytes(tmp_path: Path) -> None:
    path = story_file(tmp_path, "kettle.twee")
    first, _ = import_foreign(path, tmp_path / "a" / "draft")
    second, _ = import_foreign(path, tmp_path / "b" / "draft")
    assert [file.read_bytes() for file in first] == [file.read_bytes() for file in second]


def test_candidates_are_middling_and_ways_go_by_acts(tmp_path: Path) -> None:
    draft, report = draft_foreign(story_file(tmp_path, "kettle.twee"))
    counter = draft.scenario["nodes"]["counter"]
    assert {item["quality"] for item in counter["candidates"]} == {"middling"}
    ways = {way["to"]: way["when"] for way in counter["goto"]}
    assert ways["cold"] == {"any_act": ["hide_policy"]}
    assert "apologise" in ways["tells"]["any_act"]
    assert list(ways["look"]) == ["stated"]
    lines = draft.words["en"]["lines"]
    assert lines["counter.1"] == "This kettle broke on the second day! I want to know what you will do about it."
    assert lines["tells.1"] == "It just went bang. And I burnt my hand!"
    assert lines["cold.1"] == "Policy! I've heard enough (really)."
    told = {(item.line, item.code) for item in report}
    assert (12, "SG450") in told  # the variable set
    assert (20, "SG451") in told  # the condition
    assert (23, "SG453") in told  # the link to nowhere
    assert {"SG452", "SG454", "SG456", "SG458"} <= codes(report)


def test_an_answer_of_ink_is_told_in_full_and_knots_keep_their_names(tmp_path: Path) -> None:
    draft, report = draft_foreign(story_file(tmp_path, "soup.ink.json"))
    assert set(draft.scenario["nodes"]) == {"opening", "calm"}
    untitled, _ = draft_foreign(h5p(tmp_path / "late_parcel.h5p", {"content": PARCEL["branchingScenario"]["content"]}))
    assert untitled.words["en"]["lines"]["about.title"] == "t"
    lines = draft.words["en"]["lines"]
    assert lines["about.title"] == "The soup"
    assert lines["opening.answer.1"] == "I am so sorry, I'll bring you a hot one."
    assert lines["calm.1"] == "Well, at last. Thank you."
    assert {item.part for item in report} >= {"0", "0.c-1", "calm"}
    assert str(next(iter(report))).startswith("soup.ink.json, 0: SG451 warning")


def test_feedback_is_left_out_unless_it_is_the_end(tmp_path: Path) -> None:
    draft, report = draft_foreign(story_file(tmp_path, "parcel.h5p"))
    lines = draft.words["en"]["lines"]
    assert "I'm going to your competitor." in lines.values()
    assert not any("Well done" in text for text in lines.values())
    assert lines["about.summary"] == "Practise & learn"
    assert {"SG452", "SG457"} <= codes(report)
    assert any(item.part == "content 2, alternative 1" for item in report)


def test_what_leads_on_without_an_answer_is_said_in_one_go(tmp_path: Path) -> None:
    draft, _ = draft_foreign(story_file(tmp_path, "parcel.h5p"))
    nodes, lines = draft.scenario["nodes"], draft.words["en"]["lines"]
    assert [lines[item["line"]] for item in nodes["content_1"]["say"]] == [
        "My parcel is a week late!",
        "Nobody calls me back.",
        "What will you do about it?",
    ]
    # The question alone is met again, with the same lines and answers.
    assert nodes["content_2"]["candidates"] == nodes["content_1"]["candidates"]
    assert nodes["content_2"]["say"] == nodes["content_1"]["say"][2:]


def answer(to: str, *acts: str, fact: str = "") -> Heard:
    return Heard(f"words to {to}", to, frozenset(acts), frozenset([fact] if fact else []), fact or f"fact_{to}")


@pytest.mark.parametrize(
    ("answers", "ways"),
    [
        ([answer("a"), answer("a", "rude")], [({}, "a")]),
        ([answer("a", "apologise"), answer("b", "rude")], [({"any_act": ["rude"]}, "b"), ({"any_act": ["apologise"]}, "a")]),
        (
            [answer("a", "apologise"), answer("b", "apologise", "offer_remedy")],
            [({"any_act": ["offer_remedy"]}, "b"), ({"acts": ["apologise"]}, "a")],
        ),
        ([answer("a", fact="f"), answer("b", "own")], [({"stated": ["f"]}, "a"), ({"any_act": ["own"]}, "b")]),
        ([answer("a"), answer("b", "own")], [({"any_act": ["own"]}, "b"), ({}, "a")]),
    ],
)  # fmt: skip
def test_ways_lead_by_what_only_their_answers_do(answers: list[Heard], ways: list[Any]) -> None:
    found = telling._ways(answers, [bool(item.facts) for item in answers])
    assert list(found.transitions) == ways
    assert all(found.right)


def test_answers_that_do_and_say_the_same_cannot_be_told_apart() -> None:
    found = telling._ways([answer("a", "own"), answer("b", "own")], [False, False])
    assert found.right == (True, False)


def test_the_story_of_an_archive_is_chosen_by_name(tmp_path: Path) -> None:
    path = story_file(tmp_path, "archive.html")
    first, report = draft_foreign(path)
    second, _ = draft_foreign(path, story="Harlowe & co")
    assert "SG459" in codes(report)
    assert set(second.scenario["nodes"]) == {"start", "room"} != set(first.scenario["nodes"])
    with pytest.raises(ForeignError, match="no story named"):
        draft_foreign(path, story="Other")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("channel", ["store", "phone", "email", "chat"])
def test_a_draft_speaks_its_language_in_every_channel(tmp_path: Path, language: str, channel: str) -> None:
    path = tmp_path / "s.twee"
    path.write_text(":: Start\n1, 2?\n[[3->E]]\n\n:: E\n4 ok", encoding="utf-8")
    folder = tmp_path / "draft"
    import_foreign(path, folder, language=language, channel=channel)
    scene = load(folder)
    assert scene.languages == (language,)
    assert scene.words[scene.languages[0]].lines["about.briefing"] == phrases(language)["briefing"]


def test_phrases_say_the_same_in_all_languages() -> None:
    assert {tuple(phrases(language)) for language in LANGUAGES} == {tuple(phrases("en"))}
    assert all("{title}" in phrases(language)["summary"] for language in LANGUAGES)


ANSWERS = {
    "en": ("I am so sorry about this.", "That is your own fault."),
    "fi": ("Olen todella pahoillani tästä.", "Se on teidän oma vikanne."),
    "sv": ("Jag är verkligen ledsen för det här.", "Det är ditt eget fel."),
    "ru": ("Мне очень жаль, простите нас.", "Вы сами виноваты."),
    "el": ("Λυπάμαι πολύ γι' αυτό, συγγνώμη.", "Εσείς φταίτε γι' αυτό."),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_answers_are_heard_in_the_language_of_the_story(tmp_path: Path, language: str) -> None:
    kind, unkind = ANSWERS[language]
    path = tmp_path / "s.twee"
    path.write_text(f":: Start\n!\n1\n[[{kind}->A]]\n[[{unkind}->B]]\n\n:: A\n1\n\n:: B\n2\n", encoding="utf-8")
    draft, _ = draft_foreign(path, language=language)
    ways = {way["to"]: way["when"]["any_act"] for way in draft.scenario["nodes"]["start"]["goto"]}
    assert "apologise" in ways["a"]
    assert "blame_customer" in ways["b"]


# ---- what Twine writes


@pytest.mark.parametrize(
    ("inner", "label", "target"),
    [
        ("A->B", "A", "B"),
        ("B<-A", "A", "B"),
        ("A|B", "A", "B"),
        ("A", "A", "A"),
        ("A->B->C", "A->B", "C"),
        ("A<-B<-C", "B<-C", "A"),
        (" A  -> B ", "A", "B"),
    ],
)
def test_links_point_where_their_arrow_does(inner: str, label: str, target: str) -> None:
    assert link_parts(inner) == (label, target)


@pytest.mark.parametrize(
    ("form", "text", "texts", "links", "onward"),
    [
        ("sugarcube", '<<link "Hi" "A">><</link>>', [], [("Hi", "A")], None),
        ("sugarcube", "<<link [[Hi|A]]>><<set $a to 1>><</link>>", [], [("Hi", "A")], None),
        ("sugarcube", '<<button "Hi">><<goto "A">><</button>> there', ["there"], [("Hi", "A")], None),
        ("sugarcube", 'Wait. <<goto "A">>', ["Wait."], [], "A"),
        ("sugarcube", "/* secret */Seen /% not %/", ["Seen"], [], None),
        ("sugarcube", "<<script>>[[no->X]] bad()<</script>>Good", ["Good"], [], None),
        ("sugarcube", "<<switch $a>><<case 1>>One<<case 2>>Two<</switch>>", ["One"], [], None),
        ("sugarcube", "You owe $5, $name!", ["You owe $5, …!"], [], None),
        ("sugarcube", '<a data-passage="A">Hi</a>', [], [("Hi", "A")], None),
        ("harlowe", '(link-goto: "A")', [], [("A", "A")], None),
        ("harlowe", '(link: "Hi (you)")[(goto: "A")]x', ["x"], [("Hi (you)", "A")], None),
        ("harlowe", "(unless: $a)[Yes](else:)[No]", ["Yes"], [], None),
        ("harlowe", "(text-style: 'bold')[Loud]", ["Loud"], [], None),
        ("harlowe", "An aside (not a macro) stays", ["An aside (not a macro) stays"], [], None),
        ("chapbook", "a: 1\n--\n[after 1s]\nText {x}", ["Text …"], [], None),
        ("snowman", "<% if (1) { %>Hm<% } %>", ["Hm"], [], None),
        ("", "You can [[leave->A]] or [[stay->B]].", ["You can leave or stay."], [("leave", "A"), ("stay", "B")], None),
        ("", "<!-- note -->Text<br>more\n\n<b>new</b>", ["Text more", "new"], [], None),
        ("", "# Head\n\n----\n\n''bold'' __u__ http://x.y/z", ["Head", "bold u http://x.y/z"], [], None),
    ],
)
def test_the_marks_of_each_story_format(
    form: str, text: str, texts: list[str], links: list[tuple[str, str]], onward: str | None
) -> None:
    read = read_markup(Source("p", (), text, 1), form, Notes("f"))
    assert read.texts == texts
    assert [(choice.words, choice.to) for choice in read.choices] == links
    assert read.onward == onward


@given(
    st.text(alphabet="ab[]<>(){}|$-=/*'\"\n\\:%!", max_size=120),
    st.sampled_from(["", "harlowe", "sugarcube", "chapbook"]),
)
def test_whatever_stands_in_a_passage_is_read(text: str, form: str) -> None:
    read = read_markup(Source("p", (), text, 1), form, Notes("f"))
    assert all("\x01" not in words for words in read.texts)
    assert all(choice.words and choice.to for choice in read.choices)


@given(st.text(max_size=300))
def test_paragraphs_hold_no_line_and_no_control_character(text: str) -> None:
    for words in [*paragraphs(text), *html_paragraphs(text)[0]]:
        assert words == words.strip()
        assert "\n" not in words
        assert all(ord(char) >= 32 for char in words)


def test_long_paragraphs_are_split_between_sentences() -> None:
    pieces = paragraphs("This is a sentence. " * 200)
    assert all(len(piece) <= MAX_PARAGRAPH and piece.endswith(".") for piece in pieces)
    assert " ".join(pieces) == ("This is a sentence. " * 200).strip()
    assert without_marks("I waited *three* weeks.") == "I waited three weeks."


NAMES = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="[]{}<>|\\\n\r\0"), min_size=1, max_size=12)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(NAMES, st.lists(st.integers(0, 5), max_size=3)), min_size=1, max_size=6))
def test_any_graph_becomes_a_scene_without_errors(tmp_path: Path, graph: list[tuple[str, list[int]]]) -> None:
    text = "".join(
        f"\n:: n{at} {name}\nSay {name}.\n"
        + "".join(f"[[go {to}->n{to} {graph[to % len(graph)][0]}]]\n" for to in ways)
        for at, (name, ways) in enumerate(graph)
    )
    path = tmp_path / "graph.twee"
    path.write_text(text, encoding="utf-8", errors="replace")
    folder = tmp_path / "graph"
    import_foreign(path, folder, force=True)
    assert [item for item in check(folder) if item.severity == "error"] == []


# ---- odd and hostile files


def nested(depth: int) -> str:
    return '{"inkVersion":21,"root":' + "[" * depth + "null" + ",null]" * depth + "}"


def many(count: int) -> str:
    return "".join(f":: p{at}\ntext\n[[on->p{at + 1}]]\n\n" for at in range(count))


LOOP = json.dumps(
    {
        "inkVersion": 21,
        "root": [{"->": "a"}, {"a": ["^Again and again.", "\n", {"->": "b"}, None], "b": [{"->": "a"}, None]}],
    }
)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.twee", b"", "no passage"),
        ("a.twee", b"just text", "no passage"),
        ("a.twee", b":: \n", "no passage"),
        ("a.twee", b":: A [script]\nx", "no passage that can be played"),
        ("a.twee", b":: A\n\n", "no words"),
        ("a.twee", b":: A\n\xff\xfe\xff", "not UTF-8"),
        ("a.twee", b":: A\0\n", "no text"),
        ("a.twee", many(MOST_PASSAGES + 1).encode(), "more than 1000 passages"),
        ("a.twee", (":: A\nHello\n" + "[[a->b]][[b->c]]" * 3000).encode(), None),
        ("a.twee", b":: A\n" + b"x" * (16 * 1024 * 1024), "larger than 16 MB"),
        ("a.html", b"<html></html>", "no story of Twine 2"),
        ("a.html", b"<tw-storydata name='x", "does not"),
        ("a.html", b"<tw-storydata><tw-passagedata name=a>", "does not close"),
        ("a.html", b"<tw-storydata></tw-storydata>", "no passages"),
        ("a.json", b"{", "no valid JSON"),
        ("a.json", b"[]", "no story of ink"),
        ("a.json", b'{"inkVersion":21}', "no story of ink"),
        ("a.json", b'{"inkVersion":7,"root":[null]}', "version 7"),
        ("a.json", b'{"inkVersion":21,"root":[null]}', "no words"),
        ("a.json", nested(100_000).encode(), "nested too deeply"),
        ("a.json", nested(600).encode(), "nested too deeply"),
        ("a.json", b'{"inkVersion":' + b"9" * 5000 + b"}", "no valid JSON"),
        ("a.ink", b"Hello", "source of an ink story"),
        ("a.xyz", b"Hello", "no file of a kind that is known"),
        ("a.h5p", b"PK nonsense", "damaged"),
        ("a.h5p", b"", "damaged"),
    ],
)
def test_a_file_that_cannot_be_read_is_answered_in_one_sentence(
    tmp_path: Path, name: str, content: bytes, words: str | None
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    began = time.monotonic()
    if words is None:
        import_foreign(path, tmp_path / "draft")
    else:
        with pytest.raises(ForeignError) as caught:
            import_foreign(path, tmp_path / "draft")
        assert words in str(caught.value)
        assert "\n" not in str(caught.value)
        assert not (tmp_path / "draft").exists()
    assert time.monotonic() - began < 20


@pytest.mark.parametrize(
    "text",
    ["(a:" * 30_000, "[[" * 45_000, "<<if>>" * 15_000, "<!--" * 20_000, "{" * 90_000, "<a " * 30_000, "[" * 90_000, "=" * 90_000,
     "<script>" * 12_000, "* " * 40_000, "$a" * 40_000, "|a>" * 30_000],
)  # fmt: skip
@pytest.mark.parametrize("form", ["harlowe", "sugarcube", "chapbook", ""])
def test_endless_marks_take_no_endless_time(text: str, form: str) -> None:
    began = time.monotonic()
    read_markup(Source("p", (), text, 1), form, Notes("f"))
    assert time.monotonic() - began < 5


def test_a_loop_of_ink_without_choices_ends(tmp_path: Path) -> None:
    path = tmp_path / "loop.json"
    path.write_text(LOOP, encoding="utf-8")
    import_foreign(path, tmp_path / "loop")
    assert [item for item in check(tmp_path / "loop") if item.severity == "error"] == []


@pytest.mark.parametrize(
    ("content", "manifest", "words"),
    [
        ({"branchingScenario": {}}, None, "no content"),
        ({"branchingScenario": {"content": [None, 3, "x"]}}, None, "no words"),
        ({}, {"mainLibrary": "H5P.Quiz"}, "it is H5P.Quiz"),
        ("not json", None, "no valid JSON"),
        ({"branchingScenario": {"content": [{}] * 1001}}, None, "more than 1000"),
        (" " * (17 * 1024 * 1024), None, "larger than 16 MB"),
    ],
)
def test_a_bad_package_is_answered_in_one_sentence(tmp_path: Path, content: Any, manifest: Any, words: str) -> None:
    with pytest.raises(ForeignError, match=words):
        import_foreign(h5p(tmp_path / "a.h5p", content, manifest), tmp_path / "draft")


def test_a_directory_of_a_million_entries_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.h5p"
    path.write_bytes(b"PK\x03\x04" + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 60_000, 60_000, 2**31, 0, 0))
    with pytest.raises(ForeignError, match="more files"):
        draft_foreign(path)


def test_only_two_members_of_a_package_are_unpacked(tmp_path: Path) -> None:
    raw = io.BytesIO(h5p(tmp_path / "a.h5p", PARCEL).read_bytes())
    with zipfile.ZipFile(raw, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../evil", b"x")
        archive.writestr("content/videos/bomb.mp4", b"\0" * 50_000_000)
    (tmp_path / "b.h5p").write_bytes(raw.getvalue())
    import_foreign(tmp_path / "b.h5p", tmp_path / "draft")
    assert sorted(item.name for item in tmp_path.iterdir() if "h5p" not in item.name) == ["draft"]


def test_utf_16_and_windows_lines_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.twee"
    path.write_bytes(KETTLE.replace("\n", "\r\n").encode("utf-16"))
    draft, _ = draft_foreign(path)
    assert "counter" in draft.scenario["nodes"]


def test_what_stands_there_is_not_overwritten_unasked(tmp_path: Path) -> None:
    path, folder = story_file(tmp_path, "kettle.twee"), tmp_path / "draft"
    import_foreign(path, folder)
    before = (folder / "scenario.yaml").read_bytes()
    with pytest.raises(UsageError, match="holds a scene already"):
        import_foreign(path, folder)
    with pytest.raises(UsageError, match="cannot be the name"):
        import_foreign(path, tmp_path / "Bad Name")
    with pytest.raises(SurroundingsError, match="cannot be opened"):
        import_foreign(tmp_path / "none.twee", tmp_path / "other")
    assert (folder / "scenario.yaml").read_bytes() == before


def test_a_draft_with_an_error_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(drafting._PLACES, "store", "moon")
    with pytest.raises(ForeignError, match="makes no scene"):
        import_foreign(story_file(tmp_path, "kettle.twee"), tmp_path / "draft")
    assert not (tmp_path / "draft").exists()


# ---- the command


def test_the_command_writes_a_draft_and_tells_what_it_left_out(tmp_path: Path) -> None:
    path = story_file(tmp_path, "kettle.twee")
    done = CliRunner().invoke(cli, ["import", str(tmp_path / "kettle"), str(path)])
    assert done.exit_code == 0, done.output
    assert "SG453" in done.output
    assert "Next: silkgloves rehearse" in done.output
    again = CliRunner().invoke(cli, ["import", str(tmp_path / "kettle"), str(path)])
    assert again.exit_code == EXIT_USAGE or isinstance(again.exception, UsageError)
    told = CliRunner().invoke(cli, ["import", str(tmp_path / "kettle"), str(path), "--force", "--json"])
    assert {item["code"] for item in json.loads(told.output)} >= {"SG450", "SG453"}


def test_errors_have_their_exit_codes() -> None:
    assert ForeignError("x").exit_code == EXIT_FAILED
    assert SurroundingsError("x").exit_code == EXIT_SURROUNDINGS
    assert all(f"`{code}`" in code_table() for code in CODES)
