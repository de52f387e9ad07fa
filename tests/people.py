"""People with graded sessions, made by hand: no journal, no scene."""

from __future__ import annotations

from simulator.review import COLUMNS, Cell, Figure, GradedSession, Progress, Readiness

STEPS = tuple(column for column in COLUMNS if column != "overall")


def grade(points=80, **steps):
    """A grade as JSON; ``steps`` give single steps other points."""
    return {
        "overall": points,
        "pillars": {"listening": points, "apology": points, "ownership": points},
        "steps": {step: {"points": steps.get(step, points)} for step in STEPS},
        "versions": {},
        "failed": [],
    }


def session(number, points, *, unseen=False, fork=False, **steps):
    return GradedSession(
        f"s{number}", "p", "small", "A small scene", "en", "practice", "2026-03-04T10:15+00:00", "won", unseen,
        grade(points, **steps), fork,
    )  # fmt: skip


def person(name, *sessions, status="exams_missing", weakest=None):
    """Somebody with these sessions, in order."""
    cells = {}
    for column in COLUMNS:
        figures = [
            Figure(each.points(column), each) for each in sessions if each.points(column) is not None and not each.fork
        ]
        unseen = [figure for figure in figures if figure.session.unseen]
        cells[column] = Cell(
            max(figures, key=lambda figure: figure.points, default=None),
            figures[-1] if figures else None,
            unseen[-1] if unseen else None,
        )
    return Progress(f"id {name}", name, tuple(sessions), cells, Readiness(status, weakest=weakest))


def crowd(*points):
    """One person per figure, each with one session."""
    return [person(f"P{number:02}", session(number, each)) for number, each in enumerate(points)]


CLOSE = 1e-9


def near(one: object, other: object) -> bool:
    """Whether two figures are the same but for the last bits of a fraction."""
    if isinstance(one, float) and isinstance(other, int | float):
        return abs(one - other) <= CLOSE
    if hasattr(one, "__dataclass_fields__"):
        return all(near(getattr(one, name), getattr(other, name)) for name in one.__dataclass_fields__)
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(near(*pair) for pair in zip(one, other, strict=True))
    return one == other
