"""The command `silkgloves`: parses, calls, prints. No rules of the game live here; the faces load lazily."""

from __future__ import annotations

import getpass
import json
import os
import secrets
import sys
import traceback
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simulator import __version__
from simulator.errors import (
    EXIT_FAILED,
    EXIT_INTERRUPTED,
    EXIT_OK,
    EXIT_SURROUNDINGS,
    SilkGlovesError,
    SurroundingsError,
    UsageError,
)

if TYPE_CHECKING:
    from simulator.record import Journal
    from simulator.scenario import PlanTurn, Scenario
    from simulator.texts import Texts
    from simulator.training import Session

LANGUAGES = ("en", "fi", "sv", "ru", "el")
DEMONSTRATION = ("overcharged_card", "good", 7)
"""Scene, plan and seed of the built-in demonstration."""
SEEDS = 2**31


def main() -> None:
    """Run the command and leave with its exit code: 0 fine, 1 failed, 2 usage, 3 surroundings, 130 interrupted."""
    _speak_utf8()
    try:
        # Outside its standalone mode click hands back the exit code of `Exit` instead of raising it.
        sys.exit(cli.main(prog_name="silkgloves", standalone_mode=False) or EXIT_OK)
    except click.exceptions.Abort:
        sys.exit(EXIT_INTERRUPTED)
    except KeyboardInterrupt:
        click.echo(_texts()("error.interrupted"), err=True)
        sys.exit(EXIT_INTERRUPTED)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except SilkGlovesError as error:
        click.echo(str(error), err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # Somebody closed the pipe we print into (`| head`); that is their right.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_OK)
    except Exception:  # noqa: BLE001 - a face is the one place where a bug of ours is caught
        traceback.print_exc()
        click.echo(_texts()("error.bug"), err=True)
        sys.exit(EXIT_FAILED)


def _speak_utf8() -> None:
    """Print any text on any terminal: what its encoding lacks is shown by its code."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def _texts(language: str | None = None) -> Texts:
    from simulator.texts import texts

    return texts(language or _ui_language())


def _ui_language() -> str:
    """The language of the machine's user where we speak it, else English."""
    for name in ("SILKGLOVES_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        code = os.environ.get(name, "")[:2].lower()
        if code in LANGUAGES:
            return code
    return "en"


def _journal() -> Journal:
    from simulator.record import open_journal
    from simulator.settings import JOURNAL_NAME, data_dir

    return open_journal(data_dir() / JOURNAL_NAME)


def _person(journal: Journal, name: str | None) -> str:
    """The id of the person called so, who is added on first sight."""
    wanted = name or _user_name()
    for person in journal.people():
        if person.display_name == wanted:
            return person.id
    return journal.add_person(wanted).id


def _user_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "trainee"


def _scenario(name: str) -> Scenario:
    from simulator.scenario import load, slugs

    if not Path(name).is_dir() and name not in slugs():
        import difflib

        close = difflib.get_close_matches(name, slugs(), n=1)
        advice = f'Did you mean "{close[0]}"?' if close else f"There are {', '.join(slugs())}."
        raise UsageError(f'There is no scene named "{name}".', advice)
    return load(name)


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="silkgloves")
@click.pass_context
def cli(context: click.Context) -> None:
    """Practise the hard conversations before they happen.

    Without a command the desktop opens; without a display the scenes are played in plain text, and with neither
    display nor keyboard a demonstration plays itself.
    """
    if context.invoked_subcommand is not None:
        return
    if _has_display():
        try:
            _open_desktop()
        except SurroundingsError as error:
            click.echo(str(error), err=True)
        else:
            return
    if _has_keyboard():
        click.echo(_texts()("error.text_instead"), err=True)
        _play_chosen()
    else:
        click.echo(_texts()("error.demonstration_instead"), err=True)
        _demonstrate(_ui_language())


def _has_display() -> bool:
    if sys.platform in ("win32", "darwin"):
        return True
    if os.environ.get("SDL_VIDEODRIVER"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _has_keyboard() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def _open_desktop(
    scene: str | None = None,
    language: str | None = None,
    seed: int | None = None,
    *,
    mode: str = "practice",
    trainee: str | None = None,
) -> None:
    from simulator.desktop import run

    with _journal() as journal:
        run(journal, scene=scene, language=language, seed=seed, trainee=trainee or _user_name(), mode=mode)


def _play_chosen() -> None:
    """Let somebody at a terminal go on with yesterday's session, or choose a scene."""
    from simulator import terminal
    from simulator.training import Session, unfinished

    t, language = _texts(), _ui_language()
    with _journal() as journal:
        person = _person(journal, None)
        for session_id in unfinished(journal, person)[:1]:
            session = Session.resume(journal, session_id)
            asked = t("terminal.unfinished", scene=session.words("about.title"))
            if input(f"{asked} ").strip().lower().startswith(t("terminal.yes")):
                _play_on(session, t)
                return
        scenario = terminal.choose_scene(_sound_scenes(), language, t)
        if scenario is not None:
            code = language if language in scenario.words else scenario.languages[0]
            session = Session.begin(
                scenario,
                code,  # type: ignore[arg-type]  # one of the scene's languages
                secrets.randbelow(SEEDS),
                journal=journal,
                person_id=person,
            )
            _play_on(session, t)


def _sound_scenes() -> list[Scenario]:
    """The scenes that can be played; those with errors are named and passed over."""
    from simulator.scenario import ScenarioError, load, slugs

    found = []
    for slug in slugs():
        try:
            found.append(load(slug))
        except ScenarioError:
            click.echo(f"{slug} has errors and is left out; silkgloves check names them.", err=True)
    return found


def _play_on(session: Session, t: Texts) -> None:
    from simulator import terminal

    if terminal.play(session, t):
        terminal.show_debrief(session, t)


def _demonstrate(language: str) -> None:
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
    t = _texts(code)

    def play_turn(turn: PlanTurn) -> None:
        play_answer(session, plan_answer(session, turn, code))

    terminal.demonstrate(session, t, [partial(play_turn, turn) for turn in plan.turns])
    for _ in range(2):
        if not session.ended:
            session.leave()
    terminal.show_debrief(session, t)


@cli.command()
@click.argument("scene")
@click.option("--text", is_flag=True, help="Play in plain text.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Language of the scene.")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), help="Decides what is drawn; the same seed, the same scene.")
@click.option("--mode", type=click.Choice(["practice", "exam"]), default="practice", show_default=True)
@click.option("--answers", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Play this file.")
@click.option("--json", "as_json", is_flag=True, help="Print the session as one JSON at its end.")
@click.option("--trainee", help="Who plays; your user name if left out.")
def play(
    *,
    scene: str,
    text: bool,
    language: str | None,
    seed: int | None,
    mode: str,
    answers: Path | None,
    as_json: bool,
    trainee: str | None,
) -> None:
    """Play SCENE: on the desktop, or with --text in plain text, or from a file with --answers."""
    if not (text or answers or as_json):
        if not _has_display():
            raise SurroundingsError(_texts()("error.no_display"), _texts()("error.no_display.advice"))
        _scenario(scene)
        _open_desktop(scene, language, seed, mode=mode, trainee=trainee)
        return
    from simulator.record import Mode
    from simulator.training import Session

    scenario = _scenario(scene)
    code: Any = language or (_ui_language() if _ui_language() in scenario.words else scenario.languages[0])
    drawn = secrets.randbelow(SEEDS) if seed is None else seed
    session = Session.begin(scenario, code, drawn, mode=Mode(mode))
    with ExitStack() as stack:

        def keep() -> None:
            journal = stack.enter_context(_journal())
            session.keep(journal, _person(journal, trainee))

        _run_session(session, answers, keep, as_json=as_json, t=_texts(language))


def _run_session(session: Session, answers: Path | None, keep: Callable[[], None], *, as_json: bool, t: Texts) -> None:
    from simulator import terminal
    from simulator.training import parse_answers, play_answers

    if answers is not None:
        try:
            content = answers.read_text(encoding="utf-8", errors="surrogateescape")
        except OSError as error:
            raise SurroundingsError(t("error.file_unreadable", file=answers)) from error
        found = parse_answers(content, session.scenario)
        keep()
        play_answers(session, found)
    elif as_json:
        if not terminal.play(session, t, keep=keep, read=_read_aside, write=_to_stderr):
            return
    elif not terminal.play(session, t, keep=keep):
        return
    if as_json:
        from simulator.review import session_json

        _print_json(session_json(session.played, session.finish()))
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


def _print_json(data: Any) -> None:
    """One JSON, readable and byte-stable; a lone surrogate stays an escape."""
    text = json.dumps(data, ensure_ascii=False, indent=2)
    escaped = (f"\\u{ord(char):04x}" if 0xD800 <= ord(char) < 0xE000 else char for char in text)
    sys.stdout.write("".join(escaped) + "\n")


@cli.command()
@click.argument("session_id", required=False)
@click.option("--text", is_flag=True, help="Go on in plain text.")
@click.option("--trainee", help="Whose session; your user name if left out.")
def resume(*, session_id: str | None, text: bool, trainee: str | None) -> None:
    """Go on with an unfinished session, the latest if none is named."""
    from simulator.training import Session, unfinished

    with _journal() as journal:
        if session_id is None:
            session_id = next(iter(unfinished(journal, _person(journal, trainee))), None)
        if session_id is None:
            raise UsageError("There is no unfinished session.", "Begin one with: silkgloves play SCENE --text")
        if not text and _has_display():
            from simulator.desktop import run

            run(journal, resume=session_id, trainee=trainee or _user_name())
            return
        session = Session.resume(journal, session_id)
        t = _texts(session.state.language)
        if session.ended:
            from simulator import terminal

            terminal.show_debrief(session, t)
        else:
            _play_on(session, t)


@cli.command()
@click.option("--json", "as_json", is_flag=True)
@click.option("--language", type=click.Choice(LANGUAGES), help="Language of the titles.")
def scenarios(*, as_json: bool, language: str | None) -> None:
    """List the scenes."""
    rows: list[dict[str, Any]] = []
    for scenario in _sound_scenes():
        about = scenario.file.about
        code: Any = language or _ui_language()
        code = code if code in scenario.words else scenario.languages[0]
        rows.append(
            {
                "slug": scenario.slug,
                "title": scenario.text("about.title", code, scenario.draw(0)),
                "summary": scenario.text("about.summary", code, scenario.draw(0)),
                "channel": about.channel.value,
                "difficulty": about.difficulty,
                "minutes": about.minutes,
                "languages": list(scenario.languages),
                "use": list(about.use),
                "teaches": list(about.teaches),
                "warnings": list(about.warnings),
                "version": about.version,
                "hash": scenario.hash,
            }
        )
    if as_json:
        _print_json(rows)
        return
    for row in rows:
        click.echo(f"{row['slug']}: {row['title']}")
        click.echo(f"  {row['summary']}")
        click.echo(
            f"  {row['channel']}, difficulty {row['difficulty']} of 5, about {row['minutes']} min, "
            f"{' '.join(row['languages'])}"
        )


@cli.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True)
def check(*, paths: tuple[Path, ...], as_json: bool) -> None:
    """Check scenarios: every fault with file, line, column, code and advice. All built-in ones if no PATH is given."""
    from simulator.resources import scenarios_dir
    from simulator.scenario import check as check_path

    found = [diagnostic for path in paths or (scenarios_dir(),) for diagnostic in check_path(path)]
    if as_json:
        _print_json([diagnostic.to_json() for diagnostic in found])
    else:
        for diagnostic in found:
            click.echo(str(diagnostic))
        errors = sum(diagnostic.severity == "error" for diagnostic in found)
        click.echo(f"{errors} errors, {len(found) - errors} warnings")
    if any(diagnostic.severity == "error" for diagnostic in found):
        raise click.exceptions.Exit(EXIT_FAILED)


