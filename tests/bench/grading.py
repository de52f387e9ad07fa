"""Time the grader and print JSON, beside a plain scikit-learn pipeline trained on the same responses in the same run.

    python tests/bench/grading.py [--language fi ...] [--gold fi=FILE ...] [--texts 400]

Load: wall and process seconds of a fresh process from `import scoring` to the first answer. Memory: of a fresh process
with all five languages loaded. Response: process time of each response of a language (those that measure, else those
to learn from), median and 99th percentile. Long: process time of 100,000 characters. F1: macro-F1 over the 37 acts on
the development set of each language, ours and that of the pipeline (TF-IDF of words 1-2 and characters 2-5, one
logistic regression an act, balanced weights), which is trained on `responses.jsonl`: as it comes, and with the threshold
of each act chosen by five-fold cross-validation on what it is trained on.

scikit-learn is needed for the comparison only, never by the program: pip install scikit-learn
"""

from __future__ import annotations

import os

# One core, like the figures we promise.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("MKL_NUM_THREADS", "1")

import argparse
import json
import subprocess
import sys
import time
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(CHECKOUT))

from scoring import ACTS, LANGUAGES  # noqa: E402 - the checkout must be on the path first
from scoring.assessment import percentile, timed  # noqa: E402
from scoring.evaluation import Gold, evaluate, read_gold  # noqa: E402
from scoring.labelled import development_path  # noqa: E402
from scoring.language import FOLDER  # noqa: E402

LONG = 100_000
INSTALL = "scikit-learn is not installed: pip install scikit-learn (for this comparison only)"
LOADING = """
import sys, time
wall, process = time.perf_counter(), time.process_time()
import scoring
for code in sys.argv[1:]:
    scoring.detector(code).detect("...a", customer="b")
wall, process = time.perf_counter() - wall, time.process_time() - process
try:  # What getrusage tells on Linux may be the parent's.
    status = open("/proc/self/status").read()
    most = int(status.split("VmHWM:")[1].split()[0]) / 2**10
except (OSError, IndexError):
    import resource
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
print(round(wall, 3), round(process, 3), round(most, 1))
"""


def loaded(codes: Sequence[str]) -> dict[str, float]:
    """Load languages in a fresh process: wall and process seconds, most memory in MB."""
    told = subprocess.run(
        [sys.executable, "-c", LOADING, *codes], capture_output=True, text=True, check=True, cwd=CHECKOUT
    ).stdout
    wall_s, process_s, memory_mb = (float(part) for part in told.split())
    return {"wall_s": wall_s, "process_s": process_s, "memory_mb": memory_mb}


def long_response_s(code: str, golds: Sequence[Gold]) -> float:
    """Process seconds of a response of 100,000 characters, made of this language's own responses."""
    from scoring import detect

    text = ""
    while len(text) < LONG:
        text += " ".join(gold.response for gold in golds) + " "
    began = time.process_time()
    detect(text[:LONG], language=code, customer=golds[0].customer)
    return round(time.process_time() - began, 3)


def speed(code: str, golds: Sequence[Gold]) -> dict[str, Any]:
    """Times of each response after one pass that warms everything up."""
    timed(code, golds[:20])
    _, times_ms = timed(code, golds)
    return {
        "responses": len(golds),
        "median_ms": round(percentile(times_ms, 50), 3),
        "p99_ms": round(percentile(times_ms, 99), 3),
        "long_s": long_response_s(code, golds),
    }


class Plain:
    """The plain pipeline: TF-IDF of words and characters, one-vs-rest logistic regression. Reads the response alone."""

    def __init__(self, golds: Sequence[Gold]) -> None:
        """Train on labelled responses. Raises ImportError without scikit-learn."""
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.multiclass import OneVsRestClassifier
        from sklearn.pipeline import make_pipeline, make_union

        self.model = make_pipeline(
            make_union(
                TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
                TfidfVectorizer(analyzer="char", ngram_range=(2, 5), sublinear_tf=True),
            ),
            OneVsRestClassifier(LogisticRegression(class_weight="balanced", max_iter=1000)),
        )
        import numpy as np
        from sklearn.model_selection import cross_val_predict

        texts = [gold.response for gold in golds]
        labels = np.array([[act in gold.acts for act in ACTS] for gold in golds], dtype=int)
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Label not")  # an act nobody showed is never found
            scores = cross_val_predict(self.model, texts, labels, cv=5, method="decision_function")
            self.model.fit(texts, labels)
        self.thresholds = [best_threshold(labels[:, place], scores[:, place]) for place in range(len(ACTS))]

    def measure(self, golds: Sequence[Gold]) -> dict[str, Any]:
        """Macro-F1 over the acts with support, and the times of one response after the other."""
        rows, times_ms = [], []
        for gold in golds:
            began = time.process_time_ns()
            rows.append(self.model.decision_function([gold.response])[0])
            times_ms.append((time.process_time_ns() - began) / 1e6)
        return {
            "macro_f1": self._macro_f1(golds, rows, [0.0] * len(ACTS)),
            "macro_f1_with_thresholds": self._macro_f1(golds, rows, self.thresholds),
            "median_ms": round(percentile(times_ms, 50), 3),
            "p99_ms": round(percentile(times_ms, 99), 3),
        }

    @staticmethod
    def _macro_f1(golds: Sequence[Gold], rows: Sequence[Any], thresholds: Sequence[float]) -> float:
        found = [
            frozenset(act for act, score, least in zip(ACTS, row, thresholds, strict=True) if score >= least)
            for row in rows
        ]
        return round(macro_f1([gold.acts for gold in golds], found), 4)


