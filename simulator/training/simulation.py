"""Simulated trainees play a scene through the real engine, and the real detector reads what they say.

`simulator.authoring.simulation` knows the trainees and their figures; here they meet sessions. Each session is decided
by the seed, the scene, the language, the player and its number alone, so that the figures are the same whatever the
number of cores.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import islice
from multiprocessing import get_context

from scoring import Detection
from simulator.authoring import simulation as simulated
from simulator.engine import Moved, Phase, pause_ms
from simulator.errors import UsageError
from simulator.record import Mode
from simulator.review import customer_said, transcript
from simulator.scenario import Language, Scenario, load

from .judging import grade_session
from .session import Session, length_limit

MOST_STEPS = 120
"""Inputs after which a session is over in any case: a player who never stops must not stop the others."""
MOST_REMEMBERED = 20_000
"""Detections a process remembers."""
CHUNK = 10
"""Sessions a process plays at a time."""
ITEM = "item"
SHORT_MINUTES = 2
"""A scene of so many minutes is an encounter of a few turns, and its card says so."""


@dataclass(frozen=True, slots=True)
class Job:
    """Some sessions of one player, small enough to hand to another process."""

    scene: str
    language: Language
    seed: int
    player: str
    numbers: tuple[int, ...]


def simulate(
    scene: str,
    language: Language,
    *,
    trainees: int = 100,
    seed: int = 1,
    cores: int | None = None,
    players: Sequence[str] = simulated.PLAYERS,
    told: Callable[[int], None] | None = None,
) -> simulated.Simulation:
    """Let simulated trainees and tricksters play a scene.

    Args:
        scene: its name or folder.
        language: one of its languages.
        trainees: how many sessions each level and each trick plays.
        seed: decides everything that is drawn.
        cores: processes; all the machine has where None. 1 plays in this process.
        players: who plays.
        told: called with the number of sessions done since it was last called.

    Raises:
        ScenarioError: the scene has errors.
        UsageError: it does not exist in that language.
    """
    wanted = [(scene, language)]
    return next(simulate_all(wanted, trainees=trainees, seed=seed, cores=cores, players=players, told=told))


def simulate_all(
    wanted: Sequence[tuple[str, Language]],
    *,
    trainees: int = 100,
    seed: int = 1,
    cores: int | None = None,
    players: Sequence[str] = simulated.PLAYERS,
    told: Callable[[int], None] | None = None,
) -> Iterator[simulated.Simulation]:
    """Play several scenes and languages with one pool of processes; yields each as soon as it is whole.

    Args and errors are those of `simulate`.
    """
    scenarios = [load(scene) for scene, _ in wanted]
    for scenario, (_, language) in zip(scenarios, wanted, strict=True):
        if language not in scenario.words:
            raise UsageError(
                f"{scenario.slug} cannot be played in {language!r}.", f"It speaks {', '.join(scenario.languages)}."
            )
    parts = [_jobs(scene, language, trainees, seed, players) for scene, language in wanted]
    played = _played([job for part in parts for job in part], cores or os.cpu_count() or 1)
    for scenario, (_, language), part in zip(scenarios, wanted, parts, strict=True):
        runs: list[simulated.Run] = []
        for found in islice(played, len(part)):
            runs += found
            if told is not None:
                told(len(found))
        yield simulated.summarise(scenario.slug, language, seed, runs, players, tuple(scenario.file.nodes))


def _jobs(scene: str, language: Language, trainees: int, seed: int, players: Sequence[str]) -> list[Job]:
    return [
        Job(scene, language, seed, name, tuple(range(start, min(start + CHUNK, trainees))))
        for name in players
        for start in range(0, trainees, CHUNK)
    ]


def _played(jobs: Sequence[Job], cores: int) -> Iterator[list[simulated.Run]]:
    """What comes of each job, in the order of the jobs."""
    if cores == 1 or len(jobs) == 1:
        yield from map(play_job, jobs)
        return
    # Fresh processes on every system, so that none inherits a half-built state of ours.
    with ProcessPoolExecutor(min(cores, len(jobs)), mp_context=get_context("spawn")) as pool:
        yield from pool.map(play_job, jobs)


@cache
def _scenario(scene: str) -> Scenario:
    return load(scene)


def play_job(job: Job) -> list[simulated.Run]:
    """Play the sessions of a job."""
    scenario = _scenario(job.scene)
    return [play_run(scenario, job.language, job.player, job.seed, number) for number in job.numbers]


def play_run(scenario: Scenario, language: Language, name: str, seed: int, number: int) -> simulated.Run:
    """One session of one player, graded.

    Sessions of the same number have the same draws whoever plays, so that levels are compared on the same customers.
    """
    session = play_session(scenario, language, name, seed, number)
    grade = grade_session(session.played, improvements=False)
    met = (event.to for step in session.played.steps for event in step.events if isinstance(event, Moved))
    return simulated.Run(
        name,
        number,
        grade.overall or 0,
        {step: graded.points for step, graded in grade.steps.items()},
        session.state.turn,
        session.state.endings[-1] if session.state.endings else "",
        tuple(dict.fromkeys(met)),
    )


def play_session(scenario: Scenario, language: Language, name: str, seed: int, number: int) -> Session:
    """Play one session to its end; nothing is recorded."""
    session = Session.begin(scenario, language, _draws_of(seed, number), mode=Mode.DEMONSTRATION)
    somebody = simulated.player(
        name, simulated.load_bank(language), f"{seed}:{scenario.slug}:{language}:{name}:{number}"
    )
    for _ in range(MOST_STEPS):
        if session.ended or not _step(session, somebody):
            break
    for _ in range(2):  # A scene left may have a promised call left.
        if not session.ended:
            session.leave()
    return session


def _draws_of(seed: int, number: int) -> int:
    return seed * 1_000_003 + number


def _step(session: Session, somebody: simulated.Player) -> bool:
    """Let a player take one step. Returns False once they have nothing more to say."""
    match somebody.next(look(session)):
        case simulated.Say(text):
            _say(session, text[: length_limit(session.scenario)])
        case simulated.Do(kind, target):
            session.act(kind, target)
        case simulated.CutIn():
            session.interrupt()
        case simulated.Leave():
            return False
    return True


def _say(session: Session, text: str) -> None:
    """Say something after the pause it stands for, as an answers file does."""
    detection = _reads(session, text)
    if session.state.phase is not Phase.DUE and not session.state.cut_in and detection.status == "ok":
        session.wait(pause_ms(len(text)))
    if not session.ended:
        session.respond(text, detection)


_remembered: dict[tuple[object, ...], Detection] = {}


def _reads(session: Session, text: str) -> Detection:
    """What the detector finds, remembered by everything it looks at: text, customer, case and clock."""
    state = session.state
    key = (
        session.scenario.hash,
        state.language,
        text,
        customer_said(session.played),
        tuple(sorted(state.drawn.items())),
        "supervisor" in state.done,
        state.clock_ms // 60_000,
    )
    found = _remembered.get(key)
    if found is None:
        found = session.reads(text)
        if len(_remembered) >= MOST_REMEMBERED:
            for old in tuple(islice(_remembered, MOST_REMEMBERED // 2)):
                del _remembered[old]
        _remembered[key] = found
    return found


def look(session: Session) -> simulated.Sight:
    """What stands on the trainee's screen: lines, cards, moods, facts told; no node, no condition."""
    scenario, state = session.scenario, session.state
    about = scenario.file.about
    heard = (line.heard for line in transcript(session.played) if line.kind == "spoken" and line.who == "customer")
    return simulated.Sight(
        language=state.language,
        address=scenario.words[state.language].address,
        channel=about.channel.value,
        turn=state.turn,
        mood=state.mood.points(),
        said=customer_said(session.played),
        heard="\n".join(heard),
        told=tuple(_told(session)),
        offers=tuple(_offers(session)),
        words=_words(session),
        warnings=tuple(about.warnings),
        due=state.phase is Phase.DUE,
        later=state.phase is Phase.EPILOGUE,
        complaint=scenario.file.case.apology_due,
        short=about.minutes <= SHORT_MINUTES,
    )


