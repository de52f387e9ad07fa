"""The same session in plain text: for terminals, screen readers, and machines without a screen.

No colour, no boxes, no cursor tricks: every line stands by itself and reads well aloud.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from scoring import ACTS
from simulator.engine import Phase
from simulator.record import Mode
from simulator.review import EXAMPLE, TranscriptLine, reasons, responses, signed, speaker_name, transcript
from simulator.scenario import Scenario
from simulator.texts import Texts, visible
from simulator.training import (
    AnswersError,
    Session,
    Shift,
    coach_lines,
    end_here,
    guidance,
    notes_on,
    parse_line,
    play_answer,
    take_suggestion,
)

from .debriefing import Write, action_name, debrief_lines, explain, gain, show_debrief, write_line

__all__ = [
    "Read", "Stage", "Write", "choose_scene", "debrief_lines", "demonstrate", "play", "play_shift", "review_shift",
    "show_debrief",
]  # fmt: skip

COACH_COMMANDS = ("coach", "meant", "example", "suggest")
"""What can be asked of the coach, besides hints; none of it is an action."""

MOST_REASONS = 3

Read = Callable[[str], str]


def _read(prompt: str) -> str:
    return input(prompt)


class Stage:
    """Shows one session line by line.

    Args:
        session: what is played.
        texts: the interface's language.
        write: takes a line to show.
        coach: whether mood and help are shown (not in an exam).
    """

    def __init__(self, session: Session, texts: Texts, write: Write = write_line, *, coach: bool = True) -> None:
        self._session = session
        self._texts = texts
        self._write = write
        self._coach = coach
        self._shown = 0
        self._steps_explained = 1

    def opening(self) -> None:
        """Show what the trainee knows before the first line."""
        scenario, state = self._session.scenario, self._session.state
        t = self._texts
        self._write(self._session.words("about.title"))
        for line in ("about.summary", "about.briefing"):
            if line in scenario.words[state.language].lines:
                self._write(self._session.words(line))
        warnings = scenario.file.about.warnings
        if warnings:
            self._write(t("terminal.warning", what=", ".join(t(f"warning.{name}") for name in warnings)))
        self._write(t("terminal.intro"))
        self._write("")

    def catch_up(self) -> None:
        """Show everything not shown yet; what the trainee has just typed stands there already."""
        lines = transcript(self._session.played)
        for line in lines[self._shown :]:
            self._show(line)
        self._shown = len(lines)

    def whole(self) -> None:
        """Show the whole session so far, the trainee's own words included."""
        lines = transcript(self._session.played)
        for line in lines:
            if line.kind in ("response", "unread"):
                self._write(f"{self._texts('terminal.prompt')} {visible(line.heard)}")
            self._show(line)
        self._shown = len(lines)
        self._steps_explained = len(self._session.played.steps)

    def _show(self, line: TranscriptLine) -> None:
        t = self._texts
        match line.kind:
            case "spoken":
                words = line.text if line.cut_at is None else t("terminal.broke_off", text=line.heard.rstrip())
                who = self.name_of(line.who)
                self._write(t("terminal.shouted" if line.loud else "terminal.said", who=who, text=visible(words)))
            case "response" if line.cut_at is not None:
                self._write(t("terminal.unheard", text=visible(line.text[line.cut_at :].strip())))
            case "action":
                self._write(t("terminal.did", action=action_name(self._session, t, line.text)))
                for shown in line.shows:
                    self._write(t("terminal.reads", text=shown))
            case "refused":
                self._write(t("terminal.refused", why=t(f"refused.{line.note}")))
            case "coach" if self._coach:
                said = " ".join(visible(line.note).split())
                self._write(t("terminal.coach", text=t(line.text, text=said)))
            case "opens" if not _waits(self._session):
                self._write("")
                self._write(line.text)
                self._write(t("terminal.due"))
            case _:
                pass

    def name_of(self, who: str) -> str:
        """The customer's name, or what the speaker is."""
        return speaker_name(self._session.scenario, self._session.state, self._texts, who)

    def mood(self) -> None:
        """Show the mood in figures, and what moved it most since it was last shown; in practice only."""
        if not self._coach or self._session.ended:
            return
        t, steps = self._texts, self._session.played.steps
        moved = [event for step in steps[self._steps_explained :] for event in reasons(step) if gain(event)]
        self._steps_explained = len(steps)
        self._write(t("terminal.mood", **self._session.state.mood.points()))
        told = sorted(moved, key=lambda event: -abs(gain(event)))[:MOST_REASONS]
        if told:
            causes = "; ".join(f"{explain(self._session, t, event)} {signed(gain(event))}" for event in told)
            self._write(t("terminal.why", causes=causes))

    def help(self) -> None:
        """List what can be done."""
        t = self._texts
        self._write(t("terminal.can_do"))
        for choice in self._session.choices():
            command = f"!{choice.kind} {choice.target}".strip()
            name = choice.name or t(f"action.{choice.kind}")
            self._write(f"  {command} - {name}{'' if choice.possible else ' ' + t('terminal.cannot_now')}")
        coached = ("hint", *COACH_COMMANDS) if self._coach else ("meant",)
        for command in ("interrupt", "wait", *coached, "leave", "quit"):
            argument = {"wait": " 8"}.get(command, "")
            self._write(f"  !{command}{argument} - {t(f'terminal.help.{command}')}")

    def coach(self, command: str, argument: str) -> None:
        """What the coach can be asked: what counted, what was meant, one way to say it, suggestions.

        Raises:
            SurroundingsError: the journal cannot be written.
        """
        t, session = self._texts, self._session
        said = responses(session.played)
        if command == "suggest":
            self.suggest(argument)
        elif not said:
            self._write(t("terminal.nothing_said"))
        elif command == "meant":
            self._claim(max(said), argument)
        else:
            notes = notes_on(session.played, max(said))
            if command == "example" and notes.better and not notes.unread:
                session.note_help(EXAMPLE, of=notes.step)
                self._write(t("coaching.for_example", text=notes.better[0]))
            elif command == "example":
                self._write(t("terminal.no_suggestions"))
            for line in coach_lines(t, notes) if command == "coach" else ():
                self._write(line)

    def _claim(self, step: int, argument: str) -> None:
        """Keep what was meant for a reviewer; an act there is not, or none where one is needed, is told."""
        t, session = self._texts, self._session
        if argument and argument not in ACTS:
            self._write(t("terminal.no_such_act", act=visible(argument)))
            for act in ACTS:
                self._write(f"  {act} - {t(f'act.{act}')}")
            return
        if not argument and not notes_on(session.played, step).unread:
            self._write(t("terminal.say_which_act"))
            return
        session.dispute(step, argument)
        self._write(t("coaching.claimed", act=t(f"act.{argument}")) if argument else t("coaching.kept"))

    def suggest(self, argument: str, *, told: bool = True) -> None:
        """List suggestions, or show one that is taken to be changed and typed.

        Args:
            argument: the number of one; else they are listed.
            told: whether it is said that there are none.
        """
        t, session = self._texts, self._session
        offer = guidance(session, {})
        listed = (*offer.openers, *offer.candidates)
        if not listed:
            if told:
                self._write(t("terminal.no_suggestions"))
        elif argument.isascii() and argument.isdigit() and 1 <= int(argument) <= len(listed):
            take_suggestion(session, offer, listed[int(argument) - 1])
            self._write(t("terminal.taken", text=listed[int(argument) - 1]))
        else:
            for number, text in enumerate(listed, start=1):
                self._write(f"  {number}. {text}{' …' if text in offer.openers else ''}")

    def hint(self, strength: str) -> None:
        """Show a hint; in an exam there is none."""
        line = self._session.hint(strength) if self._coach else None
        self._write(self._texts("terminal.no_hint") if line is None else self._texts("terminal.hint", text=line))


