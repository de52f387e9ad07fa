"""The scene editor: drafts that nobody's saving loses, whatever is written in them shown as text, tries that leave no trace."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from simulator.authoring import drafts
from simulator.console.editing import picture, playing
from simulator.console.editing.bench import Bench
from simulator.console.editing.picture import clean_svg, lines_of_nodes
from simulator.console.editing.shelf import HOME, PUBLISHED
from simulator.errors import SurroundingsError
from simulator.record import Draft
from simulator.scenario import Channel, load_bundle

from .crawling import Page
from .world import World

EVIL = "<script>alert('x')</script><img src=x onerror=alert(1)>\"'}}{{7*7}}"
SMALL = dict(drafts.draft_from_start(Channel.STORE, "en").files)


@pytest.fixture
def tove(company: World) -> TestClient:
    """A trainer's browser, in English."""
    company.journal.speak(company.people["tove"], "en")
    return company.client("tove")


@pytest.fixture
def draft(company: World) -> Draft:
    """A small sound draft of hers."""
    return company.journal.publications.add_draft("wet_lamp", company.people["tove"], SMALL)


def at(draft: Draft, rest: str = "") -> str:
    return f"{HOME}/{draft.id}{rest}"


def hidden(page: str, name: str) -> str:
    """The value of a hidden field."""
    return html.unescape(re.search(rf'name="{name}" value="([^"]*)"', page)[1])


def bare(page: str) -> None:
    """A page holds no script, style or handler of its own, and nothing of what was written as HTML."""
    assert Page(page).wrong == []
    assert "<script>" not in page
    assert "<img src=x" not in page


def said(answer: object) -> str:
    """What the next page will tell."""
    return answer.headers["location"].partition("said=")[2]


@pytest.mark.slow
def test_from_a_copy_to_a_version_that_stays_when_the_draft_goes_on(company: World, tove: TestClient) -> None:
    begun = tove.post(f"{HOME}/new/copy", data={"source": "wrong_coffee", "slug": "our_coffee"})
    home = begun.headers["location"].partition("?")[0]
    assert said(begun) == "editor.said.begun"
    page = tove.get(home).text
    given = tove.post(f"{home}/publish", data={
        "team": company.teams["North"], "revision": hidden(page, "revision"), "note": EVIL,
    })  # fmt: skip
    version = given.headers["location"].partition("?")[0]
    (record,) = company.journal.publications.publications(company.teams["North"])
    frozen = load_bundle(company.journal.scenario(record.scenario_hash))
    assert (frozen.slug, frozen.hash) == ("our_coffee", record.scenario_hash)
    assert (record.note, record.published_by) == (EVIL, company.people["tove"])
    bare(tove.get(version).text)
    again = {"team": company.teams["North"], "revision": "1"}
    assert said(tove.post(f"{home}/publish", data=again)) == "editor.said.same"

    edit = tove.get(f"{home}/edit?file=lines.en.yaml").text
    text = SMALL["lines.en.yaml"]
    saved = tove.post(f"{home}/save", data={"file": "lines.en.yaml", "base": hidden(edit, "base"), "text": text})
    assert said(saved) == "editor.said.saved"
    assert load_bundle(company.journal.scenario(record.scenario_hash)).hash == frozen.hash
    assert tove.get(f"{version}/try").status_code == 200
    assert tove.post(f"{version}/withdraw", data={"reason": "old"}).status_code == 303
    assert company.journal.publications.publications(company.teams["North"]) == ()
    assert tove.get(version).status_code == 200
    done = [entry.action for entry in company.journal.audit.entries(actor=company.people["tove"])]
    assert done == ["scene.withdrawn", "scene.published", "draft.begun"]


def test_a_draft_with_errors_or_seen_too_early_is_not_given(company: World, tove: TestClient, draft: Draft) -> None:
    team = company.teams["North"]
    company.journal.publications.save_draft(draft.id, {**SMALL, "scenario.yaml": "format: 1\n"}, 1)
    assert said(tove.post(at(draft, "/publish"), data={"team": team, "revision": "1"})) == "editor.said.meanwhile"
    refused = tove.post(at(draft, "/publish"), data={"team": team, "revision": "2"})
    assert refused.status_code == 422
    foreign = {"team": company.teams["South"], "revision": "2"}
    assert said(tove.post(at(draft, "/publish"), data=foreign)) == "editor.said.no_team"
    assert company.journal.publications.publications(withdrawn=True) == ()
    for closed in ("/try", "/picture"):
        assert said(tove.get(at(draft, closed))) == "editor.said.errors"
    assert tove.get(at(draft, "/files.zip")).status_code == 200
    assert tove.get(at(draft, "/scene.silk")).status_code == tove.get(at(draft, "/workbook")).status_code == 422


