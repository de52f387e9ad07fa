"""Blind rounds: trainers rate the same sessions without anybody's grade in sight, and see how far they agree."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, StringConstraints

from scoring import load_rubric, rubric_names
from simulator.console.blindness import Place, RoundState, has_seen
from simulator.console.fields import FormError
from simulator.console.overseen import Overseen, Seen, facts_reader, language_name
from simulator.console.pages.trainer_desk import TRAINER
from simulator.console.routes import Route
from simulator.console.session_view import Shows, named, session_view
from simulator.console.things import LED_ROUND
from simulator.marking import LEVELS, MOST_COMMENT, Rating, append_rating, check_rating
from simulator.record import JournalError, Role
from simulator.review import rubric_of, step_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.responses import Response

    from simulator.console.ask import Ask
    from simulator.record import Round, Team
    from simulator.texts import Texts

MOST_SESSIONS = 60
"""Sessions of a round: what people can rate in a few days."""
NO_OCCASION = "none"
LEAST_RATERS = 2
_LOOKED_AT = 5
"""So many times `MOST_SESSIONS` are looked at for those that were graded by one rubric."""
BARRED = (Place.SEEN, Place.MARKED, Place.OWN, Place.GONE)

_Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]


class NewRound(BaseModel):
    """The form of a new round."""

    name: _Name
    team: str
    rubric: str
    sessions: list[str]
    raters: list[str]


class GivenRating(BaseModel):
    """The form of a rating, but for the points of its steps."""

    session: str
    note: str = ""


def rounds(ask: Ask) -> Response:
    """The rounds of the trainer's groups, and those they rate in."""
    overseen = Overseen(ask)
    me = ask.visitor.person_id
    found = {each.id: each for each in ask.journal.rounds.of_rater(me)}
    for team in overseen.teams:
        found |= {each.id: each for each in ask.journal.rounds.rounds(team.id)}
    told = [
        (each, len(RoundState(ask.journal, each, facts_reader(ask.journal)).left(me)), me in each.raters)
        for each in sorted(found.values(), key=lambda each: each.created_at, reverse=True)
    ]
    names = {team.id: team.name for team in ask.journal.teams.teams(closed=True)}
    return ask.page("trainer/rounds.html.j2", rounds=told, team_names=names, teams=overseen.teams)


def new(ask: Ask) -> Response:
    """The form of a new round."""
    return _form(ask)


def _form(ask: Ask, status: int = 200, errors: dict[str, str] | None = None) -> Response:
    overseen = Overseen(ask)
    given = ask.form if ask.method == "POST" else ask.query
    team = next((each for each in overseen.teams if each.id == given.get("team")), None)
    if team is None and overseen.teams:
        team = overseen.teams[0]
    rubrics = _rubrics(ask, overseen, team) if team else {}
    most = max(rubrics, key=lambda each: rubrics[each].total(), default="")
    rubric = given.get("rubric") if given.get("rubric") in rubrics else most
    fitting = _eligible(ask, overseen, team, rubric, tuple(rubrics[rubric])) if team and rubrics else []
    return ask.page(
        "trainer/round_new.html.j2",
        status,
        teams=overseen.teams,
        named_teams=[(each.id, each.name) for each in overseen.teams],
        team=team,
        rubric=rubric,
        rubrics=[(each, rubric_words(ask.words, each)) for each in sorted(rubrics)],
        offered=[(item.id, _described(ask.words, item)) for item in fitting],
        raters=_trainers(ask, overseen),
        chosen_sessions=given.all("sessions"),
        chosen_raters=given.all("raters") or [ask.visitor.person_id],
        name=given.get("name"),
        errors=errors or {},
        most=MOST_SESSIONS,
    )


def _described(t: Texts, item: Seen) -> str:
    """A session without a name."""
    return f"{item.title} · {language_name(t, item.listed.language)} · {t.moment(item.listed.result.started_at)}"


