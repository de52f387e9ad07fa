"""A scenario ready to be played: its structure, its words in each language, and what its seed draws."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from scoring import Case, CaseFact, KnowledgeFact, RemedyTerm

from .conditions import Condition
from .formats import BASE, PLACEHOLDER, FormatsFile, render
from .mood import MoodTable
from .schema import ScenarioFile
from .values import Language
from .words import LinesFile, PoolFile, PoolLines

Drawn = Mapping[str, str]
"""Draw and the option that came out."""

_SENTENCE_START = re.compile(r"(?:^|[.!?…]\s+|^[\"“”«»—–-]\s*)$")


@dataclass(frozen=True, eq=False)
class Scenario:
    """One scenario, frozen. Two are equal when their bytes are."""

    slug: str
    file: ScenarioFile
    words: Mapping[Language, LinesFile]
    mood: MoodTable
    pool: PoolFile
    pool_words: Mapping[Language, PoolLines]
    formats: Mapping[Language, FormatsFile]
    _bundle: bytes = field(repr=False)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scenario) and self._bundle == other._bundle

    def __hash__(self) -> int:
        return hash(self._bundle)

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the bundle, in hexadecimal."""
        return hashlib.sha256(self._bundle).hexdigest()

    def bundle(self) -> bytes:
        """The canonical bytes of everything that decides how the scene plays; plans are not among it."""
        return self._bundle

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages it can be played in, in the order of the product."""
        return tuple(self.words)

    @property
    def starts_at(self) -> str:
        """Local date and time when the scene begins, ISO 8601 without a zone."""
        return self.file.about.starts_at

    def moment(self, clock_ms: int, language: Language) -> tuple[str, str]:
        """Day and time of a moment of the scene, as a language writes them: the day in words, the time as `09:20`.

        Args:
            clock_ms: virtual time since the scene began.
            language: a language of the scene.
        """
        at = dt.datetime.fromisoformat(self.starts_at) + dt.timedelta(milliseconds=clock_ms)
        formats, days = self.formats.get(language), (at.date() - scene_day(self.file)).days
        day = formats and render(formats, "date", days, BASE, currency="", day=scene_day(self.file))
        return day or at.date().isoformat(), f"{at:%H:%M}"

    def draw(self, seed: int | str) -> dict[str, str]:
        """What comes out of each draw for `seed`: the same on every machine and in every language.

        SHA-256 of `seed:draw` as a whole number, modulo the sum of the weights.
        """
        drawn: dict[str, str] = {}
        for name, draw in self.file.draws.items():
            digest = hashlib.sha256(f"{seed}:{name}".encode()).digest()
            place = int.from_bytes(digest) % sum(option.weight for option in draw.options.values())
            for option_id, option in draw.options.items():
                place -= option.weight
                if place < 0:
                    drawn[name] = option_id
                    break
        return drawn

    def value(self, draw_id: str, language: Language, drawn: Drawn) -> str | int | None:
        """The value drawn (`"47.90"`, days, `"14:30"`, a count), the language's own where it has one.

        Raises:
            KeyError: no such draw.
        """
        return value_of(self.file, self.words[language], draw_id, drawn[draw_id])

    def wording(self, draw_id: str, form: str, language: Language, drawn: Drawn) -> str:
        """The words of what was drawn, in one form.

        Raises:
            KeyError: no such draw, or the language lacks the form.
        """
        found = form_of(self.file, self.words[language], self.formats.get(language), (draw_id, drawn[draw_id], form))
        if found is None:
            raise KeyError(f"{draw_id}.{form}")
        return found

    def fill(self, template: str, language: Language, drawn: Drawn) -> str:
        """The template with its placeholders `{draw}` and `{draw.form}` filled in.

        Raises:
            KeyError: a placeholder names no draw or no form; `check` finds it before anyone plays.
        """
        return PLACEHOLDER.sub(lambda match: self.wording(match[1], match[2] or BASE, language, drawn), template)

    def text(self, line_id: str, language: Language, drawn: Drawn) -> str:
        """The words of a line; a sentence that begins with a placeholder begins with a capital.

        Lines are the scenario's own, those of the common pool, and `fact.<id>.tell` and `fact.<id>.withheld`, with
        which the customer answers questions.

        Raises:
            KeyError: no such line in that language.
        """
        template = self.words[language].lines.get(line_id) or self._fact_line(line_id, language)
        if template is None:
            template = self.pool_words[language].lines[line_id]

        said, done = "", 0
        for match in PLACEHOLDER.finditer(template):
            said += template[done : match.start()]
            words = self.wording(match[1], match[2] or BASE, language, drawn)
            # What was drawn may end a sentence, so that the next word begins one.
            said += words[:1].upper() + words[1:] if _SENTENCE_START.search(said) else words
            done = match.end()
        return said + template[done:]

    def _fact_line(self, line_id: str, language: Language) -> str | None:
        """The line `fact.<id>.tell` or `fact.<id>.withheld`: what the customer answers when asked for a fact."""
        match line_id.split("."):
            case ["fact", fact, "tell"] if fact in self.words[language].facts:
                return self.words[language].facts[fact].tell
            case ["fact", fact, "withheld"] if fact in self.words[language].facts:
                return self.words[language].facts[fact].withheld
        return None

    def _template(self, line_id: str, language: Language) -> str:
        words = self.words[language]
        if line_id in words.lines:
            return words.lines[line_id]
        kind, _, rest = line_id.partition(".")
        fact, _, part = rest.partition(".")
        if kind == "fact" and fact in words.facts and part in ("tell", "withheld"):
            answer: str | None = getattr(words.facts[fact], part)
            if answer is not None:
                return answer
        return self.pool_words[language].lines[line_id]

    def exists(self, when: Condition, drawn: Drawn) -> bool:
        """Whether a condition can hold at all with these draws; everything but draws is taken as possible."""
        return may_hold(when, drawn)

    def case(
        self,
        language: Language,
        drawn: Drawn,
        *,
        known: frozenset[str] | None = None,
        supervised: bool = False,
        own_limit: int = 0,
    ) -> Case:
        """The case a response is judged against, in the words of `language`.

        A remedy that these draws rule out may be granted by nobody.

        Args:
            language: one of `languages`.
            drawn: what came out of the draws.
            known: only these facts; all that exist with these draws where None.
            supervised: the supervisor stands beside the trainee, who may now promise what only they may grant.
            own_limit: the trainee may grant that alone, too, up to this cost in hundredths of a money unit.
        """
        words = self.words[language]
        facts = tuple(
            CaseFact(
                id=name,
                text=self.fill(words.facts[name].name, language, drawn),
                value=self._fact_value(fact.draw, language, drawn),
                wordings=self._filled(words.facts[name].wordings, language, drawn),
                questions=self._filled(words.facts[name].questions, language, drawn),
                key=fact.key,
            )
            for name, fact in self.file.case.facts.items()
            if may_hold(fact.when, drawn) and (known is None or name in known)
        )
        remedies = self.file.case.remedies
        granted: dict[str, list[RemedyTerm]] = {"trainee": [], "supervisor": [], "nobody": []}
        for name, item in remedies.items():
            by = item.by if may_hold(item.when, drawn) else "nobody"
            alone = supervised or 0 < item.cost <= own_limit
            granted["trainee" if alone and by == "supervisor" else by].append(self._remedy(name, language, drawn))
        wants = self.file.case.wants
        own = {name for name in wants if remedies[name].by == "trainee" and may_hold(remedies[name].when, drawn)}
        return Case(
            facts=facts,
            customer_wants="; ".join(self._remedy(name, language, drawn).text for name in wants) or None,
            authority=tuple(granted["trainee"]),
            not_allowed=tuple(granted["nobody"]),
            supervisor=tuple(granted["supervisor"]),
            wish_within=bool(own) if wants else None,
            knowledge=tuple(
                KnowledgeFact(
                    id=name,
                    values=self._filled(words.knowledge[name].values, language, drawn),
                    wordings=self._filled(words.knowledge[name].wordings, language, drawn),
                )
                for name in self.file.case.knowledge
            ),
        )

    def _filled(self, templates: tuple[str, ...], language: Language, drawn: Drawn) -> tuple[str, ...]:
        return tuple(self.fill(template, language, drawn) for template in templates)

    def _remedy(self, name: str, language: Language, drawn: Drawn) -> RemedyTerm:
        words, amount = self.words[language].remedies[name], self.file.case.remedies[name].amount
        limit = None if amount is None else self.value(amount, language, drawn)
        return RemedyTerm(
            id=name,
            text=self.fill(words.name, language, drawn),
            wordings=self._filled(words.wordings, language, drawn),
            limit=None if limit is None else str(limit),
        )

    def _fact_value(self, draw_id: str | None, language: Language, drawn: Drawn) -> str | None:
        """A fact's value as scoring reads it: a date in ISO 8601, a sum or time as written, else the words."""
        if draw_id is None:
            return None
        value, kind = self.value(draw_id, language, drawn), self.file.draws[draw_id].kind
        if kind == "date" and value is not None:
            return (scene_day(self.file) + dt.timedelta(days=int(value))).isoformat()
        if value is not None:
            return str(value)
        return self.wording(draw_id, BASE, language, drawn)