def play(
    session: Session,
    texts: Texts,
    *,
    keep: Callable[[], None] | None = None,
    read: Read = _read,
    write: Write = write_line,
) -> bool:
    """Play a session at the keyboard. Returns False where the trainee stopped before the end.

    Args:
        session: begun or resumed.
        texts: the interface's language.
        keep: starts the record; called once the first lines are shown, before anything is typed.
        read: gives a typed line for a prompt; EOFError ends the play.
        write: takes a line to show.
    """
    stage = Stage(session, texts, write, coach=session.played.mode != Mode.EXAM.value)
    stage.opening()
    stage.whole()
    if keep is not None:
        keep()
    while not session.ended and not _waits(session):
        stage.mood()
        if session.played.guided:
            stage.suggest("", told=False)
        try:
            line = read(texts("terminal.prompt") + " ")
        except EOFError:
            line = "!quit"
        except KeyboardInterrupt:
            write("")
            _tell_kept(session, texts, write)
            raise
        if line.strip() == "!quit" and session.played.mode == Mode.EXAM.value:
            write(texts("terminal.exam_ends"))
            end_here(session)
            return True
        if line.strip() == "!quit":
            _tell_kept(session, texts, write)
            return False
        _take(session, stage, line, texts, write)
    return True


def _waits(session: Session) -> bool:
    """Whether a customer of a shift has left with the promise of a call, which is made in its time."""
    return session.played.mode == Mode.SHIFT.value and session.state.phase is Phase.DUE