def test_two_who_save_the_same_file_lose_nothing(company: World, tove: TestClient, draft: Draft) -> None:
    page = tove.get(at(draft, "/edit?file=lines.en.yaml")).text
    base = hidden(page, "base")
    theirs = SMALL["lines.en.yaml"].replace("The lamp that stays dark", "Their lamp")
    company.journal.publications.save_draft(draft.id, {**SMALL, "lines.en.yaml": theirs}, 1)
    mine = SMALL["lines.en.yaml"].replace("The lamp that stays dark", "My lamp")
    sent = {"file": "lines.en.yaml", "base": base, "text": mine.replace("\n", "\r\n")}
    answer = tove.post(at(draft, "/save"), data=sent)
    assert answer.status_code == 409
    assert "My lamp" in answer.text
    assert "Their lamp" in answer.text
    assert company.journal.publications.draft(draft.id).files["lines.en.yaml"] == theirs
    anyway = {**sent, "base": hidden(answer.text, "base")}
    assert said(tove.post(at(draft, "/save"), data=anyway)) == "editor.said.saved"
    assert company.journal.publications.draft(draft.id).files["lines.en.yaml"] == mine


def test_two_who_save_different_files_do_not_meet(company: World, tove: TestClient, draft: Draft) -> None:
    base = hidden(tove.get(at(draft, "/edit?file=lines.en.yaml")).text, "base")
    company.journal.publications.save_draft(draft.id, {**SMALL, "plans/new.yaml": "x: 1\n"}, 1)
    tove.post(at(draft, "/save"), data={"file": "lines.en.yaml", "base": base, "text": "language: en\n"})
    files = company.journal.publications.draft(draft.id).files
    assert (files["plans/new.yaml"], files["lines.en.yaml"]) == ("x: 1\n", "language: en\n")


def test_a_text_that_is_typed_is_checked_and_not_saved(company: World, tove: TestClient, draft: Draft) -> None:
    text = SMALL["scenario.yaml"].replace("    goto:", "    gotoo:", 1)
    line = text.partition("    gotoo:")[0].count("\n") + 1
    part = tove.post(at(draft, "/check"), data={"file": "scenario.yaml", "text": text}).text
    assert "<html" not in part
    assert f'data-line="{line}"' in part
    assert "gotoo" in part
    assert company.journal.publications.draft(draft.id).revision == 1
    sound = tove.post(at(draft, "/check"), data={"file": "scenario.yaml", "text": SMALL["scenario.yaml"]}).text
    assert "<svg" in sound
    assert "No errors" in sound


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: &a [lol]\nb: [*a, *a, *a]\n", "anchor"),
        ("a: !!python/object/apply:os.system [id]\n", "tag"),
        ("[" * 50_000, "Nested deeper"),
        ("a: 1\n---\nb: 2\n", "second document"),
        ("x: 1\n" * 5_000, "Unknown key"),
        (EVIL, "Error"),
    ],
)
def test_traps_are_told_in_a_sentence(tove: TestClient, draft: Draft, text: str, told: str) -> None:
    answer = tove.post(at(draft, "/check"), data={"file": "scenario.yaml", "text": text})
    assert answer.status_code == 200
    assert told in answer.text
    assert len(answer.content) < 200_000
    bare(answer.text)


def pages_of(tove: TestClient, draft: Draft) -> Iterator[str]:
    yield tove.get(HOME).text
    yield tove.get(at(draft)).text
    for name in draft.files:
        yield tove.get(at(draft, f"/edit?file={name}")).text
    yield tove.get(at(draft, "/picture")).text
    yield tove.get(at(draft, "/try")).text
    yield tove.post(at(draft, "/try"), data={"text": EVIL, "lines": "[]"}).text
    yield tove.post(at(draft, "/try"), data={"text": EVIL, "lines": json.dumps([EVIL]), "do": "end"}).text
    yield tove.post(at(draft, "/plans"), data={"language": "en"}).text
    file = {"file": ("lines.en.yaml", SMALL["lines.en.yaml"].encode())}
    yield tove.post(at(draft, "/upload"), files=file).text


