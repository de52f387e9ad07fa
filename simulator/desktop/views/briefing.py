"""The briefing: what the trainee knows, the rules, the warning, and what can be done."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import pygame

from scoring import detect
from simulator.desktop.desk import Desk
from simulator.desktop.figures import icon
from simulator.desktop.lettering import Block, block, capital, draw_text, fitted
from simulator.desktop.painting import blit, draw_box, draw_card, page_ground
from simulator.desktop.theme import Palette
from simulator.desktop.views.cards import GROUPS
from simulator.desktop.views.scene_card import portrait
from simulator.desktop.views.view import View
from simulator.desktop.widgets import Button, ScrollArea, Segments
from simulator.record import Mode
from simulator.review import GUIDED
from simulator.scenario import Channel, Language, Scenario, offered
from simulator.texts import texts
from simulator.training import Session

if TYPE_CHECKING:
    from simulator.desktop.views.undertaking import Undertaking

SEEDS = 2**31
_RINGS_AFTER_MS, _READS_AFTER_MS = 120.0, 400.0
PLATES = {"policy": "book", "warning": "warning", "first": "heart"}
"""Parts of the page that stand on a coloured ground, and their icons."""


class BriefingView(View):
    """What the trainee knows before the first line.

    Args:
        desk: what the screens share.
        slug: the scene.
        mode: practice or exam.
        scene_language: the language it will be played in; the screens' own where None.
        way: the list of home it was chosen from, to go back to.
        taken: for what assignment it is played, and from which stored bytes; None for a scene that was chosen freely.
    """

    name = "briefing"

    def __init__(
        self,
        desk: Desk,
        slug: str,
        mode: Mode,
        scene_language: str | None = None,
        *,
        way: str = "",
        taken: Undertaking | None = None,
    ) -> None:
        super().__init__(desk)
        self.way = way or mode.value
        self.slug = slug
        self.mode = mode
        self.taken = taken
        scenario = self.scenario
        wanted = scene_language or desk.language
        self.scene_language: Language = next((c for c in scenario.languages if c == wanted), scenario.languages[0])
        self.seed = secrets.randbelow(SEEDS) if desk.seed is None else desk.seed
        if taken is not None and taken.attempt.seed is not None:
            self.seed = taken.attempt.seed
        self._portrait: tuple[tuple[int, int], pygame.Surface] | None = None
        self._read_ms = 0.0
        self.build()

    @property
    def scenario(self) -> Scenario:
        """The scene, held ready by the desk."""
        return self.desk.scene(self.slug) if self.taken is None else self.desk.stored_scene(self.taken.attempt.hash)

    def _line(self, line: str) -> str:
        scenario = self.scenario
        return scenario.text(line, self.scene_language, scenario.draw(self.seed))

    def update(self, dt_ms: float) -> None:
        """Let time pass; while this is read, the detector is loaded, which takes the scene's time otherwise."""
        super().update(dt_ms)
        before, self._read_ms = self._read_ms, self._read_ms + dt_ms
        effects, channel = self.desk.effects, self.scenario.file.about.channel
        if before < _RINGS_AFTER_MS <= self._read_ms and effects is not None and channel is Channel.PHONE:
            effects.play("phone_ring")  # it rings until the call is taken; first the page is to be seen
        if before < _READS_AFTER_MS <= self._read_ms and self.desk.detect is None:
            language = self.scene_language
            self.desk.begin_work(lambda: detect("", language=language))

    def close(self) -> None:
        """Stop the telephone."""
        if self.desk.effects is not None:
            self.desk.effects.hush("phone_ring")

    def build(self) -> None:
        """Make the elements."""
        theme, t, px = self.theme, self.desk.texts, self.theme.px
        scenario = self.scenario
        begun = self.taken is not None and self.taken.session is not None
        spoken_in = [self.scene_language] if begun else scenario.languages
        codes = [(code, capital(texts(code)("language.name"))) for code in spoken_in]
        back, start, spoken = self._lay_out(len(codes))
        self._page = self._compose(self._text_box.width - px(56))
        tall = sum(part.height_px + px(space) for part, _, _, space in self._page) + px(20)
        area = pygame.Rect(
            self._text_box.x + px(8),
            self._text_box.y + px(10),
            self._text_box.width - px(16),
            self._text_box.height - px(20),
        )
        self.elements = [
            Button(
                "back", back, theme, t("settings.another" if self._rough else "desktop.back"), self.go_back,
                icon_name="back", key_label="Esc",
            ),
            Button(
                "start",
                start,
                theme,
                t("desktop.briefing.start"),
                self.start,
                style="primary",
                icon_name="play",
                units=18,
            ),
            ScrollArea("briefing", area, theme, tall, self._paint),
        ]  # fmt: skip
        if len(codes) > 1:
            self.elements.insert(
                1, Segments("scene_language", spoken, theme, codes, self.scene_language, self._choose_language)
            )
        if self.mode is Mode.PRACTICE:
            self.elements.insert(1, self._make_level())
        self.focus.to(next(element for element in self.elements if element.name == "start"))

    def _lay_out(self, languages: int) -> tuple[pygame.Rect, pygame.Rect, pygame.Rect]:
        """Share the window out among picture, text, level of help and buttons.

        Args:
            languages: how many can be chosen from.

        Returns:
            The boxes of the way back, of the start, and of the languages.
        """
        theme, px, (wide, high) = self.theme, self.theme.px, self.theme.size
        margin, narrow = px(20 if theme.narrow else 32), theme.narrow
        bottom = high - px(58 if narrow else 82)
        back = pygame.Rect(margin, bottom, px(180), px(46 if narrow else 52))
        start = pygame.Rect(wide - margin - px(300), bottom, px(300), back.height)
        spoken = pygame.Rect(start.x - px(24) - px(90) * languages, bottom + px(6), px(90) * languages, px(40))
        if narrow and languages > 1:
            spoken = pygame.Rect(margin, bottom - px(46), wide - 2 * margin, px(38))
        top = px(96 if narrow else 104)
        end = (spoken.y if narrow and languages > 1 else bottom) - px(8 if narrow else 28)
        leveled = self.mode is Mode.PRACTICE
        self._level_box = pygame.Rect(margin, end - px(86), px(300), px(86))
        if narrow and leveled:
            self._level_box = pygame.Rect(margin, end - px(38), wide - 2 * margin, px(38))
            end = self._level_box.y - px(8)
        self._picture = pygame.Rect(margin, top, px(300), end - top - (px(100) if leveled else 0))
        self._text_box = pygame.Rect(self._picture.right + px(24), top, 0, end - top)
        if narrow:
            self._text_box.x = margin
        self._text_box.width = wide - margin - self._text_box.x
        return back, start, spoken

    def _make_level(self) -> Button:
        """The level of help: with suggestions, or without."""
        t, chosen = self.desk.texts, self.desk.settings.guided
        level = Button(
            "guided", self._level_box, self.theme, t("guide.level"), self._change_level,
            icon_name="check" if chosen else "hint",
            detail="" if self.theme.narrow else t("guide.level_detail"), units=15, centred=False,
        )  # fmt: skip
        level.marked = chosen
        level.called = f"{t('guide.level')}: {t('guide.on' if chosen else 'guide.off')}"
        return level

    def _change_level(self) -> None:
        self.desk.change_settings(guided=not self.desk.settings.guided)
        self.rebuild()

    @property
    def _newcomer(self) -> bool:
        """Whether the trainee has not played anything yet."""
        journal = self.desk.journal
        return journal is not None and bool(self.desk.person_id) and not journal.sessions(self.desk.person_id)

    @property
    def _rough(self) -> bool:
        """Whether the scene is rougher than this person set."""
        return not offered(self.scenario.file.about.warnings, self.desk.settings.abuse_tolerance)

    def _compose(self, room: int) -> list[tuple[Block, tuple[int, int, int], str, int]]:
        """The page: blocks with colour, kind (`head`, `text`, `action`, one of `PLATES`) and the space after each."""
        theme, t = self.theme, self.desk.texts
        scenario = self.scenario
        about = scenario.file.about
        head, body = theme.font(16.5, bold=True), theme.font(15.5)
        page: list[tuple[Block, tuple[int, int, int], str, int]] = []

        def add(text: str, kind: str, after: int, colour: tuple[int, int, int] = Palette.INK) -> None:
            inset = theme.px(44) if kind in PLATES else theme.px(30) if kind == "action" else 0
            page.append(
                (block(text, head if kind == "head" else body, room - inset, spacing=0.95), colour, kind, after)
            )

        if about.warnings:
            what = ", ".join(t(f"warning.{name}") for name in about.warnings)
            words = t("settings.rough.text", what=what) if self._rough else t("desktop.warning", what=what)
            add(words, "warning", 34, Palette.AMBER_DARK)
        if self.taken is not None and self.taken.name:
            from simulator.desktop.views.company_words import counts_words

            add(counts_words(self.desk, self.taken), "first", 34)
        elif self._newcomer:
            add(t("briefing.first"), "first", 34)
        lines = scenario.words[self.scene_language].lines
        if "about.briefing" in lines:
            add(t("desktop.briefing.know"), "head", 4)
            add(self._line("about.briefing"), "text", 16)
        policy = scenario.file.case.policy
        if policy is not None:
            add(t("desktop.briefing.policy"), "head", 14)
            add(self._line(policy), "policy", 32)
        add(t("desktop.briefing.can_do"), "head", 4)
        add(t("desktop.briefing.speak"), "text", 8)
        kinds = {kind.value for kind in scenario.file.actions} | {"note", "comment_card"}
        kinds |= {"remedy"} if scenario.file.case.remedies else set()
        for members in GROUPS.values():
            for kind in members:
                if kind in kinds:
                    add(t(f"action.{kind}"), "action", 3, Palette.INK_SOFT)
        if self.mode is Mode.EXAM:
            add(t("desktop.briefing.exam"), "head", 4)
            add(t("desktop.briefing.exam_text"), "text", 8)
        exam = self.mode is Mode.EXAM
        add(t("briefing.time_exam" if exam else "briefing.time", minutes=about.minutes), "text", 10)
        add(t("briefing.seen"), "head", 4)
        add(self._seen_by(t("briefing.seen.exam" if exam else "briefing.seen.practice")), "text", 8, Palette.INK_SOFT)
        return page

    def _seen_by(self, here: str) -> str:
        """Who sees what is written: those of the company too, where the desktop belongs to whoever plays."""
        if self.desk.company is None:
            return here
        from simulator.desktop.views.company_words import seen_words

        return seen_words(self.desk, here, exam=self.mode is Mode.EXAM)

    def _paint(self, target: pygame.Surface, offset: int) -> None:
        px = self.theme.px
        y = px(14) - offset
        for part, colour, kind, after in self._page:
            x = px(16)
            if kind in PLATES:
                plate = pygame.Rect(x, y - px(10), self._text_box.width - px(56), part.height_px + px(20))
                ground = Palette.AMBER_PALE if kind == "warning" else Palette.BLUE_PALE
                draw_box(target, plate, px(10), ground)
                name = PLATES[kind]
                ink = Palette.AMBER_DARK if kind == "warning" else Palette.BLUE
                blit(target, icon(name, px(20), ink), (x + px(10), y + px(2)))
                x += px(38)
            elif kind == "action":
                pygame.draw.aacircle(target, Palette.AMBER, (x + px(10), y + part.line_px // 2), px(3))
                x += px(24)
            part.draw(target, colour, (x, y))
            y += part.height_px + px(after)

    def _choose_language(self, code: str) -> None:
        self.scene_language = next(c for c in self.scenario.languages if c == code)
        self.rebuild()

    def go_back(self) -> None:
        """Go home."""
        from simulator.desktop.views.home import HomeView

        self.desk.show(HomeView(self.desk, self.way))

    def start(self) -> None:
        """Begin the session and open the scene."""
        from simulator.desktop.views.scene import SceneView

        taken, desk = self.taken, self.desk
        if taken is not None and taken.session is not None:
            desk.show(SceneView(desk, taken.session))
            return
        session = Session.begin(
            self.scenario, self.scene_language, self.seed, mode=self.mode, journal=desk.journal,
            person_id=desk.person_id, assigned=None if taken is None else taken.assigned,
        )  # fmt: skip
        if taken is not None:
            from simulator.desktop.views.home_company import note_begun

            note_begun(desk, session, taken.attempt)
        if self.mode is Mode.PRACTICE and self.desk.settings.guided:
            session.note_help(GUIDED)
        self.desk.seed = None
        self.desk.show(SceneView(self.desk, session))

    def keys(self, event: pygame.event.Event) -> bool:
        """Esc goes back."""
        if event.type == pygame.KEYDOWN and event.key == pygame.K_ESCAPE:
            self.go_back()
            return True
        return False

    def draw_ground(self, target: pygame.Surface) -> None:
        """Draw title, portrait and the card for the text."""
        theme, t, px = self.theme, self.desk.texts, self.theme.px
        target.blit(page_ground(theme.size), (0, 0))
        about = self.scenario.file.about
        title = fitted(
            self._line("about.title"),
            [theme.font(size, bold=True) for size in (28, 26, 24, 22, 20)],
            theme.size[0] - px(64),
            px(44),
        )
        title.draw(target, Palette.INK, (px(32), px(22)))
        facts = [
            t(f"desktop.mode.{self.mode.value}"),
            t(f"channel.{about.channel.value}"),
            t("desktop.home.minutes", minutes=about.minutes),
        ]
        draw_text(target, " · ".join(facts), theme.font(15), Palette.INK_SOFT, (px(32), px(64)))
        draw_card(target, self._text_box, px(16), depth=px(9))
        if theme.narrow:
            return
        draw_card(target, self._picture, px(16), depth=px(9))
        if self._portrait is None or self._portrait[0] != self._picture.size:
            file = self.scenario.file
            whole = portrait(file.about, file.persona, (self._picture.width + px(40), self._picture.height), 0)
            cut = pygame.Surface(self._picture.size, pygame.SRCALPHA)
            cut.blit(whole, (-px(20), 0))
            mask = pygame.Surface(self._picture.size, pygame.SRCALPHA)
            draw_box(mask, mask.get_rect(), px(16), (255, 255, 255))
            cut.blit(mask, (0, 0), special_flags=pygame.BLEND_RGBA_MULT)
            self._portrait = (self._picture.size, cut)
        blit(target, self._portrait[1], self._picture.topleft)