def scene_day(file: ScenarioFile) -> dt.date:
    """The local date on which the scene begins."""
    return dt.datetime.fromisoformat(file.about.starts_at).date()


def value_of(file: ScenarioFile, words: LinesFile, draw_id: str, option_id: str) -> str | int | None:
    """The value of an option; the language's own where it has one."""
    own = words.values.get(draw_id, {}).get(option_id)
    plain = file.draws[draw_id].options[option_id].value
    if own is None:
        return plain
    try:
        return int(own) if isinstance(plain, int) else own
    except ValueError:
        return own


def form_of(
    file: ScenarioFile, words: LinesFile, formats: FormatsFile | None, wanted: tuple[str, str, str]
) -> str | None:
    """The words for (draw, option, form): listed ones first, then the conventions of the language; else None."""
    draw_id, option_id, form = wanted
    listed = words.forms.get(draw_id, {}).get(option_id, {}).get(form)
    if listed is not None or formats is None:
        return listed
    draw = file.draws[draw_id]
    value = value_of(file, words, draw_id, option_id)
    if value is None:
        return None
    return render(formats, draw.kind, value, form, currency=draw.currency, day=scene_day(file))


def may_hold(when: Condition, drawn: Drawn) -> bool:
    """Whether `when` can hold with these draws, taking everything else as possible."""
    return _verdict(when, drawn) is not False


def _verdict(when: Condition, drawn: Drawn) -> bool | None:
    """True: holds whatever happens; False: cannot hold; None: depends on more than the draws."""
    parts: list[bool | None] = [drawn.get(name) in options for name, options in when.drawn.items()]
    parts += [_verdict(item, drawn) for item in when.all]
    if when.any:
        any_of = [_verdict(item, drawn) for item in when.any]
        parts.append(True if True in any_of else None if None in any_of else False)
    if when.not_ is not None:
        inner = _verdict(when.not_, drawn)
        parts.append(None if inner is None else not inner)
    if when.model_fields_set - {"drawn", "all", "any", "not_"}:
        parts.append(None)
    return False if False in parts else None if None in parts else True