@pytest.mark.slow
def test_whatever_an_author_writes_is_shown_as_text_everywhere(company: World, tove: TestClient) -> None:
    quoted = json.dumps(EVIL.replace("{", "(").replace("}", ")"))
    line = re.compile(r"^( +(?:about\.title|about\.briefing|opening\.1|hint\.light)): .*$", re.MULTILINE)
    text = line.sub(lambda match: f"{match[1]}: {quoted}", SMALL["lines.en.yaml"])
    plan = (
        SMALL["plans/good.yaml"]
        .replace("overall: {min: 50}", "overall: {min: 100}")
        .replace("I'm sorry to hear that", "<b>bold</b> I'm sorry to hear that")
    )
    files = {**SMALL, "lines.en.yaml": text, "plans/good.yaml": plan}
    assert drafts.freeze("evil", files).scenario.words["en"].lines["opening.1"].startswith("<script>")
    draft = company.journal.publications.add_draft("evil", company.people["tove"], files)
    shown = list(pages_of(tove, draft))
    for page in shown:
        bare(page)
        assert "<b>bold" not in page
    assert sum("&lt;script&gt;" in page for page in shown) >= 7
    broken = {**files, "scenario.yaml": f"format: 1\nnodes:\n  {quoted}: {{say: []}}\n"}
    company.journal.publications.save_draft(draft.id, broken, 1)
    for rest in ("", "/edit?file=scenario.yaml"):
        bare(tove.get(at(draft, rest)).text)


def test_a_drawing_holds_shapes_words_and_paint_only() -> None:
    hostile = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="5" onload="x()">'
        '<script>x()</script><style>*{}</style><g style="fill:red" class="box" data-name="a" transform="none">'
        '<a xlink:href="https://evil.example/"><text x="1">link</text></a><text x="1" fill="url(#a)">a &lt;b&gt;</text>'
        '<image href="https://evil.example/x.png"/><foreignObject><p>x</p></foreignObject></g></svg>'
    )
    assert clean_svg(hostile) == (
        '<svg xmlns="http://www.w3.org/2000/svg" width="5"><g class="box" transform="none">'
        '<text x="1">a &lt;b&gt;</text></g></svg>'
    )
    for other in ("<html/>", '<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"/>'):
        with pytest.raises(ValueError, match="drawing"):
            clean_svg(other)


def test_without_the_library_for_drawings_the_table_says_all(
    tove: TestClient, draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: object, **__: object) -> str:
        raise SurroundingsError("not installed")

    monkeypatch.setattr(picture.graph, "graph_svg", none)
    monkeypatch.setattr(playing, "BENCH", Bench())  # one that remembers no drawing
    page = tove.get(at(draft, "/picture?language=en")).text
    assert "No picture can be drawn on this server" in page
    assert "<code>opening</code>" in page
    assert "#node-story" in page


def test_nodes_are_found_in_the_text_by_name() -> None:
    text = (
        "start: a\nnodes:\n  a:\n    say: []\n  # b:\n  b: {say: []}\nendings:\n  c:\n    kind: left\ncast:\n  d: {}\n"
    )
    assert lines_of_nodes(text, ["a", "b", "c", "d", "e"]) == {"a": 3, "b": 6, "c": 8}


@pytest.mark.slow
def test_a_try_plays_on_from_what_the_form_carries_and_leaves_no_trace(
    company: World, tove: TestClient, draft: Draft
) -> None:
    before = len(company.journal.sessions())
    page = tove.get(at(draft, "/try?language=en&seed=3")).text
    for text in ("I'm so sorry about that. What happened?", "!important\nsecond line \\n"):
        page = tove.post(at(draft, "/try"), data={
            "lines": hidden(page, "lines"), "language": "en", "seed": "3", "text": text, "do": "say",
        }).text  # fmt: skip
    assert json.loads(hidden(page, "lines"))[1] == "\\!important\\nsecond line \\\\n"
    assert "!important\nsecond line \\n" in html.unescape(page)
    page = tove.post(at(draft, "/try"), data={"lines": hidden(page, "lines"), "seed": "3", "do": "end"}).text
    assert "Proposal by the program" in page
    page = tove.post(at(draft, "/try"), data={"lines": hidden(page, "lines"), "seed": "3", "do": "undo"}).text
    assert "Proposal by the program" not in page
    assert len(json.loads(hidden(page, "lines"))) == 2
    assert len(company.journal.sessions()) == before
    assert company.journal.publications.draft(draft.id) == draft