@cli.command()
@click.argument("scenes", nargs=-1)
@click.option("--language", type=click.Choice(LANGUAGES))
@click.option("--plan", "plan_name", help="Only this plan.")
@click.option("--json", "as_json", is_flag=True)
def rehearse(*, scenes: tuple[str, ...], language: str | None, plan_name: str | None, as_json: bool) -> None:
    """Run the plans of SCENES (names or folders; all, if none is named) in every language, on every seed they name."""
    from dataclasses import asdict

    from simulator.scenario import plans, slugs
    from simulator.training import rehearse as rehearse_plan

    results = []
    for slug in scenes or slugs():
        scenario = _scenario(slug)
        for name, plan in plans(slug).items():
            if plan_name not in (None, name):
                continue
            for code in scenario.languages:
                if language in (None, code):
                    results += [rehearse_plan(scenario, name, plan, code, seed) for seed in plan.seeds]
    if as_json:
        _print_json([asdict(result) for result in results])
    else:
        for result in results:
            verdict = "ok" if result.passed else "FAILED"
            click.echo(
                f"{verdict} {result.scenario} {result.plan} {result.language} seed {result.seed}: "
                f"{result.ending}, overall {result.overall}"
            )
            for failure in result.failures:
                click.echo(f"    {failure}")
        failed = sum(not result.passed for result in results)
        click.echo(f"{len(results) - failed} passed, {failed} failed")
    if any(not result.passed for result in results):
        raise click.exceptions.Exit(EXIT_FAILED)


