"""Pages of the area `trainer`: their desk, sessions and marks, blind rounds and what they come to."""

from __future__ import annotations

from simulator.console.pages import (
    trainer_agreement,
    trainer_assignments,
    trainer_desk,
    trainer_marking,
    trainer_rounds,
)
from simulator.console.routes import Route

ROUTES: tuple[Route, ...] = (
    *trainer_desk.ROUTES,
    *trainer_marking.ROUTES,
    *trainer_assignments.ROUTES,
    *trainer_rounds.ROUTES,
    *trainer_agreement.ROUTES,
)
MENU: tuple[tuple[str, str], ...] = (
    ("/trainer", "trainer.menu.start"),
    ("/trainer/waiting", "trainer.menu.waiting"),
    ("/trainer/sessions", "trainer.menu.sessions"),
    ("/trainer/groups", "trainer.menu.groups"),
    ("/trainer/assignments", "trainer.menu.assignments"),
    ("/trainer/rounds", "trainer.menu.rounds"),
    ("/trainer/scenes", "editor.menu"),
)