@pytest.mark.slow
@pytest.mark.parametrize(
    "sent",
    [
        {"lines": "no json"},
        {"lines": "[" * 5000},
        {"lines": json.dumps([1, None, {"a": []}, "hello"])},
        {"lines": json.dumps(["!remedy nothing", "!dance"])},
        {"lines": json.dumps(["!wait 3600"] * 500)},
        {"lines": "[]", "do": "remedy ../../etc"},
        {"lines": "[]", "do": "wait", "seconds": "-1"},
        {"lines": "[]", "text": "x" * 5000},
        {"lines": "[]", "language": "xx", "seed": "9" * 400, "node": "../x"},
        {"lines": "[]", "text": "\x00\ufeff\u202e"},
    ],
)
def test_no_form_breaks_a_try(tove: TestClient, draft: Draft, sent: dict[str, str]) -> None:
    assert tove.post(at(draft, "/try"), data=sent).status_code == 200


@pytest.mark.slow
def test_a_workbook_shows_what_it_would_change_before_it_is_taken(
    company: World, tove: TestClient, draft: Draft
) -> None:
    changed = {**SMALL, "lines.en.yaml": SMALL["lines.en.yaml"].replace("The lamp that stays dark", "A dark lamp")}
    book = drafts.draft_workbook("other_name", changed)
    page = tove.post(at(draft, "/upload"), files={"file": ("../../x.xlsx", book)})
    assert page.status_code == 200
    assert "A dark lamp" in page.text
    assert company.journal.publications.draft(draft.id).files == SMALL
    names = re.findall(r'name="name" value="([^"]*)"', page.text)
    texts = [
        html.unescape(text)
        for text in re.findall(r'<textarea name="text"[^>]*>\n(.*?)</textarea>', page.text, re.DOTALL)
    ]
    take = {"revision": hidden(page.text, "revision"), "name": names, "text": texts}
    company.journal.publications.save_draft(draft.id, {**SMALL, "plans/mine.yaml": "x: 1\n"}, 1)
    assert said(tove.post(at(draft, "/take"), data=take)) == "editor.said.meanwhile"
    assert "plans/mine.yaml" in company.journal.publications.draft(draft.id).files
    take["revision"] = "2"
    assert said(tove.post(at(draft, "/take"), data=take)) == "editor.said.taken"
    kept = company.journal.publications.draft(draft.id)
    assert drafts.freeze(draft.slug, kept.files).hash == drafts.freeze(draft.slug, changed).hash
    assert kept.slug == "wet_lamp"


