"""A shift in plain text: what can be done now as a numbered list; each customer as any other session."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import cast

from simulator.scenario import CENTI, Language, load_world, load_world_words
from simulator.texts import Texts, clock_text, visible
from simulator.training import (
    CLOSES_MS,
    TARGET_WAIT_MS,
    TILL_COST,
    TILL_DELAY_MS,
    Floor,
    Session,
    Shift,
    Summary,
    shift_news,
)

from . import Read, Write, play

Option = tuple[str, Callable[[], bool]]
"""What can be done, and how; False where the trainee stops for now."""


@dataclass
class ShiftDesk:
    """A shift at the keyboard.

    Args:
        shift: begun or resumed.
        texts: the interface's language.
        read: gives a typed line for a prompt.
        write: takes a line to show.
    """

    shift: Shift
    texts: Texts
    read: Read
    write: Write

    def play(self) -> bool:
        """Play until the doors are locked. Returns False where the trainee stopped before."""
        shift, t = self.shift, self.texts
        self.write(t("shift.lead"))
        self.write(t("shift.text.intro"))
        if shift.session is not None and not self._serve(shift.session):
            return False
        while not shift.floor.closed:
            self._where_things_stand()
            if not self._choose(list(self._options())):
                return False
        return True

    # -- between two customers ------------------------------------------------------------------------------------

    def _where_things_stand(self) -> None:
        t, floor = self.texts, self.shift.floor
        self.write("")
        clock = t("shift.clock", now=clock_text(floor.clock_ms), whole=clock_text(CLOSES_MS))
        waiting = t("shift.waiting", number=len(floor.waiting)) if floor.waiting else t("shift.nobody")
        self.write(f"{clock}. {t('shift.doors') if floor.doors_closed else waiting}")
        if floor.till_from_ms is not None and not floor.doors_closed:
            opened = floor.till_from_ms <= floor.clock_ms
            time = clock_text(floor.till_from_ms)
            self.write(t("shift.till.is_open") if opened else t("shift.till.coming", time=time))
        for call in floor.calls:
            if call.fate.value == "open":
                later = call.due_ms > CLOSES_MS
                due = t("shift.calls.next") if later else t("shift.calls.due", time=clock_text(call.due_ms))
                self.write(f"{t('shift.calls')}: {self._name(call.session)}, {due}")

    def _options(self) -> Iterator[Option]:
        """What can be done now, the nearest first."""
        t, shift = self.texts, self.shift
        if shift.floor.doors_closed:
            yield from self._calls()
            yield t("shift.close"), partial(self._do, shift.close)
            return
        yield from self._calls()
        for number in shift.next_guests:
            arrival = shift.roster.arrivals[number]
            waited = t("shift.has_waited", time=clock_text(shift.floor.clock_ms - arrival.at_ms))
            mood = t("shift.upset" if arrival.upset else "shift.ordinary")
            where = t(f"shift.queue.{arrival.line}")
            yield f"{t(f'shift.take.{arrival.line}')}: {where}, {mood}, {waited}", partial(self._take, number)
        if not shift.floor.waiting:
            yield t("shift.wait"), partial(self._do, shift.wait)
        if shift.can_open_till:
            detail = t("shift.till.detail", cost=t.money(TILL_COST * CENTI), seconds=TILL_DELAY_MS // 1000)
            yield f"{t('shift.till.open')}. {detail}", partial(self._do, shift.open_till)
        yield t("shift.stop"), self._stop
        yield t("shift.end"), partial(self._do, shift.close)

    def _calls(self) -> Iterator[Option]:
        for call in self.shift.floor.callable():
            yield f"{self.texts('shift.calls.now')}: {self._name(call.session)}", partial(self._call, call.session)

    def _choose(self, options: list[Option]) -> bool:
        """Let one of the options be chosen by its number, and do it."""
        t = self.texts
        for number, (label, _) in enumerate(options, start=1):
            self.write(f"  {number}. {visible(label)}")
        while True:
            try:
                typed = self.read(t("shift.text.choose") + " ").strip() or "1"
            except EOFError:
                return self._stop()
            if typed == "!quit":
                return self._stop()
            if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= len(options):
                return options[int(typed) - 1][1]()
            self.write(t("shift.text.bad"))

    def _do(self, act: Callable[[], object]) -> bool:
        before = self.shift.floor
        act()
        self._tell_news(before)
        return True

    def _stop(self) -> bool:
        self.write(self.texts("shift.text.kept"))
        return False

    def _take(self, number: int) -> bool:
        return self._serve(self.shift.take(number))

    def _call(self, session_id: str) -> bool:
        return self._serve(self.shift.call(session_id))

    def _serve(self, session: Session) -> bool:
        """Play the customer in hand."""
        self.write("")
        before = self.shift.floor
        if not play(session, self.texts, read=self.read, write=self.write):
            return False
        self.shift.part()
        self.write(self.texts("terminal.over", ending=self.texts(f"ending.{session.ending_kind}")))
        self._tell_news(before)
        return True

    def _tell_news(self, before: Floor) -> None:
        for name in shift_news(before, self.shift.floor):
            self.write(self.texts(f"shift.news.{name}"))

    def _name(self, session_id: str) -> str:
        return self.shift.sitting(session_id).customer_name

    # -- afterwards -----------------------------------------------------------------------------------------------

    def review(self) -> None:
        """Show what the shift came to, and let one thing be changed for the next."""
        for line in self._review_lines(self.shift.summary()):
            self.write(visible(line))
        t, lines, rules = self.texts, load_world_words(cast("Language", self.shift.language)), load_world()
        self.write("")
        self.write(f"{t('shift.choices')}. {t('shift.choices.change')}")
        options: list[Option] = [(t("shift.text.home"), lambda: True)]
        for name, choice in rules.choices.items():
            option = self.shift.roster.world.get(name, choice.default)
            for other in choice.options:
                if other != option:
                    effect = choice.effects.get(other)
                    cost = effect.cost if effect is not None else 0
                    price = t("shift.choices.cost", cost=t.money(cost * CENTI)) if cost else t("shift.choices.free")
                    label = f"{lines[f'world.{name}']}: {lines[f'world.{name}.{other}']} ({price})"
                    options.append((label, partial(self._do, partial(self.shift.choose, name, other))))
        self._choose(options)

    def _review_lines(self, found: Summary) -> Iterator[str]:
        t, lines = self.texts, load_world_words(cast("Language", self.shift.language))
        yield ""
        yield t("shift.summary")
        yield f"{t('shift.better.title')}: {self._better(found)}"
        detail = t("shift.level.detail", number=found.in_time, arrived=found.arrived, target=clock_text(TARGET_WAIT_MS))
        yield f"{t('shift.level')}: {t.percent(found.service_level)}. {detail}"
        for key in ("served", "by_till", "walked_out", "still_waiting"):
            yield f"  {t(f'shift.{key}')}: {getattr(found, key)}"
        for fate, number in (("made", found.calls_made), ("missed", found.calls_missed), ("next", found.calls_open)):
            if number:
                yield f"  {t('shift.calls')}, {t(f'shift.calls.{fate}')}: {number}"
        yield f"{t('shift.points')}: {'–' if found.overall is None else found.overall}"
        for pillar, points in found.pillars.items():
            yield f"  {t(f'pillar.{pillar}')}: {points}"
        yield t("shift.ledger")
        for key, sum_ in (
            ("remedies", found.remedies_cost), ("till", found.till_cost), ("policy", found.policy_cost),
            ("cost", found.cost), ("kept", found.kept_value), ("more", found.more_value), ("balance", found.balance),
            ("lost_served", found.lost_served), ("lost_waiting", found.lost_waiting),
        ):  # fmt: skip
            yield f"  {t(f'shift.ledger.{key}')}: {t.money(sum_ * CENTI)}"
        yield f"{t('shift.word')}: {found.told_good} {t('shift.word.good')}, {found.told_bad} {t('shift.word.bad')}."
        yield f"{t('shift.causes')}:" if found.causes else t("shift.causes.none")
        for cause, number in found.causes:
            yield f"  {lines[f'complaint.{cause}']}: {number}"
        yield f"{t('shift.customers')}:"
        for one in found.customers:
            overall = "–" if one.overall is None else str(one.overall)
            yield f"  {one.name} · {one.title}: {overall}, {t(f'ending.{one.ending}')}"
            if one.rating is not None:
                yield f"    {t('desktop.debrief.stars', rating=one.rating)}: {t('quote.words', words=one.card)}"

    def _better(self, found: Summary) -> str:
        t = self.texts
        if found.better in ("till", "pace"):
            return t(f"shift.better.{found.better}", number=found.walked_out + found.still_waiting)
        if found.better == "step" and found.weakest is not None:
            step, session = found.weakest
            title = next(one.title for one in found.customers if one.session == session)
            return t("shift.better.step", step=t(f"step.{step}"), points=found.steps[step], title=title)
        return t(f"shift.better.{found.better}")