def _rubrics(ask: Ask, overseen: Overseen, team: Team) -> dict[str, Counter[str]]:
    """By which rubrics a group's sessions were graded, with how many there are of each scene.

    A scene is told by the latest of its sessions: nobody reads all of them for that.
    """
    scenes = overseen.scenes(team.id)
    graded = Counter[str]()
    for (slug, _, status), count in scenes.counts.items():
        graded[slug] += count if status is not None else 0
    known = _graded_by(ask, [scenes.latest[slug] for slug in graded])
    found: dict[str, Counter[str]] = {}
    for slug, count in graded.items():
        if count and (rubric := known.get(scenes.latest[slug])) is not None:
            found.setdefault(rubric, Counter())[slug] = count
    return found


def _graded_by(ask: Ask, sessions: Iterable[str]) -> dict[str, str]:
    """The rubrics sessions were graded by, of those that have a grade and their words."""
    facts = facts_reader(ask.journal)(list(ask.journal.reading.some(sessions).values()))
    return {session: rubric_of(dict(each.mark.machine)) for session, each in facts.items()}


def _eligible(ask: Ask, overseen: Overseen, team: Team, rubric: str, slugs: tuple[str, ...]) -> list[Seen]:
    """Sessions that can be rated: whole ones with their words, graded by one rubric, the latest first."""
    which = overseen.which(team=team.id, slugs=slugs, whole=True)
    found: list[Seen] = []
    for place in range(_LOOKED_AT):
        some = overseen.sessions(which, offset=place * MOST_SESSIONS, limit=MOST_SESSIONS)
        graded = _graded_by(ask, [each.id for each in some])
        found += [each for each in some if graded.get(each.id) == rubric]
        if len(found) >= MOST_SESSIONS or len(some) < MOST_SESSIONS:
            break
    return found[:MOST_SESSIONS]


def _may_be_rated(ask: Ask, overseen: Overseen, typed: NewRound) -> bool:
    """Whether the sessions of a new round are such as were offered, or were a while ago."""
    wanted = set(typed.sessions)
    if not wanted or len(typed.sessions) > MOST_SESSIONS:
        return False
    listed = overseen.sessions(overseen.which(team=typed.team, ids=tuple(wanted), whole=True), limit=MOST_SESSIONS)
    graded = _graded_by(ask, [each.id for each in listed])
    return wanted == {session for session, rubric in graded.items() if rubric == typed.rubric}


def _trainers(ask: Ask, overseen: Overseen) -> list[tuple[str, str]]:
    """Everybody who may rate: people with a trainer's account."""
    accounts = [each for each in ask.journal.logins.having(Role.TRAINER) if not each.blocked_at]
    names = overseen.names(each.person_id for each in accounts)
    return sorted(names.items(), key=lambda pair: pair[1].casefold())


def add(ask: Ask) -> Response:
    """Make a round."""
    overseen = Overseen(ask)
    try:
        typed = ask.read(NewRound)
    except FormError as error:
        return _form(ask, 422, error.fields)
    team = next((each for each in overseen.teams if each.id == typed.team), None)
    if team is None:
        return _form(ask, 422, {"team": "shared.field.choice"})
    wrong = {}
    if not _may_be_rated(ask, overseen, typed):
        wrong["sessions"] = "trainer.round.fault.sessions"
    if len(set(typed.raters)) < LEAST_RATERS or not set(typed.raters) <= {each for each, _ in _trainers(ask, overseen)}:
        wrong["raters"] = "trainer.round.fault.raters"
    if typed.rubric not in rubric_names():
        wrong["rubric"] = "shared.field.choice"
    if wrong:
        return _form(ask, 422, wrong)
    me = ask.visitor.person_id
    made = ask.journal.rounds.add(
        typed.name, typed.rubric, sessions=typed.sessions, raters=typed.raters, by=me, team_id=team.id
    )
    ask.log("round.made", "round", made.id, sessions=len(made.sessions), raters=list(made.raters))
    return ask.go(f"/trainer/rounds/{made.id}", "trainer.said.round_made")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a rater has come.

    Args:
        name: of the rater.
        me: whether it is the visitor.
        rated: sessions rated.
        left: sessions still to rate.
        barred: how many they may not rate, by why.
    """

    name: str
    me: bool
    rated: int
    left: int
    barred: tuple[tuple[str, int], ...]


def _state(ask: Ask) -> RoundState:
    return RoundState(ask.journal, ask.thing, facts_reader(ask.journal))


def leads(ask: Ask, round_: Round) -> bool:
    """Whether the visitor leads the round's group."""
    return round_.team_id in {team.id for team in ask.journal.teams.led_by(ask.visitor.person_id)}


