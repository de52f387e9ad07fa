"""A drawn person: layers drawn once, patches drawn on rounded parameters, put together every frame."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from functools import partial

import pygame

from simulator.desktop.figures.arms import ArmState, HandState, arm_box, draw_hand_at, draw_sleeve, hand_box
from simulator.desktop.figures.body import draw_body
from simulator.desktop.figures.canvas import Canvas, Sprite
from simulator.desktop.figures.face import BROWS_BOX, EYES_BOX, BrowsState, EyesState, draw_brows, draw_eyes
from simulator.desktop.figures.feelings import FEELINGS, Expression
from simulator.desktop.figures.geometry import clamp
from simulator.desktop.figures.glasses import draw_glasses
from simulator.desktop.figures.hair import draw_back, draw_front, has_back
from simulator.desktop.figures.head import NOD_UNITS, View, draw_beard, draw_head, flush_layer, head_box, skull_for
from simulator.desktop.figures.look import Look
from simulator.desktop.figures.motion import Motion
from simulator.desktop.figures.mouth import MOUTH_BOX, MouthState, draw_mouth
from simulator.desktop.figures.palette import palette_for
from simulator.desktop.figures.slicing import sliced
from simulator.desktop.figures.store import Allowance, sprites
from simulator.desktop.figures.trunk import BASELINE_Y, BODY_BOX, frame_for, stature_of

HEIGHT_UNITS = BASELINE_Y + 130.0
_KEPT_PER_SQUARE = 40  # bytes for a square of a pixel, of which a figure has its height times its height
_SWIFT_UNITS_PER_S = 70.0
_TURN_STEP = 0.25
_SLIDE = 15.0  # units a face moves sideways for a whole turn: the sine of 17 degrees at its depth
_TILT_STEP_DEG = 0.5
_NOTHING = Sprite(pygame.Surface((1, 1), pygame.SRCALPHA), 0, 0)
_PIVOT_Y = 96.0  # the head tilts about a point in the neck


def _rounded(value: float, step: float) -> float:
    return round(value / step) * step


class Figure:
    """One person on the screen. Feed it with `update`, show it with `draw`."""

    def __init__(self, look: Look, height_px: int, seed: int = 0, *, at_once: bool = True) -> None:
        """Draw the parts that the first frame needs.

        Args:
            look: what the person looks like.
            height_px: from the crown to the counter's edge.
            seed: blinks and sway differ between people, and repeat exactly for one seed.
            at_once: False where `build` is to be gone through, a little a frame, before anything else is asked.

        Raises:
            ValueError: a height under 40 pixels.
        """
        if height_px < 40:
            raise ValueError(f"height_px must be at least 40, not {height_px}")
        self.look = look
        self.height_px = height_px
        self.scale = height_px / HEIGHT_UNITS * stature_of(look)
        self.motion = Motion(seed=seed)
        self._tones = palette_for(look)
        self._skull = skull_for(look)
        self._frame = frame_for(look)
        self._turns: dict[float, tuple[Sprite, Sprite, Sprite | None]] = {}
        self._flush: dict[tuple[float, int], Sprite] = {}
        self._kept = sprites(height_px * height_px * _KEPT_PER_SQUARE)
        self._arms_shown: dict[int, tuple[Sprite, Sprite, tuple[float, float]]] = {}
        self._shown: dict[str, Sprite] = {}
        self._exact = True
        self._allowance = Allowance()
        self._frame_no = 0
        self._rests = False
        self._wanted: list[Callable[[], object]] | None = None
        self._body = _NOTHING
        if at_once:
            self._body = self._sprite(BODY_BOX, lambda canvas: draw_body(canvas, look, self._tones))
            self._build_turn(0.0)

    def build(self) -> Iterator[None]:
        """Draw what no frame can do without, a little at a time."""

        def draw() -> None:
            body = self._sprite(BODY_BOX, lambda canvas: draw_body(canvas, self.look, self._tones))
            self._build_turn(0.0)
            self._body = body

        yield from sliced(draw)

    @property
    def built(self) -> bool:
        """Whether there is what no frame can do without."""
        return self._body is not _NOTHING

    @property
    def phone(self) -> bool:
        """Whether one hand holds a phone to the ear, whatever the feeling does with the other."""
        return self.motion.phone

    @phone.setter
    def phone(self, held: bool) -> None:
        self.motion.phone = held

    def update(self, dt_ms: float, target: Expression, talking: float = 0.0) -> None:
        """Move towards an expression for dt_ms milliseconds; talking is the loudness of the voice, 0..1."""
        self.motion.step(dt_ms, target, talking)
        self._exact = False

    def settle(self, target: Expression) -> None:
        """Take an expression at once; the next draw is exact, however long it takes (portraits, screenshots)."""
        self.motion.settle(target)
        self._exact = True

    def draw(self, target: pygame.Surface, x: float, baseline_y: float) -> None:
        """Draw the whole person; x is the middle, baseline_y the counter's far edge (nothing but hands below it)."""
        self.draw_behind(target, x, baseline_y)
        self.draw_over(target, x, baseline_y)

    def draw_behind(self, target: pygame.Surface, x: float, baseline_y: float) -> None:
        """Draw what stands behind the counter: call it, then place the foreground, then `draw_over`."""
        self._allowance.begin(unbounded=self._exact, nothing=self._rests)
        self._rests = False
        self._frame_no += 1
        old_clip = target.get_clip()
        target.set_clip(old_clip.clip(pygame.Rect(0, 0, target.get_width(), max(0, round(baseline_y)))))
        body_x, body_y, head_x, head_y = self._places(x, baseline_y)
        if self._frame_no % 2:  # in turns, so that neither a talking face nor a gesture waits for the other
            self._find_arms()
        turn, patches = self._find_face()
        self._find_arms()
        self._draw_head(target, (head_x, head_y), turn, patches, lambda: self._body.blit_to(target, body_x, body_y))
        self._draw_arms(target, body_x, body_y, over=False)
        target.set_clip(old_clip)

    def draw_over(self, target: pygame.Surface, x: float, baseline_y: float) -> None:
        """Draw arms that reach over the counter."""
        body_x, body_y, _, _ = self._places(x, baseline_y)
        self._draw_arms(target, body_x, body_y, over=True)

    def hurry(self, per_frame: float) -> None:
        """Draw less anew in a frame than usual, as Allowance counts it."""
        self._allowance.per_frame = per_frame

    def rest(self) -> None:
        """Draw nothing anew in the next frame: its time was used for something else."""
        self._rests = True

    @property
    def spent(self) -> float:
        """How much was drawn anew in the last frame, as Allowance counts it."""
        return self._allowance.spent

    def mouth_point(self, x: float, baseline_y: float) -> tuple[int, int]:
        """Return where the mouth is, for the tail of a speech bubble."""
        _, _, head_x, head_y = self._places(x, baseline_y)
        return round(head_x), round(head_y + 68 * self.scale)

    def head_rect(self, x: float, baseline_y: float) -> pygame.Rect:
        """Return the box of the face at rest, to keep other things clear of it."""
        top = baseline_y - HEIGHT_UNITS * self.scale
        return pygame.Rect(round(x - 100 * self.scale), round(top), round(200 * self.scale), round(250 * self.scale))

    def prewarm(self) -> Iterator[float]:
        """Draw ahead, a little at each step; yields the share done, 0..1.

        Run it behind a title screen or one step a frame; stop whenever the time is up.
        """
        turns, feelings = (0.25, 0.5, -0.25, -0.5), tuple(FEELINGS.values())
        steps = len(turns) + len(feelings)
        for index, turn in enumerate(turns):
            for _ in self.turned(turn):
                yield (index + 0.5) / steps
        for index, feeling in enumerate(feelings):
            for _ in self.feeling_parts(feeling):
                yield (len(turns) + index + 0.5) / steps
        yield 1.0

    def feeling_parts(self, feeling: Expression) -> Iterator[None]:
        """Draw the patches and arms of a feeling without showing them, a little at a time."""
        probe = Motion(seed=self.motion.seed, phone=self.motion.phone, still=True)
        probe.settle(feeling)
        wanted: list[Callable[[], object]] = []
        kept = self.motion, self._exact, dict(self._shown), dict(self._arms_shown)
        self.motion, self._exact, self._wanted = probe, False, wanted
        try:
            self._find_face()
            self._find_arms()
        finally:
            self.motion, self._exact, self._shown, self._arms_shown = kept
            self._wanted = None
        yield from sliced(lambda: [draw() for draw in wanted])

    # -- layers ---------------------------------------------------------------------------------------------------

    def _sprite(
        self, box: tuple[float, float, float, float], paint: Callable[[Canvas], None], oversample: int = 3
    ) -> Sprite:
        canvas = Canvas(box, self.scale, oversample)
        paint(canvas)
        return canvas.finish_cropped()

    def turned(self, turn: float) -> Iterator[None]:
        """Draw the layers of a head turned so far (-1..1 in quarters), a little at a time."""
        yield from sliced(lambda: self._build_turn(turn))

    def _build_turn(self, turn: float) -> None:
        """Draw the layers of a head turned so far."""
        if turn in self._turns:
            return
        view, look, skull, tones = View(turn), self.look, self._skull, self._tones

        def face(canvas: Canvas) -> None:
            draw_head(canvas, look, skull, tones, view)
            draw_beard(canvas, look, skull, tones, view)

        def front(canvas: Canvas) -> None:
            draw_glasses(canvas, look, skull, view)
            draw_front(canvas, look, skull, tones, view)

        back = None
        if has_back(look):
            left, top, right, _ = head_box()
            back = self._sprite((left, top, right, 250.0), lambda canvas: draw_back(canvas, look, skull, tones, view))
        self._turns[turn] = (self._sprite(head_box(), face), self._sprite(head_box(), front), back)

    def _nearest_turn(self, wanted: float) -> float:
        turn = clamp(_rounded(wanted, _TURN_STEP), -1.0, 1.0)
        if turn not in self._turns:
            if self._exact:
                self._build_turn(turn)
            else:
                return min(self._turns, key=lambda built: abs(built - wanted))
        return turn

    def _flush_sprite(self, turn: float, flush: float) -> Sprite | None:
        level = round(clamp(flush, 0.0, 1.0) * 6)
        if level == 0:
            return None
        key = (turn, level)
        view = View(turn)

        def paint(canvas: Canvas) -> None:
            flush_layer(canvas, self._skull, self._tones, view, level * 17)

        if key not in self._flush:
            if self._wanted is not None:
                self._wanted.append(lambda: self._flush.setdefault(key, self._sprite(head_box(), paint, oversample=1)))
                return None
            if not self._allowance.take("flush"):
                return next((s for (t, _), s in self._flush.items() if t == turn), None)
            self._flush[key] = self._sprite(head_box(), paint, oversample=1)
        return self._flush[key]

    def _patch(
        self, name: str, key: Hashable, box: tuple[float, float, float, float], paint: Callable[[Canvas], None]
    ) -> Sprite:
        """Return a patch from the store, or draw it where the frame allows it, else the last one shown."""
        found = self._kept.find(key)
        if found is None:
            if self._wanted is not None:
                self._wanted.append(lambda: self._kept.keep(key, self._sprite(box, paint)))
                return self._body
            if name in self._shown and not self._allowance.take(name):
                return self._shown[name]
            found = self._kept.keep(key, self._sprite(box, paint))
        self._shown[name] = found
        return found

    def _find_face(self) -> tuple[float, list[Sprite | None]]:
        """Return the turn of the head that is drawn, and the patches of the face for it: flush, mouth, eyes, brows."""
        motion, look, tones = self.motion, self.look, self._tones
        turn = self._nearest_turn(motion.value("head_turn"))
        opened, width, teeth = motion.mouth()
        blink = motion.blink()
        glance_x, glance_y = motion.glance() if not self._exact else (0.0, 0.0)
        mouth = MouthState(
            _rounded(motion.value("mouth_curve"), 0.1),
            _rounded(opened, 0.1),
            _rounded(width, 0.2),
            _rounded(teeth, 0.2),
            _rounded(motion.value("mouth_press"), 0.25),
            _rounded(motion.value("mouth_skew"), 0.25),
            turn,
        )
        eyes = EyesState(
            _rounded(motion.value("lid") * (1.0 - blink), 0.07),
            _rounded(motion.value("squint"), 0.15),
            _rounded(motion.value("gaze_x") + glance_x, 0.12),
            _rounded(motion.value("gaze_y") + glance_y, 0.15),
            _rounded(motion.value("brow_inner"), 0.2),
            _rounded(motion.value("brow_skew"), 0.25),
            turn,
        )
        brows = BrowsState(
            _rounded(motion.value("brow_raise") + 0.12 * motion.talking, 0.1),
            _rounded(motion.value("brow_inner"), 0.1),
            _rounded(motion.value("brow_furrow"), 0.15),
            _rounded(motion.value("brow_skew"), 0.15),
            turn,
        )
        jobs: list[Callable[[], Sprite]] = [
            lambda: self._patch("mouth", mouth, MOUTH_BOX, lambda canvas: draw_mouth(canvas, look, tones, mouth)),
            lambda: self._patch("eyes", eyes, EYES_BOX, lambda canvas: draw_eyes(canvas, look, tones, eyes)),
            lambda: self._patch("brows", brows, BROWS_BOX, lambda canvas: draw_brows(canvas, look, tones, brows)),
        ]
        # Each asks first in turn, so that brows do not wait while a voice keeps the mouth busy.
        found = {index: jobs[index]() for index in sorted(range(3), key=lambda at: (at + self._frame_no) % 3)}
        return turn, [self._flush_sprite(turn, motion.value("flush")), found[0], found[1], found[2]]

    def _draw_head(
        self,
        target: pygame.Surface,
        at: tuple[float, float],
        turn: float,
        patches: list[Sprite | None],
        behind: Callable[[], None],
    ) -> None:
        """Draw the hair behind, what `behind` draws (the body), then face and hair; layers are tilted one by one."""
        motion, (x, y) = self.motion, at
        flush, *moving = patches
        tilt = _rounded(motion.value("head_tilt") + 0.7 * motion.sway(), _TILT_STEP_DEG)
        nod = NOD_UNITS * motion.value("head_nod") * self.scale
        # Heads are drawn at steps of turning; between two steps the layers slide by their depth.
        slide = (motion.value("head_turn") - turn) * _SLIDE * self.scale if not self._exact else 0.0
        base, front, back = self._turns[turn]
        if back is not None:
            swing = motion.hair_swing() * self.scale
            self._tilted(back, _rounded(tilt, 1.0)).blit_to(target, x - 0.3 * slide + swing, y)
        behind()
        self._tilted(base, tilt).blit_to(target, x + 0.6 * slide, y)
        if flush is not None:
            self._tilted(flush, _rounded(tilt, 2.0)).blit_to(target, x + 0.9 * slide, y)
        for patch in moving:
            if patch is not None:
                self._tilted(patch, tilt).blit_to(target, x + slide, y + nod)
        self._tilted(front, tilt).blit_to(target, x + 0.6 * slide, y)

    def _tilted(self, sprite: Sprite, tilt_deg: float) -> Sprite:
        """Return the sprite turned clockwise about the neck, from the store where possible."""
        if not tilt_deg:
            return sprite
        # The sprite itself is the key (kept alive by the store), so a dropped patch cannot be mistaken for a new one.
        key = (sprite, tilt_deg)
        found = self._kept.find(key)
        return found or self._kept.keep(key, _turned_about_neck(sprite, tilt_deg, _PIVOT_Y * self.scale))

    # -- arms -----------------------------------------------------------------------------------------------------

    def _find_arms(self) -> None:
        """Bring sleeves and hands up to date as far as the frame allows; in turns one arm comes first."""
        for index in (0, 1) if self._frame_no % 4 < 2 else (1, 0):
            sleeve, hand, fine = self._arm_states(index)
            missing = [kind for kind, state in (("sleeve", sleeve), ("hand", hand)) if (state, fine) not in self._kept]
            if self._wanted is not None:
                self._wanted += [partial(self._arm_part, state, fine) for state in (sleeve, hand)]
                continue
            if missing and index in self._arms_shown and not self._allowance.take(*missing):
                continue
            self._arms_shown[index] = self._arm_part(sleeve, fine), self._arm_part(hand, fine), sleeve.wrist

    def _arm_states(self, index: int) -> tuple[ArmState, HandState, int]:
        """Return the rounded places of an arm (0 left, 1 right), and how finely it is to be drawn."""
        arm = self.motion.arms[index]
        side = -1 if index == 0 else 1
        elbow_dx, elbow_y, wrist_dx, wrist_y, angle = arm.values()
        # Coarser while the arm moves: the eye cannot tell, and more of it is found in the store.
        swift = arm.speed() > _SWIFT_UNITS_PER_S
        step, aim_step, fine = (4.0, 6.0, 2) if swift else (1.5, 2.0, 3)
        joint_x = self._frame.joint[0]
        aim = _rounded(angle, aim_step)
        sleeve = ArmState(
            side,
            (side * _rounded(joint_x + elbow_dx, step), _rounded(elbow_y, step)),
            (side * _rounded(joint_x + wrist_dx, step), _rounded(wrist_y, step)),
        )
        return sleeve, HandState(side, aim if side > 0 else 180.0 - aim, arm.pose.hand, arm.pose.thumb_in), fine

    def _arm_part(self, state: ArmState | HandState, oversample: int) -> Sprite:
        """Return a sleeve or a hand from the store, or draw it."""
        found = self._kept.find((state, oversample))
        if found is not None:
            return found
        look, tones, frame = self.look, self._tones, self._frame
        if isinstance(state, ArmState):
            found = self._sprite(
                arm_box(frame, state), lambda canvas: draw_sleeve(canvas, look, frame, tones, state), oversample
            )
        else:
            found = self._sprite(hand_box(state), lambda canvas: draw_hand_at(canvas, look, tones, state), oversample)
        return self._kept.keep((state, oversample), found)

    def _draw_arms(self, target: pygame.Surface, x: float, y: float, *, over: bool) -> None:
        for index in (0, 1):
            sleeve, hand, wrist = self._arms_shown[index]
            if self.motion.arms[index].pose.over_counter == over:
                hand.blit_to(target, x + wrist[0] * self.scale, y + wrist[1] * self.scale)
                sleeve.blit_to(target, x, y)

    def _places(self, x: float, baseline_y: float) -> tuple[float, float, float, float]:
        """Return where the origins of body and head lie on the screen: x, y, x, y."""
        motion, unit = self.motion, self.scale
        origin_y = baseline_y - BASELINE_Y * unit
        breath, sway = motion.breath(), motion.sway()
        lean, shoulders = motion.value("lean"), motion.value("shoulders")
        body_x = x + (2.0 * sway) * unit
        body_y = origin_y + (1.0 - 8.0 * shoulders + 3.0 * lean - 1.5 * breath) * unit
        head_x = body_x + (1.6 * sway + 3.0 * motion.value("head_turn")) * unit
        head_y = origin_y + (6.0 + 9.0 * lean + 5.0 * motion.value("head_nod") - 2.5 * shoulders - 0.8 * breath) * unit
        head_y += 2.0 * motion.talking * unit
        return body_x, body_y, head_x, head_y


def _turned_about_neck(sprite: Sprite, tilt_deg: float, pivot_y: float) -> Sprite:
    """Return the sprite turned clockwise about a point on its middle line."""
    width, height = sprite.surface.get_size()
    turned = pygame.transform.rotozoom(sprite.surface, -tilt_deg, 1.0)
    middle = pygame.Vector2(sprite.dx + width / 2, sprite.dy + height / 2 - pivot_y).rotate(tilt_deg)
    return Sprite(turned, round(middle.x - turned.get_width() / 2), round(middle.y + pivot_y - turned.get_height() / 2))