@cli.command()
@click.argument("session_id", required=False)
@click.option("--all", "everyone", is_flag=True, help="People by steps: best, latest and unseen, and who is ready.")
@click.option("--json", "as_json", is_flag=True)
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), help="With --all: write a page.")
@click.option("--csv", "csv_file", type=click.Path(dir_okay=False, path_type=Path), help="With --all: write a table.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Language of the page.")
def report(
    *,
    session_id: str | None,
    everyone: bool,
    as_json: bool,
    html: Path | None,
    csv_file: Path | None,
    language: str | None,
) -> None:
    """Show one session with its grade and evidence, or with --all who stands where."""
    if everyone == (session_id is not None):
        raise UsageError("Name one session, or ask for --all.", "silkgloves report --all lists the sessions.")
    with _journal() as journal:
        if session_id is not None:
            _report_session(journal, session_id, as_json=as_json, language=language)
        else:
            _report_all(journal, as_json=as_json, html=html, csv_file=csv_file, language=language)


def _report_session(journal: Journal, session_id: str, *, as_json: bool, language: str | None) -> None:
    from simulator import terminal
    from simulator.review import session_json
    from simulator.training import Session, grade_session

    session = Session.resume(journal, session_id)
    if as_json:
        grade = session.played.grade or grade_session(session.played).to_record()
        _print_json(session_json(session.played, grade))
        return
    t = _texts(language or session.state.language)
    terminal.Stage(session, t).whole()
    grade = session.played.grade or grade_session(session.played).to_record()
    terminal.show_debrief(session, t, grade=grade)


