"""The desktop: the only face with pygame, pygame_gui and pyttsx3. Nothing outside it imports them.

Importing it is cheap: pygame and everything behind it load when the window opens. How assignments stand on
this machine is asked without a window.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from simulator.desktop.attempts import Standings as Standings
    from simulator.record import Journal
    from simulator.scenario import Scenario

__all__ = ["VIEWS", "assignment_words", "assignments", "run", "screenshot"]

VIEWS = (
    "home", "home_new", "home_paths", "home_exam", "people", "settings", "progress", "progress_new",
    "briefing", "briefing_new", "scene", "speaking", "shouting", "tray", "reading", "note", "exam", "pause",
    "exam_pause", "coach", "coach_meanings", "coach_unread", "guided",
    "store", "supervisor", "queue", "due", "over",
    "guess", "debrief", "debrief_steps", "debrief_transcript", "debrief_roads", "replay",
    "call_hold", "call_third", "call_dropped", "chat", "mail", "mail_answer", "interrupted",
    "shift_start", "shift", "shift_scene", "shift_summary",
    "join", "home_assigned", "exam_ask", "briefing_assigned", "membership", "debrief_company",
    "debrief_marked",
)  # fmt: skip
"""What `screenshot` can show."""


def run(
    open_journal: Callable[[], Journal],
    *,
    scene: str | None = None,
    language: str | None = None,
    seed: int | None = None,
    resume: str | None = None,
    trainee: str | None = None,
    mode: str = "practice",
    loaded: Scenario | None = None,
    guided: bool = False,
) -> None:
    """Open the window and stay until it is closed.

    Args:
        open_journal: gives where sessions are recorded and found again; called once the first frame is shown, for
            what it loads takes longer than that. Whoever passes it closes the journal.
        scene: go to the briefing of this scene at once.
        language: of the screens and the scene; the trainee's own where None.
        seed: of the first scene; drawn where None.
        resume: go on with this session at once.
        trainee: who plays; asked for where None.
        mode: `practice` or `exam`, for ``scene``; `shift` goes to the shift.
        loaded: ``scene``, where it was read already.
        guided: begin ``scene`` with suggestions; the level of help stays chosen, as from the briefing.

    Raises:
        SurroundingsError: no display can be opened.
        UnknownRecordError: there is no session to resume by that id.
    """
    from simulator.desktop.running import run_window

    run_window(
        open_journal, scene=scene, language=language, seed=seed, resume=resume, trainee=trainee, mode=mode,
        loaded=loaded, guided=guided,
    )  # fmt: skip


def screenshot(view: str, *, language: str, size: tuple[int, int], out: str | Path, text_percent: int = 100) -> None:
    """Draw a view with sample data into a picture; needs no screen.

    Args:
        view: one of `VIEWS`.
        language: of the screens and the scene.
        size: width and height in pixels.
        out: the PNG to write.
        text_percent: text size.

    Raises:
        UsageError: there is no such view.
    """
    from simulator.desktop.samples import draw_sample

    draw_sample(view, language=language, size=size, out=Path(out), text_percent=text_percent)


def assignments(journal: Journal, folder: Path, now: datetime) -> Sequence[Standings]:
    """How what the company has assigned stands on this machine, in the order of home; needs no network.

    Args:
        journal: this machine's records.
        folder: the data folder.
        now: the time, aware.
    """
    from simulator.desktop.attempts import survey
    from simulator.desktop.company_post import CompanyPost

    return survey(CompanyPost(journal, folder, now=lambda: now).look(), now)


def assignment_words(found: Standings, language: str) -> list[str]:
    """An assignment as home's card tells it: its name, then what there is to say, a line each.

    Args:
        found: the assignment.
        language: of the screens.
    """
    from simulator.desktop.assigned_words import PART, facts_of, name_of, state_of, title_of
    from simulator.desktop.legible import legible
    from simulator.texts import texts_with

    t = texts_with(language, PART)
    note = legible(" ".join(found.given.note.split()))
    told = (name_of(found, t), facts_of(found, t), title_of(found, t), note, state_of(found, t))
    return [part for part in told if part]
