"""A session as people read it and as the grader takes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from scoring import Case, Conversation, Detection, FactMentions, RubricExceptions, Span, Turn, TurnAction
from simulator.engine import (
    ActionDone,
    ActionRefused,
    CoachNoted,
    CutOff,
    EpilogueDue,
    Event,
    MoodChanged,
    NotUnderstood,
    Responded,
    ResponseGiven,
    Spoke,
    State,
    TimePassed,
)
from simulator.scenario import Scenario, Speaker

from .played import Played, Step

ITEM = "item"
"""The kind of draw, and the slot of proposals, that is the thing complained of."""


@dataclass(frozen=True, slots=True)
class TranscriptLine:
    """One line of a transcript.

    Args:
        kind: `spoken` (by `who`), `response`, `unread` (not understood), `action`, `refused`, `opens` (narration),
            `coach`.
        who: `customer`, `trainee`, `supervisor`, `colleague`, `bystander`; empty for narration.
        text: the words; of an action its name as conditions write it.
        step: index of the step it belongs to.
        line: the line id of what was spoken.
        cut_at: characters after which it broke off, or after which a response was not listened to any more.
        turn: number of the response, from 1.
        loud: shouted.
        shows: texts an action let the trainee read.
        detection: what was found in a response.
        interrupted: the response was spoken over the customer.
        silence_ms: silence before it.
        note: what was written on the account; why something was refused; what the coach speaks of.
    """

    kind: str
    who: str
    text: str
    step: int
    line: str = ""
    cut_at: int | None = None
    turn: int = 0
    loud: bool = False
    shows: tuple[str, ...] = ()
    detection: Detection | None = None
    interrupted: bool = False
    silence_ms: int = 0
    note: str = ""

    @property
    def heard(self) -> str:
        """The part that reached the other side."""
        return self.text if self.cut_at is None else self.text[: self.cut_at]


@dataclass(slots=True)
class _Writer:
    """Puts lines together while events go by."""

    scenario: Scenario
    state: State
    lines: list[TranscriptLine] = field(default_factory=list)
    silence_ms: int = 0

    def words(self, line: str) -> str:
        return self.scenario.text(line, self.state.language, self.state.drawn)

    def add(self, event: Event, index: int, step: Step) -> None:
        match event:
            case Spoke():
                spoken = self.words(event.line)
                self.lines.append(TranscriptLine("spoken", event.by, spoken, index, line=event.line, loud=event.loud))
            case CutOff():
                self._cut(event)
            case TimePassed(ms, silent):
                self.silence_ms += ms if silent else 0
            case ResponseGiven():
                self._respond(event, index, step)
            case NotUnderstood(text):
                self.lines.append(TranscriptLine("unread", "trainee", text, index, detection=step.detection))
            case ActionDone():
                shows = tuple(self.words(line) for line in event.shows)
                self.lines.append(TranscriptLine("action", "trainee", event.ref, index, shows=shows, note=event.text))
            case ActionRefused(ref, why):
                self.lines.append(TranscriptLine("refused", "trainee", ref, index, note=why))
            case EpilogueDue(_, opens):
                self.lines.append(TranscriptLine("opens", "", self.words(opens), index, line=opens))
            case CoachNoted(note):
                unread = next((line.text for line in reversed(self.lines) if line.kind == "unread"), "")
                self.lines.append(TranscriptLine("coach", "", note, index, note=unread))
            case _:
                pass

    def _respond(self, event: ResponseGiven, index: int, step: Step) -> None:
        self.lines.append(
            TranscriptLine(
                "response",
                "trainee",
                event.text,
                index,
                cut_at=event.heard_to if event.heard_to < len(event.text) else None,
                turn=event.turn,
                detection=step.detection,
                interrupted=event.interrupted,
                silence_ms=self.silence_ms,
            )
        )
        self.silence_ms = 0

    def _cut(self, event: CutOff) -> None:
        """The line that broke off keeps what was heard of it; lines that were still to come were never said."""
        for place in range(len(self.lines) - 1, -1, -1):
            line = self.lines[place]
            if line.kind != "spoken":
                return
            broke = line.line == event.line
            self.lines[place] = replace(line, cut_at=event.at_char if broke else 0)
            if broke:
                return


def transcript(played: Played) -> tuple[TranscriptLine, ...]:
    """Everything that was said and done, in order."""
    writer = _Writer(played.scenario, played.state)
    for index, step in enumerate(played.steps):
        for event in step.events:
            writer.add(event, index, step)
    return tuple(writer.lines)


def customer_said(played: Played) -> str:
    """What the customer said since the last response that was understood, as far as it was heard; a line each."""
    steps = played.steps
    answered = (place for place in range(len(steps) - 1, -1, -1) if any(map(_is_response, steps[place].events)))
    first = next(answered, 0)
    # Everything before that response is left unread: a turn costs the same however long a session has lasted.
    writer = _Writer(played.scenario, played.state)
    for index, step in enumerate(steps[first:], start=first):
        for event in step.events:
            writer.add(event, index, step)
            if _is_response(event):
                writer.lines.clear()
    return "\n".join(
        line.heard for line in writer.lines if line.kind == "spoken" and line.who == Speaker.CUSTOMER.value
    )


def _is_response(event: Event) -> bool:
    return isinstance(event, ResponseGiven)


@dataclass(frozen=True, slots=True)
class Graded:
    """A conversation ready for the grader, and where each of its turns stands in the transcript."""

    conversation: Conversation
    detections: tuple[Detection | None, ...]
    lines: tuple[int, ...]

    def response_number(self, turn: int) -> int:
        """Which response a turn of the conversation is, from 1, as the transcript counts; a deed before any has 1."""
        before = self.conversation.turns[: turn + 1]
        return max(1, sum(given.who == "trainee" and bool(given.text.strip()) for given in before))


def conversation(played: Played) -> Graded:
    """The session as the grader takes it: what reached the other side, with the deeds beside the words.

    Unreadable responses are left out: they cost nothing. What a customer no longer listened to does not count.
    """
    state, scenario = played.state, played.scenario
    turns: list[Turn] = []
    detections: list[Detection | None] = []
    places: list[int] = []
    for place, line in enumerate(transcript(played)):
        if line.kind == "spoken" and line.heard.strip():
            turns.append(Turn(line.who, line.heard))  # type: ignore[arg-type]  # a Speaker's value is a speaker
            detections.append(None)
            places.append(place)
        elif line.kind == "response":
            turns.append(
                Turn(
                    "trainee",
                    line.heard,
                    interrupted=line.interrupted,
                    silence_s=line.silence_ms // 1000,
                    better=_better(played, line),
                )
            )
            detections.append(heard_part(line))
            places.append(place)
        elif line.kind == "action":
            _add_deed(turns, detections, places, line, place)
    file = scenario.file
    exceptions = RubricExceptions(file.exceptions.no_occasion, file.exceptions.fails)
    case: Case = scenario.case(state.language, state.drawn)
    graded = Conversation(
        state.language,
        file.about.channel.value,
        case,
        tuple(turns),
        exceptions,
        address=scenario.words[state.language].address,
        words=_slots(played),
    )
    return Graded(graded, tuple(detections), tuple(places))


def _better(played: Played, line: TranscriptLine) -> tuple[str, ...]:
    """What the author would rather have heard where a response was given: the lines of the node it was given in."""
    state, scenario = played.steps[max(0, line.step - 1)].state, played.scenario
    node = scenario.file.nodes.get(state.node)
    lines = node.better if node else ()
    return tuple(scenario.text(name, state.language, state.drawn) for name in lines)


def _slots(played: Played) -> dict[str, str]:
    """Words for the slots of proposals: the thing complained of, in every form the language gives it."""
    state, scenario = played.state, played.scenario
    words: dict[str, str] = {}
    for name, draw in scenario.file.draws.items():
        if draw.kind == ITEM and not words and name in state.drawn:
            forms = scenario.words[state.language].forms.get(name, {}).get(state.drawn[name], {})
            words = {ITEM if form == "base" else f"{ITEM}.{form}": text for form, text in forms.items()}
    return words


def _add_deed(
    turns: list[Turn], detections: list[Detection | None], places: list[int], line: TranscriptLine, place: int
) -> None:
    """A deed belongs to the response before it; one done before any response stands alone."""
    kind, _, target = line.text.partition(" ")
    deed = TurnAction(kind, target)
    for index in range(len(turns) - 1, -1, -1):
        turn = turns[index]
        if turn.who == "trainee":
            turns[index] = replace(turn, actions=(*turn.actions, deed))
            return
    turns.append(Turn("trainee", "", actions=(deed,)))
    detections.append(None)
    places.append(place)


def heard_part(line: TranscriptLine) -> Detection | None:
    """What was found in the part of a response that reached the customer."""
    found, limit = line.detection, line.cut_at
    if found is None or limit is None:
        return found
    heard = partial(_heard_spans, limit=limit)
    facts = {name: FactMentions(heard(fact.asked), heard(fact.stated)) for name, fact in found.facts.items()}
    remedies = {name: replace(remedy, spans=heard(remedy.spans)) for name, remedy in found.remedies.items()}
    return replace(
        found,
        acts=tuple(replace(act, spans=spans) for act in found.acts if (spans := heard(act.spans))),
        facts={name: fact for name, fact in facts.items() if fact.asked or fact.stated},
        remedies={name: remedy for name, remedy in remedies.items() if remedy.spans},
        promises=tuple(promise for promise in found.promises if promise.span.start < limit),
        checks=tuple(check for check in found.checks if check.span.start < limit),
    )


def _heard_spans(spans: tuple[Span, ...], limit: int) -> tuple[Span, ...]:
    return tuple(Span(span.start, min(span.end, limit)) for span in spans if span.start < limit)


def mood_curve(played: Played) -> list[dict[str, int]]:
    """The mood in whole points after the beginning and after every response, with turn and virtual seconds."""
    curve = []
    for step in played.steps:
        if step.given is None or isinstance(step.given, Responded):
            state = step.state
            curve.append({"turn": state.turn, "time_s": state.clock_ms // 1000, **state.mood.points()})
    return curve


def mood_figure(mood: Mapping[str, int]) -> float:
    """One figure for a mood, 0..100: half of it the absence of anger, a quarter trust, the rest heard and patience."""
    return (50 * (100 - mood["anger"]) + 25 * mood["trust"] + 15 * mood["heard"] + 10 * mood["patience"]) / 100


def reasons(step: Step) -> list[MoodChanged]:
    """The changes of mood in one step, with their reasons."""
    return [event for event in step.events if isinstance(event, MoodChanged)]