def _report_all(
    journal: Journal, *, as_json: bool, html: Path | None, csv_file: Path | None, language: str | None
) -> None:
    from simulator.review import (
        gather_overview,
        overview_csv,
        overview_html,
        overview_json,
        overview_text,
        read_played,
    )

    t = _texts(language)
    found = gather_overview(journal)
    if html is not None:
        html.write_text(overview_html(found, t, partial(read_played, journal)), encoding="utf-8")
    if csv_file is not None:
        csv_file.write_text(overview_csv(found, t), encoding="utf-8-sig", newline="")
    if as_json:
        _print_json(overview_json(found))
    elif html is None and csv_file is None:
        click.echo(overview_text(found, t))


@cli.command()
@click.option("--json", "as_json", is_flag=True)
@click.option("--language", type=click.Choice(LANGUAGES))
def doctor(*, as_json: bool, language: str | None) -> None:
    """Say what works on this machine and what to do about what does not."""
    from dataclasses import asdict

    from simulator.doctor import examine, verdict

    t = _texts(language)
    checks = examine(t)
    if as_json:
        _print_json([asdict(found) for found in checks])
    else:
        click.echo(t("doctor.title"))
        for found in checks:
            click.echo(f"{t(f'doctor.status.{found.status}')}: {found.what}")
            if found.advice:
                click.echo(f"    {found.advice}")
        click.echo(t(f"doctor.summary.{verdict(checks)}"))
    if verdict(checks) == "fail":
        raise click.exceptions.Exit(EXIT_SURROUNDINGS)


if __name__ == "__main__":
    main()
