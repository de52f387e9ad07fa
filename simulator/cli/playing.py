"""Playing: on the desktop, in plain text, from a file, the demonstration, and going on with yesterday's session."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simulator.cli.files import find_folder, holds_scene
from simulator.cli.surroundings import (
    LANGUAGES,
    find_scenario,
    get_texts,
    has_display,
    open_own_journal,
    person_id_of,
    player_name,
    print_json,
    sound_scenes,
    ui_language,
)
from simulator.errors import (
    SurroundingsError,
    UsageError,
)

if TYPE_CHECKING:
    from simulator.scenario import PlanTurn, Scenario
    from simulator.texts import Texts
    from simulator.training import Session

DEMONSTRATION = ("overcharged_card", "good", 7)
"""Scene, plan and seed of the built-in demonstration."""
SEEDS = 2**31


def open_desktop(
    scene: str | None = None,
    language: str | None = None,
    seed: int | None = None,
    *,
    mode: str = "practice",
    trainee: str | None = None,
    loaded: Scenario | None = None,
    guided: bool = False,
) -> None:
    """Open the desktop, at a scene's briefing if one is named. Raises SurroundingsError where there is no display."""
    from simulator.desktop import run

    with ExitStack() as stack:
        run(
            lambda: stack.enter_context(open_own_journal()),
            scene=scene, language=language, seed=seed, trainee=player_name(trainee), mode=mode, loaded=loaded,
            guided=guided,
        )  # fmt: skip


def play_chosen() -> None:
    """Let somebody at a terminal go on with yesterday's session, or choose a scene."""
    from simulator import terminal
    from simulator.training import Session, unfinished

    t, language = get_texts(), ui_language()
    with open_own_journal() as journal:
        person = person_id_of(journal, None)
        for session_id in unfinished(journal, person)[:1]:
            session = Session.resume(journal, session_id)
            asked = t("terminal.unfinished", scene=session.words("about.title"))
            if input(f"{asked} ").strip().lower().startswith(t("terminal.yes")):
                session.go_on()
                play_on(session, t)
                return
        scenario = terminal.choose_scene(sound_scenes(), language, t)
        if scenario is not None:
            code = language if language in scenario.words else scenario.languages[0]
            session = Session.begin(
                scenario,
                code,  # type: ignore[arg-type]  # one of the scene's languages
                secrets.randbelow(SEEDS),
                journal=journal,
                person_id=person,
            )
            play_on(session, t)


def play_on(session: Session, t: Texts) -> None:
    """Play a session at the keyboard to its end and show the debrief; stopped before, it stays unfinished."""
    from simulator import terminal

    if terminal.play(session, t):
        terminal.show_debrief(session, t)


def demonstrate(language: str) -> None:
    """Play a plan of a built-in scene and show its debrief; nothing is recorded."""
    from simulator import terminal
    from simulator.record import Mode
    from simulator.scenario import load, load_plan
    from simulator.training import Session, plan_answer, play_answer

    slug, plan_name, seed = DEMONSTRATION
    scenario = load(slug)
    code: Any = language if language in scenario.words else "en"
    plan = load_plan(scenario, plan_name)
    session = Session.begin(scenario, code, seed, mode=Mode.DEMONSTRATION)
    t = get_texts(code)

    def play_turn(turn: PlanTurn) -> None:
        play_answer(session, plan_answer(session, turn, code))

    turns = [turn for turn in plan.turns if turn.fits(session.state.drawn)]
    terminal.demonstrate(session, t, [partial(play_turn, turn) for turn in turns])
    for _ in range(2):
        if not session.ended:
            session.leave()
    terminal.show_debrief(session, t)