def _told(session: Session) -> Iterator[simulated.Told]:
    scenario, state = session.scenario, session.state
    words = scenario.words[state.language].facts
    for name in state.told:
        if name in words:
            wordings = words[name].wordings or (words[name].name,)
            yield simulated.Told(name, _filled(session, wordings), key=scenario.file.case.facts[name].key)


def _offers(session: Session) -> Iterator[simulated.Offer]:
    words = session.scenario.words[session.state.language].remedies
    for choice in session.choices():
        wordings = (choice.name, *_filled(session, words[choice.target].wordings)) if choice.target else ()
        yield simulated.Offer(choice.kind, choice.target, wordings, possible=choice.possible)


def _filled(session: Session, templates: Iterable[str]) -> tuple[str, ...]:
    state = session.state
    return tuple(session.scenario.fill(template, state.language, state.drawn) for template in templates)


def _words(session: Session) -> dict[str, str]:
    """Words for the slots: the first item that is drawn, in every form listed, and the customer's name."""
    scenario, state = session.scenario, session.state
    forms = scenario.words[state.language].forms
    words: dict[str, str] = {}
    item = next((name for name, draw in scenario.file.draws.items() if draw.kind == ITEM), None)
    if item is not None:
        listed = forms.get(item, {}).get(state.drawn[item], {})
        words = {ITEM if form == "base" else f"{ITEM}.{form}": text for form, text in listed.items()}
    named = forms.get(scenario.file.persona.name, {}).get(state.drawn.get(scenario.file.persona.name, ""), {})
    name = named.get("voc") or named.get("base")
    return {**words, "name": name} if name else words
