"""What a blind round comes to: agreement step by step as a chart and a table, and files of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from simulator.console.blindness import RoundState
from simulator.console.overseen import facts_reader
from simulator.console.pages.trainer_desk import TRAINER
from simulator.console.pages.trainer_gaps import widest_gaps
from simulator.console.pages.trainer_marking import JSONL
from simulator.console.pages.trainer_rounds import figures_open, leads, rubric_words, steps_of
from simulator.console.routes import Route
from simulator.console.sheets import Cell, Column, Sheet
from simulator.console.things import LED_ROUND
from simulator.marking import LEAST, Figure, StepAgreement, agreement, gold_rows, lines_of, rated_row, read_mark
from simulator.record import JournalError
from simulator.review import conversation, read_played

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from starlette.responses import Response

    from simulator.console.ask import Ask
    from simulator.texts import Texts

LEFT, RIGHT = 5.0, 95.0
"""Where the scale lies in the drawing, in hundredths of its width."""
LOWEST, HIGHEST = -0.2, 1.0
"""Ends of the scale; what lies below stands at its end."""
SQUARE = Markup('<rect class="dot second" x="-5" y="-5" width="10" height="10"/></svg>')
MARKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


def worked_out(state: RoundState, steps: Sequence[str]) -> tuple[StepAgreement, ...]:
    """Agreement of a round."""
    people: dict[str, dict[str, dict[str, int | None]]] = {}
    for session, ratings in state.ratings.items():
        for rating in ratings:
            if rating.by in state.round.raters and session in state.facts:
                people.setdefault(rating.by, {})[session] = dict(rating.points)
    machine = {
        session: {step: graded["points"] for step, graded in facts.mark.machine["steps"].items()}
        for session, facts in state.facts.items()
    }
    return agreement(steps, people, machine)


def page(ask: Ask) -> Response:
    """The figures of a round, once they can spoil nobody's rating."""
    state = RoundState(ask.journal, ask.thing, facts_reader(ask.journal))
    if not figures_open(ask, state):
        return ask.page("trainer/rate_not.html.j2", 409, round=state.round, why="trainer.agreement.later")
    t = ask.words
    steps = steps_of(t, state.round.rubric)
    found = worked_out(state, [step for step, _ in steps])
    names = dict(steps)
    rated = sum(bool(ratings) for ratings in state.ratings.values())
    return ask.page(
        "trainer/agreement.html.j2",
        round=state.round,
        rubric=rubric_words(t, state.round.rubric),
        sheet=_sheet(t, state, found, names),
        plots=[(names[each.step], _drawn(each.people, "first"), _drawn(each.machine, "second")) for each in found],
        marks=[(_place(mark), two(t, mark)[:-1]) for mark in MARKS],
        few=all(each.people.few and each.machine.few for each in found),
        least=LEAST,
        rated=rated,
        count=len(state.round.sessions),
        led=leads(ask, state.round),
        gaps=[gap for gap in widest_gaps(ask, state) if gap.step in names],
        names=names,
    )


def sheet(ask: Ask) -> Sheet:
    """The figures of a round as a table."""
    state = RoundState(ask.journal, ask.thing, facts_reader(ask.journal))
    if not figures_open(ask, state):
        return _sheet(ask.words, state, (), {}, (ask.words("trainer.agreement.later"),))
    steps = steps_of(ask.words, state.round.rubric)
    return _sheet(ask.words, state, worked_out(state, [step for step, _ in steps]), dict(steps))


def _sheet(
    t: Texts, state: RoundState, found: Sequence[StepAgreement], names: dict[str, str], told: tuple[str, ...] = ()
) -> Sheet:
    columns = [Column("step", t("trainer.agreement.step"))]
    for whom in ("people", "machine"):
        columns += [
            Column(f"{whom}_kappa", t(f"trainer.agreement.{whom}.kappa"), "number"),
            Column(f"{whom}_interval", t(f"trainer.agreement.{whom}.interval")),
            Column(f"{whom}_count", t(f"trainer.agreement.{whom}.count"), "number"),
            Column(f"{whom}_near", t(f"trainer.agreement.{whom}.near"), "percent"),
        ]
    rows = tuple((names[each.step], *_cells(t, each.people), *_cells(t, each.machine)) for each in found)
    notes = (
        *told,
        t("trainer.agreement.note.kappa"),
        t("trainer.agreement.note.machine"),
        t("trainer.agreement.note.too_few", least=LEAST),
    )
    title = t("trainer.agreement.table", round=state.round.name)
    return Sheet("agreement", title, tuple(columns), rows, notes)