def play_shift(shift: Shift, texts: Texts, *, read: Read = _read, write: Write = write_line) -> bool:
    """Play a shift at the keyboard. Returns False where the trainee stopped before its end.

    Args:
        shift: begun or resumed.
        texts: the interface's language.
        read: gives a typed line for a prompt; EOFError stops for now.
        write: takes a line to show.
    """
    from .shift import ShiftDesk

    return ShiftDesk(shift, texts, read, write).play()


def review_shift(shift: Shift, texts: Texts, *, read: Read = _read, write: Write = write_line) -> None:
    """Show what a shift came to, and let one thing be changed for the next."""
    from .shift import ShiftDesk

    ShiftDesk(shift, texts, read, write).review()


def _tell_kept(session: Session, texts: Texts, write: Write) -> None:
    if session.played.mode == Mode.SHIFT.value:
        write(texts("shift.text.kept"))
    elif session.played.session_id:
        write(texts("terminal.kept", session=session.played.session_id))


def _take(session: Session, stage: Stage, line: str, texts: Texts, write: Write) -> None:
    if line.strip() == "!help":
        stage.help()
        return
    command, _, argument = line.strip().removeprefix("!").partition(" ")
    if line.startswith("!") and command in COACH_COMMANDS and (session.played.mode != Mode.EXAM or command == "meant"):
        stage.coach(command, argument.strip())
        return
    try:
        answer = parse_line(line, session.scenario, also=("help", "quit", *COACH_COMMANDS))
        if answer.command == "hint":
            stage.hint(answer.argument or "light")
        else:
            play_answer(session, answer)
    except AnswersError as error:
        write(error.said(texts))
        return
    stage.catch_up()


def demonstrate(
    session: Session, texts: Texts, steps: Iterable[Callable[[], object]], write: Write = write_line
) -> None:
    """Show a session that plays itself: each step in turn, responses included.

    Args:
        session: begun.
        texts: the interface's language.
        steps: calls that play on.
        write: takes a line to show.
    """
    stage = Stage(session, texts, write)
    stage.opening()
    stage.whole()
    for go_on in steps:
        if session.ended:
            break
        before = session.state.turn
        go_on()
        if session.state.turn > before:
            said = [line for line in transcript(session.played) if line.kind == "response"]
            write(f"{texts('terminal.prompt')} {visible(said[-1].text)}")
        stage.catch_up()


def choose_scene(scenarios: list[Scenario], language: str, t: Texts, read: Read = _read) -> Scenario | None:
    """Let somebody pick a scene by number. None where they leave."""
    write_line(t("terminal.scenes"))
    for number, scenario in enumerate(scenarios, start=1):
        code = language if language in scenario.words else scenario.languages[0]
        title = scenario.text("about.title", code, scenario.draw(0))  # type: ignore[arg-type]  # one of its languages
        write_line(f"  {number}. {title} ({scenario.slug})")
    while True:
        try:
            typed = read(t("terminal.choose") + " ").strip()
        except EOFError:
            return None
        if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= len(scenarios):
            return scenarios[int(typed) - 1]
        if typed in ("", "!quit"):
            return None
