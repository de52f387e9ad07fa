"""The text of a Twine passage: what is said, what can be answered, and what is neither.

Links and macros of Harlowe, SugarCube, Chapbook and Snowman are read in one pass. Of a condition the first branch is
said, and the links of all branches are kept: what the program would have decided is for the author to decide anew.
"""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass, field

from .macros import BRANCHES, CONDITIONS, CONTAINERS, DRESS, GOES, LINKS, SECRET, SHOWS, link_parts
from .plain import MAX_SOURCE, MEDIA, paragraphs, without_comments, without_marks, without_tags
from .story import At, Choice, Notes
from .twee import Source

_PLAIN = re.compile(r"[^\[\]<({/|]+")
_LONGEST = 4000
_MOST_FAILURES = 200
_DEEPEST = 60
_HARLOWE = re.compile(r"\(([A-Za-z][A-Za-z0-9_-]{0,40}):")
_MACRO = re.compile(r"(/?)(=|-|[A-Za-z][\w-]{0,40})?\s*")
_ARGUMENT = re.compile(r"\"([^\"\\]{0,400})\"|'([^'\\]{0,400})'|\[\[([^\]]{0,400})\]\]|([^\s\"']{1,200})")
_QUOTED = re.compile(r"\"([^\"]{0,400})\"|'([^']{0,400})'")
_VARIABLE = re.compile(r"\$[A-Za-z_]\w{0,60}(?:\.[A-Za-z_]\w{0,60})*")
_TEMPORARY = re.compile(r"(?<![\w_])_[A-Za-z]\w{0,60}(?:\.[A-Za-z_]\w{0,60})*(?!\w)")
_MODIFIER = re.compile(r"[ \t]*\[(?!\[)[^\[\]\n]{1,200}\][ \t]*\Z")
_HOOK_NAME = re.compile(r"\|[\w-]{1,40}[>)]|<[\w-]{1,40}\|")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]{0,30})([^<>]{0,2000})>")
_DATA_PASSAGE = re.compile(r"data-passage\s*=\s*(?:\"([^\"]{1,300})\"|'([^']{1,300})')", re.IGNORECASE)
_MARK = re.compile("\x01(\\d+)\x02")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f]")
_LIST_LEAD = re.compile(r"[ \t]*(?:[*+\-#>•]|\d{1,3}[.)])*[ \t]*")


@dataclass(slots=True)
class _Frame:
    """Something that is open: a macro with an end, or a hook.

    Args:
        kind: the macro's name, or `[`.
        muted: its text is not said.
        secret: its links are none, either.
        label: the answer that what goes on inside belongs to.
        branches: how many branches began.
    """

    kind: str
    muted: bool = False
    secret: bool = False
    label: str = ""
    branches: int = 0


@dataclass(slots=True)
class Reading:
    """A passage read.

    Args:
        texts: its paragraphs.
        choices: the answers, in order, each target once.
        onward: where it leads without an answer, or None.
    """

    texts: list[str] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    onward: str | None = None


def read_markup(source: Source, form: str, notes: Notes) -> Reading:
    """What a passage says and where it leads.

    Args:
        source: the passage.
        form: the story format, or "".
        notes: what is left out.
    """
    scanner = _Scanner(source, form, notes)
    scanner.scan()
    return scanner.reading()


