"""Documents: Markdown that means what it says, PDF that is the same on any day, certificates."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest

from simulator.review import Course, Document, Stage, certificate, markdown, pdf
from simulator.review.document import Curve, Heading, Paragraph, Table
from simulator.scenario import load_path
from simulator.texts import languages, texts

DOCUMENT = Document(
    "Разбор: *Δοκιμή* [1]",
    "Aino Äkäslompolo · 2026-03-04",
    (
        Heading("Шаги"),
        Paragraph("- no list\n1. none either # nor a heading | <b>", mark="1. You"),
        Paragraph("quoted\nin two lines", "quote"),
        Table(("Step", "Points"), (("a | b", "70"), ("c", "–")), bars=True),
        Curve(("mood", "patience"), ((10, 50, 90), (60, 50, 40)), "start"),
        Paragraph("bell \x07 and a lone \ud800", "soft"),
    ),
    "Silk Gloves",
    "ru",
    "2026-03-04",
)


def test_what_people_typed_is_no_markup_in_markdown():
    text = markdown(DOCUMENT)
    assert r"\*Δοκιμή\* \[1\]" in text
    assert r"\- no list" in text
    assert r"1\. none either \# nor a heading \| \<b\>" in text
    assert "> quoted  \n> in two lines" in text
    assert r"| a \| b | 70 |" in text
    assert "| start | 10 | 60 |" in text
    text.encode("utf-8")


def test_the_same_document_gives_the_same_pdf_in_another_process():
    here = pdf(DOCUMENT)
    assert here.startswith(b"%PDF-")
    assert pdf(DOCUMENT) == here
    code = (
        "import sys, hashlib; from tests.review.test_document import DOCUMENT; from simulator.review import pdf;"
        "print(hashlib.sha256(pdf(DOCUMENT)).hexdigest())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    import hashlib

    assert done.stdout.strip() == hashlib.sha256(here).hexdigest()
    assert b"2026-03-04" not in here.split(b"/Info")[-1]


def course(best: int) -> Course:
    path = load_path("all_channels")
    stages = tuple(Stage(item.scene, item.threshold, best, f"id-{item.scene}", 1, "2026-03-04") for item in path.scenes)
    return Course("all_channels", path, stages)


@pytest.mark.parametrize("language", languages())
def test_a_certificate_says_that_it_supports_a_decision_and_whether_a_person_confirmed(language):
    t = texts(language)
    titles = {stage.scene: stage.scene for stage in course(80).stages}
    made = certificate(course(80), t, name="Αΐντα", titles=titles, confirmed=False)
    text = markdown(made)
    for key in ("certificate.support", "certificate.unconfirmed"):
        assert t(key)[:40] in text
    assert "Αΐντα" in text
    assert t("certificate.confirmed")[:30] in markdown(
        certificate(course(80), t, name="Αΐντα", titles=titles, confirmed=True)
    )
    assert made.dated == "2026-03-04"
    assert pdf(made).startswith(b"%PDF-")


def test_nobody_gets_a_certificate_for_a_path_that_is_not_passed():
    titles = {stage.scene: stage.scene for stage in course(80).stages}
    with pytest.raises(ValueError, match="not an exam path that was passed"):
        certificate(course(59), texts("en"), name="A", titles=titles, confirmed=False)
    practice = replace(course(80), path=load_path("phone"))
    with pytest.raises(ValueError, match="not an exam path"):
        certificate(practice, texts("en"), name="A", titles=titles, confirmed=False)