def figures_open(ask: Ask, state: RoundState) -> bool:
    """Whether the visitor may see what the ratings come to: not while ratings of their own are still to come."""
    return state.round.closed_at is not None or (leads(ask, state.round) and not state.left(ask.visitor.person_id))


def one(ask: Ask) -> Response:
    """A round: how far each rater has come, and the way to rate."""
    state, overseen, me = _state(ask), Overseen(ask), ask.visitor.person_id
    led = leads(ask, state.round)
    progress = []
    for rater in state.round.raters:
        if not led and rater != me:
            continue
        places = Counter(state.places(rater).values())
        barred = tuple(
            (why.value, places[why]) for why in (Place.SEEN, Place.MARKED, Place.OWN, Place.GONE) if places[why]
        )
        progress.append(Progress(overseen.name(rater), rater == me, places[Place.RATED], places[Place.OPEN], barred))
    return ask.page(
        "trainer/round.html.j2",
        round=state.round,
        rubric=rubric_words(ask.words, state.round.rubric),
        progress=progress,
        left=len(state.left(me)),
        led=led,
        rates=me in state.round.raters,
        open_figures=figures_open(ask, state),
        made_by=overseen.name(state.round.created_by),
    )


def rubric_words(t: Texts, rubric: str) -> str:
    """What a rubric is called."""
    return t(f"trainer.rubric.{rubric}") if f"trainer.rubric.{rubric}" in t else rubric


def rate(ask: Ask) -> Response:
    """The next session to rate, or the one asked for; its words alone."""
    return _rating(ask, ask.query.get("session"))


def _rating(ask: Ask, wanted: str, status: int = 200, *, wrong: tuple[str, ...] = (), notice: str = "") -> Response:
    state, me = _state(ask), ask.visitor.person_id
    if me not in state.round.raters:
        return ask.page("trainer/rate_not.html.j2", 409, round=state.round, why="trainer.rate.no_rater")
    if state.round.closed_at is not None:
        return ask.page("trainer/rate_not.html.j2", 409, round=state.round, why="trainer.rate.closed")
    left = state.left(me)
    places = state.places(me)
    session = wanted if wanted in places else next(iter(left), "")
    if not session:
        return ask.page("trainer/rate_not.html.j2", round=state.round, why="trainer.rate.all_done")
    if places[session] not in (Place.OPEN, Place.RATED) or (places[session] is Place.RATED and _revealed(ask, session)):
        why = places[session] if places[session] is not Place.RATED else Place.SEEN
        return ask.page("trainer/rate_not.html.j2", 409, round=state.round, why=f"trainer.barred.{why.value}")
    _note_read(ask, session)
    before = next((each for each in state.ratings[session] if each.by == me), None)
    return ask.page(
        "trainer/rate.html.j2",
        status,
        round=state.round,
        session=session,
        view=named(
            session_view(ask.journal, session, ask.words, now=ask.now, shows=Shows.WORDS),
            ask.words("shared.role.trainee"),
        ),
        steps=steps_of(ask.words, state.round.rubric),
        levels=LEVELS,
        chosen=_chosen(ask, state.round.rubric, before),
        note=ask.form.get("note") if ask.method == "POST" else (before.note if before else ""),
        number=list(places).index(session) + 1,
        count=len(places),
        left=len(left),
        again=before is not None,
        wrong=wrong,
        notice=notice,
    )