def best_threshold(labels: Any, scores: Any) -> float:
    """The score from which on an act is best taken for found, by F1."""
    best, threshold = 0.0, 0.0
    for score in sorted(set(scores.tolist())):
        hits = int(((scores >= score) & (labels == 1)).sum())
        both = int((scores >= score).sum() + labels.sum())
        if both and 2 * hits / both > best:
            best, threshold = 2 * hits / both, score
    return threshold


def macro_f1(golds: Sequence[frozenset[str]], found: Sequence[frozenset[str]]) -> float:
    """Mean F1 of the acts that have support, as the evaluation works it out."""
    scores = []
    for act in ACTS:
        hits = sum(act in gold and act in seen for gold, seen in zip(golds, found, strict=True))
        wrong = sum((act in gold) != (act in seen) for gold, seen in zip(golds, found, strict=True))
        if any(act in gold for gold in golds):
            scores.append(2 * hits / (2 * hits + wrong))
    return sum(scores) / len(scores) if scores else 0.0


def compared(code: str, gold_path: Path, *, plain: bool) -> dict[str, Any]:
    """Macro-F1 of both on the labelled responses that measure; what is missing is said."""
    if not gold_path.is_file():
        return {
            "missing": f"{gold_path.name} of {code} is not there: no F1 (name another file with --gold {code}=FILE)"
        }
    golds = read_gold(gold_path)
    ours = evaluate(golds, timed(code, golds)[0], code)
    learned = read_gold(FOLDER / code / "responses.jsonl")
    shared = {gold.response for gold in golds} & {gold.response for gold in learned}
    told: dict[str, Any] = {"measured_on": len(golds), "also_learned_from": len(shared)}
    told["scoring"] = {"macro_f1": round(ours.macro_f1, 4)}
    told["scikit_learn"] = (
        {"trained_on": len(learned), **Plain(learned).measure(golds)} if plain else {"missing": INSTALL}
    )
    return told


def gold_paths(named: Sequence[str], parser: argparse.ArgumentParser) -> dict[str, Path]:
    """The files that measure, by language: the development sets, or what ``--gold CODE=FILE`` names."""
    paths = {code: development_path(code) for code in LANGUAGES}
    for item in named:
        code, _, path = item.partition("=")
        if code not in LANGUAGES or not path:
            parser.error(f"--gold {item}: write it as CODE=FILE, like fi=responses.jsonl")
        if not Path(path).is_file():
            parser.error(f"--gold {item}: no such file")
        paths[code] = Path(path)
    return paths


def main() -> int:
    """Run the measurement; exit code 1 when part of it could not be taken (the JSON says which)."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--language", nargs="+", choices=LANGUAGES, default=list(LANGUAGES), metavar="CODE")
    parser.add_argument("--gold", action="append", default=[], metavar="CODE=FILE")
    parser.add_argument("--texts", type=int, default=400, help="responses a language to time (400)")
    given = parser.parse_args()
    paths = gold_paths(given.gold, parser)
    result: dict[str, Any] = {"all_loaded": loaded(LANGUAGES), "languages": {}}
    for code in given.language:
        told: dict[str, Any] = {"load": loaded([code])}
        texts = read_gold(paths[code] if paths[code].is_file() else FOLDER / code / "responses.jsonl")
        told["response"] = speed(code, texts[: given.texts])
        result["languages"][code] = told
    missing = []
    plain = _has_plain()
    for code in given.language:
        f1 = compared(code, paths[code], plain=plain)
        result["languages"][code]["f1"] = f1
        missing += [note for note in (f1.get("missing"), f1.get("scikit_learn", {}).get("missing")) if note]
    if not plain:
        missing.append(INSTALL)
    print(json.dumps(result, indent=1))
    for note in dict.fromkeys(missing):
        print(note, file=sys.stderr)
    return 1 if missing else 0


def _has_plain() -> bool:
    try:
        import sklearn  # noqa: F401 - asked for its presence, before the long work
    except ImportError:
        return False
    return True


if __name__ == "__main__":
    raise SystemExit(main())