def bombs() -> Iterator[tuple[str, bytes]]:
    def packed(*entries: tuple[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", how) as archive:
            for name, raw in entries:
                archive.writestr(name, raw)
        return out.getvalue()

    yield "x.zip", packed(("../../../etc/cron.d/evil", b"x"))
    yield "x.zip", packed(("scenario.yaml", b"\0" * 9_000_000))
    yield "x.silk", packed(("inner.zip", packed(("scenario.yaml", b"x"))))
    yield "x.xlsx", packed(("xl/workbook.xml", b"<x/>"), ("a.xml", b" " * 30_000_000))
    yield "x.xlsx", b"PK\x03\x04 broken"
    yield "x.html", b"<script>" * 1000
    yield "x.json", b'{"inkVersion": 20, "root": ' + b"[" * 50_000
    yield "x.h5p", packed(("h5p.json", b"{}"))
    yield "x.yaml", b"\xff\xfe"
    yield "<script>alert(1)</script>.exe", b"MZ"
    yield "x.zip", b""


@pytest.mark.slow
@pytest.mark.parametrize(("name", "raw"), tuple(bombs()), ids=lambda given: given if isinstance(given, str) else "")
def test_hostile_files_are_refused_in_a_sentence(
    company: World, tove: TestClient, draft: Draft, name: str, raw: bytes
) -> None:
    for path in (f"{HOME}/new/upload", at(draft, "/upload")):
        answer = tove.post(path, files={"file": (name, raw)})
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text
        bare(answer.text)
    assert company.journal.publications.draft(draft.id) == draft
    assert len(company.journal.publications.drafts()) == 1


@pytest.mark.slow
def test_more_than_is_taken_is_not_taken(tove: TestClient, draft: Draft) -> None:
    assert tove.post(at(draft, "/upload"), files={"file": ("x.zip", b"x" * 5_300_000)}).status_code == 422
    assert tove.post(at(draft, "/upload"), files={"file": ("x.zip", b"x" * 6_000_000)}).status_code == 413
    base = hidden(tove.get(at(draft, "/edit")).text, "base")
    files = {"text": (None, "x" * 600_000), "file": (None, "scenario.yaml"), "base": (None, base)}
    answer = tove.post(at(draft, "/save"), files=files)
    assert answer.status_code == 422
    assert "x" * 600_000 in answer.text  # what was typed is not lost


@pytest.mark.slow
def test_drafts_are_shared_by_those_who_train_a_group_together_and_nobody_else(
    company: World, tove: TestClient, draft: Draft
) -> None:
    nikos = company.client("nikos")
    north, who = company.teams["North"], company.people["nikos"]
    assert nikos.get(at(draft)).status_code == 404
    assert "wet_lamp" not in nikos.get(HOME).text
    company.journal.teams.put(north, who, "trainer")
    assert nikos.get(at(draft)).status_code == 200
    assert "wet_lamp" in nikos.get(HOME).text
    given = company.journal.publications
    frozen = drafts.freeze(draft.slug, SMALL)
    company.journal.put_scenario(frozen.hash, frozen.content)
    version = given.publish(draft.slug, frozen.hash, by=company.people["tove"], team_id=north)
    assert nikos.get(f"{PUBLISHED}/{version.id}").status_code == 200
    copied = nikos.post(f"{PUBLISHED}/{version.id}/copy").headers["location"].partition("?")[0]
    assert given.draft(copied.rpartition("/")[2]).owner == who
    company.journal.teams.remove(north, who)
    for path in (at(draft), at(draft, "/files.zip"), f"{PUBLISHED}/{version.id}"):
        assert nikos.get(path).status_code == 404
    assert nikos.post(at(draft, "/drop"), data={"sure": "yes"}).status_code == 404
    assert tove.get(at(draft)).status_code == 200


@pytest.mark.slow
def test_files_come_and_go(company: World, tove: TestClient, draft: Draft) -> None:
    assert said(tove.post(at(draft, "/add"), data={"language": "fi"})) == "editor.said.added"
    assert said(tove.post(at(draft, "/add"), data={"plan": "to_supervisor"})) == "editor.said.added"
    assert tove.post(at(draft, "/add"), data={"plan": "../../evil"}).status_code == 422
    assert tove.post(at(draft, "/add"), data={"language": "../x"}).status_code == 422
    files = company.journal.publications.draft(draft.id).files
    assert "language: fi" in files["lines.fi.yaml"]
    assert set(files) == {*SMALL, "lines.fi.yaml", "plans/to_supervisor.yaml"}
    page = tove.get(at(draft)).text
    base = re.search(r'value="lines.fi.yaml"><input type="hidden" name="base" value="(\w+)"', page)[1]
    gone = {"file": "lines.fi.yaml", "base": base, "revision": hidden(page, "revision")}
    assert said(tove.post(at(draft, "/remove"), data=gone)) == "editor.said.removed"
    assert said(tove.post(at(draft, "/remove"), data=gone)) == "editor.said.meanwhile"
    assert tove.post(at(draft, "/rename"), data={"slug": "../x"}).status_code == 422
    assert said(tove.post(at(draft, "/rename"), data={"slug": "dry_lamp"})) == "editor.said.renamed"
    assert tove.get(at(draft, "/edit?file=../../etc/passwd")).status_code == 404
    assert said(tove.post(at(draft, "/drop"))) == "editor.said.not_sure"
    assert said(tove.post(at(draft, "/drop"), data={"sure": "yes"})) == "editor.said.dropped"
    assert tove.get(at(draft)).status_code == 404


@pytest.mark.slow
def test_a_story_becomes_a_draft_with_a_list_of_what_was_left_out(company: World, tove: TestClient) -> None:
    twee = b":: StoryTitle\nKettle\n\n:: Start\nIt broke! <<set $x to 1>>\n[[I am so sorry.->End]]\n\n:: End\nBye.\n"
    answer = tove.post(f"{HOME}/new/upload", files={"file": ("Kettle.twee", twee)}, data={"channel": "chat"})
    assert answer.status_code == 200
    assert "SG450" in answer.text
    (made,) = company.journal.publications.drafts()
    assert made.slug == "kettle"
    assert drafts.freeze("kettle", made.files).scenario.file.about.channel is Channel.CHAT