class _Scanner:
    """One pass over a passage."""

    def __init__(self, source: Source, form: str, notes: Notes) -> None:
        self.form = form
        self.notes = notes
        self.line = source.line
        text = _CONTROL.sub("", source.text[:MAX_SOURCE])
        if len(source.text) > MAX_SOURCE:
            notes.add("SG460", f"A passage was cut off after {MAX_SOURCE} characters.", At(source.line))
        if form == "chapbook":
            text = self._without_chapbook(text)
        self.text = text
        self.ends = [at for at, char in enumerate(text) if char == "\n"]
        self.at = 0
        self.out: list[str] = []
        self.links: list[Choice] = []
        self.labels: list[str] = []
        self.onward: str | None = None
        self.frames: list[_Frame] = []
        self.pending: _Frame | None = None
        self.no_comment = False
        self.failures = 0

    # ---- where it stands, what is noted

    def here(self) -> At:
        return At(self.line + bisect.bisect_left(self.ends, self.at))

    def note(self, code: str, message: str) -> None:
        self.notes.add(code, message, self.here())

    @property
    def muted(self) -> bool:
        return any(frame.muted for frame in self.frames)

    @property
    def secret(self) -> bool:
        return any(frame.secret for frame in self.frames)

    @property
    def label(self) -> str:
        return next((frame.label for frame in reversed(self.frames) if frame.label), "")

    def say(self, words: str) -> None:
        if not self.muted:
            self.out.append(words)

    def lead(self, label: str, target: str, *, shown: bool = True) -> None:
        """An answer and where it leads."""
        label, target = " ".join(label.split()), " ".join(target.split())
        if self.secret or not target:
            return
        if "://" in target or target.startswith("mailto:"):
            self.note("SG453", f'The link to "{target[:60]}" leads out of the story and was left out.')
        else:
            self.links.append(Choice(label or target, target, self.here()))
        if shown:
            self.labels.append(label or target)
            self.say(f"\x01{len(self.labels) - 1}\x02")

    # ---- the pass

    def scan(self) -> None:
        while self.at < len(self.text):
            plain = _PLAIN.match(self.text, self.at)
            if plain:
                if plain[0].strip():
                    self.pending = None
                self.say(plain[0])
                self.at = plain.end()
                continue
            if not self._special(self.text[self.at]):
                self.pending = None
                self.say(self.text[self.at])
                self.at += 1

    def _special(self, char: str) -> bool:  # noqa: PLR0911 - one way out a kind of mark
        if self.failures > _MOST_FAILURES:
            return False
        if char == "[":
            return self._link() or self._image() or self._open_hook()
        if char == "]":
            return self._close_hook()
        if char == "<":
            return self._comment() or self._macro() or self._template() or self._named_hook() or self._tag()
        if char == "(":
            return self._harlowe()
        if char == "{":
            return self.form == "chapbook" and self._insert()
        if char == "|":
            return self._named_hook()
        return self._hidden_comment()

    def _until(self, closing: str, begins: int) -> int:
        """Where a mark ends, or -1; never looked for further than a mark can be long."""
        return self._found(self.text.find(closing, begins, begins + _LONGEST))

    def _found(self, at: int) -> int:
        """Count what never ends: a text full of that is no markup and is not searched for it for ever."""
        self.failures += at < 0
        return at

    def _link(self) -> bool:
        if not self.text.startswith("[[", self.at):
            return False
        closes = self._until("]]", self.at + 2)
        if closes < 0:
            return False
        inner = self.text[self.at + 2 : closes]
        if "][" in inner:
            inner = inner.partition("][")[0]
            self.note("SG450", "What a link sets was left out.")
        label, target = link_parts(inner)
        self.lead(label, target)
        self.at = closes + 2
        return True

    def _image(self) -> bool:
        if not self.text[self.at : self.at + 5].lower().startswith("[img"):
            return False
        closes = self._until("]]", self.at)
        if closes < 0:
            return False
        self.note("SG452", "A picture was left out.")
        self.at = closes + 2
        return True

    def _open_hook(self) -> bool:
        if self.pending is None and self.form not in ("harlowe", ""):
            return False
        if self.pending is None and self.form == "" and not any(frame.kind == "[" for frame in self.frames):
            return False
        if len(self.frames) >= _DEEPEST:
            return False
        self.frames.append(self.pending or _Frame("["))
        self.pending = None
        self.at += 1
        return True

    def _close_hook(self) -> bool:
        if not self.frames or self.frames[-1].kind != "[":
            return False
        self.frames.pop()
        self.at += 1
        return True

    def _named_hook(self) -> bool:
        match = _HOOK_NAME.match(self.text, self.at) if self.form in ("harlowe", "") else None
        if match is None:
            return False
        self.at = match.end()
        if match[0][0] == "|":
            self.pending = _Frame("[", muted=match[0].endswith(")"))
        return True

    def _comment(self) -> bool:
        if self.no_comment or not self.text.startswith("<!--", self.at):
            return False
        closes = self.text.find("-->", self.at)
        if closes < 0:
            self.no_comment = True
            return False
        self.at = closes + 3
        return True

    def _hidden_comment(self) -> bool:
        for opening, closing in (("/*", "*/"), ("/%", "%/")):
            if self.form in ("sugarcube", "") and self.text.startswith(opening, self.at):
                closes = self._until(closing, self.at + 2)
                if closes >= 0:
                    self.at = closes + 2
                    return True
        return False

    def _template(self) -> bool:
        if not self.text.startswith("<%", self.at):
            return False
        closes = self._until("%>", self.at)
        if closes < 0:
            return False
        self.note("SG450", "A script of Snowman was left out.")
        self.at = closes + 2
        return True

    def _tag(self) -> bool:
        match = _TAG.match(self.text, self.at)
        if match is None:
            return False
        name = match[2].lower()
        if name in MEDIA and not match[1]:
            self.note("SG452", f"A medium ({name}) was left out.")
        elif name in SECRET and not match[1]:
            self.note("SG450", f"A {name} was left out.")
            closes = self._found(self.text.lower().find(f"</{name}", match.end()))
            self.at = match.end() if closes < 0 else closes
            return True
        target = _DATA_PASSAGE.search(match[3]) if not match[1] else None
        if target is not None:
            closes = self._until("</", match.end())
            label = self.text[match.end() : closes] if closes >= 0 else ""
            self.lead(without_tags(label)[0], target[1] or target[2])
            self.at = match.end() if closes < 0 else closes
            return True
        self.say(match[0])
        self.at = match.end()
        return True

    # ---- SugarCube

    def _macro(self) -> bool:
        if not self.text.startswith("<<", self.at):
            return False
        closes = self._until(">>", self.at + 2)
        head = _MACRO.match(self.text, self.at + 2)
        if closes < 0 or head is None or not head[2]:
            return False
        name, inner = head[2].lower(), self.text[head.end() : closes]
        if head[1]:
            self._close_macro(name)
        else:
            self._open_macro(name, inner)
        self.at = closes + 2
        return True

    def _close_macro(self, name: str) -> None:
        for depth in range(len(self.frames) - 1, -1, -1):
            if self.frames[depth].kind == name:
                del self.frames[depth:]
                return

    def _open_macro(self, name: str, inner: str) -> None:
        if name in BRANCHES:
            self._branch(name)
            return
        words = [next(part for part in match if part) for match in _ARGUMENT.findall(inner) if any(match)]
        if name in GOES and words:
            self._go(link_parts(words[0])[1])
            return
        frame = _Frame(name)
        if name in CONDITIONS:
            self.note("SG451", "A condition was left out; its first branch is said, the answers of all are kept.")
        elif name in LINKS and words:
            self._open_link(frame, inner, words)
        elif name in SECRET:
            frame.muted = frame.secret = True
            self.note("SG450", f"What stands in <<{name}>> was left out.")
        elif name not in DRESS:
            self._leave_out(f"<<{name}>>", name)
        if name in CONTAINERS and len(self.frames) < _DEEPEST:
            self.frames.append(frame)

    def _open_link(self, frame: _Frame, inner: str, words: list[str]) -> None:
        if inner.lstrip().startswith("[["):
            self.lead(*link_parts(words[0]))
        elif len(words) > 1 and not words[1].startswith(("$", "_")):
            self.lead(words[0], words[1])
        else:
            frame.label = words[0]
        frame.muted = True

    def _branch(self, name: str) -> None:
        for frame in reversed(self.frames):
            if frame.kind in ("if", "switch"):
                frame.branches += 1
                frame.muted = frame.kind == "if" or frame.branches > 1 or name == "default"
                return

    def _go(self, target: str) -> None:
        """A jump: of the answer it stands in, else of the passage."""
        if self.label:
            self.lead(self.label, target, shown=False)
        elif self.frames and any(frame.kind in ("if", "switch", "timed") or frame.muted for frame in self.frames):
            self.note("SG451", f'A jump to "{target[:60]}" depends on a condition and was left out.')
        elif self.onward is None and not self.secret:
            self.onward = " ".join(target.split())

    def _leave_out(self, shown: str, name: str) -> None:
        what = "What it would show of another passage" if name in SHOWS else "The macro"
        self.note("SG450", f"{what} {shown} was left out.")
        if name in ("print", "=", "-"):
            self.say("…")

    # ---- Harlowe

    def _harlowe(self) -> bool:
        head = _HARLOWE.match(self.text, self.at) if self.form in ("harlowe", "") else None
        closes = -1 if head is None else self._found(self._balanced(self.at))
        if head is None or closes < 0:
            return False
        name, inner = head[1].lower(), self.text[head.end() : closes]
        texts = [first or second for first, second in _QUOTED.findall(inner)]
        frame = _Frame("[")
        if name in GOES and texts:
            self._go(texts[0])
        elif name in ("link-goto", "link-reveal-goto") and texts:
            self.lead(texts[0], texts[-1])
        elif name in LINKS and texts:
            frame.label, frame.muted = texts[0], True
        elif name in CONDITIONS:
            self.note("SG451", "A condition was left out; its first branch is said, the answers of all are kept.")
            frame.kind, frame.muted = "[", name in BRANCHES
        elif name not in DRESS:
            self._leave_out(f"({name}:)", name)
        self.at = closes + 1
        self.pending = frame
        return True

    def _balanced(self, begins: int) -> int:
        """Where the bracket opened at `begins` closes, quotes passed over, or -1."""
        depth, quote = 0, ""
        for at in range(begins, min(len(self.text), begins + _LONGEST)):
            char = self.text[at]
            if quote:
                quote = "" if char == quote else quote
            elif char in "\"'" and not (char == "'" and self.text[at - 1].isalnum()):
                quote = char
            elif char == "(":
                depth += 1
            elif char == ")":
                depth -= 1
                if depth == 0:
                    return at
        return -1

    # ---- Chapbook

    def _without_chapbook(self, text: str) -> str:
        """Without the variables above `--` and the modifiers on lines of their own."""
        self.ends, self.at = [], 0
        lines = text.split("\n")
        rule = next((at for at, line in enumerate(lines) if line.strip() == "--"), -1)
        if rule >= 0:
            self.notes.add("SG450", "The variables of a passage were left out.", At(self.line))
            lines[: rule + 1] = [""] * (rule + 1)
        for at, line in enumerate(lines):
            if _MODIFIER.match(line):
                if line.strip(" \t[]").lower() not in ("continue", "continued", "cont", "cont'd"):
                    code = "SG451" if line.strip(" \t[").lower().startswith(("if", "unless", "else")) else "SG450"
                    self.notes.add(code, f"The modifier {line.strip()[:60]} was left out.", At(self.line + at))
                lines[at] = ""
        return "\n".join(lines)

    def _insert(self) -> bool:
        closes = self._until("}", self.at)
        if closes < 0:
            return False
        inner = self.text[self.at + 1 : closes]
        texts = [first or second for first, second in _QUOTED.findall(inner)]
        kind = inner.partition(":")[0].strip().lower()
        if kind in ("link to", "reveal link") and texts and ("passage" in inner or kind == "link to"):
            target, label = (texts[0], texts[-1]) if kind == "link to" else (texts[-1], texts[0])
            self.lead(label, target)
        elif "image" in kind or "sound" in kind or "video" in kind:
            self.note("SG452", f"The insert {{{kind[:40]}}} was left out.")
        else:
            self.note("SG450", f"The insert {{{inner.strip()[:40]}}} was left out.")
            self.say("…" if kind == inner.strip().lower() else "")
        self.at = closes + 1
        return True

    # ---- what came of it

    def reading(self) -> Reading:
        """The paragraphs and answers; a link alone in its line is no part of what is said."""
        text = "".join(self.out)
        if self.form in ("sugarcube", "harlowe", ""):
            text, count = _VARIABLE.subn("…", text)
            if self.form:
                text, more = _TEMPORARY.subn("…", text)
                count += more
            if count:
                self.notes.add("SG450", "The value of a variable was left out (…).", At(self.line))
        lines = [self._with_labels(line) for line in without_comments(text).split("\n")]
        words = without_tags("\n".join(lines))[0]
        texts = [item for item in paragraphs(without_marks(words)) if any(char.isalnum() for char in item)]
        choices = {(choice.words, choice.to): choice for choice in reversed(self.links)}
        return Reading(texts, list(reversed(choices.values())), self.onward)

    def _with_labels(self, line: str) -> str:
        if "\x01" not in line:
            return line
        rest = without_tags(_MARK.sub("", line))[0]
        if not any(char.isalnum() for char in _LIST_LEAD.sub("", rest, count=1)):
            return ""
        return _MARK.sub(lambda mark: self.labels[int(mark[1])], line)
