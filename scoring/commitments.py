"""How well promises and checks are read: rows labelled by people against what the detector finds.

A row is ``{"id", "channel", "customer", "response", "reference_time", "case", "promises": [{"act", "due", "amount"}],
"checks": [{"fact", "said", "true", "right"}]}``. Run as
``python -m scoring.commitments FILE --language xx [--wrong] [--json]``.

A row counts for promises when the multiset of (due, amount) is exact. Dues are compared at the coarser of the two: a
date with a time is compared by its date where the other has no time. A row counts for checks when every statement is
found with its fact, its verdict and what was said, figures being compared by their value. The verdict is that of the
row (``right``); where it gives none, what was said is compared with every true value the case has for the fact.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import scoring
from scoring.acts import Check, Detection, Promise
from scoring.case import KnowledgeFact
from scoring.deadlines import read_moment
from scoring.language import LANGUAGES
from scoring.text import fold
from scoring.verdicts import agrees, worths

DATE_LENGTH = len("2026-03-04")
MINUTE_LENGTH = len("2026-03-04T10:15")

Pair = tuple[str | None, str | None]


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of one row; ``told`` leaves out promises with neither due nor sum."""

    id: str
    promises: bool
    told: bool
    checks: bool
    verdicts: bool
    has_promises: bool
    has_checks: bool
    wanted: tuple[Any, ...]
    found: tuple[Any, ...]


def same_due(first: str | None, second: str | None) -> bool:
    """Whether two dues (ISO 8601 dates or times) agree at the coarser of the two."""
    if first is None or second is None:
        return first is second
    length = DATE_LENGTH if DATE_LENGTH in (len(first), len(second)) else MINUTE_LENGTH
    return first[:length] == second[:length]


def same_amount(first: str | None, second: str | None) -> bool:
    """Whether two sums agree: ``47.9`` is ``47.90``, ``20 %`` is ``20%``."""
    if first is None or second is None:
        return first is second
    return _amount(first) == _amount(second)


def _amount(text: str) -> tuple[Decimal | str, bool]:
    kept = text.replace(" ", "").replace(",", ".")
    percent = kept.endswith("%")
    try:
        return Decimal(kept.rstrip("%")), percent
    except InvalidOperation:
        return fold(text), percent


def same_pairs(wanted: Sequence[Pair], found: Sequence[Pair]) -> bool:
    """Whether two multisets of (due, amount) are equal under the comparisons above."""
    if len(wanted) != len(found):
        return False
    if not wanted:
        return True
    due, amount = wanted[0]
    for place, (other_due, other_amount) in enumerate(found):
        agree = same_due(due, other_due) and same_amount(amount, other_amount)
        if agree and same_pairs(wanted[1:], [*found[:place], *found[place + 1 :]]):
            return True
    return False


def measure_row(row: Mapping[str, Any], language: str) -> RowResult:
    """Run the detector on one row and compare; raises KeyError for a row without a response."""
    case = scoring.Case.from_json(row["case"]) if row.get("case") else None
    found = scoring.detect(
        row["response"],
        language=language,
        customer=row.get("customer") or "",
        channel=row.get("channel") or "store",
        case=case,
        reference_time=row.get("reference_time"),
    )
    wanted = [(_text(item.get("due")), _text(item.get("amount"))) for item in row.get("promises") or ()]
    got = [(promise.due, promise.amount) for promise in found.promises]
    claims = row.get("checks") or ()
    return RowResult(
        id=str(row.get("id", "")),
        promises=same_pairs(wanted, got),
        told=same_pairs(_told(wanted), _told(got)),
        checks=_same_checks(row, found, language, exact=True),
        verdicts=_same_checks(row, found, language, exact=False),
        has_promises="promises" in row,
        has_checks="checks" in row,
        wanted=(*wanted, *((item["fact"], item["said"]) for item in claims)),
        found=(*(_shown(promise) for promise in found.promises), *((c.fact, c.said) for c in found.checks)),
    )


def _shown(promise: Promise) -> tuple[str, str | None, str | None]:
    return promise.act, promise.due, promise.amount


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _told(pairs: Sequence[Pair]) -> list[Pair]:
    return [pair for pair in pairs if pair != (None, None)]


def _same_checks(row: Mapping[str, Any], found: Detection, code: str, *, exact: bool) -> bool:
    left = list(found.checks)
    for item in row.get("checks") or ():
        right = _verdict(item, row, code)
        match = next((check for check in left if _same_check(item, check, code, right=right, exact=exact)), None)
        if match is None:
            return False
        left.remove(match)
    return not left


def _verdict(item: Mapping[str, Any], row: Mapping[str, Any], code: str) -> bool:
    """Whether a labelled statement is right: by the row's own word, else by what was said and what is true."""
    if item.get("right") is not None:
        return bool(item["right"])
    known = (row.get("case") or {}).get("knowledge") or ()
    values = [str(value) for fact in known if fact["id"] == item["fact"] for value in fact["values"]]
    fact = KnowledgeFact(id=item["fact"], values=(str(item["true"]), *values))
    return agrees(str(item["said"]), fact, code, read_moment(row.get("reference_time")))


def _same_check(item: Mapping[str, Any], check: Check, code: str, *, right: bool, exact: bool) -> bool:
    if item["fact"] != check.fact or right != check.right:
        return False
    if right or not exact:
        return True
    said = str(item["said"])
    ours, theirs = fold(check.said), fold(said)
    values = worths(said, code)
    return ours in theirs or theirs in ours or (bool(values) and values == worths(check.said, code))


def measure(rows: Sequence[Mapping[str, Any]], language: str) -> tuple[dict[str, Any], list[RowResult]]:
    """Return the shares over ``rows`` (None where no row is labelled) and the result of each row."""
    results = [measure_row(row, language) for row in rows]
    promised = [result for result in results if result.has_promises]
    checked = [result for result in results if result.has_checks]
    figures = {
        "language": language,
        "rows": len(results),
        "promises_exact": _share([result.promises for result in promised]),
        "promises_told_exact": _share([result.told for result in promised]),
        "checks_exact": _share([result.checks for result in checked]),
        "checks_verdict": _share([result.verdicts for result in checked]),
    }
    return figures, results


def _share(values: Sequence[bool]) -> float | None:
    return round(sum(values) / len(values), 3) if values else None


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the shares of a file; with ``--wrong`` the rows that are not exact, too."""
    parser = argparse.ArgumentParser(prog="python -m scoring.commitments", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--language", choices=LANGUAGES, required=True)
    parser.add_argument("--wrong", action="store_true", help="print the rows that are not exact")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(arguments)
    rows = [json.loads(line) for line in options.file.read_text(encoding="utf-8").splitlines() if line.strip()]
    figures, results = measure(rows, options.language)
    if options.json:
        sys.stdout.write(json.dumps(figures) + "\n")
    else:
        sys.stdout.write("".join(f"{name:22} {value}\n" for name, value in figures.items()))
    if options.wrong:
        for row, result in zip(rows, results, strict=True):
            if (result.has_promises and not result.promises) or (result.has_checks and not result.checks):
                sys.stdout.write(
                    f"\n{result.id} {row['response']}\n  wanted {result.wanted}\n  found  {result.found}\n"
                )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
