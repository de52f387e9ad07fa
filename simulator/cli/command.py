"""The command itself: its group, what it does with nothing to do, and how it ends."""

from __future__ import annotations

import os
import sys
import traceback

import click

from simulator import __version__
from simulator.cli.assigned import assigned
from simulator.cli.beginning import new
from simulator.cli.courses import cmi5, verify_badge
from simulator.cli.grading import regrade, work
from simulator.cli.joining import join, leave, sync
from simulator.cli.packing import pack, unpack
from simulator.cli.picturing import graph, screenshot
from simulator.cli.playing import demonstrate, open_desktop, play, play_chosen, resume
from simulator.cli.records import back_up, bring_back, import_journal, retain, verify
from simulator.cli.reports import certificate, doctor, report
from simulator.cli.scenes import check, rehearse, scenarios
from simulator.cli.serving import let_in, serve
from simulator.cli.shifting import shift
from simulator.cli.simulating import simulate
from simulator.cli.surroundings import (
    get_texts,
    has_display,
    has_keyboard,
    ui_language,
)
from simulator.cli.telling import statements
from simulator.cli.transfer import export_scene, import_scene
from simulator.cli.translating import translate
from simulator.cli.watching import watch
from simulator.errors import (
    EXIT_FAILED,
    EXIT_INTERRUPTED,
    EXIT_OK,
    SilkGlovesError,
    SurroundingsError,
)


def main() -> None:
    """Run the command and leave with its exit code: 0 fine, 1 failed, 2 usage, 3 surroundings, 130 interrupted."""
    _speak_utf8()
    try:
        # Outside its standalone mode click hands back the exit code of `Exit` instead of raising it.
        sys.exit(cli.main(prog_name="silkgloves", standalone_mode=False) or EXIT_OK)
    except click.exceptions.Abort:
        sys.exit(EXIT_INTERRUPTED)
    except KeyboardInterrupt:
        click.echo(get_texts()("error.interrupted"), err=True)
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
        click.echo(get_texts()("error.bug"), err=True)
        sys.exit(EXIT_FAILED)


def _speak_utf8() -> None:
    """Print any text on any terminal: what its encoding lacks is shown by its code."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


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
    if has_display():
        try:
            open_desktop()
        except SurroundingsError as error:
            click.echo(str(error), err=True)
        else:
            return
    if has_keyboard():
        click.echo(get_texts()("error.text_instead"), err=True)
        play_chosen()
    else:
        click.echo(get_texts()("error.demonstration_instead"), err=True)
        demonstrate(ui_language())


for command in (
    play,
    resume,
    scenarios,
    check,
    rehearse,
    new,
    watch,
    report,
    certificate,
    doctor,
    export_scene,
    import_scene,
    simulate,
    graph,
    screenshot,
    translate,
    pack,
    unpack,
    shift,
    serve,
    let_in,
    join,
    sync,
    assigned,
    leave,
    import_journal,
    back_up,
    bring_back,
    retain,
    regrade,
    work,
    verify,
    statements,
    cmi5,
    verify_badge,
):
    cli.add_command(command)
