"""Acts that no single pattern shows: they follow from several signs, or from the customer's words.

Language-independent; the signs come from ``patterns.yaml``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scoring.acts import FOUND
from scoring.case_index import content_stems
from scoring.evidence import Finding, View
from scoring.patterns import Hit
from scoring.shouting import shouted
from scoring.text import Token

NEAR = 2
"""A way forward belongs to a refusal when it stands at most this many sentences away."""

FRAGMENT = 5
"""An opening of at most so many tokens that names an element of the complaint says it back."""

SPOILING = ("deny", "dismiss", "rude", "echo_frustration", "hide_policy", "blame_customer", "excuse", "hollow_apology")
"""Faults whose sentence is no restatement just because it takes up the customer's words."""

CAPITALS = "capitals"
"""Source of what is found by capitals alone."""

WAYS = ("offer_remedy", "escalate", "warm_transfer", "explain_next", "own")
SETTLED = ("ask_wish", "take_contact", "ask_permission", "follow_up")
ASKING = (*SETTLED, "open_question", "fact_question", "invite_feedback")


def refusals(view: View, findings: Sequence[Finding]) -> Iterable[Finding]:
    """Refusal and way forward make ``explain_limit``; with a rule only ``hide_policy``; bare ``dismiss``."""
    tokens = view.reading.tokens
    ways = [(finding.first, finding.last) for finding in findings if finding.act in WAYS and finding.p >= FOUND]
    ways.extend((hit.first, hit.last) for hit in view.signs.get("way_forward", ()))
    rules = {hit.sentence for hit in view.signs.get("rule", ())}
    for refusal in _counted(view, "refusal"):
        clause = tokens[refusal.last].clause
        near = [
            way
            for way in ways
            if abs(tokens[way[0]].sentence - refusal.sentence) <= NEAR
            and (tokens[way[0]].clause != clause or way[0] > refusal.last)
        ]
        if near:
            first, last = near[0]
            yield Finding("explain_limit", 800, refusal.first, refusal.last, "refusal with a way forward")
            yield Finding("explain_limit", 500, first, last, "the way forward beside a refusal")
        elif any(abs(sentence - refusal.sentence) <= 1 for sentence in rules):
            yield Finding("hide_policy", 800, refusal.first, refusal.last, "refusal with a rule only")
        else:
            yield Finding("dismiss", 600, refusal.first, refusal.last, "bare refusal")


def _counted(view: View, sign: str) -> list[Hit]:
    tokens = view.reading.tokens
    return [hit for hit in view.signs.get(sign, ()) if view.counted[hit.sentence] and not tokens[hit.first].quoted]


def questions(view: View, findings: Sequence[Finding]) -> Iterable[Finding]:
    """Questions that no pattern knew: open or of fact, by their form."""
    taken = {view.reading.tokens[finding.first].sentence for finding in findings if finding.act in ASKING}
    for number, sentence in enumerate(view.reading.sentences):
        if not view.counted[number] or number in taken or not view.is_question(number):
            continue
        if view.sign_in_sentence("no_fact", number):
            continue
        for sign, act in (("open_form", "open_question"), ("fact_form", "fact_question")):
            hit = next(iter(view.signs_among(sign, number, number)), None)
            if hit is not None:
                yield Finding(act, 600, hit.first, sentence.last - 1, f"form of the question: {sign}")
                break


def untangle(view: View, findings: Sequence[Finding]) -> list[Finding]:
    """Drop questions that are another act already, and open questions that ask nothing.

    A question that asks the wish, the contact, leave or whether all is settled is no ``fact_question``;
    "what happened" inside a statement is no ``open_question``.
    """
    tokens = view.reading.tokens
    taken = {tokens[finding.first].sentence for finding in findings if finding.act in SETTLED}
    opened = {tokens[finding.first].clause for finding in findings if finding.act == "open_question"}
    telling = {hit.sentence for hit in view.signs.get("telling", ())}
    kept = []
    for finding in findings:
        sentence = tokens[finding.first].sentence
        asks = view.is_question(sentence) or sentence in telling
        if finding.act == "open_question" and not asks:
            continue
        if finding.act == "fact_question" and (sentence in taken or tokens[finding.first].clause in opened):
            continue
        kept.append(finding)
    return kept


