"""Stories of ink, compiled to JSON: the containers are walked as the runtime walks them, without its decisions.

From each point a player can come to, the words are gathered up to the next choice, the next knot or the end. Variables
have no value here: a condition is taken to hold, once, and noted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from .containers import DEEPEST, Container, Pointer, build, find
from .plain import one_line, paragraphs
from .sources import parse_json
from .story import MOST_CHOICES, MOST_PASSAGES, At, Choice, ForeignError, Notes, Passage, Story, Text

_OLDEST, _NEWEST = 15, 21
_MOST_STEPS = 5_000
_MOST_WORDS = 50_000
_LONGEST_PIECE = 4_000

HAS_CONDITION, HAS_START, HAS_INNER, IS_DEFAULT = 0x1, 0x2, 0x4, 0x8
_FUNCTIONS = frozenset(
    [
        "+",
        "-",
        "/",
        "*",
        "%",
        "_",
        "~",
        "==",
        ">",
        "<",
        ">=",
        "<=",
        "!=",
        "!",
        "&&",
        "||",
        "MIN",
        "MAX",
        "POW",
        "FLOOR",
        "CEILING",
        "INT",
        "FLOAT",
        "?",
        "!?",
        "L^",
        "LIST_MIN",
        "LIST_MAX",
        "LIST_ALL",
        "LIST_COUNT",
        "LIST_VALUE",
        "LIST_INVERT",
    ]
)
_PUSHES = frozenset(
    ["choiceCnt", "turn", "turns", "visit", "seq", "rnd", "srnd", "readc", "listInt", "range", "lrnd", "void"]
)


def read_ink(text: str, name: str, notes: Notes) -> Story:
    """A compiled story.

    Args:
        text: the file; JSON, or the script of a web export that holds it.
        name: what the file is called.
        notes: what is left out.

    Raises:
        ForeignError: it is damaged, too large, or of a version that is not read.
    """
    if text.lstrip().startswith("var "):
        text = text[text.find("{") : text.rfind("}") + 1]
    data = parse_json(text, name)
    version = data.get("inkVersion") if isinstance(data, Mapping) else None
    if not isinstance(version, int) or not isinstance(data.get("root"), list):
        raise ForeignError(f'"{name}" is no story of ink.', "Export it as .json from Inky or inklecate.")
    if not _OLDEST <= version <= _NEWEST:
        raise ForeignError(
            f'"{name}" is of ink version {version}; {_OLDEST} to {_NEWEST} are read.', "Export it again."
        )
    root = build(data["root"])
    if data.get("listDefs"):
        notes.add("SG450", "The lists of the story were left out.", At(part="listDefs"))
    return _Reader(root, notes).story()


class _Reader:
    """Walks a story from point to point."""

    def __init__(self, root: Container, notes: Notes) -> None:
        self.root = root
        self.notes = notes
        self.passages: dict[str, Passage] = {}
        self.title = ""
        self.answers = 0
        self.firsts: dict[str, str] = {}
        """What an answer begins with, by the passage it leads to."""
        self.echoes: dict[str, str] = {}
        """What that passage says the answer ends with, once it has been given."""

    def story(self) -> Story:
        start: Pointer = (self.root, 0)
        waiting = [start]
        known = {_key(start)}
        while waiting:
            pointer = waiting.pop(0)
            walk = _Walker(self, pointer).walk()
            choices = []
            for choice, to in walk[1]:
                choices.append(choice)
                if choice.to not in known:
                    known.add(choice.to)
                    waiting.append(to)
            onward = walk[2]
            if onward is not None and _key(onward) not in known:
                known.add(_key(onward))
                waiting.append(onward)
            self._keep(pointer, walk[0], choices, onward)
        return Story(one_line(self.title, 120), "", _key(start), self._with_echoes())

    def _keep(self, pointer: Pointer, words: str, choices: list[Choice], onward: Pointer | None) -> None:
        key = _key(pointer)
        self.answers += len(choices)
        if len(self.passages) >= MOST_PASSAGES or self.answers > MOST_CHOICES:
            raise ForeignError(
                f"The story has more than {MOST_PASSAGES} passages or {MOST_CHOICES} choices.", "Import a part of it."
            )
        texts = [item for item in paragraphs(words.replace("\n", "\n\n")) if any(char.isalnum() for char in item)]
        lines = tuple(Text(key, number, text) for number, text in enumerate(texts, start=1))
        self.passages[key] = Passage(key, lines, tuple(choices), None if onward is None else _key(onward), At(part=key))

    def _with_echoes(self) -> dict[str, Passage]:
        """The passages, each answer in full as it is said once it was chosen."""
        found: dict[str, Passage] = {}
        for key, passage in self.passages.items():
            choices = [
                replace(choice, words=" ".join(f"{self.firsts[choice.to]}{self.echoes[choice.to]}".split()))
                if self.echoes.get(choice.to, "").strip() and self.firsts.get(choice.to, "").strip()
                else choice
                for choice in passage.choices
            ]
            found[key] = replace(passage, choices=tuple(choices))
        return found

    def note(self, code: str, message: str, at: Container) -> None:
        self.notes.add(code, message, At(part=at.path or "the beginning"))


def _key(pointer: Pointer) -> str:
    container, index = pointer
    return (container.path or "^") + (f":{index}" if index else "")


Walked = tuple[str, list[tuple[Choice, Pointer]], Pointer | None]
_UNKNOWN = object()


@dataclass(frozen=True, slots=True)
class _Target:
    """A divert target as a value."""

    path: str
    here: Container


class _Walker:
    """One walk, from a point to the next choice, knot or end."""

    def __init__(self, reader: _Reader, start: Pointer) -> None:
        self.reader = reader
        self.container, self.index = start
        self.start = start
        self.echoing = False
        self.volume = 0
        self.evaluating = False
        self.stack: list[Any] = []
        self.strings: list[list[str]] = []
        self.out: list[str] = []
        self.temps: dict[str, Any] = {}
        self.calls: list[tuple[Pointer, str]] = []
        self.choices: list[tuple[Choice, Pointer]] = []
        self.default: Pointer | None = None
        self.onward: Pointer | None = None
        self.in_tag = False
        self.thread = False
        self.jumps: set[tuple[str, str]] = set()
        self.over = False

    def walk(self) -> Walked:
        """Words, answers with their points, and where it goes on without one."""
        for _ in range(_MOST_STEPS):
            if self.over or not self._step():
                break
        else:
            self._note("SG460", "What is said here goes on for ever and was cut off.")
        if self.onward is None and self.default is not None and not self.choices:
            self.onward = self.default
        elif self.default is not None:
            self._note("SG451", "What follows when all choices are used up was left out.")
        return "".join(self.out), self.choices, None if self.choices else self.onward

    def _note(self, code: str, message: str) -> None:
        self.reader.note(code, message, self.container)

    def _step(self) -> bool:
        """One part. Returns whether there is a next."""
        while self.index >= len(self.container.parts):
            if not self._leave_container():
                return False
        part = self.container.parts[self.index]
        self.index += 1
        if isinstance(part, Container):
            self.container, self.index = part, 0
        elif isinstance(part, str):
            self._command(part)
        elif isinstance(part, Mapping):
            self._object(part)
        elif self.evaluating:
            self.stack.append(_UNKNOWN)
        return not self.over

    def _leave_container(self) -> bool:
        above, place = self.container.above, self.container.place
        if above is not None and place >= 0:
            self.container, self.index = above, place + 1
            return True
        if not self.calls:
            return False
        (self.container, self.index), _ = self.calls.pop()
        return True

    # ---- what stands as text

    def _command(self, part: str) -> None:  # noqa: C901, PLR0912 - one branch a command
        if part.startswith("^") and part != "^->":
            self._emit(part[1:])
        elif part == "\n":
            self._emit("\n")
        elif part == "ev":
            self.evaluating = True
        elif part == "/ev":
            self.evaluating = False
        elif part == "str":
            self.strings.append([])
            self.evaluating = False
        elif part == "/str":
            self.stack.append("".join(self.strings.pop()) if self.strings else "")
            self.evaluating = True
        elif part == "#":
            self.in_tag = True
        elif part == "/#":
            self.in_tag = False
        elif part in ("out", "pop"):
            self._pop_out(show=part == "out")
        elif part == "du" and self.stack:
            self.stack.append(self.stack[-1])
        elif part == "thread":
            self.thread = True
        elif part in ("->->", "~ret"):
            self._return()
        elif part in ("done", "end"):
            self._stop(part)
        elif part in _PUSHES:
            self.stack.append(_UNKNOWN)
        elif part in _FUNCTIONS:
            # Whatever the arguments, the outcome is unknown; how many there were no longer matters.
            self.stack.append(_UNKNOWN)
        del self.stack[:-50]

    def _emit(self, words: str) -> None:
        words = words[:_LONGEST_PIECE]
        self.volume += len(words)
        if self.volume > _MOST_WORDS:
            self._note("SG460", "What is said here is endless and was cut off.")
            self.over = True
            return
        if self.in_tag:
            text = one_line(words, 80)
            if text.lower().startswith("title:") and not self.reader.title:
                self.reader.title = text[6:].strip()
            elif text:
                self._note("SG458", f'The tag "# {text}" was left out.')
        elif self.strings:
            self.strings[-1].append(words)
        elif self.evaluating:
            self.stack.append(words)
        elif self.echoing and words != "\n":
            key = _key(self.start)
            self.reader.echoes[key] = self.reader.echoes.get(key, "") + words
        else:
            self.echoing = False
            self.out.append(words)

    def _pop_out(self, *, show: bool) -> None:
        value = self.stack.pop() if self.stack else _UNKNOWN
        if not show:
            return
        if isinstance(value, str):
            self.evaluating = False
            self._emit(value)
            self.evaluating = True
        else:
            self._note("SG450", "The value of a variable was left out (…).")
            (self.strings[-1] if self.strings else self.out).append("…")

    def _return(self) -> None:
        if self.calls:
            (self.container, self.index), _ = self.calls.pop()
        else:
            self.over = True

    def _stop(self, part: str) -> None:
        """`done` ends a thread and goes on behind it; anything else is over."""
        while self.calls:
            back, kind = self.calls.pop()
            if kind == "thread" and part == "done":
                self.container, self.index = back
                return
        self.over = True

    # ---- what stands as an object

    def _object(self, part: Mapping[str, Any]) -> None:  # noqa: C901 - one branch a kind
        if "*" in part:
            self._choice(part)
        elif "->" in part:
            self._divert(part)
        elif "^->" in part:
            self.stack.append(_Target(str(part["^->"]), self.container))
        elif "temp=" in part:
            self.temps[str(part["temp="])] = self.stack.pop() if self.stack else _UNKNOWN
        elif "VAR=" in part:
            if self.stack:
                self.stack.pop()
            self._note("SG450", f'Setting the variable "{one_line(str(part["VAR="]), 40)}" was left out.')
        elif "VAR?" in part:
            self.stack.append(self.temps.get(str(part["VAR?"]), _UNKNOWN))
        elif "->t->" in part:
            self._call(str(part["->t->"]), "tunnel")
        elif "f()" in part:
            self._function(str(part["f()"]))
        elif "x()" in part:
            self._note("SG450", f'The outside function "{one_line(str(part["x()"]), 40)}" was left out.')
            self.stack.append(_UNKNOWN)
        elif "#" in part:
            self._note("SG458", f'The tag "# {one_line(str(part["#"]), 80)}" was left out.')
        elif "CNT?" in part or "^var" in part or "list" in part:
            self.stack.append(_UNKNOWN)

    def _function(self, path: str) -> None:
        """A call: the words of a choice are called so, everything else is a script."""
        if path.rpartition(".")[2] == "s":
            self._call(path, "function")
            return
        self._note("SG450", f'The function "{one_line(path, 40)}" was left out.')
        self.stack.append(_UNKNOWN)

    def _call(self, path: str, kind: str) -> None:
        target = find(self.reader.root, self.container, path)
        if target is None or len(self.calls) >= DEEPEST:
            self._note("SG453", f'What "{one_line(path, 60)}" leads to is not there.')
            return
        self.calls.append(((self.container, self.index), kind))
        self.container, self.index = target

    def _divert(self, part: Mapping[str, Any]) -> None:
        path = str(part["->"])
        here, target = self.container, None
        if part.get("var"):
            value = self.temps.get(path)
            if isinstance(value, _Target):
                target = find(self.reader.root, value.here, value.path)
                if self.strings and target is None:
                    return
            if target is None:
                self._note(
                    "SG450", f'Where "{one_line(path, 40)}" leads is decided by a variable; the way was left out.'
                )
                self.over = not self.strings
                return
        else:
            target = find(self.reader.root, here, path)
        if part.get("c"):
            if self.stack:
                self.stack.pop()
            self._note("SG451", "A condition was left out; it is taken to hold.")
            if (here.path, path) in self.jumps:
                return
            self.jumps.add((here.path, path))
        if target is None:
            self._note("SG453", f'What "{one_line(path, 60)}" leads to is not there.')
            self.over = True
            return
        self._go(part, path, target)

    def _go(self, part: Mapping[str, Any], path: str, target: Pointer) -> None:
        if self.thread:
            self.thread = False
            self.calls.append(((self.container, self.index), "thread"))
        elif self._repeats_answer(path):
            back: _Target = self.temps["$r"]
            target = find(self.reader.root, back.here, back.path) or target
            self.echoing = True
        elif self._is_knot(target) and not part.get("c") and not self.calls and not self.strings:
            if not self.choices:
                self.onward = target
            self.over = True
            return
        elif len(self.calls) < 1 and not part.get("var") and not self.strings:
            if (self.container.path, path) in self.jumps and not part.get("c"):
                self.over = True
                return
            self.jumps.add((self.container.path, path))
        self.container, self.index = target

    def _repeats_answer(self, path: str) -> bool:
        """Whether a divert only says the chosen answer once more."""
        return path.rpartition(".")[2] == "s" and not self.strings and isinstance(self.temps.get("$r"), _Target)

    def _is_knot(self, target: Pointer) -> bool:
        """Whether it is a point with a name of its own, which others may lead to, too."""
        container, index = target
        name = container.path.rpartition(".")[2]
        if index or container.path == self.start[0].path or name.isdecimal() or name in ("", "b", "s"):
            return False
        # A gather stands in its place and has a name as well; a branch of a sequence (`s0`) has one and is none.
        is_branch = name[0] == "s" and name[1:].isdecimal()
        return not is_branch and (container.place < 0 or name.startswith("g-"))

    def _choice(self, part: Mapping[str, Any]) -> None:
        flags = part.get("flg", 0)
        flags = flags if isinstance(flags, int) else 0
        if flags & HAS_CONDITION:
            if self.stack:
                self.stack.pop()
            self._note("SG451", "The condition of a choice was left out; it is always there.")
        inner = self._words() if flags & HAS_INNER else ""
        first = self._words() if flags & HAS_START else ""
        target = find(self.reader.root, self.container, str(part["*"]))
        if target is None:
            self._note("SG453", f'What "{one_line(str(part["*"]), 60)}" leads to is not there.')
            return
        if flags & IS_DEFAULT:
            self.default = target
            return
        words = " ".join(f"{first}{inner}".split())
        self.reader.firsts[_key(target)] = first
        if not words:
            self._note("SG458", "A choice without words was left out.")
            return
        if len(self.choices) < MOST_CHOICES:
            self.choices.append((Choice(words, _key(target), At(part=self.container.path or "the beginning")), target))

    def _words(self) -> str:
        while self.stack:
            value = self.stack.pop()
            if isinstance(value, str):
                return value
        return ""