def _revealed(ask: Ask, session: str) -> bool:
    return has_seen(ask.journal, ask.visitor.person_id, session)


def _note_read(ask: Ask, session: str) -> None:
    """That somebody has read a session as a rater stands in the audit log, once."""
    me = ask.visitor.person_id
    if not ask.journal.audit.entries(limit=1, actor=me, action="rating.read", kind="session", object_id=session):
        ask.log("rating.read", "session", session, round=ask.thing.id)


def steps_of(t: Texts, rubric: str) -> list[tuple[str, str]]:
    """The steps of a rubric in its order: name in code, and what it is called."""
    like = {"versions": {"rubric": rubric}}
    return [(step.id, step_name(t, like, step.id)) for step in load_rubric(rubric).steps]


def _chosen(ask: Ask, rubric: str, before: Rating | None) -> dict[str, str]:
    """What is chosen for each step: as sent, else as rated before."""
    if ask.method == "POST":
        return {step.id: ask.form.get(f"points-{step.id}") for step in load_rubric(rubric).steps}
    if before is None:
        return {}
    return {step: NO_OCCASION if points is None else str(points) for step, points in before.points.items()}


def give(ask: Ask) -> Response:
    """Take a rating, and go on to the next session."""
    state, me = _state(ask), ask.visitor.person_id
    try:
        typed = ask.read(GivenRating)
    except FormError:
        return _rating(ask, "", 422)
    places = state.places(me)
    ready = me in state.round.raters and state.round.closed_at is None
    if not ready or places.get(typed.session) not in (Place.OPEN, Place.RATED) or _revealed(ask, typed.session):
        return _rating(ask, typed.session, 409)
    steps = [step.id for step in load_rubric(state.round.rubric).steps]
    chosen = {step: ask.form.get(f"points-{step}") for step in steps}
    known = {NO_OCCASION, *map(str, LEVELS)}
    wrong = tuple(step for step, given in chosen.items() if given not in known)
    if wrong or len(typed.note) > MOST_COMMENT:
        return _rating(ask, typed.session, 422, wrong=wrong)
    points = {step: None if given == NO_OCCASION else int(given) for step, given in chosen.items()}
    check_rating(points, steps)
    try:
        append_rating(ask.journal, typed.session, Rating(state.round.id, me, points, typed.note.strip()))
    except JournalError:
        return _rating(ask, typed.session, 409, notice="trainer.fault.failed")
    ask.log("rating.given", "session", typed.session, round=state.round.id)
    return ask.go(f"/trainer/rounds/{state.round.id}/rate", "trainer.said.rated")


def close(ask: Ask) -> Response:
    """Close a round: nobody rates any more, and everybody sees what it comes to."""
    if not leads(ask, ask.thing):
        return ask.page("trainer/rate_not.html.j2", 409, round=ask.thing, why="trainer.round.not_yours")
    if ask.thing.closed_at is None:
        ask.journal.rounds.close(ask.thing.id)
        ask.log("round.closed", "round", ask.thing.id)
    return ask.go(f"/trainer/rounds/{ask.thing.id}", "trainer.said.round_closed")


ROUTES = (
    Route("GET", "/trainer/rounds", rounds, TRAINER),
    Route("GET", "/trainer/rounds/new", new, TRAINER),
    Route("POST", "/trainer/rounds", add, TRAINER),
    Route("GET", "/trainer/rounds/{round}", one, TRAINER, LED_ROUND),
    Route("GET", "/trainer/rounds/{round}/rate", rate, TRAINER, LED_ROUND),
    Route("POST", "/trainer/rounds/{round}/rate", give, TRAINER, LED_ROUND),
    Route("POST", "/trainer/rounds/{round}/close", close, TRAINER, LED_ROUND),
)