def restatement(view: View, findings: Sequence[Finding]) -> Iterable[Finding]:
    """Content of the complaint said back: words shared with the customer in clauses that report.

    Clauses about what will be done, refusals, denials and plain questions are left out. A lead
    ("so you …") or a report in the past carries a single shared element, otherwise two are needed; a
    reply that opens with a fragment of the complaint ("Two kettles.") needs one.
    """
    barred = view.sign_clauses("future") | view.sign_clauses("refusal")
    leads, reports = view.sign_clauses("restate_lead"), view.sign_clauses("report")
    negated = view.sign_clauses("neg")
    thrown = {view.reading.tokens[finding.first].sentence for finding in findings if finding.act == "echo_frustration"}
    spoiled = {view.reading.tokens[finding.first].sentence for finding in findings if finding.act in SPOILING}
    names = _names(view)
    for number, sentence in enumerate(view.reading.sentences):
        if not view.counted[number] or number in thrown:
            continue
        lead = view.sign_in_sentence("restate_lead", number)
        report = any(token.clause in reports for token in view.tokens(sentence))
        if not lead and (view.sign_in_sentence("question_form", number) or (sentence.mark == "?" and not report)):
            continue
        clauses: dict[int, list[Token]] = {}
        for token in view.tokens(sentence):
            if not token.quoted and (token.clause not in barred or token.clause in leads):
                clauses.setdefault(token.clause, []).append(token)
        kept = [token for words in clauses.values() for token in _shared(view, words, names)]
        weight = sum(_weight(view, token) for token in kept)
        opening = number == 0 and sentence.last - sentence.first <= FRAGMENT
        p = _restate_p(weight, lead, report, opening)
        doubtful = number in spoiled or any(token.clause in negated for token in kept)
        if p and clauses and not (doubtful and weight < 3 and not lead):
            shown = kept or [token for words in clauses.values() for token in words]
            places = [place for place in range(sentence.first, sentence.last) if view.reading.tokens[place] in shown]
            yield Finding("restate", p, min(places), max(places), "words of the complaint said back")


def _names(view: View) -> frozenset[int]:
    """Return where the names in a response begin; a day is an element of the complaint, capital letter or not."""
    dated = view.language.acts.vocabulary.kind("day") | view.language.acts.vocabulary.kind("month")
    names = view.language.persons.names(view.reading)
    return frozenset(view.reading.tokens[place].start for place in names if not view.masks[place] & dated)


def _shared(view: View, words: Sequence[Token], names: frozenset[int]) -> list[Token]:
    said = content_stems([token for token in words if token.start not in names], view.language)
    return [token for stem, token in said.items() if stem in view.heard]


def _weight(view: View, token: Token) -> int:
    return 2 if token.number or view.language.numbers.get(token.text) is not None else 1


def _restate_p(weight: int, lead: bool, report: bool, opening: bool) -> int:
    if lead and report:
        return 850 if weight else 560
    if not weight:
        return 0
    if lead or report:
        return (0, 560, 720, 820)[min(weight, 3)]
    return (0, 520 if opening else 0, 520, 620, 720)[min(weight, 4)]


def shouting(view: View) -> Iterable[Finding]:
    """Shouting in capitals is ``rude``."""
    for first, last in shouted(view.reading):
        yield Finding("rude", 750, first, last, CAPITALS)


def compose(view: View, findings: list[Finding]) -> list[Finding]:
    """Return ``findings`` with all that follows from them."""
    found = [*findings, *shouting(view)]
    found.extend(restatement(view, found))
    found = untangle(view, found)
    found.extend(questions(view, found))
    limits = list(refusals(view, found))
    if any(finding.act == "explain_limit" and finding.p >= FOUND for finding in [*found, *limits]):
        # A refusal with a way forward is no longer hiding behind a rule.
        found = [finding for finding in found if finding.act != "hide_policy"]
        limits = [finding for finding in limits if finding.act == "explain_limit"]
    elif any(finding.act in ("hide_policy", "set_boundary") for finding in [*found, *limits]):
        # What cannot be done is said by the rule, or is the limit set to abuse.
        limits = [finding for finding in limits if finding.act != "dismiss"]
    return [*found, *limits]
