"""What goes on to an LMS: statements by xAPI, made of the records, sent and answered."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .choosing import FOLLOWER, MODES, NOWHERE, Chosen, checked_home, choose, key_of, read_chosen
    from .dispatching import Dispatch, Dispatched, Running, go_on, stopped
    from .lrs import Lrs, LrsOptions
    from .outlets import FileOutlet, LrsOutlet, Outcome, Outlet, check_file, words_of
    from .producing import every_statement, produce
    from .telling import Subject, Told, pseudonym, tell, tell_tested, tell_voided
    from .vocabulary import ADL_VERBS, OWN_VERBS, PROFILE_PATH, Place

_LAZY = {
    "FOLLOWER": "choosing",
    "MODES": "choosing",
    "NOWHERE": "choosing",
    "Chosen": "choosing",
    "checked_home": "choosing",
    "choose": "choosing",
    "key_of": "choosing",
    "read_chosen": "choosing",
    "Dispatch": "dispatching",
    "Dispatched": "dispatching",
    "Running": "dispatching",
    "go_on": "dispatching",
    "stopped": "dispatching",
    "Lrs": "lrs",
    "LrsOptions": "lrs",
    "FileOutlet": "outlets",
    "LrsOutlet": "outlets",
    "Outcome": "outlets",
    "Outlet": "outlets",
    "check_file": "outlets",
    "words_of": "outlets",
    "every_statement": "producing",
    "produce": "producing",
    "Subject": "telling",
    "Told": "telling",
    "pseudonym": "telling",
    "tell": "telling",
    "tell_tested": "telling",
    "tell_voided": "telling",
    "ADL_VERBS": "vocabulary",
    "OWN_VERBS": "vocabulary",
    "PROFILE_PATH": "vocabulary",
    "Place": "vocabulary",
}

__all__ = [
    "ADL_VERBS",
    "FOLLOWER",
    "MODES",
    "NOWHERE",
    "OWN_VERBS",
    "PROFILE_PATH",
    "Chosen",
    "Dispatch",
    "Dispatched",
    "FileOutlet",
    "Lrs",
    "LrsOptions",
    "LrsOutlet",
    "Outcome",
    "Outlet",
    "Place",
    "Running",
    "Subject",
    "Told",
    "check_file",
    "checked_home",
    "choose",
    "every_statement",
    "go_on",
    "key_of",
    "produce",
    "pseudonym",
    "read_chosen",
    "stopped",
    "tell",
    "tell_tested",
    "tell_voided",
    "words_of",
]


def __getattr__(name: str) -> Any:
    """Load what is asked for (PEP 562).

    Raises:
        AttributeError: any other name.
    """
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LAZY[name]}"), name)