def _cells(t: Texts, figure: Figure) -> Iterator[Cell]:
    if figure.few:
        yield from (None, t("trainer.agreement.too_few"), figure.sessions, None)
        return
    yield None if figure.kappa is None else round(figure.kappa, 2)
    if figure.low is None or figure.high is None:
        yield t("trainer.agreement.flat")
    else:
        yield t("trainer.agreement.from_to", low=two(t, figure.low), high=two(t, figure.high))
    yield figure.sessions
    yield None if figure.near is None else round(figure.near * 100)


def two(t: Texts, number: float) -> str:
    """A figure with two decimals as the language writes it."""
    return ("−" if number < 0 else "") + f"{abs(number):.2f}".replace(".", t("number.figures")[-3])


def _drawn(figure: Figure, kind: str) -> Markup:
    """A figure on the scale: a mark, with a line from one end of its interval to the other."""
    if figure.kappa is None:
        return Markup("")
    middle, height = _place(figure.kappa), {"first": 14, "second": 30}[kind]
    line = Markup("")
    if figure.low is not None and figure.high is not None:
        line = Markup('<line class="span {}" x1="{}%" x2="{}%" y1="{}" y2="{}"/>').format(
            kind, _place(figure.low), _place(figure.high), height, height
        )
    shape = {
        "first": Markup('<circle class="dot first" cx="{}%" cy="{}" r="5"/>'),
        "second": Markup('<svg x="{}%" y="{}" overflow="visible">') + SQUARE,
    }[kind]
    return line + shape.format(middle, height)


def _place(kappa: float) -> float:
    share = (max(LOWEST, min(HIGHEST, kappa)) - LOWEST) / (HIGHEST - LOWEST)
    return round(LEFT + share * (RIGHT - LEFT), 2)


def rated_file(ask: Ask) -> Response:
    """The rated sessions as a file that `python -m scoring agreement` reads."""
    return _file(ask, "rated.jsonl", gold=False)


def gold_file(ask: Ask) -> Response:
    """The sessions of a round that a person stands behind, as a file that `python -m scoring evaluate` reads."""
    return _file(ask, "gold.jsonl", gold=True)


def _file(ask: Ask, name: str, *, gold: bool) -> Response:
    state = RoundState(ask.journal, ask.thing, facts_reader(ask.journal))
    if not leads(ask, state.round) or not figures_open(ask, state):
        return ask.page("trainer/rate_not.html.j2", 409, round=state.round, why="trainer.agreement.later")
    rows = []
    for record in state.records:
        try:
            mark = read_mark(ask.journal, record.id)
            talk = conversation(read_played(ask.journal, record.id)).conversation
        except (JournalError, ValueError, KeyError):
            continue  # erased meanwhile
        names = (ask.journal.person(record.person_id).display_name or "",)
        ratings = sorted(state.ratings[record.id], key=lambda rating: state.round.raters.index(rating.by))
        if gold and mark is not None:
            rows += gold_rows(talk, mark, names=names)
        elif not gold and ratings:
            rows.append(rated_row(talk, state.round.rubric, ratings, names=names))
    ask.log("gold.exported" if gold else "ratings.exported", "round", state.round.id, rows=len(rows))
    return ask.download(name, lines_of(rows), JSONL)


ROUTES = (
    Route("GET", "/trainer/rounds/{round}/agreement", page, TRAINER, LED_ROUND),
    Route("GET", "/trainer/rounds/{round}/agreement", sheet, TRAINER, LED_ROUND, sheet=True),
    Route("GET", "/trainer/rounds/{round}/gold.jsonl", gold_file, TRAINER, LED_ROUND),
    Route("GET", "/trainer/rounds/{round}/rated.jsonl", rated_file, TRAINER, LED_ROUND),
)