@click.command()
@click.argument("scene")
@click.option("--text", is_flag=True, help="Play in plain text.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Language of the scene.")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), help="Decides what is drawn; the same seed, the same scene.")
@click.option("--mode", type=click.Choice(["practice", "exam"]), help="Practice where it can be, if left out.")
@click.option("--guided", is_flag=True, help="Practise with suggestions to choose from and to change.")
@click.option("--answers", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Play this file.")
@click.option("--json", "as_json", is_flag=True, help="Print the session as one JSON at its end.")
@click.option("--trainee", help="Who plays; if left out, who joined a company, else your user name.")
@click.option("--from", "node", help="Try out the scene from this node on, in plain text; nothing is recorded.")
@click.option("--mood", help="Try it out in this mood, such as anger=70,trust=20; nothing is recorded.")
def play(
    *,
    scene: str,
    text: bool,
    language: str | None,
    seed: int | None,
    mode: str | None,
    guided: bool,
    answers: Path | None,
    as_json: bool,
    trainee: str | None,
    node: str | None,
    mood: str | None,
) -> None:
    """Play SCENE: on the desktop, or with --text in plain text, or from a file with --answers."""
    trial = node is not None or mood is not None
    if trial and mode == "exam":
        raise UsageError("An exam begins at its beginning.", "Leave out --mode exam, or --from and --mood.")
    if guided and (mode == "exam" or trial or answers):
        advice = "Leave out --guided, or --mode exam, --answers, --from and --mood."
        raise UsageError("Suggestions are for practice.", advice)
    scenario = find_scenario(scene)
    own = [name for name in ("practice", "exam") if name in scenario.file.about.use]
    # A scene for the shift alone is tried out: by itself it is no attempt at anything.
    for_shift = not own and mode is None
    mode = mode or next(iter(own), "practice")
    if not (text or answers or as_json or trial or for_shift):
        if not has_display():
            raise SurroundingsError(get_texts()("error.no_display"), get_texts()("error.no_display.advice"))
        where = str(find_folder(scene)) if holds_scene(scene) else scene
        open_desktop(where, language, seed, mode=mode, trainee=trainee, loaded=scenario, guided=guided)
        return
    from simulator.record import Mode
    from simulator.review import GUIDED
    from simulator.training import Session, Trial, parse_mood

    code: Any = language or (ui_language() if ui_language() in scenario.words else scenario.languages[0])
    drawn = secrets.randbelow(SEEDS) if seed is None else seed
    if for_shift:
        click.echo(get_texts(code)("terminal.for_shift"), err=as_json)
    if trial or for_shift:
        begun = Trial.begin_at(scenario, code, drawn, node=node, mood=parse_mood(mood or ""))
        run_session(begun, answers, lambda: None, as_json=as_json, t=get_texts(code))
        return
    _hold_to_its_use(scenario, mode, get_texts(code))
    session = Session.begin(scenario, code, drawn, mode=Mode(mode))
    with ExitStack() as stack:

        def keep() -> None:
            journal = stack.enter_context(open_own_journal())
            session.keep(journal, person_id_of(journal, trainee))
            if guided:
                session.note_help(GUIDED)

        run_session(session, answers, keep, as_json=as_json, t=get_texts(code))


def _hold_to_its_use(scenario: Scenario, mode: str, t: Texts) -> None:
    """Raise UsageError, in the language of the screens, where a scene is not for a mode."""
    uses = scenario.file.about.use
    if mode not in uses:
        told = ", ".join(t(f"report.mode.{use}") for use in uses)
        asked = t(f"report.mode.{mode}")
        raise UsageError(
            t("error.scene_mode", scene=scenario.slug, mode=asked), t("error.scene_mode.advice", modes=told)
        )


def run_session(
    session: Session, answers: Path | None, keep: Callable[[], None], *, as_json: bool, t: Texts
) -> None:
    """Play a session at the keyboard or from a file, and show its debrief, or print it as one JSON.

    Args:
        session: which.
        answers: the file; None for the keyboard.
        keep: called before the first response is taken.
        as_json: whether nothing but the JSON goes to the output.
        t: texts of the session's language.

    Raises:
        SurroundingsError: the file cannot be read.
        UsageError: something in it is no answer.
    """
    from simulator import terminal
    from simulator.training import AnswersError, parse_answers, play_answers

    if answers is not None:
        try:
            content = answers.read_text(encoding="utf-8", errors="surrogateescape")
        except OSError as error:
            raise SurroundingsError(t("error.file_unreadable", file=answers)) from error
        try:
            found = parse_answers(content, session.scenario)
        except AnswersError as error:
            raise UsageError(error.said(t)) from error
        keep()
        play_answers(session, found)
    elif as_json:
        if not terminal.play(session, t, keep=keep, read=_read_aside, write=_to_stderr):
            return
    elif not terminal.play(session, t, keep=keep):
        return
    if as_json:
        from simulator.review import session_json

        print_json(session_json(session.played, session.finish()))
        return
    if answers is not None:
        terminal.Stage(session, t).whole()
    terminal.show_debrief(session, t)


def _read_aside(prompt: str) -> str:
    """Ask on the error stream, so that nothing but the JSON goes to the output."""
    click.echo(prompt, err=True, nl=False)
    return input()


def _to_stderr(line: str) -> None:
    click.echo(line, err=True)


@click.command()
@click.argument("session_id", required=False)
@click.option("--text", is_flag=True, help="Go on in plain text.")
@click.option("--trainee", help="Whose session; if left out, of who joined a company, else your user name's.")
@click.option("--back", type=click.IntRange(1), help="Go back to this response and take another way, in a new session.")
def resume(*, session_id: str | None, text: bool, trainee: str | None, back: int | None) -> None:
    """Go on with an unfinished session, the latest if none is named."""
    from simulator.training import Session, unfinished

    with open_own_journal() as journal:
        if session_id is None:
            session_id = next(iter(unfinished(journal, person_id_of(journal, trainee))), None)
        if session_id is None:
            raise UsageError("There is no unfinished session.", "Begin one with: silkgloves play SCENE --text")
        if back is not None:
            session_id = Session.fork(journal, session_id, back).played.session_id
        if not text and has_display():
            from simulator.desktop import run

            run(lambda: journal, resume=session_id, trainee=player_name(trainee))
            return
        session = Session.resume(journal, session_id)
        session.go_on()
        t = get_texts(session.state.language)
        if session.ended:
            from simulator import terminal

            terminal.show_debrief(session, t)
        else:
            play_on(session, t)
