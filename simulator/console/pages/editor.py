"""Pages of the area `editor`: scenes written in the browser, tried out, given to groups. What they do: `editing/`."""

from __future__ import annotations

from simulator.console.editing import beginning, playing, practising, publishing, writing
from simulator.console.editing.shelf import HOME, MEMBERS_HOME, PUBLISHED
from simulator.console.routes import Route
from simulator.console.things import JOINED_PUBLICATION, LED_PUBLICATION, OWN_SESSION, SHARED_DRAFT
from simulator.record import Role

_WHO = frozenset({Role.TRAINER})
_MEMBERS = frozenset({Role.TRAINEE})
_DRAFT = f"{HOME}/{{draft}}"
_GIVEN = f"{MEMBERS_HOME}/{{publication}}"
_STAGE = f"{practising.STAGE}/{{session}}"
_VERSION = f"{PUBLISHED}/{{publication}}"

ROUTES = (
    Route("GET", HOME, beginning.show_shelf, _WHO),
    Route("GET", f"{HOME}/new", beginning.show_new, _WHO),
    Route("POST", f"{HOME}/new/copy", beginning.begin_copy, _WHO),
    Route("POST", f"{HOME}/new/start", beginning.begin_start, _WHO),
    Route("POST", f"{HOME}/new/upload", beginning.begin_upload, _WHO, upload=True),
    Route("GET", _VERSION, publishing.show_version, _WHO, LED_PUBLICATION),
    Route("GET", f"{_VERSION}/try", playing.try_version, _WHO, LED_PUBLICATION),
    Route("POST", f"{_VERSION}/try", playing.try_version, _WHO, LED_PUBLICATION),
    Route("GET", f"{_VERSION}/scene.silk", publishing.give_version, _WHO, LED_PUBLICATION),
    Route("POST", f"{_VERSION}/copy", beginning.begin_from_version, _WHO, LED_PUBLICATION),
    Route("POST", f"{_VERSION}/withdraw", publishing.withdraw, _WHO, LED_PUBLICATION),
    Route("GET", _DRAFT, writing.show_draft, _WHO, SHARED_DRAFT),
    Route("GET", f"{_DRAFT}/edit", writing.show_file, _WHO, SHARED_DRAFT),
    Route("POST", f"{_DRAFT}/check", writing.check_file, _WHO, SHARED_DRAFT),
    Route("POST", f"{_DRAFT}/save", writing.save_file, _WHO, SHARED_DRAFT),
    Route("POST", f"{_DRAFT}/add", writing.add_file, _WHO, SHARED_DRAFT),
    Route("POST", f"{_DRAFT}/remove", writing.remove_file, _WHO, SHARED_DRAFT),
    Route("POST", f"{_DRAFT}/rename", writing.rename, _WHO, SHARED_DRAFT),
    Route("POST", f"{_DRAFT}/upload", writing.show_upload, _WHO, SHARED_DRAFT, upload=True),
    Route("POST", f"{_DRAFT}/take", writing.take_upload, _WHO, SHARED_DRAFT, upload=True),
    Route("POST", f"{_DRAFT}/drop", writing.drop, _WHO, SHARED_DRAFT),
    Route("GET", f"{_DRAFT}/picture", playing.show_picture, _WHO, SHARED_DRAFT),
    Route("GET", f"{_DRAFT}/try", playing.try_draft, _WHO, SHARED_DRAFT),
    Route("POST", f"{_DRAFT}/try", playing.try_draft, _WHO, SHARED_DRAFT),
    Route("POST", f"{_DRAFT}/plans", playing.run_plans, _WHO, SHARED_DRAFT),
    Route("GET", f"{_DRAFT}/files.zip", writing.give_zip, _WHO, SHARED_DRAFT),
    Route("GET", f"{_DRAFT}/scene.silk", writing.give_pack, _WHO, SHARED_DRAFT),
    Route("GET", f"{_DRAFT}/workbook", writing.give_workbook, _WHO, SHARED_DRAFT),
    Route("POST", f"{_DRAFT}/publish", publishing.publish, _WHO, SHARED_DRAFT),
    Route("GET", MEMBERS_HOME, practising.show_given, _MEMBERS),
    Route("GET", _STAGE, practising.show_stage, _MEMBERS, OWN_SESSION),
    Route("POST", _STAGE, practising.play_on, _MEMBERS, OWN_SESSION),
    Route("POST", f"{_GIVEN}/begin", practising.begin, _MEMBERS, JOINED_PUBLICATION),
    Route("GET", f"{_GIVEN}/scene.silk", publishing.give_version, _MEMBERS, JOINED_PUBLICATION),
)
MENU: tuple[tuple[str, str], ...] = ()
